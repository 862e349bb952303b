#pragma once

#include <cstddef>

#include "sanov/base/cells.h"
#include "sanov/measures/info.h"

/// How a measure over cells is computed: sums over the cells by a SIMD kernel, then a finish of a few flops.
namespace sanov {

inline constexpr std::size_t kMaxTerms = 3;

/// What one pass over the cells yields. `signs` is nonzero where an argument may have a negative cell.
struct Sums {
  double term[kMaxTerms] = {};
  double p = 0, q = 0;
  unsigned long long signs = 0;
  std::size_t cells = 0;
};

/// A value with its partial derivatives by each of the sums: the chain rule gives the gradient from these.
struct Outer {
  double value = 0;
  double by_term[kMaxTerms] = {};
  double by_p = 0, by_q = 0;
};

/// From the sums to the value.
using Finish = Outer (*)(const Sums&, const Parameters&);

/// How partial sums are joined: added with compensation, or the larger taken.
enum class Join { add, max };

/// Kernels of one measure for one SIMD target and element type. `q` is null for measures of one argument.
template <class T>
struct Kernels {
  /// Sums of the chunks [first, last) of kChunk cells each, one Sums a chunk, over n cells in all.
  void (*sums)(const T* p, const T* q, std::size_t n, std::size_t first, std::size_t last, const Parameters&, Sums*);
  /// out[i] = outer.by_term · term(p[i], q[i]).
  void (*terms)(const T* p, const T* q, std::size_t n, const Parameters&, const Outer&, double* out);
  /// gp[i] = outer.by_term · ∂term/∂p + outer.by_p, likewise gq. Null where there is no gradient.
  void (*slopes)(const T* p, const T* q, std::size_t n, const Parameters&, const Outer&, double* gp, double* gq);
};

/// What HWY_DYNAMIC_DISPATCH hands back.
struct KernelTable {
  Kernels<double> of_double;
  Kernels<float> of_float;
  std::size_t terms;
  Join join;
};

inline constexpr std::size_t kChunk = 4096;

/// One pass over all cells, parallel and deterministic.
Sums sum_cells(const KernelTable& kernels, Cells p, const Cells* q, const Parameters& parameters);

/// Every cell's terms, weighted by `outer`, parallel.
void write_terms(const KernelTable& kernels, Cells p, const Cells* q, const Parameters& parameters, const Outer& outer,
                 double* out);

/// Every cell's slopes, weighted by `outer`; null pointers are left out.
void write_slopes(const KernelTable& kernels, Cells p, const Cells* q, const Parameters& parameters, const Outer& outer,
                  double* gp, double* gq);

}  // namespace sanov
