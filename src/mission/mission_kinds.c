/* Who writes what in the year of a team, and who reads it. */
#include "mission/mission_request_pages.h"
#include "pages.h"
#include <string.h>

#define PARAM_LONG(n) { n, P_TEXT, 80000 }
const struct param entry_params[] = { { "rev", P_INT, 20 }, { "entry_on", P_DATE, 40 }, PARAM_LONG("text"), { 0 } };
const struct param request_new_params[] = { { "what", P_LINE, 1000 }, PARAM_LONG("detail"), { "due_on", P_DATE, 40 }, { 0 } };
const struct param request_params[] = { { "rev", P_INT, 20 }, { "what", P_LINE, 1000 }, PARAM_LONG("detail"), { "due_on", P_DATE, 40 }, { "outcome", P_WORD, 20 },
	{ "received_on", P_DATE, 40 }, PARAM_LONG("answer"), { 0 } };
const struct param interview_params[] = { { "rev", P_INT, 20 }, { "met_on", P_DATE, 40 }, { "alias", P_LINE, 600 }, { "name", P_LINE, 800 }, { "function", P_LINE, 800 },
	{ "consent", P_WORD, 20 }, { "consent_on", P_DATE, 40 }, PARAM_LONG("notes"), { "anonymised", P_BOOL, 5 }, { 0 } };
const struct param source_params[] = { { "rev", P_INT, 20 }, { "kind", P_WORD, 20 }, { "authors", P_LINE, 1500 }, { "title", P_LINE, 2000 }, { "published", P_LINE, 1000 },
	{ "link", P_LINE, 1000 }, PARAM_LONG("note"), { 0 } };
const struct param recommendation_params[] = { { "rev", P_INT, 20 }, { "position", P_INT, 20 }, { "title", P_LINE, 1500 }, { "addressed", P_LINE, 1000 }, PARAM_LONG("text"),
	PARAM_LONG("resources"), PARAM_LONG("limits"), { 0 } };
const struct param follow_params[] = { { "rev", P_INT, 20 }, { "met_on", P_DATE, 40 }, { "kind", P_WORD, 20 }, { "minutes", P_INT, 20 }, { "audience", P_WORD, 20 },
	PARAM_LONG("decisions"), { "next_step", P_LINE, 1500 }, { "next_on", P_DATE, 40 }, { "alert", P_BOOL, 5 }, { 0 } };

/* ---- rules across fields ------------------------------------------------------------------------------------------ */

static const char *
today_text(const struct things_view *v, struct arena *a)
{
	return arena_strdup(a, date_iso(v->today).s);
}

static void
not_tomorrow(struct request *rq, const char *field, const char *day, struct problems *pb)
{
	if (day != NULL && strcmp(day, date_iso(rq->today).s) > 0)
		problem_add(rq->a, pb, field, N_("Ce jour n’est pas encore venu : notez ce qui s’est passé, au jour où cela s’est passé."), NULL);
}

static void
begin_entry(const struct things_view *v, void *row, struct arena *a)
{
	((struct mission_entry *)row)->entry_on = today_text(v, a);
}

static void
check_entry(struct request *rq, const struct mission *m, void *row, struct problems *pb)
{
	(void)m;
	not_tomorrow(rq, "entry_on", ((struct mission_entry *)row)->entry_on, pb);
}

static void
begin_request(const struct things_view *v, void *row, struct arena *a)
{
	(void)v;
	(void)a;
	((struct data_request *)row)->outcome = "open";
}

static void
check_request(struct request *rq, const struct mission *m, void *row, struct problems *pb)
{
	struct data_request *x = row;
	(void)m;
	if (x->id == NONE && x->due_on != NULL && strcmp(x->due_on, date_iso(rq->today).s) < 0)
		problem_add(rq->a, pb, "due_on", N_("Ce jour est déjà passé : l’institution a besoin de temps pour répondre."), NULL);
	if ((text_eq(x->outcome, "received") || text_eq(x->outcome, "partial")) && x->received_on == NULL)
		x->received_on = arena_strdup(rq->a, date_iso(rq->today).s);
	not_tomorrow(rq, "received_on", x->received_on, pb);
}

static void
begin_interview(const struct things_view *v, void *row, struct arena *a)
{
	struct interview *x = row;
	x->met_on = today_text(v, a);
	x->consent = "none";
}

static void
check_interview(struct request *rq, const struct mission *m, void *row, struct problems *pb)
{
	struct interview *x = row;
	(void)m;
	if (text_eq(x->consent, "none") && !text_blank(x->notes))
		problem_add(rq->a, pb, "consent", N_("Notez d’abord l’accord de la personne, puis ce qu’elle a dit."), NULL);
	if (!text_eq(x->consent, "none") && x->consent_on == NULL)
		x->consent_on = x->met_on;
	not_tomorrow(rq, "consent_on", x->consent_on, pb);
}

/* The coordination knows that an interview took place, and with which agreement: neither with whom nor what was said. */
static void
hide_interview(const struct mission *m, void *row)
{
	struct interview *x = row;
	if ((m->seat & (SEAT_STUDENT | SEAT_SUPERVISOR)) == 0)
		x->name = x->notes = x->consent_sha = x->consent_name = NULL;
}

static void
begin_recommendation(const struct things_view *v, void *row, struct arena *a)
{
	int64_t last = 0;
	(void)a;
	for (size_t i = 0; i < v->rows.n; i++) {
		const struct mission_recommendation *x = entity_row(&mission_recommendation_entity, &v->rows, i);
		last = x->position > last ? x->position : last;
	}
	((struct mission_recommendation *)row)->position = last < 99 ? last + 1 : 99;
}

static void
begin_follow(const struct things_view *v, void *row, struct arena *a)
{
	struct follow_entry *x = row;
	x->met_on = today_text(v, a);
	x->kind = "meeting", x->audience = "team";
}

static void
check_follow(struct request *rq, const struct mission *m, void *row, struct problems *pb)
{
	struct follow_entry *x = row;
	(void)m;
	not_tomorrow(rq, "met_on", x->met_on, pb);
	if (x->next_on != NULL && x->next_step == NULL)
		problem_add(rq->a, pb, "next_step", N_("Quelle est la prochaine étape prévue ce jour-là ?"), NULL);
}

static bool
follow_shown(const struct mission *m, const void *row)
{
	return (m->seat & (SEAT_SUPERVISOR | SEAT_STAFF)) != 0 || text_eq(((const struct follow_entry *)row)->audience, "team");
}

/* ---- the table ------------------------------------------------------------------------------------------------------ */

#define NAMES(...) ((const char *const[]){ __VA_ARGS__, NULL })
enum { OWN_DAYS = 14 };

const struct mission_kind mission_kinds[] = {
	{ .tab = "journal", .entity = &mission_entry_entity, .create = NAMES("entry_on", "text"), .change = NAMES("entry_on", "text"), .sort = "-entry_on",
	  .writers = SEAT_STUDENT, .own = true, .days = OWN_DAYS, .one = N_("Une entrée du journal"), .add = N_("Écrire dans le journal"), .added = N_("Noté au journal de l’équipe."), .saved = N_("Entrée du journal corrigée."),
	  .removed = N_("Entrée du journal retirée."), .restored = N_("Entrée du journal rétablie."), .begin = begin_entry, .check = check_entry, .body = page_journal_body },
	{ .tab = "requests", .entity = &data_request_entity, .create = NAMES("what", "detail", "due_on"),
	  .change = NAMES("what", "detail", "due_on", "outcome", "received_on", "answer"), .sort = "due_on", .writers = SEAT_STUDENT, .one = N_("Une demande à l’institution"), .add = N_("Préparer une demande"),
	  .added = N_("Demande préparée : ouvrez-la pour l’envoyer à l’institution."), .saved = N_("Demande enregistrée."), .removed = N_("Demande retirée."), .restored = N_("Demande rétablie."),
	  .begin = begin_request, .check = check_request, .load = requests_load, .body = page_requests_body, .above = page_request_above, .beside = page_request_beside },
	{ .tab = "interviews", .entity = &interview_entity, .create = NAMES("met_on", "alias", "name", "function", "consent", "consent_on", "notes", "anonymised"),
	  .change = NAMES("met_on", "alias", "name", "function", "consent", "consent_on", "notes", "anonymised"), .sort = "-met_on", .writers = SEAT_STUDENT,
	  .one = N_("Un entretien"), .add = N_("Noter un entretien"), .added = N_("Entretien noté."), .saved = N_("Entretien enregistré."), .removed = N_("Entretien retiré."), .restored = N_("Entretien rétabli."),
	  .begin = begin_interview, .check = check_interview, .hide = hide_interview, .body = page_interviews_body, .beside = page_interview_beside },
	{ .tab = "sources", .entity = &mission_source_entity, .create = NAMES("kind", "authors", "title", "published", "link", "note"),
	  .change = NAMES("kind", "authors", "title", "published", "link", "note"), .sort = "title", .writers = SEAT_STUDENT, .one = N_("Une source"), .add = N_("Ajouter une source"),
	  .added = N_("Source ajoutée."), .saved = N_("Source enregistrée."), .removed = N_("Source retirée."), .restored = N_("Source rétablie."), .body = page_sources_body },
	{ .tab = "recommendations", .entity = &mission_recommendation_entity, .create = NAMES("position", "title", "addressed", "text", "resources", "limits"),
	  .change = NAMES("position", "title", "addressed", "text", "resources", "limits"), .sort = "position", .writers = SEAT_STUDENT, .one = N_("Une recommandation"), .add = N_("Ajouter une recommandation"),
	  .added = N_("Recommandation ajoutée."), .saved = N_("Recommandation enregistrée."), .removed = N_("Recommandation retirée."), .restored = N_("Recommandation rétablie."),
	  .begin = begin_recommendation, .body = page_recommendations_body },
	{ .tab = "log", .entity = &follow_entry_entity, .create = NAMES("met_on", "kind", "minutes", "decisions", "next_step", "next_on", "alert", "audience"),
	  .change = NAMES("met_on", "kind", "minutes", "decisions", "next_step", "next_on", "alert", "audience"), .sort = "-met_on", .writers = SEAT_SUPERVISOR | SEAT_STAFF, .own = true,
	  .one = N_("Un suivi"), .add = N_("Noter un suivi"), .added = N_("Suivi noté."), .saved = N_("Suivi enregistré."), .removed = N_("Suivi retiré."), .restored = N_("Suivi rétabli."),
	  .begin = begin_follow, .check = check_follow, .shown = follow_shown, .body = page_follow_body },
	{ 0 },
};
