/* import.h: reads the document people have into a draft plan. Pure: a document in, a draft out; never a language
 * model. plan.md §4. */
#ifndef IMPORT_H
#define IMPORT_H
#include "base/tr.h"
#include "formats/document.h"
#include "plan/plan.h"
#include "plan/plan_status.h"

/* A question to the user: grouped by kind, each with a proposed answer. */
enum question_kind { Q_MISSING_ACTOR, Q_LEAD, Q_AMBIGUOUS_SPLIT, Q_RECOMMENDATION, Q_VAGUE_LINE, Q_CADENCE, Q_YEAR_BOUNDS, Q_UNKNOWN_COLUMN,
	Q_DUE, Q_NEAR_TWIN, Q_KINDS };
const char *question_kind_word(enum question_kind k); /* "missing_actor", "lead", "ambiguous_split", … */
struct question {
	enum question_kind kind;
	const char *id;          /* stable over a re-read of the same file: "lead:3.5.1" */
	const char *action;      /* code, NULL when it concerns the whole plan */
	const char *text;        /* French, complete sentence: msgid with its arguments */
	const char *msgid, *arg[4]; /* the same, for another language: import_text() */
	const char *proposed;    /* the proposed answer, as the answer would be typed; "" for "leave empty" */
	struct strings choices;  /* empty: free text */
	const char *source;
};
struct warning { const char *kind, *action, *text, *source, *msgid, *arg[4]; };
/* msgid translated, each %s replaced by the next argument. */
char *import_text(struct arena *a, enum lang l, const char *msgid, const char *const arg[4]) MUST_USE;
/* "table 1, row 3" in the reader's words: "tableau 1, ligne 3". */
const char *import_source_text(struct arena *a, enum lang l, const char *source) MUST_USE;
/* What a column was taken for. */
enum column_role { COL_IGNORE, COL_OBJECTIVE, COL_SPECIFIC, COL_ACTION, COL_ACTORS, COL_DUE, COL_INDICATORS, COL_RECOMMENDATION,
	COL_PRIORITY, COL_CONDITIONS, COL_CODE, COL_PHASE, COL_NOTES, COL_START, COL_ROLES };
const char *column_role_word(enum column_role r);   /* "ignore", "objective", … for forms and answers */
const char *column_role_name(enum column_role r);   /* French msgid */
struct column_guess { int table; int column; /* from 1, from 0 */ const char *heading; enum column_role role; double confidence; bool chosen; };
struct plan_draft {
	struct plan plan;
	struct { struct question *items; size_t n, cap; } questions;
	struct { struct warning *items; size_t n, cap; } warnings;
	struct { struct column_guess *items; size_t n, cap; } columns;
	bool readable;           /* false: no action found; the column chooser is the way on */
};
/* Answers: {"question id": "answer", …, "columns": {"1": ["specific", "action", …]}}; NULL for every proposed one.
 * An answered question is confirmed in the plan and no longer asked. */
struct json_t;
enum err plan_read(struct arena *a, const struct document *d, const struct json_t *answers, struct plan_draft *out) MUST_USE;
/* The JSON of commands.md ("plan import --dry-run --json"). */
void plan_draft_json(struct arena *a, const struct plan_draft *d, struct buf *out);

/* One due value as people write it; false when it was not understood (empty is: no due date). One evidence line: kind,
 * count, optional, cadence from its words; id NONE. For forms. */
bool plan_due_read(struct arena *a, const char *text, struct due *out);
void plan_indicator_read(struct arena *a, const char *text, struct indicator *out);

/* ---- an edited document against the plan in force ------------------------------------------------------- */
/* Gives each action (and indicator) of `next` the identity of its counterpart in `base`: same code and similar
 * text first, then the most similar text (≥ 0.6), best assignment. */
void plan_match(struct arena *a, const struct plan *base, struct plan *next);
enum change_kind { CH_ADDED, CH_REMOVED, CH_RENUMBERED, CH_RETITLED, CH_DUE, CH_ACTORS, CH_INDICATOR_ADDED, CH_INDICATOR_REMOVED,
	CH_INDICATOR_CHANGED, CH_MOVED, CH_RECOMMENDATION, CH_PRIORITY, CH_CONDITIONS, CH_OBJECTIVE, CH_ACTOR_LEAD };
struct change { enum change_kind kind; const char *code; /* of the action, new one if any */ struct reason said; /* reason_text() */ const char *before, *after; };
struct changes { struct change *items; size_t n, cap; };
const char *change_class(enum change_kind k); /* "added", "removed" or "changed": classes of the diff list */
/* Both with identities set. Sentences: "3.5.1 reportée de 27-28 à 28-29 : …". */
void plan_diff(struct arena *a, const struct plan *before, const struct plan *after, struct changes *out);
#endif
