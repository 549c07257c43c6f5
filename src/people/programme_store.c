/* programme_store.c: the programme's own row, and its secrets. */
#include "people/people_store.h"
#include "base/text.h"
#include "store/history.h"
#include <stdlib.h>
#include <string.h>

enum { Q_LOAD, Q_CREATE, Q_SAVE, Q_SECRET_GET, Q_SECRET_PUT, Q_SECRET_DROP };
const struct query programme_queries[] = {
	[Q_LOAD] = { "programme_load", "SELECT name, short_name, start_month, start_day, plan_public, lang, rev FROM programme WHERE id = 1" },
	[Q_CREATE] = { "programme_create",
		"INSERT INTO programme (id, name, short_name, start_month, start_day, plan_public, lang, rev)"
		" VALUES (1, $1, $2, $3, $4, 0, $5, 1)" },
	[Q_SAVE] = { "programme_save",
		"UPDATE programme SET name = $1, short_name = $2, start_month = $3, start_day = $4, plan_public = $5, lang = $6, rev = rev + 1"
		" WHERE id = 1 AND rev = $7" },
	[Q_SECRET_GET] = { "secret_get", "SELECT value FROM secret WHERE name = $1" },
	[Q_SECRET_PUT] = { "secret_put",
		"INSERT INTO secret (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value" },
	[Q_SECRET_DROP] = { "secret_drop", "DELETE FROM secret WHERE name = $1" },
	{ 0 },
};

enum err
programme_load(struct db *db, struct programme *out)
{
	struct rows *r;
	enum err e = db_one(db, &programme_queries[Q_LOAD], NO_ARGS, &r);
	if (e != OK)
		return e;
	*out = (struct programme){ .name = col_text(r, 0), .short_name = col_text(r, 1),
		.bounds = { (int)col_int(r, 2), (int)col_int(r, 3) }, .plan_public = col_int(r, 4) == 1, .lang = col_text(r, 5),
		.rev = col_int(r, 6) };
	return rows_end(r);
}

/* "Master en ingénierie et action sociales" → "MIAS": the initials of the words that are not little ones. */
static const char *
initials(struct arena *a, const char *name)
{
	static const char *const little[] = { "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "of", "and", "the", "in" };
	char *w = text_words(a, name), *save = NULL;
	struct buf b = buf_new(a, 16);
	size_t words = 0;
	for (char *t = strtok_r(w, " ", &save); t != NULL; t = strtok_r(NULL, " ", &save)) {
		bool skip = false;
		for (size_t i = 0; i < LEN(little); i++)
			skip = skip || strcmp(t, little[i]) == 0;
		if (!skip && words++ < 8)
			buf_putc(&b, (char)(t[0] >= 'a' && t[0] <= 'z' ? t[0] - 'a' + 'A' : t[0]));
	}
	return words < 2 ? text_ellipsis(a, name, 20) : buf_str(&b);
}

enum err
programme_create(struct db *db, const char *name, const char *admin_email)
{
	struct arena *a = db_arena(db);
	struct year_bounds b = YEAR_BOUNDS_DEFAULT;
	enum err e = db_exec(db, &programme_queries[Q_CREATE], ARGS(V(name), V(initials(a, name)), V(b.start_month), V(b.start_day), V("fr")), NULL);
	if (e != OK)
		return e;
	/* Two tokens of 128 random bits make the 256 of the key. */
	struct digest key = digest_str(arena_printf(a, "%s%s", token_new().s, token_new().s));
	e = secret_set(db, "app_key", key.s);
	if (e == OK)
		e = history_add(db, "programme", 1, "created", NULL, NULL, name);
	if (e != OK || admin_email == NULL)
		return e;
	const char *at = strchr(admin_email, '@');
	int64_t id;
	e = person_add(db, arena_strndup(a, admin_email, at == NULL ? strlen(admin_email) : (size_t)(at - admin_email)), admin_email, &id);
	if (e == OK)
		e = person_grant(db, id, ROLE_COORDINATION, NONE, NULL, NULL);
	if (e == OK)
		e = person_grant(db, id, ROLE_ADMIN, NONE, NULL, NULL);
	return e;
}

static enum err
note(struct db *db, const char *field, const char *before, const char *after)
{
	return text_eq(before, after) ? OK : history_add(db, "programme", 1, "changed", field, before, after);
}

enum err
programme_save(struct db *db, const struct programme *p)
{
	struct arena *a = db_arena(db);
	struct programme was;
	int64_t n;
	enum err e = programme_load(db, &was);
	if (e == OK)
		e = db_exec(db, &programme_queries[Q_SAVE], ARGS(V(p->name), V(p->short_name), V(p->bounds.start_month), V(p->bounds.start_day),
		    V(p->plan_public), V(p->lang), V(p->rev)), &n);
	if (e != OK)
		return e;
	if (n == 0)
		return fail(a, E_CONFLICT, "programme: rev %lld is not the stored one", (long long)p->rev);
	if ((e = note(db, "name", was.name, p->name)) != OK || (e = note(db, "short_name", was.short_name, p->short_name)) != OK ||
	    (e = note(db, "plan_public", was.plan_public ? "1" : "0", p->plan_public ? "1" : "0")) != OK ||
	    (e = note(db, "lang", was.lang, p->lang)) != OK)
		return e;
	return note(db, "bounds", arena_printf(a, "%02d-%02d", was.bounds.start_month, was.bounds.start_day),
	    arena_printf(a, "%02d-%02d", p->bounds.start_month, p->bounds.start_day));
}

enum err
secret_get(struct db *db, const char *name, const char **value)
{
	struct rows *r;
	*value = NULL;
	enum err e = db_one(db, &programme_queries[Q_SECRET_GET], ARGS(V(name)), &r);
	if (e != OK)
		return e == E_NOTFOUND ? OK : e;
	*value = col_text(r, 0);
	return rows_end(r);
}

enum err
secret_set(struct db *db, const char *name, const char *value)
{
	if (value == NULL)
		return db_exec(db, &programme_queries[Q_SECRET_DROP], ARGS(V(name)), NULL);
	return db_exec(db, &programme_queries[Q_SECRET_PUT], ARGS(V(name), V(value)), NULL);
}

enum err
app_key_load(struct db *db, unsigned char key[APP_KEY_SIZE])
{
	const char *hex;
	enum err e = secret_get(db, "app_key", &hex);
	if (e != OK)
		return e;
	if (hex == NULL || strlen(hex) != 2 * APP_KEY_SIZE)
		return fail(db_arena(db), E_NOTFOUND, "no key: the programme was not created");
	for (size_t i = 0; i < APP_KEY_SIZE; i++) {
		char two[3] = { hex[2 * i], hex[2 * i + 1], '\0' };
		key[i] = (unsigned char)strtoul(two, NULL, 16);
	}
	return OK;
}
