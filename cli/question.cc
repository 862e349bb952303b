#include "cli/question.h"

#include <fmt/format.h>

#include "cli/complaint.h"
#include "cli/text.h"

namespace sanov::cli {
namespace {

void undo_logarithms(Input& input) {
  const auto rename = [&](Complaint& complaint) {
    const bool undone = complaint.argument == "logs' exponentials";
    complaint.argument = undone ? "exp(" + input.name + ")" : input.name;
    if (undone) complaint.rule = complaint.rule.substr(0, complaint.rule.find(';')) + "; give natural logarithms";
  };
  input.values = in_terms(rename, [&] { return probabilities(LogProbabilities(input.values)); });
  input.floats.clear();
}

void make_probabilities(Input& input, bool counts, const Smoothing& smoothing) {
  using enum Smoothing::Kind;
  if (smoothing.kind == additive && !counts)
    fail_argument("", "additive smoothing",
                  "is for counts; give them with --counts, or holdout(0.01) for probabilities");
  const auto rename = [&](Complaint& complaint) { complaint = of_one(std::move(complaint), input.name); };
  in_terms(rename, [&] {
    if (counts) input.floats.clear();
    if (counts && smoothing.kind != additive) input.values = normalized(input.values);
    if (smoothing.kind != none) input.values = smoothed(input.cells(), smoothing);
    if (!input.floats.empty()) input.floats.assign(input.values.begin(), input.values.end());
  });
}

}  // namespace

Question read_question(const MeasureRequest& request, Desk& desk) {
  if (request.log && request.counts) fail_argument("", "--log", "and --counts exclude each other");
  if (request.p == "-" && request.q == "-")
    fail_argument("", "P and Q", "cannot both be standard input; give one of them as numbers or as FILE:COLUMN");
  Question question;
  question.p = read_input(request.p, "P", desk);
  if (!request.q.empty()) {
    question.q = read_input(request.q, "Q", desk);
    question.labels = align(question.p, *question.q);
  } else {
    question.labels = labels_of(question.p);
  }
  if (!request.labels.empty()) {
    question.labels = read_labels(request.labels, desk);
    if (question.labels.size() != question.p.values.size())
      fail_argument("", "--labels",
                    fmt::format("has {}, but P has {}", counted(static_cast<double>(question.labels.size()), "name"),
                                counted(static_cast<double>(question.p.values.size()), "cell")));
  }
  if (!request.positions.empty()) {
    const Input positions = read_input(request.positions, "--positions", desk);
    if (positions.values.size() != question.p.values.size())
      fail_argument("", "--positions",
                    fmt::format("has {}, but P has {}", counted(static_cast<double>(positions.values.size()), "number"),
                                counted(static_cast<double>(question.p.values.size()), "cell")));
    question.positions = positions.values;
  }
  question.counts = request.counts || question.p.is_categorical();
  if (request.log) {
    undo_logarithms(question.p);
    if (question.q) undo_logarithms(*question.q);
  }
  return question;
}

Question as_probabilities(Question question, const Smoothing& smoothing) {
  make_probabilities(question.p, question.counts, smoothing);
  if (question.q) make_probabilities(*question.q, question.counts, smoothing);
  question.counts = false;
  return question;
}

}  // namespace sanov::cli
