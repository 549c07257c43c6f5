/* pilotis call …: the laboratory on the command line. */
#include "app/app.h"
#include "app/cli.h"
#include "base/json.h"
#include "call/call_import.h"
#include "jobs/sandbox.h"
#include "store/history.h"
#include <string.h>

enum { READ_SECONDS = 30, JSON_MAX = 64 << 20 };

struct importing {
	enum call_sheet kind;
	const char *label;             /* of the edition; NULL: the newest */
	bool dry;
	const struct document *document;
	struct edition edition;
	bool edition_new;
	struct call_import im;
	struct problems why;
};

/* The edition asked for: it is made when there is none for that year, since a spreadsheet may be the first thing that a
 * programme has of it. */
static enum err
find_edition(struct db *db, struct importing *in)
{
	struct editions all;
	int year;
	enum err e;
	if (in->label == NULL) {
		e = edition_list(db, &all);
		if (e == OK && all.n > 0)
			in->edition = all.items[0];
		if (e == OK && all.n == 0) {
			problem_add(db_arena(db), &in->why, NULL, N_("Il n’y a pas encore d’édition : dites laquelle, par exemple --edition 2024-25."), NULL);
			e = E_INVALID;
		}
		return e;
	}
	e = edition_by_label(db, in->label, &in->edition);
	if (e != E_NOTFOUND)
		return e;
	fail_clear(db_arena(db));
	if (!year_parse(in->label, &year)) {
		problem_add(db_arena(db), &in->why, NULL, N_("« %s » n’est pas une année académique : écrivez par exemple 2024-25."), in->label);
		return E_INVALID;
	}
	in->edition_new = true;
	return edition_create(db, year, &in->edition);
}

static enum err
import(struct db *db, void *arg)
{
	struct importing *in = arg;
	db_author(db, NONE, "pilotis call import", "import");
	enum err e = find_edition(db, in);
	if (e == OK)
		e = call_import_read(db, in->kind, &in->edition, in->document, NULL, 0, &in->im, &in->why);
	if (e == OK && in->im.sheet.missing.n > 0) {
		problem_add(db_arena(db), &in->why, NULL, N_("Colonne introuvable : %s. La page d’import permet de dire ce que contient chaque colonne."),
		    in->im.sheet.missing.items[0]);
		e = E_INVALID;
	}
	if (e == OK && !in->dry)
		e = call_import_apply(db, &in->im);
	return e != OK ? e : in->dry ? E_CONFLICT : OK; /* a rehearsal is rolled back */
}

static const char *
number(struct arena *a, size_t n)
{
	return arena_printf(a, "%zu", n);
}

static void
print_line(struct jw *j, struct arena *a, const struct import_line *l)
{
	jw_begin(j, NULL, '{');
	jw_int(j, "row", l->number);
	jw_str(j, "key", l->key);
	jw_str(j, "title", l->title);
	jw_str(j, "fate", fate_word(l->fate));
	jw_begin(j, "changes", '[');
	for (size_t i = 0; i < l->changes.n; i++) {
		const struct import_change *c = &l->changes.items[i];
		jw_begin(j, NULL, '{');
		jw_str(j, "field", c->label);
		jw_str(j, "before", c->before);
		jw_str(j, "after", c->after);
		jw_bool(j, "kept", c->kept);
		jw_end(j, '}');
	}
	jw_end(j, ']');
	jw_begin(j, "remarks", '[');
	for (size_t i = 0; i < l->remarks.n; i++) {
		const char *text = tr(cli_lang(), l->remarks.items[i].msgid), *at = strstr(text, "%s");
		jw_str(j, NULL, at == NULL ? text : arena_printf(a, "%.*s%s%s", (int)(at - text), text, l->remarks.items[i].arg, at + 2));
	}
	jw_end(j, ']');
	jw_end(j, '}');
}

static int
print_json(struct arena *a, const struct importing *in)
{
	struct buf out = buf_new(a, JSON_MAX);
	struct jw j = jw_to(&out, true);
	const struct sheet *s = &in->im.sheet;
	jw_begin(&j, NULL, '{');
	jw_str(&j, "edition", in->edition.label);
	jw_str(&j, "kind", call_sheet_word(in->kind));
	jw_bool(&j, "dry_run", in->dry);
	jw_begin(&j, "counts", '{');
	for (int f = 0; f < FATES; f++)
		jw_int(&j, fate_word((enum fate)f), (int64_t)in->im.counts[f]);
	jw_end(&j, '}');
	jw_begin(&j, "columns", '[');
	for (size_t c = 0; c < s->table->ncols; c++) {
		jw_begin(&j, NULL, '{');
		jw_str(&j, "heading", s->columns[c].heading);
		jw_str(&j, "field", s->columns[c].field < 0 ? NULL : s->fields.items[s->columns[c].field].name);
		jw_end(&j, '}');
	}
	jw_end(&j, ']');
	jw_begin(&j, "lines", '[');
	for (size_t i = 0; i < in->im.lines.n; i++)
		print_line(&j, a, &in->im.lines.items[i]);
	jw_end(&j, ']');
	jw_end(&j, '}');
	return cli_print(&out);
}

static void
say(struct arena *a, const struct importing *in)
{
	const struct sheet *s = &in->im.sheet;
	cli_say(in->dry ? N_("Essai, rien n’est enregistré. Édition %s : %s.") : N_("Édition %s : %s."), in->edition.label, tr(cli_lang(), call_sheet_title(in->kind)), NULL, NULL);
	for (size_t c = 0; c < s->table->ncols; c++)
		if (s->columns[c].field == SHEET_UNKNOWN && *s->columns[c].heading != '\0')
			cli_say(N_("Colonne laissée de côté : « %s »."), s->columns[c].heading, NULL, NULL, NULL);
	for (size_t i = 0; i < in->im.lines.n; i++) {
		const struct import_line *l = &in->im.lines.items[i];
		if (l->fate == FATE_SAME || (l->fate == FATE_NEW && l->remarks.n == 0))
			continue;
		fprintf(stderr, "  %d  %s: %s\n", l->number, l->title, tr(cli_lang(), fate_name(l->fate)));
		for (size_t k = 0; k < l->changes.n; k++)
			fprintf(stderr, "      %s: %s → %s%s\n", tr(cli_lang(), l->changes.items[k].label), l->changes.items[k].before == NULL ? "∅" : l->changes.items[k].before,
			    l->changes.items[k].after == NULL ? "∅" : l->changes.items[k].after, l->changes.items[k].kept ? tr(cli_lang(), N_(" (changé ici : gardé)")) : "");
		cli_problems(a, &l->remarks);
	}
	cli_say(N_("%s nouvelles lignes, %s changées, %s inchangées, %s refusées."), number(a, in->im.counts[FATE_NEW]), number(a, in->im.counts[FATE_CHANGED]),
	    number(a, in->im.counts[FATE_SAME]), number(a, in->im.counts[FATE_REFUSED]));
}

static int
run_import(const char *store_url, int argc, char **argv, enum call_sheet kind)
{
	bool json = false;
	const char *path[1];
	const void *bytes;
	size_t n;
	struct arena *a = arena_new(MIB(1024));
	struct importing *in = ARENA_NEW(a, struct importing);
	in->kind = kind;
	const struct cli_option options[] = { { "--edition", &in->label, NULL }, { "--dry-run", NULL, &in->dry }, { "--json", NULL, &json }, { 0 } };
	if (!cli_parse(argc, argv, options, path, 1, 1)) {
		arena_free(a);
		return EXIT_USAGE;
	}
	int status = cli_read_file(a, path[0], DOC_MAX_BYTES, &bytes, &n) ? EXIT_DONE : EXIT_REFUSED;
	if (status == EXIT_DONE) {
		struct document *d;
		const char *slash = strrchr(path[0], '/');
		enum err e = document_read_sandboxed(a, bytes, n, slash == NULL ? path[0] : slash + 1, READ_SECONDS, &d, &in->why);
		if (e != OK)
			status = in->why.n > 0 ? cli_problems(a, &in->why) : cli_failed(a, e);
		in->document = d;
	}
	struct store *s = status == EXIT_DONE ? cli_store(a, store_url, true) : NULL;
	if (status == EXIT_DONE && s == NULL)
		status = EXIT_REFUSED;
	if (s != NULL) {
		enum err e = store_write(s, a, import, in);
		if (e == OK || (e == E_CONFLICT && in->dry && in->im.sheet.table != NULL)) {
			if (json)
				status = print_json(a, in);
			else
				say(a, in);
		} else {
			status = in->why.n > 0 ? cli_problems(a, &in->why) : cli_failed(a, e);
		}
		store_close(s);
	}
	arena_free(a);
	return status;
}

int
command_call_import(const char *store_url, int argc, char **argv)
{
	return run_import(store_url, argc, argv, SHEET_COMMISSIONS);
}

int
command_call_import_students(const char *store_url, int argc, char **argv)
{
	return run_import(store_url, argc, argv, SHEET_STUDENTS);
}

int
command_call_import_supervisors(const char *store_url, int argc, char **argv)
{
	return run_import(store_url, argc, argv, SHEET_SUPERVISORS);
}
