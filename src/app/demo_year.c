/* The missions of the example's past edition: the year's end as it was lived: reports, what sponsors said, orals,
 * peers, closing. */
#include "app/demo.h"
#include "base/tr.h"
#include "mission/peer.h"
#include "mission/report.h"
#include "store/blob.h"
#include <string.h>

static const char *const learnt[] = { "Nos horaires comptent plus que nos murs : personne chez nous ne l’avait mesuré.", "Les personnes suivies disent autrement ce que nous croyions savoir.",
	"Deux services font le même travail sans se le dire.", "Ce que nous appelions un manque de motivation est un manque de transport.", "Nos partenaires ignorent la moitié de ce que nous faisons." };
static const char *const follow[] = { "La première et la troisième dès septembre ; la deuxième demande un budget.", "Toutes, mais en deux ans.", "Celles qui concernent l’accueil ; l’outil numérique attendra." };
static const char *const quotes[] = { "Un regard neuf, rigoureux et utile dès le lendemain.", "Nous avons changé nos horaires après trois semaines.", "Le conseil d’administration cite encore le rapport.", NULL };
static const char *const became[] = { "Nous avons ouvert deux soirs par semaine et revu le premier entretien.", "Le rapport a servi de base au nouveau plan de l’équipe.", "Un poste a été demandé, et obtenu à mi-temps." };
static const char *const words[] = { "Merci d’avoir relancé tout le monde quand on calait.", "Tes analyses ont fait le rapport ; dis-le plus tôt quand tu es débordée.", "On aurait aimé t’entendre davantage en réunion.",
	"Toujours prêt à relire." };

struct year_end { struct demo *d; struct edition e; struct submissions past; struct teams teams; const struct embedded *file; };

static struct date
on_day(const char *iso, int after)
{
	struct date d;
	bool right = date_parse(iso, &d);
	BUG_ON(!right);
	return date_of_days(date_days(d) + after);
}

/* Lives that day; false when it is still to come. */
static bool
live_on(const struct year_end *y, const char *iso, int after)
{
	struct date on = on_day(iso, after);
	if (date_cmp(on, y->d->today) > 0)
		return false;
	clock_replay(&on);
	return true;
}

/* ---- one mission's end ---------------------------------------------------------------------------------------------- */

static enum err
say(struct year_end *y, const struct mission *m, enum sponsor_form_kind kind, size_t k, const char *quote)
{
	struct edition_year settled;
	struct sponsor_questions q;
	struct sponsor_form f = { .id = NONE, .team = m->team.id, .kind = kind, .quote = quote, .quote_open = quote != NULL };
	const char *const answers[] = { kind == FORM_LATER ? became[k % LEN(became)] : learnt[k % LEN(learnt)], kind == FORM_REPORT ? "" : NULL, follow[k % LEN(follow)] };
	size_t said = 0;
	enum err e = edition_year_get(y->d->db, y->e.id, LANG_FR, &settled);
	if (e != OK)
		return e;
	sponsor_questions_read(y->d->a, settled.questions[kind], &q);
	f.n = q.n;
	for (size_t i = 0; i < q.n; i++) {
		f.question[i] = q.items[i].scale ? arena_printf(y->d->a, "[1-5] %s", q.items[i].text) : q.items[i].text;
		f.answer[i] = q.items[i].scale ? ((k + i) % 3 == 0 ? "5" : "4") : said < LEN(answers) && answers[said] != NULL ? answers[said] : "";
		said += !q.items[i].scale;
	}
	return sponsor_form_set(y->d->db, &f, true);
}

static enum err
give_in(struct year_end *y, struct mission *m, size_t k, int64_t guide)
{
	struct demo *d = y->d;
	struct digest sha;
	struct report r;
	bool first;
	enum err e = blob_put(d->db, y->file->bytes, y->file->n, &sha);
	if (e == OK)
		e = report_add(d->db, &(struct report_new){ .m = m, .sha = arena_strdup(d->a, sha.s), .filename = "rapport-de-mission.pdf", .type = "application/pdf", .size = (int64_t)y->file->n,
		    .person = NONE }, &r);
	if (e == OK)
		e = report_go(d->db, r.id, guide);
	if (e == OK)
		e = report_mark_sent(d->db, r.id, guide, m->commission.email);
	if (e == OK && k % 4 != 3)
		e = report_received(d->db, &r, &first);
	return e;
}

static enum err
end_mission(struct year_end *y, size_t k)
{
	struct demo *d = y->d;
	struct mission m;
	struct team_seats guides;
	const char *held = arena_strdup(d->a, date_iso(on_day(y->e.report_on, 14)).s);
	struct closing c;
	enum err e = mission_load(d->db, y->teams.items[k].id, &m);
	if (e == OK)
		e = team_supervisors(d->db, y->teams.items[k].id, &guides);
	int64_t guide = e == OK && guides.n > 0 ? guides.items[0].person : NONE;
	if (e == OK && live_on(y, y->e.report_on, k == 4 ? 1 : -(int)(k % 3)))
		e = give_in(y, &m, k, guide);
	if (e == OK && live_on(y, y->e.report_on, 9))
		e = say(y, &m, FORM_REPORT, k, quotes[k % LEN(quotes)]);
	if (e == OK && live_on(y, y->e.report_on, 15))
		e = feedback_minutes_set(d->db, &(struct feedback_minutes){ .team = m.team.id, .person = NONE, .held_on = held, .people = m.commission.contact_name,
		    .decisions = follow[k % LEN(follow)], .body = learnt[k % LEN(learnt)] });
	if (e == OK && live_on(y, y->e.oral_second_on, 1) && (e = closing_get(d->db, m.team.id, &c)) == OK) {
		c.oral_on = k % 2 == 0 ? y->e.oral_first_on : y->e.oral_second_on, c.oral_time = k % 3 == 0 ? "10:00" : "14:00", c.oral_place = m.commission.town;
		e = closing_oral(d->db, &c, true);
		if (e == OK && k % 2 == 0)
			e = say(y, &m, FORM_ORAL, k, NULL);
	}
	if (e == OK && live_on(y, y->e.ends_on, -1))
		e = closing_choose(d->db, m.team.id, k % 4 != 1, k % 3 != 2, NONE);
	if (e == OK && live_on(y, y->e.ends_on, 0)) {
		e = closing_sponsor(d->db, m.team.id, k % 3 == 0);
		if (e == OK)
			e = closing_end(d->db, m.team.id, true, guide);
	}
	struct date ends = on_day(y->e.ends_on, 0);
	if (e == OK && k % 3 != 2 && live_on(y, arena_strdup(d->a, date_iso(months_after(ends, 6)).s), 4))
		e = say(y, &m, FORM_LATER, k, NULL);
	return e;
}

/* ---- peers ------------------------------------------------------------------------------------------------------------ */

/* Nearly even, with one of each team who carries more, and one of a few teams who did not answer. */
static enum err
answer(struct year_end *y, const struct peer_round *r, const struct team_seats *seats, int64_t team, size_t k, size_t rater)
{
	struct peer_form f;
	enum err e = peer_form_get(y->d->db, r, seats, seats->items[rater].id, &f);
	if (e != OK)
		return e;
	int64_t each = PEER_POINTS / (int64_t)(f.n - 1);
	for (size_t i = 0; i < f.n; i++) {
		f.mark[i].points = i == f.me ? NONE : each;
		for (int b = 0; b < BEHAVIOURS; b++)
			f.mark[i].behaviour[b] = 3 + (int64_t)((k + i + (size_t)b) % 3 == 0) + (i == f.me && rater == 2);
	}
	size_t best = k % f.n, other = (best + 1) % f.n;
	if (best != f.me && other != f.me)
		f.mark[best].points += 10, f.mark[other].points -= 10;
	if (best != f.me && rater % 2 == 0)
		f.comment[best] = words[(k + rater) % LEN(words)];
	return peer_form_set(y->d->db, r, team, &f, true);
}

static enum err
peers(struct year_end *y)
{
	struct demo *d = y->d;
	struct peer_rounds rounds;
	struct peer_comments comments;
	const char *opens = arena_strdup(d->a, date_iso(on_day(y->e.oral_second_on, 4)).s), *closes = arena_strdup(d->a, date_iso(on_day(y->e.oral_second_on, 14)).s);
	struct edition_year settled;
	enum err e = OK;
	if (!live_on(y, opens, 3))
		return OK;
	if ((e = peer_round_days(d->db, y->e.id, 2, 0, opens, closes)) != OK || (e = peer_rounds(d->db, y->e.id, &rounds)) != OK)
		return e;
	const struct peer_round *r = &rounds.items[0];
	for (size_t k = 0; e == OK && k < y->teams.n; k++) {
		struct team_seats seats;
		e = team_students(d->db, y->teams.items[k].id, &seats);
		for (size_t i = 0; e == OK && i < seats.n; i++)
			if (k % 4 != 2 || i != 3)
				e = answer(y, r, &seats, y->teams.items[k].id, k, i);
	}
	if (e != OK || !live_on(y, closes, 3) || (e = peer_comments(d->db, r->id, &comments)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < comments.n; i++)
		e = peer_moderate(d->db, r->id, comments.items[i].answer, comments.items[i].member, "kept", NULL, d->persons[0]);
	if (e == OK)
		e = edition_year_get(d->db, y->e.id, LANG_FR, &settled);
	return e == OK ? peer_release(d->db, r, &settled.peers) : e;
}

enum err
demo_year(struct demo *d)
{
	struct year_end y = { .d = d, .file = demo_example("note.pdf") };
	struct submissions all;
	const struct user *u;
	enum err e = demo_as(d, demo_persons[0].key, &u);
	if (e == OK)
		e = edition_by_label(d->db, year_text(d->year - 1).s, &y.e);
	if (e == OK)
		e = submission_list(d->db, y.e.id, &all);
	for (size_t i = 0; e == OK && i < all.n; i++)
		if (submission_status(&all.items[i]) == ST_ARCHIVED)
			PUSH(d->a, &y.past, all.items[i]);
	if (e != OK || y.past.n == 0 || !live_on(&y, y.e.teams_on, 0))
		return demo_explain(d, e, "the past edition");
	e = team_list(d->db, y.e.id, &y.teams);
	for (size_t k = 0; e == OK && k < y.teams.n; k++)
		e = end_mission(&y, k);
	if (e == OK)
		e = peers(&y);
	return demo_explain(d, e, "the end of the missions");
}
