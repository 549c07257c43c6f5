/* meeting_home.h: what the first page says of meetings: the next one of the reader, the minutes that wait for them. */
#ifndef MEETING_HOME_H
#define MEETING_HOME_H
#include "meeting/meeting.h"
#include "web/web.h"

struct meeting_home {
	bool has_next;
	struct meeting next;            /* theirs: of their bodies, or where they are asked to come */
	struct meetings to_approve;     /* prepared, of their bodies or where they were */
	bool may_approve;               /* they chair one of these */
	int64_t owed;                   /* open decisions of theirs */
};
/* Nothing for who has no right to read meetings. */
enum err meeting_home(struct request *rq, struct meeting_home *out) MUST_USE;
#endif
