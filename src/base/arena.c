#include "base/base.h"
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

/* Under ASan every allocation is a chunk of its own, so that an overrun by one byte is seen. */
#if defined(__SANITIZE_ADDRESS__)
#define CHUNK 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CHUNK 0
#endif
#endif
#ifndef CHUNK
#define CHUNK (32 * 1024)
#endif

struct chunk {
	struct chunk *next;
	alignas(max_align_t) char mem[];
};
struct cleanup {
	struct cleanup *next;
	void (*fn)(void *);
	void *arg;
};
struct arena {
	struct chunk *chunks;
	char *at, *end;
	size_t used, limit;
	struct cleanup *cleanups;
	char detail[256];
};

_Noreturn void
bug(const char *file, int line, const char *what)
{
	fprintf(stderr, "pilotis: %s:%d: BUG: %s\n", file, line, what);
	abort();
}

const char *
err_name(enum err e)
{
	static const char *const names[] = { "ok", "notfound", "forbidden", "conflict", "invalid", "busy", "limit", "io", "db", "full", "away", "unsure" };
	return (size_t)e < LEN(names) ? names[e] : "unknown";
}

struct arena *
arena_new(size_t limit)
{
	struct arena *a = calloc(1, sizeof *a);
	BUG_ON(a == NULL);
	a->limit = limit;
	return a;
}

/* Whatever was there before: for bytes that are written before they are read. */
static void *
arena_raw(struct arena *a, size_t n)
{
	BUG_ON(n > a->limit);
	n = (n + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	a->used += n;
	BUG_ON(a->used > a->limit);
	if (a->at == NULL || (size_t)(a->end - a->at) < n) {
		size_t cap = n > CHUNK / 4 ? n : CHUNK;
		struct chunk *c = malloc(sizeof *c + cap);
		BUG_ON(c == NULL);
		c->next = a->chunks;
		a->chunks = c;
		if (cap == n && a->at != NULL) /* a large piece of its own: keep filling the current chunk */
			return c->mem;
		a->at = c->mem;
		a->end = c->mem + cap;
	}
	void *p = a->at;
	a->at += n;
	return p;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	return memset(arena_raw(a, n), 0, n);
}

void *
arena_array(struct arena *a, size_t size, size_t n)
{
	size_t total;
	BUG_ON(__builtin_mul_overflow(size, n, &total));
	return arena_alloc(a, total);
}

void *
arena_grow(struct arena *a, const void *old, size_t size, size_t n, size_t *cap)
{
	size_t want = *cap == 0 ? 8 : *cap * 2;
	void *p = arena_array(a, size, want);
	if (n > 0)
		memcpy(p, old, size * n);
	*cap = want;
	return p;
}

char *
arena_strndup(struct arena *a, const char *s, size_t n)
{
	if (s == NULL)
		return NULL;
	n = strnlen(s, n);
	char *p = arena_alloc(a, n + 1);
	memcpy(p, s, n);
	return p;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return s == NULL ? NULL : arena_strndup(a, s, strlen(s));
}

static char *
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	BUG_ON(n < 0);
	char *p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	return p;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char *p = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return p;
}

void
arena_on_reset(struct arena *a, void (*fn)(void *), void *arg)
{
	struct cleanup *c = ARENA_NEW(a, struct cleanup);
	*c = (struct cleanup){ a->cleanups, fn, arg };
	a->cleanups = c;
}

void
arena_reset(struct arena *a)
{
	while (a->cleanups != NULL) { /* a cleanup may not register another, but may look at memory */
		struct cleanup *c = a->cleanups;
		a->cleanups = c->next;
		c->fn(c->arg);
	}
	for (struct chunk *c = a->chunks, *next; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	*a = (struct arena){ .limit = a->limit };
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	arena_reset(a);
	free(a);
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}

enum err
fail(struct arena *a, enum err e, const char *fmt, ...)
{
	if (a->detail[0] == '\0') {
		va_list ap;
		va_start(ap, fmt);
		vsnprintf(a->detail, sizeof a->detail, fmt, ap);
		va_end(ap);
	}
	return e;
}

const char *
fail_detail(const struct arena *a)
{
	return a->detail;
}

void
fail_clear(struct arena *a)
{
	a->detail[0] = '\0';
}

/* ---- buffer --------------------------------------------------------------------------------------------- */

struct buf
buf_new(struct arena *a, size_t max)
{
	return (struct buf){ .a = a, .max = max };
}

/* Room for n more bytes and the NUL; false when that would pass the maximum. */
static bool
buf_room(struct buf *b, size_t n)
{
	if (b->full || n > b->max - b->len) {
		b->full = true;
		return false;
	}
	if (b->base == NULL || b->len + n + 1 > b->cap) {
		size_t cap = b->cap < 256 ? 256 : b->cap * 2;
		if (cap > b->max + 1)
			cap = b->max + 1;
		if (cap < b->len + n + 1)
			cap = b->len + n + 1;
		/* Not zeroed: of a large page that would touch twice the memory. */
		char *p = arena_raw(b->a, cap);
		if (b->len > 0)
			memcpy(p, b->base, b->len);
		p[b->len] = '\0';
		b->base = p;
		b->cap = cap;
	}
	return true;
}

void
buf_add(struct buf *b, const void *p, size_t n)
{
	if (n == 0 || !buf_room(b, n))
		return;
	memcpy(b->base + b->len, p, n);
	b->len += n;
	b->base[b->len] = '\0';
}

char *
buf_reserve(struct buf *b, size_t n)
{
	return buf_room(b, n) ? b->base + b->len : NULL;
}

void
buf_puts(struct buf *b, const char *s)
{
	if (s != NULL)
		buf_add(b, s, strlen(s));
}

void
buf_putc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	char small[256];
	va_start(ap, fmt);
	int n = vsnprintf(small, sizeof small, fmt, ap);
	va_end(ap);
	BUG_ON(n < 0);
	if ((size_t)n < sizeof small) {
		buf_add(b, small, (size_t)n);
	} else if (buf_room(b, (size_t)n)) {
		va_start(ap, fmt);
		vsnprintf(b->base + b->len, (size_t)n + 1, fmt, ap);
		va_end(ap);
		b->len += (size_t)n;
	}
}

const char *
buf_str(const struct buf *b)
{
	return b->base == NULL ? "" : b->base;
}

/* ---- problems ------------------------------------------------------------------------------------------- */

void
problem_add(struct arena *a, struct problems *p, const char *field, const char *msgid, const char *arg)
{
	struct problem one = { field, msgid, arg };
	PUSH(a, p, one);
}

const struct problem *
problem_of(const struct problems *p, const char *field)
{
	for (size_t i = 0; p != NULL && i < p->n; i++)
		if (p->items[i].field == field || (field != NULL && p->items[i].field != NULL && strcmp(p->items[i].field, field) == 0))
			return &p->items[i];
	return NULL;
}
