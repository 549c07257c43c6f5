/* digest.c: one letter a week: what comes in the fortnight, what is owed. Each part comes from the room that knows it. */
#include "base/text.h"
#include "calendar/calendar.h"
#include "charter/charter.h"
#include "html/html.h"
#include "mail/mail.h"
#include "mandate/mandate.h"
#include "meeting/meeting.h"
#include "mission/mission.h"
#include "plan/owe.h"
#include "plan/plan_cache.h"
#include "store/setting.h"
#include "timetable/schedule.h"
#include <string.h>

enum { DAYS_AHEAD = 14, LINES_MOST = 12 };

static const char *
say(struct arena *a, enum lang lang, const char *msgid, const char *x, const char *y)
{
	struct page p = { .a = a, .lang = lang };
	return fmt_(&p, msgid, x, y, NULL);
}

static const char *
day_text(struct arena *a, enum lang lang, const char *iso)
{
	struct page p = { .a = a, .lang = lang };
	return day_long_(&p, iso);
}

static bool
soon(const struct calendar_of *of, const char *iso, int days)
{
	struct date d;
	return iso != NULL && date_parse(iso, &d) && date_days(d) >= date_days(of->today) && date_days(d) <= date_days(of->today) + days;
}

/* No more than LINES_MOST; then how many more there are. */
static void
put_part(struct arena *a, enum lang lang, struct digest_letter *out, const char *title, const char *path, struct strings *lines)
{
	if (lines->n == 0)
		return;
	if (lines->n > LINES_MOST) {
		const char *more = say(a, lang, N_("… et %s de plus"), arena_printf(a, "%zu", lines->n - LINES_MOST + 1), NULL);
		lines->n = LINES_MOST - 1;
		PUSH(a, lines, more);
	}
	struct digest_part p = { title, path, *lines };
	PUSH(a, out, p);
}

/* ---- what comes ------------------------------------------------------------------------------------------------ */

static void
put_coming(struct arena *a, struct comings *l, const char *on, const char *at, const char *text, const char *path)
{
	struct coming x = { on, at == NULL ? "" : at, text, path };
	size_t i = l->n;
	PUSH(a, l, x);
	for (; i > 0; i--) {
		int c = strcmp(l->items[i - 1].on, on);
		if (c < 0 || (c == 0 && strcmp(l->items[i - 1].at, x.at) <= 0))
			break;
		l->items[i] = l->items[i - 1];
	}
	l->items[i] = x;
}

static enum err
coming_meetings(struct db *db, const struct calendar_of *of, int days_ahead, struct comings *l)
{
	struct arena *a = db_arena(db);
	struct meetings all;
	struct meeting_filter f = { .body = NONE, .upcoming = true, .most = 100, .today = of->today };
	if (!user_may(of->user, RIGHT_MEETING_READ))
		return OK;
	enum err e = meeting_list(db, of->user, &f, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct meeting *m = &all.items[i];
		if (m->me == NONE || m->stage == MT_DRAFT || m->cancelled_at != NULL || !soon(of, m->held_on, days_ahead))
			continue;
		const char *name = say(a, of->lang, N_("réunion %s"), meeting_name(a, of->lang, m), NULL);
		put_coming(a, l, m->held_on, m->starts, m->place == NULL ? name : arena_printf(a, "%s (%s)", name, m->place),
		    arena_printf(a, "/meetings/%lld", (long long)m->id));
	}
	return e;
}

static enum err
coming_missions(struct db *db, const struct calendar_of *of, int days_ahead, struct comings *l)
{
	struct arena *a = db_arena(db);
	struct teams mine;
	if (!user_may(of->user, RIGHT_TEAM_SPACE))
		return OK;
	enum err e = team_of_person(db, of->user->person, &mine);
	for (size_t i = 0; e == OK && i < mine.n; i++) {
		struct mission x;
		struct mission_days days;
		struct sched_helds held;
		struct mission_pulse pulse;
		if (mine.items[i].ended_at != NULL)
			continue;
		if ((e = mission_load(db, mine.items[i].id, &x)) != OK)
			break;
		if ((e = sched_of_submission(db, mine.items[i].submission, &held)) != OK)
			break;
		if ((e = mission_pulse(db, mine.items[i].id, of->today, &pulse)) != OK)
			break;
		mission_days(a, &x, &pulse, &held, of->today, &days);
		for (size_t k = 0; k < days.n; k++)
			if (soon(of, days.items[k].on, days_ahead))
				put_coming(a, l, days.items[k].on, "", arena_printf(a, "%s : %s%s%s", x.team.org_name == NULL ? x.reference : x.team.org_name, tr(of->lang, days.items[k].what),
				    days.items[k].detail == NULL ? "" : ", ", days.items[k].detail == NULL ? "" : days.items[k].detail),
				    arena_printf(a, "/teams/%lld", (long long)x.team.id));
	}
	return e;
}

/* Those of the coordination: the days that end a moment of an edition, and the others it has promised. */
static enum err
coming_editions(struct db *db, const struct calendar_of *of, int days_ahead, struct comings *l)
{
	struct arena *a = db_arena(db);
	struct editions all;
	if (!user_may(of->user, RIGHT_CALL_MANAGE))
		return OK;
	enum err e = edition_list(db, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct edition *x = &all.items[i];
		const struct { const char *on, *what; } days[] = { { x->opens_on, N_("l’appel s’ouvre") }, { x->closes_on, N_("l’appel se ferme") }, { x->decided_on, N_("sélection des commandes") },
			{ x->evening_on, N_("soirée de présentation") }, { x->ranking_until, N_("fin des classements") }, { x->teams_on, N_("équipes annoncées") },
			{ x->visits_on, N_("visites des institutions") }, { x->report_on, N_("rapports de mission") }, { x->oral_first_on, N_("présentations orales") }, { x->ends_on, N_("fin des missions") } };
		for (size_t k = 0; k < LEN(days); k++)
			if (soon(of, days[k].on, days_ahead))
				put_coming(a, l, days[k].on, "", arena_printf(a, "%s : %s", x->label, tr(of->lang, days[k].what)), arena_printf(a, "/editions/%lld", (long long)x->id));
	}
	return e;
}

enum err
calendar_coming(struct db *db, const struct calendar_of *of, int days_ahead, struct comings *out)
{
	*out = (struct comings){ 0 };
	enum err e = coming_meetings(db, of, days_ahead, out);
	if (e == OK)
		e = coming_missions(db, of, days_ahead, out);
	return e == OK ? coming_editions(db, of, days_ahead, out) : e;
}

/* The page of what comes when it is one thing alone, or all are there; else the first page. */
static const char *
only_path(const struct comings *l)
{
	for (size_t i = 1; i < l->n; i++)
		if (strcmp(l->items[i].path, l->items[0].path) != 0)
			return "/";
	return l->items[0].path;
}

static enum err
what_comes(struct db *db, const struct calendar_of *of, struct digest_letter *out)
{
	struct arena *a = db_arena(db);
	struct comings l;
	struct strings lines = { 0 };
	enum err e = calendar_coming(db, of, DAYS_AHEAD, &l);
	for (size_t i = 0; i < l.n; i++) {
		const char *line = arena_printf(a, "%s%s%s : %s", day_text(a, of->lang, l.items[i].on), l.items[i].at[0] == '\0' ? "" : ", ", l.items[i].at, l.items[i].text);
		PUSH(a, &lines, line);
	}
	put_part(a, of->lang, out, tr(of->lang, N_("Ce qui vient")), l.n > 0 ? only_path(&l) : "/", &lines);
	return e;
}

/* ---- what is owed ---------------------------------------------------------------------------------------------- */

/* An action stands on one line, with all that it waits for. */
struct waiting { size_t item; struct buf why; };
struct waitings { struct waiting *items; size_t n, cap; };

static void
put_waiting(struct arena *a, struct waitings *l, const size_t *items, size_t n, const char *why)
{
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;
		while (k < l->n && l->items[k].item != items[i])
			k++;
		if (k == l->n)
			PUSH(a, l, ((struct waiting){ items[i], buf_new(a, KIB(1)) }));
		buf_printf(&l->items[k].why, "%s%s", l->items[k].why.len == 0 ? "" : ", ", why);
	}
}

static void
owed_lines(struct arena *a, const struct calendar_of *of, const struct owing *o, const struct owed *d, struct strings *lines)
{
	struct waitings all = { 0 };
	put_waiting(a, &all, d->late.items, d->late.n, tr(of->lang, N_("en retard")));
	put_waiting(a, &all, d->to_validate.items, d->to_validate.n, tr(of->lang, N_("une preuve attend d’être validée")));
	put_waiting(a, &all, d->due.items, d->due.n, tr(of->lang, N_("due cette année")));
	put_waiting(a, &all, d->to_feed.items, d->to_feed.n, tr(of->lang, N_("à alimenter cette année")));
	for (size_t i = 0; i < all.n; i++) {
		const struct action *x = o->status.items[all.items[i].item].action;
		const char *line = arena_printf(a, "%s %s (%s)", x->code, x->title, buf_str(&all.items[i].why));
		PUSH(a, lines, line);
	}
}

static enum err
what_is_owed(struct db *db, const struct calendar_of *of, struct digest_letter *out)
{
	struct arena *a = db_arena(db);
	struct owing o = { 0 };
	if (of->user->ngrants == 0 || !user_may(of->user, RIGHT_EVIDENCE_FILE))
		return OK;
	enum err e = owe_load(of->plans, db, of->user, of->bounds, of->today, &o);
	if (e == E_NOTFOUND) {
		fail_clear(a);
		return OK;
	}
	for (size_t i = 0; e == OK && i < o.list.n; i++) {
		const struct owed *d = &o.list.items[i];
		struct strings lines = { 0 };
		if (!d->mine)
			continue;
		owed_lines(a, of, &o, d, &lines);
		put_part(a, of->lang, out, say(a, of->lang, N_("%s : ce que le plan attend de vous"), o.plan->actors.items[d->actor].name, NULL), "/owe", &lines);
	}
	return e;
}

static enum err
what_was_decided(struct db *db, const struct calendar_of *of, struct digest_letter *out)
{
	struct arena *a = db_arena(db);
	struct resolutions all;
	struct resolution_actions actions;
	struct strings lines = { 0 };
	if (!user_may(of->user, RIGHT_MEETING_READ))
		return OK;
	enum err e = resolution_follow(db, of->user, NONE, FOLLOW_OPEN, of->today, &all, &actions);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct resolution *d = &all.items[i];
		if (d->owner != of->user->person)
			continue;
		const char *line = d->due_on == NULL ? d->text : arena_printf(a, "%s (%s)", d->text, say(a, of->lang, d->late ? N_("en retard depuis le %s") : N_("pour le %s"), day_text(a, of->lang, d->due_on), NULL));
		PUSH(a, &lines, line);
	}
	put_part(a, of->lang, out, tr(of->lang, N_("Décisions dont vous avez la charge")), "/decisions", &lines);
	return e;
}

/* Of the teams that the person follows: what would else be told of each apart (mission_jobs.c). */
static enum err
what_went_quiet(struct db *db, const struct calendar_of *of, struct digest_letter *out)
{
	struct arena *a = db_arena(db);
	struct mission_pulses all;
	struct strings lines = { 0 };
	if (!user_may(of->user, RIGHT_TEAM_SPACE))
		return OK;
	enum err e = mission_pulses_followed(db, of->user->person, of->today, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) { /* few: those one follows oneself */
		struct mission m;
		struct strings late = { 0 };
		if ((e = mission_load(db, all.items[i].team, &m)) == OK && text_eq(m.edition.state, "published"))
			mission_late_lines(a, of->lang, &m.team, &m.edition, &all.items[i], of->today, &late);
		for (size_t k = 0; k < late.n; k++) {
			const char *line = arena_printf(a, "%s : %s", m.team.org_name == NULL ? m.reference : m.team.org_name, late.items[k]);
			PUSH(a, &lines, line);
		}
	}
	put_part(a, of->lang, out, tr(of->lang, N_("Missions que vous suivez")), "/teams", &lines);
	return e;
}

static enum err
what_is_to_read(struct db *db, const struct calendar_of *of, struct digest_letter *out)
{
	struct arena *a = db_arena(db);
	struct charters unread;
	struct strings lines = { 0 };
	if (!user_may(of->user, RIGHT_CHARTER_ACK))
		return OK;
	enum err e = charter_unread(db, of->user, of->today, &unread);
	for (size_t i = 0; e == OK && i < unread.n; i++) {
		PUSH(a, &lines, unread.items[i].title);
	}
	put_part(a, of->lang, out, tr(of->lang, N_("Documents à lire")), unread.n == 1 ? arena_printf(a, "/documents/%lld/read", (long long)unread.items[0].id) : "/documents", &lines);
	return e;
}

static enum err
what_ends(struct db *db, const struct calendar_of *of, struct digest_letter *out)
{
	struct arena *a = db_arena(db);
	struct mandate_rows ending;
	struct strings lines = { 0 };
	enum err e = mandate_ending(db, of->user, of->today, &ending);
	for (size_t i = 0; e == OK && i < ending.n; i++) {
		const struct mandate_row *m = &ending.items[i];
		const char *line = arena_printf(a, "%s, %s (%s)", m->name, m->actor_name != NULL ? m->actor_name : m->outside, say(a, of->lang, N_("jusqu’au %s"), day_text(a, of->lang, m->until_day), NULL));
		PUSH(a, &lines, line);
	}
	put_part(a, of->lang, out, tr(of->lang, N_("Mandats à renouveler ou à remplacer")), "/mandates", &lines);
	return e;
}

enum err
digest_of_person(struct db *db, const struct calendar_of *of, struct digest_letter *out)
{
	*out = (struct digest_letter){ 0 };
	enum err e = what_comes(db, of, out);
	if (e == OK)
		e = what_was_decided(db, of, out);
	if (e == OK)
		e = what_went_quiet(db, of, out);
	if (e == OK)
		e = what_is_to_read(db, of, out);
	if (e == OK)
		e = what_ends(db, of, out);
	return e == OK ? what_is_owed(db, of, out) : e;
}

const char *
digest_letter_text(struct arena *a, enum lang lang, const char *name, const struct calendar_of *of, const struct digest_letter *l)
{
	struct buf b = buf_new(a, MIB(1));
	buf_printf(&b, "%s\n", say(a, lang, N_("Bonjour %s,"), name, NULL));
	for (size_t i = 0; i < l->n; i++) {
		buf_printf(&b, "\n%s\n", l->items[i].title);
		for (size_t k = 0; k < l->items[i].lines.n; k++)
			buf_printf(&b, "- %s\n", l->items[i].lines.items[k]);
		buf_printf(&b, "  %s%s\n", of->base_url, l->items[i].path);
	}
	return buf_str(&b);
}

/* ---- the job ----------------------------------------------------------------------------------------------------- */

static enum err
write_one(struct db *db, struct job *j, const struct programme *pr, const struct person *k, struct plan_cache *plans)
{
	struct arena *a = db_arena(db);
	struct calendar_of of = { .body = NONE, .bounds = pr->bounds, .today = j->today, .base_url = j->base_url, .programme = pr->name, .lang = text_eq(k->lang, "en") ? LANG_EN : LANG_FR,
		.plans = plans };
	struct digest_letter l;
	bool off[MAIL_KINDS];
	enum err e = mail_off_of(db, k->id, off);
	if (e != OK || off[MAIL_WEEKLY]) /* mail_queue() would drop it: not even made */
		return e;
	if ((e = user_of_person(db, k->id, j->today, &of.user)) != OK || (e = digest_of_person(db, &of, &l)) != OK || l.n == 0)
		return e;
	struct mail m = { .to = k->email, .person = k->id, .subject = say(a, of.lang, N_("%s : votre semaine"), pr->short_name, NULL),
		.text = digest_letter_text(a, of.lang, k->name, &of, &l),
		/* The Monday of the week: once a week, whatever day it goes out and however often this runs. */
		.key = arena_printf(a, "digest:%s:%lld", date_iso(date_of_days(date_days(j->today) - date_weekday(j->today) + 1)).s, (long long)k->id) };
	return mail_queue(db, MAIL_WEEKLY, &m);
}

static void
clear_plans(void *plans)
{
	plan_cache_clear(plans);
}

/* The plan is read once for all letters: what is kept goes with the job, after whatever still reads it. */
static enum err
write_all(struct db *db, void *arg)
{
	struct job *j = arg;
	struct programme pr;
	struct persons who;
	int day;
	db_author(db, NONE, "pilotis", "worker");
	enum err e = mail_weekday(db, &day);
	if (e != OK || date_weekday(j->today) != day)
		return e;
	if ((e = programme_load(db, &pr)) == E_NOTFOUND) {
		fail_clear(db_arena(db));
		return OK;
	}
	struct plan_cache *plans = plan_cache_new(db_arena(db));
	arena_on_reset(db_arena(db), clear_plans, plans);
	if (e == OK)
		e = person_list(db, &who);
	for (size_t i = 0; e == OK && i < who.n; i++)
		if (who.items[i].active)
			e = write_one(db, j, &pr, &who.items[i], plans);
	return e;
}

enum err
job_digest(struct job *j)
{
	return store_write(j->store, j->a, write_all, j);
}
