#include "python/lines.h"

#include <vector>

#include "python/arrays.h"
#include "python/in_the_name_of.h"
#include "python/interrupt.h"
#include "python/plan_fields.h"
#include "sanov/transport/circular.h"
#include "sanov/transport/quantile_barycentre.h"
#include "sanov/transport/transport_1d.h"
#include "sanov/transport/wasserstein_1d.h"

namespace nb = nanobind;

namespace sanov {
namespace {

double distance(nb::handle x, nb::handle y, double p, nb::handle a, nb::handle b) {
  const Cells first = viewed(x.ptr()).cells(), second = viewed(y.ptr()).cells();
  const LineOptions options{p, cells_or_none(a), cells_or_none(b)};
  const LongWork work;
  return wasserstein_1d(first, second, options);
}

nb::dict plan_on_the_line(nb::handle x, nb::handle y, double p, nb::handle a, nb::handle b) {
  const Cells first = viewed(x.ptr()).cells(), second = viewed(y.ptr()).cells();
  const LineOptions options{p, cells_or_none(a), cells_or_none(b)};
  Transport found;
  {
    const LongWork work;
    found = transport_1d(first, second, options);
  }
  return fields(std::move(found));
}

/// The distance, and its slopes in x, y and the two weights.
nb::tuple distance_and_gradient(nb::handle x, nb::handle y, double p, nb::handle a, nb::handle b) {
  const Cells first = viewed(x.ptr()).cells(), second = viewed(y.ptr()).cells();
  const LineOptions options{p, cells_or_none(a), cells_or_none(b)};
  std::vector<double> gx(first.size()), gy(second.size()), ga(first.size()), gb(second.size());
  double value = 0;
  {
    const LongWork work;
    value = wasserstein_1d(first, second, options, LineGradient{gx, gy, ga, gb});
  }
  return nb::make_tuple(value, as_array(std::move(gx)), as_array(std::move(gy)), as_array(std::move(ga)),
                        as_array(std::move(gb)));
}

nb::object columns(nb::handle x, nb::handle y, double p, nb::handle a, nb::handle b) {
  const Rows first = rows_of(x), second = rows_of(y);
  const LineOptions options{p, cells_or_none(a), cells_or_none(b)};
  std::vector<double> found;
  {
    const LongWork work;
    found = in_the_name_of("wasserstein_1d", [&] { return wasserstein_1d_columns(first, second, options); });
  }
  return as_array(std::move(found));
}

double on_circle(nb::handle x, nb::handle y, double period, double p, nb::handle a, nb::handle b) {
  const Cells first = viewed(x.ptr()).cells(), second = viewed(y.ptr()).cells();
  const CircleOptions options{period, p, cells_or_none(a), cells_or_none(b)};
  const LongWork work;
  return wasserstein_circle(first, second, options);
}

nb::tuple on_circle_with_gradient(nb::handle x, nb::handle y, double period, double p, nb::handle a, nb::handle b) {
  const Cells first = viewed(x.ptr()).cells(), second = viewed(y.ptr()).cells();
  const CircleOptions options{period, p, cells_or_none(a), cells_or_none(b)};
  std::vector<double> gx(first.size()), gy(second.size());
  double value = 0;
  {
    const LongWork work;
    value = wasserstein_circle(first, second, options, {gx, gy});
  }
  return nb::make_tuple(value, as_array(std::move(gx)), as_array(std::move(gy)));
}

std::vector<LineSample> samples_of(nb::list arrays, nb::list weights) {
  std::vector<LineSample> samples;
  for (std::size_t k = 0; k < arrays.size(); ++k)
    samples.push_back({viewed(nb::handle(arrays[k]).ptr()).cells(), cells_or_none(weights[k])});
  return samples;
}

nb::tuple barycentre(nb::list arrays, nb::list weights, nb::handle shares) {
  const std::vector<LineSample> samples = samples_of(arrays, weights);
  const std::optional<Cells> given = cells_or_none(shares);
  LineMeasure found;
  {
    const LongWork work;
    found = quantile_barycentre(samples, given);
  }
  return nb::make_tuple(as_array(std::move(found.positions)), as_array(std::move(found.masses)));
}

nb::object barycentre_at(nb::handle levels, nb::list arrays, nb::list weights, nb::handle shares) {
  const std::vector<LineSample> samples = samples_of(arrays, weights);
  const std::optional<Cells> given = cells_or_none(shares);
  const Cells wanted = viewed(levels.ptr()).cells();
  std::vector<double> found;
  {
    const LongWork work;
    found = quantile_barycentre_at(wanted, samples, given);
  }
  return as_array(std::move(found));
}

}  // namespace

void add_lines(nb::module_& module) {
  using namespace nb::literals;
  module.def("wasserstein_1d", distance, "x"_a, "y"_a, "p"_a, "a"_a.none(), "b"_a.none());
  module.def("wasserstein_1d_gradient", distance_and_gradient, "x"_a, "y"_a, "p"_a, "a"_a.none(), "b"_a.none());
  module.def("wasserstein_1d_columns", columns, "x"_a, "y"_a, "p"_a, "a"_a.none(), "b"_a.none());
  module.def("transport_1d", plan_on_the_line, "x"_a, "y"_a, "p"_a, "a"_a.none(), "b"_a.none());
  module.def("wasserstein_circle", on_circle, "x"_a, "y"_a, "period"_a, "p"_a, "a"_a.none(), "b"_a.none());
  module.def("wasserstein_circle_gradient", on_circle_with_gradient, "x"_a, "y"_a, "period"_a, "p"_a, "a"_a.none(),
             "b"_a.none());
  module.def("quantile_barycentre", barycentre, "samples"_a, "weights"_a, "shares"_a.none());
  module.def("quantile_barycentre_at", barycentre_at, "levels"_a, "samples"_a, "weights"_a, "shares"_a.none());
}

}  // namespace sanov
