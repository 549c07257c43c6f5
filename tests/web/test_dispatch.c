/* The life of a request, on a route table of the test's own. */
#include "webtest.h"
#include "store/history.h"
#include "store/setting.h"
#include "web/assets.h"

/* ---- handlers ------------------------------------------------------------------------------------------------ */

static enum err
show(struct request *rq, struct answer *an)
{
	struct page *p = layout_begin(rq, an, "Chose", NULL);
	html(p, "<p>id=%s q=%s n=%lld</p>", param_text(rq, "id"), param_text(rq, "q"), (long long)param_int(rq, "n"));
	form_open(rq, p, url_path(rq->a, "/save"), false);
	html(p, "</form>");
	layout_end(rq, an);
	return OK;
}

static enum err
plain(struct request *rq, struct answer *an)
{
	struct page *p = layout_begin(rq, an, "Sans formulaire", NULL);
	html(p, "<p>rien</p>");
	layout_end(rq, an);
	return OK;
}

static enum err
save(struct request *rq, struct answer *an)
{
	struct date d;
	const char *title = param_text(rq, "title");
	enum err e = setting_set(rq->db, "title", title);
	if (e != OK)
		return e;
	if (title != NULL && strcmp(title, "break") == 0)
		return fail(rq->a, E_DB, "as asked");
	if (title != NULL && strcmp(title, "conflict") == 0) {
		if ((e = history_add(rq->db, "thing", 7, "changed", "title", "Ancien", "De l’autre")) != OK)
			return e;
		return answer_conflict(rq, an, "thing", 7, 5, url_path(rq->a, "/things/%d", 7));
	}
	if (title == NULL || *title == '\0')
		problem_add(rq->a, &an->problems, "title", N_("Écrivez un titre."), NULL);
	if (param_text(rq, "day") != NULL && *param_text(rq, "day") != '\0' && !param_date(rq, "day", &d))
		assert_non_null(problem_of(&an->problems, "day"));
	if (an->problems.n > 0 && param_bool(rq, "own")) {
		struct page *p = layout_begin(rq, an, "Formulaire", NULL);
		form_problems(p, &an->problems);
		layout_end(rq, an);
		return OK;
	}
	answer_notice(rq, an, N_("%s est enregistré."), title, "/undo");
	return answer_redirect(rq, an, url_path(rq->a, "/things/%d", 7));
}

static enum err
own(struct request *rq, struct answer *an)
{
	assert_null(rq->db);
	return answer_bytes(an, "text/plain", "own", 3, "un fichier d’été.txt");
}

static enum err
try_again(struct request *rq, struct answer *an)
{
	(void)rq;
	return answer_throttled(an, 90);
}

static const struct param show_params[] = { { "q", P_LINE, 20 }, { "n", P_INT, 0 }, { 0 } };
static const struct param save_params[] = { { "title", P_LINE, 100 }, { "text", P_TEXT, 5000 }, { "day", P_DATE, 0 }, { "own", P_BOOL, 0 },
	{ "password", P_SECRET, 0 }, { "file", P_FILE, 1000 }, { 0 } };
static const struct route routes[] = {
	{ M_GET, "/things/{id}", RIGHT_ANYONE, show, show_params, 0 },
	{ M_GET, "/things/{id}/parts/{part:id}", RIGHT_ANYONE, show, show_params, 0 },
	{ M_GET, "/word/{word}", RIGHT_ANYONE, plain, NULL, 0 },
	{ M_GET, "/word/fixed", RIGHT_ANYONE, show, show_params, 0 },
	{ M_GET, "/token/{token}", RIGHT_ANYONE, plain, NULL, 0 },
	{ M_GET, "/closed", RIGHT_PLAN_READ, plain, NULL, 0 },
	{ M_GET, "/forgotten", RIGHT_NONE, plain, NULL, 0 },
	{ M_POST, "/save", RIGHT_ANYONE, save, save_params, 0 },
	{ M_POST, "/save/closed", RIGHT_PLAN_EDIT, save, save_params, 0 },
	{ M_GET, "/own", RIGHT_ANYONE, own, NULL, ROUTE_OWN_TX },
	{ M_POST, "/own", RIGHT_ANYONE, own, NULL, ROUTE_OWN_TX },
	{ M_GET, "/often", RIGHT_ANYONE, try_again, NULL, 0 },
	{ M_POST, "/lang", RIGHT_ANYONE, page_language, save_params, ROUTE_RAW_CSRF_EXEMPT | ROUTE_NO_STORE },
};

static struct webtest *
begin(void **state)
{
	struct webtest *w = webtest_open(*state);
	w->app.routes = routes;
	w->app.nroutes = LEN(routes);
	return w;
}

/* ---- routes and parameters ------------------------------------------------------------------------------------- */

static void
routing(void **state)
{
	struct webtest *w = begin(state);
	assert_int_equal(webtest_get(w, "/things/12"), 200);
	webtest_has(w, "id=12 ");
	assert_int_equal(webtest_get(w, "/things/12/parts/3"), 200);
	assert_string_equal(param_text(&w->rq, "part"), "3");
	assert_int_equal(webtest_get(w, "/things/douze"), 404);
	assert_int_equal(webtest_get(w, "/things/"), 404);
	assert_int_equal(webtest_get(w, "/things/1234567890123456789"), 404);
	assert_int_equal(webtest_get(w, "/word/fixed"), 200);
	webtest_has(w, "<h1>Chose</h1>"); /* the path without braces, though it stands below */
	assert_int_equal(webtest_get(w, "/word/a.b-c_9"), 200);
	assert_int_equal(webtest_get(w, "/word/%C3%A9"), 404);
	assert_int_equal(webtest_get(w, "/token/abcdefghijklmnopqrstuvwx23"), 200);
	assert_int_equal(webtest_get(w, "/token/court"), 404);
	assert_int_equal(webtest_get(w, "/nulle/part"), 404);
	webtest_has(w, w->rq.id);
	assert_int_equal(webtest_post(w, "/things/12", ""), 405);
	assert_string_equal(webtest_header(w, "Allow"), "GET, HEAD");
	assert_int_equal(webtest_get(w, "/save"), 405);
	assert_string_equal(webtest_header(w, "Allow"), "POST");
	assert_int_equal(webtest_get(w, "/closed/?a=b"), 308);
	assert_string_equal(webtest_header(w, "Location"), "/closed?a=b");
	webtest_close(w);
}

static void
parameters(void **state)
{
	struct webtest *w = begin(state);
	webtest_get(w, "/things/1?q=%20un%20%20deux%0Atrois&undeclared=x&n=12");
	webtest_has(w, "q=un deux trois n=12<");
	assert_null(param_text(&w->rq, "undeclared"));
	webtest_get(w, "/things/1?n=douze");
	assert_null(param_text(&w->rq, "n")); /* what does not fit is dropped from an address */
	webtest_get(w, "/things/1?q=%E9t%E9"); /* Windows-1252 */
	webtest_has(w, "q=été ");
	webtest_get(w, "/things/1?q=%3Cb%3E");
	webtest_has(w, "q=&lt;b&gt; ");
	assert_int_equal(webtest_post(w, "/save", "title=a&day=31/02/2027&own=1"), 422);
	webtest_has(w, "31/12/2026"); /* the example of how to write a date */
	assert_int_equal(webtest_post(w, "/save", "title=a&day=31/12/2027"), 303);
	struct buf b = buf_new(w->a, 10000);
	buf_puts(&b, "own=1&title=");
	for (int i = 0; i < 101; i++)
		buf_putc(&b, 'x');
	assert_int_equal(webtest_post(w, "/save", buf_str(&b)), 422);
	webtest_has(w, "trop long");
	webtest_file(w, "file", "grand.txt", buf_str(&b), b.len);
	assert_int_equal(webtest_post(w, "/save", "title=a"), 303);
	assert_int_equal(w->rq.files.n, 1);
	webtest_file(w, "other", "autre.txt", "x", 1);
	assert_int_equal(webtest_post(w, "/save", "title=a"), 303);
	assert_int_equal(w->rq.files.n, 0);
	webtest_close(w);
}

/* ---- who ------------------------------------------------------------------------------------------------------- */

static void
rights(void **state)
{
	struct webtest *w = begin(state);
	assert_int_equal(webtest_get(w, "/closed?a=1&b=%C3%A9"), 303);
	assert_string_equal(webtest_header(w, "Location"), "/signin?back=%2Fclosed%3Fa%3D1%26b%3D%25C3%25A9");
	assert_int_equal(webtest_get(w, "/forgotten"), 303);
	webtest_as(w, ROLE_ADMIN);
	assert_int_equal(webtest_get(w, "/closed"), 403);
	assert_int_equal(webtest_get(w, "/forgotten"), 403);
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(webtest_get(w, "/closed"), 200);
	assert_string_equal(webtest_header(w, "Cache-Control"), "no-store");
	w->token = "unknownunknownunknownunkno";
	assert_int_equal(webtest_get(w, "/closed"), 303);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, "/forgotten"), 403);
	webtest_close(w);
}

static void
forms_from_here(void **state)
{
	struct webtest *w = begin(state);
	static const struct { const char *site, *origin; int status; } cases[] = {
		{ "same-origin", "http://127.0.0.1:8080", 303 }, { "same-origin", NULL, 303 }, { NULL, "http://127.0.0.1:8080", 303 },
		{ NULL, NULL, 303 }, { "cross-site", "http://127.0.0.1:8080", 403 }, { "same-site", NULL, 403 }, { "none", NULL, 403 },
		{ NULL, "http://example.org", 403 }, { NULL, "null", 403 }, { NULL, "http://127.0.0.1:80801", 403 },
		{ "same-origin", "http://127.0.0.1:8080.example.org", 403 }, { NULL, "", 403 },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		w->notice = NULL;
		webtest_begin(w, M_POST, "/save");
		webtest_pair(w, &w->rq.form, "title", "Texte à ne pas perdre");
		webtest_pair(w, &w->rq.form, "csrf", webtest_csrf(w));
		if (cases[i].site != NULL)
			webtest_pair(w, &w->rq.headers, "sec-fetch-site", cases[i].site);
		if (cases[i].origin != NULL)
			webtest_pair(w, &w->rq.headers, "origin", cases[i].origin);
		assert_int_equal(webtest_send(w), cases[i].status);
		if (cases[i].status == 403)
			webtest_hasnt(w, "Texte à ne pas perdre"); /* another site's form is not made ours */
	}
	webtest_close(w);
}

static void
nothing_typed_is_lost(void **state)
{
	struct webtest *w = begin(state);
	/* a token that is no longer right */
	webtest_as(w, ROLE_COORDINATION);
	webtest_begin(w, M_POST, "/save/closed");
	webtest_pair(w, &w->rq.form, "title", "Mon <titre>");
	webtest_pair(w, &w->rq.form, "text", "Un long texte.");
	webtest_pair(w, &w->rq.form, "password", "secret-secret");
	webtest_pair(w, &w->rq.form, "rev", "3");
	webtest_pair(w, &w->rq.form, "csrf", "old");
	assert_int_equal(webtest_send(w), 403);
	webtest_has(w, "value=\"Mon &lt;titre&gt;\"");
	webtest_has(w, "Un long texte.</textarea>");
	webtest_has(w, "name=\"rev\" value=\"3\"");
	webtest_has(w, webtest_csrf(w));
	webtest_hasnt(w, "secret-secret");
	/* a session that ended */
	w->token = "unknownunknownunknownunkno";
	assert_int_equal(webtest_post(w, "/save/closed", "title=Titre&text=Long"), 403);
	webtest_has(w, "value=\"Titre\"");
	webtest_has(w, "href=\"/signin\"");
	webtest_has(w, "name=\"signin-password\"");
	/* a conflict */
	webtest_as(w, ROLE_COORDINATION);
	int64_t before = webtest_number(w, "SELECT count(*) FROM history");
	assert_int_equal(webtest_post(w, "/save/closed", "title=conflict&text=Long&rev=4"), 409);
	webtest_has(w, "De l’autre");
	webtest_has(w, "Ancien");
	webtest_has(w, "name=\"rev\" value=\"5\"");
	webtest_has(w, "Long</textarea>");
	webtest_has(w, "href=\"/things/7\"");
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM history"), before);
	/* a button alone comes back too */
	w->token = "unknownunknownunknownunkno";
	assert_int_equal(webtest_post(w, "/save/closed", ""), 403);
	webtest_has(w, "Envoyer à nouveau");
	webtest_as(w, ROLE_COORDINATION);
	/* our own failure */
	assert_int_equal(webtest_post(w, "/save", "title=break&text=Long"), 500);
	webtest_has(w, "Long</textarea>");
	webtest_hasnt(w, "as asked");
	webtest_close(w);
}

/* The token of a form that was given back is right for that form alone, and with the cookie of whom it was given to. */
static void
given_back_to_one(void **state)
{
	static const struct { const char *path, *once, *visit; int status; } cases[] = {
		{ "/save/closed", "abcdefghijklmnopqrstuvwxyz-1", "aaaaaaaaaaaaaaaaaaaaaaaaaa", 303 },
		{ "/save", "abcdefghijklmnopqrstuvwxyz-1", "aaaaaaaaaaaaaaaaaaaaaaaaaa", 403 },
		{ "/save/closed?a=1", "abcdefghijklmnopqrstuvwxyz-1", "aaaaaaaaaaaaaaaaaaaaaaaaaa", 403 },
		{ "/save/closed", "abcdefghijklmnopqrstuvwxyz-2", "aaaaaaaaaaaaaaaaaaaaaaaaaa", 403 },
		{ "/save/closed", NULL, "aaaaaaaaaaaaaaaaaaaaaaaaaa", 403 },
		{ "/save/closed", "abcdefghijklmnopqrstuvwxyz-1", "bbbbbbbbbbbbbbbbbbbbbbbbbb", 403 },
		{ "/save/closed", "abcdefghijklmnopqrstuvwxyz-1", NULL, 403 },
	};
	struct webtest *w = begin(state);
	assert_int_equal(webtest_post(w, "/save/closed", "title=Titre&once=abcdefghijklmnopqrstuvwxyz-1"), 403);
	const char *at = strstr(webtest_body(w), "value=\"again-");
	assert_non_null(at);
	const char *token = arena_strndup(w->a, at + 7, strcspn(at + 7, "\""));
	webtest_as(w, ROLE_COORDINATION);
	for (size_t i = LEN(cases); i-- > 0;) { /* the right one last: it would use up the key */
		webtest_begin(w, M_POST, cases[i].path);
		webtest_pair(w, &w->rq.headers, "sec-fetch-site", "same-origin");
		webtest_pair(w, &w->rq.form, "title", "Titre");
		webtest_pair(w, &w->rq.form, "csrf", token);
		if (cases[i].once != NULL)
			webtest_pair(w, &w->rq.form, "once", cases[i].once);
		if (cases[i].visit != NULL)
			webtest_pair(w, &w->rq.cookies, presession_cookie_name(false), cases[i].visit);
		assert_int_equal(webtest_send(w), cases[i].status);
	}
	webtest_close(w);
}

/* ---- transactions, notices ------------------------------------------------------------------------------------- */

static void
mistakes_change_nothing(void **state)
{
	struct webtest *w = begin(state);
	static const char titles[] = "SELECT count(*) FROM setting WHERE name = 'title'";
	assert_int_equal(webtest_post(w, "/save", "title=&own=1"), 422);
	webtest_has(w, "Écrivez un titre.");
	webtest_has(w, "href=\"#f-title\"");
	assert_int_equal(webtest_post(w, "/save", "title=&text=abc"), 422); /* the handler redirects in spite of its problems */
	webtest_has(w, "abc</textarea>");
	assert_int_equal(webtest_post(w, "/save", "title=break"), 500);
	assert_int_equal(webtest_number(w, titles), 0);
	assert_int_equal(webtest_post(w, "/save", "title=bon"), 303);
	assert_int_equal(webtest_number(w, titles), 1);
	webtest_close(w);
}

static void
notices(void **state)
{
	struct webtest *w = begin(state);
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(webtest_post(w, "/save", "title=La+charte"), 303);
	const char *kept = w->notice;
	assert_non_null(kept);
	webtest_get(w, "/things/7");
	webtest_has(w, "La charte est enregistré.");
	webtest_has(w, "action=\"/undo\"");
	assert_string_equal(webtest_header(w, "Set-Cookie"), "notice=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
	webtest_get(w, "/things/7");
	webtest_hasnt(w, "enregistré");
	/* another reader's notice, or one that was changed, says nothing */
	webtest_as(w, ROLE_CHAIR);
	w->notice = kept;
	webtest_get(w, "/things/7");
	webtest_hasnt(w, "enregistré");
	webtest_as(w, ROLE_MEMBER);
	char *forged = arena_strdup(w->a, kept);
	forged[0] = forged[0] == '4' ? '5' : '4';
	w->notice = forged;
	webtest_get(w, "/things/7");
	webtest_hasnt(w, "role=\"status\"");
	webtest_close(w);
}

static void
visitors_cookie(void **state)
{
	struct webtest *w = begin(state);
	webtest_begin(w, M_GET, "/things/1");
	w->rq.cookies = (struct pairs){ 0 };
	webtest_send(w);
	const char *cookie = webtest_header(w, "Set-Cookie");
	assert_non_null(cookie); /* the page has a form: its token hangs on this */
	assert_true(text_starts(cookie, presession_cookie_name(false)));
	webtest_begin(w, M_GET, "/word/x");
	w->rq.cookies = (struct pairs){ 0 };
	webtest_send(w);
	assert_null(webtest_header(w, "Set-Cookie"));
	/* no cookie, no form accepted, whatever token it brings */
	webtest_begin(w, M_POST, "/save");
	w->rq.cookies = (struct pairs){ 0 };
	webtest_pair(w, &w->rq.form, "csrf", csrf_of(w->key, "").s);
	assert_int_equal(webtest_send(w), 403);
	webtest_close(w);
}

/* ---- headers, language --------------------------------------------------------------------------------------------- */

static void
headers(void **state)
{
	struct webtest *w = begin(state);
	webtest_get(w, "/things/1");
	const char *policy = webtest_header(w, "Content-Security-Policy");
	assert_non_null(strstr(policy, "default-src 'none'"));
	assert_null(strstr(policy, "unsafe"));
	assert_string_equal(webtest_header(w, "X-Content-Type-Options"), "nosniff");
	assert_string_equal(webtest_header(w, "Referrer-Policy"), "same-origin");
	assert_null(webtest_header(w, "Strict-Transport-Security"));
	assert_int_equal(webtest_get(w, "/own"), 200);
	assert_string_equal(webtest_body(w), "own");
	assert_string_equal(webtest_header(w, "Content-Disposition"),
	    "attachment; filename=\"un fichier d__t_.txt\"; filename*=UTF-8''un%20fichier%20d%E2%80%99%C3%A9t%C3%A9.txt");
	assert_non_null(strstr(webtest_header(w, "Content-Security-Policy"), "sandbox"));
	assert_int_equal(webtest_post(w, "/own", ""), 200);
	assert_int_equal(webtest_get(w, "/often"), 429);
	assert_string_equal(webtest_header(w, "Retry-After"), "90");
	w->app.secure = true;
	webtest_get(w, "/nulle");
	assert_non_null(webtest_header(w, "Strict-Transport-Security"));
	webtest_close(w);
}

static int
get_in(struct webtest *w, const char *accept, const char *cookie)
{
	webtest_begin(w, M_GET, "/nulle");
	if (accept != NULL)
		webtest_pair(w, &w->rq.headers, "accept-language", accept);
	if (cookie != NULL)
		webtest_pair(w, &w->rq.cookies, "lang", cookie);
	return webtest_send(w);
}

static void
languages(void **state)
{
	struct webtest *w = begin(state);
	get_in(w, NULL, NULL);
	webtest_has(w, "<html lang=\"fr\">");
	get_in(w, "en-GB,en;q=0.9", NULL);
	webtest_has(w, "<html lang=\"en\">");
	get_in(w, "nl", NULL);
	webtest_has(w, "<html lang=\"fr\">");
	get_in(w, "en", "fr");
	webtest_has(w, "<html lang=\"fr\">");
	get_in(w, "fr", "xx");
	webtest_has(w, "<html lang=\"fr\">");
	webtest_close(w);
}

static void
back_stays_here(void **state)
{
	struct webtest *w = begin(state);
	static const struct { const char *back, *to; } cases[] = { { "/plan?a=1", "/plan?a=1" }, { "//example.org", "/" }, { "https://example.org", "/" },
		{ "/\\example.org", "/" }, { "/a b", "/" }, { "/a\r\nSet-Cookie: x=y", "/" }, { "/..//example.org", "/" }, { "", "/" }, { NULL, "/" } };
	webtest_get(w, "/word/x");
	for (size_t i = 0; i < LEN(cases); i++)
		assert_string_equal(url_back(&w->rq, cases[i].back).href, cases[i].to);
	webtest_close(w);
}

/* The real table: static files and the pages of this room. */
static void
static_files(void **state)
{
	struct webtest *w = webtest_open(*state);
	const char *css = url_asset(w->a, "style.css").href;
	assert_int_equal(webtest_get(w, css), 200);
	assert_string_equal(webtest_header(w, "Content-Type"), "text/css; charset=utf-8");
	assert_non_null(strstr(webtest_header(w, "Cache-Control"), "immutable"));
	const char *etag = webtest_header(w, "ETag");
	webtest_begin(w, M_GET, css);
	webtest_pair(w, &w->rq.headers, "if-none-match", etag);
	assert_int_equal(webtest_send(w), 304);
	webtest_begin(w, M_GET, css);
	webtest_pair(w, &w->rq.headers, "accept-encoding", "br, gzip");
	assert_int_equal(webtest_send(w), 200);
	assert_string_equal(webtest_header(w, "Content-Encoding"), "gzip");
	assert_int_equal(webtest_get(w, "/s/0000000000000000/style.css"), 200);
	assert_null(strstr(webtest_header(w, "Cache-Control"), "immutable"));
	assert_int_equal(webtest_get(w, "/s/0000000000000000/nothing.css"), 404);
	assert_int_equal(webtest_get(w, "/healthz"), 200);
	assert_int_equal(webtest_get(w, "/robots.txt"), 200);
	assert_int_equal(webtest_get(w, "/help"), 200);
	webtest_has(w, css);
	assert_int_equal(webtest_post(w, "/lang", "lang=en&back=/help%23keys"), 303);
	assert_true(text_starts(webtest_header(w, "Set-Cookie"), "lang=en;"));
	webtest_close(w);
}

/* All that every page loads, uncompressed: the style, the scripts, the picture. */
static void
a_page_is_light(void **state)
{
	struct webtest *w = webtest_open(*state);
	size_t sum = 0;
	assert_int_equal(webtest_get(w, "/help"), 200);
	for (size_t i = 0; i < w->app.assets->n; i++)
		if (strstr(webtest_body(w), arena_printf(w->a, "/%s\"", w->app.assets->items[i].name)) != NULL)
			sum += w->app.assets->items[i].n;
	assert_true(sum > 30 * 1024 && sum < 58 * 1024);
	webtest_close(w);
}

/* Whatever a handler says of bytes that someone gave us, no browser runs them here. */
static void
bytes_run_nowhere(void **state)
{
	struct webtest *w = webtest_open(*state);
	static const struct { const char *type, *filename; bool shown, kept; } of[] = { { "text/html", NULL, false, false },
		{ "text/html; charset=utf-8", "page.html", false, false }, { "image/svg+xml", NULL, false, false }, { "image/svg+xml", "x.svg", false, false },
		{ "application/xml", "x.xml", false, false }, { "application/xhtml+xml", "x", false, false }, { "text/javascript", "x.js", false, false },
		{ "text/css", "x.css", false, false }, { "application/pdf", NULL, false, true }, { "application/pdf", "x.pdf", false, true },
		{ "text/plainer", NULL, false, false }, { "text/plain; charset=utf-8", NULL, true, true }, { "application/json", NULL, true, true },
		{ "image/png", "x.png", false, true }, { "", "x", false, false }, { NULL, "x", false, false }, { NULL, NULL, false, false } };
	for (size_t i = 0; i < LEN(of); i++) {
		webtest_begin(w, M_GET, "/");
		w->rq.app = &w->app;
		w->an = (struct answer){ .status = 200 };
		assert_int_equal(answer_bytes(&w->an, of[i].type, "<script>", 8, of[i].filename), OK);
		answer_headers(&w->rq, &w->an);
		const char *type = webtest_header(w, "Content-Type"), *disposition = webtest_header(w, "Content-Disposition"), *csp = webtest_header(w, "Content-Security-Policy");
		if ((disposition == NULL) != of[i].shown || (disposition != NULL && !text_starts(disposition, "attachment;")) ||
		    strcmp(type, of[i].kept ? of[i].type : "application/octet-stream") != 0)
			fail_msg("%s %s: %s, %s", of[i].type, of[i].filename, type, disposition);
		assert_non_null(strstr(csp, "sandbox"));
		assert_non_null(strstr(csp, "default-src 'none'"));
		assert_string_equal(webtest_header(w, "X-Content-Type-Options"), "nosniff");
	}
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(bytes_run_nowhere), T(routing), T(parameters), T(rights), T(forms_from_here), T(nothing_typed_is_lost), T(given_back_to_one),
	    T(mistakes_change_nothing), T(notices), T(visitors_cookie), T(headers), T(languages), T(back_stays_here), T(static_files), T(a_page_is_light) };
	return cmocka_run_group_tests_name("dispatch", tests, NULL, NULL);
}
