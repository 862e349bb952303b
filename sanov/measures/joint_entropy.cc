#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

double value(Rows table, const Parameters&, double* gradient) {
  if (gradient != nullptr) entropy.gradient(table.cells(), {gradient, table.cells().size()});
  return entropy(table.cells());
}

constexpr Info info{.name = "joint_entropy",
                    .kind = Kind::information,
                    .unit = Unit::nats,
                    .laws = differentiable | order_free | padding_free};

}  // namespace

/// Joint entropy: how uncertain two variables are together.
///   H(X, Y) = −Σᵢⱼ pᵢⱼ ln pᵢⱼ
/// Unit: nats. Range [0, ln(rows · columns)]; 0 iff one cell has all. Takes a table of joint probabilities. The
/// entropy of its cells, with that measure's accuracy and gradient. O(rows · columns).
/// Throws DomainError unless the table holds probabilities, InvalidArgument if it is empty.
/// Shannon, A Mathematical Theory of Communication, 1948.
constinit const Measure<Joint> joint_entropy{info, value};

}  // namespace sanov
