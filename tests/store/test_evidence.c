/* Evidence in the store: filed, judged by another, disputed, withdrawn, brought back; seen by whom; known since when. */
#include "plan_store_test.h"

static const struct plan_adoption first = { .adopted = true, .adopted_on = "2025-01-15" };
static const struct date today = { 2026, 11, 22 };

/* A plan of three actions: minutes of the CEP (of CP and CEP), a framework (CP), a number (CEP); and its people. */
struct scene {
	struct plan *p;
	int64_t minutes, framework, number, cp, cep, action;
	struct user coord, chair, secretary, stranger, evaluator; /* of CEP: chair, secretary; of CP: stranger */
	struct problems wrong;
};

static struct action
action_with(struct arena *a, const char *code, struct due due, struct indicator in, int actor)
{
	struct action ac = { .id = NONE, .line = NONE, .code = code, .title = "Action", .due = due };
	in.id = NONE;
	in.count = in.cadence = 1;
	PUSH(a, &ac.indicators, in);
	PUSH(a, &ac.actors, ((struct responsibility){ actor, true, true }));
	return ac;
}

static int64_t
person(struct db *db, const char *name, const char *mail)
{
	int64_t id;
	assert_ok(person_add(db, name, mail, &id));
	return id;
}

static struct scene
scene(struct db *db)
{
	struct arena *a = db_arena(db);
	struct scene s = { 0 };
	struct plan p = { .title = "Plan", .first_year = 2024, .last_year = 2028 };
	int64_t revision;
	PUSH(a, &p.actors, ((struct actor){ .id = NONE, .name = "CP" }));
	PUSH(a, &p.actors, ((struct actor){ .id = NONE, .name = "CEP", .long_name = "Commission d’évaluation" }));
	struct specific sp = { .title = "S" };
	struct due d25 = { .kind = DUE_YEAR, .year = 2025 };
	PUSH(a, &sp.actions, action_with(a, "1", d25, (struct indicator){ .text = "PV du CEP", .kind = IND_MINUTES, .body = "CEP", .qualification = QUAL_VALIDATED }, 1));
	PUSH(a, &sp.actions, action_with(a, "2", d25, (struct indicator){ .text = "Charte", .kind = IND_FRAMEWORK, .qualification = QUAL_ADOPTED }, 0));
	PUSH(a, &sp.actions, action_with(a, "3", d25, (struct indicator){ .text = "Nombre d’inscrits", .kind = IND_COUNT, .qualification = QUAL_VALIDATED }, 1));
	struct objective o = { .title = "O" };
	PUSH(a, &o.specifics, sp);
	PUSH(a, &p.objectives, o);
	assert_ok(plan_adopt_draft(db, &user_command, &p, &first, &revision));
	assert_ok(plan_load(db, &user_command, NONE, &s.p));
	s.minutes = plan_action_by_code(s.p, "1")->indicators.items[0].id;
	s.framework = plan_action_by_code(s.p, "2")->indicators.items[0].id;
	s.number = plan_action_by_code(s.p, "3")->indicators.items[0].id;
	s.action = plan_action_by_code(s.p, "1")->id;
	s.cp = s.p->actors.items[0].id;
	s.cep = s.p->actors.items[1].id;
	s.coord = coordination(person(db, "Coordination", "coordination@example.org"));
	s.chair = of_body(a, person(db, "Présidente", "chair@example.org"), ROLE_CHAIR, s.cep);
	s.secretary = of_body(a, person(db, "Secrétaire", "secretary@example.org"), ROLE_SECRETARY, s.cep);
	s.stranger = of_body(a, person(db, "Autre", "other@example.org"), ROLE_CHAIR, s.cp);
	s.evaluator = with_role(person(db, "Experte", "expert@example.org"), ROLE_EVALUATOR);
	return s;
}

static struct evidence_form
minutes_form(const struct scene *s)
{
	return (struct evidence_form){ .kind = EV_LINK, .title = "PV du 3 mars", .effective = "2026-03-03", .url = "https://example.org/pv", .number = NONE,
		.body = s->cep, .visibility = VIS_INTERNAL };
}

static int64_t
filed(struct db *db, struct scene *s, const struct user *u)
{
	struct evidence_form f = minutes_form(s);
	int64_t id;
	assert_ok(evidence_add(db, u, &f, &(struct slot_target){ s->minutes, 1 }, 1, today, &id, &s->wrong));
	return id;
}

static struct evidence
piece(struct db *db, const struct user *u, int64_t id)
{
	struct evidence_list l;
	assert_ok(evidence_get(db, u, id, &l));
	return l.pieces.items[0];
}
static int64_t rev_of(struct db *db, int64_t id) { return piece(db, &user_command, id).rev; }

static enum slot_state
state_of(struct db *db, const struct user *u, struct scene *s, size_t i, struct date on, struct date known)
{
	struct evidence_base *base;
	struct plan_status st;
	assert_ok(plan_evidence_load(db, u, s->p, &base));
	plan_status(db_arena(db), s->p, base, YEAR_BOUNDS_DEFAULT, on, known, &st);
	return st.items[i].slots[0].state;
}
/* Now: rows are stamped with the real clock. */
static enum slot_state
state_now(struct db *db, struct scene *s, size_t i)
{
	struct date d = today_brussels();
	return state_of(db, &user_command, s, i, date_cmp(d, today) > 0 ? d : today, (struct date){ 9000, 1, 1 });
}

/* ---- filing ------------------------------------------------------------------------------------------------- */

#define REFUSED(fieldname, ...) do { \
	struct evidence_form bad = minutes_form(&s); \
	struct problems why = { 0 }; \
	int64_t none; \
	__VA_ARGS__; \
	assert_err(a, E_INVALID, evidence_add(db, &s.secretary, &bad, &(struct slot_target){ s.minutes, 1 }, 1, today, &none, &why)); \
	assert_non_null(problem_of(&why, fieldname)); \
} while (0)

static enum err
filing(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	(void)arg;
	struct scene s = scene(db);
	struct evidence_list l;
	REFUSED("title", bad.title = " ");
	REFUSED("effective", bad.effective = NULL);
	REFUSED("effective", bad.effective = "2026-02-30");
	REFUSED("effective", bad.effective = "2026-11-23"); /* tomorrow */
	REFUSED("url", bad.url = NULL);
	REFUSED("url", bad.url = "javascript:alert(1)");
	REFUSED("url", bad.url = "https://example.org/a b");
	REFUSED("body", bad.body = NONE);
	REFUSED("body", bad.body = s.cp);
	REFUSED("body", bad.body = 999);
	assert_ok(evidence_all(db, &s.coord, &l));
	assert_int_equal(l.pieces.n, 0); /* nothing of it was stored */
	struct evidence_form number = { .kind = EV_NUMBER, .title = "Inscrits", .effective = "2026-01-01", .number = NONE, .body = NONE };
	int64_t id;
	assert_err(a, E_INVALID, evidence_add(db, &s.chair, &number, &(struct slot_target){ s.number, 1 }, 1, today, &id, &s.wrong));
	assert_non_null(problem_of(&s.wrong, "number"));
	s.wrong = (struct problems){ 0 };
	number.number = 0; /* explicit */
	assert_ok(evidence_add(db, &s.chair, &number, &(struct slot_target){ s.number, 1 }, 1, today, &id, &s.wrong));
	assert_int_equal(state_now(db, &s, 2), SLOT_FILED);
	assert_ok(evidence_validate(db, &s.coord, id, 1, &s.wrong));
	assert_int_equal(state_now(db, &s, 2), SLOT_RECORDED);
	/* A link is no number, whatever else it is. */
	int64_t pv = filed(db, &s, &s.secretary);
	assert_err(a, E_INVALID, evidence_link(db, &s.secretary, pv, (struct slot_target){ s.number, 1 }, &s.wrong));
	assert_non_null(problem_of(&s.wrong, "number"));
	s.wrong = (struct problems){ 0 };
	/* One piece in two lines at once, both checked. */
	struct evidence_form f = minutes_form(&s);
	struct slot_target two[] = { { s.minutes, 1 }, { s.framework, 1 } };
	assert_err(a, E_FORBIDDEN, evidence_add(db, &s.secretary, &f, two, 2, today, &id, &s.wrong)); /* the second is of the CP */
	assert_ok(evidence_add(db, &s.coord, &f, two, 2, today, &id, &s.wrong));
	assert_ok(evidence_get(db, &s.coord, id, &l));
	assert_int_equal(l.links.n, 2);
	assert_int_equal(l.links.items[0].action, s.action);
	assert_ok(evidence_of_action(db, &s.coord, s.action, &l));
	assert_int_equal(l.pieces.n, 2);
	assert_ok(evidence_unlink(db, &s.coord, id, s.minutes));
	assert_err(a, E_NOTFOUND, evidence_unlink(db, &s.coord, id, s.minutes));
	assert_ok(evidence_of_action(db, &s.coord, s.action, &l));
	assert_int_equal(l.pieces.n, 1);
	assert_ok(evidence_link(db, &s.coord, id, (struct slot_target){ s.minutes, 1 }, &s.wrong)); /* and back */
	assert_err(a, E_INVALID, evidence_link(db, &s.coord, id, (struct slot_target){ s.minutes, 1 }, &s.wrong));
	return OK;
}
static void filing_asks_for_what_the_line_needs(void **state) { WITH_STORE(*state, filing); }

/* ---- judged by another -------------------------------------------------------------------------------------- */

static enum err
validating(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	(void)arg;
	struct scene s = scene(db);
	int64_t by_chair = filed(db, &s, &s.chair), by_secretary = filed(db, &s, &s.secretary), by_coord = filed(db, &s, &s.coord);
	assert_err(a, E_FORBIDDEN, evidence_validate(db, &s.chair, by_chair, 1, &s.wrong));
	assert_int_equal(s.wrong.n, 1); /* said to the person, too */
	s.wrong = (struct problems){ 0 };
	assert_err(a, E_FORBIDDEN, evidence_validate(db, &s.coord, by_coord, 1, &s.wrong)); /* nor the coordination its own */
	s.wrong = (struct problems){ 0 };
	assert_err(a, E_FORBIDDEN, evidence_validate(db, &s.secretary, by_chair, 1, &s.wrong)); /* files, does not validate */
	assert_err(a, E_FORBIDDEN, evidence_validate(db, &s.stranger, by_secretary, 1, &s.wrong)); /* another body's chair */
	assert_err(a, E_NOTFOUND, evidence_validate(db, &s.evaluator, by_secretary, 1, &s.wrong)); /* internal: not seen */
	assert_err(a, E_CONFLICT, evidence_validate(db, &s.chair, by_secretary, 7, &s.wrong));
	assert_int_equal(state_now(db, &s, 0), SLOT_FILED);
	/* The pages offer what the rules allow. */
	assert_false(piece(db, &s.chair, by_chair).may_validate);
	assert_true(piece(db, &s.chair, by_secretary).may_validate);
	assert_false(piece(db, &s.secretary, by_chair).may_validate);
	assert_true(piece(db, &s.secretary, by_chair).may_edit);
	assert_false(piece(db, &s.stranger, by_secretary).may_edit || piece(db, &s.stranger, by_secretary).may_validate);
	assert_false(piece(db, &s.coord, by_coord).may_validate);
	assert_ok(evidence_validate(db, &s.chair, by_secretary, 1, &s.wrong));
	assert_int_equal(state_now(db, &s, 0), SLOT_SATISFIED);
	assert_string_equal(piece(db, &s.coord, by_secretary).validated_by, "Présidente");
	/* A note changes nothing; another date takes the validation away. */
	struct evidence_form f = minutes_form(&s);
	f.note = "relu";
	assert_ok(evidence_edit(db, &s.secretary, by_secretary, rev_of(db, by_secretary), &f, today, &s.wrong));
	assert_int_equal(state_now(db, &s, 0), SLOT_SATISFIED);
	f.effective = "2026-03-04";
	assert_err(a, E_CONFLICT, evidence_edit(db, &s.secretary, by_secretary, 1, &f, today, &s.wrong));
	assert_ok(evidence_edit(db, &s.secretary, by_secretary, rev_of(db, by_secretary), &f, today, &s.wrong));
	assert_int_equal(state_now(db, &s, 0), SLOT_FILED);
	struct history h;
	assert_ok(history_of(db, "evidence", by_secretary, 50, &h));
	bool date = false, lost = false;
	for (size_t i = 0; i < h.n; i++) {
		date = date || (text_eq(h.items[i].field, "effective") && text_eq(h.items[i].before, "2026-03-03") && text_eq(h.items[i].after, "2026-03-04"));
		lost = lost || text_eq(h.items[i].what, "validation lost");
	}
	assert_true(date && lost);
	f.body = s.cp; /* the lines it fills are asked again */
	assert_err(a, E_INVALID, evidence_edit(db, &s.secretary, by_secretary, rev_of(db, by_secretary), &f, today, &s.wrong));
	return OK;
}
static void never_validated_by_who_filed_it(void **state) { WITH_STORE(*state, validating); }

static enum err
adopting(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	(void)arg;
	struct scene s = scene(db);
	struct evidence_form f = { .kind = EV_LINK, .title = "Charte", .effective = "2026-05-01", .url = "https://example.org/charte", .number = NONE, .body = NONE };
	int64_t id;
	assert_ok(evidence_add(db, &s.coord, &f, &(struct slot_target){ s.framework, 1 }, 1, today, &id, &s.wrong));
	assert_ok(evidence_validate(db, &s.stranger, id, 1, &s.wrong)); /* the CP's chair */
	assert_int_equal(state_now(db, &s, 1), SLOT_FILED);              /* validated is not adopted */
	assert_err(a, E_FORBIDDEN, evidence_adopt(db, &s.coord, id, 2, s.cp, "2026-06-01", "Adopté", today, &s.wrong));
	s.wrong = (struct problems){ 0 };
	assert_err(a, E_INVALID, evidence_adopt(db, &s.stranger, id, 2, NONE, "2026-04-30", " ", today, &s.wrong));
	assert_non_null(problem_of(&s.wrong, "body"));
	assert_non_null(problem_of(&s.wrong, "adopted_on"));
	assert_non_null(problem_of(&s.wrong, "text"));
	s.wrong = (struct problems){ 0 };
	assert_ok(evidence_adopt(db, &s.stranger, id, 2, s.cp, "2026-06-01", "Le CP adopte la charte.", today, &s.wrong));
	assert_int_equal(state_now(db, &s, 1), SLOT_SATISFIED);
	struct evidence p = piece(db, &s.coord, id);
	assert_string_equal(p.adopted_by, "CP");
	assert_string_equal(p.adopted_text, "Le CP adopte la charte.");
	return OK;
}
static void a_framework_is_adopted_by_a_body_with_its_words(void **state) { WITH_STORE(*state, adopting); }

static enum err
disputing(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	(void)arg;
	struct scene s = scene(db);
	int64_t id = filed(db, &s, &s.secretary);
	assert_ok(evidence_validate(db, &s.chair, id, 1, &s.wrong));
	assert_err(a, E_INVALID, evidence_dispute(db, &s.stranger, id, 2, "", &s.wrong));
	s.wrong = (struct problems){ 0 };
	assert_ok(evidence_dispute(db, &s.stranger, id, 2, "Ce n’est pas le bon PV", &s.wrong));
	assert_int_equal(state_now(db, &s, 0), SLOT_DISPUTED);
	assert_err(a, E_FORBIDDEN, evidence_resolve(db, &s.secretary, id, 3, &s.wrong));
	s.wrong = (struct problems){ 0 };
	assert_ok(evidence_resolve(db, &s.chair, id, 3, &s.wrong));
	assert_int_equal(state_now(db, &s, 0), SLOT_SATISFIED);
	assert_ok(evidence_dispute(db, &s.stranger, id, 4, "Tout de même", &s.wrong));
	assert_int_equal(state_now(db, &s, 0), SLOT_DISPUTED);
	assert_ok(evidence_resolve(db, &s.stranger, id, 5, &s.wrong)); /* one's own dispute is taken back */
	assert_int_equal(state_now(db, &s, 0), SLOT_SATISFIED);
	return OK;
}
static void a_dispute_stops_counting_until_settled(void **state) { WITH_STORE(*state, disputing); }

/* ---- taken away, brought back -------------------------------------------------------------------------------- */

static enum err
undoing(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	(void)arg;
	struct scene s = scene(db);
	struct evidence_list l;
	int64_t id = filed(db, &s, &s.secretary), other = filed(db, &s, &s.secretary);
	assert_err(a, E_FORBIDDEN, evidence_delete(db, &s.chair, id, 1)); /* filed by another */
	assert_ok(evidence_delete(db, &s.secretary, id, 1));
	assert_ok(evidence_of_action(db, &s.coord, s.action, &l));
	assert_int_equal(l.pieces.n, 1);
	assert_err(a, E_NOTFOUND, evidence_validate(db, &s.chair, id, 2, &s.wrong));
	assert_err(a, E_FORBIDDEN, evidence_undelete(db, &s.chair, id));
	assert_ok(evidence_undelete(db, &s.secretary, id));
	assert_ok(evidence_of_action(db, &s.coord, s.action, &l));
	assert_int_equal(l.pieces.n, 2);
	struct evidence back = piece(db, &s.coord, id);
	assert_string_equal(back.f.title, "PV du 3 mars"); /* as it was, with its line */
	assert_null(back.deleted_at);
	/* What another validated stays in sight: withdrawn, not deleted. */
	assert_ok(evidence_validate(db, &s.chair, other, 1, &s.wrong));
	assert_err(a, E_FORBIDDEN, evidence_delete(db, &s.secretary, other, 2));
	assert_ok(evidence_withdraw(db, &s.secretary, other, 2));
	assert_int_equal(state_now(db, &s, 0), SLOT_FILED);
	assert_ok(evidence_of_action(db, &s.coord, s.action, &l));
	assert_int_equal(l.pieces.n, 2);
	assert_err(a, E_INVALID, evidence_validate(db, &s.coord, other, 3, &s.wrong));
	return OK;
}
static void a_deletion_is_undone(void **state) { WITH_STORE(*state, undoing); }

static enum err
waiving(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	(void)arg;
	struct scene s = scene(db);
	struct waivers w;
	int64_t id;
	assert_err(a, E_FORBIDDEN, slot_waive(db, &s.secretary, s.minutes, 0, "r", &id, &s.wrong));
	assert_err(a, E_INVALID, slot_waive(db, &s.chair, s.minutes, 0, " ", &id, &s.wrong));
	s.wrong = (struct problems){ 0 };
	assert_ok(slot_waive(db, &s.chair, s.minutes, 0, "dissous", &id, &s.wrong));
	assert_int_equal(state_now(db, &s, 0), SLOT_WAIVED);
	assert_ok(waiver_list(db, &s.evaluator, s.action, &w));
	assert_int_equal(w.n, 1);
	assert_string_equal(w.items[0].author, "Présidente");
	int64_t twice;
	assert_err(a, E_INVALID, slot_waive(db, &s.chair, s.minutes, 0, "encore", &twice, &s.wrong));
	assert_ok(slot_waive_end(db, &s.chair, id));
	assert_int_equal(state_now(db, &s, 0), SLOT_EMPTY);
	s.wrong = (struct problems){ 0 };
	assert_ok(slot_waive(db, &s.chair, s.minutes, 0, "à nouveau", &id, &s.wrong));
	return OK;
}
static void not_applicable_with_reason_and_author(void **state) { WITH_STORE(*state, waiving); }

/* ---- time, sight -------------------------------------------------------------------------------------------- */

static const struct query backdate[] = { { "backdate", "UPDATE evidence SET filed_at = $2, validated_at = $3 WHERE id = $1" },
	{ "backdate_slot", "UPDATE evidence_slot SET linked_at = $2 WHERE evidence = $1" }, { 0 } };

static enum err
two_times(struct db *db, void *arg)
{
	(void)arg;
	struct scene s = scene(db);
	struct date march = { 2026, 3, 3 }, june = { 2026, 6, 1 }, september = { 2026, 9, 10 }, november = { 2026, 11, 20 };
	int64_t id = filed(db, &s, &s.secretary);
	assert_ok(evidence_validate(db, &s.chair, id, 1, &s.wrong));
	/* It happened on 3 March; it was filed, linked and validated on 10 September, near midnight in Brussels. */
	assert_ok(db_exec(db, &backdate[0], ARGS(V(id), V("2026-09-09T22:30:00Z"), V("2026-09-09T22:40:00Z")), NULL));
	assert_ok(db_exec(db, &backdate[1], ARGS(V(id), V("2026-09-09T22:30:00Z")), NULL));
	assert_int_equal(state_of(db, &user_command, &s, 0, june, june), SLOT_EMPTY);        /* as it was known in June */
	assert_int_equal(state_of(db, &user_command, &s, 0, june, november), SLOT_SATISFIED); /* June as known since */
	assert_int_equal(state_of(db, &user_command, &s, 0, june, september), SLOT_SATISFIED);
	assert_int_equal(state_of(db, &user_command, &s, 0, june, (struct date){ 2026, 9, 9 }), SLOT_EMPTY);
	assert_int_equal(state_of(db, &user_command, &s, 0, march, november), SLOT_SATISFIED);
	assert_int_equal(state_of(db, &user_command, &s, 0, (struct date){ 2026, 3, 2 }, november), SLOT_EMPTY);
	/* Deleted today, it was there before: the past is not rewritten. */
	assert_ok(evidence_delete(db, &user_command, id, 2));
	assert_int_equal(state_of(db, &user_command, &s, 0, september, september), SLOT_SATISFIED);
	assert_int_equal(state_of(db, &user_command, &s, 0, june, (struct date){ 9000, 1, 1 }), SLOT_EMPTY);
	return OK;
}
static void what_happened_and_what_was_known_are_two_times(void **state) { WITH_STORE(*state, two_times); }

static enum err
seeing(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	(void)arg;
	struct scene s = scene(db);
	struct evidence_list l;
	struct evidence_base *base;
	const char *sha, *name, *type;
	int64_t id = filed(db, &s, &s.secretary);
	assert_ok(evidence_validate(db, &s.chair, id, 1, &s.wrong));
	struct user member = of_body(a, NONE, ROLE_MEMBER, s.cp), admin = with_role(NONE, ROLE_ADMIN);
	assert_ok(evidence_of_action(db, &member, s.action, &l));
	assert_int_equal(l.pieces.n, 1);
	assert_false(l.pieces.items[0].may_edit || l.pieces.items[0].may_validate);
	assert_ok(evidence_of_action(db, &s.evaluator, s.action, &l)); /* internal */
	assert_int_equal(l.pieces.n + l.links.n, 0);
	assert_err(a, E_NOTFOUND, evidence_get(db, &s.evaluator, id, &l));
	assert_err(a, E_NOTFOUND, evidence_file(db, &s.evaluator, id, false, &sha, &name, &type));
	assert_err(a, E_NOTFOUND, evidence_of_action(db, &admin, s.action, &l));
	assert_err(a, E_NOTFOUND, evidence_of_action(db, &user_public, s.action, &l));
	/* The state is the same for all; the piece is masked. */
	assert_ok(plan_evidence_load(db, &s.evaluator, s.p, &base));
	assert_int_equal(base->nfacts, 1);
	assert_true(base->facts[0].masked);
	assert_null(base->facts[0].title);
	assert_int_equal(base->facts[0].id, NONE);
	assert_ok(plan_evidence_load_seen(db, &s.evaluator, VIS_INTERNAL, &base)); /* asks for more than they see */
	assert_int_equal(base->nfacts, 0);
	assert_err(a, E_NOTFOUND, plan_evidence_load(db, &user_public, s.p, &base)); /* not published */
	assert_ok(plan_publish(db, &s.coord, true));
	assert_ok(plan_evidence_load(db, &user_public, s.p, &base));
	assert_true(base->facts[0].masked);
	struct evidence_form f = minutes_form(&s);
	f.visibility = VIS_EVALUATORS;
	assert_ok(evidence_edit(db, &s.secretary, id, 2, &f, today, &s.wrong));
	assert_ok(evidence_of_action(db, &s.evaluator, s.action, &l));
	assert_int_equal(l.pieces.n, 1);
	return OK;
}
static void visibility_governs_what_is_shown_not_the_state(void **state) { WITH_STORE(*state, seeing); }

static enum err
owing(struct db *db, void *arg)
{
	(void)arg;
	struct scene s = scene(db);
	struct owing o;
	filed(db, &s, &s.secretary);
	int64_t before, after;
	assert_ok(plan_version(db, &before));
	assert_ok(owe_load(NULL, db, &s.chair, YEAR_BOUNDS_DEFAULT, (struct date){ 9000, 1, 1 }, &o));
	assert_int_equal(o.list.n, 2);
	assert_true(o.list.items[0].mine); /* the user's own body first */
	assert_int_equal(o.plan->actors.items[o.list.items[0].actor].id, s.cep);
	assert_int_equal(o.list.items[0].late.n, 2);
	assert_int_equal(o.list.items[0].to_validate.n, 1);
	assert_false(o.list.items[1].mine);
	assert_int_equal(o.list.items[1].late.n, 1);
	assert_ok(plan_version(db, &after));
	assert_int_equal(before, after); /* reading changes nothing */
	filed(db, &s, &s.secretary);
	assert_ok(plan_version(db, &after));
	assert_true(after > before);
	return OK;
}
static void what_each_body_owes(void **state) { WITH_STORE(*state, owing); }

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(filing_asks_for_what_the_line_needs), T(never_validated_by_who_filed_it),
		T(a_framework_is_adopted_by_a_body_with_its_words), T(a_dispute_stops_counting_until_settled), T(a_deletion_is_undone),
		T(not_applicable_with_reason_and_author), T(what_happened_and_what_was_known_are_two_times),
		T(visibility_governs_what_is_shown_not_the_state), T(what_each_body_owes) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
