#include "sanov/base/progress.h"

namespace sanov {
namespace {
thread_local Progress* hook = nullptr;
}  // namespace

ProgressScope::ProgressScope(Progress& progress) noexcept : before_(hook) { hook = &progress; }
ProgressScope::~ProgressScope() { hook = before_; }

void poll(std::string_view stage, double fraction) {
  if (hook != nullptr && !hook->advance(stage, fraction)) throw Cancelled{};
}

void poll() {
  if (hook != nullptr && !hook->go_on()) throw Cancelled{};
}

}  // namespace sanov
