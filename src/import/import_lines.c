/* import_lines.c: what stands outside tables: headings, labels alone in their line, and plans written without a table. */
#include "import/import_build.h"
#include <string.h>

/* "Responsable : CP", "Échéance : 26-27": a field of the present action. */
static bool
read_field(struct reading *r, const char *marked)
{
	const char *colon = strchr(marked, ':');
	struct heading h;
	struct label l;
	if (colon == NULL || r->last == NULL)
		return false;
	label_read(r->a, marked, &l);
	if (l.rank != RANK_NONE) /* "Temps 2 : à la sortie" opens a part, it is no due date */
		return false;
	char *name = text_trim(r->a, doc_plain(r->a, arena_strndup(r->a, marked, (size_t)(colon - marked))));
	const char *value = colon + 1 + strspn(colon + 1, " ");
	if (*value == EMPH_OFF) /* "**Responsable :** CP" */
		value++;
	value = piece_of(r->a, value, strlen(value));
	if (words_count(text_words(r->a, name)) > 6)
		return false;
	heading_read(r->a, name, &h);
	if (h.score < 0.85 || h.year != 0)
		return false;
	struct strings items;
	r->field = COL_IGNORE;
	switch (h.role) {
	case COL_ACTORS:
		note_actors(r, r->last, value);
		break;
	case COL_DUE:
		note_due(r, r->last, doc_plain(r->a, value));
		break;
	case COL_INDICATORS:
		items = text_items(r->a, value);
		note_items(r, r->last, &items);
		break;
	case COL_RECOMMENDATION:
		if (!text_blank(value))
			PUSH(r->a, &r->last->recommendations, text_trim(r->a, doc_plain(r->a, value)));
		break;
	case COL_PRIORITY:
		r->last->priority = text_blank(value) ? r->last->priority : text_trim(r->a, doc_plain(r->a, value));
		break;
	case COL_CONDITIONS:
		r->last->conditions = text_blank(value) ? r->last->conditions : text_trim(r->a, doc_plain(r->a, value));
		break;
	case COL_NOTES: case COL_START:
		warn(r, "unread_text", r->last->code, r->last->source, N_("« %s » : « %s », gardé ici et non dans le plan."), name, text_trim(r->a, doc_plain(r->a, value)));
		break;
	case COL_IGNORE: case COL_OBJECTIVE: case COL_SPECIFIC: case COL_ACTION: case COL_CODE: case COL_PHASE: case COL_ROLES:
		return false;
	}
	r->field = h.role;
	return true;
}

/* An item under "Indicateurs :", one more responsible under "Responsables :". */
static bool
read_item(struct reading *r, const char *marked)
{
	struct strings items;
	if (r->last == NULL)
		return false;
	if (r->field == COL_INDICATORS) {
		items = text_items(r->a, marked);
		note_items(r, r->last, &items);
	} else if (r->field == COL_ACTORS) {
		note_actors(r, r->last, marked + bullet_length(marked));
	} else if (r->field == COL_RECOMMENDATION) {
		PUSH(r->a, &r->last->recommendations, text_trim(r->a, doc_plain(r->a, marked + bullet_length(marked))));
	} else {
		return false;
	}
	return true;
}

/* "Titre (CP, CEP ; 26-27)": who and when in the parentheses that end an item. */
static void
read_tail(struct reading *r, struct action *x, const char *tail)
{
	struct strings parts = words_split(r->a, tail, ';');
	if (parts.n == 1)
		parts = words_split(r->a, tail, ',');
	for (size_t i = 0; i < parts.n; i++) {
		struct due_reading d;
		const char *part = text_trim(r->a, parts.items[i]);
		due_read(r->a, part, &r->style, &d);
		if (d.due.kind != DUE_NONE)
			note_due(r, x, part);
		else
			note_actors(r, x, part);
	}
}

static bool
is_tail(struct reading *r, const char *tail)
{
	struct strings parts = words_split(r->a, tail, strchr(tail, ';') != NULL ? ';' : ',');
	for (size_t i = 0; i < parts.n; i++) {
		struct due_reading d;
		due_read(r->a, text_trim(r->a, parts.items[i]), &r->style, &d);
		if (d.due.kind != DUE_NONE)
			return true;
	}
	return false;
}

static void
line_action(struct reading *r, const char *code, const char *marked, int number)
{
	const char *open = strrchr(marked, '('), *close = open == NULL ? NULL : strrchr(open, ')');
	const char *tail = NULL;
	if (open != NULL && close != NULL && text_blank(close + 1 + (close[1] == '.'))) {
		tail = doc_plain(r->a, arena_strndup(r->a, open + 1, (size_t)(close - open - 1)));
		if (is_tail(r, tail))
			marked = piece_of(r->a, marked, (size_t)(open - marked));
		else
			tail = NULL;
	}
	struct action *x = add_action(r, code, marked, source_line(r->a, number));
	r->field = COL_IGNORE;
	if (tail != NULL)
		read_tail(r, x, tail);
}

void
read_line(struct reading *r, const struct doc_block *b)
{
	const char *marked = b->line.text;
	struct label l;
	/* "Temps 2 : à la sortie" is a phase, "Temps : 26-27" a field */
	label_read(r->a, marked + bullet_length(marked), &l);
	if (!(l.rank == RANK_PHASE && *l.code != '\0') && read_field(r, marked + bullet_length(marked)))
		return;
	bool item = b->line.kind == LINE_ITEM || bullet_length(marked) > 0;
	if (item && read_item(r, marked))
		return;
	const char *text = marked + bullet_length(marked);
	bool action = !r->has_grid && (l.rank == RANK_ACTION || (l.rank == RANK_NONE && (l.depth >= 3 || (l.depth == 2 && r->open_specific >= 0 &&
	    *r->plan->objectives.items[r->open_objective].specifics.items[r->open_specific].code == '\0'))));
	if (action && !l.lone) {
		line_action(r, l.code, text + l.used, b->number);
	} else if (r->lone.waits || l.rank == RANK_STRATEGIC || l.rank == RANK_AXIS || l.rank == RANK_SPECIFIC || l.rank == RANK_PHASE || l.rank == RANK_OBJECTIVE ||
	    (l.depth == 2 && l.rank == RANK_NONE && r->open_objective >= 0) || (l.depth == 1 && b->line.kind == LINE_HEADING)) {
		open_label(r, text, RANK_NONE);
		r->last = NULL;
		r->field = COL_IGNORE;
	} else if (b->line.kind == LINE_HEADING && r->title_read) {
		/* the title of a part: an objective, if actions follow directly under it */
		bool deeper = b->line.level >= 3 && r->open_objective >= 0 && !r->has_grid;
		if (!r->has_grid && r->open_objective >= 0 && b->line.level >= 3)
			open_specific(r, "", text);
		else if (!deeper) {
			r->heading = text;
			r->open_objective = -1;
			r->open_specific = -1;
		}
		r->last = NULL;
		r->field = COL_IGNORE;
	} else if (!r->has_grid && item && (r->open_objective >= 0 || r->heading != NULL)) {
		line_action(r, "", text, b->number);
	}
}
