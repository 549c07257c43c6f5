/* The inputs of the sponsor's form, and where their values come from. */
#include "call/call_pages.h"
#include "base/json.h"
#include <jansson.h>
#include <string.h>

/* ---- values ---------------------------------------------------------------------------------------------- */

static const char *
get_of_request(void *arg, const char *name)
{
	struct request *rq = arg;
	struct strings many = { 0 };
	if (strcmp(name, "slot") != 0)
		return param_text(rq, name);
	struct buf b = buf_new(rq->a, KIB(16));
	param_many(rq, name, &many);
	for (size_t i = 0; i < many.n; i++)
		buf_printf(&b, "%s\n", many.items[i]);
	return buf_str(&b);
}

struct typed_source
typed_of_request(struct request *rq)
{
	return (struct typed_source){ get_of_request, rq };
}

static const char *
get_of_json(void *arg, const char *name)
{
	return json_string_value(json_object_get(arg, name));
}

struct typed_source
typed_of_json(struct arena *a, const char *json)
{
	json_t *o = NULL;
	if (json == NULL || json_read(a, json, strlen(json), &o) != OK)
		fail_clear(a);
	return (struct typed_source){ get_of_json, o };
}

struct of_door { struct arena *a; const struct door *d; };

static const char *
get_of_door(void *arg, const char *name)
{
	const struct of_door *from = arg;
	const struct door *d = from->d;
	struct arena *a = from->a;
	if (strcmp(name, "slot") == 0) {
		struct buf b = buf_new(a, KIB(16));
		for (int i = 0; i < COMMITMENTS; i++)
			for (size_t k = 0; k < d->commitments.slots[i].n; k++)
				buf_printf(&b, "%s %s\n", commitment_words[i], d->commitments.slots[i].items[k]);
		return buf_str(&b);
	}
	for (int i = 0; i < COMMITMENTS; i++) {
		if (strcmp(name, commitment_words[i]) == 0)
			return d->commitments.answer[i];
		if (text_starts(name, commitment_words[i]) && strcmp(name + strlen(commitment_words[i]), "_note") == 0)
			return d->commitments.note[i];
	}
	return answer_of_row(a, &d->s, name);
}

struct typed_source
typed_of_door(struct arena *a, const struct door *d)
{
	struct of_door *from = ARENA_NEW(a, struct of_door);
	*from = (struct of_door){ a, d };
	return (struct typed_source){ get_of_door, from };
}

static const char *
value_of(const struct typed_source *from, const char *name)
{
	const char *s = from->get(from->arg, name);
	return s == NULL ? "" : s;
}

static void
json_add(struct jw *j, const struct typed_source *from, const char *name, bool *any)
{
	const char *s = from->get(from->arg, name);
	if (s == NULL)
		return;
	*any = true;
	jw_str(j, name, s);
}

const char *
typed_json(struct arena *a, const struct typed_source *from, enum step step)
{
	struct buf b = buf_new(a, KIB(256));
	struct jw j = jw_to(&b, false);
	bool any = false;
	jw_begin(&j, NULL, '{');
	for (size_t i = 0; i < answer_fields_n; i++) {
		if (answer_fields[i].step != step)
			continue;
		json_add(&j, from, answer_fields[i].name, &any);
		if (answer_fields[i].flags & ANSWER_OTHER)
			json_add(&j, from, arena_printf(a, "%s_other", answer_fields[i].name), &any);
	}
	for (int i = 0; step == STEP_COMMITMENTS && i < COMMITMENTS; i++) {
		json_add(&j, from, commitment_words[i], &any);
		json_add(&j, from, arena_printf(a, "%s_note", commitment_words[i]), &any);
	}
	if (step == STEP_COMMITMENTS)
		json_add(&j, from, "slot", &any);
	jw_end(&j, '}');
	return any && !b.full ? buf_str(&b) : NULL;
}

void
problems_say(struct request *rq, struct problems *pb)
{
	for (size_t i = 0; i < pb->n; i++)
		if (pb->items[i].arg != NULL)
			pb->items[i].arg = tr(rq->lang, pb->items[i].arg);
}

/* ---- inputs ---------------------------------------------------------------------------------------------- */

static void
wrong(struct page *p, const char *name, const struct problem *pb)
{
	if (pb != NULL)
		html(p, "<span class=\"wrong\" id=\"e-%s\">▲ %s</span>", name, fmt_(p, pb->msgid, pb->arg, NULL));
}

/* What an input or a group is described by. */
static void
described(struct page *p, const char *name, const char *help, const struct problem *pb)
{
	if (help != NULL && pb != NULL)
		html(p, " aria-describedby=\"h-%s e-%s\"", name, name);
	else if (help != NULL || pb != NULL)
		html(p, " aria-describedby=\"%s-%s\"", help != NULL ? "h" : "e", name);
}

static void
label(struct page *p, const struct answer_field *f, const char *tag)
{
	html_lit(p, tag, strlen(tag));
	html(p, "%s", _(f->label));
	if (!(f->flags & ANSWER_REQUIRED))
		html(p, " <span class=\"soft\">%s</span>", _("(facultatif)"));
}

static void
hint(struct page *p, const struct answer_field *f)
{
	if (f->help != NULL)
		html(p, "<span class=\"hint\" id=\"h-%s\">%s</span>", f->name, _(f->help));
}

static void
text_input(struct page *p, const struct step_view *v, const struct answer_field *f, const struct problem *pb)
{
	const char *value = value_of(&v->from, f->name), *type = f->kind == ANSWER_EMAIL ? "email" : f->kind == ANSWER_PHONE ? "tel" : "text";
	html(p, "<div class=\"field\">");
	html(p, "<label for=\"f-%s\">", f->name);
	label(p, f, "");
	html(p, "</label>");
	hint(p, f);
	wrong(p, f->name, pb);
	if (f->kind == ANSWER_LONG)
		html(p, "<textarea id=\"f-%s\" name=\"%s\" rows=\"%d\" maxlength=\"%zu\"", f->name, f->name, f->max > 1000 ? 8 : 3, f->max);
	else
		html(p, "<input type=\"%s\" id=\"f-%s\" name=\"%s\" value=\"%s\" maxlength=\"%zu\"", type, f->name, f->name, value, f->max);
	if (f->autocomplete != NULL)
		html(p, " autocomplete=\"%s\"", f->autocomplete);
	if (pb != NULL)
		html(p, " aria-invalid=\"true\"");
	described(p, f->name, f->help, pb);
	if (strcmp(f->name, "question") == 0)
		html(p, " data-suggest=\"/call/suggest\"");
	if (f->kind == ANSWER_LONG)
		html(p, ">\n%s</textarea>", value);
	else
		html(p, ">");
	html(p, "</div>\n");
}

static void
radio(struct page *p, const char *name, const char *value, const char *text, bool first, bool checked)
{
	html(p, "<label class=\"check\"><input type=\"radio\" name=\"%s\" value=\"%s\"", name, value);
	if (first)
		html(p, " id=\"f-%s\"", name);
	html(p, "%s> %s</label>", checked ? " checked" : "", text);
}

static void
choices(struct page *p, const struct step_view *v, const struct answer_field *f, const struct problem *pb)
{
	const char *value = value_of(&v->from, f->name);
	bool first = true;
	html(p, "<fieldset class=\"field\"");
	described(p, f->name, f->help, pb);
	html(p, ">");
	label(p, f, "<legend>");
	html(p, "</legend>");
	hint(p, f);
	wrong(p, f->name, pb);
	for (const struct choice *c = f->choices; f->kind == ANSWER_CHOICE && c->key != NULL; c++, first = false)
		radio(p, f->name, c->key, _(c->label), first, strcmp(value, c->key) == 0);
	for (size_t i = 0; f->kind == ANSWER_TERM && i < v->d->terms.n; i++) {
		const struct call_term *t = &v->d->terms.items[i];
		if (strcmp(t->list, f->name) != 0)
			continue;
		const char *id = arena_printf(p->a, "%lld", (long long)t->id);
		radio(p, f->name, id, t->name, first, strcmp(value, id) == 0);
		first = false;
	}
	if (f->flags & ANSWER_OTHER) {
		const char *name = arena_printf(p->a, "%s_other", f->name);
		const struct problem *other = problem_of(v->problems, name);
		radio(p, f->name, "other", _("Autre"), first, strcmp(value, "other") == 0);
		html(p, "<div class=\"field other\"><label for=\"f-%s\">%s</label>", name, _("Autre, à préciser"));
		wrong(p, name, other);
		html(p, "<input type=\"text\" id=\"f-%s\" name=\"%s\" value=\"%s\" maxlength=\"%zu\"%s", name, name, value_of(&v->from, name), f->max,
		    other != NULL ? " aria-invalid=\"true\"" : "");
		described(p, name, NULL, other);
		html(p, "></div>");
	}
	html(p, "</fieldset>\n");
}

void
answer_put(struct page *p, const struct step_view *v, const struct answer_field *f)
{
	const struct problem *pb = problem_of(v->problems, f->name);
	if (f->kind == ANSWER_TERM || f->kind == ANSWER_CHOICE)
		choices(p, v, f, pb);
	else
		text_input(p, v, f, pb);
}

static bool
has_line(const char *lines, const char *line)
{
	size_t n = strlen(line);
	for (const char *s = lines; (s = strstr(s, line)) != NULL; s += n)
		if ((s == lines || s[-1] == '\n') && (s[n] == '\n' || s[n] == '\r' || s[n] == '\0'))
			return true;
	return false;
}

static void
slots(struct page *p, const struct step_view *v, int what)
{
	const struct edition *e = &v->d->edition;
	const char *word = commitment_words[what], *lines = value_of(&v->from, "slot");
	struct strings possible;
	commitment_slots(p->a, e, what, &possible);
	if (possible.n == 0 || commitment_texts[what].slots == NULL)
		return;
	html(p, "<fieldset class=\"choice slots\"><legend>%s</legend><span class=\"hint\">%s</span>", _(commitment_texts[what].slots), _(commitment_texts[what].none));
	for (size_t i = 0; i < possible.n; i++) {
		const char *value = arena_printf(p->a, "%s %s", word, possible.items[i]);
		html(p, "<label class=\"check\"><input type=\"checkbox\" name=\"slot\" value=\"%s\"%s> %s</label>", value, has_line(lines, value) ? " checked" : "",
		    slot_text(p->a, p->lang, e, possible.items[i]));
	}
	html(p, "</fieldset>");
}

void
commitment_put(struct page *p, const struct step_view *v, int what)
{
	static const struct { const char *value, *text; } answers[] = { { "yes", N_("Oui") }, { "unsure", N_("À confirmer") }, { "no", N_("Non") } };
	const char *word = commitment_words[what], *value = value_of(&v->from, word), *day = commitment_day(&v->d->edition, what);
	const char *note = arena_printf(p->a, "%s_note", word);
	const struct problem *pb = problem_of(v->problems, word), *long_note = problem_of(v->problems, note);
	html(p, "<fieldset class=\"field\"");
	described(p, word, NULL, pb);
	html(p, "><legend>%s</legend>", _(commitment_texts[what].question));
	if (day != NULL)
		html(p, "<p class=\"meta\">%s</p>", day_long_(p, day));
	wrong(p, word, pb);
	html(p, "<div class=\"choice\">");
	for (size_t i = 0; i < LEN(answers); i++)
		radio(p, word, answers[i].value, _(answers[i].text), i == 0, strcmp(value, answers[i].value) == 0);
	html(p, "</div>");
	slots(p, v, what);
	html(p, "<div class=\"field\"><label for=\"f-%s\">%s</label>", note, _("Une précision (facultatif)"));
	wrong(p, note, long_note);
	html(p, "<input type=\"text\" id=\"f-%s\" name=\"%s\" value=\"%s\" maxlength=\"500\"></div></fieldset>\n", note, note, value_of(&v->from, note));
}
