#include "sanov/fit/matched.h"

#include <cmath>
#include <limits>

#include "sanov/base/running_sum.h"
#include "sanov/fit/l_moments.h"

namespace sanov {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double finite_or_none(const std::optional<double>& x) { return x && std::isfinite(*x) ? *x : kNone; }

}  // namespace

Matched::Matched(FitMethod method, const FitData& data) : l_moments_(method == FitMethod::l_moments) {
  if (l_moments_) {
    const LMoments l = l_moments_of(data.values(), data.weights());
    sample_ = {l.mean, l.scale, l.skewness, l.kurtosis};
  } else {
    const SampleShape& s = data.shape();
    sample_ = {s.mean, s.sd, s.skewness, s.kurtosis - 3};
  }
}

Matched::Numbers Matched::gaps(const Distribution& d) const {
  Numbers own{kNone, kNone, kNone, kNone};
  if (l_moments_) {
    if (const auto l = l_moments_of(d)) own = {l->mean, l->scale, l->skewness, l->kurtosis};
  } else {
    const Moments m = d.moments();
    own = {finite_or_none(m.mean), std::sqrt(finite_or_none(m.variance)), finite_or_none(m.skewness),
           finite_or_none(m.excess_kurtosis)};
  }
  return {(own[0] - sample_[0]) / sample_[1], std::log(own[1] / sample_[1]), own[2] - sample_[2], own[3] - sample_[3]};
}

std::string Matched::name(std::size_t k) const {
  static constexpr std::array<const char*, 4> kMoments{"mean", "variance", "skewness", "kurtosis"};
  static constexpr std::array<const char*, 4> kLMoments{"mean", "second L-moment", "L-skewness", "L-kurtosis"};
  return l_moments_ ? kLMoments[k] : kMoments[k];
}

std::vector<Matched::Numbers> Matched::influences(std::span<const double> x, std::span<const double> weights) const {
  return l_moments_ ? influences_on_l_moments(x, weights) : influences_on_moments(x);
}

std::vector<Matched::Numbers> Matched::influences_on_moments(std::span<const double> x) const {
  std::vector<Numbers> out;
  const double lean = sample_[2], fourth = sample_[3] + 3;
  for (const double value : x) {
    const double z = (value - sample_[0]) / sample_[1], z2 = z * z;
    out.push_back({z, (z2 - 1) / 2, z * z2 - lean - 3 * z - 1.5 * lean * (z2 - 1),
                   z2 * z2 - fourth - 4 * lean * z - 2 * fourth * (z2 - 1)});
  }
  return out;
}

std::vector<Matched::Numbers> Matched::influences_on_l_moments(std::span<const double> x,
                                                               std::span<const double> weights) const {
  // λ = ∫ x(u) J(u) du moves by −∫ (1{x ≤ y} − F(y)) J(F(y)) dy; the first term is a sum over what lies above x.
  const auto slopes = [](double u) {
    return std::array<double, 3>{2 * u - 1, 6 * u * u - 6 * u + 1, 20 * u * u * u - 30 * u * u + 12 * u - 1};
  };
  RunningSum mass;
  for (const double w : weights) mass.add(w);
  const std::size_t n = x.size();
  std::vector<double> share(n);
  double below = 0;
  for (std::size_t i = 0; i < n; ++i) share[i] = (below += weights[i]) / mass.value();
  std::array<RunningSum, 3> mean, above;
  for (std::size_t i = 0; i + 1 < n; ++i)
    for (std::size_t k = 0; k < 3; ++k) mean[k].add(share[i] * slopes(share[i])[k] * (x[i + 1] - x[i]));
  std::vector<Numbers> out(n);
  for (std::size_t i = n; i-- > 0;) {
    if (i + 1 < n)
      for (std::size_t k = 0; k < 3; ++k) above[k].add(slopes(share[i])[k] * (x[i + 1] - x[i]));
    std::array<double, 3> moved{};
    for (std::size_t k = 0; k < 3; ++k) moved[k] = mean[k].value() - above[k].value();
    const double scale = sample_[1];
    out[i] = {(x[i] - sample_[0]) / scale, moved[0] / scale, (moved[1] - sample_[2] * moved[0]) / scale,
              (moved[2] - sample_[3] * moved[0]) / scale};
  }
  return out;
}

}  // namespace sanov
