#include <cmath>

#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

double information_content_value(double x, const Parameters&) { return std::fabs(std::log(x)); }

double information_content_slope(double x, const Parameters&) { return -1 / x; }

constexpr Info information_content_info{
    .name = "information_content", .kind = Kind::information, .unit = Unit::nats, .laws = differentiable};

}  // namespace

/// Information content: how much an event of probability x tells when it happens; also called surprisal.
///   I(x) = −ln x
/// Unit: nats. Range [0, ∞]; 0 at x = 1, ∞ at x = 0. 1 ULP. O(1). The slope is −1/x.
/// Throws DomainError unless x is in [0, 1].
/// Shannon, A Mathematical Theory of Communication, 1948.
constinit const Measure<Scalar> information_content{information_content_info, information_content_value,
                                                    information_content_slope};

}  // namespace sanov
