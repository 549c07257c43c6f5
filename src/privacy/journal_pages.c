/* journal_pages.c: the journal, for those who answer for the programme: filtered by person, thing and day. */
#include "privacy/privacy_pages.h"
#include "entity/entity.h"
#include "mandate/mandate.h"
#include "pages.h"
#include "people/people_field.h"
#include "web/typed.h"
#include <string.h>

enum { SHOWN = 100 };

const struct param journal_params[] = { { "person", P_INT, 19 }, { "thing", P_WORD, 40 }, { "day", P_DATE, 40 }, { "before", P_INT, 19 }, { 0 } };

/* $1 person, $2 thing, $3 and $4 from and until, $5 before that row, $6: 1 for everything, 0 for accounts and settings. A name that was
 * folded, by which it is found again, says nothing that the name does not. */
const struct query journal_queries[] = {
	{ "journal_rows",
		"SELECT id, at, who, via, what, field, before, after, person, entity, entity_id FROM history"
		" WHERE (CAST($1 AS BIGINT) IS NULL OR person = $1) AND (CAST($2 AS TEXT) IS NULL OR entity = $2)"
		" AND (CAST($3 AS TEXT) IS NULL OR at >= $3) AND (CAST($4 AS TEXT) IS NULL OR at < $4) AND (CAST($5 AS BIGINT) IS NULL OR id < $5)"
		" AND (field IS NULL OR field NOT IN ('folded', 'employer_folded'))"
		" AND (CAST($6 AS BIGINT) = 1 OR entity IN ('person', 'signin', 'security', 'setting', 'programme', 'history'))"
		" ORDER BY id DESC LIMIT $7" },
	{ 0 },
};

static const struct { const char *key, *words; } entities[] = { { "action", N_("action") }, { "actor", N_("instance ou fonction") }, { "evidence", N_("preuve") },
	{ "history", N_("journal") }, { "import", N_("import") }, { "indicator", N_("indicateur") }, { "person", N_("personne") }, { "programme", N_("programme") },
	{ "revision", N_("version du plan") }, { "security", N_("sécurité") }, { "setting", N_("réglage") }, { "signin", N_("connexion") },
	{ "submission", N_("commande") }, { "team", N_("équipe") }, { "mission_entry", N_("entrée du journal") }, { "data_request", N_("demande à l’institution") },
	{ "interview", N_("entretien") }, { "mission_source", N_("source") }, { "mission_recommendation", N_("recommandation") }, { "follow_entry", N_("note d’accompagnement") },
	{ "meeting", N_("réunion") }, { "meeting_decision", N_("décision") }, { "charter", N_("document") }, { "edition", N_("édition") }, { "report", N_("rapport") },
	{ "peer_round", N_("évaluation entre pairs") },
		{ "institution", N_("institution") }, { "institution_contact", N_("personne de contact") },
		{ "phone_call", N_("appel téléphonique") }, { "student", N_("étudiant") }, { "supervisor", N_("accompagnateur") },
		{ "team_draft", N_("brouillon d’équipes") }, { "mandate", N_("mandat") }, { "juror", N_("membre du jury") }, { "oidc", N_("compte de l’école") },
		{ "scenario", N_("scénario de sélection") }, { "review", N_("cotation") }, { "review_plan", N_("répartition du jury") }, { "town", N_("commune") } },
    acts[] = { { "created", N_("création") }, { "changed", N_("changement") }, { "deleted", N_("suppression") }, { "restored", N_("rétablissement") },
	{ "granted", N_("rôle donné") }, { "revoked", N_("rôle retiré") }, { "adopted", N_("adoption") }, { "superseded", N_("remplacement") },
	{ "merged", N_("fusion") }, { "linked", N_("lien") }, { "unlinked", N_("lien retiré") }, { "validated", N_("validation") },
	{ "validation lost", N_("validation perdue") }, { "disputed", N_("contestation") }, { "resolved", N_("contestation levée") },
	{ "withdrawn", N_("retrait") }, { "waived", N_("dispense") }, { "waiver ended", N_("dispense levée") }, { "commented", N_("commentaire") },
	{ "comment deleted", N_("commentaire supprimé") }, { "comment restored", N_("commentaire rétabli") }, { "signed in", N_("entrée") },
	{ "erased", N_("effacement") }, { "exported", N_("données remises") }, { "erasure asked", N_("effacement demandé") },
	{ "refused signin", N_("entrées refusées, en un jour") }, { "dropped", N_("abandon") },
	{ "convened", N_("convocation") }, { "cancelled", N_("annulation") }, { "approved", N_("approbation") }, { "approval withdrawn", N_("approbation retirée") },
	{ "read", N_("lecture") }, { "annex opened", N_("annexe ouverte") }, { "reminded", N_("rappel") }, { "published", N_("publication") },
	{ "looked", N_("consultation") }, { "parted", N_("séparation") } };

const char *
journal_entity(struct page *p, const char *entity)
{
	for (size_t i = 0; i < LEN(entities); i++)
		if (strcmp(entities[i].key, entity) == 0)
			return _(entities[i].words);
	for (const struct entity *const *e = entity_table; *e != NULL; e++)
		if (strcmp((*e)->name, entity) == 0)
			return _((*e)->one);
	return entity;
}

const char *
journal_act(struct page *p, const char *what)
{
	for (size_t i = 0; i < LEN(acts); i++)
		if (strcmp(acts[i].key, what) == 0)
			return _(acts[i].words);
	return what;
}

/* The words of the forms, and those of what no form sets. */
const char *
journal_field(struct page *p, const char *entity, const char *field)
{
	static const struct { const char *key, *words; } more[] = { { "slot", N_("ligne") }, { "digest.weekday", N_("Jour du résumé") }, { "backup_at", N_("dernière sauvegarde") }, { "backup_place", N_("lieu de la sauvegarde") },
		{ "backup_journal", N_("journal à la dernière sauvegarde") }, { "travel.local", N_("Dans une même commune") }, { "travel.unknown", N_("Trajet inconnu") }, { "copy", N_("copie de la page") }, { "blob", N_("fichier") },
		{ "role", N_("rôle") }, { "status", N_("état") }, { "link", N_("par un lien") }, { "password", N_("par mot de passe") }, { "demo", N_("démonstration") },
		{ "provider", N_("par l’école") }, { "web", N_("depuis les pages") }, { "command", N_("en ligne de commande") }, { "retention", N_("durée de conservation") },
		{ "active", N_("compte actif") }, { "minutes", N_("procès-verbal") }, { "stage", N_("étape") }, { "item", N_("point") }, { "paper", N_("document joint") },
		{ "attendee", N_("personne invitée") }, { "amendment", N_("amendement") }, { "annex", N_("annexe restreinte") }, { "quorum", N_("quorum") }, { "section", N_("section") },
		{ "contributor", N_("avis de l’extérieur") }, { "adherent", N_("adhésion") }, { "version", N_("version") }, { "version withdrawn", N_("version retirée") },
		{ "comment", N_("commentaire") }, { "remark accepted", N_("proposition acceptée") }, { "remark refused", N_("proposition refusée") },
		{ "plan_public", N_("plan publié") }, { "composition", N_("composition") }, { "above", N_("relève de") },
		{ "teams", N_("équipes") }, { "student", N_("étudiant") }, { "supervisor", N_("accompagnateur") },
		{ "filename", N_("fichier") }, { "schedule_evening", N_("horaire de la soirée") },
		{ "schedule_visits", N_("horaire des visites") }, { "schedule_orals", N_("horaire des oraux") },
		{ "go_at", N_("feu vert") }, { "received_at", N_("reçu le") }, { "closed_at", N_("clôturée le") },
		{ "released_at", N_("rendue le") }, { "commitments", N_("engagements") }, { "disposition", N_("suite donnée") },
		{ "reply", N_("réponse") }, { "feedback_minutes", N_("retour du commanditaire, le") },
		{ "sponsor_report", N_("réponse du commanditaire au rapport") },
		{ "sponsor_oral", N_("réponse du commanditaire à l’oral") },
		{ "sponsor_later", N_("réponse du commanditaire, plus tard") }, { "names_open", N_("noms publiés") },
		{ "attendees", N_("personnes sur la liste") }, { "presence", N_("présence") }, { "diffusion", N_("diffusion") }, { "diffusion done", N_("diffusion faite") },
		{ "adopted", N_("adoption") }, { "mail_off", N_("courriels refusés") }, { "calendar", N_("adresse de calendrier") }, { "oidc", N_("compte de l’école") },
		{ "local_off", N_("entrée par l’école seulement") }, { "secret", N_("secret") }, { "group", N_("groupe") }, { "smtp_url", N_("serveur d’envoi") },
		{ "employers", N_("employeurs") }, { "wish", N_("souhait") }, { "letter", N_("lettre") }, { "placement_letter", N_("lettre de placement") },
		{ "attachment", N_("pièce jointe") }, { "oral_reader", N_("second lecteur") }, { "sent_at", N_("envoyé le") }, { "opened_at", N_("ouverte le") },
		{ "ended_at", N_("terminée le") }, { "closed_reason", N_("motif de clôture") }, { "team_rule", N_("règle d’équipe") }, { "year_line", N_("ligne du plan") },
		{ "rule", N_("règle") }, { "weights", N_("poids") }, { "pin", N_("choix imposé") }, { "plan", N_("répartition") }, { "draft", N_("brouillon") },
		{ "scores", N_("cotes") }, { "conflict", N_("conflit d’intérêts") }, { "conflict lifted", N_("conflit d’intérêts levé") }, { "tasks", N_("lectures réparties") },
		{ "evidence", N_("preuve") }, { "step", N_("pas") }, { "problem", N_("formulation du problème") }, { "disposition_reason", N_("raison de la suite donnée") },
		{ "reply_why", N_("raison de la réponse") }, { "team", N_("équipe") }, { "person", N_("personne") }, { "report_open", N_("rapport publié") }, { "sponsor_report_open", N_("publication, selon le commanditaire") } };
	for (size_t i = 0; i < LEN(more); i++)
		if (strcmp(more[i].key, field) == 0)
			return _(more[i].words);
	const char *label = entity_label(entity, field), *words = label == field ? field_name(field) : label;
	return words == NULL || *words == '\0' ? field : _(words);
}

size_t
journal_entities(struct page *p, const struct choice_of **out)
{
	struct choice_of *list = ARENA_ARRAY(p->a, struct choice_of, LEN(entities) + 1);
	list[0] = (struct choice_of){ "", _("Tous") };
	for (size_t i = 0; i < LEN(entities); i++)
		list[i + 1] = (struct choice_of){ entities[i].key, _(entities[i].words) };
	*out = list;
	return LEN(entities) + 1;
}

struct url
journal_older(struct request *rq, const struct journal_view *v)
{
	struct arena *a = rq->a;
	const char *const pairs[][2] = { { "person", v->person == NONE ? NULL : arena_printf(a, "%lld", (long long)v->person) }, { "thing", v->entity },
		{ "day", v->day }, { "before", arena_printf(a, "%lld", (long long)v->older) } };
	return url_query(a, pairs, LEN(pairs));
}

/* The day in Brussels, as the two times that bound it. */
static void
bounds_of_day(struct date d, struct isotime *from, struct isotime *until)
{
	int64_t day = date_days(d) * INT64_C(86400);
	*from = isotime_of(day - brussels_offset(day - 3600) * INT64_C(60));
	*until = isotime_of(day + 86400 - brussels_offset(day + 86400 - 3600) * INT64_C(60));
}

static enum err
load(struct request *rq, struct journal_view *v)
{
	struct isotime from = { "" }, until = { "" };
	struct date day;
	struct rows *r;
	bool dated = param_date(rq, "day", &day);
	int64_t before = param_int(rq, "before");
	v->person = param_int(rq, "person");
	v->entity = text_blank(param_text(rq, "thing")) ? NULL : param_text(rq, "thing");
	v->older = NONE;
	if (dated) {
		v->day = arena_strdup(rq->a, date_iso(day).s);
		bounds_of_day(day, &from, &until);
	}
	enum err e = db_query(rq->db, &journal_queries[0], ARGS(V(v->person), V(v->entity), V(dated ? (const char *)from.s : NULL),
	    V(dated ? (const char *)until.s : NULL), V(before), V(user_has(rq->user, ROLE_COORDINATION) ? 1 : 0), V(SHOWN + 1)), &r);
	while (e == OK && rows_next(r)) {
		struct history_row row = { col_int(r, 0), col_text(r, 1), col_text(r, 2), col_text(r, 3), col_text(r, 4), col_text(r, 5), col_text(r, 6),
			col_text(r, 7), col_int(r, 8), col_text(r, 9), col_int(r, 10) };
		if (v->rows.n == SHOWN)
			v->older = v->rows.items[SHOWN - 1].id;
		else
			PUSH(rq->a, &v->rows, row);
	}
	return e == OK ? rows_end(r) : e;
}

enum err
journal_page(struct request *rq, struct answer *an)
{
	struct journal_view v = { .person = NONE };
	struct persons persons;
	enum err e = load(rq, &v);
	if (e == OK)
		e = person_list(rq->db, &persons);
	if (e == OK)
		e = mandate_chart(rq->db, &v.places, &v.nplaces);
	if (e != OK)
		return e;
	v.persons = &persons;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Journal")), "journal");
	page_journal(p, rq, &v);
	layout_end(rq, an);
	return OK;
}
