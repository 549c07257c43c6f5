/* child.h: children of this program. Each is this very binary begun anew by a hidden command, which first gives up what
 * it does not need (fence.h) and then works on its standard input; what it says comes back by a pipe.
 *
 * `serve` and `work` start theirs through the spawner, a process of one thread forked before anything was opened: they
 * themselves may then be denied fork and exec for good. A command that ends soon starts its children itself.
 * A program whose name is not "pilotis…" (a test) starts the one that PILOTIS_BIN names, and without it forks. */
#ifndef CHILD_H
#define CHILD_H
#include "base/base.h"

/* The hidden commands: what stands in argv[1] of a child. */
#define CHILD_READ_DOCUMENT "--read-document"
#define CHILD_RUN_PROGRAM "--run-program"
#define CHILD_TRY_FORBIDDEN "--try-forbidden"
enum { CHILD_WORDS_MAX = 24, CHILD_TEXT_MAX = 6000 };

enum child_end { CHILD_ANSWERED, CHILD_TOO_LONG, CHILD_TOO_MUCH, CHILD_CRASHED, CHILD_NOT_STARTED };
struct child { enum child_end end; int status; /* exit status, or the signal that ended it */ };

struct child_order {
	const char *const *words;    /* argv from argv[1] on; ends with NULL; within the two limits above */
	int in;                      /* its standard input */
	int folder;                  /* its descriptor 3: the folder where it works; or -1 */
	bool quiet;                  /* what it complains of goes nowhere */
};

/* Runs it to the end of its answer, or ends it when the clock (milliseconds of child_clock()) passes the deadline or the
 * answer its maximum. */
struct child child_run(const struct child_order *o, int64_t deadline, struct buf *answer);
int64_t child_clock(void);
/* The bytes as a descriptor that no name leads to; -1 when there is none. Nothing to feed, so nothing can deadlock. */
int child_bytes(const void *bytes, size_t n);

/* Before any thread and before anything is opened: forks the process that starts the children of this one from now on.
 * false: there is none, and children are started directly. It ends with this process. fenced: it gives up what neither
 * it nor a child needs. */
bool spawner_start(bool fenced);
enum spawner { SPAWNER_NONE, SPAWNER_THERE, SPAWNER_GONE };
enum spawner spawner_state(void);

/* main(): whether argv[1] is a hidden command, and what becomes of it; never returns to anything else. */
bool child_command(int argc, char **argv);
int child_main(int argc, char **argv);
#endif
