/* privacy_export.c: what is held of a person as ZIPs: JSON and CSV for machines, a page for people, the files. */
#include "privacy/privacy_export.h"
#include "base/csv.h"
#include "base/date.h"
#include "formats/writer.h"
#include "pages.h"
#include "store/blob.h"
#include "store/history.h"
#include <string.h>

/* Offline and in print; the colours are those that a reader's system asks for. */
static const char style_css[] =
    ":root{color-scheme:light dark}\n"
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:75rem;margin:0 auto;padding:1rem;color:#1c1c1a;background:#fff}\n"
    "h1{line-height:1.2}a{color:#0b4f9e}\n"
    ".scroll{overflow-x:auto}.scroll:focus-visible{outline:3px solid #0b4f9e}\n"
    "table{border-collapse:collapse;min-width:100%}\n"
    "th,td{border:1px solid #767672;padding:.35rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere;min-width:5rem}\n"
    "th{background:#ececea}dt{font-weight:bold}nav li{padding:.15rem 0}\n"
    "@media (prefers-color-scheme:dark){body{color:#eeeeea;background:#17171a}a{color:#9cc7ff}th{background:#2b2b2f}th,td{border-color:#8a8a86}}\n"
    "@media print{.scroll{overflow:visible}body{max-width:none}}\n";

/* ---- for the page --------------------------------------------------------------------------------------------- */

struct url
export_file(struct arena *a, const char *member)
{
	return (struct url){ arena_strdup(a, member) }; /* of member_name(): signs that need no escaping */
}

bool
export_has_capacities(const struct held_table *t)
{
	for (size_t i = 0; i < t->rows.n; i++)
		if (t->rows.items[i].capacities[0] != '\0')
			return true;
	return false;
}

const char *
export_value(struct page *p, const char *value)
{
	struct date d;
	int64_t t;
	if (value == NULL)
		return NULL;
	return date_parse(value, &d) ? day_(p, value) : isotime_parse(value, &t) ? moment_(p, value) : value;
}

const char *
export_small(struct page *p, const char *msgid)
{
	char *s = arena_strdup(p->a, tr(p->lang, msgid));
	if (s[0] >= 'A' && s[0] <= 'Z')
		s[0] = (char)(s[0] + 32);
	return s;
}

/* ---- for machines ---------------------------------------------------------------------------------------------- */

static void
json_table(struct jw *j, const struct held_table *t, enum lang lang)
{
	jw_begin(j, NULL, '{');
	jw_str(j, "table", t->p->table);
	jw_str(j, "title", tr(lang, t->p->title));
	jw_str(j, "purpose", tr(lang, t->p->processing->purpose));
	jw_str(j, "basis", tr(lang, basis_name(t->p->processing->basis)));
	jw_str(j, "recipients", tr(lang, t->p->processing->recipients));
	jw_begin(j, "rows", '[');
	for (size_t i = 0; i < t->rows.n; i++) {
		jw_begin(j, NULL, '{');
		for (size_t c = 0; c < t->ncolumns; c++)
			jw_str(j, t->columns[c].name, t->rows.items[i].values[c]);
		if (t->rows.items[i].capacities[0] != '\0')
			jw_str(j, "as", t->rows.items[i].capacities);
		jw_end(j, '}');
	}
	jw_end(j, ']');
	jw_end(j, '}');
}

static void
json_all(struct buf *out, const struct subject *s, const struct held *h, enum lang lang, const char *day)
{
	struct jw j = jw_to(out, true);
	jw_begin(&j, NULL, '{');
	jw_str(&j, "email", s->email);
	jw_str(&j, "name", s->name);
	jw_str(&j, "on", day);
	jw_begin(&j, "tables", '[');
	for (size_t i = 0; i < h->tables.n; i++)
		json_table(&j, &h->tables.items[i], lang);
	jw_end(&j, ']');
	jw_begin(&j, "files", '[');
	for (size_t i = 0; i < h->files.n; i++) {
		jw_begin(&j, NULL, '{');
		jw_str(&j, "name", h->files.items[i].name);
		jw_str(&j, "sha256", h->files.items[i].sha);
		jw_end(&j, '}');
	}
	jw_end(&j, ']');
	jw_begin(&j, "mentions", '[');
	for (size_t i = 0; i < h->mentions.n; i++) {
		jw_begin(&j, NULL, '{');
		jw_str(&j, "table", h->mentions.items[i].p->table);
		jw_str(&j, "field", tr(lang, h->mentions.items[i].label));
		jw_str(&j, "text", h->mentions.items[i].text);
		jw_end(&j, '}');
	}
	jw_end(&j, ']');
	jw_end(&j, '}');
	buf_putc(out, '\n');
}

static void
csv_table(struct buf *out, const struct held_table *t, enum lang lang)
{
	bool as = export_has_capacities(t);
	csv_begin(out);
	for (size_t c = 0; c < t->ncolumns; c++)
		csv_text(out, tr(lang, t->columns[c].label), c == 0);
	if (as)
		csv_text(out, tr(lang, N_("À quel titre")), false);
	csv_end_row(out);
	for (size_t i = 0; i < t->rows.n; i++) {
		for (size_t c = 0; c < t->ncolumns; c++)
			csv_text(out, t->rows.items[i].values[c], c == 0);
		if (as)
			csv_text(out, t->rows.items[i].capacities, false);
		csv_end_row(out);
	}
}

/* ---- the archive ------------------------------------------------------------------------------------------------- */

struct members { struct zip_member *items; size_t n, cap; };

static void
add_member(struct arena *a, struct members *m, const char *name, const void *bytes, size_t n, bool stored)
{
	PUSH(a, m, ((struct zip_member){ name, bytes, n, stored }));
}

/* "fichiers/03-rapport-final.pdf": signs that every system takes. */
static const char *
member_name(struct arena *a, size_t i, const char *name)
{
	const char *dot = strrchr(name, '.');
	char *stem = text_words(a, arena_strndup(a, name, dot == NULL ? strlen(name) : (size_t)(dot - name)));
	struct buf b = buf_new(a, KIB(4));
	buf_printf(&b, "fichiers/%02zu-", i + 1);
	for (const char *p = stem; *p != '\0' && p - stem < 80; p++)
		if ((unsigned char)*p < 0x80)
			buf_putc(&b, *p == ' ' ? '-' : *p);
	const char *end = dot == NULL ? "" : text_words(a, dot + 1);
	bool plain = *end != '\0' && strlen(end) <= 8 && strchr(end, ' ') == NULL;
	for (const char *p = end; *p != '\0' && plain; p++)
		plain = (unsigned char)*p < 0x80;
	if (plain)
		buf_printf(&b, ".%s", end);
	return buf_str(&b);
}

/* Which part each file is in, by its size; files that are no longer there are in none (0). */
struct placed { int *part; int64_t *size; int parts; struct strings names; };

static const struct query q_sizes = { "export_sizes", "SELECT size FROM blob WHERE sha256 = $1" };

static enum err
place_files(struct db *db, const struct held *h, struct placed *out)
{
	struct arena *a = db_arena(db);
	int64_t room = EXPORT_PART;
	*out = (struct placed){ .part = ARENA_ARRAY(a, int, h->files.n), .size = ARENA_ARRAY(a, int64_t, h->files.n), .parts = 1 };
	for (size_t i = 0; i < h->files.n; i++) {
		struct rows *r;
		enum err e = db_one(db, &q_sizes, ARGS(V(h->files.items[i].sha)), &r);
		if (e != OK && e != E_NOTFOUND)
			return e;
		PUSH(a, &out->names, e == OK ? member_name(a, i, h->files.items[i].name) : NULL);
		if (e == E_NOTFOUND) {
			fail_clear(a);
			continue;
		}
		out->size[i] = col_int(r, 0);
		if (out->size[i] > room && room < EXPORT_PART && out->parts < EXPORT_PARTS_MAX) {
			out->parts++;
			room = EXPORT_PART;
		}
		out->part[i] = out->parts;
		room -= out->size[i];
	}
	return OK;
}

static enum err
add_files(struct db *db, const struct held *h, const struct placed *at, int part, struct members *m)
{
	for (size_t i = 0; i < h->files.n; i++) {
		const void *bytes;
		size_t n;
		if (at->part[i] != part)
			continue;
		enum err e = blob_get(db, h->files.items[i].sha, &bytes, &n);
		if (e != OK)
			return e;
		add_member(db_arena(db), m, at->names.items[i], bytes, n, false);
	}
	return OK;
}

static enum err
add_data(struct db *db, const struct subject *s, const struct held *h, enum lang lang, const struct placed *at, struct members *m)
{
	struct arena *a = db_arena(db);
	struct programme pr;
	struct isodate day = date_iso(today_brussels());
	struct buf json = buf_new(a, OUT_MAX);
	struct page page = page_new(a, lang);
	enum err e = programme_load(db, &pr);
	if (e != OK)
		return e;
	json_all(&json, s, h, lang, day.s);
	page_export_index(&page, s, h, pr.name, day.s, at->parts, &at->names);
	add_member(a, m, "index.html", buf_str(&page.out), page.out.len, false);
	add_member(a, m, "style.css", style_css, sizeof style_css - 1, false);
	add_member(a, m, "donnees.json", buf_str(&json), json.len, false);
	for (size_t i = 0; i < h->tables.n; i++) {
		struct buf *csv = ARENA_NEW(a, struct buf);
		const struct held_table *t = &h->tables.items[i];
		*csv = buf_new(a, OUT_MAX);
		csv_table(csv, t, lang);
		/* A table that is declared twice gives two files. */
		bool again = i > 0 && strcmp(h->tables.items[i - 1].p->table, t->p->table) == 0;
		add_member(a, m, arena_printf(a, "csv/%s%s.csv", t->p->table, again ? "-2" : ""), buf_str(csv), csv->len, false);
		if (csv->full)
			return fail(a, E_LIMIT, "export: %s is too long", t->p->table);
	}
	return json.full || page.out.full ? fail(a, E_LIMIT, "export: more than %d bytes", OUT_MAX) : OK;
}

enum err
export_person(struct db *db, const struct subject *s, enum lang lang, bool mentions, int part, struct export_part *out, int *parts)
{
	struct arena *a = db_arena(db);
	struct held h;
	struct placed at;
	struct members m = { 0 };
	enum err e = held_of(db, s, lang, 0, mentions, &h);
	if (e == OK)
		e = place_files(db, &h, &at);
	if (e != OK)
		return e;
	*parts = at.parts;
	if (part < 1 || part > at.parts)
		return fail(a, E_NOTFOUND, "export: part %d of %d", part, at.parts);
	if (part == 1)
		e = add_data(db, s, &h, lang, &at, &m);
	if (e == OK)
		e = add_files(db, &h, &at, part, &m);
	return e == OK ? zip_write(a, m.items, m.n, &out->bytes, &out->n) : e;
}

enum err
export_noted(struct db *db, const struct subject *s, const char *how)
{
	return history_add(db, "person", s->persons.n == 0 ? 0 : s->persons.items[0], "exported", how, NULL, NULL);
}
