/* What the call declares once. Only the coordination reads and writes by role; a sponsor comes by a link, and the program
 * then looks with call_view(). */
#include "call/call.h"
#include "people/people.h"
#include <string.h>

#define STAFF ROLE_COORDINATION

static const struct choice lists[] = { { 0, "sector", N_("Secteur") }, { 0, "area", N_("Thème") }, { 0, "context", N_("Type d’institution") },
	{ 0, "kind", N_("Type de commande") }, { 0 } };
static const struct field term_fields[] = {
	FIELD(struct call_term, id,         ID,   N_("N°")),
	FIELD(struct call_term, list,       WORD, N_("Liste"), .flags = F_REQUIRED | F_LIST, .choices = lists),
	FIELD(struct call_term, name,       TEXT, N_("Intitulé"), .flags = F_REQUIRED | F_LIST | F_SEARCH, .max = 120),
	FIELD(struct call_term, folded,     TEXT, N_("Clé"), .flags = F_REQUIRED | F_FIXED | F_HIDDEN),
	FIELD(struct call_term, position,   INT,  N_("Ordre"), .flags = F_REQUIRED, .max = 9999),
	FIELD(struct call_term, rev,        REV,  NULL),
	FIELD(struct call_term, deleted_at, GONE, NULL),
};
const struct entity call_term_entity = { .name = "call_term", .table = "call_term", .one = N_("terme"), .many = N_("termes"), .title = "name",
	.size = sizeof(struct call_term), .fields = term_fields, .nfields = LEN(term_fields),
	.read = STAFF, .create = STAFF, .update = STAFF, .erase = STAFF };

/* ---- editions -------------------------------------------------------------------------------------------- */

static const char *
clock_problem(const char *s)
{
	int minute;
	return clock_parse(s, &minute) ? NULL : N_("%s : écrivez une heure, comme 16:00.");
}

static const struct choice edition_states[] = { { 0, "preparing", N_("En préparation") }, { 0, "published", N_("Publique") },
	{ 0, "archived", N_("Archivée") }, { 0 } };
static const struct field edition_fields[] = {
	FIELD(struct edition, id,             ID,    N_("N°")),
	FIELD(struct edition, label,          TEXT,  N_("Année"), .flags = F_REQUIRED | F_FIXED | F_LIST, .max = 10),
	FIELD(struct edition, year,           INT,   N_("Année de début"), .flags = F_REQUIRED | F_FIXED),
	FIELD(struct edition, state,          WORD,  N_("Visibilité"), .flags = F_REQUIRED | F_LIST, .choices = edition_states,
	    .help = N_("Publique : la page de l’appel est visible, et le formulaire s’ouvre aux dates dites.")),
	FIELD(struct edition, choose,         INT,   N_("Nombre de commandes à retenir"), .flags = F_REQUIRED, .min = 1, .max = 200),
	FIELD(struct edition, opens_on,       DATE,  N_("Ouverture de l’appel"), .flags = F_REQUIRED | F_LIST),
	FIELD(struct edition, closes_on,      DATE,  N_("Clôture de l’appel"), .flags = F_REQUIRED | F_LIST),
	FIELD(struct edition, closes_time,    TEXT,  N_("Heure de clôture (Bruxelles)"), .flags = F_REQUIRED, .max = 5, .check = clock_problem),
	FIELD(struct edition, grace_minutes,  INT,   N_("Tolérance pour les formulaires déjà ouverts (minutes)"), .flags = F_REQUIRED, .max = 1440),
	FIELD(struct edition, decided_on,     DATE,  N_("Décision de sélection annoncée")),
	FIELD(struct edition, evening_on,     DATE,  N_("Soirée de présentation aux étudiants")),
	FIELD(struct edition, evening_from,   TEXT,  N_("Soirée : début"), .max = 5, .check = clock_problem),
	FIELD(struct edition, evening_until,  TEXT,  N_("Soirée : fin"), .max = 5, .check = clock_problem),
	FIELD(struct edition, evening_place,  TEXT,  N_("Soirée : lieu"), .max = 200),
	FIELD(struct edition, ranking_until,  DATE,  N_("Fin des classements des étudiants")),
	FIELD(struct edition, teams_on,       DATE,  N_("Équipes annoncées")),
	FIELD(struct edition, visits_on,      DATE,  N_("Visites des institutions")),
	FIELD(struct edition, visits_from,    TEXT,  N_("Visites : début"), .max = 5, .check = clock_problem),
	FIELD(struct edition, visits_until,   TEXT,  N_("Visites : fin"), .max = 5, .check = clock_problem),
	FIELD(struct edition, report_on,      DATE,  N_("Rapport de mission envoyé")),
	FIELD(struct edition, oral_first_on,  DATE,  N_("Présentations orales : premier jour")),
	FIELD(struct edition, oral_second_on, DATE,  N_("Présentations orales : second jour")),
	FIELD(struct edition, ends_on,        DATE,  N_("Fin de la mission")),
	FIELD(struct edition, intro,          LONG,  N_("Présentation de l’appel"), .max = 8000),
	FIELD(struct edition, expectations,   LONG,  N_("Ce qui est attendu"), .max = 8000),
	FIELD(struct edition, contact_email,  EMAIL, N_("Adresse de contact")),
	FIELD(struct edition, contact_phone,  TEXT,  N_("Téléphone de contact"), .max = 40),
	FIELD(struct edition, copied_from,    REF,   N_("Copiée de"), .flags = F_FIXED, .ref = &edition_entity),
	FIELD(struct edition, created_at,     TEXT,  N_("Créée le"), .flags = F_REQUIRED | F_FIXED),
	FIELD(struct edition, rev,            REV,   NULL),
	FIELD(struct edition, deleted_at,     GONE,  NULL),
};
const struct entity edition_entity = { .name = "edition", .table = "edition", .one = N_("édition"), .many = N_("éditions"), .title = "label",
	.size = sizeof(struct edition), .fields = edition_fields, .nfields = LEN(edition_fields),
	.read = STAFF, .create = STAFF, .update = STAFF, .erase = STAFF };

/* ---- institutions ---------------------------------------------------------------------------------------- */

static const struct field institution_fields[] = {
	FIELD(struct institution, id,          ID,   N_("N°")),
	FIELD(struct institution, name,        TEXT, N_("Institution"), .flags = F_REQUIRED | F_LIST | F_SEARCH, .max = 200, .key = "sort_key"),
	FIELD(struct institution, number,      TEXT, N_("Numéro d’entreprise"), .flags = F_SEARCH, .max = 20, .help = N_("Dix chiffres, comme 0123.456.749.")),
	FIELD(struct institution, domain,      TEXT, N_("Domaine de courriel"), .flags = F_SEARCH, .max = 253, .help = N_("Comme institution.be.")),
	FIELD(struct institution, context,     REF,  N_("Type d’institution"), .flags = F_LIST, .ref = &call_term_entity),
	FIELD(struct institution, sector,      REF,  N_("Secteur"), .flags = F_LIST, .ref = &call_term_entity),
	FIELD(struct institution, town,        TEXT, N_("Commune"), .flags = F_LIST | F_SEARCH, .max = 80),
	FIELD(struct institution, website,     TEXT, N_("Site web"), .max = 300),
	FIELD(struct institution, note,        LONG, N_("Note interne"), .max = 5000),
	FIELD(struct institution, folded,      TEXT, N_("Clé"), .flags = F_REQUIRED | F_FIXED | F_HIDDEN),
	FIELD(struct institution, merged_into, REF,  N_("Réunie à"), .flags = F_FIXED, .ref = &institution_entity),
	FIELD(struct institution, created_at,  TEXT, N_("Créée le"), .flags = F_REQUIRED | F_FIXED),
	FIELD(struct institution, rev,         REV,  NULL),
	FIELD(struct institution, deleted_at,  GONE, NULL),
};
const struct entity institution_entity = { .name = "institution", .table = "institution", .one = N_("institution"), .many = N_("institutions"),
	.title = "name", .size = sizeof(struct institution), .fields = institution_fields, .nfields = LEN(institution_fields),
	.read = STAFF, .create = STAFF, .update = STAFF, .erase = STAFF };

static const struct field contact_fields[] = {
	FIELD(struct institution_contact, id,          ID,    N_("N°")),
	FIELD(struct institution_contact, institution, REF,   N_("Institution"), .flags = F_REQUIRED | F_FIXED, .ref = &institution_entity),
	FIELD(struct institution_contact, name,        TEXT,  N_("Nom"), .flags = F_REQUIRED | F_LIST | F_SEARCH, .max = 120, .key = "sort_key"),
	FIELD(struct institution_contact, function,    TEXT,  N_("Fonction"), .flags = F_LIST, .max = 120),
	FIELD(struct institution_contact, email,       EMAIL, N_("Courriel"), .flags = F_LIST | F_SEARCH, .key = "email_key"),
	FIELD(struct institution_contact, phone,       TEXT,  N_("Téléphone"), .flags = F_LIST, .max = 40),
	FIELD(struct institution_contact, since_on,    DATE,  N_("Connue depuis"), .flags = F_REQUIRED | F_FIXED),
	FIELD(struct institution_contact, rev,         REV,   NULL),
	FIELD(struct institution_contact, deleted_at,  GONE,  NULL),
};
const struct entity institution_contact_entity = { .name = "institution_contact", .table = "institution_contact", .one = N_("personne de contact"),
	.many = N_("personnes de contact"), .title = "name", .size = sizeof(struct institution_contact), .fields = contact_fields,
	.nfields = LEN(contact_fields), .read = STAFF, .create = STAFF, .update = STAFF, .erase = STAFF };

/* ---- commissions ----------------------------------------------------------------------------------------- */

/* The words and names of call_rules.c once more: an initialiser must be constant. The tests compare them. */
static const struct choice status_choices[] = { { 0, "draft", N_("Brouillon") }, { 0, "pending", N_("À confirmer par courriel") },
	{ 0, "submitted", N_("Reçue") }, { 0, "complement", N_("Complément demandé") }, { 0, "eligible", N_("Recevable") },
	{ 0, "ineligible", N_("Non recevable") }, { 0, "selected", N_("Retenue") }, { 0, "waiting", N_("Liste d’attente") },
	{ 0, "frozen", N_("Au frigo") }, { 0, "withdrawn", N_("Retirée") }, { 0, "presented", N_("Présentée aux étudiants") },
	{ 0, "clarified", N_("Clarifiée sur place") }, { 0, "exploration", N_("En exploration") }, { 0, "report", N_("Rapport reçu") },
	{ 0, "feedback", N_("Retour donné") }, { 0, "oral", N_("Présentée oralement") }, { 0, "archived", N_("Archivée") }, { 0 } };
static const struct choice origins[] = { { 0, "form", N_("Formulaire") }, { 0, "import", N_("Import") }, { 0, "behalf", N_("Encodée par l’équipe") },
	{ 0, "carried", N_("Reprise d’une autre année") }, { 0 } };
static const struct choice vias[] = { { 0, "paper", N_("papier") }, { 0, "phone", N_("téléphone") }, { 0, "mail", N_("courriel") }, { 0 } };
static const struct choice publications[] = { { 0, "named", N_("Avec le nom de l’institution") }, { 0, "anonymous", N_("Sans le nom de l’institution") },
	{ 0, "none", N_("Pas de publication") }, { 0 } };
static const struct field submission_fields[] = {
	FIELD(struct submission, id,               ID,    N_("N°")),
	FIELD(struct submission, edition,          REF,   N_("Édition"), .flags = F_REQUIRED | F_FIXED, .ref = &edition_entity),
	FIELD(struct submission, number,           INT,   N_("N°"), .flags = F_LIST | F_FIXED),
	FIELD(struct submission, question,         LONG,  N_("Question"), .flags = F_LIST | F_SEARCH, .max = 600),
	FIELD(struct submission, org_name,         TEXT,  N_("Institution"), .flags = F_LIST | F_SEARCH, .max = 200),
	FIELD(struct submission, status,           WORD,  N_("État"), .flags = F_REQUIRED | F_FIXED | F_LIST, .choices = status_choices),
	FIELD(struct submission, sector,           REF,   N_("Secteur"), .flags = F_LIST, .ref = &call_term_entity),
	FIELD(struct submission, sector_other,     TEXT,  N_("Autre secteur"), .flags = F_SEARCH, .max = 120),
	FIELD(struct submission, area,             REF,   N_("Thème"), .flags = F_LIST, .ref = &call_term_entity),
	FIELD(struct submission, area_other,       TEXT,  N_("Autre thème"), .flags = F_SEARCH, .max = 120),
	FIELD(struct submission, context,          REF,   N_("Type d’institution"), .flags = F_LIST, .ref = &call_term_entity),
	FIELD(struct submission, town,             TEXT,  N_("Commune"), .flags = F_LIST | F_SEARCH, .max = 80),
	FIELD(struct submission, kind,             REF,   N_("Type de commande"), .ref = &call_term_entity),
	FIELD(struct submission, status_at,        TEXT,  N_("Dans cet état depuis"), .flags = F_REQUIRED | F_FIXED),
	FIELD(struct submission, origin,           WORD,  N_("Provenance"), .flags = F_REQUIRED | F_FIXED | F_LIST, .choices = origins),
	FIELD(struct submission, behalf_via,       WORD,  N_("Reçue par"), .choices = vias),
	FIELD(struct submission, institution,      REF,   N_("Fiche de l’institution"), .flags = F_FIXED, .ref = &institution_entity),
	FIELD(struct submission, contact_name,     TEXT,  N_("Nom du commanditaire"), .flags = F_SEARCH, .max = 120),
	FIELD(struct submission, contact_function, TEXT,  N_("Fonction"), .max = 120),
	FIELD(struct submission, email,            EMAIL, N_("Courriel"), .flags = F_SEARCH, .key = "email_key"),
	FIELD(struct submission, phone,            TEXT,  N_("Téléphone"), .max = 40),
	FIELD(struct submission, org_number,       TEXT,  N_("Numéro d’entreprise"), .flags = F_SEARCH, .max = 20),
	FIELD(struct submission, website,          TEXT,  N_("Site web"), .max = 300),
	FIELD(struct submission, background,       LONG,  N_("Contexte"), .flags = F_SEARCH, .max = 6000),
	FIELD(struct submission, tried,            LONG,  N_("Déjà tenté, déjà écrit"), .max = 4000),
	FIELD(struct submission, expected,         LONG,  N_("Usage attendu du rapport"), .max = 4000),
	FIELD(struct submission, publication,      WORD,  N_("Publication"), .choices = publications),
	FIELD(struct submission, lang,             TEXT,  N_("Langue"), .flags = F_REQUIRED | F_FIXED),
	FIELD(struct submission, note,             LONG,  N_("Note interne"), .max = 5000),
	FIELD(struct submission, created_at,       TEXT,  N_("Commencée le"), .flags = F_REQUIRED | F_FIXED),
	FIELD(struct submission, updated_at,       TEXT,  N_("Modifiée le"), .flags = F_REQUIRED | F_FIXED),
	FIELD(struct submission, sent_at,          TEXT,  N_("Envoyée le"), .flags = F_FIXED),
	FIELD(struct submission, confirmed_at,     TEXT,  N_("Confirmée le"), .flags = F_FIXED),
	FIELD(struct submission, late_reason,      TEXT,  N_("Motif du retard"), .flags = F_FIXED, .max = 500),
	FIELD(struct submission, late_by,          INT,   N_("Retard accordé par"), .flags = F_FIXED),
	FIELD(struct submission, carried_from,     REF,   N_("Reprise de"), .flags = F_FIXED, .ref = &submission_entity),
	FIELD(struct submission, reconfirmed_at,   TEXT,  N_("Reconfirmée le"), .flags = F_FIXED),
	FIELD(struct submission, import_key,       TEXT,  N_("Ligne importée"), .flags = F_FIXED),
	FIELD(struct submission, rev,              REV,   NULL),
	FIELD(struct submission, deleted_at,       GONE,  NULL),
};
const struct entity submission_entity = { .name = "submission", .table = "submission", .one = N_("commande"), .many = N_("commandes"),
	.title = "question", .size = sizeof(struct submission), .fields = submission_fields, .nfields = LEN(submission_fields),
	.read = STAFF, .create = STAFF, .update = STAFF, .erase = STAFF };

static const struct field phone_fields[] = {
	FIELD(struct phone_call, id,          ID,   N_("N°")),
	FIELD(struct phone_call, submission,  REF,  N_("Commande"), .flags = F_REQUIRED | F_FIXED, .ref = &submission_entity),
	FIELD(struct phone_call, called_on,   DATE, N_("Jour"), .flags = F_REQUIRED | F_LIST),
	FIELD(struct phone_call, called_time, TEXT, N_("Heure"), .max = 5, .check = clock_problem),
	FIELD(struct phone_call, caller,      INT,  N_("Appel de"), .flags = F_FIXED),
	FIELD(struct phone_call, reached,     BOOL, N_("Personne jointe")),
	FIELD(struct phone_call, spoken_to,   TEXT, N_("Avec qui"), .flags = F_LIST, .max = 120),
	FIELD(struct phone_call, minutes,     INT,  N_("Durée (minutes)"), .min = 0, .max = 600),
	FIELD(struct phone_call, follow_up,   TEXT, N_("Suite à donner"), .max = 300),
	FIELD(struct phone_call, note,        LONG, N_("Notes"), .max = 5000),
	FIELD(struct phone_call, rev,         REV,  NULL),
	FIELD(struct phone_call, deleted_at,  GONE, NULL),
};
const struct entity phone_call_entity = { .name = "phone_call", .table = "phone_call", .one = N_("appel"), .many = N_("appels"), .title = "called_on",
	.size = sizeof(struct phone_call), .fields = phone_fields, .nfields = LEN(phone_fields),
	.read = STAFF, .create = STAFF, .update = STAFF, .erase = STAFF };

/* A REF to a term chooses from the list of its own name. */
static enum err
options(void *arg, struct db *db, const struct field *f, struct options *out)
{
	(void)arg;
	if (f->ref != &call_term_entity)
		return entity_options(db, f->ref, out);
	struct call_terms terms;
	*out = (struct options){ 0 };
	enum err e = call_terms(db, f->name, &terms);
	for (size_t i = 0; e == OK && i < terms.n; i++)
		PUSH(db_arena(db), out, ((struct option){ terms.items[i].id, terms.items[i].name }));
	return e;
}

struct entity_view
call_view(struct db *db, enum lang lang)
{
	return (struct entity_view){ .a = db_arena(db), .db = db, .lang = lang, .roles = STAFF, .options = options };
}
