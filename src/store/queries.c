#include "store/queries.h"

#define TABLES(X) \
	X(actor_queries) \
	X(agenda_queries) \
	X(approval_queries) \
	X(attendance_queries) \
	X(audit_queries) \
	X(blob_queries) \
	X(call_import_apply_queries) \
	X(call_import_draft_queries) \
	X(call_import_queries) \
	X(calendar_queries) \
	X(carry_queries) \
	X(call_queries) \
	X(committee_queries) \
	X(convocation_queries) \
	X(decision_queries) \
	X(evidence_queries) \
	X(evidence_write_queries) \
	X(health_queries) \
	X(history_chain_queries) \
	X(form_queries) \
	X(history_queries) \
	X(import_queries) \
	X(institution_queries) \
	X(interview_queries) \
	X(job_clock_queries) \
	X(job_queries) \
	X(journal_queries) \
	X(jury_queries) \
	X(letter_queries) \
	X(mandate_queries) \
	X(link_queries) \
	X(mail_queries) \
	X(mission_evidence_queries) \
	X(mission_job_queries) \
	X(oidc_queries) \
	X(outcome_letter_queries) \
	X(meeting_queries) \
	X(merge_queries) \
	X(minutes_evidence_queries) \
	X(minutes_queries) \
	X(once_queries) \
	X(people_queries) \
	X(phone_queries) \
	X(plan_edit_queries) \
	X(plan_queries) \
	X(plan_write_queries) \
	X(privacy_removed_queries) \
	X(privacy_subject_queries) \
	X(problem_queries) \
	X(programme_queries) \
	X(pulse_queries) \
	X(radar_queries) \
	X(request_queries) \
	X(resolution_queries) \
	X(review_queries) \
	X(compose_queries) \
	X(publish_queries) \
	X(ranking_change_queries) \
	X(ranking_queries) \
	X(retention_queries) \
	X(search_ask_queries) \
	X(search_queries) \
	X(schedule_queries) \
	X(setting_queries) \
	X(signin_queries) \
	X(team_purge_queries) \
	X(team_queries) \
	X(thing_queries) \
	X(throttle_queries) \
	X(archive_queries) \
	X(closing_queries) \
	X(peer_queries) \
	X(peer_staff_queries) \
	X(report_queries) \
	X(sponsor_queries) \
	X(travel_queries) \
	X(submission_queries)

#define DECLARE(t) extern const struct query t[];
TABLES(DECLARE)
#define NAME(t) t,
const struct query *const query_tables[] = { TABLES(NAME) NULL };
