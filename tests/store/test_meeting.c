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

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(who_sees_which), T(only_while_it_lasts), T(never_twice) };
	return cmocka_run_group_tests_name("meetings in the store", tests, NULL, NULL);
}
