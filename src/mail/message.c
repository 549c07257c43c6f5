/* message.c: a mail as bytes. Pure. */
#include "mail/mail.h"
#include "base/date.h"
#include "base/text.h"
#include <string.h>

/* 45 bytes make 60 of base64, with =?UTF-8?B?…?= 72; the first word shares its line with the header's name. */
enum { LINE_MOST = 76, WORD_BYTES = 45, FIRST_WORD_BYTES = 39, BASE64_LINE = 57 };

static bool
continues(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

static void
base64(struct buf *b, const unsigned char *s, size_t n)
{
	static const char a[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < n; i += 3) {
		unsigned v = (unsigned)s[i] << 16 | (i + 1 < n ? (unsigned)s[i + 1] << 8 : 0U) | (i + 2 < n ? (unsigned)s[i + 2] : 0U);
		buf_putc(b, a[v >> 18]);
		buf_putc(b, a[v >> 12 & 63]);
		buf_putc(b, i + 1 < n ? a[v >> 6 & 63] : '=');
		buf_putc(b, i + 2 < n ? a[v & 63] : '=');
	}
}

/* One line, without anything that ends a header: every control character is a space. */
static char *
one_line(struct arena *a, const char *s)
{
	char *t = text_to_utf8(a, s == NULL ? "" : s, s == NULL ? 0 : strlen(s));
	for (char *c = t; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7F)
			*c = ' ';
	return text_trim(a, t);
}

static bool
plain(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || (unsigned char)*s > 0x7E)
			return false;
	return true;
}

/* Encoded words never cut a character, and are folded one a line. */
static void
encoded_words(struct buf *b, const char *s)
{
	for (size_t n = strlen(s), i = 0; i < n;) {
		size_t most = i == 0 ? FIRST_WORD_BYTES : WORD_BYTES, k = n - i > most ? most : n - i;
		while (i + k < n && k > 1 && continues(s[i + k]))
			k--;
		buf_puts(b, i == 0 ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
		base64(b, (const unsigned char *)s + i, k);
		buf_puts(b, "?=");
		i += k;
	}
}

static void
subject(struct buf *b, const char *s)
{
	buf_puts(b, "Subject: ");
	/* "=?" in plain text would be read as an encoded word. */
	if (plain(s) && strlen(s) <= 66 && strstr(s, "=?") == NULL)
		buf_puts(b, s);
	else
		encoded_words(b, s);
	buf_puts(b, "\r\n");
}

static void
from(struct buf *b, const char *name, const char *address)
{
	buf_puts(b, "From: ");
	if (name[0] != '\0') {
		if (plain(name) && strlen(name) <= 60 && strpbrk(name, "\"\\") == NULL && strstr(name, "=?") == NULL)
			buf_printf(b, "\"%s\"", name);
		else
			encoded_words(b, name);
		buf_puts(b, "\r\n ");
	}
	buf_printf(b, "<%s>\r\n", address);
}

static void
date(struct buf *b, int64_t t)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	int offset = brussels_offset(t);
	struct date d = brussels_date(t);
	int64_t day = (t + offset * 60) % 86400;
	if (day < 0)
		day += 86400;
	buf_printf(b, "Date: %s, %d %s %04d %02d:%02d:%02d +%02d00\r\n", days[date_weekday(d) - 1], d.d, months[d.m - 1], d.y,
	    (int)(day / 3600), (int)(day / 60 % 60), (int)(day % 60), offset / 60);
}

/* A run of text of one line; *col counts what is on the present line. */
static void
qp_byte(struct buf *b, unsigned char c, bool encode, int *col)
{
	int width = encode ? 3 : 1;
	if (*col + width > LINE_MOST - 1) {
		buf_puts(b, "=\r\n");
		*col = 0;
	}
	if (encode)
		buf_printf(b, "=%02X", c);
	else
		buf_putc(b, (char)c);
	*col += width;
}

static void
quoted_printable(struct buf *b, const char *s)
{
	int col = 0;
	for (size_t i = 0; s[i] != '\0'; i++) {
		unsigned char c = (unsigned char)s[i];
		if (c == '\n') {
			buf_puts(b, "\r\n");
			col = 0;
			continue;
		}
		bool last = s[i + 1] == '\n' || s[i + 1] == '\0';
		bool encode = c == '=' || c > 0x7E || (c < 0x20 && c != '\t') || ((c == ' ' || c == '\t') && last);
		/* A dot or "From " that begins a line is changed by some relays. */
		if (col == 0 && (c == '.' || strncmp(s + i, "From ", 5) == 0))
			encode = true;
		qp_byte(b, c, encode, &col);
	}
	if (col > 0)
		buf_puts(b, "\r\n");
}

static bool
link_fits(const char *url)
{
	if (!text_starts(url, "https://") && !text_starts(url, "http://") && !text_starts(url, "mailto:"))
		return false;
	return plain(url) && strpbrk(url, " <>,\"\\") == NULL && strlen(url) < 900;
}

/* 78 columns a line at most. */
static void
list_header(struct buf *b, const char *name, const char *value)
{
	buf_printf(b, "%s:%s <%s>\r\n", name, strlen(name) + strlen(value) + strlen(": <>") <= 78 ? "" : "\r\n", value);
}

/* RFC 2919, RFC 2369, RFC 8058. */
static void
list_headers(struct buf *b, struct arena *a, const struct message *m)
{
	list_header(b, "List-Unsubscribe", m->list_unsubscribe);
	if (text_starts(m->list_unsubscribe, "https://"))
		buf_puts(b, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
	if (m->help != NULL)
		list_header(b, "List-Help", m->help);
	if (m->list != NULL)
		list_header(b, "List-Id", arena_printf(a, "%s.pilotis.%s", m->list, strchr(m->from, '@') + 1));
	buf_puts(b, "Precedence: bulk\r\n"); /* nobody's holiday answers it */
}

static bool
address_fits(const char *s)
{
	/* The outbox holds only what email_valid() let through; what would break a header is refused here again. */
	const char *at = s == NULL ? NULL : strchr(s, '@');
	return at != NULL && at != s && at[1] != '\0' && plain(s) && strpbrk(s, " <>,;:\"\\()[]") == NULL && strlen(s) <= 254;
}

static void
text_part(struct buf *b, struct arena *a, const char *text)
{
	buf_puts(b, "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
	quoted_printable(b, text_to_utf8(a, text, strlen(text)));
}

/* RFC 6047: the same thing for people and for calendars. The boundary cannot stand in quoted-printable, nor in base64. */
static void
with_calendar(struct buf *b, struct arena *a, const struct message *m)
{
	size_t n = strlen(m->calendar);
	buf_printf(b, "Content-Type: multipart/alternative; boundary=\"=_%s\"\r\n\r\n--=_%s\r\n", m->id, m->id);
	text_part(b, a, m->text);
	buf_printf(b, "\r\n--=_%s\r\nContent-Type: text/calendar; charset=utf-8; method=%s;\r\n name=\"invitation.ics\"\r\nContent-Transfer-Encoding: base64\r\n\r\n", m->id,
	    m->calendar_method);
	for (size_t at = 0; at < n; at += BASE64_LINE) {
		base64(b, (const unsigned char *)m->calendar + at, n - at < BASE64_LINE ? n - at : BASE64_LINE);
		buf_puts(b, "\r\n");
	}
	buf_printf(b, "--=_%s--\r\n", m->id);
}

enum err
message_compose(struct arena *a, const struct message *m, const char **out, size_t *n)
{
	struct buf b = buf_new(a, MIB(8));
	if (!address_fits(m->to) || !address_fits(m->from))
		return fail(a, E_INVALID, "an address that cannot stand in a header");
	if ((m->list_unsubscribe != NULL && !link_fits(m->list_unsubscribe)) || (m->help != NULL && !link_fits(m->help)))
		return fail(a, E_INVALID, "a link that cannot stand in a header");
	date(&b, m->date);
	from(&b, one_line(a, m->from_name), m->from);
	buf_printf(&b, "To: <%s>\r\n", m->to);
	subject(&b, one_line(a, m->subject));
	/* The domain of the sender: the part before it is random and stays with the row. */
	buf_printf(&b, "Message-ID: <%s@%s>\r\n", m->id, strchr(m->from, '@') + 1);
	buf_puts(&b, "Auto-Submitted: auto-generated\r\n");
	if (m->list_unsubscribe != NULL)
		list_headers(&b, a, m);
	buf_puts(&b, "MIME-Version: 1.0\r\n");
	if (m->calendar != NULL && (text_eq(m->calendar_method, "REQUEST") || text_eq(m->calendar_method, "CANCEL")))
		with_calendar(&b, a, m);
	else
		text_part(&b, a, m->text);
	if (b.full)
		return fail(a, E_LIMIT, "a mail longer than %zu bytes", b.max);
	*out = buf_str(&b);
	*n = b.len;
	return OK;
}

/* 1 min, 5 min, 15 min, 1 h, 3 h, then every 8 h: about two days in all. */
int64_t
mail_backoff(int64_t attempts)
{
	static const int64_t seconds[] = { 60, 300, 900, 3600, 10800, 28800, 28800, 28800, 28800, 28800 };
	if (attempts < 1 || attempts > (int64_t)LEN(seconds))
		return attempts < 1 ? 0 : -1;
	return seconds[attempts - 1];
}
