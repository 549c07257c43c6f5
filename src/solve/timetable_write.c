#include "base/tr.h"
#include "solve/timetable_json.h"
#include <string.h>

/* « a », « b » et « c ». */
static char *
listed(struct arena *a, const struct tt_instance *in, const int *session, int n, const char *(*translate)(const char *msgid))
{
	struct buf b = buf_new(a, MIB(1));
	for (int k = 0; k < n; k++) {
		if (k > 0)
			buf_puts(&b, k == n - 1 ? translate(N_(" et ")) : ", ");
		buf_puts(&b, in->sessions.items[session[k]]);
	}
	return arena_strdup(a, buf_str(&b));
}

/* The %s of a sentence, in order. */
static char *
sentence(struct arena *a, const char *text, const char *x, const char *y)
{
	struct buf b = buf_new(a, MIB(2));
	const char *at = strstr(text, "%s"), *then = at == NULL ? NULL : strstr(at + 2, "%s");
	buf_add(&b, text, at == NULL ? strlen(text) : (size_t)(at - text));
	if (at != NULL) {
		buf_puts(&b, x);
		buf_add(&b, at + 2, then == NULL ? strlen(at + 2) : (size_t)(then - at - 2));
	}
	if (then != NULL) {
		buf_puts(&b, y);
		buf_puts(&b, then + 2);
	}
	return arena_strdup(a, buf_str(&b));
}

char *
tt_conflict_words(struct arena *a, const struct tt_instance *in, const struct tt_answer *r, const char *(*translate)(const char *msgid))
{
	const char *who = listed(a, in, r->conflict, r->nconflict, translate);
	switch (r->why) {
	case TT_NO_SLOT: return sentence(a, translate(N_("%s n’a aucun créneau.")), who, "");
	case TT_ONE_PERSON: return sentence(a, translate(N_("%s doit être à %s, et leurs créneaux ne le permettent pas.")), in->people.items[r->who], who);
	case TT_TOO_FEW_SLOTS: return sentence(a, translate(N_("%s ont ensemble moins de créneaux qu’il n’en faut.")), who, "");
	case TT_NEIGHBOURS: return sentence(a, translate(N_("%s ne peuvent pas se suivre, et leurs créneaux ne les séparent pas.")), who, "");
	case TT_TOGETHER: break;
	}
	return sentence(a, translate(N_("%s ne peuvent pas tenir ensemble, à cause des personnes et des créneaux qu’elles partagent.")), who, "");
}

static char *
missing_words(struct arena *a, const struct tt_instance *in, const struct tt_missing *m, const char *(*translate)(const char *msgid))
{
	switch (m->why) {
	case TT_NO_SLOT: return arena_strdup(a, translate(N_("aucun créneau n’est possible")));
	case TT_TOO_FEW_SLOTS: return arena_strdup(a, translate(N_("tous ses créneaux sont pris")));
	case TT_ONE_PERSON: return sentence(a, translate(N_("%s est ailleurs, ou en route, à toutes les heures où elle peut se tenir")), in->people.items[m->who], "");
	case TT_NEIGHBOURS: case TT_TOGETHER: break;
	}
	return arena_strdup(a, translate(N_("ses personnes sont prises ailleurs à toutes les heures où elle peut se tenir")));
}

static void
write_cost(struct jw *j, const char *key, int64_t cost)
{
	jw_real(j, key, (double)cost / TT_UNIT, 6);
}

void
tt_answer_write(struct jw *j, struct arena *a, const struct tt_instance *in, const struct tt_answer *r, const char *(*translate)(const char *msgid))
{
	static const char *const status[] = { "optimal", "bounded", "infeasible", "bounded" }; /* the last: none found yet */
	jw_begin(j, NULL, '{');
	jw_str(j, "status", status[r->status]);
	jw_begin(j, "assignments", '[');
	for (int i = 0; r->slot_of != NULL && i < in->problem.sessions; i++) {
		if (r->slot_of[i] == TT_NONE)
			continue;
		jw_begin(j, NULL, '{');
		jw_str(j, "session", in->sessions.items[i]);
		jw_str(j, "slot", in->slots.items[r->slot_of[i]]);
		jw_end(j, '}');
	}
	jw_end(j, ']');
	jw_begin(j, "missing", '[');
	for (int k = 0; k < r->nmissing; k++) {
		const struct tt_missing *m = &r->missing[k];
		jw_begin(j, NULL, '{');
		jw_str(j, "session", in->sessions.items[m->session]);
		jw_str(j, "reason", missing_words(a, in, m, translate));
		jw_str(j, "slot", m->slot == TT_NONE ? NULL : in->slots.items[m->slot]); /* where somebody else could accompany it */
		jw_end(j, '}');
	}
	jw_end(j, ']');
	if (r->slot_of == NULL) {
		jw_null(j, "cost");
		jw_null(j, "bound");
		jw_null(j, "changes");
	} else {
		write_cost(j, "cost", r->cost);
		if (r->nmissing == r->missing_bound)
			write_cost(j, "bound", r->bound);
		else
			jw_null(j, "bound"); /* nobody knows yet whether fewer can be missing */
		jw_int(j, "changes", r->changes);
	}
	if (r->status == TT_INFEASIBLE) {
		jw_begin(j, "conflict", '[');
		for (int k = 0; k < r->nconflict; k++)
			jw_str(j, NULL, in->sessions.items[r->conflict[k]]);
		jw_end(j, ']');
	} else {
		jw_null(j, "conflict");
	}
	jw_str(j, "method", r->method);
	jw_end(j, '}');
}
