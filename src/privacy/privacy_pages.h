/* privacy_pages.h: personal data and the journal on pages: what the route table names. */
#ifndef PRIVACY_PAGES_H
#define PRIVACY_PAGES_H
#include "privacy/privacy.h"
#include "store/history.h"
#include "web/web.h"

/* privacy_pages.c */
extern const struct param retention_params[], privacy_person_params[], privacy_file_params[], privacy_erase_params[];
enum err privacy_notice_page(struct request *rq, struct answer *an);   /* GET /privacy: everybody */
enum err privacy_register_page(struct request *rq, struct answer *an); /* GET /privacy/register */
enum err privacy_retention_page(struct request *rq, struct answer *an);/* GET /privacy/retention */
enum err privacy_retention_save(struct request *rq, struct answer *an);/* POST /privacy/retention: one rule */
enum err privacy_person_page(struct request *rq, struct answer *an);   /* GET /privacy/person?email=: held, and what erasing would do */
enum err privacy_person_file(struct request *rq, struct answer *an);   /* GET /privacy/person/file?email=&part=: ROUTE_OWN_TX */
enum err privacy_person_erase(struct request *rq, struct answer *an);  /* POST /privacy/person: ROUTE_OWN_TX */
enum err account_data_page(struct request *rq, struct answer *an);     /* GET /account/data: one's own */
enum err account_data_file(struct request *rq, struct answer *an);     /* GET /account/data/file?part=: ROUTE_OWN_TX */
enum err account_data_leave(struct request *rq, struct answer *an);    /* POST /account/data/leave: asks the coordination */

/* journal_pages.c */
extern const struct param journal_params[];
extern const struct query journal_queries[];
enum err journal_page(struct request *rq, struct answer *an);          /* GET /journal: the administrator sees accounts and settings only */

struct chart_node;
struct journal_view { struct history rows; const struct persons *persons; int64_t person; const char *day, *entity; int64_t older;
	struct chart_node *places; size_t nplaces; }; /* bodies, by which one says under whom another stands */
const char *journal_entity(struct page *p, const char *entity);
const char *journal_act(struct page *p, const char *what);
const char *journal_field(struct page *p, const char *entity, const char *field);
/* In words where it is one of a few; short enough for a table: a digest by its beginning. */
const char *journal_value(struct page *p, const struct journal_view *v, const struct history_row *r, const char *value);
struct choice_of;
size_t journal_entities(struct page *p, const struct choice_of **out);
struct url journal_older(struct request *rq, const struct journal_view *v);
struct url privacy_file_url(struct arena *a, const char *email);
const char *privacy_digits(struct page *p, int n);
const char *days_words(struct page *p, int days); /* "90 jours", "sans fin" */
#endif
