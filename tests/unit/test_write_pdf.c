/* PDF: the same bytes, French letters, wrapping, tables over pages, tags. Read back by poppler when it is there. */
#include "test.h"
#include "formats/writer.h"
#include <stdlib.h>
#include <unistd.h>

static struct out_document *
minutes(struct arena *a, int items, int rows)
{
	static const struct out_column columns[] = { { "Nom", 95 }, { "Présence", 35 } };
	struct out_document *d = ARENA_NEW(a, struct out_document);
	d->title = "Procès-verbal : CEP, cœur de l’été";
	d->footer = "Master · Procès-verbal";
	d->created = (struct date){ 2026, 12, 3 };
	struct out_table *t = out_table(a, d, "Présences", columns, LEN(columns));
	for (int i = 0; i < rows; i++) {
		struct out_row *r = out_row(a, t);
		r->cells[0].head = true;
		out_line(a, &r->cells[0], LINE_TEXT, arena_printf(a, "Élève n° %d, dont le nom est assez long pour passer à la ligne dans une cellule étroite", i));
		out_line(a, &r->cells[1], LINE_TEXT, "présent·e");
	}
	for (int i = 0; i < items; i++) {
		out_heading(a, d, 2, arena_printf(a, "%d. Point", i + 1));
		out_paragraph(a, d, arena_printf(a, "Le %cgras%c et le reste, « entre guillemets », jusqu’au bout de la ligne et bien au-delà, pour que le texte passe à la ligne.", EMPH_ON, EMPH_OFF));
		struct out_block b = { .kind = OUT_ITEM, .text = "un élément de liste" };
		PUSH(a, &d->blocks, b);
	}
	return d;
}

/* What poppler says of the file; NULL when it is not here. */
static const char *
poppler(struct arena *a, const char *program, const char *after, const void *bytes, size_t n)
{
	char path[] = "/tmp/pilotis-pdf-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0 && write(fd, bytes, n) == (ssize_t)n);
	FILE *p = popen(arena_printf(a, "%s %s %s 2>/dev/null", program, path, after), "r");
	struct buf b = buf_new(a, MIB(4));
	char piece[4096];
	for (size_t k; p != NULL && (k = fread(piece, 1, sizeof piece, p)) > 0;)
		buf_add(&b, piece, k);
	int status = p == NULL ? -1 : pclose(p);
	close(fd);
	unlink(path);
	if (status != 0)
		print_message("# skipped: %s does not run here\n", program);
	return status == 0 ? buf_str(&b) : NULL;
}

static void
the_same_bytes(void **state)
{
	struct arena *a = *state;
	const void *x, *y;
	size_t n, m;
	assert_int_equal(write_pdf(a, minutes(a, 3, 2), &x, &n), OK);
	assert_int_equal(write_pdf(a, minutes(a, 3, 2), &y, &m), OK);
	assert_int_equal(n, m);
	assert_memory_equal(x, y, n);
	assert_memory_equal(x, "%PDF-", 5);
	assert_true(n < 100000); /* only the letters that are used */
}

static void
read_back(void **state)
{
	struct arena *a = *state;
	const void *bytes;
	size_t n;
	assert_int_equal(write_pdf(a, minutes(a, 40, 60), &bytes, &n), OK);
	const char *text = poppler(a, "pdftotext -layout", "-", bytes, n);
	if (text == NULL)
		return;
	static const char *const wanted[] = { "Procès-verbal : CEP, cœur de l’été", "Élève n° 0", "Élève n° 59", "gras et le reste", "« entre guillemets »", "40. Point", "– un élément de liste", "Master · Procès-verbal" };
	for (size_t i = 0; i < LEN(wanted); i++)
		if (strstr(text, wanted[i]) == NULL)
			fail_msg("not in the text: %s\n%.2000s", wanted[i], text);
	size_t heads = 0;
	for (const char *s = text; (s = strstr(s, "Présence\n")) != NULL; s++)
		heads++;
	assert_true(heads >= 2); /* the headings of a table come again on each page */
	const char *tags = poppler(a, "pdfinfo -struct", "", bytes, n);
	assert_non_null(tags);
	static const char *const kinds[] = { "H1", "H2", "Table", "TR", "TH", "TD", "LI" };
	for (size_t i = 0; i < LEN(kinds); i++)
		if (strstr(tags, kinds[i]) == NULL)
			fail_msg("no %s among the tags\n%.1500s", kinds[i], tags);
	const char *fonts = poppler(a, "pdffonts", "", bytes, n);
	assert_non_null(strstr(fonts, "DejaVuSans"));
	assert_null(strstr(fonts, " no  ")); /* each is embedded, a subset, with its letters' names */
}

static void
odd_ones(void **state)
{
	struct arena *a = *state;
	struct out_document empty = { 0 }, wide = { .landscape = true };
	const void *bytes;
	size_t n;
	assert_int_equal(write_pdf(a, &empty, &bytes, &n), OK);
	struct buf b = buf_new(a, KIB(64));
	for (int i = 0; i < 4000; i++)
		buf_puts(&b, i % 1000 == 999 ? "\n" : "é");
	out_paragraph(a, &wide, buf_str(&b));
	out_paragraph(a, &wide, "   ");
	assert_int_equal(write_pdf(a, &wide, &bytes, &n), OK);
	const char *text = poppler(a, "pdftotext", "-", bytes, n);
	if (text == NULL)
		return;
	size_t letters = 0;
	for (const char *s = text; (s = strstr(s, "é")) != NULL; s += 2)
		letters++;
	assert_int_equal(letters, 3996); /* a word longer than a line is cut, and nothing of it is lost */
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(the_same_bytes), T(read_back), T(odd_ones) };
	return cmocka_run_group_tests_name("write pdf", tests, NULL, NULL);
}
