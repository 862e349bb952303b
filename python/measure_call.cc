#include "python/measure_call.h"

#include <numeric>
#include <string>
#include <vector>

#include "python/errors.h"
#include "python/interrupt.h"
#include "python/numpy_view.h"
#include "sanov/base/error.h"
#include "sanov/measures/sums.h"

namespace sanov {
namespace {

/// With one chunk of cells no other thread has a part, and letting go of the GIL would cost a small call.
template <class F>
double computed(std::size_t cells, F&& value) {
  if (cells <= kChunk) return value();
  const LongWork work;
  return value();
}

const MeasureObject& self_of(PyObject* object) noexcept { return *reinterpret_cast<MeasureObject*>(object); }

// Arguments -----------------------------------------------------------------------------------------------------------

struct Call {
  PyObject* slot[kMaxSlots] = {};
  PyObject* operator[](int i) const noexcept { return i < 0 ? nullptr : slot[i]; }
};

bool refuse_call(const MeasureObject& self, const std::string& what) noexcept {
  PyErr_SetString(PyExc_TypeError, (std::string(self.info->name) + "() " + what).c_str());
  return false;
}

std::string text_of(PyObject* string) {
  Py_ssize_t size = 0;
  const char* text = PyUnicode_AsUTF8AndSize(string, &size);
  return text != nullptr ? std::string(text, static_cast<std::size_t>(size)) : "?";
}

bool refuse_keyword(const MeasureObject& self, PyObject* keyword, int count) {
  const std::string word = text_of(keyword);
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back(text_of(self.slots.names[i]));
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string near = nearest(word, views.data(), views.size());
  return refuse_call(self, "has no argument '" + word + "'" + (near.empty() ? "" : "; did you mean '" + near + "'?"));
}

/// Keywords of a call are nearly always the interned string itself.
int find_slot(const Slots& slots, PyObject* keyword, int count) noexcept {
  for (int i = 0; i < count; ++i)
    if (slots.names[i] == keyword) return i;
  for (int i = 0; i < count; ++i)
    if (PyUnicode_Compare(slots.names[i], keyword) == 0) return i;
  return -1;
}

/// Sorts the arguments of a call into slots. `count` leaves out the last options.
bool parse(const MeasureObject& self, PyObject* const* arguments, Py_ssize_t positional, PyObject* keywords, int count,
           Call& call) {
  const Slots& slots = self.slots;
  if (positional > slots.positional())
    return refuse_call(self, "takes at most " + std::to_string(slots.positional()) + " arguments by position, but " +
                                 std::to_string(positional) + " are given");
  for (Py_ssize_t i = 0; i < positional; ++i) call.slot[i] = arguments[i];
  const Py_ssize_t named = keywords != nullptr ? PyTuple_Size(keywords) : 0;
  for (Py_ssize_t k = 0; k < named; ++k) {
    PyObject* const keyword = PyTuple_GetItem(keywords, k);
    const int i = find_slot(slots, keyword, count);
    if (i < 0) return refuse_keyword(self, keyword, count);
    if (call.slot[i] != nullptr) return refuse_call(self, "is given '" + text_of(keyword) + "' twice");
    call.slot[i] = arguments[positional + k];
  }
  for (int i = 0; i < slots.required; ++i)
    if (call.slot[i] == nullptr) return refuse_call(self, "misses its argument '" + text_of(slots.names[i]) + "'");
  for (int i = slots.required; i < count; ++i)
    if (call.slot[i] == Py_None) call.slot[i] = nullptr;
  return true;
}

/// The parameters given, checked. A parameter that is not a number is a ValueError, as a wrong one is.
Parameters parameters_of(const MeasureObject& self, const Call& call) {
  const Info& info = *self.info;
  Parameters given;
  for (int i = 0; i < self.slots.parameters; ++i) {
    const Parameter& parameter = info.parameters[static_cast<std::size_t>(i)];
    PyObject* const object = call[self.slots.data + i];
    given.value[i] = object != nullptr ? PyFloat_AsDouble(object) : parameter.value;
    if (given.value[i] == -1 && PyErr_Occurred()) {
      PyErr_Clear();
      PyObject* const shown = PyObject_ASCII(object);
      const std::string text = shown != nullptr ? text_of(shown) : "?";
      Py_XDECREF(shown);
      fail_argument(info.name, parameter.name, "is " + text + "; one number is needed");
    }
  }
  if (self.slots.parameters == 0) return given;
  return checked_parameters(info, std::span(given.value, info.parameters.size()));
}

bool wants_bits(const MeasureObject& self, const Call& call) {
  PyObject* const unit = call[self.slots.unit];
  if (unit == nullptr) return false;
  if (PyUnicode_Check(unit)) {
    if (PyUnicode_CompareWithASCIIString(unit, "bits") == 0) return true;
    if (PyUnicode_CompareWithASCIIString(unit, "nats") == 0) return false;
  }
  fail_argument(self.info->name, "unit", "is neither 'nats' nor 'bits'");
}

// The short way -------------------------------------------------------------------------------------------------------

/// One distribution, ready for the kernels: a contiguous array where it lies, a list or tuple of numbers copied.
class Row {
 public:
  bool read(PyObject* object) {
    if (view_array(object, view_)) return view_.dimensions == 1 && view_.contiguous;
    return read_items(object);
  }
  std::size_t size() const noexcept { return copied_.empty() ? view_.size() : copied_.size(); }
  Cells cells() const noexcept { return copied_.empty() ? view_.cells() : Cells(copied_); }

 private:
  /// Exact floats and ints alone. What else may stand for a number, the long way knows.
  bool read_items(PyObject* object) {
    const bool list = PyList_CheckExact(object);
    if (!list && !PyTuple_CheckExact(object)) return false;
    const Py_ssize_t size = list ? PyList_Size(object) : PyTuple_Size(object);
    copied_.reserve(static_cast<std::size_t>(size));
    for (Py_ssize_t i = 0; i < size; ++i) {
      PyObject* const item = list ? PyList_GetItem(object, i) : PyTuple_GetItem(object, i);
      if (!PyFloat_CheckExact(item) && !PyLong_CheckExact(item)) return false;
      const double number = PyFloat_AsDouble(item);
      if (number == -1 && PyErr_Occurred()) {
        PyErr_Clear();
        return false;
      }
      copied_.push_back(number);
    }
    return size > 0;
  }

  ArrayView view_;
  std::vector<double> copied_;
};

bool is_table(PyObject* object, ArrayView& view) noexcept {
  return view_array(object, view) && view.dimensions == 2 && view.contiguous;
}

Rows rows_of(const ArrayView& view) noexcept {
  return view.rows_at(view.data, static_cast<std::size_t>(view.shape[0]), static_cast<std::size_t>(view.shape[1]));
}

// Each tries the short way: false where the arguments are not ready for it.
bool direct(const Measure<Scalar>& measure, const Call& call, const Parameters& parameters, double& value) {
  if (!PyFloat_CheckExact(call[0])) return false;
  value = measure.value(PyFloat_AsDouble(call[0]), parameters);
  return true;
}

bool direct(const Measure<One>& measure, const Call& call, const Parameters& parameters, double& value) {
  Row p;
  if (!p.read(call[0])) return false;
  value = computed(p.size(), [&] { return measure.value(p.cells(), parameters); });
  return true;
}

bool direct(const Measure<Two>& measure, const Call& call, const Parameters& parameters, double& value) {
  Row p, q;
  if (!p.read(call[0]) || !q.read(call[1])) return false;
  value = computed(p.size(), [&] { return measure.value(p.cells(), q.cells(), parameters); });
  return true;
}

bool direct(const Measure<Ordered>& measure, const Call& call, const Parameters& parameters, double& value) {
  Row p, q, positions;
  if (!p.read(call[0]) || !q.read(call[1])) return false;
  if (call[2] != nullptr) {
    if (!positions.read(call[2])) return false;
    value = computed(p.size(), [&] { return measure.value(p.cells(), q.cells(), positions.cells(), parameters); });
    return true;
  }
  std::vector<double> numbered(p.size());
  std::iota(numbered.begin(), numbered.end(), 0.0);
  value = computed(p.size(), [&] { return measure.value(p.cells(), q.cells(), numbered, parameters); });
  return true;
}

bool direct(const Measure<Joint>& measure, const Call& call, const Parameters& parameters, double& value) {
  ArrayView table;
  if (!is_table(call[0], table)) return false;
  value = computed(table.size(), [&] { return measure.value(rows_of(table), parameters); });
  return true;
}

bool direct(const Measure<Many>& measure, const Call& call, const Parameters& parameters, double& value) {
  ArrayView rows;
  Row weights;
  if (!is_table(call[0], rows)) return false;
  if (call[1] != nullptr) {
    if (!weights.read(call[1])) return false;
    value = computed(rows.size(), [&] { return measure.value(rows_of(rows), weights.cells(), parameters); });
    return true;
  }
  const auto count = static_cast<std::size_t>(rows.shape[0]);
  const std::vector<double> equal(count, 1.0 / static_cast<double>(count));
  value = computed(rows.size(), [&] { return measure.value(rows_of(rows), equal, parameters); });
  return true;
}

// The long way --------------------------------------------------------------------------------------------------------

PyObject* or_none(PyObject* object) noexcept { return object != nullptr ? object : Py_None; }

/// sanov._evaluate.evaluate(measure, what, data, parameters, bits, axis, keepdims)
PyObject* evaluate_in_python(const MeasureObject& self, const char* what, const Call& call,
                             const Parameters& parameters, bool bits) {
  PyObject* const module = PyImport_ImportModule("sanov._evaluate");
  if (module == nullptr) return nullptr;
  PyObject* const data = PyTuple_New(self.slots.data);
  PyObject* const numbers = PyTuple_New(self.slots.parameters);
  PyObject* result = nullptr;
  if (data != nullptr && numbers != nullptr) {
    for (int i = 0; i < self.slots.data; ++i) PyTuple_SetItem(data, i, Py_NewRef(or_none(call[i])));
    for (int i = 0; i < self.slots.parameters; ++i)
      PyTuple_SetItem(numbers, i, PyFloat_FromDouble(parameters[static_cast<std::size_t>(i)]));
    result = PyObject_CallMethod(module, "evaluate", "OsOOOOO", &self, what, data, numbers, bits ? Py_True : Py_False,
                                 or_none(call[self.slots.axis]), or_none(call[self.slots.keepdims]));
  }
  Py_XDECREF(data);
  Py_XDECREF(numbers);
  Py_DECREF(module);
  return result;
}

}  // namespace

PyObject* call_measure(PyObject* object, PyObject* const* arguments, std::size_t flags, PyObject* keywords) noexcept {
  const MeasureObject& self = self_of(object);
  return guarded([&]() -> PyObject* {
    Call call;
    if (!parse(self, arguments, PyVectorcall_NARGS(flags), keywords, self.slots.count, call)) return nullptr;
    const Parameters parameters = parameters_of(self, call);
    const bool bits = wants_bits(self, call);
    if (call[self.slots.axis] == nullptr && call[self.slots.keepdims] == nullptr) {
      double value = 0;
      if (std::visit([&](const auto* measure) { return direct(*measure, call, parameters, value); }, self.measure))
        return PyFloat_FromDouble(bits ? in_bits(self.info->unit, value) : value);
    }
    return evaluate_in_python(self, "value", call, parameters, bits);
  });
}

PyObject* call_method(PyObject* object, const char* what, PyObject* const* arguments, Py_ssize_t positional,
                      PyObject* keywords) noexcept {
  const MeasureObject& self = self_of(object);
  return guarded([&]() -> PyObject* {
    Call call;
    const int count = self.slots.keepdims >= 0 ? self.slots.keepdims : self.slots.count;
    if (!parse(self, arguments, positional, keywords, count, call)) return nullptr;
    return evaluate_in_python(self, what, call, parameters_of(self, call), wants_bits(self, call));
  });
}

}  // namespace sanov
