/* What a process that runs for long does before it serves anyone: what it starts it starts through the spawner, and what it
 * does not need it gives up. */
#include "app/app.h"
#include "app/cli.h"
#include "jobs/child.h"
#include "jobs/fence.h"
#include <string.h>

#ifdef SANITIZED /* the sanitizers have threads and calls of their own */
enum { POSSIBLE = 0 };
#else
enum { POSSIBLE = 1 };
#endif

void
fenced_begin(bool off)
{
	if (POSSIBLE && !off)
		(void)spawner_start(true); /* none: documents are not read, and the reader is told so */
}

const char *
store_folder(struct arena *a, const char *store_url)
{
	if (!text_starts(store_url, "sqlite:"))
		return NULL;
	const char *path = store_url + strlen("sqlite:"), *slash = strrchr(path, '/');
	return slash == NULL ? "." : slash == path ? "/" : arena_strndup(a, path, (size_t)(slash - path));
}

bool
fenced_enter(struct arena *a, const char *store_url, bool off, struct fence_state *out)
{
	*out = (struct fence_state){ .off = true };
	off = off || !POSSIBLE;
	if (!off && !fence_server(store_folder(a, store_url), out)) {
		cli_say(N_("Ce noyau ne permet pas d’enfermer le serveur (seccomp manque). Pour servir tout de même, sans cette protection : --no-sandbox."));
		return false;
	}
	if (!off && out->landlock == 0)
		cli_say(N_("Attention : ce noyau n’a pas landlock ; le serveur peut lire d’autres fichiers que les siens."));
	if (out->off)
		cli_say(N_("ATTENTION : serveur sans bac à sable. Une faille y donnerait accès à tout ce que peut ce compte. Retirez --no-sandbox dès que possible."));
	return true;
}
