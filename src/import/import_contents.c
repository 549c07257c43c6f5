/* What a column holds, from its cells; and the role of every column, from headings and contents together. */
#include "import/import_rules.h"
#include <string.h>

bool
is_mark(struct arena *a, const char *text)
{
	static const char *const signs[] = { "✓", "✔", "☑", "✅", "●", "■", "•", "▪", "█", "→", "*", "+" };
	for (size_t i = 0; i < LEN(signs); i++)
		if (text_starts(text, signs[i]) && strlen(text) <= 2 * strlen(signs[i]))
			return true;
	return words_are(text_words(a, text), "x|xx|xxx|o|oui|yes|ok|v|1");
}

bool
is_priority(struct arena *a, const char *text)
{
	return words_are(text_words(a, text), "p1|p2|p3|p4|p5|1|2|3|4|5|haute|moyenne|basse|faible|elevee|eleve|forte|fort|moyen|high|medium|low|prioritaire|urgent|urgente|critique|critical|a|b|c|"
		"priorite *|tres haute|tres elevee|essentiel|essentielle|importante|important|secondaire|normale|normal|must|should|could|top|1ere|2e|3e|prio *|niveau *|tres urgent|non urgent|nice to have");
}

static bool
is_state(struct arena *a, const char *text)
{
	return words_are(text_words(a, text), "realise|realisee|en cours|a faire|fait|faite|termine|terminee|non commence|non demarre|a demarrer|done|in progress|not started|to do|completed|planned|planifie|"
		"planifiee|reporte|reportee|abandonne|abandonnee|en attente|on hold|ongoing|initie|initiee|cloture|cloturee|acheve|achevee|prevu|prevue|0|25|50|75|100");
}

void
profile_of(struct arena *a, const struct grid *g, const struct layout *l, size_t column, struct profile *out)
{
	static const struct due_style style = { 2024, 2029, false, false };
	*out = (struct profile){ 0 };
	int depths[8] = { 0 };
	double length = 0;
	const char *before = "";
	for (size_t r = l->first; r < l->to; r++) {
		struct gcell *c = grid_cell(g, r, column);
		if (g->kinds[r] != ROW_DATA)
			continue;
		out->rows++;
		if (c->blank || out->cells >= 200)
			continue;
		out->cells++;
		length += (double)text_length(c->plain);
		out->repeated += strcmp(before, c->plain) == 0;
		before = c->plain;
		struct due_reading d;
		struct label lab;
		label_read(a, c->plain, &lab);
		bool short_text = strlen(c->plain) <= 60;
		if (short_text) {
			due_read(a, c->plain, &style, &d);
			out->due += d.due.kind != DUE_NONE || d.doubt == DUE_VAGUE;
		}
		out->code += lab.depth > 0 && lab.lone;
		out->coded += lab.depth > 0 && !lab.lone;
		if (lab.depth > 0 && lab.depth < 8)
			depths[lab.depth]++;
		out->priority += short_text && is_priority(a, c->plain);
		out->marks += short_text && is_mark(a, c->plain);
		out->states += short_text && is_state(a, c->plain);
		out->actors += actor_shaped(a, c->plain);
		out->items += bullet_length(c->plain) > 0 || c->cell->items[0].kind == LINE_ITEM || indicator_known_head(a, c->plain);
		out->references += words_find(text_words(a, c->plain), "recomm*|aeqes|reco|esg|critere*|r1|r2|r3|r4|r5|r6|r7|r8|r9|rapport d evaluation|recommendation*") >= 0;
	}
	if (out->cells == 0)
		return;
	double n = (double)out->cells;
	out->due /= n, out->code /= n, out->coded /= n, out->priority /= n, out->actors /= n, out->marks /= n, out->items /= n, out->references /= n;
	out->states /= n, out->repeated /= n;
	out->length = length / n;
	for (int d = 1; d < 8; d++)
		if (depths[d] > (out->depth == 0 ? 0 : depths[out->depth]))
			out->depth = d;
}

/* How well the contents suit a role, 0 to 1; 0.5 when they tell nothing. */
static double
fit(const struct profile *p, enum column_role r)
{
	if (p->cells == 0)
		return 0.5;
	double filled = p->rows == 0 ? 0 : (double)p->cells / (double)p->rows;
	switch (r) {
	case COL_DUE: return p->due;
	case COL_START: return p->due * 0.9;
	case COL_CODE: return p->code;
	case COL_PRIORITY: return p->priority > 0.5 ? p->priority : 0.1;
	case COL_ACTORS: return p->actors * (p->length < 90 ? 1 : 0.4);
	case COL_INDICATORS: return p->items * 0.9;
	case COL_RECOMMENDATION: return p->references * 0.9;
	case COL_ACTION: return p->due > 0.5 || p->code > 0.5 ? 0 : (p->length > 25 ? 0.6 : 0.3) * filled + (p->coded > 0.5 ? 0.35 : 0);
	case COL_OBJECTIVE: case COL_SPECIFIC: return p->due > 0.5 || p->code > 0.5 ? 0 : 0.3 + (p->coded > 0.5 ? 0.2 : 0) + (filled < 0.7 || p->repeated > 0.3 ? 0.3 : 0);
	case COL_NOTES: return p->states;
	case COL_IGNORE: case COL_CONDITIONS: case COL_PHASE: case COL_ROLES: return 0.3;
	}
	return 0.3;
}

/* Without headings: codes and due values first, then who, then what is proved, then the longest text. */
static void
by_contents(struct layout *l, size_t n)
{
	static const struct { enum column_role role; double least; } order[] = { { COL_DUE, 0.6 }, { COL_CODE, 0.6 }, { COL_PRIORITY, 0.7 }, { COL_RECOMMENDATION, 0.45 },
		{ COL_ACTORS, 0.5 } };
	for (size_t k = 0; k < LEN(order); k++) {
		size_t best = n;
		for (size_t c = 0; c < n; c++) {
			if (l->columns[c].role != COL_IGNORE || l->columns[c].confidence > 0 || l->columns[c].profile.cells == 0)
				continue;
			double f = fit(&l->columns[c].profile, order[k].role);
			if (f >= order[k].least && (best == n || f > fit(&l->columns[best].profile, order[k].role)))
				best = c;
		}
		if (best < n && layout_find(l, n, order[k].role) < 0) {
			l->columns[best].role = order[k].role;
			l->columns[best].confidence = 0.6 * fit(&l->columns[best].profile, order[k].role);
		}
	}
}

/* The column of actions where no heading says it: the deepest codes, else the longest text that fills every row. */
static size_t
find_action(const struct layout *l, size_t n)
{
	size_t best = n;
	double score = 0;
	for (size_t c = 0; c < n; c++) {
		const struct grid_column *k = &l->columns[c];
		if (k->role != COL_IGNORE || k->profile.cells == 0 || k->profile.code > 0.5 || k->profile.due > 0.5 || k->profile.length < 8)
			continue;
		double filled = (double)k->profile.cells / (double)(k->profile.rows + 1);
		double s = filled + (k->profile.coded > 0.5 ? k->profile.depth : 0) - 0.6 * k->profile.items - (k->profile.repeated > 0.3 ? 0.5 : 0) +
		    (k->profile.length > 30 ? 0.3 : 0) + (k->profile.length > 60 ? 0.1 : 0);
		if (s > score) {
			score = s;
			best = c;
		}
	}
	return best;
}

static void
levels_by_contents(struct layout *l, size_t n)
{
	if (layout_find(l, n, COL_ACTION) < 0) {
		size_t act = find_action(l, n);
		if (act < n) {
			l->columns[act].role = COL_ACTION;
			l->columns[act].rank = RANK_ACTION;
			l->columns[act].confidence = 0.5;
		}
	}
	int action = layout_find(l, n, COL_ACTION);
	for (size_t c = 0; c < n; c++) {
		struct grid_column *k = &l->columns[c];
		if (k->role != COL_IGNORE || k->profile.cells == 0)
			continue;
		double filled = (double)k->profile.cells / (double)(k->profile.rows + 1);
		bool above = action >= 0 && (int)c < action && (k->profile.coded > 0.5 || filled < 0.75 || k->profile.repeated > 0.3) && k->profile.length > 3;
		if (above) {
			k->role = k->profile.coded > 0.5 && k->profile.depth == 2 ? COL_SPECIFIC : COL_OBJECTIVE;
			k->rank = k->role == COL_SPECIFIC ? RANK_SPECIFIC : RANK_OBJECTIVE;
		} else if (k->profile.items >= 0.4) {
			k->role = COL_INDICATORS;
		} else if (k->profile.states > 0.6) {
			k->role = COL_NOTES;
			k->state = true;
		}
		if (k->role != COL_IGNORE)
			k->confidence = 0.4;
	}
}

/* One role, one column: the weaker ones become notes. Several may hold actors, evidence, recommendations, conditions, notes. */
static void
one_each(struct layout *l, size_t n)
{
	static const enum column_role single[] = { COL_DUE, COL_START, COL_CODE, COL_PRIORITY, COL_PHASE };
	for (size_t k = 0; k < LEN(single); k++) {
		size_t best = n;
		for (size_t c = 0; c < n; c++) {
			if (l->columns[c].role != single[k] || l->columns[c].year != 0)
				continue;
			if (best == n) {
				best = c;
				continue;
			}
			double x = l->columns[c].confidence + fit(&l->columns[c].profile, single[k]), y = l->columns[best].confidence + fit(&l->columns[best].profile, single[k]);
			size_t lose = x > y ? best : c;
			best = x > y ? c : best;
			l->columns[lose].role = single[k] == COL_DUE && lose < best && l->columns[lose].profile.due > 0.5 ? COL_START : COL_NOTES;
		}
	}
}

/* Several columns of actions: the one merged over the others is the objective they share; finer tasks beside a column
 * that is full on every row are the way it is done. */
static void
settle_actions(struct layout *l, size_t n)
{
	size_t actions[8], na = 0;
	for (size_t c = 0; c < n; c++)
		if (l->columns[c].role == COL_ACTION && na < LEN(actions))
			actions[na++] = c;
	if (na < 2)
		return;
	bool two_above = layout_find(l, n, COL_SPECIFIC) >= 0 && layout_find(l, n, COL_OBJECTIVE) >= 0;
	size_t act = actions[0];
	for (size_t i = 1; i < na; i++) {
		struct grid_column *k = &l->columns[act], *finer = &l->columns[actions[i]];
		bool shared = k->profile.cells * 20 < finer->profile.cells * 19 || k->profile.repeated > 0.3;
		if (shared && !two_above) {
			k->role = COL_SPECIFIC;
			k->rank = RANK_SPECIFIC;
			act = actions[i];
		} else if (finer->task) {
			finer->role = COL_CONDITIONS;
			finer->partner = true; /* said with its heading */
		} else if (finer->confidence > k->confidence + 0.1) {
			k->role = COL_NOTES;
			act = actions[i];
		} else {
			finer->role = COL_NOTES;
		}
	}
}

/* The levels above the action, from the words of their headings: with two columns the first is the objective and the
 * second the specific one; a third above them is kept as a label. Two columns of actions: the finer one is the action. */
static void
settle_levels(struct layout *l, size_t n)
{
	settle_actions(l, n);
	size_t levels[8], nl = 0;
	for (size_t c = 0; c < n; c++)
		if ((l->columns[c].role == COL_OBJECTIVE || l->columns[c].role == COL_SPECIFIC) && nl < LEN(levels))
			levels[nl++] = c;
	for (size_t i = 0; i < nl; i++) /* by rank, in place */
		for (size_t j = i + 1; j < nl; j++)
			if (l->columns[levels[j]].rank < l->columns[levels[i]].rank) {
				size_t t = levels[i];
				levels[i] = levels[j];
				levels[j] = t;
			}
	for (size_t i = 0; i < nl && nl >= 2; i++)
		l->columns[levels[i]].role = i + 2 == nl ? COL_OBJECTIVE : i + 1 == nl ? COL_SPECIFIC : COL_PHASE;
}

void
columns_assign(struct arena *a, struct layout *l, size_t n)
{
	for (size_t c = 0; c < n && l->headed; c++) {
		struct grid_column *k = &l->columns[c];
		struct heading h;
		heading_read(a, k->heading, &h);
		if (h.year != 0) { /* marks under years; years under a "2027" of their own are due values */
			k->role = COL_DUE;
			k->year = h.year;
			k->year_calendar = h.year_calendar;
			k->confidence = 1;
			continue;
		}
		if (h.role == COL_IGNORE || h.score < 0.5)
			continue;
		double f = fit(&k->profile, h.role);
		double s = h.score * 0.8 + f * 0.2;
		if (h.role == COL_RECOMMENDATION && k->profile.code > 0.7 && (int)c == 0)
			h.role = COL_CODE; /* "Référence" over numbers */
		if (h.role == COL_CODE && k->profile.cells > 0 && k->profile.code < 0.4 && k->profile.length > 25)
			h.role = k->profile.references > 0.3 ? COL_RECOMMENDATION : COL_IGNORE;
		if ((h.role == COL_DUE || h.role == COL_START) && k->profile.cells > 1 && k->profile.due < 0.2 && h.score < 0.95)
			continue;
		if (h.role == COL_INDICATORS && h.score < 1 && k->profile.states > 0.6)
			h.role = COL_NOTES, h.state = true;
		/* a heading that only holds a known word ("on saura que c’est fait si…"): the cells decide */
		if (h.score < 0.8 && h.role == COL_NOTES && k->profile.cells > 0 && k->profile.states < 0.5 && k->profile.items >= 0.6)
			h = (struct heading){ .role = COL_INDICATORS, .score = h.score };
		k->role = h.role;
		k->rank = h.rank;
		k->task = h.task;
		k->partner = h.partner;
		k->state = h.state;
		k->confidence = s;
	}
	/* "Partenaires" or "Acteurs associés" alone are the actors */
	for (size_t c = 0; c < n && layout_find(l, n, COL_ACTORS) < 0; c++)
		if (l->columns[c].partner && l->columns[c].profile.actors > 0.4)
			l->columns[c].role = COL_ACTORS;
	by_contents(l, n);
	/* a description is the action when nothing else is */
	for (size_t c = 0; c < n && layout_find(l, n, COL_ACTION) < 0; c++)
		if (l->columns[c].role == COL_NOTES && !l->columns[c].state && l->columns[c].profile.length > 20 && words_find(text_words(a, l->columns[c].heading), "desc*|detail*") >= 0)
			l->columns[c].role = COL_ACTION;
	levels_by_contents(l, n);
	one_each(l, n);
	settle_levels(l, n);
}

int
layout_find(const struct layout *l, size_t ncols, enum column_role role)
{
	for (size_t c = 0; c < ncols; c++)
		if (l->columns[c].role == role)
			return (int)c;
	return -1;
}

bool
layout_is_plan(const struct layout *l, size_t n)
{
	int action = layout_find(l, n, COL_ACTION), due = layout_find(l, n, COL_DUE), who = layout_find(l, n, COL_ACTORS), proof = layout_find(l, n, COL_INDICATORS);
	if (action < 0)
		return false;
	int others = (due >= 0) + (who >= 0) + (proof >= 0);
	double sure = l->columns[action].confidence;
	if (l->headed && sure > 0.6)
		return others >= 1 || layout_find(l, n, COL_OBJECTIVE) >= 0 || layout_find(l, n, COL_SPECIFIC) >= 0;
	/* contents only: dates, and codes or people */
	bool coded = l->columns[action].profile.coded > 0.5 || layout_find(l, n, COL_CODE) >= 0;
	return (due >= 0 && (who >= 0 || proof >= 0 || coded)) || (coded && others >= 1);
}
