/* Publishing: a numbered version, letters to those whom it concerns, events of calendars. */
#include "timetable/schedule_store.h"
#include "mail/mail.h"
#include "store/history.h"
#include <string.h>

/* ---- whom it concerns -------------------------------------------------------------------------------------------------- */

static struct sched_letter *
letter_to(struct arena *a, struct sched_letters *all, struct sched_letter l)
{
	for (size_t i = 0; i < all->n; i++)
		if (!all->items[i].sponsor && !l.sponsor && strcmp(text_fold(a, all->items[i].to), text_fold(a, l.to)) == 0)
			return &all->items[i];
	PUSH(a, all, l);
	return &all->items[all->n - 1];
}

static void
add_people(struct arena *a, struct sched_letters *all, const struct sched *s, const struct team_seats *students, size_t at)
{
	const struct sched_session *x = &s->sessions.items[at];
	for (size_t k = 0; k < x->people.n && !x->missing; k++) /* who cannot be there is not asked to */
		if (x->people.items[k].email != NULL) {
			struct sched_letter *l = letter_to(a, all, (struct sched_letter){ .to = x->people.items[k].email, .name = x->people.items[k].name, .person = x->people.items[k].person,
				.submission = NONE });
			PUSH(a, &l->sessions, at);
		}
	for (size_t k = 0; k < students->n; k++)
		if (x->team != NONE && students->items[k].team == x->team && students->items[k].email != NULL) {
			struct sched_letter *l = letter_to(a, all, (struct sched_letter){ .to = students->items[k].email, .name = students->items[k].first_name, .person = students->items[k].person,
				.submission = NONE });
			PUSH(a, &l->sessions, at);
		}
}

static void
add_all(struct arena *a, struct sched_letters *all, const struct team_seats *seats)
{
	for (size_t k = 0; k < seats->n; k++)
		if (seats->items[k].email != NULL)
			(void)letter_to(a, all, (struct sched_letter){ .to = seats->items[k].email, .name = seats->items[k].first_name, .person = seats->items[k].person, .submission = NONE });
}

enum err
sched_letters(struct db *db, const struct sched *s, struct sched_letters *out)
{
	struct arena *a = db_arena(db);
	struct team_seats students = { 0 };
	*out = (struct sched_letters){ 0 };
	enum err e = s->kind == SCHED_EVENING ? sched_students(db, s->edition.id, &students) : team_students_all(db, s->edition.id, &students);
	if (e != OK)
		return e;
	for (size_t i = 0; i < s->sessions.n; i++) {
		const struct sched_session *x = &s->sessions.items[i];
		enum sched_change_kind c = sched_change(x);
		if (c == CHANGE_SAME || c == CHANGE_NOTHING)
			continue;
		if (x->email != NULL && !x->left) {
			struct sched_letter l = { .to = x->email, .name = x->contact_name, .lang = x->lang, .person = NONE, .submission = x->submission, .sponsor = true };
			PUSH(a, &l.sessions, i);
			PUSH(a, out, l);
		}
		if (s->kind != SCHED_EVENING)
			add_people(a, out, s, &students, i);
	}
	if (s->kind == SCHED_EVENING && s->version == 0 && out->n > 0) { /* who listens hears of it once */
		add_all(a, out, &students);
		add_all(a, out, &s->supervisors);
	}
	return OK;
}

/* ---- letters ---------------------------------------------------------------------------------------------------------------- */

const char *
sched_token(struct arena *a, const unsigned char *key, int64_t submission)
{
	struct digest d = digest_keyed(key, APP_KEY_SIZE, arena_printf(a, "schedule of commission %lld", (long long)submission));
	return arena_strndup(a, d.s, 26);
}

static const char *
hours(struct arena *a, const char *lang, const char *day, int start, int minutes)
{
	struct date d;
	const char *on = date_parse(day, &d) ? date_long(a, d, lang) : day;
	return arena_printf(a, "%s, %s–%s", on, sched_clock(a, start), sched_clock(a, start + minutes));
}

static void
line_of(struct buf *b, const struct sched *s, const struct sched_session *x, const char *lang)
{
	struct arena *a = b->a;
	const char *where = x->place != NULL ? x->place : s->kind == SCHED_EVENING ? s->edition.evening_place : x->town;
	enum sched_change_kind c = sched_change(x);
	if (c == CHANGE_GONE) {
		buf_puts(b, mail_text(a, lang, N_("– annulé : %s (était le %s)\n"), x->org_name, hours(a, lang, x->was_day, x->was_start, s->duration)));
		return;
	}
	buf_printf(b, "– %s : %s%s%s", hours(a, lang, x->on_day, x->start, s->duration), x->org_name == NULL ? "" : x->org_name, where == NULL ? "" : ", ", where == NULL ? "" : where);
	if (c == CHANGE_MOVED)
		buf_puts(b, mail_text(a, lang, N_(" (avant : %s)"), hours(a, lang, x->was_day, x->was_start, s->duration)));
	buf_putc(b, '\n');
}

static const char *
subject_of(struct arena *a, const struct sched *s, const struct sched_letter *l, const char *lang)
{
	static const char *const fresh[SCHED_KINDS] = { N_("Horaire de la soirée de présentation, %s"), N_("Horaire de la visite, %s"), N_("Horaire de la présentation orale, %s") };
	static const char *const again[SCHED_KINDS] = { N_("Changement d’horaire : la soirée de présentation, %s"), N_("Changement d’horaire : la visite, %s"),
		N_("Changement d’horaire : la présentation orale, %s") };
	const struct sched_session *x = l->sessions.n > 0 ? &s->sessions.items[l->sessions.items[0]] : NULL;
	bool first = true;
	for (size_t i = 0; i < l->sessions.n; i++)
		first = first && sched_change(&s->sessions.items[l->sessions.items[i]]) == CHANGE_NEW;
	const char *day = x == NULL ? s->edition.evening_on : x->on_day != NULL ? x->on_day : x->was_day, *on = day == NULL ? "" : day;
	struct date d;
	if (date_parse(on, &d))
		on = date_long(a, d, lang);
	return mail_text(a, lang, first ? fresh[s->kind] : again[s->kind], on);
}

static const char *
text_of(struct arena *a, const struct sched *s, const struct sched_letter *l, const struct publishing *how, const char *lang)
{
	struct buf b = buf_new(a, KIB(64));
	const char *name = l->name == NULL ? "" : l->name;
	for (size_t i = 0; i < l->sessions.n; i++)
		line_of(&b, s, &s->sessions.items[l->sessions.items[i]], lang);
	if (l->sponsor)
		return mail_text(a, lang, N_("Bonjour %s,\n\nVoici l’horaire qui vous concerne :\n\n%s\nCette page le montre toujours, avec un fichier pour votre agenda :\n%s\n\n"
		    "Si cette heure ne vous convient plus, répondez-nous au plus tôt : %s\n"), name, buf_str(&b),
		    arena_printf(a, "%s/programme/%lld/%s", how->base_url, (long long)l->submission, sched_token(a, how->key, l->submission)),
		    s->edition.contact_email == NULL ? "" : s->edition.contact_email);
	if (l->sessions.n == 0)
		return mail_text(a, lang, N_("Bonjour %s,\n\nLe programme de la soirée où les institutions présentent leur question est publié. Il se lit ici, avec un fichier pour votre agenda :\n"
		    "%s\n"), name, arena_printf(a, "%s/timetable", how->base_url));
	return mail_text(a, lang, N_("Bonjour %s,\n\nVoici l’horaire qui vous concerne :\n\n%s\nTout votre horaire, avec un fichier pour votre agenda :\n%s\n"), name, buf_str(&b),
	    arena_printf(a, "%s/timetable", how->base_url));
}

static enum err
send_letters(struct db *db, const struct sched *s, const struct sched_letters *all, const struct publishing *how, int64_t version)
{
	struct arena *a = db_arena(db);
	enum err e = OK;
	for (size_t i = 0; e == OK && i < all->n; i++) { /* each has its own text */
		const struct sched_letter *l = &all->items[i];
		const char *lang = l->lang == NULL ? "fr" : l->lang;
		struct mail m = { .to = l->to, .subject = subject_of(a, s, l, lang), .text = text_of(a, s, l, how, lang), .person = l->person,
			.key = arena_printf(a, "schedule:%lld:%lld:%.24s", (long long)version, (long long)(l->submission == NONE ? 0 : l->submission), digest_str(text_fold(a, l->to)).s) };
		e = mail_queue(db, l->sponsor ? MAIL_COMMISSION : MAIL_TIMETABLE, &m);
	}
	return e;
}

/* ---- versions ------------------------------------------------------------------------------------------------------------------ */

struct kept { int64_t submission; const char *at; int minutes; };
struct kepts { struct kept *items; size_t n, cap; };

static enum err
last_version(struct db *db, const struct sched *s, struct kepts *out)
{
	struct rows *r;
	*out = (struct kepts){ 0 };
	enum err e = db_query(db, &schedule_queries[SQ_WHEN], ARGS(V(s->id), V(s->version)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, ((struct kept){ col_int(r, 0), col_text(r, 1), (int)col_int(r, 2) }));
	return rows_end(r);
}

static enum err
publish_one(struct db *db, const struct sched *s, const struct sched_session *x, const struct kepts *before, int64_t version, const char *now)
{
	enum sched_change_kind c = sched_change(x);
	const struct kept *was = NULL;
	for (size_t i = 0; i < before->n && was == NULL; i++)
		was = before->items[i].submission == x->submission ? &before->items[i] : NULL;
	if (c == CHANGE_NOTHING && !x->was_gone)
		return OK; /* never held, never published */
	bool gone = c == CHANGE_GONE || c == CHANGE_NOTHING, same = c == CHANGE_SAME && was != NULL && was->minutes == s->duration;
	same = same || c == CHANGE_NOTHING;
	return db_exec(db, &schedule_queries[SQ_PUBLISH], ARGS(V(version), V(x->submission), V(gone ? x->was_day : x->on_day), V(gone ? x->was_start : x->start), V(s->duration),
	    V(gone ? x->was_place : x->place), V(!gone && x->missing), V(gone), V(same ? x->sequence : x->sequence + 1), V(same && was != NULL ? was->at : now)), NULL);
}

enum err
sched_publish(struct db *db, struct sched *s, const struct publishing *how, size_t *letters)
{
	struct arena *a = db_arena(db);
	struct sched_letters all = { 0 };
	struct kepts before;
	struct rows *r;
	int64_t changed = 0;
	const char *now = arena_strdup(a, now_utc().s);
	enum err e = how->quiet ? OK : sched_letters(db, s, &all);
	if (e == OK)
		e = last_version(db, s, &before);
	if (e == OK)
		e = db_exec(db, &schedule_queries[SQ_VERSION_SET], ARGS(V(s->id), V(how->version + 1), V(how->rev)), &changed);
	if (e == OK && (changed == 0 || how->version != s->version))
		return fail(a, E_CONFLICT, "schedule: it is no longer version %lld, rev %lld", (long long)how->version, (long long)how->rev);
	if (e == OK)
		e = db_one(db, &schedule_queries[SQ_VERSION_ADD], ARGS(V(s->id), V(how->version + 1), V(now), V(how->person)), &r);
	if (e != OK)
		return e;
	int64_t version = col_int(r, 0);
	for (size_t i = 0; e == OK && i < s->sessions.n; i++) /* a handful of rows, each with values of its own */
		e = publish_one(db, s, &s->sessions.items[i], &before, version, now);
	if (e == OK)
		e = send_letters(db, s, &all, how, version);
	*letters = all.n;
	return e == OK ? history_add(db, "edition", s->edition.id, "published", arena_printf(a, "schedule_%s", sched_word(s->kind)), arena_printf(a, "%lld", (long long)s->version),
	    arena_printf(a, "%lld", (long long)how->version + 1)) : e;
}

/* ---- calendars -------------------------------------------------------------------------------------------------------------------- */

static struct ical_time
at_minute(const char *day, int minute)
{
	struct ical_time t = { .minute = minute };
	bool valid = date_parse(day, &t.day);
	BUG_ON(!valid);
	return t;
}

static int64_t
stamp_of(const char *at)
{
	int64_t unix_utc = 0;
	return isotime_parse(at, &unix_utc) ? unix_utc : 0;
}

static void
one_event(struct ical *c, enum lang lang, const char *host, const struct sched_held *h)
{
	static const char *const titles[SCHED_KINDS] = { N_("Présentation de la commande : %s"), N_("Visite : %s"), N_("Présentation orale : %s") };
	struct arena *a = c->out.a;
	const char *org = h->org_name == NULL ? "" : h->org_name, *where = h->place != NULL ? h->place : h->kind == SCHED_EVENING ? NULL
	    : h->town == NULL ? org : arena_printf(a, "%s, %s", org, h->town);
	ical_add(c, &(struct ical_event){ .uid = arena_printf(a, "%s-%lld@%s", sched_word(h->kind), (long long)h->submission, host), .sequence = h->sequence, .stamp = stamp_of(h->at),
		.start = at_minute(h->on_day, h->start), .end = at_minute(h->on_day, h->start + h->minutes), .status = h->gone ? ICAL_CANCELLED : ICAL_CONFIRMED,
		.summary = mail_text(a, lang_tag(lang), titles[h->kind], org), .description = h->question, .location = where, .alarm = 60 });
}

/* For who listens: the evening is one event, its order in the description; cancelled when every session of it is. */
static void
evening_event(struct ical *c, enum lang lang, const char *host, const struct sched_helds *list, const struct sched_held *any)
{
	struct arena *a = c->out.a;
	const struct sched_held *first = NULL, *last = NULL;
	struct buf b = buf_new(a, KIB(64));
	int64_t stamp = 0;
	for (size_t i = 0; i < list->n; i++) {
		const struct sched_held *h = &list->items[i];
		if (h->edition != any->edition || h->kind != SCHED_EVENING)
			continue;
		stamp = stamp_of(h->at) > stamp ? stamp_of(h->at) : stamp;
		if (h->gone)
			continue;
		first = first == NULL ? h : first;
		last = last == NULL || h->start + h->minutes > last->start + last->minutes ? h : last;
		buf_printf(&b, "%s %s\n", sched_clock(a, h->start), h->org_name == NULL ? "" : h->org_name);
	}
	bool off = first == NULL;
	if (off)
		first = last = any;
	ical_add(c, &(struct ical_event){ .uid = arena_printf(a, "evening-edition-%lld@%s", (long long)any->edition, host), .sequence = first->version, .stamp = stamp,
		.start = at_minute(first->on_day, first->start), .end = at_minute(first->on_day, last->start + last->minutes), .status = off ? ICAL_CANCELLED : ICAL_CONFIRMED,
		.summary = tr(lang, sched_name(SCHED_EVENING)), .description = buf_str(&b), .location = first->place, .alarm = 60 });
}

void
sched_events(struct ical *c, enum lang lang, const char *host, const struct sched_helds *list, bool whole)
{
	for (size_t i = 0; i < list->n; i++) {
		bool told = false;
		if (list->items[i].kind != SCHED_EVENING || !whole) {
			one_event(c, lang, host, &list->items[i]);
			continue;
		}
		for (size_t k = 0; k < i && !told; k++)
			told = list->items[k].kind == SCHED_EVENING && list->items[k].edition == list->items[i].edition;
		if (!told)
			evening_event(c, lang, host, list, &list->items[i]);
	}
}
