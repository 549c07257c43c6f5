/* people_rules.c: who may do what, as a table. Pure. */
#include "people/people.h"
#include "base/text.h"
#include <string.h>

const struct user user_public = { .person = NONE, .roles = ROLE_PUBLIC, .session = NONE };

/* Line "Action evidence" of the rights table: coordination manages; the chair files and validates for the own body,
 * the secretary files for it; members and evaluators read. The administrator keeps the accounts and the machine, and
 * sees no content by that role. A right that is not here is refused. */
static const struct { unsigned roles; bool of_body; } table[RIGHT_COUNT] = {
	[RIGHT_NONE] = { 0, false },
	[RIGHT_ANYONE] = { ROLE_PUBLIC | ROLE_EVALUATOR | ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION | ROLE_ADMIN | ROLE_JURY |
	    ROLE_SUPERVISOR | ROLE_STUDENT, false },
	[RIGHT_SIGNED_IN] = { 0, false },
	[RIGHT_PLAN_READ] = { ROLE_EVALUATOR | ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION, false },
	[RIGHT_PLAN_EDIT] = { ROLE_COORDINATION, false },
	[RIGHT_EVIDENCE_FILE] = { ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION, true },
	[RIGHT_EVIDENCE_VALIDATE] = { ROLE_CHAIR | ROLE_COORDINATION, true },
	[RIGHT_PEOPLE_MANAGE] = { ROLE_COORDINATION | ROLE_ADMIN, false },
	[RIGHT_ADMIN] = { ROLE_ADMIN, false },
	[RIGHT_CALL_MANAGE] = { ROLE_COORDINATION, false },
	[RIGHT_TEAM_RANK] = { ROLE_STUDENT, false },
	[RIGHT_TEAM_FOLLOW] = { ROLE_SUPERVISOR | ROLE_COORDINATION, false },
	[RIGHT_TEAM_SPACE] = { ROLE_STUDENT | ROLE_SUPERVISOR | ROLE_COORDINATION, false },
	[RIGHT_CALL_REVIEW] = { ROLE_JURY, false },
	[RIGHT_MANDATE_READ] = { ROLE_EVALUATOR | ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION | ROLE_SUPERVISOR | ROLE_STUDENT, false },
	[RIGHT_MANDATE_EDIT] = { ROLE_CHAIR | ROLE_COORDINATION, true },
	[RIGHT_CHARTER_READ] = { ROLE_EVALUATOR | ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION | ROLE_SUPERVISOR | ROLE_STUDENT, false },
	[RIGHT_CHARTER_AMEND] = { ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION | ROLE_SUPERVISOR, false },
	[RIGHT_CHARTER_WRITE] = { ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION, true },
	[RIGHT_CHARTER_LEAD] = { ROLE_CHAIR | ROLE_COORDINATION, true },
	[RIGHT_CHARTER_ACK] = { ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION | ROLE_JURY | ROLE_SUPERVISOR | ROLE_STUDENT, false },
	[RIGHT_PRIVACY] = { ROLE_COORDINATION, false },
	[RIGHT_REGISTER] = { ROLE_EVALUATOR | ROLE_COORDINATION | ROLE_ADMIN, false },
	[RIGHT_MEETING_READ] = { ROLE_EVALUATOR | ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION | ROLE_JURY | ROLE_SUPERVISOR | ROLE_STUDENT, false },
	[RIGHT_MEETING_DRAFT] = { ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION, true },
	[RIGHT_MEETING_MANAGE] = { ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION, true },
	[RIGHT_MEETING_APPROVE] = { ROLE_CHAIR | ROLE_COORDINATION, true },
};

unsigned
right_roles(enum right r)
{
	return (unsigned)r < RIGHT_COUNT ? table[r].roles : 0;
}

bool
right_is_of_body(enum right r)
{
	return (unsigned)r < RIGHT_COUNT && table[r].of_body;
}

bool
user_may(const struct user *u, enum right r)
{
	if (r == RIGHT_SIGNED_IN)
		return u->person != NONE;
	return (u->roles & right_roles(r)) != 0;
}

bool
user_may_read_on(const struct user *u, enum right r)
{
	return u->person != NONE && (u->over & right_roles(r)) != 0;
}

bool
user_has(const struct user *u, enum role r)
{
	return (u->roles & (unsigned)r) != 0;
}

bool
user_holds(const struct user *u, enum role r, int64_t actor)
{
	for (size_t i = 0; i < u->ngrants; i++)
		if (u->grants[i].role == r && u->grants[i].actor == actor)
			return true;
	return false;
}

bool
user_may_for(const struct user *u, enum right r, int64_t actor)
{
	if (!user_may(u, r))
		return false;
	if (!right_is_of_body(r) || user_has(u, ROLE_COORDINATION))
		return true;
	if (actor == NONE)
		return false;
	for (size_t i = 0; i < u->ngrants; i++)
		if (u->grants[i].actor == actor && ((unsigned)u->grants[i].role & right_roles(r)) != 0)
			return true;
	return false;
}

const char *
role_name(enum role r)
{
	switch (r) {
	case ROLE_PUBLIC: return N_("Public");
	case ROLE_EVALUATOR: return N_("Expert évaluateur");
	case ROLE_MEMBER: return N_("Membre");
	case ROLE_SECRETARY: return N_("Secrétaire");
	case ROLE_CHAIR: return N_("Présidence");
	case ROLE_COORDINATION: return N_("Coordination");
	case ROLE_ADMIN: return N_("Administration");
	case ROLE_JURY: return N_("Jury");
	case ROLE_SUPERVISOR: return N_("Accompagnement");
	case ROLE_STUDENT: return N_("Étudiant·e");
	}
	return "?";
}

bool
user_may_grant(const struct user *u, enum role r, int64_t to_person)
{
	switch (r) {
	case ROLE_PUBLIC:
		return false;
	case ROLE_ADMIN:
		return user_has(u, ROLE_ADMIN) || user_has(u, ROLE_COORDINATION);
	case ROLE_COORDINATION:
		return user_has(u, ROLE_COORDINATION) || (user_has(u, ROLE_ADMIN) && to_person != u->person);
	case ROLE_EVALUATOR:
	case ROLE_MEMBER:
	case ROLE_SECRETARY:
	case ROLE_CHAIR:
	case ROLE_JURY:
	case ROLE_SUPERVISOR:
	case ROLE_STUDENT:
		return user_has(u, ROLE_COORDINATION);
	}
	return false;
}

void
grant_check(struct arena *a, enum role r, int64_t actor, const char *from, const char *until, struct problems *out)
{
	struct date d1, d2;
	bool of_body = ((unsigned)r & ROLES_OF_BODY) != 0;
	const unsigned whole = ROLE_EVALUATOR | ROLE_COORDINATION | ROLE_ADMIN | ROLE_JURY | ROLE_SUPERVISOR | ROLE_STUDENT;
	if (((unsigned)r & whole) == 0 && !of_body)
		problem_add(a, out, "role", N_("Choisissez un rôle."), NULL);
	else if (of_body && actor == NONE)
		problem_add(a, out, "actor", N_("Ce rôle s’exerce dans une instance : choisissez laquelle."), NULL);
	else if (!of_body && actor != NONE)
		problem_add(a, out, "actor", N_("Ce rôle vaut pour tout le programme : ne choisissez pas d’instance."), NULL);
	bool ok1 = from == NULL || date_parse(from, &d1), ok2 = until == NULL || date_parse(until, &d2);
	if (!ok1)
		problem_add(a, out, "from", N_("Cette date ne se lit pas."), NULL);
	if (!ok2)
		problem_add(a, out, "until", N_("Cette date ne se lit pas."), NULL);
	if (r == ROLE_EVALUATOR && until == NULL)
		problem_add(a, out, "until", N_("L’accès d’un expert évaluateur a toujours une fin."), NULL);
	if (from != NULL && until != NULL && ok1 && ok2 && date_cmp(d2, d1) < 0)
		problem_add(a, out, "until", N_("La fin précède le début."), NULL);
}

bool
grant_in_force(const struct grant *g, struct date today)
{
	struct isodate t = date_iso(today);
	/* Without an end an evaluator's access would never close: such a grant opens nothing. */
	if (g->role == ROLE_EVALUATOR && g->until == NULL)
		return false;
	return (g->from == NULL || strcmp(g->from, t.s) <= 0) && (g->until == NULL || strcmp(t.s, g->until) <= 0);
}

/* ---- passwords ------------------------------------------------------------------------------------------- */

enum { PASSWORD_LEAST = 12, PASSWORD_MOST_BYTES = 1024, PASSWORD_LEAST_DIFFERENT = 5 };

/* Folded, spaces out: those of twelve characters and more that lists of leaked passwords begin with, in the
 * keyboards and languages of here. Shorter ones are refused by their length. */
static const char *const common[] = {
	"123456789012", "1234567890123", "12345678901234", "123456789abc", "0123456789012", "098765432109", "1q2w3e4r5t6y",
	"1qaz2wsx3edc", "abcdefghijkl", "abcdefghijklm", "administrateur", "administrator", "administration", "azertyuiop12",
	"azertyuiop123", "azertyuiopqs", "azertyuiopqsdf", "azertyuiopqsdfghjklm", "azertyuiop^$", "bienvenue123", "changemechangeme",
	"changermoi123", "doudoudoudou", "football1234", "iloveyou1234", "jetaimejetaime", "letmeinletmein", "louvainlaneuve",
	"marseillemarseille", "motdepasse12", "motdepasse123", "motdepasse1234", "motdepassemotdepasse", "monmotdepasse", "p@ssword1234",
	"passepartout", "password1234", "password12345", "password123456", "passwordpassword", "passw0rd1234", "qsdfghjklmwx",
	"qwerty123456", "qwertyuiop12", "qwertyuiop123", "qwertyuiopas", "qwertyuiopasdf", "soleilsoleil", "welcome12345",
};

static char *
squeezed(struct arena *a, const char *s)
{
	char *f = text_fold(a, s == NULL ? "" : s);
	size_t n = 0;
	for (size_t i = 0; f[i] != '\0'; i++)
		if (f[i] != ' ')
			f[n++] = f[i];
	f[n] = '\0';
	return f;
}

static bool
too_even(const char *s)
{
	bool seen[256] = { false };
	int different = 0;
	for (; *s != '\0'; s++)
		if (!seen[(unsigned char)*s]) {
			seen[(unsigned char)*s] = true;
			different++;
		}
	return different < PASSWORD_LEAST_DIFFERENT;
}

const char *
password_problem(struct arena *a, const char *password, const char *name, const char *email)
{
	if (password == NULL || text_length(password) < PASSWORD_LEAST)
		return N_("Au moins 12 caractères : une phrase courte convient très bien.");
	if (strlen(password) > PASSWORD_MOST_BYTES)
		return N_("Ce mot de passe est trop long.");
	const char *s = squeezed(a, password), *who = squeezed(a, name), *mail = squeezed(a, email);
	for (size_t i = 0; i < LEN(common); i++)
		if (strcmp(s, common[i]) == 0)
			return N_("Ce mot de passe est parmi les plus devinés : choisissez-en un autre.");
	if (too_even(s))
		return N_("Ce mot de passe répète trop peu de signes : choisissez-en un autre.");
	const char *at = strchr(mail, '@');
	char *local = at == NULL ? arena_strdup(a, mail) : arena_strndup(a, mail, (size_t)(at - mail));
	if (strcmp(s, mail) == 0 || strcmp(s, who) == 0 || strcmp(s, local) == 0)
		return N_("N’utilisez ni votre nom ni votre adresse comme mot de passe.");
	return NULL;
}

/* ---- addresses and browsers ------------------------------------------------------------------------------ */

bool
email_valid(const char *s)
{
	static const char extra[] = "!#$%&'*+/=?^_`{|}~-.";
	if (s == NULL || strlen(s) > 254)
		return false;
	const char *at = strchr(s, '@');
	if (at == NULL || at == s || at - s > 64 || strchr(at + 1, '@') != NULL || at[-1] == '.' || s[0] == '.')
		return false;
	for (const char *c = s; c < at; c++) {
		bool word = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9');
		if (!word && strchr(extra, *c) == NULL)
			return false;
		if (c[0] == '.' && c[1] == '.')
			return false;
	}
	const char *d = at + 1;
	size_t n = strlen(d);
	if (n == 0 || d[0] == '.' || d[0] == '-' || d[n - 1] == '.' || d[n - 1] == '-')
		return false;
	for (const char *c = d; *c != '\0'; c++) {
		bool word = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9');
		if (!word && *c != '-' && *c != '.')
			return false;
		if (c[0] == '.' && (c[1] == '.' || c[1] == '-'))
			return false;
	}
	return strchr(d, '.') != NULL || strcmp(d, "localhost") == 0;
}

char *
agent_summary(struct arena *a, const char *ua)
{
	/* Order matters: Edge and Opera also say Chrome, Chrome also says Safari, Android also says Linux. */
	static const struct { const char *sign, *name; } browsers[] = {
		{ "Firefox/", "Firefox" }, { "Edg", "Edge" }, { "OPR/", "Opera" }, { "Chrome/", "Chrome" },
		{ "CriOS/", "Chrome" }, { "FxiOS/", "Firefox" }, { "Safari/", "Safari" }, { "curl/", "curl" },
	}, systems[] = {
		{ "Android", "Android" }, { "iPhone", "iPhone" }, { "iPad", "iPad" }, { "Windows", "Windows" },
		{ "Mac OS X", "macOS" }, { "CrOS", "ChromeOS" }, { "Linux", "Linux" },
	};
	const char *b = NULL, *o = NULL;
	if (ua == NULL)
		ua = "";
	for (size_t i = 0; i < LEN(browsers) && b == NULL; i++)
		if (strstr(ua, browsers[i].sign) != NULL)
			b = browsers[i].name;
	for (size_t i = 0; i < LEN(systems) && o == NULL; i++)
		if (strstr(ua, systems[i].sign) != NULL)
			o = systems[i].name;
	if (b == NULL && o == NULL)
		return arena_strdup(a, "");
	return o == NULL ? arena_strdup(a, b) : arena_printf(a, "%s · %s", b == NULL ? "?" : b, o);
}
