#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanov/families/family.h"

namespace sanov {

/// A point that has a probability of its own.
struct Atom {
  double x = 0, mass = 0;
};

/// What a distribution can do, for families whose type is known at run time only. One call does many points, so that
/// nothing virtual stands in an inner loop.
class AnyDistribution {
 public:
  virtual ~AnyDistribution() = default;
  /// As a spec: "gamma(shape=2, scale=3)".
  virtual std::string text() const = 0;
  virtual Support support() const = 0;
  virtual bool whole() const = 0;
  virtual End lower_end() const = 0;
  virtual End upper_end() const = 0;
  /// The logarithm of the density: by length between atoms, of the mass at atoms (atoms()) and at whole numbers.
  virtual double log_pdf(double x) const = 0;
  virtual double cdf(double x) const = 0;
  virtual double sf(double x) const = 0;
  virtual double log_cdf(double x) const = 0;
  virtual double log_sf(double x) const = 0;
  virtual double quantile(double p) const = 0;
  virtual double upper_quantile(double p) const = 0;
  virtual Moments moments() const = 0;
  virtual double entropy() const = 0;
  virtual double sample(Random& random) const = 0;
  /// out[i] = what(x[i]) on all threads.
  virtual void many(DistributionFunction what, std::span<const double> x, std::span<double> out) const;
  /// The points with a probability of their own, rising, where there are finitely many and a list of them makes sense:
  /// none for continuous families, and none for families of whole numbers, which whole() tells. The rest of the mass has
  /// a density. Where whole() is true as well, they have all the mass.
  virtual std::vector<Atom> atoms() const { return {}; }
  /// Points inside the support at which the density is not smooth, or far modes: where integrals are to be cut.
  virtual std::vector<double> breaks() const { return {}; }
  /// The member of a family behind it, for closed forms: its name and its parameters' values.
  virtual std::string_view family() const { return {}; }
  virtual std::vector<double> parameters() const { return {}; }
};

template <class F>
concept Family = requires(const F& f) {
  F::info.name;
  { f.support() } -> std::same_as<Support>;
};

/// A distribution of any kind, held by value: a family's member, or a combination of distributions.
///   sanov::Distribution d = sanov::Gamma{.shape = 2, .scale = 3};
/// Copying shares what is held, which never changes. The functions are those of a family (family.h).
class Distribution {
 public:
  template <Family F>
  Distribution(const F& family);  // NOLINT: a family is a distribution
  explicit Distribution(std::shared_ptr<const AnyDistribution> held) : held_(std::move(held)) {}

  std::string text() const { return held_->text(); }
  Support support() const { return held_->support(); }
  bool whole() const { return held_->whole(); }
  End lower_end() const { return held_->lower_end(); }
  End upper_end() const { return held_->upper_end(); }
  double pdf(double x) const { return std::exp(held_->log_pdf(x)); }
  double log_pdf(double x) const { return held_->log_pdf(x); }
  double cdf(double x) const { return held_->cdf(x); }
  double sf(double x) const { return held_->sf(x); }
  double log_cdf(double x) const { return held_->log_cdf(x); }
  double log_sf(double x) const { return held_->log_sf(x); }
  double quantile(double p) const { return held_->quantile(p); }
  double upper_quantile(double p) const { return held_->upper_quantile(p); }
  Moments moments() const { return held_->moments(); }
  double entropy() const { return held_->entropy(); }
  double sample(Random& random) const { return held_->sample(random); }
  /// Fills `out` with draws that depend on the seed and the place alone, on all threads.
  void sample(std::uint64_t seed, std::span<double> out) const;
  void many(DistributionFunction what, std::span<const double> x, std::span<double> out) const {
    held_->many(what, x, out);
  }
  std::vector<Atom> atoms() const { return held_->atoms(); }
  std::vector<double> breaks() const { return held_->breaks(); }
  std::string_view family() const { return held_->family(); }
  std::vector<double> parameters() const { return held_->parameters(); }
  const AnyDistribution& held() const { return *held_; }

 private:
  std::shared_ptr<const AnyDistribution> held_;
};

/// "gamma(shape=2, scale=3)"
std::string spec_text(std::string_view family, std::span<const FamilyParameter> parameters,
                      std::span<const double> values);

/// A family's member behind AnyDistribution.
template <Family F>
class FamilyMember final : public AnyDistribution {
 public:
  using Functions = FamilyFunctions<F>;
  explicit FamilyMember(const F& f) : f_(f) { Functions::check(f); }
  std::string text() const override { return spec_text(F::info.name, F::info.parameters, Functions::values(f_)); }
  Support support() const override { return f_.support(); }
  bool whole() const override { return F::info.whole; }
  End lower_end() const override { return f_.lower_end(); }
  End upper_end() const override { return f_.upper_end(); }
  double log_pdf(double x) const override { return Functions::log_pdf(f_, x); }
  double cdf(double x) const override { return Functions::cdf(f_, x); }
  double sf(double x) const override { return Functions::sf(f_, x); }
  double log_cdf(double x) const override { return Functions::log_cdf(f_, x); }
  double log_sf(double x) const override { return Functions::log_sf(f_, x); }
  double quantile(double p) const override { return Functions::quantile(f_, p); }
  double upper_quantile(double p) const override { return Functions::upper_quantile(f_, p); }
  Moments moments() const override { return Functions::moments(f_); }
  double entropy() const override { return Functions::entropy(f_); }
  double sample(Random& random) const override { return Functions::draw_unchecked(f_, random); }
  void many(DistributionFunction what, std::span<const double> x, std::span<double> out) const override {
    Functions::many(f_, what, x, out);
  }
  std::vector<double> breaks() const override { return Functions::breaks(f_); }
  std::string_view family() const override { return F::info.name; }
  std::vector<double> parameters() const override {
    const auto values = Functions::values(f_);
    return {values.begin(), values.end()};
  }

 private:
  F f_;
};

template <Family F>
Distribution::Distribution(const F& family) : held_(std::make_shared<FamilyMember<F>>(family)) {}

}  // namespace sanov
