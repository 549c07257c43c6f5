/* mission_problem_pages.h: the problem as the team understands it: numbered versions that stay as they were saved. */
#ifndef MISSION_PROBLEM_PAGES_H
#define MISSION_PROBLEM_PAGES_H
#include "base/diff.h"
#include "mission/mission_pages.h"

enum err problem_page(struct request *rq, struct answer *an); /* GET /teams/{id}/problem: the newest, or ?version=, and what changed */
enum err problem_save(struct request *rq, struct answer *an); /* POST /teams/{id}/problem: a new version */
extern const struct param problem_page_params[], problem_params[];

struct problem_version { int64_t number; const char *body, *reason, *author, *created_at; };
struct problem_versions { struct problem_version *items; size_t n, cap; };
enum err problem_versions(struct db *db, int64_t team, struct problem_versions *out) MUST_USE; /* newest first */
/* after: the version it was written over, 0: none. E_CONFLICT: there is a newer one. */
struct problem_new { int64_t team, after, person; const char *body, *reason; };
enum err problem_add_version(struct db *db, const struct problem_new *n) MUST_USE;
extern const struct query problem_queries[];

struct problem_view {
	struct mission m;
	struct problem_versions all;
	const struct problem_version *shown, *before; /* NULL: none */
	struct diff_runs diff;
	const struct problems *problems;
	bool writes;
};
#endif
