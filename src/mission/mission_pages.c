/* The space of a team: its commission, its people, what comes next. */
#include "mission/mission_pages.h"
#include "pages.h"
#include "store/blob.h"
#include <string.h>

const struct mission_tab mission_tabs[] = {
	{ "space", "/teams/{id}", N_("Espace"), N_("L’équipe") },
	{ "journal", "/teams/{id}/journal", N_("Journal"), NULL },
	{ "log", "/teams/{id}/log", N_("Accompagnement"), NULL },
	{ "requests", "/teams/{id}/requests", N_("Demandes"), N_("L’enquête") },
	{ "interviews", "/teams/{id}/interviews", N_("Entretiens"), NULL },
	{ "sources", "/teams/{id}/sources", N_("Sources"), NULL },
	{ "problem", "/teams/{id}/problem", N_("Problème"), N_("Le rapport") },
	{ "recommendations", "/teams/{id}/recommendations", N_("Recommandations"), NULL },
	{ "report", "/teams/{id}/report", N_("Rapport"), NULL },
	{ "peers", "/teams/{id}/peers", N_("Évaluation par les pairs"), N_("La fin") },
	{ "closing", "/teams/{id}/closing", N_("Clôture"), NULL },
	{ 0 },
};

bool
mission_tab_shown(const struct request *rq, const struct mission_tab *t)
{
	return app_opens(rq->app, t->pattern, rq->user);
}

const struct mission_tab *
mission_part(const struct request *rq, const struct mission_tab **at, const char *tab, bool *here)
{
	const struct mission_tab *first = NULL;
	*here = false;
	do {
		if (mission_tab_shown(rq, *at))
			first = first == NULL ? *at : first;
		*here = *here || strcmp((*at)->word, tab) == 0;
		++*at;
	} while ((*at)->word != NULL && (*at)->part == NULL);
	return first;
}

struct url
mission_url(struct arena *a, const struct mission *m, const char *tab)
{
	for (const struct mission_tab *t = mission_tabs; t->word != NULL; t++)
		if (strcmp(t->word, tab) == 0)
			return url_known(arena_printf(a, "/teams/%lld%s", (long long)m->team.id, t->pattern + strlen("/teams/{id}")));
	BUG_ON(true);
}

/* Until when an edition that is over is still read by its people; NULL: it is not over, or the time has passed. */
static const char *
reads_on_until(struct arena *a, const struct edition *e, struct date today)
{
	struct date d;
	if (!day_is_past(e->ends_on, today) || !date_parse(e->ends_on, &d))
		return NULL;
	d = months_after(d, READ_ON_MONTHS);
	return date_cmp(today, d) > 0 ? NULL : arena_strdup(a, date_iso(d).s);
}

enum err
mission_open(struct request *rq, struct mission *m)
{
	unsigned seat, was;
	enum err e = team_seat(rq->db, rq->user, param_int(rq, "id"), &seat, &was);
	if (e == OK && (seat | was) == 0)
		return E_NOTFOUND;
	if (e == OK)
		e = mission_load(rq->db, param_int(rq, "id"), m);
	if (e != OK)
		return e;
	m->seat = seat;
	if (seat != 0)
		return OK;
	m->seat = was;
	m->open = false;
	m->read_until = reads_on_until(rq->a, &m->edition, rq->today);
	return rq->method == M_GET && m->read_until != NULL ? OK : E_NOTFOUND;
}

enum err
mission_open_write(struct request *rq, struct mission *m)
{
	enum err e = mission_open(rq, m);
	return e == OK && !m->open ? fail(rq->a, E_FORBIDDEN, "mission: team %lld is over", (long long)m->team.id) : e;
}

struct page *
mission_begin(struct request *rq, struct answer *an, const struct mission *m, const char *tab, const char *title)
{
	const struct mission_tab *t = mission_tabs;
	while (t->word != NULL && strcmp(t->word, tab) != 0)
		t++;
	BUG_ON(t->word == NULL);
	const char *what = tr(rq->lang, title != NULL ? title : t->label);
	const char *org = m->commission.org_name == NULL ? m->reference : m->commission.org_name;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s · %s", what, org), "teams");
	page_mission_head(p, rq, m, tab, title == NULL ? org : tr(rq->lang, title));
	return p;
}

/* ---- the space ------------------------------------------------------------------------------------------------ */

static enum err
load_space(struct request *rq, struct space_view *v)
{
	struct sched_helds held;
	enum err e = mission_open(rq, &v->m);
	if (e == OK)
		e = team_students(rq->db, v->m.team.id, &v->students);
	if (e == OK)
		e = team_supervisors(rq->db, v->m.team.id, &v->supervisors);
	if (e == OK)
		e = answers_of(rq->db, rq->lang, &v->m.edition, &v->m.commission, &v->answers);
	if (e == OK)
		e = attachment_list(rq->db, v->m.commission.id, &v->files);
	if (e != OK)
		return e;
	if ((e = mission_pulse(rq->db, v->m.team.id, rq->today, &v->pulse)) != OK || (e = sched_of_submission(rq->db, v->m.commission.id, &held)) != OK)
		return e;
	mission_days(rq->a, &v->m, &v->pulse, &held, rq->today, &v->days);
	struct mission_facts f = mission_facts_of(rq->a, &v->m.team, &v->m.edition, &v->pulse);
	v->late = mission_late(&f, rq->today);
	if ((v->m.seat & (SEAT_SUPERVISOR | SEAT_STAFF)) == 0) /* the log is theirs to keep */
		v->late &= ~(unsigned)LATE_SILENT;
	v->silent = mission_silence(&f, rq->today);
	return OK;
}

enum err
mission_space(struct request *rq, struct answer *an)
{
	struct space_view v = { 0 };
	enum err e = load_space(rq, &v);
	if (e != OK)
		return e;
	struct page *p = mission_begin(rq, an, &v.m, "space", NULL);
	page_mission_space(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
mission_document(struct request *rq, struct answer *an)
{
	struct mission m;
	struct attachment f;
	const void *bytes;
	size_t n;
	enum err e = mission_open(rq, &m);
	if (e == OK)
		e = attachment_get(rq->db, m.commission.id, param_int(rq, "file"), &f);
	if (e == OK)
		e = blob_get(rq->db, f.blob_sha, &bytes, &n);
	return e == OK ? answer_bytes(an, f.type, bytes, n, f.filename) : e;
}

/* ---- one's teams ------------------------------------------------------------------------------------------------ */

static const struct edition *
edition_of(const struct editions *all, const struct team *t)
{
	for (size_t k = 0; k < all->n; k++)
		if (all->items[k].id == t->edition)
			return &all->items[k];
	return NULL;
}

/* Of who has a seat, or had one until not long ago; the coordination has those of the newest edition that has teams. */
static enum err
own_teams(struct request *rq, const struct editions *all, struct teams *out)
{
	*out = (struct teams){ 0 };
	enum err e = OK;
	if (!user_may(rq->user, RIGHT_CALL_MANAGE)) {
		struct teams own;
		e = team_of_person(rq->db, rq->user->person, &own);
		for (size_t i = 0; e == OK && i < own.n; i++) {
			const struct edition *of = edition_of(all, &own.items[i]);
			if (user_may(rq->user, RIGHT_TEAM_SPACE) || (of != NULL && reads_on_until(rq->a, of, rq->today) != NULL))
				PUSH(rq->a, out, own.items[i]);
		}
		return e;
	}
	for (size_t i = 0; e == OK && i < all->n && i < 3 && out->n == 0; i++) /* the newest editions may not have begun */
		e = team_list(rq->db, all->items[i].id, out);
	return e;
}

enum err
teams_page(struct request *rq, struct answer *an)
{
	struct editions all;
	struct teams teams;
	struct team_lines lines = { 0 };
	enum err e = edition_list(rq->db, &all);
	if (e == OK)
		e = own_teams(rq, &all, &teams);
	if (e != OK)
		return e;
	if (user_may(rq->user, RIGHT_CALL_MANAGE) && teams.n > 0)
		return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/board", (long long)teams.items[0].edition));
	if (teams.n > 1 && user_may(rq->user, RIGHT_TEAM_FOLLOW))
		return answer_redirect(rq, an, url_path(rq->a, "/supervision"));
	if (teams.n == 1)
		return answer_redirect(rq, an, url_path(rq->a, "/teams/%lld", (long long)teams.items[0].id));
	for (size_t i = 0; i < teams.n; i++) {
		const struct edition *of = edition_of(&all, &teams.items[i]);
		struct team_line l = { teams.items[i], of == NULL ? "" : of->label, mission_goes_on(&teams.items[i]) };
		PUSH(rq->a, &lines, l);
	}
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Missions")), "teams");
	page_mission_teams(p, &lines);
	layout_end(rq, an);
	return OK;
}
