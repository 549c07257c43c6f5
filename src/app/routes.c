/* THE route table: from a path to the function that answers, and who may come. A right that is left out refuses. */
#include "app/app.h"
#include "people/people_pages.h"

static const struct param lang_params[] = { { "lang", P_WORD, 5 }, { "back", P_LINE, 2000 }, { 0 } };

const struct route route_table[] = {
	{ M_GET, "/s/{hash:word}/{name:word}", RIGHT_ANYONE, page_asset, NULL, ROUTE_NO_STORE | ROUTE_NO_SESSION | ROUTE_NO_LOG },
	{ M_GET, "/favicon.ico", RIGHT_ANYONE, page_favicon, NULL, ROUTE_NO_STORE | ROUTE_NO_SESSION | ROUTE_NO_LOG },
	{ M_GET, "/robots.txt", RIGHT_ANYONE, page_asset, NULL, ROUTE_NO_STORE | ROUTE_NO_SESSION | ROUTE_NO_LOG },
	{ M_GET, "/healthz", RIGHT_ANYONE, page_healthz, NULL, ROUTE_NO_SESSION | ROUTE_NO_LOG },
	{ M_GET, "/help", RIGHT_ANYONE, page_help_show, NULL, 0 },
	{ M_POST, "/lang", RIGHT_ANYONE, page_language, lang_params, ROUTE_RAW_CSRF_EXEMPT | ROUTE_NO_STORE | ROUTE_NO_SESSION },

	/* the door, and one's own account */
	{ M_GET, "/signin", RIGHT_ANYONE, signin_page, signin_params, 0 },
	{ M_POST, "/signin/link", RIGHT_ANYONE, signin_link_send, signin_link_params, ROUTE_OWN_TX },
	{ M_GET, "/signin/sent", RIGHT_ANYONE, signin_sent_page, NULL, 0 },
	{ M_POST, "/signin/password", RIGHT_ANYONE, signin_password_enter, signin_password_params, ROUTE_OWN_TX },
	{ M_POST, "/signin/demo", RIGHT_ANYONE, signin_demo_enter, signin_demo_params, 0 },
	{ M_GET, "/signin/{token}", RIGHT_ANYONE, signin_link_page, signin_params, 0 },
	{ M_POST, "/signin/{token}", RIGHT_ANYONE, signin_link_enter, signin_enter_params, 0 },
	{ M_POST, "/signout", RIGHT_ANYONE, signin_out, NULL, 0 },
	{ M_GET, "/account", RIGHT_SIGNED_IN, account_page, NULL, 0 },
	{ M_POST, "/account", RIGHT_SIGNED_IN, account_save, account_params, 0 },
	{ M_POST, "/account/password", RIGHT_SIGNED_IN, account_password, account_password_params, ROUTE_OWN_TX },
	{ M_POST, "/account/password/remove", RIGHT_SIGNED_IN, account_password_remove, NULL, 0 },
	{ M_POST, "/account/sessions/{id}/end", RIGHT_SIGNED_IN, account_session_end, NULL, 0 },
	{ M_POST, "/account/sessions/end", RIGHT_SIGNED_IN, account_sessions_end, NULL, 0 },
	{ M_POST, "/account/signout", RIGHT_SIGNED_IN, account_everywhere_end, NULL, 0 },

	/* persons, settings, outbox */
	{ M_GET, "/people", RIGHT_PEOPLE_MANAGE, people_list_page, NULL, 0 },
	{ M_GET, "/people/new", RIGHT_PEOPLE_MANAGE, people_new_page, NULL, 0 },
	{ M_POST, "/people", RIGHT_PEOPLE_MANAGE, people_new, person_new_params, 0 },
	{ M_GET, "/people/{id}", RIGHT_PEOPLE_MANAGE, people_person_page, NULL, 0 },
	{ M_POST, "/people/{id}", RIGHT_PEOPLE_MANAGE, people_person_save, person_params, 0 },
	{ M_POST, "/people/{id}/invite", RIGHT_PEOPLE_MANAGE, people_invite, NULL, 0 },
	{ M_POST, "/people/{id}/delete", RIGHT_PEOPLE_MANAGE, people_delete, NULL, 0 },
	{ M_POST, "/people/{id}/restore", RIGHT_PEOPLE_MANAGE, people_restore, NULL, 0 },
	{ M_POST, "/people/{id}/grants", RIGHT_PEOPLE_MANAGE, people_grant_add, grant_params, 0 },
	{ M_POST, "/people/grants/{id}/end", RIGHT_PEOPLE_MANAGE, people_grant_end, NULL, 0 },
	{ M_POST, "/people/grants/{id}/restore", RIGHT_PEOPLE_MANAGE, people_grant_restore, NULL, 0 },
	{ M_GET, "/settings", RIGHT_PEOPLE_MANAGE, settings_page, NULL, 0 },
	{ M_POST, "/settings", RIGHT_PEOPLE_MANAGE, settings_save, settings_params, 0 },
	{ M_POST, "/settings/mail", RIGHT_ADMIN, settings_mail_save, settings_mail_params, 0 },
	{ M_POST, "/settings/mail/test", RIGHT_ADMIN, settings_mail_test, NULL, 0 },
	{ M_GET, "/outbox", RIGHT_PEOPLE_MANAGE, outbox_page, NULL, 0 },
	{ M_POST, "/outbox/{id}/retry", RIGHT_PEOPLE_MANAGE, outbox_retry_one, NULL, 0 },
};
const size_t route_table_n = LEN(route_table);

const struct nav nav_table[] = {
	{ "people", "/people", N_("Personnes"), RIGHT_PEOPLE_MANAGE, false },
	{ "account", "/account", N_("Mon compte"), RIGHT_SIGNED_IN, true },
	{ "settings", "/settings", N_("Réglages"), RIGHT_PEOPLE_MANAGE, true },
	{ "outbox", "/outbox", N_("Courrier"), RIGHT_PEOPLE_MANAGE, true },
	{ 0 },
};
