#pragma once

#include <cstddef>
#include <memory>
#include <new>

#include "sanov/losses/blocks.h"
#include "sanov/losses/rows.h"

namespace sanov::losses {

inline constexpr std::size_t kMostTile = 64;  // rows

/// How many rows of a layout make a tile.
std::size_t tile_of(const RowLayout& layout) noexcept;

/// Rows as T, contiguous and a tile at a time: the tensor's own where they are that already, else gathered. Where the
/// classes lie apart a tile is of adjacent rows, so that whole cache lines are read and written.
template <class T>
class RowTiles {
 public:
  /// `weight`: one a class, or null.
  RowTiles(const Call& call, const RowLayout& layout, const T* weight);

  /// Reads a tile of rows from `first` on, at most `most`, and says how many there are in it.
  std::size_t read(std::size_t first, std::size_t most);
  /// The tile's row j.
  RowOf<T> row(std::size_t j, double scale) const;
  /// The same rows side by side, where they are of float and as many as that takes; else null numbers. Writing its
  /// gradients is writing them back.
  Columns columns(std::size_t first, std::size_t most, double scale);
  void write_columns() const;
  /// Writes the gradients that the tensors have not got yet.
  void write() const;

 private:
  struct Free {
    void operator()(T* memory) const noexcept { ::operator delete[](memory, std::align_val_t{64}); }
  };
  using Buffer = std::unique_ptr<T[], Free>;

  static Buffer buffer(std::size_t n) {
    return Buffer(static_cast<T*>(::operator new[](n * sizeof(T), std::align_val_t{64})));
  }
  void gather(const Tensor& tensor, std::size_t from, T* to) const;
  void scatter(const T* from, const Output& output, std::size_t to) const;

  const Call& call_;
  const RowLayout& layout_;
  const T* weight_;
  const Blocks& on_ = blocks();
  bool direct_[kMaxOperands] = {}, many_;
  std::size_t stride_, first_ = 0, rows_ = 0;
  Buffer gathered_[kMaxOperands], slopes_[kMaxOperands], scratch_, side_by_side_;
};

extern template class RowTiles<float>;
extern template class RowTiles<double>;

}  // namespace sanov::losses
