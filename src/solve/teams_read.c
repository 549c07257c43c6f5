/* An instance of teams in JSON, read strictly: what is missing, unknown or too much is said with its place. */
#include "solve/selection_read.h"
#include "solve/teams_json.h"
#include <string.h>

struct teams_reader {
	struct reader r;
	struct team_instance *in;
	struct read_index *project, *student;
	int *seen, lists;           /* [projects] the last list of projects that had it */
};

/* The names of a list of objects; false when two are the same. */
static bool
read_ids(struct teams_reader *t, const json_t *list, const char *what, struct sel_names *out, struct read_index **index)
{
	size_t n = json_array_size(list), i;
	const char **id = ARENA_ARRAY(t->r.a, const char *, n + 1);
	json_t *o;
	json_array_foreach((json_t *)(uintptr_t)list, i, o) {
		char where[60];
		snprintf(where, sizeof where, "%s[%zu].", what, i);
		if (!sel_read_object(&t->r, o, where) || !sel_read_text(&t->r, o, where, "id", &id[i]))
			return false;
	}
	*index = sel_read_distinct(&t->r, id, n, out);
	if (out->n == n)
		return true;
	for (i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(id[i], id[k]) == 0)
				return sel_read_wrong(&t->r, N_("%s : cet identifiant est déjà pris."), "%s[%zu].id « %s »", what, i, id[i]);
	return false;
}

/* A list of names of projects, each once. */
static bool
read_projects_of(struct teams_reader *t, const json_t *o, const char *where, const char *key, size_t most, int **out, int *n)
{
	const json_t *list;
	size_t i;
	json_t *v;
	*n = 0;
	t->lists++;
	if (!sel_read_list(&t->r, o, where, key, most, false, &list))
		return false;
	*out = ARENA_ARRAY(t->r.a, int, list == NULL ? 1 : json_array_size(list) + 1);
	json_array_foreach((json_t *)(uintptr_t)list, i, v) {
		int j = json_is_string(v) ? sel_read_find(t->project, t->in->projects.n, json_string_value(v)) : -1;
		if (j < 0)
			return sel_read_wrong(&t->r, N_("%s : ce projet n’est pas dans « projects »."), "%s%s « %s »", where, key, json_is_string(v) ? json_string_value(v) : "?");
		if (t->seen[j] == t->lists)
			return sel_read_wrong(&t->r, N_("%s : ce projet y est deux fois."), "%s%s « %s »", where, key, json_string_value(v));
		t->seen[j] = t->lists;
		(*out)[(*n)++] = j;
	}
	return true;
}

static bool
read_projects(struct teams_reader *t, const json_t *list)
{
	size_t i;
	json_t *o;
	if (!read_ids(t, list, "projects", &t->in->projects, &t->project))
		return false;
	struct team_project *p = ARENA_ARRAY(t->r.a, struct team_project, json_array_size(list) + 1);
	json_array_foreach((json_t *)(uintptr_t)list, i, o) {
		char where[40];
		snprintf(where, sizeof where, "projects[%zu].", i);
		const json_t *may = json_object_get(o, "may_close");
		if (!sel_read_keys(&t->r, o, where, "id min max may_close") || !sel_read_whole(&t->r, o, where, "min", 0, TEAMS_STUDENTS, &p[i].min) ||
		    !sel_read_whole(&t->r, o, where, "max", 0, TEAMS_STUDENTS, &p[i].max))
			return false;
		if (p[i].max < p[i].min)
			return sel_read_wrong(&t->r, N_("%s : « max » est plus petit que « min »."), "projects[%zu]", i);
		if (may != NULL && !json_is_null(may) && !json_is_boolean(may))
			return sel_read_wrong(&t->r, N_("%s : true ou false est attendu."), "%smay_close", where);
		p[i].may_close = json_is_true(may);
	}
	t->seen = ARENA_ARRAY(t->r.a, int, json_array_size(list) + 1);
	t->in->problem.project = p;
	t->in->problem.projects = (int)json_array_size(list);
	return true;
}

static bool
read_student(struct teams_reader *t, const json_t *o, size_t i, struct team_student *s)
{
	char where[40];
	int *ranking, *forbidden;
	snprintf(where, sizeof where, "students[%zu].", i);
	if (!sel_read_keys(&t->r, o, where, "id ranking attributes forbidden locked") ||
	    !read_projects_of(t, o, where, "ranking", TEAM_RANKS_MAX, &ranking, &s->ranks) ||
	    !read_projects_of(t, o, where, "forbidden", TEAMS_PROJECTS, &forbidden, &s->nforbidden))
		return false;
	s->ranking = ranking;
	s->forbidden = forbidden;
	s->locked = TEAM_NONE;
	const json_t *locked = json_object_get(o, "locked");
	if (locked == NULL || json_is_null(locked))
		return true;
	s->locked = json_is_string(locked) ? sel_read_find(t->project, t->in->projects.n, json_string_value(locked)) : -1;
	return s->locked >= 0 || sel_read_wrong(&t->r, N_("%s : ce projet n’est pas dans « projects »."), "%slocked", where);
}

static bool
read_students(struct teams_reader *t, const json_t *list)
{
	size_t i;
	json_t *o;
	if (!read_ids(t, list, "students", &t->in->students, &t->student))
		return false;
	struct team_student *s = ARENA_ARRAY(t->r.a, struct team_student, json_array_size(list) + 1);
	json_array_foreach((json_t *)(uintptr_t)list, i, o)
		if (!read_student(t, o, i, &s[i]))
			return false;
	t->in->problem.student = s;
	t->in->problem.students = (int)json_array_size(list);
	return true;
}

static bool
read_pairs(struct teams_reader *t, const json_t *root, const char *key, const struct team_pair **out, int *n)
{
	const json_t *list;
	size_t i;
	json_t *o;
	if (!sel_read_list(&t->r, root, "", key, TEAMS_PAIRS, false, &list))
		return false;
	struct team_pair *p = ARENA_ARRAY(t->r.a, struct team_pair, list == NULL ? 1 : json_array_size(list) + 1);
	json_array_foreach((json_t *)(uintptr_t)list, i, o) {
		int at[2] = { -1, -1 };
		for (size_t k = 0; k < 2 && json_is_array(o) && json_array_size(o) == 2; k++) {
			const json_t *v = json_array_get(o, k);
			at[k] = json_is_string(v) ? sel_read_find(t->student, t->in->students.n, json_string_value(v)) : -1;
		}
		if (at[0] < 0 || at[1] < 0 || at[0] == at[1])
			return sel_read_wrong(&t->r, N_("%s : deux étudiants différents de « students » sont attendus."), "%s[%zu]", key, i);
		p[(*n)++] = (struct team_pair){ at[0], at[1] };
	}
	*out = p;
	return true;
}

/* The attributes to balance; a student may lack one. */
static bool
read_balance(struct teams_reader *t, const json_t *root, const json_t *students)
{
	const json_t *list;
	size_t i, s, n = json_array_size(students);
	json_t *name;
	struct team_problem *p = &t->in->problem;
	if (!sel_read_list(&t->r, root, "", "balance", TEAMS_ATTRIBUTES, false, &list))
		return false;
	struct team_attribute *attribute = ARENA_ARRAY(t->r.a, struct team_attribute, TEAMS_ATTRIBUTES + 1);
	t->in->attributes.items = ARENA_ARRAY(t->r.a, const char *, TEAMS_ATTRIBUTES + 1);
	json_array_foreach((json_t *)(uintptr_t)list, i, name) {
		if (!json_is_string(name))
			return sel_read_wrong(&t->r, N_("%s : un texte de 1 à 200 signes est attendu."), "balance[%zu]", i);
		const char **value = ARENA_ARRAY(t->r.a, const char *, n + 1);
		int *of = ARENA_ARRAY(t->r.a, int, n + 1);
		size_t k = 0;
		for (s = 0; s < n; s++) {
			const json_t *v = json_object_get(json_object_get(json_array_get(students, s), "attributes"), json_string_value(name));
			of[s] = TEAM_NONE;
			if (v == NULL || json_is_null(v))
				continue;
			if (!json_is_string(v))
				return sel_read_wrong(&t->r, N_("%s : un texte est attendu."), "students[%zu].attributes.%s", s, json_string_value(name));
			of[s] = (int)k;
			value[k++] = json_string_value(v);
		}
		struct sel_names names;
		struct read_index *x = sel_read_distinct(&t->r, value, k, &names);
		for (s = 0; s < n; s++)
			if (of[s] != TEAM_NONE)
				of[s] = sel_read_find(x, names.n, value[of[s]]);
		attribute[i] = (struct team_attribute){ (int)names.n, of };
		t->in->attributes.items[i] = json_string_value(name);
		t->in->attributes.n = i + 1;
	}
	p->attribute = attribute;
	p->attributes = (int)t->in->attributes.n;
	return true;
}

static bool
read_supervisors(struct teams_reader *t, const json_t *root)
{
	const json_t *list;
	struct read_index *index;
	size_t i;
	json_t *o;
	if (!sel_read_list(&t->r, root, "", "supervisors", TEAMS_SUPERVISORS, false, &list) || list == NULL)
		return t->r.why->n == 0;
	if (!read_ids(t, list, "supervisors", &t->in->supervisors, &index))
		return false;
	struct team_supervisor *v = ARENA_ARRAY(t->r.a, struct team_supervisor, json_array_size(list) + 1);
	json_array_foreach((json_t *)(uintptr_t)list, i, o) {
		char where[40];
		int *forbidden;
		snprintf(where, sizeof where, "supervisors[%zu].", i);
		if (!sel_read_keys(&t->r, o, where, "id min max forbidden") || !sel_read_whole(&t->r, o, where, "min", 0, TEAMS_PROJECTS, &v[i].min) ||
		    !sel_read_whole(&t->r, o, where, "max", 0, TEAMS_PROJECTS, &v[i].max) ||
		    !read_projects_of(t, o, where, "forbidden", TEAMS_PROJECTS, &forbidden, &v[i].nforbidden))
			return false;
		if (v[i].max < v[i].min)
			return sel_read_wrong(&t->r, N_("%s : « max » est plus petit que « min »."), "supervisors[%zu]", i);
		v[i].forbidden = forbidden;
	}
	t->in->problem.supervisor = v;
	t->in->problem.supervisors = (int)json_array_size(list);
	return true;
}

static bool
read_objective(struct teams_reader *t, const json_t *root)
{
	static const struct { const char *word; enum team_objective is; } words[] = { { "preferences", TEAM_PREFERENCES }, { "balance", TEAM_BALANCE },
		{ "rank_maximal", TEAM_RANK_MAXIMAL } };
	const json_t *v = json_object_get(root, "objective");
	if (v == NULL || json_is_null(v))
		return true;
	for (size_t i = 0; json_is_string(v) && i < LEN(words); i++)
		if (strcmp(json_string_value(v), words[i].word) == 0) {
			t->in->problem.objective = words[i].is;
			return true;
		}
	if (!json_is_object(v))
		return sel_read_wrong(&t->r, N_("%s : « preferences », « balance », « rank_maximal » ou {\"slack\": n} est attendu."), "objective");
	t->in->problem.objective = TEAM_SLACK;
	return sel_read_keys(&t->r, v, "objective.", "slack") && sel_read_whole(&t->r, v, "objective.", "slack", 0, 1000000000, &t->in->problem.slack);
}

enum err
team_instance_read(struct arena *a, const void *text, size_t n, struct team_instance *out, struct problems *why)
{
	json_t *root;
	const json_t *projects, *students;
	*out = (struct team_instance){ .problem = { .objective = TEAM_PREFERENCES } };
	struct teams_reader t = { .r = { .a = a, .why = why }, .in = out };
	enum err e = json_read(a, text, n, &root);
	if (e != OK) {
		problem_add(a, why, NULL, N_("Ce n’est pas du JSON bien formé : %s."), arena_strdup(a, fail_detail(a)));
		return e;
	}
	bool good = sel_read_object(&t.r, root, "") && sel_read_keys(&t.r, root, "", "projects students together apart balance supervisors objective") &&
	    sel_read_list(&t.r, root, "", "projects", TEAMS_PROJECTS, true, &projects) && sel_read_list(&t.r, root, "", "students", TEAMS_STUDENTS, true, &students);
	if (good && (json_array_size(projects) == 0 || json_array_size(students) == 0))
		good = sel_read_wrong(&t.r, N_("%s : au moins un projet et un étudiant sont attendus."), "projects, students");
	if (good && json_array_size(projects) * json_array_size(students) > 40000000)
		good = sel_read_wrong(&t.r, N_("Cette liste est trop longue : %s au plus."), "projects × students, 40000000");
	good = good && read_projects(&t, projects) && read_students(&t, students) &&
	    read_pairs(&t, root, "together", &out->problem.pair_together, &out->problem.together) &&
	    read_pairs(&t, root, "apart", &out->problem.pair_apart, &out->problem.apart) && read_balance(&t, root, students) &&
	    read_supervisors(&t, root) && read_objective(&t, root);
	return good ? OK : fail(a, E_INVALID, "teams: the instance is not right");
}
