/* thing.h: two small entities of the tests, with their tables; a source of pairs; a store to try them in. */
#ifndef THING_H
#define THING_H
#include "store_test.h"
#include "base/text.h"
#include "entity/entity.h"

enum { MEMBER = 4, COORD = 32, ADMIN = 64 };

struct who { int64_t id, rev; const char *name, *email, *lang, *deleted_at; };
static const struct choice langs[] = { { 0, "fr", N_("français") }, { 0, "en", N_("anglais") }, { 0 } };
static const struct field who_fields[] = {
	FIELD(struct who, id,         ID,    N_("N°")),
	FIELD(struct who, name,       TEXT,  N_("Nom"), .flags = F_REQUIRED | F_LIST | F_SEARCH, .max = 40, .key = "sort_key"),
	FIELD(struct who, email,      EMAIL, N_("Adresse"), .flags = F_REQUIRED | F_UNIQUE | F_LIST, .key = "email_key"),
	FIELD(struct who, lang,       WORD,  N_("Langue"), .choices = langs),
	FIELD(struct who, rev,        REV,   NULL),
	FIELD(struct who, deleted_at, GONE,  NULL),
};
static const struct entity who_entity = { .name = "who", .table = "who", .one = N_("personne"), .many = N_("personnes"), .title = "name",
	.subject = "id", .size = sizeof(struct who), .fields = who_fields, .nfields = LEN(who_fields),
	.read = MEMBER | COORD, .create = COORD, .update = COORD, .erase = COORD };

struct thing { int64_t id, rev, state, owner, size; bool open; const char *name, *note, *due, *secret, *made_at, *deleted_at; };
static const struct choice states[] = { { 1, "planned", N_("Prévue") }, { 2, "done", N_("Faite") }, { 0 } };
static inline const char *
no_shouting(const char *s)
{
	return strchr(s, '!') != NULL ? N_("%s : sans crier.") : NULL;
}
static const struct field thing_fields[] = {
	FIELD(struct thing, id,         ID,   N_("N°")),
	FIELD(struct thing, name,       TEXT, N_("Intitulé"), .flags = F_REQUIRED | F_LIST | F_SEARCH, .max = 60, .key = "sort_key", .check = no_shouting),
	FIELD(struct thing, state,      ENUM, N_("État"), .flags = F_REQUIRED | F_LIST, .choices = states),
	FIELD(struct thing, owner,      REF,  N_("Responsable"), .flags = F_LIST | F_SEARCH | F_PERSONAL, .ref = &who_entity),
	FIELD(struct thing, size,       INT,  N_("Taille"), .flags = F_LIST, .min = 1, .max = 99),
	FIELD(struct thing, open,       BOOL, N_("Ouverte"), .flags = F_LIST),
	FIELD(struct thing, due,        DATE, N_("Échéance"), .flags = F_LIST, .help = N_("Vide : en continu.")),
	FIELD(struct thing, note,       LONG, N_("Remarque"), .max = 500),
	FIELD(struct thing, secret,     TEXT, N_("Réservé"), .flags = F_LIST | F_SEARCH, .read = COORD, .write = ADMIN | COORD),
	FIELD(struct thing, made_at,    TEXT, N_("Créée le"), .flags = F_FIXED),
	FIELD(struct thing, rev,        REV,  NULL),
	FIELD(struct thing, deleted_at, GONE, NULL),
};
static const struct entity thing_entity = { .name = "thing", .table = "thing", .one = N_("chose"), .many = N_("choses"), .title = "name",
	.size = sizeof(struct thing), .fields = thing_fields, .nfields = LEN(thing_fields),
	.read = MEMBER | COORD, .create = COORD, .update = MEMBER | COORD, .erase = COORD };

static const char schema[] =
    "CREATE TABLE who(id $ID, name TEXT NOT NULL, sort_key TEXT NOT NULL, email TEXT NOT NULL, email_key TEXT NOT NULL, lang TEXT, "
    "password TEXT, rev $INT NOT NULL, deleted_at TEXT) $STRICT;\n"
    "CREATE UNIQUE INDEX who_email ON who(email_key) WHERE deleted_at IS NULL;\n"
    "CREATE TABLE thing(id $ID, name TEXT NOT NULL, sort_key TEXT NOT NULL, state $INT NOT NULL CHECK (state IN (1, 2)), owner $INT REFERENCES who(id), "
    "size $INT, open $INT NOT NULL CHECK (open IN (0, 1)), due TEXT, note TEXT, secret TEXT, made_at TEXT, rev $INT NOT NULL, deleted_at TEXT) $STRICT;\n";

/* ---- a source of pairs ---------------------------------------------------------------------------------- */

struct pair { const char *name, *value; };
static inline const char *
pair_get(void *arg, const char *name)
{
	for (const struct pair *p = arg; p->name != NULL; p++)
		if (strcmp(p->name, name) == 0)
			return p->value;
	return NULL;
}
#define FORM(...) (&(struct entity_source){ .get = pair_get, .arg = (struct pair[]){ __VA_ARGS__, { 0 } }, .form = true })
#define PART(...) (&(struct entity_source){ .get = pair_get, .arg = (struct pair[]){ __VA_ARGS__, { 0 } } })

static inline struct entity_view
view(struct db *db, unsigned roles)
{
	return (struct entity_view){ .a = db_arena(db), .db = db, .lang = LANG_FR, .roles = roles };
}
static inline int64_t
add_who(struct db *db, const char *name, const char *email)
{
	struct entity_view v = view(db, COORD);
	struct who *w = entity_draft(v.a, &who_entity, NULL).row;
	w->name = name;
	w->email = email;
	w->lang = "fr";
	assert_ok(entity_insert(&v, &who_entity, w));
	assert_int_equal(w->rev, 1);
	return w->id;
}
static inline int64_t
add_thing(struct db *db, const char *name, int64_t state, int64_t owner)
{
	struct entity_view v = view(db, COORD);
	struct thing *t = entity_draft(v.a, &thing_entity, NULL).row;
	assert_true(t->owner == NONE && t->size == NONE && t->due == NULL && !t->open);
	t->name = name;
	t->state = state;
	t->owner = owner;
	assert_ok(entity_insert(&v, &thing_entity, t));
	return t->id;
}
static inline const struct thing *
get_thing(struct db *db, int64_t id)
{
	struct entity_view v = view(db, COORD);
	struct entity_rows one;
	assert_ok(entity_get(&v, &thing_entity, id, &one));
	return one.rows;
}
static inline const char *
problem_text(const struct problems *p, const char *field)
{
	const struct problem *pb = problem_of(p, field);
	return pb == NULL ? NULL : pb->msgid;
}
static inline bool
has(const struct page *p, const char *s)
{
	return strstr(buf_str(&p->out), s) != NULL;
}

/* Runs a test's work in a store of its own; the assertions are inside. */
static inline void
in_store(void **state, enum err (*work)(struct db *, void *))
{
	struct arena *a = *state;
	struct embedded m[] = { migration("0001_base.sql", "", "x"), migration("0002_test.sql", schema, "y"), migration("0009_journal.sql", "", "z"), { 0 } };
	for (const struct embedded *real = migration_table; real->name != NULL; real++) /* the real ones: history */
		for (size_t i = 0; i < LEN(m); i += 2)
			if (m[i].name != NULL && strcmp(m[i].name, real->name) == 0)
				m[i] = *real;
	struct store *s;
	assert_ok(store_open_with(a, test_url(a), m, &s));
	assert_ok(store_write(s, a, work, NULL));
	store_close(s);
}
#endif
