#include "sanov/samples/pair_sums.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sanov/base/cells.h"
#include "sanov/base/progress.h"
#include "sanov/base/running_sum.h"
#include "sanov/inference/resampling.h"
#include "sanov/numerics/gemm.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

constexpr std::size_t kBlock = 16, kTile = 256, kDrawsTogether = 256;

/// How the sums over pairs make the value.
struct Weights {
  double xx, yy, xy;
  Weights(std::size_t n, std::size_t m)
      : xx(1 / (static_cast<double>(n) * static_cast<double>(n - 1))),
        yy(1 / (static_cast<double>(m) * static_cast<double>(m - 1))),
        xy(-2 / (static_cast<double>(n) * static_cast<double>(m))) {}
};

double total(std::span<const double> values) {
  RunningSum sum;
  for (const double value : values) sum.add(value);
  return sum.value();
}

double variance(std::span<const double> values) {
  const double mean = total(values) / static_cast<double>(values.size());
  RunningSum sum;
  for (const double value : values) sum.add((value - mean) * (value - mean));
  return sum.value() / static_cast<double>(values.size() - 1);
}

/// The sum of some values and that of their squares, in eight lanes.
void add_up(std::span<const double> values, double& sum, double& square) {
  constexpr std::size_t kLanes = 8;
  double sums[kLanes] = {}, squares[kLanes] = {};
  const std::size_t whole = values.size() / kLanes * kLanes;
  for (std::size_t j = 0; j < whole; j += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double value = values[j + lane];
      sums[lane] += value;
      squares[lane] += value * value;
    }
  for (std::size_t j = whole; j < values.size(); ++j) {
    sums[j - whole] += values[j];
    squares[j - whole] += values[j] * values[j];
  }
  sum = std::accumulate(sums, sums + kLanes, 0.0);
  square = std::accumulate(squares, squares + kLanes, 0.0);
}

/// What the kernel scatters beyond the means of its rows and columns.
double scatter(double mean_square, std::span<const double> row_means, std::span<const double> column_means) {
  const double mean = total(row_means) / static_cast<double>(row_means.size());
  return std::max(0.0, mean_square - mean * mean - variance(row_means) - variance(column_means));
}

std::vector<double> scaled(std::span<const double> values, double by) {
  std::vector<double> out(values.begin(), values.end());
  for (double& value : out) value *= by;
  return out;
}

}  // namespace

PairSums pair_sums(const PairPoints& points, PairKernel kernel, std::size_t n) {
  const std::size_t size = points.size();
  PairSums sums{n, size - n, std::vector<double>(size), std::vector<double>(size)};
  std::vector<double> squares_x(size), squares_y(size);
  parallel_chunks((size + kBlock - 1) / kBlock, 1, [&](std::size_t begin, std::size_t end) {
    std::vector<double> rows(kBlock * points.stride());
    for (std::size_t block = begin; block < end; ++block) {
      const std::size_t first = block * kBlock, count = std::min(kBlock, size - first);
      points.fill(kernel, first, count, rows.data());
      for (std::size_t r = 0; r < count; ++r) {
        double* row = rows.data() + r * points.stride();
        row[first + r] = 0;
        add_up({row, n}, sums.to_x[first + r], squares_x[first + r]);
        add_up({row + n, size - n}, sums.to_y[first + r], squares_y[first + r]);
      }
    }
  });
  const std::span<const double> x = squares_x, y = squares_y;
  sums.squares_xx = total(x.first(n));
  sums.squares_xy = total(y.first(n));
  sums.squares_yy = total(y.subspan(n));
  return sums;
}

Discrepancy discrepancy(const PairSums& sums) {
  const double n = static_cast<double>(sums.n), m = static_cast<double>(sums.m);
  const std::span<const double> to_x = sums.to_x, to_y = sums.to_y;
  const auto xx = scaled(to_x.first(sums.n), 1 / (n - 1)), xy = scaled(to_y.first(sums.n), 1 / m);
  const auto yy = scaled(to_y.subspan(sums.n), 1 / (m - 1)), yx = scaled(to_x.subspan(sums.n), 1 / n);
  std::vector<double> of_x(sums.n), of_y(sums.m);
  for (std::size_t i = 0; i < sums.n; ++i) of_x[i] = xx[i] - xy[i];
  for (std::size_t j = 0; j < sums.m; ++j) of_y[j] = yy[j] - yx[j];
  const double value = total(of_x) / n + total(of_y) / m;
  // The scatter of the rows' means holds the first order once and the second twice: each mean is of few pairs itself.
  const double first = 4 * variance(of_x) / n + 4 * variance(of_y) / m;
  const double second = 2 * scatter(sums.squares_xx / (n * (n - 1)), xx, xx) / (n * (n - 1)) +
                        2 * scatter(sums.squares_yy / (m * (m - 1)), yy, yy) / (m * (m - 1)) +
                        4 * scatter(sums.squares_xy / (n * m), xy, yx) / (n * m);
  return {value, std::sqrt(std::max(first - second, second))};
}

std::vector<double> redrawn_discrepancies(const PairPoints& points, PairKernel kernel, const PairSums& sums,
                                          std::size_t draws, std::uint64_t seed) {
  const std::size_t size = points.size(), stride = points.stride();
  const Weights weights(sums.n, sums.m);
  std::vector<double> to_all(size);
  for (std::size_t i = 0; i < size; ++i) to_all[i] = sums.to_x[i] + sums.to_y[i];
  const double all = total(to_all);
  std::vector<double> found(draws), is_x, tile(kTile * stride), products;
  for (std::size_t done = 0; done < draws; done += kDrawsTogether) {
    const std::size_t batch = std::min(kDrawsTogether, draws - done);
    is_x.assign(batch * stride, 0.0);
    parallel_chunks(batch, 4, [&](std::size_t begin, std::size_t end) {
      std::vector<std::uint32_t> order(size);
      for (std::size_t b = begin; b < end; ++b) {
        permutation(seed, done + b, order);
        for (std::size_t i = 0; i < sums.n; ++i) is_x[b * stride + order[i]] = 1;
      }
    });
    std::vector<double> within(batch), touching(batch);
    for (std::size_t first = 0; first < size; first += kTile) {
      poll("rearranging", (static_cast<double>(done) +
                           static_cast<double>(batch) * static_cast<double>(first) / static_cast<double>(size)) /
                              static_cast<double>(draws));
      const std::size_t count = std::min(kTile, size - first);
      parallel_chunks((count + kBlock - 1) / kBlock, 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin * kBlock; row < std::min(end * kBlock, count); row += kBlock) {
          const std::size_t rows = std::min(kBlock, count - row);
          points.fill(kernel, first + row, rows, tile.data() + row * stride);
          for (std::size_t r = row; r < row + rows; ++r) tile[r * stride + first + r] = 0;
        }
      });
      products.resize(batch * count);
      gemm(1.0, Rows(is_x.data(), batch, stride), Rows(tile.data(), count, stride), 0.0, products.data());
      for (std::size_t b = 0; b < batch; ++b)
        for (std::size_t i = 0; i < count; ++i) {
          const double in = is_x[b * stride + first + i];
          within[b] += in * products[b * count + i];
          touching[b] += in * to_all[first + i];
        }
    }
    for (std::size_t b = 0; b < batch; ++b)
      found[done + b] = weights.xx * within[b] + weights.xy * (touching[b] - within[b]) +
                        weights.yy * (all - 2 * touching[b] + within[b]);
  }
  return found;
}

}  // namespace sanov
