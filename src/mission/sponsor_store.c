/* The sponsor of a mission, without an account: its way in, and what it answers. */
#include "mission/report.h"
#include "base/secret.h"
#include "store/history.h"

enum { LINK_MONTHS = 6 }; /* after the last question */
enum { Q_LINK_NEW, Q_LINK_FIND, Q_FORM, Q_FORM_ADD, Q_FORM_SET, Q_ANSWERS, Q_ANSWER, Q_SENTS };
const struct query sponsor_queries[] = {
	[Q_LINK_NEW] = { "sponsor_link_new", "INSERT INTO sponsor_link (token_sha, team, email, created_at, created_by, expires_at) VALUES ($1, $2, $3, $4, $5, $6)" },
	[Q_LINK_FIND] = { "sponsor_link_find", "SELECT team FROM sponsor_link WHERE token_sha = $1 AND expires_at > $2" },
	[Q_FORM] = { "sponsor_form", "SELECT id, rev, quote, sent_at, quote_open FROM sponsor_form WHERE team = $1 AND form = $2" },
	[Q_FORM_ADD] = { "sponsor_form_add", "INSERT INTO sponsor_form (team, form, quote, quote_open, sent_at, rev) VALUES ($1, $2, $3, $4, $5, 1) RETURNING id" },
	[Q_FORM_SET] = { "sponsor_form_set", "UPDATE sponsor_form SET quote = $2, quote_open = $3, sent_at = coalesce(sent_at, $4), rev = rev + 1 WHERE id = $1" },
	[Q_ANSWERS] = { "sponsor_answers", "SELECT question, answer FROM sponsor_answer WHERE form = $1 ORDER BY position" },
	[Q_ANSWER] = { "sponsor_answer_set", "INSERT INTO sponsor_answer (form, position, question, answer) VALUES ($1, $2, $3, $4)"
	    " ON CONFLICT (form, position) DO UPDATE SET question = excluded.question, answer = excluded.answer" },
	[Q_SENTS] = { "sponsor_sent_list", "SELECT f.team, f.form, f.sent_at FROM sponsor_form f JOIN team t ON t.id = f.team WHERE t.edition = $1 AND f.sent_at IS NOT NULL"
	    " ORDER BY f.team, f.form" },
	{ 0 },
};

enum err
sponsor_link_new(struct db *db, const struct mission *m, int64_t months, int64_t person, const char **token)
{
	struct token t = token_new();
	struct date until = months_after(today_brussels(), 12), ends;
	const char *now = arena_strdup(db_arena(db), now_utc().s);
	if (m->edition.ends_on != NULL && date_parse(m->edition.ends_on, &ends) && date_cmp(months_after(ends, (int)months + LINK_MONTHS), until) > 0)
		until = months_after(ends, (int)months + LINK_MONTHS);
	*token = arena_strdup(db_arena(db), t.s);
	return db_exec(db, &sponsor_queries[Q_LINK_NEW], ARGS(V((const char *)digest_str(t.s).s), V(m->team.id), V(m->commission.email), V(now), V(person),
	    V(arena_printf(db_arena(db), "%sT23:59:59Z", date_iso(until).s))), NULL);
}

enum err
sponsor_link_find(struct db *db, const char *token, struct mission *out)
{
	struct rows *r;
	const char *now = arena_strdup(db_arena(db), now_utc().s);
	enum err e = db_one(db, &sponsor_queries[Q_LINK_FIND], ARGS(V((const char *)digest_str(token == NULL ? "" : token).s), V(now)), &r);
	if (e == OK)
		e = mission_load(db, col_int(r, 0), out);
	return e == OK && (out->status == ST_WITHDRAWN || out->team.ended_at != NULL) ? fail(db_arena(db), E_NOTFOUND, "sponsor: the mission is gone") : e;
}

/* ---- answers -------------------------------------------------------------------------------------------------------- */

enum err
sponsor_form_get(struct db *db, int64_t team, enum sponsor_form_kind kind, struct sponsor_form *out)
{
	struct rows *r;
	*out = (struct sponsor_form){ .id = NONE, .team = team, .kind = kind };
	enum err e = db_one(db, &sponsor_queries[Q_FORM], ARGS(V(team), V(sponsor_form_words[kind])), &r);
	if (e == E_NOTFOUND) {
		fail_clear(db_arena(db));
		return OK;
	}
	if (e != OK)
		return e;
	out->id = col_int(r, 0), out->rev = col_int(r, 1), out->quote = col_text(r, 2), out->sent_at = col_text(r, 3), out->quote_open = col_int(r, 4) == 1;
	if ((e = db_query(db, &sponsor_queries[Q_ANSWERS], ARGS(V(out->id)), &r)) != OK)
		return e;
	while (rows_next(r) && out->n < QUESTIONS_MOST) {
		out->question[out->n] = col_text(r, 0);
		out->answer[out->n++] = col_text(r, 1);
	}
	return rows_end(r);
}

enum err
sponsor_form_set(struct db *db, struct sponsor_form *f, bool sent)
{
	struct rows *r;
	const char *now = sent ? arena_strdup(db_arena(db), now_utc().s) : NULL;
	enum err e;
	if (f->id == NONE) {
		e = db_one(db, &sponsor_queries[Q_FORM_ADD], ARGS(V(f->team), V(sponsor_form_words[f->kind]), V(f->quote), V(f->quote_open), V(now)), &r);
		if (e == OK)
			f->id = col_int(r, 0);
	} else {
		e = db_exec(db, &sponsor_queries[Q_FORM_SET], ARGS(V(f->id), V(f->quote), V(f->quote_open), V(now)), NULL);
	}
	for (size_t i = 0; e == OK && i < f->n; i++) /* at most QUESTIONS_MOST */
		e = db_exec(db, &sponsor_queries[Q_ANSWER], ARGS(V(f->id), V((int64_t)i), V(f->question[i]), V(f->answer[i])), NULL);
	if (e == OK && sent) {
		f->sent_at = f->sent_at == NULL ? now : f->sent_at;
		e = history_add(db, "team", f->team, "changed", arena_printf(db_arena(db), "sponsor_%s", sponsor_form_words[f->kind]), NULL, now);
	}
	return e;
}

enum err
sponsor_sent_list(struct db *db, int64_t edition, struct sponsor_sents *out)
{
	struct rows *r;
	*out = (struct sponsor_sents){ 0 };
	enum err e = db_query(db, &sponsor_queries[Q_SENTS], ARGS(V(edition)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct sponsor_sent s = { .team = col_int(r, 0), .sent_at = col_text(r, 2) };
		bool known = sponsor_form_of(col_text(r, 1), &s.kind);
		BUG_ON(!known);
		PUSH(db_arena(db), out, s);
	}
	return rows_end(r);
}
