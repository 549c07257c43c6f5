/* Addresses, the address of a relay, and a mail made of lines that someone typed: each header stands on its own, all is ASCII
 * in short lines, and the only empty line before the body is ours. */
#include "base/text.h"
#include "mail/mail.h"
#include "people/people.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
judge(const char *s, size_t n)
{
	static const char *const known[] = { "Date:", "From:", "To:", "Subject:", "Message-ID:", "Auto-Submitted:", "List-Unsubscribe:", "List-Unsubscribe-Post:", "Precedence:",
		"MIME-Version:", "Content-Type:", "Content-Transfer-Encoding:" };
	BUG_ON(strlen(s) != n);
	for (const char *line = s; *line != '\0';) {
		const char *end = strstr(line, "\r\n");
		BUG_ON(end == NULL || end - line > 998);
		if (end == line)
			return; /* the body */
		bool ours = *line == ' ';
		for (size_t i = 0; i < LEN(known); i++)
			ours = ours || strncasecmp(line, known[i], strlen(known[i])) == 0;
		BUG_ON(!ours);
		for (const char *c = line; c < end; c++)
			BUG_ON((unsigned char)*c >= 0x7f || ((unsigned char)*c < ' ' && *c != '\t'));
		line = end + 2;
	}
	abort(); /* no body */
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(64));
	const char *part[5];
	const char *s = (const char *)data, *end = s + n;
	for (size_t i = 0; i < LEN(part); i++) { /* fields are cut at '|' */
		const char *bar = i + 1 < LEN(part) ? memchr(s, '|', (size_t)(end - s)) : NULL;
		part[i] = arena_strndup(a, s, (size_t)((bar == NULL ? end : bar) - s));
		s = bar == NULL ? end : bar + 1;
	}
	if (email_valid(part[0]))
		for (const char *c = part[0]; *c != '\0'; c++)
			BUG_ON(*c <= ' ' || *c >= 0x7f || *c == '<' || *c == '>' || *c == ',');
	(void)smtp_url_problem(part[1]);
	struct message m = { .from = "p@example.org", .from_name = part[2], .to = part[0], .subject = part[3], .text = part[4], .id = "abc", .list_unsubscribe = part[1] };
	const char *out;
	size_t len;
	if (message_compose(a, &m, &out, &len) == OK)
		judge(out, len);
	m.to = "q@example.org";
	m.list_unsubscribe = NULL;
	fail_clear(a);
	BUG_ON(message_compose(a, &m, &out, &len) != OK);
	judge(out, len);
	arena_free(a);
	return 0;
}
