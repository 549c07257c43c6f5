#include "mission/mission_jobs.h"
#include "base/tr.h"
#include "mail/mail.h"
#include "mission/mission_evidence.h"
#include "mission/mission_request_pages.h"
#include "people/people.h"

enum { DAYS_BEFORE = 3 };
enum { Q_DUE };
const struct query mission_job_queries[] = {
	/* $2: today, $3: the last day that is reminded before it comes */
	[Q_DUE] = { "requests_to_remind", "SELECT q.id, q.due_on FROM data_request q JOIN team t ON t.id = q.team WHERE t.edition = $1 AND t.ended_at IS NULL AND q.deleted_at IS NULL"
	    " AND q.asked_at IS NOT NULL AND q.asked_at < $2 AND q.outcome IN ('open', 'partial') AND q.due_on <= $3 ORDER BY q.id" },
	{ 0 },
};

struct round { struct job *j; int reminders; int64_t alerts; };
struct due { int64_t id; const char *on; };
struct dues { struct due *items; size_t n, cap; };

/* ---- the institutions ------------------------------------------------------------------------------------------- */

static enum err
remind_one(struct db *db, struct round *x, const struct due *d)
{
	struct data_request r;
	struct mission m;
	struct arena *a = db_arena(db);
	bool late = day_is_past(d->on, x->j->today);
	enum err e = request_get(db, d->id, &r);
	if (e == OK)
		e = mission_load(db, r.team, &m);
	if (e != OK || !m.open || text_blank(m.commission.email))
		return e;
	struct request_mail how = { .base_url = x->j->base_url, .key = arena_printf(a, "mission:remind:%lld:%s:%s", (long long)r.id, r.due_on, late ? "after" : "before"),
		.reminder = late ? N_("C’était pour le %s. Même une partie aide déjà : répondez et joignez vos documents par ce lien :")
		    : N_("Nous en aurions besoin pour le %s. Répondez et joignez vos documents par ce lien :") };
	x->reminders++;
	return request_send(db, &m, &r, &how);
}

static enum err
remind(struct db *db, struct round *x, const struct edition *ed)
{
	struct isodate today = date_iso(x->j->today), until = date_iso(date_of_days(date_days(x->j->today) + DAYS_BEFORE));
	struct dues all = { 0 };
	struct rows *r;
	enum err e = db_query(db, &mission_job_queries[Q_DUE], ARGS(V(ed->id), V((const char *)today.s), V((const char *)until.s)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), &all, ((struct due){ col_int(r, 0), col_text(r, 1) }));
	e = rows_end(r);
	for (size_t i = 0; e == OK && i < all.n; i++) /* a mail each: there are few, and the outbox drops those already written */
		e = remind_one(db, x, &all.items[i]);
	return e;
}

/* ---- who follows a team -------------------------------------------------------------------------------------------- */

/* Who has no account cannot open the team's pages: they are told whom to ask, once. */
static const char *
alert_text(struct arena *a, const char *lang, const struct round *x, const struct team *t, const struct edition *ed, bool silent, bool account, const struct strings *late)
{
	struct buf b = buf_new(a, KIB(16));
	const char *path = silent ? "/log" : "";
	buf_puts(&b, mail_text(a, lang, N_("Bonjour,\n\nPour la mission « %s » :\n\n"), t->org_name == NULL ? "…" : t->org_name, NULL));
	for (size_t i = 0; i < late->n; i++)
		buf_printf(&b, "- %s\n", late->items[i]);
	if (!account) {
		buf_printf(&b, "\n%s\n", text_blank(ed->contact_email) ? mail_text(a, lang, N_("Ses pages vous attendent, et vous n’y avez pas encore accès : demandez un lien à la coordination."), NULL)
		    : mail_text(a, lang, N_("Ses pages vous attendent, et vous n’y avez pas encore accès : demandez un lien à %s."), ed->contact_email, NULL));
		return buf_str(&b);
	}
	buf_printf(&b, "\n%s\n\n%s/teams/%lld%s\n\n%s", mail_text(a, lang, silent ? N_("Un mot noté après chaque rencontre suffit :") : N_("Tout se voit et se règle ici :"), NULL),
	    x->j->base_url, (long long)t->id, path, mail_text(a, lang, N_("Ce rappel part une fois par semaine au plus.\n"), NULL));
	return buf_str(&b);
}

static enum err
alert_one(struct db *db, struct round *x, const struct team *t, const struct edition *ed, const struct mission_pulse *p, const struct team_seat_row *to)
{
	struct arena *a = db_arena(db);
	struct mission_facts f = mission_facts_of(a, t, ed, p);
	struct strings late = { 0 };
	bool account = to->person != NONE, silent = (mission_late(&f, x->j->today) & LATE_SILENT) != 0;
	int64_t week = (date_days(x->j->today) + 3) / 7; /* 1 January 1970 was a Thursday: weeks begin on Monday */
	struct person who = { .email = to->email, .lang = "fr", .active = true };
	if (mission_late(&f, x->j->today) == 0)
		return OK;
	if (to->person != NONE) {
		enum err e = person_get(db, to->person, &who);
		if (e == E_NOTFOUND)
			fail_clear(a);
		if (e != OK)
			return e == E_NOTFOUND ? OK : e;
	}
	if (text_blank(who.email) || !who.active)
		return OK;
	const char *lang = who.lang == NULL ? "fr" : who.lang;
	mission_late_lines(a, lang_best(lang), t, ed, p, x->j->today, &late);
	struct mail mail = { .to = who.email, .subject = mail_text(a, lang, N_("À voir : la mission %s"), t->org_name == NULL ? "…" : t->org_name, NULL),
		.text = alert_text(a, lang, x, t, ed, silent, account, &late), .person = to->person, .count = &x->alerts,
		.key = account ? arena_printf(a, "mission:alert:%lld:%lld:%lld", (long long)t->id, (long long)to->id, (long long)week)
		    : arena_printf(a, "mission:alert:%lld:%lld:no account", (long long)t->id, (long long)to->id) };
	return mail_queue(db, MAIL_MISSIONS, &mail);
}

static enum err
alert(struct db *db, struct round *x, const struct edition *ed)
{
	struct teams teams;
	struct mission_pulses pulses;
	struct team_seats to;
	enum err e = team_list(db, ed->id, &teams);
	if (e == OK && teams.n > 0)
		e = mission_pulses(db, ed->id, x->j->today, &pulses);
	if (e == OK && teams.n > 0)
		e = team_supervisors_all(db, ed->id, &to);
	for (size_t i = 0; e == OK && i < teams.n; i++)
		for (size_t k = 0; e == OK && k < pulses.n; k++)
			for (size_t s = 0; e == OK && pulses.items[k].team == teams.items[i].id && s < to.n; s++)
				if (to.items[s].team == teams.items[i].id)
					e = alert_one(db, x, &teams.items[i], ed, &pulses.items[k], &to.items[s]);
	return e;
}

/* ---- the day ------------------------------------------------------------------------------------------------------------ */

/* What may be filed by the programme itself: as the coordination would. */
static const struct user clerk = { .person = NONE, .roles = ROLE_PUBLIC | ROLE_COORDINATION, .session = NONE };

static enum err
go_round(struct db *db, void *arg)
{
	struct round *x = arg;
	struct editions all;
	enum err e = edition_list(db, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct edition *ed = &all.items[i];
		if (text_eq(ed->state, "published") && (e = remind(db, x, ed)) == OK)
			e = alert(db, x, ed);
		if (e == OK && !text_eq(ed->state, "preparing"))
			e = mission_evidence_sync(db, &clerk, ed, x->j->today);
	}
	return e;
}

enum err
job_missions(struct job *j)
{
	struct round x = { .j = j };
	enum err e = store_write(j->store, j->a, go_round, &x);
	if (e == OK && x.reminders + x.alerts > 0 && j->worker->log != NULL)
		j->worker->log(arena_printf(j->a, "missions: %d requests reminded, %lld teams told of", x.reminders, (long long)x.alerts));
	return e;
}
