/* Requests for data: their links, files and answers. */
#include "mission/mission_request_pages.h"
#include "base/secret.h"
#include "base/tr.h"
#include "mail/mail.h"
#include "store/blob.h"
#include "store/history.h"

#define REQUEST "SELECT q.id, q.team, q.author, q.rev, q.what, q.detail, q.due_on, q.asked_at, q.outcome, q.received_on, q.answer, q.created_at FROM data_request q"
#define FILES "SELECT f.id, f.request, f.size, f.blob_sha, f.filename, f.type, f.added_at, f.by_sponsor FROM data_request_file f"
enum { Q_FILES_TEAM, Q_FILES_OF, Q_FILE_COUNT, Q_FILE_ADD, Q_LINK_NEW, Q_LINK, Q_GET, Q_ASKED, Q_ANSWERED };
const struct query request_queries[] = {
	[Q_FILES_TEAM] = { "request_files_team", FILES " JOIN data_request q ON q.id = f.request WHERE q.team = $1 ORDER BY f.request, f.id" },
	[Q_FILES_OF] = { "request_files", FILES " WHERE f.request = $1 ORDER BY f.id" },
	[Q_FILE_COUNT] = { "request_file_count", "SELECT count(*) FROM data_request_file WHERE request = $1" },
	[Q_FILE_ADD] = { "request_file_add", "INSERT INTO data_request_file (request, blob_sha, filename, type, size, by_sponsor, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7)" },
	[Q_LINK_NEW] = { "request_link_new", "INSERT INTO data_request_link (token_sha, request, email, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)" },
	[Q_LINK] = { "request_of_link", REQUEST " JOIN data_request_link l ON l.request = q.id WHERE l.token_sha = $1 AND l.expires_at > $2 AND q.deleted_at IS NULL" },
	[Q_GET] = { "request_get", REQUEST " WHERE q.id = $1 AND q.deleted_at IS NULL" },
	[Q_ASKED] = { "request_asked", "UPDATE data_request SET asked_at = $2, rev = rev + 1 WHERE id = $1 AND asked_at IS NULL" },
	[Q_ANSWERED] = { "request_answered", "UPDATE data_request SET outcome = $2, answer = $3, received_on = COALESCE($4, received_on), rev = rev + 1 WHERE id = $1 AND rev = $5" },
	{ 0 },
};

static enum err
files(struct db *db, int query, int64_t by, struct request_files *out)
{
	struct rows *r;
	*out = (struct request_files){ 0 };
	enum err e = db_query(db, &request_queries[query], ARGS(V(by)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct request_file f = { .id = col_int(r, 0), .request = col_int(r, 1), .size = col_int(r, 2), .blob_sha = col_text(r, 3), .filename = col_text(r, 4),
			.type = col_text(r, 5), .added_at = col_text(r, 6), .by_sponsor = col_int(r, 7) == 1 };
		PUSH(db_arena(db), out, f);
	}
	return rows_end(r);
}

enum err
request_files_of_team(struct db *db, int64_t team, struct request_files *out)
{
	return files(db, Q_FILES_TEAM, team, out);
}

enum err
request_files_of(struct db *db, int64_t request, struct request_files *out)
{
	return files(db, Q_FILES_OF, request, out);
}

enum err
request_file_add(struct db *db, int64_t request, const struct request_upload *f)
{
	struct digest sha;
	struct rows *r;
	enum err e = db_one(db, &request_queries[Q_FILE_COUNT], ARGS(V(request)), &r);
	if (e != OK)
		return e;
	if (col_int(r, 0) >= REQUEST_FILES_MAX)
		return fail(db_arena(db), E_LIMIT, "request %lld: %d files there", (long long)request, REQUEST_FILES_MAX);
	if ((e = blob_put(db, f->bytes, f->n, &sha)) != OK)
		return e;
	e = db_exec(db, &request_queries[Q_FILE_ADD], ARGS(V(request), V((const char *)sha.s), V(f->filename), V(f->type), V((int64_t)f->n), V(f->by_sponsor), V((const char *)now_utc().s)), NULL);
	return e == OK ? history_add(db, "data_request", request, "changed", "file", NULL, f->filename) : e;
}

enum err
request_link_new(struct db *db, int64_t request, const char *email, const char **token)
{
	struct token t = token_new();
	struct isotime now = now_utc();
	int64_t at = 0;
	bool right = isotime_parse(now.s, &at);
	BUG_ON(!right);
	struct isotime until = isotime_of(at + REQUEST_LINK_DAYS * INT64_C(86400));
	*token = arena_strdup(db_arena(db), t.s);
	return db_exec(db, &request_queries[Q_LINK_NEW], ARGS(V((const char *)digest_str(t.s).s), V(request), V(email), V((const char *)now.s), V((const char *)until.s)), NULL);
}

static void
fill(struct rows *r, struct data_request *q)
{
	*q = (struct data_request){ .id = col_int(r, 0), .team = col_int(r, 1), .author = col_int(r, 2), .rev = col_int(r, 3), .what = col_text(r, 4), .detail = col_text(r, 5),
		.due_on = col_text(r, 6), .asked_at = col_text(r, 7), .outcome = col_text(r, 8), .received_on = col_text(r, 9), .answer = col_text(r, 10), .created_at = col_text(r, 11) };
}

enum err
request_of_link(struct db *db, const char *token, struct data_request *out)
{
	struct team t;
	struct rows *r;
	struct digest d = digest_str(token == NULL ? "" : token);
	enum err e = db_one(db, &request_queries[Q_LINK], ARGS(V((const char *)d.s), V((const char *)now_utc().s)), &r);
	if (e != OK)
		return e;
	fill(r, out);
	if ((e = team_get(db, out->team, &t)) != OK)
		return e;
	return mission_goes_on(&t) ? OK : E_NOTFOUND;
}

enum err
request_get(struct db *db, int64_t id, struct data_request *out)
{
	struct rows *r;
	enum err e = db_one(db, &request_queries[Q_GET], ARGS(V(id)), &r);
	if (e == OK)
		fill(r, out);
	return e;
}

enum err
request_asked(struct db *db, int64_t request)
{
	int64_t n;
	enum err e = db_exec(db, &request_queries[Q_ASKED], ARGS(V(request), V((const char *)now_utc().s)), &n);
	return e == OK && n > 0 ? history_add(db, "data_request", request, "changed", "asked_at", NULL, arena_strdup(db_arena(db), now_utc().s)) : e;
}

enum err
request_answered(struct db *db, const struct data_request *r, const char *outcome, const char *answer, struct date today)
{
	int64_t n;
	struct isodate on = date_iso(today);
	bool got = text_eq(outcome, "received") || text_eq(outcome, "partial");
	enum err e = db_exec(db, &request_queries[Q_ANSWERED], ARGS(V(r->id), V(outcome), V(answer), got ? V((const char *)on.s) : v_text(NULL), V(r->rev)), &n);
	if (e == OK && n == 0)
		return fail(db_arena(db), E_CONFLICT, "request %lld: changed meanwhile", (long long)r->id);
	if (e == OK && !text_eq(outcome, r->outcome))
		e = history_add(db, "data_request", r->id, "changed", "outcome", r->outcome, outcome);
	return e == OK && !text_eq(answer, r->answer) ? history_add(db, "data_request", r->id, "changed", "answer", r->answer, answer) : e;
}

/* ---- the mail ----------------------------------------------------------------------------------------------------- */

enum err
request_send(struct db *db, const struct mission *m, const struct data_request *r, const struct request_mail *how)
{
	struct arena *a = db_arena(db);
	const struct submission *s = &m->commission;
	const char *lang = s->lang == NULL ? "fr" : s->lang, *token;
	struct date due;
	if (text_blank(s->email))
		return fail(a, E_INVALID, "request %lld: no address", (long long)r->id);
	enum err e = request_link_new(db, r->id, s->email, &token);
	if (e != OK)
		return e;
	bool right = date_parse(r->due_on, &due);
	BUG_ON(!right);
	const char *day = date_long(a, due, lang);
	struct buf b = buf_new(a, KIB(64));
	buf_puts(&b, mail_text(a, lang, N_("Bonjour,\n\nL’équipe d’étudiants qui travaille sur votre commande %s vous demande :\n\n"), m->reference, NULL));
	buf_printf(&b, "    %s\n", r->what);
	if (!text_blank(r->detail))
		buf_printf(&b, "\n%s\n", r->detail);
	buf_printf(&b, "\n%s\n\n%s/data/%s\n\n", mail_text(a, lang, how->reminder != NULL ? how->reminder : N_("Pour le %s si possible. Répondez et joignez vos documents par ce lien :"), day, NULL),
	    how->base_url, token);
	buf_puts(&b, mail_text(a, lang, N_("Si vous ne pouvez pas fournir ces données, dites-le au même endroit : l’équipe cherchera autrement.\nCe lien ouvre cette demande : ne le donnez qu’à des collègues.\n"), NULL));
	if (!text_blank(m->edition.contact_email))
		buf_puts(&b, mail_text(a, lang, N_("\nUne question ? %s\n"), edition_contact(a, &m->edition), NULL));
	struct mail mail = { .to = s->email, .subject = mail_text(a, lang, how->reminder != NULL ? N_("Rappel : des données pour la mission %s") : N_("Action requise : des données pour la mission %s"), m->reference, NULL),
		.text = buf_str(&b), .key = how->key, .person = NONE, .secret = true };
	return mail_queue(db, MAIL_COMMISSION, &mail);
}
