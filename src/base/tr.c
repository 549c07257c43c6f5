#include "base/tr.h"
#include "base/tr_table.h"
#include <stdlib.h>
#include <string.h>

const char *
lang_tag(enum lang l)
{
	return l == LANG_EN ? "en" : "fr";
}

enum lang
lang_best(const char *accept)
{
	double best = -1;
	enum lang found = LANG_FR;
	for (const char *p = accept; p != NULL && *p != '\0';) {
		p += strspn(p, " ,\t");
		size_t n = strcspn(p, ",");
		int fr = strncmp(p, "fr", 2) == 0, en = strncmp(p, "en", 2) == 0;
		if ((fr || en) && (n == 2 || strchr("-_;.@ ", p[2]) != NULL)) {
			const char *q = memchr(p, ';', n);
			double w = 1;
			if (q != NULL && strncmp(q + 1 + strspn(q + 1, " "), "q=", 2) == 0)
				w = strtod(q + 1 + strspn(q + 1, " ") + 2, NULL);
			if (w > best && w > 0) {
				best = w;
				found = en ? LANG_EN : LANG_FR;
			}
		}
		p += n;
	}
	return found;
}

static int
by_msgid(const void *key, const void *row)
{
	return strcmp(key, ((const struct tr_row *)row)->msgid);
}

static const struct tr_row *
lookup(enum lang l, const char *msgid)
{
	if (l == LANG_FR)
		return NULL;
	return bsearch(msgid, tr_en, tr_en_n, sizeof *tr_en, by_msgid);
}

const char *
tr(enum lang l, const char *msgid)
{
	const struct tr_row *r = msgid == NULL || *msgid == '\0' ? NULL : lookup(l, msgid);
	return r == NULL || r->one == NULL ? msgid : r->one;
}

const char *
trn(enum lang l, const char *one, const char *many, int64_t n)
{
	const struct tr_row *r = lookup(l, one);
	if (r == NULL || r->one == NULL)
		return n == 0 || n == 1 || n == -1 ? one : many;
	return n == 1 || r->many == NULL ? r->one : r->many;
}
