/* team_people_pages.h: the students and supervisors of an edition, for the coordination. */
#ifndef TEAM_PEOPLE_PAGES_H
#define TEAM_PEOPLE_PAGES_H
#include "team/ranking.h"
#include "web/web.h"

/* Each for /editions/{id}/students and /editions/{id}/supervisors: the pattern says which. */
enum err team_people_page(struct request *rq, struct answer *an);       /* GET …: the list */
enum err team_people_add(struct request *rq, struct answer *an);        /* POST …: a new one */
enum err team_person_page(struct request *rq, struct answer *an);       /* GET …/{one:id} */
enum err team_person_save(struct request *rq, struct answer *an);       /* POST …/{one:id} */
enum err team_person_remove(struct request *rq, struct answer *an);     /* POST …/{one:id}/remove */
enum err team_person_restore(struct request *rq, struct answer *an);    /* POST …/{one:id}/restore */
enum err team_person_invite(struct request *rq, struct answer *an);     /* POST …/{one:id}/invite */
enum err team_people_invite(struct request *rq, struct answer *an);     /* POST …/invite: all who are not yet */
extern const struct param team_person_params[];

/* What an invitation came to. */
enum invited { INVITED_NEW, INVITED_KNOWN, INVITED_NO_ADDRESS };
/* Gives the person of that row an account with the role until the edition's end, ties the row to it and writes to them; an
 * account that is there is used as it is. Called by who may manage the call. */
struct invitation { const struct edition *edition; bool supervisor; int64_t id; const char *name, *email; int64_t person; };
enum err team_invite(struct request *rq, const struct invitation *i, enum invited *how) MUST_USE;

struct people_row { int64_t id, person; const char *number, *name, *email, *more; };
struct people_view {
	struct edition edition;
	bool supervisors;
	const char *word;                /* "students", "supervisors": of the address */
	struct { struct people_row *items; size_t n, cap; } rows;
	size_t waiting;                  /* with an address, without an account */
	const struct problems *problems;
};
#endif
