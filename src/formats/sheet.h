/* sheet.h: a spreadsheet that people filled in (the answers of a form, a list of students), read under the names a register
 * gives its fields. Which column holds what is found from the headings AND from what stands below them; what no field takes
 * is kept and said, and a person may say it instead. Knows nothing of registers. */
#ifndef SHEET_H
#define SHEET_H
#include "base/text.h"
#include "formats/document.h"

/* What the cells of a field look like. ANSWER: yes, no, to confirm. KEY: an identifier, no two alike. */
enum sheet_kind { SHEET_TEXT, SHEET_LONG, SHEET_EMAIL, SHEET_PHONE, SHEET_MOMENT, SHEET_INT, SHEET_ANSWER, SHEET_KEY };
enum { SHEET_REQUIRED = 1, /* without a column for it the sheet is not one of these */
	SHEET_MANY = 2 };  /* several columns may hold it: "Secteur 1", "Secteur 2" */
struct sheet_field {
	const char *name, *label;  /* label: French msgid */
	enum sheet_kind kind;
	unsigned flags;
	const char *headings;      /* what the column may be called, in any language: "nom institution|organisation" */
};
struct sheet_fields { const struct sheet_field *items; size_t n; };

enum { SHEET_UNKNOWN = -1, SHEET_IGNORED = -2 };
struct sheet_column {
	const char *heading;       /* as written, "" when blank */
	int field;                 /* index of the field, SHEET_UNKNOWN, or SHEET_IGNORED (someone said so) */
	bool told;                 /* someone said so */
	double sure;               /* 0 to 1 */
	const char *sample;        /* the first cell that is not blank; NULL */
};
struct sheet {
	const struct doc_table *table;
	size_t header;             /* index of the row of headings; what stands below it are the rows */
	struct sheet_column *columns; /* table->ncols of them */
	struct sheet_fields fields;
	struct strings missing;    /* labels of the required fields that no column holds */
};

/* told: "column=field" pairs by the column's index, e.g. told[3] = "email", "-" to ignore it, NULL to find it; ntold of
 * them. Takes the table of the document in which most is recognised. E_NOTFOUND: no table in which anything is. */
enum err sheet_recognise(struct arena *a, const struct document *d, struct sheet_fields fields, const char *const *told, size_t ntold,
    struct sheet *out) MUST_USE;
size_t sheet_rows(const struct sheet *s);                  /* below the header */
int sheet_number(const struct sheet *s, size_t row);       /* the row's number in the source */
bool sheet_blank(struct arena *a, const struct sheet *s, size_t row);
/* The cell of a field, trimmed, lines joined by LF, without emphasis; NULL when blank or when no column holds it. Of a
 * SHEET_MANY field the first one that is not blank. */
const char *sheet_text(struct arena *a, const struct sheet *s, size_t row, const char *field) MUST_USE;
/* The same of any column, also of one that no field takes. */
const char *sheet_cell(struct arena *a, const struct sheet *s, size_t row, size_t column) MUST_USE;
/* Every cell of a SHEET_MANY field that is not blank. */
void sheet_texts(struct arena *a, const struct sheet *s, size_t row, const char *field, struct strings *out);
/* The heading above a field's first column; NULL when there is none. */
const char *sheet_heading(const struct sheet *s, const char *field);

/* ---- what cells say ---------------------------------------------------------------------------------------- */

enum sheet_answer { SHEET_NO_ANSWER, SHEET_YES, SHEET_NO, SHEET_UNSURE };
enum sheet_answer sheet_answer(struct arena *a, const char *text);
/* "22/03/2024 03:12:00", "2024-03-22T03:12", "22/03/2024": an ISO day, and "03:12" or NULL when no time is written. */
struct sheet_moment { const char *day, *time; };
bool sheet_moment(struct arena *a, const char *text, struct sheet_moment *out) MUST_USE;
bool sheet_int(const char *text, int64_t *out) MUST_USE;   /* "8", "8 ans", "8,0"; not "huit" */
#endif
