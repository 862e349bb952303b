#include "sanov/transport/sliced.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/progress.h"
#include "sanov/base/running_sum.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"
#include "sanov/transport/shadows.h"

namespace sanov {
namespace {

constexpr const char* kName = "sliced_wasserstein";
constexpr const char* kMaxName = "max_sliced_wasserstein";
// A climb ends where the slope along the sphere is this small beside the whole, or where no step above this angle goes
// up.
constexpr double kFlat = 1e-6, kLeastAngle = 1e-9;

double norm(std::span<const double> x) { return std::sqrt(std::inner_product(x.begin(), x.end(), x.begin(), 0.0)); }

/// Directions 0, …, count − 1 in rows.
std::vector<double> directions(std::size_t count, std::size_t dimensions, std::uint64_t seed) {
  std::vector<double> out;
  out.reserve(count * dimensions);
  for (std::size_t k = 0; k < count; ++k) {
    const std::vector<double> one = sliced_direction(k, dimensions, seed);
    out.insert(out.end(), one.begin(), one.end());
  }
  return out;
}

void check_room(std::span<const double> slopes, Rows points, const char* argument) {
  if (!slopes.empty() && slopes.size() != points.cells().size())
    fail_argument(kName, argument,
                  "has room for " + std::to_string(slopes.size()) + " slopes, but there are " +
                      std::to_string(points.cells().size()) + " coordinates");
}

/// One climb over the sphere, a look at a time: several climb side by side, and between looks the caller's thread asks
/// whether to go on.
class Climb {
 public:
  Climb(const Shadows& shadows, std::vector<double> start, std::size_t max_iterations)
      : shadows_(shadows), max_iterations_(max_iterations) {
    here_.direction = std::move(start);
  }

  bool done() const { return done_; }
  /// Looks at the place where it starts, or at the next that it tries.
  void advance() {
    if (here_.slope.empty()) {
      look(here_);
      set_out();
      return;
    }
    Place next{turned(angle_), {}, 0};
    look(next);
    if (next.value > here_.value) {
      here_ = std::move(next);
      set_out();
    } else if ((angle_ /= 2) < kLeastAngle) {
      finish(Status::no_progress);
    }
  }

  const MaxSliced& result() const { return out_; }

 private:
  struct Place {
    std::vector<double> direction, slope;
    double value = 0;
  };

  void look(Place& place) const {
    place.slope.resize(place.direction.size());
    place.value = shadows_.distance(place.direction, place.slope);
  }
  /// Begins a step: twice as far as last time, and then less until it goes up.
  void set_out() {
    if (!(residual() > kFlat)) return finish(Status::converged);
    if (out_.iterations == max_iterations_) return finish(Status::iteration_limit);
    ++out_.iterations;
    angle_ = std::min(2 * angle_, 1.0);
  }
  /// The slope along the sphere.
  std::vector<double> uphill() const {
    const double along = std::inner_product(here_.slope.begin(), here_.slope.end(), here_.direction.begin(), 0.0);
    std::vector<double> out(here_.slope);
    for (std::size_t k = 0; k < out.size(); ++k) out[k] -= along * here_.direction[k];
    return out;
  }
  double residual() const {
    const double whole = norm(here_.slope);
    return whole > 0 ? norm(uphill()) / whole : 0;
  }
  std::vector<double> turned(double angle) const {
    std::vector<double> out = uphill();
    const double size = norm(out);
    for (std::size_t k = 0; k < out.size(); ++k)
      out[k] = std::cos(angle) * here_.direction[k] + std::sin(angle) * out[k] / size;
    const double length = norm(out);
    for (double& value : out) value /= length;
    return out;
  }
  void finish(Status status) {
    done_ = true;
    out_.status = status;
    out_.value = here_.value;
    out_.direction = here_.direction;
    out_.residual = residual();
  }

  const Shadows& shadows_;
  std::size_t max_iterations_;
  Place here_;
  double angle_ = 0.5;
  bool done_ = false;
  MaxSliced out_;
};

void climb_all(std::vector<Climb>& climbs) {
  std::vector<Climb*> on;
  for (Climb& climb : climbs) on.push_back(&climb);
  while (!on.empty()) {
    poll();
    parallel_chunks(on.size(), 1, [&](std::size_t first, std::size_t last) {
      for (std::size_t k = first; k < last; ++k) on[k]->advance();
    });
    std::erase_if(on, [](const Climb* climb) { return climb->done(); });
  }
}

/// The best of the random directions and that between the means.
std::vector<std::vector<double>> best_starts(const Shadows& shadows, const MaxSlicedOptions& options) {
  const std::size_t d = shadows.dimensions();
  std::vector<double> all = directions(options.projections, d, options.seed);
  const std::vector<double> between = shadows.between_means();
  all.insert(all.end(), between.begin(), between.end());
  const std::vector<double> distances = shadows.distances(Rows(all.data(), all.size() / d, d));
  std::vector<std::size_t> order(distances.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto i, auto j) { return distances[i] > distances[j]; });
  std::vector<std::vector<double>> out;
  for (std::size_t k = 0; k < options.starts; ++k) {
    const auto from = all.begin() + static_cast<std::ptrdiff_t>(order[k] * d);
    out.emplace_back(from, from + static_cast<std::ptrdiff_t>(d));
  }
  return out;
}

}  // namespace

std::vector<double> sliced_direction(std::size_t k, std::size_t dimensions, std::uint64_t seed) {
  if (dimensions == 0) fail_argument("sliced_direction", "dimensions", "is 0; a direction has at least one coordinate");
  Random random(seed, k);
  std::vector<double> out(dimensions);
  double length = 0;
  while (length == 0) {
    for (double& x : out) x = random.normal();
    length = norm(out);
  }
  for (double& x : out) x /= length;
  return out;
}

Sliced sliced_wasserstein(Rows x, Rows y, const SlicedOptions& options) {
  return sliced_wasserstein(x, y, options, SlicedGradient{});
}

Sliced sliced_wasserstein(Rows x, Rows y, const SlicedOptions& options, const SlicedGradient& gradient) {
  const FloatingPoint guard;
  const std::size_t count = options.projections;
  if (count < 2)
    fail_argument(kName, "projections", "is " + std::to_string(count) + "; two tell how much they scatter");
  const Shadows shadows(x, y, options.p, options.a, options.b, kName);
  check_room(gradient.x, x, "gradient.x");
  check_room(gradient.y, y, "gradient.y");
  const std::vector<double> thetas = directions(count, shadows.dimensions(), options.seed);
  const Rows all(thetas.data(), count, shadows.dimensions());
  std::vector<double> distances = shadows.distances(all);
  std::fill(gradient.x.begin(), gradient.x.end(), 0.0);
  std::fill(gradient.y.begin(), gradient.y.end(), 0.0);
  const double largest = *std::max_element(distances.begin(), distances.end());
  if (largest == 0) return {};
  for (double& distance : distances) distance /= largest;
  RunningSum sum, squares;
  for (const double ratio : distances) sum.add(std::pow(ratio, options.p));
  const double mean = sum.value() / static_cast<double>(count);
  for (const double ratio : distances) squares.add(std::pow(std::pow(ratio, options.p) - mean, 2));
  const double root = std::pow(mean, 1 / options.p);
  if (!gradient.x.empty() || !gradient.y.empty()) {
    for (double& ratio : distances) ratio = std::pow(ratio / root, options.p - 1) / static_cast<double>(count);
    shadows.add_slopes(all, distances, gradient.x, gradient.y);
  }
  // The root's slope at the mean times the mean's standard error.
  const double error = std::sqrt(squares.value() / static_cast<double>(count - 1) / static_cast<double>(count));
  return {shadows.in_callers_unit(largest * root),
          shadows.in_callers_unit(largest * root / options.p * (error / mean))};
}

MaxSliced max_sliced_wasserstein(Rows x, Rows y, const MaxSlicedOptions& options) {
  const FloatingPoint guard;
  if (options.starts == 0 || options.starts > options.projections)
    fail_argument(kMaxName, "starts",
                  "is " + std::to_string(options.starts) + "; it is at least 1 and at most projections, " +
                      std::to_string(options.projections));
  const Shadows shadows(x, y, options.p, options.a, options.b, kMaxName);
  std::vector<Climb> climbs;
  for (std::vector<double>& start : best_starts(shadows, options))
    climbs.emplace_back(shadows, std::move(start), options.max_iterations);
  climb_all(climbs);
  MaxSliced best = std::max_element(climbs.begin(), climbs.end(), [](const Climb& a, const Climb& b) {
                     return a.result().value < b.result().value;
                   })->result();
  best.value = shadows.in_callers_unit(best.value);
  return best;
}

}  // namespace sanov
