/* journal_words.c: what the journal keeps of values, in the words of the pages that set them. */
#include "entity/entity.h"
#include "mail/mail.h"
#include "mandate/mandate.h"
#include "meeting/meeting.h"
#include "privacy/privacy_pages.h"
#include <string.h>

static const struct { const char *field, *value, *words; } values[] = { { "active", "0", N_("non") }, { "active", "1", N_("oui") }, { "plan_public", "0", N_("non") },
	{ "plan_public", "1", N_("oui") }, { "report_open", "0", N_("non") }, { "report_open", "1", N_("oui") }, { "names_open", "0", N_("non") }, { "names_open", "1", N_("oui") },
	{ "sponsor_report_open", "0", N_("non") }, { "sponsor_report_open", "1", N_("oui") }, { "needs_go", "0", N_("non") }, { "needs_go", "1", N_("oui") },
	{ "answer", "yes", N_("vient") }, { "answer", "no", N_("ne vient pas") }, { "answer", "none", N_("sans réponse") }, { "vote", "yes", N_("avec vote") },
	{ "vote", "no", N_("sans vote") }, { "attendee", "added", N_("ajoutée") }, { "attendee", "removed", N_("retirée") }, { "attendee", "restored", N_("remise") },
	{ "attendee", "address", N_("nouvelle adresse") }, { "paper", "removed", N_("retiré") }, { "paper", "restored", N_("remis") }, { "amendment", "accepted", N_("accepté") },
	{ "amendment", "refused", N_("refusé") }, { "calendar", "1", N_("ouverte") }, { "oidc", "linked", N_("lié") }, { "password", "set", N_("mis") },
	{ "password", "removed", N_("retiré") }, { "secret", "set", N_("mis") }, { "secret", "removed", N_("retiré") }, { "local_off", "yes", N_("oui") }, { "local_off", "no", N_("non") },
	{ "ranking", "open", N_("ouvert") }, { "ranking", "closed", N_("fermé") }, { "reply", "followed", N_("suivie") }, { "reply", "partly", N_("suivie en partie") },
	{ "reply", "not", N_("non suivie") }, { "disposition", "active", N_("en cours") }, { "disposition", "postponed", N_("reportée") }, { "disposition", "merged", N_("fusionnée") },
	{ "disposition", "abandoned", N_("abandonnée") }, { "schedule_evening", "none", N_("non calculé") }, { "schedule_evening", "optimal", N_("prouvé optimal") },
	{ "schedule_evening", "bounded", N_("calculé") }, { "schedule_evening", "infeasible", N_("impossible") }, { "wish", "followed", N_("suivi") },
	{ "wish", "not followed", N_("non suivi") }, { "step", "undo", N_("annulé") }, { "step", "redo", N_("refait") } };

static const char *
simple(struct page *p, const char *field, const char *value)
{
	if (text_starts(field, "schedule_"))
		field = "schedule_evening";
	for (size_t i = 0; i < LEN(values); i++)
		if (strcmp(values[i].field, field) == 0 && strcmp(values[i].value, value) == 0)
			return _(values[i].words);
	return NULL;
}

/* Choices are kept by their key or by their French label. */
static const char *
choice(struct page *p, const char *entity, const char *field, const char *value)
{
	for (const struct entity *const *e = entity_table; *e != NULL; e++) {
		const struct field *f = strcmp((*e)->name, entity) == 0 ? entity_field(*e, field) : NULL;
		for (const struct choice *c = f == NULL ? NULL : f->choices; c != NULL && c->label != NULL; c++)
			if (text_eq(c->key, value) || strcmp(c->label, value) == 0)
				return _(c->label);
	}
	return NULL;
}

/* Of the rooms that keep words of their own. */
static const char *
room(struct page *p, const char *entity, const char *field, const char *value)
{
	enum stage s;
	enum follow f;
	if (strcmp(entity, "meeting") == 0 && strcmp(field, "stage") == 0)
		return stage_of(value, &s) ? _(stage_name(s)) : NULL;
	if (strcmp(field, "presence") == 0)
		return strcmp(value, "none") == 0 ? "–" : presence_of(value) == PRES_NONE ? NULL : _(presence_name(presence_of(value)));
	if (strcmp(entity, "meeting_decision") == 0 && strcmp(field, "status") == 0)
		return follow_of(value, &f) ? _(follow_name(f)) : NULL;
	enum mail_kind k = strcmp(field, "mail_off") == 0 ? mail_kind_of(value) : MAIL_KINDS;
	return k < MAIL_KINDS && mail_may_refuse(k) ? _(mail_kinds[k].title) : NULL;
}

static const char *
word(struct page *p, const struct journal_view *v, const struct history_row *r, const char *value)
{
	const char *said = room(p, r->entity, r->field, value);
	if (text_starts(r->field, "schedule_") && strcmp(r->what, "published") == 0)
		said = strcmp(value, "0") == 0 ? "–" : fmt_(p, N_("version %s"), value, NULL);
	if (said == NULL)
		said = simple(p, r->field, value);
	if (said == NULL)
		said = choice(p, r->entity, r->field, value);
	for (size_t i = 0; said == NULL && strcmp(r->field, "above") == 0 && i < v->nplaces; i++)
		if (strcmp(arena_printf(p->a, "%lld", (long long)v->places[i].actor), value) == 0)
			said = v->places[i].name;
	return said;
}

const char *
journal_value(struct page *p, const struct journal_view *v, const struct history_row *r, const char *value)
{
	const char *said = NULL;
	if (value == NULL)
		return NULL;
	if (strlen(value) == 64 && strspn(value, "0123456789abcdef") == 64)
		return arena_printf(p->a, "%.8s…", value);
	if (r->field != NULL) {
		size_t n = strspn(value, "0123456789");
		if (n > 0 && strncmp(value + n, ": ", 2) == 0) { /* of that row: "12: present" */
			said = word(p, v, r, value + n + 2);
			said = said == NULL ? NULL : fmt_(p, N_("n° %s : %s"), arena_strndup(p->a, value, n), said, NULL);
		} else {
			said = word(p, v, r, value);
		}
	}
	return said != NULL ? said : text_ellipsis(p->a, moment_(p, value), 200); /* a day or a moment in the reader's manner, all else as it is */
}
