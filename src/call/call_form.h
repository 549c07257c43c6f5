/* call_form.h: the sponsor's form: its steps, its fields, what is wrong with an answer; what a document really is. Pure. */
#ifndef CALL_FORM_H
#define CALL_FORM_H
#include "call/call.h"

enum step { STEP_CONTACT, STEP_INSTITUTION, STEP_QUESTION, STEP_BACKGROUND, STEP_COMMITMENTS, STEP_DOCUMENTS, STEP_CHECK, STEPS };
struct step_text { const char *word, *title, *lede; }; /* title and lede: French msgids */
extern const struct step_text step_texts[STEPS];
bool step_of(const char *word, enum step *out) MUST_USE;

/* TERM: of the list of its own name, or "other" with its text in NAME_other. CHOICE: of `choices`. */
enum answer_kind { ANSWER_LINE, ANSWER_LONG, ANSWER_EMAIL, ANSWER_PHONE, ANSWER_TERM, ANSWER_CHOICE };
enum { ANSWER_REQUIRED = 1, ANSWER_OTHER = 2 };
struct answer_field {
	enum step step;
	const char *name;
	enum answer_kind kind;
	unsigned flags;
	size_t max;                 /* characters */
	size_t offset, other;       /* in struct submission; other: of its NAME_other */
	const char *label, *help, *autocomplete;
	const struct choice *choices;
};
extern const struct answer_field answer_fields[];
extern const size_t answer_fields_n;
const char *answer_text(const struct answer_field *f, const struct submission *s);   /* as a form field holds it; "" */

const char *answer_of_row(struct arena *a, const struct submission *s, const char *name); /* of a field or its NAME_other; NULL: none */

/* Where a step's values come from: get() gives what was typed under a name, NULL when nothing came. */
struct typed_source { const char *(*get)(void *arg, const char *name); void *arg; };
/* Reads the fields of a step into s. What is wrong is in problems, and that member is unchanged. terms: every list. */
void step_read(struct arena *a, enum step step, const struct typed_source *from, const struct call_terms *terms, struct submission *s, struct problems *problems);
/* The commitments of the step; slots: "present 16:30", one a line. */
void commitments_read(struct arena *a, const struct typed_source *from, const struct edition *e, struct commitments *c, struct problems *problems);
/* What is still missing before it can be sent: its steps with problems, as a mask of 1 << step. */
unsigned steps_missing(struct arena *a, const struct submission *s, const struct commitments *c, const struct call_terms *terms);

/* The question of each commitment, and of its hours; French msgids. */
struct commitment_text { const char *question, *slots, *none; };
extern const struct commitment_text commitment_texts[COMMITMENTS];
/* The moments one can be free at, from the days of the edition: "16:00", "16:30", … or "1am" … "2pm". None: no day is set yet. */
void commitment_slots(struct arena *a, const struct edition *e, int what, struct strings *out);
/* "16:00", or the half day in words. */
const char *slot_text(struct arena *a, enum lang lang, const struct edition *e, const char *slot);
/* The day the commitment is about, ISO; NULL: none. */
const char *commitment_day(const struct edition *e, int what);

/* The type of a document by its first bytes and its insides, NULL when it is none of those that may be sent: PDF, DOCX, ODT,
 * JPEG, PNG, WebP. A document with macros is none. */
const char *document_type(const void *bytes, size_t n);
/* The same, and tables: XLSX, ODS, CSV. */
const char *data_type(const void *bytes, size_t n);
/* A name that can be shown and saved: no folder, no control character, the ending that its type has. */
char *document_filename(struct arena *a, const char *typed, const char *type) MUST_USE;

/* ---- against machines ------------------------------------------------------------------------------------- */

enum { FILL_SECONDS = 3, FILL_HOURS = 48 };
/* A mark that a page carries: when it was shown, sealed. And whether a form came too fast for a person, or from no page of ours. */
char *fill_mark(struct arena *a, const unsigned char *key, size_t nkey, int64_t now) MUST_USE;
enum fill { FILL_RIGHT, FILL_FAST, FILL_FORGED };
enum fill fill_check(struct arena *a, const unsigned char *key, size_t nkey, const char *mark, int64_t now);
#endif
