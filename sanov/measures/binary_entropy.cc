#include <cmath>

#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

double binary_entropy_value(double x, const Parameters&) {
  // ln(1 − x) keeps its digits for a small x, and 1 − x is exact for a large one.
  const double hit = x == 0 ? 0 : -x * std::log(x), miss = x == 1 ? 0 : -(1 - x) * std::log1p(-x);
  return hit + miss;
}

double binary_entropy_slope(double x, const Parameters&) { return std::log1p(-x) - std::log(x); }

constexpr Info binary_entropy_info{.name = "binary_entropy",
                                   .kind = Kind::information,
                                   .unit = Unit::nats,
                                   .upper = 0x1.62e42fefa39efp-1,
                                   .laws = differentiable};

}  // namespace

/// Binary entropy: the entropy of a coin that shows heads with probability x.
///   H(x) = −x ln x − (1 − x) ln(1 − x)
/// Unit: nats. Range [0, ln 2]; 0 at x = 0 and 1, ln 2 at ½. 2 ULP. O(1). The slope is ln((1 − x)/x).
/// Throws DomainError unless x is in [0, 1].
/// Cover and Thomas, Elements of Information Theory, 2006.
constinit const Measure<Scalar> binary_entropy{binary_entropy_info, binary_entropy_value, binary_entropy_slope};

}  // namespace sanov
