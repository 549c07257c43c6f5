/* import_rules.h: what the files of src/import share. Pure: a document in, a draft out.
 *
 *   words      folded words and patterns over them           import_words.c
 *   due        "26-27", "Fin 2026", "Q1 2026-27", …          import_due.c, import_due_scan.c
 *   indicators items of a cell, their kind, count, body      import_indicators.c, import_kinds.c
 *   actors     who is responsible, variants merged           import_actors.c, import_actor_names.c
 *   codes      "1.1.1", "A1", "Axe 2", "Objectif …"          import_codes.c
 *   columns    what each column holds                        import_columns.c, import_contents.c
 *   grid       a table: header, bands, rows                  import_grid.c
 *   tree       objectives, specific objectives, actions      import_read.c, import_table.c, import_lines.c, import_tree.c
 *   questions  what is asked, what was answered              import_questions.c */
#ifndef IMPORT_RULES_H
#define IMPORT_RULES_H
#include "import/import.h"

/* ---- words ---------------------------------------------------------------------------------------------- */

/* Patterns are alternatives separated by '|', each one a run of folded words; a word that ends with '*' matches
 * any word with that beginning. Texts are text_words(): [a-z0-9] words separated by single spaces. */
int words_find(const char *words, const char *patterns);            /* index of the word where the first match begins; -1 */
size_t words_match_at(const char *at, const char *patterns);        /* bytes matched at this word, longest alternative; 0 */
bool words_are(const char *words, const char *patterns);            /* the whole text matches */
size_t words_count(const char *words);
struct strings words_split(struct arena *a, const char *s, char sep);
/* Bytes of a list marker and its spaces at the beginning ("- ", "• ", "1) "), 0 when there is none. */
size_t bullet_length(const char *s);
/* Trimmed, emphasis marks balanced again after a cut; "" when nothing is left. */
char *piece_of(struct arena *a, const char *s, size_t n);
bool upper_initial(const char *s);                                   /* the first letter is a capital */
int roman_value(const char *s, size_t n);                            /* 1–39, 0 when it is not one */

/* ---- due values ----------------------------------------------------------------------------------------- */

struct due_style {
	int first_year, last_year; /* of the plan, 0 when unknown: for "Année 1", "fin du plan" */
	bool month_first;          /* 12/31/2026 was seen in this document */
	bool quarters;             /* Q3, Q4, T4 were seen: Q1 is a quarter of the calendar year */
};
enum due_doubt { DUE_SURE, DUE_EMPTY, DUE_SPAN, DUE_SEVERAL, DUE_START, DUE_APPROXIMATE, DUE_AMBIGUOUS, DUE_VAGUE, DUE_UNREAD };
struct due_reading { struct due due; enum due_doubt doubt; int cadence; /* 0 unless the words say one */ };
void due_read(struct arena *a, const char *text, const struct due_style *style, struct due_reading *out);
/* A day/month pair that can only be month first (or a Q3, T4): what a document teaches about its own dates. */
void due_learn(struct arena *a, const char *text, struct due_style *style);
int month_of(const char *word); /* folded; 1–12, 0 */

/* Inside import_due*.c: folded text cut into numbers, words and signs. */
struct due_token { enum { TOK_NUMBER, TOK_WORD, TOK_SIGN } kind; int value; int digits; const char *word; char sign; bool glued; };
struct due_tokens { struct due_token *items; size_t n, cap; };
enum point_kind { POINT_DATE, POINT_YEAR, POINT_TERM, POINT_SPAN_DATE, POINT_SPAN_YEAR };
struct due_point { enum point_kind kind; struct date date; int year, term; bool ambiguous, approximate; };
struct due_tokens due_tokens_of(struct arena *a, const char *folded);
size_t due_point_at(const struct due_tokens *t, size_t i, const struct due_style *style, struct due_point *out); /* tokens used, 0 */

/* ---- indicators ----------------------------------------------------------------------------------------- */

/* The items of a cell, marks kept: bullets, lines, ";", flattened " - ". */
struct strings cell_items(struct arena *a, const struct doc_cell *c);
struct strings text_items(struct arena *a, const char *text);       /* a text of one or several lines */
enum indicator_kind indicator_kind_guess(const char *words, bool percent);
bool indicator_known_head(struct arena *a, const char *text);       /* its first word is one of a kind of evidence */
/* Fills kind, count, optional, cadence from the words. `body` is set later, when the actors are known. */
void indicator_read(struct arena *a, const char *marked, struct indicator *out);
bool indicator_vague(struct arena *a, const char *text);

/* ---- actors --------------------------------------------------------------------------------------------- */

/* What an office, a body, a unit or a direction is called: "responsable", "commission", "équipe", "direction", … */
struct head { enum actor_kind kind; bool plural; const char *canonical; /* as shown, NULL: as written */ };
bool actor_head(const char *word, struct head *out); /* a folded word, no space in it ("coresponsables") */
char *compact_word(struct arena *a, const char *word); /* "Co-responsables" → "coresponsables" */
char *actor_tidy(struct arena *a, const char *name); /* "Resp. X" → "Responsable X", "equipe" → "Équipe", no article */
char *actor_key(struct arena *a, const char *name);  /* equal for the variants of one name */
enum actor_kind actor_kind_guess(struct arena *a, const struct plan *p, const char *name);
bool mixed_caps(const char *word);                   /* "CoPil", "ComEx": one short word, two capitals, the first letter one */
bool all_caps(const char *word);                     /* "CEP", "GT", "CERIAS": two capitals or more, no small letter */

/* What the document calls its people: learnt from every actor cell (lines kept) and from the acronyms. */
struct lexicon;
struct lexicon *lexicon_new(struct arena *a, struct plan *p);
void lexicon_learn(struct lexicon *x, const char *cell);
void lexicon_settle(struct lexicon *x); /* after the last cell, before the first split */
struct actor_split { struct strings names; bool doubtful; /* to be confirmed: a shared head was expanded, or a guess */ };
void actors_split(struct lexicon *x, const char *cell, struct actor_split *out);
/* Index in the plan's actors, added when new; variants of a name are one actor. */
int actor_intern(struct lexicon *x, const char *name);
bool actor_shaped(struct arena *a, const char *text); /* looks like one or several actors */
/* Of "PV de la CEP", "PV du Comité stratégique": the body as the plan calls it; NULL. */
const char *indicator_body(struct lexicon *x, const char *text);

/* ---- codes and labels ------------------------------------------------------------------------------------ */

/* What stands at the beginning of a title: "1.1.1.", "A1", "OS 2 :", "Axe stratégique 1 –", "Temps 1 : …". */
enum label_rank { RANK_NONE, RANK_AXIS, RANK_STRATEGIC, RANK_OBJECTIVE, RANK_SPECIFIC, RANK_ACTION, RANK_PHASE };
struct label {
	enum label_rank rank;  /* from a word; RANK_NONE when there is only a number */
	const char *code;      /* "1.1.1", "" when there is none */
	int depth;             /* groups of the code, 0 without */
	size_t used;           /* bytes before the title */
	bool lone;             /* nothing after: the title is elsewhere */
	bool number_word;      /* "Axe 1": the code is a number after a word */
};
void label_read(struct arena *a, const char *text, struct label *out);
/* "1.1.2" is under "1.1": its beginning, group by group. */
bool code_under(const char *code, const char *parent);
char *code_parent(struct arena *a, const char *code); /* "3.5.1" → "3.5"; "" */

/* ---- columns --------------------------------------------------------------------------------------------- */

/* What a heading says. `rank` orders the columns above the action: RANK_AXIS … RANK_ACTION; a task is below. */
struct heading { enum column_role role; enum label_rank rank; double score; /* 0–1 */ int year; /* "26-27", "2027": a column of marks; 0 */ bool task, partner, state, year_calendar; };
void heading_read(struct arena *a, const char *text, struct heading *out);
bool column_role_of(const char *word, enum column_role *out);
/* Texts of one column, as its contents tell: shares from 0 to 1 of the cells that are not empty. */
struct profile { size_t cells, rows; double due, code, coded, priority, actors, marks, items, references, states; int depth; /* most frequent of the codes */ double length; /* mean, code points */ double repeated; };

/* ---- tables ------------------------------------------------------------------------------------------------ */

/* One cell: its text read once. Lines joined by LF, emphasis marks kept in `marked` only. */
struct gcell { const struct doc_cell *cell; const char *marked, *plain; bool blank, above, left, used; };
enum row_kind { ROW_DATA, ROW_BLANK, ROW_HEADER, ROW_BAND, ROW_IGNORED };
struct layout { /* what the columns hold, from a header row to the next */
	struct grid_column { enum column_role role; enum label_rank rank; int year; bool year_calendar, task, partner, state; double confidence; const char *heading; struct profile profile; } *columns;
	size_t from, first, to; /* header row, first row after it, end */
	bool headed;            /* there is a header; otherwise the contents told */
	int action_depth;       /* groups of the codes of the actions, 0 when they have none */
};
struct grid {
	const struct doc_table *table;
	size_t c0, ncols;       /* part of the table: two plans may stand side by side */
	struct gcell *cells;    /* table->n × ncols */
	enum row_kind *kinds;
	struct { struct layout *items; size_t n, cap; } layouts;
	enum { GRID_PLAN, GRID_ACRONYMS, GRID_FIELDS, GRID_OTHER } kind;
};
struct grids { struct grid *items; size_t n, cap; };
/* The parts of a table, each with its cells read. */
void grid_read(struct arena *a, const struct doc_table *t, struct grids *out);
/* Header rows, then the role of each column. `like`: the layout of an earlier fragment, NULL; `chosen`: role words, NULL. */
void grid_understand(struct arena *a, struct grid *g, const struct layout *like, const struct strings *chosen);
struct gcell *grid_cell(const struct grid *g, size_t row, size_t column);
void profile_of(struct arena *a, const struct grid *g, const struct layout *l, size_t column, struct profile *out);
/* Roles of the columns from headings and contents together. */
void columns_assign(struct arena *a, struct layout *l, size_t ncols);
bool layout_is_plan(const struct layout *l, size_t ncols);
int layout_find(const struct layout *l, size_t ncols, enum column_role role); /* first column of that role, -1 */
bool is_mark(struct arena *a, const char *text); /* "X", "✓", "●" of a column per year */
bool is_priority(struct arena *a, const char *text);

#endif
