/* plan_why.c: every state answers "why?": the rule, the slots, the dates. */
#include "plan/plan_judge.h"

/* Eleven bytes without a format: thousands of them are made for one page. */
const char *
judge_iso(struct arena *a, struct date d)
{
	char *s = arena_alloc(a, sizeof(struct isodate));
	int y = d.y;
	for (int i = 3; i >= 0; i--, y /= 10)
		s[i] = (char)('0' + y % 10);
	s[4] = s[7] = '-';
	s[5] = (char)('0' + d.m / 10 % 10);
	s[6] = (char)('0' + d.m % 10);
	s[8] = (char)('0' + d.d / 10 % 10);
	s[9] = (char)('0' + d.d % 10);
	return s;
}

static const char *
year_str(const struct judge *j, int year)
{
	return arena_strdup(j->a, year_text(year).s);
}

static const char *
number(const struct judge *j, int n)
{
	return arena_printf(j->a, "%d", n);
}

static void
say(struct action_status *st, const char *msgid, const char *a0, const char *a1, const char *a2, const char *a3)
{
	st->why[st->nwhy++] = (struct reason){ msgid, { a0, a1, a2, a3 } };
}

/* ---- slots -------------------------------------------------------------------------------------------------- */

static const char *
dispute_of(const struct judge *j, const struct slot *s)
{
	for (size_t i = 0; i < s->nfacts; i++)
		if (j->views[s->facts[i]].disputed)
			return j->e->facts[s->facts[i]].dispute;
	return NULL;
}

/* The last meeting whose approved minutes fill the slot: NULL when none does, or the reader may not see it. */
static const struct evidence_fact *
meeting_of(const struct judge *j, const struct slot *s)
{
	for (size_t i = s->nfacts; i-- > 0;) {
		const struct evidence_fact *f = &j->e->facts[s->facts[i]];
		if (f->by_meeting && !f->masked && f->title != NULL)
			return f;
	}
	return NULL;
}

static void
say_satisfied(const struct judge *j, struct action_status *st, const struct slot *s)
{
	const char *text = s->indicator->text, *day = judge_iso(j->a, s->reached);
	if (s->indicator->qualification == QUAL_ADOPTED)
		say(st, N_("« %s » : prouvé, adopté le %s."), text, day, NULL, NULL);
	else if (s->need > 1 && !s->masked)
		say(st, N_("« %s » : prouvé le %s (%s sur %s)."), text, day, number(j, s->have), number(j, s->need));
	else if (meeting_of(j, s) != NULL)
		say(st, N_("« %s » : prouvé le %s par « %s »."), text, day, meeting_of(j, s)->title, NULL);
	else
		say(st, N_("« %s » : prouvé le %s."), text, day, NULL, NULL);
}

static void
say_slot(const struct judge *j, struct action_status *st, const struct slot *s)
{
	const char *text = s->indicator->text, *last = s->has_last ? judge_iso(j->a, s->last) : NULL;
	switch (s->state) {
	case SLOT_EMPTY:
		if (s->optional)
			say(st, N_("« %s » : facultatif et sans preuve, ne bloque pas."), text, NULL, NULL, NULL);
		else
			say(st, N_("« %s » : aucune preuve."), text, NULL, NULL, NULL);
		break;
	case SLOT_FILED:
		if (s->indicator->qualification == QUAL_ADOPTED)
			say(st, N_("« %s » : déposé (daté du %s), à adopter par une instance responsable."), text, last, NULL, NULL);
		else
			say(st, N_("« %s » : déposé (daté du %s), à valider par une autre personne."), text, last, NULL, NULL);
		break;
	case SLOT_PARTIAL:
		if (s->masked) {
			say(st, N_("« %s » : nombre sous la cible au %s."), text, last, NULL, NULL);
			break;
		}
		say(st, N_("« %s » : %s sur %s, dernière date %s."), text, number(j, s->have), number(j, s->need), last);
		break;
	case SLOT_SATISFIED:
		say_satisfied(j, st, s);
		break;
	case SLOT_RECORDED:
		if (s->masked) {
			say(st, N_("« %s » : nombre enregistré au %s ; sans cible, il ne prouve pas."), text, last, NULL, NULL);
			break;
		}
		say(st, N_("« %s » : nombre enregistré (%s) au %s ; sans cible, il ne prouve pas."), text, number(j, s->have), last, NULL);
		break;
	case SLOT_DISPUTED: {
		const char *why = dispute_of(j, s);
		if (text_blank(why))
			say(st, N_("« %s » : preuve contestée (datée du %s)."), text, last, NULL, NULL);
		else
			say(st, N_("« %s » : preuve contestée (datée du %s) : %s"), text, last, why, NULL);
		break;
	}
	case SLOT_WAIVED:
		if (s->waiver->reason == NULL)
			say(st, N_("« %s » : sans objet depuis le %s."), text, judge_iso(j->a, s->waiver->on), NULL, NULL);
		else
			say(st, N_("« %s » : sans objet, selon %s le %s : %s"), text, s->waiver->author, judge_iso(j->a, s->waiver->on),
		    s->waiver->reason);
		break;
	}
}

/* ---- dated actions ------------------------------------------------------------------------------------------ */

static void
say_achieved(const struct judge *j, struct action_status *st)
{
	const char *day = judge_iso(j->a, st->achieved_on);
	struct date end;
	if (!due_last_day(&st->action->due, j->bounds, &end))
		say(st, N_("Réalisée : toutes les lignes obligatoires sont prouvées, la dernière le %s."), day, NULL, NULL, NULL);
	else if (st->in_time)
		say(st, N_("Réalisée dans les temps : toutes les lignes obligatoires sont prouvées, la dernière le %s ; échéance le %s."),
		    day, judge_iso(j->a, end), NULL, NULL);
	else if (st->years_late == 0)
		say(st, N_("Réalisée après l’échéance du %s : la dernière ligne obligatoire est prouvée le %s."),
		    judge_iso(j->a, end), day, NULL, NULL);
	else if (st->years_late == 1)
		say(st, N_("Réalisée avec un an de retard : échéance le %s, la dernière ligne obligatoire est prouvée le %s."),
		    judge_iso(j->a, end), day, NULL, NULL);
	else
		say(st, N_("Réalisée avec %s ans de retard : échéance le %s, la dernière ligne obligatoire est prouvée le %s."),
		    number(j, st->years_late), judge_iso(j->a, end), day, NULL);
}

static void
say_late(const struct judge *j, struct action_status *st)
{
	struct date end;
	bool dated = due_last_day(&st->action->due, j->bounds, &end);
	BUG_ON(!dated);
	const char *day = judge_iso(j->a, end), *on = judge_iso(j->a, j->on);
	if (st->years_late == 0)
		say(st, N_("En retard : l’échéance était le %s et des lignes restent sans preuve au %s."), day, on, NULL, NULL);
	else if (st->years_late == 1)
		say(st, N_("En retard d’un an : l’échéance était le %s et des lignes restent sans preuve au %s."), day, on, NULL, NULL);
	else
		say(st, N_("En retard de %s ans : l’échéance était le %s et des lignes restent sans preuve au %s."),
		    number(j, st->years_late), day, on, NULL);
}

static void
say_rule(const struct judge *j, struct action_status *st)
{
	const struct action *ac = st->action;
	struct date end = { 0 };
	int year = 0;
	bool dated = due_last_day(&ac->due, j->bounds, &end) && due_year(&ac->due, j->bounds, &year);
	const char *revision = number(j, j->p->revision), *why = ac->disposition_reason == NULL ? "" : ac->disposition_reason;
	switch (st->state) {
	case ST_ACHIEVED:
		say_achieved(j, st);
		break;
	case ST_LATE:
		say_late(j, st);
		break;
	case ST_DUE:
		if (st->started)
			say(st, N_("À échéance cette année, le %s ; commencée : une ligne au moins a une preuve."), judge_iso(j->a, end), NULL, NULL, NULL);
		else
			say(st, N_("À échéance cette année, le %s ; aucune preuve."), judge_iso(j->a, end), NULL, NULL, NULL);
		break;
	case ST_STARTED:
		if (dated)
			say(st, N_("Commencée avant son année d’échéance (%s) : une ligne au moins a une preuve."), year_str(j, year), NULL, NULL, NULL);
		else
			say(st, N_("Commencée, sans échéance : une ligne au moins a une preuve."), NULL, NULL, NULL, NULL);
		break;
	case ST_AHEAD:
		if (dated)
			say(st, N_("À venir : l’année d’échéance %s commence le %s."), year_str(j, year),
			    judge_iso(j->a, year_first(year, j->bounds)), NULL, NULL);
		else
			say(st, N_("À venir : aucune échéance n’est fixée."), NULL, NULL, NULL, NULL);
		break;
	case ST_CONTINUOUS:
		say(st, N_("En continu : une case par année académique ; ni retard, ni « 100 % »."), NULL, NULL, NULL, NULL);
		break;
	case ST_DECLARED:
		if (text_blank(ac->declared_by))
			say(st, N_("Déclarée réalisée dans le plan, sans preuve : comptée à part."), NULL, NULL, NULL, NULL);
		else
			say(st, N_("Déclarée réalisée par %s, sans preuve : comptée à part."), ac->declared_by, NULL, NULL, NULL);
		break;
	case ST_ABANDONED:
		say(st, ac->disposition == DISP_MERGED ? N_("Fusionnée par la version adoptée %s ; l’échéance était %s. %s")
		    : N_("Abandonnée par la version adoptée %s ; l’échéance était %s. %s"), revision, due_text(j->a, &ac->due), why, NULL);
		break;
	case ST_STATES:
		BUG_ON(true);
	}
}

/* What the rule leaves unsaid: postponed, proposed, nothing to prove with, evidence older than the plan. */
static void
say_beside(const struct judge *j, struct action_status *st, const struct tally *t)
{
	const struct action *ac = st->action;
	if (ac->disposition == DISP_POSTPONED && j->binding)
		say(st, N_("Reportée par la version adoptée %s : de %s à %s. %s"), number(j, j->p->revision), due_text(j->a, &ac->due_before),
		    due_text(j->a, &ac->due), ac->disposition_reason == NULL ? "" : ac->disposition_reason);
	else if (ac->disposition != DISP_ACTIVE && !j->binding)
		say(st, N_("Ce projet de version propose de la reporter, de la fusionner ou de l’abandonner : sans effet avant son adoption."),
		    NULL, NULL, NULL, NULL);
	if (st->state == ST_CONTINUOUS && ac->declared_done)
		say(st, N_("Déclarée réalisée, mais une action continue s’alimente chaque année."), NULL, NULL, NULL, NULL);
	bool open = st->state != ST_ACHIEVED && st->state != ST_CONTINUOUS && st->state != ST_ABANDONED;
	if (open && st->lines == 0)
		say(st, N_("Aucun indicateur de suivi : rien ne peut la prouver."), NULL, NULL, NULL, NULL);
	else if (open && t->mandatory > 0 && t->waived == t->mandatory)
		say(st, N_("Toutes les lignes obligatoires sont sans objet : seule une version adoptée peut abandonner l’action."),
		    NULL, NULL, NULL, NULL);
	else if (open && t->mandatory > 0 && t->recorded > 0 && t->recorded + t->waived == t->mandatory)
		say(st, N_("Des nombres sans cible sont enregistrés ; ils ne suffisent pas à dire l’action réalisée."), NULL, NULL, NULL, NULL);
	if (t->early)
		say(st, N_("Une preuve datée d’avant le %s, début du plan, ne compte pas."),
		    judge_iso(j->a, year_first(j->p->first_year, j->bounds)), NULL, NULL, NULL);
}

/* ---- continuous actions ------------------------------------------------------------------------------------- */

/* The evidence that came to be known after its year had closed, the last filed one. */
static const struct evidence_fact *
repair_of(const struct judge *j, const struct action_status *st, size_t c)
{
	struct date end = year_last(st->cells[c].year, j->bounds);
	const struct evidence_fact *found = NULL;
	for (size_t i = c; i < st->nslots; i += st->ncells) {
		const struct slot *s = &st->slots[i];
		for (size_t k = 0; k < s->nfacts; k++) {
			const struct evidence_fact *f = &j->e->facts[s->facts[k]];
			if (date_cmp(f->filed, end) > 0 && (found == NULL || date_cmp(f->filed, found->filed) > 0))
				found = f;
		}
	}
	return found;
}

static void
say_kept(const struct judge *j, struct action_status *st, size_t c, const char *year, const struct tally *t)
{
	const struct evidence_fact *f = repair_of(j, st, c), *m = NULL;
	for (size_t i = c; i < st->nslots && m == NULL; i += st->ncells)
		m = meeting_of(j, &st->slots[i]);
	if (f != NULL && f->masked)
		say(st, N_("%s : tenue à jour, réparée le %s par une pièce non communiquée, datée du %s."), year, judge_iso(j->a, f->filed),
		    judge_iso(j->a, f->effective), NULL);
	else if (f != NULL)
		say(st, N_("%s : tenue à jour, réparée le %s par « %s », datée du %s."), year, judge_iso(j->a, f->filed), f->title,
		    judge_iso(j->a, f->effective));
	else if (t->has_reached && m != NULL)
		say(st, N_("%s : tenue à jour, lignes remplies le %s par « %s »."), year, judge_iso(j->a, t->reached), m->title, NULL);
	else if (t->has_reached)
		say(st, N_("%s : tenue à jour, lignes remplies le %s."), year, judge_iso(j->a, t->reached), NULL, NULL);
	else
		say(st, N_("%s : rien à alimenter, toutes les lignes sont sans objet."), year, NULL, NULL, NULL);
}

static void
say_cell(const struct judge *j, struct action_status *st, size_t c)
{
	const char *year = year_str(j, st->cells[c].year);
	const char *end = judge_iso(j->a, year_last(st->cells[c].year, j->bounds));
	struct tally t = { 0 };
	judge_tally(st->slots + c, st->ncells == 0 ? 0 : st->nslots / st->ncells, st->ncells, &t);
	switch (st->cells[c].state) {
	case CELL_KEPT:
		say_kept(j, st, c, year, &t);
		break;
	case CELL_PARTIAL:
		say(st, N_("%s : en partie, lignes obligatoires remplies : %s sur %s."), year,
		    number(j, t.satisfied + t.recorded + t.waived), number(j, t.mandatory), NULL);
		for (size_t i = c; i < st->nslots; i += st->ncells)
			say_slot(j, st, &st->slots[i]);
		break;
	case CELL_TO_FEED:
		say(st, N_("%s : à alimenter avant le %s, aucune preuve datée de cette année."), year, end, NULL, NULL);
		break;
	case CELL_INTERRUPTED:
		say(st, N_("%s : interrompue, année close le %s sans preuve datée de cette année."), year, end, NULL, NULL);
		break;
	case CELL_FUTURE:
		break;
	}
}

void
judge_why(const struct judge *j, struct action_status *st, const struct tally *t)
{
	/* The rule, at most four remarks, then at most one reason a slot and one a year. */
	st->why = ARENA_ARRAY(j->a, struct reason, 5 + st->nslots + st->ncells);
	say_rule(j, st);
	say_beside(j, st, t);
	for (size_t i = 0; st->ncells == 0 && i < st->nslots; i++)
		say_slot(j, st, &st->slots[i]);
	for (size_t c = 0; c < st->ncells; c++)
		say_cell(j, st, c);
}
