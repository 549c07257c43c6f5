/* The problem as the team understands it. A version is never changed: another follows it, with the reason. */
#include "mission/mission_problem_pages.h"
#include "pages.h"
#include "store/history.h"

enum { Q_ALL, Q_ADD };
const struct query problem_queries[] = {
	[Q_ALL] = { "problem_versions", "SELECT v.number, v.body, v.reason, p.name, v.created_at FROM problem_version v LEFT JOIN person p ON p.id = v.author WHERE v.team = $1"
	    " ORDER BY v.number DESC" },
	[Q_ADD] = { "problem_add", "INSERT INTO problem_version (team, number, body, reason, author, created_at) VALUES ($1, $2, $3, $4, $5, $6)" },
	{ 0 },
};
const struct param problem_page_params[] = { { "version", P_INT, 9 }, { 0 } };
const struct param problem_params[] = { { "after", P_INT, 9 }, { "problem", P_TEXT, 40000 }, { "reason", P_LINE, 1500 }, { 0 } };
enum { PROBLEM_MAX = 10000 };

enum err
problem_versions(struct db *db, int64_t team, struct problem_versions *out)
{
	struct rows *r;
	*out = (struct problem_versions){ 0 };
	enum err e = db_query(db, &problem_queries[Q_ALL], ARGS(V(team)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, ((struct problem_version){ col_int(r, 0), col_text(r, 1), col_text(r, 2), col_text(r, 3), col_text(r, 4) }));
	return rows_end(r);
}

enum err
problem_add_version(struct db *db, const struct problem_new *n)
{
	enum err e = db_exec(db, &problem_queries[Q_ADD], ARGS(V(n->team), V(n->after + 1), V(n->body), V(n->reason), V(n->person), V((const char *)now_utc().s)), NULL);
	return e == OK ? history_add(db, "team", n->team, "changed", "problem", NULL, arena_printf(db_arena(db), "%lld", (long long)n->after + 1)) : e;
}

static enum err
load(struct request *rq, bool write, struct problem_view *v)
{
	enum err e = write ? mission_open_write(rq, &v->m) : mission_open(rq, &v->m);
	if (e == OK)
		e = problem_versions(rq->db, v->m.team.id, &v->all);
	v->writes = e == OK && v->m.open && (v->m.seat & SEAT_STUDENT) != 0;
	return e;
}

static enum err
show(struct request *rq, struct answer *an, struct problem_view *v, int64_t version)
{
	size_t at = 0;
	while (version != NONE && at < v->all.n && v->all.items[at].number != version)
		at++;
	if (version != NONE && at == v->all.n)
		return E_NOTFOUND;
	v->shown = v->all.n > 0 ? &v->all.items[at] : NULL;
	v->before = at + 1 < v->all.n ? &v->all.items[at + 1] : NULL;
	if (v->before != NULL)
		text_diff(rq->a, v->before->body, v->shown->body, &v->diff);
	v->problems = &an->problems;
	struct page *p = mission_begin(rq, an, &v->m, "problem", NULL);
	page_problem_body(p, rq, v);
	layout_end(rq, an);
	return OK;
}

enum err
problem_page(struct request *rq, struct answer *an)
{
	struct problem_view v = { 0 };
	enum err e = load(rq, false, &v);
	return e == OK ? show(rq, an, &v, param_int(rq, "version")) : e;
}

static enum err
again(struct request *rq, struct answer *an, struct problem_view *v)
{
	an->status = 422;
	enum err e = show(rq, an, v, NONE);
	an->status = 422;
	return e;
}

enum err
problem_save(struct request *rq, struct answer *an)
{
	struct problem_view v = { 0 };
	const char *body = param_text(rq, "problem"), *reason = param_text(rq, "reason");
	int64_t after = param_int(rq, "after"), newest;
	enum err e = load(rq, true, &v);
	if (e != OK)
		return e;
	if (!v.writes)
		return fail(rq->a, E_FORBIDDEN, "mission: this seat does not write there");
	newest = v.all.n > 0 ? v.all.items[0].number : 0;
	if (text_blank(body))
		problem_add(rq->a, &an->problems, "problem", N_("Écrivez le problème tel que l’équipe le comprend aujourd’hui."), NULL);
	else if (text_length(body) > PROBLEM_MAX)
		problem_add(rq->a, &an->problems, "problem", N_("Ce texte est trop long : dix mille signes au plus."), NULL);
	else if (newest > 0 && text_eq(text_trim(rq->a, body), text_trim(rq->a, v.all.items[0].body)))
		problem_add(rq->a, &an->problems, "problem", N_("Rien n’a changé depuis la version précédente."), NULL);
	if (newest > 0 && text_blank(reason))
		problem_add(rq->a, &an->problems, "reason", N_("Dites en une ligne ce qui a fait changer la compréhension du problème."), NULL);
	if (an->problems.n == 0 && after != newest)
		problem_add(rq->a, &an->problems, "problem", N_("Quelqu’un de l’équipe a enregistré une version pendant que vous écriviez : relisez-la ci-dessous, reprenez ce qui manque, puis enregistrez."), NULL);
	if (an->problems.n > 0)
		return again(rq, an, &v);
	e = problem_add_version(rq->db, &(struct problem_new){ v.m.team.id, newest, rq->user->person, body, text_blank(reason) ? NULL : reason });
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Nouvelle version du problème enregistrée. Les précédentes restent."), NULL, NULL);
	return answer_redirect(rq, an, mission_url(rq->a, &v.m, "problem"));
}
