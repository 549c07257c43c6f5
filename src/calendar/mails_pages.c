/* mails_pages.c: which mails one gets: on one's account, and by the link below each of them. */
#include "calendar/calendar_pages.h"
#include "base/text.h"
#include "pages.h"
#include "store/setting.h"

const struct param digest_setting_params[] = { { "weekday", P_INT, 1 }, { 0 } };
const struct param mails_params[] = { { "shown", P_MANY, 20 }, { "kind", P_MANY, 20 }, { 0 } };

/* Whether such mails ever go to that user: what one never gets is not offered. A body's reminders and what the
 * laboratory brings are for few; to a meeting anybody may be asked. */
static bool
concerns(const struct user *u, enum mail_kind kind)
{
	if (!mail_may_refuse(kind))
		return false;
	if (kind == MAIL_PLAN)
		return user_has(u, ROLE_SECRETARY) || user_has(u, ROLE_CHAIR);
	if (kind == MAIL_MISSIONS)
		return user_has(u, ROLE_SUPERVISOR);
	bool team = user_may(u, RIGHT_TEAM_SPACE);
	if (kind == MAIL_TASK || kind == MAIL_TIMETABLE)
		return team || user_may(u, RIGHT_CALL_REVIEW);
	return kind != MAIL_TEAM || team;
}

static enum err
show(struct request *rq, struct answer *an)
{
	struct calendar_of of = calendar_for(rq, rq->user, NONE);
	struct mails_view v;
	bool listed[MAIL_KINDS];
	enum err e = mail_off_of(rq->db, rq->user->person, v.off);
	if (e == OK)
		e = digest_of_person(rq->db, &of, &v.letter);
	if (e == OK)
		e = bounce_at(rq->db, rq->user->email, &v.bounce);
	if (e == OK)
		e = mail_weekday(rq->db, &v.weekday);
	if (e != OK)
		return e;
	for (int k = 0; k < MAIL_KINDS; k++)
		listed[k] = concerns(rq->user, (enum mail_kind)k) || v.off[k];
	struct page *p = layout_begin_under(rq, an, tr(rq->lang, N_("Mes courriels")), "mails", url_known("/account"), tr(rq->lang, N_("Mon compte")));
	form_problems(p, &an->problems);
	page_mails_home(p, rq, &v, listed);
	layout_end(rq, an);
	return OK;
}

enum err
mails_page(struct request *rq, struct answer *an)
{
	return show(rq, an);
}

/* A kind that was not on the page stays as it was: a role may have come while it was open. */
enum err
mails_save(struct request *rq, struct answer *an)
{
	struct strings shown = { 0 }, wanted = { 0 };
	enum err e = OK;
	param_many(rq, "shown", &shown);
	param_many(rq, "kind", &wanted);
	for (size_t i = 0; e == OK && i < shown.n; i++) {
		enum mail_kind k = mail_kind_of(shown.items[i]);
		bool yes = false;
		if (k == MAIL_KINDS || !mail_may_refuse(k))
			return E_NOTFOUND;
		for (size_t w = 0; w < wanted.n; w++)
			yes = yes || text_eq(wanted.items[w], shown.items[i]);
		e = mail_want(rq->db, rq->user->person, k, yes);
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Vos courriels sont réglés."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/account/mails"));
}

enum err
digest_setting(struct request *rq, struct answer *an)
{
	int64_t day = param_int(rq, "weekday");
	if (day < 0 || day > 7) {
		problem_add(rq->a, &an->problems, "weekday", N_("Choisissez un jour de la liste."), NULL);
		return show(rq, an);
	}
	enum err e = setting_set(rq->db, "digest.weekday", arena_printf(rq->a, "%lld", (long long)day));
	if (e != OK)
		return e;
	answer_notice(rq, an, day == 0 ? N_("Plus aucun résumé ne part.") : N_("Le jour du résumé est changé pour tous."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/account/mails"));
}

/* ---- by the link below a mail ------------------------------------------------------------------------------------ */

struct refusing { int64_t person; enum mail_kind kind; };

static bool
right_token(struct request *rq, struct refusing *r)
{
	*r = (struct refusing){ param_int(rq, "id"), MAIL_KINDS };
	if (r->person != NONE)
		r->kind = mail_off_kind(rq->a, rq->app->key, r->person, param_text(rq, "token"));
	return r->kind != MAIL_KINDS;
}

static struct page *
begin(struct request *rq, struct answer *an, const struct refusing *r)
{
	return layout_begin(rq, an, tr(rq->lang, mail_kinds[r->kind].title), NULL);
}

/* Programs of mail open links before anybody reads: looking changes nothing. */
enum err
unsubscribe_page(struct request *rq, struct answer *an)
{
	struct refusing r;
	if (!right_token(rq, &r))
		return E_NOTFOUND;
	page_unsubscribe_ask(begin(rq, an, &r), rq, r.kind, r.person, param_text(rq, "token"));
	layout_end(rq, an);
	return OK;
}

static enum err
want(struct request *rq, struct refusing *r, bool wanted)
{
	struct person k;
	if (!right_token(rq, r))
		return E_NOTFOUND;
	enum err e = person_get(rq->db, r->person, &k);
	return e == OK ? mail_want(rq->db, r->person, r->kind, wanted) : e;
}

enum err
unsubscribe_do(struct request *rq, struct answer *an)
{
	struct refusing r;
	enum err e = want(rq, &r, false);
	if (e != OK)
		return e;
	page_unsubscribe_done(begin(rq, an, &r), rq, r.kind, r.person, param_text(rq, "token"));
	layout_end(rq, an);
	return OK;
}

enum err
unsubscribe_undo(struct request *rq, struct answer *an)
{
	struct refusing r;
	enum err e = want(rq, &r, true);
	if (e != OK)
		return e;
	page_unsubscribe_undone(begin(rq, an, &r), r.kind);
	layout_end(rq, an);
	return OK;
}
