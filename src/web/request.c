#include "web/life.h"
#include "web/parse.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
read_int(const char *s, int64_t *out)
{
	size_t n = strlen(s), sign = *s == '-';
	if (n == sign || n - sign > 18 || strspn(s + sign, "0123456789") != n - sign)
		return false;
	*out = strtoll(s, NULL, 10);
	return true;
}

static bool
one_of(const char *s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(s, words[i]) == 0)
			return true;
	return false;
}

static const char *const bool_true[] = { "1", "on", "true" }, *const bool_false[] = { "0", "off", "false" };

/* NULL when the text is what its kind asks for; else why not. */
static const char *
misfit(struct arena *a, const struct param *d, const char *s)
{
	int64_t n;
	struct date day;
	if (text_blank(s))
		return NULL;
	switch (d->kind) {
	case P_INT:
		return read_int(s, &n) ? NULL : N_("Écrivez un nombre entier, en chiffres.");
	case P_DATE:
		return date_parse_human(a, s, &day) ? NULL : N_("Cette date n’est pas comprise. Écrivez par exemple 31/12/2026.");
	case P_BOOL:
		return one_of(s, bool_true, LEN(bool_true)) || one_of(s, bool_false, LEN(bool_false)) ? NULL :
		    N_("Cette valeur n’est pas permise ici.");
	case P_WORD:
		return strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_.-") == strlen(s) ? NULL : N_("Cette valeur n’est pas permise ici.");
	case P_TEXT:
	case P_LINE:
	case P_FILE:
	case P_MANY:
	case P_SECRET:
		break;
	}
	return NULL;
}

static size_t
most_bytes(const struct param *d)
{
	static const size_t usual[] = { [P_TEXT] = 20000, [P_LINE] = 500, [P_INT] = 20, [P_DATE] = 60, [P_BOOL] = 8, [P_WORD] = 80,
		[P_FILE] = UPLOAD_MAX, [P_MANY] = 500, [P_SECRET] = 1024 };
	return d->max > 0 ? d->max : usual[d->kind];
}

static const struct param *
declared(const struct route *r, const char *name)
{
	static const struct param rev = { "rev", P_INT, 20 };
	for (const struct param *d = r->params; d != NULL && d->name != NULL; d++)
		if (strcmp(d->name, name) == 0)
			return d;
	return strcmp(name, "rev") == 0 && r->method == M_POST ? &rev : NULL; /* any form may say which state it changes */
}

/* A name given twice keeps its last value: a hidden "0" before a checkbox is how a form says no. */
static void
keep(struct arena *a, struct pairs *out, const struct param *d, const char *value)
{
	for (size_t i = 0; d->kind != P_MANY && i < out->n; i++) {
		if (strcmp(out->items[i].name, d->name) == 0) {
			out->items[i].value = value;
			return;
		}
	}
	struct pair one = { d->name, value };
	PUSH(a, out, one);
}

static void
filter(struct request *rq, struct pairs *pairs, struct problems *problems)
{
	struct arena *a = rq->a;
	struct pairs out = { 0 };
	for (size_t i = 0; i < pairs->n; i++) {
		const struct param *d = declared(rq->route, pairs->items[i].name);
		if (d == NULL || d->kind == P_FILE)
			continue;
		const char *raw = pairs->items[i].value, *clean = text_to_utf8(a, raw, strlen(raw));
		if (d->kind != P_TEXT && d->kind != P_SECRET)
			clean = text_trim(a, clean);
		const char *why = misfit(a, d, clean), *arg = NULL;
		if (strlen(clean) > most_bytes(d)) {
			why = N_("Ce texte est trop long : %s caractères au plus.");
			arg = arena_printf(a, "%zu", most_bytes(d));
		}
		if (why != NULL && problems == NULL)
			continue;
		if (why != NULL && problem_of(problems, d->name) == NULL)
			problem_add(a, problems, d->name, why, arg);
		keep(a, &out, d, clean);
	}
	*pairs = out;
}

static void
filter_files(struct request *rq, struct problems *problems)
{
	struct uploads out = { 0 };
	for (size_t i = 0; i < rq->files.n; i++) {
		const struct upload *u = &rq->files.items[i];
		const struct param *d = declared(rq->route, u->field);
		if (d == NULL || d->kind != P_FILE)
			continue;
		if (u->size > (int64_t)most_bytes(d)) {
			problem_add(rq->a, problems, d->name, N_("Ce fichier est trop grand : %s Mo au plus."),
			    arena_printf(rq->a, "%zu", most_bytes(d) >> 20));
			continue;
		}
		PUSH(rq->a, &out, *u);
	}
	rq->files = out;
}

void
params_declared(struct request *rq, struct answer *an)
{
	filter(rq, &rq->query, NULL);
	filter(rq, &rq->form, &an->problems);
	filter_files(rq, &an->problems);
}

/* ---- readers --------------------------------------------------------------------------------------------- */

const char *
param_text(const struct request *rq, const char *name)
{
	for (size_t i = 0; i < rq->nparam; i++)
		if (strcmp(rq->param[i].name, name) == 0)
			return rq->param[i].value;
	const char *s = pair_of(&rq->form, name);
	return s != NULL ? s : pair_of(&rq->query, name);
}

int64_t
param_int(const struct request *rq, const char *name)
{
	const char *s = param_text(rq, name);
	int64_t n;
	return s != NULL && read_int(s, &n) ? n : NONE;
}

bool
param_bool(const struct request *rq, const char *name)
{
	const char *s = param_text(rq, name);
	return s != NULL && one_of(s, bool_true, LEN(bool_true));
}

bool
param_date(const struct request *rq, const char *name, struct date *out)
{
	const char *s = param_text(rq, name);
	return !text_blank(s) && date_parse_human(rq->a, s, out);
}

const struct upload *
param_file(const struct request *rq, const char *name)
{
	for (size_t i = 0; i < rq->files.n; i++)
		if (strcmp(rq->files.items[i].field, name) == 0)
			return &rq->files.items[i];
	return NULL;
}

size_t
param_many(const struct request *rq, const char *name, struct strings *out)
{
	const struct pairs *from[] = { &rq->form, &rq->query };
	for (size_t k = 0; k < LEN(from); k++)
		for (size_t i = 0; i < from[k]->n; i++)
			if (strcmp(from[k]->items[i].name, name) == 0 && !text_blank(from[k]->items[i].value))
				PUSH(rq->a, out, from[k]->items[i].value);
	return out->n;
}

const char *
header_of(const struct request *rq, const char *lower_name)
{
	return pair_of(&rq->headers, lower_name);
}

enum err
upload_bytes(struct arena *a, const struct upload *f, size_t most, const void **bytes, size_t *n)
{
	if (f->size < 0 || (size_t)f->size > most)
		return fail(a, E_LIMIT, "upload: %lld bytes", (long long)f->size);
	char *b = arena_alloc(a, (size_t)f->size + 1);
	size_t got = 0;
	while (got < (size_t)f->size) {
		ssize_t k = pread(f->fd, b + got, (size_t)f->size - got, (off_t)got);
		if (k <= 0)
			return fail(a, E_IO, "upload: it cannot be read again");
		got += (size_t)k;
	}
	*bytes = b;
	*n = got;
	return OK;
}
