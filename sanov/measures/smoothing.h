#pragma once

#include <string>
#include <string_view>

#include "sanov/base/cells.h"
#include "sanov/measures/measure.h"

/// Mass for empty cells, where somebody asks for it by name. Without it an infinite divergence stays infinite.
namespace sanov {

struct Smoothing {
  enum class Kind {
    none,
    additive,  ///< `amount` is added to every count: Krichevsky and Trofimov's ½, Laplace's 1
    holdout,   ///< the empty cells share the probability `amount`, and the others what is left
  };
  Kind kind = Kind::none;
  double amount = 0;

  /// Adds `amount` > 0 to each count.
  static Smoothing additive(double amount = 0.5);
  /// Gives empty cells the probability `amount`, in (0, 1), to share.
  static Smoothing holdout(double amount = 0.01);

  friend bool operator==(const Smoothing&, const Smoothing&) = default;
};

/// "additive(0.5)", "holdout(0.01)", "none"; without parentheses the amount is the usual one. Throws InvalidArgument
/// for another name, DomainError for an amount out of range.
Smoothing smoothing_from(std::string_view text);

/// "additive(0.5)".
std::string to_text(const Smoothing& smoothing);

/// Cells as smoothed probabilities.
///   none: c / Σc    additive: (c + a) / (Σc + ka)    holdout: (1 − a) p/Σp, or a/k₀ in each of the k₀ empty cells
/// They sum to 1 within rounding of double, also where float probabilities miss it by theirs. For additive and none the
/// cells are counts or other non-negative weights, for holdout probabilities. Where no cell is empty, holdout holds
/// nothing out. O(k). Throws DomainError for cells that are not such.
Probabilities smoothed(Cells cells, const Smoothing& smoothing);

/// A value that rests on smoothing, and what it would be with half and with twice as much: how far it is to be trusted.
struct SmoothedValue {
  double value, at_half, at_twice;
};

/// The measure of p and q, both smoothed alike.
SmoothedValue smoothed_value(const Bound<Two>& measure, Cells p, Cells q, const Smoothing& smoothing);

/// The same smoothing with half and with twice the amount; holdout stays below 1.
Smoothing half_of(Smoothing smoothing) noexcept;
Smoothing twice(Smoothing smoothing) noexcept;

}  // namespace sanov
