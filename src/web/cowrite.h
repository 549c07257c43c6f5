/* cowrite.h: what a page answers when a text that several write (base/diff.h) was saved. */
#ifndef COWRITE_H
#define COWRITE_H
#include "base/diff.h"
#include "web/web.h"

/* To a form: a notice of what became of it, then the text's own page, or, of two texts at one place, the page that makes one. */
enum err answer_written(struct request *rq, struct answer *an, const struct text_typed *t, struct url back, const char *merge) MUST_USE;
/* To assets/app.js, which saves as one types: {"outcome", "rev", "text", "who", "merge"}. */
enum err answer_typed(struct request *rq, struct answer *an, const struct text_typed *t, const char *merge) MUST_USE;
/* A form's "text" of more than TEXT_TYPED_MOST bytes (E_LIMIT): by how much is said beside it, and E_INVALID gives it back to be
 * shortened, whole. Other errors pass. */
enum err answer_too_long(struct request *rq, struct answer *an, enum err e) MUST_USE;
#endif
