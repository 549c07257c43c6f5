/* fence.h: what each kind of process of this program gives up, for good, before it touches anything of others. seccomp
 * (the calls that are left) and landlock (the files that are left; none on an older kernel). What a process gave up its
 * children have not either. */
#ifndef FENCE_H
#define FENCE_H
#include "base/base.h"
#include <sys/resource.h>

enum { FENCE_READ = 1, FENCE_RUN = 2, FENCE_WRITE = 4 /* and make, and remove */ };
struct fence_path { const char *path; unsigned how; };

/* Reading and answering, nothing else: opening a file fails with EPERM, a socket or a new process kills. */
bool fence_document(int cpu_ms) MUST_USE;
/* The same for an outside program that is about to be begun: it may still be loaded, and work in its folder (a
 * descriptor; -1: none). path: the only one that execve() takes. */
bool fence_program(const char *path, int folder, int cpu_ms, uint64_t memory, uint64_t file_max) MUST_USE;
/* Starting children, nothing else. */
bool fence_spawner(void) MUST_USE;

/* Serving: the store's folder (NULL: the store is elsewhere), temporary files, the network; neither fork nor exec, which
 * the spawner has. Before any thread, with the store and the listening socket already open. */
struct fence_state { bool seccomp, off; int landlock; /* version; 0: this kernel has none */ };
bool fence_server(const char *store_folder, struct fence_state *out) MUST_USE;
/* The version of landlock that this kernel has, 0 when none. */
int fence_landlock(void);

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#endif
