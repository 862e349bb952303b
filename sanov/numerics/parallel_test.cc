#include "sanov/numerics/parallel.h"

#include <gtest/gtest.h>
#include <xmmintrin.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include "sanov/numerics/target.h"

namespace sanov {
namespace {

class Threads : public testing::TestWithParam<int> {
 protected:
  void SetUp() override { set_thread_count(GetParam()); }
  void TearDown() override { set_thread_count(0); }
};

TEST_P(Threads, EveryChunkIsDoneOnce) {
  for (const std::size_t chunks : {0u, 1u, 15u, 16u, 17u, 1000u}) {
    std::vector<int> done(chunks, 0);
    parallel_chunks(chunks, 16, [&](std::size_t first, std::size_t last) {
      ASSERT_LE(last - first, 16u);
      for (std::size_t i = first; i < last; ++i) ++done[i];
    });
    EXPECT_EQ(done, std::vector<int>(chunks, 1));
  }
}

TEST_P(Threads, ResultsAreVisibleAfterTheJoin) {
  std::vector<double> squares(100000);
  for (int round = 0; round < 20; ++round) {
    parallel_chunks(squares.size(), 64, [&](std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) squares[i] = static_cast<double>(i) * round;
    });
    EXPECT_EQ(squares.back(), 99999.0 * round);
  }
}

TEST_P(Threads, AnExceptionComesBack) {
  EXPECT_THROW(parallel_chunks(1000, 1,
                               [](std::size_t first, std::size_t) {
                                 if (first == 500) throw std::runtime_error("five hundred");
                               }),
               std::runtime_error);
}

TEST_P(Threads, TheFirstOfSeveralExceptionsComesBack) {
  for (int round = 0; round < 50; ++round) {
    std::string told;
    try {
      parallel_chunks(1000, 3, [](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i)
          if (i >= 500 && i % 7 == 3) throw std::runtime_error(std::to_string(i));
      });
    } catch (const std::runtime_error& error) {
      told = error.what();
    }
    EXPECT_EQ(told, "500");
  }
}

TEST_P(Threads, ComputeInTheDefaultEnvironment) {
  const unsigned before = _mm_getcsr();
  _mm_setcsr(before | 0x8040);  // flush to zero, denormals are zero
  std::atomic<int> wrong{0};
  parallel_chunks(64, 1, [&](std::size_t, std::size_t) {
    const FloatingPoint environment;
    if ((_mm_getcsr() & 0x8040) != 0) ++wrong;
  });
  {
    const FloatingPoint environment;
    volatile double tiny = 1e-310;
    EXPECT_GT(tiny * 0.5, 0);
  }
  EXPECT_EQ(_mm_getcsr() & 0x8040, 0x8040u);  // the caller's is put back
  _mm_setcsr(before);
  EXPECT_EQ(wrong, 0);
}

INSTANTIATE_TEST_SUITE_P(, Threads, testing::Values(1, 2, 3, 8));

TEST(ThreadCount, IsAtLeastOne) {
  set_thread_count(0);
  EXPECT_GE(thread_count(), 1);
  set_thread_count(3);
  EXPECT_EQ(thread_count(), 3);
  set_thread_count(0);
}

TEST(Target, CanBeChosenAmongThoseOfThisMachine) {
  const auto all = targets();
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(all.back(), "scalar");
  for (const auto& name : all) {
    set_target(name);
    EXPECT_EQ(target(), name);
  }
  EXPECT_THROW(set_target("mmx"), std::invalid_argument);
  set_target("");
  EXPECT_EQ(target(), all.front());
}

}  // namespace
}  // namespace sanov
