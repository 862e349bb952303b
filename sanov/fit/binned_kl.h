#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "sanov/families/distribution.h"
#include "sanov/fit/data.h"

namespace sanov {

/// Data as shares of bins, for KL of a histogram.
struct BinnedData {
  /// A bin that has some of the data: its ends, −∞ and ∞ those of the outermost, and its share.
  struct Bin {
    double low, high, share;
  };
  std::vector<Bin> bins;
  std::size_t count = 0;  ///< of all bins, empty ones too
};

/// Equal bins from the lowest value to the highest, of which the outermost reach on without end: `count` of them, or as
/// many as Freedman and Diaconis' rule has, ⌈range / (2 IQR / ∛n)⌉; where that has no answer ⌈log₂ n⌉ + 1 (Sturges), and 2
/// at least. A bin has its lower end, the last both. Of whole numbers each is a bin, and `count` is none.
/// Throws InvalidArgument for rows that are not all values, or truncated; for 1 bin, more than a million, or a count of
/// bins for whole numbers; and where all values are the same.
/// Freedman and Diaconis, Zeitschrift für Wahrscheinlichkeitstheorie 57, 1981.
BinnedData binned(const FitData& data, std::optional<std::size_t> count = {});

/// Σ share ln(share / P(bin)), in nats: at least 0; ∞ where the distribution cannot have a bin that has data. It depends
/// on the bins: more of them, more nats.
double binned_kl(const BinnedData& data, const Distribution& d);

}  // namespace sanov
