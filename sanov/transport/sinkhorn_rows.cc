#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/transport/sinkhorn_rows.cc"
#include "hwy/foreach_target.h"
//
#include "sanov/numerics/math-inl.h"
#include "sanov/numerics/simd-inl.h"
#include "sanov/transport/sinkhorn_rows.h"

#ifndef SANOV_SINKHORN_ROWS_ONCE
#define SANOV_SINKHORN_ROWS_ONCE
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"

namespace sanov {
namespace {

constexpr double kNone = std::numeric_limits<double>::infinity();
/// Entries of a row below e⁻⁶⁴ of its largest count for nothing.
constexpr double kLowest = -64;

}  // namespace
}  // namespace sanov
#endif

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

double subtract(const double* h, double* row, std::size_t width) {
  V top[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) top[v] = set(-HUGE_VAL);
  for (std::size_t j = 0; j < width; j += kWidth)
    for (std::size_t v = 0; v < kVectors; ++v) {
      const V value = load(h + j + v * kLanes) - load(row + j + v * kLanes);
      store(value, row + j + v * kLanes);
      top[v] = hn::Max(top[v], value);
    }
  return fold_max(top);
}

double exponentials(double* row, double top, double inverse, std::size_t width) {
  V sum[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) sum[v] = zero();
  const V highest = set(top), scale = set(inverse), lowest = set(kLowest);
  for (std::size_t j = 0; j < width; j += kWidth)
    for (std::size_t v = 0; v < kVectors; ++v) {
      double* at = row + j + v * kLanes;
      const V exponent = (load(at) - highest) * scale;
      const M counts = exponent > lowest;
      V value = zero();
      if (!hn::AllFalse(D(), counts)) value = hn::IfThenElseZero(counts, exp(D(), exponent));
      store(value, at);
      sum[v] = sum[v] + value;
    }
  return fold(sum);
}

void multiply(double* row, double by, std::size_t width) {
  for (std::size_t j = 0; j < width; j += kLanes) store(load(row + j) * set(by), row + j);
}

double peak(const double* row) {
  V top[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) top[v] = zero();
  for (std::size_t j = 0; j < kTile; j += kWidth)
    for (std::size_t v = 0; v < kVectors; ++v) top[v] = hn::Max(top[v], load(row + j + v * kLanes));
  return fold_max(top);
}

double total(const double* row) {
  V sum[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) sum[v] = zero();
  for (std::size_t j = 0; j < kTile; j += kWidth)
    for (std::size_t v = 0; v < kVectors; ++v) sum[v] = sum[v] + load(row + j + v * kLanes);
  return fold(sum);
}

double keep(const double* row, float* kept) {
  const hn::Rebind<float, D> narrow;
  V total[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) total[v] = zero();
  for (std::size_t j = 0; j < kTile; j += kWidth)
    for (std::size_t v = 0; v < kVectors; ++v) {
      const V q = load(row + j + v * kLanes);
      const auto rounded = hn::DemoteTo(narrow, hn::IfThenElseZero(q > set(1e-30), q));
      hn::StoreU(rounded, narrow, kept + j + v * kLanes);
      total[v] = total[v] + hn::PromoteTo(D(), rounded);
    }
  return fold(total);
}

void add_masses(const TiledRows& rows, double share, double* diagonal) {
  for (std::size_t k = 0; k < rows.tiles.size(); ++k) {
    double* first = rows.sums + rows.tiles[k] * kTile;
    double* second = diagonal + rows.tiles[k] * kTile;
    for (std::size_t j = 0; j < kTile; j += kLanes) {
      V sum = load(first + j), other = load(second + j);
      for (std::size_t r = 0; r < kBlock; ++r) {
        const V q = load(rows.q[r] + k * kTile + j), mass = set(rows.mass[r]) * q;
        sum = sum + mass;
        other = hn::MulAdd(mass, hn::NegMulAdd(set(share), q, set(1.0)), other);
      }
      store(sum, first + j);
      store(other, second + j);
    }
  }
}

namespace {

template <class T>
HWY_INLINE void spread_some(const TiledRows& rows, const T* const* q, const double* x, double share,
                            const double* totals) {
  double mean[kBlock];
  for (std::size_t r = 0; r < kBlock; ++r) {
    V sum[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) sum[v] = zero();
    for (std::size_t k = 0; k < rows.tiles.size(); ++k) {
      const double* from = x + rows.tiles[k] * kTile;
      for (std::size_t j = 0; j < kTile; j += kWidth)
        for (std::size_t v = 0; v < kVectors; ++v)
          sum[v] = hn::MulAdd(load(q[r] + k * kTile + j + v * kLanes), load(from + j + v * kLanes), sum[v]);
    }
    mean[r] = totals[r] > 0 ? share * fold(sum) / totals[r] : 0;
  }
  for (std::size_t k = 0; k < rows.tiles.size(); ++k) {
    const double* from = x + rows.tiles[k] * kTile;
    double* to = rows.sums + rows.tiles[k] * kTile;
    for (std::size_t j = 0; j < kTile; j += kLanes) {
      V sum = load(to + j);
      const V here = load(from + j);
      for (std::size_t r = 0; r < kBlock; ++r)
        sum = hn::MulAdd(load(q[r] + k * kTile + j) * set(rows.mass[r]), here - set(mean[r]), sum);
      store(sum, to + j);
    }
  }
}

}  // namespace

void spread(const TiledRows& rows, const double* x, double share, const double* totals) {
  if (rows.kept[0] != nullptr)
    spread_some(rows, rows.kept, x, share, totals);
  else
    spread_some(rows, rows.q, x, share, totals);
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sanov {
namespace {

HWY_EXPORT(subtract);
HWY_EXPORT(exponentials);
HWY_EXPORT(multiply);
HWY_EXPORT(peak);
HWY_EXPORT(total);
HWY_EXPORT(keep);
HWY_EXPORT(add_masses);
HWY_EXPORT(spread);

}  // namespace

double subtract_costs(const double* h, double* row, std::size_t width) {
  return SANOV_DISPATCH(subtract)(h, row, width);
}

double exponentiate(double* row, double top, double epsilon, std::size_t width) {
  // No larger than what 0 may be multiplied by.
  const double inverse = std::min(1 / epsilon, std::numeric_limits<double>::max());
  return SANOV_DISPATCH(exponentials)(row, top, inverse, width);
}

void multiply_row(double* row, double by, std::size_t width) { SANOV_DISPATCH(multiply)(row, by, width); }

double largest_of_tile(const double* row) { return SANOV_DISPATCH(peak)(row); }

double sum_of_tile(const double* row) { return SANOV_DISPATCH(total)(row); }

double keep_tile(const double* row, float* kept) { return SANOV_DISPATCH(keep)(row, kept); }

void add_rows(const TiledRows& rows, double share, double* diagonal) {
  SANOV_DISPATCH(add_masses)(rows, share, diagonal);
}

void spread_rows(const TiledRows& rows, const double* x, double share, const double* totals) {
  SANOV_DISPATCH(spread)(rows, x, share, totals);
}

double turn_into_shares(std::span<const double> h, double epsilon, double* row) {
  const double top = subtract_costs(h.data(), row, h.size());
  if (top == -kNone) {
    std::fill(row, row + h.size(), 0.0);
    return kNone;
  }
  const double sum = exponentiate(row, top, epsilon, h.size());
  multiply_row(row, 1 / sum, h.size());
  return -top - epsilon * std::log(sum);
}

void softmin_of_rows(const PairCosts& costs, std::span<const std::uint32_t> rows, double epsilon,
                     std::span<const double> h, std::span<double> out) {
  const std::size_t stride = costs.stride();
  std::vector<double> padded(stride, -kNone);
  std::copy(h.begin(), h.end(), padded.begin());
  parallel_chunks(rows.size(), 4, [&](std::size_t first, std::size_t last) {
    std::vector<double> row(stride);
    for (std::size_t k = first; k < last; ++k) {
      costs.fill(rows[k], 1, row.data());
      out[k] = turn_into_shares(padded, epsilon, row.data());
    }
  });
}

}  // namespace sanov
#endif
