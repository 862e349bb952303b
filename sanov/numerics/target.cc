#include "sanov/numerics/target.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>

#include "hwy/highway.h"
#include "hwy/targets.h"
#include "sanov/base/error.h"

namespace sanov {
namespace {

struct Named {
  std::string_view name;
  std::int64_t bit;
};
constexpr Named kNamed[] = {{"avx3", HWY_AVX3}, {"avx2", HWY_AVX2}, {"scalar", HWY_STATIC_TARGET}};

std::int64_t supported() {
  static const std::int64_t all = hwy::SupportedTargets();
  return all | HWY_STATIC_TARGET;
}

/// What was chosen last; 0 before anything was. Highway asks the processor anew each time, which takes microseconds, and a
/// virtual machine's tens of them.
std::atomic<std::int64_t> chosen{0};

void choose(std::int64_t targets) {
  chosen.store(targets, std::memory_order_release);
  hwy::SetSupportedTargetsForTest(targets);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

bool apply(std::string_view name) {
  for (const Named& candidate : kNamed) {
    if (candidate.name != name || (supported() & candidate.bit) == 0) continue;
    choose(candidate.bit);
    return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> targets() {
  std::vector<std::string> names;
  for (const Named& candidate : kNamed)
    if ((supported() & candidate.bit) != 0) names.emplace_back(candidate.name);
  return names;
}

std::string target() {
  settle_target();
  const std::int64_t choice = chosen.load(std::memory_order_acquire), now = choice != 0 ? choice : supported();
  for (const Named& candidate : kNamed)
    if ((now & candidate.bit) != 0) return std::string(candidate.name);
  return "scalar";
}

void set_target(std::string_view name) {
  settle_target();
  if (name.empty()) {
    choose(supported());
  } else if (!apply(name)) {
    fail_argument(
        "set_target", "name", "is '" + std::string(name) + "'; this machine has " + [] {
          std::string list;
          for (const auto& known : targets()) list += (list.empty() ? "" : ", ") + known;
          return list;
        }());
  }
}

std::atomic<bool> target_is_settled{false};

void apply_default_target() noexcept {
  static const bool applied = [] {
    supported();
    const char* wish = std::getenv("SANOV_SIMD");
    if (wish != nullptr && *wish != '\0') apply(wish);
    return true;
  }();
  target_is_settled.store(applied, std::memory_order_release);
}

}  // namespace sanov
