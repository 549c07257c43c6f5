/* The import of a spreadsheet: sent, shown line by line, done or dropped. */
#include "call/call_import_pages.h"
#include "base/tr.h"
#include "jobs/sandbox.h"
#include "pages.h"
#include "store/history.h"
#include <string.h>

const struct param call_import_home_params[] = { { "kind", P_WORD, 20 }, { "edition", P_LINE, 20 }, { 0 } };
const struct param call_import_upload_params[] = { { "file", P_FILE, DOC_MAX_BYTES }, { "kind", P_WORD, 20 }, { "edition", P_LINE, 20 }, { 0 } };
const struct param call_import_columns_params[] = { { "rev", P_INT, 20 }, { "role", P_MANY, 40 }, { 0 } };
const struct param call_import_end_params[] = { { "rev", P_INT, 20 }, { "how", P_WORD, 10 }, { 0 } };

enum { READ_SECONDS = 20 };

/* ---- sending --------------------------------------------------------------------------------------------------- */

static enum err
home(struct db *db, struct request *rq, struct answer *an)
{
	struct import_files open;
	struct editions editions;
	enum err e = import_files_open(db, &open);
	if (e == OK)
		e = edition_list(db, &editions);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Reprendre un tableur")), "call-import");
	page_call_import_home(p, rq, &open, &editions, &an->problems);
	layout_end(rq, an);
	return OK;
}

enum err
call_import_home(struct request *rq, struct answer *an)
{
	return home(rq->db, rq, an);
}

struct storing {
	struct request *rq;
	struct answer *an;
	enum call_sheet kind;
	const char *filename, *label;
	int year;
	const void *bytes;
	size_t n;
	const struct document *document;
	int64_t id;
};

static enum err
home_again(struct db *db, void *arg)
{
	struct storing *s = arg;
	return home(db, s->rq, s->an);
}

static enum err
store_file(struct db *db, void *arg)
{
	struct storing *s = arg;
	struct edition ed;
	enum err e = edition_by_label(db, s->label, &ed);
	if (e == E_NOTFOUND) {
		fail_clear(db_arena(db));
		e = edition_create(db, s->year, &ed);
	}
	if (e == OK)
		e = import_file_add(db, s->rq->user->person, &ed, s->kind, s->filename, s->bytes, s->n, s->document, &s->id);
	return e == OK ? answer_redirect(s->rq, s->an, url_path(s->rq->a, "/call/import/%lld", (long long)s->id)) : e;
}

/* What is wrong with the form, before anything is read. */
static void
check_upload(struct request *rq, struct answer *an, struct storing *s, const struct upload **f)
{
	*f = param_file(rq, "file");
	s->label = param_text(rq, "edition");
	if (*f == NULL || (*f)->size <= 0)
		problem_add(rq->a, &an->problems, "file", N_("Choisissez le fichier du tableur."), NULL);
	if (!call_sheet_of(param_text(rq, "kind"), &s->kind))
		problem_add(rq->a, &an->problems, "kind", N_("Dites ce que contient le fichier."), NULL);
	if (text_blank(s->label) || !year_parse(s->label, &s->year))
		problem_add(rq->a, &an->problems, "edition", N_("Écrivez l’année académique, par exemple 2024-25."), NULL);
}

/* Read in a child first; only then is the writer taken. */
enum err
call_import_upload(struct request *rq, struct answer *an)
{
	struct storing s = { .rq = rq, .an = an };
	const struct upload *f;
	struct document *d = NULL;
	check_upload(rq, an, &s, &f);
	enum err e = an->problems.n > 0 ? E_INVALID : upload_bytes(rq->a, f, DOC_MAX_BYTES, &s.bytes, &s.n);
	if (e == OK) {
		s.filename = text_blank(f->filename) ? "document" : f->filename;
		e = document_read_sandboxed(rq->a, s.bytes, s.n, s.filename, READ_SECONDS, &d, &an->problems);
	}
	if ((e == E_INVALID || e == E_LIMIT) && an->problems.n > 0) {
		for (size_t i = 0; i < an->problems.n; i++)
			if (an->problems.items[i].field == NULL)
				an->problems.items[i].field = "file";
		fail_clear(rq->a);
		an->status = 422;
		return store_read(rq->app->store, rq->a, home_again, &s);
	}
	if (e != OK)
		return e;
	s.document = d;
	return request_write(rq, an, store_file, &s);
}

bool
is_score(const struct call_import_view *v, size_t column)
{
	for (size_t k = 0; k < v->scores.columns.n; k++)
		if (v->scores.columns.items[k].column == column)
			return true;
	return false;
}

/* ---- looking, and doing ------------------------------------------------------------------------------------------ */

static enum err
load(struct request *rq, struct call_import_view *v)
{
	struct document *d;
	struct strings told;
	struct problems why = { 0 };
	enum err e = import_file_get(rq->db, param_int(rq, "id"), &v->file);
	if (e == OK)
		e = edition_get(rq->db, v->file.edition, &v->edition);
	if (e == OK)
		e = import_file_document(rq->db, &v->file, &d);
	if (e == OK)
		e = import_file_told(rq->a, &v->file, &told);
	if (e == OK && v->file.kind == SHEET_SCORES) {
		e = review_import_read(rq->db, &v->edition, d, told.items, told.n, &v->scores, &why);
		v->read.sheet = v->scores.sheet;
	} else if (e == OK) {
		e = call_import_read(rq->db, v->file.kind, &v->edition, d, told.items, told.n, &v->read, &why);
	}
	if (e == E_INVALID && why.n > 0) {
		fail_clear(rq->a);
		return OK; /* nothing of it is recognised: the page says so */
	}
	v->readable = e == OK && v->read.sheet.missing.n == 0;
	return e;
}

static enum err
show(struct request *rq, struct answer *an, const struct call_import_view *v)
{
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Ce que le tableur changerait")), "call-import");
	page_call_import_show(p, rq, v, &an->problems);
	layout_end(rq, an);
	return OK;
}

enum err
call_import_show(struct request *rq, struct answer *an)
{
	struct call_import_view v = { 0 };
	enum err e = load(rq, &v);
	return e == OK ? show(rq, an, &v) : e;
}

/* Each value is "column.field", "column.-" (left out) or "column." (found by itself). */
enum err
call_import_columns(struct request *rq, struct answer *an)
{
	struct call_import_view v = { 0 };
	struct strings said = { 0 }, told = { 0 };
	enum err e = load(rq, &v);
	if (e != OK)
		return e;
	if (v.read.sheet.table == NULL)
		return answer_redirect(rq, an, url_path(rq->a, "/call/import/%lld", (long long)v.file.id));
	for (size_t c = 0; c < v.read.sheet.table->ncols; c++)
		PUSH(rq->a, &told, (const char *)NULL);
	param_many(rq, "role", &said);
	for (size_t i = 0; i < said.n; i++) {
		char *dot = strchr(said.items[i], '.');
		unsigned column;
		if (dot == NULL || sscanf(said.items[i], "%3u.", &column) != 1 || column >= told.n)
			continue;
		told.items[column] = dot[1] == '\0' ? NULL : arena_strdup(rq->a, dot + 1);
	}
	e = import_file_tell(rq->db, &v.file, param_int(rq, "rev"), &told);
	if (e == E_CONFLICT)
		return answer_conflict(rq, an, "call_import", v.file.id, v.file.rev, url_path(rq->a, "/call/import/%lld", (long long)v.file.id));
	return e == OK ? answer_redirect(rq, an, url_path(rq->a, "/call/import/%lld", (long long)v.file.id)) : e;
}

enum err
call_import_end(struct request *rq, struct answer *an)
{
	struct call_import_view v = { 0 };
	bool drop = text_eq(param_text(rq, "how"), "drop");
	enum err e = load(rq, &v);
	if (e != OK)
		return e;
	if (!drop && !v.readable) {
		problem_add(rq->a, &an->problems, NULL, N_("Il manque encore une colonne : dites laquelle la contient, puis relisez."), NULL);
		return show(rq, an, &v);
	}
	e = import_file_end(rq->db, &v.file, param_int(rq, "rev"), drop ? "dropped" : "done");
	if (e == E_CONFLICT)
		return answer_conflict(rq, an, "call_import", v.file.id, v.file.rev, url_path(rq->a, "/call/import/%lld", (long long)v.file.id));
	if (e == OK && !drop) {
		db_author(rq->db, rq->user->person, rq->user->name, "import");
		e = v.file.kind == SHEET_SCORES ? review_import_apply(rq->db, &v.scores, rq->user->person) : call_import_apply(rq->db, &v.read);
	}
	if (e != OK)
		return e;
	if (drop)
		answer_notice(rq, an, N_("Import abandonné : rien n’a changé."), NULL, NULL);
	else
		answer_notice(rq, an, N_("C’est fait. Lignes reprises : %s."), arena_printf(rq->a, "%zu", v.file.kind == SHEET_SCORES
		    ? v.scores.counts[FATE_NEW] + v.scores.counts[FATE_CHANGED] : v.read.counts[FATE_NEW] + v.read.counts[FATE_CHANGED]), NULL);
	if (v.file.kind == SHEET_SCORES && !drop)
		return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/jury", (long long)v.edition.id));
	return answer_redirect(rq, an, url_path(rq->a, "/call/import"));
}
