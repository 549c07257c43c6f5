/* Commissions, for the coordination: the list, one file, what is done with it. */
#include "call/call_desk_pages.h"
#include "pages.h"
#include "store/blob.h"
#include <string.h>

const struct param commissions_params[] = { { "q", P_LINE, 200 }, { "sort", P_LINE, 40 }, { "status", P_WORD, 20 }, { "sector", P_LINE, 20 }, { "area", P_LINE, 20 },
	{ "context", P_LINE, 20 }, { "origin", P_WORD, 20 }, { "arrival", P_WORD, 10 }, { 0 } };
const struct param commission_params[] = { { "rev", P_INT, 20 }, { "question", P_TEXT, 4000 }, { "kind", P_LINE, 20 }, { "area", P_LINE, 20 }, { "area_other", P_LINE, 1000 },
	{ "org_name", P_LINE, 1000 }, { "org_number", P_LINE, 100 }, { "context", P_LINE, 20 }, { "sector", P_LINE, 20 }, { "sector_other", P_LINE, 1000 },
	{ "town", P_LINE, 500 }, { "website", P_LINE, 1000 }, { "contact_name", P_LINE, 1000 }, { "contact_function", P_LINE, 1000 }, { "email", P_LINE, 1000 },
	{ "phone", P_LINE, 200 }, { "background", P_TEXT, 30000 }, { "tried", P_TEXT, 20000 }, { "expected", P_TEXT, 20000 }, { "publication", P_WORD, 20 },
	{ "behalf_via", P_WORD, 20 }, { "note", P_TEXT, 20000 }, { 0 } };
const struct param commission_promises_params[] = { { "present", P_LINE, 10 }, { "receive", P_LINE, 10 }, { "orient", P_LINE, 10 }, { "read", P_LINE, 10 },
	{ "oral", P_LINE, 10 }, { "present_note", P_LINE, 3000 }, { "receive_note", P_LINE, 3000 }, { "orient_note", P_LINE, 3000 }, { "read_note", P_LINE, 3000 },
	{ "oral_note", P_LINE, 3000 }, { "slot", P_MANY, 40 }, { 0 } };
const struct param commission_move_params[] = { { "to", P_WORD, 20 }, { "reason", P_TEXT, 8000 }, { "rev", P_INT, 20 }, { 0 } };
const struct param commission_tie_params[] = { { "institution", P_INT, 20 }, { 0 } };

static const char *const edit_fields[] = { "question", "kind", "area", "area_other", "org_name", "context", "sector", "sector_other", "town", "org_number", "website",
	"contact_name", "contact_function", "email", "phone", "background", "tried", "expected", "publication", "behalf_via", "note", NULL };

struct url
commission_url(struct arena *a, const void *row)
{
	return url_path(a, "/commissions/%lld", (long long)((const struct submission *)row)->id);
}

/* ---- the list -------------------------------------------------------------------------------------------- */

enum err
commissions_now(struct request *rq, struct answer *an)
{
	struct editions all;
	enum err e = edition_list(rq->db, &all);
	if (e != OK)
		return e;
	size_t i = 0; /* the newest that has begun, else the newest */
	while (i < all.n && text_eq(all.items[i].state, "preparing"))
		i++;
	if (all.n == 0)
		return answer_redirect(rq, an, url_path(rq->a, "/editions"));
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/commissions", (long long)all.items[i < all.n ? i : 0].id));
}

/* Drafts are their sponsor's; but one that was carried over or entered is the staff's too. */
bool
commission_shown(const struct submission *s)
{
	return status_is_seen(submission_status(s)) || !text_eq(s->origin, "form");
}

/* What the list asks for: an arrival; -1: any. */
struct list_asked { const struct edition *edition; int arrival; };

static bool
shown(void *arg, const void *row)
{
	const struct list_asked *asked = arg;
	return commission_shown(row) && (asked->arrival < 0 || (int)submission_arrival(asked->edition, row) == asked->arrival);
}

enum err
commissions_load(struct request *rq, const struct edition *edition, struct entity_query *q, struct entity_rows *rows)
{
	struct entity_view v = desk_view(rq);
	struct entity_source source = request_form(rq);
	const char *arrival = param_text(rq, "arrival");
	struct list_asked *asked = ARENA_ARRAY(rq->a, struct list_asked, 1);
	source.form = false;
	*asked = (struct list_asked){ edition, text_eq(arrival, "late") ? (int)ARRIVED_LATE : text_eq(arrival, "grace") ? (int)ARRIVED_IN_GRACE : -1 };
	*q = (struct entity_query){ .keep = shown, .arg = asked, .kept = { "arrival", asked->arrival < 0 ? NULL : arrival } };
	entity_query_read(&v, &submission_entity, &source, q);
	if (text_blank(q->sort))
		q->sort = "number";
	struct entity_query whole = *q; /* the edition is of the address, not of the filters */
	if (q->filter != NULL) {
		whole.filter = ARENA_ARRAY(rq->a, const char *, submission_entity.nfields);
		memcpy(whole.filter, q->filter, submission_entity.nfields * sizeof *q->filter);
	}
	entity_where(rq->a, &submission_entity, &whole, "edition", arena_printf(rq->a, "%lld", (long long)edition->id));
	return entity_load(&v, &submission_entity, &whole, rows);
}

enum err
commissions_page(struct request *rq, struct answer *an)
{
	struct entity_view v = desk_view(rq);
	struct entity_query q;
	struct entity_rows rows;
	struct call_desk d;
	enum err e = call_desk_open(rq, param_int(rq, "id"), &d);
	if (e == OK)
		e = commissions_load(rq, &d.edition, &q, &rows);
	if (e != OK)
		return e;
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Commandes")), d.edition.label);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &d.edition, "commissions", title);
	page_commissions_head(p, rq, &d);
	if ((e = entity_filters(p, &v, &submission_entity, &q)) != OK)
		return e;
	if (rows.n > 0)
		page_commissions_pick(p, rq, &d, &q);
	q.pick = "commission";
	entity_list(p, &v, &submission_entity, &q, &rows, commission_url);
	page_commissions_foot(p, rq, &d, (int64_t)rows.n);
	layout_end(rq, an);
	return OK;
}

enum err
commissions_csv(struct request *rq, struct answer *an)
{
	struct entity_view v = desk_view(rq);
	struct entity_query q;
	struct entity_rows rows;
	struct edition edition;
	enum err e = edition_get(rq->db, param_int(rq, "id"), &edition);
	if (e == OK)
		e = commissions_load(rq, &edition, &q, &rows);
	if (e != OK)
		return e;
	struct buf out = buf_new(rq->a, MIB(16));
	entity_csv(&out, &v, &submission_entity, &rows);
	return answer_bytes(an, "text/csv; charset=utf-8", buf_str(&out), out.len, arena_printf(rq->a, "commandes-%s.csv", edition.label));
}

/* ---- one file -------------------------------------------------------------------------------------------- */

const char *
call_field_words(struct page *p, const char *entity, const struct history_row *r)
{
	static const struct { const char *key, *words; } words[] = { { "created", N_("création") }, { "deleted", N_("suppression") }, { "restored", N_("retour") },
		{ "merged", N_("réunion") }, { "parted", N_("séparation") }, { "attachment", N_("document joint") }, { "commitments", N_("engagements") } };
	const char *key = strcmp(r->what, "changed") == 0 && r->field != NULL ? r->field : r->what;
	for (size_t i = 0; i < LEN(words); i++)
		if (strcmp(words[i].key, key) == 0)
			return _(words[i].words);
	return tr(p->lang, entity_label(entity, key));
}

void
call_history(struct page *p, const char *entity, const struct history *h)
{
	html(p, "<ul class=\"history\">");
	for (size_t i = 0; i < h->n; i++) {
		const struct history_row *r = &h->items[i];
		html(p, "<li><span class=\"when\">%s</span> <b>%s</b> <span class=\"what\">%s</span>", moment_(p, r->at), r->who != NULL ? r->who : _("le commanditaire"),
		    call_field_words(p, entity, r));
		if (r->before != NULL)
			html(p, " <del>%s</del>", text_ellipsis(p->a, tr(p->lang, r->before), 200));
		if (r->after != NULL)
			html(p, " <ins>%s</ins>", text_ellipsis(p->a, tr(p->lang, r->after), 200));
		html(p, "</li>");
	}
	html(p, "</ul>");
}

static enum err
load_institutions(struct request *rq, struct commission_view *v)
{
	struct entity_view view = desk_view(rq);
	struct entity_rows rows;
	const struct submission *s = &v->s;
	struct institution_said said = { s->org_name, s->org_number, s->email, s->website, s->town, s->context, s->sector };
	enum err e = OK;
	if (s->institution != NONE) {
		e = entity_get(&view, &institution_entity, s->institution, &rows);
		if (e == OK)
			v->institution = rows.rows;
		return e == E_NOTFOUND ? OK : e;
	}
	if ((e = institution_recognise(rq->db, &said, &v->matches)) != OK)
		return e;
	v->matched = ARENA_ARRAY(rq->a, struct institution, v->matches.n);
	if (v->matches.n > 5)
		v->matches.n = 5;
	for (size_t i = 0; e == OK && i < v->matches.n; i++) { /* five at most */
		e = entity_get(&view, &institution_entity, v->matches.items[i].id, &rows);
		if (e == OK)
			v->matched[i] = *(const struct institution *)rows.rows;
	}
	return e;
}

/* Only what the staff may see: a draft of a form is its sponsor's. */
static enum err
find_commission(struct request *rq, struct submission *s, struct edition *edition)
{
	enum err e = submission_get(rq->db, param_int(rq, "id"), s);
	if (e == OK && !commission_shown(s))
		return E_NOTFOUND;
	return e == OK ? edition_get(rq->db, s->edition, edition) : e;
}

static enum err
load_commission(struct request *rq, struct commission_view *v)
{
	int64_t sent = 0, begun = 0;
	enum err e = find_commission(rq, &v->s, &v->edition);
	if (e != OK)
		return e;
	v->status = submission_status(&v->s);
	v->reference = submission_reference(rq->a, &v->edition, &v->s);
	if (v->s.sent_at != NULL && isotime_parse(v->s.sent_at, &sent) && isotime_parse(v->s.created_at, &begun))
		v->arrival = arrival_of(sent, begun, edition_end(&v->edition), (int)v->edition.grace_minutes);
	if ((e = answers_of(rq->db, rq->lang, &v->edition, &v->s, &v->lines)) != OK || (e = attachment_list(rq->db, v->s.id, &v->files)) != OK ||
	    (e = phone_log(rq->db, v->s.id, &v->log)) != OK || (e = phone_questions_of(rq->db, v->edition.id, &v->questions)) != OK ||
	    (e = submission_moves(rq->db, v->s.id, &v->moves)) != OK || (e = letters_of(rq->db, v->s.id, &v->letters)) != OK || (e = bounce_at(rq->db, v->s.email, &v->bounce)) != OK ||
	    (e = commitments_get(rq->db, v->s.id, &v->commitments)) != OK || (e = load_institutions(rq, v)) != OK)
		return e;
	return history_of(rq->db, "submission", v->s.id, 60, &v->history);
}

static enum err
show_commission(struct request *rq, struct answer *an, struct commission_view *v)
{
	struct call_terms none = { 0 };
	struct door d = { .edition = v->edition, .s = v->s, .commitments = v->commitments, .terms = none };
	struct step_view promises = { .d = &d, .step = STEP_COMMITMENTS, .from = typed_of_door(rq->a, &d), .problems = &an->problems };
	v->problems = &an->problems;
	problems_say(rq, &an->problems);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s %s", *v->reference == '\0' ? tr(rq->lang, N_("Commande")) : v->reference,
	    v->s.org_name == NULL ? "" : v->s.org_name), "commissions");
	page_commission(p, rq, v, &promises);
	layout_end(rq, an);
	return OK;
}

enum err
commission_page(struct request *rq, struct answer *an)
{
	struct commission_view v = { 0 };
	enum err e = load_commission(rq, &v);
	return e == OK ? show_commission(rq, an, &v) : e;
}

/* Nothing is carried out: the page again, with what is wrong. */
static enum err
refused(struct request *rq, struct answer *an)
{
	struct commission_view v = { 0 };
	enum err e = load_commission(rq, &v);
	an->status = 422;
	return e == OK ? show_commission(rq, an, &v) : e;
}

static enum err
to_commission(struct request *rq, struct answer *an, int64_t id, const char *fragment)
{
	return answer_redirect(rq, an, (struct url){ arena_printf(rq->a, "/commissions/%lld%s", (long long)id, fragment) });
}

/* ---- answers, changed by the staff ----------------------------------------------------------------------- */

static enum err
show_edit(struct request *rq, struct answer *an, const struct submission *s, const struct edition *edition, const struct draft *d)
{
	struct entity_view v = desk_view(rq);
	const char *reference = s == NULL ? "" : submission_reference(rq->a, edition, s);
	const char *title = s == NULL ? arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Encoder une commande pour l’appel")), edition->label)
	    : arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Modifier")), reference);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "commissions");
	page_commission_edit_head(p, s, edition, title);
	form_problems(p, &d->problems);
	form_open(rq, p, s == NULL ? url_path(rq->a, "/editions/%lld/new", (long long)edition->id) : url_path(rq->a, "/commissions/%lld/edit", (long long)s->id), false);
	enum err e = entity_form(p, &v, &submission_entity, d, edit_fields);
	if (e != OK)
		return e;
	page_commission_edit_foot(p, s, edition);
	layout_end(rq, an);
	return OK;
}

enum err
commission_edit_page(struct request *rq, struct answer *an)
{
	struct submission s;
	struct edition edition;
	enum err e = find_commission(rq, &s, &edition);
	if (e != OK)
		return e;
	struct draft d = entity_draft(rq->a, &submission_entity, &s);
	return show_edit(rq, an, &s, &edition, &d);
}

static void
staff_rules(struct request *rq, struct submission *s, struct problems *pb)
{
	if (s->org_number != NULL && enterprise_number(rq->a, s->org_number) == NULL)
		problem_add(rq->a, pb, "org_number", N_("Ce numéro n’existe pas : il a dix chiffres, dont les deux derniers vérifient les autres. Laissez vide en cas de doute."), NULL);
	if (s->email != NULL && !email_valid(s->email))
		problem_add(rq->a, pb, "email", N_("Écrivez une adresse complète, comme prenom.nom@institution.be."), NULL);
	if (s->sector != NONE)
		s->sector_other = NULL;
	if (s->area != NONE)
		s->area_other = NULL;
}

enum err
commission_save(struct request *rq, struct answer *an)
{
	struct entity_view v = desk_view(rq);
	struct entity_source form = request_form(rq);
	struct submission s;
	struct edition edition;
	const void *other;
	enum err e = find_commission(rq, &s, &edition);
	if (e != OK)
		return e;
	struct draft d = entity_draft(rq->a, &submission_entity, &s);
	an->problems.n = 0;
	if ((e = entity_parse(&v, &submission_entity, &form, edit_fields, &d)) != OK)
		return e;
	staff_rules(rq, d.row, &d.problems);
	if (d.problems.n > 0) {
		an->problems = d.problems;
		an->status = 422;
		return show_edit(rq, an, &s, &edition, &d);
	}
	e = entity_update(&v, &submission_entity, d.row, &other);
	if (e == E_CONFLICT && other != NULL)
		return answer_conflict(rq, an, "submission", s.id, ((const struct submission *)other)->rev, url_path(rq->a, "/commissions/%lld", (long long)s.id));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Commande enregistrée."), NULL, NULL);
	return to_commission(rq, an, s.id, "");
}

enum err
commission_promises(struct request *rq, struct answer *an)
{
	struct typed_source from = typed_of_request(rq);
	struct submission s;
	struct edition edition;
	struct commitments c;
	enum err e = find_commission(rq, &s, &edition);
	if (e != OK)
		return e;
	an->problems.n = 0;
	commitments_read(rq->a, &from, &edition, &c, &an->problems);
	if (an->problems.n > 0)
		return refused(rq, an);
	if ((e = commitments_set(rq->db, s.id, &c)) != OK)
		return e;
	answer_notice(rq, an, N_("Engagements enregistrés."), NULL, NULL);
	return to_commission(rq, an, s.id, "");
}

/* ---- entry on behalf: paper, telephone ------------------------------------------------------------------- */

enum err
commission_new_page(struct request *rq, struct answer *an)
{
	struct edition edition;
	enum err e = edition_get(rq->db, param_int(rq, "id"), &edition);
	if (e != OK)
		return e;
	struct draft d = entity_draft(rq->a, &submission_entity, NULL);
	return show_edit(rq, an, NULL, &edition, &d);
}

enum err
commission_new(struct request *rq, struct answer *an)
{
	struct entity_view v = desk_view(rq);
	struct entity_source form = request_form(rq);
	struct edition edition;
	struct submission s;
	enum err e = edition_get(rq->db, param_int(rq, "id"), &edition);
	if (e != OK)
		return e;
	struct draft d = entity_draft(rq->a, &submission_entity, NULL);
	an->problems.n = 0;
	if ((e = entity_parse(&v, &submission_entity, &form, edit_fields, &d)) != OK)
		return e;
	struct submission *typed = d.row;
	staff_rules(rq, typed, &d.problems);
	if (text_blank(typed->question))
		problem_add(rq->a, &d.problems, "question", N_("Écrivez au moins la question."), NULL);
	if (text_blank(typed->org_name))
		problem_add(rq->a, &d.problems, "org_name", N_("Quelle institution pose la question ?"), NULL);
	if (typed->behalf_via == NULL)
		problem_add(rq->a, &d.problems, "behalf_via", N_("Comment la commande est-elle arrivée ?"), NULL);
	if (d.problems.n > 0) {
		an->problems = d.problems;
		an->status = 422;
		return show_edit(rq, an, NULL, &edition, &d);
	}
	e = submission_begin(rq->db, &(struct commission_new){ .edition = edition.id, .origin = "behalf", .behalf_via = typed->behalf_via, .lang = "fr", .late_by = NONE }, &s);
	if (e != OK)
		return e;
	typed->id = s.id, typed->rev = s.rev, typed->edition = s.edition, typed->origin = s.origin, typed->lang = s.lang, typed->status = s.status;
	typed->status_at = s.status_at, typed->created_at = s.created_at, typed->updated_at = s.updated_at;
	if ((e = submission_save(rq->db, typed)) != OK)
		return e;
	const struct move *m = move_find(ST_DRAFT, ST_SUBMITTED, BY_STAFF);
	if ((e = submission_move(rq->db, typed, ST_SUBMITTED, &(struct moved){ m, rq->user->person, NULL, 0 })) != OK || (e = submission_stamp(rq->db, typed, "sent_at")) != OK ||
	    (e = submission_tie(rq->db, typed)) != OK)
		return e;
	e = letter_send(rq->db, m->letter, &(struct letter_args){ .base_url = rq->app->base_url, .edition = &edition, .submission = typed });
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Commande encodée. Ajoutez les engagements, si vous les connaissez."), NULL, NULL);
	return to_commission(rq, an, typed->id, "");
}

/* ---- moves ----------------------------------------------------------------------------------------------- */

enum err
commission_moved(struct request *rq, const struct edition *edition, struct submission *s, const struct move *m, const char *reason, int64_t triage)
{
	const char *why = text_blank(reason) ? NULL : text_trim(rq->a, reason);
	enum err e = submission_move(rq->db, s, m->to, &(struct moved){ m, rq->user->person, why, triage });
	if (e == OK && m->to == ST_SUBMITTED && s->sent_at == NULL)
		e = submission_stamp(rq->db, s, "sent_at");
	if (e == OK && s->institution == NONE)
		e = submission_tie(rq->db, s);
	struct letter_args x = { .base_url = rq->app->base_url, .edition = edition, .submission = s, .detail = reason };
	if (triage != 0)
		x.key = triage_key(rq->a, triage, s->id), x.hold = TRIAGE_HOLD;
	return e == OK ? letter_send(rq->db, m->letter, &x) : e;
}

enum err
commission_move(struct request *rq, struct answer *an)
{
	struct submission s;
	struct edition edition;
	enum status to;
	const char *reason = param_text(rq, "reason");
	enum err e = find_commission(rq, &s, &edition);
	if (e != OK)
		return e;
	if (!status_named(param_text(rq, "to"), &to)) {
		problem_add(rq->a, &an->problems, "to", N_("Choisissez la suite à donner."), NULL);
		return refused(rq, an);
	}
	const struct move *m = move_find(submission_status(&s), to, BY_STAFF);
	if (m == NULL)
		problem_add(rq->a, &an->problems, "to", N_("La commande a changé d’état entre-temps : voyez où elle en est."), NULL);
	else if (m->reason && text_blank(reason))
		problem_add(rq->a, &an->problems, "reason", N_("Dites pourquoi : le motif reste au dossier, et part dans le courriel s’il y en a un."), NULL);
	if (an->problems.n > 0)
		return refused(rq, an);
	if ((e = commission_moved(rq, &edition, &s, m, reason, 0)) != OK)
		return e;
	answer_notice(rq, an, m->letter != LETTER_NONE && s.email != NULL ? N_("%s : le commanditaire reçoit un courriel.") : N_("%s."), tr(rq->lang, status_name(to)), NULL);
	return to_commission(rq, an, s.id, "");
}

/* Ties it to the record that was proposed, or to a new one (0). */
enum err
commission_tie(struct request *rq, struct answer *an)
{
	struct entity_view v = desk_view(rq);
	struct entity_rows rows;
	struct submission s;
	struct edition edition;
	int64_t id = param_int(rq, "institution");
	const void *other;
	enum err e = find_commission(rq, &s, &edition);
	if (e != OK)
		return e;
	if (id == NONE || id == 0) {
		e = submission_tie(rq->db, &s);
	} else if ((e = entity_get(&v, &institution_entity, id, &rows)) == OK) {
		s.institution = id;
		e = entity_update(&v, &submission_entity, &s, &other);
		if (e == OK)
			e = institution_contact_take(rq->db, id, &(struct contact_said){ s.contact_name, s.contact_function, s.email, s.phone });
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Institution liée."), NULL, NULL);
	return to_commission(rq, an, s.id, "");
}

/* For a sponsor who lost it. */
enum err
commission_link(struct request *rq, struct answer *an)
{
	struct submission s;
	struct edition edition;
	enum err e = find_commission(rq, &s, &edition);
	if (e == OK)
		e = letter_send(rq->db, LETTER_RESUME, &(struct letter_args){ .base_url = rq->app->base_url, .edition = &edition, .submission = &s });
	if (e != OK)
		return e;
	answer_notice(rq, an, s.email == NULL ? N_("Cette commande n’a pas d’adresse de courriel.") : N_("Un nouveau lien est parti à %s."), s.email, NULL);
	return to_commission(rq, an, s.id, "");
}
