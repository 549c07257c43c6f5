/* plan_json.c: a plan as JSON and back, nothing lost. The keys of the command line's contract come first; the rest is
 * beside them, so that a reader of the contract reads a full file too. */
#include "plan/plan_export.h"
#include <jansson.h>
#include <string.h>

/* ---- writing ---------------------------------------------------------------------------------------------- */

static const char *const due_words[] = { "none", "year", "continuous", "date", "term", "done" };
static const char *const actor_words[] = { "body", "unit", "office", "direction" };
static const char *const qualification_words[] = { "filed", "validated", "adopted" };
static const char *const disposition_words[] = { "active", "postponed", "merged", "abandoned" };
static const char *const status_words[] = { "draft", "adopted", "superseded" };

static void
opt_str(struct jw *j, const char *key, const char *value)
{
	if (value != NULL)
		jw_str(j, key, value);
}

static void
due_json(struct jw *j, const char *key, const struct due *d, bool full)
{
	jw_begin(j, key, '{');
	jw_str(j, "kind", due_words[d->kind]);
	if (d->kind == DUE_YEAR || d->kind == DUE_TERM)
		jw_str(j, "year", year_text(d->year).s);
	if (d->kind == DUE_TERM)
		jw_int(j, "term", d->term);
	if (d->kind == DUE_DATE)
		jw_str(j, "date", date_iso(d->date).s);
	if (full)
		opt_str(j, "text", d->text);
	jw_end(j, '}');
}

static void
indicator_json(struct jw *j, const struct indicator *i, bool full)
{
	jw_begin(j, NULL, '{');
	jw_str(j, "text", i->text);
	jw_str(j, "kind", indicator_kind_word(i->kind));
	jw_int(j, "count", i->count);
	jw_bool(j, "optional", i->optional);
	if (full) {
		opt_str(j, "rich", i->rich);
		jw_int(j, "cadence", i->cadence);
		opt_str(j, "body", i->body);
		jw_str(j, "qualification", qualification_words[i->qualification]);
		jw_bool(j, "confirmed", i->confirmed);
		if (i->id != NONE)
			jw_int(j, "id", i->id);
	}
	jw_end(j, '}');
}

static void
action_more(struct jw *j, const struct action *x)
{
	opt_str(j, "rich", x->rich);
	jw_begin(j, "responsibilities", '[');
	for (size_t i = 0; i < x->actors.n; i++) {
		jw_begin(j, NULL, '{');
		jw_int(j, "actor", x->actors.items[i].actor);
		jw_bool(j, "lead", x->actors.items[i].lead);
		jw_bool(j, "confirmed", x->actors.items[i].confirmed);
		jw_end(j, '}');
	}
	jw_end(j, ']');
	if (x->disposition != DISP_ACTIVE) {
		jw_str(j, "disposition", disposition_words[x->disposition]);
		opt_str(j, "disposition_reason", x->disposition_reason);
		due_json(j, "due_before", &x->due_before, true);
	}
	if (x->declared_done) {
		jw_bool(j, "declared_done", true);
		opt_str(j, "declared_by", x->declared_by);
	}
	if (x->id != NONE)
		jw_int(j, "id", x->id);
	if (x->line != NONE)
		jw_int(j, "line", x->line);
	if (x->rev != 0)
		jw_int(j, "rev", x->rev);
}

static void
action_json(struct jw *j, const struct plan *p, const struct action *x, bool full)
{
	jw_begin(j, NULL, '{');
	jw_str(j, "code", x->code);
	jw_str(j, "title", x->title);
	jw_begin(j, "actors", '[');
	for (size_t i = 0; i < x->actors.n; i++)
		jw_str(j, NULL, p->actors.items[x->actors.items[i].actor].name);
	jw_end(j, ']');
	due_json(j, "due", &x->due, full);
	jw_begin(j, "indicators", '[');
	for (size_t i = 0; i < x->indicators.n; i++)
		indicator_json(j, &x->indicators.items[i], full);
	jw_end(j, ']');
	jw_begin(j, "recommendations", '[');
	for (size_t i = 0; i < x->recommendations.n; i++)
		jw_str(j, NULL, x->recommendations.items[i]);
	jw_end(j, ']');
	jw_str(j, "priority", x->priority);
	jw_str(j, "conditions", x->conditions);
	jw_str(j, "source", x->source);
	if (full)
		action_more(j, x);
	jw_end(j, '}');
}

static void
counts_json(struct jw *j, const struct plan *p)
{
	struct plan_counts c = plan_count(p);
	jw_begin(j, "counts", '{');
	jw_int(j, "objectives", c.objectives);
	jw_int(j, "specific", c.specifics);
	jw_int(j, "actions", c.actions);
	jw_int(j, "indicators", c.indicators);
	jw_int(j, "actors", c.actors);
	jw_int(j, "responsibilities", c.responsibilities);
	jw_int(j, "phases", c.phases);
	jw_end(j, '}');
}

static void
head_more(struct jw *j, const struct plan *p)
{
	jw_int(j, "first_year", p->first_year);
	jw_int(j, "last_year", p->last_year);
	jw_int(j, "revision", p->revision);
	jw_str(j, "status", status_words[p->status]);
	if (p->id != NONE)
		jw_int(j, "id", p->id);
	if (p->revision_id != NONE)
		jw_int(j, "revision_id", p->revision_id);
	jw_begin(j, "actors", '[');
	for (size_t i = 0; i < p->actors.n; i++) {
		const struct actor *x = &p->actors.items[i];
		jw_begin(j, NULL, '{');
		jw_str(j, "name", x->name);
		jw_str(j, "kind", actor_words[x->kind]);
		opt_str(j, "long_name", x->long_name);
		if (x->id != NONE)
			jw_int(j, "id", x->id);
		jw_end(j, '}');
	}
	jw_end(j, ']');
}

void
plan_json_members(struct arena *a, struct jw *j, const struct plan *p, bool full)
{
	(void)a;
	jw_str(j, "title", p->title);
	jw_begin(j, "acronyms", '[');
	for (size_t i = 0; i < p->acronyms.n; i++) {
		jw_begin(j, NULL, '{');
		jw_str(j, "acronym", p->acronyms.items[i].acronym);
		jw_str(j, "name", p->acronyms.items[i].name);
		jw_end(j, '}');
	}
	jw_end(j, ']');
	if (full)
		head_more(j, p);
	jw_begin(j, "objectives", '[');
	for (size_t o = 0; o < p->objectives.n; o++) {
		const struct objective *ob = &p->objectives.items[o];
		jw_begin(j, NULL, '{');
		jw_str(j, "code", ob->code);
		jw_str(j, "title", ob->title);
		if (full)
			opt_str(j, "rich", ob->rich);
		jw_begin(j, "specific", '[');
		for (size_t s = 0; s < ob->specifics.n; s++) {
			const struct specific *sp = &ob->specifics.items[s];
			jw_begin(j, NULL, '{');
			jw_str(j, "code", sp->code);
			jw_str(j, "title", sp->title);
			if (full)
				opt_str(j, "rich", sp->rich);
			jw_str(j, "phase", sp->phase);
			jw_begin(j, "actions", '[');
			for (size_t i = 0; i < sp->actions.n; i++)
				action_json(j, p, &sp->actions.items[i], full);
			jw_end(j, ']');
			jw_end(j, '}');
		}
		jw_end(j, ']');
		jw_end(j, '}');
	}
	jw_end(j, ']');
	counts_json(j, p);
}

void
plan_to_json(struct arena *a, const struct plan *p, struct buf *out)
{
	struct jw j = jw_to(out, true);
	jw_begin(&j, NULL, '{');
	plan_json_members(a, &j, p, true);
	jw_end(&j, '}');
	buf_putc(out, '\n');
}

/* ---- reading ---------------------------------------------------------------------------------------------- */

/* The first mistake stops everything: `bad` is set once, with the path of what was being read. */
struct jr { struct arena *a; bool bad; const char *where; struct plan *p; };

static void
wrong(struct jr *r, const char *what)
{
	if (!r->bad)
		(void)fail(r->a, E_INVALID, "plan JSON: %s: %s", r->where, what);
	r->bad = true;
}

static const char *
get_str(struct jr *r, const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	if (v == NULL || json_is_null(v))
		return NULL;
	if (!json_is_string(v)) {
		wrong(r, key);
		return NULL;
	}
	return json_string_value(v);
}

static const char *
need_str(struct jr *r, const json_t *o, const char *key)
{
	const char *s = get_str(r, o, key);
	if (s == NULL)
		wrong(r, key);
	return s == NULL ? "" : s;
}

static int64_t
get_int(struct jr *r, const json_t *o, const char *key, int64_t absent)
{
	const json_t *v = json_object_get(o, key);
	if (v == NULL || json_is_null(v))
		return absent;
	if (!json_is_integer(v)) {
		wrong(r, key);
		return absent;
	}
	return json_integer_value(v);
}

static int
get_small(struct jr *r, const json_t *o, const char *key, int absent, int least, int most)
{
	int64_t x = get_int(r, o, key, absent);
	if (x < least || x > most) {
		wrong(r, key);
		return least;
	}
	return (int)x;
}

static bool
get_bool(struct jr *r, const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	if (v != NULL && !json_is_boolean(v))
		wrong(r, key);
	return json_is_true(v);
}

/* Index of the word in the list, `absent` when there is none. */
static int
get_word(struct jr *r, const json_t *o, const char *key, const char *const *words, size_t n, int absent)
{
	const char *s = get_str(r, o, key);
	if (s == NULL)
		return absent;
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i], s) == 0)
			return (int)i;
	wrong(r, key);
	return absent;
}
#define WORD(r, o, key, words, absent) get_word((r), (o), (key), (words), LEN(words), (absent))

/* The array under key; an absent one is empty. */
static const json_t *
get_array(struct jr *r, const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	if (v == NULL || json_is_null(v))
		return NULL;
	if (!json_is_array(v)) {
		wrong(r, key);
		return NULL;
	}
	return v;
}

static void
read_due(struct jr *r, const json_t *o, struct due *d)
{
	*d = (struct due){ 0 };
	if (o == NULL || json_is_null(o))
		return;
	d->kind = (enum due_kind)WORD(r, o, "kind", due_words, DUE_NONE);
	d->text = get_str(r, o, "text");
	if ((d->kind == DUE_YEAR || d->kind == DUE_TERM) && !year_parse(need_str(r, o, "year"), &d->year))
		wrong(r, "year");
	if (d->kind == DUE_TERM)
		d->term = get_small(r, o, "term", 1, 1, 2);
	if (d->kind == DUE_DATE && !date_parse(need_str(r, o, "date"), &d->date))
		wrong(r, "date");
}

static int
actor_named(struct jr *r, const char *name)
{
	int i = plan_actor_find(r->a, r->p, name);
	if (i >= 0)
		return i;
	struct actor x = { .id = NONE, .kind = ACTOR_OFFICE, .name = name };
	PUSH(r->a, &r->p->actors, x);
	return (int)(r->p->actors.n - 1);
}

static void
read_responsibilities(struct jr *r, const json_t *o, struct action *x)
{
	const json_t *full = get_array(r, o, "responsibilities"), *names = get_array(r, o, "actors");
	for (size_t i = 0; i < json_array_size(full); i++) {
		const json_t *v = json_array_get(full, i);
		int actor = get_small(r, v, "actor", -1, 0, (int)r->p->actors.n - 1);
		struct responsibility one = { actor, get_bool(r, v, "lead"), get_bool(r, v, "confirmed") };
		if (!r->bad)
			PUSH(r->a, &x->actors, one);
	}
	for (size_t i = 0; full == NULL && i < json_array_size(names); i++) {
		const char *name = json_string_value(json_array_get(names, i));
		if (text_blank(name)) {
			wrong(r, "actors");
			return;
		}
		struct responsibility one = { actor_named(r, name), i == 0, false };
		PUSH(r->a, &x->actors, one);
	}
}

static void
read_indicators(struct jr *r, const json_t *o, struct action *x)
{
	const json_t *list = get_array(r, o, "indicators");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *v = json_array_get(list, i);
		struct indicator one = { .id = get_int(r, v, "id", NONE), .text = need_str(r, v, "text"), .rich = get_str(r, v, "rich"),
			.count = get_small(r, v, "count", 1, 1, 1000), .optional = get_bool(r, v, "optional"),
			.cadence = get_small(r, v, "cadence", 1, 1, 366), .body = get_str(r, v, "body"), .confirmed = get_bool(r, v, "confirmed") };
		if (!indicator_kind_of(need_str(r, v, "kind"), &one.kind))
			wrong(r, "kind");
		one.qualification = (enum qualification)WORD(r, v, "qualification", qualification_words, (int)indicator_default_qualification(one.kind));
		PUSH(r->a, &x->indicators, one);
	}
}

static struct action
read_action(struct jr *r, const json_t *o)
{
	struct action x = { .id = get_int(r, o, "id", NONE), .line = get_int(r, o, "line", NONE), .rev = get_int(r, o, "rev", 0),
		.code = need_str(r, o, "code") };
	r->where = arena_printf(r->a, "action %s", x.code);
	x.title = need_str(r, o, "title");
	x.rich = get_str(r, o, "rich");
	read_due(r, json_object_get(o, "due"), &x.due);
	read_responsibilities(r, o, &x);
	read_indicators(r, o, &x);
	const json_t *list = get_array(r, o, "recommendations");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *s = json_string_value(json_array_get(list, i));
		if (s == NULL)
			wrong(r, "recommendations");
		PUSH(r->a, &x.recommendations, s);
	}
	x.priority = get_str(r, o, "priority");
	x.conditions = get_str(r, o, "conditions");
	x.source = get_str(r, o, "source");
	x.disposition = (enum disposition)WORD(r, o, "disposition", disposition_words, DISP_ACTIVE);
	x.disposition_reason = get_str(r, o, "disposition_reason");
	read_due(r, json_object_get(o, "due_before"), &x.due_before);
	x.declared_done = get_bool(r, o, "declared_done");
	x.declared_by = get_str(r, o, "declared_by");
	return x;
}

static void
read_objectives(struct jr *r, const json_t *root)
{
	const json_t *objectives = get_array(r, root, "objectives");
	for (size_t o = 0; o < json_array_size(objectives) && !r->bad; o++) {
		const json_t *vo = json_array_get(objectives, o);
		struct objective ob = { .code = need_str(r, vo, "code"), .title = need_str(r, vo, "title"), .rich = get_str(r, vo, "rich") };
		r->where = arena_printf(r->a, "objective %s", ob.code);
		const json_t *specifics = get_array(r, vo, "specific");
		for (size_t s = 0; s < json_array_size(specifics) && !r->bad; s++) {
			const json_t *vs = json_array_get(specifics, s);
			struct specific sp = { .code = need_str(r, vs, "code"), .title = need_str(r, vs, "title"), .rich = get_str(r, vs, "rich"),
				.phase = get_str(r, vs, "phase") };
			r->where = arena_printf(r->a, "specific objective %s", sp.code);
			const json_t *actions = get_array(r, vs, "actions");
			for (size_t i = 0; i < json_array_size(actions) && !r->bad; i++) {
				struct action x = read_action(r, json_array_get(actions, i));
				PUSH(r->a, &sp.actions, x);
			}
			PUSH(r->a, &ob.specifics, sp);
		}
		PUSH(r->a, &r->p->objectives, ob);
	}
}

static void
read_head(struct jr *r, const json_t *root)
{
	struct plan *p = r->p;
	p->title = get_str(r, root, "title");
	p->id = get_int(r, root, "id", NONE);
	p->revision_id = get_int(r, root, "revision_id", NONE);
	p->revision = get_small(r, root, "revision", 0, 0, 100000);
	p->first_year = get_small(r, root, "first_year", 0, 0, 9998);
	p->last_year = get_small(r, root, "last_year", 0, 0, 9998);
	int status = WORD(r, root, "status", status_words, REV_DRAFT);
	p->status = status == REV_ADOPTED ? REV_ADOPTED : status == REV_SUPERSEDED ? REV_SUPERSEDED : REV_DRAFT;
	const json_t *list = get_array(r, root, "acronyms");
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct acronym x = { need_str(r, json_array_get(list, i), "acronym"), need_str(r, json_array_get(list, i), "name") };
		PUSH(r->a, &p->acronyms, x);
	}
	list = get_array(r, root, "actors");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *v = json_array_get(list, i);
		struct actor x = { .id = get_int(r, v, "id", NONE), .kind = (enum actor_kind)WORD(r, v, "kind", actor_words, ACTOR_OFFICE),
			.name = need_str(r, v, "name"), .long_name = get_str(r, v, "long_name") };
		PUSH(r->a, &p->actors, x);
	}
}

/* The years of the plan when the file does not say them: those its actions are due in. */
static void
guess_years(struct plan *p)
{
	bool any = false;
	for (struct plan_walk w = { .plan = p }; plan_next(&w);) {
		int y;
		if (!due_year(&w.action->due, YEAR_BOUNDS_DEFAULT, &y))
			continue;
		p->first_year = !any || y < p->first_year ? y : p->first_year;
		p->last_year = !any || y > p->last_year ? y : p->last_year;
		any = true;
	}
}

enum err
plan_from_json(struct arena *a, const char *text, size_t n, struct plan *out)
{
	json_t *root;
	enum err e = json_read(a, text, n, &root);
	if (e != OK)
		return e;
	*out = (struct plan){ .id = NONE, .revision_id = NONE };
	struct jr r = { .a = a, .p = out, .where = "plan" };
	if (!json_is_object(root) || !json_is_array(json_object_get(root, "objectives")))
		return fail(a, E_INVALID, "plan JSON: no objectives");
	read_head(&r, root);
	read_objectives(&r, root);
	if (r.bad)
		return E_INVALID;
	if (json_object_get(root, "last_year") == NULL)
		guess_years(out);
	return OK;
}
