/* One line an event: what a reader of logfmt or of JSON finds in it, and what nobody finds. */
#include "test.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include <jansson.h>

static const char *
after_event(struct log_line *l)
{
	return strstr(log_finish(l), "event=") + strlen("event=");
}

static void
logfmt(void **state)
{
	(void)state;
	struct log_line l = log_begin("request");
	log_text(&l, "route", "/plan/actions/{id}");
	log_number(&l, "status", 200);
	log_thousandths(&l, "ms", 1250);
	log_thousandths(&l, "zero", 0);
	log_text(&l, "nothing", NULL);
	log_text(&l, "empty", "");
	log_text(&l, "detail", "l’été, \"tout\" va = bien\\");
	assert_string_equal(after_event(&l), "request route=/plan/actions/{id} status=200 ms=1.25 zero=0.0 detail=\"l’été, \\\"tout\\\" va = bien\\\\\"\n");
	assert_true(text_starts(l.s, "at=2"));
}

static void
one_line(void **state)
{
	(void)state;
	struct log_line l = log_begin("x");
	log_text(&l, "detail", "a\nevent=forged at=b\r\n\x01\x7f\xff\xc3(c");
	const char *s = after_event(&l);
	assert_string_equal(s, "x detail=\"a event=forged at=b      (c\"\n");
	assert_true(utf8_valid(s, strlen(s)));
}

static void
addresses_are_masked(void **state)
{
	(void)state;
	struct log_line l = log_begin("x");
	log_text(&l, "detail", "550 5.1.1 <ana.dubois@exemple.org>: unknown; (bob@x.org)");
	assert_string_equal(after_event(&l), "x detail=\"550 5.1.1 <…@…>: unknown; (…@…)\"\n");
}

/* Whatever the length, the line stays within its bounds, whole, and well-formed. */
static void
bounds(void **state)
{
	struct arena *a = *state;
	for (int json = 0; json < 2; json++) {
		assert_int_equal(setenv("PILOTIS_LOG", json ? "json" : "logfmt", 1), 0);
		assert_true(log_start());
		for (size_t n = 0; n < 1500; n += 7) {
			struct buf b = buf_new(a, KIB(8));
			for (size_t i = 0; i < n; i++)
				buf_puts(&b, i % 5 == 0 ? "\"" : i % 5 == 1 ? "é" : i % 5 == 2 ? "\\" : "x");
			struct log_line l = log_begin("long");
			for (int k = 0; k < 6; k++) {
				log_text(&l, "detail", buf_str(&b));
				log_number(&l, "n", (int64_t)n);
			}
			const char *s = log_finish(&l);
			assert_true(strlen(s) < LOG_LINE_MAX && strlen(s) == l.n && s[l.n - 1] == '\n');
			assert_null(memchr(s, '\n', l.n - 1));
			if (!json)
				assert_true(utf8_valid(s, l.n));
		}
		if (json) {
			struct json_t *o;
			struct log_line l = log_begin("request");
			log_text(&l, "detail", "l’été \"a\\b\"\n");
			log_thousandths(&l, "ms", -1005);
			log_number(&l, "status", 500);
			const char *s = log_finish(&l);
			assert_int_equal(json_read(a, s, strlen(s), &o), OK);
			assert_string_equal(json_string_value(json_object_get(o, "detail")), "l’été \"a\\b\" ");
			assert_int_equal(json_integer_value(json_object_get(o, "status")), 500);
			assert_true(json_real_value(json_object_get(o, "ms")) == -1.005);
		}
	}
	assert_int_equal(setenv("PILOTIS_LOG", "xml", 1), 0);
	assert_false(log_start());
	assert_int_equal(unsetenv("PILOTIS_LOG"), 0);
	assert_true(log_start());
	assert_false(log_is_json());
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(logfmt), T(one_line), T(addresses_are_masked), T(bounds) };
	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
