#include "sanov/families/tabulated.h"

#include <algorithm>
#include <cmath>

#include "sanov/base/running_sum.h"
#include "sanov/families/expectation.h"
#include "sanov/families/spec.h"

namespace sanov {
namespace {

/// Points as given, densities with an area of 1; the first and the last cell have some mass.
class Tabulated final : public AnyDistribution {
 public:
  Tabulated(std::vector<double> x, std::vector<double> f, std::string text)
      : x_(std::move(x)), f_(std::move(f)), text_(std::move(text)), below_(x_.size()), above_(x_.size()) {
    RunningSum low, high;
    for (std::size_t i = 0; i + 1 < x_.size(); ++i) {
      low.add(area(i));
      below_[i + 1] = std::min(low.value(), 1.0);
    }
    for (std::size_t i = x_.size() - 1; i-- > 0;) {
      high.add(area(i));
      above_[i] = std::min(high.value(), 1.0);
    }
    below_.back() = above_.front() = 1;
  }

  std::string text() const override { return text_; }
  Support support() const override { return {x_.front(), x_.back()}; }
  bool whole() const override { return false; }
  End lower_end() const override { return {End::Kind::power, f_.front() > 0 ? 0.0 : 1.0}; }
  End upper_end() const override { return {End::Kind::power, f_.back() > 0 ? 0.0 : 1.0}; }
  double log_pdf(double x) const override {
    check(x);
    if (x < x_.front() || x > x_.back()) return -HUGE_VAL;
    return std::log(density(cell(x), x));
  }
  double cdf(double x) const override {
    check(x);
    if (x <= x_.front()) return 0;
    if (x >= x_.back()) return 1;
    const std::size_t i = cell(x);
    return std::min(below_[i] + (x - x_[i]) * (f_[i] + density(i, x)) / 2, 1.0);
  }
  double sf(double x) const override {
    check(x);
    if (x <= x_.front()) return 1;
    if (x >= x_.back()) return 0;
    const std::size_t i = cell(x);
    return std::min(above_[i + 1] + (x_[i + 1] - x) * (f_[i + 1] + density(i, x)) / 2, 1.0);
  }
  double log_cdf(double x) const override { return log_of(cdf(x), sf(x)); }
  double log_sf(double x) const override { return log_of(sf(x), cdf(x)); }
  double quantile(double p) const override {
    check_probability("tabulated", p);
    if (p > 0.75) return from_above(1 - p);
    return from_below(p);
  }
  double upper_quantile(double p) const override {
    check_probability("tabulated", p);
    if (p > 0.75) return from_below(1 - p);
    return from_above(p);
  }
  Moments moments() const override {
    const double c = quantile(0.5), mean = c + integral(c, 1);
    const double v = integral(mean, 2);
    return {mean, v, integral(mean, 3) / std::pow(v, 1.5), integral(mean, 4) / (v * v) - 3};
  }
  double entropy() const override { return entropy_by_expectation(*this); }
  double sample(Random& random) const override { return quantile(random.uniform() + 0x1p-54); }
  std::vector<double> breaks() const override { return {x_.begin() + 1, x_.end() - 1}; }

 private:
  static void check(double x) {
    if (std::isnan(x)) fail_domain("tabulated", "x", "is NaN; a number is needed");
  }
  static double log_of(double p, double rest) { return p > 0.5 ? std::log1p(-rest) : std::log(p); }
  double area(std::size_t i) const { return (x_[i + 1] - x_[i]) * (f_[i] / 2 + f_[i + 1] / 2); }
  std::size_t cell(double x) const {
    const auto after = std::ranges::upper_bound(x_, x);
    return std::min(static_cast<std::size_t>(after - x_.begin()), x_.size() - 1) - 1;
  }
  double density(std::size_t i, double x) const {
    const double t = (x - x_[i]) / (x_[i + 1] - x_[i]);
    return f_[i] * (1 - t) + f_[i + 1] * t;
  }
  /// How far into a cell of width h, where the density goes from a to b, its area is `wanted`.
  static double depth(double wanted, double h, double a, double b) {
    if (wanted <= 0) return 0;
    return std::min(2 * wanted / (a + std::sqrt(std::max(a * a + 2 * (b - a) * wanted / h, 0.0))), h);
  }
  double from_below(double p) const {
    const auto at = std::ranges::lower_bound(below_, p);
    if (at == below_.begin()) return x_.front();
    const std::size_t i = static_cast<std::size_t>(at - below_.begin()) - 1;
    return x_[i] + depth(p - below_[i], x_[i + 1] - x_[i], f_[i], f_[i + 1]);
  }
  double from_above(double p) const {
    // The smallest x with sf(x) ≤ p.
    const auto at = std::ranges::partition_point(above_, [&](double rest) { return rest > p; });
    if (at == above_.begin()) return x_.front();
    const std::size_t i = static_cast<std::size_t>(at - above_.begin()) - 1;
    return x_[i + 1] - depth(p - above_[i + 1], x_[i + 1] - x_[i], f_[i + 1], f_[i]);
  }
  /// ∫ (x − c)^k f(x) dx, for k ≤ 4: three points of Gauss a cell are exact.
  double integral(double c, int k) const {
    constexpr double kNodes[] = {-0.7745966692414834, 0, 0.7745966692414834},
                     kWeights[] = {5.0 / 18, 8.0 / 18, 5.0 / 18};
    RunningSum sum;
    for (std::size_t i = 0; i + 1 < x_.size(); ++i) {
      const double half = (x_[i + 1] - x_[i]) / 2, middle = x_[i] + half;
      for (int j = 0; j < 3; ++j) {
        const double x = middle + half * kNodes[j];
        sum.add(2 * half * kWeights[j] * std::pow(x - c, k) * density(i, x));
      }
    }
    return sum.value();
  }

  std::vector<double> x_, f_;
  std::string text_;
  std::vector<double> below_, above_;  ///< P(X ≤ x_i), P(X > x_i)
};

void check_points(std::span<const double> x, std::span<const double> density) {
  if (x.size() != density.size())
    fail_argument("tabulated", "density",
                  "has " + std::to_string(density.size()) + " entries for " + std::to_string(x.size()) + " points");
  if (x.size() < 2) fail_argument("tabulated", "x", "has fewer than two points");
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(x[i])) fail_value("tabulated", "x", i, x[i], "points are finite");
    if (i > 0 && !(x[i] > x[i - 1])) fail_value("tabulated", "x", i, x[i], "points rise, each above the one before");
    if (!(density[i] >= 0 && std::isfinite(density[i])))
      fail_value("tabulated", "density", i, density[i], "densities are finite and not negative");
  }
}

}  // namespace

Distribution tabulated(std::span<const double> x, std::span<const double> density, const TabulatedOptions& options) {
  check_points(x, density);
  RunningSum total;
  for (std::size_t i = 0; i + 1 < x.size(); ++i) total.add((x[i + 1] - x[i]) * (density[i] / 2 + density[i + 1] / 2));
  const double area = total.value();
  if (!(area > 0 && std::isfinite(area))) fail_domain("tabulated", "density", "has the area " + to_text(area));
  if (!options.normalize && !(std::fabs(area - 1) <= 1e-9))
    fail_domain("tabulated", "density", "has the area " + to_text(area) + ", not 1; say normalize to divide by it");
  std::vector<double> f(density.begin(), density.end());
  if (options.normalize)
    for (double& v : f) v /= area;
  std::string text = "tabulated(";
  for (std::size_t i = 0; i < x.size(); ++i) text += (i == 0 ? "" : ", ") + spec_number(x[i]) + ":" + spec_number(f[i]);
  // Cells without mass at either end are outside the support.
  std::size_t first = 0, last = x.size();
  while (f[first] == 0 && f[first + 1] == 0) ++first;
  while (f[last - 1] == 0 && f[last - 2] == 0) --last;
  return Distribution(std::make_shared<Tabulated>(std::vector<double>(x.begin() + first, x.begin() + last),
                                                  std::vector<double>(f.begin() + first, f.begin() + last),
                                                  text + ")"));
}

}  // namespace sanov
