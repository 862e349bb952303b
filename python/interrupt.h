#pragma once

#include <Python.h>

#include <chrono>
#include <string_view>

#include "sanov/base/progress.h"

namespace sanov {

/// While it lives, long work of this thread can be stopped by Ctrl-C: every tenth of a second the hook takes the GIL
/// and asks Python for signals. The GIL must not be held meanwhile.
class Interruptible : public Progress {
 public:
  Interruptible() : scope_(*this) {}
  bool advance(std::string_view stage, double fraction) override;
  bool go_on() override;

 private:
  ProgressScope scope_;
  std::chrono::steady_clock::time_point asked_ = std::chrono::steady_clock::now();
};

/// Around every call into C++ that may work on several threads: lets go of the GIL, and hears Ctrl-C. Who waited for
/// threads with the GIL held would wait forever where those wait for the GIL.
class LongWork {
 public:
  LongWork() = default;
  LongWork(const LongWork&) = delete;
  LongWork& operator=(const LongWork&) = delete;

 private:
  struct Released {
    PyThreadState* state = PyEval_SaveThread();
    ~Released() { PyEval_RestoreThread(state); }
  } released_;
  Interruptible interruptible_;
};

}  // namespace sanov
