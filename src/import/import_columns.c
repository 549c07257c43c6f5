/* What a column is called: headings of French and English plans, and the words of the column chooser. */
#include "import/import_rules.h"
#include <string.h>

static const struct { const char *word, *name; } roles[COL_ROLES] = {
	[COL_IGNORE] = { "ignore", N_("Ne pas reprendre") }, [COL_OBJECTIVE] = { "objective", N_("Objectif stratégique ou axe") },
	[COL_SPECIFIC] = { "specific", N_("Objectif spécifique") }, [COL_ACTION] = { "action", N_("Action") }, [COL_ACTORS] = { "actors", N_("Responsables") },
	[COL_DUE] = { "due", N_("Échéance") }, [COL_INDICATORS] = { "indicators", N_("Indicateurs ou résultats attendus") },
	[COL_RECOMMENDATION] = { "recommendation", N_("Recommandation") }, [COL_PRIORITY] = { "priority", N_("Priorité") },
	[COL_CONDITIONS] = { "conditions", N_("Conditions de réalisation") }, [COL_CODE] = { "code", N_("Numéro") }, [COL_PHASE] = { "phase", N_("Temps ou phase") },
	[COL_NOTES] = { "notes", N_("Commentaires") }, [COL_START] = { "start", N_("Début") },
};

const char *
column_role_word(enum column_role r)
{
	return roles[r].word;
}

const char *
column_role_name(enum column_role r)
{
	return roles[r].name;
}

bool
column_role_of(const char *word, enum column_role *out)
{
	for (size_t i = 0; i < COL_ROLES; i++)
		if (text_eq(word, roles[i].word)) {
			*out = (enum column_role)i;
			return true;
		}
	return false;
}

enum { F_TASK = 1, F_PARTNER = 2, F_STATE = 4, F_WHOLE = 8 /* only as the whole heading */ };
static const struct { enum column_role role; enum label_rank rank; int flags; const char *patterns; } headings[] = {
	{ COL_CODE, RANK_NONE, F_WHOLE, "n|no|nº|n°|nr|num|numero|numeros|code|codes|ref|refs|id|identifiant|number|index|code action|n action|n° action|no action|ref action|numero d action|numero de l action|"
		"n d ordre|item|code de l action|action n°|action no|action id|ref n°" },
	{ COL_OBJECTIVE, RANK_AXIS, 0, "axe*|theme*|thematique*|domaine*|orientation*|enjeu*|pilier*|chantier*|volet*|dimension*|pillar*|strand*|priority area*|focus area*|area|areas|priorite* strategique*|"
		"strategic priorit*|champ d action|ligne de force|lignes de force|categorie*|category|rubrique*|secteur|defi*|challenge*|perspective*" },
	{ COL_OBJECTIVE, RANK_STRATEGIC, 0, "objectif* strategique*|objectif* general|objectifs generaux|finalite*|strategic objective*|strategic goal*|goal*|but|buts|objectif* globa*|objectif* de developpement|"
		"general objective*|objectif* a long terme|long term goal*|os|axe* et objectif* strategique*" },
	{ COL_OBJECTIVE, RANK_OBJECTIVE, 0, "objectif*|objective*|aim|aims|obj" },
	{ COL_SPECIFIC, RANK_SPECIFIC, 0, "objectif* specifique*|objectif* operationnel*|sous objectif*|specific objective*|operational objective*|sub objective*|objectif* concret*|objectif* intermediaire*|"
		"sous axe*|sous theme*|objectif* a court terme|short term goal*|oo|sub goal*|objectif* partiel*" },
	{ COL_ACTION, RANK_ACTION, 0, "action*|mesure*|initiative*|projet*|activite*|activit*|measure*|project*|quoi|what|intitule*|libelle*|titre*|title|piste* d action*|piste* d amelioration*|proposition*|"
		"actions a mener|description de l action|description des actions|action description*|plan d action*|realisation* prevue*|quoi faire|nom de l action|action item*|amelioration*|operation*|demarche*" },
	{ COL_ACTION, RANK_ACTION, F_TASK, "tache*|sous action*|etape*|task*|step*|sous activite*|sub action*|sub task*|actions concretes|deroulement" },
	{ COL_ACTORS, RANK_NONE, 0, "responsable*|porteur*|porteuse*|pilote*|pilotage|referent*|acteur*|acteurs impliques|qui|par qui|qui fait quoi|instance*|organe*|personne* responsable*|personne* ressource*|"
		"personne* en charge|en charge|owner*|lead|leads|leader*|action lead|who|by whom|responsible*|responsibility|responsibilities|responsabilite*|accountable|chef* de projet|coordination|coordinateur*|"
		"intervenant*|assigned to|assignee|service* responsable*|service porteur|porte par|mandataire*|equipe*|commission*|actor*|in charge|person responsible|responsible person|"
		"instance* responsable*|qui porte|personne* de contact|resp|personnes concernees|acteurs concernes|porteur* de projet|organe* responsable*|action owner|pilote* de l action|chargee* de|charge* de|team" },
	{ COL_DUE, RANK_NONE, 0, "echeance*|delai*|date*|date limite|date de fin|fin|calendrier|quand|timing|timeline|planning|periode*|temporalite*|horizon*|terme|deadline*|due|due date|due by|by when|when|pour quand|"
		"end|end date|target date|schedule|annee*|annees academiques|echeancier*|date prevue|date de realisation|temps|moment|year|years|completion|completion date|time frame|timeframe|programmation|agenda|"
		"planification|date butoir|cloture|duree|date de cloture|completed by|time|a realiser pour|pour le|delai de realisation|annee academique" },
	{ COL_START, RANK_NONE, 0, "debut|date de debut|start|start date|demarrage|lancement|date de demarrage|beginning|from|starting|date de lancement" },
	{ COL_INDICATORS, RANK_NONE, 0, "indicateur*|resultat*|resultat* attendu*|livrable*|preuve*|critere* de reussite|critere* de realisation|critere* d evaluation|critere* de suivi|produit*|production*|"
		"deliverable*|evidence*|indicator*|output*|outcome*|success criteria|success indicator*|expected result*|kpi*|mesure* de suivi|moyen* de verification|verification|trace*|effet* attendu*|critere* de succes|"
		"element* de preuve|document* attendu*|metric*|cible*|target*|jalon*|milestone*|impact*|results|attendu*|suivi et evaluation|indicateur* de suivi|indicateur* de resultat*|mesure* de reussite|"
		"suivi|monitoring|evaluation|means of verification|valeur* cible*|proof*|performance indicator*|resultats escomptes|realisations attendues|comment mesurer|comment le saura*|comment saura*|comment le verifier*|comment l evaluer*|how will we know|how measured" },
	{ COL_RECOMMENDATION, RANK_NONE, 0, "recommandation*|recommand*|recomm|reco|recos|recommendation*|reference*|critere* aeqes|critere*|aeqes|source*|origine*|rattachement*|esg|finding*|standard*|criteria|criterion|"
		"norme*|point* d amelioration|point* du rapport|lien* avec|lien avec la recommandation|suite a|recommandations et references|rapport d evaluation|evaluation externe|panel recommendation*|link*" },
	{ COL_PRIORITY, RANK_NONE, 0, "priorite|priorites|degre de priorite|niveau de priorite|priority|priorities|prio|urgence|importance|rang|ranking|degre d urgence|priority level|niveau d urgence|ordre de priorite" },
	{ COL_CONDITIONS, RANK_NONE, 0, "condition*|condition* de realisation|condition* de reussite|ressource*|moyen*|moyens necessaires|budget*|prerequis|pre requis|cout*|cost*|resource*|means|financement*|prealable*|besoin*|risque*|"
		"risk*|contrainte*|levier*|obstacle*|prerequisite*|requirement*|facteur* de succes|facteur* de reussite|frein*|modalite*|modalites de mise en oeuvre|comment|how|dependenc*|dependance*|methode*|method*|"
		"moyens et ressources|ressources necessaires|means and resources|mise en oeuvre|implementation" },
	{ COL_CONDITIONS, RANK_NONE, F_PARTNER, "partenaire*|partner*|public cible|public*|beneficiaire*|target group*|acteurs associes|collaborat*|en collaboration avec|contribut*|target audience*|parties prenantes|stakeholders|soutien*|support|groupe cible" },
	{ COL_NOTES, RANK_NONE, F_STATE, "etat|etats|statut*|status|avancement|etat d avancement|progress|realise|realisee|fait|done|degre de realisation|state|realisation|niveau d avancement|taux de realisation|completed" },
	{ COL_NOTES, RANK_NONE, 0, "commentaire*|remarque*|observation*|note|notes|comment|comments|remark*|bilan|evolution*|justification*|constat*|contexte*|motif*|rationale|pourquoi|why|description|details|descriptif|diagnostic*|"
		"situation actuelle|context|resultats obtenus|resultat obtenu|actual result*|faiblesse*|probleme*|problematique*|precision*|information*|background|explication*|analyse" },
	{ COL_PHASE, RANK_PHASE, 0, "phase|phases" },
};

/* A heading that is a year holds marks: "26-27", "2026-2027", "Année 2026-2027", "2027". */
static int
heading_year(struct arena *a, const char *text, bool *calendar)
{
	static const struct due_style none = { 0 };
	struct due_tokens t = due_tokens_of(a, text_fold(a, text));
	int year = 0;
	for (size_t i = 0; i < t.n;) {
		struct due_point p;
		size_t k = due_point_at(&t, i, &none, &p);
		if (k == 0) {
			if (t.items[i].kind == TOK_WORD && !words_are(t.items[i].word, "annee|academique|aa|ay|year|academic|a|an|echeance|echeances"))
				return 0;
			i++;
			continue;
		}
		if (year != 0 || (p.kind != POINT_YEAR && !(p.kind == POINT_DATE && k == 1)))
			return 0;
		*calendar = p.kind == POINT_DATE;
		year = p.kind == POINT_YEAR ? p.year : p.date.y;
		i += k;
	}
	return year;
}

/* Score of one pattern list: the whole heading, its beginning, one of its alternatives ("Indicateurs/Résultats"), or inside. */
static double
heading_score(const char *words, const char *patterns, bool whole_only, size_t *length)
{
	size_t n = strlen(words), k = words_match_at(words, patterns);
	*length = k;
	if (k > 0 && (k == n || words_are(words + k + 1, "s|es|e|e s|rice s")))
		return 1;
	if (whole_only)
		return 0;
	if (k > 0)
		return 0.86 + 0.1 * (double)k / (double)n;
	int at = words_find(words, patterns);
	if (at < 0)
		return 0;
	const char *s = words;
	for (int i = 0; i < at; i++)
		s += strcspn(s, " ") + 1;
	*length = words_match_at(s, patterns);
	return 0.5 + 0.25 * (double)*length / (double)n + (at == 1 ? 0.05 : 0);
}

void
heading_read(struct arena *a, const char *text, struct heading *out)
{
	*out = (struct heading){ .role = COL_IGNORE };
	const char *words = text_words(a, text);
	size_t best_length = 0;
	if (*words == '\0') {
		if (text != NULL && strchr(text, '#') != NULL)
			*out = (struct heading){ .role = COL_CODE, .score = 1 };
		return;
	}
	out->year = heading_year(a, text, &out->year_calendar);
	if (out->year != 0) {
		out->role = COL_DUE;
		out->score = 1;
		return;
	}
	while (words_match_at(words, "les|la|le|l|des|du|the|nos|vos|notre") > 0 && strchr(words, ' ') != NULL)
		words = strchr(words, ' ') + 1;
	for (size_t i = 0; i < LEN(headings); i++) {
		size_t length;
		double s = heading_score(words, headings[i].patterns, (headings[i].flags & F_WHOLE) != 0, &length);
		if (s > out->score + 0.001 || (s > 0 && s > out->score - 0.001 && length > best_length)) {
			*out = (struct heading){ .role = headings[i].role, .rank = headings[i].rank, .score = s, .task = (headings[i].flags & F_TASK) != 0,
				.partner = (headings[i].flags & F_PARTNER) != 0, .state = (headings[i].flags & F_STATE) != 0 };
			best_length = length;
		}
	}
	size_t n = words_count(words);
	if (n > 8) /* a sentence is no heading */
		out->score *= 8.0 / (double)n;
}
