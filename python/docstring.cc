#include "python/docstring.h"

namespace sanov {
namespace {

struct Word {
  std::string_view elsewhere, in_python;
};
/// In this order. Lines may break at any space.
constexpr Word kWords[] = {
    {"Throws", "Raises"},
    {", DomainError", ", and"},
    {",\nDomainError", ",\nand"},
    {", InvalidArgument", ", and"},
    {",\nInvalidArgument", ",\nand"},
    {"DomainError", "ValueError"},
    {"InvalidArgument", "ValueError"},
    {"=true", "=True"},
    {"=false", "=False"},
    {"; see sanov/losses/gan.h", ""},  // functions of C++ alone
    {"; see\nsanov/losses/gan.h", ""},
};

}  // namespace

std::string docstring(std::string_view text) {
  std::string told(text);
  for (const Word& word : kWords)
    for (std::size_t at = told.find(word.elsewhere); at != std::string::npos;
         at = told.find(word.elsewhere, at + word.in_python.size()))
      told.replace(at, word.elsewhere.size(), word.in_python);
  return told;
}

}  // namespace sanov
