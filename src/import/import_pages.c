#include "import/import_pages.h"
#include "base/json.h"
#include "import/import_rules.h"
#include "jobs/sandbox.h"
#include "plan/plan_export.h"
#include "pages.h"
#include "plan/plan_store.h"
#include "store/blob.h"
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct param import_upload_params[] = { { "file", P_FILE, DOC_MAX_BYTES }, { "text", P_TEXT, 4 << 20 }, { 0 } };
const struct param import_answers_params[] = { { "rev", P_INT, 20 }, { "accept", P_WORD, 20 }, { "id", P_MANY, 200 }, { "answer", P_MANY, 4000 }, { 0 } };
const struct param import_columns_params[] = { { "rev", P_INT, 20 }, { "role", P_MANY, 60 }, { 0 } };
const struct param import_adopt_params[] = { { "rev", P_INT, 20 }, { "how", P_WORD, 10 }, { "adopted_on", P_DATE, 10 }, { "meeting", P_LINE, 300 },
	{ "reason", P_TEXT, 2000 }, { 0 } };

enum { READ_SECONDS = 20 };

/* ---- what is asked -------------------------------------------------------------------------------------- */

static const struct { const char *title, *help; } group_text[Q_KINDS] = {
	[Q_MISSING_ACTOR] = { N_("Sans responsable"), N_("Qui doit cette action ? Laissez vide si ce n’est pas encore décidé.") },
	[Q_LEAD] = { N_("Qui porte l’action ?"), N_("Plusieurs acteurs sont cités : le premier est proposé comme porteur, les autres y collaborent.") },
	[Q_AMBIGUOUS_SPLIT] = { N_("Responsables à départager"), N_("Le texte peut se lire de plusieurs façons. Séparez les acteurs par un point-virgule.") },
	[Q_RECOMMENDATION] = { N_("Recommandations"), N_("Ces actions répondent à une recommandation d’évaluateurs.") },
	[Q_VAGUE_LINE] = { N_("Attendus trop vagues"), N_("On ne saura pas quand ces lignes sont prouvées : précisez-les, ou gardez-les telles quelles.") },
	[Q_CADENCE] = { N_("Rythme des actions continues"), N_("Combien de preuves par année académique pour une action « en continu » ?") },
	[Q_YEAR_BOUNDS] = { N_("Bornes de l’année académique"), N_("« 26-27 » est dû au dernier jour de cette année.") },
	[Q_UNKNOWN_COLUMN] = { N_("Colonnes non reconnues"), N_("À quoi servent ces colonnes ?") },
	[Q_DUE] = { N_("Échéances à préciser"), N_("Écrivez une année (26-27), une date (31/12/2026) ou « En continu ».") },
	[Q_NEAR_TWIN] = { N_("Actions qui se ressemblent"), N_("Elles sont gardées toutes les deux ; dites si c’est voulu.") },
};

/* ---- for forms of other rooms --------------------------------------------------------------------------- */

bool
plan_due_read(struct arena *a, const char *text, struct due *out)
{
	struct due_style style = { 0 };
	struct due_reading r;
	due_read(a, text == NULL ? "" : text, &style, &r);
	*out = r.due;
	return r.doubt != DUE_UNREAD && r.doubt != DUE_VAGUE;
}

void
plan_indicator_read(struct arena *a, const char *text, struct indicator *out)
{
	*out = (struct indicator){ 0 };
	indicator_read(a, text, out);
	out->id = NONE;
	out->text = text;
	out->qualification = indicator_default_qualification(out->kind);
}

static const char *
answer_to(const json_t *answers, const char *id)
{
	return json_string_value(json_object_get(answers, id));
}

static enum err
read_answers(struct arena *a, const char *text, json_t **out)
{
	enum err e = json_read(a, text, strlen(text), out);
	return e == OK && !json_is_object(*out) ? fail(a, E_INVALID, "import: answers are not an object") : e;
}

/* Every question of the document with these columns, answered or not, so that an answer can be changed. */
static enum err
all_questions(struct arena *a, const struct document *d, const json_t *answers, struct plan_draft *out)
{
	const json_t *columns = json_object_get(answers, "columns");
	char *text = arena_strdup(a, "{}");
	if (columns != NULL)
		text = arena_printf(a, "{\"columns\":%s}", json_write(a, columns));
	json_t *only;
	enum err e = json_read(a, text, strlen(text), &only);
	return e == OK ? plan_read(a, d, only, out) : e;
}

static enum err
load_view(struct request *rq, struct import_view *v)
{
	struct arena *a = rq->a;
	json_t *answers;
	struct plan_draft asked;
	struct document *document = NULL;
	enum err e = import_get(rq->db, rq->user, param_int(rq, "id"), &v->draft);
	if (e == OK)
		e = import_document(rq->db, &v->draft, &document);
	v->document = document;
	if (e == OK)
		e = read_answers(a, v->draft.answers, &answers);
	if (e == OK)
		e = plan_read(a, v->document, answers, &v->read);
	if (e == OK)
		e = all_questions(a, v->document, answers, &asked);
	if (e != OK)
		return e;
	v->counts = plan_count(&v->read.plan);
	for (int k = 0; k < Q_KINDS; k++)
		v->groups[k] = (struct asked_group){ .kind = (enum question_kind)k, .title = tr(rq->lang, group_text[k].title),
			.help = tr(rq->lang, group_text[k].help) };
	for (size_t i = 0; i < asked.questions.n; i++) {
		const struct question *q = &asked.questions.items[i];
		struct asked_group *g = &v->groups[q->kind];
		struct asked one = { q, answer_to(answers, q->id) };
		g->open += one.answer == NULL;
		v->open += one.answer == NULL;
		PUSH(a, g, one);
	}
	struct plan *base;
	e = plan_load(rq->db, rq->user, NONE, &base);
	if (e == E_NOTFOUND) {
		fail_clear(a);
		return OK;
	}
	if (e == OK) {
		v->base = base;
		plan_match(a, base, &v->read.plan);
		plan_diff(a, base, &v->read.plan, &v->changes);
	}
	return e;
}

const char *
import_draft_title(struct request *rq, const struct import_view *v)
{
	return v->base == NULL ? tr(rq->lang, N_("Le plan comme il a été lu")) : tr(rq->lang, N_("La révision comme elle a été lue"));
}

static enum err
show(struct request *rq, struct answer *an, struct import_view *v)
{
	v->problems = &an->problems;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", import_draft_title(rq, v)),
	    "import");
	page_import_draft(p, rq, v);
	layout_end(rq, an);
	return OK;
}

/* ---- pages ---------------------------------------------------------------------------------------------- */

static enum err
home(struct db *db, struct request *rq, struct answer *an)
{
	struct import_drafts open;
	struct plan *base;
	enum err e = import_open(db, rq->user, &open);
	if (e != OK)
		return e;
	e = plan_load(db, rq->user, NONE, &base);
	if (e != OK && e != E_NOTFOUND)
		return e;
	fail_clear(rq->a);
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Importer le plan")), "import");
	page_import_home(p, rq, &open, &an->problems, e == OK);
	layout_end(rq, an);
	return OK;
}

enum err
import_home(struct request *rq, struct answer *an)
{
	return home(rq->db, rq, an);
}

struct storing { struct request *rq; struct answer *an; const char *filename; const void *bytes; size_t n; const struct document *document; int64_t id; };

static enum err
store_draft(struct db *db, void *arg)
{
	struct storing *s = arg;
	enum err e = import_add(db, s->rq->user, s->filename, s->bytes, s->n, s->document, &s->id);
	return e != OK ? e : answer_redirect(s->rq, s->an, url_path(s->rq->a, "/import/%lld", (long long)s->id));
}

static enum err
home_again(struct db *db, void *arg)
{
	struct storing *s = arg;
	return home(db, s->rq, s->an);
}

/* Reads in a child first, and only then takes the writer: a slow document holds nobody up. */
enum err
import_upload(struct request *rq, struct answer *an)
{
	struct storing s = { .rq = rq, .an = an };
	const struct upload *f = param_file(rq, "file");
	const char *text = param_text(rq, "text");
	struct document *d = NULL;
	enum err e = OK;
	if (f != NULL && f->size > 0) {
		s.filename = text_blank(f->filename) ? "document" : f->filename;
		e = upload_bytes(rq->a, f, DOC_MAX_BYTES, &s.bytes, &s.n);
	} else if (!text_blank(text)) {
		s.filename = tr(rq->lang, N_("texte collé.txt"));
		s.bytes = text;
		s.n = strlen(text);
	} else {
		problem_add(rq->a, &an->problems, "file", N_("Choisissez un document, ou collez le tableau dans le cadre."), NULL);
		e = E_INVALID;
	}
	if (e == OK)
		e = plan_json_looks(s.bytes, s.n) ? plan_json_document(rq->a, s.bytes, s.n, &d, &an->problems)
		                                  : document_read_sandboxed(rq->a, s.bytes, s.n, s.filename, READ_SECONDS, &d, &an->problems);
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
	return request_write(rq, an, store_draft, &s);
}

enum err
import_show(struct request *rq, struct answer *an)
{
	struct import_view v = { 0 };
	enum err e = load_view(rq, &v);
	if (e != OK)
		return e;
	if (strcmp(v.draft.state, "adopted") == 0)
		return answer_redirect(rq, an, url_path(rq->a, "/plan"));
	return show(rq, an, &v);
}

enum err
import_source(struct request *rq, struct answer *an)
{
	struct import_draft d;
	const void *bytes;
	size_t n;
	enum err e = import_get(rq->db, rq->user, param_int(rq, "id"), &d);
	if (e == OK)
		e = blob_get(rq->db, d.source_sha, &bytes, &n);
	return e == OK ? answer_bytes(an, "application/octet-stream", bytes, n, d.filename) : e;
}

/* accept = "all": every open question takes its proposal; "group": the answers typed in this group are confirmed. */
static enum err
merge_answers(struct request *rq, const struct import_view *v, json_t *answers, bool *all)
{
	const char *accept = param_text(rq, "accept");
	*all = text_eq(accept, "all");
	if (*all) {
		for (int k = 0; k < Q_KINDS; k++)
			for (size_t i = 0; i < v->groups[k].n; i++)
				if (v->groups[k].items[i].answer == NULL)
					json_object_set_new(answers, v->groups[k].items[i].q->id, json_string(v->groups[k].items[i].q->proposed));
		return OK;
	}
	struct strings ids = { 0 }, typed = { 0 };
	param_many(rq, "id", &ids);
	param_many(rq, "answer", &typed);
	if (ids.n != typed.n)
		return fail(rq->a, E_INVALID, "import: %zu questions, %zu answers", ids.n, typed.n);
	for (size_t i = 0; i < ids.n; i++)
		json_object_set_new(answers, ids.items[i], json_string(text_trim(rq->a, typed.items[i])));
	return OK;
}

/* The draft was answered, adopted or dropped meanwhile. */
static enum err
conflict(struct request *rq, struct answer *an, int64_t id)
{
	struct import_draft now;
	fail_clear(rq->a);
	enum err e = import_get(rq->db, rq->user, id, &now);
	return e == OK ? answer_conflict(rq, an, "import", id, now.rev, url_path(rq->a, "/import/%lld", (long long)id)) : e;
}

enum err
import_answers(struct request *rq, struct answer *an)
{
	struct import_view v = { 0 };
	json_t *answers;
	bool all = false;
	enum err e = load_view(rq, &v);
	if (e == OK)
		e = read_answers(rq->a, v.draft.answers, &answers);
	if (e == OK)
		e = merge_answers(rq, &v, answers, &all);
	if (e == OK)
		e = import_answer(rq->db, rq->user, v.draft.id, param_int(rq, "rev"), json_write(rq->a, answers), all || v.draft.accepted);
	if (e != OK)
		return e == E_CONFLICT ? conflict(rq, an, v.draft.id) : e;
	answer_notice(rq, an, N_("Réponses enregistrées."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/import/%lld#t-questions", (long long)v.draft.id));
}

/* Each value is "table.column.role"; they become {"columns": {"1": ["action", …]}}. */
enum err
import_columns(struct request *rq, struct answer *an)
{
	struct import_draft d;
	json_t *answers;
	struct strings roles = { 0 };
	enum err e = import_get(rq->db, rq->user, param_int(rq, "id"), &d);
	if (e == OK)
		e = read_answers(rq->a, d.answers, &answers);
	if (e != OK)
		return e;
	param_many(rq, "role", &roles);
	json_t *columns = json_object();
	json_object_set_new(answers, "columns", columns);
	for (size_t i = 0; i < roles.n; i++) {
		int table, column, used = 0;
		char key[12];
		if (sscanf(roles.items[i], "%9d.%9d.%n", &table, &column, &used) != 2 || used == 0 || column < 0 || column >= DOC_MAX_COLS)
			return fail(rq->a, E_INVALID, "import: no such use of a column");
		snprintf(key, sizeof key, "%d", table);
		json_t *list = json_object_get(columns, key);
		if (list == NULL) {
			list = json_array();
			json_object_set_new(columns, key, list);
		}
		while (json_array_size(list) <= (size_t)column)
			json_array_append_new(list, json_string("ignore"));
		json_array_set_new(list, (size_t)column, json_string(roles.items[i] + used));
	}
	e = import_answer(rq->db, rq->user, d.id, param_int(rq, "rev"), json_write(rq->a, answers), d.accepted);
	if (e != OK)
		return e == E_CONFLICT ? conflict(rq, an, d.id) : e;
	answer_notice(rq, an, N_("Le document est relu avec ces colonnes."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/import/%lld", (long long)d.id));
}

static enum err
drop(struct request *rq, struct answer *an, int64_t id)
{
	enum err e = import_set_state(rq->db, rq->user, id, "dropped", NONE);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Lecture abandonnée."), NULL, arena_printf(rq->a, "/import/%lld/reopen", (long long)id));
	return answer_redirect(rq, an, url_path(rq->a, "/import"));
}

enum err
import_adopt(struct request *rq, struct answer *an)
{
	struct import_view v = { 0 };
	struct date on;
	enum err e = load_view(rq, &v);
	if (e != OK)
		return e;
	const char *how = param_text(rq, "how");
	if (text_eq(how, "drop"))
		return drop(rq, an, v.draft.id);
	if (strcmp(v.draft.state, "open") != 0) {
		problem_add(rq->a, &an->problems, NULL, N_("Cette lecture est déjà adoptée ou abandonnée."), NULL);
		return OK;
	}
	if (param_int(rq, "rev") != v.draft.rev)
		return conflict(rq, an, v.draft.id);
	bool adopt = !text_eq(how, "draft");
	if (!param_date(rq, "adopted_on", &on)) {
		if (adopt)
			problem_add(rq->a, &an->problems, "adopted_on", N_("Indiquez la date d’adoption."), NULL);
		on = rq->today;
	}
	if (adopt && date_cmp(on, rq->today) > 0)
		problem_add(rq->a, &an->problems, "adopted_on", N_("La date d’adoption ne peut pas être dans le futur."), NULL);
	if (v.base != NULL && adopt && text_blank(param_text(rq, "meeting")))
		problem_add(rq->a, &an->problems, "meeting", N_("Une révision s’adopte en réunion : indiquez laquelle."), NULL);
	if (!v.read.readable)
		problem_add(rq->a, &an->problems, NULL, N_("Aucune action n’a été lue : choisissez d’abord les colonnes."), NULL);
	if (an->problems.n > 0) {
		an->status = 422;
		return show(rq, an, &v);
	}
	struct isodate day = date_iso(on);
	struct plan_adoption meta = { .adopted = adopt, .adopted_on = adopt ? day.s : NULL, .meeting = param_text(rq, "meeting"),
		.reason = param_text(rq, "reason"), .source_sha = v.draft.source_sha, .source_name = v.draft.filename };
	int64_t revision;
	e = plan_adopt_draft(rq->db, rq->user, &v.read.plan, &meta, &revision);
	if (e == OK)
		e = import_set_state(rq->db, rq->user, v.draft.id, "adopted", revision);
	if (e != OK)
		return e;
	answer_notice(rq, an, adopt ? N_("Le plan est adopté. Voici où il en est aujourd’hui.") : N_("Projet de révision enregistré."), NULL, NULL);
	return answer_redirect(rq, an, adopt ? url_path(rq->a, "/plan") : url_path(rq->a, "/plan/revisions/%lld", (long long)revision));
}

enum err
import_drop(struct request *rq, struct answer *an)
{
	return drop(rq, an, param_int(rq, "id"));
}

enum err
import_reopen(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id");
	enum err e = import_set_state(rq->db, rq->user, id, "open", NONE);
	return e == OK ? answer_redirect(rq, an, url_path(rq->a, "/import/%lld", (long long)id)) : e;
}
