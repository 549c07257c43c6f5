/* What kind of evidence a line asks for, from its words: the first word that names one decides, the longest
 * pattern first. plan.md §2. General words of French and English, no sentence of any plan. */
#include "import/import_rules.h"
#include <string.h>

static const struct { enum indicator_kind kind; const char *patterns; } rules[] = {
	{ IND_MINUTES, "pv|pvs|proces verbal|proces verbaux|compte rendu|comptes rendus|compte rendus|cr|crs|minutes|minute|meeting minutes|releve de decision*|"
		"releves de decision*|releve de conclusions|ordre du jour|ordres du jour|meeting notes|meeting record*|procesverba*" },
	{ IND_COUNT, "nombre|nombres|nbre|nbr|nb|number|numbers|taux|pourcentage*|percentage*|rate|rates|proportion*|effectif|effectifs|ratio*|moyenne*|"
		"part des|part de|share of|score*|chiffre*|count|volume|indice*|quantite|seuil*|headcount" },
	{ IND_COURSE_SHEET, "fiche* ects|fiche* ue|fiche* ue*|fiche* d ue|fiche* des ue|fiche* de l ue|fiche* descriptive*|fiche* de cours|fiche* des cours|fiche* pedagogique*|"
		"fiche* d unite*|fiche* matiere*|engagement* pedagogique*|syllabus|syllabi|plan* de cours|descriptif* de cours|descriptif* des ue|"
		"descriptif* d ue|course sheet*|course description*|course outline*|course descriptor*|module descriptor*|course catalogue*|ects sheet*|dossier* pedagogique*" },
	{ IND_AGREEMENT, "convention*|accord|accords|accord* cadre|contrat*|protocole* d accord|agreement*|memorand*|mou|mous|lettre* d intention|avenant*|"
		"letter* of intent|contract*|signed agreement*" },
	{ IND_INVITATION, "invitation*|programme* des evenement*|programme* des journee*|programme* de la journee*|programme* du colloque*|programme* d evenement*|"
		"programme* de l evenement|programme* des rencontre*|event programme*|event program*|save the date|carton* d invitation|convocation*|"
		"programme* de la rencontre|programme* de colloque*|conference programme*|bulletin* d inscription|liste* de presence*|liste* des presences|attendance list*|attendance sheet*|feuille* de presence*" },
	{ IND_SPACE, "drive|drives|sharepoint*|espace* numerique*|espace* partage*|espace* en ligne|espace* collaborati*|espace* moodle|espace* de partage|espace* teams|cloud|"
		"intranet|dossier* partage*|shared folder*|shared drive*|shared space*|plateforme*|platform*|moodle|teams|serveur*|repertoire* partage*|online space*|nextcloud|google drive|onedrive" },
	{ IND_PUBLICATION, "site|sites|site web|site internet|page* web|pages|page|onglet*|newsletter*|infolettre*|bulletin*|post|posts|reseau* sociaux|rs|video*|capsule*|lien|liens|"
		"canal|canaux|contenu|contenus|communique*|brochure*|depliant*|flyer*|affiche|affiches|linkedin|facebook|instagram|podcast*|website*|web page*|webpage*|"
		"document* de diffusion|document* de communication|support* de communication|support* de diffusion|outil* de communication|outil* de diffusion|supports de promotion|campagne*|article* de presse|"
		"article* de blog|blog*|press release*|leaflet*|social media|link|links|publication* en ligne|publication* sur le|publication* sur les|publication* sur la|"
		"publication* dans la presse|mise en ligne|communication aux|communication vers|communication interne|communication externe|email*|e mail*|courriel*|mailing*|presse|diaporama*|"
		"annonce*|diffusion|online publication*|news" },
	{ IND_OFFER, "offre*|module|modules|intervention*|catalogue*|formation|formations|prestation*|atelier*|training|trainings|training offer*|training course*|workshop*|"
		"session* de formation|cours en ligne|mooc*|programme* de formation|certificat*|offer*|training session*" },
	{ IND_SCHOLARLY, "memoire*|communications|communication* scientifique*|communication* d etudiant*|communication* orale*|publication*|article|articles|article* scientifique*|"
		"these|theses|tfe|tfes|ouvrage*|chapitre*|acte|actes|actes de colloque|poster|posters|dissertation*|thesis|paper|papers|book|books|"
		"travaux de recherche|travaux d etudiants|conference paper*|journal article*|monographie*|scientific communication*|scientific output*|tfc" },
	{ IND_COOPERATION, "projet conjoint|projets conjoints|projet* mene*|projet* commun*|projet* collabora*|projet* de cooperation|projet* de collaboration|projet* partenaria*|"
		"projet* international*|projet* europeen*|projet* de recherche|projet* avec|projets|projet|mobilite|mobilites|echange|echanges|partenariat*|collaboration*|cooperation*|joint project*|exchange*|mobility|"
		"mobilities|partnership*|erasmus*|co diplomation*|synergie*|project|projects" },
	{ IND_REPORT, "rapport*|recherche*|etat des lieux|etats des lieux|bilan*|enquete*|etude|etudes|evaluation*|questionnaire*|analyse|analyses|diagnostic*|audit*|"
		"report|reports|survey*|study|studies|review|reviews|research|resultat*|sondage*|synthese des resultats|benchmark*|results|inventaire*|assessment*|autoevaluation*|"
		"compte rendu de recherche|statistique*|statistics|donnees|data|feedback|analysis|retour* d experience|evaluations" },
	{ IND_NOTE, "note|notes|memo|memos|synthese*|document|documents|texte|textes|courrier*|lettre|lettres|avis|proposition*|argumentaire*|briefing*|position paper*|"
		"white paper*|letter|fiche|fiches|dossier|dossiers|recueil|proposal*|summary|summaries|concept note*|document* de synthese|formulaire*|form|forms|fichier*" },
	{ IND_FRAMEWORK, "plan|plans|plan* d action|charte*|charter*|strategie|strategies|strategy|feuille* de route|roadmap*|tableau|tableaux|tableau* de bord|dashboard*|critere*|"
		"criteria|criterion|indicateur*|indicator*|grille*|grid|referentiel*|cadre|cadres|framework*|guide|guides|procedure*|reglement*|modele*|model|models|"
		"matrice*|matrix|calendrier*|planning*|agenda*|liste|listes|list|lists|element*|cartographie*|mapping|balise*|vade mecum|vademecum|checklist*|organigramme*|politique|politiques|policy|policies|"
		"dispositif*|canevas|template*|processus|process|processes|protocole*|outil|outils|tool|tools|toolkit*|cahier* des charges|schema*|definition*|profil de sortie|programme|programmes|descriptif*|"
		"description*|competence*|directive*|ligne* directrice*|guideline*|rules|methodologie*|methodology|manuel*|handbook*|base* de donnees|database*|repertoire*|registre*|register*|"
		"budget*|statuts|convention* interne|vision|mission|missions|valeurs|rubric*|scenario*|priorite*|fiche* de fonction|fiche* de poste|charte* graphique|objectif*|programmation|schedule*|maquette*|grille horaire|horaire*" },
	{ IND_FACT, "evenement*|event|events|rencontre*|reunion*|meeting*|seminaire*|seminar*|colloque*|conference*|journee*|participation*|reseau|reseaux|network*|profil|profils|mandat*|integration|organisation|"
		"organise|organisee|organises|organisees|organised|organized|tenue|tenu|tenus|tenues|engagement*|recrutement*|designation*|mise en place|mise en oeuvre|mis en place|mises en place|mis en oeuvre|creation|cree|creee|crees|creees|"
		"nomination*|presence|presences|activite*|visite*|visit*|groupe de travail|groupes de travail|constitution|mise a jour|actualisation|adoption|validation|approbation|signature|inscription*|"
		"adhesion*|affiliation*|utilisation|implementation|appointment*|recruitment|attendance|membership*|accueil|permanence*|effectuee*|realise|realisee|realises|realisees|achat*|acquisition*|equipement*" },
};

/* Words that say nothing by themselves: never taken for a kind when they only begin a longer line. */
static const char weak[] = "mise|liste|listes|fiche|fiches|engagement*|cadre|cadres|objectif*|programme|programmes|element*|outil|outils|dossier|dossiers";

static bool
rule_at(const char *at, enum indicator_kind *kind, size_t *length)
{
	*length = 0;
	for (size_t i = 0; i < LEN(rules); i++) {
		size_t k = words_match_at(at, rules[i].patterns);
		if (k > *length) {
			*length = k;
			*kind = rules[i].kind;
		}
	}
	return *length > 0;
}

/* "Traces des interventions" are an offer's; other traces prove a fact. */
static bool
special(const char *words, enum indicator_kind *kind)
{
	if (words_match_at(words, "trace*|preuve*|evidence|proof*") > 0) {
		*kind = words_find(words, "intervention*|formation*|cours|module*|animation*|atelier*|prestation*|training*|workshop*") > 0 ? IND_OFFER : IND_FACT;
		if (words_find(words, "participation|reunion*|rencontre*|meeting*") > 0)
			*kind = IND_FACT;
		return true;
	}
	return false;
}

enum indicator_kind
indicator_kind_guess(const char *words, bool percent)
{
	enum indicator_kind kind = IND_FACT;
	size_t n;
	if (special(words, &kind))
		return kind;
	if (percent)
		return IND_COUNT;
	for (const char *s = words; *s != '\0';) {
		if (rule_at(s, &kind, &n))
			return kind;
		s += strcspn(s, " ");
		s += *s == ' ';
	}
	return IND_FACT;
}

bool
indicator_known_head(struct arena *a, const char *text)
{
	enum indicator_kind kind;
	size_t n;
	const char *words = text_words(a, text);
	return rule_at(words, &kind, &n) && !words_are(words, weak);
}
