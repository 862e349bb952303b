#pragma once

#include <string_view>
#include <variant>

#include "sanov/measures/measures.h"

/// Every measure, for whoever loops over them. Including this links all of them; sanov/measures/measures.h alone links
/// those that are used.
namespace sanov {

/// Calls f(measure) for every measure, in the catalogue's order.
template <class F>
void for_each_measure(F&& f) {
#define SANOV_MEASURE(shape, name, file) f(sanov::name);
#include "sanov/measures/measures.def"
#undef SANOV_MEASURE
}

/// A measure whose shape is known at run time only.
using AnyMeasure = std::variant<const Measure<Scalar>*, const Measure<One>*, const Measure<Two>*,
                                const Measure<Ordered>*, const Measure<Joint>*, const Measure<Many>*>;

constexpr std::string_view to_text(const Measure<Scalar>&) { return "scalar"; }
constexpr std::string_view to_text(const Measure<One>&) { return "one"; }
constexpr std::string_view to_text(const Measure<Two>&) { return "two"; }
constexpr std::string_view to_text(const Measure<Ordered>&) { return "ordered"; }
constexpr std::string_view to_text(const Measure<Joint>&) { return "joint"; }
constexpr std::string_view to_text(const Measure<Many>&) { return "many"; }

/// The measure of that name. Throws InvalidArgument, with the nearest name, for an unknown one.
AnyMeasure find_measure(std::string_view name);

}  // namespace sanov
