/* smtp.c: one message to the relay, by libcurl. */
#include "mail/mail.h"
#include "base/text.h"
#include <curl/curl.h>
#include <string.h>

static const char *
after_scheme(const char *url)
{
	const char *s = url == NULL ? NULL : strstr(url, "://");
	return s == NULL ? NULL : s + 3;
}

static bool
scheme_is(const char *url, const char *scheme)
{
	size_t n = strlen(scheme);
	return strncmp(url, scheme, n) == 0 && strncmp(url + n, "://", 3) == 0;
}

/* Host of a URL as curl reads it, NULL when it does not; the handle hangs on the arena. */
static void
url_release(void *u)
{
	curl_url_cleanup(u);
}

static CURLU *
url_read(struct arena *a, const char *url)
{
	CURLU *u = curl_url();
	BUG_ON(u == NULL);
	arena_on_reset(a, url_release, u);
	const char *rest = after_scheme(url);
	/* smtp+plain is a word of ours: for curl it is smtp. */
	const char *read_as = scheme_is(url, "smtp+plain") ? arena_printf(a, "smtp://%s", rest) : url;
	return curl_url_set(u, CURLUPART_URL, read_as, 0) == CURLUE_OK ? u : NULL;
}

static char *
url_part(struct arena *a, CURLU *u, CURLUPart part)
{
	char *s = NULL, *mine;
	if (curl_url_get(u, part, &s, CURLU_URLDECODE) != CURLUE_OK) {
		if (curl_url_get(u, part, &s, 0) != CURLUE_OK)
			return NULL;
	}
	mine = arena_strdup(a, s);
	curl_free(s);
	return mine;
}

const char *
smtp_url_problem(const char *url)
{
	if (url == NULL || (!scheme_is(url, "smtp") && !scheme_is(url, "smtps") && !scheme_is(url, "smtp+plain")))
		return N_("Écrivez l’adresse du serveur sous la forme smtp://utilisateur:motdepasse@serveur:587 (ou smtps://).");
	for (const char *s = url; *s != '\0'; s++)
		if ((unsigned char)*s <= 0x20 || *s == 0x7F)
			return N_("L’adresse du serveur contient une espace ou un signe de contrôle.");
	const char *rest = after_scheme(url);
	const char *at = strrchr(rest, '@');
	const char *host = at == NULL ? rest : at + 1;
	if (host[0] == '\0' || host[0] == '/' || host[0] == ':' || strchr(host, '?') != NULL || strchr(host, '#') != NULL)
		return N_("Le nom du serveur manque.");
	return NULL;
}

static bool
is_here(const char *host)
{
	return host != NULL && (strcmp(host, "localhost") == 0 || text_starts(host, "127.") || strcmp(host, "[::1]") == 0);
}

struct reading { const char *s; size_t n, at; enum err (*last)(void *); void *arg; bool over, stopped; };

static size_t
give(char *to, size_t size, size_t count, void *arg)
{
	struct reading *r = arg;
	size_t k = size * count;
	if (k > r->n - r->at)
		k = r->n - r->at;
	if (k == 0 && !r->over) { /* what follows is the dot that hands it over */
		r->stopped = r->last(r->arg) != OK;
		r->over = !r->stopped;
		return r->stopped ? CURL_READFUNC_ABORT : 0;
	}
	memcpy(to, r->s + r->at, k);
	r->at += k;
	return k;
}

static size_t
ignore(char *p, size_t size, size_t count, void *arg)
{
	(void)p;
	(void)arg;
	return size * count;
}

static void
easy_release(void *c)
{
	curl_easy_cleanup(c);
	curl_global_cleanup();
}

static void
slist_release(void *l)
{
	curl_slist_free_all(l);
}

/* The mail itself was refused: a 5xx that is not about us (authentication, policy of the connection). */
static bool
is_final(CURLcode c, long code)
{
	if (c == CURLE_LOGIN_DENIED || code == 530 || code == 534 || code == 535 || code == 538)
		return false;
	return code == 521 || (code >= 550 && code <= 556);
}

enum sent
smtp_send(struct arena *a, const struct smtp *smtp, const char *to, const char *message, size_t n, enum err (*last)(void *), void *arg,
    const char **why)
{
	struct reading r = { .s = message, .n = n, .last = last, .arg = arg };
	char *error = arena_alloc(a, CURL_ERROR_SIZE);
	*why = NULL;
	CURLU *u = smtp_url_problem(smtp->url) == NULL ? url_read(a, smtp->url) : NULL;
	if (u == NULL) {
		*why = "the address of the SMTP server cannot be read";
		return SENT_LATER;
	}
	const char *host = url_part(a, u, CURLUPART_HOST), *port = url_part(a, u, CURLUPART_PORT), *user = url_part(a, u, CURLUPART_USER),
		*password = url_part(a, u, CURLUPART_PASSWORD);
	bool tls = scheme_is(smtp->url, "smtps"), clear = scheme_is(smtp->url, "smtp+plain") || is_here(host);
	const char *sender_host = strchr(smtp->from, '@');
	BUG_ON(curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK);
	CURL *c = curl_easy_init();
	BUG_ON(c == NULL);
	arena_on_reset(a, easy_release, c);
	struct curl_slist *rcpt = curl_slist_append(NULL, arena_printf(a, "<%s>", to));
	BUG_ON(rcpt == NULL);
	arena_on_reset(a, slist_release, rcpt);
	/* The path of an SMTP URL is the name said in EHLO. */
	curl_easy_setopt(c, CURLOPT_URL, arena_printf(a, "%s://%s%s%s/%s", tls ? "smtps" : "smtp", host, port == NULL ? "" : ":",
	    port == NULL ? "" : port, sender_host == NULL ? "localhost" : sender_host + 1));
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, 20L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)SMTP_SECONDS);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, error);
	if (!tls)
		curl_easy_setopt(c, CURLOPT_USE_SSL, (long)(clear ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	if (user != NULL) {
		curl_easy_setopt(c, CURLOPT_USERNAME, user);
		curl_easy_setopt(c, CURLOPT_PASSWORD, password == NULL ? "" : password);
	}
	curl_easy_setopt(c, CURLOPT_MAIL_FROM, arena_printf(a, "<%s>", smtp->from));
	curl_easy_setopt(c, CURLOPT_MAIL_RCPT, rcpt);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(c, CURLOPT_READDATA, &r);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, ignore);
	CURLcode done = curl_easy_perform(c);
	if (done == CURLE_OK)
		return SENT_YES;
	long code = 0;
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &code);
	const char *what = r.stopped ? "the store could not be written" : error[0] == '\0' ? curl_easy_strerror(done) : error;
	*why = code > 0 ? arena_printf(a, "%s (SMTP %ld)", what, code) : arena_strdup(a, what);
	if (r.over && code < 400) /* the last that was said is "go on" */
		return SENT_UNSURE;
	return is_final(done, code) ? SENT_NEVER : SENT_LATER;
}
