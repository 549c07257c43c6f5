/* A bound of one stage while those before it are as they are known: their rows are priced instead of kept (Lagrangian
 * relaxation; Held and Karp, 1971), which leaves a flow; the prices follow how far the flow is from what is known. Any prices
 * give a bound, so that rounding them to whole numbers loses none of its truth. Slack is the sum of its attributes, each
 * bounded alone. */
#include "solve/teams_private.h"
#include <math.h>

enum { UNIT = 32, STEPS = 30, STEPS_LARGE = 12, LARGE = 5000 };

/* The least of the stage (of slack: of one attribute), not rounded. */
static double
bound_one(const struct team_model *m, int stage, int attribute, const struct team_vector *known, double wanted, double until)
{
	double price[TEAM_STAGES_MAX], best = 0, theta = 1;
	int poor = 0, steps = m->p->students > LARGE ? STEPS_LARGE : STEPS;
	for (int i = 0; i < stage; i++)
		price[i] = fmin(pow(2, stage - i), 64);
	for (int step = 0; step < steps && team_clock() < until; step++) {
		long weight[TEAM_STAGES_MAX] = { 0 }, sum[TEAM_STAGES_MAX] = { 0 }, scale = 1;
		double least = 0, far = 0, off[TEAM_STAGES_MAX];
		for (int i = 0; i < stage; i++)
			weight[i] = i == m->slack_at && attribute < 0 ? 0 : lround(price[i] * UNIT);
		weight[stage] = UNIT;
		if (!team_net_sums(m, attribute, weight, until, sum, &scale))
			break;
		for (int i = 0; i <= stage; i++)
			least += (double)weight[i] / UNIT * ((double)sum[i] / (double)scale - (i < stage && weight[i] > 0 ? (double)known->v[i] : 0));
		poor = least > best + 1e-9 ? 0 : poor + 1;
		best = fmax(best, least);
		if (stage != m->slack_at && ceil(best - 1e-6) >= wanted)
			break;
		if (poor >= 3) {
			theta /= 2;
			poor = 0;
		}
		for (int i = 0; i < stage; i++) {
			off[i] = i == m->slack_at && attribute < 0 ? 0 : (double)sum[i] / (double)scale - (double)known->v[i];
			far += off[i] * off[i];
		}
		if (far <= 0)
			break;
		for (int i = 0; i < stage; i++)
			price[i] = fmin(1000, fmax(0, price[i] + theta * fmax(wanted - least, 0.5) / far * off[i]));
	}
	return best;
}

long
team_bound(const struct team_model *m, int stage, const struct team_vector *known, double until)
{
	double sum = 0;
	if (stage != m->slack_at) {
		/* With slack before it, also with that of one attribute, which is at most all of it. */
		int flows = m->slack_at >= 0 && m->slack_at < stage ? m->p->attributes : 0;
		for (int k = -1; k < flows && ceil(sum - 1e-6) < (double)known->v[stage]; k++)
			sum = fmax(sum, bound_one(m, stage, k, known, (double)known->v[stage], team_clock() + (until - team_clock()) / (flows - k)));
		return (long)ceil(sum - 1e-6);
	}
	for (int k = 0; k < m->p->attributes; k++) {
		double left = until - team_clock();
		/* What an attribute is wanted to reach is not known alone: its share is a fair step. */
		sum += ceil(bound_one(m, stage, k, known, (double)known->v[stage] / m->p->attributes, team_clock() + left / (m->p->attributes - k)) - 1e-6);
	}
	return (long)sum;
}
