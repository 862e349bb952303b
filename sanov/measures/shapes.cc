// The shapes that are not sums over two rows of cells: checks, then the measure's own function.
#include <fmt/format.h>

#include <numeric>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/measures/checks.h"
#include "sanov/measures/measure.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

std::vector<double> equal_weights(std::size_t n) { return std::vector<double>(n, 1.0 / static_cast<double>(n)); }

}  // namespace

// Scalar --------------------------------------------------------------------------------------------------------------

void Measure<Scalar>::check(double x) const {
  if (x >= 0 && x <= 1) return;
  fail_domain(info().name, "x", fmt::format("is {}; a probability is in [0, 1]", to_text(x)));
}

double Measure<Scalar>::value(double x, const Parameters& parameters) const {
  const FloatingPoint environment;
  check(x);
  return within_range(info(), value_(x, parameters));
}

double Measure<Scalar>::gradient(double x, const Parameters& parameters) const {
  const FloatingPoint environment;
  check(x);
  return slope_(x, parameters);
}

// Ordered -------------------------------------------------------------------------------------------------------------

void Measure<Ordered>::check(Cells p, Cells q, Cells positions) const {
  check_size(info(), "q", q.size(), p.size(), "p");
  if (positions.size() != p.size())
    fail_argument(info().name, "positions",
                  fmt::format("has {} numbers, but p has {} cells", positions.size(), p.size()));
  check_probabilities(p, name_of(info()), "p");
  check_probabilities(q, name_of(info()), "q");
  check_finite(positions, name_of(info()), "positions");
  for (std::size_t i = 1; i < positions.size(); ++i)
    if (!(positions[i] > positions[i - 1]))
      fail_value(info().name, "positions", i, positions[i], "positions must increase from cell to cell");
}

double Measure<Ordered>::operator()(Cells p, Cells q) const {
  std::vector<double> positions(p.size());
  std::iota(positions.begin(), positions.end(), 0.0);
  return (*this)(p, q, positions);
}

double Measure<Ordered>::value(Cells p, Cells q, Cells positions, const Parameters& parameters) const {
  const FloatingPoint environment;
  check(p, q, positions);
  return within_range(info(), value_(p, q, positions, parameters, nullptr, nullptr));
}

void Measure<Ordered>::gradient(Cells p, Cells q, Cells positions, const Parameters& parameters, std::span<double> gp,
                                std::span<double> gq) const {
  const FloatingPoint environment;
  require_gradient(info());
  check(p, q, positions);
  if (!gp.empty()) check_room(info(), "gp", gp, p.size());
  if (!gq.empty()) check_room(info(), "gq", gq, q.size());
  value_(p, q, positions, parameters, gp.empty() ? nullptr : gp.data(), gq.empty() ? nullptr : gq.data());
}

// Joint ---------------------------------------------------------------------------------------------------------------

double Measure<Joint>::value(Rows table, const Parameters& parameters) const {
  const FloatingPoint environment;
  check_probabilities(table.cells(), name_of(info()), "table");
  return within_range(info(), value_(table, parameters, nullptr));
}

void Measure<Joint>::gradient(Rows table, const Parameters& parameters, std::span<double> out) const {
  const FloatingPoint environment;
  require_gradient(info());
  check_probabilities(table.cells(), name_of(info()), "table");
  check_room(info(), "out", out, table.cells().size());
  value_(table, parameters, out.data());
}

// Many ----------------------------------------------------------------------------------------------------------------

void Measure<Many>::check(Rows rows, Cells weights) const {
  if (rows.rows() == 0) fail_argument(info().name, "rows", "is empty; at least one distribution is needed");
  if (weights.size() != rows.rows())
    fail_argument(info().name, "weights",
                  fmt::format("has {} numbers, but there are {} rows", weights.size(), rows.rows()));
  check_probabilities(weights, name_of(info()), "weights");
  for (std::size_t row = 0; row < rows.rows(); ++row)
    check_probabilities(rows[row], name_of(info()), fmt::format("rows[{}]", row).c_str());
}

double Measure<Many>::operator()(Rows rows) const { return (*this)(rows, equal_weights(rows.rows())); }

double Measure<Many>::value(Rows rows, Cells weights, const Parameters& parameters) const {
  const FloatingPoint environment;
  check(rows, weights);
  return within_range(info(), value_(rows, weights, parameters, nullptr));
}

void Measure<Many>::gradient(Rows rows, Cells weights, const Parameters& parameters, std::span<double> out) const {
  const FloatingPoint environment;
  require_gradient(info());
  check(rows, weights);
  check_room(info(), "out", out, rows.cells().size());
  value_(rows, weights, parameters, out.data());
}

}  // namespace sanov
