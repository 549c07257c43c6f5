/* The page where the programme judges its own configuration: each setting in both of its states, in words. */
#include "webtest.h"
#include "app/security.h"
#include "jobs/fence.h"
#include "people/people_store.h"
#include "store/setting.h"
#include <sys/stat.h>

static const struct finding *
finding(const struct findings *f, const char *what)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->items[i].what, what) == 0)
			return &f->items[i];
	return NULL;
}

static void
is(const struct findings *f, const char *what, enum severity wanted, const char *words)
{
	const struct finding *x = finding(f, what);
	if (x == NULL || x->severity != wanted || strstr(x->msgid, words) == NULL)
		fail_msg("%s: wanted %d with « %s », got %d: %s", what, wanted, words, x == NULL ? -1 : (int)x->severity, x == NULL ? "nothing" : x->msgid);
	if (wanted == FAULT && x->todo == NULL)
		fail_msg("%s: a fault that does not say what to do", what);
}

static void
the_server(void **state)
{
	struct arena *a = *state;
	struct fence_state fenced = { .seccomp = true, .landlock = 5 }, old = { .seccomp = true }, off = { .off = true };
	static const struct { const char *base, *listen; bool secure, demo; enum severity https, proxy, demo_is; } of[] = {
		{ "https://plan.ecole.be", "127.0.0.1:8080", true, false, SOUND, SOUND, SOUND },
		{ "http://127.0.0.1:8080", "127.0.0.1:8080", false, true, ADVICE, SOUND, FAULT },
		{ "http://plan.ecole.be", "0.0.0.0:80", false, false, FAULT, ADVICE, SOUND },
		{ "https://plan.ecole.be", "[::]:8080", true, false, SOUND, ADVICE, SOUND },
		{ "http://localhost:8080", "[::1]:8080", false, false, ADVICE, SOUND, SOUND } };
	for (size_t i = 0; i < LEN(of); i++) {
		struct app app = { .base_url = of[i].base, .listen = of[i].listen, .secure = of[i].secure, .demo = of[i].demo, .fence = &fenced };
		struct security s = { &app, NULL, today_brussels(), LANG_FR };
		struct findings f = { 0 };
		security_of_server(a, &s, &f);
		is(&f, "https", of[i].https, "servies");
		is(&f, "proxy", of[i].proxy, "mandataire");
		is(&f, "demo", of[i].demo_is, "émonstration");
		is(&f, "sandbox", SOUND, "enfermés");
		is(&f, "root", geteuid() == 0 ? ADVICE : SOUND, "compte");
	}
	struct app app = { .base_url = "https://x", .secure = true };
	struct security s = { &app, NULL, today_brussels(), LANG_FR };
	const struct { const struct fence_state *fence; enum severity is; } fences[] = { { NULL, FAULT }, { &off, FAULT }, { &old, ADVICE } };
	for (size_t i = 0; i < LEN(fences); i++) {
		struct findings f = { 0 };
		app.fence = fences[i].fence;
		security_of_server(a, &s, &f);
		is(&f, "sandbox", fences[i].is, "enfermé");
	}
}

static void
the_file(void **state)
{
	struct arena *a = *state;
	struct store *store;
	if (test_pg() != NULL)
		skip();
	const char *url = test_shared_url(a), *path = strchr(url, ':') + 1, *folder_of = arena_strndup(a, path, (size_t)(strrchr(path, '/') - path));
	struct security s = { NULL, url, today_brussels(), LANG_FR };
	assert_int_equal(store_open(a, url, &store), OK);
	store_close(store);
	static const struct { mode_t mode; enum severity is; } modes[] = { { 0600, SOUND }, { 0640, FAULT }, { 0604, FAULT } };
	for (size_t i = 0; i < LEN(modes); i++) {
		struct findings f = { 0 };
		assert_int_equal(chmod(path, modes[i].mode), 0);
		security_of_server(a, &s, &f);
		is(&f, "file", modes[i].is, modes[i].is == SOUND ? "lisible que" : "peuvent lire");
		assert_null(finding(&f, "folder"));
		assert_non_null(finding(&f, "kernel"));
		assert_null(finding(&f, "https")); /* on the command line nobody knows */
	}
	struct findings f = { 0 };
	assert_int_equal(chmod(folder_of, 0777), 0);
	security_of_server(a, &s, &f);
	is(&f, "folder", FAULT, "remplacer");
}

struct looking { struct security s; struct findings f; };
static enum err
look(struct db *db, void *arg)
{
	struct looking *l = arg;
	security_of_store(db, &l->s, &l->f);
	return OK;
}

static struct findings
of_store(struct webtest *w)
{
	struct looking l = { { &w->app, NULL, today_brussels(), LANG_FR }, { 0 } };
	webtest_ok(w, store_read(w->app.store, w->a, look, &l));
	for (size_t i = 0; i < l.f.n; i++)
		assert_null(strstr(l.f.items[i].msgid, "ne se lit pas"));
	return l.f;
}

struct change { const char *name, *value; int n; };
static enum err
set(struct db *db, void *arg)
{
	const struct change *c = arg;
	return strcmp(c->name, "smtp_url") == 0 ? secret_set(db, c->name, c->value) : setting_set(db, c->name, c->value);
}

static void
change(struct webtest *w, const char *name, const char *value)
{
	struct change c = { name, value, 0 };
	webtest_ok(w, store_write(w->app.store, w->a, set, &c));
}

static enum err
people_come(struct db *db, void *arg)
{
	const char *until = arg;
	static const struct { const char *name; enum role role; } who[] = { { "Ana", ROLE_ADMIN }, { "Bea", ROLE_ADMIN }, { "Cléo", ROLE_ADMIN }, { "Dan", ROLE_ADMIN },
		{ "Eve", ROLE_EVALUATOR } };
	enum err e = OK;
	int64_t id;
	for (size_t i = 0; e == OK && i < LEN(who); i++) {
		e = person_add(db, who[i].name, arena_printf(db_arena(db), "s%zu@example.org", i), &id);
		if (e == OK)
			e = person_grant(db, id, who[i].role, NONE, NULL, who[i].role == ROLE_EVALUATOR ? until : NULL);
	}
	return e;
}

static void
the_store(void **state)
{
	struct webtest *w = webtest_open(*state);
	unsetenv("PILOTIS_SMTP");
	struct findings f = of_store(w);
	is(&f, "people", FAULT, "administre");
	is(&f, "mail", ADVICE, "ne partent pas");
	is(&f, "backup", ADVICE, "Aucune sauvegarde");
	is(&f, "evaluators", SOUND, "Aucun accès");
	is(&f, "unused", SOUND, "Aucun compte");
	is(&f, "public_plan", SOUND, "n’est pas publié");
	is(&f, "migrations", SOUND, "à jour");
	webtest_as(w, ROLE_ADMIN);
	webtest_as(w, ROLE_COORDINATION);
	f = of_store(w);
	assert_null(finding(&f, "people"));
	is(&f, "admins", SOUND, "Administration");
	is(&f, "coordination", SOUND, "Coordination");
	change(w, "smtp_url", "smtp+plain://relais.ecole.be");
	f = of_store(w);
	is(&f, "mail", FAULT, "en clair");
	change(w, "smtp_url", "smtp://relais.ecole.be");
	f = of_store(w);
	is(&f, "mail", SOUND, "chiffrés");
	struct isotime now = now_utc();
	change(w, "backup_at", now.s);
	f = of_store(w);
	is(&f, "backup", SOUND, "Dernière");
	change(w, "backup_at", "2024-01-01T00:00:00Z");
	f = of_store(w);
	is(&f, "backup", ADVICE, "Dernière");
	const char *far = arena_strdup(w->a, date_iso(date_of_days(date_days(today_brussels()) + 500)).s);
	webtest_ok(w, store_write(w->app.store, w->a, people_come, (void *)(uintptr_t)far));
	f = of_store(w);
	is(&f, "admins", ADVICE, "Administration");
	assert_non_null(strstr(finding(&f, "admins")->arg[0], "Cléo"));
	is(&f, "evaluators", ADVICE, "plus d’un an");
	assert_non_null(strstr(finding(&f, "evaluators")->arg[0], "Eve"));
	/* two years on, nobody has come back but who has a session */
	struct looking l = { { &w->app, NULL, date_of_days(date_days(today_brussels()) + 700), LANG_FR }, { 0 } };
	webtest_ok(w, store_read(w->app.store, w->a, look, &l));
	is(&l.f, "unused", ADVICE, "depuis un an");
	webtest_close(w);
}

static void
the_page(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, "/settings/security"), 403);
	webtest_as(w, ROLE_ADMIN);
	assert_int_equal(webtest_get(w, "/settings"), 200);
	webtest_has(w, "/settings/security");
	w->app.demo = true;
	assert_int_equal(webtest_get(w, "/settings/security"), 200);
	webtest_has(w, "À corriger");
	webtest_has(w, "sans --demo");
	webtest_has(w, "Qui peut quoi");
	webtest_has(w, "POST /settings/mail");
	assert_true(w->rq.nstatements < 30);
	webtest_close(w);
}

static void
the_matrix(void **state)
{
	(void)state;
	for (enum right r = RIGHT_ANYONE; r < RIGHT_COUNT; r++)
		if (strcmp(right_name(r), right_name(RIGHT_NONE)) == 0)
			fail_msg("right %d has no name", r);
	unsigned all = 0;
	for (size_t k = 0; k < roles_shown_n; k++)
		all |= roles_shown[k];
	assert_int_equal(all, (ROLE_LAST << 1) - 1);
	assert_false(role_may(ROLE_PUBLIC, RIGHT_SIGNED_IN));
	assert_true(role_may(ROLE_MEMBER, RIGHT_SIGNED_IN));
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(the_server), T(the_file), T(the_store), T(the_page), T(the_matrix) };
	return cmocka_run_group_tests_name("security page", tests, NULL, NULL);
}
