/* privacy.h: what the programme holds of one person, read from the declarations of entity/personal.h: found, exported,
 * erased; how long what is kept; the register of processing. Rights are the caller's, by its route. */
#ifndef PRIVACY_H
#define PRIVACY_H
#include "entity/personal.h"
#include "people/people.h"
#include "privacy/privacy_rules.h"

/* ---- who ---------------------------------------------------------------------------------------------------- */

struct numbers { int64_t *items; size_t n, cap; };
/* A person is an address: with an account or without one (a sponsor). Accounts that were removed count too. */
struct subject {
	const char *email;           /* as asked, trimmed */
	const char *name;            /* of the account, else as found; the address when there is none */
	struct numbers persons;      /* rows of table person */
	struct strings spellings;    /* the address as it is written in the store, folded first */
	struct mask mask;            /* what they are called, former names and addresses too */
};
/* E_NOTFOUND: nothing is held of that address. */
enum err subject_of(struct db *db, const char *email, struct subject *out) MUST_USE;

/* ---- what is held ------------------------------------------------------------------------------------------- */

/* A row of a declaration: its columns' values as people read them (NULL: empty), in the order of `columns`. */
struct held_row { const char **values; const char *capacities; /* "Déposée, Validée"; "" when about the person */ };
struct held_table {
	const struct personal *p;
	const struct personal_column *columns; /* exported ones only, with their labels; end with { 0 } */
	size_t ncolumns;
	struct { struct held_row *items; size_t n, cap; } rows;
};
struct held_file { const char *sha, *name; };
/* A text of others in which the person is named. */
struct held_mention { const struct personal *p; const char *label, *text; };
struct held {
	struct { struct held_table *items; size_t n, cap; } tables; /* those with rows */
	struct { struct held_file *items; size_t n, cap; } files;   /* each once, by name */
	struct { struct held_mention *items; size_t n, cap; } mentions;
};
/* most: rows of each table at most, 0 for all. mentions: look for them too. A statement or two a table. */
enum err held_of(struct db *db, const struct subject *s, enum lang lang, size_t most, bool mentions, struct held *out) MUST_USE;

/* ---- export --------------------------------------------------------------------------------------------------- */

/* ZIPs: donnees.json, a CSV a table, index.html with its style.css, the files of the person in fichiers/. The same data on
 * the same day gives the same bytes. What passes EXPORT_PART goes on in further ZIPs, files only. */
enum { EXPORT_PART = 48 << 20, EXPORT_PARTS_MAX = 64 };
struct export_part { const void *bytes; size_t n; };
/* part: from 1; *parts: how many there are. E_NOTFOUND past the last. */
enum err export_person(struct db *db, const struct subject *s, enum lang lang, bool mentions, int part, struct export_part *out, int *parts) MUST_USE;
/* Says in the journal that this person's data went out. */
enum err export_noted(struct db *db, const struct subject *s, const char *how) MUST_USE;

/* ---- erasure -------------------------------------------------------------------------------------------------- */

enum becomes { BECOMES_GOES, BECOMES_NAMELESS, BECOMES_KEPT, BECOMES_MASKED, BECOMES_CITED, BECOMES_FILES, BECOMES_JOURNAL, BECOMES_COUNT };
const char *becomes_name(enum becomes f); /* French msgid */
const char *becomes_word(enum becomes f); /* "goes", … */
struct erase_line { const struct personal *p; const char *capacities; enum becomes becomes; int64_t n; };
struct erasure {
	struct { struct erase_line *items; size_t n, cap; } lines;
	struct problems refused;     /* why it cannot be done (the last of the coordination): nothing is then done */
};
/* look: only says what would happen. Otherwise E_FORBIDDEN when refused. In one transaction. Then store_scrub(). */
enum err erase_person(struct db *db, const struct subject *s, struct date today, bool look, struct erasure *out) MUST_USE;
/* As JSON members of an object that is open. */
void erasure_json(struct jw *j, const struct erasure *x);

/* ---- how long --------------------------------------------------------------------------------------------------- */

struct retained { const struct retention *rule; int days; bool settled; /* someone said that the days are right */ int64_t due, last; const char *last_at; };
struct retained_rules { struct retained *items; size_t n, cap; };
/* Every rule with its days and what went last; preview: how much would go today (due), else NONE. */
enum err retention_load(struct db *db, struct date today, bool preview, struct retained_rules *out) MUST_USE;
/* Each in a transaction of its own; *n: rows and texts gone. */
enum err retention_run(struct store *s, struct arena *a, struct date today, int64_t *n) MUST_USE;
/* days within the rule's bounds, else a problem at the field of its name. settled: "validé". */
enum err retention_set(struct db *db, const char *name, const char *days, bool settled, struct problems *problems) MUST_USE;
struct retention_log_row { const char *at, *rule; int64_t n; };
struct retention_log { struct retention_log_row *items; size_t n, cap; };
enum err retention_log(struct db *db, size_t most, struct retention_log *out) MUST_USE; /* newest first */

/* ---- the register ------------------------------------------------------------------------------------------------ */

struct register_rule { const char *title, *ground; int days; bool settled; };
struct register_entry {
	const struct processing *processing;
	struct { const char **items; size_t n, cap; } tables;   /* titles, French msgids */
	struct { struct register_rule *items; size_t n, cap; } rules;
};
struct register_entries { struct register_entry *items; size_t n, cap; };
/* In the order of the declarations. db NULL: with the days as shipped. */
enum err register_load(struct arena *a, struct db *db, struct register_entries *out) MUST_USE;
/* docs/registre.md: the register as shipped. */
void register_markdown(struct arena *a, struct buf *out);

extern const struct query privacy_subject_queries[], retention_queries[];
#endif
