/* personal.h: what the programme holds of persons, declared once by the room that holds it. From these tables come the
 * export of a person's data, its erasure (what goes, what stays and why, counts kept), the nightly retention, the page
 * "Mes données" and the register of processing (GDPR, article 30). One mechanism: whatever names persons stands here.
 *
 * A room has one file x_personal.c, and one line in personals.c:
 *
 *	static const struct processing call_processing = { .name = "call", .title = N_("Appel à missions"),
 *		.purpose = N_("Recevoir et choisir les missions…"), .basis = BASIS_PUBLIC_TASK, .persons = N_("Commanditaires"),
 *		.data = N_("Identité, fonction, adresse, propositions"), .recipients = N_("Coordination, jury") };
 *	const struct personal call_personal[] = {
 *		{ .table = "contact", .title = N_("Personnes de contact"), .processing = &call_processing, .history = "contact",
 *		  .belongs = BELONGS(OF(PERSON, "person"), OF(EMAIL, "email_key")),
 *		  .columns = COLUMNS(COL("name", N_("Nom"), REPLACED), COL("email", N_("Adresse"), EMPTIED), COL("email_key", NULL, EMPTIED),
 *			COL("phone", N_("Téléphone"), EMPTIED)),
 *		  .row = ROW_STAYS, .why = N_("L’organisation et ses missions gardent leur histoire, sans le nom.") },
 *		{ .table = "submission_note", …, .belongs = BELONGS(OF(ROW, "contact", .table = "contact")), .row = ROW_GOES },
 *		{ .table = "sector", .nobody = "a list of words" },
 *		{ 0 } };
 *	const struct retention call_retention[] = { { .name = "call_drafts", … }, { 0 } };
 *
 * With .entity the columns are those of its fields that are F_PERSONAL (labels are the fields'), and the rows those whose
 * `subject` is the person; what is said here besides has the last word.
 *
 * tests/store/test_queries.c walks the schema: it fails for a table that is not declared, and for a column that looks like
 * a person's (a reference to person, an address, a name, …_by) in a table that does not list it. */
#ifndef PERSONAL_H
#define PERSONAL_H
#include "entity/entity.h"

/* GDPR, article 6(1): (e), (a), (b), (c), (f). */
enum basis { BASIS_PUBLIC_TASK, BASIS_CONSENT, BASIS_CONTRACT, BASIS_LEGAL, BASIS_LEGITIMATE, BASIS_COUNT };
const char *basis_name(enum basis b); /* French msgid */

/* A line of the register. All texts but name are French msgids. */
struct processing {
	const char *name;        /* a word, unique */
	const char *title, *purpose;
	enum basis basis;
	const char *ground;      /* what the basis rests on, NULL when the basis says it */
	const char *persons;     /* whom it concerns */
	const char *data;        /* categories of data */
	const char *recipients;  /* who sees it */
};

extern const struct processing accounts_processing; /* of people/: what has to do with having an account */

/* ---- whose a row is --------------------------------------------------------------------------------------- */

enum how { OF_PERSON = 1, OF_EMAIL, OF_ROW };
struct belongs {
	enum how how;
	const char *column;      /* OF_PERSON: a person's number; OF_EMAIL: an address, as typed or folded; OF_ROW: the number of a row of `table` */
	const char *table;       /* OF_ROW: declared before this one; the row is whoever's that one is */
	const char *label;       /* French msgid, in what capacity: "Déposée"; NULL: the row is about the person, and only then does
	                          * it go, or lose what is EMPTIED and REPLACED, with them */
	const char *when;        /* more of the row: SQL over its columns that both engines know; NULL */
	const char *file, *filename; /* columns: the blob that this person gets with the export, and its name */
};
/* The way, the column, then what else is to say. */
#define OF(way, ...) { .how = OF_##way, .column = __VA_ARGS__ }
#define BELONGS(...) ((const struct belongs[]){ __VA_ARGS__, { 0 } })

/* ---- what becomes of each column ---------------------------------------------------------------------------- */

/* MASKED: free text in which anybody may be named. Every row of the table is read, whosever it is, and the person's name
 * and addresses in it are replaced. */
enum erase { STAYS, EMPTIED, REPLACED, MASKED };
enum {
	C_PERSON = 1,            /* a person's number: shown as "vous" to its person, never another's; it stays, and names nobody once erased */
	C_BLOB = 2,              /* the SHA-256 of a blob, which goes when no row refers to it any more */
	C_SECRET = 4,            /* a digest, a password: not exported */
	C_CITES = 8,             /* STAYS, may name people (an adopted text): mentions are counted and told */
	C_NAME = 16,             /* the person's name, or a part of it when several columns are: what MASKED looks for */
	C_AUTHOR = 32,           /* names who the row's C_PERSON is: told to that person only */
	C_SEALED = 64,           /* said in confidence of others: masked with them, told to its writer, never to whom it names */
};
struct personal_column {
	const char *name, *label; /* label: French msgid; NULL: not exported (a sort key), or the entity's */
	enum erase erase;
	unsigned flags;
	const char *to;          /* REPLACED: by what (msgid, kept in French), with the row's number; NULL: erased_text. EMPTIED: NULL, or "" where NOT NULL */
	const struct choice *choices; /* a number's or a word's meaning, for the export; NULL */
};
/* Column, label, what becomes of it, then what else is to say. */
#define COL(column, words, ...) { .name = column, .label = words, .erase = __VA_ARGS__ }
#define COLUMNS(...) ((const struct personal_column[]){ __VA_ARGS__, { 0 } })
extern const char erased_text[]; /* "effacé" */

enum row_erase { ROW_GOES = 1, ROW_STAYS };
struct personal {
	const char *table;
	const char *nobody;      /* why the table says nothing of anybody (in English); then nothing more is said */
	const char *title;       /* French msgid: of the table in the export */
	const struct processing *processing;
	const struct entity *entity;
	const char *history;     /* its rows' name in the history: what the history says of an erased row or column goes too */
	const struct belongs *belongs; /* NULL: of nobody by itself (texts that may name people) */
	const char *where;       /* only these rows: SQL over the columns; a table may then be declared again for the others */
	const struct personal_column *columns;
	enum row_erase row;
	const char *why;         /* ROW_STAYS: why (French msgid) */
	const char *gone;        /* a column that gets the time of the erasure, where it is NULL: the row is deleted too */
	enum err (*changed)(struct db *db); /* called after an erasure changed the table, for what is kept of it elsewhere; NULL */
};

/* ---- how long ------------------------------------------------------------------------------------------------ */

/* One rule: rows of `table` whose `since` is older than the days go, or lose their `empties`. The days are the
 * programme's setting "retention.NAME", else `days`. */
enum { RETAIN_FOREVER = 0 };
struct retention {
	const char *name;        /* a word, unique */
	const char *title;       /* French msgid: what */
	const char *ground;      /* French msgid: why so long */
	const struct processing *processing; /* NULL: no personal data */
	int days;                /* RETAIN_FOREVER: never goes by itself, and is not settable */
	int least, most;         /* bounds of the setting */
	const char *table, *since; /* since: a column of ISO days or times */
	const char *when;        /* more of the row (SQL), NULL */
	const char *empties;     /* this text column becomes "" instead of the row going; NULL */
	/* Instead of table and since, when rows hang on the row: counts what is older than `before` (ISO time), and removes it
	 * unless `look`. */
	enum err (*purge)(struct db *db, const char *before, bool look, int64_t *n);
};

/* Every declaration, room by room; each room's ends with { 0 }, the lists with NULL. */
extern const struct personal *const personal_tables[];
extern const struct retention *const retention_tables[];
/* The columns and the ways of a declaration, those of its entity included; end with { 0 }. */
const struct personal_column *personal_columns(struct arena *a, const struct personal *p);
const struct belongs *personal_belongs(struct arena *a, const struct personal *p);
#endif
