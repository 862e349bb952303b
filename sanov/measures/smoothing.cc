#include "sanov/measures/smoothing.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"

namespace sanov {
namespace {

constexpr std::string_view kNames[] = {"none", "additive", "holdout"};

Smoothing checked(Smoothing smoothing) {
  const bool is_holdout = smoothing.kind == Smoothing::Kind::holdout;
  if (smoothing.kind == Smoothing::Kind::none ||
      (smoothing.amount > 0 && std::isfinite(smoothing.amount) && (!is_holdout || smoothing.amount < 1)))
    return smoothing;
  fail_domain(kNames[static_cast<std::size_t>(smoothing.kind)], "amount",
              "is " + to_text(smoothing.amount) +
                  (is_holdout ? "; it must be between 0 and 1" : "; it must be finite and greater than 0"));
}

Probabilities with_added(Cells counts, double amount) {
  check_nonnegative(counts, "smoothed", "counts");
  Probabilities result(counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i) result[i] = counts[i] + amount;
  return normalized(result);
}

Probabilities with_holdout(Cells cells, double amount) {
  check_probabilities(cells, "smoothed", "cells");
  // Probabilities in float miss 1 by more than the result in double may.
  Probabilities result = normalized(cells);
  const auto empty = std::ranges::count(result, 0.0);
  if (empty == 0) return result;
  for (double& cell : result) cell = cell == 0 ? amount / static_cast<double>(empty) : cell * (1 - amount);
  return result;
}

}  // namespace

Smoothing Smoothing::additive(double amount) {
  const FloatingPoint environment;
  return checked({Kind::additive, amount});
}
Smoothing Smoothing::holdout(double amount) {
  const FloatingPoint environment;
  return checked({Kind::holdout, amount});
}

Smoothing smoothing_from(std::string_view text) {
  const std::size_t opens = text.find('(');
  const std::string_view name = text.substr(0, opens);
  const auto* const found = std::ranges::find(kNames, name);
  if (found == std::end(kNames)) {
    const std::string near = nearest(name, kNames, std::size(kNames));
    fail_argument("", "smoothing",
                  "'" + std::string(name) + "' is unknown; " +
                      (near.empty() ? "there are additive(0.5) and holdout(0.01)" : "did you mean '" + near + "'?"));
  }
  const auto kind = static_cast<Smoothing::Kind>(found - std::begin(kNames));
  if (opens == std::string_view::npos)
    return kind == Smoothing::Kind::additive  ? Smoothing::additive()
           : kind == Smoothing::Kind::holdout ? Smoothing::holdout()
                                              : Smoothing{};
  const std::string_view inside = text.substr(opens + 1);
  double amount = 0;
  const auto [end, error] = std::from_chars(inside.data(), inside.data() + inside.size(), amount);
  const bool whole = error == std::errc() && std::string_view(end, inside.data() + inside.size()) == ")";
  if (!whole || kind == Smoothing::Kind::none)
    fail_argument("", "smoothing", "'" + std::string(text) + "' cannot be read; write additive(0.5) or holdout(0.01)");
  return checked({kind, amount});
}

std::string to_text(const Smoothing& smoothing) {
  const std::string name(kNames[static_cast<std::size_t>(smoothing.kind)]);
  return smoothing.kind == Smoothing::Kind::none ? name : name + "(" + to_text(smoothing.amount) + ")";
}

Probabilities smoothed(Cells cells, const Smoothing& smoothing) {
  const FloatingPoint environment;
  checked(smoothing);
  switch (smoothing.kind) {
    case Smoothing::Kind::none: break;
    case Smoothing::Kind::additive: return with_added(cells, smoothing.amount);
    case Smoothing::Kind::holdout: return with_holdout(cells, smoothing.amount);
  }
  return normalized(cells);
}

Smoothing half_of(Smoothing smoothing) noexcept {
  const FloatingPoint environment;
  smoothing.amount = environment.here(environment.here(smoothing.amount) / 2);
  return smoothing;
}

Smoothing twice(Smoothing smoothing) noexcept {
  const FloatingPoint environment;
  const bool is_holdout = smoothing.kind == Smoothing::Kind::holdout;
  const double amount = environment.here(smoothing.amount);
  smoothing.amount = environment.here(is_holdout ? std::min(2 * amount, (1 + amount) / 2) : 2 * amount);
  return smoothing;
}

SmoothedValue smoothed_value(const Bound<Two>& measure, Cells p, Cells q, const Smoothing& smoothing) {
  const FloatingPoint environment;
  const auto with = [&](const Smoothing& s) { return measure(smoothed(p, s), smoothed(q, s)); };
  return {with(smoothing), with(half_of(smoothing)), with(twice(smoothing))};
}

}  // namespace sanov
