/* minutes_out.c: minutes and decisions as documents to print and to send, in the reader's language; what was typed stays as it is. */
#include "base/tr.h"
#include "html/html.h"
#include "mandate/mandate_rules.h"
#include "meeting/minutes_pages.h"
#include <string.h>

/* voice: what fmt_() needs of a page, its language. */
struct making { struct arena *a; struct out_document *d; struct page voice; };

static const char *
say(const struct making *m, const char *msgid)
{
	return tr(m->voice.lang, msgid);
}

static const char *
long_day(const struct making *m, const char *iso)
{
	struct date d;
	return iso != NULL && date_parse(iso, &d) ? date_long(m->a, d, lang_tag(m->voice.lang)) : iso;
}

static struct making
begin(const struct request *rq, const struct meeting *m)
{
	struct making x = { rq->a, ARENA_NEW(rq->a, struct out_document), { .a = rq->a, .lang = rq->lang } };
	bool read = date_parse(m->held_on, &x.d->created);
	BUG_ON(!read);
	x.d->lang = lang_tag(rq->lang);
	return x;
}

static void
head(struct making *x, const struct request *rq, const char *title)
{
	x->d->title = title;
	x->d->footer = arena_printf(x->a, "%s · %s", rq->programme->name, title);
}

static void
attendance_table(struct making *x, const struct minutes_whole *w)
{
	struct out_column *columns = ARENA_ARRAY(x->a, struct out_column, 3);
	struct out_table *t = NULL;
	columns[0] = (struct out_column){ say(x, N_("Nom")), 85 };
	columns[1] = (struct out_column){ say(x, N_("Qualité")), 50 };
	columns[2] = (struct out_column){ say(x, N_("Présence")), 35 };
	for (int pr = PRES_PRESENT; pr < PRESENCES; pr++)
		for (size_t i = 0; i < w->people.n; i++) {
			const struct attendee *p = &w->people.items[i];
			enum mandate_seat seat;
			if ((int)p->presence != pr || p->name == NULL)
				continue;
			if (t == NULL)
				t = out_table(x->a, x->d, say(x, N_("Présences")), columns, 3);
			struct out_row *r = out_row(x->a, t);
			r->cells[0].head = true;
			out_line(x->a, &r->cells[0], LINE_TEXT, p->function == NULL ? p->name : arena_printf(x->a, "%s (%s)", p->name, p->function));
			if (attendee_replaced(p))
				out_line(x->a, &r->cells[0], LINE_TEXT, fmt_(&x->voice, N_("à la place de %s"), p->replaces_name, NULL));
			out_line(x->a, &r->cells[1], LINE_TEXT, say(x, seat_of(p->seat, &seat) ? seat_name(seat) : p->voting ? N_("membre") : N_("invité·e")));
			out_line(x->a, &r->cells[2], LINE_TEXT, say(x, presence_name(p->presence)));
		}
}

static const char *
number(const struct making *x, int64_t n)
{
	return arena_printf(x->a, "%lld", (long long)n);
}

static const char *
manner_text(struct making *x, const struct resolution *r)
{
	return text_eq(r->manner, "vote") ? fmt_(&x->voice, N_("vote : %s pour, %s contre, abstentions : %s"), number(x, r->votes_for), number(x, r->votes_against), number(x, r->votes_abstain), NULL)
	                                  : say(x, N_("par consensus"));
}

static void
decision_blocks(struct making *x, const struct resolution *r, const struct resolution_actions *actions)
{
	const char *name = fmt_(&x->voice, N_("Décision %s"), number(x, r->number), NULL);
	out_paragraph(x->a, x->d, arena_printf(x->a, "%c%s%c (%s)%s%s", EMPH_ON, name, EMPH_OFF, manner_text(x, r), x->voice.lang == LANG_EN ? ": " : " : ", r->text));
	struct buf b = buf_new(x->a, KIB(64));
	if (r->owner_name != NULL || r->owner_actor_name != NULL)
		buf_printf(&b, "%s ", fmt_(&x->voice, N_("Responsable : %s."), arena_printf(x->a, "%s%s%s", r->owner_name == NULL ? "" : r->owner_name,
		    r->owner_name != NULL && r->owner_actor_name != NULL ? ", " : "", r->owner_actor_name == NULL ? "" : r->owner_actor_name), NULL));
	if (r->due_on != NULL)
		buf_printf(&b, "%s ", fmt_(&x->voice, N_("Pour le %s."), long_day(x, r->due_on), NULL));
	struct buf list = buf_new(x->a, KIB(64));
	for (size_t i = 0; i < actions->n; i++)
		if (actions->items[i].decision == r->id && actions->items[i].title != NULL)
			buf_printf(&list, "%s%s %s", list.len > 0 ? " ; " : "", actions->items[i].code, actions->items[i].title);
	if (list.len > 0)
		buf_puts(&b, fmt_(&x->voice, N_("Actions du plan : %s."), buf_str(&list), NULL));
	if (b.len > 0)
		out_paragraph(x->a, x->d, buf_str(&b));
}

static void
item_blocks(struct making *x, const struct minutes_whole *w, size_t at)
{
	const struct agenda_item *i = &w->agenda.items.items[at];
	out_heading(x->a, x->d, 2, arena_printf(x->a, "%zu. %s", at + 1, i->title));
	if (i->minutes != NULL)
		out_markdown(x->a, x->d, i->minutes, 3);
	bool any = false;
	for (size_t k = 0; k < w->agenda.actions.n; k++) {
		const struct agenda_action *g = &w->agenda.actions.items[k];
		if (g->item != i->id || !g->discussed || g->title == NULL)
			continue;
		if (!any)
			out_paragraph(x->a, x->d, say(x, N_("Actions discutées :")));
		any = true;
		struct out_block line = { .kind = OUT_ITEM, .text = arena_printf(x->a, "%s %s", g->code, g->title) };
		PUSH(x->a, &x->d->blocks, line);
	}
	for (size_t k = 0; k < w->decisions.n; k++)
		if (w->decisions.items[k].item == i->id)
			decision_blocks(x, &w->decisions.items[k], &w->decision_actions);
}

static const char *
when_and_where(struct making *x, const struct meeting *m)
{
	return m->place == NULL ? fmt_(&x->voice, N_("Réunion du %s, de %s à %s."), long_day(x, m->held_on), m->starts, m->ends, NULL)
	                        : fmt_(&x->voice, N_("Réunion du %s, de %s à %s, %s."), long_day(x, m->held_on), m->starts, m->ends, m->place, NULL);
}

struct out_document *
minutes_document(const struct request *rq, const struct minutes_whole *w)
{
	const struct meeting *m = &w->m;
	struct making x = begin(rq, m);
	head(&x, rq, fmt_(&x.voice, N_("Procès-verbal : %s, %s"), meeting_name(x.a, rq->lang, m), long_day(&x, m->held_on), NULL));
	out_paragraph(x.a, x.d, when_and_where(&x, m));
	if (m->chair_name != NULL)
		out_paragraph(x.a, x.d, fmt_(&x.voice, N_("Présidence : %s."), m->chair_name, NULL));
	if (m->secretary_name != NULL)
		out_paragraph(x.a, x.d, fmt_(&x.voice, N_("Secrétariat : %s."), m->secretary_name, NULL));
	if (m->stage != MT_APPROVED)
		out_paragraph(x.a, x.d, say(&x, N_("Projet de procès-verbal, pas encore approuvé.")));
	else if (m->approved_in == NONE)
		out_paragraph(x.a, x.d, fmt_(&x.voice, N_("%s, le %s."), m->approved_how, long_day(&x, m->approved_on), NULL));
	else
		out_paragraph(x.a, x.d, arena_printf(x.a, "%s.", m->approved_how));
	attendance_table(&x, w);
	if (w->count.needed > 0)
		out_paragraph(x.a, x.d, fmt_(&x.voice, N_("Quorum : %s membres présents, %s nécessaires."), number(&x, w->count.present), number(&x, w->count.needed), NULL));
	for (size_t i = 0; i < w->agenda.items.n; i++)
		item_blocks(&x, w, i);
	if (m->minutes_sha != NULL)
		out_paragraph(x.a, x.d, fmt_(&x.voice, N_("Texte approuvé, SHA-256 : %s"), m->minutes_sha, NULL));
	return x.d;
}

struct out_document *
resolution_document(const struct request *rq, const struct resolution_view *v)
{
	const struct resolution *r = &v->d;
	struct making x = begin(rq, &v->m);
	head(&x, rq, fmt_(&x.voice, N_("Extrait de procès-verbal : décision %s"), number(&x, r->number), NULL));
	out_paragraph(x.a, x.d, fmt_(&x.voice, N_("%s, réunion du %s."), meeting_name(x.a, rq->lang, &v->m), long_day(&x, v->m.held_on), NULL));
	if (r->item_title != NULL)
		out_heading(x.a, x.d, 2, r->item_title);
	decision_blocks(&x, r, &v->actions);
	if (r->status == FOLLOW_DONE)
		out_paragraph(x.a, x.d, fmt_(&x.voice, N_("Faite le %s."), long_day(&x, r->done_on), NULL));
	out_paragraph(x.a, x.d, v->m.stage == MT_APPROVED ? fmt_(&x.voice, N_("Extrait conforme du procès-verbal approuvé. %s. SHA-256 du texte : %s."), v->m.approved_how, v->m.minutes_sha, NULL)
	                                                  : say(&x, N_("Extrait d’un projet de procès-verbal, pas encore approuvé.")));
	return x.d;
}

enum err
send_document(struct request *rq, struct answer *an, const struct out_document *d, const char *word, const char *name)
{
	const struct out_format *f = out_format(word);
	const void *bytes;
	size_t n;
	if (f == NULL)
		return fail(rq->a, E_NOTFOUND, "no such format");
	enum err e = f->write(rq->a, d, &bytes, &n);
	return e == OK ? answer_bytes(an, f->type, bytes, n, arena_printf(rq->a, "%s.%s", name, word)) : e;
}
