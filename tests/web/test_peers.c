/* Peer evaluation through its pages: answered, moderated, released; who never sees what. */
#include "year_test.h"
#include "mission/peer_jobs.h"
#include "privacy/privacy.h"

static int64_t
open_round(struct year_world *y, int64_t round)
{
	struct webtest *w = y->m.c.w;
	webtest_as(w, ROLE_COORDINATION);
	const char *page = YPATH(y, "/editions/%lld/peers", (long long)y->m.c.edition.id);
	assert_int_equal(webtest_post(w, page, YPATH(y, "rev=0&round=%lld&opens_on=&closes_on=", (long long)round)), 303);
	int64_t id = webtest_number(w, "SELECT max(id) FROM peer_round");
	assert_int_equal(webtest_post(w, YPATH(y, "/peers/%lld/act", (long long)id), "act=open"), 303);
	return id;
}

/* The places of the members as their page has them: by name. */
static int
place_of(struct year_world *y, int64_t member)
{
	return (int)webtest_number(y->m.c.w, YPATH(y, "SELECT count(*) FROM team_student x JOIN student s ON s.id = x.student WHERE x.team = %lld AND s.sort_key < (SELECT sort_key FROM student WHERE id = %lld)",
	    (long long)y->m.team[0], (long long)member));
}

/* What member `rater` says: points[k] to member k (of its own nothing is sent), the same behaviour of all, a comment to one. */
static const char *
answer(struct year_world *y, int rater, const int points[YEAR_STUDENTS], int behaviour, int self, const char *comment, int to)
{
	struct buf b = buf_new(y->m.c.w->a, KIB(8));
	for (int k = 0; k < YEAR_STUDENTS; k++) {
		int at = place_of(y, y->member[k]);
		buf_printf(&b, "%smember-%d=%lld", k == 0 ? "" : "&", at, (long long)y->member[k]);
		if (k != rater)
			buf_printf(&b, "&points-%d=%d", at, points[k]);
		for (int n = 0; n < BEHAVIOURS; n++)
			buf_printf(&b, "&behaviour-%d-%d=%d", at, n, k == rater ? self : behaviour);
		if (comment != NULL && k == to)
			buf_printf(&b, "&comment-%d=%s", at, comment);
	}
	return buf_str(&b);
}

static const int even[YEAR_STUDENTS] = { 25, 25, 25, 25, 25 };

static void
answered_by_one(void **state)
{
	struct year_world y = year_world_open(*state);
	struct webtest *w = y.m.c.w;
	const char *page = YPATH(&y, "%s/peers", y.team);
	year_as_member(&y, 1);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_has(w, "s’ouvriront ici");
	int64_t round = open_round(&y, 1);
	const char *to = YPATH(&y, "%s/%lld", page, (long long)round);
	year_as_member(&y, 1);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_has(w, "Partagez 100 points");
	webtest_has(w, "Membre 2");
	webtest_has(w, "Vous-même");
	/* typed as it comes, resumed */
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/typed", to), YPATH(&y, "member-0=%lld&points-0=400&comment-0=Un+d%%C3%%A9but", (long long)y.member[2])), 204);
	assert_int_equal(year_count(&y, "peer_mark WHERE points IS NOT NULL"), 0);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_has(w, "Un début");
	/* 100 points, no more and no less; each behaviour */
	static const int much[YEAR_STUDENTS] = { 50, 0, 50, 50, 0 };
	assert_int_equal(webtest_post(w, to, answer(&y, 1, much, 3, 3, NULL, 0)), 422);
	webtest_has(w, "50 points de trop");
	assert_int_equal(webtest_post(w, to, answer(&y, 1, even, 3, 0, NULL, 0)), 422);
	webtest_has(w, "Choisissez de 1 à 5");
	assert_int_equal(year_count(&y, "peer_answer WHERE sent_at IS NOT NULL"), 0);
	assert_int_equal(webtest_post(w, to, answer(&y, 1, even, 3, 4, "Merci", 2)), 303);
	assert_int_equal(year_count(&y, "peer_answer WHERE sent_at IS NOT NULL"), 1);
	assert_int_equal(year_count(&y, YPATH(&y, "peer_mark WHERE member = %lld AND points IS NULL AND behaviour1 = 4", (long long)y.member[1])), 1);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/typed", to), "member-0=1&points-0=1"), 409);
	static const int other[YEAR_STUDENTS] = { 10, 0, 40, 25, 25 };
	assert_int_equal(webtest_post(w, to, answer(&y, 1, other, 3, 4, "Merci", 2)), 303);
	assert_int_equal(year_count(&y, "peer_answer"), 1);
	assert_int_equal(year_count(&y, "peer_mark"), YEAR_STUDENTS);
	/* a member of another team, the supervisor, the coordination: no answer of theirs is taken */
	mission_as(&y.m, ROLE_STUDENT, 1);
	assert_int_equal(webtest_post(w, to, answer(&y, 1, even, 3, 4, NULL, 0)), 404);
	assert_int_equal(webtest_get(w, page), 404);
	mission_as(&y.m, ROLE_SUPERVISOR, 0);
	assert_int_equal(webtest_post(w, to, "member-0=1"), 403);
	/* closed: no more */
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, YPATH(&y, "/peers/%lld/act", (long long)round), "act=close"), 303);
	year_as_member(&y, 2);
	assert_int_equal(webtest_post(w, to, answer(&y, 2, even, 3, 4, NULL, 0)), 422);
	webtest_has(w, "clôturé");
	assert_int_equal(year_count(&y, "history WHERE after LIKE '%Merci%' OR entity IN ('peer_answer', 'peer_mark')"), 0);
	webtest_close(w);
}

/* Everyone but the last answers; the first is given most. */
static int64_t
answered_by_all(struct year_world *y)
{
	static const int points[YEAR_STUDENTS] = { 40, 20, 20, 20, 20 }, first[YEAR_STUDENTS] = { 0, 25, 25, 25, 25 };
	static const char *const said[] = { "Tu%20portes%20l%E2%80%99%C3%A9quipe", "Paresseux", "Trop%20seul%20%3A%20parle-nous", NULL };
	int64_t round = open_round(y, 2);
	for (int k = 0; k < YEAR_STUDENTS - 1; k++) {
		year_as_member(y, k);
		assert_int_equal(webtest_post(y->m.c.w, YPATH(y, "%s/peers/%lld", y->team, (long long)round), answer(y, k, k == 0 ? first : points, k == 3 ? 5 : 2 + k, k == 1 ? 5 : 3, said[k], k == 0 ? 1 : 0)), 303);
	}
	return round;
}

/* Each comment of the page in its order, with a verdict by what it says. */
static const char *
verdicts(struct year_world *y)
{
	struct webtest *w = y->m.c.w;
	struct buf b = buf_new(w->a, KIB(8));
	const char *at = webtest_body(w);
	for (int n = 0; (at = strstr(at, "name=\"which\" value=\"")) != NULL; n++) {
		at += strlen("name=\"which\" value=\"");
		const char *text = strstr(at, "kept-lines\">") + strlen("kept-lines\">");
		const char *verdict = text_starts(text, "Paresseux") ? "hidden" : text_starts(text, "Trop seul") ? "changed" : "kept";
		buf_printf(&b, "%swhich=%.*s&verdict=%s&shown=%s", n == 0 ? "" : "&", (int)strcspn(at, "\""), at, verdict, strcmp(verdict, "changed") == 0 ? "Parle-nous+plus+souvent" : "");
	}
	return buf_str(&b);
}

static void
moderated_and_released(void **state)
{
	struct year_world y = year_world_open(*state);
	struct webtest *w = y.m.c.w;
	int64_t round = answered_by_all(&y);
	const char *staff = YPATH(&y, "/peers/%lld", (long long)round), *page = YPATH(&y, "%s/peers", y.team);
	/* before the release nobody of the team sees anything, who follows it sees a number */
	year_as_member(&y, 0);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_hasnt(w, "Paresseux");
	mission_as(&y.m, ROLE_SUPERVISOR, 0);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_has(w, "4 membres sur 5");
	webtest_hasnt(w, "Paresseux");
	static const char *const closed[] = { "", "/teams/1" };
	for (size_t i = 0; i < LEN(closed); i++) {
		assert_int_equal(webtest_get(w, YPATH(&y, "%s%s", staff, closed[i])), 403);
		year_as_member(&y, 0);
		assert_int_equal(webtest_get(w, YPATH(&y, "%s%s", staff, closed[i])), 403);
		mission_as(&y.m, ROLE_SUPERVISOR, 0);
	}
	/* the release waits for the end of the round and for each comment */
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/release", staff), ""), 422);
	webtest_has(w, "Clôturez d’abord");
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/act", staff), "act=close"), 303);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/release", staff), "again=1"), 422);
	webtest_has(w, "3 commentaires attendent");
	assert_int_equal(webtest_get(w, staff), 200);
	webtest_has(w, "Paresseux");
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/comments", staff), verdicts(&y)), 303);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/release", staff), "again=2"), 303);
	/* member 0: 40 of 100 from three who answered, 25 would be equal: 1.6, capped at 1.25 */
	assert_int_equal(year_count(&y, YPATH(&y, "peer_result WHERE student = %lld AND raters = 3 AND factor > 1.599 AND factor < 1.601 AND capped = 1.25", (long long)y.member[0])), 1);
	assert_int_equal(year_count(&y, "peer_result"), YEAR_STUDENTS);
	year_as_member(&y, 0);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_has(w, "1,25");
	webtest_has(w, "Parle-nous plus souvent");
	webtest_hasnt(w, "Trop seul");
	webtest_hasnt(w, "Paresseux");
	webtest_hasnt(w, "portes l’équipe"); /* it is another's */
	year_as_member(&y, 1);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_has(w, "portes l’équipe");
	webtest_hasnt(w, "Parle-nous plus souvent");
	webtest_hasnt(w, "Étudiante A"); /* nobody's name stands beside a result */
	mission_as(&y.m, ROLE_SUPERVISOR, 0);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_hasnt(w, "portes l’équipe");
	/* flags are for the coordination alone */
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, staff), 200);
	webtest_has(w, "se voit nettement mieux");
	year_as_member(&y, 1);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_hasnt(w, "se voit nettement mieux");
	/* after the release nothing opens again */
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/act", staff), "act=open"), 403);
	webtest_close(w);
}

static void
raw_answers_for_a_reason(void **state)
{
	struct year_world y = year_world_open(*state);
	struct webtest *w = y.m.c.w;
	int64_t round = answered_by_all(&y);
	const char *raw = YPATH(&y, "/peers/%lld/teams/%lld", (long long)round, (long long)y.m.team[0]);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, raw), 200);
	webtest_hasnt(w, "Points donnés");
	webtest_hasnt(w, "Paresseux");
	assert_int_equal(webtest_get(w, YPATH(&y, "/peers/%lld", (long long)round)), 200);
	webtest_hasnt(w, "<b>40</b>");
	assert_int_equal(webtest_post(w, raw, "reason="), 422);
	assert_int_equal(webtest_post(w, raw, "reason=Plainte+d%27un+membre"), 303);
	assert_int_equal(webtest_get(w, raw), 200);
	webtest_has(w, "Points donnés");
	webtest_has(w, "<b>40</b>");
	webtest_has(w, "Plainte d&#39;un membre");
	assert_int_equal(year_count(&y, "peer_look"), 1);
	assert_int_equal(year_count(&y, "history WHERE entity = 'peer_round' AND what = 'looked'"), 1);
	/* an hour later, or another person: the reason is asked again */
	mission_sql(&y.m, "UPDATE peer_look SET at = '2020-01-01T00:00:00Z' RETURNING id");
	assert_int_equal(webtest_get(w, raw), 200);
	webtest_hasnt(w, "<b>40</b>");
	webtest_close(w);
}

/* Two raters: nothing is shown, no comment either. */
static void
fewer_than_three(void **state)
{
	struct year_world y = year_world_open(*state);
	struct webtest *w = y.m.c.w;
	int64_t round = open_round(&y, 1);
	for (int k = 0; k < 2; k++) {
		year_as_member(&y, k);
		assert_int_equal(webtest_post(w, YPATH(&y, "%s/peers/%lld", y.team, (long long)round), answer(&y, k, even, 4, 4, "Bravo", 2)), 303);
	}
	webtest_as(w, ROLE_COORDINATION);
	const char *staff = YPATH(&y, "/peers/%lld", (long long)round);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/act", staff), "act=close"), 303);
	assert_int_equal(webtest_get(w, staff), 200);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/comments", staff), verdicts(&y)), 303);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/release", staff), ""), 303);
	assert_int_equal(year_count(&y, "peer_result WHERE factor IS NOT NULL OR behaviour1 IS NOT NULL"), 0);
	assert_int_equal(year_count(&y, "peer_comment"), 0);
	year_as_member(&y, 2);
	assert_int_equal(webtest_get(w, YPATH(&y, "%s/peers", y.team)), 200);
	webtest_has(w, "Moins de trois personnes");
	webtest_hasnt(w, "Bravo");
	webtest_close(w);
}

/* What is handed over on request: to a rater their own words, to a member nothing that a peer said of them before it was released. */
struct asking { const char *email; struct held held; };

static enum err
held_work(struct db *db, void *arg)
{
	struct asking *x = arg;
	struct subject s;
	enum err e = subject_of(db, x->email, &s);
	return e == OK ? held_of(db, &s, LANG_FR, 0, true, &x->held) : e;
}

static size_t
told(struct year_world *y, int member, const char *what)
{
	struct webtest *w = y->m.c.w;
	struct asking x = { 0 };
	size_t n = 0;
	year_as_member(y, member);
	mission_sql(&y->m, YPATH(y, "UPDATE person SET email = 'membre%d@exemple.org', email_key = 'membre%d@exemple.org' WHERE id = %lld RETURNING id", member, member, (long long)w->person));
	x.email = YPATH(y, "membre%d@exemple.org", member);
	webtest_ok(w, store_read(w->app.store, w->a, held_work, &x));
	for (size_t t = 0; t < x.held.tables.n; t++)
		for (size_t i = 0; i < x.held.tables.items[t].rows.n; i++)
			for (size_t c = 0; c < x.held.tables.items[t].ncolumns; c++)
				n += x.held.tables.items[t].rows.items[i].values[c] != NULL && strstr(x.held.tables.items[t].rows.items[i].values[c], what) != NULL;
	for (size_t i = 0; i < x.held.mentions.n; i++)
		n += strstr(x.held.mentions.items[i].text, what) != NULL;
	return n;
}

static void
nothing_raw_is_handed_over(void **state)
{
	struct year_world y = year_world_open(*state);
	struct webtest *w = y.m.c.w;
	int64_t round = open_round(&y, 1);
	mission_sql(&y.m, YPATH(&y, "UPDATE person SET name = 'Zénobie Valmont' WHERE id = %lld RETURNING id", (long long)y.person[2]));
	year_as_member(&y, 1);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/peers/%lld", y.team, (long long)round), answer(&y, 1, even, 3, 4, "Z%C3%A9nobie%20Valmont%20ment%20souvent", 2)), 303);
	assert_int_equal(year_count(&y, "peer_mark WHERE comment LIKE '%Valmont ment%'"), 1);
	assert_int_equal(told(&y, 2, "ment souvent"), 0);
	assert_int_equal(told(&y, 1, "ment souvent"), 1);
	webtest_close(w);
}

static void
run_reminders(struct year_world *y, struct date on)
{
	struct webtest *w = y->m.c.w;
	struct worker worker = { .store = w->app.store, .base_url = w->app.base_url };
	struct job j = { .store = w->app.store, .a = w->a, .today = on, .base_url = w->app.base_url, .worker = &worker };
	webtest_ok(w, job_peer_reminders(&j));
}

/* Told once when it opens; those who have not answered once more in the last days; nobody after. */
static void
told_and_reminded(void **state)
{
	struct year_world y = year_world_open(*state);
	struct webtest *w = y.m.c.w;
	struct date today = today_brussels();
	size_t mails = call_mails(&y.m.c);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, YPATH(&y, "/editions/%lld/peers", (long long)y.m.c.edition.id), YPATH(&y, "rev=0&round=1&opens_on=%s&closes_on=%s", day_from_today(w->a, 0), day_from_today(w->a, 9))), 303);
	int64_t round = webtest_number(w, "SELECT max(id) FROM peer_round");
	run_reminders(&y, date_of_days(date_days(today) - 1));
	assert_int_equal(call_mails(&y.m.c), mails);
	run_reminders(&y, today);
	run_reminders(&y, date_of_days(date_days(today) + 1));
	assert_int_equal(call_mails(&y.m.c), mails + 4); /* one has no address, and who is alone in a team evaluates nobody */
	call_mail(&y.m.c, "évaluez le travail en équipe");
	year_as_member(&y, 1);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/peers/%lld", y.team, (long long)round), answer(&y, 1, even, 3, 4, NULL, 0)), 303);
	run_reminders(&y, date_of_days(date_days(today) + 7));
	run_reminders(&y, date_of_days(date_days(today) + 9));
	assert_int_equal(call_mails(&y.m.c), mails + 4 + 3);
	run_reminders(&y, date_of_days(date_days(today) + 10));
	assert_int_equal(call_mails(&y.m.c), mails + 4 + 3);
	webtest_close(w);
}

struct purging { const char *before; bool look; int64_t n; };

static enum err
purge_work(struct db *db, void *arg)
{
	struct purging *p = arg;
	return peer_purge(db, p->before, p->look, &p->n);
}

static void
raw_answers_end(void **state)
{
	struct year_world y = year_world_open(*state);
	struct webtest *w = y.m.c.w;
	int64_t round = answered_by_all(&y);
	const char *staff = YPATH(&y, "/peers/%lld", (long long)round);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/act", staff), "act=close"), 303);
	assert_int_equal(webtest_get(w, staff), 200);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/comments", staff), verdicts(&y)), 303);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/release", staff), ""), 303);
	struct purging early = { "2020-01-01T00:00:00Z", false, -1 }, look = { "2999-01-01T00:00:00Z", true, -1 }, all = { "2999-01-01T00:00:00Z", false, -1 };
	webtest_ok(w, store_write(w->app.store, w->a, purge_work, &early));
	webtest_ok(w, store_write(w->app.store, w->a, purge_work, &look));
	assert_true(early.n == 0 && look.n == 4);
	assert_int_equal(year_count(&y, "peer_answer"), 4);
	webtest_ok(w, store_write(w->app.store, w->a, purge_work, &all));
	assert_int_equal(year_count(&y, "peer_answer") + year_count(&y, "peer_mark"), 0);
	assert_int_equal(year_count(&y, "peer_result"), YEAR_STUDENTS);
	/* the released results stay, and cannot be released anew from nothing */
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/release", staff), "again=1"), 422);
	year_as_member(&y, 0);
	assert_int_equal(webtest_get(w, YPATH(&y, "%s/peers", y.team)), 200);
	webtest_has(w, "1,25");
	webtest_close(w);
}

static void
rounds_by_their_days(void **state)
{
	struct year_world y = year_world_open(*state);
	struct webtest *w = y.m.c.w;
	const char *page = YPATH(&y, "/editions/%lld/peers", (long long)y.m.c.edition.id);
	struct date today = { 2025, 1, 20 };
	struct peer_round r = { .opens_on = "2025-01-20", .closes_on = "2025-01-26" };
	assert_int_equal(peer_round_state(&r, (struct date){ 2025, 1, 19 }), ROUND_AHEAD);
	assert_int_equal(peer_round_state(&r, today), ROUND_OPEN);
	assert_int_equal(peer_round_state(&r, (struct date){ 2025, 1, 26 }), ROUND_OPEN);
	assert_int_equal(peer_round_state(&r, (struct date){ 2025, 1, 27 }), ROUND_CLOSED);
	r.closed_at = "x";
	assert_int_equal(peer_round_state(&r, today), ROUND_CLOSED);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, page, "rev=0&round=3&opens_on=2025-01-20"), 404);
	assert_int_equal(webtest_post(w, page, "rev=0&round=1&opens_on=2025-01-20&closes_on=2025-01-10"), 422);
	webtest_has(w, "vient avant le premier");
	assert_int_equal(webtest_post(w, page, "rev=0&round=1&opens_on=2025-01-20&closes_on=2025-01-26"), 303);
	assert_int_equal(webtest_post(w, page, "rev=0&round=1&opens_on=2025-01-21&closes_on=2025-01-26"), 422);
	webtest_has(w, "a changé entre-temps");
	/* opened again after its last day: that day no longer counts */
	assert_int_equal(webtest_post(w, YPATH(&y, "/peers/%lld/act", (long long)webtest_number(w, "SELECT max(id) FROM peer_round")), "act=open"), 303);
	assert_int_equal(year_count(&y, "peer_round WHERE closes_on IS NULL AND opened_at IS NOT NULL"), 1);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_has(w, "Clôturer maintenant");
	webtest_close(w);
}

/* The edition ended so many days ago, and the roles of those years with it. */
static void
year_ended(struct year_world *y, int days)
{
	const char *on = arena_strdup(y->m.c.w->a, date_iso(date_of_days(date_days(today_brussels()) - days)).s);
	mission_sql(&y->m, YPATH(y, "UPDATE edition SET ends_on = '%s' WHERE id = %lld RETURNING id", on, (long long)y->m.c.edition.id));
	mission_sql(&y->m, YPATH(y, "UPDATE role_grant SET until_day = '%s' WHERE role IN (256, 512) RETURNING id", on));
}

/* Results that come after the last day are read by whose they are; nothing is written any more, and nothing else opens. */
static void
read_on_after_the_year(void **state)
{
	struct year_world y = year_world_open(*state);
	struct webtest *w = y.m.c.w;
	int64_t round = answered_by_all(&y);
	const char *staff = YPATH(&y, "/peers/%lld", (long long)round), *page = YPATH(&y, "%s/peers", y.team);
	year_ended(&y, 20);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/act", staff), "act=close"), 303);
	assert_int_equal(webtest_get(w, staff), 200);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/comments", staff), verdicts(&y)), 303);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/release", staff), "again=2"), 303);
	year_as_member(&y, 0);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_has(w, "1,25");
	webtest_has(w, "Votre année est finie");
	webtest_has(w, "href=\"/teams\"");
	webtest_hasnt(w, "/interviews");
	assert_int_equal(webtest_get(w, "/teams"), 303);
	static const char *const open[] = { "", "/journal", "/sources", "/recommendations", "/problem", "/report", "/closing" };
	for (size_t i = 0; i < LEN(open); i++) {
		assert_int_equal(webtest_get(w, YPATH(&y, "%s%s", y.team, open[i])), 200);
		webtest_hasnt(w, YPATH(&y, "action=\"%s", y.team));
	}
	static const char *const shut[] = { "/interviews", "/interviews.csv", "/requests", "/log" };
	for (size_t i = 0; i < LEN(shut); i++)
		assert_int_equal(webtest_get(w, YPATH(&y, "%s%s", y.team, shut[i])), 403);
	assert_int_equal(webtest_get(w, "/ranking"), 403);
	assert_int_equal(webtest_get(w, "/timetable"), 403);
	assert_int_equal(webtest_get(w, "/mandates"), 403);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/journal", y.team), "text=Encore"), 403);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/closing/choice", y.team), "names_open=1&report_open=1"), 403);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/%lld/typed", page, (long long)round), "member-0=1"), 403);
	assert_int_equal(webtest_get(w, YPATH(&y, "/teams/%lld", (long long)y.m.team[1])), 404);
	mission_as(&y.m, ROLE_SUPERVISOR, 0);
	assert_int_equal(webtest_get(w, y.team), 200);
	assert_int_equal(webtest_get(w, "/supervision"), 403);
	/* another role of the same person opens no form of the team */
	mission_sql(&y.m, YPATH(&y, "UPDATE role_grant SET person = %lld, until_day = NULL WHERE role = 256 AND person = %lld RETURNING id", (long long)y.person[0], (long long)y.m.guide[1]));
	year_as_member(&y, 0);
	assert_int_equal(webtest_get(w, page), 200);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/journal", y.team), "text=Encore"), 404);
	assert_int_equal(year_count(&y, "mission_entry"), 0);
	/* the role ended before the year did: nothing to read */
	year_as_member(&y, 1);
	mission_sql(&y.m, YPATH(&y, "UPDATE edition SET ends_on = '2199-06-30' WHERE id = %lld RETURNING id", (long long)y.m.c.edition.id));
	assert_int_equal(webtest_get(w, page), 404);
	/* and it ends, too */
	year_ended(&y, 367);
	assert_int_equal(webtest_get(w, page), 403);
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(answered_by_one), T(moderated_and_released), T(raw_answers_for_a_reason), T(fewer_than_three), T(nothing_raw_is_handed_over), T(raw_answers_end), T(told_and_reminded), T(rounds_by_their_days), T(read_on_after_the_year) };
	return cmocka_run_group_tests_name("peers", tests, NULL, NULL);
}
