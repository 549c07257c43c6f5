/* What a sponsor is written. Three families of subjects: received, action required, decision. Before an address is confirmed
 * nothing that someone typed is sent to it: a form must not become a way to write to strangers. */
#include "call/call_letters.h"
#include "call/call_store.h"
#include "base/secret.h"
#include "base/tr.h"
#include "mail/mail.h"
#include <string.h>

enum { Q_ADD, Q_OF, Q_FORGET };
const struct query letter_queries[] = {
	[Q_ADD] = { "submission_mail_add", "INSERT INTO submission_mail (submission, kind, to_address, subject, body, outbox_key, at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (outbox_key) DO NOTHING" },
	[Q_OF] = { "submission_mails", "SELECT m.kind, m.to_address, m.subject, m.body, m.at, o.state FROM submission_mail m"
	    " LEFT JOIN outbox o ON o.key = m.outbox_key WHERE m.submission = $1 ORDER BY m.id DESC" },
	[Q_FORGET] = { "submission_mail_forget", "DELETE FROM submission_mail WHERE outbox_key = $1" },
	{ 0 },
};

struct writing { struct db *db; struct arena *a; enum lang lang; const char *tag; const struct letter_args *x; const char *reference, *link; struct buf body; };

static const char subject_received[] = N_("Reçu : %s"), subject_action[] = N_("Action requise : %s"), subject_decision[] = N_("Décision : %s");

static const char *const subjects[LETTERS] = {
	[LETTER_RESUME] = N_("votre brouillon de commande"),
	[LETTER_CONFIRM] = N_("confirmez votre commande %s"),
	[LETTER_RECEIVED] = N_("votre commande %s"),
	[LETTER_COMPLEMENT] = N_("complétez votre commande %s"),
	[LETTER_COMPLETED] = N_("le complément de votre commande %s"),
	[LETTER_ELIGIBLE] = N_("votre commande %s est recevable"),
	[LETTER_INELIGIBLE] = N_("votre commande %s n’est pas recevable"),
	[LETTER_WITHDRAWN] = N_("le retrait de votre commande %s"),
	[LETTER_REOPENED] = N_("votre commande %s est rouverte"),
	[LETTER_REMINDER] = N_("votre brouillon de commande n’est pas envoyé"),
	[LETTER_LATE] = N_("vous pouvez encore déposer votre commande"),
	[LETTER_RECONFIRM] = N_("confirmez les données de votre commande"),
};

/* In the sponsor's language, each %s replaced, at most three. */
static void
say(struct writing *w, const char *msgid, const char *x, const char *y, const char *z)
{
	const char *const args[] = { x, y, z };
	size_t k = 0;
	for (const char *s = tr(w->lang, msgid); *s != '\0'; s++) {
		if (s[0] == '%' && s[1] == 's' && k < LEN(args)) {
			buf_puts(&w->body, args[k++]);
			s++;
		} else {
			buf_putc(&w->body, *s);
		}
	}
}

const char *
deadline_text(struct arena *a, enum lang lang, const struct edition *e)
{
	struct date d;
	bool right = date_parse(e->closes_on, &d);
	BUG_ON(!right);
	return mail_text(a, lang_tag(lang), N_("%s à %s"), date_long(a, d, lang_tag(lang)), e->closes_time);
}

static const char *
day_text(struct writing *w, const char *iso)
{
	struct date d;
	return iso != NULL && date_parse(iso, &d) ? date_long(w->a, d, w->tag) : "…";
}

static void
link_line(struct writing *w)
{
	buf_printf(&w->body, "\n\n%s\n\n", w->link);
}

/* What follows begins with an empty line of its own: one is enough. */
static void
one_blank(struct writing *w)
{
	struct buf *b = &w->body;
	if (b->len > 1 && b->base[b->len - 1] == '\n' && b->base[b->len - 2] == '\n')
		b->base[--b->len] = '\0';
}

/* What happens next, with its days. */
static void
next_steps(struct writing *w)
{
	const struct edition *e = w->x->edition;
	say(w, N_("La suite :\n"), NULL, NULL, NULL);
	say(w, N_("- d’ici à la clôture, nous vous appelons peut-être pour préciser la question ;\n"), NULL, NULL, NULL);
	if (e->decided_on != NULL)
		say(w, N_("- la sélection est annoncée au plus tard le %s ;\n"), day_text(w, e->decided_on), NULL, NULL);
	else
		say(w, N_("- la sélection est annoncée pendant l’été ;\n"), NULL, NULL, NULL);
	if (e->evening_on != NULL)
		say(w, N_("- si votre commande est retenue, vous la présentez aux étudiants le %s.\n"), day_text(w, e->evening_on), NULL, NULL);
}

static enum err
answers(struct writing *w)
{
	struct answer_lines lines;
	enum err e = answers_of(w->db, w->lang, w->x->edition, w->x->submission, &lines);
	if (e != OK)
		return e;
	one_blank(w);
	buf_printf(&w->body, "\n%s\n", tr(w->lang, N_("Vos réponses")));
	for (size_t i = 0; i < lines.n; i++) {
		if (i == 0 || lines.items[i].step != lines.items[i - 1].step)
			buf_printf(&w->body, "\n== %s ==\n", tr(w->lang, step_texts[lines.items[i].step].title));
		buf_printf(&w->body, "%s\n    %s\n", lines.items[i].label, *lines.items[i].value == '\0' ? "–" : lines.items[i].value);
	}
	return OK;
}

static void
body_before(struct writing *w, enum letter l)
{
	const char *until = deadline_text(w->a, w->lang, w->x->edition), *year = w->x->edition->label;
	if (l == LETTER_RESUME) {
		say(w, N_("Votre brouillon de commande pour l’appel %s est enregistré. Reprenez-le quand vous voulez par ce lien :"), year, NULL, NULL);
		link_line(w);
		say(w, N_("Envoyez-le avant la clôture : le %s (heure de Bruxelles).\nCe lien ouvre votre commande : ne le donnez qu’à des collègues. Si vous n’avez rien demandé, oubliez ce message.\n"),
		    until, NULL, NULL);
	} else if (l == LETTER_CONFIRM) {
		say(w, N_("Une commande (%s) a été envoyée avec votre adresse. Confirmez-la par ce lien ; sans cela, personne ne la lit :"), w->reference, NULL, NULL);
		link_line(w);
		say(w, N_("Vous recevrez ensuite toutes vos réponses et ce qui va se passer. Si vous n’avez rien envoyé, oubliez ce message.\n"), NULL, NULL, NULL);
	} else if (l == LETTER_REMINDER) {
		say(w, w->x->days == 1 ? N_("Votre brouillon de commande pour l’appel %s n’est pas encore envoyé, et l’appel se clôture demain : le %s (heure de Bruxelles).\nReprenez-le par ce lien :")
		    : N_("Votre brouillon de commande pour l’appel %s n’est pas encore envoyé. L’appel se clôture le %s (heure de Bruxelles).\nReprenez-le par ce lien :"), year, until, NULL);
		link_line(w);
		say(w, N_("Vous ne souhaitez plus l’envoyer ? Retirez-le par le même lien, et nous n’écrirons plus.\n"), NULL, NULL, NULL);
	} else {
		BUG_ON(l != LETTER_LATE);
		say(w, N_("L’appel %s est clôturé, mais vous pouvez encore déposer votre commande par ce lien personnel :"), year, NULL, NULL);
		link_line(w);
		say(w, N_("Il sert une seule fois. Une fois la commande commencée, un autre lien permet de la reprendre.\n"), NULL, NULL, NULL);
	}
}

static enum err
body_after(struct writing *w, enum letter l)
{
	const char *detail = w->x->detail == NULL ? "" : w->x->detail;
	enum err e = OK;
	if (l == LETTER_RECEIVED) {
		say(w, N_("Nous avons bien reçu votre commande. Sa référence est %s.\n\n"), w->reference, NULL, NULL);
		next_steps(w);
		say(w, N_("\nVous pouvez la relire, la modifier jusqu’au %s, ou la retirer, par ce lien :"), deadline_text(w->a, w->lang, w->x->edition), NULL, NULL);
		link_line(w);
		e = answers(w);
	} else if (l == LETTER_COMPLEMENT) {
		say(w, N_("Pour étudier votre commande %s, il nous manque ceci :\n\n%s\n\nComplétez-la par ce lien, puis renvoyez-la :"), w->reference, detail, NULL);
		link_line(w);
	} else if (l == LETTER_COMPLETED) {
		say(w, N_("Nous avons bien reçu le complément de votre commande %s. Merci. Vous pouvez la relire par ce lien :"), w->reference, NULL, NULL);
		link_line(w);
	} else if (l == LETTER_ELIGIBLE) {
		say(w, N_("Votre commande %s est complète et recevable : elle prend part à la sélection.\n\n"), w->reference, NULL, NULL);
		next_steps(w);
		say(w, N_("\nVous pouvez la relire par ce lien :"), NULL, NULL, NULL);
		link_line(w);
	} else if (l == LETTER_INELIGIBLE) {
		say(w, N_("Votre commande %s ne peut malheureusement pas prendre part à la sélection :\n\n%s\n\nUne autre question sera la bienvenue l’an prochain.\n"), w->reference, detail, NULL);
	} else if (l == LETTER_WITHDRAWN) {
		if (*w->reference == '\0') /* a draft has none */
			say(w, N_("Votre brouillon de commande est retiré. Vous ne recevrez plus de courriel à son sujet.\n"), NULL, NULL, NULL);
		else
			say(w, N_("Votre commande %s est retirée. Vous ne recevrez plus de courriel à son sujet.\n"), w->reference, NULL, NULL);
		if (*detail != '\0')
			say(w, N_("Motif : %s\n"), detail, NULL, NULL);
		say(w, N_("Si c’est une erreur, répondez-nous.\n"), NULL, NULL, NULL);
	} else if (l == LETTER_REOPENED) {
		say(w, N_("Votre commande %s est de nouveau à l’étude.\n\n%s\n\nVous pouvez la relire par ce lien :"), w->reference, detail, NULL);
		link_line(w);
	} else {
		BUG_ON(l != LETTER_RECONFIRM);
		say(w, N_("Votre commande avait été gardée pour une autre année : nous la reprenons pour l’appel %s. Relisez-la par ce lien, mettez à jour les faits et les dates, puis envoyez-la :"),
		    w->x->edition->label, NULL, NULL);
		link_line(w);
	}
	return e;
}

/* Links last as long as the commission is of use; a call without an end, a year and a month. */
static const char *
link_end(struct arena *a, const struct edition *e)
{
	struct date d;
	if (e->ends_on != NULL && date_parse(e->ends_on, &d))
		return arena_strdup(a, isotime_of(brussels_moment(d, 0) + INT64_C(60) * 86400).s);
	return arena_strdup(a, isotime_of(edition_end(e) + INT64_C(400) * 86400).s);
}

enum err
file_link_new(struct db *db, const struct edition *e, const struct submission *s, const char **token)
{
	struct access_link l = { .purpose = LINK_FILE, .email = s->email, .edition = s->edition, .submission = s->id, .created_by = NONE,
		.expires_at = link_end(db_arena(db), e) };
	return access_link_new(db, &l, token);
}

enum { CONFIRM_DAYS = 30 };

static enum err
make_link(struct writing *w, enum letter l)
{
	const struct letter_args *x = w->x;
	const char *token = x->token;
	const char *path = l == LETTER_CONFIRM ? "/call/confirm/" : l == LETTER_LATE ? "/call/late/" : "/call/file/";
	enum err e = OK;
	if (l == LETTER_CONFIRM) {
		struct access_link c = { .purpose = LINK_CONFIRM, .email = x->submission->email, .edition = x->submission->edition, .submission = x->submission->id,
			.created_by = NONE, .expires_at = arena_strdup(w->a, isotime_of(call_now() + INT64_C(86400) * CONFIRM_DAYS).s) };
		e = access_link_new(w->db, &c, &token);
	} else if (token == NULL) {
		e = file_link_new(w->db, x->edition, x->submission, &token);
	}
	w->link = arena_printf(w->a, "%s%s%s", x->base_url, path, token);
	return e;
}

static bool
address_unproved(enum letter l)
{
	return l == LETTER_RESUME || l == LETTER_CONFIRM || l == LETTER_REMINDER || l == LETTER_LATE;
}

static const char *
subject_of(struct writing *w, enum letter l)
{
	static const char *const family[] = { [FAMILY_RECEIVED] = subject_received, [FAMILY_ACTION] = subject_action, [FAMILY_DECISION] = subject_decision };
	const char *what = mail_text(w->a, w->tag, subjects[l], w->reference);
	return text_trim(w->a, mail_text(w->a, w->tag, family[letter_family(l)], what));
}

static void
footer(struct writing *w)
{
	const struct edition *e = w->x->edition;
	if (e->contact_email != NULL) {
		one_blank(w);
		say(w, N_("\nUne question ? %s\n"), edition_contact(w->a, e), NULL, NULL);
	}
}

/* The text without the address that opens the file: what is kept. */
static const char *
kept_body(struct writing *w)
{
	const char *body = buf_str(&w->body), *at = w->link == NULL ? NULL : strstr(body, w->link);
	return at == NULL ? body : arena_printf(w->a, "%.*s%s%s", (int)(at - body), body, tr(w->lang, N_("[lien personnel]")), at + strlen(w->link));
}

enum err
letter_send(struct db *db, enum letter l, const struct letter_args *x)
{
	const struct submission *s = x->submission;
	struct arena *a = db_arena(db);
	const char *to = s != NULL ? s->email : x->email;
	struct writing w = { .db = db, .a = a, .x = x, .tag = s != NULL ? s->lang : "fr", .body = buf_new(a, KIB(256)) };
	struct isotime now = now_utc();
	if (l == LETTER_NONE || text_blank(to))
		return OK;
	w.lang = lang_best(w.tag);
	w.reference = s == NULL ? "" : submission_reference(a, x->edition, s);
	enum err e = make_link(&w, l);
	if (e != OK)
		return e;
	bool proved = s != NULL && (s->confirmed_at != NULL || !text_eq(s->origin, "form"));
	bool named = !address_unproved(l) && proved && s->contact_name != NULL;
	say(&w, named ? N_("Bonjour %s,\n\n") : N_("Bonjour,\n\n"), named ? s->contact_name : NULL, NULL, NULL);
	if (address_unproved(l))
		body_before(&w, l);
	else
		e = body_after(&w, l);
	if (e != OK)
		return e;
	footer(&w);
	const char *key = x->key != NULL ? x->key : arena_printf(a, "call:%s:%s", letter_word(l), token_new().s), *subject = subject_of(&w, l);
	struct mail m = { .to = to, .subject = subject, .text = buf_str(&w.body), .key = key, .person = NONE, .hold = x->hold, .secret = strstr(buf_str(&w.body), w.link) != NULL };
	e = mail_queue(db, MAIL_COMMISSION, &m);
	if (e == E_INVALID) { /* an address that nobody can be written at: the staff see it on the file */
		fail_clear(a);
		return OK;
	}
	if (e != OK || s == NULL)
		return e;
	return db_exec(db, &letter_queries[Q_ADD], ARGS(V(s->id), V(letter_word(l)), V(to), V(subject), V(kept_body(&w)), V(key), V(now.s)), NULL);
}

enum err
letter_withdraw(struct db *db, const char *key, bool *gone)
{
	enum err e = mail_withdraw(db, key, gone);
	return e == OK && *gone ? db_exec(db, &letter_queries[Q_FORGET], ARGS(V(key)), NULL) : e;
}

enum err
letters_of(struct db *db, int64_t submission, struct letter_rows *out)
{
	struct rows *r;
	*out = (struct letter_rows){ 0 };
	enum err e = db_query(db, &letter_queries[Q_OF], ARGS(V(submission)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct letter_row l = { col_text(r, 0), col_text(r, 1), col_text(r, 2), col_text(r, 3), col_text(r, 4), col_text(r, 5) };
		PUSH(db_arena(db), out, l);
	}
	return rows_end(r);
}
