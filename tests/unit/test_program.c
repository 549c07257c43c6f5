/* Outside programs within bounds, and the process that starts children. What the fences forbid is tried by
 * `pilotis --try-forbidden`, see tests/attack/. */
#include "test.h"
#include "jobs/child.h"
#include "jobs/fence.h"
#include "jobs/program.h"
#include "jobs/sandbox.h"
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char pdf[] = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
	"4 0 obj<</Length 41>>stream\nBT /F 20 Tf 10 40 Td (Tailler arbres) Tj ET\nendstream endobj\n"
	"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n";

static struct program_run
usual(const char *const *args)
{
	return (struct program_run){ .name = "pdftotext", .args = args, .input = pdf, .ninput = sizeof pdf - 1, .cpu_seconds = 5, .wall_seconds = 60,
		.memory = (size_t)1 << 30, .output_max = 1 << 20 };
}

/* How many folders of runs are left behind. */
static int
folders(void)
{
	int n = 0;
	DIR *d = opendir(getenv("TMPDIR"));
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		n += strncmp(e->d_name, "pilotis-run-", 12) == 0;
	closedir(d);
	return n;
}

static void
by_pipe_and_by_folder(void **state)
{
	struct arena *a = arena_new(MIB(64));
	(void)state;
	static const char *const pipe_args[] = { "-q", "-", "-", NULL }, *const folder_args[] = { "-q", "plan.pdf", "mots.txt", NULL };
	struct program_run run = usual(pipe_args);
	struct program_result r;
	int before = folders();
	assert_int_equal(program_run(a, &run, &r), OK);
	assert_int_equal(r.status, 0);
	assert_non_null(strstr(r.said, "Tailler arbres"));
	assert_null(r.output);
	run.args = folder_args;
	run.input_name = "plan.pdf";
	run.output_name = "mots.txt";
	assert_int_equal(program_run(a, &run, &r), OK);
	assert_int_equal(r.status, 0);
	assert_int_equal(r.nsaid, 0);
	assert_non_null(strstr(r.output, "Tailler arbres"));
	assert_int_equal(folders(), before + 1);
	/* a file that is not its own is not there for it, nor is a place elsewhere */
	static const char *const outside[] = { "-q", "plan.pdf", "/tmp/pilotis-outside.txt", NULL }, *const other[] = { "-q", "/etc/hostname", "mots.txt", NULL };
	run.args = outside;
	assert_int_equal(program_run(a, &run, &r), OK);
	assert_int_not_equal(r.status, 0);
	assert_null(r.output);
	assert_int_not_equal(access("/tmp/pilotis-outside.txt", F_OK), 0);
	run.args = other;
	assert_int_equal(program_run(a, &run, &r), OK);
	assert_int_not_equal(r.status, 0);
	arena_free(a);
	assert_int_equal(folders(), before);
}

static void
bounds(void **state)
{
	struct arena *a = *state;
	static const char *const args[] = { "-q", "-", "-", NULL }, *const in_folder[] = { "-q", "plan.pdf", "mots.txt", NULL };
	struct program_run run = usual(args);
	struct program_result r;
	run.name = "sh";
	assert_int_equal(program_run(a, &run, &r), E_NOTFOUND);
	assert_false(program_there("sh"));
	assert_true(program_there("pdftotext"));
	run.name = "pdftotext";
	run.output_max = 4;
	fail_clear(a);
	assert_int_equal(program_run(a, &run, &r), E_LIMIT);
	run.args = in_folder;
	run.input_name = "plan.pdf";
	run.output_name = "mots.txt";
	fail_clear(a);
	enum err e = program_run(a, &run, &r); /* the file it writes is cut, or it is ended by the limit */
	assert_true(e == E_LIMIT || (e == OK && r.noutput <= 4));
	run = usual(args);
	run.memory = 1 << 20; /* too little to be loaded at all */
	fail_clear(a);
	e = program_run(a, &run, &r);
	assert_true(e != OK || r.status != 0);
}

/* A child that hangs, floods, or has children of its own is ended with all of them. */
static void
misbehaving(void **state)
{
	struct arena *a = *state;
	static const char *const args[] = { NULL };
	struct program_run run = usual(args);
	struct program_result r;
	run.wall_seconds = 1;
	char path[] = "/tmp/pilotis-child-XXXXXX", pid_file[64];
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	snprintf(pid_file, sizeof pid_file, "%s.pid", path);
	dprintf(fd, "#!/bin/sh\nsleep 1000 & echo $! >%s\nwait\n", pid_file);
	assert_int_equal(fchmod(fd, 0700), 0);
	close(fd);
	setenv("PILOTIS_BIN", path, 1);
	assert_int_equal(program_run(a, &run, &r), E_LIMIT);
	unsetenv("PILOTIS_BIN");
	FILE *f = fopen(pid_file, "r");
	assert_non_null(f);
	long grandchild = 0;
	assert_int_equal(fscanf(f, "%ld", &grandchild), 1);
	fclose(f);
	for (int i = 0; i < 1000 && kill((pid_t)grandchild, 0) == 0; i++) {
		char stat[64], line[256] = "";
		snprintf(stat, sizeof stat, "/proc/%ld/stat", grandchild);
		FILE *s = fopen(stat, "r");
		bool dead = s == NULL || fgets(line, sizeof line, s) == NULL || strstr(line, ") Z ") != NULL; /* a zombie is dead */
		if (s != NULL)
			fclose(s);
		if (dead)
			break;
		usleep(10000);
		assert_true(i < 999);
	}
	unlink(pid_file);
	unlink(path);
}

/* The same through the spawner: from now on this process starts nothing itself. */
static void
by_the_spawner(void **state)
{
	struct arena *a = *state;
	assert_int_equal(spawner_state(), SPAWNER_NONE);
	assert_true(spawner_start(true));
	assert_int_equal(spawner_state(), SPAWNER_THERE);
	by_pipe_and_by_folder(state);
	struct document *d;
	struct problems why = { 0 };
	assert_int_equal(document_read_sandboxed(a, "# Axe 1\n\nTexte\n", 15, "plan.md", 60, &d, &why), OK);
	assert_int_equal(document_read_sandboxed(a, pdf, sizeof pdf - 1, "plan.pdf", 60, &d, &why), OK);
	fail_clear(a);
	assert_int_equal(document_read_sandboxed(a, "%PDF-1.7\nnothing", 16, "x.pdf", 60, &d, &why), E_INVALID);
	/* words that are no hidden command, and too many of them */
	static const char *const odd[] = { "serve", NULL };
	const char *many[CHILD_WORDS_MAX + 3];
	for (size_t i = 0; i < LEN(many); i++)
		many[i] = i + 1 < LEN(many) ? CHILD_READ_DOCUMENT : NULL;
	const char *const *wrong[] = { odd, many };
	for (size_t i = 0; i < LEN(wrong); i++) {
		struct buf b = buf_new(a, 1000);
		struct child_order o = { .words = wrong[i], .in = child_bytes("", 0), .folder = -1 };
		assert_int_equal(child_run(&o, child_clock() + 20000, &b).end, CHILD_NOT_STARTED);
		close(o.in);
	}
	/* a deadline that has passed; then it still serves */
	struct buf b = buf_new(a, 1000);
	static const char *const read_it[] = { CHILD_READ_DOCUMENT, "bytes", "x.txt", NULL };
	int never[2];
	assert_int_equal(pipe(never), 0); /* an input that does not end */
	struct child_order o = { .words = read_it, .in = never[0], .folder = -1 };
	assert_int_equal(child_run(&o, child_clock() + 300, &b).end, CHILD_TOO_LONG);
	close(never[0]);
	close(never[1]);
	fail_clear(a);
	why.n = 0;
	assert_int_equal(document_read_sandboxed(a, "# Axe 1\n", 8, "plan.md", 60, &d, &why), OK);
}

static void
a_solver(void **state)
{
	struct arena *a = *state;
	static const char model[] = "Maximize\n obj: x + 2 y\nSubject To\n c: x + y <= 3\nBounds\n 0 <= x <= 2\n 0 <= y <= 2\nGeneral\n x\n y\nEnd\n";
	static const char *const args[] = { "m.lp", "seconds", "5", "solve", "solution", "s.txt", NULL };
	const struct program_run run = { .name = "cbc", .args = args, .input = model, .ninput = sizeof model - 1, .input_name = "m.lp",
		.output_name = "s.txt", .cpu_seconds = 10, .wall_seconds = 60, .memory = (size_t)1 << 30, .output_max = 1 << 20 };
	struct program_result r;
	if (!program_there("cbc"))
		skip();
	assert_int_equal(program_run(a, &run, &r), OK);
	assert_int_equal(r.status, 0);
	assert_true(strncmp(r.output, "Optimal - objective value 5.0", 29) == 0);
}

int
main(void)
{
	char own[] = "/tmp/pilotis-test-XXXXXX";
	unsetenv("PILOTIS_BIN");
	if (mkdtemp(own) == NULL || setenv("TMPDIR", own, 1) != 0)
		return 1;
	const struct CMUnitTest tests[] = { T(by_pipe_and_by_folder), T(bounds), T(misbehaving), T(a_solver), T(by_the_spawner) };
	int failed = cmocka_run_group_tests_name("program", tests, NULL, NULL);
	return rmdir(own) == 0 ? failed : 1; /* nothing is left in it */
}
