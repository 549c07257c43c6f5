/* demo_minutes.c: small but real minutes, dated on the day they are about. */
#include "app/demo.h"
#include <string.h>

const char *
demo_minutes(struct arena *a, const char *body, struct date on, const char *secretary, const char *chair, const char *points)
{
	struct buf b = buf_new(a, KIB(64));
	buf_printf(&b, "Master en coordination de projets sociaux\n%s\n\nProcès-verbal de la réunion du %s\n\n", body, date_long(a, on, "fr"));
	if (chair != NULL && strcmp(chair, secretary) != 0)
		buf_printf(&b, "Présidence : %s\n", chair);
	buf_printf(&b, "Secrétariat : %s\n\nOrdre du jour et décisions\n\n", secretary);
	int n = 1;
	for (const char *p = points; *p != '\0';) {
		size_t k = strcspn(p, "\n");
		buf_printf(&b, "%d. %.*s.\n", n++, (int)k, p);
		p += k + (p[k] == '\n');
	}
	buf_puts(&b, "\nLe procès-verbal de la réunion précédente est approuvé.\nLa séance est levée à 17 h 30.\n");
	return buf_str(&b);
}
