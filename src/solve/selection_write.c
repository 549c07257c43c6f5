#include "solve/selection_json.h"
#include "base/tr.h"
#include <jansson.h>
#include <math.h>
#include <string.h>

enum { DECIMALS = 9 };

static void
ids(struct jw *j, const char *key, const struct sel_instance *in, const int *file, size_t n)
{
	jw_begin(j, key, '[');
	for (size_t k = 0; k < n; k++)
		jw_str(j, NULL, in->files.items[file[k]]);
	jw_end(j, ']');
}

static void
real(struct jw *j, const char *key, double x)
{
	if (isfinite(x))
		jw_real(j, key, x, DECIMALS);
	else
		jw_null(j, key);
}

static void
write_scores(struct jw *j, const struct sel_instance *in)
{
	const struct cal_result *c = &in->calibrated;
	bool any = in->reviews.reviews > 0;
	jw_begin(j, "scores", '[');
	for (size_t i = 0; i < in->problem.n; i++) {
		jw_begin(j, NULL, '{');
		jw_str(j, "id", in->files.items[i]);
		real(j, "raw", any ? c->raw[i] : NAN);
		real(j, "calibrated", in->problem.score[i]);
		jw_int(j, "reviews", any ? c->reviews[i] : 0);
		jw_end(j, '}');
	}
	jw_end(j, ']');
	jw_begin(j, "reviewers", '[');
	for (size_t r = 0; r < in->reviewers.n; r++) {
		jw_begin(j, NULL, '{');
		jw_str(j, "id", in->reviewers.items[r]);
		real(j, "severity", any ? c->severity[r] : NAN);
		jw_end(j, '}');
	}
	jw_end(j, ']');
	if (any)
		jw_int(j, "components", c->components);
}

static void
write_explanations(struct jw *j, const struct sel_instance *in, const struct sel_report *r)
{
	jw_begin(j, "explanations", '[');
	for (size_t i = 0, k = 0; r->flips != NULL && i < in->problem.n; i++) {
		const struct sel_flip *f = &r->flips[i];
		while (k < (size_t)in->problem.choose && r->chosen[k] < (int)i)
			k++;
		bool chosen = k < (size_t)in->problem.choose && r->chosen[k] == (int)i;
		jw_begin(j, NULL, '{');
		jw_str(j, "id", in->files.items[i]);
		jw_bool(j, "chosen", chosen);
		real(j, "value_if_flipped", f->found ? f->value : NAN);
		ids(j, "displaces", in, chosen ? f->in : f->out, f->found ? (chosen ? f->ins : f->outs) : 0);
		jw_end(j, '}');
	}
	jw_end(j, ']');
	jw_begin(j, "alternatives", '[');
	for (size_t k = 0; k < r->alternatives; k++) {
		jw_begin(j, NULL, '{');
		ids(j, "chosen", in, r->alternative[k].chosen, (size_t)in->problem.choose);
		real(j, "value", r->alternative[k].value);
		jw_end(j, '}');
	}
	jw_end(j, ']');
}

/* A tree of the reader, as it was. */
static void
again(struct jw *j, const char *key, const json_t *v)
{
	const char *k;
	json_t *x;
	size_t i;
	switch (json_typeof(v)) {
	case JSON_OBJECT:
		jw_begin(j, key, '{');
		json_object_foreach((json_t *)(uintptr_t)v, k, x)
			again(j, k, x);
		jw_end(j, '}');
		break;
	case JSON_ARRAY:
		jw_begin(j, key, '[');
		json_array_foreach((json_t *)(uintptr_t)v, i, x)
			again(j, NULL, x);
		jw_end(j, ']');
		break;
	case JSON_STRING: jw_str(j, key, json_string_value(v)); break;
	case JSON_INTEGER: jw_int(j, key, json_integer_value(v)); break;
	case JSON_REAL: jw_real(j, key, json_real_value(v), DECIMALS); break;
	case JSON_TRUE: jw_bool(j, key, true); break;
	case JSON_FALSE: jw_bool(j, key, false); break;
	case JSON_NULL: jw_null(j, key); break;
	}
}

void
sel_answer_write(struct jw *j, const struct sel_instance *in, const struct sel_report *r)
{
	static const char *const words[] = { "optimal", "bounded", "infeasible", "unknown" };
	bool found = r->chosen != NULL;
	jw_begin(j, NULL, '{');
	jw_str(j, "status", words[r->status]);
	ids(j, "chosen", in, r->chosen, found ? (size_t)in->problem.choose : 0);
	real(j, "value", found ? r->value : NAN);
	real(j, "bound", found ? r->bound : NAN);
	real(j, "merit", found ? r->merit : NAN);
	real(j, "variety", found ? r->variety : NAN);
	real(j, "price_of_variety", found ? r->price_of_variety : NAN);
	write_scores(j, in);
	write_explanations(j, in, r);
	if (found) {
		jw_null(j, "conflict");
	} else {
		jw_begin(j, "conflict", '[');
		for (size_t k = 0; k < r->conflict.n; k++)
			again(j, NULL, json_array_get(in->rules, (size_t)r->conflict.rule[k]));
		jw_end(j, ']');
	}
	jw_end(j, '}');
}

/* Each %s of the text by the next argument. */
static char *
filled(struct arena *a, const char *text, const char *const arg[3])
{
	struct buf b = buf_new(a, 4096);
	size_t k = 0;
	for (const char *at; (at = strstr(text, "%s")) != NULL; text = at + 2) {
		buf_add(&b, text, (size_t)(at - text));
		buf_puts(&b, k < 3 ? arg[k++] : "");
	}
	buf_puts(&b, text);
	return arena_strdup(a, buf_str(&b));
}

char *
sel_rule_words(struct arena *a, const struct sel_instance *in, size_t rule, const char *(*translate)(const char *msgid))
{
	static const char *const words[SEL_KINDS] = {
		[SEL_AT_MOST_EACH] = N_("au plus %s pour chaque valeur de « %s »"), [SEL_AT_MOST] = N_("au plus %s avec « %s » = « %s »"),
		[SEL_AT_LEAST] = N_("au moins %s avec « %s » = « %s »"), [SEL_ONE_PER_INSTITUTION] = N_("une seule commande par institution"),
		[SEL_INCLUDE] = N_("la commande %s est imposée"), [SEL_EXCLUDE] = N_("la commande %s est écartée"),
		[SEL_NOT_TOGETHER] = N_("les commandes %s ne peuvent pas être prises ensemble"),
	};
	const struct sel_rule *r = &in->problem.rule[rule];
	const json_t *value = json_object_get(json_array_get(in->rules, rule), "value");
	const char *arg[3] = { arena_printf(a, "%d", r->count), "", json_is_string(value) ? json_string_value(value) : "" };
	if (r->kind <= SEL_AT_LEAST) {
		arg[1] = in->dims.items[r->dim];
	} else if (r->files > 0) {
		struct buf b = buf_new(a, 4096);
		for (size_t k = 0; k < r->files; k++)
			buf_printf(&b, "%s%s", k == 0 ? "" : ", ", in->files.items[r->file[k]]);
		arg[0] = buf_str(&b);
	}
	return filled(a, translate(words[r->kind]), arg);
}
