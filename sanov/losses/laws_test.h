#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "sanov/base/floating_point.h"
#include "sanov/losses/blocks.h"
#include "sanov/losses/catalogue.h"

/// What the laws loop over: every loss of the catalogue, at its default options and with each of them changed, on
/// random operands that are made after its table.
namespace sanov::losses::laws {

using Numbers = std::vector<double>;

struct Subject {
  std::string label;  ///< "huber_loss delta=3"
  const AnyLoss* loss;
  bool of_rows;
  Numbers numbers;       ///< the options
  bool weighted;         ///< its optional tensors are given
  bool defaults = true;  ///< its other options are at their defaults
  const Info& info() const { return loss->info(); }
  /// The option's value, `otherwise` where there is none of that name.
  double option(std::string_view name, double otherwise) const {
    std::size_t at = 0;
    for (const Option& option : info().options) {
      if (option.name == name) return numbers[at];
      at += option.kind == OptionKind::tensor ? 0 : 1;
    }
    return otherwise;
  }
};

/// Values that an option may have besides its default.
inline Numbers others(const Option& option) {
  Numbers all;
  const auto add = [&](double x) {
    if (x >= option.lower && x <= option.upper && x != option.value) all.push_back(x);
  };
  switch (option.kind) {
    case OptionKind::flag: add(1 - option.value); break;
    case OptionKind::whole:
      add(0);
      add(1);
      break;
    case OptionKind::number:
      add(option.value == 0 ? 0.3 : option.value / 2);
      add(option.value * 3);
      if (option.lower == 0) add(0);
      break;
    case OptionKind::tensor: break;
  }
  return all;
}

template <class Grain>
void add_subjects(const Loss<Grain>& loss, std::vector<Subject>& all) {
  const Info& info = loss.info();
  Subject standard{std::string(info.name), &loss, !std::is_same_v<Grain, Element>, {}, false};
  bool tensors = false;
  for (const Option& option : info.options) {
    if (option.kind == OptionKind::tensor)
      tensors = true;
    else
      standard.numbers.push_back(option.value);
  }
  all.push_back(standard);
  std::size_t at = 0;
  for (const Option& option : info.options) {
    if (option.kind == OptionKind::tensor) continue;
    for (const double value : others(option)) {
      Subject changed = standard;
      changed.defaults = false;
      changed.numbers[at] = value;
      changed.label.append(" ").append(option.name).append("=").append(to_text(value));
      all.push_back(changed);
    }
    ++at;
  }
  if (!tensors) return;
  standard.weighted = true;
  standard.label += " weighted";
  all.push_back(standard);
}

inline const std::vector<Subject>& subjects() {
  static const std::vector<Subject> all = [] {
    std::vector<Subject> found;
    for_each_loss([&](const auto& loss) { add_subjects(loss, found); });
    return found;
  }();
  return all;
}

/// Operands of `rows` rows of `classes` numbers; what is one a row has a number a row.
struct Sample {
  std::size_t rows, classes;
  std::vector<Numbers> operands;
  Numbers weight;  ///< one a class

  Shape shape() const { return {rows, classes}; }
  /// How many values reduction none gives.
  std::size_t values(const Subject& s) const {
    return !s.of_rows ? rows * classes : s.option("dim", -1) == 0 ? classes : rows;
  }
};

class Sampler {
 public:
  explicit Sampler(std::uint64_t seed) : engine_(seed) {}

  Sample operator()(const Subject& s, std::size_t rows, std::size_t classes) {
    Sample out{rows, classes, {}, {}};
    for (const Operand& operand : s.info().operands) out.operands.push_back(numbers(s, operand, rows, classes));
    // Options that change what the operands must be.
    if (s.option("log_target", 0) != 0)
      for (double& x : out.operands[1]) x = std::log(x);
    if (s.option("log_input", 1) == 0)
      for (double& x : out.operands[0]) x = std::exp(x);
    for (std::size_t c = 0; c < classes; ++c) out.weight.push_back(c == 1 ? 0 : std::exp(normal_(engine_)));
    return out;
  }

 private:
  Numbers numbers(const Subject& s, const Operand& operand, std::size_t rows, std::size_t classes) {
    Numbers all(operand.kind != Kind::real && s.of_rows ? rows : rows * classes);
    const bool of_logs = operand.lower < -kLargest && operand.upper < 0.5;
    for (double& x : all) {
      if (operand.kind == Kind::sign)
        x = engine_() % 2 == 0 ? -1 : 1;
      else if (operand.kind == Kind::index)
        x = static_cast<double>(engine_() % classes);
      else
        x = operand.lower >= 0 || of_logs ? std::exp(normal_(engine_)) : 2 * normal_(engine_);
    }
    if (of_logs || (operand.lower == 0 && (operand.upper < 2 || s.of_rows))) normalize(all, classes);
    if (of_logs)
      for (double& x : all) x = std::log(x);
    return all;
  }

  static void normalize(Numbers& all, std::size_t classes) {
    for (std::size_t i = 0; i < all.size(); i += classes) {
      double sum = 0;
      for (std::size_t c = 0; c < classes; ++c) sum += all[i + c];
      for (std::size_t c = 0; c < classes; ++c) all[i + c] /= sum;
    }
  }

  std::mt19937_64 engine_;
  std::normal_distribution<double> normal_;
};

/// Numbers rounded to T.
template <class T>
std::vector<T> rounded(const Numbers& all) {
  const FloatingPoint environment;  // what the test does itself must not flush
  std::vector<T> out(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    double one[8] = {all[i]};
    if constexpr (std::is_same_v<T, std::int64_t>)
      out[i] = static_cast<std::int64_t>(all[i]);
    else
      blocks().narrow(one, 1, 1, Output(&out[i], dtype_of<T>, 1), 0);
  }
  return out;
}

template <class T>
Numbers widened(const std::vector<T>& all) {
  const FloatingPoint environment;
  Numbers out;
  for (std::size_t i = 0; i < all.size(); ++i) out.push_back(element(Tensor(all), i));
  return out;
}

struct Outcome {
  double value = 0;
  Numbers values;
  std::vector<Numbers> gradients;  ///< empty where there is none
};

/// Whether an operand's labels are whole numbers, one a row.
inline bool is_label(const Subject& s, std::size_t k) { return s.of_rows && s.info().operands[k].kind != Kind::real; }

/// The loss and all of its gradients, of operands rounded to T, in T.
template <class T = double>
Outcome outcome(const Subject& s, const Sample& x, Reduction reduction, bool check = true) {
  const std::size_t count = x.operands.size();
  std::vector<std::vector<T>> operands(count), gradients(count);
  std::vector<std::vector<std::int64_t>> labels(count);
  std::vector<Tensor> given;
  std::vector<Output> wanted;
  for (std::size_t k = 0; k < count; ++k) {
    if (is_label(s, k)) {
      labels[k] = rounded<std::int64_t>(x.operands[k]);
      given.emplace_back(labels[k]);
    } else {
      operands[k] = rounded<T>(x.operands[k]);
      given.emplace_back(operands[k].data(), x.shape());
    }
    if (s.info().operands[k].differentiable) gradients[k].resize(x.operands[k].size());
    wanted.push_back(gradients[k].empty() ? Output() : Output(gradients[k]));
  }
  std::vector<Tensor> tensors;
  for (const Option& option : s.info().options)
    if (option.kind == OptionKind::tensor) tensors.push_back(s.weighted ? Tensor(x.weight) : Tensor());
  std::vector<T> values(reduction == Reduction::none ? x.values(s) : 0);
  Outcome out;
  out.value = (*s.loss)({.operands = given,
                         .numbers = s.numbers,
                         .tensors = tensors,
                         .reduction = reduction,
                         .check = check,
                         .values = values.empty() ? Output() : Output(values),
                         .gradients = wanted});
  out.values = widened(values);
  for (const auto& gradient : gradients) out.gradients.push_back(widened(gradient));
  return out;
}

inline bool same_bits(const Numbers& a, const Numbers& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

}  // namespace sanov::losses::laws
