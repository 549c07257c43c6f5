/* What was published when, and the letters that explain a placement. */
#include "team/compose.h"
#include "store/history.h"

enum { Q_LAST, Q_ADD, Q_MAILS, Q_LETTER, Q_LETTER_ADD };
const struct query publish_queries[] = {
	[Q_LAST] = { "team_publication_last", "SELECT u.id, u.draft, u.mails, u.at, p.name FROM team_publication u LEFT JOIN person p ON p.id = u.person WHERE u.edition = $1"
	    " ORDER BY u.id DESC LIMIT 1" },
	[Q_ADD] = { "team_publication_add", "INSERT INTO team_publication (edition, draft, person, at, mails) VALUES ($1, $2, $3, $4, 0) RETURNING id" },
	[Q_MAILS] = { "team_publication_mails", "UPDATE team_publication SET mails = $2 WHERE id = $1" },
	[Q_LETTER] = { "team_letter", "SELECT subject, body, sent_at FROM team_letter WHERE student = $1" },
	[Q_LETTER_ADD] = { "team_letter_add", "INSERT INTO team_letter (student, subject, body, sent_at, person) VALUES ($1, $2, $3, $4, $5)" },
	{ 0 },
};

enum err
publication_last(struct db *db, int64_t edition, struct publication *out)
{
	struct rows *r;
	*out = (struct publication){ .id = NONE };
	enum err e = db_one(db, &publish_queries[Q_LAST], ARGS(V(edition)), &r);
	if (e == OK)
		*out = (struct publication){ col_int(r, 0), col_int(r, 1), col_int(r, 2), col_text(r, 3), col_text(r, 4) };
	return e;
}

enum err
publication_add(struct db *db, int64_t edition, int64_t draft, int64_t person, int64_t *id)
{
	struct rows *r;
	enum err e = db_one(db, &publish_queries[Q_ADD], ARGS(V(edition), V(draft), V(person), V((const char *)now_utc().s)), &r);
	if (e != OK)
		return e;
	*id = col_int(r, 0);
	return history_add(db, "edition", edition, "changed", "teams", NULL, arena_printf(db_arena(db), "%lld", (long long)draft));
}

enum err
publication_mails(struct db *db, int64_t id, int64_t mails)
{
	return db_exec(db, &publish_queries[Q_MAILS], ARGS(V(id), V(mails)), NULL);
}

enum err
placement_letter_get(struct db *db, int64_t student, struct placement_letter *out)
{
	struct rows *r;
	enum err e = db_one(db, &publish_queries[Q_LETTER], ARGS(V(student)), &r);
	if (e == OK)
		*out = (struct placement_letter){ col_text(r, 0), col_text(r, 1), col_text(r, 2) };
	return e;
}

enum err
placement_letter_add(struct db *db, int64_t student, const struct placement_letter *l, int64_t person)
{
	enum err e = db_exec(db, &publish_queries[Q_LETTER_ADD], ARGS(V(student), V(l->subject), V(l->body), V((const char *)now_utc().s), V(person)), NULL);
	return e == OK ? history_add(db, "student", student, "changed", "placement_letter", NULL, NULL) : e;
}
