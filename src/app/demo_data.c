/* demo_data.c: who is who in the example programme, and two years of its work. Nothing here is anybody's. */
#include "app/demo.h"

const struct demo_person demo_persons[] = {
	{ "nadia.benkirane", "Nadia Benkirane" }, { "olivier.wauters", "Olivier Wauters" }, { "awa.diallo", "Awa Diallo" },
	{ "sofia.marchetti", "Sofia Marchetti" }, { "jonathan.mbuyi", "Jonathan Mbuyi" }, { "claire.dumoulin", "Claire Dumoulin" },
	{ "mehmet.yildiz", "Mehmet Yıldız" }, { "ines.carvalho", "Inês Carvalho" }, { "pierre-yves.lambert", "Pierre-Yves Lambert" },
	{ "fatoumata.sow", "Fatoumata Sow" }, { "lukasz.nowak", "Łukasz Nowak" }, { "helene.vandenbossche", "Hélène Vandenbossche" },
	{ "rachid.elamrani", "Rachid El Amrani" }, { "minh-anh.tran", "Minh Anh Tran" }, { "benedicte.gilson", "Bénédicte Gilson" },
	{ "aline.piette", "Aline Piette" }, { "samuel.okafor", "Samuel Okafor" },
};
const size_t demo_npersons = LEN(demo_persons);

const struct demo_grant demo_grants[] = {
	{ "olivier.wauters", ROLE_CHAIR, "CoPil" }, { "awa.diallo", ROLE_SECRETARY, "CoPil" }, { "aline.piette", ROLE_MEMBER, "CoPil" },
	{ "sofia.marchetti", ROLE_MEMBER, "CoPil" }, { "sofia.marchetti", ROLE_CHAIR, "CoPro" }, { "jonathan.mbuyi", ROLE_SECRETARY, "CoPro" },
	{ "pierre-yves.lambert", ROLE_MEMBER, "CoPro" }, { "aline.piette", ROLE_MEMBER, "CoPro" }, { "claire.dumoulin", ROLE_CHAIR, "CEP" },
	{ "mehmet.yildiz", ROLE_SECRETARY, "CEP" }, { "ines.carvalho", ROLE_CHAIR, "CRI" }, { "pierre-yves.lambert", ROLE_SECRETARY, "CRI" },
	{ "fatoumata.sow", ROLE_CHAIR, "Cellule qualité" }, { "lukasz.nowak", ROLE_SECRETARY, "Cellule qualité" },
	{ "helene.vandenbossche", ROLE_CHAIR, "GT Numérique" }, { "lukasz.nowak", ROLE_MEMBER, "GT Numérique" },
	{ "rachid.elamrani", ROLE_CHAIR, "Responsable recherche" }, { "rachid.elamrani", ROLE_CHAIR, "Équipe mémoire" },
	{ "ines.carvalho", ROLE_MEMBER, "Équipe mémoire" }, { "minh-anh.tran", ROLE_CHAIR, "Responsable des ateliers" },
	{ "minh-anh.tran", ROLE_CHAIR, "Responsable du guichet Projets" }, { "benedicte.gilson", ROLE_CHAIR, "Secrétariat pédagogique" },
	{ "benedicte.gilson", ROLE_CHAIR, "Chargée de communication" }, { "jonathan.mbuyi", ROLE_CHAIR, "Co-responsable Bloc 1" },
	{ "claire.dumoulin", ROLE_CHAIR, "Co-responsable Bloc 2" }, { "jonathan.mbuyi", ROLE_CHAIR, "Coordination du bloc 1" },
};
const size_t demo_ngrants = LEN(demo_grants);

#define COORD "nadia.benkirane"
#define PV(slots_, body_, on_, by_, validated_, points_) \
	{ .slots = (slots_), .kind = EV_FILE, .title = "PV · " body_, .on = on_, .filed_after = 9, .by = (by_), .validated_by = (validated_), \
	  .validated_after = 6, .body = (body_), .points = (points_), .visibility = VIS_INTERNAL }
#define NUMBER(slots_, title_, on_, by_, n_) \
	{ .slots = (slots_), .kind = EV_NUMBER, .title = (title_), .on = on_, .filed_after = 4, .by = (by_), .validated_by = COORD, .validated_after = 5, \
	  .number = (n_), .visibility = VIS_PUBLIC }
#define ROW(slots_, title_, on_, by_, validated_, text_, partner_) \
	{ .slots = (slots_), .kind = EV_REGISTER, .title = (title_), .on = on_, .filed_after = 7, .by = (by_), .validated_by = (validated_), \
	  .validated_after = 8, .text = (text_), .partner = (partner_), .visibility = VIS_PUBLIC }

const struct demo_piece demo_pieces[] = {
	/* two years ago */
	PV("5.2.3/1", "CoPil", IN_YEAR(-2, 10, 9), "awa.diallo", "olivier.wauters", "Adoption du plan d’action\nCalendrier des réunions de l’année"),
	{ .slots = "3.1.1/1", .kind = EV_FILE, .title = "Programme de la journée d’accueil", .on = IN_YEAR(-2, 9, 20), .filed_after = 25,
	  .by = "benedicte.gilson", .validated_by = "sofia.marchetti", .validated_after = 4, .file = "programme.pdf", .visibility = VIS_PUBLIC },
	PV("2.1.2/2 2.1.3/2", "CEP", IN_YEAR(-2, 11, 14), "mehmet.yildiz", "claire.dumoulin",
	    "Rencontre annuelle des maîtres de stage : 41 personnes\nPremier jet de la charte du stage\nStages à l’étranger : trois demandes"),
	{ .slots = "2.1.3/1", .kind = EV_FILE, .title = "Invitation à la rencontre des maîtres de stage", .on = IN_YEAR(-2, 10, 21), .filed_after = 3,
	  .by = "mehmet.yildiz", .validated_by = "claire.dumoulin", .validated_after = 2, .file = "programme.pdf", .visibility = VIS_PUBLIC },
	PV("2.1.4/1", "CRI", IN_YEAR(-2, 12, 4), "pierre-yves.lambert", "ines.carvalho", "Maîtres de stage à l’étranger : réunion en ligne\nVoyage d’étude : choix de Porto"),
	NUMBER("1.3.1/1", "Participant·es aux séances de soutien", IN_YEAR(-2, 1, 20), "jonathan.mbuyi", 18),
	PV("1.3.1/2", "Coordination du bloc 1", IN_YEAR(-2, 1, 22), "jonathan.mbuyi", COORD, "Séances de soutien : 18 personnes, trois soirs\nBesoins repérés : lire un budget"),
	NUMBER("3.1.3/1", "Entretiens d’orientation menés", IN_YEAR(-2, 9, 30), "jonathan.mbuyi", 64),
	{ .slots = "2.1.2/1", .kind = EV_FILE, .title = "Charte du stage", .on = IN_YEAR(-2, 2, 6), .filed_after = 5, .by = "mehmet.yildiz",
	  .adopted_by = "claire.dumoulin", .adopting = "CEP", .validated_after = 14, .file = "charte.pdf", .visibility = VIS_PUBLIC },
	{ .slots = "1.1.1/1", .kind = EV_FILE, .title = "Rapport de consultation des employeurs", .on = IN_YEAR(-2, 3, 18), .filed_after = 3,
	  .by = "jonathan.mbuyi", .adopted_by = "sofia.marchetti", .adopting = "CoPro", .validated_after = 12, .file = "consultation.pdf", .visibility = VIS_PUBLIC },
	{ .slots = "3.3.2/1", .kind = EV_FILE, .title = "Programme du voyage d’étude à Porto", .on = IN_YEAR(-2, 4, 7), .filed_after = 10,
	  .by = "pierre-yves.lambert", .validated_by = "ines.carvalho", .validated_after = 3, .file = "programme.pdf", .visibility = VIS_PUBLIC },
	{ .slots = "4.1.1/1", .kind = EV_FILE, .title = "Note d’orientation du groupe de recherche", .on = IN_YEAR(-2, 5, 12), .filed_after = 6,
	  .by = "rachid.elamrani", .adopted_by = COORD, .adopting = "CoPil", .validated_after = 20, .file = "note.pdf", .visibility = VIS_EVALUATORS },
	ROW("2.2.3/1", "Module « Budget et arbitrage » en binôme", IN_YEAR(-2, 3, 5), "jonathan.mbuyi", "sofia.marchetti",
	    "Quatre séances données avec la directrice financière d’un service d’aide à domicile", "Service d’aide à domicile Les Saules"),
	ROW("2.3.2/1", "Réponse à l’appel « Quartiers en projets »", IN_YEAR(-2, 2, 27), "minh-anh.tran", COORD, "Dossier retenu, douze mois", "Commune de Valombre"),
	ROW("2.4.1/1", "Salon des métiers du social", IN_YEAR(-2, 3, 15), "benedicte.gilson", COORD, "Stand tenu deux jours, 130 contacts", NULL),
	{ .slots = "4.2.2/1", .kind = EV_LINK, .title = "Lettre d’information n° 1", .on = IN_YEAR(-2, 12, 18), .filed_after = 1, .by = "helene.vandenbossche",
	  .validated_by = COORD, .validated_after = 3, .url = "https://www.example.org/mcps/lettre/1", .visibility = VIS_PUBLIC },
	ROW("3.2.2/1", "Huit mémoires déposés", IN_YEAR(-2, 7, 1), "rachid.elamrani", COORD, "Session de juin : huit mémoires, dont trois sur l’aide à domicile", NULL),
	ROW("3.2.2/2", "Communication de deux étudiantes", IN_YEAR(-2, 5, 22), "rachid.elamrani", COORD, "Journée « Pratiques de coordination », session affiches", NULL),
	ROW("4.1.3/1", "Article « Coordonner sans diriger »", IN_YEAR(-2, 6, 3), "rachid.elamrani", COORD, "R. El Amrani et I. Carvalho, Cahiers de l’action collective, n° 12", NULL),
	PV("5.3.1/1", "Co-responsable Bloc 1", IN_YEAR(-2, 10, 2), "jonathan.mbuyi", COORD, "Accueil de deux collègues\nTandems pour l’année"),

	/* last year */
	PV("5.2.3/1", "CoPil", IN_YEAR(-1, 9, 30), "awa.diallo", "olivier.wauters", "Bilan annuel du plan\nReport d’une recherche, abandon des portraits"),
	{ .slots = "1.1.2/1", .kind = EV_FILE, .title = "Note de présentation du profil de sortie", .on = IN_YEAR(-1, 10, 8), .filed_after = 4,
	  .by = "jonathan.mbuyi", .adopted_by = "olivier.wauters", .adopting = "CoPil", .validated_after = 30, .file = "note.pdf", .visibility = VIS_PUBLIC },
	PV("1.1.2/2", "CoPro", IN_YEAR(-1, 10, 1), "jonathan.mbuyi", "sofia.marchetti", "Profil de sortie : cinq axes au lieu de neuf\nAtelier de projets : calendrier"),
	{ .slots = "5.1.1/1", .kind = EV_FILE, .title = "Règlement d’ordre intérieur", .on = IN_YEAR(-1, 10, 22), .filed_after = 6, .by = "awa.diallo",
	  .adopted_by = "olivier.wauters", .adopting = "CoPil", .validated_after = 21, .file = "reglement.pdf", .visibility = VIS_PUBLIC },
	{ .slots = "1.2.1/1", .kind = EV_FILE, .title = "Cahier des charges de l’Atelier de projets", .on = IN_YEAR(-1, 11, 26), .filed_after = 2,
	  .by = "minh-anh.tran", .adopted_by = "sofia.marchetti", .adopting = "CoPro", .validated_after = 14, .file = "note.pdf", .visibility = VIS_EVALUATORS },
	NUMBER("1.2.1/2", "Groupes accompagnés", IN_YEAR(-1, 6, 20), "minh-anh.tran", 12),
	PV("2.1.3/2", "CEP", IN_YEAR(-1, 11, 20), "mehmet.yildiz", "claire.dumoulin", "Rencontre annuelle des maîtres de stage : 47 personnes\nConventions-cadres : état des contacts"),
	{ .slots = "2.1.3/1", .kind = EV_FILE, .title = "Invitation à la rencontre des maîtres de stage", .on = IN_YEAR(-1, 10, 24), .filed_after = 2,
	  .by = "mehmet.yildiz", .validated_by = "claire.dumoulin", .validated_after = 3, .file = "programme.pdf", .visibility = VIS_PUBLIC },
	NUMBER("1.3.1/1", "Participant·es aux séances de soutien", IN_YEAR(-1, 1, 22), "jonathan.mbuyi", 23),
	PV("1.3.1/2", "Coordination du bloc 1", IN_YEAR(-1, 1, 26), "jonathan.mbuyi", COORD, "Séances de soutien : 23 personnes\nDemande d’une quatrième séance"),
	NUMBER("3.1.3/1", "Entretiens d’orientation menés", IN_YEAR(-1, 9, 29), "jonathan.mbuyi", 71),
	{ .slots = "2.2.1/1", .kind = EV_LINK, .title = "Répertoire partagé des intervenant·es", .on = IN_YEAR(-1, 2, 10), .filed_after = 1,
	  .by = "benedicte.gilson", .validated_by = COORD, .validated_after = 2, .url = "https://drive.example.org/mcps/repertoire",
	  .access = "Équipe pédagogique des deux écoles, en lecture", .visibility = VIS_INTERNAL },
	{ .slots = "3.2.1/1", .kind = EV_FILE, .title = "Critères d’évaluation du mémoire-projet", .on = IN_YEAR(-1, 3, 4), .filed_after = 5,
	  .by = "rachid.elamrani", .adopted_by = COORD, .adopting = "CoPro", .validated_after = 16, .file = "note.pdf", .visibility = VIS_PUBLIC },
	{ .slots = "5.2.1/1", .kind = EV_FILE, .title = "Critères communs d’évaluation des enseignements", .on = IN_YEAR(-1, 4, 22), .filed_after = 3,
	  .by = "lukasz.nowak", .adopted_by = "fatoumata.sow", .adopting = "Cellule qualité", .validated_after = 10, .file = "note.pdf", .visibility = VIS_PUBLIC },
	PV("5.2.1/2", "Cellule qualité", IN_YEAR(-1, 4, 15), "lukasz.nowak", "fatoumata.sow", "Questionnaire commun : version finale\nEnquête auprès des diplômé·es : envoi en juin"),
	{ .slots = "1.1.3/1x2", .kind = EV_FILE, .title = "Fiches de deux UE du bloc 1, revues", .on = IN_YEAR(-1, 5, 20), .filed_after = 8,
	  .by = "jonathan.mbuyi", .validated_by = COORD, .validated_after = 9, .file = "note.pdf", .visibility = VIS_PUBLIC },
	{ .slots = "3.4.1/1", .kind = EV_FILE, .title = "Rapport d’enquête, version de travail", .on = IN_YEAR(-1, 8, 28), .filed_after = 5,
	  .by = "lukasz.nowak", .file = "consultation.pdf", .visibility = VIS_INTERNAL },
	ROW("3.3.1/1", "Convention avec l’école de Porto", IN_YEAR(-1, 4, 3), "pierre-yves.lambert", "ines.carvalho", "Mobilités courtes dans les deux sens", "Instituto do Douro (Porto)"),
	{ .slots = "3.3.1/2", .kind = EV_REGISTER, .title = "Séjour court de quatre étudiant·es à Porto", .on = IN_YEAR(-1, 5, 11), .filed_after = 12,
	  .by = "pierre-yves.lambert", .text = "Cinq jours, accueil par l’équipe locale",
	  .partner = "Instituto do Douro (Porto)", .direction = "out", .audience = "étudiant·es", .visibility = VIS_PUBLIC },
	ROW("2.2.3/1", "Module « Réunions qui décident » en binôme", IN_YEAR(-1, 2, 18), "jonathan.mbuyi", "sofia.marchetti",
	    "Trois séances avec le coordinateur d’un centre de planning", "Centre de planning La Passerelle"),
	ROW("2.3.2/1", "Réponse à l’appel « Aînés et numérique »", IN_YEAR(-1, 1, 30), "minh-anh.tran", COORD, "Non retenu, commentaires reçus", "Fédération des maisons de quartier"),
	ROW("2.4.1/1", "Journée des métiers dans deux écoles secondaires", IN_YEAR(-1, 2, 5), "benedicte.gilson", COORD, "Deux matinées, quatre étudiant·es", NULL),
	{ .slots = "4.2.2/1", .kind = EV_LINK, .title = "Lettre d’information n° 3", .on = IN_YEAR(-1, 12, 16), .filed_after = 1, .by = "helene.vandenbossche",
	  .validated_by = COORD, .validated_after = 3, .url = "https://www.example.org/mcps/lettre/3", .visibility = VIS_PUBLIC },
	ROW("3.2.2/1", "Onze mémoires déposés", IN_YEAR(-1, 7, 3), "rachid.elamrani", COORD, "Session de juin", NULL),
	ROW("4.1.3/1", "Chapitre dans un ouvrage collectif", IN_YEAR(-1, 3, 9), "rachid.elamrani", COORD, "M. A. Tran, « Le projet comme dispute réglée »", NULL),
	PV("5.4.1/1", "Chargée de communication", IN_YEAR(-1, 3, 24), "benedicte.gilson", COORD, "Relais des annonces par le service de communication\nCharte graphique commune"),

	/* this year */
	ROW("2.1.1/1", "Convention-cadre avec la fédération des services à domicile", DAYS_AGO(34), "mehmet.yildiz", "claire.dumoulin",
	    "Quinze places de stage par an", "Fédération des services à domicile"),
	{ .slots = "2.3.1/1", .kind = EV_FILE, .title = "Feuille de route du guichet Projets", .on = DAYS_AGO(45), .filed_after = 2, .by = "minh-anh.tran",
	  .adopted_by = COORD, .adopting = "CoPil", .validated_after = 12, .file = "note.pdf", .visibility = VIS_EVALUATORS },
	{ .slots = "1.2.2/1", .kind = EV_FILE, .title = "Rapport d’évaluation de l’Atelier", .on = DAYS_AGO(15), .filed_after = 3, .by = "lukasz.nowak",
	  .file = "consultation.pdf", .visibility = VIS_INTERNAL },
	{ .slots = "2.1.3/1", .kind = EV_FILE, .title = "Invitation à la rencontre des maîtres de stage", .on = DAYS_AGO(20), .filed_after = 2,
	  .by = "mehmet.yildiz", .file = "programme.pdf", .visibility = VIS_PUBLIC },
	{ .slots = "2.2.2/1", .kind = EV_FILE, .title = "Note de cadrage des rémunérations", .on = DAYS_AGO(28), .filed_after = 4, .by = COORD,
	  .file = "note.pdf", .disputed_by = "olivier.wauters", .dispute = "Les montants ne sont pas ceux que les deux directions ont convenus.",
	  .validated_after = 6, .visibility = VIS_INTERNAL },
	ROW("2.2.3/1", "Module « Évaluer avec les habitants » en binôme", DAYS_AGO(24), "jonathan.mbuyi", "sofia.marchetti",
	    "Deux séances avec une chargée de projets communale", "Commune de Valombre"),
	{ .slots = "3.2.3/1", .kind = EV_LINK, .title = "Espace des mémoires, première version", .on = DAYS_AGO(6), .filed_after = 1, .by = "helene.vandenbossche",
	  .url = "https://drive.example.org/mcps/memoires", .access = "Toute personne qui a le lien", .visibility = VIS_INTERNAL },
	{ .slots = "4.2.1/1", .kind = EV_LINK, .title = "Rubrique « Ressources » du site", .on = DAYS_AGO(5), .filed_after = 2, .by = "helene.vandenbossche",
	  .url = "https://www.example.org/mcps/ressources", .visibility = VIS_PUBLIC },
	{ .slots = "4.2.2/1", .kind = EV_LINK, .title = "Lettre d’information n° 5", .on = DAYS_AGO(31), .filed_after = 1, .by = "helene.vandenbossche",
	  .validated_by = COORD, .validated_after = 2, .url = "https://www.example.org/mcps/lettre/5", .visibility = VIS_PUBLIC },
	{ .slots = "4.2.3/1", .kind = EV_LINK, .title = "Capsule « Écrire un compte rendu utile »", .on = DAYS_AGO(22), .filed_after = 1,
	  .by = "helene.vandenbossche", .validated_by = COORD, .validated_after = 4, .url = "https://video.example.org/mcps/compte-rendu", .visibility = VIS_PUBLIC },
	{ .slots = "4.2.3/2", .kind = EV_NUMBER, .title = "Vues de la première capsule", .on = DAYS_AGO(3), .filed_after = 1, .by = "helene.vandenbossche",
	  .number = 312, .visibility = VIS_PUBLIC },
	NUMBER("3.1.3/1", "Entretiens d’orientation menés", DAYS_AGO(18), "jonathan.mbuyi", 77),
	ROW("4.1.3/1", "Communication au colloque « Coordinations »", DAYS_AGO(16), "rachid.elamrani", NULL, "Deux membres de l’équipe, actes à paraître", NULL),
	{ .slots = "5.4.2/1", .kind = EV_FILE, .title = "PV · rencontre, déposé par erreur", .on = DAYS_AGO(12), .filed_after = 1, .by = "benedicte.gilson",
	  .body = "Chargée de communication", .points = "Document d’une autre réunion", .visibility = VIS_INTERNAL, .withdrawn = true },
	PV("5.2.3/1", "CoPil", DAYS_AGO(40), "awa.diallo", "olivier.wauters", "Bilan annuel du plan\nPréparation de la visite de mi-parcours\nPriorités de l’année"),
};
const size_t demo_npieces = LEN(demo_pieces);

const struct demo_comment demo_comments[] = {
	{ "1.3.3", COORD, "La direction demande d’abord un relevé des horaires de travail ; le secrétariat l’enverra avec les réinscriptions.", DAYS_AGO(30) },
	{ "1.3.3", "sofia.marchetti", "Le Conseil de programme peut fournir une première version de la note.", DAYS_AGO(26) },
	{ "2.2.2", "olivier.wauters", "J’ai contesté la note : reprenons-la à la prochaine réunion avec les deux directions.", DAYS_AGO(17) },
	{ "5.2.2", "fatoumata.sow", "Quels indicateurs ? Nous proposons d’en choisir huit, déjà disponibles dans les deux écoles.", DAYS_AGO(11) },
	{ "3.4.2", "aline.piette", "Plusieurs diplômé·es sont prêt·es à lancer le réseau : qui les reçoit ?", DAYS_AGO(8) },
	{ "3.4.1", "lukasz.nowak", "Il manque les réponses de la dernière promotion ; relance envoyée.", DAYS_AGO(4) },
};
const size_t demo_ncomments = LEN(demo_comments);

const struct demo_waiver demo_waivers[] = {
	{ "3.3.2/1", -1, "ines.carvalho", "Voyage annulé : grève des transports, remplacé par une rencontre en ligne.", IN_YEAR(-1, 5, 6) },
};
const size_t demo_nwaivers = LEN(demo_waivers);

const struct demo_reply demo_replies[] = {
	{ "1.1.2", COORD, "followed", "Le profil de sortie a été réécrit avec les équipes et des employeurs.", IN_YEAR(-1, 12, 1) },
	{ "5.1.1", COORD, "followed", "Le règlement est adopté et publié.", IN_YEAR(-1, 12, 1) },
	{ "3.1.2", COORD, "partly", "Les balises sont en discussion ; l’appui juridique des deux écoles est demandé.", DAYS_AGO(21) },
};
const size_t demo_nreplies = LEN(demo_replies);
