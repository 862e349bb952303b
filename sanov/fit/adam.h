#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace sanov {

struct AdamOptions {
  double learning_rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
};

/// PyTorch's Adam, to the last digit of its formula:
///   m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  p ← p − lr/(1 − β₁ᵗ) · m/(√v/√(1 − β₂ᵗ) + ε)
/// Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015.
class Adam {
 public:
  explicit Adam(std::size_t parameters, const AdamOptions& options = {})
      : options_(options), first_(parameters), second_(parameters) {}

  /// One step downhill.
  void step(std::span<double> parameters, std::span<const double> gradient) {
    const auto& [rate, beta1, beta2, epsilon] = options_;
    ++steps_;
    const double correction1 = 1 - std::pow(beta1, steps_), correction2 = std::sqrt(1 - std::pow(beta2, steps_));
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      first_[i] += (gradient[i] - first_[i]) * (1 - beta1);
      second_[i] = second_[i] * beta2 + (1 - beta2) * gradient[i] * gradient[i];
      parameters[i] -= rate / correction1 * first_[i] / (std::sqrt(second_[i]) / correction2 + epsilon);
    }
  }

 private:
  AdamOptions options_;
  std::vector<double> first_, second_;
  int steps_ = 0;
};

}  // namespace sanov
