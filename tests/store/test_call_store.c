/* The call's rows: roles kept over the migration, terms, editions, moves, commitments. */
#include "store_test.h"
#include "call/call_store.h"
#include "people/people.h"
#include "store/history.h"

struct world { struct edition edition; int64_t person; };

static enum err
insert(struct db *db, const struct entity *e, void *row)
{
	struct entity_view v = call_view(db, LANG_FR);
	return entity_insert(&v, e, row);
}

static int64_t
add_submission(struct db *db, int64_t edition, const char *question)
{
	struct entity_view v = call_view(db, LANG_FR);
	struct isotime now = now_utc();
	struct submission *s = entity_draft(v.a, &submission_entity, NULL).row;
	s->edition = edition, s->status = "draft", s->origin = "form", s->lang = "fr", s->question = question;
	s->status_at = s->created_at = s->updated_at = arena_strdup(v.a, now.s);
	assert_ok(insert(db, &submission_entity, s));
	return s->id;
}

static enum err
seed(struct db *db, void *arg)
{
	struct world *w = arg;
	struct edition *e = entity_draft(db_arena(db), &edition_entity, NULL).row;
	e->label = "2024-25", e->year = 2024, e->state = "published", e->choose = 10, e->grace_minutes = 15;
	e->opens_on = "2024-03-01", e->closes_on = "2024-06-30", e->closes_time = "23:59", e->created_at = "2024-01-10T09:00:00Z";
	assert_ok(programme_create(db, "Master", "ana@exemple.org"));
	assert_ok(insert(db, &edition_entity, e));
	w->edition = *e;
	struct person ana;
	assert_ok(person_by_email(db, "ana@exemple.org", &ana));
	w->person = ana.id;
	return OK;
}

static struct store *
open_world(struct arena *a, struct world *w)
{
	struct store *s = test_store(a);
	assert_ok(store_write(s, a, seed, w));
	return s;
}

/* ---- lists and editions ---------------------------------------------------------------------------------- */

static enum err
terms(struct db *db, void *arg)
{
	(void)arg;
	struct call_terms t;
	int64_t id, again;
	assert_ok(call_terms(db, "sector", &t));
	assert_int_equal(t.n, 10);
	assert_string_equal(t.items[0].name, "Insertion socio-professionnelle");
	for (size_t i = 0; i < t.n; i++) /* the folded texts of the migration are those of the program */
		assert_string_equal(t.items[i].folded, text_words(db_arena(db), t.items[i].name));
	assert_ok(call_terms(db, NULL, &t));
	assert_int_equal(t.n, 30);
	for (size_t i = 0; i < t.n; i++)
		assert_string_equal(t.items[i].folded, text_words(db_arena(db), t.items[i].name));
	assert_ok(call_term_find(db, "sector", " alphabetisation ", false, &id));
	assert_int_equal(call_term_find(db, "sector", "Logement", false, &id), E_NOTFOUND);
	assert_int_equal(call_term_find(db, "area", "Alphabétisation", false, &id), E_NOTFOUND); /* another list */
	assert_ok(call_term_find(db, "sector", "Logement", true, &id));
	assert_ok(call_term_find(db, "sector", "LOGEMENT", true, &again));
	assert_int_equal(id, again);
	assert_ok(call_terms(db, "sector", &t));
	assert_string_equal(t.items[10].name, "Logement");
	assert_int_equal(call_term_find(db, "sector", " ", true, &id), E_NOTFOUND);
	return OK;
}

static enum err
editions(struct db *db, void *arg)
{
	struct world *w = arg;
	struct edition e;
	struct editions all;
	assert_ok(edition_list(db, &all));
	assert_int_equal(all.n, 1);
	assert_ok(edition_by_label(db, "2024-2025", &e));
	assert_int_equal(e.id, w->edition.id);
	assert_int_equal(edition_by_label(db, "2025-26", &e), E_NOTFOUND);
	assert_int_equal(edition_by_label(db, "x", &e), E_NOTFOUND);
	assert_ok(edition_current(db, &e));
	assert_string_equal(isotime_of(edition_end(&e)).s, "2024-06-30T22:00:00Z");
	assert_int_equal(edition_phase(&e, edition_end(&e)), PHASE_GRACE);
	struct edition twin = e;
	twin.label = "2024-25 bis";
	assert_int_equal(insert(db, &edition_entity, &twin), E_CONFLICT); /* one a year */
	return OK;
}

static void
lists_and_editions(void **state)
{
	struct world w;
	struct store *s = open_world(*state, &w);
	assert_ok(store_write(s, *state, terms, &w));
	assert_ok(store_write(s, *state, editions, &w));
	store_close(s);
}

/* ---- moves ----------------------------------------------------------------------------------------------- */

static enum err
moves(struct db *db, void *arg)
{
	struct world *w = arg;
	struct submission s, other;
	struct submissions list;
	struct move_rows told;
	struct history h;
	int64_t one = add_submission(db, w->edition.id, "Comment accueillir ?"), two = add_submission(db, w->edition.id, "Qui décide ?");
	assert_ok(submission_get(db, one, &s));
	assert_string_equal(submission_reference(db_arena(db), &w->edition, &s), "");
	assert_ok(submission_list(db, w->edition.id, &list));
	assert_int_equal(list.n, 0); /* drafts are their sponsor's */
	other = s;
	assert_ok(submission_move(db, &s, ST_PENDING, &(struct moved){ move_find(ST_DRAFT, ST_PENDING, BY_SPONSOR), NONE, NULL, 0 }));
	assert_string_equal(s.status, "pending");
	assert_string_equal(submission_reference(db_arena(db), &w->edition, &s), "2024-25/001");
	/* Not along the table, or from where it no longer is. */
	assert_int_equal(submission_move(db, &s, ST_ELIGIBLE, &(struct moved){ move_find(ST_PENDING, ST_ELIGIBLE, BY_STAFF), w->person, NULL, 0 }), E_FORBIDDEN);
	assert_int_equal(submission_move(db, &s, ST_SUBMITTED, &(struct moved){ move_find(ST_DRAFT, ST_PENDING, BY_SPONSOR), NONE, NULL, 0 }), E_FORBIDDEN);
	assert_int_equal(submission_move(db, &other, ST_PENDING, &(struct moved){ move_find(ST_DRAFT, ST_PENDING, BY_SPONSOR), NONE, NULL, 0 }), E_CONFLICT);
	fail_clear(db_arena(db));
	assert_ok(submission_move(db, &s, ST_SUBMITTED, &(struct moved){ move_find(ST_PENDING, ST_SUBMITTED, BY_SPONSOR), NONE, NULL, 0 }));
	assert_int_equal(submission_move(db, &s, ST_INELIGIBLE, &(struct moved){ move_find(ST_SUBMITTED, ST_INELIGIBLE, BY_STAFF), w->person, "  ", 0 }), E_INVALID);
	assert_ok(submission_move(db, &s, ST_INELIGIBLE, &(struct moved){ move_find(ST_SUBMITTED, ST_INELIGIBLE, BY_STAFF), w->person, "Hors champ", 0 }));
	assert_ok(submission_list(db, w->edition.id, &list));
	assert_int_equal(list.n, 1);
	assert_string_equal(list.items[0].status, "ineligible");
	assert_int_equal(list.items[0].rev, s.rev);
	assert_ok(submission_moves(db, one, &told));
	assert_int_equal(told.n, 3);
	assert_true(told.items[0].by_sponsor && told.items[0].who == NULL && !told.items[2].by_sponsor);
	assert_string_equal(told.items[2].reason, "Hors champ");
	assert_string_equal(told.items[2].who, "ana");
	assert_ok(history_of(db, "submission", one, 10, &h));
	assert_string_equal(h.items[0].after, "Non recevable");
	/* A number is given once, and a draft that is dropped takes none. */
	assert_ok(submission_get(db, two, &s));
	assert_ok(submission_move(db, &s, ST_WITHDRAWN, &(struct moved){ move_find(ST_DRAFT, ST_WITHDRAWN, BY_SPONSOR), NONE, NULL, 0 }));
	assert_int_equal(s.number, NONE);
	assert_ok(submission_move(db, &s, ST_SUBMITTED, &(struct moved){ move_find(ST_WITHDRAWN, ST_SUBMITTED, BY_STAFF), w->person, "Revenue", 0 }));
	assert_int_equal(s.number, 2);
	return OK;
}

static enum err
promises(struct db *db, void *arg)
{
	struct world *w = arg;
	int64_t id = add_submission(db, w->edition.id, "Une question");
	const char *slots[] = { "16:30", "16:00", "16:30" }, *days[] = { "1am", "2pm" };
	struct commitments c = { .answer = { "yes", "unsure", "no", "yes", "yes" }, .note = { [1] = "Si le conseil est d’accord" },
		.slots = { [0] = { slots, 3, 3 }, [4] = { days, 2, 2 } } }, back;
	assert_ok(commitments_set(db, id, &c));
	assert_ok(commitments_get(db, id, &back));
	for (int i = 0; i < COMMITMENTS; i++)
		assert_string_equal(back.answer[i], c.answer[i]);
	assert_string_equal(back.note[1], c.note[1]);
	assert_int_equal(back.slots[0].n, 2);
	assert_string_equal(back.slots[0].items[0], "16:00");
	assert_string_equal(back.slots[4].items[1], "2pm");
	c = (struct commitments){ .answer = { "no" } };
	assert_ok(commitments_set(db, id, &c));
	assert_ok(commitments_get(db, id, &back));
	assert_true(back.answer[4] == NULL && back.slots[4].n == 0);
	c.answer[0] = "perhaps";
	assert_int_equal(commitments_set(db, id, &c), E_CONFLICT);
	return OK;
}

/* Old drafts go with all that hangs on them; what was received stays. */
static enum err
purge(struct db *db, void *arg)
{
	struct world *w = arg;
	struct submission s, kept;
	int64_t n = 0, old = add_submission(db, w->edition.id, "Jamais envoyée"), sent = add_submission(db, w->edition.id, "Reçue");
	const char *slots[] = { "1am" };
	struct commitments c = { .answer = { [4] = "yes" }, .slots = { [4] = { slots, 1, 1 } } };
	assert_ok(commitments_set(db, old, &c));
	assert_ok(submission_get(db, old, &s));
	assert_ok(submission_move(db, &s, ST_PENDING, &(struct moved){ move_find(ST_DRAFT, ST_PENDING, BY_SPONSOR), NONE, NULL, 0 }));
	assert_ok(submission_get(db, sent, &kept));
	assert_ok(submission_move(db, &kept, ST_SUBMITTED, &(struct moved){ move_find(ST_DRAFT, ST_SUBMITTED, BY_STAFF), w->person, NULL, 0 }));
	assert_ok(call_drafts_purge(db, "2001-01-01T00:00:00Z", false, &n));
	assert_int_equal(n, 0);
	assert_ok(call_drafts_purge(db, "9000-01-01T00:00:00Z", true, &n)); /* with the one of promises() */
	assert_int_equal(n, 2);
	assert_ok(submission_get(db, old, &s));
	assert_ok(call_drafts_purge(db, "9000-01-01T00:00:00Z", false, &n));
	assert_int_equal(n, 2);
	assert_int_equal(submission_get(db, old, &s), E_NOTFOUND);
	assert_ok(submission_get(db, sent, &kept));
	return OK;
}

static void
moves_and_commitments(void **state)
{
	struct world w;
	struct store *s = open_world(*state, &w);
	assert_ok(store_write(s, *state, moves, &w));
	assert_ok(store_write(s, *state, promises, &w));
	assert_ok(store_write(s, *state, purge, &w));
	store_close(s);
}

/* ---- institutions ---------------------------------------------------------------------------------------- */

static int64_t
take(struct db *db, const char *name, const char *number, const char *email, const char *town)
{
	int64_t id;
	assert_ok(institution_take(db, &(struct institution_said){ name, number, email, NULL, town, NONE, NONE }, &id));
	return id;
}

static enum err
recognised(struct db *db, void *arg)
{
	static const struct query merge = { "merge", "UPDATE institution SET merged_into = $1, deleted_at = '2024-01-01T00:00:00Z' WHERE id = $2" };
	struct world *w = arg;
	int64_t huy = take(db, "L’Escale asbl", NULL, "ana@gmail.com", "Huy"), namur = take(db, "L’Escale asbl", NULL, NULL, "Namur"), id;
	assert_true(huy != namur);
	assert_int_equal(take(db, "ESCALE A.S.B.L. (Huy)", NULL, "bea@escale.be", "huy"), huy);
	int64_t refuge = take(db, "Le Refuge", "0123.456.749", "x@refuge.be", "Mons");
	assert_int_equal(take(db, "Refuge pour tous, service social", "BE 0123 456 749", NULL, NULL), refuge); /* by its number */
	assert_int_equal(take(db, "Le Refuge asbl", NULL, "y@refuge.be", NULL), refuge);                       /* by its domain and name */
	assert_true(take(db, "Maison d’accueil du Borinage", NULL, "z@refuge.be", NULL) != refuge);            /* a domain alone is proposed */
	struct institution_matches found;
	assert_ok(institution_recognise(db, &(struct institution_said){ .name = "Maison du Nord", .email = "z@refuge.be", .context = NONE, .sector = NONE }, &found));
	assert_int_equal(found.n, 2);
	assert_int_equal(found.items[0].like, ALIKE);
	/* What was merged is the other one from now on. */
	assert_ok(db_exec(db, &merge, ARGS(V(huy), V(namur)), NULL));
	assert_int_equal(take(db, "Escale", NULL, NULL, "Namur"), huy);
	assert_int_equal(institution_take(db, &(struct institution_said){ .name = " ", .context = NONE, .sector = NONE }, &id), E_INVALID);
	fail_clear(db_arena(db));

	/* A commission is tied to it and to its person, once; the record itself stays as it was. */
	struct submission s;
	assert_ok(submission_get(db, add_submission(db, w->edition.id, "Qui accueille ?"), &s));
	s.org_name = "LE REFUGE !", s.org_number = "0123456749", s.town = "Charleroi", s.contact_name = "Bea Noël", s.email = "bea@refuge.be";
	assert_ok(submission_tie(db, &s));
	assert_int_equal(s.institution, refuge);
	assert_ok(submission_tie(db, &s));
	struct entity_view v = call_view(db, LANG_FR);
	struct entity_rows rows;
	assert_ok(entity_get(&v, &institution_entity, refuge, &rows));
	assert_string_equal(((const struct institution *)rows.rows)->name, "Le Refuge");
	assert_string_equal(((const struct institution *)rows.rows)->town, "Mons");
	struct entity_query q = { 0 };
	entity_where(v.a, &institution_contact_entity, &q, "institution", arena_printf(v.a, "%lld", (long long)refuge));
	assert_ok(entity_load(&v, &institution_contact_entity, &q, &rows));
	assert_int_equal(rows.n, 1);
	return OK;
}

static void
institutions(void **state)
{
	struct world w;
	struct store *s = open_world(*state, &w);
	assert_ok(store_write(s, *state, recognised, &w));
	store_close(s);
}

/* ---- the migration --------------------------------------------------------------------------------------- */

static enum err
grants_before(struct db *db, void *arg)
{
	(void)arg;
	static const struct query rows[] = {
		{ "p", "INSERT INTO person (id, name, sort_key, email, email_key, lang, active, mail_reminders, rev) VALUES (1, 'Ana', 'ana', 'a@x.be', 'a@x.be', 'fr', 1, 1, 1)" },
		{ "g1", "INSERT INTO role_grant (id, person, role, from_day, rev) VALUES (5, 1, 32, '2024-01-01', 3)" },
		{ "g2", "INSERT INTO role_grant (id, person, role, until_day, rev, deleted_at) VALUES (9, 1, 2, '2024-02-01', 1, '2024-03-01T00:00:00Z')" },
	};
	for (size_t i = 0; i < LEN(rows); i++)
		assert_ok(db_exec(db, &rows[i], NO_ARGS, NULL));
	return OK;
}

static enum err
grants_after(struct db *db, void *arg)
{
	(void)arg;
	static const struct query all = { "all", "SELECT role, from_day, until_day, deleted_at, rev FROM role_grant ORDER BY id" };
	struct rows *r;
	assert_ok(db_query(db, &all, NO_ARGS, &r));
	assert_true(rows_next(r) && col_int(r, 0) == 32 && strcmp(col_text(r, 1), "2024-01-01") == 0 && col_null(r, 3) && col_int(r, 4) == 3);
	assert_true(rows_next(r) && col_int(r, 0) == 2 && strcmp(col_text(r, 2), "2024-02-01") == 0 && !col_null(r, 3));
	assert_false(rows_next(r));
	assert_ok(rows_end(r));
	assert_ok(person_grant(db, 1, ROLE_JURY, NONE, NULL, NULL));
	assert_ok(person_grant(db, 1, ROLE_STUDENT, NONE, NULL, "2099-01-01"));
	const struct user *u;
	assert_ok(user_of_person(db, 1, today_brussels(), &u));
	assert_int_equal(u->roles, ROLE_PUBLIC | ROLE_COORDINATION | ROLE_JURY | ROLE_STUDENT);
	static const struct query odd = { "odd", "INSERT INTO role_grant (person, role, rev) VALUES (1, 1024, 1)" };
	assert_int_equal(db_exec(db, &odd, NO_ARGS, NULL), E_CONFLICT);
	return OK;
}

/* A store of before keeps its grants, and takes the three roles more. */
static void
roles_are_kept(void **state)
{
	struct arena *a = *state;
	const char *url = test_shared_url(a);
	struct embedded before[64] = { 0 };
	size_t n = 0;
	for (const struct embedded *m = migration_table; m->name != NULL && strcmp(m->name, "0012") < 0; m++)
		before[n++] = *m;
	assert_true(n >= 5);
	struct store *s;
	assert_ok(store_open_with(a, url, before, &s));
	assert_ok(store_write(s, a, grants_before, NULL));
	store_close(s);
	assert_ok(store_open(a, url, &s));
	assert_ok(store_write(s, a, grants_after, NULL));
	store_close(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(lists_and_editions), T(moves_and_commitments), T(institutions), T(roles_are_kept) };
	return cmocka_run_group_tests_name("call_store", tests, NULL, NULL);
}
