#include "sanov/transport/max_flow.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <vector>

#include "sanov/base/progress.h"

namespace sanov {
namespace {

constexpr std::size_t kBits = 64;
constexpr int kUnseen = -1;

class MaxFlow {
 public:
  MaxFlow(const PairCosts& costs, std::span<const std::int64_t> a, std::span<const std::int64_t> b)
      : n_(a.size()),
        m_(b.size()),
        words_((m_ + kBits - 1) / kBits),
        allowed_(n_ * words_),
        left_(a.begin(), a.end()),
        room_(b.begin(), b.end()),
        sent_(m_) {
    std::vector<double> row(costs.stride());
    for (std::size_t i = 0; i < n_; ++i) {
      costs.fill(i, 1, row.data());
      for (std::size_t j = 0; j < m_; ++j)
        if (row[j] < HUGE_VAL) allowed_[i * words_ + j / kBits] |= std::uint64_t{1} << (j % kBits);
    }
  }

  std::int64_t stranded() {
    while (find_levels()) {
      poll();
      next_column_.assign(n_, 0);
      next_sender_.assign(m_, 0);
      for (std::uint32_t i = 0; i < n_; ++i)
        while (left_[i] > 0 && augment(i)) {
        }
    }
    std::int64_t sum = 0;
    for (const std::int64_t left : left_) sum += left;
    return sum;
  }

 private:
  /// What a row sends to a column.
  struct Sent {
    std::uint32_t row;
    std::int64_t units;
  };

  /// How many steps every row and column is from a row with units left; whether a column with room is among them.
  bool find_levels() {
    row_level_.assign(n_, kUnseen);
    column_level_.assign(m_, kUnseen);
    std::vector<std::uint64_t> unseen(words_, ~std::uint64_t{0});
    std::vector<std::uint32_t> rows, next;
    for (std::uint32_t i = 0; i < n_; ++i)
      if (left_[i] > 0) row_level_[i] = 0, rows.push_back(i);
    bool found = false;
    for (int level = 0; !rows.empty() && !found; level += 2, rows.swap(next), next.clear())
      for (const std::uint32_t i : rows)
        for (std::size_t w = 0; w < words_; ++w) {
          std::uint64_t fresh = allowed_[i * words_ + w] & unseen[w];
          unseen[w] &= ~fresh;
          for (; fresh != 0; fresh &= fresh - 1) {
            const std::size_t j = w * kBits + static_cast<std::size_t>(std::countr_zero(fresh));
            column_level_[j] = level + 1;
            found = found || room_[j] > 0;
            for (const Sent& s : sent_[j])
              if (s.units > 0 && row_level_[s.row] == kUnseen) row_level_[s.row] = level + 2, next.push_back(s.row);
          }
        }
    return found;
  }

  /// Sends what it can from a row to a column with room, along steps that each go one level up; false if no way is left.
  bool augment(std::uint32_t from) {
    path_.assign(1, {from, 0});
    while (!path_.empty()) {
      const std::uint32_t i = path_.back().row;
      const std::size_t j = column_after(i);
      if (j == m_) {
        path_.pop_back();
        if (!path_.empty()) ++next_sender_[path_.back().column];
        continue;
      }
      path_.back().column = static_cast<std::uint32_t>(j);
      if (room_[j] > 0) {
        send(from, j);
        return true;
      }
      if (Sent* const sender = sender_to(j))
        path_.push_back({sender->row, 0});
      else
        ++next_column_[i];
    }
    return false;
  }

  /// The first column, from where row i stands, that is one level above it; m_ if there is none.
  std::size_t column_after(std::uint32_t i) {
    std::size_t j = next_column_[i];
    while (j < m_) {
      const std::uint64_t rest = allowed_[i * words_ + j / kBits] >> (j % kBits);
      if (rest == 0) {
        j = (j / kBits + 1) * kBits;
        continue;
      }
      j += static_cast<std::size_t>(std::countr_zero(rest));
      if (j >= m_ || column_level_[j] == row_level_[i] + 1) break;
      ++j;
    }
    return next_column_[i] = std::min(j, m_);
  }

  /// The first row, from where column j stands, that sends to it and is one level above.
  Sent* sender_to(std::size_t j) {
    for (std::size_t& k = next_sender_[j]; k < sent_[j].size(); ++k)
      if (sent_[j][k].units > 0 && row_level_[sent_[j][k].row] == column_level_[j] + 1) return &sent_[j][k];
    return nullptr;
  }

  /// Along the path: each row sends to its column, and that column gives back what the next row sent it.
  void send(std::uint32_t from, std::size_t to) {
    std::int64_t units = std::min(left_[from], room_[to]);
    for (std::size_t k = 0; k + 1 < path_.size(); ++k) {
      const std::size_t j = path_[k].column;
      units = std::min(units, sent_[j][next_sender_[j]].units);
    }
    left_[from] -= units;
    room_[to] -= units;
    for (std::size_t k = 0; k < path_.size(); ++k) {
      const std::size_t j = path_[k].column;
      if (k + 1 < path_.size()) sent_[j][next_sender_[j]].units -= units;
      add(path_[k].row, j, units);
    }
  }

  void add(std::uint32_t row, std::size_t j, std::int64_t units) {
    const auto known = std::find_if(sent_[j].begin(), sent_[j].end(), [&](const Sent& s) { return s.row == row; });
    if (known == sent_[j].end())
      sent_[j].push_back({row, units});
    else
      known->units += units;
  }

  struct Step {
    std::uint32_t row, column;
  };
  std::size_t n_, m_, words_;
  std::vector<std::uint64_t> allowed_;
  std::vector<std::int64_t> left_, room_;
  std::vector<std::vector<Sent>> sent_;
  std::vector<int> row_level_, column_level_;
  std::vector<std::size_t> next_column_, next_sender_;
  std::vector<Step> path_;
};

}  // namespace

std::int64_t stranded_units(const PairCosts& costs, std::span<const std::int64_t> a, std::span<const std::int64_t> b) {
  return MaxFlow(costs, a, b).stranded();
}

}  // namespace sanov
