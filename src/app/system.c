#include "app/system.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { FIRST_SOCKET = 3 };

static int64_t
number_in(const char *name)
{
	const char *s = getenv(name);
	char *end;
	if (s == NULL || *s == '\0')
		return 0;
	errno = 0;
	long long n = strtoll(s, &end, 10);
	return *end == '\0' && errno == 0 && n > 0 ? n : 0;
}

int
system_socket(void)
{
	int listening = 0;
	socklen_t n = sizeof listening;
	bool ours = number_in("LISTEN_PID") == (int64_t)getpid() && number_in("LISTEN_FDS") > 0;
	(void)unsetenv("LISTEN_PID");
	(void)unsetenv("LISTEN_FDS");
	(void)unsetenv("LISTEN_FDNAMES");
	if (!ours || getsockopt(FIRST_SOCKET, SOL_SOCKET, SO_ACCEPTCONN, &listening, &n) != 0 || listening == 0)
		return -1;
	int flags = fcntl(FIRST_SOCKET, F_GETFL);
	if (flags < 0 || fcntl(FIRST_SOCKET, F_SETFL, flags | O_NONBLOCK) != 0 || fcntl(FIRST_SOCKET, F_SETFD, FD_CLOEXEC) != 0)
		return -1;
	return FIRST_SOCKET;
}

struct notice_to
system_notify_open(void)
{
	struct notice_to to = { .fd = -1 };
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	const char *path = getenv("NOTIFY_SOCKET");
	size_t n = path == NULL ? 0 : strlen(path);
	if (n < 2 || n >= sizeof at.sun_path || (path[0] != '/' && path[0] != '@'))
		return to;
	memcpy(at.sun_path, path, n);
	if (path[0] == '@')
		at.sun_path[0] = '\0'; /* the abstract namespace */
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return to;
	if (connect(fd, (struct sockaddr *)&at, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)) != 0) {
		close(fd);
		return to;
	}
	to.fd = fd;
	/* WATCHDOG_PID says for whom the interval is meant; half of it is when a careful service speaks. */
	if (getenv("WATCHDOG_PID") == NULL || number_in("WATCHDOG_PID") == (int64_t)getpid())
		to.watchdog_ms = number_in("WATCHDOG_USEC") / 1000 / 2;
	return to;
}

void
system_notify(const struct notice_to *to, const char *text)
{
	size_t n = strlen(text);
	while (to->fd >= 0 && send(to->fd, text, n, MSG_NOSIGNAL) < 0 && errno == EINTR)
		continue;
}
