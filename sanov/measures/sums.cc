#include "sanov/measures/sums.h"

#include <algorithm>
#include <vector>

#include "sanov/base/running_sum.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

Sums joined(const KernelTable& kernels, const std::vector<Sums>& chunks) {
  Sums all;
  RunningSum term[kMaxTerms], p, q;
  for (const Sums& chunk : chunks) {
    for (std::size_t k = 0; k < kernels.terms; ++k) {
      if (kernels.join == Join::add)
        term[k].add(chunk.term[k]);
      else
        all.term[k] = std::max(all.term[k], chunk.term[k]);
    }
    p.add(chunk.p);
    q.add(chunk.q);
    all.signs |= chunk.signs;
  }
  if (kernels.join == Join::add)
    for (std::size_t k = 0; k < kernels.terms; ++k) all.term[k] = term[k].value();
  all.p = p.value();
  all.q = q.value();
  return all;
}

constexpr std::size_t kGrain = 16;      // chunks claimed at a time, at most: 1 MB of two doubles
constexpr std::size_t kWriteGrain = 4;  // every chunk is its own piece of the output

/// Apart from the call for few cells, which it would burden with its frame.
template <class T>
[[gnu::noinline]] Sums sum_many(const KernelTable& table, const Kernels<T>& kernels, const T* p, const T* q,
                                std::size_t n, const Parameters& parameters) {
  const std::size_t chunks = (n + kChunk - 1) / kChunk;
  std::vector<Sums> partial(chunks);
  // Few chunks are claimed one by one, so that all threads have some.
  parallel_chunks(chunks, std::clamp<std::size_t>(chunks / 32, 1, kGrain), [&](std::size_t first, std::size_t last) {
    kernels.sums(p, q, n, first, last, parameters, partial.data());
  });
  Sums sums = joined(table, partial);
  sums.cells = n;
  return sums;
}

template <class T>
Sums sum_typed(const KernelTable& table, const Kernels<T>& kernels, const T* p, const T* q, std::size_t n,
               const Parameters& parameters) {
  if (n > kChunk) return sum_many(table, kernels, p, q, n, parameters);
  Sums sums;
  kernels.sums(p, q, n, 0, 1, parameters, &sums);
  sums.cells = n;
  return sums;
}

}  // namespace

Sums sum_cells(const KernelTable& kernels, Cells p, const Cells* q, const Parameters& parameters) {
  const std::size_t n = p.size();
  if (p.type() == Type::float64)
    return sum_typed(kernels, kernels.of_double, p.as<double>(), q ? q->as<double>() : nullptr, n, parameters);
  return sum_typed(kernels, kernels.of_float, p.as<float>(), q ? q->as<float>() : nullptr, n, parameters);
}

void write_terms(const KernelTable& table, Cells p, const Cells* q, const Parameters& parameters, const Outer& outer,
                 double* out) {
  const std::size_t n = p.size();
  parallel_chunks((n + kChunk - 1) / kChunk, kWriteGrain, [&](std::size_t first, std::size_t last) {
    const std::size_t start = first * kChunk, count = std::min(n, last * kChunk) - start;
    if (p.type() == Type::float64)
      table.of_double.terms(p.as<double>() + start, q ? q->as<double>() + start : nullptr, count, parameters, outer,
                            out + start);
    else
      table.of_float.terms(p.as<float>() + start, q ? q->as<float>() + start : nullptr, count, parameters, outer,
                           out + start);
  });
}

void write_slopes(const KernelTable& table, Cells p, const Cells* q, const Parameters& parameters, const Outer& outer,
                  double* gp, double* gq) {
  const std::size_t n = p.size();
  parallel_chunks((n + kChunk - 1) / kChunk, kWriteGrain, [&](std::size_t first, std::size_t last) {
    const std::size_t start = first * kChunk, count = std::min(n, last * kChunk) - start;
    double* const to_p = gp ? gp + start : nullptr;
    double* const to_q = gq ? gq + start : nullptr;
    if (p.type() == Type::float64)
      table.of_double.slopes(p.as<double>() + start, q ? q->as<double>() + start : nullptr, count, parameters, outer,
                             to_p, to_q);
    else
      table.of_float.slopes(p.as<float>() + start, q ? q->as<float>() + start : nullptr, count, parameters, outer, to_p,
                            to_q);
  });
}

}  // namespace sanov
