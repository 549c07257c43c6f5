/* sandbox_internal.h: what the parent and the child of the sandbox agree on. */
#ifndef SANDBOX_INTERNAL_H
#define SANDBOX_INTERNAL_H
#include "jobs/sandbox.h"

/* argv[2]: the child's work. Input on descriptor 0, answer on 1. */
#define WORK_BYTES "bytes"       /* a document; argv[3] its name, if any → 'D' document JSON, or 'R' ["err", "msgid", "arg"] */
#define WORK_WORDS "pdf-words"   /* the words of a PDF → the same */
/* Processor time of pdftotext. */
enum { PDF_SECONDS = 2 };
enum { ANSWER_MAX = 16 << 20, WORDS_MAX = 40 << 20 };
/* Exit statuses of the child besides 0. */
enum { CHILD_NO_SANDBOX = 70, CHILD_NO_INPUT = 72 };
#endif
