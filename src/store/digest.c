#include "store/digest.h"
#include "base/text.h"
#include <string.h>

struct sum { unsigned char b[32]; };

/* Adds modulo 2^256. */
static void
sum_add(struct sum *s, const char *hex)
{
	unsigned carry = 0;
	for (int i = 31; i >= 0; i--) {
		unsigned digit = 0;
		for (int k = 0; k < 2; k++) {
			char c = hex[2 * i + k];
			digit = digit * 16 + (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
		}
		carry += s->b[i] + digit;
		s->b[i] = (unsigned char)carry;
		carry >>= 8;
	}
}

static struct digest
sum_text(const struct sum *s)
{
	struct digest d;
	for (size_t i = 0; i < sizeof s->b; i++)
		snprintf(d.s + 2 * i, 3, "%02x", s->b[i]);
	return d;
}

/* Each value with its type and its length: two rows never look alike by running together. */
static void
add_value(struct sha256 *h, struct val v)
{
	char head[64];
	int n = 0;
	switch (v.t) {
	case V_NULL: n = snprintf(head, sizeof head, "-;"); break;
	case V_INT: n = snprintf(head, sizeof head, "i%lld;", (long long)v.i); break;
	case V_REAL: n = snprintf(head, sizeof head, "r%.17g;", v.x); break;
	case V_TEXT: n = snprintf(head, sizeof head, "t%zu:", v.n); break;
	case V_BLOB: n = snprintf(head, sizeof head, "b%zu:", v.n); break;
	}
	sha256_add(h, head, (size_t)n);
	if (v.t == V_TEXT || v.t == V_BLOB)
		sha256_add(h, v.p, v.n);
}

static enum err
one_table(struct db *db, const char *name, struct table_digest *out)
{
	struct columns cols;
	struct rows *r;
	struct sum sum = { 0 };
	struct buf sql = buf_new(db_arena(db), KIB(16));
	enum err e = db_columns(db, name, &cols);
	for (size_t i = 0; e == OK && i < cols.n; i++)
		buf_printf(&sql, "%s%s", i == 0 ? "SELECT " : ", ", cols.items[i].name);
	buf_printf(&sql, " FROM %s", name);
	*out = (struct table_digest){ .name = name };
	if (e != OK || (e = db_query(db, &(struct query){ "digest", buf_str(&sql) }, NO_ARGS, &r)) != OK)
		return e;
	while (rows_next(r)) {
		struct sha256 h;
		sha256_init(&h);
		for (size_t i = 0; i < cols.n; i++)
			add_value(&h, col_val(r, (int)i));
		sum_add(&sum, sha256_end(&h).s);
		out->rows++;
	}
	out->sum = sum_text(&sum);
	return rows_end(r);
}

enum err
digest_tables(struct db *db, struct table_digests *out)
{
	struct schema_things things;
	*out = (struct table_digests){ 0 };
	enum err e = db_schema(db, &things);
	for (size_t i = 0; e == OK && i < things.n; i++) {
		struct table_digest t;
		if (things.items[i].index || strcmp(things.items[i].name, "blob_piece") == 0)
			continue;
		e = one_table(db, things.items[i].name, &t);
		PUSH(db_arena(db), out, t);
	}
	return e;
}

const char *
digest_difference(const struct table_digests *x, const struct table_digests *y)
{
	for (size_t i = 0; i < x->n || i < y->n; i++) {
		if (i >= x->n || i >= y->n)
			return i < x->n ? x->items[i].name : y->items[i].name;
		const struct table_digest *p = &x->items[i], *q = &y->items[i];
		if (strcmp(p->name, q->name) != 0 || p->rows != q->rows || strcmp(p->sum.s, q->sum.s) != 0)
			return p->name;
	}
	return NULL;
}
