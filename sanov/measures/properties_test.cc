// What the catalogue's flags claim, of whatever numbers come, by RapidCheck: a case is two rows of 1 to 300 cells, zeros,
// subnormals, tiny and huge ones among them, which every measure gets as its domain wants them.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "sanov/measures/laws_test.h"

namespace sanov::laws {
namespace {

/// Values below may have gone through subnormal numbers, which have fewer digits, or be quotients of such.
constexpr double kDigitsLost = 1e-150;

/// From evenly spread bits: a fifth are 0, some subnormal, tiny, huge or 1, most between 2⁻¹⁵ and 2.
double cell_from(std::uint64_t bits) {
  const double fraction = 1 + static_cast<double>(bits & ((1ull << 52) - 1)) * 0x1p-52;
  switch (bits >> 60) {
    case 0:
    case 1:
    case 2: return 0;
    case 3: return std::ldexp(fraction, -1060);
    case 4: return std::ldexp(fraction, -990);
    case 5: return std::ldexp(fraction, -450);
    case 6: return std::ldexp(fraction, 120);
    case 7: return 1;
    default: return std::ldexp(fraction, -static_cast<int>(bits >> 52 & 15));
  }
}

rc::Gen<Row> rows(std::size_t n) {
  return rc::gen::container<Row>(n, rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), [](std::uint64_t bits) {
                                   return cell_from(bits * 0x9e3779b97f4a7c15);
                                 }));
}

/// The row as the domain wants it.
Row fitted(Row row, Domain domain) {
  switch (domain) {
    case Domain::probabilities: {
      const long double sum = std::accumulate(row.begin(), row.end(), 0.0L);
      if (sum == 0) row[0] = 1;
      if (sum > 0)
        for (double& x : row) x = static_cast<double>(x / sum);
      break;
    }
    case Domain::nonnegative: break;
    case Domain::positive: std::replace(row.begin(), row.end(), 0.0, 1.0); break;
    case Domain::real:
      for (double& x : row)
        if (bits_of(x) & 1) x = -x;
  }
  return row;
}

/// Two rows over the same cells: unrelated, the same but for some last bits, or disjoint.
struct Pair {
  Row p, q;

  Pair fitted_to(Domain domain) const { return {fitted(p, domain), fitted(q, domain)}; }
};

Pair any_pair() {
  const auto n = *rc::gen::inRange<std::size_t>(1, 301);
  Pair pair{*rows(n), *rows(n)};
  const int relation = *rc::gen::inRange(0, 4);
  for (std::size_t i = 0; i < n; ++i) {
    if (relation == 2) pair.q[i] = pair.p[i] * (1 + 0x1p-50 * std::floor(8 * std::fmod(pair.q[i], 1.0)));
    if (relation == 3) (i % 2 == 0 ? pair.p : pair.q)[i] = 0;
  }
  return pair;
}

std::string shown(const Row& row) {
  std::string text;
  for (const double x : row) text += (text.empty() ? "" : ", ") + to_text(x);
  return "{" + text + "}";
}

/// The value; none where huge cells overflow or tiny ones make no direction, which are errors that say so, and never
/// with probabilities.
std::optional<double> value_of(const Subject& subject, const Row& p, const Row& q) {
  try {
    return subject.value(p, q);
  } catch (const DomainError& error) {
    const std::string text = error.what();
    const bool of_size = text.find("overflows") != std::string::npos || text.find("too small") != std::string::npos;
    if (subject.of_probabilities() || !of_size)
      RC_FAIL(subject.label + " of " + shown(p) + " and " + shown(q) + " throws " + text);
    return std::nullopt;
  }
}

/// What the rounding of cells and their sums moves a value by: one of second order by its root; one along positions by
/// as much at each.
double rounding(const Subject& subject, double value, const Row& p, const Row& q) {
  double size = 1;
  for (std::size_t i = 0; i < p.size(); ++i) size += std::fabs(p[i]) + std::fabs(q[i]);
  const bool second_order = subject.info->kind == Kind::divergence && std::isfinite(subject.parameters[0]);
  const double each = 1e-15 * (subject.ordered ? static_cast<double>(p.size()) : 1);
  return 1e-13 * value + each * (second_order ? std::sqrt(value * size) + each * size : size) + kDigitsLost;
}

bool close(const Subject& subject, double a, std::optional<double> b, const Row& p, const Row& q) {
  return b && (a == *b || std::fabs(a - *b) <= rounding(subject, std::max(std::fabs(a), std::fabs(*b)), p, q));
}

void hold(bool claim, const Subject& subject, const Row& p, const Row& q, double found, double expected) {
  if (!claim)
    RC_FAIL(subject.label + " of " + shown(p) + " and " + shown(q) + " is " + to_text(found) + ", against " +
            to_text(expected));
}

/// Calls body(subject, p, q, value) for all that claim `claims` and have a value.
template <class Body>
void for_each(unsigned claims, Body body) {
  const Pair pair = any_pair();
  for (const Subject& subject : subjects()) {
    if ((subject.info->laws & claims) != claims) continue;
    const auto [p, q] = pair.fitted_to(subject.info->domain);
    if (const auto value = value_of(subject, p, q)) body(subject, p, q, *value);
  }
}

/// The row with its cells in another order.
Row picked(const Row& row, const std::vector<std::size_t>& order) {
  Row out;
  for (const std::size_t i : order) out.push_back(row[i]);
  return out;
}

RC_GTEST_PROP(MeasureProperties, AreInTheirRange, ()) {
  for_each(0, [](const Subject& s, const Row& p, const Row& q, double value) {
    hold(value >= s.info->lower && value <= s.info->upper, s, p, q, value, s.info->lower);
  });
}

RC_GTEST_PROP(MeasureProperties, AreSymmetricWhereTheySaySo, ()) {
  for_each(symmetric, [](const Subject& s, const Row& p, const Row& q, double value) {
    const auto swapped = value_of(s, q, p);
    hold(swapped && (agree(value, *swapped, 4e-15) || std::fabs(value) < kDigitsLost), s, p, q, value,
         swapped.value_or(NAN));
  });
}

RC_GTEST_PROP(MeasureProperties, AreZeroAtEquality, ()) {
  for_each(zero_at_equal, [](const Subject& s, const Row& p, const Row&, double) {
    const auto value = value_of(s, p, p);
    if (value) hold(*value == 0, s, p, p, *value, 0);
  });
}

RC_GTEST_PROP(MeasureProperties, DoNotGrowWhenCellsAreMerged, ()) {
  for_each(merging_contracts, [](const Subject& s, const Row& p, const Row& q, double value) {
    const std::size_t kept = (p.size() + 1) / 2;
    Row p_merged(kept), q_merged(kept);
    for (std::size_t i = 0; i < p.size(); ++i) {
      p_merged[i / 2] += p[i];
      q_merged[i / 2] += q[i];
    }
    const auto merged = value_of(s, p_merged, q_merged);
    if (!merged) return;
    hold(*merged <= value + rounding(s, std::max(value, *merged), p, q), s, p, q, *merged, value);
  });
}

RC_GTEST_PROP(MeasureProperties, DoNotDependOnTheOrderOfCells, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  for_each(order_free, [seed](const Subject& s, const Row& p, const Row& q, double value) {
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::shuffle(order.begin(), order.end(), std::mt19937_64(seed));
    const auto shuffled = value_of(s, picked(p, order), picked(q, order));
    hold(close(s, value, shuffled, p, q), s, p, q, value, shuffled.value_or(NAN));
  });
}

RC_GTEST_PROP(MeasureProperties, DoNotSeeEmptyCells, ()) {
  const auto empty = *rc::gen::inRange<std::size_t>(1, 40);
  for_each(padding_free, [empty](const Subject& s, Row p, Row q, double value) {
    p.insert(p.end(), empty, 0.0);
    q.insert(q.end(), empty, 0.0);
    const auto padded = value_of(s, p, q);
    hold(close(s, value, padded, p, q), s, p, q, value, padded.value_or(NAN));
  });
}

RC_GTEST_PROP(MeasureProperties, AreTheSumOfTheirTerms, ()) {
  for_each(additive, [](const Subject& s, const Row& p, const Row& q, double value) {
    // The Euclidean distance of tiny differences is known, but not the shares, whose squares are 0.
    if (s.info->name == "euclidean" && value < 0x1p-500) return;
    Row terms(p.size());
    if (s.two != nullptr)
      s.two->terms(p, q, s.parameters, terms);
    else
      s.one->terms(p, s.parameters, terms);
    hold(std::all_of(terms.begin(), terms.end(), [](double term) { return term >= 0; }), s, p, q, NAN, 0);
    const double sum = std::accumulate(terms.begin(), terms.end(), 0.0);
    hold(agree(value, sum, 1e-13) || value < kDigitsLost, s, p, q, value, sum);
  });
}

}  // namespace
}  // namespace sanov::laws
