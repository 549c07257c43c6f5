/* attendance_rules.h: who is asked to come, who votes, how the list of a meeting follows who sits in its bodies. Pure. */
#ifndef ATTENDANCE_RULES_H
#define ATTENDANCE_RULES_H
#include "meeting/meeting_rules.h"

/* One line of a meeting's list. name, email: of the account, the contact or as typed. function: institution of a contact. seat: what
 * they sit as in its bodies that day (a word of seat_of()), NULL: asked by hand. added: "body" or "hand". removed: NULL while on
 * the list, else "body" (sits there no more) or "hand". vote: "yes" or "no" by hand, NULL: as the seat says; voting: what holds.
 * replaces: of a substitute, the line of whom they replace; replaces_name: its name, when they are on the list. called: whom they replace
 * does not come, and they do or may. stands_in: called, and there, so that they vote. */
struct attendee {
	int64_t id, meeting, person, contact, rev, replaces;
	const char *name, *email, *function, *lang, *seat, *added, *removed, *vote;
	const char *replaces_name;
	bool voting, linked, called, stands_in;
	const char *answer, *answer_note, *answered_at, *invited_at, *read_at;
	enum presence presence;
};
struct attendees { struct attendee *items; size_t n, cap; };
/* Sets what of a list follows from who comes: a substitute votes while whom they replace is excused or absent (said no, until that is
 * noted) and they are present; one substitute a person. A vote given or taken by hand holds. */
void attendees_stand_in(struct attendees *all);
/* Who votes first, then by name as it sorts. */
void attendees_order(struct arena *a, struct attendees *all);
/* Voted for whom they replace: what minutes say of it. */
bool attendee_replaced(const struct attendee *w);
/* Of a body: its minutes are for them once prepared, there or not. A permanent guest is not. */
bool attendee_belongs(const struct attendee *w);
/* The same in SQL, of a row of meeting_person. */
#define ATTENDEE_BELONGS(w) "(" w ".voting = 1 OR (" w ".seat IS NOT NULL AND " w ".seat <> 'guest'))"

/* members: seats that vote; a substitute who was given the vote holds none of their own. Of those who come and who are there, a
 * substitute with the vote counts for a member who is not: never more than members. silent: no answer. needed: a quorum, 0: none. */
struct attendance { int64_t members, yes, no, silent, present, excused, absent, invited, needed; };
struct attendance attendance_tally(const struct attendees *all);
/* Of a meeting without a body: nobody is a member, everybody counts. */
struct attendance attendance_tally_all(const struct attendees *all);

/* ---- the list follows the composition -------------------------------------------------------------------------- */

/* Who sits in a body of the meeting on its day. email NULL: none. voting: what the seat gives. replaces: whom a substitute replaces there;
 * NULL: nobody. */
struct sitter { int64_t person; const char *name, *email, *seat; bool voting; const struct sitter *replaces; };
struct sitters { struct sitter *items; size_t n, cap; };
/* Each person once, at their first place: the same account; the same address; the same name when one of the two is a name alone.
 * Who votes in any body votes, by that seat. */
void sitters_once(struct arena *a, struct sitters *s);

enum list_act { LIST_ADD, LIST_BACK, LIST_CHANGE, LIST_OFF };
/* Of each line of `all`, the id of the line of whom it replaces, NONE. */
int64_t *list_replaced(struct arena *a, const struct sitters *once, const struct attendees *all) MUST_USE;

/* ADD: a sitter who is not on the list. BACK: was taken off it when they did not sit there. CHANGE: seat, vote, account, address or whom they replace;
 * sitter NULL: sits nowhere any more, but was added by hand, so stays as a guest. OFF: stays no longer. told: worth being said
 * (a new seat with the same vote is not). voting: what will hold, of ADD, BACK and CHANGE. */
struct list_change { enum list_act act; const struct sitter *sitter; const struct attendee *row; bool voting, told; };
struct list_changes { struct list_change *items; size_t n, cap; };
/* all: removed lines too. Who was removed by hand stays off, who was added by hand stays on, a vote given or taken by hand holds, and
 * nobody goes whose presence is noted. */
void list_changes(struct arena *a, const struct sitters *once, const struct attendees *all, struct list_changes *out);
size_t list_changes_told(const struct list_changes *c);
const char *list_change_name(const struct list_change *c); /* NULL: erased */
#endif
