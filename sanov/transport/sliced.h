#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sanov/base/cells.h"
#include "sanov/base/status.h"

namespace sanov {

struct SlicedOptions {
  double p = 2;                         ///< of W_p, at least 1
  std::size_t projections = 128;        ///< random directions, at least 2
  std::uint64_t seed = 0;               ///< of the directions
  std::optional<Cells> a = {}, b = {};  ///< weights of the points, divided by their sums; without them all are equal
};

/// A distance by chance: over the directions drawn, not over the data.
struct Sliced {
  double value = 0;
  double standard_error = 0;  ///< of the value, from the scatter over the directions
};

/// Sliced Wasserstein distance between two samples of points: the p-th mean, over all directions, of the distance
/// between their shadows on the line.
///   SW_p(x, y) = (E_θ W_p(θ·x, θ·y)^p)^(1/p), θ uniform on the sphere
/// Unit: that of the coordinates, for every p. Range [0, ∞). A metric; at most W_p of the points. A shift by v has
/// SW₂ = |v|/√d. The mean is over `projections` random directions, so the value has an error of its own: standard_error
/// is (by the delta method) that of the root of the mean. It is honest from about 50 directions on. In one dimension it
/// is next to 0.
/// Direction k is sliced_direction(k, d, seed): the same whatever the threads, the sizes and the weights. Up to these
/// directions within 10⁻¹⁴ of the points' diameter for p = 1 and 2. O(L (n + m)(d + log(n + m))) for L directions, in
/// parallel: 1e5 against 1e5 points in three dimensions take 0.3 s for 128.
/// Throws InvalidArgument if the dimensions or lengths differ, there are no points or coordinates, fewer than 2
/// directions, or unless p is a finite number of at least 1; DomainError for a coordinate that is not finite, a weight
/// that is negative or not finite, or weights that are all 0.
/// Rabin, Peyré, Delon and Bernot, Wasserstein barycenter and its application to texture mixing, SSVM 2011.
Sliced sliced_wasserstein(Rows x, Rows y, const SlicedOptions& options = {});

/// Where the slopes of SW_p in the coordinates are wanted: as many as there are, in rows, or none.
struct SlicedGradient {
  std::span<double> x = {}, y = {};
};

/// The same with its gradient, which it fills in: that of the value over the directions drawn, not of the limit.
///   ∂SW/∂xᵢ = (1/L) Σₖ (W_p(θₖ)/SW)^(p−1) · ∂W_p(θₖ)/∂(θₖ·xᵢ) · θₖ
/// It is 0 where the value is 0; kinks are as in wasserstein_1d. It takes about three times as long as the value alone.
/// Throws the same, and InvalidArgument if a span's length differs from the coordinates'.
Sliced sliced_wasserstein(Rows x, Rows y, const SlicedOptions& options, const SlicedGradient& gradient);

/// Direction k of a seed: d coordinates of length 1, uniform on the sphere.
std::vector<double> sliced_direction(std::size_t k, std::size_t dimensions, std::uint64_t seed);

struct MaxSlicedOptions {
  double p = 2;
  std::size_t projections = 128;     ///< random directions among which to start
  std::size_t starts = 4;            ///< from how many of the best to climb
  std::size_t max_iterations = 200;  ///< of each climb
  std::uint64_t seed = 0;
  std::optional<Cells> a = {}, b = {};
};

struct MaxSliced {
  double value = 0;
  std::vector<double> direction;  ///< of length 1, in which the shadows are that far apart
  std::size_t iterations = 0;     ///< of the climb that ended highest
  double residual = 0;  ///< the slope along the sphere, as a fraction of the whole slope; 0 at a smooth summit
  Status status = Status::converged;
};

/// Max-sliced Wasserstein distance: the distance of the shadows in the direction in which they are farthest apart.
///   max over |θ| = 1 of W_p(θ·x, θ·y)
/// Unit: that of the coordinates. A metric; SW_p ≤ it ≤ W_p. The direction says along what the samples differ most.
/// The climb starts from the best of random directions and that between the means, and each step goes uphill, so the
/// value is a true lower bound of the maximum; that no other summit is higher is likely, not proved. Status::converged
/// means a slope below 10⁻⁶, Status::no_progress a ridge: uphill by the slope the value falls, as the order of the
/// points changes.
/// O((projections + starts · iterations)(n + m)(d + log(n + m))). The same bits for any threads.
/// Throws what sliced_wasserstein throws; InvalidArgument for 0 starts, or more than projections.
/// Deshpande et al., Max-sliced Wasserstein distance and its use for GANs, CVPR 2019.
MaxSliced max_sliced_wasserstein(Rows x, Rows y, const MaxSlicedOptions& options = {});

}  // namespace sanov
