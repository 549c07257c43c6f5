/* mission_request_pages.h: what is asked of the institution, sent to it with a link, answered through that link; the form of an
 * agreement. */
#ifndef MISSION_REQUEST_PAGES_H
#define MISSION_REQUEST_PAGES_H
#include "mission/mission_kind.h"

enum { REQUEST_FILES_MAX = 20, REQUEST_FILE_MAX = 10 << 20, REQUEST_LINK_DAYS = 120 };
/* Where a request stands on a day. */
enum request_state { REQ_DRAFT, REQ_ASKED, REQ_LATE, REQ_PARTIAL, REQ_RECEIVED, REQ_REFUSED, REQ_DROPPED, REQ_STATES };
enum request_state request_state(const struct data_request *r, struct date today);
const char *request_state_name(enum request_state s);  /* French msgid */
const char *request_state_class(enum request_state s);
const char *request_state_sign(enum request_state s);

enum err requests_load(struct request *rq, struct things_view *v) MUST_USE; /* the files of the team's requests */
/* A mail to the commission's address with a new link. detail NULL: it asks; else what the reminder says (msgid with one %s, a day).
 * key: NULL, or a second mail with it is dropped. E_INVALID: there is no address. */
struct request_mail { const char *base_url, *reminder, *key; };
enum err request_send(struct db *db, const struct mission *m, const struct data_request *r, const struct request_mail *how) MUST_USE;

enum err request_send_do(struct request *rq, struct answer *an);    /* POST /teams/{id}/requests/{row:id}/send */
enum err request_attach(struct request *rq, struct answer *an);     /* POST /teams/{id}/requests/{row:id}/files */
enum err request_document(struct request *rq, struct answer *an);   /* GET /teams/{id}/requests/{row:id}/files/{file:id} */
enum err consent_attach(struct request *rq, struct answer *an);     /* POST /teams/{id}/interviews/{row:id}/consent */
enum err consent_document(struct request *rq, struct answer *an);   /* GET /teams/{id}/interviews/{row:id}/consent */
enum err interviews_csv(struct request *rq, struct answer *an);     /* GET /teams/{id}/interviews.csv: without names */
/* by the link, without an account */
enum err data_page(struct request *rq, struct answer *an);          /* GET /data/{token} */
enum err data_answer(struct request *rq, struct answer *an);        /* POST /data/{token} */
enum err data_document(struct request *rq, struct answer *an);      /* GET /data/{token}/files/{file:id} */
extern const struct param request_file_params[], data_params[];

/* ---- the store ------------------------------------------------------------------------------------------------ */

enum err request_files_of_team(struct db *db, int64_t team, struct request_files *out) MUST_USE;
enum err request_files_of(struct db *db, int64_t request, struct request_files *out) MUST_USE;
/* E_LIMIT: as many as there may be. */
struct request_upload { const void *bytes; size_t n; const char *filename, *type; bool by_sponsor; };
enum err request_file_add(struct db *db, int64_t request, const struct request_upload *f) MUST_USE;
enum err request_link_new(struct db *db, int64_t request, const char *email, const char **token) MUST_USE;
/* The request behind a link that has not expired, of a team that is at work; E_NOTFOUND. */
enum err request_of_link(struct db *db, const char *token, struct data_request *out) MUST_USE;
enum err request_get(struct db *db, int64_t id, struct data_request *out) MUST_USE;
enum err request_asked(struct db *db, int64_t request) MUST_USE; /* now */
/* What the institution says. outcome: partial, received, refused. */
enum err request_answered(struct db *db, const struct data_request *r, const char *outcome, const char *answer, struct date today) MUST_USE;
/* Of struct retention: names, notes and forms of agreement of interviews that were written before that time; they stay without. */
enum err interviews_purge(struct db *db, const char *before, bool look, int64_t *n) MUST_USE;
extern const struct query request_queries[], interview_queries[];

struct data_view { const char *token; struct mission m; struct data_request r; struct request_files files; const struct problems *problems; struct team_seats supervisors; };
#endif
