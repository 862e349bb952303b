#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/rank/order.cc"
#include "hwy/foreach_target.h"
#include "sanov/numerics/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// Smallest and largest into low and high; whether none is NaN.
bool low_and_high(const double* x, std::size_t n, double* low, double* high) {
  double a = x[0] + 0.0, b = a;
  bool good = a == a;
  std::size_t i = 0;
  if (n >= kWidth) {
    V lows[kVectors], highs[kVectors];
    M ordered = zero() == zero();
    for (std::size_t v = 0; v < kVectors; ++v) lows[v] = highs[v] = load(x + v * kLanes) + zero();
    for (; i + kWidth <= n; i += kWidth)
      for (std::size_t v = 0; v < kVectors; ++v) {
        const V value = load(x + i + v * kLanes) + zero();
        ordered = hn::And(ordered, value == value);
        lows[v] = hn::Min(lows[v], value);
        highs[v] = hn::Max(highs[v], value);
      }
    for (std::size_t v = 0; v < kVectors; ++v) lows[v] = hn::Neg(lows[v]);
    good = hn::AllTrue(D(), ordered);
    a = good ? -fold_max(lows) : a;
    b = good ? fold_max(highs) : b;
  }
  for (; i < n; ++i) {
    const double value = x[i] + 0.0;
    good = good && value == value;
    a = value < a ? value : a;
    b = value > b ? value : b;
  }
  *low = a + 0.0;  // Neg made −0 of 0
  *high = b;
  return good;
}

/// keys[i]: the value's place among all doubles, from `least` on, shifted left by `shift`; its low bits, under the
/// mask, make way for i. Returns what was in those bits in any of them.
std::uint64_t pack_keys(const double* x, std::size_t n, std::uint64_t least, int shift, std::uint64_t mask,
                        std::uint64_t* keys) {
  const hn::RebindToSigned<D> di;
  const auto top = hn::Set(DU(), std::uint64_t{1} << 63), low = hn::Set(DU(), mask);
  const auto start = hn::Set(DU(), (std::uint64_t{1} << 63) - least);
  const auto step = hn::Set(DU(), std::uint64_t{kLanes});
  auto index = hn::Iota(DU(), 0), lost = hn::Zero(DU());
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    const V value = load(x + i) + zero();  // −0 as +0
    const auto sign = hn::BitCast(DU(), hn::BroadcastSignBit(hn::BitCast(di, value)));
    const auto size = hn::AndNot(top, bits(value));
    const auto key = hn::ShiftLeftSame(hn::Add(hn::Sub(hn::Xor(size, sign), sign), start), shift);
    lost = hn::Or(lost, key);
    hn::StoreU(hn::Or(hn::AndNot(low, key), index), DU(), keys + i);
    index = hn::Add(index, step);
  }
  HWY_ALIGN std::uint64_t all[kLanes];
  hn::Store(lost, DU(), all);
  std::uint64_t any = 0;
  for (std::size_t lane = 0; lane < kLanes; ++lane) any |= all[lane];
  for (; i < n; ++i) {
    const double value = x[i] + 0.0;
    std::uint64_t key;
    __builtin_memcpy(&key, &value, sizeof key);
    const std::uint64_t sign = 0 - (key >> 63), size = key & ~(std::uint64_t{1} << 63);
    key = ((size ^ sign) - sign + (std::uint64_t{1} << 63) - least) << shift;
    any |= key;
    keys[i] = (key & ~mask) | i;
  }
  return any & mask;
}

/// Bit k of ties, from word `first` to before word `last`, where keys k and k − 1 differ in their low bits only.
void tie_words(const std::uint64_t* keys, std::size_t n, std::uint64_t mask, std::size_t first, std::size_t last,
               std::uint64_t* ties) {
  for (std::size_t word = first; word < last; ++word) {
    const std::size_t begin = word * 64, end = begin + 64 < n ? begin + 64 : n;
    std::uint64_t marks = 0;
    for (std::size_t k = begin == 0 ? 1 : begin; k < end; ++k)
      marks |= std::uint64_t{((keys[k] ^ keys[k - 1]) & ~mask) == 0} << (k - begin);
    ties[word] = marks;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <bit>

#include "sanov/numerics/parallel.h"
#include "sanov/numerics/sort.h"
#include "sanov/numerics/target.h"
#include "sanov/rank/order.h"

namespace sanov {
namespace {

HWY_EXPORT(low_and_high);
HWY_EXPORT(pack_keys);
HWY_EXPORT(tie_words);

/// 2^63 and the number's bits, added or subtracted by its sign: whole numbers in the order of the numbers, which end in
/// zeros where the numbers do, on both sides of 0.
std::uint64_t key_of(double value) {
  constexpr std::uint64_t top = std::uint64_t{1} << 63;
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);
  return (bits & top) == 0 ? top + bits : top - (bits & ~top);
}

constexpr std::size_t kChunk = 1 << 16;

}  // namespace

Extent extent(std::span<const double> values) {
  const std::size_t n = values.size(), chunks = (n + kChunk - 1) / kChunk;
  if (n == 0) return {};
  std::vector<Extent> parts(chunks);
  parallel_chunks(chunks, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t c = first; c < last; ++c) {
      const std::size_t begin = c * kChunk, count = std::min(kChunk, n - begin);
      parts[c].nan = !SANOV_DISPATCH(low_and_high)(values.data() + begin, count, &parts[c].low, &parts[c].high);
    }
  });
  Extent all = parts[0];
  for (const Extent& part : parts) {
    all.nan = all.nan || part.nan;
    all.low = std::min(all.low, part.low);
    all.high = std::max(all.high, part.high);
  }
  return all;
}

Order::Order(std::span<const double> values, const Extent& extent)
    : size_(values.size()),
      index_bits_((std::uint64_t{1} << std::max(1, static_cast<int>(std::bit_width(values.size() - 1)))) - 1),
      keys_(make_scratch<std::uint64_t>(values.size())),
      ties_(values.size() / 64 + 1) {
  // The values' span of keys is moved to the top, so that as few of its bits as can be make way for the index.
  const std::uint64_t least = key_of(extent.low), width = key_of(extent.high) - least;
  const int shift = width == 0 ? 0 : std::countl_zero(width);
  const std::uint64_t lost = SANOV_DISPATCH(pack_keys)(values.data(), size_, least, shift, index_bits_, keys_.get());
  sort(std::span(keys_.get(), size_));
  mark_ties();
  if (lost != 0) settle_dropped_bits(values);
  add_up();
}

void Order::mark_ties() { SANOV_DISPATCH(tie_words)(keys_.get(), size_, index_bits_, 0, ties_.size(), ties_.data()); }

/// Runs that agree in the bits kept are sorted by the values themselves, and marked anew.
void Order::settle_dropped_bits(std::span<const double> values) {
  const auto value = [&](std::size_t k) { return values[(*this)[k]]; };
  for (std::size_t k = next(1, true); k < size_;) {
    const std::size_t first = k - 1, last = next(k, false);
    const double shared = value(first);
    std::size_t same = k;
    while (same < last && value(same) == shared) ++same;
    if (same == last) {
      k = next(last, true);
      continue;
    }
    std::sort(keys_.get() + first, keys_.get() + last, [&](std::uint64_t a, std::uint64_t b) {
      const double u = values[a & index_bits_], v = values[b & index_bits_];
      return u < v || (u == v && a < b);
    });
    for (std::size_t j = first + 1; j < last; ++j)
      if (value(j) != value(j - 1)) ties_[j / 64] &= ~(std::uint64_t{1} << (j % 64));
    k = next(last, true);
  }
}

std::size_t Order::next(std::size_t k, bool tied) const noexcept {
  if (k >= size_) return size_;
  const std::uint64_t flip = tied ? 0 : ~std::uint64_t{0};
  std::size_t word = k / 64;
  std::uint64_t marks = (ties_[word] ^ flip) & (~std::uint64_t{0} << (k % 64));
  while (marks == 0) {
    if (++word * 64 >= size_) return size_;
    marks = ties_[word] ^ flip;
  }
  return std::min(size_, word * 64 + static_cast<std::size_t>(std::countr_zero(marks)));
}

void Order::add_up() {
  sums_.groups = size_;
  for (std::size_t k = next(1, true); k < size_;) {
    const std::size_t last = next(k, false), t = last - k + 1;
    const double run = static_cast<double>(t), twice = run * (run - 1);
    sums_.pairs += t % 2 == 0 ? t / 2 * (t - 1) : (t - 1) / 2 * t;
    sums_.triples += twice * (run - 2);
    sums_.weighted += twice * (2 * run + 5);
    sums_.groups -= t - 1;
    k = next(last, true);
  }
}

void Order::dense_ranks(std::span<std::uint32_t> ranks) const {
  std::uint32_t rank = 0;
  if (sums_.pairs == 0) {
    for (std::size_t k = 0; k < size_; ++k) ranks[(*this)[k]] = static_cast<std::uint32_t>(k);
    return;
  }
  for (std::size_t k = 0; k < size_; ++k) {
    rank += k > 0 && !tied(k);
    ranks[(*this)[k]] = rank;
  }
}

void Order::doubled_mid_ranks(std::span<std::uint32_t> ranks) const {
  if (sums_.pairs == 0) {
    for (std::size_t k = 0; k < size_; ++k) ranks[(*this)[k]] = static_cast<std::uint32_t>(2 * (k + 1));
    return;
  }
  for (std::size_t k = 0; k < size_;) {
    const std::size_t last = next(k + 1, false);
    const auto doubled = static_cast<std::uint32_t>(k + 1 + last);
    for (; k < last; ++k) ranks[(*this)[k]] = doubled;
  }
}

}  // namespace sanov
#endif
