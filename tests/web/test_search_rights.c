/* Whatever a person finds opens for them, and whatever opens for them they find: of every kind, as every role, against the pages
 * themselves. */
#include "mission_test.h"
#include "entity/search.h"
#include "search/search_query.h"

static enum err
run(struct db *db, const char *sql)
{
	enum err e = db_exec(db, &(struct query){ "t_run", sql }, NO_ARGS, NULL);
	if (e != OK)
		fail_msg("%s: %s", sql, fail_detail(db_arena(db)));
	return e;
}

/* invited: who is asked to come to every meeting, and came. */
struct seeding { int64_t invited, came; bool publish; };

static enum err
seed(struct db *db, void *arg)
{
	const struct seeding *x = arg;
	struct arena *a = db_arena(db);
	static const char *const stages[] = { "draft", "convened", "live", "prepared", "approved" };
	struct plan p = { .title = "Plan", .first_year = 2024, .last_year = 2028 };
	struct plan_adoption how = { .adopted = true, .adopted_on = "2024-10-01" };
	int64_t id;
	for (int v = 0; v < 3; v++)
		run(db, arena_printf(a, "INSERT INTO evidence(kind, title, effective_on, visibility, filed_at, rev) VALUES (2, 'Preuve %d', '2026-01-15', %d, '2026-01-15T10:00:00Z', 1)", v, v));
	run(db, "INSERT INTO evidence(kind, title, effective_on, visibility, filed_at, deleted_at, rev) VALUES (2, 'Effacée', '2026-01-15', 0, 'x', 'x', 1)");
	struct digest sha;
	if (blob_put(db, "s", 1, &sha) != OK)
		fail_msg("blob");
	/* Five stages, of body 1, of body 2, of both, of none. */
	for (int i = 0; i < 20; i++) {
		int n = i + 1, bodies = i / 5;
		const char *stage = stages[i % 5];
		bool approved = i % 5 == 4;
		run(db, arena_printf(a, "INSERT INTO meeting (id, title, held_on, starts, ends, stage, uid, sequence, approved_at, minutes_sha, created_at, rev) VALUES (%d, 'Réunion %d', '2026-02-%02d',"
		    " '10:00', '12:00', '%s', 'u%d', 0, %s, %s, '2026-01-01T00:00:00Z', 1)", n, n, n, stage, n, approved ? "'2026-03-01T00:00:00Z'" : "NULL", approved ? arena_printf(a, "'%s'", sha.s) : "NULL"));
		for (int b = 1; b <= 2; b++)
			if (bodies == 2 || bodies == b - 1)
				run(db, arena_printf(a, "INSERT INTO meeting_body (meeting, actor, position) VALUES (%d, %d, %d)", n, b, b));
		run(db, arena_printf(a, "INSERT INTO meeting_item (id, meeting, position, kind, title, minutes, minutes_rev, rev) VALUES (%d, %d, 1, 'point', 'Point %d', 'Il fut dit-%d-ainsi.', 1, 1)", n, n, n, n));
		run(db, arena_printf(a, "INSERT INTO meeting_decision (id, meeting, item, number, text, manner, status, created_at, rev) VALUES (%d, %d, %d, 1, 'Il fut décidé-%d-ainsi.', 'consensus',"
		    " 'open', '2026-01-01T00:00:00Z', 1)", n, n, n, n));
		run(db, arena_printf(a, "INSERT INTO meeting_person (meeting, person, voting, answer, presence, rev) VALUES (%d, %lld, 0, 'yes', 'absent', 1)", n, (long long)x->invited));
		run(db, arena_printf(a, "INSERT INTO meeting_person (meeting, person, voting, answer, presence, rev) VALUES (%d, %lld, 0, 'yes', 'present', 1)", n, (long long)x->came));
		run(db, arena_printf(a, "INSERT INTO meeting_person (meeting, name, email, voting, answer, presence, rev) VALUES (%d, 'Zébulon Dehors', 'zebulon@ailleurs.example', 0, 'yes', 'present', 1)", n));
	}
	run(db, "INSERT INTO mandate (actor, name, seat, from_day, until_day, rev) VALUES (1, 'Awa Diallo', 'chair', '2024-09-01', '2026-08-31', 1)");
	run(db, "INSERT INTO mandate (outside, organisation, name, seat, from_day, rev) VALUES ('Conseil pédagogique', 'Haute École', 'Sofia Marchetti', 'delegate', '2025-09-01', 1)");
	run(db, "INSERT INTO mandate (actor, name, seat, from_day, deleted_at, rev) VALUES (1, 'Effacée', 'member', '2024-09-01', 'x', 1)");
	/* Of each kind a timetable of the teams' edition; the second version is the one in force. Who leads the first team reads the report of
	 * the second. */
	static const char *const kinds[] = { "evening", "visits", "orals" };
	for (int k = 0; k < 3; k++) {
		run(db, arena_printf(a, "INSERT INTO schedule (id, edition, kind, step, duration, apart, day_cost, status, smallest, version, rev) SELECT %d, t.edition, '%s', 20, 20, 0, 0,"
		    " 'optimal', 0, 2, 1 FROM team t ORDER BY t.id LIMIT 1", 700 + k, kinds[k]));
		for (int v = 1; v <= 2; v++) {
			run(db, arena_printf(a, "INSERT INTO schedule_version (id, schedule, number, at) VALUES (%d, %d, %d, 'x')", 700 + 10 * v + k, 700 + k, v));
			run(db, arena_printf(a, "INSERT INTO schedule_published (version, submission, on_day, start, minutes, place, missing, gone, sequence, at) SELECT %d, t.submission, '2027-03-1%d',"
			    " 845, 20, 'Salle 1', 0, 0, 0, 'x' FROM team t", 700 + 10 * v + k, v));
		}
	}
	run(db, "UPDATE submission SET org_name = 'Chez-' || id || '-ainsi' WHERE id IN (SELECT submission FROM team)");
	run(db, "INSERT INTO oral_reader (submission, supervisor) SELECT t.submission, x.supervisor FROM team t, team_supervisor x WHERE t.id = (SELECT max(id) FROM team)"
	    " AND x.team = (SELECT min(id) FROM team)");
	run(db, "INSERT INTO institution (name, sort_key, folded, created_at, rev) VALUES ('Le Quai', 'le quai', 'le quai', '2024-01-01T00:00:00Z', 1)");
	run(db, "INSERT INTO edition (id, label, year, state, choose, opens_on, closes_on, closes_time, grace_minutes, ends_on, created_at, rev) VALUES"
	    " (900, '2021-22', 2021, 'archived', 10, '2021-09-01', '2021-10-01', '12:00', 0, '2022-06-30', '2021-01-01T00:00:00Z', 1)");
	for (int i = 0; i < 6; i++) {
		static const char *const publication[] = { "named", "anonymous", "none" };
		run(db, arena_printf(a, "INSERT INTO submission (id, edition, number, status, status_at, origin, question, org_name, publication, lang, created_at, updated_at, rev) VALUES (%d, 900, %d, '%s',"
		    " 'x', 'form', 'Passée-%d-ainsi ?', 'Secrète asbl', '%s', 'fr', '2021-09-10T00:00:00Z', 'x', 1)", 900 + i, i + 1, i < 3 ? "archived" : i < 5 ? "ineligible" : "draft", i,
		    publication[i % 3]));
		run(db, arena_printf(a, "INSERT INTO submission_move (submission, from_status, to_status, at, by_sponsor) VALUES (%d, 'eligible', 'selected', 'x', 0)", 900 + i));
	}
	/* Who came is a juror of it: two of its commissions are hidden from them, one by what they declared. */
	run(db, arena_printf(a, "INSERT INTO juror (id, edition, person, name, sort_key, rev) VALUES (900, 900, %lld, 'Jury', 'jury', 1)", (long long)x->came));
	run(db, "INSERT INTO juror_employer (juror, name, folded) VALUES (900, 'Autre', 'autre')");
	run(db, "UPDATE submission SET org_name = 'Autre' WHERE id = 901");
	run(db, "INSERT INTO interest_conflict (submission, juror, why, detail, at) VALUES (902, 900, 'declared', 'x', '2021-10-01T00:00:00Z')");
	PUSH(a, &p.objectives, ((struct objective){ .code = "1", .title = "Objectif" }));
	PUSH(a, &p.objectives.items[0].specifics, ((struct specific){ .code = "1.1", .title = "Spécifique" }));
	PUSH(a, &p.objectives.items[0].specifics.items[0].actions, ((struct action){ .id = NONE, .line = NONE, .code = "1.1.1", .title = "Agir", .due = { .kind = DUE_CONTINUOUS } }));
	enum err e = plan_adopt_draft(db, &user_command, &p, &how, &id);
	return e == OK && x->publish ? plan_publish(db, &user_command, true) : e;
}

struct thing { int kind; int64_t item, link; const char *title; };
struct things { struct thing *items; size_t n, cap; };
static enum err
all_things(struct db *db, void *arg)
{
	static const struct query q = { "t_things", "SELECT kind, item, link, title FROM search_doc ORDER BY kind, item" };
	struct things *out = arg;
	struct rows *r;
	enum err e = db_query(db, &q, NO_ARGS, &r);
	while (e == OK && rows_next(r))
		PUSH(db_arena(db), out, ((struct thing){ (int)col_int(r, 0), col_int(r, 1), col_int(r, 2), col_text(r, 3) }));
	return e == OK ? rows_end(r) : e;
}

struct looking { int64_t person; struct search_viewer who; struct search_hits found[SEARCH_KINDS_MOST + 1]; };
static enum err
look(struct db *db, void *arg)
{
	struct looking *x = arg;
	const struct user *u = &user_public;
	enum err e = x->person == NONE ? OK : user_of_person(db, x->person, today_brussels(), &u);
	x->who = (struct search_viewer){ u->roles, x->person, arena_strdup(db_arena(db), date_iso(today_brussels()).s) };
	for (int kind = 1; e == OK && kind <= SEARCH_KINDS_MOST; kind++)
		if (search_source_of(kind) != NULL)
			e = search_all_of(db, &x->who, kind, 5000, &x->found[kind]);
	return e;
}

/* Whether the thing is there for who asks; of minutes, decisions, sessions and past commissions, its words. */
static bool
opens(struct webtest *w, const struct thing *t, const char *url)
{
	const char *words = t->kind == SEARCH_MINUTES ? arena_printf(w->a, "dit-%lld-ainsi", (long long)t->item) :
	    t->kind == SEARCH_DECISION ? arena_printf(w->a, "décidé-%lld-ainsi", (long long)t->item) :
	    t->kind == SEARCH_EVENING || t->kind == SEARCH_VISIT || t->kind == SEARCH_ORAL ? arena_printf(w->a, "Chez-%lld-ainsi", (long long)t->item) :
	    t->kind == SEARCH_PAST ? arena_printf(w->a, "%.*s", (int)strcspn(t->title, "?") - 1, t->title) : "";
	return webtest_get(w, url) == 200 && strstr(webtest_body(w), words) != NULL;
}

static void
as_far_as_the_pages(struct webtest *w, const struct things *all, const char *who, int64_t seen[2])
{
	struct looking x = { .person = w->token == NULL ? NONE : w->person };
	webtest_ok(w, store_read(w->app.store, w->a, look, &x));
	for (size_t i = 0; i < all->n; i++) {
		const struct thing *t = &all->items[i];
		struct search_hit h = { t->kind, t->item, t->link, { 0 }, t->title, "", search_source_of(t->kind) };
		bool found = false;
		if (h.source->instead & x.who.roles)
			continue;
		for (size_t k = 0; k < x.found[t->kind].n; k++)
			found = found || x.found[t->kind].items[k].item == t->item;
		const char *url = search_url(w->a, &x.who, &h);
		bool there = opens(w, t, url);
		if (found != there)
			fail_msg("%s: %s %s %lld, which %s is %s", who, found ? "finds" : "does not find", h.source->name, (long long)t->item, url, there ? "open" : "closed");
		seen[found]++;
	}
}

static void
finds_what_opens(void **state)
{
	static const struct { const char *name; enum role role; int64_t actor; } whos[] = { { "public", ROLE_PUBLIC, NONE }, { "evaluator", ROLE_EVALUATOR, NONE },
		{ "member", ROLE_MEMBER, 1 }, { "secretary", ROLE_SECRETARY, 1 }, { "chair", ROLE_CHAIR, 1 }, { "other chair", ROLE_CHAIR, 2 }, { "coordination", ROLE_COORDINATION, NONE },
		{ "admin", ROLE_ADMIN, NONE }, { "jury", ROLE_JURY, NONE }, { "supervisor", ROLE_SUPERVISOR, NONE }, { "student", ROLE_STUDENT, NONE } };
	for (int published = 0; published <= 1; published++) {
		struct mission_world m = mission_world_open(*state);
		struct webtest *w = m.c.w;
		struct seeding x = { .publish = published == 1 };
		struct things all = { 0 };
		int64_t seen[2] = { 0, 0 };
		webtest_as(w, ROLE_JURY);
		x.came = w->person;
		webtest_as(w, ROLE_SUPERVISOR);
		x.invited = w->person;
		webtest_ok(w, store_write(w->app.store, w->a, seed, &x));
		webtest_ok(w, store_read(w->app.store, w->a, all_things, &all));
		for (size_t i = 0; i < LEN(whos); i++) {
			if (whos[i].role == ROLE_STUDENT || whos[i].role == ROLE_SUPERVISOR) {
				for (int team = 0; team < 2; team++) {
					mission_as(&m, whos[i].role, team);
					as_far_as_the_pages(w, &all, arena_printf(w->a, "%s of team %d", whos[i].name, team), seen);
				}
				continue;
			}
			webtest_as_of(w, whos[i].role, whos[i].actor, whos[i].role == ROLE_EVALUATOR ? "2199-12-31" : NULL);
			as_far_as_the_pages(w, &all, whos[i].name, seen);
		}
		/* Who came from outside is found, by name and not by address, where the list of the meeting is. */
		webtest_as(w, ROLE_COORDINATION);
		webtest_get(w, "/search?q=zebulon");
		webtest_has(w, "<mark>Zébulon</mark>");
		webtest_get(w, "/search?q=ailleurs");
		webtest_has(w, "Rien de ce que vous pouvez voir");
		static const enum role none[] = { ROLE_PUBLIC, ROLE_ADMIN };
		for (size_t i = 0; i < LEN(none); i++) {
			webtest_as(w, none[i]);
			webtest_get(w, "/search?q=zebulon");
			assert_null(strstr(webtest_body(w), "<mark>"));
		}
		print_message("# %zu things: %lld times found, %lld not\n", all.n, (long long)seen[1], (long long)seen[0]);
		assert_true(seen[1] > 360 && seen[0] > 700);
		webtest_close(w);
	}
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(finds_what_opens) };
	return cmocka_run_group_tests_name("search rights", tests, NULL, NULL);
}
