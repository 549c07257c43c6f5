#include "meeting/attendance_rules.h"
#include <string.h>

static const char substitute[] = "substitute", guest[] = "guest"; /* as mandates call them */

void
attendees_order(struct arena *a, struct attendees *all)
{
	const char **keys = ARENA_ARRAY(a, const char *, all->n + 1);
	for (size_t i = 0; i < all->n; i++) {
		struct attendee w = all->items[i];
		const char *key = text_sort_key(a, w.name == NULL ? "" : w.name);
		size_t k = i;
		for (; k > 0 && (all->items[k - 1].voting == w.voting ? strcmp(keys[k - 1], key) > 0 : w.voting); k--) {
			all->items[k] = all->items[k - 1];
			keys[k] = keys[k - 1];
		}
		all->items[k] = w;
		keys[k] = key;
	}
}

bool
attendee_replaced(const struct attendee *w)
{
	return w->voting && w->presence == PRES_PRESENT && w->replaces_name != NULL;
}

bool
attendee_belongs(const struct attendee *w)
{
	return w->voting || (w->seat != NULL && strcmp(w->seat, guest) != 0);
}

/* ---- who stands in --------------------------------------------------------------------------------------------- */

static bool
comes_not(const struct attendee *w)
{
	return w->presence == PRES_EXCUSED || w->presence == PRES_ABSENT || (w->presence == PRES_NONE && text_eq(w->answer, "no"));
}

/* There, or not said yet. */
static bool
may_come(const struct attendee *w)
{
	return w->presence == PRES_PRESENT || (w->presence == PRES_NONE && !text_eq(w->answer, "no"));
}

/* Another substitute is there in their place, or comes. */
static bool
replaced_already(const struct attendees *all, const struct attendee *holder)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct attendee *w = &all->items[i];
		if (w->replaces == holder->id && (w->called || w->voting) && (w->presence == PRES_PRESENT || (w->presence == PRES_NONE && text_eq(w->answer, "yes"))))
			return true;
	}
	return false;
}

void
attendees_stand_in(struct attendees *all)
{
	for (size_t i = 0; i < all->n; i++) {
		struct attendee *w = &all->items[i];
		w->voting = w->voting && !w->stands_in;
		w->called = w->stands_in = false;
		w->replaces_name = NULL;
	}
	for (int pass = 0; pass < 3; pass++) /* who is there before who comes, before who might */
		for (size_t i = 0; i < all->n; i++) {
			struct attendee *w = &all->items[i];
			const struct attendee *holder = NULL;
			for (size_t k = 0; w->replaces != NONE && k < all->n; k++)
				holder = all->items[k].id == w->replaces ? &all->items[k] : holder;
			if (holder == NULL || !text_eq(w->seat, substitute))
				continue;
			w->replaces_name = holder->name;
			int turn = w->presence == PRES_PRESENT ? 0 : text_eq(w->answer, "yes") ? 1 : 2;
			if (turn != pass || w->vote != NULL || !holder->voting || !comes_not(holder) || !may_come(w) || replaced_already(all, holder))
				continue;
			w->called = true;
			w->stands_in = w->voting = w->presence == PRES_PRESENT;
		}
}

static int64_t
at_most(int64_t n, int64_t most)
{
	return n < most ? n : most;
}

static void
tally_one(struct attendance *c, const struct attendee *w)
{
	c->yes += text_eq(w->answer, "yes");
	c->no += text_eq(w->answer, "no");
	c->silent += text_eq(w->answer, "none");
	c->present += w->presence == PRES_PRESENT;
	c->excused += w->presence == PRES_EXCUSED;
	c->absent += w->presence == PRES_ABSENT;
}

struct attendance
attendance_tally_all(const struct attendees *all)
{
	struct attendance c = { 0 };
	for (size_t i = 0; i < all->n; i++) {
		tally_one(&c, &all->items[i]);
		c.present += all->items[i].presence == PRES_INVITED;
	}
	c.invited = (int64_t)all->n;
	return c;
}

struct attendance
attendance_tally(const struct attendees *all)
{
	struct attendance c = { 0 };
	int64_t come = 0, there = 0; /* substitutes with the vote */
	for (size_t i = 0; i < all->n; i++) {
		const struct attendee *w = &all->items[i];
		bool stands_in = w->voting && text_eq(w->seat, substitute);
		c.invited += !w->voting;
		come += (stands_in || w->called) && text_eq(w->answer, "yes");
		there += stands_in && w->presence == PRES_PRESENT;
		if (!w->voting || stands_in)
			continue;
		c.members++;
		tally_one(&c, w);
	}
	c.yes = at_most(c.yes + come, c.members);
	c.present = at_most(c.present + there, c.members);
	return c;
}

/* ---- who is who -------------------------------------------------------------------------------------------------- */

struct who { int64_t person; const char *name, *email; bool bare; /* a name and nothing else */ };

static struct who
who(struct arena *a, int64_t person, int64_t contact, const char *name, const char *email)
{
	struct who w = { person, text_blank(name) ? NULL : text_fold(a, name), text_blank(email) ? NULL : text_fold(a, email), false };
	w.bare = person == NONE && contact == NONE && w.email == NULL;
	return w;
}

static struct who
who_sits(struct arena *a, const struct sitter *s)
{
	return who(a, s->person, NONE, s->name, s->email);
}

/* 0: two persons; the more, the surer. */
static int
alike(const struct who *x, const struct who *y)
{
	if (x->person != NONE && y->person != NONE)
		return x->person == y->person ? 3 : 0;
	if (x->email != NULL && y->email != NULL)
		return strcmp(x->email, y->email) == 0 ? 2 : 0;
	return (x->bare || y->bare) && x->name != NULL && text_eq(x->name, y->name) ? 1 : 0;
}

void
sitters_once(struct arena *a, struct sitters *s)
{
	size_t kept = 0;
	struct who *known = ARENA_ARRAY(a, struct who, s->n + 1);
	for (size_t i = 0; i < s->n; i++) {
		struct sitter x = s->items[i];
		struct who w = who_sits(a, &x);
		size_t k = 0;
		while (k < kept && alike(&known[k], &w) == 0)
			k++;
		if (k == kept) {
			known[k] = w;
			s->items[kept++] = x;
			continue;
		}
		struct sitter *y = &s->items[k];
		if (x.voting && !y->voting)
			y->voting = true, y->seat = x.seat;
		y->replaces = y->replaces == NULL ? x.replaces : y->replaces;
		if (y->person == NONE && x.person != NONE)
			y->person = x.person, y->name = x.name, y->email = x.email;
		y->email = y->email == NULL ? x.email : y->email;
		known[k] = who_sits(a, y);
	}
	s->n = kept;
}

/* ---- the list ---------------------------------------------------------------------------------------------------- */

static bool
vote_of(const struct attendee *w, bool by_seat)
{
	return w->vote == NULL ? by_seat : text_eq(w->vote, "yes");
}

/* The line of a sitter: of those on the list the surest, else of those taken off it; NULL. */
static const struct attendee *
line_of(const struct who *w, const struct who *lines, const struct attendees *all)
{
	const struct attendee *best = NULL;
	int most = 0;
	for (size_t i = 0; i < all->n; i++) {
		int on = all->items[i].removed == NULL ? 4 : text_eq(all->items[i].removed, "hand") ? 1 : 0, like = alike(w, &lines[i]);
		if (like > 0 && on * 4 + like > most) {
			most = on * 4 + like;
			best = &all->items[i];
		}
	}
	return best;
}

int64_t *
list_replaced(struct arena *a, const struct sitters *once, const struct attendees *all)
{
	int64_t *replaced = ARENA_ARRAY(a, int64_t, all->n + 1);
	struct who *lines = ARENA_ARRAY(a, struct who, all->n + 1);
	for (size_t i = 0; i < all->n; i++) {
		const struct attendee *w = &all->items[i];
		lines[i] = who(a, w->person, w->contact, w->name, w->email);
		replaced[i] = w->presence == PRES_NONE ? NONE : w->replaces; /* who sits nowhere any more, but was there */
	}
	for (size_t i = 0; i < once->n; i++) {
		const struct sitter *s = &once->items[i];
		struct who me = who_sits(a, s), them;
		const struct attendee *row = line_of(&me, lines, all), *holder = NULL;
		if (row == NULL)
			continue;
		if (s->replaces != NULL && text_eq(s->seat, substitute)) {
			them = who_sits(a, s->replaces);
			holder = line_of(&them, lines, all);
		}
		replaced[row - all->items] = holder == NULL || holder == row || holder->removed != NULL ? NONE : holder->id;
	}
	return replaced;
}

/* The mandate has an address, and the line of someone without an account has not, or another one. */
static bool
address_differs(struct arena *a, const struct sitter *s, const struct attendee *w)
{
	if (w->person != NONE || w->contact != NONE || text_blank(s->email))
		return false;
	return text_blank(w->email) || strcmp(text_fold(a, s->email), text_fold(a, w->email)) != 0;
}

void
list_changes(struct arena *a, const struct sitters *once, const struct attendees *all, struct list_changes *out)
{
	*out = (struct list_changes){ 0 };
	struct who *lines = ARENA_ARRAY(a, struct who, all->n + 1);
	bool *sits = ARENA_ARRAY(a, bool, all->n + 1);
	const int64_t *replaced = list_replaced(a, once, all);
	for (size_t i = 0; i < all->n; i++) {
		const struct attendee *w = &all->items[i];
		lines[i] = who(a, w->person, w->contact, w->name, w->email);
		sits[i] = false;
	}
	for (size_t i = 0; i < once->n; i++) {
		const struct sitter *s = &once->items[i];
		struct who w = who_sits(a, s);
		const struct attendee *row = line_of(&w, lines, all);
		struct list_change c = { LIST_ADD, s, row, s->voting, true };
		if (row != NULL) {
			sits[row - all->items] = true;
			c.voting = vote_of(row, s->voting);
			c.act = row->removed == NULL ? LIST_CHANGE : LIST_BACK;
		}
		if (row != NULL && text_eq(row->removed, "hand"))
			continue;
		if (c.act == LIST_CHANGE) {
			bool account = s->person != NONE && row->person == NONE && row->contact == NONE;
			c.told = c.voting != row->voting || replaced[row - all->items] != row->replaces || address_differs(a, s, row);
			if (!c.told && !account && text_eq(row->seat, s->seat))
				continue;
		}
		PUSH(a, out, c);
	}
	for (size_t i = 0; i < all->n; i++) {
		const struct attendee *w = &all->items[i];
		bool by_hand = text_eq(w->added, "hand");
		if (sits[i] || w->removed != NULL || w->presence != PRES_NONE || (by_hand && w->seat == NULL))
			continue;
		struct list_change c = { by_hand ? LIST_CHANGE : LIST_OFF, NULL, w, by_hand && vote_of(w, false), true };
		PUSH(a, out, c);
	}
}

size_t
list_changes_told(const struct list_changes *c)
{
	size_t n = 0;
	for (size_t i = 0; i < c->n; i++)
		n += c->items[i].told;
	return n;
}

const char *
list_change_name(const struct list_change *c)
{
	return c->sitter != NULL ? c->sitter->name : c->row->name;
}
