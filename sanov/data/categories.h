#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sanov/data/column_batch.h"

namespace sanov {

/// A category of a text column. Two texts are the same category when their hash_text is.
struct Category {
  std::uint64_t hash = 0;
  std::uint64_t count = 0;
  std::string name;  ///< display_name of the text

  friend bool operator==(const Category&, const Category&) = default;
};

/// A text as it can be shown: invalid UTF-8 replaced by U+FFFD, control characters by spaces, cut at 128 bytes.
std::string display_name(std::string_view text);

/// A set of hashes in fixed memory (a Bloom filter, four probes): never forgets one, and claims one that it does not
/// hold with probability about (1 − exp(−4n/bits))⁴: 1e-5 at 64 bits a member, 0.2% for a million in the largest,
/// 24% for five million, and nearly 1 beyond 20 million: mistaken() tells.
class HashFilter {
 public:
  static constexpr std::size_t kLargest = std::size_t{1} << 24;  ///< bits: 2 MiB

  /// Holds nothing and takes no memory.
  HashFilter() = default;
  /// For about `members` hashes.
  explicit HashFilter(std::size_t members);
  /// The filter whose words() these are: a power of two of them, at most kLargest / 64.
  static HashFilter of_words(std::vector<std::uint64_t> words);

  bool empty() const noexcept { return words_.empty(); }
  void insert(std::uint64_t hash) noexcept;
  bool contains(std::uint64_t hash) const noexcept;
  /// The probability that it claims a hash which it does not hold: (share of bits set)⁴. 0 where it is empty.
  double mistaken() const noexcept;
  /// All of it: the bits.
  const std::vector<std::uint64_t>& words() const noexcept { return words_; }

  friend bool operator==(const HashFilter&, const HashFilter&) = default;

 private:
  std::vector<std::uint64_t> words_;
};

/// Counts the categories of a stream of texts in bounded memory. Exact until more than `capacity` different ones were
/// seen; from then on the least frequent are dropped whenever it is full (Misra and Gries): every category with more
/// than 2/capacity of the rows stays, and which rare ones do depends on the order of rows.
class CategoryCounter {
 public:
  /// Those that are dropped are remembered in a filter of `filter_bits`, a power of two, which is made when the first is.
  explicit CategoryCounter(std::size_t capacity, std::size_t filter_bits = HashFilter::kLargest);

  /// Counts rows [first, first + count) of a text column, whose hashes are given.
  void add(const ColumnBatch& column, std::size_t first, std::size_t count, const std::uint64_t* hashes);

  std::uint64_t missing() const noexcept { return missing_; }
  /// True once a category came again while it was held: of texts that are all different none does.
  bool repeated() const noexcept { return repeated_; }
  /// False once a category was dropped.
  bool exact() const noexcept { return dropped_.empty(); }

  /// The `limit` most frequent, by descending count, then by name.
  std::vector<Category> most_frequent(std::size_t limit) const;
  /// Every category ever seen but those in `listed`.
  HashFilter others(const std::vector<Category>& listed) const;

 private:
  std::size_t slot(std::uint64_t hash) const noexcept;
  void drop_rare();
  void rehash(std::size_t slots);

  std::size_t capacity_, filter_bits_;
  std::vector<std::uint32_t> table_;  // 1 + position in categories_, 0 where free; a power of two long
  std::vector<Category> categories_;
  HashFilter dropped_;
  std::uint64_t missing_ = 0;
  bool repeated_ = false;
};

}  // namespace sanov
