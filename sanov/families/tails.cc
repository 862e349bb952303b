#include "sanov/families/tails.h"

#include <cmath>

#include "sanov/base/error.h"

namespace sanov {
namespace {

/// One end of the support of p, and the same end of q if q's support ends there too.
struct Meeting {
  End p, q;
  bool infinite = false;  ///< at an infinite x
  const char* where = "";
};

template <class F>
std::string first_reason(const Distribution& p, const Distribution& q, F&& reason) {
  const Support a = p.support(), b = q.support();
  if (a.low == b.low)
    if (std::string why = reason(Meeting{p.lower_end(), q.lower_end(), std::isinf(a.low), "lower"}); !why.empty())
      return why;
  if (a.high == b.high) return reason(Meeting{p.upper_end(), q.upper_end(), std::isinf(a.high), "upper"});
  return {};
}

/// How fast −ln f grows: compared first by kind, then by index (exponential), then by rate.
int rank(End::Kind kind) {
  switch (kind) {
    case End::Kind::power: return 0;
    case End::Kind::log_squared: return 1;
    case End::Kind::exponential: return 2;
    case End::Kind::double_exponential: return 3;
    case End::Kind::zero: return 4;
  }
  return 0;
}

/// Whether the mean of −ln q diverges under p.
bool log_mean_diverges(const Meeting& m) {
  if (m.p.kind == End::Kind::zero || m.q.kind == End::Kind::power || m.q.kind == End::Kind::log_squared) return false;
  if (m.q.kind == End::Kind::exponential) {
    if (m.p.kind != End::Kind::power) return false;
    return m.infinite ? m.p.index + m.q.index >= -1 : m.p.index + m.q.index <= -1;
  }
  if (m.q.kind != End::Kind::double_exponential) return false;
  // E e^(rate t): t is |x| at an infinite end.
  if (m.p.kind == End::Kind::power || m.p.kind == End::Kind::log_squared) return true;
  if (m.p.kind != End::Kind::exponential) return false;
  return m.p.index < 1 || (m.p.index == 1 && m.p.rate <= m.q.rate);
}

/// The sign of a·growth(p) + (1 − a)·growth(q) for a > 1: −1 where q's wins and the integral diverges, 1 where p's wins,
/// 0 where powers decide, or nothing that the ends say.
int winner(const Meeting& m, double a) {
  if (m.p.kind == End::Kind::zero) return 1;
  const int p = rank(m.p.kind), q = rank(m.q.kind);
  if (p != q) return p > q ? 1 : -1;
  if (m.p.kind == End::Kind::power) return 0;
  if (m.p.kind == End::Kind::exponential && m.p.index != m.q.index)
    return std::fabs(m.p.index) > std::fabs(m.q.index) ? 1 : -1;
  if (m.p.kind == End::Kind::double_exponential) return m.p.rate > m.q.rate ? 1 : m.p.rate < m.q.rate ? -1 : 0;
  const double rate = a * m.p.rate - (a - 1) * m.q.rate;
  return rate > 0 ? 1 : rate < 0 ? -1 : 0;
}

bool power_diverges(const Meeting& m, double a) {
  const int sign = winner(m, a);
  if (sign != 0) return sign < 0;
  if (m.p.kind != End::Kind::power) return false;
  const double index = a * m.p.index + (1 - a) * m.q.index;
  return m.infinite ? index >= -1 : index <= -1;
}

std::string percent(double mass) {
  if (mass == 0) return "less than 1e-300";
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", mass);
  return text;
}

}  // namespace

std::string mass_outside(const Distribution& p, const Distribution& q) {
  if (q.whole() && !p.whole()) return "P has a density, and Q masses at whole numbers only";
  if (p.whole() && !q.whole()) return "P has masses at whole numbers, and Q a density";
  const Support s = q.support();
  const double before = p.whole() ? std::nextafter(s.low, -HUGE_VAL) : s.low;
  // A mass too small for a double is one all the same: its logarithm tells.
  if (p.log_cdf(before) > -HUGE_VAL)
    return "P puts " + percent(p.cdf(before)) + " of its mass below " + to_text(s.low) + ", where Q has none";
  if (p.log_sf(s.high) > -HUGE_VAL)
    return "P puts " + percent(p.sf(s.high)) + " of its mass above " + to_text(s.high) + ", where Q has none";
  return {};
}

std::string why_kl_is_infinite(const Distribution& p, const Distribution& q) {
  if (std::string why = mass_outside(p, q); !why.empty()) return why;
  return first_reason(p, q, [](const Meeting& m) {
    return log_mean_diverges(m) ? "towards its " + std::string(m.where) +
                                      " end Q falls off so much faster than P that ln q has no finite mean under P"
                                : std::string();
  });
}

std::string why_power_is_infinite(const Distribution& p, const Distribution& q, double a) {
  if (std::string why = mass_outside(p, q); !why.empty()) return why;
  return first_reason(p, q, [&](const Meeting& m) {
    return power_diverges(m, a) ? "towards its " + std::string(m.where) + " end Q falls off too fast for P: p/q grows"
                                : std::string();
  });
}

std::string why_wasserstein_is_infinite(const Distribution& p, const Distribution& q, double order) {
  const auto heavy = [&](const End& end, double bound) {
    return std::isinf(bound) && end.kind == End::Kind::power && end.index + order >= -1;
  };
  const Support a = p.support(), b = q.support();
  const bool p_low = heavy(p.lower_end(), a.low), q_low = heavy(q.lower_end(), b.low);
  const bool p_high = heavy(p.upper_end(), a.high), q_high = heavy(q.upper_end(), b.high);
  if (p_low != q_low || p_high != q_high)
    return std::string(p_low > q_low || p_high > q_high ? "P" : "Q") +
           "'s tail is so heavy that its mass lies infinitely far from the other's";
  // Both heavy: quantiles as far out as doubles go say whether they run apart.
  const auto apart = [&](bool heavy_here, double x, double y) { return heavy_here && !(std::fabs(x / y - 1) < 1e-3); };
  if (apart(p_low, p.quantile(1e-60), q.quantile(1e-60)) ||
      apart(p_high, p.upper_quantile(1e-60), q.upper_quantile(1e-60)))
    return "both tails are heavy, and their quantiles run apart";
  return {};
}

}  // namespace sanov
