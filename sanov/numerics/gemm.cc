#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/numerics/gemm.cc"
#include "hwy/foreach_target.h"
//
#include "hwy/highway.h"
#include "sanov/numerics/gemm.h"

#ifndef SANOV_GEMM_ONCE
#define SANOV_GEMM_ONCE
#include <algorithm>
#include <cstddef>

namespace sanov {
namespace {

/// Columns of a and b taken at once. Part of the order of summation: changing it changes the bits.
constexpr std::size_t kDepth = 256;

/// How many rows of a and of b a tile of c takes, for one target.
struct Tile {
  std::size_t rows, columns;
};

/// One block of c: out = alpha·(product of packed panels) + beta·out, `rows` × `columns` of it.
template <class T>
struct Block {
  const T* a;
  const T* b;
  std::size_t depth, rows, columns;
  T alpha, beta;
  T* out;
  std::size_t stride;
};

/// Rows [first, first + rows) and columns [0, depth) of a matrix, column by column, padded with zeros to `height` rows.
template <class T>
void pack(const T* from, std::size_t stride, std::size_t rows, std::size_t depth, std::size_t height, T* to) {
  for (std::size_t i = 0; i < height; ++i)
    for (std::size_t k = 0; k < depth; ++k) to[k * height + i] = i < rows ? from[i * stride + k] : T{0};
}

}  // namespace
}  // namespace sanov
#endif

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// As many accumulators as the registers hold beside two vectors of b and one of a.
#if HWY_TARGET <= HWY_AVX3
constexpr std::size_t kTileRows = 12;
#elif HWY_TARGET == HWY_AVX2
constexpr std::size_t kTileRows = 6;
#else
constexpr std::size_t kTileRows = 4;
#endif

template <class T>
using Vector = hn::CappedTag<T, 64 / sizeof(T)>;
template <class T>
constexpr std::size_t kTileColumns = 2 * hn::MaxLanes(Vector<T>());

/// The tile's products, every one a chain of multiply-adds along the depth; `sums` is kTileRows × kTileColumns.
template <class T>
HWY_INLINE void multiply_tile(const T* HWY_RESTRICT a, const T* HWY_RESTRICT b, std::size_t depth,
                              T* HWY_RESTRICT sums) {
  const Vector<T> d;
  constexpr std::size_t kLanes = hn::MaxLanes(Vector<T>());
  hn::Vec<Vector<T>> left[kTileRows], right[kTileRows];
#pragma GCC unroll 12
  for (std::size_t i = 0; i < kTileRows; ++i) left[i] = right[i] = hn::Zero(d);
  for (std::size_t k = 0; k < depth; ++k) {
    const auto b0 = hn::Load(d, b + k * kTileColumns<T>), b1 = hn::Load(d, b + k * kTileColumns<T> + kLanes);
#pragma GCC unroll 12
    for (std::size_t i = 0; i < kTileRows; ++i) {
      const auto each = hn::Set(d, a[k * kTileRows + i]);
      left[i] = hn::MulAdd(each, b0, left[i]);
      right[i] = hn::MulAdd(each, b1, right[i]);
    }
  }
#pragma GCC unroll 12
  for (std::size_t i = 0; i < kTileRows; ++i) {
    hn::Store(left[i], d, sums + i * kTileColumns<T>);
    hn::Store(right[i], d, sums + i * kTileColumns<T> + kLanes);
  }
}

template <class T>
HWY_INLINE void multiply(const Block<T>& block) {
  HWY_ALIGN T sums[kTileRows * kTileColumns<T>];
  for (std::size_t j = 0; j < block.columns; j += kTileColumns<T>)
    for (std::size_t i = 0; i < block.rows; i += kTileRows) {
      multiply_tile(block.a + i * block.depth, block.b + j * block.depth, block.depth, sums);
      const std::size_t rows = std::min(kTileRows, block.rows - i);
      const std::size_t columns = std::min(kTileColumns<T>, block.columns - j);
      for (std::size_t r = 0; r < rows; ++r) {
        T* const out = block.out + (i + r) * block.stride + j;
        const T* const sum = sums + r * kTileColumns<T>;
        if (block.beta == 0) {
          for (std::size_t c = 0; c < columns; ++c) out[c] = block.alpha * sum[c];
        } else {
          for (std::size_t c = 0; c < columns; ++c) out[c] = block.alpha * sum[c] + block.beta * out[c];
        }
      }
    }
}

void multiply_doubles(const Block<double>& block) { multiply(block); }
void multiply_floats(const Block<float>& block) { multiply(block); }
Tile tile_of_doubles() { return {kTileRows, kTileColumns<double>}; }
Tile tile_of_floats() { return {kTileRows, kTileColumns<float>}; }

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <string>

#include "hwy/aligned_allocator.h"
#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"

namespace sanov {
namespace {

HWY_EXPORT(multiply_doubles);
HWY_EXPORT(multiply_floats);
HWY_EXPORT(tile_of_doubles);
HWY_EXPORT(tile_of_floats);

void multiply(const Block<double>& block) { SANOV_DISPATCH(multiply_doubles)(block); }
void multiply(const Block<float>& block) { SANOV_DISPATCH(multiply_floats)(block); }
Tile tile_of(double) { return SANOV_DISPATCH(tile_of_doubles)(); }
Tile tile_of(float) { return SANOV_DISPATCH(tile_of_floats)(); }

constexpr std::size_t rounded_up(std::size_t n, std::size_t step) { return (n + step - 1) / step * step; }

/// One matrix times another transposed, a slice of kDepth columns after the other.
template <class T>
class Product {
 public:
  Product(T alpha, Rows a, Rows b, T beta, T* c)
      : a_(a), b_(b), alpha_(alpha), beta_(beta), c_(c), tile_(tile_of(T{})) {
    block_rows_ = tile_.rows * 8;
    block_columns_ = tile_.columns * 16;
    packed_b_ = hwy::AllocateAligned<T>(rounded_up(b.rows(), tile_.columns) * kDepth);
  }

  void run() {
    for (std::size_t first = 0; first < a_.columns(); first += kDepth) {
      const std::size_t depth = std::min(kDepth, a_.columns() - first);
      pack_b(first, depth);
      multiply_slice(first, depth, first == 0 ? beta_ : T{1});
    }
  }

 private:
  void pack_b(std::size_t first, std::size_t depth) {
    const std::size_t panels = (b_.rows() + tile_.columns - 1) / tile_.columns;
    parallel_chunks(panels, 8, [&](std::size_t begin, std::size_t end) {
      for (std::size_t panel = begin; panel < end; ++panel) {
        const std::size_t row = panel * tile_.columns;
        pack(b_.cells().template as<T>() + row * b_.columns() + first, b_.columns(),
             std::min(tile_.columns, b_.rows() - row), depth, tile_.columns, packed_b_.get() + row * depth);
      }
    });
  }

  void multiply_slice(std::size_t first, std::size_t depth, T beta) {
    const std::size_t down = (a_.rows() + block_rows_ - 1) / block_rows_;
    const std::size_t across = (b_.rows() + block_columns_ - 1) / block_columns_;
    parallel_chunks(down * across, 1, [&](std::size_t begin, std::size_t end) {
      const auto packed_a = hwy::AllocateAligned<T>(block_rows_ * depth);
      std::size_t packed = down;
      for (std::size_t block = begin; block < end; ++block) {
        if (packed != block / across) pack_a(packed = block / across, first, depth, packed_a.get());
        multiply_block(block / across, block % across, depth, beta, packed_a.get());
      }
    });
  }

  void pack_a(std::size_t down, std::size_t first, std::size_t depth, T* to) const {
    const std::size_t begin = down * block_rows_, end = std::min(a_.rows(), begin + block_rows_);
    for (std::size_t row = begin; row < end; row += tile_.rows)
      pack(a_.cells().template as<T>() + row * a_.columns() + first, a_.columns(), std::min(tile_.rows, end - row),
           depth, tile_.rows, to + (row - begin) * depth);
  }

  void multiply_block(std::size_t down, std::size_t across, std::size_t depth, T beta, const T* packed_a) const {
    const std::size_t row = down * block_rows_, column = across * block_columns_;
    multiply(Block<T>{.a = packed_a,
                      .b = packed_b_.get() + column * depth,
                      .depth = depth,
                      .rows = std::min(block_rows_, a_.rows() - row),
                      .columns = std::min(block_columns_, b_.rows() - column),
                      .alpha = alpha_,
                      .beta = beta,
                      .out = c_ + row * b_.rows() + column,
                      .stride = b_.rows()});
  }

  Rows a_, b_;
  T alpha_, beta_;
  T* c_;
  Tile tile_;
  std::size_t block_rows_, block_columns_;
  hwy::AlignedFreeUniquePtr<T[]> packed_b_;
};

template <class T>
void checked_gemm(T alpha, Rows a, Rows b, T beta, T* c) {
  if (a.type() != type_of<T> || b.type() != type_of<T>) fail_argument("gemm", "a and b", "have another type than c");
  if (a.columns() != b.columns())
    fail_argument("gemm", "b",
                  "has " + std::to_string(b.columns()) + " columns, but a has " + std::to_string(a.columns()));
  const FloatingPoint environment;
  if (a.rows() == 0 || b.rows() == 0) return;
  if (a.columns() == 0) {
    std::for_each(c, c + a.rows() * b.rows(), [beta](T& x) { x = beta == 0 ? T{0} : beta * x; });
    return;
  }
  Product<T>(alpha, a, b, beta, c).run();
}

}  // namespace

void gemm(double alpha, Rows a, Rows b, double beta, double* c) { checked_gemm(alpha, a, b, beta, c); }
void gemm(float alpha, Rows a, Rows b, float beta, float* c) { checked_gemm(alpha, a, b, beta, c); }

}  // namespace sanov
#endif
