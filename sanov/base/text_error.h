#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sanov/base/error.h"

namespace sanov {

/// A text that cannot be read: a distribution, a rule. what() has the sentence, then the text and a line that points below
/// the place; column() counts characters from 0.
class TextError : public InvalidArgument {
 public:
  /// `at` and `length` are bytes of the text.
  TextError(std::string sentence, std::string_view text, std::size_t at, std::size_t length);
  std::size_t column() const noexcept { return column_; }
  /// "expected ')' …", on one line.
  const std::string& sentence() const noexcept { return sentence_; }
  /// The text, and a line with ^ below the place.
  const std::string& pointer() const noexcept { return pointer_; }

 private:
  std::size_t column_;
  std::string sentence_, pointer_;
};

}  // namespace sanov
