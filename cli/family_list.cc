#include "cli/family_list.h"

#include <algorithm>

#include "cli/json.h"
#include "cli/text.h"
#include "sanov/fit/start_of.h"

namespace sanov::cli {

bool is_family(std::string_view name) {
  for (const FamilyEntry& entry : all_families())
    if (entry.name == name) return true;
  return false;
}

std::string defaults_text(const FamilyEntry& entry) {
  std::string text;
  for (const FamilyParameter& p : entry.parameters)
    text += (text.empty() ? "" : ", ") + std::string(p.name) + "=" + rounded(p.value);
  return text;
}

std::string family_call(const FamilyEntry& entry) {
  return std::string(entry.name) + (entry.parameters.empty() ? "" : "(" + defaults_text(entry) + ")");
}

std::string support_words(const FamilyEntry& entry) {
  constexpr std::string_view kBegins = "Support: ";
  const std::string_view text = entry.doc->text;
  const std::size_t at = text.find(kBegins);
  if (at == std::string_view::npos) return "";
  std::string_view words = text.substr(at + kBegins.size());
  words = words.substr(0, words.find('\n'));
  for (const std::string_view stop : {"; ", ". ", ": ", ", which", ", at whose"})
    words = words.substr(0, words.find(stop));
  // "0, 1, 2, … It counts": a sentence that ends in dots.
  constexpr std::string_view kDots = "… ";
  if (const std::size_t dots = words.find(kDots); dots < words.size() - std::min(words.size(), kDots.size()))
    if (const char next = words.substr(dots + kDots.size()).front(); next >= 'A' && next <= 'Z')
      words = words.substr(0, dots + kDots.size() - 1);
  while (words.ends_with('.') || words.ends_with(';')) words.remove_suffix(1);
  return std::string(words);
}

std::string families_text(const Terminal& terminal) {
  std::string text;
  for (const bool whole : {false, true}) {
    Table table;
    for (const FamilyEntry& entry : all_families())
      if (entry.whole == whole)
        table.add({std::string(entry.name), defaults_text(entry) + " · " + support_words(entry) +
                                                (start_of(entry) == nullptr ? " · no fit to data" : "")});
    text += bold(whole ? "of whole numbers" : "continuous", terminal) + "\n" + table.text(terminal, 2) + "\n";
  }
  Table made;
  made.add({"0.5*normal(-5,1)+0.5*normal(10,1)", "a mixture"});
  made.add({"truncated(normal, 0, inf)", "between low and high"});
  made.add({"shifted(gamma(2,3), 5)", "X + by"});
  made.add({"scaled(gamma(2,3), -1)", "by X"});
  made.add({"zero_inflated(poisson(3), 0.2)", "0 with that probability, else X"});
  made.add({"categorical(0.2, 0.8)", "0, 1, … with these probabilities"});
  made.add({"empirical(1, 2, 5)", "a sample; empirical(1:0.2, 5:0.8) with weights"});
  made.add({"tabulated(0:0, 1:1, 2:0)", "a density, straight between points"});
  return text + bold("made of others", terminal) + "\n" + made.text(terminal, 2) +
         "\nParameters stand by position or name; those left out are as shown.\n`sanov list NAME` tells everything "
         "about "
         "one of them, `sanov describe` draws it.\n";
}

std::string families_json(std::string_view name) {
  Json json;
  json.object().key("families").array();
  for (const FamilyEntry& entry : all_families()) {
    if (!name.empty() && entry.name != name) continue;
    json.object()
        .member("name", entry.name)
        .member("title", entry.doc->title)
        .member("meaning", entry.doc->meaning)
        .member("formula", entry.doc->formula)
        .member("support", support_words(entry))
        .member("whole", entry.whole)
        .member("fits_data", start_of(entry) != nullptr);
    json.key("parameters").array();
    for (const FamilyParameter& p : entry.parameters)
      json.object()
          .member("name", p.name)
          .member("default", p.value)
          .member("lower", p.low)
          .member("upper", p.high)
          .member("lower_open", p.low_open)
          .member("upper_open", p.high_open)
          .member("whole", p.whole)
          .close();
    json.close().close();
  }
  return json.close().close().text();
}

}  // namespace sanov::cli
