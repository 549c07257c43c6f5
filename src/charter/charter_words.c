/* charter_words.c: the journal of a document, in sentences. */
#include "charter/charter_pages.h"
#include "base/text.h"
#include <string.h>

/* Each: the two values, in order. NULL: said without them. */
static const struct { const char *what, *field, *come, *gone, *both; } words[] = {
	{ "created", NULL, N_("Document créé"), NULL, NULL }, { "deleted", NULL, N_("Document retiré"), NULL, NULL }, { "restored", NULL, N_("Document rétabli"), NULL, NULL },
	{ "reminded", NULL, N_("Lettres de lecture envoyées : %s"), NULL, NULL },
	{ "changed", "title", NULL, NULL, N_("Titre : « %s » devient « %s »") },
	{ "changed", "summary", N_("Résumé écrit"), N_("Résumé retiré"), N_("Résumé changé") },
	{ "changed", "section", N_("Section ajoutée : %s"), NULL, N_("Section « %s » renommée « %s »") },
	{ "changed", "section moved", NULL, NULL, N_("Section déplacée : « %s » devient « %s »") },
	{ "changed", "section removed", NULL, N_("Section retirée : %s"), NULL }, { "changed", "section restored", N_("Section rétablie : %s"), NULL, NULL },
	{ "changed", "remark accepted", N_("Proposition acceptée : %s"), NULL, NULL }, { "changed", "remark refused", N_("Proposition refusée : %s"), NULL, NULL },
	{ "changed", "contributor", N_("Avis demandé à %s"), NULL, NULL },
	{ "changed", "adoption", N_("Version %s adoptée : son procès-verbal est approuvé"), N_("Version %s n’est plus adoptée : l’approbation de son procès-verbal est retirée"), NULL },
	{ "changed", "version", N_("Version figée : %s"), NULL, NULL }, { "changed", "version withdrawn", NULL, NULL, N_("Version %s retirée : %s") },
	{ "changed", "adherent", N_("Adhésion confirmée : %s"), N_("Adhésion retirée par qui l’a signée : %s"), NULL },
	{ "changed", "adherent removed", NULL, NULL, N_("Adhésion de %s retirée de la liste : %s") },
	{ "changed", "adherents told", N_("Signataires d’une version plus ancienne prévenus : %s"), NULL, NULL },
	{ "changed", "diffusion", N_("Diffusion prévue : %s"), NULL, NULL }, { "changed", "diffusion done", N_("Diffusion faite : %s"), NULL, NULL },
	{ "changed", "diffusion removed", N_("Ligne de diffusion retirée"), NULL, NULL }, { "changed", "diffusion restored", N_("Ligne de diffusion rétablie"), NULL, NULL },
};
static const struct { const char *field, *on, *off; } switches[] = {
	{ "consulting", N_("Consultation ouverte"), N_("Consultation fermée") }, { "reminding", N_("Lettres de lecture mises en route"), N_("Lettres de lecture arrêtées") },
	{ "adherable", N_("Ouvert aux adhésions"), N_("Fermé aux adhésions") },
};

const char *
charter_history_text(struct page *p, const struct history_row *r)
{
	const char *before = text_ellipsis(p->a, r->before == NULL ? "" : r->before, 160), *after = text_ellipsis(p->a, r->after == NULL ? "" : r->after, 160);
	enum audience was, is;
	for (size_t i = 0; i < LEN(switches); i++)
		if (text_eq(r->field, switches[i].field))
			return text_eq(r->after, "1") ? _(switches[i].on) : _(switches[i].off);
	if (text_eq(r->field, "audience") && audience_of(r->before, &was) && audience_of(r->after, &is))
		return fmt_(p, N_("Qui le lit : « %s » devient « %s »"), _(audience_name(was)), _(audience_name(is)), NULL);
	for (size_t i = 0; i < LEN(words); i++) {
		if (!text_eq(words[i].what, r->what) || !text_eq(words[i].field, r->field))
			continue;
		if (r->before != NULL && r->after != NULL && words[i].both != NULL)
			return fmt_(p, words[i].both, before, after, NULL);
		if (r->before != NULL && r->after == NULL && words[i].gone != NULL)
			return fmt_(p, words[i].gone, before, NULL);
		if (words[i].come != NULL)
			return fmt_(p, words[i].come, after, NULL);
	}
	return fmt_(p, N_("Modifié : %s"), r->field == NULL ? r->what : r->field, NULL);
}
