#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "cli/run.h"
#include "sanov/base/error.h"

#ifdef SANOV_HAS_TABLES
#include "sanov/data/files.h"
#endif

namespace {

class Files : public sanov::cli::Opener {
 public:
  std::unique_ptr<sanov::TableSource> open(const std::string& path) override {
#ifdef SANOV_HAS_TABLES
    return sanov::open_table(path);
#else
    refuse(path);
#endif
  }
  void write_parquet(const std::string& path, [[maybe_unused]] sanov::ArrowStream table) override {
#ifdef SANOV_HAS_TABLES
    sanov::write_parquet(path, std::move(table));
#else
    refuse(path);
#endif
  }

#ifndef SANOV_HAS_TABLES
 private:
  [[noreturn]] static void refuse(const std::string& path) {
    sanov::fail_argument("", path, "is a table, and this sanov was built without them (SANOV_TABLES=OFF)");
  }
#endif
};

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  std::signal(SIGXFSZ, SIG_IGN);  // a file that would be too large is an error of write(), not the end of the process
  Files files;
  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  const int code = sanov::cli::run(arguments, files, std::cin, std::cout, std::cerr);
  // run() has flushed what it wrote. Where a table was left half read, libarrow's pools of threads wait for each other
  // when they are torn down: so they are not.
  std::_Exit(code);
}
