/* From the first page of each role, by links alone: every page that the role may open is reached, no link is refused or leads
 * nowhere, and the table of the navigation says the same as the table of routes. */
#include "forms.h"

enum { PER_ROUTE = 16 };
enum who { COORDINATION, CHAIR, SECRETARY, MEMBER, EVALUATOR, PUBLIC, STUDENT, SUPERVISOR, JURY, WHO };
static const unsigned role_of[WHO] = { ROLE_COORDINATION | ROLE_ADMIN, ROLE_CHAIR, ROLE_SECRETARY, ROLE_MEMBER, ROLE_EVALUATOR, 0, ROLE_STUDENT, ROLE_SUPERVISOR, ROLE_JURY };
#define OF(who) (1u << (who))
#define EVERYONE (OF(WHO) - 1)

/* Pages that no link of a page leads to. */
static const struct { const char *pattern; unsigned who; const char *why; } elsewhere[] = {
	{ "/s/{hash:word}/{name:word}", EVERYONE, "files of a page" }, { "/favicon.ico", EVERYONE, "asked by browsers" }, { "/robots.txt", EVERYONE, "asked by robots" },
	{ "/livez", EVERYONE, "asked by machines" }, { "/healthz", EVERYONE, "asked by machines" }, { "/metrics", EVERYONE, "asked by machines" },
	{ "/search/suggest", EVERYONE, "asked by a script" }, { "/call/suggest", EVERYONE, "asked by a script" },
	{ "/call/sent", EVERYONE, "what a form answers" }, { "/signin/sent", EVERYONE, "what a form answers" }, { "/documents/adhesion-sent", EVERYONE, "what a form answers" },
	{ "/documents/adhesion-link-sent", EVERYONE, "what a form answers" }, { "/documents/{id}", EVERYONE, "leads to the address that has the title" },
	{ "/signin", EVERYONE & ~OF(PUBLIC), "they are in" }, { "/signin/oidc", EVERYONE, "no provider in the example" }, { "/signin/oidc/back", EVERYONE, "the provider sends there" },
	{ "/signin/oidc/out", EVERYONE, "no provider in the example" }, { "/account/oidc", EVERYONE, "no provider in the example" },
	{ "/public/plan", EVERYONE & ~OF(PUBLIC) & ~OF(STUDENT), "they have the whole plan" }, { "/public/chart", EVERYONE & ~OF(PUBLIC), "they have the whole chart" },
	{ "/laboratory", OF(COORDINATION), "they have the editions" }, { "/supervision", OF(COORDINATION), "they have the board" },
	{ "/supervision", OF(SUPERVISOR), "one team: its own space instead" },
	{ "/call/calendar/{id}", EVERYONE & ~OF(STUDENT), "days of whoever takes part" },
	{ "/documents/{id}/sections/{section:id}/merge", EVERYONE, "after two wrote at once" }, { "/meetings/{id}/minutes/{item:id}/merge", EVERYONE, "after two wrote at once" },
	/* the example has none of these, or not for this reader */
	{ "/decisions/{id}/letters", OF(COORDINATION), "a selection made here" }, { "/decisions/{id}/minutes", OF(COORDINATION), "a selection made here" },
	{ "/decisions/{id}/record", OF(COORDINATION), "a selection made here" }, { "/editions/{id}/decision", OF(COORDINATION), "a scenario" },
	{ "/editions/{id}/jury/{juror:id}/sheet", OF(COORDINATION), "a juror" }, { "/editions/{id}/scores.csv", OF(COORDINATION), "a juror" },
	{ "/editions/{id}/timetable/check", OF(COORDINATION), "a scenario" }, { "/scenarios/{id}/files/{file:id}", OF(COORDINATION), "a scenario" },
	{ "/scenarios/{id}/instance", OF(COORDINATION), "a scenario" }, { "/scenarios/{id}/rules", OF(COORDINATION), "a scenario" },
	{ "/editions/{id}/timetable/{kind:word}/publish", OF(COORDINATION), "a timetable that changed" },
	{ "/meetings/{id}", OF(STUDENT), "a meeting with them" }, { "/meetings/{id}/minutes", OF(STUDENT), "a meeting with them" },
	{ "/meetings/{id}/people", OF(STUDENT), "a meeting with them" }, { "/meetings/{id}/annex", OF(STUDENT) | OF(EVALUATOR), "a meeting with them" },
	{ "/meetings/{id}/export/{word}", OF(STUDENT), "a meeting with them" }, { "/meetings/{id}/amendments/{item:id}", OF(STUDENT) | OF(EVALUATOR) | OF(SUPERVISOR) | OF(COORDINATION), "minutes prepared, with them" },
	{ "/meetings/decisions/{id}", OF(STUDENT), "a meeting with them" }, { "/meetings/decisions/{id}/export/{word}", OF(STUDENT), "a meeting with them" },
	{ "/commissions", OF(COORDINATION), "short for the newest edition, from letters of before" }, { "/documents/{id}/read", EVERYONE, "asked to read" }, { "/meetings/{id}/papers/{paper:id}", EVERYONE, "papers of a meeting" },
	{ "/meetings/decisions/{id}/proof", EVERYONE, "proofs of decisions" }, { "/teams/{id}/documents/{file:id}", EVERYONE, "documents joined to a commission" },
	{ "/commissions/{id}/documents/{file:id}", EVERYONE, "documents joined to a commission" },
	{ "/teams/{id}/interviews/{row:id}/consent", EVERYONE, "consents joined" }, { "/teams/{id}/requests/{row:id}/files/{file:id}", EVERYONE, "files answered" },
	{ "/call/import/{id}", EVERYONE, "a spreadsheet being read" },
	{ "/teams/{id}/report/{version:id}", OF(STUDENT), "a report of this team yet" }, { "/teams/{id}/recommendations/{row:id}", EVERYONE, "recommendations yet" },
};

struct extra { struct site *s; struct reader *readers; };

static enum err
person_of(struct db *db, struct arena *a, const char *email, struct reader *r)
{
	struct person k;
	enum err e = person_by_email(db, email, &k);
	*r = (struct reader){ .name = arena_strdup(a, email), .visit = "bbbbbbbbbbbbbbbbbbbbbbbbbb", .person = k.id };
	return e == OK ? session_start(db, k.id, "nav", false, &r->session) : e;
}

static enum err
more_readers(struct db *db, void *arg)
{
	struct extra *x = arg;
	static const struct query student = { "student", "SELECT p.email FROM role_grant g JOIN person p ON p.id = g.person WHERE g.role = 512 ORDER BY p.id LIMIT 1" };
	struct rows *r;
	enum err e = db_one(db, &student, NO_ARGS, &r);
	if (e == OK)
		e = person_of(db, x->s->a, arena_strdup(x->s->a, col_text(r, 0)), &x->readers[STUDENT]);
	return e == OK ? person_of(db, x->s->a, "claire.dumoulin@example.org", &x->readers[SUPERVISOR]) : e;
}

struct walk { struct site *s; const struct reader *who; struct arena *a; struct strings paths, from; size_t *seen; size_t wrong; };

static void
found(struct walk *w, const char *href, const char *from)
{
	if (href == NULL || href[0] != '/' || href[1] == '/')
		return;
	char *path = arena_strndup(w->s->a, href, strcspn(href, "#"));
	const struct route *r = site_route(w->s, M_GET, path);
	if (r == NULL) {
		print_error("ERROR: %s: %s leads nowhere: %s\n", w->who->name, from, path);
		w->wrong++;
		return;
	}
	size_t *n = &w->seen[r - w->s->app.routes];
	if (*n >= PER_ROUTE || site_known(&w->paths, path, 1))
		return;
	++*n;
	PUSH(w->s->a, &w->paths, path);
	PUSH(w->s->a, &w->from, from);
}

/* What a form of the method get asks for, by its first list. */
static const char *
asked_by(struct site *s, xmlNode *form)
{
	const char *action = site_attr(s->a, form, "action");
	for (xmlNode *n = site_next(form, form); n != NULL; n = site_next(n, form))
		if (site_is(n, "select") && site_selected(s->a, n) != NULL)
			return arena_printf(s->a, "%s?%s=%s", action, site_attr(s->a, n, "name"), site_selected(s->a, n));
	return action;
}

static void
visit(struct walk *w, const char *path, const char *from)
{
	struct arena *a = arena_new(MIB(64));
	struct reply y = site_ask(&w->s->app, a, w->s, w->who, M_GET, path, NULL, NULL);
	if (y.status >= 400 || (y.location != NULL && text_starts(y.location, PATH_SIGN_IN "?back="))) {
		print_error("ERROR: %s: the link from %s to %s is answered by %d: %s\n", w->who->name, from, path, y.status, y.detail);
		w->wrong++;
	}
	if (y.location != NULL)
		found(w, y.location, path);
	htmlDocPtr d = y.status == 200 && *y.body == '<' ? site_parse(y.body) : NULL;
	arena_free(a);
	if (d == NULL)
		return;
	xmlNode *root = xmlDocGetRootElement(d);
	for (xmlNode *n = root; n != NULL; n = site_next(n, root))
		if (site_is(n, "a"))
			found(w, site_attr(w->s->a, n, "href"), path);
		else if (site_is(n, "form") && !text_eq(site_attr(w->s->a, n, "method"), "post"))
			found(w, asked_by(w->s, n), path);
	xmlFreeDoc(d);
}

static bool
by_other_ways(const char *pattern, enum who who)
{
	for (size_t i = 0; i < LEN(elsewhere); i++)
		if (strcmp(elsewhere[i].pattern, pattern) == 0 && (elsewhere[i].who & OF(who)) != 0)
			return true;
	return false;
}

static size_t
walk_as(struct site *s, const struct reader *r, enum who who)
{
	struct walk w = { .s = s, .who = r, .seen = ARENA_ARRAY(s->a, size_t, s->app.nroutes) };
	found(&w, "/", "the address alone");
	for (size_t i = 0; i < w.paths.n; i++)
		visit(&w, w.paths.items[i], w.from.items[i]);
	for (size_t i = 0; i < s->app.nroutes; i++) {
		const struct route *x = &s->app.routes[i];
		if (x->method != M_GET || w.seen[i] > 0 || by_other_ways(x->pattern, who) || strstr(x->pattern, "token}") != NULL)
			continue;
		if (x->right != RIGHT_ANYONE && (right_roles(x->right) & role_of[who]) == 0 && !(x->right == RIGHT_SIGNED_IN && r->session != NULL))
			continue;
		print_error("ERROR: %s: no link leads to %s\n", r->name, x->pattern);
		w.wrong++;
	}
	return w.wrong;
}

static void
every_page_by_links(void **state)
{
	struct site *s = site_open(*state);
	struct reader readers[WHO] = { [COORDINATION] = s->readers[0], [CHAIR] = s->readers[1], [SECRETARY] = s->readers[2], [MEMBER] = s->readers[3],
		[EVALUATOR] = s->readers[4], [PUBLIC] = s->readers[5] };
	size_t wrong = 0;
	s->app.store = site_fresh(s, "work");
	site_ok(s->a, store_write(s->app.store, s->a, more_readers, &(struct extra){ s, readers }));
	for (enum who who = 0; who < WHO; who++)
		if (readers[who].name != NULL)
			wrong += walk_as(s, &readers[who], who);
	store_close(s->app.store);
	assert_int_equal(wrong, 0);
	site_close(s);
}

/* What is late comes first, each line has one link, and who owes nothing is told so and where to go. */
static void
first_pages(void **state)
{
	struct site *s = site_open(*state);
	s->app.store = site_fresh(s, "work");
	const char *coordination = site_get(s, &s->readers[0], "/").body, *evaluator = site_get(s, &s->readers[4], "/").body;
	const char *late = strstr(coordination, "du plan en retard"), *read = strstr(coordination, "à examiner"), *due = strstr(coordination, "cette année");
	assert_true(late != NULL && read != NULL && due != NULL && late < read && read < due);
	htmlDocPtr d = site_parse(coordination);
	xmlNode *root = xmlDocGetRootElement(d);
	size_t lines = 0;
	for (xmlNode *n = root; n != NULL; n = site_next(n, root)) {
		if (!site_is(n, "li") || !text_eq(site_attr(s->a, n->parent, "class"), "todos"))
			continue;
		size_t links = 0;
		for (xmlNode *k = site_next(n, n); k != NULL; k = site_next(k, n))
			links += site_is(k, "a");
		assert_int_equal(links, 1);
		lines++;
	}
	xmlFreeDoc(d);
	assert_true(lines >= 4);
	assert_non_null(strstr(evaluator, "Rien à faire aujourd’hui."));
	assert_non_null(strstr(evaluator, "href=\"/evidence\""));
	assert_null(strstr(evaluator, "class=\"todos\""));
	assert_string_equal(site_get(s, &s->readers[READERS - 1], "/").location, "/public/plan");
	store_close(s->app.store);
	site_close(s);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(every_page_by_links), T(first_pages) };
	return cmocka_run_group_tests_name("nav", tests, NULL, NULL);
}
