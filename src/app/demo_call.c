/* The call of the example: an edition that is over, one whose missions go on, one that is open today; its commissions are
 * rows of examples/commissions.csv, lived through the room's own functions. */
#include "app/demo.h"
#include "base/csv.h"
#include "call/call_desk.h"
#include <stdlib.h>
#include <string.h>

enum { C_YEAR, C_STATUS, C_DAY, C_ORG, C_CONTEXT, C_SECTOR, C_TOWN, C_NAME, C_FUNCTION, C_EMAIL, C_PHONE, C_QUESTION, C_KIND, C_AREA, C_BACKGROUND, C_TRIED,
	C_EXPECTED, C_PUBLICATION, C_PROMISES, C_SLOTS, COLUMNS_N };
enum { OPEN_FOR = 45, CLOSES_IN = 18 };

struct calling { struct demo *d; struct edition editions[3]; int64_t staff; };

static const char intro[] = N_("Depuis vingt ans, des étudiants de première année travaillent sur une **question réelle**, comme le feraient des consultants extérieurs. Ils ont pour la plupart un emploi dans le secteur, et un accompagnateur les suit.\n\nC’est gratuit pour l’institution, qui donne du temps et s’engage à lire le rapport.");
static const char expectations[] = N_("- une question ouverte, dont la réponse n’est pas déjà décidée ;\n- une personne de contact, joignable toute l’année ;\n- l’accès aux documents et aux personnes utiles ;\n- un retour sur le rapport, puis une présentation dans vos murs.");
static const char *const questions[] = { N_("Qui, dans l’institution, attend la réponse ?"), N_("Depuis quand la question se pose-t-elle ?"),
	N_("Qu’est-ce qui est déjà décidé ?"), N_("Qui l’équipe pourra-t-elle rencontrer ?") };

static const char *
cell(const struct csv_row *r, int i)
{
	return (size_t)i < r->n && !text_blank(r->cells[i]) ? r->cells[i] : NULL;
}

static long
number(const struct csv_row *r, int i)
{
	return strtol(r->cells[i], NULL, 10);
}

static const char *
iso(struct demo *d, struct date day)
{
	return arena_strdup(d->a, date_iso(day).s);
}

static struct date
after(const char *day, int days)
{
	struct date d;
	bool right = date_parse(day, &d);
	BUG_ON(!right);
	return date_of_days(date_days(d) + days);
}

static const char *
earlier(struct demo *d, struct date x, struct date y)
{
	return iso(d, date_cmp(x, y) < 0 ? x : y);
}

/* ---- editions -------------------------------------------------------------------------------------------- */

static enum err
add_edition(struct calling *c, int which)
{
	struct demo *d = c->d;
	struct entity_view v = call_view(d->db, LANG_FR);
	struct edition *e = &c->editions[which];
	const void *other;
	struct buf lines = buf_new(d->a, KIB(4));
	enum err err = edition_create(d->db, d->year - 1 + which, e);
	if (err != OK)
		return err;
	e->state = which == 0 ? "archived" : "published";
	e->intro = intro, e->expectations = expectations, e->contact_email = "laboratoire@example.org", e->contact_phone = "010 12 34 56";
	e->evening_place = "Louvain-la-Neuve";
	if (which == 2) {
		e->opens_on = iso(d, date_of_days(date_days(d->today) - OPEN_FOR));
		e->closes_on = earlier(d, date_of_days(date_days(d->today) + CLOSES_IN), after(e->evening_on, -10));
	}
	e->decided_on = earlier(d, after(e->closes_on, 30), after(e->evening_on, -5));
	err = entity_update(&v, &edition_entity, e, &other);
	for (size_t i = 0; i < LEN(questions); i++)
		buf_printf(&lines, "%s\n", questions[i]);
	return err == OK ? phone_questions_set(d->db, e->id, buf_str(&lines)) : err;
}

/* ---- commissions ----------------------------------------------------------------------------------------- */

static enum err
fill(struct calling *c, const struct csv_row *r, struct submission *s)
{
	struct db *db = c->d->db;
	const struct { int column; const char *list; int64_t *to; } terms[] = { { C_CONTEXT, "context", &s->context }, { C_SECTOR, "sector", &s->sector },
		{ C_KIND, "kind", &s->kind }, { C_AREA, "area", &s->area } };
	enum err e = OK;
	s->org_name = cell(r, C_ORG), s->town = cell(r, C_TOWN), s->contact_name = cell(r, C_NAME), s->contact_function = cell(r, C_FUNCTION);
	s->email = cell(r, C_EMAIL), s->phone = cell(r, C_PHONE), s->question = cell(r, C_QUESTION), s->background = cell(r, C_BACKGROUND);
	s->tried = cell(r, C_TRIED), s->expected = cell(r, C_EXPECTED), s->publication = cell(r, C_PUBLICATION);
	for (size_t i = 0; e == OK && i < LEN(terms); i++)
		if (cell(r, terms[i].column) != NULL)
			e = call_term_find(db, terms[i].list, cell(r, terms[i].column), false, terms[i].to);
	return e == OK ? submission_save(db, s) : e;
}

static enum err
promise(struct calling *c, const struct csv_row *r, int64_t id)
{
	struct arena *a = c->d->a;
	struct commitments out = { 0 };
	char *save = NULL, *words = arena_strdup(a, cell(r, C_PROMISES) == NULL ? "" : cell(r, C_PROMISES)), *slots = arena_strdup(a, cell(r, C_SLOTS) == NULL ? "" : cell(r, C_SLOTS));
	int i = 0;
	for (char *w = strtok_r(words, " ", &save); w != NULL && i < COMMITMENTS; w = strtok_r(NULL, " ", &save))
		out.answer[i++] = w;
	for (char *w = strtok_r(slots, ",", &save); w != NULL; w = strtok_r(NULL, ",", &save))
		for (i = 0; i < COMMITMENTS; i++)
			if (text_starts(w, commitment_words[i]) && w[strlen(commitment_words[i])] == ' ')
				PUSH(a, &out.slots[i], w + strlen(commitment_words[i]) + 1);
	return commitments_set(c->d->db, id, &out);
}

static enum err
move_on(struct calling *c, struct submission *s, enum status to, enum mover by, const char *reason)
{
	const struct move *m = move_find(submission_status(s), to, by);
	BUG_ON(m == NULL);
	return submission_move(c->d->db, s, to, &(struct moved){ m, by == BY_STAFF ? c->staff : NONE, reason, 0 });
}

static enum err
letter(struct calling *c, enum letter l, const struct edition *e, const struct submission *s, const char *detail)
{
	return letter_send(c->d->db, l, &(struct letter_args){ .base_url = "http://127.0.0.1:8080", .edition = e, .submission = s, .detail = detail });
}

/* As the form does: sent, then confirmed from the mailbox. */
static enum err
arrive(struct calling *c, struct submission *s, const struct edition *e, bool pending)
{
	enum err err = move_on(c, s, ST_PENDING, BY_SPONSOR, NULL);
	if (err == OK)
		err = submission_stamp(c->d->db, s, "sent_at");
	if (err != OK || pending)
		return err == OK ? letter(c, LETTER_CONFIRM, e, s, NULL) : err;
	err = move_on(c, s, ST_SUBMITTED, BY_SPONSOR, NULL);
	if (err == OK)
		err = submission_stamp(c->d->db, s, "confirmed_at");
	return err == OK ? submission_tie(c->d->db, s) : err;
}

/* A mission has gone as far as its days say. */
static enum err
mission(struct calling *c, struct submission *s, const struct edition *e)
{
	const struct { enum status to; struct date on; } way[] = { { ST_ELIGIBLE, after(e->closes_on, -5) }, { ST_SELECTED, after(e->decided_on, 0) },
		{ ST_PRESENTED, after(e->evening_on, 0) }, { ST_CLARIFIED, after(e->visits_on, 0) }, { ST_EXPLORATION, after(e->visits_on, 7) },
		{ ST_REPORT, after(e->report_on, 0) }, { ST_FEEDBACK, after(e->report_on, 14) }, { ST_ORAL, after(e->oral_second_on, 0) }, { ST_ARCHIVED, after(e->ends_on, 0) } };
	enum err err = OK;
	for (size_t i = 0; err == OK && i < LEN(way); i++) {
		if (i > 1 && date_cmp(way[i].on, c->d->today) > 0)
			break;
		struct date on = date_cmp(way[i].on, c->d->today) > 0 ? c->d->today : way[i].on;
		clock_replay(&on);
		err = move_on(c, s, way[i].to, BY_STAFF, NULL);
	}
	return err;
}

static enum err
call_by_telephone(struct calling *c, const struct submission *s, int days_after, bool reached, const char *note)
{
	struct entity_view v = call_view(c->d->db, LANG_FR);
	struct phone_replies none = { 0 };
	struct phone_call *call = entity_draft(v.a, &phone_call_entity, NULL).row;
	int64_t sent = 0;
	bool read = isotime_parse(s->sent_at, &sent);
	BUG_ON(!read);
	call->submission = s->id, call->caller = c->staff, call->reached = reached, call->called_time = reached ? "10:15" : "16:40", call->note = note;
	call->called_on = iso(c->d, date_of_days(date_days(brussels_date(sent)) + days_after));
	if (reached)
		call->spoken_to = s->contact_name, call->minutes = 14;
	return phone_add(c->d->db, call, &none);
}

static enum err
open_file(struct calling *c, struct submission *s, const struct edition *e, enum status wanted)
{
	static const char missing[] = N_("Pouvez-vous dire en quelques lignes ce qui a déjà été tenté, et ce que vous ferez du rapport ?");
	static const char refused[] = N_("L’appel s’adresse aux institutions du secteur non marchand.");
	enum err err = OK;
	if (wanted == ST_SUBMITTED)
		return s->number % 2 == 0 ? call_by_telephone(c, s, 1, false, NULL) : OK;
	if (wanted == ST_WITHDRAWN)
		return move_on(c, s, ST_WITHDRAWN, BY_SPONSOR, NULL);
	if (wanted == ST_COMPLEMENT) {
		for (int i = 1; err == OK && i <= 3; i++)
			err = call_by_telephone(c, s, i, false, NULL);
		if (err == OK)
			err = move_on(c, s, ST_COMPLEMENT, BY_STAFF, missing);
		return err == OK ? letter(c, LETTER_COMPLEMENT, e, s, missing) : err;
	}
	if (wanted == ST_INELIGIBLE)
		return move_on(c, s, ST_INELIGIBLE, BY_STAFF, refused);
	BUG_ON(wanted != ST_ELIGIBLE);
	err = call_by_telephone(c, s, 2, true, N_("Question claire, direction impliquée ; l’équipe pourra rencontrer le public."));
	return err == OK ? move_on(c, s, ST_ELIGIBLE, BY_STAFF, NULL) : err;
}

static enum err
live(struct calling *c, const struct csv_row *r)
{
	struct demo *d = c->d;
	const struct edition *e = &c->editions[number(r, C_YEAR) + 1];
	struct date day = after(e->opens_on, (int)number(r, C_DAY));
	enum status wanted = ST_DRAFT;
	struct submission s;
	bool known = status_named(cell(r, C_STATUS), &wanted);
	BUG_ON(!known);
	clock_replay(&day);
	enum err err = submission_begin(d->db, &(struct commission_new){ .edition = e->id, .origin = "form", .lang = "fr", .late_by = NONE }, &s);
	if (err == OK)
		err = fill(c, r, &s);
	if (err == OK)
		err = promise(c, r, s.id);
	if (err != OK || wanted == ST_DRAFT)
		return err == OK ? letter(c, LETTER_RESUME, e, &s, NULL) : err;
	if ((err = arrive(c, &s, e, wanted == ST_PENDING)) != OK || wanted == ST_PENDING)
		return err;
	if (wanted == ST_ARCHIVED || wanted == ST_EXPLORATION)
		return mission(c, &s, e);
	if (wanted == ST_FROZEN) {
		struct date decided = after(e->closes_on, 10);
		clock_replay(&decided);
		err = move_on(c, &s, ST_ELIGIBLE, BY_STAFF, NULL);
		return err == OK ? move_on(c, &s, ST_FROZEN, BY_STAFF, NULL) : err;
	}
	struct date soon = date_of_days(date_days(day) + 3);
	clock_replay(&soon);
	return open_file(c, &s, e, wanted);
}

enum err
demo_call(struct demo *d)
{
	struct calling c = { .d = d, .staff = d->persons[0] };
	const struct embedded *file = demo_example("commissions.csv");
	struct csv_table table;
	const struct user *u;
	enum err e = demo_as(d, demo_persons[0].key, &u);
	for (int i = 0; e == OK && i < 3; i++)
		e = add_edition(&c, i);
	if (e == OK)
		e = csv_read(d->a, (const char *)file->bytes, file->n, 1000, 100000, &table);
	for (size_t i = 1; e == OK && i < table.n; i++) {
		BUG_ON(table.items[i].n != COLUMNS_N);
		e = live(&c, &table.items[i]);
	}
	return demo_explain(d, e, "commissions.csv");
}
