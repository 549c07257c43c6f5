/* THE table of background work, and who receives fetched pages. */
#include "app/app.h"
#include "calendar/calendar.h"
#include "call/call_jobs.h"
#include "charter/charter_jobs.h"
#include "mandate/mandate_jobs.h"
#include "mission/closing_jobs.h"
#include "mission/peer_jobs.h"
#include "mission/mission_jobs.h"
#include "people/people_pages.h"
#include "plan/plan_jobs.h"
#include "privacy/privacy_jobs.h"
#include "search/search_jobs.h"
#include "team/team_jobs.h"

const struct job_kind job_table[] = {
	{ "fetch_link", job_fetch_link, 120, 5, false },
	{ "signin_mail", job_signin_mail, 60, 5, false },
	{ "call_reminders", job_call_reminders, 300, 3, true },
	{ "ranking_again", job_ranking_again, 120, 5, false },
	{ "peer_reminders", job_peer_reminders, 300, 3, true },
	{ "mission_later", job_mission_later, 300, 3, true },
	{ "team_exact", job_team_exact, 300, 2, false },
	{ "mandates", job_mandates, 120, 3, true },
	{ "missions", job_missions, 300, 3, true },
	{ "documents", job_documents, 300, 3, true },
	{ "readings", job_readings, 60, 3, false },
	{ "digest", job_digest, 600, 3, true },
	{ "reminders", job_reminders, 300, 3, true },
	{ "retention", job_retention, 600, 3, true },
	{ "security_counts", job_security_counts, 60, 3, true },
	{ "search_daily", job_search_daily, 300, 3, true },
	{ 0 },
};

const struct fetch_sink fetch_sink_table[] = {
	{ "evidence", evidence_keep_copy },
	{ 0 },
};
