#include "sanov/samples/mmd.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/inference/resampling.h"
#include "sanov/numerics/parallel.h"
#include "sanov/samples/pair_sums.h"
#include "sanov/samples/two_samples.h"

namespace sanov {
namespace {

constexpr const char* kName = "mmd";
constexpr std::size_t kBlock = 16, kCells = std::size_t{1} << 16, kParts = 64;

/// How many pairs i < j have a squared distance in each of 2^16 cells: by the 16 bits below `shift` bits' place, of those
/// whose higher bits are `prefix`.
std::vector<std::uint64_t> count_distances(const PairPoints& points, int shift, std::uint64_t prefix) {
  const std::size_t size = points.size(), blocks = (size + kBlock - 1) / kBlock, each = (blocks + kParts - 1) / kParts;
  std::vector<std::vector<std::uint32_t>> parts((blocks + each - 1) / each);
  parallel_chunks(parts.size(), 1, [&](std::size_t begin, std::size_t end) {
    std::vector<double> rows(kBlock * points.stride());
    for (std::size_t part = begin; part < end; ++part) {
      parts[part].assign(kCells, 0);
      for (std::size_t first = part * each * kBlock; first < std::min((part + 1) * each * kBlock, size);
           first += kBlock) {
        const std::size_t count = std::min(kBlock, size - first);
        points.fill({PairKernel::squared_distance}, first, count, rows.data());
        for (std::size_t r = 0; r < count; ++r)
          for (std::size_t j = first + r + 1; j < size; ++j) {
            const auto bits = std::bit_cast<std::uint64_t>(rows[r * points.stride() + j]);
            if (shift == 48 || bits >> (shift + 16) == prefix) ++parts[part][bits >> shift & (kCells - 1)];
          }
      }
    }
  });
  std::vector<std::uint64_t> counts(kCells);
  for (const auto& part : parts)
    for (std::size_t c = 0; c < kCells; ++c) counts[c] += part[c];
  return counts;
}

/// The median distance of two different points, from the leading 32 bits of its square.
double median_distance(const PairPoints& points) {
  const auto size = static_cast<std::uint64_t>(points.size());
  std::uint64_t rank = (size * (size - 1) / 2 - 1) / 2, prefix = 0;
  for (const int shift : {48, 32}) {
    const auto counts = count_distances(points, shift, prefix);
    std::size_t cell = 0;
    while (rank >= counts[cell]) rank -= counts[cell++];
    prefix = prefix << 16 | cell;
  }
  return std::sqrt(std::bit_cast<double>(prefix << 32 | std::uint64_t{1} << 31));
}

double chosen_bandwidth(const PairPoints& points) {
  const double median = median_distance(points);
  if (median > 1e-100) return median;
  // More than half of the pairs coincide: the mean distance then.
  PairSums sums = pair_sums(points, {PairKernel::squared_distance}, points.size());
  double total = 0;
  for (const double sum : sums.to_x) total += sum;
  const double pairs = static_cast<double>(points.size()) * static_cast<double>(points.size() - 1);
  if (total == 0) fail_domain(kName, "x", "and y are the same point throughout; give a bandwidth");
  return std::sqrt(total / pairs);
}

}  // namespace

Mmd mmd(Rows x, Rows y, const MmdOptions& options) {
  const FloatingPoint environment;
  if (options.max_rows == 1) fail_argument(kName, "max_rows", "is 1; at least 2 are needed, or 0 for all");
  if (options.bandwidth && !(*options.bandwidth > 0 && std::isfinite(*options.bandwidth)))
    fail_argument(kName, "bandwidth", "is " + to_text(*options.bandwidth) + "; it must be a finite number above 0");
  TwoSamples both(x, y, 2, options.max_rows, options.seed, kName);
  both.centre();
  const PairPoints points(both.points(), both.dimensions());
  const double unit = both.length(1);
  const double bandwidth = options.bandwidth ? *options.bandwidth / unit : chosen_bandwidth(points);
  const PairKernel kernel{PairKernel::gaussian, std::min(0.5 / bandwidth / bandwidth, 1e300)};
  const PairSums sums = pair_sums(points, kernel, both.n());
  const Discrepancy found = discrepancy(sums);
  Mmd result{found.value, found.standard_error, bandwidth * unit, std::nullopt, both.n(), both.m()};
  if (options.permutations > 0) {
    const auto drawn = redrawn_discrepancies(points, kernel, sums, options.permutations, options.seed + 1);
    result.p = permutation_p(
        found.value, options.permutations, Alternative::greater, [&](std::uint64_t draw) { return drawn[draw]; }, 1);
  }
  return result;
}

}  // namespace sanov
