#include "sanov/transport/arcs.h"

#include <algorithm>
#include <limits>

#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

constexpr std::size_t kRows = 64, kPadding = 8 * Prices::kBlock;

std::size_t padded(std::size_t size) { return (size + kPadding - 1) / kPadding * kPadding; }

void search_rows(const Costs& costs, const Question& question, std::vector<Arc>* found, std::span<double> least) {
  const std::size_t chunks = (costs.rows() + kRows - 1) / kRows;
  std::vector<std::vector<Arc>> parts(chunks);
  parallel_chunks(chunks, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t c = first; c < last; ++c)
      costs.search(c * kRows, std::min((c + 1) * kRows, costs.rows()), question, parts[c], least.data());
  });
  if (found == nullptr) return;
  for (const std::vector<Arc>& part : parts) found->insert(found->end(), part.begin(), part.end());
}

}  // namespace

Prices::Prices(std::span<const double> values) {
  v.assign(padded(values.size()), -std::numeric_limits<double>::infinity());
  std::copy(values.begin(), values.end(), v.begin());
  find_highest();
}

Prices::Prices(std::span<const Twice> values) {
  v.assign(padded(values.size()), -std::numeric_limits<double>::infinity());
  low.assign(v.size(), 0);
  for (std::size_t j = 0; j < values.size(); ++j) {
    v[j] = values[j].high;
    low[j] = values[j].low;
  }
  find_highest();
}

void Prices::find_highest() {
  for (std::size_t j = 0; j < v.size(); j += kBlock) highest.push_back(*std::max_element(&v[j], &v[j] + kBlock));
}

void search_all(const Costs& costs, std::span<const double> v, std::span<const double> bound, unsigned most,
                std::vector<Arc>* found, std::span<double> least) {
  const Prices prices(v);
  search_rows(costs, {.v = prices, .bound = bound.empty() ? nullptr : bound.data(), .most = most}, found, least);
}

void search_all(const Costs& costs, std::span<const Twice> u, std::span<const Twice> v, std::span<const double> bound,
                unsigned most, std::vector<Arc>* found, std::span<double> least) {
  const Prices prices(v);
  search_rows(costs, {.v = prices, .bound = bound.data(), .most = most, .u = u.data()}, found, least);
}

}  // namespace sanov
