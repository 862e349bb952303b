#include "sanov/transport/line.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <type_traits>

#include "sanov/base/error.h"
#include "sanov/numerics/sort.h"
#include "sanov/transport/power_mean.h"

namespace sanov {
namespace {

constexpr std::size_t kMostPoints = std::size_t{1} << 30;

/// Copies, and says whether all are finite.
template <class T>
bool copy_finite(const T* from, std::size_t n, T* to) {
  // 0·x is NaN for what is not finite. Eight sums, so that no addition waits for the last.
  T sums[8] = {};
  const std::size_t whole = n / 8 * 8;
  for (std::size_t i = 0; i < whole; i += 8)
    for (std::size_t k = 0; k < 8; ++k) sums[k] += (to[i + k] = from[i + k]) * T{0};
  for (std::size_t i = whole; i < n; ++i) sums[0] += (to[i] = from[i]) * T{0};
  for (std::size_t k = 1; k < 8; ++k) sums[0] += sums[k];
  return sums[0] == 0;
}

template <class T>
std::vector<T> finite_points(Cells points, const char* function, const char* argument) {
  std::vector<T> out(points.size());
  if (!copy_finite(points.as<T>(), points.size(), out.data()))
    for (std::size_t i = 0; i < out.size(); ++i)
      if (!std::isfinite(out[i])) fail_value(function, argument, i, points[i], "positions are finite");
  return out;
}

template <class T>
std::vector<double> widened(std::vector<T>&& values) {
  if constexpr (std::is_same_v<T, double>) return std::move(values);
  return std::vector<double>(values.begin(), values.end());
}

template <class T>
std::vector<double> sorted(Cells points, const char* function, const char* argument) {
  std::vector<T> out = finite_points<T>(points, function, argument);
  sort(out);
  return widened(std::move(out));
}

template <class T>
Sorted with_mass(Cells points, std::span<const std::int64_t> mass, const char* function, const char* argument) {
  const std::vector<T> values = finite_points<T>(points, function, argument);
  const std::size_t n = values.size();
  Sorted out{std::vector<double>(n), std::vector<std::int64_t>(n), std::vector<std::uint32_t>(n)};
  argsort(values, out.order);
  for (std::size_t k = 0; k < n; ++k) {
    out.x[k] = values[out.order[k]];
    out.mass[k] = mass[out.order[k]];
  }
  return out;
}

Masses checked_masses(Cells x, Cells y, const LineOptions& options, const char* function) {
  check_power(options.p, function);
  check_count(x, function, "x");
  check_count(y, function, "y");
  return normalized_masses(options.a ? &*options.a : nullptr, x.size(), options.b ? &*options.b : nullptr, y.size(),
                           function);
}

}  // namespace

void check_count(Cells points, const char* function, const char* argument) {
  if (points.size() == 0) fail_argument(function, argument, "has no points");
  if (points.size() > kMostPoints) fail_argument(function, argument, "has more than 2^30 points");
}

std::vector<double> sorted_points(Cells points, const char* function, const char* argument) {
  check_count(points, function, argument);
  return points.type() == Type::float64 ? sorted<double>(points, function, argument)
                                        : sorted<float>(points, function, argument);
}

Sorted sorted_with_mass(Cells points, std::span<const std::int64_t> mass, const char* function, const char* argument) {
  check_count(points, function, argument);
  return points.type() == Type::float64 ? with_mass<double>(points, mass, function, argument)
                                        : with_mass<float>(points, mass, function, argument);
}

void check_power(double p, const char* function) {
  if (!(p >= 1 && std::isfinite(p)))
    fail_argument(function, "p", "is " + to_text(p) + "; it is a finite number of at least 1");
}

double monotone_distance(std::span<const double> x, std::span<const std::int64_t> a, std::span<const double> y,
                         std::span<const std::int64_t> b, double p) {
  const std::size_t most = x.size() + y.size() - 1;
  const auto room = std::make_unique_for_overwrite<double[]>(3 * most);
  double *const from = room.get(), *const to = from + most, *const mass = to + most;
  std::size_t moves = 0;
  std::int64_t total = 0;
  each_step(a, b, [&](std::size_t i, std::size_t j, std::int64_t units) {
    from[moves] = x[i];
    to[moves] = y[j];
    mass[moves] = static_cast<double>(units);
    moves += units > 0;
    total += units;
  });
  return power_mean({{from, moves}, {to, moves}, {mass, moves}, static_cast<double>(total)}, p);
}

Line::Line(Cells points_x, Cells points_y, const Masses& masses, const char* function) : unit(masses.unit) {
  both([&] { x = sorted_with_mass(points_x, masses.a, function, "x"); },
       [&] { y = sorted_with_mass(points_y, masses.b, function, "y"); });
}

Line::Line(Cells points_x, Cells points_y, const LineOptions& options, const char* function)
    : Line(points_x, points_y, checked_masses(points_x, points_y, options, function), function) {}

}  // namespace sanov
