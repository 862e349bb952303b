#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sanov {

/// What a classifier sees of points: normal scores of the columns, bent at the quartiles, and products of two columns of
/// different groups; each with mean 0 and variance 1 over all points.
class Features {
 public:
  /// Points in rows, of `columns` columns each of a group.
  Features(std::span<const double> points, std::size_t columns, std::span<const std::uint32_t> groups);

  std::size_t size() const noexcept { return features_.size(); }
  std::size_t points() const noexcept { return rows_; }
  bool has_products() const noexcept { return products_; }
  bool touches(std::size_t feature, std::uint32_t group) const;
  /// The values of a feature at some points; of the columns of `group` at the points in `shuffled` instead.
  void fill(std::size_t feature, std::span<const std::uint32_t> points, double* out) const;
  void fill(std::size_t feature, std::span<const std::uint32_t> points, std::uint32_t group,
            std::span<const std::uint32_t> shuffled, double* out) const;

 private:
  struct Feature {
    std::uint32_t first, second;  ///< columns; equal but for a product
    int bend;                     ///< which part of a bent line; 0 for a product
    double mean = 0, scale = 1;
  };
  static constexpr std::uint32_t kNoGroup = ~std::uint32_t{0};

  void add(Feature feature);
  double value(const Feature& feature, std::uint32_t first, std::uint32_t second) const;

  std::size_t rows_;
  bool products_ = true;
  std::vector<std::uint32_t> groups_;
  std::vector<std::vector<double>> scores_;  ///< of each column
  std::vector<Feature> features_;
};

}  // namespace sanov
