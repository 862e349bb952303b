#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/measures/catalogue.h"
#include "sanov/numerics/parallel.h"

/// What the laws loop over: every measure of the catalogue, at its default parameters, inside and at the limits, each
/// reduced to a function of one or two rows of cells.
namespace sanov::laws {

using Row = std::vector<double>;

struct Subject {
  std::string label;  ///< "renyi(0.5)"
  const Info* info;
  bool defaults;         ///< at its default parameters
  int arguments;         ///< 1 where only p counts
  bool ordered = false;  ///< cells have positions
  const Measure<Two>* two = nullptr;
  const Measure<One>* one = nullptr;
  Parameters parameters;
  std::function<double(Cells, Cells)> value;
  std::function<void(Cells, Cells, std::span<double>, std::span<double>)> gradient;

  bool keeps(Law law) const { return info->keeps(law); }
  bool of_probabilities() const { return info->domain == Domain::probabilities; }
};

/// A parameter at its default, at both ends, near 1 and in between, as far as its range allows.
inline std::vector<double> samples(const Parameter& parameter) {
  std::vector<double> all{parameter.value, parameter.lower, parameter.upper};
  for (const double x : {-2.5, -1.0, -0.5, 0.0, 0.3, 0.5, 1 - 1e-9, 1.0, 1 + 1e-9, 2.0, 7.5})
    if (x >= parameter.lower && x <= parameter.upper && std::find(all.begin(), all.end(), x) == all.end())
      all.push_back(x);
  return all;
}

/// The default of every parameter, then each one's samples with the others at theirs.
inline std::vector<Parameters> parameter_sets(const Info& info) {
  Parameters standard = checked_parameters(info, {});
  std::vector<Parameters> sets{standard};
  for (std::size_t i = 0; i < info.parameters.size(); ++i) {
    const std::vector<double> all = samples(info.parameters[i]);
    for (std::size_t k = 1; k < all.size(); ++k) {
      Parameters set = standard;
      set.value[i] = all[k];
      if (set.value[i] != standard.value[i]) sets.push_back(set);
    }
  }
  return sets;
}

/// Both rows one after the other, in the element type of p. What it does itself no flushing to zero may touch.
template <class T>
std::vector<T> stacked(Cells p, Cells q, T scale) {
  const FloatingPoint environment;
  std::vector<T> all;
  for (std::size_t i = 0; i < p.size(); ++i) all.push_back(scale * static_cast<T>(p[i]));
  for (std::size_t i = 0; i < q.size(); ++i) all.push_back(scale * static_cast<T>(q[i]));
  return all;
}

/// f of the two rows as one matrix.
template <class F>
auto with_rows(Cells p, Cells q, double scale, F f) {
  const FloatingPoint environment;  // the stacking is the test's, and must not flush
  if (p.type() == Type::float32) {
    const auto all = stacked<float>(p, q, static_cast<float>(scale));
    return f(Rows(all.data(), 2, p.size()));
  }
  const auto all = stacked<double>(p, q, scale);
  return f(Rows(all.data(), 2, p.size()));
}

/// A gradient by both rows at once, taken apart.
inline void unstack(const Row& both, double scale, std::span<double> gp, std::span<double> gq) {
  const FloatingPoint environment;
  const std::size_t n = both.size() / 2;
  for (std::size_t i = 0; i < n; ++i) {
    if (!gp.empty()) gp[i] = scale * both[i];
    if (!gq.empty()) gq[i] = scale * both[n + i];
  }
}

class Collector {
 public:
  void operator()(const Measure<Scalar>&) {}  // of a number, not of cells

  void operator()(const Measure<One>& m) {
    for (const Parameters& set : parameter_sets(m.info())) {
      Subject& s = add(m.info(), set, 1);
      s.one = &m;
      s.value = [&m, set](Cells p, Cells) { return m.value(p, set); };
      s.gradient = [&m, set](Cells p, Cells, std::span<double> gp, std::span<double>) { m.gradient(p, set, gp); };
    }
  }

  void operator()(const Measure<Two>& m) {
    for (const Parameters& set : parameter_sets(m.info())) {
      Subject& s = add(m.info(), set, 2);
      s.two = &m;
      s.value = [&m, set](Cells p, Cells q) { return m.value(p, q, set); };
      s.gradient = [&m, set](Cells p, Cells q, std::span<double> gp, std::span<double> gq) {
        m.gradient(p, q, set, gp, gq);
      };
    }
  }

  void operator()(const Measure<Ordered>& m) {
    for (const Parameters& set : parameter_sets(m.info())) {
      Subject& s = add(m.info(), set, 2);
      s.ordered = true;
      s.value = [&m, set](Cells p, Cells q) { return m.value(p, q, positions(p.size()), set); };
      s.gradient = [&m, set](Cells p, Cells q, std::span<double> gp, std::span<double> gq) {
        m.gradient(p, q, positions(p.size()), set, gp, gq);
      };
    }
  }

  /// The table has p/2 and q/2 as its rows.
  void operator()(const Measure<Joint>& m) {
    for (const Parameters& set : parameter_sets(m.info())) {
      Subject& s = add(m.info(), set, 2);
      s.value = [&m, set](Cells p, Cells q) {
        return with_rows(p, q, 0.5, [&](Rows rows) { return m.value(rows, set); });
      };
      s.gradient = [&m, set](Cells p, Cells q, std::span<double> gp, std::span<double> gq) {
        Row both(2 * p.size());
        with_rows(p, q, 0.5, [&](Rows rows) {
          m.gradient(rows, set, both);
          return 0;
        });
        unstack(both, 0.5, gp, gq);
      };
    }
  }

  void operator()(const Measure<Many>& m) {
    for (const Parameters& set : parameter_sets(m.info())) {
      Subject& s = add(m.info(), set, 2);
      s.value = [&m, set](Cells p, Cells q) {
        return with_rows(p, q, 1, [&](Rows rows) { return m.value(rows, {0.5, 0.5}, set); });
      };
      s.gradient = [&m, set](Cells p, Cells q, std::span<double> gp, std::span<double> gq) {
        Row both(2 * p.size());
        with_rows(p, q, 1, [&](Rows rows) {
          m.gradient(rows, {0.5, 0.5}, set, both);
          return 0;
        });
        unstack(both, 1, gp, gq);
      };
    }
  }

  std::vector<Subject> subjects;

 private:
  static Row positions(std::size_t n) {
    Row at(n);
    for (std::size_t i = 0; i < n; ++i) at[i] = static_cast<double>(i);
    return at;
  }

  Subject& add(const Info& info, const Parameters& set, int arguments) {
    Subject subject;
    subject.label = info.name;
    for (std::size_t i = 0; i < info.parameters.size(); ++i)
      subject.label += (i == 0 ? "(" : ", ") + to_text(set[i]) + (i + 1 == info.parameters.size() ? ")" : "");
    subject.info = &info;
    const Parameters standard = checked_parameters(info, {});
    subject.defaults = std::equal(std::begin(set.value), std::end(set.value), std::begin(standard.value));
    subject.arguments = arguments;
    subject.parameters = set;
    subjects.push_back(std::move(subject));
    return subjects.back();
  }
};

inline const std::vector<Subject>& subjects() {
  static const std::vector<Subject> all = [] {
    Collector collector;
    for_each_measure(collector);
    return std::move(collector.subjects);
  }();
  return all;
}

/// Random rows, right for a measure's domain.
class Sampler {
 public:
  explicit Sampler(std::uint64_t seed) : engine_(seed) {}

  /// Positive cells of very different sizes; probabilities where the domain asks for them.
  Row row(const Info& info, std::size_t n) {
    Row row(n);
    for (double& x : row) x = std::exp(2 * normal_(engine_));
    if (info.domain == Domain::real)
      for (double& x : row) x = normal_(engine_);
    if (info.domain == Domain::probabilities) normalize(row);
    return row;
  }

  /// The same with about a third of the cells 0, where the domain allows it.
  Row row_with_zeros(const Info& info, std::size_t n) {
    Row row = this->row(info, n);
    if (info.domain == Domain::positive) return row;
    for (std::size_t i = 0; i + 1 < n; ++i)
      if (index(3) == 0) row[i] = 0;
    if (info.domain == Domain::probabilities) normalize(row);
    return row;
  }

  /// Near `row`: every cell but the last moved by about `step` of itself.
  Row near(const Info& info, const Row& row, double step) {
    Row moved = row;
    for (double& x : moved)
      x *= 1 + step * (index(2) == 0 ? 1 : -1) * (0.5 + 0.5 / (1.0 + static_cast<double>(index(4))));
    if (info.domain == Domain::probabilities) normalize(moved);
    return moved;
  }

  std::size_t index(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(engine_); }
  std::mt19937_64& engine() { return engine_; }

 private:
  static void normalize(Row& row) {
    long double sum = 0;
    for (const double x : row) sum += x;
    for (double& x : row) x = static_cast<double>(x / sum);
  }
  std::mt19937_64 engine_;
  std::normal_distribution<double> normal_;
};

inline std::uint64_t bits_of(double x) {
  std::uint64_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

/// a and b agree to `tolerance`, relative, or are the same infinity.
inline bool agree(double a, double b, double tolerance) {
  return a == b || std::fabs(a - b) <= tolerance * std::max(std::fabs(a), std::fabs(b));
}

}  // namespace sanov::laws
