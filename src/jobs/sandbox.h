/* sandbox.h: hostile bytes are read in a child process that can open nothing: seccomp filter, landlock, rlimits
 * (address space, processor time, no file, no fork), a deadline, and a pipe. */
#ifndef SANDBOX_H
#define SANDBOX_H
#include "formats/document.h"

/* Reads the document in a child, at most `seconds` of wall clock. A child that crashes, is killed or answers
 * nonsense gives E_INVALID with a problem in French; the server is none the worse. PDF is first turned into text by
 * pdftotext, itself under the same limits. `seconds` is for a machine under load: the child itself has far less
 * processor time, a hundred times what a plan of many pages takes.
 *
 * The child is this very binary started anew (a server with threads must not go on after fork), by the hidden command
 * SANDBOX_COMMAND. A program whose name is not "pilotis…" (a test) starts the one that PILOTIS_BIN names, and without
 * it forks. */
enum err document_read_sandboxed(struct arena *a, const void *bytes, size_t n, const char *filename, int seconds, struct document **out,
    struct problems *why) MUST_USE;

/* main() hands over to this when argv[1] is the hidden command; never returns to anything else. */
#define SANDBOX_COMMAND "--read-document"
int document_child_main(int argc, char **argv);

/* Gives up everything but the open descriptors, memory and so many milliseconds of processor (then SIGPROF): opening a file fails with
 * EPERM, a socket or a new process kills. false when the kernel has no seccomp. Landlock is used when there is one. */
bool sandbox_enter(int milliseconds) MUST_USE;
#endif
