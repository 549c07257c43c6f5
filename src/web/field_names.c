#include "web/typed.h"
#include "entity/entity.h"
#include <string.h>

/* One word for one name, whatever the form; a test asks for every text that a route takes. */
static const struct { const char *name, *words; } names[] = {
	{ "access_level", N_("Qui peut l’ouvrir") },
	{ "actors", N_("Responsables") },
	{ "adopted_on", N_("Date d’adoption") },
	{ "again", N_("L’adresse encore une fois") },
	{ "alpha", N_("Prudence sur les commandes (α)") },
	{ "answer", N_("Réponse") },
	{ "audience", N_("Public") },
	{ "back", "" },
	{ "beta", N_("Prudence sur la sévérité (β)") },
	{ "body", N_("Instance") },
	{ "claim_email", N_("Donnée qui porte l’adresse") },
	{ "claim_groups", N_("Donnée qui porte les groupes") },
	{ "claim_name", N_("Donnée qui porte le nom") },
	{ "client_id", N_("Identifiant de Pilotis chez lui") },
	{ "code", N_("Numéro") },
	{ "comment", N_("Remarque") },
	{ "commission", "" },
	{ "conditions", N_("Conditions") },
	{ "days", N_("Jours") },
	{ "count", N_("Nombre") },
	{ "decided_by", N_("Par qui") },
	{ "decided_on", N_("Prise le") },
	{ "domains", N_("Domaines admis pour les adresses") },
	{ "due", N_("Échéance") },
	{ "due_on", N_("À rendre pour le") },
	{ "effective", N_("Date") },
	{ "email", N_("Adresse de courriel") },
	{ "employers", N_("Employeurs") },
	{ "expires_on", N_("Fin de validité") },
	{ "file", "" },
	{ "floor", "" },
	{ "from", N_("À partir du") },
	{ "help", N_("Aide") },
	{ "id", "" },
	{ "indicators", N_("Attendus") },
	{ "issuer", N_("Adresse du fournisseur") },
	{ "letter", N_("Texte de la lettre") },
	{ "level1", N_("Cote 1") },
	{ "level2", N_("Cote 2") },
	{ "level3", N_("Cote 3") },
	{ "level4", N_("Cote 4") },
	{ "level5", N_("Cote 5") },
	{ "long_name", N_("Nom complet") },
	{ "mail_from", N_("Adresse d’expédition") },
	{ "mark", "" },
	{ "meeting", N_("Réunion") },
	{ "minutes", N_("Référence du procès-verbal") },
	{ "name", N_("Nom") },
	{ "nickname", "" },
	{ "note", N_("Note") },
	{ "oral", N_("Présentation orale") },
	{ "oral_note", N_("Précision sur la présentation orale") },
	{ "orient", N_("Orientation des étudiants") },
	{ "orient_note", N_("Précision sur l’orientation") },
	{ "outcome", "" },
	{ "partner", N_("Partenaire") },
	{ "per_file", N_("Lecteurs par commande") },
	{ "pin", "" },
	{ "present", N_("Soirée de présentation") },
	{ "present_note", N_("Précision sur la soirée") },
	{ "priority", N_("Priorité") },
	{ "priority_reason", N_("Raison de la priorité") },
	{ "questions", N_("Questions") },
	{ "read", N_("Lecture du rapport") },
	{ "read_note", N_("Précision sur la lecture") },
	{ "reason", N_("Motif") },
	{ "receive", N_("Visite de l’équipe") },
	{ "receive_note", N_("Précision sur la visite") },
	{ "recommendations", N_("Recommandations") },
	{ "register_text", N_("Texte") },
	{ "role", "" },
	{ "scope", N_("Portée demandée (scope)") },
	{ "short_name", N_("Nom court") },
	{ "slot", "" },
	{ "steps", N_("Première, deuxième, troisième…") },
	{ "subject", N_("Objet") },
	{ "text", N_("Texte") },
	{ "title", N_("Intitulé") },
	{ "until", N_("Jusqu’au") },
	{ "url", N_("Lien") },
	{ "value", N_("Valeur") },
	{ "weight", N_("Poids") },
	{ "weight_area", N_("Un thème de plus vaut") },
	{ "weight_context", N_("Un type de plus vaut") },
	{ "weight_sector", N_("Un secteur de plus vaut") },
	{ "why", N_("Pourquoi") },
	{ "year_start", N_("Début de l’année académique") },
};

const char *
field_name(const char *name)
{
	for (size_t i = 0; i < LEN(names); i++)
		if (strcmp(names[i].name, name) == 0)
			return names[i].words;
	for (const struct entity *const *e = entity_table; *e != NULL; e++) {
		const struct field *f = entity_field(*e, name);
		if (f != NULL && f->label != NULL)
			return f->label;
	}
	return NULL;
}
