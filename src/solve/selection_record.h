/* selection_record.h: a decision that anyone can check again, offline, years later: what was known, the rules, the optimum
 * and its bound, what was decided and by whom, what each file would have cost, signed by the programme.
 *
 * {"format": "pilotis-selection-1", "record": {…}, "public_key": "…", "signature": "…"}. What is signed (Ed25519) is the
 * text of the value of `record` as it stands in the file, without the white space outside its strings: indenting the file
 * changes nothing. record: programme, edition, decided_on, decided_by, minutes, comment, decided (ids), loss, instance (what
 * `solve selection` reads), answer (what it says). */
#ifndef SELECTION_RECORD_H
#define SELECTION_RECORD_H
#include "base/secret.h"
#include "base/text.h"
#include "solve/selection_json.h"

#define SEL_RECORD_FORMAT "pilotis-selection-1"

struct sel_decision {
	const char *programme, *edition, *decided_on, *minutes, *comment; /* NULL: none */
	struct strings by;
	const char *instance;       /* its JSON, compact */
	struct strings decided;     /* ids of the files */
};
/* The file, signed, indented. E_INVALID: the instance cannot be read, or what was decided is no portfolio of it. `why` as
 * sel_instance_read(). */
enum err sel_record_make(struct arena *a, const struct sel_decision *d, const struct sign_key *key, double seconds, solver_run *run, char **out,
    struct problems *why) MUST_USE;

struct sel_record_check {
	bool readable, authentic;   /* the signature is right for the key in the file */
	const char *key;            /* that key */
	const char *programme, *edition, *decided_on, *minutes;
	bool holds;                 /* decided: as many files as asked, every rule kept */
	bool optimum;               /* solved again: the value and the bound written are those of the optimum */
	bool worth;                 /* loss, merit and variety are what is written */
	bool losses;                /* what each file costs too */
	bool whole;                 /* it was solved to the end in the time given */
	double value, decided_value;
};
/* Everything is done again from the instance alone. OK even when something is wrong: see out; E_INVALID with `why` when it is
 * no record at all. */
enum err sel_record_verify(struct arena *a, const void *bytes, size_t n, double seconds, solver_run *run, struct sel_record_check *out,
    struct problems *why) MUST_USE;
#endif
