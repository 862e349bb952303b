// Properties of distributions that hold for whatever members come, by RapidCheck.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "sanov/families/affine.h"
#include "sanov/families/catalogue.h"
#include "sanov/families/divergence.h"
#include "sanov/families/families.h"
#include "sanov/families/mixture.h"
#include "sanov/families/spec.h"
#include "sanov/families/truncated.h"

namespace sanov {
namespace {

double number(double low, double high) { return low + (high - low) * *rc::gen::inRange(0, 1001) / 1000.0; }

/// A member of a family, each parameter off its default by a factor of up to 4.
Distribution some_member_of(const FamilyEntry& entry) {
  std::vector<double> at;
  for (const FamilyParameter& p : entry.parameters) {
    double value = p.value * std::exp(number(-1.4, 1.4));
    if (p.low == -HUGE_VAL) value += number(-2, 2);
    RC_PRE(p.rule_broken_by(value).empty());
    at.push_back(value);
  }
  try {
    return entry.make(at);
  } catch (const std::exception&) {
    RC_DISCARD("breaks a rule between parameters");
  }
}

Distribution some_member() {
  const auto entries = all_families();
  const FamilyEntry& entry = entries[*rc::gen::inRange<std::size_t>(0, entries.size())];
  RC_PRE(!entry.whole);
  return some_member_of(entry);
}

/// Of a family whose functions take little time.
Distribution some_quick_member() {
  return some_member_of(find_family(*rc::gen::element<std::string_view>(
      "normal", "exponential", "gamma", "lognormal", "weibull", "gumbel", "frechet", "beta", "student_t", "logistic",
      "laplace", "cauchy", "uniform", "pareto", "generalized_pareto", "triangular")));
}

RC_GTEST_PROP(FamilyProperties, TextsTellAllThereIs, ()) {
  const Distribution d = some_member();
  const Distribution again = parse_distribution(d.text());
  RC_ASSERT(again.text() == d.text());
  RC_ASSERT(again.parameters() == d.parameters());
}

RC_GTEST_PROP(FamilyProperties, TailsFallAndQuantilesRise, ()) {
  const Distribution d = some_member();
  const double p = number(0.001, 0.998), q = p + number(0.0005, 0.999 - p), x = d.quantile(p), y = d.quantile(q);
  RC_ASSERT(x <= y);
  RC_ASSERT(d.cdf(x) <= d.cdf(y) && d.sf(x) >= d.sf(y));
  RC_ASSERT(std::fabs(d.cdf(x) + d.sf(x) - 1) < 1e-12);
  RC_ASSERT(std::fabs(d.cdf(x) - p) < 1e-6);
}

RC_GTEST_PROP(FamilyProperties, AShiftAndAScaleMoveEverything, ()) {
  const Distribution d = some_member();
  const double by = number(-5, 5), factor = std::exp(number(-2, 2)), x = d.quantile(number(0.05, 0.95));
  const Distribution moved = shifted(scaled(d, factor), by);
  const double there = x * factor + by;
  RC_ASSERT(std::fabs(moved.cdf(there) - d.cdf(x)) < 1e-6);
  RC_ASSERT(std::fabs(moved.log_pdf(there) + std::log(factor) - d.log_pdf(x)) < 1e-6 * (1 + std::fabs(d.log_pdf(x))));
}

RC_GTEST_PROP(FamilyProperties, WhatIsTruncatedIsWhatItWasButForItsMass, ()) {
  const Distribution d = some_member();
  const double p = number(0.05, 0.45), q = number(0.55, 0.95), low = d.quantile(p), high = d.quantile(q);
  RC_PRE(low < high);
  const Distribution part = truncated(d, low, high);
  const double x = d.quantile(number(0.46, 0.54)), mass = d.cdf(high) - d.cdf(low);
  RC_ASSERT(std::fabs(part.pdf(x) * mass - d.pdf(x)) <= 1e-9 * d.pdf(x));
  RC_ASSERT(std::fabs(part.cdf(x) * mass - (d.cdf(x) - d.cdf(low))) < 1e-9);
  RC_ASSERT(part.cdf(high) == 1 && part.pdf(std::nextafter(high, HUGE_VAL)) == 0);
}

RC_GTEST_PROP(FamilyProperties, AMixtureIsWhatItsPartsMakeIt, ()) {
  const Distribution a = some_member(), b = some_member();
  const double weight = number(0.01, 0.99), x = a.quantile(number(0.01, 0.99));
  const Distribution d = mixture({{weight, a}, {1 - weight, b}});
  const double expected = weight * a.cdf(x) + (1 - weight) * b.cdf(x);
  RC_ASSERT(std::fabs(d.cdf(x) - expected) <= 1e-14);
  if (std::isfinite(a.pdf(x) + b.pdf(x)))
    RC_ASSERT(std::fabs(d.pdf(x) - weight * a.pdf(x) - (1 - weight) * b.pdf(x)) <= 1e-13 * d.pdf(x));
}

RC_GTEST_PROP(FamilyProperties, DivergencesKeepTheirRangesAndOrder, ()) {
  const Distribution p = some_quick_member(), q = some_quick_member();
  const auto between = [](Between which, const Distribution& a, const Distribution& b) {
    return divergence_between(which, a, b);
  };
  const DivergenceValue tv = between(Between::total_variation, p, q), h = between(Between::hellinger, p, q),
                        js = between(Between::js, p, q), ks = between(Between::kolmogorov_smirnov, p, q);
  const double slack = 1e-6 + 6 * (tv.error + h.error + js.error + ks.error);
  RC_ASSERT(ks.value <= tv.value + slack && tv.value <= 1 + slack);
  RC_ASSERT(h.value * h.value <= tv.value + slack && tv.value <= h.value * std::sqrt(2 - h.value * h.value) + slack);
  RC_ASSERT(js.value <= std::log(2.0) * tv.value + slack);
  const double kl = between(Between::kl, p, q).value;
  RC_ASSERT(kl >= 0);
  if (std::isfinite(kl)) RC_ASSERT(2 * tv.value * tv.value <= kl + slack);  // Pinsker's inequality
  RC_ASSERT(std::fabs(between(Between::hellinger, q, p).value - h.value) <= slack);
}

}  // namespace
}  // namespace sanov
