#include "mission/peer_rules.h"
#include "base/tr.h"
#include <math.h>

const struct peer_settings peer_defaults = { .least = 0.75, .most = 1.25, .self_gap = 1.0, .rater_gap = 0.5, .spread = 0.5 };

/* ---- one answer --------------------------------------------------------------------------------------------- */

int64_t
peer_points_left(const struct peer_mark *marks, size_t n, size_t me)
{
	int64_t left = PEER_POINTS;
	for (size_t i = 0; i < n; i++)
		if (i != me && marks[i].points != NONE)
			left -= marks[i].points;
	return left;
}

void
peer_check(struct arena *a, const struct peer_mark *marks, size_t n, size_t me, struct problems *out)
{
	bool whole = true;
	for (size_t i = 0; i < n; i++) {
		if (i != me && (marks[i].points == NONE || marks[i].points < 0 || marks[i].points > PEER_POINTS)) {
			problem_add(a, out, arena_printf(a, "points-%zu", i), N_("Donnez un nombre entier de points, de 0 à 100."), NULL);
			whole = false;
		}
		for (int b = 0; b < BEHAVIOURS; b++)
			if (marks[i].behaviour[b] == NONE || marks[i].behaviour[b] < BEHAVIOUR_LEAST || marks[i].behaviour[b] > BEHAVIOUR_MOST)
				problem_add(a, out, arena_printf(a, "behaviour-%zu-%d", i, b), N_("Choisissez de 1 à 5."), NULL);
	}
	int64_t left = peer_points_left(marks, n, me);
	if (whole && left > 0)
		problem_add(a, out, "points", N_("Il reste %s points à répartir : le total doit faire 100."), arena_printf(a, "%lld", (long long)left));
	if (whole && left < 0)
		problem_add(a, out, "points", N_("Vous avez donné %s points de trop : le total doit faire 100."), arena_printf(a, "%lld", (long long)-left));
}

/* ---- scores --------------------------------------------------------------------------------------------------- */

static double
given_by(const double *given, size_t n, size_t rater, bool self)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		if (self || i != rater)
			sum += given[rater * n + i];
	return sum;
}

void
webpa_scores(const double *given, const bool *answered, size_t n, bool self, double *score)
{
	BUG_ON(n > PEER_MOST);
	double total[PEER_MOST];
	for (size_t r = 0; r < n; r++)
		total[r] = answered[r] ? given_by(given, n, r, self) : 0;
	for (size_t i = 0; i < n; i++) {
		double sum = 0;
		size_t raters = 0;
		for (size_t r = 0; r < n; r++) {
			if (total[r] <= 0 || (!self && r == i))
				continue;
			sum += given[r * n + i] / total[r];
			raters++;
		}
		score[i] = raters == 0 ? NAN : sum * (double)(self ? n : n - 1) / (double)raters;
	}
}

/* ---- what comes out -------------------------------------------------------------------------------------------- */

static const char *const flag_names[] = {
	[FLAG_SELF_ABOVE] = N_("se voit nettement mieux que ses pairs ne le voient"),
	[FLAG_RATER_FAR] = N_("répartit ses points tout autrement que les autres"),
	[FLAG_DIVIDED] = N_("reçoit des avis très partagés"),
};

const char *
peer_flag_name(enum peer_flag_kind k)
{
	BUG_ON((unsigned)k >= LEN(flag_names));
	return flag_names[k];
}

/* In equal shares: 1 is what each would get if all got the same. */
static double
share(const struct peer_team *t, size_t rater, size_t member)
{
	const struct peer_mark *row = &t->answer[rater * t->n];
	int64_t all = PEER_POINTS - peer_points_left(row, t->n, rater);
	return all <= 0 || row[member].points == NONE ? NAN : (double)row[member].points / (double)all * (double)(t->n - 1);
}

static double
mean_behaviour(const double b[BEHAVIOURS])
{
	double sum = 0;
	for (int k = 0; k < BEHAVIOURS; k++)
		sum += b[k];
	return sum / BEHAVIOURS;
}

static void
judge_member(const struct peer_team *t, size_t i, struct peer_result *out)
{
	double sum[BEHAVIOURS] = { 0 };
	*out = (struct peer_result){ .factor = NAN, .capped = NAN };
	for (int b = 0; b < BEHAVIOURS; b++) {
		int64_t own = t->answered[i] ? t->answer[i * t->n + i].behaviour[b] : NONE;
		out->behaviour[b] = NAN;
		out->self[b] = own == NONE ? NAN : (double)own;
	}
	for (size_t r = 0; r < t->n; r++) {
		if (r == i || !t->answered[r])
			continue;
		out->raters++;
		for (int b = 0; b < BEHAVIOURS; b++)
			sum[b] += (double)t->answer[r * t->n + i].behaviour[b];
	}
	out->enough = out->raters >= PEER_RATERS_LEAST;
	for (int b = 0; b < BEHAVIOURS && out->enough; b++)
		out->behaviour[b] = sum[b] / (double)out->raters;
}

/* How far a rater is from the mean of the other raters, over the members that both rated. NAN: nobody to compare with. */
static double
rater_distance(const struct peer_team *t, size_t rater)
{
	double distance = 0;
	size_t compared = 0;
	for (size_t i = 0; i < t->n; i++) {
		double sum = 0;
		size_t others = 0;
		for (size_t r = 0; r < t->n; r++)
			if (r != rater && r != i && t->answered[r] && !isnan(share(t, r, i))) {
				sum += share(t, r, i);
				others++;
			}
		if (i == rater || others < 2 || isnan(share(t, rater, i)))
			continue;
		distance += fabs(share(t, rater, i) - sum / (double)others);
		compared++;
	}
	return compared == 0 ? NAN : distance / (double)compared;
}

static double
spread_of(const struct peer_team *t, size_t member)
{
	double sum = 0, squares = 0;
	size_t n = 0;
	for (size_t r = 0; r < t->n; r++) {
		double x = r == member || !t->answered[r] ? NAN : share(t, r, member);
		if (isnan(x))
			continue;
		sum += x;
		squares += x * x;
		n++;
	}
	double variance = n < PEER_RATERS_LEAST ? NAN : squares / (double)n - (sum / (double)n) * (sum / (double)n);
	return variance < 0 ? 0 : sqrt(variance);
}

static void
flag(struct arena *a, struct peer_flags *flags, enum peer_flag_kind kind, size_t member, double value, double from)
{
	if (!isnan(value) && value >= from - 1e-9)
		PUSH(a, flags, ((struct peer_flag){ kind, member, value }));
}

void
peer_judge(struct arena *a, const struct peer_team *t, const struct peer_settings *s, struct peer_result *results, struct peer_flags *flags)
{
	double *given = ARENA_ARRAY(a, double, t->n * t->n + 1), *score = ARENA_ARRAY(a, double, t->n + 1);
	*flags = (struct peer_flags){ 0 };
	for (size_t k = 0; k < t->n * t->n; k++)
		given[k] = t->answer[k].points == NONE ? 0 : (double)t->answer[k].points;
	webpa_scores(given, t->answered, t->n, false, score);
	for (size_t i = 0; i < t->n; i++) {
		struct peer_result *r = &results[i];
		judge_member(t, i, r);
		if (r->enough) {
			r->factor = score[i];
			r->capped = fmin(fmax(score[i], s->least), s->most);
			flag(a, flags, FLAG_SELF_ABOVE, i, mean_behaviour(r->self) - mean_behaviour(r->behaviour), s->self_gap);
			flag(a, flags, FLAG_DIVIDED, i, spread_of(t, i), s->spread);
		}
		if (t->answered[i])
			flag(a, flags, FLAG_RATER_FAR, i, rater_distance(t, i), s->rater_gap);
	}
}
