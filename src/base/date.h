/* date.h: civil dates and academic years. Dates travel as ISO text "2026-11-22"; time zone Europe/Brussels. */
#ifndef DATE_H
#define DATE_H
#include "base/base.h"

struct date { int y, m, d; };          /* proleptic Gregorian; y 1–9999 */
struct isodate { char s[11]; };        /* "2026-11-22" */
struct isotime { char s[21]; };        /* "2026-11-22T14:03:05Z" (UTC) */

bool date_valid(struct date d);
/* Reads exactly "YYYY-MM-DD". */
bool date_parse(const char *s, struct date *out) MUST_USE;
/* Reads what people type: 31/12/2026, 31-12-2026, 31.12.2026, 2026-12-31, "31 décembre 2026", "1er mars 2027". */
bool date_parse_human(struct arena *a, const char *s, struct date *out) MUST_USE;
struct isodate date_iso(struct date d);
int64_t date_days(struct date d);      /* days since 1970-01-01 */
struct date date_of_days(int64_t days);
int date_cmp(struct date a, struct date b); /* < 0, 0, > 0 */
int date_weekday(struct date d);       /* 1 Monday … 7 Sunday */
int date_month_days(int y, int m);
/* Minutes after midnight of "23:59", "23h59", "16h". */
bool clock_parse(const char *s, int *minute) MUST_USE;
/* The same day so many months later (before, below 0); the last of the month where there is no such day. */
struct date months_after(struct date d, int months);

/* "22 novembre 2026" / "22 November 2026"; short: "22/11/2026" / "22 Nov 2026". lang: "fr" or "en". */
char *date_long(struct arena *a, struct date d, const char *lang) MUST_USE;
char *date_short(struct arena *a, struct date d, const char *lang) MUST_USE;

/* Now. PILOTIS has one clock: what --on or a test fixed, else the system's. */
struct isotime now_utc(void);
struct date today_brussels(void);      /* the civil date in Brussels now, whatever TZ says */
/* The whole process is on that day until clock_replay(NULL): for a command that writes a past, never in a server. */
void clock_replay(const struct date *day);
/* Brussels wall clock of a UTC time (seconds since 1970); offset in minutes is 60 or 120 (EU rule: last Sunday
 * of March and October, 01:00 UTC). */
int brussels_offset(int64_t unix_utc);
struct date brussels_date(int64_t unix_utc);
bool isotime_parse(const char *s, int64_t *unix_utc) MUST_USE;
struct isotime isotime_of(int64_t unix_utc);

/* ---- academic years ------------------------------------------------------------------------------------- */

/* An academic year is the calendar year it starts in: 2026 is "26-27". */
struct year_bounds { int start_month, start_day; }; /* default 14 September; a year ends the day before */
#define YEAR_BOUNDS_DEFAULT ((struct year_bounds){ 9, 14 })
struct yeartext { char s[6]; };        /* "26-27" */
int year_of(struct date d, struct year_bounds b);
struct date year_first(int year, struct year_bounds b);
struct date year_last(int year, struct year_bounds b);
struct yeartext year_text(int year);
/* Reads "26-27", "2026-27", "2026-2027", "26/27", "2026–2027" (any dash); the second must follow the first. */
bool year_parse(const char *s, int *year) MUST_USE;
#endif
