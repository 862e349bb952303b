#include "python/measure_object.h"

#include <structmember.h>

#include <cstdint>
#include <iterator>
#include <string>

#include "python/docstring.h"
#include "python/errors.h"
#include "python/measure_call.h"
#include "sanov/base/error.h"

namespace sanov {
namespace {

PyObject* measure_type = nullptr;

MeasureObject* self_of(PyObject* object) noexcept { return reinterpret_cast<MeasureObject*>(object); }

PyObject* gradient(PyObject* self, PyObject* const* arguments, Py_ssize_t positional, PyObject* keywords) noexcept {
  return call_method(self, "gradient", arguments, positional, keywords);
}

PyObject* terms(PyObject* self, PyObject* const* arguments, Py_ssize_t positional, PyObject* keywords) noexcept {
  return call_method(self, "terms", arguments, positional, keywords);
}

PyObject* explain(PyObject* self, PyObject* const* arguments, Py_ssize_t positional, PyObject* keywords) noexcept {
  return call_method(self, "explain", arguments, positional, keywords);
}

// Attributes ----------------------------------------------------------------------------------------------------------

PyObject* python_string(std::string_view text) noexcept {
  return PyUnicode_FromStringAndSize(text.data(), static_cast<Py_ssize_t>(text.size()));
}

/// The attributes that are text, by their name.
PyObject* get_text(PyObject* object, void* which) noexcept {
  const MeasureObject& self = *self_of(object);
  return guarded([&]() -> PyObject* {
    const std::string_view name = static_cast<const char*>(which);
    if (name == "name") return python_string(self.info->name);
    if (name == "kind") return python_string(to_text(self.info->kind));
    if (name == "domain") return python_string(to_text(self.info->domain));
    if (name == "unit") return python_string(to_text(self.info->unit));
    if (name == "shape")
      return python_string(std::visit([](const auto* measure) { return to_text(*measure); }, self.measure));
    const Doc& about = doc(self.info->name);
    if (name == "title") return python_string(about.title);
    if (name == "meaning") return python_string(about.meaning);
    if (name == "formula") return python_string(about.formula);
    return python_string(docstring(about.text));
  });
}

PyObject* get_law(PyObject* object, void* law) noexcept {
  const auto bit = static_cast<Law>(reinterpret_cast<std::uintptr_t>(law));
  return PyBool_FromLong(self_of(object)->info->keeps(bit));
}

PyObject* get_range(PyObject* object, void*) noexcept {
  return Py_BuildValue("(dd)", self_of(object)->info->lower, self_of(object)->info->upper);
}

/// As Python writes it: a word of the language takes an underscore, as in scipy.
std::string python_name(const Parameter& parameter) {
  return parameter.name == "lambda" ? "lambda_" : std::string(parameter.name);
}

PyObject* get_parameters(PyObject* object, void*) noexcept {
  PyObject* const all = PyDict_New();
  if (all == nullptr) return nullptr;
  for (const Parameter& parameter : self_of(object)->info->parameters) {
    PyObject* const name = python_string(python_name(parameter));
    PyObject* const value = PyFloat_FromDouble(parameter.value);
    if (name != nullptr && value != nullptr) PyDict_SetItem(all, name, value);
    Py_XDECREF(name);
    Py_XDECREF(value);
  }
  return all;
}

PyObject* get_signature(PyObject* object, void*) noexcept {
  PyObject* const module = PyImport_ImportModule("sanov._signatures");
  if (module == nullptr) return nullptr;
  PyObject* const signature = PyObject_CallMethod(module, "signature", "O", object);
  Py_DECREF(module);
  return signature;
}

PyObject* represent(PyObject* object) noexcept {
  return guarded([&]() -> PyObject* {
    const MeasureObject& self = *self_of(object);
    return python_string("<sanov." + std::string(self.info->name) + ": " + std::string(doc(self.info->name).title) +
                         ">");
  });
}

/// Pickled by name.
PyObject* reduce(PyObject* object, PyObject*) noexcept { return python_string(self_of(object)->info->name); }

void* law(Law bit) noexcept { return reinterpret_cast<void*>(static_cast<std::uintptr_t>(bit)); }
void* text(const char* name) noexcept { return const_cast<char*>(name); }

PyGetSetDef* attributes() noexcept {
  static PyGetSetDef all[] = {
      {"__doc__", get_text, nullptr, nullptr, text("text")},
      {"__name__", get_text, nullptr, nullptr, text("name")},
      {"__qualname__", get_text, nullptr, nullptr, text("name")},
      {"__signature__", get_signature, nullptr, nullptr, nullptr},
      {"name", get_text, nullptr, "as in sanov.NAME and in the command's --measure", text("name")},
      {"title", get_text, nullptr, "its name in full", text("title")},
      {"meaning", get_text, nullptr, "what it says, in a sentence", text("meaning")},
      {"formula", get_text, nullptr, "its definition", text("formula")},
      {"shape", get_text, nullptr, "what it takes: scalar, one, two, ordered, joint or many", text("shape")},
      {"kind", get_text, nullptr, "distance, divergence, similarity or information", text("kind")},
      {"domain", get_text, nullptr, "what its arguments must be", text("domain")},
      {"unit", get_text, nullptr, "what its values are measured in; '' where that is a pure number", text("unit")},
      {"range", get_range, nullptr, "the least and the largest value that it can take", nullptr},
      {"parameters", get_parameters, nullptr, "its parameters and their defaults", nullptr},
      {"is_symmetric", get_law, nullptr, "whether d(p, q) = d(q, p)", law(symmetric)},
      {"is_metric", get_law, nullptr, "whether the triangle inequality holds", law(metric)},
      {"is_additive", get_law, nullptr, "whether it has terms, one a cell", law(additive)},
      {"is_differentiable", get_law, nullptr, "whether it has a gradient", law(differentiable)},
      {nullptr, nullptr, nullptr, nullptr, nullptr}};
  return all;
}

template <class F>
PyCFunction as_method(F* function) noexcept {
  return reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(function));
}

PyObject* make_type() noexcept {
  static PyMemberDef members[] = {
      {"__vectorcalloffset__", T_PYSSIZET, offsetof(MeasureObject, vectorcall), READONLY, nullptr},
      {nullptr, 0, 0, 0, nullptr}};
  static PyMethodDef methods[] = {
      {"gradient", as_method(gradient), METH_FASTCALL | METH_KEYWORDS,
       "Partial derivatives of the value by each distribution: for two distributions a pair of arrays."},
      {"terms", as_method(terms), METH_FASTCALL | METH_KEYWORDS, "Each cell's share of the value; they add up to it."},
      {"explain", as_method(explain), METH_FASTCALL | METH_KEYWORDS,
       "The cells by their share of the value, largest first: tuples (cell, p, q, contribution)."},
      {"__reduce__", as_method(reduce), METH_NOARGS, nullptr},
      {nullptr, nullptr, 0, nullptr}};
  static PyType_Slot slots[] = {{Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
                                {Py_tp_repr, reinterpret_cast<void*>(represent)},
                                {Py_tp_methods, methods},
                                {Py_tp_members, members},
                                {Py_tp_getset, attributes()},
                                {0, nullptr}};
  static PyType_Spec spec = {
      "sanov.Measure", sizeof(MeasureObject), 0,
      Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
      slots};
  return PyType_FromSpec(&spec);
}

// The catalogue -------------------------------------------------------------------------------------------------------

int required_arguments(const AnyMeasure& measure) noexcept {
  // The last argument of an ordered or many measure has a default: positions 0, 1, 2, …, and equal weights.
  const auto all = static_cast<int>(data_names(measure).size());
  return std::holds_alternative<const Measure<Ordered>*>(measure) ||
                 std::holds_alternative<const Measure<Many>*>(measure)
             ? all - 1
             : all;
}

bool has_axis(const AnyMeasure& measure) noexcept {
  return std::holds_alternative<const Measure<One>*>(measure) || std::holds_alternative<const Measure<Two>*>(measure) ||
         std::holds_alternative<const Measure<Ordered>*>(measure);
}

int add_slot(Slots& slots, std::string_view name) noexcept {
  PyObject* string = python_string(name);
  if (string != nullptr) PyUnicode_InternInPlace(&string);
  slots.names[slots.count] = string;
  return slots.count++;
}

Slots slots_of(const AnyMeasure& measure, const Info& info) noexcept {
  static_assert(kMaxData + static_cast<int>(kMaxParameters) + 3 <= kMaxSlots);
  Slots slots;
  for (const std::string_view name : data_names(measure)) add_slot(slots, name);
  slots.data = slots.count;
  slots.required = required_arguments(measure);
  for (const Parameter& parameter : info.parameters) add_slot(slots, python_name(parameter));
  slots.parameters = slots.count - slots.data;
  if (info.unit == Unit::nats || info.unit == Unit::root_nats) slots.unit = add_slot(slots, "unit");
  if (has_axis(measure)) {
    slots.axis = add_slot(slots, "axis");
    slots.keepdims = add_slot(slots, "keepdims");
  }
  return slots;
}

PyObject* make_measure(const AnyMeasure& measure, const Info& info) noexcept {
  PyObject* const object = PyType_GenericAlloc(reinterpret_cast<PyTypeObject*>(measure_type), 0);
  if (object == nullptr) return nullptr;
  MeasureObject& self = *self_of(object);
  self.vectorcall = call_measure;
  self.info = &info;
  self.measure = measure;
  self.slots = slots_of(measure, info);
  return object;
}

}  // namespace

std::span<const std::string_view> data_names(const AnyMeasure& measure) noexcept {
  static constexpr std::string_view scalar[] = {"x"}, one[] = {"p"}, two[] = {"p", "q"},
                                    ordered[] = {"p", "q", "positions"}, joint[] = {"table"},
                                    many[] = {"rows", "weights"};
  static constexpr std::span<const std::string_view> all[] = {scalar, one, two, ordered, joint, many};
  static_assert(std::variant_size_v<AnyMeasure> == std::size(all));
  return all[measure.index()];
}

const MeasureObject& measure_of(PyObject* object) {
  if (reinterpret_cast<PyObject*>(Py_TYPE(object)) != measure_type)
    fail_argument("", "measure", "is not one of sanov's measures");
  return *self_of(object);
}

bool add_measures(PyObject* module) noexcept {
  measure_type = make_type();
  if (measure_type == nullptr || PyModule_AddObjectRef(module, "Measure", measure_type) < 0) return false;
  PyObject* const catalogue = PyDict_New();
  bool added = catalogue != nullptr && PyModule_AddObjectRef(module, "catalogue", catalogue) == 0;
  for_each_measure([&](const auto& measure) {
    PyObject* const object = added ? make_measure(AnyMeasure(&measure), measure.info()) : nullptr;
    added = object != nullptr && PyDict_SetItemString(catalogue, measure.info().name.data(), object) == 0;
    Py_XDECREF(object);
  });
  Py_XDECREF(catalogue);
  return added;
}

}  // namespace sanov
