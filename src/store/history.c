/* history.c: the journal is written and read. */
#include "base/date.h"
#include "store/history_private.h"
#include <string.h>

enum { ADD, OF, HEAD, HASH };
const struct query history_queries[] = {
	[ADD] = { "history_add", "INSERT INTO history(id, at, person, who, via, entity, entity_id, what, field, before, after, who_seal, text_seal, hash) "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)" },
	[OF] = { "history_of", "SELECT id, at, who, via, what, field, before, after, person, entity, entity_id FROM history "
	    "WHERE entity = $1 AND entity_id = $2 ORDER BY id DESC LIMIT $3" },
	[HEAD] = { "history_head", "SELECT id, hash FROM history ORDER BY id DESC LIMIT 1" },
	[HASH] = { "history_hash", "SELECT hash FROM history WHERE id = $1" },
	{ 0 },
};

void
db_author(struct db *db, int64_t person, const char *name, const char *via)
{
	db->person = person;
	db->who = arena_strdup(db->a, name);
	db->via = arena_strdup(db->a, via);
	db->who_seal.s[0] = db->who_digest.s[0] = '\0';
}

int64_t
db_author_person(const struct db *db)
{
	return db->person;
}

/* ---- the end of the chain -------------------------------------------------------------------------------- */

enum err
history_head(struct db *db, struct history_head *out)
{
	struct rows *r;
	*out = (struct history_head){ .id = 0 };
	memset(out->hash, '0', 64);
	enum err e = db_one(db, &history_queries[HEAD], NO_ARGS, &r);
	if (e != OK)
		return e == E_NOTFOUND ? OK : e;
	out->id = col_int(r, 0);
	const char *hash = col_text(r, 1);
	if (hash == NULL)
		out->hash[0] = '\0';
	else
		snprintf(out->hash, sizeof out->hash, "%s", hash);
	return rows_end(r);
}

/* Read once a transaction: writers are one at a time on each engine, so that nobody else moves it meanwhile. */
static enum err
head_for_writing(struct db *db, struct history_head *h)
{
	struct chain *c = &db->link->chain;
	enum err e = OK;
	if (!c->known) {
		e = history_head(db, h);
		if (e == OK && h->hash[0] == '\0')
			e = history_chain_old(db, h);
		if (e == OK)
			*c = (struct chain){ true, *h };
	}
	*h = c->head;
	return e;
}

static const char *
author_seal(const struct db *db)
{
	return db->who_seal.s[0] == '\0' ? NULL : db->who_seal.s;
}

/* The author's digest, and the seal of it, are the same in all rows of a transaction, as their author is. */
static const char *
author_digest(struct db *db)
{
	if (db->who_digest.s[0] == '\0') {
		if (db->person != NONE || db->who != NULL)
			db->who_seal = token_new();
		db->who_digest = history_who_digest(db->a, author_seal(db), db->person, db->who);
	}
	return db->who_digest.s;
}

enum err
history_add(struct db *db, const char *entity, int64_t id, const char *what, const char *field, const char *before, const char *after)
{
	struct history_head h;
	struct isotime now = now_utc();
	enum err e = head_for_writing(db, &h);
	if (e != OK)
		return e;
	struct token salt;
	const char *seal = NULL;
	if (before != NULL || after != NULL) {
		salt = token_new();
		seal = salt.s;
	}
	struct history_row row = { .id = h.id + 1, .at = now.s, .via = db->via, .what = what, .field = field, .entity = entity, .entity_id = id };
	struct digest text = history_text_digest(db->a, seal, before, after);
	struct digest hash = history_row_hash(db->a, h.hash, &row, author_digest(db), text.s);
	e = db_exec(db, &history_queries[ADD], ARGS(V(row.id), V(now.s), V(db->person), V(db->who), V(db->via), V(entity), V(id), V(what), V(field),
	    V(before), V(after), V(author_seal(db)), V(seal), V(hash.s)), NULL);
	if (e == OK) {
		db->link->chain.head.id = row.id;
		memcpy(db->link->chain.head.hash, hash.s, sizeof hash.s);
	}
	return e;
}

/* ---- reading --------------------------------------------------------------------------------------------- */

struct history_row
history_row_of(struct rows *r)
{
	return (struct history_row){ col_int(r, 0), col_text(r, 1), col_text(r, 2), col_text(r, 3), col_text(r, 4), col_text(r, 5), col_text(r, 6),
		col_text(r, 7), col_int(r, 8), col_text(r, 9), col_int(r, 10) };
}

enum err
history_of(struct db *db, const char *entity, int64_t id, size_t most, struct history *out)
{
	struct rows *r;
	*out = (struct history){ 0 };
	enum err e = db_query(db, &history_queries[OF], ARGS(V(entity), V(id), v_int((int64_t)most)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db->a, out, history_row_of(r));
	return rows_end(r);
}

enum err
history_hash(struct db *db, int64_t id, const char **hash)
{
	struct rows *r;
	enum err e = db_one(db, &history_queries[HASH], ARGS(V(id)), &r);
	if (e == OK)
		*hash = col_text(r, 0);
	return e;
}
