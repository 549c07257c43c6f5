/* calibrate.h: scores freed of who gave them. y_ir = μ + q_i + b_r + ε, μ the plain mean of all y; q and b minimise
 * Σ(y − μ − q − b)² + α Σq² + β Σb². The calibrated score of a file is μ + q_i; a file that nobody scored has μ. */
#ifndef CALIBRATE_H
#define CALIBRATE_H
#include "base/base.h"

struct cal_review { int file, reviewer; double y; };
struct cal_input {
	int files, reviewers;
	size_t reviews;
	const struct cal_review *review;
	double alpha, beta;
	const int *times;           /* [reviewers] or NULL: each reviewer counts so many times (a resample) */
};
struct cal_result {
	double mean;                /* μ */
	double *raw;                /* [files] plain mean of its y; NAN when there is none */
	double *calibrated;         /* [files] */
	int *reviews;               /* [files] */
	double *severity;           /* [reviewers] b: below 0 for who scores lower than the others */
	int *given;                 /* [reviewers] how many reviews */
	int components;             /* of the graph of reviewers and files that have reviews; 1: all can be compared */
	int *component;             /* [files] from 0; −1 without review */
	int *component_of_reviewer; /* [reviewers] */
};
/* E_INVALID: no review at all, or α and β leave no single answer. */
enum err calibrate(struct arena *a, const struct cal_input *in, struct cal_result *out) MUST_USE;
#endif
