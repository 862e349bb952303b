#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "sanov/base/cells.h"
#include "sanov/inference/interval.h"
#include "sanov/inference/p_value.h"
#include "sanov/rank/extent.h"
#include "sanov/rank/info.h"
#include "sanov/rank/pair_counts.h"

/// How closely two columns go together. A coefficient is a constant object: sanov::kendall(x, y).value.
namespace sanov {

/// What becomes of a pair of which one value is NaN.
enum class Missing {
  error,     ///< it is refused, with its place
  pairwise,  ///< it is left out, and counted in `dropped`
};

/// How p is to be found.
enum class TestKind {
  automatic,    ///< exact where that is cheap, else what the coefficient's docstring says
  exact,        ///< InvalidArgument where it is not to be had
  asymptotic,   ///< InvalidArgument where there is none
  permutation,  ///< from random rearrangements of y
  none,         ///< no p
};

struct AssociationOptions {
  Alternative alternative = Alternative::two_sided;
  TestKind test = TestKind::automatic;
  double level = 0.95;  ///< of the interval, in [0, 1); 0 for none
  Missing missing = Missing::error;
  std::size_t permutations = 9999;
  std::uint64_t seed = 0;
};

/// The answer to sanov::kendall(x, y) and its kin. What cannot be had is absent, never NaN; `reason` says why.
struct Association {
  std::optional<double> value;
  std::optional<double> p;      ///< of no association between x and y
  std::optional<double> log_p;  ///< its natural logarithm: finite where p is too small for a double
  Method method = Method::asymptotic;
  std::optional<Interval> interval;  ///< of the population's value
  std::size_t n = 0;                 ///< pairs used
  std::size_t dropped = 0;           ///< pairs left out, one value being missing
  std::optional<PairCounts> pairs;   ///< for those that count pairs of pairs: Kendall's, Somers' and Goodman–Kruskal's
  std::string_view reason = "";      ///< why value, p or interval is absent; empty where all that was asked for is here
};

/// The pairs that a coefficient is computed from: of one length, at least 2, without NaN, neither side constant.
struct Pairs {
  std::span<const double> x, y;
  Extent of_x, of_y;
};

/// What all coefficients have.
class AnyCoefficient {
 public:
  /// Fills in value, and p and interval as the options ask.
  using Compute = void (*)(Pairs, const AssociationOptions&, Association&);

  constexpr const CoefficientInfo& info() const noexcept { return *info_; }

  /// Throws InvalidArgument if the lengths differ or an option is out of its range; DomainError for NaN, unless missing
  /// values are dropped, and for an infinity where not only the order counts. Fewer than 2 pairs, or a constant column,
  /// are no error: value is absent.
  Association operator()(Cells x, Cells y, const AssociationOptions& options = {}) const;

 protected:
  constexpr AnyCoefficient(const CoefficientInfo& info, Compute compute) noexcept : info_(&info), compute_(compute) {}

 private:
  const CoefficientInfo* info_;
  Compute compute_;
};

// Shapes: whether x and y may change places.
struct Symmetric {};
struct Directed {};

template <class Shape>
class Coefficient : public AnyCoefficient {
 public:
  constexpr Coefficient(const CoefficientInfo& info, Compute compute) noexcept : AnyCoefficient(info, compute) {}
};

}  // namespace sanov
