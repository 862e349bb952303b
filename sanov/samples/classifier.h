#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sanov/base/cells.h"
#include "sanov/inference/interval.h"
#include "sanov/inference/p_value.h"

namespace sanov {

struct ClassifierTestOptions {
  /// Columns with the same number are one for importances, and have no products among them (the categories of a text).
  /// Empty: each is its own.
  std::vector<std::uint32_t> groups = {};
  std::size_t folds = 5;           ///< at least 2
  std::size_t max_rows = 20'000;   ///< of each side; 0 takes all
  std::size_t permutations = 999;  ///< behind p; 0 takes the normal law of Mann and Whitney's count
  double level = 0.95;             ///< of the interval
  std::uint64_t seed = 0;          ///< of the rows chosen, folds and permutations
};

/// How well a classifier tells two samples apart.
struct ClassifierTest {
  double auc = 0.5;  ///< the chance that it gives a row of y a higher score than one of x, of rows that it has not seen
  double standard_error = 0;
  Interval interval{0, 1, 0.95};  ///< of the AUC
  std::optional<PValue> p;        ///< that the two come from one distribution; by permutation
  /// By group, by how much the AUC falls where the group's values are shuffled among the rows: near 0 for a column that
  /// tells nothing. It may be a little below.
  std::vector<double> importances;
  std::size_t features = 0;  ///< that the classifier had: bends of columns and products of two
  bool products = true;      ///< false where there were too many columns for products
  std::vector<double>
      scores;  ///< of the rows of x used, then of y, each from the folds without it; higher is more like y
  std::size_t x_rows = 0, y_rows = 0;  ///< that it was computed from
};

/// Classifier two-sample test: can a classifier that has seen part of two samples tell the rest apart?
///   AUC = P(score(Y) > score(X)) + ½ P(score(Y) = score(X))
/// Range [0, 1]; ½ where nothing tells them apart, 1 where everything does. The classifier is Fisher's discriminant with a
/// ridge, on lines bent at the quartiles of the columns' normal scores in both samples together, and on products of two
/// columns: it sees shifts, scales, shapes, and correlations that changed where no column did; outliers and units do not
/// matter. What lies in three columns at once it misses. Of five folds each is scored by a classifier fitted to the other
/// four, and the AUC is the mean over the folds. The interval is DeLong's on the logistic scale, wider near ½, where a
/// classifier is a matter of chance itself. p, of an AUC above ½, is exact: over permutations of the rows within the folds.
/// O(N f² + permutations · N f) for f features. The same bits for any number of threads.
/// Throws InvalidArgument if the numbers of columns differ, there are none, a side has fewer than 2 rows a fold, folds is
/// below 2, groups are not as many as columns, or unless level is in (0, 1); DomainError for a coordinate that is not
/// finite.
/// Kim, Ramdas, Singh and Wasserman, Classification accuracy as a proxy for two-sample testing, Annals of Statistics 49,
/// 2021; DeLong, DeLong and Clarke-Pearson, Biometrics 44, 1988.
ClassifierTest classifier_test(Rows x, Rows y, const ClassifierTestOptions& options = {});

}  // namespace sanov
