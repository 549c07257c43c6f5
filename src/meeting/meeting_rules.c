/* meeting_rules.c: stages, quorum, times. Pure. */
#include "meeting/meeting_rules.h"
#include "base/tr.h"
#include <stdlib.h>
#include <string.h>

struct word { const char *word, *name, *sign; };

static bool
find(const struct word *table, int n, const char *word, int *out)
{
	for (int i = 0; word != NULL && i < n; i++)
		if (table[i].word != NULL && strcmp(table[i].word, word) == 0) {
			*out = i;
			return true;
		}
	return false;
}

static const struct word stages[MT_STAGES] = {
	[MT_DRAFT] = { "draft", N_("En préparation"), "○" },
	[MT_CONVENED] = { "convened", N_("Convoquée"), "◐" },
	[MT_LIVE] = { "live", N_("Prise de notes"), "◆" },
	[MT_PREPARED] = { "prepared", N_("PV à approuver"), "◇" },
	[MT_APPROVED] = { "approved", N_("PV approuvé"), "●" },
};

const char *
stage_word(enum stage s)
{
	return stages[s].word;
}

const char *
stage_name(enum stage s)
{
	return stages[s].name;
}

const char *
stage_sign(enum stage s)
{
	return stages[s].sign;
}

bool
stage_of(const char *word, enum stage *out)
{
	int i = 0;
	bool found = find(stages, MT_STAGES, word, &i);
	*out = (enum stage)i;
	return found;
}

static const struct word kinds[ITEM_KINDS] = { [ITEM_APPROVAL] = { .word = "approval" }, [ITEM_DECISIONS] = { .word = "decisions" }, [ITEM_POINT] = { .word = "point" } };

const char *
item_kind_word(enum item_kind k)
{
	return kinds[k].word;
}

bool
item_kind_of(const char *word, enum item_kind *out)
{
	int i = ITEM_POINT;
	bool found = find(kinds, ITEM_KINDS, word, &i);
	*out = (enum item_kind)i;
	return found;
}

static const struct word presences[PRESENCES] = {
	[PRES_NONE] = { NULL, N_("non notée"), NULL },
	[PRES_PRESENT] = { "present", N_("présent·e"), NULL },
	[PRES_EXCUSED] = { "excused", N_("excusé·e"), NULL },
	[PRES_ABSENT] = { "absent", N_("absent·e"), NULL },
	[PRES_INVITED] = { "invited", N_("invité·e"), NULL },
};

const char *
presence_word(enum presence p)
{
	return presences[p].word;
}

const char *
presence_name(enum presence p)
{
	return presences[p].name;
}

enum presence
presence_of(const char *word)
{
	int i = PRES_NONE;
	return find(presences, PRESENCES, word, &i) ? (enum presence)i : PRES_NONE;
}

static const struct word follows[FOLLOWS] = {
	[FOLLOW_NONE] = { "none", N_("Sans suivi"), NULL },
	[FOLLOW_OPEN] = { "open", N_("À suivre"), NULL },
	[FOLLOW_DONE] = { "done", N_("Faite"), NULL },
	[FOLLOW_DROPPED] = { "dropped", N_("Abandonnée"), NULL },
};

const char *
follow_word(enum follow f)
{
	return follows[f].word;
}

const char *
follow_name(enum follow f)
{
	return follows[f].name;
}

bool
follow_of(const char *word, enum follow *out)
{
	int i = FOLLOW_NONE;
	bool found = find(follows, FOLLOWS, word, &i);
	*out = (enum follow)i;
	return found;
}

/* ---- quorum ------------------------------------------------------------------------------------------------ */

static const struct word rules[QUORUM_RULES] = {
	[QUORUM_NONE] = { "none", N_("aucun quorum"), NULL },
	[QUORUM_HALF] = { "half", N_("plus de la moitié des membres"), NULL },
	[QUORUM_SHARE] = { "share", N_("un pourcentage des membres"), NULL },
	[QUORUM_NUMBER] = { "number", N_("un nombre de membres"), NULL },
};

const char *
quorum_word(enum quorum_rule r)
{
	return rules[r].word;
}

const char *
quorum_name(enum quorum_rule r)
{
	return rules[r].name;
}

bool
quorum_of(const char *word, enum quorum_rule *out)
{
	int i = QUORUM_NONE;
	bool found = find(rules, QUORUM_RULES, word, &i);
	*out = (enum quorum_rule)i;
	return found;
}

int64_t
quorum_needed(struct quorum q, int64_t members)
{
	int64_t need = 0;
	switch (q.rule) {
	case QUORUM_HALF: need = members / 2 + 1; break;
	case QUORUM_SHARE: need = (members * q.n + 99) / 100; break;
	case QUORUM_NUMBER: need = q.n; break;
	case QUORUM_NONE:
	case QUORUM_RULES: break;
	}
	return members <= 0 ? 0 : need > members ? members : need;
}

const char *
quorum_problem(struct quorum q)
{
	if (q.rule == QUORUM_SHARE && (q.n < 1 || q.n > 100))
		return N_("Un pourcentage va de 1 à 100.");
	if (q.rule == QUORUM_NUMBER && (q.n < 1 || q.n > 1000))
		return N_("Indiquez combien de membres, de 1 à 1000.");
	return NULL;
}

/* ---- times ------------------------------------------------------------------------------------------------- */

const char *
time_parse(struct arena *a, const char *typed)
{
	const char *t = text_fold(a, typed == NULL ? "" : typed);
	char *end;
	if (*t < '0' || *t > '9')
		return NULL;
	long h = strtol(t, &end, 10), m = 0;
	while (*end == ' ')
		end++;
	if (*end == ':' || *end == 'h' || *end == '.') {
		end++;
		while (*end == ' ')
			end++;
		if (*end != '\0') {
			size_t digits = strspn(end, "0123456789");
			if (digits != 2)
				return NULL;
			m = strtol(end, &end, 10);
		}
	}
	if (*end != '\0' || h > 23 || m > 59)
		return NULL;
	return arena_printf(a, "%02ld:%02ld", h, m);
}
