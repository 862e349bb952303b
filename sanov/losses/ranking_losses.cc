#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <vector>

#include "sanov/losses/definition-inl.h"
#include "sanov/losses/rows.h"
#include "sanov/losses/shapes.h"
#include "sanov/rank/soft_kendall.h"
#include "sanov/rank/soft_spearman.h"

namespace sanov::losses {
namespace {

constexpr std::string_view kScoreRule = "scores are finite";
constexpr std::string_view kTargetRule = "it must be a number";

constexpr Operand soft_kendall_loss_operands[] = {{.name = "input", .rule = kScoreRule},
                                                  {.name = "target", .rule = kTargetRule, .differentiable = false}};
constexpr Option soft_kendall_loss_options[] = {number("temperature", 1, 0, kHottest), flag("standardized", true),
                                                whole("dim", -1, -kLargestWhole, kLargestWhole)};
constexpr Info soft_kendall_loss_info{
    .name = "soft_kendall_loss", .operands = soft_kendall_loss_operands, .options = soft_kendall_loss_options};

constexpr Operand soft_spearman_loss_operands[] = {{.name = "input", .rule = kScoreRule},
                                                   {.name = "target", .rule = kTargetRule, .differentiable = false}};
constexpr Option soft_spearman_loss_options[] = {number("temperature", 1, 0, kHottest), flag("standardized", true),
                                                 whole("dim", -1, -kLargestWhole, kLargestWhole)};
constexpr Info soft_spearman_loss_info{
    .name = "soft_spearman_loss", .operands = soft_spearman_loss_operands, .options = soft_spearman_loss_options};

constexpr Operand mse_kendall_loss_operands[] = {{.name = "input", .rule = kScoreRule},
                                                 {.name = "target", .rule = kScoreRule, .differentiable = false}};
constexpr Option mse_kendall_loss_options[] = {
    number("mse_weight", 1, 0, kLargestWeight), number("kendall_weight", 1, 0, kLargestWeight),
    number("temperature", 1, 0, kHottest), flag("standardized", true), whole("dim", -1, -kLargestWhole, kLargestWhole)};
constexpr Info mse_kendall_loss_info{
    .name = "mse_kendall_loss", .operands = mse_kendall_loss_operands, .options = mse_kendall_loss_options};

using Correlation = double (*)(std::span<const double>, std::span<const double>, double, std::span<double>);

bool finite(double x) { return std::isfinite(x); }

/// Scores less their mean, by their standard deviation; those that are all alike are 0 and are not divided. Computed in
/// units of a power of two near the largest, so that neither the largest nor the smallest numbers overflow.
struct Standard {
  std::vector<double> scores;
  double spread = 0;  // in the units
  int units = 0;

  explicit Standard(const std::vector<double>& s) : scores(s.size(), 0.0) {
    const auto [low, high] = std::minmax_element(s.begin(), s.end());
    if (s.empty() || *low == *high) return;
    std::frexp(std::max(std::abs(*low), std::abs(*high)), &units);
    const double middle = std::ldexp(*low, -units - 1) + std::ldexp(*high, -units - 1);
    for (std::size_t i = 0; i < s.size(); ++i) scores[i] = std::ldexp(s[i], -units) - middle;
    const auto n = static_cast<double>(s.size());
    const double mean = std::accumulate(scores.begin(), scores.end(), 0.0) / n;
    double squares = 0;
    for (double& each : scores) {
      each -= mean;
      squares += each * each / n;
    }
    spread = std::sqrt(squares);
    for (double& each : scores) each /= spread;
  }

  /// From the slopes by the standard scores to those by the scores.
  void pull_back(std::vector<double>& slope) const {
    if (spread == 0) return;
    const auto n = static_cast<double>(slope.size());
    double mean = 0, along = 0;
    for (std::size_t i = 0; i < slope.size(); ++i) {
      mean += slope[i] / n;
      along += slope[i] * scores[i] / n;
    }
    for (std::size_t i = 0; i < slope.size(); ++i)
      slope[i] = std::ldexp((slope[i] - mean - scores[i] * along) / spread, -units);
  }
};

/// A row in double, and the gradient of 1 − correlation by its scores.
struct Scores {
  std::vector<double> s, y, slope;

  template <class T>
  explicit Scores(const RowOf<T>& row)
      : s(row.operand[0], row.operand[0] + row.classes),
        y(row.operand[1], row.operand[1] + row.classes),
        slope(row.classes) {}

  bool good() const {
    return std::all_of(s.begin(), s.end(), finite) &&
           std::none_of(y.begin(), y.end(), [](double x) { return std::isnan(x); });
  }

  /// 1 − correlation. Temperatures that leave no room for a slope are as 0.
  double loss(Correlation correlation, double temperature, bool standardized) {
    const double t = temperature < kColdest ? 0 : temperature;
    if (!standardized) return finished(correlation(s, y, t, slope));
    const Standard z(s);
    const double value = correlation(z.scores, y, t, slope);
    z.pull_back(slope);
    return finished(value);
  }

 private:
  double finished(double correlation) {
    for (double& each : slope) each = 0 - each;
    return 1 - correlation;
  }
};

template <class T>
void write(const RowOf<T>& row, const std::vector<double>& slope) {
  if (row.gradient[0] == nullptr) return;
  for (std::size_t i = 0; i < slope.size(); ++i) row.gradient[0][i] = static_cast<T>(slope[i] * row.scale);
}

template <Correlation correlation, class T>
RowResult correlation_row(const RowOf<T>& row, const Call& call) {
  Scores scores(row);
  if (!scores.good()) return {0, RowStatus::bad};
  const double loss = scores.loss(correlation, call.numbers[0], call.numbers[1] != 0);
  write(row, scores.slope);
  return {loss, RowStatus::good};
}

template <class T>
RowResult joint_row(const RowOf<T>& row, const Call& call) {
  Scores scores(row);
  if (!scores.good()) return {0, RowStatus::bad};
  const double by_mse = call.numbers[0], by_kendall = call.numbers[1], n = static_cast<double>(row.classes);
  double loss = 0;
  if (by_kendall > 0) loss = by_kendall * scores.loss(soft_kendall, call.numbers[2], call.numbers[3] != 0);
  for (std::size_t i = 0; i < row.classes; ++i) {
    const double d = scores.s[i] - scores.y[i];
    scores.slope[i] = by_kendall > 0 ? by_kendall * scores.slope[i] : 0;
    if (by_mse == 0) continue;
    loss += by_mse * d * d / n;
    scores.slope[i] += by_mse * 2 * d / n;
  }
  write(row, scores.slope);
  return {loss, std::all_of(scores.y.begin(), scores.y.end(), finite) ? RowStatus::good : RowStatus::bad};
}

void fail_scores(const Call& call, const RowLayout& layout, std::size_t row) {
  for (std::size_t k = 0; k < 2; ++k)
    for (std::size_t c = 0; c < layout.classes; ++c) {
      const std::size_t i = place_in_row(layout, row, c);
      const double x = element(call.operands[k], i);
      const bool must_be_finite = call.info.operands[k].rule == kScoreRule;
      if (std::isnan(x) || (must_be_finite && std::isinf(x)))
        fail_element(call, call.info.operands[k], call.operands[k], i);
    }
}

double run_kendall(const Call& call) {
  static constexpr RowKernels kernels{correlation_row<soft_kendall, float>, correlation_row<soft_kendall, double>};
  return run_rows(call, row_layout(call), {.kernels = &kernels, .fail = fail_scores});
}
double run_spearman(const Call& call) {
  static constexpr RowKernels kernels{correlation_row<soft_spearman, float>, correlation_row<soft_spearman, double>};
  return run_rows(call, row_layout(call), {.kernels = &kernels, .fail = fail_scores});
}
double run_joint(const Call& call) {
  static constexpr RowKernels kernels{joint_row<float>, joint_row<double>};
  return run_rows(call, row_layout(call), {.kernels = &kernels, .fail = fail_scores});
}

}  // namespace

namespace entry {

/// Soft Kendall loss: what is missing from the scores' being in the targets' order.
///   loss = 1 − K(z, y), K = 2/(n(n−1)) Σ_{i<j} sgn(yⱼ − yᵢ) sgn(d)(1 − e^(−|d|/t)), d = zⱼ − zᵢ
/// One value a row of scores along `dim`. Range (0, 2). z are the scores divided by their standard deviation, less their
/// mean, since K rewards larger scores; standardized=false takes them as they are. t is the temperature, in the unit of
/// z; at 0, and below 1e-100, K is Kendall's τ-a, without a slope. Scores that are all alike are not divided. No gradient by the targets.
/// Exact gradient, O(n log n): computed in double, rounded once.
/// Throws InvalidArgument if shapes or dtypes differ or the temperature leaves [0, 1e100], DomainError for a score that is not
/// finite or a target that is NaN.
constinit const Loss<Row> soft_kendall_loss{soft_kendall_loss_info, run_kendall};

/// Soft Spearman loss: what is missing from the correlation of the scores' soft ranks with the targets' ranks.
///   loss = 1 − ρ(r(z), rank(y)), rᵢ = ½ + Σⱼ F((zᵢ − zⱼ)/t), F Laplace's distribution function
/// One value a row of scores along `dim`. Range [0, 2]. z are the scores divided by their standard deviation, less their
/// mean; standardized=false takes them as they are. t is the temperature, in the unit of z; at 0, and below 1e-100, ρ is Spearman's, without
/// a slope. Scores that are all alike are not divided. No gradient by the targets. Exact gradient, O(n log n): computed
/// in double, rounded once.
/// Throws InvalidArgument if shapes or dtypes differ or the temperature leaves [0, 1e100], DomainError for a score that is not
/// finite or a target that is NaN.
/// Struski et al., LapSum, arXiv 2503.06242, 2025.
constinit const Loss<Row> soft_spearman_loss{soft_spearman_loss_info, run_spearman};

/// Mean squared error and soft Kendall: the values and their order, jointly or in stages.
///   loss = mse_weight · mean (x − y)² + kendall_weight · (1 − K(z, y))
/// One value a row of predictions along `dim`; K and z as in soft_kendall_loss. For training in stages set a weight to 0
/// and later the other. No gradient by the targets. O(n log n): computed in double, rounded once.
/// Throws InvalidArgument if shapes or dtypes differ, a weight leaves [0, 1e30] or the temperature [0, 1e100], DomainError for a number
/// that is not finite.
constinit const Loss<Row> mse_kendall_loss{mse_kendall_loss_info, run_joint};

}  // namespace entry
}  // namespace sanov::losses
