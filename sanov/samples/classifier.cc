#include "sanov/samples/classifier.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/inference/resampling.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"
#include "sanov/numerics/special.h"
#include "sanov/samples/auc.h"
#include "sanov/samples/discriminant.h"
#include "sanov/samples/features.h"
#include "sanov/samples/two_samples.h"

namespace sanov {
namespace {

constexpr const char* kName = "classifier_test";
constexpr std::size_t kShuffles = 5;
using Labels = std::vector<unsigned char>;  // 1 for rows of y

/// Points in folds, each with as equal a share of either sample as there is.
std::vector<std::vector<std::uint32_t>> folds_of(std::size_t n, std::size_t m, const ClassifierTestOptions& options) {
  std::vector<std::vector<std::uint32_t>> folds(options.folds);
  std::vector<std::uint32_t> of_x(n), of_y(m);
  permutation(options.seed, 2, of_x);
  permutation(options.seed, 3, of_y);
  for (std::size_t i = 0; i < n; ++i) folds[i % options.folds].push_back(of_x[i]);
  for (std::size_t j = 0; j < m; ++j)
    folds[options.folds - 1 - j % options.folds].push_back(static_cast<std::uint32_t>(n) + of_y[j]);
  return folds;
}

/// The labels of a fold's points, in their order.
Labels labels_in(std::span<const std::uint32_t> fold, const Labels& labels) {
  Labels out(fold.size());
  for (std::size_t i = 0; i < fold.size(); ++i) out[i] = labels[fold[i]];
  return out;
}

/// What the folds add up to: the mean of their AUC, each counting as the rows of y in it.
class Folds {
 public:
  Folds(const CrossFittedDiscriminant& classifier, const Labels& labels) : classifier_(classifier), labels_(labels) {
    double all = 0;
    for (std::size_t f = 0; f < classifier.folds(); ++f) {
      const Labels here = labels_in(classifier.fold(f), labels);
      const auto positives = static_cast<double>(std::accumulate(here.begin(), here.end(), 0));
      weights_.push_back(positives * (static_cast<double>(here.size()) - positives));
      all += weights_.back();
    }
    for (double& weight : weights_) weight /= all;
  }

  double weight(std::size_t f) const { return weights_[f]; }

  /// Of the mean, were all scores given and labels without meaning (Mann and Whitney).
  double null_variance() const {
    double variance = 0;
    for (std::size_t f = 0; f < weights_.size(); ++f) {
      const Labels here = labels_in(classifier_.fold(f), labels_);
      const auto positives = static_cast<double>(std::accumulate(here.begin(), here.end(), 0));
      const double size = static_cast<double>(here.size());
      variance += weights_[f] * weights_[f] * (size + 1) / (12 * positives * (size - positives));
    }
    return variance;
  }

  /// The AUC of other labels with as many in each fold: those of a draw.
  double redrawn(std::uint64_t draw, std::uint64_t seed) const {
    Labels shuffled(labels_.size());
    Random random(seed, draw);
    for (std::size_t f = 0; f < classifier_.folds(); ++f) {
      const auto& fold = classifier_.fold(f);
      Labels here = labels_in(fold, labels_);
      for (std::size_t i = here.size(); i > 1; --i) std::swap(here[i - 1], here[random.below(i)]);
      for (std::size_t i = 0; i < fold.size(); ++i) shuffled[fold[i]] = here[i];
    }
    const auto coefficients = classifier_.coefficients(shuffled);
    double auc = 0;
    for (std::size_t f = 0; f < classifier_.folds(); ++f)
      auc += weights_[f] * auc_value(classifier_.scores(f, coefficients[f]), labels_in(classifier_.fold(f), shuffled));
    return auc;
  }

 private:
  const CrossFittedDiscriminant& classifier_;
  const Labels& labels_;
  std::vector<double> weights_;
};

/// Sample variance of some of the values.
double variance_where(std::span<const double> values, std::span<const unsigned char> labels, unsigned char label) {
  double count = 0, sum = 0, square = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (labels[i] == label) {
      ++count;
      sum += values[i];
    }
  for (std::size_t i = 0; i < values.size(); ++i)
    if (labels[i] == label) square += (values[i] - sum / count) * (values[i] - sum / count);
  return count > 1 ? square / (count - 1) / count : 0;
}

/// The standard error from DeLong's variance, which takes the classifier as given. Where little tells the samples apart it is
/// not: what two folds have in common by chance raises, or lowers, the AUC of both, so that without any difference the
/// variance is twice that of given scores. That is added as far as the AUC may be a matter of chance.
double error_of(double auc, double variance, double null_variance) {
  const double chances = 8 * null_variance / std::max((auc - 0.5) * (auc - 0.5), 1e-300);
  return std::sqrt(variance + null_variance * std::min(1.0, chances));
}

/// An interval on the logistic scale. At the ends, where that has none, as far as so few rows can tell.
Interval interval_of(double auc, double error, double fewer, double level) {
  const double tail = 0.5 - level / 2;
  if (auc <= 0 || auc >= 1 || error == 0) {
    const double reach = 1 - std::pow(tail, 1 / fewer);
    return {std::max(0.0, auc - reach), std::min(1.0, auc + reach), level};
  }
  const double middle = std::log(auc / (1 - auc));
  const double reach = normal_upper_quantile(tail) * error / (auc * (1 - auc));
  const auto share = [](double logit) { return 1 / (1 + std::exp(-logit)); };
  return {share(middle - reach), share(middle + reach), level};
}

/// By how much the AUC falls where a group's values are shuffled within the folds, on average over a few shufflings.
double importance(const Features& features, const CrossFittedDiscriminant& classifier, const Folds& folds,
                  const Labels& labels, const std::vector<std::vector<double>>& coefficients,
                  const std::vector<std::vector<double>>& scores, double auc, std::uint32_t group, std::uint64_t seed) {
  double fall = 0;
  for (std::size_t f = 0; f < classifier.folds(); ++f) {
    const auto& fold = classifier.fold(f);
    std::vector<double> before(fold.size()), after(fold.size());
    std::vector<std::uint32_t> shuffled(fold.size());
    for (std::size_t draw = 0; draw < kShuffles; ++draw) {
      permutation(seed, draw * classifier.folds() + f, shuffled);
      for (std::uint32_t& place : shuffled) place = fold[place];
      std::vector<double> changed = scores[f];
      for (std::size_t k = 0; k < features.size(); ++k) {
        if (!features.touches(k, group)) continue;
        features.fill(k, fold, before.data());
        features.fill(k, fold, group, shuffled, after.data());
        for (std::size_t i = 0; i < fold.size(); ++i) changed[i] += coefficients[f][k] * (after[i] - before[i]);
      }
      fall += folds.weight(f) * auc_of(changed, labels_in(fold, labels)).value;
    }
  }
  return auc - fall / static_cast<double>(kShuffles);
}

void check(Rows x, const ClassifierTestOptions& options) {
  if (options.folds < 2) fail_argument(kName, "folds", fmt::format("is {}; at least 2 are needed", options.folds));
  if (!(options.level > 0 && options.level < 1))
    fail_argument(kName, "level", "is " + to_text(options.level) + "; it must lie between 0 and 1");
  if (!options.groups.empty() && options.groups.size() != x.columns())
    fail_argument(kName, "groups",
                  fmt::format("has {} numbers, but there are {} columns", options.groups.size(), x.columns()));
  if (options.max_rows > 0 && options.max_rows < 2 * options.folds)
    fail_argument(kName, "max_rows",
                  fmt::format("is {}; at least 2 a fold are needed, or 0 for all", options.max_rows));
}

}  // namespace

ClassifierTest classifier_test(Rows x, Rows y, const ClassifierTestOptions& options) {
  const FloatingPoint environment;
  check(x, options);
  const TwoSamples both(x, y, 2 * options.folds, options.max_rows, options.seed, kName);
  std::vector<std::uint32_t> groups = options.groups;
  if (groups.empty()) {
    groups.resize(both.dimensions());
    std::iota(groups.begin(), groups.end(), 0u);
  }
  const Features features(both.points(), both.dimensions(), groups);
  const CrossFittedDiscriminant classifier(features, folds_of(both.n(), both.m(), options));
  Labels labels(both.size());
  std::fill(labels.begin() + static_cast<std::ptrdiff_t>(both.n()), labels.end(), static_cast<unsigned char>(1));
  const Folds folds(classifier, labels);

  ClassifierTest found;
  found.features = features.size();
  found.products = features.has_products();
  found.x_rows = both.n();
  found.y_rows = both.m();
  found.scores.resize(both.size());
  const auto coefficients = classifier.coefficients(labels);
  std::vector<std::vector<double>> scores;
  double auc = 0, variance = 0;
  for (std::size_t f = 0; f < classifier.folds(); ++f) {
    scores.push_back(classifier.scores(f, coefficients[f]));
    const Labels here = labels_in(classifier.fold(f), labels);
    const Auc of_fold = auc_of(scores[f], here);
    auc += folds.weight(f) * of_fold.value;
    variance += folds.weight(f) * folds.weight(f) *
                (variance_where(of_fold.placements, here, 0) + variance_where(of_fold.placements, here, 1));
    for (std::size_t i = 0; i < here.size(); ++i) found.scores[classifier.fold(f)[i]] = scores[f][i];
  }
  if (std::fabs(auc - 1) < 1e-12) auc = 1;  // the folds' weights add up to 1 but for rounding
  found.auc = auc;
  found.standard_error = error_of(auc, variance, folds.null_variance());
  found.interval =
      interval_of(auc, found.standard_error, static_cast<double>(std::min(both.n(), both.m())), options.level);
  if (options.permutations > 0) {
    // What the draws are held against is computed as they are.
    double observed = 0;
    for (std::size_t f = 0; f < classifier.folds(); ++f)
      observed += folds.weight(f) * auc_value(scores[f], labels_in(classifier.fold(f), labels));
    found.p = permutation_p(observed - 0.5, options.permutations, Alternative::greater,
                            [&](std::uint64_t draw) { return folds.redrawn(draw, options.seed + 1) - 0.5; });
  }
  const std::uint32_t last_group = *std::max_element(groups.begin(), groups.end());
  found.importances.resize(last_group + std::size_t{1});
  parallel_chunks(found.importances.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t g = begin; g < end; ++g)
      found.importances[g] = importance(features, classifier, folds, labels, coefficients, scores, auc,
                                        static_cast<std::uint32_t>(g), options.seed + 2);
  });
  return found;
}

}  // namespace sanov
