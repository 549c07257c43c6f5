/* call_import.h: commissions, students and supervisors from the spreadsheets that people have (the answers of a Microsoft
 * form, the school's list). First what would happen, line by line; then, if it is wanted, that it happens. The same file
 * again changes what changed in it and adds nothing twice; what someone changed here since is never overwritten. */
#ifndef CALL_IMPORT_H
#define CALL_IMPORT_H
#include "call/call.h"
#include "formats/sheet.h"

enum call_sheet { SHEET_COMMISSIONS, SHEET_STUDENTS, SHEET_SUPERVISORS, SHEET_SCORES, CALL_SHEETS };
const char *call_sheet_word(enum call_sheet k);   /* "commissions": in addresses and the store */
const char *call_sheet_title(enum call_sheet k);  /* French msgid */
bool call_sheet_of(const char *word, enum call_sheet *out) MUST_USE;
/* The columns such a sheet may have; of SHEET_SCORES see review_import.h, which reads it. */
struct sheet_fields call_sheet_fields(enum call_sheet k);

enum fate { FATE_NEW, FATE_CHANGED, FATE_SAME, FATE_REFUSED, FATES };
const char *fate_name(enum fate f);               /* French msgid */
const char *fate_word(enum fate f);               /* "new": for machines */

/* kept: someone changed the field here; the sheet's value is shown and not taken. */
struct import_change { const char *label, *before, *after; bool kept; };
struct import_term { const char *field, *list, *text; }; /* a choice by its words; perhaps not in its list yet */
struct import_line {
	int number;                                   /* in the sheet */
	const char *key, *title;
	enum fate fate;
	struct { struct import_change *items; size_t n, cap; } changes;
	struct problems remarks;                      /* what was not understood, or why it is refused */
	int64_t id;                                   /* of the row it is, NONE when new */
	void *row;                                    /* of the entity, as it will be */
	struct import_term terms[4];
	size_t nterms;
	struct strings sectors;                       /* of a supervisor */
	bool sectors_changed, commitments_changed;
	struct commitments commitments;
	const char *sent;                             /* ISO time; NULL: the sheet does not say */
};
struct call_import {
	enum call_sheet kind;
	const struct edition *edition;
	struct sheet sheet;
	struct { struct import_line *items; size_t n, cap; } lines;
	size_t counts[FATES];
};

/* told: see sheet.h. Changes nothing. E_INVALID with one problem when the document is no such sheet. */
enum err call_import_read(struct db *db, enum call_sheet kind, const struct edition *e, const struct document *d, const char *const *told,
    size_t ntold, struct call_import *out, struct problems *why) MUST_USE;
/* Does it, in the transaction in which it was read. The caller has named the author (via "import"). */
enum err call_import_apply(struct db *db, struct call_import *im) MUST_USE;
#endif
