#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sanov/base/cells.h"
#include "sanov/numerics/parallel.h"
#include "sanov/transport/masses.h"
#include "sanov/transport/wasserstein_1d.h"

/// Measures on the line, and the monotone plan between two of them: what the files of one dimension share.
namespace sanov {

/// A measure on the line, its points in ascending order.
struct Sorted {
  std::vector<double> x;
  std::vector<std::int64_t> mass;    ///< in whole units
  std::vector<std::uint32_t> order;  ///< which point each was
};

/// Throws InvalidArgument if there is no point, or more than 2^30.
void check_count(Cells points, const char* function, const char* argument);

/// The points, widened and in order. Throws what check_count does, and DomainError naming the first that is not finite.
std::vector<double> sorted_points(Cells points, const char* function, const char* argument);

/// The same with the masses and where each came from.
Sorted sorted_with_mass(Cells points, std::span<const std::int64_t> mass, const char* function, const char* argument);

/// Throws InvalidArgument unless p is a finite number of at least 1.
void check_power(double p, const char* function);

/// W_p of two measures in order, from the masses of their points.
double monotone_distance(std::span<const double> x, std::span<const std::int64_t> a, std::span<const double> y,
                         std::span<const std::int64_t> b, double p);

/// Two samples, checked and in order; their masses add up to 1/unit each.
struct Line {
  Line(Cells x, Cells y, const LineOptions& options, const char* function);
  Line(Cells x, Cells y, const Masses& masses, const char* function);
  Sorted x, y;
  double unit;
};

/// Does both, on two threads.
template <class F, class G>
void both(const F& first, const G& second) {
  parallel_chunks(2, 1, [&](std::size_t from, std::size_t to) {
    for (std::size_t k = from; k < to; ++k) k == 0 ? first() : second();
  });
}

/// The monotone plan: calls step(i, j, units) for every cell of the staircase, n + m − 1 of them. From one to the next
/// either i or j grows by one; cells through which nothing flows are among them, so that each i and each j has one.
/// Both sides' masses add up to the same.
template <class Step>
void each_step(std::span<const std::int64_t> a, std::span<const std::int64_t> b, const Step& step) {
  std::size_t i = 0, j = 0;
  std::int64_t left_a = a[0], left_b = b[0];
  for (;;) {
    const std::int64_t units = left_a < left_b ? left_a : left_b;
    step(i, j, units);
    left_a -= units;
    left_b -= units;
    if (left_a == 0 && i + 1 < a.size()) {
      left_a = a[++i];
    } else if (j + 1 < b.size()) {
      left_b = b[++j];
    } else {
      return;
    }
  }
}

}  // namespace sanov
