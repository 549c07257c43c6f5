/* pilotis search: what search knows, from the command line: made again, or asked. */
#include "app/app.h"
#include "app/cli.h"
#include "base/json.h"
#include "entity/search.h"
#include "search/search_query.h"

struct command_search { const char *typed; int64_t things; struct search_hits hits; struct search_question question; };

static enum err
rebuild(struct db *db, void *arg)
{
	return search_rebuild(db, &((struct command_search *)arg)->things);
}

/* Whoever has the store may read all of it: as the coordination and the administration do. */
static enum err
find(struct db *db, void *arg)
{
	enum { MOST = 100 };
	struct command_search *x = arg;
	struct search_viewer who = { ROLE_PUBLIC | ROLE_COORDINATION | ROLE_ADMIN, NONE, arena_strdup(db_arena(db), date_iso(today_brussels()).s) };
	search_read(db_arena(db), x->typed, false, &x->question);
	return search_find(db, &who, &x->question.groups, &(struct search_filter){ .body = NONE }, 0, MOST, &x->hits);
}

static int
print(struct arena *a, const struct command_search *x)
{
	struct buf b = buf_new(a, MIB(4));
	struct jw j = jw_to(&b, true);
	struct search_viewer who = { ROLE_PUBLIC | ROLE_COORDINATION | ROLE_ADMIN, NONE, "" };
	jw_begin(&j, NULL, '{');
	jw_int(&j, "found", x->hits.found);
	jw_begin(&j, "hits", '[');
	for (size_t i = 0; i < x->hits.n; i++) {
		const struct search_hit *h = &x->hits.items[i];
		jw_begin(&j, NULL, '{');
		jw_str(&j, "kind", h->source->name);
		jw_str(&j, "url", search_url(a, &who, h));
		jw_str(&j, "title", h->title);
		jw_str(&j, "day", h->day.y > 1 ? arena_strdup(a, date_iso(h->day).s) : NULL);
		jw_end(&j, '}');
	}
	jw_end(&j, ']');
	jw_end(&j, '}');
	return cli_print(&b);
}

static int
work(struct store *s, struct arena *a, struct command_search *x, bool again)
{
	enum err e = again ? store_write(s, a, rebuild, x) : OK;
	if (e == OK && again)
		cli_say(N_("La recherche connaît de nouveau tout ce qui est là : %s objets."), arena_printf(a, "%lld", (long long)x->things), NULL);
	if (e == OK && x->typed != NULL)
		e = store_read(s, a, find, x);
	if (e != OK)
		return cli_failed(a, e);
	return x->typed == NULL ? EXIT_DONE : print(a, x);
}

int
command_search(const char *store_url, int argc, char **argv)
{
	struct command_search x = { 0 };
	bool again = false;
	const struct cli_option options[] = { { "--rebuild", NULL, &again }, { 0 } };
	if (!cli_parse(argc, argv, options, &x.typed, 0, 1))
		return EXIT_USAGE;
	if (!again && x.typed == NULL) {
		cli_say(N_("Donnez des mots à chercher, entre apostrophes, ou --rebuild."), NULL);
		return EXIT_USAGE;
	}
	struct arena *a = arena_new(MIB(64));
	struct store *s = cli_store(a, store_url, false);
	int status = s == NULL ? EXIT_REFUSED : work(s, a, &x, again);
	if (s != NULL)
		store_close(s);
	arena_free(a);
	return status;
}
