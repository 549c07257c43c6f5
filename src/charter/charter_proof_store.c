/* charter_proof_store.c: what a document's life proves in the plan: readings, adhesions, diffusion. The versions themselves are filed
 * as they are frozen (version_store.c). */
#include "charter/charter.h"
#include "base/text.h"
#include "jobs/jobs.h"
#include "plan/evidence_store.h"
#include "store/history.h"
#include <string.h>

static const char *const words[CHARTER_PROOFS] = { "read", "adhered", "spread" };
enum { SOON_SECONDS = 60 };
enum { Q_LIST, Q_ADD, Q_DROP, Q_MEETING };
const struct query charter_proof_queries[] = {
	[Q_LIST] = { "charter_proofs", "SELECT what, subject, indicator, evidence FROM charter_proof WHERE charter = $1 ORDER BY what, subject" },
	[Q_ADD] = { "charter_proof_add", "INSERT INTO charter_proof (charter, what, subject, indicator, evidence) VALUES ($1, $2, $3, $4, $5)" },
	[Q_DROP] = { "charter_proof_drop", "DELETE FROM charter_proof WHERE charter = $1 AND what = $2 AND subject = $3" },
	[Q_MEETING] = { "charter_of_meeting", "SELECT v.charter, v.major, v.minor FROM charter_version v JOIN meeting_decision d ON d.id = v.decision WHERE d.meeting = $1 AND d.deleted_at IS NULL"
	    " AND v.withdrawn_at IS NULL ORDER BY v.charter, v.major, v.minor" },
	{ 0 },
};

/* What ought to be filed. counted: what it says grows with the days. */
struct wanted { enum charter_proof what; int64_t subject, indicator; bool counted; struct evidence_form f; };
struct wanteds { struct wanted *items; size_t n, cap; };
struct proving {
	struct db *db;
	struct charter c;
	struct date today;
	int64_t indicator;           /* the line at hand, of this kind */
	enum indicator_kind kind;
	struct wanteds wanted;
};

bool
charter_proof_fits(enum charter_proof what, enum indicator_kind kind)
{
	if (kind == IND_PUBLICATION)
		return what == PROOF_SPREAD;
	return kind == IND_COUNT || kind == IND_FACT || kind == IND_OFFER || kind == IND_SCHOLARLY || kind == IND_COOPERATION;
}

enum err
charter_proofs(struct db *db, int64_t charter, struct charter_proofs *out)
{
	struct rows *r;
	*out = (struct charter_proofs){ 0 };
	enum err e = db_query(db, &charter_proof_queries[Q_LIST], ARGS(V(charter)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct charter_proved x = { .subject = col_int(r, 1), .indicator = col_int(r, 2), .evidence = col_int(r, 3) };
		for (int k = 0; k < CHARTER_PROOFS; k++)
			if (strcmp(words[k], col_text(r, 0)) == 0)
				x.what = (enum charter_proof)k;
		PUSH(db_arena(db), out, x);
	}
	return rows_end(r);
}

/* ---- what ought to be filed ---------------------------------------------------------------------------------------- */

/* `on`: a day or a moment. */
static void
want(struct proving *p, enum charter_proof what, int64_t subject, const char *title, const char *text, const char *on, int64_t number)
{
	struct arena *a = db_arena(p->db);
	const char *today = arena_strdup(a, date_iso(p->today).s), *day = arena_printf(a, "%.10s", on);
	struct wanted x = { .what = what, .subject = subject, .indicator = p->indicator, .counted = subject == 0 || what == PROOF_READ,
		.f = { .kind = number == NONE ? EV_REGISTER : EV_NUMBER, .title = title, .effective = strcmp(day, today) > 0 ? today : day, .number = number, .body = NONE,
		    .visibility = p->c.audience == AUDIENCE_PUBLIC && what != PROOF_READ ? VIS_PUBLIC : VIS_INTERNAL } };
	if (number == NONE)
		x.f.register_text = text;
	else
		x.f.note = text;
	PUSH(a, &p->wanted, x);
}

/* Of the version in force: how many of those asked have read it, by group. */
static enum err
want_read(struct proving *p)
{
	struct arena *a = db_arena(p->db);
	struct readers all;
	struct buf groups = buf_new(a, KIB(16));
	const char *last = "";
	int64_t persons = 0, read = 0, in = 0, of = 0;
	if (p->c.version == NONE)
		return OK;
	enum err e = reader_list(p->db, &p->c, p->today, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct reader *x = &all.items[i];
		bool before = false;
		for (size_t k = 0; k < i; k++)
			before = before || all.items[k].person == x->person;
		persons += !before;
		read += !before && x->read_at != NULL;
		if (x->read_at != NULL && strcmp(x->read_at, last) > 0)
			last = x->read_at;
		of++;
		in += x->read_at != NULL;
		if (i + 1 == all.n || all.items[i + 1].ask != x->ask) {
			buf_printf(&groups, "%s%s : %lld sur %lld", groups.len > 0 ? " ; " : "", x->role != 0 ? role_name((enum role)x->role) : x->actor_name, (long long)in, (long long)of);
			in = of = 0;
		}
	}
	if (e != OK || read == 0)
		return e;
	want(p, PROOF_READ, p->c.major, arena_printf(a, "Lectures : %s, version %d.%d", p->c.title, p->c.major, p->c.minor),
	    arena_printf(a, "%lld personnes sur %lld ont dit l’avoir lue. %s", (long long)read, (long long)persons, buf_str(&groups)), last, p->kind == IND_COUNT ? read : NONE);
	return OK;
}

/* What was read of an earlier version was read, as long as that one is not taken back. */
static enum err
want_read_before(struct proving *p, const struct charter_proofs *filed)
{
	struct versions all;
	enum err e = version_list(p->db, p->c.id, false, &all);
	for (size_t i = 0; e == OK && i < filed->n; i++) {
		bool stands = false;
		for (size_t k = 0; k < all.n; k++)
			stands = stands || all.items[k].major == filed->items[i].subject;
		if (filed->items[i].what == PROOF_READ && filed->items[i].subject != p->c.major && stands)
			PUSH(db_arena(p->db), &p->wanted, ((struct wanted){ .what = PROOF_READ, .subject = filed->items[i].subject, .indicator = filed->items[i].indicator }));
	}
	return e;
}

static enum err
want_adhered(struct proving *p)
{
	struct arena *a = db_arena(p->db);
	struct adherents all;
	const char *last = "";
	enum err e = adherent_list(p->db, p->c.id, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct adherent *x = &all.items[i];
		if (strcmp(x->confirmed_at, last) > 0)
			last = x->confirmed_at;
		if (p->kind == IND_COUNT)
			continue;
		want(p, PROOF_ADHERED, x->id, arena_printf(a, "Adhésion : %s", x->organisation), arena_printf(a, "%s adhère à ce document : %s, version %d.%d.", x->organisation, x->title, x->major,
		    x->minor), x->confirmed_at, NONE);
		p->wanted.items[p->wanted.n - 1].f.partner = x->organisation;
	}
	if (e == OK && all.n > 0 && p->kind == IND_COUNT)
		want(p, PROOF_ADHERED, 0, arena_printf(a, "Adhésions : %s", p->c.title), "Organisations dans la liste publique.", last, (int64_t)all.n);
	return e;
}

static enum err
want_spread(struct proving *p)
{
	struct arena *a = db_arena(p->db);
	struct diffusions all;
	const char *last = "";
	int64_t n = 0;
	if (p->c.version == NONE)
		return OK;
	enum err e = diffusion_list(p->db, p->c.id, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct diffusion *x = &all.items[i];
		bool page = p->kind == IND_PUBLICATION;
		if (x->done_on == NULL || (page && x->url == NULL))
			continue;
		n++;
		if (strcmp(x->done_on, last) > 0)
			last = x->done_on;
		if (p->kind == IND_COUNT)
			continue;
		want(p, PROOF_SPREAD, x->id, arena_printf(a, "Diffusion : %s", p->c.title), arena_printf(a, "%s, par %s.", x->organisation, x->channel), x->done_on, NONE);
		struct evidence_form *f = &p->wanted.items[p->wanted.n - 1].f;
		f->partner = x->organisation;
		f->url = x->url;
		if (page) {
			f->kind = EV_LINK;
			f->note = f->register_text;
			f->register_text = NULL;
		}
	}
	if (e == OK && n > 0 && p->kind == IND_COUNT)
		want(p, PROOF_SPREAD, 0, arena_printf(a, "Diffusions : %s", p->c.title), "Diffusions faites.", last, n);
	return e;
}

/* ---- against what is filed ----------------------------------------------------------------------------------------- */

/* What was taken away by hand stays so. */
static enum err
take_back(struct proving *p, const struct charter_proved *x)
{
	struct evidence_list l;
	enum err e = evidence_get(p->db, &user_command, x->evidence, &l);
	if (e == OK && l.pieces.items[0].withdrawn_at == NULL && l.pieces.items[0].deleted_at == NULL)
		e = evidence_withdraw(p->db, &user_command, x->evidence, l.pieces.items[0].rev);
	return e == OK ? db_exec(p->db, &charter_proof_queries[Q_DROP], ARGS(V(p->c.id), V(words[x->what]), V(x->subject)), NULL) : e;
}

/* A number, or a coverage, that is another one today. Who validated it vouched for that day's: it stays. */
static enum err
follow(struct proving *p, const struct charter_proved *x, const struct wanted *w)
{
	struct evidence_list l;
	struct problems unsaid = { 0 };
	enum err e = w->counted ? evidence_get(p->db, &user_command, x->evidence, &l) : E_NOTFOUND;
	if (e == OK) {
		const struct evidence *old = &l.pieces.items[0];
		bool left = old->withdrawn_at != NULL || old->deleted_at != NULL || old->validated_at != NULL || old->adopted_at != NULL;
		if (!left && (old->f.number != w->f.number || !text_eq(old->f.register_text, w->f.register_text) || !text_eq(old->f.note, w->f.note)))
			e = evidence_edit(p->db, &user_command, x->evidence, old->rev, &w->f, p->today, &unsaid);
	}
	return evidence_declined(p->db, e) ? OK : e;
}

static const struct wanted *
wanted_of(const struct proving *p, const struct charter_proved *x)
{
	for (size_t i = 0; i < p->wanted.n; i++) {
		const struct wanted *w = &p->wanted.items[i];
		if (w->what == x->what && w->subject == x->subject && w->indicator == x->indicator)
			return w;
	}
	return NULL;
}

static enum err
settle(struct proving *p, const struct charter_proofs *filed)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && i < filed->n; i++) {
		const struct wanted *w = wanted_of(p, &filed->items[i]);
		e = w == NULL ? take_back(p, &filed->items[i]) : follow(p, &filed->items[i], w);
	}
	for (size_t k = 0; e == OK && k < p->wanted.n; k++) {
		const struct wanted *w = &p->wanted.items[k];
		int64_t evidence = NONE;
		bool there = false;
		for (size_t i = 0; i < filed->n; i++)
			there = there || wanted_of(p, &filed->items[i]) == w;
		if (there)
			continue;
		e = evidence_offer(p->db, &user_command, &w->f, (struct slot_target){ w->indicator, 1 }, p->today, &evidence);
		if (e == OK && evidence != NONE)
			e = db_exec(p->db, &charter_proof_queries[Q_ADD], ARGS(V(p->c.id), V(words[w->what]), V(w->subject), V(w->indicator), V(evidence)), NULL);
	}
	return e;
}

static const struct indicator *
line_of(const struct plan *plan, int64_t indicator)
{
	for (struct plan_walk w = { .plan = plan }; plan_next(&w);)
		for (size_t i = 0; i < w.action->indicators.n; i++)
			if (w.action->indicators.items[i].id == indicator)
				return &w.action->indicators.items[i];
	return NULL;
}

enum err
charter_prove(struct db *db, int64_t charter, struct date today)
{
	static enum err (*const want_of[CHARTER_PROOFS])(struct proving *) = { want_read, want_adhered, want_spread };
	struct proving p = { .db = db, .today = today };
	struct charter_proofs filed;
	struct plan *plan;
	bool asked = false;
	enum err e = charter_get(db, &user_command, charter, &p.c);
	if (e == OK)
		e = charter_proofs(db, charter, &filed);
	if (e != OK)
		return e;
	for (int k = 0; k < CHARTER_PROOFS; k++)
		asked = asked || p.c.lines[k] != NONE;
	if (!asked && filed.n == 0)
		return OK;
	if ((e = plan_load(db, &user_command, NONE, &plan)) != OK)
		return evidence_declined(db, e) ? OK : e;
	for (int k = 0; e == OK && k < CHARTER_PROOFS && p.c.deleted_at == NULL; k++) {
		const struct indicator *line = line_of(plan, p.c.lines[k]);
		if (line == NULL || !charter_proof_fits((enum charter_proof)k, line->kind))
			continue;
		p.indicator = line->id;
		p.kind = line->kind;
		e = want_of[k](&p);
	}
	if (e == OK)
		e = want_read_before(&p, &filed);
	return e == OK ? settle(&p, &filed) : e;
}

struct followed { int64_t charter; const char *number; };

enum err
charter_minutes_follow(struct db *db, int64_t meeting, bool approved, struct date today)
{
	struct { struct followed *items; size_t n, cap; } all = { 0 };
	struct arena *a = db_arena(db);
	struct rows *r;
	enum err e = db_query(db, &charter_proof_queries[Q_MEETING], ARGS(V(meeting)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct followed x = { col_int(r, 0), arena_printf(a, "%lld.%lld", (long long)col_int(r, 1), (long long)col_int(r, 2)) };
		PUSH(a, &all, x);
	}
	e = rows_end(r);
	for (size_t i = 0; e == OK && i < all.n; i++) { /* one or two of a meeting */
		const char *number = all.items[i].number;
		e = history_add(db, "charter", all.items[i].charter, "changed", "adoption", approved ? NULL : number, approved ? number : NULL);
		if (e == OK && (i + 1 == all.n || all.items[i + 1].charter != all.items[i].charter))
			e = charter_prove(db, all.items[i].charter, today);
	}
	return e;
}

/* The key is of the minute: the job runs after its end, so that it counts them all. */
enum err
charter_prove_soon(struct db *db, const struct charter *c)
{
	struct arena *a = db_arena(db);
	if (c->lines[PROOF_READ] == NONE)
		return OK;
	return job_queue(db, "readings", arena_printf(a, "{\"document\": %lld}", (long long)c->id), arena_printf(a, "readings:%lld:%.16s", (long long)c->id, now_utc().s), SOON_SECONDS);
}
