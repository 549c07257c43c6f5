/* Where the missions of an edition stand: the board, the teams that one follows, alerts, and what they prove in the plan. */
#include "mission_test.h"
#include "formats/document.h"
#include "jobs/jobs.h"
#include "mission/mission_evidence.h"
#include "mission/mission_jobs.h"
#include "plan/plan_store.h"
#include <string.h>

#define BOARD(m, more) MPATH(m, "/editions/%lld/board%s", (long long)(m)->c.edition.id, more)

static void
run_day(struct mission_world *m, int days)
{
	struct worker w = { .store = m->c.w->app.store, .base_url = m->c.w->app.base_url };
	struct job j = { .store = w.store, .a = m->c.w->a, .today = date_of_days(date_days(today_brussels()) + days), .base_url = w.base_url, .payload = "{}", .worker = &w };
	webtest_ok(m->c.w, job_missions(&j));
}

static void
the_board(void **state)
{
	struct mission_world m = mission_world_open(*state);
	struct webtest *w = m.c.w;
	mission_sql(&m, MPATH(&m, "UPDATE team SET created_at = '%sT08:00:00Z' WHERE id = %lld RETURNING 1", day_from_today(w->a, -30), (long long)m.team[1]));
	mission_sql(&m, MPATH(&m, "INSERT INTO follow_entry (team, author, met_on, kind, audience, decisions, next_step, next_on, alert, created_at, rev) VALUES (%lld, %lld, '%s', 'meeting', 'staff',"
	    " 'x', 'Secret', '%s', 1, 'x', 1) RETURNING 1", (long long)m.team[0], (long long)m.guide[0], day_from_today(w->a, -2), day_from_today(w->a, 5)));
	mission_sql(&m, MPATH(&m, "INSERT INTO data_request (team, what, due_on, asked_at, outcome, created_at, rev) VALUES (%lld, 'Chiffres', '%s', '2024-01-01T00:00:00Z', 'open', 'x', 1) RETURNING 1",
	    (long long)m.team[0], day_from_today(w->a, -1)));
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, BOARD(&m, "")), 200);
	webtest_has(w, "2030-31/001 La Rive asbl");
	webtest_has(w, "Guide A");
	webtest_has(w, "1 alerte");
	webtest_has(w, "1 demande");
	webtest_has(w, "silence de 30 jours");
	webtest_has(w, "<b>2</b> ◐");
	/* The oral: as the timetable published it, then as the closing page says, and whether it was held. */
	int64_t schedule = mission_sql(&m, MPATH(&m, "INSERT INTO schedule (edition, kind, step, duration, apart, day_cost, status, smallest, version, rev) VALUES (%lld, 'orals', 30, 60, 0, 0, 'optimal', 0, 1, 1)"
	    " RETURNING id", (long long)m.c.edition.id));
	int64_t version = mission_sql(&m, MPATH(&m, "INSERT INTO schedule_version (schedule, number, at) VALUES (%lld, 1, 'x') RETURNING id", (long long)schedule));
	for (int i = 0; i < 2; i++)
		mission_sql(&m, MPATH(&m, "INSERT INTO schedule_published (version, submission, on_day, start, minutes, missing, gone, sequence, at) VALUES (%lld, %lld, '2031-04-1%d', 870, 60, 0, 0, 0, 'x')"
		    " RETURNING submission", (long long)version, (long long)m.submission[i], 7 + i));
	mission_sql(&m, MPATH(&m, "INSERT INTO closing (team, oral_on, oral_time, oral_done_at, rev) VALUES (%lld, '2025-04-20', '10:15', '2025-04-20T10:00:00Z', 1) RETURNING team", (long long)m.team[1]));
	assert_int_equal(webtest_get(w, BOARD(&m, "")), 200);
	webtest_has(w, "17/04/2031, 14:30");
	webtest_has(w, "20/04/2025, 10:15");
	webtest_has(w, "✓ faite");
	webtest_hasnt(w, "18/04/2031");
	assert_int_equal(webtest_get(w, BOARD(&m, ".csv")), 200);
	assert_non_null(memmem(w->an.bytes, w->an.n, "2031-04-17", 10));
	assert_non_null(memmem(w->an.bytes, w->an.n, "La Rive asbl", 12));
	assert_non_null(memmem(w->an.bytes, w->an.n, "silence", 7));
	/* A step of the staff alone is not told to the team. */
	mission_as(&m, ROLE_STUDENT, 0);
	assert_int_equal(webtest_get(w, MPATH(&m, "/teams/%lld", (long long)m.team[0])), 200);
	webtest_hasnt(w, "Secret");
	webtest_has(w, "des demandes à l’institution restent sans réponse");
	assert_int_equal(webtest_get(w, BOARD(&m, "")), 403);

	/* Steps along the table; from an old page, or out of order, nothing moves. */
	webtest_as(w, ROLE_COORDINATION);
	const char *move = MPATH(&m, "%s/%lld", BOARD(&m, ""), (long long)m.team[0]);
	assert_int_equal(webtest_post(w, move, "to=oral&from=clarified"), 422);
	assert_int_equal(webtest_post(w, move, "to=frozen&reason=x&from=clarified"), 422);
	assert_int_equal(webtest_post(w, move, "to=exploration&from=presented"), 422);
	assert_int_equal(webtest_post(w, move, "to=exploration&from=clarified"), 303);
	assert_int_equal(webtest_post(w, move, "to=clarified&from=exploration"), 422);
	webtest_has(w, "demande un motif");
	assert_int_equal(webtest_post(w, move, "to=clarified&reason=Visite+remise&from=exploration"), 303);
	assert_int_equal(webtest_number(w, MPATH(&m, "SELECT count(*) FROM submission_move WHERE submission = %lld", (long long)m.submission[0])), 2);
	assert_int_equal(webtest_post(w, MPATH(&m, "/editions/%lld/board/%lld", (long long)m.c.edition.id + 1, (long long)m.team[0]), "to=exploration&from=clarified"), 404);
	/* What one day brings to all, at once; not what each does by itself, not backwards, not twice. */
	assert_int_equal(webtest_get(w, BOARD(&m, "")), 200);
	webtest_has(w, "Les 2 missions de l’étape");
	assert_int_equal(webtest_post(w, BOARD(&m, "/all"), "from=exploration&to=report"), 400);
	assert_int_equal(webtest_post(w, BOARD(&m, "/all"), "from=clarified&to=presented"), 400);
	assert_int_equal(webtest_post(w, BOARD(&m, "/all"), "from=clarified&to=exploration"), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM submission WHERE status = 'exploration'"), 2);
	assert_int_equal(webtest_post(w, BOARD(&m, "/all"), "from=clarified&to=exploration"), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM submission_move WHERE to_status = 'exploration'"), 3);

	/* A supervisor: own teams, wherever they are. */
	mission_as(&m, ROLE_SUPERVISOR, 1);
	assert_int_equal(webtest_get(w, "/supervision"), 200);
	webtest_has(w, "Le Relais asbl");
	webtest_hasnt(w, "La Rive");
	webtest_has(w, "silence de 30 jours");
	mission_as(&m, ROLE_STUDENT, 1);
	assert_int_equal(webtest_get(w, "/supervision"), 403);
	webtest_close(w);
}

static void
alerts_once_a_week(void **state)
{
	struct mission_world m = mission_world_open(*state);
	struct webtest *w = m.c.w;
	mission_sql(&m, MPATH(&m, "UPDATE team SET created_at = '%sT08:00:00Z' WHERE id = %lld RETURNING 1", day_from_today(w->a, -30), (long long)m.team[1]));
	size_t mails = call_mails(&m.c);
	run_day(&m, 0);
	assert_int_equal(call_mails(&m.c), mails); /* their weekly letter says it (test_mails.c) */
	mission_sql(&m, MPATH(&m, "INSERT INTO mail_off (person, kind, at) VALUES (%lld, 'digest', '2026-01-01T00:00:00Z') RETURNING 1", (long long)m.guide[1]));
	run_day(&m, 0);
	assert_int_equal(call_mails(&m.c), mails + 1);
	const struct outbox_row *one = call_mail(&m.c, "À voir : la mission Le Relais asbl");
	assert_true(one != NULL && strstr(one->text, "depuis 30 jours") != NULL && strstr(one->text, MPATH(&m, "/teams/%lld/log", (long long)m.team[1])) != NULL);
	run_day(&m, 0);
	assert_int_equal(call_mails(&m.c), mails + 1);
	run_day(&m, 7);
	assert_int_equal(call_mails(&m.c), mails + 2);
	/* Who does not want reminders is not written to; a team that was heard is not spoken of. */
	mission_sql(&m, MPATH(&m, "INSERT INTO mail_off (person, kind, at) VALUES (%lld, 'missions', '2026-01-01T00:00:00Z') RETURNING 1", (long long)m.guide[1]));
	run_day(&m, 14);
	assert_int_equal(call_mails(&m.c), mails + 2);
	mission_sql(&m, MPATH(&m, "DELETE FROM mail_off WHERE person = %lld AND kind = 'missions' RETURNING 1", (long long)m.guide[1]));
	mission_sql(&m, MPATH(&m, "INSERT INTO follow_entry (team, met_on, kind, audience, decisions, alert, created_at, rev) VALUES (%lld, '%s', 'phone', 'team', 'x', 0, 'x', 1) RETURNING 1",
	    (long long)m.team[1], day_from_today(w->a, 0)));
	run_day(&m, 14);
	assert_int_equal(call_mails(&m.c), mails + 2);
	/* Who has no account is told once whom to ask, with no link that would be shut before them. */
	mission_sql(&m, MPATH(&m, "UPDATE supervisor SET person = NULL WHERE id = %lld RETURNING 1", (long long)m.supervisor[1]));
	mission_sql(&m, MPATH(&m, "DELETE FROM follow_entry WHERE team = %lld RETURNING 1", (long long)m.team[1]));
	run_day(&m, 14);
	assert_int_equal(call_mails(&m.c), mails + 3);
	one = call_mail(&m.c, "À voir : la mission Le Relais asbl");
	assert_true(one != NULL && strstr(one->text, "demandez un lien à") != NULL && strstr(one->text, "https://") == NULL);
	run_day(&m, 21);
	assert_int_equal(call_mails(&m.c), mails + 3);
	webtest_close(w);
}

static void
requests_are_reminded(void **state)
{
	struct mission_world m = mission_world_open(*state);
	struct webtest *w = m.c.w;
	int64_t id = mission_sql(&m, MPATH(&m, "INSERT INTO data_request (team, what, due_on, asked_at, outcome, created_at, rev) VALUES (%lld, 'Chiffres', '%s', '2024-01-01T00:00:00Z', 'open', 'x', 1)"
	    " RETURNING id", (long long)m.team[0], day_from_today(w->a, 5)));
	mission_sql(&m, MPATH(&m, "INSERT INTO data_request (team, what, due_on, outcome, created_at, rev) VALUES (%lld, 'Jamais envoyée', '%s', 'open', 'x', 1) RETURNING 1", (long long)m.team[0],
	    day_from_today(w->a, 5)));
	size_t mails = call_mails(&m.c);
	run_day(&m, 1);
	assert_int_equal(call_mails(&m.c), mails);
	run_day(&m, 2);
	run_day(&m, 3);
	assert_int_equal(call_mails(&m.c), mails + 1); /* once before the day */
	const struct outbox_row *one = call_mail(&m.c, "Rappel : des données pour la mission");
	assert_true(one != NULL && text_eq(one->to, "ana@rive.be"));
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, call_link(&m.c, one)), 200);
	run_day(&m, 6);
	run_day(&m, 8);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM outbox WHERE subject LIKE 'Rappel%'"), 2); /* once after it */
	mission_sql(&m, MPATH(&m, "UPDATE data_request SET outcome = 'received' WHERE id = %lld RETURNING 1", (long long)id));
	run_day(&m, 20);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM outbox WHERE subject LIKE 'Rappel%'"), 2);
	webtest_close(w);
}

/* ---- evidence ----------------------------------------------------------------------------------------------------------- */

static enum err
plan_work(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	int64_t revision;
	struct plan plan = { .title = "Plan", .first_year = 2023, .last_year = 2031 };
	struct objective o = { .code = "2", .title = "Secteurs" };
	struct specific s = { .code = "2.4", .title = "Consultance" };
	struct action x = { .code = "2.4.2", .title = "Répondre aux demandes", .due = { .kind = DUE_YEAR, .year = 2030 } };
	(void)arg;
	PUSH(a, &plan.actors, ((struct actor){ .name = "CEP" }));
	PUSH(a, &x.actors, ((struct responsibility){ .actor = 0, .lead = true }));
	PUSH(a, &x.indicators, ((struct indicator){ .text = "Demandes honorées", .kind = IND_FACT, .count = 1, .cadence = 1 }));
	PUSH(a, &x.indicators, ((struct indicator){ .text = "PV du comité", .kind = IND_MINUTES, .count = 1, .cadence = 1 }));
	PUSH(a, &x.indicators, ((struct indicator){ .text = "Institutions servies", .kind = IND_FACT, .count = 1, .cadence = 1 }));
	PUSH(a, &s.actions, x);
	PUSH(a, &o.specifics, s);
	PUSH(a, &plan.objectives, o);
	return plan_adopt_draft(db, &user_command, &plan, &(struct plan_adoption){ .adopted = true, .adopted_on = "2023-01-01" }, &revision);
}

static int64_t
live_pieces(struct mission_world *m)
{
	return webtest_number(m->c.w, "SELECT count(*) FROM evidence WHERE withdrawn_at IS NULL AND deleted_at IS NULL");
}

/* The sector of a commission, by its place in the list; NONE: nothing said. */
static void
sector(struct mission_world *m, int which, int nth)
{
	mission_sql(m, nth < 0 ? MPATH(m, "UPDATE submission SET sector = NULL WHERE id = %lld RETURNING 1", (long long)m->submission[which])
	    : MPATH(m, "UPDATE submission SET sector = (SELECT id FROM call_term WHERE list = 'sector' ORDER BY id LIMIT 1 OFFSET %d) WHERE id = %lld RETURNING 1", nth, (long long)m->submission[which]));
}

static void
the_sectors_that_the_call_reached(void **state)
{
	struct mission_world m = mission_world_open(*state);
	struct webtest *w = m.c.w;
	webtest_ok(w, store_write(w->app.store, w->a, plan_work, NULL));
	int64_t line = webtest_number(w, "SELECT min(id) FROM indicator"), other = webtest_number(w, "SELECT max(id) FROM indicator");
	webtest_as(w, ROLE_COORDINATION);
	const char *path = BOARD(&m, "/evidence");
	assert_int_equal(webtest_post(w, path, "indicator="), 422);
	webtest_has(w, "Institutions servies");
	webtest_hasnt(w, "PV du comité");
	webtest_has(w, "1 ligne demande une autre sorte de preuve");
	assert_int_equal(webtest_post(w, path, MPATH(&m, "indicator=%lld", (long long)line)), 303);
	assert_int_equal(webtest_get(w, BOARD(&m, "")), 200);
	webtest_has(w, "rien encore");
	assert_int_equal(live_pieces(&m), 0);
	/* One sector, then another: one piece, which says two. */
	sector(&m, 0, 0);
	run_day(&m, 0);
	run_day(&m, 0);
	assert_int_equal(live_pieces(&m), 1);
	assert_int_equal(webtest_number(w, "SELECT count FROM evidence_slot"), 1);
	sector(&m, 1, 1);
	run_day(&m, 0);
	run_day(&m, 0);
	assert_int_equal(live_pieces(&m), 1);
	assert_int_equal(webtest_number(w, "SELECT max(count) FROM evidence_slot"), 2);
	assert_int_equal(webtest_get(w, BOARD(&m, "")), 200);
	webtest_has(w, "✓ 2 : ");
	sector(&m, 1, 0); /* the same one twice is one */
	run_day(&m, 0);
	assert_int_equal(webtest_number(w, MPATH(&m, "SELECT s.count FROM evidence_slot s JOIN mission_evidence x ON x.evidence = s.evidence AND x.indicator = s.indicator WHERE x.indicator = %lld",
	    (long long)line)), 1);
	/* Undone: withdrawn; so again: filed again. */
	sector(&m, 0, -1);
	sector(&m, 1, -1);
	run_day(&m, 0);
	assert_int_equal(live_pieces(&m), 0);
	sector(&m, 0, 0);
	run_day(&m, 0);
	assert_int_equal(live_pieces(&m), 1);
	/* The next year takes the lines over, when the coordination says so. */
	assert_int_equal(webtest_post(w, MPATH(&m, "/editions/%lld/copy", (long long)m.c.edition.id), ""), 303);
	const char *next = MPATH(&m, "/editions/%lld/board", (long long)webtest_number(w, "SELECT max(id) FROM edition"));
	assert_int_equal(webtest_get(w, next), 200);
	webtest_has(w, "Reprendre les lignes");
	assert_int_equal(webtest_post(w, MPATH(&m, "%s/evidence", next), "again=1"), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM mission_evidence WHERE evidence IS NULL"), 1);
	assert_int_equal(live_pieces(&m), 1);
	assert_int_equal(webtest_get(w, next), 200);
	webtest_hasnt(w, "Reprendre les lignes");
	mission_sql(&m, "DELETE FROM mission_evidence WHERE evidence IS NULL RETURNING 1");
	/* What someone withdrew by hand is not filed again; another line gets its own. */
	mission_sql(&m, "UPDATE evidence SET withdrawn_at = '2024-01-01T00:00:00Z' WHERE withdrawn_at IS NULL RETURNING 1");
	run_day(&m, 1);
	assert_int_equal(live_pieces(&m), 0);
	assert_int_equal(webtest_post(w, path, MPATH(&m, "indicator=%lld", (long long)other)), 303);
	assert_int_equal(live_pieces(&m), 1);
	assert_int_equal(webtest_post(w, path, MPATH(&m, "indicator=%lld&remove=1", (long long)other)), 303);
	assert_int_equal(live_pieces(&m), 0);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM mission_evidence"), 1);
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(the_board), T(alerts_once_a_week), T(requests_are_reminded), T(the_sectors_that_the_call_reached) };
	return cmocka_run_group_tests_name("mission board", tests, NULL, NULL);
}
