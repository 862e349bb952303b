#include "sanov/fit/rank_criterion.h"

#include <string>
#include <vector>

#include "sanov/base/error.h"

namespace sanov {
namespace {

using enum RankCriterion;

constexpr RankCriterionInfo kCriteria[] = {
    {held_out, "held_out", "log density of values held out",
     "the mean log density of values held out, five parts in turn, ± its standard error"},
    {aic, "aic", "AIC",
     "2 × parameters − 2 log-likelihood: smaller is better, a difference below 2 is hardly any. It is of the values "
     "that "
     "were fitted, and has no error"},
    {bic, "bic", "BIC",
     "parameters × ln n − 2 log-likelihood: smaller is better, a difference below 2 is hardly any. It is of the values "
     "that were fitted, and has no error"},
    {binned_kl, "binned_kl", "binned KL",
     "nats from the shares of the data in bins to the family's probabilities of these. It depends on the bins, is of "
     "the "
     "values that were fitted, so that flexible families look better than they are, and has no error"},
};

}  // namespace

std::span<const RankCriterionInfo> rank_criteria() { return kCriteria; }

const RankCriterionInfo& about(RankCriterion criterion) { return kCriteria[static_cast<std::size_t>(criterion)]; }

RankCriterion rank_criterion(std::string_view name) {
  std::vector<std::string_view> names;
  std::string all;
  for (const RankCriterionInfo& info : kCriteria) {
    if (info.name == name) return info.criterion;
    all += (names.empty() ? "" : names.size() + 1 == std::size(kCriteria) ? " and " : ", ") + std::string(info.name);
    names.push_back(info.name);
  }
  const std::string near = nearest(name, names.data(), names.size());
  fail_argument(
      "fit", "criterion",
      "'" + std::string(name) + "' is unknown; " + (near.empty() ? "there are " + all : "did you mean " + near + "?"));
}

}  // namespace sanov
