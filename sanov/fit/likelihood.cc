#include "sanov/fit/likelihood.h"

#include <cmath>

#include "sanov/fit/chances.h"

namespace sanov {
namespace {

double mass_of(const Nodes& rows) {
  double mass = 0;
  for (const double w : rows.weight) mass += w;
  for (const double w : rows.between.weight) mass += w;
  return mass;
}

void add_row(DensitySums& sums, double weight, std::span<const double> jet) {
  const std::size_t k = sums.slope.size();
  sums.value += weight * jet[0];
  for (std::size_t i = 0; i < k; ++i) sums.slope[i] += weight * jet[1 + i];
  for (std::size_t i = 0; i < sums.bend.size(); ++i) sums.bend[i] += weight * jet[1 + k + i];
}

}  // namespace

DensitySums log_likelihood(const FamilyEntry& entry, std::span<const double> at, const Nodes& rows,
                           const Truncation& truncation) {
  DensitySums sums = entry.sums(at, rows.x, rows.weight);
  if ((rows.between.empty() && !truncation.any()) || sums.value == -HUGE_VAL) return sums;
  Intervals wanted = rows.between;
  if (truncation.any()) wanted.add(truncation.low, truncation.high, -mass_of(rows));
  const std::vector<double> jets = chance_jets(entry, at, wanted);
  const std::size_t width = jet_width(at.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::span<const double> jet = std::span(jets).subspan(i * width, width);
    if (jet[0] == -HUGE_VAL) return sums.value = -HUGE_VAL, sums;
    add_row(sums, wanted.weight[i], jet);
  }
  return sums;
}

std::vector<double> log_likelihood_terms(const FamilyEntry& entry, std::span<const double> at, const Nodes& rows,
                                         const Truncation& truncation) {
  const Distribution d = entry.make(at);
  std::vector<double> terms(rows.x.size());
  d.many(DistributionFunction::log_pdf, rows.x, terms);
  for (std::size_t i = 0; i < rows.between.size(); ++i)
    terms.push_back(log_chance(d, rows.between.low[i], rows.between.high[i]));
  if (!truncation.any()) return terms;
  const double recorded = log_chance(d, truncation.low, truncation.high);
  for (double& term : terms) term -= recorded;
  return terms;
}

std::vector<double> log_likelihood_jets(const FamilyEntry& entry, std::span<const double> at, const Nodes& rows,
                                        const Truncation& truncation) {
  const std::size_t width = jet_width(at.size());
  std::vector<double> out(rows.x.size() * width);
  entry.jets(at, rows.x, out);
  if (rows.between.empty() && !truncation.any()) return out;
  Intervals wanted = rows.between;
  if (truncation.any()) wanted.add(truncation.low, truncation.high, 1);
  const std::vector<double> jets = chance_jets(entry, at, wanted);
  out.insert(out.end(), jets.begin(), jets.begin() + static_cast<std::ptrdiff_t>(rows.between.size() * width));
  if (truncation.any())
    for (std::size_t i = 0; i < out.size(); ++i) out[i] -= jets[jets.size() - width + i % width];
  return out;
}

std::vector<double> weights_of(const Nodes& rows) {
  std::vector<double> weights = rows.weight;
  weights.insert(weights.end(), rows.between.weight.begin(), rows.between.weight.end());
  return weights;
}

}  // namespace sanov
