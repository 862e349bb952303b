// The same bits for any number of threads, for AVX2 and AVX-512, under flush-to-zero, and for float as for double.
#include <gtest/gtest.h>
#include <immintrin.h>

#include "sanov/measures/laws_test.h"
#include "sanov/measures/notice.h"
#include "sanov/measures/smoothing.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"

namespace sanov::laws {
namespace {

constexpr std::size_t kSizes[] = {1, 2, 7, 10, 64, 65, 4096, 4097, 100003};

struct Sample {
  Row p, q;
};

/// Ordinary cells, and in the last 700 of each thousand some that are tiny, subnormal or 0, in p where n is odd and in
/// q where it is even, or empty in both.
Sample sample(const Subject& s, std::size_t n) {
  Sampler sampler(n);
  Sample out{sampler.row(*s.info, n), sampler.row(*s.info, n)};
  Row& odd = n % 2 == 1 ? out.p : out.q;
  for (std::size_t i = 0; i + 1 < n; ++i) {
    if (n > 1000 && i % 1000 < 300) continue;
    switch (sampler.index(30)) {
      case 0: odd[i] = 1e-150; break;
      case 1: odd[i] = 3e-310; break;
      case 2: odd[i] = s.info->domain == Domain::positive ? 1e-20 : 0; break;
      case 3: out.p[i] = out.q[i] = s.info->domain == Domain::positive ? 1e-20 : 0; break;
      default: break;
    }
  }
  if (s.of_probabilities())
    for (Row* row : {&out.p, &out.q}) {
      long double sum = 0;
      for (const double x : *row) sum += x;
      for (double& x : *row) x = static_cast<double>(x / sum);
    }
  return out;
}

struct Outcome {
  double value = 0;
  Row gp, gq, terms;
};

Outcome outcome(const Subject& s, const Sample& x) {
  Outcome out;
  out.value = s.value(x.p, x.q);
  if (s.keeps(differentiable)) {
    out.gp.resize(x.p.size());
    out.gq.resize(x.p.size());
    s.gradient(x.p, x.q, out.gp, out.gq);
  }
  if (s.two && s.keeps(additive)) {
    out.terms.resize(x.p.size());
    s.two->terms(x.p, x.q, s.parameters, out.terms);
  }
  return out;
}

bool same_bits(const Row& a, const Row& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

void expect_same(const Outcome& a, const Outcome& b, const std::string& where) {
  EXPECT_EQ(bits_of(a.value), bits_of(b.value)) << where << ": " << a.value << " and " << b.value;
  EXPECT_TRUE(same_bits(a.gp, b.gp)) << where << ": the gradient by p differs";
  EXPECT_TRUE(same_bits(a.gq, b.gq)) << where << ": the gradient by q differs";
  EXPECT_TRUE(same_bits(a.terms, b.terms)) << where << ": the terms differ";
}

/// Calls body(subject, sample, outcome on this machine's defaults) for every subject and size.
template <class Body>
void for_each_sample(Body body) {
  for (const Subject& s : subjects()) {
    SCOPED_TRACE(s.label);
    for (const std::size_t n : kSizes) {
      if (n > 4097 && !s.defaults && s.info->parameters[0].lower != s.parameters[0]) continue;
      const Sample x = sample(s, n);
      body(s, x, outcome(s, x));
    }
  }
}

TEST(Bits, AreTheSameForAnyNumberOfThreads) {
  for_each_sample([](const Subject& s, const Sample& x, const Outcome& expected) {
    for (const int threads : {1, 2, 3}) {
      set_thread_count(threads);
      expect_same(outcome(s, x), expected, std::to_string(x.p.size()) + " cells, threads: " + std::to_string(threads));
    }
    set_thread_count(0);
  });
}

TEST(Bits, AreTheSameForEveryVectorTarget) {
  for_each_sample([](const Subject& s, const Sample& x, const Outcome& expected) {
    for (const std::string& name : targets()) {
      if (name == "scalar") continue;  // has no fused multiply-add, and is no target of the promise
      set_target(name);
      expect_same(outcome(s, x), expected, std::to_string(x.p.size()) + " cells on " + name);
    }
    set_target("");
  });
}

TEST(Bits, AreTheSameUnderFlushToZero) {
  for_each_sample([](const Subject& s, const Sample& x, const Outcome& expected) {
    const unsigned before = _mm_getcsr();
    _mm_setcsr(before | 0x8040);
    const Outcome flushed = outcome(s, x);
    EXPECT_EQ(_mm_getcsr() & 0xffc0, (before | 0x8040) & 0xffc0) << "the caller's setting is put back";
    _mm_setcsr(before);
    expect_same(flushed, expected, std::to_string(x.p.size()) + " cells");
  });
}

/// What f gives where the caller has subnormals read and written as 0.
template <class F>
auto flushed(F f) {
  const unsigned before = _mm_getcsr();
  _mm_setcsr(before | 0x8040);
  auto result = f();
  _mm_setcsr(before);
  return result;
}

TEST(Bits, OfScalarsAreTheSameUnderFlushToZero) {
  int seen = 0;
  for_each_measure([&]<class Shape>(const Measure<Shape>& measure) {
    if constexpr (std::same_as<Shape, Scalar>) {
      for (const double x : {4.9e-324, 3e-310, 1e-300, 0.3, 1 - 0x1p-53, 1.0}) {
        const auto both = [&] { return Row{measure(x), measure.gradient(x)}; };
        EXPECT_TRUE(same_bits(flushed(both), both())) << measure.info().name << " of " << x;
        ++seen;
      }
    }
  });
  EXPECT_GT(seen, 0);
}

TEST(Bits, OfWhatStandsBesideTheMeasuresAreTheSameUnderFlushToZero) {
  const Row p{0.5, 0.3, 0.2, 0}, q{3e-310, 1, 0, 0}, counts{3e-310, 5e-310, 0, 4.9e-324};
  const std::function<Row()> all[] = {
      [&] { return Row{samples_to_notice(p, q), samples_to_notice({3e-310, 1}, {0, 1}, 3e-310)}; },
      [&] { return smoothed(counts, {}); },
      [&] { return smoothed(counts, Smoothing::additive(3e-310)); },
      [&] { return smoothed(q, Smoothing::holdout(1e-310)); },
      [&] {
        const SmoothedValue value = smoothed_value(kl.with({}), p, q, Smoothing::holdout(3e-310));
        return Row{value.value, value.at_half, value.at_twice};
      },
      [&] { return Row{in_bits(Unit::nats, 3e-310), half_of({.amount = 3e-310}).amount}; },
      [&] {
        Row order;
        for (const Contribution& cell : explain(squared_chord, {1e-310, 3e-310, 2e-310, 1}, {0, 0, 0, 1}))
          order.push_back(static_cast<double>(cell.cell));
        return order;
      },
  };
  for (const auto& f : all)
    EXPECT_TRUE(same_bits(flushed(f), f()))
        << testing::PrintToString(flushed(f)) << " and " << testing::PrintToString(f());
}

TEST(Bits, FloatIsDoubleOfTheSameNumbers) {
  for (const Subject& s : subjects()) {
    SCOPED_TRACE(s.label);
    for (const std::size_t n : kSizes) {
      if (n > 4097) continue;
      // Multiples of 2^-20 that sum to 1 exactly are probabilities in both types.
      Sampler sampler(n);
      std::vector<float> p(n), q(n);
      for (auto* row : {&p, &q})
        for (int unit = 0; unit < 1 << 12; ++unit) (*row)[sampler.index(n)] += 0x1p-12f;
      if (s.info->domain == Domain::positive)
        for (auto* row : {&p, &q})
          for (float& x : *row) x += 0x1p-12f;
      const Row wide_p(p.begin(), p.end()), wide_q(q.begin(), q.end());
      EXPECT_EQ(bits_of(s.value(p, q)), bits_of(s.value(wide_p, wide_q))) << n << " cells";
      EXPECT_EQ(bits_of(s.value(p, wide_q)), bits_of(s.value(wide_p, q))) << n << " cells";
      if (!s.keeps(differentiable)) continue;
      Row a(n), b(n), c(n), d(n);
      s.gradient(p, q, a, b);
      s.gradient(wide_p, wide_q, c, d);
      EXPECT_TRUE(same_bits(a, c) && same_bits(b, d)) << n << " cells";
    }
  }
}

}  // namespace
}  // namespace sanov::laws
