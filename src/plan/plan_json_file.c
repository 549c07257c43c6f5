/* plan_json_file.c: a JSON file that comes from outside, taken as a plan or as a document. */
#include "plan/plan_export.h"
#include <string.h>

bool
plan_json_looks(const void *bytes, size_t n)
{
	const char *s = bytes;
	if (n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) {
		s += 3;
		n -= 3;
	}
	while (n > 0 && strchr(" \t\r\n", *s) != NULL) {
		s++;
		n--;
	}
	return n > 0 && *s == '{';
}

void
plan_forget(struct plan *p)
{
	p->id = p->revision_id = NONE;
	p->revision = 0;
	p->status = REV_DRAFT;
	for (size_t i = 0; i < p->actors.n; i++)
		p->actors.items[i].id = NONE;
	for (struct plan_walk w = { .plan = p }; plan_next(&w);) {
		w.action->id = w.action->line = NONE;
		w.action->rev = 0;
		for (size_t i = 0; i < w.action->indicators.n; i++)
			w.action->indicators.items[i].id = NONE;
	}
}

enum err
plan_json_document(struct arena *a, const void *bytes, size_t n, struct document **out, struct problems *why)
{
	struct plan p;
	const void *csv;
	size_t len;
	enum err e = plan_from_json(a, bytes, n, &p);
	if (e == E_INVALID)
		problem_add(a, why, NULL, N_("Ce fichier JSON n’est pas un plan exporté d’ici\u00a0: %s."), fail_detail(a));
	if (e == OK)
		e = plan_export(a, &p, NULL, &(struct plan_export_options){ .lang = LANG_FR }, PLAN_CSV, &csv, &len);
	if (e == OK)
		e = document_read(a, csv, len, "plan.csv", out, why);
	if (e != OK)
		return e;
	struct doc_note note = { N_("Ce qui avait été confirmé à la main dans ce fichier est à confirmer de nouveau."), NULL };
	PUSH(a, &(*out)->notes, note);
	return OK;
}
