#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/answer.h"
#include "cli/between.h"
#include "cli/json.h"
#include "cli/text.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kLongestBar = 30;
constexpr std::size_t kMostImpossible = 3;

struct Label {
  std::string_view name, label;
};
constexpr Label kLabels[] = {{"kl", "KL(P‖Q)"},
                             {"js", "JS divergence"},
                             {"js_distance", "JS distance"},
                             {"total_variation", "total variation"},
                             {"hellinger", "Hellinger"},
                             {"wasserstein", "Wasserstein"},
                             {"kolmogorov_smirnov", "Kolmogorov-Smirnov"}};

std::string label_of(const Chosen& chosen) {
  const auto* const found = std::ranges::find(kLabels, std::string_view(chosen.name), &Label::name);
  return std::string(found == std::end(kLabels) ? std::string_view(chosen.name) : found->label);
}

/// "0.0226 nats", "1 bit".
std::string with_unit(double value, const Valued& valued, const MeasureAnswer& answer) {
  const std::string number = rounded(value);
  if (valued.chosen.info->unit != Unit::nats) return number;
  std::string_view unit = answer.unit();
  if (number == "1") unit.remove_suffix(1);
  return fmt::format("{} {}", number, unit);
}

std::string range_of(const Valued& valued, const MeasureAnswer& answer) {
  const Info& info = *valued.chosen.info;
  const auto in_unit = [&](double x) { return answer.bits ? in_bits(info.unit, x) : x; };
  std::string text;
  if (std::isfinite(info.upper)) text = fmt::format("of at most {}", rounded(in_unit(info.upper)));
  if (std::isfinite(info.lower) && info.lower != 0)
    text = text.empty() ? fmt::format("at least {}", rounded(in_unit(info.lower)))
                        : fmt::format("from {} to {}", rounded(in_unit(info.lower)), rounded(in_unit(info.upper)));
  if (info.keeps(metric)) text += text.empty() ? "a metric" : "; a metric";
  return text;
}

/// "133", "1.5e14": it is no more than an order of magnitude.
std::string roughly(double count) {
  if (count < 1e6) return with_commas(count);
  std::string text = fmt::format("{:.1e}", count);
  text.erase(text.find('+'), 1);
  return text;
}

std::string samples(double count) {
  if (std::isinf(count)) return "they are the same: no sample tells them apart";
  if (count == 1) return "drawn from P, you would tell it from Q at the first sample (5%)";
  return fmt::format("drawn from P, you would tell it from Q after about {} samples (5%)", roughly(count));
}

/// "Q gives nothing to sun, where P has 0.4".
std::string impossible(const MeasureAnswer& answer) {
  std::vector<const Part*> infinite;
  for (const auto& part : answer.parts)
    if (std::isinf(part.amount)) infinite.push_back(&part);
  if (infinite.empty()) return "Q gives nothing to some cell where P has something";
  std::string text = "Q gives nothing to ";
  for (std::size_t i = 0; i < std::min(infinite.size(), kMostImpossible); ++i)
    text += fmt::format("{}{}, where P has {}", i == 0 ? "" : "; to ", answer.cell_name(infinite[i]->cell),
                        rounded(infinite[i]->p));
  if (infinite.size() > kMostImpossible) text += fmt::format("; and to {} more", infinite.size() - kMostImpossible);
  return text;
}

/// One sentence on what a value means.
std::string meaning(const Valued& valued, const MeasureAnswer& answer) {
  const std::string& name = valued.chosen.name;
  if (name == "kl") {
    const std::string when = samples(answer.samples_to_notice.value_or(valued.value));
    return std::isinf(valued.value) ? impossible(answer) + "; " + when : when;
  }
  if (name == "js") return range_of(valued, answer) + "; its root is the JS distance";
  if (name == "js_distance" || name == "hellinger") return range_of(valued, answer);
  if (name == "total_variation")
    return valued.value == 0 ? "they give every event the same probability"
                             : fmt::format("they give some event probabilities {} apart", rounded(valued.value));
  if (name == "perplexity") return fmt::format("as uncertain as a fair choice among {} cells", rounded(valued.value));
  std::string text(doc(valued.chosen.info->name).meaning);
  while (text.ends_with('.')) text.pop_back();
  const std::string range = range_of(valued, answer);
  return range.empty() ? text : text + "; " + range;
}

std::string values_text(const MeasureAnswer& answer, const Terminal& terminal) {
  Table table;
  for (const auto& valued : answer.values) {
    if (valued.has_value())
      table.add({label_of(valued.chosen), with_unit(valued.value, valued, answer) + "  ", meaning(valued, answer)});
    else
      table.add({label_of(valued.chosen), "–", valued.reason});
  }
  return table.text(terminal);
}

/// How much the smoothing decides.
std::string smoothing_text(const MeasureAnswer& answer, const Terminal& terminal) {
  Table table;
  table.add({"", "with half of it", "as given", "with twice as much"});
  for (const auto& valued : answer.values)
    if (valued.has_value())
      table.add({label_of(valued.chosen), with_unit(valued.at_half, valued, answer),
                 with_unit(valued.value, valued, answer), with_unit(valued.at_twice, valued, answer)});
  return shown(fmt::format("\nsmoothed by {}, which decides so much\n", to_text(answer.smoothing)), terminal) +
         table.text(terminal, 2);
}

std::string parts_text(const MeasureAnswer& answer, const Terminal& terminal) {
  const auto name = std::string_view(answer.explained);
  std::string heading(name == "kl" ? "KL" : name);
  const auto explained =
      std::ranges::find(answer.values, answer.explained, [](const Valued& v) { return v.chosen.name; });
  if (explained->chosen.info->unit == Unit::nats) heading += fmt::format(", {}", answer.unit());

  double largest = 0;
  for (const auto& part : answer.parts)
    if (std::isfinite(part.amount)) largest = std::max(largest, part.amount);
  std::size_t longest_name = 0;
  for (const auto& part : answer.parts)
    longest_name = std::max(longest_name, display_width(answer.cell_name(part.cell)));
  longest_name = std::min<std::size_t>(longest_name, static_cast<std::size_t>(terminal.columns) / 3);
  const std::size_t used = longest_name + 40;
  const std::size_t columns = static_cast<std::size_t>(terminal.columns);
  const std::size_t width = columns > used + 10 ? std::min(kLongestBar, columns - used) : 10;

  Table table;
  for (const auto& part : answer.parts) {
    const double fraction = std::isinf(part.amount) ? 1 : part.amount / largest;
    table.add({fitted(answer.cell_name(part.cell), longest_name, terminal), " P " + rounded(part.p),
               "Q " + rounded(part.q), " +" + rounded(part.amount), bar(fraction, width)});
  }
  std::string text = shown(fmt::format("\nwhere it comes from ({})\n", heading), terminal) + table.text(terminal, 2);
  if (answer.parts_left_out > 0)
    text += shown(fmt::format("  … and {}: +{}\n", counted(static_cast<double>(answer.parts_left_out), "more cell"),
                              rounded(answer.amount_left_out)),
                  terminal);
  return text;
}

void add_smoothing(Json& json, const MeasureAnswer& answer) {
  json.key("smoothing").object().member("name", to_text(answer.smoothing));
  for (const bool half : {true, false}) {
    json.key(half ? "at_half" : "at_twice").object();
    for (const auto& valued : answer.values)
      if (valued.has_value()) json.member(valued.chosen.name, half ? valued.at_half : valued.at_twice);
    json.close();
  }
  json.close();
}

}  // namespace

std::string answer_json(const MeasureAnswer& answer) {
  Json json;
  json.object().member("unit", answer.unit()).key("values").object();
  for (const auto& valued : answer.values)
    if (valued.has_value()) json.member(valued.chosen.name, valued.value);
  json.close();
  if (std::ranges::any_of(answer.values, [](const Valued& v) { return !v.has_value(); })) {
    json.key("without_value").object();
    for (const auto& valued : answer.values)
      if (!valued.has_value()) json.member(valued.chosen.name, valued.reason);
    json.close();
  }
  if (answer.smoothing.kind != Smoothing::Kind::none) add_smoothing(json, answer);
  if (answer.samples_to_notice) json.member("samples_to_notice", *answer.samples_to_notice);
  if (!answer.explained.empty()) {
    json.member("explained", answer.explained).key("explain").array();
    for (const auto& part : answer.parts) {
      json.object().key("cell");
      if (answer.labels.empty())
        json.value(static_cast<std::uint64_t>(part.cell + 1));
      else
        json.value(answer.labels[part.cell]);
      json.member("p", part.p).member("q", part.q).member("contribution", part.amount).close();
    }
    json.close();
    if (answer.parts_left_out > 0)
      json.key("not_shown")
          .object()
          .member("cells", static_cast<std::uint64_t>(answer.parts_left_out))
          .member("contribution", answer.amount_left_out)
          .close();
  }
  json.member("cells", static_cast<std::uint64_t>(answer.cells));
  return json.close().text();
}

std::string answer_text(const MeasureAnswer& answer, const Terminal& terminal) {
  std::string text = values_text(answer, terminal);
  if (answer.smoothing.kind != Smoothing::Kind::none) text += smoothing_text(answer, terminal);
  if (!answer.parts.empty()) text += parts_text(answer, terminal);
  return text;
}

void measure(const MeasureRequest& request, Desk& desk) {
  if (asks_for_distributions(request)) return measure_distributions(request, desk);
  const MeasureAnswer found = answer(request, desk);
  desk.out << (request.json ? answer_json(found) : answer_text(found, desk.terminal));
}

}  // namespace sanov::cli
