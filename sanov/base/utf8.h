#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// Texts of strangers: names of columns, categories and files, which may hold any bytes.
namespace sanov {

inline constexpr std::uint32_t kNoCharacter = 0xfffd;  ///< U+FFFD, which is shown in its place

/// One character of a UTF-8 text: its code point, and the bytes that it takes. A byte that begins none stands alone, as
/// kNoCharacter.
struct Character {
  std::uint32_t code;
  std::size_t bytes;
};

/// The character that begins at byte `at`, which must be inside. O(1).
Character character_at(std::string_view text, std::size_t at);

/// The code point in UTF-8. It must be one.
std::string to_utf8(std::uint32_t code);

/// The text as it may be shown on one line wherever people read: valid UTF-8 in which nothing moves the cursor, ends the line
/// or turns the direction of what follows. Control characters become their pictures (␊ for a line feed), those that steer
/// the direction of writing their number (⟨U+202E⟩); bytes that are no UTF-8 become U+FFFD. Letters of all scripts, accents,
/// emoji and what joins them stay. O(bytes).
std::string visible(std::string_view text);

/// The text itself where it has at most `most` characters (at least 1), else its first ones with … for the last. O(most).
std::string shortened(std::string_view text, std::size_t most);

/// A name as it stands in a sentence: visible, and of at most so many characters before that.
std::string shown_name(std::string_view name, std::size_t most = 80);

}  // namespace sanov
