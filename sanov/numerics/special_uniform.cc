#include "sanov/numerics/special_uniform.h"

#include <cmath>

#include "sanov/numerics/special_normal.h"

namespace sanov {
namespace {

constexpr double kLogRoot2Pi = 0.91893853320467274;

/// How many standard deviations off a place is, of a density that has lost `fall` nats there.
double deviations(double side, double fall) { return std::copysign(std::sqrt(2 * fall), side); }

}  // namespace

UniformShape::UniformShape(double tilt, double bend) : tilt(tilt), bend(bend) {
  // The coefficients of ζⁿ on both sides of μ μ' = ζ (1 + tilt μ − bend μ²).
  const auto product = [&](int first, int n) {
    double sum = 0;
    for (int j = first; j <= n - first; ++j)
      sum += place[static_cast<std::size_t>(j)] * place[static_cast<std::size_t>(n - j)];
    return sum;
  };
  place[1] = 1;
  for (int n = 2; n <= kTerms; ++n)
    place[static_cast<std::size_t>(n)] =
        (tilt * place[static_cast<std::size_t>(n - 1)] - bend * product(1, n - 1)) / (n + 1) - product(2, n + 1) / 2;
  ratio[0] = 1;
  for (std::size_t n = 1; n < kTerms; ++n)
    for (std::size_t j = 1; j <= n; ++j) ratio[n] -= place[j + 1] * ratio[n - j];
}

UniformTail::UniformTail(const UniformShape& shape, double size, double norm)
    : shape_(shape), size_(size), root_(std::sqrt(size)), norm_(norm) {}

double UniformTail::correction(double zeta) const {
  // With P(above) = φ/√size·(mills + norm·Σ bₙ ζⁿ), its derivative asks for bₙ₋₁ = ratioₙ + (n + 1)/size bₙ₊₁.
  double after = 0, now = shape_.ratio[UniformShape::kTerms - 1], sum = now;
  for (int n = UniformShape::kTerms - 2; n >= 1; --n) {
    const double before = shape_.ratio[static_cast<std::size_t>(n)] + (n + 1) / size_ * after;
    after = now;
    now = before;
    sum = sum * zeta + now;
  }
  return norm_ * sum / root_;
}

double UniformTail::below_over_density(double t) const { return mills(-t) - correction(t / root_); }
double UniformTail::above_over_density(double t) const { return mills(t) + correction(t / root_); }

double UniformTail::log_below(double side, double fall) const {
  return std::log(below_over_density(deviations(side, fall))) - kLogRoot2Pi - fall;
}
double UniformTail::log_above(double side, double fall) const {
  return std::log(above_over_density(deviations(side, fall))) - kLogRoot2Pi - fall;
}

double UniformTail::quantile(double log_p, double normal, bool lower, FunctionRef fall) const {
  const double zeta = normal / root_;
  double place = 0;
  for (int n = UniformShape::kTerms; n >= 1; --n) place = (place + shape_.place[static_cast<std::size_t>(n)]) * zeta;
  for (int i = 0; i < 12; ++i) {
    const double lost = fall(place), t = deviations(place, lost);
    const double over = lower ? below_over_density(t) : above_over_density(t);
    const double off = std::log(over) - kLogRoot2Pi - lost - log_p;
    const double step = off * over * (1 + place * (shape_.tilt - shape_.bend * place)) / (root_ * norm_);
    place += lower ? -step : step;
    if (std::fabs(step) * root_ <= 1e-14) break;
  }
  return place;
}

}  // namespace sanov
