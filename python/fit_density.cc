#include "python/fit_density.h"

#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <string>
#include <utility>
#include <vector>

#include "cli/fit_target.h"
#include "cli/gnuplot.h"
#include "cli/landscape.h"
#include "python/arrays.h"
#include "python/in_the_name_of.h"
#include "python/interrupt.h"
#include "python/numpy_view.h"

namespace nb = nanobind;

namespace sanov {
namespace {

nb::str text(std::string_view words) { return nb::str(words.data(), words.size()); }

nb::dict named(const FamilyEntry& entry, const std::vector<double>& values) {
  nb::dict all;
  for (std::size_t i = 0; i < values.size(); ++i) all[text(entry.parameters[i].name)] = values[i];
  return all;
}

/// What `sanov fit TARGET` answers, of contiguous float64 arrays.
cli::TargetFit fit_density_to(nb::handle x, nb::handle density, std::string_view family, std::string_view loss,
                              bool adam, double rate, std::pair<double, double> betas, double epsilon, int steps,
                              std::vector<double> start, int starts, int trace_every, bool masses) {
  DensityOnGrid target{copied(x), copied(density), masses};
  const LongWork work;
  const auto run = [&] {
    const FamilyEntry& entry = find_family(family);
    cli::TargetFit answer{.family = &entry,
                          .target = std::move(target),
                          .options = {.loss = density_loss(loss),
                                      .optimizer = adam ? Optimizer::adam : Optimizer::exact,
                                      .adam = {rate, betas.first, betas.second, epsilon},
                                      .steps = steps,
                                      .start = std::move(start),
                                      .trace_every = trace_every,
                                      .starts = starts},
                          .fit = {}};
    answer.fit = fit_density(family, answer.target, answer.options);
    return answer;
  };
  return in_the_name_of("fit_density", run, {{"grid", "x"}, {"target", "density"}});
}

/// Fields of sanov._fit_density.DensityFit.
nb::dict fields(const cli::TargetFit& answer) {
  const FamilyEntry& entry = *answer.family;
  const DensityFit& found = answer.fit;
  nb::list trace, optima;
  for (const TraceRow& row : found.trace) {
    nb::dict one;
    one["step"] = row.step;
    one["loss"] = row.loss;
    one["loss_at_parameters"] = row.loss_at_parameters;
    one.update(named(entry, row.parameters));
    trace.append(one);
  }
  for (const DensityOptimum& each : found.optima) {
    nb::dict one;
    one["parameters"] = named(entry, each.parameters);
    one["loss"] = each.loss;
    one["starts"] = each.starts;
    optima.append(one);
  }
  nb::dict all;
  all["family"] = text(entry.name);
  all["parameters"] = named(entry, found.parameters);
  all["loss"] = found.loss;
  all["loss_at_parameters"] = found.loss_at_parameters;
  all["optimum"] = named(entry, found.optimum);
  all["loss_at_optimum"] = found.loss_at_optimum;
  all["optima"] = optima;
  all["status"] = text(to_text(found.status));
  all["steps"] = found.steps;
  all["trace"] = trace;
  return all;
}

}  // namespace

void add_fit_density(nb::module_& module) {
  nb::class_<cli::TargetFit>(module, "DensityFit")
      .def("fields", [](const cli::TargetFit& answer) { return fields(answer); })
      .def("landscape",
           [](const cli::TargetFit& answer, const std::string& path) {
             const LongWork work;
             const auto draw = [&] {
               const cli::Drawing drawing = cli::landscape_drawing(answer);
               if (!path.empty()) cli::write_drawing(path, drawing);
               return drawing.svg();
             };
             return in_the_name_of("landscape", draw);
           })
      .def("svg", [](const cli::TargetFit& answer) { return cli::target_fit_drawing(answer).svg(); })
      .def("draw",
           [](const cli::TargetFit& answer, const std::string& path) {
             in_the_name_of("plot", [&] { cli::write_drawing(path, cli::target_fit_drawing(answer)); });
           })
      .def("animate", [](const cli::TargetFit& answer, const std::string& path) {
        const LongWork work;
        in_the_name_of("animate", [&] { cli::animate_target_fit(answer, path); });
      });
  module.def("fit_density", fit_density_to);
}

}  // namespace sanov
