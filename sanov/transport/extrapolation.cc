#include "sanov/transport/extrapolation.h"

#include <cmath>
#include <utility>

namespace sanov {
namespace {

constexpr std::size_t kDepth = 6;
/// Beside the equations' diagonal: steps that all but repeat one another make them singular.
constexpr double kRidge = 1e-10;

double product(std::span<const double> x, std::span<const double> y, std::span<const double> weights) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += weights[i] * x[i] * y[i];
  return sum;
}

std::vector<double> difference(std::span<const double> x, std::span<const double> y) {
  std::vector<double> out(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) out[i] = std::isfinite(x[i]) && std::isfinite(y[i]) ? x[i] - y[i] : 0;
  return out;
}

/// Solves the positive definite n × n equations in place, by Cholesky's factors. False where they are not.
bool solve(std::vector<double>& matrix, std::vector<double>& right) {
  const std::size_t n = right.size();
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < n; ++i) {
      double sum = matrix[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= matrix[i * n + k] * matrix[j * n + k];
      if (i == j && !(sum > 0)) return false;
      matrix[i * n + j] = i == j ? std::sqrt(sum) : sum / matrix[j * n + j];
    }
    for (std::size_t k = 0; k < j; ++k) right[j] -= matrix[j * n + k] * right[k];
    right[j] /= matrix[j * n + j];
  }
  for (std::size_t j = n; j-- > 0;) {
    for (std::size_t i = j + 1; i < n; ++i) right[j] -= matrix[i * n + j] * right[i];
    right[j] /= matrix[j * n + j];
  }
  return true;
}

}  // namespace

void Extrapolation::restart() {
  left_.clear();
  changes_.clear();
}

void Extrapolation::advance(std::span<const double> x, std::span<double> next, std::span<const double> weights) {
  std::vector<double> left = difference(next, x), reached(next.begin(), next.end());
  if (!left_.empty()) {
    if (changes_.size() == kDepth) changes_.erase(changes_.begin());
    changes_.push_back({difference(left, left_), difference(reached, next_)});
  }
  left_ = std::move(left);
  next_ = std::move(reached);
  if (!changes_.empty()) combine(next, weights);
}

void Extrapolation::combine(std::span<double> next, std::span<const double> weights) const {
  const std::size_t n = changes_.size();
  std::vector<double> matrix(n * n), right(n);
  for (std::size_t a = 0; a < n; ++a) {
    right[a] = product(changes_[a].left, left_, weights);
    for (std::size_t b = 0; b <= a; ++b) matrix[a * n + b] = product(changes_[a].left, changes_[b].left, weights);
    matrix[a * n + a] *= 1 + kRidge;
  }
  if (!solve(matrix, right)) return;
  for (const double each : right)
    if (!std::isfinite(each)) return;  // squares of large numbers overflow
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t i = 0; i < next.size(); ++i) next[i] -= right[a] * changes_[a].next[i];
}

}  // namespace sanov
