/* base.h: what every room of the house uses. Nothing here knows of a database, a page or a plan.
 *
 * Three lifetimes: the process, the request or job (an arena), the current row. No malloc outside base/.
 * Allocation never returns NULL: out of memory or over the arena's limit aborts. A size that a user can
 * reach is refused earlier, with E_LIMIT. */
#ifndef BASE_H
#define BASE_H
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define LEN(a) (sizeof(a) / sizeof *(a))
#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#define NONE INT64_MIN /* SQL NULL in an integer member */
#define KIB(n) ((size_t)(n) * 1024)
#define MIB(n) ((size_t)(n) * 1024 * 1024)

/* A programmer's error: active in production, writes file, line and condition to stderr and aborts. */
#define BUG_ON(cond) ((cond) ? bug(__FILE__, __LINE__, #cond) : (void)0)
_Noreturn void bug(const char *file, int line, const char *what);

/* ---- errors --------------------------------------------------------------------------------------------- */

/* What a function that may fail returns. A user's mistake is not an error: see struct problems. E_FULL: the disk has no
 * room, E_AWAY: the database cannot be reached; both pass by themselves once someone has mended the cause. E_UNSURE: it may
 * have been done, and nobody can say. */
enum err { OK, E_NOTFOUND, E_FORBIDDEN, E_CONFLICT, E_INVALID, E_BUSY, E_LIMIT, E_IO, E_DB, E_FULL, E_AWAY, E_UNSURE };

/* "ok", "notfound", …: for logs. */
const char *err_name(enum err e);

/* ---- arena ---------------------------------------------------------------------------------------------- */

struct arena; /* not shared between threads */

/* A new arena that aborts past `limit` bytes. arena_free() runs the cleanups, last registered first, then
 * gives everything back. arena_reset() does the same and keeps the arena usable. */
struct arena *arena_new(size_t limit) MUST_USE;
void arena_free(struct arena *a);
void arena_reset(struct arena *a);
size_t arena_used(const struct arena *a);

/* Zeroed memory, aligned for any type. n = 0 is allowed. */
void *arena_alloc(struct arena *a, size_t n) __attribute__((alloc_size(2), returns_nonnull, malloc, warn_unused_result));
#define ARENA_NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
/* n zeroed elements; aborts on overflow of the multiplication. */
#define ARENA_ARRAY(a, T, n) ((T *)arena_array((a), sizeof(T), (n)))
void *arena_array(struct arena *a, size_t size, size_t n) __attribute__((alloc_size(2, 3), returns_nonnull, malloc, warn_unused_result));
char *arena_strdup(struct arena *a, const char *s) MUST_USE;            /* NULL gives NULL */
char *arena_strndup(struct arena *a, const char *s, size_t n) MUST_USE; /* at most n bytes, stops at NUL */
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3) MUST_USE;
/* fn(arg) when the arena is reset or freed: descriptors, statements, temporary files hang on it. */
void arena_on_reset(struct arena *a, void (*fn)(void *), void *arg);

/* Records the detail of an error once, at its origin (the first of an arena wins), and returns e. The detail
 * is for the log, in English; never shown to a user. */
enum err fail(struct arena *a, enum err e, const char *fmt, ...) PRINTF_LIKE(3, 4);
const char *fail_detail(const struct arena *a); /* "" when none */
void fail_clear(struct arena *a);               /* the error was handled */

/* A growing array of T in an arena: `T *items; size_t n, cap;`. Elements move when it grows. */
#define PUSH(a, list, item) do { \
	if ((list)->n == (list)->cap) \
		(list)->items = arena_grow((a), (list)->items, sizeof *(list)->items, (list)->n, &(list)->cap); \
	(list)->items[(list)->n++] = (item); \
} while (0)
void *arena_grow(struct arena *a, const void *old, size_t size, size_t n, size_t *cap) MUST_USE;

/* ---- growing buffer ------------------------------------------------------------------------------------- */

/* A growing run of bytes with a declared maximum, always followed by a NUL that `len` does not count.
 * Past `max` it stops growing and `full` is set: check it where a user can reach the size. */
struct buf {
	struct arena *a;
	char *base;
	size_t len, cap, max;
	bool full;
};
struct buf buf_new(struct arena *a, size_t max) MUST_USE;
void buf_add(struct buf *b, const void *p, size_t n);
void buf_puts(struct buf *b, const char *s); /* NULL adds nothing */
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Room for n more bytes and a NUL, to write in directly, then add to len what was written (and end with NUL); NULL
 * when that would pass the maximum. */
char *buf_reserve(struct buf *b, size_t n) MUST_USE;
const char *buf_str(const struct buf *b); /* never NULL; valid until the next growth */

/* ---- a user's mistakes ---------------------------------------------------------------------------------- */

/* field: the form's field name, NULL for the whole form. msgid: French, may hold one %s for arg. */
struct problem { const char *field, *msgid, *arg; };
struct problems { struct problem *items; size_t n, cap; };
void problem_add(struct arena *a, struct problems *p, const char *field, const char *msgid, const char *arg);
const struct problem *problem_of(const struct problems *p, const char *field); /* NULL when the field is right */

#endif
