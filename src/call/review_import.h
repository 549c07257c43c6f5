/* review_import.h: a jury's scores from the spreadsheet in which it gave them: a line for each commission and juror, a column
 * for each criterion. First what each line would do, then, if it is wanted, that it happens; the same file again adds
 * nothing twice. */
#ifndef REVIEW_IMPORT_H
#define REVIEW_IMPORT_H
#include "call/call_import.h"
#include "call/review.h"

/* The edition's criterion that a column is, or the title of a new one. */
struct review_column { size_t column; int64_t criterion; const char *title; size_t place; /* in review.score */ };
struct review_columns { struct review_column *items; size_t n, cap; };
struct review_line {
	int number;                    /* in the sheet */
	const char *commission, *who;  /* as written */
	enum fate fate;
	bool conflict;                 /* it declares one, and has no scores */
	bool blank;                    /* a line of an empty sheet that nobody filled in yet: FATE_SAME, changes nothing */
	struct problems remarks;
	size_t file, juror;            /* places; juror may be that of a new one: jurors.n + its place among the new */
	struct review review;          /* as it will be */
};
struct review_import {
	struct jury jury;
	struct sheet sheet;
	struct review_columns columns;
	struct strings new_jurors;
	struct { struct review_line *items; size_t n, cap; } lines;
	size_t counts[FATES], conflicts, blanks;
};

/* told: see sheet.h; "criterion" says that a column holds scores. Changes nothing. E_INVALID with a problem when the document is
 * no such sheet. */
enum err review_import_read(struct db *db, const struct edition *e, const struct document *d, const char *const *told, size_t ntold,
    struct review_import *out, struct problems *why) MUST_USE;
/* Does it, in the transaction in which it was read. */
enum err review_import_apply(struct db *db, struct review_import *im, int64_t person) MUST_USE;
#endif
