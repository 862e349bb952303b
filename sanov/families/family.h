#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/families/by_pieces.h"
#include "sanov/families/family_search.h"
#include "sanov/families/jet.h"
#include "sanov/families/many.h"
#include "sanov/families/sample_shape.h"
#include "sanov/families/statistic.h"
#include "sanov/families/support.h"
#include "sanov/numerics/random.h"

/// What a family of distributions is made of.
///
/// A family is a struct whose only members are its parameters, so `Gamma{.shape = 2, .scale = 3}` is one of its
/// distributions. It states a few primitives; SANOV_FAMILY_FUNCTIONS gives it everything else (pdf, cdf, quantile, moments,
/// sampling, score, loops over many points), with the checks of arguments, in one place.
///
/// Needed: `info`, `support()`, `log_density`, `cdf_inside`, `sf_inside`, `lower_end()`, `upper_end()`.
/// Taken where given, else worked out: `log_cdf_inside`, `log_sf_inside`, `quantile_inside`, `upper_quantile_inside`,
/// `moments_inside`, `entropy_inside`, `draw`, `breaks`, and `broken_rule` for rules between parameters.
/// For fits to data: `static F start(const SampleShape&)`, or `static F best(const SampleShape&)` where that shape holds
/// the maximum of the likelihood; and `fixed`, the name of a parameter that fits leave alone unless told otherwise.
/// An exponential family: `statistics`, functions of x, and `coefficients<T>(parameters…)`, whose products add up to the
/// log density. Fits then need the data once only.
/// A tilted family: `tilted`, a function T of x, and `tilted_coefficients<T>(parameters…)`, {a, b, c, d} such that the log
/// density is a + b T − exp(c + d T). Fits then need no derivatives of single values.
/// `plain_density = true`: the log density is arithmetic alone, which nothing beats at many points.
/// The primitives see parameters in their domain and a finite x on the support, its ends included.
namespace sanov {

/// A parameter: its range is [low, high], without those ends that are open.
struct FamilyParameter {
  std::string_view name;
  double value;  ///< where none is given
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  bool low_open = true, high_open = true, whole = false;

  /// "" if `x` is allowed, else the rule that it breaks: "it must be positive and finite".
  std::string_view rule_broken_by(double x) const noexcept;
};

constexpr FamilyParameter any_real(std::string_view name, double value = 0) { return {name, value}; }
constexpr FamilyParameter positive(std::string_view name, double value = 1) { return {name, value, 0}; }
constexpr FamilyParameter nonnegative(std::string_view name, double value = 0) {
  return {.name = name, .value = value, .low = 0, .low_open = false};
}
constexpr FamilyParameter fraction(std::string_view name, double value = 0.5) {
  return {.name = name, .value = value, .low = 0, .high = 1, .low_open = false, .high_open = false};
}
constexpr FamilyParameter open_fraction(std::string_view name, double value = 0.5) { return {name, value, 0, 1}; }
constexpr FamilyParameter whole_number(std::string_view name, double value, double low = 0) {
  return {.name = name, .value = value, .low = low, .low_open = false, .whole = true};
}

/// What the catalogue knows of a family.
template <std::size_t N>
struct FamilyInfo {
  std::string_view name;  ///< in specs, the command and Python: "gamma"
  std::array<FamilyParameter, N> parameters;
  bool whole = false;  ///< a distribution of whole numbers, whose density is a mass
};

/// Throws DomainError where a value is outside its parameter's range.
void check_parameters(std::string_view family, std::span<const FamilyParameter> parameters,
                      std::span<const double> values);

/// Everything that follows from a family's primitives.
template <class F>
struct FamilyFunctions {
  static constexpr std::size_t kCount = sizeof(F) / sizeof(double);
  using Values = std::array<double, kCount>;
  static_assert(sizeof(F) == kCount * sizeof(double), "a family holds doubles and nothing else");

  static Values values(const F& f) { return std::bit_cast<Values>(f); }
  static F from(const Values& values) { return std::bit_cast<F>(values); }

  /// The log density as a function of x, for plain numbers or with derivatives by the parameters.
  static auto density(const F& f) {
    return std::apply([](auto... v) { return F::template log_density<double>(v...); }, values(f));
  }
  static auto jet_density(const F& f) {
    const Values v = values(f);
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return F::template log_density<Jet<kCount>>(Jet<kCount>(v[I], I)...);
    }(std::make_index_sequence<kCount>());
  }

  static void check(const F& f) {
    check_parameters(F::info.name, F::info.parameters, values(f));
    if constexpr (requires { f.broken_rule(); })
      if (const std::string_view rule = f.broken_rule(); !rule.empty()) fail_argument(F::info.name, "", rule);
  }
  static void check_point(double x) {
    if (std::isnan(x)) fail_domain(F::info.name, "x", "is NaN; a number is needed");
  }

  /// Whether x may be drawn.
  static bool inside(const Support& s, double x) {
    return x >= s.low && x <= s.high && !std::isinf(x) && (!F::info.whole || x == std::floor(x));
  }

  // What follows with _at has its parameters and x checked before: for loops over many points.
  static double log_pdf_at(const F& f, const Support& s, double x) {
    return inside(s, x) ? density(f)(x) : -std::numeric_limits<double>::infinity();
  }
  static double cdf_at(const F& f, const Support& s, double x) {
    if (F::info.whole) x = std::floor(x);
    return x < s.low || x == -HUGE_VAL ? 0 : x >= s.high ? 1 : f.cdf_inside(x);
  }
  static double sf_at(const F& f, const Support& s, double x) {
    if (F::info.whole) x = std::floor(x);
    return x < s.low || x == -HUGE_VAL ? 1 : x >= s.high ? 0 : f.sf_inside(x);
  }
  static double log_cdf_at(const F& f, const Support& s, double x) {
    if (F::info.whole) x = std::floor(x);
    if (x < s.low || x == -HUGE_VAL) return -HUGE_VAL;
    if (x >= s.high) return 0;
    if constexpr (requires { f.log_cdf_inside(x); }) return f.log_cdf_inside(x);
    return log_of_probability(f.cdf_inside(x), [&] { return f.sf_inside(x); });
  }
  static double log_sf_at(const F& f, const Support& s, double x) {
    if (F::info.whole) x = std::floor(x);
    if (x < s.low || x == -HUGE_VAL) return 0;
    if (x >= s.high) return -HUGE_VAL;
    if constexpr (requires { f.log_sf_inside(x); }) return f.log_sf_inside(x);
    return log_of_probability(f.sf_inside(x), [&] { return f.cdf_inside(x); });
  }
  static double quantile_at(const F& f, const Support& s, double p) {
    if (p == 0) return s.low;
    if (p == 1) return s.high;
    if constexpr (requires { f.quantile_inside(p); }) return f.quantile_inside(p);
    return search(f, s, p, true);
  }
  static double upper_quantile_at(const F& f, const Support& s, double p) {
    if (p == 0) return s.high;
    if (p == 1) return s.low;
    if constexpr (requires { f.upper_quantile_inside(p); }) return f.upper_quantile_inside(p);
    return search(f, s, p, false);
  }
  static double search(const F& f, const Support& s, double p, bool lower) {
    const auto below = [&](double x) { return log_cdf_at(f, s, x); };
    const auto above = [&](double x) { return log_sf_at(f, s, x); };
    return quantile_by_search(below, above, s, F::info.whole, p, lower);
  }

  /// ln p, from 1 − p where that is the smaller: there it has the digits.
  template <class Other>
  static double log_of_probability(double p, Other&& other) {
    return p > 0.5 ? std::log1p(-other()) : std::log(p);
  }

  static Support checked_support(const F& f, double x) {
    check(f);
    check_point(x);
    return f.support();
  }
  static double log_pdf(const F& f, double x) { return log_pdf_at(f, checked_support(f, x), x); }
  static double cdf(const F& f, double x) { return cdf_at(f, checked_support(f, x), x); }
  static double sf(const F& f, double x) { return sf_at(f, checked_support(f, x), x); }
  static double log_cdf(const F& f, double x) { return log_cdf_at(f, checked_support(f, x), x); }
  static double log_sf(const F& f, double x) { return log_sf_at(f, checked_support(f, x), x); }
  static double quantile(const F& f, double p) {
    check(f);
    check_probability(F::info.name, p);
    return quantile_at(f, f.support(), p);
  }
  static double upper_quantile(const F& f, double p) {
    check(f);
    check_probability(F::info.name, p);
    return upper_quantile_at(f, f.support(), p);
  }

  static Middle middle(const F& f) { return {quantile(f, 0.5), upper_quantile(f, 0.25) - quantile(f, 0.25)}; }
  static Moments moments(const F& f) {
    check(f);
    if constexpr (requires { f.moments_inside(); }) return f.moments_inside();
    return moments_by_quadrature([d = density(f)](double x) { return d(x); }, f.support(), F::info.whole, f.lower_end(),
                                 f.upper_end(), middle(f));
  }
  static double entropy(const F& f) {
    check(f);
    if constexpr (requires { f.entropy_inside(); }) return f.entropy_inside();
    return entropy_by_quadrature([d = density(f)](double x) { return d(x); }, f.support(), F::info.whole, middle(f));
  }
  static double sample(const F& f, Random& random) {
    check(f);
    return draw_unchecked(f, random);
  }
  static double draw_unchecked(const F& f, Random& random) {
    if constexpr (requires { f.draw(random); }) return f.draw(random);
    const double u = random.uniform();
    return u < 0.5 ? quantile(f, u + 0x1p-54) : upper_quantile(f, 1 - u - 0x1p-54);
  }

  /// ∂ log f(x) / ∂ parameters, each in its place. x is on the support.
  static Values score(const F& f, double x) {
    check(f);
    if (!inside(f.support(), x))
      fail_domain(F::info.name, "x", "is " + to_text(x) + ", where the density is 0 and has no score");
    return jet_density(f)(x).slope;
  }

  /// out[i] = what(x[i]), on all threads.
  static void many(const F& f, DistributionFunction what, std::span<const double> x, std::span<double> out) {
    using enum DistributionFunction;
    check(f);
    const Support s = f.support();
    if constexpr (!F::info.whole)
      if (x.size() >= kManyPoints && !(kPlainDensity && (what == pdf || what == log_pdf)) &&
          many_by_pieces(F::info.name, what, s, breaks(f), x, out, one_point(f, s)))
        return;
    const auto each = [&](auto&& function) { for_each_point(F::info.name, what, x, out, function); };
    switch (what) {
      case pdf: return each([&, d = density(f)](double v) { return inside(s, v) ? std::exp(d(v)) : 0.0; });
      case log_pdf: return each([&, d = density(f)](double v) { return inside(s, v) ? d(v) : -HUGE_VAL; });
      case cdf: return each([&](double v) { return cdf_at(f, s, v); });
      case sf: return each([&](double v) { return sf_at(f, s, v); });
      case log_cdf: return each([&](double v) { return log_cdf_at(f, s, v); });
      case log_sf: return each([&](double v) { return log_sf_at(f, s, v); });
      case quantile: return each([&](double p) { return quantile_at(f, s, p); });
      case upper_quantile: return each([&](double p) { return upper_quantile_at(f, s, p); });
    }
  }

  /// Any of them at one point, with its parameters and x checked before.
  static PointFunction one_point(const F& f, const Support& s) {
    return [&f, s, d = density(f)](DistributionFunction what, double x) {
      using enum DistributionFunction;
      switch (what) {
        case pdf: return inside(s, x) ? std::exp(d(x)) : 0.0;
        case log_pdf: return inside(s, x) ? d(x) : -HUGE_VAL;
        case cdf: return cdf_at(f, s, x);
        case sf: return sf_at(f, s, x);
        case log_cdf: return log_cdf_at(f, s, x);
        case log_sf: return log_sf_at(f, s, x);
        case quantile: return quantile_at(f, s, x);
        default: return upper_quantile_at(f, s, x);
      }
    };
  }

  static std::vector<double> breaks(const F& f) {
    if constexpr (requires { f.breaks(); }) return f.breaks();
    return {};
  }
  static constexpr bool kPlainDensity = requires { requires F::plain_density; };
};

/// The functions of a family, for its body. Each throws DomainError for a parameter or an x that is no number or out of
/// its range; a family of whole numbers has density 0 between them.
#define SANOV_FAMILY_FUNCTIONS(F)                                                                             \
  /** The density, or mass, at x. */                                                                          \
  double pdf(double x) const { return std::exp(sanov::FamilyFunctions<F>::log_pdf(*this, x)); }               \
  /** Its logarithm, which does not underflow; −∞ outside the support. */                                     \
  double log_pdf(double x) const { return sanov::FamilyFunctions<F>::log_pdf(*this, x); }                     \
  /** Any of these at many points at once, on all threads: out[i] = what(x[i]). */                            \
  void many(sanov::DistributionFunction what, std::span<const double> x, std::span<double> out) const {       \
    sanov::FamilyFunctions<F>::many(*this, what, x, out);                                                     \
  }                                                                                                           \
  /** P(X ≤ x) and P(X > x): each keeps its digits in its own tail. */                                        \
  double cdf(double x) const { return sanov::FamilyFunctions<F>::cdf(*this, x); }                             \
  double sf(double x) const { return sanov::FamilyFunctions<F>::sf(*this, x); }                               \
  double log_cdf(double x) const { return sanov::FamilyFunctions<F>::log_cdf(*this, x); }                     \
  double log_sf(double x) const { return sanov::FamilyFunctions<F>::log_sf(*this, x); }                       \
  /** The smallest x with cdf(x) ≥ p, and the smallest with sf(x) ≤ p. */                                     \
  double quantile(double p) const { return sanov::FamilyFunctions<F>::quantile(*this, p); }                   \
  double upper_quantile(double p) const { return sanov::FamilyFunctions<F>::upper_quantile(*this, p); }       \
  /** Mean, variance, skewness and excess kurtosis: ∞ where they diverge, none where they are not defined. */ \
  sanov::Moments moments() const { return sanov::FamilyFunctions<F>::moments(*this); }                        \
  /** −E ln f(X), in nats: of the density, or of the masses. */                                               \
  double entropy() const { return sanov::FamilyFunctions<F>::entropy(*this); }                                \
  double sample(sanov::Random& random) const { return sanov::FamilyFunctions<F>::sample(*this, random); }     \
  /** ∂ log_pdf(x) / ∂ parameters, in the order of the members. */                                            \
  auto score(double x) const { return sanov::FamilyFunctions<F>::score(*this, x); }

}  // namespace sanov
