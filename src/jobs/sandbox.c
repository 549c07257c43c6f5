#include "jobs/sandbox_internal.h"
#include "jobs/child.h"
#include "jobs/program.h"
#include "base/json.h"
#include "base/tr.h"
#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <unistd.h>

/* ---- what it comes to ----------------------------------------------------------------------------------- */

static enum err
say(struct arena *a, struct problems *why, enum err e, const char *msgid)
{
	problem_add(a, why, NULL, msgid, NULL);
	return e;
}

static enum err
explain(struct arena *a, struct child c, struct problems *why)
{
	switch (c.end) {
	case CHILD_TOO_LONG:
		return say(a, why, fail(a, E_LIMIT, "sandbox: the reader took too long"),
		    N_("La lecture de ce document prend trop de temps : elle a été arrêtée. Divisez-le, ou enregistrez-le à nouveau depuis votre logiciel."));
	case CHILD_TOO_MUCH:
		return say(a, why, fail(a, E_LIMIT, "sandbox: the reader answered too much"),
		    N_("Ce document contient trop de texte pour un plan d’action (plus de 16 Mo) : il n’a pas été lu."));
	case CHILD_CRASHED:
		return say(a, why, fail(a, E_INVALID, "sandbox: the reader was ended by signal %d", c.status),
		    N_("Ce document n’a pas pu être lu : il est abîmé, ou fabriqué pour nuire. Enregistrez-le à nouveau depuis votre logiciel, puis déposez la copie."));
	case CHILD_NOT_STARTED:
		return say(a, why, fail(a, E_IO, "sandbox: the reader could not be started: %s", strerror(errno)),
		    N_("La lecture des documents n’est pas disponible pour l’instant sur ce serveur. Prévenez la personne qui l’administre."));
	case CHILD_ANSWERED:
		break;
	}
	if (c.status == CHILD_NO_SANDBOX)
		return say(a, why, fail(a, E_IO, "sandbox: this kernel has no seccomp"),
		    N_("La lecture des documents n’est pas disponible pour l’instant sur ce serveur. Prévenez la personne qui l’administre."));
	return say(a, why, fail(a, E_INVALID, "sandbox: the reader ended with status %d", c.status),
	    N_("Ce document n’a pas pu être lu : il est abîmé, ou fabriqué pour nuire. Enregistrez-le à nouveau depuis votre logiciel, puis déposez la copie."));
}

/* ["err", "msgid", "arg"] of a child that is not believed. */
static enum err
read_refusal(struct arena *a, const char *s, size_t n, struct problems *why)
{
	struct json_t *j;
	if (json_read(a, s, n, &j) != OK || !json_is_array(j) || json_array_size(j) != 3)
		return E_IO;
	const json_t *e = json_array_get(j, 0), *msgid = json_array_get(j, 1), *arg = json_array_get(j, 2);
	if (!json_is_integer(e) || !json_is_string(msgid) || (!json_is_string(arg) && !json_is_null(arg)) ||
	    !document_message_safe(json_string_value(msgid)))
		return E_IO;
	problem_add(a, why, NULL, arena_strdup(a, json_string_value(msgid)), arena_strdup(a, json_string_value(arg)));
	fail(a, E_INVALID, "document: %s", json_string_value(msgid));
	return json_integer_value(e) == E_LIMIT ? E_LIMIT : E_INVALID;
}

static enum err
read_answer(struct arena *a, struct child c, const struct buf *answer, struct document **out, struct problems *why)
{
	enum err e = E_IO;
	const char *s = buf_str(answer);
	if (c.end == CHILD_ANSWERED && c.status == 0 && answer->len > 1) {
		if (*s == 'D')
			return document_from_json(a, s + 1, answer->len - 1, out) == OK ? OK : explain(a, (struct child){ CHILD_CRASHED, 0 }, why);
		if (*s == 'R')
			e = read_refusal(a, s + 1, answer->len - 1, why);
	}
	return e == E_IO ? explain(a, c, why) : e;
}

static struct child
read_in_child(const char *work, const char *filename, const void *bytes, size_t n, int64_t deadline, struct buf *answer)
{
	size_t name = filename == NULL ? 0 : strlen(filename);
	for (name = name > 200 ? name - 200 : 0; name > 0 && ((unsigned char)filename[name] & 0xc0) == 0x80;)
		name++; /* its ending is what counts */
	const char *words[] = { CHILD_READ_DOCUMENT, work, filename == NULL ? NULL : filename + name, NULL };
	struct child_order o = { .words = words, .in = child_bytes(bytes, n), .folder = -1 };
	struct child c = child_run(&o, deadline, answer);
	if (o.in >= 0)
		close(o.in);
	return c;
}

/* What pdftotext came to, when it is not the words. */
static enum err
explain_pdf(struct arena *a, enum err e, struct problems *why)
{
	switch (e) {
	case E_NOTFOUND:
		return say(a, why, E_IO, N_("Ce serveur ne sait pas lire les PDF (pdftotext manque). Déposez le document d’origine (.docx, .odt, .xlsx…)."));
	case E_LIMIT:
		return explain(a, (struct child){ CHILD_TOO_LONG, 0 }, why);
	case E_IO:
		return explain(a, (struct child){ CHILD_NOT_STARTED, 0 }, why);
	case OK: case E_FORBIDDEN: case E_CONFLICT: case E_INVALID: case E_BUSY: case E_DB: case E_FULL: case E_AWAY: case E_UNSURE:
		break;
	}
	return explain(a, (struct child){ CHILD_CRASHED, 0 }, why);
}

static enum err
read_pdf(struct arena *a, struct arena *tmp, const void *bytes, size_t n, int seconds, int64_t deadline, struct document **out, struct problems *why)
{
	static const char *const args[] = { "-q", "-tsv", "-", "-", NULL };
	const struct program_run run = { .name = "pdftotext", .args = args, .input = bytes, .ninput = n, .cpu_seconds = PDF_SECONDS,
		.wall_seconds = seconds, .memory = (size_t)1 << 30, .output_max = WORDS_MAX };
	struct program_result r;
	struct buf answer = buf_new(tmp, ANSWER_MAX);
	enum err e = program_run(tmp, &run, &r);
	if (e != OK)
		return explain_pdf(a, e, why);
	if (r.status != 0)
		return say(a, why, fail(a, E_INVALID, "sandbox: pdftotext ended with status %d", r.status),
		    N_("Ce PDF n’a pas pu être lu : il est abîmé ou protégé par un mot de passe. Déposez le document d’origine (.docx, .odt, .xlsx…)."));
	return read_answer(a, read_in_child(WORK_WORDS, NULL, r.said, r.nsaid, deadline, &answer), &answer, out, why);
}

enum err
document_read_sandboxed(struct arena *a, const void *bytes, size_t n, const char *filename, int seconds, struct document **out,
    struct problems *why)
{
	int64_t deadline = child_clock() + (int64_t)seconds * 1000;
	if (n == 0)
		return say(a, why, fail(a, E_INVALID, "document: empty"), N_("Ce fichier est vide."));
	if (n > DOC_MAX_BYTES)
		return say(a, why, fail(a, E_LIMIT, "document: %zu bytes", n), N_("Ce fichier est trop gros (plus de 32 Mo)."));
	struct arena *tmp = arena_new(MIB(256));
	struct buf answer = buf_new(tmp, ANSWER_MAX);
	enum err e = document_is_pdf(bytes, n) ? read_pdf(a, tmp, bytes, n, seconds, deadline, out, why) :
	    read_answer(a, read_in_child(WORK_BYTES, filename, bytes, n, deadline, &answer), &answer, out, why);
	arena_free(tmp);
	return e;
}
