#include "jobs/sandbox_internal.h"
#include "base/json.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

/* ---- limits --------------------------------------------------------------------------------------------- */

static void
limit(int what, rlim_t value)
{
	struct rlimit r = { value, value };
	(void)setrlimit((__rlimit_resource_t)what, &r);
}

static void
set_limits(int milliseconds, rlim_t files)
{
	/* SIGPROF to the millisecond; the limit of the processor, in whole seconds, for one who would ignore it */
	struct itimerval t = { .it_value = { milliseconds / 1000, milliseconds % 1000 * 1000 } };
	(void)setitimer(ITIMER_PROF, &t, NULL);
#ifndef SANITIZED /* the sanitizers' shadow takes terabytes of address space */
	limit(RLIMIT_AS, (rlim_t)1 << 30);
#endif
	limit(RLIMIT_CPU, (rlim_t)milliseconds / 1000 + 1);
	limit(RLIMIT_NOFILE, files);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NPROC, 0);
	limit(RLIMIT_CORE, 0);
}

/* ---- landlock: no file at all, or only the system's programs for reading ---------------------------------- */

static void
allow_path(int ruleset, const char *path)
{
	struct stat st;
	int fd = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0) {
		struct landlock_path_beneath_attr rule = { .parent_fd = fd,
			.allowed_access = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE };
		if (S_ISDIR(st.st_mode))
			rule.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR;
		(void)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	}
	close(fd);
}

static void
lock_files(const char *const *readable, size_t n)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 1)
		return; /* an older kernel: seccomp alone */
	struct landlock_ruleset_attr attr = { .handled_access_fs = abi >= 5 ? 0xffff : abi >= 3 ? 0x7fff : abi == 2 ? 0x3fff : 0x1fff };
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
	if (ruleset < 0)
		return;
	for (size_t i = 0; i < n; i++)
		allow_path(ruleset, readable[i]);
	(void)syscall(SYS_landlock_restrict_self, ruleset, 0);
	close(ruleset);
}

/* ---- seccomp -------------------------------------------------------------------------------------------- */

static bool
allow(scmp_filter_ctx f, const int *calls, size_t n, uint32_t action)
{
	for (size_t i = 0; i < n; i++)
		if (seccomp_rule_add(f, action, calls[i], 0) != 0)
			return false;
	return true;
}

static const int memory_calls[] = { SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(close), SCMP_SYS(fstat),
	SCMP_SYS(lseek), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(exit),
	SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack),
	SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(tgkill), SCMP_SYS(sched_yield), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
	SCMP_SYS(getrandom), SCMP_SYS(time) };
/* What no reader of documents ever does: the process ends there and then. All the rest is refused with EPERM. */
static const int deadly_calls[] = { SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(accept),
	SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(kill),
	SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(mount), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(chmod),
	SCMP_SYS(bpf), SCMP_SYS(keyctl), SCMP_SYS(init_module), SCMP_SYS(io_uring_setup), SCMP_SYS(userfaultfd), SCMP_SYS(perf_event_open) };

bool
sandbox_enter(int milliseconds)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	const struct scmp_arg_cmp not_executable = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	const int deadlier[] = { SCMP_SYS(clone), SCMP_SYS(clone3), SCMP_SYS(execve), SCMP_SYS(execveat) };
	if (f == NULL)
		return false;
	if (!allow(f, memory_calls, LEN(memory_calls), SCMP_ACT_ALLOW) || !allow(f, deadly_calls, LEN(deadly_calls), SCMP_ACT_KILL_PROCESS) ||
	    !allow(f, deadlier, LEN(deadlier), SCMP_ACT_KILL_PROCESS) ||
	    seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, &not_executable) != 0 ||
	    seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, &not_executable) != 0)
		return false;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	lock_files(NULL, 0);
	set_limits(milliseconds, 3);
	if (seccomp_load(f) != 0)
		return false;
	seccomp_release(f);
	return true;
}

/* For pdftotext: it must still be loaded and find its fonts' tables. */
static bool
enter_for_pdftotext(void)
{
	static const char *const readable[] = { "/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/fonts", "/var/cache/fontconfig" };
	static const int loader_calls[] = { SCMP_SYS(execve), SCMP_SYS(mmap), SCMP_SYS(mprotect), SCMP_SYS(openat), SCMP_SYS(open), SCMP_SYS(pread64),
		SCMP_SYS(newfstatat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
		SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(fcntl), SCMP_SYS(arch_prctl), SCMP_SYS(set_tid_address),
		SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(prlimit64), SCMP_SYS(getrlimit), SCMP_SYS(uname), SCMP_SYS(statfs), SCMP_SYS(fstatfs),
		SCMP_SYS(getcwd), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(sysinfo),
		SCMP_SYS(sched_getaffinity), SCMP_SYS(fadvise64), SCMP_SYS(fdatasync), SCMP_SYS(clock_getres) };
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (f == NULL)
		return false;
	if (!allow(f, memory_calls, LEN(memory_calls), SCMP_ACT_ALLOW) || !allow(f, loader_calls, LEN(loader_calls), SCMP_ACT_ALLOW) ||
	    !allow(f, deadly_calls, LEN(deadly_calls), SCMP_ACT_KILL_PROCESS))
		return false;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	lock_files(readable, LEN(readable));
	return seccomp_load(f) == 0;
}

/* ---- the work ------------------------------------------------------------------------------------------- */

/* Of processor. A plan of fifty actions takes ten milliseconds; what takes longer than this is hostile or no plan. */
#ifdef SANITIZED
enum { CHILD_MILLISECONDS = 4000 };
#else
enum { CHILD_MILLISECONDS = 1200 };
#endif

static _Noreturn void
become_pdftotext(void)
{
	static const char program[] = "/usr/bin/pdftotext";
	/* execve() wants pointers to writable strings, and does not write */
	char name[] = "pdftotext", quiet[] = "-q", tsv[] = "-tsv", in[] = "-", out[] = "-", lang[] = "LC_ALL=C.UTF-8";
	char *argv[] = { name, quiet, tsv, in, out, NULL }, *env[] = { lang, NULL };
	if (access(program, X_OK) != 0)
		_exit(CHILD_NO_PDFTOTEXT);
	set_limits(CHILD_MILLISECONDS, 64);
	if (!enter_for_pdftotext())
		_exit(CHILD_NO_SANDBOX);
#ifdef SANITIZED
	limit(RLIMIT_AS, (rlim_t)1 << 30); /* last thing: pdftotext itself is no sanitized program */
#endif
	execve(program, argv, env);
	_exit(CHILD_NO_PDFTOTEXT);
}

static bool
read_input(struct buf *b)
{
	char piece[65536];
	ssize_t k;
	while ((k = read(0, piece, sizeof piece)) > 0 || (k < 0 && errno == EINTR))
		if (k > 0)
			buf_add(b, piece, (size_t)k);
	return k == 0 && !b->full;
}

static void
write_answer(const char *s, size_t n)
{
	while (n > 0) {
		ssize_t k = write(1, s, n);
		if (k <= 0) {
			if (k < 0 && errno == EINTR)
				continue;
			_exit(1); /* nobody listens any more */
		}
		s += k;
		n -= (size_t)k;
	}
}

static void
put_refusal(struct buf *out, enum err e, const struct problems *why)
{
	struct jw j = jw_to(out, false);
	buf_putc(out, 'R');
	jw_begin(&j, NULL, '[');
	jw_int(&j, NULL, e);
	jw_str(&j, NULL, why->n > 0 ? why->items[0].msgid : "");
	jw_str(&j, NULL, why->n > 0 ? why->items[0].arg : NULL);
	jw_end(&j, ']');
}

void
sandbox_child(const char *work, const char *filename)
{
	if (strcmp(work, WORK_PDF) == 0)
		become_pdftotext();
	if (!sandbox_enter(CHILD_MILLISECONDS))
		_exit(CHILD_NO_SANDBOX);
	struct arena *a = arena_new(MIB(900));
	struct buf in = buf_new(a, WORDS_MAX), out = buf_new(a, (size_t)ANSWER_MAX * 4);
	struct document *d = NULL;
	struct problems why = { 0 };
	if (!read_input(&in))
		_exit(CHILD_NO_INPUT);
	enum err e = strcmp(work, WORK_WORDS) == 0 ? document_read_pdf_words(a, buf_str(&in), in.len, &d, &why) :
		document_read(a, buf_str(&in), in.len, filename, &d, &why);
	if (e == OK) {
		buf_putc(&out, 'D');
		document_to_json(d, &out);
	} else {
		put_refusal(&out, e, &why);
	}
	write_answer(buf_str(&out), out.len);
	_exit(0);
}

int
document_child_main(int argc, char **argv)
{
	if (argc < 3 || (strcmp(argv[2], WORK_BYTES) != 0 && strcmp(argv[2], WORK_WORDS) != 0 && strcmp(argv[2], WORK_PDF) != 0))
		return 2;
	sandbox_child(argv[2], argc > 3 ? argv[3] : NULL);
}
