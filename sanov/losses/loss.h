#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

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
  double sum_slack = 0;                    ///< what probabilities may sum to beside 1, over their dtype's rounding:
                                           ///< where they were of a coarser dtype before
  Output values = {};                      ///< with Reduction::none, one an element or a row
  std::span<const Output> gradients = {};  ///< of what is returned (with none: of each value), by the operands
};

/// What a loss is told beside its operands: the options of its table, and those that all have.
struct Settings {
  std::vector<double> numbers;
  std::vector<Tensor> tensors;
  Reduction reduction = Reduction::mean;
  bool check = true;
  Output values = {};
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
  double sum_slack = 0;
  Output values = {};
  Output gradients[kMaxOperands] = {};

  bool wants_gradient() const noexcept { return gradients[0] || gradients[1] || gradients[2]; }
};

/// A loss of any grain, by its table entry.
class AnyLoss {
 public:
  using Run = double (*)(const Call&);
  constexpr const Info& info() const noexcept { return *info_; }
  /// Whether its values are one a row, not one an element.
  constexpr bool by_row() const noexcept { return by_row_; }

  /// The reduced value; 0 with Reduction::none. Throws InvalidArgument for wrong shapes, dtypes and options,
  /// DomainError for values outside their range.
  double operator()(const Request& request) const;

 protected:
  constexpr AnyLoss(const Info& info, Run run, bool by_row) noexcept : info_(&info), run_(run), by_row_(by_row) {}

 private:
  const Info* info_;
  Run run_;
  bool by_row_;
};

template <class Grain>
class Loss : public AnyLoss {
 public:
  constexpr Loss(const Info& info, Run run) noexcept : AnyLoss(info, run, std::same_as<Grain, Row>) {}
};

/// A call with settings: what the functions of sanov/losses/losses.h come to.
inline double compute(const AnyLoss& loss, std::initializer_list<Tensor> operands, const Settings& settings,
                      std::initializer_list<Output> gradients) {
  return loss({.operands = {operands.begin(), operands.size()},
               .numbers = settings.numbers,
               .tensors = settings.tensors,
               .reduction = settings.reduction,
               .check = settings.check,
               .values = settings.values,
               .gradients = {gradients.begin(), gradients.size()}});
}

constexpr std::string_view to_text(const Loss<Element>&) { return "element"; }
constexpr std::string_view to_text(const Loss<Row>&) { return "row"; }
constexpr std::string_view to_text(const Loss<Whole>&) { return "whole"; }

}  // namespace sanov::losses
