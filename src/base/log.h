/* log.h: one line an event on stderr, in one write, so that threads and processes do not mix theirs. logfmt
 * ("at=2026-11-22T14:03:05Z event=request method=GET …"), or JSON with PILOTIS_LOG=json.
 *
 *	struct log_line l = log_begin("request");
 *	log_text(&l, "route", "/plan/actions/{id}");
 *	log_number(&l, "status", 200);
 *	log_end(&l);
 *
 * Nothing personal: no name, no address of anybody or of any machine, nothing typed, no token; rows by their number, paths
 * as the route table writes them. What holds an '@' all the same is masked. */
#ifndef LOG_H
#define LOG_H
#include "base/base.h"

enum { LOG_LINE_MAX = 1000, LOG_VALUE_MAX = 300 };
struct log_line { char s[LOG_LINE_MAX]; size_t n; bool json; };
/* From PILOTIS_LOG, read once at start; before that lines are logfmt. False: neither "logfmt" nor "json" nor unset. */
bool log_start(void) MUST_USE;
bool log_is_json(void);
struct log_line log_begin(const char *event);
/* Keys are words of this program. A value too long is cut; NULL or "" leaves the key out. */
void log_text(struct log_line *l, const char *key, const char *value);
void log_number(struct log_line *l, const char *key, int64_t value);
void log_thousandths(struct log_line *l, const char *key, int64_t value); /* 1250 is written 1.25 */
void log_end(struct log_line *l);
/* The whole line, for a test; log_end() writes it. */
const char *log_finish(struct log_line *l);
#endif
