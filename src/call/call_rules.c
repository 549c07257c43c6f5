/* The life of a commission, as a table. Source: the rules of the laboratory; nothing here reads a clock or a store. */
#include "call/call_rules.h"
#include "base/tr.h"
#include <string.h>

static const struct { const char *word, *name, *class, *sign; } statuses[STATUSES] = {
	[ST_DRAFT] = { "draft", N_("Brouillon"), "ahead", "○" },
	[ST_PENDING] = { "pending", N_("À confirmer par courriel"), "due", "◔" },
	[ST_SUBMITTED] = { "submitted", N_("Reçue"), "started", "●" },
	[ST_COMPLEMENT] = { "complement", N_("Complément demandé"), "due", "▲" },
	[ST_ELIGIBLE] = { "eligible", N_("Recevable"), "done", "✓" },
	[ST_INELIGIBLE] = { "ineligible", N_("Non recevable"), "abandoned", "✕" },
	[ST_SELECTED] = { "selected", N_("Retenue"), "kept", "★" },
	[ST_WAITING] = { "waiting", N_("Liste d’attente"), "due", "◐" },
	[ST_FROZEN] = { "frozen", N_("Au frigo"), "declared", "❄" },
	[ST_WITHDRAWN] = { "withdrawn", N_("Retirée"), "abandoned", "–" },
	[ST_PRESENTED] = { "presented", N_("Présentée aux étudiants"), "kept", "★" },
	[ST_CLARIFIED] = { "clarified", N_("Clarifiée sur place"), "kept", "★" },
	[ST_EXPLORATION] = { "exploration", N_("En exploration"), "kept", "★" },
	[ST_REPORT] = { "report", N_("Rapport reçu"), "kept", "★" },
	[ST_FEEDBACK] = { "feedback", N_("Retour donné"), "kept", "★" },
	[ST_ORAL] = { "oral", N_("Présentée oralement"), "kept", "★" },
	[ST_ARCHIVED] = { "archived", N_("Archivée"), "ahead", "▪" },
};

const char *
status_word(enum status s)
{
	BUG_ON((unsigned)s >= STATUSES);
	return statuses[s].word;
}

const char *
status_name(enum status s)
{
	BUG_ON((unsigned)s >= STATUSES);
	return statuses[s].name;
}

const char *
status_class(enum status s)
{
	BUG_ON((unsigned)s >= STATUSES);
	return statuses[s].class;
}

const char *
status_sign(enum status s)
{
	BUG_ON((unsigned)s >= STATUSES);
	return statuses[s].sign;
}

bool
status_named(const char *word, enum status *out)
{
	for (int i = 0; word != NULL && i < STATUSES; i++)
		if (strcmp(statuses[i].word, word) == 0) {
			*out = (enum status)i;
			return true;
		}
	return false;
}

bool
status_is_seen(enum status s)
{
	return s != ST_DRAFT && s != ST_PENDING;
}

bool
status_is_chosen(enum status s)
{
	return s == ST_SELECTED || (s >= ST_PRESENTED && s <= ST_ORAL);
}

bool
status_is_editable(enum status s)
{
	return s == ST_DRAFT || s == ST_PENDING || s == ST_SUBMITTED || s == ST_COMPLEMENT;
}

/* ---- moves ----------------------------------------------------------------------------------------------- */

/* Decisions of the selection (selected, waiting, frozen) have letters of their own, previewed and sent once by whoever
 * decides: no letter of these moves says them first. A step back is a correction: with its reason, without a letter. */
const struct move move_table[] = {
	/* the form */
	{ ST_DRAFT, ST_PENDING, BY_SPONSOR, false, LETTER_CONFIRM },
	{ ST_PENDING, ST_SUBMITTED, BY_SPONSOR, false, LETTER_RECEIVED },
	{ ST_DRAFT, ST_SUBMITTED, BY_STAFF, false, LETTER_RECEIVED },
	{ ST_DRAFT, ST_WITHDRAWN, BY_SPONSOR, false, LETTER_WITHDRAWN },
	{ ST_PENDING, ST_WITHDRAWN, BY_SPONSOR, false, LETTER_WITHDRAWN },
	/* triage, as files arrive */
	{ ST_SUBMITTED, ST_COMPLEMENT, BY_STAFF, true, LETTER_COMPLEMENT },
	{ ST_COMPLEMENT, ST_SUBMITTED, BY_SPONSOR, false, LETTER_COMPLETED },
	{ ST_COMPLEMENT, ST_SUBMITTED, BY_STAFF, false, LETTER_NONE },
	{ ST_SUBMITTED, ST_ELIGIBLE, BY_STAFF, false, LETTER_ELIGIBLE },
	{ ST_COMPLEMENT, ST_ELIGIBLE, BY_STAFF, false, LETTER_ELIGIBLE },
	{ ST_SUBMITTED, ST_INELIGIBLE, BY_STAFF, true, LETTER_INELIGIBLE },
	{ ST_COMPLEMENT, ST_INELIGIBLE, BY_STAFF, true, LETTER_INELIGIBLE },
	{ ST_ELIGIBLE, ST_COMPLEMENT, BY_STAFF, true, LETTER_COMPLEMENT },
	{ ST_ELIGIBLE, ST_SUBMITTED, BY_STAFF, true, LETTER_NONE },
	{ ST_ELIGIBLE, ST_INELIGIBLE, BY_STAFF, true, LETTER_INELIGIBLE },
	{ ST_INELIGIBLE, ST_SUBMITTED, BY_STAFF, true, LETTER_REOPENED },
	{ ST_INELIGIBLE, ST_FROZEN, BY_STAFF, true, LETTER_NONE },
	{ ST_ELIGIBLE, ST_SUBMITTED, BY_UNDO, true, LETTER_NONE },
	{ ST_ELIGIBLE, ST_COMPLEMENT, BY_UNDO, true, LETTER_NONE },
	{ ST_COMPLEMENT, ST_SUBMITTED, BY_UNDO, true, LETTER_NONE },
	{ ST_COMPLEMENT, ST_ELIGIBLE, BY_UNDO, true, LETTER_NONE },
	{ ST_INELIGIBLE, ST_SUBMITTED, BY_UNDO, true, LETTER_REOPENED },
	{ ST_INELIGIBLE, ST_COMPLEMENT, BY_UNDO, true, LETTER_REOPENED },
	{ ST_INELIGIBLE, ST_ELIGIBLE, BY_UNDO, true, LETTER_REOPENED },
	/* the selection */
	{ ST_ELIGIBLE, ST_SELECTED, BY_STAFF, false, LETTER_NONE },
	{ ST_ELIGIBLE, ST_WAITING, BY_STAFF, false, LETTER_NONE },
	{ ST_ELIGIBLE, ST_FROZEN, BY_STAFF, false, LETTER_NONE },
	{ ST_ELIGIBLE, ST_ARCHIVED, BY_STAFF, false, LETTER_NONE },
	{ ST_WAITING, ST_SELECTED, BY_STAFF, false, LETTER_NONE },
	{ ST_WAITING, ST_FROZEN, BY_STAFF, false, LETTER_NONE },
	{ ST_WAITING, ST_ELIGIBLE, BY_STAFF, true, LETTER_NONE },
	{ ST_WAITING, ST_ARCHIVED, BY_STAFF, false, LETTER_NONE },
	{ ST_SELECTED, ST_WAITING, BY_STAFF, true, LETTER_NONE },
	{ ST_SELECTED, ST_ELIGIBLE, BY_STAFF, true, LETTER_NONE },
	{ ST_SELECTED, ST_FROZEN, BY_STAFF, true, LETTER_NONE },
	{ ST_FROZEN, ST_ELIGIBLE, BY_STAFF, true, LETTER_NONE },
	{ ST_FROZEN, ST_ARCHIVED, BY_STAFF, false, LETTER_NONE },
	{ ST_INELIGIBLE, ST_ARCHIVED, BY_STAFF, false, LETTER_NONE },
	/* the mission */
	{ ST_SELECTED, ST_PRESENTED, BY_STAFF, false, LETTER_NONE },
	{ ST_PRESENTED, ST_CLARIFIED, BY_STAFF, false, LETTER_NONE },
	{ ST_CLARIFIED, ST_EXPLORATION, BY_STAFF, false, LETTER_NONE },
	{ ST_EXPLORATION, ST_REPORT, BY_STAFF, false, LETTER_NONE },
	{ ST_REPORT, ST_FEEDBACK, BY_STAFF, false, LETTER_NONE },
	{ ST_FEEDBACK, ST_ORAL, BY_STAFF, false, LETTER_NONE },
	{ ST_ORAL, ST_ARCHIVED, BY_STAFF, false, LETTER_NONE },
	{ ST_PRESENTED, ST_SELECTED, BY_STAFF, true, LETTER_NONE },
	{ ST_CLARIFIED, ST_PRESENTED, BY_STAFF, true, LETTER_NONE },
	{ ST_EXPLORATION, ST_CLARIFIED, BY_STAFF, true, LETTER_NONE },
	{ ST_REPORT, ST_EXPLORATION, BY_STAFF, true, LETTER_NONE },
	{ ST_FEEDBACK, ST_REPORT, BY_STAFF, true, LETTER_NONE },
	{ ST_ORAL, ST_FEEDBACK, BY_STAFF, true, LETTER_NONE },
	{ ST_ARCHIVED, ST_ORAL, BY_CLOSING, true, LETTER_NONE },
	/* withdrawal: one click until the selection, afterwards with a reason; the staff always say why */
	{ ST_SUBMITTED, ST_WITHDRAWN, BY_SPONSOR, false, LETTER_WITHDRAWN },
	{ ST_COMPLEMENT, ST_WITHDRAWN, BY_SPONSOR, false, LETTER_WITHDRAWN },
	{ ST_ELIGIBLE, ST_WITHDRAWN, BY_SPONSOR, false, LETTER_WITHDRAWN },
	{ ST_WAITING, ST_WITHDRAWN, BY_SPONSOR, true, LETTER_WITHDRAWN },
	{ ST_FROZEN, ST_WITHDRAWN, BY_SPONSOR, true, LETTER_WITHDRAWN },
	{ ST_SELECTED, ST_WITHDRAWN, BY_SPONSOR, true, LETTER_WITHDRAWN },
	{ ST_PRESENTED, ST_WITHDRAWN, BY_SPONSOR, true, LETTER_WITHDRAWN },
	{ ST_CLARIFIED, ST_WITHDRAWN, BY_SPONSOR, true, LETTER_WITHDRAWN },
	{ ST_EXPLORATION, ST_WITHDRAWN, BY_SPONSOR, true, LETTER_WITHDRAWN },
	{ ST_SUBMITTED, ST_WITHDRAWN, BY_STAFF, true, LETTER_WITHDRAWN },
	{ ST_COMPLEMENT, ST_WITHDRAWN, BY_STAFF, true, LETTER_WITHDRAWN },
	{ ST_ELIGIBLE, ST_WITHDRAWN, BY_STAFF, true, LETTER_WITHDRAWN },
	{ ST_WAITING, ST_WITHDRAWN, BY_STAFF, true, LETTER_WITHDRAWN },
	{ ST_FROZEN, ST_WITHDRAWN, BY_STAFF, true, LETTER_WITHDRAWN },
	{ ST_SELECTED, ST_WITHDRAWN, BY_STAFF, true, LETTER_WITHDRAWN },
	{ ST_PRESENTED, ST_WITHDRAWN, BY_STAFF, true, LETTER_WITHDRAWN },
	{ ST_CLARIFIED, ST_WITHDRAWN, BY_STAFF, true, LETTER_WITHDRAWN },
	{ ST_EXPLORATION, ST_WITHDRAWN, BY_STAFF, true, LETTER_WITHDRAWN },
	{ ST_WITHDRAWN, ST_SUBMITTED, BY_STAFF, true, LETTER_REOPENED },
	{ ST_WITHDRAWN, ST_ARCHIVED, BY_STAFF, false, LETTER_NONE },
	{ 0 },
};

const struct move *
move_find(enum status from, enum status to, enum mover by)
{
	for (const struct move *m = move_table; m->from != m->to; m++)
		if (m->from == from && m->to == to && m->by == by)
			return m;
	return NULL;
}

static const struct { const char *word; enum letter_family family; } letters[LETTERS] = {
	[LETTER_NONE] = { "none", FAMILY_RECEIVED },
	[LETTER_RESUME] = { "resume", FAMILY_RECEIVED },
	[LETTER_CONFIRM] = { "confirm", FAMILY_ACTION },
	[LETTER_RECEIVED] = { "received", FAMILY_RECEIVED },
	[LETTER_COMPLEMENT] = { "complement", FAMILY_ACTION },
	[LETTER_COMPLETED] = { "completed", FAMILY_RECEIVED },
	[LETTER_ELIGIBLE] = { "eligible", FAMILY_DECISION },
	[LETTER_INELIGIBLE] = { "ineligible", FAMILY_DECISION },
	[LETTER_WITHDRAWN] = { "withdrawn", FAMILY_RECEIVED },
	[LETTER_REOPENED] = { "reopened", FAMILY_DECISION },
	[LETTER_REMINDER] = { "reminder", FAMILY_ACTION },
	[LETTER_LATE] = { "late", FAMILY_ACTION },
	[LETTER_RECONFIRM] = { "reconfirm", FAMILY_ACTION },
};

const char *
letter_word(enum letter l)
{
	BUG_ON((unsigned)l >= LETTERS);
	return letters[l].word;
}

enum letter_family
letter_family(enum letter l)
{
	BUG_ON((unsigned)l >= LETTERS);
	return letters[l].family;
}
