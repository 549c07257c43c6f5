/* The process that starts children for `serve` and `work`, which then need neither fork nor exec. It has one thread, holds
 * nothing of the programme, and takes orders by a socket: the words of a hidden command, its descriptors, a time limit.
 * For each it forks a keeper, which starts the child, waits for it (or ends it when its time is over, or when nobody
 * listens any more) and says how it went. */
#include "jobs/child_internal.h"
#include "jobs/fence.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KEEPERS_MAX = 16, LONGEST_MS = 3600000, SETTLE_MS = 10000 };
enum { FD_IN, FD_OUT, FD_STATUS, FD_FOLDER, FDS };

struct message { uint32_t ms, quiet, nwords; char text[CHILD_TEXT_MAX]; };
union control { char bytes[CMSG_SPACE(sizeof(int) * FDS)]; struct cmsghdr align; };

/* Where orders go: set once, before any thread. */
static atomic_int orders = -1;
static atomic_bool gone;

/* ---- the spawner's side ------------------------------------------------------------------------------------- */

static void
close_all(const int *fd, size_t n)
{
	for (size_t i = 0; i < n; i++)
		close(fd[i]);
}

/* One order and its descriptors; false when it is none (they are closed), *end at the end of who gives them. */
static bool
receive(int from, struct message *m, int fd[FDS], size_t *nfd, bool *end)
{
	union control c;
	struct iovec v = { m, sizeof *m };
	struct msghdr h = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = c.bytes, .msg_controllen = sizeof c.bytes };
	memset(m, 0, sizeof *m);
	ssize_t k = recvmsg(from, &h, MSG_CMSG_CLOEXEC);
	*nfd = 0;
	*end = k == 0 || (k < 0 && errno != EINTR);
	if (k <= 0)
		return false;
	for (struct cmsghdr *p = CMSG_FIRSTHDR(&h); p != NULL; p = CMSG_NXTHDR(&h, p)) {
		if (p->cmsg_level != SOL_SOCKET || p->cmsg_type != SCM_RIGHTS)
			continue;
		size_t n = (p->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		if (n > FDS - *nfd)
			n = FDS - *nfd;
		memcpy(fd + *nfd, CMSG_DATA(p), n * sizeof(int));
		*nfd += n;
	}
	if ((size_t)k == sizeof *m && *nfd >= FD_FOLDER && m->nwords <= CHILD_WORDS_MAX && (h.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0)
		return true;
	close_all(fd, *nfd);
	return false;
}

static const char *const *
words_of(const struct message *m, const char *words[CHILD_WORDS_MAX + 1])
{
	const char *s = m->text, *end = m->text + sizeof m->text;
	size_t n = 0;
	while (n < m->nwords) {
		const char *stop = memchr(s, '\0', (size_t)(end - s));
		if (stop == NULL)
			return NULL;
		words[n++] = s;
		s = stop + 1;
	}
	words[n] = NULL;
	/* only what begins by giving up its rights */
	return n > 0 && (strcmp(words[0], CHILD_READ_DOCUMENT) == 0 || strcmp(words[0], CHILD_RUN_PROGRAM) == 0 ||
	    strcmp(words[0], CHILD_TRY_FORBIDDEN) == 0) ? words : NULL;
}

static _Noreturn void
keep(const struct message *m, const int fd[FDS], size_t nfd)
{
	const char *words[CHILD_WORDS_MAX + 1];
	struct child c = { CHILD_NOT_STARTED, 0 };
	signal(SIGCHLD, SIG_DFL);
	pid_t pid = words_of(m, words) == NULL ? -1 : child_start(words, fd[FD_IN], fd[FD_OUT], nfd > FD_FOLDER ? fd[FD_FOLDER] : -1, m->quiet != 0);
	close(fd[FD_IN]);
	close(fd[FD_OUT]);
	if (pid > 0) {
		int done = (int)syscall(SYS_pidfd_open, pid, 0); /* -1: poll() passes over it, and the other side says when */
		struct pollfd p[] = { { done, POLLIN, 0 }, { fd[FD_STATUS], POLLIN | POLLRDHUP, 0 } };
		int64_t until = child_clock() + m->ms, left = m->ms;
		while (p[0].revents == 0 && p[1].revents == 0 && left > 0) {
			(void)poll(p, 2, (int)left);
			left = until - child_clock();
		}
		c = child_reap(pid, left > 0 ? CHILD_ANSWERED : CHILD_TOO_LONG);
	}
	(void)!write(fd[FD_STATUS], &c, sizeof c);
	_exit(0);
}

static void
nothing(int sig)
{
	(void)sig; /* it ends the waiting for an order, so that who ended is buried */
}

static _Noreturn void
spawner(int from, bool fenced)
{
	struct message m;
	struct sigaction on_child = { .sa_handler = nothing };
	int live = 0, fd[FDS];
	size_t nfd;
	bool end = false;
	signal(SIGINT, SIG_IGN); /* it ends when its socket does: after what is under way */
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	sigaction(SIGCHLD, &on_child, NULL);
	prctl(PR_SET_NAME, "pilotis-spawner");
	if (fenced && !fence_spawner())
		_exit(1);
	while (!end) {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			live--;
		if (!receive(from, &m, fd, &nfd, &end))
			continue;
		pid_t pid = live >= KEEPERS_MAX ? -1 : fork();
		if (pid == 0) {
			close(from);
			keep(&m, fd, nfd);
		}
		live += pid > 0;
		close_all(fd, nfd); /* a status closed without a word: not started */
	}
	_exit(0);
}

/* ---- the side of who needs a child --------------------------------------------------------------------------- */

bool
spawner_start(bool fenced)
{
	int pair[2];
	BUG_ON(atomic_load(&orders) >= 0);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return false;
	pid_t pid = fork();
	if (pid == 0) {
		/* Nothing else that was open here already, such as a listening socket that was handed over. */
		(void)close_range(STDERR_FILENO + 1, (unsigned)pair[1] - 1, 0);
		(void)close_range((unsigned)pair[1] + 1, ~0U, 0);
		spawner(pair[1], fenced);
	}
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return false;
	}
	atomic_store(&orders, pair[0]);
	return true;
}

enum spawner
spawner_state(void)
{
	return atomic_load(&orders) < 0 ? SPAWNER_NONE : atomic_load(&gone) ? SPAWNER_GONE : SPAWNER_THERE;
}

static bool
fill(struct message *m, const struct child_order *o, int64_t ms)
{
	size_t used = 0;
	memset(m, 0, sizeof *m);
	m->ms = (uint32_t)(ms < 1 ? 1 : ms > LONGEST_MS ? LONGEST_MS : ms);
	m->quiet = o->quiet;
	for (; o->words[m->nwords] != NULL; m->nwords++) {
		size_t k = strlen(o->words[m->nwords]) + 1;
		if (m->nwords >= CHILD_WORDS_MAX || k > sizeof m->text - used)
			return false;
		memcpy(m->text + used, o->words[m->nwords], k);
		used += k;
	}
	return true;
}

int
spawner_order(const struct child_order *o, int out, int64_t ms)
{
	struct message m;
	union control c = { .bytes = { 0 } };
	int pair[2];
	if (!fill(&m, o, ms) || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return -1;
	int fd[FDS] = { [FD_IN] = o->in, [FD_OUT] = out, [FD_STATUS] = pair[1], [FD_FOLDER] = o->folder };
	size_t nfd = o->folder >= 0 ? FDS : FD_FOLDER;
	struct iovec v = { &m, sizeof m };
	struct msghdr h = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = c.bytes, .msg_controllen = CMSG_SPACE(sizeof(int) * nfd) };
	struct cmsghdr *p = CMSG_FIRSTHDR(&h);
	*p = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int) * nfd) };
	memcpy(CMSG_DATA(p), fd, sizeof(int) * nfd);
	ssize_t k;
	while ((k = sendmsg(atomic_load(&orders), &h, MSG_NOSIGNAL)) < 0 && errno == EINTR)
		;
	close(pair[1]);
	if (k == (ssize_t)sizeof m)
		return pair[0];
	if (k < 0 && (errno == EPIPE || errno == ECONNRESET || errno == ENOTCONN))
		atomic_store(&gone, true);
	close(pair[0]);
	return -1;
}

struct child
spawner_end(int status, enum child_end as)
{
	struct child c = { CHILD_NOT_STARTED, 0 };
	size_t got = 0;
	(void)shutdown(status, SHUT_WR); /* nobody listens any more: the keeper ends what still runs */
	while (got < sizeof c) {
		struct pollfd p = { status, POLLIN, 0 };
		int r = poll(&p, 1, SETTLE_MS);
		ssize_t k = r <= 0 ? r : read(status, (char *)&c + got, sizeof c - got);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0) {
			c = (struct child){ CHILD_NOT_STARTED, 0 };
			break;
		}
		got += (size_t)k;
	}
	close(status);
	if (as != CHILD_ANSWERED && c.end != CHILD_NOT_STARTED)
		c.end = as;
	return c;
}
