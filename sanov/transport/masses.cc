#include "sanov/transport/masses.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/running_sum.h"

namespace sanov {
namespace {

constexpr int kBits = 60;

struct Side {
  const Cells* weights;
  std::size_t n;
  const char* name;

  double operator[](std::size_t i) const { return weights == nullptr ? 1 / static_cast<double>(n) : (*weights)[i]; }
  bool equal() const {
    for (std::size_t i = 1; i < n; ++i)
      if ((*this)[i] != (*this)[0]) return false;
    return true;
  }
};

/// The sum of checked weights.
double checked_total(const Side& side, const char* function) {
  if (side.n == 0) fail_argument(function, side.name, "has no points");
  if (side.weights == nullptr) return 1;
  if (side.weights->size() != side.n)
    fail_argument(function, side.name,
                  "has " + std::to_string(side.weights->size()) + " weights for " + std::to_string(side.n) + " points");
  RunningSum sum;
  for (std::size_t i = 0; i < side.n; ++i) {
    const double w = (*side.weights)[i];
    if (!(w >= 0) || std::isinf(w)) fail_value(function, side.name, i, w, "weights are finite and not negative");
    sum.add(w);
  }
  const double total = sum.value();
  if (total == 0) fail_domain(function, side.name, "holds no mass: its weights are all 0");
  if (std::isinf(total)) fail_domain(function, side.name, "has weights whose sum overflows; divide them first");
  return total;
}

/// Each weight in units of 2⁻⁶⁰ of the total. What rounding leaves over goes to the first weights above 0, a unit each.
std::vector<std::int64_t> in_units(const Side& side, double total, std::vector<float>& off) {
  std::vector<std::int64_t> units(side.n);
  const std::int64_t whole = std::int64_t{1} << kBits;
  std::int64_t left = whole;
  for (std::size_t i = 0; i < side.n; ++i) {
    const long double share = side[i] / static_cast<long double>(total);
    units[i] = std::llrint(share * static_cast<long double>(whole));
    left -= units[i];
  }
  for (std::size_t i = 0; left != 0; i = (i + 1) % side.n) {
    if (units[i] <= (left < 0 ? 1 : 0)) continue;
    const std::int64_t step = left < 0 ? -1 : 1;
    units[i] += step;
    left -= step;
  }
  off.resize(side.n);
  for (std::size_t i = 0; i < side.n; ++i)
    off[i] = static_cast<float>(static_cast<long double>(units[i]) -
                                side[i] / static_cast<long double>(total) * static_cast<long double>(whole));
  return units;
}

double rounding(Type type, std::size_t n) {
  return type == Type::float64 ? (static_cast<double>(n) + 16) * 0x1p-52 : sum_tolerance(type, n);
}

bool explained(const Side& a, const Side& b, double total_a, double total_b) {
  double tolerance = 0;
  for (const Side* side : {&a, &b})
    if (side->weights != nullptr) tolerance = std::max(tolerance, rounding(side->weights->type(), side->n));
  return std::fabs(total_a - total_b) <= tolerance * std::max(total_a, total_b);
}

/// Both in whole units of the same share of their totals, all of which together stand for `mass`.
Masses in_whole_units(const Side& a, const Side& b, double total_a, double total_b, double mass) {
  Masses out;
  out.total = total_a;
  out.difference = total_b - total_a;
  if (a.equal() && b.equal()) {
    const std::size_t g = std::gcd(a.n, b.n);
    out.a.assign(a.n, static_cast<std::int64_t>(b.n / g));
    out.b.assign(b.n, static_cast<std::int64_t>(a.n / g));
    out.unit = mass / static_cast<double>(a.n / g) / static_cast<double>(b.n);
    return out;
  }
  out.a = in_units(a, total_a, out.off_a);
  out.b = in_units(b, total_b, out.off_b);
  out.unit = std::ldexp(mass, -kBits);
  return out;
}

}  // namespace

double rounding_worth(const Masses& masses, const std::vector<double>& u, const std::vector<double>& v) {
  RunningSum worth, doubt;
  const auto add = [&](const std::vector<float>& off, const std::vector<std::int64_t>& units,
                       const std::vector<double>& prices) {
    for (std::size_t i = 0; i < off.size(); ++i) {
      if (off[i] == 0 && units[i] == 0) continue;  // no weight at all, whatever its price
      worth.add(double{off[i]} * prices[i]);
      // What was subtracted has 64 digits, and their difference 24.
      doubt.add((static_cast<double>(units[i]) * 0x1p-62 + std::fabs(double{off[i]}) * 0x1p-23) * std::fabs(prices[i]));
    }
  };
  add(masses.off_a, masses.a, u);
  add(masses.off_b, masses.b, v);
  return std::max(worth.value() + doubt.value(), 0.0) * masses.unit;
}

Masses balanced_masses(const Cells* a, std::size_t n, const Cells* b, std::size_t m, const char* function) {
  const Side first{a, n, "a"}, second{b, m, "b"};
  const double total_a = checked_total(first, function), total_b = checked_total(second, function);
  // The mass of a unit is 2⁻⁶⁰ of the total.
  if (total_a < 1e-250) fail_domain(function, "a", "has weights that sum to less than 1e-250; scale them first");
  if (!explained(first, second, total_a, total_b))
    fail_domain(function, "b",
                "has the mass " + to_text(total_b) + ", and the first measure " + to_text(total_a) +
                    "; they must be equal: divide both by their sums, or use unbalanced transport");
  return in_whole_units(first, second, total_a, total_b, total_a);
}

Masses normalized_masses(const Cells* a, std::size_t n, const Cells* b, std::size_t m, const char* function) {
  const Side first{a, n, "a"}, second{b, m, "b"};
  const double total_a = checked_total(first, function), total_b = checked_total(second, function);
  return in_whole_units(first, second, total_a, total_b, 1);
}

void refuse_stranded(std::int64_t units, const Masses& masses, const char* function) {
  if (units > 0)
    fail_domain(function, "costs",
                "forbid too much: at least " + to_text(static_cast<double>(units) * masses.unit) + " of the mass " +
                    to_text(masses.total) + " has no way over pairs of finite cost");
}

}  // namespace sanov
