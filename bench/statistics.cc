#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "bench/statistics_of_axes.h"
#include "sanov/inference/divergence_interval.h"
#include "sanov/inference/drawn_counts_test.h"
#include "sanov/numerics/parallel.h"

/// What is promised of intervals and p-values, held against simulated counts: `./dev bench statistics [DRAWS]`.
namespace sanov {
namespace {

constexpr std::uint64_t kSeed = 20261122;

/// How often something held in the draws of one setting.
template <std::size_t N>
using Shares = std::array<double, N>;

/// Calls f(random) for each draw, which says what held.
template <std::size_t N, class F>
Shares<N> shares(std::size_t draws, F&& f) {
  std::array<std::atomic<std::size_t>, N> held{};
  parallel_chunks(draws, 16, [&](std::size_t first, std::size_t last) {
    for (std::size_t draw = first; draw < last; ++draw) {
      Random random(kSeed, draw);
      const std::array<bool, N> found = f(random);
      for (std::size_t i = 0; i < N; ++i) held[i] += found[i];
    }
  });
  Shares<N> result;
  for (std::size_t i = 0; i < N; ++i) result[i] = static_cast<double>(held[i]) / static_cast<double>(draws);
  return result;
}

bool holds(const Interval& interval, double truth) { return interval.lower <= truth && truth <= interval.upper; }

void cover_of_intervals(std::size_t draws) {
  fmt::print(
      "Intervals of KL and JS at 95%: how often they hold the truth (promised: 93% to 97%, KL's 91% to 98%), of {} "
      "draws each,\n"
      "wherever every cell expects 2 rows or more. Above the floor: of JS (promised at D = 0: 5%).\n\n",
      draws);
  fmt::print("{:>9} {:>9} {:>5} {:>8} {:>6} {:>9} {:>7} {:>7} {:>7} {:>7}\n", "n", "m", "cells", "expects", "tilt",
             "JS", "KL", "JS", "p<5%", "floor");
  double least = 1, most = 0;
  for (const auto& [n, m] : {std::pair<std::uint64_t, std::uint64_t>{100, 100},
                             {200, 200},
                             {1000, 100},
                             {1000, 1000},
                             {100, 10'000},
                             {10'000, 200},
                             {100'000, 100'000},
                             {1'000'000, 1'000'000}})
    for (const std::size_t k : {2u, 5u, 10u, 20u, 100u})
      for (const bool equal : {true, false})
        for (const double tilt : {0., 0.05, 0.3, 1., 2.5}) {
          const CountSetting setting{n, m, k, equal, tilt};
          if (setting.fewest_expected() < kFewestExpected) continue;
          const std::vector<double> q = setting.q(), p = setting.p();
          const double kl = setting.kl(), js = setting.js();
          const Shares<4> found = shares<4>(draws, [&](Random& random) {
            const auto c = draw_counts(random, n, q), d = draw_counts(random, m, p);
            const DivergenceEstimate a = estimate_kl(c, d), b = estimate_js(c, d);
            return std::array{holds(a.interval, kl), holds(b.interval, js), b.p.p<0.05, b.value> b.floor};
          });
          least = std::min({least, found[0], found[1]});
          most = std::max({most, found[0], found[1]});
          fmt::print("{:>9} {:>9} {:>5} {:>8.0f} {:>6} {:>9.2g} {:>7.4f} {:>7.4f} {:>7.4f} {:>7.4f}{}\n", n, m, k,
                     setting.fewest_expected(), tilt, js, found[0], found[1], found[2], found[3],
                     found[0] < 0.93 || found[0] > 0.97 || found[1] < 0.93 || found[1] > 0.97 ? "  *" : "");
          std::fflush(stdout);
        }
  fmt::print("\nfrom {:.4f} to {:.4f}\n", least, most);
}

}  // namespace
}  // namespace sanov

int main(int count, char** arguments) {
  const std::size_t draws = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 10'000;
  sanov::cover_of_intervals(draws);
  sanov::check_axes(draws);
  return 0;
}
