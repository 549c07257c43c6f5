/* Two people change the same thing: every form that says which state it changes. The second sees what the first changed and
 * everything they typed themself, and can send again; also when a mistake came in between. And what a refused form held
 * comes back, whatever page its handler makes. */
#include "forms.h"

/* Every form is tried before the test fails: all that is wrong is said at once. */
static size_t wrongs;
#define WRONG(...) (print_error(__VA_ARGS__), print_error("\n"), wrongs++, (void)0)

static bool
is_text(const struct param *d)
{
	return d->kind == P_TEXT || d->kind == P_LINE;
}

static const struct param *
param_named(const struct route *r, const char *name)
{
	for (const struct param *d = r->params; d != NULL && d->name != NULL; d++)
		if (strcmp(d->name, name) == 0)
			return d;
	return NULL;
}

/* Texts that anything may be written in. */
static bool
is_free(const struct sending *x, const struct pair *f)
{
	static const char *const bound[] = { "email", "mail_from", "due", "year_start", "url", "back", "name", "actors", "body", "code",
		"lock" /* a button's own words */ };
	const struct param *d = param_named(x->route, f->name);
	for (size_t i = 0; i < LEN(bound); i++)
		if (strcmp(f->name, bound[i]) == 0)
			return false;
	return d != NULL && is_text(d) && !text_blank(f->value);
}

/* What a user would have written where the word of the crawl is refused. */
static const struct pair apt[] = {
	{ "starts", "17:30" }, { "ends", "19:30" }, { "link", "https://example.org/salle" }, { "n", "50" }, { "closes_time", "23:59" }, { "evening_from", "18:00" },
	{ "evening_until", "20:00" }, { "visits_from", "18:00" }, { "visits_until", "20:00" }, { "oral_time", "10:00" }, { "org_number", "" }, { "website", "https://example.org" },
	{ "number", "" }, { "phone", "02 123 45 67" }, { "contact_phone", "02 123 45 67" }, { "contact_email", "contact@example.org" }, { "outside", "" }, { "alpha", "0,5" },
	{ "beta", "0,5" }, { "per_file", "2" }, { "sector_other", "" }, { "area_other", "" }, { "year", "2026" }, { "teams_most", "2" }, { "experience", "4" },
};

/* The same form as someone else fills it, on a page of their own. still: the fields that stay as they are; NULL: none. */
static struct sending
varied(struct arena *a, const struct sending *x, const char *word, const bool *still)
{
	struct sending y = *x;
	y.fields = (struct pairs){ 0 };
	for (size_t i = 0; i < x->fields.n; i++) {
		struct pair f = x->fields.items[i];
		if (strcmp(f.name, "once") == 0)
			f.value = arena_printf(a, "1-%s-1", token_new().s); /* opened long ago: all changes since */
		else if ((still == NULL || !still[i]) && (is_free(x, &f) || strcmp(f.name, "name") == 0))
			f.value = arena_printf(a, "%s %s", f.value, word);
		PUSH(a, &y.fields, f);
	}
	return y;
}

static const char *
value_of(const struct sending *x, const char *name)
{
	const char *v = pair_of(&x->fields, name);
	return v == NULL ? "" : v;
}

/* Forms of the page that go to the same address, as a browser would send them; the one that was given back if there is one. */
static bool
form_of(struct site *s, struct arena *a, const struct sending *x, const struct reply *y, struct sending *out)
{
	bool found = false;
	htmlDocPtr d = site_parse(y->body);
	assert_non_null(d);
	xmlNode *root = xmlDocGetRootElement(d);
	for (xmlNode *n = root; n != NULL; n = site_next(n, root)) {
		if (!site_is(n, "form") || !text_eq(site_attr(a, n, "action"), x->action))
			continue;
		struct sending one = { .action = x->action, .button = "", .reader = x->reader, .route = x->route };
		for (xmlNode *f = site_next(n, n); f != NULL; f = site_next(f, n))
			if (site_is(f, "input") || site_is(f, "textarea") || site_is(f, "select"))
				site_field(s, f, &one);
		bool given = site_attr(a, n, "data-unsent") != NULL;
		if (given || (!found && site_has(&one.fields, "rev"))) {
			*out = one;
			found = true;
		}
		if (given)
			break;
	}
	xmlFreeDoc(d);
	return found;
}

static void
shows_typed(struct arena *a, const struct sending *x, const bool *still, const struct reply *y, const char *when)
{
	htmlDocPtr d = site_parse(y->body);
	xmlNode *root = xmlDocGetRootElement(d);
	struct buf all = buf_new(a, MIB(16));
	for (xmlNode *n = root; n != NULL; n = site_next(n, root)) {
		if (n->type == XML_TEXT_NODE)
			buf_puts(&all, (const char *)n->content);
		else if (site_is(n, "input"))
			buf_printf(&all, "\n%s\n", site_attr(a, n, "value"));
	}
	xmlFreeDoc(d);
	const char *shown = text_trim(a, buf_str(&all)); /* lines and spaces as text_trim() makes them of what was typed too */
	for (size_t i = 0; i < x->fields.n; i++)
		if ((still == NULL || !still[i]) && is_free(x, &x->fields.items[i]) && strstr(shown, text_trim(a, x->fields.items[i].value)) == NULL)
			WRONG("%s, %s: %s=%s is not shown", site_kind(a, x), when, x->fields.items[i].name, x->fields.items[i].value);
}

static struct reply
post(struct site *s, struct arena *a, const struct app *app, const struct sending *x)
{
	struct reply y = site_ask(app, a, s, &s->readers[x->reader], M_POST, x->action, &x->fields, x->file);
	if (y.status >= 500)
		WRONG("%s: status %d: %s", site_kind(a, x), y.status, y.detail);
	return y;
}

static bool
is_taken(struct site *s, struct arena *a, const struct sending *x, const struct sending *sent)
{
	struct app app = s->app;
	app.store = site_fresh(s, "work");
	if (x->first != NULL)
		site_send(&app, a, s, x->first);
	bool ok = post(s, a, &app, sent).status < 400;
	store_close(app.store);
	return ok;
}

/* What a form takes: its fields apt where the crawl's words are not, and which of them take one word more (a time or a name
 * of a list does not). NULL: all of them do, or none would help. */
static const bool *
fit(struct site *s, struct arena *a, struct sending *x)
{
	struct sending whole = varied(a, x, "de la première", NULL);
	if (is_taken(s, a, x, &whole))
		return NULL;
	struct pairs old = x->fields;
	x->fields = (struct pairs){ 0 };
	for (size_t i = 0; i < old.n; i++) {
		struct pair f = old.items[i];
		for (size_t k = 0; k < LEN(apt); k++)
			if (strcmp(apt[k].name, f.name) == 0 && strcmp(f.value, "Essai") == 0)
				f.value = apt[k].value;
		PUSH(a, &x->fields, f);
	}
	bool *still = arena_alloc(a, x->fields.n * sizeof *still), *one = arena_alloc(a, x->fields.n * sizeof *one);
	for (size_t i = 0; i < x->fields.n; i++)
		still[i] = true;
	for (size_t i = 0; i < x->fields.n; i++) {
		if (!is_free(x, &x->fields.items[i]))
			continue;
		memcpy(one, still, x->fields.n * sizeof *one);
		one[i] = false;
		struct sending y = varied(a, x, "de la première", one);
		still[i] = !is_taken(s, a, x, &y);
	}
	return still;
}

/* 0: the form is refused as it is; 1: the second met the first; 2: and nothing had changed for them to meet. */
static int
two_change(struct site *s, const struct sending *given)
{
	struct arena *a = arena_new(MIB(512));
	struct app app = s->app;
	struct sending fitted = *given, *x = &fitted;
	const bool *still = fit(s, a, x);
	int met = 0;
	app.store = site_fresh(s, "work");
	if (x->first != NULL)
		site_send(&app, a, s, x->first);
	struct sending first = varied(a, x, "de la première", still), second = varied(a, x, "de la seconde", still), again;
	struct reply y = post(s, a, &app, &first);
	if (y.status < 400) {
		y = post(s, a, &app, &second);
		met = y.status == 409 ? 1 : 2;
	}
	if (met == 1) {
		shows_typed(a, &second, still, &y, "in a conflict");
		/* A step (validated, adopted) is told as such; a change of texts with the texts. */
		for (size_t i = 0; i < first.fields.n && *x->button == '\0'; i++)
			if ((still == NULL || !still[i]) && is_free(&first, &first.fields.items[i]) && strstr(y.body, "de la première") == NULL)
				WRONG("%s: what the first changed is not shown", site_kind(a, x));
		if (strstr(y.body, "class=\"history\"") == NULL)
			WRONG("%s: a conflict tells of no change", site_kind(a, x));
		if (!form_of(s, a, x, &y, &again)) {
			WRONG("%s: a conflict gives no form back", site_kind(a, x));
		} else {
			if (strcmp(value_of(&again, "rev"), value_of(x, "rev")) == 0)
				WRONG("%s: sent again, it would meet the same conflict", site_kind(a, x));
			struct reply last = post(s, a, &app, &again);
			/* What could be done once only is refused in words. */
			if (last.status >= 400 && last.status != 422)
				WRONG("%s: sent again over the other's: status %d", site_kind(a, x), last.status);
		}
	}
	store_close(app.store);
	arena_free(a);
	return met;
}

/* A text that is too long: refused, with everything that was typed; and what someone else did meanwhile is still met. */
static bool
mistake_between(struct site *s, const struct sending *x)
{
	struct arena *a = arena_new(MIB(512));
	struct app app = s->app;
	app.store = site_fresh(s, "work");
	if (x->first != NULL)
		site_send(&app, a, s, x->first);
	struct sending wrong = varied(a, x, "de la seconde", NULL), first = varied(a, x, "de la première", NULL);
	struct pair *longest = NULL;
	size_t most = 0;
	for (size_t i = 0; i < wrong.fields.n; i++) {
		const struct param *d = param_named(x->route, wrong.fields.items[i].name);
		if (d != NULL && is_free(&wrong, &wrong.fields.items[i]) && d->max < MIB(1)) {
			longest = &wrong.fields.items[i];
			most = d->max;
		}
	}
	if (longest != NULL) {
		struct buf b = buf_new(a, MIB(5));
		while (b.len <= most)
			buf_puts(&b, " beaucoup trop long, encore"); /* ends in no space, which would be cut off */
		longest->value = buf_str(&b);
		bool other = site_has(&x->fields, "rev") && post(s, a, &app, &first).status < 400;
		struct reply y = post(s, a, &app, &wrong);
		if (y.status != 422 && y.status != 409)
			WRONG("%s with too long a text: status %d", site_kind(a, x), y.status);
		shows_typed(a, &wrong, NULL, &y, "refused");
		struct sending again;
		if (other && y.status == 422) {
			if (!form_of(s, a, x, &y, &again))
				WRONG("%s: a mistake gives no form back", site_kind(a, x));
			else if (strcmp(value_of(&again, "rev"), value_of(x, "rev")) != 0)
				WRONG("%s: after a mistake, what someone else changed would be overwritten unseen", site_kind(a, x));
		}
	}
	store_close(app.store);
	arena_free(a);
	return longest != NULL;
}

/* The forms, and those behind a first one: a draft revision and its actions. */
static void
all_forms(struct site *s, struct sendings *all)
{
	site_forms(s, all);
	for (size_t i = 0; i < all->n; i++) {
		struct sending *first = ARENA_NEW(s->a, struct sending);
		*first = all->items[i];
		if (strcmp(first->route->pattern, "/plan/revisions") != 0)
			continue;
		s->app.store = site_fresh(s, "work");
		struct arena *a = arena_new(MIB(512));
		struct reply y = site_send(&s->app, a, s, first);
		struct site_walk w = { .s = s, .reader = first->reader, .who = s->readers[first->reader], .first = first, .out = all, .per_route = 1 };
		site_crawl(&w, arena_strdup(s->a, y.location));
		arena_free(a);
		store_close(s->app.store);
		s->app.store = NULL;
		return;
	}
}

static void
two_people(void **state)
{
	struct site *s = site_open(*state);
	struct sendings all = { 0 };
	struct strings met = { 0 };
	size_t tried = 0;
	wrongs = 0;
	all_forms(s, &all);
	for (size_t i = 0; i < all.n; i++) {
		const struct sending *x = &all.items[i];
		if (!site_has(&x->fields, "rev"))
			continue;
		tried++;
		int how = two_change(s, x);
		if (how == 1 && !site_known(&met, x->route->pattern, 1))
			PUSH(s->a, &met, x->route->pattern);
		if (how != 1)
			print_message("# %s: %s\n", how == 0 ? "refused as it is" : "no conflict", site_kind(s->a, x));
	}
	for (size_t i = 0; i < met.n; i++)
		print_message("# a conflict is met: %s\n", met.items[i]);
	print_message("# %zu forms with a state\n", tried);
	site_close(s);
	assert_int_equal(wrongs, 0);
	assert_true(met.n >= 30);
}

static void
nothing_typed_is_lost(void **state)
{
	struct site *s = site_open(*state);
	struct sendings all = { 0 };
	size_t n = 0;
	wrongs = 0;
	all_forms(s, &all);
	for (size_t i = 0; i < all.n; i++)
		n += (all.items[i].route->flags & ROUTE_NO_STORE) == 0 && mistake_between(s, &all.items[i]);
	print_message("# %zu forms with a text\n", n);
	site_close(s);
	assert_int_equal(wrongs, 0);
	assert_true(n >= 120);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(two_people), T(nothing_typed_is_lost) };
	return cmocka_run_group_tests_name("conflict", tests, NULL, NULL);
}
