#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <vector>

#include "sanov/base/cells.h"
#include "sanov/measures/info.h"
#include "sanov/measures/sums.h"

/// The shapes of measures, and how each is called. A measure is a constant object: sanov::kl(p, q),
/// sanov::kl.gradient(p, q, gp, gq), sanov::renyi(0.5)(p, q).
namespace sanov {

// Shapes: what a measure takes.
struct Scalar {};   ///< one number
struct One {};      ///< one distribution
struct Two {};      ///< two distributions over the same cells
struct Ordered {};  ///< two distributions over cells at positions
struct Joint {};    ///< one table of joint probabilities
struct Many {};     ///< any number of distributions, with weights

template <class Shape>
class Measure;

/// A measure with its parameters chosen.
template <class Shape>
class Bound;

/// What every shape has: its Info, and the choice of parameters.
template <class Shape>
class MeasureBase {
 public:
  constexpr const Info& info() const noexcept { return *info_; }

  /// The measure with these parameters: renyi(0.5), or with(values) where they come from outside. With one number a
  /// measure of one number is called.
  template <std::convertible_to<double>... P>
    requires(sizeof...(P) > 0 && !std::same_as<Shape, Scalar>)
  Bound<Shape> operator()(P... parameters) const {
    const double given[] = {static_cast<double>(parameters)...};
    return with(given);
  }
  Bound<Shape> with(std::span<const double> given) const;

 protected:
  constexpr explicit MeasureBase(const Info& info) noexcept : info_(&info) {}
  Parameters defaults() const noexcept {
    Parameters parameters;
    for (std::size_t i = 0; i < info_->parameters.size(); ++i) parameters.value[i] = info_->parameters[i].value;
    return parameters;
  }

 private:
  const Info* info_;
};

/// A measure of one number, such as binary entropy.
template <>
class Measure<Scalar> : public MeasureBase<Scalar> {
 public:
  using Value = double (*)(double x, const Parameters&);
  constexpr Measure(const Info& info, Value value, Value slope) noexcept
      : MeasureBase(info), value_(value), slope_(slope) {}
  using MeasureBase::operator();

  double operator()(double x) const { return value(x, defaults()); }
  double value(double x, const Parameters&) const;
  /// dvalue/dx.
  double gradient(double x) const { return gradient(x, defaults()); }
  double gradient(double x, const Parameters&) const;

 private:
  void check(double x) const;
  Value value_, slope_;
};

/// A measure of one distribution, such as entropy.
template <>
class Measure<One> : public MeasureBase<One> {
 public:
  using Table = const KernelTable* (*)();
  /// Chooses parameters that are themselves a result, such as the largest cell. Null for most. The cells are not
  /// checked yet: with wrong ones any result will do.
  using Prepare = Parameters (*)(const KernelTable&, Cells p, const Parameters&);
  constexpr Measure(const Info& info, Table table, Finish finish, Prepare prepare = nullptr) noexcept
      : MeasureBase(info), table_(table), finish_(finish), prepare_(prepare) {}
  using MeasureBase::operator();

  double operator()(Cells p) const { return value(p, defaults()); }
  double value(Cells p, const Parameters&) const;
  void gradient(Cells p, std::span<double> gp) const { gradient(p, defaults(), gp); }
  void gradient(Cells p, const Parameters&, std::span<double> gp) const;
  void terms(Cells p, std::span<double> out) const { terms(p, defaults(), out); }
  void terms(Cells p, const Parameters&, std::span<double> out) const;

 private:
  Sums checked_sums(Cells p, const Parameters&) const;
  Parameters settled(Cells p, const Parameters& given) const {
    return prepare_ == nullptr ? given : prepare_(*table_(), p, given);
  }
  Table table_;
  Finish finish_;
  Prepare prepare_;
};

/// A measure of two distributions over the same cells, such as kl.
template <>
class Measure<Two> : public MeasureBase<Two> {
 public:
  using Table = const KernelTable* (*)();
  /// Chooses parameters that are themselves a result, such as Chernoff's α. Null for most. The cells are not checked
  /// yet: with wrong ones any result will do.
  using Prepare = Parameters (*)(const KernelTable&, Cells p, Cells q, const Parameters&);
  /// f of Σ q f(p/q), for f-divergences.
  using Generator = double (*)(double ratio, const Parameters&);
  constexpr Measure(const Info& info, Table table, Finish finish, Generator generator = nullptr,
                    Prepare prepare = nullptr) noexcept
      : MeasureBase(info), table_(table), finish_(finish), generator_(generator), prepare_(prepare) {}
  using MeasureBase::operator();

  double operator()(Cells p, Cells q) const { return value(p, q, defaults()); }
  double value(Cells p, Cells q, const Parameters&) const;

  /// ∂value/∂p into gp and ∂value/∂q into gq, in one pass after the value's. Throws InvalidArgument where the measure
  /// has no gradient, or a span's length is not the number of cells. Empty spans are left out.
  void gradient(Cells p, Cells q, std::span<double> gp, std::span<double> gq) const {
    gradient(p, q, defaults(), gp, gq);
  }
  void gradient(Cells p, Cells q, const Parameters&, std::span<double> gp, std::span<double> gq) const;

  /// Each cell's share of the value; they add up to it. ∞ for the cells that make the value infinite. For additive
  /// measures only.
  void terms(Cells p, Cells q, std::span<double> out) const { terms(p, q, defaults(), out); }
  void terms(Cells p, Cells q, const Parameters&, std::span<double> out) const;

  /// The parameters that it settles on for these, such as Chernoff's α.
  Parameters settled(Cells p, Cells q) const { return settled(p, q, defaults()); }
  Parameters settled(Cells p, Cells q, const Parameters& given) const;
  Generator generator() const noexcept { return generator_; }

 private:
  Sums checked_sums(Cells p, Cells q, const Parameters&) const;
  Parameters prepared(Cells p, Cells q, const Parameters& given) const {
    return prepare_ == nullptr ? given : prepare_(*table_(), p, q, given);
  }
  Table table_;
  Finish finish_;
  Generator generator_;
  Prepare prepare_;
};

/// A measure of two distributions over cells at positions, such as the Wasserstein distance.
template <>
class Measure<Ordered> : public MeasureBase<Ordered> {
 public:
  /// Fills gp and gq where they are not null.
  using Value = double (*)(Cells p, Cells q, Cells positions, const Parameters&, double* gp, double* gq);
  constexpr Measure(const Info& info, Value value) noexcept : MeasureBase(info), value_(value) {}
  using MeasureBase::operator();

  /// Positions must be finite and increasing. Without them the cells stand at 0, 1, 2, …
  double operator()(Cells p, Cells q, Cells positions) const { return value(p, q, positions, defaults()); }
  double operator()(Cells p, Cells q) const;
  double value(Cells p, Cells q, Cells positions, const Parameters&) const;
  void gradient(Cells p, Cells q, Cells positions, std::span<double> gp, std::span<double> gq) const {
    gradient(p, q, positions, defaults(), gp, gq);
  }
  void gradient(Cells p, Cells q, Cells positions, const Parameters&, std::span<double> gp, std::span<double> gq) const;

 private:
  void check(Cells p, Cells q, Cells positions) const;
  Value value_;
};

/// A measure of a table of joint probabilities, such as mutual information.
template <>
class Measure<Joint> : public MeasureBase<Joint> {
 public:
  /// Fills the gradient where it is not null.
  using Value = double (*)(Rows table, const Parameters&, double* gradient);
  constexpr Measure(const Info& info, Value value) noexcept : MeasureBase(info), value_(value) {}
  using MeasureBase::operator();

  double operator()(Rows table) const { return value(table, defaults()); }
  double value(Rows table, const Parameters&) const;
  void gradient(Rows table, std::span<double> out) const { gradient(table, defaults(), out); }
  void gradient(Rows table, const Parameters&, std::span<double> out) const;

 private:
  Value value_;
};

/// A measure of any number of distributions, one a row, such as the Jensen-Shannon divergence of many.
template <>
class Measure<Many> : public MeasureBase<Many> {
 public:
  /// Weights are probabilities, one a row. Fills the gradient by the rows where it is not null.
  using Value = double (*)(Rows rows, Cells weights, const Parameters&, double* gradient);
  constexpr Measure(const Info& info, Value value) noexcept : MeasureBase(info), value_(value) {}
  using MeasureBase::operator();

  double operator()(Rows rows, Cells weights) const { return value(rows, weights, defaults()); }
  /// Equal weights.
  double operator()(Rows rows) const;
  double value(Rows rows, Cells weights, const Parameters&) const;
  void gradient(Rows rows, Cells weights, std::span<double> out) const { gradient(rows, weights, defaults(), out); }
  void gradient(Rows rows, Cells weights, const Parameters&, std::span<double> out) const;

 private:
  void check(Rows rows, Cells weights) const;
  Value value_;
};

template <class Shape>
class Bound {
 public:
  Bound(const Measure<Shape>& measure, const Parameters& parameters) noexcept
      : measure_(&measure), parameters_(parameters) {}
  const Info& info() const noexcept { return measure_->info(); }
  const Measure<Shape>& measure() const noexcept { return *measure_; }
  const Parameters& parameters() const noexcept { return parameters_; }

  template <class... A>
  double operator()(A&&... arguments) const {
    return measure_->value(std::forward<A>(arguments)..., parameters_);
  }
  /// As the measure's own, with these parameters.
  void gradient(Cells p, std::span<double> gp) const
    requires std::same_as<Shape, One>
  {
    measure_->gradient(p, parameters_, gp);
  }
  void gradient(Cells p, Cells q, std::span<double> gp, std::span<double> gq) const
    requires std::same_as<Shape, Two>
  {
    measure_->gradient(p, q, parameters_, gp, gq);
  }
  void gradient(Cells p, Cells q, Cells positions, std::span<double> gp, std::span<double> gq) const
    requires std::same_as<Shape, Ordered>
  {
    measure_->gradient(p, q, positions, parameters_, gp, gq);
  }
  void gradient(Rows table, std::span<double> out) const
    requires std::same_as<Shape, Joint>
  {
    measure_->gradient(table, parameters_, out);
  }
  void gradient(Rows rows, Cells weights, std::span<double> out) const
    requires std::same_as<Shape, Many>
  {
    measure_->gradient(rows, weights, parameters_, out);
  }
  void terms(Cells p, std::span<double> out) const
    requires std::same_as<Shape, One>
  {
    measure_->terms(p, parameters_, out);
  }
  void terms(Cells p, Cells q, std::span<double> out) const
    requires std::same_as<Shape, Two>
  {
    measure_->terms(p, q, parameters_, out);
  }
  Parameters settled(Cells p, Cells q) const
    requires std::same_as<Shape, Two>
  {
    return measure_->settled(p, q, parameters_);
  }

  double operator()(Cells p) const
    requires std::same_as<Shape, One>
  {
    return measure_->value(p, parameters_);
  }
  double operator()(Cells p, Cells q) const
    requires std::same_as<Shape, Two>
  {
    return measure_->value(p, q, parameters_);
  }

 private:
  const Measure<Shape>* measure_;
  Parameters parameters_;
};

template <class Shape>
Bound<Shape> MeasureBase<Shape>::with(std::span<const double> given) const {
  return {static_cast<const Measure<Shape>&>(*this), checked_parameters(info(), given)};
}

/// A cell with its part in a divergence.
struct Contribution {
  std::size_t cell;
  double p, q;
  double amount;
};

/// The cells of p and q by their part in the measure, largest first (infinite ones before all), at most `count`; they
/// add up to the value when all are taken. O(n log n). Throws InvalidArgument for a measure that is not additive.
std::vector<Contribution> explain(const Measure<Two>& measure, Cells p, Cells q,
                                  std::size_t count = static_cast<std::size_t>(-1));
std::vector<Contribution> explain(const Bound<Two>& measure, Cells p, Cells q,
                                  std::size_t count = static_cast<std::size_t>(-1));

}  // namespace sanov
