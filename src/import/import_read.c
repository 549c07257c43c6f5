/* import_read.c: a document in, a draft out. */
#include "import/import_build.h"
#include <jansson.h>
#include <string.h>

/* "2024-2029", "2024- 2029", "2024 à 2029": the academic years 24-25 … 28-29. */
static bool
span_of(const char *words, int *first, int *last)
{
	for (const char *s = words; *s != '\0'; s++) {
		if ((s > words && s[-1] != ' ') || strspn(s, "0123456789") != 4)
			continue;
		const char *t = s + 4;
		t += strspn(t, " ");
		if (strncmp(t, "a ", 2) == 0)
			t += 2;
		if (strspn(t, "0123456789") != 4)
			continue;
		int lo = 0, hi = 0;
		for (int i = 0; i < 4; i++) {
			lo = lo * 10 + (s[i] - '0');
			hi = hi * 10 + (t[i] - '0');
		}
		if (lo >= 1990 && hi > lo && hi - lo <= 15) {
			*first = lo;
			*last = hi - 1;
			return true;
		}
	}
	return false;
}

static bool
read_acronym(struct reading *r, const char *text, bool listed)
{
	const char *colon = strchr(text, ':');
	size_t skip = 1;
	if (colon == NULL && listed) {
		colon = strstr(text, " – ");
		if (colon == NULL)
			colon = strstr(text, " = ");
		skip = colon == NULL ? 0 : text_starts(colon, " = ") ? 3 : strlen(" – ");
	}
	if (colon == NULL)
		return false;
	char *left = text_trim(r->a, arena_strndup(r->a, text, (size_t)(colon - text)));
	char *name = text_trim(r->a, colon + skip);
	if (text_length(left) > 12 || words_count(text_words(r->a, left)) > 2 || !(all_caps(left) || (listed && mixed_caps(left))) || text_length(name) < 4 || upper_initial(name) == false)
		return false;
	if (!listed && (strchr(left, ' ') != NULL || text_length(name) > 90))
		return false;
	struct acronym one = { left, name };
	PUSH(r->a, &r->plan->acronyms, one);
	return true;
}

/* The plan's own name: the first line that says "plan" with its years, else with the word, else the file's title. */
static void
find_title(struct reading *r, bool *is_title)
{
	size_t best = r->d->n;
	int score = 0;
	for (size_t i = 0; i < r->d->n && i < 60; i++) {
		const struct doc_block *b = &r->d->items[i];
		int first, last, s = 0;
		if (b->kind == BLOCK_TABLE)
			break;
		if (b->kind != BLOCK_LINE || text_length(b->line.text) > 200)
			continue;
		const char *words = text_words(r->a, doc_plain(r->a, b->line.text));
		bool plan = words_find(words, "plan|plan d action|plan d actions|action plan|plan strategique|strategic plan|feuille de route|roadmap|programme d actions") >= 0;
		bool years = span_of(words, &first, &last);
		struct label l;
		label_read(r->a, b->line.text, &l);
		if (l.used > 0 && l.rank != RANK_NONE)
			continue;
		s = (plan ? 4 : 0) + (years ? 3 : 0) + (b->line.kind == LINE_HEADING && b->line.level <= 1 ? 2 : 0);
		if (s > score) {
			score = s;
			best = i;
		}
	}
	if (best < r->d->n) {
		const char *rich;
		set_title(r->a, r->d->items[best].line.text, &r->plan->title, &rich);
		is_title[best] = true;
	} else {
		r->plan->title = text_blank(r->d->title) ? "Plan d’action" : text_trim(r->a, r->d->title);
	}
	if (!span_of(text_words(r->a, r->plan->title), &r->plan->first_year, &r->plan->last_year))
		for (size_t i = 0; i < r->d->n && i < 60 && r->d->items[i].kind != BLOCK_TABLE; i++)
			if (r->d->items[i].kind == BLOCK_LINE && span_of(text_words(r->a, r->d->items[i].line.text), &r->plan->first_year, &r->plan->last_year))
				break;
	r->style.first_year = r->plan->first_year;
	r->style.last_year = r->plan->last_year;
}

static void
read_acronyms(struct reading *r, bool *used)
{
	bool listed = false;
	for (size_t i = 0; i < r->d->n; i++) {
		const struct doc_block *b = &r->d->items[i];
		if (b->kind != BLOCK_LINE)
			continue;
		char *text = doc_plain(r->a, b->line.text);
		text += bullet_length(text);
		if (words_match_at(text_words(r->a, text), "acronyme*|sigle*|abreviation*|acronym*|abbreviation*|glossaire") > 0 && text_length(text) < 60) {
			listed = true;
			used[i] = true;
		} else if (read_acronym(r, text, listed)) {
			used[i] = true;
		} else {
			listed = false;
		}
	}
}

static const struct strings *
chosen_columns(struct reading *r, int table)
{
	char key[16];
	snprintf(key, sizeof key, "%d", table);
	const json_t *list = r->answers == NULL ? NULL : json_object_get(json_object_get(r->answers, "columns"), key);
	if (!json_is_array(list))
		return NULL;
	struct strings *out = ARENA_NEW(r->a, struct strings);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *word = json_string_value(json_array_get(list, i));
		PUSH(r->a, out, word == NULL ? "ignore" : word);
	}
	return out;
}

static void
acronym_table(struct reading *r, const struct grid *g)
{
	for (size_t row = 0; row < g->table->n; row++) {
		const struct gcell *x = grid_cell(g, row, 0), *y = grid_cell(g, row, 1);
		if (x->blank || y->blank || !(all_caps(x->plain) || mixed_caps(x->plain)))
			continue;
		struct acronym one = { text_trim(r->a, x->plain), text_trim(r->a, y->plain) };
		PUSH(r->a, &r->plan->acronyms, one);
	}
}

/* Every table, understood; a fragment without a header goes on as the one before it with as many columns. */
static struct grids *
understand_tables(struct reading *r)
{
	struct grids *parts = ARENA_ARRAY(r->a, struct grids, r->d->n + 1);
	const struct layout *like = NULL;
	size_t like_cols = 0;
	for (size_t i = 0; i < r->d->n; i++) {
		if (r->d->items[i].kind != BLOCK_TABLE || table_is_report(r->d->items[i].table))
			continue;
		const struct doc_table *t = r->d->items[i].table;
		const struct strings *chosen = chosen_columns(r, t->number);
		grid_read(r->a, t, &parts[i]);
		for (size_t k = 0; k < parts[i].n; k++) {
			struct grid *g = &parts[i].items[k];
			grid_understand(r->a, g, like_cols == g->ncols ? like : NULL, chosen);
			if (g->kind == GRID_PLAN) {
				like = &g->layouts.items[g->layouts.n - 1];
				like_cols = g->ncols;
			} else if (g->kind == GRID_ACRONYMS) {
				acronym_table(r, g);
			}
			r->has_grid = r->has_grid || g->kind == GRID_PLAN || g->kind == GRID_FIELDS;
		}
	}
	return parts;
}

/* What the actor and due columns teach, before anything is split. */
static void
learn(struct reading *r, const struct grids *parts)
{
	for (size_t i = 0; i < r->d->n; i++)
		for (size_t k = 0; k < parts[i].n; k++) {
			const struct grid *g = &parts[i].items[k];
			for (size_t n = 0; n < g->layouts.n && g->kind == GRID_PLAN; n++) {
				const struct layout *l = &g->layouts.items[n];
				for (size_t c = 0; c < g->ncols; c++)
					for (size_t row = l->first; row < l->to; row++) {
						const struct gcell *cell = grid_cell(g, row, c);
						if (cell->blank || g->kinds[row] != ROW_DATA)
							continue;
						if (l->columns[c].role == COL_ACTORS)
							lexicon_learn(r->lexicon, cell->plain);
						else if (l->columns[c].role == COL_DUE)
							due_learn(r->a, cell->plain, &r->style);
					}
			}
		}
	lexicon_settle(r->lexicon);
}

enum err
plan_read(struct arena *a, const struct document *d, const struct json_t *answers, struct plan_draft *out)
{
	*out = (struct plan_draft){ 0 };
	size_t above;
	struct document *lifted = preface_lift(a, d, &above);
	d = lifted;
	struct reading r = { .a = a, .d = d, .answers = answers, .out = out, .plan = &out->plan, .open_objective = -1, .open_specific = -1 };
	bool *used = ARENA_ARRAY(a, bool, d->n + 1);
	find_title(&r, used);
	read_acronyms(&r, used);
	preface_drop(a, lifted, above, used);
	struct grids *parts = understand_tables(&r);
	r.lexicon = lexicon_new(a, r.plan);
	learn(&r, parts);
	for (size_t i = 0; i < d->n; i++) {
		const struct doc_block *b = &d->items[i];
		r.title_read = r.title_read || used[i] || b->kind == BLOCK_TABLE;
		if (b->kind == BLOCK_TABLE)
			read_table(&r, &parts[i]);
		else if (b->kind == BLOCK_LINE && !used[i])
			read_line(&r, b);
	}
	finish_tree(&r);
	out->readable = plan_count(r.plan).actions > 0;
	if (out->readable)
		ask_questions(&r);
	return OK;
}
