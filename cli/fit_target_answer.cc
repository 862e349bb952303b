#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/fit_target.h"
#include "cli/json.h"
#include "cli/rank_answer.h"
#include "cli/text.h"

namespace sanov::cli {
namespace {

bool takes_as_it_is(DensityLoss loss) {
  return loss == DensityLoss::kl || loss == DensityLoss::mse || loss == DensityLoss::cosine;
}

std::string heading(const TargetFit& a) {
  if (a.target.masses)
    return fmt::format("{} fitted to the target on the whole numbers from {} to {}, loss {}{}", a.family->name,
                       number_text(a.target.x.front(), 6), number_text(a.target.x.back(), 6), to_text(a.options.loss),
                       a.family->whole ? "" : "; its density there stands for masses");
  return fmt::format("{} fitted to the target on {} points from {} to {}, loss {}", a.family->name,
                     with_commas(static_cast<double>(a.target.x.size())), number_text(a.target.x.front(), 6),
                     number_text(a.target.x.back(), 6), to_text(a.options.loss));
}

std::string how_short(const TargetFit& a) {
  const double short_of = a.fit.loss_at_parameters - a.fit.loss_at_optimum;
  if (a.options.loss != DensityLoss::kl)
    return fmt::format("Adam stopped {} short of that optimum in its loss.", number_text(short_of, 3));
  if (a.target.masses)
    return fmt::format("Adam stopped {} nats short of that optimum.", number_text(short_of / a.total, 3));
  // KL between the normalised: the loss is a mean over the grid of densities that integrate to the weights' sum.
  const double points = static_cast<double>(a.target.x.size());
  const double step = (a.target.x.back() - a.target.x.front()) / (points - 1);
  return fmt::format("Adam stopped {} short of that optimum in its loss, {} nats of the normalised target.",
                     number_text(short_of, 3), number_text(short_of * points * step / a.total, 3));
}

std::string optima_text(const TargetFit& a) {
  if (a.fit.optima.size() == 1)
    return fmt::format("{} starts more led to no other optimum.", with_commas(a.options.starts));
  std::string text = fmt::format("Optima found from {} starts:", with_commas(a.options.starts + 1));
  for (const DensityOptimum& each : a.fit.optima)
    text += fmt::format("{} {} ({}; {})", &each == &a.fit.optima.front() ? "" : ",", number_text(each.loss, 6),
                        parameters_text(*a.family, each.parameters, 4), counted(each.starts, "start"));
  return text + ".";
}

}  // namespace

std::string parameters_text(const FamilyEntry& family, const std::vector<double>& values, int digits) {
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i)
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", family.parameters[i].name, number_text(values[i], digits));
  return text;
}

std::string target_fit_text(const TargetFit& a, const Terminal& terminal) {
  Table head;
  head.note(heading(a));
  if (a.total != 1)
    head.note(
        takes_as_it_is(a.options.loss)
            ? fmt::format("The target's weights add to {}, not 1: taken as it is, as PyTorch's loss does.",
                          rounded(a.total, 6))
            : fmt::format("The target's weights add to {}: divided by it, as this loss needs.", rounded(a.total, 6)));
  Table rows({Align::left, Align::right, Align::left});
  rows.add({"", "loss", "parameters"});
  if (a.by_adam()) {
    rows.add({fmt::format("after {} steps", with_commas(a.fit.steps)), number_text(a.fit.loss_at_parameters, 9),
              parameters_text(*a.family, a.fit.parameters, 9)});
    rows.add({"  last forward pass", number_text(a.fit.loss, 9), ""});
  }
  rows.add({a.by_adam() || a.options.starts == 0 ? "optimum near it" : "best optimum",
            number_text(a.fit.loss_at_optimum, 9), parameters_text(*a.family, a.fit.optimum, 9)});
  Table tail;
  if (a.options.starts > 0) tail.note(optima_text(a));
  if (a.by_adam()) tail.note(how_short(a));
  if (a.fit.status != Status::converged) tail.note("The search ended at its limit of steps.");
  return head.text(terminal) + "\n" + rows.text(terminal) + (tail.empty() ? "" : "\n" + tail.text(terminal));
}

std::string target_fit_json(const TargetFit& a) {
  Json json;
  const auto members = [&](const std::vector<double>& values) {
    json.object();
    for (std::size_t i = 0; i < values.size(); ++i) json.member(a.family->parameters[i].name, values[i]);
    json.close();
  };
  json.object()
      .member("family", a.family->name)
      .member("loss_name", to_text(a.options.loss))
      .member("steps", a.fit.steps)
      .member("target_total", a.total)
      .key("parameters");
  members(a.fit.parameters);
  json.member("loss", a.fit.loss).member("loss_at_parameters", a.fit.loss_at_parameters).key("optimum");
  members(a.fit.optimum);
  json.member("loss_at_optimum", a.fit.loss_at_optimum).key("optima").array();
  for (const DensityOptimum& each : a.fit.optima) {
    json.object().key("parameters");
    members(each.parameters);
    json.member("loss", each.loss).member("starts", each.starts).close();
  }
  return json.close().member("status", to_text(a.fit.status)).close().text();
}

}  // namespace sanov::cli
