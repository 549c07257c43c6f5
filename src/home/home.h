/* home.h: the first page: what its reader owes now, in order, with one thing to do for each; what comes next; where all is. Every
 * line comes from the room that knows it, through what the reader may see. */
#ifndef HOME_H
#define HOME_H
#include "calendar/calendar.h"
#include "web/web.h"

enum todo_when { TODO_LATE, TODO_NOW, TODO_SOON };
struct todo { enum todo_when when; const char *what, *detail, *act; struct url to; }; /* in the reader's language; detail may be NULL */
struct todos { struct todo *items; size_t n, cap; };
/* The latest first, then as the rooms give them. */
enum err home_todo(struct request *rq, struct todos *out) MUST_USE;
/* "/": this page; signed out, what the programme shows in public: the plan, else the call, else the door. */
enum err home_page(struct request *rq, struct answer *an);
struct home_view { struct todos todo; struct comings coming; };
#endif
