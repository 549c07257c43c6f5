/* app.h: the commands behind main.c's table. Each takes what follows its own name on the command line, and the store
 * URL already found (--store, PILOTIS_STORE or the default). They return the exit status: 0 done, 1 refused or nothing
 * found (the reason was said on stderr), 2 wrong usage. */
#ifndef APP_H
#define APP_H
#include "base/base.h"

/* init --name "…" --admin EMAIL: a new programme; prints a one-time sign-in link. */
int command_init(const char *store_url, int argc, char **argv);
/* link EMAIL: prints a one-time sign-in link. */
int command_link(const char *store_url, int argc, char **argv);
/* work: background jobs only, until SIGTERM or SIGINT. */
int command_work(const char *store_url, int argc, char **argv);
#endif
