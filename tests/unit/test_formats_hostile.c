#include "formats.h"
#include "jobs/fence.h"
#include "jobs/sandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Every hostile file is made here. What counts: a clear refusal (or a harmless reading), from a child, and this
 * process goes on. */
struct answer { enum err e; const char *why; struct document *d; };

static struct answer
read_hostile(struct arena *a, const void *bytes, size_t n, const char *name)
{
	struct answer r = { .d = NULL };
	struct problems why = { 0 };
	fail_clear(a);
	r.e = document_read_sandboxed(a, bytes, n, name, 20, &r.d, &why);
	r.why = why.n > 0 ? why.items[0].msgid : "";
	if (r.e != OK)
		assert_int_equal(why.n, 1);
	return r;
}
#define REFUSED(a, bytes, n, name, err, words) do { \
	struct answer r_ = read_hostile(a, bytes, n, name); \
	if (r_.e != (err) || strstr(r_.why, words) == NULL) \
		fail_msg("%s: %s: %s", name, err_name(r_.e), r_.why); \
} while (0)

static char *
repeated(struct arena *a, const char *before, const char *s, size_t times, const char *after)
{
	struct buf b = buf_new(a, MIB(200));
	buf_puts(&b, before);
	for (size_t i = 0; i < times; i++)
		buf_puts(&b, s);
	buf_puts(&b, after);
	return b.base;
}

static void
zip_bombs(void **state)
{
	struct arena *a = *state;
	size_t n, big = MIB(100);
	char *zeros = arena_alloc(a, big);
	memset(zeros, ' ', big);
	struct member m[] = { { "word/document.xml", zeros, big }, { 0 } };
	char *z = make_zip(a, m, &n);
	assert_true(n < MIB(2));
	REFUSED(a, z, n, "bomb.docx", E_LIMIT, "démesuré");
	/* the directory lies about the size: what counts is what comes out */
	for (size_t i = 0; i + 28 < n; i++)
		if (memcmp(z + i, "PK\1\2", 4) == 0)
			memcpy(z + i + 24, "\x10\0\0\0", 4);
	struct answer r = read_hostile(a, z, n, "liar.docx");
	assert_int_not_equal(r.e, OK);
	/* twenty members of 30 MB, each below the limit alone */
	struct member many[] = { { "mimetype", "application/vnd.oasis.opendocument.text", 0 }, { "META-INF/manifest.xml", zeros, MIB(30) },
		{ "content.xml", zeros, MIB(30) }, { "styles.xml", zeros, MIB(30) }, { 0 } };
	z = make_zip(a, many, &n);
	REFUSED(a, z, n, "sum.odt", E_LIMIT, "démesuré");
	/* a bomb in a bomb is never opened */
	size_t inner_n;
	char *inner = make_zip(a, m, &inner_n);
	struct member nested[] = { { "word/document.xml", W_HEAD "<w:p><w:r><w:t>x</w:t></w:r></w:p>" W_TAIL, 0 }, { "word/embeddings/a.zip", inner, inner_n }, { 0 } };
	z = make_zip(a, nested, &n);
	assert_int_equal(read_hostile(a, z, n, "nested.docx").e, OK);
}

static void
many_members(void **state)
{
	struct arena *a = *state;
	struct member *m = ARENA_ARRAY(a, struct member, 12002);
	size_t n;
	m[0] = (struct member){ "word/document.xml", W_HEAD W_TAIL, 0 };
	for (int i = 1; i < 12000; i++)
		m[i] = (struct member){ arena_printf(a, "m%d", i), "x", 0 };
	char *z = make_zip(a, m, &n);
	REFUSED(a, z, n, "many.docx", E_LIMIT, "10 000");
}

static void
entity_bombs(void **state)
{
	struct arena *a = *state;
	size_t n;
	static const char laughs[] = "<?xml version=\"1.0\"?><!DOCTYPE w [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
		"<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\"><!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\">"
		"<!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\"><!ENTITY g \"&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;\">]>"
		"<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>&g;</w:t></w:r></w:p></w:body></w:document>";
	static const char file[] = "<!DOCTYPE w [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>";
	struct member m[] = { { "word/document.xml", laughs, 0 }, { 0 } };
	char *z = make_zip(a, m, &n);
	REFUSED(a, z, n, "laughs.docx", E_INVALID, "entités");
	m[0].bytes = file;
	z = make_zip(a, m, &n);
	REFUSED(a, z, n, "file.docx", E_INVALID, "entités");
	/* pushed out of sight by a comment: no entity is ever replaced */
	m[0].bytes = repeated(a, "<!--", "padding ", 10000, arena_printf(a, "-->%s", file));
	z = make_zip(a, m, &n);
	struct answer r = read_hostile(a, z, n, "far.docx");
	assert_int_equal(r.e, E_INVALID);
}

static void
truncated(void **state)
{
	struct arena *a = *state;
	size_t n;
	char *body = repeated(a, W_HEAD, "<w:p><w:r><w:t>du texte</w:t></w:r></w:p>", 300, W_TAIL);
	struct member m[] = { { "[Content_Types].xml", "<Types/>", 0 }, { "word/document.xml", body, 0 }, { "word/styles.xml", "<styles/>", 0 }, { 0 } };
	char *z = make_zip(a, m, &n);
	for (size_t k = 1; k < 8; k++)
		assert_int_not_equal(read_hostile(a, z, n * k / 8, "cut.docx").e, OK);
	REFUSED(a, z, n - 10, "cut.docx", E_INVALID, "incomplet");
	/* a flipped byte in the data */
	z[n / 3] = (char)(z[n / 3] ^ 0x55);
	assert_int_not_equal(read_hostile(a, z, n, "flipped.docx").e, OK);
	m[1].bytes = W_HEAD "<w:p><w:r><w:t>never closed";
	z = make_zip(a, m, &n);
	REFUSED(a, z, n, "open.docx", E_INVALID, "abîmé");
}

static void
too_big(void **state)
{
	struct arena *a = *state;
	size_t n = MIB(200);
	int fd = memfd_create("sparse", MFD_CLOEXEC); /* never written: holes */
	assert_true(fd >= 0 && ftruncate(fd, (off_t)n) == 0);
	void *p = mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0);
	assert_true(p != MAP_FAILED);
	REFUSED(a, p, n, "huge.docx", E_LIMIT, "32 Mo");
	munmap(p, n);
	close(fd);
	REFUSED(a, "", 0, "empty.docx", E_INVALID, "vide");
}

static void
not_what_it_says(void **state)
{
	struct arena *a = *state;
	REFUSED(a, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16, "photo.docx", E_INVALID, "image");
	char old[600] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
	REFUSED(a, old, sizeof old, "old.doc", E_INVALID, ".docx");
	memcpy(old + 100, "W\0o\0r\0k\0b\0o\0o\0k", 15);
	REFUSED(a, old, sizeof old, "old.xls", E_INVALID, ".xlsx");
	memcpy(old + 300, "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e", 31);
	REFUSED(a, old, sizeof old, "secret.docx", E_INVALID, "mot de passe");
	REFUSED(a, "{\\rtf1 x}", 9, "x.rtf", E_INVALID, "RTF");
	REFUSED(a, "\x7f" "ELF\2\1\1\0\0\0", 10, "x.txt", E_INVALID, "format connu");
	REFUSED(a, "%PDF-1.7\nnothing of a PDF", 25, "x.pdf", E_INVALID, "PDF");
	size_t n;
	struct member m[] = { { "readme.txt", "hello", 0 }, { 0 } };
	char *z = make_zip(a, m, &n);
	REFUSED(a, z, n, "x.zip", E_INVALID, "archive");
	struct member secret[] = { { "mimetype", "application/vnd.oasis.opendocument.text", 0 },
		{ "META-INF/manifest.xml", "<m><manifest:encryption-data/></m>", 0 }, { "content.xml", "\1\2\3", 0 }, { 0 } };
	z = make_zip(a, secret, &n);
	REFUSED(a, z, n, "secret.odt", E_INVALID, "mot de passe");
}

static void
deep_nesting(void **state)
{
	struct arena *a = *state;
	size_t n;
	char *open = repeated(a, "", "<w:sdt>", 100000, ""), *body = arena_printf(a, W_HEAD "%s", open);
	struct member m[] = { { "word/document.xml", body, 0 }, { 0 } };
	char *z = make_zip(a, m, &n);
	REFUSED(a, z, n, "deep.docx", E_INVALID, "profondément");
	m[0].bytes = repeated(a, W_HEAD, "<w:tbl><w:tr><w:tc>", 33333, "");
	z = make_zip(a, m, &n);
	REFUSED(a, z, n, "tables.docx", E_INVALID, "profondément");
	char *html = repeated(a, "<html><body>", "<div>", 100000, "x");
	REFUSED(a, html, strlen(html), "deep.html", E_INVALID, "profondément");
	html = repeated(a, "<table>", "<tr><td><table>", 30000, "x");
	REFUSED(a, html, strlen(html), "tables.html", E_INVALID, "profondément");
	/* a text box in a text box in a text box … */
	m[0].bytes = repeated(a, W_HEAD, "<w:p><w:r><w:txbxContent>", 30, "");
	z = make_zip(a, m, &n);
	REFUSED(a, z, n, "boxes.docx", E_INVALID, "profondément");
}

static void
absurd_sheets(void **state)
{
	struct arena *a = *state;
	size_t n;
	char *z = make_xlsx(a, "<sheetData><row r=\"2147483648\"><c r=\"A2147483648\"><v>1</v></c></row></sheetData>", NULL, NULL, &n);
	REFUSED(a, z, n, "row.xlsx", E_INVALID, "impossible");
	z = make_xlsx(a, "<sheetData><row r=\"1\"><c r=\"ZZZZZZ1\"><v>1</v></c></row></sheetData>", NULL, NULL, &n);
	REFUSED(a, z, n, "column.xlsx", E_INVALID, "impossible");
	z = make_xlsx(a, "<sheetData><row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row></sheetData>", NULL, NULL, &n);
	REFUSED(a, z, n, "wide.xlsx", E_LIMIT, "colonnes");
	z = make_xlsx(a, repeated(a, "<sheetData>", "<row><c><v>1</v></c></row>", 20001, "</sheetData>"), NULL, NULL, &n);
	REFUSED(a, z, n, "long.xlsx", E_LIMIT, "20 000");
	z = make_xlsx(a, "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>99999999999999999999</v></c><c r=\"B1\" s=\"-5\"><v>1e400</v></c></row></sheetData>"
		"<mergeCells><mergeCell ref=\"A1:XFD1048576\"/><mergeCell ref=\"B9:A1\"/></mergeCells>", "<sst/>", NULL, &n);
	assert_int_equal(read_hostile(a, z, n, "odd.xlsx").e, OK);
	z = make_odf(a, true, "", "<table:table><table:table-row><table:table-cell table:number-columns-repeated=\"1000000\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>", &n);
	REFUSED(a, z, n, "columns.ods", E_LIMIT, "colonnes");
	z = make_odf(a, true, "", "<table:table><table:table-row table:number-rows-repeated=\"2147483647\"><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>", &n);
	REFUSED(a, z, n, "rows.ods", E_LIMIT, "20 000");
	z = make_odf(a, true, "", "<table:table><table:table-row table:number-rows-repeated=\"2147483647\"><table:table-cell table:number-columns-repeated=\"2147483647\"/></table:table-row>"
		"<table:table-row table:number-rows-repeated=\"-7\"><table:covered-table-cell table:number-columns-repeated=\"2147483647\"/><table:table-cell table:number-columns-spanned=\"2147483647\" "
		"table:number-rows-spanned=\"2147483647\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>", &n);
	assert_int_not_equal(read_hostile(a, z, n, "spans.ods").e, OK);
	char *wide = repeated(a, "", "a;", 500000, "\n");
	REFUSED(a, wide, strlen(wide), "wide.csv", E_LIMIT, "");
	const char *html = "<table><tr><td colspan=2000000000 rowspan=2000000000>x</table>";
	assert_int_equal(read_hostile(a, html, strlen(html), "span.html").e, OK);
}

static void
quotes_and_marks(void **state)
{
	struct arena *a = *state;
	char *s = repeated(a, "", "\"", 3000000, "");
	assert_int_equal(read_hostile(a, s, strlen(s), "q.csv").e, OK);
	s = repeated(a, "", "\"a\t", 300000, "\n");
	(void)read_hostile(a, s, strlen(s), "q.txt"); /* read or refused: it comes back */
	s = repeated(a, "", "*a _b ", 300000, "\n");
	assert_int_equal(read_hostile(a, s, strlen(s), "m.md").e, OK);
	s = repeated(a, "", "<i", 1000000, "\n");
	assert_int_equal(read_hostile(a, s, strlen(s), "t.txt").e, OK);
}

/* Formats that make parsers slow end by the limit of the processor. */
static void
slow_to_read(void **state)
{
	struct arena *a = *state;
	struct buf b = buf_new(a, MIB(40));
	buf_puts(&b, "<html><p");
	for (int i = 0; i < 1500000; i++)
		buf_printf(&b, " a%d=x", i);
	buf_puts(&b, ">x</p></html>");
	REFUSED(a, b.base, b.len, "attributes.html", E_LIMIT, "trop de temps");
	char *s = repeated(a, "", "| ", 15000000, "\n");
	REFUSED(a, s, strlen(s), "pipes.md", E_LIMIT, "colonnes");
}

static void
macros(void **state)
{
	struct arena *a = *state;
	size_t n;
	struct member m[] = { { "word/document.xml", W_HEAD "<w:p><w:r><w:t>x</w:t></w:r></w:p>" W_TAIL, 0 }, { "word/vbaProject.bin", "\1\2\3", 3 }, { 0 } };
	char *z = make_zip(a, m, &n);
	struct answer r = read_hostile(a, z, n, "x.docm");
	assert_int_equal(r.e, OK);
	assert_int_equal(r.d->notes.n, 1);
	assert_non_null(strstr(r.d->notes.items[0].msgid, "macros"));
}

/* ---- the sandbox itself --------------------------------------------------------------------------------- */

/* What becomes of a process that does this inside: exit status, or minus the signal. */
static int
inside(void (*deed)(void))
{
	pid_t pid = fork();
	if (pid == 0) {
		if (!fence_document(5000))
			_exit(99);
		deed();
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void work(void) { char *p = malloc(100000); _exit(p != NULL && memset(p, 1, 100000) != NULL ? 7 : 8); }
static void open_file(void) { int fd = open("/etc/passwd", O_RDONLY); _exit(fd < 0 && errno == EPERM ? 7 : 8); }
static void create_file(void) { int fd = open("/tmp/pilotis-sandbox-test", O_CREAT | O_WRONLY, 0600); _exit(fd < 0 && errno == EPERM ? 7 : 8); }
static void executable_memory(void) { _exit(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? 7 : 8); }
static void open_socket(void) { (void)!socket(AF_INET, SOCK_STREAM, 0); }
static void start_process(void) { (void)!fork(); }
static void start_program(void) { char name[] = "true"; char *argv[] = { name, NULL }; execve("/bin/true", argv, NULL); }
static void kill_parent(void) { (void)!kill(getppid(), 0); }
static void burn(void) { for (volatile unsigned i = 0;; i++) ; }

static void
the_sandbox_bites(void **state)
{
	(void)state;
	assert_int_equal(inside(work), 7);
	assert_int_equal(inside(open_file), 7);
	assert_int_equal(inside(create_file), 7);
	assert_int_equal(inside(executable_memory), 7);
	assert_int_equal(inside(open_socket), -SIGSYS);
	assert_int_equal(inside(start_process), -SIGSYS);
	assert_int_equal(inside(start_program), -SIGSYS);
	assert_int_equal(inside(kill_parent), -SIGSYS);
}

static void
processor_time_is_bounded(void **state)
{
	(void)state;
	pid_t pid = fork();
	if (pid == 0) {
		if (!fence_document(300))
			_exit(99);
		burn();
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF);
}

/* Whatever the program that PILOTIS_BIN names does instead of answering, it is a refusal. */
static void
children_that_misbehave(void **state)
{
	struct arena *a = *state;
	static const struct { const char *script; enum err e; const char *words; } bad[] = {
		{ "kill -SEGV $$", E_INVALID, "abîmé" }, { "echo nonsense", E_INVALID, "abîmé" }, { "echo D'{}'", E_INVALID, "abîmé" },
		{ "echo R'[1,\"%n%n\",null]'", E_INVALID, "abîmé" }, { "exit 3", E_INVALID, "abîmé" }, { "exit 70", E_IO, "administre" },
		{ "exec cat /dev/zero", E_LIMIT, "16 Mo" }, { "exec sleep 100", E_LIMIT, "trop de temps" } };
	char path[] = "/tmp/pilotis-child-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	for (size_t i = 0; i < LEN(bad); i++) {
		FILE *f = fopen(path, "w");
		assert_non_null(f);
		fprintf(f, "#!/bin/sh\n%s\n", bad[i].script);
		assert_int_equal(fchmod(fileno(f), 0700), 0);
		fclose(f);
		setenv("PILOTIS_BIN", path, 1);
		struct document *d;
		struct problems why = { 0 };
		fail_clear(a);
		enum err e = document_read_sandboxed(a, "x", 1, "x.txt", 1, &d, &why);
		unsetenv("PILOTIS_BIN");
		if (e != bad[i].e || why.n != 1 || strstr(why.items[0].msgid, bad[i].words) == NULL)
			fail_msg("%s: %s: %s", bad[i].script, err_name(e), why.n > 0 ? why.items[0].msgid : "");
	}
	unlink(path);
	setenv("PILOTIS_BIN", "/nonexistent/pilotis", 1);
	REFUSED(a, "x", 1, "x.txt", E_IO, "administre");
	unsetenv("PILOTIS_BIN");
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(zip_bombs), T(many_members), T(entity_bombs), T(truncated), T(too_big), T(not_what_it_says), T(deep_nesting),
		T(absurd_sheets), T(quotes_and_marks), T(slow_to_read), T(macros), T(the_sandbox_bites), T(processor_time_is_bounded), T(children_that_misbehave) };
	unsetenv("PILOTIS_BIN");
	return cmocka_run_group_tests_name("formats_hostile", tests, NULL, NULL);
}
