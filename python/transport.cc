#include "python/transport.h"

#include <nanobind/ndarray.h>
#include <nanobind/stl/string_view.h>

#include <optional>
#include <vector>

#include "python/interrupt.h"
#include "python/numpy_view.h"
#include "sanov/transport/gradient.h"
#include "sanov/transport/transport.h"

namespace nb = nanobind;

namespace sanov {
namespace {

/// A numpy array that owns the values.
template <class T>
nb::object as_array(std::vector<T> values) {
  auto* const kept = new std::vector<T>(std::move(values));
  const nb::capsule owner(kept, [](void* all) noexcept { delete static_cast<std::vector<T>*>(all); });
  return nb::cast(nb::ndarray<nb::numpy, T, nb::ndim<1>>(kept->data(), {kept->size()}, owner));
}

/// Fields of sanov._transport.TransportResult.
nb::dict fields(Transport found) {
  nb::dict all;
  all["cost"] = found.cost;
  all["gap"] = found.gap;
  all["source"] = as_array(std::move(found.plan.from));
  all["target"] = as_array(std::move(found.plan.to));
  all["moved"] = as_array(std::move(found.plan.mass));
  all["u"] = as_array(std::move(found.u));
  all["v"] = as_array(std::move(found.v));
  all["mass"] = found.mass;
  all["mass_difference"] = found.mass_difference;
  all["status"] = to_text(found.status);
  all["pivots"] = found.pivots;
  return all;
}

std::optional<Cells> weights(nb::handle array) {
  if (array.is_none()) return std::nullopt;
  return viewed(array.ptr()).cells();
}

/// A contiguous two-dimensional array.
Rows rows(nb::handle array) {
  const ArrayView view = viewed(array.ptr());
  return view.rows_at(view.data, static_cast<std::size_t>(view.shape[0]), static_cast<std::size_t>(view.shape[1]));
}

using Indices = nb::ndarray<const std::uint32_t, nb::ndim<1>, nb::c_contig>;

std::span<const std::uint32_t> indices(const Indices& array) { return {array.data(), array.size()}; }

TransportOptions options_of(nb::handle a, nb::handle b, std::size_t pivots) {
  return {.a = weights(a), .b = weights(b), .pivots = pivots};
}

nb::dict transport_points(nb::handle x, nb::handle y, std::string_view cost, double power, nb::handle a, nb::handle b,
                          std::size_t pivots) {
  TransportOptions options = options_of(a, b, pivots);
  options.cost = find_cost(cost, "transport");
  options.power = power;
  const Rows first = rows(x), second = rows(y);
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
  const Plan plan{{source.data(), source.data() + source.size()},
                  {target.data(), target.data() + target.size()},
                  {mass.as<double>(), mass.as<double>() + mass.size()},
                  {}};
  const ArrayView of_x = viewed(gx.ptr()), of_y = viewed(gy.ptr());
  position_gradient(plan, rows(x), rows(y), {.cost = find_cost(cost, "transport"), .power = power},
                    {static_cast<double*>(of_x.data), of_x.size()}, {static_cast<double*>(of_y.data), of_y.size()});
}

nb::dict transport_matrix(nb::handle costs, nb::handle a, nb::handle b, std::size_t pivots) {
  const TransportOptions options = options_of(a, b, pivots);
  const CostMatrix matrix{rows(costs)};
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

}  // namespace

void add_transport(nb::module_& module) {
  using namespace nb::literals;
  module.def("transport_points", transport_points, "x"_a, "y"_a, "cost"_a, "power"_a, "a"_a.none(), "b"_a.none(),
             "pivots"_a);
  module.def("transport_matrix", transport_matrix, "costs"_a, "a"_a.none(), "b"_a.none(), "pivots"_a);
  module.def("transport_sparse", transport_sparse, "n"_a, "m"_a, "source"_a, "target"_a, "costs"_a, "a"_a.none(),
             "b"_a.none(), "pivots"_a);
  module.def("position_gradient", position_gradient_into);
}

}  // namespace sanov
