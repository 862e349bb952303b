#include "cli/complaint.h"

#include <fmt/format.h>

#include <cctype>
#include <string_view>
#include <utility>

namespace sanov::cli {
namespace {

struct Mend {
  std::string_view in_cpp, in_shell;
};
constexpr Mend kMends[] = {
    {"give probabilities, or counts to be divided by their sum",
     "give probabilities, or --counts to have them divided by their sum"},
    {"give missing = pairwise to leave out pairs that lack a value",
     "give --missing pairwise to leave out pairs that lack a value"},
    {"take their exponentials, or say that they are logarithms", "give --log if they are"},
};

void replace(std::string& text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at != std::string::npos) text.replace(at, from.size(), to);
}

}  // namespace

Complaint of_one(Complaint complaint, std::string argument) {
  if (complaint.argument == "counts" && complaint.rule.starts_with("are ")) complaint.rule.replace(0, 3, "is");
  if (complaint.argument == "counts" && complaint.rule.starts_with("have ")) complaint.rule.replace(0, 4, "has");
  complaint.argument = std::move(argument);
  return complaint;
}

std::string shell_sentence(const Complaint& complaint) {
  std::string rule = complaint.rule;
  for (const Mend& mend : kMends) replace(rule, mend.in_cpp, mend.in_shell);
  // "is -0.1; it must be …": two sentences in the shell.
  for (std::size_t at = rule.find("; "); at != std::string::npos; at = rule.find("; ", at + 1)) {
    rule[at] = '.';
    if (at + 2 < rule.size()) rule[at + 2] = static_cast<char>(std::toupper(static_cast<unsigned char>(rule[at + 2])));
  }
  std::string text = complaint.function.empty() ? "" : complaint.function + ": ";
  if (complaint.index) text += fmt::format("cell {} of ", *complaint.index + 1);
  text += complaint.argument + (complaint.argument.empty() ? "" : " ") + rule;
  if (!text.ends_with('.') && !text.ends_with('?') && !text.ends_with('`')) text += '.';
  return text;
}

}  // namespace sanov::cli
