// Included once per SIMD target: from a cell's formula to the kernels of a measure.
#if defined(SANOV_MEASURES_CELLS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SANOV_MEASURES_CELLS_INL_H_
#undef SANOV_MEASURES_CELLS_INL_H_
#else
#define SANOV_MEASURES_CELLS_INL_H_
#endif

#include <algorithm>
#include <cstring>

#include "sanov/measures/sums.h"
#include "sanov/numerics/kl-inl.h"
#include "sanov/numerics/math-inl.h"
#include "sanov/numerics/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

// A Cell is a small struct with the formula of one cell:
//
//   struct HellingerCell : Cell<2> {                       // arguments; then sums (default 1)
//     void terms(V p, V q, V* t) const { … t[0] = …; }     // 0 for an empty cell (p = q = 0); NaN never, ∞ where it is so
//     void slopes(V p, V q, V* tp, V* tq) const { … }      // ∂t[k]/∂p, ∂t[k]/∂q; leave out where there is none
//   };
//
// It may have parameters (a constructor from Parameters) and a fast form for cells in the window of kl-inl.h
// (terms_in_window, with kWindow = true, whose first term is 0 for a pair of ones), to which terms() is the careful one.
template <int kArguments_, int kTerms_ = 1, Join kJoin_ = Join::add>
struct Cell {
  static constexpr int kArguments = kArguments_;
  static constexpr int kTerms = kTerms_;
  static constexpr Join kJoin = kJoin_;
  static constexpr bool kWindow = false;
  Cell() = default;
  explicit Cell(const Parameters&) {}
};

/// weight·x, where 0 · ∞ counts as 0 on either side: a weight of 0 silences an infinity, and an infinite one leaves 0.
HWY_INLINE V weighted(double weight, V x) {
  return weight == 0 ? zero() : hn::IfThenZeroElse(x == zero(), x * set(weight));
}

/// Running sums of one chunk, a virtual vector each.
template <class C>
struct Accumulators {
  V term[C::kTerms][kVectors], p[kVectors], q[kVectors];
  VU signs;

  HWY_INLINE Accumulators() : signs(hn::Zero(DU())) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      for (auto& t : term) t[v] = zero();
      p[v] = q[v] = zero();
    }
  }
  HWY_INLINE void add(std::size_t v, V x, V y, const V* t) {
    for (int k = 0; k < C::kTerms; ++k) {
      if constexpr (C::kJoin == Join::max)
        term[k][v] = hn::Max(term[k][v], t[k]);
      else
        term[k][v] = term[k][v] + t[k];
    }
    p[v] = p[v] + x;
    if constexpr (C::kArguments == 2) q[v] = q[v] + y;
  }
  HWY_INLINE void sign(V x, V y) {
    signs = hn::Or(signs, bits(x));
    if constexpr (C::kArguments == 2) signs = hn::Or(signs, bits(y));
  }
  HWY_INLINE void fold_into(Sums& sums) const {
    for (int k = 0; k < C::kTerms; ++k) sums.term[k] = C::kJoin == Join::max ? fold_max(term[k]) : fold(term[k]);
    sums.p = fold(p);
    sums.q = C::kArguments == 2 ? fold(q) : 0;
    const VU negative = hn::And(signs, hn::Set(DU(), 0x8000000000000000ull));
    sums.signs = hn::AllTrue(DU(), negative == hn::Zero(DU())) ? 0 : 1;
  }
};

/// kLanes numbers from `from`, of which `count` exist; the rest read as 0 and are not touched.
template <class T>
HWY_INLINE V load_part(const T* from, std::size_t count) {
  if (HWY_LIKELY(count >= kLanes)) return load(from);
  if constexpr (sizeof(T) == sizeof(double)) {
    return hn::MaskedLoad(hn::FirstN(D(), count), D(), from);
  } else {
    const hn::Rebind<float, D> narrow;
    return hn::PromoteTo(D(), hn::MaskedLoad(hn::FirstN(narrow, count), narrow, from));
  }
}

/// Both arguments' numbers; the second is the first where there is only one.
template <class C, class T>
HWY_INLINE void load_both(const T* p, const T* q, std::size_t count, V& x, V& y) {
  x = load_part(p, count);
  if constexpr (C::kArguments == 2)
    y = load_part(q, count);
  else
    y = x;
}

/// One virtual vector of cells, of which `count` exist and the rest are empty. Cells with a fast form take it when all
/// of them are in the window.
template <class C, class T>
HWY_INLINE void add_group(const C& cell, const T* p, const T* q, std::size_t count, Accumulators<C>& sums) {
  V x[kVectors], y[kVectors], t[kVectors][C::kTerms];
  for (std::size_t v = 0; v < kVectors; ++v) {
    const std::size_t at = v * kLanes, left = count > at ? count - at : 0;
    load_both<C>(p + at, q + at, left, x[v], y[v]);
    sums.sign(x[v], y[v]);
  }
  bool fast = false;
  if constexpr (C::kWindow) {
    V a[kVectors], b[kVectors];
    VU window = hn::Zero(DU());
    for (std::size_t v = 0; v < kVectors; ++v) {
      // Padding becomes a pair of ones, whose first term is 0, but is not summed.
      const std::size_t at = v * kLanes, left = count > at ? count - at : 0;
      const M live = hn::FirstN(D(), std::min(left, kLanes));
      a[v] = hn::IfThenElse(live, x[v], set(1.0));
      b[v] = hn::IfThenElse(live, y[v], set(1.0));
      window = hn::Or3(window, window_bits(a[v]), window_bits(b[v]));
    }
    fast = in_window(window);
    if (HWY_LIKELY(fast))
      for (std::size_t v = 0; v < kVectors; ++v) {
        cell.terms_in_window(a[v], b[v], t[v]);
        if constexpr (C::kTerms > 1) {
          const std::size_t at = v * kLanes, left = count > at ? count - at : 0;
          const M live = hn::FirstN(D(), std::min(left, kLanes));
          for (int k = 1; k < C::kTerms; ++k) t[v][k] = hn::IfThenElseZero(live, t[v][k]);
        }
      }
  }
  if (!fast)
    for (std::size_t v = 0; v < kVectors; ++v) cell.terms(x[v], y[v], t[v]);
  for (std::size_t v = 0; v < kVectors; ++v) sums.add(v, x[v], y[v], t[v]);
}

inline constexpr std::size_t kBlock = 64;
inline constexpr std::size_t kPrefetchBytes = 8192;

template <class C, class T>
HWY_INLINE void prefetch_ahead(const T* p, const T* q) {
  // The hardware's own prefetcher does not keep up with two streams: this halves the time from memory.
  hwy::Prefetch(p + kPrefetchBytes / sizeof(T));
  if constexpr (C::kArguments == 2) hwy::Prefetch(q + kPrefetchBytes / sizeof(T));
}

/// A block of 64 cells by the fast form, into a copy of the sums. False, and nothing added, if one leaves the window.
template <class C, class T>
HWY_INLINE bool add_window_block(const C& cell, const T* p, const T* q, Accumulators<C>& sums) {
  V before[C::kTerms][kVectors], before_p[kVectors], before_q[kVectors];
  std::memcpy(before, sums.term, sizeof before);
  std::memcpy(before_p, sums.p, sizeof before_p);
  std::memcpy(before_q, sums.q, sizeof before_q);
  VU window = hn::Zero(DU());
  for (std::size_t i = 0; i < kBlock; i += kWidth) {
    prefetch_ahead<C>(p + i, q + i);
    for (std::size_t v = 0; v < kVectors; ++v) {
      V x, y, t[C::kTerms];
      load_both<C>(p + i + v * kLanes, q + i + v * kLanes, kLanes, x, y);
      window = hn::Or3(window, window_bits(x), window_bits(y));
      cell.terms_in_window(x, y, t);
      sums.add(v, x, y, t);
    }
  }
  if (HWY_LIKELY(in_window(window))) return true;
  std::memcpy(sums.term, before, sizeof before);
  std::memcpy(sums.p, before_p, sizeof before_p);
  std::memcpy(sums.q, before_q, sizeof before_q);
  return false;
}

/// True if all 64 cells are in the window: asked first once a block was not, since garbage costs assists.
template <class C, class T>
HWY_INLINE bool block_in_window(const T* p, const T* q) {
  VU window = hn::Zero(DU());
  for (std::size_t i = 0; i < kBlock; i += kLanes) {
    V x, y;
    load_both<C>(p + i, q + i, kLanes, x, y);
    window = hn::Or3(window, window_bits(x), window_bits(y));
  }
  return in_window(window);
}

/// One chunk. `suspicious` says that a recent block left the window; it decides the order of work, not the result. The
/// sums are written in place: a copy of what was just stored in other widths would wait for it.
template <class C, class T>
void sum_chunk(const C& cell, const T* p, const T* q, std::size_t n, bool& suspicious, Sums& out) {
  Accumulators<C> sums;
  std::size_t i = 0;
  if constexpr (C::kWindow) {
    for (; i + kBlock <= n; i += kBlock) {
      if (!suspicious || block_in_window<C>(p + i, q + i)) {
        if (HWY_LIKELY(add_window_block(cell, p + i, q + i, sums))) continue;
        suspicious = true;
      }
      for (std::size_t j = 0; j < kBlock; j += kWidth) add_group(cell, p + i + j, q + i + j, kWidth, sums);
    }
  }
  for (; i < n; i += kWidth) {
    if constexpr (!C::kWindow) prefetch_ahead<C>(p + i, q + i);
    add_group(cell, p + i, q + i, std::min(kWidth, n - i), sums);
  }
  sums.fold_into(out);
}

template <class C, class T>
void sum_chunks(const T* p, const T* q, std::size_t n, std::size_t first, std::size_t last,
                const Parameters& parameters, Sums* out) {
  const C cell(parameters);
  if constexpr (C::kArguments == 1) q = p;
  bool suspicious = false;
  for (std::size_t chunk = first; chunk < last; ++chunk) {
    const std::size_t start = chunk * kChunk;
    sum_chunk(cell, p + start, q + start, std::min(kChunk, n - start), suspicious, out[chunk]);
  }
}

/// Calls body(x, y, i, count) for every kLanes cells, the last ones padded with empty cells.
template <class C, class T, class Body>
HWY_INLINE void for_each_part(const T* p, const T* q, std::size_t n, Body&& body) {
  if constexpr (C::kArguments == 1) q = p;
  for (std::size_t i = 0; i < n; i += kLanes) {
    const std::size_t count = std::min(kLanes, n - i);
    V x, y;
    load_both<C>(p + i, q + i, count, x, y);
    body(x, y, i, count);
  }
}

HWY_INLINE void store_part(V x, double* to, std::size_t count) {
  if (count == kLanes) return store(x, to);
  HWY_ALIGN double all[kWidth];
  store(x, all);
  std::memcpy(to, all, count * sizeof(double));
}

template <class C, class T>
void write_terms(const T* p, const T* q, std::size_t n, const Parameters& parameters, const Outer& outer, double* out) {
  const C cell(parameters);
  for_each_part<C>(p, q, n, [&](V x, V y, std::size_t i, std::size_t count) {
    V t[C::kTerms];
    cell.terms(x, y, t);
    V sum = weighted(outer.by_term[0], t[0]);
    for (int k = 1; k < C::kTerms; ++k) sum = sum + weighted(outer.by_term[k], t[k]);
    store_part(sum, out + i, count);
  });
}

template <class C, class T>
void write_slopes(const T* p, const T* q, std::size_t n, const Parameters& parameters, const Outer& outer, double* gp,
                  double* gq) {
  const C cell(parameters);
  for_each_part<C>(p, q, n, [&](V x, V y, std::size_t i, std::size_t count) {
    V tp[C::kTerms], tq[C::kTerms];
    for (int k = 0; k < C::kTerms; ++k) tp[k] = tq[k] = zero();
    cell.slopes(x, y, tp, tq);
    V sp = set(outer.by_p), sq = set(outer.by_q);
    for (int k = 0; k < C::kTerms; ++k) {
      sp = sp + weighted(outer.by_term[k], tp[k]);
      sq = sq + weighted(outer.by_term[k], tq[k]);
    }
    if (gp != nullptr) store_part(sp, gp + i, count);
    if (gq != nullptr) store_part(sq, gq + i, count);
  });
}

template <class C>
concept HasSlopes = requires(const C& cell, V x, V* t) { cell.slopes(x, x, t, t); };

template <class C, class T>
constexpr Kernels<T> kernels_for() {
  if constexpr (HasSlopes<C>)
    return {sum_chunks<C, T>, write_terms<C, T>, write_slopes<C, T>};
  else
    return {sum_chunks<C, T>, write_terms<C, T>, nullptr};
}

/// Several cells for one measure: the first whose fits(parameters) says so, else the last.
template <class T, class First, class... Rest>
struct Choice {
  static constexpr Kernels<T> kFirst = kernels_for<First, T>();
  static const Kernels<T>& of(const Parameters& parameters) {
    if constexpr (sizeof...(Rest) == 0)
      return kFirst;
    else
      return First::fits(parameters) ? kFirst : Choice<T, Rest...>::of(parameters);
  }
  static void sums(const T* p, const T* q, std::size_t n, std::size_t first, std::size_t last,
                   const Parameters& parameters, Sums* out) {
    of(parameters).sums(p, q, n, first, last, parameters, out);
  }
  static void terms(const T* p, const T* q, std::size_t n, const Parameters& parameters, const Outer& outer,
                    double* out) {
    of(parameters).terms(p, q, n, parameters, outer, out);
  }
  static void slopes(const T* p, const T* q, std::size_t n, const Parameters& parameters, const Outer& outer,
                     double* gp, double* gq) {
    of(parameters).slopes(p, q, n, parameters, outer, gp, gq);
  }
  static constexpr Kernels<T> kernels() { return {sums, terms, slopes}; }
};

/// This target's kernels of a cell: what SANOV_KERNELS exports.
template <class C>
const KernelTable* kernel_table() {
  static_assert(C::kTerms <= static_cast<int>(kMaxTerms));
  static constexpr KernelTable table{kernels_for<C, double>(), kernels_for<C, float>(), C::kTerms, C::kJoin};
  return &table;
}

/// The same for a measure whose cell depends on its parameters; all of them must have slopes.
template <class First, class Second, class... Rest>
const KernelTable* kernel_table() {
  static_assert(((First::kTerms == Second::kTerms) && ... && (First::kTerms == Rest::kTerms)));
  static_assert(((First::kJoin == Second::kJoin) && ... && (First::kJoin == Rest::kJoin)));
  static constexpr KernelTable table{Choice<double, First, Second, Rest...>::kernels(),
                                     Choice<float, First, Second, Rest...>::kernels(), First::kTerms, First::kJoin};
  return &table;
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#endif
