#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sanov/losses/loss.h"

/// The mechanism of losses that have one value a row of classes. A row is read from memory once and worked on in the
/// cache; rows that are not contiguous are gathered to one that is, and tensors of bfloat16 are worked on as float.
namespace sanov::losses {

/// Where the classes of a tensor lie: `outer` × classes × `inner` numbers.
struct RowLayout {
  std::size_t outer = 1, classes = 1, inner = 1;
  std::size_t rows() const noexcept { return outer * inner; }
};

/// The layout with the classes along class_dimension(). Throws InvalidArgument if there is no such dimension, or it is
/// empty.
RowLayout row_layout(const Call& call);

/// One row, of the element type that it is computed in. Places nobody asked for are null.
template <class T>
struct RowOf {
  std::size_t index = 0, classes = 0;
  const T* operand[kMaxOperands] = {};
  T* gradient[kMaxOperands] = {};
  std::int64_t labels[kMaxOperands] = {};  ///< where an operand is class indices, this row's
  const T* weight = nullptr;               ///< one a class, where given
  T* scratch = nullptr;                    ///< room for 2·(classes + 64) numbers, aligned
  double scale = 1;                        ///< of the gradients
  bool many = false;                       ///< the gradients are too many for the caches
};

/// Adjacent rows of floats side by side: class c of row j lies at [c·stride + j]. A multiple of kColumns, so that every lane
/// has a row of its own.
inline constexpr std::size_t kColumns = 16;
struct Columns {
  std::size_t rows = 0, classes = 0, stride = 0;
  float* numbers = nullptr;              ///< of the first operand; the kernel puts the gradient in their place
  const std::int64_t* labels = nullptr;  ///< of the second
  const float* weight = nullptr;
  double* values = nullptr;
  double scale = 1;
};

enum class RowStatus : unsigned char { good, bad };

struct RowResult {
  double value = 0;
  RowStatus status = RowStatus::good;
};

/// The rule of logits as operands.
inline constexpr std::string_view kLogitRule = "logits are any numbers but NaN, and not −∞ throughout a row";

/// How a loss computes a row, on one SIMD target.
struct RowKernels {
  RowResult (*of_float)(const RowOf<float>&, const Call&);
  RowResult (*of_double)(const RowOf<double>&, const Call&);
};

struct Rowwise {
  const RowKernels* kernels;
  /// Says what is wrong with a row whose status was bad: it throws.
  void (*fail)(const Call&, const RowLayout&, std::size_t row);
  Tensor weight = {};   ///< one a class
  double divisor = -1;  ///< of the mean; negative: the number of rows
  /// For rows of floats whose classes lie apart, where the loss has such a kernel: false where it cannot answer for all
  /// of them, and `kernels` have to.
  bool (*columns)(const Columns&, const Call&) = nullptr;
};

/// Throws DomainError about a row of logits: the first NaN in it, or that all are −∞.
void fail_logits(const Call& call, const RowLayout& layout, std::size_t row);

/// Computes the call: all operands of one floating dtype and one shape, but class indices, of which there is one a row.
double run_rows(const Call& call, const RowLayout& layout, const Rowwise& how);

/// The place of a row's class in the tensor.
std::size_t place_in_row(const RowLayout& layout, std::size_t row, std::size_t c) noexcept;

}  // namespace sanov::losses

/// SANOV_ROWS(jsd, jsd_row): this target's kernels, of a function template over the element type, which
/// SANOV_ROWWISE(jsd) in definition-inl.h exports.
#define SANOV_ROWS(name, row)                                             \
  const losses::RowKernels* name##_kernels() {                            \
    static constexpr losses::RowKernels kernels{row<float>, row<double>}; \
    return &kernels;                                                      \
  }
