// What every loss keeps, whatever it is: its slopes, its reductions, its dtypes, its complaints.
#include "sanov/losses/laws_test.h"

#include <gtest/gtest.h>

#include <limits>

#include "sanov/base/error.h"

namespace sanov::losses::laws {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double sum_of(const Numbers& all, bool sizes = false) {
  long double sum = 0;
  for (const double x : all) sum += sizes ? std::abs(x) : x;
  return static_cast<double>(sum);
}

/// d/dt of f at 0 by central differences of three widths, extrapolated: the error is of sixth order.
template <class F>
double derivative(F f, double width) {
  const auto slope = [&](double h) { return (f(h) - f(-h)) / (2 * h); };
  const double a = slope(width), b = slope(width / 2), c = slope(width / 4);
  return (16 * (4 * c - b) / 3 - (4 * b - a) / 3) / 15;
}

TEST(Losses, GradientsAreSlopesOfTheValue) {
  for (const Subject& s : subjects()) {
    SCOPED_TRACE(s.label);
    const Sample x = Sampler(8)(s, 3, 4);
    for (const Reduction reduction : {Reduction::mean, Reduction::sum}) {
      const Outcome at = outcome(s, x, reduction, false);
      const double size = sum_of(outcome(s, x, Reduction::none, false).values, true);
      for (std::size_t k = 0; k < x.operands.size(); ++k)
        for (std::size_t i = 0; i < at.gradients[k].size(); ++i) {
          const double width = std::min(1e-3, 0.02 * std::abs(x.operands[k][i]));
          const double expected = derivative(
              [&](double t) {
                Sample moved = x;
                moved.operands[k][i] += t;
                return outcome(s, moved, reduction, false).value;
              },
              width);
          EXPECT_NEAR(at.gradients[k][i], expected, 1e-8 * (1 + std::abs(expected)) + 1e-15 * size / width)
              << s.info().operands[k].name << ", " << i << ", " << to_text(reduction);
        }
    }
  }
}

TEST(Losses, ReductionsAgree) {
  for (const Subject& s : subjects()) {
    SCOPED_TRACE(s.label);
    const Sample x = Sampler(11)(s, 7, 5);
    const Outcome none = outcome(s, x, Reduction::none), sum = outcome(s, x, Reduction::sum);
    const Outcome mean = outcome(s, x, Reduction::mean), batch = outcome(s, x, Reduction::batchmean);
    const double close = 1e-14 * sum_of(none.values, true);
    EXPECT_EQ(none.value, 0);
    EXPECT_NEAR(sum.value, sum_of(none.values), close);
    EXPECT_NEAR(batch.value * 7, sum.value, close);
    // Elsewhere the mean divides by the weights, or by the rows that are not left out.
    const bool counts_all = !s.weighted && s.option("ignore_index", -1) < 0 && !s.info().leaves_rows_out;
    if (counts_all) {
      EXPECT_NEAR(mean.value * static_cast<double>(x.values(s)), sum.value, close);
    }
    const double over = mean.value == 0 ? 1 : sum.value / mean.value;
    for (std::size_t k = 0; k < x.operands.size(); ++k)
      for (std::size_t i = 0; i < sum.gradients[k].size(); ++i) {
        const double slope = sum.gradients[k][i], small = 1e-13 * std::abs(slope);
        EXPECT_NEAR(none.gradients[k][i], slope, small) << i;
        EXPECT_NEAR(batch.gradients[k][i] * 7, slope, small) << i;
        if (mean.value != 0) {
          EXPECT_NEAR(mean.gradients[k][i] * over, slope, 10 * small) << i;
        }
      }
  }
}

/// A sample whose numbers are exactly what T holds.
template <class T>
Sample exact(const Subject& s) {
  Sample x = Sampler(13)(s, 7, 5);
  for (Numbers& operand : x.operands) operand = widened(rounded<T>(operand));
  return x;
}

/// The result in T is that in double, rounded; rows of T are computed in float, whose error is `tolerance`.
template <class T>
void expect_rounded(double tolerance, double half_unit) {
  for (const Subject& s : subjects()) {
    SCOPED_TRACE(s.label);
    const Sample x = exact<T>(s);
    for (const Reduction reduction : {Reduction::mean, Reduction::none}) {
      const Outcome wide = outcome<double>(s, x, reduction, false), narrow = outcome<T>(s, x, reduction, false);
      if (!s.of_rows) {
        EXPECT_EQ(narrow.value, wide.value);
        EXPECT_EQ(narrow.values, widened(rounded<T>(wide.values)));
        for (std::size_t k = 0; k < x.operands.size(); ++k)
          EXPECT_EQ(narrow.gradients[k], widened(rounded<T>(wide.gradients[k]))) << k;
        continue;
      }
      const double value_size = sum_of(wide.values, true) + std::abs(wide.value);
      EXPECT_NEAR(narrow.value, wide.value, tolerance * value_size);
      for (std::size_t i = 0; i < wide.values.size(); ++i)
        EXPECT_NEAR(narrow.values[i], wide.values[i], tolerance * value_size + half_unit * std::abs(wide.values[i]));
      for (std::size_t k = 0; k < x.operands.size(); ++k) {
        const double slope_size = sum_of(wide.gradients[k], true);
        for (std::size_t i = 0; i < wide.gradients[k].size(); ++i) {
          const double slope = wide.gradients[k][i];
          EXPECT_NEAR(narrow.gradients[k][i], slope, tolerance * slope_size + half_unit * std::abs(slope)) << i;
        }
      }
    }
  }
}

TEST(Losses, Float32IsTheDoubleResultRounded) { expect_rounded<float>(2e-6, 0x1p-24); }
TEST(Losses, BFloat16IsTheDoubleResultRounded) { expect_rounded<BFloat16>(2e-6, 0x1p-8); }

/// The sentence of the error that f throws; "" where it throws none.
template <class Error, class F>
std::string sentence(F f) {
  try {
    f();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Losses, NanHasAPlace) {
  for (const Subject& s : subjects()) {
    if (s.option("dim", -1) == 0) continue;
    SCOPED_TRACE(s.label);
    for (std::size_t k = 0; k < s.info().operands.size(); ++k) {
      if (is_label(s, k)) continue;
      Sample x = Sampler(17)(s, 4, 6);
      std::fill_n(x.operands[k].begin() + 2 * 6, 6, kNan);
      const std::string place = std::string(s.info().operands[k].name) + "[2, ";
      for (const bool check : {true, false}) {
        const std::string said = sentence<DomainError>([&] { outcome(s, x, Reduction::mean, check); });
        EXPECT_NE(said.find(place), std::string::npos) << said;
        EXPECT_NE(said.find("is NaN"), std::string::npos) << said;
      }
    }
  }
}

TEST(Losses, NumbersOutOfTheirRangeHaveAPlace) {
  for (const Subject& s : subjects())
    for (std::size_t k = 0; k < s.info().operands.size(); ++k) {
      const Operand& operand = s.info().operands[k];
      SCOPED_TRACE(s.label + ": " + std::string(operand.name));
      Sample x = Sampler(19)(s, 4, 6);
      double bad;
      if (operand.kind == Kind::sign)
        bad = is_label(s, k) ? 0 : 0.5;
      else if (operand.kind == Kind::index)
        bad = 6;
      else if (operand.lower >= 0)
        bad = -0.5;
      else
        continue;
      if (s.option("log_target", 0) != 0) continue;
      x.operands[k][is_label(s, k) ? 2 : 2 * 6 + 3] = bad;
      const std::string said = sentence<DomainError>([&] { outcome(s, x, Reduction::mean); });
      EXPECT_NE(said.find(std::string(operand.name) + (is_label(s, k) ? "[2]" : "[2, 3]")), std::string::npos) << said;
      EXPECT_NE(said.find(to_text(bad)), std::string::npos) << said;
    }
}

TEST(Losses, WeightsAreNeitherNegativeNorNan) {
  int seen = 0;
  for (const Subject& s : subjects()) {
    if (!s.weighted) continue;
    ++seen;
    SCOPED_TRACE(s.label);
    for (const double bad : {-1.0, kNan}) {
      Sample x = Sampler(23)(s, 4, 6);
      x.weight[3] = bad;
      EXPECT_NE(sentence<DomainError>([&] { outcome(s, x, Reduction::mean); }).find("weight[3] is"), std::string::npos);
    }
    Sample x = Sampler(23)(s, 4, 6);
    x.weight.pop_back();
    EXPECT_THROW(outcome(s, x, Reduction::mean), InvalidArgument);
  }
  EXPECT_GT(seen, 4);
}

/// Calls the loss without options.
double call(const AnyLoss& loss, const std::vector<Tensor>& operands, const std::vector<Output>& gradients = {},
            Reduction reduction = Reduction::sum, const Output& values = {}) {
  return loss({.operands = operands, .reduction = reduction, .values = values, .gradients = gradients});
}

TEST(Losses, WrongShapesAreErrors) {
  for (const Subject& s : subjects()) {
    SCOPED_TRACE(s.label);
    const Sample x = Sampler(29)(s, 4, 6);
    const Numbers numbers(24, 0.5);
    Numbers room(23), values(30);
    const std::vector<std::int64_t> whole(24, 1);
    std::vector<Tensor> good;
    for (std::size_t k = 0; k < x.operands.size(); ++k)
      good.push_back(is_label(s, k) ? Tensor(whole.data(), {4}) : Tensor(x.operands[k].data(), x.shape()));
    std::vector<Tensor> bad = good;
    bad[0] = Tensor(whole.data(), x.shape());
    EXPECT_THROW(call(*s.loss, bad), InvalidArgument) << "whole numbers";
    EXPECT_THROW(call(*s.loss, {good.begin(), good.end() - 1}), InvalidArgument) << "an operand too few";
    EXPECT_THROW(call(*s.loss, good, {}, Reduction::none), InvalidArgument) << "no room for values";
    EXPECT_THROW(call(*s.loss, good, {}, Reduction::none, values), InvalidArgument) << "too much room for values";
    for (std::size_t k = 0; k < good.size(); ++k) {
      std::vector<Output> gradients(k + 1);
      gradients[k] = room;
      EXPECT_THROW(call(*s.loss, good, gradients), InvalidArgument) << "gradient too small, or none";
      if (k == 0) continue;
      bad = good;
      bad[k] = is_label(s, k) ? Tensor(whole.data(), {3}) : Tensor(numbers.data(), {4, 5});
      Numbers of_first(x.values(s));
      EXPECT_THROW(call(*s.loss, bad, {}, Reduction::none, of_first), InvalidArgument) << "another shape";
    }
  }
}

TEST(Losses, OfNothingTheSumIsZeroAndThereIsNoMean) {
  for (const Subject& s : subjects()) {
    if (s.option("dim", -1) == 0) continue;
    SCOPED_TRACE(s.label);
    const Sample x = Sampler(31)(s, 0, 6);
    EXPECT_EQ(outcome(s, x, Reduction::sum).value, 0);
    EXPECT_EQ(outcome(s, x, Reduction::none).value, 0);
    EXPECT_THROW(outcome(s, x, Reduction::mean), InvalidArgument);
    EXPECT_THROW(outcome(s, x, Reduction::batchmean), InvalidArgument);
  }
}

TEST(Losses, AreFoundByName) {
  std::size_t seen = 0;
  for_each_loss([&](const AnyLoss& loss) {
    EXPECT_EQ(&find_loss(loss.info().name), &loss);
    EXPECT_EQ(loss_doc(loss.info().name).name, loss.info().name);
    ++seen;
  });
  EXPECT_GT(seen, 20U);
  EXPECT_NE(sentence<InvalidArgument>([] { find_loss("huber_los"); }).find("did you mean 'huber_loss'?"),
            std::string::npos);
}

}  // namespace
}  // namespace sanov::losses::laws
