/* The telephone log of a commission. */
#include "call/call_desk.h"
#include <string.h>

enum { Q_QUESTIONS, Q_QUESTION_ADD, Q_QUESTION_KEEP, Q_QUESTIONS_DROP, Q_LOG, Q_REPLIES, Q_REPLY_ADD };
const struct query phone_queries[] = {
	[Q_QUESTIONS] = { "phone_questions", "SELECT id, text FROM phone_question WHERE edition = $1 AND deleted_at IS NULL ORDER BY position, id" },
	[Q_QUESTION_ADD] = { "phone_question_add", "INSERT INTO phone_question (edition, position, text, rev) VALUES ($1, $2, $3, 1)" },
	[Q_QUESTION_KEEP] = { "phone_question_keep", "UPDATE phone_question SET position = $1, deleted_at = NULL, rev = rev + 1 WHERE edition = $2 AND text = $3" },
	[Q_QUESTIONS_DROP] = { "phone_questions_drop", "UPDATE phone_question SET deleted_at = $2, rev = rev + 1 WHERE edition = $1 AND deleted_at IS NULL" },
	[Q_LOG] = { "phone_log", "SELECT c.id, c.called_on, c.called_time, c.caller, c.reached, c.spoken_to, c.minutes, c.follow_up, c.note, c.rev, p.name"
	    " FROM phone_call c LEFT JOIN person p ON p.id = c.caller WHERE c.submission = $1 AND c.deleted_at IS NULL"
	    " ORDER BY c.called_on DESC, c.called_time DESC NULLS LAST, c.id DESC" },
	[Q_REPLIES] = { "phone_replies", "SELECT a.phone_call, a.question, q.text, a.answer FROM phone_answer a JOIN phone_question q ON q.id = a.question"
	    " JOIN phone_call c ON c.id = a.phone_call WHERE c.submission = $1 AND c.deleted_at IS NULL ORDER BY q.position, q.id" },
	[Q_REPLY_ADD] = { "phone_reply_add", "INSERT INTO phone_answer (phone_call, question, answer) VALUES ($1, $2, $3)" },
	{ 0 },
};

enum err
phone_questions_of(struct db *db, int64_t edition, struct phone_questions *out)
{
	struct rows *r;
	*out = (struct phone_questions){ 0 };
	enum err e = db_query(db, &phone_queries[Q_QUESTIONS], ARGS(V(edition)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, ((struct phone_question){ col_int(r, 0), col_text(r, 1) }));
	return rows_end(r);
}

enum { QUESTIONS_MOST = 30 };

enum err
phone_questions_set(struct db *db, int64_t edition, const char *lines)
{
	struct arena *a = db_arena(db);
	struct isotime now = now_utc();
	int64_t kept, position = 0;
	enum err e = db_exec(db, &phone_queries[Q_QUESTIONS_DROP], ARGS(V(edition), V(now.s)), NULL);
	for (const char *s = lines == NULL ? "" : lines; e == OK && *s != '\0' && position < QUESTIONS_MOST;) {
		size_t n = strcspn(s, "\r\n");
		const char *text = text_trim(a, arena_strndup(a, s, n));
		s += n;
		s += strspn(s, "\r\n");
		if (*text == '\0')
			continue;
		position++;
		e = db_exec(db, &phone_queries[Q_QUESTION_KEEP], ARGS(V(position), V(edition), V(text)), &kept);
		if (e == OK && kept == 0)
			e = db_exec(db, &phone_queries[Q_QUESTION_ADD], ARGS(V(edition), V(position), V(text)), NULL);
	}
	return e;
}

enum err
phone_log(struct db *db, int64_t submission, struct phone_log *out)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	*out = (struct phone_log){ 0 };
	enum err e = db_query(db, &phone_queries[Q_LOG], ARGS(V(submission)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct phone_row row = { .caller_name = col_text(r, 10) };
		row.call = (struct phone_call){ .id = col_int(r, 0), .submission = submission, .called_on = col_text(r, 1), .called_time = col_text(r, 2),
			.caller = col_int(r, 3), .reached = col_int(r, 4) == 1, .spoken_to = col_text(r, 5), .minutes = col_int(r, 6),
			.follow_up = col_text(r, 7), .note = col_text(r, 8), .rev = col_int(r, 9) };
		PUSH(a, out, row);
	}
	if ((e = rows_end(r)) != OK || (e = db_query(db, &phone_queries[Q_REPLIES], ARGS(V(submission)), &r)) != OK)
		return e;
	while (rows_next(r))
		for (size_t i = 0; i < out->n; i++)
			if (out->items[i].call.id == col_int(r, 0))
				PUSH(a, &out->items[i].replies, ((struct phone_reply){ col_int(r, 1), col_text(r, 2), col_text(r, 3) }));
	return rows_end(r);
}

enum err
phone_add(struct db *db, struct phone_call *call, const struct phone_replies *replies)
{
	struct entity_view v = call_view(db, LANG_FR);
	enum err e = entity_insert(&v, &phone_call_entity, call);
	for (size_t i = 0; e == OK && i < replies->n; i++)
		if (!text_blank(replies->items[i].answer))
			e = db_exec(db, &phone_queries[Q_REPLY_ADD], ARGS(V(call->id), V(replies->items[i].question), V(replies->items[i].answer)), NULL);
	return e;
}

bool
phone_unreachable(const struct phone_log *log)
{
	size_t failed = 0;
	while (failed < log->n && !log->items[failed].call.reached)
		failed++;
	return failed >= 3;
}
