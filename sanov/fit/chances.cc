#include "sanov/fit/chances.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "sanov/base/error.h"
#include "sanov/families/log_probability.h"
#include "sanov/fit/mass.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

/// Where the grid is cut: the rows' ends, breaks and quantiles inside the support, and the support's own ends.
std::vector<double> cuts_of(const Distribution& d, const Support& support, const Intervals& rows) {
  std::vector<double> cuts = d.breaks();
  cuts.insert(cuts.end(), rows.low.begin(), rows.low.end());
  cuts.insert(cuts.end(), rows.high.begin(), rows.high.end());
  for (const double p : {0.5, 0.25, 0.1, 0.01, 1e-4})
    for (const double cut : {d.quantile(p), d.upper_quantile(p)}) cuts.push_back(cut);
  if (d.whole())
    for (double& cut : cuts) cut = std::floor(cut);
  const double before = d.whole() ? support.low - 1 : support.low;  // whole numbers are counted above each cut
  std::erase_if(cuts, [&](double x) { return !(x > before && x < support.high); });
  cuts.insert(cuts.end(), {before, support.high});
  std::ranges::sort(cuts);
  cuts.erase(std::ranges::unique(cuts).begin(), cuts.end());
  return cuts;
}

/// Cells between the cuts as the leaves of a tree of sums, from which any run of cells is had without differences.
class Tree {
 public:
  explicit Tree(std::size_t cells) : cells_(cells), sums_(2 * cells) {}
  Mass& cell(std::size_t i) { return sums_[cells_ + i]; }
  void build(std::size_t width) {
    for (std::size_t i = cells_; i-- > 1;) {
      sums_[i] = sums_[2 * i];
      sums_[i].add(sums_[2 * i + 1], width);
    }
  }
  Mass run(std::size_t first, std::size_t last, std::size_t width) const {
    Mass out;
    for (first += cells_, last += cells_; first < last; first /= 2, last /= 2) {
      if (first % 2 == 1) out.add(sums_[first++], width);
      if (last % 2 == 1) out.add(sums_[--last], width);
    }
    return out;
  }

 private:
  std::size_t cells_;
  std::vector<Mass> sums_;
};

/// ln ∫ f by Gauss's rule, over an interval so narrow that f hardly changes; or ln Σ f over a few whole numbers.
double log_narrow(const Distribution& d, double low, double high) {
  double top = -HUGE_VAL, sum = 0;
  const auto add = [&](double weight, double log_density) {
    if (log_density == -HUGE_VAL) return;
    if (log_density > top) sum *= std::exp(top - log_density), top = log_density;
    sum += weight * std::exp(log_density - top);
  };
  if (d.whole())
    for (double k = std::floor(low) + 1; k <= high; ++k) add(1, d.log_pdf(k));
  else
    for (const auto& [x, weight] : gauss_points(low, high)) add(weight, d.log_pdf(x));
  return sum > 0 ? top + std::log(sum) : -HUGE_VAL;
}

/// None where parameters, each in its range, break a rule between them: a climb may try such.
std::optional<Distribution> member_or_none(const FamilyEntry& entry, std::span<const double> at) {
  try {
    return entry.make(at);
  } catch (const InvalidArgument&) {
    return std::nullopt;
  }
}

}  // namespace

double log_chance(const Distribution& d, double low, double high) {
  const Support support = d.support();
  if (low < support.low && !d.whole()) low = -HUGE_VAL;
  if (high == HUGE_VAL || high >= support.high) return low == -HUGE_VAL ? 0 : d.log_sf(low);
  if (low == -HUGE_VAL) return d.log_cdf(high);
  if (d.whole() && std::floor(high) - std::floor(low) <= 64) return log_narrow(d, low, high);
  const double up_to_high = d.log_cdf(high), above_low = d.log_sf(low);
  const bool below = up_to_high < above_low;
  const double larger = below ? up_to_high : above_low, smaller = below ? d.log_cdf(low) : d.log_sf(high);
  if (larger - smaller < 1e-4 && !d.whole()) return log_narrow(d, low, high);
  return log_subtract(larger, smaller);
}

std::vector<double> chance_jets(const FamilyEntry& entry, std::span<const double> at, const Intervals& rows) {
  const std::size_t width = jet_width(at.size());
  std::vector<double> out(rows.size() * width);
  const std::optional<Distribution> member = member_or_none(entry, at);
  if (!member) {
    for (std::size_t i = 0; i < rows.size(); ++i) out[i * width] = -HUGE_VAL;
    return out;
  }
  const Distribution& d = *member;
  const Support support = entry.support(at);
  const std::vector<double> cuts = cuts_of(d, support, rows);
  const std::size_t cells = cuts.size() - 1;
  const auto place = [&](double x) {
    if (d.whole()) x = std::floor(x);
    const auto found = std::ranges::lower_bound(cuts, std::clamp(x, cuts.front(), cuts.back()));
    return static_cast<std::size_t>(found - cuts.begin());
  };
  std::vector<std::size_t> first(rows.size()), last(rows.size());
  std::vector<int> wanted(cells + 1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    first[i] = place(rows.low[i]);
    last[i] = place(rows.high[i]);
    ++wanted[first[i]];
    --wanted[last[i]];
  }
  for (std::size_t c = 1; c < cells; ++c) wanted[c] += wanted[c - 1];
  Tree tree(cells);
  const MassIntegral integral(entry, at, d, support);
  parallel_chunks(cells, 8, [&](std::size_t from, std::size_t to) {
    for (std::size_t c = from; c < to; ++c)
      if (wanted[c] > 0) tree.cell(c) = integral.between(cuts[c], cuts[c + 1]);
  });
  tree.build(width);
  for (std::size_t i = 0; i < rows.size(); ++i)
    tree.run(first[i], std::max(first[i], last[i]), width)
        .to_log_jet(std::span(out).subspan(i * width, width), at.size());
  return out;
}

bool ends_move(const FamilyEntry& entry, const std::vector<bool>& free) {
  std::vector<double> at;
  for (const FamilyParameter& p : entry.parameters) at.push_back(p.value);
  const Support here = entry.support(at);
  for (std::size_t i = 0; i < at.size(); ++i) {
    if (!free[i]) continue;
    std::vector<double> moved = at;
    moved[i] += std::max(std::fabs(at[i]), 1.0) * 0.125;
    const Support there = entry.support(moved);
    const auto open = [](const End& end) { return end.kind != End::Kind::power || end.index > 0; };
    const Distribution d = entry.make(at);
    if ((there.low != here.low && !open(d.lower_end())) || (there.high != here.high && !open(d.upper_end())))
      return true;
  }
  return false;
}

}  // namespace sanov
