/* import_outline.c: which levels a document has above its actions, and what each line outside the tables is. One document
 * has "Objectif stratégique" and "Objectif spécifique", another axes and objectives, a third only headings: the ranks that
 * occur, in order, become the objective and the specific objective of the plan. */
#include "import/import_build.h"
#include <string.h>

struct outline {
	struct reading *r;
	const struct grids *parts;
	const bool *used;
	bool present[RANK_PHASE + 1];
	bool columns[RANK_PHASE + 1];   /* those that have a column of their own */
	int depth;                      /* groups of the codes of the actions, 0 when unknown */
	struct label *labels;           /* of each line */
	bool *emphasised;
};

static bool
is_level(enum label_rank rank)
{
	return rank >= RANK_AXIS && rank <= RANK_SPECIFIC;
}

static bool
plan_block(const struct outline *o, size_t i)
{
	for (size_t k = 0; k < o->parts[i].n; k++)
		if (o->parts[i].items[k].kind == GRID_PLAN || o->parts[i].items[k].kind == GRID_FIELDS)
			return true;
	return false;
}

/* A whole line in italics or bold is a title that somebody did not style as one. */
static bool
emphasised(const char *s)
{
	size_t n = strlen(s);
	return n > 2 && s[0] == EMPH_ON && strchr(s, EMPH_OFF) == s + n - 1 && n < 160;
}

static int
heading_level(const struct outline *o, size_t i)
{
	const struct doc_block *b = &o->r->d->items[i];
	return b->kind != BLOCK_LINE || o->used[i] ? 0 : b->line.kind == LINE_HEADING ? b->line.level : o->emphasised[i] ? 9 : 0;
}

/* ---- columns and bands ------------------------------------------------------------------------------------ */

static void
see_columns(struct outline *o)
{
	for (size_t i = 0; i < o->r->d->n; i++)
		for (size_t k = 0; k < o->parts[i].n; k++) {
			const struct grid *g = &o->parts[i].items[k];
			for (size_t n = 0; n < g->layouts.n && g->kind == GRID_PLAN; n++) {
				const struct layout *l = &g->layouts.items[n];
				if (l->action_depth > o->depth)
					o->depth = l->action_depth;
				for (size_t c = 0; c < g->ncols; c++) {
					struct grid_column *col = &l->columns[c];
					if (col->rank == RANK_OBJECTIVE && col->profile.coded > 0.5 && col->profile.depth == 2)
						col->rank = RANK_SPECIFIC;
					if ((col->role == COL_OBJECTIVE || col->role == COL_SPECIFIC || col->role == COL_PHASE) && is_level(col->rank))
						o->columns[col->rank] = o->present[col->rank] = true;
				}
			}
		}
}

static const struct gcell *
band_cell(const struct grid *g, size_t row)
{
	for (size_t c = 0; c < g->ncols; c++)
		if (!grid_cell(g, row, c)->blank)
			return grid_cell(g, row, c);
	return NULL;
}

/* A text above a header is the name of the table, unless each header of the table has one. */
static bool
above_header(const struct grid *g, const struct layout *l)
{
	return !l->headed && l == g->layouts.items && g->layouts.n > 1;
}

static bool
see_bands(struct outline *o)
{
	bool bare = false;
	for (size_t i = 0; i < o->r->d->n; i++)
		for (size_t k = 0; k < o->parts[i].n; k++) {
			const struct grid *g = &o->parts[i].items[k];
			for (size_t n = 0; n < g->layouts.n && g->kind == GRID_PLAN; n++) {
				const struct layout *l = &g->layouts.items[n];
				bool title = false; /* after a label alone comes its title */
				for (size_t row = l->first; row < l->to; row++) {
					const struct gcell *cell = g->kinds[row] == ROW_BAND ? band_cell(g, row) : NULL;
					if (cell == NULL) {
						title = title && g->kinds[row] == ROW_BLANK;
						continue;
					}
					struct label lab;
					label_read(o->r->a, cell->marked, &lab);
					enum label_rank rank = rank_of(&lab);
					if (is_level(rank))
						o->present[rank] = true;
					else if (rank != RANK_PHASE && !title && !above_header(g, l))
						bare = true;
					title = lab.lone && is_level(rank);
				}
			}
		}
	return bare;
}

/* ---- lines ------------------------------------------------------------------------------------------------- */

/* Do actions follow under line i before the next title of its own importance? */
static bool
leads(const struct outline *o, size_t i)
{
	int level = heading_level(o, i);
	enum label_rank rank = rank_of(&o->labels[i]);
	for (size_t j = i + 1, lines = 0; j < o->r->d->n && lines < 400; j++) {
		const struct doc_block *b = &o->r->d->items[j];
		if (b->kind == BLOCK_TABLE && plan_block(o, j))
			return true;
		if (b->kind == BLOCK_LINE && o->used[j] && b->line.kind == LINE_HEADING && level > 0 && b->line.level <= level)
			return false; /* the title of the plan ends what stood before */
		if (b->kind != BLOCK_LINE || o->used[j])
			continue;
		lines++;
		int next = heading_level(o, j);
		if (next > 0 && level > 0 && next <= level)
			return false;
		if (level == 0 && lines > 6 && o->r->has_grid)
			return false;
		enum label_rank other = rank_of(&o->labels[j]);
		if (rank != RANK_NONE && other == rank && o->labels[j].depth <= o->labels[i].depth)
			return false;
		if (o->r->line_roles[j] == LINE_ACTION)
			return true;
	}
	return false;
}

static void
mark(struct outline *o, size_t i, enum label_rank rank)
{
	o->r->line_roles[i] = LINE_OUTLINE;
	o->r->line_ranks[i] = rank;
	if (is_level(rank))
		o->present[rank] = true;
}

/* Labels and codes say their rank; headings that say nothing get what is left, by importance. */
static void
see_lines(struct outline *o)
{
	int levels[10] = { 0 }, all = 0;
	bool numbered = false;
	for (size_t i = 0; i < o->r->d->n; i++)
		numbered = numbered || (o->r->d->items[i].kind == BLOCK_LINE && o->labels[i].number_word && is_level(o->labels[i].rank));
	for (size_t i = 0; i < o->r->d->n; i++) {
		const struct label *l = &o->labels[i];
		if (o->r->d->items[i].kind != BLOCK_LINE || o->used[i] || o->r->line_roles[i] == LINE_ACTION)
			continue;
		enum label_rank rank = rank_of(l);
		bool title = heading_level(o, i) > 0;
		if (l->rank == RANK_PHASE) {
			mark(o, i, RANK_PHASE);
		} else if (is_level(l->rank)) {
			/* "Objectif : …" in the text around a plan whose levels are numbered is only text */
			if ((l->number_word || title || !numbered) && (title || leads(o, i)))
				mark(o, i, rank);
		} else if (l->rank == RANK_NONE && l->depth > 0 && l->depth < 3 && (o->r->has_grid || l->depth < o->r->line_depth) && leads(o, i)) {
			mark(o, i, rank);
		} else if (title && l->rank == RANK_NONE && i >= o->r->title_block && leads(o, i)) {
			levels[heading_level(o, i)]++;
		}
	}
	for (int k = RANK_AXIS; k <= RANK_SPECIFIC; k++)
		all += o->present[k];
	for (int k = 9; k > 0; k--) { /* one heading over everything is the name of the document */
		if (levels[k] == 1 && all > 0)
			levels[k] = 0;
		all += levels[k] > 0;
	}
	enum label_rank next = RANK_AXIS, of[10] = { RANK_NONE };
	for (int k = 1; k < 10; k++)
		if (levels[k] > 0) {
			while (next < RANK_SPECIFIC && o->present[next])
				next++;
			of[k] = next;
			next = next == RANK_AXIS ? RANK_OBJECTIVE : RANK_SPECIFIC;
		}
	for (size_t i = 0; i < o->r->d->n; i++)
		if (o->r->d->items[i].kind == BLOCK_LINE && !o->used[i] && o->r->line_roles[i] == LINE_OTHER && heading_level(o, i) > 0 &&
		    o->labels[i].rank == RANK_NONE && i >= o->r->title_block && of[heading_level(o, i)] != RANK_NONE && leads(o, i))
			mark(o, i, of[heading_level(o, i)]);
}

/* ---- actions written without a table ------------------------------------------------------------------------ */

/* The lines under i, up to the next title, that are "Responsable : …" or "Échéance : …". */
static bool
fields_follow(const struct outline *o, size_t i)
{
	for (size_t j = i + 1, lines = 0; j < o->r->d->n && lines < 4; j++) {
		const struct doc_block *b = &o->r->d->items[j];
		struct heading h;
		const char *name, *value;
		if (b->kind != BLOCK_LINE || o->used[j])
			return false;
		lines++;
		if (field_label(o->r->a, b->line.text, &h, &name, &value))
			return true;
		if (b->line.kind == LINE_HEADING || o->labels[j].depth > 0)
			return false;
	}
	return false;
}

static void
see_actions(struct outline *o)
{
	bool any = false, deep = false;
	int depth = 0;
	for (size_t i = 0; i < o->r->d->n; i++)
		if (o->r->d->items[i].kind == BLOCK_LINE && !o->used[i] && o->labels[i].rank == RANK_NONE && o->labels[i].depth > depth)
			depth = o->labels[i].depth;
	o->r->line_depth = depth;
	for (size_t i = 0; i < o->r->d->n; i++) {
		const struct doc_block *b = &o->r->d->items[i];
		if (b->kind != BLOCK_LINE || o->used[i])
			continue;
		const struct label *l = &o->labels[i];
		bool inside = has_tail(o->r, b->line.text) || has_inline_fields(o->r->a, b->line.text);
		struct heading h;
		const char *name, *value;
		if (l->rank == RANK_NONE && l->depth == 0 && field_label(o->r->a, b->line.text, &h, &name, &value))
			continue;
		bool action = (l->rank == RANK_ACTION && (*l->code != '\0' || l->used > 0)) || (l->rank == RANK_NONE && l->depth == depth && depth >= 3) ||
		    ((l->rank == RANK_NONE || l->depth == 0) && !is_level(l->rank) && l->rank != RANK_PHASE && (inside || fields_follow(o, i)));
		if (!action)
			continue;
		o->r->line_roles[i] = LINE_ACTION;
		deep = deep || (l->rank == RANK_NONE && l->depth == depth);
		any = true;
	}
	/* one numbered action tells the others, without fields of their own; without any sign, the items are the actions */
	for (size_t i = 0; i < o->r->d->n; i++) {
		const struct doc_block *b = &o->r->d->items[i];
		bool item = b->kind == BLOCK_LINE && (b->line.kind == LINE_ITEM || bullet_length(b->line.text) > 0);
		if (b->kind != BLOCK_LINE || o->used[i] || o->r->line_roles[i] != LINE_OTHER || o->labels[i].rank != RANK_NONE)
			continue;
		if ((deep && o->labels[i].depth == depth && depth > 0) || (!any && (depth == 2 ? o->labels[i].depth == 2 : depth < 2 && item && o->labels[i].depth == 0)))
			o->r->line_roles[i] = LINE_ACTION;
	}
}

/* Bands without label nor code: what no column and no heading holds. */
static enum label_rank
band_rank(const struct outline *o)
{
	int columns = 0, all = 0;
	for (int k = RANK_AXIS; k <= RANK_SPECIFIC; k++) {
		columns += o->columns[k];
		all += o->present[k];
	}
	if (columns >= 2)
		return RANK_PHASE;
	if (columns == 1)
		return o->columns[RANK_SPECIFIC] ? (all > 1 ? RANK_PHASE : RANK_STRATEGIC) : o->columns[RANK_OBJECTIVE] && all == 1 ? RANK_AXIS : RANK_PHASE;
	return all > 0 ? RANK_SPECIFIC : RANK_AXIS;
}

static void
map_levels(struct outline *o)
{
	int n = 0, seen = 0;
	for (int k = RANK_AXIS; k <= RANK_SPECIFIC; k++)
		n += o->present[k];
	for (int k = RANK_AXIS; k <= RANK_SPECIFIC; k++) {
		if (!o->present[k])
			continue;
		seen++;
		if (n == 1)
			o->r->level[k] = k == RANK_SPECIFIC ? LEVEL_SPECIFIC : LEVEL_OBJECTIVE;
		else
			o->r->level[k] = seen == n ? LEVEL_SPECIFIC : seen == n - 1 ? LEVEL_OBJECTIVE : LEVEL_PHASE;
	}
}

void
outline_understand(struct reading *r, const struct grids *parts, const bool *used)
{
	struct outline o = { .r = r, .parts = parts, .used = used, .labels = ARENA_ARRAY(r->a, struct label, r->d->n + 1), .emphasised = ARENA_ARRAY(r->a, bool, r->d->n + 1) };
	r->line_roles = ARENA_ARRAY(r->a, enum line_role, r->d->n + 1);
	r->line_ranks = ARENA_ARRAY(r->a, enum label_rank, r->d->n + 1);
	for (size_t i = 0; i < r->d->n; i++) {
		const struct doc_block *b = &r->d->items[i];
		o.labels[i].code = "";
		if (b->kind != BLOCK_LINE)
			continue;
		label_read(r->a, b->line.text + bullet_length(b->line.text), &o.labels[i]);
		o.emphasised[i] = emphasised(b->line.text);
	}
	see_columns(&o);
	if (!r->has_grid)
		see_actions(&o);
	see_lines(&o);
	if (see_bands(&o)) {
		r->band_rank = band_rank(&o);
		if (is_level(r->band_rank))
			o.present[r->band_rank] = true;
	}
	map_levels(&o);
}
