#include "python/segments.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string_view.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "python/arrays.h"
#include "python/interrupt.h"
#include "sanov/base/error.h"
#include "sanov/transport/barycentre.h"
#include "sanov/transport/critic.h"
#include "sanov/transport/segments.h"

namespace nb = nanobind;

namespace sanov {
namespace {

/// Runs what several functions of C++ and one of Python do, whose name an error then has.
template <class F>
auto under_name(const char* name, const F& f) {
  const LongWork work;
  try {
    return f();
  } catch (const InvalidArgument& error) {
    Complaint complaint = error.complaint();
    complaint.function = name;
    throw InvalidArgument(std::move(complaint));
  } catch (const DomainError& error) {
    Complaint complaint = error.complaint();
    complaint.function = name;
    throw DomainError(std::move(complaint));
  }
}

/// Pairs of value and slope, in the order of sanov._segments.ParallelSegments.
nb::tuple segments(double theta) {
  const ParallelSegments found = parallel_segments(theta);
  const auto pair = [](const ValueAndSlope& at) { return nb::make_tuple(at.value, at.slope); };
  return nb::make_tuple(pair(found.kl), pair(found.reverse_kl), pair(found.js), pair(found.total_variation),
                        pair(found.wasserstein));
}

/// Fields of sanov._segments.Critic.
nb::dict fields(Critic critic) {
  nb::dict all;
  all["positions"] = as_array(std::move(critic.positions));
  all["values"] = as_array(std::move(critic.values));
  all["slopes"] = as_array(std::move(critic.slopes));
  all["difference"] = critic.difference;
  return all;
}

nb::dict clipped(nb::handle x, nb::handle y, double clip, nb::handle a, nb::handle b, bool affine) {
  const Cells real = viewed(x.ptr()).cells(), fake = viewed(y.ptr()).cells();
  const CriticOptions options{clip, cells_or_none(a), cells_or_none(b)};
  return fields(under_name("optimal_critic", [&] {
    return affine ? affine_critic(real, fake, options) : optimal_critic(real, fake, options);
  }));
}

nb::dict penalised(nb::handle x, nb::handle y, double coefficient, nb::handle a, nb::handle b) {
  const Cells real = viewed(x.ptr()).cells(), fake = viewed(y.ptr()).cells();
  const PenaltyOptions options{coefficient, cells_or_none(a), cells_or_none(b)};
  PenalisedCritic found = under_name("optimal_critic", [&] { return penalised_critic(real, fake, options); });
  nb::dict all = fields(std::move(found.critic));
  all["density"] = as_array(std::move(found.density));
  all["penalty"] = found.penalty;
  all["objective"] = found.objective;
  return all;
}

/// Fields of sanov._segments.FixedBarycentre.
nb::dict fields(FixedBarycentre found) {
  nb::dict all;
  all["masses"] = as_array(std::move(found.masses));
  all["marginal_error"] = found.marginal_error;
  all["gap"] = found.gap;
  all["status"] = to_text(found.status);
  all["iterations"] = found.iterations;
  return all;
}

FixedBarycentreOptions fixed_options(double epsilon, nb::handle shares, bool debiased, double tolerance,
                                     std::size_t iterations) {
  return {.epsilon = epsilon,
          .shares = cells_or_none(shares),
          .debiased = debiased,
          .tolerance = tolerance,
          .iterations = iterations};
}

nb::dict fixed_by_points(nb::handle measures, nb::handle support, std::string_view cost, double power, double epsilon,
                         nb::handle shares, bool debiased, double tolerance, std::size_t iterations) {
  FixedBarycentreOptions options = fixed_options(epsilon, shares, debiased, tolerance, iterations);
  options.cost = find_cost(cost, "barycentre");
  options.power = power;
  const Rows rows = rows_of(measures), points = rows_of(support);
  return fields(under_name("barycentre", [&] { return fixed_support_barycentre(rows, points, options); }));
}

nb::dict fixed_by_costs(nb::handle measures, nb::handle costs, double epsilon, nb::handle shares, bool debiased,
                        double tolerance, std::size_t iterations) {
  const FixedBarycentreOptions options = fixed_options(epsilon, shares, debiased, tolerance, iterations);
  const Rows rows = rows_of(measures);
  const CostMatrix matrix{rows_of(costs)};
  return fields(under_name("barycentre", [&] { return fixed_support_barycentre(rows, matrix, options); }));
}

/// Fields of sanov._segments.FreeBarycentre.
nb::dict free_points(nb::list measures, nb::list weights, std::size_t k, nb::handle shares, nb::handle masses,
                     nb::handle start, std::uint64_t seed, double tolerance, std::size_t iterations) {
  std::vector<WeightedPoints> given;
  for (std::size_t i = 0; i < measures.size(); ++i) given.push_back({rows_of(measures[i]), cells_or_none(weights[i])});
  FreeBarycentreOptions options{.shares = cells_or_none(shares),
                                .masses = cells_or_none(masses),
                                .seed = seed,
                                .tolerance = tolerance,
                                .iterations = iterations};
  if (!start.is_none()) options.start = rows_of(start);
  FreeBarycentre found = under_name("barycentre", [&] { return free_support_barycentre(given, k, options); });
  nb::dict all;
  all["points"] = as_array(std::move(found.points));
  all["masses"] = as_array(std::move(found.masses));
  all["objective"] = found.objective;
  all["objectives"] = as_array(std::move(found.objectives));
  all["status"] = to_text(found.status);
  all["iterations"] = found.iterations;
  return all;
}

}  // namespace

void add_segments(nb::module_& module) {
  using namespace nb::literals;
  module.def("parallel_segments", segments, "theta"_a);
  module.def("clipped_critic", clipped, "x"_a, "y"_a, "clip"_a, "a"_a.none(), "b"_a.none(), "affine"_a);
  module.def("penalised_critic", penalised, "x"_a, "y"_a, "coefficient"_a, "a"_a.none(), "b"_a.none());
  module.def("fixed_barycentre_of_points", fixed_by_points, "measures"_a, "support"_a, "cost"_a, "power"_a, "epsilon"_a,
             "shares"_a.none(), "debiased"_a, "tolerance"_a, "max_iterations"_a);
  module.def("fixed_barycentre_of_costs", fixed_by_costs, "measures"_a, "costs"_a, "epsilon"_a, "shares"_a.none(),
             "debiased"_a, "tolerance"_a, "max_iterations"_a);
  module.def("free_barycentre", free_points, "measures"_a, "weights"_a, "k"_a, "shares"_a.none(), "masses"_a.none(),
             "start"_a.none(), "seed"_a, "tolerance"_a, "max_iterations"_a);
}

}  // namespace sanov
