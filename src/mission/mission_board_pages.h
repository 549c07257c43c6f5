/* mission_board_pages.h: where each mission of an edition stands, for the coordination; the teams that a supervisor follows. */
#ifndef MISSION_BOARD_PAGES_H
#define MISSION_BOARD_PAGES_H
#include "mission/mission_evidence.h"
#include "mission/mission_pages.h"
#include "plan/plan.h"

enum err board_page(struct request *rq, struct answer *an);          /* GET /editions/{id}/board */
enum err board_csv(struct request *rq, struct answer *an);           /* GET /editions/{id}/board.csv */
enum err board_move(struct request *rq, struct answer *an);          /* POST /editions/{id}/board/{team:id} */
enum err board_move_all(struct request *rq, struct answer *an);      /* POST /editions/{id}/board/all */
enum err board_evidence(struct request *rq, struct answer *an);      /* POST /editions/{id}/board/evidence */
enum err supervision_page(struct request *rq, struct answer *an);    /* GET /supervision */
extern const struct param board_move_params[], board_evidence_params[];

struct board_line {
	struct team team;
	struct edition edition;
	enum status status;
	const char *reference, *students, *supervisors; /* names, by comma */
	struct mission_pulse pulse;
	unsigned late;
	int64_t silent;               /* days; -1 */
	bool goes_on;
};
struct board_lines { struct board_line *items; size_t n, cap; };
struct board_view {
	struct edition edition;
	struct board_lines lines;
	size_t going, late, silent;   /* of the lines */
	struct mission_evidences evidences;
	size_t before;                /* lines of the edition that this one was copied from, while it has none */
	struct plan *plan;            /* NULL: none in force */
	const struct problems *problems;
};
/* The moves of a mission that the staff may make from there: forward first. The archive is reached by closing. */
struct moves_of { const struct move *items[4]; size_t n; };
void board_moves(enum status from, struct moves_of *out);
/* What one day brings to all missions at that step: the evening, the visits, the beginning. NULL: each moves by what it does. */
const struct move *board_move_of_all(enum status from);
#endif
