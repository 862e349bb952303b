#include "sanov/families/distances.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/base/running_sum.h"
#include "sanov/families/atoms.h"
#include "sanov/families/pair_integral.h"
#include "sanov/families/quantile_distance.h"
#include "sanov/families/tails.h"
#include "sanov/families/whole_distances.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// So many steps are gone through one by one.
constexpr double kMostSteps = 1 << 16;

/// Both have steps only: whole numbers, or atoms.
bool stepped(const Distribution& p, const Distribution& q) { return p.whole() && q.whole(); }
/// Whole numbers without a list of them.
bool unlisted(const Distribution& d) { return d.whole() && d.atoms().empty(); }

std::vector<double> atom_places(const Distribution& p, const Distribution& q) {
  std::vector<double> places;
  for (const Distribution* d : {&p, &q})
    for (const Atom& atom : d->atoms()) places.push_back(atom.x);
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

/// Where the densities cross, and all the places at which integrals are cut.
std::vector<double> crossings(const Distribution& p, const Distribution& q) {
  const std::vector<double> atoms = atom_places(p, q);
  const auto excess = [&](double x) {
    if (std::ranges::binary_search(atoms, x)) x = std::nextafter(x, kInf);  // where it is a mass that log_pdf tells
    const double a = p.log_pdf(x), b = q.log_pdf(x);
    return a == b ? 0 : a - b;
  };
  std::vector<double> at = sign_changes(excess, p, q);
  at.insert(at.end(), atoms.begin(), atoms.end());
  return cuts(p, q, at).at;
}

DivergenceValue told(const Estimate& found, DivergenceMethod method) {
  if (std::isinf(found.value)) return {kInf, 0, method, "it is beyond the largest of all doubles"};
  return {found.value, found.error, method, {}};
}

/// The area between the distribution functions where a whole number's step p meets a continuous q: step by step up to a few
/// thousand, beyond from a few of the steps, between which the distribution function of q is nearly straight.
class StepsAndCurve {
 public:
  StepsAndCurve(const Distribution& p, const Distribution& q) : p_(p), q_(q) {}

  Estimate area() const {
    const auto apart = [&](double x) { return std::fabs(cdf_difference(p_, q_, x)); };
    const double low = p_.quantile(1e-18), high = p_.upper_quantile(1e-18);
    const double core = high - low <= kMostSteps / 4 ? high : low + kCore;
    std::vector<double> places = sign_changes([&](double x) { return cdf_difference(p_, q_, x); }, p_, q_);
    for (double k = low; k <= core; ++k) places.push_back(k);
    Cuts all = cuts(p_, q_, places);
    if (core == high) return integrate_between(apart, all);
    std::erase_if(all.at, [&](double x) { return x > core && !(x > high); });
    Estimate total;
    for (const bool below : {true, false}) {
      Cuts side = all;
      std::erase_if(side.at, [&](double x) { return below ? x > core : x < high; });
      if (!below) side.at.insert(side.at.begin(), high);
      if (side.at.size() < 2) continue;
      const Estimate part = integrate_between(apart, side);
      total.value += part.value, total.error += part.error;
    }
    const Estimate between = many_steps(core, high);
    return {total.value + between.value, total.error + between.error};
  }

 private:
  static constexpr double kCore = 2048;

  /// Σ of the area from k to k + 1.
  Estimate many_steps(double low, double high) const {
    const auto before = [&](double k) { return cdf_difference(p_, q_, k); };
    const auto after = [&](double k) { return step_end(k); };
    std::vector<double> grid, also;
    for (const double k : whole_grid(p_, q_))
      if (k >= low && k <= high) grid.push_back(k);
    for (const FunctionRef side : {FunctionRef(before), FunctionRef(after)})
      for (const double k : whole_turns(side, grid)) also.push_back(k), also.push_back(k + 1);
    for (const double k : whole_cuts(p_, q_, also))
      if (k >= low && k <= high) also.push_back(k);
    also.push_back(low), also.push_back(high);
    std::sort(also.begin(), also.end());
    also.erase(std::unique(also.begin(), also.end()), also.end());
    RunningSum total;
    double error = 0;
    for (std::size_t i = 0; i + 1 < also.size(); ++i) {
      const Estimate part =
          sum_of_whole([&](double k) { return area_of_step(k); }, also[i], also[i + 1] - 1, std::fabs(total.value()));
      total.add(part.value);
      error += part.error;
    }
    const double bend = 10 / (high - low);
    return {total.value(), error + bend * bend * total.value()};
  }

  /// P(X ≤ k) − Q(X ≤ k + 1), from the tails that have the digits.
  double step_end(double k) const {
    const double a = p_.cdf(k), b = q_.cdf(k + 1);
    return a > 0.5 && b > 0.5 ? q_.sf(k + 1) - p_.sf(k) : a - b;
  }
  double area_of_step(double k) const {
    const double a = cdf_difference(p_, q_, k), b = step_end(k);
    if ((a < 0) == (b < 0)) return std::fabs(a + b) / 2;
    return a == b ? 0 : (a * a + b * b) / (2 * (std::fabs(a) + std::fabs(b)));
  }

  const Distribution &p_, &q_;
};

/// W of order 1: the area between the distribution functions.
Estimate first_order(const Distribution& p, const Distribution& q) {
  if (stepped(p, q)) {
    const std::vector<double> at = steps(p, q, kMostSteps);
    if (at.empty()) return wasserstein_of_many(p, q);
    double sum = 0;
    for (std::size_t i = 0; i + 1 < at.size(); ++i) sum += std::fabs(cdf_difference(p, q, at[i])) * (at[i + 1] - at[i]);
    return {sum, 1e-15 * sum};
  }
  if (unlisted(p)) return StepsAndCurve(p, q).area();
  if (unlisted(q)) return StepsAndCurve(q, p).area();
  const auto excess = [&](double x) { return cdf_difference(p, q, x); };
  std::vector<double> places = sign_changes(excess, p, q);
  for (const double x : atom_places(p, q)) places.push_back(x);
  return integrate_between([&](double x) { return std::fabs(excess(x)); }, cuts(p, q, places));
}

/// Of whole numbers, one by one where these can be listed.
Estimate total_variation_of_whole(const Distribution& p, const Distribution& q) {
  const std::vector<double> at = steps(p, q, kMostSteps);
  if (at.empty()) return total_variation_of_many(p, q);
  double total = 0;
  for (const double x : at) total += std::fabs(p.pdf(x) - q.pdf(x));
  return {total / 2, 1e-15};
}

/// What densities have from crossing to crossing, and the masses of atoms.
Estimate total_variation_in_parts(const Distribution& p, const Distribution& q) {
  const std::vector<double> at = crossings(p, q), atoms = atom_places(p, q);
  const auto is_atom = [&](double x) { return std::ranges::binary_search(atoms, x); };
  const std::vector<Atom> of_p = p.atoms(), of_q = q.atoms();
  double total = 0;
  for (const double x : atoms) total += std::fabs(mass_at(of_p, x) - mass_at(of_q, x));
  for (std::size_t i = 0; i + 1 < at.size(); ++i) {
    const double end = is_atom(at[i + 1]) ? std::nextafter(at[i + 1], -kInf) : at[i + 1];
    const double a = std::isinf(at[i]) ? 0 : cdf_difference(p, q, at[i]);
    const double b = std::isinf(end) ? 0 : cdf_difference(p, q, end);
    total += std::fabs(b - a);
  }
  return {total / 2, 1e-15 * static_cast<double>(at.size())};
}

/// Every place at which the difference of distribution functions may be extreme: a step, or where densities cross.
std::vector<double> extremes(const Distribution& p, const Distribution& q) {
  std::vector<double> at = atom_places(p, q);
  if (!unlisted(p) && !unlisted(q)) {
    const std::vector<double> more = crossings(p, q);
    at.insert(at.end(), more.begin(), more.end());
    return at;
  }
  const Distribution &whole = unlisted(p) ? p : q, &other = unlisted(p) ? q : p;
  const std::vector<double> all = steps(whole, whole, kMostSteps);
  at.insert(at.end(), all.begin(), all.end());
  if (!all.empty()) return at;
  // Many steps: where the step is as high as the other rises meanwhile, and a few on either side.
  const auto excess = [&](double k) { return whole.pdf(k) - other.pdf(k); };
  for (const double k : whole_turns(excess, whole_grid(p, q)))
    for (int i = -2; i <= 2; ++i) at.push_back(k + i);
  const double low = whole.quantile(1e-18);
  for (int i = 0; i < 4096; ++i) at.push_back(low + i);
  return at;
}

}  // namespace

DivergenceValue wasserstein_between(const Distribution& p, const Distribution& q, double order) {
  if (std::string why = why_wasserstein_is_infinite(p, q, order); !why.empty())
    return {kInf, 0, DivergenceMethod::closed_form, std::move(why)};
  const DivergenceMethod method = stepped(p, q) ? DivergenceMethod::summation : DivergenceMethod::quadrature;
  return told(order == 1 ? first_order(p, q) : quantile_distance(p, q, order), method);
}

DivergenceValue kolmogorov_smirnov_between(const Distribution& p, const Distribution& q) {
  if (stepped(p, q) && (unlisted(p) || unlisted(q)) && steps(p, q, kMostSteps).empty())
    return told(kolmogorov_smirnov_of_many(p, q), DivergenceMethod::summation);
  double largest = 0;
  for (const double x : extremes(p, q)) {
    if (std::isinf(x)) continue;
    largest = std::max(largest, std::fabs(cdf_difference(p, q, x)));
    largest = std::max(largest, std::fabs(cdf_difference(p, q, std::nextafter(x, -kInf))));
  }
  return {largest, 4e-16, stepped(p, q) ? DivergenceMethod::summation : DivergenceMethod::quadrature, {}};
}

DivergenceValue total_variation_between(const Distribution& p, const Distribution& q) {
  if (stepped(p, q)) return told(total_variation_of_whole(p, q), DivergenceMethod::summation);
  if (!unlisted(p) && !unlisted(q)) return told(total_variation_in_parts(p, q), DivergenceMethod::quadrature);
  // Of whole numbers and a density only atoms are in common.
  const Distribution &whole = unlisted(p) ? p : q, &other = unlisted(p) ? q : p;
  const std::vector<Atom> atoms = other.atoms();
  double common = 0;
  for (const Atom& atom : atoms) common += std::min(atom.mass, whole.pdf(atom.x));
  if (atoms.empty()) return {1, 0, DivergenceMethod::closed_form, mass_outside(p, q)};
  return {1 - common, 1e-15, DivergenceMethod::summation, {}};
}

}  // namespace sanov
