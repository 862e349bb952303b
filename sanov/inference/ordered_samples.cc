#include "sanov/inference/ordered_samples.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "sanov/base/error.h"
#include "sanov/inference/anderson_darling.h"
#include "sanov/inference/grouped_counts.h"
#include "sanov/inference/ordered_null.h"
#include "sanov/numerics/roots.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

using Counts = std::vector<std::uint64_t>;
using CountsView = std::span<const std::uint64_t>;

constexpr std::uint64_t kFewRows = 100;           // of the smaller sample, below which its law is drawn
constexpr std::uint64_t kFewReferenceRows = 200;  // the same where its quantiles cut the cells of a larger one
constexpr double kFewElsewhere = 50;              // rows of the smaller sample outside of the heaviest cell; the same
constexpr double kEnoughExpected = 10;            // rows of the smaller sample that a coarse cell needs
constexpr double kEnoughOfReference = 30;         // and of a reference whose quantiles cut the cells of a larger sample
constexpr std::size_t kSharedDraws = 20'000;

PValue p_of_log(double log_p, Method method) {
  log_p = std::min(log_p, 0.0);
  return {std::exp(log_p), log_p, method};
}

std::ptrdiff_t cells_in_use(CountsView counts) {
  return std::count_if(counts.begin(), counts.end(), [](std::uint64_t count) { return count > 0; });
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
  if (!cells.coarse.empty() && cells.coarse.front() != 0)
    fail_argument("test_ordered", "coarse", "does not begin with 0");
  for (std::size_t i = 1; i < cells.coarse.size(); ++i)
    if (cells.coarse[i] != cells.coarse[i - 1] && cells.coarse[i] != cells.coarse[i - 1] + 1)
      fail_argument("test_ordered", "coarse", "does not ascend by steps of 0 and 1");
}

/// Coarse cells joined with their neighbours until each expects enough rows of the smaller sample. `rows` are those that
/// stay as they are in what the null hypothesis lets happen: the reference's, or those of both.
std::vector<std::uint32_t> join_coarse(std::span<const std::uint32_t> coarse, CountsView rows, double smaller,
                                       double enough) {
  const Counts counts = grouped_counts(rows, coarse);
  const double share = smaller / static_cast<double>(total_count(rows));
  std::vector<std::uint32_t> joined(counts.size());
  std::uint32_t group = 0;
  double expected = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    joined[i] = group;
    expected += static_cast<double>(counts[i]) * share;
    if (expected >= enough) {
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
  const PValue p = homogeneity_p(Counts{n, cells.reference_missing}, Counts{m, cells.current_missing});
  return one_degree_quantile(p.log_p);
}

/// `coarse` are the pooled rows of the coarse cells, `joined` how many X² is of.
PValue asymptotic_p(const OrderedScores& scores, const Counts& coarse, std::size_t joined, double more,
                    SharedNulls* shared) {
  const double score = scores.joint();
  if (score <= 0) return p_of_log(0, Method::asymptotic);
  if (cells_in_use(coarse) < 2) return p_of_log(OrderedScores::log_sf_at_most(score), Method::asymptotic);
  const bool fewer = joined < coarse.size();
  const auto [least, most] = std::minmax_element(coarse.begin(), coarse.end());
  if (shared != nullptr && *most <= 3 * *least)  // what the three have in common hardly depends on more
    return p_of_log(shared->joint(coarse.size(), more, fewer)->log_sf(score), Method::asymptotic);
  return p_of_log(JointLaw(coarse, more, fewer).log_sf(score), Method::asymptotic);
}

SharedNulls::Key key_of(const OrderedCells& cells, std::uint64_t m, const DrawOptions& options) {
  SharedNulls::Key key{m, options.seed, cells.reference.size(), cells.cut_at_reference};
  key.insert(key.end(), cells.reference.begin(), cells.reference.end());
  key.insert(key.end(), cells.coarse.begin(), cells.coarse.end());
  if (!cells.cut_at_reference) key.insert(key.end(), cells.current.begin(), cells.current.end());
  return key;
}

}  // namespace

std::shared_ptr<const DrawnLaw> SharedNulls::drawn(const Key& key, const std::function<DrawnLaw()>& make) {
  std::shared_ptr<Entry<DrawnLaw>> entry;
  {
    const std::lock_guard lock(mutex_);
    auto& slot = drawn_[key];
    if (!slot) slot = std::make_shared<Entry<DrawnLaw>>();
    entry = slot;
  }
  std::call_once(entry->made, [&] { entry->law = std::make_shared<const DrawnLaw>(make()); });
  return entry->law;
}

std::shared_ptr<const JointLaw> SharedNulls::joint(std::size_t equal_cells, double more, bool joined) {
  std::shared_ptr<Entry<JointLaw>> entry;
  {
    const std::lock_guard lock(mutex_);
    auto& slot = joint_[{equal_cells, static_cast<std::uint64_t>(more), joined}];
    if (!slot) slot = std::make_shared<Entry<JointLaw>>();
    entry = slot;
  }
  std::call_once(entry->made,
                 [&] { entry->law = std::make_shared<const JointLaw>(Counts(equal_cells, 1), more, joined); });
  return entry->law;
}

OrderedTest test_ordered(const OrderedCells& cells, const DrawOptions& options, SharedNulls* shared) {
  check(cells);
  const std::uint64_t n = total_count(cells.reference), m = total_count(cells.current);
  const std::optional<double> missing = missing_part(cells, n, m);
  const double part = missing.value_or(0), more = missing ? 1 : 0;
  const PValue certain{1, 0, Method::exact};
  OrderedTest test{.anderson_darling_p = certain,
                   .smooth = {},
                   .smooth_p = certain,
                   .homogeneity = {},
                   .homogeneity_p = certain,
                   .p = certain};
  const Counts pooled = pooled_counts(cells.reference, cells.current);
  const bool comparable = n > 0 && m > 0 && cells_in_use(pooled) > 1;
  if (!comparable) {
    test.homogeneity = {.statistic = part, .degrees = more};
    if (missing) test.p = test.homogeneity_p = p_of_log(log_chi_squared_sf(part, 1), Method::exact);
    return test;
  }
  const double all = static_cast<double>(n + m), smaller = static_cast<double>(std::min(n, m));
  const bool cuts_larger = cells.cut_at_reference && n < m;
  const std::vector<std::uint32_t> group =
      join_coarse(cells.coarse, cells.cut_at_reference ? cells.reference : CountsView(pooled), smaller,
                  cuts_larger ? kEnoughOfReference : kEnoughExpected);
  test.homogeneity = pearson_homogeneity(grouped_counts(cells.reference, group), grouped_counts(cells.current, group));
  test.homogeneity.statistic += part;
  test.homogeneity.degrees += more;
  test.smooth = neyman_smooth(cells.reference, cells.current);
  test.anderson_darling = anderson_darling(cells.reference, cells.current);

  test.anderson_darling_p = p_of_log(AndersonDarlingLaw(pooled).log_sf(test.anderson_darling), Method::asymptotic);
  test.smooth_p = p_of_log(log_chi_squared_sf(test.smooth.statistic, test.smooth.degrees), Method::asymptotic);
  if (test.homogeneity.degrees > 0)
    test.homogeneity_p =
        p_of_log(log_chi_squared_sf(test.homogeneity.statistic, test.homogeneity.degrees), Method::asymptotic);

  const double heaviest = static_cast<double>(*std::max_element(pooled.begin(), pooled.end()));
  const bool one_value = (all - heaviest) * smaller / all < kFewElsewhere && std::min(n, m) >= kFewRows;
  if (std::min(n, m) >= kFewRows && !one_value && !(cuts_larger && n < kFewReferenceRows)) {
    const OrderedScores scores{-test.anderson_darling_p.log_p, -test.smooth_p.log_p, -test.homogeneity_p.log_p};
    test.p = asymptotic_p(scores, grouped_counts(pooled, cells.coarse), group.back() + 1, more, shared);
    return test;
  }
  // Where nearly all rows have one value, cells hardly depend on which sample cut them.
  const OrderedNull null(cells.reference, cells.current, group, cells.cut_at_reference && !one_value,
                         missing.has_value());
  const double observed = null.observed(part);
  if (cells.share_null && !missing && shared != nullptr)
    test.p =
        shared->drawn(key_of(cells, m, options), [&] { return null.law(options.seed, kSharedDraws); })->p(observed);
  else
    test.p = sequential_p(observed, [&](std::uint64_t draw) { return null.draw(options.seed, draw); }, options);
  return test;
}

}  // namespace sanov
