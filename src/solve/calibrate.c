/* Normal equations of the ridge regression. Files and reviewers each have a diagonal block: the side with more unknowns is
 * eliminated by hand, the other is solved by one Cholesky. */
#include "solve/calibrate.h"
#include <math.h>
#include <string.h>

/* In place: the lower triangle L of s = L Lᵀ; false when s is not positive definite. */
static bool
cholesky(double *s, size_t n)
{
	for (size_t j = 0; j < n; j++) {
		double d = s[j * n + j];
		double scale = d;
		for (size_t k = 0; k < j; k++)
			d -= s[j * n + k] * s[j * n + k];
		if (!(d > 1e-12 * scale))
			return false;
		s[j * n + j] = sqrt(d);
		for (size_t i = j + 1; i < n; i++) {
			double x = s[i * n + j];
			for (size_t k = 0; k < j; k++)
				x -= s[i * n + k] * s[j * n + k];
			s[i * n + j] = x / s[j * n + j];
		}
	}
	return true;
}

static void
cholesky_solve(const double *l, size_t n, double *x)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < i; k++)
			x[i] -= l[i * n + k] * x[k];
		x[i] /= l[i * n + i];
	}
	for (size_t i = n; i-- > 0;) {
		for (size_t k = i + 1; k < n; k++)
			x[i] -= l[k * n + i] * x[k];
		x[i] /= l[i * n + i];
	}
}

/* One side of the graph as the equations see it. */
struct side { size_t n; double *diagonal, *right, *x; };

static double
times(const struct cal_input *in, size_t r)
{
	return in->times == NULL ? 1 : in->times[in->review[r].reviewer];
}

static size_t
end_of(const struct cal_review *r, bool file)
{
	return (size_t)(file ? r->file : r->reviewer);
}

/* big is eliminated: (D_s − W Dᵦ⁻¹ Wᵀ) x_s = r_s − W Dᵦ⁻¹ r_b, then x_b = Dᵦ⁻¹ (r_b − Wᵀ x_s). W is kept by its entries, in
 * the order of the big side. */
static bool
solve(struct arena *tmp, const struct cal_input *in, struct side *small, struct side *big, bool big_is_file)
{
	size_t n = small->n, *first = ARENA_ARRAY(tmp, size_t, big->n + 2), *of = ARENA_ARRAY(tmp, size_t, in->reviews + 1);
	double *s = ARENA_ARRAY(tmp, double, n * n + 1);
	for (size_t r = 0; r < in->reviews; r++)
		first[end_of(&in->review[r], big_is_file) + 2]++;
	for (size_t b = 2; b < big->n + 2; b++)
		first[b] += first[b - 1];
	for (size_t r = 0; r < in->reviews; r++)
		of[first[end_of(&in->review[r], big_is_file) + 1]++] = r;
	for (size_t i = 0; i < n; i++)
		s[i * n + i] = small->diagonal[i];
	memcpy(small->x, small->right, n * sizeof *small->x);
	for (size_t b = 0; b < big->n; b++) {
		if (big->diagonal[b] <= 0)
			continue;
		for (size_t k = first[b]; k < first[b + 1]; k++) {
			size_t i = end_of(&in->review[of[k]], !big_is_file);
			double w = times(in, of[k]) / big->diagonal[b];
			small->x[i] -= w * big->right[b];
			for (size_t l = first[b]; l < first[b + 1]; l++)
				s[i * n + end_of(&in->review[of[l]], !big_is_file)] -= w * times(in, of[l]);
		}
	}
	for (size_t i = 0; i < n; i++)
		if (small->diagonal[i] <= 0) /* nothing is known of it: it stays at 0 */
			s[i * n + i] = 1;
	if (!cholesky(s, n))
		return false;
	cholesky_solve(s, n, small->x);
	for (size_t b = 0; b < big->n; b++) {
		double x = big->right[b];
		for (size_t k = first[b]; k < first[b + 1]; k++)
			x -= times(in, of[k]) * small->x[end_of(&in->review[of[k]], !big_is_file)];
		big->x[b] = big->diagonal[b] > 0 ? x / big->diagonal[b] : 0;
	}
	return true;
}

/* ---- what is connected ------------------------------------------------------------------------------------------ */

static int
root_of(int *up, int i)
{
	while (up[i] != i)
		i = up[i] = up[up[i]];
	return i;
}

static void
components(struct arena *tmp, const struct cal_input *in, struct cal_result *out)
{
	int n = in->files + in->reviewers, *up = ARENA_ARRAY(tmp, int, (size_t)n + 1), *name = ARENA_ARRAY(tmp, int, (size_t)n + 1);
	for (int i = 0; i < n; i++) {
		up[i] = i;
		name[i] = -1;
	}
	for (size_t r = 0; r < in->reviews; r++)
		if (times(in, r) > 0)
			up[root_of(up, in->review[r].file)] = root_of(up, in->files + in->review[r].reviewer);
	out->components = 0;
	for (int i = 0; i < n; i++) {
		bool file = i < in->files;
		int *mine = file ? &out->component[i] : &out->component_of_reviewer[i - in->files];
		*mine = -1;
		if ((file ? out->reviews[i] : out->given[i - in->files]) == 0)
			continue;
		int top = root_of(up, i);
		if (name[top] < 0)
			name[top] = out->components++;
		*mine = name[top];
	}
}

enum err
calibrate(struct arena *a, const struct cal_input *in, struct cal_result *out)
{
	size_t files = (size_t)in->files, reviewers = (size_t)in->reviewers;
	*out = (struct cal_result){ .raw = ARENA_ARRAY(a, double, files + 1), .calibrated = ARENA_ARRAY(a, double, files + 1),
		.reviews = ARENA_ARRAY(a, int, files + 1), .severity = ARENA_ARRAY(a, double, reviewers + 1),
		.given = ARENA_ARRAY(a, int, reviewers + 1), .component = ARENA_ARRAY(a, int, files + 1),
		.component_of_reviewer = ARENA_ARRAY(a, int, reviewers + 1) };
	struct arena *tmp = arena_new(MIB(256));
	struct side f = { files, ARENA_ARRAY(tmp, double, files + 1), ARENA_ARRAY(tmp, double, files + 1), ARENA_ARRAY(tmp, double, files + 1) };
	struct side r = { reviewers, ARENA_ARRAY(tmp, double, reviewers + 1), ARENA_ARRAY(tmp, double, reviewers + 1), out->severity };
	double sum = 0, n = 0;
	for (size_t k = 0; k < in->reviews; k++) {
		const struct cal_review *it = &in->review[k];
		double w = times(in, k);
		sum += w * it->y;
		n += w;
		f.diagonal[it->file] += w;
		r.diagonal[it->reviewer] += w;
		out->raw[it->file] += w * it->y;
		out->reviews[it->file] += (int)w;
		out->given[it->reviewer] += (int)w;
	}
	bool solved = n > 0;
	if (solved) {
		out->mean = sum / n;
		for (size_t k = 0; k < in->reviews; k++) {
			const struct cal_review *it = &in->review[k];
			f.right[it->file] += times(in, k) * (it->y - out->mean);
			r.right[it->reviewer] += times(in, k) * (it->y - out->mean);
		}
		for (size_t i = 0; i < files; i++) {
			out->raw[i] = f.diagonal[i] > 0 ? out->raw[i] / f.diagonal[i] : NAN;
			f.diagonal[i] += f.diagonal[i] > 0 ? in->alpha : 0;
		}
		/* A reviewer who counts m times stands for m reviewers alike: their common b weighs m times. */
		for (size_t i = 0; i < reviewers; i++)
			r.diagonal[i] += r.diagonal[i] > 0 ? in->beta * (in->times == NULL ? 1 : in->times[i]) : 0;
		solved = files >= reviewers ? solve(tmp, in, &r, &f, true) : solve(tmp, in, &f, &r, false);
	}
	for (size_t i = 0; solved && i < files; i++)
		out->calibrated[i] = out->mean + f.x[i];
	components(tmp, in, out);
	arena_free(tmp);
	return solved ? OK : fail(a, E_INVALID, "calibrate: %s", n > 0 ? "alpha and beta leave no single answer" : "no review");
}
