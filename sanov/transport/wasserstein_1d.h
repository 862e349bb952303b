#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sanov/base/cells.h"
#include "sanov/transport/transport.h"

namespace sanov {

/// How two samples on the line are compared.
struct LineOptions {
  double p = 1;                         ///< of W_p, at least 1
  std::optional<Cells> a = {}, b = {};  ///< weights of the points, divided by their sums; without them all are equal
};

/// Wasserstein distance between two samples on the line: how far, in the p-th mean, the mass of the one must be moved
/// to make the other.
///   W_p(x, y) = (min Σᵢⱼ Pᵢⱼ |xᵢ − yⱼ|^p)^(1/p) = (∫₀¹ |F⁻¹(t) − G⁻¹(t)|^p dt)^(1/p)
/// Unit: that of the positions, for every p: it is W, never W^p. Range [0, ∞); 0 iff the samples are the same measure.
/// A metric. The samples may differ in size. Weights are any numbers that are not negative, and each side's are divided
/// by their sum, as scipy does: they are rounded to 2⁻⁶⁰ of it. Infinite only where W itself overflows.
/// Within 3 ULP for p = 1 and 2 and within 10⁻¹³ otherwise, but for the rounding of given weights. O(n log n + m log
/// m), nearly all of it sorting: 1e6 against 1e6 points take 20 ms on two cores, with weights 150 ms. The bits depend
/// neither on the threads nor on the SIMD target.
/// Throws InvalidArgument if a sample is empty or has more than 2³⁰ points, if lengths differ, or unless p is a finite
/// number of at least 1; DomainError for a position that is not finite, a weight that is negative or not finite, or
/// weights that are all 0.
/// Vallender, Calculation of the Wasserstein distance between probability distributions on the line, Theory of
/// Probability and its Applications 18, 1974.
double wasserstein_1d(Cells x, Cells y, const LineOptions& options = {});

/// Where the slopes of W_p are wanted: as many as there are points on that side, or none.
struct LineGradient {
  std::span<double> x = {}, y = {};  ///< in the positions
  std::span<double> a = {}, b = {};  ///< in the weights as given; without weights, in those of 1/n
};

/// The same with its gradient, which it fills in.
///   ∂W/∂xᵢ = W^(1−p) Σⱼ Pᵢⱼ |xᵢ − yⱼ|^(p−1) sgn(xᵢ − yⱼ),  ∂W/∂aᵢ = W^(1−p)/p · (uᵢ − Σₖ aₖuₖ/A)/A
/// where P is the monotone plan, u are the prices of transport_1d and A = Σ aₖ. Weights are divided by their sum, so
/// adding to all of them in proportion changes nothing: Σ aᵢ ∂W/∂aᵢ = 0. A point without weight has a slope: what a
/// little of it would change.
/// W has a kink where points of the two samples coincide (p = 1), where those of one do and weights split them, and, in
/// weights, where the steps of both sides meet, as they do for equal weights; there it lies between the slopes of both
/// sides, and for W = 0 it is 0. Within 10⁻¹² of the largest slope of both sides.
/// Throws what wasserstein_1d throws; InvalidArgument if a span's length differs from the points'; DomainError if W or
/// a slope overflows.
double wasserstein_1d(Cells x, Cells y, const LineOptions& options, const LineGradient& gradient);

/// Many at once: column k of x against column k of y, in parallel. Both hold a sample a column, one point a row; the
/// weights are those of the rows. Throws what wasserstein_1d throws, with the place in the matrix (row · columns +
/// column), and InvalidArgument if the numbers of columns differ.
std::vector<double> wasserstein_1d_columns(Rows x, Rows y, const LineOptions& options = {});

}  // namespace sanov
