#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/hinge_embedding_loss.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct HingeEmbeddingFormula {
  static constexpr int kOperands = 2;
  explicit HingeEmbeddingFormula(const double* numbers) : margin(numbers[0]) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const V x = in[0], left = set(margin) - x;
    const M alike = in[1] > zero();
    out.value = hn::IfThenElse(alike, x, hn::Max(left, zero()));
    out.slope[0] = hn::IfThenElse(alike, set(1.0), hn::IfThenElseZero(left >= zero(), set(-1.0)));
  }
  double margin;
};
SANOV_FORMULA(hinge_embedding, HingeEmbeddingFormula)

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_POINTWISE(hinge_embedding)
}  // namespace

namespace losses::entry {
namespace {

constexpr Operand hinge_embedding_loss_operands[] = {{"input", -kLargest, kLargest, "it must be a finite distance"},
                                                     signs("target")};
constexpr Option hinge_embedding_loss_options[] = {number("margin", 1, -kLargest, kLargest)};
constexpr Info hinge_embedding_loss_info{
    .name = "hinge_embedding_loss", .operands = hinge_embedding_loss_operands, .options = hinge_embedding_loss_options};
constexpr Pointwise hinge_embedding_how{.kernel = hinge_embedding_kernel};

}  // namespace

/// Hinge embedding loss: draws pairs that are alike together and pushes others apart as far as the margin.
///   loss = x where t = 1, max(0, margin − x) where t = -1
/// x is a pair's distance. Gradient by x: 1 where t = 1, and −1 or 0 where t = -1; −1 at the margin itself. Computed in
/// double, rounded once. As torch.nn.functional.hinge_embedding_loss.
/// Throws InvalidArgument if shapes or dtypes differ or a mean is asked of nothing, DomainError for NaN, infinite
/// distances and labels other than -1 and 1.
constinit const Loss<Element> hinge_embedding_loss{
    hinge_embedding_loss_info, [](const Call& call) { return run_pointwise(call, hinge_embedding_how); }};

}  // namespace losses::entry
}  // namespace sanov
#endif
