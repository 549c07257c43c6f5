/* Meetings in the store: who sees which, evidence that is never twice the same, adoption by a decision. */
#include "../web/meeting_test.h"

struct seen { const struct user *u; int64_t person; struct meetings coming, past; };
static enum err
seen_work(struct db *db, void *arg)
{
	struct seen *s = arg;
	struct meeting_filter f = { .body = NONE, .upcoming = true, .most = 50, .today = today_brussels() };
	enum err e = OK;
	s->u = &user_public;
	if (s->person != NONE)
		e = user_of_person(db, s->person, today_brussels(), &s->u);
	if (e == OK)
		e = meeting_list(db, s->u, &f, &s->coming);
	f.upcoming = false;
	return e == OK ? meeting_list(db, s->u, &f, &s->past) : e;
}
static struct seen
seen_by(struct meeting_world *m)
{
	struct seen s = { .person = m->w->person };
	webtest_ok(m->w, store_read(m->w->app.store, m->w->a, seen_work, &s));
	return s;
}

static void
who_sees_which(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long first = world_meeting(&m, 3), past = world_meeting(&m, -5);
	(void)past;
	assert_int_equal(seen_by(&m).coming.n, 1);
	assert_int_equal(seen_by(&m).past.n, 1);
	webtest_as(w, ROLE_MEMBER);
	struct seen s = seen_by(&m);
	assert_int_equal(s.coming.n, 1);
	assert_true((s.coming.items[0].seat & MEET_DRAFT) != 0 && (s.coming.items[0].seat & (MEET_MANAGE | MEET_APPROVE | MEET_ATTENDED)) == 0);
	webtest_as_of(w, ROLE_SECRETARY, WEBTEST_OTHER_BODY, NULL);
	s = seen_by(&m);
	assert_int_equal(s.coming.n + s.past.n, 0);
	webtest_as(w, ROLE_STUDENT); /* until they are asked to come */
	assert_int_equal(seen_by(&m).coming.n, 0);
	long long student = (long long)w->person;
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/people", first), M(w, "person=%lld", student)), 303);
	webtest_as(w, ROLE_STUDENT);
	s = seen_by(&m);
	assert_int_equal(s.coming.n, 1);
	assert_int_equal(s.coming.items[0].seat, MEET_SEE | MEET_INVITED);
	webtest_as(w, ROLE_COORDINATION);
	s = seen_by(&m);
	assert_int_equal(s.coming.n + s.past.n, 2);
	assert_true((s.coming.items[0].seat & MEET_MANAGE) != 0 && (s.coming.items[0].seat & MEET_ATTENDED) == 0);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(seen_by(&m).coming.n, 0);
	webtest_close(w);
}

/* A grant that has ended shows nothing any more: the query and the seats say the same. */
static void
only_while_it_lasts(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	world_meeting(&m, 3);
	webtest_as_of(w, ROLE_MEMBER, WEBTEST_BODY, world_day(&m, -1));
	assert_int_equal(seen_by(&m).coming.n, 0);
	webtest_as_of(w, ROLE_MEMBER, WEBTEST_BODY, world_day(&m, 0));
	assert_int_equal(seen_by(&m).coming.n, 1);
	webtest_close(w);
}

struct twice { struct meeting_world *m; struct evidence_form f; };
static enum err
by_hand(struct db *db, void *arg)
{
	struct twice *t = arg;
	struct slot_target slot = { t->m->kept_line, 1 };
	struct problems problems = { 0 };
	int64_t id;
	return evidence_add(db, &user_command, &t->f, &slot, 1, today_brussels(), &id, &problems);
}

static long long
approved(struct meeting_world *m, int day)
{
	struct webtest *w = m->w;
	webtest_as(w, ROLE_SECRETARY);
	long long id = world_meeting(m, day), item = world_item(m, id, m->kept);
	assert_int_equal(world_do(m, id, "begin"), 303);
	long long who = (long long)world_number(m, M(w, "SELECT id FROM meeting_person WHERE meeting = %lld AND person = %lld", id, (long long)w->person));
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/attendance", id), M(w, "presence=%lld:present", who)), 303);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/minutes/%lld", id, item), M(w, "rev=0&text=Dit.&discussed=%lld", (long long)m->kept)), 303);
	assert_int_equal(world_do(m, id, "prepare"), 303);
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(world_do(m, id, M(w, "approve&on=%s&how=Par+courriel", world_day(m, 0))), 303);
	return id;
}

static void
never_twice(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	/* these minutes were filed by hand before: the meeting adds nothing */
	struct twice t = { &m, { .kind = EV_LINK, .title = "PV du CEP, à la main", .url = "https://exemple.org/pv", .effective = world_day(&m, -4), .number = NONE, .body = WEBTEST_BODY, .visibility = VIS_INTERNAL } };
	webtest_ok(w, store_write(w->app.store, w->a, by_hand, &t));
	approved(&m, -4);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM evidence"), 1);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM meeting_evidence"), 0);
	/* another day: one piece, with who prepared and who approved it, seen by evaluators, and the plan is newer */
	int64_t version = world_number(&m, "SELECT version FROM plan");
	long long id = approved(&m, -2);
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM evidence WHERE meeting = %lld AND visibility = 1 AND filed_by IS NOT NULL AND validated_by IS NOT NULL AND validated_by <> filed_by"
	    " AND adopted_by = 1 AND effective_on = '%s'", id, world_day(&m, -2))), 1);
	assert_true(world_number(&m, "SELECT version FROM plan") > version);
	webtest_close(w);
}

/* ---- the list follows who sits in the bodies on the day ---------------------------------------------------------- */

static void
mandate_new_of(struct webtest *w, const char *more)
{
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, "/mandates", M(w, "from_day=2020-01-01&%s", more)), 303);
}
static int64_t
on_list(struct meeting_world *m, long long id, const char *where)
{
	return world_number(m, M(m->w, "SELECT count(*) FROM meeting_person WHERE meeting = %lld AND deleted_at IS NULL AND %s", id, where));
}

static void
who_sits_is_asked(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	webtest_as(w, ROLE_MEMBER);
	long long member = (long long)w->person;
	mandate_new_of(w, "actor=1&name=Lina&seat=member&email=Lina%40ex.org");
	mandate_new_of(w, "actor=1&name=Sue&seat=substitute&email=sue%40ex.org");
	mandate_new_of(w, "actor=1&name=Gus&seat=guest");
	mandate_new_of(w, "actor=1&name=Old&seat=member&until_day=2021-01-01");
	mandate_new_of(w, M(w, "actor=1&person=%lld&seat=member&until_day=%s", member, world_day(&m, 5))); /* the role goes on, the mandate ends */
	webtest_as(w, ROLE_SECRETARY);
	long long soon = world_meeting(&m, 5), later = world_meeting(&m, 6);
	assert_int_equal(on_list(&m, soon, "1 = 1"), 6); /* the roles of chair and secretary, who never had a mandate there, are asked too */
	assert_int_equal(on_list(&m, later, "1 = 1"), 5);
	assert_int_equal(on_list(&m, soon, M(w, "person = %lld AND seat = 'member' AND voting = 1", member)), 1);
	assert_int_equal(on_list(&m, later, M(w, "person = %lld", member)), 0);
	assert_int_equal(on_list(&m, soon, "name = 'Lina' AND email_key = 'lina@ex.org' AND voting = 1 AND person IS NULL"), 1);
	assert_int_equal(on_list(&m, soon, "name IN ('Sue', 'Gus') AND voting = 0"), 2);
	assert_int_equal(on_list(&m, soon, "seat = 'chair' AND voting = 1"), 1);
	/* the day moves: whoever sits on the new one */
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld", soon), M(w, "rev=%lld&held_on=%s&starts=18:00&ends=19:00", world_rev(&m, soon), world_day(&m, 6))), 303);
	assert_int_equal(on_list(&m, soon, M(w, "person = %lld", member)), 0);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld", soon), M(w, "rev=%lld&held_on=%s&starts=18:00&ends=19:00", world_rev(&m, soon), world_day(&m, 4))), 303);
	assert_int_equal(on_list(&m, soon, M(w, "person = %lld", member)), 1);
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM meeting_person WHERE meeting = %lld", soon)), 6); /* the same line came back */
	webtest_close(w);
}

/* A role in a body is a seat where no mandate is noted: given, ended and taken back in the page of persons, an account closed. */
static void
roles_come_and_go(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	webtest_as(w, ROLE_JURY); /* a person who sits nowhere */
	long long who = (long long)w->person;
	webtest_as(w, ROLE_SECRETARY);
	long long id = world_meeting(&m, 10);
	assert_int_equal(on_list(&m, id, M(w, "person = %lld", who)), 0);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, M(w, "/people/%lld/grants", who), M(w, "role=%d&actor=%d", ROLE_MEMBER, WEBTEST_BODY)), 303);
	assert_int_equal(on_list(&m, id, M(w, "person = %lld AND seat = 'member'", who)), 1);
	long long grant = (long long)world_number(&m, "SELECT max(id) FROM role_grant");
	assert_int_equal(webtest_post(w, M(w, "/people/grants/%lld/end", grant), ""), 303);
	assert_int_equal(on_list(&m, id, M(w, "person = %lld", who)), 0);
	assert_int_equal(webtest_post(w, M(w, "/people/grants/%lld/restore", grant), ""), 303);
	assert_int_equal(on_list(&m, id, M(w, "person = %lld", who)), 1);
	assert_int_equal(webtest_post(w, M(w, "/people/%lld/delete", who), ""), 303);
	assert_int_equal(on_list(&m, id, M(w, "person = %lld", who)), 0);
	webtest_close(w);
}

/* Between draft and convocation the list follows; by hand is by hand; once convoked, the page says what differs. */
static void
mandates_come_and_go(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	webtest_as(w, ROLE_MEMBER);
	long long member = (long long)w->person;
	webtest_as(w, ROLE_SECRETARY);
	long long id = world_meeting(&m, 10), past = world_meeting(&m, -3);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/people", id), "name=Ana&email=ana%40ex.org"), 303);
	mandate_new_of(w, "actor=1&name=Lina&seat=member&email=lina%40ex.org");
	mandate_new_of(w, "actor=1&name=Bea&seat=member&email=bea%40ex.org");
	assert_int_equal(on_list(&m, id, "name IN ('Lina', 'Bea')"), 2);
	assert_int_equal(on_list(&m, past, "name IN ('Lina', 'Bea')"), 0); /* what was held is not rewritten by itself */
	webtest_as(w, ROLE_SECRETARY);
	long long bea = (long long)world_number(&m, M(w, "SELECT id FROM meeting_person WHERE meeting = %lld AND name = 'Bea'", id));
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/people/%lld", id, bea), ""), 303);
	long long lina = (long long)webtest_number(w, "SELECT id FROM mandate WHERE name = 'Lina'");
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, M(w, "/mandates/%lld/end", lina), M(w, "rev=1&end=%s", world_day(&m, 2))), 303);
	assert_int_equal(on_list(&m, id, "name = 'Lina'"), 0);
	assert_int_equal(on_list(&m, id, "name = 'Bea'"), 0);  /* removed by hand */
	assert_int_equal(on_list(&m, id, "name = 'Ana'"), 1);  /* added by hand */
	assert_int_equal(webtest_post(w, M(w, "/mandates/%lld/remove", lina), ""), 303);
	assert_int_equal(webtest_post(w, M(w, "/mandates/%lld/restore", lina), ""), 303);
	assert_int_equal(on_list(&m, id, "name = 'Lina'"), 0);
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(world_do(&m, id, "convene"), 303);
	assert_int_equal(on_list(&m, id, "invited_at IS NOT NULL"), 4);
	/* convoked: nobody is added without a word */
	mandate_new_of(w, "actor=1&name=Cyd&seat=guest&email=cyd%40ex.org");
	assert_int_equal(on_list(&m, id, "name = 'Cyd'"), 0);
	webtest_as(w, ROLE_SECRETARY);
	for (int k = 0; k < 2; k++) {
		assert_int_equal(webtest_get(w, M(w, "/meetings/%lld%s", id, k == 0 ? "" : "/people")), 200);
		webtest_has(w, "La composition et la liste diffèrent");
		webtest_has(w, "<b>Cyd</b>");
		webtest_hasnt(w, "<b>Bea</b>");
	}
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld", id)), 200);
	webtest_hasnt(w, "diffèrent");
	assert_int_equal(world_do(&m, id, "align"), 403);
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(world_do(&m, id, "align"), 303);
	assert_int_equal(on_list(&m, id, "name = 'Cyd' AND voting = 0"), 1);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld", id)), 200);
	webtest_hasnt(w, "diffèrent");
	webtest_has(w, "Pas encore de convocation");
	/* who was convoked and sits no more hears it with the corrected convocation, once */
	mandate_new_of(w, M(w, "actor=1&person=%lld&seat=member&until_day=%s", member, world_day(&m, 2)));
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(world_do(&m, id, "align"), 303);
	for (int k = 0; k < 2; k++) {
		assert_int_equal(world_do(&m, id, "convene"), 303);
		assert_int_equal(world_number(&m, "SELECT count(*) FROM outbox WHERE calendar_method = 'CANCEL'"), 1);
		assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM outbox WHERE calendar_method = 'CANCEL' AND person = %lld AND body NOT LIKE '%%/meetings/%%'", member)), 1);
	}
	webtest_close(w);
}

/* Two bodies, one person once; a meeting without a body follows nothing. */
static void
several_bodies_or_none(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	mandate_new_of(w, "actor=1&name=Lina+Haddad&seat=guest");
	mandate_new_of(w, "actor=2&name=lina+haddad&seat=member&email=lina%40ex.org");
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, "/meetings", M(w, "bodies=1&bodies=2&held_on=%s&starts=9h&ends=10h", world_day(&m, 3))), 303);
	long long id = (long long)webtest_number(w, "SELECT max(id) FROM meeting");
	assert_int_equal(on_list(&m, id, "name IS NOT NULL"), 1);
	assert_int_equal(on_list(&m, id, "voting = 1 AND seat = 'member' AND email_key = 'lina@ex.org'"), 1);
	assert_int_equal(webtest_post(w, "/meetings", M(w, "title=Visite&held_on=%s&starts=9h&ends=10h", world_day(&m, 3))), 303);
	id = (long long)webtest_number(w, "SELECT max(id) FROM meeting");
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/people", id), "name=Ana&email=ana%40ex.org"), 303);
	assert_int_equal(world_do(&m, id, "align"), 303);
	assert_int_equal(on_list(&m, id, "1 = 1"), 2); /* and who arranges it */
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(who_sees_which), T(only_while_it_lasts), T(never_twice), T(who_sits_is_asked), T(roles_come_and_go), T(mandates_come_and_go), T(several_bodies_or_none) };
	return cmocka_run_group_tests_name("meetings in the store", tests, NULL, NULL);
}
