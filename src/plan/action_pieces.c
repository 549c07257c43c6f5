/* action_pieces.c: small pieces of the pages of an action and of its evidence. */
#include "plan/action_pages.h"
#include <string.h>

bool
action_may(const struct user *u, enum right r, const struct plan *p, const struct action *x)
{
	if (user_may_for(u, r, NONE))
		return true;
	for (size_t i = 0; i < x->actors.n; i++)
		if (user_may_for(u, r, p->actors.items[x->actors.items[i].actor].id))
			return true;
	return false;
}

static void
add_lines(struct arena *a, const struct action *x, bool here, size_t most, struct line_choices *out)
{
	for (size_t i = 0; i < x->indicators.n && out->n < most; i++) {
		struct line_choice c = { x->indicators.items[i].id, x->code, x->indicators.items[i].text, here, false };
		PUSH(a, out, c);
	}
}

void
line_choices_fill(struct arena *a, const struct user *u, const struct plan *p, const struct action *here, size_t most, struct line_choices *out)
{
	if (here != NULL)
		add_lines(a, here, true, most, out);
	for (struct plan_walk w = { .plan = p }; plan_next(&w) && out->n < most;)
		if (w.action != here && action_may(u, RIGHT_EVIDENCE_FILE, p, w.action))
			add_lines(a, w.action, false, most, out);
}

const struct line_choice *
line_choice_of(const struct line_choices *l, int64_t indicator)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->items[i].indicator == indicator)
			return &l->items[i];
	return NULL;
}

const char *
evidence_state_text(struct page *p, const struct evidence *e)
{
	if (e->deleted_at != NULL)
		return _("✕ Supprimée");
	if (e->withdrawn_at != NULL)
		return _("✕ Retirée");
	if (e->disputed_at != NULL && e->resolved_at == NULL)
		return _("▲ Contestée");
	if (e->adopted_on != NULL)
		return fmt_(p, N_("● Adoptée par %s"), e->adopted_by == NULL ? "—" : e->adopted_by, NULL);
	if (e->validated_at != NULL)
		return fmt_(p, N_("● Validée par %s"), e->validated_by == NULL ? "—" : e->validated_by, NULL);
	return _("◐ À valider");
}

const char *
evidence_state_class(const struct evidence *e)
{
	if (e->deleted_at != NULL || e->withdrawn_at != NULL)
		return "abandoned";
	if (e->disputed_at != NULL && e->resolved_at == NULL)
		return "late";
	return e->adopted_on != NULL || e->validated_at != NULL ? "done" : "due";
}

const char *
slot_state_class(enum slot_state s)
{
	static const char *const css[] = { [SLOT_EMPTY] = "ahead", [SLOT_FILED] = "due", [SLOT_PARTIAL] = "started", [SLOT_SATISFIED] = "done",
		[SLOT_RECORDED] = "kept", [SLOT_DISPUTED] = "late", [SLOT_WAIVED] = "abandoned" };
	return css[s];
}

const char *
slot_sign(enum slot_state s)
{
	static const char *const signs[] = { [SLOT_EMPTY] = "○", [SLOT_FILED] = "◆", [SLOT_PARTIAL] = "◐", [SLOT_SATISFIED] = "●",
		[SLOT_RECORDED] = "#", [SLOT_DISPUTED] = "▲", [SLOT_WAIVED] = "–" };
	return signs[s];
}

int
evidence_year(const struct request *rq, const struct evidence *e)
{
	struct date d;
	return date_parse(e->f.effective, &d) ? year_of(d, rq->programme->bounds) : year_of(rq->today, rq->programme->bounds);
}

const char *
evidence_codes(struct arena *a, const struct evidence_list *l, const struct plan *p, int64_t evidence)
{
	struct buf b = buf_new(a, KIB(64));
	int64_t last = NONE;
	for (size_t i = 0; i < l->links.n; i++) {
		const struct evidence_link *k = &l->links.items[i];
		const struct action *x = k->evidence == evidence && k->action != last ? plan_action_by_id(p, k->action) : NULL;
		if (x == NULL)
			continue;
		buf_printf(&b, "%s%s", b.len > 0 ? ", " : "", x->code);
		last = k->action;
	}
	return buf_str(&b);
}

const char *
indicator_text(const struct action *x, int64_t indicator)
{
	for (size_t i = 0; i < x->indicators.n; i++)
		if (x->indicators.items[i].id == indicator)
			return x->indicators.items[i].text;
	return "";
}

const char *
reply_name(struct page *p, const char *reply)
{
	return text_eq(reply, "followed") ? _("suivie") : text_eq(reply, "partly") ? _("suivie en partie") : text_eq(reply, "not") ? _("non suivie") : "";
}

/* "created" and its like are words of the store; fields keep their names, which are those of the forms. */
const char *
history_text(struct page *p, const struct history_row *r)
{
	static const struct { const char *word, *text; } words[] = { { "created", N_("créé") }, { "deleted", N_("supprimé") }, { "restored", N_("rétabli") },
		{ "validated", N_("validé") }, { "adopted", N_("adopté") }, { "disputed", N_("contesté") }, { "resolved", N_("contestation réglée") },
		{ "withdrawn", N_("retiré") }, { "linked", N_("ajouté à une ligne du plan") }, { "unlinked", N_("retiré d’une ligne du plan") },
		{ "confirmed", N_("lecture confirmée") }, { "changed", N_("modifié") }, { "replied", N_("suite donnée") }, { "waived", N_("déclaré sans objet") } };
	const char *what = r->what;
	for (size_t i = 0; i < LEN(words); i++)
		if (text_eq(words[i].word, r->what))
			what = _(words[i].text);
	if (r->field == NULL)
		return what;
	return fmt_(p, N_("%s : « %s » → « %s »"), r->field, text_blank(r->before) ? "—" : text_ellipsis(p->a, r->before, 120),
	    text_blank(r->after) ? "—" : text_ellipsis(p->a, r->after, 120), NULL);
}
