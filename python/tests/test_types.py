"""The types: mypy on the package and on what users write, and the stub against the module."""

import ast
import collections
import re
import subprocess
import sys
from pathlib import Path

import pytest

import sanov

HERE = Path(__file__).resolve().parent
PACKAGE = Path(sanov._core.__file__).parent
CONFIG = HERE.parents[1] / "pyproject.toml"


@pytest.fixture(scope="module")
def complaints():
    """What one run of mypy says, by file."""
    files = [PACKAGE, HERE / "typed" / "user.py", HERE / "typed" / "misuse.py"]
    command = [sys.executable, "-m", "mypy", "--config-file", CONFIG, "--cache-dir", "/dev/null", *files]
    done = subprocess.run([*map(str, command)], cwd=PACKAGE.parent, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout + done.stderr  # misuse.py
    found = collections.defaultdict(list)
    for line in done.stdout.splitlines():
        said = re.match(r"(.*?):(\d+): error: (.*)", line)
        if said:
            found[Path(said[1]).name].append((int(said[2]), said[3]))
    return found


def test_the_package_and_what_users_write(complaints):
    assert set(complaints) == {"misuse.py"}, complaints


def test_misuse_is_found(complaints):
    source = (HERE / "typed" / "misuse.py").read_text().splitlines()
    expected = [number for number, line in enumerate(source, 1) if "sanov." in line]
    assert sorted({line for line, _ in complaints["misuse.py"]}) == expected


def test_the_stub_names_what_the_module_has():
    tree = ast.parse((PACKAGE / "_core.pyi").read_text())
    names = {node.name for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    names |= {node.target.id for node in tree.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)}
    assert names == {name for name in dir(sanov._core) if not name.startswith("__")}


def test_the_stub_of_one_measure():
    text = (PACKAGE / "__init__.pyi").read_text()
    block = text[text.index("class _Kl(") : text.index("\nkl: _Kl\n")]
    assert re.sub(r'""".*?"""', '"""…"""', block, flags=re.S) == (HERE / "typed" / "kl.pyi.ref").read_text()
