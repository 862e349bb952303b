#pragma once

#include <chrono>
#include <csignal>
#include <ostream>
#include <string>
#include <string_view>

#include "cli/terminal.h"
#include "sanov/base/progress.h"

namespace sanov::cli {

/// While long work runs: a bar on standard error with the time left, where that is a terminal, and Ctrl-C, which
/// cancels. Until work first reports, and at a second Ctrl-C, it ends the process as usual.
class Waiting : public Progress {
 public:
  Waiting(std::ostream& err, const Terminal& terminal);
  ~Waiting() override;
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  bool advance(std::string_view stage, double fraction) override;
  bool go_on() override;
  /// Takes the bar away.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  void listen();
  void draw(double fraction, Clock::time_point now);

  std::ostream& err_;
  Terminal terminal_;
  bool drawn_ = false, listening_ = false;
  std::string stage_;
  Clock::time_point began_, stage_began_, drawn_at_;
  struct sigaction before_{};
};

}  // namespace sanov::cli
