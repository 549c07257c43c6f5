/* The columns of the spreadsheets that the laboratory receives, and what people call them. */
#include "call/call_import.h"
#include "base/tr.h"
#include <string.h>

/* The names of the fields are those of the entities, but for the key, the moment and the commitments. */
static const struct sheet_field commissions[] = {
	{ "key", N_("Numéro de la réponse"), SHEET_KEY, 0, "id|numero|n|reference|numero reponse|response id" },
	{ "sent", N_("Moment de l’envoi"), SHEET_MOMENT, 0, "heure fin|heure soumission|horodatage|date envoi|completion time|submitted|timestamp|date" },
	{ "org_name", N_("Institution"), SHEET_TEXT, SHEET_REQUIRED, "nom institution|institution|organisation|nom organisation|association|structure|organization" },
	{ "org_number", N_("Numéro d’entreprise"), SHEET_TEXT, 0, "numero entreprise|numero bce|bce|tva|enterprise number" },
	{ "sector", N_("Secteur"), SHEET_TEXT, 0, "secteur activite|secteur|sector" },
	{ "context", N_("Type d’institution"), SHEET_TEXT, 0, "type institution|type organisation|statut juridique|forme juridique|contexte institutionnel" },
	{ "town", N_("Commune"), SHEET_TEXT, 0, "commune|ville|localite|lieu|town|city" },
	{ "website", N_("Site web"), SHEET_TEXT, 0, "site web|site internet|site|website" },
	{ "contact_name", N_("Nom du commanditaire"), SHEET_TEXT, 0, "nom commanditaire|commanditaire|personne contact|nom contact|contact|contact name|nom prenom|votre nom" },
	{ "contact_function", N_("Fonction"), SHEET_TEXT, 0, "fonction|fonction commanditaire|poste|function|role" },
	{ "email", N_("Courriel"), SHEET_EMAIL, 0, "adresse e mail|e mail|email|courriel|mail|adresse courriel|adresse messagerie" },
	{ "phone", N_("Téléphone"), SHEET_PHONE, 0, "telephone|numero telephone|tel|gsm|phone" },
	{ "question", N_("Question"), SHEET_LONG, SHEET_REQUIRED, "question commande|question|commande|demande|intitule commande|votre commande|request" },
	{ "kind", N_("Type de commande"), SHEET_TEXT, 0, "type commande|nature commande|type demande" },
	{ "area", N_("Thème"), SHEET_TEXT, 0, "theme principal|theme|thematique|problematique|domaine|topic|area" },
	{ "background", N_("Contexte"), SHEET_LONG, 0, "description contexte|contexte|description|presentation contexte|background" },
	{ "tried", N_("Déjà tenté, déjà écrit"), SHEET_LONG, 0, "deja tente|deja fait|demarches effectuees|tried" },
	{ "expected", N_("Usage attendu du rapport"), SHEET_LONG, 0, "usage attendu|attentes|resultat attendu|resultats attendus|expected" },
	{ "present", N_("Soirée de présentation"), SHEET_ANSWER, 0, "presente commande|presentation commande|soiree|soiree presentation" },
	{ "receive", N_("Visite"), SHEET_ANSWER, 0, "recois equipe|visite|accueil equipe|reception equipe|visite institution" },
	{ "orient", N_("Disponibilité pendant l’année"), SHEET_ANSWER, 0, "accepte orienter etudiant|orienter etudiant|orienter|disponibilite annee|suivi annee" },
	{ "read", N_("Lecture du rapport"), SHEET_ANSWER, 0, "lirai rapport|lire rapport|lecture rapport|rapport feed back|rapport feedback" },
	{ "oral", N_("Présentation orale"), SHEET_TEXT, 0, "presentation orale|oral|defense orale|oral presentation" },
};
static const struct sheet_field students[] = {
	{ "key", N_("Matricule"), SHEET_KEY, 0, "matricule|numero etudiant|code|id|numero|student number" },
	{ "name", N_("Nom"), SHEET_TEXT, SHEET_REQUIRED, "nom|nom famille|nom etudiant|last name|surname" },
	{ "first_name", N_("Prénom"), SHEET_TEXT, 0, "prenom|first name" },
	{ "email", N_("Courriel"), SHEET_EMAIL, 0, "e mail|email|courriel|adresse e mail|mail" },
	{ "background", N_("Diplôme de base"), SHEET_TEXT, 0, "diplome base|diplome|formation|formation initiale|bachelier|background" },
	{ "experience", N_("Années d’expérience"), SHEET_INT, 0, "annees experience|experience|anciennete|years experience" },
	{ "gender", N_("Genre"), SHEET_TEXT, 0, "genre|sexe|gender" },
	{ "town", N_("Commune"), SHEET_TEXT, 0, "commune|ville|localite|domicile|town" },
	{ "employer", N_("Employeur"), SHEET_TEXT, 0, "employeur|institution|lieu travail|employer" },
};
static const struct sheet_field supervisors[] = {
	{ "key", N_("Code"), SHEET_KEY, 0, "code|matricule|id|numero" },
	{ "name", N_("Nom"), SHEET_TEXT, SHEET_REQUIRED, "nom|nom famille|accompagnateur|nom accompagnateur|last name" },
	{ "first_name", N_("Prénom"), SHEET_TEXT, 0, "prenom|first name" },
	{ "email", N_("Courriel"), SHEET_EMAIL, 0, "e mail|email|courriel|adresse e mail|mail" },
	{ "teams_most", N_("Équipes au plus"), SHEET_INT, 0, "equipes plus|equipes|nombre equipes|maximum equipes|teams" },
	{ "sector", N_("Secteur connu"), SHEET_TEXT, SHEET_MANY, "secteur connu|secteur|sector" },
};

static const struct { const char *word, *title; struct sheet_fields fields; } sheets[CALL_SHEETS] = {
	[SHEET_COMMISSIONS] = { "commissions", N_("Commandes"), { commissions, LEN(commissions) } },
	[SHEET_STUDENTS] = { "students", N_("Étudiants"), { students, LEN(students) } },
	[SHEET_SUPERVISORS] = { "supervisors", N_("Accompagnateurs"), { supervisors, LEN(supervisors) } },
	[SHEET_SCORES] = { "scores", N_("Cotes du jury"), { NULL, 0 } },
};

const char *
call_sheet_word(enum call_sheet k)
{
	return sheets[k].word;
}

const char *
call_sheet_title(enum call_sheet k)
{
	return sheets[k].title;
}

bool
call_sheet_of(const char *word, enum call_sheet *out)
{
	for (int i = 0; word != NULL && i < CALL_SHEETS; i++)
		if (strcmp(word, sheets[i].word) == 0) {
			*out = (enum call_sheet)i;
			return true;
		}
	return false;
}

struct sheet_fields
call_sheet_fields(enum call_sheet k)
{
	return sheets[k].fields;
}

const char *
fate_name(enum fate f)
{
	static const char *const names[FATES] = { N_("nouvelle"), N_("changée"), N_("inchangée"), N_("refusée") };
	return names[f];
}

const char *
fate_word(enum fate f)
{
	static const char *const words[FATES] = { "new", "changed", "same", "refused" };
	return words[f];
}
