#!/bin/sh
# Signing in by a real OpenID Connect provider: Debian's Glewlwyd, started for this and ended after.
exec python3 tests/oidc/signin.py "$1/pilotis"
