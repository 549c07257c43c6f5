/* parse.h: bytes of a stranger into pairs. Bounded, total (every input gives an answer), fuzzed. */
#ifndef PARSE_H
#define PARSE_H
#include "web/web.h"

enum { PAIRS_MAX = 2000 };

/* "/plan/a%20b?q=1" → path "/plan/a b" decoded, and the raw query (or ""). False: no leading '/', "//", "." or ".."
 * segments, bad escapes, control characters, a NUL or bytes that are not UTF-8. */
bool parse_target(struct arena *a, const char *target, const char **path, const char **query) MUST_USE;
/* application/x-www-form-urlencoded. False past PAIRS_MAX pairs; a bad escape stays as written; NUL becomes a space. */
bool parse_form(struct arena *a, const char *s, size_t n, struct pairs *out) MUST_USE;
/* "a=b; c=d". What is not a well-formed pair is skipped; at most 50. */
void parse_cookies(struct arena *a, const char *header, struct pairs *out);
/* The one value of "name=value" in a header such as Content-Disposition, quotes removed; NULL when absent. */
const char *parse_header_param(struct arena *a, const char *header, const char *name);
const char *pair_of(const struct pairs *p, const char *name); /* the last of that name; NULL */
#endif
