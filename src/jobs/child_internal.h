/* child_internal.h: what starts a child, in this process or in the spawner. */
#ifndef CHILD_INTERNAL_H
#define CHILD_INTERNAL_H
#include "jobs/child.h"
#include <sys/types.h>

/* The child with its descriptors in place, in a process group of its own; -1 when it does not start. */
pid_t child_start(const char *const *words, int in, int out, int folder, bool quiet);
/* Ends it if it still runs, waits, and says how it went; as is what listening to it came to. */
struct child child_reap(pid_t pid, enum child_end as);

/* The same by the spawner: a socket that says at last how it went (struct child), and whose closing ends the child;
 * -1 when there is no spawner or it does not answer. */
int spawner_order(const struct child_order *o, int out, int64_t ms);
struct child spawner_end(int status, enum child_end as);
#endif
