/* Journeys between towns: measured by someone, else estimated; as a page and as CSV. */
#include "base/csv.h"
#include "pages.h"
#include "timetable/schedule_pages.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CSV_MAX = 1 << 20, LINES_MAX = 20000 };
const struct param travel_params[] = { { "unknown", P_LINE, 10 }, { "local", P_LINE, 10 }, { "from", P_INT, 20 }, { "to", P_INT, 20 }, { "minutes", P_LINE, 10 },
	{ "what", P_WORD, 10 }, { 0 } };
const struct param travel_town_params[] = { { "town", P_INT, 20 }, { "name", P_LINE, 200 }, { "lat", P_LINE, 20 }, { "lon", P_LINE, 20 }, { "what", P_WORD, 10 }, { 0 } };
const struct param travel_import_params[] = { { "file", P_FILE, CSV_MAX }, { 0 } };

static enum err
show(struct request *rq, struct answer *an)
{
	struct travel_view v = { .problems = &an->problems };
	enum err e = travel_load(rq->db, &v.t);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", tr(rq->lang, N_("Trajets"))), "commissions");
	page_travel(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

static enum err
again(struct request *rq, struct answer *an)
{
	an->status = 422;
	return show(rq, an);
}

enum err
travel_page(struct request *rq, struct answer *an)
{
	return show(rq, an);
}

static bool
number_of(const char *typed, int least, int most, int *out)
{
	char *end;
	long n = strtol(typed == NULL ? "" : typed, &end, 10);
	*out = (int)n;
	return typed != NULL && end != typed && *end == '\0' && n >= least && n <= most;
}

static const struct town *
town_of(const struct travel *t, int64_t id)
{
	for (size_t i = 0; i < t->towns.n; i++)
		if (t->towns.items[i].id == id)
			return &t->towns.items[i];
	return NULL;
}

static enum err
save_defaults(struct request *rq, struct answer *an)
{
	int unknown, local;
	if (!number_of(param_text(rq, "unknown"), 0, 600, &unknown))
		problem_add(rq->a, &an->problems, "unknown", N_("Un nombre de minutes est attendu, de 0 à 600."), NULL);
	if (!number_of(param_text(rq, "local"), 0, 600, &local))
		problem_add(rq->a, &an->problems, "local", N_("Un nombre de minutes est attendu, de 0 à 600."), NULL);
	if (an->problems.n > 0)
		return again(rq, an);
	enum err e = travel_defaults(rq->db, unknown, local);
	answer_notice(rq, an, N_("Trajets enregistrés : recalculez les horaires pour en tenir compte."), NULL, NULL);
	return e == OK ? answer_redirect(rq, an, url_path(rq->a, "/travel")) : e;
}

/* One journey: minutes, or empty to estimate it again. */
enum err
travel_save(struct request *rq, struct answer *an)
{
	struct travel t;
	int minutes = -1;
	if (text_eq(param_text(rq, "what"), "defaults"))
		return save_defaults(rq, an);
	enum err e = travel_load(rq->db, &t);
	if (e != OK)
		return e;
	const struct town *from = town_of(&t, param_int(rq, "from")), *to = town_of(&t, param_int(rq, "to"));
	if (from == NULL)
		problem_add(rq->a, &an->problems, "from", N_("Choisissez une commune."), NULL);
	if (to == NULL || to == from)
		problem_add(rq->a, &an->problems, "to", N_("Choisissez une autre commune."), NULL);
	if (!text_blank(param_text(rq, "minutes")) && !number_of(param_text(rq, "minutes"), 0, 600, &minutes))
		problem_add(rq->a, &an->problems, "minutes", N_("Un nombre de minutes est attendu, de 0 à 600 ; rien : estimé d’après la distance."), NULL);
	if (an->problems.n > 0)
		return again(rq, an);
	e = journey_set(rq->db, from->id, to->id, minutes);
	answer_notice(rq, an, N_("Trajets enregistrés : recalculez les horaires pour en tenir compte."), NULL, NULL);
	return e == OK ? answer_redirect(rq, an, url_path(rq->a, "/travel")) : e;
}

/* "50,467" or "50.467"; blank is NAN. */
static bool
degrees_of(const char *typed, double least, double most, double *out)
{
	char text[24], *end;
	*out = NAN;
	if (text_blank(typed))
		return true;
	snprintf(text, sizeof text, "%s", typed);
	for (char *c = text; *c != '\0'; c++)
		*c = *c == ',' ? '.' : *c;
	*out = strtod(text, &end);
	return end != text && *end == '\0' && *out >= least && *out <= most;
}

enum err
travel_town_save(struct request *rq, struct answer *an)
{
	struct travel all;
	struct town t = { .id = param_int(rq, "town"), .name = param_text(rq, "name") };
	bool good = degrees_of(param_text(rq, "lat"), -90, 90, &t.lat) && degrees_of(param_text(rq, "lon"), -180, 180, &t.lon);
	enum err e = travel_load(rq->db, &all);
	if (e != OK || (t.id != NONE && town_of(&all, t.id) == NULL))
		return e != OK ? e : E_NOTFOUND;
	if (text_eq(param_text(rq, "what"), "drop")) {
		if (t.id == NONE) {
			problem_add(rq->a, &an->problems, "town", N_("Choisissez la commune à retirer."), NULL);
			return again(rq, an);
		}
		e = town_drop(rq->db, t.id);
		answer_notice(rq, an, N_("Commune retirée, avec ses trajets."), NULL, NULL);
		return e == OK ? answer_redirect(rq, an, url_path(rq->a, "/travel")) : e;
	}
	if (text_blank(t.name) || *text_words(rq->a, t.name) == '\0')
		problem_add(rq->a, &an->problems, "name", N_("Donnez le nom de la commune."), NULL);
	if (!good || isfinite(t.lat) != isfinite(t.lon))
		problem_add(rq->a, &an->problems, "lat", N_("Donnez les deux coordonnées en degrés (50,467 et 4,867), ou aucune."), NULL);
	const struct town *same = travel_town(rq->a, &all, t.name);
	if (same != NULL && same->id != t.id)
		problem_add(rq->a, &an->problems, "name", N_("Cette commune est déjà dans la liste."), NULL);
	if (an->problems.n > 0)
		return again(rq, an);
	e = town_save(rq->db, &t);
	answer_notice(rq, an, N_("%s : enregistrée."), t.name, NULL);
	return e == OK ? answer_redirect(rq, an, url_path(rq->a, "/travel")) : e;
}

/* ---- CSV: from;to;minutes. A town that is not in the table yet comes in without coordinates. ------------------------------ */

enum err
travel_csv(struct request *rq, struct answer *an)
{
	struct travel t;
	struct buf out = buf_new(rq->a, MIB(8));
	enum err e = travel_load(rq->db, &t);
	if (e != OK)
		return e;
	csv_begin(&out);
	csv_text(&out, tr(rq->lang, N_("de")), true);
	csv_text(&out, tr(rq->lang, N_("à")), false);
	csv_text(&out, tr(rq->lang, N_("minutes")), false);
	csv_end_row(&out);
	for (size_t i = 0; i < t.journeys.n; i++) {
		const struct town *x = town_of(&t, t.journeys.items[i].a), *y = town_of(&t, t.journeys.items[i].b);
		if (x == NULL || y == NULL)
			continue;
		csv_text(&out, x->name, true);
		csv_text(&out, y->name, false);
		csv_int(&out, t.journeys.items[i].minutes, false);
		csv_end_row(&out);
	}
	return answer_bytes(an, "text/csv; charset=utf-8", buf_str(&out), out.len, "trajets.csv");
}

static enum err
take_town(struct request *rq, struct travel *t, const char *name, int64_t *id)
{
	const struct town *known = travel_town(rq->a, t, name);
	struct town fresh = { .id = NONE, .name = name, .lat = NAN, .lon = NAN };
	if (known != NULL) {
		*id = known->id;
		return OK;
	}
	enum err e = town_save(rq->db, &fresh);
	*id = fresh.id;
	if (e == OK)
		PUSH(rq->a, &t->towns, fresh);
	return e;
}

static enum err
take_line(struct request *rq, struct answer *an, struct travel *t, const struct csv_row *row, size_t at, size_t *taken)
{
	const char *from = row->n > 0 ? text_trim(rq->a, csv_unguarded(row->cells[0])) : "", *to = row->n > 1 ? text_trim(rq->a, csv_unguarded(row->cells[1])) : "";
	const char *typed = row->n > 2 ? text_trim(rq->a, row->cells[2]) : "";
	int minutes;
	int64_t a, b;
	if (*from == '\0' && *to == '\0' && *typed == '\0')
		return OK;
	if (!number_of(typed, 0, 600, &minutes) || *text_words(rq->a, from) == '\0' || *text_words(rq->a, to) == '\0' || text_length(from) > 80 || text_length(to) > 80) {
		if (at > 0) /* the first may be its headings */
			problem_add(rq->a, &an->problems, "file", N_("Ligne %s : deux communes et un nombre de minutes, de 0 à 600, sont attendus."), arena_printf(rq->a, "%zu", row->line));
		return OK;
	}
	enum err e = take_town(rq, t, from, &a);
	if (e == OK)
		e = take_town(rq, t, to, &b);
	if (e != OK || a == b)
		return e;
	++*taken;
	return journey_set(rq->db, a, b, minutes);
}

/* All of it, or nothing. */
enum err
travel_import(struct request *rq, struct answer *an)
{
	const struct upload *f = param_file(rq, "file");
	const void *bytes;
	struct csv_table table = { 0 };
	struct travel t;
	size_t n, taken = 0;
	if (f == NULL) {
		problem_add(rq->a, &an->problems, "file", N_("Choisissez un fichier CSV."), NULL);
		return again(rq, an);
	}
	enum err e = upload_bytes(rq->a, f, CSV_MAX, &bytes, &n);
	if (e == OK)
		e = csv_read(rq->a, bytes, n, LINES_MAX, LINES_MAX * 8, &table);
	if (e == E_LIMIT) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, "file", N_("Ce fichier est trop grand : 20 000 lignes au plus."), NULL);
		return again(rq, an);
	}
	if (e == OK)
		e = travel_load(rq->db, &t);
	for (size_t i = 0; e == OK && i < table.n && an->problems.n < 20; i++) /* each line has its own towns */
		e = take_line(rq, an, &t, &table.items[i], i, &taken);
	if (e == OK && an->problems.n == 0 && taken == 0)
		problem_add(rq->a, &an->problems, "file", N_("Aucun trajet n’a été trouvé dans ce fichier : de, à, minutes."), NULL);
	if (e != OK)
		return e;
	if (an->problems.n > 0)
		return again(rq, an);
	answer_notice(rq, an, taken == 1 ? N_("%s trajet repris.") : N_("%s trajets repris."), arena_printf(rq->a, "%zu", taken), NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/travel"));
}
