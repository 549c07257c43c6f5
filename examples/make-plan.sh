#!/bin/sh
# The example programme's plan document, made by a word processor from plan.html, which is the one to edit. The result is
# committed: run this after a change of plan.html only. Needs LibreOffice Writer.
set -eu
cd "$(dirname "$0")"
soffice --headless --infilter="HTML (StarWriter)" --convert-to docx:"MS Word 2007 XML" --outdir . plan.html
