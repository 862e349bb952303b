#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/transport/sinkhorn_kernel.cc"
#include "hwy/foreach_target.h"
//
#include "sanov/numerics/math-inl.h"
#include "sanov/numerics/simd-inl.h"
#include "sanov/transport/sinkhorn_kernel.h"

#ifndef SANOV_SINKHORN_KERNEL_ONCE
#define SANOV_SINKHORN_KERNEL_ONCE
#include <algorithm>
#include <cmath>
#include <limits>

#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"

namespace sanov {
namespace {

constexpr double kNone = std::numeric_limits<double>::infinity();
/// Entries of a row below e⁻⁶⁴ of its largest count for nothing.
constexpr double kLowest = -64;
/// Rows worked on together: the columns' sums are read and written once for all of them.
constexpr std::size_t kBlock = 4;

/// A few rows of Q, each `stride` numbers, and what they add to the columns.
struct RowBlock {
  std::size_t stride;
  double share;
  const double* x = nullptr;
  double* first = nullptr;
  double* second = nullptr;
  double* q[kBlock] = {};
  const float* kept[kBlock] = {};
  double mass[kBlock] = {};
  double mean[kBlock] = {};
};

}  // namespace
}  // namespace sanov
#endif

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// Turns a row of costs into h − cost; returns the largest.
double subtract_costs(const double* h, double* row, std::size_t stride) {
  V top[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) top[v] = set(-HUGE_VAL);
  for (std::size_t j = 0; j < stride; j += kWidth)
    for (std::size_t v = 0; v < kVectors; ++v) {
      const V value = load(h + j + v * kLanes) - load(row + j + v * kLanes);
      store(value, row + j + v * kLanes);
      top[v] = hn::Max(top[v], value);
    }
  return fold_max(top);
}

/// Turns each number of a row into exp((number − top)·inverse), and what is negligible into 0; returns their sum.
double exponentiate(double* row, double top, double inverse, std::size_t stride) {
  V sum[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) sum[v] = zero();
  const V highest = set(top), scale = set(inverse), lowest = set(kLowest);
  for (std::size_t j = 0; j < stride; j += kWidth)
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

/// Divides a row by its sum; keeps it in single precision where `kept` is not null. Returns the sum of what was kept.
double normalise(double* row, double sum, float* kept, std::size_t stride) {
  const hn::Rebind<float, D> narrow;
  V total[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) total[v] = zero();
  const V inverse = set(1 / sum), tiny = set(1e-30);
  for (std::size_t j = 0; j < stride; j += kWidth)
    for (std::size_t v = 0; v < kVectors; ++v) {
      const std::size_t at = j + v * kLanes;
      const V q = load(row + at) * inverse;
      store(q, row + at);
      if (kept == nullptr) continue;
      const auto rounded = hn::DemoteTo(narrow, hn::IfThenElseZero(q > tiny, q));
      hn::StoreU(rounded, narrow, kept + at);
      total[v] = total[v] + hn::PromoteTo(D(), rounded);
    }
  return kept == nullptr ? 1 : fold(total);
}

/// Adds the rows to the columns' masses, and r Q (1 − share·Q) to their diagonal.
void add_rows(const RowBlock& b) {
  for (std::size_t j = 0; j < b.stride; j += kLanes) {
    V first = load(b.first + j), second = load(b.second + j);
    for (std::size_t r = 0; r < kBlock; ++r) {
      const V q = load(b.q[r] + j), mass = set(b.mass[r]) * q;
      first = first + mass;
      second = hn::MulAdd(mass, hn::NegMulAdd(set(b.share), q, set(1.0)), second);
    }
    store(first, b.first + j);
    store(second, b.second + j);
  }
}

template <class T>
HWY_INLINE double dot(const T* q, const double* x, std::size_t stride) {
  V sum[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) sum[v] = zero();
  for (std::size_t j = 0; j < stride; j += kWidth)
    for (std::size_t v = 0; v < kVectors; ++v)
      sum[v] = hn::MulAdd(load(q + j + v * kLanes), load(x + j + v * kLanes), sum[v]);
  return fold(sum);
}

template <class T>
HWY_INLINE void add_spread(const RowBlock& b, const T* const* q) {
  for (std::size_t j = 0; j < b.stride; j += kLanes) {
    V sum = load(b.first + j);
    const V x = load(b.x + j);
    for (std::size_t r = 0; r < kBlock; ++r) sum = hn::MulAdd(load(q[r] + j) * set(b.mass[r]), x - set(b.mean[r]), sum);
    store(sum, b.first + j);
  }
}

/// Adds r Q (x − share·x̄) to the columns; `mean` holds the rows' sums before, share·x̄ after.
void spread_rows(RowBlock& b) {
  const bool single = b.kept[0] != nullptr;
  for (std::size_t r = 0; r < kBlock; ++r)
    b.mean[r] = b.share * (single ? dot(b.kept[r], b.x, b.stride) : dot(b.q[r], b.x, b.stride)) / b.mean[r];
  single ? add_spread(b, b.kept) : add_spread(b, b.q);
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sanov {
namespace {

HWY_EXPORT(subtract_costs);
HWY_EXPORT(exponentiate);
HWY_EXPORT(normalise);
HWY_EXPORT(add_rows);
HWY_EXPORT(spread_rows);

/// 1/ε, no larger than what 0 may be multiplied by.
double inverse_of(double epsilon) { return std::min(1 / epsilon, std::numeric_limits<double>::max()); }

}  // namespace

SinkhornKernel::SinkhornKernel(const PairCosts& costs, std::span<const double> a, std::span<const double> b,
                               std::size_t memory)
    : costs_(costs), a_(a), stride_(costs.stride()) {
  const std::size_t n = costs.rows(), most_chunks = 64;
  log_b_.resize(b.size());
  for (std::size_t j = 0; j < b.size(); ++j) log_b_[j] = std::log(b[j]);
  shifted_.assign(stride_, -kNone);
  padded_.assign(stride_, 0);
  softmin_.resize(n);
  row_masses_.resize(n);
  row_sums_.resize(n);
  column_masses_.resize(b.size());
  diagonal_.resize(b.size());
  const std::size_t blocks = (n + kBlock - 1) / kBlock, blocks_each = (blocks + most_chunks - 1) / most_chunks;
  chunk_rows_ = blocks_each * kBlock;
  chunks_ = (blocks + blocks_each - 1) / blocks_each;
  partial_.resize(chunks_ * 2 * stride_);
  kept_rows_ = std::min(n, memory / (stride_ * sizeof(float)) / kBlock * kBlock);
  kept_.resize(kept_rows_ * stride_);
}

double* SinkhornKernel::sums(std::size_t chunk, std::size_t which) noexcept {
  return partial_.data() + (chunk * 2 + which) * stride_;
}

void SinkhornKernel::add_up(std::size_t which, std::span<double> out) const {
  std::fill(out.begin(), out.end(), 0.0);
  for (std::size_t chunk = 0; chunk < chunks_; ++chunk) {
    const double* part = partial_.data() + (chunk * 2 + which) * stride_;
    for (std::size_t j = 0; j < out.size(); ++j) out[j] += part[j];
  }
}

void SinkhornKernel::look(double epsilon, double leak, std::span<const double> g) {
  inverse_ = inverse_of(epsilon);
  share_ = 1 - epsilon * leak;
  for (std::size_t j = 0; j < g.size(); ++j) shifted_[j] = g[j] + epsilon * log_b_[j];
  parallel_chunks(chunks_, 1, [&](std::size_t begin, std::size_t end) {
    std::vector<double> rows(kBlock * stride_);
    RowBlock block{.stride = stride_, .share = share_};
    for (std::size_t chunk = begin; chunk < end; ++chunk) {
      block.first = sums(chunk, 0);
      block.second = sums(chunk, 1);
      std::fill(block.first, block.first + 2 * stride_, 0.0);
      const std::size_t last = std::min((chunk + 1) * chunk_rows_, costs_.rows());
      for (std::size_t i = chunk * chunk_rows_; i < last; i += kBlock) {
        const std::size_t count = std::min(kBlock, last - i);
        costs_.fill(i, count, rows.data());
        for (std::size_t r = 0; r < kBlock; ++r) {
          block.q[r] = rows.data() + r * stride_;
          block.mass[r] = 0;
          if (r >= count) continue;
          const double top = SANOV_DISPATCH(subtract_costs)(shifted_.data(), block.q[r], stride_);
          float* kept = i + r < kept_rows_ ? kept_.data() + (i + r) * stride_ : nullptr;
          if (top == -kNone) {
            softmin_[i + r] = kNone;
            row_masses_[i + r] = 0;
            row_sums_[i + r] = 1;
            std::fill(block.q[r], block.q[r] + stride_, 0.0);
            if (kept != nullptr) std::fill(kept, kept + stride_, 0.0f);
            continue;
          }
          const double sum = SANOV_DISPATCH(exponentiate)(block.q[r], top, inverse_, stride_);
          softmin_[i + r] = -top - epsilon * std::log(sum);
          block.mass[r] = row_masses_[i + r] = leak == 0 ? a_[i + r] : a_[i + r] * std::exp(-leak * softmin_[i + r]);
          row_sums_[i + r] = SANOV_DISPATCH(normalise)(block.q[r], sum, kept, stride_);
        }
        SANOV_DISPATCH(add_rows)(block);
      }
    }
  });
  add_up(0, column_masses_);
  add_up(1, diagonal_);
  ++passes_;
}

void SinkhornKernel::spread(std::span<const double> x, std::span<double> out) {
  std::copy(x.begin(), x.end(), padded_.begin());
  parallel_chunks(chunks_, 1, [&](std::size_t begin, std::size_t end) {
    std::vector<double> rows(kept_rows_ == costs_.rows() ? 0 : kBlock * stride_);
    RowBlock block{.stride = stride_, .share = share_, .x = padded_.data()};
    for (std::size_t chunk = begin; chunk < end; ++chunk) {
      block.first = sums(chunk, 0);
      std::fill(block.first, block.first + stride_, 0.0);
      const std::size_t last = std::min((chunk + 1) * chunk_rows_, costs_.rows());
      for (std::size_t i = chunk * chunk_rows_; i < last; i += kBlock) {
        const std::size_t count = std::min(kBlock, last - i);
        if (i >= kept_rows_) costs_.fill(i, count, rows.data());
        for (std::size_t r = 0; r < kBlock; ++r) {
          const std::size_t row = i + std::min(r, count - 1);
          block.mass[r] = r < count ? row_masses_[row] : 0;
          block.mean[r] = row_sums_[row];
          block.kept[r] = i < kept_rows_ ? kept_.data() + row * stride_ : nullptr;
          if (i < kept_rows_) continue;
          block.q[r] = rows.data() + (row - i) * stride_;
          if (r >= count) continue;
          if (softmin_[row] == kNone) {
            std::fill(block.q[r], block.q[r] + stride_, 0.0);
            continue;
          }
          SANOV_DISPATCH(subtract_costs)(shifted_.data(), block.q[r], stride_);
          block.mean[r] = SANOV_DISPATCH(exponentiate)(block.q[r], -softmin_[row], inverse_, stride_);
        }
        SANOV_DISPATCH(spread_rows)(block);
      }
    }
  });
  add_up(0, out);
  ++passes_;
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

double turn_into_shares(std::span<const double> h, double epsilon, double* row) {
  const double top = SANOV_DISPATCH(subtract_costs)(h.data(), row, h.size());
  if (top == -kNone) {
    std::fill(row, row + h.size(), 0.0);
    return kNone;
  }
  const double sum = SANOV_DISPATCH(exponentiate)(row, top, inverse_of(epsilon), h.size());
  SANOV_DISPATCH(normalise)(row, sum, nullptr, h.size());
  return -top - epsilon * std::log(sum);
}

}  // namespace sanov
#endif
