/* Whose address it is: families, proxies that are trusted and those that are not. */
#include "test.h"
#include "web/address.h"

static void
parsing(void **state)
{
	(void)state;
	struct address a, b;
	static const char *const wrong[] = { "", "x", "1.2.3", "1.2.3.4:", "1.2.3.4:x", "[::1", "::1]", "1.2.3.4.5", "fe80::1%eth0", "unknown", "_hidden",
		"[1.2.3.4", ":80", "1.2.3.4:80:1" };
	assert_false(address_parse(NULL, &a));
	for (size_t i = 0; i < LEN(wrong); i++)
		if (address_parse(wrong[i], &a))
			fail_msg("%s is taken for an address", wrong[i]);
	assert_true(address_parse("192.0.2.7", &a) && address_parse("::ffff:192.0.2.7", &b));
	assert_memory_equal(a.b, b.b, 16);
	assert_true(address_parse("192.0.2.7:8080", &b));
	assert_memory_equal(a.b, b.b, 16);
	assert_true(address_parse("[2001:db8::7]:443", &a) && address_parse("2001:db8:0::7", &b));
	assert_memory_equal(a.b, b.b, 16);
}

static void
whose(void **state)
{
	struct arena *a = *state;
	assert_string_equal(address_whose(a, "192.0.2.7"), "192.0.2.7");
	assert_string_equal(address_whose(a, "::ffff:192.0.2.7"), "192.0.2.7");
	assert_string_equal(address_whose(a, "2001:db8:1:2:aaaa::1"), address_whose(a, "2001:db8:1:2:bbbb::2"));
	assert_string_not_equal(address_whose(a, "2001:db8:1:2::1"), address_whose(a, "2001:db8:1:3::1"));
	assert_string_equal(address_whose(a, "nonsense"), "");
	assert_string_equal(address_whose(a, NULL), "");
}

static bool
in(struct arena *a, const char *address, const char *list)
{
	struct address at;
	struct nets nets;
	assert_true(address_parse(address, &at));
	assert_int_equal(nets_read(a, list, &nets), OK);
	return address_in(&at, &nets);
}

static void
networks(void **state)
{
	struct arena *a = *state;
	struct nets nets;
	assert_true(in(a, "127.3.4.5", "127.0.0.0/8 ::1"));
	assert_true(in(a, "::1", "127.0.0.0/8, ::1"));
	assert_true(in(a, "::ffff:127.0.0.1", "127.0.0.0/8"));
	assert_false(in(a, "128.0.0.1", "127.0.0.0/8,::1"));
	assert_true(in(a, "10.11.255.1", "10.10.0.0/15"));
	assert_false(in(a, "10.12.0.1", "10.10.0.0/15"));
	assert_true(in(a, "2001:db8:ffff::1", "2001:db8::/33 2001:db8:8000::/33"));
	assert_false(in(a, "2001:db9::1", "2001:db8::/33"));
	assert_true(in(a, "198.51.100.1", "0.0.0.0/0"));
	assert_false(in(a, "2001:db8::1", "0.0.0.0/0"));
	assert_false(in(a, "192.0.2.1", ""));
	static const char *const wrong[] = { "x", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129", "10.0.0.0/1000", "[::1]" };
	for (size_t i = 0; i < LEN(wrong); i++) {
		assert_int_equal(nets_read(a, wrong[i], &nets), E_INVALID);
		fail_clear(a);
	}
}

static void
clients(void **state)
{
	struct arena *a = *state;
	static const struct { const char *peer, *forwarded, *client; } cases[] = {
		{ "127.0.0.1", NULL, "127.0.0.1" },
		{ "127.0.0.1", "192.0.2.7", "192.0.2.7" },
		{ "127.0.0.1", "203.0.113.9, 192.0.2.7", "192.0.2.7" },        /* what the client says of itself is before */
		{ "127.0.0.1", "192.0.2.7, 10.0.0.5", "192.0.2.7" },           /* two proxies, both ours */
		{ "127.0.0.1", "192.0.2.7,10.0.0.5,10.0.0.6", "192.0.2.7" },
		{ "192.0.2.1", "203.0.113.9", "192.0.2.1" },                    /* no proxy of ours */
		{ "10.0.0.5", "203.0.113.9, nonsense", "10.0.0.5" },            /* not understood: not believed */
		{ "10.0.0.5", "10.0.0.6, 10.0.0.7", "10.0.0.6" },               /* a client among the proxies */
		{ "10.0.0.5", "", "10.0.0.5" },
		{ "::ffff:127.0.0.1", "[2001:db8::1]:4711", "[2001:db8::1]:4711" },
		{ "", "203.0.113.9", "" },
	};
	struct nets ours;
	assert_int_equal(nets_read(a, "127.0.0.0/8, 10.0.0.0/8, ::1", &ours), OK);
	for (size_t i = 0; i < LEN(cases); i++)
		assert_string_equal(address_of_client(a, cases[i].peer, cases[i].forwarded, &ours), cases[i].client);
	assert_string_equal(address_whose(a, "[2001:db8::1]:4711"), "2001:0db8:0000:0000::/64");
	assert_string_equal(address_of_client(a, "127.0.0.1", "192.0.2.7", &(struct nets){ 0 }), "127.0.0.1");
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(parsing), T(whose), T(networks), T(clients) };
	return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
