/* The form again, from what came: texts to be read, changed and copied; choices along, hidden; a password or a file to be
 * given again. */
#include "web/typed.h"
#include "web/once.h"
#include "web/parse.h"
#include "pages.h"
#include "people/people_pages.h"
#include <string.h>

static const struct param *
param_of(const struct route *r, const char *name)
{
	for (const struct param *d = r->params; d != NULL && d->name != NULL; d++)
		if (strcmp(d->name, name) == 0)
			return d;
	return NULL;
}

static void
hidden(struct page *p, const char *name, const char *value)
{
	html(p, "<input type=\"hidden\" name=\"%s\" value=\"%s\">", name, value);
}

static bool
is_read(const struct param *d, const char *words)
{
	bool text = d->kind == P_TEXT || d->kind == P_LINE || d->kind == P_MANY || d->kind == P_DATE;
	return text && (words == NULL || *words != '\0');
}

static bool
any_text(const struct request *rq)
{
	for (size_t i = 0; i < rq->form.n; i++) {
		const struct param *d = param_of(rq->route, rq->form.items[i].name);
		if (d != NULL && is_read(d, field_name(d->name)) && !text_blank(rq->form.items[i].value))
			return true;
	}
	return rq->files.n > 0;
}

static void
field(struct request *rq, struct answer *an, struct page *p, size_t i)
{
	const char *name = rq->form.items[i].name, *value = rq->form.items[i].value, *words = field_name(name);
	const char *id = arena_printf(rq->a, "typed-%zu", i);
	const struct param *d = param_of(rq->route, name);
	if (d == NULL)
		return;
	if (d->kind == P_SECRET && !text_blank(value))
		page_typed_secret(p, id, name);
	else if (d->kind != P_SECRET && is_read(d, words) && !text_blank(value))
		page_typed_text(p, id, name, words == NULL ? name : words, value, d->kind == P_TEXT || text_length(value) > 80,
		    problem_of(&an->problems, name) != NULL);
	else if (d->kind != P_SECRET)
		hidden(p, name, value);
}

/* By lines, so that it does not matter how they end. */
static bool
shows(struct arena *a, const char *body, const char *text)
{
	for (const char *s = text; *s != '\0';) {
		size_t n = strcspn(s, "\r\n");
		const char *line = text_trim(a, arena_strndup(a, s, n));
		struct page escaped = page_new(a, LANG_FR);
		html_text(&escaped, line);
		if (strstr(body, buf_str(&escaped.out)) == NULL)
			return false;
		s += n;
		s += strspn(s, "\r\n");
	}
	return true;
}

bool
typed_shown(const struct request *rq, const struct answer *an)
{
	const char *body = buf_str(&an->page.out);
	for (size_t i = 0; i < rq->form.n; i++) {
		const struct param *d = param_of(rq->route, rq->form.items[i].name);
		const char *value = rq->form.items[i].value;
		struct date day;
		if (d == NULL || !is_read(d, field_name(d->name)) || (d->kind == P_DATE && date_parse_human(rq->a, value, &day)))
			continue;
		if (!shows(rq->a, body, value))
			return false;
	}
	return true;
}

static bool
takes_files(const struct route *r)
{
	for (const struct param *d = r->params; d != NULL && d->name != NULL; d++)
		if (d->kind == P_FILE)
			return true;
	return false;
}

void
typed_back(struct request *rq, struct answer *an, struct page *p, const struct conflict *c, bool sign_in)
{
	const char *once = rq->once_key != NULL ? rq->once_key : once_key(rq);
	rq->csrf_used = true;
	page_typed_form(p, url_back(rq, rq->target), takes_files(rq->route), sign_in ? csrf_again(rq, once) : rq->csrf, once, any_text(rq));
	for (size_t i = 0; i < rq->form.n; i++)
		if (strcmp(rq->form.items[i].name, "rev") != 0)
			field(rq, an, p, i);
	for (size_t i = 0; i < rq->files.n; i++)
		page_typed_file(p, arena_printf(rq->a, "typed-file-%zu", i), rq->files.items[i].field, rq->files.items[i].filename);
	const char *rev = c != NULL && c->rev != NONE ? arena_printf(rq->a, "%lld", (long long)c->rev) : pair_of(&rq->form, "rev");
	if (rev != NULL)
		hidden(p, "rev", rev);
	page_typed_end(p);
	if (sign_in)
		page_typed_sign_in(p, rq->signin.email, problem_of(&an->problems, "signin-password"), signin_takes_passwords(rq));
	else
		page_typed_send(p, c != NULL);
}
