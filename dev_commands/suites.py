"""./dev test, sanitize, fuzz and bench: build what is asked for, run it, pass its exit code on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import documents
import install
from build import build
from environment import ROOT, VENV_PYTHON, Trouble, ensure_venv, python_beside, say

# Where the sanitizers find the program that names functions and lines in their reports.
LLVM = "/usr/lib/llvm-19/bin"
# The rooms in which threads meet.
THREADED = ["numerics", "measures", "data", "inference", "rank", "losses", "transport", "fit", "samples"]


def _rooms() -> list[str]:
    """The folders of sanov/ that have tests of their own."""
    return sorted(path.name for path in (ROOT / "sanov").iterdir() if any(path.glob("*_test.cc")))


def _ctest(tree: Path, arguments: list[str]) -> int:
    jobs = str(os.cpu_count() or 1)
    command = ["ctest", "--test-dir", str(tree), "--output-on-failure", "--no-tests=error", "-j", jobs, *arguments]
    return subprocess.run(command, stdin=subprocess.DEVNULL).returncode


def _python_environment(tree: Path) -> dict[str, str]:
    """The environment in which `import sanov` finds the extension just built."""
    paths = [str(tree / "python"), os.environ.get("PYTHONPATH", "")]
    path = os.pathsep.join([str(tree / "cli"), str(VENV_PYTHON.parent), os.environ.get("PATH", "")])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths)), "PATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def _pytest(tree: Path, folder: Path) -> int:
    command = [str(VENV_PYTHON), "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    return subprocess.run(command, stdin=subprocess.DEVNULL, env=_python_environment(tree)).returncode


def _test_room(room: str) -> int:
    return _ctest(build("test", [f"{room}_test"]), ["-R", rf"^{room}(\.|$)"])


def _test_cli() -> int:
    tree = build("test", ["cli/all"])
    return max(_ctest(tree, ["-R", r"^cli(\.|$)"]), _pytest_if_any(tree, ROOT / "cli"))


def _pytest_if_any(tree: Path, folder: Path) -> int:
    return _pytest(tree, folder) if any(folder.rglob("test_*.py")) else 0


def _test_python() -> int:
    tree = build("test", ["python/all", "cli/all"])
    return _pytest(tree, ROOT / "python" / "tests")


def _test_wheel() -> int:
    """Builds the wheel as pip does, and uses it where nothing else is installed."""
    ensure_venv()
    command = [str(VENV_PYTHON), str(ROOT / "python" / "check_wheel.py")]
    return subprocess.run(command, stdin=subprocess.DEVNULL).returncode


def _test_all() -> int:
    tree = build("test", ["all"])
    results = {"C++": _ctest(tree, [])}
    for folder in ("cli", "python/tests"):
        if any((ROOT / folder).rglob("test_*.py")):
            results[folder] = _pytest(tree, ROOT / folder)
    results["cpp-install"] = install.test_install()
    results["docs"] = documents.docs([])
    failed = [name for name, code in results.items() if code != 0]
    say(f"failed: {', '.join(failed)}" if failed else f"passed: {', '.join(results)}")
    return 1 if failed else 0


def test(arguments: list[str]) -> int:
    """./dev test [WHAT…]"""
    suites: dict[str, Callable[[], int]] = {
        "all": _test_all,
        "cli": _test_cli,
        "python": _test_python,
        "cpp-install": install.test_install,
        "wheel": _test_wheel,
        "docs": lambda: documents.docs([]),
    }
    code = 0
    for what in arguments or ["all"]:
        if what in suites:
            code = max(code, suites[what]())
        elif what in _rooms():
            code = max(code, _test_room(what))
        else:
            raise Trouble(f"nothing to test is called '{what}'; there are {', '.join([*suites, *_rooms()])}")
    return code


def _name_lines_in_reports() -> None:
    os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", ""), LLVM])
    os.environ.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")


def sanitize(arguments: list[str]) -> int:
    """./dev sanitize [asan|tsan] [ROOM…]: no suppressions; a report is a failure."""
    presets = [name for name in arguments if name in ("asan", "tsan")] or ["asan", "tsan"]
    named = [name for name in arguments if name not in ("asan", "tsan")]
    unknown = [name for name in named if name not in _rooms()]
    if unknown:
        raise Trouble(f"no room with tests is called '{unknown[0]}'; there are {', '.join(_rooms())}")
    _name_lines_in_reports()
    code = 0
    for preset in presets:
        rooms = named or (THREADED if preset == "tsan" else [])
        tree = build(preset, [f"{room}_test" for room in rooms] or ["all"])
        code = max(code, _ctest(tree, ["-R", rf"^({'|'.join(rooms)})$"] if rooms else []))
    return code


def _end_of(log: Path, lines: int = 60) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def fuzz(arguments: list[str]) -> int:
    """./dev fuzz [SECONDS] [NAME…]: a corpus grows in .cache/corpus, a crash is left beside it.

    Every run goes elsewhere, except in CI (where CI is set): there it starts from one seed, so that a commit that passed
    once passes again. New bugs are for the other runs to find.
    """
    seconds = next((word for word in arguments if word.isdigit()), "20")
    named = [word for word in arguments if not word.isdigit()]
    found = sorted(path.stem for path in ROOT.glob("*/**/*_fuzz.cc") if "build" not in path.relative_to(ROOT).parts)
    unknown = [name for name in named if name not in found]
    if unknown:
        raise Trouble(f"there is no fuzzer '{unknown[0]}'; there are {', '.join(found)}")
    chosen = named or found
    _name_lines_in_reports()
    tree = build("fuzz", chosen)
    failed = []
    for name in chosen:
        corpus = ROOT / ".cache" / "corpus" / name
        corpus.mkdir(parents=True, exist_ok=True)
        program = next(path for path in tree.rglob(name) if path.is_file() and os.access(path, os.X_OK))
        seeds = [str(path) for path in (ROOT / "fuzz" / "seeds" / name,) if path.is_dir()]
        say(f"{name} for {seconds} s")
        limits = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-verbosity=0", "-print_final_stats=1"]
        if os.environ.get("CI"):
            limits.append("-seed=1")
        command = [str(program), *limits, f"-artifact_prefix={corpus.parent}/{name}-", str(corpus), *seeds]
        log = corpus.parent / f"{name}.log"
        with log.open("wb") as output:
            code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output).returncode
        if code != 0:
            failed.append(name)
            print(_end_of(log), flush=True)
    say(f"failed: {', '.join(failed)}" if failed else f"{len(chosen)} fuzzers, {seconds} s each: nothing found")
    return 1 if failed else 0


def python(arguments: list[str]) -> int:
    """./dev python [ARGS…]: Python with the package as it stands. Replaces this process."""
    tree = build("test", ["python/all"])
    os.execve(VENV_PYTHON, [str(VENV_PYTHON), *arguments], _python_environment(tree))


def bench(arguments: list[str]) -> int:
    """./dev bench [ARGS…]: bench/run.py with the release tree's modules and programs; ./dev bench statistics [DRAWS]: the
    simulations behind what is promised of intervals and p-values."""
    if arguments[:1] == ["statistics"]:
        program = build("bench", ["sanov_statistics"]) / "bench" / "sanov_statistics"
        os.execv(program, [str(program), *arguments[1:]])
    tree = build("bench", ["bench/all", "cli/all", "python/all"])
    command = [str(VENV_PYTHON), str(ROOT / "bench" / "run.py"), "--calls", str(tree / "bench" / "sanov_calls"), *arguments]
    if not {"--transport", "--families"} & set(arguments):
        command += ["--evidently", str(python_beside("evidently"))]
    os.execve(VENV_PYTHON, command, _python_environment(tree))
