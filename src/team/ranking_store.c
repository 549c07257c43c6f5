/* All that a composition is made of, read at once; what was found is never out of date. */
#include "team/ranking.h"
#include <string.h>

const char *const rule_words[RULE_KINDS] = { "together", "apart", "not_there", "not_lead" };

enum { Q_PLAN, Q_BALLOTS, Q_CHOICES, Q_EMPLOYERS, Q_WISHES, Q_RULES, Q_SEAT, Q_LANGS };
const struct query ranking_queries[] = {
	[Q_PLAN] = { "ranking_plan", "SELECT wanted, closed_at, rev FROM ranking_plan WHERE edition = $1" },
	[Q_BALLOTS] = { "ranking_ballots", "SELECT b.student, b.draft, b.sent_at, b.again_at, b.rev FROM ranking_ballot b JOIN student s ON s.id = b.student WHERE s.edition = $1" },
	[Q_CHOICES] = { "ranking_choices", "SELECT c.student, c.submission FROM ranking_choice c JOIN student s ON s.id = c.student WHERE s.edition = $1 ORDER BY c.student, c.place" },
	[Q_EMPLOYERS] = { "ranking_employers", "SELECT e.student, e.name, e.institution FROM student_employer e JOIN student s ON s.id = e.student WHERE s.edition = $1"
	    " ORDER BY e.student, e.folded" },
	[Q_WISHES] = { "ranking_wishes", "SELECT w.student, w.other, w.kind, w.reason, w.ignored FROM student_wish w JOIN student s ON s.id = w.student WHERE s.edition = $1"
	    " ORDER BY w.student, w.kind DESC, w.other" },
	[Q_RULES] = { "team_rules", "SELECT r.id, r.kind, r.student, r.other, r.supervisor, r.submission, r.reason, p.name, r.at FROM team_rule r LEFT JOIN person p ON p.id = r.person"
	    " WHERE r.edition = $1 AND r.deleted_at IS NULL ORDER BY r.id" },
	[Q_SEAT] = { "ranking_seat", "SELECT s.edition, s.id FROM student s JOIN edition e ON e.id = s.edition WHERE s.person = $1 AND s.deleted_at IS NULL AND e.deleted_at IS NULL"
	    " ORDER BY e.year DESC, s.id" },
	[Q_LANGS] = { "ranking_langs", "SELECT s.id, NULL, p.lang FROM student s JOIN person p ON p.id = s.person WHERE s.edition = $1"
	    " UNION ALL SELECT NULL, s.id, p.lang FROM supervisor s JOIN person p ON p.id = s.person WHERE s.edition = $1" },
	{ 0 },
};

/* ---- when ------------------------------------------------------------------------------------------------------ */

void
ranking_window(const struct edition *e, int64_t *opens, int64_t *ends)
{
	struct date evening, last;
	int minute = 0;
	*opens = *ends = NONE;
	if (e->evening_on == NULL || !date_parse(e->evening_on, &evening) || e->ranking_until == NULL || !date_parse(e->ranking_until, &last))
		return;
	if (e->evening_from == NULL || !clock_parse(e->evening_from, &minute))
		minute = 0;
	*opens = brussels_moment(evening, minute);
	*ends = brussels_moment(date_of_days(date_days(last) + 1), 0);
}

enum ranking_phase
ranking_phase_at(const struct edition *e, const struct ranking_plan *p, int64_t now)
{
	int64_t opens, ends;
	ranking_window(e, &opens, &ends);
	if (p->closed_at != NULL || (ends != NONE && now >= ends))
		return RANKING_CLOSED;
	return opens == NONE || now < opens ? RANKING_BEFORE : RANKING_OPEN;
}

/* ---- places ----------------------------------------------------------------------------------------------------- */

size_t
ranking_student(const struct ranking_world *w, int64_t id)
{
	size_t k = 0;
	while (k < w->students && w->student[k].id != id)
		k++;
	return k;
}

size_t
ranking_offer(const struct ranking_world *w, int64_t submission)
{
	size_t k = 0;
	while (k < w->offers.n && w->offers.items[k].id != submission)
		k++;
	return k;
}

size_t
ranking_supervisor(const struct ranking_world *w, int64_t id)
{
	size_t k = 0;
	while (k < w->supervisors && w->supervisor[k].id != id)
		k++;
	return k;
}

int
ranking_wanted(const struct ranking_world *w, size_t student)
{
	int open = 0;
	for (size_t p = 0; p < w->offers.n; p++)
		open += w->conflict[student * w->offers.n + p] == NULL;
	return open < (int)w->plan.wanted ? open : (int)w->plan.wanted;
}

bool
ranking_done(const struct ranking_world *w, size_t student)
{
	return w->ballot[student].sent_at != NULL && w->ranked[student] >= ranking_wanted(w, student);
}

bool
ranking_mutual(const struct ranking_world *w, const struct wish *x)
{
	for (size_t k = 0; k < w->wishes.n; k++)
		if (w->wishes.items[k].keep && w->wishes.items[k].from == x->to && w->wishes.items[k].to == x->from)
			return x->keep;
	return false;
}

const char *
student_name(struct arena *a, const struct student *s)
{
	return s->first_name == NULL ? s->name : arena_printf(a, "%s %s", s->first_name, s->name);
}

const char *
supervisor_name(struct arena *a, const struct supervisor *s)
{
	return s->first_name == NULL ? s->name : arena_printf(a, "%s %s", s->first_name, s->name);
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

static enum err
rows_of(struct db *db, const struct entity *e, int64_t edition, struct entity_rows *out)
{
	struct entity_view v = call_view(db, LANG_FR);
	struct entity_query q = { 0 };
	entity_where(v.a, e, &q, "edition", arena_printf(v.a, "%lld", (long long)edition));
	return entity_load(&v, e, &q, out);
}

static enum err
load_plan(struct db *db, int64_t edition, struct ranking_plan *p)
{
	struct rows *r;
	enum err e = db_one(db, &ranking_queries[Q_PLAN], ARGS(V(edition)), &r);
	*p = (struct ranking_plan){ .edition = edition, .wanted = RANKING_WANTED };
	if (e == OK) {
		p->wanted = col_int(r, 0);
		p->closed_at = col_text(r, 1);
		p->rev = col_int(r, 2);
	}
	if (e == E_NOTFOUND)
		fail_clear(db_arena(db));
	return e == E_NOTFOUND ? OK : e;
}

static enum err
load_offers(struct db *db, struct ranking_world *w)
{
	struct arena *a = db_arena(db);
	struct submissions all;
	struct call_terms terms;
	enum err e = submission_list(db, w->edition.id, &all);
	if (e == OK)
		e = call_terms(db, "sector", &terms);
	if (e != OK)
		return e;
	for (size_t k = 0; k < all.n; k++) {
		enum status s = submission_status(&all.items[k]);
		if (status_is_chosen(s) || s == ST_ARCHIVED)
			PUSH(a, &w->offers, all.items[k]);
	}
	w->sector = ARENA_ARRAY(a, const char *, w->offers.n + 1);
	for (size_t k = 0; k < w->offers.n; k++) {
		w->sector[k] = w->offers.items[k].sector_other;
		for (size_t i = 0; i < terms.n; i++)
			if (terms.items[i].id == w->offers.items[k].sector)
				w->sector[k] = terms.items[i].name;
	}
	return OK;
}

static enum err
load_people(struct db *db, struct ranking_world *w)
{
	struct entity_rows rows;
	enum err e = rows_of(db, &student_entity, w->edition.id, &rows);
	if (e != OK)
		return e;
	w->student = rows.rows;
	w->students = rows.n;
	e = rows_of(db, &supervisor_entity, w->edition.id, &rows);
	if (e != OK)
		return e;
	w->supervisor = rows.rows;
	w->supervisors = rows.n;
	w->student_lang = ARENA_ARRAY(db_arena(db), const char *, w->students + 1);
	w->supervisor_lang = ARENA_ARRAY(db_arena(db), const char *, w->supervisors + 1);
	struct rows *r;
	if ((e = db_query(db, &ranking_queries[Q_LANGS], ARGS(V(w->edition.id)), &r)) != OK)
		return e;
	while (rows_next(r)) {
		size_t k = ranking_student(w, col_int(r, 0)), l = ranking_supervisor(w, col_int(r, 1));
		if (k < w->students)
			w->student_lang[k] = col_text(r, 2);
		if (l < w->supervisors)
			w->supervisor_lang[l] = col_text(r, 2);
	}
	return rows_end(r);
}

static enum err
load_employers(struct db *db, struct ranking_world *w)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	w->employers = ARENA_ARRAY(a, struct employers, w->students + 1);
	for (size_t k = 0; k < w->students; k++)
		if (!text_blank(w->student[k].employer)) {
			struct employer e = { w->student[k].employer, institution_whole(a, w->student[k].employer), NONE };
			PUSH(a, &w->employers[k], e);
		}
	enum err e = db_query(db, &ranking_queries[Q_EMPLOYERS], ARGS(V(w->edition.id)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		size_t k = ranking_student(w, col_int(r, 0));
		struct employer x = { col_text(r, 1), institution_whole(a, col_text(r, 1)), col_int(r, 2) };
		if (k < w->students)
			PUSH(a, &w->employers[k], x);
	}
	if ((e = rows_end(r)) != OK)
		return e;
	w->conflict = ARENA_ARRAY(a, const char *, w->students * w->offers.n + 1);
	for (size_t k = 0; k < w->students; k++) {
		struct juror who = { .employers = w->employers[k] };
		for (size_t p = 0; who.employers.n > 0 && p < w->offers.n; p++) {
			const char *detail;
			if (interest_between(a, &who, &w->offers.items[p], &detail) != INTEREST_NONE)
				w->conflict[k * w->offers.n + p] = detail;
		}
	}
	return OK;
}

static enum err
load_ballots(struct db *db, struct ranking_world *w)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	w->ballot = ARENA_ARRAY(a, struct ballot, w->students + 1);
	w->rank = ARENA_ARRAY(a, int, w->students * w->offers.n + 1);
	w->ranked = ARENA_ARRAY(a, int, w->students + 1);
	w->gone = ARENA_ARRAY(a, int, w->students + 1);
	enum err e = db_query(db, &ranking_queries[Q_BALLOTS], ARGS(V(w->edition.id)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		size_t k = ranking_student(w, col_int(r, 0));
		if (k < w->students)
			w->ballot[k] = (struct ballot){ col_text(r, 1), col_text(r, 2), col_text(r, 3), col_int(r, 4) };
	}
	if ((e = rows_end(r)) != OK || (e = db_query(db, &ranking_queries[Q_CHOICES], ARGS(V(w->edition.id)), &r)) != OK)
		return e;
	while (rows_next(r)) {
		size_t k = ranking_student(w, col_int(r, 0)), p = ranking_offer(w, col_int(r, 1));
		if (k == w->students)
			continue;
		if (p == w->offers.n)
			w->gone[k]++;
		else if (w->conflict[k * w->offers.n + p] == NULL)
			w->rank[k * w->offers.n + p] = ++w->ranked[k];
	}
	return rows_end(r);
}

static enum err
load_wishes(struct db *db, struct ranking_world *w)
{
	struct rows *r;
	enum err e = db_query(db, &ranking_queries[Q_WISHES], ARGS(V(w->edition.id)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct wish x = { ranking_student(w, col_int(r, 0)), ranking_student(w, col_int(r, 1)), text_eq(col_text(r, 2), "keep"), col_text(r, 3), col_text(r, 4) };
		if (x.from < w->students && x.to < w->students)
			PUSH(db_arena(db), &w->wishes, x);
	}
	return rows_end(r);
}

static enum err
load_rules(struct db *db, struct ranking_world *w)
{
	struct rows *r;
	enum err e = db_query(db, &ranking_queries[Q_RULES], ARGS(V(w->edition.id)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct compose_rule x = { .id = col_int(r, 0), .reason = col_text(r, 6), .who = col_text(r, 7), .at = col_text(r, 8) };
		const char *word = col_text(r, 1);
		while (x.kind < RULE_KINDS && !text_eq(rule_words[x.kind], word))
			x.kind++;
		BUG_ON(x.kind == RULE_KINDS);
		size_t many = x.kind == RULE_NOT_LEAD ? w->supervisors : w->students, others = x.kind <= RULE_APART ? w->students : w->offers.n;
		x.a = x.kind == RULE_NOT_LEAD ? ranking_supervisor(w, col_int(r, 4)) : ranking_student(w, col_int(r, 2));
		x.b = x.kind <= RULE_APART ? ranking_student(w, col_int(r, 3)) : ranking_offer(w, col_int(r, 5));
		if (x.a < many && x.b < others)
			PUSH(db_arena(db), &w->rules, x);
	}
	return rows_end(r);
}

enum err
ranking_load(struct db *db, int64_t edition, struct ranking_world *w)
{
	*w = (struct ranking_world){ 0 };
	enum err e = edition_get(db, edition, &w->edition);
	if (e == OK)
		e = load_plan(db, edition, &w->plan);
	if (e == OK)
		e = load_offers(db, w);
	if (e == OK)
		e = load_people(db, w);
	if (e == OK)
		e = load_employers(db, w);
	if (e == OK)
		e = load_ballots(db, w);
	if (e == OK)
		e = load_wishes(db, w);
	if (e == OK)
		e = load_rules(db, w);
	if (e != OK)
		return e;
	int64_t now = 0;
	bool read = isotime_parse(now_utc().s, &now);
	BUG_ON(!read);
	ranking_window(&w->edition, &w->opens, &w->ends);
	w->phase = ranking_phase_at(&w->edition, &w->plan, now);
	return OK;
}

enum err
ranking_seat(struct db *db, int64_t person, int64_t *edition, int64_t *student)
{
	struct rows *r;
	enum err e = db_one(db, &ranking_queries[Q_SEAT], ARGS(V(person)), &r);
	if (e == OK) {
		*edition = col_int(r, 0);
		*student = col_int(r, 1);
	}
	return e;
}
