/* The plan in the store: what goes in comes out, in a fixed number of queries; revisions, drafts, rights. */
#include "plan_store_test.h"

static const struct plan_adoption first = { .adopted = true, .adopted_on = "2025-01-15" };

static enum err
round_trip(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	(void)arg;
	int64_t version, later, revision;
	struct plan p = some_plan(a, 60), *back;
	assert_err(a, E_NOTFOUND, plan_load(db, &user_command, NONE, &back));
	assert_ok(plan_version(db, &version));
	assert_int_equal(version, 0);
	assert_ok(plan_adopt_draft(db, &user_command, &p, &first, &revision));
	assert_ok(plan_version(db, &later));
	assert_true(later > version);
	assert_ok(plan_load(db, &user_command, NONE, &back));
	assert_string_equal(dump(a, back), dump(a, &p));
	assert_int_equal(back->revision_id, revision);
	assert_int_equal(back->revision, 1);
	assert_int_equal(back->status, REV_ADOPTED);
	for (struct plan_walk w = { .plan = back }; plan_next(&w);) {
		assert_true(w.action->id > 0 && w.action->line > 0 && w.action->rev == 1);
		for (size_t i = 0; i < w.action->indicators.n; i++)
			assert_true(w.action->indicators.items[i].id > 0);
	}
	/* Stored again as it came out: identities stay. */
	int64_t second;
	struct plan *again;
	assert_ok(plan_adopt_draft(db, &user_command, back, &(struct plan_adoption){ .adopted = true, .adopted_on = "2026-01-15", .meeting = "CP du 15 janvier" }, &second));
	assert_ok(plan_load(db, &user_command, second, &again));
	assert_string_equal(dump(a, again), dump(a, back));
	struct plan_walk x = { .plan = back }, y = { .plan = again };
	while (plan_next(&x)) {
		assert_true(plan_next(&y));
		assert_int_equal(x.action->id, y.action->id);
		assert_true(x.action->line != y.action->line);
		assert_int_equal(x.action->indicators.items[0].id, y.action->indicators.items[0].id);
	}
	assert_ok(plan_load(db, &user_command, revision, &back));
	assert_int_equal(back->status, REV_SUPERSEDED);
	return OK;
}
static void what_goes_in_comes_out(void **state) { WITH_STORE(*state, round_trip); }

/* Reading takes as many queries for 500 actions as for 52. */
static enum err
count_read(struct db *db, void *arg)
{
	struct plan *p;
	struct evidence_base *base;
	struct owing owing;
	int *n = arg, before = db_statements(db);
	assert_ok(plan_load(db, &user_command, NONE, &p));
	n[0] = db_statements(db) - before;
	before = db_statements(db);
	assert_ok(plan_evidence_load(db, &user_command, p, &base));
	n[1] = db_statements(db) - before;
	before = db_statements(db);
	assert_ok(owe_load(NULL, db, &user_command, YEAR_BOUNDS_DEFAULT, (struct date){ 2026, 11, 22 }, &owing));
	n[2] = db_statements(db) - before;
	return OK;
}
static enum err
adopt_work(struct db *db, void *arg)
{
	int64_t revision, id, today = 0;
	struct plan *p;
	enum err e = plan_adopt_draft(db, &user_command, arg, &first, &revision);
	if (e != OK || (e = plan_load(db, &user_command, NONE, &p)) != OK)
		return e;
	for (struct plan_walk w = { .plan = p }; e == OK && plan_next(&w); today++) {
		struct problems problems = { 0 };
		struct evidence_form f = { .kind = EV_REGISTER, .title = "Pièce", .effective = "2026-01-01", .register_text = "x", .url = "https://example.org/",
			.number = 3, .body = NONE, .partner = "P", .expires_on = "2030-01-01", .access_level = "équipe", .visibility = VIS_INTERNAL };
		struct slot_target t = { w.action->indicators.items[0].id, 1 };
		for (size_t i = 0; i < p->actors.n; i++)
			if (text_eq(p->actors.items[i].name, "CEP"))
				f.body = p->actors.items[i].id;
		e = evidence_add(db, &user_command, &f, &t, 1, (struct date){ 2026, 11, 22 }, &id, &problems);
	}
	return e;
}
static void
queries_do_not_grow_with_the_plan(void **state)
{
	struct arena *a = *state;
	int counts[2][3];
	static const size_t sizes[] = { 52, 500 };
	for (size_t k = 0; k < 2; k++) {
		struct store *s = fresh(a);
		struct plan p = some_plan(a, sizes[k]);
		in_store(a, s, programme_work, NULL);
		in_store(a, s, adopt_work, &p);
		assert_ok(store_read(s, a, count_read, counts[k]));
		store_close(s);
	}
	for (int i = 0; i < 3; i++)
		assert_int_equal(counts[0][i], counts[1][i]);
	assert_int_equal(counts[0][0], 6);
	assert_true(counts[0][1] <= 3);
	assert_true(counts[0][2] <= 9);
}

static enum err
adoption(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	(void)arg;
	struct plan p = some_plan(a, 20), none = { .title = "Vide" };
	int64_t r1, r2, r3;
	struct revision_info info;
	struct revisions all;
	assert_err(a, E_INVALID, plan_adopt_draft(db, &user_command, &none, &first, &r1));
	assert_err(a, E_INVALID, plan_adopt_draft(db, &user_command, &p, &(struct plan_adoption){ .adopted = true }, &r1));
	assert_ok(plan_adopt_draft(db, &user_command, &p, &first, &r1));
	assert_err(a, E_INVALID, plan_adopt_draft(db, &user_command, &p, &first, &r2)); /* a later one needs its meeting */
	assert_ok(plan_draft_start(db, &user_command, &r2));
	assert_ok(plan_draft_start(db, &user_command, &r3));
	struct plan *now;
	assert_ok(plan_load(db, &user_command, NONE, &now));
	assert_int_equal(now->revision_id, r1); /* drafts change nothing */
	assert_ok(plan_revision_info(db, &user_command, r2, &info));
	assert_int_equal(info.status, REVISION_DRAFT);
	assert_int_equal(info.actions, 20);
	struct plan_adoption how = { .adopted_on = "2026-02-01", .meeting = "CP du 1er février", .reason = "bilan" };
	assert_err(a, E_CONFLICT, plan_draft_adopt(db, &user_command, r2, info.rev + 1, &how));
	assert_err(a, E_INVALID, plan_draft_adopt(db, &user_command, r2, info.rev, &(struct plan_adoption){ .adopted_on = "2026-02-01" }));
	assert_ok(plan_draft_adopt(db, &user_command, r2, info.rev, &how));
	assert_err(a, E_CONFLICT, plan_draft_adopt(db, &user_command, r2, info.rev, &how)); /* frozen */
	assert_ok(plan_draft_discard(db, &user_command, r3, true));
	assert_err(a, E_CONFLICT, plan_draft_discard(db, &user_command, r2, true));
	assert_ok(plan_revisions(db, &user_command, &all));
	assert_int_equal(all.n, 3);
	assert_int_equal(all.items[0].status, REVISION_DISCARDED);
	assert_int_equal(all.items[1].status, REVISION_ADOPTED);
	assert_string_equal(all.items[1].meeting, "CP du 1er février");
	assert_int_equal(all.items[2].status, REVISION_SUPERSEDED);
	assert_ok(plan_draft_discard(db, &user_command, r3, false));
	assert_ok(plan_revision_info(db, &user_command, r3, &info));
	assert_int_equal(info.status, REVISION_DRAFT);
	return OK;
}
static void revisions_are_adopted_frozen_and_superseded(void **state) { WITH_STORE(*state, adoption); }

static enum err
editing(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	(void)arg;
	struct plan p = some_plan(a, 20), *d, *other;
	int64_t r1, r2;
	struct problems wrong = { 0 };
	struct history h;
	assert_ok(plan_adopt_draft(db, &user_command, &p, &first, &r1));
	assert_ok(plan_load(db, &user_command, r1, &d));
	struct action frozen = *plan_action_by_code(d, "1.1.0");
	frozen.title = "Autre";
	assert_err(a, E_CONFLICT, plan_action_save(db, &user_command, d, &frozen, &wrong));
	assert_ok(plan_draft_start(db, &user_command, &r2));
	assert_ok(plan_load(db, &user_command, r2, &d));
	assert_ok(plan_load(db, &user_command, r2, &other));
	struct action *ac = plan_action_by_code(d, "1.1.0"), *theirs = plan_action_by_code(other, "1.1.0");
	int64_t indicator = ac->indicators.items[0].id;
	ac->title = "Nouveau titre";
	ac->due.year = 2026; /* from 24-25: later, so postponed */
	assert_err(a, E_INVALID, plan_action_save(db, &user_command, d, ac, &wrong));
	assert_non_null(problem_of(&wrong, "disposition_reason"));
	wrong = (struct problems){ 0 };
	ac->disposition_reason = "trop de charge";
	PUSH(a, &ac->actors, ((struct responsibility){ 1, true, true }));
	struct { struct indicator *items; size_t n, cap; } lines = { 0 };
	PUSH(a, &lines, ac->indicators.items[0]);
	PUSH(a, &lines, ((struct indicator){ .id = NONE, .text = "Charte", .kind = IND_FRAMEWORK, .count = 1, .cadence = 1, .qualification = QUAL_ADOPTED }));
	ac->indicators.items = lines.items;
	ac->indicators.n = lines.n;
	ac->indicators.cap = lines.cap;
	assert_ok(plan_action_save(db, &user_command, d, ac, &wrong));
	/* The second of two editors is told, and the first one's work stays. */
	theirs->title = "Leur titre";
	assert_err(a, E_CONFLICT, plan_action_save(db, &user_command, other, theirs, &wrong));
	assert_ok(plan_load(db, &user_command, r2, &d));
	ac = plan_action_by_code(d, "1.1.0");
	assert_string_equal(ac->title, "Nouveau titre");
	assert_int_equal(ac->disposition, DISP_POSTPONED);
	assert_int_equal(ac->due_before.year, 2024);
	assert_int_equal(ac->actors.n, 1);
	assert_int_equal(ac->indicators.n, 2);
	assert_int_equal(ac->indicators.items[0].id, indicator);
	assert_true(ac->indicators.items[1].id > 0);
	assert_ok(history_of(db, "action", ac->id, 50, &h));
	bool title = false;
	for (size_t i = 0; i < h.n; i++)
		if (text_eq(h.items[i].field, "title")) {
			title = true;
			assert_string_equal(h.items[i].before, "Action 0 : l’été ; 50 % <b>");
			assert_string_equal(h.items[i].after, "Nouveau titre");
		}
	assert_true(title);
	/* Nothing changed: nothing is written. */
	int64_t before, after;
	assert_ok(plan_version(db, &before));
	assert_ok(plan_action_save(db, &user_command, d, ac, &wrong));
	assert_ok(plan_version(db, &after));
	assert_int_equal(before, after);
	return OK;
}
static void a_draft_is_edited_and_nobody_is_overwritten(void **state) { WITH_STORE(*state, editing); }

static enum err
readings(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	(void)arg;
	struct plan p = some_plan(a, 20), *d;
	int64_t r1, r2;
	struct problems wrong = { 0 };
	assert_ok(plan_adopt_draft(db, &user_command, &p, &first, &r1));
	assert_ok(plan_load(db, &user_command, r1, &d));
	struct action *ac = plan_action_by_code(d, "1.1.1"); /* of CEP */
	int64_t id = ac->indicators.items[0].id, cep = d->actors.items[1].id, cp = d->actors.items[0].id;
	struct indicator_reading r = { .kind = IND_MINUTES, .count = 2, .cadence = 3, .optional = true, .body = " CEP ", .qualification = QUAL_FILED };
	struct user secretary = of_body(a, NONE, ROLE_SECRETARY, cep), stranger = of_body(a, NONE, ROLE_CHAIR, cp), evaluator = with_role(NONE, ROLE_EVALUATOR);
	assert_err(a, E_FORBIDDEN, indicator_confirm(db, &stranger, r1, id, &r, &wrong));
	assert_err(a, E_FORBIDDEN, indicator_confirm(db, &evaluator, r1, id, &r, &wrong));
	r.count = 0;
	assert_err(a, E_INVALID, indicator_confirm(db, &secretary, r1, id, &r, &wrong));
	assert_non_null(problem_of(&wrong, "count"));
	wrong = (struct problems){ 0 };
	r.count = 2;
	assert_ok(indicator_confirm(db, &secretary, r1, id, &r, &wrong));
	assert_ok(responsibility_confirm(db, &user_command, ac->line, cep));
	assert_ok(plan_load(db, &user_command, r1, &d));
	struct indicator in = plan_action_by_code(d, "1.1.1")->indicators.items[0];
	assert_int_equal(in.kind, IND_MINUTES);
	assert_int_equal(in.count, 2);
	assert_int_equal(in.cadence, 3);
	assert_true(in.optional && in.confirmed);
	assert_string_equal(in.body, "CEP");
	assert_true(plan_action_by_code(d, "1.1.1")->actors.items[0].confirmed);
	/* The same line imported again keeps its confirmed reading. */
	struct action *same = plan_action_by_code(d, "1.1.1");
	same->indicators.items[0].confirmed = false;
	same->indicators.items[0].kind = IND_FACT;
	assert_ok(plan_adopt_draft(db, &user_command, d, &(struct plan_adoption){ 0 }, &r2));
	assert_ok(plan_load(db, &user_command, r2, &d));
	in = plan_action_by_code(d, "1.1.1")->indicators.items[0];
	assert_int_equal(in.kind, IND_MINUTES);
	assert_true(in.confirmed);
	/* Replies follow too. */
	struct recommendations m;
	assert_ok(recommendation_list(db, &user_command, NONE, &m));
	assert_int_equal(m.n, 1);
	assert_err(a, E_INVALID, recommendation_reply(db, &user_command, m.items[0].id, "not", "", &wrong));
	wrong = (struct problems){ 0 };
	assert_ok(recommendation_reply(db, &user_command, m.items[0].id, "partly", "faute de moyens", &wrong));
	assert_ok(plan_draft_start(db, &user_command, &r2));
	assert_ok(recommendation_list(db, &user_command, r2, &m));
	assert_string_equal(m.items[0].reply, "partly");
	assert_string_equal(m.items[0].why, "faute de moyens");
	return OK;
}
static void readings_and_replies_are_confirmed_and_carried_over(void **state) { WITH_STORE(*state, readings); }

static enum err
rights(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	(void)arg;
	struct plan p = some_plan(a, 20), *d;
	int64_t r1, r2, id;
	struct problems wrong = { 0 };
	struct revisions all;
	struct comments c;
	struct revision_info info;
	assert_ok(plan_adopt_draft(db, &user_command, &p, &first, &r1));
	assert_ok(plan_draft_start(db, &user_command, &r2));
	assert_ok(plan_load(db, &user_command, NONE, &d));
	int64_t action = plan_action_by_code(d, "1.1.0")->id;
	struct user member = of_body(a, NONE, ROLE_MEMBER, d->actors.items[0].id), evaluator = with_role(NONE, ROLE_EVALUATOR), admin = with_role(NONE, ROLE_ADMIN);
	assert_ok(plan_load(db, &member, r2, &d));
	assert_ok(plan_load(db, &evaluator, NONE, &d));
	assert_err(a, E_NOTFOUND, plan_load(db, &evaluator, r2, &d));
	assert_err(a, E_NOTFOUND, plan_load(db, &admin, NONE, &d));
	assert_err(a, E_NOTFOUND, plan_load(db, &user_public, NONE, &d));
	assert_err(a, E_NOTFOUND, plan_revision_info(db, &user_public, r1, &info));
	assert_err(a, E_FORBIDDEN, plan_publish(db, &member, true));
	assert_ok(plan_publish(db, &user_command, true));
	assert_ok(plan_load(db, &user_public, NONE, &d));
	assert_ok(plan_revision_info(db, &user_public, r1, &info));
	assert_err(a, E_NOTFOUND, plan_load(db, &user_public, r2, &d));
	assert_err(a, E_NOTFOUND, plan_revisions(db, &user_public, &all));
	assert_ok(plan_revisions(db, &evaluator, &all));
	assert_int_equal(all.n, 1);
	assert_err(a, E_FORBIDDEN, plan_adopt_draft(db, &member, d, &first, &r2));
	assert_err(a, E_NOTFOUND, plan_adopt_draft(db, &admin, d, &first, &r2));
	assert_err(a, E_FORBIDDEN, comment_add(db, &evaluator, action, "x", &id, &wrong));
	assert_err(a, E_INVALID, comment_add(db, &member, action, "  ", &id, &wrong));
	wrong = (struct problems){ 0 };
	assert_err(a, E_NOTFOUND, comment_add(db, &member, 999999, "x", &id, &wrong));
	assert_ok(comment_add(db, &user_command, action, "À revoir", &id, &wrong));
	assert_ok(comment_list(db, &member, action, &c));
	assert_int_equal(c.n, 1);
	assert_string_equal(c.items[0].text, "À revoir");
	assert_ok(comment_list(db, &evaluator, action, &c));
	assert_int_equal(c.n, 0);
	assert_err(a, E_FORBIDDEN, comment_delete(db, &member, id, true));
	assert_ok(comment_delete(db, &user_command, id, true));
	assert_ok(comment_list(db, &member, action, &c));
	assert_int_equal(c.n, 0);
	assert_ok(comment_delete(db, &user_command, id, false));
	assert_ok(comment_list(db, &member, action, &c));
	assert_int_equal(c.n, 1);
	return OK;
}
static void no_right_is_not_found(void **state) { WITH_STORE(*state, rights); }

static enum err
actors(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	(void)arg;
	struct plan p = some_plan(a, 20), *d;
	int64_t r1;
	struct problems wrong = { 0 };
	struct actor_rows rows;
	assert_ok(plan_adopt_draft(db, &user_command, &p, &first, &r1));
	assert_ok(actor_list(db, &user_command, &rows));
	assert_int_equal(rows.n, 4);
	struct actor_row row = rows.items[3], stale = row;
	row.kind = ACTOR_OFFICE;
	row.name = "  Chargée de communication ";
	assert_ok(actor_save(db, &user_command, &row, &wrong));
	assert_err(a, E_CONFLICT, actor_save(db, &user_command, &stale, &wrong));
	assert_ok(plan_load(db, &user_command, NONE, &d));
	assert_string_equal(d->actors.items[3].name, "Chargée de communication");
	struct actor_row added = { .id = NONE, .kind = ACTOR_BODY, .name = "Jury" };
	assert_ok(actor_save(db, &user_command, &added, &wrong));
	assert_true(added.id > 0);
	/* The same name, otherwise written, is the same actor. */
	struct plan q = some_plan(a, 5);
	q.actors.items[0].name = "cp";
	q.actors.items[2].name = "EQUIPE MEMOIRE";
	assert_ok(plan_adopt_draft(db, &user_command, &q, &(struct plan_adoption){ 0 }, &r1));
	assert_ok(plan_load(db, &user_command, r1, &d));
	assert_int_equal(d->actors.items[0].id, rows.items[0].id);
	assert_int_equal(d->actors.items[2].id, rows.items[2].id);
	struct actor_row twin = { .id = NONE, .name = "JURY" };
	assert_err(a, E_CONFLICT, actor_save(db, &user_command, &twin, &wrong));
	return OK;
}
static void actors_are_known_by_their_folded_name(void **state) { WITH_STORE(*state, actors); }

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(what_goes_in_comes_out), T(queries_do_not_grow_with_the_plan), T(revisions_are_adopted_frozen_and_superseded),
		T(a_draft_is_edited_and_nobody_is_overwritten), T(readings_and_replies_are_confirmed_and_carried_over), T(no_right_is_not_found),
		T(actors_are_known_by_their_folded_name) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
