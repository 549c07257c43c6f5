#include "base/csv.h"
#include "base/text.h"
#include <math.h>
#include <string.h>

/* The separator that cuts the first lines into the most even rows of more than one cell. */
static char
find_separator(const char *s)
{
	static const char candidates[] = { ';', ',', '\t' };
	char best = ';';
	long best_score = -1;
	for (size_t k = 0; k < LEN(candidates); k++) {
		long first = -1, same = 0, total = 0, count = 0;
		bool quoted = false;
		int lines = 0;
		for (const char *p = s; lines < 20; p++) {
			if (*p == '"')
				quoted = !quoted;
			else if (!quoted && *p == candidates[k])
				count++;
			if (*p == '\0' || (!quoted && *p == '\n')) {
				if (first < 0)
					first = count;
				same += count == first && count > 0;
				total += count;
				count = 0;
				lines++;
				if (*p == '\0')
					break;
			}
		}
		/* evenness first, then how often; a comma also lives inside French text, so it must be even */
		long score = same * 1000 + (total > 999 ? 999 : total) + (first > 0 ? 500 : 0);
		if (total > 0 && score > best_score) {
			best_score = score;
			best = candidates[k];
		}
	}
	return best;
}

struct reader { struct arena *a; struct csv_row row; size_t cap; struct csv_table *out; size_t cells, max_rows, max_cells; };

static enum err
end_row(struct reader *r, size_t line)
{
	if (r->out->n >= r->max_rows || r->cells > r->max_cells)
		return fail(r->a, E_LIMIT, "csv: more than %zu rows or %zu cells", r->max_rows, r->max_cells);
	r->row.line = line;
	PUSH(r->a, r->out, r->row);
	r->row = (struct csv_row){ 0 };
	r->cap = 0;
	return OK;
}

static void
end_cell(struct reader *r, struct buf *cell)
{
	struct { const char **items; size_t n, cap; } l = { r->row.cells, r->row.n, r->cap };
	PUSH(r->a, &l, arena_strdup(r->a, buf_str(cell)));
	r->row.cells = l.items;
	r->row.n = l.n;
	r->cap = l.cap;
	r->cells++;
	cell->len = 0;
	if (cell->base != NULL)
		cell->base[0] = '\0';
}

enum err
csv_read(struct arena *a, const char *bytes, size_t n, size_t max_rows, size_t max_cells, struct csv_table *out)
{
	*out = (struct csv_table){ 0 };
	const char *s = text_to_utf8(a, bytes, n);
	size_t line = 1;
	if (strncmp(s, "sep=", 4) == 0 && s[4] != '\0' && (s[5] == '\n' || s[5] == '\0')) {
		out->separator = s[4];
		s += s[5] == '\n' ? 6 : 5;
		line++;
	} else {
		out->separator = find_separator(s);
	}
	struct reader r = { .a = a, .out = out, .max_rows = max_rows, .max_cells = max_cells };
	struct buf cell = buf_new(a, strlen(s) + 1);
	size_t row_line = line;
	bool quoted = false, any = false;
	for (const char *p = s;; p++) {
		if (quoted && *p != '\0') {
			if (*p == '"' && p[1] == '"')
				buf_putc(&cell, *p++);
			else if (*p == '"')
				quoted = false;
			else
				buf_putc(&cell, *p);
			line += *p == '\n';
		} else if (*p == '"' && cell.len == 0) {
			quoted = any = true;
		} else if (*p == out->separator) {
			end_cell(&r, &cell);
			any = true;
		} else if (*p == '\n' || *p == '\0') {
			if (any || cell.len > 0) {
				end_cell(&r, &cell);
			}
			if (*p == '\n' || any || cell.len > 0 || r.row.n > 0) {
				if (*p == '\0' && r.row.n == 0)
					break;
				enum err e = end_row(&r, row_line);
				if (e != OK)
					return e;
			}
			if (*p == '\0')
				break;
			row_line = ++line;
			any = false;
		} else {
			buf_putc(&cell, *p);
			any = true;
		}
	}
	return OK;
}

void
csv_begin(struct buf *out)
{
	buf_puts(out, "\xef\xbb\xbf");
}

/* Source of the list: OWASP, CSV injection. */
static bool
like_formula(const char *s)
{
	static const char *const wide[] = { "\uff1d", "\uff0b", "\uff0d", "\uff20" };
	s += strspn(s, "'");
	for (size_t i = 0; i < LEN(wide); i++)
		if (strncmp(s, wide[i], 3) == 0)
			return true;
	return *s != '\0' && strchr("=+-@\t\r\n", *s) != NULL;
}

const char *
csv_unguarded(const char *cell)
{
	return cell[0] == '\'' && like_formula(cell) ? cell + 1 : cell;
}

void
csv_text(struct buf *out, const char *s, bool first)
{
	if (!first)
		buf_putc(out, ';');
	if (s == NULL)
		return;
	bool formula = like_formula(s);
	bool quote = formula || strpbrk(s, ";\"\n\r,\t'") != NULL || *s == ' ';
	if (quote)
		buf_putc(out, '"');
	if (formula)
		buf_putc(out, '\'');
	for (; *s != '\0'; s++) {
		if (*s == '"')
			buf_putc(out, '"');
		buf_putc(out, *s);
	}
	if (quote)
		buf_putc(out, '"');
}

void
csv_int(struct buf *out, int64_t n, bool first)
{
	if (!first)
		buf_putc(out, ';');
	if (n != NONE)
		buf_printf(out, "%lld", (long long)n);
}

void
csv_real(struct buf *out, double x, int decimals, bool first)
{
	char b[64];
	if (!first)
		buf_putc(out, ';');
	if (!isfinite(x))
		return;
	snprintf(b, sizeof b, "%.*f", decimals, x);
	char *dot = strchr(b, '.');
	if (dot != NULL)
		*dot = ',';
	buf_puts(out, b);
}

void
csv_end_row(struct buf *out)
{
	buf_puts(out, "\r\n");
}
