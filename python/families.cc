#include "python/families.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <cmath>

#include "python/arrays.h"
#include "python/in_the_name_of.h"
#include "python/interrupt.h"
#include "sanov/families/affine.h"
#include "sanov/families/catalogue.h"
#include "sanov/families/divergence.h"
#include "sanov/families/empirical.h"
#include "sanov/families/mixture.h"
#include "sanov/families/scipy_names.h"
#include "sanov/families/spec.h"
#include "sanov/families/tabulated.h"
#include "sanov/families/truncated.h"
#include "sanov/fit/fit_values.h"

namespace nb = nanobind;

namespace sanov {
namespace {

/// The likeliest member of a family.
Distribution likeliest(std::string_view family, nb::handle x, nb::handle weights) {
  const std::span<const double> data = doubles(x);
  const std::span<const double> mass = weights.is_none() ? std::span<const double>() : doubles(weights);
  const LongWork work;
  return in_the_name_of("fit", [&] { return fit_values(family, data, mass).distribution(); });
}

/// One of the functions at every number of a contiguous float64 array; the answer is flat.
nb::object evaluate(const Distribution& d, int what, nb::handle array) {
  const std::span<const double> x = doubles(array);
  std::vector<double> out(x.size());
  {
    const LongWork work;
    d.many(static_cast<DistributionFunction>(what), x, out);
  }
  return as_array(std::move(out));
}

double evaluate_one(const Distribution& d, int what, double x) {
  double out = 0;
  d.many(static_cast<DistributionFunction>(what), {&x, 1}, {&out, 1});
  return out;
}

nb::object sample(const Distribution& d, std::size_t size, std::uint64_t seed) {
  std::vector<double> out(size);
  {
    const LongWork work;
    d.sample(seed, out);
  }
  return as_array(std::move(out));
}

nb::tuple moments(const Distribution& d) {
  Moments m;
  {
    const LongWork work;
    m = d.moments();
  }
  return nb::make_tuple(m.mean, m.variance, m.skewness, m.excess_kurtosis);
}

double entropy(const Distribution& d) {
  const LongWork work;
  return d.entropy();
}

nb::list atoms(const Distribution& d) {
  nb::list all;
  for (const Atom& a : d.atoms()) all.append(nb::make_tuple(a.x, a.mass));
  return all;
}

nb::list catalogue() {
  nb::list all;
  for (const FamilyEntry& entry : all_families()) {
    nb::list parameters;
    for (const FamilyParameter& p : entry.parameters) parameters.append(nb::make_tuple(p.name, p.value));
    all.append(nb::make_tuple(entry.name, entry.type, entry.whole, parameters, entry.doc->text));
  }
  return all;
}

Distribution member(std::string_view name, const std::vector<double>& values) { return find_family(name).make(values); }

Distribution mixture_of(const std::vector<double>& weights, nb::list parts) {
  std::vector<Weighted> components;
  for (std::size_t i = 0; i < weights.size(); ++i) components.push_back({weights[i], nb::cast<Distribution>(parts[i])});
  return mixture(std::move(components));
}

Distribution empirical_of(nb::handle values, nb::handle weights) {
  return empirical(doubles(values), weights.is_none() ? std::span<const double>() : doubles(weights));
}

Distribution tabulated_of(nb::handle x, nb::handle density, bool normalize) {
  return tabulated(doubles(x), doubles(density), {.normalize = normalize});
}

nb::tuple between(const Distribution& p, const Distribution& q, std::string_view which, double order,
                  bool closed_form) {
  DivergenceValue found;
  {
    const LongWork work;
    found = divergence_between(find_between(which, "divergence_between"), p, q,
                               {.order = order, .closed_form = closed_form});
  }
  return nb::make_tuple(found.value, found.error, to_text(found.method), found.reason);
}

/// Of a family's parameter, or of no family of the name of one.
std::string scipy_hint(std::string_view family, std::string_view name) {
  return family.empty() ? hint_of_scipy_family(name) : hint_of_scipy_parameter(find_family(family), name);
}

}  // namespace

void add_families(nb::module_& module) {
  using namespace nb::literals;
  nb::class_<Distribution>(module, "Distribution")
      .def("text", &Distribution::text)
      .def("evaluate", evaluate, "what"_a, "x"_a)
      .def("evaluate_one", evaluate_one, "what"_a, "x"_a)
      .def("sample", sample, "size"_a, "seed"_a)
      .def("moments", moments)
      .def("entropy", entropy)
      .def("support",
           [](const Distribution& d) {
             const Support s = d.support();
             return nb::make_tuple(s.low, s.high);
           })
      .def("whole", &Distribution::whole)
      .def("atoms", atoms)
      .def("family", &Distribution::family)
      .def("parameters", &Distribution::parameters);
  module.def("families", catalogue);
  module.def("scipy_hint", scipy_hint, "family"_a, "name"_a);
  module.def("family_member", member, "name"_a, "values"_a);
  module.def("likeliest", likeliest, "name"_a, "x"_a, "weights"_a.none());
  module.def("parse_distribution", parse_distribution, "text"_a);
  module.def("divergence_between", between, "p"_a, "q"_a, "which"_a, "order"_a, "closed_form"_a);
  module.def("mixture", mixture_of, "weights"_a, "components"_a);
  module.def("truncated", truncated, "d"_a, "low"_a, "high"_a);
  module.def("shifted", shifted, "d"_a, "by"_a);
  module.def("scaled", scaled, "d"_a, "by"_a);
  module.def("zero_inflated", zero_inflated, "d"_a, "zeros"_a);
  module.def("empirical", empirical_of, "values"_a, "weights"_a.none());
  module.def("categorical", [](nb::handle p) { return categorical(doubles(p)); }, "probabilities"_a);
  module.def("tabulated", tabulated_of, "x"_a, "density"_a, "normalize"_a);
}

}  // namespace sanov
