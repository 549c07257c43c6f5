/* mail_off_store.c: which kinds of mail a person does not want. */
#include "mail/mail.h"
#include "base/text.h"
#include "mail/mail_store.h"
#include "store/history.h"
#include "store/setting.h"
#include <stdlib.h>

enum { Q_OFF, Q_OFF_SET, Q_OFF_DROP, Q_REFUSERS };
const struct query mail_off_queries[] = {
	[Q_OFF] = { "mail_off", "SELECT kind FROM mail_off WHERE person = $1" },
	[Q_OFF_SET] = { "mail_off_set", "INSERT INTO mail_off (person, kind, at) VALUES ($1, $2, $3) ON CONFLICT (person, kind) DO NOTHING" },
	[Q_OFF_DROP] = { "mail_off_drop", "DELETE FROM mail_off WHERE person = $1 AND kind = $2" },
	[Q_REFUSERS] = { "mail_refusers", "SELECT person FROM mail_off WHERE kind = $1 ORDER BY person" },
	{ 0 },
};

enum err
mail_off_of(struct db *db, int64_t person, bool off[MAIL_KINDS])
{
	struct rows *r;
	for (int k = 0; k < MAIL_KINDS; k++)
		off[k] = false;
	enum err e = db_query(db, &mail_off_queries[Q_OFF], ARGS(V(person)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		enum mail_kind k = mail_kind_of(col_text(r, 0));
		if (k < MAIL_KINDS && mail_may_refuse(k)) /* a kind that is no more, or that may no longer be refused, holds nothing back */
			off[k] = true;
	}
	return rows_end(r);
}

enum err
mail_want(struct db *db, int64_t person, enum mail_kind kind, bool wanted)
{
	bool off[MAIL_KINDS];
	const char *word = mail_kinds[kind].word;
	BUG_ON(!mail_may_refuse(kind));
	enum err e = mail_off_of(db, person, off);
	if (e != OK || off[kind] == !wanted)
		return e;
	e = wanted ? db_exec(db, &mail_off_queries[Q_OFF_DROP], ARGS(V(person), V(word)), NULL)
	           : db_exec(db, &mail_off_queries[Q_OFF_SET], ARGS(V(person), V(word), V((const char *)now_utc().s)), NULL);
	return e != OK ? e : history_add(db, "person", person, "changed", "mail_off", wanted ? word : NULL, wanted ? NULL : word);
}

enum err
mail_refusers(struct db *db, enum mail_kind kind, struct mail_persons *out)
{
	struct rows *r;
	*out = (struct mail_persons){ 0 };
	enum err e = db_query(db, &mail_off_queries[Q_REFUSERS], ARGS(V(mail_kinds[kind].word)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, col_int(r, 0));
	return rows_end(r);
}

bool
mail_refused_by(const struct mail_persons *l, int64_t person)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->items[i] == person)
			return true;
	return false;
}

enum err
mail_weekday(struct db *db, int *out)
{
	const char *day;
	enum err e = setting_get(db, "digest.weekday", &day);
	*out = e != OK || day == NULL ? 1 : (int)strtol(day, NULL, 10);
	return e;
}

enum err
mail_wanted(struct db *db, int64_t person, enum mail_kind kind, bool *wanted)
{
	bool off[MAIL_KINDS];
	int day = 0;
	*wanted = true;
	if (person == NONE || person == 0 || !mail_may_refuse(kind))
		return OK;
	enum err e = mail_off_of(db, person, off);
	if (e == OK && mail_kinds[kind].weekly)
		e = mail_weekday(db, &day);
	*wanted = !off[kind] && (!mail_kinds[kind].weekly || off[MAIL_WEEKLY] || day == 0);
	return e;
}
