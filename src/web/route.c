#include "web/life.h"
#include <string.h>

bool
route_opens(const struct route *r, const struct user *u)
{
	return user_may(u, r->right) || ((r->flags & ROUTE_READ_ON) != 0 && r->method == M_GET && user_may_read_on(u, r->right));
}

bool
app_opens(const struct app *app, const char *pattern, const struct user *u)
{
	for (size_t i = 0; i < app->nroutes; i++)
		if (app->routes[i].method == M_GET && strcmp(app->routes[i].pattern, pattern) == 0)
			return route_opens(&app->routes[i], u);
	return false;
}

/* "{id}" or "{evidence:id}": a name and a kind. */
static bool
segment_fits(const char *kind, size_t nkind, const char *seg, size_t n)
{
	const char *set;
	size_t most;
	if (nkind == 2 && memcmp(kind, "id", 2) == 0) {
		set = "0123456789";
		most = 18;
	} else if (nkind == 5 && memcmp(kind, "token", 5) == 0) {
		if (n != 26)
			return false;
		set = "abcdefghijklmnopqrstuvwxyz0123456789";
		most = 26;
	} else {
		BUG_ON(nkind != 4 || memcmp(kind, "word", 4) != 0);
		set = "abcdefghijklmnopqrstuvwxyz0123456789_.-";
		most = 80;
	}
	return n > 0 && n <= most && strspn(seg, set) >= n;
}

bool
route_match(const char *pattern, const char *path, struct request *rq)
{
	rq->nparam = 0;
	while (*pattern != '\0') {
		if (*pattern != '{') {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		size_t inside = strcspn(pattern, "}"), n = strcspn(path, "/");
		const char *name = pattern + 1, *colon = memchr(name, ':', inside - 1);
		size_t nname = colon == NULL ? inside - 1 : (size_t)(colon - name);
		const char *kind = colon == NULL ? name : colon + 1;
		if (!segment_fits(kind, (size_t)(pattern + inside - kind), path, n))
			return false;
		BUG_ON(rq->nparam == LEN(rq->param));
		rq->param[rq->nparam++] = (struct pair){ arena_strndup(rq->a, name, nname), arena_strndup(rq->a, path, n) };
		pattern += inside + 1;
		path += n;
	}
	return *path == '\0';
}

const struct route *
route_find(const struct app *app, struct request *rq, unsigned *allowed)
{
	const struct route *found = NULL;
	*allowed = 0;
	/* A literal path wins over a pattern, whatever the order of the table: /people/new is not a {word}. */
	for (int literal = 1; literal >= 0 && found == NULL; literal--) {
		for (size_t i = 0; i < app->nroutes; i++) {
			const struct route *r = &app->routes[i];
			if ((strchr(r->pattern, '{') == NULL) != literal || !route_match(r->pattern, rq->path, rq))
				continue;
			*allowed |= r->method;
			if (r->method == rq->method) {
				found = r;
				break;
			}
		}
	}
	return found;
}
