#pragma once

#include <cstddef>
#include <memory>

namespace sanov {

/// Memory of `bytes`, in large pages where that pays and the system grants them: a column of a million needs ten times
/// as long to be first touched in small ones as to be read. Not initialised; free() it. Throws std::bad_alloc.
void* allocate_scratch(std::size_t bytes);

struct FreeScratch {
  void operator()(void* memory) const noexcept;
};

/// An array of whole numbers that is written before it is read.
template <class T>
using Scratch = std::unique_ptr<T[], FreeScratch>;

template <class T>
Scratch<T> make_scratch(std::size_t n) {
  return Scratch<T>(static_cast<T*>(allocate_scratch(n * sizeof(T))));
}

}  // namespace sanov
