/* Where each mission stands: the board of an edition, the teams that one follows. */
#include "mission/mission_board_pages.h"
#include "base/csv.h"
#include "mission/report.h"
#include "pages.h"
#include "plan/plan_store.h"
#include <string.h>

const struct param board_move_params[] = { { "to", P_WORD, 20 }, { "reason", P_LINE, 1500 }, { "from", P_WORD, 20 }, { 0 } };
const struct param board_evidence_params[] = { { "indicator", P_INT, 20 }, { "remove", P_BOOL, 5 }, { "again", P_BOOL, 5 }, { 0 } };

void
board_moves(enum status from, struct moves_of *out)
{
	*out = (struct moves_of){ 0 };
	for (int forward = 1; forward >= 0; forward--)
		for (const struct move *k = move_table; k->from != k->to; k++) {
			bool mission = k->from == from && k->by == BY_STAFF && (k->from >= ST_PRESENTED || k->from == ST_SELECTED) && k->to >= ST_PRESENTED && k->to != ST_ARCHIVED;
			if (mission && (forward == 1) == !k->reason && out->n < LEN(out->items))
				out->items[out->n++] = k;
		}
}

/* ---- lines -------------------------------------------------------------------------------------------------------- */

static const char *
names_of(struct arena *a, const struct team_seats *all, int64_t team)
{
	struct buf b = buf_new(a, KIB(16));
	for (size_t i = 0; i < all->n; i++) {
		const struct team_seat_row *s = &all->items[i];
		if (s->team == team)
			buf_printf(&b, "%s%s%s%s", b.len == 0 ? "" : ", ", s->first_name == NULL ? "" : s->first_name, s->first_name == NULL ? "" : " ", s->name);
	}
	return buf_str(&b);
}

static const struct mission_pulse *
pulse_of(const struct mission_pulses *all, int64_t team)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->items[i].team == team)
			return &all->items[i];
	return NULL;
}

static void
add_line(struct request *rq, struct board_lines *out, const struct team *t, const struct edition *e, const struct mission_pulse *p)
{
	struct submission s = { .number = t->number };
	struct board_line l = { .team = *t, .edition = *e, .reference = submission_reference(rq->a, e, &s), .students = "", .supervisors = "", .pulse = *p,
		.goes_on = mission_goes_on(t), .status = ST_SELECTED };
	struct mission_facts f = mission_facts_of(rq->a, t, e, p);
	bool known = status_named(t->status, &l.status);
	(void)known;
	l.late = mission_late(&f, rq->today);
	l.silent = mission_silence(&f, rq->today);
	PUSH(rq->a, out, l);
}

/* The hour that the timetable published, where the closing page says none. */
static void
oral_of(struct request *rq, struct mission_pulse *p, const struct sched_helds *orals, int64_t submission)
{
	for (size_t i = 0; i < orals->n && p->oral_on == NULL; i++) {
		const struct sched_held *h = &orals->items[i];
		if (h->submission != submission || h->gone)
			continue;
		p->oral_on = h->on_day, p->oral_time = sched_clock(rq->a, h->start), p->oral_place = h->place != NULL ? h->place : h->town;
	}
}

static enum err
load_board(struct request *rq, struct board_view *v)
{
	struct teams teams;
	struct mission_pulses pulses;
	struct team_seats students, supervisors;
	struct sched_helds orals;
	enum err e = edition_get(rq->db, param_int(rq, "id"), &v->edition);
	if (e == OK)
		e = team_list(rq->db, v->edition.id, &teams);
	if (e == OK)
		e = mission_pulses(rq->db, v->edition.id, rq->today, &pulses);
	if (e == OK)
		e = team_students_all(rq->db, v->edition.id, &students);
	if (e == OK)
		e = team_supervisors_all(rq->db, v->edition.id, &supervisors);
	if (e == OK)
		e = sched_published(rq->db, v->edition.id, SCHED_ORALS, &orals);
	if (e == OK)
		e = mission_evidence_list(rq->db, v->edition.id, &v->evidences);
	if (e == OK && v->evidences.n == 0 && v->edition.copied_from != NONE) {
		struct mission_evidences before;
		e = mission_evidence_list(rq->db, v->edition.copied_from, &before);
		v->before = e == OK ? before.n : 0;
	}
	if (e != OK)
		return e;
	for (size_t i = 0; i < teams.n; i++) {
		const struct mission_pulse *p = pulse_of(&pulses, teams.items[i].id);
		BUG_ON(p == NULL);
		add_line(rq, &v->lines, &teams.items[i], &v->edition, p);
		struct board_line *l = &v->lines.items[v->lines.n - 1];
		oral_of(rq, &l->pulse, &orals, l->team.submission);
		l->students = names_of(rq->a, &students, l->team.id);
		l->supervisors = names_of(rq->a, &supervisors, l->team.id);
		v->going += l->goes_on;
		v->late += (l->late & ~(unsigned)LATE_SILENT) != 0;
		v->silent += (l->late & LATE_SILENT) != 0;
	}
	e = plan_load(rq->db, rq->user, NONE, &v->plan);
	if (e == E_NOTFOUND)
		fail_clear(rq->a);
	return e == E_NOTFOUND ? OK : e;
}

/* ---- the board ------------------------------------------------------------------------------------------------------ */

static enum err
show_board(struct request *rq, struct answer *an, struct board_view *v)
{
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Missions")), v->edition.label);
	v->problems = &an->problems;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &v->edition, "board", title);
	page_mission_board(p, rq, v);
	layout_end(rq, an);
	return OK;
}

enum err
board_page(struct request *rq, struct answer *an)
{
	struct board_view v = { 0 };
	enum err e = load_board(rq, &v);
	return e == OK ? show_board(rq, an, &v) : e;
}

static const char *
late_text(struct request *rq, const struct board_line *l)
{
	static const struct { unsigned bit; const char *words; } words[] = { { LATE_REPORT, N_("rapport") }, { LATE_REQUESTS, N_("demandes") }, { LATE_CLOSING, N_("clôture") },
		{ LATE_SILENT, N_("silence") } };
	struct buf b = buf_new(rq->a, 200);
	for (size_t i = 0; i < LEN(words); i++)
		if (l->late & words[i].bit)
			buf_printf(&b, "%s%s", b.len == 0 ? "" : ", ", tr(rq->lang, words[i].words));
	return buf_str(&b);
}

enum err
board_csv(struct request *rq, struct answer *an)
{
	static const char *const heads[] = { N_("Commande"), N_("Institution"), N_("Étape"), N_("Étudiants"), N_("Accompagnement"), N_("Dernière entrée du journal"),
		N_("Dernier suivi"), N_("Demandes envoyées"), N_("Demandes en retard"), N_("Demandes reçues"), N_("Entretiens"), N_("Alertes"), N_("Rapport rendu le"), N_("Oral le"), N_("Heure de l’oral"), N_("Oral fait"), N_("En retard") };
	struct board_view v = { 0 };
	struct buf out = buf_new(rq->a, MIB(4));
	enum err e = load_board(rq, &v);
	if (e != OK)
		return e;
	csv_begin(&out);
	for (size_t i = 0; i < LEN(heads); i++)
		csv_text(&out, tr(rq->lang, heads[i]), i == 0);
	csv_end_row(&out);
	for (size_t i = 0; i < v.lines.n; i++) {
		const struct board_line *l = &v.lines.items[i];
		const char *const texts[] = { l->reference, l->team.org_name, l->team.ended_at != NULL ? tr(rq->lang, N_("arrêtée")) : tr(rq->lang, status_name(l->status)), l->students, l->supervisors,
			l->pulse.last_entry, l->pulse.last_heard };
		for (size_t k = 0; k < LEN(texts); k++)
			csv_text(&out, texts[k], k == 0);
		csv_int(&out, l->pulse.asked, false);
		csv_int(&out, l->pulse.overdue, false);
		csv_int(&out, l->pulse.received, false);
		csv_int(&out, l->pulse.interviews, false);
		csv_int(&out, l->pulse.alerts, false);
		csv_text(&out, l->pulse.report_at == NULL ? NULL : arena_strndup(rq->a, l->pulse.report_at, 10), false);
		csv_text(&out, l->pulse.oral_on, false);
		csv_text(&out, l->pulse.oral_time, false);
		csv_text(&out, l->pulse.oral_done_at == NULL ? NULL : tr(rq->lang, N_("oui")), false);
		csv_text(&out, late_text(rq, l), false);
		csv_end_row(&out);
	}
	return answer_bytes(an, "text/csv; charset=utf-8", buf_str(&out), out.len, arena_printf(rq->a, "missions-%s.csv", v.edition.label));
}

static enum err
again(struct request *rq, struct answer *an)
{
	struct board_view v = { 0 };
	an->status = 422;
	enum err e = load_board(rq, &v);
	if (e == OK)
		e = show_board(rq, an, &v);
	an->status = 422;
	return e;
}

static enum err
to_board(struct request *rq, struct answer *an, int64_t edition)
{
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/board", (long long)edition));
}

static enum err
move_one(struct request *rq, int64_t team, struct submission *s, const struct move *k, const char *reason)
{
	struct mission m;
	enum err e = submission_move(rq->db, s, k->to, &(struct moved){ k, rq->user->person, text_blank(reason) ? NULL : reason, 0 });
	if (e == OK)
		e = mission_load(rq->db, team, &m);
	return e == OK ? year_evidence(rq->db, &m, rq->today) : e;
}

const struct move *
board_move_of_all(enum status from)
{
	struct moves_of moves;
	if (from != ST_SELECTED && from != ST_PRESENTED && from != ST_CLARIFIED)
		return NULL;
	board_moves(from, &moves);
	return moves.n > 0 && !moves.items[0]->reason ? moves.items[0] : NULL;
}

enum err
board_move_all(struct request *rq, struct answer *an)
{
	struct edition ed;
	struct teams all;
	enum status from;
	int64_t moved = 0;
	const struct move *k = status_named(param_text(rq, "from"), &from) ? board_move_of_all(from) : NULL;
	if (k == NULL || !text_eq(param_text(rq, "to"), status_word(k->to)))
		return fail(rq->a, E_INVALID, "board: no such step for all");
	enum err e = edition_get(rq->db, param_int(rq, "id"), &ed);
	if (e == OK)
		e = team_list(rq->db, ed.id, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) { /* ten missions, each with a history of its own */
		struct submission s;
		if (all.items[i].ended_at != NULL || !text_eq(all.items[i].status, status_word(from)))
			continue;
		if ((e = submission_get(rq->db, all.items[i].submission, &s)) == OK && (e = move_one(rq, all.items[i].id, &s, k, NULL)) == OK)
			moved++;
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, moved == 0 ? N_("Aucune mission n’était encore à cette étape : voyez où elles en sont.") : moved == 1 ? N_("Étape enregistrée pour %s mission.")
	    : N_("Étape enregistrée pour %s missions."), arena_printf(rq->a, "%lld", (long long)moved), NULL);
	return to_board(rq, an, ed.id);
}

enum err
board_move(struct request *rq, struct answer *an)
{
	struct team t;
	struct submission s;
	enum status to;
	const char *reason = param_text(rq, "reason");
	enum err e = team_get(rq->db, param_int(rq, "team"), &t);
	if (e == OK && t.edition != param_int(rq, "id"))
		return E_NOTFOUND;
	if (e == OK)
		e = submission_get(rq->db, t.submission, &s);
	if (e != OK)
		return e;
	enum status from = submission_status(&s);
	const struct move *k = t.ended_at == NULL && status_named(param_text(rq, "to"), &to) ? move_find(from, to, BY_STAFF) : NULL;
	if (!text_eq(param_text(rq, "from"), s.status)) /* the step that the page showed */
		problem_add(rq->a, &an->problems, NULL, N_("Cette mission a changé depuis que la page était ouverte : voyez où elle en est, ci-dessous."), NULL);
	else if (k == NULL || k->to < ST_PRESENTED || k->to == ST_ARCHIVED || (k->from < ST_PRESENTED && k->from != ST_SELECTED))
		problem_add(rq->a, &an->problems, NULL, N_("Cette étape ne peut pas suivre : voyez où en est la mission, ci-dessous."), NULL);
	else if (k->reason && text_blank(reason))
		problem_add(rq->a, &an->problems, arena_printf(rq->a, "reason-%lld", (long long)t.id), N_("Revenir en arrière demande un motif, qui reste au dossier."), NULL);
	if (an->problems.n > 0)
		return again(rq, an);
	e = move_one(rq, t.id, &s, k, reason);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Étape enregistrée : %s."), tr(rq->lang, status_name(to)), NULL);
	return to_board(rq, an, t.edition);
}

enum err
board_evidence(struct request *rq, struct answer *an)
{
	struct edition ed;
	int64_t indicator = param_int(rq, "indicator");
	enum err e = edition_get(rq->db, param_int(rq, "id"), &ed);
	if (e != OK)
		return e;
	if (param_bool(rq, "again") && ed.copied_from != NONE) {
		if ((e = mission_evidence_copy(rq->db, ed.copied_from, ed.id)) == OK)
			e = mission_evidence_sync(rq->db, rq->user, &ed, rq->today);
		if (e != OK)
			return e;
		answer_notice(rq, an, N_("Les lignes de l’édition précédente sont reprises."), NULL, NULL);
		return to_board(rq, an, ed.id);
	}
	if (indicator == NONE) {
		problem_add(rq->a, &an->problems, "indicator", N_("Choisissez la ligne du plan."), NULL);
		return again(rq, an);
	}
	if (param_bool(rq, "remove"))
		e = mission_evidence_remove(rq->db, rq->user, ed.id, indicator);
	else if ((e = mission_evidence_add(rq->db, ed.id, indicator)) == OK)
		e = mission_evidence_sync(rq->db, rq->user, &ed, rq->today);
	if (e != OK)
		return e;
	answer_notice(rq, an, param_bool(rq, "remove") ? N_("Cette ligne du plan n’est plus alimentée ; ce qui y était déposé est retiré.") : N_("Cette ligne du plan sera tenue à jour d’elle-même."), NULL, NULL);
	return to_board(rq, an, ed.id);
}

/* ---- a supervisor's teams --------------------------------------------------------------------------------------------- */

enum err
supervision_page(struct request *rq, struct answer *an)
{
	struct board_view v = { 0 };
	struct editions all;
	struct teams teams;
	struct mission_pulses pulses;
	enum err e = edition_list(rq->db, &all);
	if (e == OK)
		e = team_of_person(rq->db, rq->user->person, &teams);
	if (e == OK)
		e = mission_pulses_followed(rq->db, rq->user->person, rq->today, &pulses);
	if (e != OK)
		return e;
	for (size_t i = 0; i < teams.n; i++) {
		const struct mission_pulse *p = pulse_of(&pulses, teams.items[i].id); /* none: sits there as a student */
		for (size_t k = 0; p != NULL && k < all.n; k++)
			if (all.items[k].id == teams.items[i].edition)
				add_line(rq, &v.lines, &teams.items[i], &all.items[k], p);
	}
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Mes équipes")), "teams");
	page_mission_supervision(p, rq, &v);
	layout_end(rq, an);
	return OK;
}
