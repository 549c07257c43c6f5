/* Rankings in the store: the window in Brussels to the second, employers, what counts of wishes, what goes with time. */
#include "store_test.h"
#include "base/date.h"
#include "people/people.h"
#include "team/ranking.h"

struct scene { struct edition ed; int64_t submission[3], student[3]; };

static int64_t
of_text(struct db *db, const char *sql, struct args args)
{
	struct query q = { "test", sql };
	struct rows *r;
	assert_ok(db_one(db, &q, args, &r));
	return col_int(r, 0);
}

static void
furnish(struct db *db, struct scene *s)
{
	db_author(db, NONE, "test", "test");
	assert_ok(edition_create(db, 2024, &s->ed));
	for (int i = 0; i < 3; i++)
		s->submission[i] = of_text(db, "INSERT INTO submission (edition, number, status, status_at, origin, org_name, lang, created_at, updated_at, rev) VALUES"
		    " ($1, $2, $3, 'x', 'form', $4, 'fr', 'x', 'x', 1) RETURNING id", ARGS(V(s->ed.id), V(i + 1), V(i == 2 ? "withdrawn" : "selected"), V(arena_printf(db_arena(db), "Maison %d asbl", i))));
	for (int i = 0; i < 3; i++)
		s->student[i] = of_text(db, "INSERT INTO student (edition, number, name, sort_key, employer, rev) VALUES ($1, $2, $2, $2, $3, 1) RETURNING id",
		    ARGS(V(s->ed.id), V(arena_printf(db_arena(db), "E%d", i)), V(i == 0 ? "La maison 0 a.s.b.l." : NULL)));
}

static int64_t
at(const char *iso)
{
	int64_t t = 0;
	assert_true(isotime_parse(iso, &t));
	return t;
}

/* The evening is on 3 October at 16:00, the last day Sunday 6 October, in summer time: UTC is two hours behind. */
static enum err
window(struct db *db, void *arg)
{
	struct scene *s = arg;
	struct ranking_plan p = { 0 };
	int64_t opens, ends;
	furnish(db, s);
	ranking_window(&s->ed, &opens, &ends);
	assert_int_equal(opens, at("2024-10-03T14:00:00Z"));
	assert_int_equal(ends, at("2024-10-06T22:00:00Z"));
	assert_int_equal(ranking_phase_at(&s->ed, &p, opens - 1), RANKING_BEFORE);
	assert_int_equal(ranking_phase_at(&s->ed, &p, opens), RANKING_OPEN);
	assert_int_equal(ranking_phase_at(&s->ed, &p, at("2024-10-06T21:59:59Z")), RANKING_OPEN);  /* 23:59:59 in Brussels */
	assert_int_equal(ranking_phase_at(&s->ed, &p, at("2024-10-06T22:00:00Z")), RANKING_CLOSED); /* midnight */
	/* the night in which the clock goes back: the last day ends an hour later in UTC */
	s->ed.ranking_until = "2024-10-27";
	assert_int_equal(ranking_phase_at(&s->ed, &p, at("2024-10-27T22:59:59Z")), RANKING_OPEN);
	assert_int_equal(ranking_phase_at(&s->ed, &p, at("2024-10-27T23:00:00Z")), RANKING_CLOSED);
	p.closed_at = "x";
	assert_int_equal(ranking_phase_at(&s->ed, &p, opens), RANKING_CLOSED);
	s->ed.evening_on = NULL;
	p.closed_at = NULL;
	assert_int_equal(ranking_phase_at(&s->ed, &p, opens), RANKING_BEFORE);
	return OK;
}

static enum err
world(struct db *db, void *arg)
{
	struct scene *s = arg;
	struct ranking_world w;
	furnish(db, s);
	assert_ok(ranking_load(db, s->ed.id, &w));
	assert_true(w.offers.n == 2 && w.students == 3);
	assert_non_null(w.conflict[0]); /* the imported employer, folded */
	assert_null(w.conflict[1]);
	assert_int_equal(ranking_wanted(&w, 0), 1);
	assert_int_equal(ranking_wanted(&w, 1), 2);
	int64_t both[] = { s->submission[1], s->submission[0] };
	struct ranking_said said = { .offer = both, .offers = 2, .wish = { { s->student[2], true, "voisins" }, { s->student[0], false, "non" } }, .wishes = 2 };
	assert_ok(ranking_send(db, s->student[1], &said));
	assert_ok(ranking_load(db, s->ed.id, &w));
	assert_int_equal(w.rank[1 * 2 + 1], 1);
	assert_int_equal(w.rank[1 * 2 + 0], 2);
	assert_true(ranking_done(&w, 1) && !ranking_done(&w, 0));
	assert_true(w.wishes.n == 2 && w.wishes.items[0].keep && !ranking_mutual(&w, &w.wishes.items[0]));
	struct ranking_said back = { .offer = both, .offers = 2, .wish = { { s->student[1], true, "aussi" } }, .wishes = 1 };
	assert_ok(ranking_send(db, s->student[2], &back));
	assert_ok(ranking_load(db, s->ed.id, &w));
	assert_true(ranking_mutual(&w, &w.wishes.items[0]) && !ranking_mutual(&w, &w.wishes.items[1]));
	/* a choice that becomes a conflict no longer counts, the others move up */
	assert_ok(ranking_employers_set(db, s->student[1], "Maison 1\n\n  \nMaison 1 asbl\nAutre"));
	assert_ok(ranking_load(db, s->ed.id, &w));
	assert_int_equal(w.employers[1].n, 2);
	assert_int_equal(w.rank[1 * 2 + 1], 0);
	assert_int_equal(w.rank[1 * 2 + 0], 1);
	return OK;
}

static enum err
kept_so_long(struct db *db, void *arg)
{
	struct scene *s = arg;
	int64_t n, rule;
	furnish(db, s);
	struct ranking_said said = { .offer = s->submission, .offers = 1, .wish = { { s->student[0], false, "non" } }, .wishes = 1 };
	assert_ok(ranking_send(db, s->student[1], &said));
	assert_ok(ranking_employers_set(db, s->student[1], "Autre"));
	struct rule_new r = { .edition = s->ed.id, .student = s->student[0], .other = s->student[1], .supervisor = NONE, .submission = NONE, .kind = RULE_APART, .reason = "famille", .person = NONE };
	assert_ok(team_rule_add(db, &r, &rule));
	assert_ok(team_wishes_purge(db, "2099-01-01T00:00:00Z", false, &n)); /* nothing is published: nothing goes */
	assert_int_equal(n, 0);
	(void)of_text(db, "INSERT INTO team_publication (edition, at, mails) VALUES ($1, '2024-10-07T10:00:00Z', 0) RETURNING id", ARGS(V(s->ed.id)));
	assert_ok(team_wishes_purge(db, "2024-10-07T10:00:00Z", true, &n));
	assert_int_equal(n, 0);
	assert_ok(team_wishes_purge(db, "2024-11-08T00:00:00Z", true, &n)); /* looking removes nothing */
	assert_int_equal(n, 2);
	assert_ok(team_wishes_purge(db, "2024-11-08T00:00:00Z", false, &n));
	assert_int_equal(of_text(db, "SELECT (SELECT count(*) FROM student_wish) + (SELECT count(*) FROM team_rule)", NO_ARGS), 0);
	assert_int_equal(of_text(db, "SELECT count(*) FROM ranking_choice", NO_ARGS), 1);
	assert_ok(team_rankings_purge(db, "2025-05-16T00:00:00Z", false, &n)); /* the edition ends on that day */
	assert_ok(team_rankings_purge(db, "2025-05-17T00:00:00Z", false, &n));
	assert_int_equal(of_text(db, "SELECT (SELECT count(*) FROM ranking_choice) + (SELECT count(*) FROM ranking_ballot) + (SELECT count(*) FROM student_employer)", NO_ARGS), 0);
	return OK;
}

static void
written(struct arena *a, enum err (*work)(struct db *, void *))
{
	struct scene s = { 0 };
	struct store *st = test_store(a);
	assert_ok(store_write(st, a, work, &s));
	store_close(st);
}

static void
opens_and_closes_in_brussels(void **state)
{
	written(*state, window);
}

static void
what_counts(void **state)
{
	written(*state, world);
}

static void
what_goes(void **state)
{
	written(*state, kept_so_long);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(opens_and_closes_in_brussels), T(what_counts), T(what_goes) };
	return cmocka_run_group_tests_name("ranking store", tests, NULL, NULL);
}
