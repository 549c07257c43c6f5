/* Who is asked to come: each person once, what is decided by hand holds, who counts for the quorum. */
#include "test.h"
#include "meeting/attendance_rules.h"

static struct sitter
sits(int64_t person, const char *name, const char *email, const char *seat)
{
	return (struct sitter){ person, name, email, seat, strcmp(seat, "guest") != 0 && strcmp(seat, "substitute") != 0, NULL };
}

static struct attendee
line(int64_t id, int64_t person, const char *name, const char *email, const char *seat, const char *added, const char *removed)
{
	return (struct attendee){ .id = id, .person = person, .contact = NONE, .replaces = NONE, .name = name, .email = email, .seat = seat, .added = added, .removed = removed, .answer = "none",
		.voting = seat != NULL && strcmp(seat, "guest") != 0 && strcmp(seat, "substitute") != 0 };
}

static void
once_in_several_bodies(void **state)
{
	struct sitter all[] = { sits(7, "Ada", "ada@ex.org", "guest"), sits(NONE, "Lina Haddad", NULL, "member"), sits(7, "Ada", "ada@ex.org", "member"), sits(NONE, "Lína  haddad", "lina@ex.org", "guest"),
		sits(NONE, "Bob", "bob@ex.org", "member"), sits(NONE, "Robert", "BOB@ex.org", "substitute"), sits(8, "Zoé", "zoe@ex.org", "chair"), sits(NONE, "Z. Martin", "zoe@ex.org", "member"),
		sits(NONE, "Jean Dupont", "jean@a.org", "member"), sits(NONE, "Jean Dupont", "jean@b.org", "member") };
	struct sitters s = { all, LEN(all), LEN(all) };
	sitters_once(*state, &s);
	assert_int_equal(s.n, 6);
	assert_true(s.items[0].voting && text_eq(s.items[0].seat, "member"));      /* votes in one of the two */
	assert_true(s.items[1].voting && text_eq(s.items[1].email, "lina@ex.org")); /* the address of the other body */
	assert_true(s.items[2].voting && text_eq(s.items[2].name, "Bob"));
	assert_true(s.items[3].person == 8 && text_eq(s.items[3].seat, "chair"));
	assert_string_equal(s.items[4].email, "jean@a.org"); /* two addresses: two persons */
	assert_string_equal(s.items[5].email, "jean@b.org");
}

enum { NOTHING = LIST_OFF + 1 };
static struct list_change
of(const struct list_changes *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (text_eq(list_change_name(&c->items[i]), name))
			return c->items[i];
	return (struct list_change){ .act = (enum list_act)NOTHING };
}

static void
the_list_follows(void **state)
{
	struct sitter all[] = { sits(1, "Ada", "ada@ex.org", "chair"), sits(2, "Bob", "bob@ex.org", "member"), sits(NONE, "Cyd", "cyd@ex.org", "member"), sits(4, "Dan", "dan@ex.org", "member"),
		sits(5, "Eve", "eve@ex.org", "substitute"), sits(6, "Fay", "fay@ex.org", "member"), sits(NONE, "Gus", "gus@ex.org", "guest"), sits(9, "Ida", "ida@ex.org", "member") };
	struct sitters s = { all, LEN(all), LEN(all) };
	struct attendee rows[] = {
		line(10, 1, "Ada", "ada@ex.org", "member", "body", NULL),      /* a new seat, the same vote */
		line(11, 2, "Bob", "bob@ex.org", "member", "body", "hand"),    /* removed by hand */
		line(12, NONE, "Cyd", NULL, "member", "body", NULL),           /* an address now */
		line(13, 4, "Dan", "dan@ex.org", "member", "body", "body"),    /* sits again */
		line(14, 5, "Eve", "eve@ex.org", "substitute", "body", NULL),  /* the vote by hand, below */
		line(15, 6, "Fay", "fay@ex.org", NULL, "hand", NULL),          /* asked by hand, sits now */
		line(16, 7, "Hal", "hal@ex.org", "member", "body", NULL),      /* sits no more */
		line(17, NONE, "Guest", "g@ex.org", NULL, "hand", NULL),       /* asked by hand */
		line(18, 8, "Old", "old@ex.org", "member", "hand", NULL),      /* asked by hand, sat, sits no more */
		line(19, 3, "Was there", "w@ex.org", "member", "body", NULL),  /* sits no more, was there */
		line(20, NONE, "Gone", "gone@ex.org", NULL, "hand", "hand"),
	};
	rows[4].vote = "yes", rows[4].voting = true;
	rows[9].presence = PRES_PRESENT;
	struct attendees l = { rows, LEN(rows), LEN(rows) };
	struct list_changes c;
	list_changes(*state, &s, &l, &c);
	assert_true(of(&c, "Ada").act == LIST_CHANGE && !of(&c, "Ada").told && of(&c, "Ada").voting);
	assert_int_equal(of(&c, "Bob").act, NOTHING);
	assert_true(of(&c, "Cyd").act == LIST_CHANGE && of(&c, "Cyd").told);
	assert_true(of(&c, "Dan").act == LIST_BACK && of(&c, "Dan").voting);
	assert_int_equal(of(&c, "Eve").act, NOTHING);
	assert_true(of(&c, "Fay").act == LIST_CHANGE && of(&c, "Fay").voting);
	assert_true(of(&c, "Gus").act == LIST_ADD && !of(&c, "Gus").voting);
	assert_true(of(&c, "Ida").act == LIST_ADD);
	assert_int_equal(of(&c, "Hal").act, LIST_OFF);
	assert_int_equal(of(&c, "Guest").act, NOTHING);
	assert_true(of(&c, "Old").act == LIST_CHANGE && of(&c, "Old").sitter == NULL && !of(&c, "Old").voting);
	assert_int_equal(of(&c, "Was there").act, NOTHING);
	assert_int_equal(of(&c, "Gone").act, NOTHING);
	assert_int_equal(c.n, 8);
	assert_int_equal(list_changes_told(&c), 7);
	/* in line: nothing to do */
	struct attendee right[] = { line(1, 1, "Ada", "ada@ex.org", "chair", "body", NULL), line(2, NONE, "CYD", "Cyd@ex.org", "member", "hand", NULL) };
	struct sitter two[] = { all[0], all[2] };
	list_changes(*state, &(struct sitters){ two, 2, 2 }, &(struct attendees){ right, 2, 2 }, &c);
	assert_int_equal(c.n, 0);
}

static void
in_order(void **state)
{
	struct attendee rows[] = { line(1, NONE, "Zoé", NULL, "guest", "body", NULL), line(2, NONE, "lina", NULL, "member", "body", NULL), line(3, 4, "Élodie", NULL, "member", "body", NULL),
		line(4, NONE, "Ana", NULL, NULL, "hand", NULL), line(5, 6, "Olivier", NULL, "chair", "body", NULL) };
	struct attendees l = { rows, LEN(rows), LEN(rows) };
	attendees_order(*state, &l);
	static const int64_t order[] = { 3, 2, 5, 4, 1 };
	for (size_t i = 0; i < l.n; i++)
		assert_int_equal(l.items[i].id, order[i]);
}

static void
who_counts(void **state)
{
	(void)state;
	struct attendee rows[] = { line(1, 1, "Ada", NULL, "chair", "body", NULL), line(2, 2, "Bob", NULL, "member", "body", NULL), line(3, 3, "Cyd", NULL, "member", "body", NULL),
		line(4, 4, "Sue", NULL, "substitute", "body", NULL), line(5, 5, "Gus", NULL, "guest", "body", NULL), line(6, 6, "Old list", NULL, NULL, "body", NULL) };
	struct attendees l = { rows, LEN(rows), LEN(rows) };
	rows[5].voting = true; /* of before there were seats */
	rows[0].answer = rows[1].answer = rows[3].answer = rows[4].answer = "yes";
	rows[2].answer = "no";
	struct attendance c = attendance_tally(&l);
	assert_int_equal(c.members, 4);
	assert_int_equal(c.yes, 2);
	assert_int_equal(c.invited, 2);
	rows[3].vote = "yes", rows[3].voting = true; /* in the place of Cyd */
	c = attendance_tally(&l);
	assert_true(c.members == 4 && c.yes == 3 && c.no == 1 && c.silent == 1 && c.invited == 1);
	for (size_t i = 0; i < LEN(rows); i++)
		rows[i].presence = PRES_PRESENT;
	c = attendance_tally(&l);
	assert_int_equal(c.present, 4); /* everyone is there: a substitute replaces nobody */
	rows[2].presence = PRES_EXCUSED, rows[1].presence = PRES_ABSENT;
	c = attendance_tally(&l);
	assert_true(c.present == 3 && c.excused == 1 && c.absent == 1);
	assert_true(attendee_belongs(&rows[3]) && attendee_belongs(&rows[5]) && !attendee_belongs(&rows[4]));
}

/* The vote of who does not come passes to their substitute who is there, and goes back; by hand holds; one substitute a person. */
static void
a_vote_passes(void **state)
{
	(void)state;
	struct attendee rows[] = { line(1, 1, "Ada", NULL, "chair", "body", NULL), line(2, 2, "Bob", NULL, "member", "body", NULL), line(3, 3, "Sue", NULL, "substitute", "body", NULL),
		line(4, 4, "Tom", NULL, "substitute", "body", NULL) };
	struct attendees l = { rows, LEN(rows), LEN(rows) };
	struct attendee *bob = &rows[1], *sue = &rows[2], *tom = &rows[3];
	sue->replaces = tom->replaces = 2;
	attendees_stand_in(&l);
	assert_string_equal(sue->replaces_name, "Bob");
	assert_true(!sue->called && !sue->voting && attendance_tally(&l).yes == 0);
	/* before: from what they answer */
	rows[0].answer = tom->answer = "yes", bob->answer = "no";
	attendees_stand_in(&l);
	assert_true(tom->called && !tom->voting && !sue->called); /* who comes, before who might */
	assert_int_equal(attendance_tally(&l).yes, 2);
	bob->answer = "yes";
	attendees_stand_in(&l);
	assert_true(!tom->called && attendance_tally(&l).yes == 2);
	/* there */
	rows[0].presence = sue->presence = PRES_PRESENT, bob->presence = PRES_EXCUSED;
	for (int again = 0; again < 2; again++) {
		attendees_stand_in(&l);
		assert_true(sue->stands_in && sue->voting && attendee_replaced(sue) && !tom->called);
		assert_int_equal(attendance_tally(&l).present, 2);
	}
	bob->presence = PRES_ABSENT, sue->presence = PRES_INVITED;
	attendees_stand_in(&l);
	assert_true(!sue->voting && !attendee_replaced(sue) && tom->called); /* there as a guest only */
	bob->presence = sue->presence = PRES_PRESENT;
	attendees_stand_in(&l);
	assert_true(!sue->voting && !sue->stands_in && attendance_tally(&l).present == 2);
	/* by hand, and of who has no vote to give */
	bob->presence = PRES_EXCUSED, sue->vote = "no";
	attendees_stand_in(&l);
	assert_true(!sue->voting && tom->called);
	sue->vote = "yes", sue->voting = true;
	attendees_stand_in(&l);
	assert_true(sue->voting && !sue->stands_in && attendee_replaced(sue) && !tom->called);
	sue->vote = NULL, sue->voting = false, bob->vote = "no", bob->voting = false;
	attendees_stand_in(&l);
	assert_true(!sue->called && !sue->voting);
}

static void
whom_they_replace(void **state)
{
	struct sitter bob = sits(2, "Bob", "bob@ex.org", "member"), lina = sits(NONE, "Lina", NULL, "member");
	struct sitter all[] = { bob, lina, sits(3, "Sue", NULL, "substitute"), sits(4, "Tom", NULL, "substitute") };
	all[2].replaces = &bob, all[3].replaces = &lina;
	struct sitters s = { all, LEN(all), LEN(all) };
	struct attendee rows[] = { line(12, 2, "Bob", NULL, "member", "body", NULL), line(13, 3, "Sue", NULL, "substitute", "body", NULL), line(14, 4, "Tom", NULL, "substitute", "body", NULL),
		line(15, NONE, "Lina", NULL, "member", "body", "hand"), line(16, 6, "Old", NULL, "substitute", "body", NULL) };
	struct attendees l = { rows, LEN(rows), LEN(rows) };
	struct list_changes c;
	rows[4].replaces = 12, rows[4].presence = PRES_PRESENT; /* sits no more, was there */
	int64_t *of_whom = list_replaced(*state, &s, &l);
	assert_true(of_whom[0] == NONE && of_whom[1] == 12 && of_whom[2] == NONE && of_whom[4] == 12); /* Lina is off the list */
	list_changes(*state, &s, &l, &c);
	assert_true(c.n == 1 && of(&c, "Sue").act == LIST_CHANGE && of(&c, "Sue").told);
	rows[1].replaces = 12;
	list_changes(*state, &s, &l, &c);
	assert_int_equal(c.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(once_in_several_bodies), T(the_list_follows), T(in_order), T(who_counts), T(a_vote_passes), T(whom_they_replace) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
