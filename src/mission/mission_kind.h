/* mission_kind.h: the kinds of things that a team's pages hold: one list, one form, one history for all. The pages of the kinds
 * answer /teams/{id}/TAB (list, add) and /teams/{id}/TAB/{row:id} (one row: read, change, remove, restore). */
#ifndef MISSION_KIND_H
#define MISSION_KIND_H
#include "mission/mission_pages.h"
#include "mission/mission_things.h"

struct author { int64_t person; const char *name; };
struct authors { struct author *items; size_t n, cap; };
struct request_file { int64_t id, request, size; const char *blob_sha, *filename, *type, *added_at; bool by_sponsor; };
struct request_files { struct request_file *items; size_t n, cap; };

struct mission_kind;
struct things_view {
	struct mission m;
	const struct mission_kind *kind;
	struct entity_rows rows;      /* those that this seat may see, with what it may see of them */
	struct authors authors;
	struct request_files files;   /* of requests */
	struct draft draft;           /* the form: of a new row, or of this one */
	int64_t row;                  /* NONE: the list */
	int64_t person;               /* who looks */
	struct date today;
	struct history history;       /* of this row */
	const struct problems *problems; /* of the page's other forms */
};
struct mission_kind {
	const char *tab;              /* of mission_tabs */
	const struct entity *entity;
	const char *const *create, *const *change; /* fields that are typed; end with NULL */
	const char *sort;
	unsigned writers;             /* seats that add and change */
	bool own;                     /* changed by who wrote it alone */
	int days;                     /* changed so many days after it was written at most; 0: as long as the mission goes on */
	const char *one, *add, *added, *saved, *removed, *restored; /* French msgids */
	void (*begin)(const struct things_view *v, void *row, struct arena *a); /* what a new row holds before anything is typed; NULL */
	void (*check)(struct request *rq, const struct mission *m, void *row, struct problems *pb); /* rules across fields; NULL */
	bool (*shown)(const struct mission *m, const void *row); /* to this seat; NULL: every row */
	void (*hide)(const struct mission *m, void *row); /* what this seat may not read of it; NULL: nothing */
	enum err (*load)(struct request *rq, struct things_view *v); /* what else its pages show; NULL */
	void (*body)(struct page *p, struct request *rq, const struct things_view *v); /* the rows */
	void (*above)(struct page *p, struct request *rq, const struct things_view *v); /* on the page of one row, before its form; NULL */
	void (*beside)(struct page *p, struct request *rq, const struct things_view *v); /* and after it; NULL */
};
extern const struct mission_kind mission_kinds[]; /* ends with a NULL tab */

enum err things_page(struct request *rq, struct answer *an);    /* GET /teams/{id}/TAB */
enum err thing_add(struct request *rq, struct answer *an);      /* POST /teams/{id}/TAB */
enum err thing_page(struct request *rq, struct answer *an);     /* GET /teams/{id}/TAB/{row:id} */
enum err thing_save(struct request *rq, struct answer *an);     /* POST /teams/{id}/TAB/{row:id} */
enum err thing_remove(struct request *rq, struct answer *an);   /* POST /teams/{id}/TAB/{row:id}/remove */
enum err thing_restore(struct request *rq, struct answer *an);  /* POST /teams/{id}/TAB/{row:id}/restore */
extern const struct param entry_params[], request_params[], request_new_params[], interview_params[], source_params[], recommendation_params[], follow_params[];

/* One row of the address ({id}, {row:id}), as this seat sees it; E_NOTFOUND also when it is another team's. write: to change something. */
enum err thing_open(struct request *rq, bool write, struct things_view *v) MUST_USE;
bool thing_may_add(const struct things_view *v);
bool thing_may_change(const struct things_view *v, const void *row);
int64_t thing_id(const struct things_view *v, const void *row);
const char *thing_author(const struct things_view *v, const void *row); /* a name; "" */
struct url thing_url(struct arena *a, const struct things_view *v, const void *row);
const char *thing_shown(struct page *p, const struct things_view *v, const char *field, const void *row); /* as people read it; NULL */

extern const struct query thing_queries[];
#endif
