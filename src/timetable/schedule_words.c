/* What a timetable breaks and why there is none, as sentences that say what to do. */
#include "timetable/schedule_pages.h"
#include "mail/mail.h"
#include <stdlib.h>
#include <string.h>

const char *
sched_session_name(struct arena *a, const struct sched_session *x)
{
	return x->org_name != NULL ? text_ellipsis(a, x->org_name, 60) : arena_printf(a, "n° %lld", (long long)x->number);
}

const char *
sched_fault_text(struct arena *a, enum lang lang, const struct sched *s, const struct sched_fault *f)
{
	const struct sched_session *other = &s->sessions.items[f->other];
	const char *tag = lang_tag(lang), *name = sched_session_name(a, other);
	switch (f->kind) {
	case FAULT_REFUSES: return tr(lang, N_("Le commanditaire a répondu qu’il ne pourra pas : appelez-le avant de publier."));
	case FAULT_NOT_FREE: return tr(lang, N_("Le commanditaire n’a pas coché cette heure : vérifiez avec lui, ou déplacez."));
	case FAULT_OFF_GRID: return tr(lang, N_("Cette heure n’est plus dans la grille : déplacez, ou changez les heures dans les réglages."));
	case FAULT_NOWHERE: return s->sessions.items[f->session].refuses ? tr(lang, N_("Sans heure : le commanditaire a répondu qu’il ne pourra pas. Appelez-le, puis corrigez ses engagements."))
	    : tr(lang, N_("Sans heure : calculez, ou choisissez-en une."));
	case FAULT_SAME_SLOT: return mail_text(a, tag, N_("Même heure que %s : déplacez l’une des deux."), name);
	case FAULT_NEIGHBOUR: return mail_text(a, tag, N_("Juste à côté de %s, du même secteur : déplacez l’une des deux."), name);
	case FAULT_PERSON:
		return mail_text(a, tag, N_("%s est aussi chez %s à %s : il faut %s minutes d’un début à l’autre, trajet compris."), f->who, name,
		    other->on_day == NULL ? "?" : sched_clock(a, other->start), arena_printf(a, "%d", f->need));
	}
	return "";
}

size_t
sched_conflict(struct arena *a, const struct sched *s, size_t **out)
{
	size_t n = 0;
	*out = ARENA_ARRAY(a, size_t, s->sessions.n + 1);
	for (const char *at = s->conflict == NULL ? "" : s->conflict; *at != '\0';) {
		char *end;
		long long id = strtoll(at, &end, 10);
		if (end == at)
			break;
		at = end + (*end == ' ');
		for (size_t i = 0; i < s->sessions.n && n < s->sessions.n; i++)
			if (s->sessions.items[i].submission == id && !s->sessions.items[i].left)
				(*out)[n++] = i;
	}
	return n;
}

const char *
sched_conflict_text(struct arena *a, enum lang lang, const struct sched *s)
{
	size_t *set, n = sched_conflict(a, s, &set);
	const char *tag = lang_tag(lang), *who = NULL;
	struct buf names = buf_new(a, KIB(64));
	bool refuses = false, fixed = false;
	for (size_t k = 0; k < n; k++) {
		const struct sched_session *x = &s->sessions.items[set[k]];
		if (k > 0)
			buf_puts(&names, k == n - 1 ? tr(lang, N_(" et ")) : ", ");
		buf_puts(&names, sched_session_name(a, x));
		refuses = refuses || x->refuses;
		fixed = fixed || x->fixed;
	}
	for (size_t i = 0; i < s->supervisors.n; i++)
		if (s->supervisors.items[i].id == s->who)
			who = s->supervisors.items[i].first_name == NULL ? s->supervisors.items[i].name
			    : arena_printf(a, "%s %s", s->supervisors.items[i].first_name, s->supervisors.items[i].name);
	const char *list = buf_str(&names);
	if (n == 0)
		return tr(lang, N_("Ce qui l’empêchait a changé depuis : calculez à nouveau."));
	if (fixed)
		return mail_text(a, tag, N_("%s ne tiennent pas ensemble avec les heures fixées à la main : libérez l’une d’elles, puis calculez."), list);
	if (n == 1)
		return refuses ? mail_text(a, tag, N_("%s a répondu qu’il ne pourra pas : appelez le commanditaire, puis corrigez ses disponibilités."), list)
		               : mail_text(a, tag, N_("%s n’a aucune heure dans la grille : appelez le commanditaire, ou allongez les heures."), list);
	if ((enum tt_reason)s->why == TT_ONE_PERSON && who != NULL)
		return mail_text(a, tag, N_("%s doit être chez %s, et leurs heures ne le permettent pas : demandez d’autres heures à l’un d’eux, ou changez de personne."), who, list);
	if ((enum tt_reason)s->why == TT_TOO_FEW_SLOTS)
		return mail_text(a, tag, N_("%s n’ont ensemble pas assez de moments : demandez-leur d’autres heures, ou raccourcissez les passages."), list);
	if ((enum tt_reason)s->why == TT_NEIGHBOURS)
		return mail_text(a, tag, N_("%s sont d’un même secteur et leurs heures ne permettent pas de les séparer : acceptez qu’elles se suivent, ou demandez d’autres heures."), list);
	return mail_text(a, tag, N_("%s ne tiennent pas ensemble, à cause des heures et des personnes qu’elles partagent : demandez d’autres heures à l’une d’elles."), list);
}

const char *
sched_slot_breaks(struct arena *a, enum lang lang, const struct sched *s, struct sched_problem *q, int i, int slot)
{
	const struct sched_session *x = &s->sessions.items[q->session_of[i]];
	int who, own = q->slot_of[i];
	if (x->refuses || !sched_can(s->kind, &s->slots.items[slot], &x->ticked))
		return tr(lang, N_("le commanditaire n’est pas libre"));
	q->slot_of[i] = TT_NONE;
	int other = tt_clash(&q->p, q->slot_of, i, slot, &who);
	q->slot_of[i] = own;
	if (other == TT_NONE)
		return NULL;
	const struct sched_session *y = &s->sessions.items[q->session_of[other]];
	const char *name = sched_session_name(a, y), *tag = lang_tag(lang);
	if (q->p.one_per_slot && q->slot_of[other] == slot)
		return mail_text(a, tag, N_("pris par %s"), name);
	if (who == TT_NONE)
		return mail_text(a, tag, N_("à côté de %s, même secteur"), name);
	for (size_t k = 0; k < x->people.n; k++)
		if (x->people.items[k].supervisor == q->supervisor_of[who])
			return mail_text(a, tag, N_("%s est chez %s"), x->people.items[k].name, name);
	return name;
}
