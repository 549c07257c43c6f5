/* mission_things.h: what a team and those who follow it write, declared once. Each row is of one team; who may reach it is decided
 * by mission_kinds (mission_kind.h) and the seat. */
#ifndef MISSION_THINGS_H
#define MISSION_THINGS_H
#include "entity/entity.h"
#include "mission/mission.h"

struct mission_entry { int64_t id, team, author, rev; const char *entry_on, *text, *created_at, *deleted_at; };
struct data_request { int64_t id, team, author, rev; const char *what, *detail, *due_on, *asked_at, *outcome, *received_on, *answer, *created_at, *deleted_at; };
struct interview {
	int64_t id, team, author, rev;
	bool anonymised;
	const char *met_on, *alias, *name, *function, *consent, *consent_on, *consent_sha, *consent_name, *consent_type, *notes, *created_at, *deleted_at;
};
struct mission_source { int64_t id, team, author, rev; const char *kind, *title, *authors, *published, *link, *note, *created_at, *deleted_at; };
struct mission_recommendation { int64_t id, team, author, position, rev; const char *title, *text, *addressed, *resources, *limits, *created_at, *deleted_at; };
struct follow_entry {
	int64_t id, team, author, minutes, rev;
	bool alert;
	const char *met_on, *kind, *audience, *decisions, *next_step, *next_on, *created_at, *deleted_at;
};
extern const struct entity mission_entry_entity, data_request_entity, interview_entity, mission_source_entity, mission_recommendation_entity, follow_entry_entity;
#endif
