#pragma once

#include <algorithm>

#include "sanov/base/running_sum.h"
#include "sanov/families/catalogue.h"
#include "sanov/numerics/parallel.h"

namespace sanov {

/// A family's functions behind pointers. Made once a family, in a file of its own, for compile time's sake.
template <Family F>
struct EntryOf {
  using Functions = FamilyFunctions<F>;
  static constexpr std::size_t kCount = Functions::kCount;

  static F member(std::span<const double> values) {
    typename Functions::Values v;
    if (values.size() != v.size())
      fail_argument(F::info.name, "parameters",
                    "has " + std::to_string(values.size()) + " values for " + std::to_string(v.size()) + " parameters");
    std::copy(values.begin(), values.end(), v.begin());
    return Functions::from(v);
  }

  static Distribution make(std::span<const double> values) { return member(values); }
  static Support support(std::span<const double> values) { return member(values).support(); }

  static DensitySums sums(std::span<const double> values, std::span<const double> x, std::span<const double> weights) {
    const F f = member(values);
    constexpr std::size_t kChunk = 2048;
    const std::size_t chunks = (x.size() + kChunk - 1) / kChunk;
    std::vector<Jet<kCount>> partial(chunks);
    const Support support = f.support();
    const auto density = Functions::jet_density(f);
    parallel_chunks(chunks, 1, [&](std::size_t first, std::size_t last) {
      for (std::size_t c = first; c < last; ++c)
        for (std::size_t i = c * kChunk, end = std::min(i + kChunk, x.size()); i < end; ++i) {
          if (Functions::inside(support, x[i])) {
            const Jet<kCount> term = density(x[i]);
            partial[c] += weights.empty() ? term : term * weights[i];
          } else if (weights.empty() || weights[i] > 0) {
            partial[c] += Jet<kCount>(-std::numeric_limits<double>::infinity());
          }
        }
    });
    Jet<kCount> total;
    for (const Jet<kCount>& p : partial) total += p;
    return {total.value, {total.slope.begin(), total.slope.end()}, {total.bend.begin(), total.bend.end()}};
  }

  static void jets(std::span<const double> values, std::span<const double> x, std::span<double> out) {
    using Term = Jet<kCount>;
    constexpr std::size_t kNumbers = 1 + kCount + Term::kPairs;
    const F f = member(values);
    const Support support = f.support();
    const auto density = Functions::jet_density(f);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const Term term =
          Functions::inside(support, x[i]) ? density(x[i]) : Term(-std::numeric_limits<double>::infinity());
      double* const at = out.data() + i * kNumbers;
      *at = term.value;
      std::copy(term.slope.begin(), term.slope.end(), at + 1);
      std::copy(term.bend.begin(), term.bend.end(), at + 1 + kCount);
    }
  }

  static DensitySums sums_of_statistics(std::span<const double> values, std::span<const double> statistics) {
    const auto v = Functions::values(member(values));
    const auto coefficients = [&]<std::size_t... I>(std::index_sequence<I...>) {
      return F::template coefficients<Jet<kCount>>(Jet<kCount>(v[I], I)...);
    }(std::make_index_sequence<kCount>());
    Jet<kCount> total;
    for (std::size_t j = 0; j < coefficients.size(); ++j) total += coefficients[j] * statistics[j];
    return {total.value, {total.slope.begin(), total.slope.end()}, {total.bend.begin(), total.bend.end()}};
  }

  static DensitySums sums_of_tilted(std::span<const double> values, const TiltedSums& data) {
    const auto v = Functions::values(member(values));
    const auto [a, b, c, d] = [&]<std::size_t... I>(std::index_sequence<I...>) {
      return F::template tilted_coefficients<Jet<kCount>>(Jet<kCount>(v[I], I)...);
    }(std::make_index_sequence<kCount>());
    const auto [value, slope, bend] = data.log_sum(d.value);
    const Jet<kCount> total = a * data.mass + b * data.sum - exp(c + d.chain(value, slope, bend));
    return {total.value, {total.slope.begin(), total.slope.end()}, {total.bend.begin(), total.bend.end()}};
  }

  static std::vector<double> start(const SampleShape& shape) {
    F f;
    if constexpr (requires { F::best(shape); }) {
      f = F::best(shape);
    } else {
      f = F::start(shape);
    }
    const auto values = Functions::values(f);
    return {values.begin(), values.end()};
  }

  static FamilyEntry entry(std::string_view type, const Doc* doc) {
    FamilyEntry entry{.name = F::info.name,
                      .type = type,
                      .whole = F::info.whole,
                      .parameters = F::info.parameters,
                      .make = make,
                      .sums = sums,
                      .jets = jets,
                      .statistics = {},
                      .support = support,
                      .start = nullptr,
                      .fixed_by_default = std::vector<bool>(kCount, false),
                      .doc = doc};
    if constexpr (requires { F::statistics; }) {
      entry.statistics = F::statistics;
      entry.sums_of_statistics = sums_of_statistics;
    }
    if constexpr (requires { F::tilted; }) {
      entry.tilted = &F::tilted;
      entry.sums_of_tilted = sums_of_tilted;
    }
    entry.start_is_best = requires(const SampleShape& shape) { F::best(shape); };
    if constexpr (
        requires(const SampleShape& shape) { F::start(shape); } ||
        requires(const SampleShape& shape) { F::best(shape); })
      entry.start = start;
    if constexpr (requires { F::fixed; })
      for (std::size_t i = 0; i < kCount; ++i) entry.fixed_by_default[i] = F::fixed == F::info.parameters[i].name;
    return entry;
  }
};

}  // namespace sanov
