/* peer_rules.h: peer evaluation in a team: what one answers, what comes out of it. Pure.
 *
 * What one answers. PEER_POINTS points are shared among the OTHER members of the team, all of them, in whole points: what goes
 * to one does not go to another (zero-sum), and nobody gives points to oneself. Beside it, of each member and apart of oneself:
 * three behaviours from BEHAVIOUR_LEAST to BEHAVIOUR_MOST; of each other member one comment.
 *
 * What comes out. The factor is that of WebPA (Loughborough University, "A worked example of the scoring algorithm",
 * webpaproject.lboro.ac.uk): each rater's marks are divided by all that this rater gave; a member's score is the sum of the
 * fractions received, times members / raters who answered, so that 1 is an equal share whoever did not answer. There the
 * members mark themselves too. With oneself apart the sum comes from the others only, and the correction is by member:
 * (members - 1) / (others who answered for that member). A correction common to the whole team would raise whoever does not
 * answer, since a missing voter misses no vote of their own. */
#ifndef PEER_RULES_H
#define PEER_RULES_H
#include "base/base.h"

enum { PEER_POINTS = 100, PEER_MOST = 40 /* members of a team */, BEHAVIOURS = 3, BEHAVIOUR_LEAST = 1, BEHAVIOUR_MOST = 5,
	PEER_RATERS_LEAST = 3 /* whoever may be shown an average has that many raters */ };

/* One person's answer: by member, itself included; NONE: not answered. */
struct peer_mark { int64_t points, behaviour[BEHAVIOURS]; };
/* answer[rater * n + member]; answered[rater]: sent for good, the others count for nothing. */
struct peer_team { size_t n; const struct peer_mark *answer; const bool *answered; };

/* What keeps the answer of `me` from being sent: fields "points-K", "behaviour-K-B" (K: the member's place, B: from 0),
 * "points" for the sum. */
void peer_check(struct arena *a, const struct peer_mark *marks, size_t n, size_t me, struct problems *out);
int64_t peer_points_left(const struct peer_mark *marks, size_t n, size_t me);

/* The WebPA scores of marks given[rater * n + member]; self: members mark themselves, as in the published algorithm; else the
 * diagonal counts for nothing. A member without a rater has the score NAN. A rater who gave nothing at all did not answer. */
void webpa_scores(const double *given, const bool *answered, size_t n, bool self, double *score);

/* least, most: the bounds of what a factor may do to a mark. self_gap, rater_gap, spread: from where on a flag. */
struct peer_settings { double least, most, self_gap, rater_gap, spread; };
extern const struct peer_settings peer_defaults;

/* Of one member. enough: as many raters as an average needs; without it every figure but raters and self stays NAN. share:
 * points received, 1 being an equal share. */
struct peer_result { size_t raters; bool enough; double factor, capped, behaviour[BEHAVIOURS], self[BEHAVIOURS]; };
/* For an eye to look closer, and nothing else: no flag changes a figure.
 * SELF_ABOVE: the mean of one's own behaviours is self_gap or more above that of the peers.
 * RATER_FAR: what a rater gave differs from what the other raters gave by rater_gap of an equal share or more, on average over
 * the members that both rated. DIVIDED: the raters of a member are spread (standard deviation, in equal shares) by spread or more. */
enum peer_flag_kind { FLAG_SELF_ABOVE, FLAG_RATER_FAR, FLAG_DIVIDED };
struct peer_flag { enum peer_flag_kind kind; size_t member; double value; };
struct peer_flags { struct peer_flag *items; size_t n, cap; };
const char *peer_flag_name(enum peer_flag_kind k); /* French msgid */
/* results: n of them. */
void peer_judge(struct arena *a, const struct peer_team *t, const struct peer_settings *s, struct peer_result *results, struct peer_flags *flags);
#endif
