/* entity_private.h: members of a row by their field. */
#ifndef ENTITY_PRIVATE_H
#define ENTITY_PRIVATE_H
#include "entity/entity.h"

bool kind_is_text(enum kind k);
const char *member_text(const struct field *f, const void *row); /* a text kind; NULL when empty */
int64_t member_int(const struct field *f, const void *row);      /* another kind; BOOL as 0 and 1 */
void member_set_text(const struct field *f, void *row, const char *s);
void member_set_int(const struct field *f, void *row, int64_t n);

const struct field *field_of_kind(const struct entity *e, enum kind k); /* the first; NULL */
int64_t row_id(const struct entity *e, const void *row);
/* Whether the field is in a form of these roles. */
bool field_in_form(const struct entity *e, const struct field *f, unsigned roles, int64_t id, const char *const *only);
/* Whether the list offers it as a filter. */
bool field_filters(const struct entity_view *v, const struct entity *e, const struct field *f);
/* By key, label in any language, or number; NULL. */
const struct choice *choice_find(struct arena *a, const struct field *f, const char *typed);
/* What a REF may name, with the row it names now in any case. */
enum err options_of(const struct entity_view *v, const struct field *f, int64_t now, struct options *out) MUST_USE;
/* Whole number, spaces around; false when it is anything else. */
bool read_int(const char *s, int64_t *out);
bool read_bool(struct arena *a, const char *s, bool *out);
/* What the key column holds for this value. */
const char *key_of(struct arena *a, const struct field *f, const char *value);
/* SELECT … FROM … : every field, then the title of what each REF names; and the rows it gives. */
void select_columns(struct buf *sql, const struct entity *e, const char *more);
enum err read_rows(struct rows *r, const struct entity *e, struct arena *a, struct entity_rows *out) MUST_USE;
#endif
