#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cli/fit_target.h"
#include "cli/gnuplot.h"
#include "cli/panel.h"
#include "cli/rank_answer.h"
#include "cli/text.h"
#include "sanov/base/error.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kPlaces = 300;    // of a curve
constexpr double kFrames = 80;          // of a film, about
constexpr int kDelay = 6, kPause = 20;  // hundredths of a second a frame, and frames that the last stands for

DensityOnGrid member(const TargetFit& a, const std::vector<double>& parameters) {
  return density_on_grid(a.family->make(parameters), a.target.x.front(), a.target.x.back(), kPlaces);
}

double top_of(const DensityOnGrid& d) {
  double top = 0;
  for (const double v : d.value)
    if (std::isfinite(v)) top = std::max(top, v);
  return top;
}

/// The target as a shape that stands on the axis.
void draw_target(Drawing& drawing, const Panel& p, const DensityOnGrid& target) {
  std::vector<Spot> outline{p.at(target.x.front(), 0)};
  for (std::size_t i = 0; i < target.x.size(); ++i)
    outline.push_back(p.at(target.x[i], std::min(target.value[i], p.high_y)));
  outline.push_back(p.at(target.x.back(), 0));
  drawing.area(std::move(outline), ink::kBars);
}

/// What a film draws in all its frames.
struct Film {
  const TargetFit& answer;
  std::vector<TraceRow> way;
  DensityOnGrid optimum;
  Panel above, below;
};

Film film_of(const TargetFit& a) {
  Film film{a, way_of(a), member(a, a.fit.optimum), {50, 50, 490, 190}, {50, 296, 490, 60}};
  const double still = std::max({top_of(a.target), top_of(film.optimum), top_of(member(a, a.fit.parameters))});
  film.above.low_x = a.target.x.front(), film.above.high_x = a.target.x.back();
  // A start as narrow as a needle would leave no room for the rest.
  film.above.high_y = 1.08 * std::min(2 * still, std::max(still, top_of(member(a, film.way.front().parameters))));
  film.below.high_x = film.way.back().step;
  const auto [least, most] = std::ranges::minmax(film.way, {}, &TraceRow::loss_at_parameters);
  film.below.low_y = std::min(least.loss_at_parameters, a.fit.loss_at_optimum);
  film.below.high_y = most.loss_at_parameters;
  double margin = 0.06 * (film.below.high_y - film.below.low_y);
  if (!(margin > 0)) margin = std::max(0.1 * std::fabs(film.below.high_y), 1e-6);  // a loss that does not move
  film.below.low_y -= margin, film.below.high_y += margin;
  return film;
}

Drawing frame_of(const Film& film, std::size_t row) {
  const TraceRow& here = film.way[row];
  const TargetFit& a = film.answer;
  Drawing drawing(560, 400);
  const DensityOnGrid q = member(a, here.parameters);
  draw_target(drawing, film.above, a.target);
  draw_frame(
      drawing, film.above,
      {.title = fmt::format("{} by {}, step {}", a.family->name, to_text(a.options.loss), with_commas(here.step)),
       .title_up = 30});
  draw_curve(drawing, film.above, film.optimum.x, film.optimum.value, {ink::kSecond, 1.5, true});
  draw_curve(drawing, film.above, q.x, q.value, {ink::kFirst, 2.5});
  draw_legend_above(
      drawing, film.above,
      {{"target", ink::kAxis}, {std::string(a.family->name), ink::kFirst}, {"optimum near the end", ink::kSecond}});
  drawing.write({film.above.left + film.above.wide, film.above.top - 30, parameters_text(*a.family, here.parameters, 4),
                 Anchor::end, ink::kFirst, 13});
  draw_frame(drawing, film.below, {.title = fmt::format("loss {:#.5g}", here.loss_at_parameters), .x_label = "steps"});
  std::vector<double> steps, losses;
  for (const TraceRow& each : film.way) steps.push_back(each.step), losses.push_back(each.loss_at_parameters);
  draw_curve(drawing, film.below, steps, losses, {ink::kBars, 1.5});
  steps.resize(row + 1), losses.resize(row + 1);
  draw_curve(drawing, film.below, steps, losses, {ink::kFirst, 2});
  drawing.disc(film.below.at(here.step, here.loss_at_parameters), 4, ink::kFirst);
  return drawing;
}

/// Rows of the way at even distances, seven tenths of which are those by which the density moves (total variation), the
/// rest those of the steps.
std::vector<std::size_t> shown_rows(const Film& film) {
  std::vector<double> moved{0};
  DensityOnGrid before = member(film.answer, film.way.front().parameters);
  for (std::size_t i = 1; i < film.way.size(); ++i) {
    DensityOnGrid now = member(film.answer, film.way[i].parameters);
    double sum = 0;
    for (std::size_t k = 0; k < kPlaces; ++k) sum += std::min(std::fabs(now.value[k] - before.value[k]), 1e300);
    moved.push_back(moved.back() + sum);
    before = std::move(now);
  }
  const double all = std::max(moved.back(), 1e-300), last = std::max(1, film.way.back().step);
  std::vector<std::size_t> rows;
  double next = 0;
  for (std::size_t i = 0; i < film.way.size(); ++i) {
    const double along = 0.7 * moved[i] / all + 0.3 * film.way[i].step / last;
    if (along + 1e-12 < next && i + 1 < film.way.size()) continue;
    rows.push_back(i);
    while (next <= along + 1e-12) next += 1 / kFrames;
  }
  return rows;
}

}  // namespace

std::vector<TraceRow> way_of(const TargetFit& answer) {
  DensityFitOptions options = answer.options;
  options.trace_every = std::max(1, options.steps / 1000);
  return fit_density(answer.family->name, answer.target, options).trace;
}

Drawing target_fit_drawing(const TargetFit& a) {
  Drawing drawing(680, 420);
  const DensityOnGrid end = member(a, a.fit.parameters), optimum = member(a, a.fit.optimum);
  Panel p{60, 56, 600, 290};
  p.low_x = a.target.x.front(), p.high_x = a.target.x.back();
  p.high_y = 1.08 * std::max({top_of(a.target), top_of(end), top_of(optimum)});
  draw_target(drawing, p, a.target);
  draw_frame(
      drawing, p,
      {.title = fmt::format("{} fitted to the target by {}", a.family->name, to_text(a.options.loss)), .title_up = 30});
  draw_curve(drawing, p, end.x, end.value, {ink::kFirst, 2.5});
  std::vector<Named> names{{"target", ink::kAxis}};
  if (a.by_adam()) {
    draw_curve(drawing, p, optimum.x, optimum.value, {ink::kSecond, 1.5, true});
    names.push_back({fmt::format("after {} steps", with_commas(a.fit.steps)), ink::kFirst});
    names.push_back({"optimum near it", ink::kSecond});
    drawing.write(
        {p.left, p.top + p.high + 60, parameters_text(*a.family, a.fit.optimum, 5), Anchor::start, ink::kSecond});
  } else {
    names.push_back({std::string(a.family->name), ink::kFirst});
  }
  drawing.write(
      {p.left, p.top + p.high + 42, parameters_text(*a.family, a.fit.parameters, 5), Anchor::start, ink::kFirst});
  draw_legend_above(drawing, p, names);
  return drawing;
}

std::vector<Drawing> target_fit_film(const TargetFit& a) {
  const Film film = film_of(a);
  std::vector<Drawing> frames;
  for (const std::size_t row : shown_rows(film)) frames.push_back(frame_of(film, row));
  return frames;
}

void check_animation(const std::string& path, bool by_adam) {
  if (!path.ends_with(".gif")) fail_argument("", path, "does not end in .gif; an animation is a GIF");
  if (!by_adam)
    fail_argument("", path,
                  "would show Adam's way, and the exact optimiser takes none; leave it to the optimiser adam");
  need_gnuplot(path);
}

void animate_target_fit(const TargetFit& answer, const std::string& path) {
  check_animation(path, answer.by_adam());
  write_gif(path, target_fit_film(answer), kDelay, kPause);
}

}  // namespace sanov::cli
