#include "sanov/compare/evidence.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "sanov/base/error.h"
#include "sanov/compare/compare.h"
#include "sanov/inference/detectable.h"
#include "sanov/inference/false_discovery.h"

namespace sanov {
namespace {

double sum(const std::vector<std::uint64_t>& counts) {
  return static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
}

/// Pearson's χ² of homogeneity: Σ (m c − n d)² / (n m (c + d)).
PValue chi_squared_p(const MergedCells& cells) {
  const double n = sum(cells.reference), m = sum(cells.current);
  double statistic = 0;
  for (std::size_t i = 0; i < cells.reference.size(); ++i) {
    const double c = static_cast<double>(cells.reference[i]), d = static_cast<double>(cells.current[i]);
    const double apart = c / n - d / m;
    statistic += apart * apart / (c + d);
  }
  const double log_p = log_chi_squared_sf(statistic * n * m, static_cast<double>(cells.reference.size() - 1));
  return {std::exp(log_p), log_p, Method::asymptotic};
}

DistanceEstimate distance_of(const DivergenceEstimate& js) {
  return {std::sqrt(js.value),
          {std::sqrt(js.interval.lower), std::sqrt(js.interval.upper), js.interval.level},
          std::sqrt(js.floor)};
}

bool lacks_any(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current) {
  for (std::size_t i = 0; i < reference.size(); ++i)
    if (reference[i] == 0 && current[i] > 0) return true;
  return false;
}

void check_share(const char* name, double value) {
  if (!(value > 0 && value < 1))
    fail_argument("compare", name, "is " + to_text(value) + "; it must be between 0 and 1");
}

void check_distance(const char* name, double value) {
  if (!(value >= 0 && value * value <= std::numbers::ln2))
    fail_argument("compare", name, "is " + to_text(value) + "; JS distances are from 0 to 0.8325");
}

}  // namespace

void check_judgement(const CompareOptions& options) {
  check_share("false_discovery_rate", options.false_discovery_rate);
  check_share("level", options.level);
  check_distance("same_within", options.same_within);
  check_distance("more_than", options.more_than);
}

Evidence weigh(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current, std::size_t ordered,
               const CompareOptions& options) {
  const MergedCells cells = merge_sparse_cells(reference, current, ordered);
  Evidence e;
  e.cells = cells.reference.size();
  e.merged = cells.given - e.cells;
  e.too_sparse = cells.too_sparse();
  e.kl = estimate_kl(cells.reference, cells.current, options.level);
  e.js = estimate_js(cells.reference, cells.current, options.level);
  // What is infinite before cells are merged remains so; merging leaves a lower bound.
  if (lacks_any(reference, current))
    e.kl.value = e.kl.corrected = e.kl.interval.upper = std::numeric_limits<double>::infinity();
  e.js_distance = distance_of(e.js);
  if (e.cells < 2) return e;

  e.test = "chi-squared";
  e.p = options.more_than > 0 ? p_of_more_than(e.js, options.more_than * options.more_than) : chi_squared_p(cells);
  const double n = sum(cells.reference), m = sum(cells.current), k = static_cast<double>(e.cells);
  e.notice_after = rows_to_notice(4 * e.js.corrected, k, n);
  e.smallest_detectable = std::sqrt(std::min(smallest_detectable_kl(k, n, m) / 4, std::numbers::ln2));
  return e;
}

void judge(Comparison& comparison, const CompareOptions& options) {
  std::vector<double> log_p;
  for (const Finding& finding : comparison.findings)
    if (finding.evidence.cells >= 2) log_p.push_back(finding.evidence.p.log_p);
  const std::vector<double> adjusted = false_discovery_adjusted(log_p);

  Judgement& judgement = comparison.judgement;
  judgement.false_discovery_rate = options.false_discovery_rate;
  judgement.level = options.level;
  judgement.same_within = options.same_within;
  judgement.more_than = options.more_than;
  judgement.tested = adjusted.size();
  std::size_t next = 0;
  for (Finding& finding : comparison.findings) {
    Evidence& e = finding.evidence;
    if (e.cells >= 2) {
      e.log_adjusted_p = adjusted[next++];
      e.adjusted_p = std::exp(e.log_adjusted_p);
    }
    if (!e.too_sparse && e.js_distance.interval.upper < options.same_within)
      e.verdict = Verdict::same;
    else if (e.log_adjusted_p <= std::log(options.false_discovery_rate))
      e.verdict = Verdict::differs;
    judgement.differing += e.verdict == Verdict::differs;
    judgement.same += e.verdict == Verdict::same;
  }
  judgement.differs = judgement.differing > 0 || !comparison.kinds.empty();
  std::stable_sort(comparison.findings.begin(), comparison.findings.end(), [](const Finding& a, const Finding& b) {
    const bool first = a.evidence.verdict == Verdict::differs, second = b.evidence.verdict == Verdict::differs;
    return first != second ? first : a.js > b.js;
  });
}

}  // namespace sanov
