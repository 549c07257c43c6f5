/* Persons, grants, sessions, links on a real store. */
#include "store_test.h"
#include "people/people_store.h"
#include "store/history.h"
#include <time.h>

static const struct date today = { 2026, 11, 22 };

static void
in_store(void **state, enum err (*work)(struct db *, void *))
{
	struct store *s;
	s = test_store(*state);
	enum err e = store_write(s, *state, work, NULL);
	if (e != OK)
		fail_msg("%s: %s", err_name(e), fail_detail(*state));
	store_close(s);
}
static void
change(struct db *db, const char *sql, const char *arg)
{
	struct query q = { "change", sql };
	int64_t n;
	assert_ok(db_exec(db, &q, ARGS(V(arg)), &n));
	assert_true(n > 0);
}
static int64_t
number(struct db *db, const char *sql)
{
	struct query q = { "number", sql };
	struct rows *r;
	assert_ok(db_one(db, &q, NO_ARGS, &r));
	return col_int(r, 0);
}

static void
bodies(struct db *db)
{
	static const struct query q = { "bodies", "INSERT INTO actor (id, kind, name, folded, position, rev) VALUES (7, 0, 'CEP', 'cep', 1, 1), (8, 0, 'CP', 'cp', 2, 1)" };
	assert_ok(db_exec(db, &q, NO_ARGS, NULL));
}

static enum err
a_programme(struct db *db, void *arg)
{
	struct programme p;
	struct person k;
	const struct user *u;
	unsigned char key[APP_KEY_SIZE], again[APP_KEY_SIZE];
	(void)arg;
	assert_int_equal(programme_load(db, &p), E_NOTFOUND);
	assert_int_equal(app_key_load(db, key), E_NOTFOUND);
	fail_clear(db_arena(db));
	assert_ok(programme_create(db, "Master en sciences du vélo", "Ana.Dubois@exemple.org"));
	assert_ok(programme_load(db, &p));
	assert_string_equal(p.name, "Master en sciences du vélo");
	assert_string_equal(p.short_name, "MSV");
	assert_int_equal(p.bounds.start_month, 9);
	assert_int_equal(p.bounds.start_day, 14);
	assert_false(p.plan_public);
	assert_ok(app_key_load(db, key));
	assert_ok(app_key_load(db, again));
	assert_memory_equal(key, again, sizeof key);
	assert_int_equal(programme_create(db, "Twice", NULL), E_CONFLICT);

	assert_ok(person_by_email(db, "ana.dubois@EXEMPLE.org", &k));
	assert_ok(user_of_person(db, k.id, today, &u));
	assert_int_equal(u->roles, ROLE_PUBLIC | ROLE_COORDINATION | ROLE_ADMIN);
	assert_int_equal(u->ngrants, 2);

	p.name = "Master du vélo";
	p.plan_public = true;
	assert_ok(programme_save(db, &p));
	assert_int_equal(programme_save(db, &p), E_CONFLICT); /* rev moved on */
	struct history h;
	assert_ok(history_of(db, "programme", 1, 10, &h));
	assert_int_equal(h.n, 3); /* created, name, plan_public */
	/* The key is never in the history. */
	assert_int_equal(number(db, "SELECT count(*) FROM history WHERE entity = 'setting'"), 0);

	const char *v;
	assert_ok(secret_get(db, "smtp_url", &v));
	assert_null(v);
	assert_ok(secret_set(db, "smtp_url", "smtp://x"));
	assert_ok(secret_set(db, "smtp_url", "smtp://y"));
	assert_ok(secret_get(db, "smtp_url", &v));
	assert_string_equal(v, "smtp://y");
	assert_ok(secret_set(db, "smtp_url", NULL));
	assert_ok(secret_get(db, "smtp_url", &v));
	assert_null(v);
	return OK;
}

static enum err
some_persons(struct db *db, void *arg)
{
	int64_t ana, eve, zoe;
	struct person p, q;
	struct persons all;
	(void)arg;
	assert_ok(person_add(db, " Zoé  Éloi ", "zoe@exemple.org", &zoe));
	assert_ok(person_add(db, "Ana Dubois", "ana@exemple.org", &ana));
	assert_ok(person_add(db, "Ève Étienne", "eve@exemple.org", &eve));
	assert_int_equal(person_add(db, "Other", "ANA@exemple.org", &ana), E_CONFLICT);
	assert_int_equal(person_add(db, "Other", "a@b.be\nBcc: c@d.be", &ana), E_INVALID);
	fail_clear(db_arena(db));
	assert_ok(person_list(db, &all));
	assert_int_equal(all.n, 3);
	assert_string_equal(all.items[0].name, "Ana Dubois");
	assert_string_equal(all.items[1].name, "Ève Étienne"); /* French order: before Zoé */
	assert_string_equal(all.items[2].name, "Zoé Éloi");

	assert_ok(person_get(db, eve, &p));
	q = p;
	p.email = "eve.etienne@exemple.org";
	p.lang = "en";
	assert_ok(person_save(db, &p));
	assert_int_equal(person_save(db, &q), E_CONFLICT); /* an older copy */
	assert_ok(person_get(db, eve, &p));
	assert_string_equal(p.lang, "en");
	p.email = "ana@exemple.org";
	assert_int_equal(person_save(db, &p), E_CONFLICT); /* the address of someone else */
	struct history h;
	assert_ok(history_of(db, "person", eve, 10, &h));
	assert_int_equal(h.n, 3);
	assert_string_equal(h.items[0].field, "lang");
	assert_string_equal(h.items[1].before, "eve@exemple.org");

	/* Deleted: gone for everybody, the address is free, and it can be undone while nobody took it. */
	assert_ok(person_delete(db, zoe));
	assert_int_equal(person_delete(db, zoe), E_NOTFOUND);
	assert_int_equal(person_get(db, zoe, &p), E_NOTFOUND);
	assert_int_equal(person_by_email(db, "zoe@exemple.org", &p), E_NOTFOUND);
	assert_ok(person_restore(db, zoe));
	assert_ok(person_by_email(db, "zoe@exemple.org", &p));
	assert_ok(person_delete(db, zoe));
	assert_ok(person_add(db, "Another Zoé", "zoe@exemple.org", &ana));
	assert_int_equal(person_restore(db, zoe), E_CONFLICT);

	const char *hash = "x";
	assert_ok(person_password_hash(db, eve, &hash));
	assert_null(hash);
	assert_ok(person_password_set(db, eve, "$argon2id$…"));
	assert_ok(person_get(db, eve, &p));
	assert_true(p.has_password);
	assert_ok(history_of(db, "person", eve, 1, &h));
	assert_string_equal(h.items[0].field, "password");
	assert_null(strstr(h.items[0].after, "argon"));
	return OK;
}

static enum err
some_grants(struct db *db, void *arg)
{
	int64_t ana, eve;
	const struct user *u;
	struct grant_rows g;
	struct persons who;
	bool last;
	(void)arg;
	assert_ok(person_add(db, "Ana", "ana@exemple.org", &ana));
	assert_ok(person_add(db, "Eve", "eve@exemple.org", &eve));
	bodies(db);
	assert_int_equal(person_grant(db, ana, ROLE_CHAIR, 99, NULL, NULL), E_NOTFOUND); /* no such body */
	assert_int_equal(person_grant(db, ana, ROLE_EVALUATOR, NONE, NULL, NULL), E_INVALID); /* an evaluator has an end */
	assert_int_equal(person_grant(db, ana, ROLE_CHAIR, NONE, NULL, NULL), E_INVALID);
	assert_int_equal(person_grant(db, ana, ROLE_PUBLIC, NONE, NULL, NULL), E_INVALID);
	fail_clear(db_arena(db));
	assert_ok(person_grant(db, ana, ROLE_CHAIR, 7, "2026-01-01", "2026-11-22"));
	assert_ok(person_grant(db, ana, ROLE_SECRETARY, 8, "2026-11-23", NULL));
	assert_ok(person_grant(db, ana, ROLE_EVALUATOR, NONE, NULL, "2026-11-21"));
	assert_ok(user_of_person(db, ana, today, &u));
	assert_int_equal(u->roles, ROLE_PUBLIC | ROLE_CHAIR); /* not yet secretary, no more evaluator */
	assert_true(user_holds(u, ROLE_CHAIR, 7));
	assert_ok(user_of_person(db, ana, (struct date){ 2026, 11, 23 }, &u));
	assert_int_equal(u->roles, ROLE_PUBLIC | ROLE_SECRETARY);
	assert_ok(role_holders(db, ROLE_CHAIR, 7, today, &who));
	assert_int_equal(who.n, 1);
	assert_ok(role_holders(db, ROLE_CHAIR, 8, today, &who));
	assert_int_equal(who.n, 0);

	assert_ok(person_grant(db, ana, ROLE_COORDINATION, NONE, NULL, NULL));
	assert_ok(grants_of(db, ana, &g));
	assert_int_equal(g.n, 4);
	int64_t coordination = g.items[0].id; /* the highest role first */
	assert_int_equal(g.items[0].role, ROLE_COORDINATION);
	assert_ok(role_is_last(db, ROLE_COORDINATION, today, ana, NONE, &last));
	assert_true(last);
	assert_ok(role_is_last(db, ROLE_COORDINATION, today, NONE, coordination, &last));
	assert_true(last);
	assert_ok(person_grant(db, eve, ROLE_COORDINATION, NONE, NULL, NULL));
	assert_ok(role_is_last(db, ROLE_COORDINATION, today, ana, NONE, &last));
	assert_false(last);
	assert_ok(role_holders(db, ROLE_COORDINATION, NONE, today, &who));
	assert_int_equal(who.n, 2);

	struct history h;
	assert_ok(history_of(db, "person", ana, 10, &h));
	assert_string_equal(h.items[h.n - 2].after, "Présidence (CEP), 2026-01-01 – 2026-11-22");
	assert_ok(grant_end(db, coordination));
	assert_int_equal(grant_end(db, coordination), E_NOTFOUND);
	assert_ok(user_of_person(db, ana, today, &u));
	assert_false(user_has(u, ROLE_COORDINATION));
	assert_ok(grant_restore(db, coordination));
	assert_int_equal(grant_restore(db, coordination), E_NOTFOUND);
	assert_ok(user_of_person(db, ana, today, &u));
	assert_true(user_has(u, ROLE_COORDINATION));

	/* Without activity nobody is a user, whatever the grants. */
	struct person p;
	assert_ok(person_get(db, ana, &p));
	p.active = false;
	assert_ok(person_save(db, &p));
	assert_int_equal(user_of_person(db, ana, today, &u), E_NOTFOUND);
	assert_ok(role_holders(db, ROLE_COORDINATION, NONE, today, &who));
	assert_int_equal(who.n, 1);
	return OK;
}

static enum err
some_sessions(struct db *db, void *arg)
{
	int64_t ana;
	const struct user *u;
	const char *one, *two, *short_one;
	struct session_rows list;
	struct date now = today_brussels();
	(void)arg;
	assert_ok(person_add(db, "Ana", "ana@exemple.org", &ana));
	bodies(db);
	assert_ok(person_grant(db, ana, ROLE_CHAIR, 7, NULL, NULL));
	assert_ok(person_grant(db, ana, ROLE_MEMBER, 8, NULL, NULL));
	assert_ok(session_start(db, ana, "Firefox/128.0 Linux", false, &one));
	assert_ok(session_start(db, ana, NULL, false, &two));
	assert_ok(session_start(db, ana, NULL, true, &short_one));
	/* The token itself is nowhere in the store. */
	struct query q = { "has", "SELECT count(*) FROM signin_session WHERE token_sha = $1" };
	struct rows *r;
	assert_ok(db_one(db, &q, ARGS(V(one)), &r));
	assert_int_equal(col_int(r, 0), 0);

	int before = db_statements(db);
	assert_ok(session_user(db, one, now, &u));
	assert_int_equal(db_statements(db) - before, 1); /* one query, grants and all */
	assert_int_equal(u->person, ana);
	assert_int_equal(u->roles, ROLE_PUBLIC | ROLE_CHAIR | ROLE_MEMBER);
	assert_int_equal(u->ngrants, 2);
	assert_false(u->session_stale);
	int64_t session = u->session;
	assert_ok(session_list(db, u, &list));
	assert_int_equal(list.n, 3);
	for (size_t i = 0; i < list.n; i++)
		if (list.items[i].current)
			assert_string_equal(list.items[i].agent, "Firefox · Linux");

	/* Seen on another day: stale until touched. */
	change(db, "UPDATE signin_session SET seen_day = $1", "2020-01-01");
	assert_ok(session_user(db, one, now, &u));
	assert_true(u->session_stale);
	assert_ok(session_touch(db, u->session));
	assert_ok(session_user(db, one, now, &u));
	assert_false(u->session_stale);
	/* A short session is stale by the hour. */
	assert_ok(session_user(db, short_one, now, &u));
	assert_false(u->session_stale);
	/* Marked while the clock ran ahead: both would last until then. */
	change(db, "UPDATE signin_session SET seen_day = '2999-01-01', expires_at = $1", "2999-01-31T00:00:00Z");
	assert_ok(session_user(db, short_one, now, &u));
	assert_true(u->session_stale);
	assert_ok(session_touch(db, u->session));
	assert_ok(session_user(db, short_one, now, &u));
	assert_false(u->session_stale);
	assert_ok(session_user(db, one, now, &u));
	assert_true(u->session_stale);
	assert_ok(session_touch(db, u->session));
	assert_ok(session_user(db, one, now, &u));
	assert_false(u->session_stale);
	change(db, "UPDATE signin_session SET expires_at = $1 WHERE expires_at > '2999'", isotime_of(time(NULL) + 86400).s);

	for (size_t i = 0; i < 3; i++) { /* what is no token is the public, and no error */
		static const char *const no[] = { NULL, "", "abcdefghijklmnopqrstuvwxyz" };
		assert_ok(session_user(db, no[i], now, &u));
		assert_ptr_equal(u, &user_public);
	}
	assert_int_equal(session_end(db, ana + 1, session), E_NOTFOUND); /* not theirs */
	fail_clear(db_arena(db));
	assert_ok(session_end_all(db, ana, session));
	assert_ok(session_user(db, two, now, &u));
	assert_ptr_equal(u, &user_public);
	assert_ok(session_user(db, one, now, &u));
	assert_int_equal(u->person, ana);

	change(db, "UPDATE signin_session SET expires_at = $1", "2020-01-01T00:00:00Z");
	assert_ok(session_user(db, one, now, &u));
	assert_ptr_equal(u, &user_public);
	/* Touching what has expired does not bring it back. */
	assert_ok(session_touch(db, session));
	assert_ok(session_user(db, one, now, &u));
	assert_ptr_equal(u, &user_public);

	assert_ok(session_start(db, ana, NULL, false, &one));
	struct person p;
	assert_ok(person_get(db, ana, &p));
	p.active = false;
	assert_ok(person_save(db, &p));
	assert_ok(session_user(db, one, now, &u));
	assert_ptr_equal(u, &user_public);
	assert_int_equal(number(db, "SELECT count(*) FROM signin_session"), 0);
	return OK;
}

static enum err
some_links(struct db *db, void *arg)
{
	int64_t ana;
	const char *link, *other;
	struct person p;
	(void)arg;
	assert_ok(person_add(db, "Ana", "ana@exemple.org", &ana));
	assert_ok(person_link(db, ana, SIGNIN_MINUTES, &link));
	assert_int_equal(strlen(link), 26);
	assert_ok(link_peek(db, link, &p)); /* looking consumes nothing */
	assert_ok(link_peek(db, link, &p));
	assert_int_equal(p.id, ana);
	assert_ok(link_use(db, link, &p));
	assert_int_equal(p.id, ana);
	assert_int_equal(link_use(db, link, &p), E_NOTFOUND); /* once */
	assert_int_equal(link_peek(db, link, &p), E_NOTFOUND);
	assert_int_equal(link_use(db, "abcdefghijklmnopqrstuvwxyz", &p), E_NOTFOUND);

	assert_ok(person_link(db, ana, SIGNIN_MINUTES, &link));
	change(db, "UPDATE signin_link SET expires_at = $1 WHERE used_at IS NULL", "2020-01-01T00:00:00Z");
	assert_int_equal(link_use(db, link, &p), E_NOTFOUND);
	assert_ok(person_link(db, ana, SIGNIN_MINUTES, &link));
	assert_ok(person_link(db, ana, SIGNIN_MINUTES, &other));
	assert_ok(session_end_all(db, ana, NONE)); /* everywhere: also what waits in a mailbox */
	assert_int_equal(link_use(db, link, &p), E_NOTFOUND);
	assert_ok(person_link(db, ana, SIGNIN_MINUTES, &link));
	assert_ok(person_delete(db, ana));
	assert_int_equal(link_use(db, link, &p), E_NOTFOUND);
	return OK;
}

static void
form_tokens(void **state)
{
	(void)state;
	unsigned char k1[APP_KEY_SIZE] = { 1 }, k2[APP_KEY_SIZE] = { 2 };
	struct digest a = csrf_of(k1, "token-one"), b = csrf_of(k1, "token-two"), c = csrf_of(k2, "token-one");
	assert_string_equal(a.s, csrf_of(k1, "token-one").s);
	assert_string_not_equal(a.s, b.s);
	assert_string_not_equal(a.s, c.s);
	assert_null(strstr(a.s, "token-one"));
}

static void programme_works(void **state) { in_store(state, a_programme); }
static void persons_work(void **state) { in_store(state, some_persons); }
static void grants_work(void **state) { in_store(state, some_grants); }
static void sessions_work(void **state) { in_store(state, some_sessions); }
static void links_work(void **state) { in_store(state, some_links); }

int
main(void)
{
	secret_init();
	const struct CMUnitTest t[] = { T(programme_works), T(persons_work), T(grants_work), T(sessions_work), T(links_work), T(form_tokens) };
	return cmocka_run_group_tests(t, NULL, NULL);
}
