"""./dev install, and the test that an installed sanov stands on its own."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from build import build
from environment import ROOT, VENV, Trouble, locked, say


def _install_into(tree: Path, prefix: Path) -> None:
    done = subprocess.run(
        ["cmake", "--install", str(tree), "--prefix", str(prefix)], stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout + done.stderr)
        raise Trouble("cmake --install failed; what it said is above")


def install(arguments: list[str]) -> int:
    """./dev install PREFIX"""
    if len(arguments) != 1:
        raise Trouble("./dev install takes one argument, the prefix to install under")
    prefix = Path(arguments[0]).absolute()
    _install_into(build("release", ["install_targets"]), prefix)
    say(f"installed under {prefix}")
    return 0


def build_outside(prefix: Path, source: Path, folder: Path) -> Path:
    """Configures and builds a CMake project that knows of sanov nothing but the prefix; returns its build folder."""
    commands = [
        ["cmake", "-S", str(source), "-B", str(folder), "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}"],
        ["cmake", "--build", str(folder)],
    ]
    for command in commands:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            sys.stderr.write(done.stdout + done.stderr)
            raise AssertionError(f"{' '.join(command[:2])} … {source.name} failed against the installed sanov")
    return folder


def installed_prefix(folder: Path) -> Path:
    """Builds, installs under folder and moves the prefix, so that nothing can rest on where it was installed."""
    tree = build("release", ["install_targets"])
    _install_into(tree, folder / "installed")
    moved = folder / "moved to" / "sanov"
    moved.parent.mkdir()
    shutil.move(folder / "installed", moved)
    return moved


def _run(*command: str | Path) -> str:
    """What a program prints in a bare environment."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"})
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))} exited {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def _expect(found: bool, what: str) -> None:
    if not found:
        raise AssertionError(what)


def _mentions(program: Path, text: str) -> bool:
    done = subprocess.run(["ldd", str(program)], capture_output=True, text=True)
    return text in done.stdout or "not found" in done.stdout


def _check_prefix(prefix: Path, folder: Path) -> None:
    example = build_outside(prefix, ROOT / "examples" / "cpp", folder / "example")
    _expect("cautious 0.0221" in _run(example / "compare_two_models"), "examples/cpp prints other numbers")
    command = prefix / "bin" / "sanov"
    for program in (command, *sorted((prefix / "lib" / "sanov").glob("*.so*"))):
        rests = _mentions(program, str(VENV)) or _mentions(program, str(ROOT))
        _expect(not rests, f"the installed {program.name} rests on the build's folders, or finds no library")
    answer = json.loads(_run(command, "measure", "0.4,0.6", "0.3,0.7", "--json"))
    # 0.4 ln(4/3) + 0.6 ln(6/7), by hand; the doubles nearest to 0.4, 0.3 and so on move it by 1e-15.
    _expect(abs(answer["values"]["kl"] - 0.0225824210843583884) < 1e-14, f"sanov measure answers {answer['values']}")
    table = folder / "two columns.csv"
    table.write_text("a,b\n" + "".join(f"{i % 7},{'xyz'[i % 3]}\n" for i in range(60)))
    compared = json.loads(_run(command, "compare", str(table), str(table), "--json"))
    _expect(len(compared["columns"]) == 2, "sanov compare does not find the two columns of a CSV file")
    stray = [path for path in (prefix / "include").rglob("*") if path.name.endswith(("-inl.h", "_test.h", ".cc"))]
    _expect(not stray, f"{stray[0].name if stray else ''} is internal and was installed")


@contextlib.contextmanager
def _without_venv() -> Iterator[None]:
    """In CI, .venv is away for as long. Elsewhere somebody may be using it, and reading the load paths must do."""
    if "CI" not in os.environ:
        yield
        return
    hidden = ROOT / ".cache" / "venv-away-for-the-install-test"
    with locked():
        shutil.rmtree(hidden, ignore_errors=True)  # of a run that was killed
        VENV.rename(hidden)
        try:
            yield
        finally:
            hidden.rename(VENV)


def test_install() -> int:
    """Installs, moves the prefix, then builds examples/cpp against it and runs what is in bin/."""
    with tempfile.TemporaryDirectory(prefix="sanov install ") as name:
        folder = Path(name)
        prefix = installed_prefix(folder)
        try:
            with _without_venv():
                _check_prefix(prefix, folder)
        except AssertionError as error:
            say(f"cpp-install: {error}")
            return 1
    print("cpp-install: passed (installed and moved: examples/cpp builds against it, and bin/sanov runs)")
    return 0
