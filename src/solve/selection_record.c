#include "solve/selection_record.h"
#include "base/tr.h"
#include "solve/selection_model.h"
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RECORD_MAX = 24 << 20 };
#define CLOSE 1e-6

/* ---- what is signed ------------------------------------------------------------------------------------------- */

/* Without the white space outside strings. */
static struct buf
bare(struct arena *a, const char *s, size_t n)
{
	struct buf b = buf_new(a, RECORD_MAX);
	bool in = false;
	for (size_t i = 0, run = 0; i <= n; i++) {
		bool space = i < n && !in && (s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '\r');
		if (i == n || space) {
			buf_add(&b, s + run, i - run);
			run = i + 1;
		} else if (s[i] == '"') {
			in = !in;
		} else if (in && s[i] == '\\' && i + 1 < n) {
			i++;
		}
	}
	return b;
}

#define HEAD "{\"format\":\"" SEL_RECORD_FORMAT "\",\"record\":"
#define MIDDLE ",\"public_key\":\""
#define LAST "\",\"signature\":\""

/* The pieces of a bare file; false when it does not stand as sel_record_make() writes it. */
static bool
pieces(struct arena *a, const struct buf *b, const char **record, size_t *n, const char **key, const char **signature)
{
	const char *s = buf_str(b);
	size_t tail = strlen(MIDDLE) + 64 + strlen(LAST) + 128 + strlen("\"}"), head = strlen(HEAD);
	if (b->full || b->len < head + tail || memcmp(s, HEAD, head) != 0 || strcmp(s + b->len - 2, "\"}") != 0)
		return false;
	const char *at = s + b->len - tail, *last = at + strlen(MIDDLE) + 64;
	if (memcmp(at, MIDDLE, strlen(MIDDLE)) != 0 || memcmp(last, LAST, strlen(LAST)) != 0)
		return false;
	*record = s + head;
	*n = (size_t)(at - *record);
	*key = arena_strndup(a, at + strlen(MIDDLE), 64);
	*signature = arena_strndup(a, last + strlen(LAST), 128);
	return true;
}

/* ---- made -------------------------------------------------------------------------------------------------------- */

/* Files of `ids`, rising; false when one is unknown or their number is not the one asked. */
static bool
portfolio_of(struct arena *a, const struct sel_instance *in, const struct strings *ids, int **out)
{
	int *chosen = *out = ARENA_ARRAY(a, int, ids->n + 1);
	for (size_t k = 0; k < ids->n; k++) {
		size_t i = 0;
		while (i < in->files.n && strcmp(in->files.items[i], ids->items[k]) != 0)
			i++;
		if (i == in->files.n)
			return false;
		chosen[k] = (int)i;
	}
	qsort(chosen, ids->n, sizeof *chosen, sel_compare_ints);
	return ids->n == (size_t)in->problem.choose;
}

static void
write_texts(struct jw *j, const char *key, const struct strings *s)
{
	jw_begin(j, key, '[');
	for (size_t k = 0; k < s->n; k++)
		jw_str(j, NULL, s->items[k]);
	jw_end(j, ']');
}

/* The value of `record`, compact: the instance and the answer stand in it as they are. */
static void
write_record(struct arena *a, struct buf *out, const struct sel_decision *d, const struct sel_instance *in, const struct sel_report *r, double loss)
{
	struct buf answer = buf_new(a, RECORD_MAX);
	struct jw ja = jw_to(&answer, false), j = jw_to(out, false);
	sel_answer_write(&ja, in, r);
	jw_begin(&j, NULL, '{');
	jw_str(&j, "programme", d->programme);
	jw_str(&j, "edition", d->edition);
	jw_str(&j, "decided_on", d->decided_on);
	write_texts(&j, "decided_by", &d->by);
	jw_str(&j, "minutes", d->minutes);
	jw_str(&j, "comment", d->comment);
	write_texts(&j, "decided", &d->decided);
	jw_real(&j, "loss", loss, 9);
	buf_printf(out, ",\"instance\":%s,\"answer\":%s", d->instance, buf_str(&answer));
	jw_end(&j, '}');
}

/* Indented, by the only rules that matter: nothing inside strings. */
static void
indent(struct buf *out, const char *s, size_t n)
{
	int depth = 0;
	bool in = false;
	for (size_t i = 0; i < n; i++) {
		char c = s[i];
		bool open = !in && (c == '{' || c == '['), close = !in && (c == '}' || c == ']');
		bool empty = open && i + 1 < n && (s[i + 1] == '}' || s[i + 1] == ']');
		if (close && i > 0 && s[i - 1] != '{' && s[i - 1] != '[')
			buf_printf(out, "\n%*s", depth - 1, "");
		buf_putc(out, c);
		depth += open - close;
		if (in && c == '\\' && i + 1 < n)
			buf_putc(out, s[++i]);
		else if (c == '"')
			in = !in;
		else if ((open && !empty) || (!in && c == ','))
			buf_printf(out, "\n%*s", depth, "");
		else if (!in && c == ':')
			buf_putc(out, ' ');
	}
	buf_putc(out, '\n');
}

enum err
sel_record_make(struct arena *a, const struct sel_decision *d, const struct sign_key *key, double seconds, solver_run *run, char **out,
    struct problems *why)
{
	struct sel_instance in;
	struct sel_report r;
	int *chosen;
	enum err e = sel_instance_read(a, d->instance, strlen(d->instance), &in, why);
	if (e != OK)
		return e;
	if (!portfolio_of(a, &in, &d->decided, &chosen))
		return fail(a, E_INVALID, "record: what was decided is no portfolio of the instance");
	if ((e = sel_report_make(a, &in.problem, sel_instance_floor(&in), seconds, true, run, &r)) != OK)
		return e;
	struct sel_verdict v = sel_check(a, &in.problem, chosen, d->decided.n);
	if (!v.whole || v.broken >= 0 || r.chosen == NULL || (in.has_floor && v.variety < in.floor - CLOSE))
		return fail(a, E_INVALID, "record: what was decided breaks rule %d", v.broken);
	double worth = in.has_floor ? v.merit : v.merit + v.variety;
	struct buf record = buf_new(a, RECORD_MAX), file = buf_new(a, RECORD_MAX), shown = buf_new(a, RECORD_MAX);
	write_record(a, &record, d, &in, &r, fmax(r.value - worth, 0));
	struct buf text = bare(a, buf_str(&record), record.len);
	const char *signature = sign(a, key, buf_str(&text), text.len);
	if (signature == NULL || record.full)
		return fail(a, E_INVALID, "record: %s", record.full ? "too large" : "no key to sign with");
	buf_puts(&file, HEAD);
	buf_add(&file, buf_str(&text), text.len);
	buf_printf(&file, MIDDLE "%s" LAST "%s\"}", key->open, signature);
	indent(&shown, buf_str(&file), file.len);
	*out = arena_strdup(a, buf_str(&shown));
	return shown.full ? fail(a, E_LIMIT, "record: too large") : OK;
}

/* ---- checked ------------------------------------------------------------------------------------------------------ */

static double
number_of(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	return json_is_number(v) ? json_number_value(v) : NAN;
}

static bool
near(double x, double y)
{
	return fabs(x - y) <= CLOSE * fmax(1, fabs(y));
}

static bool
texts(struct arena *a, const json_t *list, struct strings *out)
{
	for (size_t k = 0; k < json_array_size(list); k++) {
		const char *s = json_string_value(json_array_get(list, k));
		if (s == NULL)
			return false;
		PUSH(a, out, s);
	}
	return json_is_array(list);
}

/* What each file costs, against what is written of it. */
static bool
losses_agree(const json_t *list, const struct sel_instance *in, const struct sel_report *r)
{
	if (r->flips == NULL || json_array_size(list) != in->problem.n)
		return false;
	for (size_t i = 0; i < in->problem.n; i++) {
		const json_t *o = json_array_get(list, i);
		const char *id = json_string_value(json_object_get(o, "id"));
		double v = number_of(o, "value_if_flipped");
		if (id == NULL || strcmp(id, in->files.items[i]) != 0 || !r->flips[i].proven || isnan(v) == r->flips[i].found ||
		    (r->flips[i].found && !near(v, r->flips[i].value)))
			return false;
	}
	return true;
}

static void
compare(struct arena *a, const json_t *o, const struct sel_instance *in, const struct sel_report *r, const int *decided, struct sel_record_check *out)
{
	const json_t *answer = json_object_get(o, "answer");
	const char *status = json_string_value(json_object_get(answer, "status"));
	struct sel_verdict v = sel_check(a, &in->problem, decided, (size_t)in->problem.choose);
	out->holds = v.whole && v.broken < 0 && (!in->has_floor || v.variety >= in->floor - CLOSE);
	out->decided_value = in->has_floor ? v.merit : v.merit + v.variety;
	out->value = r->value;
	out->whole = r->status == SEL_OPTIMAL || r->status == SEL_INFEASIBLE;
	out->optimum = r->status == SEL_OPTIMAL && status != NULL && strcmp(status, "optimal") == 0 && near(number_of(answer, "value"), r->value) &&
	    near(number_of(answer, "bound"), r->value);
	out->worth = near(number_of(o, "loss"), fmax(r->value - out->decided_value, 0)) &&
	    near(number_of(answer, "merit") + (in->has_floor ? 0 : number_of(answer, "variety")), r->value);
	out->losses = losses_agree(json_object_get(answer, "explanations"), in, r);
}

enum err
sel_record_verify(struct arena *a, const void *bytes, size_t n, double seconds, solver_run *run, struct sel_record_check *out, struct problems *why)
{
	const char *record, *key, *signature;
	size_t length;
	struct json_t *o;
	*out = (struct sel_record_check){ 0 };
	struct buf b = bare(a, bytes, n);
	if (n > RECORD_MAX || !pieces(a, &b, &record, &length, &key, &signature) || json_read(a, record, length, &o) != OK) {
		problem_add(a, why, NULL, N_("Ce fichier n’est pas un procès-verbal de sélection signé, ou il en manque une partie."), NULL);
		return E_INVALID;
	}
	out->key = key;
	out->authentic = sign_check(key, record, length, signature);
	out->programme = json_string_value(json_object_get(o, "programme"));
	out->edition = json_string_value(json_object_get(o, "edition"));
	out->decided_on = json_string_value(json_object_get(o, "decided_on"));
	out->minutes = json_string_value(json_object_get(o, "minutes"));
	struct strings ids = { 0 };
	struct sel_instance in;
	struct sel_report r;
	int *decided;
	const json_t *instance = json_object_get(o, "instance");
	const char *text = instance == NULL ? "null" : json_write(a, instance);
	enum err e = sel_instance_read(a, text, strlen(text), &in, why);
	if (e != OK)
		return e;
	out->readable = texts(a, json_object_get(o, "decided"), &ids) && portfolio_of(a, &in, &ids, &decided);
	if (!out->readable)
		return OK;
	e = sel_report_make(a, &in.problem, sel_instance_floor(&in), seconds, true, run, &r);
	if (e == OK && r.chosen != NULL)
		compare(a, o, &in, &r, decided, out);
	return e;
}
