/* The year of a team: what each seat opens, and nothing of another team. */
#include "mission_test.h"
#include "mission/mission.h"

static void
the_space_of_a_team(void **state)
{
	struct mission_world m = mission_world_open(*state);
	struct webtest *w = m.c.w;
	const char *own = MPATH(&m, "/teams/%lld", (long long)m.team[0]), *other = MPATH(&m, "/teams/%lld", (long long)m.team[1]);
	static const enum role seats[] = { ROLE_STUDENT, ROLE_SUPERVISOR };
	for (size_t i = 0; i < LEN(seats); i++) {
		mission_as(&m, seats[i], 0);
		assert_int_equal(webtest_get(w, "/teams"), 303);
		assert_string_equal(w->an.location, own);
		assert_int_equal(webtest_get(w, own), 200);
		webtest_has(w, "La Rive asbl");
		webtest_has(w, "Comment accueillir mieux");
		webtest_has(w, "guide.a@exemple.org");
		webtest_has(w, "Rapport à rendre");
		webtest_has(w, "Ana Noël");
		webtest_hasnt(w, "Relais");
		webtest_hasnt(w, "/teams/{id}");
		assert_int_equal(webtest_get(w, other), 404);
		webtest_hasnt(w, "Relais");
	}
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, "/teams"), 200);
	webtest_has(w, "La Rive asbl");
	webtest_has(w, "Le Relais asbl");
	assert_int_equal(webtest_get(w, other), 200);
	assert_int_equal(webtest_get(w, "/teams/987654"), 404);
	/* Its documents, and those of nobody else. */
	int64_t file = mission_sql(&m, MPATH(&m, "INSERT INTO attachment (submission, blob_sha, filename, type, size, added_at) VALUES (%lld, '%s', 'a.pdf', 'application/pdf', 3, 'x') RETURNING id",
	    (long long)m.submission[1], mission_blob(&m)));
	assert_int_equal(webtest_get(w, MPATH(&m, "%s/documents/%lld", other, (long long)file)), 200);
	assert_int_equal(webtest_get(w, MPATH(&m, "%s/documents/%lld", own, (long long)file)), 404);
	mission_as(&m, ROLE_STUDENT, 0);
	assert_int_equal(webtest_get(w, MPATH(&m, "%s/documents/%lld", other, (long long)file)), 404);
	assert_int_equal(webtest_get(w, MPATH(&m, "%s/documents/%lld", own, (long long)file)), 404);
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(the_space_of_a_team) };
	return cmocka_run_group_tests_name("mission", tests, NULL, NULL);
}
