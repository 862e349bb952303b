#include "sanov/samples/discriminant.h"

#include <cmath>
#include <numeric>

#include "sanov/base/cells.h"
#include "sanov/numerics/gemm.h"

namespace sanov {
namespace {

/// Cholesky's factor of a positive definite matrix, in place, below the diagonal.
void factorise(std::vector<double>& a, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = i == j ? std::sqrt(sum) : sum / a[j * n + j];
    }
}

}  // namespace

CrossFittedDiscriminant::CrossFittedDiscriminant(const Features& features,
                                                 std::vector<std::vector<std::uint32_t>> folds)
    : features_(features.size()), folds_(std::move(folds)) {
  const std::size_t p = features_;
  std::vector<std::vector<double>> moments;
  std::vector<double> all(p * p);
  for (const auto& fold : folds_) {
    std::vector<double> values(p * fold.size()), sums(p), moment(p * p);
    for (std::size_t k = 0; k < p; ++k) {
      double* const row = values.data() + k * fold.size();
      features.fill(k, fold, row);
      sums[k] = std::accumulate(row, row + fold.size(), 0.0);
    }
    const Rows rows(values.data(), p, fold.size());
    gemm(1.0, rows, rows, 0.0, moment.data());
    for (std::size_t i = 0; i < p * p; ++i) all[i] += moment[i];
    values_.push_back(std::move(values));
    sums_.push_back(std::move(sums));
    moments.push_back(std::move(moment));
  }
  for (std::size_t f = 0; f < folds_.size(); ++f) {
    std::vector<double> rest(p * p);
    for (std::size_t i = 0; i < p * p; ++i) rest[i] = all[i] - moments[f][i];
    // As much as p coefficients of noise have, whatever the labels are; never so little that rounding shows.
    for (std::size_t k = 0; k < p; ++k) rest[k * p + k] += static_cast<double>(p) + 1e-9 * all[k * p + k];
    factorise(rest, p);
    factors_.push_back(std::move(rest));
  }
}

std::vector<std::vector<double>> CrossFittedDiscriminant::coefficients(std::span<const unsigned char> labels) const {
  const std::size_t p = features_;
  std::vector<std::vector<double>> right(folds_.size(), std::vector<double>(p));
  std::vector<double> all(p), all_sums(p), ones(folds_.size());
  double points = 0, labelled = 0;
  for (std::size_t f = 0; f < folds_.size(); ++f) {
    const auto& fold = folds_[f];
    std::vector<double> label(fold.size());
    for (std::size_t i = 0; i < fold.size(); ++i) label[i] = labels[fold[i]];
    ones[f] = std::accumulate(label.begin(), label.end(), 0.0);
    for (std::size_t k = 0; k < p; ++k) {
      const double* row = values_[f].data() + k * fold.size();
      right[f][k] = std::inner_product(label.begin(), label.end(), row, 0.0);
      all[k] += right[f][k];
      all_sums[k] += sums_[f][k];
    }
    points += static_cast<double>(fold.size());
    labelled += ones[f];
  }
  for (std::size_t f = 0; f < folds_.size(); ++f) {
    const double share = (labelled - ones[f]) / (points - static_cast<double>(folds_[f].size()));
    for (std::size_t k = 0; k < p; ++k) right[f][k] = all[k] - right[f][k] - share * (all_sums[k] - sums_[f][k]);
    right[f] = solved(f, std::move(right[f]));
  }
  return right;
}

std::vector<double> CrossFittedDiscriminant::solved(std::size_t f, std::vector<double> right) const {
  const std::size_t p = features_;
  const std::vector<double>& factor = factors_[f];
  for (std::size_t i = 0; i < p; ++i) {
    for (std::size_t k = 0; k < i; ++k) right[i] -= factor[i * p + k] * right[k];
    right[i] /= factor[i * p + i];
  }
  for (std::size_t i = p; i-- > 0;) {
    right[i] /= factor[i * p + i];
    for (std::size_t k = 0; k < i; ++k) right[k] -= factor[i * p + k] * right[i];
  }
  return right;
}

std::vector<double> CrossFittedDiscriminant::scores(std::size_t f, std::span<const double> coefficients) const {
  const std::size_t n = folds_[f].size();
  std::vector<double> out(n);
  for (std::size_t k = 0; k < features_; ++k) {
    const double* row = values_[f].data() + k * n;
    for (std::size_t i = 0; i < n; ++i) out[i] += coefficients[k] * row[i];
  }
  return out;
}

}  // namespace sanov
