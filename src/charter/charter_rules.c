#include "charter/charter_rules.h"
#include "base/text.h"
#include <string.h>

static const struct { const char *word, *name; } kinds[CHARTER_KINDS] = { [CHARTER_NOTE] = { "note", N_("Note") }, [CHARTER_CHARTER] = { "charter", N_("Charte") },
	[CHARTER_MISSION] = { "mission", N_("Missions, valeurs, vision") }, [CHARTER_POLICY] = { "policy", N_("Règlement") } };
static const struct { const char *word, *name; } audiences[AUDIENCES] = { [AUDIENCE_BODY] = { "body", N_("L’instance responsable") },
	[AUDIENCE_STAFF] = { "staff", N_("Instances, accompagnateurs, évaluateurs") }, [AUDIENCE_PROGRAMME] = { "programme", N_("Tout le programme, étudiants compris") },
	[AUDIENCE_PUBLIC] = { "public", N_("Tout le monde, sur une page publique") } };

const char *
charter_kind_word(enum charter_kind k)
{
	return kinds[k].word;
}

const char *
charter_kind_name(enum charter_kind k)
{
	return kinds[k].name;
}

bool
charter_kind_of(const char *word, enum charter_kind *out)
{
	for (size_t i = 0; word != NULL && i < LEN(kinds); i++)
		if (strcmp(kinds[i].word, word) == 0) {
			*out = (enum charter_kind)i;
			return true;
		}
	return false;
}

const char *
audience_word(enum audience x)
{
	return audiences[x].word;
}

const char *
audience_name(enum audience x)
{
	return audiences[x].name;
}

bool
audience_of(const char *word, enum audience *out)
{
	for (size_t i = 0; word != NULL && i < LEN(audiences); i++)
		if (strcmp(audiences[i].word, word) == 0) {
			*out = (enum audience)i;
			return true;
		}
	return false;
}

/* Without blanks at both ends; inside, all stays as typed. */
static void
put_trimmed(struct buf *b, const char *s)
{
	static const char blanks[] = " \t\n";
	s += strspn(s, blanks);
	size_t n = strlen(s);
	while (n > 0 && strchr(blanks, s[n - 1]) != NULL)
		n--;
	buf_add(b, s, n);
}

/* "```" or "~~~": what is inside is nobody's heading. */
static bool
is_fence(const char *line, char *sign)
{
	size_t in = strspn(line, " ");
	if (in > 3)
		return false;
	line += in;
	if (strncmp(line, "```", 3) != 0 && strncmp(line, "~~~", 3) != 0)
		return false;
	if (*sign != '\0' && *sign != *line)
		return false;
	*sign = *sign == '\0' ? *line : '\0';
	return true;
}

/* A section's text, whose own headings stay below the section's: "#" becomes "###", "##" "####"; a line of signs under a text, which
 * would make a heading of it, is parted from it. In a fence, what looks like a section's heading stands one space in. */
static void
put_section(struct buf *b, const char *text)
{
	char fence = '\0';
	bool after_text = false;
	for (const char *s = text; *s != '\0';) {
		size_t n = strcspn(s, "\n"), in = strspn(s, " "), signs = strspn(s + in, "#"), under = strspn(s + in, s[in] == '=' ? "=" : "-");
		bool inside = fence != '\0';
		if (is_fence(s, &fence) || inside) {
			if (inside && strncmp(s, "## ", 3) == 0)
				buf_putc(b, ' ');
		} else if (in < 4 && signs > 0 && signs <= 6 && strchr(" \t\n", s[in + signs]) != NULL) {
			buf_add(b, s, in);
			buf_puts(b, &"##"[signs > 4 ? signs - 4 : 0]);
			s += in;
			n -= in;
		} else if (in < 4 && under > 0 && after_text && in + under + strspn(s + in + under, " \t") == n) {
			buf_putc(b, '\n');
		}
		after_text = n > strspn(s, " \t");
		buf_add(b, s, n + (s[n] == '\n'));
		s += n + (s[n] == '\n');
	}
}

const char *
charter_canonical(struct arena *a, const char *title, const char *body, int major, int minor, const struct sections *s)
{
	struct buf b = buf_new(a, MIB(8));
	buf_puts(&b, "# ");
	put_trimmed(&b, title);
	buf_printf(&b, "\n\n%s, version %d.%d\n", body, major, minor);
	for (size_t i = 0; i < s->n; i++) {
		buf_puts(&b, "\n## ");
		put_trimmed(&b, s->items[i].title);
		buf_putc(&b, '\n');
		if (!text_blank(s->items[i].text)) {
			buf_putc(&b, '\n');
			struct buf own = buf_new(a, MIB(1));
			put_section(&own, s->items[i].text);
			put_trimmed(&b, buf_str(&own));
			buf_putc(&b, '\n');
		}
	}
	return buf_str(&b);
}

const char *
charter_body(const char *canonical)
{
	const char *s = canonical + strcspn(canonical, "\n");
	return s + strspn(s, "\n");
}

bool
charter_part_next(struct arena *a, struct charter_part *part)
{
	const char *s = part->rest, *end;
	part->title = NULL;
	if (*s == '\0')
		return false;
	if (strncmp(s, "## ", 3) == 0) {
		size_t n = strcspn(s, "\n");
		part->title = arena_strndup(a, s + 3, n - 3);
		s += n + (s[n] == '\n');
	}
	end = strncmp(s, "## ", 3) == 0 ? s : strstr(s, "\n## ");
	size_t n = end == NULL ? strlen(s) : (size_t)(end - s);
	part->text = arena_strndup(a, s, n);
	part->rest = s + n + (s[n] == '\n');
	return true;
}

const char *
charter_around(struct arena *a, const char *text, size_t head, size_t tail)
{
	size_t n = text_length(text), at = 0;
	const char *s = text, *from = text, *to = text;
	if (n <= head + tail + 20) /* less would be hidden than the sign takes */
		return text;
	for (; at < n - tail; at++) {
		if (at == head)
			from = s;
		s++;
		while (((unsigned char)*s & 0xC0) == 0x80)
			s++;
	}
	to = s;
	/* Whole words: back to a blank after the beginning, on to one before the end, if there is one near. */
	for (const char *p = from; p > text; p--)
		if (p[-1] == ' ' || p[-1] == '\n') {
			from = p - 1;
			break;
		}
	size_t word = strcspn(to, " \n");
	to += to[word] == '\0' ? 0 : word + 1;
	return arena_printf(a, "%.*s%s…%s%s", (int)(from - text), text, head > 0 ? " " : "", tail > 0 ? " " : "", to);
}

void
charter_next(int major, int minor, bool minor_revision, int *next_major, int *next_minor)
{
	bool small = minor_revision && major > 0;
	*next_major = small ? major : major + 1;
	*next_minor = small ? minor + 1 : 0;
}

bool
charter_letter_due(int letters, const char *last_on, struct date today)
{
	struct date last;
	if (letters == 0 || last_on == NULL)
		return true;
	return letters < CHARTER_LETTERS && date_parse(last_on, &last) && date_days(today) - date_days(last) >= CHARTER_LETTER_DAYS;
}

const char *
charter_slug(struct arena *a, int64_t id, const char *title)
{
	enum { MOST = 60 };
	struct buf b = buf_new(a, KIB(1));
	buf_printf(&b, "%lld", (long long)id);
	for (const char *s = text_words(a, title); *s != '\0' && b.len < MOST;) {
		size_t n = strcspn(s, " ");
		if (b.len + 1 + n <= MOST + 20) /* a {word} of a route */
			buf_printf(&b, "-%.*s", (int)n, s);
		s += n + (s[n] == ' ');
	}
	return buf_str(&b);
}
