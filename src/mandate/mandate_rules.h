/* mandate_rules.h: seats, who sits on a day, what a composition lacks, the order of an organisation chart. Pure. */
#ifndef MANDATE_RULES_H
#define MANDATE_RULES_H
#include "base/base.h"
#include "base/date.h"
#include "base/tr.h"

/* Of a body: chair, secretary, member, substitute, guest; of an office: holder; elsewhere: delegate. The one list of them, in the
 * order in which a composition is read. */
#define SEAT_LIST(SEAT) \
	SEAT(SEAT_CHAIR, "chair", N_("Présidence")) \
	SEAT(SEAT_SECRETARY, "secretary", N_("Secrétariat")) \
	SEAT(SEAT_HOLDER, "holder", N_("Titulaire")) \
	SEAT(SEAT_MEMBER, "member", N_("Membre")) \
	SEAT(SEAT_SUBSTITUTE, "substitute", N_("Suppléance")) \
	SEAT(SEAT_DELEGATE, "delegate", N_("Représentation")) \
	SEAT(SEAT_GUEST, "guest", N_("Invité permanent"))
#define SEAT_ENUM(seat, word, name) seat,
enum mandate_seat { SEAT_LIST(SEAT_ENUM) SEATS };
const char *seat_word(enum mandate_seat s); /* "chair" … */
const char *seat_name(enum mandate_seat s); /* French msgid */
bool seat_of(const char *word, enum mandate_seat *out);
bool seat_decides(enum mandate_seat s);     /* not a substitute's, not a guest's */

/* replaces: a substitute, the mandate of whom; replaces_name, replaces_person: who holds it. profile_name, actor_name, actor_long: for who reads. from_day, until_day (included; NULL: no end): ISO. account: the
 * person has one and it is open. gone: it was erased. email: where they are written to, the account's or the mandate's; NULL. */
struct mandate_row {
	int64_t id, actor, person, profile, evidence, rev, replaces, replaces_person;
	const char *replaces_name, *actor_name, *actor_long, *outside, *organisation, *name, *profile_name, *from_day, *until_day, *why, *note, *email;
	enum mandate_seat seat;
	bool account, gone;
};
struct mandate_rows { struct mandate_row *items; size_t n, cap; };

bool mandate_on(const struct mandate_row *m, const char *day);
/* By seat within each place; the order is otherwise kept. */
void mandate_order(struct mandate_rows *rows);
/* Those of the rows that sit in this body (NONE: outside the programme) on that day, in their order: what every page and every
 * convocation calls its composition. */
void mandate_sitting(struct arena *a, const struct mandate_rows *all, int64_t actor, const char *day, struct mandate_rows *out);
/* Whom this substitute replaces among who sits in the same body: who holds that mandate, under it or another one; NULL: nobody. */
const struct mandate_row *mandate_replaced(const struct mandate_rows *sitting, const struct mandate_row *m);
/* Ends within `days` after the day, and nobody of that name or account follows in the same place and seat. */
bool mandate_ends_soon(const struct mandate_rows *all, const struct mandate_row *m, struct date day, int days);

/* What a body ought to have of a seat (profile NONE) or of a profile. */
struct mandate_want { int64_t id, actor, profile; enum mandate_seat seat; const char *profile_name; int least; };
struct mandate_wants { struct mandate_want *items; size_t n, cap; };
struct mandate_gap { const struct mandate_want *want; int have; };
struct mandate_gaps { struct mandate_gap *items; size_t n, cap; };
/* Those of the body that are not met that day. A chair or a secretary is a member too; a substitute and a guest count for
 * their own seat only, and for no profile. */
void mandate_gaps(struct arena *a, const struct mandate_wants *wants, const struct mandate_rows *rows, int64_t actor, const char *day, struct mandate_gaps *out);

/* ---- the chart ------------------------------------------------------------------------------------------------ */

/* above: NONE at the top. */
struct chart_node { int64_t actor, above; const char *name, *long_name; int kind; };
/* depth 0 at the top; parent: index in the order, -1. */
struct chart_line { const struct chart_node *node; int depth, parent; };
struct chart { struct chart_line *items; size_t n, cap; };
/* Each node once, a node's own after it. Who stands under nobody known, or in a ring, stands at the top. */
void chart_order(struct arena *a, const struct chart_node *nodes, size_t n, struct chart *out);
/* Whether putting `actor` under `above` would make a ring. */
bool chart_ring(const struct chart_node *nodes, size_t n, int64_t actor, int64_t above);
#endif
