#include "base/date.h"
#include "base/text.h"
#include <ctype.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int
date_month_days(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (m == 2 && ((y % 4 == 0 && y % 100 != 0) || y % 400 == 0))
		return 29;
	return m >= 1 && m <= 12 ? days[m - 1] : 0;
}

bool
clock_parse(const char *s, int *minute)
{
	char *end;
	if (s == NULL)
		return false;
	while (*s == ' ')
		s++;
	if (!isdigit((unsigned char)*s))
		return false;
	long h = strtol(s, &end, 10), m = 0;
	if (end - s > 2)
		return false;
	if (*end == ':' || *end == 'h' || *end == 'H') {
		const char *from = ++end;
		if (isdigit((unsigned char)*from))
			m = strtol(from, &end, 10);
		if (end - from != 0 && end - from != 2)
			return false;
	}
	while (*end == ' ')
		end++;
	if (*end != '\0' || h > 23 || m > 59)
		return false;
	*minute = (int)(h * 60 + m);
	return true;
}

struct date
months_after(struct date d, int months)
{
	int month = d.y * 12 + d.m - 1 + months;
	struct date out = { month / 12, month % 12 + 1, d.d };
	int last = date_month_days(out.y, out.m);
	if (out.d > last)
		out.d = last;
	return out;
}

bool
date_valid(struct date d)
{
	return d.y >= 1 && d.y <= 9999 && d.m >= 1 && d.m <= 12 && d.d >= 1 && d.d <= date_month_days(d.y, d.m);
}

static bool
digits(const char *s, int n, int *out)
{
	int v = 0;
	for (int i = 0; i < n; i++) {
		if (!isdigit((unsigned char)s[i]))
			return false;
		v = v * 10 + (s[i] - '0');
	}
	*out = v;
	return true;
}

bool
date_parse(const char *s, struct date *out)
{
	struct date d;
	if (s == NULL || strlen(s) != 10 || s[4] != '-' || s[7] != '-')
		return false;
	if (!digits(s, 4, &d.y) || !digits(s + 5, 2, &d.m) || !digits(s + 8, 2, &d.d) || !date_valid(d))
		return false;
	*out = d;
	return true;
}

static const char *const month_fr[] = { "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
	"septembre", "octobre", "novembre", "décembre" };
static const char *const month_en[] = { "January", "February", "March", "April", "May", "June", "July", "August",
	"September", "October", "November", "December" };

static int
month_named(struct arena *a, const char *s, size_t n)
{
	char *w = text_fold(a, arena_strndup(a, s, n));
	for (int m = 0; m < 12; m++)
		if (strcmp(w, text_fold(a, month_fr[m])) == 0 || strcmp(w, text_fold(a, month_en[m])) == 0)
			return m + 1;
	return 0;
}

bool
date_parse_human(struct arena *a, const char *s, struct date *out)
{
	if (s == NULL)
		return false;
	char *f = text_fold(a, s);
	if (date_parse(f, out))
		return true;
	char *at = f;
	long d = strtol(at, &at, 10);
	if (at == f || d < 1 || d > 31)
		return false;
	if (strncmp(at, "er", 2) == 0 || strncmp(at, "st", 2) == 0 || strncmp(at, "nd", 2) == 0 || strncmp(at, "th", 2) == 0)
		at += 2;
	long m = 0;
	if (*at == '/' || *at == '.' || *at == '-') {
		char sep = *at++;
		char *end;
		m = strtol(at, &end, 10);
		if (end == at || *end != sep)
			return false;
		at = end + 1;
	} else {
		while (*at == ' ')
			at++;
		size_t n = strcspn(at, " ");
		m = month_named(a, at, n);
		at += n;
		while (*at == ' ')
			at++;
	}
	size_t n = strlen(at);
	int y;
	if ((n != 4 && n != 2) || !digits(at, (int)n, &y))
		return false;
	struct date r = { n == 2 ? 2000 + y : y, (int)m, (int)d };
	if (m < 1 || m > 12 || !date_valid(r))
		return false;
	*out = r;
	return true;
}

/* Days from the civil date: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
int64_t
date_days(struct date d)
{
	int64_t y = d.m <= 2 ? d.y - 1 : d.y;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (d.m + (d.m > 2 ? -3 : 9)) + 2) / 5 + d.d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

struct date
date_of_days(int64_t z)
{
	z += 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int m = (int)(mp < 10 ? mp + 3 : mp - 9);
	return (struct date){ (int)(yoe + era * 400) + (m <= 2), m, (int)(doy - (153 * mp + 2) / 5 + 1) };
}

struct isodate
date_iso(struct date d)
{
	struct isodate r;
	BUG_ON(!date_valid(d));
	snprintf(r.s, sizeof r.s, "%04u-%02u-%02u", (unsigned)d.y % 10000U, (unsigned)d.m % 100U, (unsigned)d.d % 100U);
	return r;
}

int
date_cmp(struct date a, struct date b)
{
	if (a.y != b.y)
		return a.y < b.y ? -1 : 1;
	if (a.m != b.m)
		return a.m < b.m ? -1 : 1;
	return (a.d > b.d) - (a.d < b.d);
}

int
date_weekday(struct date d)
{
	return (int)(((date_days(d) + 3) % 7 + 7) % 7) + 1;
}

char *
date_long(struct arena *a, struct date d, const char *lang)
{
	BUG_ON(!date_valid(d));
	if (strcmp(lang, "en") == 0)
		return arena_printf(a, "%d %s %d", d.d, month_en[d.m - 1], d.y);
	return arena_printf(a, "%d%s %s %d", d.d, d.d == 1 ? "er" : "", month_fr[d.m - 1], d.y);
}

char *
date_short(struct arena *a, struct date d, const char *lang)
{
	BUG_ON(!date_valid(d));
	if (strcmp(lang, "en") == 0)
		return arena_printf(a, "%d %.3s %d", d.d, month_en[d.m - 1], d.y);
	return arena_printf(a, "%02d/%02d/%04d", d.d, d.m, d.y);
}

/* ---- now ------------------------------------------------------------------------------------------------ */

struct isotime
isotime_of(int64_t t)
{
	struct isotime r;
	int64_t day = t / 86400, sec = t % 86400;
	if (sec < 0) {
		sec += 86400;
		day--;
	}
	struct isodate d = date_iso(date_of_days(day));
	snprintf(r.s, sizeof r.s, "%sT%02u:%02u:%02uZ", d.s, (unsigned)(sec / 3600) % 24U, (unsigned)(sec / 60) % 60U,
	    (unsigned)sec % 60U);
	return r;
}

bool
isotime_parse(const char *s, int64_t *out)
{
	int h, m, sec;
	char day[11];
	struct date d;
	if (s == NULL || strlen(s) != 20 || s[10] != 'T' || s[13] != ':' || s[16] != ':' || s[19] != 'Z')
		return false;
	memcpy(day, s, 10);
	day[10] = '\0';
	if (!date_parse(day, &d) || !digits(s + 11, 2, &h) || !digits(s + 14, 2, &m) || !digits(s + 17, 2, &sec))
		return false;
	if (h > 23 || m > 59 || sec > 59)
		return false;
	*out = date_days(d) * 86400 + h * 3600 + m * 60 + sec;
	return true;
}

/* Where clock_replay() keeps its day; NONE: not replaying. */
static _Atomic int64_t *
replayed(void)
{
	static _Atomic int64_t shift = NONE;
	return &shift;
}

/* PILOTIS_ON=YYYY-MM-DD (what --on sets) replaces today's date, at the present hour. Read once. */
static int64_t
clock_shift(void)
{
	static _Atomic int64_t shift = NONE;
	int64_t known = atomic_load(replayed());
	if (known != NONE)
		return known;
	known = atomic_load(&shift);
	if (known != NONE)
		return known;
	struct date d;
	int64_t now = (int64_t)time(NULL), s = 0;
	if (date_parse(getenv("PILOTIS_ON"), &d))
		s = (date_days(d) - date_days(brussels_date(now))) * 86400;
	atomic_store(&shift, s);
	return s;
}

void
clock_replay(const struct date *day)
{
	atomic_store(replayed(), NONE);
	if (day != NULL)
		atomic_store(replayed(), clock_shift() + (date_days(*day) - date_days(today_brussels())) * 86400);
}

struct isotime
now_utc(void)
{
	return isotime_of((int64_t)time(NULL) + clock_shift());
}

struct date
today_brussels(void)
{
	return brussels_date((int64_t)time(NULL) + clock_shift());
}

static int64_t
last_sunday_0100(int y, int m)
{
	struct date d = { y, m, 31 };
	return (date_days(d) - date_weekday(d) % 7) * 86400 + 3600;
}

int
brussels_offset(int64_t t)
{
	int64_t day = t >= 0 ? t / 86400 : (t - 86399) / 86400;
	int y = date_of_days(day).y;
	return t >= last_sunday_0100(y, 3) && t < last_sunday_0100(y, 10) ? 120 : 60;
}

struct date
brussels_date(int64_t t)
{
	t += brussels_offset(t) * 60;
	return date_of_days(t >= 0 ? t / 86400 : (t - 86399) / 86400);
}

/* ---- academic years ------------------------------------------------------------------------------------- */

struct date
year_first(int year, struct year_bounds b)
{
	return (struct date){ year, b.start_month, b.start_day };
}

struct date
year_last(int year, struct year_bounds b)
{
	return date_of_days(date_days(year_first(year + 1, b)) - 1);
}

int
year_of(struct date d, struct year_bounds b)
{
	return date_cmp(d, year_first(d.y, b)) >= 0 ? d.y : d.y - 1;
}

struct yeartext
year_text(int year)
{
	struct yeartext r;
	snprintf(r.s, sizeof r.s, "%02u-%02u", (unsigned)year % 100U, (unsigned)(year + 1) % 100U);
	return r;
}

bool
year_parse(const char *s, int *year)
{
	if (s == NULL)
		return false;
	while (*s == ' ')
		s++;
	size_t n = strspn(s, "0123456789");
	int first, second;
	if ((n != 2 && n != 4) || !digits(s, (int)n, &first))
		return false;
	s += n;
	while (*s == ' ')
		s++;
	if (*s == '-' || *s == '/')
		s++;
	else if (strncmp(s, "\xe2\x80\x93", 3) == 0 || strncmp(s, "\xe2\x80\x94", 3) == 0 || strncmp(s, "\xe2\x80\x91", 3) == 0 ||
	    strncmp(s, "\xe2\x80\x90", 3) == 0)
		s += 3;
	else
		return false;
	while (*s == ' ')
		s++;
	size_t k = strspn(s, "0123456789");
	if ((k != 2 && k != 4) || (n == 2 && k == 4) || !digits(s, (int)k, &second))
		return false;
	s += k;
	while (*s == ' ')
		s++;
	if (*s != '\0')
		return false;
	if (n == 2)
		first += 2000;
	if (k == 2)
		second += first / 100 * 100 + (first % 100 == 99 ? 100 : 0);
	if (second != first + 1)
		return false;
	*year = first;
	return true;
}
