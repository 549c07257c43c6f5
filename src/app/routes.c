/* THE route table: from a path to the function that answers, and who may come. A right that is left out refuses. */
#include "app/app.h"
#include "call/call_pages.h"
#include "call/call_import_pages.h"
#include "import/import_pages.h"
#include "people/oidc_pages.h"
#include "people/people_pages.h"
#include "plan/action_pages.h"
#include "plan/actor_pages.h"
#include "plan/owe_pages.h"
#include "plan/plan_pages.h"
#include "plan/revision_pages.h"

static const struct param lang_params[] = { { "lang", P_WORD, 5 }, { "back", P_LINE, 2000 }, { 0 } };

const struct route route_table[] = {
	{ M_GET, "/s/{hash:word}/{name:word}", RIGHT_ANYONE, page_asset, NULL, ROUTE_NO_STORE | ROUTE_NO_SESSION | ROUTE_NO_LOG },
	{ M_GET, "/favicon.ico", RIGHT_ANYONE, page_favicon, NULL, ROUTE_NO_STORE | ROUTE_NO_SESSION | ROUTE_NO_LOG },
	{ M_GET, "/robots.txt", RIGHT_ANYONE, page_asset, NULL, ROUTE_NO_STORE | ROUTE_NO_SESSION | ROUTE_NO_LOG },
	{ M_GET, "/healthz", RIGHT_ANYONE, page_healthz, NULL, ROUTE_NO_SESSION | ROUTE_NO_LOG },
	{ M_GET, "/help", RIGHT_ANYONE, page_help_show, NULL, 0 },
	{ M_POST, "/lang", RIGHT_ANYONE, page_language, lang_params, ROUTE_RAW_CSRF_EXEMPT | ROUTE_NO_STORE | ROUTE_NO_SESSION },

	{ M_GET, "/", RIGHT_ANYONE, home_page, NULL, 0 },
	{ M_GET, "/public/plan", RIGHT_ANYONE, plan_public_page, plan_view_params, 0 },

	/* the call for commissions: without an account */
	{ M_GET, "/call", RIGHT_ANYONE, call_page, NULL, 0 },
	{ M_GET, "/call/past", RIGHT_ANYONE, call_past_page, call_past_params, 0 },
	{ M_GET, "/call/suggest", RIGHT_ANYONE, call_suggest, call_suggest_params, 0 },
	{ M_GET, "/call/new", RIGHT_ANYONE, call_new_page, call_new_params, 0 },
	{ M_POST, "/call/new", RIGHT_ANYONE, call_new, call_new_params, 0 },
	{ M_GET, "/call/late/{token}", RIGHT_ANYONE, call_late_page, call_new_params, 0 },
	{ M_POST, "/call/late/{token}", RIGHT_ANYONE, call_late, call_new_params, 0 },
	{ M_GET, "/call/find", RIGHT_ANYONE, call_find_page, NULL, 0 },
	{ M_POST, "/call/find", RIGHT_ANYONE, call_find, call_find_params, 0 },
	{ M_GET, "/call/sent", RIGHT_ANYONE, call_sent_page, NULL, 0 },
	{ M_GET, "/call/confirm/{token}", RIGHT_ANYONE, call_confirm_page, NULL, 0 },
	{ M_POST, "/call/confirm/{token}", RIGHT_ANYONE, call_confirm, NULL, 0 },
	{ M_GET, "/call/file/{token}", RIGHT_ANYONE, file_page, NULL, 0 },
	{ M_GET, "/call/file/{token}/{step:word}", RIGHT_ANYONE, file_step_page, file_page_params, 0 },
	{ M_POST, "/call/file/{token}/withdraw", RIGHT_ANYONE, file_withdraw, file_withdraw_params, 0 },
	{ M_POST, "/call/file/{token}/{step:word}", RIGHT_ANYONE, file_step_save, file_step_params, 0 },
	{ M_POST, "/call/file/{token}/{step:word}/typed", RIGHT_ANYONE, file_typed, file_step_params, 0 },
	{ M_POST, "/call/file/{token}/check/send", RIGHT_ANYONE, file_send, NULL, 0 },
	{ M_POST, "/call/file/{token}/documents/add", RIGHT_ANYONE, file_attach, file_attach_params, ROUTE_UPLOAD },
	{ M_GET, "/call/file/{token}/documents/{id}", RIGHT_ANYONE, file_attached, NULL, 0 },
	{ M_POST, "/call/file/{token}/documents/{id}/remove", RIGHT_ANYONE, file_detach, NULL, 0 },

	/* the door, and one's own account */
	{ M_GET, "/signin", RIGHT_ANYONE, signin_page, signin_params, 0 },
	{ M_POST, "/signin/link", RIGHT_ANYONE, signin_link_send, signin_link_params, ROUTE_OWN_TX },
	{ M_GET, "/signin/sent", RIGHT_ANYONE, signin_sent_page, NULL, 0 },
	{ M_POST, "/signin/password", RIGHT_ANYONE, signin_password_enter, signin_password_params, ROUTE_OWN_TX },
	{ M_POST, "/signin/demo", RIGHT_ANYONE, signin_demo_enter, signin_demo_params, 0 },
	{ M_GET, "/signin/{token}", RIGHT_ANYONE, signin_link_page, signin_params, 0 },
	{ M_POST, "/signin/{token}", RIGHT_ANYONE, signin_link_enter, signin_enter_params, 0 },
	{ M_POST, "/signout", RIGHT_ANYONE, signin_out, NULL, 0 },
	{ M_GET, "/signin/oidc", RIGHT_ANYONE, oidc_start, oidc_start_params, ROUTE_OWN_TX | ROUTE_SLOW },
	{ M_GET, "/signin/oidc/back", RIGHT_ANYONE, oidc_back, oidc_back_params, ROUTE_OWN_TX | ROUTE_SLOW },
	{ M_GET, "/signin/oidc/out", RIGHT_ANYONE, oidc_out, NULL, ROUTE_OWN_TX | ROUTE_SLOW },
	{ M_GET, "/account", RIGHT_SIGNED_IN, account_page, NULL, 0 },
	{ M_POST, "/account", RIGHT_SIGNED_IN, account_save, account_params, 0 },
	{ M_POST, "/account/password", RIGHT_SIGNED_IN, account_password, account_password_params, ROUTE_OWN_TX },
	{ M_POST, "/account/password/remove", RIGHT_SIGNED_IN, account_password_remove, NULL, 0 },
	{ M_POST, "/account/sessions/{id}/end", RIGHT_SIGNED_IN, account_session_end, NULL, 0 },
	{ M_POST, "/account/sessions/end", RIGHT_SIGNED_IN, account_sessions_end, NULL, 0 },
	{ M_POST, "/account/signout", RIGHT_SIGNED_IN, account_everywhere_end, NULL, 0 },
	{ M_GET, "/account/oidc", RIGHT_SIGNED_IN, account_oidc_link, NULL, ROUTE_OWN_TX | ROUTE_SLOW },
	{ M_POST, "/account/oidc/unlink", RIGHT_SIGNED_IN, account_oidc_unlink, NULL, 0 },

	/* the plan */
	{ M_GET, "/owe", RIGHT_PLAN_READ, owe_page, NULL, 0 },
	{ M_GET, "/plan", RIGHT_PLAN_READ, plan_tree_page, plan_view_params, 0 },
	{ M_GET, "/plan/years", RIGHT_PLAN_READ, plan_years_page, plan_view_params, 0 },
	{ M_GET, "/plan/load", RIGHT_PLAN_READ, plan_load_page, plan_view_params, 0 },
	{ M_GET, "/plan/export/{word}", RIGHT_PLAN_READ, plan_export_file, plan_view_params, 0 },
	{ M_GET, "/plan/actions/{id}", RIGHT_PLAN_READ, action_show, plan_view_params, 0 },
	{ M_POST, "/plan/actions/{id}/evidence", RIGHT_EVIDENCE_FILE, evidence_create, evidence_params, ROUTE_UPLOAD },
	{ M_POST, "/plan/actions/{id}/comments", RIGHT_EVIDENCE_FILE, comment_create, comment_params, 0 },
	{ M_POST, "/plan/actions/{id}/lead", RIGHT_PLAN_EDIT, action_lead, lead_params, 0 },
	{ M_POST, "/plan/indicators/{id}", RIGHT_EVIDENCE_FILE, indicator_read_as, indicator_params, 0 },
	{ M_POST, "/plan/indicators/{id}/waive", RIGHT_EVIDENCE_VALIDATE, waiver_create, waiver_params, 0 },
	{ M_POST, "/plan/waivers/{id}/end", RIGHT_EVIDENCE_VALIDATE, waiver_end, waiver_params, 0 },
	{ M_POST, "/plan/recommendations/{id}", RIGHT_PLAN_EDIT, reply_save, reply_params, 0 },
	{ M_POST, "/plan/publish", RIGHT_PLAN_EDIT, plan_publish_save, publish_params, 0 },
	{ M_POST, "/comments/{id}/delete", RIGHT_EVIDENCE_FILE, comment_remove, comment_params, 0 },
	{ M_POST, "/comments/{id}/restore", RIGHT_EVIDENCE_FILE, comment_restore, comment_params, 0 },
	{ M_GET, "/evidence", RIGHT_PLAN_READ, evidence_list_page, evidence_list_params, 0 },
	{ M_GET, "/evidence/{id}", RIGHT_PLAN_READ, evidence_show, NULL, 0 },
	{ M_POST, "/evidence/{id}", RIGHT_EVIDENCE_FILE, evidence_update, evidence_params, ROUTE_UPLOAD },
	{ M_POST, "/evidence/{id}/do", RIGHT_EVIDENCE_FILE, evidence_do, evidence_do_params, 0 },
	{ M_POST, "/evidence/{id}/lines", RIGHT_EVIDENCE_FILE, evidence_lines, evidence_lines_params, 0 },
	{ M_GET, "/evidence/{id}/file", RIGHT_PLAN_READ, evidence_download, NULL, 0 },

	/* its versions, and reading them from documents */
	{ M_GET, "/plan/revisions", RIGHT_PLAN_READ, revisions_page, NULL, 0 },
	{ M_POST, "/plan/revisions", RIGHT_PLAN_EDIT, revision_start, NULL, 0 },
	{ M_GET, "/plan/revisions/{id}", RIGHT_PLAN_READ, revision_show, NULL, 0 },
	{ M_POST, "/plan/revisions/{id}", RIGHT_PLAN_EDIT, revision_do, revision_do_params, 0 },
	{ M_GET, "/plan/revisions/{id}/export/{word}", RIGHT_PLAN_READ, revision_export, NULL, 0 },
	{ M_GET, "/plan/revisions/{id}/actions/{action:id}", RIGHT_PLAN_EDIT, draft_action_show, NULL, 0 },
	{ M_POST, "/plan/revisions/{id}/actions/{action:id}", RIGHT_PLAN_EDIT, draft_action_save, draft_action_params, 0 },
	{ M_GET, "/import", RIGHT_PLAN_EDIT, import_home, NULL, 0 },
	{ M_POST, "/import", RIGHT_PLAN_EDIT, import_upload, import_upload_params, ROUTE_UPLOAD | ROUTE_OWN_TX },
	{ M_GET, "/import/{id}", RIGHT_PLAN_EDIT, import_show, NULL, 0 },
	{ M_GET, "/import/{id}/source", RIGHT_PLAN_EDIT, import_source, NULL, 0 },
	{ M_POST, "/import/{id}/answers", RIGHT_PLAN_EDIT, import_answers, import_answers_params, 0 },
	{ M_POST, "/import/{id}/columns", RIGHT_PLAN_EDIT, import_columns, import_columns_params, 0 },
	{ M_POST, "/import/{id}/adopt", RIGHT_PLAN_EDIT, import_adopt, import_adopt_params, 0 },
	{ M_POST, "/import/{id}/drop", RIGHT_PLAN_EDIT, import_drop, NULL, 0 },
	{ M_POST, "/import/{id}/reopen", RIGHT_PLAN_EDIT, import_reopen, NULL, 0 },

	/* who the plan speaks of */
	{ M_GET, "/plan/actors", RIGHT_PLAN_EDIT, actors_page, NULL, 0 },
	{ M_POST, "/plan/actors", RIGHT_PLAN_EDIT, actor_create, actor_params, 0 },
	{ M_GET, "/plan/actors/{id}", RIGHT_PLAN_EDIT, actor_page, NULL, 0 },
	{ M_POST, "/plan/actors/{id}", RIGHT_PLAN_EDIT, actor_update, actor_params, 0 },
	{ M_GET, "/plan/actors/{id}/merge", RIGHT_PLAN_EDIT, actor_merge_page, actor_merge_params, 0 },
	{ M_POST, "/plan/actors/{id}/merge", RIGHT_PLAN_EDIT, actor_merge_do, actor_merge_params, 0 },

	/* the laboratory: from spreadsheets */
	{ M_GET, "/call/import", RIGHT_CALL_MANAGE, call_import_home, NULL, 0 },
	{ M_POST, "/call/import", RIGHT_CALL_MANAGE, call_import_upload, call_import_upload_params, ROUTE_UPLOAD | ROUTE_OWN_TX },
	{ M_GET, "/call/import/{id}", RIGHT_CALL_MANAGE, call_import_show, NULL, 0 },
	{ M_POST, "/call/import/{id}/columns", RIGHT_CALL_MANAGE, call_import_columns, call_import_columns_params, 0 },
	{ M_POST, "/call/import/{id}/end", RIGHT_CALL_MANAGE, call_import_end, call_import_end_params, 0 },

	/* persons, settings, outbox */
	{ M_GET, "/people", RIGHT_PEOPLE_MANAGE, people_list_page, NULL, 0 },
	{ M_GET, "/people/new", RIGHT_PEOPLE_MANAGE, people_new_page, NULL, 0 },
	{ M_POST, "/people", RIGHT_PEOPLE_MANAGE, people_new, person_new_params, 0 },
	{ M_GET, "/people/{id}", RIGHT_PEOPLE_MANAGE, people_person_page, NULL, 0 },
	{ M_POST, "/people/{id}", RIGHT_PEOPLE_MANAGE, people_person_save, person_params, 0 },
	{ M_POST, "/people/{id}/invite", RIGHT_PEOPLE_MANAGE, people_invite, NULL, 0 },
	{ M_POST, "/people/{id}/delete", RIGHT_PEOPLE_MANAGE, people_delete, NULL, 0 },
	{ M_POST, "/people/{id}/restore", RIGHT_PEOPLE_MANAGE, people_restore, NULL, 0 },
	{ M_POST, "/people/{id}/oidc/unlink", RIGHT_PEOPLE_MANAGE, people_oidc_unlink, NULL, 0 },
	{ M_POST, "/people/{id}/grants", RIGHT_PEOPLE_MANAGE, people_grant_add, grant_params, 0 },
	{ M_POST, "/people/grants/{id}/end", RIGHT_PEOPLE_MANAGE, people_grant_end, NULL, 0 },
	{ M_POST, "/people/grants/{id}/restore", RIGHT_PEOPLE_MANAGE, people_grant_restore, NULL, 0 },
	{ M_GET, "/settings", RIGHT_PEOPLE_MANAGE, settings_page, NULL, 0 },
	{ M_POST, "/settings", RIGHT_PEOPLE_MANAGE, settings_save, settings_params, 0 },
	{ M_POST, "/settings/mail", RIGHT_ADMIN, settings_mail_save, settings_mail_params, 0 },
	{ M_POST, "/settings/mail/test", RIGHT_ADMIN, settings_mail_test, NULL, 0 },
	{ M_GET, "/settings/signin", RIGHT_PEOPLE_MANAGE, oidc_settings_page, NULL, 0 },
	{ M_POST, "/settings/signin", RIGHT_ADMIN, oidc_settings_update, oidc_settings_params, 0 },
	{ M_POST, "/settings/signin/test", RIGHT_ADMIN, oidc_settings_test, NULL, ROUTE_OWN_TX },
	{ M_POST, "/settings/signin/local", RIGHT_ADMIN, oidc_local_update, oidc_local_params, 0 },
	{ M_POST, "/settings/signin/groups", RIGHT_PEOPLE_MANAGE, oidc_group_create, oidc_group_params, 0 },
	{ M_POST, "/settings/signin/groups/{id}/delete", RIGHT_PEOPLE_MANAGE, oidc_group_delete, NULL, 0 },
	{ M_GET, "/outbox", RIGHT_PEOPLE_MANAGE, outbox_page, NULL, 0 },
	{ M_POST, "/outbox/{id}/retry", RIGHT_PEOPLE_MANAGE, outbox_retry_one, NULL, 0 },
};
const size_t route_table_n = LEN(route_table);

const struct nav nav_table[] = {
	{ "owe", "/owe", N_("Ce que nous devons"), RIGHT_PLAN_READ, false },
	{ "plan", "/plan", N_("Plan"), RIGHT_PLAN_READ, false },
	{ "evidence", "/evidence", N_("Preuves"), RIGHT_PLAN_READ, false },
	{ "import", "/import", N_("Importer"), RIGHT_PLAN_EDIT, false },
	{ "people", "/people", N_("Personnes"), RIGHT_PEOPLE_MANAGE, false },
	{ "actors", "/plan/actors", N_("Instances et fonctions"), RIGHT_PLAN_EDIT, true },
	{ "account", "/account", N_("Mon compte"), RIGHT_SIGNED_IN, true },
	{ "settings", "/settings", N_("Réglages"), RIGHT_PEOPLE_MANAGE, true },
	{ "outbox", "/outbox", N_("Courrier"), RIGHT_PEOPLE_MANAGE, true },
	{ 0 },
};
