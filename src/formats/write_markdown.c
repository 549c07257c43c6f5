/* write_markdown.c: Markdown as plain blocks of a document. */
#include "formats/writer.h"
#include <string.h>

/* Emphasis without its stars: what is between them stays. */
static const char *
inline_text(struct arena *a, const char *s, size_t n)
{
	struct buf b = buf_new(a, n * 3 + 8);
	bool on = false;
	for (size_t i = 0; i < n; i++) {
		bool star = s[i] == '*' || s[i] == '_';
		bool twice = star && i + 1 < n && s[i + 1] == s[i];
		bool word_before = i > 0 && s[i - 1] != ' ' && s[i - 1] != '(', word_after = i + 1 < n && s[i + 1] != ' ';
		if (s[i] == '\\' && i + 1 < n && strchr("*_\\#`", s[i + 1]) != NULL) {
			buf_putc(&b, s[++i]);
		} else if (star && (on ? word_before : word_after) && (s[i] == '*' || !word_before || on)) {
			buf_putc(&b, on ? EMPH_OFF : EMPH_ON);
			on = !on;
			i += twice;
		} else {
			buf_putc(&b, s[i]);
		}
	}
	if (on)
		buf_putc(&b, EMPH_OFF);
	return buf_str(&b);
}

static void
flush(struct arena *a, struct out_document *d, struct buf *para)
{
	if (para->len > 0)
		out_paragraph(a, d, inline_text(a, buf_str(para), para->len));
	para->len = 0;
}

static void
item(struct arena *a, struct out_document *d, const char *text, size_t n)
{
	struct out_block b = { .kind = OUT_ITEM, .text = inline_text(a, text, n) };
	PUSH(a, &d->blocks, b);
}

void
out_markdown(struct arena *a, struct out_document *d, const char *md, int least)
{
	struct buf para = buf_new(a, strlen(md) + 8);
	for (const char *s = md; *s != '\0';) {
		size_t n = strcspn(s, "\n"), lead = strspn(s, " ");
		const char *t = s + (lead < n ? lead : n);
		size_t left = n - (size_t)(t - s), hashes = strspn(t, "#");
		if (left == 0) {
			flush(a, d, &para);
		} else if (hashes > 0 && hashes <= 6 && t[hashes] == ' ') {
			flush(a, d, &para);
			out_heading(a, d, (int)hashes < least ? least : hashes > 3 ? 3 : (int)hashes, inline_text(a, t + hashes + 1, left - hashes - 1));
		} else if ((t[0] == '-' || t[0] == '*' || t[0] == '+') && left > 1 && t[1] == ' ') {
			flush(a, d, &para);
			item(a, d, t + 2, left - 2);
		} else {
			flush(a, d, &para); /* a line that was typed stays one, as on the page */
			if (t[0] == '>' && left > 1)
				t++, left--;
			buf_add(&para, t, left);
		}
		s += n + (s[n] == '\n');
	}
	flush(a, d, &para);
}
