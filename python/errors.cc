#include "python/errors.h"

#include <nanobind/nanobind.h>

#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include "sanov/base/progress.h"

namespace sanov {
namespace {

/// OSError itself chooses FileNotFoundError and the like from the number.
void set_os_error(const std::system_error& error) noexcept {
  PyObject* arguments = Py_BuildValue("(is)", error.code().value(), error.what());
  if (arguments == nullptr) return;
  PyErr_SetObject(PyExc_OSError, arguments);
  Py_DECREF(arguments);
}

struct Mend {
  std::string_view elsewhere, in_python;
};
constexpr Mend kMends[] = {
    {"give them with --counts", "give them with counts=True"},
    {"give P alone, its rows apart by ';'", "give p alone, as a table"},
    {"give P alone", "give p alone"},
    {"give P and Q", "give p and q"},
    {"or check=false for", "or check=False for"},
    {"give missing = pairwise", "give missing='pairwise'"},
    {"or choose coefficients by --measure", "or choose coefficients by measure"},
    {"see `sanov measure --help`", "see sanov.measure"},
};

/// What makes probabilities of an argument that holds counts.
std::string way_with_counts(const std::string& function, const std::string& argument) {
  if (function == "measure") return "counts=True";
  // sanov.normalized divides rows, but a table of joint probabilities sums to 1 as a whole.
  return argument == "table" ? "table / table.sum()" : "sanov.normalized(" + argument + ")";
}

void replace(std::string& text, std::string_view from, std::string_view to) {
  if (const std::size_t at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
}

void set_value_error(const Complaint& complaint) noexcept {
  try {
    PyErr_SetString(PyExc_ValueError, in_python(complaint).sentence().c_str());
  } catch (...) {
    PyErr_NoMemory();
  }
}

}  // namespace

Complaint in_python(Complaint complaint) {
  if (complaint.argument.starts_with("--")) complaint.argument.erase(0, 2);
  // "rows[3]": the whole argument is what has to be mended.
  const std::string argument = complaint.argument.substr(0, complaint.argument.find('['));
  replace(complaint.rule, "counts to be divided by their sum",
          way_with_counts(complaint.function, argument) + " if these are counts");
  replace(complaint.rule, "take their exponentials, or say that they are logarithms",
          "pass numpy.exp(" + argument + ")");
  for (const Mend& mend : kMends) replace(complaint.rule, mend.elsewhere, mend.in_python);
  return complaint;
}

void set_python_error(const std::exception_ptr& thrown) noexcept {
  try {
    std::rethrow_exception(thrown);
  } catch (nanobind::python_error& error) {
    error.restore();
  } catch (const std::system_error& error) {
    set_os_error(error);
  } catch (const Cancelled&) {
    if (!PyErr_Occurred()) PyErr_SetNone(PyExc_KeyboardInterrupt);
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
  } catch (const DomainError& error) {
    set_value_error(error.complaint());
  } catch (const InvalidArgument& error) {
    set_value_error(error.complaint());
  } catch (const std::logic_error& error) {
    PyErr_SetString(PyExc_ValueError, error.what());
  } catch (const std::exception& error) {
    PyErr_SetString(PyExc_RuntimeError, error.what());
  } catch (...) {
    PyErr_SetString(PyExc_RuntimeError, "an exception that is not a std::exception left sanov");
  }
}

}  // namespace sanov
