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

/* "2024- 2029" is "2024-2029". */
static const char *
tidy_span(struct arena *a, const char *title)
{
	for (const char *s = strchr(title, '-'); s != NULL; s = strchr(s + 1, '-')) {
		size_t before = (size_t)(s - title), after = strspn(s + 1, " "), gap = 0;
		while (gap < before && s[-(ptrdiff_t)gap - 1] == ' ')
			gap++;
		bool years = before >= gap + 4 && strspn(s - gap - 4, "0123456789") == 4 && strspn(s + 1 + after, "0123456789") == 4;
		if (years && gap + after == 1) /* a space on one side only was no choice */
			return arena_printf(a, "%.*s-%s", (int)(before - gap), title, s + 1 + after);
	}
	return title;
}

/* The plan's own name: the first line that says "plan" with its years, else with the word, else the file's title. */
static void
find_title(struct reading *r, bool *is_title)
{
	size_t best = r->d->n;
	int score = 0;
	bool table = false;
	for (size_t i = 0; i < r->d->n && i < 120; i++) {
		const struct doc_block *b = &r->d->items[i];
		int first, last, s = 0;
		table = table || b->kind == BLOCK_TABLE;
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
		if (table && s < 7) /* the plan may come late in a longer report; then it says its years */
			continue;
		if (s > score) {
			score = s;
			best = i;
		}
	}
	if (best < r->d->n) {
		const char *rich;
		set_title(r->a, r->d->items[best].line.text, &r->plan->title, &rich);
		r->plan->title = tidy_span(r->a, r->plan->title);
		is_title[best] = true;
		r->title_block = best;
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

/* "Acronymes : CQ : Cellule qualité ; CDS : Commission des stages" */
static bool
acronyms_inside(struct reading *r, const char *text)
{
	const char *colon = strchr(text, ':');
	if (colon == NULL || text_blank(colon + 1))
		return false;
	struct strings parts = words_split(r->a, colon + 1, strchr(colon, ';') != NULL ? ';' : ',');
	size_t read = 0;
	for (size_t i = 0; i < parts.n; i++)
		read += read_acronym(r, text_trim(r->a, parts.items[i]), true);
	return read > 0 && read == parts.n;
}

static void
read_acronyms(struct reading *r, bool *used)
{
	bool listed = false;
	for (size_t i = 0; i < r->d->n; i++) {
		const struct doc_block *b = &r->d->items[i];
		if (b->kind != BLOCK_LINE || used[i])
			continue;
		char *text = doc_plain(r->a, b->line.text);
		text += bullet_length(text);
		const char *words = text_words(r->a, text);
		if (words_match_at(words, "acronyme*|sigle*|abreviation*|acronym*|abbreviation*|glossaire|liste des acronymes|liste des abreviations|liste des sigles|list of acronyms|list of abbreviations") > 0 &&
		    (text_length(text) < 60 || strchr(text, ':') != NULL)) {
			listed = true;
			used[i] = acronyms_inside(r, text) || words_count(words) <= 5;
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

/* What the due columns teach of the document's way to write dates. */
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
						if (l->columns[c].role == COL_DUE)
							due_learn(r->a, cell->plain, &r->style);
					}
			}
		}
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
	outline_understand(&r, parts, used);
	for (size_t i = 0; i < d->n; i++) {
		const struct doc_block *b = &d->items[i];
		if (b->kind == BLOCK_TABLE)
			read_table(&r, &parts[i]);
		else if (b->kind == BLOCK_LINE && !used[i])
			read_line(&r, i);
	}
	lexicon_settle(r.lexicon);
	say_outside(&r);
	for (size_t i = 0; i < d->notes.n; i++)
		warn(&r, "document", NULL, NULL, d->notes.items[i].msgid, d->notes.items[i].arg, NULL);
	finish_tree(&r);
	out->readable = plan_count(r.plan).actions > 0;
	if (out->readable)
		ask_questions(&r);
	return OK;
}
