/* security.h: the programme judges its own configuration, for the administrator's page and for `pilotis check`. */
#ifndef SECURITY_H
#define SECURITY_H
#include "web/web.h"

enum severity { SOUND, ADVICE, FAULT };
/* what: a stable word for machines. msgid and todo: French, at most three %s each filled from arg; todo NULL: nothing to do. */
struct finding { enum severity severity; const char *what, *msgid, *arg[3], *todo; };
struct findings { struct finding *items; size_t n, cap; };
void found(struct arena *a, struct findings *f, enum severity s, const char *what, const char *msgid, const char *arg);
void found_todo(struct arena *a, struct findings *f, enum severity s, const char *what, const char *msgid, const char *arg, const char *todo);

/* app: the server that answers; NULL on the command line, which then knows nothing of how it is served. */
struct security { const struct app *app; const char *store_url; struct date today; enum lang lang; };
/* Who can come in, what leaves, backups: from the store. Each looks by itself: what cannot be read is a finding too. */
void security_of_store(struct db *db, const struct security *s, struct findings *f);
/* Address, fence, file, kernel: without the store. */
void security_of_server(struct arena *a, const struct security *s, struct findings *f);
/* Routes: each has a right. */
void security_of_routes(struct arena *a, struct findings *f);

/* The rights matrix. roles_shown[i] is a role of its columns. */
extern const enum role roles_shown[];
extern const size_t roles_shown_n;
const char *right_name(enum right r); /* French msgid: what it lets do */
bool role_may(enum role role, enum right r);
bool right_used(enum right r); /* some route asks for it */

/* GET /settings/security */
enum err security_page(struct request *rq, struct answer *an);
#endif
