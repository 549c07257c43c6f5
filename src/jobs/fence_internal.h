/* fence_internal.h: the pieces of fences. */
#ifndef FENCE_INTERNAL_H
#define FENCE_INTERNAL_H
#include "jobs/fence.h"
#include <seccomp.h>

/* Nothing but these paths from now on. folder: a descriptor that may be read and written too, or -1. Returns the version
 * of landlock; 0: there is none, and files are as they were. */
int fence_files(const struct fence_path *paths, size_t n, int folder);

struct call_list { const int *calls; size_t n; };
#define CALLS(list) { (list), LEN(list) }
bool fence_calls(scmp_filter_ctx f, const int *calls, size_t n, uint32_t action) MUST_USE;
/* Memory is never both written and run. */
bool fence_memory(scmp_filter_ctx f) MUST_USE;
/* Threads, and processes too or not; never a name space. */
bool fence_threads(scmp_filter_ctx f, bool processes) MUST_USE;
bool fence_no_new_rights(void) MUST_USE;
/* Loads the filter and releases it. */
bool fence_load(scmp_filter_ctx f) MUST_USE;

/* What every process does with its own memory and open descriptors; what the loader of a program does besides. */
extern const struct call_list calls_of_memory, calls_of_loader;
#endif
