#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/overlap.cc"
#include "hwy/foreach_target.h"
#include "sanov/measures/cells-inl.h"
#include "sanov/measures/differences-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// What two cells do not share, then what they share.
struct GapCell : Cell<2, 2> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const {
    t[0] = hn::Abs(p - q);
    t[1] = hn::Min(p, q);
  }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    tp[0] = sign_of(p - q);
    tp[1] = slope_of_min(p, q);
    tq[0] = sign_of(q - p);
    tq[1] = slope_of_min(q, p);
  }
};
const KernelTable* gap_kernels() { return kernel_table<GapCell>(); }

struct SharedCell : Cell<2> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const { t[0] = hn::Min(p, q); }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    tp[0] = slope_of_min(p, q);
    tq[0] = slope_of_min(q, p);
  }
};
const KernelTable* shared_kernels() { return kernel_table<SharedCell>(); }

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>
#include <limits>

#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

SANOV_KERNELS(gap)
SANOV_KERNELS(shared)

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// part/whole; `at_zero` where both are 0, NaN (an error) where a sum overflowed.
double quotient(double part, double whole, double at_zero) {
  if (whole == 0 && part == 0) return at_zero;
  return std::isinf(whole) ? std::nan("") : part / whole;
}

Outer shared_finish(const Sums& s, const Parameters&) { return {.value = s.term[0], .by_term = {1}}; }

/// Σ|p − q| / Σ(p + q)
Outer sorensen_finish(const Sums& s, const Parameters&) {
  const double all = s.p + s.q, value = quotient(s.term[0], all, 0);
  return {.value = value, .by_term = {1 / all}, .by_p = -value / all, .by_q = -value / all};
}

/// Σ|p − q| / Σmax, with Σmax = ½(Σp + Σq + Σ|p − q|)
Outer soergel_finish(const Sums& s, const Parameters&) {
  const double larger = 0.5 * (s.p + s.q + s.term[0]), value = quotient(s.term[0], larger, 0);
  const double slope = -0.5 * value / larger;
  return {.value = value, .by_term = {1 / larger + slope}, .by_p = slope, .by_q = slope};
}

/// Σmin / Σmax
Outer ruzicka_finish(const Sums& s, const Parameters&) {
  const double larger = s.term[0] + s.term[1], value = quotient(s.term[1], larger, 1);
  return {.value = value, .by_term = {-value / larger, (1 - value) / larger}};
}

/// Σmin / Σ(p + q)
Outer motyka_finish(const Sums& s, const Parameters&) {
  const double all = s.p + s.q, value = quotient(s.term[1], all, 0.5);
  return {.value = value, .by_term = {0, 1 / all}, .by_p = -value / all, .by_q = -value / all};
}

/// Σ|p − q| / Σmin
Outer kulczynski_d_finish(const Sums& s, const Parameters&) {
  const double value = quotient(s.term[0], s.term[1], 0);
  return {.value = value, .by_term = {1 / s.term[1], -value / s.term[1]}};
}

/// Σmin / Σ|p − q|
Outer kulczynski_s_finish(const Sums& s, const Parameters&) {
  const double value = quotient(s.term[1], s.term[0], kInfinity);
  return {.value = value, .by_term = {-value / s.term[0], 1 / s.term[0]}};
}

constexpr unsigned kLaws = symmetric | differentiable | order_free | padding_free;
constexpr unsigned kDistance = kLaws | zero_at_equal | merging_contracts;

constexpr Info intersection_info{
    .name = "intersection", .kind = Kind::similarity, .domain = Domain::nonnegative, .laws = kLaws | additive};
constexpr Info sorensen_info{.name = "sorensen",
                             .kind = Kind::distance,
                             .domain = Domain::nonnegative,
                             .upper = 1,
                             .laws = kDistance | additive};
constexpr Info czekanowski_info{.name = "czekanowski",
                                .kind = Kind::distance,
                                .domain = Domain::nonnegative,
                                .upper = 1,
                                .laws = kDistance | additive};
constexpr Info soergel_info{.name = "soergel",
                            .kind = Kind::distance,
                            .domain = Domain::nonnegative,
                            .upper = 1,
                            .laws = kDistance | additive | metric};
constexpr Info tanimoto_info{.name = "tanimoto",
                             .kind = Kind::distance,
                             .domain = Domain::nonnegative,
                             .upper = 1,
                             .laws = kDistance | additive | metric};
constexpr Info ruzicka_info{
    .name = "ruzicka", .kind = Kind::similarity, .domain = Domain::nonnegative, .upper = 1, .laws = kLaws};
constexpr Info motyka_info{
    .name = "motyka", .kind = Kind::similarity, .domain = Domain::nonnegative, .upper = 0.5, .laws = kLaws};
constexpr Info kulczynski_d_info{
    .name = "kulczynski_d", .kind = Kind::distance, .domain = Domain::nonnegative, .laws = kDistance};
constexpr Info kulczynski_s_info{
    .name = "kulczynski_s", .kind = Kind::similarity, .domain = Domain::nonnegative, .laws = kLaws};

}  // namespace

/// Intersection: the mass that two histograms share.
///   s(P, Q) = Σ min(pᵢ, qᵢ)
/// Unit: the arrays'. Range [0, ∞), of probabilities [0, 1] with 1 iff P = Q. A similarity. 0 iff the supports are
/// disjoint.
/// Each term is exact. O(n), one pass.
/// The gradient takes ½ for the slope where two cells are equal.
/// Throws DomainError unless both are finite and not negative, InvalidArgument if the lengths differ.
/// Swain and Ballard, Color Indexing, 1991.
constinit const Measure<Two> intersection{intersection_info, shared_table, shared_finish};

/// Sørensen distance: the absolute differences as a share of all mass, also known as Bray-Curtis.
///   d(P, Q) = Σ |pᵢ − qᵢ| / Σ (pᵢ + qᵢ)
/// Unit: none. Range [0, 1]; 0 iff P = Q, 1 iff the supports are disjoint. Total variation where both are
/// probabilities. A metric between arrays of one sum only. Two arrays of zeros are at 0.
/// Within 2 ULP. O(n), one pass.
/// The gradient takes 0 for the slope of |p − q| where two cells are equal.
/// Throws DomainError unless both are finite and not negative, InvalidArgument if the lengths differ.
/// Bray and Curtis, An Ordination of the Upland Forest Communities of Southern Wisconsin, 1957.
constinit const Measure<Two> sorensen{sorensen_info, gap_table, sorensen_finish};

/// Czekanowski distance: the complement of Czekanowski's similarity 2 Σ min / Σ (p + q), and the same as `sorensen`.
///   d(P, Q) = Σ |pᵢ − qᵢ| / Σ (pᵢ + qᵢ)
/// Unit: none. Range [0, 1]; 0 iff P = Q, 1 iff the supports are disjoint. Two arrays of zeros are at 0.
/// Within 2 ULP. O(n), one pass.
/// The gradient takes 0 for the slope of |p − q| where two cells are equal.
/// Throws DomainError unless both are finite and not negative, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> czekanowski{czekanowski_info, gap_table, sorensen_finish};

/// Soergel distance: the absolute differences as a share of the mass of the larger cells.
///   d(P, Q) = Σ |pᵢ − qᵢ| / Σ max(pᵢ, qᵢ)
/// Unit: none. Range [0, 1]; 0 iff P = Q, 1 iff the supports are disjoint. A metric. Two arrays of zeros are at 0.
/// Within 2 ULP. O(n), one pass.
/// The gradient takes 0 for the slope of |p − q| where two cells are equal.
/// Throws DomainError unless both are finite and not negative, InvalidArgument if the lengths differ.
/// Späth, Cluster Analysis Algorithms, 1980; Cha, Comprehensive Survey, 2007.
constinit const Measure<Two> soergel{soergel_info, gap_table, soergel_finish};

/// Tanimoto distance: what is not shared as a share of the union, and the same as `soergel`.
///   d(P, Q) = Σ (max(pᵢ, qᵢ) − min(pᵢ, qᵢ)) / Σ max(pᵢ, qᵢ)
/// Unit: none. Range [0, 1]; 0 iff P = Q, 1 iff the supports are disjoint. A metric. Two arrays of zeros are at 0.
/// Within 2 ULP. O(n), one pass.
/// The gradient takes 0 for the slope of |p − q| where two cells are equal.
/// Throws DomainError unless both are finite and not negative, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> tanimoto{tanimoto_info, gap_table, soergel_finish};

/// Ruzicka similarity: what is shared as a share of the union, 1 less `soergel`.
///   s(P, Q) = Σ min(pᵢ, qᵢ) / Σ max(pᵢ, qᵢ)
/// Unit: none. Range [0, 1]; 1 iff P = Q, 0 iff the supports are disjoint. Two arrays of zeros are at 1.
/// Within 2 ULP. O(n), one pass.
/// The gradient is that of the mean slope where two cells are equal.
/// Throws DomainError unless both are finite and not negative, InvalidArgument if the lengths differ.
/// Ružička, Anwendung mathematisch-statistischer Methoden in der Geobotanik, 1958.
constinit const Measure<Two> ruzicka{ruzicka_info, gap_table, ruzicka_finish};

/// Motyka similarity: what is shared as a share of all mass, half of Czekanowski's similarity.
///   s(P, Q) = Σ min(pᵢ, qᵢ) / Σ (pᵢ + qᵢ)
/// Unit: none. Range [0, 1/2]; 1/2 iff P = Q, 0 iff the supports are disjoint. Two arrays of zeros are at 1/2.
/// Within 2 ULP. O(n), one pass.
/// The gradient takes ½ for the slope of the minimum where two cells are equal.
/// Throws DomainError unless both are finite and not negative, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> motyka{motyka_info, gap_table, motyka_finish};

/// Kulczynski distance: the absolute differences per unit of what is shared.
///   d(P, Q) = Σ |pᵢ − qᵢ| / Σ min(pᵢ, qᵢ)
/// Unit: none. Range [0, ∞]; 0 iff P = Q, ∞ iff the supports are disjoint. Two arrays of zeros are at 0.
/// Within 2 ULP. O(n), one pass.
/// The gradient takes 0 for the slope of |p − q| where two cells are equal.
/// Throws DomainError unless both are finite and not negative, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> kulczynski_d{kulczynski_d_info, gap_table, kulczynski_d_finish};

/// Kulczynski similarity: what is shared per unit of absolute difference, the inverse of `kulczynski_d`.
///   s(P, Q) = Σ min(pᵢ, qᵢ) / Σ |pᵢ − qᵢ|
/// Unit: none. Range [0, ∞]; ∞ iff P = Q, 0 iff the supports are disjoint and one is not empty.
/// Within 2 ULP. O(n), one pass.
/// The gradient at P = Q, where there is none, is 0.
/// Throws DomainError unless both are finite and not negative, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> kulczynski_s{kulczynski_s_info, gap_table, kulczynski_s_finish};

}  // namespace sanov
#endif
