#include "sanov/fit/bootstrap.h"

#include <cmath>

#include "sanov/families/draws.h"
#include "sanov/fit/climb.h"
#include "sanov/fit/likelihood.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"

namespace sanov {
namespace {

constexpr double kMostDrawn = 20'000;

/// Rows behind the nodes: row r stands for node rows[r]. None where they are too many, or weights are no whole numbers.
std::vector<std::uint32_t> rows_behind(const std::vector<double>& weights) {
  double total = 0;
  for (const double w : weights) {
    total += w;
    if (w != std::round(w) || total > kMostDrawn) return {};
  }
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < weights.size(); ++i)
    rows.insert(rows.end(), static_cast<std::size_t>(weights[i]), static_cast<std::uint32_t>(i));
  return rows;
}

/// How often each node comes in one draw.
std::vector<double> counts_of(const std::vector<double>& weights, const std::vector<std::uint32_t>& rows,
                              Random& random) {
  std::vector<double> counts(weights.size());
  if (rows.empty())
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] = draw_poisson(random, weights[i]);
  else
    for (std::size_t r = 0; r < rows.size(); ++r) counts[rows[random.below(rows.size())]] += 1;
  return counts;
}

/// Those nodes that came, with how often they did.
Nodes drawn_from(const Nodes& nodes, const std::vector<double>& counts) {
  Nodes out;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    if (const std::size_t k = i - nodes.x.size(); i >= nodes.x.size()) {
      out.between.add(nodes.between.low[k], nodes.between.high[k], counts[i]);
    } else {
      out.x.push_back(nodes.x[i]);
      out.weight.push_back(counts[i]);
    }
  }
  return out;
}

}  // namespace

BootstrapFits bootstrap_fits(const FamilyFit& fit, const FitData& data, int draws, std::uint64_t seed) {
  const FamilyEntry& entry = find_family(fit.family);
  const std::vector<double> weights = weights_of(data.nodes());
  const std::vector<std::uint32_t> rows = rows_behind(weights);
  bool all_free = true;
  for (std::size_t i = 0; i < fit.parameters.size(); ++i) all_free = all_free && fit.free_parameters[i];
  std::vector<std::vector<double>> found(static_cast<std::size_t>(draws));
  parallel_chunks(found.size(), 4, [&](std::size_t first, std::size_t last) {
    for (std::size_t d = first; d < last; ++d) {
      Random random(seed, d);
      const Nodes sample = drawn_from(data.nodes(), counts_of(weights, rows, random));
      if (sample.empty()) continue;
      if (entry.start_is_best && all_free && data.plain()) {
        found[d] = entry.start(shape_of(sample));
        continue;
      }
      const auto likelihood = [&](std::span<const double> v) {
        return log_likelihood(entry, v, sample, data.truncation());
      };
      Climb top = climb(likelihood, entry.parameters, fit.parameters, fit.free_parameters, 1e-9, 60);
      if (top.status == Status::converged && std::isfinite(top.sums.value)) found[d] = std::move(top.at);
    }
  });
  BootstrapFits out;
  for (std::vector<double>& each : found) {
    bool usable = !each.empty();
    for (std::size_t i = 0; usable && i < each.size(); ++i)
      usable = entry.parameters[i].rule_broken_by(each[i]).empty();
    if (usable)
      out.parameters.push_back(std::move(each));
    else
      ++out.failed;
  }
  return out;
}

}  // namespace sanov
