/* import_table.c: the rows of a plan's table, and a table that describes one action. */
#include "import/import_build.h"
#include <string.h>

static struct gcell *
of_role(const struct grid *g, const struct layout *l, size_t row, enum column_role role)
{
	int c = layout_find(l, g->ncols, role);
	return c < 0 ? NULL : grid_cell(g, row, (size_t)c);
}

static bool
holds(const struct gcell *c)
{
	return c != NULL && !c->blank;
}

/* The levels in columns of their own, from the highest: nothing new when a cell is empty or merged with the one above. */
static void
read_levels(struct reading *r, const struct grid *g, const struct layout *l, size_t row)
{
	struct gcell *phase = of_role(g, l, row, COL_PHASE);
	for (enum label_rank rank = RANK_AXIS; rank <= RANK_SPECIFIC; rank++) {
		/* after the objective, which ends a phase, before the specific one, which takes it */
		if (r->level[rank] == LEVEL_SPECIFIC && holds(phase) && l->columns[layout_find(l, g->ncols, COL_PHASE)].rank == RANK_PHASE)
			r->phase = text_trim(r->a, phase->plain);
		for (size_t c = 0; c < g->ncols; c++) {
			const struct grid_column *k = &l->columns[c];
			struct gcell *cell = grid_cell(g, row, c);
			struct label lab;
			if ((k->role != COL_OBJECTIVE && k->role != COL_SPECIFIC && k->role != COL_PHASE) || k->rank != rank || cell->blank)
				continue;
			label_read(r->a, cell->marked, &lab);
			cell->used = true;
			if (lab.rank == RANK_PHASE) {
				r->phase = text_trim(r->a, cell->plain);
				continue;
			}
			/* "Objectif stratégique 2" in the column of the specific ones says what it is */
			enum label_rank to = lab.rank != RANK_NONE && lab.rank != RANK_OBJECTIVE && lab.rank != RANK_ACTION && r->level[lab.rank] != LEVEL_NONE ? lab.rank : rank;
			bool whole = r->level[to] == LEVEL_PHASE || lab.rank == RANK_ACTION || (lab.lone && *lab.code == '\0');
			open_rank(r, to, lab.code, whole ? cell->marked : cell->marked + lab.used);
		}
	}
	if (holds(phase) && !phase->used)
		r->phase = text_trim(r->a, phase->plain);
}

/* ---- the actions of one cell ---------------------------------------------------------------------------- */

struct piece { const char *code, *marked; };
struct pieces { struct piece *items; size_t n, cap; };

/* One action a cell, or several: lines that each begin with a code as deep as the table's, or a list without any. */
static void
cut_actions(struct arena *a, const struct gcell *c, int depth, struct pieces *out)
{
	size_t coded = 0, items = 0, shallow = 0;
	for (size_t i = 0; i < c->cell->n; i++) {
		struct label lab;
		label_read(a, c->cell->items[i].text, &lab);
		coded += lab.depth > 0 && lab.depth >= depth && lab.depth > 1 - (lab.rank == RANK_ACTION);
		shallow += lab.depth == 1 && !lab.lone && lab.rank == RANK_NONE && depth <= 1;
		items += c->cell->items[i].kind == LINE_ITEM || bullet_length(c->cell->items[i].text) > 0;
	}
	if (shallow == c->cell->n && shallow > 1) /* "1. …", "2. …", nothing else in the cell */
		coded = shallow;
	bool list = coded < 2 && items == c->cell->n && items > 1;
	struct buf now = buf_new(a, KIB(64));
	struct piece p = { "", NULL };
	for (size_t i = 0; i < c->cell->n; i++) {
		const char *text = c->cell->items[i].text;
		struct label lab;
		label_read(a, text, &lab);
		bool starts = i == 0 || list || (coded > 1 && lab.depth > 0 && lab.depth >= depth);
		if (starts && i > 0) {
			p.marked = arena_strdup(a, buf_str(&now));
			PUSH(a, out, p);
		}
		if (starts) {
			now = buf_new(a, KIB(64));
			bool code = lab.depth > 0 && (lab.rank == RANK_NONE || lab.rank == RANK_ACTION);
			p.code = code ? lab.code : "";
			text += code ? lab.used : list ? bullet_length(text) : 0;
		}
		buf_printf(&now, "%s%s", now.len > 0 ? " " : "", text);
	}
	p.marked = arena_strdup(a, buf_str(&now));
	PUSH(a, out, p);
}

/* ---- the columns beside the action ------------------------------------------------------------------------ */

static void
read_marks(struct reading *r, const struct grid *g, const struct layout *l, size_t row, struct action *x, const char *source)
{
	int first = 0, last = 0, marks = 0, columns = 0;
	for (size_t c = 0; c < g->ncols; c++) {
		const struct grid_column *k = &l->columns[c];
		if (k->role != COL_DUE || k->year == 0)
			continue;
		columns++;
		struct gcell *cell = grid_cell(g, row, c);
		if (cell->blank && !cell->left)
			continue;
		cell->used = true;
		if (cell->left && marks == 0)
			continue;
		if (!cell->blank && !is_mark(r->a, cell->plain))
			warn(r, "unread_text", x->code, source, N_("Sous « %s » : « %s », pris pour une marque."), k->heading, text_trim(r->a, cell->plain));
		first = first == 0 ? k->year : first;
		last = k->year;
		marks++;
	}
	if (marks == 0)
		return;
	bool calendar = false;
	for (size_t c = 0; c < g->ncols; c++)
		calendar = calendar || (l->columns[c].year != 0 && l->columns[c].year_calendar);
	if (marks == columns && columns > 2)
		note_due(r, x, "En continu");
	else
		note_due(r, x, calendar ? arena_printf(r->a, "%d", last) : year_text(last).s);
	if (marks > 1 && marks < columns)
		warn(r, "doubtful_due", x->code, source, N_("L’action s’étend de %s à %s : retenu, sa fin."), arena_strdup(r->a, year_text(first).s), arena_strdup(r->a, year_text(last).s));
}

static void
join_text(struct arena *a, const char **into, const char *text)
{
	text = text_trim(a, doc_plain(a, text));
	if (*text != '\0')
		*into = *into == NULL ? text : arena_printf(a, "%s ; %s", *into, text);
}

static void
read_side(struct reading *r, const struct grid *g, const struct layout *l, size_t row, size_t c, struct action *x, const char *source)
{
	const struct grid_column *k = &l->columns[c];
	struct gcell *cell = grid_cell(g, row, c);
	struct strings items;
	if (cell->blank || cell->used)
		return;
	cell->used = true;
	switch (k->role) {
	case COL_ACTORS:
		note_actors(r, x, cell->marked);
		break;
	case COL_DUE:
		if (k->year == 0)
			note_due(r, x, cell->plain);
		break;
	case COL_INDICATORS:
		items = cell_items(r->a, cell->cell);
		note_items(r, x, &items);
		break;
	case COL_RECOMMENDATION:
		note_recommendations(r, x, cell->plain);
		break;
	case COL_PRIORITY:
		join_text(r->a, &x->priority, cell->marked);
		break;
	case COL_CONDITIONS:
		join_text(r->a, &x->conditions, k->partner && !text_blank(k->heading) ? arena_printf(r->a, "%s : %s", k->heading, cell->plain) : cell->marked);
		break;
	case COL_NOTES: case COL_START:
		note_aside(r, x, k->state, k->heading, text_trim(r->a, cell->plain), source);
		break;
	case COL_IGNORE:
		warn(r, "unknown_column", x->code, source, N_("Colonne « %s » non reprise : « %s »."), text_blank(k->heading) ? "—" : k->heading, text_trim(r->a, cell->plain));
		break;
	case COL_OBJECTIVE: case COL_SPECIFIC: case COL_ACTION: case COL_CODE: case COL_PHASE: case COL_ROLES:
		break;
	}
}

static void
read_sides(struct reading *r, const struct grid *g, const struct layout *l, size_t row, struct action *x, const char *source)
{
	for (size_t c = 0; c < g->ncols; c++)
		if (l->columns[c].role != COL_DUE || l->columns[c].year == 0)
			read_side(r, g, l, row, c, x, source);
	read_marks(r, g, l, row, x, source);
}

/* The cell of several actions: when every side cell has as many lines, each action takes its own; else all share them. */
static void
share_sides(struct reading *r, const struct grid *g, const struct layout *l, size_t row, struct action **made, size_t n, const char *source)
{
	for (size_t c = 0; c < g->ncols; c++) {
		struct gcell *cell = grid_cell(g, row, c);
		enum column_role role = l->columns[c].role;
		bool each = !cell->blank && cell->cell->n == n && (role == COL_ACTORS || role == COL_DUE || role == COL_INDICATORS) && l->columns[c].year == 0;
		for (size_t i = 0; i < n && each; i++) {
			struct strings one = { 0 };
			const char *text = cell->cell->items[i].text;
			text += bullet_length(text);
			if (role == COL_ACTORS)
				note_actors(r, made[i], text);
			else if (role == COL_DUE)
				note_due(r, made[i], doc_plain(r->a, text));
			else {
				one = text_items(r->a, text);
				note_items(r, made[i], &one);
			}
		}
		cell->used = cell->used || each;
	}
	for (size_t i = 0; i < n; i++) {
		for (size_t c = 0; c < g->ncols && i > 0; c++) /* shared: read again for each */
			if (l->columns[c].role != COL_NOTES && l->columns[c].role != COL_IGNORE && l->columns[c].role != COL_START &&
			    !(grid_cell(g, row, c)->cell->n == n && n > 1))
				grid_cell(g, row, c)->used = false;
		read_sides(r, g, l, row, made[i], source);
	}
}

static void
read_row(struct reading *r, const struct grid *g, const struct layout *l, size_t row)
{
	const char *source = source_row(r->a, g->table, row);
	struct gcell *act = of_role(g, l, row, COL_ACTION), *code = of_role(g, l, row, COL_CODE);
	read_levels(r, g, l, row);
	if (!holds(act)) {
		bool any = false;
		for (size_t c = 0; c < g->ncols; c++) {
			const struct gcell *k = grid_cell(g, row, c);
			any = any || (!k->blank && l->columns[c].role != COL_OBJECTIVE && l->columns[c].role != COL_SPECIFIC && l->columns[c].role != COL_PHASE);
		}
		if (any && r->last != NULL) /* cut by a page break, or a second line of the same action */
			read_sides(r, g, l, row, r->last, source);
		else if (any)
			for (size_t c = 0; c < g->ncols; c++)
				if (!grid_cell(g, row, c)->blank)
					warn(r, "unread_text", NULL, source, N_("Texte sans action : « %s »."), text_trim(r->a, grid_cell(g, row, c)->plain), NULL);
		return;
	}
	struct pieces p = { 0 };
	cut_actions(r->a, act, l->action_depth > 0 ? l->action_depth : 1, &p);
	if (p.n == 1 && holds(code)) {
		struct label lab;
		label_read(r->a, code->plain, &lab);
		p.items[0].code = *lab.code != '\0' ? lab.code : text_trim(r->a, code->plain);
	} else if (holds(code)) {
		warn(r, "unread_text", NULL, source, N_("Numéro « %s » partagé par plusieurs actions."), text_trim(r->a, code->plain), NULL);
	}
	size_t from = r->raws.n;
	for (size_t i = 0; i < p.n; i++)
		add_action(r, p.items[i].code, p.items[i].marked, source);
	struct action **made = ARENA_ARRAY(r->a, struct action *, p.n);
	size_t n = 0;
	if (p.n == 1)
		made[n++] = r->last;
	for (struct plan_walk w = { .plan = r->plan }; p.n > 1 && plan_next(&w);) /* they moved while the list grew */
		if (w.action->line >= (int64_t)from && n < p.n)
			made[n++] = w.action;
	if (n == 1)
		read_sides(r, g, l, row, made[0], source);
	else
		share_sides(r, g, l, row, made, n, source);
}

/* A row of one text: a label, a code, or what no column holds. With a column of numbers: "1 | Gouvernance". */
static void
read_band(struct reading *r, const struct grid *g, const struct layout *l, size_t row)
{
	bool name = !l->headed && l == g->layouts.items && g->layouts.n > 1; /* above the header: the table's own name */
	int code = layout_find(l, g->ncols, COL_CODE), act = layout_find(l, g->ncols, COL_ACTION);
	r->last = NULL;
	if (code >= 0 && act >= 0 && !grid_cell(g, row, (size_t)code)->blank && !grid_cell(g, row, (size_t)act)->blank) {
		struct label lab;
		label_read(r->a, grid_cell(g, row, (size_t)code)->plain, &lab);
		open_rank(r, rank_of(&lab), lab.code, grid_cell(g, row, (size_t)act)->marked);
		return;
	}
	for (size_t c = 0; c < g->ncols; c++) {
		const struct gcell *k = grid_cell(g, row, c);
		struct label lab;
		if (k->blank)
			continue;
		label_read(r->a, k->marked, &lab);
		if (name && !r->lone.waits && rank_of(&lab) == RANK_NONE)
			keep_outside(r, k->marked, source_row(r->a, g->table, row));
		else
			open_label(r, k->marked, r->band_rank);
		return;
	}
}

static void
say_columns(struct reading *r, const struct grid *g)
{
	const struct layout *l = &g->layouts.items[g->layouts.n - 1];
	for (size_t c = 0; c < g->ncols; c++) {
		const struct grid_column *k = &l->columns[c];
		bool chosen = k->confidence >= 1;
		struct column_guess one = { g->table->number, (int)(g->c0 + c), k->heading, k->role, k->confidence, chosen };
		PUSH(r->a, &r->out->columns, one);
		if (g->kind == GRID_PLAN && k->role == COL_IGNORE && k->profile.cells > 0 && !chosen)
			ask(r, Q_UNKNOWN_COLUMN, arena_printf(r->a, "column:%d:%zu", g->table->number, g->c0 + c), NULL, NULL, "ignore", NULL,
			    N_("Tableau %s, colonne « %s » : à quoi sert-elle ? (voir « Colonnes reconnues »)"), arena_printf(r->a, "%d", g->table->number),
			    text_blank(k->heading) ? arena_printf(r->a, "%zu", g->c0 + c + 1) : k->heading);
	}
}

/* "Action | …", "Responsable | …": one action a table. */
static void
read_fields(struct reading *r, const struct grid *g)
{
	struct action *x = NULL;
	for (size_t row = 0; row < g->table->n; row++) {
		const struct gcell *name = grid_cell(g, row, 0);
		struct gcell *value = NULL;
		for (size_t c = 1; c < g->ncols && value == NULL; c++)
			if (!grid_cell(g, row, c)->blank)
				value = grid_cell(g, row, c);
		if (name->blank || value == NULL) {
			if (!name->blank)
				open_label(r, name->marked, RANK_NONE);
			continue;
		}
		struct heading h;
		struct label lab;
		heading_read(r->a, name->plain, &h);
		label_read(r->a, name->plain, &lab);
		const char *source = source_row(r->a, g->table, row);
		if (lab.rank == RANK_ACTION || h.role == COL_ACTION) {
			struct label in;
			label_read(r->a, value->marked, &in);
			x = add_action(r, *lab.code != '\0' ? lab.code : in.code, value->marked + (*lab.code == '\0' ? in.used : 0), source);
		} else if (h.role == COL_OBJECTIVE || h.role == COL_SPECIFIC) {
			open_label(r, value->marked, h.role == COL_SPECIFIC ? RANK_SPECIFIC : RANK_STRATEGIC);
		} else if (x == NULL) {
			warn(r, "unread_text", NULL, source, N_("« %s » : « %s », avant toute action."), name->plain, value->plain);
		} else {
			struct grid_column k = { .role = h.score >= 0.5 ? h.role : COL_IGNORE, .heading = text_trim(r->a, name->plain), .partner = h.partner, .state = h.state };
			struct layout one = { .columns = ARENA_ARRAY(r->a, struct grid_column, g->ncols) };
			size_t c = 1;
			while (grid_cell(g, row, c) != value)
				c++;
			one.columns[c] = k;
			read_side(r, g, &one, row, c, x, source);
		}
	}
}

void
read_table(struct reading *r, struct grids *parts)
{
	for (size_t i = 0; i < parts->n; i++) {
		struct grid *g = &parts->items[i];
		r->in_lines = false;
		say_columns(r, g);
		if (g->kind == GRID_FIELDS) {
			read_fields(r, g);
			continue;
		}
		if (g->kind == GRID_OTHER)
			warn(r, "other_table", NULL, arena_printf(r->a, "table %d", g->table->number), N_("Tableau %s : ce n’est pas une partie du plan, il n’est pas repris."),
			    arena_printf(r->a, "%d", g->table->number), NULL);
		for (size_t k = 0; k < g->layouts.n && g->kind == GRID_PLAN; k++) {
			const struct layout *l = &g->layouts.items[k];
			for (size_t row = l->first; row < l->to; row++) {
				if (g->kinds[row] == ROW_BAND)
					read_band(r, g, l, row);
				else if (g->kinds[row] == ROW_DATA && (l->headed || layout_find(l, g->ncols, COL_ACTION) >= 0))
					read_row(r, g, l, row);
				else if (g->kinds[row] == ROW_IGNORED || g->kinds[row] == ROW_DATA)
					for (size_t c = 0; c < g->ncols; c++)
						if (!grid_cell(g, row, c)->blank)
							warn(r, "ignored_row", NULL, source_row(r->a, g->table, row), N_("Ligne non reprise : « %s »."),
							    text_trim(r->a, grid_cell(g, row, c)->plain), NULL);
			}
		}
	}
}
