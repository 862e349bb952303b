#include "sanov/data/categories.h"

#include <algorithm>
#include <bit>
#include <unordered_set>

#include "sanov/data/hashing.h"

namespace sanov {
namespace {

constexpr std::size_t kLongestName = 128;

/// Bytes of the valid UTF-8 sequence at the front of `text`, 0 if there is none.
std::size_t valid_sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (lead < 0xc2 || length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  const unsigned char second = byte(1);
  const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
  const bool surrogate = lead == 0xed && second >= 0xa0;
  const bool beyond = lead == 0xf4 && second >= 0x90;
  return overlong || surrogate || beyond ? 0 : length;
}

}  // namespace

std::string display_name(std::string_view text) {
  std::string name;
  while (!text.empty()) {
    const std::size_t length = valid_sequence(text);
    const bool control = length == 1 && (static_cast<unsigned char>(text[0]) < 0x20 || text[0] == 0x7f);
    const std::string_view next = length == 0 ? "\uFFFD" : control ? " " : text.substr(0, length);
    if (name.size() + next.size() > kLongestName) return name.append("…");
    name += next;
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return name;
}

HashFilter::HashFilter(std::size_t members) {
  const std::size_t bits = std::clamp(std::bit_ceil(64 * members), std::size_t{64}, kLargest);
  words_.resize(bits / 64);
}

HashFilter HashFilter::of_words(std::vector<std::uint64_t> words) {
  HashFilter filter;
  filter.words_ = std::move(words);
  return filter;
}

void HashFilter::insert(std::uint64_t hash) noexcept {
  const std::uint64_t mask = words_.size() * 64 - 1, step = (hash >> 32) | 1;
  for (std::uint64_t probe = 0; probe < 4; ++probe, hash += step) words_[(hash & mask) >> 6] |= 1ull << (hash & 63);
}

bool HashFilter::contains(std::uint64_t hash) const noexcept {
  if (words_.empty()) return false;
  const std::uint64_t mask = words_.size() * 64 - 1, step = (hash >> 32) | 1;
  for (std::uint64_t probe = 0; probe < 4; ++probe, hash += step)
    if (!(words_[(hash & mask) >> 6] >> (hash & 63) & 1)) return false;
  return true;
}

double HashFilter::mistaken() const noexcept {
  if (words_.empty()) return 0;
  std::size_t set = 0;
  for (std::uint64_t word : words_) set += static_cast<std::size_t>(std::popcount(word));
  const double share = static_cast<double>(set) / static_cast<double>(64 * words_.size());
  return share * share * share * share;
}

CategoryCounter::CategoryCounter(std::size_t capacity, std::size_t filter_bits)
    : capacity_(capacity), filter_bits_(filter_bits) {
  rehash(64);
}

std::size_t CategoryCounter::slot(std::uint64_t hash) const noexcept {
  const std::size_t mask = table_.size() - 1;
  std::size_t at = hash & mask;
  while (table_[at] != 0 && categories_[table_[at] - 1].hash != hash) at = (at + 1) & mask;
  return at;
}

void CategoryCounter::rehash(std::size_t slots) {
  table_.assign(slots, 0);
  for (std::size_t i = 0; i < categories_.size(); ++i)
    table_[slot(categories_[i].hash)] = static_cast<std::uint32_t>(i + 1);
}

/// Subtracts the median count from all and drops those that fall to zero: half of them at least.
void CategoryCounter::drop_rare() {
  if (dropped_.empty()) dropped_ = HashFilter(filter_bits_ / 64);
  std::vector<std::uint64_t> counts(categories_.size());
  std::transform(categories_.begin(), categories_.end(), counts.begin(), [](const Category& c) { return c.count; });
  const auto middle = counts.begin() + static_cast<std::ptrdiff_t>(counts.size() / 2);
  std::nth_element(counts.begin(), middle, counts.end());
  const std::uint64_t median = *middle;
  for (Category& category : categories_) {
    category.count -= std::min(category.count, median);
    if (category.count == 0) dropped_.insert(category.hash);
  }
  std::erase_if(categories_, [](const Category& category) { return category.count == 0; });
  rehash(table_.size());
}

void CategoryCounter::add(const ColumnBatch& column, std::size_t first, std::size_t count,
                          const std::uint64_t* hashes) {
  for (std::size_t i = 0; i < count; ++i) {
    if (hashes[i] == kMissingHash) {
      ++missing_;
      continue;
    }
    std::size_t at = slot(hashes[i]);
    const bool known = table_[at] != 0;
    if (!known) {
      if (categories_.size() == capacity_) drop_rare();
      if (2 * (categories_.size() + 1) > table_.size()) rehash(2 * table_.size());
      at = slot(hashes[i]);
      categories_.push_back({hashes[i], 0, display_name(column.text(first + i))});
      table_[at] = static_cast<std::uint32_t>(categories_.size());
    }
    Category& category = categories_[table_[at] - 1];
    repeated_ |= known;
    ++category.count;
  }
}

std::vector<Category> CategoryCounter::most_frequent(std::size_t limit) const {
  std::vector<Category> result = categories_;
  const auto before = [](const Category& a, const Category& b) {
    if (a.count != b.count) return a.count > b.count;
    return a.name != b.name ? a.name < b.name : a.hash < b.hash;
  };
  const std::size_t kept = std::min(limit, result.size());
  std::partial_sort(result.begin(), result.begin() + static_cast<std::ptrdiff_t>(kept), result.end(), before);
  result.resize(kept);
  return result;
}

HashFilter CategoryCounter::others(const std::vector<Category>& listed) const {
  if (exact() && categories_.size() == listed.size()) return {};
  HashFilter result = exact() ? HashFilter(categories_.size()) : dropped_;
  std::unordered_set<std::uint64_t> names;
  for (const Category& category : listed) names.insert(category.hash);
  for (const Category& category : categories_)
    if (!names.contains(category.hash)) result.insert(category.hash);
  return result;
}

}  // namespace sanov
