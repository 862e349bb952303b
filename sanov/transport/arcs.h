#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

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
  std::vector<double> v, highest;
};

/// All the costs between two measures, formed or not. Infinity forbids an arc.
class Costs {
 public:
  Costs(std::size_t rows, std::size_t columns) : rows_(rows), columns_(columns) {}
  virtual ~Costs() = default;
  std::size_t rows() const noexcept { return rows_; }
  std::size_t columns() const noexcept { return columns_; }

  /// For row i of [first, last): up to `most` arcs with cost − v[to] below bound[i], lowest first, appended to `found`;
  /// in least[i] the lowest cost − v[to] of them, or +∞ where there is none. Without bounds there are `most` a row.
  /// Deterministic; called from several threads for different rows.
  virtual void search(std::size_t first, std::size_t last, const Prices& v, const double* bound, unsigned most,
                      std::vector<Arc>& found, double* least) const = 0;

  /// Fills in the costs of these arcs, to the bit what search() would find.
  virtual void fill(std::span<Arc> arcs) const = 0;

  /// least[j]: the lowest cost − u[from] of column j, over all its rows.
  virtual void lowest_in_columns(std::span<const double> u, std::span<double> least) const = 0;

  /// The size of the largest cost, infinity aside, or an upper bound on it.
  virtual double largest() const = 0;

 private:
  std::size_t rows_, columns_;
};

/// The same for all rows, in parallel. Without `found` only `least` is filled.
void search_all(const Costs& costs, std::span<const double> v, std::span<const double> bound, unsigned most,
                std::vector<Arc>* found, std::span<double> least);

}  // namespace sanov
