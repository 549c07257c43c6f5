/* convocation.c: what is written to those who are asked to come: convocation, change, cancellation, prepared minutes. */
#include "meeting/meeting_store.h"
#include "base/tr.h"
#include "formats/ical.h"
#include "mail/mail.h"
#include <string.h>

enum { Q_CONVENED, Q_INVITED };
const struct query convocation_queries[] = {
	[Q_CONVENED] = { "meeting_convened", "UPDATE meeting SET stage = 'convened', convened_at = $3, convened_by = $4, rev = rev + 1 WHERE id = $1 AND rev = $2 AND cancelled_at IS NULL" },
	[Q_INVITED] = { "attendee_invited", "UPDATE meeting_person SET invited_at = $2, rev = rev + 1 WHERE id = $1" },
	{ 0 },
};

/* rest: below the day, the place and the door; NULL: nothing. */
struct letter { const struct convening *how; const struct meeting *m; const struct agenda *agenda; struct smtp smtp; const char *method; enum mail_kind kind; const char *rest; };

/* As it was checked when it was typed. */
static int
minute_of(const char *hhmm)
{
	int minute;
	return clock_parse(hhmm, &minute) ? minute : 0;
}

/* Who has an account comes by the page, who has none by a link of their own. */
static enum err
address_of(struct db *db, const struct letter *l, const struct attendee *w, const char *page, const char **out)
{
	struct arena *a = db_arena(db);
	const char *token;
	if (w->person != NONE) {
		*out = arena_printf(a, "%s/meetings/%lld%s", l->how->base_url, (long long)l->m->id, page);
		return OK;
	}
	enum err e = attendee_token(db, l->how->key, w->id, &token);
	*out = e == OK ? arena_printf(a, "%s/invitation/%s", l->how->base_url, token) : NULL;
	return e;
}

static const char *
agenda_lines(struct arena *a, enum lang lang, const struct agenda *g)
{
	struct buf b = buf_new(a, KIB(64));
	for (size_t i = 0; i < g->items.n; i++) {
		buf_printf(&b, "%zu. %s\n", i + 1, agenda_title(a, lang, &g->items.items[i]));
		for (size_t k = 0; k < g->actions.n; k++) /* "Actions dues cette année" says nothing to who is asked to come */
			if (g->actions.items[k].item == g->items.items[i].id && g->actions.items[k].code != NULL)
				buf_printf(&b, "   %s %s\n", g->actions.items[k].code, g->actions.items[k].title);
	}
	return buf_str(&b);
}

struct ical_event
meeting_event(struct arena *a, enum lang lang, const struct meeting *m, const char *base_url)
{
	struct date day;
	bool read = date_parse(m->held_on, &day);
	BUG_ON(!read);
	return (struct ical_event){ .uid = arena_printf(a, "meeting-%s@%s", m->uid, ical_host(a, base_url)), .sequence = m->sequence, .start = { day, minute_of(m->starts) },
		.end = { day, minute_of(m->ends) }, .status = m->cancelled_at != NULL ? ICAL_CANCELLED : ICAL_CONFIRMED, .summary = meeting_name(a, lang, m),
		.location = m->place != NULL ? m->place : m->link };
}

static const char *
calendar_of(struct db *db, const struct letter *l, const struct attendee *w, enum lang lang, const char *url)
{
	struct arena *a = db_arena(db);
	struct ical_event e = meeting_event(a, lang, l->m, l->how->base_url);
	bool read = isotime_parse(now_utc().s, &e.stamp);
	BUG_ON(!read);
	e.status = strcmp(l->method, "CANCEL") == 0 ? ICAL_CANCELLED : ICAL_CONFIRMED;
	e.description = agenda_lines(a, lang, l->agenda);
	e.url = url;
	e.organizer_name = l->smtp.from_name, e.organizer_email = l->smtp.from;
	e.attendee_name = w->name, e.attendee_email = w->email;
	struct ical c = ical_begin_message(a, l->method);
	ical_add(&c, &e);
	return ical_end(&c);
}

static const char *
day_text(struct arena *a, enum lang lang, const struct meeting *m)
{
	struct date d;
	return arena_printf(a, "%s, %s–%s", date_parse(m->held_on, &d) ? date_long(a, d, lang_tag(lang)) : m->held_on, m->starts, m->ends);
}

/* One letter: what it says is the caller's, the day, the place and the door are here. page NULL: no door any more. key: one letter a
 * person and a state. */
static enum err
send_one(struct db *db, const struct letter *l, const struct attendee *w, const char *subject, const char *body, const char *page, const char *key)
{
	struct arena *a = db_arena(db);
	const char *url = NULL, *tag = w->lang != NULL ? w->lang : l->how->programme->lang;
	enum lang lang = lang_best(tag);
	enum err e = page == NULL ? OK : address_of(db, l, w, page, &url);
	if (e != OK)
		return e;
	const char *name = meeting_name(a, lang, l->m), *place = l->m->place != NULL ? l->m->place : "", *link = l->m->link != NULL ? l->m->link : "";
	struct buf b = buf_new(a, KIB(128));
	buf_printf(&b, "%s\n\n%s\n%s\n", text_trim(a, body), name, day_text(a, lang, l->m));
	if (*place != '\0')
		buf_printf(&b, "%s\n", place);
	if (*link != '\0')
		buf_printf(&b, "%s\n", link);
	if (url != NULL)
		buf_printf(&b, "\n%s\n", url);
	if (l->rest != NULL)
		buf_printf(&b, "\n%s\n", l->rest);
	struct mail mail = { .to = w->email, .subject = arena_printf(a, "%s %s, %s", subject, name, day_text(a, lang, l->m)), .text = buf_str(&b), .person = w->person,
		.secret = url != NULL && w->person == NONE, .key = arena_printf(a, "meeting %lld %lld %s", (long long)l->m->id, (long long)w->id, key) };
	if (l->method != NULL) {
		mail.calendar = calendar_of(db, l, w, lang, url);
		mail.calendar_method = l->method;
	}
	return mail_queue(db, l->kind, &mail);
}

bool
attendee_reachable(const struct attendee *w)
{
	return w->email != NULL && email_valid(w->email);
}

/* Who was convoked and is no longer on the list hears it once, and so does their calendar. */
static enum err
send_withdrawn(struct db *db, const struct letter *l, int64_t rev)
{
	struct arena *a = db_arena(db);
	struct letter out = *l;
	struct attendees all;
	out.method = "CANCEL";
	enum err e = attendee_list_all(db, l->m->id, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct attendee *w = &all.items[i];
		const char *lang = w->lang != NULL ? w->lang : l->how->programme->lang;
		if (w->removed == NULL || w->invited_at == NULL || !attendee_reachable(w))
			continue;
		e = send_one(db, &out, w, mail_text(a, lang, N_("Convocation retirée :")),
		    mail_text(a, lang, N_("Bonjour %s,\n\nLa liste des personnes convoquées à cette réunion a changé : vous n’y êtes plus attendu·e."), w->name), NULL, arena_printf(a, "withdrawn %lld", (long long)rev));
		if (e == OK)
			e = db_exec(db, &convocation_queries[Q_INVITED], ARGS(V(w->id), V((const char *)NULL)), NULL);
	}
	return e;
}

enum err
meeting_convene(struct db *db, const struct convening *how, int64_t id, int64_t rev, int64_t *sent, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct meeting m;
	struct agenda g;
	struct attendees all;
	int64_t n, told;
	*sent = 0;
	enum err e = meeting_need(db, how->user, id, MEET_MANAGE, &m);
	if (e == OK && m.stage == MT_DRAFT) /* nobody knows of it yet: the list follows to the last moment */
		e = attendee_align(db, &m, &told);
	if (e == OK)
		e = attendee_list(db, id, &all);
	if (e == OK)
		e = agenda_load(db, id, &g);
	if (e != OK)
		return e;
	if (m.cancelled_at != NULL || m.stage > MT_CONVENED)
		problem_add(a, problems, NULL, N_("Cette réunion ne se convoque plus."), NULL);
	size_t reached = 0;
	for (size_t i = 0; i < all.n; i++)
		reached += attendee_reachable(&all.items[i]);
	if (reached == 0)
		problem_add(a, problems, NULL, N_("Personne à convoquer : ajoutez des personnes qui ont une adresse de courriel."), NULL);
	if (g.items.n == 0)
		problem_add(a, problems, NULL, N_("L’ordre du jour est vide : ajoutez au moins un point avant de convoquer."), NULL);
	if (problems->n > 0)
		return fail(a, E_INVALID, "nobody to convene, or about nothing");
	struct letter l = { how, &m, &g, { 0 }, "REQUEST", MAIL_MEETING, NULL };
	struct isotime now = now_utc();
	bool again = m.convened_at != NULL;
	if ((e = smtp_load(db, &l.smtp)) != OK)
		return e;
	e = db_exec(db, &convocation_queries[Q_CONVENED], ARGS(V(id), V(rev), V(now.s), V(how->user->person)), &n);
	if (e == OK && n == 0)
		return fail(a, E_CONFLICT, "meeting %lld: changed meanwhile", (long long)id);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct attendee *w = &all.items[i];
		const char *lang = w->lang != NULL ? w->lang : how->programme->lang;
		if (!attendee_reachable(w))
			continue;
		const char *subject = mail_text(a, lang, again ? N_("Convocation mise à jour :") : N_("Convocation :"));
		const char *note = m.note == NULL ? "" : m.note;
		if (w->replaces_name != NULL)
			note = text_trim(a, arena_printf(a, "%s\n\n%s", mail_text(a, lang, N_("Vous êtes en suppléance de %s : si cette personne ne vient pas et que vous venez, vous votez à sa place."), w->replaces_name), note));
		const char *body = mail_text(a, lang, N_("Bonjour %s,\n\nVous êtes invité·e à cette réunion. Dites si vous venez par le lien ci-dessous ; vous y trouverez aussi les documents.\n%s"),
		    w->name, *note == '\0' ? "" : arena_printf(a, "\n%s\n", note));
		l.rest = text_trim(a, mail_text(a, lang, N_("Ordre du jour\n%s"), agenda_lines(a, lang_best(lang), &g)));
		e = send_one(db, &l, w, subject, body, "", arena_printf(a, "convened %lld %lld", (long long)m.sequence, (long long)rev));
		if (e == OK)
			e = db_exec(db, &convocation_queries[Q_INVITED], ARGS(V(w->id), V(now.s)), NULL);
		*sent += e == OK;
	}
	if (e == OK && again)
		e = send_withdrawn(db, &l, rev);
	return e == OK ? history_add(db, "meeting", id, "convened", NULL, NULL, arena_printf(a, "%lld", (long long)*sent)) : e;
}

enum err
meeting_call_off(struct db *db, const struct convening *how, int64_t id, int64_t rev, const char *reason, int64_t *sent, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct meeting m;
	struct agenda g;
	struct attendees all;
	*sent = 0;
	enum err e = meeting_cancel(db, how->user, id, rev, reason, &m, problems);
	if (e == OK)
		e = meeting_raw(db, id, &m); /* its sequence grew */
	if (e == OK)
		e = attendee_list(db, id, &all);
	if (e == OK)
		e = agenda_load(db, id, &g);
	struct letter l = { how, &m, &g, { 0 }, "CANCEL", MAIL_MEETING, NULL };
	if (e == OK)
		e = smtp_load(db, &l.smtp);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct attendee *w = &all.items[i];
		const char *lang = w->lang != NULL ? w->lang : how->programme->lang;
		if (!attendee_reachable(w) || w->invited_at == NULL) /* nobody is told of the end of what they never heard of */
			continue;
		e = send_one(db, &l, w, mail_text(a, lang, N_("Réunion annulée :")), mail_text(a, lang, N_("Bonjour %s,\n\nCette réunion est annulée : %s"), w->name, m.cancel_reason), "", "cancelled");
		*sent += e == OK;
	}
	return e;
}

/* Once: who changes their mind twice does not make two letters. */
enum err
substitutes_tell(struct db *db, const struct convening *how, const struct meeting *m, int64_t holder)
{
	struct arena *a = db_arena(db);
	struct letter l = { .how = how, .m = m, .kind = MAIL_MEETING };
	struct attendees all;
	enum err e = attendee_list(db, m->id, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct attendee *w = &all.items[i];
		const char *lang = w->lang != NULL ? w->lang : how->programme->lang;
		if (w->replaces == holder && w->called && w->invited_at != NULL && attendee_reachable(w))
			e = send_one(db, &l, w, mail_text(a, lang, N_("On compte sur vous :")), mail_text(a, lang, N_("Bonjour %s,\n\n%s, dont vous êtes en suppléance, ne vient pas à cette réunion. Si vous venez, vous votez à sa place : dites-le par le lien ci-dessous."),
			    w->name, w->replaces_name), "", "stead");
	}
	return e;
}

/* Those who were there may amend; members who were not may read, and say so. */
enum err
minutes_send(struct db *db, const struct convening *how, const struct meeting *m, const struct attendees *all, int64_t *sent)
{
	struct arena *a = db_arena(db);
	struct letter l = { .how = how, .m = m, .kind = MAIL_MINUTES };
	enum err e = OK;
	for (size_t i = 0; e == OK && i < all->n; i++) {
		const struct attendee *w = &all->items[i];
		const char *lang = w->lang != NULL ? w->lang : how->programme->lang;
		bool there = w->presence == PRES_PRESENT || w->presence == PRES_INVITED;
		if (!attendee_reachable(w) || (!there && !attendee_belongs(w)))
			continue;
		const char *body = there ? mail_text(a, lang, N_("Bonjour %s,\n\nLe procès-verbal de cette réunion est prêt. Relisez-le : vous pouvez proposer des amendements jusqu’à son approbation."), w->name)
		                         : mail_text(a, lang, N_("Bonjour %s,\n\nLe procès-verbal de cette réunion, où vous n’étiez pas, est prêt. Lisez-le, et dites que vous l’avez lu."), w->name);
		e = send_one(db, &l, w, mail_text(a, lang, N_("PV à relire :")), body, "/minutes", arena_printf(a, "prepared %lld", (long long)m->rev));
		*sent += e == OK;
	}
	return e;
}
