#pragma once

#include <Python.h>

#include <span>
#include <string_view>

#include "sanov/measures/catalogue.h"

/// sanov.Measure: what sanov.kl is in Python. One object for each line of the catalogue.
///
/// A call whose arguments are contiguous float64 or float32 arrays of one distribution goes straight to the kernel; any
/// other goes to sanov._evaluate, which converts, broadcasts and comes back through evaluate_rows.
namespace sanov {

inline constexpr int kMaxSlots = 8;
inline constexpr int kMaxData = 3;

/// A measure's arguments by name: data, then parameters, then options that are given by name only.
struct Slots {
  PyObject* names[kMaxSlots] = {};  ///< interned
  int data = 0;                     ///< how many are distributions and their like
  int required = 0;                 ///< how many of those must be given
  int parameters = 0;
  int count = 0;      ///< all of them
  int unit = -1;      ///< where `unit` stands, if the measure has one
  int axis = -1;      ///< where `axis` stands
  int keepdims = -1;  ///< where `keepdims` stands: last, since gradients and terms go without

  int positional() const noexcept { return data + parameters; }
};

struct MeasureObject {
  PyObject_HEAD vectorcallfunc vectorcall;
  const Info* info;
  AnyMeasure measure;
  Slots slots;
};

/// Makes the type, and adds it and every measure of the catalogue to the module. False with the Python error set.
bool add_measures(PyObject* module) noexcept;

/// The C++ measure behind a sanov.Measure. Throws InvalidArgument for any other object.
const MeasureObject& measure_of(PyObject* object);

/// Arguments of the shape, as the docs call them: "p", "q".
std::span<const std::string_view> data_names(const AnyMeasure& measure) noexcept;

}  // namespace sanov
