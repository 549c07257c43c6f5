#include "jobs/fence_internal.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

/* ---- limits --------------------------------------------------------------------------------------------- */

static void
limit(int what, rlim_t value)
{
	struct rlimit r = { value, value };
	(void)setrlimit((__rlimit_resource_t)what, &r);
}

static void
set_limits(int cpu_ms, uint64_t memory, uint64_t file_max, rlim_t files)
{
	/* SIGPROF to the millisecond; the limit of the processor, in whole seconds, for one who would ignore it */
	struct itimerval t = { .it_value = { cpu_ms / 1000, cpu_ms % 1000 * 1000 } };
	(void)setitimer(ITIMER_PROF, &t, NULL);
	if (memory > 0)
		limit(RLIMIT_AS, memory);
	limit(RLIMIT_CPU, (rlim_t)cpu_ms / 1000 + 1);
	limit(RLIMIT_NOFILE, files);
	limit(RLIMIT_FSIZE, file_max);
	limit(RLIMIT_NPROC, 0);
	limit(RLIMIT_CORE, 0);
}

/* ---- landlock ------------------------------------------------------------------------------------------- */

/* As the kernel has it today: the headers of an older system know only the beginning. */
struct ruleset { uint64_t files, net, scoped; };
enum { NET_BIND_TCP = 1, SCOPE_ABSTRACT_SOCKET = 1, SCOPE_SIGNAL = 2, TRUNCATE = 1 << 14, IOCTL_DEV = 1 << 15 };
enum { OF_FILES = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | TRUNCATE | IOCTL_DEV };

static uint64_t
access_of(unsigned how)
{
	uint64_t a = 0;
	if (how & (FENCE_READ | FENCE_RUN))
		a |= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
	if (how & FENCE_RUN)
		a |= LANDLOCK_ACCESS_FS_EXECUTE;
	if (how & FENCE_WRITE)
		a |= LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
		    LANDLOCK_ACCESS_FS_REMOVE_DIR | TRUNCATE;
	return a;
}

static void
add_rule(int ruleset, int fd, uint64_t access, uint64_t handled)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return;
	if (!S_ISDIR(st.st_mode))
		access &= OF_FILES;
	struct landlock_path_beneath_attr rule = { .parent_fd = fd, .allowed_access = access & handled };
	(void)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

int
fence_landlock(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	return abi < 1 ? 0 : (int)abi;
}

int
fence_files(const struct fence_path *paths, size_t n, int folder)
{
	int abi = fence_landlock();
	if (abi == 0)
		return 0;
	struct ruleset attr = { .files = abi >= 5 ? 0xffff : abi >= 3 ? 0x7fff : abi == 2 ? 0x3fff : 0x1fff,
		.net = abi >= 4 ? NET_BIND_TCP : 0, .scoped = abi >= 6 ? SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL : 0 };
	size_t size = abi >= 6 ? sizeof attr : abi >= 4 ? offsetof(struct ruleset, scoped) : offsetof(struct ruleset, net);
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, size, 0);
	if (ruleset < 0)
		return 0;
	for (size_t i = 0; i < n; i++) {
		int fd = paths[i].path == NULL ? -1 : open(paths[i].path, O_PATH | O_CLOEXEC);
		if (fd < 0)
			continue; /* what is not there need not be allowed */
		add_rule(ruleset, fd, access_of(paths[i].how), attr.files);
		close(fd);
	}
	if (folder >= 0)
		add_rule(ruleset, folder, access_of(FENCE_READ | FENCE_WRITE) & ~(uint64_t)(LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR), attr.files);
	bool done = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	close(ruleset);
	return done ? abi : 0;
}

/* ---- seccomp -------------------------------------------------------------------------------------------- */

bool
fence_calls(scmp_filter_ctx f, const int *calls, size_t n, uint32_t action)
{
	for (size_t i = 0; i < n; i++)
		if (seccomp_rule_add(f, action, calls[i], 0) != 0)
			return false;
	return true;
}

bool
fence_load(scmp_filter_ctx f)
{
	bool done = seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0 && seccomp_load(f) == 0;
	seccomp_release(f);
	return done;
}

static const int memory_calls[] = { SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(close), SCMP_SYS(fstat),
	SCMP_SYS(lseek), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(exit),
	SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack),
	SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(tgkill), SCMP_SYS(sched_yield), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
	SCMP_SYS(getrandom), SCMP_SYS(time) };
static const int loader_calls[] = { SCMP_SYS(openat), SCMP_SYS(open), SCMP_SYS(pread64), SCMP_SYS(newfstatat), SCMP_SYS(stat), SCMP_SYS(lstat),
	SCMP_SYS(statx), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64),
	SCMP_SYS(fcntl), SCMP_SYS(arch_prctl), SCMP_SYS(set_tid_address), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(prlimit64),
	SCMP_SYS(getrlimit), SCMP_SYS(uname), SCMP_SYS(statfs), SCMP_SYS(fstatfs), SCMP_SYS(getcwd), SCMP_SYS(getuid), SCMP_SYS(geteuid),
	SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(sysinfo), SCMP_SYS(sched_getaffinity), SCMP_SYS(fadvise64), SCMP_SYS(fdatasync),
	SCMP_SYS(clock_getres) };
const struct call_list calls_of_memory = CALLS(memory_calls), calls_of_loader = CALLS(loader_calls);

/* What neither a reader of documents nor an outside program ever does: the process ends there and then. All the rest is
 * refused with EPERM. */
static const int deadly_calls[] = { SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(accept),
	SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(kill),
	SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(mount), SCMP_SYS(chmod), SCMP_SYS(bpf), SCMP_SYS(keyctl), SCMP_SYS(init_module),
	SCMP_SYS(io_uring_setup), SCMP_SYS(userfaultfd), SCMP_SYS(perf_event_open) };

bool
fence_memory(scmp_filter_ctx f)
{
	const struct scmp_arg_cmp no_exec = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0), no_write = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_WRITE, 0);
	const int calls[] = { SCMP_SYS(mmap), SCMP_SYS(mprotect) };
	for (size_t i = 0; i < LEN(calls); i++)
		if (seccomp_rule_add_array(f, SCMP_ACT_ALLOW, calls[i], 1, &no_exec) != 0 || seccomp_rule_add_array(f, SCMP_ACT_ALLOW, calls[i], 1, &no_write) != 0)
			return false;
	return true;
}

bool
fence_threads(scmp_filter_ctx f, bool processes)
{
	/* CLONE_NEW…: a process of a name space of its own would have rights in it. clone3: its flags cannot be seen, so that glibc
	 * is told that there is none and takes clone. */
	const struct scmp_arg_cmp plain = SCMP_A0(SCMP_CMP_MASKED_EQ, 0x7e020080, 0), thread = SCMP_A0(SCMP_CMP_MASKED_EQ, 0x7e030080, CLONE_THREAD);
	return seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, processes ? &plain : &thread) == 0 &&
	    seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

bool
fence_no_new_rights(void)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

/* ---- who reads a document ---------------------------------------------------------------------------------- */

bool
fence_document(int cpu_ms)
{
	static const int deadlier[] = { SCMP_SYS(clone), SCMP_SYS(clone3), SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(unlink), SCMP_SYS(unlinkat),
		SCMP_SYS(rename) };
	const struct scmp_arg_cmp not_executable = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (f == NULL)
		return false;
	if (!fence_calls(f, memory_calls, LEN(memory_calls), SCMP_ACT_ALLOW) ||
	    !fence_calls(f, deadly_calls, LEN(deadly_calls), SCMP_ACT_KILL_PROCESS) || !fence_calls(f, deadlier, LEN(deadlier), SCMP_ACT_KILL_PROCESS) ||
	    seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, &not_executable) != 0 ||
	    seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, &not_executable) != 0 || !fence_no_new_rights())
		return false;
	(void)fence_files(NULL, 0, -1); /* an older kernel: seccomp alone */
#ifdef SANITIZED /* the sanitizers' shadow takes terabytes of address space */
	set_limits(cpu_ms, 0, 0, 3);
#else
	set_limits(cpu_ms, (uint64_t)1 << 30, 0, 3);
#endif
	return fence_load(f);
}

/* ---- an outside program ------------------------------------------------------------------------------------ */

bool
fence_program(const char *path, int folder, int cpu_ms, uint64_t memory, uint64_t file_max)
{
	static const struct fence_path readable[] = { { "/usr", FENCE_RUN }, { "/lib", FENCE_RUN }, { "/lib64", FENCE_RUN },
		{ "/etc/ld.so.cache", FENCE_READ }, { "/etc/fonts", FENCE_READ }, { "/var/cache/fontconfig", FENCE_READ } };
	static const int more[] = { SCMP_SYS(getrusage), SCMP_SYS(times), SCMP_SYS(nanosleep),
		SCMP_SYS(clock_nanosleep), SCMP_SYS(pwrite64), SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(poll) };
	static const int in_folder[] = { SCMP_SYS(ftruncate), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(renameat),
		SCMP_SYS(renameat2), SCMP_SYS(fsync) };
	const struct scmp_arg_cmp this_one = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)(uintptr_t)path);
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (f == NULL)
		return false;
	if (!fence_calls(f, memory_calls, LEN(memory_calls), SCMP_ACT_ALLOW) || !fence_calls(f, loader_calls, LEN(loader_calls), SCMP_ACT_ALLOW) ||
	    !fence_calls(f, more, LEN(more), SCMP_ACT_ALLOW) || !fence_memory(f) || !fence_calls(f, deadly_calls, LEN(deadly_calls), SCMP_ACT_KILL_PROCESS) ||
	    (folder >= 0 && !fence_calls(f, in_folder, LEN(in_folder), SCMP_ACT_ALLOW)) ||
	    seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(execve), 1, &this_one) != 0 || !fence_no_new_rights())
		return false;
	(void)fence_files(readable, LEN(readable), folder);
	set_limits(cpu_ms, 0, file_max, 64);
	if (!fence_load(f))
		return false;
	/* last: this process may have more (a sanitized one has terabytes), and the program gets no more */
	limit(RLIMIT_AS, memory);
	return true;
}

/* ---- the spawner ------------------------------------------------------------------------------------------- */

bool
fence_spawner(void)
{
	const char *tmp = getenv("TMPDIR");
	const struct fence_path readable[] = { { "/usr", FENCE_RUN }, { "/lib", FENCE_RUN }, { "/lib64", FENCE_RUN }, { "/proc/self/exe", FENCE_RUN },
		{ getenv("PILOTIS_BIN"), FENCE_RUN }, { "/etc/ld.so.cache", FENCE_READ }, { "/etc/fonts", FENCE_READ },
		{ "/var/cache/fontconfig", FENCE_READ }, { "/dev/null", FENCE_READ | FENCE_WRITE },
		{ tmp != NULL && *tmp == '/' ? tmp : "/tmp", FENCE_READ | FENCE_WRITE } };
	/* Its own work, and whatever a child does before it gives up more. */
	static const int own[] = { SCMP_SYS(recvmsg), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(wait4), SCMP_SYS(waitid), SCMP_SYS(kill),
		SCMP_SYS(pidfd_open), SCMP_SYS(execve), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(setpgid), SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3),
		SCMP_SYS(close_range), SCMP_SYS(restart_syscall), SCMP_SYS(prctl), SCMP_SYS(seccomp),
		SCMP_SYS(setrlimit), SCMP_SYS(setitimer), SCMP_SYS(fchdir), SCMP_SYS(getrusage), SCMP_SYS(times), SCMP_SYS(nanosleep),
		SCMP_SYS(clock_nanosleep), SCMP_SYS(pwrite64), SCMP_SYS(ftruncate), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename),
		SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(fsync), SCMP_SYS(landlock_create_ruleset), SCMP_SYS(landlock_add_rule),
		SCMP_SYS(landlock_restrict_self), SCMP_SYS(getppid) };
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (f == NULL)
		return false;
	if (!fence_calls(f, memory_calls, LEN(memory_calls), SCMP_ACT_ALLOW) || !fence_calls(f, loader_calls, LEN(loader_calls), SCMP_ACT_ALLOW) ||
	    !fence_calls(f, own, LEN(own), SCMP_ACT_ALLOW) || !fence_memory(f) || !fence_threads(f, true) ||
	    !fence_no_new_rights())
		return false;
	(void)fence_files(readable, LEN(readable), -1);
	return fence_load(f);
}
