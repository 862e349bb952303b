#include "sanov/rank/catalogue.h"

#include <string>
#include <utility>
#include <vector>

#include "sanov/base/error.h"

namespace sanov {

namespace {

/// What coefficients are called elsewhere, or by their letter.
constexpr std::pair<std::string_view, std::string_view> kOtherNames[] = {{"tau", "kendall"},
                                                                         {"tau_b", "kendall"},
                                                                         {"kendalltau", "kendall"},
                                                                         {"tau_a", "kendall_tau_a"},
                                                                         {"tau_c", "kendall_tau_c"},
                                                                         {"rho", "spearman"},
                                                                         {"spearmanr", "spearman"},
                                                                         {"r", "pearson"},
                                                                         {"correlation", "pearson"},
                                                                         {"corr", "pearson"},
                                                                         {"pearsonr", "pearson"},
                                                                         {"xi", "chatterjee_xi"},
                                                                         {"chatterjee", "chatterjee_xi"},
                                                                         {"chatterjeexi", "chatterjee_xi"},
                                                                         {"gamma", "goodman_kruskal_gamma"},
                                                                         {"d", "somers_d"},
                                                                         {"somersd", "somers_d"},
                                                                         {"weightedtau", "weighted_tau"},
                                                                         {"dcor", "distance_correlation"}};

}  // namespace

const AnyCoefficient& find_coefficient(std::string_view name) {
  const AnyCoefficient* found = nullptr;
  std::vector<std::string_view> names;
  for_each_coefficient([&](const AnyCoefficient& coefficient) {
    names.push_back(coefficient.info().name);
    if (coefficient.info().name == name) found = &coefficient;
  });
  if (found != nullptr) return *found;
  std::string near = nearest(name, names.data(), names.size());
  for (const auto& [other, own] : kOtherNames)
    if (name == other) near = own;
  fail_argument("", "coefficient",
                "'" + std::string(name) + "' is unknown" + (near.empty() ? "" : "; did you mean '" + near + "'?"));
}

}  // namespace sanov
