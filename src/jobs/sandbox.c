#include "jobs/sandbox_internal.h"
#include "base/json.h"
#include "base/tr.h"
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum outcome { CHILD_ANSWERED, CHILD_TOO_LONG, CHILD_TOO_MUCH, CHILD_CRASHED, CHILD_NOT_STARTED };
struct child { enum outcome outcome; int status; /* exit status, or the signal that ended it */ };

static int64_t
milliseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The bytes as a descriptor: nothing to feed, so nothing can deadlock. */
static int
bytes_as_file(const void *bytes, size_t n)
{
	int fd = memfd_create("document", MFD_CLOEXEC);
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

/* The program to start: ourselves, or what PILOTIS_BIN names; NULL: fork. */
static const char *
program(char self[static 4096])
{
	ssize_t n = readlink("/proc/self/exe", self, 4095);
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

static pid_t
start_program(const char *path, const char *work, const char *filename, int in, int out)
{
	char name[] = "pilotis", command[] = SANDBOX_COMMAND, lang[] = "LC_ALL=C.UTF-8", none[] = "", what[16];
	char *argv[] = { name, command, what, NULL, NULL }, *env[] = { lang, NULL };
	char file[256];
	snprintf(what, sizeof what, "%s", work);
	snprintf(file, sizeof file, "%s", filename == NULL ? none : filename);
	argv[3] = filename == NULL ? NULL : file;
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
	    (strcmp(work, WORK_PDF) == 0 ? posix_spawn_file_actions_addopen(&act, 2, "/dev/null", O_WRONLY, 0) : 0) |
	    posix_spawn_file_actions_addclosefrom_np(&act, 3) | posix_spawnattr_setsigmask(&attr, &empty) |
	    posix_spawnattr_setsigdefault(&attr, &all) |
	    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	if (bad != 0 || posix_spawn(&pid, path, &act, &attr, argv, env) != 0)
		pid = -1;
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&act);
	return pid;
}

static pid_t
start_fork(const char *work, const char *filename, int in, int out)
{
	pid_t pid = fork();
	if (pid != 0)
		return pid;
	(void)setpgid(0, 0);
	/* both away from 0 and 1 first: they may stand there already */
	in = fcntl(in, F_DUPFD, 10);
	out = fcntl(out, F_DUPFD, 10);
	if (in < 0 || out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0)
		_exit(CHILD_NO_INPUT);
	closefrom(3);
	signal(SIGPIPE, SIG_DFL);
	sandbox_child(work, filename);
}

/* Reads until the end, the deadline or the maximum, then sees the child dead. */
static struct child
listen_to(pid_t pid, int fd, int64_t deadline, struct buf *answer)
{
	struct child c = { CHILD_ANSWERED, 0 };
	char piece[65536];
	for (;;) {
		int64_t left = deadline - milliseconds();
		struct pollfd p = { fd, POLLIN, 0 };
		int r = left <= 0 ? 0 : poll(&p, 1, left > 60000 ? 60000 : (int)left);
		if (r < 0 && errno == EINTR)
			continue;
		if (r == 0 && left > 60000)
			continue;
		if (r <= 0) {
			c.outcome = CHILD_TOO_LONG;
			break;
		}
		ssize_t k = read(fd, piece, sizeof piece);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			break;
		buf_add(answer, piece, (size_t)k);
		if (answer->full) {
			c.outcome = CHILD_TOO_MUCH;
			break;
		}
	}
	/* After the end of its answer a child that works well is already dying, and keeps its own status. */
	if (kill(-pid, SIGKILL) != 0)
		(void)kill(pid, SIGKILL);
	int status = 0;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (c.outcome == CHILD_ANSWERED && WIFSIGNALED(status)) {
		c.status = WTERMSIG(status);
		c.outcome = c.status == SIGXCPU || c.status == SIGPROF ? CHILD_TOO_LONG : CHILD_CRASHED;
	} else if (WIFEXITED(status)) {
		c.status = WEXITSTATUS(status);
	}
	return c;
}

static struct child
run_child(const char *work, const char *filename, const void *bytes, size_t n, int64_t deadline, struct buf *answer)
{
	struct child none = { CHILD_NOT_STARTED, 0 };
	char self[4096];
	int pipes[2], in = bytes_as_file(bytes, n);
	if (in < 0)
		return none;
	if (pipe2(pipes, O_CLOEXEC) != 0) {
		close(in);
		return none;
	}
	const char *path = program(self);
	pid_t pid = path != NULL ? start_program(path, work, filename, in, pipes[1]) : start_fork(work, filename, in, pipes[1]);
	close(in);
	close(pipes[1]);
	struct child c = pid <= 0 ? none : listen_to(pid, pipes[0], deadline, answer);
	close(pipes[0]);
	return c;
}

/* ---- what it comes to ----------------------------------------------------------------------------------- */

static enum err
say(struct arena *a, struct problems *why, enum err e, const char *msgid)
{
	problem_add(a, why, NULL, msgid, NULL);
	return e;
}

static enum err
explain(struct arena *a, struct child c, struct problems *why)
{
	switch (c.outcome) {
	case CHILD_TOO_LONG:
		return say(a, why, fail(a, E_LIMIT, "sandbox: the reader took too long"),
		    N_("La lecture de ce document prend trop de temps : elle a été arrêtée. Divisez-le, ou enregistrez-le à nouveau depuis votre logiciel."));
	case CHILD_TOO_MUCH:
		return say(a, why, fail(a, E_LIMIT, "sandbox: the reader answered too much"),
		    N_("Ce document contient trop de texte pour un plan d’action (plus de 16 Mo) : il n’a pas été lu."));
	case CHILD_CRASHED:
		return say(a, why, fail(a, E_INVALID, "sandbox: the reader was ended by signal %d", c.status),
		    N_("Ce document n’a pas pu être lu : il est abîmé, ou fabriqué pour nuire. Enregistrez-le à nouveau depuis votre logiciel, puis déposez la copie."));
	case CHILD_NOT_STARTED:
		return say(a, why, fail(a, E_IO, "sandbox: the reader could not be started: %s", strerror(errno)),
		    N_("La lecture des documents n’est pas disponible pour l’instant sur ce serveur. Prévenez la personne qui l’administre."));
	case CHILD_ANSWERED:
		break;
	}
	if (c.status == CHILD_NO_SANDBOX)
		return say(a, why, fail(a, E_IO, "sandbox: this kernel has no seccomp"),
		    N_("La lecture des documents n’est pas disponible pour l’instant sur ce serveur. Prévenez la personne qui l’administre."));
	if (c.status == CHILD_NO_PDFTOTEXT)
		return say(a, why, fail(a, E_IO, "sandbox: no pdftotext"),
		    N_("Ce serveur ne sait pas lire les PDF (pdftotext manque). Déposez le document d’origine (.docx, .odt, .xlsx…)."));
	return say(a, why, fail(a, E_INVALID, "sandbox: the reader ended with status %d", c.status),
	    N_("Ce document n’a pas pu être lu : il est abîmé, ou fabriqué pour nuire. Enregistrez-le à nouveau depuis votre logiciel, puis déposez la copie."));
}

/* ["err", "msgid", "arg"] of a child that is not believed. */
static enum err
read_refusal(struct arena *a, const char *s, size_t n, struct problems *why)
{
	struct json_t *j;
	if (json_read(a, s, n, &j) != OK || !json_is_array(j) || json_array_size(j) != 3)
		return E_IO;
	const json_t *e = json_array_get(j, 0), *msgid = json_array_get(j, 1), *arg = json_array_get(j, 2);
	if (!json_is_integer(e) || !json_is_string(msgid) || (!json_is_string(arg) && !json_is_null(arg)) ||
	    !document_message_safe(json_string_value(msgid)))
		return E_IO;
	problem_add(a, why, NULL, arena_strdup(a, json_string_value(msgid)), arena_strdup(a, json_string_value(arg)));
	fail(a, E_INVALID, "document: %s", json_string_value(msgid));
	return json_integer_value(e) == E_LIMIT ? E_LIMIT : E_INVALID;
}

static enum err
read_answer(struct arena *a, struct child c, const struct buf *answer, struct document **out, struct problems *why)
{
	enum err e = E_IO;
	const char *s = buf_str(answer);
	if (c.outcome == CHILD_ANSWERED && c.status == 0 && answer->len > 1) {
		if (*s == 'D')
			return document_from_json(a, s + 1, answer->len - 1, out) == OK ? OK : explain(a, (struct child){ CHILD_CRASHED, 0 }, why);
		if (*s == 'R')
			e = read_refusal(a, s + 1, answer->len - 1, why);
	}
	return e == E_IO ? explain(a, c, why) : e;
}

static enum err
read_pdf(struct arena *a, struct arena *tmp, const void *bytes, size_t n, int64_t deadline, struct document **out, struct problems *why)
{
	struct buf words = buf_new(tmp, WORDS_MAX), answer = buf_new(tmp, ANSWER_MAX);
	struct child c = run_child(WORK_PDF, NULL, bytes, n, deadline, &words);
	if (c.outcome == CHILD_ANSWERED && c.status > 0 && c.status < CHILD_NO_SANDBOX)
		return say(a, why, fail(a, E_INVALID, "sandbox: pdftotext ended with status %d", c.status),
		    N_("Ce PDF n’a pas pu être lu : il est abîmé ou protégé par un mot de passe. Déposez le document d’origine (.docx, .odt, .xlsx…)."));
	if (c.outcome != CHILD_ANSWERED || c.status != 0)
		return explain(a, c, why);
	c = run_child(WORK_WORDS, NULL, buf_str(&words), words.len, deadline, &answer);
	return read_answer(a, c, &answer, out, why);
}

enum err
document_read_sandboxed(struct arena *a, const void *bytes, size_t n, const char *filename, int seconds, struct document **out,
    struct problems *why)
{
	int64_t deadline = milliseconds() + (int64_t)seconds * 1000;
	if (n == 0)
		return say(a, why, fail(a, E_INVALID, "document: empty"), N_("Ce fichier est vide."));
	if (n > DOC_MAX_BYTES)
		return say(a, why, fail(a, E_LIMIT, "document: %zu bytes", n), N_("Ce fichier est trop gros (plus de 32 Mo)."));
	struct arena *tmp = arena_new(MIB(256));
	struct buf answer = buf_new(tmp, ANSWER_MAX);
	enum err e;
	if (document_is_pdf(bytes, n)) {
		e = read_pdf(a, tmp, bytes, n, deadline, out, why);
	} else {
		struct child c = run_child(WORK_BYTES, filename, bytes, n, deadline, &answer);
		e = read_answer(a, c, &answer, out, why);
	}
	arena_free(tmp);
	return e;
}
