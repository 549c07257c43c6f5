/* report.h: the report of a mission, what its sponsor answers, its oral and closing, its archive. The rows are chosen by the
 * caller: a seat in the team (team_seat()), or the sponsor's link. */
#ifndef REPORT_H
#define REPORT_H
#include "mission/mission.h"
#include "mission/peer_rules.h"
#include "mission/report_rules.h"
#include "people/people.h"

extern const struct query report_queries[], sponsor_queries[], closing_queries[], archive_queries[];

/* ---- what an edition settles (report_store.c) ---------------------------------------------------------------- */

enum sponsor_form_kind { FORM_REPORT, FORM_ORAL, FORM_LATER, SPONSOR_FORMS };
extern const char *const sponsor_form_words[SPONSOR_FORMS]; /* report, oral, later */
bool sponsor_form_of(const char *word, enum sponsor_form_kind *out) MUST_USE;
/* questions, behaviours: one a line. rev 0: nobody settled anything, these are the programme's own words in that language. */
struct edition_year { int64_t edition, later_months, rev; bool needs_go; const char *questions[SPONSOR_FORMS], *behaviours; struct peer_settings peers; };
enum err edition_year_get(struct db *db, int64_t edition, enum lang lang, struct edition_year *out) MUST_USE;
enum err edition_year_set(struct db *db, const struct edition_year *y) MUST_USE; /* E_CONFLICT: rev */
/* BEHAVIOURS words, whatever was settled. */
void behaviours_read(struct arena *a, enum lang lang, const char *lines, const char *out[BEHAVIOURS]);

/* ---- the report ------------------------------------------------------------------------------------------------ */

enum { REPORT_MAX = 30 << 20 };
struct report {
	int64_t id, team, version, size, person, go_by;
	const char *sha, *filename, *type, *note, *at, *who, *go_at, *go_who, *sent_at, *sent_to, *received_at;
	bool late;
};
struct reports { struct report *items; size_t n, cap; };
enum err report_list(struct db *db, int64_t team, struct reports *out) MUST_USE;                  /* newest first */
enum err report_get(struct db *db, int64_t team, int64_t id, struct report *out) MUST_USE;        /* E_NOTFOUND */
enum err report_sent(struct db *db, int64_t team, struct report *out) MUST_USE;                   /* the newest that went; E_NOTFOUND */
/* The next version, of a file that is stored already. E_CONFLICT: the newest version is that very file. */
struct report_new { const struct mission *m; const char *sha, *filename, *type, *note; int64_t size, person; };
enum err report_add(struct db *db, const struct report_new *n, struct report *out) MUST_USE;
enum err report_go(struct db *db, int64_t id, int64_t person) MUST_USE;                           /* the first time; then nothing */
enum err report_mark_sent(struct db *db, int64_t id, int64_t person, const char *to) MUST_USE;
/* The sponsor says that it came. *first: it had not been said. */
enum err report_received(struct db *db, const struct report *r, bool *first) MUST_USE;
/* Moves the commission on to `to`, step by step, along the table; a commission that is there or beyond stays. */
enum err mission_advance(struct db *db, struct mission *m, enum status to, int64_t person) MUST_USE;

struct feedback_minutes { int64_t team, person, rev; const char *held_on, *people, *decisions, *body, *at, *who; };
enum err feedback_minutes_get(struct db *db, int64_t team, struct feedback_minutes *out) MUST_USE; /* E_NOTFOUND */
enum err feedback_minutes_set(struct db *db, const struct feedback_minutes *f) MUST_USE;           /* E_CONFLICT: rev */

/* ---- the sponsor (sponsor_store.c) -------------------------------------------------------------------------------- */

/* *token goes into the address; its digest alone is kept. It opens this mission's page until expires_at. */
enum err sponsor_link_new(struct db *db, const struct mission *m, int64_t months, int64_t person, const char **token) MUST_USE;
/* The mission behind a token, without a seat. E_NOTFOUND: unknown, expired, its mission withdrawn. Uses nothing up. */
enum err sponsor_link_find(struct db *db, const char *token, struct mission *out) MUST_USE;

/* answer, question: at most QUESTIONS_MOST; answer "" where nothing is said. */
struct sponsor_form { int64_t id, team, rev; enum sponsor_form_kind kind; const char *question[QUESTIONS_MOST], *answer[QUESTIONS_MOST]; size_t n;
	const char *quote, *sent_at; bool quote_open; };
enum err sponsor_form_get(struct db *db, int64_t team, enum sponsor_form_kind kind, struct sponsor_form *out) MUST_USE; /* id NONE: not begun */
/* Writes the answers, drafts and corrections alike; sent: it counts from now on. */
enum err sponsor_form_set(struct db *db, struct sponsor_form *f, bool sent) MUST_USE;
/* Those of an edition that were sent, by team: for the coordination's table. */
struct sponsor_sent { int64_t team; enum sponsor_form_kind kind; const char *sent_at; };
struct sponsor_sents { struct sponsor_sent *items; size_t n, cap; };
enum err sponsor_sent_list(struct db *db, int64_t edition, struct sponsor_sents *out) MUST_USE;

/* ---- oral, closing, archive (closing_store.c, archive_store.c) ----------------------------------------------------- */

/* names_open, report_open, sponsor_report_open: 0, 1, NONE: not said. */
struct closing {
	int64_t team, names_open, report_open, sponsor_report_open, rev;
	const char *oral_on, *oral_time, *oral_place, *oral_done_at, *jury_notes, *chosen_at, *chosen_who, *closed_at, *closed_who, *later_asked_at, *later_reminded_at;
};
enum err closing_get(struct db *db, int64_t team, struct closing *out) MUST_USE; /* rev 0 and nothing said when there is no row */
/* Where nobody wrote the oral's day, hour and place: those that the timetable published. */
enum err closing_slot(struct db *db, const struct mission *m, struct closing *c) MUST_USE;
enum err closing_oral(struct db *db, const struct closing *c, bool done) MUST_USE; /* its day, hour, place, notes; E_CONFLICT: rev */
enum err closing_choose(struct db *db, int64_t team, bool names, bool report, int64_t person) MUST_USE;
enum err closing_sponsor(struct db *db, int64_t team, bool report) MUST_USE;
enum err closing_end(struct db *db, int64_t team, bool closed, int64_t person) MUST_USE;
enum err closing_later(struct db *db, int64_t team, bool reminder) MUST_USE; /* the mail is in the outbox */
enum err closing_facts_of(struct db *db, const struct mission *m, struct closing_facts *out) MUST_USE;

enum year_kind { YEAR_ANSWERED, YEAR_RECOGNITION, YEAR_KINDS };
extern const char *const year_kind_words[YEAR_KINDS];
struct year_line { enum year_kind kind; int64_t indicator; };
struct year_lines { struct year_line *items; size_t n, cap; };
enum err year_lines(struct db *db, int64_t edition, struct year_lines *out) MUST_USE;
enum err year_lines_set(struct db *db, int64_t edition, enum year_kind kind, int64_t indicator, bool on) MUST_USE;
/* What the mission is evidence for now, filed once in each line of its edition, withdrawn where it is so no more. A line that
 * takes it no longer is left alone. */
enum err year_evidence(struct db *db, const struct mission *m, struct date today) MUST_USE;
enum err year_evidence_count(struct db *db, int64_t team, int64_t *n) MUST_USE;

/* A past commission as the public may see it: what its sponsor and its team agreed to, and nothing else. */
struct archived {
	int64_t submission, team, year; /* team NONE: of a year without teams here */
	const char *edition, *question, *sector, *area, *context, *org_name, *town;
	struct strings names, quotes;
	struct report report;           /* id NONE: not for the public */
};
enum err archive_get(struct db *db, int64_t submission, const char *today, struct archived *out) MUST_USE; /* E_NOTFOUND */

/* ---- mails (report_letters.c) ---------------------------------------------------------------------------------------- */

/* To the team and those who follow it: what was given in, when, its digest. */
enum err report_receipt(struct db *db, const char *base_url, const struct mission *m, const struct report *r) MUST_USE;
/* To the sponsor, with a new link. E_INVALID: it has no address. *to: where it went. */
enum err sponsor_letter(struct db *db, const char *base_url, const struct mission *m, enum sponsor_form_kind about, int64_t months, int64_t person, bool reminder,
    const char **to) MUST_USE;
/* The team and those who follow it hear that the sponsor received, or answered. what: a msgid without arguments. */
enum err sponsor_said(struct db *db, const char *base_url, const struct mission *m, const char *what) MUST_USE;
#endif
