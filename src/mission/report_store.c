/* Reports of a mission, the minutes of the meeting about them, and what an edition settles of the end of its year. */
#include "mission/report.h"
#include "base/tr.h"
#include "store/history.h"
#include <string.h>

#define REPORT "SELECT r.id, r.team, r.version, r.size, r.person, r.go_by, r.blob_sha, r.filename, r.type, r.note, r.at, p.name, r.go_at, g.name, r.sent_at, r.sent_to," \
	" r.received_at, r.late FROM report r LEFT JOIN person p ON p.id = r.person LEFT JOIN person g ON g.id = r.go_by WHERE r.team = $1"
enum { Q_YEAR, Q_YEAR_FROM, Q_YEAR_ADD, Q_YEAR_SET, Q_LIST, Q_GET, Q_SENT, Q_ADD, Q_GO, Q_MARK, Q_RECEIVED, Q_MINUTES, Q_MINUTES_ADD, Q_MINUTES_SET };
const struct query report_queries[] = {
	[Q_YEAR] = { "edition_year", "SELECT needs_go, later_months, questions_report, questions_oral, questions_later, behaviours, factor_least, factor_most, self_gap,"
	    " rater_gap, spread, rev FROM edition_year WHERE edition = $1" },
	/* An edition that was copied begins with what the one before settled. */
	[Q_YEAR_FROM] = { "edition_year_from", "SELECT needs_go, later_months, questions_report, questions_oral, questions_later, behaviours, factor_least, factor_most, self_gap,"
	    " rater_gap, spread, 0 FROM edition_year WHERE edition = (SELECT copied_from FROM edition WHERE id = $1)" },
	[Q_YEAR_ADD] = { "edition_year_add", "INSERT INTO edition_year (edition, needs_go, later_months, questions_report, questions_oral, questions_later, behaviours,"
	    " factor_least, factor_most, self_gap, rater_gap, spread, rev) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)" },
	[Q_YEAR_SET] = { "edition_year_set", "UPDATE edition_year SET needs_go = $2, later_months = $3, questions_report = $4, questions_oral = $5, questions_later = $6,"
	    " behaviours = $7, factor_least = $8, factor_most = $9, self_gap = $10, rater_gap = $11, spread = $12, rev = rev + 1 WHERE edition = $1 AND rev = $13" },
	[Q_LIST] = { "report_list", REPORT " ORDER BY r.version DESC" },
	[Q_GET] = { "report_get", REPORT " AND r.id = $2" },
	[Q_SENT] = { "report_sent", REPORT " AND r.sent_at IS NOT NULL ORDER BY r.version DESC LIMIT 1" },
	[Q_ADD] = { "report_add", "INSERT INTO report (team, version, blob_sha, filename, type, size, late, note, at, person) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
	    " RETURNING id" },
	[Q_GO] = { "report_go", "UPDATE report SET go_at = $2, go_by = $3 WHERE id = $1 AND go_at IS NULL" },
	[Q_MARK] = { "report_mark_sent", "UPDATE report SET sent_at = $2, sent_by = $3, sent_to = $4 WHERE id = $1" },
	[Q_RECEIVED] = { "report_received", "UPDATE report SET received_at = $2 WHERE id = $1 AND received_at IS NULL" },
	[Q_MINUTES] = { "feedback_minutes", "SELECT m.team, m.person, m.rev, m.held_on, m.people, m.decisions, m.body, m.at, p.name FROM feedback_minutes m"
	    " LEFT JOIN person p ON p.id = m.person WHERE m.team = $1" },
	[Q_MINUTES_ADD] = { "feedback_minutes_add", "INSERT INTO feedback_minutes (team, held_on, people, decisions, body, at, person, rev) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)" },
	[Q_MINUTES_SET] = { "feedback_minutes_set", "UPDATE feedback_minutes SET held_on = $2, people = $3, decisions = $4, body = $5, at = $6, person = $7, rev = rev + 1"
	    " WHERE team = $1 AND rev = $8" },
	{ 0 },
};

/* ---- what an edition settles ---------------------------------------------------------------------------------- */

const char *const sponsor_form_words[SPONSOR_FORMS] = { "report", "oral", "later" };

bool
sponsor_form_of(const char *word, enum sponsor_form_kind *out)
{
	for (int k = 0; k < SPONSOR_FORMS; k++)
		if (text_eq(word, sponsor_form_words[k])) {
			*out = (enum sponsor_form_kind)k;
			return true;
		}
	return false;
}

static const char *const usual_questions[SPONSOR_FORMS][8] = {
	[FORM_REPORT] = { N_("[1-5] Le rapport répond à la question posée"), N_("[1-5] L’analyse s’appuie sur des faits solides"), N_("[1-5] Les recommandations sont utilisables chez nous"),
		N_("Qu’avez-vous appris que vous ne saviez pas ?"), N_("Qu’est-ce qui vous paraît inexact ou incomplet ?"), N_("Quelles recommandations pensez-vous suivre, et lesquelles non ? Pourquoi ?"),
		N_("Que souhaitez-vous que l’équipe approfondisse avant la présentation orale ?") },
	[FORM_ORAL] = { N_("[1-5] La présentation était claire pour votre public"), N_("[1-5] L’équipe a su répondre aux questions"), N_("Qu’en retenez-vous, et qu’en ont dit vos collègues ?") },
	[FORM_LATER] = { N_("Qu’avez-vous fait du rapport ?"), N_("Quelles recommandations avez-vous mises en œuvre ?"), N_("Qu’est-ce qui a freiné ou empêché le reste ?"),
		N_("[1-5] La mission vous a été utile"), N_("Confieriez-vous à nouveau une question à des étudiants ?") },
};
static const char *const usual_behaviours[BEHAVIOURS] = { N_("Fiabilité : fait ce qui est convenu, à temps"), N_("Contribution : apporte des idées et du travail de qualité"),
	N_("Coopération : écoute, aide, met en commun") };

static const char *
usual_lines(struct arena *a, enum lang lang, const char *const *lines, size_t n)
{
	struct buf b = buf_new(a, KIB(16));
	for (size_t i = 0; i < n && lines[i] != NULL; i++)
		buf_printf(&b, "%s%s", i == 0 ? "" : "\n", tr(lang, lines[i]));
	return buf_str(&b);
}

enum err
edition_year_get(struct db *db, int64_t edition, enum lang lang, struct edition_year *out)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	*out = (struct edition_year){ .edition = edition, .later_months = 6, .needs_go = true, .peers = peer_defaults };
	enum err e = db_one(db, &report_queries[Q_YEAR], ARGS(V(edition)), &r);
	if (e == E_NOTFOUND) {
		fail_clear(a);
		e = db_one(db, &report_queries[Q_YEAR_FROM], ARGS(V(edition)), &r);
	}
	if (e == E_NOTFOUND) {
		fail_clear(a);
		for (int k = 0; k < SPONSOR_FORMS; k++)
			out->questions[k] = usual_lines(a, lang, usual_questions[k], LEN(usual_questions[k]));
		out->behaviours = usual_lines(a, lang, usual_behaviours, BEHAVIOURS);
		return OK;
	}
	if (e != OK)
		return e;
	out->needs_go = col_int(r, 0) == 1;
	out->later_months = col_int(r, 1);
	for (int k = 0; k < SPONSOR_FORMS; k++)
		out->questions[k] = col_text(r, 2 + k);
	out->behaviours = col_text(r, 5);
	out->peers = (struct peer_settings){ col_real(r, 6), col_real(r, 7), col_real(r, 8), col_real(r, 9), col_real(r, 10) };
	out->rev = col_int(r, 11);
	return OK;
}

/* What changed of it, each by the name of its field in the form: whoever meets it in a conflict sees the texts. */
static enum err
year_told(struct db *db, const struct edition_year *was, const struct edition_year *y)
{
	struct arena *a = db_arena(db);
	const struct { const char *field, *before, *after; } texts[] = {
		{ "questions_report", was->questions[FORM_REPORT], y->questions[FORM_REPORT] }, { "questions_oral", was->questions[FORM_ORAL], y->questions[FORM_ORAL] },
		{ "questions_later", was->questions[FORM_LATER], y->questions[FORM_LATER] }, { "behaviours", was->behaviours, y->behaviours } };
	const struct { const char *field; double before, after; } numbers[] = { { "needs_go", was->needs_go, y->needs_go },
		{ "later_months", (double)was->later_months, (double)y->later_months }, { "factor_least", was->peers.least, y->peers.least },
		{ "factor_most", was->peers.most, y->peers.most }, { "self_gap", was->peers.self_gap, y->peers.self_gap },
		{ "rater_gap", was->peers.rater_gap, y->peers.rater_gap }, { "spread", was->peers.spread, y->peers.spread } };
	enum err e = OK;
	for (size_t i = 0; e == OK && i < LEN(texts); i++)
		if (!text_eq(texts[i].before, texts[i].after))
			e = history_add(db, "edition", y->edition, "changed", texts[i].field, texts[i].before, texts[i].after);
	for (size_t i = 0; e == OK && i < LEN(numbers); i++)
		if (numbers[i].before < numbers[i].after || numbers[i].before > numbers[i].after)
			e = history_add(db, "edition", y->edition, "changed", numbers[i].field, was->rev == 0 ? NULL : arena_printf(a, "%g", numbers[i].before),
			    arena_printf(a, "%g", numbers[i].after));
	return e;
}

enum err
edition_year_set(struct db *db, const struct edition_year *y)
{
	int64_t n = 1;
	struct edition_year was = { 0 };
	enum err e = y->rev == 0 ? OK : edition_year_get(db, y->edition, LANG_FR, &was);
	if (e != OK)
		return e;
	e = y->rev == 0
	    ? db_exec(db, &report_queries[Q_YEAR_ADD], ARGS(V(y->edition), V(y->needs_go), V(y->later_months), V(y->questions[FORM_REPORT]), V(y->questions[FORM_ORAL]),
	          V(y->questions[FORM_LATER]), V(y->behaviours), V(y->peers.least), V(y->peers.most), V(y->peers.self_gap), V(y->peers.rater_gap), V(y->peers.spread)), NULL)
	    : db_exec(db, &report_queries[Q_YEAR_SET], ARGS(V(y->edition), V(y->needs_go), V(y->later_months), V(y->questions[FORM_REPORT]), V(y->questions[FORM_ORAL]),
	          V(y->questions[FORM_LATER]), V(y->behaviours), V(y->peers.least), V(y->peers.most), V(y->peers.self_gap), V(y->peers.rater_gap), V(y->peers.spread), V(y->rev)), &n);
	if (e == OK && n == 0)
		return E_CONFLICT;
	return e == OK ? year_told(db, &was, y) : e;
}

void
behaviours_read(struct arena *a, enum lang lang, const char *lines, const char *out[BEHAVIOURS])
{
	int k = 0;
	for (const char *at = lines == NULL ? "" : lines; *at != '\0' && k < BEHAVIOURS;) {
		size_t n = strcspn(at, "\r\n");
		const char *line = text_trim(a, arena_strndup(a, at, n));
		if (*line != '\0')
			out[k++] = line;
		at += n + strspn(at + n, "\r\n");
	}
	for (; k < BEHAVIOURS; k++)
		out[k] = tr(lang, usual_behaviours[k]);
}

/* ---- reports ---------------------------------------------------------------------------------------------------- */

static struct report
report_row(struct rows *r)
{
	return (struct report){ .id = col_int(r, 0), .team = col_int(r, 1), .version = col_int(r, 2), .size = col_int(r, 3), .person = col_int(r, 4), .go_by = col_int(r, 5),
		.sha = col_text(r, 6), .filename = col_text(r, 7), .type = col_text(r, 8), .note = col_text(r, 9), .at = col_text(r, 10), .who = col_text(r, 11), .go_at = col_text(r, 12),
		.go_who = col_text(r, 13), .sent_at = col_text(r, 14), .sent_to = col_text(r, 15), .received_at = col_text(r, 16), .late = col_int(r, 17) == 1 };
}

enum err
report_list(struct db *db, int64_t team, struct reports *out)
{
	struct rows *r;
	*out = (struct reports){ 0 };
	enum err e = db_query(db, &report_queries[Q_LIST], ARGS(V(team)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, report_row(r));
	return rows_end(r);
}

enum err
report_get(struct db *db, int64_t team, int64_t id, struct report *out)
{
	struct rows *r;
	enum err e = db_one(db, &report_queries[Q_GET], ARGS(V(team), V(id)), &r);
	if (e == OK)
		*out = report_row(r);
	return e;
}

enum err
report_sent(struct db *db, int64_t team, struct report *out)
{
	struct rows *r;
	enum err e = db_one(db, &report_queries[Q_SENT], ARGS(V(team)), &r);
	if (e == OK)
		*out = report_row(r);
	return e;
}

enum err
report_add(struct db *db, const struct report_new *n, struct report *out)
{
	struct arena *a = db_arena(db);
	struct reports all;
	struct rows *r;
	const char *now = arena_strdup(a, now_utc().s);
	enum err e = report_list(db, n->m->team.id, &all);
	if (e != OK)
		return e;
	if (all.n > 0 && text_eq(all.items[0].sha, n->sha))
		return fail(a, E_CONFLICT, "report: the newest version is that file");
	int64_t version = all.n > 0 ? all.items[0].version + 1 : 1;
	e = db_one(db, &report_queries[Q_ADD], ARGS(V(n->m->team.id), V(version), V(n->sha), V(n->filename), V(n->type), V(n->size),
	    V(report_late(n->m->edition.report_on, now)), V(n->note), V(now), V(n->person)), &r);
	if (e != OK)
		return e;
	int64_t id = col_int(r, 0);
	e = history_add(db, "report", id, "created", "version", NULL, arena_printf(a, "%lld %s", (long long)version, n->sha));
	return e == OK ? report_get(db, n->m->team.id, id, out) : e;
}

enum err
report_go(struct db *db, int64_t id, int64_t person)
{
	int64_t n;
	const char *now = arena_strdup(db_arena(db), now_utc().s);
	enum err e = db_exec(db, &report_queries[Q_GO], ARGS(V(id), V(now), V(person)), &n);
	return e == OK && n > 0 ? history_add(db, "report", id, "changed", "go_at", NULL, now) : e;
}

enum err
report_mark_sent(struct db *db, int64_t id, int64_t person, const char *to)
{
	const char *now = arena_strdup(db_arena(db), now_utc().s);
	enum err e = db_exec(db, &report_queries[Q_MARK], ARGS(V(id), V(now), V(person), V(to)), NULL);
	return e == OK ? history_add(db, "report", id, "changed", "sent_at", NULL, now) : e;
}

enum err
report_received(struct db *db, const struct report *r, bool *first)
{
	int64_t n;
	const char *now = arena_strdup(db_arena(db), now_utc().s);
	enum err e = db_exec(db, &report_queries[Q_RECEIVED], ARGS(V(r->id), V(now)), &n);
	*first = e == OK && n > 0;
	return *first ? history_add(db, "report", r->id, "changed", "received_at", NULL, now) : e;
}

enum err
mission_advance(struct db *db, struct mission *m, enum status to, int64_t person)
{
	static const enum status road[] = { ST_SELECTED, ST_PRESENTED, ST_CLARIFIED, ST_EXPLORATION, ST_REPORT, ST_FEEDBACK, ST_ORAL, ST_ARCHIVED };
	enum err e = OK;
	for (size_t i = 0; e == OK && i + 1 < LEN(road) && m->status != to; i++) {
		if (m->status != road[i] || road[i] > to)
			continue;
		e = submission_move(db, &m->commission, road[i + 1], &(struct moved){ move_find(road[i], road[i + 1], BY_STAFF), person, NULL, 0 });
		if (e == OK)
			m->status = road[i + 1];
	}
	return e;
}

/* ---- minutes of the meeting ------------------------------------------------------------------------------------- */

enum err
feedback_minutes_get(struct db *db, int64_t team, struct feedback_minutes *out)
{
	struct rows *r;
	enum err e = db_one(db, &report_queries[Q_MINUTES], ARGS(V(team)), &r);
	if (e == OK)
		*out = (struct feedback_minutes){ col_int(r, 0), col_int(r, 1), col_int(r, 2), col_text(r, 3), col_text(r, 4), col_text(r, 5), col_text(r, 6), col_text(r, 7), col_text(r, 8) };
	return e;
}

enum err
feedback_minutes_set(struct db *db, const struct feedback_minutes *f)
{
	const char *now = arena_strdup(db_arena(db), now_utc().s);
	int64_t n = 1;
	enum err e = f->rev == 0
	    ? db_exec(db, &report_queries[Q_MINUTES_ADD], ARGS(V(f->team), V(f->held_on), V(f->people), V(f->decisions), V(f->body), V(now), V(f->person)), NULL)
	    : db_exec(db, &report_queries[Q_MINUTES_SET], ARGS(V(f->team), V(f->held_on), V(f->people), V(f->decisions), V(f->body), V(now), V(f->person), V(f->rev)), &n);
	if (e == OK && n == 0)
		return E_CONFLICT;
	return e == OK ? history_add(db, "team", f->team, "changed", "feedback_minutes", NULL, f->held_on) : e;
}
