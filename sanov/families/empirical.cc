#include "sanov/families/empirical.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sanov/base/running_sum.h"
#include "sanov/families/atoms.h"
#include "sanov/families/log_probability.h"
#include "sanov/families/spec.h"

namespace sanov {
namespace {

/// Finitely many points, each with its mass.
class Atoms final : public AnyDistribution {
 public:
  Atoms(std::string name, std::string text, std::vector<Atom> atoms)
      : name_(std::move(name)),
        text_(std::move(text)),
        atoms_(std::move(atoms)),
        below_(atoms_.size()),
        above_(atoms_.size()) {
    RunningSum low, high;
    for (std::size_t i = 0; i < atoms_.size(); ++i) {
      low.add(atoms_[i].mass);
      below_[i] = std::min(low.value(), 1.0);
    }
    below_.back() = 1;
    for (std::size_t i = atoms_.size(); i-- > 0;) {
      above_[i] = std::min(high.value(), 1.0);
      high.add(atoms_[i].mass);
    }
    whole_ = std::ranges::all_of(atoms_, [](const Atom& a) { return a.x == std::floor(a.x); });
  }

  std::string text() const override { return text_; }
  Support support() const override { return {atoms_.front().x, atoms_.back().x}; }
  bool whole() const override { return whole_; }
  End lower_end() const override { return {End::Kind::zero}; }
  End upper_end() const override { return {End::Kind::zero}; }
  double log_pdf(double x) const override {
    check(x);
    return std::log(mass_at(atoms_, x));
  }
  double cdf(double x) const override {
    const std::size_t n = up_to(x);
    return n == 0 ? 0 : below_[n - 1];
  }
  double sf(double x) const override {
    const std::size_t n = up_to(x);
    return n == 0 ? 1 : above_[n - 1];
  }
  double log_cdf(double x) const override { return log_of(cdf(x), sf(x)); }
  double log_sf(double x) const override { return log_of(sf(x), cdf(x)); }
  double quantile(double p) const override {
    check_probability(name_, p);
    // Rounding in the sums must not lose the value whose step ends at p.
    const auto at = std::ranges::partition_point(below_, [&](double sum) { return sum < p * (1 - 4e-16); });
    return atoms_[static_cast<std::size_t>(at - below_.begin())].x;
  }
  double upper_quantile(double p) const override {
    check_probability(name_, p);
    const auto at = std::ranges::partition_point(above_, [&](double rest) { return rest > p * (1 + 4e-16); });
    return atoms_[static_cast<std::size_t>(at - above_.begin())].x;
  }
  Moments moments() const override {
    const double c = quantile(0.5);
    const double mean = c + sum([&](double x) { return x - c; });
    const auto central = [&](int k) { return sum([&](double x) { return std::pow(x - mean, k); }); };
    Moments m{.mean = mean, .variance = central(2), .skewness = {}, .excess_kurtosis = {}};
    if (const double v = *m.variance; v > 0) {
      m.skewness = central(3) / std::pow(v, 1.5);
      m.excess_kurtosis = central(4) / (v * v) - 3;
    }
    return m;
  }
  double entropy() const override {
    RunningSum total;
    for (const Atom& a : atoms_) total.add(-a.mass * std::log(a.mass));
    return total.value();
  }
  double sample(Random& random) const override { return quantile(random.uniform() + 0x1p-54); }
  std::vector<Atom> atoms() const override { return atoms_; }

 private:
  void check(double x) const {
    if (std::isnan(x)) fail_domain(name_, "x", "is NaN; a number is needed");
  }
  /// How many values are at most x.
  std::size_t up_to(double x) const {
    check(x);
    return static_cast<std::size_t>(std::ranges::upper_bound(atoms_, x, {}, &Atom::x) - atoms_.begin());
  }
  static double log_of(double p, double rest) { return p > 0.5 ? std::log1p(-rest) : std::log(p); }
  template <class F>
  double sum(F&& f) const {
    RunningSum total;
    for (const Atom& a : atoms_) total.add(f(a.x) * a.mass);
    return total.value();
  }

  std::string name_, text_;
  std::vector<Atom> atoms_;
  std::vector<double> below_, above_;  ///< P(X ≤ atom), P(X > atom)
  bool whole_ = false;
};

constexpr std::size_t kShown = 100;

std::string empirical_text(const std::vector<Atom>& raw) {
  if (raw.size() > kShown) return "empirical(… " + std::to_string(raw.size()) + " values …)";
  const bool alike = std::ranges::all_of(raw, [&](const Atom& a) { return a.mass == 1; });
  std::string text = "empirical(";
  for (std::size_t i = 0; i < raw.size(); ++i)
    text += (i == 0 ? "" : ", ") + spec_number(raw[i].x) + (alike ? "" : ":" + spec_number(raw[i].mass));
  return text + ")";
}

/// Without those of mass 0, and divided by their sum.
std::vector<Atom> shares(std::vector<Atom> raw, double total) {
  std::erase_if(raw, [](const Atom& a) { return a.mass == 0; });
  for (Atom& a : raw) a.mass /= total;
  return raw;
}

}  // namespace

Distribution empirical(std::span<const double> values, std::span<const double> weights) {
  if (values.empty()) fail_argument("empirical", "values", "is empty; at least one value is needed");
  if (!weights.empty() && weights.size() != values.size())
    fail_argument(
        "empirical", "weights",
        "has " + std::to_string(weights.size()) + " entries for " + std::to_string(values.size()) + " values");
  std::vector<std::size_t> order(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) fail_value("empirical", "values", i, values[i], "values are finite");
    if (!weights.empty() && !(weights[i] >= 0 && std::isfinite(weights[i])))
      fail_value("empirical", "weights", i, weights[i], "weights are finite and not negative");
    order[i] = i;
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return values[i]; });
  const double largest = weights.empty() ? 1 : std::ranges::max(weights);
  if (largest == 0) fail_domain("empirical", "weights", "are all 0");
  std::vector<Atom> raw;
  RunningSum total;
  for (const std::size_t i : order) {
    const double weight = weights.empty() ? 1 : weights[i];
    if (raw.empty() || raw.back().x != values[i]) raw.push_back({values[i] + 0.0, 0});
    raw.back().mass += weight;
    total.add(weight);
  }
  if (!std::isfinite(total.value())) fail_domain("empirical", "weights", "add up beyond the largest number");
  std::string text = empirical_text(raw);
  return Distribution(std::make_shared<Atoms>("empirical", std::move(text), shares(std::move(raw), total.value())));
}

Distribution categorical(std::span<const double> probabilities) {
  if (probabilities.empty()) fail_argument("categorical", "probabilities", "is empty; at least one is needed");
  std::vector<Atom> raw;
  RunningSum total;
  std::string text = "categorical(";
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    const double p = probabilities[i];
    if (!(p >= 0 && p <= 1)) fail_value("categorical", "probabilities", i, p, "probabilities are in [0, 1]");
    raw.push_back({static_cast<double>(i), p});
    total.add(p);
    text += (i == 0 ? "" : ", ") + spec_number(p);
  }
  if (!(std::fabs(total.value() - 1) <= 1e-9))
    fail_domain("categorical", "probabilities", "add to " + to_text(total.value()) + ", not to 1");
  return Distribution(std::make_shared<Atoms>("categorical", text + ")", shares(std::move(raw), total.value())));
}

}  // namespace sanov
