/* Search: what is found is what stands in the texts and what one may see, the same on both engines; and whatever changes
 * the tables, the index follows. */
#include "plan_store_test.h"
#include "../unit/gen_plan.h"
#include "entity/search.h"
#include "entity/search_words.h"
#include "store/engine.h"
#include "privacy/privacy.h"
#include "search/search_query.h"

static uint64_t
rnd(uint64_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 7;
	*s ^= *s << 17;
	return *s;
}

static const char *const words[] = { "évaluation", "évaluer", "évalué", "l’équipe", "équipes", "formation", "formateur", "former", "partenariat", "partenaires",
	"œuvre", "Œuvres", "mémoire", "mémoires", "charte", "chartes", "1.2.3", "1.2", "2026", "stage", "procès-verbal", "étudiant·es", "étudiants", "cœur",
	"aujourd’hui", "réunion", "réunions", "de", "la", "et", "institution", "institutions", "ÉCOLE", "école", "naïve", "français", "française", "Ångström",
	"communication", "communiquer", "communiqué", "qualité", "qualités", "accès", "accéder", "œil", "yeux", "travail", "travaux", "CEP", "Δέλτα" };

static const char *
some_text(struct arena *a, uint64_t *s, size_t most)
{
	struct buf b = buf_new(a, MIB(1));
	for (size_t n = rnd(s) % (most + 1), i = 0; i < n; i++)
		buf_printf(&b, "%s%s", i == 0 ? "" : rnd(s) % 8 == 0 ? ", " : " ", words[rnd(s) % LEN(words)]);
	return arena_strdup(a, buf_str(&b));
}

/* ---- a naive search: every text is read --------------------------------------------------------------------- */

struct doc { int64_t id; const char *title, *body, *marks; };
struct docs { struct doc *items; size_t n, cap; };

/* Whether the word stands in the list (one space between its words); prefix: the beginning of one. */
static bool
in_list(const char *list, const char *word, bool prefix)
{
	size_t n = strlen(word);
	for (const char *p = list; *p != '\0'; p += strcspn(p, " "), p += *p == ' ')
		if (strncmp(p, word, n) == 0 && (prefix || p[n] == ' ' || p[n] == '\0'))
			return true;
	return false;
}

static bool
side_by_side(struct arena *a, const char *list, const struct search_group *g)
{
	struct buf b = buf_new(a, KIB(4));
	for (size_t i = 0; i < g->n; i++)
		buf_printf(&b, " %s", g->items[i].text);
	return strstr(arena_printf(a, " %s ", list), arena_printf(a, "%s ", buf_str(&b))) != NULL;
}

static bool
holds(struct arena *a, const struct doc *d, const struct search_groups *groups)
{
	for (size_t i = 0; i < groups->n; i++) {
		const struct search_group *g = &groups->items[i];
		bool there = g->phrase && (side_by_side(a, d->title, g) || side_by_side(a, d->body, g));
		for (size_t k = 0; k < g->n && !g->phrase; k++)
			there = there || in_list(d->title, g->items[k].text, g->items[k].prefix) || in_list(d->body, g->items[k].text, g->items[k].prefix) ||
			    in_list(d->marks, g->items[k].text, g->items[k].prefix);
		if (there == g->without)
			return false;
	}
	return true;
}

/* ---- what each is worth, by reading it (search_index.h) ---------------------------------------------------------- */

enum { TEXT_WORDS = 200 };
struct reading { const char *words[TEXT_WORDS]; int at[TEXT_WORDS], n; };

static struct reading
read_words(struct arena *a, const struct doc *d)
{
	struct reading r = { .n = 0 };
	for (int title = 1; title >= 0; title--) {
		int64_t nth = 0;
		for (const char *p = title ? d->title : d->body; *p != '\0'; p += strcspn(p, " "), p += *p == ' ') {
			assert_true(r.n < TEXT_WORDS);
			r.words[r.n] = arena_strndup(a, p, strcspn(p, " "));
			r.at[r.n++] = search_place(title == 1, nth++);
		}
	}
	return r;
}

/* How often the word stands there; kept: how many of its places count for what is near. */
static int
times_in(const struct reading *r, const struct search_word *w, bool *titled, int *places, int *kept)
{
	int times = 0;
	*kept = 0;
	*titled = false;
	for (int i = 0; i < r->n; i++)
		if (w->prefix ? strncmp(r->words[i], w->text, strlen(w->text)) == 0 : strcmp(r->words[i], w->text) == 0) {
			if (*kept < SEARCH_PLACES)
				places[(*kept)++] = r->at[i];
			*titled = *titled || r->at[i] < search_place(false, 0);
			times++;
		}
	return times;
}

static double
naive_worth(struct arena *a, const struct doc *d, const struct search_groups *groups)
{
	struct reading r = read_words(a, d);
	struct strings seen = { 0 };
	bool begins = false, together = false;
	double worth = 0;
	int before[2 * SEARCH_PLACES], nbefore = 0;
	for (size_t i = 0; i < groups->n && groups->items[i].rank; i++) {
		const struct search_group *g = &groups->items[i];
		int here[2 * SEARCH_PLACES], nhere = 0, whole = 0;
		for (size_t k = 0; k < g->n; k++) {
			bool titled, again = false;
			int places[SEARCH_PLACES], kept, times = times_in(&r, &g->items[k], &titled, places, &kept);
			begins = begins || (g->items[k].prefix && titled);
			if (g->items[k].prefix)
				continue;
			for (size_t s = 0; s < seen.n; s++)
				again = again || strcmp(seen.items[s], g->items[k].text) == 0;
			PUSH(a, &seen, g->items[k].text);
			if (!again)
				worth += titled ? 4 : times >= 3 ? 2 : times > 0 ? 1 : 0;
			if (whole++ < 2 && !g->phrase)
				for (int p = 0; p < kept; p++)
					here[nhere++] = places[p];
		}
		for (int x = 0; x < nbefore; x++)
			for (int y = 0; y < nhere; y++)
				together = together || (abs(before[x] - here[y]) >= 1 && abs(before[x] - here[y]) <= 3);
		memcpy(before, here, sizeof here);
		nbefore = nhere;
	}
	return worth + (begins ? 4 : 0) + (together ? 0.5 : 0);
}

/* ---- a store of things of all kinds, for all kinds of people --------------------------------------------------- */

enum { THINGS = 400, LETTERS = 3 };
static const struct query q_add = { "t_add", "INSERT INTO search_doc(id, kind, item, title, body, title_stems, body_stems, marks) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)" };
static const struct query q_docs = { "t_docs", "SELECT id, title_stems, body_stems, marks FROM search_doc ORDER BY id" };

static enum err
fill_docs(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	struct stemmer *st = stemmer_new(a);
	static const struct query none = { "t_none", "DELETE FROM search_doc" };
	uint64_t *s = arg;
	assert_ok(db_exec(db, &none, NO_ARGS, NULL));
	for (int64_t i = 1; i <= THINGS; i++) {
		int kind = 1 + (int)(rnd(s) % 7);
		const char *title = some_text(a, s, 5), *body = some_text(a, s, 25);
		struct buf marks = buf_new(a, KIB(4));
		buf_printf(&marks, "=k%d", kind);
		for (int bit = 0; bit < 10; bit++)
			if (rnd(s) % 5 == 0)
				buf_printf(&marks, kind == SEARCH_PAST ? " =i4r%d" : " =r%d", bit);
		for (size_t n = rnd(s) % 3; n > 0; n--)
			buf_printf(&marks, " =%c%d", "pab"[rnd(s) % LETTERS], 1 + (int)(rnd(s) % 4));
		int64_t id = search_id(date_of_days(19000 + (int64_t)(rnd(s) % 900)), kind, i);
		assert_ok(db_exec(db, &q_add, ARGS(V(id), V(kind), V(i), V(title), V(body), V(stemmer_text(a, st, title, 10000)), V(stemmer_text(a, st, body, 10000)),
		    V(buf_str(&marks))), NULL));
	}
	return search_index_fill(db);
}

/* What the migration left to do is done, so that what is put there by hand stays. */
static enum err
settled(struct db *db, void *arg)
{
	int64_t n;
	(void)arg;
	return search_rebuild(db, &n);
}
static enum err
load_docs(struct db *db, void *arg)
{
	struct docs *out = arg;
	struct rows *r;
	enum err e = db_query(db, &q_docs, NO_ARGS, &r);
	*out = (struct docs){ 0 };
	while (e == OK && rows_next(r))
		PUSH(db_arena(db), out, ((struct doc){ col_int(r, 0), col_text(r, 1), col_text(r, 2), col_text(r, 3) }));
	return e == OK ? rows_end(r) : e;
}

struct asking { struct search_groups *groups; int64_t least, most, n; bool ranked; int64_t ids[THINGS]; double worth[THINGS]; };
static enum err
ask(struct db *db, void *arg)
{
	struct asking *x = arg;
	struct search_asked q = { x->groups, x->least, x->most, 0 };
	struct rows *r;
	int64_t counted;
	enum err e = search_count(db, &q, THINGS, &counted);
	if (e == OK)
		e = x->ranked ? search_weigh(db, &q, THINGS, &r) : search_newest(db, &q, 0, THINGS, &r);
	for (x->n = 0; e == OK && rows_next(r); x->n++) {
		x->ids[x->n] = col_int(r, 0);
		x->worth[x->n] = x->ranked ? col_real(r, 1) : 0;
	}
	if (e == OK)
		assert_int_equal(counted, x->n);
	return e == OK ? rows_end(r) : e;
}

/* What is found is what a reading of every text finds; by rank or by date. */
static void
same_as_naive(struct arena *a, struct store *s, const struct docs *docs, struct asking *x, const char *typed)
{
	int64_t n = 0;
	enum err e = store_read(s, a, ask, x);
	if (e != OK)
		fail_msg("[%s]: %s", typed, fail_detail(a));
	for (size_t i = docs->n; i-- > 0;) {
		const struct doc *d = &docs->items[i];
		bool found = false;
		if (d->id < x->least || d->id > x->most || !holds(a, d, x->groups))
			continue;
		for (int64_t k = 0; k < x->n && !found; k++)
			if ((found = x->ids[k] == d->id) && x->ranked && x->worth[k] != naive_worth(a, d, x->groups))
				fail_msg("[%s]: %s | %s is worth %g, and should be %g", typed, d->title, d->body, x->worth[k], naive_worth(a, d, x->groups));
		if (!found)
			fail_msg("[%s] does not find %s | %s | %s", typed, d->title, d->body, d->marks);
		if (!x->ranked && x->ids[n] != d->id)
			fail_msg("[%s]: not the newest first", typed);
		n++;
	}
	if (n != x->n)
		fail_msg("[%s] finds %lld things, and %lld hold it", typed, (long long)x->n, (long long)n);
}

static const char *
some_question(struct arena *a, uint64_t *s)
{
	struct buf b = buf_new(a, KIB(4));
	size_t n = 1 + rnd(s) % 3;
	for (size_t i = 0; i < n; i++) {
		const char *w = words[rnd(s) % LEN(words)];
		switch (rnd(s) % 8) {
		case 0: buf_printf(&b, "-%s ", w); break;
		case 1: buf_printf(&b, "\"%s %s\" ", w, words[rnd(s) % LEN(words)]); break;
		case 2: buf_printf(&b, "%.*s* ", (int)(strcspn(w, "·’-") < 4 ? strlen(w) : 4), w); break;
		default: buf_printf(&b, "%s ", w);
		}
	}
	return arena_strdup(a, buf_str(&b));
}

static void
finds_what_is_there(void **state)
{
	struct arena *a = *state;
	struct store *s = test_store(a);
	struct docs docs;
	uint64_t seed = 20261127;
	int64_t hits = 0;
	assert_ok(store_write(s, a, settled, NULL));
	assert_ok(store_write(s, a, fill_docs, &seed));
	assert_ok(store_read(s, a, load_docs, &docs));
	assert_int_equal(docs.n, THINGS);
	for (int i = 0; i < 600; i++) {
		struct search_question q;
		const char *typed = some_question(a, &seed);
		struct search_group anyone = { .items = (struct search_word[]){ { "=r0", false }, { "=r3", false }, { "=p2", false } }, .n = 3, .cap = 3 };
		search_read(a, typed, i % 5 == 0, &q);
		if (q.words.n == 0)
			continue;
		if (i % 2 == 0)
			PUSH(a, &q.groups, anyone);
		struct asking x = { .groups = &q.groups, .least = i % 3 == 0 ? docs.items[50].id : 0, .most = i % 4 == 0 ? docs.items[300].id : INT64_MAX,
			.ranked = i % 2 == 1 };
		same_as_naive(a, s, &docs, &x, typed);
		hits += x.n;
	}
	assert_true(hits > 2000);
	store_close(s);
}

/* ---- rights ------------------------------------------------------------------------------------------------- */

struct finding { struct search_viewer who; const struct search_groups *groups; struct search_filter f; struct search_hits out; };
static enum err
find(struct db *db, void *arg)
{
	struct finding *x = arg;
	int64_t n;
	enum err e = search_find(db, &x->who, x->groups, &x->f, 0, THINGS, &x->out);
	if (e == OK)
		e = search_how_many(db, &x->who, x->groups, &x->f, &n);
	if (e == OK)
		assert_int_equal(n, x->out.found);
	return e;
}

/* What the declarations say, read by hand: a role in common, or a mark that is the person's. */
static bool
may_see(const struct doc *d, const struct search_viewer *who, const char *const *own, size_t n)
{
	char mark[32];
	for (int bit = 0; bit < 10; bit++) {
		snprintf(mark, sizeof mark, in_list(d->marks, "=k4", false) ? "=i4r%d" : "=r%d", bit);
		if ((who->roles & ROLE_COORDINATION) && mark[1] == 'i') /* past commissions: they have the whole file */
			continue;
		if ((who->roles >> bit & 1) && in_list(d->marks, mark, false))
			return true;
	}
	for (size_t i = 0; i < n; i++)
		if (in_list(d->marks, own[i], false))
			return true;
	return false;
}

static enum err
people(struct db *db, void *arg)
{
	int64_t id;
	struct problems p = { 0 };
	(void)arg;
	enum err e = programme_create(db, "Master", NULL);
	for (int i = 1; e == OK && i <= 4; i++) {
		struct actor_row row = { NONE, ACTOR_BODY, arena_printf(db_arena(db), "Instance %d", i), NULL, NONE };
		e = person_add(db, "Quelqu’un", arena_printf(db_arena(db), "p%d@example.org", i), &id);
		if (e == OK)
			e = actor_save(db, &user_command, &row, &p);
	}
	/* 1 sits in body 2; 2 did, and will in 3: nothing today; 3 evaluates; 4 administers, which lets read nothing */
	if (e == OK)
		e = person_grant(db, 1, ROLE_MEMBER, 2, NULL, NULL);
	if (e == OK)
		e = person_grant(db, 2, ROLE_MEMBER, 2, "2020-01-01", "2021-01-01");
	if (e == OK)
		e = person_grant(db, 2, ROLE_CHAIR, 3, "2099-01-01", NULL);
	if (e == OK)
		e = person_grant(db, 3, ROLE_EVALUATOR, NONE, NULL, "2099-01-01");
	return e == OK ? person_grant(db, 4, ROLE_ADMIN, NONE, NULL, NULL) : e;
}

static void
rights_are_in_the_query(void **state)
{
	struct arena *a = *state;
	struct store *s = test_store(a);
	struct docs docs;
	uint64_t seed = 7;
	static const char *const own[5][2] = { { NULL }, { "=p1", "=a2" }, { NULL }, { "=p3" }, { NULL } };
	int64_t seen = 0, hidden = 0;
	assert_ok(store_write(s, a, people, NULL));
	assert_ok(store_write(s, a, settled, NULL));
	assert_ok(store_write(s, a, fill_docs, &seed));
	assert_ok(store_read(s, a, load_docs, &docs));
	for (int i = 0; i < 500; i++) {
		int64_t person = (int64_t)(rnd(&seed) % 5);
		struct search_question q;
		struct finding x = { .who = { 1u | 1u << rnd(&seed) % 10, person == 0 ? NONE : person, "2026-11-27" }, .f = { .body = NONE } };
		const char *typed = words[rnd(&seed) % LEN(words)], *kind = NULL, *body = NULL;
		search_read(a, typed, false, &q);
		x.groups = &q.groups;
		if (i % 3 == 0) {
			x.f.kind = 1 + (int)(rnd(&seed) % 7);
			kind = arena_printf(a, "=k%d", x.f.kind);
		}
		if (i % 7 == 0) {
			x.f.body = 1 + (int64_t)(rnd(&seed) % 4);
			body = arena_printf(a, "=b%lld", (long long)x.f.body);
		}
		enum err e = store_read(s, a, find, &x);
		if (e != OK)
			fail_msg("%s", fail_detail(a));
		size_t n = 0;
		for (size_t k = 0; k < docs.n; k++) {
			const struct doc *d = &docs.items[k];
			if (!holds(a, d, &q.groups) || (kind != NULL && !in_list(d->marks, kind, false)) || (body != NULL && !in_list(d->marks, body, false)))
				continue;
			bool may = may_see(d, &x.who, own[person], own[person][0] == NULL ? 0 : own[person][1] == NULL ? 1 : 2), is = false;
			for (size_t h = 0; h < x.out.n; h++)
				is = is || search_id(x.out.items[h].day, x.out.items[h].kind, x.out.items[h].item) == d->id;
			if (may != is)
				fail_msg("person %lld, roles %u: %s %s", (long long)person, x.who.roles, is ? "finds what is hidden:" : "does not find", d->marks);
			n += may;
			seen += may;
			hidden += !may;
		}
		assert_int_equal(n, x.out.found);
	}
	assert_true(seen > 1000 && hidden > 1000);
	/* Nobody without a role, nothing asked, nothing but what is left out: nothing. */
	struct search_question q;
	search_read(a, "-charte", false, &q);
	struct finding none = { .who = { ROLE_COORDINATION | 1, 1, "2026-11-27" }, .groups = &q.groups, .f = { .body = NONE } };
	assert_ok(store_read(s, a, find, &none));
	assert_int_equal(none.out.found, 0);
	store_close(s);
}

/* ---- the index follows ---------------------------------------------------------------------------------------- */

struct edits { uint64_t seed; int people, files, pieces, institutions; int64_t revision; struct strings erased; };

static enum err
run(struct db *db, const char *sql)
{
	return db_exec(db, &(struct query){ "t_run", sql }, NO_ARGS, NULL);
}

static const char *
quoted(struct arena *a, const char *s)
{
	struct buf b = buf_new(a, KIB(64));
	buf_putc(&b, '\'');
	for (; *s != '\0'; s++)
		buf_printf(&b, *s == '\'' ? "''" : "%c", *s);
	buf_putc(&b, '\'');
	return arena_strdup(a, buf_str(&b));
}

static enum err
adopt_plan(struct db *db, struct edits *x)
{
	struct plan p = gen_plan(db_arena(db), 5 + (unsigned)(rnd(&x->seed) % 20));
	struct plan_adoption how = { .adopted = true, .adopted_on = "2024-10-01", .meeting = "CEP" };
	return plan_adopt_draft(db, &user_command, &p, &how, &x->revision);
}

static enum err
seed_call(struct db *db)
{
	return run(db, "INSERT INTO edition (label, year, state, choose, opens_on, closes_on, closes_time, grace_minutes, ends_on, created_at, rev) VALUES"
	    " ('2024-25', 2024, 'archived', 10, '2024-09-01', '2024-10-01', '12:00', 0, '2025-06-30', '2024-01-01T00:00:00Z', 1)");
}

/* One change of one of the tables, by SQL as often as by the program. */
static enum err
one_edit(struct db *db, void *arg)
{
	struct edits *x = arg;
	struct arena *a = db_arena(db);
	uint64_t *s = &x->seed;
	const char *text = quoted(a, some_text(a, s, 12));
	int64_t id;
	int pick = (int)(rnd(s) % 20);
	/* somewhere between 1 and n */
#define PICK(n) ((n) == 0 ? 0 : 1 + (int)(rnd(s) % (unsigned)(n)))
	switch (pick) {
	case 0: case 1:
		x->pieces++;
		return run(db, arena_printf(a, "INSERT INTO evidence(kind, title, effective_on, visibility, filed_at, note, body, rev) VALUES (2, %s, '2026-0%d-15', %d,"
		    " '2026-01-15T10:00:00Z', %s, %d, 1)", text, PICK(9), PICK(3) - 1, quoted(a, some_text(a, s, 20)), PICK(2)));
	case 2: return run(db, arena_printf(a, "UPDATE evidence SET title = %s, visibility = %d WHERE id = %d", text, PICK(3) - 1, PICK(x->pieces)));
	case 3: return run(db, arena_printf(a, "UPDATE evidence SET deleted_at = CASE WHEN deleted_at IS NULL THEN '2026-02-01T00:00:00Z' END WHERE id = %d", PICK(x->pieces)));
	case 4: return run(db, arena_printf(a, "UPDATE evidence SET effective_on = '2025-1%d-01', body = %d WHERE id = %d", PICK(3) - 1, PICK(2), PICK(x->pieces)));
	case 5: case 6:
		x->people++;
		return person_add(db, some_text(a, s, 3), arena_printf(a, "personne%d@example.org", x->people), &id);
	case 7: return run(db, arena_printf(a, "UPDATE person SET name = %s WHERE id = %d", text, PICK(x->people)));
	case 8: {
		struct subject who;
		struct erasure out;
		const char *email = arena_printf(a, "personne%d@example.org", PICK(x->people));
		if (subject_of(db, email, &who) != OK) {
			fail_clear(a);
			return OK;
		}
		return erase_person(db, &who, today_brussels(), false, &out);
	}
	case 9: return run(db, arena_printf(a, "UPDATE actor SET name = name || %s, rev = rev + 1 WHERE id = %d", quoted(a, words[rnd(s) % LEN(words)]), PICK(2)));
	case 10: return adopt_plan(db, x);
	case 11: return run(db, arena_printf(a, "UPDATE plan_line SET title = %s WHERE id = (SELECT max(l.id) FROM plan_line l) - %d", text, PICK(10) - 1));
	case 12: return run(db, arena_printf(a, "UPDATE indicator_line SET text = %s WHERE line = (SELECT max(l.id) FROM plan_line l) - %d", text, PICK(10) - 1));
	case 13: return run(db, "UPDATE programme SET plan_public = 1 - plan_public, rev = rev + 1");
	case 14:
		x->files++;
		return run(db, arena_printf(a, "INSERT INTO submission (edition, status, status_at, origin, question, org_name, publication, lang, background, sector, created_at,"
		    " updated_at, confirmed_at, rev) VALUES (1, '%s', '2024-09-10T00:00:00Z', 'form', %s, 'Maison de l’enfance', '%s', 'fr', %s, %d, '2024-09-10T00:00:00Z',"
		    " '2024-09-10T00:00:00Z', '2024-09-10T00:00:00Z', 1)", rnd(s) % 3 == 0 ? "draft" : "report", text, rnd(s) % 2 ? "named" : "none",
		    quoted(a, some_text(a, s, 30)), PICK(9)));
	case 15: return run(db, arena_printf(a, "INSERT INTO submission_move (submission, from_status, to_status, at, by_sponsor) SELECT id, 'eligible', 'selected',"
		    " '2024-10-01T00:00:00Z', 0 FROM submission WHERE id = %d", PICK(x->files)));
	case 16: return run(db, arena_printf(a, "UPDATE submission SET publication = '%s', status = '%s' WHERE id = %d", rnd(s) % 2 ? "named" : "anonymous",
		    rnd(s) % 4 == 0 ? "withdrawn" : "report", PICK(x->files)));
	case 17: return run(db, arena_printf(a, "UPDATE call_term SET name = %s WHERE id = %d", text, PICK(9)));
	case 18:
		x->institutions++;
		return run(db, arena_printf(a, "INSERT INTO institution (name, sort_key, folded, town, created_at, rev) VALUES (%s, 'x', 'x', 'Namur', '2024-01-01T00:00:00Z', 1)", text));
	default:
		return run(db, arena_printf(a, "INSERT INTO institution_contact (institution, name, sort_key, since_on, rev) SELECT id, %s, 'x', '2024-01-01', 1 FROM institution"
		    " WHERE id = %d", text, PICK(x->institutions)));
	}
}

static enum err
first(struct db *db, void *arg)
{
	struct problems p = { 0 };
	enum err e = programme_create(db, "Master", NULL);
	for (int i = 1; e == OK && i <= 2; i++) {
		struct actor_row row = { NONE, ACTOR_BODY, arena_printf(db_arena(db), "Conseil %d", i), NULL, NONE };
		e = actor_save(db, &user_command, &row, &p);
	}
	if (e == OK)
		e = seed_call(db);
	return e == OK ? adopt_plan(db, arg) : e;
}

/* Of the words that are proposed for a mistyped one: every one that stands somewhere is there, and none whose stem stands nowhere.
 * counts: how many that stand somewhere, and how many there are. */
static enum err
words_follow(struct db *db, int64_t counts[2])
{
	static const struct query docs = { "t_texts", "SELECT title, body FROM search_doc" }, terms = { "t_terms", "SELECT word, stem FROM search_word" };
	struct search_words is = search_words_new(db_arena(db)), stems = is, known = is;
	struct stemmer *st = stemmer_new(db_arena(db));
	struct rows *r;
	enum err e = db_query(db, &docs, NO_ARGS, &r);
	while (e == OK && rows_next(r)) {
		search_words_add(&is, st, col_text(r, 0));
		search_words_add(&is, st, col_text(r, 1));
	}
	if (e != OK || (e = rows_end(r)) != OK || (e = db_query(db, &terms, NO_ARGS, &r)) != OK)
		return e;
	size_t before;
	while (rows_next(r))
		search_words_add(&known, st, col_text(r, 0));
	if ((e = rows_end(r)) != OK)
		return e;
	counts[0] = (int64_t)is.n;
	counts[1] = (int64_t)known.n;
	for (size_t i = 0, n = known.n; i < is.n; i++, n = known.n) {
		search_words_add(&known, st, is.items[i].word);
		if (known.n != n)
			fail_msg("%s stands somewhere and is not known", is.items[i].word);
	}
	for (size_t i = 0; i < is.n; i++)
		PUSH(db_arena(db), &stems, is.items[i]);
	for (size_t i = 0; i < known.n; i++) {
		for (before = 0; before < stems.n && strcmp(stems.items[before].stem, known.items[i].stem) != 0; before++)
			;
		if (before == stems.n)
			fail_msg("%s is known, and nothing has its stem", known.items[i].word);
	}
	return OK;
}

struct state { int64_t things, wrong, due, words[2]; const char *dump; };
static enum err
look(struct db *db, void *arg)
{
	static const struct query due = { "t_due", "SELECT count(*) FROM search_due" };
	struct state *x = arg;
	struct rows *r;
	enum err e = db_one(db, &due, NO_ARGS, &r);
	x->due = e == OK ? col_int(r, 0) : -1;
	if (e == OK)
		e = words_follow(db, x->words);
	return e == OK ? search_verify(db, &x->things, &x->wrong) : e;
}

static enum err
dump_all(struct db *db, void *arg)
{
	static const struct query all = { "t_all", "SELECT id, kind, item, title, body, title_stems, body_stems, marks FROM search_doc ORDER BY id" };
	struct state *x = arg;
	struct buf b = buf_new(db_arena(db), MIB(16));
	struct rows *r;
	enum err e = db_query(db, &all, NO_ARGS, &r);
	while (e == OK && rows_next(r))
		buf_printf(&b, "%lld %lld %lld|%s|%s|%s|%s|%s\n", (long long)col_int(r, 0), (long long)col_int(r, 1), (long long)col_int(r, 2), col_text(r, 3), col_text(r, 4),
		    col_text(r, 5), col_text(r, 6), col_text(r, 7));
	x->dump = buf_str(&b);
	e = e == OK ? rows_end(r) : e;
	return e == OK ? search_index_check(db) : e;
}

static enum err
rebuild(struct db *db, void *arg)
{
	struct state *x = arg;
	return search_rebuild(db, &x->things);
}

static void
the_index_follows(void **state)
{
	struct arena *a = *state;
	const char *url = test_shared_url(a), *copy = arena_printf(a, "%s:%s/copy.db", "sqlite", folder(a));
	struct store *s;
	struct edits x = { .seed = 42 };
	struct state before, after;
	assert_ok(store_open(a, url, &s));
	assert_ok(store_write(s, a, first, &x));
	for (int i = 0; i < 400; i++) {
		struct state now;
		enum err e = store_write(s, a, one_edit, &x);
		if (e != OK && e != E_CONFLICT)
			fail_msg("edit %d: %s: %s", i, err_name(e), fail_detail(a));
		fail_clear(a);
		if (i % 10 != 9)
			continue;
		assert_ok(store_read(s, a, look, &now));
		if (now.wrong != 0 || now.due != 0)
			fail_msg("after %d edits: %lld of %lld things are not up to date, %lld due", i + 1, (long long)now.wrong, (long long)now.things, (long long)now.due);
	}
	assert_true(x.people > 10 && x.pieces > 10 && x.files > 5 && x.institutions > 5);
	assert_ok(store_write(s, a, dump_all, &before));
	assert_ok(store_write(s, a, rebuild, &after));
	assert_ok(store_read(s, a, look, &after));
	assert_true(after.words[0] > 50 && after.words[0] == after.words[1]);
	assert_ok(store_write(s, a, dump_all, &after));
	assert_string_equal(before.dump, after.dump);
	assert_true(strlen(before.dump) > 10000);
	store_close(s);

	/* And goes with a copy, from the other engine too. */
	assert_ok(store_copy(a, url, copy, false, NULL, NULL));
	assert_ok(store_open(a, copy, &s));
	assert_ok(store_read(s, a, look, &after));
	assert_int_equal(after.wrong + after.due, 0);
	assert_true(after.words[0] > 50 && after.words[0] == after.words[1]);
	assert_ok(store_write(s, a, dump_all, &after));
	assert_string_equal(before.dump, after.dump);
	store_close(s);
}

/* What a migration marks, with nobody writing after it, is known as soon as the store is open. */
static void
what_was_left_is_done(void **state)
{
	struct arena *a = *state;
	const char *url = test_shared_url(a);
	struct store *s;
	struct state now;
	assert_ok(store_open_with(a, url, migration_table, &s));
	assert_ok(store_write(s, a, people, NULL));
	store_close(s);
	assert_ok(store_open(a, url, &s));
	assert_ok(store_read(s, a, look, &now));
	assert_true(now.things > 0);
	assert_int_equal(now.wrong + now.due, 0);
	store_close(s);
}

/* What someone is called is found by nobody any more, not even in the index, once they are erased. */
struct gone { int64_t id; int64_t found; };
static enum err
add_zenobie(struct db *db, void *arg)
{
	struct gone *x = arg;
	enum err e = person_add(db, "Zénobie Quitterie", "zenobie@example.org", &x->id);
	return e != OK ? e : run(db, "INSERT INTO evidence(kind, title, effective_on, visibility, filed_at, note, rev) VALUES (2, 'Note', '2026-01-15', 2,"
	    " '2026-01-15T10:00:00Z', 'Écrite par Zénobie Quitterie', 1)");
}
static enum err
erase_zenobie(struct db *db, void *arg)
{
	struct subject who;
	struct erasure out;
	(void)arg;
	enum err e = subject_of(db, "zenobie@example.org", &who);
	return e == OK ? erase_person(db, &who, today_brussels(), false, &out) : e;
}
static enum err
find_zenobie(struct db *db, void *arg)
{
	struct gone *x = arg;
	struct search_question q;
	struct search_hits hits;
	struct search_viewer who = { ROLE_COORDINATION | ROLE_PUBLIC, NONE, "2026-11-27" };
	search_read(db_arena(db), "zenobie", false, &q);
	enum err e = search_find(db, &who, &q.groups, &(struct search_filter){ .body = NONE }, 0, 20, &hits);
	x->found = hits.found;
	return e;
}
static void
who_is_erased_is_not_found(void **state)
{
	struct arena *a = *state;
	const char *url = test_shared_url(a);
	struct store *s;
	struct gone x;
	size_t n;
	assert_ok(store_open(a, url, &s));
	assert_ok(store_write(s, a, people, NULL));
	assert_ok(store_write(s, a, add_zenobie, &x));
	assert_ok(store_read(s, a, find_zenobie, &x));
	assert_int_equal(x.found, 2);
	assert_ok(store_write(s, a, erase_zenobie, NULL));
	assert_ok(store_read(s, a, find_zenobie, &x));
	assert_int_equal(x.found, 0);
	assert_ok(store_scrub(s, a, false));
	store_close(s);
	if (test_pg() != NULL)
		return;
	/* Not in the file either, not as a stem. */
	char *bytes = slurp(a, strchr(url, ':') + 1, &n);
	assert_non_null(bytes);
	assert_null(memmem(bytes, n, "zenob", 5));
	assert_null(memmem(bytes, n, "quitter", 7));
	assert_non_null(memmem(bytes, n, "ecrit", 5));
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(finds_what_is_there), T(rights_are_in_the_query), T(the_index_follows), T(what_was_left_is_done), T(who_is_erased_is_not_found) };
	return cmocka_run_group_tests_name("search index", tests, NULL, NULL);
}
