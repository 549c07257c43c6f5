/* What the jury's work comes to, without a store: who is in conflict, who reads what, what counts. */
#include "call/review.h"
#include "base/tr.h"
#include <math.h>
#include <string.h>

static const struct { const char *word, *name; } whys[] = {
	[INTEREST_NONE] = { "", "" },
	[INTEREST_DECLARED] = { "declared", N_("déclaré") },
	[INTEREST_EMPLOYER] = { "employer", N_("employeur déclaré") },
	[INTEREST_DOMAIN] = { "domain", N_("même domaine de courriel") },
	[INTEREST_INSTITUTION] = { "institution", N_("même institution") },
};

const char *
interest_word(enum interest_why w)
{
	BUG_ON((unsigned)w >= LEN(whys));
	return whys[w].word;
}

const char *
interest_name(enum interest_why w)
{
	BUG_ON((unsigned)w >= LEN(whys));
	return whys[w].name;
}

static size_t
cell(const struct jury *j, size_t juror, size_t file)
{
	BUG_ON(juror >= j->jurors.n || file >= j->files.n);
	return juror * j->files.n + file;
}

struct review *
jury_review(const struct jury *j, size_t juror, size_t file)
{
	return &j->review[cell(j, juror, file)];
}

struct interest *
jury_interest(const struct jury *j, size_t juror, size_t file)
{
	return &j->interest[cell(j, juror, file)];
}

bool
jury_conflict(const struct jury *j, size_t juror, size_t file)
{
	const struct interest *i = jury_interest(j, juror, file);
	return i->why != INTEREST_NONE && !i->lifted;
}

bool
jury_reads(const struct jury *j, size_t juror, size_t file)
{
	return !jury_conflict(j, juror, file) && (j->shared || j->task[cell(j, juror, file)]);
}

size_t
jury_juror(const struct jury *j, int64_t id)
{
	size_t i = 0;
	while (i < j->jurors.n && j->jurors.items[i].id != id)
		i++;
	return i;
}

size_t
jury_juror_of_person(const struct jury *j, int64_t person)
{
	size_t i = 0;
	while (i < j->jurors.n && (person == NONE || j->jurors.items[i].person != person))
		i++;
	return i;
}

size_t
jury_file(const struct jury *j, int64_t submission)
{
	size_t i = 0;
	while (i < j->files.n && j->files.items[i].id != submission)
		i++;
	return i;
}

/* ---- what counts ------------------------------------------------------------------------------------------------- */

bool
review_combined(const struct criteria *c, const struct review *r, double *y)
{
	double sum = 0, weight = 0;
	for (size_t k = 0; k < c->n && k < CRITERIA_MAX; k++)
		if (r->score[k] != NONE) {
			sum += c->items[k].weight * (double)r->score[k];
			weight += c->items[k].weight;
		}
	*y = weight > 0 ? sum / weight : 0;
	return weight > 0;
}

bool
jury_counts(const struct jury *j, size_t juror, size_t file, double *y)
{
	const struct review *r = jury_review(j, juror, file);
	return r->id != NONE && r->done_at != NULL && !jury_conflict(j, juror, file) && review_combined(&j->criteria, r, y);
}

static void
add_progress(const struct jury *j, size_t juror, size_t file, struct progress *p)
{
	const struct review *r = jury_review(j, juror, file);
	bool done = r->id != NONE && r->done_at != NULL;
	if (jury_conflict(j, juror, file) || (!jury_reads(j, juror, file) && !done))
		return;
	p->asked++;
	p->done += done;
	p->begun += r->id != NONE && !done;
}

struct progress
jury_progress(const struct jury *j, size_t juror)
{
	struct progress p = { 0 };
	for (size_t f = 0; f < j->files.n; f++)
		add_progress(j, juror, f, &p);
	return p;
}

struct progress
file_progress(const struct jury *j, size_t file)
{
	struct progress p = { 0 };
	for (size_t k = 0; k < j->jurors.n; k++)
		add_progress(j, k, file, &p);
	return p;
}

double
file_spread(const struct jury *j, size_t file)
{
	double low = INFINITY, high = -INFINITY, y;
	for (size_t k = 0; k < j->jurors.n; k++)
		if (jury_counts(j, k, file, &y)) {
			low = fmin(low, y);
			high = fmax(high, y);
		}
	return high > low ? high - low : 0;
}

struct cal_input
jury_reviews(struct arena *a, const struct jury *j)
{
	struct cal_input in = { .files = (int)j->files.n, .reviewers = (int)j->jurors.n, .alpha = j->plan.alpha, .beta = j->plan.beta };
	struct cal_review *r = ARENA_ARRAY(a, struct cal_review, j->files.n * j->jurors.n + 1);
	for (size_t f = 0; f < j->files.n; f++)
		for (size_t k = 0; k < j->jurors.n; k++) {
			double y;
			if (jury_counts(j, k, f, &y))
				r[in.reviews++] = (struct cal_review){ (int)f, (int)k, y };
		}
	in.review = r;
	return in;
}

bool
jury_may_compare(const struct jury *j, size_t juror, size_t file)
{
	if (jury_conflict(j, juror, file))
		return false;
	const struct review *r = jury_review(j, juror, file);
	return (r->id != NONE && r->done_at != NULL) || !jury_reads(j, juror, file);
}

/* ---- conflicts of interest ------------------------------------------------------------------------------------------ */

enum interest_why
interest_between(struct arena *a, const struct juror *who, const struct submission *what, const char **detail)
{
	const char *name = what->org_name == NULL ? "" : institution_whole(a, what->org_name);
	*detail = NULL;
	for (size_t k = 0; k < who->employers.n; k++) {
		const struct employer *e = &who->employers.items[k];
		*detail = e->name;
		if (e->institution != NONE && e->institution == what->institution)
			return INTEREST_INSTITUTION;
		if (*e->folded != '\0' && strcmp(e->folded, name) == 0)
			return INTEREST_EMPLOYER;
	}
	*detail = NULL;
	const char *mine = who->domain, *theirs = what->email == NULL ? NULL : institution_domain(a, what->email);
	if (theirs == NULL && what->website != NULL)
		theirs = institution_domain(a, what->website);
	if (mine == NULL || theirs == NULL || strcmp(mine, theirs) != 0)
		return INTEREST_NONE;
	*detail = mine;
	return INTEREST_DOMAIN;
}

static bool
may_be_employer(struct arena *a, const struct juror *who, const struct submission *s)
{
	const char *detail;
	bool may = false;
	for (size_t k = 0; k < who->employers.n && !may; k++)
		may = s->org_name != NULL && institution_may_be(a, who->employers.items[k].name, s->org_name);
	return may && interest_between(a, who, s, &detail) == INTEREST_NONE;
}

void
interest_likely(struct arena *a, const struct juror *who, const struct submissions *files, struct strings *out)
{
	*out = (struct strings){ 0 };
	for (size_t f = 0; f < files->n; f++) {
		bool there = !may_be_employer(a, who, &files->items[f]);
		for (size_t i = 0; i < out->n && !there; i++)
			there = strcmp(out->items[i], files->items[f].org_name) == 0;
		if (!there)
			PUSH(a, out, files->items[f].org_name);
	}
}

const char *
employers_with(struct arena *a, const char *lines, const struct strings *also)
{
	struct buf b = buf_new(a, KIB(64));
	buf_puts(&b, lines == NULL ? "" : lines);
	for (size_t i = 0; i < also->n; i++)
		buf_printf(&b, "\n%s", also->items[i]);
	return buf_str(&b);
}

/* ---- who reads what --------------------------------------------------------------------------------------------------- */

static size_t
readers(const struct jury *j, const bool *task, size_t file)
{
	size_t n = 0;
	for (size_t k = 0; k < j->jurors.n; k++)
		n += task[k * j->files.n + file];
	return n;
}

/* The juror with the least to read who may read this file; among equals the one who has met the fewest times those who read
 * it already, then in turn: pairs that meet rarely keep the scores comparable. meet: [jurors * jurors]. */
static size_t
next_reader(const struct jury *j, const bool *task, const size_t *load, const size_t *meet, size_t file)
{
	size_t n = j->jurors.n, files = j->files.n, best = n, best_met = 0;
	for (size_t turn = 0; turn < n; turn++) {
		size_t k = (turn + file) % n, met = 0;
		if (task[k * files + file] || jury_conflict(j, k, file))
			continue;
		for (size_t other = 0; other < n; other++)
			met += task[other * files + file] ? meet[other * n + k] : 0;
		if (best == n || load[k] < load[best] || (load[k] == load[best] && met < best_met)) {
			best = k;
			best_met = met;
		}
	}
	return best;
}

static void
give(const struct jury *j, bool *task, size_t *load, size_t *meet, size_t juror, size_t file)
{
	size_t n = j->jurors.n, files = j->files.n;
	for (size_t other = 0; other < n; other++)
		if (task[other * files + file]) {
			meet[other * n + juror]++;
			meet[juror * n + other]++;
		}
	task[juror * files + file] = true;
	load[juror]++;
}

bool *
jury_distribute(struct arena *a, const struct jury *j, size_t per_file)
{
	size_t files = j->files.n, n = j->jurors.n;
	bool *task = ARENA_ARRAY(a, bool, n * files + 1);
	size_t *load = ARENA_ARRAY(a, size_t, n + 1), *meet = ARENA_ARRAY(a, size_t, n * n + 1);
	for (size_t k = 0; k < n; k++)
		for (size_t f = 0; f < files; f++)
			if (!jury_conflict(j, k, f) && (jury_review(j, k, f)->id != NONE || (!j->shared && j->task[cell(j, k, f)])))
				give(j, task, load, meet, k, f);
	for (size_t round = 0; round < per_file; round++)
		for (size_t f = 0; f < files; f++) {
			size_t k = readers(j, task, f) > round ? n : next_reader(j, task, load, meet, f);
			if (k < n)
				give(j, task, load, meet, k, f);
		}
	return task;
}
