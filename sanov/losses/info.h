#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string_view>

#include "sanov/base/doc.h"
#include "sanov/base/error.h"

namespace sanov {

/// A loss's docstring. Throws InvalidArgument for an unknown name.
const Doc& loss_doc(std::string_view loss);

}  // namespace sanov

/// What the catalogue knows of a loss: the faces and the tests loop over these.
namespace sanov::losses {

using sanov::to_text;

/// How the values become one: none keeps them, one an element or one a row; mean divides by how many there are (or by
/// the sum of their weights, where the loss says so), batchmean by the first extent.
enum class Reduction : unsigned char { none, mean, sum, batchmean };

constexpr std::string_view to_text(Reduction reduction) {
  constexpr std::string_view names[] = {"none", "mean", "sum", "batchmean"};
  return names[static_cast<std::size_t>(reduction)];
}

/// What an operand's numbers are, beyond their range: any; -1 or 1; the indices of classes (int64), one a row.
enum class Kind : unsigned char { real, sign, index };

/// A tensor that a loss takes, and the closed range of its numbers. NaN is refused always.
struct Operand {
  std::string_view name;
  double lower = -std::numeric_limits<double>::infinity(), upper = std::numeric_limits<double>::infinity();
  std::string_view rule = "it must be a number";  ///< the sentence for whoever leaves the range
  bool differentiable = true;
  Kind kind = Kind::real;
};

// What several losses take, of which no gradient is asked.
constexpr Operand signs(std::string_view name) { return {name, -1, 1, "labels are -1 or 1", false, Kind::sign}; }
constexpr Operand class_indices(std::string_view name) {
  return {.name = name, .rule = "it must be class indices", .differentiable = false, .kind = Kind::index};
}

enum class OptionKind : unsigned char { number, flag, whole, tensor };

struct Option {
  std::string_view name;
  OptionKind kind;
  double value, lower, upper;  ///< where none is given; the closed range that is allowed
};

constexpr double kNoLimit = std::numeric_limits<double>::infinity(), kLargest = std::numeric_limits<double>::max();
/// The smallest positive number: the closed end of an open range.
constexpr double kAboveZero = std::numeric_limits<double>::denorm_min();

/// Temperatures between these leave room for squares and slopes; beyond, nothing would be left but 0 and ∞.
constexpr double kColdest = 1e-100, kHottest = 1e100;
/// Weights up to this leave room for sums of them, in float too.
constexpr double kLargestWeight = 1e30;
/// What is divided by less counts for nothing: weights that are all 0, or all but 0.
constexpr double kLeastDivisor = 1e-300;
/// Whole numbers up to this have a double of their own, which options are.
constexpr double kLargestWhole = 9007199254740991;

constexpr Option number(std::string_view name, double value, double lower, double upper) {
  return {name, OptionKind::number, value, lower, upper};
}
constexpr Option flag(std::string_view name, bool value) { return {name, OptionKind::flag, value ? 1.0 : 0.0, 0, 1}; }
constexpr Option whole(std::string_view name, double value, double lower, double upper) {
  return {name, OptionKind::whole, value, lower, upper};
}
constexpr std::string_view kWeightRule = "it must be from 0 to 1e30";
/// A tensor that may be left out: weights.
constexpr Option tensor(std::string_view name) { return {name, OptionKind::tensor, 0, 0, kLargestWeight}; }

// What a value stands for: the catalogue's shapes.
struct Element {};  ///< one value an element
struct Row {};      ///< one a row of classes
struct Whole {};    ///< one for all the numbers together

struct Info {
  std::string_view name;
  std::span<const Operand> operands;
  std::span<const Option> options = {};
  Reduction reduction = Reduction::mean;  ///< where none is given
  /// Of a loss of rows that takes no `dim`: the classes lie along dimension 1 where there is one, as torch has it for
  /// labels; else along the last.
  bool classes_second = false;
  bool leaves_rows_out = false;  ///< which rows a mean counts depends on their numbers
};

/// The dimension along which the classes of a tensor lie, by the loss's option `dim` or what it says itself. `numbers` are
/// its options that are no tensors. Throws InvalidArgument if there is no such dimension.
std::size_t class_dimension(const Info& info, std::size_t rank, std::span<const double> numbers);

}  // namespace sanov::losses
