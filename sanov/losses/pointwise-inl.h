// Included once per SIMD target: from a loss's formula to its kernel over a block.
#if defined(SANOV_LOSSES_POINTWISE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SANOV_LOSSES_POINTWISE_INL_H_
#undef SANOV_LOSSES_POINTWISE_INL_H_
#else
#define SANOV_LOSSES_POINTWISE_INL_H_
#endif

#include "sanov/losses/pointwise.h"
#include "sanov/numerics/math-inl.h"
#include "sanov/numerics/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// What a formula gives: the value, its slope by each operand, and the target's mass where that is asked for.
struct Point {
  V value, slope[losses::kMaxOperands], mass;
};

/// x − t, and 0 where they are equal, infinities too.
HWY_INLINE V difference(V x, V t) { return hn::IfThenZeroElse(x == t, x - t); }

/// a·b, where a = 0 gives 0 whatever b is.
HWY_INLINE V product(V a, V b) { return hn::IfThenZeroElse(a == zero(), a * b); }

/// −1, 0 or 1.
HWY_INLINE V sign(V d) { return hn::IfThenZeroElse(d == zero(), hn::CopySign(set(1.0), d)); }

// A Formula is a small struct:
//
//   struct MseFormula {
//     static constexpr int kOperands = 2;                    // and kTensors, if it reads optional tensors itself
//     explicit MseFormula(const double* numbers) {}
//     void operator()(const V* in, Point& out) const { … }   // in: the operands; NaN never for numbers in their range
//   };
template <class Formula>
void pointwise_kernel(const losses::Block& block, std::size_t n, const double* numbers) {
  const Formula formula(numbers);
  for (std::size_t i = 0; i < n; i += kLanes) {
    V in[losses::kMaxInputs];
    for (int k = 0; k < Formula::kOperands; ++k) in[k] = load(block.in[k] + i);
    if constexpr (requires { Formula::kTensors; })
      for (int k = Formula::kOperands; k < Formula::kOperands + Formula::kTensors; ++k)
        in[k] = block.in[k] == nullptr ? set(1.0) : load(block.in[k] + i);
    Point out;
    out.mass = zero();
    for (V& slope : out.slope) slope = zero();
    formula(in, out);
    store(out.value, block.value + i);
    for (int k = 0; k < Formula::kOperands; ++k) store(out.slope[k], block.slope[k] + i);
    if constexpr (requires { Formula::kMasses; }) store(out.mass, block.mass + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#endif

/// SANOV_FORMULA(mse, MseFormula): this target's kernel, which SANOV_POINTWISE(mse) in definition-inl.h exports.
#ifndef SANOV_FORMULA
#define SANOV_FORMULA(name, formula) \
  static losses::Pointwise::Kernel name##_kernels() { return pointwise_kernel<formula>; }
#endif
