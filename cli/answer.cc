#include "cli/answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sanov/base/error.h"
#include "sanov/measures/notice.h"

namespace sanov::cli {
namespace {

constexpr std::array<std::string_view, 5> kTelling = {"kl", "js", "js_distance", "total_variation", "hellinger"};
constexpr std::array<std::string_view, 2> kTellingOrdered = {"wasserstein", "kolmogorov_smirnov"};

/// Whether a measure's shape is that of the question.
bool fits(const AnyMeasure& measure, const Question& question) {
  const std::string_view shape = shape_of(measure);
  if (question.is_pair()) return shape == "two" || shape == "ordered" || shape == "many";
  if (question.is_table()) return shape == "joint" || shape == "many";
  return shape == "one" || (question.is_number() && shape == "scalar");
}

[[noreturn]] void fail_shape(const Chosen& chosen) {
  const std::string_view shape = shape_of(chosen.measure);
  const std::string_view needs = shape == "scalar" ? "is of one number: give P alone, such as 0.3"
                                 : shape == "one"  ? "is of one distribution: give P alone"
                                 : shape == "joint"
                                     ? "is of a table of joint probabilities: give P alone, its rows apart by ';'"
                                     : "is of two distributions: give P and Q";
  fail_argument("", chosen.name, needs);
}

std::vector<Chosen> choose(const MeasureRequest& request, const Question& question) {
  std::vector<Chosen> chosen;
  for (const auto& text : request.measures)
    for (auto& one : chosen_measures(text)) chosen.push_back(std::move(one));
  for (const auto& one : chosen)
    if (!fits(one.measure, question)) fail_shape(one);
  if (!chosen.empty() && !request.all) return chosen;

  chosen.clear();
  const auto telling = [&](std::string_view name) {
    if (request.all || !question.is_pair()) return true;
    return std::ranges::find(kTelling, name) != kTelling.end() ||
           (question.positions && std::ranges::find(kTellingOrdered, name) != kTellingOrdered.end());
  };
  for_each_measure([&](const auto& measure) {
    const AnyMeasure any = &measure;
    const std::string_view shape = to_text(measure);
    // Cells have an order where positions say so; a pair is no table, and a number is no distribution, unless asked
    // for.
    if (shape == "ordered" && !question.positions) return;
    if (shape == "many" || (shape == "one" && question.is_number())) return;
    if (fits(any, question) && telling(measure.info().name)) chosen.push_back(chosen_by_default(any));
  });
  if (!request.all && question.is_pair())
    std::ranges::stable_sort(chosen, {}, [](const Chosen& c) { return std::ranges::find(kTelling, c.name); });
  if (chosen.empty()) fail_argument("", question.p.name, "is a table, and no measure of tables is known");
  return chosen;
}

/// Of P's rows, or of P and Q.
double value_of_many(const Chosen& chosen, const Question& question) {
  const Input& p = question.p;
  std::vector<double> rows = p.values;
  std::vector<float> floats = p.floats;
  if (question.q) {
    rows.insert(rows.end(), question.q->values.begin(), question.q->values.end());
    // All in floats where one came in them: it is their tolerance that fits.
    if (!p.floats.empty() || !question.q->floats.empty()) floats.assign(rows.begin(), rows.end());
  }
  const std::size_t count = p.rows + (question.q ? 1 : 0), columns = p.values.size() / p.rows;
  const std::vector<double> weights(count, 1.0 / static_cast<double>(count));
  return chosen.as<Many>().value(
      floats.empty() ? Rows(rows.data(), count, columns) : Rows(floats.data(), count, columns), weights,
      chosen.parameters);
}

Rows table_of(const Input& input) {
  const std::size_t columns = input.values.size() / input.rows;
  return input.floats.empty() ? Rows(input.values.data(), input.rows, columns)
                              : Rows(input.floats.data(), input.rows, columns);
}

double value_of(const Chosen& chosen, const Question& question) {
  const Cells p = question.p.cells();
  if (chosen.is<Scalar>()) return chosen.as<Scalar>().value(p[0], chosen.parameters);
  if (chosen.is<One>()) return chosen.as<One>().value(p, chosen.parameters);
  if (chosen.is<Joint>()) return chosen.as<Joint>().value(table_of(question.p), chosen.parameters);
  if (chosen.is<Many>()) return value_of_many(chosen, question);
  const Cells q = question.q->cells();
  if (chosen.is<Two>()) return chosen.as<Two>().value(p, q, chosen.parameters);
  std::vector<double> positions(p.size());
  for (std::size_t i = 0; i < positions.size(); ++i)
    positions[i] = question.positions ? (*question.positions)[i] : static_cast<double>(i);
  return chosen.as<Ordered>().value(p, q, positions, chosen.parameters);
}

/// Why one of all measures has no value, in few words: "snow of Q is 0; it must be greater than 0".
std::string reason_of(const Complaint& complaint, const Question& question) {
  const std::string argument = complaint.argument.substr(0, complaint.argument.find(" ("));
  if (!complaint.index) return fmt::format("{} {}", argument, complaint.rule);
  const std::size_t cell = *complaint.index;
  const std::string name = cell < question.labels.size() ? question.labels[cell] : fmt::format("cell {}", cell + 1);
  return fmt::format("{} of {} {}", name, argument, complaint.rule);
}

std::vector<Valued> evaluate(const std::vector<Chosen>& chosen, const Question& question,
                             const MeasureRequest& request) {
  const auto rename = [&](Complaint& complaint) {
    if (complaint.argument == "q" && question.q)
      complaint.argument = question.q->name;
    else if (complaint.argument == "p" || complaint.argument == "x" || complaint.argument == "table")
      complaint.argument = question.p.name;
    else if (complaint.argument == "rows[0]")
      complaint.argument = question.is_pair() ? "P" : "row 1 of P";
    else if (complaint.argument == "rows[1]")
      complaint.argument = question.is_pair() ? "Q" : "row 2 of P";
  };
  std::vector<Valued> values;
  for (const auto& one : chosen) {
    Valued valued;
    valued.chosen = one;
    try {
      const double value = in_terms(rename, [&] { return value_of(valued.chosen, question); });
      valued.value = request.bits ? in_bits(valued.chosen.info->unit, value) : value;
    } catch (const DomainError& error) {
      // Of all measures some ask for more than probabilities: positive cells, say.
      if (!request.all || valued.chosen.info->domain == Domain::probabilities) throw;
      valued.reason = reason_of(error.complaint(), question);
    }
    values.push_back(std::move(valued));
  }
  return values;
}

void explain_into(MeasureAnswer& found, const Question& question, std::size_t most) {
  const auto is_explained = [](const Valued& v) {
    return v.has_value() && v.chosen.is<Two>() && v.chosen.info->keeps(additive);
  };
  const auto valued = std::ranges::find_if(found.values, is_explained);
  if (valued == found.values.end()) return;
  const Chosen& chosen = valued->chosen;
  found.explained = chosen.name;
  const Bound<Two> bound(chosen.as<Two>(), chosen.parameters);
  for (const auto& part : explain(bound, question.p.cells(), question.q->cells())) {
    const double amount = found.bits ? in_bits(chosen.info->unit, part.amount) : part.amount;
    if (part.amount == 0) continue;
    if (found.parts.size() < most) {
      found.parts.push_back({part.cell, part.p, part.q, amount});
    } else {
      ++found.parts_left_out;
      found.amount_left_out += amount;
    }
  }
}

}  // namespace

std::string MeasureAnswer::cell_name(std::size_t cell) const {
  return labels.empty() ? fmt::format("cell {}", cell + 1) : labels[cell];
}

MeasureAnswer answer(const MeasureRequest& request, Desk& desk) {
  if (request.all && !request.measures.empty()) fail_argument("", "--all", "and --measure exclude each other");
  return answer(request, read_question(request, desk));
}

MeasureAnswer answer(const MeasureRequest& request, Question given) {
  MeasureAnswer found;
  if (!request.smoothing.empty()) found.smoothing = smoothing_from(request.smoothing);
  const Question question = as_probabilities(given, found.smoothing);
  const auto chosen = choose(request, question);
  found.bits = request.bits;
  found.cells = question.p.values.size();
  found.labels = question.labels;
  found.values = evaluate(chosen, question, request);
  if (found.smoothing.kind != Smoothing::Kind::none) {
    const auto half = evaluate(chosen, as_probabilities(given, half_of(found.smoothing)), request);
    const auto doubled = evaluate(chosen, as_probabilities(given, twice(found.smoothing)), request);
    for (std::size_t i = 0; i < found.values.size(); ++i) {
      found.values[i].at_half = half[i].value;
      found.values[i].at_twice = doubled[i].value;
    }
  }
  const auto is_kl = [](const Valued& v) { return v.chosen.info->name == "kl"; };
  if (question.is_pair() && std::ranges::any_of(found.values, is_kl))
    found.samples_to_notice = samples_to_notice(question.p.cells(), question.q->cells());
  if (question.is_pair()) explain_into(found, question, static_cast<std::size_t>(request.cells));
  return found;
}

}  // namespace sanov::cli
