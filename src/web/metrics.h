/* metrics.h: what this server counts of itself, for Prometheus (text format 0.0.4). Counters are of the process: they begin
 * at nothing when it does. No label says whose anything was. */
#ifndef METRICS_H
#define METRICS_H
#include "web/web.h"

struct metrics;
struct metrics *metrics_new(struct arena *process, const struct route *routes, size_t n) MUST_USE;
/* An answer was made; route NULL: no such path. m NULL: nothing is counted. */
void metrics_request(struct metrics *m, const struct route *route, enum method method, int status, int64_t nanoseconds);
void metrics_file(struct metrics *m); /* a static file, answered by the edge itself */
/* Everything, as text. Asks the store once; when it does not answer, pilotis_up is 0 and its numbers are left out. */
void metrics_write(const struct app *app, struct arena *a, struct buf *out);
#endif
