/* remark_store.c: comments and amendments of a draft, and who is asked for them from outside. */
#include "charter/charter.h"
#include "base/diff.h"
#include "base/text.h"
#include "mail/mail.h"
#include "store/history.h"
#include <string.h>

enum { REASON_MOST = 2000, NAME_MOST = 120, CONTRIBUTOR_REMARKS_MOST = 200 };
enum { Q_LIST, Q_ADD, Q_END, Q_COUNT, Q_PEOPLE, Q_INVITE, Q_INVITED, Q_END_PERSON, Q_BY_TOKEN };
#define PERSON "SELECT w.id, w.charter, w.name, w.organisation, w.email, w.invited_at, w.ended_at FROM charter_contributor w"
const struct query remark_queries[] = {
	[Q_LIST] = { "charter_remarks", "SELECT k.id, k.section, s.title, coalesce(p.name, w.name), w.organisation, k.base, k.proposal, k.reason, k.at, k.state, q.name, k.settled_why, k.contributor"
	    " FROM charter_remark k JOIN charter_section s ON s.id = k.section LEFT JOIN person p ON p.id = k.person LEFT JOIN charter_contributor w ON w.id = k.contributor"
	    " LEFT JOIN person q ON q.id = k.settled_by WHERE k.charter = $1 ORDER BY k.id" },
	[Q_ADD] = { "charter_remark_add", "INSERT INTO charter_remark (charter, section, person, contributor, base, proposal, reason, at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open')" },
	[Q_END] = { "charter_remark_end", "UPDATE charter_remark SET state = $3, settled_at = $4, settled_by = $5, settled_why = $6 WHERE charter = $1 AND id = $2 AND state = 'open'" },
	[Q_COUNT] = { "charter_remark_count", "SELECT count(*) FROM charter_remark WHERE contributor = $1" },
	[Q_PEOPLE] = { "charter_contributors", PERSON " WHERE w.charter = $1 ORDER BY w.id" },
	[Q_INVITE] = { "charter_invite", "INSERT INTO charter_contributor (charter, name, organisation, email, email_key, token_sha, invited_at, invited_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)" },
	[Q_INVITED] = { "charter_invited", "UPDATE charter_contributor SET ended_at = $3 WHERE charter = $1 AND email_key = $2 AND ended_at IS NULL" },
	[Q_END_PERSON] = { "charter_contributor_end", "UPDATE charter_contributor SET ended_at = $3, token_sha = '' WHERE charter = $1 AND id = $2 AND ended_at IS NULL" },
	[Q_BY_TOKEN] = { "charter_contributor_token", PERSON " WHERE w.token_sha = $1 AND w.ended_at IS NULL" },
	{ 0 },
};

enum err
remark_list(struct db *db, int64_t charter, struct remarks *out)
{
	struct rows *r;
	*out = (struct remarks){ 0 };
	enum err e = db_query(db, &remark_queries[Q_LIST], ARGS(V(charter)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct remark k = { col_int(r, 0), col_int(r, 1), col_int(r, 12), col_text(r, 2), col_text(r, 3), col_text(r, 4), col_text(r, 5), col_text(r, 6), col_text(r, 7), col_text(r, 8), col_text(r, 9),
			col_text(r, 10), col_text(r, 11) };
		PUSH(db_arena(db), out, k);
	}
	return rows_end(r);
}

/* Who has an account, by their seat; who came by a link, by the link alone. */
static enum err
may_remark(struct db *db, const struct user *u, int64_t charter, int64_t contributor, struct problems *problems)
{
	struct charter c;
	struct rows *r;
	if (contributor == NONE)
		return charter_need(db, u, charter, CHARTER_AMEND, &c);
	enum err e = db_one(db, &remark_queries[Q_COUNT], ARGS(V(contributor)), &r);
	if (e == OK && col_int(r, 0) >= CONTRIBUTOR_REMARKS_MOST)
		problem_add(db_arena(db), problems, NULL, N_("Vous avez déjà proposé beaucoup : réunissez la suite dans un message à la coordination."), NULL);
	return e;
}

enum err
remark_add(struct db *db, const struct user *u, int64_t charter, int64_t contributor, int64_t section, int64_t base_rev, const char *proposal, const char *reason,
    struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct section s;
	enum err e = may_remark(db, u, charter, contributor, problems);
	if (e == OK)
		e = section_get(db, charter, section, &s);
	if (e != OK)
		return e;
	const char *on;
	if ((e = section_state(db, &s, base_rev, &on)) != OK)
		return e;
	if (proposal != NULL && strcmp(proposal, on) == 0)
		proposal = NULL;
	if (proposal == NULL && text_blank(reason))
		problem_add(a, problems, "reason", N_("Changez le texte, ou écrivez un commentaire."), NULL);
	if (reason != NULL && text_length(reason) > REASON_MOST)
		problem_add(a, problems, "reason", N_("Ce commentaire est trop long : 2 000 caractères au plus."), NULL);
	if ((proposal != NULL && strlen(proposal) > TEXT_TYPED_MOST) || strlen(on) > TEXT_TYPED_MOST)
		problem_add(a, problems, "text", N_("Ce texte est trop long."), NULL);
	if (problems->n > 0)
		return fail(a, E_INVALID, "a remark: see problems");
	e = db_exec(db, &remark_queries[Q_ADD], ARGS(V(charter), V(section), V(contributor == NONE ? u->person : NONE), V(contributor), V(on), V(proposal), V(text_blank(reason) ? NULL : reason),
	    V(now_utc().s)), NULL);
	return e == OK ? history_add(db, "charter", charter, "changed", proposal == NULL ? "comment" : "amendment", NULL, s.title) : e;
}

enum err
remark_settle(struct db *db, const struct user *u, int64_t charter, int64_t id, bool accept, const char *why, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct charter c;
	struct remarks all;
	const struct remark *k = NULL;
	int64_t n;
	enum err e = charter_need(db, u, charter, CHARTER_LEAD, &c);
	if (e == OK)
		e = remark_list(db, charter, &all);
	for (size_t i = 0; e == OK && i < all.n; i++)
		k = all.items[i].id == id && strcmp(all.items[i].state, "open") == 0 ? &all.items[i] : k;
	if (e != OK || k == NULL)
		return e != OK ? e : fail(a, E_NOTFOUND, "no open remark %lld", (long long)id);
	if (!accept && text_blank(why))
		problem_add(a, problems, "why", N_("Dites pourquoi cette proposition est refusée : la personne le lira."), NULL);
	if (why != NULL && text_length(why) > REASON_MOST)
		problem_add(a, problems, "why", N_("Cette réponse est trop longue."), NULL);
	if (problems->n > 0)
		return fail(a, E_INVALID, "a remark is not settled so");
	if (accept && k->proposal != NULL) {
		struct section s;
		struct text_typed typed;
		const char *merged = k->proposal;
		if ((e = section_get(db, charter, k->section, &s)) != OK)
			return e;
		if (strcmp(s.text, k->base) != 0 && !text_merge(a, k->base, k->proposal, s.text, &merged)) {
			problem_add(a, problems, NULL, N_("Le passage a changé depuis cette proposition : reprenez-la à la main dans le texte, puis acceptez ou refusez-la."), NULL);
			if (strstr(s.text, k->proposal) == NULL)
				return fail(a, E_INVALID, "the same lines changed");
			problems->n = 0; /* it was taken by hand, whole */
			merged = s.text;
		}
		struct section_text t = { s.id, s.rev, NULL, merged };
		if ((e = section_save(db, u, charter, &t, &typed)) != OK)
			return e;
	}
	e = db_exec(db, &remark_queries[Q_END], ARGS(V(charter), V(id), V(accept ? "accepted" : "refused"), V(now_utc().s), V(u->person), V(text_blank(why) ? NULL : why)), &n);
	return e == OK ? history_add(db, "charter", charter, "changed", accept ? "remark accepted" : "remark refused", NULL, k->section_title) : e;
}

/* ---- from outside --------------------------------------------------------------------------------------------------- */

static struct contributor
person_of(struct rows *r)
{
	return (struct contributor){ col_int(r, 0), col_int(r, 1), col_text(r, 2), col_text(r, 3), col_text(r, 4), col_text(r, 5), col_text(r, 6) };
}

enum err
contributor_list(struct db *db, int64_t charter, struct contributors *out)
{
	struct rows *r;
	*out = (struct contributors){ 0 };
	enum err e = db_query(db, &remark_queries[Q_PEOPLE], ARGS(V(charter)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, person_of(r));
	return rows_end(r);
}

enum err
contributor_invite(struct db *db, const struct user *u, int64_t charter, const char *base_url, const char *lang, const struct contributor *w, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct charter c;
	struct isotime now = now_utc();
	struct token token = token_new();
	enum err e = charter_need(db, u, charter, CHARTER_LEAD, &c);
	if (e != OK)
		return e;
	if (!c.consulting)
		problem_add(a, problems, NULL, N_("Ouvrez d’abord la consultation, dans les réglages du document."), NULL);
	if (text_blank(w->name) || text_length(w->name) > NAME_MOST)
		problem_add(a, problems, "name", N_("Donnez le nom de la personne."), NULL);
	if (w->organisation != NULL && text_length(w->organisation) > 2 * NAME_MOST)
		problem_add(a, problems, "organisation", N_("Ce nom est trop long."), NULL);
	if (w->email == NULL || !email_valid(w->email))
		problem_add(a, problems, "email", N_("Écrivez une adresse complète, comme prenom.nom@institution.be."), NULL);
	if (problems->n > 0)
		return fail(a, E_INVALID, "a contributor: see problems");
	const char *key = text_fold(a, w->email);
	struct digest sha = digest_str(token.s);
	if ((e = db_exec(db, &remark_queries[Q_INVITED], ARGS(V(charter), V(key), V(now.s)), NULL)) != OK)
		return e;
	e = db_exec(db, &remark_queries[Q_INVITE], ARGS(V(charter), V(w->name), V(text_blank(w->organisation) ? NULL : w->organisation), V(w->email), V(key), V(sha.s), V(now.s), V(u->person)), NULL);
	if (e != OK)
		return e;
	struct mail m = { .to = w->email, .person = NONE, .secret = true, .subject = mail_text(a, lang, N_("Votre avis : %s"), c.title),
		.text = mail_text(a, lang, N_("Bonjour %s,\n\nNous préparons ce document : %s. Votre avis nous intéresse : commentez, ou proposez un autre texte, section par section, par ce lien personnel :\n\n%s\n\nIl vaut jusqu’à la fin de la consultation. Si vous n’attendiez pas ce message, oubliez-le.\n"),
		    w->name, c.title, arena_printf(a, "%s/contribution/%s", base_url, token.s)) };
	e = mail_queue(db, MAIL_COMMISSION, &m);
	return e == OK ? history_add(db, "charter", charter, "changed", "contributor", NULL, w->name) : e;
}

enum err
contributor_end(struct db *db, const struct user *u, int64_t charter, int64_t id)
{
	struct charter c;
	int64_t n;
	enum err e = charter_need(db, u, charter, CHARTER_LEAD, &c);
	if (e == OK)
		e = db_exec(db, &remark_queries[Q_END_PERSON], ARGS(V(charter), V(id), V(now_utc().s)), &n);
	return e == OK && n == 0 ? fail(db_arena(db), E_NOTFOUND, "contributor %lld", (long long)id) : e;
}

enum err
contributor_by_token(struct db *db, const char *token, struct contributor *who, struct charter *out)
{
	struct rows *r;
	struct digest sha = digest_str(token);
	enum err e = db_one(db, &remark_queries[Q_BY_TOKEN], ARGS(V(sha.s)), &r);
	if (e != OK)
		return e;
	*who = person_of(r);
	e = charter_open(db, who->charter, out);
	if (e == OK && (!out->consulting || out->deleted_at != NULL))
		return fail(db_arena(db), E_NOTFOUND, "the consultation is over");
	return e;
}
