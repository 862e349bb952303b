#include "sanov/transport/shadows.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/running_sum.h"
#include "sanov/numerics/gemm.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/sort.h"
#include "sanov/transport/line.h"
#include "sanov/transport/power_mean.h"
#include "sanov/transport/wasserstein_1d.h"

namespace sanov {
namespace {

/// Shadows are kept for so many numbers at a time.
constexpr std::size_t kNumbersAtOnce = std::size_t{1} << 23, kLeastDirections = 16;
constexpr std::size_t kPointsAtOnce = 512;

double largest_coordinate(Rows rows, const char* function, const char* argument) {
  const Cells cells = rows.cells();
  double largest = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!std::isfinite(cells[i])) fail_value(function, argument, i, cells[i], "coordinates are finite");
    largest = std::max(largest, std::fabs(cells[i]));
  }
  return largest;
}

std::vector<double> moved(Rows rows, Cells origin, int exponent) {
  const Cells cells = rows.cells();
  std::vector<double> from(origin.size()), out(cells.size());
  for (std::size_t k = 0; k < from.size(); ++k) from[k] = std::ldexp(origin[k], exponent);
  const double scale = std::ldexp(1.0, exponent / 2), rest = std::ldexp(1.0, exponent - exponent / 2);
  for (std::size_t i = 0; i < out.size(); i += from.size())
    for (std::size_t k = 0; k < from.size(); ++k) out[i + k] = cells[i + k] * scale * rest - from[k];
  return out;
}

/// slope += Σ weightᵢ · pointᵢ
void add_weighted(Rows points, std::span<const double> weights, std::span<double> slope) {
  std::vector<RunningSum> sums(slope.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Cells point = points[i];
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k].add(weights[i] * point[k]);
  }
  for (std::size_t k = 0; k < sums.size(); ++k) slope[k] += sums[k].value();
}

/// slopes += Σ factorₖ · along[k] ⊗ directionₖ, where `along` holds a row of all points for each direction.
void add_turned(Rows directions, std::span<const double> factors, std::span<const double> along,
                std::span<double> slopes) {
  const std::size_t d = directions.columns(), n = slopes.size() / d;
  parallel_chunks((n + kPointsAtOnce - 1) / kPointsAtOnce, 1, [&](std::size_t from, std::size_t to) {
    for (std::size_t k = 0; k < factors.size(); ++k) {
      const double* direction = directions[k].as<double>();
      for (std::size_t i = from * kPointsAtOnce; i < std::min(n, to * kPointsAtOnce); ++i)
        for (std::size_t c = 0; c < d; ++c) slopes[i * d + c] += factors[k] * along[k * n + i] * direction[c];
    }
  });
}

}  // namespace

Shadows::Shadows(Rows x, Rows y, double p, const std::optional<Cells>& a, const std::optional<Cells>& b,
                 const char* function)
    : p_(p), dimensions_(x.columns()), plain_(!a && !b && x.rows() == y.rows()), a_(a), b_(b) {
  check_power(p, function);
  if (x.columns() != y.columns())
    fail_argument(
        function, "y",
        "has points of " + std::to_string(y.columns()) + " coordinates, but x of " + std::to_string(x.columns()));
  if (x.columns() == 0) fail_argument(function, "x", "has points without coordinates");
  if (x.rows() == 0) fail_argument(function, "x", "has no points");
  if (y.rows() == 0) fail_argument(function, "y", "has no points");
  masses_ = normalized_masses(a ? &*a : nullptr, x.rows(), b ? &*b : nullptr, y.rows(), function);
  const double largest = std::max(largest_coordinate(x, function, "x"), largest_coordinate(y, function, "y"));
  if (largest > 0) exponent_ = -std::ilogb(largest);
  x_ = moved(x, x[0], exponent_);
  y_ = moved(y, x[0], exponent_);
}

double Shadows::in_callers_unit(double distance) const { return std::ldexp(distance, -exponent_); }

double Shadows::distance_of(std::span<double> x, std::span<double> y) const {
  if (a_ || b_) {
    const Sorted from = sorted_with_mass(x, masses_.a, "", "x"), to = sorted_with_mass(y, masses_.b, "", "y");
    return monotone_distance(from.x, from.mass, to.x, to.mass, p_);
  }
  sort(x);
  sort(y);
  if (plain_) return power_mean({x, y, {}, static_cast<double>(x.size())}, p_);
  return monotone_distance(x, masses_.a, y, masses_.b, p_);
}

std::vector<double> Shadows::distances(Rows directions) const {
  const std::size_t n = x().rows(), m = y().rows();
  const std::size_t together = std::min(directions.rows(), std::max(kLeastDirections, kNumbersAtOnce / (n + m)));
  std::vector<double> of_x(together * n), of_y(together * m), out(directions.rows());
  for (std::size_t first = 0; first < out.size(); first += together) {
    const std::size_t count = std::min(together, out.size() - first);
    const Rows some(directions[first].as<double>(), count, dimensions_);
    gemm(1.0, some, x(), 0.0, of_x.data());
    gemm(1.0, some, y(), 0.0, of_y.data());
    parallel_chunks(count, 1, [&](std::size_t from, std::size_t to) {
      for (std::size_t k = from; k < to; ++k)
        out[first + k] = distance_of({of_x.data() + k * n, n}, {of_y.data() + k * m, m});
    });
  }
  return out;
}

void Shadows::add_slopes(Rows directions, std::span<const double> factors, std::span<double> gx,
                         std::span<double> gy) const {
  const std::size_t n = x().rows(), m = y().rows();
  const std::size_t together = std::min(directions.rows(), std::max(kLeastDirections, kNumbersAtOnce / (n + m)));
  std::vector<double> of_x(together * n), of_y(together * m), slopes_x(of_x.size()), slopes_y(of_y.size());
  for (std::size_t first = 0; first < factors.size(); first += together) {
    const std::size_t count = std::min(together, factors.size() - first);
    const Rows some(directions[first].as<double>(), count, dimensions_);
    gemm(1.0, some, x(), 0.0, of_x.data());
    gemm(1.0, some, y(), 0.0, of_y.data());
    parallel_chunks(count, 1, [&](std::size_t from, std::size_t to) {
      for (std::size_t k = from; k < to; ++k)
        wasserstein_1d(Cells(of_x.data() + k * n, n), Cells(of_y.data() + k * m, m), {.p = p_, .a = a_, .b = b_},
                       {.x = {slopes_x.data() + k * n, n}, .y = {slopes_y.data() + k * m, m}});
    });
    add_turned(some, factors.subspan(first, count), slopes_x, gx);
    add_turned(some, factors.subspan(first, count), slopes_y, gy);
  }
}

double Shadows::distance(std::span<const double> direction, std::span<double> slope) const {
  const Rows one(direction.data(), 1, dimensions_);
  std::vector<double> of_x(x().rows()), of_y(y().rows()), slopes_x(of_x.size()), slopes_y(of_y.size());
  gemm(1.0, one, x(), 0.0, of_x.data());
  gemm(1.0, one, y(), 0.0, of_y.data());
  const double out = wasserstein_1d(of_x, of_y, {.p = p_, .a = a_, .b = b_}, {.x = slopes_x, .y = slopes_y});
  std::fill(slope.begin(), slope.end(), 0.0);
  add_weighted(x(), slopes_x, slope);
  add_weighted(y(), slopes_y, slope);
  return out;
}

std::vector<double> Shadows::between_means() const {
  std::vector<double> out(dimensions_), weights;
  const auto add_mean = [&](Rows points, const std::vector<std::int64_t>& mass, double sign) {
    weights.resize(mass.size());
    for (std::size_t i = 0; i < mass.size(); ++i) weights[i] = sign * static_cast<double>(mass[i]) * masses_.unit;
    add_weighted(points, weights, out);
  };
  add_mean(x(), masses_.a, -1);
  add_mean(y(), masses_.b, 1);
  double squares = 0;
  for (const double value : out) squares += value * value;
  if (squares == 0) return {};
  for (double& value : out) value /= std::sqrt(squares);
  return out;
}

}  // namespace sanov
