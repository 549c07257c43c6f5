/* desk.h: threads for what may take its time (a commit, a password, a document), so that pages never wait behind it. */
#ifndef DESK_H
#define DESK_H
#include "web/exchange.h"

enum { DESK_THREADS = 16, DESK_WAITING = 256 };
struct desk;
/* done(x) is called from a desk's thread, once the exchange has its answer. */
struct desk *desk_open(struct arena *process, const struct app *app, void (*done)(struct exchange *));
/* False: too many wait; nothing was taken. */
bool desk_take(struct desk *d, struct exchange *x);
/* Ends what is under way and what waits, then the threads. */
void desk_close(struct desk *d);
#endif
