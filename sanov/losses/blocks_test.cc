#include "sanov/losses/blocks.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "sanov/numerics/target.h"

namespace sanov::losses {
namespace {

/// Every upper half with the lower halves at which the rounding turns.
std::vector<float> turning_points() {
  std::vector<float> all;
  for (std::uint32_t upper = 0; upper <= 0xffff; ++upper)
    for (const std::uint32_t lower : {0U, 1U, 0x7fffU, 0x8000U, 0x8001U, 0xffffU})
      all.push_back(std::bit_cast<float>(upper << 16 | lower));
  all.push_back(1);  // so that the number of them is no multiple of a vector's
  return all;
}

TEST(Blocks, RoundToBFloat16AsOneNumberIsRounded) {
  const std::vector<float> from = turning_points();
  for (const std::string& name : targets()) {
    set_target(name);
    std::vector<BFloat16> to(from.size() + 1, {0x1234});
    blocks().narrow_floats(from.data(), from.size(), to.data());
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < from.size(); ++i) wrong += to[i].bits != to_bfloat16(from[i]).bits ? 1 : 0;
    EXPECT_EQ(wrong, 0U) << name;
    EXPECT_EQ(to.back().bits, 0x1234) << name << ": wrote past the end";
  }
  set_target("");
}

TEST(Blocks, WidenEveryBFloat16) {
  std::vector<BFloat16> from(0x10000 + 3);
  for (std::size_t i = 0; i < from.size(); ++i) from[i] = {static_cast<std::uint16_t>(i)};
  for (const std::string& name : targets()) {
    set_target(name);
    std::vector<float> to(from.size() + 1, 7);
    blocks().widen_floats(from.data(), from.size(), to.data());
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < from.size(); ++i)
      wrong += std::bit_cast<std::uint32_t>(to[i]) != std::uint32_t{from[i].bits} << 16 ? 1 : 0;
    EXPECT_EQ(wrong, 0U) << name;
    EXPECT_EQ(to.back(), 7) << name << ": wrote past the end";
  }
  set_target("");
}

}  // namespace
}  // namespace sanov::losses
