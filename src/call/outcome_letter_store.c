/* The letters of a decision: a text for each outcome, one of its own where someone wrote it, each sent once. */
#include "call/decision.h"
#include "base/tr.h"
#include "call/call_store.h"
#include "mail/mail.h"
#include "store/history.h"
#include <string.h>

enum { Q_TEXT, Q_TEXT_ADD, Q_TEXT_SET, Q_LETTERS, Q_LETTER_ADD, Q_LETTER_SET, Q_SENT, Q_SENT_ADD, Q_KEEP };
const struct query outcome_letter_queries[] = {
	[Q_TEXT] = { "decision_text", "SELECT subject, body, rev FROM decision_text WHERE decision = $1 AND outcome = $2" },
	[Q_TEXT_ADD] = { "decision_text_add", "INSERT INTO decision_text (decision, outcome, subject, body, rev) VALUES ($1, $2, $3, $4, 1) ON CONFLICT DO NOTHING" },
	[Q_TEXT_SET] = { "decision_text_set", "UPDATE decision_text SET subject = $3, body = $4, rev = rev + 1 WHERE decision = $1 AND outcome = $2 AND rev = $5" },
	[Q_LETTERS] = { "decision_letters", "SELECT f.submission, f.outcome, l.subject, l.body, l.rev, l.sent_at, o.state FROM decision_file f"
	    " LEFT JOIN decision_letter l ON l.decision = f.decision AND l.submission = f.submission AND l.outcome = f.outcome"
	    " LEFT JOIN submission_mail m ON m.submission = f.submission AND m.kind = f.outcome LEFT JOIN outbox o ON o.key = m.outbox_key"
	    " WHERE f.decision = $1 ORDER BY CASE f.outcome WHEN 'selected' THEN 0 WHEN 'waiting' THEN 1 WHEN 'refused' THEN 2 ELSE 3 END, f.place" },
	[Q_LETTER_ADD] = { "decision_letter_add", "INSERT INTO decision_letter (decision, submission, outcome, subject, body, rev) VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT DO NOTHING" },
	[Q_LETTER_SET] = { "decision_letter_set", "UPDATE decision_letter SET subject = $4, body = $5, rev = rev + 1 WHERE decision = $1 AND submission = $2 AND outcome = $3"
	    " AND rev = $6 AND sent_at IS NULL" },
	[Q_SENT] = { "decision_letter_sent", "UPDATE decision_letter SET sent_at = $4 WHERE decision = $1 AND submission = $2 AND outcome = $3 AND sent_at IS NULL" },
	[Q_SENT_ADD] = { "decision_letter_sent_add", "INSERT INTO decision_letter (decision, submission, outcome, subject, body, rev, sent_at) VALUES ($1, $2, $3, $4, $5, 1, $6)"
	    " ON CONFLICT DO NOTHING" },
	[Q_KEEP] = { "decision_letter_keep", "INSERT INTO submission_mail (submission, kind, to_address, subject, body, outbox_key, at) VALUES ($1, $2, $3, $4, $5, $6, $7)"
	    " ON CONFLICT (outbox_key) DO NOTHING" },
	{ 0 },
};

static const struct { const char *subject, *body; } words[OUTCOMES] = {
	[OUT_SELECTED] = { N_("Décision : votre commande {reference} est retenue"),
	    N_("Bonjour {contact},\n\nVotre commande {reference} est retenue : une équipe d’étudiants y travaillera cette année.\n\n« {question} »\n\n"
	       "Vous la présentez aux étudiants le {soiree}. L’équipe vous rend visite le {visite}.\n\nMerci de nous confirmer votre présence.\n\n{signature}\n") },
	[OUT_WAITING] = { N_("Décision : votre commande {reference} est sur la liste d’attente"),
	    N_("Bonjour {contact},\n\nVotre commande {reference} est recevable et intéressante, mais le nombre d’équipes est limité : elle est sur la liste d’attente.\n\n"
	       "Si une place se libère, nous vous appelons. Sans nouvelles avant le {soiree}, considérez qu’elle n’a pas été retenue cette année.\n\n{signature}\n") },
	[OUT_REFUSED] = { N_("Décision : votre commande {reference} n’est pas retenue cette année"),
	    N_("Bonjour {contact},\n\nNous avons reçu plus de commandes que nous n’avons d’équipes : {reference} n’est pas retenue cette année.\n\n"
	       "Le choix tient aussi à la variété des secteurs et des thèmes ; il ne dit pas que votre question est mauvaise. Nous vous invitons à la proposer à nouveau lors du "
	       "prochain appel.\n\n{signature}\n") },
	[OUT_FROZEN] = { N_("Décision : votre commande {reference} est gardée pour l’an prochain"),
	    N_("Bonjour {contact},\n\nVotre commande {reference} n’est pas confiée à une équipe cette année, mais nous la gardons : au prochain appel, nous vous demanderons simplement "
	       "si elle est toujours d’actualité.\n\n{signature}\n") },
};

/* ---- texts --------------------------------------------------------------------------------------------------------- */

enum err
outcome_text_get(struct db *db, int64_t decision, enum outcome o, enum lang lang, struct outcome_text *out)
{
	struct rows *r;
	*out = (struct outcome_text){ tr(lang, words[o].subject), tr(lang, words[o].body), 0 };
	enum err e = db_one(db, &outcome_letter_queries[Q_TEXT], ARGS(V(decision), V(outcome_word(o))), &r);
	if (e == OK)
		*out = (struct outcome_text){ col_text(r, 0), col_text(r, 1), col_int(r, 2) };
	if (e == E_NOTFOUND)
		fail_clear(db_arena(db));
	return e == E_NOTFOUND ? OK : e;
}

enum err
outcome_text_set(struct db *db, int64_t decision, enum outcome o, const struct outcome_text *t)
{
	int64_t changed = 0;
	enum err e = t->rev == 0 ? db_exec(db, &outcome_letter_queries[Q_TEXT_ADD], ARGS(V(decision), V(outcome_word(o)), V(t->subject), V(t->body)), &changed)
	                         : db_exec(db, &outcome_letter_queries[Q_TEXT_SET], ARGS(V(decision), V(outcome_word(o)), V(t->subject), V(t->body), V(t->rev)), &changed);
	if (e == OK && changed == 0)
		return fail(db_arena(db), E_CONFLICT, "letter text changed meanwhile");
	return e == OK ? history_add(db, "decision", decision, "changed", outcome_word(o), NULL, t->subject) : e;
}

static const char *
day(struct arena *a, enum lang lang, const char *iso)
{
	struct date d;
	return iso != NULL && date_parse(iso, &d) ? date_long(a, d, lang_tag(lang)) : "…";
}

/* Words in braces; one that is not known stays as it is, to be seen in the preview. */
static const char *
filled(struct arena *a, const char *text, enum lang lang, const struct edition *e, const struct submission *s)
{
	const char *signature = e->contact_email == NULL ? "" : arena_printf(a, "%s%s%s", e->contact_email, e->contact_phone == NULL ? "" : " · ", e->contact_phone == NULL ? "" : e->contact_phone);
	const struct { const char *name, *value; } known[] = { { "{contact}", s->contact_name == NULL ? "" : s->contact_name }, { "{institution}", s->org_name == NULL ? "" : s->org_name },
		{ "{reference}", submission_reference(a, e, s) }, { "{question}", s->question == NULL ? "" : s->question }, { "{soiree}", day(a, lang, e->evening_on) },
		{ "{visite}", day(a, lang, e->visits_on) }, { "{rapport}", day(a, lang, e->report_on) }, { "{signature}", signature } };
	struct buf b = buf_new(a, KIB(256));
	for (const char *c = text; *c != '\0'; c++) {
		size_t k = 0;
		while (k < LEN(known) && !text_starts(c, known[k].name))
			k++;
		if (k < LEN(known)) {
			buf_puts(&b, known[k].value);
			c += strlen(known[k].name) - 1;
		} else {
			buf_putc(&b, *c);
		}
	}
	return arena_strdup(a, buf_str(&b));
}

/* ---- letters -------------------------------------------------------------------------------------------------------- */

static enum err
letter_rows(struct db *db, const struct decision *d, struct outcome_letters *out)
{
	struct rows *r;
	*out = (struct outcome_letters){ 0 };
	enum err e = db_query(db, &outcome_letter_queries[Q_LETTERS], ARGS(V(d->id)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct outcome_letter l = { .submission = col_int(r, 0), .subject = col_text(r, 2), .body = col_text(r, 3), .rev = col_null(r, 4) ? 0 : col_int(r, 4),
			.sent_at = col_text(r, 5), .state = col_text(r, 6) };
		bool known = outcome_of(col_text(r, 1), &l.outcome);
		BUG_ON(!known);
		l.own = l.rev > 0;
		PUSH(db_arena(db), out, l);
	}
	return rows_end(r);
}

enum err
outcome_letters(struct db *db, const struct decision *d, const struct edition *ed, struct outcome_letters *out)
{
	struct arena *a = db_arena(db);
	struct outcome_text text[OUTCOMES][2];
	struct submissions all;
	enum err e = letter_rows(db, d, out);
	if (e == OK)
		e = submission_list(db, ed->id, &all);
	for (int o = 0; e == OK && o < OUTCOMES; o++)
		for (int l = 0; e == OK && l < 2; l++)
			e = outcome_text_get(db, d->id, (enum outcome)o, (enum lang)l, &text[o][l]);
	for (size_t k = 0; e == OK && k < out->n; k++) {
		struct outcome_letter *l = &out->items[k];
		const struct submission *s = NULL;
		for (size_t i = 0; i < all.n; i++)
			s = all.items[i].id == l->submission ? &all.items[i] : s;
		if (s == NULL)
			continue;
		enum lang lang = lang_best(s->lang);
		l->to = text_blank(s->email) || !email_valid(s->email) ? NULL : s->email;
		if (l->own)
			continue;
		l->subject = text_trim(a, filled(a, text[l->outcome][lang].subject, lang, ed, s));
		l->body = filled(a, text[l->outcome][lang].body, lang, ed, s);
	}
	return e;
}

enum err
outcome_letter_set(struct db *db, int64_t decision, const struct outcome_letter *l)
{
	int64_t changed = 0;
	const char *word = outcome_word(l->outcome);
	enum err e = l->rev == 0
	    ? db_exec(db, &outcome_letter_queries[Q_LETTER_ADD], ARGS(V(decision), V(l->submission), V(word), V(l->subject), V(l->body)), &changed)
	    : db_exec(db, &outcome_letter_queries[Q_LETTER_SET], ARGS(V(decision), V(l->submission), V(word), V(l->subject), V(l->body), V(l->rev)), &changed);
	if (e == OK && changed == 0)
		return fail(db_arena(db), E_CONFLICT, "letter of %lld changed or left meanwhile", (long long)l->submission);
	return e == OK ? history_add(db, "submission", l->submission, "changed", "letter", NULL, l->subject) : e;
}

enum err
outcome_letters_send(struct db *db, const struct decision *d, const struct edition *ed, int64_t *sent)
{
	struct arena *a = db_arena(db);
	struct outcome_letters all;
	const char *now = arena_strdup(a, now_utc().s);
	enum err e = outcome_letters(db, d, ed, &all);
	*sent = 0;
	for (size_t k = 0; e == OK && k < all.n; k++) {
		const struct outcome_letter *l = &all.items[k];
		const char *word = outcome_word(l->outcome), *key = arena_printf(a, "decision:%lld:%lld:%s", (long long)d->id, (long long)l->submission, word);
		int64_t changed = 0;
		if (l->sent_at != NULL || l->to == NULL)
			continue;
		e = l->own ? db_exec(db, &outcome_letter_queries[Q_SENT], ARGS(V(d->id), V(l->submission), V(word), V(now)), &changed)
		           : db_exec(db, &outcome_letter_queries[Q_SENT_ADD], ARGS(V(d->id), V(l->submission), V(word), V(l->subject), V(l->body), V(now)), &changed);
		if (e != OK || changed == 0)
			continue;
		struct mail m = { .to = l->to, .subject = l->subject, .text = l->body, .key = key, .person = NONE };
		e = mail_queue(db, MAIL_COMMISSION, &m);
		if (e == OK)
			e = db_exec(db, &outcome_letter_queries[Q_KEEP], ARGS(V(l->submission), V(word), V(l->to), V(l->subject), V(l->body), V(key), V(now)), NULL);
		*sent += e == OK;
	}
	return e == OK ? history_add(db, "decision", d->id, "changed", "letters", NULL, arena_printf(a, "%lld", (long long)*sent)) : e;
}
