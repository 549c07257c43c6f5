#include "html/html.h"
#include "base/date.h"
#include <stdlib.h>
#include <string.h>

/* A page of fifty actions is about this large: begun at that size it does not grow by copying. */
enum { PAGE_FIRST = 24 << 10, PIECE = 512 };

struct page
page_new(struct arena *a, enum lang lang)
{
	struct page p = { buf_new(a, PAGE_MAX), a, lang };
	if (buf_reserve(&p.out, PAGE_FIRST) == NULL)
		p.out.full = true;
	return p;
}

void
html_lit(struct page *p, const char *s, size_t n)
{
	buf_add(&p->out, s, n);
}

void
html_lit_line(struct page *p, const char *s, size_t n)
{
	bool again = p->out.len > 0 && p->out.base[p->out.len - 1] == '\n';
	buf_add(&p->out, s + again, n - again);
}

/* ---- escaping ------------------------------------------------------------------------------------------- */

/* Sixteen bytes at a time; the compiler makes one vector register of it. */
typedef unsigned char bytes16 __attribute__((vector_size(16)));
typedef uint64_t words2 __attribute__((vector_size(16)));

static bool
special16(const char *s, bytes16 *v)
{
	memcpy(v, s, sizeof *v);
	words2 w = (words2)((*v == '&') | (*v == '<') | (*v == '>') | (*v == '"') | (*v == '\''));
	return (w[0] | w[1]) != 0;
}

static char *
escape_byte(char *o, char c)
{
	switch (c) {
	case '&': memcpy(o, "&amp;", 5); return o + 5;
	case '<': memcpy(o, "&lt;", 4); return o + 4;
	case '>': memcpy(o, "&gt;", 4); return o + 4;
	case '"': memcpy(o, "&quot;", 6); return o + 6;
	case '\'': memcpy(o, "&#39;", 5); return o + 5;
	default: *o = c; return o + 1;
	}
}

static void
text_bytes(struct page *p, const char *s, size_t n)
{
	while (n > 0) {
		size_t k = n < PIECE ? n : PIECE;
		char *from = buf_reserve(&p->out, 6 * k), *o = from;
		if (o == NULL)
			return;
		const char *end = s + k;
		bytes16 v;
		while (end - s >= 16) {
			if (special16(s, &v)) {
				for (int i = 0; i < 16; i++)
					o = escape_byte(o, s[i]);
			} else {
				memcpy(o, &v, sizeof v);
				o += 16;
			}
			s += 16;
		}
		while (s < end)
			o = escape_byte(o, *s++);
		*o = '\0';
		p->out.len += (size_t)(o - from);
		n -= k;
	}
}

void
html_text(struct page *p, const char *s)
{
	if (s != NULL)
		text_bytes(p, s, strlen(s));
}

/* ---- numbers -------------------------------------------------------------------------------------------- */

/* Digits of n at the end of out[32]; returns where they begin. */
static char *
digits(int64_t n, char out[32])
{
	char *q = out + 31;
	uint64_t u = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	*q = '\0';
	do {
		*--q = (char)('0' + u % 10);
		u /= 10;
	} while (u > 0);
	if (n < 0)
		*--q = '-';
	return q;
}

void
html_int(struct page *p, int64_t n)
{
	char b[32];
	if (n == NONE)
		return;
	const char *d = digits(n, b);
	buf_add(&p->out, d, (size_t)(b + 31 - d));
}

const char *
num_(struct page *p, int64_t n)
{
	char b[32];
	if (n == NONE)
		return "";
	const char *d = digits(n, b);
	const char *gap = p->lang == LANG_EN ? "," : "\u202f"; /* French: narrow no-break space */
	struct buf out = buf_new(p->a, 128);
	if (*d == '-') {
		buf_puts(&out, "\u2212");
		d++;
	}
	for (size_t left = strlen(d); left > 0; left--, d++) {
		buf_putc(&out, *d);
		if (left > 1 && left % 3 == 1)
			buf_puts(&out, gap);
	}
	return buf_str(&out);
}

/* ---- formats -------------------------------------------------------------------------------------------- */

void
html_markup(struct page *p, struct markup m)
{
	if (m.html != NULL)
		html_lit(p, m.html, strlen(m.html));
}

void
html_url(struct page *p, struct url u)
{
	html_text(p, u.href == NULL ? "#" : u.href);
}

/* One conversion after '%': its number read from the arguments, or a bug. Returns what follows it in the format. */
static const char *
read_number(const char *f, va_list *ap, int64_t *n)
{
	int longs = 0;
	bool size = false;
	for (;; f++) {
		if (*f == 'l')
			longs++;
		else if (*f == 'z')
			size = true;
		else
			break;
	}
	BUG_ON(*f != 'd' && *f != 'u' && *f != 'i');
	bool plain = *f != 'u';
	if (size)
		*n = (int64_t)va_arg(*ap, size_t);
	else if (longs >= 2)
		*n = va_arg(*ap, long long);
	else if (longs == 1)
		*n = va_arg(*ap, long);
	else if (plain)
		*n = va_arg(*ap, int);
	else
		*n = va_arg(*ap, unsigned);
	return f + 1;
}

void
html(struct page *p, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	for (const char *f = fmt; *f != '\0';) {
		const char *pc = strchrnul(f, '%');
		buf_add(&p->out, f, (size_t)(pc - f));
		if (*pc == '\0')
			break;
		f = pc + 1;
		if (*f == '%') {
			buf_putc(&p->out, '%');
			f++;
		} else if (*f == 's') {
			html_text(p, va_arg(ap, const char *));
			f++;
		} else {
			int64_t n;
			f = read_number(f, &ap, &n);
			html_int(p, n);
		}
	}
	va_end(ap);
}

const char *
fmt_(struct page *p, const char *msgid, ...)
{
	/* Measured, then written once: pages of many lines ask for thousands of these. */
	const char *text = tr(p->lang, msgid), *f, *pc;
	text = text == NULL ? "" : text;
	size_t n = strlen(text);
	va_list ap, again;
	va_start(ap, msgid);
	va_copy(again, ap);
	for (f = text; (pc = strstr(f, "%s")) != NULL; f = pc + 2) {
		const char *arg = va_arg(ap, const char *);
		n += arg == NULL ? 0 : strlen(arg);
	}
	va_end(ap);
	char *out = arena_alloc(p->a, n + 1), *to = out;
	for (f = text; (pc = strstr(f, "%s")) != NULL; f = pc + 2) {
		const char *arg = va_arg(again, const char *);
		size_t k = arg == NULL ? 0 : strlen(arg);
		memcpy(to, f, (size_t)(pc - f));
		to += pc - f;
		if (k > 0)
			memcpy(to, arg, k);
		to += k;
	}
	va_end(again);
	memcpy(to, f, strlen(f));
	return out;
}

const char *
trnum(struct page *p, const char *one, const char *many, int64_t n)
{
	const char *f = trn(p->lang, one, many, n);
	const char *pc = strstr(f, "%s");
	if (pc == NULL)
		return f;
	return arena_printf(p->a, "%.*s%s%s", (int)(pc - f), f, num_(p, n), pc + 2);
}

/* ---- dates ---------------------------------------------------------------------------------------------- */

/* A civil date from ISO text, or the day in Brussels of an ISO time. */
static bool
read_day(const char *iso, struct date *d)
{
	int64_t t;
	if (date_parse(iso, d))
		return true;
	if (!isotime_parse(iso, &t))
		return false;
	*d = brussels_date(t);
	return true;
}

const char *
day_(struct page *p, const char *iso)
{
	struct date d;
	if (iso == NULL)
		return "";
	return read_day(iso, &d) ? date_short(p->a, d, lang_tag(p->lang)) : iso;
}

const char *
day_long_(struct page *p, const char *iso)
{
	struct date d;
	if (iso == NULL)
		return "";
	return read_day(iso, &d) ? date_long(p->a, d, lang_tag(p->lang)) : iso;
}

const char *
moment_(struct page *p, const char *iso)
{
	int64_t t;
	if (iso == NULL || !isotime_parse(iso, &t))
		return day_(p, iso);
	int64_t minutes = (t / 60 + brussels_offset(t)) % (24 * 60);
	return arena_printf(p->a, "%s, %02d:%02d", date_short(p->a, brussels_date(t), lang_tag(p->lang)), (int)(minutes / 60),
	    (int)(minutes % 60));
}
