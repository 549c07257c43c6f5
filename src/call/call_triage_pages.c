/* One decision on many commissions: first what it would do to each, then that it happens, then what came of it. Each moves along the
 * table of statuses as if it were alone. */
#include "call/call_desk_pages.h"
#include "pages.h"
#include <stdlib.h>
#include <string.h>

const struct param triage_do_params[] = { { "to", P_WORD, 20 }, { "commission", P_MANY, 20 }, { "reason", P_TEXT, 8000 }, { 0 } };
/* With `which=shown`, the filters of the list come along. */
const struct param triage_params[] = { { "to", P_WORD, 20 }, { "commission", P_MANY, 20 }, { "which", P_WORD, 10 }, { "done", P_BOOL, 5 },
	{ "q", P_LINE, 200 }, { "status", P_WORD, 20 }, { "sector", P_LINE, 20 }, { "area", P_LINE, 20 }, { "context", P_LINE, 20 }, { "origin", P_WORD, 20 },
	{ "arrival", P_WORD, 10 }, { 0 } };

static const char *
why_not(enum status from, enum status to)
{
	if (from == to)
		return N_("elle l’est déjà");
	if (from == ST_WITHDRAWN)
		return N_("elle est retirée : rouvrez-la d’abord, sur sa page");
	if (status_is_chosen(from) || from == ST_WAITING || from == ST_FROZEN)
		return N_("la sélection a déjà décidé : voyez sa page");
	return N_("ce pas n’existe pas depuis son état : voyez sa page");
}

static void
add_line(struct request *rq, struct triage *t, const struct submission *s)
{
	struct triage_line l = { .s = *s, .arrival = submission_arrival(&t->edition, s) };
	enum status from = submission_status(s);
	l.move = move_find(from, t->to, BY_STAFF);
	if (l.move != NULL && (from == ST_SELECTED || from == ST_WAITING || from == ST_FROZEN))
		l.move = NULL; /* a correction of the selection is made one by one */
	if (l.move == NULL)
		l.why = why_not(from, t->to);
	t->can += l.move != NULL;
	t->reached += from == t->to;
	t->mails += l.move != NULL && l.move->letter != LETTER_NONE && s->email != NULL;
	t->reason = t->reason || (l.move != NULL && l.move->reason);
	PUSH(rq->a, &t->lines, l);
}

static enum err
load(struct request *rq, struct triage *t)
{
	struct entity_query q;
	struct entity_rows rows;
	struct strings ticked = { 0 };
	bool all = text_eq(param_text(rq, "which"), "shown");
	*t = (struct triage){ .to = ST_ELIGIBLE };
	if (!text_blank(param_text(rq, "to")) && (!status_named(param_text(rq, "to"), &t->to) || (t->to != ST_ELIGIBLE && t->to != ST_COMPLEMENT && t->to != ST_INELIGIBLE)))
		return E_NOTFOUND;
	enum err e = edition_get(rq->db, param_int(rq, "id"), &t->edition);
	if (e == OK && all) {
		e = commissions_load(rq, &t->edition, &q, &rows);
	} else if (e == OK) {
		struct entity_view v = desk_view(rq);
		q = (struct entity_query){ .sort = "number" };
		entity_where(rq->a, &submission_entity, &q, "edition", arena_printf(rq->a, "%lld", (long long)t->edition.id));
		e = entity_load(&v, &submission_entity, &q, &rows);
	}
	if (e != OK)
		return e;
	param_many(rq, "commission", &ticked);
	for (size_t i = 0; i < rows.n; i++) {
		const struct submission *s = entity_row(&submission_entity, &rows, i);
		bool wanted = all;
		for (size_t k = 0; k < ticked.n && !wanted; k++)
			wanted = strtoll(ticked.items[k], NULL, 10) == s->id;
		if (wanted && commission_shown(s))
			add_line(rq, t, s);
	}
	return OK;
}

static enum err
show(struct request *rq, struct answer *an, struct triage *t)
{
	t->problems = &an->problems;
	problems_say(rq, &an->problems);
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Trier les commandes")), t->edition.label);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &t->edition, "commissions", title);
	if (param_bool(rq, "done"))
		page_triage_done(p, rq, t);
	else
		page_triage(p, rq, t);
	layout_end(rq, an);
	return OK;
}

enum err
triage_page(struct request *rq, struct answer *an)
{
	struct triage t;
	enum err e = load(rq, &t);
	return e == OK ? show(rq, an, &t) : e;
}

const char *
triage_key(struct arena *a, int64_t triage, int64_t submission)
{
	return arena_printf(a, "triage:%lld:%lld", (long long)triage, (long long)submission);
}

enum err
triage_do(struct request *rq, struct answer *an)
{
	struct triage t;
	struct buf to = buf_new(rq->a, KIB(256));
	const char *reason = param_text(rq, "reason");
	int64_t moved = 0;
	enum err e = load(rq, &t);
	if (e != OK)
		return e;
	if (t.lines.n == 0)
		problem_add(rq->a, &an->problems, NULL, N_("Cochez au moins une commande."), NULL);
	else if (t.reason && text_blank(reason))
		problem_add(rq->a, &an->problems, "reason", N_("Dites pourquoi : le motif reste au dossier, et part dans le courriel s’il y en a un."), NULL);
	if (an->problems.n > 0) {
		an->status = 422;
		return show(rq, an, &t);
	}
	int64_t triage;
	if ((e = triage_begin(rq->db, t.edition.id, &triage)) != OK)
		return e;
	buf_printf(&to, "/editions/%lld/triage?done=1&to=%s", (long long)t.edition.id, status_word(t.to));
	for (size_t i = 0; e == OK && i < t.lines.n; i++) {
		struct triage_line *l = &t.lines.items[i];
		buf_printf(&to, "&commission=%lld", (long long)l->s.id);
		if (l->move == NULL)
			continue;
		e = commission_moved(rq, &t.edition, &l->s, l->move, reason, triage);
		if (e == E_CONFLICT) { /* someone moved it this very moment: the summary says where it is */
			fail_clear(rq->a);
			e = OK;
			continue;
		}
		moved++;
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Commandes déplacées : %s."), arena_printf(rq->a, "%lld", (long long)moved),
	    moved == 0 ? NULL : arena_printf(rq->a, "/editions/%lld/triage/%lld/undo", (long long)t.edition.id, (long long)triage));
	return answer_redirect(rq, an, (struct url){ buf_str(&to) });
}

/* One back where it was; its letter, if it has not left, is as never written; *told: it has. */
static enum err
put_back(struct request *rq, const struct edition *edition, int64_t triage, const struct triage_move *was, bool *told)
{
	struct submission s;
	enum status from;
	bool gone = false;
	const char *why = tr(rq->lang, N_("La décision prise pour plusieurs commandes est annulée."));
	enum err e = submission_get(rq->db, was->submission, &s);
	if (e != OK)
		return e;
	enum status now = submission_status(&s);
	bool known = status_named(was->from, &from);
	BUG_ON(!known);
	const struct move *m = move_find(now, from, BY_UNDO);
	if (m == NULL)
		return fail(rq->a, E_CONFLICT, "commission %lld: %s is not undone", (long long)s.id, s.status);
	const struct move *done = move_find(from, now, BY_STAFF);
	e = submission_move(rq->db, &s, from, &(struct moved){ m, rq->user->person, why, 0 });
	if (e == OK)
		e = letter_withdraw(rq->db, triage_key(rq->a, triage, s.id), &gone);
	*told = !gone && done != NULL && done->letter != LETTER_NONE && !text_blank(s.email);
	return e == OK && *told ? letter_send(rq->db, m->letter, &(struct letter_args){ .base_url = rq->app->base_url, .edition = edition, .submission = &s, .detail = why }) : e;
}

static void
say_count(struct request *rq, struct buf *out, int64_t n, const char *one, const char *many)
{
	if (n > 0)
		buf_printf(out, "%s%lld %s", out->len > 0 ? ", " : "", (long long)n, trn(rq->lang, one, many, n));
}

enum err
triage_undo(struct request *rq, struct answer *an)
{
	struct edition edition;
	struct triage_moves moves;
	struct buf said = buf_new(rq->a, KIB(1));
	int64_t triage = param_int(rq, "triage"), back = 0, letters = 0;
	enum err e = edition_get(rq->db, param_int(rq, "id"), &edition);
	if (e == OK)
		e = triage_standing(rq->db, edition.id, triage, &moves);
	if (e != OK)
		return e;
	for (size_t i = 0; e == OK && i < moves.n; i++) {
		bool told = false;
		e = put_back(rq, &edition, triage, &moves.items[i], &told);
		if (e == E_NOTFOUND || e == E_CONFLICT) { /* taken away, or moved this very moment: it is not as it was left */
			fail_clear(rq->a);
			e = OK;
			continue;
		}
		back++;
		letters += told;
	}
	if (e != OK)
		return e;
	say_count(rq, &said, back, N_("commande remise où elle était"), N_("commandes remises où elles étaient"));
	say_count(rq, &said, moves.all - back, N_("a changé depuis et reste"), N_("ont changé depuis et restent"));
	say_count(rq, &said, letters, N_("courriel était déjà parti"), N_("courriels étaient déjà partis"));
	answer_notice(rq, an, N_("Décision annulée : %s."), buf_str(&said), NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/commissions", (long long)edition.id));
}
