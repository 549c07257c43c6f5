/* history_chain.c: the chain of the journal is computed, verified, and keeps holding when what it says of a person is
 * erased. history.h says how it is made. */
#include "base/text.h"
#include "store/history_private.h"
#include <stdlib.h>
#include <string.h>

enum { PAGE_ROWS = 2000 };
const char history_erased_text[] = "effacé";

#define ROW "id, at, who, via, what, field, before, after, person, entity, entity_id, who_seal, text_seal, who_erased, text_erased, hash"
enum { PAGE, PAGE_OF, OLD, CHAIN, ERASE_WHO, ERASE_TEXT };
const struct query history_chain_queries[] = {
	[PAGE] = { "history_page", "SELECT " ROW " FROM history WHERE id > $1 ORDER BY id LIMIT $2" },
	[PAGE_OF] = { "history_page_of", "SELECT " ROW " FROM history WHERE entity = $3 AND at < $4 AND id > $1 ORDER BY id LIMIT $2" },
	[OLD] = { "history_old", "SELECT " ROW " FROM history WHERE id > $1 AND hash IS NULL ORDER BY id LIMIT $2" },
	[CHAIN] = { "history_chain", "UPDATE history SET who_seal = $2, text_seal = $3, hash = $4 WHERE id = $1 AND hash IS NULL" },
	[ERASE_WHO] = { "history_erase_who", "UPDATE history SET person = $2, who = $3, who_seal = $4, who_erased = $5 WHERE id = $1 AND who_erased IS NULL" },
	[ERASE_TEXT] = { "history_erase_text",
		"UPDATE history SET before = $2, after = $3, text_seal = $4, text_erased = $5 WHERE id = $1 AND text_erased IS NULL" },
	{ 0 },
};

/* ---- hashing ---------------------------------------------------------------------------------------------- */

/* What is hashed is written out first: one call of the digest is much quicker than many small ones. Small ones stay on
 * the stack. */
enum { SMALL = 1024 };
struct canon { struct arena *a; char small[SMALL]; char *p; size_t n, room; };

static void
canon_begin(struct canon *c, struct arena *a)
{
	c->a = a;
	c->p = c->small;
	c->n = 0;
	c->room = SMALL;
}

static void
add_bytes(struct canon *c, const char *s, size_t n)
{
	if (n > c->room - c->n) {
		size_t room = 2 * c->room + n;
		char *p = arena_alloc(c->a, room);
		memcpy(p, c->p, c->n);
		c->p = p;
		c->room = room;
	}
	memcpy(c->p + c->n, s, n);
	c->n += n;
}

static void
add_text(struct canon *c, const char *s)
{
	char head[24], *p = head + sizeof head;
	if (s == NULL) {
		add_bytes(c, "-,", 2);
		return;
	}
	size_t n = strlen(s), left = n;
	*--p = ':';
	do
		*--p = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	add_bytes(c, p, (size_t)(head + sizeof head - p));
	add_bytes(c, s, n);
	add_bytes(c, ",", 1);
}

static void
add_int(struct canon *c, int64_t n)
{
	char s[24];
	snprintf(s, sizeof s, "%lld", (long long)n);
	add_text(c, n == NONE ? NULL : s);
}

static struct digest
canon_end(const struct canon *c)
{
	return digest_of(c->p, c->n);
}

struct digest
history_who_digest(struct arena *a, const char *seal, int64_t person, const char *who)
{
	struct canon c;
	canon_begin(&c, a);
	add_text(&c, "who");
	add_text(&c, seal);
	add_int(&c, person);
	add_text(&c, who);
	return canon_end(&c);
}

struct digest
history_text_digest(struct arena *a, const char *seal, const char *before, const char *after)
{
	struct canon c;
	canon_begin(&c, a);
	add_text(&c, "text");
	add_text(&c, seal);
	add_text(&c, before);
	add_text(&c, after);
	return canon_end(&c);
}

struct digest
history_row_hash(struct arena *a, const char *before, const struct history_row *r, const char *who, const char *text)
{
	struct canon c;
	canon_begin(&c, a);
	add_bytes(&c, before, strlen(before));
	add_int(&c, r->id);
	add_text(&c, r->at);
	add_text(&c, r->via);
	add_text(&c, r->entity);
	add_int(&c, r->entity_id);
	add_text(&c, r->what);
	add_text(&c, r->field);
	add_text(&c, who);
	add_text(&c, text);
	return canon_end(&c);
}

static bool
erased(int64_t by)
{
	return by != NONE && by != 0;
}

/* The digest of a part: where it was erased, its seal is it. */
static struct digest
sealed(const char *seal, bool erased_part, struct digest otherwise)
{
	struct digest d = otherwise;
	if (erased_part)
		snprintf(d.s, sizeof d.s, "%s", seal == NULL ? "" : seal);
	return d;
}

static struct digest
who_of(struct arena *a, const struct link_row *r)
{
	return sealed(r->who_seal, erased(r->who_erased), history_who_digest(a, r->who_seal, r->row.person, r->row.who));
}

static struct digest
text_of(struct arena *a, const struct link_row *r)
{
	return sealed(r->text_seal, erased(r->text_erased), history_text_digest(a, r->text_seal, r->row.before, r->row.after));
}

static struct digest
row_hash(struct arena *a, const char *before, const struct link_row *r)
{
	struct digest who = who_of(a, r), text = text_of(a, r);
	return history_row_hash(a, before, &r->row, who.s, text.s);
}

/* ---- pages of rows ---------------------------------------------------------------------------------------- */

struct link_rows { struct link_row *items; size_t n, cap; };

/* A page at a time, so that a journal of any length takes little memory: the rows are in an arena of their own that the
 * next page empties. */
struct reading { struct db *db; struct arena *own, *theirs; const struct query *q; const char *entity, *before; int64_t last; struct link_rows page; };

static struct reading
reading_of(struct db *db, const char *entity, const char *before)
{
	bool part = entity != NULL && before != NULL;
	return (struct reading){ .db = db, .own = arena_new(MIB(256)), .theirs = db->a, .q = &history_chain_queries[part ? PAGE_OF : PAGE],
		.entity = part ? entity : NULL, .before = before };
}

static enum err
next_page(struct reading *g)
{
	struct db *db = g->db;
	struct rows *r;
	arena_reset(g->own);
	g->page = (struct link_rows){ 0 };
	db_lend_arena(db, g->own);
	enum err e = g->entity == NULL ? db_query(db, g->q, ARGS(V(g->last), V(PAGE_ROWS)), &r) :
	    db_query(db, g->q, ARGS(V(g->last), V(PAGE_ROWS), V(g->entity), V(g->before)), &r);
	while (e == OK && rows_next(r)) {
		struct link_row one = { history_row_of(r), col_text(r, 11), col_text(r, 12), col_int(r, 13), col_int(r, 14), col_text(r, 15) };
		PUSH(g->own, &g->page, one);
		g->last = one.row.id;
	}
	e = e == OK ? rows_end(r) : e;
	db_lend_arena(db, g->theirs);
	if (e != OK)
		(void)fail(g->theirs, e, "%s", fail_detail(g->own));
	return e;
}

static void
reading_end(struct reading *g)
{
	arena_free(g->own);
}

/* ---- rows of before the chain ----------------------------------------------------------------------------- */

/* Once in the life of a store that is older than the chain, hence a statement a row. */
enum err
history_chain_old(struct db *db, struct history_head *head)
{
	struct reading g = reading_of(db, NULL, NULL);
	enum err e = OK;
	*head = (struct history_head){ .id = 0 };
	memset(head->hash, '0', 64);
	g.q = &history_chain_queries[OLD];
	while (e == OK && (e = next_page(&g)) == OK && g.page.n > 0)
		for (size_t i = 0; e == OK && i < g.page.n; i++) {
			struct link_row *r = &g.page.items[i];
			struct token who = token_new(), text = token_new();
			r->who_seal = r->row.who != NULL || r->row.person != NONE ? who.s : NULL;
			r->text_seal = r->row.before != NULL || r->row.after != NULL ? text.s : NULL;
			struct digest hash = row_hash(g.own, head->hash, r);
			e = db_exec(db, &history_chain_queries[CHAIN], ARGS(V(r->row.id), V(r->who_seal), V(r->text_seal), V(hash.s)), NULL);
			head->id = r->row.id;
			memcpy(head->hash, hash.s, sizeof hash.s);
		}
	reading_end(&g);
	return e;
}

/* ---- verifying --------------------------------------------------------------------------------------------- */

/* An erasure that the journal tells of, and what was found of it so far. */
struct event { int64_t id, parts, said_parts; const char *said; bool told; struct sha256 h; };
struct events { struct event *items; size_t n, cap; };
struct verifying { struct arena *a, *scratch; struct history_check *out; struct events events; };

static struct event *
event_of(struct verifying *v, int64_t id)
{
	for (size_t i = v->events.n; i > 0; i--)
		if (v->events.items[i - 1].id == id)
			return &v->events.items[i - 1];
	struct event one = { .id = id };
	sha256_init(&one.h);
	PUSH(v->a, &v->events, one);
	return &v->events.items[v->events.n - 1];
}

static void
event_part(struct event *x, int64_t id, const char *part, int64_t person)
{
	struct canon c;
	canon_begin(&c, NULL); /* numbers and a word: it stays small */
	add_int(&c, id);
	add_text(&c, part);
	if (part[0] == 'w')
		add_int(&c, person);
	sha256_add(&x->h, c.p, c.n);
	x->parts++;
}

static bool
says_nothing(const char *s)
{
	return s == NULL || strcmp(s, history_erased_text) == 0;
}

/* Why the row does not hold; NULL when it does. */
static const char *
row_fault(struct verifying *v, const struct link_row *r)
{
	struct history_head *head = &v->out->head;
	if (r->row.id != head->id + 1)
		return arena_printf(v->a, "%lld comes after %lld: rows are missing", (long long)r->row.id, (long long)head->id);
	if (r->hash == NULL)
		return "not chained";
	if (strcmp(row_hash(v->scratch, head->hash, r).s, r->hash) != 0)
		return "changed, or the row before it is another one";
	if (erased(r->who_erased) && !says_nothing(r->row.who))
		return "an erased name says something again";
	if (erased(r->text_erased) && !(says_nothing(r->row.before) && says_nothing(r->row.after)))
		return "an erased text says something again";
	if (erased(r->who_erased))
		event_part(event_of(v, r->who_erased), r->row.id, "who", r->row.person);
	if (erased(r->text_erased))
		event_part(event_of(v, r->text_erased), r->row.id, "text", NONE);
	v->out->erased += erased(r->who_erased) + erased(r->text_erased);
	if (strcmp(r->row.entity, "history") == 0 && strcmp(r->row.what, "erased") == 0) {
		struct event *x = event_of(v, r->row.id);
		x->told = true;
		x->said = arena_strdup(v->a, r->row.after);
		x->said_parts = r->row.before == NULL ? 0 : strtoll(r->row.before, NULL, 10);
	}
	return NULL;
}

/* What is erased must be what the journal says was. */
static void
check_events(struct verifying *v)
{
	for (size_t i = 0; v->out->broken == NONE && i < v->events.n; i++) {
		struct event *x = &v->events.items[i];
		bool same = x->told && x->parts == x->said_parts && text_eq(sha256_end(&x->h).s, x->said);
		if (same)
			continue;
		v->out->broken = x->id;
		v->out->why = x->told ? "the rows that it says were erased are not those that are" : "names were erased that no row tells of";
	}
}

enum err
history_verify(struct db *db, struct history_check *out)
{
	struct verifying v = { .a = db->a, .out = out };
	struct reading g = reading_of(db, NULL, NULL);
	enum err e = OK;
	v.scratch = g.own;
	*out = (struct history_check){ .broken = NONE };
	memset(out->head.hash, '0', 64);
	while (out->broken == NONE && (e = next_page(&g)) == OK && g.page.n > 0)
		for (size_t i = 0; out->broken == NONE && i < g.page.n; i++) {
			const struct link_row *r = &g.page.items[i];
			out->rows++;
			if (r->hash == NULL && out->unchained == out->rows - 1) { /* all so far: a store older than the chain */
				out->unchained++;
				out->head.id = r->row.id;
				continue;
			}
			const char *why = row_fault(&v, r);
			if (why != NULL) {
				out->broken = r->row.id;
				out->why = why;
				break;
			}
			out->head.id = r->row.id;
			snprintf(out->head.hash, sizeof out->head.hash, "%s", r->hash);
		}
	reading_end(&g);
	if (e == OK)
		check_events(&v);
	return e;
}

/* ---- erasing ----------------------------------------------------------------------------------------------- */

struct part { int64_t id, person; bool text, has_before, has_after, has_who; struct digest seal; };
struct parts { struct part *items; size_t n, cap; };

static void
choose_parts(struct arena *a, const struct history_erasure *what, const struct link_row *r, struct parts *out)
{
	unsigned of = what->choose(what->arg, &r->row);
	if (strcmp(r->row.entity, "history") == 0)
		of &= ~(unsigned)HISTORY_TEXT; /* what tells of erasures must stay */
	bool number = (of & HISTORY_PERSON) != 0;
	if ((of & (HISTORY_WHO | HISTORY_PERSON)) != 0 && !erased(r->who_erased) && (r->row.who != NULL || (number && r->row.person != NONE))) {
		struct part p = { r->row.id, number ? NONE : r->row.person, .has_who = r->row.who != NULL, .seal = who_of(a, r) };
		PUSH(a, out, p);
	}
	if ((of & HISTORY_TEXT) != 0 && !erased(r->text_erased) && (r->row.before != NULL || r->row.after != NULL)) {
		struct part p = { r->row.id, NONE, .text = true, .has_before = r->row.before != NULL, .has_after = r->row.after != NULL,
			.seal = text_of(a, r) };
		PUSH(a, out, p);
	}
}

/* The row of the journal that tells of it, then each part: each has a seal of its own, hence a statement a part. */
static enum err
erase_parts(struct db *db, const char *why, const struct parts *parts)
{
	struct event x = { 0 };
	sha256_init(&x.h);
	for (size_t i = 0; i < parts->n; i++)
		event_part(&x, parts->items[i].id, parts->items[i].text ? "text" : "who", parts->items[i].person);
	enum err e = history_add(db, "history", 0, "erased", why, arena_printf(db->a, "%zu", parts->n), sha256_end(&x.h).s);
	int64_t by = db->link->chain.head.id;
	for (size_t i = 0; e == OK && i < parts->n; i++) {
		const struct part *p = &parts->items[i];
		const char *text = history_erased_text;
		e = p->text ? db_exec(db, &history_chain_queries[ERASE_TEXT],
		    ARGS(V(p->id), V(p->has_before ? text : NULL), V(p->has_after ? text : NULL), V(p->seal.s), V(by)), NULL) :
		    db_exec(db, &history_chain_queries[ERASE_WHO], ARGS(V(p->id), V(p->person), V(p->has_who ? text : NULL), V(p->seal.s), V(by)), NULL);
	}
	return e;
}

enum err
history_erase(struct db *db, const struct history_erasure *what, int64_t *n)
{
	struct parts parts = { 0 };
	struct history_head h;
	*n = 0;
	/* Rows of before the chain are chained first, with seals. */
	enum err e = what->look ? OK : history_head(db, &h);
	if (e == OK && !what->look && h.hash[0] == '\0' && (e = history_chain_old(db, &h)) == OK)
		db->link->chain = (struct chain){ true, h };
	struct reading g = reading_of(db, what->entity, what->before);
	while (e == OK && (e = next_page(&g)) == OK && g.page.n > 0)
		for (size_t i = 0; i < g.page.n; i++)
			choose_parts(db->a, what, &g.page.items[i], &parts);
	reading_end(&g);
	*n = (int64_t)parts.n;
	return e != OK || what->look || parts.n == 0 ? e : erase_parts(db, what->why, &parts);
}
