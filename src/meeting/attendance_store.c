/* attendance_store.c: who is asked to come, what they answer, who was there, who read. */
#include "meeting/meeting_store.h"
#include "base/secret.h"
#include "base/tr.h"
#include "mandate/mandate.h"
#include <string.h>

enum { NAME_MOST = 200, NOTE_MOST = 1000 };
#define WHO "SELECT w.id, w.meeting, w.person, w.contact, w.rev, COALESCE(p.name, c.name, w.name), COALESCE(p.email, c.email, w.email), o.name, p.lang, w.voting," \
	" w.token_sha, w.answer, w.answer_note, w.answered_at, w.invited_at, w.read_at, w.presence, w.seat, w.added, w.removed, w.vote, w.replaces" \
	" FROM meeting_person w LEFT JOIN person p ON p.id = w.person" \
	" LEFT JOIN institution_contact c ON c.id = w.contact LEFT JOIN institution o ON o.id = c.institution"
enum { Q_LIST, Q_ALL, Q_ONE, Q_TOKEN, Q_ADD, Q_ADDRESS, Q_VOTE, Q_REMOVE, Q_RESTORE, Q_PRESENCE, Q_ANSWER, Q_READ, Q_SET_TOKEN, Q_CONTACTS, Q_CONTACT, Q_PERSON };
const struct query attendance_queries[] = {
	[Q_LIST] = { "attendees", WHO " WHERE w.meeting = $1 AND w.deleted_at IS NULL ORDER BY w.id" },
	[Q_ALL] = { "attendees_all", WHO " WHERE w.meeting = $1 ORDER BY w.id" },
	[Q_ONE] = { "attendee", WHO " WHERE w.meeting = $1 AND w.id = $2" },
	[Q_TOKEN] = { "attendee_by_token", WHO " WHERE w.token_sha = $1 AND w.deleted_at IS NULL" },
	[Q_ADD] = { "attendee_add", "INSERT INTO meeting_person (meeting, person, contact, name, email, email_key, voting, vote, answer, added, rev)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'none', 'hand', 1)" },
	[Q_ADDRESS] = { "attendee_address", "UPDATE meeting_person SET email = $3, email_key = $4, rev = rev + 1 WHERE meeting = $1 AND id = $2 AND deleted_at IS NULL" },
	[Q_VOTE] = { "attendee_vote", "UPDATE meeting_person SET voting = $3, vote = $4, rev = rev + 1 WHERE meeting = $1 AND id = $2 AND deleted_at IS NULL" },
	[Q_REMOVE] = { "attendee_remove", "UPDATE meeting_person SET deleted_at = $3, removed = 'hand', token_sha = NULL, rev = rev + 1 WHERE meeting = $1 AND id = $2 AND deleted_at IS NULL" },
	[Q_RESTORE] = { "attendee_restore", "UPDATE meeting_person SET deleted_at = NULL, removed = NULL, rev = rev + 1 WHERE meeting = $1 AND id = $2 AND deleted_at IS NOT NULL" },
	[Q_PRESENCE] = { "attendee_presence", "UPDATE meeting_person SET presence = $3, rev = rev + 1 WHERE meeting = $1 AND id = $2 AND deleted_at IS NULL" },
	[Q_ANSWER] = { "attendee_answer", "UPDATE meeting_person SET answer = $3, answer_note = $4, answered_at = $5, rev = rev + 1 WHERE meeting = $1 AND id = $2 AND deleted_at IS NULL" },
	[Q_READ] = { "attendee_read", "UPDATE meeting_person SET read_at = $2, rev = rev + 1 WHERE id = $1 AND read_at IS NULL AND deleted_at IS NULL" },
	[Q_SET_TOKEN] = { "attendee_token", "UPDATE meeting_person SET token_sha = $2, rev = rev + 1 WHERE id = $1 AND deleted_at IS NULL" },
	[Q_CONTACTS] = { "meeting_contacts", "SELECT c.id, c.name, i.name FROM institution_contact c JOIN institution i ON i.id = c.institution WHERE c.deleted_at IS NULL AND i.deleted_at IS NULL"
	    " AND c.email IS NOT NULL AND c.email <> '' ORDER BY i.folded, c.sort_key, c.id" },
	[Q_CONTACT] = { "meeting_contact", "SELECT id FROM institution_contact WHERE id = $1 AND deleted_at IS NULL" },
	[Q_PERSON] = { "meeting_person_there", "SELECT id FROM person WHERE id = $1 AND deleted_at IS NULL" },
	{ 0 },
};

static struct attendee
row(struct rows *r)
{
	return (struct attendee){ .id = col_int(r, 0), .meeting = col_int(r, 1), .person = col_int(r, 2), .contact = col_int(r, 3), .rev = col_int(r, 4), .name = col_text(r, 5),
		.email = col_text(r, 6), .function = col_text(r, 7), .lang = col_text(r, 8), .voting = col_int(r, 9) == 1, .linked = !col_null(r, 10), .answer = col_text(r, 11),
		.answer_note = col_text(r, 12), .answered_at = col_text(r, 13), .invited_at = col_text(r, 14), .read_at = col_text(r, 15), .presence = presence_of(col_text(r, 16)), .seat = col_text(r, 17), .added = col_text(r, 18),
		.removed = col_text(r, 19), .vote = col_text(r, 20), .replaces = col_int(r, 21) };
}

static enum err
list(struct db *db, int query, int64_t meeting, struct attendees *out)
{
	struct rows *r;
	*out = (struct attendees){ 0 };
	enum err e = db_query(db, &attendance_queries[query], ARGS(V(meeting)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, row(r));
	return rows_end(r);
}

enum err
attendee_list(struct db *db, int64_t meeting, struct attendees *out)
{
	enum err e = list(db, Q_LIST, meeting, out);
	attendees_stand_in(out);
	attendees_order(db_arena(db), out);
	return e;
}

enum err
attendee_list_all(struct db *db, int64_t meeting, struct attendees *out)
{
	return list(db, Q_ALL, meeting, out);
}

static enum err
attendee_get(struct db *db, int64_t meeting, int64_t who, struct attendee *out)
{
	struct rows *r;
	enum err e = db_one(db, &attendance_queries[Q_ONE], ARGS(V(meeting), V(who)), &r);
	if (e == OK)
		*out = row(r);
	return e;
}

enum err
attendance_count(struct db *db, const struct meeting *m, const struct attendees *all, struct attendance *out)
{
	*out = m->bodies.n == 0 ? attendance_tally_all(all) : attendance_tally(all);
	for (size_t i = 0; i < m->bodies.n; i++) {
		struct quorum q;
		int64_t rev;
		enum err e = meeting_quorum(db, m->bodies.items[i].actor, &q, &rev);
		if (e != OK)
			return e;
		int64_t need = quorum_needed(q, out->members);
		out->needed = need > out->needed ? need : out->needed;
	}
	return OK;
}

static enum err
there(struct db *db, int query, int64_t id)
{
	struct rows *r;
	return db_one(db, &attendance_queries[query], ARGS(V(id)), &r);
}

enum err
attendee_add(struct db *db, const struct user *u, int64_t meeting, const struct attendee *who, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct meeting m;
	struct attendees all;
	enum err e = meeting_need(db, u, meeting, MEET_MANAGE, &m);
	if (e == OK)
		e = attendee_list(db, meeting, &all);
	if (e != OK)
		return e;
	if (m.stage == MT_APPROVED || m.cancelled_at != NULL)
		return fail(a, E_FORBIDDEN, "meeting %lld is closed", (long long)meeting);
	const char *name = who->person != NONE || who->contact != NONE || text_blank(who->name) ? NULL : text_trim(a, who->name);
	const char *email = name == NULL || text_blank(who->email) ? NULL : text_trim(a, who->email);
	if (who->person == NONE && who->contact == NONE && name == NULL)
		problem_add(a, problems, "name", N_("Choisissez une personne ou un contact, ou donnez un nom."), NULL);
	if (name != NULL && text_length(name) > NAME_MOST)
		problem_add(a, problems, "name", N_("Ce nom est trop long."), NULL);
	if (email != NULL && !email_valid(email))
		problem_add(a, problems, "email", N_("Cette adresse ne se lit pas : nom@exemple.be."), NULL);
	for (size_t i = 0; i < all.n; i++)
		if ((who->person != NONE && all.items[i].person == who->person) || (who->contact != NONE && all.items[i].contact == who->contact) ||
		    (email != NULL && all.items[i].email != NULL && strcmp(text_fold(a, email), text_fold(a, all.items[i].email)) == 0))
			problem_add(a, problems, who->person != NONE ? "person" : who->contact != NONE ? "contact" : "email", N_("Cette personne est déjà invitée."), NULL);
	if (problems->n > 0)
		return fail(a, E_INVALID, "attendee");
	for (size_t i = 0; email != NULL && i < all.n; i++) { /* who was only a name has an address now */
		const struct attendee *w = &all.items[i];
		if (w->person != NONE || w->contact != NONE || !text_blank(w->email) || w->name == NULL || strcmp(text_fold(a, w->name), text_fold(a, name)) != 0)
			continue;
		e = db_exec(db, &attendance_queries[Q_ADDRESS], ARGS(V(meeting), V(w->id), V(email), V(text_fold(a, email))), NULL);
		return e == OK ? history_add(db, "meeting", meeting, "changed", "attendee", NULL, "address") : e;
	}
	if (who->person != NONE && (e = there(db, Q_PERSON, who->person)) != OK)
		return e;
	if (who->contact != NONE && (e = there(db, Q_CONTACT, who->contact)) != OK)
		return e;
	e = db_exec(db, &attendance_queries[Q_ADD], ARGS(V(meeting), V(who->person), V(who->contact), V(name), V(email), V(email == NULL ? NULL : text_fold(a, email)), V(who->voting),
	    V(who->voting ? "yes" : NULL)), NULL);
	return e == OK ? history_add(db, "meeting", meeting, "changed", "attendee", NULL, "added") : e;
}

enum err
attendee_remove(struct db *db, const struct user *u, int64_t meeting, int64_t who, bool removed)
{
	struct meeting m;
	int64_t n;
	enum err e = meeting_need(db, u, meeting, MEET_MANAGE, &m);
	if (e != OK)
		return e;
	if (m.stage == MT_APPROVED)
		return fail(db_arena(db), E_FORBIDDEN, "meeting %lld is closed", (long long)meeting);
	e = removed ? db_exec(db, &attendance_queries[Q_REMOVE], ARGS(V(meeting), V(who), V(now_utc().s)), &n)
	            : db_exec(db, &attendance_queries[Q_RESTORE], ARGS(V(meeting), V(who)), &n);
	if (e == OK && n == 0)
		return fail(db_arena(db), E_NOTFOUND, "attendee %lld", (long long)who);
	return e == OK ? history_add(db, "meeting", meeting, "changed", "attendee", NULL, removed ? "removed" : "restored") : e;
}

enum err
attendee_vote(struct db *db, const struct user *u, int64_t meeting, int64_t who, bool votes)
{
	struct meeting m;
	struct attendees all;
	struct attendee *w = NULL;
	enum mandate_seat seat;
	enum err e = meeting_need(db, u, meeting, MEET_MANAGE, &m);
	if (e == OK)
		e = attendee_list(db, meeting, &all);
	if (e != OK)
		return e;
	if (m.stage == MT_APPROVED || m.cancelled_at != NULL)
		return fail(db_arena(db), E_FORBIDDEN, "meeting %lld is closed", (long long)meeting);
	for (size_t i = 0; i < all.n; i++)
		w = all.items[i].id == who ? &all.items[i] : w;
	if (w == NULL)
		return fail(db_arena(db), E_NOTFOUND, "attendee %lld", (long long)who);
	if (w->voting == votes)
		return OK;
	bool by_seat = seat_of(w->seat, &seat) && seat_decides(seat);
	w->vote = NULL, w->voting = by_seat; /* what would hold without a hand */
	attendees_stand_in(&all);
	bool as_it_follows = w->voting == votes;
	e = db_exec(db, &attendance_queries[Q_VOTE], ARGS(V(meeting), V(who), V(as_it_follows ? by_seat : votes), V(as_it_follows ? NULL : votes ? "yes" : "no")), NULL);
	return e == OK ? history_add(db, "meeting", meeting, "changed", "vote", NULL, arena_printf(db_arena(db), "%lld: %s", (long long)who, votes ? "yes" : "no")) : e;
}

enum err
attendee_presences(struct db *db, const struct user *u, int64_t meeting, const struct presence_set *set, size_t n)
{
	struct meeting m;
	struct attendees all;
	enum err e = meeting_need(db, u, meeting, MEET_MANAGE, &m);
	if (e == OK)
		e = attendee_list(db, meeting, &all);
	if (e != OK)
		return e;
	if (m.stage == MT_APPROVED || m.cancelled_at != NULL)
		return fail(db_arena(db), E_FORBIDDEN, "meeting %lld is closed", (long long)meeting);
	for (size_t i = 0; e == OK && i < n; i++)
		for (size_t k = 0; e == OK && k < all.n; k++)
			if (all.items[k].id == set[i].attendee && all.items[k].presence != set[i].presence) {
				e = db_exec(db, &attendance_queries[Q_PRESENCE], ARGS(V(meeting), V(set[i].attendee), V(presence_word(set[i].presence))), NULL);
				if (e == OK)
					e = history_add(db, "meeting", meeting, "changed", "presence", presence_word(all.items[k].presence),
					    arena_printf(db_arena(db), "%lld: %s", (long long)set[i].attendee, presence_word(set[i].presence) == NULL ? "-" : presence_word(set[i].presence)));
			}
	return e;
}

enum err
attendee_answer(struct db *db, int64_t meeting, int64_t who, bool comes, const char *note)
{
	struct arena *a = db_arena(db);
	struct attendee w;
	int64_t n;
	enum err e = attendee_get(db, meeting, who, &w);
	if (e != OK)
		return e;
	e = db_exec(db, &attendance_queries[Q_ANSWER], ARGS(V(meeting), V(who), V(comes ? "yes" : "no"), V(text_blank(note) ? NULL : text_ellipsis(a, text_trim(a, note), NOTE_MOST)), V(now_utc().s)), &n);
	if (e == OK && n == 0)
		return fail(a, E_NOTFOUND, "attendee %lld", (long long)who);
	return e == OK ? history_add(db, "meeting", meeting, "changed", "answer", w.answer, comes ? "yes" : "no") : e;
}

enum err
attendee_by_token(struct db *db, const char *token, struct attendee *out)
{
	struct rows *r;
	enum err e = db_one(db, &attendance_queries[Q_TOKEN], ARGS(V(digest_str(token).s)), &r);
	if (e == OK)
		*out = row(r);
	return e;
}

static enum err
has_read(struct db *db, int64_t meeting, int64_t who)
{
	int64_t n;
	enum err e = db_exec(db, &attendance_queries[Q_READ], ARGS(V(who), V(now_utc().s)), &n);
	return e == OK && n > 0 ? history_add(db, "meeting", meeting, "read", NULL, NULL, NULL) : e;
}

enum err
attendee_read(struct db *db, const struct user *u, int64_t meeting)
{
	struct meeting m;
	enum err e = meeting_need(db, u, meeting, MEET_READ, &m);
	if (e != OK)
		return e;
	if (m.me == NONE || m.stage < MT_PREPARED)
		return fail(db_arena(db), E_FORBIDDEN, "meeting %lld: nothing to be read by this person", (long long)meeting);
	return has_read(db, meeting, m.me);
}

enum err
attendee_read_by_link(struct db *db, const struct attendee *who)
{
	struct meeting m;
	enum err e = meeting_raw(db, who->meeting, &m);
	if (e == OK && (m.stage < MT_PREPARED || !attendee_belongs(who)))
		return fail(db_arena(db), E_FORBIDDEN, "meeting %lld: nothing to be read by this link", (long long)who->meeting);
	return e == OK ? has_read(db, who->meeting, who->id) : e;
}

enum err
attendee_token(struct db *db, const unsigned char key[APP_KEY_SIZE], int64_t who, const char **token)
{
	struct arena *a = db_arena(db);
	struct digest d = digest_keyed(key, APP_KEY_SIZE, arena_printf(a, "invitation %lld", (long long)who));
	*token = arena_strndup(a, d.s, 26);
	return db_exec(db, &attendance_queries[Q_SET_TOKEN], ARGS(V(who), V(digest_str(*token).s)), NULL);
}

enum err
meeting_contacts(struct db *db, struct contact_choices *out)
{
	struct rows *r;
	*out = (struct contact_choices){ 0 };
	enum err e = db_query(db, &attendance_queries[Q_CONTACTS], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct contact_choice c = { col_int(r, 0), col_text(r, 1), col_text(r, 2) };
		PUSH(db_arena(db), out, c);
	}
	return rows_end(r);
}
