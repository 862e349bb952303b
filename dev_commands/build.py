"""Configuring and building the trees of CMakePresets.json."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from environment import ROOT, Trouble, ensure_venv, locked, say

STEP = re.compile(r"\[(\d+)/(\d+)\] ")
# Without a terminal, one line of progress so often.
SECONDS_BETWEEN_LINES = 20.0


def _preset(name: str) -> dict[str, object]:
    """A configure preset with what it inherits; the nearer word wins, as in CMake."""
    presets = {p["name"]: p for p in json.loads((ROOT / "CMakePresets.json").read_text())["configurePresets"]}
    own = presets[name]
    merged: dict[str, object] = {"cacheVariables": {}}
    parents = own.get("inherits", [])
    for parent in reversed([parents] if isinstance(parents, str) else parents):
        inherited = _preset(parent)
        merged = {**merged, **inherited, "cacheVariables": {**_variables(merged), **_variables(inherited)}}
    return {**merged, **own, "cacheVariables": {**_variables(merged), **own.get("cacheVariables", {})}}


def _variables(preset: dict[str, object]) -> dict[str, str]:
    found = preset["cacheVariables"]
    assert isinstance(found, dict)
    return found


def _expand(text: str, preset: str) -> str:
    return text.replace("${sourceDir}", str(ROOT)).replace("${presetName}", preset)


def tree(preset: str) -> Path:
    """The build folder of a preset."""
    return Path(_expand(str(_preset(preset)["binaryDir"]), preset))


def _configured(preset: str) -> bool:
    """Whether the tree is there with every variable as the preset wants it. Ninja sees to changed CMake files."""
    folder = tree(preset)
    if not (folder / "build.ninja").exists():
        return False
    cache = dict(re.findall(r"^([\w-]+):\w+=(.*)$", (folder / "CMakeCache.txt").read_text(), re.M))
    return all(
        Path(cache.get(key, "")).name == value if key == "CMAKE_CXX_COMPILER" else cache.get(key) == _expand(value, preset)
        for key, value in _variables(_preset(preset)).items()
    )


def configure(preset: str) -> Path:
    """Configures a preset's tree if that was not done, and returns it."""
    folder = tree(preset)
    if _configured(preset):
        return folder
    say(f"configuring {folder.relative_to(ROOT)} ({preset})")
    done = subprocess.run(
        ["cmake", "--preset", preset], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace"
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout + done.stderr)
        raise Trouble("CMake could not configure; what it said is above")
    return folder


def build(preset: str, targets: list[str]) -> Path:
    """Builds targets of a preset's tree and returns the tree. Silent when there is nothing to do."""
    ensure_venv()
    with locked():
        folder = configure(preset)
        _ninja(folder, targets)
    return folder


def _ninja(folder: Path, targets: list[str]) -> None:
    environment = {**os.environ, "NINJA_STATUS": "[%f/%t] "}
    process = subprocess.Popen(
        ["ninja", "-C", str(folder), *targets],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment,
    )
    assert process.stdout is not None
    terminal = sys.stderr.isatty()
    columns = shutil.get_terminal_size().columns
    began = said = time.monotonic()
    steps = 0
    for line in process.stdout:
        step = STEP.match(line)
        if step is None:
            if not line.startswith("ninja: "):  # "Entering directory", "no work to do", "build stopped"
                sys.stderr.write(("\r\033[K" if terminal else "") + line)
            continue
        if "Re-checking globbed" in line or "Re-running CMake" in line:
            continue
        if steps == 0:
            say(f"building {folder.relative_to(ROOT)}: {step[2]} steps")
        steps = int(step[1])
        if terminal:
            sys.stderr.write("\r\033[K" + line.rstrip()[: columns - 1])
            sys.stderr.flush()
        elif time.monotonic() - said > SECONDS_BETWEEN_LINES:
            said = time.monotonic()
            say(f"{step[1]} of {step[2]} steps after {said - began:.0f} s")
    if terminal and steps:
        sys.stderr.write("\r\033[K")
    if process.wait() != 0:
        raise Trouble("the build failed; what the compiler said is above")
    if steps:
        say(f"built in {time.monotonic() - began:.0f} s")


def run_sanov(arguments: list[str]) -> int:
    """Replaces this process, so that the exit code, signals and the terminal are the command's own."""
    program = build("release", ["cli/sanov"]) / "cli" / "sanov"
    os.execv(program, ["sanov", *arguments])
