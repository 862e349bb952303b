#include "sanov/losses/row_tiles.h"

#include <algorithm>
#include <cstdint>
#include <type_traits>

namespace sanov::losses {
namespace {

constexpr std::size_t kBeyondCaches = std::size_t{8} << 20;     // bytes
constexpr std::size_t kPadding = 64;                            // numbers past a row that the scratch has room for
constexpr std::size_t kMostRows = kMostTile, kFewestRows = 16;  // of a tile; a cache line is 16 floats
constexpr std::size_t kTileNumbers = 32768;

bool is_label(const Call& call, std::size_t k) { return call.operands[k].dtype() == Dtype::int64; }

}  // namespace

std::size_t tile_of(const RowLayout& layout) noexcept {
  if (layout.inner == 1) return 1;
  return std::clamp(kTileNumbers / layout.classes / kFewestRows * kFewestRows, kFewestRows, kMostRows);
}

template <class T>
RowTiles<T>::RowTiles(const Call& call, const RowLayout& layout, const T* weight)
    : call_(call),
      layout_(layout),
      weight_(weight),
      // Not a power of two, at which a column's numbers would share one set of the cache.
      stride_((layout.classes + 15) / 16 * 16 + 16) {
  for (std::size_t k = 0; k < call.info.operands.size(); ++k) {
    if (is_label(call, k)) continue;
    direct_[k] = layout.inner == 1 && call.operands[k].dtype() == dtype_of<T>;
    if (direct_[k]) continue;
    gathered_[k] = buffer(tile_of(layout) * stride_);
    if (call.gradients[k]) slopes_[k] = buffer(tile_of(layout) * stride_);
  }
  many_ = direct_[0] && layout.rows() * layout.classes * sizeof(T) >= kBeyondCaches;
  scratch_ = buffer(2 * (layout.classes + kPadding));
}

template <class T>
std::size_t RowTiles<T>::read(std::size_t first, std::size_t most) {
  first_ = first;
  rows_ = std::min({most, tile_of(layout_), layout_.inner - first % layout_.inner});
  for (std::size_t k = 0; k < call_.info.operands.size(); ++k)
    if (gathered_[k]) gather(call_.operands[k], place_in_row(layout_, first, 0), gathered_[k].get());
  return rows_;
}

template <class T>
RowOf<T> RowTiles<T>::row(std::size_t j, double scale) const {
  RowOf<T> out{.index = first_ + j,
               .classes = layout_.classes,
               .weight = weight_,
               .scratch = scratch_.get(),
               .scale = scale,
               .many = many_};
  for (std::size_t k = 0; k < call_.info.operands.size(); ++k) {
    const Tensor& tensor = call_.operands[k];
    if (is_label(call_, k)) {
      out.labels[k] = tensor.as<std::int64_t>()[out.index];
    } else if (direct_[k]) {
      out.operand[k] = tensor.as<T>() + out.index * layout_.classes;
      if (call_.gradients[k])
        out.gradient[k] = static_cast<T*>(call_.gradients[k].data()) + out.index * layout_.classes;
    } else {
      out.operand[k] = gathered_[k].get() + j * stride_;
      if (slopes_[k]) out.gradient[k] = slopes_[k].get() + j * stride_;
    }
  }
  return out;
}

template <class T>
void RowTiles<T>::write() const {
  for (std::size_t k = 0; k < call_.info.operands.size(); ++k)
    if (slopes_[k]) scatter(slopes_[k].get(), call_.gradients[k], place_in_row(layout_, first_, 0));
}

template <class T>
Columns RowTiles<T>::columns(std::size_t first, std::size_t most, double scale) {
  if constexpr (std::is_same_v<T, float>) {
    first_ = first;
    rows_ = std::min({most, tile_of(layout_), layout_.inner - first % layout_.inner}) / kColumns * kColumns;
    if (rows_ == 0) return {};
    if (!side_by_side_) side_by_side_ = buffer(tile_of(layout_) * layout_.classes);
    const Tensor& tensor = call_.operands[0];
    std::size_t from = place_in_row(layout_, first, 0);
    for (std::size_t c = 0; c < layout_.classes; ++c, from += layout_.inner) {
      float* const to = side_by_side_.get() + c * rows_;
      if (tensor.dtype() == Dtype::bfloat16)
        on_.widen_floats(tensor.as<BFloat16>() + from, rows_, to);
      else
        std::copy_n(tensor.as<float>() + from, rows_, to);
    }
    return {.rows = rows_,
            .classes = layout_.classes,
            .stride = rows_,
            .numbers = side_by_side_.get(),
            .labels = call_.operands[1].as<std::int64_t>() + first,
            .weight = weight_,
            .scale = scale};
  }
  return {};
}

template <class T>
void RowTiles<T>::write_columns() const {
  if constexpr (std::is_same_v<T, float>) {
    const Output& output = call_.gradients[0];
    std::size_t to = place_in_row(layout_, first_, 0);
    for (std::size_t c = 0; output && c < layout_.classes; ++c, to += layout_.inner) {
      const float* const from = side_by_side_.get() + c * rows_;
      if (output.dtype() == Dtype::bfloat16)
        on_.narrow_floats(from, rows_, static_cast<BFloat16*>(output.data()) + to);
      else
        std::copy_n(from, rows_, static_cast<float*>(output.data()) + to);
    }
  }
}

template <class T>
void RowTiles<T>::gather(const Tensor& tensor, std::size_t from, T* to) const {
  const bool halves = tensor.dtype() == Dtype::bfloat16;
  if constexpr (std::is_same_v<T, float>)
    if (halves && layout_.inner == 1) return on_.widen_floats(tensor.as<BFloat16>() + from, layout_.classes, to);
  alignas(64) T wide[kMostRows];
  for (std::size_t c = 0; c < layout_.classes; ++c, from += layout_.inner) {
    const T* line = tensor.as<T>() + from;
    if constexpr (std::is_same_v<T, float>)
      if (halves) {
        on_.widen_floats(tensor.as<BFloat16>() + from, rows_, wide);
        line = wide;
      }
    for (std::size_t j = 0; j < rows_; ++j) to[j * stride_ + c] = line[j];
  }
}

template <class T>
void RowTiles<T>::scatter(const T* from, const Output& output, std::size_t to) const {
  const bool halves = output.dtype() == Dtype::bfloat16;
  if constexpr (std::is_same_v<T, float>)
    if (halves && layout_.inner == 1)
      return on_.narrow_floats(from, layout_.classes, static_cast<BFloat16*>(output.data()) + to);
  alignas(64) T wide[kMostRows];
  for (std::size_t c = 0; c < layout_.classes; ++c, to += layout_.inner) {
    T* const line = halves ? wide : static_cast<T*>(output.data()) + to;
    for (std::size_t j = 0; j < rows_; ++j) line[j] = from[j * stride_ + c];
    if constexpr (std::is_same_v<T, float>)
      if (halves) on_.narrow_floats(wide, rows_, static_cast<BFloat16*>(output.data()) + to);
  }
}

template class RowTiles<float>;
template class RowTiles<double>;

}  // namespace sanov::losses
