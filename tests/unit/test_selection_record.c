/* A signed decision: what it says is checked again, and whatever is touched is seen. */
#include "test.h"
#include "solve/selection_record.h"
#include <math.h>

#define INSTANCE "{\"choose\":2,\"submissions\":[{\"id\":\"1\",\"score\":4,\"attributes\":{\"s\":[\"CPAS « x »\\\" y\"]}},{\"id\":\"2\",\"score\":3.9,\"attributes\":{\"s\":[\"CPAS « x »\\\" y\"]}}," \
	"{\"id\":\"3\",\"score\":3.5,\"attributes\":{\"s\":[\"Hôpital\"]}},{\"id\":\"4\",\"score\":3}],\"variety\":[{\"attribute\":\"s\",\"weight\":1,\"increments\":[1,0.25]}]," \
	"\"rules\":[{\"kind\":\"exclude\",\"submission\":\"4\",\"reason\":\"hors délai : \\\"trop tard\\\"\"}]}"

static char *
record(struct arena *a, const struct sign_key *k, const char *x, const char *y)
{
	struct sel_decision d = { .programme = "Master", .edition = "2024-25", .decided_on = "2024-08-28", .minutes = "PV 12", .instance = INSTANCE };
	struct problems why = { 0 };
	char *out;
	PUSH(a, &d.by, "Comité");
	PUSH(a, &d.decided, x);
	PUSH(a, &d.decided, y);
	enum err e = sel_record_make(a, &d, k, 10, NULL, &out, &why);
	return e == OK ? out : NULL;
}

static struct sel_record_check
check(struct arena *a, const char *file)
{
	struct sel_record_check c;
	struct problems why = { 0 };
	assert_int_equal(sel_record_verify(a, file, strlen(file), 10, NULL, &c, &why), OK);
	return c;
}

static void
the_optimum_signed(void **state)
{
	struct arena *a = *state;
	struct sign_key k = sign_key_new();
	char *file = record(a, &k, "1", "3");
	assert_non_null(file);
	struct sel_record_check c = check(a, file);
	assert_true(c.readable && c.authentic && c.holds && c.optimum && c.worth && c.losses && c.whole);
	assert_string_equal(c.key, k.open);
	assert_string_equal(c.minutes, "PV 12");
	assert_true(fabs(c.value - 9.5) < 1e-9 && fabs(c.decided_value - 9.5) < 1e-9);
}

static void
another_portfolio_with_its_loss(void **state)
{
	struct arena *a = *state;
	struct sign_key k = sign_key_new();
	struct sel_record_check c = check(a, record(a, &k, "2", "1"));
	assert_true(c.readable && c.authentic && c.holds && c.optimum && c.worth && c.losses);
	assert_true(fabs(c.value - 9.5) < 1e-9 && fabs(c.decided_value - 9.15) < 1e-9);
}

/* Decided on the curve: the most merit that has that much variety. */
static void
with_a_floor_of_variety(void **state)
{
	struct arena *a = *state;
	struct sign_key k = sign_key_new();
	struct sel_decision d = { .programme = "Master", .edition = "2024-25", .decided_on = "2024-08-28", .minutes = "PV 12",
		.instance = "{\"choose\":1,\"variety_floor\":0.5,\"submissions\":[{\"id\":\"1\",\"score\":4},{\"id\":\"2\",\"score\":1,\"attributes\":{\"s\":[\"A\"]}}],"
		    "\"variety\":[{\"attribute\":\"s\",\"weight\":1,\"increments\":[1]}]}" };
	struct problems why = { 0 };
	char *out;
	PUSH(a, &d.decided, "2");
	assert_int_equal(sel_record_make(a, &d, &k, 10, NULL, &out, &why), OK);
	struct sel_record_check c = check(a, out);
	assert_true(c.readable && c.authentic && c.holds && c.optimum && c.worth && c.losses);
	assert_true(c.value == 1 && c.decided_value == 1);
}

static void
what_is_no_portfolio_is_not_signed(void **state)
{
	struct arena *a = *state;
	struct sign_key k = sign_key_new(), none = { "", "" };
	assert_null(record(a, &k, "1", "4"));
	assert_null(record(a, &k, "1", "9"));
	assert_null(record(a, &k, "1", "1"));
	assert_null(record(a, &none, "1", "3"));
}

/* Spaces between are not signed; anything else is, byte by byte. */
static void
whatever_is_touched_is_seen(void **state)
{
	struct arena *a = *state;
	struct sign_key k = sign_key_new();
	char *file = record(a, &k, "1", "3");
	size_t n = strlen(file), seen = 0;
	for (size_t i = 0; i < n; i++) {
		if (file[i] == ' ' || file[i] == '\n')
			continue;
		char was = file[i];
		struct arena *tmp = arena_new(MIB(256));
		struct sel_record_check c;
		struct problems why = { 0 };
		file[i] = was == 'a' ? 'b' : 'a';
		enum err e = sel_record_verify(tmp, file, n, 10, NULL, &c, &why);
		assert_true(e != OK || !c.authentic);
		seen++;
		file[i] = was;
		arena_free(tmp);
	}
	assert_true(seen > 500);
	struct buf tight = buf_new(a, MIB(1));
	bool in = false;
	for (size_t i = 0; i < n; i++) {
		in = in != (file[i] == '"' && (i == 0 || file[i - 1] != '\\'));
		if (in || (file[i] != ' ' && file[i] != '\n'))
			buf_putc(&tight, file[i]);
	}
	assert_true(tight.len < n && check(a, buf_str(&tight)).authentic);
}

/* Someone who holds a key signs what is not true: the signature is right, the figures are not. */
static void
a_lie_signed_is_seen(void **state)
{
	struct arena *a = *state;
	struct sign_key k = sign_key_new();
	char *file = record(a, &k, "1", "3");
	static const struct { const char *from, *to; } lies[] = { { "\"value\":9.5", "\"value\":9.4" }, { "\"loss\":0", "\"loss\":1" },
		{ "\"value_if_flipped\":9.15", "\"value_if_flipped\":9.25" }, { "\"decided\":[\"1\",\"3\"]", "\"decided\":[\"1\",\"4\"]" } };
	for (size_t i = 0; i < LEN(lies); i++) {
		struct buf tight = buf_new(a, MIB(1)), out = buf_new(a, MIB(1));
		bool in = false;
		for (size_t c = 0; file[c] != '\0'; c++) {
			in = in != (file[c] == '"' && file[c - 1] != '\\');
			if (in || (file[c] != ' ' && file[c] != '\n'))
				buf_putc(&tight, file[c]);
		}
		const char *s = buf_str(&tight), *body = strstr(s, "\"record\":") + 9, *tail = strstr(s, ",\"public_key\""), *at = strstr(body, lies[i].from);
		assert_true(at != NULL && at < tail);
		buf_add(&out, body, (size_t)(at - body));
		buf_puts(&out, lies[i].to);
		buf_add(&out, at + strlen(lies[i].from), (size_t)(tail - at) - strlen(lies[i].from));
		const char *again = arena_printf(a, "{\"format\":\"" SEL_RECORD_FORMAT "\",\"record\":%s,\"public_key\":\"%s\",\"signature\":\"%s\"}", buf_str(&out),
		    k.open, sign(a, &k, buf_str(&out), out.len));
		struct sel_record_check c = check(a, again);
		assert_true(c.authentic);
		assert_false(c.readable && c.holds && c.optimum && c.worth && c.losses);
	}
}

static void
what_is_no_record(void **state)
{
	struct arena *a = *state;
	static const char *const files[] = { "", "{}", "[", "{\"format\":\"pilotis-selection-1\",\"record\":{}}", INSTANCE };
	struct sign_key k = sign_key_new();
	char *file = record(a, &k, "1", "3");
	for (size_t i = 0; i < LEN(files); i++) {
		struct sel_record_check c;
		struct problems why = { 0 };
		assert_int_equal(sel_record_verify(a, files[i], strlen(files[i]), 10, NULL, &c, &why), E_INVALID);
		assert_true(why.n > 0);
	}
	for (size_t n = 0; n + 1 < strlen(file); n += 37) {
		struct sel_record_check c;
		struct problems why = { 0 };
		assert_int_equal(sel_record_verify(a, file, n, 10, NULL, &c, &why), E_INVALID);
	}
}

static void
signatures(void **state)
{
	struct arena *a = *state;
	struct sign_key k = sign_key_new(), other = sign_key_new();
	char *s = sign(a, &k, "texte", 5);
	assert_true(sign_check(k.open, "texte", 5, s));
	assert_false(sign_check(k.open, "texts", 5, s));
	assert_false(sign_check(other.open, "texte", 5, s));
	assert_false(sign_check(k.open, "texte", 5, ""));
	assert_false(sign_check("zz", "texte", 5, s));
	assert_string_not_equal(k.open, other.open);
}

static int
start(void **state)
{
	(void)state;
	secret_init();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(the_optimum_signed), T(another_portfolio_with_its_loss), T(with_a_floor_of_variety), T(what_is_no_portfolio_is_not_signed),
		T(whatever_is_touched_is_seen), T(a_lie_signed_is_seen), T(what_is_no_record), T(signatures) };
	return cmocka_run_group_tests(tests, start, NULL);
}
