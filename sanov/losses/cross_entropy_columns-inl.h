// Included once per SIMD target: cross entropy of labels for rows of floats that lie side by side, one in a lane.
#if defined(SANOV_LOSSES_CROSS_ENTROPY_COLUMNS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SANOV_LOSSES_CROSS_ENTROPY_COLUMNS_INL_H_
#undef SANOV_LOSSES_CROSS_ENTROPY_COLUMNS_INL_H_
#else
#define SANOV_LOSSES_CROSS_ENTROPY_COLUMNS_INL_H_
#endif

#include "sanov/losses/kl_float-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

using losses::Columns;
using losses::kColumns;
static_assert(kColumns == kFloatWidth);

/// What kColumns rows come to, a row in each place.
struct ColumnSums {
  HWY_ALIGN float top[kColumns], label[kColumns];  // the largest logit, and the label's
  HWY_ALIGN std::int32_t place[kColumns];          // the label; -1 where the row is ignored
  HWY_ALIGN double given[kColumns], others[kColumns];
};

/// Reads labels and weights; false for a label that is no class.
HWY_INLINE bool read_labels(const Columns& at, std::size_t first, std::int64_t ignored, ColumnSums& sums) {
  for (std::size_t j = 0; j < kColumns; ++j) {
    const std::int64_t label = at.labels[first + j];
    const bool counts = label != ignored;
    if (counts && (label < 0 || static_cast<std::size_t>(label) >= at.classes)) return false;
    const auto place = static_cast<std::size_t>(counts ? label : 0);
    sums.place[j] = counts ? static_cast<std::int32_t>(label) : -1;
    sums.label[j] = at.numbers[place * at.stride + first + j];
    sums.given[j] = !counts ? 0 : at.weight == nullptr ? 1 : static_cast<double>(at.weight[place]);
  }
  return true;
}

/// e^(x − top) in place of x, and their sums without the label's, for which 0 is written.
HWY_INLINE void take_exps(const Columns& at, std::size_t first, std::size_t v, ColumnSums& sums) {
  const std::size_t lane = v * kFloatLanes;
  float* const x = at.numbers + first + lane;
  VF top = hn::LoadU(DF(), x);
  for (std::size_t c = 1; c < at.classes; ++c) top = hn::Max(top, hn::LoadU(DF(), x + c * at.stride));
  hn::Store(top, DF(), sums.top + lane);
  const VI label = hn::Load(DI(), sums.place + lane);
  constexpr std::size_t kStretch = 32;  // numbers that a lane adds before it goes over to double
  HWY_ALIGN float parts[kFloatLanes];
  for (std::size_t j = 0; j < kFloatLanes; ++j) sums.others[lane + j] = 0;
  for (std::size_t from = 0; from < at.classes; from += kStretch) {
    VF part = hn::Zero(DF());
    for (std::size_t c = from; c < std::min(at.classes, from + kStretch); ++c) {
      MF gone;
      const VF each = exp_below(hn::LoadU(DF(), x + c * at.stride) - top, gone);
      const MF own = hn::RebindMask(DF(), hn::Eq(label, hn::Set(DI(), static_cast<std::int32_t>(c))));
      const VF other = hn::IfThenZeroElse(own, each);
      part = part + other;
      hn::StoreU(other, DF(), x + c * at.stride);
    }
    hn::Store(part, DF(), parts);
    for (std::size_t j = 0; j < kFloatLanes; ++j) sums.others[lane + j] += static_cast<double>(parts[j]);
  }
}

/// Values of kColumns rows, and what makes gradients of their exps: of the others' by multiplying, and the label's own.
/// False where one of them needs a closer look: near infinities, NaN, and where nothing is left to the others.
HWY_INLINE bool finish_columns(const Columns& at, std::size_t first, const ColumnSums& sums, float* to_q, float* own) {
  bool good = true;
  for (std::size_t j = 0; j < kColumns; j += kLanes) {
    const hn::Rebind<float, D> narrow;
    const V given = hn::Load(D(), sums.given + j), others = hn::Load(D(), sums.others + j);
    const V top = load(sums.top + j), below = load(sums.label + j) - top;
    good = good &&
           hn::AllTrue(D(), hn::And(hn::And(top > set(-kInfinite), top < set(kInfinite)),
                                    hn::And(others > zero(), others < set(kInfinite)))) &&
           hn::AllTrue(D(), hn::Or(below > set(-600), given == zero()));
    const V mine = exp(D(), hn::Max(below, set(-600))), all = others + mine;
    store(given * log1p(D(), others / mine), at.values + first + j);
    const V scaled = given * set(at.scale) / all;
    hn::StoreU(hn::DemoteTo(narrow, scaled), narrow, to_q + j);
    hn::StoreU(hn::DemoteTo(narrow, hn::Neg(scaled * others)), narrow, own + j);
  }
  return good;
}

bool columns_of_labels(const Columns& at, const Call& call) {
  for (std::size_t first = 0; first < at.rows; first += kColumns) {
    ColumnSums sums;
    if (!read_labels(at, first, static_cast<std::int64_t>(call.numbers[0]), sums)) return false;
    for (std::size_t v = 0; v < kFloatVectors; ++v) take_exps(at, first, v, sums);
    HWY_ALIGN float to_q[kColumns], own[kColumns];
    if (!finish_columns(at, first, sums, to_q, own)) return false;
    if (!call.gradients[0]) continue;
    for (std::size_t v = 0; v < kFloatVectors; ++v) {
      const VF q = hn::Load(DF(), to_q + v * kFloatLanes);
      float* const x = at.numbers + first + v * kFloatLanes;
      for (std::size_t c = 0; c < at.classes; ++c) {
        float* const here = x + c * at.stride;
        hn::StoreU(hn::LoadU(DF(), here) * q, DF(), here);
      }
    }
    for (std::size_t j = 0; j < kColumns; ++j)
      if (sums.place[j] >= 0) at.numbers[static_cast<std::size_t>(sums.place[j]) * at.stride + first + j] = own[j];
  }
  return true;
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#endif
