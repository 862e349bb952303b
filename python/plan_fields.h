#pragma once

#include <nanobind/nanobind.h>

#include <utility>

#include "python/arrays.h"
#include "sanov/transport/transport.h"

namespace sanov {

/// What every exact answer has.
template <class Answer>
nanobind::dict plan_and_prices(Answer& found) {
  nanobind::dict all;
  all["cost"] = found.cost;
  all["gap"] = found.gap;
  all["source"] = as_array(std::move(found.plan.from));
  all["target"] = as_array(std::move(found.plan.to));
  all["moved"] = as_array(std::move(found.plan.mass));
  all["u"] = as_array(std::move(found.u));
  all["v"] = as_array(std::move(found.v));
  all["mass"] = found.mass;
  all["status"] = to_text(found.status);
  all["pivots"] = found.pivots;
  return all;
}

/// Fields of sanov._transport.TransportResult.
inline nanobind::dict fields(Transport found) {
  nanobind::dict all = plan_and_prices(found);
  all["mass_difference"] = found.mass_difference;
  return all;
}

}  // namespace sanov
