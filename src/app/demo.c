/* demo.c: makes the example programme. Its plan is read from a document by the same way as anybody's: sandboxed reader,
 * importer, adoption; its past is then lived day by day, by the persons whose it is, through the stores' public
 * functions. */
#include "app/demo.h"
#include "app/app.h"
#include "app/cli.h"
#include "base/secret.h"
#include "import/import_store.h"
#include "jobs/sandbox.h"
#include "plan/plan_export.h"
#include "store/blob.h"
#include "store/history.h"
#include <stdlib.h>
#include <string.h>

static struct date
days_after(struct date d, int n)
{
	return date_of_days(date_days(d) + n);
}

struct date
demo_day_of(struct demo_day d, struct date today, struct year_bounds b)
{
	int year = year_of(today, b);
	if (d.ago >= 0) {
		struct date x = days_after(today, -d.ago), first = year_first(year, b);
		return date_cmp(x, first) < 0 ? first : x;
	}
	bool before = d.month > b.start_month || (d.month == b.start_month && d.day >= b.start_day);
	return (struct date){ year + d.year + !before, d.month, d.day };
}

static struct date
not_later(struct date d, struct date today)
{
	return date_cmp(d, today) > 0 ? today : d;
}

const struct embedded *
demo_example(const char *name)
{
	for (const struct embedded *e = example_table; e->name != NULL; e++)
		if (strcmp(e->name, name) == 0)
			return e;
	bug(__FILE__, __LINE__, "no such example");
}

/* What a step could not do: the store's problems are told, since a table of ours is wrong. */
enum err
demo_explain(struct demo *d, enum err e, const char *what)
{
	if (e == OK)
		return OK;
	fprintf(stderr, "pilotis demo: %s: %s", what, err_name(e));
	for (size_t i = 0; i < d->problems.n; i++)
		fprintf(stderr, " (%s: %s)", d->problems.items[i].field == NULL ? "-" : d->problems.items[i].field, d->problems.items[i].msgid);
	fputc('\n', stderr);
	d->problems = (struct problems){ 0 };
	return e;
}

/* ---- people ------------------------------------------------------------------------------------------------ */

size_t
demo_person_index(const char *key)
{
	for (size_t i = 0; i < demo_npersons; i++)
		if (strcmp(demo_persons[i].key, key) == 0)
			return i;
	bug(__FILE__, __LINE__, "no such person");
}

/* The person as a user on the day that is being lived; their changes carry their name. */
enum err
demo_as(struct demo *d, const char *key, const struct user **u)
{
	size_t i = demo_person_index(key);
	db_author(d->db, d->persons[i], demo_persons[i].name, "command");
	return user_of_person(d->db, d->persons[i], today_brussels(), u);
}

enum err
demo_actor(struct demo *d, const char *name, int64_t *id)
{
	int i = plan_actor_find(d->a, d->plan, name);
	if (i < 0)
		return fail(d->a, E_NOTFOUND, "demo: the plan has no actor %s", name);
	*id = d->plan->actors.items[i].id;
	return OK;
}

static enum err
add_persons(struct demo *d)
{
	d->persons = ARENA_ARRAY(d->a, int64_t, demo_npersons);
	for (size_t i = 0; i < demo_npersons; i++) {
		const char *email = arena_printf(d->a, "%s@example.org", demo_persons[i].key);
		struct person p;
		enum err e;
		if (i > 0) {
			e = person_add(d->db, demo_persons[i].name, email, &d->persons[i]);
		} else { /* made with the programme */
			e = person_by_email(d->db, email, &p);
			d->persons[i] = p.id;
			p.name = demo_persons[i].name;
			if (e == OK)
				e = person_save(d->db, &p);
		}
		if (e != OK)
			return demo_explain(d, e, email);
	}
	return OK;
}

static enum err
add_grants(struct demo *d)
{
	const char *from = arena_strdup(d->a, date_iso(year_first(d->year - 2, d->bounds)).s);
	for (size_t i = 0; i < demo_ngrants; i++) {
		const struct demo_grant *g = &demo_grants[i];
		int64_t actor = NONE;
		enum err e = demo_actor(d, g->actor, &actor);
		if (e == OK)
			e = person_grant(d->db, d->persons[demo_person_index(g->who)], g->role, actor, from, NULL);
		if (e != OK)
			return demo_explain(d, e, g->actor);
	}
	struct date until = days_after(d->today, 120);
	return person_grant(d->db, d->persons[demo_person_index("samuel.okafor")], ROLE_EVALUATOR, NONE, arena_strdup(d->a, date_iso(days_after(d->today, -20)).s),
	    arena_strdup(d->a, date_iso(until).s));
}

/* ---- the plan ---------------------------------------------------------------------------------------------- */

static void
shift_due(struct due *due, int years)
{
	due->year += due->kind == DUE_YEAR || due->kind == DUE_TERM ? years : 0;
	due->date.y += due->kind == DUE_DATE ? years : 0;
	due->text = NULL;
}

/* The document speaks of 2024-2030; made in another year than its third, the example is moved, so that it is never a
 * dead plan. */
static void
shift_plan(struct arena *a, struct plan *p, int years)
{
	if (years == 0)
		return;
	struct buf title = buf_new(a, 1000);
	for (const char *s = p->title; *s != '\0';) {
		bool year = s[0] == '2' && s[1] == '0' && strspn(s, "0123456789") == 4;
		if (year)
			buf_printf(&title, "%d", (int)strtol((char[5]){ s[0], s[1], s[2], s[3] }, NULL, 10) + years);
		else
			buf_putc(&title, *s);
		s += year ? 4 : 1;
	}
	p->title = buf_str(&title);
	p->first_year += years;
	p->last_year += years;
	for (struct plan_walk w = { .plan = p }; plan_next(&w);)
		shift_due(&w.action->due, years);
}

static enum err
adopt_plan(struct demo *d)
{
	const struct embedded *doc = demo_example("plan.docx");
	struct digest sha;
	struct date on = demo_day_of((struct demo_day)IN_YEAR(-2, 10, 9), d->today, d->bounds);
	clock_replay(&on);
	const struct user *u;
	enum err e = demo_as(d, demo_persons[0].key, &u);
	if (e == OK)
		e = blob_put(d->db, doc->bytes, doc->n, &sha);
	int64_t revision;
	struct plan_adoption how = { .adopted = true, .adopted_on = arena_strdup(d->a, date_iso(on).s), .meeting = "Comité de pilotage",
		.source_sha = arena_strdup(d->a, sha.s), .source_name = "plan.docx" };
	if (e == OK)
		e = plan_adopt_draft(d->db, u, d->draft, &how, &revision);
	if (e == OK)
		e = plan_load(d->db, u, NONE, &d->plan);
	return demo_explain(d, e, "adopting the plan");
}

/* Saves one action of a draft after `change`. */
static enum err
change_action(struct demo *d, const struct user *u, int64_t revision, const char *code, void (*change)(struct demo *, struct plan *, struct action *))
{
	struct plan *p;
	enum err e = plan_load(d->db, u, revision, &p);
	if (e != OK)
		return e;
	struct action *x = plan_action_by_code(p, code);
	if (x == NULL)
		return fail(d->a, E_NOTFOUND, "demo: no action %s", code);
	change(d, p, x);
	return demo_explain(d, plan_action_save(d->db, u, p, x, &d->problems), code);
}

static void
postpone(struct demo *d, struct plan *p, struct action *x)
{
	(void)d;
	(void)p;
	x->due.year++;
	x->due.text = NULL;
	x->disposition = DISP_POSTPONED;
	x->disposition_reason = "Financement obtenu un an plus tard que prévu";
}

static void
abandon(struct demo *d, struct plan *p, struct action *x)
{
	(void)d;
	(void)p;
	x->disposition = DISP_ABANDONED;
	x->disposition_reason = "Repris par les deux écoles pour toutes leurs formations";
}

static void
first_priority(struct demo *d, struct plan *p, struct action *x)
{
	(void)d;
	(void)p;
	x->priority = "P1";
	x->priority_reason = "Attendu par le comité d’évaluation";
}

static void
give_to_secretariat(struct demo *d, struct plan *p, struct action *x)
{
	int i = plan_actor_find(d->a, p, "Secrétariat pédagogique");
	struct responsibility r = { i, true, true };
	if (i >= 0)
		PUSH(d->a, &x->actors, r);
}

/* Revision 2, a year after the first: one action later, one given up. */
static enum err
second_revision(struct demo *d, const struct user *u)
{
	int64_t revision;
	struct revision_info info;
	enum err e = plan_draft_start(d->db, u, &revision);
	if (e == OK)
		e = change_action(d, u, revision, "4.1.2", postpone);
	if (e == OK)
		e = change_action(d, u, revision, "2.4.2", abandon);
	if (e == OK)
		e = plan_revision_info(d->db, u, revision, &info);
	struct plan_adoption how = { .adopted = true, .adopted_on = arena_strdup(d->a, date_iso(today_brussels()).s), .meeting = "Comité de pilotage",
		.reason = "Bilan annuel" };
	if (e == OK)
		e = plan_draft_adopt(d->db, u, revision, info.rev, &how);
	if (e == OK)
		e = plan_load(d->db, u, NONE, &d->plan);
	return e;
}

/* Revision 3 is still on the workbench. */
static enum err
workshop(struct demo *d, const struct user *u)
{
	static const char *const first[] = { "1.3.2", "3.1.2", "5.1.3" };
	int64_t revision;
	enum err e = plan_draft_start(d->db, u, &revision);
	for (size_t i = 0; e == OK && i < LEN(first); i++)
		e = change_action(d, u, revision, first[i], first_priority);
	if (e == OK)
		e = change_action(d, u, revision, "4.3.2", postpone);
	if (e == OK)
		e = change_action(d, u, revision, "3.4.2", give_to_secretariat);
	return e;
}

/* ---- day by day -------------------------------------------------------------------------------------------- */

static void
add_event(struct demo *d, struct date on, enum happening what, size_t i)
{
	struct event e = { not_later(on, d->today), what, i };
	PUSH(d->a, &d->events, e);
}

static int
by_day(const void *x, const void *y)
{
	const struct event *a = x, *b = y;
	int c = date_cmp(a->on, b->on);
	if (c != 0)
		return c;
	return a->what != b->what ? (a->what < b->what ? -1 : 1) : (a->i < b->i ? -1 : a->i > b->i);
}

static void
plan_events(struct demo *d)
{
	for (size_t i = 0; i < demo_npieces; i++) {
		const struct demo_piece *p = &demo_pieces[i];
		struct date filed = not_later(days_after(demo_day_of(p->on, d->today, d->bounds), p->filed_after), d->today);
		/* nothing can be filed before there is a plan */
		struct date start = days_after(demo_day_of((struct demo_day)IN_YEAR(-2, 10, 9), d->today, d->bounds), 1);
		filed = date_cmp(filed, start) < 0 ? start : filed;
		add_event(d, filed, HAPPENS_FILED, i);
		if (p->validated_by != NULL || p->adopted_by != NULL || p->disputed_by != NULL)
			add_event(d, days_after(filed, p->validated_after), HAPPENS_SETTLED, i);
		if (p->withdrawn)
			add_event(d, days_after(filed, 2), HAPPENS_WITHDRAWN, i);
	}
	for (size_t i = 0; i < demo_nwaivers; i++)
		add_event(d, demo_day_of(demo_waivers[i].on, d->today, d->bounds), HAPPENS_WAIVED, i);
	for (size_t i = 0; i < demo_nreplies; i++)
		add_event(d, demo_day_of(demo_replies[i].on, d->today, d->bounds), HAPPENS_REPLY, i);
	for (size_t i = 0; i < demo_ncomments; i++)
		add_event(d, demo_day_of(demo_comments[i].on, d->today, d->bounds), HAPPENS_COMMENT, i);
	add_event(d, demo_day_of((struct demo_day)IN_YEAR(-1, 9, 30), d->today, d->bounds), HAPPENS_REVISION, 0);
	add_event(d, days_after(d->today, -9), HAPPENS_WORKSHOP, 0);
	qsort(d->events.items, d->events.n, sizeof *d->events.items, by_day);
}

static enum err
live(struct demo *d, const struct event *ev)
{
	const struct user *u;
	enum err e = OK;
	clock_replay(&ev->on);
	switch (ev->what) {
	case HAPPENS_FILED: return demo_file(d, ev->i);
	case HAPPENS_SETTLED: return demo_settle(d, ev->i);
	case HAPPENS_WITHDRAWN: return demo_withdraw(d, ev->i);
	case HAPPENS_WAIVED: return demo_waive(d, &demo_waivers[ev->i]);
	case HAPPENS_REPLY: return demo_reply(d, &demo_replies[ev->i]);
	case HAPPENS_COMMENT: return demo_comment(d, &demo_comments[ev->i]);
	case HAPPENS_REVISION:
	case HAPPENS_WORKSHOP:
		e = demo_as(d, demo_persons[0].key, &u);
		if (e == OK)
			e = ev->what == HAPPENS_REVISION ? second_revision(d, u) : workshop(d, u);
		return demo_explain(d, e, "a revision");
	}
	return e;
}

static enum err
make(struct db *db, void *arg)
{
	struct demo *d = arg;
	struct programme p;
	d->db = db;
	d->a = db_arena(db);
	enum err e = programme_load(db, &p);
	if (e == OK)
		return fail(d->a, E_CONFLICT, "demo: a programme is already there");
	if (e != E_NOTFOUND)
		return e;
	fail_clear(d->a);
	struct date start = year_first(d->year - 2, d->bounds);
	clock_replay(&start);
	e = programme_create(db, "Master en coordination de projets sociaux", arena_printf(d->a, "%s@example.org", demo_persons[0].key));
	if (e == OK)
		e = add_persons(d);
	if (e == OK)
		e = adopt_plan(d);
	if (e == OK)
		e = add_grants(d);
	const struct user *u;
	if (e == OK)
		e = demo_as(d, demo_persons[0].key, &u);
	if (e == OK)
		e = plan_publish(db, u, true);
	d->pieces = ARENA_ARRAY(d->a, int64_t, demo_npieces);
	plan_events(d);
	for (size_t i = 0; e == OK && i < d->events.n; i++)
		e = live(d, &d->events.items[i]);
	if (e == OK)
		e = demo_mandate(d);
	if (e == OK)
		e = demo_meetings(d);
	if (e == OK)
		e = demo_call(d);
	if (e == OK)
		e = demo_charter(d);
	if (e == OK)
		e = demo_team(d);
	if (e == OK)
		e = demo_mission(d);
	if (e == OK)
		e = demo_year(d);
	return e == OK ? demo_schedule(d) : e;
}

/* ---- an edited document, half read -------------------------------------------------------------------------- */

static enum err
load_plan(struct db *db, void *arg)
{
	struct demo *d = arg;
	return plan_load(db, &user_command, NONE, &d->plan);
}

static enum err
add_import(struct db *db, void *arg)
{
	struct demo *d = arg;
	const struct user *u;
	int64_t id;
	d->db = db;
	struct date on = days_after(d->today, -2);
	clock_replay(&on);
	enum err e = demo_as(d, demo_persons[0].key, &u);
	return e == OK ? import_add(db, u, "plan-relu-par-le-copil.xlsx", d->again_bytes, d->again_n, d->again, &id) : e;
}

/* The plan as a spreadsheet that came back with corrections: the import stays open, its questions unanswered. */
static enum err
import_in_progress(struct demo *d, struct store *store, struct arena *a)
{
	enum err e = store_read(store, a, load_plan, d);
	if (e != OK)
		return e;
	d->a = a;
	struct action *later = plan_action_by_code(d->plan, "5.2.2"), *said = plan_action_by_code(d->plan, "1.2.3");
	if (later == NULL || said == NULL)
		return fail(a, E_NOTFOUND, "demo: actions to correct");
	later->due = (struct due){ .kind = DUE_YEAR, .year = d->year + 1 };
	said->title = "Mise à disposition d’un guide illustré de la coordination de projet, en libre accès";
	said->rich = NULL;
	e = plan_export(a, d->plan, NULL, &(struct plan_export_options){ .lang = LANG_FR }, PLAN_XLSX, &d->again_bytes, &d->again_n);
	struct problems why = { 0 };
	if (e == OK)
		e = document_read_sandboxed(a, d->again_bytes, d->again_n, "plan-relu-par-le-copil.xlsx", 20, &d->again, &why);
	return e == OK ? store_write(store, a, add_import, d) : e;
}

/* ---- the command ------------------------------------------------------------------------------------------- */

static enum err
read_document(struct demo *d, struct arena *a)
{
	const struct embedded *doc = demo_example("plan.docx");
	struct document *read;
	struct problems why = { 0 };
	enum err e = document_read_sandboxed(a, doc->bytes, doc->n, "plan.docx", 20, &read, &why);
	if (e != OK)
		return e;
	struct plan_draft *draft = ARENA_NEW(a, struct plan_draft);
	e = plan_read(a, read, NULL, draft);
	if (e != OK || !draft->readable)
		return e != OK ? e : fail(a, E_INVALID, "demo: no plan in its document");
	d->draft = &draft->plan;
	enum { DOCUMENT_YEAR = 2026 }; /* the one its texts are written for */
	shift_plan(a, d->draft, d->year - DOCUMENT_YEAR);
	return OK;
}

int
command_demo(const char *store_url, int argc, char **argv)
{
	static const struct cli_option none[] = { { 0 } };
	if (!cli_parse(argc, argv, none, NULL, 0, 0))
		return EXIT_USAGE;
	struct arena *a = arena_new(MIB(512));
	struct demo d = { .a = a, .today = today_brussels(), .bounds = YEAR_BOUNDS_DEFAULT };
	d.year = year_of(d.today, d.bounds);
	struct store *store = cli_store(a, store_url, true);
	if (store == NULL) {
		arena_free(a);
		return EXIT_REFUSED;
	}
	enum err e = read_document(&d, a);
	if (e == OK)
		e = store_write(store, a, make, &d);
	if (e == OK)
		e = import_in_progress(&d, store, a);
	clock_replay(NULL);
	int status = EXIT_DONE;
	if (e == E_CONFLICT) {
		cli_say(N_("Ce dépôt contient déjà un programme\u00a0: l’exemple ne se charge que dans un dépôt vide."), NULL);
		status = EXIT_REFUSED;
	} else if (e != OK) {
		status = cli_failed(a, e);
	}
	store_close(store);
	arena_free(a);
	return status;
}
