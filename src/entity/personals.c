/* personals.c: the list of all declarations of personal data, with those of the house itself (store, jobs, mail are below
 * this floor or beside it: the floors above declare their own). */
#include "entity/personal.h"
#include <string.h>

const char erased_text[] = N_("effacé");

#define ROOMS(X) X(house) X(people) X(mail) X(plan) X(import) X(call) X(team) X(mission) X(report) X(mandate) X(calendar) X(meeting) X(charter) X(timetable) X(web) X(privacy)

#define DECLARE(r) extern const struct personal r##_personal[]; extern const struct retention r##_retention[];
ROOMS(DECLARE)
#define PERSONAL(r) r##_personal,
#define RETENTION(r) r##_retention,
const struct personal *const personal_tables[] = { ROOMS(PERSONAL) NULL };
const struct retention *const retention_tables[] = { ROOMS(RETENTION) NULL };

/* ---- the house: store and jobs ------------------------------------------------------------------------------ */

static const struct processing journal_processing = { .name = "journal", .title = N_("Journal des actes"),
	.purpose = N_("Prouver qui a fait quoi et quand : validité des preuves et des décisions, sécurité des comptes"),
	.basis = BASIS_PUBLIC_TASK, .ground = N_("responsabilité du programme devant ses instances et ses évaluateurs ; article 32 du RGPD"),
	.persons = N_("Personnes qui ont un compte"), .data = N_("Nom, acte, date et heure, valeurs changées"),
	.recipients = N_("Coordination et administration ; chaque personne pour ses propres actes") };

const struct personal house_personal[] = {
	{ .table = "schema_migration", .nobody = "the versions of the schema" },
	{ .table = "blob", .nobody = "files by their digest: whose they are is said by the rows that refer to them" },
	{ .table = "blob_piece", .nobody = "bytes of those files" },
	{ .table = "history", .title = N_("Journal des actes"), .processing = &journal_processing,
	  .belongs = BELONGS(OF(PERSON, "person", .label = N_("Auteur")),
	      OF(PERSON, "entity_id", .label = N_("Concernée"), .when = "history.entity = 'person'")),
	  .columns = COLUMNS(COL("at", N_("Quand"), STAYS), COL("who", N_("Qui"), REPLACED, .flags = C_AUTHOR), COL("person", N_("Personne"), STAYS, .flags = C_PERSON),
	      COL("via", N_("Par"), STAYS), COL("entity", N_("Objet"), STAYS), COL("entity_id", N_("N°"), STAYS), COL("what", N_("Acte"), STAYS),
	      COL("field", N_("Champ"), STAYS), COL("before", N_("Avant"), MASKED), COL("after", N_("Après"), MASKED)),
	  .row = ROW_STAYS, .why = N_("Les actes restent au journal, sans le nom : ce qui a été décidé sur eux doit pouvoir être prouvé.") },
	{ .table = "security_count", .nobody = "how often something was refused on a day" },
	{ .table = "search_doc", .nobody = "what search finds: made of the rows that it names, and again with each change of theirs" },
	{ .table = "search_word", .nobody = "the words of what search finds, each once, apart from whatever holds it; gone with the last thing that holds it" },
	{ .table = "search_due", .nobody = "numbers of rows that changed" },
	{ .table = "retention_run", .nobody = "how much went by a rule" },
	{ .table = "setting", .title = N_("Réglages"), .processing = &journal_processing, .columns = COLUMNS(COL("name", N_("Nom"), STAYS), COL("value", N_("Valeur"), STAYS, .flags = C_CITES)),
	  .row = ROW_STAYS, .why = N_("Un réglage du programme (l’adresse d’expédition, par exemple) se change dans les réglages.") },
	{ .table = "job", .title = N_("Travaux de fond"), .processing = &journal_processing,
	  .columns = COLUMNS(COL("payload", N_("Contenu"), MASKED), COL("last_error", N_("Erreur"), MASKED)),
	  .row = ROW_STAYS, .why = N_("Un travail en attente s’accomplit sans le nom.") },
	{ 0 },
};

static unsigned
everything(void *arg, const struct history_row *r)
{
	(void)arg;
	(void)r;
	return HISTORY_WHO | HISTORY_PERSON | HISTORY_TEXT;
}

/* That someone came in stays; who it was goes. */
static enum err
purge_signins(struct db *db, const char *before, bool look, int64_t *n)
{
	struct history_erasure what = { .entity = "signin", .before = before, .why = "retention", .choose = everything, .look = look };
	return history_erase(db, &what, n);
}

const struct retention house_retention[] = {
	{ .name = "signins", .title = N_("Journal des connexions"), .ground = N_("sécurité des comptes : un an au plus ; ensuite il n’en reste que le fait"),
	  .processing = &journal_processing, .days = 365, .least = 180, .most = 730, .purge = purge_signins },
	{ .name = "journal", .title = N_("Journal des actes"), .ground = N_("archive de gouvernance ; les noms s’effacent avec la personne"),
	  .processing = &journal_processing, .days = RETAIN_FOREVER, .table = "history" },
	{ .name = "jobs_done", .title = N_("Travaux de fond accomplis"), .ground = N_("sans utilité ensuite"), .days = 30, .least = 1, .most = 365,
	  .table = "job", .since = "done_at", .when = "state = 'done'" },
	{ .name = "jobs_failed", .title = N_("Travaux de fond échoués"), .ground = N_("le temps de comprendre la panne"), .days = 180, .least = 7, .most = 730,
	  .table = "job", .since = "done_at", .when = "state = 'failed'" },
	{ 0 },
};

/* ---- reading a declaration ---------------------------------------------------------------------------------- */

const char *
basis_name(enum basis b)
{
	switch (b) {
	case BASIS_PUBLIC_TASK: return N_("mission d’intérêt public");
	case BASIS_CONSENT: return N_("consentement");
	case BASIS_CONTRACT: return N_("contrat");
	case BASIS_LEGAL: return N_("obligation légale");
	case BASIS_LEGITIMATE: return N_("intérêt légitime");
	case BASIS_COUNT: break;
	}
	return "?";
}

/* What the entity says of a field: a required text cannot be empty, so that something stands in its place. */
static struct personal_column
column_of_field(const struct field *f)
{
	struct personal_column c = { .name = f->name, .label = f->label, .erase = STAYS };
	switch (f->kind) {
	case K_REF: c.flags = f->ref->subject != NULL && strcmp(f->ref->subject, "id") == 0 ? C_PERSON : 0; break;
	case K_TEXT: case K_LONG: c.erase = (f->flags & F_REQUIRED) ? REPLACED : EMPTIED; break;
	case K_EMAIL: case K_WORD: case K_DATE: case K_INT: case K_ENUM: c.erase = EMPTIED; break;
	case K_BOOL: case K_ID: case K_REV: case K_GONE: break;
	}
	return c;
}

static bool
has_column(const struct personal_column *list, const char *name)
{
	for (; list != NULL && list->name != NULL; list++)
		if (strcmp(list->name, name) == 0)
			return true;
	return false;
}

const struct personal_column *
personal_columns(struct arena *a, const struct personal *p)
{
	struct { struct personal_column *items; size_t n, cap; } out = { 0 };
	if (p->entity == NULL)
		return p->columns != NULL ? p->columns : ARENA_NEW(a, struct personal_column);
	for (size_t i = 0; i < p->entity->nfields; i++) {
		const struct field *f = &p->entity->fields[i];
		if (!(f->flags & F_PERSONAL) || has_column(p->columns, f->name))
			continue;
		PUSH(a, &out, column_of_field(f));
		if (f->key != NULL && !has_column(p->columns, f->key))
			PUSH(a, &out, ((struct personal_column){ .name = f->key, .erase = EMPTIED }));
	}
	for (const struct personal_column *c = p->columns; c != NULL && c->name != NULL; c++) {
		struct personal_column one = *c;
		const struct field *f = entity_field(p->entity, c->name);
		if (one.label == NULL && f != NULL)
			one.label = f->label;
		PUSH(a, &out, one);
	}
	PUSH(a, &out, (struct personal_column){ 0 });
	return out.items;
}

const struct belongs *
personal_belongs(struct arena *a, const struct personal *p)
{
	struct belongs *b;
	if (p->belongs != NULL || p->entity == NULL || p->entity->subject == NULL)
		return p->belongs != NULL ? p->belongs : ARENA_NEW(a, struct belongs);
	b = ARENA_ARRAY(a, struct belongs, 2);
	b[0] = (struct belongs){ .how = OF_PERSON, .column = p->entity->subject };
	return b;
}
