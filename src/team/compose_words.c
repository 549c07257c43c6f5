/* What a composition is worth and breaks, in words. */
#include "team/compose_pages.h"
#include <string.h>

const char *
balance_name(int which)
{
	static const char *const names[BALANCES] = { N_("diplôme de base"), N_("expérience"), N_("genre") };
	return names[which];
}

const char *
offer_name(const struct ranking_world *w, int project)
{
	const struct submission *s = project >= 0 && (size_t)project < w->offers.n ? &w->offers.items[project] : NULL;
	return s == NULL ? "–" : s->org_name == NULL ? "?" : s->org_name;
}

static const char *
who(struct page *p, const struct compose *c, int student)
{
	return student >= 0 && (size_t)student < c->w.students ? student_name(p->a, &c->w.student[student]) : "?";
}

static const char *
lead(struct page *p, const struct compose *c, int supervisor)
{
	return supervisor >= 0 && (size_t)supervisor < c->w.supervisors ? supervisor_name(p->a, &c->w.supervisor[supervisor]) : "?";
}

const char *
violation_words(struct page *p, const struct compose *c, struct team_violation v)
{
	const struct ranking_world *w = &c->w;
	size_t m = w->offers.n;
	switch (v.rule) {
	case TEAM_PLACELESS: return fmt_(p, N_("%s n’a pas de place"), who(p, c, v.a), NULL);
	case TEAM_FORBIDDEN:
		if (v.a >= 0 && (size_t)v.a < w->students && v.b >= 0 && (size_t)v.b < m && w->conflict[(size_t)v.a * m + (size_t)v.b] != NULL)
			return fmt_(p, N_("%s a travaillé pour %s"), who(p, c, v.a), w->conflict[(size_t)v.a * m + (size_t)v.b], NULL);
		return fmt_(p, N_("une règle écarte %s de %s"), who(p, c, v.a), offer_name(w, v.b), NULL);
	case TEAM_LOCKED_ELSEWHERE: return fmt_(p, N_("%s est verrouillé ailleurs que chez %s"), who(p, c, v.a), offer_name(w, v.b), NULL);
	case TEAM_NOT_TOGETHER: return fmt_(p, N_("%s et %s doivent être ensemble"), who(p, c, v.a), who(p, c, v.b), NULL);
	case TEAM_NOT_APART: return fmt_(p, N_("%s et %s ne doivent pas être ensemble"), who(p, c, v.a), who(p, c, v.b), NULL);
	case TEAM_TOO_FEW: return fmt_(p, N_("%s n’a que %s étudiants"), offer_name(w, v.a), num_(p, v.b), NULL);
	case TEAM_TOO_MANY: return fmt_(p, N_("%s a %s étudiants, c’est trop"), offer_name(w, v.a), num_(p, v.b), NULL);
	case TEAM_UNSUPERVISED: return fmt_(p, N_("%s n’a pas d’accompagnateur"), offer_name(w, v.a), NULL);
	case TEAM_SUPERVISOR_FORBIDDEN: return fmt_(p, N_("une règle écarte %s de %s"), lead(p, c, v.a), offer_name(w, v.b), NULL);
	case TEAM_SUPERVISOR_TOO_FEW: return fmt_(p, N_("%s suit trop peu d’équipes : %s"), lead(p, c, v.a), num_(p, v.b), NULL);
	case TEAM_SUPERVISOR_TOO_MANY: return fmt_(p, N_("%s suit trop d’équipes : %s"), lead(p, c, v.a), num_(p, v.b), NULL);
	case TEAM_SLACK_OVER: return fmt_(p, N_("l’écart d’équilibre est %s, plus que ce qui est permis"), num_(p, v.a), NULL);
	}
	return "?";
}

const char *
method_words(struct page *p, const char *method)
{
	static const struct { const char *key, *words; } known[] = { { "flow", N_("flots") }, { "annealing", N_("recuit") }, { "cbc", "CBC" }, { "curve", N_("courbe") }, { "known", N_("composition reprise") } };
	struct buf b = buf_new(p->a, 400);
	for (const char *at = method; *at != '\0'; at += *at == '+') {
		size_t n = strcspn(at, "+");
		const char *part = arena_strndup(p->a, at, n);
		for (size_t k = 0; k < LEN(known); k++)
			if (strcmp(part, known[k].key) == 0)
				part = _(known[k].words);
		buf_printf(&b, "%s%s", b.len > 0 ? " + " : "", part);
		at += n;
	}
	return buf_str(&b);
}

bool
supervisors_suffice(const struct compose *c, int without)
{
	int64_t most = 0;
	for (size_t k = 0; k < c->w.supervisors; k++)
		most += (int)k == without ? 0 : c->w.supervisor[k].teams_most;
	return most >= (int64_t)c->w.offers.n;
}

const char *
stage_words(struct page *p, const struct team_stage *s)
{
	switch (s->measure) {
	case TEAM_UNRANKED: return _("étudiants hors de leur classement");
	case TEAM_AT_RANK: return fmt_(p, N_("étudiants à leur choix n° %s"), num_(p, s->rank), NULL);
	case TEAM_NOT_AT_RANK: return fmt_(p, N_("étudiants pas à leur choix n° %s"), num_(p, s->rank), NULL);
	case TEAM_OF_SLACK: return _("écart d’équilibre");
	case TEAM_MOVED: return _("étudiants qui changent d’équipe");
	}
	return "?";
}

const char *
rank_words(struct page *p, const struct compose *c, size_t student, int project)
{
	if (project == TEAM_NONE)
		return _("sans place");
	if (c->w.ranked[student] == 0)
		return _("n’a pas classé");
	int r = c->w.rank[student * c->w.offers.n + (size_t)project];
	return r == 0 ? _("hors classement") : fmt_(p, N_("choix n° %s"), num_(p, r), NULL);
}

const char *
step_words(struct page *p, const char *what)
{
	static const struct { const char *what, *words; } all[] = { { "begin", N_("début") }, { "solve", N_("composé") }, { "exact", N_("composé, prouvé par le solveur") },
		{ "move", N_("déplacé") }, { "lock", N_("verrous") }, { "supervisors", N_("accompagnateurs") }, { "settings", N_("réglages") }, { "notch", N_("cran de la courbe") } };
	for (size_t k = 0; k < LEN(all); k++)
		if (text_eq(all[k].what, what))
			return _(all[k].words);
	return what;
}

const char *
profile_words(struct page *p, const int *profile, int ranks, int unranked)
{
	struct buf b = buf_new(p->a, 2000);
	for (int r = 0; r < ranks; r++)
		buf_printf(&b, "%s%s", r == 0 ? "" : " · ", num_(p, profile[r]));
	if (ranks == 0)
		buf_puts(&b, "–");
	if (unranked > 0)
		buf_printf(&b, " + %s", fmt_(p, N_("%s hors classement"), num_(p, unranked), NULL));
	return arena_strdup(p->a, buf_str(&b));
}

const char *
signed_(struct page *p, long n)
{
	return n == 0 ? "=" : arena_printf(p->a, "%s%ld", n > 0 ? "+" : "−", n > 0 ? n : -n);
}

struct url
draft_url(struct arena *a, const struct team_draft *d)
{
	return url_path(a, "/editions/%lld/teams?draft=%lld", (long long)d->edition, (long long)d->id);
}
