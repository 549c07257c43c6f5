#include "people/people_field.h"
#include <string.h>

static void
attributes(struct page *p, const struct problem *wrong, const struct input *in)
{
	html(p, " id=\"f-%s\" name=\"%s\"", in->name, in->name);
	if (in->required)
		html(p, " required");
	if (in->max > 0)
		html(p, " maxlength=\"%zu\"", in->max);
	if (in->autocomplete != NULL)
		html(p, " autocomplete=\"%s\"", in->autocomplete);
	if (wrong != NULL)
		html(p, " aria-invalid=\"true\" aria-describedby=\"e-%s\"", in->name);
	else if (in->help != NULL)
		html(p, " aria-describedby=\"h-%s\"", in->name);
}

static void
below(struct page *p, const struct problem *wrong, const char *name, const char *help)
{
	if (wrong != NULL)
		html(p, "<span class=\"wrong\" id=\"e-%s\">%s</span>", name, fmt_(p, wrong->msgid, wrong->arg));
	if (help != NULL)
		html(p, "<span class=\"hint\" id=\"h-%s\">%s</span>", name, help);
}

void
input_put(struct page *p, const struct problems *pb, const struct input *in)
{
	const struct problem *wrong = pb == NULL ? NULL : problem_of(pb, in->name);
	if (strcmp(in->type, "checkbox") == 0) {
		html(p, "<div class=\"field\"><label class=\"check\"><input type=\"checkbox\" value=\"1\"");
		attributes(p, wrong, in);
		html(p, "%s> %s</label>", in->checked ? " checked" : "", in->label);
	} else {
		html(p, "<div class=\"field\"><label for=\"f-%s\">%s</label><input type=\"%s\"", in->name, in->label, in->type);
		attributes(p, wrong, in);
		if (in->value != NULL)
			html(p, " value=\"%s\"", in->value);
		html(p, ">");
	}
	below(p, wrong, in->name, in->help);
	html(p, "</div>");
}

void
select_put(struct page *p, const struct problems *pb, const char *name, const char *label, const struct choice_of *choices, size_t n,
    const char *value, const char *help)
{
	const struct problem *wrong = pb == NULL ? NULL : problem_of(pb, name);
	struct input in = { .name = name, .help = help };
	html(p, "<div class=\"field\"><label for=\"f-%s\">%s</label><select", name, label);
	attributes(p, wrong, &in);
	html(p, ">");
	for (size_t i = 0; i < n; i++)
		html(p, "<option value=\"%s\"%s>%s</option>", choices[i].value, text_eq(choices[i].value, value) ? " selected" : "", choices[i].label);
	html(p, "</select>");
	below(p, wrong, name, help);
	html(p, "</div>");
}

const char *
actor_ref_name(const struct actor_refs *refs, int64_t id)
{
	for (size_t i = 0; i < refs->n; i++)
		if (refs->items[i].id == id)
			return refs->items[i].name;
	return NULL;
}

const char *
roles_text(struct page *p, const struct grant_rows *all, int64_t person, const struct actor_refs *refs, struct date today)
{
	struct buf b = buf_new(p->a, KIB(64));
	for (size_t i = 0; i < all->n; i++) {
		const struct grant_row *g = &all->items[i];
		struct grant in = { g->role, g->actor, g->from, g->until };
		if (g->person != person || !grant_in_force(&in, today))
			continue;
		buf_puts(&b, b.len > 0 ? " · " : "");
		buf_puts(&b, _(role_name(g->role)));
		if (g->actor != NONE && actor_ref_name(refs, g->actor) != NULL)
			buf_printf(&b, " (%s)", actor_ref_name(refs, g->actor));
	}
	return buf_str(&b);
}
