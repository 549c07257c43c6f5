#include "solve/selection_bootstrap.h"
#include <math.h>
#include <string.h>
#include <time.h>

/* SplitMix64 (Steele, Lea and Flood 2014): the same draws everywhere. */
static uint64_t
draw(uint64_t *state)
{
	uint64_t z = *state += 0x9E3779B97F4A7C15u;
	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

static bool
late(const struct timespec *begun, double seconds)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return seconds > 0 && (double)(now.tv_sec - begun->tv_sec) + (double)(now.tv_nsec - begun->tv_nsec) * 1e-9 > seconds;
}

enum err
sel_bootstrap(struct arena *a, const struct sel_problem *p, const struct sel_options *o, const struct cal_input *reviews, const double *given,
    int rounds, double seconds, struct sel_bootstrap *out)
{
	uint64_t state = 2024;
	struct timespec begun;
	size_t people = (size_t)reviews->reviewers;
	*out = (struct sel_bootstrap){ .frequency = ARENA_ARRAY(a, double, p->n + 1) };
	struct arena *tmp = arena_new(MIB(1536));
	int *hint = ARENA_ARRAY(a, int, (size_t)p->choose + 1);
	bool hinted = false;
	clock_gettime(CLOCK_MONOTONIC, &begun);
	for (int round = 0; round < rounds && !late(&begun, seconds); round++) {
		arena_reset(tmp);
		struct cal_input in = *reviews;
		struct cal_result c;
		struct sel_problem again = *p;
		int *times = ARENA_ARRAY(tmp, int, people + 1);
		double *score = ARENA_ARRAY(tmp, double, p->n + 1);
		for (size_t r = 0; r < people; r++)
			times[draw(&state) % people]++;
		in.times = times;
		if (calibrate(tmp, &in, &c) != OK)
			continue; /* none of those drawn has scored anything */
		for (size_t i = 0; i < p->n; i++)
			score[i] = isnan(given[i]) ? c.calibrated[i] : given[i];
		again.score = score;
		struct sel_options asked = o == NULL ? (struct sel_options){ 0 } : *o;
		asked.hint = hinted ? hint : NULL;
		asked.seconds = seconds;
		struct sel_answer r = sel_solve(tmp, &again, &asked);
		if (r.portfolios == 0)
			continue;
		memcpy(hint, r.portfolio[0].chosen, (size_t)p->choose * sizeof *hint);
		hinted = true;
		out->rounds++;
		for (int k = 0; k < p->choose; k++)
			out->frequency[hint[k]]++;
	}
	for (size_t i = 0; out->rounds > 0 && i < p->n; i++)
		out->frequency[i] /= out->rounds;
	arena_free(tmp);
	return out->rounds > 0 ? OK : fail(a, E_INVALID, "bootstrap: no resample gave a selection");
}
