/* The timetables of the example: computed as the page does, published some days before, without a letter to anybody. */
#include "app/demo.h"
#include "timetable/schedule_desk.h"

enum { DAYS_BEFORE = 6 };
#define SECONDS 5.0

static enum err
place(struct demo *d, const struct edition *e, enum sched_kind k, const char *day)
{
	struct sched s;
	struct sched_problem q;
	struct tt_answer r;
	size_t letters;
	struct date on;
	if (day == NULL || !date_parse(day, &on) || date_days(on) - DAYS_BEFORE > date_days(d->today))
		return OK; /* not known yet */
	on = date_of_days(date_days(on) - DAYS_BEFORE);
	clock_replay(&on);
	enum err err = sched_load(d->db, e->id, k, &s);
	if (err != OK || s.chosen == 0 || s.slots.n == 0 || (k != SCHED_EVENING && s.teams == 0))
		return err;
	sched_problem(d->a, &s, true, &q);
	err = tt_solve(d->a, &q.p, SECONDS, &r);
	if (err == OK)
		err = sched_keep(d->db, &s);
	if (err == OK)
		err = sched_found(d->db, &s, &q, &r);
	if (err == OK)
		err = sched_load(d->db, e->id, k, &s);
	if (err != OK || r.slot_of == NULL)
		return err; /* why there is none stands on its page */
	return sched_publish(d->db, &s, &(struct publishing){ .base_url = "http://127.0.0.1:8080", .person = d->persons[0], .version = s.version, .rev = s.rev, .quiet = true }, &letters);
}

enum err
demo_schedule(struct demo *d)
{
	struct editions all;
	const struct user *u;
	enum err e = demo_as(d, demo_persons[0].key, &u);
	if (e == OK)
		e = edition_list(d->db, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct edition *x = &all.items[i];
		e = place(d, x, SCHED_EVENING, x->evening_on);
		if (e == OK)
			e = place(d, x, SCHED_VISITS, x->visits_on);
		if (e == OK)
			e = place(d, x, SCHED_ORALS, x->oral_first_on);
	}
	return demo_explain(d, e, "timetables");
}
