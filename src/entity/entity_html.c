/* Form, filters, list and detail. */
#include "base/date.h"
#include "base/text.h"
#include "entity/entity_private.h"
#include <string.h>

/* ---- form ----------------------------------------------------------------------------------------------- */

struct input {
	struct page *p;
	const struct entity_view *v;
	const struct field *f;
	const char *value;             /* as typed, else of the row; NULL when empty */
	const struct problem *problem;
	const void *row;
	bool typed;
};

static const char *
id_of_field(const struct input *in)
{
	return in->v->ids == NULL ? in->f->name : arena_printf(in->p->a, "%s%s", in->v->ids, in->f->name);
}

/* id, name and what ties the input to its help and its mistake. */
static void
common(const struct input *in)
{
	const struct field *f = in->f;
	const char *id = id_of_field(in);
	html(in->p, " id=\"f-%s\" name=\"%s\"", id, f->name);
	if (f->help != NULL && in->problem != NULL)
		html(in->p, " aria-describedby=\"h-%s e-%s\"", id, id);
	else if (f->help != NULL || in->problem != NULL)
		html(in->p, " aria-describedby=\"%s-%s\"", f->help != NULL ? "h" : "e", id);
	if (in->problem != NULL)
		html(in->p, " aria-invalid=\"true\"");
	if ((f->flags & F_REQUIRED) && f->kind != K_BOOL)
		html(in->p, " required");
}

static void
option(struct page *p, const char *value, const char *text, bool selected)
{
	html(p, "<option value=\"%s\"%s>%s</option>", value, selected ? " selected" : "", text);
}

/* What was typed and is no choice stays visible, as an option of its own. */
static void
stray_option(const struct input *in, bool found)
{
	if (!found && in->value != NULL)
		option(in->p, in->value, in->value, true);
}

static void
select_choice(const struct input *in)
{
	struct page *p = in->p;
	const struct choice *now = in->value == NULL ? NULL : choice_find(p->a, in->f, in->value);
	html(p, "<select");
	common(in);
	html(p, ">");
	if (now == NULL || !(in->f->flags & F_REQUIRED))
		option(p, "", (in->f->flags & F_REQUIRED) ? _("Choisir…") : "—", in->value == NULL);
	stray_option(in, now != NULL);
	for (const struct choice *c = in->f->choices; c->key != NULL; c++)
		option(p, c->key, tr(p->lang, c->label), c == now);
	html(p, "</select>");
}

static enum err
input_ref(const struct input *in)
{
	struct page *p = in->p;
	struct options o;
	enum err e = options_of(in->v, in->f, member_int(in->f, in->row), &o);
	if (e != OK)
		return e;
	int64_t id;
	const struct option *now = NULL;
	bool number = read_int(in->value, &id);
	for (size_t i = 0; number && i < o.n; i++)
		if (o.items[i].id == id)
			now = &o.items[i];
	if (in->f->flags & F_DATALIST) {
		html(p, "<input type=\"text\" list=\"l-%s\" autocomplete=\"off\" value=\"%s\"", in->f->name, now != NULL ? now->text : in->value);
		common(in);
		html(p, "><datalist id=\"l-%s\">", in->f->name);
		for (size_t i = 0; i < o.n; i++)
			html(p, "<option value=\"%s\">", o.items[i].text);
		html(p, "</datalist>");
		return OK;
	}
	html(p, "<select");
	common(in);
	html(p, ">");
	if (now == NULL || !(in->f->flags & F_REQUIRED))
		option(p, "", (in->f->flags & F_REQUIRED) ? _("Choisir…") : "—", in->value == NULL);
	stray_option(in, now != NULL);
	for (size_t i = 0; i < o.n; i++)
		option(p, arena_printf(p->a, "%lld", (long long)o.items[i].id), o.items[i].text, &o.items[i] == now);
	html(p, "</select>");
	return OK;
}

static enum err
input(const struct input *in)
{
	struct page *p = in->p;
	struct date d;
	bool on = false;
	switch (in->f->kind) {
	case K_ENUM: case K_WORD: select_choice(in); return OK;
	case K_REF: return input_ref(in);
	case K_LONG:
		html(p, "<textarea rows=\"6\"");
		common(in);
		html(p, ">\n%s</textarea>", in->value); /* a browser drops one newline there */
		return OK;
	case K_BOOL:
		html(p, "<input type=\"checkbox\" value=\"1\"%s", in->value != NULL && read_bool(p->a, in->value, &on) && on ? " checked" : "");
		break;
	case K_DATE: /* a browser empties a date input whose text is no date: what was typed wrong is shown as text */
		html(p, "<input type=\"%s\" value=\"%s\"", in->value == NULL || date_parse(in->value, &d) ? "date" : "text", in->value);
		break;
	case K_INT: html(p, "<input type=\"text\" inputmode=\"numeric\" value=\"%s\"", in->value); break;
	case K_EMAIL: html(p, "<input type=\"%s\" value=\"%s\"", in->problem != NULL ? "text" : "email", in->value); break;
	case K_TEXT: html(p, "<input type=\"text\" value=\"%s\"", in->value); break;
	case K_ID: case K_REV: case K_GONE: BUG_ON(true);
	}
	common(in);
	html(p, ">");
	return OK;
}

static enum err
form_field(const struct input *in)
{
	struct page *p = in->p;
	const struct field *f = in->f;
	bool box = f->kind == K_BOOL;
	enum err e = OK;
	html(p, "<div class=\"field%s%s\">", in->problem != NULL ? " wrong" : "", box ? " box" : "");
	if (box)
		e = input(in);
	html(p, "<label for=\"f-%s\">%s", id_of_field(in), tr(p->lang, f->label));
	if ((f->flags & F_REQUIRED) && !box)
		html(p, " <span class=\"required\">%s</span>", _("requis"));
	html(p, "</label>");
	if (f->help != NULL)
		html(p, "<small class=\"help\" id=\"h-%s\">%s</small>", id_of_field(in), tr(p->lang, f->help));
	if (in->problem != NULL)
		html(p, "<small class=\"mistake\" id=\"e-%s\">▲ %s</small>", id_of_field(in), fmt_(p, in->problem->msgid, in->problem->arg, NULL));
	if (!box)
		e = input(in);
	html(p, "</div>\n");
	return e;
}

enum err
entity_form(struct page *p, const struct entity_view *v, const struct entity *e, const struct draft *d, const char *const *only)
{
	const struct field *rev = field_of_kind(e, K_REV);
	int64_t id = row_id(e, d->row);
	if (rev != NULL && id != NONE)
		html(p, "<input type=\"hidden\" name=\"%s\" value=\"%lld\">\n", rev->name, (long long)member_int(rev, d->row));
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];
		if (!field_in_form(e, f, v->roles, id, only))
			continue;
		const struct problem *pb = problem_of(&d->problems, f->name);
		struct input in = { .p = p, .v = v, .f = f, .problem = pb, .row = d->row, .typed = d->typed[i] != NULL };
		in.value = in.typed && (pb != NULL || f->kind == K_LONG) ? d->typed[i] : entity_plain(p->a, f, d->row);
		if (in.value != NULL && in.value[0] == '\0')
			in.value = NULL;
		enum err err = form_field(&in);
		if (err != OK)
			return err;
	}
	return OK;
}

/* ---- filters and list ----------------------------------------------------------------------------------- */

static const char *
filter_of(const struct entity *e, const struct entity_query *q, const struct field *f)
{
	return q->filter == NULL ? NULL : q->filter[f - e->fields];
}

static enum err
filter_select(struct page *p, const struct entity_view *v, const struct field *f, const char *now)
{
	bool b = false;
	int64_t id = NONE;
	html(p, "<label>%s<select id=\"q-%s\" name=\"%s\">", tr(p->lang, f->label), f->name, f->name);
	option(p, "", _("Tous"), now == NULL);
	if (f->kind == K_BOOL) {
		bool set = now != NULL && read_bool(p->a, now, &b);
		option(p, "1", _("oui"), set && b);
		option(p, "0", _("non"), set && !b);
	} else if (f->kind == K_REF) {
		struct options o;
		bool set = read_int(now, &id);
		enum err e = options_of(v, f, set ? id : NONE, &o);
		if (e != OK)
			return e;
		for (size_t i = 0; i < o.n; i++)
			option(p, arena_printf(p->a, "%lld", (long long)o.items[i].id), o.items[i].text, set && o.items[i].id == id);
	} else {
		const struct choice *is = now == NULL ? NULL : choice_find(p->a, f, now);
		for (const struct choice *c = f->choices; c->key != NULL; c++)
			option(p, c->key, tr(p->lang, c->label), c == is);
	}
	html(p, "</select></label>\n");
	return OK;
}

enum err
entity_filters(struct page *p, const struct entity_view *v, const struct entity *e, const struct entity_query *q)
{
	bool searched = false;
	html(p, "<form class=\"filters\" method=\"get\" role=\"search\">\n");
	for (size_t i = 0; i < e->nfields; i++)
		searched = searched || ((e->fields[i].flags & F_SEARCH) && entity_may_read(e, &e->fields[i], v->roles));
	if (searched)
		html(p, "<label>%s<input type=\"search\" id=\"q-q\" name=\"q\" value=\"%s\"></label>\n", _("Chercher"), q->search);
	for (size_t i = 0; i < e->nfields; i++) {
		enum err err = field_filters(v, e, &e->fields[i]) ? filter_select(p, v, &e->fields[i], filter_of(e, q, &e->fields[i])) : OK;
		if (err != OK)
			return err;
	}
	if (q->kept[1] != NULL)
		html(p, "<input type=\"hidden\" name=\"%s\" value=\"%s\">", q->kept[0], q->kept[1]);
	if (!text_blank(q->sort))
		html(p, "<input type=\"hidden\" name=\"sort\" value=\"%s\">", q->sort);
	html(p, "<button type=\"submit\">%s</button></form>\n", _("Montrer"));
	return OK;
}

/* The same list sorted by that field; the other way round when it is already. */
static struct url
sort_url(struct page *p, const struct entity *e, const struct entity_query *q, const struct field *by, bool down)
{
	const char *(*pairs)[2] = (const char *(*)[2])ARENA_ARRAY(p->a, const char *, 2 * (e->nfields + 3));
	size_t n = 0;
	for (size_t i = 0; i < e->nfields; i++) {
		pairs[n][0] = e->fields[i].name;
		pairs[n++][1] = filter_of(e, q, &e->fields[i]);
	}
	pairs[n][0] = "q";
	pairs[n++][1] = q->search;
	if (q->kept[1] != NULL) {
		pairs[n][0] = q->kept[0];
		pairs[n++][1] = q->kept[1];
	}
	pairs[n][0] = "sort";
	pairs[n++][1] = down ? arena_printf(p->a, "-%s", by->name) : by->name;
	return url_query(p->a, (const char *const (*)[2])pairs, n);
}

static void
heading(struct page *p, const struct entity *e, const struct entity_query *q, const struct field *f)
{
	bool down = q->sort != NULL && q->sort[0] == '-';
	const char *by = entity_field(e, down ? q->sort + 1 : q->sort) == NULL ? e->title : down ? q->sort + 1 : q->sort;
	bool here = strcmp(by, f->name) == 0;
	html(p, "<th scope=\"col\"");
	if (here)
		html(p, " aria-sort=\"%s\"", down ? "descending" : "ascending");
	html(p, "><a href=\"");
	html_url(p, sort_url(p, e, q, f, here && !down));
	html(p, "\">%s", tr(p->lang, f->label));
	if (here)
		html(p, "<span aria-hidden=\"true\"> %s</span>", down ? "▼" : "▲");
	html(p, "</a></th>");
}

static void
cell(struct page *p, const struct entity_view *v, const struct entity *e, const struct field *f, const void *row, const char *ref_text,
    struct url (*row_url)(struct arena *a, const void *row))
{
	bool title = strcmp(f->name, e->title) == 0;
	const char *s = entity_shown(v, f, row, ref_text);
	if (title)
		html(p, "<th scope=\"row\">");
	else if (f->kind == K_INT)
		html(p, "<td class=\"number\" data-label=\"%s\">", tr(p->lang, f->label));
	else /* on a narrow screen the row is a stack: each value says what it is */
		html(p, "<td data-label=\"%s\">", tr(p->lang, f->label));
	if (title && row_url != NULL) {
		html(p, "<a href=\"");
		html_url(p, row_url(p->a, row));
		html(p, "\">%s</a>", s != NULL ? s : "—");
	} else if (f->kind == K_LONG) {
		html_text(p, text_ellipsis(p->a, s == NULL ? "" : s, 160));
	} else {
		html_text(p, s);
	}
	html(p, title ? "</th>" : "</td>");
}

static void
pick_box(struct page *p, const struct entity *e, const char *name, const void *row)
{
	const struct field *title = entity_field(e, e->title), *id = entity_field(e, "id");
	const char *text = *(const char *const *)((const char *)row + title->offset);
	html(p, "<td><input type=\"checkbox\" name=\"%s\" value=\"%lld\" aria-label=\"%s\"></td>", name, (long long)*(const int64_t *)((const char *)row + id->offset),
	    fmt_(p, N_("Choisir : %s"), text == NULL ? "—" : text_ellipsis(p->a, text, 80), NULL));
}

void
entity_list(struct page *p, const struct entity_view *v, const struct entity *e, const struct entity_query *q, const struct entity_rows *r,
    struct url (*row_url)(struct arena *a, const void *row))
{
	if (r->n == 0) {
		html(p, "<p class=\"empty\">%s</p>\n", q->filter != NULL || !text_blank(q->search) ? _("Rien ne correspond à cette recherche.") : _("Rien ici pour l’instant."));
		return;
	}
	html(p, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"%s\"><table class=\"list\"><thead><tr>", tr(p->lang, e->many));
	if (q->pick != NULL)
		html(p, "<th scope=\"col\" data-pick-all><span class=\"hidden\">%s</span></th>", _("Choisir"));
	for (size_t i = 0; i < e->nfields; i++)
		if ((e->fields[i].flags & F_LIST) && entity_may_read(e, &e->fields[i], v->roles))
			heading(p, e, q, &e->fields[i]);
	html(p, "</tr></thead><tbody>\n");
	for (size_t k = 0; k < r->n; k++) {
		html(p, "<tr>");
		if (q->pick != NULL)
			pick_box(p, e, q->pick, entity_row(e, r, k));
		for (size_t i = 0; i < e->nfields; i++)
			if ((e->fields[i].flags & F_LIST) && entity_may_read(e, &e->fields[i], v->roles))
				cell(p, v, e, &e->fields[i], entity_row(e, r, k), r->ref_text[k * e->nfields + i], row_url);
		html(p, "</tr>\n");
	}
	html(p, "</tbody></table></div>\n");
}

void
entity_detail(struct page *p, const struct entity_view *v, const struct entity *e, const struct entity_rows *one)
{
	const void *row = entity_row(e, one, 0);
	html(p, "<dl class=\"facts\">\n");
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];
		const char *s = entity_shown(v, f, row, one->ref_text[i]);
		if (s == NULL || f->label == NULL || f->kind == K_ID || (f->flags & F_HIDDEN) || !entity_may_read(e, f, v->roles))
			continue;
		html(p, "<div><dt>%s</dt><dd>", tr(p->lang, f->label));
		if (f->kind == K_LONG) {
			html_markup(p, html_markdown(p->a, s));
		} else if (f->kind == K_EMAIL) {
			html(p, "<a href=\"");
			html_url(p, url_outside(p->a, arena_printf(p->a, "mailto:%s", s)));
			html(p, "\">%s</a>", s);
		} else {
			html_text(p, (f->flags & F_FIXED) != 0 ? moment_(p, s) : s); /* what the program set is often a moment */
		}
		html(p, "</dd></div>\n");
	}
	html(p, "</dl>\n");
}
