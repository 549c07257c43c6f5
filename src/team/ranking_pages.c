/* A student's ranking: their own, and nothing of anyone else. */
#include "team/ranking_pages.h"
#include "base/json.h"
#include "mail/mail.h"
#include "pages.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

const struct param ranking_params[] = { { "rank", P_MANY, 40 }, { "keep", P_LINE, 20 }, { "keep_reason", P_LINE, 1000 }, { "avoid1", P_LINE, 20 }, { "avoid1_reason", P_LINE, 1000 },
	{ "avoid2", P_LINE, 20 }, { "avoid2_reason", P_LINE, 1000 }, { "do", P_LINE, 40 }, { 0 } };
const struct param ranking_employers_params[] = { { "employers", P_TEXT, 8000 }, { "also", P_MANY, 900 }, { 0 } };

const char *const wish_fields[WISHES_MOST] = { "keep", "avoid1", "avoid2" };

/* One in the order typed: 0 begins, 1 … are places. */
struct typed { int64_t offer[RANKING_MOST]; int rank[RANKING_MOST]; size_t n; struct { int64_t other; const char *reason; } wish[WISHES_MOST]; };

const char *
moment_long(struct page *p, int64_t t)
{
	static const char *const days[] = { N_("lundi"), N_("mardi"), N_("mercredi"), N_("jeudi"), N_("vendredi"), N_("samedi"), N_("dimanche") };
	if (t < 0)
		return "…";
	struct date d = brussels_date(t);
	int64_t minute = (t / 60 + brussels_offset(t)) % (24 * 60);
	return fmt_(p, N_("%s %s à %s"), _(days[date_weekday(d) - 1]), date_long(p->a, d, lang_tag(p->lang)), arena_printf(p->a, "%02d:%02d", (int)(minute / 60), (int)(minute % 60)), NULL);
}

static enum err
seat_open(struct request *rq, struct ranking_world *w, size_t *me)
{
	int64_t edition, student;
	enum err e = ranking_seat(rq->db, rq->user->person, &edition, &student);
	if (e == OK)
		e = ranking_load(rq->db, edition, w);
	if (e == OK)
		*me = ranking_student(w, student);
	return e == OK && *me == w->students ? E_NOTFOUND : e;
}

static bool
may_see(const struct ranking_world *w, size_t me, size_t offer)
{
	return offer < w->offers.n && w->conflict[me * w->offers.n + offer] == NULL;
}

/* ---- what is typed ------------------------------------------------------------------------------------------- */

/* "12:3": commission 12 at rank 3; "12:": not ranked. In the order of ranks, then of the form. */
static void
read_ranks(struct request *rq, const struct ranking_world *w, size_t me, struct typed *t)
{
	struct strings all = { 0 };
	param_many(rq, "rank", &all);
	for (size_t i = 0; i < all.n && t->n < RANKING_MOST; i++) {
		char *end;
		int64_t offer = strtoll(all.items[i], &end, 10);
		long rank = *end == ':' ? strtol(end + 1, NULL, 10) : 0;
		if (rank < 1 || rank > RANKING_MOST || !may_see(w, me, ranking_offer(w, offer)))
			continue;
		size_t at = t->n++;
		for (; at > 0 && t->rank[at - 1] > rank; at--) {
			t->rank[at] = t->rank[at - 1];
			t->offer[at] = t->offer[at - 1];
		}
		t->rank[at] = (int)rank;
		t->offer[at] = offer;
	}
}

static struct typed
typed_of_form(struct request *rq, const struct ranking_world *w, size_t me)
{
	struct typed t = { 0 };
	read_ranks(rq, w, me, &t);
	for (int i = 0; i < WISHES_MOST; i++) {
		const char *other = param_text(rq, wish_fields[i]);
		t.wish[i].other = text_blank(other) ? NONE : strtoll(other, NULL, 10);
		t.wish[i].reason = param_text(rq, arena_printf(rq->a, "%s_reason", wish_fields[i]));
	}
	return t;
}

static const char *
ballot_json(struct arena *a, const struct typed *t)
{
	struct buf b = buf_new(a, KIB(64));
	struct jw j = jw_to(&b, false);
	jw_begin(&j, NULL, '{');
	jw_begin(&j, "rank", '[');
	for (size_t k = 0; k < t->n; k++)
		jw_int(&j, NULL, t->offer[k]);
	jw_end(&j, ']');
	for (int i = 0; i < WISHES_MOST; i++) {
		jw_int(&j, wish_fields[i], t->wish[i].other);
		jw_str(&j, arena_printf(a, "%s_reason", wish_fields[i]), t->wish[i].reason);
	}
	jw_end(&j, '}');
	return arena_strdup(a, buf_str(&b));
}

static struct typed
ballot_of_json(struct arena *a, const struct ranking_world *w, size_t me, const char *json)
{
	struct typed t = { .wish = { { NONE, NULL }, { NONE, NULL }, { NONE, NULL } } };
	json_t *o = NULL;
	if (json_read(a, json, strlen(json), &o) != OK) {
		fail_clear(a);
		return t;
	}
	const json_t *ranks = json_object_get(o, "rank");
	for (size_t k = 0; k < json_array_size(ranks) && t.n < RANKING_MOST; k++) {
		int64_t offer = json_integer_value(json_array_get(ranks, k));
		if (may_see(w, me, ranking_offer(w, offer)))
			t.offer[t.n++] = offer;
	}
	for (int i = 0; i < WISHES_MOST; i++) {
		const json_t *other = json_object_get(o, wish_fields[i]);
		t.wish[i].other = json_is_integer(other) ? json_integer_value(other) : NONE;
		t.wish[i].reason = json_string_value(json_object_get(o, arena_printf(a, "%s_reason", wish_fields[i])));
	}
	return t;
}

static struct typed
typed_of_sent(const struct ranking_world *w, size_t me)
{
	struct typed t = { .wish = { { NONE, NULL }, { NONE, NULL }, { NONE, NULL } } };
	int avoid = WISH_AVOID1;
	for (int r = 1; r <= w->ranked[me] && t.n < RANKING_MOST; r++)
		for (size_t o = 0; o < w->offers.n; o++)
			if (w->rank[me * w->offers.n + o] == r)
				t.offer[t.n++] = w->offers.items[o].id;
	for (size_t k = 0; k < w->wishes.n; k++) {
		const struct wish *x = &w->wishes.items[k];
		if (x->from != me)
			continue;
		int i = x->keep ? WISH_KEEP : avoid++;
		if (i < WISHES_MOST) {
			t.wish[i].other = w->student[x->to].id;
			t.wish[i].reason = x->reason;
		}
	}
	return t;
}

/* ---- showing -------------------------------------------------------------------------------------------------- */

static void
fill_view(struct request *rq, struct ranking_view *v, const struct typed *t)
{
	const struct ranking_world *w = &v->w;
	bool *in = ARENA_ARRAY(rq->a, bool, w->offers.n + 1);
	struct buf lines = buf_new(rq->a, KIB(64));
	size_t wanted = (size_t)ranking_wanted(w, v->me);
	v->order = ARENA_ARRAY(rq->a, size_t, w->offers.n + 1);
	for (size_t k = 0; k < t->n && v->shown < wanted; k++) {
		size_t o = ranking_offer(w, t->offer[k]);
		if (!in[o])
			v->order[v->shown++] = o;
		in[o] = true;
	}
	v->ranked = v->shown;
	for (size_t o = 0; o < w->offers.n; o++) {
		if (!may_see(w, v->me, o))
			v->hidden++;
		else if (!in[o])
			v->order[v->shown++] = o;
	}
	for (int i = 0; i < WISHES_MOST; i++) {
		v->wish[i].other = t->wish[i].other;
		v->wish[i].reason = t->wish[i].reason;
	}
	for (size_t k = 0; k < w->employers[v->me].n; k++)
		if (text_blank(w->student[v->me].employer) || k > 0)
			buf_printf(&lines, "%s\n", w->employers[v->me].items[k].name);
	v->employers = buf_str(&lines);
	/* Before the evening nobody is told who asks. */
	if (w->phase != RANKING_BEFORE)
		interest_likely(rq->a, &(struct juror){ .employers = w->employers[v->me] }, &w->offers, &v->likely);
}

static enum err
show(struct request *rq, struct answer *an, struct ranking_view *v, const struct typed *t)
{
	v->problems = &an->problems;
	fill_view(rq, v, t);
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Mon classement")), "ranking");
	page_ranking(p, rq, v);
	layout_end(rq, an);
	return OK;
}

enum err
ranking_page(struct request *rq, struct answer *an)
{
	struct ranking_view v = { 0 };
	enum err e = seat_open(rq, &v.w, &v.me);
	if (e == E_NOTFOUND) {
		fail_clear(rq->a);
		struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Mon classement")), "ranking");
		page_ranking_none(p);
		layout_end(rq, an);
		return OK;
	}
	if (e != OK)
		return e;
	v.drafted = v.w.ballot[v.me].draft != NULL;
	struct typed t = v.drafted ? ballot_of_json(rq->a, &v.w, v.me, v.w.ballot[v.me].draft) : typed_of_sent(&v.w, v.me);
	return show(rq, an, &v, &t);
}

enum err
laboratory_page(struct request *rq, struct answer *an)
{
	struct laboratory_view v = { .supervisor = user_has(rq->user, ROLE_SUPERVISOR) };
	enum err e = team_of_person(rq->db, rq->user->person, &v.teams);
	if (e == OK && user_may(rq->user, RIGHT_TEAM_RANK)) {
		e = seat_open(rq, &v.w, &v.me);
		v.student = e == OK;
	}
	if (e == E_NOTFOUND) {
		fail_clear(rq->a);
		e = OK;
	}
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Laboratoire")), "laboratory");
	page_laboratory(p, &v);
	layout_end(rq, an);
	return OK;
}

/* ---- keeping ----------------------------------------------------------------------------------------------------- */

/* Clocks of people and of the server differ: what counts is when it arrived. */
static enum err
too_late(struct request *rq, struct answer *an, struct ranking_view *v)
{
	problem_add(rq->a, &an->problems, NULL, v->w.phase == RANKING_BEFORE ? N_("Le classement n’est pas encore ouvert.")
	    : N_("Les classements sont clos : rien n’a changé depuis votre dernier envoi. Écrivez à la coordination."), NULL);
	struct typed t = typed_of_sent(&v->w, v->me);
	return show(rq, an, v, &t);
}

static size_t
place_of(const struct typed *t, int64_t offer)
{
	size_t k = 0;
	while (k < t->n && t->offer[k] != offer)
		k++;
	return k;
}

/* "up:12", "down:12": by one place; what is not ranked enters last, in the place of the last when all are taken; what goes down
 * from the last place is no longer ranked. */
static bool
move_one(const struct ranking_world *w, size_t me, const char *what, struct typed *t, int64_t *offer)
{
	bool up = text_starts(what, "up:");
	if (!up && !text_starts(what, "down:"))
		return false;
	*offer = strtoll(strchr(what, ':') + 1, NULL, 10);
	size_t at = place_of(t, *offer), wanted = (size_t)ranking_wanted(w, me);
	if (!may_see(w, me, ranking_offer(w, *offer)) || wanted == 0)
		return true;
	if (at == t->n && up) {
		t->n = t->n < wanted ? t->n + 1 : wanted;
		t->offer[t->n - 1] = *offer;
	} else if (at < t->n && (up ? at > 0 : at + 1 < t->n)) {
		size_t to = up ? at - 1 : at + 1;
		t->offer[at] = t->offer[to];
		t->offer[to] = *offer;
	} else if (at < t->n && !up) {
		t->n--;
	}
	return true;
}

static void
check_ranks(struct request *rq, struct answer *an, const struct ranking_world *w, size_t me, const struct typed *t)
{
	int wanted = ranking_wanted(w, me);
	for (size_t k = 1; k < t->n; k++)
		if (t->rank[k] == t->rank[k - 1]) {
			problem_add(rq->a, &an->problems, "rank", N_("Deux commandes ont le rang %s : chacune a le sien."), arena_printf(rq->a, "%d", t->rank[k]));
			return;
		}
	if ((int)t->n != wanted || (t->n > 0 && t->rank[t->n - 1] != wanted))
		problem_add(rq->a, &an->problems, "rank", N_("Donnez un rang à %s commandes, de 1 jusqu’au dernier."), arena_printf(rq->a, "%d", wanted));
}

static void
check_wishes(struct request *rq, struct answer *an, const struct ranking_world *w, size_t me, const struct typed *t)
{
	for (int i = 0; i < WISHES_MOST; i++) {
		int64_t other = t->wish[i].other;
		if (other == NONE)
			continue;
		if (ranking_student(w, other) == w->students || other == w->student[me].id)
			problem_add(rq->a, &an->problems, wish_fields[i], N_("Choisissez un autre étudiant de l’édition."), NULL);
		else if (text_blank(t->wish[i].reason))
			problem_add(rq->a, &an->problems, wish_fields[i], N_("Dites pourquoi, en quelques mots : seule la coordination le lit."), NULL);
		for (int k = 0; k < i; k++)
			if (t->wish[k].other == other)
				problem_add(rq->a, &an->problems, wish_fields[i], N_("Cette personne est déjà nommée plus haut."), NULL);
	}
}

static enum err
receipt(struct request *rq, const struct ranking_view *v, const struct typed *t)
{
	struct buf list = buf_new(rq->a, KIB(64));
	const struct student *s = &v->w.student[v->me];
	struct page p = page_new(rq->a, lang_best(rq->user->lang));
	for (size_t k = 0; k < t->n; k++) {
		const struct submission *o = &v->w.offers.items[ranking_offer(&v->w, t->offer[k])];
		buf_printf(&list, "%zu. %s\n", k + 1, o->org_name == NULL ? "" : o->org_name);
	}
	struct mail m = { .to = rq->user->email, .person = rq->user->person,
		.subject = mail_text(rq->a, rq->user->lang, N_("Reçu : votre classement des commandes %s"), v->w.edition.label),
		.text = mail_text(rq->a, rq->user->lang, N_("Bonjour %s,\n\nVotre classement est enregistré :\n\n%s\nVous pouvez le changer jusqu’au %s :\n\n%s\n"), student_name(rq->a, s),
		    buf_str(&list), moment_long(&p, v->w.ends - 60), arena_printf(rq->a, "%s/ranking", rq->app->base_url)) };
	return rq->user->email == NULL ? OK : mail_queue(rq->db, MAIL_ANSWER, &m);
}

static enum err
send(struct request *rq, struct answer *an, struct ranking_view *v, const struct typed *t)
{
	struct ranking_said said = { .offer = t->offer, .offers = t->n };
	check_ranks(rq, an, &v->w, v->me, t);
	check_wishes(rq, an, &v->w, v->me, t);
	if (an->problems.n > 0) {
		v->drafted = true;
		return show(rq, an, v, t);
	}
	for (int i = 0; i < WISHES_MOST; i++)
		if (t->wish[i].other != NONE) {
			said.wish[said.wishes].other = t->wish[i].other;
			said.wish[said.wishes].keep = i == WISH_KEEP;
			said.wish[said.wishes++].reason = t->wish[i].reason;
		}
	enum err e = ranking_send(rq->db, v->w.student[v->me].id, &said);
	if (e == OK)
		e = receipt(rq, v, t);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Classement envoyé. Un courriel vous le confirme."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/ranking"));
}

enum err
ranking_save(struct request *rq, struct answer *an)
{
	struct ranking_view v = { 0 };
	const char *what = param_text(rq, "do");
	enum err e = seat_open(rq, &v.w, &v.me);
	if (e != OK)
		return e;
	if (v.w.phase != RANKING_OPEN)
		return too_late(rq, an, &v);
	struct typed t = typed_of_form(rq, &v.w, v.me);
	int64_t moved = NONE;
	if (text_eq(what, "send"))
		return send(rq, an, &v, &t);
	bool step = what != NULL && move_one(&v.w, v.me, what, &t, &moved);
	if ((e = ranking_draft_set(rq->db, v.w.student[v.me].id, ballot_json(rq->a, &t))) != OK)
		return e;
	if (!step)
		answer_notice(rq, an, N_("Brouillon gardé. Il n’est pas encore envoyé."), NULL, NULL);
	return answer_redirect(rq, an, (struct url){ step ? arena_printf(rq->a, "/ranking#c-%lld", (long long)moved) : "/ranking" });
}

enum err
ranking_typed(struct request *rq, struct answer *an)
{
	struct ranking_view v = { 0 };
	enum err e = seat_open(rq, &v.w, &v.me);
	if (e == OK && v.w.phase != RANKING_OPEN)
		return fail(rq->a, E_CONFLICT, "rankings are closed");
	if (e != OK)
		return e;
	struct typed t = typed_of_form(rq, &v.w, v.me);
	e = ranking_draft_set(rq->db, v.w.student[v.me].id, ballot_json(rq->a, &t));
	return e == OK ? answer_bytes(an, "text/plain; charset=utf-8", "", 0, NULL) : e;
}

enum err
ranking_employers(struct request *rq, struct answer *an)
{
	struct ranking_view v = { 0 };
	struct strings also = { 0 };
	param_many(rq, "also", &also);
	enum err e = seat_open(rq, &v.w, &v.me);
	if (e != OK)
		return e;
	if (v.w.phase == RANKING_CLOSED)
		return too_late(rq, an, &v);
	if ((e = ranking_employers_set(rq->db, v.w.student[v.me].id, employers_with(rq->a, param_text(rq, "employers"), &also))) != OK)
		return e;
	answer_notice(rq, an, N_("Employeurs enregistrés : leurs commandes ne vous sont pas proposées."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/ranking"));
}
