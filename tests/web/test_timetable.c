/* Timetables: the evening, the visits, the orals of an edition; moved by hand, published with letters, read by those whom they
 * concern and nobody else; a conflict given back to the selection; journeys. */
#include "jury_test.h"
#include "team/team.h"
#include "timetable/schedule_pages.h"

enum { CHOSEN = 6 };
struct world { struct jury_world j; struct webtest *w; int64_t supervisor[3], person[3], student, student_person, team[CHOSEN]; };

static void
run(struct world *x, const char *sql)
{
	struct webtest_sql q = { sql, 0 };
	webtest_ok(x->w, store_write(x->w->app.store, x->w->a, webtest_exec_work, &q));
}

/* Six commissions chosen of the twelve; an evening, a morning of visits, two days of orals. */
static struct world
chosen(struct arena *a)
{
	struct world x = { .j = jury_world_open(a) };
	x.w = x.j.c.w;
	run(&x, PATH(&x.j, "UPDATE edition SET choose = 6, evening_on = '2023-10-05', evening_from = '16:00', evening_until = '18:00', evening_place = 'Auditoire 12',"
	    " visits_on = '2023-10-13', visits_from = '09:00', visits_until = '13:00', oral_first_on = '2024-04-18', oral_second_on = '2024-04-19',"
	    " contact_email = 'labo@exemple.org' WHERE id = %lld", ED(&x.j)));
	static const char *const towns[] = { "Namur", "Huy", "Wavre" };
	for (int i = 0; i < CHOSEN; i++)
		run(&x, PATH(&x.j, "UPDATE submission SET status = 'selected', town = '%s' WHERE id = %lld", towns[i % 3], FILE_OF(&x.j, i)));
	webtest_as(x.w, ROLE_COORDINATION);
	return x;
}

static enum err
team_work(struct db *db, void *arg)
{
	struct world *x = arg;
	struct arena *a = x->w->a;
	struct team_places places = { 0 };
	struct teams all;
	enum err e = OK;
	db_author(db, NONE, "seed", "test");
	for (int k = 0; e == OK && k < 3; k++) {
		static const struct query add = { "add", "INSERT INTO supervisor (edition, person, number, name, sort_key, email, email_key, teams_most, rev)"
		    " VALUES ($1, $2, $3, $4, $4, $5, $5, 9, 1) RETURNING id" };
		struct rows *r;
		const char *mail = arena_printf(a, "acc%d@exemple.org", k), *name = arena_printf(a, "Accompagnateur %c", 'A' + k);
		e = person_add(db, name, mail, &x->person[k]);
		if (e == OK)
			e = person_grant(db, x->person[k], ROLE_SUPERVISOR, NONE, NULL, NULL);
		if (e == OK)
			e = db_one(db, &add, ARGS(V(x->j.ed.id), V(x->person[k]), V(name), V(name), V(mail)), &r);
		if (e == OK)
			x->supervisor[k] = col_int(r, 0);
	}
	static const struct query student = { "student", "INSERT INTO student (edition, person, number, name, sort_key, email, email_key, rev)"
	    " VALUES ($1, $2, 'E1', 'Étudiante', 'etudiante', 'e1@exemple.org', 'e1@exemple.org', 1) RETURNING id" };
	struct rows *r;
	if (e == OK)
		e = person_add(db, "Étudiante", "e1@exemple.org", &x->student_person);
	if (e == OK)
		e = person_grant(db, x->student_person, ROLE_STUDENT, NONE, NULL, NULL);
	if (e == OK)
		e = db_one(db, &student, ARGS(V(x->j.ed.id), V(x->student_person)), &r);
	if (e == OK)
		x->student = col_int(r, 0);
	for (int i = 0; e == OK && i < CHOSEN; i++)
		PUSH(a, &places, ((struct team_place){ x->j.file[i], NONE, x->supervisor[i % 3] }));
	PUSH(a, &places, ((struct team_place){ x->j.file[1], x->student, NONE }));
	if (e == OK)
		e = team_publish(db, x->j.ed.id, &places);
	if (e == OK)
		e = team_list(db, x->j.ed.id, &all);
	for (size_t i = 0; e == OK && i < all.n; i++)
		x->team[i] = all.items[i].id;
	return e;
}

static void
teams(struct world *x)
{
	webtest_ok(x->w, store_write(x->w->app.store, x->w->a, team_work, x));
}

static const char *
at(struct world *x, const char *rest)
{
	return PATH(&x->j, "/editions/%lld/timetable%s", ED(&x->j), rest);
}

static int64_t
count(struct world *x, const char *what)
{
	return webtest_number(x->w, PATH(&x->j, "SELECT count(*) FROM %s", what));
}

static void
post(struct world *x, const char *rest, const char *form, int status)
{
	int got = webtest_post(x->w, at(x, rest), form);
	if (got != status)
		fail_msg("%s: %d instead of %d\n%s", rest, got, status, webtest_body(x->w));
}

static void
publish(struct world *x, const char *kind, const char *more)
{
	const char *path = PATH(&x->j, "/%s/publish", kind);
	assert_int_equal(webtest_get(x->w, at(x, path)), 200);
	const char *seen = strstr(webtest_body(x->w), "name=\"seen\" value=\"");
	assert_non_null(seen);
	seen += strlen("name=\"seen\" value=\"");
	post(x, path, PATH(&x->j, "seen=%.*s%s", (int)strcspn(seen, "\""), seen, more), 303);
}

static void
as_person(struct world *x, int64_t person)
{
	x->w->person = person;
	x->w->notice = NULL;
	webtest_ok(x->w, store_write(x->w->app.store, x->w->a, jury_session, x->w));
}

static void
evening(void **state)
{
	struct world x = chosen(*state);
	struct webtest *w = x.w;
	size_t mails = call_mails(&x.j.c);
	assert_int_equal(webtest_get(w, at(&x, "")), 200);
	webtest_has(w, "0 sur 6 ont une heure");
	assert_int_equal(webtest_get(w, at(&x, "/evening")), 200);
	webtest_has(w, "Calculer l’horaire");
	assert_int_equal(webtest_get(w, at(&x, "/rien")), 404);
	/* the second one can only at 17:00 and after; the first never */
	run(&x, PATH(&x.j, "INSERT INTO availability (submission, what, slot) VALUES (%lld, 'present', '17:00')", FILE_OF(&x.j, 1)));
	post(&x, "/evening/solve", "", 303);
	assert_int_equal(webtest_get(w, at(&x, "/evening")), 200);
	webtest_has(w, "tout est placé");
	webtest_has(w, "Tout est placé, et rien n’est en conflit");
	assert_int_equal(count(&x, "schedule_session WHERE on_day = '2023-10-05' AND start BETWEEN 960 AND 1060"), 6);
	assert_int_equal(count(&x, PATH(&x.j, "schedule_session WHERE submission = %lld AND start BETWEEN 1020 AND 1049", FILE_OF(&x.j, 1))), 1);
	/* no two of a sector in a row: files 0 and 3, 1 and 4, 2 and 5 share one */
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM schedule_session a JOIN schedule_session b ON b.start = a.start + 20 JOIN submission s ON s.id = a.submission"
	    " JOIN submission t ON t.id = b.submission WHERE s.sector = t.sector"), 0);
	/* moved by hand onto another's hour: done, and said at once, on top and in both rows */
	int64_t taken = webtest_number(w, PATH(&x.j, "SELECT start FROM schedule_session WHERE submission = %lld", FILE_OF(&x.j, 2)));
	post(&x, "/evening/move", PATH(&x.j, "commission=%lld&slot=2023-10-05+%02d:%02d&place=Local+3&fixed=1", FILE_OF(&x.j, 0), (int)taken / 60, (int)taken % 60), 303);
	assert_int_equal(webtest_get(w, at(&x, "/evening")), 200);
	webtest_has(w, "Déplacé, mais : pris par Maison 2 asbl");
	webtest_has(w, "Même heure que Maison 2 asbl");
	webtest_has(w, "Même heure que Maison 0 asbl");
	post(&x, "/evening/move", PATH(&x.j, "commission=%lld&slot=2023-10-05+03:00", FILE_OF(&x.j, 0)), 422);
	webtest_has(w, "pas dans la grille");
	post(&x, "/evening/move", PATH(&x.j, "commission=%lld&slot=", FILE_OF(&x.j, 9)), 404);
	/* nothing is published with a clash unless it is said so */
	assert_int_equal(webtest_get(w, at(&x, "/evening/publish")), 200);
	post(&x, "/evening/publish", "seen=0.3", 422);
	webtest_has(w, "cochez que vous publiez malgré eux");
	/* recalculated: what is fixed stays, the others make room */
	post(&x, "/evening/solve", "", 303);
	assert_int_equal(webtest_number(w, PATH(&x.j, "SELECT start FROM schedule_session WHERE submission = %lld", FILE_OF(&x.j, 0))), taken);
	assert_int_equal(webtest_number(w, "SELECT count(DISTINCT start) FROM schedule_session"), 6);
	/* published: a version, a letter to each sponsor, once */
	assert_int_equal(call_mails(&x.j.c), mails);
	publish(&x, "evening", "");
	assert_int_equal(call_mails(&x.j.c), mails + 6);
	assert_int_equal(count(&x, "schedule_published WHERE gone = 0 AND sequence = 0"), 6);
	const struct outbox_row *m = call_mail(&x.j.c, "Horaire de la soirée de présentation, 5 octobre 2023");
	BUG_ON(m == NULL);
	assert_non_null(strstr(m->text, "Auditoire 12"));
	const char *link = call_link(&x.j.c, m);
	post(&x, "/evening/publish", "seen=0.1", 303); /* nothing changed: nothing is sent */
	assert_int_equal(call_mails(&x.j.c), mails + 6);
	/* one leaves: the least that changes, and only who is concerned is written to */
	run(&x, PATH(&x.j, "UPDATE submission SET status = 'withdrawn' WHERE id = %lld", FILE_OF(&x.j, 3)));
	assert_int_equal(webtest_get(w, at(&x, "/evening")), 200);
	post(&x, "/evening/solve", "", 303);
	assert_int_equal(webtest_get(w, at(&x, "/evening/publish")), 200);
	webtest_has(w, "annulé : était le 5 octobre 2023");
	publish(&x, "evening", "");
	assert_int_equal(call_mails(&x.j.c), mails + 6);
	assert_int_equal(count(&x, "schedule_published WHERE gone = 1 AND sequence = 1"), 1);
	assert_int_equal(webtest_number(w, "SELECT max(version) FROM schedule"), 2);
	/* the year is over: what was held was held */
	run(&x, PATH(&x.j, "UPDATE submission SET status = 'archived' WHERE id = %lld", FILE_OF(&x.j, 5)));
	assert_int_equal(webtest_get(w, at(&x, "/evening")), 200);
	webtest_hasnt(w, "Relire et publier");
	/* the page that was open while another published does not publish what it did not show */
	post(&x, "/evening/move", PATH(&x.j, "commission=%lld&slot=2023-10-05+17:40", FILE_OF(&x.j, 1)), 303);
	post(&x, "/evening/publish", "seen=1.1&despite=1", 422);
	webtest_has(w, "a changé depuis que cette page est ouverte");
	/* the sponsor's link opens theirs, and no other door */
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, link), 200);
	webtest_has(w, "Soirée de présentation");
	webtest_has(w, "Programme de la soirée");
	webtest_hasnt(w, "Maison 3 asbl");
	assert_int_equal(webtest_get(w, PATH(&x.j, "%s/calendar.ics", link)), 200);
	webtest_has(w, "BEGIN:VCALENDAR\r\n");
	assert_string_equal(w->an.type, ICAL_TYPE);
	assert_int_equal(webtest_get(w, PATH(&x.j, "/programme/%lld/%s", FILE_OF(&x.j, 5) + 1, strrchr(link, '/') + 1)), 404);
	webtest_close(w);
}

static void
settings(void **state)
{
	struct world x = chosen(*state);
	struct webtest *w = x.w;
	post(&x, "/evening/settings", "rev=0&step=2&duration=abc", 422);
	webtest_has(w, "de 5 à 240");
	webtest_has(w, "abc");
	post(&x, "/evening/settings", "rev=0&step=15&duration=15&apart=1", 303);
	assert_int_equal(count(&x, "schedule WHERE step = 15 AND duration = 15 AND apart = 1 AND edition > 0"), 1);
	post(&x, "/evening/settings", "rev=1&step=20&duration=20", 409);
	assert_int_equal(count(&x, "schedule WHERE step = 15"), 1);
	/* without teams the others say so, kindly, and compute nothing */
	assert_int_equal(webtest_get(w, at(&x, "/visits")), 200);
	webtest_has(w, "dès que les équipes sont publiées");
	post(&x, "/visits/solve", "", 303);
	assert_int_equal(count(&x, "schedule_session"), 0);
	webtest_close(w);
}

static void
visits(void **state)
{
	struct world x = chosen(*state);
	struct webtest *w = x.w;
	teams(&x);
	/* the third supervisor follows files 2 and 5, in one town, and both sponsors can only at nine */
	run(&x, PATH(&x.j, "INSERT INTO availability (submission, what, slot) VALUES (%lld, 'receive', '09:00'), (%lld, 'receive', '09:00')", FILE_OF(&x.j, 2), FILE_OF(&x.j, 5)));
	size_t mails = call_mails(&x.j.c);
	post(&x, "/visits/solve", "", 303);
	assert_int_equal(webtest_get(w, at(&x, "/visits")), 200);
	webtest_has(w, "il manque 1 accompagnateur");
	webtest_has(w, "accompagnateur à trouver");
	assert_int_equal(count(&x, "schedule_session WHERE on_day IS NOT NULL"), 6);
	assert_int_equal(count(&x, "schedule_session WHERE missing = 1"), 1);
	/* who said no has no hour, and it is not said that somebody of the staff is missing */
	run(&x, PATH(&x.j, "INSERT INTO commitment (submission, what, answer) VALUES (%lld, 'receive', 'no') ON CONFLICT (submission, what) DO UPDATE SET answer = 'no'", FILE_OF(&x.j, 1)));
	post(&x, "/visits/solve", "", 303);
	assert_int_equal(webtest_get(w, at(&x, "/visits")), 200);
	webtest_has(w, "1 commanditaire a répondu");
	webtest_has(w, "Appelez-le, puis corrigez");
	assert_int_equal(count(&x, "schedule_session WHERE on_day IS NOT NULL"), 5);
	run(&x, PATH(&x.j, "UPDATE commitment SET answer = 'yes' WHERE what = 'receive' AND submission = %lld", FILE_OF(&x.j, 1)));
	post(&x, "/visits/solve", "", 303);
	/* too close by hand: who, where, and how long it takes */
	int64_t start = webtest_number(w, PATH(&x.j, "SELECT start FROM schedule_session WHERE submission = %lld", FILE_OF(&x.j, 3)));
	post(&x, "/visits/move", PATH(&x.j, "commission=%lld&slot=2023-10-13+%02d:%02d", FILE_OF(&x.j, 0), (int)start / 60, (int)start % 60), 303);
	assert_int_equal(webtest_get(w, at(&x, "/visits")), 200);
	webtest_has(w, "Accompagnateur A est chez Maison 3 asbl");
	webtest_has(w, "il faut 105 minutes d’un début à l’autre, trajet compris");
	post(&x, "/visits/solve", "", 303);
	publish(&x, "visits", "");
	/* six sponsors, three supervisors once each, one student */
	assert_int_equal(call_mails(&x.j.c), mails + 10);
	const struct outbox_row *m = call_mail(&x.j.c, "Horaire de la visite");
	assert_non_null(m);
	/* a student has the visit of their team, and no other */
	as_person(&x, x.student_person);
	assert_int_equal(webtest_get(w, "/timetable"), 200);
	webtest_has(w, "Maison 1 asbl");
	webtest_hasnt(w, "Maison 0 asbl");
	assert_int_equal(webtest_get(w, PATH(&x.j, "/timetable/%lld/visits", ED(&x.j))), 200);
	webtest_hasnt(w, "Maison 0 asbl");
	assert_int_equal(webtest_get(w, PATH(&x.j, "/timetable/%lld/orals", ED(&x.j))), 404);
	assert_int_equal(webtest_get(w, "/timetable/calendar.ics"), 200);
	webtest_has(w, "SUMMARY:Visite : Maison 1 asbl");
	webtest_hasnt(w, "Maison 0 asbl");
	assert_int_equal(webtest_get(w, at(&x, "/visits")), 403);
	/* a supervisor theirs */
	as_person(&x, x.person[0]);
	assert_int_equal(webtest_get(w, "/timetable"), 200);
	webtest_has(w, "Maison 0 asbl");
	webtest_has(w, "Maison 3 asbl");
	webtest_hasnt(w, "Maison 1 asbl");
	/* a student of no team sees nothing */
	webtest_as(w, ROLE_STUDENT);
	assert_int_equal(webtest_get(w, "/timetable"), 200);
	webtest_has(w, "Aucun horaire n’est encore publié pour vous");
	assert_int_equal(webtest_get(w, PATH(&x.j, "/timetable/%lld/visits", ED(&x.j))), 404);
	webtest_close(w);
}

static void
orals(void **state)
{
	struct world x = chosen(*state);
	struct webtest *w = x.w;
	teams(&x);
	for (int i = 0; i < CHOSEN; i++)
		run(&x, PATH(&x.j, "INSERT INTO availability (submission, what, slot) VALUES (%lld, 'oral', '2pm'), (%lld, 'oral', '2am')", FILE_OF(&x.j, i), FILE_OF(&x.j, i)));
	/* the second reader is another than the supervisor */
	post(&x, "/orals/readers", PATH(&x.j, "reader=%lld:%lld", FILE_OF(&x.j, 0), (long long)x.supervisor[0]), 422);
	webtest_has(w, "le second lecteur n’est pas l’accompagnateur");
	post(&x, "/orals/readers", PATH(&x.j, "reader=%lld:987654", FILE_OF(&x.j, 0)), 404);
	post(&x, "/orals/readers", PATH(&x.j, "reader=%lld:%lld&reader=%lld:", FILE_OF(&x.j, 0), (long long)x.supervisor[1], FILE_OF(&x.j, 1)), 303);
	assert_int_equal(count(&x, "oral_reader"), 1);
	post(&x, "/orals/solve", "", 303);
	assert_int_equal(webtest_get(w, at(&x, "/orals")), 200);
	assert_int_equal(count(&x, "schedule_session WHERE on_day = '2024-04-19'"), 6);
	/* every one on one day: A hears two and reads none; B hears two and reads one */
	publish(&x, "orals", "");
	as_person(&x, x.person[1]);
	assert_int_equal(webtest_get(w, "/timetable"), 200);
	webtest_has(w, "Maison 0 asbl");
	webtest_has(w, "Maison 1 asbl");
	webtest_hasnt(w, "Maison 2 asbl");
	/* one sponsor refuses: no timetable, why, and what to do */
	webtest_as(w, ROLE_COORDINATION);
	run(&x, PATH(&x.j, "DELETE FROM commitment WHERE submission = %lld AND what = 'oral'", FILE_OF(&x.j, 4)));
	run(&x, PATH(&x.j, "INSERT INTO commitment (submission, what, answer) VALUES (%lld, 'oral', 'no')", FILE_OF(&x.j, 4)));
	post(&x, "/orals/solve", "", 303);
	assert_int_equal(webtest_get(w, at(&x, "/orals")), 200);
	webtest_has(w, "Aucun horaire n’est possible");
	webtest_has(w, "Maison 4 asbl a répondu qu’il ne pourra pas");
	webtest_close(w);
}

/* Two that can only at the same half-hour, one slot for both: they go back to the selection as a rule with its reason. */
static void
cut(void **state)
{
	struct world x = chosen(*state);
	struct webtest *w = x.w;
	jury_scored(&x.j);
	run(&x, "UPDATE submission SET status = 'eligible'");
	assert_int_equal(webtest_post(w, PATH(&x.j, "/editions/%lld/selection", ED(&x.j)), "name=D"), 303);
	long long scenario = (long long)webtest_number(w, "SELECT max(id) FROM scenario");
	const char *check = PATH(&x.j, "/check?scenario=%lld", scenario);
	assert_int_equal(webtest_get(w, at(&x, check)), 200);
	webtest_has(w, "La soirée est possible : les 6 commandes");
	assert_int_equal(webtest_get(w, at(&x, "")), 200);
	webtest_has(w, "Vérifier la soirée de « D »");
	/* everybody can at one hour only: seven is too many for the half-hour, three too */
	for (int i = 0; i < JURY_FILES; i++)
		run(&x, PATH(&x.j, "INSERT INTO availability (submission, what, slot) VALUES (%lld, 'present', '17:30')", FILE_OF(&x.j, i)));
	assert_int_equal(webtest_get(w, at(&x, check)), 200);
	webtest_has(w, "Aucune soirée n’est possible avec cette sélection");
	webtest_has(w, "Ne pas les retenir ensemble dans « D »");
	const char *set = strstr(webtest_body(w), "name=\"conflict\" value=\"");
	assert_non_null(set);
	set += strlen("name=\"conflict\" value=\"");
	set = arena_strndup(w->a, set, strcspn(set, "\""));
	const char *one = strchr(set, ' ');
	assert_non_null(one);
	int64_t rules = count(&x, "scenario_rule");
	post(&x, "/evening/cut", PATH(&x.j, "scenario=%lld&conflict=%.*s+%s&reason=Une+seule+heure", scenario, (int)(one - set), set, one + 1), 303);
	assert_int_equal(count(&x, "scenario_rule"), rules + 1);
	assert_int_equal(count(&x, "scenario_rule WHERE kind = 'not_together' AND reason = 'Une seule heure'"), 1);
	assert_true(count(&x, "scenario_rule_file") >= 2);
	assert_int_equal(webtest_get(w, w->an.location), 200);
	webtest_has(w, "Une seule heure");
	assert_int_equal(webtest_post(w, at(&x, "/evening/cut"), PATH(&x.j, "scenario=%lld&conflict=1", scenario)), 400);
	webtest_close(w);
}

static void
travel(void **state)
{
	struct world x = chosen(*state);
	struct webtest *w = x.w;
	assert_int_equal(webtest_get(w, "/travel"), 200);
	webtest_has(w, "Namur");
	long long namur = (long long)webtest_number(w, "SELECT id FROM town WHERE folded = 'namur'"), huy = (long long)webtest_number(w, "SELECT id FROM town WHERE folded = 'huy'");
	assert_int_equal(webtest_post(w, "/travel", PATH(&x.j, "what=journey&from=%lld&to=%lld&minutes=beaucoup", namur, huy)), 422);
	webtest_has(w, "beaucoup");
	assert_int_equal(webtest_post(w, "/travel", PATH(&x.j, "what=journey&from=%lld&to=%lld&minutes=35", namur, huy)), 303);
	assert_int_equal(webtest_post(w, "/travel", PATH(&x.j, "what=journey&from=%lld&to=%lld&minutes=36", huy, namur)), 303);
	assert_int_equal(count(&x, "town_travel WHERE minutes = 36"), 1);
	assert_int_equal(webtest_post(w, "/travel", "what=defaults&unknown=45&local=20"), 303);
	assert_int_equal(webtest_get(w, "/travel.csv"), 200);
	webtest_has(w, "36");
	static const char csv[] = "de;à;minutes\r\nNamur;Huy;34\r\nFloreffe;Namur;18\r\n", bad[] = "de;à;minutes\r\nNamur;Huy;34\r\nNamur;;x\r\n";
	webtest_file(w, "file", "trajets.csv", bad, sizeof bad - 1);
	assert_int_equal(webtest_post(w, "/travel/import", ""), 422);
	webtest_has(w, "Ligne 3");
	assert_int_equal(count(&x, "town_travel WHERE minutes = 34"), 0);
	webtest_file(w, "file", "trajets.csv", csv, sizeof csv - 1);
	assert_int_equal(webtest_post(w, "/travel/import", ""), 303);
	assert_int_equal(count(&x, "town_travel"), 2);
	assert_int_equal(count(&x, "town WHERE folded = 'floreffe' AND lat IS NULL"), 1);
	assert_int_equal(webtest_post(w, "/travel/towns", "town=&name=Namur"), 422);
	assert_int_equal(webtest_post(w, "/travel/towns", "town=&name=Profondeville&lat=50,37&lon=4,87"), 303);
	assert_int_equal(count(&x, "town WHERE folded = 'profondeville' AND lat > 50"), 1);
	assert_int_equal(webtest_post(w, "/travel/towns", PATH(&x.j, "town=%lld&what=drop", huy)), 303);
	assert_int_equal(count(&x, "town_travel"), 1);
	webtest_close(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(evening), T(settings), T(visits), T(orals), T(cut), T(travel) };
	return cmocka_run_group_tests_name("timetable pages", tests, NULL, NULL);
}
