/* An instance in JSON, read strictly: what is missing, of the wrong kind, unknown or too much is said with its place. */
#include "solve/selection_read.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PROBLEMS = 20 };

/* ---- pieces ---------------------------------------------------------------------------------------------------- */

bool
sel_read_wrong(struct reader *r, const char *msgid, const char *fmt, ...)
{
	char where[400];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(where, sizeof where, fmt, ap);
	va_end(ap);
	if (r->why->n < PROBLEMS)
		problem_add(r->a, r->why, NULL, msgid, arena_strdup(r->a, where));
	return false;
}

bool
sel_read_list(struct reader *r, const json_t *o, const char *where, const char *key, size_t most, bool needed, const json_t **out)
{
	*out = json_object_get(o, key);
	if (*out == NULL || json_is_null(*out)) {
		*out = NULL;
		return needed ? sel_read_wrong(r, N_("%s : il manque cette liste."), "%s%s", where, key) : true;
	}
	if (!json_is_array(*out))
		return sel_read_wrong(r, N_("%s : une liste est attendue."), "%s%s", where, key);
	if (json_array_size(*out) > most)
		return sel_read_wrong(r, N_("Cette liste est trop longue : %s au plus."), "%s%s, %zu", where, key, most);
	return true;
}

bool
sel_read_text(struct reader *r, const json_t *o, const char *where, const char *key, const char **out)
{
	const json_t *v = json_object_get(o, key);
	if (v == NULL || json_is_null(v))
		return sel_read_wrong(r, N_("%s : il manque ce texte."), "%s%s", where, key);
	if (!json_is_string(v) || *json_string_value(v) == '\0' || json_string_length(v) > 200)
		return sel_read_wrong(r, N_("%s : un texte de 1 à 200 signes est attendu."), "%s%s", where, key);
	*out = json_string_value(v);
	return true;
}

bool
sel_read_number(struct reader *r, const json_t *o, const char *where, const char *key, double least, double *out)
{
	const json_t *v = json_object_get(o, key);
	if (!json_is_number(v) || !isfinite(json_number_value(v)) || fabs(json_number_value(v)) > 1e6)
		return sel_read_wrong(r, N_("%s : un nombre est attendu, d’un million au plus."), "%s%s", where, key);
	if (json_number_value(v) < least)
		return sel_read_wrong(r, N_("%s : ce nombre ne peut pas être négatif."), "%s%s", where, key);
	*out = json_number_value(v);
	return true;
}

bool
sel_read_whole(struct reader *r, const json_t *o, const char *where, const char *key, int least, int most, int *out)
{
	const json_t *v = json_object_get(o, key);
	double x = json_is_number(v) ? json_number_value(v) : NAN;
	if (!(x >= least && x <= most) || x != floor(x))
		return sel_read_wrong(r, N_("Un nombre entier est attendu : %s."), "%s%s, %d … %d", where, key, least, most);
	*out = (int)x;
	return true;
}

bool
sel_read_object(struct reader *r, const json_t *o, const char *where)
{
	return json_is_object(o) || sel_read_wrong(r, N_("%s : un objet est attendu."), "%s", where);
}

bool
sel_read_keys(struct reader *r, const json_t *o, const char *where, const char *known)
{
	const char *key;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)o, key, v) {
		bool found = false;
		for (const char *k = known; *k != '\0'; k += strspn(k, " ")) {
			size_t n = strcspn(k, " ");
			found = found || (strlen(key) == n && memcmp(key, k, n) == 0);
			k += n;
		}
		if (!found)
			return sel_read_wrong(r, N_("%s : cette clé n’est pas connue ici."), "%s%.60s", where, key);
	}
	return true;
}

static int
by_name(const void *x, const void *y)
{
	const struct read_index *a = x, *b = y;
	int c = strcmp(a->name, b->name);
	return c != 0 ? c : (a->at > b->at) - (a->at < b->at);
}

int
sel_read_find(const struct read_index *x, size_t n, const char *name)
{
	size_t lo = 0, hi = n;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (strcmp(x[mid].name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && strcmp(x[lo].name, name) == 0 ? x[lo].at : -1;
}

struct read_index *
sel_read_distinct(struct reader *r, const char *const *names, size_t n, struct sel_names *out)
{
	struct read_index *x = ARENA_ARRAY(r->a, struct read_index, n + 1);
	for (size_t i = 0; i < n; i++)
		x[i] = (struct read_index){ names[i], (int)i };
	qsort(x, n, sizeof *x, by_name);
	*out = (struct sel_names){ ARENA_ARRAY(r->a, const char *, n + 1), 0 };
	for (size_t i = 0; i < n; i++)
		if (i == 0 || strcmp(x[i].name, x[out->n - 1].name) != 0)
			x[out->n++] = x[i];
	/* numbered by appearance, so that the same file gives the same answer whatever the alphabet */
	struct read_index *order = ARENA_ARRAY(r->a, struct read_index, out->n + 1);
	int *rank = ARENA_ARRAY(r->a, int, n + 1);
	for (size_t i = 0; i < out->n; i++)
		rank[x[i].at] = 1;
	int at = 0;
	for (size_t i = 0; i < n; i++) {
		if (rank[i] == 1) {
			out->items[at] = names[i];
			rank[i] = at++;
		}
	}
	for (size_t i = 0; i < out->n; i++)
		order[i] = (struct read_index){ x[i].name, rank[x[i].at] };
	return order;
}

bool
sel_read_known_file(struct reader *r, const char *where, const json_t *v, int *out)
{
	*out = json_is_string(v) ? sel_read_find(r->file, r->in->files.n, json_string_value(v)) : -1;
	return *out >= 0 || sel_read_wrong(r, N_("%s : cette commande n’est pas dans « submissions »."), "%s « %s »", where, json_is_string(v) ? json_string_value(v) : "?");
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

static bool
read_files(struct reader *r, const json_t *list_)
{
	size_t n = json_array_size(list_), i;
	const char **id = ARENA_ARRAY(r->a, const char *, n + 1), **inst = ARENA_ARRAY(r->a, const char *, n + 1);
	double *given = r->in->given = ARENA_ARRAY(r->a, double, n + 1);
	int *institution = ARENA_ARRAY(r->a, int, n + 1);
	size_t insts = 0;
	json_t *o;
	bool good = true;
	json_array_foreach((json_t *)(uintptr_t)list_, i, o) {
		char where[40];
		snprintf(where, sizeof where, "submissions[%zu].", i);
		given[i] = NAN;
		institution[i] = -1;
		if (!sel_read_object(r, o, where) || !sel_read_text(r, o, where, "id", &id[i])) {
			id[i] = "";
			good = false;
			continue;
		}
		const json_t *s = json_object_get(o, "score"), *v = json_object_get(o, "institution");
		if (s != NULL && !json_is_null(s))
			good = sel_read_number(r, o, where, "score", -1e6, &given[i]) && good;
		if (v != NULL && !json_is_null(v)) {
			good = sel_read_text(r, o, where, "institution", &inst[insts]) && good;
			institution[i] = (int)insts++;
		}
	}
	if (!good)
		return false;
	r->file = sel_read_distinct(r, id, n, &r->in->files);
	int next = 0;
	for (i = 0; i < n; i++) {
		if (sel_read_find(r->file, r->in->files.n, id[i]) != next)
			return sel_read_wrong(r, N_("%s : cet identifiant est déjà celui d’une autre commande."), "submissions[%zu].id « %s »", i, id[i]);
		next++;
	}
	struct sel_names names;
	struct read_index *x = sel_read_distinct(r, inst, insts, &names);
	for (i = 0; i < n; i++)
		institution[i] = institution[i] < 0 ? -1 : sel_read_find(x, names.n, inst[institution[i]]);
	r->in->problem.n = n;
	r->in->problem.institution = institution;
	return true;
}

/* ---- attributes ---------------------------------------------------------------------------------------------------- */

struct raw_tag { int file, dim; const char *value; };
struct raw_tags { struct raw_tag *items; size_t n, cap; };

static bool
read_attribute(struct reader *r, const char *where, const json_t *v, int file, int dim, struct raw_tags *tags)
{
	if (json_is_string(v)) {
		PUSH(r->a, tags, ((struct raw_tag){ file, dim, json_string_value(v) }));
		return true;
	}
	if (!json_is_array(v) || json_array_size(v) > 50)
		return sel_read_wrong(r, N_("%s : une liste de textes est attendue, 50 au plus."), "%s", where);
	size_t i;
	json_t *s;
	json_array_foreach((json_t *)(uintptr_t)v, i, s) {
		if (!json_is_string(s) || json_string_length(s) > 200)
			return sel_read_wrong(r, N_("%s : un texte de 1 à 200 signes est attendu."), "%s", where);
		PUSH(r->a, tags, ((struct raw_tag){ file, dim, json_string_value(s) }));
	}
	return true;
}

static bool
read_attributes(struct reader *r, const json_t *list_, struct raw_tags *tags)
{
	struct sel_names *dims = &r->in->dims;
	size_t i;
	json_t *o, *v;
	dims->items = ARENA_ARRAY(r->a, const char *, INSTANCE_DIMS + 1);
	json_array_foreach((json_t *)(uintptr_t)list_, i, o) {
		const json_t *attributes = json_object_get(o, "attributes");
		const char *key;
		char where[300];
		snprintf(where, sizeof where, "submissions[%zu].attributes", i);
		if (attributes == NULL || json_is_null(attributes))
			continue;
		if (!sel_read_object(r, attributes, where))
			return false;
		json_object_foreach((json_t *)(uintptr_t)attributes, key, v) {
			size_t d = 0;
			while (d < dims->n && strcmp(dims->items[d], key) != 0)
				d++;
			if (d == INSTANCE_DIMS || strlen(key) > 200)
				return sel_read_wrong(r, N_("%s : trop d’attributs différents, ou un nom trop long."), "%s", where);
			if (d == dims->n)
				dims->items[dims->n++] = key;
			snprintf(where, sizeof where, "submissions[%zu].attributes.%s", i, key);
			if (json_is_null(v))
				continue;
			if (!read_attribute(r, where, v, (int)i, (int)d, tags))
				return false;
		}
	}
	return true;
}

/* Tags by file, no two the same; values numbered within their dimension. */
static bool
number_tags(struct reader *r, const struct raw_tags *tags)
{
	struct sel_instance *in = r->in;
	size_t n = in->problem.n, at = 0;
	in->values = ARENA_ARRAY(r->a, struct sel_names, in->dims.n + 1);
	r->value = ARENA_ARRAY(r->a, struct read_index *, in->dims.n + 1);
	struct sel_dim *dim = ARENA_ARRAY(r->a, struct sel_dim, in->dims.n + 1);
	const char **names = ARENA_ARRAY(r->a, const char *, tags->n + 1);
	for (size_t d = 0; d < in->dims.n; d++) {
		size_t k = 0;
		for (size_t t = 0; t < tags->n; t++)
			if (tags->items[t].dim == (int)d)
				names[k++] = tags->items[t].value;
		r->value[d] = sel_read_distinct(r, names, k, &in->values[d]);
		dim[d].values = in->values[d].n;
		if (in->values[d].n > INSTANCE_VALUES)
			return sel_read_wrong(r, N_("%s : trop de valeurs différentes pour un attribut."), "%s", in->dims.items[d]);
	}
	size_t *of = ARENA_ARRAY(r->a, size_t, n + 1);
	struct sel_tag *tag = ARENA_ARRAY(r->a, struct sel_tag, tags->n + 1);
	for (size_t i = 0, t = 0; i < n; i++) {
		of[i] = at;
		for (; t < tags->n && tags->items[t].file == (int)i; t++) {
			struct sel_tag it = { tags->items[t].dim, 0 };
			it.value = sel_read_find(r->value[it.dim], in->values[it.dim].n, tags->items[t].value);
			bool again = false;
			for (size_t k = of[i]; k < at; k++)
				again = again || (tag[k].dim == it.dim && tag[k].value == it.value);
			if (!again)
				tag[at++] = it;
		}
		of[i + 1] = at;
	}
	in->problem.tag_of = of;
	in->problem.tag = tag;
	in->problem.dims = in->dims.n;
	in->problem.dim = dim;
	return true;
}

static int
dim_of(struct reader *r, const json_t *o, const char *where)
{
	const char *name;
	if (!sel_read_text(r, o, where, "attribute", &name))
		return -1;
	for (size_t d = 0; d < r->in->dims.n; d++)
		if (strcmp(r->in->dims.items[d], name) == 0)
			return (int)d;
	sel_read_wrong(r, N_("%s : aucune commande n’a cet attribut."), "%sattribute « %s »", where, name);
	return -1;
}

static bool
read_variety(struct reader *r, const json_t *list_)
{
	size_t i;
	json_t *o;
	json_array_foreach((json_t *)(uintptr_t)list_, i, o) {
		char where[40];
		const json_t *steps;
		snprintf(where, sizeof where, "variety[%zu].", i);
		if (!sel_read_object(r, o, where) || !sel_read_keys(r, o, where, "attribute weight increments"))
			return false;
		int d = dim_of(r, o, where);
		if (d < 0)
			return false;
		struct sel_dim *dim = (struct sel_dim *)(uintptr_t)&r->in->problem.dim[d];
		if (dim->increment != NULL)
			return sel_read_wrong(r, N_("%s : cet attribut est déjà dans « variety »."), "%sattribute", where);
		if (!sel_read_number(r, o, where, "weight", 0, &dim->weight) || !sel_read_list(r, o, where, "increments", INSTANCE_INCREMENTS, true, &steps))
			return false;
		double *inc = ARENA_ARRAY(r->a, double, json_array_size(steps) + 1);
		for (size_t k = 0; k < json_array_size(steps); k++) {
			const json_t *v = json_array_get(steps, k);
			inc[k] = json_is_number(v) ? json_number_value(v) : -1;
			if (!(inc[k] >= 0 && inc[k] <= 1e6) || (k > 0 && inc[k] > inc[k - 1]))
				return sel_read_wrong(r, N_("%s : des nombres positifs qui ne montent pas sont attendus."), "%sincrements", where);
		}
		dim->increment = inc;
		dim->increments = json_array_size(steps);
	}
	return true;
}

/* ---- rules ----------------------------------------------------------------------------------------------------------- */

static const struct { const char *word, *keys; } rule_kinds[SEL_KINDS] = {
	[SEL_AT_MOST_EACH] = { "at_most_each", "kind attribute count reason text" },
	[SEL_AT_MOST] = { "at_most", "kind attribute value count reason text" },
	[SEL_AT_LEAST] = { "at_least", "kind attribute value count reason text" },
	[SEL_ONE_PER_INSTITUTION] = { "one_per_institution", "kind reason text" },
	[SEL_INCLUDE] = { "include", "kind submission reason text" },
	[SEL_EXCLUDE] = { "exclude", "kind submission reason text" },
	[SEL_NOT_TOGETHER] = { "not_together", "kind submissions reason text" },
};

static bool
read_files_of_rule(struct reader *r, const json_t *o, const char *where, struct sel_rule *rule)
{
	bool many = rule->kind == SEL_NOT_TOGETHER;
	const json_t *v = json_object_get(o, many ? "submissions" : "submission");
	size_t n = many ? json_array_size(v) : 1;
	int *file = ARENA_ARRAY(r->a, int, n + 1);
	if (many && (n < 2 || n > INSTANCE_FILES))
		return sel_read_wrong(r, N_("%s : une liste d’au moins deux commandes est attendue."), "%ssubmissions", where);
	for (size_t k = 0; k < n; k++) {
		if (!sel_read_known_file(r, where, many ? json_array_get(v, k) : v, &file[rule->files]))
			return false;
		bool again = false;
		for (size_t i = 0; i < rule->files; i++)
			again = again || file[i] == file[rule->files];
		rule->files += !again;
	}
	rule->file = file;
	return true;
}

static bool
read_rule(struct reader *r, const json_t *o, const char *where, struct sel_rule *rule)
{
	const char *word, *value = NULL;
	if (!sel_read_object(r, o, where) || !sel_read_text(r, o, where, "kind", &word))
		return false;
	size_t k = 0;
	while (k < SEL_KINDS && strcmp(rule_kinds[k].word, word) != 0)
		k++;
	if (k == SEL_KINDS)
		return sel_read_wrong(r, N_("%s : ce genre de règle n’existe pas."), "%skind « %s »", where, word);
	rule->kind = (enum sel_kind)k;
	if (!sel_read_keys(r, o, where, rule_kinds[k].keys))
		return false;
	if (rule->kind == SEL_ONE_PER_INSTITUTION)
		return true;
	if (rule->kind > SEL_ONE_PER_INSTITUTION)
		return read_files_of_rule(r, o, where, rule);
	if ((rule->dim = dim_of(r, o, where)) < 0 || !sel_read_whole(r, o, where, "count", 0, 100000, &rule->count))
		return false;
	if (rule->kind == SEL_AT_MOST_EACH)
		return true;
	if (!sel_read_text(r, o, where, "value", &value))
		return false;
	rule->value = sel_read_find(r->value[rule->dim], r->in->values[rule->dim].n, value);
	return true;
}

static bool
read_rules(struct reader *r, const json_t *list_)
{
	size_t n = json_array_size(list_);
	struct sel_rule *rule = ARENA_ARRAY(r->a, struct sel_rule, n + 1);
	bool good = true;
	for (size_t i = 0; i < n; i++) {
		char where[40];
		snprintf(where, sizeof where, "rules[%zu].", i);
		good = read_rule(r, json_array_get(list_, i), where, &rule[i]) && good;
	}
	r->in->rules = list_;
	r->in->problem.rules = n;
	r->in->problem.rule = rule;
	return good;
}

static bool
read_scores(struct reader *r)
{
	struct sel_instance *in = r->in;
	double *score = ARENA_ARRAY(r->a, double, in->problem.n + 1);
	bool missing = false;
	for (size_t i = 0; i < in->problem.n; i++)
		missing = missing || isnan(in->given[i]);
	if (in->reviews.reviews == 0 && missing)
		return sel_read_wrong(r, N_("%s : sans cotation, chaque commande doit avoir une note."), "reviews");
	if (in->reviews.reviews > 0 && calibrate(r->a, &in->reviews, &in->calibrated) != OK)
		return sel_read_wrong(r, N_("%s : alpha et beta ne peuvent pas être nuls tous les deux."), "calibration");
	for (size_t i = 0; i < in->problem.n; i++)
		score[i] = isnan(in->given[i]) ? in->calibrated.calibrated[i] : in->given[i];
	in->problem.score = score;
	return true;
}

static bool
read_floor(struct reader *r, const json_t *o)
{
	const json_t *v = json_object_get(o, "variety_floor");
	r->in->has_floor = v != NULL && !json_is_null(v);
	return !r->in->has_floor || sel_read_number(r, o, "", "variety_floor", 0, &r->in->floor);
}

static bool
read_all(struct reader *r, const json_t *o)
{
	const json_t *files, *criteria, *reviews, *variety, *rules;
	struct raw_tags tags = { 0 };
	return sel_read_object(r, o, "{}") && sel_read_keys(r, o, "", "choose criteria calibration submissions reviews variety variety_floor rules title comment") &&
	    sel_read_whole(r, o, "", "choose", 1, INSTANCE_CHOOSE, &r->in->problem.choose) &&
	    sel_read_list(r, o, "", "submissions", INSTANCE_FILES, true, &files) && sel_read_list(r, o, "", "criteria", INSTANCE_CRITERIA, false, &criteria) &&
	    sel_read_list(r, o, "", "reviews", INSTANCE_REVIEWS, false, &reviews) && sel_read_list(r, o, "", "variety", INSTANCE_DIMS, false, &variety) &&
	    sel_read_list(r, o, "", "rules", INSTANCE_RULES, false, &rules) && read_files(r, files) && read_attributes(r, files, &tags) &&
	    number_tags(r, &tags) && read_variety(r, variety) && read_rules(r, rules) && sel_read_criteria(r, criteria) && sel_read_reviews(r, reviews) &&
	    sel_read_calibration(r, json_object_get(o, "calibration")) && read_floor(r, o) && read_scores(r);
}

enum err
sel_instance_read(struct arena *a, const void *bytes, size_t n, struct sel_instance *out, struct problems *why)
{
	struct json_t *o;
	*out = (struct sel_instance){ 0 };
	struct reader r = { .a = a, .why = why, .in = out };
	if (n > INSTANCE_BYTES) {
		sel_read_wrong(&r, N_("Ce fichier est trop grand : 16 Mo au plus."), "%zu", n);
		return E_LIMIT;
	}
	enum err e = json_read(a, bytes, n, &o);
	if (e != OK) {
		sel_read_wrong(&r, N_("Ce n’est pas du JSON : %s"), "%s", fail_detail(a));
		return e;
	}
	return read_all(&r, o) ? OK : E_INVALID;
}
