/* The decision: what the committee settles, then what stands. */
#include "call/decision_pages.h"
#include "pages.h"
#include "plan/plan_store.h"
#include "store/blob.h"
#include <stdlib.h>
#include <string.h>

enum { WAITING = 5, MINUTES_MAX = 10 << 20 };
const struct param decision_page_params[] = { { "scenario", P_INT, 20 }, { 0 } };
const struct param decision_params[] = { { "scenario", P_INT, 20 }, { "seen", P_WORD, 80 }, { "decided_on", P_DATE, 40 }, { "decided_by", P_TEXT, 2000 },
	{ "minutes", P_LINE, 1000 }, { "comment", P_TEXT, 8000 }, { "file", P_FILE, MINUTES_MAX }, { "outcome", P_MANY, 40 }, { 0 } };
const struct param decision_evidence_params[] = { { "indicator", P_MANY, 20 }, { 0 } };
const struct param decision_replace_params[] = { { "gone", P_INT, 20 }, { "taken", P_INT, 20 }, { "reason", P_LINE, 1000 }, { 0 } };

/* ---- to decide -------------------------------------------------------------------------------------------------------- */

bool
evidence_line(const struct evidence_lines *lines, int64_t indicator)
{
	for (size_t k = 0; k < lines->n; k++)
		if (lines->items[k] == indicator)
			return true;
	return false;
}

bool
decided_left(const struct decided_view *v, int64_t submission)
{
	for (size_t k = 0; k < v->all.n; k++)
		if (v->all.items[k].id == submission)
			return submission_status(&v->all.items[k]) == ST_WITHDRAWN;
	return true; /* erased */
}

static enum err
newest_scenario(struct request *rq, int64_t edition, int64_t *id)
{
	struct scenarios all;
	int64_t wanted = param_int(rq, "scenario");
	enum err e = scenario_list(rq->db, edition, &all);
	size_t at = 0;
	if (e != OK || all.n == 0)
		return e != OK ? e : E_NOTFOUND;
	for (size_t k = 0; k < all.n; k++)
		if (wanted == NONE ? strcmp(all.items[k].updated_at, all.items[at].updated_at) > 0 : all.items[k].id == wanted)
			at = k;
	*id = all.items[at].id;
	return wanted == NONE || *id == wanted ? OK : E_NOTFOUND;
}

static enum err
open_deciding(struct request *rq, int64_t scenario, struct deciding_view *v)
{
	enum err e = committee_open(rq, scenario, &v->v, (struct committee_want){ true, false, false });
	if (e != OK)
		return e;
	v->seen = v->v.c.instance == NULL ? "" : arena_strdup(rq->a, digest_str(v->v.c.instance).s);
	if ((e = edition_evidence_get(rq->db, v->v.c.jury.edition.id, &v->lines)) != OK)
		return e;
	e = plan_load(rq->db, rq->user, NONE, &v->plan);
	if (e == E_NOTFOUND)
		fail_clear(rq->a);
	return e == E_NOTFOUND ? OK : e;
}

static enum err
show_deciding(struct request *rq, struct answer *an, int64_t scenario)
{
	struct deciding_view v = { .problems = &an->problems };
	enum err e = open_deciding(rq, scenario, &v);
	if (e != OK)
		return e;
	problems_say(rq, &an->problems);
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Décider la sélection")), v.v.c.jury.edition.label);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &v.v.c.jury.edition, "selection", title);
	page_deciding(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

/* ---- what stands --------------------------------------------------------------------------------------------------------- */

/* The chosen that left and were not replaced, each with the best given all the others. */
static void
find_vacancies(struct request *rq, struct decided_view *v)
{
	const struct committee *c = &v->v.c;
	int *others = ARENA_ARRAY(rq->a, int, c->n + 1);
	size_t nothers = 0;
	if (v->v.nothing.n > 0)
		return;
	for (size_t k = 0; k < v->files.n; k++) {
		size_t at = committee_candidate(c, v->files.items[k].submission);
		if (v->files.items[k].outcome == OUT_SELECTED && at < c->n)
			others[nothers++] = (int)at;
	}
	for (size_t k = 0; k < v->files.n; k++) {
		struct vacancy w = { .gone = v->files.items[k].submission };
		bool replaced = v->files.items[k].outcome != OUT_SELECTED || committee_candidate(c, w.gone) < c->n;
		for (size_t i = 0; i < v->changes.n; i++)
			replaced = replaced || v->changes.items[i].gone == w.gone;
		if (replaced)
			continue;
		w.n = committee_replacements(rq->a, c, others, nothers, LEN(w.best), w.best);
		PUSH(rq->a, &v->vacancies, w);
	}
}

static enum err
show_decided(struct request *rq, struct answer *an, const struct decision *d)
{
	struct decided_view v = { .d = *d, .problems = &an->problems };
	enum err e = committee_open(rq, d->scenario, &v.v, (struct committee_want){ false, false, false });
	if (e == OK)
		e = decision_files(rq->db, d->id, &v.files);
	if (e == OK)
		e = decision_changes(rq->db, d->id, &v.changes);
	if (e == OK)
		e = submission_list(rq->db, d->edition, &v.all);
	if (e == OK)
		e = outcome_letters(rq->db, d, &v.v.c.jury.edition, &v.letters);
	if (e == OK)
		e = edition_evidence_get(rq->db, d->edition, &v.lines);
	if (e == OK && d->evidence != NONE)
		e = evidence_filed(rq->db, rq->user, d->evidence, &v.lines, &v.filed);
	if (e != OK)
		return e;
	find_vacancies(rq, &v);
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Décision")), v.v.c.jury.edition.label);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &v.v.c.jury.edition, "selection", title);
	page_decided(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
decision_page(struct request *rq, struct answer *an)
{
	struct decision d;
	int64_t scenario, edition = param_int(rq, "id");
	enum err e = decision_of(rq->db, edition, &d);
	if (e == OK)
		return show_decided(rq, an, &d);
	if (e != E_NOTFOUND)
		return e;
	fail_clear(rq->a);
	e = newest_scenario(rq, edition, &scenario);
	return e == OK ? show_deciding(rq, an, scenario) : e;
}

/* ---- deciding ----------------------------------------------------------------------------------------------------------------- */

/* "waiting:12": what becomes of commission 12. What is not said: the first ones wait, the others are not retained. */
static enum outcome *
read_outcomes(struct request *rq, const struct committee *c)
{
	struct strings typed = { 0 };
	enum outcome *out = ARENA_ARRAY(rq->a, enum outcome, c->n + 1);
	for (size_t k = 0; k < c->ranked; k++)
		out[c->rank[k]] = k < WAITING ? OUT_WAITING : OUT_REFUSED;
	param_many(rq, "outcome", &typed);
	for (size_t i = 0; i < typed.n; i++) {
		const char *colon = strchr(typed.items[i], ':');
		enum outcome o;
		size_t at = colon == NULL ? c->n : committee_candidate(c, strtoll(colon + 1, NULL, 10));
		if (at < c->n && outcome_of(arena_strndup(rq->a, typed.items[i], (size_t)(colon - typed.items[i])), &o) && o != OUT_SELECTED)
			out[at] = o;
	}
	return out;
}

static enum err
take_minutes(struct request *rq, struct answer *an, struct deciding *d)
{
	const struct upload *f = param_file(rq, "file");
	const void *bytes;
	size_t n;
	struct digest sha;
	if (f == NULL || f->size == 0)
		return OK;
	enum err e = upload_bytes(rq->a, f, MINUTES_MAX, &bytes, &n);
	const char *type = e == OK ? document_type(bytes, n) : NULL;
	if (e == E_LIMIT || (e == OK && type == NULL)) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, "file", N_("Le procès-verbal est un PDF, un DOCX, un ODT ou une image, de 10 Mo au plus."), NULL);
		return OK;
	}
	if (e == OK)
		e = blob_put(rq->db, bytes, n, &sha);
	d->minutes_sha = e == OK ? arena_strdup(rq->a, sha.s) : NULL;
	d->minutes_name = e == OK ? document_filename(rq->a, f->filename, type) : NULL;
	return e;
}

static enum err
read_decision(struct request *rq, struct answer *an, const struct deciding_view *v, struct deciding *d)
{
	struct date on;
	const char *by = param_text(rq, "decided_by"), *minutes = param_text(rq, "minutes"), *comment = param_text(rq, "comment");
	if (!text_eq(param_text(rq, "seen"), v->seen))
		problem_add(rq->a, &an->problems, NULL, N_("Le scénario ou les cotes ont changé depuis que cette page était ouverte : relisez la sélection ci-dessous avant de décider."), NULL);
	if (v->v.nothing.n > 0 || v->v.c.report.chosen == NULL || v->v.c.report.status != SEL_OPTIMAL)
		problem_add(rq->a, &an->problems, NULL, N_("Ce scénario n’a pas de sélection prouvée : il ne peut pas être décidé."), NULL);
	if (!param_date(rq, "decided_on", &on))
		problem_add(rq->a, &an->problems, "decided_on", N_("Quel jour la décision a-t-elle été prise ?"), NULL);
	else if (date_cmp(on, rq->today) > 0)
		problem_add(rq->a, &an->problems, "decided_on", N_("Une décision ne se prend pas demain."), NULL);
	if (text_blank(by))
		problem_add(rq->a, &an->problems, "decided_by", N_("Qui a décidé ? Une personne ou une instance par ligne."), NULL);
	if (text_blank(minutes))
		problem_add(rq->a, &an->problems, "minutes", N_("Donnez la référence du procès-verbal."), NULL);
	*d = (struct deciding){ .c = &v->v.c, .outcome = read_outcomes(rq, &v->v.c), .decided_by = by, .minutes = minutes, .comment = text_blank(comment) ? NULL : comment,
		.programme = rq->programme->name, .user = rq->user, .today = rq->today,
		.decided_on = an->problems.n == 0 ? arena_strdup(rq->a, date_iso(on).s) : NULL };
	return an->problems.n > 0 ? OK : take_minutes(rq, an, d);
}

enum err
decision_save(struct request *rq, struct answer *an)
{
	struct deciding_view v = { .problems = &an->problems };
	struct decision there;
	struct deciding d;
	struct problems why = { 0 };
	int64_t id, scenario, edition = param_int(rq, "id");
	enum err e = decision_of(rq->db, edition, &there);
	if (e == OK) {
		answer_notice(rq, an, N_("La décision était déjà prise : elle ne change plus que par retrait et remplacement."), NULL, NULL);
		return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/decision", (long long)edition));
	}
	if (e != E_NOTFOUND)
		return e;
	fail_clear(rq->a);
	if ((e = newest_scenario(rq, edition, &scenario)) != OK || (e = open_deciding(rq, scenario, &v)) != OK || (e = read_decision(rq, an, &v, &d)) != OK)
		return e;
	if (an->problems.n > 0) {
		an->status = 422;
		e = show_deciding(rq, an, scenario);
		an->status = 422;
		return e;
	}
	if ((e = decision_make(rq->db, &d, &id, &why)) != OK)
		return e;
	answer_notice(rq, an, N_("Décision enregistrée et signée. Les lettres attendent votre relecture."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/decision", (long long)edition));
}

enum err
decision_evidence_save(struct request *rq, struct answer *an)
{
	struct edition edition;
	struct strings ticked = { 0 };
	struct evidence_lines lines = { 0 };
	enum err e = edition_get(rq->db, param_int(rq, "id"), &edition);
	param_many(rq, "indicator", &ticked);
	for (size_t k = 0; k < ticked.n; k++)
		if (strtoll(ticked.items[k], NULL, 10) > 0)
			PUSH(rq->a, &lines, (int64_t)strtoll(ticked.items[k], NULL, 10));
	if (e == OK)
		e = edition_evidence_set(rq->db, edition.id, &lines);
	if (e != OK)
		return e;
	answer_notice(rq, an, lines.n == 0 ? N_("La décision ne sera déposée dans aucune ligne du plan.") : N_("La décision sera déposée comme preuve. Lignes du plan choisies : %s."),
	    arena_printf(rq->a, "%zu", lines.n), NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/decision", (long long)edition.id));
}

/* ---- files and changes ----------------------------------------------------------------------------------------------------------- */

static enum err
send_blob(struct request *rq, struct answer *an, const char *sha, const char *type, const char *name)
{
	const void *bytes = NULL;
	size_t n = 0;
	enum err e = sha == NULL ? E_NOTFOUND : blob_get(rq->db, sha, &bytes, &n);
	return e == OK ? answer_bytes(an, type, bytes, n, name) : e;
}

enum err
decision_record(struct request *rq, struct answer *an)
{
	struct decision d;
	struct edition edition;
	enum err e = decision_get(rq->db, param_int(rq, "id"), &d);
	if (e == OK)
		e = edition_get(rq->db, d.edition, &edition);
	return e == OK ? send_blob(rq, an, d.record_sha, "application/json", arena_printf(rq->a, "decision-%s.json", edition.label)) : e;
}

enum err
decision_minutes(struct request *rq, struct answer *an)
{
	struct decision d;
	enum err e = decision_get(rq->db, param_int(rq, "id"), &d);
	return e == OK ? send_blob(rq, an, d.minutes_sha, "application/octet-stream", d.minutes_name) : e;
}

enum err
decision_replace_do(struct request *rq, struct answer *an)
{
	struct decision d;
	const char *reason = param_text(rq, "reason");
	enum err e = decision_get(rq->db, param_int(rq, "id"), &d);
	if (e != OK)
		return e;
	if (text_blank(reason) || param_int(rq, "taken") == NONE) {
		problem_add(rq->a, &an->problems, arena_printf(rq->a, "reason-%lld", (long long)param_int(rq, "gone")), N_("Choisissez la remplaçante, et dites qui en a décidé : le motif reste au dossier."), NULL);
		an->status = 422;
		e = show_decided(rq, an, &d);
		an->status = 422;
		return e;
	}
	e = decision_replace(rq->db, &d, param_int(rq, "gone"), param_int(rq, "taken"), reason, rq->user->person);
	if (e == E_INVALID || e == E_CONFLICT) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, NULL, N_("Ce remplacement n’est plus possible : voyez où en sont les commandes."), NULL);
		an->status = 422;
		e = show_decided(rq, an, &d);
		an->status = 422;
		return e;
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Remplacement enregistré. Sa lettre attend votre relecture."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/decision", (long long)d.edition));
}
