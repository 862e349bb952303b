#include "sanov/groups/groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/data/frame.h"
#include "sanov/groups/finding.h"
#include "sanov/groups/group_counts.h"
#include "sanov/groups/group_pool.h"
#include "sanov/inference/false_discovery.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

constexpr std::size_t kNamedSmall = 20;
constexpr std::size_t kCandidates = 256, kCandidatesEach = 4;  // groups whose interval is found, of each listed one
constexpr std::size_t kGroupsAtATime = 8;

void check_share(const char* name, double value) {
  if (!(value > 0 && value < 1)) fail_argument("groups", name, "is " + to_text(value) + "; it must be between 0 and 1");
}

void check_options(const GroupsOptions& options) {
  check_share("false_discovery_rate", options.false_discovery_rate);
  check_share("level", options.level);
  if (options.min_rows < 1) fail_argument("groups", "min_rows", "is 0; it must be at least 1");
}

/// A group on its way into the answer.
struct Candidate {
  std::uint32_t node = 0, parent = 0;
  std::uint64_t values = 0, others = 0;
  bool tested = false;
  PValue p{1, 0, Method::exact};
  double log_adjusted_p = 0;
  double lower = 0;  ///< where the interval begins, or about where
};

/// One level's groups: tested, put in order, described.
class LevelJudge {
 public:
  LevelJudge(const GroupCounts& counts, std::size_t level, const GroupsOptions& options)
      : counts_(counts),
        level_(level),
        groups_(counts.levels[level]),
        missing_cell_(static_cast<std::uint32_t>(counts.column.missing_cell())),
        options_(options) {}

  GroupsLevel judge() {
    find_children();
    parallel_chunks(begins_.size() - 1, 1, [&](std::size_t first, std::size_t last) {
      for (std::size_t parent = first; parent < last; ++parent) test_children(parent);
    });
    adjust();
    count();
    describe(chosen());
    return std::move(found_);
  }

 private:
  bool is_below_missing(std::size_t node) const {
    return level_ > 0 && counts_.levels[level_ - 1].nodes[groups_.nodes[node].parent].missing;
  }

  /// The groups that have a key, by parent.
  void find_children() {
    const std::size_t parents = level_ == 0 ? 1 : counts_.levels[level_ - 1].nodes.size();
    begins_.assign(parents + 1, 0);
    for (const GroupNode& node : groups_.nodes) begins_[node.parent + 1] += node.missing ? 0 : 1;
    std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
    candidates_.resize(begins_.back());
    std::vector<std::size_t> next(begins_.begin(), begins_.end() - 1);
    for (std::uint32_t i = 0; i < groups_.nodes.size(); ++i) {
      const GroupNode& node = groups_.nodes[i];
      if (!node.missing) {
        candidates_[next[node.parent]++] = {.node = i, .parent = node.parent};
      } else if (!is_below_missing(i)) {
        for (const CellCount& cell : groups_.of(i)) found_.without_key += cell.rows;
      }
    }
  }

  /// A group's cells without that of missing values.
  std::span<const CellCount> values_of(std::uint32_t node) const {
    const std::span<const CellCount> all = groups_.of(node);
    return !all.empty() && all.back().cell == missing_cell_ ? all.first(all.size() - 1) : all;
  }

  std::vector<std::uint64_t> pool_of(std::size_t parent) const {
    std::vector<std::uint64_t> pool(missing_cell_);
    for (std::size_t i = begins_[parent]; i < begins_[parent + 1]; ++i)
      for (const CellCount& each : values_of(candidates_[i].node)) pool[each.cell] += each.rows;
    return pool;
  }

  void test_children(std::size_t parent) {
    const auto children = std::span(candidates_).subspan(begins_[parent], begins_[parent + 1] - begins_[parent]);
    if (children.empty()) return;
    GroupPool pool(counts_.column, pool_of(parent));
    std::vector<std::uint64_t> sizes;
    for (Candidate& child : children) {
      for (const CellCount& each : values_of(child.node)) child.values += each.rows;
      child.others = pool.size() - child.values;
      child.tested = std::min(child.values, child.others) >= options_.min_rows;
      if (child.tested) sizes.push_back(child.values);
    }
    pool.prepare(sizes);
    parallel_chunks(
        (children.size() + kGroupsAtATime - 1) / kGroupsAtATime, 1, [&](std::size_t first, std::size_t last) {
          for (std::size_t i = first * kGroupsAtATime; i < std::min(last * kGroupsAtATime, children.size()); ++i) {
            Candidate& child = children[i];
            if (!child.tested) continue;
            child.p = pool.p(values_of(child.node));
            child.lower = pool.distance(values_of(child.node)).lower;
          }
        });
  }

  void adjust() {
    std::vector<double> log_p;
    for (const Candidate& each : candidates_)
      if (each.tested) log_p.push_back(each.p.log_p);
    const std::vector<double> adjusted = false_discovery_adjusted(log_p);
    std::size_t next = 0;
    for (Candidate& each : candidates_)
      if (each.tested) each.log_adjusted_p = adjusted[next++];
  }

  bool differs(const Candidate& each) const {
    return each.tested && each.log_adjusted_p <= std::log(options_.false_discovery_rate);
  }

  void count() {
    found_.by.assign(options_.by.begin(), options_.by.begin() + static_cast<std::ptrdiff_t>(level_) + 1);
    found_.groups = candidates_.size();
    std::vector<std::pair<std::uint64_t, std::string>> small;
    for (const Candidate& each : candidates_) {
      found_.tested += each.tested;
      found_.differing += differs(each);
      if (each.tested) continue;
      found_.too_small += 1;
      found_.too_small_values += each.values;
      small.emplace_back(each.values, joined(counts_.keys_of(level_, each.node)));
    }
    std::sort(small.begin(), small.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    for (std::size_t i = 0; i < std::min(small.size(), kNamedSmall); ++i)
      found_.too_small_names.push_back(small[i].second);
  }

  bool comes_before(const Candidate& a, const Candidate& b) const {
    if (differs(a) != differs(b)) return differs(a);
    if (a.tested != b.tested) return a.tested;
    if (a.lower != b.lower) return a.lower > b.lower;
    return a.p.log_p != b.p.log_p ? a.p.log_p < b.p.log_p : a.values > b.values;
  }

  /// Those to be described: the ones asked for, or more than enough of the first by the formula.
  std::vector<Candidate> chosen() const {
    std::vector<Candidate> all;
    if (!options_.only.empty()) {
      for (const Candidate& each : candidates_)
        if (std::find(options_.only.begin(), options_.only.end(), joined(counts_.keys_of(level_, each.node))) !=
            options_.only.end())
          all.push_back(each);
      return all;
    }
    for (const Candidate& each : candidates_)
      if (each.tested) all.push_back(each);
    const std::size_t wanted = options_.top == 0 ? all.size() : std::max(kCandidatesEach * options_.top, kCandidates);
    if (wanted >= all.size()) return all;
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(wanted);
    std::nth_element(all.begin(), end, all.end(),
                     [&](const Candidate& a, const Candidate& b) { return comes_before(a, b); });
    all.resize(wanted);
    return all;
  }

  GroupFinding finding_of(const Candidate& each) const {
    GroupFinding finding;
    finding.keys = counts_.keys_of(level_, each.node);
    finding.name = joined(finding.keys);
    finding.values = each.values;
    finding.others = each.others;
    for (const CellCount& cell : groups_.of(each.node)) finding.rows += cell.rows;
    finding.missing = finding.rows - finding.values;
    finding.tested = each.tested;
    finding.p = each.p;
    finding.log_adjusted_p = each.log_adjusted_p;
    finding.adjusted_p = std::exp(each.log_adjusted_p);
    finding.differs = differs(each);
    return finding;
  }

  void describe(std::vector<Candidate> chosen) {
    std::stable_sort(chosen.begin(), chosen.end(),
                     [](const Candidate& a, const Candidate& b) { return a.parent < b.parent; });
    std::vector<GroupFinding> found(chosen.size());
    for (std::size_t first = 0, last = 0; first < chosen.size(); first = last) {
      while (last < chosen.size() && chosen[last].parent == chosen[first].parent) ++last;
      const std::vector<std::uint64_t> pool = pool_of(chosen[first].parent);
      parallel_chunks(last - first, 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = first + begin; i < first + end; ++i) {
          found[i] = finding_of(chosen[i]);
          if (chosen[i].values > 0 && chosen[i].others > 0)
            describe_group(counts_.column, pool, values_of(chosen[i].node), options_.level, found[i]);
        }
      });
    }
    std::sort(found.begin(), found.end(), [](const GroupFinding& a, const GroupFinding& b) {
      if (a.differs != b.differs) return a.differs;
      if (a.tested != b.tested) return a.tested;
      const double ours = a.js_distance.interval.lower, theirs = b.js_distance.interval.lower;
      if (ours != theirs) return ours > theirs;
      return a.p.log_p != b.p.log_p ? a.p.log_p < b.p.log_p : a.name < b.name;
    });
    if (options_.only.empty() && options_.top > 0 && found.size() > options_.top) found.resize(options_.top);
    found_.found = std::move(found);
  }

  const GroupCounts& counts_;
  std::size_t level_;
  const GroupLevel& groups_;
  std::uint32_t missing_cell_;
  const GroupsOptions& options_;
  std::vector<std::size_t> begins_;  // of each parent's children in candidates_
  std::vector<Candidate> candidates_;
  GroupsLevel found_;
};

/// Every group asked for must be there.
void check_only(const GroupsAnswer& answer, const GroupCounts& counts, const GroupsOptions& options) {
  for (const std::string& name : options.only) {
    if (answer.find(name) != nullptr) continue;
    std::vector<std::string_view> names;
    for (const GroupNode& node : counts.levels[0].nodes)
      if (!node.missing) names.push_back(node.name);
    const std::string near = nearest(name, names.data(), names.size());
    fail_argument(
        "groups", "group " + name,
        fmt::format("is not in {}{}", answer.table, near.empty() ? "" : fmt::format("; did you mean {}?", near)));
  }
}

}  // namespace

const GroupFinding* GroupsAnswer::find(std::string_view name) const {
  for (auto level = levels.rbegin(); level != levels.rend(); ++level)
    for (const GroupFinding& finding : level->found)
      if (finding.name == name) return &finding;
  return nullptr;
}

GroupsAnswer groups(TableSource& table, const GroupsOptions& options) {
  const FloatingPoint environment;
  check_options(options);
  const GroupCounts counts = count_groups(table, options.by, options.of, options.bins, "groups");
  GroupsAnswer answer;
  answer.table = table.name();
  answer.rows = counts.rows;
  answer.of = options.of;
  answer.kind = counts.column.kind;
  answer.sampled = counts.sampled;
  answer.false_discovery_rate = options.false_discovery_rate;
  answer.level = options.level;
  answer.min_rows = options.min_rows;
  answer.missing = counts.missing;
  for (std::size_t level = 0; level < counts.levels.size(); ++level) {
    answer.levels.push_back(LevelJudge(counts, level, options).judge());
    answer.differs = answer.differs || answer.levels.back().differing > 0;
  }
  check_only(answer, counts, options);
  return answer;
}

}  // namespace sanov
