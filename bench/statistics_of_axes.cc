#include "bench/statistics_of_axes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <functional>
#include <string_view>
#include <vector>

#include "sanov/inference/anderson_darling.h"
#include "sanov/inference/distance_intervals.h"
#include "sanov/inference/false_discovery.h"
#include "sanov/inference/homogeneity.h"
#include "sanov/inference/ordered_samples.h"
#include "sanov/inference/simulated_counts_test.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/sort.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

using simulated::Counts;
using simulated::QuantileFrame;

constexpr std::uint64_t kSeed = 20261123;

/// The share of draws in which each of N things holds.
template <std::size_t N, class F>
std::array<double, N> shares(std::size_t draws, F&& f) {
  std::array<std::atomic<std::size_t>, N> held{};
  parallel_chunks(draws, 16, [&](std::size_t first, std::size_t last) {
    for (std::size_t draw = first; draw < last; ++draw) {
      Random random(kSeed, draw);
      const std::array<bool, N> found = f(random, draw);
      for (std::size_t i = 0; i < N; ++i) held[i] += found[i];
    }
  });
  std::array<double, N> result;
  for (std::size_t i = 0; i < N; ++i) result[i] = static_cast<double>(held[i]) / static_cast<double>(draws);
  return result;
}

/// Shares at α, with a mark where they are over it by more than chance and a tenth of it.
void print_sizes(const std::array<double, 4>& found, std::size_t draws) {
  constexpr double alphas[] = {0.1, 0.05, 0.01, 0.001};
  bool over = false;
  for (std::size_t i = 0; i < 4; ++i) {
    const double alpha = alphas[i], error = std::sqrt(alpha * (1 - alpha) / static_cast<double>(draws));
    over = over || found[i] > 1.1 * alpha + 4 * error;
    fmt::print(" {:>8.4f}", found[i]);
  }
  fmt::print("{}\n", over ? "  *" : "");
}

std::array<bool, 4> at_alphas(double p) { return {p <= 0.1, p <= 0.05, p <= 0.01, p <= 0.001}; }

void sizes_on_quantile_cells(std::size_t draws) {
  fmt::print(
      "\nP(p ≤ α) of the declared p of numbers where nothing has changed, cells at the reference's quantiles,\n"
      "{} draws each (promised: at most α, and close to it).\n\n{:>9} {:>9} {:>8} {:>8} {:>8} {:>8}\n",
      draws, "n", "m", "10%", "5%", "1%", "0.1%");
  for (const auto& [n, m] : {std::pair<std::uint64_t, std::uint64_t>{30, 1000},
                             {50, 50},
                             {100, 100},
                             {200, 20},
                             {200, 200},
                             {200, 20'000},
                             {500, 500},
                             {1000, 100},
                             {1000, 10'000},
                             {10'000, 10'000},
                             {100'000, 50},
                             {100'000, 1000},
                             {100'000, 100'000}}) {
    const QuantileFrame frame(n);
    SharedNulls shared;
    const auto found = shares<4>(draws, [&, m = m](Random& random, std::size_t) {
      const Counts current = simulated::current_counts(random, frame.ends(random), m, [](double u) { return u; });
      const OrderedCells cells{
          .reference = frame.reference, .current = current, .coarse = frame.coarse, .share_null = true};
      return at_alphas(test_ordered(cells, {}, &shared).p.p);
    });
    fmt::print("{:>9} {:>9}", n, m);
    print_sizes(found, draws);
  }
}

/// Normal values rounded to steps of `step` deviations: one cell a value.
std::vector<double> rounded_normal(double step) {
  std::vector<double> weights;
  for (double x = -4; x <= 4; x += step) weights.push_back(normal_cdf(x + step / 2) - normal_cdf(x - step / 2));
  return weights;
}

void sizes_with_ties(std::size_t draws) {
  fmt::print(
      "\nThe same with ties: normal values rounded to steps of so many standard deviations.\n\n"
      "{:>9} {:>9} {:>6} {:>8} {:>8} {:>8} {:>8}\n",
      "n", "m", "step", "10%", "5%", "1%", "0.1%");
  for (const auto& [n, m] : {std::pair<std::uint64_t, std::uint64_t>{60, 60}, {200, 200}, {1000, 50}, {5000, 5000}})
    for (const double step : {2., 0.5, 0.1}) {
      const std::vector<double> weights = rounded_normal(step);
      const std::size_t size = weights.size();
      std::vector<std::uint32_t> coarse;
      for (std::size_t i = 0; i < size; ++i)
        coarse.push_back(static_cast<std::uint32_t>(size <= 20 ? i : i * 20 / size));
      const auto found = shares<4>(draws, [&, n = n, m = m](Random& random, std::size_t draw) {
        Counts a(size), b(size);
        draw_multinomial(random, weights, n, a);
        draw_multinomial(random, weights, m, b);
        const OrderedCells cells{.reference = a, .current = b, .coarse = coarse};
        return at_alphas(test_ordered(cells, {.seed = draw}).p.p);
      });
      fmt::print("{:>9} {:>9} {:>6}", n, m, step);
      print_sizes(found, draws);
    }
}

void sizes_of_categories(std::size_t draws) {
  fmt::print(
      "\nThe p of X² of categories whose shares fall like 1/rank.\n\n{:>9} {:>9} {:>6} {:>8} {:>8} {:>8} {:>8}\n", "n",
      "m", "cells", "10%", "5%", "1%", "0.1%");
  for (const auto& [n, m] :
       {std::pair<std::uint64_t, std::uint64_t>{50, 50}, {1000, 40}, {1000, 1000}, {100'000, 100'000}})
    for (const std::size_t size : {2u, 5u, 40u, 400u}) {
      std::vector<double> weights;
      for (std::size_t i = 1; i <= size; ++i) weights.push_back(1 / static_cast<double>(i));
      const auto found = shares<4>(draws, [&, n = n, m = m](Random& random, std::size_t draw) {
        Counts a(size), b(size);
        draw_multinomial(random, weights, n, a);
        draw_multinomial(random, weights, m, b);
        return at_alphas(homogeneity_p(a, b, {.seed = draw, .draws = 999}).p);
      });
      fmt::print("{:>9} {:>9} {:>6}", n, m, size);
      print_sizes(found, draws);
    }
}

struct Alternative500 {
  std::string_view name;
  std::function<double(Random&)> draw;
};

std::vector<Alternative500> alternatives(double times) {
  const auto standardised_t = [](Random& random) {
    double squares = 0;
    const double z = random.normal();
    for (int i = 0; i < 4; ++i) {
      const double x = random.normal();
      squares += x * x;
    }
    return z / std::sqrt(squares / 4) / std::sqrt(2.);
  };
  return {
      {"nothing", [](Random& random) { return random.normal(); }},
      {"0.1σ higher", [=](Random& random) { return random.normal() + 0.1 * times; }},
      {"0.2σ higher", [=](Random& random) { return random.normal() + 0.2 * times; }},
      {"σ 1.1 times", [=](Random& random) { return random.normal() * (1 + 0.1 * times); }},
      {"σ 1.2 times", [=](Random& random) { return random.normal() * (1 + 0.2 * times); }},
      {"0.1σ higher, σ 1.1 times", [=](Random& random) { return random.normal() * (1 + 0.1 * times) + 0.1 * times; }},
      {"Student's t, 4 degrees", standardised_t},
      {"uniform", [](Random& random) { return (random.uniform() - 0.5) * std::sqrt(12.); }},
      {"two humps", [](Random& random) { return (random.uniform() < 0.5 ? -0.8 : 0.8) + 0.6 * random.normal(); }},
      {"gamma, shape 10", [](Random& random) { return (simulated::gamma(random, 10) - 10) / std::sqrt(10.); }},
      {"5% at 3σ",
       [](Random& random) { return random.uniform() < 0.05 ? 3 + 0.1 * random.normal() : random.normal(); }}};
}

double welch_p(const std::vector<double>& x, const std::vector<double>& y) {
  const auto moments = [](const std::vector<double>& values) {
    double mean = 0, squares = 0;
    for (const double v : values) mean += v / static_cast<double>(values.size());
    for (const double v : values) squares += (v - mean) * (v - mean);
    return std::pair{mean, squares / static_cast<double>(values.size() - 1) / static_cast<double>(values.size())};
  };
  const auto [a, u] = moments(x);
  const auto [b, v] = moments(y);
  return 2 * normal_sf(std::fabs(a - b) / std::sqrt(u + v));
}

double kolmogorov_p(const std::vector<double>& x, const std::vector<double>& y) {
  const double n = static_cast<double>(x.size()), m = static_cast<double>(y.size());
  double largest = 0;
  for (std::size_t i = 0, j = 0; i < x.size() && j < y.size();) {
    x[i] <= y[j] ? ++i : ++j;
    largest = std::max(largest, std::fabs(static_cast<double>(i) / n - static_cast<double>(j) / m));
  }
  return std::exp(log_kolmogorov_sf(largest * std::sqrt(n * m / (n + m))));
}

void powers(std::size_t draws) {
  for (const std::size_t rows : {500u, 2000u}) {
    fmt::print(
        "\nHow often a change of normal values shows at 5%, {} rows against {}, {} pairs (promised: the declared p\n"
        "within 0.05 of the best of the others). Changes of location and scale are √(500/rows) times as large.\n\n"
        "{:<26} {:>6} {:>6} {:>6} {:>6} {:>9}\n",
        rows, rows, draws, "", "t", "KS", "AD", "X²", "declared");
    const QuantileFrame frame(rows);
    SharedNulls shared;
    for (const Alternative500& alternative : alternatives(std::sqrt(500. / static_cast<double>(rows)))) {
      const auto found = shares<5>(draws, [&](Random& random, std::size_t) {
        std::vector<double> x(rows), y(rows);
        for (double& value : x) value = random.normal();
        for (double& value : y) value = alternative.draw(random);
        sort(x);
        sort(y);
        Counts current(frame.reference.size());
        std::size_t end = 0, j = 0;
        for (std::size_t i = 0; i < current.size(); ++i) {
          end += frame.reference[i];
          while (j < y.size() && (y[j] <= x[end - 1] || i + 1 == current.size())) ++j, ++current[i];
        }
        const OrderedTest test =
            test_ordered({.reference = frame.reference, .current = current, .coarse = frame.coarse}, {}, &shared);
        return std::array{welch_p(x, y) <= 0.05, kolmogorov_p(x, y) <= 0.05, test.anderson_darling_p.p <= 0.05,
                          test.homogeneity_p.p <= 0.05, test.p.p <= 0.05};
      });
      const double best = std::max({found[0], found[1], found[2], found[3]});
      fmt::print("{:<26} {:>6.3f} {:>6.3f} {:>6.3f} {:>6.3f} {:>9.3f}{}\n", alternative.name, found[0], found[1],
                 found[2], found[3], found[4], found[4] < best - 0.05 ? "  *" : "");
    }
  }
}

void false_discoveries(std::size_t draws) {
  const std::size_t times = std::max<std::size_t>(draws / 20, 1);
  const QuantileFrame frame(500);
  SharedNulls shared;
  std::vector<double> wrong(times), found(times);
  parallel_chunks(times, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t time = first; time < last; ++time) {
      std::vector<double> log_p;
      for (std::size_t column = 0; column < 200; ++column) {
        Random random(kSeed, 200 * time + column);
        const Counts current = simulated::current_counts(random, frame.ends(random), 500, [&](double u) {
          return column < 20 ? normal_cdf(normal_quantile(u) - 0.3) : u;
        });
        log_p.push_back(
            test_ordered({.reference = frame.reference, .current = current, .coarse = frame.coarse}, {}, &shared)
                .p.log_p);
      }
      const std::vector<double> adjusted = false_discovery_adjusted(log_p);
      double flagged = 0;
      for (std::size_t column = 0; column < 200; ++column) {
        const bool flag = adjusted[column] <= std::log(0.05);
        flagged += flag;
        (column < 20 ? found : wrong)[time] += flag;
      }
      wrong[time] /= std::max(flagged, 1.);
    }
  });
  double false_share = 0, power = 0;
  for (std::size_t time = 0; time < times; ++time) {
    false_share += wrong[time] / static_cast<double>(times);
    power += found[time] / 20 / static_cast<double>(times);
  }
  fmt::print(
      "\n200 columns of 500 rows, 20 of them 0.3σ higher, {} times: of those that `differ` at 5%, {:.3f} do not\n"
      "(promised: at most 0.05); of the 20, {:.3f} are found.\n",
      times, false_share, power);
}

/// q with its shares changed in some way.
struct Shape {
  std::string_view name;
  std::function<double(double share, std::size_t i, std::size_t k)> change;
};

void coverages(std::size_t draws) {
  fmt::print(
      "\nIntervals of total variation, Kolmogorov–Smirnov and W1 at 95%: how often they hold the truth (promised: at\n"
      "least 95%), and where nothing has changed how often the value is above the floor (5%); {} draws each.\n\n"
      "{:>9} {:>9} {:>6} {:<16} {:>7} {:>7} {:>7}   {:>7} {:>7} {:>7}\n",
      draws, "n", "m", "cells", "", "TV", "KS", "W1", "TV", "KS", "W1");
  const Shape shapes[] = {
      {"nothing", [](double q, std::size_t, std::size_t) { return q; }},
      {"one cell", [](double q, std::size_t i, std::size_t) { return i == 0 ? 3 * q : q; }},
      {"halves", [](double q, std::size_t i, std::size_t k) { return i < k / 2 ? 1.1 * q : 0.9 * q; }},
      {"every other", [](double q, std::size_t i, std::size_t) { return i % 2 == 0 ? q : 2 * q; }},
      {"nearly apart", [](double q, std::size_t i, std::size_t k) { return i < k / 2 ? 0.05 * q : q * q; }}};
  std::array<double, 3> least{1, 1, 1};
  for (const auto& [n, m] :
       {std::pair<std::uint64_t, std::uint64_t>{50, 50}, {1000, 100}, {100, 5000}, {100'000, 100'000}})
    for (const std::size_t k : {2u, 5u, 20u, 100u})
      for (const Shape& shape : shapes) {
        std::vector<double> p(k), q(k), x(k);
        double sum = 0, rest = 0;
        for (std::size_t i = 0; i < k; ++i) {
          rest += p[i] = 1 / static_cast<double>(i + 2);
          sum += q[i] = shape.change(p[i], i, k);
          x[i] = normal_quantile((static_cast<double>(i) + 0.5) / static_cast<double>(k));
        }
        std::array<double, 3> truth{};
        double apart = 0;
        for (std::size_t i = 0; i < k; ++i) {
          p[i] /= rest;
          q[i] /= sum;
          truth[0] += std::fabs(p[i] - q[i]) / 2;
          apart += p[i] - q[i];
          truth[1] = std::max(truth[1], std::fabs(apart));
          if (i + 1 < k) truth[2] += std::fabs(apart) * (x[i + 1] - x[i]);
        }
        const auto found = shares<6>(draws, [&, n = n, m = m](Random& random, std::size_t) {
          Counts a(k), b(k);
          draw_multinomial(random, p, n, a);
          draw_multinomial(random, q, m, b);
          const DistanceEstimate estimates[] = {estimate_total_variation(a, b), estimate_kolmogorov_smirnov(a, b),
                                                estimate_wasserstein({.at = x, .counts = a}, {.at = x, .counts = b})};
          std::array<bool, 6> held{};
          for (std::size_t d = 0; d < 3; ++d) {
            const auto& [value, interval, floor] = estimates[d];
            held[d] = interval.lower <= truth[d] + 1e-12 && truth[d] - 1e-12 <= interval.upper;
            held[d + 3] = value > floor;
          }
          return held;
        });
        for (std::size_t d = 0; d < 3; ++d) least[d] = std::min(least[d], found[d]);
        fmt::print("{:>9} {:>9} {:>6} {:<16} {:>7.4f} {:>7.4f} {:>7.4f}", n, m, k, shape.name, found[0], found[1],
                   found[2]);
        if (&shape == shapes) fmt::print("   {:>7.4f} {:>7.4f} {:>7.4f}", found[3], found[4], found[5]);
        const double allowed = 0.95 - 4 * std::sqrt(0.95 * 0.05 / static_cast<double>(draws));
        fmt::print("{}\n", std::min({found[0], found[1], found[2]}) < allowed ? "  *" : "");
      }
  fmt::print("\nat least {:.4f} {:.4f} {:.4f}\n", least[0], least[1], least[2]);
}

}  // namespace

void check_axes(std::size_t draws) {
  sizes_on_quantile_cells(draws);
  sizes_with_ties(draws);
  sizes_of_categories(draws);
  powers(draws);
  false_discoveries(draws);
  coverages(draws);
}

}  // namespace sanov
