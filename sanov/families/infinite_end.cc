#include "sanov/families/infinite_end.h"

#include <algorithm>
#include <cmath>

#include "sanov/numerics/quadrature.h"

namespace sanov {
namespace {

/// A log density on an InfiniteEnd, by the distance t from the end.
class Continued {
 public:
  Continued(const Distribution& d, const InfiniteEnd& at) : d_(d), at_(at), first_(inside(at.reach)) {
    const Support s = d.support();
    const End end = at.side > 0 ? d.lower_end() : d.upper_end();
    ends_here_ = (at.side > 0 ? s.low : s.high) == at.end && end.kind == End::Kind::power && std::isfinite(first_);
    if (!ends_here_) return;
    // t^index e^(rate t), through the values at the reach and at twice that.
    index_ = end.index;
    rate_ = (inside(2 * at.reach) - first_ - index_ * std::log(2.0)) / at.reach;
    misses_ = std::fabs(inside(4 * at.reach) - (*this)(std::log(4.0)));
  }

  /// At t = reach e^u.
  double operator()(double u) const {
    const double t = at_.reach * std::exp(u);
    if (ends_here_) return first_ + index_ * u + rate_ * (t - at_.reach);
    return inside(std::max(t, std::fabs(at_.end) * 0x1p-51));
  }
  /// By how much the continuation is off, relatively, at four times the reach.
  double misses() const { return misses_; }

 private:
  double inside(double t) const { return d_.log_pdf(at_.end + at_.side * t); }

  const Distribution& d_;
  const InfiniteEnd& at_;
  double first_, index_ = 0, rate_ = 0, misses_ = 0;
  bool ends_here_ = false;
};

}  // namespace

Estimate InfiniteEnd::integrate(const std::function<double(double, double)>& term, const Distribution& p,
                                const Distribution& q) const {
  const Continued log_p(p, *this), log_q(q, *this);
  // Twice the densities have twice the term, so that dx = t du goes in with the logarithms, where nothing overflows.
  const auto part = [&](double u) {
    const double weight = std::log(reach) + u;
    return term(log_p(u) + weight, log_q(u) + weight);
  };
  const Integral found = sanov::integrate(part, -std::numeric_limits<double>::infinity(), 0, {.relative = 1e-10});
  return {found.value, found.error + (log_p.misses() + log_q.misses()) * found.size};
}

std::vector<InfiniteEnd> infinite_ends(const Distribution& p, const Distribution& q) {
  std::vector<InfiniteEnd> all;
  for (const Distribution* d : {&p, &q}) {
    if (d->whole()) continue;
    const Support s = d->support();
    for (const double side : {1.0, -1.0}) {
      const double end = side > 0 ? s.low : s.high;
      const End kind = side > 0 ? d->lower_end() : d->upper_end();
      if (!std::isfinite(end) || end == 0 || kind.kind != End::Kind::power || kind.index >= 0) continue;
      // Half way, in ratios, between the last digit and where most of the rest lies.
      const double digit = std::fabs(end) * 0x1p-52;
      const double rest = std::fabs(end - (side > 0 ? d->upper_quantile(1e-3) : d->quantile(1e-3)));
      if (!(rest > 0x1p20 * digit)) continue;
      const double reach = std::ldexp(1, static_cast<int>(std::floor((std::log2(digit) + std::log2(rest)) / 2)));
      const auto same = std::ranges::find_if(all, [&](const InfiniteEnd& e) { return e.end == end && e.side == side; });
      if (same == all.end())
        all.push_back({end, side, reach});
      else
        same->reach = std::min(same->reach, reach);
    }
  }
  // Where another end lies so near there is no power.
  std::erase_if(all, [&](const InfiniteEnd& e) {
    const auto near = [&](double x) { return x != e.end && std::fabs(x - e.end) < 8 * e.reach; };
    return near(p.support().low) || near(p.support().high) || near(q.support().low) || near(q.support().high);
  });
  return all;
}

}  // namespace sanov
