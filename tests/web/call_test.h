/* call_test.h: a call that is open today, and a sponsor without an account. */
#ifndef CALL_TEST_H
#define CALL_TEST_H
#include "webtest.h"
#include "call/call_pages.h"
#include "mail/mail.h"
#include "web/throttle.h"

struct call_world { struct webtest *w; struct edition edition; struct outbox outbox; };

static inline const char *
day_from_today(struct arena *a, int days)
{
	return arena_strdup(a, date_iso(date_of_days(date_days(today_brussels()) + days)).s);
}

static inline enum err
call_seed(struct db *db, void *arg)
{
	struct call_world *c = arg;
	struct arena *a = c->w->a;
	struct entity_view v = call_view(db, LANG_FR);
	struct edition *e = entity_draft(a, &edition_entity, NULL).row;
	e->year = 2030, e->label = "2030-31", e->state = "published", e->choose = 10, e->grace_minutes = 15;
	e->opens_on = day_from_today(a, -10), e->closes_on = day_from_today(a, 20), e->closes_time = "23:59", e->created_at = "2024-01-10T09:00:00Z";
	e->evening_on = day_from_today(a, 60), e->evening_from = "16:00", e->evening_until = "20:00", e->visits_on = day_from_today(a, 70);
	e->visits_from = "09:00", e->visits_until = "13:00", e->report_on = day_from_today(a, 200), e->oral_first_on = day_from_today(a, 230);
	e->oral_second_on = day_from_today(a, 231), e->ends_on = day_from_today(a, 260), e->contact_email = "labo@exemple.org";
	e->intro = "Une question **ouverte**.";
	enum err err = entity_insert(&v, &edition_entity, e);
	c->edition = *e;
	return err;
}

static inline struct call_world
call_world_open(struct arena *a)
{
	struct call_world c = { .w = webtest_open(a) };
	throttle_clear();
	webtest_ok(c.w, store_write(c.w->app.store, a, call_seed, &c));
	return c;
}

static inline enum err
call_outbox_work(struct db *db, void *arg)
{
	return outbox_list(db, 100, true, arg);
}
/* The newest mail whose subject holds the words; fails when there is none. */
static inline const struct outbox_row *
call_mail(struct call_world *c, const char *subject)
{
	webtest_ok(c->w, store_read(c->w->app.store, c->w->a, call_outbox_work, &c->outbox));
	for (size_t i = 0; i < c->outbox.n; i++)
		if (strstr(c->outbox.items[i].subject, subject) != NULL)
			return &c->outbox.items[i];
	fail_msg("no mail about: %s", subject);
	return NULL;
}
static inline size_t
call_mails(struct call_world *c)
{
	webtest_ok(c->w, store_read(c->w->app.store, c->w->a, call_outbox_work, &c->outbox));
	return c->outbox.n;
}
/* The path of the link in a mail: "/call/file/…". */
static inline const char *
call_link(struct call_world *c, const struct outbox_row *m)
{
	const char *at = strstr(m->text, c->w->app.base_url);
	assert_non_null(at);
	at += strlen(c->w->app.base_url);
	return arena_strndup(c->w->a, at, strcspn(at, "\n "));
}

/* The mark of a form that was opened so many seconds ago. */
static inline const char *
call_mark(struct call_world *c, int seconds)
{
	return fill_mark(c->w->a, c->w->app.key, APP_KEY_SIZE, call_now() - seconds);
}

static inline const char *
call_start_form(struct call_world *c, const char *email, int seconds)
{
	return arena_printf(c->w->a, "contact_name=Ana+Noël&contact_function=directrice&email=%s&phone=0470+12+34+56&mark=%s", email, call_mark(c, seconds));
}

static inline const char *
call_term_id(struct call_world *c, const char *list)
{
	return arena_printf(c->w->a, "%lld", (long long)webtest_number(c->w, arena_printf(c->w->a, "SELECT min(id) FROM call_term WHERE list = '%s'", list)));
}

static inline int64_t
call_rev(struct call_world *c, int64_t id)
{
	return webtest_number(c->w, arena_printf(c->w->a, "SELECT rev FROM submission WHERE id = %lld", (long long)id));
}

/* Posts a step of the file at `path` with the rev that its form would hold. */
static inline int
call_step(struct call_world *c, const char *path, int64_t id, const char *step, const char *form)
{
	return webtest_post(c->w, arena_printf(c->w->a, "%s/%s", path, step), arena_printf(c->w->a, "rev=%lld&%s", (long long)call_rev(c, id), form));
}

/* A draft whose steps are all filled in; returns the path of its file. */
static inline const char *
call_fill(struct call_world *c, const char *email, int64_t *id)
{
	struct webtest *w = c->w;
	assert_int_equal(webtest_post(w, "/call/new", call_start_form(c, email, 30)), 303);
	const char *path = arena_strndup(w->a, w->an.location, strlen("/call/file/") + 26);
	*id = webtest_number(w, "SELECT max(id) FROM submission");
	assert_int_equal(call_step(c, path, *id, "institution", arena_printf(w->a, "org_name=L’Escale+asbl&context=%s&sector=%s&town=Huy&website=escale.be",
	    call_term_id(c, "context"), call_term_id(c, "sector"))), 303);
	assert_int_equal(call_step(c, path, *id, "question", arena_printf(w->a, "question=Comment+accueillir+mieux+les+personnes+sans+papiers+?&kind=%s&area=%s",
	    call_term_id(c, "kind"), call_term_id(c, "area"))), 303);
	assert_int_equal(call_step(c, path, *id, "background", "background=Vingt+personnes.&tried=Rien&expected="), 303);
	assert_int_equal(call_step(c, path, *id, "commitments", "present=yes&receive=unsure&orient=yes&read=yes&oral=no&slot=present+16:00&slot=present+16:30&receive_note=Plutôt+tôt"), 303);
	assert_int_equal(call_step(c, path, *id, "documents", "publication=named"), 303);
	return path;
}
#endif
