#include "cli/options.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/input.h"
#include "cli/text.h"
#include "sanov/base/error.h"

namespace sanov::cli {
namespace {

std::string option_names(const CLI::Option& option) {
  std::string text;
  for (const auto& name : option.get_snames()) text += (text.empty() ? "-" : ", -") + name;
  for (const auto& name : option.get_lnames()) text += (text.empty() ? "--" : ", --") + name;
  return text.empty() ? option.get_name() : text;
}

std::string help(const Verb& verb, const CLI::App& app, const Terminal& terminal) {
  Table positionals, options;
  std::string usage = fmt::format("sanov {} [OPTION…]", verb.name);
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) {
      usage += option->get_required() ? " " + option->get_name() : " [" + option->get_name() + "]";
      positionals.add({option->get_name(), option->get_description()});
    } else {
      const bool takes_value = option->get_items_expected_max() > 0;
      options.add(
          {option_names(*option) + (takes_value ? " " + option->get_type_name() : ""), option->get_description()});
    }
  }
  std::string text;
  for (const auto example : verb.examples) text += fmt::format("  $ sanov {} {}\n", verb.name, example);
  text += "\n";
  for (const auto& line : folded(verb.summary, static_cast<std::size_t>(terminal.columns))) text += line + "\n";
  text += fmt::format("\nusage: {}\n", usage);
  return shown(text, terminal) + positionals.text(terminal, 2) + "\n" + options.text(terminal, 2);
}

/// Options that nobody declared, answered with the nearest.
void check_options(const CLI::App& app, const std::vector<std::string>& arguments) {
  for (const auto& argument : arguments) {
    if (argument == "--") return;
    if (argument.size() < 2 || argument.front() != '-') continue;
    const bool is_long = argument.starts_with("--");
    const std::string name = is_long ? argument.substr(0, argument.find('=')) : argument.substr(0, 2);
    if (app.get_option_no_throw(name) != nullptr) continue;
    std::vector<std::string> known;
    for (const CLI::Option* option : app.get_options())
      for (const auto& word : option->get_lnames()) known.push_back("--" + word);
    const std::string near = is_long ? nearest_of(name, known) : "";
    fail_argument("", "option",
                  fmt::format("'{}' is unknown; {}", name,
                              near.empty() ? "--help lists them all" : "did you mean '" + near + "'?"));
  }
}

}  // namespace

std::string nearest_of(std::string_view word, const std::vector<std::string>& words) {
  const std::vector<std::string_view> candidates(words.begin(), words.end());
  return nearest(word, candidates.data(), candidates.size());
}

namespace {

/// "-3,2", "-15:15:1000", "-inf": no option has such a name.
bool opens_with_a_number(const std::string& argument) {
  if (!argument.starts_with('-') || argument.size() < 2) return false;
  return (argument[1] >= '0' && argument[1] <= '9') || argument[1] == '.' || looks_like_numbers(argument);
}

}  // namespace

bool parse(const Verb& verb, CLI::App& app, std::vector<std::string> arguments, Desk& desk) {
  app.set_help_flag("-h,--help", "say this");
  bool ascii = false;
  app.add_flag("--ascii", ascii, "plain ASCII; so does NO_COLOR, or a locale without UTF-8");
  // What opens with a minus and a digit is a number, not an option.
  for (auto& argument : arguments)
    if (opens_with_a_number(argument)) argument.insert(0, " ");
  check_options(app, arguments);
  std::ranges::reverse(arguments);
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    desk.terminal.utf8 = desk.terminal.utf8 && !ascii;
    desk.out << help(verb, app, desk.terminal);
    return false;
  } catch (const CLI::ExtrasError&) {
    // The blank before a number that opens with a minus is ours.
    std::string extra = "the last argument";
    for (const auto& argument : app.remaining())
      if (argument != "--") extra = fmt::format("'{}'", argument.substr(argument.starts_with(" -") ? 1 : 0));
    fail_argument("", extra, fmt::format("is one argument too many; see `sanov {} --help`", verb.name));
  } catch (const CLI::RequiredError& error) {
    fail_argument("", "", fmt::format("{}; see `sanov {} --help`", error.what(), verb.name));
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string text = error.what();
    fail_argument("", text.substr(0, text.find(':')), "needs one value, once");
  } catch (const CLI::ParseError& error) {
    fail_argument("", "", error.what());
  }
  desk.terminal.utf8 = desk.terminal.utf8 && !ascii;
  return true;
}

CLI::Option* add_json(CLI::App& app, bool& json) { return app.add_flag("--json", json, "answer in JSON"); }

std::string not_negative(const std::string& text) {
  const std::size_t minus = text.find('-');
  return minus == std::string::npos ? "" : "a whole number from 0 on is needed, not " + text.substr(minus);
}

CLI::Validator within(int least, int most) { return CLI::Range(least, most).description(""); }

std::string not_empty(const std::string& text) { return text.empty() ? "a value is needed" : ""; }

}  // namespace sanov::cli
