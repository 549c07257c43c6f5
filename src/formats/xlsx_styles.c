#include "formats/xlsx_styles.h"
#include "base/date.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a format code draws, by its letters outside quotes, brackets and escapes, up to the first ';'. */
struct xlsx_format
xlsx_format_of_code(const char *code)
{
	bool year = false, day = false, month = false, hour = false, second = false, percent = false, number = false;
	int decimals = 0;
	bool after_dot = false;
	for (const char *p = code; *p != '\0' && *p != ';'; p++) {
		if (*p == '"') {
			p++;
			while (*p != '\0' && *p != '"')
				p++;
		} else if (*p == '[') {
			hour = hour || p[1] == 'h' || p[1] == 'm' || p[1] == 's';
			while (*p != '\0' && *p != ']')
				p++;
		} else if ((*p == '\\' || *p == '_' || *p == '*') && p[1] != '\0') {
			p++;
		} else {
			switch (*p | 32) {
			case 'y': case 'e': year = year || (*p | 32) == 'y'; break;
			case 'd': day = true; break;
			case 'm': month = true; break;
			case 'h': hour = true; break;
			case 's': second = true; break;
			case 'g': /* General */
				if (strncmp(p, "General", 7) == 0 || strncmp(p, "GENERAL", 7) == 0)
					return (struct xlsx_format){ LOOK_PLAIN, -1 };
				break;
			default: break;
			}
			percent = percent || *p == '%';
			number = number || *p == '0' || *p == '#';
			decimals += after_dot && *p == '0';
			after_dot = after_dot ? *p == '0' : *p == '.';
		}
		if (*p == '\0')
			break;
	}
	if (year || day || (month && !hour && !second))
		return (struct xlsx_format){ hour ? LOOK_DATE_TIME : LOOK_DATE, 0 };
	if (hour || second)
		return (struct xlsx_format){ LOOK_TIME, 0 };
	if (percent)
		return (struct xlsx_format){ LOOK_PERCENT, decimals };
	return (struct xlsx_format){ LOOK_PLAIN, number && decimals > 0 ? decimals : -1 };
}

static struct xlsx_format
format_of_id(const struct xlsx_styles *s, int id)
{
	if (id == 2 || id == 4)
		return (struct xlsx_format){ LOOK_PLAIN, 2 };
	if (id == 9 || id == 10)
		return (struct xlsx_format){ LOOK_PERCENT, id == 9 ? 0 : 2 };
	for (size_t i = 0; i < s->custom.n; i++)
		if (s->custom.items[i].id == id)
			return xlsx_format_of_code(s->custom.items[i].code);
	if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58))
		return (struct xlsx_format){ LOOK_DATE, 0 };
	if (id == 22)
		return (struct xlsx_format){ LOOK_DATE_TIME, 0 };
	if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47))
		return (struct xlsx_format){ LOOK_TIME, 0 };
	return (struct xlsx_format){ LOOK_PLAIN, -1 };
}

void
xlsx_styles_read(struct xlsx_styles *s, struct builder *b, const char *bytes, size_t n)
{
	struct xml x;
	xml_open(&x, b, bytes, n);
	while (xml_next(&x)) {
		if (xml_is(&x, "numFmt")) {
			struct custom c = { xml_attr_int(&x, "numFmtId", -1), xml_attr(&x, "formatCode") };
			if (c.code != NULL && s->custom.n < 1000)
				PUSH(b->a, &s->custom, c);
		} else if (xml_is(&x, "cellXfs")) {
			int depth = x.depth;
			while (xml_inside(&x, depth)) {
				if (xml_is(&x, "xf") && s->cells.n < 70000) {
					struct xlsx_format f = format_of_id(s, xml_attr_int(&x, "numFmtId", 0));
					PUSH(b->a, &s->cells, f);
				}
			}
		}
	}
}

static char *
date_text(struct arena *a, const struct xlsx_styles *s, double v, enum number_look look)
{
	double days = floor(v + 0.5 / 86400), rest = v - days;
	int seconds = (int)(rest * 86400 + 0.5);
	if (seconds < 0)
		seconds = 0;
	char *clock = arena_printf(a, "%02d:%02d", seconds / 3600 % 24, seconds / 60 % 60);
	if (look == LOOK_TIME)
		return clock;
	/* the first system believes in a 29 February 1900: serial 60 */
	int64_t epoch = s->from_1904 ? date_days((struct date){ 1904, 1, 1 }) : date_days((struct date){ 1899, 12, days < 60 ? 31 : 30 });
	struct isodate iso = date_iso(date_of_days(epoch + (int64_t)days));
	return look == LOOK_DATE_TIME && seconds >= 30 ? arena_printf(a, "%s %s", iso.s, clock) : arena_strdup(a, iso.s);
}

char *
xlsx_number(struct arena *a, const struct xlsx_styles *s, const char *value, int style)
{
	char *end;
	double v = strtod(value, &end);
	if (end == value || *end != '\0' || !isfinite(v))
		return arena_strdup(a, value);
	struct xlsx_format f = { LOOK_PLAIN, -1 };
	if (style >= 0 && (size_t)style < s->cells.n)
		f = s->cells.items[style];
	bool a_date = f.look == LOOK_DATE || f.look == LOOK_DATE_TIME || f.look == LOOK_TIME;
	if (a_date && v >= 0 && v < 2958466) /* 31/12/9999 */
		return date_text(a, s, v, f.look);
	if (f.look == LOOK_PERCENT)
		return arena_printf(a, "%.*f %%", f.decimals, v * 100);
	if (f.decimals > 0 && f.decimals < 16 && fabs(v) < 1e15)
		return arena_printf(a, "%.*f", f.decimals, v);
	return arena_printf(a, "%.15g", v);
}
