/* Months after: what became of the report? Asked once, reminded once. */
#include "mission/closing_jobs.h"
#include "mission/report.h"

struct asking { struct job *j; int sent; };

static enum err
ask_one(struct db *db, struct asking *x, const struct team *t)
{
	struct mission m;
	struct closing c;
	struct edition_year y;
	struct sponsor_form f;
	const char *to;
	enum err e = mission_load(db, t->id, &m);
	if (e == OK)
		e = closing_get(db, t->id, &c);
	if (e == OK)
		e = edition_year_get(db, m.edition.id, LANG_FR, &y);
	if (e == OK)
		e = sponsor_form_get(db, t->id, FORM_LATER, &f);
	if (e != OK)
		return e;
	enum later due = later_due(&(struct later_facts){ .ends_on = m.edition.ends_on, .asked_at = c.later_asked_at, .reminded_at = c.later_reminded_at, .months = y.later_months,
	    .answered = f.sent_at != NULL, .over = m.status == ST_ARCHIVED && t->ended_at == NULL }, x->j->today);
	if (due == LATER_NOTHING || text_blank(m.commission.email))
		return OK;
	e = sponsor_letter(db, x->j->base_url, &m, FORM_LATER, y.later_months, NONE, due == LATER_REMIND, &to);
	if (e == OK)
		e = closing_later(db, t->id, due == LATER_REMIND);
	x->sent += e == OK;
	return e;
}

static enum err
ask(struct db *db, void *arg)
{
	struct asking *x = arg;
	struct editions all;
	enum err e = edition_list(db, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		struct teams teams;
		struct date ends;
		if (all.items[i].ends_on == NULL || !date_parse(all.items[i].ends_on, &ends) || date_cmp(ends, x->j->today) > 0)
			continue;
		e = team_list(db, all.items[i].id, &teams);
		for (size_t k = 0; e == OK && k < teams.n; k++)
			e = ask_one(db, x, &teams.items[k]);
	}
	return e;
}

enum err
job_mission_later(struct job *j)
{
	struct asking x = { .j = j };
	enum err e = store_write(j->store, j->a, ask, &x);
	if (e == OK && x.sent > 0 && j->worker->log != NULL)
		j->worker->log(arena_printf(j->a, "missions: %d sponsors asked", x.sent));
	return e;
}
