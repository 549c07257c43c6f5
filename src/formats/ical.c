#include "formats/ical.h"
#include <string.h>

enum { LINE = 75 };

/* One content line, folded: what goes on begins with a space, which counts. */
static void
line(struct ical *c, const char *s)
{
	size_t room = LINE;
	for (size_t n = strlen(s); n > room; n = strlen(s)) {
		size_t cut = room;
		while (cut > 1 && ((unsigned char)s[cut] & 0xC0) == 0x80)
			cut--;
		buf_add(&c->out, s, cut);
		buf_puts(&c->out, "\r\n ");
		s += cut;
		room = LINE - 1;
	}
	buf_puts(&c->out, s);
	buf_puts(&c->out, "\r\n");
}

static void
pair(struct ical *c, const char *name, const char *value)
{
	line(c, arena_printf(c->out.a, "%s:%s", name, value));
}

/* TEXT of §3.3.11; other control characters may not stand there. */
static void
text(struct ical *c, const char *name, const char *value)
{
	struct buf b = buf_new(c->out.a, MIB(1));
	if (value == NULL || *value == '\0')
		return;
	for (const char *s = value; *s != '\0'; s++)
		if (*s == '\\' || *s == ';' || *s == ',') {
			buf_putc(&b, '\\');
			buf_putc(&b, *s);
		} else if (*s == '\n') {
			buf_puts(&b, "\\n");
		} else if ((unsigned char)*s >= ' ' && *s != 0x7f) {
			buf_putc(&b, *s);
		} else if (*s == '\t') {
			buf_putc(&b, ' ');
		}
	pair(c, name, buf_str(&b));
}

/* A parameter between quotes, and what follows a mailto: or is a URL: nothing that could end it. */
static const char *
plain(struct arena *a, const char *s, const char *without)
{
	struct buf b = buf_new(a, KIB(8));
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= ' ' && *s != 0x7f && strchr(without, *s) == NULL)
			buf_putc(&b, *s);
	return buf_str(&b);
}

static void
moment(struct ical *c, const char *name, int64_t unix_utc)
{
	struct isotime t = isotime_of(unix_utc);
	char digits[17] = "";
	size_t n = 0;
	for (const char *s = t.s; *s != '\0' && n < sizeof digits - 1; s++)
		if (*s != '-' && *s != ':')
			digits[n++] = *s;
	pair(c, name, digits);
}

/* ---- the clock of Brussels -------------------------------------------------------------------------------------- */

/* As §3.3.5 reads a wall clock: of an hour that comes twice the first, one that is jumped over with the offset before it. */
static int64_t
instant(struct ical_time t)
{
	int64_t wall = date_days(t.day) * 86400 + t.minute * INT64_C(60), summer = wall - 7200;
	return brussels_offset(summer) == 120 ? summer : wall - 3600;
}

/* In October the wall clock alone does not say which: readers disagree about it. */
static bool
comes_twice(int64_t at)
{
	return brussels_offset(at) == 120 && brussels_offset(at + 3600) == 60;
}

static void
day(struct ical *c, const char *name, struct date d)
{
	pair(c, arena_printf(c->out.a, "%s;VALUE=DATE", name), arena_printf(c->out.a, "%04d%02d%02d", d.y, d.m, d.d));
}

/* On the clock of Brussels, so that people who travel see what was agreed; in UTC where that clock does not say enough. A wall
 * clock that no clock shows is never written. */
static void
times(struct ical *c, const struct ical_event *e)
{
	int64_t at[2] = { instant(e->start), instant(e->end) };
	if (at[1] <= at[0]) /* it begins in the hour that is jumped over: it lasts as long as was said */
		at[1] = at[0] + (date_days(e->end.day) - date_days(e->start.day)) * 86400 + (e->end.minute - e->start.minute) * INT64_C(60);
	for (int i = 0; i < 2; i++) {
		const char *name = i == 0 ? "DTSTART" : "DTEND";
		if (comes_twice(at[0]) || comes_twice(at[1])) {
			moment(c, name, at[i]);
			continue;
		}
		struct isotime wall = isotime_of(at[i] + brussels_offset(at[i]) * INT64_C(60));
		pair(c, arena_printf(c->out.a, "%s;TZID=Europe/Brussels", name), arena_printf(c->out.a, "%.4s%.2s%.2sT%.2s%.2s00", wall.s, wall.s + 5, wall.s + 8, wall.s + 11, wall.s + 14));
	}
}

/* Since 1996 the change of hour of October is the Union's. */
static void
brussels(struct ical *c)
{
	static const char *const lines[] = { "BEGIN:VTIMEZONE", "TZID:Europe/Brussels", "BEGIN:DAYLIGHT", "DTSTART:19970330T020000", "TZOFFSETFROM:+0100",
		"TZOFFSETTO:+0200", "TZNAME:CEST", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "END:DAYLIGHT", "BEGIN:STANDARD", "DTSTART:19961027T030000",
		"TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "TZNAME:CET", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD", "END:VTIMEZONE" };
	for (size_t i = 0; i < LEN(lines); i++)
		line(c, lines[i]);
}

struct ical
ical_begin_message(struct arena *a, const char *method)
{
	struct ical c = { .out = buf_new(a, ICAL_MAX) };
	line(&c, "BEGIN:VCALENDAR");
	line(&c, "VERSION:2.0");
	line(&c, "PRODID:-//Pilotis//Pilotis//FR");
	line(&c, "CALSCALE:GREGORIAN");
	pair(&c, "METHOD", method);
	brussels(&c);
	return c;
}

struct ical
ical_begin(struct arena *a, const char *name, const char *refresh)
{
	struct ical c = { .out = buf_new(a, ICAL_MAX) };
	line(&c, "BEGIN:VCALENDAR");
	line(&c, "VERSION:2.0");
	line(&c, "PRODID:-//Pilotis//Pilotis//FR");
	line(&c, "CALSCALE:GREGORIAN");
	line(&c, "METHOD:PUBLISH");
	text(&c, "NAME", name);      /* RFC 7986 */
	text(&c, "X-WR-CALNAME", name);
	line(&c, "X-WR-TIMEZONE:Europe/Brussels");
	if (refresh != NULL) {
		pair(&c, "REFRESH-INTERVAL;VALUE=DURATION", refresh);
		pair(&c, "X-PUBLISHED-TTL", refresh);
	}
	brussels(&c);
	return c;
}

void
ical_add(struct ical *c, const struct ical_event *e)
{
	static const char *const words[] = { "CONFIRMED", "TENTATIVE", "CANCELLED" };
	struct arena *a = c->out.a;
	bool whole = e->start.minute < 0;
	BUG_ON(whole != (e->end.minute < 0));
	line(c, "BEGIN:VEVENT");
	pair(c, "UID", plain(a, e->uid, ""));
	moment(c, "DTSTAMP", e->stamp);
	moment(c, "LAST-MODIFIED", e->stamp);
	pair(c, "SEQUENCE", arena_printf(a, "%lld", (long long)e->sequence));
	if (whole) {
		day(c, "DTSTART", e->start.day);
		day(c, "DTEND", e->end.day);
	} else {
		times(c, e);
	}
	pair(c, "STATUS", words[e->status]);
	pair(c, "TRANSP", e->free || e->status == ICAL_CANCELLED ? "TRANSPARENT" : "OPAQUE");
	text(c, "SUMMARY", e->summary);
	text(c, "DESCRIPTION", e->description);
	text(c, "LOCATION", e->location);
	text(c, "CATEGORIES", e->category);
	if (e->url != NULL)
		pair(c, "URL", plain(a, e->url, " "));
	if (e->organizer_email != NULL)
		pair(c, e->organizer_name == NULL ? "ORGANIZER" : arena_printf(a, "ORGANIZER;CN=\"%s\"", plain(a, e->organizer_name, "\"")),
		    arena_printf(a, "mailto:%s", plain(a, e->organizer_email, " ,;:<>")));
	if (e->attendee_email != NULL)
		pair(c, arena_printf(a, "ATTENDEE;CN=\"%s\";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE",
		    plain(a, e->attendee_name == NULL ? e->attendee_email : e->attendee_name, "\"")), arena_printf(a, "mailto:%s", plain(a, e->attendee_email, " ,;:<>")));
	if (e->alarm > 0 && e->status != ICAL_CANCELLED) {
		line(c, "BEGIN:VALARM");
		line(c, "ACTION:DISPLAY");
		text(c, "DESCRIPTION", e->summary);
		pair(c, "TRIGGER", arena_printf(a, "-PT%dM", e->alarm));
		line(c, "END:VALARM");
	}
	line(c, "END:VEVENT");
	c->events++;
}

const char *
ical_end(struct ical *c)
{
	line(c, "END:VCALENDAR");
	return c->out.full ? NULL : buf_str(&c->out);
}

const char *
ical_host(struct arena *a, const char *base_url)
{
	const char *at = strstr(base_url, "://");
	at = at == NULL ? base_url : at + 3;
	return arena_strndup(a, at, strcspn(at, "/:"));
}
