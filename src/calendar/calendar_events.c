/* calendar_events.c: the entries of a calendar, from the rooms that know them. */
#include "base/text.h"
#include "calendar/calendar.h"
#include "meeting/meeting.h"
#include "mission/mission.h"
#include "plan/owe.h"
#include "timetable/schedule.h"
#include <string.h>

/* Meetings of before stay for a while, so that a program that asks rarely still learns what was cancelled. */
enum { MEETINGS_BEFORE = 60, MEETINGS_AFTER = 300 };

struct making { struct db *db; const struct calendar_of *of; struct ical *c; const char *host; };

static const char *
words(const struct making *m, const char *msgid)
{
	return tr(m->of->lang, msgid);
}

static int64_t
stamp_of(const char *iso)
{
	int64_t t;
	return iso != NULL && isotime_parse(iso, &t) ? t : 0;
}

/* A day that makes nobody busy. uid: without the host. stamp: ISO, of what it comes from; NULL: it is worked out each day. */
struct whole_day { const char *uid, *stamp, *on, *summary, *description, *path; int64_t sequence; };
static void
add_day(const struct making *m, const struct whole_day *d)
{
	struct arena *a = db_arena(m->db);
	struct date day;
	if (d->on == NULL || !date_parse(d->on, &day))
		return;
	struct ical_event e = { .uid = arena_printf(a, "%s@%s", d->uid, m->host), .sequence = d->sequence, .start = { day, -1 }, .end = { date_of_days(date_days(day) + 1), -1 },
		.stamp = d->stamp == NULL ? date_days(m->of->today) * 86400 : stamp_of(d->stamp), .status = ICAL_CONFIRMED, .summary = d->summary, .description = d->description,
		.url = arena_printf(a, "%s%s", m->of->base_url, d->path), .free = true };
	ical_add(m->c, &e);
}

/* ---- the plan ------------------------------------------------------------------------------------------------ */

/* What an actor has to do, by when: the last day on which it is in time, and of the present year for what goes on. */
static void
add_owed(const struct making *m, const struct owing *o, const struct owed *d, const size_t *items, size_t n, const char *what)
{
	struct arena *a = db_arena(m->db);
	const struct actor *who = &o->plan->actors.items[d->actor];
	for (size_t i = 0; i < n; i++) {
		const struct action *x = o->status.items[items[i]].action;
		struct date last;
		if (!due_last_day(&x->due, m->of->bounds, &last))
			last = year_last(year_of(m->of->today, m->of->bounds), m->of->bounds);
		add_day(m, &(struct whole_day){ .uid = arena_printf(a, "action-%lld-%lld", (long long)x->id, (long long)who->id), .sequence = o->plan->revision,
		    .on = arena_strdup(a, date_iso(last).s), .summary = arena_printf(a, "%s : %s %s", who->name, x->code, x->title), .description = what,
		    .path = arena_printf(a, "/plan/actions/%lld", (long long)x->id) });
	}
}

static enum err
add_plan(const struct making *m)
{
	struct owing o = { 0 };
	if (!user_may(m->of->user, RIGHT_PLAN_READ))
		return OK;
	enum err e = owe_load(m->of->plans, m->db, m->of->user, m->of->bounds, m->of->today, &o);
	if (e == E_NOTFOUND) {
		fail_clear(db_arena(m->db));
		return OK;
	}
	for (size_t i = 0; e == OK && i < o.list.n; i++) {
		const struct owed *d = &o.list.items[i];
		if (m->of->body != NONE ? o.plan->actors.items[d->actor].id != m->of->body : !d->mine)
			continue;
		add_owed(m, &o, d, d->late.items, d->late.n, words(m, N_("En retard")));
		add_owed(m, &o, d, d->due.items, d->due.n, words(m, N_("Due cette année")));
		add_owed(m, &o, d, d->to_feed.items, d->to_feed.n, words(m, N_("À alimenter cette année")));
	}
	return e;
}

/* ---- meetings -------------------------------------------------------------------------------------------------- */

/* Mine: I am asked to come, or it is of a body in which I hold a role. */
static bool
concerns(const struct making *m, const struct meeting *x)
{
	if (m->of->body != NONE)
		return true; /* asked for by body */
	if (x->me != NONE)
		return true;
	for (size_t b = 0; b < x->bodies.n; b++)
		for (size_t g = 0; g < m->of->user->ngrants; g++)
			if (m->of->user->grants[g].actor == x->bodies.items[b].actor)
				return true;
	return false;
}

static void
add_meeting(const struct making *m, const struct meeting *x)
{
	if (x->stage == MT_DRAFT || !concerns(m, x))
		return;
	struct ical_event e = meeting_event(db_arena(m->db), m->of->lang, x, m->of->base_url);
	e.stamp = stamp_of(x->cancelled_at != NULL ? x->cancelled_at : x->convened_at);
	e.description = x->cancelled_at != NULL ? x->cancel_reason : x->link;
	e.url = arena_printf(db_arena(m->db), "%s/meetings/%lld", m->of->base_url, (long long)x->id);
	ical_add(m->c, &e);
}

static enum err
add_meetings(const struct making *m)
{
	if (!user_may(m->of->user, RIGHT_MEETING_READ))
		return OK;
	for (int upcoming = 0; upcoming < 2; upcoming++) {
		struct meeting_filter f = { .body = m->of->body, .upcoming = upcoming == 1, .most = upcoming == 1 ? MEETINGS_AFTER : MEETINGS_BEFORE, .today = m->of->today };
		struct meetings all;
		enum err e = meeting_list(m->db, m->of->user, &f, &all);
		if (e != OK)
			return e;
		for (size_t i = 0; i < all.n; i++)
			add_meeting(m, &all.items[i]);
	}
	return OK;
}

/* ---- the laboratory --------------------------------------------------------------------------------------------- */

/* path: a page that the reader may open. */
static void
add_edition(const struct making *m, const struct edition *e, const char *path)
{
	struct arena *a = db_arena(m->db);
	const struct { const char *key, *on, *what; } days[] = { { "opens", e->opens_on, N_("l’appel s’ouvre") }, { "closes", e->closes_on, N_("l’appel se ferme") },
		{ "decided", e->decided_on, N_("sélection des commandes") }, { "teams", e->teams_on, N_("équipes annoncées") }, { "ends", e->ends_on, N_("fin des missions") } };
	team_edition_events(m->c, m->of->lang, m->host, e);
	for (size_t i = 0; i < LEN(days); i++)
		add_day(m, &(struct whole_day){ .uid = arena_printf(a, "edition-%lld-%s", (long long)e->id, days[i].key), .sequence = e->rev, .stamp = e->created_at, .on = days[i].on,
		    .summary = arena_printf(a, "%s : %s", e->label, words(m, days[i].what)), .path = path });
}

/* Whole days of a team that no hour is published for; those with an hour come from the timetable. */
static enum err
add_team(const struct making *m, const struct team *t, const struct sched_helds *held)
{
	struct arena *a = db_arena(m->db);
	struct mission x;
	struct mission_days days;
	struct sched_helds own;
	struct mission_pulse pulse;
	enum err e = mission_load(m->db, t->id, &x);
	if (e != OK)
		return e;
	if ((e = sched_of_submission(m->db, t->submission, &own)) != OK)
		return e;
	if ((e = mission_pulse(m->db, t->id, m->of->today, &pulse)) != OK)
		return e;
	mission_days(a, &x, &pulse, &own, m->of->today, &days);
	for (size_t i = 0; i < days.n; i++) {
		const struct mission_day *d = &days.items[i];
		bool timed = false;
		for (size_t k = 0; k < held->n; k++)
			timed = timed || (held->items[k].team == t->id && text_eq(sched_word(held->items[k].kind), d->key) && text_eq(held->items[k].on_day, d->on));
		if (!timed)
			add_day(m, &(struct whole_day){ .uid = arena_printf(a, "team-%lld-%s", (long long)t->id, d->key), .sequence = x.edition.rev, .stamp = t->created_at, .on = d->on,
			    .summary = arena_printf(a, "%s : %s", t->org_name == NULL ? x.reference : t->org_name, words(m, d->what)), .description = d->detail,
			    .path = arena_printf(a, "/teams/%lld", (long long)t->id) });
	}
	return OK;
}

static enum err
add_laboratory(const struct making *m)
{
	/* A body has the days that are announced to everybody, whatever its reader does besides. */
	bool body = m->of->body != NONE, manages = !body && user_may(m->of->user, RIGHT_CALL_MANAGE);
	struct editions all;
	enum err e = OK;
	if (body || manages)
		e = edition_list(m->db, &all);
	for (size_t i = 0; (body || manages) && e == OK && i < all.n && i < 3; i++)
		if (manages || text_eq(all.items[i].state, "published"))
			add_edition(m, &all.items[i], body ? "/call" : arena_printf(db_arena(m->db), "/editions/%lld", (long long)all.items[i].id));
	if (e != OK || body || !user_may(m->of->user, RIGHT_TEAM_SPACE))
		return e;
	struct teams mine;
	struct sched_helds held;
	e = team_of_person(m->db, m->of->user->person, &mine);
	if (e == OK)
		e = sched_of_person(m->db, m->of->user->person, &held);
	if (e == OK)
		sched_events(m->c, m->of->lang, m->host, &held, true);
	for (size_t i = 0; e == OK && i < mine.n; i++)
		if (mine.items[i].ended_at == NULL)
			e = add_team(m, &mine.items[i], &held);
	return e;
}

enum err
calendar_text(struct db *db, const struct calendar_of *of, const char **text)
{
	struct arena *a = db_arena(db);
	struct ical c = ical_begin(a, of->programme, "PT1H");
	struct making m = { db, of, &c, ical_host(a, of->base_url) };
	enum err e = add_meetings(&m);
	if (e == OK)
		e = add_plan(&m);
	if (e == OK)
		e = add_laboratory(&m);
	if (e != OK)
		return e;
	*text = ical_end(&c);
	return *text == NULL ? fail(a, E_LIMIT, "calendar: more than %d bytes", ICAL_MAX) : OK;
}
