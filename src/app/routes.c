/* THE route table: from a path to the function that answers, and who may come. A right that is left out refuses. */
#include "app/app.h"

static const struct param lang_params[] = { { "lang", P_WORD, 5 }, { "back", P_LINE, 2000 }, { 0 } };

const struct route route_table[] = {
	{ M_GET, "/s/{hash:word}/{name:word}", RIGHT_ANYONE, page_asset, NULL, ROUTE_NO_STORE | ROUTE_NO_SESSION | ROUTE_NO_LOG },
	{ M_GET, "/favicon.ico", RIGHT_ANYONE, page_favicon, NULL, ROUTE_NO_STORE | ROUTE_NO_SESSION | ROUTE_NO_LOG },
	{ M_GET, "/robots.txt", RIGHT_ANYONE, page_asset, NULL, ROUTE_NO_STORE | ROUTE_NO_SESSION | ROUTE_NO_LOG },
	{ M_GET, "/healthz", RIGHT_ANYONE, page_healthz, NULL, ROUTE_NO_SESSION | ROUTE_NO_LOG },
	{ M_GET, "/help", RIGHT_ANYONE, page_help_show, NULL, 0 },
	{ M_POST, "/lang", RIGHT_ANYONE, page_language, lang_params, ROUTE_RAW_CSRF_EXEMPT | ROUTE_NO_STORE | ROUTE_NO_SESSION },
};
const size_t route_table_n = LEN(route_table);

const struct nav nav_table[] = {
	{ 0 },
};
