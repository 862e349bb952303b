#include "sanov/measures/measure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

/// A function's name for messages; catalogue names end in '\0', being literals.
const char* name_of(const Info& info) noexcept { return info.name.data(); }

void check_size(const Info& info, const char* argument, std::size_t size, std::size_t expected, const char* than) {
  if (size == expected) return;
  fail_argument(info.name, argument,
                fmt::format("has {} cells, but {} has {}; they must be the same cells", size, than, expected));
}

void check_span(const Info& info, const char* argument, std::span<double> span, std::size_t cells) {
  if (span.empty() || span.size() == cells) return;
  fail_argument(info.name, argument, fmt::format("has room for {} numbers, not for {}", span.size(), cells));
}

bool sum_is_one(double sum, Cells cells) {
  // Nearly always within the part of the tolerance that needs no root.
  const double miss = std::fabs(sum - 1);
  return miss <= sum_tolerance(cells.type(), 0) || miss <= sum_tolerance(cells.type(), cells.size());
}

/// Reads the argument again to name what is wrong with it, in the terms of the measure's domain.
void diagnose(const Info& info, Cells cells, const char* argument) {
  switch (info.domain) {
    case Domain::probabilities: return check_probabilities(cells, name_of(info), argument);
    case Domain::nonnegative: return check_nonnegative(cells, name_of(info), argument);
    case Domain::positive:
      for (std::size_t i = 0; i < cells.size(); ++i)
        if (!(cells[i] > 0 && std::isfinite(cells[i])))
          fail_value(info.name, argument, i, cells[i], "it must be finite and greater than 0");
      return;
    case Domain::real: return check_finite(cells, name_of(info), argument);
  }
}

/// Whether the sums alone vouch for an argument. If not, it is read again.
bool vouched(const Info& info, const Sums& sums, double sum, Cells cells) {
  switch (info.domain) {
    case Domain::probabilities: return sums.signs == 0 && sum_is_one(sum, cells);
    case Domain::nonnegative: return sums.signs == 0 && std::isfinite(sum);
    case Domain::positive: return sums.signs == 0 && std::isfinite(sum) && std::isfinite(sums.term[0]);
    case Domain::real: return std::isfinite(sum);
  }
  return false;
}

/// Rounding may carry a value a few ULP out of its range; the range is what the measure promises.
double within_range(const Info& info, double value) {
  if (std::isnan(value))
    fail_domain(info.name, "the sum", "overflows: the cells are too large for double precision; scale them down");
  return std::clamp(value, info.lower, info.upper);
}

/// At a minimum where a root has no derivative its subgradient 0 stands in.
Outer smoothed(Outer outer) {
  for (double& weight : outer.by_term)
    if (!std::isfinite(weight)) weight = 0;
  if (!std::isfinite(outer.by_p)) outer.by_p = 0;
  if (!std::isfinite(outer.by_q)) outer.by_q = 0;
  return outer;
}

/// Both arguments in one element type: of a mixed pair the floats are widened.
class Pair {
 public:
  Pair(Cells p, Cells q) : p(p), q(q) {
    if (p.type() == q.type()) return;
    const Cells narrow = p.type() == Type::float32 ? p : q;
    widened_.assign(narrow.as<float>(), narrow.as<float>() + narrow.size());
    (p.type() == Type::float32 ? this->p : this->q) = widened_;
  }
  Cells p, q;

 private:
  std::vector<double> widened_;
};

constexpr std::size_t kWriteGrain = 4;

/// Writes terms or slopes chunk by chunk; every chunk is its own piece of the output.
void write_terms(const KernelTable& table, Cells p, const Cells* q, const Parameters& parameters, const Outer& outer,
                 double* out) {
  const std::size_t n = p.size();
  parallel_chunks((n + kChunk - 1) / kChunk, kWriteGrain, [&](std::size_t first, std::size_t last) {
    const std::size_t start = first * kChunk, count = std::min(n, last * kChunk) - start;
    if (p.type() == Type::float64)
      table.of_double.terms(p.as<double>() + start, q ? q->as<double>() + start : nullptr, count, parameters, outer,
                            out + start);
    else
      table.of_float.terms(p.as<float>() + start, q ? q->as<float>() + start : nullptr, count, parameters, outer,
                           out + start);
  });
}

void write_slopes(const KernelTable& table, Cells p, const Cells* q, const Parameters& parameters, const Outer& outer,
                  double* gp, double* gq) {
  const std::size_t n = p.size();
  parallel_chunks((n + kChunk - 1) / kChunk, kWriteGrain, [&](std::size_t first, std::size_t last) {
    const std::size_t start = first * kChunk, count = std::min(n, last * kChunk) - start;
    double* const to_p = gp ? gp + start : nullptr;
    double* const to_q = gq ? gq + start : nullptr;
    if (p.type() == Type::float64)
      table.of_double.slopes(p.as<double>() + start, q ? q->as<double>() + start : nullptr, count, parameters, outer,
                             to_p, to_q);
    else
      table.of_float.slopes(p.as<float>() + start, q ? q->as<float>() + start : nullptr, count, parameters, outer,
                            to_p, to_q);
  });
}

void require_gradient(const Info& info, const KernelTable& table) {
  if (!info.keeps(differentiable) || table.of_double.slopes == nullptr)
    fail_argument(info.name, "gradient", "does not exist: the measure is not differentiable");
}

/// The shares of the value: the terms of the one sum, scaled so that they add up to the value.
Outer shares(const Info& info, const Sums& sums, double value) {
  if (!info.keeps(additive)) fail_argument(info.name, "terms", "do not exist: the measure is not a sum over cells");
  Outer outer;
  const double scale = sums.term[0] == 0 || std::isinf(sums.term[0]) ? 1 : value / sums.term[0];
  outer.by_term[0] = scale;
  return outer;
}

}  // namespace

Parameters checked_parameters(const Info& info, std::span<const double> given) {
  if (given.size() > info.parameters.size())
    fail_argument(info.name, "parameters",
                  fmt::format("are {}, but there {} {}", given.size(), info.parameters.size() == 1 ? "is" : "are",
                              info.parameters.size()));
  Parameters parameters;
  for (std::size_t i = 0; i < info.parameters.size(); ++i) {
    const Parameter& parameter = info.parameters[i];
    const double value = i < given.size() ? given[i] : parameter.value;
    if (!(value >= parameter.lower && value <= parameter.upper))
      fail_domain(info.name, parameter.name,
                  fmt::format("is {}; it must be in [{}, {}]", to_text(value), to_text(parameter.lower),
                              to_text(parameter.upper)));
    parameters.value[i] = value;
  }
  return parameters;
}

double in_bits(Unit unit, double value) noexcept {
  constexpr double kLn2 = 0x1.62e42fefa39efp-1;
  if (unit == Unit::nats) return value / kLn2;
  if (unit == Unit::root_nats) return value / std::sqrt(kLn2);
  return value;
}

// One -----------------------------------------------------------------------------------------------------------------

Sums Measure<One>::checked_sums(Cells p, const Parameters& parameters) const {
  if (p.size() == 0) diagnose(info(), p, "p");
  const Sums sums = sum_cells(*table_(), p, nullptr, parameters);
  if (!vouched(info(), sums, sums.p, p)) diagnose(info(), p, "p");
  return sums;
}

double Measure<One>::value(Cells p, const Parameters& parameters) const {
  const FloatingPoint environment;
  return within_range(info(), finish_(checked_sums(p, parameters), parameters).value);
}

void Measure<One>::gradient(Cells p, const Parameters& parameters, std::span<double> gp) const {
  const FloatingPoint environment;
  check_span(info(), "gp", gp, p.size());
  require_gradient(info(), *table_());
  const Outer outer = smoothed(finish_(checked_sums(p, parameters), parameters));
  if (!gp.empty()) write_slopes(*table_(), p, nullptr, parameters, outer, gp.data(), nullptr);
}

void Measure<One>::terms(Cells p, const Parameters& parameters, std::span<double> out) const {
  const FloatingPoint environment;
  check_size(info(), "out", out.size(), p.size(), "p");
  const Sums sums = checked_sums(p, parameters);
  const double value = within_range(info(), finish_(sums, parameters).value);
  write_terms(*table_(), p, nullptr, parameters, shares(info(), sums, value), out.data());
}

// Two -----------------------------------------------------------------------------------------------------------------

Sums Measure<Two>::checked_sums(Cells p, Cells q, const Parameters& parameters) const {
  const Sums sums = sum_cells(*table_(), p, &q, parameters);
  if (!vouched(info(), sums, sums.p, p) || !vouched(info(), sums, sums.q, q)) {
    diagnose(info(), p, "p");
    diagnose(info(), q, "q");
  }
  return sums;
}

Parameters Measure<Two>::settled(Cells p, Cells q, const Parameters& parameters) const {
  if (prepare_ == nullptr) return parameters;
  diagnose(info(), p, "p");
  diagnose(info(), q, "q");
  return prepare_(*table_(), p, q, parameters);
}

double Measure<Two>::value(Cells p, Cells q, const Parameters& given) const {
  const FloatingPoint environment;
  check_size(info(), "q", q.size(), p.size(), "p");
  if (p.size() == 0) diagnose(info(), p, "p");
  if (p.type() != q.type()) {
    const Pair pair(p, q);
    return value(pair.p, pair.q, given);
  }
  const Parameters parameters = settled(p, q, given);
  return within_range(info(), finish_(checked_sums(p, q, parameters), parameters).value);
}

void Measure<Two>::gradient(Cells p, Cells q, const Parameters& given, std::span<double> gp,
                            std::span<double> gq) const {
  const FloatingPoint environment;
  check_size(info(), "q", q.size(), p.size(), "p");
  if (p.size() == 0) diagnose(info(), p, "p");
  check_span(info(), "gp", gp, p.size());
  check_span(info(), "gq", gq, p.size());
  require_gradient(info(), *table_());
  const Pair pair(p, q);
  const Parameters parameters = settled(pair.p, pair.q, given);
  const Outer outer = smoothed(finish_(checked_sums(pair.p, pair.q, parameters), parameters));
  write_slopes(*table_(), pair.p, &pair.q, parameters, outer, gp.empty() ? nullptr : gp.data(),
               gq.empty() ? nullptr : gq.data());
}

void Measure<Two>::terms(Cells p, Cells q, const Parameters& given, std::span<double> out) const {
  const FloatingPoint environment;
  check_size(info(), "q", q.size(), p.size(), "p");
  if (p.size() == 0) diagnose(info(), p, "p");
  check_size(info(), "out", out.size(), p.size(), "p");
  const Pair pair(p, q);
  const Parameters parameters = settled(pair.p, pair.q, given);
  const Sums sums = checked_sums(pair.p, pair.q, parameters);
  const double value = within_range(info(), finish_(sums, parameters).value);
  write_terms(*table_(), pair.p, &pair.q, parameters, shares(info(), sums, value), out.data());
}

std::vector<Contribution> explain(const Measure<Two>& measure, Cells p, Cells q, std::size_t count) {
  return explain(measure.with({}), p, q, count);
}

std::vector<Contribution> explain(const Bound<Two>& measure, Cells p, Cells q, std::size_t count) {
  std::vector<double> amounts(p.size());
  measure.measure().terms(p, q, measure.parameters(), amounts);
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  count = std::min(count, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                    [&](std::size_t a, std::size_t b) {
                      return amounts[a] != amounts[b] ? amounts[a] > amounts[b] : a < b;
                    });
  std::vector<Contribution> cells;
  cells.reserve(count);
  for (std::size_t i = 0; i < count; ++i) cells.push_back({order[i], p[order[i]], q[order[i]], amounts[order[i]]});
  return cells;
}

}  // namespace sanov
