/* meeting_store.h: what the files of the room share of the store. Every function takes its user, as meeting.h says. */
#ifndef MEETING_STORE_H
#define MEETING_STORE_H
#include "meeting/attendance_rules.h"
#include "meeting/meeting.h"
#include "base/diff.h"
#include "base/secret.h"
#include "store/history.h"

/* A meeting that the user sees and holds `seat` of. E_NOTFOUND, E_FORBIDDEN. */
enum err meeting_need(struct db *db, const struct user *u, int64_t id, unsigned seat, struct meeting *out) MUST_USE;
/* The same without a user: for the program itself and for signed links. */
enum err meeting_raw(struct db *db, int64_t id, struct meeting *out) MUST_USE;
/* The bodies that a user may convene, in the order of the plan: all of them for the coordination. */
enum err meeting_bodies_mine(struct db *db, const struct user *u, struct meeting_bodies *out) MUST_USE;
/* E_CONFLICT unless its rev is still m->rev; then it grows. */
enum err meeting_touch(struct db *db, const struct meeting *m) MUST_USE;
enum err meeting_stage_set(struct db *db, const struct meeting *m, enum stage to) MUST_USE; /* and rev, and history */
enum err meeting_cancel(struct db *db, const struct user *u, int64_t id, int64_t rev, const char *reason, struct meeting *out, struct problems *problems) MUST_USE;
/* E_FORBIDDEN for who does not manage the body. */
enum err meeting_quorum(struct db *db, int64_t actor, struct quorum *out, int64_t *rev) MUST_USE; /* QUORUM_NONE when it was never set */
enum err meeting_quorum_set(struct db *db, const struct user *u, int64_t actor, struct quorum q, int64_t rev, struct problems *problems) MUST_USE;

/* ---- agenda (agenda_store.c) --------------------------------------------------------------------------------- */

struct agenda_action { int64_t item, action; const char *why, *code, *title; bool discussed; };
struct agenda_actions { struct agenda_action *items; size_t n, cap; };
struct agenda_item {
	int64_t id, meeting, position, approves, minutes_rev, rev;
	enum item_kind kind;
	const char *title, *note, *minutes, *minutes_by, *minutes_at, *proposed_by, *deleted_at;
	const char *approves_on;        /* the day of that meeting */
	bool approved;                  /* its minutes are */
	int64_t rivals;                 /* texts to be made one */
};
struct agenda_items { struct agenda_item *items; size_t n, cap; };
struct agenda_paper { int64_t id, meeting, item, size; const char *sha, *filename, *type, *added_at, *added_by; };
struct agenda_papers { struct agenda_paper *items; size_t n, cap; };
struct agenda { struct agenda_items items; struct agenda_actions actions; struct agenda_papers papers; };
/* Of a meeting that was read by its user. Three queries. */
enum err agenda_load(struct db *db, int64_t meeting, struct agenda *out) MUST_USE;
/* Titles that the draft gave are French in the store, and in the text that is approved; until somebody changes them, who reads sees them in
 * their language. */
const char *agenda_title(struct arena *a, enum lang lang, const struct agenda_item *i);
void agenda_in(struct arena *a, enum lang lang, struct agenda *g);
enum err agenda_item_get(struct db *db, int64_t meeting, int64_t item, struct agenda_item *out) MUST_USE; /* also a deleted one */
/* Who drafts, until the minutes are prepared. */
enum err agenda_item_add(struct db *db, const struct user *u, int64_t meeting, const char *title, const char *note, int64_t *id, struct problems *problems) MUST_USE;
enum err agenda_item_save(struct db *db, const struct user *u, int64_t meeting, int64_t item, int64_t rev, const char *title, const char *note, struct problems *problems) MUST_USE;
enum err agenda_item_move(struct db *db, const struct user *u, int64_t meeting, int64_t item, int by) MUST_USE; /* -1 up, 1 down */
enum err agenda_item_remove(struct db *db, const struct user *u, int64_t meeting, int64_t item, bool removed) MUST_USE;
enum err agenda_action_set(struct db *db, const struct user *u, int64_t meeting, int64_t item, int64_t action, bool there) MUST_USE;
/* What the plan, former meetings and open decisions ask for and the agenda does not hold yet. *added: items and actions. */
enum err agenda_fill(struct db *db, const struct user *u, int64_t meeting, struct year_bounds b, struct date today, int64_t *added) MUST_USE;
enum err agenda_paper_add(struct db *db, const struct user *u, const struct agenda_paper *p) MUST_USE;
enum err agenda_paper_remove(struct db *db, const struct user *u, int64_t meeting, int64_t paper, bool removed) MUST_USE;
enum err agenda_paper_get(struct db *db, int64_t meeting, int64_t paper, struct agenda_paper *out) MUST_USE;

/* ---- people (attendance_store.c) ----------------------------------------------------------------------------- */

enum err attendee_list(struct db *db, int64_t meeting, struct attendees *out) MUST_USE; /* voting first, by name */
enum err attendee_list_all(struct db *db, int64_t meeting, struct attendees *out) MUST_USE; /* with those taken off it */
/* needed: the largest quorum of its bodies, 0: none. */
enum err attendance_count(struct db *db, const struct meeting *m, const struct attendees *all, struct attendance *out) MUST_USE;
/* The list follows who sits in its bodies on its day (list_changes()): what differs, and how it is brought in line; *told: how many
 * changes worth saying. A meeting without a body: nothing. (composition_store.c) */
enum err attendee_differs(struct db *db, const struct meeting *m, struct list_changes *out) MUST_USE;
enum err attendee_align(struct db *db, const struct meeting *m, int64_t *told) MUST_USE;
enum err attendee_align_by(struct db *db, const struct user *u, int64_t meeting, int64_t *told) MUST_USE; /* who manages, until minutes are prepared */
/* Whoever chairs, or keeps the minutes of, the first of the bodies that has one with an account that day; NONE. */
struct offices { int64_t chair, secretary; };
enum err meeting_offices(struct db *db, const int64_t *bodies, size_t n, const char *day, struct offices *out) MUST_USE;
/* Gives or takes the vote by hand, until minutes are approved. */
enum err attendee_vote(struct db *db, const struct user *u, int64_t meeting, int64_t who, bool votes) MUST_USE;
/* One of person, contact, or name (with an address, or without; who is on the list by that name alone gets the address). E_CONFLICT: is there already. */
enum err attendee_add(struct db *db, const struct user *u, int64_t meeting, const struct attendee *who, struct problems *problems) MUST_USE;
enum err attendee_remove(struct db *db, const struct user *u, int64_t meeting, int64_t who, bool removed) MUST_USE;
/* Sets what differs; who manages. */
struct presence_set { int64_t attendee; enum presence presence; };
enum err attendee_presences(struct db *db, const struct user *u, int64_t meeting, const struct presence_set *set, size_t n) MUST_USE;
/* The user's own answer, or of the row that a link opens. */
enum err attendee_answer(struct db *db, int64_t meeting, int64_t who, bool comes, const char *note) MUST_USE;
enum err attendee_by_token(struct db *db, const char *token, struct attendee *out) MUST_USE; /* E_NOTFOUND */
enum err attendee_read(struct db *db, const struct user *u, int64_t meeting) MUST_USE;  /* "lu" */
enum err attendee_read_by_link(struct db *db, const struct attendee *who) MUST_USE;      /* by who belongs to a body: E_FORBIDDEN */
/* A mail reaches them; who has no address is told otherwise. */
bool attendee_reachable(const struct attendee *w);
/* The token of the row's signed link: always the same, so that it may be sent again; it opens while the row is on the list. */
enum err attendee_token(struct db *db, const unsigned char key[APP_KEY_SIZE], int64_t who, const char **token) MUST_USE;
struct contact_choice { int64_t id; const char *name, *institution; };
struct contact_choices { struct contact_choice *items; size_t n, cap; };
enum err meeting_contacts(struct db *db, struct contact_choices *out) MUST_USE; /* with an address, by institution */

/* ---- convocation (convocation.c) ------------------------------------------------------------------------------ */

/* Mails with an invitation to everyone who has an address (again: sequence grows). E_INVALID: nobody to convene. *sent: how many.
 * base_url: of the programme, for the links. */
struct convening { const struct user *user; const struct programme *programme; const char *base_url; const unsigned char *key; bool silent; /* nothing is written to anybody: a past that is put in */ };
enum err meeting_convene(struct db *db, const struct convening *how, int64_t id, int64_t rev, int64_t *sent, struct problems *problems) MUST_USE;
enum err meeting_call_off(struct db *db, const struct convening *how, int64_t id, int64_t rev, const char *reason, int64_t *sent, struct problems *problems) MUST_USE;
/* Who was convoked as the substitute of that line, which says that it does not come, is written to. */
enum err substitutes_tell(struct db *db, const struct convening *how, const struct meeting *m, int64_t holder) MUST_USE;

/* ---- minutes (minutes_store.c) -------------------------------------------------------------------------------- */

/* What became of a text that someone typed on state `base_rev` of the item. SAVED: it is the text now. MERGED: both changed other
 * lines, and the text holds both. RIVAL: both changed the same: theirs is the text, and this one is kept whole beside it. */
/* base: the text it was typed on, when the browser says so; NULL: the state of number base_rev. */
struct minutes_text { int64_t item, base_rev; const char *base, *text; };
enum err minutes_save(struct db *db, const struct user *u, int64_t meeting, const struct minutes_text *t, struct text_typed *out) MUST_USE;
struct rival { int64_t id, item, person, base_rev; const char *text, *at, *who, *base; };
struct rivals { struct rival *items; size_t n, cap; };
enum err minutes_rivals(struct db *db, int64_t item, struct rivals *out) MUST_USE;
/* The text that is to stand, and which rival it took in. E_CONFLICT: the item changed again since base_rev. */
enum err minutes_settle(struct db *db, const struct user *u, int64_t meeting, int64_t item, int64_t base_rev, int64_t rival, const char *text) MUST_USE;
/* Which of the item's actions were discussed. */
enum err minutes_discussed(struct db *db, const struct user *u, int64_t meeting, int64_t item, const int64_t *actions, size_t n) MUST_USE;
/* Live: minutes may be typed. Prepared: sent to those who attended. E_INVALID with problems: rivals are left, nobody was there. */
enum err minutes_begin(struct db *db, const struct user *u, int64_t meeting, int64_t rev) MUST_USE;
enum err minutes_prepare(struct db *db, const struct convening *how, int64_t meeting, int64_t rev, int64_t *sent, struct problems *problems) MUST_USE;
enum err minutes_send(struct db *db, const struct convening *how, const struct meeting *m, const struct attendees *all, int64_t *sent) MUST_USE;
enum err minutes_reopen(struct db *db, const struct user *u, int64_t meeting, int64_t rev) MUST_USE; /* prepared → live */

struct amendment { int64_t id, meeting, item, person, base_rev; const char *base, *text, *reason, *at, *who, *state, *settled_by, *settled_why, *item_title; };
struct amendments { struct amendment *items; size_t n, cap; };
enum err amendment_list(struct db *db, int64_t meeting, struct amendments *out) MUST_USE;
enum err amendment_add(struct db *db, const struct user *u, int64_t meeting, int64_t item, int64_t base_rev, const char *text, const char *reason, struct problems *problems) MUST_USE;
/* E_CONFLICT with *merged false: the item changed the same lines since; settle by hand. */
enum err amendment_settle(struct db *db, const struct user *u, int64_t meeting, int64_t amendment, bool accepted, const char *why, struct problems *problems) MUST_USE;

/* The restricted annex: those who attended; the coordination once it said why. E_NOTFOUND for anyone else. */
struct annex { const char *text, *at, *who; int64_t rev; bool may_write; };
enum err annex_get(struct db *db, const struct user *u, int64_t meeting, struct annex *out) MUST_USE;
enum err annex_save(struct db *db, const struct user *u, int64_t meeting, int64_t rev, const char *text) MUST_USE;
enum err annex_open(struct db *db, const struct user *u, int64_t meeting, const char *reason, struct problems *problems) MUST_USE;

enum err annex_digest(struct db *db, int64_t meeting, const char **sha) MUST_USE; /* NULL: there is none */

/* ---- decisions (resolution_store.c) ---------------------------------------------------------------------------- */

struct resolution_form { int64_t item, votes_for, votes_against, votes_abstain, owner, owner_actor; const char *text, *manner, *due_on; bool followed; const int64_t *actions; size_t nactions; };
/* While minutes are live or prepared. id NONE: a new one. */
enum err resolution_save(struct db *db, const struct user *u, int64_t meeting, int64_t id, int64_t rev, const struct resolution_form *f, int64_t *out, struct problems *problems) MUST_USE;
enum err resolution_remove(struct db *db, const struct user *u, int64_t meeting, int64_t id, bool removed) MUST_USE;
enum err resolution_all(struct db *db, int64_t meeting, struct resolutions *out) MUST_USE; /* without a user */
/* Follow-up: its owner, who manages the meeting. Done asks for a proof: words, a link or a file. */
struct resolution_done { enum follow status; const char *done_on, *proof, *proof_sha, *proof_name, *proof_type; };
enum err resolution_settle(struct db *db, const struct user *u, int64_t id, int64_t rev, const struct resolution_done *d, struct date today, struct problems *problems) MUST_USE;
/* Evidence that the decision adopts. */
struct adopted { int64_t decision, evidence; const char *title, *adopted_at; };
struct adopteds { struct adopted *items; size_t n, cap; };
enum err resolution_adopted(struct db *db, int64_t meeting, struct adopteds *out) MUST_USE;
enum err resolution_adopt_all(struct db *db, const struct meeting *m) MUST_USE;     /* its minutes are approved now */
enum err resolution_unadopt_all(struct db *db, const struct meeting *m) MUST_USE;

/* ---- approval (approval_store.c) ------------------------------------------------------------------------------- */

/* The public part as text: the same minutes always give the same bytes; what is hashed, frozen, shown and exported. */
struct minutes_whole { struct meeting m; struct agenda agenda; struct attendees people; struct resolutions decisions; struct resolution_actions decision_actions; struct attendance count; };
enum err minutes_load(struct db *db, const struct user *u, int64_t meeting, struct date today, struct minutes_whole *out) MUST_USE;
/* What a signed link opens of the minutes: once prepared for who was there and who belongs to a body, once approved for all. E_NOTFOUND: nothing yet. */
enum err minutes_by_link(struct db *db, const struct attendee *who, struct minutes_whole *out) MUST_USE;
const char *minutes_canonical(struct arena *a, const struct minutes_whole *w);
/* in: the meeting that approves (NONE: elsewhere, how says where). Chair or coordination of it. Freezes, fills the plan, adopts. */
struct approving { int64_t in; const char *on, *how; };
enum err minutes_approve(struct db *db, const struct user *u, int64_t meeting, int64_t rev, const struct approving *by, struct date today, struct problems *problems) MUST_USE;
enum err minutes_unapprove(struct db *db, const struct user *u, int64_t meeting, int64_t rev, const char *reason, struct date today, struct problems *problems) MUST_USE;
/* What its approval filed in the plan, and which actions hold it. */
struct filed { int64_t evidence, action; const char *title, *code, *withdrawn_at; };
struct fileds { struct filed *items; size_t n, cap; };
enum err minutes_filed(struct db *db, int64_t meeting, struct fileds *out) MUST_USE;
#endif
