/* evidence_write_store.c: evidence is filed, linked, judged by others, withdrawn, deleted and brought back. */
#include "plan/evidence_store_private.h"

#include <string.h>

#define LIVE " WHERE id = $1 AND rev = $2 AND deleted_at IS NULL"

enum { Q_LINE, Q_ADD, Q_EDIT, Q_UNJUDGE, Q_LINK, Q_UNLINK, Q_COPY, Q_VALIDATE, Q_ADOPT, Q_DISPUTE, Q_RESOLVE, Q_WITHDRAW, Q_DELETE, Q_UNDELETE,
	Q_BODY, Q_WAIVE, Q_WAIVE_END, Q_WAIVER };
const struct query evidence_write_queries[] = {
	[Q_LINE] = { "evidence_line",
		"SELECT i.kind, i.body, i.text, l.action, r.actor FROM indicator_line i JOIN revision v ON v.id = i.revision AND v.status = 1"
		" JOIN plan_line l ON l.id = i.line LEFT JOIN responsibility r ON r.revision = i.revision AND r.line = i.line WHERE i.indicator = $1" },
	[Q_ADD] = { "evidence_add",
		"INSERT INTO evidence (kind, title, effective_on, visibility, blob_sha, filename, type, url, number, register_text, partner, expires_on,"
		" direction, audience, body, access_level, access_checked_on, access_checked_by, note, filed_at, filed_by, rev)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 1) RETURNING id" },
	[Q_EDIT] = { "evidence_edit",
		"UPDATE evidence SET kind = $3, title = $4, effective_on = $5, visibility = $6, blob_sha = $7, filename = $8, type = $9, url = $10, number = $11,"
		" register_text = $12, partner = $13, expires_on = $14, direction = $15, audience = $16, body = $17, access_level = $18,"
		" access_checked_on = $19, access_checked_by = $20, note = $21, rev = rev + 1" LIVE },
	[Q_UNJUDGE] = { "evidence_unjudge",
		"UPDATE evidence SET validated_at = NULL, validated_by = NULL, adopted_on = NULL, adopted_by = NULL, adopted_text = NULL, adopted_at = NULL"
		" WHERE id = $1" },
	[Q_LINK] = { "evidence_link",
		"INSERT INTO evidence_slot (evidence, indicator, count, linked_at, linked_by) VALUES ($1, $2, $3, $4, $5)" },
	[Q_UNLINK] = { "evidence_unlink",
		"UPDATE evidence_slot SET unlinked_at = $3, unlinked_by = $4 WHERE evidence = $1 AND indicator = $2 AND unlinked_at IS NULL" },
	[Q_COPY] = { "evidence_copy", "UPDATE evidence SET copy_sha = $2, fetched_at = $3, rev = rev + 1 WHERE id = $1" },
	[Q_VALIDATE] = { "evidence_validate", "UPDATE evidence SET validated_at = $3, validated_by = $4, rev = rev + 1" LIVE },
	[Q_ADOPT] = { "evidence_adopt",
		"UPDATE evidence SET adopted_on = $3, adopted_by = $4, adopted_text = $5, adopted_at = $6, validated_by = CASE WHEN validated_at IS NULL THEN"
		" CAST($7 AS bigint) ELSE validated_by END, validated_at = COALESCE(validated_at, $6), rev = rev + 1" LIVE },
	[Q_DISPUTE] = { "evidence_dispute",
		"UPDATE evidence SET disputed_at = $3, disputed_by = $4, dispute = $5, resolved_at = NULL, resolved_by = NULL, rev = rev + 1" LIVE },
	[Q_RESOLVE] = { "evidence_resolve", "UPDATE evidence SET resolved_at = $3, resolved_by = $4, rev = rev + 1" LIVE },
	[Q_WITHDRAW] = { "evidence_withdraw", "UPDATE evidence SET withdrawn_at = $3, withdrawn_by = $4, rev = rev + 1" LIVE },
	[Q_DELETE] = { "evidence_delete", "UPDATE evidence SET deleted_at = $3, deleted_by = $4, rev = rev + 1" LIVE },
	[Q_UNDELETE] = { "evidence_undelete",
		"UPDATE evidence SET deleted_at = NULL, deleted_by = NULL, rev = rev + 1 WHERE id = $1 AND deleted_at IS NOT NULL" },
	[Q_BODY] = { "evidence_body", "SELECT name, long_name FROM actor WHERE id = $1 AND deleted_at IS NULL" },
	[Q_WAIVE] = { "slot_waive",
		"INSERT INTO slot_waiver (indicator, year, reason, waived_at, waived_by) VALUES ($1, $2, $3, $4, $5)"
		" ON CONFLICT (indicator, year) WHERE ended_at IS NULL DO NOTHING RETURNING id" },
	[Q_WAIVE_END] = { "slot_waive_end", "UPDATE slot_waiver SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL" },
	[Q_WAIVER] = { "slot_waiver_get", "SELECT indicator FROM slot_waiver WHERE id = $1 AND ended_at IS NULL" },
	{ 0 },
};

/* ---- lines, rights ------------------------------------------------------------------------------------------ */

/* A line of the revision in force, and what the user may do for it. */
struct line { struct indicator in; int64_t action; bool may_file, may_validate; };

static enum err
line_load(struct db *db, const struct user *u, int64_t indicator, struct line *out)
{
	struct rows *r;
	bool any = false, all = user_may(u, RIGHT_PLAN_EDIT);
	enum err e = plan_need(db, u, RIGHT_PLAN_READ);
	if (e != OK || (e = db_query(db, &evidence_write_queries[Q_LINE], ARGS(V(indicator)), &r)) != OK)
		return e;
	*out = (struct line){ .may_file = all, .may_validate = all };
	while (rows_next(r)) {
		any = true;
		out->in = (struct indicator){ .id = indicator, .kind = (enum indicator_kind)col_int(r, 0), .body = col_text(r, 1), .text = col_text(r, 2) };
		out->action = col_int(r, 3);
		out->may_file = out->may_file || (!col_null(r, 4) && user_may_for(u, RIGHT_EVIDENCE_FILE, col_int(r, 4)));
		out->may_validate = out->may_validate || (!col_null(r, 4) && user_may_for(u, RIGHT_EVIDENCE_VALIDATE, col_int(r, 4)));
	}
	if ((e = rows_end(r)) != OK)
		return e;
	return any ? OK : fail(db_arena(db), E_NOTFOUND, "no such line in the plan in force");
}

static enum err
body_load(struct db *db, int64_t body, struct body_names *out)
{
	struct rows *r;
	enum err e = db_one(db, &evidence_write_queries[Q_BODY], ARGS(V(body)), &r);
	if (e != OK)
		return e;
	*out = (struct body_names){ col_text(r, 0), col_text(r, 1) };
	return rows_end(r);
}

/* The form against the line it goes to; an unknown body is a problem of the form. */
static enum err
check_in_line(struct db *db, const struct evidence_form *f, const struct line *l, struct problems *problems)
{
	struct body_names names;
	struct arena *a = db_arena(db);
	if (f->body != NONE) {
		enum err e = body_load(db, f->body, &names);
		if (e == E_NOTFOUND) {
			fail_clear(a);
			problem_add(a, problems, "body", N_("Cette instance n’existe pas."), NULL);
			return OK;
		}
		if (e != OK)
			return e;
	}
	evidence_slot_check(a, f, f->body == NONE ? NULL : &names, &l->in, problems);
	return OK;
}

/* The piece as the user sees it, live, with the rev that was read. */
static enum err
piece_load(struct db *db, const struct user *u, int64_t id, int64_t rev, struct evidence_list *list, struct evidence **out)
{
	enum err e = evidence_get(db, u, id, list);
	if (e != OK)
		return e;
	*out = &list->pieces.items[0];
	if ((*out)->deleted_at != NULL)
		return fail(db_arena(db), E_NOTFOUND, "evidence %lld is deleted", (long long)id);
	if ((*out)->rev != rev)
		return fail(db_arena(db), E_CONFLICT, "evidence %lld: changed meanwhile", (long long)id);
	return OK;
}

static enum err
done(struct db *db, int64_t id, const char *what, const char *field, const char *before, const char *after)
{
	enum err e = history_add(db, "evidence", id, what, field, before, after);
	return e == OK ? plan_touch(db) : e;
}

/* One row must have changed: it was read in this transaction. */
static enum err
change(struct db *db, int q, struct args args)
{
	int64_t n;
	enum err e = db_exec(db, &evidence_write_queries[q], args, &n);
	return e == OK && n == 0 ? fail(db_arena(db), E_CONFLICT, "%s: changed meanwhile", evidence_write_queries[q].name) : e;
}

static enum err
forbidden(struct db *db, const char *why)
{
	return fail(db_arena(db), E_FORBIDDEN, "evidence: %s", why);
}

/* ---- filing ------------------------------------------------------------------------------------------------- */

static enum err
link_slot(struct db *db, const struct user *u, int64_t id, const struct line *l, int count, const char *now)
{
	enum err e = db_exec(db, &evidence_write_queries[Q_LINK], ARGS(V(id), V(l->in.id), V(count), V(now), V(u->person)), NULL);
	return e == OK ? history_add(db, "evidence", id, "linked", "slot", NULL, l->in.text) : e;
}

static void
check_count(struct arena *a, int count, struct problems *problems)
{
	if (count < 1 || count > 10000)
		problem_add(a, problems, "count", N_("Indiquez pour combien la preuve compte, de 1 à 10 000."), NULL);
}

enum err
evidence_add(struct db *db, const struct user *u, const struct evidence_form *given, const struct slot_target *slots, size_t nslots,
    struct date today, int64_t *id, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct evidence_form f = evidence_form_clean(a, given);
	struct line *lines = ARENA_ARRAY(a, struct line, nslots);
	struct rows *r;
	enum err e = plan_need(db, u, RIGHT_EVIDENCE_FILE);
	for (size_t i = 0; e == OK && i < nslots; i++) {
		if ((e = line_load(db, u, slots[i].indicator, &lines[i])) == OK && !lines[i].may_file)
			e = forbidden(db, "not a responsible body of this user");
		check_count(a, slots[i].count, problems);
		for (size_t k = 0; k < i; k++)
			if (slots[k].indicator == slots[i].indicator)
				problem_add(a, problems, "slots", N_("La même ligne est choisie deux fois."), NULL);
	}
	if (e != OK)
		return e;
	evidence_form_check(a, &f, today, problems);
	if (nslots == 0)
		problem_add(a, problems, "slots", N_("Choisissez la ligne que cette preuve remplit."), NULL);
	for (size_t i = 0; i < nslots; i++)
		if ((e = check_in_line(db, &f, &lines[i], problems)) != OK)
			return e;
	if (problems->n > 0)
		return fail(a, E_INVALID, "evidence form");
	struct isotime now = now_utc();
	struct isodate day = date_iso(today);
	bool access = f.access_level != NULL;
	e = db_one(db, &evidence_write_queries[Q_ADD], ARGS(V((int)f.kind), V(f.title), V(f.effective), V((int)f.visibility), V(f.blob), V(f.filename),
	    V(f.type), V(f.url), V(f.number), V(f.register_text), V(f.partner), V(f.expires_on), V(f.direction), V(f.audience), V(f.body),
	    V(f.access_level), V(access ? (const char *)day.s : NULL), V(access ? u->person : NONE), V(f.note), V(now.s), V(u->person)), &r);
	if (e != OK)
		return e;
	*id = col_int(r, 0);
	e = rows_end(r);
	if (e == OK)
		e = history_add(db, "evidence", *id, "created", NULL, NULL, f.title);
	for (size_t i = 0; e == OK && i < nslots; i++)
		e = link_slot(db, u, *id, &lines[i], slots[i].count, now.s);
	return e == OK ? plan_touch(db) : e;
}

/* ---- editing ------------------------------------------------------------------------------------------------ */

static enum err
field(struct db *db, int64_t id, const char *name, const char *before, const char *after)
{
	return text_eq(before, after) ? OK : history_add(db, "evidence", id, "changed", name, before, after);
}

static const char *
int_text(struct arena *a, int64_t n)
{
	return n == NONE ? NULL : arena_printf(a, "%lld", (long long)n);
}

static enum err
log_changes(struct db *db, int64_t id, const struct evidence_form *o, const struct evidence_form *f)
{
	struct arena *a = db_arena(db);
	const struct { const char *name, *before, *after; } rows[] = {
		{ "kind", evidence_kind_word(o->kind), evidence_kind_word(f->kind) }, { "title", o->title, f->title },
		{ "effective", o->effective, f->effective }, { "blob", o->blob, f->blob }, { "filename", o->filename, f->filename }, { "url", o->url, f->url },
		{ "number", int_text(a, o->number), int_text(a, f->number) }, { "register_text", o->register_text, f->register_text },
		{ "partner", o->partner, f->partner }, { "expires_on", o->expires_on, f->expires_on }, { "direction", o->direction, f->direction },
		{ "audience", o->audience, f->audience }, { "body", int_text(a, o->body), int_text(a, f->body) },
		{ "access_level", o->access_level, f->access_level }, { "note", o->note, f->note },
		{ "visibility", visibility_word(o->visibility), visibility_word(f->visibility) },
	};
	for (size_t i = 0; i < LEN(rows); i++) {
		enum err e = field(db, id, rows[i].name, rows[i].before, rows[i].after);
		if (e != OK)
			return e;
	}
	return OK;
}

static enum err
check_in_every_line(struct db *db, const struct user *u, const struct evidence_list *list, const struct evidence_form *f, struct problems *problems)
{
	for (size_t i = 0; i < list->links.n; i++) {
		struct line l;
		enum err e = line_load(db, u, list->links.items[i].indicator, &l);
		if (e == E_NOTFOUND) { /* a line that the revision in force no longer has asks nothing */
			fail_clear(db_arena(db));
			continue;
		}
		if (e != OK || (e = check_in_line(db, f, &l, problems)) != OK)
			return e;
	}
	return OK;
}

bool
evidence_declined(struct db *db, enum err e)
{
	if (e != E_INVALID && e != E_NOTFOUND && e != E_FORBIDDEN)
		return false;
	fail_clear(db_arena(db));
	return true;
}

enum err
evidence_offer(struct db *db, const struct user *u, const struct evidence_form *f, struct slot_target slot, struct date today, int64_t *id)
{
	struct problems unsaid = { 0 };
	enum err e = evidence_add(db, u, f, &slot, 1, today, id, &unsaid);
	if (e != OK)
		*id = NONE;
	return evidence_declined(db, e) ? OK : e;
}

enum err
evidence_edit(struct db *db, const struct user *u, int64_t id, int64_t rev, const struct evidence_form *given, struct date today,
    struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct evidence_form f = evidence_form_clean(a, given);
	struct evidence_list list;
	struct evidence *old;
	enum err e = piece_load(db, u, id, rev, &list, &old);
	if (e != OK)
		return e;
	if (!old->may_edit)
		return forbidden(db, "not a responsible body of this user");
	evidence_form_check(a, &f, today, problems);
	if ((e = check_in_every_line(db, u, &list, &f, problems)) != OK)
		return e;
	if (problems->n > 0)
		return fail(a, E_INVALID, "evidence form");
	bool same_access = text_eq(old->f.access_level, f.access_level);
	if (same_access && evidence_content_same(&old->f, &f) && text_eq(old->f.note, f.note) && old->f.visibility == f.visibility &&
	    text_eq(old->f.filename, f.filename))
		return OK;
	/* Who checked the access stays who checked it, unless it was checked again by this change. */
	struct isodate day = date_iso(today);
	const char *checked_on = f.access_level == NULL ? NULL : same_access ? old->access_checked_on : day.s;
	int64_t checked_by = f.access_level == NULL ? NONE : same_access ? old->access_checker : u->person;
	e = change(db, Q_EDIT, ARGS(V(id), V(rev), V((int)f.kind), V(f.title), V(f.effective), V((int)f.visibility), V(f.blob), V(f.filename), V(f.type),
	    V(f.url), V(f.number), V(f.register_text), V(f.partner), V(f.expires_on), V(f.direction), V(f.audience), V(f.body), V(f.access_level),
	    V(checked_on), V(checked_by), V(f.note)));
	if (e == OK)
		e = log_changes(db, id, &old->f, &f);
	bool judged = old->validated_at != NULL || old->adopted_at != NULL;
	if (e == OK && judged && !evidence_content_same(&old->f, &f)) {
		e = change(db, Q_UNJUDGE, ARGS(V(id)));
		if (e == OK)
			e = history_add(db, "evidence", id, "validation lost", NULL, old->validated_by, NULL);
	}
	return e == OK ? plan_touch(db) : e;
}

enum err
evidence_link(struct db *db, const struct user *u, int64_t id, struct slot_target slot, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct evidence_list list;
	struct line l;
	enum err e = evidence_get(db, u, id, &list);
	if (e != OK || (e = line_load(db, u, slot.indicator, &l)) != OK)
		return e;
	if (list.pieces.items[0].deleted_at != NULL)
		return fail(a, E_NOTFOUND, "evidence %lld is deleted", (long long)id);
	if (!l.may_file)
		return forbidden(db, "not a responsible body of this user");
	check_count(a, slot.count, problems);
	for (size_t i = 0; i < list.links.n; i++)
		if (list.links.items[i].indicator == slot.indicator)
			problem_add(a, problems, "slots", N_("Cette preuve remplit déjà cette ligne."), NULL);
	if ((e = check_in_line(db, &list.pieces.items[0].f, &l, problems)) != OK)
		return e;
	if (problems->n > 0)
		return fail(a, E_INVALID, "evidence does not fit the line");
	struct isotime now = now_utc();
	e = link_slot(db, u, id, &l, slot.count, now.s);
	return e == OK ? plan_touch(db) : e;
}

enum err
evidence_unlink(struct db *db, const struct user *u, int64_t id, int64_t indicator)
{
	struct evidence_list list;
	enum err e = evidence_get(db, u, id, &list);
	if (e != OK)
		return e;
	if (!list.pieces.items[0].may_edit)
		return forbidden(db, "not a responsible body of this user");
	struct isotime now = now_utc();
	int64_t n;
	e = db_exec(db, &evidence_write_queries[Q_UNLINK], ARGS(V(id), V(indicator), V(now.s), V(u->person)), &n);
	if (e == OK && n == 0)
		return fail(db_arena(db), E_NOTFOUND, "evidence %lld does not fill this line", (long long)id);
	return e == OK ? done(db, id, "unlinked", "slot", int_text(db_arena(db), indicator), NULL) : e;
}

enum err
evidence_copy(struct db *db, const struct user *u, int64_t id, const char *sha)
{
	struct evidence_list list;
	enum err e = evidence_get(db, u, id, &list);
	if (e != OK)
		return e;
	if (!list.pieces.items[0].may_edit)
		return forbidden(db, "not a responsible body of this user");
	struct isotime now = now_utc();
	e = change(db, Q_COPY, ARGS(V(id), V(sha), V(now.s)));
	return e == OK ? done(db, id, "changed", "copy", list.pieces.items[0].copy_sha, sha) : e;
}

/* ---- judged by others --------------------------------------------------------------------------------------- */

static const char own_piece[] = N_("Une preuve est validée par une autre personne que celle qui l’a déposée.");

/* The piece, to be validated or adopted: by another than who filed it, and not withdrawn. */
static enum err
judged_load(struct db *db, const struct user *u, int64_t id, int64_t rev, struct evidence_list *list, struct evidence **p, struct problems *problems)
{
	struct arena *a = db_arena(db);
	enum err e = piece_load(db, u, id, rev, list, p);
	if (e != OK)
		return e;
	if ((*p)->filed_by == u->person) {
		problem_add(a, problems, NULL, own_piece, NULL);
		return forbidden(db, "filed by the same person");
	}
	if (!(*p)->may_validate)
		return forbidden(db, "not a chair of a responsible body");
	if ((*p)->withdrawn_at != NULL)
		problem_add(a, problems, NULL, N_("Cette preuve a été retirée."), NULL);
	return problems->n > 0 ? fail(a, E_INVALID, "evidence %lld is withdrawn", (long long)id) : OK;
}

enum err
evidence_validate(struct db *db, const struct user *u, int64_t id, int64_t rev, struct problems *problems)
{
	struct evidence_list list;
	struct evidence *p;
	enum err e = judged_load(db, u, id, rev, &list, &p, problems);
	if (e != OK || p->validated_at != NULL)
		return e;
	struct isotime now = now_utc();
	e = change(db, Q_VALIDATE, ARGS(V(id), V(rev), V(now.s), V(u->person)));
	return e == OK ? done(db, id, "validated", NULL, NULL, NULL) : e;
}

enum err
evidence_adopt(struct db *db, const struct user *u, int64_t id, int64_t rev, int64_t body, const char *adopted_on, const char *text,
    struct date today, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct evidence_list list;
	struct evidence *p;
	struct body_names names = { 0 };
	struct date d, effective;
	enum err e = judged_load(db, u, id, rev, &list, &p, problems);
	if (e != OK)
		return e;
	if (body == NONE || (e = body_load(db, body, &names)) == E_NOTFOUND) {
		fail_clear(a);
		problem_add(a, problems, "body", N_("Indiquez l’instance qui a adopté."), NULL);
	} else if (e != OK) {
		return e;
	}
	if (text_blank(adopted_on) || !date_parse(adopted_on, &d))
		problem_add(a, problems, "adopted_on", N_("Indiquez la date de l’adoption."), NULL);
	else if (date_cmp(d, today) > 0)
		problem_add(a, problems, "adopted_on", N_("La date d’adoption ne peut pas être dans le futur."), NULL);
	else if (date_parse(p->f.effective, &effective) && date_cmp(d, effective) < 0)
		problem_add(a, problems, "adopted_on", N_("L’adoption précède la date du document."), NULL);
	if (text_blank(text))
		problem_add(a, problems, "text", N_("Donnez le texte de la décision."), NULL);
	else if (text_length(text) > REASON_MAX)
		problem_add(a, problems, "text", N_("Ce texte est trop long."), NULL);
	if (problems->n > 0)
		return fail(a, E_INVALID, "adoption of evidence");
	struct isotime now = now_utc();
	e = change(db, Q_ADOPT, ARGS(V(id), V(rev), V(adopted_on), V(body), V(text), V(now.s), V(u->person)));
	return e == OK ? done(db, id, "adopted", names.name, p->adopted_on, adopted_on) : e;
}

enum err
evidence_dispute(struct db *db, const struct user *u, int64_t id, int64_t rev, const char *reason, struct problems *problems)
{
	struct evidence_list list;
	struct evidence *p;
	enum err e = piece_load(db, u, id, rev, &list, &p);
	if (e != OK)
		return e;
	if (!user_may(u, RIGHT_EVIDENCE_FILE)) /* chairs and secretaries, of any body */
		return forbidden(db, "readers do not dispute");
	if (text_blank(reason) || text_length(reason) > REASON_MAX) {
		problem_add(db_arena(db), problems, "reason", N_("Dites en quelques phrases ce que vous contestez."), NULL);
		return fail(db_arena(db), E_INVALID, "a dispute has a reason");
	}
	struct isotime now = now_utc();
	e = change(db, Q_DISPUTE, ARGS(V(id), V(rev), V(now.s), V(u->person), V(reason)));
	return e == OK ? done(db, id, "disputed", NULL, NULL, reason) : e;
}

enum err
evidence_resolve(struct db *db, const struct user *u, int64_t id, int64_t rev, struct problems *problems)
{
	struct evidence_list list;
	struct evidence *p;
	enum err e = piece_load(db, u, id, rev, &list, &p);
	if (e != OK)
		return e;
	bool own_dispute = u->person != NONE && p->disputer == u->person;
	if (!own_dispute && p->filed_by == u->person) {
		problem_add(db_arena(db), problems, NULL, N_("Une contestation est levée par qui l’a faite ou par qui valide."), NULL);
		return forbidden(db, "filed by the same person");
	}
	if (!own_dispute && !p->may_validate)
		return forbidden(db, "not a chair of a responsible body");
	if (p->disputed_at == NULL || p->resolved_at != NULL)
		return OK;
	struct isotime now = now_utc();
	e = change(db, Q_RESOLVE, ARGS(V(id), V(rev), V(now.s), V(u->person)));
	return e == OK ? done(db, id, "resolved", NULL, p->dispute, NULL) : e;
}

/* ---- taken away --------------------------------------------------------------------------------------------- */

enum err
evidence_withdraw(struct db *db, const struct user *u, int64_t id, int64_t rev)
{
	struct evidence_list list;
	struct evidence *p;
	enum err e = piece_load(db, u, id, rev, &list, &p);
	if (e != OK || p->withdrawn_at != NULL)
		return e;
	if (!p->may_edit && !(u->person != NONE && p->filed_by == u->person))
		return forbidden(db, "neither filed by nor answered for");
	struct isotime now = now_utc();
	e = change(db, Q_WITHDRAW, ARGS(V(id), V(rev), V(now.s), V(u->person)));
	return e == OK ? done(db, id, "withdrawn", NULL, NULL, NULL) : e;
}

enum err
evidence_delete(struct db *db, const struct user *u, int64_t id, int64_t rev)
{
	struct evidence_list list;
	struct evidence *p;
	enum err e = piece_load(db, u, id, rev, &list, &p);
	if (e != OK)
		return e;
	/* What another has validated is withdrawn, in sight; only the coordination deletes it. */
	bool own = u->person != NONE && p->filed_by == u->person && p->validated_at == NULL && p->may_edit;
	if (!own && !user_may(u, RIGHT_PLAN_EDIT))
		return forbidden(db, "validated, or filed by another");
	struct isotime now = now_utc();
	e = change(db, Q_DELETE, ARGS(V(id), V(rev), V(now.s), V(u->person)));
	return e == OK ? done(db, id, "deleted", NULL, p->f.title, NULL) : e;
}

enum err
evidence_undelete(struct db *db, const struct user *u, int64_t id)
{
	struct evidence_list list;
	enum err e = evidence_get(db, u, id, &list);
	if (e != OK)
		return e;
	const struct evidence *p = &list.pieces.items[0];
	if (p->deleted_at == NULL)
		return OK;
	if (!user_may(u, RIGHT_PLAN_EDIT) && !(u->person != NONE && p->deleter == u->person))
		return forbidden(db, "deleted by another");
	e = change(db, Q_UNDELETE, ARGS(V(id)));
	return e == OK ? done(db, id, "restored", NULL, NULL, p->f.title) : e;
}

/* ---- not applicable ----------------------------------------------------------------------------------------- */

enum err
slot_waive(struct db *db, const struct user *u, int64_t indicator, int year, const char *reason, int64_t *id, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct line l;
	struct rows *r;
	enum err e = line_load(db, u, indicator, &l);
	if (e != OK)
		return e;
	if (!l.may_validate)
		return forbidden(db, "not a chair of a responsible body");
	if (text_blank(reason) || text_length(reason) > REASON_MAX)
		problem_add(a, problems, "reason", N_("Dites pourquoi cette ligne est sans objet."), NULL);
	if (year != 0 && (year < 1990 || year > 2100))
		problem_add(a, problems, "year", N_("Cette année académique n’est pas possible."), NULL);
	if (problems->n > 0)
		return fail(a, E_INVALID, "waiver");
	struct isotime now = now_utc();
	e = db_one(db, &evidence_write_queries[Q_WAIVE], ARGS(V(indicator), V(year), V(text_trim(a, reason)), V(now.s), V(u->person)), &r);
	if (e == E_NOTFOUND) {
		fail_clear(a);
		problem_add(a, problems, "year", N_("Cette ligne est déjà déclarée sans objet."), NULL);
		return fail(a, E_INVALID, "waived already");
	}
	if (e != OK)
		return e;
	*id = col_int(r, 0);
	if ((e = rows_end(r)) != OK || (e = history_add(db, "indicator", indicator, "waived", year == 0 ? NULL : year_text(year).s, NULL, reason)) != OK)
		return e;
	return plan_touch(db);
}

enum err
slot_waive_end(struct db *db, const struct user *u, int64_t waiver)
{
	struct line l;
	struct rows *r;
	enum err e = plan_need(db, u, RIGHT_PLAN_READ);
	if (e != OK || (e = db_one(db, &evidence_write_queries[Q_WAIVER], ARGS(V(waiver)), &r)) != OK)
		return e;
	int64_t indicator = col_int(r, 0);
	if ((e = rows_end(r)) != OK || (e = line_load(db, u, indicator, &l)) != OK)
		return e;
	if (!l.may_validate)
		return forbidden(db, "not a chair of a responsible body");
	struct isotime now = now_utc();
	if ((e = change(db, Q_WAIVE_END, ARGS(V(waiver), V(now.s), V(u->person)))) != OK ||
	    (e = history_add(db, "indicator", indicator, "waiver ended", NULL, NULL, NULL)) != OK)
		return e;
	return plan_touch(db);
}
