/* What a value of PostgreSQL's binary format is to us. Every integer type and bool is an int, every float a real; a
 * numeric (sum() makes them) without digits after the point is an int. All the rest is text as it is. */
#include "store/postgres_private.h"
#include <string.h>

/* Of pg_type.dat, fixed for ever. */
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_OID = 26, OID_FLOAT4 = 700, OID_FLOAT8 = 701,
	OID_NUMERIC = 1700, OID_VOID = 2278 };

static uint64_t
big_endian(const unsigned char *p, size_t n)
{
	uint64_t v = 0;
	for (size_t i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

static int64_t
signed_of(uint64_t v, size_t bytes)
{
	uint64_t sign = UINT64_C(1) << (bytes * 8 - 1);
	return (int64_t)((v ^ sign) - sign);
}

static double
double_of(uint64_t bits)
{
	double x;
	memcpy(&x, &bits, sizeof x);
	return x;
}

static double
float_of(uint32_t bits)
{
	float x;
	memcpy(&x, &bits, sizeof x);
	return (double)x;
}

/* Digits of base 10,000, the first times 10,000^weight. */
static struct val
numeric(const unsigned char *p, size_t n)
{
	BUG_ON(n < 8);
	size_t ndigits = big_endian(p, 2);
	int64_t weight = signed_of(big_endian(p + 2, 2), 2), whole = 0;
	bool minus = big_endian(p + 4, 2) == 0x4000, fits = big_endian(p + 6, 2) == 0; /* digits shown after the point */
	BUG_ON(n < 8 + 2 * ndigits);
	double x = 0;
	for (size_t i = 0; i < ndigits || (int64_t)i <= weight; i++) {
		int64_t digit = i < ndigits ? (int64_t)big_endian(p + 8 + 2 * i, 2) : 0;
		x = x * 10000 + (double)digit;
		fits = fits && (int64_t)i <= weight && !__builtin_mul_overflow(whole, 10000, &whole) && !__builtin_add_overflow(whole, digit, &whole);
	}
	if (fits)
		return (struct val){ .t = V_INT, .i = minus ? -whole : whole };
	for (int64_t i = (int64_t)ndigits - 1 - weight; i > 0 && ndigits > 0; i--)
		x /= 10000;
	return (struct val){ .t = V_REAL, .x = minus ? -x : x };
}

struct val
pg_value(const PGresult *r, int row, int i)
{
	if (PQgetisnull(r, row, i))
		return (struct val){ .t = V_NULL };
	const char *text = PQgetvalue(r, row, i);
	const unsigned char *p = (const unsigned char *)text;
	size_t n = (size_t)PQgetlength(r, row, i);
	switch (PQftype(r, i)) {
	case OID_BOOL: case OID_OID:
		return (struct val){ .t = V_INT, .i = (int64_t)big_endian(p, n) };
	case OID_INT2: case OID_INT4: case OID_INT8:
		return (struct val){ .t = V_INT, .i = signed_of(big_endian(p, n), n) };
	case OID_FLOAT8: return (struct val){ .t = V_REAL, .x = double_of(big_endian(p, n)) };
	case OID_FLOAT4: return (struct val){ .t = V_REAL, .x = float_of((uint32_t)big_endian(p, n)) };
	case OID_NUMERIC: return numeric(p, n);
	case OID_BYTEA: return (struct val){ .t = V_BLOB, .p = p, .n = n };
	case OID_VOID: return (struct val){ .t = V_NULL };
	default: return (struct val){ .t = V_TEXT, .p = text, .n = n }; /* libpq ends it with a NUL */
	}
}
