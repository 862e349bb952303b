"""What ./dev does once the Debian packages are there. Standard library only."""

from __future__ import annotations

import sys
from collections.abc import Callable

import build
import checks
import documents
import environment
import install
import suites

USAGE = """\
./dev sanov ARGS…         build the command and run it, in your directory, with its exit code
./dev python ARGS…        build the package and run Python with it: ./dev python analysis.py
./dev test [WHAT…]        build and run tests: all, a room (measures), cli, python, cpp-install, docs,
                          wheel (not among all: it asks pip for its tools)
./dev check [--fix]       format, rooms, types; --tidy [FILE…] adds clang-tidy on changed files
./dev docs [FILE…]        run the examples in README.md and docs/ and compare what they print
./dev sanitize [asan|tsan] [ROOM…]   the tests under address+undefined, or thread, sanitizer
./dev fuzz [SECONDS] [NAME…]         each fuzzer for so long (20)
./dev bench [ARGS…]       side by side with numpy, scipy and torch
./dev bench statistics [DRAWS]       intervals and p-values of sanov compare held against simulated counts
./dev install PREFIX      headers, libraries, the CMake package and the command

Missing Debian and Python packages are installed first (deps/)."""


def usage(_: list[str]) -> int:
    print(USAGE)
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "sanov": build.run_sanov,
    "python": suites.python,
    "test": suites.test,
    "sanitize": suites.sanitize,
    "fuzz": suites.fuzz,
    "bench": suites.bench,
    "check": checks.check,
    "docs": documents.docs,
    "install": install.install,
    "help": usage,
    "-h": usage,
    "--help": usage,
}


def main(arguments: list[str]) -> int:
    command = arguments[0] if arguments else "help"
    try:
        return COMMANDS[command](arguments[1:])
    except environment.Trouble as trouble:
        environment.say(str(trouble))
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
