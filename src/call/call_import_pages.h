/* call_import_pages.h: importing the spreadsheets of the laboratory, on the web. */
#ifndef CALL_IMPORT_PAGES_H
#define CALL_IMPORT_PAGES_H
#include "call/call_import_store.h"
#include "call/review_import.h"
#include "web/web.h"

extern const struct param call_import_home_params[], call_import_upload_params[], call_import_columns_params[], call_import_end_params[];
enum err call_import_home(struct request *rq, struct answer *an);
enum err call_import_upload(struct request *rq, struct answer *an);
enum err call_import_show(struct request *rq, struct answer *an);
enum err call_import_columns(struct request *rq, struct answer *an);
enum err call_import_end(struct request *rq, struct answer *an);

/* For the pages. */
/* Of scores, `scores` is read; `read` then has only the sheet. */
struct call_import_view { struct import_file file; struct edition edition; struct call_import read; struct review_import scores; bool readable; };
/* Whether scores are read in that column. */
bool is_score(const struct call_import_view *v, size_t column);
#endif
