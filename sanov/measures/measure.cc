#include "sanov/measures/measure.h"

#include <cmath>

#include "sanov/base/error.h"
#include "sanov/measures/checks.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

/// At a minimum where a root has no derivative its subgradient 0 stands in.
Outer smoothed(Outer outer) {
  for (double& weight : outer.by_term)
    if (!std::isfinite(weight)) weight = 0;
  if (!std::isfinite(outer.by_p)) outer.by_p = 0;
  if (!std::isfinite(outer.by_q)) outer.by_q = 0;
  return outer;
}

/// Both arguments in one element type: of a mixed pair the floats are widened.
class Pair {
 public:
  Pair(Cells p, Cells q) : p(p), q(q) {
    if (p.type() == q.type()) return;
    const Cells narrow = p.type() == Type::float32 ? p : q;
    widened_.assign(narrow.as<float>(), narrow.as<float>() + narrow.size());
    (p.type() == Type::float32 ? this->p : this->q) = widened_;
  }
  Cells p, q;

 private:
  std::vector<double> widened_;
};

/// Throws unless the sums of a pass, or a second reading, vouch for both arguments: each by the tolerance of the type in
/// which it was given.
void vouch(const Info& info, const Sums& sums, Cells p, Cells q) {
  if (vouched(info, sums, sums.p, p) && vouched(info, sums, sums.q, q)) return;
  diagnose(info, p, "p");
  diagnose(info, q, "q");
}

/// The shares of the value: the terms of the one sum, scaled so that they add up to the value.
Outer shares(const Info& info, const Sums& sums, double value) {
  if (!info.keeps(additive)) fail_argument(info.name, "terms", "do not exist: the measure is not a sum over cells");
  Outer outer;
  const double scale = sums.term[0] == 0 || std::isinf(sums.term[0]) ? 1 : value / sums.term[0];
  outer.by_term[0] = scale;
  return outer;
}

}  // namespace

// One -----------------------------------------------------------------------------------------------------------------

Sums Measure<One>::checked_sums(Cells p, const Parameters& parameters) const {
  if (p.size() == 0) diagnose(info(), p, "p");
  const Sums sums = sum_cells(*table_(), p, nullptr, parameters);
  if (!vouched(info(), sums, sums.p, p)) diagnose(info(), p, "p");
  return sums;
}

double Measure<One>::value(Cells p, const Parameters& given) const {
  const FloatingPoint environment;
  const Parameters parameters = settled(p, given);
  return within_range(info(), finish_(checked_sums(p, parameters), parameters).value);
}

void Measure<One>::gradient(Cells p, const Parameters& given, std::span<double> gp) const {
  const FloatingPoint environment;
  if (!gp.empty()) check_room(info(), "gp", gp, p.size());
  require_gradient(info());
  const Parameters parameters = settled(p, given);
  const Outer outer = smoothed(finish_(checked_sums(p, parameters), parameters));
  if (!gp.empty()) write_slopes(*table_(), p, nullptr, parameters, outer, gp.data(), nullptr);
}

void Measure<One>::terms(Cells p, const Parameters& given, std::span<double> out) const {
  const FloatingPoint environment;
  check_room(info(), "out", out, p.size());
  const Parameters parameters = settled(p, given);
  const Sums sums = checked_sums(p, parameters);
  const double value = within_range(info(), finish_(sums, parameters).value);
  write_terms(*table_(), p, nullptr, parameters, shares(info(), sums, value), out.data());
}

// Two -----------------------------------------------------------------------------------------------------------------

Sums Measure<Two>::checked_sums(Cells p, Cells q, const Parameters& parameters) const {
  const Pair pair(p, q);
  const Sums sums = sum_cells(*table_(), pair.p, &pair.q, parameters);
  vouch(info(), sums, p, q);
  return sums;
}

Parameters Measure<Two>::settled(Cells p, Cells q, const Parameters& given) const {
  const FloatingPoint environment;
  check_size(info(), "q", q.size(), p.size(), "p");
  diagnose(info(), p, "p");
  diagnose(info(), q, "q");
  const Pair pair(p, q);
  return prepared(pair.p, pair.q, given);
}

double Measure<Two>::value(Cells p, Cells q, const Parameters& given) const {
  const FloatingPoint environment;
  check_size(info(), "q", q.size(), p.size(), "p");
  if (p.size() == 0) diagnose(info(), p, "p");
  const Pair pair(p, q);
  const Parameters parameters = prepared(pair.p, pair.q, given);
  return within_range(info(), finish_(checked_sums(p, q, parameters), parameters).value);
}

void Measure<Two>::gradient(Cells p, Cells q, const Parameters& given, std::span<double> gp,
                            std::span<double> gq) const {
  const FloatingPoint environment;
  check_size(info(), "q", q.size(), p.size(), "p");
  if (p.size() == 0) diagnose(info(), p, "p");
  if (!gp.empty()) check_room(info(), "gp", gp, p.size());
  if (!gq.empty()) check_room(info(), "gq", gq, p.size());
  require_gradient(info());
  const Pair pair(p, q);
  const Parameters parameters = prepared(pair.p, pair.q, given);
  const Outer outer = smoothed(finish_(checked_sums(p, q, parameters), parameters));
  write_slopes(*table_(), pair.p, &pair.q, parameters, outer, gp.empty() ? nullptr : gp.data(),
               gq.empty() ? nullptr : gq.data());
}

void Measure<Two>::terms(Cells p, Cells q, const Parameters& given, std::span<double> out) const {
  const FloatingPoint environment;
  check_size(info(), "q", q.size(), p.size(), "p");
  if (p.size() == 0) diagnose(info(), p, "p");
  check_room(info(), "out", out, p.size());
  const Pair pair(p, q);
  const Parameters parameters = prepared(pair.p, pair.q, given);
  const Sums sums = checked_sums(p, q, parameters);
  const double value = within_range(info(), finish_(sums, parameters).value);
  write_terms(*table_(), pair.p, &pair.q, parameters, shares(info(), sums, value), out.data());
}

}  // namespace sanov
