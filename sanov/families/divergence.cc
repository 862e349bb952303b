#include "sanov/families/divergence.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <utility>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/families/closed_kl.h"
#include "sanov/families/closed_power.h"
#include "sanov/families/distances.h"
#include "sanov/families/infinite_end.h"
#include "sanov/families/pair_integral.h"
#include "sanov/families/tails.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

constexpr std::string_view kNames[] = {"kl",          "js",    "hellinger",   "total_variation",
                                       "chi_squared", "renyi", "wasserstein", "kolmogorov_smirnov"};

/// The relative rounding up to which a formula is taken without asking an integral.
constexpr double kKeepsDigits = 1e-10;

/// e^d − 1 − d, which is never negative.
double exponential_excess(double d) {
  if (std::fabs(d) > 0.3) return std::expm1(d) - d;
  double sum = 0;
  for (int k = 16; k >= 2; --k) sum = d / k * (sum + 1);
  return d * sum;
}

/// The integrand of each f-divergence from ln p and ln q: never negative and without cancellation near p = q, because
/// what integrates to 0 is added to it.
double kl_term(double lp, double lq) {
  if (lp == -kInf) return std::exp(lq);
  if (lq == -kInf) return std::exp(lp) == 0 ? 0 : kInf;  // both fall below the smallest double
  const double d = lq - lp;
  return d > 30 ? std::exp(lq) - std::exp(lp) * (1 + d) : std::exp(lp) * exponential_excess(d);
}

double js_term(double lp, double lq) {
  if (lp == -kInf || lq == -kInf) return std::numbers::ln2 / 2 * std::exp(std::max(lp, lq));
  const double d = lq - lp, p = std::exp(lp), q = std::exp(lq);
  if (std::fabs(d) > 700) return std::numbers::ln2 / 2 * std::max(p, q);
  return 0.5 * (p * deviance(1 + std::expm1(d) / 2) + q * deviance(1 + std::expm1(-d) / 2));
}

double hellinger_term(double lp, double lq) {
  if (lp < lq) std::swap(lp, lq);
  const double part = lq == -kInf ? -1 : std::expm1((lq - lp) / 2);
  return 0.5 * std::exp(lp) * part * part;
}

double chi_squared_term(double lp, double lq) {
  if (lp == -kInf) return std::exp(lq);
  if (lq == -kInf) return std::exp(lp) == 0 ? 0 : kInf;
  const double d = lp - lq;
  if (d > 30) return std::exp(lp + d) - 2 * std::exp(lp) + std::exp(lq);
  const double part = std::expm1(d);
  return std::exp(lq) * part * part;
}

/// p^a q^(1−a) − a p − (1 − a) q, whose integral is that of p^a q^(1−a) less 1.
double renyi_term(double lp, double lq, double a) {
  if (lp == -kInf) return (a - 1) * std::exp(lq);
  if (lq == -kInf) return a < 1 ? -a * std::exp(lp) : std::exp(lp) == 0 ? 0 : kInf;
  const double d = lq - lp, p = std::exp(lp);
  if (std::fabs(d) < 0.3) return p * (exponential_excess((1 - a) * d) - (1 - a) * exponential_excess(d));
  return std::exp(a * lp + (1 - a) * lq) - a * p - (1 - a) * std::exp(lq);
}

double term(Between which, double lp, double lq, double order) {
  switch (which) {
    case Between::kl: return kl_term(lp, lq);
    case Between::js: return js_term(lp, lq);
    case Between::hellinger: return hellinger_term(lp, lq);
    case Between::chi_squared: return chi_squared_term(lp, lq);
    default: return renyi_term(lp, lq, order);
  }
}

/// The divergence as a function of the integral of its terms, and the factor by which an error goes through.
Estimate finished(Between which, Estimate integral, double order) {
  const double s = integral.value;
  switch (which) {
    case Between::hellinger: {
      const double h = std::sqrt(std::clamp(s, 0.0, 1.0));
      return {h, h > 0 ? std::min(integral.error / (2 * h), std::sqrt(integral.error)) : std::sqrt(integral.error)};
    }
    case Between::renyi: {
      const double inside = std::max(s, -1.0);
      return {std::max(0.0, std::log1p(inside) / (order - 1)), integral.error / ((1 + inside) * std::fabs(order - 1))};
    }
    case Between::js: return {std::clamp(s, 0.0, std::numbers::ln2), integral.error};
    default: return {std::max(s, 0.0), integral.error};
  }
}

/// By a formula, where there is one.
std::optional<Estimate> closed(Between which, const Distribution& p, const Distribution& q, double order) {
  if (which == Between::kl) return closed_kl(p, q);
  if (which == Between::js) return {};
  const double a = which == Between::hellinger ? 0.5 : which == Between::chi_squared ? 2 : order;
  const auto power = closed_log_power(p, q, a);
  if (!power) return {};
  const double less = std::expm1(power->value);  // the integral of the terms, but for its sign
  const double error = power->error * (1 + less);
  return finished(which, {which == Between::hellinger ? -less : less, error}, order);
}

/// The atoms of both, each place once.
std::vector<double> atom_places(const Distribution& p, const Distribution& q) {
  std::vector<double> places;
  for (const Distribution* d : {&p, &q})
    for (const Atom& atom : d->atoms()) places.push_back(atom.x);
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

/// ln of the mass at x, or of nothing where x is no atom of d.
double log_mass(const Distribution& d, double x) {
  for (const Atom& atom : d.atoms())
    if (atom.x == x) return std::log(atom.mass);
  return d.whole() ? d.log_pdf(x) : -kInf;
}

struct Integrated {
  Estimate sum;
  DivergenceMethod method;
};

Integrated integrated(Between which, const Distribution& p, const Distribution& q, double order) {
  // At the very end of a support, to which points near it may round, a density may be infinite: that is no mass.
  const Support ends[] = {p.support(), q.support()};
  const std::vector<InfiniteEnd> apart = infinite_ends(p, q);
  const auto at = [&](double x) {
    if (std::ranges::any_of(apart, [x](const InfiniteEnd& end) { return end.holds(x); })) return 0.0;
    const double value = term(which, p.log_pdf(x), q.log_pdf(x), order);
    const auto is_end = [x](const Support& s) { return x == s.low || x == s.high; };
    return std::isfinite(value) || std::ranges::none_of(ends, is_end) ? value : 0;
  };
  Integrated out{{}, DivergenceMethod::summation};
  const bool lattice = p.whole() && q.whole();
  if (lattice && p.atoms().empty() && q.atoms().empty()) return {sum_over(at, p, q), out.method};
  double at_atoms = 0;
  std::vector<double> places = atom_places(p, q);
  for (const double x : places) at_atoms += term(which, log_mass(p, x), log_mass(q, x), order);
  if (lattice) return {{at_atoms, 1e-15 * std::fabs(at_atoms)}, out.method};
  for (const InfiniteEnd& end : apart) places.push_back(end.inner());
  out.sum = integrate_between(at, cuts(p, q, places));
  out.sum.value += at_atoms;
  for (const InfiniteEnd& end : apart) {
    const Estimate beside = end.integrate([&](double lp, double lq) { return term(which, lp, lq, order); }, p, q);
    out.sum.value += beside.value;
    out.sum.error += beside.error;
  }
  out.method = DivergenceMethod::quadrature;
  return out;
}

/// The mean of the terms over draws of p and of q, as many of each, divided by the density of that mixture: so that neither's
/// mass is missed where the other has none.
Estimate drawn(Between which, const Distribution& p, const Distribution& q, const DivergenceOptions& options) {
  constexpr std::size_t kDraws = 1 << 19;
  Estimate all;
  std::vector<double> x(kDraws), lp(kDraws), lq(kDraws);
  for (const auto& [from, seed] : {std::pair{&p, options.seed}, {&q, ~options.seed}}) {
    from->sample(seed, x);
    p.many(DistributionFunction::log_pdf, x, lp);
    q.many(DistributionFunction::log_pdf, x, lq);
    double mean = 0, squares = 0;
    for (std::size_t i = 0; i < kDraws; ++i) {
      if (std::isinf(lp[i]) && lp[i] > 0) continue;  // rounded to an end where a density is infinite
      if (std::isinf(lq[i]) && lq[i] > 0) continue;
      const double high = std::max(lp[i], lq[i]), low = std::min(lp[i], lq[i]);
      const double t = term(which, lp[i], lq[i], options.order) * std::exp(-high) / (0.5 + 0.5 * std::exp(low - high));
      const double step = t - mean;
      mean += step / static_cast<double>(i + 1);
      squares += step * (t - mean);
    }
    all.value += mean / 2;
    all.error = std::hypot(all.error, std::sqrt(squares) / kDraws / 2);
  }
  return all;
}

std::string why_infinite(Between which, const Distribution& p, const Distribution& q, double order) {
  if (which == Between::kl) return why_kl_is_infinite(p, q);
  if (which == Between::chi_squared) return why_power_is_infinite(p, q, 2);
  if (which == Between::renyi && order > 1) return why_power_is_infinite(p, q, order);
  return {};
}

DivergenceValue f_divergence(Between which, const Distribution& p, const Distribution& q,
                             const DivergenceOptions& options) {
  if (std::string why = why_infinite(which, p, q, options.order); !why.empty())
    return {kInf, 0, DivergenceMethod::closed_form, std::move(why)};
  if (p.whole() != q.whole() && p.atoms().empty() && q.atoms().empty()) {  // nothing in common
    if (which == Between::renyi) return {kInf, 0, DivergenceMethod::closed_form, mass_outside(p, q)};
    return {which == Between::js ? std::numbers::ln2 : 1, 0, DivergenceMethod::closed_form, mass_outside(p, q)};
  }
  std::optional<Estimate> formula;
  if (options.closed_form) formula = closed(which, p, q, options.order);
  if (formula && std::isinf(formula->value))
    return {kInf, 0, DivergenceMethod::closed_form, "it is beyond the largest of all doubles"};
  if (formula && formula->error <= kKeepsDigits * formula->value)
    return {formula->value, formula->error, DivergenceMethod::closed_form, {}};
  const Integrated integral = integrated(which, p, q, options.order);
  const Estimate value = finished(which, integral.sum, options.order);
  if (std::isinf(value.value) && integral.method == DivergenceMethod::summation)
    return {kInf, 0, integral.method,
            "P has mass at numbers where Q has none, or it is beyond the largest of all doubles"};
  // Of nearly equal pairs the integral knows more digits than most formulas.
  if (formula && !(value.error < formula->error))
    return {formula->value, formula->error, DivergenceMethod::closed_form, {}};
  if (std::isfinite(value.value) && value.error <= 1e-4 * std::fabs(value.value) + 1e-9)
    return {value.value, value.error, integral.method, {}};
  const Estimate draws = finished(which, drawn(which, p, q, options), options.order);
  if (draws.error >= value.error)
    return {value.value, value.error, integral.method, "the two rules of integration do not agree: see the error"};
  return {draws.value, draws.error, DivergenceMethod::monte_carlo, "the two rules of integration do not agree"};
}

void check_order(Between which, double order) {
  if (which == Between::renyi && !(order > 0 && order != 1 && std::isfinite(order)))
    fail_argument("divergence_between", "order",
                  "is " + to_text(order) + "; Rényi's is above 0 and not 1, where it is KL");
  if (which == Between::wasserstein && !(order >= 1 && std::isfinite(order)))
    fail_argument("divergence_between", "order", "is " + to_text(order) + "; Wasserstein's is 1 or more");
}

}  // namespace

std::string_view to_text(DivergenceMethod method) {
  constexpr std::string_view names[] = {"closed form", "quadrature", "summation", "Monte Carlo"};
  return names[static_cast<std::size_t>(method)];
}
std::string_view to_text(Between which) { return kNames[static_cast<std::size_t>(which)]; }

Between find_between(std::string_view name, const char* function) {
  const auto found = std::ranges::find(kNames, name);
  if (found != std::end(kNames)) return static_cast<Between>(found - kNames);
  const std::string near = nearest(name, kNames, std::size(kNames));
  fail_argument(function, "which",
                "is '" + std::string(name) + "'" + (near.empty() ? "" : "; did you mean '" + near + "'?"));
}

DivergenceValue divergence_between(Between which, const Distribution& p, const Distribution& q,
                                   const DivergenceOptions& options) {
  check_order(which, options.order);
  switch (which) {
    case Between::wasserstein:
      if (options.closed_form && options.order == 2)
        if (const auto closed = closed_wasserstein_of_order_2(p, q); closed && std::isfinite(closed->value))
          return {closed->value, closed->error, DivergenceMethod::closed_form, {}};
      return wasserstein_between(p, q, options.order);
    case Between::kolmogorov_smirnov: return kolmogorov_smirnov_between(p, q);
    case Between::total_variation: return total_variation_between(p, q);
    default: return f_divergence(which, p, q, options);
  }
}

}  // namespace sanov
