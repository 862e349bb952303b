#include "sanov/losses/broadcast.h"

#include <algorithm>

namespace sanov::losses {

bool broadcasts(const Shape& from, const Shape& to) noexcept {
  if (from.rank() > to.rank()) return false;
  const std::size_t missing = to.rank() - from.rank();
  for (std::size_t d = 0; d < from.rank(); ++d)
    if (from[d] != 1 && from[d] != to[d + missing]) return false;
  return true;
}

Broadcast::Broadcast(const Tensor& tensor, const Shape& shape) noexcept
    : tensor_(tensor), shape_(shape), same_(tensor.shape() == shape) {
  if (same_) return;
  const Shape& own = tensor.shape();
  const std::size_t missing = shape.rank() - own.rank();
  bool open = true, begun = false;  // whether the run goes on, and has a kind
  for (std::size_t d = shape.rank(); d-- > 0;) {
    const bool repeats = d < missing || (own[d - missing] == 1 && shape[d] != 1);
    strides_[d] = repeats ? 0 : own.product(d - missing + 1, own.rank());
    if (shape[d] == 1) continue;
    open = open && (!begun || repeats == repeats_);
    if (!open) continue;
    begun = true;
    repeats_ = repeats;
    run_ *= shape[d];
  }
}

std::size_t Broadcast::place(std::size_t i) const noexcept {
  std::size_t at = 0;
  for (std::size_t d = shape_.rank(); d-- > 0;) {
    at += i % shape_[d] * strides_[d];
    i /= shape_[d];
  }
  return at;
}

void Broadcast::widen(const Blocks& on, std::size_t from, std::size_t n, double* to) const {
  if (same_) return on.widen(tensor_, from, n, to);
  std::size_t done = 0;
  while (done < n) {
    const std::size_t i = from + done, part = std::min(n - done, run_ - i % run_);
    if (repeats_)
      std::fill_n(to + done, part, element(tensor_, place(i)));
    else
      on.widen(tensor_, place(i), part, to + done);
    done += part;
  }
  std::fill(to + n, to + (n + 7) / 8 * 8, to[n - 1]);
}

}  // namespace sanov::losses
