/* Answers in words, for the check page, the file of the staff and the mail. */
#include "call/call_letters.h"
#include "call/call_store.h"
#include "base/tr.h"
#include <string.h>

static const char *
term_name(const struct call_terms *terms, int64_t id)
{
	for (size_t i = 0; i < terms->n; i++)
		if (terms->items[i].id == id)
			return terms->items[i].name;
	return NULL;
}

static const char *
answer_value(struct arena *a, enum lang lang, const struct answer_field *f, const struct submission *s, const struct call_terms *terms)
{
	const char *text = "";
	int64_t id;
	if (f->kind == ANSWER_TERM) {
		memcpy(&id, (const char *)s + f->offset, sizeof id);
		if (id != NONE)
			return term_name(terms, id) == NULL ? "" : term_name(terms, id);
		if (f->flags & ANSWER_OTHER)
			memcpy(&text, (const char *)s + f->other, sizeof text);
		return text == NULL ? "" : text;
	}
	text = answer_text(f, s);
	if (f->kind == ANSWER_CHOICE)
		for (const struct choice *c = f->choices; c->key != NULL; c++)
			if (strcmp(c->key, text) == 0)
				return tr(lang, c->label);
	return strcmp(f->name, "org_number") == 0 ? enterprise_text(a, enterprise_number(a, text)) : text;
}

static void
add(struct arena *a, struct answer_lines *out, enum step step, const char *name, const char *label, const char *value)
{
	PUSH(a, out, ((struct answer_line){ step, name, label, value == NULL ? "" : value }));
}

static void
add_commitments(struct arena *a, enum lang lang, const struct edition *e, const struct commitments *c, struct answer_lines *out)
{
	struct date d;
	for (int i = 0; i < COMMITMENTS; i++) {
		struct buf b = buf_new(a, KIB(16));
		const char *day = commitment_day(e, i), *label = tr(lang, commitment_texts[i].question);
		if (day != NULL && date_parse(day, &d))
			label = arena_printf(a, "%s (%s)", label, date_long(a, d, lang_tag(lang)));
		if (c->answer[i] != NULL)
			buf_puts(&b, tr(lang, text_eq(c->answer[i], "yes") ? N_("Oui") : text_eq(c->answer[i], "no") ? N_("Non") : N_("À confirmer")));
		for (size_t k = 0; k < c->slots[i].n; k++)
			buf_printf(&b, "%s%s", k == 0 ? " – " : i == 4 ? " ; " : ", ", slot_text(a, lang, e, c->slots[i].items[k]));
		if (c->note[i] != NULL)
			buf_printf(&b, "%s%s", b.len == 0 ? "" : ". ", c->note[i]);
		add(a, out, STEP_COMMITMENTS, commitment_words[i], label, buf_str(&b));
	}
}

enum err
answers_of(struct db *db, enum lang lang, const struct edition *e, const struct submission *s, struct answer_lines *out)
{
	struct arena *a = db_arena(db);
	struct call_terms terms;
	struct commitments c;
	struct attachments files;
	*out = (struct answer_lines){ 0 };
	enum err err = call_terms(db, NULL, &terms);
	if (err == OK)
		err = commitments_get(db, s->id, &c);
	if (err == OK)
		err = attachment_list(db, s->id, &files);
	if (err != OK)
		return err;
	for (int step = 0; step < STEP_CHECK; step++) {
		if (step == STEP_COMMITMENTS)
			add_commitments(a, lang, e, &c, out);
		for (size_t i = 0; i < answer_fields_n; i++) {
			const struct answer_field *f = &answer_fields[i];
			if (f->step == (enum step)step)
				add(a, out, f->step, f->name, tr(lang, f->label), answer_value(a, lang, f, s, &terms));
		}
	}
	struct buf names = buf_new(a, KIB(8));
	for (size_t i = 0; i < files.n; i++)
		buf_printf(&names, "%s%s", i == 0 ? "" : ", ", files.items[i].filename);
	add(a, out, STEP_DOCUMENTS, "file", tr(lang, N_("Documents joints")), buf_str(&names));
	return OK;
}
