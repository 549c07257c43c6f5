/* peer.h: the two rounds of peer evaluation of an edition. Raw answers: of their writer alone while they are written; then of the
 * coordination, which says why it opens them. Nobody else reads them: not the other students, not who follows the team. */
#ifndef PEER_H
#define PEER_H
#include "mission/peer_rules.h"
#include "team/team.h"

extern const struct query peer_queries[], peer_staff_queries[];

/* ---- rounds (peer_store.c) ------------------------------------------------------------------------------------- */

struct peer_round { int64_t id, edition, round, rev; const char *opens_on, *closes_on, *opened_at, *closed_at, *released_at, *purged_at; };
struct peer_rounds { struct peer_round *items; size_t n, cap; };
/* Closed by hand or past its last day; open by hand or from its first day on. */
enum round_state { ROUND_AHEAD, ROUND_OPEN, ROUND_CLOSED, ROUND_RELEASED };
enum round_state peer_round_state(const struct peer_round *r, struct date today);
enum err peer_rounds(struct db *db, int64_t edition, struct peer_rounds *out) MUST_USE; /* by round; those that someone began */
enum err peer_round_get(struct db *db, int64_t id, struct peer_round *out) MUST_USE;
/* Its days; made when it is not there. E_CONFLICT: rev. */
enum err peer_round_days(struct db *db, int64_t edition, int64_t round, int64_t rev, const char *opens_on, const char *closes_on) MUST_USE;
enum round_act { ROUND_DO_OPEN, ROUND_DO_CLOSE };
enum err peer_round_act(struct db *db, const struct peer_round *r, enum round_act act) MUST_USE;

/* ---- one's own answer --------------------------------------------------------------------------------------------- */

/* members: the team as it is now; mark[k] of members.items[k]. comment: as typed. sent_at NULL: a draft, or nothing (id NONE). */
struct peer_form { int64_t id, rev; const char *sent_at; size_t me, n; int64_t member[PEER_MOST]; struct peer_mark mark[PEER_MOST]; const char *comment[PEER_MOST]; };
enum err peer_form_get(struct db *db, const struct peer_round *r, const struct team_seats *members, int64_t rater, struct peer_form *out) MUST_USE;
/* sent: it counts from now on; an answer that was sent stays so. */
enum err peer_form_set(struct db *db, const struct peer_round *r, int64_t team, struct peer_form *f, bool sent) MUST_USE;
/* What was released to a student: averages NAN below the raters they need. E_NOTFOUND: nothing. */
struct peer_shown { struct peer_result result; int64_t team; struct strings comments; };
enum err peer_shown_get(struct db *db, int64_t round, int64_t student, struct peer_shown *out) MUST_USE;
/* How many of each team have answered. */
struct peer_count { int64_t team, members, sent; };
struct peer_counts { struct peer_count *items; size_t n, cap; };
enum err peer_counts(struct db *db, const struct peer_round *r, struct peer_counts *out) MUST_USE;

/* Who has not answered yet and has an address, in teams of two and more that are at work. */
struct peer_due { int64_t team, student, person; const char *email; };
struct peer_dues { struct peer_due *items; size_t n, cap; };
enum err peer_dues(struct db *db, const struct peer_round *r, struct peer_dues *out) MUST_USE;

/* ---- for the coordination (peer_staff_store.c) --------------------------------------------------------------------- */

/* A comment, of nobody's hand: where it stands is said by answer and member. verdict: NULL, "kept", "changed", "hidden". */
struct peer_comment { int64_t team, answer, member; const char *name, *comment, *verdict, *shown; };
struct peer_comments { struct peer_comment *items; size_t n, cap; };
enum err peer_comments(struct db *db, int64_t round, struct peer_comments *out) MUST_USE; /* by team and member, in an order that says nothing */
enum err peer_moderate(struct db *db, int64_t round, int64_t answer, int64_t member, const char *verdict, const char *shown, int64_t person) MUST_USE;
/* One team as it answered; members as they sit now, and whoever answered or was answered for. */
struct peer_raw { int64_t team; struct team_seats members; struct peer_team judged; struct peer_result *results; struct peer_flags flags; const char **comment; };
struct peer_raws { struct peer_raw *items; size_t n, cap; };
enum err peer_raw(struct db *db, const struct peer_round *r, const struct peer_settings *s, struct peer_raws *out) MUST_USE; /* every team */
/* Results and the comments that moderation lets pass, to each student theirs. Again: what stands is replaced. E_CONFLICT: a
 * comment waits for moderation, the round is still open, or its answers are gone. */
enum err peer_release(struct db *db, const struct peer_round *r, const struct peer_settings *s) MUST_USE;
struct peer_look { const char *at, *who, *reason; int64_t person; };
struct peer_looks { struct peer_look *items; size_t n, cap; };
enum err peer_look_add(struct db *db, int64_t round, int64_t team, int64_t person, const char *reason) MUST_USE;
enum err peer_looks(struct db *db, int64_t round, int64_t team, struct peer_looks *out) MUST_USE; /* newest first */
enum { LOOK_MINUTES = 60 }; /* so long the raw answers stay open to who said why */
/* Of struct retention: raw answers of rounds that ended before go; results stay. */
enum err peer_purge(struct db *db, const char *before, bool look, int64_t *n) MUST_USE;
#endif
