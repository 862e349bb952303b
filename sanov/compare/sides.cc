#include <utility>

#include "sanov/base/error.h"
#include "sanov/compare/compare.h"
#include "sanov/data/profile_table.h"

/// Comparisons in which a side was counted before.
namespace sanov {
namespace {

Profile count(TableSource& table, const std::shared_ptr<const Frame>& frame, const CompareOptions& options) {
  Profile counted = profile(table, frame);
  if (options.columns.empty()) return counted;
  for (std::size_t i = 0; i < counted.columns.size(); ++i)
    if (!counted.columns[i].present)
      fail_argument("compare", "column " + frame->columns[i].name, "is not in " + counted.name);
  counted.not_in_frame.clear();
  return counted;
}

/// A side's counts of the columns asked for.
Profile profile_of(const Side& side, const std::shared_ptr<const Frame>& frame, const CompareOptions& options) {
  if (side.profile == nullptr) return count(*side.table, frame, options);
  return options.columns.empty() ? *side.profile : select(*side.profile, options.columns, "compare");
}

}  // namespace

Comparison compare(const Side& reference, const Side& current, const CompareOptions& options) {
  if (reference.profile == nullptr && current.profile == nullptr)
    return compare(*reference.table, *current.table, options);
  for (const auto& [asked, name] :
       {std::pair(!options.together.joint.empty(), "joint"), std::pair(!options.together.target.empty(), "target")})
    if (asked) fail_argument("compare", name, "needs the rows of both tables, which a profile has not kept");
  if (options.bins != 0) fail_argument("compare", "bins", "cannot be chosen: the cells of a profile are frozen");
  if (!options.block.empty())
    fail_argument("compare", "block " + options.block, "needs the rows, and a profile has counts alone");
  if (!options.weights.empty())
    fail_argument("compare", "weights", "need the rows, and a profile has counted each of them once");
  const Profile& counted = reference.profile != nullptr ? *reference.profile : *current.profile;
  const auto frame = options.columns.empty() ? counted.frame : select(*counted.frame, options.columns, "compare");
  return compare(profile_of(reference, frame, options), profile_of(current, frame, options), options);
}

}  // namespace sanov
