#pragma once

#include "sanov/losses/loss.h"

/// The mechanism of losses that are a formula of one element: blocks are widened to double, the loss's own kernel gives
/// values and slopes, and what remains (ranges, weights, reduction, rounding to the dtype) is the same for all.
namespace sanov::losses {

/// Most numbers that a kernel reads an element: the operands, then the optional tensors.
inline constexpr std::size_t kMaxInputs = kMaxOperands + kMaxTensors;

/// A block of n elements, n a multiple of 8. Arrays that nobody asked for may be written all the same.
struct Block {
  const double* in[kMaxInputs];  ///< the operands; after them the tensors, null where not given
  double* value;
  double* slope[kMaxOperands];  ///< ∂value/∂operand
  double* mass;                 ///< the target's probability, where rows of it must sum to 1
};

struct Pointwise {
  using Kernel = void (*)(const Block& block, std::size_t n, const double* numbers);
  Kernel (*kernel)();                      ///< the running machine's
  bool weight_first_tensor = false;        ///< the first tensor multiplies the values
  bool mean_over_weights = false;          ///< and a mean divides by its sum
  bool masses = false;                     ///< the kernel writes `mass`; its sum over the last extent must be 1
  bool mean_of_rows = false;               ///< a value stands for the mean over the last extent
  std::span<const Operand> operands = {};  ///< where an option changes what they must be
};

/// Computes the call. Throws DomainError, with the index, for the first number outside its range, and for the first row
/// whose masses do not sum to 1. The optional tensors may have any shape that broadcasts to the operands'.
double run_pointwise(const Call& call, const Pointwise& how);

/// The same for a sum of a loss of each of two operands, which may be of different shapes: then each is reduced on its
/// own.
double run_apart(const Call& call, const Pointwise& together, const Pointwise& first, const Pointwise& second);

}  // namespace sanov::losses
