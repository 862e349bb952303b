#include "sanov/fit/fit_mixture.h"

#include <algorithm>
#include <cmath>

#include "sanov/base/error.h"
#include "sanov/base/running_sum.h"
#include "sanov/families/mixture.h"
#include "sanov/families/normal.h"
#include "sanov/families/spec.h"
#include "sanov/fit/climb.h"
#include "sanov/numerics/random.h"

namespace sanov {
namespace {

/// A sample in ascending order, of which neighbours may have been replaced by their mean.
struct Points {
  std::vector<double> x, weight;

  MixturePoints view() const { return {x, weight}; }
};

/// At most `cells` means of neighbours that have the same mass, and the outermost values as they are.
Points thinned(const std::vector<double>& x, const std::vector<double>& w, std::size_t cells) {
  constexpr std::size_t kOutermost = 64;
  const std::size_t n = x.size();
  Points out;
  if (n <= 2 * cells) return {x, w};
  double mass = 0;
  for (const double v : w) mass += v;
  double own = 0, sum = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (own == 0) first = i;
    own += w[i];
    sum += w[i] * (x[i] - x[first]);
    const bool outermost = i < kOutermost || i + kOutermost >= n;
    if (own < mass / static_cast<double>(cells) && !outermost && i + 1 + kOutermost < n) continue;
    out.x.push_back(x[first] + sum / own);
    out.weight.push_back(own);
    own = sum = 0;
  }
  return out;
}

using Parts = std::vector<NormalPart>;

/// Parts from which centre each point is nearest to: k-means' last word.
Parts around(const Points& points, const std::vector<double>& centres, double narrowest) {
  const std::size_t k = centres.size();
  std::vector<double> mass(k), mean(k), second(k);
  double total = 0;
  for (std::size_t i = 0, j = 0; i < points.x.size(); ++i) {
    while (j + 1 < k && points.x[i] > (centres[j] + centres[j + 1]) / 2) ++j;
    const double d = points.x[i] - centres[j], w = points.weight[i];
    mass[j] += w, mean[j] += w * d, second[j] += w * d * d;
    total += w;
  }
  Parts parts;
  for (std::size_t j = 0; j < k; ++j) {
    if (mass[j] == 0) return {};
    const double shift = mean[j] / mass[j];
    parts.push_back({mass[j] / total, centres[j] + shift,
                     std::max(std::sqrt(std::max(second[j] / mass[j] - shift * shift, 0.0)), narrowest)});
  }
  return parts;
}

Parts by_k_means(const Points& points, std::vector<double> centres, int rounds, double narrowest) {
  std::sort(centres.begin(), centres.end());
  Parts parts = around(points, centres, narrowest);
  for (int round = 0; round < rounds && !parts.empty(); ++round) {
    for (std::size_t j = 0; j < centres.size(); ++j) centres[j] = parts[j].mean;
    parts = around(points, centres, narrowest);
  }
  return parts;
}

std::vector<double> quantile_centres(const Points& points, std::size_t k) {
  double total = 0, below = 0;
  for (const double w : points.weight) total += w;
  std::vector<double> centres;
  for (std::size_t i = 0; i < points.x.size(); ++i) {
    below += points.weight[i];
    while (centres.size() < k && below >= total * (static_cast<double>(centres.size()) + 0.5) / static_cast<double>(k))
      centres.push_back(points.x[i]);
  }
  return centres;
}

/// Each next centre a point drawn with a chance that grows as its squared distance from the nearest so far.
/// Arthur and Vassilvitskii, SODA 2007.
std::vector<double> spread_centres(const Points& points, std::size_t k, Random& random) {
  std::vector<double> centres, distance(points.x.size(), 1);
  while (centres.size() < k) {
    double total = 0;
    for (std::size_t i = 0; i < distance.size(); ++i) total += points.weight[i] * distance[i];
    double place = random.uniform() * total;
    std::size_t i = 0;
    while (i + 1 < distance.size() && (place -= points.weight[i] * distance[i]) > 0) ++i;
    centres.push_back(points.x[i]);
    for (std::size_t j = 0; j < distance.size(); ++j) {
      const double d = points.x[j] - centres.back();
      distance[j] = centres.size() == 1 ? d * d : std::min(distance[j], d * d);
    }
  }
  return centres;
}

/// The mixture of one part fewer, with one of its parts in two.
Parts with_split(Parts parts, std::size_t which) {
  NormalPart& part = parts[which];
  part.weight /= 2;
  NormalPart other = part;
  part.mean -= part.sd / 2, other.mean += other.sd / 2;
  parts.push_back(other);
  return parts;
}

/// A sample in units of its own spread, and what climbs over it need.
struct Ground {
  double centre = 0, unit = 1, narrowest = 0;
  Points all, fine, coarse;
};

/// The usual gap between neighbours: the middle one, of different values. In rounded data that is the step, or more.
double resolution(const FitData& data) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < data.size(); ++i)
    if (const double gap = data.values()[i] - data.values()[i - 1]; gap > 0) gaps.push_back(gap);
  const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
  std::nth_element(gaps.begin(), middle, gaps.end());
  return *middle;
}

Ground ground_of(const FitData& data) {
  const SampleShape& s = data.shape();
  Ground g{.centre = s.median, .unit = s.sd, .all = {}, .fine = {}, .coarse = {}};
  g.narrowest = resolution(data) / std::sqrt(12.0);
  g.narrowest /= g.unit;
  for (const double x : data.values()) g.all.x.push_back((x - g.centre) / g.unit);
  g.all.weight.assign(data.weights().begin(), data.weights().end());
  if (g.all.weight.empty()) g.all.weight.assign(g.all.x.size(), 1);
  g.fine = thinned(g.all.x, g.all.weight, 16384);
  g.coarse = thinned(g.fine.x, g.fine.weight, 1024);
  return g;
}

std::vector<Parts> starts(const Ground& g, std::size_t k, const Parts& fewer, const MixtureOptions& options) {
  std::vector<Parts> out;
  out.push_back(by_k_means(g.coarse, quantile_centres(g.coarse, k), 0, g.narrowest));
  out.push_back(by_k_means(g.coarse, quantile_centres(g.coarse, k), 20, g.narrowest));
  if (fewer.size() + 1 == k)
    for (std::size_t j = 0; j < fewer.size(); ++j) out.push_back(with_split(fewer, j));
  for (int start = 0; start < options.starts && k > 1; ++start) {
    Random random(options.seed, 1000 * k + static_cast<std::uint64_t>(start));
    out.push_back(by_k_means(g.coarse, spread_centres(g.coarse, k, random), 5, g.narrowest));
  }
  std::erase_if(out, [](const Parts& p) { return p.empty(); });
  return out;
}

MixtureClimb best_climb(const Ground& g, std::size_t k, const Parts& fewer, const MixtureOptions& options) {
  std::optional<MixtureClimb> highest;
  for (Parts& start : starts(g, k, fewer, options)) {
    MixtureClimb found = climb_mixture(g.coarse.view(), std::move(start), g.narrowest, 1e-4, 400);
    if (!highest || found.log_likelihood > highest->log_likelihood) highest = std::move(found);
  }
  if (!highest)
    fail_domain("fit_mixture", "x", "has too few different values for " + std::to_string(k) + " components");
  return climb_mixture(g.fine.view(), highest->parts, g.narrowest, 1e-6, options.max_steps);
}

void add_errors(MixtureFit& fit, const Ground& g, const Parts& parts) {
  const std::size_t k = parts.size(), size = 3 * k - 1;
  for (const MixtureComponent& c : fit.components)
    if (c.narrowest) return;
  const std::vector<double> information = mixture_information(g.fine.view(), parts);
  std::vector<std::vector<double>> covariance;
  for (std::size_t a = 0; a < size; ++a) {
    std::vector<double> column(size);
    column[a] = 1;
    if (!solve_positive(information, column)) return;
    covariance.push_back(std::move(column));
  }
  double last = 0;  // the last weight is 1 less the others
  for (std::size_t j = 0; j < k; ++j) {
    MixtureComponent& c = fit.components[j];
    c.mean_error = g.unit * std::sqrt(covariance[k - 1 + j][k - 1 + j]);
    c.sd_error = g.unit * std::sqrt(covariance[2 * k - 1 + j][2 * k - 1 + j]);
    if (j + 1 < k) c.weight_error = std::sqrt(covariance[j][j]);
    for (std::size_t i = 0; j + 1 < k && i + 1 < k; ++i) last += covariance[j][i];
  }
  if (k > 1) fit.components.back().weight_error = std::sqrt(last);
}

std::string narrow_remark(const MixtureFit& fit) {
  std::string which;
  int count = 0;
  for (const MixtureComponent& c : fit.components)
    if (c.narrowest) which += (count++ == 0 ? "" : ", ") + spec_number(c.mean);
  if (count == 0) return {};
  return (count == 1 ? "the component at " : "the components at ") + which + (count == 1 ? " is" : " are") +
         " as narrow as the data resolve: equal values rather than a normal distribution";
}

MixtureFit mixture_fit(const FitData& data, const Ground& g, MixtureClimb climb) {
  Parts& parts = climb.parts;
  std::sort(parts.begin(), parts.end(), [](const NormalPart& a, const NormalPart& b) {
    return a.mean < b.mean || (a.mean == b.mean && a.sd < b.sd);
  });
  MixtureFit fit;
  for (const NormalPart& p : parts) {
    MixtureComponent c;
    c.weight = p.weight;
    c.mean = g.centre + g.unit * p.mean;
    c.sd = g.unit * p.sd;
    c.narrowest = p.sd <= g.narrowest * (1 + 1e-9);
    fit.components.push_back(c);
  }
  const double n = data.shape().mass;
  fit.log_likelihood = expectation_maximisation(g.all.view(), parts, g.narrowest).log_likelihood - n * std::log(g.unit);
  fit.free = static_cast<int>(3 * parts.size() - 1);
  fit.aic = 2 * fit.free - 2 * fit.log_likelihood;
  fit.bic = fit.free * std::log(n) - 2 * fit.log_likelihood;
  fit.status = climb.status;
  fit.steps = climb.steps;
  for (const double v : climb.path) fit.path.push_back(v - n * std::log(g.unit));
  add_errors(fit, g, parts);
  fit.remark = narrow_remark(fit);
  if (fit.status != Status::converged) fit.remark = "the climb ended at its limit of steps";
  return fit;
}

std::string counted(std::size_t k) {
  return k == 1 ? "one normal distribution" : std::to_string(k) + " normal distributions";
}

/// In Raftery's words (Sociological Methodology 25, 1995), of a difference in BIC.
std::string_view strength(double difference) {
  return difference < 2 ? "hardly" : difference < 6 ? "positively" : difference < 10 ? "strongly" : "very strongly";
}

std::string verdict(const MixtureFits& found) {
  const MixtureFit& best = found.fits[found.best];
  std::string text = "BIC chooses " + counted(best.components.size());
  const MixtureFit* next = nullptr;
  for (const MixtureFit& fit : found.fits)
    if (&fit != &best && (next == nullptr || fit.bic < next->bic)) next = &fit;
  if (next != nullptr) {
    const auto tenths = static_cast<long long>(std::llround(10 * next->behind));
    text += ", and speaks " + std::string(strength(next->behind)) + " against " +
            std::to_string(next->components.size()) + ", " + std::to_string(tenths / 10) + "." +
            std::to_string(tenths % 10) + " behind";
  }
  if (found.fits.size() > 1 && found.best + 1 == found.fits.size())
    text += "; it is the largest number tried, and more may be better";
  if (!best.remark.empty()) text += "; " + best.remark;
  return text;
}

}  // namespace

Distribution MixtureFit::distribution() const {
  std::vector<Weighted> parts;
  for (const MixtureComponent& c : components) parts.push_back({c.weight, Normal{.mean = c.mean, .sd = c.sd}});
  return mixture(std::move(parts));
}

MixtureFits fit_mixture(const FitData& data, const MixtureOptions& options) {
  if (options.fewest < 1 || options.most < options.fewest || options.most > 50)
    fail_argument("fit_mixture", "components",
                  "go from " + std::to_string(options.fewest) + " to " + std::to_string(options.most) +
                      "; they are at least 1 and at most 50, the fewest first");
  if (options.starts < 0) fail_argument("fit_mixture", "starts", "is negative");
  if (data.different() < 2 * static_cast<std::size_t>(options.fewest))
    fail_argument("fit_mixture", "x",
                  "has " + std::to_string(data.different()) + " different values; " + counted(options.fewest) +
                      " need " + std::to_string(2 * options.fewest));
  const Ground g = ground_of(data);
  MixtureFits out;
  out.narrowest = g.narrowest * g.unit;
  Parts fewer;
  for (int k = options.fewest; k <= options.most; ++k) {
    if (data.different() < 2 * static_cast<std::size_t>(k)) break;
    MixtureClimb climb = best_climb(g, static_cast<std::size_t>(k), fewer, options);
    fewer = climb.parts;
    out.fits.push_back(mixture_fit(data, g, std::move(climb)));
    if (out.fits.back().bic < out.fits[out.best].bic) out.best = out.fits.size() - 1;
  }
  for (MixtureFit& fit : out.fits) fit.behind = fit.bic - out.fits[out.best].bic;
  out.verdict = verdict(out);
  return out;
}

}  // namespace sanov
