#include "sanov/families/affine.h"

#include <algorithm>
#include <cmath>

#include "sanov/families/atoms.h"
#include "sanov/families/log_probability.h"
#include "sanov/families/spec.h"

namespace sanov {
namespace {

/// shift + scale·X.
class Affine final : public AnyDistribution {
 public:
  Affine(Distribution base, double shift, double scale)
      : base_(std::move(base)),
        shift_(shift),
        scale_(scale),
        base_atoms_(base_.atoms()),
        atoms_(base_atoms_),
        whole_(base_.whole()) {
    for (Atom& a : atoms_) a.x = forth(a.x);
    if (scale_ < 0) std::ranges::reverse(atoms_);
    if (base_.whole() && !atoms_.empty())
      whole_ = std::ranges::all_of(atoms_, [](const Atom& a) { return a.x == std::floor(a.x); });
    // By length: whole numbers and atoms are not stretched.
    log_length_ = base_.whole() ? 0 : std::log(std::fabs(scale_));
  }

  const Distribution& base() const { return base_; }
  double shift() const { return shift_; }
  double scale() const { return scale_; }

  std::string text() const override {
    std::string text = base_.text();
    if (scale_ != 1) text = "scaled(" + text + ", " + spec_number(scale_) + ")";
    if (shift_ != 0) text = "shifted(" + text + ", " + spec_number(shift_) + ")";
    return text;
  }
  Support support() const override {
    const Support s = base_.support();
    return scale_ > 0 ? Support{forth(s.low), forth(s.high)} : Support{forth(s.high), forth(s.low)};
  }
  bool whole() const override { return whole_; }
  End lower_end() const override { return stretched(scale_ > 0 ? base_.lower_end() : base_.upper_end()); }
  End upper_end() const override { return stretched(scale_ > 0 ? base_.upper_end() : base_.lower_end()); }
  double log_pdf(double x) const override {
    if (!atoms_.empty() && !base_.whole())
      if (const double mass = mass_at(atoms_, x); mass > 0) return std::log(mass);
    if (whole_ && x != std::floor(x)) return -HUGE_VAL;
    if (base_.whole() && !atoms_.empty()) return std::log(mass_at(atoms_, x));
    return base_.log_pdf(back(x)) - log_length_;
  }
  double cdf(double x) const override { return scale_ > 0 ? base_.cdf(down(x)) : from(x); }
  double sf(double x) const override { return scale_ > 0 ? base_.sf(down(x)) : below(x); }
  double log_cdf(double x) const override { return scale_ > 0 ? base_.log_cdf(down(x)) : log_from(x); }
  double log_sf(double x) const override { return scale_ > 0 ? base_.log_sf(down(x)) : log_below(x); }
  double quantile(double p) const override {
    return forth(scale_ > 0 ? base_.quantile(p) : turned(base_.upper_quantile(p), p, true));
  }
  double upper_quantile(double p) const override {
    return forth(scale_ > 0 ? base_.upper_quantile(p) : turned(base_.quantile(p), p, false));
  }
  Moments moments() const override {
    Moments m = base_.moments();
    if (m.mean) m.mean = forth(*m.mean);
    if (m.variance) *m.variance *= scale_ * scale_;
    if (m.skewness && scale_ < 0) m.skewness = -*m.skewness;
    return m;
  }
  double entropy() const override {
    double stretched_mass = 1;  // what has a density
    for (const Atom& a : atoms_) stretched_mass -= a.mass;
    return base_.entropy() + (stretched_mass > 1e-13 ? stretched_mass * log_length_ : 0);
  }
  double sample(Random& random) const override { return forth(base_.sample(random)); }
  void many(DistributionFunction what, std::span<const double> x, std::span<double> out) const override;
  std::vector<Atom> atoms() const override { return atoms_; }
  std::vector<double> breaks() const override {
    std::vector<double> all = base_.breaks();
    for (double& x : all) x = forth(x);
    std::ranges::sort(all);
    return all;
  }

 private:
  double forth(double x) const { return shift_ + scale_ * x; }
  double back(double y) const { return (y - shift_) / scale_; }
  /// back(y), so that P(X ≤ it) counts the atoms that lie at or below y, however forth rounds.
  double down(double y) const { return atoms_.empty() ? back(y) : to_atom(y); }
  double to_atom(double y) const {
    const auto at = std::ranges::lower_bound(atoms_, y, {}, &Atom::x);
    if (at != atoms_.end() && at->x == y) {
      const std::size_t i = static_cast<std::size_t>(at - atoms_.begin());
      return base_atoms_[scale_ > 0 ? i : base_atoms_.size() - 1 - i].x;
    }
    const double x = back(y);
    if (mass_at(base_atoms_, x) == 0) return x;
    return std::nextafter(x, (y < forth(x)) == (scale_ > 0) ? -HUGE_VAL : HUGE_VAL);
  }

  // For scale < 0: P(Y ≤ y) = P(X ≥ x) and P(Y > y) = P(X < x), where X may have a mass at x.
  double mass(double x) const {
    if (base_.whole()) return base_.pdf(x);
    return atoms_.empty() ? 0 : mass_at(base_atoms_, x);
  }
  double from(double y) const {
    const double x = down(y);
    return std::min(base_.sf(x) + mass(x), 1.0);
  }
  double below(double y) const { return base_.cdf(just_below(down(y))); }
  double log_from(double y) const {
    const double x = down(y), at = mass(x);
    if (at == 0) return base_.log_sf(x);
    const double sum = log_add(base_.log_sf(x), std::log(at));
    return sum > -0.6931471805599453 ? std::log1p(-base_.cdf(just_below(x))) : sum;
  }
  double log_below(double y) const { return base_.log_cdf(just_below(down(y))); }
  double just_below(double x) const {
    if (base_.whole() && atoms_.empty()) return std::ceil(x) - 1;
    return atoms_.empty() ? x : std::nextafter(x, -HUGE_VAL);
  }

  /// For scale < 0: X's quantile on the other side, moved on where a step ends at p exactly.
  double turned(double x, double p, bool lower) const {
    if (p == 0 || p == 1) return x;
    const double at = lower ? base_.sf(x) : base_.cdf(x);
    const bool ends_here = std::fabs(at - p) <= 4e-16 * p;
    if (base_.whole() && atoms_.empty()) return ends_here ? x + 1 : x;
    if (atoms_.empty() || !ends_here) return x;
    const auto next = std::ranges::upper_bound(base_atoms_, x, {}, &Atom::x);
    return next == base_atoms_.end() || base_.cdf(std::nextafter(next->x, -HUGE_VAL)) > base_.cdf(x) ? x : next->x;
  }

  End stretched(End end) const {
    const double size = std::fabs(scale_);
    if (end.kind == End::Kind::exponential) end.rate *= std::pow(size, -end.index);
    if (end.kind == End::Kind::double_exponential) end.rate /= size;
    return end;
  }

  Distribution base_;
  double shift_, scale_, log_length_ = 0;
  std::vector<Atom> base_atoms_, atoms_;
  bool whole_;
};

void Affine::many(DistributionFunction what, std::span<const double> x, std::span<double> out) const {
  using enum DistributionFunction;
  if (!atoms_.empty() || base_.whole()) return AnyDistribution::many(what, x, out);
  const auto other = [](DistributionFunction f) {
    switch (f) {
      case cdf: return sf;
      case sf: return cdf;
      case log_cdf: return log_sf;
      case log_sf: return log_cdf;
      case quantile: return upper_quantile;
      case upper_quantile: return quantile;
      default: return f;
    }
  };
  const bool quantiles = what == quantile || what == upper_quantile;
  for_blocks("affine", what, x, out, [&](const double* from, double* to, std::size_t n) {
    std::vector<double> moved(from, from + n);
    if (!quantiles)
      for (double& v : moved) v = back(v);
    base_.many(scale_ > 0 ? what : other(what), moved, {to, n});
    for (std::size_t i = 0; i < n; ++i) {
      if (quantiles) to[i] = forth(to[i]);
      if (what == log_pdf) to[i] -= log_length_;
      if (what == pdf) to[i] /= std::fabs(scale_);
    }
  });
}

Distribution affine(const Distribution& d, double shift, double scale) {
  if (const auto* inner = dynamic_cast<const Affine*>(&d.held()))
    return affine(inner->base(), shift + scale * inner->shift(), scale * inner->scale());
  if (shift == 0 && scale == 1) return d;
  return Distribution(std::make_shared<Affine>(d, shift, scale));
}

bool is_unlisted_whole(const Distribution& d) { return d.whole() && d.atoms().empty(); }

}  // namespace

Distribution shifted(const Distribution& d, double by) {
  if (!std::isfinite(by)) fail_domain("shifted", "by", "is " + to_text(by) + "; it must be finite");
  if (is_unlisted_whole(d) && by != std::floor(by))
    fail_domain("shifted", "by", "is " + to_text(by) + "; what is of whole numbers is shifted by a whole number");
  return affine(d, by, 1);
}

Distribution scaled(const Distribution& d, double by) {
  if (!std::isfinite(by) || by == 0) fail_domain("scaled", "by", "is " + to_text(by) + "; it must be finite and not 0");
  if (is_unlisted_whole(d) && std::fabs(by) != 1)
    fail_domain("scaled", "by", "is " + to_text(by) + "; what is of whole numbers is scaled by 1 or -1 alone");
  return affine(d, 0, by);
}

}  // namespace sanov
