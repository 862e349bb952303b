#include "sanov/measures/kernels-inl.h"
#include "sanov/measures/margins.h"

namespace sanov {
namespace {

double value(Rows table, const Parameters&, double* gradient) {
  const Margins margins(table);
  return mean_information(table, margins, gradient, [&](std::size_t i, std::size_t, double cell) {
    return surprise(cell, margins.beside_in_row(i, cell));
  });
}

constexpr Info info{.name = "conditional_entropy",
                    .kind = Kind::information,
                    .unit = Unit::nats,
                    .laws = differentiable | order_free | padding_free};

}  // namespace

/// Conditional entropy: how uncertain the column still is once the row is known, on average.
///   H(Y|X) = −Σᵢⱼ pᵢⱼ ln( pᵢⱼ / pᵢ· )
/// Unit: nats. Range [0, ln columns]; 0 iff every row that is not empty has one column. Takes a table of joint
/// probabilities, X in the rows and Y in the columns.
/// Each term is p ln(1 + rest/p), where `rest` is the sum of the row's other cells: never negative, and within 3 ULP
/// where one cell has nearly all. O(rows · columns).
/// The gradient is −ln(p/row), ∞ in an empty cell of a row that is not.
/// Throws DomainError unless the table holds probabilities, InvalidArgument if it is empty.
/// Shannon, A Mathematical Theory of Communication, 1948.
constinit const Measure<Joint> conditional_entropy{info, value};

}  // namespace sanov
