/* privacy_sql.h: statements made from the declarations. */
#ifndef PRIVACY_SQL_H
#define PRIVACY_SQL_H
#include "privacy/privacy.h"

enum { SQL_ARGS = 60, SUBJECT_MOST = 12 /* accounts, or spellings, of one person */ };
struct sql { struct buf text; struct val args[SQL_ARGS]; size_t n; size_t person[SUBJECT_MOST], spelling[SUBJECT_MOST]; const struct subject *s; };
struct sql sql_begin(struct arena *a, const struct subject *s);
void sql_put(struct sql *q, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* "$n" for a value. */
const char *sql_arg(struct sql *q, struct val v);
/* Conditions, in brackets: one way; any way that is about the person; any way at all. "1 = 0" when there is none. */
void sql_way(struct sql *q, const struct personal *p, const struct belongs *b);
void sql_about(struct sql *q, const struct personal *p);
void sql_any(struct sql *q, const struct personal *p);
enum err sql_exec(struct db *db, struct sql *q, int64_t *changed) MUST_USE;
enum err sql_rows(struct db *db, struct sql *q, struct rows **out) MUST_USE;
enum err sql_number(struct db *db, struct sql *q, int64_t *out) MUST_USE;
bool is_journal(const struct personal *p);
/* for (size_t t = 0; …): each declaration that holds something of somebody. */
#define EACH_PERSONAL(p) \
	for (const struct personal *const *t_ = personal_tables; *t_ != NULL; t_++) \
		for (const struct personal *p = *t_; p->table != NULL; p++) \
			if (p->nobody == NULL)
#endif
