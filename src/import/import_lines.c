/* import_lines.c: what stands outside tables: headings, labels alone in their line, and plans written without a table. */
#include "import/import_build.h"
#include <string.h>

/* ---- labelled lines ---------------------------------------------------------------------------------------- */

static bool
is_field(enum column_role role)
{
	return role == COL_ACTORS || role == COL_DUE || role == COL_INDICATORS || role == COL_RECOMMENDATION || role == COL_PRIORITY || role == COL_CONDITIONS ||
	    role == COL_NOTES || role == COL_START;
}

bool
field_label(struct arena *a, const char *marked, struct heading *h, const char **name, const char **value)
{
	marked += bullet_length(marked);
	const char *colon = strchr(marked, ':');
	struct label l;
	*h = (struct heading){ .role = COL_IGNORE };
	if (colon == NULL || colon - marked > 70)
		return false;
	label_read(a, marked, &l);
	if (l.rank != RANK_NONE && *l.code != '\0') /* "Temps 2 : à la sortie" is a phase, "Temps : 26-27" a field */
		return false;
	*name = text_trim(a, doc_plain(a, piece_of(a, marked, (size_t)(colon - marked))));
	if (words_count(text_words(a, *name)) > 6)
		return false;
	heading_read(a, *name, h);
	if (h->score < 0.85 || h->year != 0 || !is_field(h->role))
		return false;
	const char *v = colon + 1 + strspn(colon + 1, " ");
	if (*v == EMPH_OFF) /* "**Responsable :** CP" */
		v++;
	*value = piece_of(a, v, strlen(v));
	return true;
}

static void
add_text(struct reading *r, const char **into, const char *value)
{
	value = text_trim(r->a, doc_plain(r->a, value));
	if (*value != '\0')
		*into = *into == NULL ? value : arena_printf(r->a, "%s ; %s", *into, value);
}

static void
apply_field(struct reading *r, const struct heading *h, const char *name, const char *value)
{
	struct strings items;
	const char *plain = text_trim(r->a, doc_plain(r->a, value));
	switch (h->role) {
	case COL_ACTORS:
		note_actors(r, r->last, value);
		break;
	case COL_DUE:
		note_due(r, r->last, plain);
		break;
	case COL_INDICATORS:
		items = text_items(r->a, value);
		note_items(r, r->last, &items);
		break;
	case COL_RECOMMENDATION:
		note_recommendations(r, r->last, plain);
		break;
	case COL_PRIORITY:
		add_text(r, &r->last->priority, value);
		break;
	case COL_CONDITIONS:
		add_text(r, &r->last->conditions, h->partner && *plain != '\0' ? arena_printf(r->a, "%s : %s", name, plain) : value);
		break;
	case COL_NOTES: case COL_START:
		if (*plain != '\0')
			note_aside(r, r->last, h->state, name, plain, r->last->source);
		break;
	case COL_IGNORE: case COL_OBJECTIVE: case COL_SPECIFIC: case COL_ACTION: case COL_CODE: case COL_PHASE: case COL_ROLES:
		break;
	}
	r->field = h->role;
}

/* An item under "Indicateurs :", one more responsible under "Responsables :". */
static bool
read_item(struct reading *r, const char *marked)
{
	if (r->field == COL_IGNORE || !is_field(r->field))
		return false;
	struct heading h = { .role = r->field };
	const char *text = marked + bullet_length(marked);
	apply_field(r, &h, "", r->field == COL_INDICATORS ? marked : text);
	return true;
}

/* ---- fields inside a line ------------------------------------------------------------------------------------ */

/* " — Responsable : CP": where the next field of the line begins; its heading in *h, bytes of the separator in *skip. */
static const char *
next_field(struct arena *a, const char *s, struct heading *h, size_t *skip)
{
	static const char *const seps[] = { " — ", " – ", " - ", " | ", "; ", " ; ", ". ", ", ", " (", "(", "\t", " / " };
	for (const char *p = s; *p != '\0'; p++)
		for (size_t i = 0; i < LEN(seps); i++) {
			size_t n = strlen(seps[i]);
			const char *colon = text_starts(p, seps[i]) ? strchr(p + n, ':') : NULL;
			const char *name, *value;
			if (colon == NULL || colon - (p + n) > 40 || !field_label(a, p + n, h, &name, &value) || h->score < 0.95)
				continue;
			*skip = n;
			return p;
		}
	return NULL;
}

bool
has_inline_fields(struct arena *a, const char *marked)
{
	struct heading h;
	size_t skip;
	if (strchr(marked, ':') == NULL)
		return false;
	return next_field(a, marked, &h, &skip) != NULL;
}

/* Everything after the title of a line: each field to its place. */
static void
read_inline(struct reading *r, const char *s)
{
	while (s != NULL && *s != '\0') {
		struct heading h, after;
		const char *name, *value;
		size_t skip = 0;
		const char *next = next_field(r->a, s, &after, &skip);
		char *part = piece_of(r->a, s, next == NULL ? strlen(s) : (size_t)(next - s));
		size_t n = strlen(part);
		if (n > 0 && part[n - 1] == ')' && strchr(part, '(') == NULL)
			part[n - 1] = '\0';
		if (field_label(r->a, part, &h, &name, &value))
			apply_field(r, &h, name, value);
		s = next == NULL ? NULL : next + skip;
	}
	r->field = COL_IGNORE;
}

/* ---- "Titre (CP, CEP ; 26-27)" ------------------------------------------------------------------------------- */

static struct strings
tail_parts(struct arena *a, const char *tail)
{
	char sep = strchr(tail, ';') != NULL ? ';' : strstr(tail, " – ") != NULL || strstr(tail, " - ") != NULL ? '-' : ',';
	if (sep != '-')
		return words_split(a, tail, sep);
	struct strings out = { 0 };
	for (const char *s = tail; *s != '\0';) {
		const char *e = strstr(s, " – "), *f = strstr(s, " - ");
		if (e == NULL || (f != NULL && f < e))
			e = f;
		PUSH(a, &out, arena_strndup(a, s, e == NULL ? strlen(s) : (size_t)(e - s)));
		s = e == NULL ? s + strlen(s) : e + (text_starts(e, " – ") ? 5 : 3);
	}
	return out;
}

/* The parentheses that end a line, when a due value stands in them; NULL. */
static const char *
tail_of(struct reading *r, const char *marked, const char **open)
{
	*open = strrchr(marked, '(');
	if (*open == NULL || (size_t)(*open - marked) < 3)
		*open = strrchr(marked, '[');
	const char *close = *open == NULL ? NULL : strpbrk(*open, ")]");
	if (close == NULL || !text_blank(close + 1 + (close[1] == '.')))
		return NULL;
	char *tail = doc_plain(r->a, arena_strndup(r->a, *open + 1, (size_t)(close - *open - 1)));
	if (text_length(tail) > 120)
		return NULL;
	struct strings parts = tail_parts(r->a, tail);
	for (size_t i = 0; i < parts.n; i++) {
		struct due_reading d;
		due_read(r->a, text_trim(r->a, parts.items[i]), &r->style, &d);
		if (d.due.kind != DUE_NONE && (parts.n > 1 || d.doubt == DUE_SURE))
			return tail;
	}
	return NULL;
}

bool
has_tail(struct reading *r, const char *marked)
{
	const char *open;
	return tail_of(r, marked, &open) != NULL;
}

static void
read_tail(struct reading *r, const char *tail)
{
	struct strings parts = tail_parts(r->a, tail);
	for (size_t i = 0; i < parts.n; i++) {
		struct due_reading d;
		const char *part = text_trim(r->a, parts.items[i]);
		due_read(r->a, part, &r->style, &d);
		if (d.due.kind != DUE_NONE) {
			note_due(r, r->last, part);
		} else {
			note_actors(r, r->last, part);
		}
	}
}

/* ---- lines ---------------------------------------------------------------------------------------------------- */

static void
line_action(struct reading *r, const char *text, int number)
{
	struct label l;
	struct heading h;
	size_t skip;
	const char *open = NULL;
	label_read(r->a, text, &l);
	bool coded = l.rank == RANK_ACTION || (l.rank == RANK_NONE && l.depth > 0);
	const char *title = coded ? text + l.used : text;
	const char *fields = next_field(r->a, title, &h, &skip), *tail = fields == NULL ? tail_of(r, title, &open) : NULL;
	size_t n = fields != NULL ? (size_t)(fields - title) : tail != NULL ? (size_t)(open - title) : strlen(title);
	char *head = piece_of(r->a, title, n);
	size_t len = strlen(head);
	while (fields != NULL && len > 0 && strchr(".,;:", head[len - 1]) != NULL)
		head[--len] = '\0';
	add_action(r, coded ? l.code : "", head, source_line(r->a, number));
	r->in_lines = true;
	r->field = COL_IGNORE;
	if (fields != NULL)
		read_inline(r, fields + skip);
	if (tail != NULL)
		read_tail(r, tail);
}

void
keep_outside(struct reading *r, const char *text, const char *source)
{
	const char *plain = text_trim(r->a, doc_plain(r->a, text));
	if (*text_words(r->a, plain) == '\0')
		return;
	if (r->plan->objectives.n == 0) {
		if (r->outside.a == NULL)
			r->outside = buf_new(r->a, MIB(8));
		buf_printf(&r->outside, "%s%s", r->outside.len > 0 ? " / " : "", plain);
		return;
	}
	warn(r, "outside_text", NULL, source, N_("Texte hors du plan, non repris : « %s »."), plain, NULL);
}

void
say_outside(struct reading *r)
{
	if (r->outside.len > 0)
		warn(r, "outside_text", NULL, NULL, N_("Texte avant le plan, non repris : « %s »."), buf_str(&r->outside), NULL);
}

void
read_line(struct reading *r, size_t block)
{
	const struct doc_block *b = &r->d->items[block];
	const char *marked = b->line.text, *text = marked + bullet_length(marked), *name, *value;
	struct heading h;
	bool item = b->line.kind == LINE_ITEM || text > marked;
	if (r->line_roles[block] == LINE_OUTLINE) {
		open_label(r, text, r->line_ranks[block]);
		r->last = NULL;
		r->field = COL_IGNORE;
	} else if (r->line_roles[block] == LINE_ACTION && !(item && r->last != NULL && r->in_lines && r->field == COL_INDICATORS && !has_tail(r, text))) {
		line_action(r, text, b->number);
	} else if (r->lone.waits && !item) {
		open_label(r, text, RANK_NONE);
		r->last = NULL;
	} else if (r->last != NULL && r->in_lines && field_label(r->a, marked, &h, &name, &value)) {
		apply_field(r, &h, name, value);
	} else if (r->last != NULL && r->in_lines && (item || r->field == COL_INDICATORS) && read_item(r, marked)) {
		return;
	} else if (r->last != NULL && r->in_lines && item) { /* items under an action prove it */
		struct heading proof = { .role = COL_INDICATORS };
		apply_field(r, &proof, "", marked);
	} else if (r->last != NULL && r->in_lines && text_blank(r->last->title)) { /* "Action 1" alone, its title on the next line */
		set_title(r->a, text, &r->last->title, &r->last->rich);
	} else {
		keep_outside(r, text, source_line(r->a, b->number));
	}
}
