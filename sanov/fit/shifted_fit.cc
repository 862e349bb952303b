#include "sanov/fit/shifted_fit.h"

#include <algorithm>
#include <cmath>

#include "sanov/base/error.h"
#include "sanov/families/affine.h"
#include "sanov/fit/climb.h"
#include "sanov/fit/likelihood.h"

namespace sanov {
namespace {

using Point = LocationProfile::Point;

constexpr std::string_view kLocation = "location";
/// Places, by ln(gap/spread): where families have become their limits, and where nothing but the smallest value sees it.
constexpr double kFar = 7, kNear = -30, kStep = 1;
/// Spacings need distribution functions, which are slow there: a gamma's shape is the square of that ratio.
constexpr double kFarOfSpacings = 4;
/// Nats by which a likelihood may still rise over the last step and have an end.
constexpr double kRise = 1e-4;

/// What the way from far below to the smallest value shows.
struct Way {
  Point top;  ///< the highest, with places on both sides that are lower; value −∞: none
  Point far;
  bool rises_far = false;   ///< the far end is higher than all tops
  bool rises_near = false;  ///< the likelihood grows without bound
  Point edge;               ///< beginning at the smallest value, if that has an end
};

Way search(const LocationProfile& profile, FitMethod method) {
  const double unit = std::log(profile.unit());
  // Nearer than this the place is the smallest value itself, as numbers go.
  const double near = std::max(unit + kNear, std::log(std::fabs(profile.edge()) * 0x1p-46 + 1e-300));
  std::vector<Point> way;
  for (double place = unit + (method == FitMethod::spacing ? kFarOfSpacings : kFar); place > near; place -= kStep) {
    Point point = profile.at(place, way.empty() ? std::vector<double>() : way.back().parameters);
    if (std::isfinite(point.value)) way.push_back(std::move(point));
  }
  Way out;
  if (way.size() < 3) return out;
  for (std::size_t i = 1; i + 1 < way.size(); ++i) {
    if (!(way[i].value > way[i - 1].value && way[i].value >= way[i + 1].value)) continue;
    Point top = profile.top_between(way[i + 1], way[i], way[i - 1]);
    if (top.value > out.top.value) out.top = std::move(top);
  }
  out.far = way.front();
  out.rises_near = way.back().value - way[way.size() - 2].value > kRise;
  if (!out.rises_near) out.edge = profile.at(-HUGE_VAL, way.back().parameters);
  out.rises_far = way[0].value >= way[1].value && way[0].value > std::max(out.top.value, out.edge.value);
  return out;
}

/// "the normal distribution": what a family has become far below its data.
std::string limit_of(const FamilyEntry& entry, const Point& far) {
  struct Limit {
    std::string_view name;
    double skewness, excess_kurtosis;
  };
  constexpr Limit kLimits[] = {{"the normal distribution", 0, 0},
                               {"the logistic distribution", 0, 1.2},
                               {"the Gumbel distribution", 1.1395470994, 2.4},
                               {"the Gumbel distribution turned round", -1.1395470994, 2.4}};
  const Moments m = entry.make(far.parameters).moments();
  if (m.skewness && m.excess_kurtosis)
    for (const Limit& limit : kLimits)
      if (std::fabs(*m.skewness - limit.skewness) < 0.1 && std::fabs(*m.excess_kurtosis - limit.excess_kurtosis) < 0.3)
        return std::string(limit.name);
  return "its limit";
}

/// Whether the density at the beginning falls faster than linearly, so that the location has the usual errors.
bool is_regular(const FamilyEntry& entry, const Point& top) {
  const End end = entry.make(top.parameters).lower_end();
  return end.kind != End::Kind::power || end.index > 1;
}

/// Whether the likelihood leaves a parameter open, which has run to the edge of its domain: as in fit_family.
bool is_flat(const FamilyEntry& entry, const Point& top) {
  if (top.covariance.empty()) return true;
  for (std::size_t i = 0; i < top.parameters.size(); ++i) {
    const FreeCoordinate coordinate(entry.parameters[i]);
    const double slope = coordinate.slope(coordinate.from(top.parameters[i]));
    if (coordinate.bounded() && std::sqrt(top.covariance[i][i]) > kFlat * slope) return true;
  }
  return false;
}

/// Errors of the family's parameters with the location, which stands last.
void add_errors(FamilyFit& fit, const FamilyEntry& entry, const LocationProfile& profile, const Point& top, bool edge) {
  const std::size_t n = top.parameters.size();
  fit.standard_errors.assign(n + 1, std::optional<double>());
  if (is_flat(entry, top)) {
    fit.remark = "its likelihood is flat at the top: a parameter runs to the edge of its domain";
    return;
  }
  for (std::size_t i = 0; i < n; ++i) fit.standard_errors[i] = std::sqrt(top.covariance[i][i]);
  const auto add = [&](std::string_view remark) {
    fit.remark += (fit.remark.empty() ? "" : "; ") + std::string(remark);
  };
  if (edge) return add("it begins at the smallest value: the location has no standard error");
  if (!is_regular(entry, top)) return add("the density begins too steeply for a standard error of the location");
  const LocationProfile::Bend bend = profile.bend_at(top);
  if (bend.along.empty() || !(bend.second < 0)) return add("no standard errors: the likelihood is flat");
  const double gap = std::exp(top.log_gap), variance = -gap * gap / bend.second;
  fit.covariance.assign(n + 1, std::vector<double>(n + 1));
  std::vector<double> along(n + 1, 1);  // by the location, which is the edge less the gap
  for (std::size_t i = 0; i < n; ++i) along[i] = -bend.along[i] / gap;
  for (std::size_t i = 0; i <= n; ++i)
    for (std::size_t j = 0; j <= n; ++j)
      fit.covariance[i][j] = (i < n && j < n ? top.covariance[i][j] : 0) + variance * along[i] * along[j];
  for (std::size_t i = 0; i <= n; ++i) fit.standard_errors[i] = std::sqrt(fit.covariance[i][i]);
}

/// A family's own location is not the last of its parameters: moves that to its place.
template <class T>
void put_in_place(std::vector<T>& values, std::size_t place) {
  if (values.size() < place + 2) return;
  values[place] = values.back();
  values.pop_back();
}

ShiftedTask task_of(const FamilyFit& fit, const FamilyEntry& entry) {
  ShiftedTask task{fit.free_parameters, fit.parameters, fit.method};
  task.free.resize(entry.parameters.size());
  task.held.resize(entry.parameters.size());
  if (*fit.location < task.free.size()) task.free[*fit.location] = false, task.held[*fit.location] = 0;
  return task;
}

/// A family of all numbers, which has its location among its parameters by some name.
bool fits_its_place(const FamilyEntry& entry) {
  std::vector<double> values;
  for (const FamilyParameter& p : entry.parameters) values.push_back(p.value);
  const Support s = entry.support(values);
  return !entry.whole && s.low == -HUGE_VAL && s.high == HUGE_VAL;
}

}  // namespace

std::optional<std::size_t> location_of(const FamilyEntry& entry) {
  for (std::size_t i = 0; i < entry.parameters.size(); ++i)
    if (entry.parameters[i].name == kLocation) return entry.fixed_by_default[i] ? std::optional(i) : std::nullopt;
  if (entry.whole || entry.start == nullptr) return std::nullopt;
  std::vector<double> trial;
  for (const FamilyParameter& p : entry.parameters) {
    trial.push_back(p.value);
    if (const double more = 1.5 * p.value + 0.25; p.rule_broken_by(more).empty()) trial.back() = more;
  }
  const Support s = entry.support(trial);
  return s.low == 0 && s.high == HUGE_VAL ? std::optional(entry.parameters.size()) : std::nullopt;
}

bool frees_location(const FamilyEntry& entry, std::span<const std::string_view> free) {
  bool found = false;
  for (const std::string_view name : free) {
    const bool own = std::ranges::any_of(entry.parameters, [&](const FamilyParameter& p) { return p.name == name; });
    if (name == kLocation && location_of(entry))
      found = true;
    else if (!own && !(name == kLocation && fits_its_place(entry)))
      fail_argument("fit", "free",
                    "names " + std::string(name) + ", which " + std::string(entry.name) + " has not" +
                        (name == kLocation ? ": it does not begin at 0"
                                           : "; location is what can be freed, of families that begin at 0"));
  }
  return found;
}

void check_rows_of_location(const FitData& data) {
  if (data.truncation().any() || (data.intervals() > 0 && data.step() == 0))
    fail_argument("fit", "free", "is for values, rounded or not; some of these rows are censored or truncated");
}

FamilyFit fit_shifted(const FamilyEntry& entry, const FitData& data, const ShiftedTask& task,
                      std::span<const double> start) {
  const std::size_t place = *location_of(entry), n = entry.parameters.size();
  const LocationProfile profile(entry, data.nodes(), task);
  Way way;
  if (start.size() > place && start[place] < profile.edge()) {
    const Point from = profile.at(std::log(profile.edge() - start[place]), start.first(n));
    way.top = profile.top_near(from);
  }
  if (!std::isfinite(way.top.value)) way = search(profile, task.method);
  const std::string by = task.method == FitMethod::spacing ? "product of spacings" : "likelihood";
  const bool edge = way.edge.value > way.top.value;
  if (way.rises_far)
    fail_domain("fit", entry.name,
                "has no best location: the " + by + " still grows where it has become " + limit_of(entry, way.far) +
                    "; fit that, or leave the location at 0");
  if (!edge && !std::isfinite(way.top.value))
    fail_domain("fit", entry.name,
                way.rises_near
                    ? "has no best location: the likelihood grows without bound as it nears the smallest value, " +
                          to_text(profile.edge()) + "; fit by spacing, or say to what step values are rounded"
                    : "has no location at which it fits these data");
  const Point& top = edge ? way.edge : way.top;
  FamilyFit fit;
  fit.family = entry.name;
  fit.method = task.method;
  fit.location = place;
  fit.parameters = top.parameters;
  fit.parameters.push_back(profile.edge() - std::exp(top.log_gap));
  fit.free_parameters = task.free;
  fit.free_parameters.push_back(true);
  fit.free = static_cast<int>(std::ranges::count(fit.free_parameters, true));
  if (task.method == FitMethod::spacing) fit.distance = -top.value;
  if (way.rises_near)
    fit.remark = "the highest top of its likelihood, which grows without bound nearer the smallest value";
  add_errors(fit, entry, profile, top, edge);
  put_in_place(fit.parameters, place);
  put_in_place(fit.free_parameters, place);
  put_in_place(fit.standard_errors, place);
  put_in_place(fit.covariance, place);
  for (std::vector<double>& row : fit.covariance) put_in_place(row, place);
  fit.log_likelihood = top.value;
  return fit;
}

std::vector<double> held_out_terms(const FamilyFit& fit, const Nodes& rest, const Nodes& held) {
  const FamilyEntry& entry = find_family(fit.family);
  const LocationProfile profile(entry, rest, task_of(fit, entry));
  const double from =
      std::log(std::max(profile.edge() - fit.parameters[*fit.location], profile.unit() * std::exp(kNear)));
  Point top = profile.top_near(profile.at(from, std::span(fit.parameters).first(entry.parameters.size())));
  if (!std::isfinite(top.value)) top = profile.at(from);
  // A flat prior of the location is one of gap in ln gap.
  const auto weight = [](const Point& p) { return p.value + p.log_gap; };
  const LocationProfile::Bend bend = profile.bend_at(top);
  const double step = bend.second < -0.25 ? 0.5 / std::sqrt(-bend.second) : 1;
  std::vector<Point> places{top};
  for (const double direction : {-1.0, 1.0}) {
    double highest = weight(top);
    for (Point last = top;;) {
      Point next = profile.at(last.log_gap + direction * step, last.parameters);
      // It may rise again, to where the likelihood has no bound or the family is its limit: other tops than the fit's.
      const bool valley = weight(last) < highest - 2 && weight(next) >= weight(last);
      if (!(weight(next) > highest - 16) || valley || places.size() > 400) break;
      highest = std::max(highest, weight(next));
      places.push_back(next);
      last = std::move(next);
    }
  }
  double highest = -HUGE_VAL, sum = 0;
  for (const Point& p : places) highest = std::max(highest, weight(p));
  std::vector<double> density;
  for (const Point& p : places) {
    const double share = std::exp(weight(p) - highest);
    const std::vector<double> terms = log_likelihood_terms(entry, p.parameters, profile.moved(held, p.log_gap), {});
    density.resize(terms.size());
    for (std::size_t i = 0; i < terms.size(); ++i) density[i] += share * std::exp(terms[i]);
    sum += share;
  }
  for (double& d : density) d = std::log(d / sum);
  return density;
}

}  // namespace sanov
