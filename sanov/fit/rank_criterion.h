#pragma once

#include <span>
#include <string_view>

namespace sanov {

/// By what fitted families are put in order.
enum class RankCriterion { held_out, aic, bic, binned_kl };

struct RankCriterionInfo {
  RankCriterion criterion;
  std::string_view name;   ///< "binned_kl"
  std::string_view title;  ///< as a sentence has it: "AIC"
  std::string_view about;  ///< what it is, and what it does not know
};

/// All of them, the usual one first.
std::span<const RankCriterionInfo> rank_criteria();

const RankCriterionInfo& about(RankCriterion criterion);

/// The criterion of that name. Throws InvalidArgument, with the nearest name, for an unknown one.
RankCriterion rank_criterion(std::string_view name);

}  // namespace sanov
