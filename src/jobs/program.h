/* program.h: an outside program (a solver, pdftotext) run on an input, within bounds: processor time, clock, memory, size
 * of what it says and writes; no network, no other process, no file but those of the system's programs and of a folder of
 * its own. */
#ifndef PROGRAM_H
#define PROGRAM_H
#include "base/base.h"

struct program_run {
	const char *name;            /* of the table in program.c, which says what may be run at all */
	const char *const *args;     /* after its name; ends with NULL; NULL: none */
	const void *input;           /* its standard input, a file it may read as often as it likes… */
	size_t ninput;
	const char *input_name;      /* …or, with a name, a file of that name in its folder, where it begins; NULL: no such file */
	const char *output_name;     /* a file of its folder that is read once it has ended; NULL: what it says is all */
	int cpu_seconds, wall_seconds;
	size_t memory;               /* of address space, bytes */
	size_t output_max;           /* of what it says, and of each file it writes */
};
struct program_result {
	int status;                  /* its exit status */
	const char *said; size_t nsaid;      /* standard output */
	const char *output; size_t noutput;  /* the file output_name; NULL when it wrote none */
};

/* OK: it ran to its end, whatever its exit status. E_LIMIT: time, memory it did not survive, or too much output. E_INVALID:
 * ended by a signal. E_NOTFOUND: not installed. E_IO: it could not be started, or this kernel cannot fence it. Texts live in
 * the arena. */
enum err program_run(struct arena *a, const struct program_run *what, struct program_result *out) MUST_USE;
/* Whether it is installed here. */
bool program_there(const char *name);

/* The hidden command CHILD_RUN_PROGRAM. */
int program_child_main(int argc, char **argv);
#endif
