#include "meeting/meeting_home.h"
#include "base/tr.h"

enum { SOON = 20, LATELY = 60 };

static void
look_at(struct arena *a, const struct meeting *m, bool coming, struct meeting_home *out)
{
	if (m->cancelled_at != NULL || m->me == NONE)
		return;
	if (coming && m->stage <= MT_LIVE && !out->has_next) {
		out->has_next = true;
		out->next = *m;
	}
	if (m->stage == MT_PREPARED) {
		PUSH(a, &out->to_approve, *m);
		out->may_approve = out->may_approve || (m->seat & MEET_APPROVE) != 0;
	}
}

enum err
meeting_home(struct request *rq, struct meeting_home *out)
{
	struct meetings list;
	struct resolutions decisions;
	struct resolution_actions actions;
	struct meeting_filter f = { .body = NONE, .upcoming = true, .most = SOON, .today = rq->today };
	*out = (struct meeting_home){ 0 };
	if (!user_may(rq->user, RIGHT_MEETING_READ) || rq->user->person == NONE)
		return OK;
	enum err e = meeting_list(rq->db, rq->user, &f, &list);
	for (size_t i = 0; e == OK && i < list.n; i++)
		look_at(rq->a, &list.items[i], true, out); /* one of today may be over already */
	f.upcoming = false;
	f.most = LATELY;
	if (e == OK)
		e = meeting_list(rq->db, rq->user, &f, &list);
	for (size_t i = 0; e == OK && i < list.n; i++)
		look_at(rq->a, &list.items[i], false, out);
	if (e == OK)
		e = resolution_follow(rq->db, rq->user, NONE, FOLLOW_OPEN, rq->today, &decisions, &actions);
	for (size_t i = 0; e == OK && i < decisions.n; i++)
		out->owed += decisions.items[i].owner == rq->user->person;
	return e;
}
