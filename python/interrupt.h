#pragma once

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

 private:
  ProgressScope scope_;
  std::chrono::steady_clock::time_point asked_ = std::chrono::steady_clock::now();
};

}  // namespace sanov
