/* selection_read.h: reading an instance, between the two files that do it. Of this room only. */
#ifndef SELECTION_READ_H
#define SELECTION_READ_H
#include "solve/selection_json.h"
#include "base/tr.h"
#include <jansson.h>

struct read_index { const char *name; int at; };
struct reader {
	struct arena *a;
	struct problems *why;
	struct sel_instance *in;
	struct read_index *file, *reviewer, **value; /* sorted by name; value: of each dimension */
	const json_t *criteria;
	double *weight;
};

/* Records what is wrong and where; always false. */
bool sel_read_wrong(struct reader *r, const char *msgid, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Each says what is wrong with o[key]; `where` goes before the key. */
bool sel_read_list(struct reader *r, const json_t *o, const char *where, const char *key, size_t most, bool needed, const json_t **out) MUST_USE;
bool sel_read_text(struct reader *r, const json_t *o, const char *where, const char *key, const char **out) MUST_USE;
bool sel_read_number(struct reader *r, const json_t *o, const char *where, const char *key, double least, double *out) MUST_USE;
bool sel_read_whole(struct reader *r, const json_t *o, const char *where, const char *key, int least, int most, int *out) MUST_USE;
bool sel_read_object(struct reader *r, const json_t *o, const char *where) MUST_USE;
/* No key but those named, separated by spaces. */
bool sel_read_keys(struct reader *r, const json_t *o, const char *where, const char *known) MUST_USE;
/* The names sorted, each once, numbered by appearance, so that the alphabet changes no answer. */
struct read_index *sel_read_distinct(struct reader *r, const char *const *names, size_t n, struct sel_names *out) MUST_USE;
int sel_read_find(const struct read_index *x, size_t n, const char *name);
/* v as the id of a file of the instance. */
bool sel_read_known_file(struct reader *r, const char *where, const json_t *v, int *out) MUST_USE;

/* criteria, reviews, calibration (selection_read_reviews.c). */
bool sel_read_criteria(struct reader *r, const json_t *list) MUST_USE;
bool sel_read_reviews(struct reader *r, const json_t *list) MUST_USE;
bool sel_read_calibration(struct reader *r, const json_t *o) MUST_USE;
#endif
