/* mission_pages.h: the pages of a team share their head, their tabs and who may open them. */
#ifndef MISSION_PAGES_H
#define MISSION_PAGES_H
#include "call/call_letters.h"
#include "mission/mission.h"
#include "web/web.h"

/* The team of the address ({id}) with the seat of who asks. E_NOTFOUND, as if it were not there: no such team, or no seat in it. */
enum err mission_open(struct request *rq, struct mission *m) MUST_USE;
/* The same, to change something: E_FORBIDDEN once the mission is over. */
enum err mission_open_write(struct request *rq, struct mission *m) MUST_USE;

/* Begins a page of a team: the way back, the title, the tabs. tab: a word of mission_tabs; title: a French msgid, NULL: the tab's.
 * What stands below is the caller's; layout_end() ends it. */
struct page *mission_begin(struct request *rq, struct answer *an, const struct mission *m, const char *tab, const char *title);
/* A tab is shown when its route is in the table and the reader's rights open it: a page adds its route, and the tab is there. */
struct mission_tab { const char *word, *pattern, *label, *part; }; /* part: on the first of each, the part of the work it opens */
extern const struct mission_tab mission_tabs[]; /* ends with a NULL word */
bool mission_tab_shown(const struct request *rq, const struct mission_tab *t);
/* Goes from the first tab of a part to that of the next: its first tab that is shown, NULL when none is. here: tab is in it. */
const struct mission_tab *mission_part(const struct request *rq, const struct mission_tab **at, const char *tab, bool *here);
struct url mission_url(struct arena *a, const struct mission *m, const char *tab); /* the page of a tab */

enum err teams_page(struct request *rq, struct answer *an);        /* GET /teams: one's own */
enum err mission_space(struct request *rq, struct answer *an);     /* GET /teams/{id} */
enum err mission_document(struct request *rq, struct answer *an);  /* GET /teams/{id}/documents/{file:id} */

/* ---- between the pages and their templates ------------------------------------------------------------------ */

struct space_view {
	struct mission m;
	struct mission_days days;
	struct team_seats students, supervisors;
	struct answer_lines answers;
	struct attachments files;
	struct mission_pulse pulse;
	unsigned late;
	int64_t silent;               /* days; -1 */
};
struct team_line { struct team team; const char *edition; bool goes_on; };
struct team_lines { struct team_line *items; size_t n, cap; };
#endif
