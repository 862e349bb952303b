#include "sanov/compare/together.h"

#include <fmt/format.h>

#include <utility>

#include "sanov/base/error.h"
#include "sanov/compare/compare.h"

namespace sanov {

void check_together(const CompareOptions& options) {
  if (options.block.empty()) return;
  for (const auto& [asked, name] :
       {std::pair(!options.together.joint.empty(), "joint"), std::pair(!options.together.target.empty(), "target")})
    if (asked)
      fail_argument("compare", "block " + options.block,
                    fmt::format("does not go with {}, which takes rows for independent; leave out one of them", name));
}

void look_together(TableSource& reference, TableSource& current, const CompareOptions& options,
                   Comparison& comparison) {
  const TogetherOptions& asked = options.together;
  if (!asked.joint.empty()) {
    const JointOptions how{.permutations = asked.permutations, .level = options.level, .seed = asked.seed};
    comparison.joint = compare_joint(read_rows(reference, current, asked.joint, how.max_rows, "joint"), how);
    const std::optional<PValue>& p = comparison.joint->classifier.p;
    comparison.judgement.differs = comparison.judgement.differs || (p && p->p <= options.false_discovery_rate);
  }
  if (!asked.target.empty()) {
    const ShiftOptions how{.permutations = asked.permutations, .seed = asked.seed};
    std::vector<std::string> columns{asked.target};
    for (const Finding& finding : comparison.findings)
      if (finding.column != asked.target) columns.push_back(finding.column);
    comparison.shift = find_shift(read_rows(reference, current, columns, how.max_rows, "target"), how);
  }
}

}  // namespace sanov
