#include "python/fit_mixture.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <string>

#include "cli/fit.h"
#include "python/arrays.h"
#include "python/in_the_name_of.h"
#include "python/interrupt.h"

namespace nb = nanobind;

namespace sanov {
namespace {

/// What `sanov fit DATA --components` answers.
struct MixtureAnswer {
  std::string label;
  FitData data;
  MixtureFits found;
};

MixtureAnswer fit_to(nb::handle x, nb::handle weights, std::string label, int fewest, int most, int starts,
                     std::uint64_t seed) {
  const std::span<const double> values = doubles(x);
  const std::span<const double> mass = weights.is_none() ? std::span<const double>() : doubles(weights);
  const LongWork work;
  return in_the_name_of("fit_mixture", [&] {
    FitData data(values, mass);
    MixtureFits found = fit_mixture(data, {.fewest = fewest, .most = most, .starts = starts, .seed = seed});
    return MixtureAnswer{std::move(label), std::move(data), std::move(found)};
  });
}

/// Fields of sanov._fit_mixture.MixtureFit.
nb::dict fields(const MixtureFit& fit) {
  nb::list components;
  for (const MixtureComponent& c : fit.components) {
    nb::dict one;
    one["weight"] = c.weight;
    one["mean"] = c.mean;
    one["sd"] = c.sd;
    one["weight_error"] = c.weight_error;
    one["mean_error"] = c.mean_error;
    one["sd_error"] = c.sd_error;
    one["narrowest"] = c.narrowest;
    components.append(one);
  }
  nb::dict all;
  all["components"] = components;
  all["distribution"] = fit.distribution();
  all["log_likelihood"] = fit.log_likelihood;
  all["aic"] = fit.aic;
  all["bic"] = fit.bic;
  all["behind"] = fit.behind;
  all["status"] = to_text(fit.status);
  all["remark"] = fit.remark;
  return all;
}

nb::dict fields(const MixtureAnswer& answer) {
  nb::list table;
  for (const MixtureFit& fit : answer.found.fits) table.append(fields(fit));
  nb::dict all;
  all["n"] = answer.data.size();
  all["table"] = table;
  all["chosen"] = answer.found.best;
  all["narrowest"] = answer.found.narrowest;
  all["verdict"] = answer.found.verdict;
  return all;
}

}  // namespace

void add_fit_mixture(nb::module_& module) {
  nb::class_<MixtureAnswer>(module, "MixtureAnswer")
      .def("fields", [](const MixtureAnswer& answer) { return fields(answer); })
      .def("text", [](const MixtureAnswer& answer, int columns) {
        cli::Terminal terminal;
        terminal.columns = columns;
        return cli::mixture_text(answer.label, answer.data, answer.found, terminal);
      });
  module.def("fit_mixture", fit_to, nb::arg("x"), nb::arg("weights").none(), nb::arg("label"), nb::arg("fewest"),
             nb::arg("most"), nb::arg("starts"), nb::arg("seed"));
}

}  // namespace sanov
