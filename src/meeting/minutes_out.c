/* minutes_out.c: minutes and decisions as documents to print and to send. */
#include "base/tr.h"
#include "meeting/minutes_pages.h"
#include <string.h>

/* ---- minutes -------------------------------------------------------------------------------------------------------- */

static const char *
long_day(struct arena *a, const char *iso)
{
	struct date d;
	return iso != NULL && date_parse(iso, &d) ? date_long(a, d, "fr") : iso;
}

static struct out_document *
begin(struct arena *a, const char *title, const struct meeting *m, const char *programme)
{
	struct out_document *d = ARENA_NEW(a, struct out_document);
	bool read = date_parse(m->held_on, &d->created);
	BUG_ON(!read);
	d->title = title;
	d->lang = "fr";
	d->footer = arena_printf(a, "%s · %s", programme, title);
	return d;
}

static void
attendance_table(struct arena *a, struct out_document *d, const struct minutes_whole *w)
{
	static const struct out_column columns[] = { { "Nom", 95 }, { "Qualité", 40 }, { "Présence", 35 } };
	struct out_table *t = NULL;
	for (int pr = PRES_PRESENT; pr < PRESENCES; pr++)
		for (size_t i = 0; i < w->people.n; i++) {
			const struct attendee *p = &w->people.items[i];
			if ((int)p->presence != pr || p->name == NULL)
				continue;
			if (t == NULL)
				t = out_table(a, d, "Présences", columns, LEN(columns));
			struct out_row *r = out_row(a, t);
			r->cells[0].head = true;
			out_line(a, &r->cells[0], LINE_TEXT, p->function == NULL ? p->name : arena_printf(a, "%s (%s)", p->name, p->function));
			out_line(a, &r->cells[1], LINE_TEXT, p->voting ? "membre" : "invité·e");
			out_line(a, &r->cells[2], LINE_TEXT, presence_name(p->presence));
		}
}

static const char *
manner_text(struct arena *a, const struct resolution *r)
{
	return text_eq(r->manner, "vote") ? arena_printf(a, "vote : %lld pour, %lld contre, %lld abstentions", (long long)r->votes_for, (long long)r->votes_against, (long long)r->votes_abstain)
	                                  : "par consensus";
}

static void
decision_blocks(struct arena *a, struct out_document *d, const struct resolution *r, const struct resolution_actions *actions)
{
	out_paragraph(a, d, arena_printf(a, "%cDécision %lld%c (%s) : %s", EMPH_ON, (long long)r->number, EMPH_OFF, manner_text(a, r), r->text));
	struct buf b = buf_new(a, KIB(64));
	if (r->owner_name != NULL || r->owner_actor_name != NULL)
		buf_printf(&b, "Responsable : %s%s%s. ", r->owner_name == NULL ? "" : r->owner_name, r->owner_name != NULL && r->owner_actor_name != NULL ? ", " : "",
		    r->owner_actor_name == NULL ? "" : r->owner_actor_name);
	if (r->due_on != NULL)
		buf_printf(&b, "Pour le %s. ", long_day(a, r->due_on));
	bool any = false;
	for (size_t i = 0; i < actions->n; i++)
		if (actions->items[i].decision == r->id && actions->items[i].title != NULL) {
			buf_printf(&b, "%s%s %s", any ? " ; " : "Actions du plan : ", actions->items[i].code, actions->items[i].title);
			any = true;
		}
	buf_puts(&b, any ? "." : "");
	if (b.len > 0)
		out_paragraph(a, d, buf_str(&b));
}

static void
item_blocks(struct arena *a, struct out_document *d, const struct minutes_whole *w, size_t at)
{
	const struct agenda_item *i = &w->agenda.items.items[at];
	out_heading(a, d, 2, arena_printf(a, "%zu. %s", at + 1, i->title));
	if (i->minutes != NULL)
		out_markdown(a, d, i->minutes, 3);
	bool any = false;
	for (size_t k = 0; k < w->agenda.actions.n; k++) {
		const struct agenda_action *x = &w->agenda.actions.items[k];
		if (x->item != i->id || !x->discussed || x->title == NULL)
			continue;
		if (!any)
			out_paragraph(a, d, "Actions discutées :");
		any = true;
		struct out_block line = { .kind = OUT_ITEM, .text = arena_printf(a, "%s %s", x->code, x->title) };
		PUSH(a, &d->blocks, line);
	}
	for (size_t k = 0; k < w->decisions.n; k++)
		if (w->decisions.items[k].item == i->id)
			decision_blocks(a, d, &w->decisions.items[k], &w->decision_actions);
}

struct out_document *
minutes_document(struct arena *a, const struct minutes_whole *w, const char *programme)
{
	const struct meeting *m = &w->m;
	struct out_document *d = begin(a, arena_printf(a, "Procès-verbal : %s, %s", meeting_name(a, LANG_FR, m), long_day(a, m->held_on)), m, programme);
	out_paragraph(a, d, arena_printf(a, "Réunion du %s, de %s à %s%s%s.", long_day(a, m->held_on), m->starts, m->ends, m->place == NULL ? "" : ", ", m->place == NULL ? "" : m->place));
	if (m->chair_name != NULL)
		out_paragraph(a, d, arena_printf(a, "Présidence : %s.%s%s%s", m->chair_name, m->secretary_name == NULL ? "" : " Secrétariat : ", m->secretary_name == NULL ? "" : m->secretary_name,
		    m->secretary_name == NULL ? "" : "."));
	out_paragraph(a, d, m->stage == MT_APPROVED ? arena_printf(a, "%s%s%s.", m->approved_how, m->approved_in == NONE ? ", le " : "", m->approved_in == NONE ? long_day(a, m->approved_on) : "")
	                                            : "Projet de procès-verbal, pas encore approuvé.");
	attendance_table(a, d, w);
	if (w->count.needed > 0)
		out_paragraph(a, d, arena_printf(a, "Quorum : %lld membres présents, %lld nécessaires.", (long long)w->count.present, (long long)w->count.needed));
	for (size_t i = 0; i < w->agenda.items.n; i++)
		item_blocks(a, d, w, i);
	if (m->minutes_sha != NULL)
		out_paragraph(a, d, arena_printf(a, "Texte approuvé, SHA-256 : %s", m->minutes_sha));
	return d;
}

struct out_document *
resolution_document(struct arena *a, const struct resolution_view *v, const char *programme)
{
	const struct resolution *r = &v->d;
	struct out_document *d = begin(a, arena_printf(a, "Extrait de procès-verbal : décision %lld", (long long)r->number), &v->m, programme);
	out_paragraph(a, d, arena_printf(a, "%s, réunion du %s.", meeting_name(a, LANG_FR, &v->m), long_day(a, v->m.held_on)));
	if (r->item_title != NULL)
		out_heading(a, d, 2, r->item_title);
	decision_blocks(a, d, r, &v->actions);
	if (r->status == FOLLOW_DONE)
		out_paragraph(a, d, arena_printf(a, "Faite le %s.", long_day(a, r->done_on)));
	out_paragraph(a, d, v->m.stage == MT_APPROVED ? arena_printf(a, "Extrait conforme du procès-verbal approuvé. %s. SHA-256 du texte : %s.", v->m.approved_how, v->m.minutes_sha)
	                                              : "Extrait d’un projet de procès-verbal, pas encore approuvé.");
	return d;
}

static const struct { const char *word, *type; enum err (*write)(struct arena *, const struct out_document *, const void **, size_t *); } formats[] = {
	{ "pdf", "application/pdf", write_pdf },
	{ "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", write_docx },
	{ "odt", "application/vnd.oasis.opendocument.text", write_odt },
};

bool
document_format(const char *word)
{
	for (size_t i = 0; i < LEN(formats); i++)
		if (text_eq(word, formats[i].word))
			return true;
	return false;
}

enum err
send_document(struct request *rq, struct answer *an, const struct out_document *d, const char *word, const char *name)
{
	const void *bytes;
	size_t n;
	for (size_t i = 0; i < LEN(formats); i++)
		if (text_eq(word, formats[i].word)) {
			enum err e = formats[i].write(rq->a, d, &bytes, &n);
			return e == OK ? answer_bytes(an, formats[i].type, bytes, n, arena_printf(rq->a, "%s.%s", name, word)) : e;
		}
	return fail(rq->a, E_NOTFOUND, "no such format");
}
