#include "call/decision.h"
#include "base/tr.h"
#include "call/call_store.h"
#include "jobs/solver.h"
#include "plan/evidence_store.h"
#include "solve/selection_record.h"
#include "store/blob.h"
#include "store/history.h"
#include <string.h>

#define KEY_NAME "selection_key"
#define SECONDS 20.0
#define DECISION "d.id, d.edition, d.scenario, d.evidence, d.person, d.decided_on, d.decided_by, d.minutes, d.comment, d.minutes_sha, d.minutes_name, d.record_sha," \
	" d.open_key, d.at, p.name FROM decision d LEFT JOIN person p ON p.id = d.person"
enum { Q_OF, Q_GET, Q_ADD, Q_FILES, Q_FILE_ADD, Q_OUTCOME, Q_CHANGES, Q_CHANGE_ADD, Q_EVIDENCE, Q_LINE, Q_LINE_SET, Q_LINE_DROP };
const struct query decision_queries[] = {
	[Q_OF] = { "decision_of", "SELECT " DECISION " WHERE d.edition = $1" },
	[Q_GET] = { "decision", "SELECT " DECISION " WHERE d.id = $1" },
	[Q_ADD] = { "decision_add", "INSERT INTO decision (edition, scenario, decided_on, decided_by, minutes, comment, minutes_sha, minutes_name, record_sha, open_key, at,"
	    " person) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id" },
	[Q_FILES] = { "decision_files", "SELECT submission, outcome, place FROM decision_file WHERE decision = $1 ORDER BY place, submission" },
	[Q_FILE_ADD] = { "decision_file_add", "INSERT INTO decision_file (decision, submission, outcome, place) VALUES ($1, $2, $3, $4)" },
	[Q_OUTCOME] = { "decision_outcome", "UPDATE decision_file SET outcome = $3 WHERE decision = $1 AND submission = $2" },
	[Q_CHANGES] = { "decision_changes", "SELECT c.gone, c.taken, c.reason, c.at, p.name FROM decision_change c LEFT JOIN person p ON p.id = c.person WHERE c.decision = $1"
	    " ORDER BY c.id" },
	[Q_CHANGE_ADD] = { "decision_change_add", "INSERT INTO decision_change (decision, gone, taken, reason, at, person) VALUES ($1, $2, $3, $4, $5, $6)" },
	[Q_EVIDENCE] = { "decision_evidence", "UPDATE decision SET evidence = $2 WHERE id = $1" },
	[Q_LINE] = { "edition_evidence", "SELECT indicator FROM edition_evidence WHERE edition = $1 ORDER BY indicator" },
	[Q_LINE_SET] = { "edition_evidence_set", "INSERT INTO edition_evidence (edition, indicator) VALUES ($1, $2) ON CONFLICT DO NOTHING" },
	[Q_LINE_DROP] = { "edition_evidence_drop", "DELETE FROM edition_evidence WHERE edition = $1" },
	{ 0 },
};

static const struct { const char *word, *name; enum status status; } outcomes[OUTCOMES] = {
	[OUT_SELECTED] = { "selected", N_("Retenue"), ST_SELECTED },
	[OUT_WAITING] = { "waiting", N_("Liste d’attente"), ST_WAITING },
	[OUT_REFUSED] = { "refused", N_("Non retenue"), ST_ELIGIBLE },
	[OUT_FROZEN] = { "frozen", N_("Au frigo"), ST_FROZEN },
};

const char *
outcome_word(enum outcome o)
{
	return outcomes[o].word;
}

const char *
outcome_name(enum outcome o)
{
	return outcomes[o].name;
}

enum status
outcome_status(enum outcome o)
{
	return outcomes[o].status;
}

bool
outcome_of(const char *word, enum outcome *out)
{
	for (int o = 0; o < OUTCOMES; o++)
		if (text_eq(word, outcomes[o].word)) {
			*out = (enum outcome)o;
			return true;
		}
	return false;
}

/* ---- the key ------------------------------------------------------------------------------------------------------ */

/* Kept apart from settings: what is secret stands in no history. "open secret", hexadecimal. */
enum err
decision_key(struct db *db, bool make, struct sign_key *out)
{
	const char *kept;
	enum err e = secret_get(db, KEY_NAME, &kept);
	if (e != OK)
		return e;
	if (kept != NULL && strlen(kept) == 64 + 1 + 128) {
		snprintf(out->open, sizeof out->open, "%.64s", kept);
		snprintf(out->secret, sizeof out->secret, "%s", kept + 65);
		return OK;
	}
	if (!make)
		return E_NOTFOUND;
	*out = sign_key_new();
	return secret_set(db, KEY_NAME, arena_printf(db_arena(db), "%s %s", out->open, out->secret));
}

/* ---- reading -------------------------------------------------------------------------------------------------------- */

static enum err
read_decision(struct db *db, int query, int64_t by, struct decision *d)
{
	struct rows *r;
	enum err e = db_one(db, &decision_queries[query], ARGS(V(by)), &r);
	if (e == OK)
		*d = (struct decision){ col_int(r, 0), col_int(r, 1), col_int(r, 2), col_int(r, 3), col_int(r, 4), col_text(r, 5), col_text(r, 6), col_text(r, 7),
			col_text(r, 8), col_text(r, 9), col_text(r, 10), col_text(r, 11), col_text(r, 12), col_text(r, 13), col_text(r, 14) };
	return e;
}

enum err
decision_of(struct db *db, int64_t edition, struct decision *out)
{
	return read_decision(db, Q_OF, edition, out);
}

enum err
decision_get(struct db *db, int64_t id, struct decision *out)
{
	return read_decision(db, Q_GET, id, out);
}

enum err
decision_files(struct db *db, int64_t decision, struct decision_files *out)
{
	struct rows *r;
	*out = (struct decision_files){ 0 };
	enum err e = db_query(db, &decision_queries[Q_FILES], ARGS(V(decision)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct decision_file f = { .submission = col_int(r, 0), .place = col_int(r, 2) };
		bool known = outcome_of(col_text(r, 1), &f.outcome);
		BUG_ON(!known);
		PUSH(db_arena(db), out, f);
	}
	return rows_end(r);
}

enum err
decision_changes(struct db *db, int64_t decision, struct decision_changes *out)
{
	struct rows *r;
	*out = (struct decision_changes){ 0 };
	enum err e = db_query(db, &decision_queries[Q_CHANGES], ARGS(V(decision)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, ((struct decision_change){ col_int(r, 0), col_int(r, 1), col_text(r, 2), col_text(r, 3), col_text(r, 4) }));
	return rows_end(r);
}

/* ---- evidence ------------------------------------------------------------------------------------------------------- */

enum err
edition_evidence_get(struct db *db, int64_t edition, struct evidence_lines *out)
{
	struct rows *r;
	*out = (struct evidence_lines){ 0 };
	enum err e = db_query(db, &decision_queries[Q_LINE], ARGS(V(edition)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, col_int(r, 0));
	return rows_end(r);
}

static const char *
lines_text(struct arena *a, const struct evidence_lines *lines)
{
	struct buf b = buf_new(a, KIB(64));
	for (size_t k = 0; k < lines->n; k++)
		buf_printf(&b, "%s%lld", k == 0 ? "" : " ", (long long)lines->items[k]);
	return b.len == 0 ? NULL : buf_str(&b);
}

enum err
edition_evidence_set(struct db *db, int64_t edition, const struct evidence_lines *lines)
{
	struct evidence_lines was;
	enum err e = edition_evidence_get(db, edition, &was);
	if (e == OK)
		e = db_exec(db, &decision_queries[Q_LINE_DROP], ARGS(V(edition)), NULL);
	for (size_t k = 0; e == OK && k < lines->n; k++)
		e = db_exec(db, &decision_queries[Q_LINE_SET], ARGS(V(edition), V(lines->items[k])), NULL);
	return e == OK ? history_add(db, "edition", edition, "changed", "evidence", lines_text(db_arena(db), &was), lines_text(db_arena(db), lines)) : e;
}

/* The decision as one row of the register, in each line that the edition names. A plan that takes it otherwise now does not undo a
 * decision: in the lines that refuse it, it is filed by hand. */
static enum err
file_evidence(struct db *db, const struct deciding *d, int64_t decision)
{
	struct arena *a = db_arena(db);
	const struct edition *ed = &d->c->jury.edition;
	struct evidence_lines lines;
	int64_t id = NONE;
	enum err e = edition_evidence_get(db, ed->id, &lines);
	if (e != OK)
		return e;
	struct evidence_form f = { .kind = EV_REGISTER, .title = arena_printf(a, "Sélection des commandes %s", ed->label), .effective = d->decided_on, .number = NONE,
		.body = NONE, .visibility = VIS_INTERNAL,
		.register_text = arena_printf(a, "%d commandes retenues sur %zu, %d secteurs, %d thèmes. %s", d->c->in.problem.choose, d->c->n,
		    committee_distinct(d->c, d->c->report.chosen, DIM_SECTOR), committee_distinct(d->c, d->c->report.chosen, DIM_AREA), d->minutes) };
	for (size_t k = 0; k < lines.n; k++) {
		struct problems problems = { 0 };
		struct slot_target slot = { lines.items[k], 1 };
		e = id == NONE ? evidence_add(db, d->user, &f, &slot, 1, d->today, &id, &problems) : evidence_link(db, d->user, id, slot, &problems);
		if (e != OK && !evidence_declined(db, e))
			return e;
	}
	return id == NONE ? OK : db_exec(db, &decision_queries[Q_EVIDENCE], ARGS(V(decision), V(id)), NULL);
}

enum err
evidence_filed(struct db *db, const struct user *u, int64_t evidence, const struct evidence_lines *lines, size_t *n)
{
	struct evidence_list found;
	*n = 0;
	enum err e = evidence_get(db, u, evidence, &found);
	if (e == E_NOTFOUND) {
		fail_clear(db_arena(db));
		return OK;
	}
	for (size_t k = 0; e == OK && k < found.links.n; k++)
		for (size_t i = 0; i < lines->n; i++)
			*n += lines->items[i] == found.links.items[k].indicator;
	return e;
}

/* ---- deciding -------------------------------------------------------------------------------------------------------- */

static enum err
sign_record(struct db *db, const struct deciding *d, struct sign_key *key, struct digest *sha, struct problems *problems)
{
	struct arena *a = db_arena(db);
	const struct committee *c = d->c;
	char *file = NULL;
	struct sel_decision s = { .programme = d->programme, .edition = c->jury.edition.label, .decided_on = d->decided_on, .minutes = d->minutes, .comment = d->comment,
		.instance = c->instance };
	for (const char *at = d->decided_by; *at != '\0';) { /* one name a line */
		size_t n = strcspn(at, "\r\n");
		const char *name = text_trim(a, arena_strndup(a, at, n));
		if (*name != '\0')
			PUSH(a, &s.by, name);
		at += n + strspn(at + n, "\r\n");
	}
	for (int k = 0; k < c->in.problem.choose; k++)
		PUSH(a, &s.decided, c->in.files.items[c->report.chosen[k]]);
	enum err e = decision_key(db, true, key);
	if (e == OK)
		e = sel_record_make(a, &s, key, SECONDS, solver_run_bounded, &file, problems);
	return e == OK ? blob_put(db, file, strlen(file), sha) : e;
}

static enum err
move_to(struct db *db, struct submission *s, enum outcome o, int64_t person, const char *reason)
{
	enum status from = submission_status(s), to = outcome_status(o);
	return from == to ? OK : submission_move(db, s, to, &(struct moved){ move_find(from, to, BY_STAFF), person, reason, 0 });
}

static enum err
place_file(struct db *db, const struct deciding *d, int64_t decision, size_t candidate, enum outcome o, int64_t place)
{
	struct submission s = *committee_file(d->c, candidate);
	enum err e = db_exec(db, &decision_queries[Q_FILE_ADD], ARGS(V(decision), V(s.id), V(outcome_word(o)), V(place)), NULL);
	return e == OK ? move_to(db, &s, o, d->user->person, d->minutes) : e;
}

enum err
decision_make(struct db *db, const struct deciding *d, int64_t *id, struct problems *problems)
{
	struct arena *a = db_arena(db);
	const struct committee *c = d->c;
	struct sign_key key;
	struct digest sha;
	struct rows *r;
	if (c->report.chosen == NULL || c->report.flips == NULL)
		return fail(a, E_INVALID, "decision: nothing is chosen");
	enum err e = sign_record(db, d, &key, &sha, problems);
	if (e != OK)
		return e;
	e = db_one(db, &decision_queries[Q_ADD], ARGS(V(c->jury.edition.id), V(c->scenario.id), V(d->decided_on), V(d->decided_by), V(d->minutes), V(d->comment),
	    V(d->minutes_sha), V(d->minutes_name), V((const char *)sha.s), V((const char *)key.open), V((const char *)now_utc().s), V(d->user->person)), &r);
	if (e != OK)
		return e;
	*id = col_int(r, 0);
	int64_t place = 0;
	for (int k = 0; e == OK && k < c->in.problem.choose; k++) /* each commission moves by its own row of the table of moves */
		e = place_file(db, d, *id, (size_t)c->report.chosen[k], OUT_SELECTED, ++place);
	for (size_t k = 0; e == OK && k < c->ranked; k++)
		e = place_file(db, d, *id, (size_t)c->rank[k], d->outcome[c->rank[k]], ++place);
	if (e == OK)
		e = file_evidence(db, d, *id);
	return e == OK ? history_add(db, "edition", c->jury.edition.id, "changed", "decision", NULL, d->minutes) : e;
}

/* ---- replacing ---------------------------------------------------------------------------------------------------------- */

enum err
decision_replace(struct db *db, const struct decision *d, int64_t gone, int64_t taken, const char *reason, int64_t person)
{
	struct arena *a = db_arena(db);
	struct decision_files files;
	struct submission left, next;
	enum err e = decision_files(db, d->id, &files);
	if (e == OK)
		e = submission_get(db, gone, &left);
	if (e == OK)
		e = submission_get(db, taken, &next);
	if (e != OK)
		return e;
	bool was = false, may = false;
	for (size_t k = 0; k < files.n; k++) {
		was = was || (files.items[k].submission == gone && files.items[k].outcome == OUT_SELECTED);
		may = may || (files.items[k].submission == taken && files.items[k].outcome != OUT_SELECTED);
	}
	enum status s = submission_status(&next);
	if (!was || !may || submission_status(&left) != ST_WITHDRAWN || (s != ST_WAITING && s != ST_ELIGIBLE))
		return fail(a, E_INVALID, "decision: %lld cannot replace %lld", (long long)taken, (long long)gone);
	e = db_exec(db, &decision_queries[Q_CHANGE_ADD], ARGS(V(d->id), V(gone), V(taken), V(reason), V((const char *)now_utc().s), V(person)), NULL);
	if (e == OK)
		e = db_exec(db, &decision_queries[Q_OUTCOME], ARGS(V(d->id), V(taken), V(outcome_word(OUT_SELECTED))), NULL);
	if (e == OK)
		e = move_to(db, &next, OUT_SELECTED, person, reason);
	return e == OK ? history_add(db, "edition", d->edition, "changed", "decision", arena_printf(a, "%lld", (long long)gone), arena_printf(a, "%lld: %s", (long long)taken, reason)) : e;
}
