#include "python/entropic.h"

#include <nanobind/stl/string_view.h>

#include <utility>
#include <vector>

#include "python/arrays.h"
#include "python/interrupt.h"
#include "sanov/transport/sinkhorn.h"
#include "sanov/transport/sinkhorn_divergence.h"

namespace nb = nanobind;

namespace sanov {
namespace {

/// Of (epsilon, reach of a, reach of b, tolerance, iterations).
SinkhornOptions options_of(const nb::tuple& settings, nb::handle a, nb::handle b) {
  return {.epsilon = nb::cast<double>(settings[0]),
          .a = cells_or_none(a),
          .b = cells_or_none(b),
          .reach_a = nb::cast<double>(settings[1]),
          .reach_b = nb::cast<double>(settings[2]),
          .tolerance = nb::cast<double>(settings[3]),
          .iterations = nb::cast<std::size_t>(settings[4])};
}

/// Fields of sanov._entropic.SinkhornResult.
nb::dict fields(Sinkhorn found) {
  nb::dict all;
  all["transport_cost"] = found.transport_cost;
  all["objective"] = found.objective;
  all["dual"] = found.dual;
  all["f"] = as_array(std::move(found.f));
  all["g"] = as_array(std::move(found.g));
  all["a_slopes"] = as_array(std::move(found.a_slopes));
  all["b_slopes"] = as_array(std::move(found.b_slopes));
  all["x_slopes"] = as_array(std::move(found.x_slopes));
  all["y_slopes"] = as_array(std::move(found.y_slopes));
  all["row_masses"] = as_array(std::move(found.row_masses));
  all["column_masses"] = as_array(std::move(found.column_masses));
  all["marginal_error"] = found.marginal_error;
  all["mass"] = found.mass;
  all["mass_difference"] = found.mass_difference;
  all["status"] = to_text(found.status);
  all["iterations"] = found.iterations;
  return all;
}

/// Fields of sanov._entropic.SinkhornDivergenceResult.
nb::dict fields(SinkhornDivergence found) {
  nb::dict all;
  all["value"] = found.divergence;
  all["error"] = found.error;
  all["between"] = found.between;
  all["within_x"] = found.within_a;
  all["within_y"] = found.within_b;
  all["a_slopes"] = as_array(std::move(found.a_slopes));
  all["b_slopes"] = as_array(std::move(found.b_slopes));
  all["x_slopes"] = as_array(std::move(found.x_slopes));
  all["y_slopes"] = as_array(std::move(found.y_slopes));
  all["marginal_error"] = found.marginal_error;
  all["status"] = to_text(found.status);
  all["iterations"] = found.iterations;
  return all;
}

SinkhornOptions point_options(const nb::tuple& settings, nb::handle a, nb::handle b, std::string_view cost,
                              double power, const char* function) {
  SinkhornOptions options = options_of(settings, a, b);
  options.cost = find_cost(cost, function);
  options.power = power;
  return options;
}

nb::dict of_points(nb::handle x, nb::handle y, std::string_view cost, double power, nb::handle a, nb::handle b,
                   const nb::tuple& settings) {
  SinkhornOptions options = point_options(settings, a, b, cost, power, "sinkhorn");
  options.position_slopes = true;
  const Rows first = rows_of(x), second = rows_of(y);
  Sinkhorn found;
  {
    const LongWork work;
    found = sinkhorn(first, second, options);
  }
  return fields(std::move(found));
}

nb::dict of_matrix(nb::handle costs, nb::handle a, nb::handle b, const nb::tuple& settings) {
  const SinkhornOptions options = options_of(settings, a, b);
  const CostMatrix matrix{rows_of(costs)};
  Sinkhorn found;
  {
    const LongWork work;
    found = sinkhorn(matrix, options);
  }
  return fields(std::move(found));
}

nb::dict divergence_of_points(nb::handle x, nb::handle y, std::string_view cost, double power, nb::handle a,
                              nb::handle b, const nb::tuple& settings) {
  SinkhornOptions options = point_options(settings, a, b, cost, power, "sinkhorn_divergence");
  options.position_slopes = true;
  const Rows first = rows_of(x), second = rows_of(y);
  SinkhornDivergence found;
  {
    const LongWork work;
    found = sinkhorn_divergence(first, second, options);
  }
  return fields(std::move(found));
}

std::vector<double> numbers_of(nb::handle array) {
  const Cells cells = viewed(array.ptr()).cells();
  std::vector<double> out;
  out.reserve(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) out.push_back(cells[i]);
  return out;
}

/// What a plan is made of beside the points: (f, g, masses of its rows).
Sinkhorn answer_of(const nb::tuple& parts) {
  Sinkhorn answer;
  answer.f = numbers_of(parts[0]);
  answer.g = numbers_of(parts[1]);
  answer.row_masses = numbers_of(parts[2]);
  return answer;
}

nb::object plan_of_points(nb::handle x, nb::handle y, std::string_view cost, double power, nb::handle a, nb::handle b,
                          const nb::tuple& settings, const nb::tuple& parts) {
  const SinkhornOptions options = point_options(settings, a, b, cost, power, "sinkhorn");
  const Sinkhorn answer = answer_of(parts);
  const Rows first = rows_of(x), second = rows_of(y);
  std::vector<double> plan;
  {
    const LongWork work;
    plan = SinkhornPlan(first, second, options, answer).dense();
  }
  return as_array(std::move(plan));
}

nb::object plan_of_matrix(nb::handle costs, nb::handle a, nb::handle b, const nb::tuple& settings,
                          const nb::tuple& parts) {
  const SinkhornOptions options = options_of(settings, a, b);
  const Sinkhorn answer = answer_of(parts);
  const CostMatrix matrix{rows_of(costs)};
  std::vector<double> plan;
  {
    const LongWork work;
    plan = SinkhornPlan(matrix, options, answer).dense();
  }
  return as_array(std::move(plan));
}

}  // namespace

void add_entropic(nb::module_& module) {
  using namespace nb::literals;
  module.def("sinkhorn_points", of_points, "x"_a, "y"_a, "cost"_a, "power"_a, "a"_a.none(), "b"_a.none(), "settings"_a);
  module.def("sinkhorn_matrix", of_matrix, "costs"_a, "a"_a.none(), "b"_a.none(), "settings"_a);
  module.def("sinkhorn_divergence", divergence_of_points, "x"_a, "y"_a, "cost"_a, "power"_a, "a"_a.none(), "b"_a.none(),
             "settings"_a);
  module.def("sinkhorn_plan_of_points", plan_of_points, "x"_a, "y"_a, "cost"_a, "power"_a, "a"_a.none(), "b"_a.none(),
             "settings"_a, "parts"_a);
  module.def("sinkhorn_plan_of_matrix", plan_of_matrix, "costs"_a, "a"_a.none(), "b"_a.none(), "settings"_a, "parts"_a);
}

}  // namespace sanov
