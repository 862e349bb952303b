#include "python/large_memory.h"

#include <array>
#include <mutex>
#include <new>
#include <utility>

namespace sanov {
namespace {

constexpr std::size_t kLine = 64;
constexpr std::size_t kMostKept = std::size_t{1} << 30;  // bytes

/// A block begins with its size, a line before what its user sees.
struct Block {
  char* start = nullptr;
  std::size_t bytes = 0;

  void free() noexcept {
    ::operator delete(start, std::align_val_t{kLine});
    *this = {};
  }
};

class Kept {
 public:
  /// A block of this size, or none. Without one the oldest of other sizes makes room.
  Block take(std::size_t bytes) noexcept {
    Block oldest;
    {
      const std::lock_guard lock(mutex_);
      for (Block& block : blocks_)
        if (block.start != nullptr && block.bytes == bytes) return std::exchange(block, {});
      oldest = std::exchange(blocks_[1], {});
    }
    oldest.free();  // unlocked: the system takes its time to take pages back
    return {};
  }

  void give(Block block) noexcept {
    Block gone[2] = {block, {}};
    if (block.bytes <= kMostKept) {
      const std::lock_guard lock(mutex_);
      gone[0] = std::exchange(blocks_[1], std::exchange(blocks_[0], block));
      if (blocks_[0].bytes + blocks_[1].bytes > kMostKept) gone[1] = std::exchange(blocks_[1], {});
    }
    for (Block& each : gone) each.free();
  }

 private:
  std::mutex mutex_;
  std::array<Block, 2> blocks_{};  // the newest first
};

Kept& kept() {
  static Kept& all = *new Kept;  // results may outlive what is destroyed at exit
  return all;
}

}  // namespace

void* take_memory(std::size_t bytes) {
  Block block = kept().take(bytes);
  if (block.start == nullptr) {
    block = {static_cast<char*>(::operator new(bytes + kLine, std::align_val_t{kLine})), bytes};
    new (block.start) std::size_t(bytes);
  }
  return block.start + kLine;
}

void give_memory(void* memory) noexcept {
  char* const start = static_cast<char*>(memory) - kLine;
  kept().give({start, *reinterpret_cast<const std::size_t*>(start)});
}

}  // namespace sanov
