#pragma once

#include <string>
#include <string_view>

#include "sanov/losses/loss.h"

/// Shapes and places in words, and the checks that the losses share.
namespace sanov::losses {

/// "(32, 10)".
std::string shape_text(const Shape& shape);

/// The place of element `index`: "3, 0".
std::string place_text(const Shape& shape, std::size_t index);

/// Throws InvalidArgument unless the tensor has the first operand's shape and a floating type (or whole numbers, where
/// they may be).
void check_like(const Call& call, std::string_view name, const Tensor& tensor, bool whole = false);

/// Throws DomainError: "kl_div: target[3, 0] is -0.1; …".
[[noreturn]] void fail_element(const Call& call, const Operand& operand, const Tensor& tensor, std::size_t i);

/// Whether a row of n probabilities, of the second operand, sums to 1 but for their rounding.
bool sums_to_one(const Call& call, double sum, std::size_t n);

/// Throws DomainError: "kl_div: target, row 3 sums to 1.25, not to 1; …".
[[noreturn]] void fail_sum(const Call& call, std::size_t operand, std::size_t row, double sum);

}  // namespace sanov::losses
