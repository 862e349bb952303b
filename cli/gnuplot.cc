#include "cli/gnuplot.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "sanov/base/error.h"
#include "sanov/base/whole_file.h"

extern char** environ;

namespace sanov::cli {
namespace {

/// A text in gnuplot's single quotes, in which nothing is an escape.
std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\n' || c == '\r') continue;
    out += c;
    if (c == '\'') out += c;
  }
  return out + "'";
}

/// What gnuplot is to paint: objects and labels behind and before one plot of all lines, each in its own place of the
/// order, so that later shapes lie over earlier ones.
std::string frame_script(const Drawing& drawing, double scale) {
  using enum Drawing::Shape::Kind;
  std::string plot, data, labels;
  int label = 0;
  const auto element = [&](std::string_view how, const std::vector<Spot>& spots) {
    plot += fmt::format("{} '-' {}", plot.empty() ? "plot" : ",", how);
    for (const Spot& s : spots) data += fmt::format("{:.2f} {:.2f}\n", s.x, s.y);
    data += "e\n";
  };
  for (const Drawing::Shape& s : drawing.shapes()) {
    if (s.kind == line) {
      const std::string how = fmt::format("with lines lc rgb '{}' lw {:g}", s.colour, s.width * scale);
      if (!s.dashed) {
        element(how, s.spots);
        continue;
      }
      // One element for all dashes: a blank line ends one.
      plot += fmt::format("{} '-' {}", plot.empty() ? "plot" : ",", how);
      for (const std::vector<Spot>& dash : dashes_of(s.spots)) {
        for (const Spot& spot : dash) data += fmt::format("{:.2f} {:.2f}\n", spot.x, spot.y);
        data += "\n";
      }
      data += "e\n";
    } else if (s.kind == area) {
      element(fmt::format("with filledcurves closed fc rgb '{}' fs solid noborder", s.colour), s.spots);
    } else if (s.kind == disc) {
      plot += fmt::format("{} '-' using 1:2:({:.2f}) with circles fc rgb '{}' fs solid noborder",
                          plot.empty() ? "plot" : ",", s.width, s.colour);
      data += fmt::format("{:.2f} {:.2f}\ne\n", s.spots[0].x, s.spots[0].y);
    } else {
      constexpr std::string_view kAnchors[] = {"left", "center", "right"};
      const Words& w = s.words;
      // A label stands on the middle of its line, not on its base.
      const double up = 0.36 * w.size;
      labels += fmt::format("set label {} {} at {:.2f},{:.2f} {}{} noenhanced front tc rgb '{}' font ',{:g}'\n",
                            ++label, in_quotes(w.text), w.upright ? w.x - up : w.x, w.upright ? w.y : w.y - up,
                            kAnchors[static_cast<std::size_t>(w.anchor)], w.upright ? " rotate by 90" : "", w.colour,
                            w.size * 0.75 * scale);
    }
  }
  return "unset label\n" + labels + plot + "\n" + data;
}

std::string head_script(std::string_view terminal, const Drawing& drawing, const std::string& path) {
  return fmt::format(
      "set encoding utf8\nset terminal {}\nset output {}\nunset border\nunset tics\nunset key\n"
      "set lmargin 0\nset rmargin 0\nset tmargin 0\nset bmargin 0\nset xrange [0:{:g}]\nset yrange [{:g}:0]\n",
      terminal, in_quotes(path), drawing.width(), drawing.height());
}

/// A file that goes where its scope ends.
class Scratch {
 public:
  explicit Scratch(const std::string& beside) : path_(temporary_beside(beside)) {}
  ~Scratch() { unlink(path_.c_str()); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

/// Runs gnuplot without anybody's settings, its words going nowhere; whether it ended well.
bool run_gnuplot(const std::string& script) {
  std::string program = "gnuplot", defaults = "-d", file = script;
  char* const arguments[] = {program.data(), defaults.data(), file.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int descriptor : {0, 1, 2})
    posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY, 0);
  pid_t child = 0;
  const int error = posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return false;
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return false;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void paint(const std::string& path, std::string_view terminal, const std::vector<Drawing>& frames, double scale,
           int repeats_of_last) {
  need_gnuplot(path);
  const std::string painted = temporary_beside(path);
  bool done = false;
  try {
    const Scratch script(path);
    std::string text = head_script(terminal, frames.front(), painted);
    for (const Drawing& frame : frames) text += frame_script(frame, scale);
    for (int i = 1; i < repeats_of_last; ++i) text += frame_script(frames.back(), scale);
    write_file(script.path(), text + "unset output\n");
    done = run_gnuplot(script.path()) && std::filesystem::file_size(painted) > 0;
  } catch (...) {
    unlink(painted.c_str());
    throw;
  }
  if (!done) {
    unlink(painted.c_str());
    fail_file(path, EIO, "cannot be painted: gnuplot failed; its terminals pngcairo and gif are needed");
  }
  rename_to(painted, path);
}

}  // namespace

void need_gnuplot(std::string_view path) {
  const char* const folders = std::getenv("PATH");
  std::string_view rest = folders == nullptr ? "/usr/bin:/bin" : folders;
  while (true) {
    const std::string_view folder = rest.substr(0, rest.find(':'));
    if (access((std::string(folder) + "/gnuplot").c_str(), X_OK) == 0) return;
    if (folder.size() == rest.size()) break;
    rest.remove_prefix(folder.size() + 1);
  }
  fail_file(path, ENOPKG, "needs gnuplot to be painted; on Debian: apt-get install gnuplot-nox");
}

void write_png(const std::string& path, const Drawing& drawing) {
  constexpr double kScale = 2;
  paint(path,
        fmt::format("pngcairo size {:g},{:g} font 'sans,{:g}' background rgb '#ffffff'", drawing.width() * kScale,
                    drawing.height() * kScale, 9 * kScale),
        {drawing}, kScale, 1);
}

void write_gif(const std::string& path, const std::vector<Drawing>& frames, int hundredths, int pause) {
  paint(path,
        fmt::format("gif animate delay {} loop 0 optimize size {:g},{:g} font 'sans,9' background rgb '#ffffff'",
                    hundredths, frames.front().width(), frames.front().height()),
        frames, 1, pause);
}

void check_drawing_file(const std::string& path) {
  if (path.ends_with(".png")) return need_gnuplot(path);
  if (!path.ends_with(".svg")) fail_argument("", path, "ends in neither .svg nor .png, the pictures that are drawn");
}

void write_drawing(const std::string& path, const Drawing& drawing) {
  check_drawing_file(path);
  if (path.ends_with(".png"))
    write_png(path, drawing);
  else
    write_file(path, drawing.svg());
}

}  // namespace sanov::cli
