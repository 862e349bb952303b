#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "sanov/base/error.h"
#include "sanov/data/cell_finder.h"
#include "sanov/data/cut.h"
#include "sanov/data/memory_table.h"
#include "sanov/data/profile.h"
#include "sanov/data/profile_file.h"
#include "sanov/data/profile_table.h"

/// What holds for every column, whatever its values.
namespace sanov {
namespace {

/// Numbers that make trouble: ties, infinities, subnormals, missing values.
rc::Gen<double> any_number() {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return rc::gen::weightedOneOf<double>(
      {{6, rc::gen::map(rc::gen::inRange(-20, 20), [](int i) { return i / 4.0; })},
       {4, rc::gen::arbitrary<double>()},
       {1, rc::gen::element(kInfinity, -kInfinity, std::numeric_limits<double>::quiet_NaN(), -0.0, 0.0,
                            std::numeric_limits<double>::denorm_min(), std::numeric_limits<double>::max(),
                            std::numeric_limits<double>::lowest())}});
}

std::vector<double> any_column() {
  return *rc::gen::resize(300, rc::gen::nonEmpty(rc::gen::container<std::vector<double>>(any_number())));
}

std::shared_ptr<const Frame> frame_of(MemoryTable& table, std::size_t bins) {
  TableReader reader(table);
  return make_frame(reader, {.bins = bins});
}

Profile profile_of(MemoryTable& table, const std::shared_ptr<const Frame>& frame) {
  TableReader reader(table);
  return count_rows(reader, frame);
}

std::size_t any_bins() { return *rc::gen::element<std::size_t>(0, 2, 3, 10, 20, 1024); }

RC_GTEST_PROP(Laws, EveryNumberFallsIntoTheCellWhoseIntervalHoldsIt, ()) {
  const std::vector<double> reference = any_column(), others = any_column();
  MemoryTable table("t");
  table.add("x", reference);
  const auto frame = frame_of(table, any_bins());
  const FrameColumn& column = frame->columns[0];
  std::vector<std::uint32_t> cells(others.size());
  CellFinder(column).find_numbers(others.data(), others.size(), cells.data());
  for (std::size_t i = 0; i < others.size(); ++i) {
    if (std::isnan(others[i])) {
      RC_ASSERT(cells[i] == column.missing_cell());
      continue;
    }
    RC_ASSERT(cells[i] <= column.edges.size());
    if (cells[i] > 0) RC_ASSERT(others[i] > column.edges[cells[i] - 1]);
    if (cells[i] < column.edges.size()) RC_ASSERT(others[i] <= column.edges[cells[i]]);
  }
}

RC_GTEST_PROP(Laws, CellsAreOrderedAndNoneOfTheReferencesIsEmpty, ()) {
  const std::vector<double> reference = any_column();
  const std::size_t bins = any_bins();
  MemoryTable table("t");
  table.add("x", reference);
  const auto frame = frame_of(table, bins);
  const FrameColumn& column = frame->columns[0];
  const Profile profile = profile_of(table, frame);
  RC_ASSERT(std::adjacent_find(column.edges.begin(), column.edges.end(), std::greater_equal<>()) == column.edges.end());
  RC_ASSERT(std::is_sorted(column.coarse.begin(), column.coarse.end()));
  RC_ASSERT(column.labels.size() == column.coarse.back() + 1u);
  const std::vector<std::uint64_t> coarse = profile.coarse(0);
  RC_ASSERT(std::accumulate(coarse.begin(), coarse.end(), std::uint64_t{0}) == reference.size());
  const bool has_values = profile.missing(0) < reference.size();
  for (std::size_t i = 0; has_values && i + 1 < coarse.size(); ++i) RC_ASSERT(coarse[i] > 0u);
  RC_ASSERT(profile.columns[0].below == 0u);
  RC_ASSERT(profile.columns[0].above == 0u);
}

RC_GTEST_PROP(Laws, PartsMergeIntoTheWhole, ()) {
  const std::vector<double> reference = any_column(), values = any_column();
  MemoryTable table("t"), whole("w");
  table.add("x", reference);
  whole.add("x", values);
  const auto frame = frame_of(table, any_bins());
  const std::size_t split = *rc::gen::inRange<std::size_t>(0, values.size() + 1);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(split);
  MemoryTable front("f"), back("b");
  front.add("x", std::vector<double>(values.begin(), middle));
  back.add("x", std::vector<double>(middle, values.end()));
  Profile merged = profile_of(back, frame);
  merged.merge(profile_of(front, frame));
  const Profile all = profile_of(whole, frame);
  RC_ASSERT(merged.rows == all.rows);
  RC_ASSERT(merged.columns[0].cells == all.columns[0].cells);
  RC_ASSERT(std::equal(merged.columns[0].sums.begin(), merged.columns[0].sums.end(), all.columns[0].sums.begin()));
  RC_ASSERT(merged.columns[0].minimum == all.columns[0].minimum);
  RC_ASSERT(merged.columns[0].maximum == all.columns[0].maximum);
  RC_ASSERT(merged.columns[0].below == all.columns[0].below);
  RC_ASSERT(merged.columns[0].infinite_above == all.columns[0].infinite_above);
}

/// Rows of numbers and texts, some missing.
struct Rows {
  std::vector<double> numbers;
  std::vector<std::string> texts;

  MemoryTable table(std::size_t first, std::size_t end) const {
    const auto at = [](const auto& all, std::size_t i) { return all.begin() + static_cast<std::ptrdiff_t>(i); };
    MemoryTable part("part");
    part.add("x", std::vector<double>(at(numbers, first), at(numbers, end)));
    part.add("t", std::vector<std::string>(at(texts, first), at(texts, end)));
    return part;
  }
};

Rows any_rows() {
  Rows rows{any_column(), {}};
  const auto text = rc::gen::element<std::string>("", "a", "b", "sun", "a longer text than the others", "\xff");
  rows.texts = *rc::gen::container<std::vector<std::string>>(rows.numbers.size(), text);
  return rows;
}

RC_GTEST_PROP(Laws, FilesOfPartsMergeIntoTheFileOfTheWhole, ()) {
  const Rows reference = any_rows(), rows = any_rows();
  MemoryTable frozen = reference.table(0, reference.numbers.size()), all = rows.table(0, rows.numbers.size());
  const FrameOptions options{.bins = any_bins(),
                             .max_categories = *rc::gen::element<std::size_t>(1, 3, 1024),
                             .exact_values = *rc::gen::element<std::size_t>(0, 5, 65536)};
  const auto frame = profile(frozen, options).frame;
  const std::string whole = profile_text(profile(all, frame));

  // Three parts, written and read: in any order, and the last two before or after the first.
  std::vector<std::size_t> ends{0, *rc::gen::inRange<std::size_t>(0, rows.numbers.size() + 1),
                                *rc::gen::inRange<std::size_t>(0, rows.numbers.size() + 1), rows.numbers.size()};
  std::sort(ends.begin(), ends.end());
  std::vector<Profile> parts;
  for (std::size_t i = 0; i < 3; ++i) {
    MemoryTable part = rows.table(ends[i], ends[i + 1]);
    parts.push_back(parse_profile(profile_text(profile(part, frame)), "part"));
  }
  std::vector<std::size_t> order{0, 1, 2};
  do {
    Profile left = parts[order[0]], right = parts[order[1]];
    left.merge(parts[order[1]]);
    left.merge(parts[order[2]]);
    RC_ASSERT(profile_text(left) == whole);
    right.merge(parts[order[2]]);
    Profile grouped = parts[order[0]];
    grouped.merge(right);
    RC_ASSERT(profile_text(grouped) == whole);
  } while (std::next_permutation(order.begin(), order.end()));
}

RC_GTEST_PROP(Laws, AProfileReadsBackAsItWas, ()) {
  const Rows rows = any_rows();
  MemoryTable table = rows.table(0, rows.numbers.size());
  const Profile counted = profile(table, {.bins = any_bins(), .max_categories = 2});
  const std::string text = profile_text(counted);
  const Profile again = parse_profile(text, "again");
  RC_ASSERT(one_frame(again, counted));
  RC_ASSERT(profile_text(again) == text);
}

RC_GTEST_PROP(Laws, ACutOrChangedFileIsRefused, ()) {
  const Rows rows = any_rows();
  MemoryTable table = rows.table(0, rows.numbers.size());
  std::string text = profile_text(profile(table));
  const std::size_t at = *rc::gen::inRange<std::size_t>(0, text.size());
  if (*rc::gen::arbitrary<bool>())
    text.resize(at);
  else
    text[at] = static_cast<char>(text[at] ^ *rc::gen::inRange(1, 256));
  RC_ASSERT_THROWS_AS(parse_profile(text, "x"), DomainError);
}

RC_GTEST_PROP(Laws, GroupsAreConsecutiveAndAboutEqual, ()) {
  const auto counts = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::uint64_t>>(
      rc::gen::map(rc::gen::inRange(1, 1000), [](int i) { return static_cast<std::uint64_t>(i); })));
  const std::size_t groups = *rc::gen::inRange<std::size_t>(2, 40);
  const std::vector<std::uint32_t> group = group_cells(counts, groups);
  RC_ASSERT(group.front() == 0u);
  for (std::size_t i = 1; i < group.size(); ++i) RC_ASSERT(group[i] - group[i - 1] <= 1u);
  const double total = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
  const double share = total / static_cast<double>(groups);
  std::vector<double> held(group.back() + 1u), heaviest(group.back() + 1u);
  for (std::size_t i = 0; i < group.size(); ++i) {
    held[group[i]] += static_cast<double>(counts[i]);
    heaviest[group[i]] = std::max(heaviest[group[i]], static_cast<double>(counts[i]));
  }
  // A group with a heavy cell holds less than a share besides it; the others less than two and a half shares.
  for (std::size_t i = 0; i < held.size(); ++i) {
    const double limit = heaviest[i] >= share ? heaviest[i] + share : 2.5 * share;
    RC_ASSERT(held[i] < limit);
  }
}

RC_GTEST_PROP(Laws, NamesAreShort, (const std::string& text)) { RC_ASSERT(display_name(text).size() <= 131u); }

}  // namespace
}  // namespace sanov
