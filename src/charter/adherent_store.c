/* adherent_store.c: organisations that adhere to an adopted document; to whom it goes. */
#include "charter/charter.h"
#include "base/text.h"
#include "call/call.h"
#include "mail/mail.h"
#include "store/history.h"
#include <string.h>

enum { NAME_MOST = 200, NOTE_MOST = 1000 };
#define ROW "SELECT x.id, v.charter, x.institution, v.major, v.minor, x.organisation, x.signatory, x.quality, x.email, x.asked_at, x.confirmed_at, x.withdrawn_at, v.title," \
	" x.lang, p.name, x.removed_why, CASE WHEN " VERSION_ADOPTED("v", "d", "m") " THEN 1 ELSE 0 END, v.id, x.told_major FROM charter_adherent x JOIN charter_version v ON v.id = x.version JOIN meeting_decision d ON d.id = v.decision" \
	" JOIN meeting m ON m.id = d.meeting LEFT JOIN person p ON p.id = x.removed_by"
enum { Q_LIST, Q_ALL, Q_ONE, Q_LINKS, Q_LINK, Q_ADD, Q_BY_TOKEN, Q_CONFIRM, Q_OLDER, Q_WITHDRAW, Q_REMOVE, Q_TOLD, Q_DIFFUSION, Q_DIFFUSION_ADD, Q_DIFFUSION_DONE, Q_DIFFUSION_REMOVE, Q_DIFFUSION_RESTORE };
const struct query adherent_queries[] = {
	[Q_LIST] = { "charter_adherents", ROW " WHERE v.charter = $1 AND x.confirmed_at IS NOT NULL AND x.withdrawn_at IS NULL AND " VERSION_ADOPTED("v", "d", "m") " ORDER BY x.folded, x.id" },
	[Q_ALL] = { "charter_adherents_all", ROW " WHERE v.charter = $1 ORDER BY x.id DESC LIMIT 500" },
	[Q_ONE] = { "charter_adherent", ROW " WHERE v.charter = $1 AND x.id = $2 AND x.withdrawn_at IS NULL" },
	[Q_LINKS] = { "charter_adherent_links", ROW " WHERE v.charter = $1 AND x.email_key = $2 AND x.confirmed_at IS NOT NULL AND x.withdrawn_at IS NULL ORDER BY x.id LIMIT 20" },
	[Q_LINK] = { "charter_adherent_link", "UPDATE charter_adherent SET token_sha = $2 WHERE id = $1" },
	[Q_ADD] = { "charter_adherent_add", "INSERT INTO charter_adherent (version, organisation, folded, signatory, quality, email, email_key, lang, token_sha, asked_at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)" },
	[Q_BY_TOKEN] = { "charter_adherent_token", ROW " WHERE x.token_sha = $1" },
	[Q_CONFIRM] = { "charter_adherent_confirm", "UPDATE charter_adherent SET confirmed_at = $2, institution = $3 WHERE id = $1 AND confirmed_at IS NULL AND withdrawn_at IS NULL" },
	[Q_OLDER] = { "charter_adherent_older", "UPDATE charter_adherent SET withdrawn_at = $2 WHERE id <> $1 AND withdrawn_at IS NULL AND confirmed_at IS NOT NULL"
	    " AND folded = (SELECT y.folded FROM charter_adherent y WHERE y.id = $1) AND version IN (SELECT v.id FROM charter_version v WHERE v.charter ="
	    " (SELECT w.charter FROM charter_adherent z JOIN charter_version w ON w.id = z.version WHERE z.id = $1))"
	    " AND email_key = (SELECT y.email_key FROM charter_adherent y WHERE y.id = $1)" },
	[Q_WITHDRAW] = { "charter_adherent_withdraw", "UPDATE charter_adherent SET withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL" },
	[Q_REMOVE] = { "charter_adherent_remove", "UPDATE charter_adherent SET withdrawn_at = $2, removed_by = $3, removed_why = $4 WHERE id = $1 AND withdrawn_at IS NULL" },
	[Q_TOLD] = { "charter_adherent_told", "UPDATE charter_adherent SET told_major = $2 WHERE id = $1" },
	[Q_DIFFUSION] = { "charter_diffusions", "SELECT x.id, x.organisation, x.channel, x.planned_on, x.done_on, x.note, p.name, x.url FROM charter_diffusion x LEFT JOIN person p ON p.id = x.noted_by"
	    " WHERE x.charter = $1 AND x.deleted_at IS NULL ORDER BY CASE WHEN x.done_on IS NULL THEN 0 ELSE 1 END, x.done_on DESC NULLS LAST, x.planned_on NULLS LAST, x.id" },
	[Q_DIFFUSION_ADD] = { "charter_diffusion_add", "INSERT INTO charter_diffusion (charter, organisation, channel, planned_on, done_on, note, noted_by, noted_at, url)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)" },
	[Q_DIFFUSION_DONE] = { "charter_diffusion_done", "UPDATE charter_diffusion SET done_on = $3, noted_by = $4, noted_at = $5, url = coalesce($6, url) WHERE charter = $1 AND id = $2 AND deleted_at IS NULL" },
	[Q_DIFFUSION_REMOVE] = { "charter_diffusion_remove", "UPDATE charter_diffusion SET deleted_at = $3 WHERE charter = $1 AND id = $2 AND deleted_at IS NULL" },
	[Q_DIFFUSION_RESTORE] = { "charter_diffusion_restore", "UPDATE charter_diffusion SET deleted_at = NULL WHERE charter = $1 AND id = $2 AND deleted_at IS NOT NULL" },
	{ 0 },
};

static struct adherent
row_of(struct rows *r)
{
	return (struct adherent){ .id = col_int(r, 0), .charter = col_int(r, 1), .institution = col_int(r, 2), .major = (int)col_int(r, 3), .minor = (int)col_int(r, 4), .organisation = col_text(r, 5),
		.signatory = col_text(r, 6), .quality = col_text(r, 7), .email = col_text(r, 8), .asked_at = col_text(r, 9), .confirmed_at = col_text(r, 10), .withdrawn_at = col_text(r, 11),
		.title = col_text(r, 12), .lang = col_text(r, 13), .removed_by = col_text(r, 14), .removed_why = col_text(r, 15), .stands = col_int(r, 16) == 1, .version = col_int(r, 17), .told = col_null(r, 18) ? 0 : (int)col_int(r, 18) };
}

static enum err
rows_of(struct db *db, struct rows *r, struct adherents *out)
{
	*out = (struct adherents){ 0 };
	while (rows_next(r))
		PUSH(db_arena(db), out, row_of(r));
	return rows_end(r);
}

enum err
adherent_list(struct db *db, int64_t charter, struct adherents *out)
{
	struct rows *r;
	enum err e = db_query(db, &adherent_queries[Q_LIST], ARGS(V(charter)), &r);
	return e == OK ? rows_of(db, r, out) : e;
}

enum err
adherent_all(struct db *db, int64_t charter, struct adherents *out)
{
	struct rows *r;
	enum err e = db_query(db, &adherent_queries[Q_ALL], ARGS(V(charter)), &r);
	return e == OK ? rows_of(db, r, out) : e;
}

static bool
address_right(const char *s)
{
	return (text_starts(s, "https://") || text_starts(s, "http://")) && strlen(s) <= NOTE_MOST && strcspn(s, " \t") == strlen(s);
}

static bool
name_right(const char *s)
{
	return !text_blank(s) && text_length(s) <= NAME_MOST;
}

enum err
adherent_record(struct db *db, const struct charter *c, const struct adhering *x, const char **out, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct token token = token_new();
	if (c->version == NONE || c->audience != AUDIENCE_PUBLIC || !c->adherable)
		return fail(a, E_NOTFOUND, "document %lld: nobody adheres to it", (long long)c->id);
	if (!name_right(x->organisation))
		problem_add(a, problems, "organisation", N_("Écrivez le nom de l’organisation, en 200 caractères au plus."), NULL);
	if (!name_right(x->signatory))
		problem_add(a, problems, "signatory", N_("Écrivez le nom de la personne qui signe."), NULL);
	if (x->quality != NULL && text_length(x->quality) > NAME_MOST)
		problem_add(a, problems, "quality", N_("Ce texte est trop long."), NULL);
	if (x->email == NULL || !email_valid(x->email))
		problem_add(a, problems, "email", N_("Écrivez une adresse complète, comme prenom.nom@institution.be."), NULL);
	if (problems->n > 0)
		return fail(a, E_INVALID, "an adherent: see problems");
	*out = arena_strdup(a, token.s);
	return db_exec(db, &adherent_queries[Q_ADD], ARGS(V(c->version), V(x->organisation), V(text_fold(a, x->organisation)), V(x->signatory), V(text_blank(x->quality) ? NULL : x->quality),
	    V(x->email), V(text_fold(a, x->email)), V(x->lang), V(digest_str(token.s).s), V(now_utc().s)), NULL);
}

/* Nothing that was typed is sent to an address that is not yet confirmed: the form must not become a way to write to strangers. */
enum err
adherent_ask(struct db *db, const struct charter *c, const struct adhering *x, struct problems *problems)
{
	struct arena *a = db_arena(db);
	const char *token;
	enum err e = adherent_record(db, c, x, &token, problems);
	if (e != OK)
		return e;
	struct mail m = { .to = x->email, .person = NONE, .secret = true, .subject = mail_text(a, x->lang, N_("Confirmez une adhésion : %s"), c->title),
		.text = mail_text(a, x->lang, N_("Bonjour,\n\nUne organisation adhère à ce document, avec votre adresse : %s. Confirmez par ce lien ; sans cela, rien n’est publié :\n\n%s\n\nGardez-le : le même lien permet de retirer l’adhésion. Si vous n’avez rien demandé, oubliez ce message.\n"),
		    c->title, arena_printf(a, "%s/adhesion/%s", x->base_url, token)) };
	return mail_queue(db, MAIL_ANSWER, &m);
}

enum err
adherent_by_token(struct db *db, const char *token, struct adherent *out)
{
	struct rows *r;
	struct digest sha = digest_str(token);
	enum err e = db_one(db, &adherent_queries[Q_BY_TOKEN], ARGS(V(sha.s)), &r);
	if (e == OK)
		*out = row_of(r);
	return e;
}

enum err
adherent_confirm(struct db *db, const char *token)
{
	struct adherent x;
	struct institution_matches found = { 0 };
	struct isotime now = now_utc();
	int64_t n;
	enum err e = adherent_by_token(db, token, &x);
	if (e != OK || x.confirmed_at != NULL)
		return e;
	if (x.withdrawn_at != NULL)
		return fail(db_arena(db), E_NOTFOUND, "an adhesion that was taken back");
	struct institution_said said = { .name = x.organisation, .email = x.email, .context = NONE, .sector = NONE };
	if ((e = institution_recognise(db, &said, &found)) != OK)
		return e;
	int64_t institution = found.n > 0 && found.items[0].like == SAME ? found.items[0].id : NONE;
	if ((e = db_exec(db, &adherent_queries[Q_CONFIRM], ARGS(V(x.id), V(now.s), V(institution)), &n)) != OK || n == 0)
		return e;
	e = db_exec(db, &adherent_queries[Q_OLDER], ARGS(V(x.id), V(now.s)), NULL); /* the same signs again: once on the list */
	return e == OK ? history_add(db, "charter", x.charter, "changed", "adherent", NULL, x.organisation) : e;
}

enum err
adherent_withdraw(struct db *db, const char *token)
{
	struct adherent x;
	enum err e = adherent_by_token(db, token, &x);
	if (e == OK)
		e = db_exec(db, &adherent_queries[Q_WITHDRAW], ARGS(V(x.id), V(now_utc().s)), NULL);
	return e == OK && x.confirmed_at != NULL && x.withdrawn_at == NULL ? history_add(db, "charter", x.charter, "changed", "adherent", x.organisation, NULL) : e;
}

enum err
adherent_remove(struct db *db, const struct user *u, int64_t charter, int64_t id, const char *why, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct charter c;
	struct rows *r;
	enum err e = charter_need(db, u, charter, CHARTER_LEAD, &c);
	if (e == OK)
		e = db_one(db, &adherent_queries[Q_ONE], ARGS(V(charter), V(id)), &r);
	if (e != OK)
		return e;
	struct adherent x = row_of(r);
	if (text_blank(why) || text_length(why) > NOTE_MOST) {
		problem_add(a, problems, "why", N_("Dites pourquoi, en 1000 caractères au plus : la personne qui a signé le lira, et cela reste au dossier."), NULL);
		return fail(a, E_INVALID, "an adherent is removed for a reason");
	}
	if ((e = db_exec(db, &adherent_queries[Q_REMOVE], ARGS(V(id), V(now_utc().s), V(u->person), V(why)), NULL)) != OK)
		return e;
	struct mail m = { .to = x.email, .person = NONE, .subject = mail_text(a, x.lang, N_("Une adhésion n’est plus publiée : %s"), c.title),
		.text = mail_text(a, x.lang, N_("Bonjour,\n\nL’adhésion signée avec votre adresse n’est plus dans la liste publique de ce document : %s.\nLe motif : %s\n"), c.title, why) };
	/* To an address that never answered nothing is written. */
	if (x.confirmed_at != NULL && (e = mail_queue(db, MAIL_COMMISSION, &m)) == E_INVALID) {
		fail_clear(a);
		e = OK;
	}
	return e == OK ? history_add(db, "charter", charter, "changed", "adherent removed", x.organisation, why) : e;
}

enum err
adherent_relink(struct db *db, const struct charter *c, const char *email, const char *lang, const char *base_url)
{
	struct arena *a = db_arena(db);
	struct adherents all;
	struct rows *r;
	struct buf links = buf_new(a, KIB(16));
	enum err e = db_query(db, &adherent_queries[Q_LINKS], ARGS(V(c->id), V(text_fold(a, email))), &r);
	if (e == OK)
		e = rows_of(db, r, &all);
	if (e != OK || all.n == 0)
		return e;
	for (size_t i = 0; e == OK && i < all.n; i++) { /* a few of one address */
		struct token token = token_new();
		e = db_exec(db, &adherent_queries[Q_LINK], ARGS(V(all.items[i].id), V(digest_str(token.s).s)), NULL);
		buf_printf(&links, "%s\n%s/adhesion/%s\n\n", all.items[i].organisation, base_url, token.s);
	}
	struct mail m = { .to = all.items[0].email, .person = NONE, .secret = true, .subject = mail_text(a, lang, N_("Votre adhésion : %s"), c->title),
		.text = mail_text(a, lang, N_("Bonjour,\n\nPar ce lien vous voyez l’adhésion signée avec votre adresse, et vous pouvez la retirer. Il remplace le précédent.\n\n%sSi vous n’avez rien demandé, oubliez ce message : rien ne change.\n"), buf_str(&links)) };
	return e == OK ? mail_queue(db, MAIL_ANSWER, &m) : e;
}

bool
adherent_behind(const struct charter *c, const struct adherent *x)
{
	return c->version != NONE && x->confirmed_at != NULL && x->withdrawn_at == NULL && x->stands && x->major < c->major;
}

static enum err
tell_one(struct db *db, const struct charter *c, const struct adherent *x, const char *base_url)
{
	struct arena *a = db_arena(db);
	const char *page = arena_printf(a, "%s/documents/%s", base_url, charter_slug(a, c->id, c->title));
	struct mail m = { .to = x->email, .person = NONE, .subject = mail_text(a, x->lang, N_("Une nouvelle version est adoptée : %s"), c->title),
		.text = mail_text(a, x->lang, N_("Bonjour,\n\n%s\n\nCe qui a changé :\n\n%s\n\nPour adhérer à la nouvelle version, ou retirer l’adhésion :\n\n%s\n"),
		    mail_text(a, x->lang, N_("%s adhère à la version %s de ce document, signée avec votre adresse. La version %s est adoptée depuis. L’adhésion reste publiée, à la version signée."), x->organisation,
		        arena_printf(a, "%d.%d", x->major, x->minor), arena_printf(a, "%d.%d", c->major, c->minor)),
		    arena_printf(a, "%s/documents/%lld/versions/%lld?with=%lld", base_url, (long long)c->id, (long long)c->version, (long long)x->version), page) };
	enum err e = mail_queue(db, MAIL_COMMISSION, &m);
	return e == OK ? db_exec(db, &adherent_queries[Q_TOLD], ARGS(V(x->id), V((int64_t)c->major)), NULL) : e;
}

enum err
adherent_tell(struct db *db, const struct user *u, int64_t charter, const char *base_url, int64_t *sent)
{
	struct charter c;
	struct adherents all;
	*sent = 0;
	enum err e = charter_need(db, u, charter, CHARTER_LEAD, &c);
	if (e == OK)
		e = adherent_list(db, charter, &all);
	for (size_t i = 0; e == OK && i < all.n && c.audience == AUDIENCE_PUBLIC; i++) {
		if (!adherent_behind(&c, &all.items[i]) || all.items[i].told >= c.major)
			continue;
		e = tell_one(db, &c, &all.items[i], base_url);
		*sent += e == OK;
		if (e == E_INVALID) { /* an address that nobody can be written at */
			fail_clear(db_arena(db));
			e = OK;
		}
	}
	return e == OK && *sent > 0 ? history_add(db, "charter", charter, "changed", "adherents told", NULL, arena_printf(db_arena(db), "%lld", (long long)*sent)) : e;
}

/* ---- diffusion --------------------------------------------------------------------------------------------------------- */

enum err
diffusion_list(struct db *db, int64_t charter, struct diffusions *out)
{
	struct rows *r;
	*out = (struct diffusions){ 0 };
	enum err e = db_query(db, &adherent_queries[Q_DIFFUSION], ARGS(V(charter)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct diffusion d = { col_int(r, 0), col_text(r, 1), col_text(r, 2), col_text(r, 3), col_text(r, 4), col_text(r, 5), col_text(r, 6), col_text(r, 7) };
		PUSH(db_arena(db), out, d);
	}
	return rows_end(r);
}

enum err
diffusion_add(struct db *db, const struct user *u, int64_t charter, const struct diffusion *d, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct charter c;
	enum err e = charter_need(db, u, charter, CHARTER_LEAD, &c);
	if (e != OK)
		return e;
	if (!name_right(d->organisation))
		problem_add(a, problems, "organisation", N_("Dites à qui : une organisation, un public."), NULL);
	if (!name_right(d->channel))
		problem_add(a, problems, "channel", N_("Dites par quel canal : courriel, site, réunion…"), NULL);
	if (!text_blank(d->url) && !address_right(d->url))
		problem_add(a, problems, "url", N_("L’adresse doit commencer par https:// ou http:// et ne contenir aucun espace."), NULL);
	if (d->note != NULL && text_length(d->note) > NOTE_MOST)
		problem_add(a, problems, "note", N_("Ce texte est trop long."), NULL);
	if (problems->n > 0)
		return fail(a, E_INVALID, "diffusion: see problems");
	e = db_exec(db, &adherent_queries[Q_DIFFUSION_ADD], ARGS(V(charter), V(d->organisation), V(d->channel), V(d->planned_on), V(d->done_on), V(text_blank(d->note) ? NULL : d->note),
	    V(u->person), V(now_utc().s), V(text_blank(d->url) ? NULL : d->url)), NULL);
	return e == OK ? history_add(db, "charter", charter, "changed", d->done_on != NULL ? "diffusion done" : "diffusion", NULL, d->organisation) : e;
}

enum err
diffusion_done(struct db *db, const struct user *u, int64_t charter, int64_t id, const char *on, const char *url, struct problems *problems)
{
	struct charter c;
	int64_t n;
	enum err e = charter_need(db, u, charter, CHARTER_LEAD, &c);
	if (e == OK && !text_blank(url) && !address_right(url)) {
		problem_add(db_arena(db), problems, "url", N_("L’adresse doit commencer par https:// ou http:// et ne contenir aucun espace."), NULL);
		return fail(db_arena(db), E_INVALID, "not an address");
	}
	if (e == OK)
		e = db_exec(db, &adherent_queries[Q_DIFFUSION_DONE], ARGS(V(charter), V(id), V(on), V(u->person), V(now_utc().s), V(text_blank(url) ? NULL : url)), &n);
	if (e == OK && n == 0)
		return fail(db_arena(db), E_NOTFOUND, "diffusion %lld", (long long)id);
	return e == OK ? history_add(db, "charter", charter, "changed", "diffusion done", NULL, on) : e;
}

enum err
diffusion_remove(struct db *db, const struct user *u, int64_t charter, int64_t id, bool removed)
{
	struct charter c;
	int64_t n;
	enum err e = charter_need(db, u, charter, CHARTER_LEAD, &c);
	if (e != OK)
		return e;
	e = removed ? db_exec(db, &adherent_queries[Q_DIFFUSION_REMOVE], ARGS(V(charter), V(id), V(now_utc().s)), &n) : db_exec(db, &adherent_queries[Q_DIFFUSION_RESTORE], ARGS(V(charter), V(id)), &n);
	if (e == OK && n == 0)
		return fail(db_arena(db), E_NOTFOUND, "diffusion %lld", (long long)id);
	return e == OK ? history_add(db, "charter", charter, "changed", removed ? "diffusion removed" : "diffusion restored", NULL, NULL) : e;
}
