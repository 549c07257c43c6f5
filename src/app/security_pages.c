/* The administrator's page of security: what is sound, what to look at, what to mend, and who may do what. */
#include "app/app.h"
#include "app/security.h"
#include "pages.h"
#include <string.h>

const enum role roles_shown[] = { ROLE_PUBLIC, ROLE_EVALUATOR, ROLE_MEMBER, ROLE_SECRETARY, ROLE_CHAIR, ROLE_COORDINATION, ROLE_ADMIN, ROLE_JURY,
	ROLE_SUPERVISOR, ROLE_STUDENT };
const size_t roles_shown_n = LEN(roles_shown);

const char *
right_name(enum right r)
{
	switch (r) {
	case RIGHT_ANYONE: return N_("Pages publiques et connexion");
	case RIGHT_SIGNED_IN: return N_("Son propre compte");
	case RIGHT_PLAN_READ: return N_("Lire le plan et ses preuves");
	case RIGHT_PLAN_EDIT: return N_("Changer le plan, l’importer, l’adopter");
	case RIGHT_EVIDENCE_FILE: return N_("Déposer des preuves");
	case RIGHT_EVIDENCE_VALIDATE: return N_("Valider des preuves");
	case RIGHT_PEOPLE_MANAGE: return N_("Gérer les personnes et les réglages");
	case RIGHT_ADMIN: return N_("Administrer le serveur");
	case RIGHT_CALL_MANAGE: return N_("Gérer l’appel à commandes");
	case RIGHT_TEAM_RANK: return N_("Classer les commandes, évaluer ses pairs");
	case RIGHT_TEAM_FOLLOW: return N_("Accompagner une équipe");
	case RIGHT_TEAM_SPACE: return N_("Travailler dans l’espace d’une équipe");
	case RIGHT_CALL_REVIEW: return N_("Évaluer les commandes");
	case RIGHT_MANDATE_READ: return N_("Voir qui siège où");
	case RIGHT_MANDATE_EDIT: return N_("Tenir les mandats");
	case RIGHT_CHARTER_READ: return N_("Lire les documents");
	case RIGHT_CHARTER_AMEND: return N_("Commenter et amender les documents en consultation");
	case RIGHT_CHARTER_WRITE: return N_("Écrire les documents");
	case RIGHT_CHARTER_LEAD: return N_("Mener et faire adopter les documents");
	case RIGHT_CHARTER_ACK: return N_("Dire que l’on a lu un document");
	case RIGHT_PRIVACY: return N_("Voir et effacer les données d’une personne");
	case RIGHT_REGISTER: return N_("Lire le registre des traitements");
	case RIGHT_MEETING_READ: return N_("Lire ses réunions et les PV approuvés");
	case RIGHT_MEETING_DRAFT: return N_("Proposer à l’ordre du jour, prendre note");
	case RIGHT_MEETING_MANAGE: return N_("Convoquer et préparer les PV");
	case RIGHT_MEETING_APPROVE: return N_("Approuver les PV");
	case RIGHT_NONE:
	case RIGHT_COUNT:
		break;
	}
	return N_("Personne");
}

bool
role_may(enum role role, enum right r)
{
	struct user u = { .person = role == ROLE_PUBLIC ? NONE : 1, .roles = ROLE_PUBLIC | role };
	return user_may(&u, r);
}

bool
right_used(enum right r)
{
	for (size_t i = 0; i < route_table_n; i++)
		if (route_table[i].right == r)
			return true;
	return false;
}

enum err
security_page(struct request *rq, struct answer *an)
{
	static const enum severity order[] = { FAULT, ADVICE, SOUND };
	const struct security s = { rq->app, rq->app->store_url, rq->today, rq->lang };
	struct findings f = { 0 };
	size_t n[SOUND + 3] = { 0 };
	security_of_server(rq->a, &s, &f);
	security_of_store(rq->db, &s, &f);
	security_of_routes(rq->a, &f);
	for (size_t i = 0; i < f.n; i++)
		n[f.items[i].severity]++;
	struct page *p = layout_begin_under(rq, an, tr(rq->lang, N_("Sécurité")), "settings", url_known("/settings"), tr(rq->lang, N_("Réglages")));
	page_security_sum(p, n[FAULT], n[ADVICE], n[SOUND]);
	for (size_t k = 0; k < LEN(order); k++)
		if (n[order[k]] > 0)
			page_security_findings(p, &f, order[k]);
	page_security_rights(p);
	layout_end(rq, an);
	return OK;
}
