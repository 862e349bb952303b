#include "sanov/families/truncated.h"

#include <algorithm>
#include <cmath>

#include "sanov/base/running_sum.h"
#include "sanov/families/atoms.h"
#include "sanov/families/expectation.h"
#include "sanov/families/log_probability.h"
#include "sanov/families/spec.h"
#include "sanov/families/whole_sum.h"
#include "sanov/numerics/quadrature.h"

namespace sanov {
namespace {

constexpr double kLogHalf = -0.6931471805599453;
constexpr double kOneByOne = 256;

class Truncated final : public AnyDistribution {
 public:
  Truncated(Distribution base, double low, double high)
      : base_(std::move(base)), low_(low), high_(high), of_base_(base_.support()), whole_(base_.whole()) {
    support_ = {std::max(low, of_base_.low), std::min(high, of_base_.high)};
    if (whole_) support_ = {std::ceil(support_.low), std::floor(support_.high)};
    for (const Atom& a : base_.atoms())
      if (a.x >= low && a.x <= high) atoms_.push_back(a);
    if (whole_ && !atoms_.empty()) support_ = {atoms_.front().x, atoms_.back().x};
    cuts_ = inner_points(base_.breaks(), support_);
    log_first_ = std::log(mass_at(atoms_, support_.low));
    log_mass_ = support_.low <= support_.high ? log_up_to(support_.high) : -HUGE_VAL;
    if (log_mass_ == -HUGE_VAL)
      fail_argument("truncated", "",
                    base_.text() + " has no mass from " + spec_number(low) + " to " + spec_number(high));
    for (Atom& a : atoms_) a.mass = std::exp(std::log(a.mass) - log_mass_);
  }

  const Distribution& base() const { return base_; }
  double low() const { return low_; }
  double high() const { return high_; }

  std::string text() const override {
    return "truncated(" + base_.text() + ", " + spec_number(low_) + ", " + spec_number(high_) + ")";
  }
  Support support() const override { return support_; }
  bool whole() const override { return whole_; }
  End lower_end() const override { return end(support_.low == of_base_.low, base_.lower_end()); }
  End upper_end() const override { return end(support_.high == of_base_.high, base_.upper_end()); }
  double log_pdf(double x) const override {
    const double log_density = base_.log_pdf(x);
    return x >= low_ && x <= high_ ? log_density - log_mass_ : -HUGE_VAL;
  }
  double cdf(double x) const override { return std::exp(log_cdf(x)); }
  double sf(double x) const override { return std::exp(log_sf(x)); }
  double log_cdf(double x) const override {
    if (is_below(x)) return -HUGE_VAL;
    if (x >= support_.high) return 0;
    const double p = log_up_to(x) - log_mass_;
    return p > kLogHalf ? log_of_rest(std::min(log_beyond(x) - log_mass_, 0.0)) : p;
  }
  double log_sf(double x) const override {
    if (is_below(x)) return 0;
    if (x >= support_.high) return -HUGE_VAL;
    const double p = log_beyond(x) - log_mass_;
    return p > kLogHalf ? log_of_rest(std::min(log_up_to(x) - log_mass_, 0.0)) : p;
  }
  double quantile(double p) const override {
    check_probability("truncated", p);
    if (p == 0) return support_.low;
    if (p == 1) return support_.high;
    return inverted(std::log(p), std::log1p(-p), p, true);
  }
  double upper_quantile(double p) const override {
    check_probability("truncated", p);
    if (p == 0) return support_.high;
    if (p == 1) return support_.low;
    return inverted(std::log1p(-p), std::log(p), p, false);
  }
  Moments moments() const override { return moments_by_expectation(*this); }
  double entropy() const override { return entropy_by_expectation(*this); }
  double sample(Random& random) const override {
    if (log_mass_ > -4)  // one in 55 is kept: that costs less than an inversion
      for (;;)
        if (const double x = base_.sample(random); x >= low_ && x <= high_) return x;
    const double u = random.uniform();
    return u < 0.5 ? quantile(u + 0x1p-54) : upper_quantile(1 - u - 0x1p-54);
  }
  std::vector<Atom> atoms() const override { return atoms_; }
  std::vector<double> breaks() const override { return cuts_; }

 private:
  bool is_below(double x) const {
    if (std::isnan(x)) fail_domain("truncated", "x", "is NaN; a number is needed");
    return x < support_.low || x == -HUGE_VAL;
  }
  End end(bool own, const End& of_base) const {
    if (own) return of_base;
    return whole_ ? End{End::Kind::zero} : End{End::Kind::power, 0};
  }

  /// ln P(support.low ≤ X ≤ x), for the base.
  double log_up_to(double x) const {
    double from = support_.low;
    if (whole_) from = from - 1, x = std::floor(x);
    const double open = log_between(from, x);
    return whole_ || atoms_.empty() ? open : log_add(open, log_first_);
  }
  /// ln P(x < X ≤ support.high), for the base.
  double log_beyond(double x) const { return log_between(whole_ ? std::floor(x) : x, support_.high); }

  /// ln P(a < X ≤ b), for the base.
  double log_between(double a, double b) const {
    if (!(a < b)) return -HUGE_VAL;
    if (b >= of_base_.high) return base_.log_sf(a);
    const double below_a = base_.log_cdf(a);
    if (below_a == -HUGE_VAL) return base_.log_cdf(b);
    double log_p, of;  // the probability, and what it was taken from
    if (below_a > kLogHalf) {
      of = base_.log_sf(a);
      log_p = log_subtract(of, base_.log_sf(b));
    } else if (const double below_b = base_.log_cdf(b); below_b < kLogHalf) {
      of = below_b;
      log_p = log_subtract(of, below_a);
    } else {
      of = 0;
      log_p = std::log1p(-std::exp(below_a) - std::exp(base_.log_sf(b)));
    }
    return log_p > of - 3 ? log_p : log_added(a, b);
  }

  /// The same, added up from densities and masses, which does not cancel.
  double log_added(double a, double b) const {
    if (whole_) {
      // In a tail, to whose inner end the masses rise.
      if (b - a > kOneByOne) return log_sum_of_whole([&](double k) { return base_.log_pdf(k); }, a + 1, b, {a + 1, b});
      double log_p = -HUGE_VAL;
      for (double k = a + 1; k <= b; ++k) log_p = log_add(log_p, base_.log_pdf(k));
      return log_p;
    }
    double log_p = -HUGE_VAL;
    std::vector<double> cuts{a};
    for (const Atom& atom : base_.atoms())
      if (atom.x > a && atom.x <= b) log_p = log_add(log_p, std::log(atom.mass)), cuts.push_back(atom.x);
    for (const double x : cuts_)
      if (x > a && x < b) cuts.push_back(x);
    cuts.push_back(b);
    std::ranges::sort(cuts);
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) log_p = log_add(log_p, log_area(cuts[i], cuts[i + 1]));
    return log_p;
  }
  double log_area(double a, double b) const {
    if (!(a < b)) return -HUGE_VAL;
    const double middle = base_.log_pdf(a + (b - a) / 2);
    const double scale = std::isfinite(middle) ? middle : 0;
    // Its rule is far better than its estimate; a tolerance below the rounding of log_pdf would halve without end.
    const double area =
        integrate_in_pieces([&](double x) { return std::exp(base_.log_pdf(x) - scale); }, a, b, {.relative = 1e-10})
            .value;
    return area > 0 ? std::log(area) + scale : -HUGE_VAL;
  }

  /// The quantile at probability e^log_p from below, e^log_q from above; p is the one that was asked for.
  double inverted(double log_p, double log_q, double p, bool lower) const {
    const auto below = [&](double x) { return log_cdf(x); };
    const auto above = [&](double x) { return log_sf(x); };
    if (whole_) return quantile_by_search(below, above, support_, true, p, lower);
    if (!atoms_.empty()) return quantile_among_atoms(*this, atoms_, support_.low, support_.high, p, lower);
    // X's own quantile keeps the digits unless what was cut off is far more than what is asked for.
    const double asked = std::min(log_p, log_q) + log_mass_;
    const double off_below = base_.log_cdf(support_.low), off_above = base_.log_sf(support_.high);
    const double from_below = log_add(off_below, log_p + log_mass_), from_above = log_add(off_above, log_q + log_mass_);
    if (from_below < kLogHalf && from_below > -690 && asked > off_below - 5)
      return std::clamp(base_.quantile(std::exp(from_below)), support_.low, support_.high);
    if (from_above < kLogHalf && from_above > -690 && asked > off_above - 5 && log_p + log_mass_ > from_above - 5)
      return std::clamp(base_.upper_quantile(std::exp(from_above)), support_.low, support_.high);
    return quantile_by_search(below, above, support_, false, p, lower);
  }

  Distribution base_;
  double low_, high_;
  Support of_base_, support_;
  bool whole_;
  std::vector<Atom> atoms_;
  std::vector<double> cuts_;
  double log_first_ = 0, log_mass_ = 0;  ///< of the atom at support_.low, and of the whole interval, for the base
};

}  // namespace

Distribution truncated(const Distribution& d, double low, double high) {
  if (std::isnan(low)) fail_domain("truncated", "low", "is NaN; a number is needed");
  if (std::isnan(high)) fail_domain("truncated", "high", "is NaN; a number is needed");
  if (low > high) fail_argument("truncated", "low", "is " + to_text(low) + ", above high, " + to_text(high));
  if (const auto* inner = dynamic_cast<const Truncated*>(&d.held()))
    return truncated(inner->base(), std::max(low, inner->low()), std::min(high, inner->high()));
  const Support s = d.support();
  if (low <= s.low && high >= s.high) return d;
  return Distribution(std::make_shared<Truncated>(d, low, high));
}

}  // namespace sanov
