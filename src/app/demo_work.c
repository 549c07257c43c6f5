/* demo_work.c: what the persons of the example programme do: they file, validate, adopt, dispute, reply, comment. */
#include "app/demo.h"
#include "store/blob.h"
#include <string.h>

/* ---- evidence ---------------------------------------------------------------------------------------------- */

/* "1.1.3/1x2": the line's identity and how many times the piece counts. */
static enum err
slot_of(struct demo *d, const char *s, struct slot_target *out)
{
	char code[24];
	unsigned line;
	int count = 1;
	if (sscanf(s, "%23[0-9.]/%ux%d", code, &line, &count) < 2)
		return fail(d->a, E_INVALID, "demo: slot %s", s);
	const struct action *x = plan_action_by_code(d->plan, code);
	if (x == NULL || line < 1 || line > x->indicators.n)
		return fail(d->a, E_NOTFOUND, "demo: no line %s", s);
	*out = (struct slot_target){ x->indicators.items[line - 1].id, count };
	return OK;
}

static int64_t
action_of_line(const struct plan *p, int64_t indicator)
{
	for (struct plan_walk w = { .plan = p }; plan_next(&w);)
		for (size_t k = 0; k < w.action->indicators.n; k++)
			if (w.action->indicators.items[k].id == indicator)
				return w.action->id;
	return NONE;
}

static enum err
store_file(struct demo *d, const struct demo_piece *p, const struct date on, struct evidence_form *f)
{
	const void *bytes;
	size_t n;
	struct digest sha;
	if (p->file != NULL) {
		const struct embedded *x = demo_example(p->file);
		bytes = x->bytes;
		n = x->n;
		f->filename = p->file;
		f->type = "application/pdf";
	} else {
		const char *chair = NULL;
		for (size_t i = 0; i < demo_ngrants; i++)
			if (demo_grants[i].role == ROLE_CHAIR && strcmp(demo_grants[i].actor, p->body) == 0)
				chair = demo_persons[demo_person_index(demo_grants[i].who)].name;
		bytes = demo_minutes(d->a, p->body, on, demo_persons[demo_person_index(p->by)].name, chair, p->points);
		n = strlen(bytes);
		f->filename = arena_printf(d->a, "pv-%s.txt", date_iso(on).s);
		f->type = "text/plain; charset=utf-8";
	}
	enum err e = blob_put(d->db, bytes, n, &sha);
	f->blob = arena_strdup(d->a, sha.s);
	return e;
}

/* The page behind a link, as it was read when it was filed. */
static enum err
keep_copy(struct demo *d, const struct user *u, const struct demo_piece *p, int64_t id)
{
	struct digest sha;
	const char *text = arena_printf(d->a, "%s\n\n%s\n\nMaster en coordination de projets sociaux\n", p->title, p->url);
	enum err e = blob_put(d->db, text, strlen(text), &sha);
	return e == OK ? evidence_copy(d->db, u, id, sha.s) : e;
}

enum err
demo_file(struct demo *d, size_t i)
{
	const struct demo_piece *p = &demo_pieces[i];
	struct date on = demo_day_of(p->on, d->today, d->bounds);
	struct slot_target slots[8];
	size_t n = 0;
	for (const char *s = p->slots; *s != '\0' && n < LEN(slots); s += strspn(s, " ")) {
		enum err e = slot_of(d, s, &slots[n++]);
		if (e != OK)
			return demo_explain(d, e, p->slots);
		s += strcspn(s, " ");
	}
	if (p->kind == EV_FILE && p->file == NULL && p->body != NULL && p->validated_by != NULL) {
		int64_t actions[LEN(slots)];
		bool held;
		for (size_t k = 0; k < n; k++)
			actions[k] = action_of_line(d->plan, slots[k].indicator);
		enum err e = demo_hold(d, i, actions, n, &held);
		if (e != OK || held)
			return e;
	}
	const struct user *u;
	struct evidence_form f = { .kind = p->kind, .title = p->title, .effective = arena_strdup(d->a, date_iso(on).s), .url = p->url,
		.number = p->kind == EV_NUMBER ? p->number : NONE, .register_text = p->text, .partner = p->partner, .direction = p->direction,
		.audience = p->audience, .body = NONE, .access_level = p->access, .visibility = p->visibility };
	enum err e = demo_as(d, p->by, &u);
	if (e == OK && p->body != NULL)
		e = demo_actor(d, p->body, &f.body);
	if (p->partner != NULL && p->direction == NULL)
		f.expires_on = arena_strdup(d->a, date_iso((struct date){ on.y + 5, on.m, on.d > 28 ? 28 : on.d }).s);
	if (e == OK && p->kind == EV_FILE)
		e = store_file(d, p, on, &f);
	if (e == OK)
		e = evidence_add(d->db, u, &f, slots, n, today_brussels(), &d->pieces[i], &d->problems);
	if (e == OK && p->url != NULL)
		e = keep_copy(d, u, p, d->pieces[i]);
	return demo_explain(d, e, p->title);
}

/* Validation, adoption or dispute: by another person than the one who filed. */
enum err
demo_settle(struct demo *d, size_t i)
{
	const struct demo_piece *p = &demo_pieces[i];
	const char *who = p->adopted_by != NULL ? p->adopted_by : p->disputed_by != NULL ? p->disputed_by : p->validated_by;
	const struct user *u;
	struct evidence_list l;
	int64_t body;
	enum err e = demo_as(d, who, &u);
	if (e == OK)
		e = evidence_get(d->db, u, d->pieces[i], &l);
	if (e != OK)
		return demo_explain(d, e, p->title);
	int64_t id = d->pieces[i], rev = l.pieces.items[0].rev;
	if (p->disputed_by != NULL) {
		e = evidence_dispute(d->db, u, id, rev, p->dispute, &d->problems);
	} else if (p->adopted_by != NULL) {
		e = demo_actor(d, p->adopting, &body);
		if (e == OK)
			e = evidence_adopt(d->db, u, id, rev, body, date_iso(today_brussels()).s, "Adopté à l’unanimité.", today_brussels(), &d->problems);
	} else {
		e = evidence_validate(d->db, u, id, rev, &d->problems);
	}
	return demo_explain(d, e, p->title);
}

enum err
demo_withdraw(struct demo *d, size_t i)
{
	const struct user *u;
	struct evidence_list l;
	enum err e = demo_as(d, demo_pieces[i].by, &u);
	if (e == OK)
		e = evidence_get(d->db, u, d->pieces[i], &l);
	if (e == OK)
		e = evidence_withdraw(d->db, u, d->pieces[i], l.pieces.items[0].rev);
	return demo_explain(d, e, "withdrawing");
}

enum err
demo_waive(struct demo *d, const struct demo_waiver *w)
{
	const struct user *u;
	struct slot_target slot;
	int64_t id;
	enum err e = demo_as(d, w->who, &u);
	if (e == OK)
		e = slot_of(d, w->slot, &slot);
	if (e == OK)
		e = slot_waive(d->db, u, slot.indicator, w->year == 99 ? 0 : d->year + w->year, w->reason, &id, &d->problems);
	return demo_explain(d, e, w->slot);
}

enum err
demo_reply(struct demo *d, const struct demo_reply *r)
{
	const struct user *u;
	struct recommendations l;
	enum err e = demo_as(d, r->who, &u);
	if (e == OK)
		e = recommendation_list(d->db, u, NONE, &l);
	const struct action *x = plan_action_by_code(d->plan, r->action);
	for (size_t i = 0; e == OK && x != NULL && i < l.n; i++)
		if (l.items[i].action == x->id)
			e = recommendation_reply(d->db, u, l.items[i].id, r->reply, r->why, &d->problems);
	return demo_explain(d, e, r->action);
}

enum err
demo_comment(struct demo *d, const struct demo_comment *c)
{
	const struct user *u;
	int64_t id;
	const struct action *x = plan_action_by_code(d->plan, c->action);
	enum err e = x == NULL ? E_NOTFOUND : demo_as(d, c->who, &u);
	if (e == OK)
		e = comment_add(d->db, u, x->id, c->text, &id, &d->problems);
	return demo_explain(d, e, c->action);
}
