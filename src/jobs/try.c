#include "jobs/try.h"
#include "jobs/child.h"
#include "jobs/fence.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <netinet/in.h>
#include <unistd.h>

/* OPEN: no fence at all, where the harmless ones must be done, or nothing would have been tried. */
enum kind { SERVER = 1, SPAWNER = 2, DOCUMENT = 4, PROGRAM = 8, ALL = 15, OPEN = 16 };
enum { FILES = 32 }; /* landlock alone forbids it */
static const struct { enum kind kind; const char *name; } kinds[] = { { OPEN, "without a fence" },
	{ SERVER, "server" }, { SPAWNER, "spawner" }, { DOCUMENT, "document" }, { PROGRAM, "program" } };

/* Exit statuses of who tries. */
enum { REFUSED = 40, DONE = 41, NO_FENCE = 42, ABSENT = 43 };

/* Where the attempts are made: a folder with a file "mine" for the fence that has one; another, outside. */
struct place { char *mine, *other; };

/* An attempt answers 0 when it was done, else errno. */
static int
said(long rc)
{
	return rc < 0 ? errno : 0;
}

#define ATTEMPT(name, ...) static int name(const struct place *p) { (void)p; __VA_ARGS__ }
#define RAW(name, ...) ATTEMPT(name, return said(syscall(__VA_ARGS__));)

ATTEMPT(t_exec, char a[] = "/bin/true"; char *argv[] = { a, NULL }; return said(execv(a, argv));)
ATTEMPT(t_fork, pid_t k = fork(); if (k == 0) _exit(0); if (k > 0) waitpid(k, NULL, 0); return said(k);)
ATTEMPT(t_ptrace, return said(ptrace(PTRACE_TRACEME, 0, NULL, NULL));)
ATTEMPT(t_mount, return said(mount("none", p->other, "tmpfs", 0, NULL));)
ATTEMPT(t_unshare, return said(unshare(CLONE_NEWUSER));)
ATTEMPT(t_chroot, return said(chroot(p->other));)
ATTEMPT(t_socket_inet, return said(socket(AF_INET, SOCK_STREAM, 0));)
ATTEMPT(t_socket_raw, return said(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));)
ATTEMPT(t_socket_packet, return said(socket(AF_PACKET, SOCK_DGRAM, 0));)
ATTEMPT(t_socket_other, return said(socket(AF_ALG, SOCK_SEQPACKET, 0));)
ATTEMPT(t_listen, int s = socket(AF_INET, SOCK_STREAM, 0); return s < 0 ? errno : said(listen(s, 1));)
ATTEMPT(t_thread_of_user, return said(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL));)
ATTEMPT(t_code, return mmap(NULL, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : 0;)
ATTEMPT(t_terminal, char c = 'x'; return said(ioctl(0, TIOCSTI, &c));)
ATTEMPT(t_read_shadow, return said(open("/etc/shadow", O_RDONLY));)
ATTEMPT(t_read_var, return said(open("/var", O_RDONLY | O_DIRECTORY));)
ATTEMPT(t_read_root, return said(open("/", O_RDONLY | O_DIRECTORY));)
ATTEMPT(t_read_memory, return said(open("/proc/self/mem", O_RDWR));)
ATTEMPT(t_read_others, return said(open("/proc/1/cmdline", O_RDONLY));)
ATTEMPT(t_write_usr, return said(open("/usr/pilotis-try", O_WRONLY | O_CREAT, 0600));)
ATTEMPT(t_write_outside, return said(openat(AT_FDCWD, p->other, O_TMPFILE | O_WRONLY, 0600));)
ATTEMPT(t_link, char to[4200]; snprintf(to, sizeof to, "%s/link", p->mine); return said(symlink("/etc/shadow", to));)
ATTEMPT(t_device, char to[4200]; snprintf(to, sizeof to, "%s/device", p->mine); return said(mknod(to, S_IFIFO | 0600, 0));)
ATTEMPT(t_suid, char to[4200]; snprintf(to, sizeof to, "%s/mine", p->mine); return said(chmod(to, 04755));)
ATTEMPT(t_setuid, return said(setuid(12345));)
ATTEMPT(t_priority, return said(setpriority(0, 0, -20));)
RAW(t_clock, SYS_clock_settime, 0, NULL)
RAW(t_host_name, SYS_sethostname, NULL, -1)
ATTEMPT(t_dump, return said(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));)
ATTEMPT(t_kill, return said(kill(1, 0));)
RAW(t_pivot, SYS_pivot_root, p->other, p->other)
RAW(t_setns, SYS_setns, -1, 0)
RAW(t_module, SYS_init_module, NULL, 0, NULL)
RAW(t_module_file, SYS_finit_module, -1, "", 0)
RAW(t_kexec, SYS_kexec_load, 0, 0, NULL, -1)
RAW(t_bpf, SYS_bpf, 0, NULL, 0)
RAW(t_keyctl, SYS_keyctl, 0, -1, 0)
RAW(t_add_key, SYS_add_key, NULL, NULL, NULL, 0, 0)
RAW(t_perf, SYS_perf_event_open, NULL, 0, -1, -1, 0)
RAW(t_uring, SYS_io_uring_setup, 1, NULL)
RAW(t_userfault, SYS_userfaultfd, 0)
RAW(t_peek, SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0)
RAW(t_poke, SYS_process_vm_writev, getppid(), NULL, 0, NULL, 0, 0)
RAW(t_personality, SYS_personality, 0x0040000)
RAW(t_swap, SYS_swapon, "", 0)
RAW(t_reboot, SYS_reboot, 0, 0, 0, NULL)
RAW(t_log, SYS_syslog, 10, NULL, 0)
RAW(t_handle, SYS_open_by_handle_at, -1, NULL, 0)
RAW(t_fanotify, SYS_fanotify_init, 0, 0)
RAW(t_accounts, SYS_acct, "/")
/* What must still work. */
ATTEMPT(t_write_mine, char to[4200]; snprintf(to, sizeof to, "%s/new", p->mine); return said(open(to, O_WRONLY | O_CREAT, 0600));)
ATTEMPT(t_remove_mine, char to[4200]; snprintf(to, sizeof to, "%s/mine", p->mine); return said(unlink(to));)
ATTEMPT(t_read_usr, return said(open("/usr", O_RDONLY | O_DIRECTORY));)
ATTEMPT(t_memory, return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : 0;)

static const struct attempt { const char *name; int (*run)(const struct place *); unsigned forbidden, works; } attempts[] = {
	{ "begin another program", t_exec, SERVER | DOCUMENT | PROGRAM, SPAWNER | OPEN },
	{ "begin another process", t_fork, SERVER | DOCUMENT | PROGRAM, SPAWNER | OPEN },
	{ "a name space of its own", t_unshare, ALL, 0 }, { "a process in one", t_thread_of_user, ALL, 0 }, { "enter another's", t_setns, ALL, 0 },
	{ "be traced", t_ptrace, ALL, OPEN }, { "read another's memory", t_peek, ALL, 0 }, { "write in it", t_poke, ALL, 0 },
	{ "open its own memory", t_read_memory, ALL | FILES, 0 }, { "memory both written and run", t_code, ALL, OPEN },
	{ "memory", t_memory, 0, ALL | OPEN },
	{ "mount", t_mount, ALL, 0 }, { "another root", t_chroot, ALL, 0 }, { "pivot", t_pivot, ALL, 0 },
	{ "load a module", t_module, ALL, 0 }, { "load a module from a file", t_module_file, ALL, 0 }, { "another kernel", t_kexec, ALL, 0 },
	{ "bpf", t_bpf, ALL, 0 }, { "keys", t_keyctl, ALL, 0 }, { "add a key", t_add_key, ALL, 0 }, { "performance counters", t_perf, ALL, 0 },
	{ "io_uring", t_uring, ALL, 0 }, { "userfaultfd", t_userfault, ALL, 0 }, { "personality", t_personality, ALL, OPEN },
	{ "swap", t_swap, ALL, 0 }, { "reboot", t_reboot, ALL, 0 }, { "the kernel's log", t_log, ALL, 0 }, { "files by handle", t_handle, ALL, 0 },
	{ "watch all files", t_fanotify, ALL, 0 }, { "accounting", t_accounts, ALL, 0 }, { "the host's name", t_host_name, ALL, 0 },
	{ "the clock", t_clock, ALL, 0 }, { "another user", t_setuid, ALL, 0 }, { "a better priority", t_priority, ALL, 0 },
	{ "type on the terminal", t_terminal, ALL, 0 }, { "be dumped", t_dump, SERVER | DOCUMENT | PROGRAM, OPEN },
	{ "kill", t_kill, SERVER | DOCUMENT | PROGRAM, 0 },
	{ "a socket", t_socket_inet, SPAWNER | DOCUMENT | PROGRAM, SERVER | OPEN }, { "a raw socket", t_socket_raw, ALL, 0 },
	{ "raw packets", t_socket_packet, ALL, 0 }, { "the kernel's ciphers", t_socket_other, ALL, 0 }, { "listen", t_listen, ALL, OPEN },
	{ "read passwords", t_read_shadow, ALL | FILES, 0 }, { "read /var", t_read_var, ALL | FILES, OPEN }, { "read /", t_read_root, ALL | FILES, OPEN },
	{ "read of other processes", t_read_others, ALL | FILES, OPEN }, { "read /usr", t_read_usr, DOCUMENT, SERVER | SPAWNER | PROGRAM },
	{ "write in /usr", t_write_usr, ALL | FILES, 0 }, { "write elsewhere", t_write_outside, ALL | FILES, OPEN },
	{ "write in its folder", t_write_mine, SPAWNER | DOCUMENT, SERVER | PROGRAM | OPEN },
	{ "remove there", t_remove_mine, SPAWNER | DOCUMENT, SERVER | PROGRAM | OPEN },
	{ "a link there", t_link, ALL, OPEN }, { "a pipe there", t_device, ALL, OPEN }, { "a program of another user there", t_suid, ALL, OPEN },
};

static bool
enter(enum kind kind, const struct place *p)
{
	struct fence_state s;
	int folder;
	switch (kind) {
	case SERVER: return fence_server(p->mine, &s);
	case SPAWNER: return fence_spawner();
	case DOCUMENT: return fence_document(5000);
	case PROGRAM:
		folder = open(p->mine, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		return folder >= 0 && fence_program("/nothing", folder, 5000, (uint64_t)1 << 30, 1 << 20);
	case OPEN: return true;
	case ALL: break;
	}
	return false;
}

static _Noreturn void
attempt_here(enum kind kind, const struct attempt *t, const struct place *p)
{
	if (!enter(kind, p))
		_exit(NO_FENCE);
	int e = t->run(p);
	_exit(e == 0 ? DONE : e == EPERM || e == EACCES || e == ENOSYS ? REFUSED : e == ENOENT ? ABSENT : DONE);
}

/* A place for one attempt, made anew: an attempt that succeeds would spoil the next. */
static bool
make_place(struct place *p)
{
	char file[4200];
	if (mkdtemp(p->mine) == NULL || mkdtemp(p->other) == NULL)
		return false;
	snprintf(file, sizeof file, "%s/mine", p->mine);
	int fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static void
remove_place(const struct place *p)
{
	static const char *const names[] = { "mine", "new", "link", "device" };
	char file[4200];
	for (size_t i = 0; i < LEN(names); i++) {
		snprintf(file, sizeof file, "%s/%s", p->mine, names[i]);
		(void)unlink(file);
	}
	(void)rmdir(p->mine);
	(void)rmdir(p->other);
}

static const char *
outcome(int status)
{
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGSYS ? "killed" : "crashed";
	switch (WEXITSTATUS(status)) {
	case REFUSED: return "refused";
	case DONE: return "done";
	case NO_FENCE: return "no fence";
	case ABSENT: return "not there";
	default: return "done"; /* another program, whose status this is */
	}
}

static bool
one(size_t n, size_t k, const struct attempt *t)
{
	/* not below the folder for temporary files, which some may use */
	char mine[] = "/var/tmp/pilotis-try-XXXXXX", other[] = "/var/tmp/pilotis-not-XXXXXX";
	struct place p = { mine, other };
	int status = 0;
	if ((t->forbidden & FILES) && kinds[k].kind != OPEN && kinds[k].kind != DOCUMENT && fence_landlock() == 0) {
		printf("ok %zu - %s, %s # SKIP this kernel has no landlock\n", n, kinds[k].name, t->name);
		return true;
	}
	if (!make_place(&p)) {
		printf("not ok %zu - %s: no place to try\n", n, kinds[k].name);
		return false;
	}
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0)
		attempt_here(kinds[k].kind, t, &p);
	if (pid > 0)
		waitpid(pid, &status, 0);
	remove_place(&p);
	const char *came = pid > 0 ? outcome(status) : "no process";
	bool works = (t->works & kinds[k].kind) != 0;
	bool right = works ? strcmp(came, "done") == 0 : strcmp(came, "refused") == 0 || strcmp(came, "killed") == 0;
	printf("%sok %zu - %s, %s: %s\n", right ? "" : "not ", n, kinds[k].name, t->name, came);
	return right;
}

int
try_main(int argc, char **argv)
{
	size_t n = 0, wrong = 0;
	(void)argc;
	(void)argv;
	for (size_t k = 0; k < LEN(kinds); k++)
		for (size_t i = 0; i < LEN(attempts); i++)
			if ((attempts[i].forbidden | attempts[i].works) & kinds[k].kind)
				wrong += !one(++n, k, &attempts[i]);
	printf("1..%zu\n", n);
	return wrong == 0 ? 0 : 1;
}
