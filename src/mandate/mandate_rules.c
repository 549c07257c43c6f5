#include "mandate/mandate_rules.h"
#include "base/text.h"
#include <string.h>

#define SEAT_ROW(seat, word, name) [seat] = { word, name },
static const struct { const char *word, *name; } seats[SEATS] = { SEAT_LIST(SEAT_ROW) };

const char *
seat_word(enum mandate_seat s)
{
	return seats[s].word;
}

const char *
seat_name(enum mandate_seat s)
{
	return seats[s].name;
}

bool
seat_of(const char *word, enum mandate_seat *out)
{
	for (int s = 0; s < SEATS; s++)
		if (text_eq(word, seats[s].word)) {
			*out = (enum mandate_seat)s;
			return true;
		}
	return false;
}

bool
seat_decides(enum mandate_seat s)
{
	return s != SEAT_SUBSTITUTE && s != SEAT_GUEST;
}

bool
mandate_on(const struct mandate_row *m, const char *day)
{
	return strcmp(m->from_day, day) <= 0 && (m->until_day == NULL || strcmp(m->until_day, day) >= 0);
}

static bool
one_place(const struct mandate_row *x, const struct mandate_row *y)
{
	return x->actor == y->actor && (x->actor != NONE || (text_eq(x->outside, y->outside) && text_eq(x->organisation, y->organisation)));
}

void
mandate_order(struct mandate_rows *rows)
{
	for (size_t i = 1; i < rows->n; i++) {
		struct mandate_row m = rows->items[i];
		size_t k = i;
		for (; k > 0 && one_place(&rows->items[k - 1], &m) && rows->items[k - 1].seat > m.seat; k--)
			rows->items[k] = rows->items[k - 1];
		rows->items[k] = m;
	}
}

void
mandate_sitting(struct arena *a, const struct mandate_rows *all, int64_t actor, const char *day, struct mandate_rows *out)
{
	*out = (struct mandate_rows){ 0 };
	for (size_t i = 0; i < all->n; i++)
		if (all->items[i].actor == actor && mandate_on(&all->items[i], day))
			PUSH(a, out, all->items[i]);
}

/* The same account, or where one of the two has none the same name. */
static bool
holds(const struct mandate_row *x, int64_t person, const char *name)
{
	return x->person != NONE && person != NONE ? x->person == person : text_eq(x->name, name);
}

const struct mandate_row *
mandate_replaced(const struct mandate_rows *sitting, const struct mandate_row *m)
{
	const struct mandate_row *found = NULL;
	if (m->seat != SEAT_SUBSTITUTE || m->replaces == NONE)
		return NULL;
	for (size_t i = 0; i < sitting->n; i++) {
		const struct mandate_row *x = &sitting->items[i];
		if (x->actor != m->actor || !seat_decides(x->seat))
			continue;
		if (x->id == m->replaces)
			return x;
		if (found == NULL && holds(x, m->replaces_person, m->replaces_name))
			found = x;
	}
	return found;
}

static bool
same_place(const struct mandate_row *x, const struct mandate_row *y)
{
	bool who = x->person != NONE || y->person != NONE ? x->person == y->person : strcmp(x->name, y->name) == 0;
	return who && x->seat == y->seat && one_place(x, y);
}

bool
mandate_ends_soon(const struct mandate_rows *all, const struct mandate_row *m, struct date day, int days)
{
	if (m->until_day == NULL || strcmp(m->until_day, date_iso(day).s) < 0 || strcmp(m->until_day, date_iso(date_of_days(date_days(day) + days)).s) > 0)
		return false;
	for (size_t i = 0; i < all->n; i++) {
		const struct mandate_row *x = &all->items[i];
		if (x->id != m->id && same_place(x, m) && strcmp(x->from_day, m->from_day) > 0 && (x->until_day == NULL || strcmp(x->until_day, m->until_day) > 0))
			return false;
	}
	return true;
}

static bool
counts(const struct mandate_want *w, const struct mandate_row *m)
{
	bool sits = seat_decides(m->seat);
	if (w->profile != NONE)
		return sits && m->profile == w->profile;
	return w->seat == SEAT_MEMBER ? sits : m->seat == w->seat;
}

void
mandate_gaps(struct arena *a, const struct mandate_wants *wants, const struct mandate_rows *rows, int64_t actor, const char *day, struct mandate_gaps *out)
{
	struct mandate_rows now;
	*out = (struct mandate_gaps){ 0 };
	mandate_sitting(a, rows, actor, day, &now);
	for (size_t i = 0; i < wants->n; i++) {
		struct mandate_gap g = { &wants->items[i], 0 };
		if (g.want->actor != actor)
			continue;
		for (size_t k = 0; k < now.n; k++)
			g.have += counts(g.want, &now.items[k]);
		if (g.have < g.want->least)
			PUSH(a, out, g);
	}
}

/* ---- the chart ------------------------------------------------------------------------------------------------ */

static const struct chart_node *
node_of(const struct chart_node *nodes, size_t n, int64_t actor)
{
	for (size_t i = 0; i < n; i++)
		if (nodes[i].actor == actor)
			return &nodes[i];
	return NULL;
}

bool
chart_ring(const struct chart_node *nodes, size_t n, int64_t actor, int64_t above)
{
	size_t steps = 0;
	for (int64_t at = above; at != NONE && steps <= n; steps++) {
		if (at == actor)
			return true;
		const struct chart_node *x = node_of(nodes, n, at);
		at = x == NULL ? NONE : x->above;
	}
	return steps > n;
}

static void
put(struct arena *a, const struct chart_node *nodes, size_t n, const struct chart_node *x, int depth, int parent, struct chart *out)
{
	struct chart_line l = { x, depth, parent };
	int me = (int)out->n;
	PUSH(a, out, l);
	for (size_t i = 0; i < n; i++)
		if (nodes[i].above == x->actor && !chart_ring(nodes, n, nodes[i].actor, nodes[i].above))
			put(a, nodes, n, &nodes[i], depth + 1, me, out);
}

void
chart_order(struct arena *a, const struct chart_node *nodes, size_t n, struct chart *out)
{
	*out = (struct chart){ 0 };
	for (size_t i = 0; i < n; i++)
		if (nodes[i].above == NONE || node_of(nodes, n, nodes[i].above) == NULL || chart_ring(nodes, n, nodes[i].actor, nodes[i].above))
			put(a, nodes, n, &nodes[i], 0, -1, out);
}
