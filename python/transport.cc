#include "python/transport.h"

#include <nanobind/ndarray.h>
#include <nanobind/stl/string_view.h>

#include <optional>
#include <vector>

#include "python/arrays.h"
#include "python/interrupt.h"
#include "python/plan_fields.h"
#include "sanov/base/error.h"
#include "sanov/transport/gradient.h"
#include "sanov/transport/partial.h"
#include "sanov/transport/transport.h"

namespace nb = nanobind;

namespace sanov {
namespace {

/// Fields of sanov._partial.PartialTransportResult.
nb::dict fields(PartialTransport found) {
  nb::dict all = plan_and_prices(found);
  all["price"] = found.price;
  return all;
}

using Indices = nb::ndarray<const std::uint32_t, nb::ndim<1>, nb::c_contig>;

std::span<const std::uint32_t> indices(const Indices& array) { return {array.data(), array.size()}; }

TransportOptions options_of(nb::handle a, nb::handle b, std::size_t pivots) {
  return {.a = cells_or_none(a), .b = cells_or_none(b), .pivots = pivots};
}

nb::dict transport_points(nb::handle x, nb::handle y, std::string_view cost, double power, nb::handle a, nb::handle b,
                          std::size_t pivots) {
  TransportOptions options = options_of(a, b, pivots);
  options.cost = find_cost(cost, "transport");
  options.power = power;
  const Rows first = rows_of(x), second = rows_of(y);
  Transport found;
  {
    const LongWork work;
    found = transport(first, second, options);
  }
  return fields(std::move(found));
}

/// Slopes in the positions, into arrays of float64 like x and y.
void position_gradient_into(nb::handle x, nb::handle y, std::string_view cost, double power, const Indices& source,
                            const Indices& target, nb::handle moved, nb::handle gx, nb::handle gy) {
  const Cells mass = viewed(moved.ptr()).cells();
  Plan plan{{source.data(), source.data() + source.size()}, {target.data(), target.data() + target.size()}, {}, {}};
  for (std::size_t k = 0; k < mass.size(); ++k) plan.mass.push_back(mass[k]);
  if (plan.from.size() != plan.mass.size() || plan.to.size() != plan.mass.size())
    fail_argument("gradient", "plan", "has sources, targets and masses of different lengths");
  const TransportOptions options{.cost = find_cost(cost, "transport"), .power = power};
  const ArrayView of_x = viewed(gx.ptr()), of_y = viewed(gy.ptr());
  const Rows first = rows_of(x), second = rows_of(y);
  const std::span<double> slopes_x(static_cast<double*>(of_x.data), of_x.size()),
      slopes_y(static_cast<double*>(of_y.data), of_y.size());
  const LongWork work;
  position_gradient(plan, first, second, options, slopes_x, slopes_y);
}

nb::dict transport_matrix(nb::handle costs, nb::handle a, nb::handle b, std::size_t pivots) {
  const TransportOptions options = options_of(a, b, pivots);
  const CostMatrix matrix{rows_of(costs)};
  Transport found;
  {
    const LongWork work;
    found = transport(matrix, options);
  }
  return fields(std::move(found));
}

nb::dict transport_sparse(std::size_t n, std::size_t m, const Indices& from, const Indices& to, nb::handle costs,
                          nb::handle a, nb::handle b, std::size_t pivots) {
  const TransportOptions options = options_of(a, b, pivots);
  const SparseCosts sparse{n, m, indices(from), indices(to), viewed(costs.ptr()).cells()};
  Transport found;
  {
    const LongWork work;
    found = transport(sparse, options);
  }
  return fields(std::move(found));
}

/// Without y, x is a matrix of costs.
nb::dict partial(nb::handle x, nb::handle y, std::string_view cost, double power, double share, nb::handle a,
                 nb::handle b, std::size_t pivots) {
  TransportOptions options = options_of(a, b, pivots);
  options.cost = find_cost(cost, "partial_transport");
  options.power = power;
  const Rows first = rows_of(x), second = y.is_none() ? first : rows_of(y);
  const bool of_points = !y.is_none();
  PartialTransport found;
  {
    const LongWork work;
    found = of_points ? partial_transport(first, second, share, options)
                      : partial_transport(CostMatrix{first}, share, options);
  }
  return fields(std::move(found));
}

}  // namespace

void add_transport(nb::module_& module) {
  using namespace nb::literals;
  module.def("transport_points", transport_points, "x"_a, "y"_a, "cost"_a, "power"_a, "a"_a.none(), "b"_a.none(),
             "pivots"_a);
  module.def("transport_matrix", transport_matrix, "costs"_a, "a"_a.none(), "b"_a.none(), "pivots"_a);
  module.def("transport_sparse", transport_sparse, "n"_a, "m"_a, "source"_a, "target"_a, "costs"_a, "a"_a.none(),
             "b"_a.none(), "pivots"_a);
  module.def("partial_transport", partial, "x"_a, "y"_a.none(), "cost"_a, "power"_a, "share"_a, "a"_a.none(),
             "b"_a.none(), "pivots"_a);
  module.def("position_gradient", position_gradient_into);
}

}  // namespace sanov
