#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/matrix_js.cc"
#include "hwy/foreach_target.h"
#include "sanov/numerics/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

// ln z = ln c + ln(z/c) for z in [¾, 1½), where c is the middle of the sixteenth of a binade that z is in. By the top
// four bits of the mantissa: 1/c and ln c, of half of it from 1½ on. Coefficients: reference/coefficients.py.
alignas(64) constexpr double kTable[32] = {
    0x1.f07c1f07c1f08p-1, 0x1.f829b0e7832f8p-6, 0x1.d41d41d41d41dp-1, 0x1.6f0d28ae56b4ep-4, 0x1.bacf914c1bad0p-1,
    0x1.29552f81ff521p-3, 0x1.a41a41a41a41ap-1, 0x1.9525a9cf456b6p-3, 0x1.8f9c18f9c18fap-1, 0x1.fb9186d5e3e29p-3,
    0x1.7d05f417d05f4p-1, 0x1.2e8e2bae11d31p-2, 0x1.6c16c16c16c17p-1, 0x1.5d1bdbf5809cap-2, 0x1.5c9882b931057p-1,
    0x1.89a3386c1425bp-2, 0x1.4e5e0a72f0539p+0, 0x1.b44f77bcc8f64p-2, 0x1.4141414141414p+0, 0x1.dd46a04c1c4a1p-2,
    0x1.3521cfb2b78c1p+0, 0x1.02552a5a5d0ffp-1, 0x1.29e4129e4129ep+0, 0x1.154c3d2f4d5eap-1, 0x1.1f7047dc11f70p+0,
    0x1.2795e1289b11bp-1, 0x1.15b1e5f75270dp+0, 0x1.393e0d3562a1ap-1, 0x1.0c9714fbcda3bp+0, 0x1.4a4f85db03ebbp-1,
    0x1.0410410410410p+0, 0x1.5ad404c359f2dp-1};

/// The tables, in registers where there are enough.
class Logarithm {
 public:
#if HWY_TARGET <= HWY_AVX3
  HWY_INLINE Logarithm() {
    const V part[4] = {load(kTable), load(kTable + 8), load(kTable + 16), load(kTable + 24)};
    for (int half = 0; half < 2; ++half) {
      const V first = part[2 * half], second = part[2 * half + 1];
      inverse_[half] = V{_mm512_permutex2var_pd(first.raw, _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14), second.raw)};
      log_[half] = V{_mm512_permutex2var_pd(first.raw, _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15), second.raw)};
    }
  }
#endif

  /// sum + s ln s, for s positive and normal. The logarithm's error is at most 1.1·10⁻¹⁵.
  HWY_INLINE V add_x_log_x(V sum, V s) const {
    V z, exponent, inverse, log;
    split(s, z, exponent);
    look_up(s, inverse, log);
    const V r = hn::MulSub(z, inverse, set(1.0)), r2 = r * r;
    const V whole = hn::MulAdd(exponent, set(0x1.62e42fefa39efp-1), log) + r;
    V even = hn::MulAdd(set(-0x1.55cb856a0c57ep-3), r2, set(-0x1.ffffef59cd42fp-3));
    V odd = hn::MulAdd(set(0x1.24fb580c9e3dap-3), r2, set(0x1.99998accddc4cp-3));
    even = hn::MulAdd(even, r2, set(-0x1.000000002bc09p-1));
    odd = hn::MulAdd(odd, r2, set(0x1.55555555a31e2p-2));
    return hn::MulAdd(s, hn::MulAdd(hn::MulAdd(odd, r, even), r2, whole), sum);
  }

 private:
  /// s = z·2^exponent for z in [¾, 1), and half of that for the rest: the table makes up for it.
  static HWY_INLINE void split(V s, V& z, V& exponent) {
#if HWY_TARGET <= HWY_AVX3
    z = V{_mm512_getmant_pd(s.raw, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_src)};
    exponent = V{_mm512_getexp_pd(s.raw)};
#else
    const VU half_bit = hn::And(bits(s), hn::Set(DU(), 0x0008000000000000ull));
    const VU one = hn::Set(DU(), 0x3ff0000000000000ull) - hn::ShiftLeft<1>(half_bit);
    z = from_bits(hn::Or(hn::And(bits(s), hn::Set(DU(), 0x000fffffffffffffull)), one));
    const VU magic = hn::Set(DU(), 0x4330000000000000ull);
    exponent = from_bits(hn::Or(hn::ShiftRight<52>(bits(s)), magic)) - set(0x1p52 + 1023);
#endif
  }

  HWY_INLINE void look_up(V s, V& inverse, V& log) const {
#if HWY_TARGET <= HWY_AVX3
    const VU entry = hn::ShiftRight<48>(bits(s));
    inverse = V{_mm512_permutex2var_pd(inverse_[0].raw, entry.raw, inverse_[1].raw)};
    log = V{_mm512_permutex2var_pd(log_[0].raw, entry.raw, log_[1].raw)};
#elif HWY_TARGET == HWY_AVX2
    // Four loads of pairs take half of the time of two gathers.
    alignas(32) std::uint64_t entry[4];
    hn::Store(hn::And(hn::ShiftRight<47>(bits(s)), hn::Set(DU(), 30)), DU(), entry);
    const auto pair = [&](int lane) HWY_ATTR { return _mm_load_pd(kTable + entry[lane]); };
    const __m256d even = _mm256_insertf128_pd(_mm256_castpd128_pd256(pair(0)), pair(2), 1);
    const __m256d odd = _mm256_insertf128_pd(_mm256_castpd128_pd256(pair(1)), pair(3), 1);
    inverse = V{_mm256_unpacklo_pd(even, odd)};
    log = V{_mm256_unpackhi_pd(even, odd)};
#else
    const auto entry = hn::BitCast(hn::RebindToSigned<D>(), hn::And(hn::ShiftRight<47>(bits(s)), hn::Set(DU(), 30)));
    inverse = hn::GatherIndex(D(), kTable, entry);
    log = hn::GatherIndex(D(), kTable + 1, entry);
#endif
  }

#if HWY_TARGET <= HWY_AVX3
  V inverse_[2], log_[2];
#endif
};

/// Σ s ln s over s = a + b, for one row a and kRows rows b that lie `stride` apart.
template <std::size_t kRows>
HWY_INLINE void sums_of_rows(const Logarithm& logarithm, const double* a, const double* b, std::size_t stride,
                             std::size_t columns, double* out) {
  V sum[kRows][kVectors];
  for (auto& row : sum)
    for (V& part : row) part = zero();
  for (std::size_t i = 0; i < columns; i += kWidth)
    for (std::size_t v = 0; v < kVectors; ++v) {
      const V x = load(a + i + v * kLanes);
      for (std::size_t k = 0; k < kRows; ++k)
        sum[k][v] = logarithm.add_x_log_x(sum[k][v], x + load(b + k * stride + i + v * kLanes));
    }
  for (std::size_t k = 0; k < kRows; ++k) out[k] = fold(sum[k]);
}

/// out[k] = Σ s ln s over s = a + b_k.
void x_log_x_sums(const double* a, const double* b, std::size_t rows, std::size_t stride, std::size_t columns,
                  double* out) {
  const Logarithm logarithm;
  std::size_t k = 0;
  for (; k + 4 <= rows; k += 4) sums_of_rows<4>(logarithm, a, b + k * stride, stride, columns, out + k);
  for (; k < rows; ++k) sums_of_rows<1>(logarithm, a, b + k * stride, stride, columns, out + k);
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <cmath>
#include <limits>

#include "hwy/aligned_allocator.h"
#include "sanov/base/running_sum.h"
#include "sanov/measures/matrix_js.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"

namespace sanov {
namespace {

HWY_EXPORT(x_log_x_sums);

constexpr std::size_t kWidth = 8;
/// Columns that 32 + 32 rows hold in a core's cache; sums of more are joined with compensation.
constexpr std::size_t kColumns = 1024;
/// Stands for 0, whose logarithm is none: far below what a sum could notice.
constexpr double kEmpty = 0x1p-960;

/// The least value that is trusted, in units of 1 + |mean of the entropies less that of equal cells|. The error is at
/// most 1.4·10⁻¹⁵ of these in trials with rows of 2 to 100,000 cells, from nearly equal ones to nearly all in one: so
/// it is less than 10⁻¹¹ of the value.
constexpr double kTrusted = 2e-4;

/// sums[k] = Σ s ln s over s = a + b_k.
void add_up(const double* a, const double* b, std::size_t rows, std::size_t stride, double* sums) {
  const auto kernel = SANOV_DISPATCH(x_log_x_sums);
  if (stride <= kColumns) return kernel(a, b, rows, stride, stride, sums);
  std::vector<RunningSum> totals(rows);
  for (std::size_t i = 0; i < stride; i += kColumns) {
    kernel(a + i, b + i, rows, stride, std::min(kColumns, stride - i), sums);
    for (std::size_t k = 0; k < rows; ++k) totals[k].add(sums[k]);
  }
  for (std::size_t k = 0; k < rows; ++k) sums[k] = totals[k].value();
}

}  // namespace

void JsRows::Free::operator()(double* cells) const noexcept { hwy::FreeAlignedBytes(cells, nullptr, nullptr); }

JsRows::JsRows(Rows rows)
    : stride_((rows.columns() + kWidth - 1) / kWidth * kWidth),
      scale_(std::ldexp(0.5, std::ilogb(static_cast<double>(rows.columns())))),
      cells_(static_cast<double*>(hwy::AllocateAlignedBytes(
          std::max<std::size_t>(1, rows.rows() * stride_) * sizeof(double), nullptr, nullptr))),
      self_(rows.rows()) {
  if (!cells_) throw std::bad_alloc();
  constexpr std::size_t kGrain = 16;
  parallel_chunks(rows.rows(), kGrain, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      double* const to = cells_.get() + i * stride_;
      const Cells from = rows[i];
      for (std::size_t k = 0; k < stride_; ++k) to[k] = std::max(k < from.size() ? from[k] * scale_ : 0, kEmpty);
      add_up(to, to, 1, stride_, &self_[i]);
    }
  });
}

void js_of_row(const JsRows& a, std::size_t row, const JsRows& b, std::size_t first, std::size_t last, double* out) {
  add_up(a.row(row), b.row(first), last - first, a.stride(), out);
  const double unit = 0.5 / a.scale();
  for (std::size_t k = 0; k < last - first; ++k) {
    const double self_a = a.self(row), self_b = b.self(first + k);
    const double value = (0.5 * (self_a + self_b) - out[k]) * unit;
    const double size = 1 + 0.5 * (std::fabs(self_a) + std::fabs(self_b)) * unit;
    out[k] = value >= kTrusted * size ? value : std::numeric_limits<double>::quiet_NaN();
  }
}

}  // namespace sanov
#endif
