/* jury_test.h: an edition of last summer with its commissions, eligible, and a jury of three persons. */
#ifndef JURY_TEST_H
#define JURY_TEST_H
#include "call_test.h"
#include "call/call_import.h"
#include "call/review.h"
#include "formats/document.h"

enum { JURY_FILES = 12, JURY_JURORS = 3 };
struct jury_world { struct call_world c; struct edition ed; int64_t file[JURY_FILES], juror[JURY_JURORS], person[JURY_JURORS]; };

/* Sectors CPAS, Handicap, Hôpital; four areas; two contexts; files 4 and 5 are of one institution. */
static inline const char *
jury_csv(struct arena *a)
{
	static const char *const sectors[] = { "CPAS", "Handicap", "Hôpital" }, *const areas[] = { "Évaluation", "Financement", "Numérique", "Communication" };
	struct buf b = buf_new(a, KIB(64));
	buf_puts(&b, "ID;Nom de l'institution;Secteur d'activité;Type d'institution;Adresse e-mail;Nom du commanditaire;Votre question ou commande;Thème principal\n");
	for (int i = 0; i < JURY_FILES; i++)
		buf_printf(&b, "%d;Maison %d asbl;%s;%s;c%d@maison%d.be;Dominique %d;Comment faire %d ?;%s\n", i + 1, i == 5 ? 4 : i, sectors[i % 3],
		    i % 2 == 0 ? "ASBL" : "Pouvoir public", i, i, i, i, areas[i % 4]);
	return buf_str(&b);
}

static inline enum err
jury_seed(struct db *db, void *arg)
{
	struct jury_world *j = arg;
	struct arena *a = j->c.w->a;
	struct document *d;
	struct call_import im;
	struct problems why = { 0 };
	struct submissions all;
	const char *csv = jury_csv(a);
	db_author(db, NONE, "seed", "test");
	enum err e = edition_create(db, 2023, &j->ed);
	if (e == OK)
		e = document_read(a, csv, strlen(csv), "x.csv", &d, &why);
	if (e == OK)
		e = call_import_read(db, SHEET_COMMISSIONS, &j->ed, d, NULL, 0, &im, &why);
	if (e == OK)
		e = call_import_apply(db, &im);
	if (e == OK)
		e = submission_list(db, j->ed.id, &all);
	BUG_ON(e == OK && all.n != JURY_FILES);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		j->file[i] = all.items[i].id;
		e = submission_move(db, &all.items[i], ST_ELIGIBLE, &(struct moved){ move_find(ST_SUBMITTED, ST_ELIGIBLE, BY_STAFF), NONE, NULL, 0 });
	}
	if (e == OK)
		e = criteria_begin(db, j->ed.id);
	for (int k = 0; e == OK && k < JURY_JURORS; k++) {
		const char *name = arena_printf(a, "Membre %c", 'A' + k);
		e = person_add(db, name, arena_printf(a, "jury%d@exemple.org", k), &j->person[k]);
		if (e == OK)
			e = person_grant(db, j->person[k], ROLE_JURY, NONE, NULL, NULL);
		if (e == OK)
			e = juror_add(db, j->ed.id, j->person[k], name, NULL, &j->juror[k]);
	}
	return e;
}

static inline struct jury_world
jury_world_open(struct arena *a)
{
	struct jury_world j = { .c = call_world_open(a) };
	webtest_ok(j.c.w, store_write(j.c.w->app.store, a, jury_seed, &j));
	return j;
}

/* Scores of everyone: file i has quality 2 + i / 4 or so, the second juror gives a point less, the third a point more. */
static inline enum err
jury_score_all(struct db *db, void *arg)
{
	struct jury_world *w = arg;
	struct jury j;
	db_author(db, NONE, "seed", "test");
	enum err e = jury_load(db, w->ed.id, &j);
	for (size_t k = 0; e == OK && k < j.jurors.n; k++)
		for (size_t f = 0; e == OK && f < j.files.n; f++) {
			struct review r = *jury_review(&j, k, f);
			int64_t base = 2 + (int64_t)((f * 7) % 4) / 2 + (k == 2) + (int64_t)(f % 5 == 0);
			r.score[0] = base > 5 ? 5 : base;
			r.score[1] = k == 1 ? 2 : 4;
			if (!jury_conflict(&j, k, f))
				e = review_save(db, &j, k, f, &r, true);
		}
	return e;
}

static inline void
jury_scored(struct jury_world *w)
{
	webtest_ok(w->c.w, store_write(w->c.w->app.store, w->c.w->a, jury_score_all, w));
}

static inline enum err
jury_session(struct db *db, void *arg)
{
	struct webtest *w = arg;
	return session_start(db, w->person, "webtest", false, &w->token);
}
/* The juror at this place is signed in. */
static inline void
jury_as(struct jury_world *j, int k)
{
	struct webtest *w = j->c.w;
	w->person = j->person[k];
	w->notice = NULL;
	webtest_ok(w, store_write(w->app.store, w->a, jury_session, w));
}
#define PATH(j, ...) arena_printf((j)->c.w->a, __VA_ARGS__)
#define FILE_OF(j, i) ((long long)(j)->file[i])
#define ED(j) ((long long)(j)->ed.id)
#endif
