#include "plan/plan_jobs.h"
#include "mail/mail.h"
#include "plan/evidence_store.h"
#include "plan/owe.h"
#include "store/blob.h"
#include "store/history.h"
#include <string.h>

enum err
evidence_keep_copy(struct db *db, int64_t id, const struct fetched *f)
{
	struct digest sha;
	if (f->error != NULL || f->text == NULL) /* the page could not be read: the link stays, without a copy */
		return OK;
	struct arena *a = db_arena(db);
	const char *text = arena_printf(a, "%s\n%s\n\n%s", f->title == NULL ? "" : f->title, f->final_url == NULL ? f->url : f->final_url, f->text);
	enum err e = blob_put(db, text, strlen(text), &sha);
	return e == OK ? evidence_copy(db, &user_command, id, sha.s) : e;
}

/* ---- reminders ------------------------------------------------------------------------------------------ */

static void
list_actions(struct arena *a, const struct reminder *m, const struct plan_status *s, struct buf *out)
{
	for (size_t i = 0; i < m->n; i++) {
		const struct action *x = s->items[m->actions[i]].action;
		buf_printf(out, "- %s %s (%s)\n", x->code, x->title, due_text(a, &x->due));
	}
}

static enum err
remind(struct db *db, struct job *j, const struct owing *o, const struct reminder *m, const struct person *k)
{
	struct arena *a = db_arena(db);
	const struct actor *x = &o->plan->actors.items[m->actor];
	struct buf list = buf_new(a, MIB(1));
	list_actions(a, m, &o->status, &list);
	const char *subject = m->kind == REMIND_TERM ? mail_text(a, k->lang, N_("%s : ce que le plan attend de vous"), x->name) :
	    mail_text(a, k->lang, N_("%s : avant la fin de l’année académique"), x->name);
	const char *text = mail_text(a, k->lang,
	    N_("Bonjour %s,\n\nVoici ce que %s doit au plan d’action :\n\n%s\nDéposez les preuves ici : %s/owe\n"), k->name, x->name,
	    buf_str(&list), j->base_url);
	struct mail mail = { .to = k->email, .subject = subject, .text = text, .person = k->id,
		.key = arena_printf(a, "reminder:%s:%lld:%lld", date_iso(j->today).s, (long long)x->id, (long long)k->id) };
	return mail_queue(db, MAIL_PLAN, &mail);
}

static enum err
remind_holders(struct db *db, struct job *j, const struct owing *o, const struct reminder *m, enum role role, size_t *told)
{
	struct persons who = { 0 };
	enum err e = role_holders(db, role, o->plan->actors.items[m->actor].id, j->today, &who);
	for (size_t i = 0; e == OK && i < who.n; i++)
		e = remind(db, j, o, m, &who.items[i]);
	*told += who.n;
	return e;
}

static enum err
remind_all(struct db *db, void *arg)
{
	struct job *j = arg;
	struct programme pr;
	struct owing o = { 0 };
	struct reminders due = { 0 };
	db_author(db, NONE, "pilotis", "worker");
	enum err e = programme_load(db, &pr);
	if (e == OK)
		e = owe_load(NULL, db, &user_command, pr.bounds, j->today, &o);
	if (e == E_NOTFOUND) { /* no plan yet: nothing is owed */
		fail_clear(db_arena(db));
		return OK;
	}
	if (e == OK)
		due_reminders(db_arena(db), o.plan, &o.status, pr.bounds, j->today, &due);
	for (size_t i = 0; e == OK && i < due.n; i++) {
		size_t told = 0;
		e = remind_holders(db, j, &o, &due.items[i], ROLE_SECRETARY, &told);
		if (e == OK && (due.items[i].to_chair || told == 0)) /* without a secretary the chair is told at once */
			e = remind_holders(db, j, &o, &due.items[i], ROLE_CHAIR, &told);
	}
	return e;
}

enum err
job_reminders(struct job *j)
{
	return store_write(j->store, j->a, remind_all, j);
}
