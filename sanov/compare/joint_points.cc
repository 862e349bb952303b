#include "sanov/compare/joint_points.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace sanov {
namespace {

constexpr double kFarthest = 1e300;
constexpr double kQuartilesOfNormal =
    1.3489795003921634;  // the interquartile range of a normal, in standard deviations

/// Where a column's numbers are counted from, and their unit.
struct Scale {
  double origin = 0, unit = 1;
};

double quantile(std::vector<double>& values, double share) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

Scale scale_of(std::vector<double> values) {
  const double origin = quantile(values, 0.5);
  const double range = (quantile(values, 0.75) - quantile(values, 0.25)) / kQuartilesOfNormal;
  if (range > 0 && std::isfinite(range)) return {origin, range};
  double largest = 0, square = 0;
  for (const double value : values) largest = std::max(largest, std::fabs(value - origin));
  for (const double value : values) square += largest > 0 ? std::pow((value - origin) / largest, 2) : 0;
  const double deviation = largest * std::sqrt(square / static_cast<double>(values.size()));
  return {origin, deviation > 0 && std::isfinite(deviation) ? deviation : 1};
}

using Side = std::vector<double> RowColumn::*;

/// Rows with a finite value in each column from the first on.
std::vector<std::size_t> whole_rows(const TableRows& rows, std::size_t first, Side side) {
  std::vector<std::size_t> whole;
  const auto begin = rows.columns.begin() + static_cast<std::ptrdiff_t>(first);
  for (std::size_t i = 0; i < (rows.columns[first].*side).size(); ++i)
    if (std::all_of(begin, rows.columns.end(),
                    [&](const RowColumn& column) { return std::isfinite((column.*side)[i]); }))
      whole.push_back(i);
  return whole;
}

std::size_t coordinates(const RowColumn& column, std::size_t most) {
  return column.is_text() ? std::max<std::size_t>(1, std::min(column.categories.size(), most + 1)) : 1;
}

}  // namespace

JointPoints::JointPoints(const TableRows& rows, std::size_t first, std::size_t max_categories)
    : reference_rows_(whole_rows(rows, first, &RowColumn::reference)),
      current_rows_(whole_rows(rows, first, &RowColumn::current)) {
  for (std::size_t c = first; c < rows.columns.size(); ++c)
    groups_.insert(groups_.end(), coordinates(rows.columns[c], max_categories), static_cast<std::uint32_t>(c - first));
  const std::size_t dimensions = groups_.size();
  reference_.assign(reference_rows_.size() * dimensions, 0.0);
  current_.assign(current_rows_.size() * dimensions, 0.0);
  std::size_t place = 0;
  for (std::size_t c = first; c < rows.columns.size(); ++c) {
    const RowColumn& column = rows.columns[c];
    const std::size_t width = coordinates(column, max_categories);
    Scale scale;
    if (!column.is_text() && !reference_rows_.empty()) {
      std::vector<double> values;
      for (const std::size_t row : reference_rows_) values.push_back(column.reference[row]);
      scale = scale_of(std::move(values));
    }
    const auto fill = [&](const std::vector<double>& values, const std::vector<std::size_t>& chosen,
                          std::vector<double>& out) {
      for (std::size_t i = 0; i < chosen.size(); ++i) {
        double* point = out.data() + i * dimensions + place;
        const double value = values[chosen[i]];
        if (column.is_text())
          point[std::min(static_cast<std::size_t>(value), width - 1)] = 1 / std::numbers::sqrt2;
        else
          *point = std::clamp((value - scale.origin) / scale.unit, -kFarthest, kFarthest);
      }
    };
    fill(column.reference, reference_rows_, reference_);
    fill(column.current, current_rows_, current_);
    place += width;
  }
}

}  // namespace sanov
