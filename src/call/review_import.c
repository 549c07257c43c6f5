#include "call/review_import.h"
#include "base/tr.h"
#include <string.h>

static const struct sheet_field fields[] = {
	{ "commission", N_("Commande"), SHEET_TEXT, SHEET_REQUIRED, "id commande|commande|numero commande|n commande|reference|dossier|id|numero|submission" },
	{ "juror", N_("Membre du jury"), SHEET_TEXT, SHEET_REQUIRED, "membre du jury|jury|juré|lecteur|lectrice|evaluateur|evaluatrice|reviewer|cote par" },
	{ "confidence", N_("Confiance"), SHEET_INT, 0, "confiance|certitude|confidence" },
	{ "comment", N_("Remarque"), SHEET_LONG, 0, "remarque|remarques|commentaire|commentaires|avis|observations|comment" },
};
static const struct sheet_fields review_fields = { fields, LEN(fields) };

struct reading { struct arena *a; struct review_import *im; };

/* ---- columns ------------------------------------------------------------------------------------------------------ */

/* A whole score; false when the cell holds something else. NONE: blank. */
static bool
score_of(struct arena *a, const char *text, int64_t *out)
{
	const char *s = text_trim(a, text == NULL ? "" : text);
	*out = NONE;
	if (*s == '\0')
		return true;
	return sheet_int(s, out) && *out >= SCORE_LEAST && *out <= SCORE_MOST;
}

/* Whether what stands below is scores: no word, one number at least, most of them within the scale. */
static bool
holds_scores(struct arena *a, const struct sheet *s, size_t column)
{
	size_t scores = 0, others = 0;
	for (size_t r = 0; r < sheet_rows(s); r++) {
		int64_t n;
		const char *text = sheet_cell(a, s, r, column);
		if (text_blank(text))
			continue;
		if (score_of(a, text, &n))
			scores++;
		else if (sheet_int(text, &n))
			others++;
		else
			return false;
	}
	return scores > 0 && scores >= 4 * others;
}

static void
find_columns(struct reading *r, const char *const *told, size_t ntold)
{
	const struct sheet *s = &r->im->sheet;
	const struct criteria *known = &r->im->jury.criteria;
	size_t fresh = known->n;
	for (size_t c = 0; c < s->table->ncols && fresh < CRITERIA_MAX; c++) {
		bool said = c < ntold && told[c] != NULL && strcmp(told[c], "criterion") == 0;
		struct review_column it = { .column = c, .criterion = NONE, .title = text_trim(r->a, s->columns[c].heading) };
		const char *words = text_words(r->a, it.title);
		if (!said && (s->columns[c].field != SHEET_UNKNOWN || *it.title == '\0'))
			continue;
		for (size_t k = 0; k < known->n; k++)
			if (strcmp(words, text_words(r->a, known->items[k].title)) == 0 || strcmp(words, known->items[k].key) == 0) {
				it.criterion = known->items[k].id;
				it.place = k;
			}
		/* under a title of the rubric whatever stands there is meant as scores; under another it must look so */
		if (!said && it.criterion == NONE && !holds_scores(r->a, s, c))
			continue;
		if (it.criterion == NONE)
			it.place = fresh++;
		PUSH(r->a, &r->im->columns, it);
	}
}

/* ---- lines --------------------------------------------------------------------------------------------------------- */

static void
remark(struct reading *r, struct review_line *l, const char *msgid, const char *arg)
{
	problem_add(r->a, &l->remarks, NULL, msgid, arg);
}

/* By the number of the spreadsheet the commission came from, by its own, by its reference. */
static size_t
find_file(struct reading *r, const char *text)
{
	const struct jury *j = &r->im->jury;
	const char *words = text_words(r->a, text);
	int64_t n;
	for (size_t f = 0; f < j->files.n; f++)
		if (j->files.items[f].import_key != NULL && strcmp(text_words(r->a, j->files.items[f].import_key), words) == 0)
			return f;
	for (size_t f = 0; f < j->files.n; f++)
		if ((sheet_int(text, &n) && strchr(text, '/') == NULL && j->files.items[f].number == n) ||
		    strcmp(text_words(r->a, submission_reference(r->a, &j->edition, &j->files.items[f])), words) == 0)
			return f;
	return j->files.n;
}

/* A juror of the edition by the name or the key; else a new one. */
static size_t
find_juror(struct reading *r, const char *text)
{
	const struct jurors *all = &r->im->jury.jurors;
	const char *words = text_words(r->a, text);
	for (size_t k = 0; k < all->n; k++)
		if ((all->items[k].import_key != NULL && strcmp(all->items[k].import_key, words) == 0) ||
		    strcmp(text_words(r->a, all->items[k].name), words) == 0)
			return k;
	for (size_t k = 0; k < r->im->new_jurors.n; k++)
		if (strcmp(text_words(r->a, r->im->new_jurors.items[k]), words) == 0)
			return all->n + k;
	PUSH(r->a, &r->im->new_jurors, text);
	return all->n + r->im->new_jurors.n - 1;
}

/* "Conflit d'intérêts : ancien employeur": no scores, and that word. */
static bool
tells_conflict(struct arena *a, const char *comment)
{
	const char *words = comment == NULL ? "" : text_words(a, comment);
	return strstr(words, "conflit") != NULL || strstr(words, "conflict") != NULL || strstr(words, "interet") != NULL;
}

static void
read_scores(struct reading *r, struct review_line *l, size_t row)
{
	size_t any = 0;
	for (size_t c = 0; c < CRITERIA_MAX; c++)
		l->review.score[c] = NONE;
	for (size_t k = 0; k < r->im->columns.n; k++) {
		const char *text = sheet_cell(r->a, &r->im->sheet, row, r->im->columns.items[k].column);
		if (!score_of(r->a, text, &l->review.score[r->im->columns.items[k].place])) {
			l->fate = FATE_REFUSED;
			remark(r, l, N_("« %s » n’est pas une cote de 1 à 5."), text);
		}
		any += l->review.score[r->im->columns.items[k].place] != NONE;
	}
	l->conflict = any == 0 && l->fate != FATE_REFUSED && tells_conflict(r->a, l->review.comment);
	if (any == 0 && !l->conflict && l->fate != FATE_REFUSED && l->review.comment == NULL) {
		l->fate = FATE_SAME;
		l->blank = true;
	} else if (any == 0 && !l->conflict && l->fate != FATE_REFUSED) {
		l->fate = FATE_REFUSED;
		remark(r, l, N_("Aucune cote sur cette ligne."), NULL);
	}
}

static void
read_line(struct reading *r, size_t row, struct review_line *l)
{
	const struct sheet *s = &r->im->sheet;
	l->number = sheet_number(s, row);
	l->fate = FATE_NEW;
	l->commission = sheet_text(r->a, s, row, "commission");
	l->who = sheet_text(r->a, s, row, "juror");
	l->review.id = NONE;
	l->review.comment = sheet_text(r->a, s, row, "comment");
	l->review.confidence = NONE;
	l->file = r->im->jury.files.n;
	if (l->commission == NULL || l->who == NULL) {
		l->fate = FATE_REFUSED;
		remark(r, l, l->commission == NULL ? N_("La commande manque.") : N_("Le membre du jury manque."), NULL);
		return;
	}
	const char *confidence = sheet_text(r->a, s, row, "confidence");
	if (confidence != NULL && (!sheet_int(confidence, &l->review.confidence) || l->review.confidence < 1 || l->review.confidence > 3)) {
		l->review.confidence = NONE;
		remark(r, l, N_("« %s » n’est pas une confiance de 1 à 3 : laissée de côté."), confidence);
	}
	l->file = find_file(r, l->commission);
	if (l->file == r->im->jury.files.n) {
		l->fate = FATE_REFUSED;
		remark(r, l, N_("Aucune commande « %s » dans cette édition."), l->commission);
	}
	read_scores(r, l, row);
	if (l->fate != FATE_REFUSED && !l->blank)
		l->juror = find_juror(r, l->who);
}

/* ---- against the others, and what is stored -------------------------------------------------------------------------- */

static bool
same_review(const struct jury *j, const struct review *x, const struct review *y)
{
	for (size_t c = 0; c < j->criteria.n; c++)
		if (x->score[c] != y->score[c])
			return false;
	for (size_t c = j->criteria.n; c < CRITERIA_MAX; c++)
		if (y->score[c] != NONE)
			return false;
	return text_eq(x->comment, y->comment) && (y->confidence == NONE || x->confidence == y->confidence) && x->done_at != NULL;
}

static void
judge_stored(struct reading *r, struct review_line *l)
{
	const struct jury *j = &r->im->jury;
	if (l->juror >= j->jurors.n)
		return;
	const struct juror *who = &j->jurors.items[l->juror];
	const struct interest *i = jury_interest(j, l->juror, l->file);
	const struct review *was = jury_review(j, l->juror, l->file);
	if (l->conflict) {
		l->fate = i->why == INTEREST_DECLARED ? FATE_SAME : FATE_NEW;
		return;
	}
	if (jury_conflict(j, l->juror, l->file)) {
		l->fate = FATE_REFUSED;
		remark(r, l, N_("Conflit d’intérêts de %s : ces cotes ne comptent pas."), who->name);
	} else if (was->id != NONE) {
		l->fate = same_review(j, was, &l->review) ? FATE_SAME : FATE_CHANGED;
		if (l->fate == FATE_CHANGED && who->person != NONE) {
			l->fate = FATE_SAME;
			remark(r, l, N_("%s a coté ici : ses cotes d’ici sont gardées."), who->name);
		}
	}
}

/* A pair twice: a conflict that any line declares wins over scores; else the first line. */
static void
judge_pairs(struct reading *r)
{
	struct review_line *all = r->im->lines.items;
	for (size_t i = 0; i < r->im->lines.n; i++)
		for (size_t k = 0; k < r->im->lines.n && all[i].fate != FATE_REFUSED && !all[i].blank; k++) {
			if (i == k || all[k].fate == FATE_REFUSED || all[k].blank || all[k].file != all[i].file || all[k].juror != all[i].juror)
				continue;
			if (all[k].conflict && !all[i].conflict) {
				all[i].fate = FATE_REFUSED;
				remark(r, &all[i], N_("Conflit d’intérêts de %s : ces cotes ne comptent pas."), all[i].who);
			} else if (k < i && all[k].conflict == all[i].conflict) {
				all[i].fate = FATE_REFUSED;
				remark(r, &all[i], N_("Déjà sur la ligne %s."), arena_printf(r->a, "%d", all[k].number));
			}
		}
}

enum err
review_import_read(struct db *db, const struct edition *e, const struct document *d, const char *const *told, size_t ntold, struct review_import *out,
    struct problems *why)
{
	struct arena *a = db_arena(db);
	struct reading r = { a, out };
	*out = (struct review_import){ 0 };
	enum err err = jury_load(db, e->id, &out->jury);
	if (err == OK)
		err = sheet_recognise(a, d, review_fields, told, ntold, &out->sheet);
	if (err == E_NOTFOUND) {
		fail_clear(a);
		problem_add(a, why, NULL, N_("Aucun tableau de cotations n’a été trouvé : il faut une colonne pour la commande, une pour le membre du jury, et des cotes."), NULL);
		return E_INVALID;
	}
	if (err != OK)
		return err;
	find_columns(&r, told, ntold);
	if (out->sheet.missing.n > 0 || out->columns.n == 0) {
		problem_add(a, why, NULL, N_("Colonne introuvable : %s."), out->sheet.missing.n > 0 ? out->sheet.missing.items[0] : N_("des cotes de 1 à 5"));
		return E_INVALID;
	}
	for (size_t row = 0; row < sheet_rows(&out->sheet); row++) {
		struct review_line l = { 0 };
		if (sheet_blank(a, &out->sheet, row))
			continue;
		read_line(&r, row, &l);
		PUSH(a, &out->lines, l);
	}
	judge_pairs(&r);
	for (size_t i = 0; i < out->lines.n; i++) {
		struct review_line *l = &out->lines.items[i];
		if (l->fate != FATE_REFUSED && !l->blank)
			judge_stored(&r, l);
		out->blanks += l->blank;
		out->counts[l->fate]++;
		out->conflicts += l->conflict && l->fate == FATE_NEW;
	}
	return OK;
}

/* ---- done ------------------------------------------------------------------------------------------------------------- */

/* New criteria and jurors; then the jury again, in which every place of the lines is one. */
static enum err
make_room(struct db *db, struct review_import *im)
{
	struct jury *j = &im->jury;
	int64_t edition = j->edition.id, id, position = j->criteria.n > 0 ? j->criteria.items[j->criteria.n - 1].position : 0;
	enum err e = OK;
	for (size_t k = 0; e == OK && k < im->columns.n; k++) /* twelve at most */
		if (im->columns.items[k].criterion == NONE) {
			struct criterion c = { .id = NONE, .position = ++position, .weight = 1, .title = im->columns.items[k].title };
			e = criterion_save(db, edition, &c);
		}
	const char **names = ARENA_ARRAY(db_arena(db), const char *, im->new_jurors.n + 1);
	int64_t *ids = ARENA_ARRAY(db_arena(db), int64_t, im->new_jurors.n + 1);
	for (size_t k = 0; e == OK && k < im->new_jurors.n; k++) {
		names[k] = im->new_jurors.items[k];
		e = juror_add(db, edition, NONE, names[k], text_words(db_arena(db), names[k]), &id);
		ids[k] = id;
	}
	int64_t *known = ARENA_ARRAY(db_arena(db), int64_t, j->jurors.n + 1);
	size_t were = j->jurors.n;
	for (size_t k = 0; k < were; k++)
		known[k] = j->jurors.items[k].id;
	if (e == OK)
		e = jury_load(db, edition, j);
	for (size_t i = 0; e == OK && i < im->lines.n; i++) {
		struct review_line *l = &im->lines.items[i];
		if (l->fate != FATE_REFUSED && !l->blank)
			l->juror = jury_juror(j, l->juror < were ? known[l->juror] : ids[l->juror - were]);
	}
	return e;
}

enum err
review_import_apply(struct db *db, struct review_import *im, int64_t person)
{
	enum err e = make_room(db, im);
	const struct jury *j = &im->jury;
	for (size_t i = 0; e == OK && i < im->lines.n; i++) {
		struct review_line *l = &im->lines.items[i];
		if (l->fate != FATE_NEW && l->fate != FATE_CHANGED)
			continue;
		if (l->conflict) {
			e = interest_declare(db, j->files.items[l->file].id, j->jurors.items[l->juror].id, l->review.comment, person);
			continue;
		}
		const struct review *was = jury_review(j, l->juror, l->file);
		l->review.rev = was->rev;
		if (l->review.confidence == NONE)
			l->review.confidence = was->confidence;
		e = review_save(db, j, l->juror, l->file, &l->review, true);
	}
	return e;
}
