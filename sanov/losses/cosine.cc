#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/cosine.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/rows.h"
#include "sanov/losses/softmax-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

namespace {

/// x·y, x·x and y·y of a row.
struct Products {
  double xy, xx, yy;
  bool finite() const { return std::isfinite(xy) && std::isfinite(xx) && std::isfinite(yy); }
};

template <class T>
Products products(const RowOf<T>& row) {
  LaneSum xy, xx, yy;
  for_each_lanes(row.classes, [&](std::size_t i, std::size_t count) HWY_ATTR {
    const V x = load_or(row.operand[0] + i, count, 0), y = load_or(row.operand[1] + i, count, 0);
    xy.add(i, x * y);
    xx.add(i, x * x);
    yy.add(i, y * y);
  });
  return {xy.total(), xx.total(), yy.total()};
}

/// The gradients of by_cos · cos, where cos = x·y/(length_x length_y) and a length that is clamped does not move.
template <class T>
void write_cosine(const RowOf<T>& row, double by_cos, double cosine, double length_x, double length_y, bool moves_x,
                  bool moves_y) {
  const double both = by_cos / (length_x * length_y), scale = row.scale;
  const V cross = set(both * scale);
  const V own_x = set(moves_x ? by_cos * cosine / (length_x * length_x) * scale : 0),
          own_y = set(moves_y ? by_cos * cosine / (length_y * length_y) * scale : 0);
  for_each_lanes(row.classes, [&](std::size_t i, std::size_t count) HWY_ATTR {
    const V x = load_or(row.operand[0] + i, count, 0), y = load_or(row.operand[1] + i, count, 0);
    if (row.gradient[0] != nullptr) store_first(hn::NegMulAdd(x, own_x, y * cross), row.gradient[0] + i, count);
    if (row.gradient[1] != nullptr) store_first(hn::NegMulAdd(y, own_y, x * cross), row.gradient[1] + i, count);
  });
}

template <class T>
RowResult similarity_row(const RowOf<T>& row, const Call& call) {
  const double eps = call.numbers[1];
  const Products at = products(row);
  if (!at.finite()) return {0, RowStatus::bad};
  const double x = std::max(std::sqrt(at.xx), eps), y = std::max(std::sqrt(at.yy), eps), cosine = at.xy / x / y;
  write_cosine(row, 1, cosine, x, y, std::sqrt(at.xx) > eps, std::sqrt(at.yy) > eps);
  return {cosine, RowStatus::good};
}

template <class T>
RowResult embedding_row(const RowOf<T>& row, const Call& call) {
  constexpr double kEps = 1e-12;  // torch's, added to the squared lengths
  if (row.labels[2] != 1 && row.labels[2] != -1) return {0, RowStatus::bad};
  const Products at = products(row);
  if (!at.finite()) return {0, RowStatus::bad};
  const double x = std::sqrt(at.xx + kEps), y = std::sqrt(at.yy + kEps), cosine = at.xy / (x * y);
  const bool apart = row.labels[2] == -1, counts = !apart || cosine > call.numbers[0];
  write_cosine(row, !counts ? 0 : apart ? 1 : -1, cosine, x, y, true, true);
  return {!counts ? 0 : apart ? cosine - call.numbers[0] : 1 - cosine, RowStatus::good};
}

SANOV_ROWS(similarity, similarity_row)
SANOV_ROWS(embedding, embedding_row)

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "sanov/losses/definition-inl.h"
#include "sanov/losses/shapes.h"

namespace sanov {
namespace {
SANOV_ROWWISE(similarity)
SANOV_ROWWISE(embedding)
}  // namespace

namespace losses::entry {
namespace {

constexpr std::string_view kRule = "it must be finite, and so must the sum of its row's squares";

constexpr Operand cosine_similarity_operands[] = {{.name = "x1", .rule = kRule}, {.name = "x2", .rule = kRule}};
constexpr Option cosine_similarity_options[] = {whole("dim", 1, -kLargestWhole, kLargestWhole),
                                                number("eps", 1e-8, 1e-100, kNoLimit)};
constexpr Info cosine_similarity_info{.name = "cosine_similarity",
                                      .operands = cosine_similarity_operands,
                                      .options = cosine_similarity_options,
                                      .reduction = Reduction::none};

constexpr Operand cosine_embedding_loss_operands[] = {
    {.name = "input1", .rule = kRule},
    {.name = "input2", .rule = kRule},
    {.name = "target", .rule = "it must be 1 (alike) or -1 (not alike)", .differentiable = false, .kind = Kind::sign}};
constexpr Option cosine_embedding_loss_options[] = {number("margin", 0, -1, 1)};
constexpr Info cosine_embedding_loss_info{.name = "cosine_embedding_loss",
                                          .operands = cosine_embedding_loss_operands,
                                          .options = cosine_embedding_loss_options};

/// The number of a row that is not finite, or else its largest.
void fail_numbers(const Call& call, const RowLayout& layout, std::size_t row) {
  std::size_t worst_operand = 0, worst = 0;
  double largest = -1;
  for (std::size_t k = 0; k < 2; ++k)
    for (std::size_t c = 0; c < layout.classes; ++c) {
      const std::size_t i = place_in_row(layout, row, c);
      const double x = std::abs(element(call.operands[k], i)), size = x == x ? x : kNoLimit;
      if (size > largest) {
        largest = size;
        worst_operand = k;
        worst = i;
      }
    }
  fail_element(call, call.info.operands[worst_operand], call.operands[worst_operand], worst);
}

void fail_embedding(const Call& call, const RowLayout& layout, std::size_t row) {
  const double label = element(call.operands[2], row);
  if (label != 1 && label != -1) fail_element(call, call.info.operands[2], call.operands[2], row);
  fail_numbers(call, layout, row);
}

double run_similarity(const Call& call) {
  return run_rows(call, row_layout(call), {.kernels = similarity_rows(), .fail = fail_numbers});
}

/// Targets of a floating type as whole numbers. Those of a wrong number stay 0, since their shape is refused.
std::vector<std::int64_t> whole_targets(const Call& call, std::size_t rows) {
  const Tensor& target = call.operands[2];
  std::vector<std::int64_t> all(target.size());
  for (std::size_t i = 0; i < all.size() && all.size() == rows; ++i) {
    const double label = element(target, i);
    if (std::abs(label) != 1) fail_element(call, call.info.operands[2], target, i);
    all[i] = label > 0 ? 1 : -1;
  }
  return all;
}

double run_embedding(const Call& call) {
  const RowLayout layout = row_layout(call);
  const Rowwise how{.kernels = embedding_rows(), .fail = fail_embedding};
  if (call.operands[2].dtype() == Dtype::int64) return run_rows(call, layout, how);
  const std::vector<std::int64_t> targets = whole_targets(call, layout.rows());
  Call whole = call;
  whole.operands[2] = Tensor(targets.data(), call.operands[2].shape());
  return run_rows(whole, layout, how);
}

}  // namespace

/// Cosine similarity: the cosine of the angle between two vectors.
///   cos = x₁·x₂ / (max(‖x₁‖, eps) max(‖x₂‖, eps))
/// One value a row along `dim`, 1 unless given. Range [−1, 1], but for rounding; 0 if one is 0. It is no loss: Reduction
/// none is what stands where none is given. A length below eps counts as eps, and does not move with the gradient.
/// In double, rounded once. As torch.nn.functional.cosine_similarity.
/// Throws InvalidArgument if shapes or dtypes differ or eps is below 1e-100, DomainError for what is not finite.
constinit const Loss<Row> cosine_similarity{cosine_similarity_info, run_similarity};

/// Cosine embedding loss: pairs that are alike are pulled to one direction, others apart to a margin.
///   loss = 1 − cos(x₁, x₂) where y = 1, max(0, cos(x₁, x₂) − margin) where y = −1
/// One value a row along the last dimension; y is 1 or −1 a row, of any dtype. Range [0, 2]. 1e-12 is added to the squared
/// lengths, as torch does, so that a vector of zeros is at right angles to all. The slope at the margin is 0.
/// In double, rounded once. As torch.nn.functional.cosine_embedding_loss.
/// Throws InvalidArgument if shapes or dtypes do not fit or margin leaves [−1, 1], DomainError for what is not finite or
/// a target that is neither 1 nor −1.
constinit const Loss<Row> cosine_embedding_loss{cosine_embedding_loss_info, run_embedding};

}  // namespace losses::entry
}  // namespace sanov
#endif
