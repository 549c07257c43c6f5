/* Students and supervisors: lists, one record, invitations. Two lists, one way: the pattern of the route says which. */
#include "team/team_people_pages.h"
#include "call/call_desk.h"
#include "web/entity_request.h"
#include "mail/mail.h"
#include "pages.h"
#include "people/oidc.h"
#include <string.h>

enum { INVITATION_MINUTES = 14 * 24 * 60 };
const struct param team_person_params[] = { { "rev", P_INT, 20 }, { "number", P_LINE, 200 }, { "name", P_LINE, 500 }, { "first_name", P_LINE, 500 }, { "email", P_LINE, 254 },
	{ "background", P_LINE, 500 }, { "experience", P_LINE, 10 }, { "gender", P_LINE, 80 }, { "town", P_LINE, 320 }, { "employer", P_LINE, 800 }, { "teams_most", P_LINE, 10 }, { 0 } };

static bool
of_supervisors(const struct request *rq)
{
	return strstr(rq->route->pattern, "/supervisors") != NULL;
}

static const struct entity *
entity_of(const struct people_view *v)
{
	return v->supervisors ? &supervisor_entity : &student_entity;
}

static struct people_row
row_of(struct request *rq, bool supervisors, const void *row)
{
	const struct supervisor *a = row;
	const struct student *s = row;
	if (supervisors)
		return (struct people_row){ a->id, a->person, a->number, supervisor_name(rq->a, a), text_blank(a->email) ? NULL : a->email, arena_printf(rq->a, "%lld", (long long)a->teams_most) };
	struct page words = page_new(rq->a, rq->lang);
	const char *years = s->experience == NONE ? NULL : trnum(&words, N_("%s an"), N_("%s ans"), s->experience);
	return (struct people_row){ s->id, s->person, s->number, student_name(rq->a, s), text_blank(s->email) ? NULL : s->email,
		years == NULL ? s->background : s->background == NULL ? years : arena_printf(rq->a, "%s, %s", s->background, years) };
}

static enum err
open_list(struct request *rq, struct answer *an, struct people_view *v)
{
	*v = (struct people_view){ .supervisors = of_supervisors(rq), .problems = &an->problems };
	v->word = v->supervisors ? "supervisors" : "students";
	return edition_get(rq->db, param_int(rq, "id"), &v->edition);
}

static enum err
load(struct request *rq, struct people_view *v)
{
	struct entity_view ev = desk_view(rq);
	struct entity_query q = { 0 };
	struct entity_rows rows;
	const struct entity *en = entity_of(v);
	entity_where(rq->a, en, &q, "edition", arena_printf(rq->a, "%lld", (long long)v->edition.id));
	enum err e = entity_load(&ev, en, &q, &rows);
	for (size_t k = 0; e == OK && k < rows.n; k++) {
		struct people_row r = row_of(rq, v->supervisors, entity_row(en, &rows, k));
		v->waiting += r.person == NONE && r.email != NULL;
		PUSH(rq->a, &v->rows, r);
	}
	return e;
}

static struct page *
begin(struct request *rq, struct answer *an, const struct people_view *v, const char *name)
{
	const char *title = name != NULL ? name : arena_printf(rq->a, "%s %s", tr(rq->lang, v->supervisors ? N_("Accompagnateurs") : N_("Étudiants")), v->edition.label);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &v->edition, v->word, title);
	return p;
}

static enum err
show_list(struct request *rq, struct answer *an, struct people_view *v, const struct draft *d)
{
	struct entity_view ev = desk_view(rq);
	struct draft fresh = entity_draft(rq->a, entity_of(v), NULL);
	enum err e = load(rq, v);
	if (e != OK)
		return e;
	struct page *p = begin(rq, an, v, NULL);
	form_problems(p, &an->problems);
	page_team_people(p, rq, v);
	e = entity_form(p, &ev, entity_of(v), d == NULL ? &fresh : d, NULL);
	page_team_people_foot(p);
	layout_end(rq, an);
	return e;
}

enum err
team_people_page(struct request *rq, struct answer *an)
{
	struct people_view v;
	enum err e = open_list(rq, an, &v);
	return e == OK ? show_list(rq, an, &v, NULL) : e;
}

/* ---- one record ---------------------------------------------------------------------------------------------- */

/* The row of the address, of this edition. */
static enum err
find(struct request *rq, const struct people_view *v, bool deleted, const void **row)
{
	struct entity_view ev = desk_view(rq);
	struct entity_query q = { .which = deleted ? ROWS_DELETED : ROWS_LIVE };
	struct entity_rows rows;
	const struct entity *en = entity_of(v);
	entity_where(rq->a, en, &q, "edition", arena_printf(rq->a, "%lld", (long long)v->edition.id));
	enum err e = entity_load(&ev, en, &q, &rows);
	for (size_t k = 0; e == OK && k < rows.n; k++) {
		*row = entity_row(en, &rows, k);
		if (row_of(rq, v->supervisors, *row).id == param_int(rq, "one"))
			return OK;
	}
	return e == OK ? E_NOTFOUND : e;
}

static enum err
open_one(struct request *rq, struct answer *an, struct people_view *v, const void **row)
{
	enum err e = open_list(rq, an, v);
	return e == OK ? find(rq, v, false, row) : e;
}

static enum err
show_one(struct request *rq, struct answer *an, struct people_view *v, const void *row, const struct draft *d)
{
	struct entity_view ev = desk_view(rq);
	struct people_row r = row_of(rq, v->supervisors, row);
	struct page *p = begin(rq, an, v, r.name);
	form_problems(p, &an->problems);
	page_team_person(p, rq, v, &r);
	enum err e = entity_form(p, &ev, entity_of(v), d, NULL);
	page_team_person_foot(p, rq, v, r.id);
	layout_end(rq, an);
	return e;
}

enum err
team_person_page(struct request *rq, struct answer *an)
{
	struct people_view v;
	const void *row;
	enum err e = open_one(rq, an, &v, &row);
	if (e != OK)
		return e;
	struct draft d = entity_draft(rq->a, entity_of(&v), row);
	return show_one(rq, an, &v, row, &d);
}

static void
fold_employer(struct request *rq, const struct people_view *v, struct draft *d)
{
	struct student *s = d->row;
	if (!v->supervisors)
		s->employer_folded = text_blank(s->employer) ? NULL : institution_fold(rq->a, s->employer);
}

static enum err
read_form(struct request *rq, struct answer *an, const struct people_view *v, struct draft *d)
{
	struct entity_view ev = desk_view(rq);
	struct entity_source form = request_form(rq);
	an->problems.n = 0;
	enum err e = entity_parse(&ev, entity_of(v), &form, NULL, d);
	if (e == OK)
		fold_employer(rq, v, d);
	an->problems = d->problems;
	return e;
}

static void
number_taken(struct request *rq, struct answer *an, struct draft *d)
{
	fail_clear(rq->a);
	problem_add(rq->a, &d->problems, "number", N_("Ce numéro est déjà pris dans cette édition."), NULL);
	an->problems = d->problems;
}

enum err
team_people_add(struct request *rq, struct answer *an)
{
	struct people_view v;
	struct entity_view ev = desk_view(rq);
	enum err e = open_list(rq, an, &v);
	if (e != OK)
		return e;
	struct draft d = entity_draft(rq->a, entity_of(&v), NULL);
	if (v.supervisors)
		((struct supervisor *)d.row)->edition = v.edition.id;
	else
		((struct student *)d.row)->edition = v.edition.id;
	if ((e = read_form(rq, an, &v, &d)) != OK)
		return e;
	if (an->problems.n == 0) {
		e = entity_insert(&ev, entity_of(&v), d.row);
		if (e == E_CONFLICT)
			number_taken(rq, an, &d);
		else if (e != OK)
			return e;
	}
	if (an->problems.n > 0)
		return show_list(rq, an, &v, &d);
	struct people_row r = row_of(rq, v.supervisors, d.row);
	answer_notice(rq, an, N_("%s est dans l’édition."), r.name, arena_printf(rq->a, "/editions/%lld/%s/%lld/remove", (long long)v.edition.id, v.word, (long long)r.id));
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/%s", (long long)v.edition.id, v.word));
}

enum err
team_person_save(struct request *rq, struct answer *an)
{
	struct people_view v;
	struct entity_view ev = desk_view(rq);
	const void *row, *other = NULL;
	enum err e = open_one(rq, an, &v, &row);
	if (e != OK)
		return e;
	struct draft d = entity_draft(rq->a, entity_of(&v), row);
	if ((e = read_form(rq, an, &v, &d)) != OK)
		return e;
	struct people_row r = row_of(rq, v.supervisors, row);
	struct url here = url_path(rq->a, "/editions/%lld/%s/%lld", (long long)v.edition.id, v.word, (long long)r.id);
	if (an->problems.n == 0) {
		e = entity_update(&ev, entity_of(&v), d.row, &other);
		if (e == E_CONFLICT && other != NULL)
			return answer_conflict(rq, an, entity_of(&v)->name, r.id, v.supervisors ? ((const struct supervisor *)other)->rev : ((const struct student *)other)->rev, here);
		if (e == E_CONFLICT)
			number_taken(rq, an, &d);
		else if (e != OK)
			return e;
	}
	if (an->problems.n > 0)
		return show_one(rq, an, &v, row, &d);
	answer_notice(rq, an, N_("%s : c’est enregistré."), r.name, NULL);
	return answer_redirect(rq, an, here);
}

enum err
team_person_remove(struct request *rq, struct answer *an)
{
	struct people_view v;
	struct entity_view ev = desk_view(rq);
	const void *row;
	enum err e = open_one(rq, an, &v, &row);
	if (e != OK)
		return e;
	struct people_row r = row_of(rq, v.supervisors, row);
	if ((e = entity_delete(&ev, entity_of(&v), r.id, NONE)) != OK)
		return e;
	answer_notice(rq, an, N_("%s n’est plus dans l’édition. Son compte reste."), r.name,
	    arena_printf(rq->a, "/editions/%lld/%s/%lld/restore", (long long)v.edition.id, v.word, (long long)r.id));
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/%s", (long long)v.edition.id, v.word));
}

enum err
team_person_restore(struct request *rq, struct answer *an)
{
	struct people_view v;
	struct entity_view ev = desk_view(rq);
	const void *row;
	enum err e = open_list(rq, an, &v);
	if (e == OK)
		e = find(rq, &v, true, &row);
	if (e != OK)
		return e;
	struct people_row r = row_of(rq, v.supervisors, row);
	e = entity_restore(&ev, entity_of(&v), r.id);
	if (e == E_CONFLICT) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, NULL, N_("Son numéro est maintenant celui de quelqu’un d’autre dans cette édition."), NULL);
		return show_list(rq, an, &v, NULL);
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("%s est de retour dans l’édition."), r.name, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/%s", (long long)v.edition.id, v.word));
}

/* ---- invitations ------------------------------------------------------------------------------------------------ */

/* The account of that address, made when there is none; what is there is never overwritten. */
static enum err
account_of(struct request *rq, const struct invitation *i, struct person *who, bool *made)
{
	int64_t id = NONE;
	*made = false;
	enum err e = i->person != NONE ? person_get(rq->db, i->person, who) : E_NOTFOUND;
	if (e == E_NOTFOUND) {
		fail_clear(rq->a);
		e = person_by_email(rq->db, i->email, who);
	}
	if (e != E_NOTFOUND)
		return e;
	fail_clear(rq->a);
	*made = true;
	e = person_add(rq->db, i->name, i->email, &id);
	return e == OK ? person_get(rq->db, id, who) : e;
}

static enum err
tie(struct request *rq, const struct invitation *i, int64_t person)
{
	struct entity_view ev = desk_view(rq);
	struct entity_rows rows;
	const void *other;
	const struct entity *en = i->supervisor ? &supervisor_entity : &student_entity;
	enum err e = entity_get(&ev, en, i->id, &rows);
	if (e != OK)
		return e;
	struct draft d = entity_draft(rq->a, en, rows.rows);
	if (i->supervisor)
		((struct supervisor *)d.row)->person = person;
	else
		((struct student *)d.row)->person = person;
	return entity_update(&ev, en, d.row, &other);
}

static enum err
write_to(struct request *rq, const struct invitation *i, const struct person *who)
{
	const char *token, *way;
	bool off;
	enum err e = signin_local_off(rq->db, &off);
	if (e == OK && off)
		way = arena_printf(rq->a, "%s/signin", rq->app->base_url);
	else if (e == OK && (e = person_link(rq->db, who->id, INVITATION_MINUTES, &token)) == OK)
		way = arena_printf(rq->a, "%s/signin/%s", rq->app->base_url, token);
	if (e != OK)
		return e;
	const char *text = i->supervisor ? N_("Bonjour %s,\n\nVous accompagnez des équipes d’étudiants dans l’édition %s du laboratoire. Votre lien pour entrer, valable quatorze jours et une seule fois :\n\n%s\n\n"
	                                       "Ensuite, la page de connexion vous en envoie un nouveau chaque fois que vous le demandez.\n")
	                                 : N_("Bonjour %s,\n\nVous participez à l’édition %s du laboratoire : vous classerez les commandes, puis travaillerez en équipe sur l’une d’elles. "
	                                       "Votre lien pour entrer, valable quatorze jours et une seule fois :\n\n%s\n\n"
	                                       "Dites d’abord pour qui vous travaillez ou avez travaillé ces trois dernières années.\n");
	struct mail m = { .to = who->email, .person = who->id, .secret = !off,
		.subject = mail_text(rq->a, who->lang, i->supervisor ? N_("Invitation : accompagner les équipes %s") : N_("Invitation : le laboratoire %s"), i->edition->label),
		.text = mail_text(rq->a, who->lang, text, i->name, i->edition->label, way) };
	return mail_queue(rq->db, MAIL_DOOR, &m);
}

enum err
team_invite(struct request *rq, const struct invitation *i, enum invited *how)
{
	struct person who;
	const struct user *u;
	bool made;
	enum role role = i->supervisor ? ROLE_SUPERVISOR : ROLE_STUDENT;
	*how = INVITED_NO_ADDRESS;
	if (text_blank(i->email) || !email_valid(i->email))
		return OK;
	enum err e = account_of(rq, i, &who, &made);
	if (e != OK)
		return e;
	*how = made ? INVITED_NEW : INVITED_KNOWN;
	e = user_of_person(rq->db, who.id, rq->today, &u);
	if (e == E_NOTFOUND) { /* an account that was closed stays closed */
		fail_clear(rq->a);
		*how = INVITED_NO_ADDRESS;
		return OK;
	}
	bool holds = false;
	for (size_t k = 0; e == OK && k < u->ngrants; k++)
		holds = holds || (u->grants[k].role == role && (u->grants[k].until == NULL || i->edition->ends_on == NULL || strcmp(u->grants[k].until, i->edition->ends_on) >= 0));
	if (e == OK && !holds)
		e = person_grant(rq->db, who.id, role, NONE, arena_strdup(rq->a, date_iso(rq->today).s), i->edition->ends_on);
	if (e == OK && i->person != who.id)
		e = tie(rq, i, who.id);
	return e == OK ? write_to(rq, i, &who) : e;
}

enum err
team_person_invite(struct request *rq, struct answer *an)
{
	struct people_view v;
	const void *row;
	enum invited how;
	enum err e = open_one(rq, an, &v, &row);
	if (e != OK)
		return e;
	struct people_row r = row_of(rq, v.supervisors, row);
	e = team_invite(rq, &(struct invitation){ &v.edition, v.supervisors, r.id, r.name, r.email, r.person }, &how);
	if (e != OK)
		return e;
	if (how == INVITED_NO_ADDRESS) {
		problem_add(rq->a, &an->problems, "email", N_("Cette adresse ne permet pas d’inviter : corrigez-la, ou rouvrez le compte dans les personnes."), NULL);
		struct draft d = entity_draft(rq->a, entity_of(&v), row);
		return show_one(rq, an, &v, row, &d);
	}
	answer_notice(rq, an, how == INVITED_NEW ? N_("L’invitation part vers %s.") : N_("%s avait déjà un compte : il est lié, et un lien part."), how == INVITED_NEW ? r.email : r.name, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/%s/%lld", (long long)v.edition.id, v.word, (long long)r.id));
}

enum err
team_people_invite(struct request *rq, struct answer *an)
{
	struct people_view v;
	int64_t n[INVITED_NO_ADDRESS + 1] = { 0 };
	enum err e = open_list(rq, an, &v);
	if (e == OK)
		e = load(rq, &v);
	for (size_t k = 0; e == OK && k < v.rows.n; k++) {
		const struct people_row *r = &v.rows.items[k];
		enum invited how = INVITED_NO_ADDRESS;
		if (r->person != NONE)
			continue;
		e = team_invite(rq, &(struct invitation){ &v.edition, v.supervisors, r->id, r->name, r->email, NONE }, &how);
		n[how]++;
	}
	if (e != OK)
		return e;
	struct page words = page_new(rq->a, rq->lang);
	answer_notice(rq, an, N_("Invitations : %s."), fmt_(&words, N_("%s nouveaux comptes, %s comptes déjà là, %s sans adresse qui convienne"), num_(&words, n[INVITED_NEW]), num_(&words, n[INVITED_KNOWN]),
	    num_(&words, n[INVITED_NO_ADDRESS]), NULL), NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/%s", (long long)v.edition.id, v.word));
}
