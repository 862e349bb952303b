#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "sanov/losses/annealing.h"
#include "sanov/losses/definition-inl.h"
#include "sanov/losses/losses.h"
#include "sanov/losses/rows.h"
#include "sanov/losses/shapes.h"

namespace sanov::losses {

double annealing_threshold(double progress, std::size_t classes, Schedule schedule) {
  if (!(progress >= 0 && progress <= 1))
    fail_argument("annealing_threshold", "progress", "is " + to_text(progress) + "; it must be from 0 to 1");
  if (classes == 0) fail_argument("annealing_threshold", "classes", "is 0; there must be one");
  const double least = 1 / static_cast<double>(classes);
  const double alpha = schedule == Schedule::logarithmic ? -std::expm1(-5 * progress)
                       : schedule == Schedule::linear    ? progress
                                                         : std::exp(5 * (progress - 1));
  return alpha * (1 - least) + least;
}

namespace {

constexpr Operand annealed_cross_entropy_operands[] = {{.name = "input", .rule = kLogitRule}, class_indices("target")};
constexpr Option annealed_cross_entropy_options[] = {number("threshold", 1, 0, 1),
                                                     whole("ignore_index", -100, -kLargestWhole, kLargestWhole)};
constexpr Info annealed_cross_entropy_info{.name = "annealed_cross_entropy",
                                           .operands = annealed_cross_entropy_operands,
                                           .options = annealed_cross_entropy_options,
                                           .classes_second = true,
                                           .leaves_rows_out = true};

double run(const Call& call) {
  const Tensor &input = call.operands[0], &target = call.operands[1];
  if (target.dtype() != Dtype::int64) fail_argument(call.info.name, "target", "must be class indices, of dtype int64");
  const auto ignored = static_cast<std::int64_t>(call.numbers[1]);
  std::vector<double> values(target.size());
  cross_entropy(input, target, {.ignore_index = ignored, .reduction = Reduction::none, .values = values});
  // The probability of the label is e^−value; at the threshold itself, but for rounding, a row stays. There all of them
  // stand before the first step: every class has 1/K.
  const double exact = -std::log(call.numbers[0]), error = input.dtype() == Dtype::float64 ? 1e-14 : 2e-6;
  const double least = std::isinf(exact) ? exact : exact - error * (1 + exact);
  std::vector<std::int64_t> kept(target.as<std::int64_t>(), target.as<std::int64_t>() + target.size());
  for (std::size_t row = 0; row < kept.size(); ++row)
    if (values[row] < least) kept[row] = ignored;
  return cross_entropy(input, Tensor(kept.data(), target.shape()),
                       {.ignore_index = ignored, .reduction = call.reduction, .values = call.values},
                       call.gradients[0]);
}

}  // namespace

namespace entry {

/// Annealed cross entropy: the surprise of those labels that the model is not sure of yet.
///   loss = [softmax(x)_y ≤ threshold] · (−ln softmax(x)_y)
/// In nats, one value a row of logits along dimension 1 (0 where there is but one); the target is class indices (int64).
/// Rows above the threshold, and those whose index is ignore_index, are 0 without a gradient and are not counted by the
/// mean, which is 0 where none is left. annealing_threshold gives the threshold of a stage of training. Rest as
/// cross_entropy, of which it takes two.
/// Throws InvalidArgument if shapes or dtypes do not fit or threshold leaves [0, 1], DomainError for NaN, a row of −∞ or
/// an index that is no class.
/// Xie, Dai, Hovy, Luong and Le, Unsupervised Data Augmentation for Consistency Training, 2020.
constinit const Loss<Row> annealed_cross_entropy{annealed_cross_entropy_info, run};

}  // namespace entry
}  // namespace sanov::losses
