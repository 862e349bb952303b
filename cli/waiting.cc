#include "cli/waiting.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/text.h"

namespace sanov::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 500ms;  // work shorter than this shows nothing
constexpr auto kBetweenDrawings = 100ms;
constexpr std::size_t kBarWidth = 24;

volatile std::sig_atomic_t interrupted = 0;

void on_interrupt(int) { interrupted = 1; }

std::string time_left(double seconds) {
  if (seconds < 60) return fmt::format("{:.0f} s left", std::max(1.0, seconds));
  if (seconds < 3600) return fmt::format("{:.0f} min left", seconds / 60);
  return fmt::format("{:.1f} h left", seconds / 3600);
}

}  // namespace

Waiting::Waiting(std::ostream& err, const Terminal& terminal)
    : err_(err), terminal_(terminal), began_(Clock::now()), stage_began_(began_), drawn_at_(began_) {}

Waiting::~Waiting() {
  clear();
  if (listening_) sigaction(SIGINT, &before_, nullptr);
}

void Waiting::listen() {
  interrupted = 0;
  struct sigaction action{};
  action.sa_handler = on_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &before_);
  listening_ = true;
}

bool Waiting::go_on() {
  if (!listening_) listen();
  return interrupted == 0;
}

bool Waiting::advance(std::string_view stage, double fraction) {
  if (!go_on()) return false;
  if (!terminal_.errors_are) return true;
  const auto now = Clock::now();
  if (stage != stage_) {
    stage_ = stage;
    stage_began_ = now;
  }
  if (now - began_ < kPatience || (drawn_ && now - drawn_at_ < kBetweenDrawings)) return true;
  draw(fraction, now);
  return true;
}

void Waiting::draw(double fraction, Clock::time_point now) {
  const double seconds = std::chrono::duration<double>(now - stage_began_).count();
  std::string line = stage_;
  if (fraction >= 0) {
    const std::string filled = bar(fraction, kBarWidth);
    const std::string empty(kBarWidth - std::min(kBarWidth, display_width(filled)), ' ');
    line += fmt::format("  {}{} {:3.0f}%", filled, empty, 100 * fraction);
    if (fraction > 0.02) line += "  " + time_left(seconds * (1 - fraction) / fraction);
  } else {
    line += fmt::format("  {:.0f} s", seconds);
  }
  err_ << "\r\033[K" << fitted(line, static_cast<std::size_t>(terminal_.columns - 1), terminal_) << std::flush;
  drawn_ = true;
  drawn_at_ = now;
}

void Waiting::clear() {
  if (drawn_) err_ << "\r\033[K" << std::flush;
  drawn_ = false;
}

}  // namespace sanov::cli
