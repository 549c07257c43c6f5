/* The call, as a sponsor meets it: no account, links from mails, a form in steps. No socket. */
#include "call_test.h"

static int64_t
count(struct call_world *c, const char *what)
{
	return webtest_number(c->w, arena_printf(c->w->a, "SELECT count(*) FROM %s", what));
}

static int64_t
is_status(struct call_world *c, int64_t id, const char *status)
{
	return count(c, arena_printf(c->w->a, "submission WHERE id = %lld AND status = '%s'", (long long)id, status));
}

static void
a_whole_commission(void **state)
{
	struct call_world c = call_world_open(*state);
	struct webtest *w = c.w;
	int64_t id;
	assert_int_equal(webtest_get(w, "/call"), 200);
	webtest_has(w, "/call/new");
	webtest_has(w, "<strong>ouverte</strong>");
	assert_int_equal(webtest_get(w, "/call/new"), 200);
	webtest_has(w, "name=\"mark\"");
	const char *path = call_fill(&c, "ana@escale.be", &id);
	const struct outbox_row *m = call_mail(&c, "Reçu");
	assert_string_equal(call_link(&c, m), path);
	assert_null(strstr(m->text, "Ana Noël")); /* nothing that was typed goes to an address not yet confirmed */
	assert_true(m->secret);

	/* What is asked to be checked is what was written. */
	assert_int_equal(webtest_get(w, arena_printf(w->a, "%s/check", path)), 200);
	webtest_has(w, "Comment accueillir mieux les personnes sans papiers ?");
	webtest_has(w, "Oui – 16:00, 16:30");
	webtest_has(w, "À confirmer. Plutôt tôt");
	assert_int_equal(webtest_post(w, arena_printf(w->a, "%s/check/send", path), ""), 303);
	assert_int_equal(is_status(&c, id, "pending"), 1);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "ana@escale.be");

	/* Opening the link of the mail confirms nothing; its button does, once. */
	m = call_mail(&c, "Action requise");
	assert_null(strstr(m->text, "Escale"));
	const char *confirm = call_link(&c, m);
	assert_int_equal(webtest_get(w, confirm), 200);
	assert_int_equal(webtest_get(w, confirm), 200);
	assert_int_equal(is_status(&c, id, "pending"), 1);
	assert_int_equal(webtest_post(w, confirm, ""), 303);
	const char *file = arena_strdup(w->a, w->an.location);
	assert_int_equal(is_status(&c, id, "submitted"), 1);
	assert_int_equal(webtest_post(w, confirm, ""), 410);
	m = call_mail(&c, "Reçu : votre commande 2030-31/001");
	assert_non_null(strstr(m->text, "Comment accueillir mieux"));
	assert_non_null(strstr(m->text, "Vingt personnes."));
	assert_non_null(strstr(m->text, "Bonjour Ana Noël"));
	assert_int_equal(count(&c, "submission_mail WHERE body LIKE '%/call/file/%' OR body LIKE '%/call/confirm/%'"), 0);
	assert_int_equal(count(&c, "institution i JOIN institution_contact k ON k.institution = i.id WHERE i.domain = 'escale.be' AND k.email = 'ana@escale.be'"), 1);

	/* Edited until the deadline; withdrawn in one click. */
	assert_int_equal(webtest_get(w, file), 200);
	webtest_has(w, "2030-31/001");
	assert_int_equal(call_step(&c, file, id, "background", "background=Trente+personnes.&back=file"), 303);
	assert_string_equal(w->an.location, file);
	assert_int_equal(count(&c, "submission WHERE background = 'Trente personnes.'"), 1);
	assert_int_equal(count(&c, "history WHERE entity = 'submission' AND field = 'background' AND after = 'Trente personnes.'"), 1);
	assert_int_equal(webtest_post(w, arena_printf(w->a, "%s/withdraw", file), ""), 303);
	assert_int_equal(is_status(&c, id, "withdrawn"), 1);
	call_mail(&c, "le retrait de votre commande");
	assert_int_equal(call_step(&c, file, id, "background", "background=Plus+rien"), 422);
	webtest_close(w);
}

static void
what_is_typed_is_kept(void **state)
{
	struct call_world c = call_world_open(*state);
	struct webtest *w = c.w;
	int64_t id;
	const char *path = call_fill(&c, "ana@escale.be", &id), *background = arena_printf(w->a, "%s/background", path);
	assert_int_equal(webtest_post(w, arena_printf(w->a, "%s/typed", background), "background=Une+phrase+commencée&tried=+"), 204);
	assert_int_equal(count(&c, "submission WHERE background = 'Vingt personnes.'"), 1); /* not accepted yet */
	assert_int_equal(webtest_get(w, background), 200);
	webtest_has(w, "Une phrase commencée");
	/* Refused, it comes back whole, with what is wrong beside it. */
	const char *org = arena_printf(w->a, "%s/institution", path);
	assert_int_equal(webtest_post(w, arena_printf(w->a, "%s/typed", org), "org_name=Le+Nid&org_number=123"), 204);
	assert_int_equal(call_step(&c, path, id, "institution", "org_name=Le+Nid&org_number=123&sector=other&sector_other=&town="), 422);
	webtest_has(w, "value=\"Le Nid\"");
	webtest_has(w, "value=\"123\"");
	webtest_has(w, "href=\"#f-org_number\"");
	webtest_has(w, "id=\"e-org_number\"");
	webtest_has(w, "href=\"#f-sector_other\"");
	webtest_has(w, "href=\"#f-town\"");
	assert_int_equal(count(&c, "submission WHERE org_name = 'Le Nid'"), 0);
	/* Accepted, it leaves nothing typed behind. */
	assert_int_equal(call_step(&c, path, id, "institution", arena_printf(w->a, "org_name=Le+Nid&org_number=0123.456.749&context=%s&sector=other&sector_other=Accueil&town=Huy",
	    call_term_id(&c, "context"))), 303);
	assert_int_equal(count(&c, "submission WHERE org_name = 'Le Nid' AND sector IS NULL AND sector_other = 'Accueil'"), 1);
	assert_int_equal(count(&c, "submission_typed WHERE step = 'institution'"), 0);
	/* Two windows: the second is told, and keeps what it had. */
	assert_int_equal(webtest_post(w, background, "rev=1&background=Autre+fenêtre"), 422);
	webtest_has(w, "Autre fenêtre");
	webtest_has(w, "modifiée entre-temps");
	/* A term that is of no list, a slot that is not offered. */
	assert_int_equal(call_step(&c, path, id, "question", arena_printf(w->a, "question=Une+question+assez+longue&kind=%s&area=%s", call_term_id(&c, "sector"), call_term_id(&c, "area"))), 422);
	assert_int_equal(call_step(&c, path, id, "commitments", "present=yes&receive=yes&orient=yes&read=yes&oral=yes&slot=present+03:00&slot=oral+1am"), 303);
	assert_int_equal(count(&c, "availability"), 1);
	/* Not sent while something is missing. */
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM commitment"), 5);
	webtest_close(w);
}

static void
nothing_is_sent_unfinished(void **state)
{
	struct call_world c = call_world_open(*state);
	struct webtest *w = c.w;
	assert_int_equal(webtest_post(w, "/call/new", call_start_form(&c, "bea@nid.be", 30)), 303);
	const char *path = arena_strndup(w->a, w->an.location, strlen("/call/file/") + 26);
	assert_int_equal(webtest_post(w, arena_printf(w->a, "%s/check/send", path), ""), 422);
	webtest_has(w, "href=\"#f-commitments\"");
	webtest_has(w, "href=\"#f-question\"");
	assert_int_equal(count(&c, "submission WHERE status = 'draft'"), 1);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "à compléter");
	/* The same in English. */
	webtest_begin(w, M_GET, path);
	webtest_pair(w, &w->rq.headers, "accept-language", "en");
	assert_int_equal(webtest_send(w), 200);
	webtest_has(w, "<html lang=\"en\">");
	webtest_hasnt(w, "compléter");
	webtest_close(w);
}

static void
links_open_one_commission(void **state)
{
	struct call_world c = call_world_open(*state);
	struct webtest *w = c.w;
	int64_t one, two;
	const char *first = call_fill(&c, "ana@escale.be", &one), *second = call_fill(&c, "bea@nid.be", &two);
	webtest_file(w, "file", "note.pdf", "%PDF-1.4 note", 13);
	assert_int_equal(webtest_post(w, arena_printf(w->a, "%s/documents/add", first), ""), 303);
	int64_t file = webtest_number(w, "SELECT max(id) FROM attachment");
	assert_int_equal(webtest_get(w, arena_printf(w->a, "%s/documents/%lld", first, (long long)file)), 200);
	assert_non_null(strstr(webtest_header(w, "Content-Disposition"), "attachment"));
	assert_string_equal(webtest_header(w, "Content-Type"), "application/pdf");
	/* The other sponsor's link reaches none of it. */
	assert_int_equal(webtest_get(w, arena_printf(w->a, "%s/documents/%lld", second, (long long)file)), 404);
	assert_int_equal(webtest_post(w, arena_printf(w->a, "%s/documents/%lld/remove", second, (long long)file), ""), 404);
	assert_int_equal(count(&c, "attachment WHERE deleted_at IS NULL"), 1);
	webtest_get(w, second);
	webtest_hasnt(w, "ana@escale.be");
	/* Unknown, of another purpose, expired. */
	assert_int_equal(webtest_get(w, "/call/file/zzzzzzzzzzzzzzzzzzzzzzzzzz"), 410);
	assert_int_equal(webtest_post(w, "/call/file/zzzzzzzzzzzzzzzzzzzzzzzzzz/withdraw", ""), 410);
	assert_int_equal(webtest_get(w, arena_printf(w->a, "/call/confirm/%s", first + strlen("/call/file/"))), 410);
	assert_int_equal(webtest_get(w, arena_printf(w->a, "/call/late/%s", first + strlen("/call/file/"))), 410);
	struct date late = date_of_days(date_days(today_brussels()) + 400);
	clock_replay(&late);
	assert_int_equal(webtest_get(w, first), 410);
	clock_replay(NULL);
	/* No token is kept as it is. */
	assert_int_equal(count(&c, arena_printf(w->a, "access_link WHERE token_sha = '%s'", first + strlen("/call/file/"))), 0);
	webtest_close(w);
}

/* A link for the address of a draft that then changed confirms nothing. */
static void
the_address_that_confirms(void **state)
{
	struct call_world c = call_world_open(*state);
	struct webtest *w = c.w;
	int64_t id;
	const char *path = call_fill(&c, "ana@escale.be", &id);
	assert_int_equal(webtest_post(w, arena_printf(w->a, "%s/check/send", path), ""), 303);
	const char *old = call_link(&c, call_mail(&c, "Action requise"));
	assert_int_equal(call_step(&c, path, id, "contact", "contact_name=Ana&contact_function=x&email=autre@escale.be&phone=0470123456"), 303);
	const struct outbox_row *m = call_mail(&c, "Action requise");
	assert_string_equal(m->to, "autre@escale.be");
	assert_int_equal(webtest_post(w, old, ""), 410);
	assert_int_equal(webtest_post(w, call_link(&c, m), ""), 303);
	assert_int_equal(is_status(&c, id, "submitted"), 1);
	/* Once confirmed it stays. */
	assert_int_equal(call_step(&c, path, id, "contact", "contact_name=Ana+N&contact_function=x&email=pirate@ailleurs.be&phone=0470123456"), 303);
	assert_int_equal(count(&c, "submission WHERE email = 'autre@escale.be' AND contact_name = 'Ana N'"), 1);
	webtest_close(w);
}

static void
machines_and_floods(void **state)
{
	struct call_world c = call_world_open(*state);
	struct webtest *w = c.w;
	assert_int_equal(webtest_post(w, "/call/new", call_start_form(&c, "a@b.be", 0)), 422);
	webtest_has(w, "revenu très vite");
	webtest_has(w, "value=\"a@b.be\"");
	assert_int_equal(webtest_post(w, "/call/new", call_start_form(&c, "a@b.be", 3 * 86400)), 422);
	assert_int_equal(webtest_post(w, "/call/new", "contact_name=x&contact_function=y&email=a@b.be&phone=0470123456&mark=1.00000000000000000000000000000000"), 422);
	assert_int_equal(webtest_post(w, "/call/new", "contact_name=x&contact_function=y&email=a@b.be&phone=0470123456"), 422);
	/* The field that nobody sees: all seems well, nothing happens. */
	assert_int_equal(webtest_post(w, "/call/new", arena_printf(w->a, "%s&nickname=Bob", call_start_form(&c, "a@b.be", 30))), 303);
	assert_string_equal(w->an.location, "/call/sent");
	assert_int_equal(count(&c, "submission"), 0);
	assert_int_equal(call_mails(&c), 0);
	/* One address, then one client. */
	int started = 0;
	while (started < 50 && webtest_post(w, "/call/new", call_start_form(&c, "a@b.be", 30)) == 303)
		started++;
	assert_int_equal(started, 5);
	assert_int_equal(w->an.status, 429);
	started = 0;
	while (started < 50 && webtest_post(w, "/call/new", call_start_form(&c, arena_printf(w->a, "x%d@b.be", started), 30)) == 303)
		started++;
	assert_true(started > 5 && started < 20);
	assert_int_equal(w->an.status, 429);
	webtest_close(w);
}

static void
documents(void **state)
{
	struct call_world c = call_world_open(*state);
	struct webtest *w = c.w;
	int64_t id;
	const char *path = call_fill(&c, "ana@escale.be", &id), *add = arena_printf(w->a, "%s/documents/add", path);
	assert_int_equal(webtest_post(w, add, ""), 422);
	webtest_file(w, "file", "script.pdf", "<script>alert(1)</script>", 25);
	assert_int_equal(webtest_post(w, add, ""), 422);
	webtest_has(w, "id=\"e-file\"");
	for (int i = 0; i < ATTACHMENTS_MAX; i++) {
		webtest_file(w, "file", "../../é\"tude.exe", arena_printf(w->a, "%%PDF-1.%d", i), 8);
		assert_int_equal(webtest_post(w, add, ""), 303);
	}
	assert_int_equal(count(&c, "attachment WHERE filename = 'é_tude.pdf' AND type = 'application/pdf'"), ATTACHMENTS_MAX);
	webtest_file(w, "file", "six.pdf", "%PDF-1.9", 8);
	assert_int_equal(webtest_post(w, add, ""), 422);
	webtest_has(w, "Cinq documents au plus");
	assert_int_equal(webtest_post(w, arena_printf(w->a, "%s/documents/%lld/remove", path, (long long)webtest_number(w, "SELECT min(id) FROM attachment")), ""), 303);
	webtest_file(w, "file", "un.pdf", "%PDF-1.1", 8);
	assert_int_equal(webtest_post(w, add, ""), 422); /* the same bytes */
	webtest_has(w, "déjà joint");
	webtest_file(w, "file", "photo.png", "\x89PNG\r\n\x1a\n...", 11);
	assert_int_equal(webtest_post(w, add, ""), 303);
	webtest_close(w);
}

static void
after_the_deadline(void **state)
{
	struct call_world c = call_world_open(*state);
	struct webtest *w = c.w;
	int64_t id;
	const char *path = call_fill(&c, "ana@escale.be", &id);
	struct date later = date_of_days(date_days(today_brussels()) + 22);
	clock_replay(&later);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "clôturé depuis");
	assert_int_equal(webtest_get(w, arena_printf(w->a, "%s/question", path)), 303);
	assert_int_equal(call_step(&c, path, id, "background", "background=Trop+tard"), 422);
	assert_int_equal(webtest_post(w, arena_printf(w->a, "%s/check/send", path), ""), 303);
	assert_int_equal(is_status(&c, id, "draft"), 1);
	assert_int_equal(webtest_get(w, "/call/new"), 200);
	webtest_hasnt(w, "name=\"email\"");
	assert_int_equal(webtest_post(w, "/call/new", call_start_form(&c, "x@y.be", 30)), 410);
	assert_int_equal(count(&c, "submission"), 1);
	clock_replay(NULL);
	webtest_close(w);
}

struct closing { struct call_world *c; const char *day, *time; };

static enum err
close_at(struct db *db, void *arg)
{
	static const struct query q = { "close_at", "UPDATE edition SET closes_on = $1, closes_time = $2" };
	struct closing *x = arg;
	return db_exec(db, &q, ARGS(V(x->day), V(x->time)), NULL);
}

/* The call closes so many minutes ago (at the end of a minute of the clock in Brussels). */
static void
closed_for(struct call_world *c, int minutes)
{
	int64_t at = call_now() - (int64_t)minutes * 60 - 60, wall = at / 60 + brussels_offset(at);
	struct closing x = { c, arena_strdup(c->w->a, date_iso(brussels_date(at)).s), clock_text(c->w->a, (int)(wall % (24 * 60))) };
	webtest_ok(c->w, store_write(c->w->app.store, c->w->a, close_at, &x));
}

/* For a quarter of an hour, whoever had a form open goes on, and is not told; nobody begins. */
static void
the_grace_of_open_forms(void **state)
{
	struct call_world c = call_world_open(*state);
	struct webtest *w = c.w;
	int64_t id;
	const char *path = call_fill(&c, "ana@escale.be", &id); /* begun half a minute ago: before the end below, or not */
	closed_for(&c, 5);
	assert_int_equal(call_step(&c, path, id, "background", "background=Encore"), 422);
	/* A form opened before the end is taken, filled in and sent. */
	assert_int_equal(webtest_post(w, "/call/new", call_start_form(&c, "bea@nid.be", 30)), 410);
	assert_int_equal(webtest_post(w, "/call/new", call_start_form(&c, "bea@nid.be", 20 * 60)), 303);
	int64_t late = webtest_number(w, "SELECT max(id) FROM submission");
	const char *file = arena_strndup(w->a, w->an.location, strlen("/call/file/") + 26);
	assert_int_equal(call_step(&c, file, late, "background", "background=Juste+à+temps"), 303);
	webtest_hasnt(w, "tolérance");
	/* The quarter of an hour is over. */
	closed_for(&c, 16);
	assert_int_equal(call_step(&c, file, late, "background", "background=Trop+tard"), 422);
	assert_int_equal(webtest_post(w, "/call/new", call_start_form(&c, "zoe@nid.be", 40 * 60)), 410);
	assert_int_equal(count(&c, "submission WHERE background = 'Juste à temps'"), 1);
	webtest_close(w);
}

static void
lost_links(void **state)
{
	struct call_world c = call_world_open(*state);
	struct webtest *w = c.w;
	int64_t id;
	call_fill(&c, "ana@escale.be", &id);
	size_t before = call_mails(&c);
	assert_int_equal(webtest_get(w, "/call/find"), 200);
	assert_int_equal(webtest_post(w, "/call/find", arena_printf(w->a, "email=personne@nulle.be&mark=%s", call_mark(&c, 30))), 303);
	assert_string_equal(w->an.location, "/call/sent");
	assert_int_equal(call_mails(&c), before);
	assert_int_equal(webtest_post(w, "/call/find", arena_printf(w->a, "email=ANA@Escale.be&mark=%s", call_mark(&c, 30))), 303);
	assert_string_equal(w->an.location, "/call/sent");
	assert_int_equal(call_mails(&c), before + 1);
	assert_int_equal(webtest_get(w, call_link(&c, call_mail(&c, "Reçu"))), 200);
	assert_int_equal(webtest_post(w, "/call/find", arena_printf(w->a, "email=rien&mark=%s", call_mark(&c, 30))), 422);
	webtest_close(w);
}

/* The job of that day. */
static void
work_of(struct call_world *c, int days)
{
	struct worker worker = { .store = c->w->app.store, .kinds = job_table, .base_url = c->w->app.base_url };
	struct job j = { .store = c->w->app.store, .a = c->w->a, .today = date_of_days(date_days(today_brussels()) + days), .base_url = c->w->app.base_url,
		.payload = "{}", .worker = &worker };
	const struct job_kind *k = job_table;
	while (strcmp(k->name, "call_reminders") != 0)
		k++;
	assert_true(k->daily);
	webtest_ok(c->w, k->run(&j));
}

/* The call closes in twenty days: reminders on days 6, 17 and 19, to what is still a draft. */
static void
drafts_are_reminded(void **state)
{
	struct call_world c = call_world_open(*state);
	int64_t id, sent;
	const char *path = call_fill(&c, "ana@escale.be", &id), *other = call_fill(&c, "bea@nid.be", &sent);
	assert_int_equal(webtest_post(c.w, arena_printf(c.w->a, "%s/check/send", other), ""), 303);
	size_t before = call_mails(&c);
	for (int day = 0; day < 25; day++) {
		work_of(&c, day);
		work_of(&c, day); /* twice the same day: once is enough */
	}
	assert_int_equal(call_mails(&c), before + 3);
	const struct outbox_row *m = call_mail(&c, "brouillon de commande n’est pas envoyé");
	assert_string_equal(m->to, "ana@escale.be");
	assert_non_null(strstr(m->text, "demain"));
	assert_int_equal(webtest_get(c.w, call_link(&c, m)), 200);
	/* Withdrawn, it is left alone. */
	assert_int_equal(webtest_post(c.w, arena_printf(c.w->a, "%s/withdraw", path), ""), 303);
	before = call_mails(&c);
	work_of(&c, 19);
	assert_int_equal(call_mails(&c), before);
	webtest_close(c.w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(a_whole_commission), T(what_is_typed_is_kept), T(nothing_is_sent_unfinished), T(links_open_one_commission),
		T(the_address_that_confirms), T(machines_and_floods), T(documents), T(after_the_deadline), T(the_grace_of_open_forms), T(lost_links), T(drafts_are_reminded) };
	return cmocka_run_group_tests_name("call", tests, NULL, NULL);
}
