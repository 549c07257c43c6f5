#include "base/date.h"
#include "solve/selection_read.h"
#include "solve/timetable_json.h"
#include <math.h>
#include <string.h>

struct timetable_reader { struct reader r; struct tt_instance *in; struct read_index *slot, *session, *person, *place; };

static int64_t
millionths(double x)
{
	return (int64_t)llround(x * TT_UNIT);
}

/* A cost of o[key], nothing when it is not there. */
static bool
read_cost(struct timetable_reader *t, const json_t *o, const char *where, const char *key, double least, int64_t *out)
{
	const json_t *v = json_object_get(o, key);
	*out = 0;
	if (v == NULL || json_is_null(v))
		return true;
	if (!json_is_number(v) || !(json_number_value(v) >= least) || !(json_number_value(v) <= 1e6))
		return sel_read_wrong(&t->r, N_("%s : un nombre est attendu, d’un million au plus."), "%s%s", where, key);
	*out = millionths(json_number_value(v));
	return true;
}

static bool
read_names(struct timetable_reader *t, const json_t *list, const char *what, struct sel_names *out, struct read_index **index)
{
	size_t n = json_array_size(list), i;
	const char **id = ARENA_ARRAY(t->r.a, const char *, n + 1);
	json_t *o;
	json_array_foreach((json_t *)(uintptr_t)list, i, o) {
		char where[60];
		snprintf(where, sizeof where, "%s[%zu].", what, i);
		if (!sel_read_object(&t->r, o, where) || !sel_read_text(&t->r, o, where, "id", &id[i]))
			return false;
	}
	*index = sel_read_distinct(&t->r, id, n, out);
	for (i = 0; i < n && out->n < n; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(id[i], id[k]) == 0)
				return sel_read_wrong(&t->r, N_("%s : cet identifiant est déjà pris."), "%s[%zu].id « %s »", what, i, id[i]);
	return true;
}

static bool
clock_of(const char *s, int *minutes)
{
	if (strlen(s) != 5 || s[2] != ':' || strspn(s, "0123456789:") != 5 || strchr("012", s[0]) == NULL)
		return false;
	int h = (s[0] - '0') * 10 + s[1] - '0', m = (s[3] - '0') * 10 + s[4] - '0';
	*minutes = h * 60 + m;
	return s[1] != ':' && s[3] != ':' && s[4] != ':' && h < 24 && m < 60;
}

static bool
read_slots(struct timetable_reader *t, const json_t *list)
{
	size_t i;
	json_t *o;
	if (!read_names(t, list, "slots", &t->in->slots, &t->slot))
		return false;
	struct tt_slot *slot = ARENA_ARRAY(t->r.a, struct tt_slot, json_array_size(list) + 1);
	json_array_foreach((json_t *)(uintptr_t)list, i, o) {
		char where[40];
		const char *day, *start;
		struct date d;
		snprintf(where, sizeof where, "slots[%zu].", i);
		if (!sel_read_keys(&t->r, o, where, "id day start") || !sel_read_text(&t->r, o, where, "day", &day) || !sel_read_text(&t->r, o, where, "start", &start))
			return false;
		if (!date_parse(day, &d))
			return sel_read_wrong(&t->r, N_("%s : un jour comme 2025-04-17 est attendu."), "%sday", where);
		if (!clock_of(start, &slot[i].start))
			return sel_read_wrong(&t->r, N_("%s : une heure comme 09:30 est attendue."), "%sstart", where);
		slot[i].day = (int)date_days(d);
	}
	t->in->problem.slot = slot;
	t->in->problem.slots = (int)json_array_size(list);
	return true;
}

/* Every distinct text of the people of all sessions. */
static bool
read_people(struct timetable_reader *t, const json_t *sessions)
{
	size_t i, k, n = 0;
	json_t *o, *v;
	const char **name = ARENA_ARRAY(t->r.a, const char *, json_array_size(sessions) * TIMETABLE_PERSONS + 1);
	json_array_foreach((json_t *)(uintptr_t)sessions, i, o) {
		char where[40];
		const json_t *list;
		snprintf(where, sizeof where, "sessions[%zu].", i);
		if (!sel_read_list(&t->r, o, where, "people", TIMETABLE_PERSONS, false, &list))
			return false;
		json_array_foreach((json_t *)(uintptr_t)list, k, v) {
			if (!json_is_string(v))
				return sel_read_wrong(&t->r, N_("%s : un texte est attendu."), "%speople", where);
			name[n++] = json_string_value(v);
		}
	}
	t->person = sel_read_distinct(&t->r, name, n, &t->in->people);
	t->in->problem.people = (int)t->in->people.n;
	return true;
}

static bool
read_available(struct timetable_reader *t, const json_t *o, const char *where, struct tt_session *s)
{
	const json_t *list, *cost = json_object_get(o, "cost");
	size_t i, n = t->in->slots.n;
	json_t *v;
	int *slot = ARENA_ARRAY(t->r.a, int, n + 1);
	int64_t *price = ARENA_ARRAY(t->r.a, int64_t, n + 1);
	bool *seen = ARENA_ARRAY(t->r.a, bool, n + 1);
	if (!sel_read_list(&t->r, o, where, "available", TIMETABLE_SLOTS, false, &list))
		return false;
	if (list == NULL)
		for (i = 0; i < n; i++)
			slot[s->slots++] = (int)i;
	json_array_foreach((json_t *)(uintptr_t)list, i, v) {
		int k = json_is_string(v) ? sel_read_find(t->slot, n, json_string_value(v)) : -1;
		if (k < 0)
			return sel_read_wrong(&t->r, N_("%s : ce créneau n’est pas dans « slots »."), "%savailable[%zu]", where, i);
		if (!seen[k])
			slot[s->slots++] = k;
		seen[k] = true;
	}
	if (cost != NULL && !json_is_null(cost) && !json_is_object(cost))
		return sel_read_wrong(&t->r, N_("%s : un objet {…} est attendu."), "%scost", where);
	const char *key;
	json_object_foreach((json_t *)(uintptr_t)cost, key, v)
		if (sel_read_find(t->slot, n, key) < 0)
			return sel_read_wrong(&t->r, N_("%s : ce créneau n’est pas dans « slots »."), "%scost « %s »", where, key);
	for (int k = 0; k < s->slots; k++) {
		char at[80];
		snprintf(at, sizeof at, "%scost.", where);
		if (!read_cost(t, cost, at, t->in->slots.items[slot[k]], -1e6, &price[k]))
			return false;
	}
	s->slot = slot;
	s->cost = price;
	return true;
}

static bool
read_session(struct timetable_reader *t, const json_t *o, size_t i, struct tt_session *s)
{
	char where[40];
	size_t k;
	json_t *v;
	int *person = ARENA_ARRAY(t->r.a, int, TIMETABLE_PERSONS + 1);
	snprintf(where, sizeof where, "sessions[%zu].", i);
	*s = (struct tt_session){ .place = TT_NONE, .person = person, .group = TT_NONE, .published = TT_NONE };
	if (!sel_read_keys(&t->r, o, where, "id place people available cost attributes") || !read_available(t, o, where, s))
		return false;
	json_array_foreach(json_object_get(o, "people"), k, v) {
		int p = sel_read_find(t->person, t->in->people.n, json_string_value(v));
		bool again = false;
		for (int q = 0; q < s->persons; q++)
			again = again || person[q] == p;
		if (!again)
			person[s->persons++] = p;
	}
	const json_t *attributes = json_object_get(o, "attributes");
	if (attributes != NULL && !json_is_null(attributes) && !json_is_object(attributes))
		return sel_read_wrong(&t->r, N_("%s : un objet {…} est attendu."), "%sattributes", where);
	return true;
}

static bool
read_sessions(struct timetable_reader *t, const json_t *list)
{
	size_t i;
	json_t *o;
	if (!read_names(t, list, "sessions", &t->in->sessions, &t->session) || !read_people(t, list))
		return false;
	struct tt_session *s = ARENA_ARRAY(t->r.a, struct tt_session, json_array_size(list) + 1);
	t->in->problem.session = s;
	t->in->problem.sessions = (int)json_array_size(list);
	json_array_foreach((json_t *)(uintptr_t)list, i, o)
		if (!read_session(t, o, i, &s[i]))
			return false;
	return true;
}

/* Groups of the attribute that neighbours may not share. */
static bool
read_groups(struct timetable_reader *t, const json_t *root, const json_t *sessions, struct tt_session *s)
{
	const json_t *name = json_object_get(root, "avoid_adjacent");
	size_t n = json_array_size(sessions), k = 0;
	if (name == NULL || json_is_null(name))
		return true;
	if (!json_is_string(name))
		return sel_read_wrong(&t->r, N_("%s : un texte est attendu."), "avoid_adjacent");
	const char **value = ARENA_ARRAY(t->r.a, const char *, n + 1);
	for (size_t i = 0; i < n; i++) {
		const json_t *v = json_object_get(json_object_get(json_array_get(sessions, i), "attributes"), json_string_value(name));
		if (v == NULL || json_is_null(v))
			continue;
		if (!json_is_string(v))
			return sel_read_wrong(&t->r, N_("%s : un texte est attendu."), "sessions[%zu].attributes.%s", i, json_string_value(name));
		s[i].group = (int)k;
		value[k++] = json_string_value(v);
	}
	struct sel_names names;
	struct read_index *x = sel_read_distinct(&t->r, value, k, &names);
	for (size_t i = 0; i < n; i++)
		if (s[i].group != TT_NONE)
			s[i].group = sel_read_find(x, names.n, value[s[i].group]);
	t->in->problem.apart = true;
	return true;
}

static bool
read_travel(struct timetable_reader *t, const json_t *root, const json_t *sessions, struct tt_session *s)
{
	const json_t *list;
	size_t i, n = 0, sessions_n = json_array_size(sessions);
	json_t *o;
	if (!sel_read_list(&t->r, root, "", "travel", TIMETABLE_TRAVEL, false, &list))
		return false;
	const char **name = ARENA_ARRAY(t->r.a, const char *, (list == NULL ? 0 : json_array_size(list) * 2) + sessions_n + 1);
	json_array_foreach((json_t *)(uintptr_t)list, i, o) {
		char where[40];
		snprintf(where, sizeof where, "travel[%zu].", i);
		if (!sel_read_object(&t->r, o, where) || !sel_read_keys(&t->r, o, where, "from to minutes") || !sel_read_text(&t->r, o, where, "from", &name[n]) ||
		    !sel_read_text(&t->r, o, where, "to", &name[n + 1]))
			return false;
		n += 2;
	}
	for (i = 0; i < sessions_n; i++) {
		const json_t *v = json_object_get(json_array_get(sessions, i), "place");
		if (v != NULL && !json_is_null(v) && !json_is_string(v))
			return sel_read_wrong(&t->r, N_("%s : un texte est attendu."), "sessions[%zu].place", i);
		if (json_is_string(v))
			name[n++] = json_string_value(v);
	}
	t->place = sel_read_distinct(&t->r, name, n, &t->in->places);
	n = t->in->places.n;
	if (n > TIMETABLE_PLACES)
		return sel_read_wrong(&t->r, N_("Cette liste est trop longue : %s au plus."), "travel, %d", TIMETABLE_PLACES);
	for (i = 0; i < sessions_n; i++) {
		const char *place = json_string_value(json_object_get(json_array_get(sessions, i), "place"));
		s[i].place = place == NULL ? TT_NONE : sel_read_find(t->place, n, place);
	}
	int *travel = ARENA_ARRAY(t->r.a, int, n * n + 1);
	for (i = 0; i < n * n; i++)
		travel[i] = -1;
	json_array_foreach((json_t *)(uintptr_t)list, i, o) {
		char where[40];
		snprintf(where, sizeof where, "travel[%zu].", i);
		size_t from = (size_t)sel_read_find(t->place, n, json_string_value(json_object_get(o, "from")));
		size_t to = (size_t)sel_read_find(t->place, n, json_string_value(json_object_get(o, "to")));
		if (!sel_read_whole(&t->r, o, where, "minutes", 0, 1440, &travel[from * n + to]))
			return false;
	}
	for (size_t x = 0; x < n; x++)
		for (size_t y = 0; y < x; y++) {
			int *there = &travel[x * n + y], *back = &travel[y * n + x];
			*there = *there < 0 ? *back : *there;
			*back = *back < 0 ? *there : *back;
			*there = *there < 0 ? 0 : *there;
			*back = *back < 0 ? 0 : *back;
		}
	for (size_t x = 0; x < n; x++)
		travel[x * n + x] = 0;
	t->in->problem.travel = travel;
	t->in->problem.places = (int)n;
	return true;
}

static bool
read_published(struct timetable_reader *t, const json_t *root, struct tt_session *s)
{
	json_t *all = json_object_get(root, "published"), *v;
	const char *key;
	if (all == NULL || json_is_null(all))
		return true;
	if (!json_is_object(all))
		return sel_read_wrong(&t->r, N_("%s : un objet {…} est attendu."), "published");
	json_object_foreach(all, key, v) {
		int i = sel_read_find(t->session, t->in->sessions.n, key);
		if (!json_is_string(v) && !json_is_null(v))
			return sel_read_wrong(&t->r, N_("%s : un texte est attendu."), "published « %s »", key);
		if (i < 0 || json_is_null(v))
			continue;
		int k = sel_read_find(t->slot, t->in->slots.n, json_string_value(v));
		s[i].published = k < 0 ? TT_GONE : k;
	}
	return true;
}

static bool
read_kind(struct timetable_reader *t, const json_t *root)
{
	static const char *const words[] = { "evening", "visits", "orals" };
	const char *kind;
	if (!sel_read_text(&t->r, root, "", "kind", &kind))
		return false;
	for (size_t k = 0; k < LEN(words); k++)
		if (strcmp(kind, words[k]) == 0) {
			t->in->problem.kind = (enum tt_kind)k;
			const json_t *one = json_object_get(root, "one_per_slot");
			if (one != NULL && !json_is_null(one) && !json_is_boolean(one))
				return sel_read_wrong(&t->r, N_("%s : true ou false est attendu."), "one_per_slot");
			t->in->problem.one_per_slot = json_is_boolean(one) ? json_is_true(one) : k == TT_EVENING;
			return true;
		}
	return sel_read_wrong(&t->r, N_("%s : « evening », « visits » ou « orals » est attendu."), "kind");
}

enum err
tt_instance_read(struct arena *a, const void *text, size_t n, struct tt_instance *out, struct problems *why)
{
	json_t *root;
	const json_t *slots, *sessions;
	*out = (struct tt_instance){ .problem = { .kind = TT_EVENING } };
	struct timetable_reader t = { .r = { .a = a, .why = why }, .in = out };
	struct tt_problem *p = &out->problem;
	enum err e = json_read(a, text, n, &root);
	if (e != OK) {
		problem_add(a, why, NULL, N_("Ce n’est pas du JSON bien formé : %s."), arena_strdup(a, fail_detail(a)));
		return e;
	}
	bool good = sel_read_object(&t.r, root, "") &&
	    sel_read_keys(&t.r, root, "", "kind duration slots sessions travel day_cost published change_cost avoid_adjacent one_per_slot") && read_kind(&t, root) &&
	    sel_read_whole(&t.r, root, "", "duration", 1, 1440, &p->duration) && sel_read_list(&t.r, root, "", "slots", TIMETABLE_SLOTS, true, &slots) &&
	    sel_read_list(&t.r, root, "", "sessions", TIMETABLE_SESSIONS, true, &sessions) && read_slots(&t, slots) && read_sessions(&t, sessions);
	if (good) {
		struct tt_session *s = (struct tt_session *)(uintptr_t)p->session;
		good = read_groups(&t, root, sessions, s) && read_travel(&t, root, sessions, s) && read_published(&t, root, s) &&
		    read_cost(&t, root, "", "day_cost", 0, &p->day_cost) && read_cost(&t, root, "", "change_cost", 0, &p->change_cost);
	}
	return good ? OK : fail(a, E_INVALID, "timetable: the instance is not right");
}
