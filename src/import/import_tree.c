/* import_tree.c: objectives, specific objectives, actions, as they are met. */
#include "import/import_build.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

const char *
source_row(struct arena *a, const struct doc_table *t, size_t row)
{
	return arena_printf(a, "table %d, row %d", t->number, t->items[row].number);
}

const char *
source_line(struct arena *a, int number)
{
	return arena_printf(a, "line %d", number);
}

char *
import_text(struct arena *a, enum lang l, const char *msgid, const char *const arg[4])
{
	const char *s = tr(l, msgid);
	struct buf b = buf_new(a, KIB(64));
	for (size_t k = 0; *s != '\0'; s++) {
		if (s[0] == '%' && s[1] == 's') {
			buf_puts(&b, k < 4 && arg[k] != NULL ? arg[k] : "");
			k++;
			s++;
		} else {
			buf_putc(&b, *s);
		}
	}
	return arena_strdup(a, buf_str(&b));
}

const char *
import_source_text(struct arena *a, enum lang l, const char *source)
{
	int table, row, used = 0;
	const char *arg[4] = { NULL };
	if (source == NULL)
		return "";
	if (sscanf(source, "table %9d, row %9d%n", &table, &row, &used) == 2 && source[used] == '\0') {
		arg[0] = arena_printf(a, "%d", table);
		arg[1] = arena_printf(a, "%d", row);
		return import_text(a, l, N_("tableau %s, ligne %s"), arg);
	}
	if (sscanf(source, "line %9d%n", &row, &used) == 1 && source[used] == '\0') {
		arg[0] = arena_printf(a, "%d", row);
		return import_text(a, l, N_("ligne %s"), arg);
	}
	return source;
}

void
warn(struct reading *r, const char *kind, const char *action, const char *source, const char *msgid, const char *a0, const char *a1)
{
	struct warning w = { .kind = kind, .action = action, .source = source, .msgid = msgid, .arg = { a0, a1, NULL, NULL } };
	w.text = import_text(r->a, LANG_FR, msgid, w.arg);
	PUSH(r->a, &r->out->warnings, w);
}

const char *
answered(const struct reading *r, const char *id)
{
	return r->answers == NULL ? NULL : json_string_value(json_object_get(r->answers, id));
}

void
ask(struct reading *r, enum question_kind kind, const char *id, const char *action, const char *source, const char *proposed,
    const struct strings *choices, const char *msgid, const char *a0, const char *a1)
{
	if (answered(r, id) != NULL)
		return;
	struct question q = { .kind = kind, .id = id, .action = action, .source = source, .proposed = proposed, .msgid = msgid, .arg = { a0, a1, NULL, NULL } };
	if (choices != NULL)
		q.choices = *choices;
	q.text = import_text(r->a, LANG_FR, msgid, q.arg);
	PUSH(r->a, &r->out->questions, q);
}

/* ---- levels --------------------------------------------------------------------------------------------- */

void
set_title(struct arena *a, const char *marked, const char **plain, const char **rich)
{
	char *one = text_trim(a, marked);
	for (char *s = one; *s != '\0'; s++)
		if (*s == '\n')
			*s = ' ';
	*plain = text_trim(a, doc_plain(a, one));
	*rich = strchr(one, EMPH_ON) == NULL ? NULL : doc_markdown(a, one);
}

static struct objective *
present_objective(struct reading *r)
{
	return r->open_objective < 0 ? NULL : &r->plan->objectives.items[r->open_objective];
}

static struct specific *
present_specific(struct reading *r)
{
	struct objective *o = present_objective(r);
	return o == NULL || r->open_specific < 0 ? NULL : &o->specifics.items[r->open_specific];
}

static bool
same_level(struct arena *a, const char *code, const char *title, const char *code2, const char *title2)
{
	if (*code != '\0' && *code2 != '\0')
		return strcmp(code, code2) == 0;
	return strcmp(text_words(a, title), text_words(a, title2)) == 0;
}

void
open_objective(struct reading *r, const char *code, const char *marked)
{
	struct objective fresh = { .code = code };
	set_title(r->a, marked, &fresh.title, &fresh.rich);
	for (size_t i = 0; i < r->plan->objectives.n; i++) {
		struct objective *o = &r->plan->objectives.items[i];
		if (!same_level(r->a, code, fresh.title, o->code, o->title))
			continue;
		if (r->open_objective != (int)i) {
			r->open_objective = (int)i;
			r->open_specific = (int)o->specifics.n - 1;
			r->phase = NULL;
		}
		if (text_blank(o->title)) {
			o->title = fresh.title;
			o->rich = fresh.rich;
		}
		return;
	}
	PUSH(r->a, &r->plan->objectives, fresh);
	r->open_objective = (int)r->plan->objectives.n - 1;
	r->open_specific = -1;
	r->phase = NULL;
	r->last = NULL;
}

void
open_specific(struct reading *r, const char *code, const char *marked)
{
	struct specific fresh = { .code = code, .phase = r->phase != NULL ? r->phase : r->top };
	set_title(r->a, marked, &fresh.title, &fresh.rich);
	/* "3.5" belongs to objective 3, whatever came last */
	char *parent = code_parent(r->a, code);
	for (size_t i = 0; *parent != '\0' && i < r->plan->objectives.n; i++)
		if (strcmp(r->plan->objectives.items[i].code, parent) == 0 && r->open_objective != (int)i) {
			r->open_objective = (int)i;
			r->open_specific = -1;
		}
	if (r->open_objective < 0 || (*parent != '\0' && *present_objective(r)->code != '\0' && present_objective(r)->specifics.n > 0 &&
	    strcmp(present_objective(r)->code, parent) != 0 && strspn(present_objective(r)->code, "0123456789") == strlen(present_objective(r)->code)))
		open_objective(r, parent, "");
	struct objective *o = present_objective(r);
	BUG_ON(o == NULL);
	for (size_t i = 0; i < o->specifics.n; i++)
		if (same_level(r->a, code, fresh.title, o->specifics.items[i].code, o->specifics.items[i].title)) {
			r->open_specific = (int)i;
			return;
		}
	PUSH(r->a, &o->specifics, fresh);
	r->open_specific = (int)o->specifics.n - 1;
	r->last = NULL;
}

void
open_rank(struct reading *r, enum label_rank rank, const char *code, const char *marked)
{
	switch (r->level[rank]) {
	case LEVEL_SPECIFIC:
		open_specific(r, code, marked);
		break;
	case LEVEL_PHASE:
		r->top = text_trim(r->a, doc_plain(r->a, marked));
		break;
	case LEVEL_OBJECTIVE: case LEVEL_NONE:
		open_objective(r, code, marked);
		break;
	}
}

enum label_rank
rank_of(const struct label *l)
{
	if (l->rank == RANK_NONE && l->depth > 0)
		return l->depth == 1 ? RANK_STRATEGIC : RANK_SPECIFIC;
	return l->rank == RANK_OBJECTIVE && l->depth == 2 ? RANK_SPECIFIC : l->rank;
}

void
open_label(struct reading *r, const char *marked, enum label_rank bare)
{
	struct label l;
	label_read(r->a, marked, &l);
	enum label_rank rank = rank_of(&l);
	if (r->lone.waits) { /* the title of "Objectif stratégique 1", or another label at once */
		struct label first = r->lone.label;
		r->lone.waits = false;
		if (rank == RANK_NONE || (l.depth == 0 && rank != RANK_PHASE)) {
			open_rank(r, first.rank, first.code, marked);
			return;
		}
		open_rank(r, first.rank, first.code, "");
	}
	if (rank == RANK_PHASE) { /* its number belongs to its name: "Temps 2 : À la sortie" */
		r->phase = text_trim(r->a, doc_plain(r->a, marked));
		return;
	}
	if (l.lone && rank != RANK_NONE) {
		r->lone.waits = true;
		r->lone.label = l;
		r->lone.label.rank = rank;
		return;
	}
	if (rank == RANK_NONE || rank == RANK_ACTION)
		rank = bare;
	if (rank == RANK_PHASE)
		r->phase = text_trim(r->a, doc_plain(r->a, marked));
	else if (rank != RANK_NONE)
		/* a level above the objectives keeps its number: it has no code of its own in the plan */
		open_rank(r, rank, l.code, l.used > 0 && r->level[rank] != LEVEL_PHASE ? marked + l.used : marked);
}

/* ---- actions -------------------------------------------------------------------------------------------- */

/* A document without any level, whose codes have several groups: "2.1.3" is under 2.1, under 2. */
static void
implied_levels(struct reading *r, const char *parent)
{
	bool none = true;
	for (int k = RANK_AXIS; k <= RANK_SPECIFIC; k++)
		none = none && r->level[k] == LEVEL_NONE;
	const char *over = code_parent(r->a, parent);
	if (none && *parent != '\0') {
		open_objective(r, *over != '\0' ? over : parent, "");
		if (*over != '\0')
			open_specific(r, parent, "");
	} else if (r->open_objective < 0) {
		open_objective(r, over, "");
	}
}

struct action *
add_action(struct reading *r, const char *code, const char *marked, const char *source)
{
	/* its own copy: what is said of an action before it has a code finds it again by this pointer */
	struct action x = { .id = NONE, .line = NONE, .code = arena_strdup(r->a, code), .source = source };
	char *parent = code_parent(r->a, code);
	if (r->lone.waits) {
		struct label first = r->lone.label;
		r->lone.waits = false;
		open_rank(r, first.rank, first.code, "");
	}
	implied_levels(r, parent);
	/* the code says where it belongs, when that place is known */
	struct specific *s = present_specific(r);
	if (*parent != '\0' && (s == NULL || strcmp(s->code, parent) != 0))
		for (size_t o = 0; o < r->plan->objectives.n; o++)
			for (size_t k = 0; k < r->plan->objectives.items[o].specifics.n; k++)
				if (strcmp(r->plan->objectives.items[o].specifics.items[k].code, parent) == 0) {
					r->open_objective = (int)o;
					r->open_specific = (int)k;
				}
	s = present_specific(r);
	if (s == NULL)
		open_specific(r, "", "");
	s = present_specific(r);
	set_title(r->a, marked, &x.title, &x.rich);
	struct raw raw = { .actors = buf_new(r->a, KIB(64)), .due = "" };
	x.line = (int64_t)r->raws.n;
	PUSH(r->a, &r->raws, raw);
	BUG_ON(s == NULL);
	PUSH(r->a, &s->actions, x);
	r->last = &s->actions.items[s->actions.n - 1];
	return r->last;
}

void
note_actors(struct reading *r, struct action *x, const char *cell)
{
	struct buf *b = &r->raws.items[x->line].actors;
	if (text_blank(cell))
		return;
	cell = doc_plain(r->a, cell);
	lexicon_learn(r->lexicon, cell);
	buf_printf(b, "%s%s", b->len > 0 ? "\n" : "", cell);
}

void
note_due(struct reading *r, struct action *x, const char *text)
{
	struct raw *k = &r->raws.items[x->line];
	if (!text_blank(text))
		k->due = text_blank(k->due) ? text_trim(r->a, text) : arena_printf(r->a, "%s, %s", k->due, text_trim(r->a, text));
}

void
note_items(struct reading *r, struct action *x, const struct strings *items)
{
	for (size_t i = 0; i < items->n; i++)
		PUSH(r->a, &r->raws.items[x->line].items, items->items[i]);
}

void
note_aside(struct reading *r, struct action *x, bool state, const char *heading, const char *text, const char *source)
{
	static const char done[] = "realise|realisee|realises|fait|faite|termine|terminee|done|completed|acheve|achevee|cloture|cloturee|finalise|finalisee|100|oui|yes";
	if (state && words_are(text_words(r->a, text), done))
		x->declared_done = true;
	warn(r, "unread_text", x->code, source, N_("« %s » : « %s », gardé ici et non dans le plan."), text_blank(heading) ? "—" : heading, text);
}

/* "R1, R4" is two references, "Rapport AEQES, p. 12" is one. */
void
note_recommendations(struct reading *r, struct action *x, const char *text)
{
	struct strings items = text_items(r->a, text);
	for (size_t i = 0; i < items.n; i++) {
		struct strings refs = words_split(r->a, items.items[i], ',');
		bool all = refs.n > 1;
		for (size_t k = 0; k < refs.n && all; k++) {
			const char *w = text_words(r->a, refs.items[k]);
			size_t n = words_match_at(w, "r*|rec*|recomm*|critere *|c*|esg *|recommandation *|recommendation *|crit *|n *");
			all = strlen(w) <= 20 && words_count(w) <= 2 && (n == strlen(w) || strspn(w, "0123456789 ") == strlen(w)) && strpbrk(w, "0123456789") != NULL;
		}
		for (size_t k = 0; k < refs.n && all; k++)
			PUSH(r->a, &x->recommendations, text_trim(r->a, refs.items[k]));
		if (!all)
			PUSH(r->a, &x->recommendations, text_trim(r->a, items.items[i]));
	}
}
