/* audit.h: who can come in, for the administrator's page of security and `pilotis check`. */
#ifndef PEOPLE_AUDIT_H
#define PEOPLE_AUDIT_H
#include "base/text.h"
#include "people/people.h"

extern const struct query audit_queries[];
struct people_audit {
	struct strings admins, coordinators;     /* names of active persons who hold the role on that day */
	struct strings evaluators;               /* "Name (until)": an access that still lasts more than a year */
	struct strings unused;                   /* may come in, and has not for a year */
	int64_t persons, passwords, sessions;    /* active; of them with a password; open sessions of anybody */
	int64_t most_sessions;                   /* of one person */
	int64_t migrations;                      /* carried out in this store */
};
/* Whoever calls is the administrator, or the command line: no right is asked here. */
enum err people_audit(struct db *db, struct date today, struct people_audit *out) MUST_USE;
#endif
