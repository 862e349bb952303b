#include "sanov/inference/ordered_samples.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "sanov/base/error.h"
#include "sanov/inference/anderson_darling.h"
#include "sanov/inference/joint_law.h"
#include "sanov/inference/ordered_draws.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"
#include "sanov/numerics/roots.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

using Counts = std::vector<std::uint64_t>;
using CountsView = std::span<const std::uint64_t>;

constexpr std::uint64_t kFewReferenceRows = 1000;  // the same where its quantiles are the cells' ends and m > n
constexpr std::uint64_t kFewRows = 100;            // of the smaller sample, below which its law is drawn
constexpr double kEnoughExpected = 10;             // rows of the smaller sample that a coarse cell needs
constexpr std::size_t kSharedDraws = 20'000;

std::uint64_t total(CountsView counts) { return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}); }

PValue p_of_log(double log_p, Method method) {
  log_p = std::min(log_p, 0.0);
  return {std::exp(log_p), log_p, method};
}

/// The x that χ² with one degree of freedom exceeds with probability exp(log_p).
double one_degree_quantile(double log_p) {
  if (log_p > -600) return log_p < 0 ? chi_squared_upper_quantile(std::exp(log_p), 1) : 0;
  return find_root([&](double x) { return log_chi_squared_sf(x, 1) - log_p; }, -log_p, -2 * log_p).x;
}

void check(const OrderedCells& cells) {
  if (cells.current.size() != cells.reference.size())
    fail_argument("test_ordered", "current", "has not as many cells as reference");
  if (cells.coarse.size() != cells.reference.size())
    fail_argument("test_ordered", "coarse", "has not as many cells as reference");
  std::uint32_t last = 0;
  for (const std::uint32_t group : cells.coarse) {
    if (group != last && group != last + 1) fail_argument("test_ordered", "coarse", "does not ascend from 0 by 1");
    last = group;
  }
  if (!cells.coarse.empty() && cells.coarse.front() != 0)
    fail_argument("test_ordered", "coarse", "does not begin with 0");
}

Counts grouped(CountsView fine, std::span<const std::uint32_t> group) {
  Counts counts(group.empty() ? 0 : group.back() + 1);
  for (std::size_t i = 0; i < fine.size(); ++i) counts[group[i]] += fine[i];
  return counts;
}

/// Coarse cells joined with their neighbours until each expects enough rows of the smaller sample. `rows` are those that
/// stay as they are in what the null hypothesis lets happen: the reference's, or those of both.
std::vector<std::uint32_t> join_coarse(std::span<const std::uint32_t> coarse, CountsView rows, double smaller) {
  const Counts counts = grouped(rows, coarse);
  const double share = smaller / static_cast<double>(total(rows));
  std::vector<std::uint32_t> joined(counts.size());
  std::uint32_t group = 0;
  double expected = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    joined[i] = group;
    expected += static_cast<double>(counts[i]) * share;
    if (expected >= kEnoughExpected) {
      ++group;
      expected = 0;
    }
  }
  // What is left at the end joins the cell before it.
  for (auto cell = joined.rbegin(); cell != joined.rend() && *cell == group && group > 0; ++cell) *cell = group - 1;
  std::vector<std::uint32_t> of_fine(coarse.size());
  for (std::size_t i = 0; i < of_fine.size(); ++i) of_fine[i] = joined[coarse[i]];
  return of_fine;
}

/// Missing against present, as a part of X² that is χ² with one degree of freedom or smaller.
std::optional<double> missing_part(const OrderedCells& cells, std::uint64_t n, std::uint64_t m) {
  if (cells.reference_missing + cells.current_missing == 0) return std::nullopt;
  if (n + m == 0) return 0.0;
  const PValue p = homogeneity_p(Counts{n, cells.reference_missing}, Counts{m, cells.current_missing});
  return one_degree_quantile(p.log_p);
}

/// A column's two statistics and how extreme they are, as −ln of each one's asymptotic p.
struct Scores {
  double anderson_darling, homogeneity;
  double larger() const { return std::max(anderson_darling, homogeneity); }
};

/// Small samples: the law of the larger score, by draws.
class DrawnNull {
 public:
  DrawnNull(const OrderedCells& cells, std::vector<std::uint32_t> group, bool any_missing)
      : draws_(cells.reference, cells.current, cells.cut_at_reference),
        group_(std::move(group)),
        any_missing_(any_missing) {
    // The scores must not depend on what is drawn.
    if (!cells.cut_at_reference) {
      Counts pooled(cells.reference.begin(), cells.reference.end());
      for (std::size_t i = 0; i < pooled.size(); ++i) pooled[i] += cells.current[i];
      law_ = AndersonDarlingLaw(pooled);
    }
    degrees_ = static_cast<double>(group_.back()) + (any_missing ? 1 : 0);
  }

  Scores score(double anderson_darling, double statistic) const {
    return {-law_.log_sf(anderson_darling), degrees_ > 0 ? -log_chi_squared_sf(statistic, degrees_) : 0};
  }

  double draw(std::uint64_t seed, std::uint64_t number) const {
    Random random(seed, number);
    Counts reference(group_.size()), current(group_.size());
    draws_.draw(random, reference, current);
    double statistic = pearson_homogeneity(grouped(reference, group_), grouped(current, group_)).statistic;
    if (any_missing_) {
      const double part = random.normal();
      statistic += part * part;
    }
    return score(sanov::anderson_darling(reference, current), statistic).larger();
  }

 private:
  OrderedDraws draws_;
  std::vector<std::uint32_t> group_;
  bool any_missing_;
  AndersonDarlingLaw law_;
  double degrees_;
};

DrawnLaw draw_law(const DrawnNull& null, std::uint64_t seed) {
  std::vector<double> scores(kSharedDraws);
  parallel_chunks(scores.size(), 250, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) scores[i] = null.draw(seed, i);
  });
  return DrawnLaw(std::move(scores));
}

SharedNulls::Key key_of(const OrderedCells& cells, std::uint64_t m, bool any_missing, const DrawOptions& options) {
  SharedNulls::Key key{m, any_missing, options.seed, cells.reference.size()};
  key.insert(key.end(), cells.reference.begin(), cells.reference.end());
  key.insert(key.end(), cells.coarse.begin(), cells.coarse.end());
  return key;
}

}  // namespace

std::shared_ptr<const DrawnLaw> SharedNulls::find(const Key& key, const std::function<DrawnLaw()>& make) {
  std::shared_ptr<Entry> entry;
  {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Entry>& slot = entries_[key];
    if (!slot) slot = std::make_shared<Entry>();
    entry = slot;
  }
  std::call_once(entry->made, [&] { entry->law = std::make_shared<const DrawnLaw>(make()); });
  return entry->law;
}

OrderedTest test_ordered(const OrderedCells& cells, const DrawOptions& options, SharedNulls* shared) {
  check(cells);
  const std::uint64_t n = total(cells.reference), m = total(cells.current);
  const std::optional<double> missing = missing_part(cells, n, m);
  const PValue certain{1, 0, Method::exact};
  OrderedTest test{.anderson_darling_p = certain, .homogeneity = {}, .homogeneity_p = certain, .p = certain};
  if (n == 0 || m == 0) {
    if (!missing || n + m == 0) return test;
    test.p = test.homogeneity_p = p_of_log(log_chi_squared_sf(*missing, 1), Method::exact);
    return test;
  }
  Counts pooled(cells.reference.begin(), cells.reference.end());
  for (std::size_t i = 0; i < pooled.size(); ++i) pooled[i] += cells.current[i];
  const std::vector<std::uint32_t> group = join_coarse(
      cells.coarse, cells.cut_at_reference ? cells.reference : CountsView(pooled), static_cast<double>(std::min(n, m)));
  const Counts reference = grouped(cells.reference, group), current = grouped(cells.current, group);
  test.homogeneity = pearson_homogeneity(reference, current);
  test.homogeneity.statistic += missing.value_or(0);
  test.homogeneity.degrees += missing ? 1 : 0;
  test.anderson_darling = anderson_darling(cells.reference, cells.current);

  const auto used = std::count_if(pooled.begin(), pooled.end(), [](std::uint64_t count) { return count > 0; });
  if (used > 1)
    test.anderson_darling_p = p_of_log(AndersonDarlingLaw(pooled).log_sf(test.anderson_darling), Method::asymptotic);
  if (test.homogeneity.degrees > 0)
    test.homogeneity_p =
        p_of_log(log_chi_squared_sf(test.homogeneity.statistic, test.homogeneity.degrees), Method::asymptotic);

  const bool few = std::min(n, m) < kFewRows || (cells.cut_at_reference && n < m && n < kFewReferenceRows);
  if (few && used > 1) {
    const DrawnNull null(cells, group, missing.has_value());
    const double observed = null.score(test.anderson_darling, test.homogeneity.statistic).larger();
    if (cells.share_null && shared != nullptr)
      test.p =
          shared->find(key_of(cells, m, missing.has_value(), options), [&] { return draw_law(null, options.seed); })
              ->p(observed);
    else
      test.p = sequential_p(observed, [&](std::uint64_t draw) { return null.draw(options.seed, draw); }, options);
    return test;
  }
  if (used <= 1 || test.homogeneity.degrees == 0) {
    test.p = used <= 1 ? test.homogeneity_p : test.anderson_darling_p;
    return test;
  }
  Counts coarse(reference);
  for (std::size_t i = 0; i < coarse.size(); ++i) coarse[i] += current[i];
  const double smaller = std::min(test.anderson_darling_p.log_p, test.homogeneity_p.log_p);
  const auto values = std::count_if(coarse.begin(), coarse.end(), [](std::uint64_t count) { return count > 0; });
  if (smaller < 0 && values > 1)
    test.p = p_of_log(JointLaw(coarse, missing ? 1 : 0).log_either(smaller), Method::asymptotic);
  else if (smaller < 0)
    test.p = p_of_log(std::log1p(-std::pow(-std::expm1(smaller), 2)), Method::asymptotic);  // independent
  return test;
}

}  // namespace sanov
