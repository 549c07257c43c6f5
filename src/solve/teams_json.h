/* teams_json.h: an instance of `solve teams` read strictly, its answer written. Names live here, not in the solver. */
#ifndef TEAMS_JSON_H
#define TEAMS_JSON_H
#include "base/json.h"
#include "solve/selection_json.h"
#include "solve/teams.h"

enum { TEAMS_BYTES = 64 << 20, TEAMS_PROJECTS = 5000, TEAMS_STUDENTS = 50000, TEAMS_SUPERVISORS = 5000, TEAMS_PAIRS = 50000, TEAMS_ATTRIBUTES = 12 };

struct team_instance {
	struct team_problem problem;
	struct sel_names projects, students, supervisors, attributes;
};
/* E_INVALID with the reasons in `why` (French msgids; arg says where). Keys: projects, students, together, apart, balance,
 * supervisors, objective. */
enum err team_instance_read(struct arena *a, const void *text, size_t n, struct team_instance *out, struct problems *why) MUST_USE;
void team_answer_write(struct jw *j, struct arena *a, const struct team_instance *in, const struct team_answer *r);
#endif
