/* A whole SQLite database to another file, page by page, while others go on using it (the online backup API); the copy
 * is checked before it takes its name. */
#include "store/engine.h"
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err
refused(struct arena *a, sqlite3 *h, enum err e, const char *what, const char *path)
{
	return fail(a, e, "%s %s: %s", what, path, h == NULL ? "no memory" : sqlite3_errmsg(h));
}

/* "ok", or what is wrong with the copy. */
static enum err
whole(struct arena *a, sqlite3 *h, const char *path)
{
	sqlite3_stmt *st = NULL;
	if (sqlite3_prepare_v2(h, "PRAGMA integrity_check(1)", -1, &st, NULL) != SQLITE_OK)
		return refused(a, h, E_INVALID, "check", path);
	bool row = sqlite3_step(st) == SQLITE_ROW;
	const char *said = row ? (const char *)sqlite3_column_text(st, 0) : NULL;
	enum err e = said != NULL && strcmp(said, "ok") == 0 ? OK : fail(a, E_INVALID, "check %s: %s", path, said == NULL ? "no answer" : said);
	sqlite3_finalize(st);
	return e;
}

static enum err
copy_pages(struct arena *a, sqlite3 *from, sqlite3 *to, const char *path)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
	if (b == NULL)
		return refused(a, to, E_IO, "copy to", path);
	int rc;
	while ((rc = sqlite3_backup_step(b, -1)) == SQLITE_BUSY || rc == SQLITE_LOCKED)
		sqlite3_sleep(20);
	sqlite3_backup_finish(b);
	if (rc != SQLITE_DONE)
		return refused(a, to, rc == SQLITE_NOTADB || rc == SQLITE_CORRUPT ? E_INVALID : (rc & 0xff) == SQLITE_FULL ? E_FULL : E_IO, "copy to", path);
	/* One file, that can be carried away: no journal beside it. Until it has its name none is needed either. */
	if (sqlite3_exec(to, "PRAGMA journal_mode = MEMORY", NULL, NULL, NULL) != SQLITE_OK)
		return refused(a, to, E_IO, "copy to", path);
	return whole(a, to, path);
}

static enum err
copy_open(struct arena *a, sqlite3 *src, const char *part)
{
	sqlite3 *dst = NULL;
	enum err e = OK;
	if (sqlite3_open_v2(part, &dst, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL) != SQLITE_OK)
		e = refused(a, dst, E_IO, "open", part);
	else if (sqlite3_exec(dst, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF", NULL, NULL, NULL) != SQLITE_OK)
		e = refused(a, dst, E_IO, "open", part); /* take_name() is what brings it to the disk */
	else
		e = copy_pages(a, src, dst, part);
	sqlite3_close(dst);
	return e;
}

/* The bytes are on the disk, then the name is. */
static enum err
take_name(struct arena *a, const char *part, const char *to, bool replace)
{
	int fd = open(part, O_RDONLY | O_CLOEXEC);
	bool synced = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	if (!synced)
		return fail(a, E_IO, "sync %s: %s", part, strerror(errno));
	if (replace ? rename(part, to) == 0 : link(part, to) == 0 && unlink(part) == 0) {
		const char *slash = strrchr(to, '/');
		const char *dir = slash == NULL ? "." : slash == to ? "/" : arena_strndup(a, to, (size_t)(slash - to));
		fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd >= 0) {
			synced = fsync(fd) == 0;
			close(fd);
		}
		return synced ? OK : fail(a, E_IO, "sync %s: %s", dir, strerror(errno));
	}
	return fail(a, errno == EEXIST ? E_CONFLICT : E_IO, "%s: %s", to, strerror(errno));
}

static bool
same_file(int fd, const char *path)
{
	struct stat one, two;
	return fstat(fd, &one) == 0 && stat(path, &two) == 0 && one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

/* A copy that was cut off leaves its beginning under this name, and the next one takes its place: none piles up. The
 * lock tells one that is under way from one that is not. */
static enum err
take_part(struct arena *a, const char *part, int *fd)
{
	*fd = open(part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd < 0)
		return fail(a, errno == ENOSPC || errno == EDQUOT ? E_FULL : E_IO, "%s: %s", part, strerror(errno));
	/* Between the two calls another may have ended its copy and given that very file its name. */
	if (flock(*fd, LOCK_EX | LOCK_NB) != 0 || !same_file(*fd, part)) {
		close(*fd);
		return fail(a, E_BUSY, "%s: another copy is being made", part);
	}
	static const char *const tails[] = { "-wal", "-shm", "-journal" };
	for (size_t i = 0; i < LEN(tails); i++)
		unlink(arena_printf(a, "%s%s", part, tails[i]));
	if (fchmod(*fd, 0600) != 0 || ftruncate(*fd, 0) != 0) {
		close(*fd);
		return fail(a, E_IO, "%s: %s", part, strerror(errno));
	}
	return OK;
}

/* What an older database of that name left beside it would be taken for changes of the new one. */
static enum err
nothing_beside(struct arena *a, const char *to)
{
	static const char *const tails[] = { "-wal", "-journal" };
	struct stat st;
	for (size_t i = 0; i < LEN(tails); i++) {
		const char *path = arena_printf(a, "%s%s", to, tails[i]);
		if (lstat(path, &st) == 0 && st.st_size > 0)
			return fail(a, E_CONFLICT, "%s exists", path);
	}
	return OK;
}

enum err
sqlite_copy(struct arena *a, struct engine_conn *source, const char *to, bool replace)
{
	struct stat st;
	sqlite3 *from = sqlite_handle(source);
	if (sqlite3_exec(from, "SELECT count(*) FROM schema_migration", NULL, NULL, NULL) != SQLITE_OK)
		return refused(a, from, E_INVALID, "not a database of this program:", sqlite3_db_filename(from, "main"));
	if (!replace && lstat(to, &st) == 0)
		return fail(a, E_CONFLICT, "%s exists", to);
	int held = open(to, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool itself = held >= 0 && same_file(held, sqlite3_db_filename(from, "main"));
	if (held >= 0)
		close(held); /* gives up locks of this process on it: this connection is the only one */
	if (itself)
		return fail(a, E_CONFLICT, "%s is the database itself", to);
	enum err e = nothing_beside(a, to);
	if (e != OK)
		return e;
	const char *part = arena_printf(a, "%s.part", to); /* beside it: the same disk */
	if ((e = take_part(a, part, &held)) != OK)
		return e;
	e = copy_open(a, from, part);
	if (e == OK)
		e = take_name(a, part, to, replace);
	if (e != OK)
		unlink(part);
	close(held);
	return e;
}

enum err
sqlite_new_place(struct arena *a, const char *where, bool replace, struct new_place *out)
{
	struct stat st;
	*out = (struct new_place){ .where = arena_printf(a, "%s.part", where), .final = where, .replace = replace };
	if (!replace && lstat(where, &st) == 0)
		return fail(a, E_CONFLICT, "%s exists", where);
	enum err e = nothing_beside(a, where);
	return e != OK ? e : take_part(a, out->where, &out->held);
}

enum err
sqlite_end_place(struct arena *a, const struct new_place *p, bool good)
{
	enum err e = good ? take_name(a, p->where, p->final, p->replace) : OK;
	if (!good || e != OK)
		unlink(p->where);
	close(p->held);
	return e;
}
