/* web.h: a request, its answer, and the route table. What must be remembered is forgotten: session, CSRF token,
 * right and transaction belong to the dispatcher, never to a page. web_dispatch() takes a request built by hand, so
 * tests need no socket; only web/http.c includes libmicrohttpd. */
#ifndef WEB_H
#define WEB_H
#include "base/base.h"
#include "base/date.h"
#include "base/text.h"
#include "people/people.h"
#include "store/db.h"
#include "html/html.h"

enum method { M_GET = 1, M_POST = 2 };

struct pair { const char *name, *value; };
struct pairs { struct pair *items; size_t n, cap; };
/* An uploaded file: its bytes are in a temporary file, already unlinked; fd at offset 0. */
struct upload { const char *field, *filename; int fd; int64_t size; };
struct uploads { struct upload *items; size_t n, cap; };

/* msgid holds at most one %s, for arg; undo: a path to POST to. */
struct notice { const char *msgid, *arg, *undo; };

struct request {
	struct arena *a;              /* lives until the answer is sent */
	enum method method;
	const char *path;             /* decoded, normalised, begins with '/' */
	const char *target;           /* path and query as asked for, for "come back here" links */
	struct pairs headers;         /* names in lower case */
	struct pairs query, form;     /* declared ones only, once a handler sees them */
	struct pairs cookies;
	struct uploads files;
	const char *address;          /* of the client */
	struct pair param[4];         /* from the pattern: /plan/actions/{id} */
	size_t nparam;
	/* filled by the dispatcher */
	enum lang lang;
	const struct user *user;      /* never NULL; the public is a user without a person */
	const char *csrf;             /* token for the forms of this page */
	struct db *db;                /* GET: read-only; POST: in its transaction */
	struct date today;            /* in Brussels, or what --on says */
	struct programme *programme;  /* name, year bounds, settings: see people.h */
	const struct route *route;
	const char *id;               /* of this request: log line and error pages */
	const struct notice *notice;  /* of the previous POST, shown by the layout; or NULL */
	const struct app *app;
	/* the dispatcher's own */
	const char *session;          /* the cookie's token, NULL when there is none */
	const char *visit;            /* the token behind a visitor's forms */
	bool visit_new, csrf_used;    /* it is not in a cookie yet; some form was opened, so that it must be */
	const char *ended;            /* the cookie's token, when that session has ended */
	unsigned allowed;             /* 405: the methods that the path does have */
	bool form_lost;               /* the form's token is gone or stale */
	const char *once_key;         /* of the form, as it came */
	struct { const char *email, *password; bool shared; } signin; /* typed beside a form whose session had ended: see typed.h */
	const struct limit *failed;   /* to be counted once the answer is made: throttle_after() */
	bool drafted;                 /* the browser kept a draft of it, and waits to be told that it was carried out */
	bool files_left;              /* files came that were not kept, from someone who may not send any */
	struct once *once;            /* the one-time key of a POST, and what came with it; NULL: none (once.h) */
	bool unsure;                  /* nobody knows whether it was carried out: what is sent again must be the same form */
	bool again;                   /* it was carried out before: the answer is that of then */
	const char *form_action;      /* of the form being written */
	const char *form_key;         /* of this page's forms; nforms of them so far */
	unsigned nforms;
	enum err refused;             /* decided by http.c before the body was whole: E_LIMIT, E_INVALID, E_BUSY, E_FULL */
	int nstatements;
};

enum body_kind { BODY_NONE, BODY_PAGE, BODY_BYTES };
struct answer {
	int status;                   /* 200 unless a handler says otherwise */
	const char *type;             /* "text/html; charset=utf-8" unless bytes say otherwise */
	enum body_kind kind;
	struct page page;             /* BODY_PAGE: a whole document, begun by layout_begin() */
	const void *bytes;            /* BODY_BYTES, in the arena or static */
	size_t n;
	const char *location;         /* redirect, 303 */
	const char *filename;         /* Content-Disposition: attachment. Bytes that a browser might run are attachments without it too,
	                               * and of no type: see harmless() in headers.c */
	struct pairs headers;
	struct pairs cookies;         /* value: what stands after "name=" in Set-Cookie; written by answer_session() and its like */
	struct problems problems;     /* what the user must correct: status 422 and the form again; nothing is committed */
	const struct conflict *conflict; /* see answer_conflict() */
	const struct asset *asset;    /* a static file: may be kept, and is if `immutable` */
	bool immutable, gzipped;
	int retry_after;              /* see answer_throttled() */
};

/* A declared parameter: others are dropped. Before the handler runs each is made well-formed UTF-8 (P_LINE trimmed, on one
 * line) and checked by its kind. What does not fit: in a query it is dropped; in a form the text as typed stays readable
 * by param_text(), the typed readers say absent, and the problem is already in an->problems when the handler runs. */
enum param_kind { P_TEXT, P_LINE, P_INT, P_DATE, P_BOOL, P_WORD, P_FILE, P_MANY, P_SECRET };
struct param { const char *name; enum param_kind kind; size_t max; }; /* max: bytes; P_WORD: [a-z0-9_.-]; P_MANY: repeated;
                                                                        * P_SECRET: a password, never shown again */

struct route {
	enum method method;
	const char *pattern;          /* "/plan/actions/{id}": {id} a number, {token} [a-z0-9]{26}, {word} [a-z0-9_.-]{1,80}; another
	                               * name: {evidence:id}. A path without braces wins over one with. */
	enum right right;             /* who may come here at all; rows are filtered again in the store */
	enum err (*handler)(struct request *, struct answer *);
	const struct param *params;   /* ends with { 0 }; NULL when there are none */
	unsigned flags;
};
/* ROUTE_OWN_TX: slow work (password hash, reading a document) must not hold the writer: rq->db is NULL and the handler
 * calls store_read() of rq->app->store, then request_write(), itself.
 * ROUTE_SLOW: a GET that waits for another machine: at the desk, with the forms, so that no page waits behind it.
 * ROUTE_NO_STORE: nothing of the store is touched at all (static files). ROUTE_UPLOAD: multipart bodies up to UPLOAD_MAX.
 * ROUTE_RAW_CSRF_EXEMPT: no token, still the same origin (language switch). ROUTE_READ_ON: a GET of one's own, still read by those
 * whose year has ended (user_may_read_on()); the handler says of which rows. */
enum { ROUTE_NO_LOG = 1, ROUTE_NO_SESSION = 2, ROUTE_UPLOAD = 4, ROUTE_NO_STORE = 8, ROUTE_RAW_CSRF_EXEMPT = 16, ROUTE_OWN_TX = 32, ROUTE_SLOW = 64, ROUTE_READ_ON = 128 };
/* Whether this user may come there at all. */
bool route_opens(const struct route *r, const struct user *u);
/* The same of the page with this pattern; false: there is none. */
struct app;
bool app_opens(const struct app *app, const char *pattern, const struct user *u);
enum { BODY_MAX = 2 << 20, UPLOAD_MAX = 34 << 20 };

/* Where the people room has its page; a signed-out reader of a closed page is sent there with ?back=. */
#define PATH_SIGN_IN "/signin"
#define PATH_SIGN_OUT "/signout"

/* The navigation, in one table: a group and its pages, again and again; ends with { 0 }. NAV_GROUP: a word of the main line, which
 * leads to the first of its pages that the reader may open; those stand on a second line once one is in the group. A group of
 * one page goes under that page's name; of none, it is not there. NAV_ACCOUNT: pages of the menu behind the reader's name.
 * NAV_FOOT: pages at the foot. NAV_MOMENT: a moment in the year of an edition, followed by its NAV_WITHIN, the pages of one edition. */
enum nav_place { NAV_GROUP = 1, NAV_PAGE, NAV_ACCOUNT, NAV_FOOT, NAV_MOMENT, NAV_WITHIN };
struct nav {
	enum nav_place place;
	const char *label;
	const char *section;          /* what a page says it is of; NULL for what has no pages of its own */
	const char *path;             /* {id}: of the edition */
	enum right right, unless;     /* shown to those whom the one opens and the other does not; RIGHT_NONE: whoever */
	bool published;               /* only once the programme publishes its plan */
};
#define PILOTIS_VERSION "0.1"

/* The running programme: const after start. */
struct app {
	struct store *store;
	const struct route *routes;
	size_t nroutes;
	const struct nav *nav;        /* ends with { 0 } */
	const struct assets *assets;  /* static files, made ready by assets_prepare() */
	const char *base_url;         /* "http://127.0.0.1:8080" */
	const char *listen, *store_url; /* as they were given at start; NULL: in a test */
	bool demo;                    /* the sign-in page offers the roles at a click */
	bool quiet;                   /* no line for each request */
	bool secure;                  /* cookies marked Secure (behind https) */
	const struct nets *proxies;   /* whose X-Forwarded-For is believed; NULL: nobody's */
	const unsigned char *key;     /* 32 bytes, keyed digests (CSRF, signed links) */
	const struct fence_state *fence; /* what the process has given up: jobs/fence.h; NULL: in a test */
	struct metrics *metrics;      /* web/metrics.h; NULL: nothing is counted */
	const char *metrics_token;    /* opens /metrics from elsewhere; NULL: nothing does */
	const char *folder;           /* of a store that is a file; NULL: it is elsewhere */
	const struct worker *worker;  /* of this process; NULL: it runs elsewhere */
	struct oidc *oidc;            /* the provider's answers that may be kept; NULL: nobody enters by a provider */
	struct plan_cache *plan_cache; /* the plan's room keeps the plan in force in it; NULL: nothing is kept */
};

/* Runs the whole life of a request (routing, session, rights, transaction, handler, headers). Never fails: an error
 * is an answer too. */
void web_dispatch(const struct app *app, struct request *rq, struct answer *an);

/* For handlers. */
const char *param_text(const struct request *rq, const char *name);     /* pattern, then form, then query; NULL when absent, "" when blank */
bool param_bool(const struct request *rq, const char *name);            /* "1", "on", "true"; absent is false */
int64_t param_int(const struct request *rq, const char *name);          /* NONE when absent */
bool param_date(const struct request *rq, const char *name, struct date *out);
const struct upload *param_file(const struct request *rq, const char *name);
/* A file whole in the arena. E_LIMIT: more than `most` bytes. */
enum err upload_bytes(struct arena *a, const struct upload *f, size_t most, const void **bytes, size_t *n) MUST_USE;
size_t param_many(const struct request *rq, const char *name, struct strings *out);
const char *header_of(const struct request *rq, const char *lower_name);

/* 303 to a path, with a notice shown on the next page; undo: a path to POST to, shown as a button, or NULL. */
enum err answer_redirect(struct request *rq, struct answer *an, struct url to);
/* For a form that met E_INVALID: its page again as `show` makes it, with an->problems and what was typed. 422. */
enum err answer_refused(struct request *rq, struct answer *an, enum err (*show)(struct request *, struct answer *));
void answer_notice(struct request *rq, struct answer *an, const char *msgid, const char *arg, const char *undo);
enum err answer_bytes(struct answer *an, const char *type, const void *p, size_t n, const char *filename);
/* After answer_bytes(), for what a program asks for again and again: an ETag says what the bytes are, no cache on the way keeps them,
 * and who has them already gets 304 instead. */
void answer_unless_had(struct request *rq, struct answer *an);
enum err answer_json(struct answer *an, const struct buf *json);
/* Too many tries: `return answer_throttled(an, seconds)`, a page of status 429. See web/throttle.h. */
enum err answer_throttled(struct answer *an, int seconds);
/* Where ?back= leads: a path of this site, or "/" when it is anything else. */
struct url url_back(const struct request *rq, const char *back);
/* Opens the reader’s session: sets its cookie (HttpOnly, SameSite=Lax; short_lived: until the browser closes); NULL ends it.
 * Before answer_notice(), which is sealed for the session of the next page. */
void answer_session(struct request *rq, struct answer *an, const char *token, bool short_lived);
/* A cookie of a page's own (HttpOnly, SameSite=Lax); max_age -1: until the browser closes, 0: removed. */
void answer_cookie(struct request *rq, struct answer *an, const char *name, const char *value, int max_age);
const char *cookie_of(const struct request *rq, const char *name); /* NULL */
/* For an update that met E_CONFLICT: `return answer_conflict(rq, an, "action", id, rev_now, url)`. The dispatcher then
 * shows what the other changed (newest rows of the history), everything typed, and a form to send it again over rev_now
 * (field "rev"). back: the page of the thing as it is now. Always returns E_CONFLICT. */
enum err answer_conflict(struct request *rq, struct answer *an, const char *entity, int64_t id, int64_t rev_now, struct url back);

/* For ROUTE_OWN_TX: the one write of the handler, in the name of who asks. `work` also fills the answer: when the form
 * comes again, it is given again and the work is not done twice. */
enum err request_write(struct request *rq, struct answer *an, enum err (*work)(struct db *, void *), void *arg) MUST_USE;

/* A whole page: `struct page *p = layout_begin(rq, an, _("title"), "plan")` … `layout_end(rq, an)`. section: the
 * navigation entry that is current, or NULL. The layout writes h1 unless title begins with '-' … the page writes its
 * own h1 then. */
struct page *layout_begin(struct request *rq, struct answer *an, const char *title, const char *section);
/* The same, with the way back above its h1: up, and what stands there; the title of the document says both. */
struct page *layout_begin_under(struct request *rq, struct answer *an, const char *title, const char *section, struct url up, const char *there);
void layout_end(struct request *rq, struct answer *an);
/* <form method="post" …> with the CSRF token and the key that lets it be carried out once; close with </form> yourself. */
void form_open(struct request *rq, struct page *p, struct url action, bool files);
/* In that form: which state of the row it changes. A form that comes back with mistakes keeps the state it was opened on,
 * so that what someone else changed meanwhile is still met. */
void form_rev(struct request *rq, struct page *p, int64_t rev);
/* Pages of the web room itself: static files, POST /lang, help; is it alive: web/health.h. */
const struct assets *assets_prepare(struct arena *process);
struct url url_asset(struct arena *a, const char *name);
enum err page_asset(struct request *rq, struct answer *an);
enum err page_favicon(struct request *rq, struct answer *an);
enum err page_help_show(struct request *rq, struct answer *an);
/* POST /lang (params: lang, back). */
enum err page_language(struct request *rq, struct answer *an);
/* Summary of problems at the top of a form (role=alert, focusable, links to fields); nothing when there are none. */
void form_problems(struct page *p, const struct problems *pb);
#endif
