#include "sanov/fit/fit_family.h"

#include <algorithm>
#include <cmath>

#include "sanov/base/error.h"
#include "sanov/fit/climb.h"
#include "sanov/fit/fit_by_method.h"

namespace sanov {
namespace {

/// Nats that a further step must still promise, of the likelihood of all values.
constexpr double kGain = 1e-10;

std::size_t index_of(const FamilyEntry& entry, std::string_view name) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
    if (entry.parameters[i].name == name) return i;
    names.push_back(entry.parameters[i].name);
  }
  const std::string near = nearest(name, names.data(), names.size());
  fail_argument("fit", "fixed",
                "names " + std::string(name) + ", which " + std::string(entry.name) + " has not" +
                    (near.empty() ? "" : "; did you mean " + near + "?"));
}

/// Where the climb begins, and what moves.
struct Plan {
  std::vector<double> start;
  std::vector<bool> free;
};

Plan plan(const FamilyEntry& entry, const FitData& data, const FitOptions& options) {
  if (entry.start == nullptr)
    fail_argument("fit", "family", "is " + std::string(entry.name) + ", which has no fit to data");
  Plan out{entry.start(data.shape()), std::vector<bool>(entry.parameters.size())};
  for (std::size_t i = 0; i < out.free.size(); ++i)
    out.free[i] =
        (!entry.parameters[i].whole || (entry.start_is_best && options.fixed.empty())) && !entry.fixed_by_default[i];
  for (const std::string_view name : options.free) out.free[index_of(entry, name)] = true;
  for (const FixedParameter& fixed : options.fixed) {
    const std::size_t i = index_of(entry, fixed.name);
    if (const std::string_view rule = entry.parameters[i].rule_broken_by(fixed.value); !rule.empty())
      fail_domain("fit", fixed.name, "is " + to_text(fixed.value) + "; " + std::string(rule));
    out.start[i] = fixed.value;
    out.free[i] = false;
  }
  return out;
}

std::string outside(const Support& s, const SampleShape& shape) {
  if (shape.low < s.low) return "values below " + to_text(s.low) + " are outside its support";
  if (shape.high > s.high) return "values above " + to_text(s.high) + " are outside its support";
  return {};
}

void add_errors(const FamilyEntry& entry, FamilyFit& fit, const Climb& top, const std::vector<bool>& free) {
  const std::size_t n = fit.parameters.size();
  fit.standard_errors.assign(n, std::optional<double>(0.0));
  std::vector<std::size_t> moving;
  for (std::size_t i = 0; i < n; ++i)
    if (free[i]) moving.push_back(i);
  const std::size_t k = moving.size();
  std::vector<double> information(k * k);
  for (std::size_t a = 0; a < k; ++a)
    for (std::size_t b = 0; b < k; ++b) {
      const std::size_t i = std::min(moving[a], moving[b]), j = std::max(moving[a], moving[b]);
      information[a * k + b] = -top.sums.bend[i * n - i * (i + 1) / 2 + j];
    }
  fit.covariance.assign(n, std::vector<double>(n));
  for (std::size_t a = 0; a < k; ++a) {
    std::vector<double> column(k);
    column[a] = 1;
    if (!solve_positive(information, column)) {
      for (const std::size_t i : moving) fit.standard_errors[i] = std::nullopt;
      fit.covariance.clear();
      fit.remark = entry.start_is_best
                       ? "its likelihood has no smooth top: no standard errors"
                       : "its likelihood is flat at the top: a parameter runs to the edge of its domain";
      return;
    }
    for (std::size_t b = 0; b < k; ++b) fit.covariance[moving[b]][moving[a]] = column[b];
    fit.standard_errors[moving[a]] = std::sqrt(column[a]);
  }
}

double log_likelihood(const Distribution& d, const FitData& data) {
  std::vector<double> terms(data.values().size());
  d.many(DistributionFunction::log_pdf, data.values(), terms);
  double sum = 0, lost = 0;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const double term = (data.weights().empty() ? terms[i] : data.weights()[i] * terms[i]) - lost, next = sum + term;
    lost = std::isfinite(next) ? (next - sum) - term : 0;
    sum = next;
  }
  return sum;
}

void add_criteria(FamilyFit& fit, const FitData& data) {
  fit.aic = 2 * fit.free - 2 * fit.log_likelihood;
  fit.bic = fit.free * std::log(data.shape().mass) - 2 * fit.log_likelihood;
}

/// By another method than the likelihood.
FamilyFit by_method(const FamilyEntry& entry, const FitData& data, const Plan& begin, const FitOptions& options) {
  FamilyFit fit;
  fit.family = entry.name;
  fit.method = options.method;
  fit.free_parameters = begin.free;
  for (std::size_t i = 0; i < begin.free.size(); ++i) {
    if (entry.parameters[i].whole) fit.free_parameters[i] = false;
    fit.free += fit.free_parameters[i];
  }
  MethodFit found =
      fit_by_method(options.method, entry, data, begin.start, fit.free_parameters, options.max_iterations);
  fit.parameters = std::move(found.parameters);
  fit.covariance = std::move(found.covariance);
  fit.distance = found.distance;
  fit.status = found.status;
  fit.iterations = found.iterations;
  fit.remark = std::move(found.remark);
  for (std::size_t i = 0; i < fit.parameters.size(); ++i) {
    fit.standard_errors.emplace_back();
    if (!fit.free_parameters[i])
      fit.standard_errors[i] = 0;
    else if (!fit.covariance.empty())
      fit.standard_errors[i] = std::sqrt(fit.covariance[i][i]);
  }
  fit.log_likelihood = log_likelihood(fit.distribution(), data);
  add_criteria(fit, data);
  if (std::isinf(fit.log_likelihood)) fit.remark = "some values are outside the support of this member";
  if (fit.status != Status::converged) fit.remark = "the search ended before it had arrived";
  return fit;
}

}  // namespace

Distribution FamilyFit::distribution() const { return find_family(family).make(parameters); }

std::string why_not(const FamilyEntry& entry, const FitData& data, const FitOptions& options) {
  const SampleShape& shape = data.shape();
  if (entry.start == nullptr) return "it has no fit to data";
  if (entry.whole && !shape.whole) return "it is of whole numbers, and the values are not";
  if (data.different() < 2 && !entry.whole) return "all values are the same";
  const Plan begin = plan(entry, data, options);
  for (std::size_t i = 0; i < begin.start.size(); ++i)
    if (!entry.parameters[i].rule_broken_by(begin.start[i]).empty()) return "values like these are not drawn from it";
  return outside(entry.support(begin.start), shape);
}

FamilyFit fit_family(std::string_view family, const FitData& data, const FitOptions& options) {
  const FamilyEntry& entry = find_family(family);
  if (std::string why = why_not(entry, data, options); !why.empty())
    fail_domain("fit", family, "cannot have these data: " + why);
  const Plan begin = plan(entry, data, options);
  if (options.method != FitMethod::likelihood) return by_method(entry, data, begin, options);
  const auto over = [&](std::span<const double> x, std::span<const double> w) {
    return [&entry, x, w](std::span<const double> at) { return entry.sums(at, x, w); };
  };
  const Nodes& nodes = data.nodes();
  Climb top;
  const bool whole_maximum = entry.start_is_best && options.fixed.empty();
  if (whole_maximum) {
    top.at = begin.start;
    top.sums = entry.sums(begin.start, nodes.x, nodes.weight);
  } else {
    top = climb(over(nodes.x, nodes.weight), entry.parameters, begin.start, begin.free, kGain, options.max_iterations);
    if (options.all_values && data.condensed() && top.status == Status::converged) {
      const int before = top.iterations;
      top = climb(over(data.values(), data.weights()), entry.parameters, top.at, begin.free, kGain, 4);
      top.iterations += before;
      if (top.status == Status::iteration_limit) top.status = Status::converged;
    }
  }
  FamilyFit fit;
  fit.family = entry.name;
  fit.parameters = top.at;
  fit.status = top.status;
  fit.iterations = top.iterations;
  fit.free_parameters = begin.free;
  for (const bool moves : begin.free) fit.free += moves;
  add_errors(entry, fit, top, begin.free);
  fit.log_likelihood = options.all_values ? log_likelihood(entry.make(top.at), data) : top.sums.value;
  add_criteria(fit, data);
  if (top.status != Status::converged)
    fit.remark = "the likelihood still rises where the climb stopped: it may have no maximum";
  return fit;
}

}  // namespace sanov
