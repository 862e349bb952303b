#include "sanov/samples/features.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sanov/numerics/sort.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

constexpr std::size_t kMostFeatures = 200;
constexpr int kBends = 4;

/// The normal scores of a column, equal values sharing the middle of their ranks; and how many different values it has.
std::vector<double> normal_scores(const std::vector<double>& column, int& different) {
  const std::size_t n = column.size();
  std::vector<std::uint32_t> order(n);
  argsort(std::span<const double>(column), std::span<std::uint32_t>(order));
  std::vector<double> scores(n);
  different = 0;
  for (std::size_t first = 0, last; first < n; first = last) {
    last = first + 1;
    while (last < n && column[order[last]] == column[order[first]]) ++last;
    const double rank = static_cast<double>(first + last) / (2 * static_cast<double>(n));
    const double score = normal_quantile(rank);
    for (std::size_t k = first; k < last; ++k) scores[order[k]] = score;
    different = std::min(different + 1, kBends + 1);
  }
  return scores;
}

/// A score itself, or what it is above the lower quartile, the middle or the upper quartile: together lines with bends there.
double bent(int bend, double z) {
  constexpr double kQuartile = 0.67448975019608174;
  switch (bend) {
    case 1: return z;
    case 2: return std::max(0.0, z);
    case 3: return std::max(0.0, z + kQuartile);
    default: return std::max(0.0, z - kQuartile);
  }
}

}  // namespace

Features::Features(std::span<const double> points, std::size_t columns, std::span<const std::uint32_t> groups)
    : rows_(points.size() / columns), groups_(groups.begin(), groups.end()) {
  std::vector<double> column(rows_);
  std::vector<std::uint32_t> telling;  // columns that are not constant
  for (std::size_t k = 0; k < columns; ++k) {
    for (std::size_t i = 0; i < rows_; ++i) column[i] = points[i * columns + k];
    int different = 0;
    scores_.push_back(normal_scores(column, different));
    const auto at = static_cast<std::uint32_t>(k);
    if (different > 1) telling.push_back(at);
    for (int bend = 1; bend < different; ++bend) add({at, at, bend});
  }
  const std::size_t pairs = telling.size() * (telling.size() - std::min<std::size_t>(1, telling.size())) / 2;
  products_ = features_.size() + pairs <= kMostFeatures;
  if (!products_) return;
  for (std::size_t a = 0; a < telling.size(); ++a)
    for (std::size_t b = a + 1; b < telling.size(); ++b)
      if (groups_[telling[a]] != groups_[telling[b]]) add({telling[a], telling[b], 0});
}

void Features::add(Feature feature) {
  double sum = 0, square = 0;
  const auto rows = static_cast<std::uint32_t>(rows_);
  for (std::uint32_t i = 0; i < rows; ++i) sum += value(feature, i, i);
  const double mean = sum / static_cast<double>(rows_);
  for (std::uint32_t i = 0; i < rows; ++i) {
    const double apart = value(feature, i, i) - mean;
    square += apart * apart;
  }
  const double variance = square / static_cast<double>(rows_);
  if (variance < 1e-12) return;
  feature.mean = mean;
  feature.scale = 1 / std::sqrt(variance);
  features_.push_back(feature);
}

/// As given at first: of the first column in one row and of the second in another.
double Features::value(const Feature& feature, std::uint32_t first, std::uint32_t second) const {
  const double z = scores_[feature.first][first];
  const double raw = feature.bend > 0 ? bent(feature.bend, z) : z * scores_[feature.second][second];
  return (raw - feature.mean) * feature.scale;
}

bool Features::touches(std::size_t feature, std::uint32_t group) const {
  return groups_[features_[feature].first] == group || groups_[features_[feature].second] == group;
}

void Features::fill(std::size_t feature, std::span<const std::uint32_t> points, double* out) const {
  fill(feature, points, kNoGroup, points, out);
}

void Features::fill(std::size_t feature, std::span<const std::uint32_t> points, std::uint32_t group,
                    std::span<const std::uint32_t> shuffled, double* out) const {
  const Feature& f = features_[feature];
  const auto first = groups_[f.first] == group ? shuffled : points;
  const auto second = groups_[f.second] == group ? shuffled : points;
  for (std::size_t i = 0; i < points.size(); ++i) out[i] = value(f, first[i], second[i]);
}

}  // namespace sanov
