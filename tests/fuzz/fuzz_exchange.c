/* A whole request as the edge hands it over: "METHOD target", header lines, an empty line, a body. It lives its life on a
 * table without a store; the answer has one of our statuses and no header that what came in could have broken. */
#include "web/assets.h"
#include "web/exchange.h"
#include "web/life.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static enum err
echo(struct request *rq, struct answer *an)
{
	answer_notice(rq, an, "%s", param_text(rq, "text"), "/undo");
	if (param_bool(rq, "file"))
		return answer_bytes(an, param_text(rq, "word"), "x", 1, param_text(rq, "text"));
	return answer_redirect(rq, an, url_back(rq, param_text(rq, "back")));
}

static const struct param params[] = { { "lang", P_WORD, 5 }, { "back", P_LINE, 2000 }, { "text", P_TEXT, 0 }, { "word", P_WORD, 0 }, { "file", P_BOOL, 0 },
	{ "day", P_DATE, 0 }, { "n", P_INT, 0 }, { "many", P_MANY, 0 }, { "secret", P_SECRET, 0 }, { 0 } };
static const struct route routes[] = {
	{ M_POST, "/lang", RIGHT_ANYONE, page_language, params, ROUTE_RAW_CSRF_EXEMPT | ROUTE_NO_STORE },
	{ M_GET, "/echo/{word}", RIGHT_ANYONE, echo, params, ROUTE_NO_STORE },
	{ M_POST, "/echo/{id}", RIGHT_ANYONE, echo, params, ROUTE_NO_STORE | ROUTE_RAW_CSRF_EXEMPT },
	{ M_POST, "/token/{token}", RIGHT_ANYONE, echo, params, ROUTE_NO_STORE },
	{ M_GET, "/s/{hash:word}/{name:word}", RIGHT_ANYONE, page_asset, NULL, ROUTE_NO_STORE },
};

/* The next line of the input, without its end; NULL when there is none. */
static char *
line(struct arena *a, const char **s, const char *end)
{
	if (*s >= end)
		return NULL;
	const char *eol = memchr(*s, '\n', (size_t)(end - *s));
	char *l = arena_strndup(a, *s, (size_t)((eol == NULL ? end : eol) - *s));
	*s = eol == NULL ? end : eol + 1;
	return l;
}

static void
judge(const struct exchange *x)
{
	const struct answer *an = &x->an;
	BUG_ON(an->status < 200 || an->status > 503);
	BUG_ON(an->location != NULL && (an->location[0] != '/' || an->location[1] == '/' || an->location[1] == '\\'));
	for (size_t i = 0; i < an->headers.n; i++) {
		BUG_ON(an->headers.items[i].value == NULL);
		for (const char *s = an->headers.items[i].value; *s != '\0'; s++)
			BUG_ON((unsigned char)*s < ' ' || *s == 0x7f);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const unsigned char key[APP_KEY_SIZE] = { 1 };
	struct arena *a = arena_new(MIB(256));
	const char *s = (const char *)data, *end = s + n;
	struct app app = { .routes = routes, .nroutes = LEN(routes), .base_url = "https://plan.example.org", .key = key, .quiet = true, .secure = n % 2 == 1 };
	app.assets = assets_prepare(a);
	char *first = line(a, &s, end), *space = first == NULL ? NULL : strchr(first, ' ');
	if (space != NULL) {
		*space = '\0';
		struct exchange *x = exchange_new(space + 1);
		for (char *l; (l = line(a, &s, end)) != NULL && *l != '\0';) {
			char *colon = strchr(l, ':');
			if (colon == NULL)
				continue;
			*colon = '\0';
			exchange_header(x, l, colon + 1 + strspn(colon + 1, " \t"));
		}
		if (exchange_begin(x, &app, first, "HTTP/1.1", n % 3 == 0 ? "127.0.0.1" : "192.0.2.7"))
			for (size_t k; s < end; s += k) {
				k = (size_t)(end - s) < 100 ? (size_t)(end - s) : 100;
				if (!exchange_body(x, s, k, 1))
					break;
			}
		agent_summary(x->a, header_of(&x->rq, "user-agent"));
		exchange_run(x, &app);
		judge(x);
		exchange_free(x);
	}
	arena_free(a);
	return 0;
}
