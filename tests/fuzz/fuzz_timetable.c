/* An instance of `solve timetable`: read; what is accepted is solved for a moment, counted again, and written as JSON. */
#include "fuzz.h"
#include "solve/timetable_json.h"

static const char *
as_it_is(const char *msgid)
{
	return msgid;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(1900));
	struct tt_instance in;
	struct problems why = { 0 };
	enum err e = tt_instance_read(a, data, n, &in, &why);
	if (e != OK && why.n == 0)
		abort();
	if (e == OK && in.problem.sessions <= 12 && in.problem.slots <= 24) {
		struct tt_answer r;
		struct tt_figures f = { .held = 0 };
		struct json_t *again;
		struct buf out = buf_new(a, MIB(16));
		struct jw j = jw_to(&out, false);
		if (tt_solve(a, &in.problem, 0.05, &r) != OK)
			abort();
		if (r.slot_of != NULL)
			tt_figures(a, &in.problem, r.slot_of, &f);
		if (f.violations.n > 0 || (r.slot_of != NULL && (f.cost != r.cost || f.changes != r.changes)))
			abort();
		if (r.status == TT_INFEASIBLE && r.nconflict == 0)
			abort();
		tt_answer_write(&j, a, &in, &r, as_it_is);
		if (json_read(a, buf_str(&out), out.len, &again) != OK)
			abort();
	}
	arena_free(a);
	return 0;
}
