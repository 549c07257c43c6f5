/* Institutions: the list, one record with its people and its commissions, records that may be the same. */
#include "call/call_desk_pages.h"
#include "pages.h"
#include "store/history.h"

const struct param institutions_params[] = { { "q", P_LINE, 200 }, { "sort", P_LINE, 40 }, { "sector", P_LINE, 20 }, { "context", P_LINE, 20 }, { 0 } };
const struct param institution_params[] = { { "rev", P_INT, 20 }, { "name", P_LINE, 1000 }, { "number", P_LINE, 100 }, { "domain", P_LINE, 300 }, { "context", P_LINE, 20 },
	{ "sector", P_LINE, 20 }, { "town", P_LINE, 500 }, { "website", P_LINE, 1000 }, { "note", P_TEXT, 20000 }, { 0 } };
const struct param institution_pair_params[] = { { "one", P_INT, 20 }, { "two", P_INT, 20 }, { "what", P_WORD, 10 }, { 0 } };
const struct param contact_params[] = { { "contact", P_INT, 20 }, { "rev", P_INT, 20 }, { "name", P_LINE, 500 }, { "function", P_LINE, 500 }, { "email", P_LINE, 254 },
	{ "phone", P_LINE, 100 }, { 0 } };

static const char *const contact_fields[] = { "name", "function", "email", "phone", NULL };

struct url
institution_url(struct arena *a, const void *row)
{
	return url_path(a, "/institutions/%lld", (long long)((const struct institution *)row)->id);
}

enum err
institutions_page(struct request *rq, struct answer *an)
{
	struct entity_view v = desk_view(rq);
	struct entity_source asked = request_form(rq);
	struct entity_query q = { 0 };
	struct entity_rows rows;
	struct institution_pairs pairs;
	asked.form = false;
	entity_query_read(&v, &institution_entity, &asked, &q);
	enum err e = entity_load(&v, &institution_entity, &q, &rows);
	if (e == OK)
		e = institution_alike(rq->db, &pairs);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", tr(rq->lang, N_("Institutions"))), "institutions");
	page_institutions_head(p, rq, &pairs);
	if ((e = entity_filters(p, &v, &institution_entity, &q)) != OK)
		return e;
	entity_list(p, &v, &institution_entity, &q, &rows, institution_url);
	layout_end(rq, an);
	return OK;
}

static enum err
show(struct request *rq, struct answer *an, const struct draft *d, const struct draft *contact)
{
	struct entity_view v = desk_view(rq);
	const struct institution *i = d->row;
	struct institution_commissions commissions;
	struct entity_query q = { 0 };
	struct entity_rows contacts, now;
	struct institution_merges merges;
	struct history history;
	entity_where(rq->a, &institution_contact_entity, &q, "institution", arena_printf(rq->a, "%lld", (long long)i->id));
	enum err e = entity_get(&v, &institution_entity, i->id, &now);
	if (e == OK)
		e = entity_load(&v, &institution_contact_entity, &q, &contacts);
	if (e == OK)
		e = institution_commissions(rq->db, i->id, &commissions);
	if (e == OK)
		e = institution_merges(rq->db, i->id, &merges);
	if (e == OK)
		e = history_of(rq->db, "institution", i->id, 40, &history);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", ((const struct institution *)now.rows)->name), "institutions");
	page_institution_crumbs(p, ((const struct institution *)now.rows)->name);
	form_problems(p, &an->problems);
	entity_detail(p, &v, &institution_entity, &now);
	page_institution(p, rq, i->id, &commissions, &contacts, &merges);
	page_contact_form_head(p, rq, i->id, contact != NULL && contact->problems.n > 0);
	struct draft fresh = entity_draft(rq->a, &institution_contact_entity, NULL);
	/* Two forms with a name each: the summary of mistakes leads to the one that was sent. */
	bool of_contact = contact != NULL && contact->problems.n > 0;
	v.ids = of_contact ? NULL : "contact-";
	if ((e = entity_form(p, &v, &institution_contact_entity, contact != NULL ? contact : &fresh, contact_fields)) != OK)
		return e;
	page_institution_form_head(p, rq, i->id, d->problems.n > 0);
	v.ids = of_contact ? "institution-" : NULL;
	if ((e = entity_form(p, &v, &institution_entity, d, NULL)) != OK)
		return e;
	page_institution_foot(p, &history);
	layout_end(rq, an);
	return OK;
}

static enum err
find(struct request *rq, struct institution *out)
{
	struct entity_view v = desk_view(rq);
	struct entity_rows rows;
	enum err e = entity_get(&v, &institution_entity, param_int(rq, "id"), &rows);
	if (e == OK)
		*out = *(const struct institution *)rows.rows;
	return e;
}

enum err
institution_page(struct request *rq, struct answer *an)
{
	struct institution i;
	enum err e = find(rq, &i);
	if (e != OK)
		return e;
	struct draft d = entity_draft(rq->a, &institution_entity, &i);
	return show(rq, an, &d, NULL);
}

enum err
institution_save(struct request *rq, struct answer *an)
{
	struct entity_view v = desk_view(rq);
	struct entity_source form = request_form(rq);
	struct institution i;
	const void *other;
	enum err e = find(rq, &i);
	if (e != OK)
		return e;
	struct draft d = entity_draft(rq->a, &institution_entity, &i);
	an->problems.n = 0;
	if ((e = entity_parse(&v, &institution_entity, &form, NULL, &d)) != OK)
		return e;
	struct institution *typed = d.row;
	const char *digits = typed->number == NULL ? NULL : enterprise_number(rq->a, typed->number);
	if (typed->number != NULL && digits == NULL)
		problem_add(rq->a, &d.problems, "number", N_("Ce numéro n’existe pas : il a dix chiffres, dont les deux derniers vérifient les autres. Laissez vide en cas de doute."), NULL);
	if (d.problems.n > 0) {
		an->problems = d.problems;
		an->status = 422;
		return show(rq, an, &d, NULL);
	}
	typed->number = digits;
	typed->folded = institution_fold(rq->a, typed->name);
	e = entity_update(&v, &institution_entity, typed, &other);
	if (e == E_CONFLICT && other != NULL)
		return answer_conflict(rq, an, "institution", i.id, ((const struct institution *)other)->rev, institution_url(rq->a, &i));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Institution enregistrée."), NULL, NULL);
	return answer_redirect(rq, an, institution_url(rq->a, &i));
}

/* Two records: the same institution, or not. */
enum err
institution_pair(struct request *rq, struct answer *an)
{
	int64_t one = param_int(rq, "one"), two = param_int(rq, "two"), merged = NONE;
	bool apart = text_eq(param_text(rq, "what"), "apart");
	struct entity_view v = desk_view(rq);
	struct entity_rows rows;
	enum err e = one == NONE || two == NONE || one == two ? E_NOTFOUND : entity_get(&v, &institution_entity, one, &rows);
	if (e == OK)
		e = entity_get(&v, &institution_entity, two, &rows);
	if (e == OK)
		e = apart ? institution_apart(rq->db, one, two, rq->user->person) : institution_merge(rq->db, two, one, rq->user->person, &merged);
	if (e != OK)
		return e;
	answer_notice(rq, an, apart ? N_("C’est noté : ce sont deux institutions.") : N_("Les deux fiches n’en font plus qu’une."), NULL,
	    apart ? NULL : arena_printf(rq->a, "/institutions/merged/%lld/undo", (long long)merged));
	return answer_redirect(rq, an, apart ? url_path(rq->a, "/institutions") : url_path(rq->a, "/institutions/%lld", (long long)one));
}

enum err
institution_part(struct request *rq, struct answer *an)
{
	int64_t kept, again;
	enum err e = institution_unmerge(rq->db, param_int(rq, "id"), &kept, &again);
	if (e == E_CONFLICT) {
		fail_clear(rq->a);
		answer_notice(rq, an, N_("Cette fiche a été réunie à une troisième depuis : séparez d’abord celles-là."), NULL, NULL);
		return answer_redirect(rq, an, url_path(rq->a, "/institutions"));
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Les deux fiches sont à nouveau séparées, chacune avec ce qu’elle avait."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/institutions/%lld", (long long)kept));
}

/* ---- people ---------------------------------------------------------------------------------------------- */

/* The contact of the address, of this institution; a new one without. */
static enum err
find_contact(struct request *rq, int64_t institution, bool deleted, struct institution_contact *out)
{
	struct entity_view v = desk_view(rq);
	struct entity_rows rows;
	struct entity_query q = { .which = deleted ? ROWS_DELETED : ROWS_LIVE };
	entity_where(rq->a, &institution_contact_entity, &q, "institution", arena_printf(rq->a, "%lld", (long long)institution));
	enum err e = entity_load(&v, &institution_contact_entity, &q, &rows);
	for (size_t i = 0; e == OK && i < rows.n; i++) {
		*out = *(const struct institution_contact *)entity_row(&institution_contact_entity, &rows, i);
		if (out->id == param_int(rq, "contact"))
			return OK;
	}
	return e == OK ? E_NOTFOUND : e;
}

enum err
contact_save(struct request *rq, struct answer *an)
{
	struct entity_view v = desk_view(rq);
	struct entity_source form = request_form(rq);
	struct institution i;
	struct institution_contact known;
	const void *other;
	bool fresh = param_int(rq, "contact") == NONE;
	enum err e = find(rq, &i);
	if (e == OK && !fresh)
		e = find_contact(rq, i.id, false, &known);
	if (e != OK)
		return e;
	struct draft d = entity_draft(rq->a, &institution_contact_entity, fresh ? NULL : &known);
	an->problems.n = 0;
	if ((e = entity_parse(&v, &institution_contact_entity, &form, contact_fields, &d)) != OK)
		return e;
	if (d.problems.n > 0) {
		struct draft whole = entity_draft(rq->a, &institution_entity, &i);
		an->problems = d.problems;
		an->status = 422;
		return show(rq, an, &whole, &d);
	}
	struct institution_contact *typed = d.row;
	if (fresh) {
		typed->institution = i.id;
		typed->since_on = arena_strdup(rq->a, date_iso(rq->today).s);
		e = entity_insert(&v, &institution_contact_entity, typed);
	} else {
		e = entity_update(&v, &institution_contact_entity, typed, &other);
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Personne enregistrée."), NULL, NULL);
	return answer_redirect(rq, an, institution_url(rq->a, &i));
}

enum err
contact_remove(struct request *rq, struct answer *an)
{
	struct entity_view v = desk_view(rq);
	struct institution i;
	struct institution_contact c;
	enum err e = find(rq, &i);
	if (e == OK)
		e = find_contact(rq, i.id, false, &c);
	if (e == OK)
		e = entity_delete(&v, &institution_contact_entity, c.id, NONE);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Personne retirée."), NULL, arena_printf(rq->a, "/institutions/%lld/contacts/%lld/restore", (long long)i.id, (long long)c.id));
	return answer_redirect(rq, an, institution_url(rq->a, &i));
}

enum err
contact_restore(struct request *rq, struct answer *an)
{
	struct entity_view v = desk_view(rq);
	struct institution i;
	struct institution_contact c;
	enum err e = find(rq, &i);
	if (e == OK)
		e = find_contact(rq, i.id, true, &c);
	if (e == OK)
		e = entity_restore(&v, &institution_contact_entity, c.id);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Personne rétablie."), NULL, NULL);
	return answer_redirect(rq, an, institution_url(rq->a, &i));
}
