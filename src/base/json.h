/* json.h: JSON out (our writer, into a buf) and in (jansson, strict, bounded). */
#ifndef JSON_H
#define JSON_H
#include "base/base.h"

/* Writer: commas and indentation are its work. Nest by begin/end; inside an object pass key, inside an array
 * pass NULL. A NULL string is written as null. */
struct jw { struct buf *out; int depth; bool first[64]; bool pretty; };
struct jw jw_to(struct buf *out, bool pretty) MUST_USE;
void jw_begin(struct jw *j, const char *key, char open); /* '{' or '[' */
void jw_end(struct jw *j, char close);                   /* '}' or ']' */
void jw_str(struct jw *j, const char *key, const char *value);
void jw_int(struct jw *j, const char *key, int64_t value); /* NONE is written as null */
void jw_real(struct jw *j, const char *key, double value, int decimals); /* trailing zeros dropped */
void jw_bool(struct jw *j, const char *key, bool value);
void jw_null(struct jw *j, const char *key);

/* Reader: the tree lives until the arena is reset. Strict: no duplicate keys, no trailing bytes, depth ≤ 64.
 * On error E_INVALID with line and column in the detail. Use jansson's json_object_get() family on the result
 * (include <jansson.h> in the .c). */
struct json_t;
enum err json_read(struct arena *a, const char *text, size_t n, struct json_t **out) MUST_USE;
/* The tree as compact text, keys in the order they were set. */
char *json_write(struct arena *a, const struct json_t *j) MUST_USE;
#endif
