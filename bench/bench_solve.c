/* bench_solve: the exact selection and the teams beside CBC on the same instance, and calibration beside the raw mean on
 * simulated juries. Asserts nothing about time; says when the two optima differ. */
#include "../tests/unit/cbc_teams.h"
#include "../tests/unit/gen_teams.h"
#include "../tests/unit/gen_timetable.h"
#include "jobs/solver.h"
#include "solve/calibrate.h"
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double
seconds(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static const char *const words[] = { "optimal", "bounded", "infeasible", "unknown" };

/* Three dimensions of 10, 12 and 6 values, a file in five has two sectors, institutions, bounds, pins, a cut. step: scores
 * in steps of so much (0: all different), where ties make relaxations weak. */
static void
compare(int n, int choose, uint64_t seed, double step, double limit)
{
	struct arena *a = arena_new(MIB(1024));
	struct gen g = { seed };
	struct sel_problem p = gen_selection(a, &g, (struct gen_shape){ n, choose, 3, { 10, 12, 6 }, 0.5, choose > 20 ? 10 : 3, true, true, true });
	double *score = ARENA_ARRAY(a, double, p.n);
	for (size_t i = 0; i < p.n; i++)
		score[i] = step > 0 ? round(p.score[i] / step) * step : p.score[i];
	p.score = score;
	struct sel_options o = { .seconds = limit };
	struct sel_answer cbc;
	const char *by;
	double from = seconds(CLOCK_PROCESS_CPUTIME_ID);
	struct sel_answer own = sel_solve(a, &p, &o);
	double mine = seconds(CLOCK_PROCESS_CPUTIME_ID) - from;
	from = seconds(CLOCK_MONOTONIC);
	enum err e = sel_solve_mip(a, &p, &o, solver_run_bounded, &cbc, &by);
	double theirs = seconds(CLOCK_MONOTONIC) - from;
	double x = own.portfolios > 0 ? own.portfolio[0].value : 0, y = e == OK && cbc.portfolios > 0 ? cbc.portfolio[0].value : 0;
	printf("%5d %4d %5llu %4.1f  %-10s %9.4f %7llu", n, choose, (unsigned long long)seed, step, words[own.status], mine, (unsigned long long)own.nodes);
	if (e != OK)
		printf("  (no cbc here)\n");
	else
		printf("  %-10s %9.4f %7llu  %s\n", words[cbc.status], theirs, (unsigned long long)cbc.nodes,
		    cbc.status != SEL_OPTIMAL && cbc.status != SEL_INFEASIBLE ? "not closed by cbc" : fabs(x - y) < 1e-6 * (1 + fabs(x)) ? "same value" : "DIFFERENT");
	arena_free(a);
}

/* ---- timetables ------------------------------------------------------------------------------------------------- */

/* Orals: half-hour starts of two days, an hour each, a supervisor and a second reader, towns 15 to 90 minutes apart, wishes
 * of 0 to 9, a second day at 3. Both have the same seconds; the gap is what each has not proved, in percent of its value. */
static void
timetable(int n, int people, uint64_t seed, double limit)
{
	struct arena *a = arena_new(MIB(2048));
	struct tt_problem p = gtt_make(a, seed, (struct gtt_shape){ TT_ORALS, n, 2, 18, 30, 60, people, 6, 0, 60, 3 * TT_UNIT, 0, 0, false, 9 });
	struct tt_answer own;
	struct gtt_cbc cbc;
	double from = seconds(CLOCK_MONOTONIC);
	if (tt_solve(a, &p, limit, &own) != OK)
		abort();
	double mine = seconds(CLOCK_MONOTONIC) - from;
	double value = (double)own.cost / TT_UNIT, bound = (double)own.bound / TT_UNIT;
	printf("%8d %6d %5llu  %-10s %9.2f %6.2f%% %8.2f", n, people, (unsigned long long)seed, words[own.status], value, value > 0 ? (value - bound) / value * 100 : 0, mine);
	from = seconds(CLOCK_MONOTONIC);
	bool there = gtt_cbc(a, &p, 0, limit, solver_run_bounded, &cbc);
	double theirs = seconds(CLOCK_MONOTONIC) - from;
	if (!there)
		printf("  (no cbc here)\n");
	else if (!cbc.found)
		printf("  %-10s %9s %7s %8.2f\n", cbc.infeasible ? "infeasible" : "nothing", "", "", theirs);
	else
		printf("  %-10s %9.2f %6.2f%% %8.2f  %s\n", cbc.optimal ? "optimal" : "bounded", cbc.value, cbc.value > 0 ? fmax(0, (cbc.value - cbc.bound) / cbc.value * 100) : 0,
		    theirs, fabs(cbc.value - value) < 1e-4 ? "same value" : value < cbc.value ? "own is better" : "cbc is better");
	arena_free(a);
}

static void
timetables(double limit)
{
	static const int sizes[] = { 10, 20, 60 };
	printf("\nTimetables of orals\n%8s %6s %5s  %-10s %9s %7s %8s  %-10s %9s %7s %8s\n", "sessions", "people", "seed", "own", "cost", "gap", "clock s", "cbc", "cost", "gap", "clock s");
	for (size_t k = 0; k < LEN(sizes); k++)
		for (uint64_t seed = 1; seed <= 3; seed++)
			for (int tight = 0; tight < 2; tight++)
				timetable(sizes[k], tight ? (sizes[k] * 2 + 4) / 5 : sizes[k] * 8 / 10, seed, limit);
}

/* ---- simulated juries ------------------------------------------------------------------------------------------- */

struct scored { double score; int file; };

static int
down(const void *x, const void *y)
{
	const struct scored *a = x, *b = y;
	return a->score != b->score ? (a->score < b->score) - (a->score > b->score) : (a->file > b->file) - (a->file < b->file);
}

/* Share of the ten truly best among the ten best by `score`. */
static double
precision(struct arena *a, const double *truth, const double *score, int n)
{
	struct scored *t = ARENA_ARRAY(a, struct scored, (size_t)n), *s = ARENA_ARRAY(a, struct scored, (size_t)n);
	int both = 0;
	for (int i = 0; i < n; i++) {
		t[i] = (struct scored){ truth[i], i };
		s[i] = (struct scored){ score[i], i };
	}
	qsort(t, (size_t)n, sizeof *t, down);
	qsort(s, (size_t)n, sizeof *s, down);
	for (int i = 0; i < 10; i++)
		for (int j = 0; j < 10; j++)
			both += t[i].file == s[j].file;
	return both / 10.0;
}

/* The mean of scores standardised for each reviewer: what people do by hand. */
static void
standardised(struct arena *a, const struct cal_input *in, double *out)
{
	double *sum = ARENA_ARRAY(a, double, (size_t)in->reviewers), *square = ARENA_ARRAY(a, double, (size_t)in->reviewers);
	int *n = ARENA_ARRAY(a, int, (size_t)in->reviewers), *of = ARENA_ARRAY(a, int, (size_t)in->files);
	for (size_t r = 0; r < in->reviews; r++) {
		sum[in->review[r].reviewer] += in->review[r].y;
		square[in->review[r].reviewer] += in->review[r].y * in->review[r].y;
		n[in->review[r].reviewer]++;
	}
	for (size_t r = 0; r < in->reviews; r++) {
		int who = in->review[r].reviewer, file = in->review[r].file;
		double mean = sum[who] / n[who], sd = sqrt(fmax(square[who] / n[who] - mean * mean, 1e-6));
		out[file] += (in->review[r].y - mean) / sd;
		of[file]++;
	}
	for (int i = 0; i < in->files; i++)
		out[i] /= of[i];
}

/* Quality 3.3 ± 0.6, harshness ± `harsh`, noise ± 0.6 on each of two criteria (weights 2 and 1), whole scores of 1 to 5; six
 * reviewers, or one for ten files; three reviews a file. */
static void
juries(int files, double harsh, int rounds)
{
	double raw = 0, z = 0, ridge = 0;
	int reviewers = files / 10 > 6 ? files / 10 : 6;
	struct gen g = { 17 };
	for (int jury = 0; jury < rounds; jury++) {
		struct arena *a = arena_new(MIB(64));
		struct cal_input in = { .files = files, .reviewers = reviewers, .alpha = 0.25, .beta = 1 };
		struct cal_review *y = ARENA_ARRAY(a, struct cal_review, (size_t)files * 3);
		double *truth = ARENA_ARRAY(a, double, (size_t)files), *b = ARENA_ARRAY(a, double, (size_t)reviewers), *zs = ARENA_ARRAY(a, double, (size_t)files);
		for (int r = 0; r < reviewers; r++)
			b[r] = harsh * gen_normal(&g);
		for (int i = 0; i < files; i++) {
			truth[i] = 3.3 + 0.6 * gen_normal(&g);
			int who[3];
			for (int k = 0; k < 3; k++) {
				bool again;
				do {
					who[k] = gen_int(&g, reviewers);
					again = (k > 0 && who[k] == who[0]) || (k > 1 && who[k] == who[1]);
				} while (again);
				double s[2];
				for (int c = 0; c < 2; c++)
					s[c] = fmin(5, fmax(1, round(truth[i] + b[who[k]] + 0.6 * gen_normal(&g))));
				y[in.reviews++] = (struct cal_review){ i, who[k], (2 * s[0] + s[1]) / 3 };
			}
		}
		in.review = y;
		struct cal_result c;
		if (calibrate(a, &in, &c) != OK)
			abort();
		standardised(a, &in, zs);
		raw += precision(a, truth, c.raw, files);
		z += precision(a, truth, zs, files);
		ridge += precision(a, truth, c.calibrated, files);
		arena_free(a);
	}
	printf("%5d files, harshness %.1f: raw mean %.3f, z-scores %.3f, calibrated %.3f (%d juries)\n", files, harsh, raw / rounds, z / rounds, ridge / rounds, rounds);
}

/* ---- teams -------------------------------------------------------------------------------------------------------- */

static double
now(void)
{
	return seconds(CLOCK_MONOTONIC);
}

/* Processor time of this process and of the solvers it ran. */
static double
processor(void)
{
	struct rusage own, children;
	getrusage(RUSAGE_SELF, &own);
	getrusage(RUSAGE_CHILDREN, &children);
	return (double)(own.ru_utime.tv_sec + own.ru_stime.tv_sec + children.ru_utime.tv_sec + children.ru_stime.tv_sec) +
	    (double)(own.ru_utime.tv_usec + own.ru_stime.tv_usec + children.ru_utime.tv_usec + children.ru_stime.tv_usec) * 1e-6;
}

/* Stages as value, or value/bound where that is not proved. */
static void
print_stages(const struct team_answer *r)
{
	for (int k = 0; k < r->stages && r->project_of != NULL; k++)
		if (r->stage[k].value == r->stage[k].bound)
			printf(" %ld", r->stage[k].value);
		else
			printf(" %ld/%ld", r->stage[k].value, r->stage[k].bound);
}

/* The gap of the first stage that is not proved; 0 when all are. */
static double
gap(const struct team_answer *r)
{
	for (int k = 0; k < r->stages; k++)
		if (r->stage[k].value > r->stage[k].bound)
			return 100.0 * (double)(r->stage[k].value - r->stage[k].bound) / (double)r->stage[k].value;
	return 0;
}

static void
teams(const char *what, struct gen_teams shape, uint64_t seed, double limit, bool beside)
{
	struct arena *a = arena_new(MIB(16384));
	struct gen g = { seed };
	struct team_problem *p = gen_teams(a, &g, shape);
	struct team_answer r;
	long value[TEAM_STAGES_MAX] = { 0 };
	int stages = 0, proved = 0;
	double bound, from = now(), used = processor();
	if (team_solve(a, p, limit, solver_run_bounded, &r) != OK)
		abort();
	double mine = now() - from, mine_used = processor() - used;
	printf("%-9s %5d %4d %4llu  %-10s %8.2f %8.2f %6.1f ", what, shape.students, shape.projects, (unsigned long long)seed, words[r.status], mine_used, mine, gap(&r));
	print_stages(&r);
	fflush(stdout);
	if (beside) {
		from = now(), used = processor();
		proved = cbc_solve(p, limit, now, value, &stages, &bound);
		double theirs = now() - from, theirs_used = processor() - used;
		bool same = true;
		for (int k = 0; k < proved; k++)
			same = same && value[k] == r.stage[k].value;
		if (proved == -2)
			printf("  | cbc: none here, or too large for it");
		else
			printf("  | cbc: %d of %d stages, %.2f CPU s, %.2f s, %s; times as long: %s%.1f CPU, %.1f clock", proved < 0 ? stages : proved, stages, theirs_used, theirs,
			    proved == -1 ? "infeasible" : !same ? "DIFFERENT" : "same values", proved == stages ? "" : "more than ", theirs_used / fmax(mine_used, 1e-3),
			    theirs / fmax(mine, 1e-3));
	}
	printf("\n");
	fflush(stdout);
	arena_free(a);
}

static void
all_teams(double limit)
{
	static const char *const name[] = { "prefer", "balance", "slack", "maximal" };
	struct gen_teams small = { .students = 60, .projects = 10, .min = 5, .max = 7, .ranks = 5, .skew = 0.5, .pairs = true, .conflicts = true, .supervisors = true, .attributes = 2 };
	printf("\nTeams: two attributes, pairs, conflicts, supervisors; stages as value, or value/bound where not proved; gap of the first of these, %%\n");
	printf("%-9s %5s %4s %4s  %-10s %8s %8s %6s  %s\n", "objective", "N", "M", "seed", "own", "CPU s", "clock s", "gap", "stages");
	for (int k = 0; k < 4; k++) {
		struct gen_teams s = small;
		s.objective = (enum team_objective)k;
		s.slack = 15;
		for (uint64_t seed = 1; seed <= (k == 0 ? 3 : 1); seed++)
			teams(name[k], s, seed, limit, true);
	}
	for (int k = 0; k < 4; k++) {
		struct gen_teams s = small;
		s.students = 300, s.projects = 60, s.min = 4, s.max = 6;
		s.objective = (enum team_objective)k;
		s.slack = 60;
		for (uint64_t seed = 1; seed <= (k == 0 ? 3 : 1); seed++)
			teams(name[k], s, seed, limit, k == 0);
	}
	struct gen_teams s = small;
	s.students = 416, s.projects = 160, s.min = 3, s.max = 6, s.may_close = true;
	teams("may close", s, 1, limit, true);
	s = small;
	s.students = 2000, s.projects = 400, s.min = 4, s.max = 6;
	teams("prefer", s, 1, limit, true);
	s.students = 10000, s.projects = 2000;
	teams("prefer", s, 1, limit, false);
}

int
main(int argc, char **argv)
{
	static const int shapes[][2] = { { 40, 10 }, { 200, 10 }, { 200, 20 }, { 2000, 10 }, { 2000, 50 } };
	double limit = argc > 1 ? strtod(argv[1], NULL) : 60;
	if (argc > 2 && strcmp(argv[2], "teams") == 0) {
		all_teams(limit);
		return 0;
	}
	if (argc > 2 && strcmp(argv[2], "timetable") == 0) {
		timetables(limit);
		return 0;
	}
	printf("%5s %4s %5s %4s  %-10s %9s %7s  %-10s %9s %7s\n", "N", "K", "seed", "step", "own", "CPU s", "nodes", "cbc", "clock s", "nodes");
	for (size_t i = 0; i < LEN(shapes); i++)
		for (uint64_t seed = 1; seed <= 3; seed++)
			compare(shapes[i][0], shapes[i][1], seed, 0, limit);
	for (uint64_t seed = 1; seed <= 3; seed++)
		compare(200, 20, seed, 0.5, limit);
	timetables(limit < 40 ? limit : 40);
	printf("\nPrecision at 10 (the ten truly best among the ten with the best scores)\n");
	juries(40, 0.6, 400);
	juries(200, 0.6, 200);
	juries(40, 0.2, 400);
	all_teams(limit);
	return 0;
}
