#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/transport/row_products.cc"
#include "hwy/foreach_target.h"
//
#include "sanov/numerics/simd-inl.h"
#include "sanov/numerics/target.h"
#include "sanov/transport/row_products.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

double dot_rows(const double* q, const double* x, std::size_t width) {
  V sum[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) sum[v] = zero();
  for (std::size_t j = 0; j < width; j += kWidth)
    for (std::size_t v = 0; v < kVectors; ++v)
      sum[v] = hn::MulAdd(load(q + j + v * kLanes), load(x + j + v * kLanes), sum[v]);
  return fold(sum);
}

void add_row(double mass, const double* q, double* out, std::size_t width) {
  for (std::size_t j = 0; j < width; j += kLanes) store(hn::MulAdd(set(mass), load(q + j), load(out + j)), out + j);
}

void add_squares(double mass, const double* q, double* out, std::size_t width) {
  for (std::size_t j = 0; j < width; j += kLanes) {
    const V share = load(q + j);
    store(hn::MulAdd(set(mass) * share, share, load(out + j)), out + j);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sanov {
namespace {

HWY_EXPORT(dot_rows);
HWY_EXPORT(add_row);
HWY_EXPORT(add_squares);

}  // namespace

double dot(const double* q, const double* x, std::size_t width) { return SANOV_DISPATCH(dot_rows)(q, x, width); }

void add_shares(double mass, const double* q, bool squared, double* out, std::size_t width) {
  if (squared)
    SANOV_DISPATCH(add_squares)(mass, q, out, width);
  else
    SANOV_DISPATCH(add_row)(mass, q, out, width);
}

}  // namespace sanov
#endif
