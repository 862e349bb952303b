#include "sanov/transport/gaussian.h"

#include <utility>
#include <vector>

#include "python/arrays.h"
#include "python/gaussian.h"
#include "python/interrupt.h"

namespace nb = nanobind;

namespace sanov {
namespace {

Gaussian gaussian_of(nb::handle mean, nb::handle covariance) {
  return {viewed(mean.ptr()).cells(), rows_of(covariance)};
}

double distance(nb::handle mean_p, nb::handle covariance_p, nb::handle mean_q, nb::handle covariance_q) {
  const Gaussian p = gaussian_of(mean_p, covariance_p), q = gaussian_of(mean_q, covariance_q);
  const LongWork work;
  return wasserstein_gaussian(p, q);
}

/// The distance, and its slopes in both means and both covariances.
nb::tuple distance_and_gradient(nb::handle mean_p, nb::handle covariance_p, nb::handle mean_q, nb::handle covariance_q,
                                bool in_p, bool in_q) {
  const Gaussian p = gaussian_of(mean_p, covariance_p), q = gaussian_of(mean_q, covariance_q);
  std::vector<double> slopes[4];
  slopes[0].resize(p.mean.size());
  slopes[1].resize(in_p ? p.covariance.cells().size() : 0);
  slopes[2].resize(q.mean.size());
  slopes[3].resize(in_q ? q.covariance.cells().size() : 0);
  double value = 0;
  {
    const LongWork work;
    value = wasserstein_gaussian(p, q, {slopes[0], slopes[1]}, {slopes[2], slopes[3]});
  }
  return nb::make_tuple(value, as_array(std::move(slopes[0])), as_array(std::move(slopes[1])),
                        as_array(std::move(slopes[2])), as_array(std::move(slopes[3])));
}

double between_covariances(nb::handle a, nb::handle b) {
  const Rows first = rows_of(a), second = rows_of(b);
  const LongWork work;
  return bures(first, second);
}

/// Fields of sanov._gaussian.GaussianBarycentre.
nb::dict barycentre(const nb::list& means, const nb::list& covariances, nb::handle shares, double tolerance,
                    std::size_t max_iterations) {
  std::vector<Gaussian> distributions;
  distributions.reserve(means.size());
  for (std::size_t k = 0; k < means.size(); ++k) distributions.push_back(gaussian_of(means[k], covariances[k]));
  const GaussianBarycentreOptions options{cells_or_none(shares), tolerance, max_iterations};
  GaussianBarycentre found;
  {
    const LongWork work;
    found = gaussian_barycentre(distributions, options);
  }
  nb::dict all;
  all["mean"] = as_array(std::move(found.mean));
  all["covariance"] = as_array(std::move(found.covariance));
  all["variance"] = found.variance;
  all["residual"] = found.residual;
  all["iterations"] = found.iterations;
  all["status"] = to_text(found.status);
  return all;
}

}  // namespace

void add_gaussian(nb::module_& module) {
  using namespace nb::literals;
  module.def("wasserstein_gaussian", distance, "mean_p"_a, "covariance_p"_a, "mean_q"_a, "covariance_q"_a);
  module.def("wasserstein_gaussian_gradient", distance_and_gradient, "mean_p"_a, "covariance_p"_a, "mean_q"_a,
             "covariance_q"_a, "in_p"_a, "in_q"_a);
  module.def("bures", between_covariances, "a"_a, "b"_a);
  module.def("gaussian_barycentre", barycentre, "means"_a, "covariances"_a, "shares"_a.none(), "tolerance"_a,
             "max_iterations"_a);
}

}  // namespace sanov
