/* What students and staff change before the teams are made. The journal says that something was said, never what: reasons and
 * employers go when their time has come. */
#include "team/ranking.h"
#include "mail/mail.h"
#include "store/history.h"
#include <string.h>

enum { Q_PLAN_ADD, Q_PLAN_SET, Q_EMPLOYERS_DROP, Q_EMPLOYER_ADD, Q_DRAFT, Q_SENT, Q_CHOICES_DROP, Q_CHOICE_ADD, Q_WISHES_DROP, Q_WISH_ADD, Q_IGNORE, Q_RULE_ADD, Q_RULE_GONE,
	Q_RULE_BACK, Q_AGAIN };
const struct query ranking_change_queries[] = {
	[Q_PLAN_ADD] = { "ranking_plan_add", "INSERT INTO ranking_plan (edition, wanted, closed_at, rev) VALUES ($1, $2, $3, 1) ON CONFLICT DO NOTHING" },
	[Q_PLAN_SET] = { "ranking_plan_set", "UPDATE ranking_plan SET wanted = $2, closed_at = $3, rev = rev + 1 WHERE edition = $1 AND rev = $4" },
	[Q_EMPLOYERS_DROP] = { "student_employers_drop", "DELETE FROM student_employer WHERE student = $1" },
	[Q_EMPLOYER_ADD] = { "student_employer_add", "INSERT INTO student_employer (student, folded, name, institution) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING" },
	[Q_DRAFT] = { "ranking_draft", "INSERT INTO ranking_ballot (student, draft, rev) VALUES ($1, $2, 1) ON CONFLICT (student) DO UPDATE SET draft = excluded.draft,"
	    " rev = ranking_ballot.rev + 1" },
	[Q_SENT] = { "ranking_sent", "INSERT INTO ranking_ballot (student, sent_at, rev) VALUES ($1, $2, 1) ON CONFLICT (student) DO UPDATE SET draft = NULL, sent_at = excluded.sent_at,"
	    " again_at = NULL, rev = ranking_ballot.rev + 1" },
	[Q_CHOICES_DROP] = { "ranking_choices_drop", "DELETE FROM ranking_choice WHERE student = $1" },
	[Q_CHOICE_ADD] = { "ranking_choice_add", "INSERT INTO ranking_choice (student, place, submission) VALUES ($1, $2, $3)" },
	[Q_WISHES_DROP] = { "student_wishes_drop", "DELETE FROM student_wish WHERE student = $1" },
	[Q_WISH_ADD] = { "student_wish_add", "INSERT INTO student_wish (student, other, kind, reason, at) VALUES ($1, $2, $3, $4, $5)" },
	[Q_IGNORE] = { "student_wish_ignore", "UPDATE student_wish SET ignored = $4 WHERE student = $2 AND other = $3 AND student IN (SELECT s.id FROM student s WHERE s.edition = $1)" },
	[Q_RULE_ADD] = { "team_rule_add", "INSERT INTO team_rule (edition, kind, student, other, supervisor, submission, reason, person, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
	    " RETURNING id" },
	[Q_RULE_GONE] = { "team_rule_gone", "UPDATE team_rule SET deleted_at = $3 WHERE edition = $1 AND id = $2 AND deleted_at IS NULL" },
	[Q_RULE_BACK] = { "team_rule_back", "UPDATE team_rule SET deleted_at = NULL WHERE edition = $1 AND id = $2 AND deleted_at IS NOT NULL" },
	[Q_AGAIN] = { "ranking_again", "UPDATE ranking_ballot SET again_at = $2, rev = rev + 1 WHERE student = $1" },
	{ 0 },
};

enum err
ranking_plan_save(struct db *db, struct ranking_plan *p)
{
	int64_t changed = 0;
	enum err e = p->rev == 0 ? db_exec(db, &ranking_change_queries[Q_PLAN_ADD], ARGS(V(p->edition), V(p->wanted), V(p->closed_at)), &changed)
	                         : db_exec(db, &ranking_change_queries[Q_PLAN_SET], ARGS(V(p->edition), V(p->wanted), V(p->closed_at), V(p->rev)), &changed);
	if (e == OK && changed == 0)
		return fail(db_arena(db), E_CONFLICT, "ranking plan of %lld changed meanwhile", (long long)p->edition);
	p->rev += e == OK;
	if (e == OK)
		e = history_add(db, "edition", p->edition, "changed", "ranking", NULL, p->closed_at == NULL ? "open" : "closed");
	return e == OK ? history_add(db, "edition", p->edition, "changed", "wanted", NULL, arena_printf(db_arena(db), "%lld", (long long)p->wanted)) : e;
}

enum err
ranking_employers_set(struct db *db, int64_t student, const char *lines)
{
	struct employers all;
	enum err e = db_exec(db, &ranking_change_queries[Q_EMPLOYERS_DROP], ARGS(V(student)), NULL);
	if (e == OK)
		e = employers_read(db, lines, &all);
	for (size_t n = 0; e == OK && n < all.n; n++)
		e = db_exec(db, &ranking_change_queries[Q_EMPLOYER_ADD], ARGS(V(student), V(all.items[n].folded), V(all.items[n].name), V(all.items[n].institution)), NULL);
	return e == OK ? history_add(db, "student", student, "changed", "employers", NULL, NULL) : e;
}

enum err
ranking_draft_set(struct db *db, int64_t student, const char *json)
{
	return db_exec(db, &ranking_change_queries[Q_DRAFT], ARGS(V(student), V(json)), NULL);
}

enum err
ranking_send(struct db *db, int64_t student, const struct ranking_said *said)
{
	const char *now = arena_strdup(db_arena(db), now_utc().s);
	enum err e = db_exec(db, &ranking_change_queries[Q_SENT], ARGS(V(student), V(now)), NULL);
	if (e == OK)
		e = db_exec(db, &ranking_change_queries[Q_CHOICES_DROP], ARGS(V(student)), NULL);
	if (e == OK)
		e = db_exec(db, &ranking_change_queries[Q_WISHES_DROP], ARGS(V(student)), NULL);
	for (size_t k = 0; e == OK && k < said->offers; k++)
		e = db_exec(db, &ranking_change_queries[Q_CHOICE_ADD], ARGS(V(student), V((int64_t)k + 1), V(said->offer[k])), NULL);
	for (size_t k = 0; e == OK && k < said->wishes; k++)
		e = db_exec(db, &ranking_change_queries[Q_WISH_ADD], ARGS(V(student), V(said->wish[k].other), V(said->wish[k].keep ? "keep" : "avoid"), V(said->wish[k].reason), V(now)), NULL);
	return e == OK ? history_add(db, "student", student, "changed", "ranking", NULL, NULL) : e;
}

enum err
wish_ignore(struct db *db, int64_t edition, int64_t student, int64_t other, const char *reason)
{
	int64_t changed = 0;
	enum err e = db_exec(db, &ranking_change_queries[Q_IGNORE], ARGS(V(edition), V(student), V(other), V(reason)), &changed);
	if (e == OK && changed == 0)
		return fail(db_arena(db), E_NOTFOUND, "no wish of %lld about %lld", (long long)student, (long long)other);
	return e == OK ? history_add(db, "student", student, "changed", "wish", NULL, reason == NULL ? "followed" : "not followed") : e;
}

enum err
team_rule_add(struct db *db, const struct rule_new *r, int64_t *id)
{
	struct rows *x;
	enum err e = db_one(db, &ranking_change_queries[Q_RULE_ADD], ARGS(V(r->edition), V(rule_words[r->kind]), V(r->student), V(r->other), V(r->supervisor), V(r->submission),
	    V(r->reason), V(r->person), V((const char *)now_utc().s)), &x);
	if (e != OK)
		return e;
	*id = col_int(x, 0);
	return history_add(db, "edition", r->edition, "changed", "team_rule", NULL, rule_words[r->kind]);
}

static enum err
rule_mark(struct db *db, int query, int64_t edition, int64_t id)
{
	int64_t changed = 0;
	enum err e = query == Q_RULE_GONE ? db_exec(db, &ranking_change_queries[query], ARGS(V(edition), V(id), V((const char *)now_utc().s)), &changed)
	                                  : db_exec(db, &ranking_change_queries[query], ARGS(V(edition), V(id)), &changed);
	if (e == OK && changed == 0)
		return fail(db_arena(db), E_NOTFOUND, "no such rule %lld", (long long)id);
	return e == OK ? history_add(db, "edition", edition, "changed", "team_rule", NULL, query == Q_RULE_GONE ? "removed" : "restored") : e;
}

enum err
team_rule_remove(struct db *db, int64_t edition, int64_t id)
{
	return rule_mark(db, Q_RULE_GONE, edition, id);
}

enum err
team_rule_restore(struct db *db, int64_t edition, int64_t id)
{
	return rule_mark(db, Q_RULE_BACK, edition, id);
}

/* ---- a commission that is gone ------------------------------------------------------------------------------------- */

enum err
ranking_ask_again(struct db *db, int64_t edition, const char *base_url, int64_t *told)
{
	struct arena *a = db_arena(db);
	struct ranking_world w;
	const char *now = arena_strdup(a, now_utc().s);
	*told = 0;
	enum err e = ranking_load(db, edition, &w);
	if (e != OK || w.phase == RANKING_CLOSED)
		return e;
	struct date last;
	bool dated = date_parse(w.edition.ranking_until, &last);
	for (size_t k = 0; e == OK && k < w.students; k++) {
		const struct student *s = &w.student[k];
		if (w.ballot[k].sent_at == NULL || w.gone[k] == 0 || w.ranked[k] >= ranking_wanted(&w, k) || w.ballot[k].again_at != NULL)
			continue;
		e = db_exec(db, &ranking_change_queries[Q_AGAIN], ARGS(V(s->id), V(now)), NULL);
		if (e != OK || text_blank(s->email) || !email_valid(s->email))
			continue;
		const char *lang = w.student_lang[k], *until = dated ? date_long(a, last, lang_tag(lang_best(lang))) : "";
		struct mail m = { .to = s->email, .person = s->person, .count = told, .key = arena_printf(a, "ranking:again:%lld:%s", (long long)s->id, w.ballot[k].sent_at),
			.subject = mail_text(a, lang, N_("Action requise : votre classement est à compléter")),
			.text = mail_text(a, lang, N_("Bonjour %s,\n\nUne commande que vous aviez classée s’est retirée. Le reste de votre classement est gardé, dans l’ordre ; il y manque un choix.\n\n"
			    "Complétez-le jusqu’au %s :\n\n%s\n"), student_name(a, s), until, arena_printf(a, "%s/ranking", base_url)) };
		e = mail_queue(db, MAIL_TASK, &m);
	}
	return e;
}
