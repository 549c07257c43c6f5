/* fetch.c: the text behind a link, fetched without letting a link reach into this network. */
#include "jobs/jobs.h"
#include "base/json.h"
#include "base/text.h"
#include "base/tr.h"
#include "formats/document.h"
#include "jobs/sandbox.h"
#include <curl/curl.h>
#include <jansson.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REDIRECTS_MOST = 3, FETCH_MAX = 2 << 20, TEXT_MAX = 1 << 20, SECONDS_MOST = 20, READ_SECONDS = 10 };

/* Asked by curl for each address it is about to connect to, after the name was resolved: what is checked is what is
 * used, whatever the name says a moment later. */
static curl_socket_t
guard(void *arg, curlsocktype purpose, struct curl_sockaddr *s)
{
	bool *refused = arg;
	const void *bytes = NULL;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	if (s->family == AF_INET && s->addrlen >= sizeof v4) {
		memcpy(&v4, &s->addr, sizeof v4);
		bytes = &v4.sin_addr;
	} else if (s->family == AF_INET6) {
		/* The address may be longer than the generic member shows; curl reserves the room. */
		memcpy(&v6, (const void *)&s->addr, s->addrlen < sizeof v6 ? s->addrlen : sizeof v6);
		bytes = &v6.sin6_addr;
	}
	const char *lifted = getenv("PILOTIS_FETCH_PRIVATE");
	bool open = lifted != NULL && strcmp(lifted, "1") == 0;
	if (purpose != CURLSOCKTYPE_IPCXN || bytes == NULL || (!open && !address_is_public(s->family, bytes))) {
		*refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(s->family, s->socktype | SOCK_CLOEXEC, s->protocol);
}

/* ---- one answer ------------------------------------------------------------------------------------------ */

struct answered { struct buf body; bool refused; long status; const char *location, *type; };

static size_t
receive(char *p, size_t size, size_t count, void *arg)
{
	struct answered *an = arg;
	buf_add(&an->body, p, size * count);
	return an->body.full ? 0 : size * count;
}

static void
easy_release(void *c)
{
	curl_easy_cleanup(c);
	curl_global_cleanup();
}

static const char *
get(struct arena *a, const char *url, struct answered *an)
{
	BUG_ON(curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK);
	CURL *c = curl_easy_init();
	BUG_ON(c == NULL);
	arena_on_reset(a, easy_release, c);
	*an = (struct answered){ .body = buf_new(a, FETCH_MAX) };
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_PROXY, ""); /* a proxy would connect where the guard cannot see */
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, 10L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)SECONDS_MOST);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "Pilotis");
	curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, guard);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, &an->refused);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, receive);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, an);
	CURLcode done = curl_easy_perform(c);
	char *location = NULL, *type = NULL;
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &an->status);
	curl_easy_getinfo(c, CURLINFO_REDIRECT_URL, &location);
	curl_easy_getinfo(c, CURLINFO_CONTENT_TYPE, &type);
	an->location = arena_strdup(a, location);
	an->type = type == NULL ? "" : arena_strdup(a, type);
	if (an->body.full)
		return N_("La page dépasse 2 Mo : sa copie n’a pas été gardée.");
	if (an->refused && done != CURLE_OK)
		return N_("Cette adresse désigne une machine du réseau interne : elle n’est pas lue.");
	if (done == CURLE_UNSUPPORTED_PROTOCOL || done == CURLE_URL_MALFORMAT)
		return N_("Ce lien n’est pas une adresse http ou https.");
	if (done == CURLE_OPERATION_TIMEDOUT)
		return N_("Le site n’a pas répondu à temps.");
	return done == CURLE_OK ? NULL : N_("Le site n’a pas pu être joint.");
}

/* ---- from bytes to text ---------------------------------------------------------------------------------- */

static void
line_of(struct arena *a, struct buf *b, const struct doc_line *l)
{
	buf_puts(b, l->kind == LINE_ITEM ? "- " : "");
	buf_puts(b, doc_plain(a, l->text));
	buf_putc(b, '\n');
}

static void
flatten(struct arena *a, const struct document *d, struct buf *b)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct doc_block *k = &d->items[i];
		if (k->kind == BLOCK_LINE)
			line_of(a, b, &k->line);
		for (size_t r = 0; k->kind == BLOCK_TABLE && r < k->table->n; r++) {
			for (size_t c = 0; c < k->table->ncols; c++) {
				buf_puts(b, c == 0 ? "" : "\t");
				buf_puts(b, doc_plain(a, doc_cell_text(a, &k->table->items[r].cells[c], " ")));
			}
			buf_putc(b, '\n');
		}
	}
}

/* The child reads what it is given by content; the name only helps where the content does not tell. */
static const char *
name_for(const char *type)
{
	if (text_starts(type, "application/pdf"))
		return "page.pdf";
	return text_starts(type, "text/plain") ? "page.txt" : "page.html";
}

static const char *
to_text(struct arena *a, const struct answered *an, struct fetched *out)
{
	struct document *d;
	struct problems why = { 0 };
	struct buf b = buf_new(a, TEXT_MAX);
	if (an->body.len == 0)
		return N_("La page est vide.");
	if (document_read_sandboxed(a, buf_str(&an->body), an->body.len, name_for(an->type), READ_SECONDS, &d, &why) != OK) {
		fail_clear(a);
		return why.n > 0 ? why.items[0].msgid : N_("Le contenu de la page n’a pas pu être lu.");
	}
	flatten(a, d, &b);
	out->text = b.full ? text_to_utf8(a, buf_str(&b), b.len) : buf_str(&b);
	out->title = d->title;
	return NULL;
}

enum err
fetch_page(struct arena *a, const char *url, struct fetched *out)
{
	struct answered an;
	*out = (struct fetched){ .url = url, .final_url = url, .fetched_at = arena_strdup(a, now_utc().s) };
	for (int hop = 0; hop <= REDIRECTS_MOST; hop++) {
		out->error = get(a, out->final_url, &an);
		out->status = an.status;
		if (out->error != NULL)
			return OK;
		if (an.status < 300 || an.status >= 400 || an.location == NULL) {
			out->error = an.status >= 200 && an.status < 300 ? to_text(a, &an, out) : N_("Le site répond que cette page n’est pas disponible.");
			return OK;
		}
		out->final_url = an.location;
	}
	out->error = N_("Le lien renvoie trop souvent ailleurs.");
	return OK;
}

/* ---- as a job -------------------------------------------------------------------------------------------- */

enum err
fetch_queue(struct db *db, const char *sink, int64_t id, const char *url)
{
	struct buf b = buf_new(db_arena(db), KIB(64));
	struct jw j = jw_to(&b, false);
	jw_begin(&j, NULL, '{');
	jw_str(&j, "sink", sink);
	jw_int(&j, "id", id);
	jw_str(&j, "url", url);
	jw_end(&j, '}');
	if (b.full)
		return fail(db_arena(db), E_LIMIT, "a link too long to fetch");
	return job_queue(db, "fetch_link", buf_str(&b), NULL, 0);
}

struct keeping { const struct fetch_sink *sink; int64_t id; const struct fetched *f; };

static enum err
keep(struct db *db, void *arg)
{
	struct keeping *k = arg;
	return k->sink->keep(db, k->id, k->f);
}

enum err
job_fetch_link(struct job *j)
{
	struct json_t *o;
	struct fetched f;
	enum err e = json_read(j->a, j->payload, strlen(j->payload), &o);
	if (e != OK)
		return e;
	const char *sink = json_string_value(json_object_get(o, "sink")), *url = json_string_value(json_object_get(o, "url"));
	struct keeping k = { NULL, json_integer_value(json_object_get(o, "id")), &f };
	for (const struct fetch_sink *s = j->worker->sinks; s != NULL && s->name != NULL && sink != NULL; s++)
		if (strcmp(s->name, sink) == 0)
			k.sink = s;
	if (k.sink == NULL || url == NULL)
		return fail(j->a, E_INVALID, "fetch_link: nobody takes the page");
	if ((e = fetch_page(j->a, url, &f)) != OK)
		return e;
	return store_write(j->store, j->a, keep, &k);
}
