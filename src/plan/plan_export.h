/* plan_export.h: the plan as a file. Everything is made in memory, and the same plan always gives the same bytes.
 *
 * DOCX, ODT and HTML: one table an objective (cut at every phase), in the six columns people use, A4 landscape. XLSX and
 * CSV: one row an action, every row complete, so that it can be sorted and filtered. All of them read back as the same
 * plan (import/import.h), within what the columns can say: codes, titles and their emphasis, phases, actors in order (the
 * first is the lead: a lead listed later is written first), due as written, indicators, recommendations, priority,
 * conditions, acronyms. What a person decided against the importer's reading of a line (kind, count, cadence, body,
 * qualification), confirmations, dispositions and identities are in JSON only, which is lossless.
 *
 * A phase holds until the next phase or objective. A plan whose specific objectives have neither code nor title has no
 * column for them. */
#ifndef PLAN_EXPORT_H
#define PLAN_EXPORT_H
#include "base/json.h"
#include "base/tr.h"
#include "formats/writer.h"
#include "plan/plan_status.h"

enum plan_format { PLAN_DOCX, PLAN_ODT, PLAN_XLSX, PLAN_CSV, PLAN_JSON, PLAN_HTML, PLAN_STRATML, PLAN_FORMATS };
const char *plan_format_word(enum plan_format f);      /* "docx", "odt", …, "stratml" */
bool plan_format_of(const char *word, enum plan_format *out);
const char *plan_format_type(enum plan_format f);      /* media type */
const char *plan_format_extension(enum plan_format f); /* "docx" … "stratml.xml" */

/* The three added columns; each asks for its source. The order of the texts is that of plan_next(). */
struct plan_export_options {
	enum lang lang;                        /* of the added columns and sheets; the six headings stay in French */
	bool with_state;                       /* needs a status; adds the sheets « État » and « Attendus » to XLSX */
	const struct evidence_base *evidence;  /* NULL: no column of evidence numbers; the facts the status was computed from */
	const char *const *changes;            /* NULL: no column; one text (or NULL) an action */
	int changes_since;                     /* the revision they are counted from */
	struct year_bounds bounds;             /* StratML's dates; zero: the default */
	const char *organisation;              /* StratML: who the plan belongs to; NULL: the plan's title */
};
/* status: NULL without one. E_LIMIT when the format cannot hold it (32,767 characters a cell in XLSX, 64 MiB). */
enum err plan_export(struct arena *a, const struct plan *p, const struct plan_status *status, const struct plan_export_options *o,
    enum plan_format f, const void **bytes, size_t *n) MUST_USE;

/* ---- JSON ------------------------------------------------------------------------------------------------- */

/* The members "title", "acronyms", "objectives", … "counts" of an object that is already open: what commands.md promises,
 * and with `full` all the rest (identities, confirmations, dispositions). */
void plan_json_members(struct arena *a, struct jw *j, const struct plan *p, bool full);
void plan_to_json(struct arena *a, const struct plan *p, struct buf *out);
/* Reads what plan_to_json() wrote, and the plain form of commands.md (actors by name). E_INVALID says where. */
enum err plan_from_json(struct arena *a, const char *text, size_t n, struct plan *out) MUST_USE;

/* Whether the bytes may be such a file: an object, by their first character. */
bool plan_json_looks(const void *bytes, size_t n);
/* Identities, places in a store and the source, forgotten: a plan that comes from elsewhere. */
void plan_forget(struct plan *p);
/* The same file as the sheet that it would make, for who reads documents: codes, texts, actors, due dates and lines come
 * over, what was confirmed by hand is to be confirmed again (a note of the document says so). E_INVALID with a problem. */
enum err plan_json_document(struct arena *a, const void *bytes, size_t n, struct document **out, struct problems *why) MUST_USE;

/* ---- for the writers of this folder ------------------------------------------------------------------------- */

/* The text of a title or line with EMPH marks: rich ("*…*", the stars touching the words) when there is one, else plain. */
const char *plan_marks(struct arena *a, const char *plain, const char *rich) MUST_USE;
void plan_document(struct arena *a, const struct plan *p, const struct plan_status *status, const struct plan_export_options *o, bool sheets,
    struct out_document *out);
enum err plan_stratml(struct arena *a, const struct plan *p, const struct plan_export_options *o, const void **bytes, size_t *n) MUST_USE;
#endif
