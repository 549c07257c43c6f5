/* pilotis export-person, erase-person, register: what is held of one person, and of anybody. */
#include "app/app.h"
#include "app/cli.h"
#include "base/json.h"
#include "privacy/privacy.h"
#include "store/history.h"
#include <string.h>
#include <unistd.h>

enum { MEMORY = 1024 };

/* ---- export ------------------------------------------------------------------------------------------------------ */

struct exporting { const char *email; int part, parts; struct export_part out; };

static enum err
export_part(struct db *db, void *arg)
{
	struct exporting *x = arg;
	struct subject s;
	enum err e = subject_of(db, x->email, &s);
	return e != OK ? e : export_person(db, &s, LANG_FR, true, x->part, &x->out, &x->parts);
}

static enum err
note_export(struct db *db, void *arg)
{
	const struct exporting *x = arg;
	struct subject s;
	db_author(db, NONE, "pilotis export-person", "command");
	enum err e = subject_of(db, x->email, &s);
	return e != OK ? e : export_noted(db, &s, "command");
}

/* FILE.zip, then FILE-2.zip, … when the files are many. */
static const char *
part_name(struct arena *a, const char *file, int part)
{
	const char *dot = strrchr(file, '.'), *slash = strrchr(file, '/');
	if (part == 1 || strcmp(file, "-") == 0)
		return file;
	if (dot == NULL || (slash != NULL && dot < slash))
		dot = file + strlen(file);
	return arena_printf(a, "%.*s-%d%s", (int)(dot - file), file, part, dot);
}

static int
nobody(const char *email)
{
	cli_say(N_("Rien n’est tenu sous l’adresse « %s »."), email);
	return EXIT_REFUSED;
}

static int
export_all(struct store *s, struct arena *a, struct exporting *x, const char *file)
{
	for (x->part = 1, x->parts = 1; x->part <= x->parts; x->part++) {
		struct arena *one = arena_new(MIB(MEMORY));
		enum err e = store_read(s, one, export_part, x);
		const char *name = part_name(a, file, x->part);
		bool written = e == OK && cli_write_file(one, name, x->out.bytes, x->out.n);
		int status = e == OK ? written ? EXIT_DONE : EXIT_REFUSED : e == E_NOTFOUND ? nobody(x->email) : cli_failed(one, e);
		arena_free(one);
		if (status != EXIT_DONE)
			return status;
		cli_say(N_("Écrit : %s"), name);
	}
	enum err e = store_write(s, a, note_export, x);
	return e == OK ? EXIT_DONE : cli_failed(a, e);
}

int
command_export_person(const char *store_url, int argc, char **argv)
{
	struct exporting x = { 0 };
	const char *file = NULL;
	const struct cli_option options[] = { { "--out", &file, NULL }, { 0 } };
	if (!cli_parse(argc, argv, options, &x.email, 1, 1))
		return EXIT_USAGE;
	if (file == NULL) {
		cli_say(N_("Il faut --out FICHIER.zip."));
		return EXIT_USAGE;
	}
	struct arena *a = arena_new(MIB(64));
	struct store *s = cli_store(a, store_url, false);
	int status = s == NULL ? EXIT_REFUSED : export_all(s, a, &x, file);
	if (s != NULL)
		store_close(s);
	arena_free(a);
	return status;
}

/* ---- erasure ------------------------------------------------------------------------------------------------------ */

struct command_erase { const char *email, *name; bool look; struct erasure out; };

static enum err
erase_work(struct db *db, void *arg)
{
	struct command_erase *x = arg;
	struct subject s;
	db_author(db, NONE, "pilotis erase-person", "command");
	enum err e = subject_of(db, x->email, &s);
	if (e != OK)
		return e;
	x->name = s.name;
	return erase_person(db, &s, today_brussels(), x->look, &x->out);
}

static void
tell(struct arena *a, const struct command_erase *x)
{
	enum lang l = cli_lang();
	cli_say(x->look ? N_("Voici ce que l’effacement de %s (%s) fera :") : N_("%s (%s) est effacé :"), x->name, x->email);
	for (size_t i = 0; i < x->out.lines.n; i++) {
		const struct erase_line *k = &x->out.lines.items[i];
		bool why = k->p != NULL && k->p->why != NULL && (k->becomes == BECOMES_NAMELESS || k->becomes == BECOMES_KEPT || k->becomes == BECOMES_CITED);
		fprintf(stderr, "  %s%s%s: %lld — %s%s%s\n", k->p == NULL ? tr(l, N_("Fichiers")) : tr(l, k->p->title), k->capacities == NULL ? "" : " · ",
		    k->capacities == NULL ? "" : tr(l, k->capacities), (long long)k->n, tr(l, becomes_name(k->becomes)), why ? ". " : "", why ? tr(l, k->p->why) : "");
	}
	cli_problems(a, &x->out.refused);
}

static void
print(struct arena *a, const struct command_erase *x, bool done)
{
	struct buf out = buf_new(a, MIB(4));
	struct jw j = jw_to(&out, true);
	jw_begin(&j, NULL, '{');
	jw_str(&j, "email", x->email);
	jw_str(&j, "name", x->name);
	jw_bool(&j, "done", done);
	erasure_json(&j, &x->out);
	jw_end(&j, '}');
	cli_print(&out);
}

/* On a terminal the address is typed again: what goes does not come back. */
static bool
confirmed(const struct command_erase *x, bool yes)
{
	char line[300];
	if (yes)
		return true;
	if (!isatty(STDIN_FILENO)) {
		cli_say(N_("Rien n’est fait : ajoutez --yes pour effacer."));
		return false;
	}
	fprintf(stderr, "%s ", tr(cli_lang(), N_("Pour effacer, tapez l’adresse encore une fois :")));
	if (fgets(line, sizeof line, stdin) == NULL)
		line[0] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	if (strcmp(line, x->email) == 0)
		return true;
	cli_say(N_("Ce n’est pas l’adresse : rien n’est fait."));
	return false;
}

static int
erase(struct store *s, struct arena *a, struct command_erase *x, bool yes, bool dry, bool json)
{
	x->look = true;
	enum err e = store_read(s, a, erase_work, x);
	if (e != OK)
		return e == E_NOTFOUND ? nobody(x->email) : cli_failed(a, e);
	tell(a, x);
	bool may = x->out.refused.n == 0 && !dry && confirmed(x, yes);
	if (may) {
		x->look = false;
		e = store_write(s, a, erase_work, x);
		if (e != OK)
			return cli_failed(a, e);
		tell(a, x);
		if (store_scrub(s, a, true) != OK)
			cli_say(N_("Des lecteurs sont à l’œuvre : les restes sur le disque disparaîtront au prochain passage de nuit."));
	}
	if (json || !isatty(STDOUT_FILENO))
		print(a, x, may);
	return may || (dry && x->out.refused.n == 0) ? EXIT_DONE : EXIT_REFUSED;
}

int
command_erase_person(const char *store_url, int argc, char **argv)
{
	struct command_erase x = { 0 };
	bool yes = false, dry = false, json = false;
	const struct cli_option options[] = { { "--yes", NULL, &yes }, { "--dry-run", NULL, &dry }, { "--json", NULL, &json }, { 0 } };
	if (!cli_parse(argc, argv, options, &x.email, 1, 1))
		return EXIT_USAGE;
	struct arena *a = arena_new(MIB(MEMORY));
	struct store *s = cli_store(a, store_url, false);
	int status = s == NULL ? EXIT_REFUSED : erase(s, a, &x, yes, dry, json);
	if (s != NULL)
		store_close(s);
	arena_free(a);
	return status;
}

/* ---- register ------------------------------------------------------------------------------------------------------ */

int
command_register(const char *store_url, int argc, char **argv)
{
	const struct cli_option options[] = { { 0 } };
	(void)store_url;
	if (!cli_parse(argc, argv, options, NULL, 0, 0))
		return EXIT_USAGE;
	struct arena *a = arena_new(MIB(16));
	struct buf out = buf_new(a, MIB(4));
	register_markdown(a, &out);
	bool good = fwrite(buf_str(&out), 1, out.len, stdout) == out.len && fflush(stdout) == 0;
	arena_free(a);
	return good ? EXIT_DONE : EXIT_REFUSED;
}
