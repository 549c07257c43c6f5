/* What `serve` and `work` may still do once they have begun: their store, temporary files, the network (mail, pages behind
 * links, a database or an identity provider elsewhere). Everything else is refused with EPERM: a library that tries does
 * without. */
#include "jobs/fence_internal.h"
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static const int file_calls[] = { SCMP_SYS(preadv), SCMP_SYS(pwrite64), SCMP_SYS(pwritev), SCMP_SYS(fsync), SCMP_SYS(ftruncate),
	SCMP_SYS(fallocate), SCMP_SYS(flock), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2),
	SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rmdir), SCMP_SYS(fchmod), SCMP_SYS(fchown), SCMP_SYS(umask), SCMP_SYS(dup), SCMP_SYS(dup2),
	SCMP_SYS(dup3), SCMP_SYS(memfd_create), SCMP_SYS(msync), SCMP_SYS(sendfile), SCMP_SYS(close_range) };
static const int network_calls[] = { SCMP_SYS(connect), SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(bind), SCMP_SYS(getsockname),
	SCMP_SYS(getpeername), SCMP_SYS(setsockopt), SCMP_SYS(getsockopt), SCMP_SYS(sendto), SCMP_SYS(recvfrom), SCMP_SYS(sendmsg),
	SCMP_SYS(recvmsg), SCMP_SYS(sendmmsg), SCMP_SYS(recvmmsg), SCMP_SYS(shutdown), SCMP_SYS(socketpair), SCMP_SYS(poll), SCMP_SYS(ppoll),
	SCMP_SYS(select), SCMP_SYS(pselect6), SCMP_SYS(epoll_create), SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait),
	SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_pwait2), SCMP_SYS(eventfd), SCMP_SYS(eventfd2), SCMP_SYS(pipe), SCMP_SYS(pipe2) };
static const int other_calls[] = { SCMP_SYS(rt_sigtimedwait), SCMP_SYS(rt_sigsuspend), SCMP_SYS(rt_sigpending), SCMP_SYS(signalfd4),
	SCMP_SYS(setitimer), SCMP_SYS(alarm), SCMP_SYS(timerfd_create), SCMP_SYS(timerfd_settime), SCMP_SYS(nanosleep), SCMP_SYS(clock_nanosleep),
	SCMP_SYS(times), SCMP_SYS(getrusage), SCMP_SYS(getcpu), SCMP_SYS(getppid), SCMP_SYS(getpgrp), SCMP_SYS(getresuid), SCMP_SYS(getresgid),
	SCMP_SYS(getgroups), SCMP_SYS(membarrier), SCMP_SYS(mlock), SCMP_SYS(mlock2), SCMP_SYS(munlock), SCMP_SYS(mincore),
	SCMP_SYS(restart_syscall), SCMP_SYS(sched_getparam), SCMP_SYS(sched_getscheduler) };

/* Calls that depend on what is asked for. */
static bool
some(scmp_filter_ctx f)
{
	static const int families[] = { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK /* getaddrinfo() asks which addresses there are */ };
	static const unsigned controls[] = { FIONREAD, FIONBIO };
	bool done = true;
	for (size_t i = 0; i < LEN(families); i++) {
		const struct scmp_arg_cmp c[] = { SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)families[i]) };
		if (families[i] == AF_UNIX || families[i] == AF_NETLINK) {
			done &= seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1, c) == 0;
			continue;
		}
		/* streams and datagrams, whatever flags stand with them; nothing raw */
		for (int type = SOCK_STREAM; type <= SOCK_DGRAM; type++) {
			const struct scmp_arg_cmp two[] = { c[0], SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf, (scmp_datum_t)type) };
			done &= seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(socket), 2, two) == 0;
		}
	}
	for (size_t i = 0; i < LEN(controls); i++) {
		const struct scmp_arg_cmp c = SCMP_A1(SCMP_CMP_EQ, controls[i]);
		done &= seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1, &c) == 0;
	}
	const struct scmp_arg_cmp name = SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME);
	return done && seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, &name) == 0;
}

static scmp_filter_ctx
filter(void)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (f == NULL)
		return NULL;
	if (fence_calls(f, calls_of_memory.calls, calls_of_memory.n, SCMP_ACT_ALLOW) &&
	    fence_calls(f, calls_of_loader.calls, calls_of_loader.n, SCMP_ACT_ALLOW) && fence_calls(f, file_calls, LEN(file_calls), SCMP_ACT_ALLOW) &&
	    fence_calls(f, network_calls, LEN(network_calls), SCMP_ACT_ALLOW) && fence_calls(f, other_calls, LEN(other_calls), SCMP_ACT_ALLOW) &&
	    some(f) && fence_memory(f) && fence_threads(f, false))
		return f;
	seccomp_release(f);
	return NULL;
}

/* Names and addresses, certificates, libraries that the resolver loads. A resolv.conf is often replaced by another file of
 * that name: whoever is not root may read all of /etc that everyone may; root, who may read what is secret there, only
 * these files as they are now. */
static int
files(const char *store_folder)
{
	const char *tmp = getenv("TMPDIR"), *home = getenv("HOME"), *etc = geteuid() != 0 ? "/etc" : NULL;
	char passwords[4096] = "", keys[4096] = "";
	if (home != NULL && *home == '/') {
		snprintf(passwords, sizeof passwords, "%s/.pgpass", home);
		snprintf(keys, sizeof keys, "%s/.postgresql", home);
	}
	const struct fence_path paths[] = { { store_folder, FENCE_READ | FENCE_WRITE },
		{ tmp != NULL && *tmp == '/' ? tmp : "/tmp", FENCE_READ | FENCE_WRITE }, { "/dev/null", FENCE_READ | FENCE_WRITE },
		{ "/dev/urandom", FENCE_READ }, { "/usr", FENCE_READ }, { "/lib", FENCE_READ }, { "/lib64", FENCE_READ }, { "/proc/self", FENCE_READ },
		{ "/sys/devices/system/cpu", FENCE_READ }, { "/run/systemd/resolve", FENCE_READ }, { "/run/NetworkManager", FENCE_READ },
		{ "/run/resolvconf", FENCE_READ }, { "/run/nscd", FENCE_READ }, { "/var/lib/ca-certificates", FENCE_READ },
		{ store_folder == NULL ? passwords : NULL, FENCE_READ }, { store_folder == NULL ? keys : NULL, FENCE_READ },
		{ store_folder == NULL ? getenv("PGPASSFILE") : NULL, FENCE_READ }, { etc, FENCE_READ }, { "/etc/resolv.conf", FENCE_READ },
		{ "/etc/hosts", FENCE_READ }, { "/etc/nsswitch.conf", FENCE_READ }, { "/etc/host.conf", FENCE_READ }, { "/etc/gai.conf", FENCE_READ },
		{ "/etc/services", FENCE_READ }, { "/etc/passwd", FENCE_READ } /* libpq asks who it is */, { "/etc/protocols", FENCE_READ }, { "/etc/ld.so.cache", FENCE_READ }, { "/etc/ssl", FENCE_READ },
		{ "/etc/pki", FENCE_READ }, { "/etc/ca-certificates", FENCE_READ }, { "/etc/crypto-policies", FENCE_READ },
		{ "/etc/gnutls", FENCE_READ }, { "/etc/pkcs11", FENCE_READ }, { "/etc/localtime", FENCE_READ } };
	return fence_files(paths, LEN(paths), -1);
}

bool
fence_server(const char *store_folder, struct fence_state *out)
{
	struct rlimit none = { 0, 0 };
	scmp_filter_ctx f = filter();
	*out = (struct fence_state){ 0 };
	if (f == NULL)
		return false;
	(void)setrlimit(RLIMIT_CORE, &none); /* what is in memory is personal */
	if (!fence_no_new_rights()) {
		seccomp_release(f);
		return false;
	}
	out->landlock = files(store_folder);
	out->seccomp = fence_load(f);
	return out->seccomp;
}
