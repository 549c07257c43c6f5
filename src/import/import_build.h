/* import_build.h: the draft while it is being read. */
#ifndef IMPORT_BUILD_H
#define IMPORT_BUILD_H
#include "import/import_rules.h"

/* What the document says of an action, kept as found until every action has its code. */
struct raw { struct buf actors; const char *due; struct strings items; };
struct reading {
	struct arena *a;
	struct { struct raw *items; size_t n, cap; } raws; /* by action->line, while reading */
	const struct document *d;
	const struct json_t *answers;   /* an object, or NULL */
	struct plan_draft *out;
	struct plan *plan;
	struct lexicon *lexicon;
	struct due_style style;
	bool title_read;
	bool has_grid;                  /* a table holds actions: lines are headings, never actions */
	struct lone { bool waits; struct label label; } lone; /* "Objectif stratégique 1", its title comes next */
	const char *phase;
	const char *heading;            /* a heading that may turn out to be an objective */
	int open_objective;             /* index, -1: none yet */
	int open_specific;              /* index in the open objective, -1 */
	struct action *last;            /* the action that goes on when a row has none of its own */
	enum column_role field;         /* lines: what the items that follow belong to */
};

/* A document that begins with a table: its leading rows of one text become lines before it, *n of them, so that the title
 * and the acronyms are found; preface_drop() then takes the rows that were used out of the table. */
struct document *preface_lift(struct arena *a, const struct document *d, size_t *n);
void preface_drop(struct arena *a, struct document *d, size_t n, bool *used);
/* The sheets « État » and « Attendus » of our own exports: figures about the plan, not the plan. */
bool table_is_report(const struct doc_table *t);

/* Where a text stands: "table 1, row 3", "line 12". */
const char *source_row(struct arena *a, const struct doc_table *t, size_t row);
const char *source_line(struct arena *a, int number);
void warn(struct reading *r, const char *kind, const char *action, const char *source, const char *msgid, const char *a0, const char *a1);
void ask(struct reading *r, enum question_kind kind, const char *id, const char *action, const char *source, const char *proposed,
    const struct strings *choices, const char *msgid, const char *a0, const char *a1);
/* The answer given to a question; NULL when it was not answered. */
const char *answered(const struct reading *r, const char *id);

/* ---- the tree ------------------------------------------------------------------------------------------- */
/* marked: text with emphasis marks; plain and rich are made from it. */
void set_title(struct arena *a, const char *marked, const char **plain, const char **rich);
/* Opens an objective or a specific one, or goes on with the present one when it is the same. */
void open_objective(struct reading *r, const char *code, const char *marked);
void open_specific(struct reading *r, const char *code, const char *marked);
/* A label that stands alone in a line or a row: objective, specific objective or phase. bare: what a text without label opens. */
void open_label(struct reading *r, const char *marked, enum label_rank bare);
/* A new action in the open specific objective (made when there is none). */
struct action *add_action(struct reading *r, const char *code, const char *marked, const char *source);
/* Kept for the end: who, when, what proves it. */
void note_actors(struct reading *r, struct action *x, const char *cell);
void note_due(struct reading *r, struct action *x, const char *text);
void note_items(struct reading *r, struct action *x, const struct strings *items);
/* Codes made up where there are none, years, leads, bodies of minutes: once everything is read. */
void finish_tree(struct reading *r);

void read_table(struct reading *r, struct grids *g);
void read_line(struct reading *r, const struct doc_block *b);
void ask_questions(struct reading *r);
#endif
