#include "sanov/inference/joint_law.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "sanov/inference/anderson_darling.h"
#include "sanov/inference/neyman_smooth.h"
#include "sanov/inference/p_value.h"
#include "sanov/numerics/random.h"
#include "sanov/numerics/roots.h"

namespace sanov {
namespace {

constexpr std::uint64_t kDirections = 256;
constexpr double kSmoothHandicap = 1, kHomogeneityHandicap = 2;

/// The x that χ² exceeds with probability exp(log_p).
double chi_squared_beyond(double log_p, double degrees) {
  double high = degrees + 2;
  while (log_chi_squared_sf(high, degrees) > log_p) high *= 2;
  return find_root([&](double x) { return log_chi_squared_sf(x, degrees) - log_p; }, 0, high, {.relative = 1e-10}).x;
}

/// exp(log_p) − P(χ² > x), as a part of exp(log_p), where x is where that is positive.
double left_of(double log_p, double x, double degrees) {
  if (x > 3 * degrees - 3 * log_p + 40) return 1;  // below 1e-6 of it is left
  return std::max(-std::expm1(log_chi_squared_sf(x, degrees) - log_p), 0.0);
}

}  // namespace

double OrderedScores::joint() const {
  return std::max({anderson_darling, smooth - kSmoothHandicap, homogeneity - kHomogeneityHandicap});
}

double OrderedScores::log_sf_at_most(double score) {
  return std::log1p(std::exp(-kSmoothHandicap) + std::exp(-kHomogeneityHandicap)) - score;
}

JointLaw::JointLaw(std::span<const std::uint64_t> pooled, double more, bool joined) : joined_(joined) {
  std::copy_if(pooled.begin(), pooled.end(), std::back_inserter(pooled_),
               [](std::uint64_t count) { return count > 0; });
  const double all = static_cast<double>(std::accumulate(pooled_.begin(), pooled_.end(), std::uint64_t{0}));
  double below = 0;
  for (const std::uint64_t count : pooled_) {
    const double share = static_cast<double>(count) / all, middle = below + share / 2;
    share_.push_back(share);
    weight_.push_back(share / (middle * (1 - middle) - share / 4));
    below += share;
  }
  polynomials_ = rank_polynomials(share_);
  degrees_ = static_cast<double>(pooled_.size()) - 1 + more;
  smooth_degrees_ = static_cast<double>(polynomials_.size());
  for (std::uint64_t number = 0; number < kDirections; ++number) directions_.push_back(draw(number, more));
}

JointLaw::Direction JointLaw::draw(std::uint64_t number, double more) const {
  const std::size_t size = share_.size();
  Random random(0, number);
  // Deviations of the cells' shares, over √share: a normal vector but for its part along √share.
  std::vector<double> whole(size), part(size);
  double along = 0;
  for (std::size_t j = 0; j < size; ++j) {
    whole[j] = random.normal();
    along += std::sqrt(share_[j]) * whole[j];
  }
  Direction found{};
  for (std::size_t j = 0; j < size; ++j) {
    whole[j] = std::sqrt(share_[j]) * whole[j] - share_[j] * along;
    found.length += whole[j] * whole[j] / share_[j];
  }
  for (const std::vector<double>& polynomial : polynomials_) {
    const double length = std::inner_product(whole.begin(), whole.end(), polynomial.begin(), 0.0);
    found.part += length * length;
    for (std::size_t j = 0; j < size; ++j) part[j] += length * share_[j] * polynomial[j];
  }
  for (double rest = more; rest > 0; --rest) {
    const double other = random.normal();
    found.length += other * other;
  }
  double bridge = 0, rest_bridge = 0;
  for (std::size_t j = 0; j < size; ++j) {
    const double rest = whole[j] - part[j];
    const double middle = bridge + part[j] / 2, rest_middle = rest_bridge + rest / 2;
    found.both += weight_[j] * middle * middle;
    found.across += 2 * weight_[j] * middle * rest_middle;
    found.rest += weight_[j] * rest_middle * rest_middle;
    bridge += part[j];
    rest_bridge += rest;
  }
  return found;
}

double JointLaw::log_sf(double score) const {
  const double log_a = -score, log_s = -score - kSmoothHandicap, log_x = -score - kHomogeneityHandicap;
  const double a = AndersonDarlingLaw(pooled_).upper_quantile(log_a);
  const double s = chi_squared_beyond(log_s, smooth_degrees_), x = chi_squared_beyond(log_x, degrees_);
  double smooth_alone = 0, homogeneity_alone = 0;
  for (const Direction& direction : directions_) {
    // S > s and A² ≤ a, given the direction of the part and all of the rest.
    const double room = a - direction.rest;
    if (room > 0) {
      const double root =
          (std::sqrt(direction.across * direction.across + 4 * direction.both * room) - direction.across) /
          (2 * direction.both);
      if (root * root * direction.part > s)
        smooth_alone += left_of(log_s, root * root * direction.part, smooth_degrees_);
    }
    if (joined_) {
      homogeneity_alone += 1;
      continue;
    }
    // X² > x, S ≤ s and A² ≤ a, given the direction of the whole.
    const double form = direction.both + direction.across + direction.rest;
    const double most = direction.length * std::min(a / form, s / direction.part);
    if (most > x) homogeneity_alone += left_of(log_x, most, degrees_);
  }
  const double share = 1 / static_cast<double>(directions_.size());
  return log_a +
         std::log1p(share * (smooth_alone * std::exp(log_s - log_a) + homogeneity_alone * std::exp(log_x - log_a)));
}

}  // namespace sanov
