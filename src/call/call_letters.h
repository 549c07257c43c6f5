/* call_letters.h: what a sponsor is written, and the answers in words. */
#ifndef CALL_LETTERS_H
#define CALL_LETTERS_H
#include "call/call_form.h"

/* What was answered, in the reader's language: label and value, step by step. Answers that are missing have an empty value. */
struct answer_line { enum step step; const char *name, *label, *value; };
struct answer_lines { struct answer_line *items; size_t n, cap; };
enum err answers_of(struct db *db, enum lang lang, const struct edition *e, const struct submission *s, struct answer_lines *out) MUST_USE;

/* detail: what is asked for (COMPLEMENT), why (INELIGIBLE, WITHDRAWN, REOPENED), which facts (RECONFIRM); days: left (REMINDER);
 * token: of the late link (LATE). The links of the other letters are made here. key: NULL, or a second letter with it is dropped.
 * hold: seconds that it waits, during which letter_withdraw() takes it back. */
struct letter_args { const char *base_url; const struct edition *edition; const struct submission *submission; const char *detail, *token, *email, *key; int days, hold; };
/* In the sponsor's language, through the outbox, noted in submission_mail. Nothing when there is no address. */
enum err letter_send(struct db *db, enum letter l, const struct letter_args *args) MUST_USE;
/* As if it had never been written, unless it has left (*gone false, as when there is none). */
enum err letter_withdraw(struct db *db, const char *key, bool *gone) MUST_USE;
struct letter_row { const char *kind, *to, *subject, *body, *at, *state; };
struct letter_rows { struct letter_row *items; size_t n, cap; };
enum err letters_of(struct db *db, int64_t submission, struct letter_rows *out) MUST_USE; /* newest first; state: of the outbox, NULL once forgotten */
/* A new link to a commission, valid until its edition is over. */
enum err file_link_new(struct db *db, const struct edition *e, const struct submission *s, const char **token) MUST_USE;
/* "30 juin 2024 à 23:59", in Brussels. */
const char *deadline_text(struct arena *a, enum lang lang, const struct edition *e);
#endif
