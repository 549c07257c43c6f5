/* sandbox.h: hostile bytes are read in a child process that can open nothing: seccomp filter, landlock, rlimits
 * (address space, processor time, no file, no fork), a deadline, and a pipe. */
#ifndef SANDBOX_H
#define SANDBOX_H
#include "formats/document.h"

/* Reads the document in a child, at most `seconds` of wall clock. A child that crashes, is killed or answers
 * nonsense gives E_INVALID with a problem in French; the server is none the worse. PDF is first turned into text by
 * pdftotext, itself under the same limits. `seconds` is for a machine under load: the child itself has far less
 * processor time, a hundred times what a plan of many pages takes. */
enum err document_read_sandboxed(struct arena *a, const void *bytes, size_t n, const char *filename, int seconds, struct document **out,
    struct problems *why) MUST_USE;

/* The hidden command CHILD_READ_DOCUMENT of child.h. */
int document_child_main(int argc, char **argv);
#endif
