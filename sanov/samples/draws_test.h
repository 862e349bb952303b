#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sanov/base/cells.h"
#include "sanov/numerics/random.h"

/// Samples that the tests draw.
namespace sanov {

struct Points {
  std::vector<double> values;
  std::size_t columns = 1;

  operator Rows() const { return {values.data(), values.size() / columns, columns}; }
};

/// Independent normal columns with variance 1, all of mean `mean`.
inline Points normal_points(std::size_t rows, std::size_t columns, double mean, std::uint64_t seed,
                            std::uint64_t stream = 0) {
  Points points{std::vector<double>(rows * columns), columns};
  Random random(seed, stream);
  for (double& value : points.values) value = mean + random.normal();
  return points;
}

/// Two normal columns with this correlation.
inline Points correlated_points(std::size_t rows, double correlation, std::uint64_t seed, std::uint64_t stream = 0) {
  Points points = normal_points(rows, 2, 0, seed, stream);
  const double rest = std::sqrt(1 - correlation * correlation);
  for (std::size_t i = 0; i < rows; ++i)
    points.values[2 * i + 1] = correlation * points.values[2 * i] + rest * points.values[2 * i + 1];
  return points;
}

/// More than this many of 1,000 happen with probability 0.05 each once in 3 million times.
inline constexpr int kTooManyOf1000 = 88;

}  // namespace sanov
