/* Nothing typed is lost: every form of every page, when the session ended while it was filled, and when its token has
 * become stale. What comes back is sent again by the same page, and does what it was to do. */
#include "forms.h"

/* The form that was given back, as a browser would send it. */
struct given { struct sending x; bool found, parts; };

static struct given
given_back(struct site *s, struct arena *a, const struct sending *x, const struct reply *y)
{
	struct given g = { 0 };
	htmlDocPtr d = site_parse(y->body);
	assert_non_null(d);
	xmlNode *root = xmlDocGetRootElement(d);
	for (xmlNode *n = root; n != NULL && !g.found; n = site_next(n, root)) {
		if (!site_is(n, "form") || site_attr(a, n, "data-unsent") == NULL)
			continue;
		g.found = true;
		g.parts = text_eq(site_attr(a, n, "enctype"), "multipart/form-data");
		g.x = (struct sending){ .action = site_attr(a, n, "action"), .button = "", .reader = x->reader, .route = x->route };
		for (xmlNode *f = site_next(n, n); f != NULL; f = site_next(f, n))
			if (site_is(f, "input") || site_is(f, "textarea"))
				site_field(s, f, &g.x);
	}
	xmlFreeDoc(d);
	return g;
}

static void
set_field(struct arena *a, struct sending *x, const char *name, const char *value)
{
	for (size_t i = 0; i < x->fields.n; i++)
		if (strcmp(x->fields.items[i].name, name) == 0) {
			x->fields.items[i].value = value;
			return;
		}
	site_pair(a, &x->fields, name, value);
}

/* All that was sent is there again; a password is asked for anew, and typed. */
static void
all_is_there(struct arena *a, const struct sending *x, struct sending *back, const char *how)
{
	for (size_t i = 0; i < x->fields.n; i++) {
		const struct pair *f = &x->fields.items[i];
		const struct param *d = x->route->params;
		bool found = strcmp(f->name, "csrf") == 0;
		while (d != NULL && d->name != NULL && strcmp(d->name, f->name) != 0)
			d++;
		if (strcmp(f->name, "rev") != 0 && strcmp(f->name, "once") != 0 && (d == NULL || d->name == NULL))
			continue; /* the route takes no such field */
		if (d != NULL && d->name != NULL && d->kind == P_SECRET) {
			assert_true(site_has(&back->fields, f->name));
			set_field(a, back, f->name, f->value);
			continue;
		}
		for (size_t k = 0; k < back->fields.n; k++)
			found = found || (strcmp(f->name, back->fields.items[k].name) == 0 &&
			    strcmp(text_trim(a, f->value), text_trim(a, back->fields.items[k].value)) == 0);
		if (!found)
			fail_msg("%s, %s: %s=%s is lost", site_kind(a, x), how, f->name, f->value);
	}
	assert_true((x->file == NULL) == (back->file == NULL));
}

static enum err
end_sessions(struct db *db, void *arg)
{
	return session_end_all(db, *(const int64_t *)arg, NONE);
}

static enum err
begin_session(struct db *db, void *arg)
{
	struct reader *r = arg;
	return session_start(db, r->person, "another tab", false, &r->session);
}

enum way { BY_PASSWORD, BY_ANOTHER_TAB, STALE, WAYS };
static const char *const way_name[WAYS] = { "signed in on the page", "signed in in another tab", "with a stale token" };

static void
must(struct arena *a, const struct sending *x, enum way way, const struct reply *y, int status)
{
	if (y->status != status && !(status == 303 && y->status < 300))
		fail_msg("%s, %s: status %d, not %d: %s", site_kind(a, x), way_name[way], y->status, status, y->detail);
}

/* wanted: what there is after the form as such; NULL: it is refused anyway. */
static void
try_way(struct site *s, const struct sending *x, enum way way, const char *wanted)
{
	struct arena *a = arena_new(MIB(512));
	struct app app = s->app;
	unsigned char key[APP_KEY_SIZE];
	app.store = site_fresh(s, "work");
	struct reader who = s->readers[x->reader];
	if (x->first != NULL) {
		struct reply before = site_send(&app, a, s, x->first);
		who = site_after(a, &who, &before);
	}
	if (way == STALE) {
		memset(key, 7, sizeof key);
		app.key = key;
	} else {
		site_ok(a, store_write(app.store, a, end_sessions, &who.person));
	}
	struct reply y = site_ask(&app, a, s, &who, M_POST, x->action, &x->fields, x->file);
	must(a, x, way, &y, 403);
	struct given g = given_back(s, a, x, &y);
	assert_true(g.found && (x->file == NULL || g.parts));
	all_is_there(a, x, &g.x, way_name[way]);
	if (way == BY_PASSWORD) {
		set_field(a, &g.x, "signin-email", arena_printf(a, "%s@example.org", who.name));
		set_field(a, &g.x, "signin-password", "ce n’est pas le bon");
		struct reply wrong = site_ask(&app, a, s, &who, M_POST, g.x.action, &g.x.fields, g.x.file);
		must(a, x, way, &wrong, 403);
		assert_non_null(strstr(wrong.body, "ne vont pas ensemble"));
		struct given again = given_back(s, a, x, &wrong);
		all_is_there(a, x, &again.x, "a wrong password");
		set_field(a, &again.x, "signin-email", arena_printf(a, "%s@example.org", who.name));
		set_field(a, &again.x, "signin-password", SITE_PASSWORD);
		g = again;
		struct reply in = site_ask(&app, a, s, &who, M_POST, g.x.action, &g.x.fields, g.x.file);
		must(a, x, way, &in, 307);
		assert_string_equal(in.location, x->action);
		who = site_after(a, &who, &in);
	} else if (way == BY_ANOTHER_TAB) {
		site_ok(a, store_write(app.store, a, begin_session, &who));
	}
	struct reply last = site_ask(&app, a, s, &who, M_POST, g.x.action, &g.x.fields, g.x.file);
	if (wanted != NULL) {
		must(a, x, way, &last, 303);
		site_ok(a, store_write(app.store, a, end_sessions, &who.person));
		const char *now = site_tally(a, app.store, "signin_session");
		if (strcmp(wanted, now) != 0)
			fail_msg("%s, %s: %s", site_kind(a, x), way_name[way], site_difference(a, wanted, now));
	}
	store_close(app.store);
	arena_free(a);
}

static void
every_form(void **state)
{
	struct site *s = site_open(*state);
	struct sendings all = { 0 };
	size_t n = 0;
	site_forms(s, &all);
	for (size_t i = 0; i < all.n; i++) {
		const struct sending *x = &all.items[i];
		if (x->route->right == RIGHT_ANYONE || (x->route->flags & ROUTE_NO_STORE))
			continue;
		struct arena *a = arena_new(MIB(512));
		struct app app = s->app;
		app.store = site_fresh(s, "work");
		struct reply y = site_send(&app, a, s, x);
		/* the end of a session takes its person's unused links away: so here too */
		site_ok(a, store_write(app.store, a, end_sessions, &s->readers[x->reader].person));
		const char *wanted = y.status < 400 ? site_tally(a, app.store, "signin_session") : NULL;
		store_close(app.store);
		n++;
		for (enum way w = BY_PASSWORD; w < WAYS; w++)
			/* one password each is slow enough: every third form */
			if (w != BY_PASSWORD || i % 3 == 0)
				try_way(s, x, w, wanted);
		arena_free(a);
	}
	print_message("# %zu forms\n", n);
	assert_true(n >= 35);
	site_close(s);
}

static enum err
provider_only(struct db *db, void *arg)
{
	static const struct query on = { "provider_only", "INSERT INTO oidc_provider (id, enabled, label, issuer, client_id, scope, claim_address, claim_name,"
		" claim_groups, domains, trust_silence, registers, proven, local_off, rev) VALUES (1, 1, 'École', 'https://compte.ecole.be', 'pilotis', 'openid',"
		" 'email', 'name', '', '', 0, 0, 1, 1, 1)" };
	(void)arg;
	return db_exec(db, &on, NO_ARGS, NULL);
}

/* Where one enters by the school's provider only, no password is asked for, and none is taken. */
static void
without_passwords(void **state)
{
	struct site *s = site_open(*state);
	struct app app = s->app;
	struct pairs form = { 0 };
	app.store = site_fresh(s, "work");
	site_ok(s->a, store_write(app.store, s->a, provider_only, NULL));
	site_ok(s->a, store_write(app.store, s->a, end_sessions, &s->readers[0].person));
	site_pair(s->a, &form, "name", "Nom précieux");
	site_pair(s->a, &form, "csrf", csrf_of(s->key, s->readers[0].session).s);
	site_pair(s->a, &form, "signin-email", "nadia.benkirane@example.org");
	site_pair(s->a, &form, "signin-password", SITE_PASSWORD);
	struct reply y = site_ask(&app, s->a, s, &s->readers[0], M_POST, "/account", &form, NULL);
	assert_int_equal(y.status, 403);
	assert_non_null(strstr(y.body, "Nom précieux"));
	assert_null(strstr(y.body, "name=\"signin-password\""));
	assert_non_null(strstr(y.body, "href=\"/signin\""));
	store_close(app.store);
	site_close(s);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(without_passwords), T(every_form) };
	return cmocka_run_group_tests_name("lost", tests, NULL, NULL);
}
