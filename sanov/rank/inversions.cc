#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/rank/inversions.cc"
#include "hwy/foreach_target.h"
#include "sanov/numerics/simd-inl.h"

#ifndef SANOV_RANK_INVERSIONS_CC_
#define SANOV_RANK_INVERSIONS_CC_
namespace sanov {
namespace {

/// Ranks with what they carry.
struct Scored {
  std::uint32_t *rank, *place, *below;
  Scored operator+(std::size_t i) const { return {rank + i, place + i, below + i}; }
};

}  // namespace
}  // namespace sanov
#endif

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_AVX2
/// Row m moves the lanes whose bit is set in m to the front. Highway 1.0.3's own Compress copies its table to the stack
/// at each call, which made it ten times slower.
struct Moves {
  alignas(32) std::uint32_t lane[256][8] = {};
  constexpr Moves() {
    for (unsigned m = 0; m < 256; ++m)
      for (unsigned j = 0, to = 0; j < 8; ++j)
        if ((m >> j & 1) != 0) lane[m][to++] = j;
  }
};
constexpr Moves kMoves;
#endif

/// Writes the lanes of `value` where `ones` is set to `to_ones`, the others to `to_zeros`, each with the rest of a
/// vector of no meaning behind them; returns the number of ones.
template <class D32, class V32, class M32>
HWY_INLINE std::size_t split_lanes(D32 d, V32 value, M32 ones, std::uint32_t* to_ones, std::uint32_t* to_zeros) {
#if HWY_TARGET == HWY_AVX2
  const auto mask = static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(hn::VecFromMask(d, ones).raw)));
  const auto moved = [&](unsigned m) {
    return _mm256_permutevar8x32_epi32(value.raw, _mm256_load_si256(reinterpret_cast<const __m256i*>(kMoves.lane[m])));
  };
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to_ones), moved(mask));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to_zeros), moved(255 - mask));
  return static_cast<std::size_t>(__builtin_popcount(mask));
#else
  hn::StoreU(hn::Compress(value, ones), d, to_ones);
  hn::StoreU(hn::Compress(value, hn::Not(ones)), d, to_zeros);
  return hn::CountTrue(d, ones);
#endif
}

/// Splits x[0, n) by a bit, in order: ones to the front of x, zeros to `zeros`. Adds the pairs of a one before a zero
/// to *inversions and returns the number of zeros. `zeros` has room for n.
std::size_t split(std::uint32_t* x, std::uint32_t* zeros, std::size_t n, std::uint32_t bit, std::uint64_t* inversions) {
  // A zero at i that is the w-th zero has i − w ones before it: the sum is that of the zeros' places, less 0 + 1 + …
  std::uint64_t places = 0;
  std::size_t one = 0, zero = 0, i = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::ScalableTag<std::uint32_t> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto tested = hn::Set(d, bit), step = hn::Set(d, static_cast<std::uint32_t>(lanes));
  while (i + lanes <= n) {
    // Places are counted from the block's begin, so that 32 bits are enough.
    const std::size_t begin = i, zeros_before = zero, last = n - lanes < i + 4096 ? n - lanes : i + 4096;
    auto sums = hn::Zero(d), place = hn::Iota(d, 0);
    for (; i <= last; i += lanes) {
      const auto value = hn::LoadU(d, x + i);
      const auto ones = hn::TestBit(value, tested);
      const std::size_t count = split_lanes(d, value, ones, x + one, zeros + zero);
      one += count;
      zero += lanes - count;
      sums = hn::Add(sums, hn::IfThenZeroElse(ones, place));
      place = hn::Add(place, step);
    }
    places += std::uint64_t{hn::GetLane(hn::SumOfLanes(d, sums))} + std::uint64_t{begin} * (zero - zeros_before);
  }
#endif
  for (; i < n; ++i) {
    const std::uint32_t value = x[i];
    const bool is_one = (value & bit) != 0;
    x[one] = value;
    zeros[zero] = value;
    places += is_one ? 0 : i;
    one += is_one;
    zero += !is_one;
  }
  *inversions += places - (zero == 0 ? 0 : std::uint64_t{zero} * (zero - 1) / 2);
  return zero;
}

/// The same for ranks that carry their place and the number of smaller ones that stood before them, which grows by the
/// zeros before a one. A one at i that becomes the w-th has i − w zeros before it.
std::size_t split_scored(const Scored& x, const Scored& zeros, std::size_t n, std::uint32_t bit) {
  std::size_t one = 0, zero = 0, i = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::ScalableTag<std::uint32_t> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto tested = hn::Set(d, bit);
  const auto from = [&](std::size_t first) { return hn::Iota(d, static_cast<std::uint32_t>(first)); };
  for (; i + lanes <= n; i += lanes) {
    const auto rank = hn::LoadU(d, x.rank + i), place = hn::LoadU(d, x.place + i);
    const auto below = hn::LoadU(d, x.below + i);
    const auto ones = hn::TestBit(rank, tested);
    const std::size_t count = split_lanes(d, rank, ones, x.rank + one, zeros.rank + zero);
    split_lanes(d, place, ones, x.place + one, zeros.place + zero);
    split_lanes(d, hn::Add(below, hn::IfThenElseZero(ones, from(i))), ones, x.below + one, zeros.below + zero);
    hn::StoreU(hn::Sub(hn::LoadU(d, x.below + one), from(one)), d, x.below + one);
    one += count;
    zero += lanes - count;
  }
#endif
  for (; i < n; ++i) {
    const std::uint32_t rank = x.rank[i], place = x.place[i], below = x.below[i];
    const bool is_one = (rank & bit) != 0;
    const Scored& to = is_one ? x : zeros;
    const std::size_t at = is_one ? one : zero;
    to.rank[at] = rank;
    to.place[at] = place;
    to.below[at] = below + (is_one ? static_cast<std::uint32_t>(zero) : 0);
    one += is_one;
    zero += !is_one;
  }
  return zero;
}

/// out[place] of every rank in x[0, n), which agree in all but their low `bits`.
void scores_of(const Scored& x, const Scored& spare, std::size_t n, int bits, bool all_distinct, std::uint32_t* out) {
  if (n == 0) return;
  if (bits == 0) {
    for (std::size_t i = 0; i < n; ++i) out[x.place[i]] = x.below[i];
    return;
  }
  if (all_distinct && bits <= 6) {
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint64_t bit = std::uint64_t{1} << (x.rank[i] & 63);
      out[x.place[i]] = x.below[i] + static_cast<std::uint32_t>(__builtin_popcountll(seen & (bit - 1)));
      seen |= bit;
    }
    return;
  }
  const std::size_t zeros = split_scored(x, spare, n, std::uint32_t{1} << (bits - 1));
  scores_of(spare, x + (n - zeros), zeros, bits - 1, all_distinct, out);
  scores_of(x, spare + zeros, n - zeros, bits - 1, all_distinct, out);
}

/// Inversions of x[0, n), which agree in all but their low `bits`; `spare` has room for n, and x is spoilt.
std::uint64_t inversions_of(std::uint32_t* x, std::uint32_t* spare, std::size_t n, int bits, bool all_distinct) {
  if (n < 2 || bits == 0) return 0;
  std::uint64_t sum = 0;
  if (all_distinct && bits <= 6) {
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint32_t value = x[i] & 63;
      sum += static_cast<std::uint64_t>(__builtin_popcountll(seen >> value));
      seen |= std::uint64_t{1} << value;
    }
    return sum;
  }
  if (n <= 24) {
    for (std::size_t i = 0; i + 1 < n; ++i)
      for (std::size_t j = i + 1; j < n; ++j) sum += x[j] < x[i];
    return sum;
  }
  const std::size_t zeros = split(x, spare, n, std::uint32_t{1} << (bits - 1), &sum);
  // The zeros now lie in spare and the ones in x, and what is left of each array is the other's spare room.
  sum += inversions_of(spare, x + (n - zeros), zeros, bits - 1, all_distinct);
  return sum + inversions_of(x, spare + zeros, n - zeros, bits - 1, all_distinct);
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <bit>
#include <numeric>
#include <vector>

#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"
#include "sanov/rank/inversions.h"
#include "sanov/rank/scratch.h"

namespace sanov {
namespace {

HWY_EXPORT(split);
HWY_EXPORT(inversions_of);

/// A part of the ranks that has been split off, and its spare room.
struct Part {
  std::uint32_t *x, *spare;
  std::size_t n;
  std::uint64_t inversions;
};

HWY_EXPORT(split_scored);
HWY_EXPORT(scores_of);

struct ScoredPart {
  Scored x, spare;
  std::size_t n;
};

constexpr std::size_t kOneTask = 1 << 15;

}  // namespace

std::uint64_t count_inversions(std::span<std::uint32_t> ranks, std::span<std::uint32_t> spare, std::uint32_t distinct) {
  const std::size_t n = ranks.size();
  const bool all_distinct = distinct == n;
  int bits = distinct < 2 ? 0 : std::bit_width(distinct - 1);
  std::vector<Part> parts{{ranks.data(), spare.data(), n, 0}};
  std::uint64_t sum = 0;
  for (int level = 0; level < 4 && bits > 0 && n > kOneTask; ++level, --bits) {
    std::vector<Part> halves(2 * parts.size());
    parallel_chunks(parts.size(), 1, [&](std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) {
        Part& part = parts[i];
        const std::size_t zeros =
            SANOV_DISPATCH(split)(part.x, part.spare, part.n, std::uint32_t{1} << (bits - 1), &part.inversions);
        halves[2 * i] = {part.spare, part.x + (part.n - zeros), zeros, 0};
        halves[2 * i + 1] = {part.x, part.spare + zeros, part.n - zeros, 0};
      }
    });
    for (const Part& part : parts) sum += part.inversions;
    parts = std::move(halves);
  }
  parallel_chunks(parts.size(), 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i)
      parts[i].inversions = SANOV_DISPATCH(inversions_of)(parts[i].x, parts[i].spare, parts[i].n, bits, all_distinct);
  });
  for (const Part& part : parts) sum += part.inversions;
  return sum;
}

void count_smaller_before(std::span<const std::uint32_t> ranks, std::uint32_t distinct, std::span<std::uint32_t> out) {
  const std::size_t n = ranks.size();
  const bool all_distinct = distinct == n;
  int bits = distinct < 2 ? 0 : std::bit_width(distinct - 1);
  const auto room = make_scratch<std::uint32_t>(6 * n);
  const auto scored = [&](std::size_t from) {
    return Scored{room.get() + from * n, room.get() + (from + 1) * n, room.get() + (from + 2) * n};
  };
  std::vector<ScoredPart> parts{{scored(0), scored(3), n}};
  std::copy(ranks.begin(), ranks.end(), parts[0].x.rank);
  std::iota(parts[0].x.place, parts[0].x.place + n, 0u);
  std::fill(parts[0].x.below, parts[0].x.below + n, 0u);
  for (int level = 0; level < 4 && bits > 0 && n > kOneTask; ++level, --bits) {
    std::vector<ScoredPart> halves(2 * parts.size());
    parallel_chunks(parts.size(), 1, [&](std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) {
        const ScoredPart& part = parts[i];
        const std::size_t zeros =
            SANOV_DISPATCH(split_scored)(part.x, part.spare, part.n, std::uint32_t{1} << (bits - 1));
        halves[2 * i] = {part.spare, part.x + (part.n - zeros), zeros};
        halves[2 * i + 1] = {part.x, part.spare + zeros, part.n - zeros};
      }
    });
    parts = std::move(halves);
  }
  parallel_chunks(parts.size(), 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i)
      SANOV_DISPATCH(scores_of)(parts[i].x, parts[i].spare, parts[i].n, bits, all_distinct, out.data());
  });
}

}  // namespace sanov
#endif
