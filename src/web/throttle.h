/* throttle.h: how often something may be tried. In memory, bounded: nothing to clean, nothing kept about anybody. */
#ifndef THROTTLE_H
#define THROTTLE_H
#include "base/base.h"

/* Whether `key` (an address, a mail) may do `kind` once more: `most` times at once, and as many again each `seconds`.
 * Counts this time. Keys are kept as hashes only; when the table is full the oldest are forgotten. Thread-safe. */
bool throttle_allow(const char *kind, const char *key, int most, int seconds);
void throttle_clear(void); /* for tests */
#endif
