#include "python/sliced.h"

#include <utility>
#include <vector>

#include "python/arrays.h"
#include "python/interrupt.h"
#include "sanov/transport/sliced.h"

namespace nb = nanobind;

namespace sanov {
namespace {

nb::tuple mean_of_slices(nb::handle x, nb::handle y, double p, std::size_t projections, std::uint64_t seed,
                         nb::handle a, nb::handle b) {
  const SlicedOptions options{p, projections, seed, cells_or_none(a), cells_or_none(b)};
  const Rows first = rows_of(x), second = rows_of(y);
  Sliced found;
  {
    const LongWork work;
    found = sliced_wasserstein(first, second, options);
  }
  return nb::make_tuple(found.value, found.standard_error);
}

/// The value, its standard error, and the slopes in x and in y, row by row.
nb::tuple mean_and_gradient(nb::handle x, nb::handle y, double p, std::size_t projections, std::uint64_t seed,
                            nb::handle a, nb::handle b) {
  const SlicedOptions options{p, projections, seed, cells_or_none(a), cells_or_none(b)};
  const Rows first = rows_of(x), second = rows_of(y);
  std::vector<double> gx(first.cells().size()), gy(second.cells().size());
  Sliced found;
  {
    const LongWork work;
    found = sliced_wasserstein(first, second, options, SlicedGradient{gx, gy});
  }
  return nb::make_tuple(found.value, found.standard_error, as_array(std::move(gx)), as_array(std::move(gy)));
}

/// Fields of sanov._sliced.MaxSliced.
nb::dict largest_slice(nb::handle x, nb::handle y, const MaxSlicedOptions& options) {
  const Rows first = rows_of(x), second = rows_of(y);
  MaxSliced found;
  {
    const LongWork work;
    found = max_sliced_wasserstein(first, second, options);
  }
  nb::dict all;
  all["value"] = found.value;
  all["direction"] = as_array(std::move(found.direction));
  all["residual"] = found.residual;
  all["iterations"] = found.iterations;
  all["status"] = to_text(found.status);
  return all;
}

nb::object direction(std::size_t k, std::size_t dimensions, std::uint64_t seed) {
  return as_array(sliced_direction(k, dimensions, seed));
}

}  // namespace

void add_sliced(nb::module_& module) {
  using namespace nb::literals;
  module.def("sliced_wasserstein", mean_of_slices, "x"_a, "y"_a, "p"_a, "projections"_a, "seed"_a, "a"_a.none(),
             "b"_a.none());
  module.def("sliced_wasserstein_gradient", mean_and_gradient, "x"_a, "y"_a, "p"_a, "projections"_a, "seed"_a,
             "a"_a.none(), "b"_a.none());
  module.def(
      "max_sliced_wasserstein",
      [](nb::handle x, nb::handle y, double p, std::size_t projections, std::size_t starts, std::size_t iterations,
         std::uint64_t seed, nb::handle a, nb::handle b) {
        return largest_slice(x, y, {p, projections, starts, iterations, seed, cells_or_none(a), cells_or_none(b)});
      },
      "x"_a, "y"_a, "p"_a, "projections"_a, "starts"_a, "max_iterations"_a, "seed"_a, "a"_a.none(), "b"_a.none());
  module.def("sliced_direction", direction, "k"_a, "dimensions"_a, "seed"_a);
}

}  // namespace sanov
