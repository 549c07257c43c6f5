/* A juror's pages: what there is to read, one commission with its scores. A conflict of interest hides a commission: to that
 * juror it is not there. */
#include "call/review_pages.h"
#include "pages.h"
#include "store/blob.h"
#include <math.h>
#include <string.h>

#define SCORE(k) { "score" #k, P_INT, 2 }
const struct param review_home_params[] = { { "edition", P_INT, 20 }, { 0 } };
const struct param review_employers_params[] = { { "edition", P_INT, 20 }, { "employers", P_TEXT, 8000 }, { "also", P_MANY, 900 }, { 0 } };
const struct param review_file_params[] = { { "rev", P_INT, 20 }, SCORE(0), SCORE(1), SCORE(2), SCORE(3), SCORE(4), SCORE(5), SCORE(6), SCORE(7), SCORE(8),
	SCORE(9), SCORE(10), SCORE(11), { "confidence", P_INT, 2 }, { "comment", P_TEXT, 20000 }, { "do", P_WORD, 10 }, { 0 } };
const struct param review_conflict_params[] = { { "reason", P_LINE, 1000 }, { 0 } };

const char *
score_text(struct page *p, double x)
{
	if (!isfinite(x))
		return "–";
	char *s = arena_printf(p->a, "%.2f", x), *dot = strchr(s, '.');
	if (dot != NULL && p->lang == LANG_FR)
		*dot = ',';
	return s;
}

/* ---- the seat -------------------------------------------------------------------------------------------------- */

/* edition NONE: the newest they sit in. E_NOTFOUND: none. */
static enum err
seat_open(struct request *rq, int64_t edition, struct seat *s)
{
	enum err e = jury_seats(rq->db, rq->user->person, &s->all);
	if (e != OK)
		return e;
	size_t k = 0;
	while (edition != NONE && k < s->all.n && s->all.items[k].edition != edition)
		k++;
	if (k >= s->all.n)
		return E_NOTFOUND;
	e = jury_load(rq->db, s->all.items[k].edition, &s->jury);
	if (e == OK)
		s->me = jury_juror(&s->jury, s->all.items[k].juror);
	return e == OK && s->me == s->jury.jurors.n ? E_NOTFOUND : e;
}

enum err
review_home(struct request *rq, struct answer *an)
{
	struct seat s = { 0 };
	enum err e = seat_open(rq, param_int(rq, "edition"), &s);
	if (e != OK && e != E_NOTFOUND)
		return e;
	if (e == E_NOTFOUND && param_int(rq, "edition") != NONE)
		return e;
	fail_clear(rq->a);
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Commandes à coter")), "review");
	if (e == E_NOTFOUND)
		page_review_none(p);
	else
		page_review_home(p, rq, &s);
	layout_end(rq, an);
	return OK;
}

enum err
review_sheet(struct request *rq, struct answer *an)
{
	struct seat s = { 0 };
	enum err e = seat_open(rq, param_int(rq, "edition"), &s);
	return e == OK ? score_sheet_answer(rq, an, &s.jury, s.me) : e;
}

enum err
review_employers(struct request *rq, struct answer *an)
{
	struct seat s = { 0 };
	struct strings also = { 0 };
	param_many(rq, "also", &also);
	enum err e = seat_open(rq, param_int(rq, "edition"), &s);
	if (e == OK)
		e = juror_employers_set(rq->db, s.jury.jurors.items[s.me].id, employers_with(rq->a, param_text(rq, "employers"), &also));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Employeurs enregistrés : les commandes concernées vous sont cachées."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/review?edition=%lld", (long long)s.jury.edition.id));
}

/* ---- one commission ------------------------------------------------------------------------------------------------ */

static enum err
file_open(struct request *rq, struct review_view *v)
{
	struct submission s;
	enum err e = submission_get(rq->db, param_int(rq, "id"), &s);
	if (e == OK)
		e = seat_open(rq, s.edition, &v->seat);
	if (e != OK)
		return e;
	const struct jury *j = &v->seat.jury;
	v->file = jury_file(j, s.id);
	return v->file == j->files.n || jury_conflict(j, v->seat.me, v->file) ? E_NOTFOUND : OK;
}

/* The next one that is theirs and not done, after this one and round. */
static size_t
next_file(const struct seat *s, size_t file)
{
	const struct jury *j = &s->jury;
	for (size_t k = 1; k < j->files.n; k++) {
		size_t f = (file + k) % j->files.n;
		if (jury_reads(j, s->me, f) && jury_review(j, s->me, f)->done_at == NULL)
			return f;
	}
	return j->files.n;
}

static enum err
show_file(struct request *rq, struct answer *an, struct review_view *v)
{
	const struct submission *s = &v->seat.jury.files.items[v->file];
	enum err e = answers_of(rq->db, rq->lang, &v->seat.jury.edition, s, &v->lines);
	if (e != OK || (e = attachment_list(rq->db, s->id, &v->files)) != OK || (e = phone_log(rq->db, s->id, &v->log)) != OK)
		return e;
	v->reference = submission_reference(rq->a, &v->seat.jury.edition, s);
	v->next = next_file(&v->seat, v->file);
	v->problems = &an->problems;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "%s %s", v->reference, s->org_name == NULL ? "" : s->org_name), "review");
	page_review_file(p, rq, v);
	layout_end(rq, an);
	return OK;
}

enum err
review_file_page(struct request *rq, struct answer *an)
{
	struct review_view v = { 0 };
	enum err e = file_open(rq, &v);
	return e == OK ? show_file(rq, an, &v) : e;
}

static const char *const score_names[CRITERIA_MAX] = { "score0", "score1", "score2", "score3", "score4", "score5", "score6", "score7", "score8", "score9",
	"score10", "score11" };

/* What was typed, over what is kept. */
static struct review
typed_review(struct request *rq, const struct jury *j, const struct review *was, bool done, struct problems *pb)
{
	struct review r = *was;
	r.rev = param_int(rq, "rev") == NONE ? 0 : param_int(rq, "rev");
	r.comment = text_blank(param_text(rq, "comment")) ? NULL : param_text(rq, "comment");
	r.confidence = param_int(rq, "confidence");
	if (r.confidence < 1 || r.confidence > 3)
		r.confidence = NONE;
	for (size_t k = 0; k < j->criteria.n; k++) {
		r.score[k] = param_int(rq, score_names[k]);
		if (r.score[k] < SCORE_LEAST || r.score[k] > SCORE_MOST)
			r.score[k] = NONE;
		if (done && r.score[k] == NONE)
			problem_add(rq->a, pb, score_names[k], N_("Donnez une cote : « %s »."), j->criteria.items[k].title);
	}
	return r;
}

enum err
review_file_save(struct request *rq, struct answer *an)
{
	struct review_view v = { 0 };
	enum err e = file_open(rq, &v);
	if (e != OK)
		return e;
	const struct jury *j = &v.seat.jury;
	struct review *was = jury_review(j, v.seat.me, v.file);
	int64_t rev_now = was->rev, id = was->id, submission = j->files.items[v.file].id;
	bool done = !text_eq(param_text(rq, "do"), "draft");
	if (j->criteria.n == 0)
		problem_add(rq->a, &an->problems, NULL, N_("Cette édition n’a pas encore de critère : prévenez la coordination."), NULL);
	struct review typed = typed_review(rq, j, was, done, &an->problems);
	if (an->problems.n > 0) {
		*was = typed; /* nothing typed is lost */
		an->status = 422;
		return show_file(rq, an, &v);
	}
	e = typed.rev == rev_now ? review_save(rq->db, j, v.seat.me, v.file, &typed, done) : E_CONFLICT;
	if (e == E_CONFLICT)
		return answer_conflict(rq, an, "review", id, rev_now, url_path(rq->a, "/review/%lld", (long long)submission));
	if (e != OK)
		return e;
	answer_notice(rq, an, done ? N_("Vos cotes sont enregistrées : vous voyez maintenant celles des autres.") : N_("Enregistré sans terminer : personne ne voit encore vos cotes."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/review/%lld", (long long)submission));
}

enum err
review_file_conflict(struct request *rq, struct answer *an)
{
	struct review_view v = { 0 };
	const char *reason = param_text(rq, "reason");
	enum err e = file_open(rq, &v);
	if (e != OK)
		return e;
	const struct jury *j = &v.seat.jury;
	if (text_blank(reason)) {
		problem_add(rq->a, &an->problems, "reason", N_("Dites en un mot ce qui vous lie à cette institution : la coordination seule le lit."), NULL);
		an->status = 422;
		return show_file(rq, an, &v);
	}
	e = interest_declare(rq->db, j->files.items[v.file].id, j->jurors.items[v.seat.me].id, reason, rq->user->person);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Conflit d’intérêts déclaré : cette commande vous est cachée, et vos cotes sur elle ne comptent pas."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/review?edition=%lld", (long long)j->edition.id));
}

enum err
review_document(struct request *rq, struct answer *an)
{
	struct review_view v = { 0 };
	struct attachment f;
	const void *bytes = NULL;
	size_t n = 0;
	enum err e = file_open(rq, &v);
	if (e == OK)
		e = attachment_get(rq->db, v.seat.jury.files.items[v.file].id, param_int(rq, "file"), &f);
	if (e == OK)
		e = blob_get(rq->db, f.blob_sha, &bytes, &n);
	return e == OK ? answer_bytes(an, f.type, bytes, n, f.filename) : e;
}
