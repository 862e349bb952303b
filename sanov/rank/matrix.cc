#include "sanov/rank/matrix.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/progress.h"
#include "sanov/numerics/gemm.h"
#include "sanov/numerics/parallel.h"
#include "sanov/rank/kendall_law.h"
#include "sanov/rank/rank.h"
#include "sanov/rank/ranked_pairs.h"
#include "sanov/rank/spearman_law.h"
#include "sanov/rank/verdict.h"

namespace sanov {
namespace {

using Columns = std::vector<std::span<const double>>;

std::string name_of(std::size_t column) { return "columns[" + std::to_string(column) + "]"; }

/// Looks at every value once, and names the column of the first that is refused.
std::vector<Extent> checked(const Columns& columns, const CoefficientInfo& info, bool& missing, Missing rule) {
  std::vector<Extent> out(columns.size());
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const auto refuse = [&](auto wrong, const char* why) {
      const auto at = std::find_if(columns[c].begin(), columns[c].end(), wrong);
      if (at != columns[c].end())
        fail_value(info.name, name_of(c), static_cast<std::size_t>(at - columns[c].begin()), *at, why);
    };
    out[c] = extent(columns[c]);
    if (out[c].nan) {
      missing = true;
      if (rule == Missing::error)
        refuse([](double value) { return std::isnan(value); },
               "give missing = pairwise to leave out pairs that lack a value");
    }
    if (!info.of_order && (out[c].nan || std::isinf(out[c].low) || std::isinf(out[c].high)))
      refuse([](double value) { return std::isinf(value); },
             "its distance from the others is not a number; a coefficient of ranks takes it");
  }
  return out;
}

/// What stands at one place.
struct Found {
  std::optional<double> value, p, log_p;
};

Found found(double value, const std::optional<PValue>& p) {
  return {value, p ? std::optional(p->p) : std::nullopt, p ? std::optional(p->log_p) : std::nullopt};
}

/// Entries (i, j) for j ≥ i by `entry`, rows in parallel, and their mirror images.
template <class Entry>
void fill(CorrelationMatrix& out, bool symmetric, Entry entry) {
  const std::size_t m = out.columns;
  std::atomic<std::size_t> done{0};
  parallel_chunks(m, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      for (std::size_t j = symmetric ? i : 0; j < m; ++j) {
        const Found at = entry(i, j);
        for (const std::size_t place : {i * m + j, symmetric ? j * m + i : i * m + j}) {
          out.values[place] = at.value;
          out.p[place] = at.p;
          out.log_p[place] = at.log_p;
        }
        poll();
      }
      const std::size_t row = symmetric ? m - i : m;
      const std::size_t so_far = done.fetch_add(row, std::memory_order_relaxed) + row;
      const std::size_t all = symmetric ? m * (m + 1) / 2 : m * m;
      poll("correlating", static_cast<double>(so_far) / static_cast<double>(all));
    }
  });
}

/// All products of rows at once, then entry(i, j, product).
template <class Entry>
void fill_from_products(CorrelationMatrix& out, const std::vector<double>& rows, std::size_t n, Entry entry) {
  const std::size_t m = out.columns;
  std::vector<double> products(m * m);
  gemm(1, Rows(rows.data(), m, n), Rows(rows.data(), m, n), 0, products.data());
  fill(out, true, [&](std::size_t i, std::size_t j) { return entry(i, j, products[i * m + j]); });
}

void fill_pearson(CorrelationMatrix& out, const Columns& columns, const std::vector<Extent>& extents,
                  const AssociationOptions& options) {
  const std::size_t n = columns[0].size();
  std::vector<double> rows(columns.size() * n);
  parallel_chunks(columns.size(), 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t c = first; c < last; ++c) {
      const double largest = std::max(std::fabs(extents[c].low), std::fabs(extents[c].high));
      if (extents[c].constant()) continue;
      const double scale = std::ldexp(1.0, -std::clamp(std::ilogb(largest), -1022, 1022));
      double* row = rows.data() + c * n;
      double mean = 0, left = 0, squares = 0;
      for (std::size_t i = 0; i < n; ++i) mean += columns[c][i] * scale;
      mean /= static_cast<double>(n);
      for (std::size_t i = 0; i < n; ++i) left += row[i] = columns[c][i] * scale - mean;
      left /= static_cast<double>(n);
      for (std::size_t i = 0; i < n; ++i) {
        row[i] -= left;
        squares += row[i] * row[i];
      }
      for (std::size_t i = 0; i < n; ++i) row[i] /= std::sqrt(squares);
    }
  });
  fill_from_products(out, rows, n, [&](std::size_t i, std::size_t j, double product) -> Found {
    if (extents[i].constant() || extents[j].constant()) return {};
    if (i == j) return {1, {}, {}};
    if (std::fabs(product) >= 0.999)
      product = *pearson(columns[i], columns[j], {.test = TestKind::none, .level = 0}).value;
    if (options.test == TestKind::none) return {product, {}, {}};
    return found(product, pearson_t_p(n, product, options.alternative));
  });
}

/// Doubled ranks less their mean are whole numbers, and so are the sums of their products: exact below 2^53.
constexpr std::size_t kExactRows = 200'000;

void fill_spearman(CorrelationMatrix& out, const Columns& columns, const std::vector<Extent>& extents,
                   const AssociationOptions& options) {
  const std::size_t n = columns[0].size(), m = columns.size();
  std::vector<double> rows(m * n), spreads(m);
  parallel_chunks(m, 1, [&](std::size_t first, std::size_t last) {
    std::vector<std::uint32_t> ranks(n);
    for (std::size_t c = first; c < last; ++c) {
      const Order order(columns[c], extents[c]);
      order.doubled_mid_ranks(ranks);
      spreads[c] = doubled_rank_spread(n, order.ties());
      for (std::size_t i = 0; i < n; ++i) rows[c * n + i] = static_cast<double>(ranks[i]) - static_cast<double>(n + 1);
    }
  });
  fill_from_products(out, rows, n, [&](std::size_t i, std::size_t j, double product) -> Found {
    if (extents[i].constant() || extents[j].constant()) return {};
    const double rho = std::clamp(product / std::sqrt(spreads[i] * spreads[j]), -1.0, 1.0);
    if (i == j || options.test == TestKind::none) return {rho, {}, {}};
    return found(rho, spearman_t_p(n, rho, options.alternative));
  });
}

void fill_kendall(CorrelationMatrix& out, const Columns& columns, const std::vector<Extent>& extents,
                  const AssociationOptions& options) {
  const std::size_t n = columns[0].size(), m = columns.size();
  std::vector<std::optional<Order>> orders(m);
  std::vector<std::vector<std::uint32_t>> ranks(m, std::vector<std::uint32_t>(n));
  parallel_chunks(m, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t c = first; c < last; ++c) orders[c].emplace(columns[c], extents[c]).dense_ranks(ranks[c]);
  });
  fill(out, true, [&](std::size_t i, std::size_t j) -> Found {
    if (extents[i].constant() || extents[j].constant()) return {};
    if (i == j) return {1, {}, {}};
    const PairCounts counts = count_pairs(*orders[i], *orders[j], ranks[j]);
    return found(counts.tau_b(), kendall_p(counts, options, "kendall"));
  });
}

}  // namespace

CorrelationMatrix correlation_matrix(std::span<const Cells> columns, const AnyCoefficient& coefficient,
                                     Missing missing) {
  return correlation_matrix(columns, coefficient, {.test = TestKind::none, .missing = missing});
}

CorrelationMatrix correlation_matrix(std::span<const Cells> cells, const AnyCoefficient& coefficient,
                                     const AssociationOptions& options) {
  const FloatingPoint environment;
  const std::size_t m = cells.size(), n = m == 0 ? 0 : cells[0].size();
  const std::vector<std::optional<double>> none(m * m);
  CorrelationMatrix out{m, none, none, none, std::vector<std::uint64_t>(m * m, n)};
  Columns columns;
  std::vector<std::vector<double>> rooms(m);
  for (std::size_t c = 0; c < m; ++c) {
    if (cells[c].size() != n)
      fail_argument(coefficient.info().name, name_of(c),
                    "has " + std::to_string(cells[c].size()) + " values, but columns[0] has " + std::to_string(n));
    if (cells[c].type() == Type::float32) rooms[c].assign(cells[c].as<float>(), cells[c].as<float>() + n);
    columns.push_back(rooms[c].empty() ? std::span(cells[c].as<double>(), n) : std::span<const double>(rooms[c]));
  }
  bool dropping = false;
  const std::vector<Extent> extents = checked(columns, coefficient.info(), dropping, options.missing);
  if (n < 2) return out;
  const AnyCoefficient* which = &coefficient;
  // The tests that need no more than the value or the counts.
  const bool none_or_cheap = options.test != TestKind::exact && options.test != TestKind::permutation;
  const bool exact_is_cheap = options.test == TestKind::automatic && n <= kSpearmanExact;
  if (!dropping && which == &pearson && none_or_cheap) {
    fill_pearson(out, columns, extents, options);
  } else if (!dropping && which == &spearman && n <= kExactRows && none_or_cheap && !exact_is_cheap) {
    fill_spearman(out, columns, extents, options);
  } else if (!dropping && which == &kendall && options.test != TestKind::permutation) {
    fill_kendall(out, columns, extents, options);
  } else {
    fill(out, coefficient.info().symmetric, [&](std::size_t i, std::size_t j) -> Found {
      AssociationOptions of_pair = options;
      of_pair.level = 0;
      if (i == j) of_pair.test = TestKind::none;
      const Association result = coefficient(columns[i], columns[j], of_pair);
      out.n[i * m + j] = out.n[coefficient.info().symmetric ? j * m + i : i * m + j] = result.n;
      return {result.value, result.p, result.log_p};
    });
  }
  return out;
}

}  // namespace sanov
