#include "calendar/calendar_pages.h"
#include "base/text.h"
#include "mandate/mandate.h"
#include "pages.h"
#include "web/throttle.h"
#include <string.h>

/* Of one address, and of a client that has none: many people's calendars may be read by one machine. */
enum { ASKS_OF_FEED = 120, WRONG_OF_CLIENT = 30, HOUR = 3600 };

const struct param calendar_new_params[] = { { "actor", P_INT, 19 }, { 0 } };

struct calendar_of
calendar_for(struct request *rq, const struct user *u, int64_t body)
{
	return (struct calendar_of){ .user = u, .body = body, .bounds = rq->programme->bounds, .today = rq->today, .lang = rq->lang, .base_url = rq->app->base_url,
		.programme = rq->programme->name, .plans = rq->app->plan_cache };
}

/* The bodies whose calendar may be followed: those one reads meetings of, or owes for. */
static enum err
bodies_of(struct request *rq, struct feed_bodies *out)
{
	struct chart_node *nodes;
	size_t n;
	*out = (struct feed_bodies){ 0 };
	if (!user_may(rq->user, RIGHT_PLAN_READ))
		return OK;
	enum err e = mandate_chart(rq->db, &nodes, &n);
	for (size_t i = 0; e == OK && i < n; i++) {
		struct feed_body b = { nodes[i].actor, nodes[i].name };
		PUSH(rq->a, out, b);
	}
	return e;
}

static enum err
show(struct request *rq, struct answer *an, const char *fresh)
{
	struct feeds l;
	struct feed_bodies bodies;
	enum err e = feed_list(rq->db, rq->user->person, &l);
	if (e == OK)
		e = bodies_of(rq, &bodies);
	if (e != OK)
		return e;
	struct page *p = layout_begin_under(rq, an, tr(rq->lang, N_("Mon agenda")), "calendar", url_known("/account"), tr(rq->lang, N_("Mon compte")));
	form_problems(p, &an->problems);
	page_calendar_home(p, rq, &l, &bodies, fresh);
	layout_end(rq, an);
	return OK;
}

enum err
calendar_page(struct request *rq, struct answer *an)
{
	return show(rq, an, NULL);
}

/* The page that answers shows the address: there is no other moment at which it could be. */
enum err
calendar_new(struct request *rq, struct answer *an)
{
	struct feed_bodies bodies;
	int64_t actor = param_int(rq, "actor");
	const char *token;
	bool known = actor == NONE;
	enum err e = bodies_of(rq, &bodies);
	for (size_t i = 0; e == OK && i < bodies.n; i++)
		known = known || bodies.items[i].actor == actor;
	if (e == OK && !known)
		return E_NOTFOUND;
	if (e == OK)
		e = feed_new(rq->db, rq->user->person, actor, &token);
	if (e == E_LIMIT) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, "actor", N_("Vous avez déjà vingt adresses ouvertes : fermez-en une d’abord."), NULL);
		return show(rq, an, NULL);
	}
	return e == OK ? show(rq, an, arena_printf(rq->a, "%s/calendar/%s/pilotis.ics", rq->app->base_url, token)) : e;
}

enum err
calendar_revoke(struct request *rq, struct answer *an)
{
	enum err e = feed_revoke(rq->db, rq->user->person, param_int(rq, "id"));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Adresse fermée : elle n’ouvre plus rien."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/account/calendar"));
}

/* No calendar has this address, any more or ever. Nobody guesses 128 bits; who tries is slowed all the same. */
static enum err
no_calendar(struct request *rq, struct answer *an)
{
	const struct limit wrong = throttle_client(rq, "calendar", WRONG_OF_CLIENT, HOUR);
	enum err e = throttle_look(rq->db, rq, an, &wrong, 1);
	if (e != OK)
		return e;
	throttle_after(rq, wrong);
	return E_NOTFOUND;
}

/* As whoever it was made for is today: a role that ended shows nothing more. */
enum err
calendar_feed(struct request *rq, struct answer *an)
{
	struct feed f;
	struct person k;
	const struct user *u;
	const char *text;
	enum err e = rq->programme == NULL ? E_NOTFOUND : feed_find(rq->db, param_text(rq, "token"), &f);
	if (e == OK)
		e = person_get(rq->db, f.person, &k);
	if (e == E_NOTFOUND || (e == OK && !k.active))
		return no_calendar(rq, an);
	if (e == OK && !throttle_here("calendar", arena_printf(rq->a, "%lld", (long long)f.id), ASKS_OF_FEED, HOUR))
		return answer_throttled(an, HOUR / 4);
	if (e == OK)
		e = user_of_person(rq->db, f.person, rq->today, &u);
	if (e != OK)
		return e;
	struct calendar_of of = calendar_for(rq, u, f.actor);
	of.lang = text_eq(k.lang, "en") ? LANG_EN : LANG_FR;
	if (f.actor_name != NULL)
		of.programme = arena_printf(rq->a, "%s – %s", f.actor_name, rq->programme->short_name);
	if ((e = calendar_text(rq->db, &of, &text)) != OK)
		return e;
	if ((e = answer_bytes(an, ICAL_TYPE, text, strlen(text), "pilotis.ics")) == OK)
		answer_unless_had(rq, an);
	return e;
}
