#include "cli/over.h"

#include "cli/json_fields.h"
#include "cli/open_side.h"
#include "cli/prometheus.h"
#include "sanov/base/error.h"
#include "sanov/base/whole_file.h"
#include "sanov/data/profile_file.h"
#include "sanov/series/fields.h"

namespace sanov::cli {
namespace {

constexpr int kDifferent = 1;  // the exit code, as diff's

/// What `sanov compare` knows of whole tables and not of windows.
void refuse_others(const CompareRequest& request) {
  const CompareRequest unset;
  for (const auto& [name, given] :
       {std::pair("--rule", !request.rules.empty()), std::pair("--rules", !request.rules_file.empty()),
        std::pair("--block", !request.block.empty()), std::pair("--cluster", !request.cluster.empty()),
        std::pair("--weights", !request.weights.empty()), std::pair("--joint", !request.together.joint.empty()),
        std::pair("--target", !request.together.target.empty()),
        std::pair("--more-than", request.more_than != unset.more_than),
        std::pair("--all-measures", request.all_measures)})
    if (given) fail_argument("", name, "does not go with windows; leave it or --over and --every out");
  if (request.false_discovery_rate != unset.false_discovery_rate)
    fail_argument("", "--fdr", "does not go with windows, of which none should be wrong; give --alpha");
}

}  // namespace

std::string series_json(const Series& series) {
  Json json;
  json.object().member("unit", "nats");
  each_field(series, JsonFields{json});
  return json.close().text();
}

namespace {

/// The series that was asked for; what is wrong with it is said of `sanov compare`.
Series find_series(const Side& reference, TableSource& current, const OverOptions& options) {
  const auto unnamed = [](Complaint complaint) {
    complaint.function.clear();
    return complaint;
  };
  try {
    return sanov::compare_over(reference, current, options);
  } catch (const InvalidArgument& error) {
    throw InvalidArgument(unnamed(error.complaint()));
  } catch (const DomainError& error) {
    throw DomainError(unnamed(error.complaint()));
  }
}

OverOptions options_of(const CompareRequest& request) {
  const OverRequest& asked = request.over;
  return {.over = asked.over,
          .every = asked.every.empty() ? Every{} : parse_every(asked.every),
          .columns = request.columns,
          .bins = static_cast<std::size_t>(request.bins),
          .alpha = asked.alpha,
          .level = request.level,
          .same_within = request.same_within,
          .looks = asked.growing ? Looks::growing : Looks::once,
          .season = parse_season(asked.season)};
}

}  // namespace

void compare_over(const CompareRequest& request, Desk& desk) {
  refuse_others(request);
  const OverOptions options = options_of(request);
  if (is_profile_file(request.current))
    fail_argument("", request.current,
                  "is a profile, which has counts alone; windows need the rows of the current table");
  const OpenSide reference(request.reference, desk.opener);
  const auto current = desk.opener.open(request.current);
  const Series found = find_series(reference.side(), *current, options);
  desk.out << (request.json ? series_json(found) : series_text(found, desk.terminal));
  if (!request.watch.prometheus.empty()) write_file(request.watch.prometheus, prometheus_text(found));
  if (found.differs && !request.exit_zero) desk.exit_code = kDifferent;
}

}  // namespace sanov::cli
