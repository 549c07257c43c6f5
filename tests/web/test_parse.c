/* Bytes of strangers: addresses, forms, cookies, bodies in parts; and how often something may be tried. */
#include "test.h"
#include "base/secret.h"
#include "web/multipart.h"
#include "web/parse.h"
#include "web/throttle.h"
#include <unistd.h>

static void
targets(void **state)
{
	struct arena *a = *state;
	const char *path, *query;
	assert_true(parse_target(a, "/plan/a%20b%C3%A9?q=1&r=2#x", &path, &query));
	assert_string_equal(path, "/plan/a bé");
	assert_string_equal(query, "q=1&r=2");
	assert_true(parse_target(a, "/", &path, &query));
	assert_true(parse_target(a, "/plan/", &path, &query));
	assert_true(parse_target(a, "/...", &path, &query));
	static const char *const refused[] = { "", "plan", "*", "http://example.org/", "//example.org", "/a//b", "/../etc", "/a/..", "/./a", "/a/.",
		"/%2e%2e/etc", "/a%2Fb", "/a%00b", "/a%0ab", "/%", "/%4", "/%zz", "/\\a", "/%5ca", "/%ff", "/%c0%af" };
	for (size_t i = 0; i < LEN(refused); i++)
		if (parse_target(a, refused[i], &path, &query))
			fail_msg("taken: %s", refused[i]);
}

static void
forms(void **state)
{
	struct arena *a = *state;
	struct pairs p = { 0 };
	static const char s[] = "a=1&b=x+y%26z&c=&d&=e&f=%zz%4&%C3%A9=%00&a=2&&";
	assert_true(parse_form(a, s, sizeof s - 1, &p));
	assert_int_equal(p.n, 7);
	assert_string_equal(pair_of(&p, "a"), "2");
	assert_string_equal(pair_of(&p, "b"), "x y&z");
	assert_string_equal(pair_of(&p, "c"), "");
	assert_string_equal(pair_of(&p, "d"), "");
	assert_string_equal(pair_of(&p, "f"), "%zz%4");
	assert_string_equal(pair_of(&p, "é"), " ");
	struct buf b = buf_new(a, 100000);
	for (int i = 0; i <= PAIRS_MAX; i++)
		buf_puts(&b, "a&");
	p = (struct pairs){ 0 };
	assert_false(parse_form(a, buf_str(&b), b.len, &p));
}

static void
cookies(void **state)
{
	struct arena *a = *state;
	struct pairs p = { 0 };
	parse_cookies(a, " a=1; b=x=y ;c; =d;e= ;; lang=fr", &p);
	assert_int_equal(p.n, 4);
	assert_string_equal(pair_of(&p, "a"), "1");
	assert_string_equal(pair_of(&p, "b"), "x=y");
	assert_string_equal(pair_of(&p, "e"), "");
	assert_string_equal(pair_of(&p, "lang"), "fr");
	assert_string_equal(parse_header_param(a, "form-data; name=\"a;b\\\"c\"; filename=x", "name"), "a;b\"c");
	assert_string_equal(parse_header_param(a, "form-data; name=\"a;filename=z\"; filename=x", "filename"), "x");
	assert_null(parse_header_param(a, "form-data", "name"));
}

/* ---- bodies in parts --------------------------------------------------------------------------------------------- */

struct read { struct pairs form; struct uploads files; enum err e; };

static struct read
parts(struct arena *a, const char *body, size_t n, size_t piece, size_t max_text, int64_t max_file)
{
	struct read r = { .e = E_INVALID };
	struct multipart *m = multipart_new(a, "multipart/form-data; boundary=XyZ", max_text, max_file, &r.form, &r.files);
	assert_non_null(m);
	for (size_t at = 0; at < n; at += piece)
		if ((r.e = multipart_feed(m, body + at, piece < n - at ? piece : n - at)) != OK)
			return r;
	r.e = multipart_end(m);
	return r;
}

#define PART(name) "--XyZ\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_PART(name, file) "--XyZ\r\nContent-Disposition: form-data; name=\"" name "\"; filename=\"" file "\"\r\nContent-Type: x/y\r\n\r\n"

static const char whole[] = PART("title") "Une charte\r\n" PART("empty") "\r\n" FILE_PART("file", "C:\\\\dossier\\\\la %22charte%22.txt")
	"bytes\r\n--XyY\r\n\r\n--Xy\0Z\r\n" FILE_PART("none", "") "\r\n" PART("last") "--XyZ\r\n--XyZ--\r\nepilogue";

static void
multipart_in_any_pieces(void **state)
{
	struct arena *a = *state;
	for (size_t piece = 1; piece < sizeof whole; piece = piece < 40 ? piece + 1 : piece * 2) {
		struct read r = parts(a, whole, sizeof whole - 1, piece, 1000, 1000);
		assert_int_equal(r.e, OK);
		assert_int_equal(r.form.n, 3);
		assert_string_equal(pair_of(&r.form, "title"), "Une charte");
		assert_string_equal(pair_of(&r.form, "empty"), "");
		assert_string_equal(pair_of(&r.form, "last"), "--XyZ");
		assert_int_equal(r.files.n, 1);
		assert_string_equal(r.files.items[0].filename, "la \"charte\".txt");
		char back[100];
		ssize_t n = read(r.files.items[0].fd, back, sizeof back);
		assert_int_equal(n, r.files.items[0].size);
		assert_int_equal(n, 22);
		assert_memory_equal(back, "bytes\r\n--XyY\r\n\r\n--Xy\0Z", 22);
		arena_reset(a);
	}
}

static void
multipart_refused(void **state)
{
	struct arena *a = *state;
	static const struct { const char *body; enum err e; } cases[] = {
		{ "", E_INVALID }, { "nothing of the kind", E_INVALID }, { "--XyZ", E_INVALID }, { PART("a") "x", E_INVALID },
		{ PART("a") "x\r\n--XyZ", E_INVALID }, { "--XyZjunk\r\n", E_INVALID }, { "--XyZ\r\n\r\nx\r\n--XyZ--", E_INVALID },
		{ "--XyZ\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--XyZ--", E_INVALID },
		{ PART("a") "12345678901\r\n--XyZ--", E_LIMIT }, { PART("a") "12345\r\n" PART("b") "678901\r\n--XyZ--", E_LIMIT },
		{ FILE_PART("f", "x") "123456789012345678901\r\n--XyZ--", E_LIMIT }, { PART("a") "1234567890\r\n--XyZ--", OK },
		{ FILE_PART("f", "x") "12345678901234567890\r\n--XyZ--", OK }, { "--XyZ--", OK },
	};
	for (size_t i = 0; i < LEN(cases); i++)
		for (size_t piece = 1; piece < 60; piece += 7)
			if (parts(a, cases[i].body, strlen(cases[i].body), piece, 10, 20).e != cases[i].e)
				fail_msg("case %zu in pieces of %zu", i, piece);
	struct buf b = buf_new(a, 100000);
	buf_puts(&b, "--XyZ\r\nX: ");
	for (int i = 0; i < 6000; i++)
		buf_putc(&b, 'x');
	assert_int_equal(parts(a, buf_str(&b), b.len, 1000, 10, 10).e, E_INVALID);
	struct pairs f = { 0 };
	struct uploads u = { 0 };
	assert_null(multipart_new(a, "multipart/form-data", 1, 1, &f, &u));
	assert_null(multipart_new(a, "multipart/form-data; boundary=", 1, 1, &f, &u));
	assert_null(multipart_new(a, "multipart/form-data; boundary=\"a\r\nb\"", 1, 1, &f, &u));
	assert_null(multipart_new(a, "multipart/form-data; boundary=12345678901234567890123456789012345678901234567890123456789012345678901", 1, 1, &f, &u));
}

static void
a_large_file_is_not_in_memory(void **state)
{
	struct arena *a = *state;
	struct read r = { .e = OK };
	struct multipart *m = multipart_new(a, "multipart/form-data; boundary=XyZ", 1000, 40 << 20, &r.form, &r.files);
	static const char head[] = FILE_PART("f", "x"), tail[] = "\r\n--XyZ--";
	char piece[8192];
	memset(piece, '\r', sizeof piece);
	assert_int_equal(multipart_feed(m, head, sizeof head - 1), OK);
	size_t before = arena_used(a);
	for (int i = 0; i < 2048; i++)
		assert_int_equal(multipart_feed(m, piece, sizeof piece), OK);
	assert_true(arena_used(a) - before < 4096);
	assert_int_equal(multipart_feed(m, tail, sizeof tail - 1), OK);
	assert_int_equal(multipart_end(m), OK);
	assert_int_equal(r.files.items[0].size, 16 << 20);
}

static void
tries(void **state)
{
	(void)state;
	throttle_clear();
	for (int i = 0; i < 5; i++)
		assert_true(throttle_here("signin", "a@example.org", 5, 3600));
	assert_false(throttle_here("signin", "a@example.org", 5, 3600));
	assert_true(throttle_here("signin", "b@example.org", 5, 3600));
	assert_true(throttle_here("link", "a@example.org", 5, 3600));
	assert_true(throttle_here("link", NULL, 1, 3600));
	throttle_clear();
	assert_true(throttle_here("signin", "a@example.org", 5, 3600));
	/* others who fill the table never make a new key refused */
	for (int i = 0; i < 20000; i++) {
		char key[32];
		snprintf(key, sizeof key, "k%d", i);
		assert_true(throttle_here("fill", key, 1, 3600));
	}
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(targets), T(forms), T(cookies), T(multipart_in_any_pieces), T(multipart_refused),
	    T(a_large_file_is_not_in_memory), T(tries) };
	return cmocka_run_group_tests_name("parse", tests, NULL, NULL);
}
