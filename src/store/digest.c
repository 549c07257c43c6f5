#include "store/digest.h"
#include "base/text.h"
#include <string.h>

/* Adds modulo 2^256. */
static void
add_digest(struct table_sum *s, const char *hex)
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

struct digest
table_sum_text(const struct table_sum *s)
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

void
table_sum_add(struct table_sum *s, const struct val *row, size_t n)
{
	struct sha256 h;
	sha256_init(&h);
	for (size_t i = 0; i < n; i++)
		add_value(&h, row[i]);
	add_digest(s, sha256_end(&h).s);
}

static enum err
one_table(struct db *db, const char *name, struct table_digest *out)
{
	struct columns cols;
	struct rows *r;
	struct table_sum sum = { 0 };
	struct buf sql = buf_new(db_arena(db), KIB(16));
	enum err e = db_columns(db, name, &cols);
	for (size_t i = 0; e == OK && i < cols.n; i++)
		buf_printf(&sql, "%s%s", i == 0 ? "SELECT " : ", ", cols.items[i].name);
	buf_printf(&sql, " FROM %s", name);
	*out = (struct table_digest){ .name = name };
	if (e != OK || (e = db_stream(db, &(struct query){ "digest", buf_str(&sql) }, &r)) != OK)
		return e;
	struct val *row = ARENA_ARRAY(db_arena(db), struct val, cols.n);
	while (rows_next(r)) {
		for (size_t i = 0; i < cols.n; i++)
			row[i] = col_val(r, (int)i);
		table_sum_add(&sum, row, cols.n);
		out->rows++;
	}
	out->sum = table_sum_text(&sum);
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
