/* xlsx_styles.h: how a number of a sheet is shown. Private to read_xlsx. */
#ifndef XLSX_STYLES_H
#define XLSX_STYLES_H
#include "formats/package.h"

enum number_look { LOOK_PLAIN, LOOK_DATE, LOOK_DATE_TIME, LOOK_TIME, LOOK_PERCENT };
struct xlsx_format { enum number_look look; int decimals; /* -1: as needed */ };
struct xlsx_styles {
	struct { struct custom { int id; const char *code; } *items; size_t n, cap; } custom;
	struct { struct xlsx_format *items; size_t n, cap; } cells; /* by the style index of a cell */
	bool from_1904;
};
void xlsx_styles_read(struct xlsx_styles *s, struct builder *b, const char *bytes, size_t n);
struct xlsx_format xlsx_format_of_code(const char *code);
/* The number as text: ISO for a date, "14:30" for a time, "35 %", else as few digits as say it. */
char *xlsx_number(struct arena *a, const struct xlsx_styles *s, const char *value, int style) MUST_USE;
#endif
