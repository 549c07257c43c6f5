#include "web/multipart.h"
#include "web/parse.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { WINDOW = 16 << 10, HEADERS_MAX = 4 << 10, FILES_MAX = 50 };

/* A window of bytes not yet understood slides over the body. The body is taken as if it began with CRLF, so that the
 * first delimiter looks like the others. */
struct multipart {
	struct arena *a;
	enum { DELIMITER, HEADERS, BODY, DONE, BROKEN } state;
	char window[WINDOW];
	size_t n;
	char delimiter[80]; /* CRLF -- boundary */
	size_t ndelimiter;
	size_t text_left;
	int64_t file_left;
	struct pairs *form;
	struct uploads *files;
	/* the part being read */
	const char *name, *filename; /* filename NULL: a text */
	struct buf text;
	bool no_room; /* for some file; the texts are worth having all the same: they are given back */
	int fd;
	int64_t size;
	bool leave_files;
};

void
multipart_leave_files(struct multipart *m)
{
	m->leave_files = true;
}

static bool
boundary_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c != '\0' && strchr("'()+_,-./:=? ", c) != NULL);
}

struct multipart *
multipart_new(struct arena *a, const char *content_type, size_t max_text, int64_t max_file, struct pairs *form,
    struct uploads *files)
{
	const char *b = parse_header_param(a, content_type, "boundary");
	if (b == NULL || *b == '\0' || strlen(b) > 70)
		return NULL;
	for (const char *s = b; *s != '\0'; s++)
		if (!boundary_char(*s))
			return NULL;
	struct multipart *m = ARENA_NEW(a, struct multipart);
	m->a = a;
	m->form = form;
	m->files = files;
	m->text_left = max_text;
	m->file_left = max_file;
	m->ndelimiter = (size_t)snprintf(m->delimiter, sizeof m->delimiter, "\r\n--%s", b);
	m->state = BODY; /* the preamble is a nameless part: dropped */
	memcpy(m->window, "\r\n", 2);
	m->n = 2;
	return m;
}

static void
close_fd(void *arg)
{
	close((int)(intptr_t)arg);
}

/* A file that no name leads to: gone with the request, whatever happens. */
static int
temporary(struct arena *a)
{
	const char *dir = getenv("TMPDIR");
	dir = dir == NULL || *dir != '/' ? "/tmp" : dir;
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0) {
		char *path = arena_printf(a, "%s/pilotis-XXXXXX", dir);
		fd = mkostemp(path, O_CLOEXEC);
		if (fd >= 0)
			unlink(path);
	}
	if (fd >= 0)
		arena_on_reset(a, close_fd, (void *)(intptr_t)fd);
	return fd;
}

static enum err
no_file(struct multipart *m, const char *what)
{
	m->no_room = errno == ENOSPC || errno == EDQUOT;
	enum err e = fail(m->a, m->no_room ? E_FULL : E_IO, "multipart: %s: %s", what, strerror(errno));
	return m->no_room ? OK : e;
}

static enum err
body_bytes(struct multipart *m, const char *s, size_t n)
{
	if (m->name == NULL || n == 0)
		return OK;
	if (m->filename == NULL) {
		if (n > m->text_left)
			return fail(m->a, E_LIMIT, "multipart: texts too large");
		m->text_left -= n;
		buf_add(&m->text, s, n);
		return OK;
	}
	if ((int64_t)n > m->file_left)
		return fail(m->a, E_LIMIT, "multipart: files too large");
	m->file_left -= (int64_t)n;
	m->size += (int64_t)n;
	if (m->leave_files || m->no_room)
		return OK;
	if (m->fd < 0 && (m->fd = temporary(m->a)) < 0)
		return no_file(m, "no temporary file");
	while (n > 0) {
		ssize_t k = write(m->fd, s, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return no_file(m, "writing");
		s += k;
		n -= (size_t)k;
	}
	return OK;
}

static enum err
part_end(struct multipart *m)
{
	if (m->name == NULL)
		return OK;
	if (m->filename == NULL) {
		struct pair one = { m->name, arena_strdup(m->a, buf_str(&m->text)) }; /* up to a first NUL */
		if (m->form->n >= PAIRS_MAX)
			return fail(m->a, E_LIMIT, "multipart: too many fields");
		PUSH(m->a, m->form, one);
	} else if (*m->filename != '\0') {
		if (m->files->n >= FILES_MAX)
			return fail(m->a, E_LIMIT, "multipart: too many files");
		if (m->fd < 0 && !m->leave_files && !m->no_room && (m->fd = temporary(m->a)) < 0) {
			enum err e = no_file(m, "no temporary file");
			if (e != OK)
				return e;
		}
		struct upload one = { m->name, m->filename, m->fd, m->size };
		PUSH(m->a, m->files, one);
	}
	m->name = NULL;
	return OK;
}

/* Browsers write a quote in a name as %22 (and line ends as %0D%0A); a path from an old browser loses its folders. */
static const char *
clean_filename(struct arena *a, const char *raw)
{
	struct buf out = buf_new(a, 1024);
	for (const char *s = raw; *s != '\0'; s++) {
		if (*s == '/' || *s == '\\') {
			out = buf_new(a, 1024);
		} else if (strncasecmp(s, "%22", 3) == 0) {
			buf_putc(&out, '"');
			s += 2;
		} else {
			buf_putc(&out, *s);
		}
	}
	const char *name = buf_str(&out);
	name = text_trim(a, text_to_utf8(a, name, strlen(name)));
	if (*raw != '\0' && *name == '\0')
		return "fichier";
	return text_length(name) > 200 ? text_ellipsis(a, name, 200) : name;
}

static enum err
part_begin(struct multipart *m, char *headers)
{
	m->name = m->filename = NULL;
	m->fd = -1;
	m->size = 0;
	for (char *save = NULL, *line = strtok_r(headers, "\r\n", &save); line != NULL; line = strtok_r(NULL, "\r\n", &save)) {
		static const char want[] = "content-disposition:";
		if (strncasecmp(line, want, sizeof want - 1) != 0)
			continue;
		const char *value = line + sizeof want - 1 + strspn(line + sizeof want - 1, " \t");
		if (strncasecmp(value, "form-data", 9) != 0)
			continue;
		m->name = parse_header_param(m->a, value, "name");
		const char *filename = parse_header_param(m->a, value, "filename");
		m->filename = filename == NULL ? NULL : clean_filename(m->a, filename);
	}
	m->text = buf_new(m->a, m->text_left + 1);
	return m->name == NULL || *m->name == '\0' ? fail(m->a, E_INVALID, "multipart: a part without a name") : OK;
}

static void
drop(struct multipart *m, size_t n)
{
	m->n -= n;
	memmove(m->window, m->window + n, m->n);
}

/* Understands what it can of the window. *more: nothing further without more bytes. */
static enum err
step(struct multipart *m, bool *more)
{
	enum err e;
	char *hit;
	*more = false;
	switch (m->state) {
	case BODY:
		hit = memmem(m->window, m->n, m->delimiter, m->ndelimiter);
		if (hit != NULL) {
			size_t k = (size_t)(hit - m->window);
			if ((e = body_bytes(m, m->window, k)) != OK || (e = part_end(m)) != OK)
				return e;
			drop(m, k + m->ndelimiter);
			m->state = DELIMITER;
			return OK;
		}
		*more = true;
		if (m->n < m->ndelimiter)
			return OK;
		size_t sure = m->n - (m->ndelimiter - 1);
		e = body_bytes(m, m->window, sure);
		drop(m, sure);
		return e;
	case DELIMITER:
		if (m->n < 2) {
			*more = true;
			return OK;
		}
		if (memcmp(m->window, "--", 2) == 0) {
			m->state = DONE;
			return OK;
		}
		if (memcmp(m->window, "\r\n", 2) != 0)
			return fail(m->a, E_INVALID, "multipart: bytes after a delimiter");
		m->state = HEADERS; /* this CRLF stays: no headers at all is CRLF CRLF */
		return OK;
	case HEADERS:
		hit = memmem(m->window, m->n, "\r\n\r\n", 4);
		if (hit == NULL) {
			*more = true;
			return m->n > HEADERS_MAX ? fail(m->a, E_INVALID, "multipart: headers too long") : OK;
		}
		*hit = '\0';
		if (memchr(m->window, '\0', m->n) != hit)
			return fail(m->a, E_INVALID, "multipart: NUL in headers");
		e = part_begin(m, m->window);
		drop(m, (size_t)(hit - m->window) + 4);
		if (e == OK)
			m->state = BODY;
		return e;
	case DONE:
		m->n = 0; /* an epilogue is dropped */
		*more = true;
		return OK;
	case BROKEN:
		break;
	}
	return fail(m->a, E_INVALID, "multipart: fed after an error");
}

enum err
multipart_feed(struct multipart *m, const char *s, size_t n)
{
	while (n > 0) {
		size_t k = WINDOW - m->n < n ? WINDOW - m->n : n;
		memcpy(m->window + m->n, s, k);
		m->n += k;
		s += k;
		n -= k;
		for (bool more = false; !more;) {
			enum err e = step(m, &more);
			if (e != OK) {
				m->state = BROKEN;
				return e;
			}
		}
	}
	return OK;
}

enum err
multipart_end(struct multipart *m)
{
	if (m->state != DONE)
		return fail(m->a, E_INVALID, "multipart: the body ends in the middle");
	if (m->no_room)
		return E_FULL;
	for (size_t i = 0; i < m->files->n; i++)
		if (m->files->items[i].fd >= 0 && lseek(m->files->items[i].fd, 0, SEEK_SET) < 0)
			return fail(m->a, E_IO, "multipart: %s", strerror(errno));
	return OK;
}
