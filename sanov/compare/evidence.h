#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sanov/compare/axis_evidence.h"
#include "sanov/compare/block_evidence.h"
#include "sanov/compare/column_pair.h"
#include "sanov/inference/divergence_interval.h"
#include "sanov/inference/ordered_samples.h"

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

/// What a column's counts say, both tables being samples. Cells that expect too few rows are merged first, and texts are in
/// cells that do not depend on which table they are in (text_cells.h), so the values here may be below those of all cells in
/// Finding.
struct Evidence {
  DivergenceEstimate kl, js;
  /// √js, with the roots of its interval and floor. Not corrected for bias: nothing can be subtracted at a root's kink.
  DistanceEstimate js_distance;
  DistanceEstimate total_variation;  ///< of these cells before they are merged
  std::optional<AxisEvidence> axis;  ///< where Finding has one
  std::size_t cells = 0;             ///< that the estimates are over
  std::size_t merged = 0;            ///< how many fewer that is than hold rows
  bool too_sparse = false;           ///< all became one: the intervals are of all there is

  /// Behind p: "anderson-darling and chi-squared" of numbers, "chi-squared" of the rest, "js" where p is of more than no
  /// change, "permuted blocks" where rows belong together, "beyond the reference's range" where what lies there, or is infinite,
  /// says more: a hundredth of the p is spent on each; "none" where all rows have one value.
  std::string_view test = "none";
  PValue p{1, 0, Method::asymptotic};  ///< of no change, or of a JS distance of at most `more_than`; 1 without a test
  std::optional<PValue> missing_p;     ///< of no change in how many are missing, where any are; not adjusted
  double adjusted_p = 1;               ///< Benjamini and Hochberg's, over all columns that have a test
  double log_adjusted_p = 0;

  /// So many rows are worth one independent row, by the blocks that they belong to: the errors of divergences and of total
  /// variation allow for it. The axis has one of its own.
  double design_effect = 1;
  /// Rows of the current table after which such a change shows (5%, power 80%), the reference being as it is: by χ² over the
  /// cells or, where p is at most 5%, by the test that found it, whichever needs fewer. Infinite where no number of them would
  /// do, or where nothing is left once the bias is taken off.
  double notice_after = 0;
  double smallest_detectable = 0;  ///< the JS distance that tables of these sizes show likewise
  Verdict verdict = Verdict::unclear;
  std::vector<std::string> rules;  ///< those that apply: why it differs, where rules decide

  bool tested() const { return test != "none"; }
};

/// By which measure columns were judged.
struct Judgement {
  double false_discovery_rate = 0.05, level = 0.95, same_within = 0, more_than = 0;
  std::size_t tested = 0, differing = 0, same = 0;  ///< columns
  bool differs = false;                             ///< some column differs, or has changed its kind
  std::vector<std::string> rules;                   ///< that decided; none where p did
};

/// The evidence of one column, without what depends on the others. With `blocks` p is theirs. Tests need whole rows: p are of
/// `worth`, which is `column` but where this holds weights.
Evidence weigh(const CountedColumn& column, const CountedColumn& worth, const CompareOptions& options,
               SharedNulls& nulls, const BlockTest* blocks = nullptr);

/// Of that what the coarse cells alone tell, without a test. The first `ordered` lie side by side on an axis. `effects` say
/// how many counts are worth one independent row; notice_after is in counts.
Evidence weigh_cells(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                     std::size_t ordered, double level, const DesignEffects& effects = {});

/// Adjusts p over all columns, gives each its verdict, and puts those that differ first.
void judge(Comparison& comparison, const CompareOptions& options);

/// Throws InvalidArgument for options that judge() has no use for.
void check_judgement(const CompareOptions& options);

}  // namespace sanov
