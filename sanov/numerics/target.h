#pragma once

#include <atomic>
#include <string>
#include <string_view>
#include <vector>

/// Which SIMD instructions the kernels use: the best that the machine has, unless SANOV_SIMD says otherwise.
namespace sanov {

/// "avx3" (AVX-512), "avx2" or "scalar".
std::string target();

/// What this machine can run, best first.
std::vector<std::string> targets();

/// Chooses one of targets() for the process; "" restores the default. Throws InvalidArgument for any other.
/// Not to be called while work runs.
void set_target(std::string_view name);

/// Applies SANOV_SIMD at the first call; next to free afterwards.
extern std::atomic<bool> target_is_settled;
void apply_default_target() noexcept;
inline void settle_target() noexcept {
  if (!target_is_settled.load(std::memory_order_acquire)) apply_default_target();
}

/// HWY_DYNAMIC_DISPATCH, which alone would not know of SANOV_SIMD. Every kernel is picked by this.
#define SANOV_DISPATCH(kernel) (sanov::settle_target(), HWY_DYNAMIC_DISPATCH(kernel))

}  // namespace sanov
