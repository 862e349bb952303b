// The same bits for any number of threads, for AVX2 and AVX-512, and under flush-to-zero.
#include <gtest/gtest.h>
#include <immintrin.h>

#include "sanov/losses/laws_test.h"
#include "sanov/losses/rows.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"

namespace sanov::losses::laws {
namespace {

void expect_same(const Outcome& a, const Outcome& b, const std::string& where) {
  EXPECT_TRUE(same_bits({a.value}, {b.value})) << where << ": " << a.value << " and " << b.value;
  EXPECT_TRUE(same_bits(a.values, b.values)) << where << ": the values differ";
  for (std::size_t k = 0; k < a.gradients.size(); ++k)
    EXPECT_TRUE(same_bits(a.gradients[k], b.gradients[k])) << where << ": gradient " << k << " differs";
}

/// Calls body(run), run() giving the outcome, for every subject, several sizes, two reductions and two dtypes.
template <class Body>
void for_each_run(Body body) {
  constexpr std::size_t sizes[][2] = {{1, 3}, {3, 17}, {700, 50}, {9, 5003}};
  for (const Subject& s : subjects())
    for (const auto& [rows, classes] : sizes) {
      if (rows * classes > 1000 && !s.defaults) continue;
      SCOPED_TRACE(s.label + ", " + std::to_string(rows) + " rows of " + std::to_string(classes));
      const Sample x = Sampler(rows)(s, rows, classes);
      for (const Reduction reduction : {Reduction::mean, Reduction::none}) {
        body([&] { return outcome<double>(s, x, reduction, false); });
        body([&] { return outcome<float>(s, x, reduction, false); });
        body([&] { return outcome<BFloat16>(s, x, reduction, false); });
      }
    }
}

TEST(LossBits, AreTheSameForAnyNumberOfThreads) {
  for_each_run([](auto run) {
    const Outcome expected = run();
    for (const int threads : {1, 2, 3}) {
      set_thread_count(threads);
      expect_same(run(), expected, "threads: " + std::to_string(threads));
    }
    set_thread_count(0);
  });
}

TEST(LossBits, AreTheSameForEveryVectorTarget) {
  for_each_run([](auto run) {
    const Outcome expected = run();
    for (const std::string& name : targets()) {
      if (name == "scalar") continue;  // has no fused multiply-add, and is no target of the promise
      set_target(name);
      expect_same(run(), expected, name);
    }
    set_target("");
  });
}

/// Gradients beyond the caches are written past them: the same bits as those of each row alone, however many threads.
TEST(LossBits, AreTheSameForGradientsBeyondTheCaches) {
  constexpr std::size_t rows = 530, classes = 4096;
  static_assert(rows * classes * sizeof(float) >= std::size_t{8} << 20);
  for (const Subject& s : subjects()) {
    const auto& operands = s.info().operands;
    const bool fused = s.of_rows && operands[0].rule == kLogitRule && s.defaults && !s.weighted;
    if (!fused) continue;
    SCOPED_TRACE(s.label);
    const Sample x = Sampler(5)(s, rows, classes);
    const Outcome all = outcome<float>(s, x, Reduction::sum, false);
    for (const int threads : {1, 2}) {
      set_thread_count(threads);
      expect_same(outcome<float>(s, x, Reduction::sum, false), all, "threads: " + std::to_string(threads));
    }
    set_thread_count(0);
    Sample one{1, classes, std::vector<Numbers>(operands.size()), {}};
    for (const std::size_t row : {std::size_t{0}, rows / 2, rows - 1}) {
      const auto part = [&](const Numbers& of) {
        const std::size_t n = of.size() / rows;
        return Numbers(of.begin() + static_cast<std::ptrdiff_t>(row * n),
                       of.begin() + static_cast<std::ptrdiff_t>((row + 1) * n));
      };
      for (std::size_t k = 0; k < operands.size(); ++k) one.operands[k] = part(x.operands[k]);
      const Outcome alone = outcome<float>(s, one, Reduction::sum, false);
      for (std::size_t k = 0; k < operands.size(); ++k)
        EXPECT_TRUE(same_bits(alone.gradients[k], part(all.gradients[k]))) << "row " << row << ", gradient " << k;
    }
  }
}

TEST(LossBits, AreTheSameUnderFlushToZero) {
  for (const Subject& s : subjects()) {
    SCOPED_TRACE(s.label);
    Sample x = Sampler(3)(s, 6, 7);
    for (std::size_t k = 0; k < x.operands.size(); ++k)
      if (s.info().operands[k].kind == Kind::real && x.operands[k][4] > 0) x.operands[k][4] = 3e-310;
    const Outcome expected = outcome(s, x, Reduction::none, false);
    const unsigned before = _mm_getcsr();
    _mm_setcsr(before | 0x8040);
    const Outcome flushed = outcome(s, x, Reduction::none, false);
    _mm_setcsr(before);
    expect_same(flushed, expected, "flushed");
  }
}

}  // namespace
}  // namespace sanov::losses::laws
