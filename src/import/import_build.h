/* import_build.h: the draft while it is being read. */
#ifndef IMPORT_BUILD_H
#define IMPORT_BUILD_H
#include "import/import_rules.h"

/* What the document says of an action, kept as found until every action has its code. */
struct raw { struct buf actors; const char *due; struct strings items; };
enum level { LEVEL_NONE, LEVEL_PHASE, LEVEL_OBJECTIVE, LEVEL_SPECIFIC };
enum line_role { LINE_OTHER, LINE_OUTLINE, LINE_ACTION };
struct reading {
	struct arena *a;
	struct { struct raw *items; size_t n, cap; } raws; /* by action->line, while reading */
	const struct document *d;
	const struct json_t *answers;   /* an object, or NULL */
	struct plan_draft *out;
	struct plan *plan;
	struct lexicon *lexicon;
	struct due_style style;
	bool has_grid;                  /* a table holds actions: lines are headings, never actions */
	struct lone { bool waits; struct label label; } lone; /* "Objectif stratégique 1", its title comes next */
	enum level level[RANK_PHASE + 1]; /* what each rank of this document's levels is in the plan: outline_understand() */
	enum label_rank band_rank;      /* of a text across the table that has neither label nor code */
	enum line_role *line_roles;     /* of each block of the document */
	enum label_rank *line_ranks;    /* of the lines that are LINE_OUTLINE */
	size_t title_block;             /* where the title stands; 0 without one */
	int line_depth;                 /* groups of the codes of actions written without a table */
	bool in_lines;                  /* the last action was a line: labelled lines may follow */
	const char *phase;
	const char *top;                /* a level above the objectives, kept as the phase of what is under it */
	struct buf outside;             /* text before the plan begins */
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
/* Opens the level that `rank` is in this document. */
void open_rank(struct reading *r, enum label_rank rank, const char *code, const char *marked);
/* A label that stands alone in a line or a row: objective, specific objective or phase. bare: what a text without label opens. */
void open_label(struct reading *r, const char *marked, enum label_rank bare);
/* A new action in the open specific objective (made when there is none). */
struct action *add_action(struct reading *r, const char *code, const char *marked, const char *source);
/* Kept for the end: who, when, what proves it. */
void note_actors(struct reading *r, struct action *x, const char *cell);
void note_due(struct reading *r, struct action *x, const char *text);
void note_items(struct reading *r, struct action *x, const struct strings *items);
void note_recommendations(struct reading *r, struct action *x, const char *text);
/* A text that has no place in the plan is said, with its action; `state`: "Réalisé" says that the action is done. */
void note_aside(struct reading *r, struct action *x, bool state, const char *heading, const char *text, const char *source);
/* Codes made up where there are none, years, leads, bodies of minutes: once everything is read. */
void finish_tree(struct reading *r);

/* Which levels the document has above its actions (labels, codes, columns, bands, headings), and what each line is. */
void outline_understand(struct reading *r, const struct grids *parts, const bool *used);
/* The rank that a label's words or its code say; RANK_NONE when they say nothing. */
enum label_rank rank_of(const struct label *l);

/* "Responsable : CP": the heading before the colon, the value after it. */
bool field_label(struct arena *a, const char *marked, struct heading *h, const char **name, const char **value);
bool has_inline_fields(struct arena *a, const char *marked);
bool has_tail(struct reading *r, const char *marked); /* "Titre (CP ; 26-27)" */
/* A text that is no part of the plan: said once, together when it stands before the plan. */
void keep_outside(struct reading *r, const char *text, const char *source);
void say_outside(struct reading *r);

void read_table(struct reading *r, struct grids *g);
void read_line(struct reading *r, size_t block);
void ask_questions(struct reading *r);
#endif
