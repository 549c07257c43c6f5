/* queries.h: every query table of the program, so that the tests prepare each query on each engine and read it for
 * what only one of them understands. Each room: a table that ends with { 0 }, and one line in queries.c. */
#ifndef QUERIES_H
#define QUERIES_H
#include "store/db.h"
extern const struct query *const query_tables[]; /* ends with NULL */
#endif
