#include "sanov/base/floating_point.h"

#include <gtest/gtest.h>
#include <xmmintrin.h>

#include "sanov/base/cells.h"

namespace sanov {
namespace {

constexpr unsigned kFlushing = 0x8040, kTowardsZero = 0x6000;

/// Sets bits of the environment for a scope.
class Changed {
 public:
  explicit Changed(unsigned bits) : before_(_mm_getcsr()) { _mm_setcsr(before_ | bits); }
  ~Changed() { _mm_setcsr(before_); }

 private:
  unsigned before_;
};

TEST(FloatingPoint, RestoresTheDefaultAndPutsTheCallersBack) {
  for (const unsigned bits : {kFlushing, kTowardsZero}) {
    const Changed caller(bits);
    const unsigned before = _mm_getcsr();
    {
      const FloatingPoint environment;
      EXPECT_EQ(_mm_getcsr() & 0xffc0, 0x1f80u);
      volatile double tiny = 1e-310;
      EXPECT_GT(tiny * 0.5, 0);
    }
    EXPECT_EQ(_mm_getcsr() & 0xffc0, before & 0xffc0);
  }
}

TEST(FloatingPoint, NothingThatMakesProbabilitiesFlushes) {
  const std::vector<double> counts{3e-310, 6e-310, 3e-310}, tiny{1e-310, 1};
  const std::vector<double> logs{-720, 0}, logits{-720, 0};
  const auto computed = [&] {
    return std::vector<Probabilities>{normalized(counts), normalized(tiny), probabilities(LogProbabilities(logs)),
                                      probabilities(Logits(logits))};
  };
  const auto expected = computed();
  EXPECT_EQ(expected[0], (Probabilities{0.25, 0.5, 0.25}));
  EXPECT_EQ(expected[1][0], 1e-310);
  EXPECT_GT(expected[2][0], 0);
  EXPECT_GT(expected[3][0], 0);
  std::vector<Probabilities> flushed;
  {
    const Changed caller(kFlushing);
    flushed = computed();
  }
  EXPECT_EQ(flushed, expected);
}

}  // namespace
}  // namespace sanov
