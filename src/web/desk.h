/* desk.h: threads for what may take its time, so that pages never wait behind it: forms, which end with a commit; and long work
 * (ROUTE_OWN_TX: a password, a document), of which few are done at once, so that forms never wait behind it either. */
#ifndef DESK_H
#define DESK_H
#include "web/exchange.h"

enum { DESK_THREADS = 16, DESK_LONG = 6, DESK_WAITING = 256 }; /* waiting: of each kind */
struct desk;
/* done(x) is called from a desk's thread, once the exchange has its answer. */
struct desk *desk_open(struct arena *process, const struct app *app, void (*done)(struct exchange *));
/* False: too many wait; nothing was taken. */
bool desk_take(struct desk *d, struct exchange *x);
/* Ends what is under way and what waits, then the threads. */
void desk_close(struct desk *d);
#endif
