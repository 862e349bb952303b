#include "cli/run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <optional>
#include <system_error>

#include "cli/complaint.h"
#include "cli/desk.h"
#include "cli/input.h"
#include "cli/text.h"
#include "cli/verb.h"
#include "cli/waiting.h"
#include "sanov/base/error.h"
#include "sanov/base/progress.h"
#include "sanov/base/text_error.h"
#include "sanov/numerics/target.h"

namespace sanov::cli {
namespace {
std::string overview(const Terminal& terminal) {
  Table table;
  for (const Verb& verb : verbs()) table.add({std::string(verb.name), std::string(verb.summary)});
  return shown("sanov: how far apart are two distributions, why, and which is nearest?\n\nusage: sanov VERB …\n",
               terminal) +
         table.text(terminal, 2) +
         "\n`sanov VERB --help` opens with two examples. Exit codes: 0 answered,\n1 what was compared differs, 2 "
         "trouble.\n";
}

const Verb& find_verb(std::string_view name) {
  std::vector<std::string> names;
  for (const Verb& verb : verbs()) {
    if (verb.name == name) return verb;
    names.emplace_back(verb.name);
  }
  const std::string near = nearest_of(name, names);
  fail_argument("", "",
                fmt::format("'{}' is no verb; {}", name,
                            near.empty() ? "`sanov --help` lists them" : "did you mean '" + near + "'?"));
}

/// SANOV_SIMD and SANOV_THREADS, which the library itself reads without complaint.
void check_environment() {
  if (const char* text = std::getenv("SANOV_THREADS"); text != nullptr && *text != '\0') {
    char* end = nullptr;
    const long threads = std::strtol(text, &end, 10);
    if (*end != '\0' || threads < 1 || threads > 1024)
      fail_argument("", "SANOV_THREADS", fmt::format("is '{}'; it must be a number from 1 to 1024", text));
  }
  if (const char* text = std::getenv("SANOV_SIMD"); text != nullptr && *text != '\0') {
    const auto known = targets();
    if (std::ranges::find(known, text) == known.end())
      fail_argument("", "SANOV_SIMD", fmt::format("is '{}'; this machine has {}", text, fmt::join(known, ", ")));
  }
}

/// The verb's own name is said once.
template <class Error>
std::string sentence_of(const Error& error, std::string_view verb) {
  Complaint complaint = error.complaint();
  if (complaint.function == verb) complaint.function.clear();
  return shell_sentence(complaint);
}

int complain(std::ostream& err, std::string_view verb, std::string sentence, const Terminal& terminal) {
  std::ranges::replace(sentence, '\n', ' ');
  err << fmt::format("sanov{}{}: {}\n", verb.empty() ? "" : " ", verb, shown(sentence, terminal)) << std::flush;
  return kTrouble;
}

int dispatch(std::vector<std::string> arguments, Desk& desk, std::string_view& verb_name) {
  if (arguments.empty()) {
    desk.err << overview(desk.terminal);
    return kTrouble;
  }
  std::string first = arguments.front();
  arguments.erase(arguments.begin());
  if (first == "--version") {
    desk.out << "sanov " SANOV_VERSION "\n";
    return kNoDifference;
  }
  if (first == "help" && !arguments.empty()) {
    first = arguments.front();
    arguments = {"--help"};
  }
  if (first == "help" || first == "--help" || first == "-h") {
    desk.out << overview(desk.terminal);
    return kNoDifference;
  }
  const Verb& verb = find_verb(first);
  verb_name = verb.name;
  check_environment();
  // From here on Ctrl-C cancels; but a process that waits for standard input it ends, as usual.
  if (std::ranges::find(arguments, "-") == arguments.end()) poll("beginning", 0);
  verb.run(verb, std::move(arguments), desk);
  return desk.exit_code;
}

}  // namespace

int run(const std::vector<std::string>& arguments, Opener& opener, std::istream& in, std::ostream& out,
        std::ostream& err) {
  Desk desk{.opener = opener, .in = in, .out = out, .err = err, .terminal = Terminal::of(out, err)};
  std::string_view verb;
  Waiting waiting(err, desk.terminal);
  try {
    const ProgressScope scope(waiting);
    const int code = dispatch(arguments, desk, verb);
    waiting.clear();
    if (!out.flush()) return complain(err, verb, "the answer cannot be written to standard output.", desk.terminal);
    return code;
  } catch (const Cancelled&) {
    waiting.clear();
    complain(err, verb, "interrupted.", desk.terminal);
    return kInterrupted;
  } catch (const TextError& error) {
    waiting.clear();
    const Complaint sentence{.function = "", .argument = "", .index = {}, .rule = error.sentence()};
    const int code = complain(err, verb, shell_sentence(sentence), desk.terminal);
    err << shown(error.pointer(), desk.terminal) << std::endl;
    return code;
  } catch (const InvalidArgument& error) {
    waiting.clear();
    return complain(err, verb, sentence_of(error, verb), desk.terminal);
  } catch (const DomainError& error) {
    waiting.clear();
    return complain(err, verb, sentence_of(error, verb), desk.terminal);
  } catch (const std::bad_alloc&) {
    waiting.clear();
    return complain(err, verb, "there is not enough memory for this.", desk.terminal);
  } catch (const std::exception& error) {
    waiting.clear();
    return complain(err, verb, error.what(), desk.terminal);
  }
}

}  // namespace sanov::cli
