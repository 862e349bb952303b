#include "sanov/fit/held_out.h"

#include <algorithm>
#include <cmath>

#include "sanov/base/error.h"
#include "sanov/fit/averaged.h"
#include "sanov/fit/climb.h"
#include "sanov/fit/likelihood.h"
#include "sanov/fit/predictive.h"
#include "sanov/fit/shifted_fit.h"

namespace sanov {
namespace {

/// Parameters without a fold, by another method than the likelihood.
std::vector<double> refitted(const FamilyFit& fit, const FamilyEntry& entry, const Nodes& rest) {
  std::vector<FixedParameter> fixed;
  for (std::size_t i = 0; i < fit.parameters.size(); ++i)
    if (!fit.free_parameters[i]) fixed.push_back({entry.parameters[i].name, fit.parameters[i]});
  return fit_family(entry.name, FitData(rest.x, rest.weight), {.fixed = fixed, .method = fit.method}).parameters;
}

bool one_value(const Nodes& rest) {
  return rest.between.empty() && std::ranges::all_of(rest.x, [&](double x) { return x == rest.x[0]; });
}

/// Throws DomainError or InvalidArgument where the rest has no fit.
std::vector<double> terms_without(const Nodes& rest, const Nodes& held, const FamilyEntry& entry, const FitData& data,
                                  const FamilyFit& fit, bool all_free) {
  if (rest.empty()) fail_domain("fit", "", "there are no others");
  if (all_free && !entry.whole && one_value(rest)) fail_domain("fit", "", "all values are the same");
  if (fit.location) return held_out_terms(fit, rest, held);
  std::vector<double> at = fit.parameters, terms;
  if (fit.method != FitMethod::likelihood)
    return log_likelihood_terms(entry, refitted(fit, entry, rest), held, data.truncation());
  if (entry.start_is_best && all_free && data.plain()) {
    const SampleShape shape = shape_of(rest);
    at = entry.start(shape);
    check_parameters(entry.name, entry.parameters, at);
    if (predicted_log_densities(entry.name, shape, at, held.x, terms)) return terms;
  } else {
    const auto rows = [&](std::span<const double> v) { return log_likelihood(entry, v, rest, data.truncation()); };
    at = climb(rows, entry.parameters, at, fit.free_parameters, 1e-6, 12).at;
  }
  terms = averaged_log_densities(entry, at, fit.free_parameters, rest, held, data.truncation());
  if (!terms.empty()) return terms;
  return log_likelihood_terms(entry, at, held, data.truncation());
}

std::string words(const Complaint& complaint) {
  return complaint.argument + (complaint.argument.empty() ? "" : " ") + complaint.rule;
}

}  // namespace

HeldOut held_out(const FamilyEntry& entry, const FitData& data, const FamilyFit& fit, bool all_free) {
  HeldOut out;
  const auto refuse = [&](const std::string& why) {
    if (out.remark.empty()) out.remark = "a fifth of the data alone decides it: without those, " + why;
  };
  for (std::size_t k = 0; k < FitData::kFolds; ++k) {
    const Nodes& held = data.fold(k);
    if (held.empty()) continue;
    Nodes rest;
    for (std::size_t other = 0; other < FitData::kFolds; ++other)
      if (other != k) rest.append(data.fold(other));
    std::vector<double> terms;
    try {
      terms = terms_without(rest, held, entry, data, fit, all_free);
      if (std::ranges::any_of(terms, [](double t) { return std::isnan(t); }))
        refuse("it has no density"), terms.clear();
    } catch (const DomainError& refused) {
      refuse(words(refused.complaint()));
    } catch (const InvalidArgument& refused) {
      refuse(words(refused.complaint()));
    }
    if (terms.empty()) terms.assign(held.x.size() + held.between.size(), -HUGE_VAL);
    out.terms.insert(out.terms.end(), terms.begin(), terms.end());
  }
  return out;
}

}  // namespace sanov
