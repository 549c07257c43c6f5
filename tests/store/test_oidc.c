/* Who comes in by the provider, on a real store: claims as they are once the token was verified. */
#include "store_test.h"
#include "people/oidc.h"
#include "people/people_store.h"
#include "store/history.h"

static const struct date today = { 2026, 11, 22 };
#define ISSUER "https://compte.ecole.be"

struct given_store { struct db *db; struct arena *a; struct oidc_settings s; int64_t ana, eve, bob, body, other_body; };

static int64_t
number(struct db *db, const char *sql, int64_t arg)
{
	struct query q = { "number", sql };
	struct rows *r;
	assert_ok(arg == NONE ? db_one(db, &q, NO_ARGS, &r) : db_one(db, &q, ARGS(V(arg)), &r));
	return col_int(r, 0);
}

static int64_t
add(struct db *db, const char *name, const char *email)
{
	int64_t id;
	assert_ok(person_add(db, name, email, &id));
	return id;
}

static int64_t
body(struct db *db, const char *name, const char *folded)
{
	static const struct query q = { "body", "INSERT INTO actor (kind, name, folded, position, rev) VALUES (0, $1, $2, 1, 1) RETURNING id" };
	struct rows *r;
	assert_ok(db_one(db, &q, ARGS(V(name), V(folded)), &r));
	return col_int(r, 0);
}

static void
set_up(struct given_store *g)
{
	struct person k;
	assert_ok(programme_create(g->db, "Master en sciences du vélo", "ana@ecole.be"));
	assert_ok(person_by_email(g->db, "ana@ecole.be", &k));
	g->ana = k.id;
	g->eve = add(g->db, "Eve", "eve@ecole.be");
	g->bob = add(g->db, "Bob", "bob@ecole.be");
	g->body = body(g->db, "CEP", "cep");
	g->other_body = body(g->db, "CPI", "cpi");
	assert_ok(oidc_settings_load(g->db, &g->s));
	assert_int_equal(g->s.rev, 0);
	assert_false(g->s.enabled);
	g->s.label = "École", g->s.issuer = ISSUER, g->s.client_id = "pilotis", g->s.secret = "s3cret", g->s.claim_groups = "groups", g->s.enabled = true;
	assert_ok(oidc_settings_save(g->db, &g->s));
	assert_ok(oidc_settings_load(g->db, &g->s));
	assert_int_equal(g->s.rev, 1);
	assert_string_equal(g->s.secret, "s3cret");
}

static struct oidc_claims
claims(struct given_store *g, const char *subject, const char *email, enum said verified, const char *group)
{
	struct oidc_claims c = { .issuer = ISSUER, .subject = subject, .email = email, .verified = verified, .name = "Nom Donné" };
	if (group != NULL)
		PUSH(g->a, &c.groups, group);
	return c;
}

static enum oidc_why
come(struct given_store *g, struct oidc_claims c, int64_t as, int64_t *person)
{
	enum oidc_why why;
	assert_ok(oidc_person(g->db, &g->s, &c, as, today, person, &why));
	return why;
}

static void
in_store(void **state, enum err (*work)(struct db *, void *))
{
	struct given_store g = { .a = *state };
	struct store *s = test_store(*state);
	enum err e = store_write(s, *state, work, &g);
	if (e != OK)
		fail_msg("%s: %s", err_name(e), fail_detail(*state));
	store_close(s);
}

static enum err
persons(struct db *db, void *arg)
{
	struct given_store *g = arg;
	struct oidc_link l;
	int64_t p;
	bool linked;
	g->db = db;
	set_up(g);
	assert_int_equal(come(g, claims(g, "1", "eve@ecole.be", SAID_NO, NULL), NONE, &p), OIDC_UNVERIFIED);
	assert_int_equal(come(g, claims(g, "1", "eve@ecole.be", SAID_NOTHING, NULL), NONE, &p), OIDC_UNVERIFIED);
	assert_int_equal(come(g, claims(g, "1", NULL, SAID_YES, NULL), NONE, &p), OIDC_NO_EMAIL);
	assert_int_equal(come(g, claims(g, "1", "nobody@ecole.be", SAID_YES, NULL), NONE, &p), OIDC_UNKNOWN);
	assert_ok(oidc_link_of(db, g->eve, &l, &linked));
	assert_false(linked);
	assert_int_equal(come(g, claims(g, "1", "EVE@ecole.be", SAID_YES, NULL), NONE, &p), OIDC_FINE);
	assert_int_equal(p, g->eve);
	assert_ok(oidc_link_of(db, g->eve, &l, &linked));
	assert_true(linked);
	assert_string_equal(l.seen_day, "2026-11-22");
	/* Known by the subject now, whatever the address; another subject with the address is not her. */
	assert_int_equal(come(g, claims(g, "1", "else@where.org", SAID_NO, NULL), NONE, &p), OIDC_FINE);
	assert_int_equal(p, g->eve);
	assert_int_equal(come(g, claims(g, "2", "eve@ecole.be", SAID_YES, NULL), NONE, &p), OIDC_TAKEN);
	assert_ok(oidc_unlink(db, g->eve));
	assert_int_equal(oidc_unlink(db, g->eve), E_NOTFOUND);
	assert_int_equal(come(g, claims(g, "2", "eve@ecole.be", SAID_YES, NULL), NONE, &p), OIDC_FINE);
	/* Tied while signed in: no address needed; not somebody else's. */
	assert_int_equal(come(g, claims(g, "3", NULL, SAID_NOTHING, NULL), g->bob, &p), OIDC_FINE);
	assert_int_equal(come(g, claims(g, "3", NULL, SAID_NOTHING, NULL), NONE, &p), OIDC_FINE);
	assert_int_equal(p, g->bob);
	assert_int_equal(come(g, claims(g, "3", NULL, SAID_NOTHING, NULL), g->ana, &p), OIDC_TAKEN);
	/* Disabled, deleted, back under another row. */
	struct person k;
	assert_ok(person_get(db, g->bob, &k));
	k.active = false;
	assert_ok(person_save(db, &k));
	assert_int_equal(come(g, claims(g, "3", "bob@ecole.be", SAID_YES, NULL), NONE, &p), OIDC_DISABLED);
	assert_ok(oidc_unlink(db, g->bob));
	assert_int_equal(come(g, claims(g, "3", "bob@ecole.be", SAID_YES, NULL), NONE, &p), OIDC_DISABLED);
	assert_ok(person_delete(db, g->eve));
	assert_int_equal(come(g, claims(g, "2", "eve@ecole.be", SAID_YES, NULL), NONE, &p), OIDC_UNKNOWN);
	int64_t again = add(db, "Eve", "eve@ecole.be");
	assert_int_equal(come(g, claims(g, "2", "eve@ecole.be", SAID_YES, NULL), NONE, &p), OIDC_FINE);
	assert_int_equal(p, again);
	/* The subject is nowhere in clear. */
	assert_int_equal(number(db, "SELECT count(*) FROM oidc_identity WHERE length(subject_sha) <> 64", NONE), 0);
	return OK;
}

static int64_t
chairs(struct given_store *g, int64_t person)
{
	const struct user *u;
	assert_ok(user_of_person(g->db, person, today, &u));
	int64_t n = 0;
	for (size_t i = 0; i < u->ngrants; i++)
		n += u->grants[i].role == ROLE_CHAIR;
	return n;
}

static enum err
groups(struct db *db, void *arg)
{
	struct given_store *g = arg;
	struct oidc_groups all;
	int64_t p, before;
	g->db = db;
	set_up(g);
	assert_ok(oidc_group_add(db, "chairs", ROLE_CHAIR, g->body));
	assert_int_equal(oidc_group_add(db, "chairs", ROLE_CHAIR, g->body), E_CONFLICT);
	assert_ok(oidc_group_add(db, "heads", ROLE_CHAIR, g->body)); /* two groups, one role */
	assert_ok(oidc_groups_list(db, &all));
	assert_int_equal(all.n, 2);
	assert_int_equal(come(g, claims(g, "9", "new@ecole.be", SAID_YES, "chairs"), NONE, &p), OIDC_UNKNOWN);
	g->s.registers = true;
	assert_int_equal(come(g, claims(g, "9", "new@ecole.be", SAID_YES, "staff"), NONE, &p), OIDC_UNKNOWN);
	assert_int_equal(come(g, claims(g, "9", "new@ecole.be", SAID_NOTHING, "chairs"), NONE, &p), OIDC_UNVERIFIED);
	assert_int_equal(come(g, claims(g, "9", "new@ecole.be", SAID_YES, "chairs"), NONE, &p), OIDC_FINE);
	assert_int_equal(chairs(g, p), 1);
	/* The same again, by the other group, by both: one grant. */
	struct oidc_claims both = claims(g, "9", "new@ecole.be", SAID_YES, "chairs");
	PUSH(g->a, &both.groups, "heads");
	assert_int_equal(come(g, both, NONE, &p), OIDC_FINE);
	assert_int_equal(come(g, claims(g, "9", "new@ecole.be", SAID_YES, "heads"), NONE, &p), OIDC_FINE);
	assert_int_equal(chairs(g, p), 1);
	assert_int_equal(number(db, "SELECT count(*) FROM role_grant WHERE person = $1", p), 1);
	/* Out of the groups; back. */
	assert_int_equal(come(g, claims(g, "9", "new@ecole.be", SAID_YES, "staff"), NONE, &p), OIDC_FINE);
	assert_int_equal(chairs(g, p), 0);
	assert_int_equal(come(g, claims(g, "9", "new@ecole.be", SAID_YES, "chairs"), NONE, &p), OIDC_FINE);
	assert_int_equal(chairs(g, p), 1);
	/* A group that gives it no more. */
	assert_ok(oidc_group_remove(db, all.items[0].id));
	assert_int_equal(oidc_group_remove(db, all.items[0].id), E_NOTFOUND);
	assert_int_equal(come(g, claims(g, "9", "new@ecole.be", SAID_YES, "chairs"), NONE, &p), OIDC_FINE);
	assert_int_equal(chairs(g, p), 0);
	/* What was given by hand stays, also where a group would have given the same. */
	assert_ok(person_grant(db, g->eve, ROLE_CHAIR, g->body, NULL, NULL));
	assert_ok(person_grant(db, g->eve, ROLE_CHAIR, g->other_body, NULL, NULL));
	before = number(db, "SELECT count(*) FROM oidc_grant", NONE);
	assert_int_equal(come(g, claims(g, "8", "eve@ecole.be", SAID_YES, "heads"), NONE, &p), OIDC_FINE);
	assert_int_equal(number(db, "SELECT count(*) FROM oidc_grant", NONE), before);
	assert_int_equal(come(g, claims(g, "8", "eve@ecole.be", SAID_YES, "staff"), NONE, &p), OIDC_FINE);
	assert_int_equal(chairs(g, g->eve), 2);
	/* A claim of groups that is not asked for changes nothing. */
	g->s.claim_groups = "";
	assert_int_equal(come(g, claims(g, "8", "eve@ecole.be", SAID_YES, "heads"), NONE, &p), OIDC_FINE);
	assert_int_equal(chairs(g, g->eve), 2);
	return OK;
}

static enum err
by_it_only(struct db *db, void *arg)
{
	struct given_store *g = arg;
	const char *token;
	struct person k;
	int64_t p;
	bool off, first;
	g->db = db;
	assert_ok(signin_local_off(db, &off));
	assert_false(off);
	set_up(g);
	assert_int_equal(oidc_local_set(db, true), E_INVALID);
	fail_clear(g->a);
	assert_int_equal(come(g, claims(g, "1", "eve@ecole.be", SAID_YES, NULL), NONE, &p), OIDC_FINE);
	assert_int_equal(oidc_local_set(db, true), E_INVALID); /* she administrates nothing */
	fail_clear(g->a);
	assert_int_equal(come(g, claims(g, "2", "ana@ecole.be", SAID_YES, NULL), NONE, &p), OIDC_FINE);
	assert_ok(person_link(db, g->eve, 60, &token));
	assert_ok(oidc_local_set(db, true));
	assert_ok(signin_local_off(db, &off));
	assert_true(off);
	assert_int_equal(link_peek(db, token, &k), E_NOTFOUND); /* sent before */
	fail_clear(g->a);
	/* What does not change who answers keeps it; another client, secret or provider does not. */
	static const struct { const char *issuer, *client, *secret; bool stays; } changes[] = { { ISSUER, "pilotis", NULL, true },
		{ ISSUER, "pilotis", "s3cret", true }, { ISSUER, "pilotis", "another", false }, { ISSUER, "another", NULL, false },
		{ "https://other.be", "another", NULL, false } };
	for (size_t i = 0; i < LEN(changes); i++) {
		assert_ok(oidc_settings_load(db, &g->s));
		g->s.issuer = changes[i].issuer, g->s.client_id = changes[i].client, g->s.secret = changes[i].secret;
		assert_ok(oidc_settings_save(db, &g->s));
		assert_int_equal(oidc_settings_save(db, &g->s), E_CONFLICT); /* rev moved on */
		fail_clear(g->a);
		assert_ok(oidc_settings_load(db, &g->s));
		assert_int_equal(g->s.local_off, changes[i].stays);
		if (changes[i].stays)
			continue;
		assert_int_equal(oidc_local_set(db, true), E_INVALID);
		fail_clear(g->a);
		assert_ok(oidc_settings_load(db, &g->s));
		struct oidc_claims c = claims(g, "2", "ana@ecole.be", SAID_YES, NULL);
		c.issuer = g->s.issuer;
		assert_int_equal(come(g, c, NONE, &p), OIDC_FINE);
		assert_ok(oidc_local_set(db, true));
	}
	/* Taken out of service, it shuts nobody out. */
	assert_ok(oidc_settings_load(db, &g->s));
	g->s.enabled = false;
	assert_ok(oidc_settings_save(db, &g->s));
	assert_ok(signin_local_off(db, &off));
	assert_false(off);
	assert_ok(oidc_secret_forget(db));
	assert_ok(oidc_settings_load(db, &g->s));
	assert_null(g->s.secret);
	assert_ok(oidc_state_use(db, "aaaaaaaaaaaaaaaaaaaaaaaaaa", &first));
	assert_true(first);
	assert_ok(oidc_state_use(db, "aaaaaaaaaaaaaaaaaaaaaaaaaa", &first));
	assert_false(first);
	assert_int_equal(number(db, "SELECT count(*) FROM history WHERE before = 's3cret' OR after = 's3cret' OR after = 'another' AND field = 'secret'", NONE), 0);
	return OK;
}

static void who(void **state) { in_store(state, persons); }
static void roles(void **state) { in_store(state, groups); }
static void only(void **state) { in_store(state, by_it_only); }

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(who), T(roles), T(only) };
	return cmocka_run_group_tests_name("oidc", tests, NULL, NULL);
}
