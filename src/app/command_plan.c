/* pilotis plan …: the plan on the command line. */
#include "app/app.h"
#include "app/cli.h"
#include "base/json.h"
#include "import/import.h"
#include "jobs/sandbox.h"
#include "plan/evidence_store.h"
#include "plan/plan_export.h"
#include "store/blob.h"
#include "store/history.h"
#include <string.h>

enum { READ_SECONDS = 30, ANSWERS_MAX = 1 << 20, JSON_MAX = 64 << 20 };

static const char *
number(struct arena *a, int64_t n)
{
	return arena_printf(a, "%lld", (long long)n);
}

/* ---- import ---------------------------------------------------------------------------------------------- */

struct importing {
	struct plan_draft draft;
	const void *bytes;
	size_t n;
	const char *filename, *meeting;
	bool adopt;
	int64_t revision;           /* the new one */
	struct revision_info info;
};

/* Into an empty store: adopted as revision 1. Later: a draft whose actions keep their identity, or adopted at will. */
static enum err
store_plan(struct db *db, void *arg)
{
	struct importing *im = arg;
	struct arena *a = db_arena(db);
	struct plan *base = NULL;
	struct digest sha;
	db_author(db, NONE, "pilotis plan import", "command");
	enum err e = plan_load(db, &user_command, NONE, &base);
	if (e != OK && e != E_NOTFOUND)
		return e;
	fail_clear(a);
	if (base != NULL)
		plan_match(a, base, &im->draft.plan);
	if ((e = blob_put(db, im->bytes, im->n, &sha)) != OK)
		return e;
	struct plan_adoption how = { .adopted = base == NULL || im->adopt, .source_sha = arena_strdup(a, sha.s), .source_name = im->filename,
		.meeting = im->meeting };
	if (how.adopted)
		how.adopted_on = arena_strdup(a, date_iso(today_brussels()).s);
	e = plan_adopt_draft(db, &user_command, &im->draft.plan, &how, &im->revision);
	return e != OK ? e : plan_revision_info(db, &user_command, im->revision, &im->info);
}

static void
say_draft(struct arena *a, const struct plan_draft *d)
{
	struct plan_counts c = plan_count(&d->plan);
	cli_say(N_("%s : %s actions, %s lignes d’indicateur, %s acteurs."), d->plan.title == NULL ? "" : d->plan.title, number(a, c.actions),
	    number(a, c.indicators), number(a, c.actors));
	for (size_t i = 0; i < d->warnings.n; i++)
		fprintf(stderr, "  ! %s %s\n", d->warnings.items[i].action == NULL ? "" : d->warnings.items[i].action,
		    import_text(a, cli_lang(), d->warnings.items[i].msgid, d->warnings.items[i].arg));
	for (size_t i = 0; i < d->questions.n; i++)
		fprintf(stderr, "  ? %s → %s\n", import_text(a, cli_lang(), d->questions.items[i].msgid, d->questions.items[i].arg),
		    d->questions.items[i].proposed);
}

/* A plan exported as JSON comes back whole, but for its identities: those of this store are found by matching. */
static int
read_json(struct arena *a, struct importing *im)
{
	enum err e = plan_from_json(a, im->bytes, im->n, &im->draft.plan);
	if (e != OK)
		return cli_failed(a, e);
	plan_forget(&im->draft.plan);
	im->draft.readable = plan_count(&im->draft.plan).actions > 0;
	if (im->draft.readable)
		return EXIT_DONE;
	cli_say(N_("Aucune action n’a été trouvée dans « %s »."), im->filename);
	return EXIT_REFUSED;
}

/* The document as a draft plan; an exit status, EXIT_DONE when it may go on. */
static int
read_draft(struct arena *a, const char *path, const char *answers_path, struct importing *im)
{
	struct json_t *answers = NULL;
	const void *text;
	size_t n;
	if (answers_path != NULL) {
		if (!cli_read_file(a, answers_path, ANSWERS_MAX, &text, &n))
			return EXIT_REFUSED;
		enum err e = json_read(a, text, n, &answers);
		if (e != OK)
			return cli_failed(a, e);
	}
	if (!cli_read_file(a, path, DOC_MAX_BYTES, &im->bytes, &im->n))
		return EXIT_REFUSED;
	const char *slash = strrchr(path, '/');
	im->filename = slash == NULL ? path : slash + 1;
	if (plan_json_looks(im->bytes, im->n))
		return read_json(a, im);
	struct document *doc;
	struct problems why = { 0 };
	enum err e = document_read_sandboxed(a, im->bytes, im->n, im->filename, READ_SECONDS, &doc, &why);
	if (e != OK)
		return why.n > 0 ? cli_problems(a, &why) : cli_failed(a, e);
	e = plan_read(a, doc, answers, &im->draft);
	if (e != OK)
		return cli_failed(a, e);
	if (im->draft.readable)
		return EXIT_DONE;
	cli_say(N_("Aucune action n’a été trouvée dans « %s ». La page d’import permet de dire ce que contient chaque colonne."), im->filename);
	return EXIT_REFUSED;
}

static int
stored(struct arena *a, const struct importing *im, bool json)
{
	bool adopted = im->info.status == REVISION_ADOPTED;
	cli_say(adopted ? N_("Version %s adoptée, %s questions à confirmer.") : N_("Version %s enregistrée comme projet, %s questions à confirmer."),
	    number(a, im->info.number), number(a, (int64_t)im->draft.questions.n));
	if (!json)
		return EXIT_DONE;
	struct buf out = buf_new(a, KIB(4));
	struct jw j = jw_to(&out, true);
	jw_begin(&j, NULL, '{');
	jw_int(&j, "revision", im->info.number);
	jw_str(&j, "status", adopted ? "adopted" : "draft");
	jw_int(&j, "actions", im->info.actions);
	jw_int(&j, "questions", (int64_t)im->draft.questions.n);
	jw_int(&j, "warnings", (int64_t)im->draft.warnings.n);
	jw_end(&j, '}');
	return cli_print(&out);
}

int
command_plan_import(const char *store_url, int argc, char **argv)
{
	bool dry = false, json = false;
	const char *path[1], *answers = NULL;
	struct arena *a = arena_new(MIB(1024));
	struct importing *im = ARENA_NEW(a, struct importing);
	im->meeting = tr(cli_lang(), N_("Adoptée en ligne de commande"));
	const struct cli_option options[] = { { "--dry-run", NULL, &dry }, { "--json", NULL, &json }, { "--answers", &answers, NULL },
		{ "--adopt", NULL, &im->adopt }, { "--meeting", &im->meeting, NULL }, { 0 } };
	if (!cli_parse(argc, argv, options, path, 1, 1)) {
		arena_free(a);
		return EXIT_USAGE;
	}
	int status = read_draft(a, path[0], answers, im);
	if (status == EXIT_DONE && dry && json) {
		struct buf out = buf_new(a, JSON_MAX);
		plan_draft_json(a, &im->draft, &out);
		status = cli_print(&out);
	} else if (status == EXIT_DONE && dry) {
		say_draft(a, &im->draft);
	} else if (status == EXIT_DONE) {
		struct store *s = cli_store(a, store_url, true);
		enum err e = s == NULL ? OK : store_write(s, a, store_plan, im);
		status = s == NULL ? EXIT_REFUSED : e != OK ? cli_failed(a, e) : stored(a, im, json);
		store_close(s);
	}
	arena_free(a);
	return status;
}

/* ---- what is read from the store ------------------------------------------------------------------------- */

struct reading {
	int number;                 /* of the revision asked for; 0: the one in force */
	struct plan *plan;
	struct evidence_base *evidence;
	struct year_bounds bounds;
	const char *programme;      /* NULL: none yet */
};

static enum err
revision_id(struct db *db, int wanted, int64_t *id)
{
	struct revisions all = { 0 };
	enum err e = plan_revisions(db, &user_command, &all);
	if (e != OK)
		return e;
	for (size_t i = 0; i < all.n; i++) {
		if (all.items[i].number != wanted)
			continue;
		*id = all.items[i].id;
		return OK;
	}
	return fail(db_arena(db), E_NOTFOUND, "revision %d", wanted);
}

static enum err
load(struct db *db, void *arg)
{
	struct reading *r = arg;
	struct programme pr;
	int64_t id = NONE;
	r->bounds = YEAR_BOUNDS_DEFAULT;
	enum err e = programme_load(db, &pr);
	if (e == OK) {
		r->bounds = pr.bounds;
		r->programme = pr.name;
	} else if (e != E_NOTFOUND) {
		return e;
	}
	fail_clear(db_arena(db));
	if (r->number != 0 && (e = revision_id(db, r->number, &id)) != OK)
		return e;
	if ((e = plan_load(db, &user_command, id, &r->plan)) != OK)
		return e;
	return plan_evidence_load(db, &user_command, r->plan, &r->evidence);
}

/* Opens, runs, closes; an exit status. */
static int
read_store(struct arena *a, const char *url, enum err (*work)(struct db *, void *), void *arg)
{
	struct store *s = cli_store(a, url, false);
	if (s == NULL)
		return EXIT_REFUSED;
	enum err e = store_read(s, a, work, arg);
	store_close(s);
	if (e == E_NOTFOUND && *fail_detail(a) == '\0')
		cli_say(N_("Il n’y a pas encore de plan : « pilotis plan import FICHIER » en lit un."), NULL);
	else if (e != OK)
		cli_failed(a, e);
	return e == OK ? EXIT_DONE : EXIT_REFUSED;
}

/* ---- status ---------------------------------------------------------------------------------------------- */

static void
json_action(struct arena *a, struct jw *j, const struct action_status *st)
{
	jw_begin(j, NULL, '{');
	jw_str(j, "code", st->action->code);
	jw_str(j, "state", action_state_word(st->state));
	jw_int(j, "years_late", st->years_late);
	jw_bool(j, "started", st->started);
	jw_begin(j, "why", '[');
	for (size_t i = 0; i < st->nwhy; i++)
		jw_str(j, NULL, import_text(a, cli_lang(), st->why[i].msgid, st->why[i].arg));
	jw_end(j, ']');
	jw_begin(j, "slots", '[');
	for (size_t i = 0; i < st->nslots; i++) {
		const struct slot *s = &st->slots[i];
		jw_begin(j, NULL, '{');
		jw_str(j, "indicator", s->indicator->text);
		jw_str(j, "year", s->year == 0 ? NULL : year_text(s->year).s);
		jw_str(j, "state", slot_state_word(s->state));
		jw_int(j, "have", s->have);
		jw_int(j, "need", s->need);
		jw_end(j, '}');
	}
	jw_end(j, ']');
	if (st->ncells > 0) {
		jw_begin(j, "years", '[');
		for (size_t i = 0; i < st->ncells; i++) {
			jw_begin(j, NULL, '{');
			jw_str(j, "year", year_text(st->cells[i].year).s);
			jw_str(j, "state", cell_state_word(st->cells[i].state));
			jw_end(j, '}');
		}
		jw_end(j, ']');
	}
	jw_end(j, '}');
}

static void
json_status(struct arena *a, const struct plan *p, const struct plan_status *s, struct date known, struct buf *out)
{
	struct jw j = jw_to(out, true);
	jw_begin(&j, NULL, '{');
	jw_str(&j, "on", date_iso(s->on).s);
	jw_str(&j, "as_known_on", date_iso(known).s);
	jw_int(&j, "revision", p->revision);
	jw_begin(&j, "totals", '{');
	for (int k = 0; k < ST_STATES; k++)
		jw_int(&j, action_state_word((enum action_state)k), s->totals[k]);
	jw_end(&j, '}');
	jw_begin(&j, "proven", '{');
	jw_int(&j, "lines", s->proven);
	jw_int(&j, "of", s->lines);
	jw_end(&j, '}');
	jw_begin(&j, "actions", '[');
	for (size_t i = 0; i < s->n; i++)
		json_action(a, &j, &s->items[i]);
	jw_end(&j, ']');
	jw_end(&j, '}');
}

/* For people: the totals, then a line an action. */
static void
print_status(const struct plan_status *s)
{
	enum lang l = cli_lang();
	for (int k = 0; k < ST_STATES; k++)
		if (s->totals[k] > 0)
			printf("%s %s : %d\n", action_state_sign((enum action_state)k), tr(l, action_state_name((enum action_state)k)), s->totals[k]);
	printf("%s %d/%d\n\n", tr(l, N_("Lignes prouvées :")), s->proven, s->lines);
	for (size_t i = 0; i < s->n; i++)
		printf("%s %-8s %s — %s\n", action_state_sign(s->items[i].state), s->items[i].action->code, s->items[i].action->title,
		    tr(l, action_state_name(s->items[i].state)));
}

int
command_plan_status(const char *store_url, int argc, char **argv)
{
	bool json = false;
	const char *known_text = NULL;
	const struct cli_option options[] = { { "--json", NULL, &json }, { "--as-known-on", &known_text, NULL }, { 0 } };
	if (!cli_parse(argc, argv, options, NULL, 0, 0))
		return EXIT_USAGE;
	struct date on = today_brussels(), known = on;
	if (known_text != NULL && !date_parse(known_text, &known)) {
		cli_say(N_("--as-known-on demande une date comme 2026-11-22, pas « %s »."), known_text);
		return EXIT_USAGE;
	}
	struct arena *a = arena_new(MIB(1024));
	struct reading r = { 0 };
	int status = read_store(a, store_url, load, &r);
	if (status == EXIT_DONE) {
		struct plan_status s;
		plan_status(a, r.plan, r.evidence, r.bounds, on, known, &s);
		if (json) {
			struct buf out = buf_new(a, JSON_MAX);
			json_status(a, r.plan, &s, known, &out);
			status = cli_print(&out);
		} else {
			print_status(&s);
		}
	}
	arena_free(a);
	return status;
}

/* ---- export ---------------------------------------------------------------------------------------------- */

int
command_plan_export(const char *store_url, int argc, char **argv)
{
	bool plain = false;
	const char *word = NULL, *path = NULL, *revision = NULL;
	const struct cli_option options[] = { { "--format", &word, NULL }, { "--out", &path, NULL }, { "--plain", NULL, &plain },
		{ "--revision", &revision, NULL }, { 0 } };
	if (!cli_parse(argc, argv, options, NULL, 0, 0))
		return EXIT_USAGE;
	enum plan_format format;
	if (word == NULL || path == NULL || !plan_format_of(word, &format)) {
		cli_say(word == NULL ? N_("--format manque.") : path == NULL ? N_("--out manque.") : N_("Format inconnu : « %s »."), word);
		return EXIT_USAGE;
	}
	struct arena *a = arena_new(MIB(1024));
	struct reading r = { .number = revision == NULL ? 0 : (int)strtol(revision, NULL, 10) };
	int status = read_store(a, store_url, load, &r);
	if (status == EXIT_DONE) {
		struct plan_status s;
		struct date today = today_brussels();
		plan_status(a, r.plan, r.evidence, r.bounds, today, today, &s);
		/* The plan alone reads back as the same plan; with the added columns it also says where it stands. */
		struct plan_export_options o = { .lang = cli_lang(), .bounds = r.bounds, .organisation = r.programme, .with_state = !plain,
			.evidence = plain ? NULL : r.evidence };
		const void *bytes;
		size_t n;
		enum err e = plan_export(a, r.plan, plain ? NULL : &s, &o, format, &bytes, &n);
		status = e != OK ? cli_failed(a, e) : cli_write_file(a, path, bytes, n) ? EXIT_DONE : EXIT_REFUSED;
	}
	arena_free(a);
	return status;
}

/* ---- diff ------------------------------------------------------------------------------------------------ */

struct diffing { struct reading from, to; };

static enum err
load_both(struct db *db, void *arg)
{
	struct diffing *d = arg;
	enum err e = load(db, &d->from);
	return e != OK ? e : load(db, &d->to);
}

static const char *
change_word(enum change_kind k)
{
	static const char *const words[] = { [CH_ADDED] = "added", [CH_REMOVED] = "removed", [CH_RENUMBERED] = "renumbered",
		[CH_RETITLED] = "retitled", [CH_DUE] = "due", [CH_ACTORS] = "actors", [CH_INDICATOR_ADDED] = "indicator_added",
		[CH_INDICATOR_REMOVED] = "indicator_removed", [CH_INDICATOR_CHANGED] = "indicator_changed", [CH_MOVED] = "moved",
		[CH_RECOMMENDATION] = "recommendation", [CH_PRIORITY] = "priority", [CH_CONDITIONS] = "conditions", [CH_OBJECTIVE] = "objective",
		[CH_ACTOR_LEAD] = "lead" };
	return (size_t)k < LEN(words) ? words[k] : "other";
}

static int
print_changes(struct arena *a, const struct diffing *d, const struct changes *ch, bool json)
{
	if (!json) {
		for (size_t i = 0; i < ch->n; i++)
			printf("%s\n", reason_text(a, LANG_FR, &ch->items[i].said));
		return EXIT_DONE;
	}
	struct buf out = buf_new(a, JSON_MAX);
	struct jw j = jw_to(&out, true);
	jw_begin(&j, NULL, '{');
	jw_int(&j, "from", d->from.plan->revision);
	jw_int(&j, "to", d->to.plan->revision);
	jw_begin(&j, "changes", '[');
	for (size_t i = 0; i < ch->n; i++) {
		const struct change *c = &ch->items[i];
		jw_begin(&j, NULL, '{');
		jw_str(&j, "kind", change_word(c->kind));
		jw_str(&j, "code", c->code);
		jw_str(&j, "sentence", reason_text(a, LANG_FR, &c->said));
		jw_str(&j, "before", c->before);
		jw_str(&j, "after", c->after);
		jw_end(&j, '}');
	}
	jw_end(&j, ']');
	jw_end(&j, '}');
	return cli_print(&out);
}

int
command_plan_diff(const char *store_url, int argc, char **argv)
{
	bool json = false;
	const char *words[2];
	const struct cli_option options[] = { { "--json", NULL, &json }, { 0 } };
	if (!cli_parse(argc, argv, options, words, 2, 2))
		return EXIT_USAGE;
	struct diffing d = { { .number = (int)strtol(words[0], NULL, 10) }, { .number = (int)strtol(words[1], NULL, 10) } };
	if (d.from.number <= 0 || d.to.number <= 0) {
		cli_say(N_("Une version est un nombre : 1, 2, …"), NULL);
		return EXIT_USAGE;
	}
	struct arena *a = arena_new(MIB(1024));
	int status = read_store(a, store_url, load_both, &d);
	if (status == EXIT_DONE) {
		struct changes ch = { 0 };
		plan_diff(a, d.from.plan, d.to.plan, &ch);
		status = print_changes(a, &d, &ch, json);
	}
	arena_free(a);
	return status;
}
