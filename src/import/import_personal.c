/* import_personal.c: what drafts of imports hold of who sent a document. */
#include "entity/personal.h"

static const struct processing imports = { .name = "imports", .title = N_("Documents importés"),
	.purpose = N_("Lire un plan dans son document, avec les réponses données, jusqu’à son adoption"), .basis = BASIS_PUBLIC_TASK,
	.persons = N_("Coordination"), .data = N_("Document, réponses, date"), .recipients = N_("Coordination") };

#define DRAFT COLUMNS(COL("person", N_("Envoyé par"), STAYS, .flags = C_PERSON), COL("filename", N_("Fichier"), MASKED), COL("format", N_("Format"), STAYS), \
	COL("answers", N_("Réponses"), MASKED), COL("state", N_("État"), STAYS), COL("created_at", N_("Créé le"), STAYS), COL("updated_at", N_("Changé le"), STAYS), \
	COL("source_sha", NULL, STAYS, .flags = C_BLOB), COL("document_sha", NULL, STAYS, .flags = C_BLOB))

const struct personal import_personal[] = {
	{ .table = "import_draft", .title = N_("Imports abandonnés"), .processing = &imports, .where = "import_draft.state = 'dropped'",
	  .belongs = BELONGS(OF(PERSON, "person", .file = "source_sha", .filename = "filename")), .columns = DRAFT, .row = ROW_GOES },
	{ .table = "import_draft", .title = N_("Imports"), .processing = &imports, .where = "import_draft.state <> 'dropped'",
	  .belongs = BELONGS(OF(PERSON, "person", .file = "source_sha", .filename = "filename")), .columns = DRAFT, .row = ROW_STAYS,
	  .why = N_("Le document importé est la source du plan.") },
	{ 0 },
};

const struct retention import_retention[] = {
	{ .name = "import_dropped", .title = N_("Imports abandonnés"), .ground = N_("le temps de se raviser"), .processing = &imports, .days = 90, .least = 7,
	  .most = 730, .table = "import_draft", .since = "updated_at", .when = "state = 'dropped'" },
	{ .name = "import_open", .title = N_("Imports laissés ouverts"), .ground = N_("un dépôt inachevé ne se garde pas sans fin"), .processing = &imports, .days = 365,
	  .least = 30, .most = 1095, .table = "import_draft", .since = "updated_at", .when = "state = 'open'" },
	{ 0 },
};
