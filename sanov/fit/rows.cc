#include "sanov/fit/rows.h"

#include <algorithm>
#include <cmath>

namespace sanov {
namespace {

/// Where an interval's mass goes if no value lies in it.
double middle_of(double low, double high) {
  if (std::isinf(low) && std::isinf(high)) return 0;
  if (std::isinf(high)) return low;
  if (std::isinf(low)) return high > 0 ? high / 2 : high;
  const double middle = low / 2 + high / 2;
  return low == std::floor(low) && high == std::floor(high) ? std::ceil(middle) : middle;
}

/// The places that lie in each interval: from first on, before last.
struct Reach {
  std::size_t first = 0, last = 0;
};

Reach reach_of(const std::vector<double>& places, double low, double high) {
  const auto from = std::ranges::upper_bound(places, low), to = std::ranges::upper_bound(places, high);
  Reach r{static_cast<std::size_t>(from - places.begin()), static_cast<std::size_t>(to - places.begin())};
  if (r.first < r.last) return r;
  // The place stands on the open end: censored beyond the last value, and kept there.
  const auto at = static_cast<std::size_t>(std::ranges::lower_bound(places, middle_of(low, high)) - places.begin());
  return {at, at + 1};
}

}  // namespace

void Intervals::add(double from, double to, double w) {
  low.push_back(from);
  high.push_back(to);
  weight.push_back(w);
}

void Intervals::append(const Intervals& others) {
  low.insert(low.end(), others.low.begin(), others.low.end());
  high.insert(high.end(), others.high.begin(), others.high.end());
  weight.insert(weight.end(), others.weight.begin(), others.weight.end());
}

void Nodes::append(const Nodes& others) {
  x.insert(x.end(), others.x.begin(), others.x.end());
  weight.insert(weight.end(), others.weight.begin(), others.weight.end());
  between.append(others.between);
}

Nodes spread_of(const Nodes& rows) {
  std::vector<double> places = rows.x;
  const Intervals& between = rows.between;
  const double last = rows.x.empty() ? -HUGE_VAL : *std::ranges::max_element(rows.x);
  for (std::size_t i = 0; i < between.size(); ++i)
    if (std::isfinite(between.high[i]) || between.low[i] >= last)
      places.push_back(middle_of(between.low[i], between.high[i]));
  std::ranges::sort(places);
  places.erase(std::ranges::unique(places).begin(), places.end());
  std::vector<double> known(places.size());
  for (std::size_t i = 0; i < rows.x.size(); ++i)
    known[static_cast<std::size_t>(std::ranges::lower_bound(places, rows.x[i]) - places.begin())] += rows.weight[i];
  std::vector<Reach> reach(between.size());
  double total = 0;
  for (const double k : known) total += k;
  for (std::size_t i = 0; i < between.size(); ++i) {
    reach[i] = reach_of(places, between.low[i], between.high[i]);
    total += between.weight[i];
  }
  std::vector<double> mass(places.size(), total / static_cast<double>(places.size())), below(places.size() + 1);
  constexpr int kRounds = 40;  // a start need not have converged
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t k = 0; k < places.size(); ++k) below[k + 1] = below[k] + mass[k];
    // Each row gives its weight to the places it reaches, by the mass they have: rate[k] is the sum of weight/reached.
    std::vector<double> rate(places.size() + 1);
    for (std::size_t i = 0; i < between.size(); ++i) {
      const double reached = below[reach[i].last] - below[reach[i].first];
      if (!(reached > 0)) continue;
      rate[reach[i].first] += between.weight[i] / reached;
      rate[reach[i].last] -= between.weight[i] / reached;
    }
    double running = 0;
    for (std::size_t k = 0; k < places.size(); ++k) {
      running += rate[k];
      mass[k] = known[k] + mass[k] * std::max(running, 0.0);
    }
  }
  Nodes out;
  for (std::size_t k = 0; k < places.size(); ++k)
    if (mass[k] > 1e-12 * total) out.x.push_back(places[k]), out.weight.push_back(mass[k]);
  return out;
}

}  // namespace sanov
