/* What the committee changes: weights, a notch of the curve, rules, pins; scenarios copied and put away. */
#include "call/committee_work_pages.h"
#include "pages.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct param committee_name_params[] = { { "name", P_LINE, 400 }, { 0 } };
const struct param committee_settings_params[] = { { "rev", P_INT, 20 }, { "name", P_LINE, 400 }, { "weight_sector", P_LINE, 20 }, { "weight_area", P_LINE, 20 },
	{ "weight_context", P_LINE, 20 }, { "steps", P_LINE, 200 }, { 0 } };
const struct param committee_floor_params[] = { { "rev", P_INT, 20 }, { "floor", P_LINE, 30 }, { 0 } };
const struct param committee_pin_params[] = { { "rev", P_INT, 20 }, { "pin", P_LINE, 60 }, { "reason", P_LINE, 1000 }, { "back", P_WORD, 10 }, { 0 } };
const struct param committee_rule_params[] = { { "kind", P_WORD, 30 }, { "dimension", P_WORD, 10 }, { "value", P_LINE, 600 }, { "count", P_LINE, 10 }, { "reason", P_LINE, 1000 },
	{ "file", P_MANY, 20 }, { 0 } };
const struct param committee_rule_do_params[] = { { "rev", P_INT, 20 }, { "do", P_WORD, 10 }, { "count", P_LINE, 10 }, { 0 } };

static enum err
to_table(struct request *rq, struct answer *an, const struct scenario *s, const char *fragment)
{
	return answer_redirect(rq, an, (struct url){ arena_printf(rq->a, "/editions/%lld/selection?scenario=%lld%s", (long long)s->edition, (long long)s->id, fragment) });
}

static enum err
refused(struct request *rq, struct answer *an, int64_t scenario)
{
	an->status = 422;
	enum err e = committee_show(rq, an, scenario);
	an->status = 422;
	return e;
}

static enum err
conflict(struct request *rq, struct answer *an, const struct scenario *s, int64_t rev_now)
{
	return answer_conflict(rq, an, "scenario", s->id, rev_now, url_path(rq->a, "/editions/%lld/selection?scenario=%lld", (long long)s->edition, (long long)s->id));
}

static bool
read_number(const char *typed, double most, double *out)
{
	char text[40], *end;
	snprintf(text, sizeof text, "%s", typed == NULL ? "" : typed);
	for (char *c = text; *c != '\0'; c++)
		*c = *c == ',' ? '.' : *c;
	*out = strtod(text, &end);
	return end != text && *end == '\0' && isfinite(*out) && *out >= 0 && *out <= most;
}

/* ---- scenarios ------------------------------------------------------------------------------------------------------- */

enum err
committee_begin(struct request *rq, struct answer *an)
{
	struct edition edition;
	struct scenario s = { 0 };
	const char *name = param_text(rq, "name");
	enum err e = edition_get(rq->db, param_int(rq, "id"), &edition);
	if (e != OK)
		return e;
	s.edition = edition.id;
	e = scenario_begin(rq->db, edition.id, text_blank(name) ? tr(rq->lang, N_("Proposition de départ")) : name, rq->user->person, &s.id);
	return e == OK ? to_table(rq, an, &s, "") : e;
}

enum err
committee_copy(struct request *rq, struct answer *an)
{
	struct scenario s;
	const char *name = param_text(rq, "name");
	enum err e = scenario_get(rq->db, param_int(rq, "id"), &s);
	if (e != OK)
		return e;
	if (text_blank(name)) {
		problem_add(rq->a, &an->problems, "name", N_("Donnez un nom au scénario."), NULL);
		return refused(rq, an, s.id);
	}
	e = scenario_copy(rq->db, &s, name, rq->user->person, &s.id);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Scénario « %s » : l’autre reste tel quel."), name, NULL);
	return to_table(rq, an, &s, "");
}

enum err
committee_delete(struct request *rq, struct answer *an)
{
	struct scenario s;
	enum err e = scenario_get(rq->db, param_int(rq, "id"), &s);
	if (e == OK)
		e = scenario_delete(rq->db, s.id);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Scénario « %s » retiré."), s.name, arena_printf(rq->a, "/scenarios/%lld/restore", (long long)s.id));
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/selection", (long long)s.edition));
}

enum err
committee_restore(struct request *rq, struct answer *an)
{
	struct scenario s;
	enum err e = scenario_restore(rq->db, param_int(rq, "id"));
	if (e == OK)
		e = scenario_get(rq->db, param_int(rq, "id"), &s);
	return e == OK ? to_table(rq, an, &s, "") : e;
}

/* "1; 0,5; 1/3" as numbers that never rise, at most twelve; NULL when it is none. */
static const char *
read_steps(struct arena *a, const char *typed)
{
	struct buf b = buf_new(a, 400);
	double last = 1e6;
	int n = 0;
	for (const char *s = typed == NULL ? "" : typed; *(s += strspn(s, " ;")) != '\0';) {
		size_t k = strcspn(s, " ;");
		const char *one = arena_strndup(a, s, k), *slash = strchr(one, '/');
		double x, below = 1;
		if (slash != NULL && (!read_number(slash + 1, 1000, &below) || below <= 0))
			return NULL;
		if (!read_number(slash == NULL ? one : arena_strndup(a, one, (size_t)(slash - one)), 100, &x) || (x /= below) > last || ++n > 12)
			return NULL;
		buf_printf(&b, "%s%.15g", b.len == 0 ? "" : " ", x);
		last = x;
		s += k;
	}
	return n > 0 ? arena_strdup(a, buf_str(&b)) : NULL;
}

enum err
committee_settings(struct request *rq, struct answer *an)
{
	static const char *const names[DIMENSIONS] = { "weight_sector", "weight_area", "weight_context" };
	struct scenario s;
	enum err e = scenario_get(rq->db, param_int(rq, "id"), &s);
	if (e != OK)
		return e;
	int64_t rev_now = s.rev;
	for (int d = 0; d < DIMENSIONS; d++)
		if (!read_number(param_text(rq, names[d]), 100, &s.weight[d]))
			problem_add(rq->a, &an->problems, names[d], N_("Un poids est un nombre de 0 à 100."), NULL);
	s.steps = read_steps(rq->a, param_text(rq, "steps"));
	if (s.steps == NULL)
		problem_add(rq->a, &an->problems, "steps", N_("Écrivez ce qu’apporte la première commande d’une valeur, la deuxième… : « 1 ; 0,5 ; 1/3 », sans jamais monter."), NULL);
	if (text_blank(param_text(rq, "name")))
		problem_add(rq->a, &an->problems, "name", N_("Donnez un nom au scénario."), NULL);
	if (an->problems.n > 0)
		return refused(rq, an, s.id);
	s.name = param_text(rq, "name");
	s.rev = param_int(rq, "rev");
	s.floor = NAN; /* a notch of the old curve means nothing on the new one */
	e = s.rev == rev_now ? scenario_save(rq->db, &s) : E_CONFLICT;
	if (e == E_CONFLICT)
		return conflict(rq, an, &s, rev_now);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Scénario enregistré."), NULL, NULL);
	return to_table(rq, an, &s, "");
}

enum err
committee_floor(struct request *rq, struct answer *an)
{
	struct scenario s;
	const char *typed = param_text(rq, "floor");
	enum err e = scenario_get(rq->db, param_int(rq, "id"), &s);
	if (e != OK)
		return e;
	int64_t rev_now = s.rev;
	s.rev = param_int(rq, "rev");
	s.floor = NAN;
	if (!text_blank(typed) && !text_eq(typed, "none") && !read_number(typed, 1e6, &s.floor)) {
		problem_add(rq->a, &an->problems, NULL, N_("Ce cran n’existe pas."), NULL);
		return refused(rq, an, s.id);
	}
	e = s.rev == rev_now ? scenario_save(rq->db, &s) : E_CONFLICT;
	if (e == E_CONFLICT)
		return conflict(rq, an, &s, rev_now);
	return e == OK ? to_table(rq, an, &s, "#t-curve") : e;
}

/* ---- pins ------------------------------------------------------------------------------------------------------------- */

/* "in:17:0": imposed; "out": ruled out; "free". Commission 17, whose pin was at revision 0. After a conflict the form comes
 * back over the pin as it is now, in `rev`. */
static bool
read_pin(struct request *rq, struct pin_change *c)
{
	static const struct { const char *word; int state; } words[] = { { "in:", 1 }, { "out:", -1 }, { "free:", 0 } };
	const char *s = param_text(rq, "pin");
	for (size_t k = 0; s != NULL && k < LEN(words); k++) {
		char *end;
		if (!text_starts(s, words[k].word))
			continue;
		c->state = words[k].state;
		c->submission = strtoll(s + strlen(words[k].word), &end, 10);
		c->rev = *end == ':' ? strtoll(end + 1, &end, 10) : -1;
		if (param_int(rq, "rev") != NONE)
			c->rev = param_int(rq, "rev");
		return *end == '\0' && c->rev >= 0;
	}
	return false;
}

enum err
committee_pin_set(struct request *rq, struct answer *an)
{
	struct scenario s;
	struct submission file;
	struct edition edition;
	struct scenario_pins pins;
	struct pin_change c = { .scenario = param_int(rq, "id"), .person = rq->user->person, .reason = param_text(rq, "reason") };
	enum err e = scenario_get(rq->db, c.scenario, &s);
	if (e != OK)
		return e;
	if (!read_pin(rq, &c)) {
		problem_add(rq->a, &an->problems, NULL, N_("Choisissez une commande, puis « imposer », « écarter » ou « libérer »."), NULL);
		return refused(rq, an, s.id);
	}
	if ((e = submission_get(rq->db, c.submission, &file)) != OK || (e = edition_get(rq->db, s.edition, &edition)) != OK)
		return e;
	if (file.edition != s.edition)
		return E_NOTFOUND;
	if (c.state != 0 && text_blank(c.reason)) {
		problem_add(rq->a, &an->problems, "reason", N_("Écrivez d’abord le motif : il reste au dossier, et dans la décision signée."), NULL);
		return refused(rq, an, s.id);
	}
	c.label = submission_reference(rq->a, &edition, &file);
	e = scenario_pin_set(rq->db, &c);
	if (e == E_CONFLICT) {
		int64_t now = 0;
		fail_clear(rq->a);
		if ((e = scenario_pins(rq->db, s.id, &pins)) != OK)
			return e;
		for (size_t k = 0; k < pins.n; k++)
			now = pins.items[k].submission == c.submission ? pins.items[k].rev : now;
		return conflict(rq, an, &s, now);
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, c.state > 0 ? N_("%s est imposée.") : c.state < 0 ? N_("%s est écartée.") : N_("%s est libre."), c.label, NULL);
	if (text_eq(param_text(rq, "back"), "file"))
		return answer_redirect(rq, an, url_path(rq->a, "/scenarios/%lld/files/%lld", (long long)s.id, (long long)c.submission));
	return to_table(rq, an, &s, "#t-chosen");
}

/* ---- rules ------------------------------------------------------------------------------------------------------------- */

static bool
read_count(const char *typed, int64_t *out)
{
	double x;
	*out = read_number(typed, 500, &x) && x == floor(x) ? (int64_t)x : NONE;
	return *out != NONE;
}

/* "sector|CPAS": a value with its dimension; or a dimension alone. */
static void
read_rule(struct request *rq, const struct committee_view *v, struct scenario_rule *r, struct problems *pb)
{
	static const struct { const char *word; enum sel_kind kind; } kinds[] = { { "at_most_each", SEL_AT_MOST_EACH }, { "at_most", SEL_AT_MOST },
		{ "at_least", SEL_AT_LEAST }, { "one_per_institution", SEL_ONE_PER_INSTITUTION }, { "not_together", SEL_NOT_TOGETHER } };
	const char *kind = param_text(rq, "kind"), *value = param_text(rq, "value");
	struct strings files = { 0 };
	size_t k = 0;
	while (k < LEN(kinds) && !text_eq(kinds[k].word, kind))
		k++;
	if (k == LEN(kinds)) {
		problem_add(rq->a, pb, "kind", N_("Choisissez un genre de règle."), NULL);
		return;
	}
	*r = (struct scenario_rule){ .kind = kinds[k].kind, .dimension = -1, .count = NONE, .reason = text_blank(param_text(rq, "reason")) ? NULL : param_text(rq, "reason") };
	if (r->kind <= SEL_AT_LEAST && !read_count(param_text(rq, "count"), &r->count))
		problem_add(rq->a, pb, "count", N_("Écrivez un nombre entier de 0 à 500."), NULL);
	for (int d = 0; d < DIMENSIONS; d++) {
		if (r->kind == SEL_AT_MOST_EACH && text_eq(param_text(rq, "dimension"), dimension_words[d]))
			r->dimension = d;
		size_t n = strlen(dimension_words[d]);
		if ((r->kind == SEL_AT_MOST || r->kind == SEL_AT_LEAST) && value != NULL && strncmp(value, dimension_words[d], n) == 0 && value[n] == '|') {
			r->dimension = d;
			r->value = value + n + 1;
		}
	}
	if (r->kind == SEL_AT_MOST_EACH && r->dimension < 0)
		problem_add(rq->a, pb, "dimension", N_("Par secteur, par thème ou par type ?"), NULL);
	if ((r->kind == SEL_AT_MOST || r->kind == SEL_AT_LEAST) && (r->dimension < 0 || text_blank(r->value)))
		problem_add(rq->a, pb, "value", N_("Choisissez la valeur dont il s’agit."), NULL);
	param_many(rq, "file", &files);
	for (size_t i = 0; r->kind == SEL_NOT_TOGETHER && i < files.n; i++) {
		size_t at = committee_candidate(&v->c, strtoll(files.items[i], NULL, 10));
		if (at < v->c.n)
			PUSH(rq->a, &r->files, committee_file(&v->c, at)->id);
	}
	if (r->kind == SEL_NOT_TOGETHER && r->files.n < 2)
		problem_add(rq->a, pb, "file", N_("Choisissez au moins deux commandes."), NULL);
}

static enum err
show_rule(struct request *rq, struct answer *an, struct committee_view *v)
{
	v->problems = &an->problems;
	committee_values(rq, v);
	problems_say(rq, &an->problems);
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Sélection")), v->c.jury.edition.label);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &v->c.jury.edition, "selection", title);
	page_committee_rule_new(p, rq, v);
	layout_end(rq, an);
	return OK;
}

static enum err
open_rule(struct request *rq, struct committee_view *v)
{
	enum err e = committee_load(rq->db, param_int(rq, "id"), &v->c, &v->nothing);
	if (e != E_INVALID || v->nothing.n == 0)
		return e;
	fail_clear(rq->a);
	return OK; /* a rule may be written before there is anything to choose from */
}

enum err
committee_rule_page(struct request *rq, struct answer *an)
{
	struct committee_view v = { 0 };
	enum err e = open_rule(rq, &v);
	return e == OK ? show_rule(rq, an, &v) : e;
}

enum err
committee_rule_new(struct request *rq, struct answer *an)
{
	struct committee_view v = { 0 };
	struct scenario_rule r = { 0 };
	enum err e = open_rule(rq, &v);
	if (e != OK)
		return e;
	read_rule(rq, &v, &r, &an->problems);
	if (an->problems.n > 0) {
		an->status = 422;
		return show_rule(rq, an, &v);
	}
	r.scenario = v.c.scenario.id;
	if ((e = scenario_rule_add(rq->db, &r, rq->user->person)) != OK)
		return e;
	answer_notice(rq, an, N_("Règle ajoutée : %s."), scenario_rule_words(rq->a, rq->lang, &v.c, &r), NULL);
	return to_table(rq, an, &v.c.scenario, "#t-rules");
}

enum err
committee_rule_do(struct request *rq, struct answer *an)
{
	struct scenario s;
	struct scenario_rules all;
	int64_t count, rule = param_int(rq, "rule"), rev_now = 0;
	enum err e = scenario_get(rq->db, param_int(rq, "id"), &s);
	if (e == OK)
		e = scenario_rules(rq->db, s.id, &all);
	if (e != OK)
		return e;
	if (text_eq(param_text(rq, "do"), "drop")) {
		e = scenario_rule_drop(rq->db, s.id, rule);
		answer_notice(rq, an, N_("Règle retirée."), NULL, NULL);
	} else if (!read_count(param_text(rq, "count"), &count)) {
		problem_add(rq->a, &an->problems, arena_printf(rq->a, "count-%lld", (long long)rule), N_("Écrivez un nombre entier de 0 à 500."), NULL);
		return refused(rq, an, s.id);
	} else {
		e = scenario_rule_count(rq->db, s.id, rule, param_int(rq, "rev"), count);
		for (size_t k = 0; k < all.n; k++)
			rev_now = all.items[k].id == rule ? all.items[k].rev : rev_now;
		if (e == E_CONFLICT)
			return conflict(rq, an, &s, rev_now);
		answer_notice(rq, an, N_("Règle changée."), NULL, NULL);
	}
	return e == OK ? to_table(rq, an, &s, "#t-rules") : e;
}
