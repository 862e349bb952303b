#pragma once

#include <string_view>

/// One hook for long work: it reports how far it is and asks whether to go on.
namespace sanov {

/// Thrown out of long work when the hook says stop. Nothing half-done is left behind.
struct Cancelled {};

/// Called by long work from the thread that started it, per block of work (many times a second).
class Progress {
 public:
  virtual ~Progress() = default;
  /// `fraction` is in [0, 1], or negative where the length is unknown. Return false to cancel.
  virtual bool advance(std::string_view stage, double fraction) = 0;
  /// Asked inside of work that does not know how far the whole is. Return false to cancel.
  virtual bool go_on() { return true; }
};

/// Installs a hook for work started by this thread, for as long as the guard lives.
class ProgressScope {
 public:
  explicit ProgressScope(Progress& progress) noexcept;
  ~ProgressScope();
  ProgressScope(const ProgressScope&) = delete;
  ProgressScope& operator=(const ProgressScope&) = delete;

 private:
  Progress* before_;
};

/// Reports to this thread's hook, if there is one. Throws Cancelled when the hook says stop.
void poll(std::string_view stage, double fraction);

/// Only asks this thread's hook whether to go on. Throws Cancelled when it says stop.
void poll();

}  // namespace sanov
