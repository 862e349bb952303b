// The accuracy of the elementary functions, as a table: one line per function and range, in units in the last place,
// against long double. The bound a line asserts is the one it states.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/numerics/math_test.cc"
#include "hwy/foreach_target.h"
//
#include "hwy/highway.h"
#include "sanov/numerics/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {
namespace {

template <class T, class Function>
void apply(const T* x, T* y, std::size_t n, Function function) {
  const hn::CappedTag<T, 64 / sizeof(T)> d;
  const std::size_t lanes = hn::Lanes(d);  // divides the padded length of every test
  for (std::size_t i = 0; i < n; i += lanes) hn::StoreU(function(d, hn::LoadU(d, x + i)), d, y + i);
}

#define SANOV_APPLY(name)                                               \
  void name##_doubles(const double* x, double* y, std::size_t n) {      \
    apply(x, y, n, [](auto d, auto v) HWY_ATTR { return name(d, v); }); \
  }                                                                     \
  void name##_floats(const float* x, float* y, std::size_t n) {         \
    apply(x, y, n, [](auto d, auto v) HWY_ATTR { return name(d, v); }); \
  }
SANOV_APPLY(log)
SANOV_APPLY(log_of_normal)
SANOV_APPLY(exp)
SANOV_APPLY(log1p)
SANOV_APPLY(expm1)
SANOV_APPLY(x_log_x)
#undef SANOV_APPLY

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "sanov/numerics/target.h"

namespace sanov {
namespace {

template <class T>
using Kernel = void (*)(const T*, T*, std::size_t);
template <class T>
using Sample = std::vector<T> (*)();

#define SANOV_KERNELS(name)                                                                                    \
  HWY_EXPORT(name##_doubles);                                                                                  \
  HWY_EXPORT(name##_floats);                                                                                   \
  void name##_of(const double* x, double* y, std::size_t n) { HWY_DYNAMIC_DISPATCH(name##_doubles)(x, y, n); } \
  void name##_of(const float* x, float* y, std::size_t n) { HWY_DYNAMIC_DISPATCH(name##_floats)(x, y, n); }
SANOV_KERNELS(log)
SANOV_KERNELS(log_of_normal)
SANOV_KERNELS(exp)
SANOV_KERNELS(log1p)
SANOV_KERNELS(expm1)
SANOV_KERNELS(x_log_x)
#undef SANOV_KERNELS

template <class T>
constexpr T kInf = std::numeric_limits<T>::infinity();
template <class T>
constexpr T kNan = std::numeric_limits<T>::quiet_NaN();

/// Restores the default target when a test ends.
struct TargetScope {
  ~TargetScope() { set_target(""); }
};

// --- samples -----------------------------------------------------------------------------------------------------

std::mt19937_64& generator() {
  static std::mt19937_64 engine(20261121);
  return engine;
}

double uniform(double low, double high) { return std::uniform_real_distribution<double>(low, high)(generator()); }

/// Random mantissas on every exponent from `low` to `high`, subnormals included.
template <class T, int low, int high>
std::vector<T> exponents() {
  std::vector<T> x;
  const int each = 400000 / (high - low + 1) + 1;
  for (int e = low; e <= high; ++e)
    for (int i = 0; i < each; ++i) x.push_back(static_cast<T>(std::ldexp(uniform(1, 1.9999999), e)));
  return x;
}

template <class T, int low, int high>
std::vector<T> negated_exponents() {
  std::vector<T> x = exponents<T, low, high>();
  for (T& value : x) value = -value;
  return x;
}

/// centre ± 2^e for e down to the last bit.
template <class T, int centre>
std::vector<T> around() {
  std::vector<T> x;
  for (int i = 0; i < 400000; ++i) {
    const double mantissa = uniform(1, 2);
    const double gap = std::ldexp(mantissa, -1 - static_cast<int>(generator()() % 53));
    x.push_back(static_cast<T>(centre + (i % 2 ? gap : -gap)));
  }
  return x;
}

/// [low, high] in thousandths.
template <class T, int low, int high>
std::vector<T> between() {
  std::vector<T> x;
  for (int i = 0; i < 400000; ++i) x.push_back(static_cast<T>(uniform(low / 1000.0, high / 1000.0)));
  return x;
}

// --- references ----------------------------------------------------------------------------------------------------

long double reference_log(long double x) { return std::log(x); }
long double reference_exp(long double x) { return std::exp(x); }
long double reference_log1p(long double x) { return std::log1p(x); }
long double reference_expm1(long double x) { return std::expm1(x); }
long double reference_x_log_x(long double x) { return x * std::log(x); }

template <class T>
struct Line {
  const char* function;
  const char* range;
  Kernel<T> kernel;
  long double (*reference)(long double);
  Sample<T> sample;
  double bound;  // ULP
};

constexpr double kBound = 1.5;

const Line<double> kDoubles[] = {
    {"log", "all exponents", log_of, reference_log, exponents<double, -1074, 1023>, kBound},
    {"log", "around 1", log_of, reference_log, around<double, 1>, kBound},
    {"log", "[0.5, 2]", log_of, reference_log, between<double, 500, 2000>, kBound},
    {"log_of_normal", "all normal exponents", log_of_normal_of, reference_log, exponents<double, -1022, 1023>, kBound},
    {"exp", "[-708, 709.7]", exp_of, reference_exp, between<double, -708000, 709700>, kBound},
    {"exp", "[-2, 2]", exp_of, reference_exp, between<double, -2000, 2000>, kBound},
    {"exp", "subnormal results", exp_of, reference_exp, between<double, -746000, -708000>, kBound},
    {"exp", "around 0, x > 0", exp_of, reference_exp, exponents<double, -1074, 8>, kBound},
    {"exp", "around 0, x < 0", exp_of, reference_exp, negated_exponents<double, -1074, 8>, kBound},
    {"log1p", "all exponents, x > 0", log1p_of, reference_log1p, exponents<double, -1074, 1023>, kBound},
    {"log1p", "all exponents, x < 0", log1p_of, reference_log1p, negated_exponents<double, -1074, -1>, kBound},
    {"log1p", "[-1, 2]", log1p_of, reference_log1p, between<double, -1000, 2000>, kBound},
    {"expm1", "all exponents, x > 0", expm1_of, reference_expm1, exponents<double, -1074, 8>, kBound},
    {"expm1", "all exponents, x < 0", expm1_of, reference_expm1, negated_exponents<double, -1074, 8>, kBound},
    {"expm1", "[-2, 2]", expm1_of, reference_expm1, between<double, -2000, 2000>, kBound},
    {"expm1", "[-50, 709.7]", expm1_of, reference_expm1, between<double, -50000, 709700>, kBound},
    {"x_log_x", "all exponents", x_log_x_of, reference_x_log_x, exponents<double, -1074, 1013>, kBound},
    {"x_log_x", "around 1", x_log_x_of, reference_x_log_x, around<double, 1>, kBound},
    {"x_log_x", "[0, 1]", x_log_x_of, reference_x_log_x, between<double, 0, 1000>, kBound},
};

const Line<float> kFloats[] = {
    {"log float", "all exponents", log_of, reference_log, exponents<float, -149, 127>, kBound},
    {"log float", "around 1", log_of, reference_log, around<float, 1>, kBound},
    {"log_of_normal", "float, normal", log_of_normal_of, reference_log, exponents<float, -126, 127>, kBound},
    {"exp float", "[-87, 88.7]", exp_of, reference_exp, between<float, -87000, 88700>, kBound},
    {"exp float", "[-2, 2]", exp_of, reference_exp, between<float, -2000, 2000>, kBound},
    {"exp float", "subnormal results", exp_of, reference_exp, between<float, -104000, -87000>, kBound},
    {"log1p float", "all exponents, x > 0", log1p_of, reference_log1p, exponents<float, -149, 127>, kBound},
    {"log1p float", "[-1, 2]", log1p_of, reference_log1p, between<float, -1000, 2000>, kBound},
    {"expm1 float", "[-2, 2]", expm1_of, reference_expm1, between<float, -2000, 2000>, kBound},
    {"expm1 float", "all exponents, x < 0", expm1_of, reference_expm1, negated_exponents<float, -149, 5>, kBound},
    {"x_log_x float", "all exponents", x_log_x_of, reference_x_log_x, exponents<float, -149, 120>, kBound},
};

// --- errors --------------------------------------------------------------------------------------------------------

/// |got − exact| in units of the last place of T at `exact`.
template <class T>
double ulps(T got, long double exact) {
  using L = std::numeric_limits<T>;
  if (std::isinf(static_cast<T>(exact)) || std::isinf(got)) return got == static_cast<T>(exact) ? 0 : kInf<double>;
  if (std::isnan(got)) return kInf<double>;
  const int exponent = exact == 0 ? L::min_exponent : std::max(std::ilogb(exact), L::min_exponent - 1);
  return static_cast<double>(std::fabs(static_cast<long double>(got) - exact) /
                             std::ldexp(1.0L, exponent - L::digits + 1));
}

template <class T>
std::vector<T> evaluated(Kernel<T> kernel, std::vector<T> x) {
  const std::size_t n = x.size();
  x.resize((n + 15) / 16 * 16, T{1});
  std::vector<T> y(x.size());
  kernel(x.data(), y.data(), x.size());
  y.resize(n);
  return y;
}

template <class T>
void check(const Line<T>& line, const std::string& target, const std::vector<T>& x, const std::vector<T>& y) {
  double worst = 0, sum = 0;
  T where = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double error = ulps(y[i], line.reference(x[i]));
    sum += error;
    if (error > worst) worst = error, where = x[i];
  }
  std::printf("%-14s %-22s %-7s max %.3f  mean %.3f  bound %.1f\n", line.function, line.range, target.c_str(), worst,
              sum / static_cast<double>(x.size()), line.bound);
  EXPECT_LE(worst, line.bound) << line.function << " at " << std::hexfloat << where << " on " << target;
}

/// Every line on every target, and the bits of AVX2 against those of AVX-512.
template <class T, std::size_t n>
void check_table(const Line<T> (&lines)[n]) {
  const TargetScope scope;
  for (const Line<T>& line : lines) {
    const std::vector<T> x = line.sample();
    std::vector<T> with_avx3;
    for (const std::string& target : targets()) {
      set_target(target);
      const std::vector<T> y = evaluated(line.kernel, x);
      check(line, target, x, y);
      if (target == "avx3") with_avx3 = y;
      if (target == "avx2" && !with_avx3.empty()) {
        EXPECT_EQ(std::memcmp(with_avx3.data(), y.data(), y.size() * sizeof(T)), 0) << line.function << line.range;
      }
    }
  }
}

TEST(Math, DoublesAreWithinTheirBounds) { check_table(kDoubles); }
TEST(Math, FloatsAreWithinTheirBounds) { check_table(kFloats); }

// --- special values --------------------------------------------------------------------------------------------------

/// Equal in value and sign; NaN equals NaN.
template <class T>
void expect_same(T got, T wanted, const char* what, T x) {
  const bool same = std::isnan(wanted) ? std::isnan(got) : got == wanted && std::signbit(got) == std::signbit(wanted);
  EXPECT_TRUE(same) << what << "(" << x << ") is " << got << ", not " << wanted;
}

template <class T>
struct Special {
  const char* name;
  Kernel<T> kernel;
  std::vector<std::pair<T, T>> values;
};

template <class T>
std::vector<Special<T>> specials() {
  const T inf = kInf<T>, nan = kNan<T>, largest = std::numeric_limits<T>::max();
  const T smallest = std::numeric_limits<T>::denorm_min(), log_of_largest = static_cast<T>(std::log(double{largest}));
  return {
      {"log",
       log_of,
       {{T{0}, -inf},
        {-T{0}, -inf},
        {T{1}, T{0}},
        {inf, inf},
        {-inf, nan},
        {T{-1}, nan},
        {-smallest, nan},
        {nan, nan},
        {-nan, nan}}},
      {"exp",
       exp_of,
       {{T{0}, T{1}},
        {-T{0}, T{1}},
        {inf, inf},
        {-inf, T{0}},
        {nan, nan},
        {-nan, nan},
        {largest, inf},
        {-largest, T{0}},
        {log_of_largest + T{1}, inf},
        {smallest, T{1}}}},
      {"log1p",
       log1p_of,
       {{T{0}, T{0}},
        {-T{0}, -T{0}},
        {T{-1}, -inf},
        {inf, inf},
        {-inf, nan},
        {T{-2}, nan},
        {nan, nan},
        {smallest, smallest},
        {-smallest, -smallest}}},
      {"expm1",
       expm1_of,
       {{T{0}, T{0}},
        {-T{0}, -T{0}},
        {inf, inf},
        {-inf, T{-1}},
        {nan, nan},
        {largest, inf},
        {-largest, T{-1}},
        {smallest, smallest},
        {-smallest, -smallest}}},
      {"x_log_x",
       x_log_x_of,
       {{T{0}, T{0}},
        {-T{0}, T{0}},
        {T{1}, T{0}},
        {inf, inf},
        {largest, inf},
        {T{-1}, nan},
        {-inf, nan},
        {-smallest, nan},
        {nan, nan}}},
  };
}

template <class T>
void check_specials() {
  const TargetScope scope;
  for (const std::string& target : targets()) {
    set_target(target);
    for (const Special<T>& special : specials<T>()) {
      std::vector<T> x;
      for (const auto& value : special.values) x.push_back(value.first);
      const std::vector<T> y = evaluated(special.kernel, x);
      for (std::size_t i = 0; i < x.size(); ++i) expect_same(y[i], special.values[i].second, special.name, x[i]);
    }
  }
}

TEST(Math, SpecialValuesOfDoubles) { check_specials<double>(); }
TEST(Math, SpecialValuesOfFloats) { check_specials<float>(); }

}  // namespace
}  // namespace sanov
#endif
