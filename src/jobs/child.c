#include "jobs/child_internal.h"
#include "jobs/program.h"
#include "jobs/sandbox.h"
#include "jobs/try.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int64_t
child_clock(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int
child_bytes(const void *bytes, size_t n)
{
	int fd = memfd_create("input", MFD_CLOEXEC);
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

/* ---- starting one ------------------------------------------------------------------------------------------ */

/* The program to start: ourselves, or what PILOTIS_BIN names; NULL: fork. */
static const char *
program(void)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	const char *name = NULL;
	if (n > 0) {
		self[n] = '\0';
		name = strrchr(self, '/');
	}
	if (name != NULL && strncmp(name + 1, "pilotis", 7) == 0)
		return "/proc/self/exe"; /* also when the file was replaced meanwhile */
	const char *set = getenv("PILOTIS_BIN");
	return set != NULL && *set != '\0' ? set : NULL;
}

struct words { char *argv[CHILD_WORDS_MAX + 2]; char text[CHILD_TEXT_MAX + 16]; int n; };

/* execve() wants pointers to writable strings, and does not write. */
static bool
make_words(const char *const *words, struct words *w)
{
	static const char name[] = "pilotis";
	size_t used = sizeof name;
	memcpy(w->text, name, sizeof name);
	w->argv[0] = w->text;
	w->n = 1;
	for (size_t i = 0; words[i] != NULL; i++) {
		size_t k = strlen(words[i]) + 1;
		if (i >= CHILD_WORDS_MAX || k > sizeof w->text - used)
			return false;
		memcpy(w->text + used, words[i], k);
		w->argv[w->n++] = w->text + used;
		used += k;
	}
	w->argv[w->n] = NULL;
	return true;
}

static pid_t
start_program(const char *path, struct words *w, int in, int out, int folder, bool quiet)
{
	char lang[] = "LC_ALL=C.UTF-8", one[] = "OMP_NUM_THREADS=1", blas[] = "OPENBLAS_NUM_THREADS=1";
	char *env[] = { lang, one, blas, NULL };
	posix_spawn_file_actions_t act;
	posix_spawnattr_t attr;
	sigset_t empty, all;
	pid_t pid = -1;
	if (posix_spawn_file_actions_init(&act) != 0)
		return -1;
	if (posix_spawnattr_init(&attr) != 0) {
		posix_spawn_file_actions_destroy(&act);
		return -1;
	}
	sigemptyset(&empty);
	sigfillset(&all);
	sigdelset(&all, SIGKILL);
	sigdelset(&all, SIGSTOP);
	int bad = posix_spawn_file_actions_adddup2(&act, in, 0) | posix_spawn_file_actions_adddup2(&act, out, 1) |
	    (folder >= 0 ? posix_spawn_file_actions_adddup2(&act, folder, 3) : 0) |
	    (quiet ? posix_spawn_file_actions_addopen(&act, 2, "/dev/null", O_WRONLY, 0) : 0) |
	    posix_spawn_file_actions_addclosefrom_np(&act, folder >= 0 ? 4 : 3) | posix_spawnattr_setsigmask(&attr, &empty) |
	    posix_spawnattr_setsigdefault(&attr, &all) |
	    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	if (bad != 0 || posix_spawn(&pid, path, &act, &attr, w->argv, env) != 0)
		pid = -1;
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&act);
	return pid;
}

static pid_t
start_fork(struct words *w, int in, int out, int folder)
{
	pid_t pid = fork();
	if (pid != 0)
		return pid;
	(void)setpgid(0, 0);
	/* all away from where they shall stand first: they may stand there already */
	in = fcntl(in, F_DUPFD, 10);
	out = fcntl(out, F_DUPFD, 10);
	folder = folder < 0 ? -1 : fcntl(folder, F_DUPFD, 10);
	if (in < 0 || out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || (folder >= 0 && dup2(folder, 3) < 0))
		_exit(EXIT_FAILURE);
	closefrom(folder >= 0 ? 4 : 3);
	signal(SIGPIPE, SIG_DFL);
	_exit(child_main(w->n, w->argv));
}

pid_t
child_start(const char *const *words, int in, int out, int folder, bool quiet)
{
	struct words w;
	const char *path = program();
	if (!make_words(words, &w))
		return -1;
	return path != NULL ? start_program(path, &w, in, out, folder, quiet) : start_fork(&w, in, out, folder);
}

struct child
child_reap(pid_t pid, enum child_end as)
{
	struct child c = { as, 0 };
	int status = 0;
	/* After the end of its answer a child that works well is already dying, and keeps its own status. */
	if (kill(-pid, SIGKILL) != 0)
		(void)kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (as == CHILD_ANSWERED && WIFSIGNALED(status)) {
		c.status = WTERMSIG(status);
		c.end = c.status == SIGXCPU || c.status == SIGPROF ? CHILD_TOO_LONG : CHILD_CRASHED;
	} else if (WIFEXITED(status)) {
		c.status = WEXITSTATUS(status);
	}
	return c;
}

/* ---- listening to it ---------------------------------------------------------------------------------------- */

/* Until the end, the deadline or the maximum. */
static enum child_end
listen_to(int fd, int64_t deadline, struct buf *answer)
{
	char piece[65536];
	for (;;) {
		int64_t left = deadline - child_clock();
		struct pollfd p = { fd, POLLIN, 0 };
		int r = left <= 0 ? 0 : poll(&p, 1, left > 60000 ? 60000 : (int)left);
		if (r < 0 && errno == EINTR)
			continue;
		if (r == 0 && left > 60000)
			continue;
		if (r <= 0)
			return CHILD_TOO_LONG;
		ssize_t k = read(fd, piece, sizeof piece);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return CHILD_ANSWERED;
		buf_add(answer, piece, (size_t)k);
		if (answer->full)
			return CHILD_TOO_MUCH;
	}
}

struct child
child_run(const struct child_order *o, int64_t deadline, struct buf *answer)
{
	struct child c = { CHILD_NOT_STARTED, 0 };
	int pipes[2];
	if (o->in < 0 || pipe2(pipes, O_CLOEXEC) != 0)
		return c;
	bool spawned = spawner_state() != SPAWNER_NONE;
	int status = spawned ? spawner_order(o, pipes[1], deadline - child_clock()) : -1;
	pid_t pid = spawned ? -1 : child_start(o->words, o->in, pipes[1], o->folder, o->quiet);
	close(pipes[1]);
	if (pid > 0)
		c = child_reap(pid, listen_to(pipes[0], deadline, answer));
	else if (status >= 0)
		c = spawner_end(status, listen_to(pipes[0], deadline, answer));
	close(pipes[0]);
	return c;
}

/* ---- being one ---------------------------------------------------------------------------------------------- */

static const struct { const char *word; int (*run)(int argc, char **argv); } commands[] = {
	{ CHILD_READ_DOCUMENT, document_child_main }, { CHILD_RUN_PROGRAM, program_child_main }, { CHILD_TRY_FORBIDDEN, try_main } };

bool
child_command(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < LEN(commands); i++)
		if (strcmp(argv[1], commands[i].word) == 0)
			return true;
	return false;
}

int
child_main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < LEN(commands); i++)
		if (strcmp(argv[1], commands[i].word) == 0)
			return commands[i].run(argc, argv);
	return 2;
}
