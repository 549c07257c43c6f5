#include "web/address.h"
#include "base/text.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

bool
address_parse(const char *s, struct address *out)
{
	char host[INET6_ADDRSTRLEN];
	const char *end = s == NULL ? NULL : *s == '[' ? strchr(s, ']') : strchr(s, ':');
	if (s == NULL)
		return false;
	if (*s != '[' && end != NULL && strchr(end + 1, ':') != NULL)
		end = NULL; /* more than one colon: IPv6 as such */
	if (*s == '[' && end == NULL)
		return false;
	const char *port = end == NULL ? "" : *s == '[' ? end + 1 : end;
	if (*port != '\0' && (*port != ':' || port[1] == '\0' || strspn(port + 1, "0123456789") != strlen(port + 1)))
		return false;
	s += *s == '[';
	size_t n = end == NULL ? strlen(s) : (size_t)(end - s);
	if (n == 0 || n >= sizeof host)
		return false;
	memcpy(host, s, n);
	host[n] = '\0';
	if (strchr(host, ':') != NULL)
		return inet_pton(AF_INET6, host, out->b) == 1;
	memcpy(out->b, mapped, sizeof mapped);
	return inet_pton(AF_INET, host, out->b + 12) == 1;
}

char *
address_whose(struct arena *a, const char *s)
{
	struct address at;
	if (!address_parse(s, &at))
		return arena_strdup(a, "");
	if (memcmp(at.b, mapped, sizeof mapped) == 0)
		return arena_printf(a, "%d.%d.%d.%d", at.b[12], at.b[13], at.b[14], at.b[15]);
	struct buf b = buf_new(a, 64);
	for (int i = 0; i < 8; i++)
		buf_printf(&b, "%s%02x", i > 0 && i % 2 == 0 ? ":" : "", at.b[i]);
	buf_puts(&b, "::/64");
	return arena_strdup(a, buf_str(&b));
}

bool
address_in(const struct address *a, const struct nets *nets)
{
	for (size_t i = 0; i < nets->n; i++) {
		const struct net *net = &nets->items[i];
		int whole = net->bits / 8, rest = net->bits % 8;
		unsigned mask = 0xffU << (8 - rest) & 0xff;
		if (memcmp(a->b, net->at.b, (size_t)whole) == 0 && (rest == 0 || ((a->b[whole] ^ net->at.b[whole]) & mask) == 0))
			return true;
	}
	return false;
}

enum err
nets_read(struct arena *a, const char *s, struct nets *out)
{
	*out = (struct nets){ 0 };
	for (size_t n; *s != '\0'; s += n) {
		s += strspn(s, ", \t");
		n = strcspn(s, ", \t");
		if (n == 0)
			break;
		char *one = arena_strndup(a, s, n), *slash = strchr(one, '/');
		struct net net = { .bits = 128 };
		if (slash != NULL)
			*slash++ = '\0';
		bool v4 = strchr(one, ':') == NULL;
		if (strpbrk(one, "[]") != NULL || !address_parse(one, &net.at))
			return fail(a, E_INVALID, "no address: %s", one);
		if (slash != NULL) {
			long most = v4 ? 32 : 128, bits = strlen(slash) > 3 ? most + 1 : strtol(slash, NULL, 10);
			if (*slash == '\0' || strspn(slash, "0123456789") != strlen(slash) || bits > most)
				return fail(a, E_INVALID, "no network: %s/%s", one, slash);
			net.bits = (int)(bits + 128 - most);
		}
		PUSH(a, out, net);
	}
	return OK;
}

const char *
address_of_client(struct arena *a, const char *peer, const char *forwarded, const struct nets *trusted)
{
	struct address at;
	const char *client = peer;
	char *left = arena_strdup(a, forwarded == NULL ? "" : forwarded);
	while (address_parse(client, &at) && address_in(&at, trusted)) {
		char *comma = strrchr(left, ',');
		const char *one = text_trim(a, comma == NULL ? left : comma + 1);
		if (!address_parse(one, &at))
			break;
		client = one;
		if (comma == NULL)
			break;
		*comma = '\0';
	}
	return arena_strdup(a, client);
}
