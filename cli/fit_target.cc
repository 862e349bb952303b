#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "cli/fit.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/picture.h"
#include "cli/rank_answer.h"
#include "cli/square_file.h"
#include "cli/text.h"
#include "sanov/base/error.h"
#include "sanov/families/spec.h"
#include "sanov/fit/fit_density.h"

namespace sanov::cli {
namespace {

double number_of(std::string_view word, std::string_view option) {
  while (word.starts_with(' ')) word.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size())
    fail_argument("", option, fmt::format("holds '{}', which is no number", word));
  return value;
}

std::vector<std::string_view> parts_of(std::string_view text, char mark) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(mark, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

struct Grid {
  double low, high;
  std::size_t points;
};

/// "-15:15:1000".
Grid grid_of(const std::string& text) {
  const auto parts = parts_of(text, ':');
  if (parts.size() != 3)
    fail_argument("", "--grid", fmt::format("is '{}'; it is LOW:HIGH:POINTS, as in -15:15:1000", text));
  const double points = number_of(parts[2], "--grid");
  if (!(points >= 2 && points <= 1e7 && points == std::floor(points)))
    fail_argument("", "--grid", "needs a whole number of points, from 2 to 10,000,000");
  const Grid grid{number_of(parts[0], "--grid"), number_of(parts[1], "--grid"), static_cast<std::size_t>(points)};
  if (!(grid.low < grid.high) || std::isinf(grid.low) || std::isinf(grid.high))
    fail_argument("", "--grid", "needs a finite LOW below HIGH");
  return grid;
}

/// The letters of the textbooks stand for the parameters' names.
std::size_t parameter_called(const FamilyEntry& family, std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> kLetters[] = {
      {"mu", "mean"}, {"mu", "location"}, {"loc", "location"}, {"loc", "mean"}, {"sigma", "sd"}, {"sigma", "scale"}};
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < family.parameters.size(); ++i) {
    const std::string_view known = family.parameters[i].name;
    names.push_back(known);
    if (known == name) return i;
    for (const auto& [letter, word] : kLetters)
      if (letter == name && word == known) return i;
  }
  const std::string near = nearest(name, names.data(), names.size());
  fail_argument("", "--start",
                fmt::format("names {}, which {} has not{}", name, family.name,
                            near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
}

/// "mu=0,sigma=1"; the family's defaults for what is not named.
std::vector<double> start_of(const FamilyEntry& family, const std::vector<std::string>& words) {
  std::vector<double> start;
  for (const FamilyParameter& p : family.parameters) start.push_back(p.value);
  for (const std::string& word : words) {
    const auto parts = parts_of(word, '=');
    if (parts.size() != 2) fail_argument("", "--start", fmt::format("holds '{}'; write NAME=VALUE", word));
    start[parameter_called(family, parts[0])] = number_of(parts[1], "--start");
  }
  return start;
}

/// The sum of the components' densities, as it is: PyTorch's losses take it so.
DensityOnGrid target_on(const Target& target, const Grid& grid) {
  DensityOnGrid sum;
  for (const Weighted& part : target.components) {
    const DensityOnGrid one = density_on_grid(part.distribution, grid.low, grid.high, grid.points);
    if (sum.x.empty()) sum = {one.x, std::vector<double>(one.x.size())};
    for (std::size_t i = 0; i < one.x.size(); ++i) sum.value[i] += part.weight * one.value[i];
  }
  return sum;
}

Grid grid_or_default(const FitRequest& request, const Target& target) {
  if (!request.grid.empty()) return grid_of(request.grid);
  const Distribution d = target.distribution();
  const double spread = d.upper_quantile(0.001) - d.quantile(0.001);
  const Support s = d.support();
  return {std::max(d.quantile(1e-6) - 0.2 * spread, std::isfinite(s.low) ? s.low + 1e-9 * spread : -HUGE_VAL),
          std::min(d.upper_quantile(1e-6) + 0.2 * spread, s.high), 1000};
}

bool takes_as_it_is(DensityLoss loss) {
  return loss == DensityLoss::kl || loss == DensityLoss::mse || loss == DensityLoss::cosine;
}

struct TargetAnswer {
  const FamilyEntry* family;
  DensityLoss loss;
  Target target;
  Grid grid;
  DensityOnGrid density;
  DensityFit fit;
  bool adam;
};

std::string parameters_text(const FamilyEntry& family, const std::vector<double>& values) {
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i)
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", family.parameters[i].name, number_text(values[i], 9));
  return text;
}

std::string target_text(const TargetAnswer& a, const Terminal& terminal) {
  Table head;
  head.note(fmt::format("{} fitted to the target on {} points from {} to {}, loss {}", a.family->name,
                        with_commas(static_cast<double>(a.grid.points)), number_text(a.grid.low, 6),
                        number_text(a.grid.high, 6), to_text(a.loss)));
  if (!a.target.normalized())
    head.note(takes_as_it_is(a.loss)
                  ? fmt::format("The target's weights add to {}, not 1: taken as it is, as PyTorch's loss does.",
                                rounded(a.target.total, 6))
                  : fmt::format("The target's weights add to {}: divided by it, as this loss needs.",
                                rounded(a.target.total, 6)));
  Table rows({Align::left, Align::right, Align::left});
  rows.add({"", "loss", "parameters"});
  if (a.adam) {
    rows.add({fmt::format("after {} steps", with_commas(a.fit.steps)), number_text(a.fit.loss_at_parameters, 9),
              parameters_text(*a.family, a.fit.parameters)});
    rows.add({"  last forward pass", number_text(a.fit.loss, 9), ""});
  }
  rows.add({"optimum near it", number_text(a.fit.loss_at_optimum, 9), parameters_text(*a.family, a.fit.optimum)});
  Table tail;
  if (a.adam) {
    const double short_of = a.fit.loss_at_parameters - a.fit.loss_at_optimum;
    // KL between the normalised: the loss is a mean over the grid of densities that integrate to the weights' sum.
    const double step = (a.grid.high - a.grid.low) / static_cast<double>(a.grid.points - 1);
    const double nats = short_of * static_cast<double>(a.grid.points) * step / a.target.total;
    tail.note(a.loss == DensityLoss::kl
                  ? fmt::format("Adam stopped {} short of that optimum in its loss, {} nats of the normalised target.",
                                number_text(short_of, 3), number_text(nats, 3))
                  : fmt::format("Adam stopped {} short of that optimum in its loss.", number_text(short_of, 3)));
  }
  if (a.fit.status != Status::converged) tail.note("The search ended at its limit of steps.");
  return head.text(terminal) + "\n" + rows.text(terminal) + (tail.empty() ? "" : "\n" + tail.text(terminal));
}

std::string target_json(const TargetAnswer& a) {
  Json json;
  const auto members = [&](const std::vector<double>& values) {
    json.object();
    for (std::size_t i = 0; i < values.size(); ++i) json.member(a.family->parameters[i].name, values[i]);
    json.close();
  };
  json.object()
      .member("family", a.family->name)
      .member("loss_name", to_text(a.loss))
      .member("steps", a.fit.steps)
      .member("target_total", a.target.total)
      .key("parameters");
  members(a.fit.parameters);
  json.member("loss", a.fit.loss).member("loss_at_parameters", a.fit.loss_at_parameters).key("optimum");
  members(a.fit.optimum);
  return json.member("loss_at_optimum", a.fit.loss_at_optimum).member("status", to_text(a.fit.status)).close().text();
}

std::string trace_csv(const TargetAnswer& a) {
  std::string text = "step,loss,loss_at_parameters";
  for (const FamilyParameter& p : a.family->parameters) text += fmt::format(",{}", p.name);
  text += "\n";
  for (const TraceRow& row : a.fit.trace) {
    text += fmt::format("{},{},{}", row.step, row.loss, row.loss_at_parameters);
    for (const double value : row.parameters) text += fmt::format(",{}", value);
    text += "\n";
  }
  return text;
}

std::string curve(const DensityOnGrid& d, double top, std::string_view style) {
  std::string path;
  const double low = d.x.front(), high = d.x.back();
  for (std::size_t i = 0; i < d.x.size(); ++i)
    path += fmt::format("{}{:.1f},{:.1f}", i == 0 ? "M" : "L", 50 + 600 * (d.x[i] - low) / (high - low),
                        280 - 240 * d.value[i] / top);
  return fmt::format("<path d=\"{}\" fill=\"none\" {}/>\n", path, style);
}

std::string target_svg(const TargetAnswer& a) {
  const auto fitted = [&](const std::vector<double>& parameters) {
    return density_on_grid(a.family->make(parameters), a.grid.low, a.grid.high, a.grid.points);
  };
  const DensityOnGrid end = fitted(a.fit.parameters), optimum = fitted(a.fit.optimum);
  double top = 0;
  for (const DensityOnGrid* d : {&a.density, &end, &optimum}) top = std::max(top, *std::ranges::max_element(d->value));
  const auto word = [](double x, double y, std::string_view text, std::string_view colour, std::string_view anchor) {
    return fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" fill=\"{}\" text-anchor=\"{}\">{}</text>\n", x, y, colour,
                       anchor, escaped_xml(text));
  };
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 680 320\" width=\"680\" height=\"320\" "
         "font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
         "<path d=\"M50,280H650\" stroke=\"#888\"/>\n" +
         word(50, 298, rounded(a.grid.low, 4), "#444", "middle") +
         word(650, 298, rounded(a.grid.high, 4), "#444", "middle") +
         curve(a.density, top, "stroke=\"#777\" stroke-width=\"2\"") +
         curve(end, top, "stroke=\"#d1495b\" stroke-width=\"2.5\"") +
         curve(optimum, top, "stroke=\"#2e86ab\" stroke-width=\"1.5\" stroke-dasharray=\"5 3\"") +
         word(650, 30, "target", "#777", "end") +
         word(650, 48, a.adam ? fmt::format("after {} steps", with_commas(a.fit.steps)) : "fit", "#d1495b", "end") +
         word(650, 66, "optimum near it", "#2e86ab", "end") + "</svg>\n";
}

Optimizer optimizer_of(const std::string& name) {
  if (name == "adam") return Optimizer::adam;
  if (name == "exact") return Optimizer::exact;
  fail_argument("", "--optimizer", fmt::format("is '{}'; it is adam or exact", name));
}

}  // namespace

void fit_target(const FitRequest& request, Desk& desk) {
  if (request.families.size() != 1)
    fail_argument("", "--family", "must name one family to be fitted to a density, such as --family normal");
  const Form form = form_of(request.output, request.json, false, Form::terminal);
  if (form != Form::json && form != Form::svg && form != Form::terminal)
    fail_argument("", request.output, "is for a matrix; the answer on a fit is a .json, or a picture: .svg");
  TargetAnswer a{.family = &find_family(request.families[0]),
                 .loss = density_loss(request.loss),
                 .target = parse_target(request.input),
                 .grid = {},
                 .density = {},
                 .fit = {},
                 .adam = optimizer_of(request.optimizer) == Optimizer::adam};
  a.grid = grid_or_default(request, a.target);
  a.density = target_on(a.target, a.grid);
  const int every = request.trace.empty() ? 0 : std::max(1, request.trace_every);
  a.fit = fit_density(a.family->name, a.density,
                      {.loss = a.loss,
                       .optimizer = optimizer_of(request.optimizer),
                       .adam = {.learning_rate = request.learning_rate},
                       .steps = request.steps,
                       .start = start_of(*a.family, request.start),
                       .trace_every = every});
  const std::string bytes = form == Form::json  ? target_json(a)
                            : form == Form::svg ? target_svg(a)
                                                : target_text(a, desk.terminal);
  if (!request.trace.empty()) write_file(request.trace, trace_csv(a));
  if (request.output.empty()) {
    desk.out << bytes;
    return;
  }
  write_file(request.output, bytes);
  if (form == Form::svg) desk.out << target_text(a, desk.terminal);
}

}  // namespace sanov::cli
