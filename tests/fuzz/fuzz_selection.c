/* An instance of `solve selection`: read; what is accepted is solved for a while, checked, and written as JSON. Or a signed
 * decision. */
#include "fuzz.h"
#include "solve/selection_json.h"
#include "solve/selection_record.h"
#include <math.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(1900));
	struct sel_record_check c;
	struct sel_instance in;
	struct problems why = { 0 };
	enum err e = sel_instance_read(a, data, n, &in, &why);
	if (e != OK && why.n == 0)
		abort();
	if (sel_record_verify(a, data, n, 0.5, NULL, &c, &why) == OK && c.authentic && c.key == NULL)
		abort();
	if (e == OK && in.problem.n <= 40 && in.problem.choose <= 40 && in.problem.rules <= 8) {
		struct sel_answer r = sel_solve(a, &in.problem, &(struct sel_options){ .nodes = 20 });
		if (r.portfolios > 0) {
			struct sel_verdict v = sel_check(a, &in.problem, r.portfolio[0].chosen, (size_t)in.problem.choose);
			if (!v.whole || v.broken >= 0 || r.bound < r.portfolio[0].value - 1e-6 * fmax(1, fabs(r.bound)))
				abort();
		}
		struct sel_report rep;
		struct json_t *again;
		struct buf out = buf_new(a, MIB(64));
		struct jw j = jw_to(&out, false);
		if (sel_report_make(a, &in.problem, sel_instance_floor(&in), 1, in.problem.n <= 8, NULL, &rep) == OK) {
			sel_answer_write(&j, &in, &rep);
			if (json_read(a, buf_str(&out), out.len, &again) != OK)
				abort();
		}
	}
	arena_free(a);
	return 0;
}
