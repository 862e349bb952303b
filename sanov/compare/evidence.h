#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sanov/inference/divergence_interval.h"

/// How sure a comparison of two samples can be of what it finds.
namespace sanov {

struct CompareOptions;
struct Comparison;

/// What is said of a column.
enum class Verdict : unsigned char {
  unclear,  ///< no more than chance shows: neither of the others
  differs,  ///< it has changed: p, adjusted for all columns, is at most the false discovery rate, and it is not the same
  same,     ///< surely within the distance that does not matter
};

constexpr std::string_view to_text(Verdict verdict) {
  constexpr std::string_view names[] = {"unclear", "differs", "same"};
  return names[static_cast<int>(verdict)];
}

/// The Jensen-Shannon distance, √js, with the roots of its divergence's interval and floor. Not corrected for bias: no
/// subtraction can be at a root's kink.
struct DistanceEstimate {
  double value = 0;
  Interval interval{};
  double floor = 0;
};

/// What a column's counts say, both tables being samples. Cells that expect too few rows are merged first, so the values
/// here may be below those of all cells in Finding.
struct Evidence {
  DivergenceEstimate kl, js;
  DistanceEstimate js_distance;
  std::size_t cells = 0;    ///< that the estimates are over
  std::size_t merged = 0;   ///< how many fewer that is than hold rows
  bool too_sparse = false;  ///< all became one: there is nothing to tell by

  std::string_view test = "none";      ///< behind p: "chi-squared"; "none" where only one cell holds rows
  PValue p{1, 0, Method::asymptotic};  ///< of no change, or of a JS distance of at most `more_than`; 1 without a test
  double adjusted_p = 1;               ///< Benjamini and Hochberg's, over all columns that have a test
  double log_adjusted_p = 0;

  /// Rows of the current table after which such a change shows (5%, power 80%), the reference being as it is: infinite where
  /// no number of them would do, or where nothing is left once the bias is taken off.
  double notice_after = 0;
  double smallest_detectable = 0;  ///< the JS distance that tables of these sizes show likewise
  Verdict verdict = Verdict::unclear;
};

/// By which measure columns were judged.
struct Judgement {
  double false_discovery_rate = 0.05, level = 0.95, same_within = 0, more_than = 0;
  std::size_t tested = 0, differing = 0, same = 0;  ///< columns
  bool differs = false;                             ///< some column differs, or has changed its kind
};

/// The evidence of one column's cells, without what depends on the other columns. The first `ordered` cells lie side by side
/// on an axis.
Evidence weigh(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current, std::size_t ordered,
               const CompareOptions& options);

/// Adjusts p over all columns, gives each its verdict, and puts those that differ first.
void judge(Comparison& comparison, const CompareOptions& options);

/// Throws InvalidArgument for options that judge() has no use for.
void check_judgement(const CompareOptions& options);

}  // namespace sanov
