#include "python/samples.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <utility>
#include <vector>

#include "python/arrays.h"
#include "python/interrupt.h"
#include "sanov/samples/classifier.h"
#include "sanov/samples/energy_distance.h"
#include "sanov/samples/knn_kl.h"
#include "sanov/samples/mmd.h"

namespace nb = nanobind;

namespace sanov {
namespace {

template <class Find>
auto found_by(nb::handle x, nb::handle y, const Find& find) {
  const Rows first = rows_of(x), second = rows_of(y);
  const LongWork work;
  return find(first, second);
}

nb::object number_or_none(const std::optional<double>& value) { return value ? nb::cast(*value) : nb::none(); }
nb::object p_or_none(const std::optional<PValue>& p) { return p ? nb::cast(p->p) : nb::none(); }
nb::tuple ends(const Interval& interval) { return nb::make_tuple(interval.lower, interval.upper); }

/// Fields of sanov._samples.KnnDivergence.
nb::dict knn(nb::handle x, nb::handle y, std::size_t k, std::size_t permutations, double level, std::uint64_t seed) {
  const KnnOptions options{.k = k, .permutations = permutations, .level = level, .seed = seed};
  const KnnDivergence found = found_by(x, y, [&](Rows a, Rows b) { return knn_kl(a, b, options); });
  nb::dict all;
  all["kl"] = found.kl;
  all["standard_error"] = number_or_none(found.standard_error);
  all["interval"] = found.interval ? nb::object(ends(*found.interval)) : nb::none();
  all["p"] = p_or_none(found.p);
  all["spread"] = nb::cast(found.spread);
  return all;
}

/// Fields of sanov._samples.EnergyDistance.
nb::dict energy(nb::handle x, nb::handle y, std::size_t max_rows, std::size_t permutations, std::uint64_t seed) {
  const EnergyOptions options{max_rows, permutations, seed};
  const EnergyDistance found = found_by(x, y, [&](Rows a, Rows b) { return energy_distance(a, b, options); });
  nb::dict all;
  all["distance"] = found.distance;
  all["squared"] = found.squared;
  all["unbiased"] = found.unbiased;
  all["standard_error"] = found.standard_error;
  all["p"] = p_or_none(found.p);
  all["rows"] = nb::make_tuple(found.x_rows, found.y_rows);
  return all;
}

/// Fields of sanov._samples.MMD.
nb::dict discrepancy_of_means(nb::handle x, nb::handle y, std::optional<double> bandwidth, std::size_t max_rows,
                              std::size_t permutations, std::uint64_t seed) {
  const MmdOptions options{bandwidth, max_rows, permutations, seed};
  const Mmd found = found_by(x, y, [&](Rows a, Rows b) { return mmd(a, b, options); });
  nb::dict all;
  all["squared"] = found.squared;
  all["standard_error"] = found.standard_error;
  all["bandwidth"] = found.bandwidth;
  all["p"] = p_or_none(found.p);
  all["rows"] = nb::make_tuple(found.x_rows, found.y_rows);
  return all;
}

/// Fields of sanov._samples.ClassifierTest.
nb::dict classify(nb::handle x, nb::handle y, std::vector<std::uint32_t> groups, std::size_t folds,
                  std::size_t max_rows, std::size_t permutations, double level, std::uint64_t seed) {
  const ClassifierTestOptions options{.groups = std::move(groups),
                                      .folds = folds,
                                      .max_rows = max_rows,
                                      .permutations = permutations,
                                      .level = level,
                                      .seed = seed};
  ClassifierTest found = found_by(x, y, [&](Rows a, Rows b) { return classifier_test(a, b, options); });
  nb::dict all;
  all["auc"] = found.auc;
  all["standard_error"] = found.standard_error;
  all["interval"] = ends(found.interval);
  all["p"] = p_or_none(found.p);
  all["importances"] = as_array(std::move(found.importances));
  all["features"] = found.features;
  all["products"] = found.products;
  all["rows"] = nb::make_tuple(found.x_rows, found.y_rows);
  return all;
}

}  // namespace

void add_samples(nb::module_& module) {
  using namespace nb::literals;
  module.def("knn_kl", knn, "x"_a, "y"_a, "k"_a, "permutations"_a, "level"_a, "seed"_a);
  module.def("energy_distance", energy, "x"_a, "y"_a, "max_rows"_a, "permutations"_a, "seed"_a);
  module.def("mmd", discrepancy_of_means, "x"_a, "y"_a, "bandwidth"_a.none(), "max_rows"_a, "permutations"_a, "seed"_a);
  module.def("classifier_test", classify, "x"_a, "y"_a, "groups"_a, "folds"_a, "max_rows"_a, "permutations"_a,
             "level"_a, "seed"_a);
}

}  // namespace sanov
