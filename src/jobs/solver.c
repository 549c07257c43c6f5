#include "jobs/solver.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SAID_MAX = 32 << 20, WORDS = 32 };
#define MEMORY ((rlim_t)2 << 30)

static int64_t
milliseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The input as a descriptor: nothing to feed, so nothing can deadlock. */
static int
as_file(const void *bytes, size_t n)
{
	int fd = memfd_create("solver", MFD_CLOEXEC);
	const char *p = bytes;
	while (fd >= 0 && n > 0) {
		ssize_t k = write(fd, p, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0) {
			close(fd);
			return -1;
		}
		p += k;
		n -= (size_t)k;
	}
	if (fd >= 0)
		(void)lseek(fd, 0, SEEK_SET);
	return fd;
}

static pid_t
start(const char *path, const char *name, const char *const *args, int in, int out)
{
	char lang[] = "LC_ALL=C", *env[] = { lang, NULL }, *argv[WORDS] = { (char *)(uintptr_t)name };
	posix_spawn_file_actions_t act;
	posix_spawnattr_t attr;
	sigset_t none, all;
	pid_t pid = -1;
	size_t n = 1;
	for (; args[n - 1] != NULL && n < WORDS - 1; n++)
		argv[n] = (char *)(uintptr_t)args[n - 1];
	if (posix_spawn_file_actions_init(&act) != 0)
		return -1;
	if (posix_spawnattr_init(&attr) != 0) {
		posix_spawn_file_actions_destroy(&act);
		return -1;
	}
	sigemptyset(&none);
	sigfillset(&all);
	int bad = posix_spawn_file_actions_adddup2(&act, in, 0) | posix_spawn_file_actions_adddup2(&act, out, 1) |
	    posix_spawn_file_actions_addopen(&act, 2, "/dev/null", O_WRONLY, 0) | posix_spawn_file_actions_addchdir_np(&act, "/") |
	    posix_spawn_file_actions_addclosefrom_np(&act, 3) | posix_spawnattr_setsigmask(&attr, &none) | posix_spawnattr_setsigdefault(&attr, &all) |
	    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	if (bad != 0 || posix_spawn(&pid, path, &act, &attr, argv, env) != 0)
		pid = -1;
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&act);
	if (pid > 0) {
		struct rlimit memory = { MEMORY, MEMORY }, no_core = { 0, 0 };
		(void)prlimit(pid, RLIMIT_AS, &memory, NULL);
		(void)prlimit(pid, RLIMIT_CORE, &no_core, NULL);
	}
	return pid;
}

/* All it says until its end or the deadline; then it is dead. */
static enum err
listen_to(struct arena *a, pid_t pid, int fd, int64_t deadline, struct buf *said)
{
	char piece[65536];
	enum err e = OK;
	for (;;) {
		int64_t left = deadline - milliseconds();
		struct pollfd p = { fd, POLLIN, 0 };
		int r = left <= 0 ? 0 : poll(&p, 1, left > 60000 ? 60000 : (int)left);
		if ((r < 0 && errno == EINTR) || (r == 0 && left > 60000))
			continue;
		if (r <= 0) {
			e = fail(a, E_LIMIT, "solver: it took too long");
			break;
		}
		ssize_t k = read(fd, piece, sizeof piece);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			break;
		buf_add(said, piece, (size_t)k);
		if (said->full) {
			e = fail(a, E_LIMIT, "solver: it said too much");
			break;
		}
	}
	int status = 0;
	if (e != OK && kill(-pid, SIGKILL) != 0)
		(void)kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (e == OK && !WIFEXITED(status))
		e = fail(a, E_INVALID, "solver: ended by signal %d", WTERMSIG(status));
	return e;
}

enum err
solver_run_bounded(struct arena *a, const char *name, const char *const *args, const void *input, size_t n, double seconds, const char **said,
    size_t *nsaid)
{
	static const char *const folders[] = { "/usr/bin", "/usr/local/bin" };
	const char *path = NULL;
	for (size_t i = 0; i < LEN(folders) && path == NULL; i++) {
		path = arena_printf(a, "%s/%s", folders[i], name);
		if (access(path, X_OK) != 0)
			path = NULL;
	}
	if (path == NULL)
		return E_NOTFOUND; /* no failure: another one may be there */
	int pipes[2], in = as_file(input, n);
	if (in < 0 || pipe2(pipes, O_CLOEXEC) != 0) {
		if (in >= 0)
			close(in);
		return fail(a, E_IO, "solver: %s", strerror(errno));
	}
	struct buf b = buf_new(a, SAID_MAX);
	pid_t pid = start(path, name, args, in, pipes[1]);
	close(in);
	close(pipes[1]);
	enum err e = pid <= 0 ? fail(a, E_IO, "solver: %s could not be started", name)
	                      : listen_to(a, pid, pipes[0], milliseconds() + (int64_t)(seconds * 1000), &b);
	close(pipes[0]);
	*said = buf_str(&b);
	*nsaid = b.len;
	return e;
}
