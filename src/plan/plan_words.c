/* plan_words.c: the words, names and signs of the states; a reason in the reader's language. */
#include "plan/plan_status.h"

#include <string.h>

struct words { const char *word, *name, *sign; };

static const struct words action_words[ST_STATES] = {
	[ST_ACHIEVED] = { "achieved", N_("Réalisée"), "●" },
	[ST_LATE] = { "late", N_("En retard"), "▲" },
	[ST_DUE] = { "due_this_year", N_("Due cette année"), "◆" },
	[ST_STARTED] = { "started", N_("Commencée"), "◐" },
	[ST_AHEAD] = { "ahead", N_("À venir"), "○" },
	[ST_CONTINUOUS] = { "continuous", N_("En continu"), "∞" },
	[ST_DECLARED] = { "declared", N_("Déclarée réalisée, sans preuve"), "◇" },
	[ST_ABANDONED] = { "abandoned", N_("Abandonnée ou fusionnée"), "✕" },
};
static const struct words slot_words[] = {
	[SLOT_EMPTY] = { "empty", N_("Vide"), "" },
	[SLOT_FILED] = { "filed", N_("Déposé, à valider"), "" },
	[SLOT_PARTIAL] = { "partial", N_("Partiel"), "" },
	[SLOT_SATISFIED] = { "satisfied", N_("Prouvé"), "" },
	[SLOT_RECORDED] = { "recorded", N_("Enregistré"), "" },
	[SLOT_DISPUTED] = { "disputed", N_("Contesté"), "" },
	[SLOT_WAIVED] = { "not_applicable", N_("Sans objet"), "" },
};
static const struct words cell_words[] = {
	[CELL_KEPT] = { "kept", N_("Tenue à jour"), "●" },
	[CELL_PARTIAL] = { "partial", N_("En partie"), "◐" },
	[CELL_TO_FEED] = { "to_feed", N_("À alimenter"), "◆" },
	[CELL_INTERRUPTED] = { "interrupted", N_("Interrompue"), "▲" },
	[CELL_FUTURE] = { "future", N_("Future"), "○" },
};

static const struct words *
row(const struct words *table, size_t n, unsigned i)
{
	BUG_ON(i >= n);
	return &table[i];
}

const char *action_state_word(enum action_state s) { return row(action_words, LEN(action_words), s)->word; }
const char *action_state_name(enum action_state s) { return row(action_words, LEN(action_words), s)->name; }
const char *action_state_sign(enum action_state s) { return row(action_words, LEN(action_words), s)->sign; }
const char *slot_state_word(enum slot_state s) { return row(slot_words, LEN(slot_words), s)->word; }
const char *slot_state_name(enum slot_state s) { return row(slot_words, LEN(slot_words), s)->name; }
const char *cell_state_word(enum cell_state s) { return row(cell_words, LEN(cell_words), s)->word; }
const char *cell_state_name(enum cell_state s) { return row(cell_words, LEN(cell_words), s)->name; }
const char *cell_state_sign(enum cell_state s) { return row(cell_words, LEN(cell_words), s)->sign; }

char *
reason_text(struct arena *a, enum lang lang, const struct reason *r)
{
	struct buf b = buf_new(a, KIB(256));
	size_t k = 0;
	for (const char *s = tr(lang, r->msgid); *s != '\0'; s++) {
		if (s[0] != '%' || s[1] != 's') {
			buf_putc(&b, *s);
			continue;
		}
		s++;
		BUG_ON(k >= LEN(r->arg));
		const char *arg = r->arg[k++];
		struct date d;
		buf_puts(&b, arg != NULL && date_parse(arg, &d) ? date_short(a, d, lang_tag(lang)) : arg);
	}
	return arena_strdup(a, buf_str(&b));
}
