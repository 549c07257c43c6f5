/* demo_minutes.c: the meetings of the example programme, held as anybody's are; or their minutes as a text file, where a plan had
 * them before. */
#include "app/demo.h"
#include "meeting/meeting_store.h"
#include "store/blob.h"
#include <string.h>

const char *
demo_minutes(struct arena *a, const char *body, struct date on, const char *secretary, const char *chair, const char *points)
{
	struct buf b = buf_new(a, KIB(64));
	buf_printf(&b, "Master en coordination de projets sociaux\n%s\n\nProcès-verbal de la réunion du %s\n\n", body, date_long(a, on, "fr"));
	if (chair != NULL && strcmp(chair, secretary) != 0)
		buf_printf(&b, "Présidence : %s\n", chair);
	buf_printf(&b, "Secrétariat : %s\n\nOrdre du jour et décisions\n\n", secretary);
	int n = 1;
	for (const char *p = points; *p != '\0';) {
		size_t k = strcspn(p, "\n");
		buf_printf(&b, "%d. %.*s.\n", n++, (int)k, p);
		p += k + (p[k] == '\n');
	}
	buf_puts(&b, "\nLe procès-verbal de la réunion précédente est approuvé.\nLa séance est levée à 17 h 30.\n");
	return buf_str(&b);
}

/* ---- a meeting from its agenda to its approval ---------------------------------------------------------------- */

struct held { struct demo *d; const struct user *u; int64_t id; };

/* "Stage : 23 personnes": the point, and what was said of it. */
static enum err
add_point(struct held *h, const char *line, size_t n, const int64_t *actions, size_t nactions)
{
	struct arena *a = h->d->a;
	const char *all = arena_strndup(a, line, n), *colon = strstr(all, " :");
	int64_t item;
	enum err e = agenda_item_add(h->d->db, h->u, h->id, colon == NULL ? all : arena_strndup(a, all, (size_t)(colon - all)), NULL, &item, &h->d->problems);
	for (size_t i = 0; e == OK && i < nactions; i++)
		e = agenda_action_set(h->d->db, h->u, h->id, item, actions[i], true);
	return e;
}

static enum err
write_minutes(struct held *h, const char *points)
{
	struct arena *a = h->d->a;
	struct agenda g;
	struct text_typed typed;
	enum err e = agenda_load(h->d->db, h->id, &g);
	const char *line = points;
	for (size_t i = 0; e == OK && i < g.items.n; i++) {
		size_t n = strcspn(line, "\n");
		const char *all = arena_strndup(a, line, n), *colon = strstr(all, " :");
		const char *said = colon == NULL ? "Le point est présenté, discuté et suivi." : arena_printf(a, "%s.", text_trim(a, colon + strlen(" :")));
		struct minutes_text t = { g.items.items[i].id, 0, NULL, said };
		int64_t ticked[32];
		size_t k = 0;
		for (size_t j = 0; j < g.actions.n && k < LEN(ticked); j++)
			if (g.actions.items[j].item == t.item)
				ticked[k++] = g.actions.items[j].action;
		e = minutes_save(h->d->db, h->u, h->id, &t, &typed);
		if (e == OK)
			e = minutes_discussed(h->d->db, h->u, h->id, t.item, ticked, k);
		line += n + (line[n] == '\n');
	}
	return e;
}

static enum err
everyone_there(struct held *h)
{
	struct attendees all;
	struct presence_set set[64];
	size_t n = 0;
	enum err e = attendee_list(h->d->db, h->id, &all);
	for (size_t i = 0; e == OK && i < all.n && n < LEN(set); i++)
		set[n++] = (struct presence_set){ all.items[i].id, i > 0 && i + 1 == all.n && i % 2 == 0 ? PRES_EXCUSED : all.items[i].voting ? PRES_PRESENT : PRES_INVITED };
	return e == OK ? attendee_presences(h->d->db, h->u, h->id, set, n) : e;
}

static enum err
rev_of(struct held *h, int64_t *rev)
{
	struct meeting m;
	enum err e = meeting_raw(h->d->db, h->id, &m);
	*rev = e == OK ? m.rev : NONE;
	return e;
}

/* Up to minutes that wait for approval. */
static enum err
hold(struct held *h, int64_t body, const char *on, const char *points, const int64_t *actions, size_t n)
{
	struct demo *d = h->d;
	struct meeting_form f = { .held_on = on, .starts = "15:00", .ends = "17:30", .place = "Salle du conseil", .chair = NONE, .secretary = NONE, .bodies = &body, .nbodies = 1 };
	struct convening how = { .user = h->u, .silent = true };
	int64_t rev, sent;
	enum err e = meeting_add(d->db, h->u, &f, false, d->bounds, today_brussels(), &h->id, &d->problems);
	bool first = true;
	for (const char *p = points; e == OK && *p != '\0'; first = false) {
		size_t k = strcspn(p, "\n");
		e = add_point(h, p, k, actions, first ? n : 0);
		p += k + (p[k] == '\n');
	}
	if (e == OK && (e = rev_of(h, &rev)) == OK)
		e = minutes_begin(d->db, h->u, h->id, rev);
	if (e == OK)
		e = write_minutes(h, points);
	if (e == OK)
		e = everyone_there(h);
	if (e == OK && (e = rev_of(h, &rev)) == OK)
		e = minutes_prepare(d->db, &how, h->id, rev, &sent, &d->problems);
	return e;
}

enum err
demo_hold(struct demo *d, size_t i, const int64_t *actions, size_t n, bool *held)
{
	const struct demo_piece *p = &demo_pieces[i];
	struct held h = { .d = d };
	struct fileds filed;
	int64_t body = NONE, rev;
	const char *on = arena_strdup(d->a, date_iso(demo_day_of(p->on, d->today, d->bounds)).s);
	struct approving by = { .in = NONE, .on = arena_strdup(d->a, date_iso(today_brussels()).s), .how = "Approuvé par courriel, sans remarque" };
	*held = false;
	enum err e = demo_as(d, p->by, &h.u);
	if (e == OK)
		e = demo_actor(d, p->body, &body);
	if (e != OK || !user_may_for(h.u, RIGHT_MEETING_MANAGE, body))
		return e;
	if ((e = hold(&h, body, on, p->points, actions, n)) != OK || (e = rev_of(&h, &rev)) != OK)
		return demo_explain(d, e, "a meeting");
	if ((e = demo_as(d, p->validated_by, &h.u)) == OK && !user_may_for(h.u, RIGHT_MEETING_APPROVE, body))
		e = demo_as(d, demo_persons[0].key, &h.u);
	if (e == OK)
		e = minutes_approve(d->db, h.u, h.id, rev, &by, today_brussels(), &d->problems);
	if (e == OK)
		e = minutes_filed(d->db, h.id, &filed);
	*held = e == OK && filed.n > 0;
	if (*held)
		d->pieces[i] = filed.items[0].evidence;
	return demo_explain(d, e, "minutes approved");
}

/* By the body's secretary, approved by its chair. */
enum err
demo_decide(struct demo *d, const char *body, int ago, const char *points, const char *text, int64_t *decision)
{
	struct held h = { .d = d };
	struct agenda g;
	int64_t actor = NONE, rev;
	const char *secretary = NULL, *chair = NULL;
	struct approving by = { .in = NONE, .on = arena_strdup(d->a, date_iso(d->today).s), .how = "Approuvé par courriel, sans remarque" };
	for (size_t i = 0; i < demo_ngrants; i++)
		if (strcmp(demo_grants[i].actor, body) == 0) {
			secretary = demo_grants[i].role == ROLE_SECRETARY ? demo_grants[i].who : secretary;
			chair = demo_grants[i].role == ROLE_CHAIR ? demo_grants[i].who : chair;
		}
	BUG_ON(secretary == NULL || chair == NULL);
	enum err e = demo_as(d, secretary, &h.u);
	if (e == OK)
		e = demo_actor(d, body, &actor);
	if (e == OK)
		e = hold(&h, actor, arena_strdup(d->a, date_iso(date_of_days(date_days(d->today) - ago)).s), points, NULL, 0);
	if (e == OK)
		e = agenda_load(d->db, h.id, &g);
	if (e != OK)
		return demo_explain(d, e, "a meeting that decides");
	struct resolution_form f = { .item = g.items.items[0].id, .text = text, .manner = "consensus", .votes_for = NONE, .votes_against = NONE, .votes_abstain = NONE, .owner = NONE, .owner_actor = NONE };
	e = resolution_save(d->db, h.u, h.id, NONE, NONE, &f, decision, &d->problems);
	if (e == OK)
		e = demo_as(d, chair, &h.u);
	if (e == OK && (e = rev_of(&h, &rev)) == OK)
		e = minutes_approve(d->db, h.u, h.id, rev, &by, d->today, &d->problems);
	return demo_explain(d, e, "a decision");
}

/* ---- what is going on ------------------------------------------------------------------------------------------- */

enum err
demo_meetings(struct demo *d)
{
	static const char points[] = "Visite de mi-parcours : le dossier est relu par deux personnes\nPriorités de l’année : trois actions passent devant";
	struct held h = { .d = d };
	int64_t body = NONE, id, decision;
	struct resolution_form f = { .text = "Le dossier d’étape est envoyé à tous les membres une semaine avant la visite.", .manner = "consensus", .followed = true, .votes_for = NONE,
		.votes_against = NONE, .votes_abstain = NONE, .owner_actor = NONE, .due_on = arena_strdup(d->a, date_iso(date_of_days(date_days(d->today) + 20)).s) };
	enum err e = demo_as(d, "awa.diallo", &h.u);
	if (e == OK)
		e = demo_actor(d, "CoPil", &body);
	if (e != OK || !user_may_for(h.u, RIGHT_MEETING_MANAGE, body))
		return e;
	clock_replay(&d->today);
	if ((e = hold(&h, body, arena_strdup(d->a, date_iso(date_of_days(date_days(d->today) - 9)).s), points, NULL, 0)) != OK)
		return demo_explain(d, e, "minutes that wait");
	struct agenda g;
	if ((e = agenda_load(d->db, h.id, &g)) != OK)
		return e;
	f.item = g.items.items[0].id;
	f.owner = h.u->person;
	e = resolution_save(d->db, h.u, h.id, NONE, NONE, &f, &decision, &d->problems);
	struct meeting_form next = { .held_on = arena_strdup(d->a, date_iso(date_of_days(date_days(d->today) + 12)).s), .starts = "15:00", .ends = "17:30", .place = "Salle du conseil",
		.note = "Merci de lire le procès-verbal avant la réunion.", .chair = NONE, .secretary = NONE, .bodies = &body, .nbodies = 1 };
	if (e == OK)
		e = meeting_add(d->db, h.u, &next, true, d->bounds, d->today, &id, &d->problems);
	return demo_explain(d, e, "the next meeting");
}
