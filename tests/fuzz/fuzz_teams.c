/* An instance of `solve teams`: read; what is accepted is solved for a moment, counted again, and written as JSON. */
#include "fuzz.h"
#include "solve/teams_json.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(1900));
	struct team_instance in;
	struct problems why = { 0 };
	enum err e = team_instance_read(a, data, n, &in, &why);
	if (e != OK && why.n == 0)
		abort();
	if (e == OK && in.problem.projects <= 12 && in.problem.students <= 12) {
		struct team_answer r;
		struct team_figures f = { .ranks = 0 };
		struct json_t *again;
		struct buf out = buf_new(a, MIB(16));
		struct jw j = jw_to(&out, false);
		if (team_solve(a, &in.problem, 0.05, NULL, &r) != OK)
			abort();
		if (r.project_of != NULL)
			team_figures(a, &in.problem, r.project_of, r.supervisor_of, &f);
		if (f.violations.n > 0)
			abort();
		team_answer_write(&j, a, &in, &r);
		if (json_read(a, buf_str(&out), out.len, &again) != OK)
			abort();
	}
	arena_free(a);
	return 0;
}
