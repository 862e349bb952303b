#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

/// Hashes that are part of results: the same on every machine and in every version, since frames and counts that were
/// made apart are compared by them. Not for keeping secrets: who chooses the texts can make two collide.
namespace sanov {

/// Both halves of the 128-bit product, folded.
inline std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// Of a missing text; hash_text never returns it.
inline constexpr std::uint64_t kMissingHash = 0;

/// 64 bits, eight bytes a step. Two of 1e6 different texts collide with probability 3e-8.
inline std::uint64_t hash_text(std::string_view text) noexcept {
  constexpr std::uint64_t kKey = 0x9e3779b97f4a7c15, kWord = 0xe7037ed1a0b428db;
  const char* at = text.data();
  std::size_t left = text.size();
  std::uint64_t hash = kKey ^ left;
  std::uint64_t word = 0;
  for (; left >= 8; left -= 8, at += 8) {
    std::memcpy(&word, at, 8);
    hash = fold(hash ^ word, kWord) + kKey;
  }
  word = 0;
  if (left > 0 && text.size() >= 8) {  // what is left ends where the text does: the same bytes without a loop
    std::memcpy(&word, at + left - 8, 8);
    word >>= 8 * (8 - left);
  } else {
    for (std::size_t i = 0; i < left; ++i)
      word |= static_cast<std::uint64_t>(static_cast<unsigned char>(at[i])) << (8 * i);
  }
  hash = fold(hash ^ word, kWord);
  hash = fold(hash ^ 0xa0761d6478bd642f, kKey);
  return hash == kMissingHash ? 1 : hash;
}

/// Of the index of a row: which rows a sample takes. Splitmix64's finaliser, a bijection, so no two rows tie.
inline std::uint64_t hash_row(std::uint64_t row) noexcept {
  std::uint64_t z = row + 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace sanov
