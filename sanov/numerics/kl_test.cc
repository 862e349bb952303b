// The accuracy of the terms of Kullback-Leibler and Jensen-Shannon divergence, as a table: one line per function and
// range, in units in the last place, against long double. The bound a line asserts is the one it states.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/numerics/kl_test.cc"
#include "hwy/foreach_target.h"
//
#include "hwy/highway.h"
#include "sanov/numerics/kl-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {
namespace {

#define SANOV_APPLY(name)                                                                       \
  void name##_all(const double* p, const double* q, double* out, std::size_t n) {               \
    for (std::size_t i = 0; i < n; i += kLanes) store(name(load(p + i), load(q + i)), out + i); \
  }
SANOV_APPLY(kl_term)
SANOV_APPLY(kl_term_in_window)
SANOV_APPLY(js_term)
SANOV_APPLY(js_term_in_window)
#undef SANOV_APPLY

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "sanov/numerics/target.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

#define SANOV_KERNEL(name)                                                       \
  HWY_EXPORT(name##_all);                                                        \
  void name##_of(const double* p, const double* q, double* out, std::size_t n) { \
    HWY_DYNAMIC_DISPATCH(name##_all)(p, q, out, n);                              \
  }
SANOV_KERNEL(kl_term)
SANOV_KERNEL(kl_term_in_window)
SANOV_KERNEL(js_term)
SANOV_KERNEL(js_term_in_window)
#undef SANOV_KERNEL

using Kernel = void (*)(const double*, const double*, double*, std::size_t);
struct Pairs {
  std::vector<double> p, q;
};

// --- samples -------------------------------------------------------------------------------------------------------

constexpr int kCount = 400'000;  // whole virtual vectors

std::mt19937_64& generator() {
  static std::mt19937_64 engine(20261121);
  return engine;
}

double uniform(double low, double high) { return std::uniform_real_distribution<double>(low, high)(generator()); }
double on_exponents(int low, int high) {
  const double mantissa = uniform(1, 1.9999999);
  return std::ldexp(mantissa, low + static_cast<int>(generator()() % static_cast<unsigned>(high - low + 1)));
}

/// p and q each anywhere on the exponents.
template <int low, int high>
Pairs apart() {
  Pairs pairs;
  for (int i = 0; i < kCount; ++i) {
    pairs.p.push_back(on_exponents(low, high));
    pairs.q.push_back(on_exponents(low, high));
  }
  return pairs;
}

/// q = p(1 ± 2^e), e from -50 to -1.
template <int low, int high>
Pairs near() {
  Pairs pairs;
  for (int i = 0; i < kCount; ++i) {
    const double p = on_exponents(low, high), gap = on_exponents(-50, -2);
    pairs.p.push_back(p);
    pairs.q.push_back(i % 2 == 0 ? p * (1 + gap) : p * (1 - gap));
  }
  return pairs;
}

/// q/p in [1/8, 8].
template <int low, int high>
Pairs within_eight() {
  Pairs pairs;
  for (int i = 0; i < kCount; ++i) {
    const double p = on_exponents(low, high);
    pairs.p.push_back(p);
    pairs.q.push_back(p * std::exp2(uniform(-3, 3)));
  }
  return pairs;
}

// --- references ----------------------------------------------------------------------------------------------------

/// p ln(p/q) − p + q: by the series of φ(u) = u²/2 − u³/3 + … for |u| = |q − p|/p up to ½, where the difference of the
/// two is exact; by the definition beyond, where at most three bits cancel of the eleven that long double has to spare.
long double reference_kl(long double p, long double q) {
  const long double u = (q - p) / p;
  if (std::fabs(u) > 0.5L) return p * std::log(p / q) + (q - p);
  long double sum = 0, power = -u;
  for (int k = 2; k < 75; ++k) {
    power *= -u;
    sum += power / k;
  }
  return p * sum;
}

long double reference_js(long double p, long double q) {
  const long double middle = (p + q) / 2;
  return 2 * (reference_kl(p, middle) + reference_kl(q, middle));
}

struct Line {
  const char* function;
  const char* range;
  Kernel kernel;
  long double (*reference)(long double, long double);
  Pairs (*sample)();
  double bound;  // ULP
};

constexpr double kKl = 3, kJs = 5;

const Line kLines[] = {
    {"kl_term_in_window", "q/p = 1 +- 2^-2...2^-50", kl_term_in_window_of, reference_kl, near<-399, 110>, kKl},
    {"kl_term_in_window", "q/p in [1/8, 8]", kl_term_in_window_of, reference_kl, within_eight<-396, 108>, kKl},
    {"kl_term_in_window", "any two in the window", kl_term_in_window_of, reference_kl, apart<-400, 111>, kKl},
    {"kl_term", "q/p = 1 +- 2^-2...2^-50", kl_term_of, reference_kl, near<-960, 1000>, kKl},
    {"kl_term", "q/p in [1/8, 8]", kl_term_of, reference_kl, within_eight<-1019, 1000>, kKl},
    {"kl_term", "any two, subnormals too", kl_term_of, reference_kl, apart<-1074, 1010>, kKl},
    {"kl_term", "two subnormals", kl_term_of, reference_kl, apart<-1074, -1022>, kKl},
    {"js_term_in_window", "q/p = 1 +- 2^-2...2^-50", js_term_in_window_of, reference_js, near<-399, 110>, kJs},
    {"js_term_in_window", "q/p in [1/8, 8]", js_term_in_window_of, reference_js, within_eight<-396, 108>, kJs},
    {"js_term_in_window", "any two in the window", js_term_in_window_of, reference_js, apart<-400, 111>, kJs},
    {"js_term", "q/p = 1 +- 2^-2...2^-50", js_term_of, reference_js, near<-960, 1000>, kJs},
    {"js_term", "q/p in [1/8, 8]", js_term_of, reference_js, within_eight<-1019, 1000>, kJs},
    {"js_term", "any two, subnormals too", js_term_of, reference_js, apart<-1074, 1010>, kJs},
    {"js_term", "two subnormals", js_term_of, reference_js, apart<-1074, -1022>, kJs},
};

double ulps(double got, long double exact) {
  if (!std::isfinite(got)) return kInf;
  const int exponent = exact == 0 ? -1022 : std::max(std::ilogb(exact), -1022);
  return static_cast<double>(std::fabs(got - exact) / std::ldexp(1.0L, exponent - 52));
}

void check(const Line& line, const std::string& target, const Pairs& pairs, const std::vector<long double>& exact,
           const std::vector<double>& terms) {
  // One lane means no fused multiply-add: a rounding more.
  const double bound = target == "scalar" ? line.bound + 1 : line.bound;
  double worst = 0, sum = 0;
  std::size_t where = 0;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const double error = ulps(terms[i], exact[i]);
    sum += error;
    if (error > worst) worst = error, where = i;
  }
  std::printf("%-18s %-24s %-7s max %.3f  mean %.3f  bound %.1f\n", line.function, line.range, target.c_str(), worst,
              sum / static_cast<double>(terms.size()), bound);
  EXPECT_LE(worst, bound) << line.function << "(" << std::hexfloat << pairs.p[where] << ", " << pairs.q[where]
                          << ") is " << terms[where] << " on " << target;
}

TEST(KlTerms, AreWithinTheirBounds) {
  for (const Line& line : kLines) {
    const Pairs pairs = line.sample();
    std::vector<double> terms(pairs.p.size()), with_avx3;
    std::vector<long double> exact(pairs.p.size());
    for (std::size_t i = 0; i < exact.size(); ++i) exact[i] = line.reference(pairs.p[i], pairs.q[i]);
    for (const std::string& name : targets()) {
      set_target(name);
      line.kernel(pairs.p.data(), pairs.q.data(), terms.data(), terms.size());
      check(line, name, pairs, exact, terms);
      if (name == "avx3") with_avx3 = terms;
      if (name == "avx2" && !with_avx3.empty()) {
        EXPECT_EQ(std::memcmp(with_avx3.data(), terms.data(), terms.size() * sizeof(double)), 0)
            << line.function << ", " << line.range;
      }
    }
  }
  set_target("");
}

TEST(KlTerms, ZerosAndEquals) {
  const double most = std::numeric_limits<double>::max(), least = std::numeric_limits<double>::denorm_min();
  const std::vector<double> p{0, 0, 0, 1, least, 1, most, least}, q{0, 2, least, 0, 0, 1, most, least};
  const std::vector<double> kl{0, 2, least, kInf, kInf, 0, 0, 0};
  const double ln2 = 0x1.62e42fefa39efp-1;
  const std::vector<double> js{0, 4 * ln2, least, 2 * ln2, least, 0, 0, 0};
  for (const std::string& name : targets()) {
    set_target(name);
    std::vector<double> terms(8);
    kl_term_of(p.data(), q.data(), terms.data(), 8);
    EXPECT_EQ(terms, kl) << name;
    js_term_of(p.data(), q.data(), terms.data(), 8);
    EXPECT_EQ(terms, js) << name;
  }
  set_target("");
}

}  // namespace
}  // namespace sanov
#endif
