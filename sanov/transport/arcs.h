#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sanov/transport/twice.h"

namespace sanov {

/// From a point of the first measure to one of the second, and what a unit costs on it.
struct Arc {
  std::uint32_t from, to;
  double cost;
};

/// Prices of the columns, in blocks of 32 whose highest is known; padded with −∞.
struct Prices {
  static constexpr std::size_t kBlock = 32;
  explicit Prices(std::span<const double> v);
  explicit Prices(std::span<const Twice> v);
  std::vector<double> v, highest;
  std::vector<double> low;  ///< what v leaves off; empty where the prices are doubles

 private:
  void find_highest();
};

/// Which arcs are asked for. Without u: those with cost − v[to] below bound[from], in doubles. With u: those with
/// cost − u[from] − v[to] below bound[from], in twice their digits.
struct Question {
  const Prices& v;
  const double* bound = nullptr;  ///< without: all are
  unsigned most = 1;              ///< of a row
  const Twice* u = nullptr;
};

/// The reduced cost in doubles, which tells whether it is worth computing it in twice their digits: it is within
/// kDoubt·cost and a last digit of itself, as u and v nearly cancel wherever it is near 0.
inline constexpr double kDoubt = 0x1p-50;

/// All the costs between two measures, formed or not. Infinity forbids an arc.
class Costs {
 public:
  Costs(std::size_t rows, std::size_t columns) : rows_(rows), columns_(columns) {}
  virtual ~Costs() = default;
  std::size_t rows() const noexcept { return rows_; }
  std::size_t columns() const noexcept { return columns_; }

  /// For row i of [first, last): up to `most` arcs of those asked for, lowest first, appended to `found`; in least[i]
  /// the lowest cost − v[to], or − u[from] − v[to], of them, or +∞ where there is none.
  /// Deterministic; called from several threads for different rows.
  virtual void search(std::size_t first, std::size_t last, const Question& question, std::vector<Arc>& found,
                      double* least) const = 0;

  /// Fills in the costs of these arcs, to the bit what search() would find.
  virtual void fill(std::span<Arc> arcs) const = 0;

  /// least[j]: the lowest cost − u[from] of column j, over all its rows.
  virtual void lowest_in_columns(std::span<const double> u, std::span<double> least) const = 0;

  /// The size of the largest cost, infinity aside, or an upper bound on it.
  virtual double largest() const = 0;

 private:
  std::size_t rows_, columns_;
};

/// The search of all rows for arcs with cost − v[to] below bound[from], in parallel. Without `found` only `least` is
/// filled.
void search_all(const Costs& costs, std::span<const double> v, std::span<const double> bound, unsigned most,
                std::vector<Arc>* found, std::span<double> least);

/// The same for cost − u[from] − v[to], in twice the digits.
void search_all(const Costs& costs, std::span<const Twice> u, std::span<const Twice> v, std::span<const double> bound,
                unsigned most, std::vector<Arc>* found, std::span<double> least);

}  // namespace sanov
