/* A document that someone sends, checked by what it is, and kept. */
#include "call/call_pages.h"
#include <unistd.h>

static enum err
read_upload(struct arena *a, const struct upload *f, const void **bytes)
{
	char *b = arena_alloc(a, (size_t)f->size + 1);
	*bytes = b;
	for (size_t got = 0; got < (size_t)f->size;) {
		ssize_t k = pread(f->fd, b + got, (size_t)f->size - got, (off_t)got);
		if (k <= 0)
			return fail(a, E_IO, "attachment: the upload cannot be read");
		got += (size_t)k;
	}
	return OK;
}

enum err
document_take(struct request *rq, int64_t submission, const struct upload *f, const char **why)
{
	const void *bytes;
	int64_t id;
	*why = NULL;
	if (f == NULL || f->size <= 0) {
		*why = N_("Choisissez un fichier.");
		return OK;
	}
	enum err e = read_upload(rq->a, f, &bytes);
	if (e != OK)
		return e;
	const char *type = document_type(bytes, (size_t)f->size);
	if (type == NULL) {
		*why = N_("Ce fichier n’est ni un PDF, ni un DOCX ou ODT sans macros, ni une image JPEG, PNG ou WebP. Enregistrez-le en PDF, puis joignez-le.");
		return OK;
	}
	e = attachment_add(rq->db, submission, f->fd, document_filename(rq->a, f->filename, type), type, &id);
	if (e != E_CONFLICT && e != E_LIMIT)
		return e;
	fail_clear(rq->a);
	*why = e == E_CONFLICT ? N_("Ce fichier est déjà joint.") : N_("Cinq documents au plus : retirez-en un d’abord.");
	return OK;
}
