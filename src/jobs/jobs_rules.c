/* jobs_rules.c: where a link may lead. Pure. Source: the IANA registries of special-purpose addresses. */
#include "jobs/jobs.h"
#include <string.h>
#include <sys/socket.h>

static bool
v4_is_public(const unsigned char *b)
{
	static const struct { unsigned char net[4]; int bits; } closed[] = {
		{ { 0, 0, 0, 0 }, 8 }, { { 10, 0, 0, 0 }, 8 }, { { 100, 64, 0, 0 }, 10 }, { { 127, 0, 0, 0 }, 8 }, { { 169, 254, 0, 0 }, 16 },
		{ { 172, 16, 0, 0 }, 12 }, { { 192, 0, 0, 0 }, 24 }, { { 192, 0, 2, 0 }, 24 }, { { 192, 88, 99, 0 }, 24 },
		{ { 192, 168, 0, 0 }, 16 }, { { 198, 18, 0, 0 }, 15 }, { { 198, 51, 100, 0 }, 24 }, { { 203, 0, 113, 0 }, 24 },
		{ { 224, 0, 0, 0 }, 4 }, { { 240, 0, 0, 0 }, 4 },
	};
	uint32_t ip = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
	for (size_t i = 0; i < LEN(closed); i++) {
		const unsigned char *n = closed[i].net;
		uint32_t net = (uint32_t)n[0] << 24 | (uint32_t)n[1] << 16 | (uint32_t)n[2] << 8 | n[3];
		if ((ip ^ net) >> (32 - closed[i].bits) == 0)
			return false;
	}
	return true;
}

static bool
v6_is_public(const unsigned char *b)
{
	static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF }, nat64[12] = { 0, 0x64, 0xFF, 0x9B };
	if (memcmp(b, mapped, 12) == 0 || memcmp(b, nat64, 12) == 0)
		return v4_is_public(b + 12);
	if (b[0] == 0x20 && b[1] == 0x02) /* 6to4 carries an IPv4 address */
		return v4_is_public(b + 2);
	if (b[0] == 0x20 && b[1] == 0x01 && ((b[2] == 0 && b[3] == 0) || (b[2] == 0x0D && b[3] == 0xB8))) /* Teredo, documentation */
		return false;
	return (b[0] & 0xE0) == 0x20; /* 2000::/3 is all that is routed */
}

bool
address_is_public(int family, const void *bytes)
{
	return family == AF_INET ? v4_is_public(bytes) : family == AF_INET6 ? v6_is_public(bytes) : false;
}
