/* The part of an instance that calibration needs. */
#include "solve/selection_read.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool
sel_read_criteria(struct reader *r, const json_t *list_)
{
	size_t n = json_array_size(list_);
	double sum = 0;
	r->criteria = list_;
	r->weight = ARENA_ARRAY(r->a, double, n + 1);
	for (size_t i = 0; i < n; i++) {
		const json_t *o = json_array_get(list_, i);
		const char *id;
		char where[40];
		snprintf(where, sizeof where, "criteria[%zu].", i);
		if (!sel_read_object(r, o, where) || !sel_read_text(r, o, where, "id", &id) || !sel_read_number(r, o, where, "weight", 0, &r->weight[i]))
			return false;
		for (size_t k = 0; k < i; k++)
			if (strcmp(json_string_value(json_object_get(json_array_get(list_, k), "id")), id) == 0)
				return sel_read_wrong(r, N_("%s : ce critère est déjà dans la liste."), "%sid « %s »", where, id);
		sum += r->weight[i];
	}
	return n == 0 || sum > 0 || sel_read_wrong(r, N_("%s : la somme des poids doit être positive."), "criteria");
}

/* Σ w·s / Σ w over the criteria that were scored; *any false when none was. */
static bool
combined(struct reader *r, const json_t *scores, const char *where, double *y, bool *any)
{
	double sum = 0, weight = 0;
	size_t seen = 0;
	if (!sel_read_object(r, scores, where))
		return false;
	for (size_t c = 0; c < json_array_size(r->criteria); c++) {
		const char *id = json_string_value(json_object_get(json_array_get(r->criteria, c), "id"));
		const json_t *v = json_object_get(scores, id);
		double s;
		seen += v != NULL;
		if (v == NULL || json_is_null(v))
			continue;
		if (!sel_read_number(r, scores, where, id, -1e6, &s))
			return false;
		sum += r->weight[c] * s;
		weight += r->weight[c];
	}
	if (seen != json_object_size(scores))
		return sel_read_wrong(r, N_("%s : un de ces critères n’est pas dans « criteria »."), "%s", where);
	*any = weight > 0;
	*y = *any ? sum / weight : 0;
	return true;
}

static int
by_pair(const void *x, const void *y)
{
	const struct cal_review *a = x, *b = y;
	return a->file != b->file ? (a->file > b->file) - (a->file < b->file) : (a->reviewer > b->reviewer) - (a->reviewer < b->reviewer);
}

bool
sel_read_reviews(struct reader *r, const json_t *list_)
{
	size_t n = json_array_size(list_), kept = 0;
	const char **who = ARENA_ARRAY(r->a, const char *, n + 1);
	struct cal_review *review = ARENA_ARRAY(r->a, struct cal_review, n + 1);
	for (size_t i = 0; i < n; i++) {
		const json_t *o = json_array_get(list_, i);
		char where[48];
		bool any = false;
		snprintf(where, sizeof where, "reviews[%zu].", i);
		if (!sel_read_object(r, o, where) || !sel_read_text(r, o, where, "reviewer", &who[i]) ||
		    !sel_read_known_file(r, where, json_object_get(o, "submission"), &review[kept].file))
			return false;
		snprintf(where, sizeof where, "reviews[%zu].scores.", i);
		if (!combined(r, json_object_get(o, "scores"), where, &review[kept].y, &any))
			return false;
		review[kept].reviewer = (int)i;
		kept += any;
	}
	r->reviewer = sel_read_distinct(r, who, n, &r->in->reviewers);
	if (r->in->reviewers.n > INSTANCE_REVIEWERS)
		return sel_read_wrong(r, N_("%s : trop de personnes différentes."), "reviews");
	for (size_t k = 0; k < kept; k++)
		review[k].reviewer = sel_read_find(r->reviewer, r->in->reviewers.n, who[review[k].reviewer]);
	struct cal_review *sorted = ARENA_ARRAY(r->a, struct cal_review, kept + 1);
	memcpy(sorted, review, kept * sizeof *sorted);
	qsort(sorted, kept, sizeof *sorted, by_pair);
	for (size_t k = 1; k < kept; k++)
		if (by_pair(&sorted[k - 1], &sorted[k]) == 0)
			return sel_read_wrong(r, N_("%s : la même personne cote deux fois la même commande."), "reviews « %s » « %s »",
			    r->in->reviewers.items[sorted[k].reviewer], r->in->files.items[sorted[k].file]);
	r->in->reviews.files = (int)r->in->problem.n;
	r->in->reviews.reviewers = (int)r->in->reviewers.n;
	r->in->reviews.reviews = kept;
	r->in->reviews.review = review;
	return true;
}

bool
sel_read_calibration(struct reader *r, const json_t *o)
{
	struct cal_input *c = &r->in->reviews;
	c->alpha = 0.25;
	c->beta = 1;
	if (o == NULL || json_is_null(o))
		return true;
	const char *where = "calibration.";
	if (!sel_read_object(r, o, where) || !sel_read_keys(r, o, where, "alpha beta"))
		return false;
	return (json_object_get(o, "alpha") == NULL || sel_read_number(r, o, where, "alpha", 0, &c->alpha)) &&
	    (json_object_get(o, "beta") == NULL || sel_read_number(r, o, where, "beta", 0, &c->beta));
}
