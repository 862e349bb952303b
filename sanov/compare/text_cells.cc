#include "sanov/compare/text_cells.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace sanov {
namespace {

constexpr std::size_t kMostOwn = 128, kUnknownGroups = 256;
constexpr std::uint64_t kFewestOwn = 10;  // rows
constexpr double kSecure = 6;             // standard deviations

/// How often the reference must have a text for a cell of its own: more than this and kSecure roots of its count.
double least_listed(const FrameColumn& frame, const ColumnCounts& reference, bool unnamed) {
  if (frame.has_rest && !frame.categories.empty())
    return static_cast<double>(*std::min_element(
        reference.cells.begin(), reference.cells.begin() + static_cast<std::ptrdiff_t>(frame.own_cells())));
  return unnamed ? 0 : -std::numeric_limits<double>::infinity();
}

}  // namespace

PooledTexts::PooledTexts(const FrameColumn& frame, const ColumnCounts& reference, const ColumnCounts& current) {
  if (frame.has_rest || reference.unseen_left_out || current.unseen_left_out) {
    groups_ = kUnknownGroups;
    return;
  }
  std::map<std::uint64_t, std::uint64_t> rows;
  for (std::size_t i = 0; i < frame.own_cells(); ++i)
    rows[frame.categories[i].hash] = reference.cells[i] + current.cells[i];
  for (const ColumnCounts* counts : {&reference, &current})
    for (const auto& [hash, category] : counts->unseen) rows[hash] += category.count;
  std::erase_if(rows, [](const auto& text) { return text.second == 0; });
  std::vector<std::pair<std::uint64_t, std::uint64_t>> texts(rows.begin(), rows.end());
  std::stable_sort(texts.begin(), texts.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  const bool all = texts.size() <= kRestGroups;
  if (!all) groups_ = kRestGroups;
  for (const auto& [hash, count] : texts)
    if (all || (own_.size() < kMostOwn && count >= kFewestOwn))
      own_.emplace(hash, static_cast<std::uint32_t>(own_.size()));
}

TextCells text_cells(const FrameColumn& frame, const ColumnCounts& reference, const ColumnCounts& current) {
  const std::size_t own = frame.own_cells(), unseen = frame.unseen_cell(), missing = frame.missing_cell();
  const bool unnamed = reference.unseen_left_out || current.unseen_left_out;
  const double least = least_listed(frame, reference, unnamed);
  const std::size_t groups = unnamed ? 1 : frame.has_rest ? kRestGroups : 0;
  std::vector<std::uint64_t> shared_reference(groups), shared_current(groups);
  TextCells cells;
  const auto add = [&](std::size_t rest_cell, std::uint64_t before, std::uint64_t after) {
    if (groups == 0) {
      cells.reference.push_back(before);
      cells.current.push_back(after);
      return;
    }
    const std::size_t group = rest_cell * groups / kRestCells;
    shared_reference[group] += before;
    shared_current[group] += after;
  };
  const auto rest_cell = [](std::uint64_t hash) { return static_cast<std::size_t>((hash >> 32) % kRestCells); };

  for (std::size_t i = 0; i < own; ++i) {
    const auto count = static_cast<double>(reference.cells[i]);
    if (count > least + (std::isinf(least) ? 0 : kSecure * std::sqrt(count))) {
      cells.reference.push_back(reference.cells[i]);
      cells.current.push_back(current.cells[i]);
    } else {
      add(rest_cell(frame.categories[i].hash), reference.cells[i], current.cells[i]);
    }
  }
  for (std::size_t i = own; i < unseen; ++i) add(i - own, reference.cells[i], current.cells[i]);
  if (unnamed) {
    add(0, reference.cells[unseen], current.cells[unseen]);
  } else {
    for (const auto& [hash, category] : reference.unseen) add(rest_cell(hash), category.count, 0);
    for (const auto& [hash, category] : current.unseen) add(rest_cell(hash), 0, category.count);
  }
  cells.reference.insert(cells.reference.end(), shared_reference.begin(), shared_reference.end());
  cells.current.insert(cells.current.end(), shared_current.begin(), shared_current.end());
  cells.reference.push_back(reference.cells[missing]);
  cells.current.push_back(current.cells[missing]);
  return cells;
}

}  // namespace sanov
