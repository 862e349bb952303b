#include "sanov/transport/coarse_spread.h"

#include <algorithm>
#include <cmath>

namespace sanov {
namespace {

/// Of a group's mass, added to the diagonal: the matrix does not see potentials that are the same everywhere.
constexpr double kFloor = 1e-9;

}  // namespace

void CoarseSpread::factorise(std::span<const double> products, std::span<const double> masses, double share,
                             double extra) {
  double total = 0;
  for (const double mass : masses) total += mass;
  // Cholesky, row by row. A group without mass has nothing to say.
  for (std::size_t i = 0; i < groups_; ++i) {
    double* row = factor_.data() + i * groups_;
    for (std::size_t k = 0; k <= i; ++k) {
      const double* other = factor_.data() + k * groups_;
      double sum = -share * products[i * groups_ + k];
      if (i == k) sum += masses[i] * (1 + extra + kFloor) + 1e-30 * total;
      for (std::size_t l = 0; l < k; ++l) sum -= row[l] * other[l];
      if (i == k)
        row[i] = std::sqrt(std::max(sum, kFloor * kFloor * masses[i] + 1e-30 * total));
      else
        row[k] = sum / other[k];
    }
  }
}

void CoarseSpread::add_solution(std::span<const double> r, std::size_t group_size, std::span<double> z) {
  for (std::size_t i = 0; i < groups_; ++i) {
    double sum = 0;
    for (std::size_t j = i * group_size; j < std::min((i + 1) * group_size, r.size()); ++j) sum += r[j];
    for (std::size_t l = 0; l < i; ++l) sum -= factor_[i * groups_ + l] * work_[l];
    work_[i] = sum / factor_[i * groups_ + i];
  }
  for (std::size_t i = groups_; i-- > 0;) {
    work_[i] /= factor_[i * groups_ + i];
    for (std::size_t l = 0; l < i; ++l) work_[l] -= factor_[i * groups_ + l] * work_[i];
    for (std::size_t j = i * group_size; j < std::min((i + 1) * group_size, z.size()); ++j) z[j] += work_[i];
  }
}

}  // namespace sanov
