#include "sanov/transport/factor.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sanov/base/error.h"
#include "sanov/numerics/gemm.h"

namespace sanov {
namespace {

/// Columns count as orthogonal below this cosine; rounding of a product of columns is well under it.
constexpr double kOrthogonal = 1e-14;
constexpr int kMostSweeps = 60;

double rounding(Type type) { return type == Type::float64 ? 0x1p-53 : 0x1p-24; }

/// What rounding may have done to a covariance, as a fraction of the deviations it belongs to.
double allowance(Rows covariance) { return 64 * static_cast<double>(covariance.rows()) * rounding(covariance.type()); }

double dot(const double* x, const double* y, std::size_t n) {
  // Eight sums, so that no addition waits for the last.
  double sums[8] = {};
  const std::size_t whole = n / 8 * 8;
  for (std::size_t i = 0; i < whole; i += 8)
    for (std::size_t k = 0; k < 8; ++k) sums[k] += x[i + k] * y[i + k];
  for (std::size_t i = whole; i < n; ++i) sums[i - whole] += x[i] * y[i];
  return std::accumulate(sums, sums + 8, 0.0);
}

/// x and y become c·x − s·y and s·x + c·y.
void rotate(double* x, double* y, std::size_t n, double c, double s) {
  for (std::size_t i = 0; i < n; ++i) {
    const double before = x[i];
    x[i] = c * before - s * y[i];
    y[i] = s * before + c * y[i];
  }
}

/// The covariance scaled, symmetric to the bit.
std::vector<double> symmetric(Rows covariance, int exponent, const char* function, const std::string& argument) {
  const std::size_t d = covariance.rows();
  const Cells cells = covariance.cells();
  const auto at = [&](std::size_t i, std::size_t j) { return std::ldexp(cells[i * d + j], 2 * exponent); };
  for (std::size_t i = 0; i < d * d; ++i)
    if (!std::isfinite(cells[i])) fail_value(function, argument, i, cells[i], "covariances are finite");
  std::vector<double> out(d * d);
  for (std::size_t i = 0; i < d; ++i) {
    if (cells[i * d + i] < 0) fail_value(function, argument, i * d + i, cells[i * d + i], "variances are not negative");
    for (std::size_t j = 0; j <= i; ++j) {
      const double deviations = std::sqrt(std::fabs(at(i, i))) * std::sqrt(std::fabs(at(j, j)));
      if (std::fabs(at(i, j) - at(j, i)) > allowance(covariance) * deviations)
        fail_value(function, argument, i * d + j, cells[i * d + j],
                   "a covariance is symmetric, but its mirror image is " + to_text(cells[j * d + i]));
      out[i * d + j] = out[j * d + i] = at(i, j) / 2 + at(j, i) / 2;
    }
  }
  return out;
}

/// One-sided Jacobi: rotates the columns of m until they are orthogonal, and those of g alike.
void orthogonalize(Factor& m, Factor& g) {
  const std::size_t d = m.d;
  for (int sweep = 0, rotations = 1; rotations > 0 && sweep < kMostSweeps; ++sweep) {
    rotations = 0;
    for (std::size_t p = 0; p + 1 < d; ++p)
      for (std::size_t q = p + 1; q < d; ++q) {
        const double pp = dot(m.column(p), m.column(p), d), qq = dot(m.column(q), m.column(q), d);
        const double pq = dot(m.column(p), m.column(q), d);
        if (!(std::fabs(pq) > kOrthogonal * std::sqrt(pp) * std::sqrt(qq))) continue;
        const double zeta = (qq - pp) / (2 * pq);
        const double t = std::copysign(1.0, zeta) / (std::fabs(zeta) + std::hypot(1.0, zeta));
        const double c = 1 / std::sqrt(1 + t * t);
        rotate(m.column(p), m.column(q), d, c, c * t);
        rotate(g.column(p), g.column(q), d, c, c * t);
        ++rotations;
      }
  }
}

/// Sets column k to a unit vector orthogonal to the columns that are `done`.
void complete(Factor& q, std::size_t k, const std::vector<bool>& done) {
  const std::size_t d = q.d;
  std::vector<double> left(d, 1.0);  // of each axis, outside of the span of the others
  for (std::size_t other = 0; other < d; ++other)
    for (std::size_t i = 0; done[other] && i < d; ++i) left[i] -= q.column(other)[i] * q.column(other)[i];
  std::fill(q.column(k), q.column(k) + d, 0.0);
  q.column(k)[std::max_element(left.begin(), left.end()) - left.begin()] = 1;
  for (int pass = 0; pass < 2; ++pass)
    for (std::size_t other = 0; other < d; ++other) {
      if (!done[other]) continue;
      const double along = dot(q.column(k), q.column(other), d);
      for (std::size_t i = 0; i < d; ++i) q.column(k)[i] -= along * q.column(other)[i];
    }
  const double length = std::sqrt(dot(q.column(k), q.column(k), d));
  for (std::size_t i = 0; i < d; ++i) q.column(k)[i] /= length;
}

/// Columns of length 1; where one is 0, any that is orthogonal to the others.
void normalize(Factor& m) {
  std::vector<bool> done(m.d);
  for (std::size_t k = 0; k < m.d; ++k) {
    const double length = std::sqrt(dot(m.column(k), m.column(k), m.d));
    done[k] = length > 0;
    for (std::size_t i = 0; done[k] && i < m.d; ++i) m.column(k)[i] /= length;
  }
  for (std::size_t k = 0; k < m.d; ++k) {
    if (done[k]) continue;
    complete(m, k, done);
    done[k] = true;
  }
}

}  // namespace

double largest_variance(Rows covariance, const char* function, const std::string& argument) {
  const std::size_t d = covariance.rows();
  if (d == 0) fail_argument(function, argument, "has no rows");
  if (covariance.columns() != d)
    fail_argument(function, argument,
                  "has " + std::to_string(d) + " rows and " + std::to_string(covariance.columns()) +
                      " columns; a covariance is square");
  double largest = 0;
  for (std::size_t i = 0; i < d; ++i) largest = std::max(largest, std::fabs(covariance[i][i]));
  return largest;
}

Factor factor(Rows covariance, int exponent, const char* function, const std::string& argument) {
  const std::size_t d = covariance.rows();
  std::vector<double> left = symmetric(covariance, exponent, function, argument);  // not yet explained
  std::vector<double> variance(d);
  for (std::size_t i = 0; i < d; ++i) variance[i] = left[i * d + i];
  const double negligible = static_cast<double>(d) * rounding(covariance.type()), allowed = allowance(covariance);
  std::vector<bool> done(d);
  Factor out(d);
  for (std::size_t k = 0; k < d; ++k) {
    std::size_t pivot = d;
    for (std::size_t i = 0; i < d; ++i)
      if (!done[i] && left[i * d + i] > negligible * variance[i] &&
          (pivot == d || left[i * d + i] > left[pivot * d + pivot]))
        pivot = i;
    if (pivot == d) break;
    done[pivot] = true;
    double* column = out.column(k);
    const double root = std::sqrt(left[pivot * d + pivot]);
    for (std::size_t i = 0; i < d; ++i) column[i] = i == pivot ? root : done[i] ? 0 : left[i * d + pivot] / root;
    for (std::size_t i = 0; i < d; ++i)
      for (std::size_t j = 0; !done[i] && j < d; ++j) left[i * d + j] -= column[i] * column[j];
  }
  for (std::size_t i = 0; i < d; ++i)
    for (std::size_t j = 0; j <= i; ++j)
      if (!done[i] && !done[j] &&
          std::fabs(left[i * d + j]) > allowed * std::sqrt(variance[i]) * std::sqrt(variance[j]))
        fail_value(function, argument, i * d + j, covariance[i][j],
                   "the matrix is indefinite there; a covariance is positive semidefinite");
  return out;
}

Factor turned_towards(const Factor& f, const Factor& g) {
  const std::size_t d = f.d;
  Factor q(d), turned = g, out(d);
  gemm(1.0, Rows(g.values.data(), d, d), Rows(f.values.data(), d, d), 0.0, q.values.data());  // FᵀG by columns
  orthogonalize(q, turned);
  normalize(q);
  // Now FᵀG r_k = σ_k q_k, and GR = Σ (G r_k) q_kᵀ.
  for (std::size_t i = 0; i < d; ++i)
    for (std::size_t k = 0; k < d; ++k) {
      const double share = q.column(k)[i];
      for (std::size_t row = 0; row < d; ++row) out.column(i)[row] += share * turned.column(k)[row];
    }
  return out;
}

Factor divided(const Factor& d, const Factor& f, const char* function, const std::string& argument) {
  const std::size_t n = f.d;
  // Column k is 0 in the pivots' rows before its own, so from the last column back each has one row that is new.
  std::vector<std::size_t> pivot(n);
  std::vector<bool> known(n);
  for (std::size_t k = n; k-- > 0;) {
    const double* column = f.column(k);
    std::size_t row = 0;
    while (row < n && (known[row] || column[row] == 0)) ++row;
    if (row == n)
      fail_domain(function, argument, "is singular to within rounding; the distance has no slope in it, only a kink");
    known[pivot[k] = row] = true;
  }
  Factor x(n);
  for (std::size_t k = n; k-- > 0;) {
    double* found = x.column(pivot[k]);
    std::copy(d.column(k), d.column(k) + n, found);
    for (std::size_t later = k + 1; later < n; ++later) {
      const double share = f.column(k)[pivot[later]];
      for (std::size_t i = 0; i < n; ++i) found[i] -= share * x.column(pivot[later])[i];
    }
    for (std::size_t i = 0; i < n; ++i) found[i] /= f.column(k)[pivot[k]];
  }
  return x;
}

double distance(const Factor& f, const Factor& g) {
  std::vector<double> difference(f.values.size());
  for (std::size_t i = 0; i < difference.size(); ++i) difference[i] = f.values[i] - g.values[i];
  return std::sqrt(dot(difference.data(), difference.data(), difference.size()));
}

}  // namespace sanov
