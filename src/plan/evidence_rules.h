/* evidence_rules.h: what a piece of evidence must say, whatever line it goes to, and for each kind of line. Pure.
 * plan.md §2. */
#ifndef EVIDENCE_RULES_H
#define EVIDENCE_RULES_H
#include "plan/plan.h"

enum visibility { VIS_PUBLIC, VIS_EVALUATORS, VIS_INTERNAL };
const char *visibility_word(enum visibility v);  /* "public" "evaluators" "internal" */
const char *visibility_name(enum visibility v);  /* French msgid */
bool visibility_of(const char *word, enum visibility *out);
enum evidence_kind { EV_FILE, EV_LINK, EV_NUMBER, EV_REGISTER };
const char *evidence_kind_word(enum evidence_kind k); /* "file" "link" "number" "register" */
const char *evidence_kind_name(enum evidence_kind k); /* French msgid */
bool evidence_kind_of(const char *word, enum evidence_kind *out);

/* What a person types. Texts NULL or blank: not given. */
struct evidence_form {
	enum evidence_kind kind;
	const char *title;
	const char *effective;     /* ISO; mandatory, not in the future */
	const char *blob, *filename, *type; /* a stored file: SHA-256, name, media type */
	const char *url;
	int64_t number;            /* NONE: not given */
	const char *register_text; /* the row: reference, description */
	const char *partner, *expires_on;   /* agreements */
	const char *direction, *audience;   /* a mobility: "in" or "out", and whose */
	int64_t body;              /* minutes: the actor whose meeting it was; NONE */
	const char *access_level;  /* a shared space: who may open it, as checked by the person who files */
	const char *note;
	enum visibility visibility;
};
/* A copy of the form with its texts trimmed, blank ones NULL. */
struct evidence_form evidence_form_clean(struct arena *a, const struct evidence_form *f);
/* The form by itself: title, effective date in no future, what its kind asks for. Cleaned before. */
void evidence_form_check(struct arena *a, const struct evidence_form *f, struct date today, struct problems *out);
/* The form in a line of this kind, which may expect the minutes of one body; body: names of the form's own body, or
 * NULL. */
struct body_names { const char *name, *long_name; };
void evidence_slot_check(struct arena *a, const struct evidence_form *f, const struct body_names *body, const struct indicator *line, struct problems *out);
/* The lines that a room may feed with what its acts give: a row of the register, a number, a file (a mask: any of them). Only those that
 * take it as evidence_slot_check() says, in the plan's order; and `kept` (NONE: none), which stands chosen already, with takes false
 * when it does not. other: how many lines ask for another sort of evidence. */
enum { ACT_ROW = 1, ACT_NUMBER = 2, ACT_FILE = 4 };
struct plan_line { const struct action *action; const struct indicator *line; bool takes; };
struct plan_lines { struct plan_line *items; size_t n, cap, other; };
bool plan_line_takes(struct arena *a, const struct indicator *line, unsigned acts);
void plan_lines_for(struct arena *a, const struct plan *p, unsigned acts, const int64_t *kept, size_t nkept, struct plan_lines *out);
/* Whether what was validated is not the same any more: a note or a visibility may change freely. */
bool evidence_content_same(const struct evidence_form *x, const struct evidence_form *y);
#endif
