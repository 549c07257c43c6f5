/* The door, through the dispatcher: links, passwords, sessions, and the administration of persons. No socket. */
#include "test_store.h"
#include "app/app.h"
#include "base/secret.h"
#include "mail/mail.h"
#include "people/people_store.h"
#include "web/throttle.h"

/* A browser: it keeps its cookies and the form token of the last page. */
struct browser {
	struct arena *a;
	struct app app;
	struct { struct pair *items; size_t n, cap; } cookies;
	const char *page, *location, *csrf;
	int status;
};

static enum err
seed(struct db *db, void *arg)
{
	static const struct query body = { "body", "INSERT INTO actor (id, kind, name, folded, position, rev) VALUES (7, 0, 'CEP', 'cep', 1, 1)" };
	int64_t id;
	assert_int_equal(programme_create(db, "Master en sciences du vélo", "ana@exemple.org"), OK);
	assert_int_equal(db_exec(db, &body, NO_ARGS, NULL), OK);
	assert_int_equal(person_add(db, "Eve Étienne", "eve@exemple.org", &id), OK);
	assert_int_equal(person_grant(db, id, ROLE_CHAIR, 7, NULL, NULL), OK);
	return app_key_load(db, arg);
}

static struct browser
browser_on(struct arena *a)
{
	struct browser b = { .a = a };
	unsigned char *key = arena_alloc(a, APP_KEY_SIZE);
	throttle_clear();
	b.app.store = test_store(a);
	assert_int_equal(store_write(b.app.store, a, seed, key), OK);
	b.app.routes = route_table;
	b.app.nroutes = route_table_n;
	b.app.nav = nav_table;
	b.app.assets = assets_prepare(a);
	b.app.base_url = "http://127.0.0.1:9200";
	b.app.key = key;
	return b;
}

static void
keep_cookies(struct browser *b, const struct answer *an)
{
	for (size_t i = 0; i < an->cookies.n; i++) {
		struct pair c = { an->cookies.items[i].name, arena_strndup(b->a, an->cookies.items[i].value, strcspn(an->cookies.items[i].value, ";")) };
		size_t k = 0;
		while (k < b->cookies.n && strcmp(b->cookies.items[k].name, c.name) != 0)
			k++;
		if (k < b->cookies.n)
			b->cookies.items[k] = c;
		else
			PUSH(b->a, &b->cookies, c);
	}
}

static int
ask(struct browser *b, enum method m, const char *path, const char *const *fields)
{
	struct request rq = { .a = b->a, .method = m, .path = path, .target = path, .address = "127.0.0.1", .lang = LANG_FR };
	struct answer an;
	struct pair ua = { "user-agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0" }, fr = { "accept-language", "fr" };
	PUSH(b->a, &rq.headers, ua);
	PUSH(b->a, &rq.headers, fr);
	for (size_t i = 0; i < b->cookies.n; i++)
		if (b->cookies.items[i].value[0] != '\0')
			PUSH(b->a, &rq.cookies, b->cookies.items[i]);
	for (size_t i = 0; fields != NULL && fields[i] != NULL; i += 2) {
		struct pair f = { fields[i], fields[i + 1] };
		if (m == M_GET)
			PUSH(b->a, &rq.query, f);
		else
			PUSH(b->a, &rq.form, f);
	}
	if (m == M_POST && b->csrf != NULL) {
		struct pair f = { "csrf", b->csrf };
		PUSH(b->a, &rq.form, f);
	}
	web_dispatch(&b->app, &rq, &an);
	keep_cookies(b, &an);
	b->status = an.status;
	b->location = an.location;
	b->page = an.kind == BODY_PAGE ? buf_str(&an.page.out) : "";
	const char *mark = "name=\"csrf\" value=\"", *at = strstr(b->page, mark);
	if (at != NULL)
		b->csrf = arena_strndup(b->a, at + strlen(mark), strcspn(at + strlen(mark), "\""));
	fail_clear(b->a);
	return an.status;
}
#define GET(b, path) ask((b), M_GET, (path), NULL)
#define POST(b, path, ...) ask((b), M_POST, (path), (const char *const[]){ __VA_ARGS__, NULL })
#define PRESS(b, path) ask((b), M_POST, (path), NULL) /* a form that is only its button */
#define shows(b, text) assert_non_null(strstr((b)->page, (text)))
#define hides(b, text) assert_null(strstr((b)->page, (text)))

static enum err
outbox(struct db *db, void *arg)
{
	return outbox_list(db, 100, true, arg);
}
/* What the worker would do, then how many mails wait. */
static struct outbox
after_work(struct browser *b)
{
	struct worker w = { .store = b->app.store, .kinds = job_table, .sinks = fetch_sink_table, .base_url = b->app.base_url };
	struct outbox o;
	int ran;
	assert_int_equal(jobs_run_due(&w, today_brussels(), &ran), OK);
	assert_int_equal(store_read(b->app.store, b->a, outbox, &o), OK);
	return o;
}
/* The path of the link in a mail. */
static const char *
link_in(struct browser *b, const char *text)
{
	const char *at = strstr(text, "http://127.0.0.1:9200/signin/");
	assert_non_null(at);
	return arena_strndup(b->a, at + strlen("http://127.0.0.1:9200"), strcspn(at, "\n? ") - strlen("http://127.0.0.1:9200"));
}
static void
enter(struct browser *b, const char *email)
{
	assert_int_equal(GET(b, "/signin"), 200);
	assert_int_equal(POST(b, "/signin/link", "email", email), 303);
	struct outbox o = after_work(b);
	assert_true(o.n > 0);
	const char *path = link_in(b, o.items[0].text);
	assert_int_equal(GET(b, path), 200);
	assert_int_equal(PRESS(b, path), 303);
	throttle_clear();
}

static void
by_link(void **state)
{
	struct browser b = browser_on(*state);
	assert_int_equal(GET(&b, "/account"), 303); /* closed: to the door, and back afterwards */
	assert_non_null(strstr(b.location, "/signin?back="));
	assert_int_equal(GET(&b, "/signin"), 200);
	hides(&b, "Programme de démonstration");
	assert_int_equal(POST(&b, "/signin/link", "email", "not an address"), 422);
	shows(&b, "not an address"); /* nothing typed is lost */
	/* Known or not: the same answer. */
	assert_int_equal(POST(&b, "/signin/link", "email", "nobody@exemple.org"), 303);
	const char *where = b.location;
	assert_int_equal(after_work(&b).n, 0);
	assert_int_equal(POST(&b, "/signin/link", "email", "ANA@exemple.org", "back", "/people"), 303);
	assert_string_equal(b.location, where);
	struct outbox o = after_work(&b);
	assert_int_equal(o.n, 1);
	assert_string_equal(o.items[0].to, "ana@exemple.org");
	assert_true(o.items[0].secret);
	const char *path = link_in(&b, o.items[0].text);

	/* A scanner of mails looks twice: nothing is consumed, nobody is in. */
	assert_int_equal(GET(&b, path), 200);
	assert_int_equal(GET(&b, path), 200);
	shows(&b, "Bonjour ana");
	assert_int_equal(GET(&b, "/account"), 303);
	assert_int_equal(GET(&b, path), 200);
	assert_int_equal(POST(&b, path, "back", "/people"), 303);
	assert_string_equal(b.location, "/people");
	assert_int_equal(GET(&b, "/account"), 200);
	shows(&b, "Firefox · Linux");
	shows(&b, "Administration · Coordination");
	assert_int_equal(GET(&b, path), 410); /* once */
	assert_int_equal(PRESS(&b, path), 410);

	assert_int_equal(GET(&b, "/account"), 200);
	assert_int_equal(PRESS(&b, "/signout"), 303);
	assert_int_equal(GET(&b, "/account"), 303);
	store_close(b.app.store);
}

static void
back_stays_here(void **state)
{
	static const char *const outside[] = { "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\r\nX: y" };
	for (size_t i = 0; i < LEN(outside); i++) {
		struct browser b = browser_on(*state);
		GET(&b, "/signin");
		POST(&b, "/signin/link", "email", "ana@exemple.org");
		const char *path = link_in(&b, after_work(&b).items[0].text);
		GET(&b, path);
		assert_int_equal(POST(&b, path, "back", outside[i]), 303);
		assert_string_equal(b.location, "/");
		store_close(b.app.store);
	}
}

static void
forms_need_their_token(void **state)
{
	struct browser b = browser_on(*state);
	GET(&b, "/signin");
	b.csrf = "0000000000000000000000000000000000000000000000000000000000000000";
	assert_int_equal(POST(&b, "/signin/link", "email", "ana@exemple.org"), 403);
	b.csrf = NULL;
	assert_int_equal(POST(&b, "/signin/link", "email", "ana@exemple.org"), 403);
	assert_int_equal(after_work(&b).n, 0);
	/* The token of the visit is not that of the session. */
	enter(&b, "ana@exemple.org");
	assert_int_equal(PRESS(&b, "/account/signout"), 403);
	assert_int_equal(GET(&b, "/account"), 200);
	assert_int_equal(PRESS(&b, "/account/signout"), 303);
	store_close(b.app.store);
}

static void
by_password(void **state)
{
	struct browser b = browser_on(*state), other;
	enter(&b, "ana@exemple.org");
	GET(&b, "/account");
	assert_int_equal(POST(&b, "/account/password", "password", "trop court"), 422);
	hides(&b, "trop court"); /* a password never comes back */
	assert_int_equal(POST(&b, "/account/password", "password", "le chat dort encore"), 303);
	struct outbox o = after_work(&b);
	assert_non_null(strstr(o.items[0].subject, "mot de passe"));

	other = b;
	other.cookies.items = NULL, other.cookies.n = other.cookies.cap = 0;
	GET(&other, "/signin");
	assert_int_equal(POST(&other, "/signin/password", "email", "ana@exemple.org", "password", "le chat dort"), 422);
	shows(&other, "ne vont pas ensemble");
	const char *wrong = other.page;
	assert_int_equal(POST(&other, "/signin/password", "email", "eve@exemple.org", "password", "le chat dort encore"), 422);
	assert_int_equal(strlen(wrong), strlen(other.page)); /* no password at all: the same page */
	assert_int_equal(POST(&other, "/signin/password", "email", "nobody@exemple.org", "password", "x"), 422);
	shows(&other, "ne vont pas ensemble");
	assert_int_equal(POST(&other, "/signin/password", "email", "ana@exemple.org", "password", "le chat dort encore"), 303);
	assert_int_equal(GET(&other, "/account"), 200);

	/* Out everywhere, from here. */
	assert_int_equal(PRESS(&other, "/account/signout"), 303);
	assert_int_equal(GET(&b, "/account"), 303);
	store_close(b.app.store);
}

static void
not_too_often(void **state)
{
	struct browser b = browser_on(*state);
	GET(&b, "/signin");
	int last = 0;
	for (int i = 0; i < 6; i++)
		last = POST(&b, "/signin/link", "email", "nobody@exemple.org");
	assert_int_equal(last, 429);
	GET(&b, "/signin");
	assert_int_equal(POST(&b, "/signin/link", "email", "ana@exemple.org"), 303); /* another address still may */
	throttle_clear();
	store_close(b.app.store);
}

static void
demo_only_in_the_demo(void **state)
{
	struct browser b = browser_on(*state);
	GET(&b, "/signin");
	assert_int_equal(POST(&b, "/signin/demo", "person", "1"), 404);
	b.app.demo = true;
	GET(&b, "/signin");
	shows(&b, "Programme de démonstration");
	shows(&b, "Présidence (CEP)");
	assert_int_equal(POST(&b, "/signin/demo", "person", "2"), 303);
	assert_int_equal(GET(&b, "/account"), 200);
	shows(&b, "Eve Étienne");
	assert_int_equal(GET(&b, "/people"), 403); /* a chair does not manage persons */
	assert_int_equal(GET(&b, "/outbox"), 403);
	store_close(b.app.store);
}

static void
persons_and_roles(void **state)
{
	struct browser b = browser_on(*state);
	enter(&b, "ana@exemple.org");
	assert_int_equal(GET(&b, "/people"), 200);
	shows(&b, "Eve Étienne");
	assert_int_equal(GET(&b, "/people/new"), 200);
	assert_int_equal(POST(&b, "/people", "name", "Bob <b>", "email", "EVE@exemple.org", "lang", "fr"), 422);
	shows(&b, "Bob &lt;b&gt;");
	shows(&b, "Eve Étienne a déjà cette adresse.");
	assert_int_equal(POST(&b, "/people", "name", "Bob", "email", "bob@exemple.org", "lang", "fr", "role", "2"), 422); /* an evaluator has an end */
	shows(&b, "a toujours une fin");
	assert_int_equal(POST(&b, "/people", "name", "Bob", "email", "bob@exemple.org", "lang", "en", "role", "2", "until", "30/06/2099", "invite", "1"), 303);
	assert_string_equal(b.location, "/people/3");
	struct outbox o = after_work(&b);
	assert_string_equal(o.items[0].to, "bob@exemple.org");
	GET(&b, "/people/3");
	shows(&b, "Expert évaluateur");

	/* Grants: given, taken back, and that undone. */
	assert_int_equal(POST(&b, "/people/3/grants", "role", "16", "actor", "7"), 303);
	GET(&b, "/people/3");
	shows(&b, "Présidence (CEP)"); /* the history */
	assert_int_equal(PRESS(&b, "/people/grants/5/end"), 303);
	assert_int_equal(GET(&b, "/people/3"), 200);
	shows(&b, "/people/grants/5/restore");
	assert_int_equal(PRESS(&b, "/people/grants/5/restore"), 303);

	/* The last coordination cannot go, in any of the three ways. */
	GET(&b, "/people/1");
	assert_int_equal(PRESS(&b, "/people/1/delete"), 422);
	shows(&b, "Personne d’autre");
	assert_int_equal(PRESS(&b, "/people/grants/1/end"), 422);
	assert_int_equal(POST(&b, "/people/1", "name", "Ana", "email", "ana@exemple.org", "lang", "fr", "rev", "1"), 422);

	/* Someone changed it meanwhile. */
	GET(&b, "/people/2");
	assert_int_equal(POST(&b, "/people/2", "name", "Eve E.", "email", "eve@exemple.org", "lang", "fr", "active", "1", "rev", "1"), 303);
	GET(&b, "/people/2");
	assert_int_equal(POST(&b, "/people/2", "name", "Eve Second", "email", "eve@exemple.org", "lang", "fr", "active", "1", "rev", "1"), 409);
	shows(&b, "Eve Second");
	GET(&b, "/people/2");
	shows(&b, "Eve E.");
	assert_int_equal(PRESS(&b, "/people/2/delete"), 303);
	assert_int_equal(GET(&b, "/people/2"), 404);
	GET(&b, "/people");
	assert_int_equal(PRESS(&b, "/people/2/restore"), 303);
	assert_int_equal(GET(&b, "/people/2"), 200);
	store_close(b.app.store);
}

static void
settings_and_outbox(void **state)
{
	struct browser b = browser_on(*state);
	unsetenv("PILOTIS_SMTP");
	enter(&b, "ana@exemple.org");
	assert_int_equal(GET(&b, "/settings"), 200);
	shows(&b, "14/09");
	assert_int_equal(POST(&b, "/settings", "name", "N", "short_name", "S", "lang", "fr", "year_start", "31/02", "rev", "1"), 422);
	assert_int_equal(POST(&b, "/settings", "name", "Nouveau nom", "short_name", "NN", "lang", "fr", "year_start", "1/9", "plan_public", "1", "rev", "1"), 303);
	GET(&b, "/settings");
	shows(&b, "Nouveau nom");
	shows(&b, "01/09");
	assert_int_equal(POST(&b, "/settings/mail", "smtp_url", "http://x", "mail_from", "plan@exemple.org"), 422);
	assert_int_equal(POST(&b, "/settings/mail", "smtp_url", "smtp://user:hunter2@mail.exemple.org:587", "mail_from", "plan@exemple.org"), 303);
	GET(&b, "/settings");
	shows(&b, "mail.exemple.org:587");
	hides(&b, "hunter2");
	assert_int_equal(PRESS(&b, "/settings/mail/test"), 303);
	GET(&b, "/outbox");
	shows(&b, "Essai d’envoi");
	shows(&b, "n’est lisible que par son destinataire");
	hides(&b, "/signin/"); /* no door in the outbox … */
	b.app.demo = true;
	GET(&b, "/outbox");
	shows(&b, "http://127.0.0.1:9200/signin/"); /* … but the demo's */
	store_close(b.app.store);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest t[] = { T(by_link), T(back_stays_here), T(forms_need_their_token), T(by_password), T(not_too_often),
		T(demo_only_in_the_demo), T(persons_and_roles), T(settings_and_outbox) };
	return cmocka_run_group_tests(t, NULL, NULL);
}
