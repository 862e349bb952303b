#pragma once

#include "sanov/base/cells.h"

namespace sanov {

/// A product of matrices in rows, the second transposed: c = alpha·a·bᵀ + beta·c.
/// a is m × k, b is n × k, c is m × n, in rows without gaps; c overlaps neither. With beta = 0 what c held does not
/// matter, NaN included. With k = 0 the product is 0.
/// Every element is a sum over k in one fixed order, so the bits do not depend on the threads, nor on AVX2 or AVX-512.
/// Rounding error: at most (k + 3)·ε·Σ|a||b|. From 100 × 100 on it runs at about three quarters of its cores' peak.
/// Throws InvalidArgument unless a and b have the type of c and as many columns as each other.
void gemm(double alpha, Rows a, Rows b, double beta, double* c);
void gemm(float alpha, Rows a, Rows b, float beta, float* c);

}  // namespace sanov
