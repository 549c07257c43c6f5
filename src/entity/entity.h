/* entity.h: what is declared once. A plain struct and a const table of its fields; from the table come the check of
 * the schema, parsing and validation (the same for a form, CSV and JSON), form, list, detail, filters, insert and update
 * with optimistic locking and history, deletion and its undo, CSV, JSON and the export of a person's data. Pages with a
 * meaning and rules across fields are not derived: these are functions that a page calls.
 *
 *	struct thing { int64_t id; const char *name; int64_t state, owner, rev; bool open; const char *due, *deleted_at; };
 *	static const struct choice states[] = { { 1, "planned", N_("Prévue") }, { 2, "done", N_("Faite") }, { 0 } };
 *	static const struct field fields[] = {
 *		FIELD(struct thing, id,    ID,   N_("N°")),
 *		FIELD(struct thing, name,  TEXT, N_("Nom"), .flags = F_REQUIRED | F_LIST | F_SEARCH, .max = 200, .key = "sort_key"),
 *		FIELD(struct thing, state, ENUM, N_("État"), .flags = F_REQUIRED | F_LIST, .choices = states),
 *		FIELD(struct thing, owner, REF,  N_("Responsable"), .flags = F_PERSONAL, .ref = &person_entity, .read = ROLE_COORDINATION),
 *		FIELD(struct thing, open,  BOOL, N_("Ouverte")),
 *		FIELD(struct thing, due,   DATE, N_("Échéance"), .help = N_("Vide : en continu.")),
 *		FIELD(struct thing, rev,   REV,  NULL), FIELD(struct thing, deleted_at, GONE, NULL),
 *	};
 *	const struct entity thing_entity = { .name = "thing", .table = "thing", .one = N_("chose"), .many = N_("choses"),
 *		.title = "name", .size = sizeof(struct thing), .fields = fields, .nfields = LEN(fields),
 *		.read = ROLE_MEMBER | ROLE_COORDINATION, .create = ROLE_COORDINATION, .update = ROLE_COORDINATION, .erase = ROLE_COORDINATION };
 *
 * and one line in entities.c. A kind that does not fit the member does not compile. A member, its column and its form
 * field have one name.
 *
 * Roles are bits (people.h). They say who sees and sets what of a row; which ROWS one may reach is for the caller,
 * by its query, before it comes here. */
#ifndef ENTITY_H
#define ENTITY_H
#include "base/base.h"
#include "base/csv.h"
#include "base/json.h"
#include "base/tr.h"
#include "html/html.h"
#include "store/db.h"
#include "store/history.h"

/* ID, REV, GONE: the row's number, its revision, when it was deleted: never typed. WORD: a choice stored as its key. */
enum kind { K_ID, K_REV, K_GONE, K_TEXT, K_LONG, K_EMAIL, K_WORD, K_DATE, K_INT, K_BOOL, K_ENUM, K_REF };
enum {
	F_REQUIRED = 1,
	F_LIST = 2,        /* a column of the list; choices are its filters too */
	F_SEARCH = 4,      /* searched by the list's search */
	F_PERSONAL = 8,    /* about a person: see entity_personal() */
	F_UNIQUE = 16,     /* among the rows that are not deleted */
	F_FIXED = 32,      /* set by the program: shown, never typed */
	F_DATALIST = 64,   /* REF: typed with proposals instead of chosen from a menu */
	F_QUIET = 128,     /* the history says that it changed, and never from what to what: fewer may read it than the history */
	F_HIDDEN = 256,    /* kept to compare and to find: on no page */
};
struct choice { int64_t value; const char *key, *label; }; /* ends with { 0 } */
struct entity;
struct field {
	const char *name, *label, *help;  /* label and help: French msgids */
	enum kind kind;
	size_t offset;
	unsigned flags;
	unsigned read, write;             /* roles; 0: those of the entity */
	int min, max;                     /* INT: bounds, when one is not 0; texts: most characters (0: TEXT 300, LONG 20000) */
	const struct choice *choices;
	const struct entity *ref;
	const char *key;                  /* column kept beside: what sorts (text_sort_key), or compares an EMAIL (text_fold) */
	const char *(*check)(const char *value); /* more than the kind says: NULL when right, else a msgid with %s for the label */
};
struct entity {
	const char *name;                 /* in the history and in exports */
	const char *table, *one, *many;   /* one, many: French msgids */
	const char *title;                /* the field that names a row */
	const char *subject;              /* the field that says whose data the row is: "id" for a person, "person" for a grant */
	size_t size;
	const struct field *fields;
	size_t nfields;
	unsigned read, create, update, erase; /* roles; 0: nobody */
};

#define CT_ID int64_t
#define CT_REV int64_t
#define CT_GONE const char *
#define CT_TEXT const char *
#define CT_LONG const char *
#define CT_EMAIL const char *
#define CT_WORD const char *
#define CT_DATE const char *
#define CT_INT int64_t
#define CT_BOOL bool
#define CT_ENUM int64_t
#define CT_REF int64_t
#define FITS(S, m, T) (0 * sizeof(char[_Generic(((S *)0)->m, T: 1, default: -1)]))
/* After the kind: the label, then what else is to say of the field. */
#define FIELD(S, m, KIND, ...) { .name = #m, .kind = K_##KIND, .offset = offsetof(S, m) + FITS(S, m, CT_##KIND), .label = __VA_ARGS__ }

/* Every entity, for the checks, the exports and the labels of the history. Ends with NULL. */
extern const struct entity *const entity_table[];
/* The label (msgid) of a field in the history; the name itself when it is not declared. */
const char *entity_label(const char *entity, const char *field);
const struct field *entity_field(const struct entity *e, const char *name); /* NULL */
/* By the heading of a column: the name, or the label in any language, compared folded. NULL. */
const struct field *entity_field_by_heading(struct arena *a, const struct entity *e, const char *heading);

/* ---- who looks ------------------------------------------------------------------------------------------ */

struct option { int64_t id; const char *text; };
struct options { struct option *items; size_t n, cap; };
/* db may be NULL when the entity has no REF. options: which rows a REF may name; NULL: all that are not deleted. */
struct entity_view {
	struct arena *a;
	struct db *db;
	enum lang lang;
	unsigned roles;
	enum err (*options)(void *arg, struct db *db, const struct field *f, struct options *out);
	void *arg;
	const char *ids;                  /* before a field's name in the ids of a form; NULL: nothing. For a page's second form */
};
bool entity_may_read(const struct entity *e, const struct field *f, unsigned roles);
/* id NONE: of a row being created. */
bool entity_may_write(const struct entity *e, const struct field *f, unsigned roles, int64_t id);
/* All rows of an entity that are not deleted, by title: the usual options. */
enum err entity_options(struct db *db, const struct entity *e, struct options *out) MUST_USE;

/* ---- parsing -------------------------------------------------------------------------------------------- */

/* Where values come from. get() gives the text under a name, NULL when there is none: the field then stays as it is.
 * form: an unticked box is not sent, so a BOOL that is absent is false. */
struct entity_source { const char *(*get)(void *arg, const char *name); void *arg; bool form; };
/* A row of a CSV under its headings (names or labels, in any order), an object of JSON (a REF: its number, its text, or
 * what entity_json() writes). */
struct entity_source entity_from_csv(struct arena *a, const struct entity *e, const struct csv_row *head, const struct csv_row *row);
struct entity_source entity_from_json(struct arena *a, const struct json_t *object);
/* A row being filled in. typed: by the field's place, as it came, NULL when it did not come: nothing typed is lost. */
struct draft { void *row; const char **typed; struct problems problems; };
/* Of an existing row (copied) or of a new one (NULL): integers NONE, the rest 0. */
struct draft entity_draft(struct arena *a, const struct entity *e, const void *row) MUST_USE;
/* Reads what the roles may write, of the fields in `only` (ends with NULL; NULL: all), into d->row; mistakes into
 * d->problems, that value of the row unchanged. `rev` is read too, if it comes. Rules across fields come after, by
 * the caller. Texts are trimmed, dates read as people type them, choices by key, label or number, REF by number or by
 * the text of an option. */
enum err entity_parse(const struct entity_view *v, const struct entity *e, const struct entity_source *s, const char *const *only,
    struct draft *d) MUST_USE;
/* F_UNIQUE: adds a problem for each value that another row has. */
enum err entity_taken(const struct entity_view *v, const struct entity *e, struct draft *d) MUST_USE;

/* ---- rows ----------------------------------------------------------------------------------------------- */

struct entity_query {
	const char *sort;                 /* field name, "-name" for descending; else by title */
	const char *search;               /* each word must begin a word of a F_SEARCH field */
	const char **filter;              /* by the field's place, as in a form; set by entity_where() */
	enum { ROWS_LIVE, ROWS_DELETED, ROWS_ALL } which;
	bool (*keep)(void *arg, const void *row); /* NULL: every row */
	void *arg;
	size_t first, most;               /* most 0: ENTITY_ROWS_MAX */
	const char *pick;                 /* shown with a box before each row, of this name, its value the row's id: inside a form of the page's */
	const char *kept[2];              /* name and value of one more filter, of the page's own: kept by the form and the headings */
};
enum { ENTITY_ROWS_MAX = 10000 };
/* rows: an array of the entity's struct. ref_text[i * nfields + f]: the title of what REF field f of row i names. */
struct entity_rows { size_t n; void *rows; const char **ref_text; size_t found; /* before first and most */ };
const void *entity_row(const struct entity *e, const struct entity_rows *r, size_t i);
/* The field equals the value. A field that the roles may not read filters nothing out and sorts nothing. */
void entity_where(struct arena *a, const struct entity *e, struct entity_query *q, const char *field, const char *value);
/* From a list's address: "sort", "q", and the name of each filter. */
void entity_query_read(const struct entity_view *v, const struct entity *e, const struct entity_source *s, struct entity_query *q);
/* One statement. */
enum err entity_load(const struct entity_view *v, const struct entity *e, const struct entity_query *q, struct entity_rows *out) MUST_USE;
/* One row that is not deleted, out->n = 1; E_NOTFOUND, also when the roles may not read the entity. */
enum err entity_get(const struct entity_view *v, const struct entity *e, int64_t id, struct entity_rows *out) MUST_USE;

/* Sets the row's id and rev. History "created". E_FORBIDDEN by the roles; E_CONFLICT: a constraint. */
enum err entity_insert(const struct entity_view *v, const struct entity *e, void *row) MUST_USE;
/* Writes what differs from the stored row, with a history row for each field; nothing when nothing differs. E_CONFLICT
 * when row's rev is no longer the stored one: *other is then the stored row (and NULL when a constraint broke). A
 * difference in a field that the roles may not write: E_FORBIDDEN; F_FIXED fields may differ (the program set them). */
enum err entity_update(const struct entity_view *v, const struct entity *e, void *row, const void **other) MUST_USE;
/* The row stays, marked; rev NONE: whatever it is. Again deleted or restored: E_NOTFOUND. */
enum err entity_delete(const struct entity_view *v, const struct entity *e, int64_t id, int64_t rev) MUST_USE;
enum err entity_restore(const struct entity_view *v, const struct entity *e, int64_t id) MUST_USE;
/* *why: what of the declaration does not fit the schema, NULL when it fits. */
enum err entity_check(struct db *db, const struct entity *e, const char **why) MUST_USE;

/* ---- showing -------------------------------------------------------------------------------------------- */

/* What a reader sees: labels, dates in the reader's manner, oui/non; ref_text for REF. NULL when empty. */
const char *entity_shown(const struct entity_view *v, const struct field *f, const void *row, const char *ref_text);
/* What a machine reads: ISO date, key, digits. NULL when empty. */
const char *entity_plain(struct arena *a, const struct field *f, const void *row);

/* The fields' inputs, with labels, help and mistakes, inside a form of the page's. Each is f-NAME, its help h-NAME, its
 * mistake e-NAME; a hidden `rev`. */
enum err entity_form(struct page *p, const struct entity_view *v, const struct entity *e, const struct draft *d, const char *const *only) MUST_USE;
/* The search and the filters of a list, a form that asks for the same address. */
enum err entity_filters(struct page *p, const struct entity_view *v, const struct entity *e, const struct entity_query *q) MUST_USE;
/* A table of the F_LIST fields; headings sort, keeping the filters. The title links to row_url(), if there is one. */
void entity_list(struct page *p, const struct entity_view *v, const struct entity *e, const struct entity_query *q,
    const struct entity_rows *r, struct url (*row_url)(struct arena *a, const void *row));
/* A description list of one row; empty fields are left out. */
void entity_detail(struct page *p, const struct entity_view *v, const struct entity *e, const struct entity_rows *one);

/* For people (headings, labels) and back through entity_parse(); for programs. */
void entity_csv(struct buf *out, const struct entity_view *v, const struct entity *e, const struct entity_rows *r);
void entity_json(struct jw *j, const char *key, const struct entity_view *v, const struct entity *e, const struct entity_rows *r);
/* What the entity holds of a person, deleted rows too, as an array under its name. Rows whose `subject` is the person:
 * everything. Other rows that name them in a F_PERSONAL REF: number, title and those fields. Only the person themself or
 * who answers for the data may ask: rights are the caller's. */
enum err entity_personal(struct jw *j, const struct entity_view *v, const struct entity *e, int64_t person) MUST_USE;
#endif
