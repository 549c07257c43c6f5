/* selection_json.h: an instance of `solve selection` read strictly, its answer written. Names live here, not in the solver.
 * Keys: submissions, choose, criteria, calibration, reviews, variety, rules; variety_floor: the variety that must be reached,
 * and then the most merit (value is merit alone). */
#ifndef SELECTION_JSON_H
#define SELECTION_JSON_H
#include "base/json.h"
#include "solve/calibrate.h"
#include "solve/selection_report.h"

enum { INSTANCE_BYTES = 16 << 20, INSTANCE_FILES = 5000, INSTANCE_REVIEWERS = 1000, INSTANCE_REVIEWS = 200000, INSTANCE_DIMS = 16,
	INSTANCE_VALUES = 1000, INSTANCE_RULES = 500, INSTANCE_CHOOSE = 500, INSTANCE_INCREMENTS = 500, INSTANCE_CRITERIA = 50 };

struct sel_names { const char **items; size_t n; };
struct sel_instance {
	struct sel_problem problem; /* score: given, else calibrated */
	struct sel_names files, reviewers, dims, *values; /* values of each dimension */
	double *given;              /* [n] NAN: none */
	struct cal_input reviews;
	struct cal_result calibrated; /* meaningless when reviews.reviews is 0 */
	const struct json_t *rules; /* as read */
	bool has_floor;
	double floor;
};
/* Its floor, as sel_report_make() takes it. */
static inline const double *
sel_instance_floor(const struct sel_instance *in)
{
	return in->has_floor ? &in->floor : NULL;
}
/* E_INVALID with the reasons in `why` (French msgids; arg says where). */
enum err sel_instance_read(struct arena *a, const void *text, size_t n, struct sel_instance *out, struct problems *why) MUST_USE;
void sel_answer_write(struct jw *j, const struct sel_instance *in, const struct sel_report *r);
/* One rule in words: "au plus 2 par valeur de « secteur »". */
char *sel_rule_words(struct arena *a, const struct sel_instance *in, size_t rule, const char *(*translate)(const char *msgid)) MUST_USE;
#endif
