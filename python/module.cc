#include <nanobind/nanobind.h>

#include "python/comparison.h"
#include "python/errors.h"
#include "python/measure_object.h"
#include "python/numpy_view.h"
#include "python/rows.h"
#include "python/tables.h"

namespace nb = nanobind;

NB_MODULE(_core, module) {
  if (!sanov::import_numpy()) throw nb::python_error();
  nb::register_exception_translator([](const std::exception_ptr& thrown, void*) { sanov::set_python_error(thrown); });
  if (!sanov::add_measures(module.ptr())) throw nb::python_error();
  sanov::add_rows(module);
  sanov::add_tables(module);
  sanov::add_comparison(module);
}
