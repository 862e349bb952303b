#include "sanov/transport/wasserstein_1d.h"

#include "sanov/base/floating_point.h"
#include "sanov/numerics/parallel.h"
#include "sanov/transport/line.h"
#include "sanov/transport/masses.h"
#include "sanov/transport/power_mean.h"

namespace sanov {
namespace {

constexpr const char* kName = "wasserstein_1d";

const Cells* pointer(const std::optional<Cells>& weights) { return weights ? &*weights : nullptr; }

/// What flows between two samples in order.
double monotone_distance(std::span<const double> x, std::span<const std::int64_t> a, std::span<const double> y,
                         std::span<const std::int64_t> b, double p) {
  std::vector<double> from, to, mass;
  const std::size_t most = x.size() + y.size() - 1;
  for (auto* values : {&from, &to, &mass}) values->reserve(most);
  std::int64_t total = 0;
  each_step(a, b, [&](std::size_t i, std::size_t j, std::int64_t units) {
    if (units == 0) return;
    from.push_back(x[i]);
    to.push_back(y[j]);
    mass.push_back(static_cast<double>(units));
    total += units;
  });
  return power_mean({from, to, mass, static_cast<double>(total)}, p);
}

/// Both at once, on two threads.
template <class F, class G>
void both(const F& first, const G& second) {
  parallel_chunks(2, 1, [&](std::size_t from, std::size_t to) {
    for (std::size_t k = from; k < to; ++k) k == 0 ? first() : second();
  });
}

double of_equal_weights(Cells x, Cells y, double p) {
  std::vector<double> from, to;
  both([&] { from = sorted_points(x, kName, "x"); }, [&] { to = sorted_points(y, kName, "y"); });
  if (from.size() == to.size()) return power_mean({from, to, {}, static_cast<double>(from.size())}, p);
  const Masses masses = normalized_masses(nullptr, from.size(), nullptr, to.size(), kName);
  return monotone_distance(from, masses.a, to, masses.b, p);
}

}  // namespace

double wasserstein_1d(Cells x, Cells y, const LineOptions& options) {
  const FloatingPoint guard;
  check_power(options.p, kName);
  if (!options.a && !options.b) return of_equal_weights(x, y, options.p);
  check_count(x, kName, "x");
  check_count(y, kName, "y");
  const Masses masses = normalized_masses(pointer(options.a), x.size(), pointer(options.b), y.size(), kName);
  Sorted from, to;
  both([&] { from = sorted_with_mass(x, masses.a, kName, "x"); },
       [&] { to = sorted_with_mass(y, masses.b, kName, "y"); });
  return monotone_distance(from.x, from.mass, to.x, to.mass, options.p);
}

}  // namespace sanov
