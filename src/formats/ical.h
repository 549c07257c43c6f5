/* ical.h: calendars in iCalendar (RFC 5545), for any room: lines folded at 75 octets without cutting a character, texts
 * escaped, times in Europe/Brussels with the rule of its summer time (EU directive 2000/84/EC: last Sundays of March and
 * October), so that an event keeps its wall clock whatever the change of hour.
 *
 *   struct ical c = ical_begin(a, "Missions 2026-27", NULL);
 *   ical_add(&c, &(struct ical_event){ .uid = "visit-12@pilotis", … });
 *   const char *text = ical_end(&c);        // CRLF, in the arena; type ICAL_TYPE
 */
#ifndef ICAL_H
#define ICAL_H
#include "base/date.h"

#define ICAL_TYPE "text/calendar; charset=utf-8"

/* A day and a minute of it on the clock of Brussels. minute −1: the whole day. An hour that the clock jumps over is the one an
 * hour later; of one that comes twice it is the first (RFC 5545 §3.3.5), and written in UTC: readers disagree about the other. */
struct ical_time { struct date day; int minute; };
enum ical_status { ICAL_CONFIRMED, ICAL_TENTATIVE, ICAL_CANCELLED };
struct ical_event {
	const char *uid;                 /* the same for the same event for ever, unique in the world: "visit-12@host" */
	int64_t sequence;                /* grows with each change that matters (RFC 5546 §2.1.4) */
	int64_t stamp;                   /* of the last change: seconds since 1970, UTC */
	struct ical_time start, end;     /* end is not of the event (a whole day ends the day after); both whole days, or neither */
	enum ical_status status;         /* who had it must be told that it is cancelled: leave it in */
	const char *summary;
	const char *description, *location, *url, *category; /* NULL: none; url is ASCII */
	const char *organizer_name, *organizer_email;        /* NULL: none */
	const char *attendee_name, *attendee_email;          /* of an invitation: whom it is for; NULL: none. It is answered by its url, not by mail */
	int alarm;                       /* minutes before, 0: none */
	bool free;                       /* does not make anybody busy: a deadline */
};
struct ical { struct buf out; size_t events; };
/* name: what a client shows for the calendar; refresh: how often it should ask again, an ISO 8601 duration ("PT6H"), or NULL. */
struct ical ical_begin(struct arena *a, const char *name, const char *refresh) MUST_USE;
/* One scheduling message (RFC 5546) to one attendee: "REQUEST" or "CANCEL", then one event. */
struct ical ical_begin_message(struct arena *a, const char *method) MUST_USE;
void ical_add(struct ical *c, const struct ical_event *e);
/* NULL: more than ICAL_MAX bytes. */
const char *ical_end(struct ical *c);
enum { ICAL_MAX = 16 << 20 };
/* The host of a base URL, for the right side of a uid. */
const char *ical_host(struct arena *a, const char *base_url) MUST_USE;
#endif
