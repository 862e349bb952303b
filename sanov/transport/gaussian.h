#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "sanov/base/cells.h"
#include "sanov/base/status.h"

namespace sanov {

/// A normal distribution of d dimensions by its mean and its d × d covariance, which may be singular.
struct Gaussian {
  Cells mean;
  Rows covariance;
};

/// Wasserstein distance W₂ between two normal distributions.
///   W₂² = |m₁ − m₂|² + tr(A + B − 2(A^½ B A^½)^½)
/// Unit: that of the coordinates; it is W₂, not its square. Range [0, ∞); 0 iff the distributions are equal. A metric.
/// Covariances may be singular: they are positive semidefinite up to what rounding of their type explains, 64 d ULP of
/// each row's own variance.
/// Not taken from the formula, whose terms cancel where the two are near each other, but from the factors A = FFᵀ, B =
/// GGᵀ as min over rotations R of ‖F − GR‖: within about 10⁻¹⁵·d of the largest deviation √(tr A + tr B). Diagonal
/// covariances keep all digits of small variances. Where a covariance that is not diagonal is singular, or nearly,
/// rounding its entries alone moves the distance by 10⁻⁸ of the deviations, as a root of 0. O(d³): 1 ms for d = 50 and
/// 60 ms for 200.
/// Throws InvalidArgument if dimensions differ or are 0, or a covariance is not square; DomainError for an entry that
/// is not finite, a covariance that is not symmetric beyond rounding, or one that is indefinite.
/// Dowson and Landau, The Fréchet distance between multivariate normal distributions, J. Multivariate Anal. 12, 1982;
/// Bhatia, Jain and Lim, On the Bures–Wasserstein distance between positive definite matrices, Expo. Math. 37, 2019.
double wasserstein_gaussian(const Gaussian& p, const Gaussian& q);

/// Where the slopes of W₂ in one of the distributions are wanted: d for the mean and d × d for the covariance, or none.
struct GaussianGradient {
  std::span<double> mean = {}, covariance = {};
};

/// The same with its gradient, which it fills in.
///   ∂W/∂m₁ = (m₁ − m₂)/W,  ∂W/∂A = (I − T)/2W, T the linear map that takes N(0, A) to N(0, B)
/// The slopes in a covariance are those along symmetric changes of it: dW = Σᵢⱼ (∂W/∂A)ᵢⱼ dAᵢⱼ, and the matrix is
/// symmetric. Not from T − I, which cancels where A and B are near each other, but from the factors' difference. At W =
/// 0, a kink, they are 0. O(d³).
/// Throws what wasserstein_gaussian throws; InvalidArgument if a span's length is neither 0 nor the mean's or
/// covariance's; DomainError where slopes in a singular covariance are asked for, and W > 0.
/// Bhatia, Jain and Lim, 2019.
double wasserstein_gaussian(const Gaussian& p, const Gaussian& q, const GaussianGradient& slopes_p,
                            const GaussianGradient& slopes_q);

/// The same between the covariances alone: the Bures distance, √tr(A + B − 2(A^½ B A^½)^½). A metric.
double bures(Rows a, Rows b);

struct GaussianBarycentreOptions {
  std::optional<Cells> shares = {};  ///< of the distributions, divided by their sum; without them all are equal
  double tolerance = 1e-12;          ///< ends when a step moves the deviations by this fraction of themselves
  std::size_t max_iterations = 1000;
};

struct GaussianBarycentre {
  std::vector<double> mean, covariance;  ///< d, and d × d in rows
  double variance = 0;                   ///< Σ λₖ W₂² to the distributions: what the barycentre makes least
  double residual = 0;                   ///< how far the last step moved the deviations, as a fraction of themselves
  std::size_t iterations = 0;
  Status status = Status::converged;
};

/// The W₂ barycentre of normal distributions: the distribution whose mean squared distance to them is least. It is
/// normal.
///   mean Σ λₖ mₖ; covariance S with S = Σ λₖ (S^½ Aₖ S^½)^½
/// Where at least one covariance is regular it is unique; singular ones are allowed. Each step turns the factors of all
/// covariances towards the present one's and takes their mean, which is the fixed point iteration in a form without
/// inverses: the variance never rises. It converges by a constant factor a step, mostly in 5 to 30; commuting
/// covariances take one or two. O(K d³) a step.
/// Throws what wasserstein_gaussian throws, naming the distribution; InvalidArgument if there is none, or unless the
/// tolerance is positive; DomainError for shares that are negative, not finite or all 0.
/// Álvarez-Esteban, del Barrio, Cuesta-Albertos and Matrán, A fixed-point approach to barycenters in Wasserstein space,
/// J.
/// Math. Anal. Appl. 441, 2016.
GaussianBarycentre gaussian_barycentre(std::span<const Gaussian> distributions,
                                       const GaussianBarycentreOptions& options = {});

}  // namespace sanov
