#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sanov/base/cells.h"

namespace sanov {

/// A d × d matrix F by its columns: column(k) is contiguous.
struct Factor {
  explicit Factor(std::size_t dimensions) : d(dimensions), values(d * d) {}
  double* column(std::size_t k) { return values.data() + k * d; }
  const double* column(std::size_t k) const { return values.data() + k * d; }

  std::size_t d;
  std::vector<double> values;
};

/// The largest variance on a diagonal. Throws InvalidArgument unless the matrix is square, with at least one row.
double largest_variance(Rows covariance, const char* function, const std::string& argument);

/// F with FFᵀ = covariance · 4^exponent, by Cholesky's method with pivoting: variances of any size keep their own
/// digits, and those that the others explain up to rounding end the factor. Throws DomainError for an entry that is not
/// finite, and where the matrix is not symmetric, or indefinite, by more than rounding of its type explains.
Factor factor(Rows covariance, int exponent, const char* function, const std::string& argument);

/// G turned towards F: GR for the rotation or reflection R that makes ‖F − GR‖ least. From the singular vectors of FᵀG
/// by one-sided Jacobi rotations, which find those of small singular values as well as those of large ones.
Factor turned_towards(const Factor& f, const Factor& g);

/// X with X·F = D, row by row. Throws DomainError where F has a column of 0, as factors of singular matrices have: a slope
/// in the covariance `argument` is then infinite or none.
Factor divided(const Factor& d, const Factor& f, const char* function, const std::string& argument);

/// ‖F − G‖, over all elements.
double distance(const Factor& f, const Factor& g);

}  // namespace sanov
