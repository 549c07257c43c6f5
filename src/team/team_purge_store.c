/* What the teams were made of goes when its time has come; the teams stay. */
#include "team/ranking.h"

#define PUBLISHED "(SELECT s.id FROM student s WHERE s.edition IN (SELECT p.edition FROM team_publication p GROUP BY p.edition HAVING max(p.at) < $1))"
#define OVER "(SELECT s.id FROM student s JOIN edition e ON e.id = s.edition WHERE e.ends_on < $1)"
#define RULES "FROM team_rule WHERE kind IN ('together', 'apart') AND reason <> '' AND edition IN (SELECT p.edition FROM team_publication p GROUP BY p.edition HAVING max(p.at) < $1)"
#define OLD_DRAFTS "(SELECT d.id FROM team_draft d JOIN edition e ON e.id = d.edition WHERE e.ends_on < $1)"
enum { Q_WISHES_COUNT, Q_WISHES, Q_RULES, Q_COUNT, Q_CHOICES, Q_BALLOTS, Q_EMPLOYERS, Q_UNTIE, Q_STEPS, Q_DRAFTS };
const struct query team_purge_queries[] = {
	[Q_WISHES_COUNT] = { "team_wishes_count", "SELECT (SELECT count(*) FROM student_wish WHERE student IN " PUBLISHED ") + (SELECT count(*) " RULES ")" },
	[Q_WISHES] = { "team_wishes_purge", "DELETE FROM student_wish WHERE student IN " PUBLISHED },
	[Q_RULES] = { "team_rules_purge", "DELETE " RULES },
	[Q_COUNT] = { "team_rankings_count", "SELECT (SELECT count(*) FROM ranking_ballot WHERE student IN " OVER ") + (SELECT count(*) FROM student_employer WHERE student IN " OVER ")"
	    " + (SELECT count(*) FROM team_draft_step WHERE draft IN " OLD_DRAFTS ")" },
	[Q_CHOICES] = { "ranking_choices_purge", "DELETE FROM ranking_choice WHERE student IN " OVER },
	[Q_BALLOTS] = { "ranking_ballots_purge", "DELETE FROM ranking_ballot WHERE student IN " OVER },
	[Q_EMPLOYERS] = { "student_employers_purge", "DELETE FROM student_employer WHERE student IN " OVER },
	[Q_UNTIE] = { "team_publications_untie", "UPDATE team_publication SET draft = NULL WHERE draft IN " OLD_DRAFTS },
	[Q_STEPS] = { "team_draft_steps_purge", "DELETE FROM team_draft_step WHERE draft IN " OLD_DRAFTS },
	[Q_DRAFTS] = { "team_drafts_purge", "DELETE FROM team_draft WHERE id IN " OLD_DRAFTS },
	{ 0 },
};

static enum err
purge(struct db *db, const char *before, bool look, int count, int first, int last, int64_t *n)
{
	struct rows *r;
	enum err e = db_one(db, &team_purge_queries[count], ARGS(V(before)), &r);
	if (e == OK)
		*n = col_int(r, 0);
	for (int q = first; e == OK && !look && q <= last; q++)
		e = db_exec(db, &team_purge_queries[q], ARGS(V(before)), NULL);
	return e;
}

enum err
team_wishes_purge(struct db *db, const char *before, bool look, int64_t *n)
{
	return purge(db, before, look, Q_WISHES_COUNT, Q_WISHES, Q_RULES, n);
}

enum err
team_rankings_purge(struct db *db, const char *before, bool look, int64_t *n)
{
	return purge(db, before, look, Q_COUNT, Q_CHOICES, Q_DRAFTS, n);
}
