/* The students and supervisors of the example, their rankings, and the teams that were published: rows of examples/students.csv and
 * supervisors.csv, composed by the programme's own solver. */
#include "app/demo.h"
#include "base/csv.h"
#include "team/compose.h"
#include <stdlib.h>
#include <string.h>

enum { S_YEAR, S_NUMBER, S_NAME, S_FIRST, S_BACKGROUND, S_EXPERIENCE, S_GENDER, S_TOWN, S_EMPLOYER, S_RANKING, S_WITH, S_WITHOUT, S_REASON, S_ACCOUNT, STUDENT_COLUMNS };
enum { L_YEAR, L_NUMBER, L_NAME, L_FIRST, L_TEAMS, L_ACCOUNT, SUPERVISOR_COLUMNS };
#define SOLVE_SECONDS 5.0

static const char *
cell(const struct csv_row *r, int i)
{
	return text_blank(r->cells[i]) ? NULL : r->cells[i];
}

/* Someone who may sign in, until the edition ends. */
static enum err
account(struct demo *d, const struct edition *e, enum role role, const char *first, const char *name, const char *email, int64_t *person)
{
	struct person known;
	enum err err = person_by_email(d->db, email, &known);
	*person = known.id;
	if (err == E_NOTFOUND) {
		fail_clear(d->a);
		err = person_add(d->db, arena_printf(d->a, "%s %s", first, name), email, person);
	}
	return err == OK ? person_grant(d->db, *person, role, NONE, e->opens_on, e->ends_on) : err;
}

static const char *
address(struct demo *d, const char *first, const char *name)
{
	char *s = arena_printf(d->a, "%s.%s@example.org", text_words(d->a, first), text_words(d->a, name));
	for (char *c = s; *c != '\0'; c++)
		*c = *c == ' ' ? '-' : *c;
	return s;
}

static enum err
add_student(struct demo *d, const struct edition *e, const struct csv_row *r)
{
	struct entity_view v = call_view(d->db, LANG_FR);
	struct student *s = entity_draft(d->a, &student_entity, NULL).row;
	s->edition = e->id, s->number = cell(r, S_NUMBER), s->name = cell(r, S_NAME), s->first_name = cell(r, S_FIRST), s->background = cell(r, S_BACKGROUND);
	s->experience = cell(r, S_EXPERIENCE) == NULL ? NONE : strtol(cell(r, S_EXPERIENCE), NULL, 10), s->gender = cell(r, S_GENDER), s->town = cell(r, S_TOWN);
	s->employer = cell(r, S_EMPLOYER), s->email = address(d, s->first_name, s->name);
	s->employer_folded = s->employer == NULL ? NULL : institution_fold(d->a, s->employer);
	enum err err = cell(r, S_ACCOUNT) == NULL ? OK : account(d, e, ROLE_STUDENT, s->first_name, s->name, s->email, &s->person);
	return err == OK ? entity_insert(&v, &student_entity, s) : err;
}

static enum err
add_supervisor(struct demo *d, const struct edition *e, const struct csv_row *r)
{
	struct entity_view v = call_view(d->db, LANG_FR);
	struct supervisor *s = entity_draft(d->a, &supervisor_entity, NULL).row;
	s->edition = e->id, s->number = cell(r, L_NUMBER), s->name = cell(r, L_NAME), s->first_name = cell(r, L_FIRST), s->teams_most = strtol(r->cells[L_TEAMS], NULL, 10);
	s->email = cell(r, L_ACCOUNT) == NULL ? address(d, s->first_name, s->name) : arena_printf(d->a, "%s@example.org", cell(r, L_ACCOUNT));
	enum err err = cell(r, L_ACCOUNT) == NULL ? OK : account(d, e, ROLE_SUPERVISOR, s->first_name, s->name, s->email, &s->person);
	return err == OK ? entity_insert(&v, &supervisor_entity, s) : err;
}

static size_t
by_number(const struct ranking_world *w, const char *number)
{
	size_t k = 0;
	while (k < w->students && !text_eq(w->student[k].number, number))
		k++;
	BUG_ON(k == w->students);
	return k;
}

/* "3 1 7": commissions by their place in the edition. */
static enum err
vote(struct demo *d, const struct ranking_world *w, const struct csv_row *r)
{
	struct ranking_said said = { 0 };
	int64_t *offer = ARENA_ARRAY(d->a, int64_t, RANKING_MOST);
	size_t me = by_number(w, r->cells[S_NUMBER]);
	char *end;
	for (const char *s = r->cells[S_RANKING]; *(s += strspn(s, " ")) != '\0'; s = end) {
		size_t at = (size_t)strtol(s, &end, 10) - 1;
		BUG_ON(end == s || said.offers == RANKING_MOST);
		if (at < w->offers.n && w->conflict[me * w->offers.n + at] == NULL)
			offer[said.offers++] = w->offers.items[at].id;
	}
	said.offer = offer;
	for (int i = 0; i < 2; i++)
		if (cell(r, i == 0 ? S_WITH : S_WITHOUT) != NULL) {
			said.wish[said.wishes].other = w->student[by_number(w, cell(r, i == 0 ? S_WITH : S_WITHOUT))].id;
			said.wish[said.wishes].keep = i == 0;
			said.wish[said.wishes++].reason = cell(r, S_REASON);
		}
	return ranking_send(d->db, w->student[me].id, &said);
}

/* As the coordination does: closed, composed, published. */
static enum err
publish(struct demo *d, const struct edition *e, int64_t staff)
{
	struct ranking_plan plan = { .edition = e->id, .wanted = RANKING_WANTED, .closed_at = arena_strdup(d->a, now_utc().s) };
	struct ranking_world w;
	struct compose c;
	struct team_answer r;
	struct team_places places = { 0 };
	int64_t draft, id;
	enum err err = ranking_plan_save(d->db, &plan);
	if (err == OK)
		err = ranking_load(d->db, e->id, &w);
	if (err != OK)
		return err;
	struct compose_state first = compose_first(d->a, &w);
	if ((err = team_draft_begin(d->db, e->id, "Équipes de l’année", compose_write(d->a, &w, &first), staff, &draft)) != OK || (err = compose_open(d->db, draft, &c)) != OK
	    || (err = team_solve(d->a, &c.problem, SOLVE_SECONDS, NULL, &r)) != OK)
		return err;
	if (r.project_of == NULL)
		return fail(d->a, E_INVALID, "demo: no composition of the teams");
	compose_take(d->a, &c.w, &c.s, &r);
	err = team_draft_step(d->db, &c.d, &(struct compose_step){ "solve", NONE, staff }, compose_write(d->a, &c.w, &c.s));
	for (size_t k = 0; k < c.w.students; k++)
		PUSH(d->a, &places, ((struct team_place){ c.w.offers.items[c.s.project_of[k]].id, c.w.student[k].id, NONE }));
	for (size_t p = 0; p < c.w.offers.n; p++)
		if (c.s.lead_of[p] != TEAM_NONE)
			PUSH(d->a, &places, ((struct team_place){ c.w.offers.items[p].id, NONE, c.w.supervisor[c.s.lead_of[p]].id }));
	if (err == OK)
		err = team_publish(d->db, e->id, &places);
	return err == OK ? publication_add(d->db, e->id, draft, staff, &id) : err;
}

static enum err
read_table(struct demo *d, const char *name, size_t columns, struct csv_table *out)
{
	const struct embedded *file = demo_example(name);
	enum err e = csv_read(d->a, (const char *)file->bytes, file->n, 1000, 100000, out);
	for (size_t i = 1; e == OK && i < out->n; i++)
		BUG_ON(out->items[i].n != columns);
	return e;
}

static enum err
live(struct demo *d, const struct edition *e, int year, const struct csv_table *students, const struct csv_table *supervisors, int64_t staff)
{
	struct ranking_world w;
	struct date evening, last;
	bool read = date_parse(e->evening_on, &evening) && date_parse(e->ranking_until, &last);
	enum err err = OK;
	BUG_ON(!read);
	clock_replay(&evening);
	for (size_t i = 1; err == OK && i < students->n; i++)
		if (strtol(students->items[i].cells[S_YEAR], NULL, 10) == year)
			err = add_student(d, e, &students->items[i]);
	for (size_t i = 1; err == OK && i < supervisors->n; i++)
		if (strtol(supervisors->items[i].cells[L_YEAR], NULL, 10) == year)
			err = add_supervisor(d, e, &supervisors->items[i]);
	if (err == OK)
		err = ranking_load(d->db, e->id, &w);
	for (size_t i = 1; err == OK && i < students->n; i++)
		if (strtol(students->items[i].cells[S_YEAR], NULL, 10) == year && cell(&students->items[i], S_RANKING) != NULL)
			err = vote(d, &w, &students->items[i]);
	last = date_of_days(date_days(last) + 1);
	clock_replay(&last);
	return err == OK ? publish(d, e, staff) : err;
}

enum err
demo_team(struct demo *d)
{
	struct csv_table students, supervisors;
	const struct user *u;
	enum err e = demo_as(d, demo_persons[0].key, &u);
	if (e == OK)
		e = read_table(d, "students.csv", STUDENT_COLUMNS, &students);
	if (e == OK)
		e = read_table(d, "supervisors.csv", SUPERVISOR_COLUMNS, &supervisors);
	for (int year = -1; e == OK && year <= 0; year++) {
		struct edition ed;
		struct date teams;
		e = edition_by_label(d->db, arena_printf(d->a, "%d-%02d", d->year + year, (d->year + year + 1) % 100), &ed);
		if (e == OK && date_parse(ed.teams_on, &teams) && date_cmp(teams, d->today) <= 0) /* early in the autumn there are no teams yet */
			e = live(d, &ed, year, &students, &supervisors, u->person);
	}
	return demo_explain(d, e, "students.csv");
}
