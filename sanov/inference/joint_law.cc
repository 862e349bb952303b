#include "sanov/inference/joint_law.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sanov/inference/anderson_darling.h"
#include "sanov/inference/p_value.h"
#include "sanov/numerics/random.h"

namespace sanov {
namespace {

constexpr std::uint64_t kDirections = 256;

}  // namespace

JointLaw::JointLaw(std::span<const std::uint64_t> pooled, double more) {
  std::copy_if(pooled.begin(), pooled.end(), std::back_inserter(pooled_),
               [](std::uint64_t count) { return count > 0; });
  degrees_ = static_cast<double>(pooled_.size()) - 1 + more;
  const double all = static_cast<double>(std::accumulate(pooled_.begin(), pooled_.end(), std::uint64_t{0}));
  const std::size_t size = pooled_.size();
  std::vector<double> share(size), root(size), weight(size), normal(size);
  double below = 0;
  for (std::size_t j = 0; j < size; ++j) {
    share[j] = static_cast<double>(pooled_[j]) / all;
    root[j] = std::sqrt(share[j]);
    const double middle = below + share[j] / 2;
    weight[j] = share[j] / (middle * (1 - middle) - share[j] / 4);
    below += share[j];
  }
  for (std::uint64_t direction = 0; direction < kDirections; ++direction) {
    Random random(0, direction);
    double length = 0, along = 0;
    for (std::size_t j = 0; j < size; ++j) {
      normal[j] = random.normal();
      length += normal[j] * normal[j];
      along += root[j] * normal[j];
    }
    length -= along * along;
    for (double rest = more; rest > 0; --rest) {
      const double other = random.normal();
      length += other * other;
    }
    double bridge = 0, form = 0;
    for (std::size_t j = 0; j < size; ++j) {
      const double step = root[j] * normal[j] - share[j] * along, middle = bridge + step / 2;
      form += weight[j] * middle * middle;
      bridge += step;
    }
    ratio_.push_back(form / length);
  }
}

double JointLaw::log_either(double log_p) const {
  const double a = AndersonDarlingLaw(pooled_).upper_quantile(log_p);
  // From a length on at which p is exceeded for sure, with a share below 1e-6 of it left.
  const double surely = 3 * degrees_ - 3 * log_p + 40;
  double only_second = 0;  // P(X² > x, A² ≤ a) / p
  for (const double ratio : ratio_)
    only_second += a > surely * ratio ? 1 : std::max(-std::expm1(log_chi_squared_sf(a / ratio, degrees_) - log_p), 0.0);
  return log_p + std::log1p(only_second / static_cast<double>(ratio_.size()));
}

}  // namespace sanov
