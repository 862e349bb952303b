#include "sanov/measures/kernels-inl.h"
#include "sanov/measures/margins.h"

namespace sanov {
namespace {

double value(Rows table, const Parameters&, double* gradient) {
  const Margins margins(table);
  return mean_information(table, margins, gradient, [&](std::size_t i, std::size_t j, double cell) {
    return surprise(cell, margins.beside_in_row(i, cell)) + surprise(cell, margins.beside_in_column(j, cell));
  });
}

constexpr Info info{.name = "variation_of_information",
                    .kind = Kind::information,
                    .unit = Unit::nats,
                    .laws = differentiable | order_free | padding_free};

}  // namespace

/// Variation of information: what two variables do not tell of each other; a metric between clusterings.
///   VI(X, Y) = H(X|Y) + H(Y|X) = −Σᵢⱼ pᵢⱼ ( ln(pᵢⱼ/pᵢ·) + ln(pᵢⱼ/p·ⱼ) )
/// Unit: nats. Range [0, ln(rows · columns)]; 0 iff each determines the other. Takes a table of joint probabilities,
/// such as the shares of points that two clusterings put into each pair of clusters.
/// Each term is p (ln(1 + r/p) + ln(1 + c/p)), where r and c are the sums of the other cells of its row and column:
/// never negative, and within 3 ULP where the two nearly agree. O(rows · columns).
/// The gradient is −ln(p/row) − ln(p/column), ∞ in an empty cell of a row or column that is not.
/// Throws DomainError unless the table holds probabilities, InvalidArgument if it is empty.
/// Meilă, Comparing Clusterings: an Information Based Distance, 2007.
constinit const Measure<Joint> variation_of_information{info, value};

}  // namespace sanov
