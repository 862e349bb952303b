#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "sanov/losses/info.h"
#include "sanov/losses/tensor.h"

/// What every loss has in common, and how it is called when its name is known at run time only. sanov/losses/losses.h
/// has a function for each, with its options by name.
namespace sanov::losses {

inline constexpr std::size_t kMaxOperands = 3, kMaxNumbers = 6, kMaxTensors = 2;

/// One call. Spans may be shorter than the loss's tables: what is missing is at its default, or not wanted.
struct Request {
  std::span<const Tensor> operands;
  std::span<const double> numbers = {};  ///< options that are no tensors, in the order of the table
  std::span<const Tensor> tensors = {};  ///< those that are
  Reduction reduction = Reduction::mean;
  bool check = true;                       ///< false: values outside their range are the caller's business
  Output values = {};                      ///< with Reduction::none, one an element or a row
  std::span<const Output> gradients = {};  ///< of what is returned (with none: of each value), by the operands
};

/// A request whose options are all there and in range, and whose tensors agree in dtype and shape as far as every loss
/// asks: what a loss is given to compute.
struct Call {
  const Info& info;
  Tensor operands[kMaxOperands] = {};
  double numbers[kMaxNumbers] = {};
  Tensor tensors[kMaxTensors] = {};
  Reduction reduction = Reduction::mean;
  bool check = true;
  Output values = {};
  Output gradients[kMaxOperands] = {};

  bool wants_gradient() const noexcept { return gradients[0] || gradients[1] || gradients[2]; }
};

/// A loss of any grain, by its table entry.
class AnyLoss {
 public:
  using Run = double (*)(const Call&);
  constexpr const Info& info() const noexcept { return *info_; }

  /// The reduced value; 0 with Reduction::none. Throws InvalidArgument for wrong shapes, dtypes and options,
  /// DomainError for values outside their range.
  double operator()(const Request& request) const;

 protected:
  constexpr AnyLoss(const Info& info, Run run) noexcept : info_(&info), run_(run) {}

 private:
  const Info* info_;
  Run run_;
};

template <class Grain>
class Loss : public AnyLoss {
 public:
  constexpr Loss(const Info& info, Run run) noexcept : AnyLoss(info, run) {}
};

constexpr std::string_view to_text(const Loss<Element>&) { return "element"; }
constexpr std::string_view to_text(const Loss<Row>&) { return "row"; }
constexpr std::string_view to_text(const Loss<Whole>&) { return "whole"; }

}  // namespace sanov::losses
