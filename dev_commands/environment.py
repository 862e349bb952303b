"""The virtual environment, the lock, and how ./dev speaks."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import hashlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
# Where the CPU builds of torch are published, for those whose pip does not know one already.
TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
# What this call of ./dev needs, said by the shell part; not for the programs that it starts.
GROUPS = os.environ.pop("SANOV_DEV_GROUPS", "core").split()


class Trouble(Exception):
    """Something outside the code under test went wrong; one sentence for a person."""


def say(message: str) -> None:
    print(f"dev: {message}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """One ./dev installs or builds at a time; the rest wait. Not held while a program runs."""
    path = ROOT / ".cache" / "dev.lock"
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another ./dev is building; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def requirements(group: str) -> list[str]:
    """The lines of deps/python.txt that carry a group."""
    found = []
    for line in (ROOT / "deps" / "python.txt").read_text().splitlines():
        requirement, *groups = line.partition("#")[0].split() or [""]
        if group in groups:
            found.append(requirement)
    return found


def _digest(group: str) -> str:
    return hashlib.sha256("\n".join(requirements(group)).encode()).hexdigest()


@dataclasses.dataclass(frozen=True)
class Environment:
    """A virtual environment. What it holds is recorded inside it: the record cannot outlive what it describes."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def _record(self) -> Path:
        return self.folder / "sanov-dependencies.json"

    def _recorded(self) -> dict[str, str]:
        """Digest of each installed group, or nothing if the environment was made by another Python."""
        try:
            record = json.loads(self._record.read_text())
        except (OSError, ValueError):
            return {}
        return dict(record["groups"]) if record["python"] == platform.python_version() else {}

    def ensure(self, groups: list[str]) -> None:
        """Makes it hold the packages of the groups; does nothing if it does already."""
        have = self._recorded()
        if all(have.get(group) == _digest(group) for group in groups):
            return
        with locked():
            have = self._recorded()
            if not have:
                say(f"making {self.folder.relative_to(ROOT)}")
                made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(self.folder)], stdout=sys.stderr)
                if made.returncode != 0:
                    raise Trouble("python3 -m venv failed; what it said is above")
            for group in groups:
                if have.get(group) != _digest(group):
                    self._install(group)
                    have[group] = _digest(group)
                    self._record.write_text(json.dumps({"python": platform.python_version(), "groups": have}, indent=1) + "\n")

    def _install(self, group: str) -> None:
        wanted = requirements(group)
        if wanted:
            say(f"installing Python packages: {' '.join(wanted)}")
        # A build of torch for one's own pip configuration first: only if there is none is PyTorch's index asked.
        torch = [requirement for requirement in wanted if requirement.startswith("torch")]
        rest = [requirement for requirement in wanted if requirement not in torch]
        if rest and not self._pip(rest):
            raise Trouble("pip failed; what it said is above")
        if torch and not self._pip(torch) and not self._pip([*torch, "--extra-index-url", TORCH_CPU_INDEX]):
            raise Trouble("pip found no CPU build of torch; what it said is above")

    def _pip(self, arguments: list[str]) -> bool:
        command = [str(self.python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *arguments]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
        if done.returncode != 0:
            sys.stderr.write(done.stdout + done.stderr)
        return done.returncode == 0


def ensure_venv() -> None:
    """Makes .venv hold the packages of this call's groups."""
    Environment(VENV).ensure(GROUPS)


def python_beside(group: str) -> Path:
    """Python with one group's packages in an environment of its own: those that cannot live beside the others."""
    environment = Environment(ROOT / ".cache" / f"venv-{group}")
    environment.ensure([group])
    return environment.python
