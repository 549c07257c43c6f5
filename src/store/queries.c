#include "store/queries.h"

#define TABLES(X) \
	X(blob_queries) \
	X(history_queries) \
	X(setting_queries)

#define DECLARE(t) extern const struct query t[];
TABLES(DECLARE)
#define NAME(t) t,
const struct query *const query_tables[] = { TABLES(NAME) NULL };
