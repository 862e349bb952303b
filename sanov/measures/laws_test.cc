// The laws that each measure's flags claim, over the whole catalogue.
#include "sanov/measures/laws_test.h"

#include <gtest/gtest.h>

#include <numeric>

#include "sanov/measures/checks.h"

namespace sanov::laws {
namespace {

constexpr int kRounds = 20;

/// For a RangeWatch: what is held to the range is out of it by rounding alone.
void expect_rounding(const Info& info, double value) {
  constexpr double kRounding = 1e-15;
  const double size = std::isfinite(info.upper) ? std::max(1.0, info.upper) : 1;
  EXPECT_GE(value, info.lower - kRounding * size) << info.name;
  EXPECT_LE(value, info.upper + kRounding * size) << info.name;
}

/// Calls body(subject, sampler, round) for every subject that claims all of `claims`.
template <class Body>
void for_each(unsigned claims, Body body) {
  int seen = 0;
  for (const Subject& subject : subjects()) {
    if ((subject.info->laws & claims) != claims) continue;
    ++seen;
    SCOPED_TRACE(subject.label);
    Sampler sampler(std::hash<std::string>()(subject.label));
    for (int round = 0; round < kRounds && !testing::Test::HasFailure(); ++round) body(subject, sampler, round);
  }
  EXPECT_GT(seen, 0);
}

Row any_row(const Subject& subject, Sampler& sampler, int round, std::size_t n) {
  return round % 2 == 0 ? sampler.row(*subject.info, n) : sampler.row_with_zeros(*subject.info, n);
}

Row picked(const Row& row, const std::vector<std::size_t>& order) {
  Row out;
  for (const std::size_t i : order) out.push_back(row[i]);
  return out;
}

TEST(Laws, EveryMeasureHasItsWords) {
  for_each_measure([](const auto& measure) {
    const Info& info = measure.info();
    const Doc& words = doc(info.name);
    SCOPED_TRACE(info.name);
    EXPECT_FALSE(words.title.empty());
    EXPECT_FALSE(words.meaning.empty());
    EXPECT_FALSE(words.formula.empty());
    EXPECT_NE(words.text.find("Throws"), std::string_view::npos) << "the docstring says what is thrown";
    for (const Parameter& parameter : info.parameters) {
      EXPECT_LE(parameter.lower, parameter.value);
      EXPECT_LE(parameter.value, parameter.upper);
      EXPECT_NE(words.text.find(parameter.name), std::string_view::npos) << "the docstring names " << parameter.name;
    }
    if (info.keeps(metric)) {
      EXPECT_TRUE(info.keeps(symmetric) && info.keeps(zero_at_equal)) << "a metric is both";
      EXPECT_EQ(info.kind, Kind::distance);
    }
  });
}

TEST(Laws, ValuesAreInTheRange) {
  const RangeWatch watch(expect_rounding);
  for_each(0, [](const Subject& s, Sampler& sampler, int round) {
    const Row p = any_row(s, sampler, round, 12), q = any_row(s, sampler, round, 12),
              r = sampler.near(*s.info, p, 1e-9);
    for (const Row& other : {q, r, p}) {
      const double value = s.value(p, other);
      EXPECT_GE(value, s.info->lower);
      EXPECT_LE(value, s.info->upper);
    }
  });
}

TEST(Laws, AtTheEndsOfTheRangeNothingButRoundingIsHeldToIt) {
  // Disjoint, nearly disjoint and lone cells, where the ends are.
  const RangeWatch watch(expect_rounding);
  for_each(0, [](const Subject& s, Sampler& sampler, int round) {
    if (s.info->domain == Domain::positive) return;
    const std::size_t n = 2 + 3 * static_cast<std::size_t>(round);
    Row p = sampler.row(*s.info, n), q = sampler.row(*s.info, n), nothing(n, 0.0), lone(n, 0.0);
    lone[sampler.index(n)] = 1;
    p.insert(p.end(), nothing.begin(), nothing.end());
    q.insert(q.begin(), nothing.begin(), nothing.end());
    lone.insert(lone.end(), nothing.begin(), nothing.end());
    for (const auto& [a, b] : {std::pair(p, q), {lone, q}, {p, lone}, {lone, lone}, {p, p}}) {
      EXPECT_GE(s.value(a, b), s.info->lower);
      EXPECT_LE(s.value(a, b), s.info->upper);
    }
  });
}

TEST(Laws, EqualArgumentsGiveZeroExactly) {
  for_each(zero_at_equal, [](const Subject& s, Sampler& sampler, int round) {
    const Row p = any_row(s, sampler, round, 1 + 7 * static_cast<std::size_t>(round));
    EXPECT_EQ(s.value(p, p), 0);
  });
}

TEST(Laws, SomethingIsMeasured) {
  // Different arguments are apart, also where they differ in the tenth digit only.
  for_each(zero_at_equal, [](const Subject& s, Sampler& sampler, int round) {
    // js is 0 where all draws come from one side, skew where the mixture is P, and the like.
    if (!s.defaults) return;
    const Row p = sampler.row(*s.info, 9);
    const Row q = round % 2 == 0 ? sampler.row(*s.info, 9) : sampler.near(*s.info, p, 1e-10);
    EXPECT_GT(s.value(p, q), 0);
  });
}

TEST(Laws, Symmetry) {
  for_each(symmetric, [](const Subject& s, Sampler& sampler, int round) {
    const Row p = any_row(s, sampler, round, 19), q = any_row(s, sampler, round, 19);
    // Within 2 ULP, but for a power, whose terms are computed from one of the sides.
    EXPECT_PRED3(agree, s.value(p, q), s.value(q, p), s.info->name == "chernoff" ? 4e-15 : 4e-16);
  });
}

TEST(Laws, TheOrderOfCellsDoesNotMatter) {
  for_each(order_free, [](const Subject& s, Sampler& sampler, int round) {
    const Row p = any_row(s, sampler, round, 37), q = any_row(s, sampler, round, 37);
    std::vector<std::size_t> order(37);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::shuffle(order.begin(), order.end(), sampler.engine());
    EXPECT_PRED3(agree, s.value(p, q), s.value(picked(p, order), picked(q, order)), 1e-13);
  });
}

TEST(Laws, EmptyCellsChangeNothing) {
  for_each(padding_free, [](const Subject& s, Sampler& sampler, int round) {
    if (s.info->domain == Domain::positive) ADD_FAILURE() << "has no empty cells";
    const Row p = any_row(s, sampler, round, 23), q = any_row(s, sampler, round, 23);
    Row p_padded = p, q_padded = q;
    for (int k = 0; k < 50; ++k) {
      // Cells at positions are padded at the end, as a cell between would move the others.
      const std::size_t at = s.ordered ? p_padded.size() : sampler.index(p_padded.size() + 1);
      p_padded.insert(p_padded.begin() + static_cast<std::ptrdiff_t>(at), 0);
      q_padded.insert(q_padded.begin() + static_cast<std::ptrdiff_t>(at), 0);
    }
    EXPECT_PRED3(agree, s.value(p, q), s.value(p_padded, q_padded), 1e-13);
  });
}

TEST(Laws, MergingCellsNeverIncreases) {
  for_each(merging_contracts, [](const Subject& s, Sampler& sampler, int round) {
    Row p = any_row(s, sampler, round, 16), q = any_row(s, sampler, round, 16);
    if (round % 4 == 0) q = sampler.near(*s.info, p, 1e-3);
    double before = s.value(p, q);
    while (p.size() > 1) {
      const std::size_t cell = sampler.index(p.size() - 1);
      p[cell] += p.back();
      q[cell] += q.back();
      p.pop_back();
      q.pop_back();
      const double after = s.value(p, q);
      // The sums of cells are rounded, which moves a divergence, as it is quadratic, by its root.
      const double rounding = 1e-15 * (s.info->kind == Kind::distance ? 1 : std::sqrt(before));
      EXPECT_LE(after, before + 1e-13 * before + rounding) << p.size() << " cells are left";
      before = after;
    }
  });
}

TEST(Laws, TheTriangleInequality) {
  for_each(metric, [](const Subject& s, Sampler& sampler, int round) {
    const Row a = any_row(s, sampler, round, 7), b = any_row(s, sampler, round / 2, 7);
    const Row c = round % 5 == 0 ? sampler.near(*s.info, b, 0.01) : any_row(s, sampler, round / 4, 7);
    EXPECT_LE(s.value(a, c), (s.value(a, b) + s.value(b, c)) * (1 + 1e-14));
  });
}

TEST(Laws, AGeneratorGivesTheDivergence) {
  int seen = 0;
  for (const Subject& s : subjects()) {
    if (s.two == nullptr || s.two->generator() == nullptr) continue;
    bool finite = true;  // limits have no ordinary generator
    for (std::size_t i = 0; i < s.info->parameters.size(); ++i) finite = finite && std::isfinite(s.parameters[i]);
    if (!finite) continue;
    ++seen;
    SCOPED_TRACE(s.label);
    Sampler sampler(7);
    for (int round = 0; round < kRounds; ++round) {
      const Row p = sampler.row(*s.info, 11), q = sampler.row(*s.info, 11);
      long double sum = 0;
      for (std::size_t i = 0; i < p.size(); ++i)
        sum += static_cast<long double>(q[i]) * static_cast<long double>(s.two->generator()(p[i] / q[i], s.parameters));
      if (std::isinf(sum) && std::isinf(s.value(p, q))) continue;
      // f itself is a difference of numbers of order 1.
      EXPECT_NEAR(s.value(p, q), static_cast<double>(sum), 1e-11 * static_cast<double>(sum) + 1e-14);
    }
  }
  EXPECT_GT(seen, 10);
}

TEST(Laws, TermsAddUpToTheValue) {
  for_each(additive, [](const Subject& s, Sampler& sampler, int round) {
    const Row p = any_row(s, sampler, round, 29), q = any_row(s, sampler, round, 29);
    Row terms(29);
    if (s.two)
      s.two->terms(p, q, s.parameters, terms);
    else if (s.one)
      s.one->terms(p, s.parameters, terms);
    else
      return ADD_FAILURE() << "has no terms";
    for (const double term : terms) EXPECT_GE(term, 0);
    EXPECT_PRED3(agree, std::accumulate(terms.begin(), terms.end(), 0.0), s.value(p, q), 1e-14);
  });
}

TEST(Laws, ExplainPutsTheLargestFirst) {
  for_each(additive, [](const Subject& s, Sampler& sampler, int round) {
    if (!s.two) return;
    const Row p = any_row(s, sampler, round, 29), q = any_row(s, sampler, round, 29);
    const auto cells = explain(s.two->with({s.parameters.value, s.info->parameters.size()}), p, q);
    ASSERT_EQ(cells.size(), 29u);
    for (std::size_t i = 0; i + 1 < cells.size(); ++i) EXPECT_GE(cells[i].amount, cells[i + 1].amount);
    for (const Contribution& cell : cells) {
      EXPECT_EQ(cell.p, p[cell.cell]);
      EXPECT_EQ(cell.q, q[cell.cell]);
    }
    EXPECT_EQ(explain(*s.two, p, q, 3).size(), 3u);
  });
}

}  // namespace
}  // namespace sanov::laws
