/* forms.h: the example programme as readers of every role walk through it: pages are followed by their links, forms are
 * found and filled as a browser would send them. For tests that say something about every form there is. */
#ifndef FORMS_H
#define FORMS_H
#include "test.h"
#include "app/app.h"
#include "app/demo.h"
#include "base/secret.h"
#include "people/people_store.h"
#include "web/life.h"
#include "web/parse.h"
#include <fcntl.h>
#include <libxml/HTMLparser.h>
#include <sys/stat.h>
#include <unistd.h>

#define SITE_PASSWORD "le chat dort encore"

/* A reader with a browser: its cookies. */
struct reader { const char *name, *session, *visit, *notice; int64_t person; };
enum { READERS = 6 };

struct site {
	struct arena *a;
	struct app app;
	unsigned char key[APP_KEY_SIZE];
	char folder[64];
	struct reader readers[READERS];
	const char *link;            /* /signin/… of the second reader */
	const char *plan;            /* as JSON, to import */
};

/* A form as sent by one of its buttons. then: what is sent first, so that the form exists. */
struct sending {
	const char *action, *button; /* button: name and value, or "" */
	struct pairs fields;
	const char *file;            /* the field that takes one; NULL */
	int reader;
	const struct route *route;
	const char *page;
	const struct sending *first;
};
struct sendings { struct sending *items; size_t n, cap; };

struct reply { int status; const char *location, *body; struct pairs cookies; const char *detail; };

/* ---- the store --------------------------------------------------------------------------------------------- */

static inline void
site_ok(struct arena *a, enum err e)
{
	if (e != OK)
		fail_msg("%s: %s", err_name(e), fail_detail(a));
}

static inline const char *
site_path(const struct site *s, const char *name)
{
	return arena_printf(s->a, "%s/%s.db", s->folder, name);
}

static inline enum err
site_open_door(struct db *db, void *arg)
{
	struct site *s = arg;
	static const char *const who[READERS - 1] = { "nadia.benkirane", "olivier.wauters", "awa.diallo", "aline.piette", "samuel.okafor" };
	char *hash;
	enum err e = password_hash(s->a, SITE_PASSWORD, &hash);
	for (int i = 0; i < READERS - 1 && e == OK; i++) {
		struct person k;
		struct reader *r = &s->readers[i];
		r->name = who[i];
		r->visit = "bbbbbbbbbbbbbbbbbbbbbbbbbb";
		if ((e = person_by_email(db, arena_printf(s->a, "%s@example.org", who[i]), &k)) == OK)
			e = session_start(db, k.id, "forms", false, &r->session);
		r->person = k.id;
	}
	const char *token = "";
	for (int i = 0; i < READERS - 1 && e == OK; i++)
		e = person_password_set(db, s->readers[i].person, hash);
	if (e == OK)
		e = person_grant(db, s->readers[0].person, ROLE_ADMIN, NONE, NULL, NULL);
	if (e == OK)
		e = session_start(db, s->readers[0].person, "another machine", false, &token);
	if (e == OK)
		e = person_link(db, s->readers[1].person, 1000, &token);
	s->link = arena_printf(s->a, "/signin/%s", token);
	s->readers[READERS - 1] = (struct reader){ .name = "nobody", .visit = "aaaaaaaaaaaaaaaaaaaaaaaaaa", .person = NONE };
	return e != OK ? e : app_key_load(db, s->key);
}

static inline void
site_copy(const char *from, const char *to)
{
	char piece[64 << 10];
	int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(in >= 0 && out >= 0);
	for (ssize_t k; (k = read(in, piece, sizeof piece)) > 0;)
		assert_true(write(out, piece, (size_t)k) == k);
	close(in);
	close(out);
}

/* The programme as it was made, in a file of this name. */
static inline struct store *
site_fresh(struct site *s, const char *name)
{
	struct store *store;
	const char *to = site_path(s, name);
	unlink(arena_printf(s->a, "%s-wal", to));
	unlink(arena_printf(s->a, "%s-shm", to));
	site_copy(site_path(s, "base"), to);
	site_ok(s->a, store_open(s->a, arena_printf(s->a, "sqlite:%s", to), &store));
	return store;
}

static inline struct site *
site_open(struct arena *a)
{
	struct site *s = ARENA_NEW(a, struct site);
	s->a = a;
	snprintf(s->folder, sizeof s->folder, "%s/pilotis-forms-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(s->folder));
	const char *url = arena_printf(a, "sqlite:%s", site_path(s, "base"));
	assert_int_equal(command_demo(url, 0, NULL), 0);
	site_ok(a, store_open(a, url, &s->app.store));
	site_ok(a, store_write(s->app.store, a, site_open_door, s));
	store_close(s->app.store);
	s->app.store = NULL;
	s->app.routes = route_table;
	s->app.nroutes = route_table_n;
	s->app.nav = nav_table;
	s->app.assets = assets_prepare(a);
	s->app.base_url = "http://127.0.0.1:8080";
	s->app.key = s->key;
	s->app.demo = true;
	s->app.quiet = getenv("WEBTEST_LOG") == NULL;
	return s;
}

static inline void
site_close(struct site *s)
{
	static const char *const names[] = { "base", "work", "twice", "both" }, *const ends[] = { "", "-wal", "-shm" };
	for (size_t i = 0; i < LEN(names); i++)
		for (size_t k = 0; k < LEN(ends); k++)
			unlink(arena_printf(s->a, "%s%s", site_path(s, names[i]), ends[k]));
	assert_int_equal(rmdir(s->folder), 0);
}

/* ---- how much there is of everything ------------------------------------------------------------------------- */

struct site_count { struct arena *a; const char *but, *text; };

static inline enum err
site_count_all(struct db *db, void *arg)
{
	static const struct query tables = { "tables", "SELECT name FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL AND name NOT LIKE '%\\_fts%' ESCAPE '\\'"
		" ORDER BY name" };
	struct site_count *t = arg;
	struct strings names = { 0 };
	struct buf b = buf_new(t->a, MIB(1));
	struct rows *r;
	enum err e = db_query(db, &tables, NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(t->a, &names, arena_strdup(t->a, col_text(r, 0)));
	if ((e = rows_end(r)) != OK)
		return e;
	for (size_t i = 0; i < names.n; i++) {
		struct columns cols;
		bool rev = false;
		/* Ways in, and ways refused, leave a line: that is not what the form did. */
		bool journal = strcmp(names.items[i], "history") == 0;
		if (strcmp(names.items[i], "form_once") == 0 || strcmp(names.items[i], "security_count") == 0 || strcmp(names.items[i], "throttle") == 0 || strcmp(names.items[i], t->but == NULL ? "" : t->but) == 0 || strncmp(names.items[i], "sqlite_", 7) == 0)
			continue;
		if ((e = db_columns(db, names.items[i], &cols)) != OK)
			return e;
		for (size_t k = 0; k < cols.n; k++)
			rev = rev || strcmp(cols.items[k].name, "rev") == 0;
		struct query q = { "count", arena_printf(t->a, "SELECT count(*), %s FROM \"%s\"%s", rev ? "coalesce(sum(rev), 0)" : "0", names.items[i],
			journal ? " WHERE entity <> 'signin'" : "") };
		if ((e = db_one(db, &q, NO_ARGS, &r)) != OK)
			return e;
		buf_printf(&b, "%s %lld %lld\n", names.items[i], (long long)col_int(r, 0), (long long)col_int(r, 1));
	}
	t->text = arena_strdup(t->a, buf_str(&b));
	return OK;
}

static inline const char *
site_tally(struct arena *a, struct store *store, const char *but)
{
	struct site_count t = { a, but, NULL };
	site_ok(a, store_read(store, a, site_count_all, &t));
	return t.text;
}

/* "action_comment 3 5 → 4 6" of what differs. */
static inline const char *
site_difference(struct arena *a, const char *one, const char *two)
{
	struct buf b = buf_new(a, MIB(1));
	while (*one != '\0' && *two != '\0') {
		size_t n = strcspn(one, "\n"), m = strcspn(two, "\n");
		if (n != m || strncmp(one, two, n) != 0)
			buf_printf(&b, "%s%.*s, not %.*s", b.len > 0 ? "; " : "", (int)m, two, (int)n, one);
		one += n + 1;
		two += m + 1;
	}
	return buf_str(&b);
}

/* ---- asking ------------------------------------------------------------------------------------------------- */

static inline void
site_pair(struct arena *a, struct pairs *to, const char *name, const char *value)
{
	struct pair one = { name, value };
	PUSH(a, to, one);
}

/* A plan is sent as JSON, which needs no child to be read: a test with threads cannot fork. */
static inline void
site_file(struct arena *a, const struct site *s, struct request *rq, const char *field)
{
	bool import = strcmp(rq->path, "/import") == 0;
	const char *text = import ? s->plan : "Procès-verbal de la réunion, pour essai.\n";
	char path[] = "/tmp/pilotis-forms-XXXXXX";
	int fd = mkstemp(path);
	size_t n = strlen(text);
	assert_true(fd >= 0);
	unlink(path);
	assert_true(write(fd, text, n) == (ssize_t)n && lseek(fd, 0, SEEK_SET) == 0);
	struct upload one = { field, import ? "plan.json" : "pv.txt", fd, (int64_t)n };
	PUSH(a, &rq->files, one);
}

/* Also from several threads: all that changes is in `a`. */
static inline struct reply
site_ask(const struct app *app, struct arena *a, const struct site *s, const struct reader *r, enum method m, const char *target, const struct pairs *form, const char *file)
{
	struct request rq = { .a = a, .method = m, .target = target, .address = "192.0.2.7" };
	struct answer an;
	const char *query;
	fail_clear(a);
	assert_true(parse_target(a, target, &rq.path, &query));
	assert_true(parse_form(a, query, strlen(query), &rq.query));
	site_pair(a, &rq.headers, "host", "127.0.0.1:8080");
	site_pair(a, &rq.headers, "accept-language", "fr");
	if (r->session != NULL)
		site_pair(a, &rq.cookies, session_cookie_name(false), r->session);
	site_pair(a, &rq.cookies, presession_cookie_name(false), r->visit);
	if (r->notice != NULL)
		site_pair(a, &rq.cookies, "notice", r->notice);
	for (size_t i = 0; form != NULL && i < form->n; i++)
		PUSH(a, &rq.form, form->items[i]);
	if (file != NULL)
		site_file(a, s, &rq, file);
	if (m == M_POST) {
		site_pair(a, &rq.headers, "sec-fetch-site", "same-origin");
		site_pair(a, &rq.headers, "origin", "http://127.0.0.1:8080");
	}
	web_dispatch(app, &rq, &an);
	for (size_t i = 0; i < rq.files.n; i++)
		close(rq.files.items[i].fd);
	return (struct reply){ an.status, an.location, an.kind == BODY_PAGE ? buf_str(&an.page.out) :
		an.kind == BODY_BYTES ? arena_strndup(a, an.bytes, an.n) : "", an.cookies, fail_detail(a) };
}

static inline struct reply
site_get(struct site *s, const struct reader *r, const char *target)
{
	return site_ask(&s->app, s->a, s, r, M_GET, target, NULL, NULL);
}

static inline const char *
site_cookie(struct arena *a, const struct reply *y, const char *name)
{
	for (size_t i = 0; i < y->cookies.n; i++)
		if (strcmp(y->cookies.items[i].name, name) == 0)
			return arena_strndup(a, y->cookies.items[i].value, strcspn(y->cookies.items[i].value, ";"));
	return NULL;
}

/* The reader after that answer. */
static inline struct reader
site_after(struct arena *a, const struct reader *r, const struct reply *y)
{
	struct reader next = *r;
	const char *session = site_cookie(a, y, session_cookie_name(false));
	if (session != NULL)
		next.session = *session == '\0' ? NULL : session;
	next.notice = site_cookie(a, y, "notice");
	return next;
}

/* ---- reading pages ------------------------------------------------------------------------------------------- */

static inline const char *
site_attr(struct arena *a, xmlNode *n, const char *name)
{
	xmlChar *v = xmlGetProp(n, (const xmlChar *)name);
	const char *s = v == NULL ? NULL : arena_strdup(a, (const char *)v);
	xmlFree(v);
	return s;
}

static inline bool
site_is(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

static inline xmlNode *
site_next(xmlNode *n, const xmlNode *top)
{
	if (n->children != NULL)
		return n->children;
	while (n != top && n->next == NULL)
		n = n->parent;
	return n == top ? NULL : n->next;
}

static inline htmlDocPtr
site_parse(const char *html)
{
	return htmlReadMemory(html, (int)strlen(html), NULL, "UTF-8", HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_RECOVER);
}

/* What a browser's user would have chosen, where the first choice is refused. */
static const struct { const char *pattern, *field, *value; } site_choices[] = {
	{ "/people", "email", "nouvelle@example.org" }, { "/people", "role", "" }, { "/people/{id}/grants", "actor", "" },
	{ "/plan/indicators/{id}", "body", "" }, { "/settings/signin", "issuer", "https://compte.ecole.be/realms/ecole" },
	{ "/settings/signin", "domains", "ecole.be" }, { "/settings/mail", "smtp_url", "smtp://nom:secret@127.0.0.1:587" },
};
/* Pages that no link leads to. */
static const char *const site_seeds[READERS] = { "/plan/actors/3/merge?into=4" };

/* What someone would write in an empty field of this name. */
static inline const char *
site_words(const struct site *s, const char *type, const char *name)
{
	if (strcmp(type, "password") == 0)
		return SITE_PASSWORD;
	if (strcmp(name, "email") == 0 || strcmp(name, "mail_from") == 0 || strcmp(type, "email") == 0)
		return arena_printf(s->a, "%s@example.org", s->readers[0].name);
	if (strcmp(type, "date") == 0 || strstr(name, "_on") != NULL || strcmp(name, "effective") == 0)
		return arena_strdup(s->a, date_iso(today_brussels()).s);
	if (strcmp(type, "number") == 0)
		return "1";
	if (strcmp(name, "url") == 0)
		return "https://example.org/piece";
	if (strcmp(name, "from") == 0 || strcmp(name, "until") == 0)
		return "";
	return "Essai";
}

static inline const char *
site_selected(struct arena *a, xmlNode *select)
{
	const char *first = NULL, *some = NULL;
	for (xmlNode *n = site_next(select, select); n != NULL; n = site_next(n, select)) {
		if (!site_is(n, "option"))
			continue;
		const char *v = site_attr(a, n, "value");
		if (site_attr(a, n, "selected") != NULL && v != NULL && *v != '\0')
			return v;
		first = first == NULL ? v : first;
		some = some == NULL && v != NULL && *v != '\0' ? v : some;
	}
	return some != NULL ? some : first;
}

static inline bool
site_has(const struct pairs *p, const char *name)
{
	return pair_of(p, name) != NULL;
}

/* A checkbox goes as it stands, but one of a group that has several must be checked. */
static inline void
site_field(struct site *s, xmlNode *n, struct sending *out)
{
	struct arena *a = s->a;
	const char *name = site_attr(a, n, "name"), *value = site_attr(a, n, "value"), *type = site_attr(a, n, "type");
	type = type == NULL ? "text" : type;
	value = value == NULL ? "" : value;
	if (name == NULL || site_attr(a, n, "disabled") != NULL)
		return;
	if (site_is(n, "select")) {
		const char *v = site_selected(a, n);
		site_pair(a, &out->fields, name, v == NULL ? "" : v);
	} else if (site_is(n, "textarea")) {
		xmlChar *text = xmlNodeGetContent(n);
		site_pair(a, &out->fields, name, text == NULL || *text == '\0' ? "Essai" : arena_strdup(a, (const char *)text));
		xmlFree(text);
	} else if (strcmp(type, "file") == 0) {
		out->file = name;
	} else if (strcmp(type, "checkbox") == 0 || strcmp(type, "radio") == 0) {
		bool checked = site_attr(a, n, "checked") != NULL;
		if (strcmp(type, "radio") == 0 && checked && site_has(&out->fields, name)) {
			for (size_t i = 0; i < out->fields.n; i++)
				if (strcmp(out->fields.items[i].name, name) == 0)
					out->fields.items[i].value = value;
		} else if (checked || !site_has(&out->fields, name)) {
			site_pair(a, &out->fields, name, value);
		}
	} else if (strcmp(type, "hidden") == 0 || *value != '\0') {
		site_pair(a, &out->fields, name, value);
	} else {
		site_pair(a, &out->fields, name, site_words(s, type, name));
	}
}

static inline const struct route *
site_route(const struct site *s, enum method m, const char *target)
{
	struct request rq = { .a = s->a, .method = m };
	const char *query;
	unsigned allowed;
	return parse_target(s->a, target, &rq.path, &query) ? route_find(&s->app, &rq, &allowed) : NULL;
}

/* One sending for each button of the form. */
static inline void
site_form(struct site *s, xmlNode *form, int reader, const char *page, const struct sending *first, struct sendings *out)
{
	struct sending base = { .action = site_attr(s->a, form, "action"), .button = "", .reader = reader, .page = page, .first = first };
	struct pairs buttons = { 0 };
	base.route = base.action == NULL ? NULL : site_route(s, M_POST, base.action);
	if (base.route == NULL)
		fail_msg("%s: a form goes to %s, which takes none", page, base.action);
	for (xmlNode *n = site_next(form, form); n != NULL; n = site_next(n, form)) {
		if (site_is(n, "input") || site_is(n, "select") || site_is(n, "textarea"))
			site_field(s, n, &base);
		else if (site_is(n, "button") && !text_eq(site_attr(s->a, n, "type"), "button"))
			site_pair(s->a, &buttons, site_attr(s->a, n, "name"), site_attr(s->a, n, "value"));
	}
	for (size_t i = 0; i < buttons.n || (i == 0 && buttons.n == 0); i++) {
		struct sending one = base;
		struct pair *b = buttons.n == 0 ? NULL : &buttons.items[i];
		one.fields = (struct pairs){ 0 };
		for (size_t k = 0; k < base.fields.n; k++)
			PUSH(s->a, &one.fields, base.fields.items[k]);
		if (b != NULL && b->name != NULL) {
			one.button = arena_printf(s->a, "%s=%s", b->name, b->value == NULL ? "" : b->value);
			site_pair(s->a, &one.fields, b->name, b->value == NULL ? "" : b->value);
		}
		for (size_t k = 0; k < LEN(site_choices) * one.fields.n; k++) {
			struct pair *f = &one.fields.items[k / LEN(site_choices)];
			if (strcmp(site_choices[k % LEN(site_choices)].pattern, one.route->pattern) == 0 && strcmp(site_choices[k % LEN(site_choices)].field, f->name) == 0)
				f->value = site_choices[k % LEN(site_choices)].value;
		}
		PUSH(s->a, out, one);
	}
}

/* A form that no page of the example shows. */
static inline void
site_bare_form(struct site *s, const char *action, const struct sending *first, struct sendings *out)
{
	struct sending one = { .action = action, .button = "", .reader = 0, .route = site_route(s, M_POST, action), .page = "", .first = first };
	assert_non_null(one.route);
	site_pair(s->a, &one.fields, "csrf", arena_strdup(s->a, csrf_of(s->key, s->readers[0].session).s));
	site_pair(s->a, &one.fields, "once", arena_printf(s->a, "0-%s-1", token_new().s));
	PUSH(s->a, out, one);
}

/* Which form it is, whoever and whatever row it is about: a button's "12:yes" is its "yes", a line that comes again is one. */
static inline const char *
site_kind(struct arena *a, const struct sending *x)
{
	struct buf b = buf_new(a, KIB(16));
	const char *query = strchr(x->action, '?'), *value = strchr(x->button, '=');
	size_t row = value == NULL ? 0 : strspn(value + 1, "0123456789");
	bool which = text_starts(x->button, "person=") || text_starts(x->button, "slack="); /* they only choose one of several */
	buf_printf(&b, "%s%s [%.*s%s]", x->route->pattern, query == NULL ? "" : query, (int)strcspn(x->button, "="), x->button,
	    value == NULL || which ? "" : row > 0 && value[1 + row] == ':' ? value + row : value);
	for (size_t i = 0; i < x->fields.n; i++)
		if (!site_has(&(struct pairs){ .items = x->fields.items, .n = i }, x->fields.items[i].name))
			buf_printf(&b, " %s", x->fields.items[i].name);
	return buf_str(&b);
}

/* hops: how far from where it starts; 0: as far as there are links. */
struct site_walk { struct site *s; int reader; struct reader who; const struct sending *first; struct strings paths, seen; struct sendings *out; size_t per_route, hops; };

static inline bool
site_known(const struct strings *list, const char *one, size_t most)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->items[i], one) == 0 && most-- <= 1)
			return true;
	return false;
}

/* Pages only, a few of each kind. */
static inline void
site_link(struct site_walk *w, const char *href)
{
	if (href == NULL || href[0] != '/' || href[1] == '/' || text_starts(href, "/s/") || strstr(href, "/export/") != NULL)
		return;
	char *path = arena_strndup(w->s->a, href, strcspn(href, "#"));
	size_t n = strlen(path);
	if ((n > 5 && strcmp(path + n - 5, "/file") == 0) || (n > 7 && strcmp(path + n - 7, "/source") == 0))
		return;
	const struct route *r = site_route(w->s, M_GET, path);
	if (r == NULL || (r->flags & ROUTE_NO_STORE) || site_known(&w->paths, path, 1) || site_known(&w->seen, r->pattern, w->per_route))
		return;
	PUSH(w->s->a, &w->paths, path);
	PUSH(w->s->a, &w->seen, r->pattern);
}

static inline void
site_page(struct site_walk *w, const char *path)
{
	struct arena *a = arena_new(MIB(64));
	struct reply y = site_ask(&w->s->app, a, w->s, &w->who, M_GET, path, NULL, NULL);
	if (y.status >= 500)
		fail_msg("%s as %s: status %d: %s", path, w->who.name, y.status, y.detail);
	if (y.location != NULL)
		site_link(w, y.location);
	htmlDocPtr d = y.status == 200 && *y.body == '<' ? site_parse(y.body) : NULL;
	arena_free(a);
	if (d == NULL)
		return;
	xmlNode *root = xmlDocGetRootElement(d);
	for (xmlNode *n = root; n != NULL; n = site_next(n, root)) {
		if (site_is(n, "a"))
			site_link(w, site_attr(w->s->a, n, "href"));
		else if (site_is(n, "form") && text_eq(site_attr(w->s->a, n, "method"), "post"))
			site_form(w->s, n, w->reader, path, w->first, w->out);
	}
	xmlFreeDoc(d);
}

/* From a path on: every form met on the way, nearest pages first. */
static inline void
site_crawl(struct site_walk *w, const char *from)
{
	site_link(w, from);
	size_t hop = 0, end = w->paths.n; /* of the pages that are so far */
	for (size_t i = 0; i < w->paths.n; i++) {
		if (i == end && hop++ == w->hops && w->hops > 0)
			return;
		end = i == end ? w->paths.n : end;
		site_page(w, w->paths.items[i]);
		w->who.notice = NULL; /* shown once */
	}
}

/* Every form that some reader finds, one of each kind. */
static inline void
site_forms(struct site *s, struct sendings *out)
{
	struct strings kinds = { 0 };
	s->app.store = site_fresh(s, "work");
	s->plan = site_get(s, &s->readers[0], "/plan/export/json").body;
	for (int i = 0; i < READERS; i++) {
		struct sendings found = { 0 };
		struct site_walk w = { .s = s, .reader = i, .who = s->readers[i], .out = &found, .per_route = 3 };
		site_crawl(&w, "/");
		site_crawl(&w, site_seeds[i]);
		site_crawl(&w, i == READERS - 1 ? s->link : "/people/new");
		if (i == READERS - 1)
			site_crawl(&w, "/signin");
		for (size_t k = 0; k < found.n; k++) {
			const char *kind = site_kind(s->a, &found.items[k]);
			if (site_known(&kinds, kind, 1))
				continue;
			PUSH(s->a, &kinds, kind);
			PUSH(s->a, out, found.items[k]);
		}
	}
	store_close(s->app.store);
	s->app.store = NULL;
	site_bare_form(s, "/import/1/drop", NULL, out);
	for (size_t i = 0; i < out->n; i++)
		if (strcmp(out->items[i].route->pattern, "/settings/mail/test") == 0) {
			struct sending *first = ARENA_NEW(s->a, struct sending);
			*first = out->items[i];
			site_bare_form(s, "/outbox/1/retry", first, out);
			break;
		}
}

/* What comes before it, then the form itself; the answer of the last. */
static inline struct reply
site_send(const struct app *app, struct arena *a, const struct site *s, const struct sending *x)
{
	struct reader who = s->readers[x->reader];
	if (x->first != NULL) {
		struct reply y = site_send(app, a, s, x->first);
		who = site_after(a, &who, &y);
	}
	return site_ask(app, a, s, &who, M_POST, x->action, &x->fields, x->file);
}
#endif
