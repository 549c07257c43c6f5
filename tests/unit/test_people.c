#include "test.h"
#include "people/people.h"

/* The table, written a second time, by hand, as the specification has it: one letter a role that is let in.
 * P public, E evaluator, M member, S secretary, C chair, K coordination, A admin, J jury, V supervisor, D student. */
static const struct { enum right right; const char *who; } wanted[] = {
	{ RIGHT_NONE, "" }, { RIGHT_ANYONE, "PEMSCKAJVD" }, { RIGHT_PLAN_READ, "EMSCK" }, { RIGHT_PLAN_EDIT, "K" },
	{ RIGHT_EVIDENCE_FILE, "SCK" }, { RIGHT_EVIDENCE_VALIDATE, "CK" }, { RIGHT_PEOPLE_MANAGE, "KA" }, { RIGHT_ADMIN, "A" },
	{ RIGHT_CALL_MANAGE, "K" }, { RIGHT_TEAM_RANK, "D" }, { RIGHT_TEAM_FOLLOW, "VK" }, { RIGHT_TEAM_SPACE, "DVK" },
	{ RIGHT_CALL_REVIEW, "J" }, { RIGHT_MANDATE_READ, "EMSCKVD" }, { RIGHT_MANDATE_EDIT, "CK" }, { RIGHT_CHARTER_READ, "EMSCKVD" }, { RIGHT_CHARTER_AMEND, "MSCKV" },
	{ RIGHT_CHARTER_WRITE, "MSCK" }, { RIGHT_CHARTER_LEAD, "CK" }, { RIGHT_CHARTER_ACK, "MSCKJVD" }, { RIGHT_PRIVACY, "K" }, { RIGHT_REGISTER, "EKA" },
	{ RIGHT_MEETING_READ, "EMSCKJVD" }, { RIGHT_MEETING_DRAFT, "MSCK" }, { RIGHT_MEETING_MANAGE, "SCK" }, { RIGHT_MEETING_APPROVE, "CK" },
};
static const char letters[] = "PEMSCKAJVD";

static void
every_role_and_right(void **state)
{
	(void)state;
	assert_int_equal(LEN(wanted), RIGHT_COUNT - 1); /* all but signed in */
	for (size_t i = 0; i < LEN(wanted); i++)
		for (int k = 0; k < ROLE_KINDS; k++) {
			struct user u = { .person = 1, .roles = 1U << k, .session = NONE };
			bool in = strchr(wanted[i].who, letters[k]) != NULL;
			if (user_may(&u, wanted[i].right) != in)
				fail_msg("right %d, role %c: wanted %d", (int)wanted[i].right, letters[k], in);
		}
}

static void
signed_in_is_a_person(void **state)
{
	(void)state;
	struct user u = { .person = 4, .roles = ROLE_PUBLIC };
	assert_true(user_may(&u, RIGHT_SIGNED_IN));
	assert_false(user_may(&user_public, RIGHT_SIGNED_IN));
	assert_true(user_may(&user_public, RIGHT_ANYONE));
	assert_false(user_may(&user_public, RIGHT_PLAN_READ));
	assert_false(user_may(&u, (enum right)RIGHT_COUNT));
	assert_false(user_may(&u, (enum right)999));
}

static void
own_body_only(void **state)
{
	(void)state;
	struct grant g[] = { { ROLE_CHAIR, 7, NULL, NULL }, { ROLE_SECRETARY, 8, NULL, NULL }, { ROLE_MEMBER, 9, NULL, NULL } };
	struct user u = { .person = 1, .roles = ROLE_PUBLIC | ROLE_CHAIR | ROLE_SECRETARY | ROLE_MEMBER, .grants = g, .ngrants = 3 };
	assert_true(user_may_for(&u, RIGHT_EVIDENCE_VALIDATE, 7));
	/* The highest role never crosses rows: chair of 7 is only secretary of 8. */
	assert_false(user_may_for(&u, RIGHT_EVIDENCE_VALIDATE, 8));
	assert_true(user_may_for(&u, RIGHT_EVIDENCE_FILE, 8));
	assert_false(user_may_for(&u, RIGHT_EVIDENCE_FILE, 9));
	assert_false(user_may_for(&u, RIGHT_EVIDENCE_FILE, 10));
	assert_false(user_may_for(&u, RIGHT_EVIDENCE_FILE, NONE));
	assert_true(user_may_for(&u, RIGHT_PLAN_READ, 10)); /* the plan is read whole */
	assert_true(user_holds(&u, ROLE_CHAIR, 7));
	assert_false(user_holds(&u, ROLE_CHAIR, 8));

	struct grant all = { ROLE_COORDINATION, NONE, NULL, NULL };
	struct user k = { .person = 2, .roles = ROLE_PUBLIC | ROLE_COORDINATION, .grants = &all, .ngrants = 1 };
	assert_true(user_may_for(&k, RIGHT_EVIDENCE_VALIDATE, 7));
	assert_true(user_may_for(&k, RIGHT_EVIDENCE_FILE, NONE));

	struct grant sys = { ROLE_ADMIN, NONE, NULL, NULL };
	struct user admin = { .person = 3, .roles = ROLE_PUBLIC | ROLE_ADMIN, .grants = &sys, .ngrants = 1 };
	for (int r = RIGHT_PLAN_READ; r <= RIGHT_EVIDENCE_VALIDATE; r++)
		assert_false(user_may_for(&admin, (enum right)r, 7));
	/* A chair grant without a body opens no body. */
	struct grant none = { ROLE_CHAIR, NONE, NULL, NULL };
	struct user odd = { .person = 4, .roles = ROLE_CHAIR, .grants = &none, .ngrants = 1 };
	assert_false(user_may_for(&odd, RIGHT_EVIDENCE_FILE, NONE));
	assert_false(user_may_for(&odd, RIGHT_EVIDENCE_FILE, 7));
}

static void
who_gives_which_role(void **state)
{
	(void)state;
	struct user k = { .person = 1, .roles = ROLE_PUBLIC | ROLE_COORDINATION }, a = { .person = 2, .roles = ROLE_PUBLIC | ROLE_ADMIN },
		c = { .person = 3, .roles = ROLE_PUBLIC | ROLE_CHAIR };
	for (int i = 1; i < ROLE_KINDS; i++) {
		assert_true(user_may_grant(&k, (enum role)(1 << i), 9));
		assert_false(user_may_grant(&c, (enum role)(1 << i), 9));
		assert_false(user_may_grant(&user_public, (enum role)(1 << i), 9));
	}
	assert_true(user_may_grant(&a, ROLE_ADMIN, 9));
	assert_true(user_may_grant(&a, ROLE_COORDINATION, 9));
	assert_false(user_may_grant(&a, ROLE_COORDINATION, 2)); /* not to oneself */
	assert_false(user_may_grant(&a, ROLE_CHAIR, 2));
	assert_false(user_may_grant(&a, ROLE_EVALUATOR, 9));
	assert_false(user_may_grant(&k, ROLE_PUBLIC, 9));
}

static void
grants_in_time(void **state)
{
	(void)state;
	struct date d = { 2026, 11, 22 };
	struct grant g = { ROLE_CHAIR, 7, "2026-11-22", "2026-11-22" };
	assert_true(grant_in_force(&g, d)); /* both ends are in */
	g.from = "2026-11-23";
	assert_false(grant_in_force(&g, d));
	g.from = NULL, g.until = "2026-11-21";
	assert_false(grant_in_force(&g, d));
	g.until = NULL;
	assert_true(grant_in_force(&g, d));
	g.role = ROLE_EVALUATOR; /* no end: not in force */
	assert_false(grant_in_force(&g, d));
	g.until = "2027-01-31";
	assert_true(grant_in_force(&g, d));
}

static void
grants_of_a_form(void **state)
{
	struct arena *a = *state;
	static const struct { enum role r; int64_t actor; const char *from, *until, *field; } t[] = {
		{ ROLE_COORDINATION, NONE, NULL, NULL, NULL }, { ROLE_CHAIR, 3, "2026-01-01", "2027-01-01", NULL },
		{ ROLE_CHAIR, NONE, NULL, NULL, "actor" }, { ROLE_ADMIN, 3, NULL, NULL, "actor" },
		{ ROLE_JURY, NONE, NULL, NULL, NULL }, { ROLE_STUDENT, NONE, NULL, "2027-09-13", NULL }, { ROLE_SUPERVISOR, 3, NULL, NULL, "actor" },
		{ ROLE_EVALUATOR, NONE, NULL, NULL, "until" }, { ROLE_EVALUATOR, NONE, NULL, "2027-06-30", NULL },
		{ ROLE_MEMBER, 3, "2027-01-02", "2027-01-01", "until" }, { ROLE_MEMBER, 3, "1/1/27", NULL, "from" },
		{ ROLE_PUBLIC, NONE, NULL, NULL, "role" }, { (enum role)0, NONE, NULL, NULL, "role" },
	};
	for (size_t i = 0; i < LEN(t); i++) {
		struct problems p = { 0 };
		grant_check(a, t[i].r, t[i].actor, t[i].from, t[i].until, &p);
		assert_int_equal(p.n, t[i].field == NULL ? 0 : 1);
		if (t[i].field != NULL)
			assert_string_equal(p.items[0].field, t[i].field);
	}
}

static void
passwords(void **state)
{
	struct arena *a = *state;
	static const char *const good[] = { "le chat dort encore", "Vélo-rouge 1978", "correct horse battery", "été à la mer !" };
	static const char *const bad[] = { "", "elevensigns", "Mot de passe 123", "aaaaaaaaaaaaaaaa", "121212121212", "abcabcabcabc",
		"Azertyuiop123", "ana.dubois@example.org", "Anaïs Van den Dubois", "PasswordPassword" };
	for (size_t i = 0; i < LEN(good); i++)
		assert_null(password_problem(a, good[i], "Anaïs Van den Dubois", "ana.dubois@example.org"));
	for (size_t i = 0; i < LEN(bad); i++)
		if (password_problem(a, bad[i], "Anaïs Van den Dubois", "ana.dubois@example.org") == NULL)
			fail_msg("accepted: %s", bad[i]);
	assert_non_null(password_problem(a, NULL, "x", "y"));
	char *huge = arena_alloc(a, 3001);
	for (int i = 0; i < 3000; i++)
		huge[i] = (char)('a' + i % 26);
	assert_non_null(password_problem(a, huge, "x", "y"));
}

static void
addresses(void **state)
{
	(void)state;
	static const char *const good[] = { "a@b.be", "ana.dubois+plan@exemple.org", "O'Neill_2@sub.haute-ecole.be", "admin@localhost" };
	static const char *const bad[] = { "", "a", "@b.be", "a@", "a@b", "a b@c.be", "a@b.be\n", "a@b.be\r\nBcc: x@y.be", "a@b@c.be", "a,b@c.be",
		"<a@b.be>", "a@.be", "a@b..be", "a@-b.be", "a@b.be.", ".a@b.be", "a..b@c.be", "é@b.be", "a@bé.be", "a;b@c.be", "\"a\"@b.be" };
	for (size_t i = 0; i < LEN(good); i++)
		assert_true(email_valid(good[i]));
	for (size_t i = 0; i < LEN(bad); i++)
		if (email_valid(bad[i]))
			fail_msg("accepted: %s", bad[i]);
	assert_false(email_valid(NULL));
	char long_one[300];
	memset(long_one, 'a', sizeof long_one);
	memcpy(long_one + 290, "@b.be", 6);
	assert_false(email_valid(long_one));
}

static void
browsers(void **state)
{
	struct arena *a = *state;
	assert_string_equal(agent_summary(a, "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"), "Firefox · Linux");
	assert_string_equal(agent_summary(a, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0"),
	    "Edge · Windows");
	assert_string_equal(agent_summary(a, "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1"), "Safari · iPhone");
	assert_string_equal(agent_summary(a, "something <script>"), "");
	assert_string_equal(agent_summary(a, NULL), "");
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest t[] = { T(every_role_and_right), T(signed_in_is_a_person), T(own_body_only), T(who_gives_which_role),
		T(grants_in_time), T(grants_of_a_form), T(passwords), T(addresses), T(browsers) };
	return cmocka_run_group_tests(t, NULL, NULL);
}
