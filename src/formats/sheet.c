/* Which column of a filled-in spreadsheet is which field. A heading fits by its words, contents by their look; the best
 * pairs are taken first, so that "Nom du commanditaire" goes to the contact although "Nom" is in the institution's too. */
#include "formats/sheet.h"
#include "base/date.h"
#include "base/text.h"
#include <ctype.h>
#include <string.h>

enum { HEADER_ROWS = 12, SAMPLE_ROWS = 60, WORDS_MAX = 24, FIELDS_MAX = 64 };

/* ---- what cells say ---------------------------------------------------------------------------------------- */

enum sheet_answer
sheet_answer(struct arena *a, const char *text)
{
	static const struct { const char *word; enum sheet_answer is; } words[] = { { "oui", SHEET_YES }, { "yes", SHEET_YES }, { "o", SHEET_YES },
		{ "y", SHEET_YES }, { "x", SHEET_YES }, { "vrai", SHEET_YES }, { "true", SHEET_YES }, { "1", SHEET_YES }, { "d accord", SHEET_YES },
		{ "non", SHEET_NO }, { "no", SHEET_NO }, { "n", SHEET_NO }, { "faux", SHEET_NO }, { "false", SHEET_NO }, { "0", SHEET_NO },
		{ "a confirmer", SHEET_UNSURE }, { "peut etre", SHEET_UNSURE }, { "to confirm", SHEET_UNSURE }, { "to be confirmed", SHEET_UNSURE },
		{ "maybe", SHEET_UNSURE }, { "a voir", SHEET_UNSURE }, { "ne sait pas", SHEET_UNSURE }, { "a discuter", SHEET_UNSURE } };
	if (text_blank(text))
		return SHEET_NO_ANSWER;
	const char *w = text_words(a, text);
	for (size_t i = 0; i < LEN(words); i++)
		if (strcmp(w, words[i].word) == 0)
			return words[i].is;
	/* "Oui, je m'y engage", "Non, impossible ce jour-là" */
	return text_starts(w, "oui ") || text_starts(w, "yes ") ? SHEET_YES : text_starts(w, "non ") || text_starts(w, "no ") ? SHEET_NO :
	    SHEET_NO_ANSWER;
}

bool
sheet_moment(struct arena *a, const char *text, struct sheet_moment *out)
{
	char *s = text_trim(a, text == NULL ? "" : text);
	char *time = strpbrk(s, " T");
	/* "31 décembre 2026" has spaces of its own */
	if (time != NULL && !isdigit((unsigned char)time[1]))
		time = NULL;
	if (time != NULL && strchr(time, ':') == NULL)
		time = NULL;
	int hour = 0, minute = 0;
	if (time != NULL) {
		*time++ = '\0';
		if (sscanf(time, "%2d:%2d", &hour, &minute) != 2 || hour < 0 || hour > 23 || minute < 0 || minute > 59)
			return false;
	}
	struct date d;
	if (!date_parse_human(a, s, &d))
		return false;
	*out = (struct sheet_moment){ arena_strdup(a, date_iso(d).s), time == NULL ? NULL : arena_printf(a, "%02d:%02d", hour, minute) };
	return true;
}

bool
sheet_int(const char *text, int64_t *out)
{
	if (text_blank(text))
		return false;
	while (*text == ' ')
		text++;
	if (!isdigit((unsigned char)*text))
		return false;
	int64_t n = 0;
	int digits = 0;
	for (; isdigit((unsigned char)*text); text++, digits++) {
		if (digits > 15)
			return false;
		n = n * 10 + (*text - '0');
	}
	if (*text == ',' || *text == '.') {
		for (text++; *text == '0'; text++)
			;
		if (isdigit((unsigned char)*text)) /* 2,5 is no integer */
			return false;
	}
	if (*text != '\0' && *text != ' ')
		return false;
	*out = n;
	return true;
}

static bool
looks_email(const char *s)
{
	const char *at = strchr(s, '@');
	return at != NULL && at != s && strchr(at, '.') != NULL && strpbrk(s, " \n") == NULL;
}

static bool
looks_phone(const char *s)
{
	int digits = 0;
	for (; *s != '\0'; s++) {
		if (isdigit((unsigned char)*s))
			digits++;
		else if (strchr(" +-./()", *s) == NULL)
			return false;
	}
	return digits >= 8 && digits <= 15;
}

static bool
fits(struct arena *a, enum sheet_kind kind, const char *s)
{
	struct sheet_moment m;
	int64_t n;
	switch (kind) {
	case SHEET_EMAIL: return looks_email(s);
	case SHEET_PHONE: return looks_phone(s);
	case SHEET_MOMENT: return sheet_moment(a, s, &m);
	case SHEET_INT: return sheet_int(s, &n);
	case SHEET_ANSWER: return sheet_answer(a, s) != SHEET_NO_ANSWER;
	case SHEET_TEXT: case SHEET_LONG: case SHEET_KEY: return !looks_email(s);
	}
	return true;
}

/* ---- cells ------------------------------------------------------------------------------------------------- */

static const char *
cell(struct arena *a, const struct doc_table *t, size_t row, size_t column)
{
	const char *s = doc_plain(a, doc_cell_text(a, &t->items[row].cells[column], "\n"));
	while (*s == ' ' || *s == '\n')
		s++;
	return *s == '\0' ? NULL : s;
}

size_t
sheet_rows(const struct sheet *s)
{
	return s->table->n - s->header - 1;
}

int
sheet_number(const struct sheet *s, size_t row)
{
	return s->table->items[s->header + 1 + row].number;
}

bool
sheet_blank(struct arena *a, const struct sheet *s, size_t row)
{
	for (size_t c = 0; c < s->table->ncols; c++)
		if (s->columns[c].field >= 0 && cell(a, s->table, s->header + 1 + row, c) != NULL)
			return false;
	return true;
}

void
sheet_texts(struct arena *a, const struct sheet *s, size_t row, const char *field, struct strings *out)
{
	for (size_t c = 0; c < s->table->ncols; c++) {
		int f = s->columns[c].field;
		if (f < 0 || strcmp(s->fields.items[f].name, field) != 0)
			continue;
		const char *text = cell(a, s->table, s->header + 1 + row, c);
		if (text != NULL)
			PUSH(a, out, text);
	}
}

const char *
sheet_text(struct arena *a, const struct sheet *s, size_t row, const char *field)
{
	struct strings all = { 0 };
	sheet_texts(a, s, row, field, &all);
	return all.n == 0 ? NULL : all.items[0];
}

const char *
sheet_cell(struct arena *a, const struct sheet *s, size_t row, size_t column)
{
	return cell(a, s->table, s->header + 1 + row, column);
}

const char *
sheet_heading(const struct sheet *s, const char *field)
{
	for (size_t c = 0; c < s->table->ncols; c++)
		if (s->columns[c].field >= 0 && strcmp(s->fields.items[s->columns[c].field].name, field) == 0)
			return s->columns[c].heading;
	return NULL;
}

/* ---- headings ---------------------------------------------------------------------------------------------- */

struct words { const char *items[WORDS_MAX]; size_t n; };

/* The stems that tell something: not articles and the like. */
static struct words
words_of(struct arena *a, const char *text)
{
	static const char *const small[] = { "de", "du", "des", "d", "la", "le", "les", "l", "un", "une", "et", "ou", "a", "au", "aux", "en", "par",
		"pour", "dans", "sur", "mon", "ma", "mes", "votre", "vos", "notre", "nos", "j", "je", "m", "of", "the", "and", "or", "your", "my", "to" };
	struct words w = { .n = 0 };
	char *stems = text_stems(a, text), *save = NULL;
	for (char *s = strtok_r(stems, " ", &save); s != NULL && w.n < WORDS_MAX; s = strtok_r(NULL, " ", &save)) {
		bool skip = false;
		for (size_t i = 0; i < LEN(small); i++)
			skip = skip || strcmp(s, small[i]) == 0;
		if (!skip)
			w.items[w.n++] = s;
	}
	return w;
}

static bool
has_word(const struct words *w, const char *s)
{
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->items[i], s) == 0)
			return true;
	return false;
}

/* How well a heading answers one way to call the field: 1 for the same words, less when the heading says more. */
static double
called(const struct words *heading, const struct words *name)
{
	if (name->n == 0 || heading->n == 0)
		return 0;
	for (size_t i = 0; i < name->n; i++)
		if (!has_word(heading, name->items[i]))
			return 0;
	return heading->n <= name->n ? 1 : 0.55 + 0.4 * (double)name->n / (double)heading->n;
}

struct names { struct words items[16]; size_t n; };

static struct names
names_of(struct arena *a, const struct sheet_field *f)
{
	struct names out = { .n = 0 };
	char *all = arena_printf(a, "%s|%s", f->headings, f->name), *save = NULL;
	for (char *s = strtok_r(all, "|", &save); s != NULL && out.n < LEN(out.items); s = strtok_r(NULL, "|", &save))
		out.items[out.n++] = words_of(a, s);
	return out;
}

static double
heading_fits(const struct words *heading, const struct names *names)
{
	double best = 0;
	for (size_t i = 0; i < names->n; i++) {
		double c = called(heading, &names->items[i]);
		best = c > best ? c : best;
	}
	return best;
}

/* ---- a table against the fields ------------------------------------------------------------------------------ */

/* The share of the column's cells that look like the kind; -1 for a blank column. */
static double
contents_fit(struct arena *a, const struct doc_table *t, size_t header, size_t column, enum sheet_kind kind)
{
	size_t all = 0, good = 0;
	for (size_t r = header + 1; r < t->n && r <= header + SAMPLE_ROWS; r++) {
		const char *s = cell(a, t, r, column);
		if (s == NULL)
			continue;
		all++;
		good += fits(a, kind, s) ? 1 : 0;
	}
	return all == 0 ? -1 : (double)good / (double)all;
}

/* How sure it is that the column is the field. A heading that fits over contents that do not is worth little; an address
 * is one under any heading. */
static double
pair(const struct sheet_field *f, double heading, double contents)
{
	if (heading > 0)
		return contents < 0 ? heading * 0.9 : heading * (0.3 + 0.7 * contents);
	return f->kind == SHEET_EMAIL && contents >= 0.9 ? 0.4 : 0;
}

struct attempt { struct sheet_column *columns; double sum; size_t required; };

static int
field_index(struct sheet_fields fields, const char *name)
{
	for (size_t f = 0; f < fields.n; f++)
		if (strcmp(fields.items[f].name, name) == 0)
			return (int)f;
	return SHEET_UNKNOWN;
}

static void
take_told(const char *const *told, size_t ntold, struct sheet_fields fields, size_t ncols, struct sheet_column *columns, bool *taken)
{
	for (size_t c = 0; c < ncols && c < ntold; c++) {
		if (told[c] == NULL)
			continue;
		int f = strcmp(told[c], "-") == 0 ? SHEET_IGNORED : field_index(fields, told[c]);
		if (f == SHEET_UNKNOWN)
			continue;
		columns[c].field = f;
		columns[c].told = true;
		columns[c].sure = 1;
		if (f >= 0 && (fields.items[f].flags & SHEET_MANY) == 0)
			taken[f] = true;
	}
}

/* The best pair of a column without a field and a field without a column, until none is left. */
static void
take_best(const double *score, struct sheet_fields fields, size_t ncols, struct sheet_column *columns, bool *taken)
{
	for (;;) {
		double best = 0.25;
		size_t bc = 0, bf = fields.n;
		for (size_t c = 0; c < ncols; c++)
			for (size_t f = 0; columns[c].field == SHEET_UNKNOWN && f < fields.n; f++)
				if (!taken[f] && score[c * fields.n + f] > best) {
					best = score[c * fields.n + f];
					bc = c;
					bf = f;
				}
		if (bf == fields.n)
			return;
		columns[bc].field = (int)bf;
		columns[bc].sure = best;
		if ((fields.items[bf].flags & SHEET_MANY) == 0)
			taken[bf] = true;
	}
}

static struct attempt
attempt(struct arena *a, const struct doc_table *t, size_t header, struct sheet_fields fields, const struct names *names,
    const char *const *told, size_t ntold)
{
	struct attempt at = { .columns = ARENA_ARRAY(a, struct sheet_column, t->ncols) };
	double *score = ARENA_ARRAY(a, double, t->ncols * fields.n);
	bool taken[FIELDS_MAX] = { false };
	for (size_t c = 0; c < t->ncols; c++) {
		const char *heading = cell(a, t, header, c);
		at.columns[c] = (struct sheet_column){ .heading = heading == NULL ? "" : heading, .field = SHEET_UNKNOWN };
		struct words w = words_of(a, at.columns[c].heading);
		for (size_t f = 0; f < fields.n; f++) {
			double h = heading_fits(&w, &names[f]);
			if (h > 0 || fields.items[f].kind == SHEET_EMAIL)
				score[c * fields.n + f] = pair(&fields.items[f], h, contents_fit(a, t, header, c, fields.items[f].kind));
		}
		for (size_t r = header + 1; r < t->n && at.columns[c].sample == NULL; r++)
			at.columns[c].sample = cell(a, t, r, c);
	}
	take_told(told, ntold, fields, t->ncols, at.columns, taken);
	take_best(score, fields, t->ncols, at.columns, taken);
	for (size_t c = 0; c < t->ncols; c++)
		if (at.columns[c].field >= 0) {
			at.sum += at.columns[c].sure;
			at.required += (fields.items[at.columns[c].field].flags & SHEET_REQUIRED) != 0 ? 1 : 0;
		}
	return at;
}

enum err
sheet_recognise(struct arena *a, const struct document *d, struct sheet_fields fields, const char *const *told, size_t ntold, struct sheet *out)
{
	BUG_ON(fields.n == 0 || fields.n > FIELDS_MAX);
	struct names *names = ARENA_ARRAY(a, struct names, fields.n);
	for (size_t f = 0; f < fields.n; f++)
		names[f] = names_of(a, &fields.items[f]);
	*out = (struct sheet){ .fields = fields };
	struct attempt best = { 0 };
	for (size_t b = 0; b < d->n; b++) {
		const struct doc_table *t = d->items[b].kind == BLOCK_TABLE ? d->items[b].table : NULL;
		for (size_t h = 0; t != NULL && t->ncols > 0 && h < t->n && h < HEADER_ROWS; h++) {
			struct attempt at = attempt(a, t, h, fields, names, told, ntold);
			if (at.sum <= best.sum + 1e-9)
				continue;
			best = at;
			out->table = t;
			out->header = h;
			out->columns = at.columns;
		}
	}
	if (out->table == NULL)
		return E_NOTFOUND;
	for (size_t f = 0; f < fields.n; f++) {
		bool found = (fields.items[f].flags & SHEET_REQUIRED) == 0;
		for (size_t c = 0; c < out->table->ncols; c++)
			found = found || out->columns[c].field == (int)f;
		if (!found)
			PUSH(a, &out->missing, fields.items[f].label);
	}
	return OK;
}
