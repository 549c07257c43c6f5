/* The sheet of a juror who scores away from here: a line for each commission that is theirs, under the titles that the import of
 * scores knows again. What they have given already is in it. */
#include "call/review_pages.h"
#include "base/tr.h"
#include "formats/writer.h"
#include <string.h>

const struct param score_sheet_params[] = { { "edition", P_INT, 20 }, { "format", P_WORD, 10 }, { 0 } };

static void
cell(struct arena *a, struct out_row *r, size_t column, const char *text)
{
	out_line(a, &r->cells[column], LINE_TEXT, text);
}

enum err
score_sheet_answer(struct request *rq, struct answer *an, const struct jury *j, size_t juror)
{
	struct arena *a = rq->a;
	bool csv = text_eq(param_text(rq, "format"), "csv");
	struct out_document d = { .lang = rq->lang == LANG_FR ? "fr" : "en", .created = rq->today, .landscape = true };
	size_t scores = 2, after = 2 + j->criteria.n, n = after + 4;
	struct out_column *columns = ARENA_ARRAY(a, struct out_column, n);
	columns[0] = (struct out_column){ tr(rq->lang, N_("Commande")), 24 };
	columns[1] = (struct out_column){ tr(rq->lang, N_("Membre du jury")), 34 };
	for (size_t c = 0; c < j->criteria.n; c++)
		columns[scores + c] = (struct out_column){ j->criteria.items[c].title, 28 };
	columns[after] = (struct out_column){ tr(rq->lang, N_("Confiance")), 20 };
	columns[after + 1] = (struct out_column){ tr(rq->lang, N_("Remarque")), 60 };
	columns[after + 2] = (struct out_column){ tr(rq->lang, N_("Institution")), 50 };
	columns[after + 3] = (struct out_column){ tr(rq->lang, N_("Question")), 100 };
	struct out_table *t = out_table(a, &d, tr(rq->lang, N_("Cotes du jury")), columns, n);
	for (size_t f = 0; f < j->files.n; f++) {
		const struct submission *s = &j->files.items[f];
		const struct review *given = jury_review(j, juror, f);
		if (!jury_reads(j, juror, f))
			continue;
		struct out_row *r = out_row(a, t);
		cell(a, r, 0, submission_reference(a, &j->edition, s));
		cell(a, r, 1, j->jurors.items[juror].name);
		for (size_t c = 0; given->done_at != NULL && c < j->criteria.n; c++)
			if (given->score[c] != NONE) {
				r->cells[scores + c].is_number = true;
				r->cells[scores + c].number = (double)given->score[c];
				cell(a, r, scores + c, arena_printf(a, "%lld", (long long)given->score[c]));
			}
		if (given->done_at != NULL) {
			if (given->confidence != NONE)
				cell(a, r, after, arena_printf(a, "%lld", (long long)given->confidence));
			cell(a, r, after + 1, given->comment);
		}
		cell(a, r, after + 2, s->org_name);
		cell(a, r, after + 3, s->question);
	}
	const void *bytes;
	size_t size;
	enum err e = csv ? write_csv(a, &d, &bytes, &size) : write_xlsx(a, &d, &bytes, &size);
	if (e != OK)
		return e;
	const char *who = text_words(a, j->jurors.items[juror].name);
	char *name = arena_printf(a, "cotes-%s-%s.%s", j->edition.label, who, csv ? "csv" : "xlsx");
	for (char *c = name; *c != '\0'; c++)
		if (*c == ' ')
			*c = '-';
	return answer_bytes(an, csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes, size, name);
}

enum err
jury_score_sheet(struct request *rq, struct answer *an)
{
	struct jury j;
	enum err e = jury_load(rq->db, param_int(rq, "id"), &j);
	if (e != OK)
		return e;
	size_t juror = jury_juror(&j, param_int(rq, "juror"));
	return juror == j.jurors.n ? E_NOTFOUND : score_sheet_answer(rq, an, &j, juror);
}
