/* charter_rules.h: documents that the programme adopts (notes, charters, missions, policies): their words, the canonical text of
 * a version, which number comes next. Pure. */
#ifndef CHARTER_RULES_H
#define CHARTER_RULES_H
#include "base/base.h"
#include "base/date.h"
#include "base/tr.h"

enum charter_kind { CHARTER_NOTE, CHARTER_CHARTER, CHARTER_MISSION, CHARTER_POLICY, CHARTER_KINDS };
const char *charter_kind_word(enum charter_kind k); /* "note" "charter" "mission" "policy" */
const char *charter_kind_name(enum charter_kind k); /* French msgid */
bool charter_kind_of(const char *word, enum charter_kind *out);

/* Who reads it once adopted: its body; staff (bodies, supervisors, evaluators); students too; everyone. */
enum audience { AUDIENCE_BODY, AUDIENCE_STAFF, AUDIENCE_PROGRAMME, AUDIENCE_PUBLIC, AUDIENCES };
const char *audience_word(enum audience x);
const char *audience_name(enum audience x); /* French msgid */
bool audience_of(const char *word, enum audience *out);

struct section { int64_t id, rev; const char *title, *text, *by, *at; int64_t rivals, remarks; };
struct sections { struct section *items; size_t n, cap; };
/* What is frozen and digested: Markdown, UTF-8, LF; the title, a line with the body and the number, then each section under its
 * heading, its text without blanks at its ends, its own headings below the section's. Blank texts keep their heading. Ends with
 * one LF. */
const char *charter_canonical(struct arena *a, const char *title, const char *body, int major, int minor, const struct sections *s);
/* The canonical text without its title, for pages that have written it. */
const char *charter_body(const char *canonical);

/* Part by part, for pages, whose headings have their own levels: first what stands before any section (title NULL), then each. */
struct charter_part { const char *rest, *title, *text; };
bool charter_part_next(struct arena *a, struct charter_part *part);

/* What stays of a long text that did not change, around what did: its beginning (after a change), its end (before one), code
 * points at most each, whole words where there are blanks, with "…" between. */
const char *charter_around(struct arena *a, const char *text, size_t head, size_t tail);

/* Letters about one version, by themselves: at once, then every two weeks, three in all. last_on: ISO, of the last of them. */
enum { CHARTER_LETTERS = 3, CHARTER_LETTER_DAYS = 14 };
bool charter_letter_due(int letters, const char *last_on, struct date today);

/* "12-charte-du-partenariat": what a public address says of a document. */
const char *charter_slug(struct arena *a, int64_t id, const char *title);

/* After major.minor, 0.0 being none: 1.0 whatever is asked, else the next minor or the next major. */
void charter_next(int major, int minor, bool minor_revision, int *next_major, int *next_minor);

/* In SQL. Whether a version v is adopted: its decision d is of a meeting m whose minutes are approved. The adopted versions x of the
 * document c; of "c", the one in force: the highest. */
#define VERSION_ADOPTED(v, d, m) v ".withdrawn_at IS NULL AND " d ".deleted_at IS NULL AND " m ".stage = 'approved'"
#define VERSIONS_ADOPTED(c) "SELECT x.id FROM charter_version x JOIN meeting_decision d ON d.id = x.decision JOIN meeting m ON m.id = d.meeting WHERE x.charter = " c \
	" AND " VERSION_ADOPTED("x", "d", "m")
#define VERSION_IN_FORCE "(" VERSIONS_ADOPTED("c.id") " ORDER BY x.major DESC, x.minor DESC LIMIT 1)"

#endif
