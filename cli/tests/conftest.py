"""The command itself, run on real files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "COLUMNS": "80", "TERM": "dumb"}


@dataclass
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Sanov:
    def __init__(self, program: str, folder: Path) -> None:
        self.program = program
        self.folder = folder

    def __call__(self, *arguments: str, stdin: str = "", **variables: str) -> Answer:
        """Runs in a scratch folder, in a plain terminal of 80 columns."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("SANOV_", "LC_", "LANG")) and k != "NO_COLOR"}
        done = subprocess.run(
            [self.program, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**kept, **ENVIRONMENT, **variables},
            cwd=self.folder,
            timeout=60,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def json(self, *arguments: str, **variables: str) -> Any:
        answer = self(*arguments, "--json", **variables)
        assert answer.code in (0, 1), answer.err  # 1: what was compared differs
        return answer.json

    def error(self, *arguments: str, **variables: str) -> str:
        """The one line of an error; nothing else may have been written."""
        before = sorted(self.folder.iterdir())
        answer = self(*arguments, **variables)
        assert answer.code == 2, answer
        assert answer.out == ""
        assert answer.err.endswith("\n") and answer.err.count("\n") == 1, answer.err
        assert sorted(self.folder.iterdir()) == before
        return answer.err.rstrip("\n")


@pytest.fixture
def sanov(tmp_path: Path) -> Sanov:
    program = shutil.which("sanov")
    assert program is not None, "the command is not in PATH; run ./dev test cli"
    return Sanov(program, tmp_path)
