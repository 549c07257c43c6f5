/* The call, as the coordination works on it. No socket. */
#include "call_test.h"

static int64_t
count(struct call_world *c, const char *what)
{
	return webtest_number(c->w, arena_printf(c->w->a, "SELECT count(*) FROM %s", what));
}
#define AT(c, ...) arena_printf((c)->w->a, __VA_ARGS__)

/* A confirmed commission; the coordination is signed in afterwards. */
static int64_t
confirmed(struct call_world *c, const char *email)
{
	struct webtest *w = c->w;
	int64_t id;
	webtest_as(w, ROLE_PUBLIC);
	const char *path = call_fill(c, email, &id);
	assert_int_equal(webtest_post(w, AT(c, "%s/check/send", path), ""), 303);
	assert_int_equal(webtest_post(w, call_link(c, call_mail(c, "Action requise")), ""), 303);
	webtest_as(w, ROLE_COORDINATION);
	return id;
}

static void
editions(void **state)
{
	struct call_world c = call_world_open(*state);
	struct webtest *w = c.w;
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, "/editions", "year=2024-25"), 303);
	const char *path = arena_strdup(w->a, w->an.location);
	int64_t id = webtest_number(w, "SELECT id FROM edition WHERE year = 2024");
	assert_int_equal(webtest_post(w, "/editions", "year=2024-25"), 422);
	assert_int_equal(webtest_post(w, "/editions", "year=demain"), 422);
	webtest_has(w, "value=\"demain\"");
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Vendredi saint"); /* 18 April 2025 */
	static const char *const whole = "state=preparing&choose=12&opens_on=1/3/2024&closes_on=2024-06-30&closes_time=23h59&grace_minutes=15&evening_on=2024-10-03"
	    "&evening_from=16h&evening_until=20:00&visits_on=2024-10-11&oral_first_on=2025-04-17&oral_second_on=2025-04-21&intro=Bonjour";
	assert_int_equal(webtest_post(w, path, AT(&c, "rev=1&%s", whole)), 303);
	assert_int_equal(count(&c, "edition WHERE year = 2024 AND choose = 12 AND evening_from = '16:00' AND closes_time = '23:59' AND opens_on = '2024-03-01'"), 1);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "lundi de Pâques");
	assert_int_equal(webtest_post(w, path, AT(&c, "rev=1&%s", whole)), 409);
	assert_int_equal(webtest_post(w, path, "rev=2&state=preparing&choose=0&opens_on=2024-03-01&closes_on=2024-02-01&closes_time=25:00&grace_minutes=15"), 422);
	webtest_has(w, "#f-choose");
	webtest_has(w, "#f-closes_time");
	webtest_has(w, "#f-closes_on");
	/* Questions keep their identity; the next year takes them over, its days moved by weekday. */
	assert_int_equal(webtest_post(w, AT(&c, "%s/questions", path), "questions=Qui+suivra+?%0D%0A%0D%0ADepuis+quand+?"), 303);
	int64_t first = webtest_number(w, "SELECT min(id) FROM phone_question");
	assert_int_equal(webtest_post(w, AT(&c, "%s/questions", path), "questions=Depuis+quand+?%0AQui+suivra+?"), 303);
	assert_int_equal(count(&c, "phone_question WHERE deleted_at IS NULL"), 2);
	assert_int_equal(count(&c, AT(&c, "phone_question WHERE id = %lld AND position = 2 AND deleted_at IS NULL", (long long)first)), 1);
	assert_int_equal(webtest_post(w, AT(&c, "%s/copy", path), ""), 303);
	assert_int_equal(count(&c, AT(&c, "edition WHERE year = 2025 AND label = '2025-26' AND copied_from = %lld AND evening_on = '2025-10-02' AND visits_on = '2025-10-10'"
	    " AND intro = 'Bonjour' AND state = 'preparing'", (long long)id)), 1);
	assert_int_equal(count(&c, "phone_question q JOIN edition e ON e.id = q.edition WHERE e.year = 2025"), 2);
	assert_int_equal(webtest_post(w, AT(&c, "%s/copy", path), ""), 303);
	assert_string_equal(w->an.location, "/editions");
	assert_int_equal(webtest_get(w, "/editions"), 200);
	assert_int_equal(webtest_get(w, "/editions/lists"), 200);
	assert_int_equal(webtest_post(w, "/editions/lists", "what=add&list=sector&name=Logement"), 303);
	assert_int_equal(webtest_post(w, "/editions/lists", AT(&c, "what=rename&id=%s&name=Insertion", call_term_id(&c, "sector"))), 303);
	assert_int_equal(webtest_post(w, "/editions/lists", AT(&c, "what=rename&id=%s&name=logement", call_term_id(&c, "sector"))), 422);
	assert_int_equal(webtest_post(w, "/editions/lists", AT(&c, "what=remove&id=%s", call_term_id(&c, "sector"))), 303);
	assert_int_equal(count(&c, "call_term WHERE name = 'Insertion' AND deleted_at IS NOT NULL"), 1);
	webtest_close(w);
}

static void
triage(void **state)
{
	struct call_world c = call_world_open(*state);
	struct webtest *w = c.w;
	int64_t id = confirmed(&c, "ana@escale.be"), draft;
	const char *file = AT(&c, "/commissions/%lld", (long long)id), *move = AT(&c, "%s/move", file), *list = AT(&c, "/editions/%lld/commissions", (long long)c.edition.id);
	webtest_as(w, ROLE_PUBLIC);
	call_fill(&c, "bea@nid.be", &draft);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, "/commissions"), 303);
	assert_string_equal(w->an.location, list);
	assert_int_equal(webtest_get(w, list), 200);
	webtest_has(w, file);
	webtest_has(w, "1 brouillon est en cours");
	webtest_hasnt(w, AT(&c, "\"/commissions/%lld\"", (long long)draft));
	webtest_hasnt(w, "bea@nid.be");
	/* A draft is its sponsor's: not even by its number. */
	assert_int_equal(webtest_get(w, AT(&c, "/commissions/%lld", (long long)draft)), 404);
	assert_int_equal(webtest_post(w, AT(&c, "/commissions/%lld/move", (long long)draft), "to=withdrawn&reason=x"), 404);
	assert_int_equal(webtest_get(w, AT(&c, "%s?status=eligible", list)), 200);
	webtest_hasnt(w, file);
	assert_int_equal(webtest_get(w, AT(&c, "%s?q=papiers&sort=-org_name", list)), 200);
	webtest_has(w, file);
	assert_int_equal(webtest_get(w, AT(&c, "%s.csv", list)), 200);
	webtest_has(w, "ana@escale.be");

	/* Asked for more, which is sent; then accepted. */
	assert_int_equal(webtest_get(w, file), 200);
	webtest_has(w, "value=\"complement\"");
	webtest_hasnt(w, "value=\"archived\"");
	assert_int_equal(webtest_post(w, move, "to=complement&reason=+"), 422);
	webtest_has(w, "#f-reason");
	assert_int_equal(webtest_post(w, move, ""), 422);
	assert_int_equal(webtest_post(w, move, "to=archived"), 422);
	assert_int_equal(webtest_post(w, move, "to=complement&reason=Quel+est+le+public+?"), 303);
	const struct outbox_row *m = call_mail(&c, "complétez votre commande");
	assert_non_null(strstr(m->subject, "Action requise"));
	assert_non_null(strstr(m->text, "Quel est le public ?"));
	const char *link = call_link(&c, m);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(call_step(&c, link, id, "background", "background=Des+familles."), 303);
	assert_int_equal(webtest_post(w, AT(&c, "%s/check/send", link), ""), 303);
	call_mail(&c, "Reçu : le complément");
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, move, "to=eligible"), 303);
	m = call_mail(&c, "recevable");
	assert_non_null(strstr(m->subject, "Décision"));
	assert_int_equal(webtest_get(w, file), 200);
	webtest_has(w, "Des familles.");
	webtest_has(w, "Quel est le public ?");
	webtest_has(w, "[lien personnel]");
	webtest_hasnt(w, link);
	assert_int_equal(count(&c, AT(&c, "submission_move WHERE submission = %lld", (long long)id)), 5);

	/* After the selection a sponsor says why. */
	assert_int_equal(webtest_post(w, move, "to=selected"), 303);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_post(w, AT(&c, "%s/withdraw", link), ""), 422);
	webtest_has(w, "#f-reason");
	assert_int_equal(webtest_post(w, AT(&c, "%s/withdraw", link), "reason=Plus+de+direction"), 303);
	assert_int_equal(count(&c, "submission_move WHERE to_status = 'withdrawn' AND by_sponsor = 1 AND reason = 'Plus de direction'"), 1);
	webtest_close(w);
}

static int64_t
entered(struct call_world *c, int n)
{
	assert_int_equal(webtest_post(c->w, AT(c, "/editions/%lld/new", (long long)c->edition.id), AT(c, "question=Que+faire+%d+?&org_name=Maison+%d&behalf_via=paper&email=m%d@maison%d.be", n, n, n, n)), 303);
	return webtest_number(c->w, "SELECT max(id) FROM submission");
}

static enum err
in_grace_work(struct db *db, void *arg)
{
	struct call_world *c = arg;
	static const struct query late = { "late", "UPDATE submission SET created_at = $1, sent_at = $2 WHERE org_name = 'Maison 4'" };
	return db_exec(db, &late, ARGS(V(isotime_of(edition_end(&c->edition) - 60).s), V(isotime_of(edition_end(&c->edition) + 60).s)), NULL);
}

static void
many_at_once(void **state)
{
	struct call_world c = call_world_open(*state);
	struct webtest *w = c.w;
	const char *list = AT(&c, "/editions/%lld/commissions", (long long)c.edition.id), *many = AT(&c, "/editions/%lld/triage", (long long)c.edition.id);
	long long id[6], draft;
	webtest_as(w, ROLE_PUBLIC);
	int64_t d;
	call_fill(&c, "bea@nid.be", &d);
	draft = (long long)d;
	webtest_as(w, ROLE_COORDINATION);
	for (int k = 0; k < 5; k++)
		id[k] = (long long)entered(&c, k);
	struct date after = date_of_days(date_days(today_brussels()) + 25);
	clock_replay(&after);
	id[5] = (long long)entered(&c, 5);
	clock_replay(NULL);
	webtest_ok(w, store_write(w->app.store, w->a, in_grace_work, &c));
	/* what came late, and what came a minute late from an open form */
	assert_int_equal(webtest_get(w, list), 200);
	webtest_has(w, "name=\"commission\"");
	assert_int_equal(webtest_get(w, AT(&c, "%s?arrival=late", list)), 200);
	webtest_has(w, "Que faire 5");
	webtest_hasnt(w, "Que faire 4");
	webtest_hasnt(w, "Que faire 1");
	assert_int_equal(webtest_get(w, AT(&c, "%s?arrival=grace", list)), 200);
	webtest_has(w, "Que faire 4");
	webtest_hasnt(w, "Que faire 5");
	/* looking changes nothing; a draft of a sponsor is not reached by its number, nor a commission of another edition */
	assert_int_equal(webtest_get(w, AT(&c, "%s?which=ticked&to=eligible&commission=%lld&commission=%lld&commission=%lld", many, id[0], id[1], draft)), 200);
	webtest_has(w, "2 commandes changent d’état");
	webtest_has(w, "2 courriels partent");
	assert_int_equal(webtest_get(w, AT(&c, "%s?which=shown&arrival=late", many)), 200);
	webtest_has(w, "1 commande change d’état");
	assert_int_equal(webtest_get(w, AT(&c, "%s?which=ticked&to=archived", many)), 404);
	assert_int_equal(webtest_post(w, many, AT(&c, "to=selected&commission=%lld", id[0])), 404);
	assert_int_equal(count(&c, "submission WHERE status = 'eligible'"), 0);
	assert_int_equal(webtest_post(w, many, "to=eligible"), 422);
	webtest_has(w, "Cochez au moins une commande");
	/* done, with what each single move does */
	size_t mails = call_mails(&c);
	assert_int_equal(webtest_post(w, many, AT(&c, "to=eligible&commission=%lld&commission=%lld&commission=%lld", id[0], id[1], draft)), 303);
	assert_int_equal(count(&c, "submission WHERE status = 'eligible'"), 2);
	assert_int_equal(count(&c, AT(&c, "submission WHERE id = %lld AND status = 'draft'", draft)), 1);
	assert_int_equal(call_mails(&c), mails + 2);
	call_mail(&c, "recevable");
	assert_int_equal(count(&c, "submission_move WHERE to_status = 'eligible' AND person IS NOT NULL"), 2);
	assert_int_equal(count(&c, "history WHERE entity = 'submission' AND field = 'status' AND after = 'Recevable'"), 2);
	assert_int_equal(webtest_get(w, arena_strdup(w->a, w->an.location)), 200);
	webtest_has(w, "2 sur 2");
	/* again with the others: what is done stays, what cannot is said */
	assert_int_equal(webtest_post(w, AT(&c, "/commissions/%lld/move", id[2]), "to=withdrawn&reason=double"), 303);
	mails = call_mails(&c);
	const char *rest = AT(&c, "to=eligible&commission=%lld&commission=%lld&commission=%lld", id[1], id[2], id[3]);
	assert_int_equal(webtest_get(w, AT(&c, "%s?which=ticked&%s", many, rest)), 200);
	webtest_has(w, "2 ne peuvent pas changer ainsi");
	webtest_has(w, "elle l’est déjà");
	webtest_has(w, "elle est retirée");
	assert_int_equal(webtest_post(w, many, rest), 303);
	assert_int_equal(call_mails(&c), mails + 1);
	assert_int_equal(webtest_get(w, arena_strdup(w->a, w->an.location)), 200);
	webtest_has(w, "2 sur 3");
	webtest_has(w, "Pas déplacées");
	/* a reason where the move has one, the same for all; it goes into the letters */
	assert_int_equal(webtest_post(w, many, AT(&c, "to=ineligible&commission=%lld&commission=%lld&reason=+", id[3], id[4])), 422);
	webtest_has(w, "#f-reason");
	assert_int_equal(webtest_post(w, many, AT(&c, "to=ineligible&commission=%lld&commission=%lld&reason=Hors+du+secteur", id[3], id[4])), 303);
	assert_int_equal(count(&c, "submission_move WHERE to_status = 'ineligible' AND reason = 'Hors du secteur'"), 2);
	/* a correction of the selection is not made in bulk */
	assert_int_equal(webtest_post(w, AT(&c, "/commissions/%lld/move", id[0]), "to=selected"), 303);
	assert_int_equal(webtest_post(w, many, AT(&c, "to=eligible&commission=%lld", id[0])), 303);
	assert_int_equal(count(&c, AT(&c, "submission WHERE id = %lld AND status = 'selected'", id[0])), 1);
	webtest_close(w);
}

/* Where the notice of the last answer offers to undo. */
static const char *
offered(struct webtest *w)
{
	assert_int_equal(webtest_get(w, arena_strdup(w->a, w->an.location)), 200);
	const char *at = strstr(webtest_body(w), "/triage/");
	assert_non_null(at);
	while (at[-1] != '"')
		at--;
	return arena_strndup(w->a, at, strcspn(at, "\""));
}

/* A decision on many is taken back whole: each where it was, with what happened in its history; letters that have not left never
 * do, who was told of a refusal is told again; what has moved since stays. */
static void
many_undone(void **state)
{
	struct call_world c = call_world_open(*state);
	struct webtest *w = c.w;
	const char *many = AT(&c, "/editions/%lld/triage", (long long)c.edition.id), *undo;
	long long id[5];
	webtest_as(w, ROLE_COORDINATION);
	for (int k = 0; k < 5; k++)
		id[k] = (long long)entered(&c, k);
	assert_int_equal(webtest_post(w, AT(&c, "/commissions/%lld/move", id[1]), "to=complement&reason=Qui+?"), 303);
	size_t mails = call_mails(&c);
	int64_t kept = count(&c, "submission_mail");
	assert_int_equal(webtest_get(w, AT(&c, "%s?which=ticked&to=eligible&commission=%lld", many, id[0])), 200);
	webtest_has(w, "part dans une minute");
	assert_int_equal(webtest_post(w, many, AT(&c, "to=eligible&commission=%lld&commission=%lld&commission=%lld", id[0], id[1], id[2])), 303);
	assert_int_equal(call_mails(&c), mails + 3);
	assert_int_equal(count(&c, "outbox WHERE key LIKE 'triage:%' AND next_at > created_at"), 3);
	undo = offered(w);
	assert_int_equal(webtest_post(w, undo, ""), 303);
	assert_int_equal(webtest_get(w, arena_strdup(w->a, w->an.location)), 200);
	webtest_has(w, "3 commandes remises où elles étaient.");
	assert_int_equal(count(&c, AT(&c, "submission WHERE status = 'submitted' AND id IN (%lld, %lld)", id[0], id[2])), 2);
	assert_int_equal(count(&c, AT(&c, "submission WHERE status = 'complement' AND id = %lld", id[1])), 1);
	assert_int_equal(call_mails(&c), mails); /* nobody was told */
	assert_int_equal(count(&c, "submission_mail"), kept);
	assert_int_equal(count(&c, AT(&c, "submission_move WHERE submission = %lld AND from_status = 'eligible' AND to_status = 'complement' AND reason LIKE '%%annul%%' AND person IS NOT NULL", id[1])), 1);
	assert_int_equal(count(&c, "history WHERE entity = 'submission' AND field = 'status' AND before = 'Recevable'"), 3);
	assert_int_equal(webtest_get(w, AT(&c, "/commissions/%lld", id[0])), 200);
	webtest_has(w, "est annulée");
	/* once is enough */
	assert_int_equal(webtest_post(w, undo, ""), 303);
	assert_int_equal(webtest_get(w, arena_strdup(w->a, w->an.location)), 200);
	webtest_has(w, "3 ont changé depuis et restent.");
	assert_int_equal(count(&c, "submission WHERE status = 'eligible'"), 0);
	/* one moved since, one was told, one has its letter waiting */
	assert_int_equal(webtest_post(w, many, AT(&c, "to=ineligible&commission=%lld&commission=%lld&commission=%lld&reason=Hors+sujet", id[2], id[3], id[4])), 303);
	undo = offered(w);
	assert_int_equal(webtest_post(w, AT(&c, "/commissions/%lld/move", id[2]), "to=submitted&reason=erreur"), 303);
	struct webtest_sql left = { AT(&c, "UPDATE outbox SET state = 'sent', sent_at = created_at WHERE key LIKE 'triage:%%:%lld'", id[3]), NONE };
	webtest_ok(w, store_write(w->app.store, w->a, webtest_exec_work, &left));
	mails = call_mails(&c);
	assert_int_equal(webtest_post(w, undo, ""), 303);
	assert_int_equal(webtest_get(w, arena_strdup(w->a, w->an.location)), 200);
	webtest_has(w, "2 commandes remises où elles étaient, 1 a changé depuis et reste, 1 courriel était déjà parti.");
	assert_int_equal(call_mails(&c), mails); /* one withdrawn, one that says it is open again */
	call_mail(&c, "est rouverte");
	assert_int_equal(count(&c, AT(&c, "submission_mail WHERE kind = 'reopened' AND submission = %lld", id[3])), 1);
	assert_int_equal(count(&c, AT(&c, "submission_mail WHERE kind = 'ineligible' AND submission = %lld", id[4])), 0);
	assert_int_equal(count(&c, "submission WHERE status IN ('ineligible', 'eligible')"), 0);
	/* of another edition, of nobody, for nobody else */
	assert_int_equal(webtest_post(w, AT(&c, "%s/999999/undo", many), ""), 404);
	assert_int_equal(webtest_post(w, AT(&c, "/editions/999999/triage/%s", strstr(undo, "/triage/") + strlen("/triage/")), ""), 404);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_not_equal(webtest_post(w, undo, ""), 303);
	webtest_close(w);
}

static void
telephone(void **state)
{
	struct call_world c = call_world_open(*state);
	struct webtest *w = c.w;
	int64_t id = confirmed(&c, "ana@escale.be"), other = confirmed(&c, "bea@nid.be");
	const char *file = AT(&c, "/commissions/%lld", (long long)id), *calls = AT(&c, "%s/calls", file), *today = day_from_today(w->a, 0);
	assert_int_equal(webtest_post(w, AT(&c, "/editions/%lld/questions", (long long)c.edition.id), "questions=Qui+suivra+?%0AEt+apr%C3%A8s+?"), 303);
	int64_t q = webtest_number(w, "SELECT min(id) FROM phone_question");
	assert_int_equal(webtest_post(w, calls, AT(&c, "called_on=%s&called_time=14h30&reached=1&spoken_to=Ana&minutes=12&question=%lld&answer=&question=%lld&answer=La+direction&note=Très+motivée", today,
	    (long long)q, (long long)(q + 1))), 303);
	assert_int_equal(count(&c, AT(&c, "phone_answer WHERE question = %lld AND answer = 'La direction'", (long long)(q + 1))), 1);
	assert_int_equal(count(&c, "phone_answer"), 1);
	assert_int_equal(webtest_post(w, calls, AT(&c, "called_on=%s&minutes=12", day_from_today(w->a, 2))), 422);
	webtest_has(w, "futur");
	assert_int_equal(webtest_post(w, calls, "called_on=&called_time=midi"), 422);
	assert_int_equal(webtest_get(w, file), 200);
	webtest_has(w, "Très motivée");
	webtest_has(w, "14:30");
	webtest_hasnt(w, "Injoignable");
	for (int i = 0; i < 3; i++)
		assert_int_equal(webtest_post(w, calls, AT(&c, "called_on=%s&called_time=1%d:00", today, 5 + i)), 303);
	assert_int_equal(webtest_get(w, file), 200);
	webtest_has(w, "Injoignable trois fois");
	int64_t last = webtest_number(w, "SELECT max(id) FROM phone_call");
	assert_int_equal(webtest_post(w, AT(&c, "/commissions/%lld/calls/%lld/remove", (long long)other, (long long)last), ""), 404); /* of another commission */
	assert_int_equal(webtest_post(w, AT(&c, "%s/%lld/remove", calls, (long long)last), ""), 303);
	assert_int_equal(webtest_get(w, file), 200);
	webtest_hasnt(w, "Injoignable");
	webtest_has(w, "/restore");
	assert_int_equal(webtest_post(w, AT(&c, "%s/%lld/restore", calls, (long long)last), ""), 303);
	assert_int_equal(count(&c, "phone_call WHERE deleted_at IS NULL"), 4);
	webtest_close(w);
}

static void
on_behalf_and_late(void **state)
{
	struct call_world c = call_world_open(*state);
	struct webtest *w = c.w;
	webtest_as(w, ROLE_COORDINATION);
	const char *new = AT(&c, "/editions/%lld/new", (long long)c.edition.id);
	assert_int_equal(webtest_get(w, new), 200);
	assert_int_equal(webtest_post(w, new, "question=&org_name=&behalf_via="), 422);
	webtest_has(w, "#f-behalf_via");
	assert_int_equal(webtest_post(w, new, "question=Que+faire+?&org_name=Le+Nid&behalf_via=paper&town=Huy&email=nid@nid.be&contact_name=Bea"), 303);
	assert_int_equal(count(&c, "submission WHERE origin = 'behalf' AND behalf_via = 'paper' AND status = 'submitted' AND number = 1 AND institution IS NOT NULL"), 1);
	call_mail(&c, "Reçu : votre commande 2030-31/001");
	int64_t id = webtest_number(w, "SELECT max(id) FROM submission");
	const char *file = AT(&c, "/commissions/%lld", (long long)id);
	assert_int_equal(webtest_get(w, file), 200);
	webtest_has(w, "Encodée par l’équipe");
	assert_int_equal(webtest_post(w, AT(&c, "%s/commitments", file), "present=yes&receive=yes&orient=yes&read=yes&oral=yes&slot=oral+1am"), 303);
	assert_int_equal(count(&c, "availability WHERE slot = '1am'"), 1);
	assert_int_equal(webtest_post(w, AT(&c, "%s/edit", file), AT(&c, "rev=%lld&question=Que+décider+?&org_name=Le+Nid&behalf_via=paper&town=Huy&email=nid@nid.be", (long long)call_rev(&c, id))), 303);
	assert_int_equal(count(&c, "submission WHERE question = 'Que décider ?'"), 1);
	assert_int_equal(webtest_post(w, AT(&c, "%s/edit", file), "rev=1&question=Écrasée&org_name=Le+Nid&behalf_via=paper"), 409);
	webtest_file(w, "file", "lettre.pdf", "%PDF-1.4", 8);
	assert_int_equal(webtest_post(w, AT(&c, "%s/documents", file), ""), 303);
	int64_t doc = webtest_number(w, "SELECT max(id) FROM attachment");
	assert_int_equal(webtest_get(w, AT(&c, "%s/documents/%lld", file, (long long)doc)), 200);

	/* A late link: with its reason, once. */
	const char *late = AT(&c, "/editions/%lld/late", (long long)c.edition.id);
	assert_int_equal(webtest_post(w, late, "email=zoe@tard.be&reason="), 422);
	assert_int_equal(webtest_post(w, late, "email=zoe@tard.be&reason=Maladie"), 303);
	const char *link = call_link(&c, call_mail(&c, "vous pouvez encore déposer"));
	struct date after = date_of_days(date_days(today_brussels()) + 25);
	clock_replay(&after);
	assert_int_equal(webtest_post(w, late, "email=zoe@tard.be&reason=Maladie"), 303);
	link = call_link(&c, call_mail(&c, "vous pouvez encore déposer"));
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, link), 200);
	assert_int_equal(webtest_get(w, link), 200);
	assert_int_equal(webtest_post(w, link, call_start_form(&c, "zoe@tard.be", 30)), 303);
	int64_t tardy = webtest_number(w, "SELECT max(id) FROM submission");
	const char *path = arena_strndup(w->a, w->an.location, strlen("/call/file/") + 26);
	assert_int_equal(webtest_post(w, link, call_start_form(&c, "zoe2@tard.be", 30)), 410);
	assert_int_equal(call_step(&c, path, tardy, "background", "background=En+retard"), 303);
	assert_int_equal(count(&c, "submission WHERE late_reason = 'Maladie' AND late_by IS NOT NULL"), 1);
	clock_replay(NULL);
	webtest_close(w);
}

static void
kept_for_another_year(void **state)
{
	struct call_world c = call_world_open(*state);
	struct webtest *w = c.w;
	int64_t id = confirmed(&c, "ana@escale.be");
	const char *move = AT(&c, "/commissions/%lld/move", (long long)id);
	assert_int_equal(webtest_post(w, move, "to=eligible"), 303);
	assert_int_equal(webtest_post(w, move, "to=frozen"), 303);
	assert_int_equal(webtest_post(w, AT(&c, "/editions/%lld/copy", (long long)c.edition.id), ""), 303);
	int64_t next = webtest_number(w, "SELECT max(id) FROM edition");
	const char *frozen = AT(&c, "/editions/%lld/frozen", (long long)next);
	assert_int_equal(webtest_get(w, frozen), 200);
	webtest_has(w, "2030-31/001");
	assert_int_equal(webtest_get(w, AT(&c, "/editions/%lld/radar", (long long)next)), 200);
	/* the figure, its alternative in words, and the table that says the same */
	webtest_has(w, "aria-label=\"Secteurs : ");
	webtest_has(w, "Manquent :");
	webtest_has(w, "<polygon class=\"was\"");
	webtest_has(w, AT(&c, "<tspan> %s</tspan>", "Alphabétisation"));
	webtest_has(w, "</span> Alphabétisation</th>");
	webtest_has(w, "2030-31/001"); /* would fill a gap */
	webtest_has(w, "L’Escale asbl");
	assert_int_equal(webtest_post(w, frozen, AT(&c, "commission=%lld", (long long)id)), 303);
	int64_t copy = webtest_number(w, "SELECT max(id) FROM submission");
	assert_int_equal(count(&c, AT(&c, "submission WHERE id = %lld AND carried_from = %lld AND status = 'draft' AND origin = 'carried' AND number IS NULL AND confirmed_at IS NULL"
	    " AND background = 'Vingt personnes.'", (long long)copy, (long long)id)), 1);
	assert_int_equal(count(&c, AT(&c, "commitment WHERE submission = %lld", (long long)copy)), 0);
	assert_int_equal(webtest_post(w, frozen, AT(&c, "commission=%lld", (long long)id)), 303);
	assert_int_equal(count(&c, "submission"), 2);
	assert_int_equal(webtest_get(w, AT(&c, "/commissions/%lld", (long long)copy)), 200); /* a draft that the staff made */
	webtest_has(w, "à reconfirmer");
	/* Its sponsor says the days of the new year, and sends it. */
	const char *link = call_link(&c, call_mail(&c, "confirmez les données"));
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_post(w, AT(&c, "%s/check/send", link), ""), 422);
	assert_int_equal(call_step(&c, link, copy, "commitments", "present=yes&receive=yes&orient=yes&read=yes&oral=yes"), 303);
	assert_int_equal(webtest_post(w, AT(&c, "%s/check/send", link), ""), 303);
	assert_int_equal(count(&c, AT(&c, "submission WHERE id = %lld AND status = 'pending' AND reconfirmed_at IS NOT NULL", (long long)copy)), 1);
	webtest_close(w);
}

static void
institutions(void **state)
{
	struct call_world c = call_world_open(*state);
	struct webtest *w = c.w;
	int64_t id = confirmed(&c, "ana@escale.be"), mine = webtest_number(w, "SELECT max(id) FROM institution");
	const char *path = AT(&c, "/institutions/%lld", (long long)mine);
	assert_int_equal(webtest_post(w, AT(&c, "/editions/%lld/new", (long long)c.edition.id), "question=Que+faire+?&org_name=L’Escale+de+nuit&behalf_via=phone&town=Mons&email=dir@escale.be&contact_name=Dir"), 303);
	int64_t twin = webtest_number(w, "SELECT max(id) FROM institution");
	assert_true(twin != mine);
	assert_int_equal(webtest_get(w, "/institutions"), 200);
	webtest_has(w, "1 paire de fiches");
	assert_int_equal(webtest_post(w, "/institutions/pairs", AT(&c, "one=%lld&two=%lld&what=apart", (long long)twin, (long long)mine)), 303);
	assert_int_equal(webtest_get(w, "/institutions"), 200);
	webtest_hasnt(w, "paire de fiches");
	assert_int_equal(webtest_post(w, "/institutions/pairs", AT(&c, "one=%lld&two=%lld&what=merge", (long long)mine, (long long)twin)), 303);
	assert_int_equal(count(&c, AT(&c, "submission WHERE institution = %lld", (long long)mine)), 2);
	assert_int_equal(count(&c, AT(&c, "institution_contact WHERE institution = %lld", (long long)mine)), 2);
	assert_int_equal(webtest_get(w, AT(&c, "/institutions/%lld", (long long)twin)), 404);
	/* two again, each with what it had; and one again */
	int64_t merge = webtest_number(w, "SELECT max(id) FROM institution_merged");
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Fiches réunies à celle-ci");
	const char *undo = AT(&c, "/institutions/merged/%lld/undo", (long long)merge);
	assert_int_equal(webtest_post(w, undo, ""), 303);
	assert_int_equal(count(&c, AT(&c, "submission WHERE institution = %lld", (long long)mine)), 1);
	assert_int_equal(count(&c, AT(&c, "submission WHERE institution = %lld AND org_name = 'L’Escale de nuit'", (long long)twin)), 1);
	assert_int_equal(count(&c, AT(&c, "institution_contact WHERE institution = %lld AND name = 'Dir'", (long long)twin)), 1);
	assert_int_equal(count(&c, AT(&c, "institution WHERE id = %lld AND town = 'Mons' AND deleted_at IS NULL AND merged_into IS NULL", (long long)twin)), 1);
	assert_int_equal(count(&c, AT(&c, "institution WHERE id = %lld AND town = 'Huy' AND website IS NOT NULL", (long long)mine)), 1);
	assert_int_equal(webtest_post(w, undo, "x=1"), 404);
	/* the other way round, the kept one takes the website; it gives it back; a third in between is told */
	assert_int_equal(webtest_post(w, "/institutions/pairs", AT(&c, "one=%lld&two=%lld&what=merge", (long long)twin, (long long)mine)), 303);
	assert_int_equal(count(&c, AT(&c, "institution WHERE id = %lld AND website IS NOT NULL", (long long)twin)), 1);
	merge = webtest_number(w, "SELECT max(id) FROM institution_merged");
	assert_int_equal(webtest_post(w, AT(&c, "/editions/%lld/new", (long long)c.edition.id), "question=Quoi+?&org_name=Tout+autre+asbl&behalf_via=phone&town=Arlon"), 303);
	int64_t third = webtest_number(w, "SELECT max(id) FROM institution");
	assert_int_equal(webtest_post(w, "/institutions/pairs", AT(&c, "one=%lld&two=%lld&what=merge", (long long)third, (long long)twin)), 303);
	assert_int_equal(webtest_post(w, AT(&c, "/institutions/merged/%lld/undo", (long long)merge), ""), 303);
	assert_string_equal(w->an.location, "/institutions");
	assert_int_equal(webtest_post(w, AT(&c, "/institutions/merged/%lld/undo", (long long)merge + 1), ""), 303);
	assert_int_equal(webtest_post(w, AT(&c, "/institutions/merged/%lld/undo", (long long)merge), "x=1"), 303);
	assert_int_equal(count(&c, AT(&c, "institution WHERE id = %lld AND website IS NULL", (long long)twin)), 1);
	assert_int_equal(count(&c, AT(&c, "institution WHERE id = %lld AND website IS NOT NULL AND deleted_at IS NULL", (long long)mine)), 1);
	assert_int_equal(webtest_post(w, "/institutions/pairs", AT(&c, "one=%lld&two=%lld&what=merge", (long long)mine, (long long)twin)), 303);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Comment accueillir mieux");
	assert_int_equal(webtest_post(w, path, "rev=2&name=L’Escale&number=123&town=Huy"), 422);
	webtest_has(w, "value=\"123\"");
	int64_t rev = webtest_number(w, AT(&c, "SELECT rev FROM institution WHERE id = %lld", (long long)mine));
	assert_int_equal(webtest_post(w, path, AT(&c, "rev=%lld&name=Maison+L’Escale&number=BE+0123.456.749&town=Huy", (long long)rev)), 303);
	assert_int_equal(count(&c, "institution WHERE folded = 'maison escale' AND number = '0123456749'"), 1);
	assert_int_equal(webtest_post(w, AT(&c, "%s/contacts", path), "name=&email=x"), 422);
	assert_int_equal(webtest_post(w, AT(&c, "%s/contacts", path), "name=Zoé&function=comptable"), 303);
	int64_t person = webtest_number(w, "SELECT max(id) FROM institution_contact");
	assert_int_equal(webtest_post(w, AT(&c, "%s/contacts/%lld/remove", path, (long long)person), ""), 303);
	assert_int_equal(count(&c, "institution_contact WHERE deleted_at IS NOT NULL"), 1);
	assert_int_equal(webtest_post(w, AT(&c, "%s/contacts/%lld/restore", path, (long long)person), ""), 303);
	/* A form never changes the record. */
	webtest_as(w, ROLE_PUBLIC);
	const char *file = call_link(&c, call_mail(&c, "Reçu : votre commande 2030-31/001"));
	assert_int_equal(call_step(&c, file, id, "institution", AT(&c, "org_name=Tout+autre&context=%s&sector=%s&town=Liège", call_term_id(&c, "context"), call_term_id(&c, "sector"))), 303);
	assert_int_equal(count(&c, "institution WHERE name = 'Maison L’Escale' AND town = 'Huy'"), 1);
	webtest_close(w);
}

/* Past commissions are shown as their sponsors wished, once their edition is over. */
static void
past_commissions(void **state)
{
	struct call_world c = call_world_open(*state);
	struct webtest *w = c.w;
	int64_t id = confirmed(&c, "ana@escale.be"), other = confirmed(&c, "bea@nid.be");
	static const char *const way[] = { "eligible", "selected", "presented", "clarified", "exploration", "report", "feedback", "oral", "archived" };
	for (size_t i = 0; i < LEN(way); i++)
		assert_int_equal(webtest_post(w, AT(&c, "/commissions/%lld/move", (long long)id), AT(&c, "to=%s", way[i])), 303);
	assert_int_equal(webtest_post(w, AT(&c, "/commissions/%lld/move", (long long)other), "to=eligible"), 303);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, "/call/past"), 200);
	webtest_hasnt(w, "accueillir"); /* its edition goes on */
	struct date over = date_of_days(date_days(today_brussels()) + 300);
	clock_replay(&over);
	assert_int_equal(webtest_get(w, "/call/past"), 200);
	webtest_has(w, "1 commande<");
	webtest_has(w, "L’Escale asbl");
	assert_int_equal(webtest_get(w, "/call/past?q=papier"), 200);
	webtest_has(w, "1 commande<");
	assert_int_equal(webtest_get(w, "/call/past?q=velo"), 200);
	webtest_has(w, "Rien ne correspond");
	assert_int_equal(webtest_get(w, "/call/suggest?q=Comment+accueillir+des+personnes+sans+papiers+?"), 200);
	webtest_has(w, "Comment accueillir mieux");
	assert_int_equal(webtest_get(w, "/call/suggest?q=La+compta+en+ligne+nous+fatigue"), 200);
	webtest_hasnt(w, "accueillir");
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, AT(&c, "/commissions/%lld/edit", (long long)id), AT(&c, "rev=%lld&question=Comment+accueillir+mieux+les+personnes+sans+papiers+?&org_name=L’Escale+asbl&publication=anonymous",
	    (long long)call_rev(&c, id))), 303);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, "/call/past"), 200);
	webtest_has(w, "accueillir");
	webtest_hasnt(w, "Escale");
	clock_replay(NULL);
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(editions), T(triage), T(many_at_once), T(many_undone), T(telephone), T(on_behalf_and_late), T(kept_for_another_year), T(institutions), T(past_commissions) };
	return cmocka_run_group_tests_name("call_desk", tests, NULL, NULL);
}
