/* A table: its cells read once, its header rows found, its rows told apart. */
#include "import/import_rules.h"
#include <string.h>

struct gcell *
grid_cell(const struct grid *g, size_t row, size_t column)
{
	return &g->cells[row * g->ncols + column];
}

/* ---- cells ------------------------------------------------------------------------------------------------- */

static void
read_cells(struct arena *a, struct grid *g)
{
	g->cells = ARENA_ARRAY(a, struct gcell, g->table->n * g->ncols + 1);
	g->kinds = ARENA_ARRAY(a, enum row_kind, g->table->n + 1);
	for (size_t r = 0; r < g->table->n; r++)
		for (size_t c = 0; c < g->ncols; c++) {
			struct gcell *k = grid_cell(g, r, c);
			k->cell = &g->table->items[r].cells[g->c0 + c];
			k->above = k->cell->covered == COVER_ABOVE;
			k->left = k->cell->covered == COVER_LEFT;
			k->marked = k->cell->n == 0 ? "" : k->cell->n == 1 ? k->cell->items[0].text : doc_cell_text(a, k->cell, "\n");
			bool emphasis = strchr(k->marked, EMPH_ON) != NULL;
			k->plain = emphasis ? doc_plain(a, k->marked) : k->marked;
			k->blank = text_blank(k->plain);
		}
}

static bool
only_dashes(const char *s)
{
	return s[strspn(s, "-=_. :|\n")] == '\0';
}

static void
blank_rows(struct grid *g)
{
	for (size_t r = 0; r < g->table->n; r++) {
		bool blank = true, empty = true;
		for (size_t c = 0; c < g->ncols; c++) {
			const struct gcell *k = grid_cell(g, r, c);
			empty = empty && (k->blank || only_dashes(k->plain));
			blank = blank && k->blank;
		}
		if (blank || empty)
			g->kinds[r] = ROW_BLANK;
	}
}

/* ---- side by side ------------------------------------------------------------------------------------------- */

/* The column where a second table begins whose headings repeat the first's; 0 when there is one table. */
static size_t
second_half(struct arena *a, const struct doc_table *t)
{
	for (size_t r = 0; r < t->n && r < 6; r++) {
		const struct doc_row *row = &t->items[r];
		const char **w = ARENA_ARRAY(a, const char *, t->ncols);
		for (size_t c = 0; c < t->ncols; c++)
			w[c] = text_words(a, doc_cell_text(a, &row->cells[c], " "));
		for (size_t offset = 2; offset * 2 <= t->ncols + 1; offset++) {
			size_t same = 0, differ = 0;
			for (size_t c = 0; c + offset < t->ncols; c++) {
				if (*w[c] == '\0' && *w[c + offset] == '\0')
					continue;
				same += strcmp(w[c], w[c + offset]) == 0;
				differ += strcmp(w[c], w[c + offset]) != 0;
			}
			if (same >= 2 && differ == 0)
				return *w[offset] == '\0' && offset + 1 < t->ncols ? offset : offset;
		}
	}
	return 0;
}

void
grid_read(struct arena *a, const struct doc_table *t, struct grids *out)
{
	size_t half = t->ncols >= 4 ? second_half(a, t) : 0;
	for (size_t from = 0; from < t->ncols;) {
		struct grid g = { .table = t, .c0 = from, .ncols = half == 0 || from + half * 2 > t->ncols + 1 ? t->ncols - from : half };
		read_cells(a, &g);
		blank_rows(&g);
		PUSH(a, out, g);
		from += g.ncols;
	}
}

/* ---- headers ------------------------------------------------------------------------------------------------- */

struct row_look { size_t filled, matched, long_cells; double score; bool numbered, spans, years; };

static struct row_look
look_at(struct arena *a, const struct grid *g, size_t r)
{
	struct row_look l = { 0 };
	for (size_t c = 0; c < g->ncols; c++) {
		const struct gcell *k = grid_cell(g, r, c);
		if (k->blank)
			continue;
		l.filled++;
		l.spans = l.spans || k->cell->colspan > 1;
		if (text_length(k->plain) > 70) {
			l.long_cells++;
			continue;
		}
		struct label lab;
		label_read(a, k->plain, &lab);
		if (lab.depth > 0 && !lab.lone) {
			l.numbered = l.numbered || lab.depth > 1;
			continue; /* a numbered title is data */
		}
		struct heading h;
		heading_read(a, k->plain, &h);
		l.matched += h.score >= 0.6;
		l.score += h.score >= 0.6 ? h.score : 0;
		l.years = l.years || h.year != 0;
	}
	return l;
}

static bool
header_like(struct arena *a, const struct grid *g, size_t r)
{
	if (g->kinds[r] == ROW_BLANK)
		return false;
	struct row_look l = look_at(a, g, r);
	if (l.matched < 2 || l.long_cells > 0 || (l.numbered && l.years)) /* "1.2.2. …" and "25-26": an action */
		return false;
	/* due values alone ("26-27 | 27-28") may be data: another heading must stand beside them */
	size_t words = 0;
	for (size_t c = 0; c < g->ncols; c++) {
		const struct gcell *k = grid_cell(g, r, c);
		struct heading h = { 0 };
		if (!k->blank && text_length(k->plain) <= 70)
			heading_read(a, k->plain, &h);
		words += h.score >= 0.6 && h.year == 0;
	}
	if (words == 0)
		return false;
	/* data may hold one heading-like word a cell ("Rapport", "Équipe"); most cells must, and the best of them fully */
	return (double)l.matched >= 0.6 * (double)l.filled && l.score / (double)l.matched >= (g->table->items[r].header ? 0.62 : l.filled == 2 ? 0.95 : 0.74);
}

/* The second line of a header: years or headings under a merged one. */
static bool
sub_header(struct arena *a, const struct grid *g, size_t top, size_t r)
{
	if (r >= g->table->n || g->kinds[r] == ROW_BLANK)
		return false;
	struct row_look up = look_at(a, g, top), l = look_at(a, g, r);
	if (l.filled == 0 || l.long_cells > 0 || l.matched * 2 < l.filled)
		return false;
	bool holes = false; /* under every filled cell stands a merged or empty one */
	for (size_t c = 0; c < g->ncols; c++) {
		const struct gcell *t = grid_cell(g, top, c), *k = grid_cell(g, r, c);
		if (k->blank)
			continue;
		holes = holes || t->left || t->blank || t->cell->colspan > 1;
		if (!t->left && !t->blank && t->cell->colspan == 1)
			return false;
	}
	return holes && (up.spans || l.years);
}

static void
header_columns(struct arena *a, const struct grid *g, struct layout *l, size_t rows)
{
	const char *over = "";
	for (size_t c = 0; c < g->ncols; c++) {
		const struct gcell *top = grid_cell(g, l->from, c);
		if (!top->blank)
			over = text_trim(a, top->plain);
		const char *name = !top->blank ? over : "";
		const struct gcell *sub = rows > 1 ? grid_cell(g, l->from + 1, c) : NULL;
		if (sub != NULL && !sub->blank) {
			struct heading h;
			heading_read(a, sub->plain, &h);
			name = h.year != 0 || h.score >= 0.8 ? text_trim(a, sub->plain) : arena_printf(a, "%s %s", over, text_trim(a, sub->plain));
		}
		l->columns[c].heading = name;
	}
}

static void
add_layout(struct arena *a, struct grid *g, size_t from, size_t first, bool headed)
{
	struct layout l = { .columns = ARENA_ARRAY(a, struct grid_column, g->ncols), .from = from, .first = first, .to = g->table->n, .headed = headed };
	if (g->layouts.n > 0)
		g->layouts.items[g->layouts.n - 1].to = from;
	if (headed)
		header_columns(a, g, &l, first - from);
	PUSH(a, &g->layouts, l);
}

static bool
same_headings(struct arena *a, const struct grid *g, const struct layout *l, size_t r)
{
	for (size_t c = 0; c < g->ncols; c++) {
		const struct gcell *k = grid_cell(g, r, c), *top = grid_cell(g, l->from, c);
		if (strcmp(text_words(a, k->plain), text_words(a, top->plain)) != 0)
			return false;
	}
	return true;
}

/* Headings that no list knows: a first full row of short texts over a column that holds dates or numbers from there on. */
static void
unknown_header(struct arena *a, struct grid *g)
{
	static const struct due_style style = { 2024, 2029, false, false };
	size_t top = 0, filled = 0;
	for (; top < g->table->n; top++) {
		filled = 0;
		for (size_t c = 0; c < g->ncols; c++)
			filled += !grid_cell(g, top, c)->blank;
		if (g->kinds[top] == ROW_DATA && filled > 1)
			break;
	}
	if (top + 2 >= g->table->n || filled * 2 <= g->ncols)
		return;
	bool dated = false;
	for (size_t c = 0; c < g->ncols; c++) {
		const struct gcell *k = grid_cell(g, top, c);
		struct label lab;
		struct due_reading d;
		size_t cells = 0, dates = 0;
		label_read(a, k->plain, &lab);
		due_read(a, k->plain, &style, &d);
		if (text_length(k->plain) > 60 || lab.depth > 0 || (!k->blank && ((d.due.kind != DUE_NONE && d.due.kind != DUE_DONE) || bullet_length(k->plain) > 0)))
			return;
		for (size_t r = top + 1; r < g->table->n; r++) {
			const struct gcell *x = grid_cell(g, r, c);
			if (x->blank || strlen(x->plain) > 60)
				continue;
			cells++;
			due_read(a, x->plain, &style, &d);
			dates += d.due.kind != DUE_NONE || d.doubt == DUE_VAGUE;
		}
		dated = dated || (!k->blank && cells >= 2 && dates * 10 >= cells * 8);
	}
	if (!dated)
		return;
	g->kinds[top] = ROW_HEADER;
	if (top > 0)
		add_layout(a, g, 0, 0, false);
	add_layout(a, g, top, top + 1, true);
}

static void
find_headers(struct arena *a, struct grid *g)
{
	for (size_t r = 0; r < g->table->n; r++) {
		if (g->kinds[r] != ROW_DATA)
			continue;
		const struct layout *l = g->layouts.n == 0 ? NULL : &g->layouts.items[g->layouts.n - 1];
		if (l != NULL && l->headed && same_headings(a, g, l, r)) {
			g->kinds[r] = ROW_HEADER;
			if (sub_header(a, g, r, r + 1))
				g->kinds[++r] = ROW_HEADER;
			continue;
		}
		if (!header_like(a, g, r))
			continue;
		if (l != NULL && l->headed && look_at(a, g, r).score < 2.9)
			continue; /* after a header, only another full one */
		size_t rows = sub_header(a, g, r, r + 1) ? 2 : 1;
		for (size_t i = 0; i < rows; i++)
			g->kinds[r + i] = ROW_HEADER;
		if (l == NULL && r > 0)
			add_layout(a, g, 0, 0, false); /* what stands before the first header: bands, or a plan without one */
		add_layout(a, g, r, r + rows, true);
		r += rows - 1;
	}
	if (g->layouts.n == 0)
		unknown_header(a, g);
	if (g->layouts.n == 0)
		add_layout(a, g, 0, 0, false);
}

/* ---- rows ---------------------------------------------------------------------------------------------------- */

/* One text across the table, or alone in its row. */
static bool
is_band(struct arena *a, const struct grid *g, const struct layout *l, size_t r)
{
	size_t filled = 0, at = 0, covered = 0;
	for (size_t c = 0; c < g->ncols; c++) {
		const struct gcell *k = grid_cell(g, r, c);
		if (!k->blank) {
			filled++;
			at = c;
		}
		covered += k->above;
	}
	if (filled != 1)
		return false;
	const struct gcell *k = grid_cell(g, r, at);
	if ((size_t)k->cell->colspan * 2 > g->ncols && k->cell->colspan > 1)
		return true;
	struct label lab;
	label_read(a, k->plain, &lab);
	enum column_role role = l->columns[at].role;
	if (lab.rank != RANK_NONE && lab.rank != RANK_ACTION && (lab.number_word || lab.used > 0))
		return true;
	if (role == COL_ACTION && (lab.rank == RANK_ACTION || (lab.depth > 0 && lab.depth >= l->action_depth)))
		return false;
	if (role == COL_ACTION && covered > 0)
		return false;
	if (at == 0 || role == COL_OBJECTIVE || role == COL_SPECIFIC || role == COL_PHASE)
		return true;
	/* in the column of actions, with nothing else: an axis typed there, when other rows are full */
	return role == COL_ACTION && lab.depth == 0 && layout_find(l, g->ncols, COL_OBJECTIVE) < 0 && layout_find(l, g->ncols, COL_SPECIFIC) < 0;
}

static bool
is_total_or_legend(struct arena *a, const struct grid *g, size_t r)
{
	for (size_t c = 0; c < g->ncols; c++) {
		const struct gcell *k = grid_cell(g, r, c);
		if (k->blank)
			continue;
		const char *w = text_words(a, k->plain);
		bool noted = words_match_at(w, "legende|nb|remarque*|legend|n b|source|sources|note de lecture") > 0 && (strchr(k->plain, ':') != NULL || strchr(k->plain, '=') != NULL);
		return noted || words_are(w, "total|totaux|total general|sous total|grand total|totals|total actions|nombre total|total des actions|nombre d actions|subtotal") || text_starts(k->plain, "*)") ||
		    (words_match_at(w, "total|totaux|sous total") > 0 && (strchr(k->plain, ':') != NULL || words_count(w) < 4));
	}
	return false;
}

/* Groups of the codes of the rows that have a date, somebody or a proof; of all rows when none has. */
static void
find_depth(struct arena *a, const struct grid *g, struct layout *l)
{
	int action = layout_find(l, g->ncols, COL_ACTION), code = layout_find(l, g->ncols, COL_CODE), rows[8] = { 0 }, best = 0;
	for (size_t r = l->first; r < l->to; r++) {
		bool full = false;
		for (size_t c = 0; c < g->ncols; c++) {
			enum column_role role = l->columns[c].role;
			full = full || ((role == COL_DUE || role == COL_ACTORS || role == COL_INDICATORS) && !grid_cell(g, r, c)->blank);
		}
		struct label lab = { .code = "" };
		if (g->kinds[r] == ROW_BLANK || g->kinds[r] == ROW_HEADER || !full)
			continue;
		if (code >= 0 && !grid_cell(g, r, (size_t)code)->blank)
			label_read(a, grid_cell(g, r, (size_t)code)->plain, &lab);
		if (lab.depth == 0 && action >= 0)
			label_read(a, grid_cell(g, r, (size_t)action)->plain, &lab);
		if (lab.depth < 8)
			rows[lab.depth]++;
	}
	for (int d = 1; d < 8; d++)
		if (rows[d] > (best == 0 ? 0 : rows[best]))
			best = d;
	l->action_depth = rows[0] > 2 * rows[best] ? 0 : best;
}

/* "1.1 | Clarifier les rôles", nothing else, where the actions are numbered 1.1.1: a level above them. */
static bool
is_numbered_band(struct arena *a, const struct grid *g, const struct layout *l, size_t r)
{
	struct label lab = { .code = "" };
	size_t filled = 0;
	for (size_t c = 0; c < g->ncols; c++) {
		const struct gcell *k = grid_cell(g, r, c);
		enum column_role role = l->columns[c].role;
		if (k->blank)
			continue;
		if (role != COL_CODE && role != COL_ACTION)
			return false;
		filled++;
		if (lab.depth == 0)
			label_read(a, k->plain, &lab);
	}
	return filled > 0 && lab.depth > 0 && lab.rank != RANK_ACTION && l->action_depth > 1 && lab.depth < l->action_depth;
}

static void
kinds_of_rows(struct arena *a, struct grid *g, const struct layout *l)
{
	for (size_t r = l->first; r < l->to; r++) {
		if (g->kinds[r] == ROW_BLANK || g->kinds[r] == ROW_HEADER)
			continue;
		g->kinds[r] = is_total_or_legend(a, g, r) ? ROW_IGNORED : is_band(a, g, l, r) || is_numbered_band(a, g, l, r) ? ROW_BAND : ROW_DATA;
	}
}

static void
copy_columns(struct layout *l, const struct layout *like, size_t ncols)
{
	for (size_t c = 0; c < ncols; c++) {
		struct profile p = l->columns[c].profile;
		l->columns[c] = like->columns[c];
		l->columns[c].profile = p;
	}
	l->action_depth = like->action_depth;
}

static void
choose_columns(struct grid *g, struct layout *l, const struct strings *chosen)
{
	for (size_t c = 0; c < g->ncols && g->c0 + c < chosen->n; c++) {
		enum column_role role;
		if (!column_role_of(chosen->items[g->c0 + c], &role))
			continue;
		struct grid_column *k = &l->columns[c];
		k->role = role;
		k->confidence = 1;
		k->rank = role == COL_OBJECTIVE ? RANK_STRATEGIC : role == COL_SPECIFIC ? RANK_SPECIFIC : RANK_NONE;
		k->year = role == COL_DUE ? k->year : 0;
	}
}

/* Two short columns, the first in capitals: what the acronyms stand for. */
static bool
is_acronyms(struct arena *a, const struct grid *g)
{
	size_t rows = 0, caps = 0;
	if (g->ncols != 2)
		return false;
	for (size_t r = 0; r < g->table->n; r++) {
		const struct gcell *x = grid_cell(g, r, 0), *y = grid_cell(g, r, 1);
		if (x->blank || y->blank || words_are(text_words(a, x->plain), "acronyme*|sigle*|abreviation*|acronym*|abbreviation*"))
			continue;
		rows++;
		caps += strlen(x->plain) <= 12 && (all_caps(x->plain) || mixed_caps(x->plain)) && text_length(y->plain) > text_length(x->plain);
	}
	return rows >= 1 && caps * 10 >= rows * 7;
}

/* "Action | …", "Responsable | …": one action written down a table of two columns. */
static bool
is_fields(struct arena *a, const struct grid *g)
{
	size_t rows = 0, matched = 0;
	bool dated = false;
	if (g->ncols < 2 || g->ncols > 4)
		return false;
	for (size_t r = 0; r < g->table->n; r++) {
		const struct gcell *k = grid_cell(g, r, 0);
		if (k->blank || k->cell->colspan > 1)
			continue;
		struct heading h;
		struct label lab;
		heading_read(a, k->plain, &h);
		label_read(a, k->plain, &lab);
		rows++;
		bool fits = h.score >= 0.85 || (lab.rank == RANK_ACTION && lab.lone);
		matched += fits;
		dated = dated || (fits && (h.role == COL_DUE || h.role == COL_ACTORS));
	}
	return rows >= 3 && matched >= 3 && matched * 10 >= rows * 6 && dated;
}

void
grid_understand(struct arena *a, struct grid *g, const struct layout *like, const struct strings *chosen)
{
	bool plan = false;
	find_headers(a, g);
	bool fields = chosen == NULL && is_fields(a, g);
	for (size_t i = 0; i < g->layouts.n; i++) {
		struct layout *l = &g->layouts.items[i];
		kinds_of_rows(a, g, l); /* without roles yet: merged bands are set apart from the profiles */
		for (size_t c = 0; c < g->ncols; c++)
			profile_of(a, g, l, c, &l->columns[c].profile);
		columns_assign(a, l, g->ncols);
		const struct layout *next = i + 1 < g->layouts.n ? &g->layouts.items[i + 1] : NULL;
		if (!l->headed && like != NULL) /* a fragment after a page break goes on as the one before */
			copy_columns(l, like, g->ncols);
		else if (!l->headed && next != NULL) /* bands above the header */
			for (size_t c = 0; c < g->ncols; c++)
				l->columns[c].role = COL_IGNORE;
		if (chosen != NULL)
			choose_columns(g, l, chosen);
		if (l->headed || like == NULL)
			find_depth(a, g, l);
		for (size_t r = l->first; r < l->to; r++)
			if (g->kinds[r] == ROW_BAND)
				g->kinds[r] = ROW_DATA;
		kinds_of_rows(a, g, l);
		plan = plan || layout_is_plan(l, g->ncols) || (chosen != NULL && layout_find(l, g->ncols, COL_ACTION) >= 0);
	}
	g->kind = fields && !(plan && g->layouts.items[g->layouts.n - 1].headed) ? GRID_FIELDS : plan ? GRID_PLAN : is_acronyms(a, g) ? GRID_ACRONYMS : fields ? GRID_FIELDS : GRID_OTHER;
}
