#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>

#include "sanov/base/floating_point.h"

/// Work in fixed chunks over threads. What a chunk computes must depend on its number alone, and whoever sums the
/// partial results does so in order: then the bits are the same for any number of threads.
namespace sanov {

/// Threads that sanov uses: SANOV_THREADS, else all that the machine has. At least 1.
int thread_count();

/// Sets thread_count() for the process; 0 restores the default. Not to be called while work runs.
void set_thread_count(int threads);

/// Runs body(context, first, last) over [0, chunks) in blocks of at most `grain` consecutive chunks, on this and other
/// threads, and returns when all is done. An exception thrown by a body is rethrown here. Between blocks this thread's
/// progress hook is asked whether to go on.
void parallel_chunks(std::size_t chunks, std::size_t grain, void (*body)(void*, std::size_t, std::size_t),
                     void* context);

/// The same for a callable: parallel_chunks(n, 16, [&](std::size_t first, std::size_t last) { … }).
template <class F>
void parallel_chunks(std::size_t chunks, std::size_t grain, F&& f) {
  using Body = std::remove_reference_t<F>;
  parallel_chunks(
      chunks, grain,
      [](void* context, std::size_t first, std::size_t last) { (*static_cast<Body*>(context))(first, last); },
      const_cast<void*>(static_cast<const void*>(std::addressof(f))));
}

}  // namespace sanov
