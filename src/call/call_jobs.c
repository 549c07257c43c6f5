#include "call/call_jobs.h"
#include "call/call_letters.h"
#include "call/call_store.h"

struct reminding { struct job *j; int sent; };

static bool
is_draft(void *arg, const void *row)
{
	const struct submission *s = row;
	(void)arg;
	return submission_status(s) == ST_DRAFT && s->email != NULL;
}

static enum err
remind_edition(struct db *db, struct reminding *r, const struct edition *e, int days)
{
	struct arena *a = db_arena(db);
	struct entity_rows rows;
	struct entity_query q = { .keep = is_draft };
	entity_where(a, &submission_entity, &q, "edition", arena_printf(a, "%lld", (long long)e->id));
	entity_where(a, &submission_entity, &q, "status", "draft");
	enum err err = call_load(db, &submission_entity, &q, &rows);
	for (size_t i = 0; err == OK && i < rows.n; i++, r->sent++) {
		const struct submission *s = entity_row(&submission_entity, &rows, i);
		err = letter_send(db, LETTER_REMINDER, &(struct letter_args){ .base_url = r->j->base_url, .edition = e, .submission = s, .days = days,
		    .key = arena_printf(a, "call:reminder:%lld:%d", (long long)s->id, days) });
	}
	return err;
}

static enum err
remind(struct db *db, void *arg)
{
	struct reminding *r = arg;
	struct editions all;
	enum err e = edition_list(db, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		struct date closes;
		if (!text_eq(all.items[i].state, "published") || !date_parse(all.items[i].closes_on, &closes))
			continue;
		int days = reminder_due(r->j->today, closes);
		if (days > 0)
			e = remind_edition(db, r, &all.items[i], days);
	}
	return e;
}

enum err
job_call_reminders(struct job *j)
{
	struct reminding r = { .j = j };
	enum err e = store_write(j->store, j->a, remind, &r);
	if (e == OK && r.sent > 0 && j->worker->log != NULL)
		j->worker->log(arena_printf(j->a, "call: %d drafts reminded", r.sent));
	return e;
}
