/* Editions: their days, settings and lists; late links; radar; commissions kept for another year. */
#include "call/call_desk_pages.h"
#include "pages.h"
#include <string.h>

#define DAY(n) { n, P_DATE, 40 }
const struct param edition_new_params[] = { { "year", P_LINE, 20 }, { 0 } };
const struct param edition_params[] = { { "rev", P_INT, 20 }, { "state", P_WORD, 20 }, { "choose", P_LINE, 10 }, DAY("opens_on"), DAY("closes_on"), { "closes_time", P_LINE, 10 },
	{ "grace_minutes", P_LINE, 10 }, DAY("decided_on"), DAY("evening_on"), { "evening_from", P_LINE, 10 }, { "evening_until", P_LINE, 10 },
	{ "evening_place", P_LINE, 600 }, DAY("ranking_until"), DAY("teams_on"), DAY("visits_on"), { "visits_from", P_LINE, 10 }, { "visits_until", P_LINE, 10 },
	DAY("report_on"), DAY("oral_first_on"), DAY("oral_second_on"), DAY("ends_on"), { "intro", P_TEXT, 30000 }, { "expectations", P_TEXT, 30000 },
	{ "contact_email", P_LINE, 254 }, { "contact_phone", P_LINE, 100 }, { 0 } };
const struct param edition_questions_params[] = { { "questions", P_TEXT, 10000 }, { 0 } };
const struct param edition_late_params[] = { { "email", P_LINE, 254 }, { "reason", P_LINE, 1000 }, { 0 } };
const struct param term_params[] = { { "list", P_WORD, 10 }, { "id", P_INT, 20 }, { "name", P_LINE, 400 }, { "what", P_WORD, 10 }, { 0 } };
const struct param carry_params[] = { { "commission", P_INT, 20 }, { 0 } };

/* ---- common ---------------------------------------------------------------------------------------------- */

struct entity_view
desk_view(const struct request *rq)
{
	struct entity_view v = call_view(rq->db, rq->lang);
	v.a = rq->a;
	v.roles = rq->user->roles;
	return v;
}

enum arrival
submission_arrival(const struct edition *e, const struct submission *s)
{
	int64_t sent, begun;
	if (!status_is_seen(submission_status(s)) || s->sent_at == NULL || !isotime_parse(s->sent_at, &sent) || !isotime_parse(s->created_at, &begun))
		return ARRIVED_IN_TIME;
	return s->late_reason != NULL ? ARRIVED_LATE : arrival_of(sent, begun, edition_end(e), (int)e->grace_minutes);
}

static void
count_one(struct call_desk *d, const struct submission *s)
{
	enum arrival a = submission_arrival(&d->edition, s);
	d->counts[submission_status(s)].n++;
	d->late += a == ARRIVED_LATE;
	d->grace += a == ARRIVED_IN_GRACE;
}

enum err
call_desk_open(struct request *rq, int64_t edition, struct call_desk *d)
{
	struct entity_rows rows;
	struct entity_query q = { 0 };
	*d = (struct call_desk){ 0 };
	enum err e = edition_list(rq->db, &d->all);
	if (e == OK)
		e = edition_get(rq->db, edition, &d->edition);
	if (e != OK)
		return e;
	entity_where(rq->a, &submission_entity, &q, "edition", arena_printf(rq->a, "%lld", (long long)edition));
	if ((e = call_load(rq->db, &submission_entity, &q, &rows)) != OK)
		return e;
	for (int i = 0; i < STATUSES; i++)
		d->counts[i].status = (enum status)i;
	for (size_t i = 0; i < rows.n; i++)
		count_one(d, entity_row(&submission_entity, &rows, i));
	return OK;
}

/* ---- days that surprise ---------------------------------------------------------------------------------- */

static void
warn(struct arena *a, struct day_warnings *out, const char *field, const char *text)
{
	PUSH(a, out, ((struct day_warning){ field, text }));
}

void
edition_warnings(struct arena *a, enum lang lang, const struct edition *e, struct day_warnings *out)
{
	/* In the order that the year wants them. */
	const struct { const char *field, *iso; bool public_day; } days[] = { { "opens_on", e->opens_on, false }, { "closes_on", e->closes_on, false },
		{ "decided_on", e->decided_on, false }, { "evening_on", e->evening_on, true }, { "ranking_until", e->ranking_until, false },
		{ "teams_on", e->teams_on, false }, { "visits_on", e->visits_on, true }, { "report_on", e->report_on, true },
		{ "oral_first_on", e->oral_first_on, true }, { "oral_second_on", e->oral_second_on, true }, { "ends_on", e->ends_on, false } };
	const char *before = NULL, *before_field = NULL;
	*out = (struct day_warnings){ 0 };
	for (size_t i = 0; i < LEN(days); i++) {
		struct date d;
		if (days[i].iso == NULL || !date_parse(days[i].iso, &d))
			continue;
		const char *label = tr(lang, entity_field(&edition_entity, days[i].field)->label), *holiday = holiday_name(d);
		bool sunday = date_weekday(d) == 7 && !days[i].public_day;
		if (text_eq(holiday, holiday_summer) && strcmp(days[i].field, "decided_on") == 0) /* the selection is made in summer */
			holiday = NULL;
		if (holiday != NULL && !sunday)
			warn(a, out, days[i].field, mail_text(a, lang_tag(lang), N_("%s : le %s, c’est %s."), label, date_long(a, d, lang_tag(lang)), tr(lang, holiday)));
		else if (days[i].public_day && date_weekday(d) == 6)
			warn(a, out, days[i].field, mail_text(a, lang_tag(lang), N_("%s : le %s est un samedi."), label, date_long(a, d, lang_tag(lang))));
		if (before != NULL && strcmp(days[i].iso, before) < 0)
			warn(a, out, days[i].field, mail_text(a, lang_tag(lang), N_("%s : le %s précède « %s »."), label, date_long(a, d, lang_tag(lang)),
			    tr(lang, entity_field(&edition_entity, before_field)->label)));
		before = days[i].iso;
		before_field = days[i].field;
	}
}

/* ---- editions -------------------------------------------------------------------------------------------- */

static enum err
show_editions(struct request *rq, struct answer *an)
{
	struct editions all;
	enum err e = edition_list(rq->db, &all);
	if (e != OK)
		return e;
	int next = all.n > 0 ? (int)all.items[0].year + 1 : year_of(rq->today, rq->programme->bounds) + 1;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Éditions de l’appel")), "commissions");
	page_editions(p, rq, &all, arena_printf(rq->a, "%d-%02d", next, (next + 1) % 100), &an->problems);
	layout_end(rq, an);
	return OK;
}

enum err
editions_page(struct request *rq, struct answer *an)
{
	return show_editions(rq, an);
}

enum err
edition_new(struct request *rq, struct answer *an)
{
	struct edition edition;
	int year;
	if (!year_parse(param_text(rq, "year") == NULL ? "" : param_text(rq, "year"), &year)) {
		problem_add(rq->a, &an->problems, "year", N_("Écrivez une année académique, comme 2026-27."), NULL);
		an->status = 422;
		return show_editions(rq, an);
	}
	enum err e = edition_create(rq->db, year, &edition);
	if (e == E_CONFLICT) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, "year", N_("Cette année a déjà son édition."), NULL);
		an->status = 422;
		return show_editions(rq, an);
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Édition %s créée, avec des dates à vérifier."), edition.label, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld", (long long)edition.id));
}

static enum err
show_edition(struct request *rq, struct answer *an, const struct edition *edition, const struct draft *d)
{
	struct entity_view v = desk_view(rq);
	struct phone_questions questions;
	struct day_warnings warnings;
	enum err e = phone_questions_of(rq->db, edition->id, &questions);
	if (e != OK)
		return e;
	edition_warnings(rq->a, rq->lang, d->row, &warnings);
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Édition")), edition->label);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, edition, "settings", title);
	page_edition_warnings(p, &warnings);
	form_problems(p, &an->problems);
	form_open(rq, p, url_path(rq->a, "/editions/%lld", (long long)edition->id), false);
	if ((e = entity_form(p, &v, &edition_entity, d, NULL)) != OK)
		return e;
	page_edition_foot(p, rq, edition, &questions);
	layout_end(rq, an);
	return OK;
}

enum err
edition_page(struct request *rq, struct answer *an)
{
	struct edition edition;
	enum err e = edition_get(rq->db, param_int(rq, "id"), &edition);
	if (e != OK)
		return e;
	struct draft d = entity_draft(rq->a, &edition_entity, &edition);
	return show_edition(rq, an, &edition, &d);
}

/* What the declaration of the fields does not say. */
static void
edition_rules(struct request *rq, const struct edition *e, struct problems *pb)
{
	static const struct { const char *from, *until; } pairs[] = { { "evening_from", "evening_until" }, { "visits_from", "visits_until" } };
	const char *const values[][2] = { { e->evening_from, e->evening_until }, { e->visits_from, e->visits_until } };
	if (e->opens_on != NULL && e->closes_on != NULL && strcmp(e->closes_on, e->opens_on) < 0)
		problem_add(rq->a, pb, "closes_on", N_("La clôture précède l’ouverture."), NULL);
	for (size_t i = 0; i < LEN(pairs); i++) {
		int from, until;
		if (clock_parse(values[i][0], &from) && clock_parse(values[i][1], &until) && until <= from)
			problem_add(rq->a, pb, pairs[i].until, N_("La fin précède le début."), NULL);
	}
}

static void
clocks_normal(struct arena *a, struct edition *e)
{
	const char **const clocks[] = { &e->closes_time, &e->evening_from, &e->evening_until, &e->visits_from, &e->visits_until };
	for (size_t i = 0; i < LEN(clocks); i++) {
		int minute;
		if (clock_parse(*clocks[i], &minute))
			*clocks[i] = clock_text(a, minute);
	}
}

enum err
edition_save(struct request *rq, struct answer *an)
{
	struct entity_view v = desk_view(rq);
	struct entity_source form = request_form(rq);
	struct edition edition;
	const void *other;
	enum err e = edition_get(rq->db, param_int(rq, "id"), &edition);
	if (e != OK)
		return e;
	struct draft d = entity_draft(rq->a, &edition_entity, &edition);
	an->problems.n = 0;
	if ((e = entity_parse(&v, &edition_entity, &form, NULL, &d)) != OK)
		return e;
	clocks_normal(rq->a, d.row);
	edition_rules(rq, d.row, &d.problems);
	if (d.problems.n > 0) {
		an->problems = d.problems;
		an->status = 422;
		return show_edition(rq, an, &edition, &d);
	}
	e = entity_update(&v, &edition_entity, d.row, &other);
	if (e == E_CONFLICT && other != NULL)
		return answer_conflict(rq, an, "edition", edition.id, ((const struct edition *)other)->rev, url_path(rq->a, "/editions/%lld", (long long)edition.id));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Édition enregistrée."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld", (long long)edition.id));
}

enum err
edition_copy_next(struct request *rq, struct answer *an)
{
	struct edition from, copy;
	enum err e = edition_get(rq->db, param_int(rq, "id"), &from);
	if (e == OK)
		e = edition_copy(rq->db, &from, &copy);
	if (e == E_CONFLICT) {
		fail_clear(rq->a);
		answer_notice(rq, an, N_("L’année suivante a déjà son édition."), NULL, NULL);
		return answer_redirect(rq, an, url_path(rq->a, "/editions"));
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Édition %s créée : les jours gardent leur place dans la semaine. Vérifiez-les."), copy.label, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld", (long long)copy.id));
}

enum err
edition_questions_save(struct request *rq, struct answer *an)
{
	struct edition edition;
	enum err e = edition_get(rq->db, param_int(rq, "id"), &edition);
	if (e == OK)
		e = phone_questions_set(rq->db, edition.id, param_text(rq, "questions"));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Questions enregistrées."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld", (long long)edition.id));
}

enum { LATE_DAYS = 14 };

enum err
edition_late(struct request *rq, struct answer *an)
{
	struct edition edition;
	const char *email = param_text(rq, "email"), *reason = param_text(rq, "reason"), *token;
	enum err e = edition_get(rq->db, param_int(rq, "id"), &edition);
	if (e != OK)
		return e;
	if (!email_valid(email))
		problem_add(rq->a, &an->problems, "email", N_("Écrivez une adresse complète, comme prenom.nom@institution.be."), NULL);
	if (text_blank(reason))
		problem_add(rq->a, &an->problems, "reason", N_("Un lien tardif a un motif : il reste visible sur la commande."), NULL);
	if (an->problems.n > 0) {
		struct draft d = entity_draft(rq->a, &edition_entity, &edition);
		an->status = 422;
		return show_edition(rq, an, &edition, &d);
	}
	struct access_link l = { .purpose = LINK_LATE, .edition = edition.id, .submission = NONE, .email = email, .reason = reason, .created_by = rq->user->person,
		.expires_at = arena_strdup(rq->a, isotime_of(call_now() + INT64_C(86400) * LATE_DAYS).s) };
	e = access_link_new(rq->db, &l, &token);
	if (e == OK)
		e = letter_send(rq->db, LETTER_LATE, &(struct letter_args){ .base_url = rq->app->base_url, .edition = &edition, .token = token, .email = email });
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Un lien personnel est parti à %s ; il vaut quatorze jours."), email, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld", (long long)edition.id));
}

/* ---- lists ----------------------------------------------------------------------------------------------- */

static enum err
show_terms(struct request *rq, struct answer *an)
{
	struct call_terms all;
	enum err e = call_terms(rq->db, NULL, &all);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", tr(rq->lang, N_("Listes de l’appel"))), "commissions");
	page_terms(p, rq, &all, &an->problems);
	layout_end(rq, an);
	return OK;
}

enum err
terms_page(struct request *rq, struct answer *an)
{
	return show_terms(rq, an);
}

static enum err
rename_term(struct request *rq, int64_t id, const char *name)
{
	struct entity_view v = desk_view(rq);
	struct entity_rows rows;
	const void *other;
	enum err e = entity_get(&v, &call_term_entity, id, &rows);
	if (e != OK)
		return e;
	struct call_term t = *(const struct call_term *)rows.rows;
	t.name = name;
	t.folded = text_words(rq->a, name);
	return entity_update(&v, &call_term_entity, &t, &other);
}

enum err
term_save(struct request *rq, struct answer *an)
{
	struct entity_view v = desk_view(rq);
	const char *what = param_text(rq, "what"), *name = text_trim(rq->a, param_text(rq, "name") == NULL ? "" : param_text(rq, "name")), *list = param_text(rq, "list");
	int64_t id = param_int(rq, "id"), found;
	enum err e = OK;
	if (text_eq(what, "restore"))
		e = entity_restore(&v, &call_term_entity, id);
	else if (text_eq(what, "remove"))
		e = entity_delete(&v, &call_term_entity, id, NONE);
	else if (*text_words(rq->a, name) == '\0' || text_length(name) > 120)
		problem_add(rq->a, &an->problems, NULL, N_("Écrivez un intitulé, de 120 caractères au plus."), NULL);
	else if (text_eq(what, "rename"))
		e = rename_term(rq, id, name);
	else if (entity_field(&call_term_entity, "list") != NULL && (text_eq(list, "sector") || text_eq(list, "area") || text_eq(list, "context") || text_eq(list, "kind")))
		e = call_term_find(rq->db, list, name, true, &found);
	else
		return E_NOTFOUND;
	if (e == E_CONFLICT) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, NULL, N_("Cet intitulé est déjà dans la liste."), NULL);
		e = OK;
	}
	if (e != OK)
		return e;
	if (an->problems.n > 0) {
		an->status = 422;
		return show_terms(rq, an);
	}
	if (text_eq(what, "remove"))
		answer_notice(rq, an, N_("Retiré de la liste ; les commandes qui l’ont le gardent."), NULL, NULL);
	else
		answer_notice(rq, an, N_("Liste enregistrée."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/editions/lists"));
}

/* ---- radar, and what is kept for another year ------------------------------------------------------------- */

enum err
radar_page(struct request *rq, struct answer *an)
{
	struct edition edition;
	struct radar radar;
	enum err e = edition_get(rq->db, param_int(rq, "id"), &edition);
	if (e == OK)
		e = radar_load(rq->db, &edition, &radar);
	if (e != OK)
		return e;
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Variété de l’appel")), edition.label);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &edition, "radar", title);
	page_radar(p, rq, &edition, &radar);
	layout_end(rq, an);
	return OK;
}

enum err
frozen_page(struct request *rq, struct answer *an)
{
	struct edition edition;
	struct frozens frozen;
	enum err e = edition_get(rq->db, param_int(rq, "id"), &edition);
	if (e == OK)
		e = frozen_before(rq->db, edition.year, &frozen);
	if (e != OK)
		return e;
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Au frigo, pour")), edition.label);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &edition, "frozen", title);
	page_frozen(p, rq, &edition, &frozen);
	layout_end(rq, an);
	return OK;
}

enum err
commission_carry(struct request *rq, struct answer *an)
{
	struct edition edition;
	struct submission from, copy;
	enum err e = edition_get(rq->db, param_int(rq, "id"), &edition);
	if (e == OK)
		e = submission_get(rq->db, param_int(rq, "commission"), &from);
	if (e == OK && (submission_status(&from) != ST_FROZEN || from.edition == edition.id))
		return E_NOTFOUND;
	if (e == OK)
		e = submission_carry(rq->db, &from, &edition, &copy);
	if (e == E_CONFLICT) {
		fail_clear(rq->a);
		answer_notice(rq, an, N_("Cette commande est déjà reprise."), NULL, NULL);
		return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/frozen", (long long)edition.id));
	}
	if (e == OK)
		e = letter_send(rq->db, LETTER_RECONFIRM, &(struct letter_args){ .base_url = rq->app->base_url, .edition = &edition, .submission = &copy });
	if (e != OK)
		return e;
	answer_notice(rq, an, copy.email == NULL ? N_("Commande reprise. Sans adresse de courriel : confirmez les faits par téléphone.")
	    : N_("Commande reprise : un courriel demande de confirmer les faits et les dates."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/commissions/%lld", (long long)copy.id));
}
