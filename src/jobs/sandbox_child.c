#include "jobs/sandbox_internal.h"
#include "jobs/fence.h"
#include "base/json.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Of processor. A plan of fifty actions takes ten milliseconds; what takes longer than this is hostile or no plan. */
#ifdef SANITIZED
enum { CHILD_MILLISECONDS = 4000 };
#else
enum { CHILD_MILLISECONDS = 1200 };
#endif

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

static _Noreturn void
read_and_answer(const char *work, const char *filename)
{
	if (!fence_document(CHILD_MILLISECONDS))
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
	if (argc < 3 || (strcmp(argv[2], WORK_BYTES) != 0 && strcmp(argv[2], WORK_WORDS) != 0))
		return 2;
	read_and_answer(argv[2], argc > 3 ? argv[3] : NULL);
}
