/* pilotis call import-reviews: a jury's scores from its spreadsheet. */
#include "app/app.h"
#include "app/cli.h"
#include "base/json.h"
#include "call/review_import.h"
#include "jobs/sandbox.h"
#include "store/history.h"
#include <string.h>

enum { READ_SECONDS = 30, JSON_MAX = 64 << 20 };

struct importing {
	const char *label;             /* of the edition; NULL: the newest */
	bool dry, read;
	const struct document *document;
	struct edition edition;
	struct review_import im;
	struct problems why;
};

static enum err
find_edition(struct db *db, struct importing *in)
{
	struct editions all;
	enum err e = in->label != NULL ? edition_by_label(db, in->label, &in->edition) : edition_list(db, &all);
	if (in->label == NULL && e == OK && all.n > 0)
		in->edition = all.items[0];
	if (e == E_NOTFOUND || (in->label == NULL && e == OK && all.n == 0)) {
		fail_clear(db_arena(db));
		problem_add(db_arena(db), &in->why, NULL, N_("Cette édition n’existe pas encore : reprenez d’abord ses commandes (pilotis call import)."), NULL);
		return E_INVALID;
	}
	return e;
}

static enum err
import(struct db *db, void *arg)
{
	struct importing *in = arg;
	db_author(db, NONE, "pilotis call import-reviews", "import");
	enum err e = find_edition(db, in);
	if (e == OK)
		e = review_import_read(db, &in->edition, in->document, NULL, 0, &in->im, &in->why);
	in->read = e == OK;
	if (e == OK && !in->dry)
		e = review_import_apply(db, &in->im, NONE);
	return e != OK ? e : in->dry ? E_CONFLICT : OK; /* a rehearsal is rolled back */
}

static const char *
remark_text(struct arena *a, const struct problem *p)
{
	const char *text = tr(cli_lang(), p->msgid), *at = strstr(text, "%s");
	return at == NULL ? text : arena_printf(a, "%.*s%s%s", (int)(at - text), text, p->arg, at + 2);
}

static int
print_json(struct arena *a, const struct importing *in)
{
	struct buf out = buf_new(a, JSON_MAX);
	struct jw j = jw_to(&out, true);
	const struct review_import *im = &in->im;
	jw_begin(&j, NULL, '{');
	jw_str(&j, "edition", in->edition.label);
	jw_bool(&j, "dry_run", in->dry);
	jw_begin(&j, "counts", '{');
	for (int f = 0; f < FATES; f++)
		jw_int(&j, fate_word((enum fate)f), (int64_t)im->counts[f]);
	jw_int(&j, "conflicts", (int64_t)im->conflicts);
	jw_end(&j, '}');
	jw_begin(&j, "criteria", '[');
	for (size_t k = 0; k < im->columns.n; k++)
		jw_str(&j, NULL, im->columns.items[k].title);
	jw_end(&j, ']');
	jw_begin(&j, "new_jurors", '[');
	for (size_t k = 0; k < im->new_jurors.n; k++)
		jw_str(&j, NULL, im->new_jurors.items[k]);
	jw_end(&j, ']');
	jw_begin(&j, "lines", '[');
	for (size_t i = 0; i < im->lines.n; i++) {
		const struct review_line *l = &im->lines.items[i];
		jw_begin(&j, NULL, '{');
		jw_int(&j, "row", l->number);
		jw_str(&j, "commission", l->commission);
		jw_str(&j, "juror", l->who);
		jw_str(&j, "fate", fate_word(l->fate));
		jw_bool(&j, "conflict", l->conflict);
		jw_begin(&j, "remarks", '[');
		for (size_t k = 0; k < l->remarks.n; k++)
			jw_str(&j, NULL, remark_text(a, &l->remarks.items[k]));
		jw_end(&j, ']');
		jw_end(&j, '}');
	}
	jw_end(&j, ']');
	jw_end(&j, '}');
	return cli_print(&out);
}

static const char *
number(struct arena *a, size_t n)
{
	return arena_printf(a, "%zu", n);
}

static void
say(struct arena *a, const struct importing *in)
{
	const struct review_import *im = &in->im;
	cli_say(in->dry ? N_("Essai, rien n’est enregistré. Édition %s : %s critères, %s personnes nouvelles dans le jury.")
	                : N_("Édition %s : %s critères, %s personnes nouvelles dans le jury."),
	    in->edition.label, number(a, im->columns.n), number(a, im->new_jurors.n), NULL);
	for (size_t i = 0; i < im->lines.n; i++) {
		const struct review_line *l = &im->lines.items[i];
		if (l->conflict && l->fate != FATE_REFUSED)
			fprintf(stderr, "  %d  %s, %s: %s\n", l->number, l->commission, l->who, tr(cli_lang(), N_("conflit d’intérêts")));
		for (size_t k = 0; k < l->remarks.n; k++)
			fprintf(stderr, "  %d  %s, %s: %s\n", l->number, l->commission == NULL ? "?" : l->commission, l->who == NULL ? "?" : l->who, remark_text(a, &l->remarks.items[k]));
	}
	cli_say(N_("%s nouvelles lignes, %s changées, %s inchangées, %s refusées."), number(a, im->counts[FATE_NEW]), number(a, im->counts[FATE_CHANGED]),
	    number(a, im->counts[FATE_SAME]), number(a, im->counts[FATE_REFUSED]));
}

int
command_call_import_reviews(const char *store_url, int argc, char **argv)
{
	bool json = false;
	const char *path[1];
	const void *bytes;
	size_t n;
	struct arena *a = arena_new(MIB(1024));
	struct importing *in = ARENA_NEW(a, struct importing);
	const struct cli_option options[] = { { "--edition", &in->label, NULL }, { "--dry-run", NULL, &in->dry }, { "--json", NULL, &json }, { 0 } };
	if (!cli_parse(argc, argv, options, path, 1, 1)) {
		arena_free(a);
		return EXIT_USAGE;
	}
	int status = cli_read_file(a, path[0], DOC_MAX_BYTES, &bytes, &n) ? EXIT_DONE : EXIT_REFUSED;
	if (status == EXIT_DONE) {
		struct document *d = NULL;
		const char *slash = strrchr(path[0], '/');
		enum err e = document_read_sandboxed(a, bytes, n, slash == NULL ? path[0] : slash + 1, READ_SECONDS, &d, &in->why);
		if (e != OK)
			status = in->why.n > 0 ? cli_problems(a, &in->why) : cli_failed(a, e);
		in->document = d;
	}
	struct store *s = status == EXIT_DONE ? cli_store(a, store_url, false) : NULL;
	if (s == NULL) {
		arena_free(a);
		return EXIT_REFUSED;
	}
	enum err e = store_write(s, a, import, in);
	if (e == OK || (e == E_CONFLICT && in->dry && in->read)) {
		status = json ? print_json(a, in) : EXIT_DONE;
		if (!json)
			say(a, in);
	} else {
		status = in->why.n > 0 ? cli_problems(a, &in->why) : cli_failed(a, e);
	}
	store_close(s);
	arena_free(a);
	return status;
}
