// One checked call from C++, all in: what a call costs where the cells are few.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <vector>

#include "sanov/measures/measures.h"

namespace {

std::vector<double> distribution(std::size_t n, double tilt) {
  std::vector<double> cells(n);
  for (std::size_t i = 0; i < n; ++i)
    cells[i] = 1 + tilt * static_cast<double>((i * 7919) % n) / static_cast<double>(n);
  return sanov::normalized(cells);
}

void call(benchmark::State& state, const sanov::Measure<sanov::Two>& measure) {
  const auto p = distribution(static_cast<std::size_t>(state.range(0)), 0.5);
  const auto q = distribution(static_cast<std::size_t>(state.range(0)), 2);
  for (auto _ : state) benchmark::DoNotOptimize(measure(p, q));
}

}  // namespace

BENCHMARK_CAPTURE(call, kl, sanov::kl)->Arg(10)->Arg(1000);
BENCHMARK_CAPTURE(call, js, sanov::js)->Arg(10)->Arg(1000);
BENCHMARK_CAPTURE(call, hellinger, sanov::hellinger)->Arg(10)->Arg(1000);
BENCHMARK_CAPTURE(call, pearson_chi2, sanov::pearson_chi2)->Arg(10)->Arg(1000);

BENCHMARK_MAIN();
