/* privacy_register.c: the register of processing (GDPR, article 30), from the declarations. */
#include "privacy/privacy_sql.h"
#include <string.h>

static struct register_entry *
entry_of(struct arena *a, struct register_entries *out, const struct processing *k)
{
	for (size_t i = 0; i < out->n; i++)
		if (out->items[i].processing == k)
			return &out->items[i];
	PUSH(a, out, ((struct register_entry){ .processing = k }));
	return &out->items[out->n - 1];
}

static void
add_table(struct arena *a, struct register_entry *x, const char *title)
{
	for (size_t i = 0; i < x->tables.n; i++)
		if (strcmp(x->tables.items[i], title) == 0)
			return;
	PUSH(a, &x->tables, title);
}

static void
add_rule(struct arena *a, struct register_entries *out, const struct retention *k, int days, bool settled)
{
	if (k->processing != NULL)
		PUSH(a, &entry_of(a, out, k->processing)->rules, ((struct register_rule){ k->title, k->ground, days, settled || days == RETAIN_FOREVER }));
}

enum err
register_load(struct arena *a, struct db *db, struct register_entries *out)
{
	struct retained_rules rules = { 0 };
	*out = (struct register_entries){ 0 };
	EACH_PERSONAL(p)
		add_table(a, entry_of(a, out, p->processing), p->title);
	enum err e = db == NULL ? OK : retention_load(db, (struct date){ 2000, 1, 1 }, false, &rules);
	for (size_t i = 0; e == OK && i < rules.n; i++)
		add_rule(a, out, rules.items[i].rule, rules.items[i].days, rules.items[i].settled);
	for (const struct retention *const *t = retention_tables; db == NULL && *t != NULL; t++)
		for (const struct retention *k = *t; k->name != NULL; k++)
			add_rule(a, out, k, k->days, false);
	return e;
}

static void
markdown_entry(struct buf *out, const struct register_entry *x)
{
	const struct processing *k = x->processing;
	buf_printf(out, "\n## %s\n\n| | |\n|---|---|\n| Finalité | %s |\n| Base | %s%s%s%s |\n| Personnes concernées | %s |\n| Données | %s |\n| Destinataires | %s |\n",
	    k->title, k->purpose, basis_name(k->basis), k->ground == NULL ? "" : " (", k->ground == NULL ? "" : k->ground, k->ground == NULL ? "" : ")", k->persons, k->data,
	    k->recipients);
	buf_puts(out, "| Où | ");
	for (size_t i = 0; i < x->tables.n; i++)
		buf_printf(out, "%s%s", i == 0 ? "" : ", ", x->tables.items[i]);
	buf_puts(out, " |\n");
	for (size_t i = 0; i < x->rules.n; i++) {
		const struct register_rule *r = &x->rules.items[i];
		buf_printf(out, "| Conservation | %s : ", r->title);
		if (r->days == RETAIN_FOREVER)
			buf_puts(out, "sans fin");
		else
			buf_printf(out, "%d jour%s%s", r->days, r->days > 1 ? "s" : "", r->settled ? "" : " (à valider)");
		buf_printf(out, " — %s |\n", r->ground);
	}
}

void
register_markdown(struct arena *a, struct buf *out)
{
	struct register_entries all;
	enum err e = register_load(a, NULL, &all);
	BUG_ON(e != OK);
	buf_puts(out, "# Registre des activités de traitement\n\n"
	    "Ce fichier est produit par `make docs/registre.md` à partir des déclarations du programme (`src/*/*_personal.c`) ; ne le corrigez pas à la main. "
	    "La page « Registre » de Pilotis montre le même registre avec les durées que le programme a réglées. "
	    "Qui est responsable du traitement, et l’adresse du délégué à la protection des données, sont à dire par chaque établissement. "
	    "Pilotis n’envoie de données qu’au relais de courriel qui lui est donné ; l’hébergeur et ce relais sont les sous-traitants à déclarer.\n");
	for (size_t i = 0; i < all.n; i++)
		markdown_entry(out, &all.items[i]);
}
