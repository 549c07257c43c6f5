#include "jobs/program.h"
#include "jobs/child.h"
#include "jobs/fence.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What may be run at all. */
static const struct { const char *name, *path; } programs[] = {
	{ "pdftotext", "/usr/bin/pdftotext" }, /* of poppler-utils: the words of a PDF and where they stand */
	{ "cbc", "/usr/bin/cbc" },             /* of coinor-cbc: integer programmes */
	{ "glpsol", "/usr/bin/glpsol" },       /* of glpk-utils: the same, when CBC is not there */
};
/* Exit statuses of the child before it has become the program. */
enum { NOT_FENCED = 120, NOT_THERE = 121, MALFORMED = 122 };

static const char *
path_of(const char *name)
{
	for (size_t i = 0; i < LEN(programs); i++)
		if (strcmp(programs[i].name, name) == 0)
			return programs[i].path;
	return NULL;
}

bool
program_there(const char *name)
{
	const char *path = path_of(name);
	return path != NULL && access(path, X_OK) == 0;
}

/* ---- its folder -------------------------------------------------------------------------------------------- */

struct folder { int fd; const char *path; };

/* Emptied and removed with the arena. Nothing but plain files can be in it: the fence forbids the rest. */
static void
folder_remove(void *arg)
{
	struct folder *f = arg;
	DIR *d = fdopendir(f->fd);
	if (d == NULL) {
		close(f->fd);
		return;
	}
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		(void)unlinkat(dirfd(d), e->d_name, 0);
	closedir(d);
	(void)rmdir(f->path);
}

static enum err
write_file(struct arena *a, int dir, const char *name, const char *bytes, size_t n)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail(a, E_IO, "program: %s: %s", name, strerror(errno));
	while (n > 0) {
		ssize_t k = write(fd, bytes, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0) {
			close(fd);
			return fail(a, E_IO, "program: writing its input: %s", strerror(errno));
		}
		bytes += k;
		n -= (size_t)k;
	}
	close(fd);
	return OK;
}

static enum err
folder_make(struct arena *a, const struct program_run *what, struct folder **out)
{
	const char *tmp = getenv("TMPDIR");
	struct folder *f = ARENA_NEW(a, struct folder);
	char *path = arena_printf(a, "%s/pilotis-run-XXXXXX", tmp != NULL && *tmp == '/' ? tmp : "/tmp");
	if (mkdtemp(path) == NULL)
		return fail(a, E_IO, "program: no folder: %s", strerror(errno));
	f->path = path;
	f->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f->fd < 0) {
		(void)rmdir(path);
		return fail(a, E_IO, "program: %s: %s", path, strerror(errno));
	}
	arena_on_reset(a, folder_remove, f);
	*out = f;
	return what->input_name == NULL ? OK : write_file(a, f->fd, what->input_name, what->input, what->ninput);
}

/* The file it left, if it is a plain one; its size may have been a lie, so that it is read to its end. */
static enum err
read_file(struct arena *a, int dir, const char *name, size_t most, struct program_result *out)
{
	struct stat st;
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? OK : fail(a, E_IO, "program: %s: %s", name, strerror(errno));
	struct buf b = buf_new(a, most);
	char piece[16384];
	ssize_t k = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? 1 : -1;
	while (k > 0 && !b.full) {
		k = read(fd, piece, sizeof piece);
		if (k > 0)
			buf_add(&b, piece, (size_t)k);
		else if (k < 0 && errno == EINTR)
			k = 1;
	}
	close(fd);
	if (b.full)
		return fail(a, E_LIMIT, "program: it wrote too much");
	if (k < 0)
		return fail(a, E_IO, "program: %s cannot be read", name);
	out->output = buf_str(&b);
	out->noutput = b.len;
	return OK;
}

/* ---- running it ----------------------------------------------------------------------------------------- */

static enum err
outcome(struct arena *a, const char *name, struct child c)
{
	switch (c.end) {
	case CHILD_TOO_LONG: return fail(a, E_LIMIT, "program: %s took too long", name);
	case CHILD_TOO_MUCH: return fail(a, E_LIMIT, "program: %s said too much", name);
	case CHILD_CRASHED:
		/* A file past its limit, or memory that a program does not survive being refused. */
		return fail(a, c.status == SIGXFSZ || c.status == SIGABRT ? E_LIMIT : E_INVALID, "program: %s was ended by signal %d", name, c.status);
	case CHILD_NOT_STARTED: return fail(a, E_IO, "program: %s could not be started", name);
	case CHILD_ANSWERED: break;
	}
	switch (c.status) {
	case NOT_FENCED: return fail(a, E_IO, "program: this kernel has no seccomp");
	case NOT_THERE: return fail(a, E_NOTFOUND, "program: %s is not installed", name);
	case MALFORMED: return fail(a, E_IO, "program: %s: wrong order", name);
	default: return OK;
	}
}

enum err
program_run(struct arena *a, const struct program_run *what, struct program_result *out)
{
	const char *words[CHILD_WORDS_MAX + 1] = { CHILD_RUN_PROGRAM, what->name, arena_printf(a, "%d", what->cpu_seconds * 1000),
		arena_printf(a, "%zu", what->memory), NULL, NULL };
	bool with_folder = what->input_name != NULL || what->output_name != NULL;
	struct folder *f = NULL;
	size_t n = 5;
	enum err e;
	*out = (struct program_result){ 0 };
	if (!program_there(what->name))
		return fail(a, E_NOTFOUND, "program: %s is not installed", what->name);
	words[4] = arena_printf(a, "%zu", with_folder ? what->output_max : 0);
	for (const char *const *s = what->args; s != NULL && *s != NULL; s++) {
		BUG_ON(n >= CHILD_WORDS_MAX);
		words[n++] = *s;
	}
	if (with_folder && (e = folder_make(a, what, &f)) != OK)
		return e;
	int in = what->input_name != NULL ? child_bytes("", 0) : child_bytes(what->input, what->ninput);
	struct buf said = buf_new(a, what->output_max);
	struct child_order o = { .words = words, .in = in, .folder = f == NULL ? -1 : f->fd, .quiet = true };
	struct child c = child_run(&o, child_clock() + (int64_t)what->wall_seconds * 1000, &said);
	if (in >= 0)
		close(in);
	if ((e = outcome(a, what->name, c)) != OK)
		return e;
	out->status = c.status;
	out->said = buf_str(&said);
	out->nsaid = said.len;
	return what->output_name == NULL ? OK : read_file(a, f->fd, what->output_name, what->output_max, out);
}

/* ---- being it ------------------------------------------------------------------------------------------- */

static bool
number(const char *s, uint64_t most, uint64_t *out)
{
	char *end;
	errno = 0;
	*out = strtoull(s, &end, 10);
	return *s >= '0' && *s <= '9' && *end == '\0' && errno == 0 && *out <= most;
}

/* argv: --run-program NAME CPU_MS MEMORY FILE_MAX ARGS…; FILE_MAX 0: no folder, else it is descriptor 3. */
int
program_child_main(int argc, char **argv)
{
	uint64_t cpu, memory, file_max;
	char lang[] = "LC_ALL=C.UTF-8", one[] = "OMP_NUM_THREADS=1", blas[] = "OPENBLAS_NUM_THREADS=1";
	char *env[] = { lang, one, blas, NULL };
	const char *path = argc < 6 ? NULL : path_of(argv[2]);
	if (path == NULL || !number(argv[3], 3600000, &cpu) || !number(argv[4], (uint64_t)8 << 30, &memory) ||
	    !number(argv[5], (uint64_t)1 << 30, &file_max))
		return MALFORMED;
	if (access(path, X_OK) != 0)
		return NOT_THERE;
	if (file_max > 0 && fchdir(3) != 0)
		return MALFORMED;
	if (!fence_program(path, file_max > 0 ? 3 : -1, (int)cpu, memory, file_max))
		return NOT_FENCED;
	if (file_max > 0)
		close(3);
	argv[5] = argv[2]; /* its name, before its arguments */
	execve(path, argv + 5, env);
	return NOT_THERE;
}
