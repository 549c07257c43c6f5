/* A mail as bytes: headers that nothing breaks out of, lines that every relay takes. */
#include "test.h"
#include "formats/ical.h"
#include "mail/mail.h"
#include <stdlib.h>
#include <unistd.h>

static const char *
composed(struct arena *a, struct message m)
{
	const char *s;
	size_t n;
	if (m.from == NULL)
		m.from = "pilotis@exemple.org";
	if (m.to == NULL)
		m.to = "ana@exemple.org";
	if (m.text == NULL)
		m.text = "Bonjour.\n";
	if (m.id == NULL)
		m.id = "abcdefghijklmnopqrstuvwxyz";
	assert_int_equal(message_compose(a, &m, &s, &n), OK);
	assert_int_equal(strlen(s), n);
	for (const char *c = s; *c != '\0'; c++) {
		assert_true((unsigned char)*c < 0x80);
		if (*c == '\n')
			assert_true(c > s && c[-1] == '\r');
		if (*c == '\r')
			assert_int_equal(c[1], '\n');
	}
	for (const char *line = s; *line != '\0';) {
		const char *end = strstr(line, "\r\n");
		assert_non_null(end);
		assert_in_range(end - line, 0, 78);
		line = end + 2;
	}
	return s;
}

static void
a_plain_one(void **state)
{
	const char *s = composed(*state, (struct message){ .from_name = "Pilotis", .subject = "What we owe", .text = "Hello.\n", .date = 1795356185 });
	assert_string_equal(s,
	    "Date: Sun, 22 Nov 2026 15:03:05 +0100\r\n"
	    "From: \"Pilotis\"\r\n <pilotis@exemple.org>\r\n"
	    "To: <ana@exemple.org>\r\n"
	    "Subject: What we owe\r\n"
	    "Message-ID: <abcdefghijklmnopqrstuvwxyz@exemple.org>\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
	    "Hello.\r\n");
}

static void
headers_are_closed(void **state)
{
	const char *s = composed(*state, (struct message){ .from_name = "A\r\nBcc: x@y.be", .subject = "B\nTo: x@y.be\r\n\r\nbody" });
	/* The words stay, on the line of their header. */
	assert_null(strstr(s, "\nBcc:"));
	assert_null(strstr(s, "\nTo: x"));
	assert_non_null(strstr(s, "Subject: B To: x@y.be body\r\n"));
	static const char *const bad[] = { "a@b.be\r\nBcc: c@d.be", "a b@c.be", "<a@b.be>", "a@b.be,c@d.be", "", "a", "é@b.be" };
	for (size_t i = 0; i < LEN(bad); i++) {
		size_t n;
		struct message m = { .from = "p@e.org", .to = bad[i], .subject = "x", .text = "x", .id = "x" };
		assert_int_equal(message_compose(*state, &m, &s, &n), E_INVALID);
		m.to = "p@e.org";
		m.from = bad[i];
		assert_int_equal(message_compose(*state, &m, &s, &n), E_INVALID);
	}
	static const char *const links[] = { "javascript:x", "https://a b", "https://a>\r\nX: y", "ftp://x" };
	for (size_t i = 0; i < LEN(links); i++) {
		size_t n;
		struct message m = { .from = "p@e.org", .to = "p@e.org", .subject = "x", .text = "x", .id = "x", .list_unsubscribe = links[i] };
		assert_int_equal(message_compose(*state, &m, &s, &n), E_INVALID);
	}
}

static void
unsubscribe_only_when_given(void **state)
{
	assert_null(strstr(composed(*state, (struct message){ .subject = "x" }), "List-Unsubscribe"));
	const char *s = composed(*state, (struct message){ .subject = "x", .list_unsubscribe = "https://exemple.org/u/abc" });
	assert_non_null(strstr(s, "List-Unsubscribe: <https://exemple.org/u/abc>\r\n"));
	assert_non_null(strstr(s, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
	s = composed(*state, (struct message){ .subject = "x", .list_unsubscribe = "https://un-nom-de-machine-tout-a-fait-long.exemple.org/unsubscribe/123/abc" });
	assert_non_null(strstr(s, "List-Unsubscribe:\r\n <https://un-nom-de-machine-tout-a-fait-long.exemple.org/unsubscribe/123/abc>\r\n")); /* 78 columns a line */
	s = composed(*state, (struct message){ .subject = "x", .list_unsubscribe = "https://exemple.org/u/abc", .list = "digest", .help = "https://exemple.org/account/mails" });
	assert_non_null(strstr(s, "\r\nList-Id: <digest.pilotis."));
	assert_non_null(strstr(s, "\r\nList-Help: <https://exemple.org/account/mails>\r\n"));
	assert_non_null(strstr(s, "\r\nPrecedence: bulk\r\n"));
	assert_null(strstr(composed(*state, (struct message){ .subject = "x" }), "Precedence"));
	s = composed(*state, (struct message){ .subject = "x", .list_unsubscribe = "mailto:u@exemple.org" });
	assert_null(strstr(s, "One-Click"));
}

static void
accents_and_long_lines(void **state)
{
	struct arena *a = *state;
	struct buf subject = buf_new(a, KIB(4)), text = buf_new(a, KIB(64));
	for (int i = 0; i < 60; i++)
		buf_puts(&subject, "éœ€😀 ");
	for (int i = 0; i < 400; i++)
		buf_puts(&text, i % 7 == 0 ? "=é" : "mot ");
	buf_puts(&text, "\n.\nFrom here\n.dot \t\nend");
	const char *s = composed(a, (struct message){ .from_name = "Évaluation · qualité", .subject = buf_str(&subject), .text = buf_str(&text) });
	assert_non_null(strstr(s, "From: =?UTF-8?B?"));
	assert_non_null(strstr(s, "\r\n=2E\r\n"));
	assert_non_null(strstr(s, "\r\n=46rom here\r\n"));
	assert_non_null(strstr(s, "\r\n=2Edot =09\r\nend\r\n"));
	/* No encoded word cuts a character: each holds whole ones, so its base64 begins none with a continuation byte. */
	for (const char *w = s; (w = strstr(w, "=?UTF-8?B?")) != NULL; w++) {
		char c = w[10];
		assert_false(c >= 'g' && c <= 'v'); /* 0x80–0xBF as first byte */
	}
	/* What is not UTF-8 is still a mail. */
	s = composed(a, (struct message){ .subject = "caf\xe9", .text = "caf\xe9\n" });
	assert_non_null(strstr(s, "caf=C3=A9\r\n"));
}

static void
waiting_longer_and_longer(void **state)
{
	(void)state;
	int64_t before = 0;
	int n = 0;
	for (int64_t k = 1; mail_backoff(k) >= 0; k++, n++) {
		assert_true(mail_backoff(k) >= before);
		before = mail_backoff(k);
	}
	assert_int_equal(n, 10);
	assert_int_equal(mail_backoff(1), 60);
}

static void
servers(void **state)
{
	(void)state;
	static const char *const good[] = { "smtp://mail.exemple.org", "smtp://u:p@mail.exemple.org:587", "smtps://u%40x.be:p@h:465", "smtp+plain://127.0.0.1:2525" };
	static const char *const bad[] = { "", "http://x", "mail.exemple.org", "smtp://", "smtp://:25", "smtp://u:p@", "smtp://a b", "smtp://h\n" };
	for (size_t i = 0; i < LEN(good); i++)
		assert_null(smtp_url_problem(good[i]));
	for (size_t i = 0; i < LEN(bad); i++)
		if (smtp_url_problem(bad[i]) == NULL)
			fail_msg("accepted: %s", bad[i]);
	assert_non_null(smtp_url_problem(NULL));
}

/* RFC 6047: one part for people, one for calendars; read back by Python's own readers of mail and, when it is here, of calendars. */
static void
with_an_invitation(void **state)
{
	struct arena *a = *state;
	struct ical c = ical_begin_message(a, "REQUEST");
	struct ical_event e = { .uid = "meeting-1@exemple.org", .sequence = 2, .stamp = 1700000000, .start = { { 2026, 12, 3 }, 17 * 60 + 30 }, .end = { { 2026, 12, 3 }, 19 * 60 + 30 },
		.summary = "CEP, réunion", .organizer_name = "Pilotis", .organizer_email = "pilotis@exemple.org", .attendee_name = "Ana \"Noël\"", .attendee_email = "ana@exemple.org" };
	ical_add(&c, &e);
	const char *s = composed(a, (struct message){ .subject = "Convocation", .text = "Bonjour, réunion.\n", .calendar = ical_end(&c), .calendar_method = "REQUEST" });
	assert_non_null(strstr(s, "multipart/alternative"));
	assert_non_null(strstr(s, "text/calendar; charset=utf-8; method=REQUEST"));
	assert_null(strstr(composed(a, (struct message){ .subject = "x", .calendar = "BEGIN", .calendar_method = "PUBLISH" }), "calendar")); /* no other method leaves by mail */
	if (access("/usr/bin/python3", X_OK) != 0)
		return;
	static const char script[] = "import sys, email, email.policy\n"
		"m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)\n"
		"assert m.get_body(('plain',)).get_content().strip() == 'Bonjour, réunion.', m\n"
		"part = [p for p in m.walk() if p.get_content_type() == 'text/calendar'][0]\n"
		"assert part.get_param('method') == 'REQUEST'\n"
		"text = part.get_content()\n"
		"try:\n import icalendar\nexcept ImportError:\n print('no icalendar'); sys.exit(0)\n"
		"c = icalendar.Calendar.from_ical(text)\n"
		"ev = [x for x in c.walk('VEVENT')]\n"
		"assert c['METHOD'] == 'REQUEST' and len(ev) == 1, text\n"
		"assert ev[0]['ATTENDEE'] == 'mailto:ana@exemple.org' and int(ev[0]['SEQUENCE']) == 2\n"
		"assert ev[0].decoded('DTSTART').utcoffset().total_seconds() == 3600 and ev[0].decoded('DTSTART').hour == 17\n";
	char mail[] = "/tmp/pilotis-mail-XXXXXX", code[] = "/tmp/pilotis-code-XXXXXX";
	int fd = mkstemp(mail), py = mkstemp(code);
	assert_true(fd >= 0 && py >= 0 && write(fd, s, strlen(s)) == (ssize_t)strlen(s) && write(py, script, strlen(script)) == (ssize_t)strlen(script));
	close(fd);
	close(py);
	int status = system(arena_printf(a, "/usr/bin/python3 %s <%s", code, mail));
	unlink(mail);
	unlink(code);
	assert_int_equal(status, 0);
}

static void
in_the_readers_language(void **state)
{
	assert_string_equal(mail_text(*state, "fr", "Bonjour %s : %s", "Ana", "100 %"), "Bonjour Ana : 100 %");
}

int
main(void)
{
	const struct CMUnitTest t[] = { T(a_plain_one), T(headers_are_closed), T(unsubscribe_only_when_given), T(with_an_invitation), T(accents_and_long_lines),
		T(waiting_longer_and_longer), T(servers), T(in_the_readers_language) };
	return cmocka_run_group_tests(t, NULL, NULL);
}
