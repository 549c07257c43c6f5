/* timetable_json.h: an instance of `solve timetable` read strictly, its answer written. Names live here, not in the solver.
 * Keys: kind, duration, slots, sessions, travel, day_cost, published, change_cost, avoid_adjacent, one_per_slot (true by itself
 * for an evening). A session without `available` can be held in every slot. Travel that is not given takes no time; given one
 * way only, it takes as long both ways. A published session that is no longer among the sessions was cancelled; published at
 * a slot that is no longer among the slots, it must change. */
#ifndef TIMETABLE_JSON_H
#define TIMETABLE_JSON_H
#include "base/json.h"
#include "solve/selection_json.h"
#include "solve/timetable.h"

enum { TIMETABLE_BYTES = 16 << 20, TIMETABLE_SLOTS = 400, TIMETABLE_SESSIONS = 400, TIMETABLE_PERSONS = 40, TIMETABLE_TRAVEL = 40000, TIMETABLE_PLACES = 500 };

struct tt_instance {
	struct tt_problem problem;
	struct sel_names slots, sessions, people, places;
};
/* E_INVALID with the reasons in `why` (French msgids; arg says where). */
enum err tt_instance_read(struct arena *a, const void *text, size_t n, struct tt_instance *out, struct problems *why) MUST_USE;
void tt_answer_write(struct jw *j, struct arena *a, const struct tt_instance *in, const struct tt_answer *r, const char *(*translate)(const char *msgid));
/* Why these sessions cannot be held together, as one sentence. */
char *tt_conflict_words(struct arena *a, const struct tt_instance *in, const struct tt_answer *r, const char *(*translate)(const char *msgid)) MUST_USE;
#endif
