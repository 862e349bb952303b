#include "sanov/numerics/parallel.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <memory>
#include <mutex>

#include "sanov/base/progress.h"

// ThreadSanitizer cannot see into oneTBB, whose library is not instrumented. This file is compiled without it, and says
// what happens before what: the fork before every body, every body before the join.
extern "C" {
void __tsan_acquire(void*) __attribute__((weak));
void __tsan_release(void*) __attribute__((weak));
}

namespace sanov {
namespace {

void acquire(void* address) {
  if (__tsan_acquire != nullptr) __tsan_acquire(address);
}
void release(void* address) {
  if (__tsan_release != nullptr) __tsan_release(address);
}

int default_threads() {
  if (const char* text = std::getenv("SANOV_THREADS")) {
    const int threads = std::atoi(text);
    if (threads > 0) return std::min(threads, 1024);
  }
  return tbb::this_task_arena::max_concurrency();
}

/// The arena that work runs in. oneTBB caps its workers at the machine's cores unless told otherwise.
struct Pool {
  explicit Pool(int threads)
      : threads(threads),
        allowance(tbb::global_control::max_allowed_parallelism,
                  static_cast<std::size_t>(std::max(threads, tbb::this_task_arena::max_concurrency()))),
        arena(threads) {}
  int threads;
  tbb::global_control allowance;
  tbb::task_arena arena;
};

std::mutex pool_mutex;

std::shared_ptr<Pool>& pool_slot() {
  static std::shared_ptr<Pool> slot = [] {
    // When the last arena goes, oneTBB's workers tear the rest down among themselves, at exit or between two pools,
    // which ThreadSanitizer cannot follow. So one arena stays.
    static auto& keeper = *new tbb::task_arena(1);
    keeper.initialize();
    return nullptr;
  }();
  return slot;
}

std::shared_ptr<Pool> pool() {
  const std::lock_guard lock(pool_mutex);
  auto& slot = pool_slot();
  if (!slot) slot = std::make_shared<Pool>(default_threads());
  return slot;
}

/// One call of parallel_chunks, shared by its workers.
struct Run {
  Run(std::size_t chunks, std::size_t grain, void (*body)(void*, std::size_t, std::size_t), void* context)
      : chunks(chunks), grain(grain), blocks((chunks + grain - 1) / grain), body(body), context(context) {}

  /// Blocks are claimed from a counter: fixed halves wander by a third when a core is disturbed.
  void work() noexcept {
    acquire(&fork);
    {
      const FloatingPoint environment;
      for (std::size_t block; (block = next.fetch_add(1, std::memory_order_relaxed)) < blocks;) run_block(block);
    }
    release(&join);
  }

  /// An exception ends the claiming. Blocks are claimed in order, so the first that fails is always among those run,
  /// and its exception is the one that comes back, whatever the threads.
  void run_block(std::size_t block) noexcept {
    try {
      poll();  // of all threads only the caller's has a hook
      body(context, block * grain, std::min(chunks, (block + 1) * grain));
    } catch (...) {
      next.store(blocks, std::memory_order_relaxed);
      const std::lock_guard lock(mutex);
      if (block < failed) {
        failed = block;
        error = std::current_exception();
      }
    }
  }

  std::size_t chunks, grain, blocks;
  void (*body)(void*, std::size_t, std::size_t);
  void* context;
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::size_t failed = ~std::size_t{0};
  std::exception_ptr error;
  char fork = 0, join = 0;
};

}  // namespace

int thread_count() { return pool()->threads; }

void set_thread_count(int threads) {
  const std::lock_guard lock(pool_mutex);
  pool_slot() = std::make_shared<Pool>(threads > 0 ? std::min(threads, 1024) : default_threads());
}

void parallel_chunks(std::size_t chunks, std::size_t grain, void (*body)(void*, std::size_t, std::size_t),
                     void* context) {
  grain = std::max<std::size_t>(grain, 1);
  const std::size_t blocks = (chunks + grain - 1) / grain;
  if (blocks <= 1) {
    if (chunks > 0) body(context, 0, chunks);
    return;
  }
  const std::shared_ptr<Pool> pool = sanov::pool();
  const std::size_t workers = std::min(blocks, static_cast<std::size_t>(pool->threads));
  if (workers == 1) {
    for (std::size_t first = 0; first < chunks; first += grain) {
      poll();
      body(context, first, std::min(chunks, first + grain));
    }
    return;
  }
  Run run(chunks, grain, body, context);
  release(&run.fork);
  // Isolated: while this thread waits it may help its own workers, never another caller's, whose hook is not its own.
  pool->arena.execute([&] {
    tbb::this_task_arena::isolate([&] {
      tbb::parallel_for(std::size_t{0}, workers, [&](std::size_t) { run.work(); }, tbb::simple_partitioner());
    });
  });
  acquire(&run.join);
  if (run.error) std::rethrow_exception(run.error);
}

}  // namespace sanov
