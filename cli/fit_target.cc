#include "cli/fit_target.h"

#include <fmt/format.h>

#include "cli/fit.h"
#include "cli/gnuplot.h"
#include "cli/landscape.h"
#include "cli/question.h"
#include "cli/square_file.h"
#include "sanov/base/error.h"
#include "sanov/base/whole_file.h"

namespace sanov::cli {
namespace {

std::string trace_csv(const TargetFit& a) {
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

Form target_form(const FitRequest& request) {
  const Form form = form_of(request.output, request.json, false, Form::terminal);
  if (form == Form::csv || form == Form::npy || form == Form::parquet)
    fail_argument("", request.output, "is for a matrix; the answer on a fit is a .json, or a picture: .svg, .png");
  return form;
}

/// What cannot be written is said before the work.
void check_files(const FitRequest& request, Form form, bool by_adam) {
  if (form == Form::svg || form == Form::png) check_drawing_file(request.output);
  if (!request.plot.empty()) check_drawing_file(request.plot);
  if (!request.landscape.empty()) check_drawing_file(request.landscape);
  if (!request.animate.empty()) check_animation(request.animate, by_adam);
}

}  // namespace

void fit_target(const FitRequest& request, Desk& desk) {
  check_fit_options(request, Fitted::density);
  const Form form = target_form(request);
  TargetFit a = asked_target_fit(request);
  check_files(request, form, a.by_adam());
  a.fit = in_terms(
      [](Complaint& complaint) {
        if (complaint.argument == "lr" || complaint.argument == "betas" || complaint.argument == "eps")
          complaint.argument.insert(0, "--");
      },
      [&] { return fit_density(a.family->name, a.target, a.options); });
  if (!request.trace.empty()) write_file(request.trace, trace_csv(a));
  if (form == Form::svg || form == Form::png) write_drawing(request.output, target_fit_drawing(a));
  if (!request.plot.empty()) write_drawing(request.plot, target_fit_drawing(a));
  if (!request.landscape.empty()) write_drawing(request.landscape, landscape_drawing(a));
  if (!request.animate.empty()) animate_target_fit(a, request.animate);
  const std::string bytes = form == Form::json ? target_fit_json(a) : target_fit_text(a, desk.terminal);
  if (form == Form::json && !request.output.empty())
    write_file(request.output, bytes);
  else
    desk.out << bytes;
}

}  // namespace sanov::cli
