#include "sanov/transport/quantile_barycentre.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/running_sum.h"
#include "sanov/numerics/parallel.h"
#include "sanov/transport/line.h"
#include "sanov/transport/masses.h"
#include "sanov/transport/shares.h"

namespace sanov {
namespace {

constexpr const char* kName = "quantile_barycentre";
constexpr std::uint64_t kWhole = std::uint64_t{1} << 60;

/// A quantile function: x[k] for levels up to end[k], in units of 2⁻⁶⁰. All steps have a length.
struct Quantiles {
  std::vector<double> x;
  std::vector<std::uint64_t> end;
};

/// Equal weights end at the same levels whether they are given or not, and n points at every second level of 2n.
std::uint64_t share_of_whole(std::size_t k, std::size_t n) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>(static_cast<Wide>(kWhole) * k / n);
}

void check_weights(const LineSample& sample, const std::string& name) {
  if (!sample.weights) return;
  const Cells weights = *sample.weights;
  if (weights.size() != sample.x.size())
    fail_argument(
        kName, name,
        "has " + std::to_string(weights.size()) + " numbers for " + std::to_string(sample.x.size()) + " points");
  double largest = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!(weights[i] >= 0) || std::isinf(weights[i]))
      fail_value(kName, name, i, weights[i], "weights are finite and not negative");
    largest = std::max(largest, weights[i]);
  }
  if (largest == 0) fail_domain(kName, name, "holds no mass: its weights are all 0");
}

Quantiles quantiles(const LineSample& sample, const std::string& name) {
  const std::size_t n = sample.x.size();
  check_count(sample.x, kName, name.c_str());
  check_weights(sample, name + ".weights");
  // Against a single point, masses are whole numbers of 2⁻⁶⁰, or all 1 where the weights are equal.
  const Masses masses = normalized_masses(sample.weights ? &*sample.weights : nullptr, n, nullptr, 1, kName);
  const Sorted sorted = sorted_with_mass(sample.x, masses.a, kName, name.c_str());
  const bool equal = masses.b[0] != static_cast<std::int64_t>(kWhole);
  Quantiles out;
  std::uint64_t sum = 0;
  for (std::size_t k = 0; k < n; ++k) {
    if (sorted.mass[k] == 0) continue;
    sum += static_cast<std::uint64_t>(sorted.mass[k]);
    out.x.push_back(sorted.x[k]);
    out.end.push_back(equal ? share_of_whole(k + 1, n) : sum);
  }
  return out;
}

std::vector<Quantiles> all_quantiles(std::span<const LineSample> samples) {
  if (samples.empty()) fail_argument(kName, "samples", "is empty; at least one is needed");
  std::vector<Quantiles> out(samples.size());
  parallel_chunks(samples.size(), 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t k = first; k < last; ++k) out[k] = quantiles(samples[k], "samples[" + std::to_string(k) + "]");
  });
  return out;
}

/// A level in units. It is read 2 ULP lower than given: 0.1 of ten points is the first, though the double nearest to
/// 0.1 is above it.
std::uint64_t in_units(double level) {
  return static_cast<std::uint64_t>(std::ldexp(level, 60) - std::ldexp(level, 8));
}

/// Where each quantile function is at a level in units: the first step that ends at or after it.
double mean_at(std::uint64_t level, const std::vector<Quantiles>& all, const std::vector<double>& shares) {
  RunningSum sum;
  for (std::size_t k = 0; k < all.size(); ++k) {
    const auto step = std::lower_bound(all[k].end.begin(), all[k].end.end(), level);
    sum.add(shares[k] * all[k].x[static_cast<std::size_t>(step - all[k].end.begin())]);
  }
  return sum.value();
}

}  // namespace

LineMeasure quantile_barycentre(std::span<const LineSample> samples, std::optional<Cells> shares) {
  const FloatingPoint guard;
  const std::vector<double> share = checked_shares(shares, samples.size(), "samples", kName);
  const std::vector<Quantiles> all = all_quantiles(samples);
  std::vector<std::uint64_t> ends;
  for (std::size_t k = 0; k < all.size(); ++k)
    if (share[k] > 0) ends.insert(ends.end(), all[k].end.begin(), all[k].end.end());
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  LineMeasure out{std::vector<double>(ends.size()), std::vector<double>(ends.size())};
  parallel_chunks(ends.size(), 4096, [&](std::size_t first, std::size_t last) {
    for (std::size_t e = first; e < last; ++e) {
      out.positions[e] = mean_at(ends[e], all, share);
      out.masses[e] = std::ldexp(static_cast<double>(ends[e] - (e == 0 ? 0 : ends[e - 1])), -60);
    }
  });
  return out;
}

std::vector<double> quantile_barycentre_at(Cells levels, std::span<const LineSample> samples,
                                           std::optional<Cells> shares) {
  const FloatingPoint guard;
  const std::vector<double> share = checked_shares(shares, samples.size(), "samples", kName);
  for (std::size_t i = 0; i < levels.size(); ++i)
    if (!(levels[i] >= 0 && levels[i] <= 1)) fail_value(kName, "levels", i, levels[i], "levels lie from 0 to 1");
  const std::vector<Quantiles> all = all_quantiles(samples);
  std::vector<double> out(levels.size());
  parallel_chunks(levels.size(), 4096, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) out[i] = mean_at(in_units(levels[i]), all, share);
  });
  return out;
}

}  // namespace sanov
