#include "python/interrupt.h"

#include <nanobind/nanobind.h>

namespace sanov {

bool Interruptible::advance(std::string_view, double) { return go_on(); }

bool Interruptible::go_on() {
  const auto now = std::chrono::steady_clock::now();
  if (now - asked_ < std::chrono::milliseconds(100)) return true;
  asked_ = now;
  const nanobind::gil_scoped_acquire held;
  return PyErr_CheckSignals() == 0;
}

}  // namespace sanov
