/* oidc_store.c: the provider's settings, who its subjects are here, roles by groups. */
#include "people/oidc.h"
#include "people/people_store.h"
#include "store/history.h"
#include <string.h>

enum { Q_LOAD, Q_CREATE, Q_SAVE, Q_LOCAL, Q_PROVEN, Q_LOCAL_OFF, Q_LINKS_END, Q_STATE, Q_IDENTITY, Q_LINK, Q_SEEN, Q_LINK_OF, Q_UNLINK,
	Q_GROUPS, Q_GROUP_ADD, Q_GROUP_REMOVE, Q_GIVEN, Q_GRANT_MARK };
const struct query oidc_queries[] = {
	[Q_LOAD] = { "oidc_load",
		"SELECT p.enabled, p.label, p.issuer, p.client_id, p.scope, p.claim_address, p.claim_name, p.claim_groups, p.domains, p.trust_silence,"
		" p.registers, p.proven, p.local_off, p.rev, s.value FROM oidc_provider p LEFT JOIN secret s ON s.name = 'oidc_secret' WHERE p.id = 1" },
	[Q_CREATE] = { "oidc_create",
		"INSERT INTO oidc_provider (id, enabled, label, issuer, client_id, scope, claim_address, claim_name, claim_groups, domains, trust_silence,"
		" registers, proven, local_off, rev) VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, 1) ON CONFLICT (id) DO NOTHING" },
	[Q_SAVE] = { "oidc_save",
		"UPDATE oidc_provider SET enabled = $1, label = $2, issuer = $3, client_id = $4, scope = $5, claim_address = $6, claim_name = $7,"
		" claim_groups = $8, domains = $9, trust_silence = $10, registers = $11, proven = $12, local_off = $13, rev = rev + 1"
		" WHERE id = 1 AND rev = $14" },
	[Q_LOCAL] = { "oidc_local", "UPDATE oidc_provider SET local_off = $1, rev = rev + 1 WHERE id = 1 AND (CAST($1 AS BIGINT) = 0 OR (enabled = 1 AND proven = 1))" },
	[Q_PROVEN] = { "oidc_proven", "UPDATE oidc_provider SET proven = 1 WHERE id = 1 AND proven = 0" },
	[Q_LOCAL_OFF] = { "oidc_local_off", "SELECT local_off FROM oidc_provider WHERE id = 1" },
	[Q_LINKS_END] = { "oidc_links_end", "DELETE FROM signin_link WHERE used_at IS NULL" },
	[Q_STATE] = { "oidc_state_use", "INSERT INTO oidc_state (state_sha, expires_at) VALUES ($1, $2) ON CONFLICT (state_sha) DO NOTHING" },
	[Q_IDENTITY] = { "oidc_identity",
		"SELECT i.person, p.active FROM oidc_identity i JOIN person p ON p.id = i.person"
		" WHERE i.issuer = $1 AND i.subject_sha = $2 AND p.deleted_at IS NULL" },
	/* A subject whose person was taken out of the programme may be someone anew; who is here keeps the subject they came with. */
	[Q_LINK] = { "oidc_link",
		"INSERT INTO oidc_identity (issuer, subject_sha, person, linked_at, seen_day) VALUES ($1, $2, $3, $4, $5)"
		" ON CONFLICT (issuer, subject_sha) DO UPDATE SET person = excluded.person, linked_at = excluded.linked_at, seen_day = excluded.seen_day" },
	[Q_SEEN] = { "oidc_seen", "UPDATE oidc_identity SET seen_day = $1 WHERE issuer = $2 AND subject_sha = $3 AND seen_day <> $1" },
	[Q_LINK_OF] = { "oidc_link_of", "SELECT issuer, linked_at, seen_day FROM oidc_identity WHERE person = $1 ORDER BY linked_at DESC LIMIT 1" },
	[Q_UNLINK] = { "oidc_unlink", "DELETE FROM oidc_identity WHERE person = $1" },
	[Q_GROUPS] = { "oidc_groups", "SELECT id, name, role, actor FROM oidc_group ORDER BY name, role, actor" },
	[Q_GROUP_ADD] = { "oidc_group_add",
		"INSERT INTO oidc_group (name, role, actor) VALUES ($1, $2, $3) ON CONFLICT (name, role, actor) DO NOTHING" },
	[Q_GROUP_REMOVE] = { "oidc_group_remove", "DELETE FROM oidc_group WHERE id = $1" },
	[Q_GIVEN] = { "oidc_given",
		"SELECT g.id, g.role, g.actor, CASE WHEN o.role_grant IS NULL THEN 0 ELSE 1 END FROM role_grant g"
		" LEFT JOIN oidc_grant o ON o.role_grant = g.id WHERE g.person = $1 AND g.deleted_at IS NULL"
		" AND (g.from_day IS NULL OR g.from_day <= $2) AND (g.until_day IS NULL OR g.until_day >= $2)" },
	/* The grant just given: one in force without end would have been found, whoever gave it. */
	[Q_GRANT_MARK] = { "oidc_grant_mark",
		"INSERT INTO oidc_grant (role_grant) SELECT g.id FROM role_grant g WHERE g.person = $1 AND g.role = $2 AND g.actor = $3"
		" AND g.deleted_at IS NULL AND g.from_day IS NULL AND g.until_day IS NULL"
		" AND NOT EXISTS (SELECT 1 FROM oidc_grant o WHERE o.role_grant = g.id)" },
	{ 0 },
};

/* ---- settings --------------------------------------------------------------------------------------------- */

enum err
oidc_settings_load(struct db *db, struct oidc_settings *out)
{
	struct rows *r;
	*out = (struct oidc_settings){ .label = "", .issuer = "", .client_id = "", .scope = "openid email profile", .claim_email = "email",
		.claim_name = "name", .claim_groups = "", .domains = "" };
	enum err e = db_one(db, &oidc_queries[Q_LOAD], NO_ARGS, &r);
	if (e == E_NOTFOUND) {
		fail_clear(db_arena(db));
		return OK;
	}
	if (e != OK)
		return e;
	*out = (struct oidc_settings){ .enabled = col_int(r, 0) == 1, .label = col_text(r, 1), .issuer = col_text(r, 2), .client_id = col_text(r, 3),
		.scope = col_text(r, 4), .claim_email = col_text(r, 5), .claim_name = col_text(r, 6), .claim_groups = col_text(r, 7),
		.domains = col_text(r, 8), .trust_email = col_int(r, 9) == 1, .registers = col_int(r, 10) == 1, .proven = col_int(r, 11) == 1,
		.local_off = col_int(r, 12) == 1, .rev = col_int(r, 13), .secret = col_text(r, 14) };
	return rows_end(r);
}

static enum err
note(struct db *db, const char *field, const char *before, const char *after)
{
	return text_eq(before, after) ? OK : history_add(db, "oidc", 1, "changed", field, before, after);
}

static const char *
yes(bool b)
{
	return b ? "1" : "0";
}

static enum err
note_all(struct db *db, const struct oidc_settings *was, const struct oidc_settings *s)
{
	const struct { const char *field, *before, *after; } fields[] = { { "enabled", yes(was->enabled), yes(s->enabled) },
		{ "label", was->label, s->label }, { "issuer", was->issuer, s->issuer }, { "client_id", was->client_id, s->client_id },
		{ "scope", was->scope, s->scope }, { "claim_email", was->claim_email, s->claim_email }, { "claim_name", was->claim_name, s->claim_name },
		{ "claim_groups", was->claim_groups, s->claim_groups }, { "domains", was->domains, s->domains },
		{ "trust_email", yes(was->trust_email), yes(s->trust_email) }, { "registers", yes(was->registers), yes(s->registers) },
		{ "local_off", yes(was->local_off), yes(s->local_off) } };
	enum err e = OK;
	for (size_t i = 0; i < LEN(fields) && e == OK; i++)
		e = note(db, fields[i].field, fields[i].before, fields[i].after);
	/* That the secret changed is history; what it was or is, never. */
	if (e == OK && s->secret != NULL && !text_eq(was->secret, s->secret))
		e = history_add(db, "oidc", 1, "changed", "secret", NULL, "set");
	return e;
}

enum err
oidc_settings_save(struct db *db, const struct oidc_settings *given)
{
	struct oidc_settings was, s = *given;
	int64_t n;
	enum err e = oidc_settings_load(db, &was);
	if (e != OK)
		return e;
	/* What an administrator proved is that these very settings let someone in. */
	bool same = text_eq(was.issuer, s.issuer) && text_eq(was.client_id, s.client_id) && text_eq(was.claim_email, s.claim_email) &&
	    text_eq(was.scope, s.scope) && (s.secret == NULL || text_eq(was.secret, s.secret));
	s.proven = was.proven && same;
	s.local_off = was.local_off && s.proven && s.enabled;
	if (was.rev == 0)
		e = db_exec(db, &oidc_queries[Q_CREATE], ARGS(V(s.enabled), V(s.label), V(s.issuer), V(s.client_id), V(s.scope), V(s.claim_email),
		    V(s.claim_name), V(s.claim_groups), V(s.domains), V(s.trust_email), V(s.registers)), &n);
	else
		e = db_exec(db, &oidc_queries[Q_SAVE], ARGS(V(s.enabled), V(s.label), V(s.issuer), V(s.client_id), V(s.scope), V(s.claim_email),
		    V(s.claim_name), V(s.claim_groups), V(s.domains), V(s.trust_email), V(s.registers), V(s.proven), V(s.local_off), V(s.rev)), &n);
	if (e == OK && n == 0)
		e = fail(db_arena(db), E_CONFLICT, "provider: rev %lld is not the stored one", (long long)s.rev);
	if (e == OK && s.secret != NULL)
		e = secret_set(db, "oidc_secret", s.secret);
	return e != OK ? e : note_all(db, &was, &s);
}

enum err
oidc_secret_forget(struct db *db)
{
	enum err e = secret_set(db, "oidc_secret", NULL);
	return e != OK ? e : history_add(db, "oidc", 1, "changed", "secret", NULL, "removed");
}

enum err
oidc_local_set(struct db *db, bool off)
{
	int64_t n;
	enum err e = db_exec(db, &oidc_queries[Q_LOCAL], ARGS(V(off)), &n);
	if (e != OK)
		return e;
	if (n == 0)
		return fail(db_arena(db), E_INVALID, "no administrator came in by this provider yet");
	if (off)
		e = db_exec(db, &oidc_queries[Q_LINKS_END], NO_ARGS, NULL);
	return e != OK ? e : history_add(db, "oidc", 1, "changed", "local_off", yes(!off), yes(off));
}

enum err
signin_local_off(struct db *db, bool *off)
{
	struct rows *r;
	*off = false;
	enum err e = db_one(db, &oidc_queries[Q_LOCAL_OFF], NO_ARGS, &r);
	if (e == E_NOTFOUND) {
		fail_clear(db_arena(db));
		return OK;
	}
	if (e != OK)
		return e;
	*off = col_int(r, 0) == 1;
	return rows_end(r);
}

/* ---- a state comes back once -------------------------------------------------------------------------------- */

static struct isotime
in_seconds(int64_t s)
{
	int64_t t;
	return isotime_of((isotime_parse(now_utc().s, &t) ? t : 0) + s);
}

enum err
oidc_state_use(struct db *db, const char *state, bool *first)
{
	/* Longer than a state is good for: while it would be accepted, it is remembered. */
	struct isotime end = in_seconds(2 * OIDC_STATE_MINUTES * 60);
	int64_t n;
	enum err e = db_exec(db, &oidc_queries[Q_STATE], ARGS(V(digest_str(state).s), V(end.s)), &n);
	*first = e == OK && n == 1;
	return e;
}

/* ---- groups -------------------------------------------------------------------------------------------------- */

enum err
oidc_groups_list(struct db *db, struct oidc_groups *out)
{
	struct rows *r;
	*out = (struct oidc_groups){ 0 };
	enum err e = db_query(db, &oidc_queries[Q_GROUPS], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct oidc_group g = { col_int(r, 0), col_text(r, 1), (enum role)col_int(r, 2), col_int(r, 3) };
		PUSH(db_arena(db), out, g);
	}
	return rows_end(r);
}

enum err
oidc_group_add(struct db *db, const char *name, enum role role, int64_t actor)
{
	int64_t n;
	enum err e = db_exec(db, &oidc_queries[Q_GROUP_ADD], ARGS(V(name), V((int64_t)role), V(actor)), &n);
	if (e == OK && n == 0)
		e = fail(db_arena(db), E_CONFLICT, "this group has this role already");
	return e != OK ? e : history_add(db, "oidc", 1, "granted", "group", NULL, arena_printf(db_arena(db), "%s : %s", name, role_name(role)));
}

enum err
oidc_group_remove(struct db *db, int64_t id)
{
	int64_t n;
	enum err e = db_exec(db, &oidc_queries[Q_GROUP_REMOVE], ARGS(V(id)), &n);
	if (e == OK && n == 0)
		e = fail(db_arena(db), E_NOTFOUND, "group %lld", (long long)id);
	return e != OK ? e : history_add(db, "oidc", 1, "revoked", "group", arena_printf(db_arena(db), "%lld", (long long)id), NULL);
}

static bool
in_group(const struct oidc_claims *c, const char *name)
{
	for (size_t i = 0; i < c->groups.n; i++)
		if (strcmp(c->groups.items[i], name) == 0)
			return true;
	return false;
}

static bool
in_some_group(const struct oidc_claims *c, const struct oidc_groups *all)
{
	for (size_t i = 0; i < all->n; i++)
		if (in_group(c, all->items[i].name))
			return true;
	return false;
}

struct given { int64_t id, actor; enum role role; bool by_group; };
struct givens { struct given *items; size_t n, cap; };

static enum err
givens_of(struct db *db, int64_t person, struct date today, struct givens *out)
{
	struct isodate day = date_iso(today);
	struct rows *r;
	enum err e = db_query(db, &oidc_queries[Q_GIVEN], ARGS(V(person), V(day.s)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct given g = { col_int(r, 0), col_int(r, 2), (enum role)col_int(r, 1), col_int(r, 3) == 1 };
		PUSH(db_arena(db), out, g);
	}
	return rows_end(r);
}

static enum err
grant_by_group(struct db *db, int64_t person, const struct oidc_group *g)
{
	enum err e = person_grant(db, person, g->role, g->actor, NULL, NULL);
	return e != OK ? e : db_exec(db, &oidc_queries[Q_GRANT_MARK], ARGS(V(person), V((int64_t)g->role), V(g->actor)), NULL);
}

/* Roles follow the groups: what a group gives and is not there is given, what a group gave and no longer gives ends. What was
 * given by hand stays. A few rows a person. */
static enum err
follow_groups(struct db *db, const struct oidc_claims *c, const struct oidc_groups *all, int64_t person, struct date today)
{
	struct givens have = { 0 };
	enum err e = givens_of(db, person, today, &have);
	for (size_t i = 0; i < all->n && e == OK; i++) {
		const struct oidc_group *g = &all->items[i];
		bool there = !in_group(c, g->name);
		for (size_t k = 0; k < have.n; k++)
			there = there || (have.items[k].role == g->role && have.items[k].actor == g->actor);
		if (there)
			continue;
		struct given now = { NONE, g->actor, g->role, false };
		PUSH(db_arena(db), &have, now); /* two groups may give the same */
		e = grant_by_group(db, person, g);
	}
	for (size_t k = 0; k < have.n && e == OK; k++) {
		bool still = !have.items[k].by_group;
		for (size_t i = 0; i < all->n; i++)
			still = still || (all->items[i].role == have.items[k].role && all->items[i].actor == have.items[k].actor && in_group(c, all->items[i].name));
		if (!still)
			e = grant_end(db, have.items[k].id);
	}
	return e;
}

/* ---- who comes in ---------------------------------------------------------------------------------------------- */

struct coming { struct db *db; const struct oidc_settings *s; const struct oidc_claims *c; struct digest subject; struct date today; };

static enum err
known_subject(const struct coming *g, int64_t *person, bool *active)
{
	struct rows *r;
	*person = NONE;
	enum err e = db_one(g->db, &oidc_queries[Q_IDENTITY], ARGS(V(g->c->issuer), V(g->subject.s)), &r);
	if (e == E_NOTFOUND) {
		fail_clear(db_arena(g->db));
		return OK;
	}
	if (e != OK)
		return e;
	*person = col_int(r, 0);
	*active = col_int(r, 1) == 1;
	return rows_end(r);
}

static enum err
link_to(const struct coming *g, int64_t person, enum oidc_why *why)
{
	struct isotime now = now_utc();
	struct isodate day = date_iso(g->today);
	enum err e = db_exec(g->db, &oidc_queries[Q_LINK], ARGS(V(g->c->issuer), V(g->subject.s), V(person), V(now.s), V(day.s)), NULL);
	if (e == E_CONFLICT) { /* the person has another subject of this provider: an address that was given anew to somebody else */
		fail_clear(db_arena(g->db));
		*why = OIDC_TAKEN;
		return OK;
	}
	return e != OK ? e : history_add(g->db, "person", person, "changed", "oidc", NULL, "linked");
}

/* By the verified address; or, when that is wished and a group vouches, as somebody new. */
static enum err
first_time(const struct coming *g, const struct oidc_groups *groups, int64_t *person, enum oidc_why *why)
{
	struct arena *a = db_arena(g->db);
	struct person k;
	if ((*why = oidc_email_judge(a, g->c, g->s)) != OIDC_FINE)
		return OK;
	enum err e = person_by_email(g->db, g->c->email, &k);
	if (e == E_NOTFOUND) {
		fail_clear(a);
		*why = OIDC_UNKNOWN;
		if (!g->s->registers || !in_some_group(g->c, groups))
			return OK;
		*why = OIDC_FINE;
		e = person_add(g->db, text_blank(g->c->name) ? g->c->email : text_ellipsis(a, text_trim(a, g->c->name), 200), g->c->email, person);
		return e != OK ? e : link_to(g, *person, why);
	}
	if (e != OK)
		return e;
	*person = k.id;
	if (!k.active) {
		*why = OIDC_DISABLED;
		return OK;
	}
	return link_to(g, k.id, why);
}

/* An administrator came in by the provider: the other ways in may now be switched off. */
static enum err
prove(const struct coming *g, int64_t person)
{
	const struct user *u;
	enum err e = user_of_person(g->db, person, g->today, &u);
	if (e != OK || !user_has(u, ROLE_ADMIN))
		return e;
	return db_exec(g->db, &oidc_queries[Q_PROVEN], NO_ARGS, NULL);
}

enum err
oidc_person(struct db *db, const struct oidc_settings *s, const struct oidc_claims *c, int64_t as, struct date today, int64_t *person,
    enum oidc_why *why)
{
	struct coming g = { db, s, c, digest_str(arena_printf(db_arena(db), "%s\n%s", c->issuer, c->subject)), today };
	struct oidc_groups groups;
	bool active = true;
	*why = OIDC_FINE;
	enum err e = oidc_groups_list(db, &groups);
	if (e == OK)
		e = known_subject(&g, person, &active);
	if (e != OK)
		return e;
	if (*person != NONE && as != NONE && *person != as) {
		*why = OIDC_TAKEN;
		return OK;
	}
	if (*person == NONE && as != NONE) {
		*person = as;
		e = link_to(&g, as, why);
	} else if (*person == NONE) {
		e = first_time(&g, &groups, person, why);
	} else if (!active) {
		*why = OIDC_DISABLED;
	}
	if (e != OK || *why != OIDC_FINE)
		return e;
	struct isodate day = date_iso(today);
	e = db_exec(db, &oidc_queries[Q_SEEN], ARGS(V(day.s), V(c->issuer), V(g.subject.s)), NULL);
	if (e == OK && !text_blank(s->claim_groups))
		e = follow_groups(db, c, &groups, *person, today);
	return e != OK ? e : prove(&g, *person);
}

enum err
oidc_link_of(struct db *db, int64_t person, struct oidc_link *out, bool *linked)
{
	struct rows *r;
	*linked = false;
	enum err e = db_one(db, &oidc_queries[Q_LINK_OF], ARGS(V(person)), &r);
	if (e == E_NOTFOUND) {
		fail_clear(db_arena(db));
		return OK;
	}
	if (e != OK)
		return e;
	*linked = true;
	*out = (struct oidc_link){ col_text(r, 0), col_text(r, 1), col_text(r, 2) };
	return rows_end(r);
}

enum err
oidc_unlink(struct db *db, int64_t person)
{
	int64_t n;
	enum err e = db_exec(db, &oidc_queries[Q_UNLINK], ARGS(V(person)), &n);
	if (e == OK && n == 0)
		e = fail(db_arena(db), E_NOTFOUND, "person %lld is tied to no provider", (long long)person);
	return e != OK ? e : history_add(db, "person", person, "changed", "oidc", "linked", NULL);
}
