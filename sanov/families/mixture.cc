#include "sanov/families/mixture.h"

#include <algorithm>
#include <cmath>

#include "sanov/base/running_sum.h"
#include "sanov/families/atoms.h"
#include "sanov/families/empirical.h"
#include "sanov/families/expectation.h"
#include "sanov/families/heavier_end.h"
#include "sanov/families/spec.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// The moments of a mixture about its own mean, from those of its components about theirs.
Moments mixed_moments(std::span<const double> weights, const std::vector<Weighted>& components) {
  std::vector<Moments> of;
  for (const Weighted& c : components) of.push_back(c.distribution.moments());
  Moments m;
  RunningSum mean;
  double infinite = 0;
  for (std::size_t i = 0; i < of.size(); ++i) {
    if (!of[i].mean) return m;
    if (std::isinf(*of[i].mean)) {
      if (infinite != 0 && infinite != *of[i].mean) return m;
      infinite = *of[i].mean;
    }
    mean.add(weights[i] * *of[i].mean);
  }
  if (infinite != 0) {
    m.mean = infinite;
    m.variance = kInf;
    return m;
  }
  m.mean = mean.value();
  RunningSum second, third, fourth;
  bool has_third = true, has_fourth = true, infinite_fourth = false;
  for (std::size_t i = 0; i < of.size(); ++i) {
    const Moments& c = of[i];
    if (!c.variance || std::isinf(*c.variance)) return m.variance = kInf, m;
    const double d = *c.mean - *m.mean, v = *c.variance, w = weights[i];
    second.add(w * (v + d * d));
    // A single point has neither skewness nor kurtosis, but its moments are 0.
    has_third = has_third && (c.skewness || v == 0);
    has_fourth = has_fourth && (c.excess_kurtosis || v == 0);
    const double m3 = c.skewness.value_or(0) * std::pow(v, 1.5);
    third.add(w * (m3 + 3 * d * v + d * d * d));
    infinite_fourth = infinite_fourth || (c.excess_kurtosis && std::isinf(*c.excess_kurtosis));
    const double m4 = v == 0 ? 0 : (c.excess_kurtosis.value_or(0) + 3) * v * v;
    fourth.add(w * (m4 + 4 * d * m3 + 6 * d * d * v + d * d * d * d));
  }
  const double v = second.value();
  m.variance = v;
  if (!has_third || v == 0) return m;
  m.skewness = third.value() / std::pow(v, 1.5);
  if (infinite_fourth)
    m.excess_kurtosis = kInf;
  else if (has_fourth)
    m.excess_kurtosis = fourth.value() / (v * v) - 3;
  return m;
}

class Mixture final : public AnyDistribution {
 public:
  /// `text`: "" for that of a mixture.
  Mixture(std::vector<Weighted> components, std::string text)
      : components_(std::move(components)), text_(std::move(text)) {
    RunningSum total;
    for (const Weighted& c : components_) total.add(c.weight);
    support_ = components_.front().distribution.support();
    whole_ = true;
    bool listed = true;  // all their atoms can be told one by one
    for (const Weighted& c : components_) {
      weights_.push_back(c.weight / total.value());
      log_weights_.push_back(std::log(weights_.back()));
      const Support s = c.distribution.support();
      support_ = {std::min(support_.low, s.low), std::max(support_.high, s.high)};
      whole_ = whole_ && c.distribution.whole();
      listed = listed && (!c.distribution.whole() || !c.distribution.atoms().empty());
    }
    if (!whole_ && !listed) refuse_kinds();
    if (listed) merge_atoms();
  }

  std::string text() const override {
    if (!text_.empty()) return text_;
    std::string text;
    for (const Weighted& c : components_)
      text += (text.empty() ? "" : "+") + spec_number(c.weight) + "*" + c.distribution.text();
    return text;
  }
  const std::vector<Weighted>* flattened() const { return text_.empty() ? &components_ : nullptr; }
  Support support() const override { return support_; }
  bool whole() const override { return whole_; }
  End lower_end() const override { return end(true); }
  End upper_end() const override { return end(false); }
  double log_pdf(double x) const override { return pointwise(x, is_atom(x)); }
  double cdf(double x) const override {
    return sum([&](const Distribution& d) { return d.cdf(x); });
  }
  double sf(double x) const override {
    return sum([&](const Distribution& d) { return d.sf(x); });
  }
  double log_cdf(double x) const override {
    return log_sum([&](const Distribution& d) { return d.log_cdf(x); }, [&] { return sf(x); });
  }
  double log_sf(double x) const override {
    return log_sum([&](const Distribution& d) { return d.log_sf(x); }, [&] { return cdf(x); });
  }
  double quantile(double p) const override {
    check_probability("mixture", p);
    if (p == 0) return support_.low;
    if (p == 1) return support_.high;
    return between([&](const Distribution& d) { return d.quantile(p); }, p, true);
  }
  double upper_quantile(double p) const override {
    check_probability("mixture", p);
    if (p == 0) return support_.high;
    if (p == 1) return support_.low;
    return between([&](const Distribution& d) { return d.upper_quantile(p); }, p, false);
  }
  Moments moments() const override { return mixed_moments(weights_, components_); }
  double entropy() const override { return entropy_by_expectation(*this); }
  double sample(Random& random) const override {
    double u = random.uniform();
    std::size_t i = 0;
    while (i + 1 < weights_.size() && u >= weights_[i]) u -= weights_[i], ++i;
    return components_[i].distribution.sample(random);
  }
  void many(DistributionFunction what, std::span<const double> x, std::span<double> out) const override;
  std::vector<Atom> atoms() const override { return atoms_; }
  std::vector<double> breaks() const override {
    std::vector<double> all;
    for (const Weighted& c : components_) {
      const Distribution& d = c.distribution;
      for (const double x : d.breaks()) all.push_back(x);
      all.insert(all.end(), {d.quantile(0.5), d.support().low, d.support().high});
      // A narrow component is a spike that rules between the others' quantiles would step over.
      for (const double level : {1e-14, 1e-7, 1e-3, 0.05, 0.25})
        all.insert(all.end(), {d.quantile(level), d.upper_quantile(level)});
    }
    return inner_points(std::move(all), support_);
  }

 private:
  [[noreturn]] void refuse_kinds() const {
    const auto whole = std::ranges::find_if(components_, [](const Weighted& c) { return c.distribution.whole(); });
    fail_argument("mixture", "components",
                  "mix " + whole->distribution.text() +
                      ", of whole numbers, with a continuous distribution; of whole numbers only categorical and "
                      "empirical can be, and zero_inflated makes an atom at 0");
  }
  void merge_atoms() {
    for (std::size_t i = 0; i < components_.size(); ++i)
      for (const Atom& a : components_[i].distribution.atoms()) atoms_.push_back({a.x, a.mass * weights_[i]});
    std::ranges::stable_sort(atoms_, {}, &Atom::x);
    std::size_t kept = 0;
    for (const Atom& a : atoms_) {
      if (kept > 0 && atoms_[kept - 1].x == a.x)
        atoms_[kept - 1].mass += a.mass;
      else
        atoms_[kept++] = a;
    }
    atoms_.resize(kept);
  }
  bool is_atom(double x) const { return mass_at(atoms_, x) > 0; }
  double pointwise(double x, bool atom) const {
    if (atom) return std::log(mass_at(atoms_, x));
    return log_sum([&](const Distribution& d) { return d.log_pdf(x); }, [] { return kInf; });
  }
  End end(bool lower) const {
    std::optional<End> heaviest;
    const double at = lower ? support_.low : support_.high;
    for (const Weighted& c : components_) {
      const Support s = c.distribution.support();
      if ((lower ? s.low : s.high) != at) continue;
      const End own = lower ? c.distribution.lower_end() : c.distribution.upper_end();
      heaviest = heaviest ? heavier_end(*heaviest, own, std::isinf(at)) : own;
    }
    return *heaviest;
  }
  template <class F>
  double sum(F&& f) const {
    double total = 0;
    for (std::size_t i = 0; i < weights_.size(); ++i) total += weights_[i] * f(components_[i].distribution);
    return std::min(total, 1.0);
  }
  /// ln Σ weight e^f; where that is beyond ½, from the rest of a probability.
  template <class F, class Rest>
  double log_sum(F&& f, Rest&& rest) const {
    std::vector<double> terms(weights_.size());
    for (std::size_t i = 0; i < terms.size(); ++i) terms[i] = f(components_[i].distribution);
    return combined(terms.data(), 1, rest);
  }
  /// The same of terms that stand `stride` apart.
  template <class Rest>
  double combined(const double* terms, std::size_t stride, Rest&& rest) const {
    double largest = -kInf;
    for (std::size_t i = 0; i < weights_.size(); ++i) largest = std::max(largest, log_weights_[i] + terms[i * stride]);
    if (std::isinf(largest)) return largest;
    double total = 0;
    for (std::size_t i = 0; i < weights_.size(); ++i) total += std::exp(log_weights_[i] + terms[i * stride] - largest);
    const double value = largest + std::log(total);
    if (!(value > -0.6931471805599453)) return value;
    const double other = rest();
    return std::isinf(other) ? value : std::log1p(-other);
  }
  template <class F>
  double between(F&& f, double p, bool lower) const {
    double low = kInf, high = -kInf;
    for (const Weighted& c : components_) {
      const double x = f(c.distribution);
      low = std::min(low, x), high = std::max(high, x);
    }
    // The components' own rounding must not leave the root outside.
    if (!whole_) low -= 1e-14 * std::fabs(low), high += 1e-14 * std::fabs(high);
    low = std::max(low, support_.low), high = std::min(high, support_.high);
    return quantile_among_atoms(*this, atoms_, low, high, p, lower);
  }

  std::vector<Weighted> components_;
  std::string text_;
  std::vector<double> weights_, log_weights_;
  Support support_;
  bool whole_ = false;
  std::vector<Atom> atoms_;
};

void Mixture::many(DistributionFunction what, std::span<const double> x, std::span<double> out) const {
  using enum DistributionFunction;
  if (what != pdf && what != log_pdf) return AnyDistribution::many(what, x, out);
  for_blocks("mixture", what, x, out, [&](const double* from, double* to, std::size_t n) {
    std::vector<double> terms(components_.size() * n);
    for (std::size_t k = 0; k < components_.size(); ++k)
      components_[k].distribution.many(log_pdf, {from, n}, {terms.data() + k * n, n});
    for (std::size_t i = 0; i < n; ++i) {
      const double mass = atoms_.empty() ? 0 : mass_at(atoms_, from[i]);
      to[i] = mass > 0 ? std::log(mass) : combined(terms.data() + i, n, [] { return kInf; });
      if (what == pdf) to[i] = std::exp(to[i]);
    }
  });
}

void check_weights(const std::vector<Weighted>& components) {
  RunningSum total;
  for (std::size_t i = 0; i < components.size(); ++i) {
    const double w = components[i].weight;
    if (!(w >= 0 && std::isfinite(w))) fail_value("mixture", "weights", i, w, "weights are finite and not negative");
    total.add(w);
  }
  if (!(std::fabs(total.value() - 1) <= 1e-9))
    fail_domain("mixture", "weights", "add to " + to_text(total.value()) + ", not to 1");
}

}  // namespace

Distribution mixture(std::vector<Weighted> components) {
  if (components.empty()) fail_argument("mixture", "components", "is empty; at least one is needed");
  check_weights(components);
  std::vector<Weighted> flat;
  for (Weighted& c : components) {
    if (c.weight == 0) continue;
    const auto* inner = dynamic_cast<const Mixture*>(&c.distribution.held());
    if (inner == nullptr || inner->flattened() == nullptr) {
      flat.push_back(std::move(c));
      continue;
    }
    for (const Weighted& part : *inner->flattened()) flat.push_back({c.weight * part.weight, part.distribution});
  }
  if (flat.size() == 1) return flat.front().distribution;
  return Distribution(std::make_shared<Mixture>(std::move(flat), ""));
}

Distribution zero_inflated(const Distribution& d, double zeros) {
  if (!(zeros >= 0 && zeros <= 1))
    fail_domain("zero_inflated", "zeros", "is " + to_text(zeros) + "; it must be in [0, 1]");
  if (zeros == 0) return d;
  const double zero[] = {0};
  if (zeros == 1) return empirical(zero);
  return Distribution(std::make_shared<Mixture>(std::vector<Weighted>{{zeros, empirical(zero)}, {1 - zeros, d}},
                                                "zero_inflated(" + d.text() + ", " + spec_number(zeros) + ")"));
}

}  // namespace sanov
