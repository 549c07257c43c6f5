/* address.h: addresses of clients and proxies. Pure. */
#ifndef ADDRESS_H
#define ADDRESS_H
#include "base/base.h"

/* Both families in 16 bytes: an IPv4 address as ::ffff:a.b.c.d, which is also how it comes on a socket of both. */
struct address { unsigned char b[16]; };
struct net { struct address at; int bits; };
struct nets { struct net *items; size_t n, cap; };

/* "192.0.2.7", "192.0.2.7:443", "2001:db8::1", "[2001:db8::1]:443". */
bool address_parse(const char *s, struct address *out) MUST_USE;
/* Whom to count: the address, or of IPv6 the /64, which is one customer of a provider; "" for what is no address. */
char *address_whose(struct arena *a, const char *s) MUST_USE;
bool address_in(const struct address *a, const struct nets *nets);
/* "127.0.0.1, 10.0.0.0/8 ::1": separated by commas or spaces. E_INVALID: not understood. */
enum err nets_read(struct arena *a, const char *s, struct nets *out) MUST_USE;
/* Whose form or page it is: the peer, or behind proxies that are trusted the last that is not one of them. forwarded: what
 * X-Forwarded-For says, NULL when nothing; anything there that is no address ends the belief. */
const char *address_of_client(struct arena *a, const char *peer, const char *forwarded, const struct nets *trusted);
#endif
