"""./dev check: format, rooms, types, and clang-tidy where asked."""

from __future__ import annotations

import re
import subprocess
import sys

from build import build
from environment import ROOT, VENV_PYTHON, Trouble, ensure_venv, say


def _files(*patterns: str) -> list[str]:
    """Tracked and new files, relative to the root."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise Trouble(f"git cannot list the files: {done.stderr.strip()}")
    return sorted(name for name in set(done.stdout.splitlines()) if (ROOT / name).exists())


def _run(command: list[str]) -> bool:
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL).returncode == 0


def _format(fix: bool) -> bool:
    files = _files("*.cc", "*.h")
    if fix:
        return _run(["clang-format-19", "-i", *files])
    done = subprocess.run(["clang-format-19", "--dry-run", *files], cwd=ROOT, capture_output=True, text=True)
    unlike = sorted(set(re.findall(r"^(\S+?):\d+:\d+: ", done.stderr, re.M)))
    if unlike:
        print("\n".join(f"{name}: not as .clang-format has it; ./dev check --fix mends it" for name in unlike), flush=True)
    return done.returncode == 0 and not unlike


def _rooms() -> bool:
    return _run([sys.executable, "cmake/check_rooms.py"])


def _tools() -> bool:
    """The tools' own tests."""
    tests = _files("dev_commands/*_test.py", "cmake/*_test.py")
    return all([_run([sys.executable, "-B", "-W", "error", test, "-q"]) for test in tests])


def _types() -> bool:
    """The tools are checked as one program (they import each other), the package as pyproject.toml says."""
    mypy = [str(VENV_PYTHON), "-m", "mypy", "--cache-dir", str(ROOT / ".cache" / "mypy")]
    tools = _run([*mypy, "--strict", "dev_commands", *_files("cmake/*.py")])
    return _run([*mypy, "python/sanov"]) and tools


def _changed() -> list[str]:
    """C++ sources that differ from the upstream branch, or from the commit before."""
    for base in ("@{upstream}", "HEAD~1", "HEAD"):
        command = ["git", "-C", str(ROOT), "diff", "--name-only", "--diff-filter=d", base, "--", "*.cc"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode == 0 and done.stdout:
            return done.stdout.splitlines()
    return []


def _tidy(files: list[str]) -> bool:
    """clang-tidy reads the flags of the asan tree, which clang built."""
    chosen = [name for name in files or _changed() if not name.endswith(("_test.cc", "_fuzz.cc"))]
    if not chosen:
        say("clang-tidy: no source changed")
        return True
    tree = build("asan", ["build.ninja"])
    return _run(["clang-tidy-19", "-p", str(tree), "--quiet", "--warnings-as-errors=*", *chosen])


def check(arguments: list[str]) -> int:
    """./dev check [--fix] [--tidy [FILE…]]"""
    ensure_venv()
    results = {"format": _format("--fix" in arguments), "rooms": _rooms(), "tools": _tools(), "types": _types()}
    if "--tidy" in arguments:
        results["clang-tidy"] = _tidy(arguments[arguments.index("--tidy") + 1 :])
    failed = [name for name, passed in results.items() if not passed]
    say(f"check failed: {', '.join(failed)}" if failed else f"check passed: {', '.join(results)}")
    return 1 if failed else 0
