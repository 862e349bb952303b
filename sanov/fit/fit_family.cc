#include "sanov/fit/fit_family.h"

#include <algorithm>
#include <cmath>

#include "sanov/base/error.h"
#include "sanov/base/running_sum.h"
#include "sanov/families/affine.h"
#include "sanov/fit/chances.h"
#include "sanov/fit/climb.h"
#include "sanov/fit/fit_by_method.h"
#include "sanov/fit/likelihood.h"
#include "sanov/fit/scaling.h"
#include "sanov/fit/shifted_fit.h"
#include "sanov/fit/start_of.h"
#include "sanov/fit/steep_ends.h"

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

/// Whether the start is the likeliest member itself.
bool is_closed_form(const FamilyEntry& entry, const FitData& data, const FitOptions& options) {
  return entry.start_is_best && options.fixed.empty() && data.plain();
}

/// Of a family with a count among its parameters, as of trials, that neither the likelihood nor the caller chooses.
std::string unfixed_count(const FamilyEntry& entry, const FitOptions& options) {
  if (entry.start_is_best) return {};
  for (const FamilyParameter& p : entry.parameters)
    if (p.whole && std::ranges::none_of(options.fixed, [&](const FixedParameter& f) { return f.name == p.name; }))
      return "its " + std::string(p.name) + " must be given, as a fixed parameter";
  return {};
}

/// Where the climb begins, and what moves.
struct Plan {
  std::vector<double> start;
  std::vector<bool> free;
};

Plan plan(const FamilyEntry& entry, const FitData& data, const FitOptions& options) {
  Plan out{start_of(entry)(data.shape()), std::vector<bool>(entry.parameters.size())};
  if (!options.start.empty() && !is_closed_form(entry, data, options))
    out.start.assign(options.start.begin(), options.start.end());
  for (std::size_t i = 0; i < out.free.size(); ++i)
    out.free[i] = (!entry.parameters[i].whole || is_closed_form(entry, data, options)) && !entry.fixed_by_default[i];
  for (const std::string_view name : options.free)
    if (name != "location") out.free[index_of(entry, name)] = true;  // which is not among these (shifted_fit.h)
  for (const FixedParameter& fixed : options.fixed) {
    const std::size_t i = index_of(entry, fixed.name);
    if (const std::string_view rule = entry.parameters[i].rule_broken_by(fixed.value); !rule.empty())
      fail_domain("fit", fixed.name, "is " + to_text(fixed.value) + "; " + std::string(rule));
    out.start[i] = fixed.value;
    out.free[i] = false;
  }
  return out;
}

std::string outside(const Support& s, const FitData& data) {
  double low = HUGE_VAL, high = -HUGE_VAL;  // the farthest that a row insists on
  if (!data.values().empty()) low = data.values().front(), high = data.values().back();
  for (const double end : data.nodes().between.high) low = std::min(low, end);
  for (const double end : data.nodes().between.low) high = std::max(high, end);
  if (low < s.low) return "values below " + to_text(s.low) + " are outside its support";
  if (high > s.high) return "values above " + to_text(s.high) + " are outside its support";
  return {};
}

/// The first parameter that is not known at all, "" where there is none.
std::string_view unknown_parameter(const FamilyEntry& entry, const FamilyFit& fit) {
  for (std::size_t i = 0; i < fit.covariance.size(); ++i) {
    const FreeCoordinate coordinate(entry.parameters[i]);
    if (fit.free_parameters[i] && coordinate.bounded() &&
        std::sqrt(fit.covariance[i][i]) > kFlat * coordinate.slope(coordinate.from(fit.parameters[i])))
      return entry.parameters[i].name;
  }
  return {};
}

void add_errors(const FamilyEntry& entry, FamilyFit& fit, const Climb& top, const std::vector<bool>& free) {
  const std::size_t n = fit.parameters.size();
  const std::vector<bool> steep = steep_ends(entry, fit.parameters, free);
  std::vector<std::size_t> moving;
  for (std::size_t i = 0; i < n; ++i)
    if (free[i] && !steep[i]) moving.push_back(i);
  fit.standard_errors.assign(n, std::optional<double>(0.0));
  for (std::size_t i = 0; i < n; ++i)
    if (steep[i]) fit.standard_errors[i] = std::nullopt;
  fit.remark = words_on_ends(entry, steep);
  if (moving.empty()) return;
  fit.covariance = inverse_curvature(top.sums, moving, n);
  const bool flat = fit.covariance.empty() || !unknown_parameter(entry, fit).empty();
  for (const std::size_t i : moving)
    fit.standard_errors[i] = flat ? std::nullopt : std::optional(std::sqrt(fit.covariance[i][i]));
  if (!flat) return;
  fit.covariance.clear();
  fit.remark = entry.start_is_best ? "its likelihood has no smooth top: no standard errors"
                                   : "its likelihood is flat at the top: a parameter runs to the edge of its domain";
}

double plain_likelihood(const Distribution& member, const FitData& data) {
  std::vector<double> terms(data.values().size());
  member.many(DistributionFunction::log_pdf, data.values(), terms);
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
  if (const std::string_view unknown = unknown_parameter(entry, fit); !unknown.empty()) {
    fit.covariance.clear();
    fit.remark =
        std::string(unknown) + " runs to the edge of its domain, where another family is reached: no standard errors";
  }
  for (std::size_t i = 0; i < fit.parameters.size(); ++i) {
    fit.standard_errors.emplace_back();
    if (!fit.free_parameters[i])
      fit.standard_errors[i] = 0;
    else if (!fit.covariance.empty())
      fit.standard_errors[i] = std::sqrt(fit.covariance[i][i]);
  }
  fit.log_likelihood = plain_likelihood(fit.distribution(), data);
  add_criteria(fit, data);
  if (std::isinf(fit.log_likelihood)) fit.remark = "some values are outside the support of this member";
  if (fit.status != Status::converged) fit.remark = "the search ended before it had arrived";
  return fit;
}

/// With a location that is freed.
FamilyFit with_location(const FamilyEntry& entry, const FitData& data, const Plan& begin, const FitOptions& options) {
  if (options.method != FitMethod::likelihood && options.method != FitMethod::spacing)
    fail_argument("fit", "free", "goes with the methods likelihood and spacing");
  check_rows_of_location(data);
  ShiftedTask task{begin.free, begin.start, options.method, options.max_iterations};
  if (const std::size_t place = *location_of(entry); place < task.free.size()) {
    task.free[place] = false;
    task.held[place] = 0;
  }
  FamilyFit fit = fit_shifted(entry, data, task, options.start);
  if (data.plain()) fit.log_likelihood = plain_likelihood(fit.distribution(), data);
  add_criteria(fit, data);
  return fit;
}

/// Of rows that are not all values; from the distribution functions, where the climb has integrals of the density.
double likelihood_of(const FamilyEntry& entry, std::span<const double> at, const FitData& data) {
  const std::vector<double> terms = log_likelihood_terms(entry, at, data.nodes(), data.truncation());
  const std::vector<double> weights = weights_of(data.nodes());
  RunningSum sum;
  for (std::size_t i = 0; i < terms.size(); ++i) sum.add(weights[i] * terms[i]);
  return sum.value();
}

}  // namespace

Distribution FamilyFit::distribution() const {
  const FamilyEntry& entry = find_family(family);
  const std::size_t own = entry.parameters.size();
  const Distribution member = entry.make(std::span(parameters).first(own));
  return parameters.size() > own ? shifted(member, parameters[own]) : member;
}

std::string_view FamilyFit::name(std::size_t parameter) const {
  const FamilyEntry& entry = find_family(family);
  return parameter < entry.parameters.size() ? entry.parameters[parameter].name : "location";
}

std::string why_not(const FamilyEntry& entry, const FitData& data, const FitOptions& options) {
  const SampleShape& shape = data.shape();
  if (std::string why = why_no_fit(entry); !why.empty()) return why;
  if (std::string why = unfixed_count(entry, options); !why.empty()) return why;
  if (entry.whole && !shape.whole) return "it is of whole numbers, and the values are not";
  if (data.different() < 2 && !entry.whole && data.intervals() == 0) return "all values are the same";
  if (frees_location(entry, options.free)) return {};
  const Plan begin = plan(entry, data, options);
  for (std::size_t i = 0; i < begin.start.size(); ++i)
    if (!entry.parameters[i].rule_broken_by(begin.start[i]).empty()) return "values like these are not drawn from it";
  if (!data.plain() && ends_move(entry, begin.free))
    return "its ends would be those of the data, which censored, rounded or truncated rows do not tell";
  return outside(entry.support(begin.start), data);
}

FamilyFit fit_family(std::string_view family, const FitData& data, const FitOptions& options) {
  const FamilyEntry& entry = find_family(family);
  const bool likelihood = options.method == FitMethod::likelihood;
  if (!likelihood && !data.plain())
    fail_argument("fit", "method", "is for values alone; censored, rounded and truncated rows have a likelihood");
  if (const int exponent = awkward_exponent(data); exponent != 0 && likelihood)
    if (std::optional<Scaling> scaling = scaling_of(entry)) {
      if (frees_location(entry, options.free)) {  // which may be one parameter more
        scaling->powers.resize(*location_of(entry) + 1, 1);
        scaling->gains_logarithm.resize(*location_of(entry) + 1);
      }
      FitOptions inner = options;
      const std::vector<FixedParameter> fixed = scaled_fixed(entry, options.fixed, *scaling, exponent);
      inner.fixed = fixed;
      inner.start = {};
      return scaled_back(fit_family(family, data.scaled(-exponent), inner), *scaling, exponent, data);
    }
  if (std::string why = why_not(entry, data, options); !why.empty())
    fail_domain("fit", family, "cannot have these data: " + why);
  const Plan begin = plan(entry, data, options);
  if (frees_location(entry, options.free)) return with_location(entry, data, begin, options);
  if (!likelihood) return by_method(entry, data, begin, options);
  const auto over = [&](const Nodes& rows) {
    return [&](std::span<const double> at) { return log_likelihood(entry, at, rows, data.truncation()); };
  };
  const Nodes& nodes = data.nodes();
  Climb top;
  const bool closed = is_closed_form(entry, data, options);
  if (closed) {
    top.at = begin.start;
    top.sums = entry.sums(begin.start, nodes.x, nodes.weight);
  } else {
    top = climb(over(nodes), entry.parameters, begin.start, begin.free, kGain, options.max_iterations);
    if (options.all_values && data.condensed() && top.status == Status::converged) {
      const int before = top.iterations;
      top = climb(over(data.rows()), entry.parameters, top.at, begin.free, kGain, 4);
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
  fit.log_likelihood = !data.plain()        ? likelihood_of(entry, top.at, data)
                       : options.all_values ? plain_likelihood(fit.distribution(), data)
                                            : top.sums.value;
  add_criteria(fit, data);
  if (top.status != Status::converged)
    fit.remark = "the likelihood still rises where the climb stopped: it may have no maximum";
  return fit;
}

}  // namespace sanov
