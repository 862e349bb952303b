"""What all verbs share: help, spelling, the environment, standard output."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
import time
from pathlib import Path

import numpy
import pytest

from conftest import ROOT, Sanov

VERBS = ["measure", "matrix", "compare", "describe", "list"]


@pytest.mark.parametrize("verb", VERBS)
def test_help_opens_with_two_examples_that_work(sanov: Sanov, verb: str) -> None:
    (sanov.folder / "examples").symlink_to(ROOT / "examples")
    answer = sanov(verb, "--help")
    assert answer.code == 0
    lines = answer.out.splitlines()
    for line in lines[:2]:
        words = shlex.split(line.removeprefix("  $ "))
        assert words[:2] == ["sanov", verb]
        assert sanov(*words[1:]).code in (0, 1), line  # 1: what was compared differs
    assert f"usage: sanov {verb}" in answer.out
    assert max(map(len, lines[3:])) <= 80
    assert sanov("help", verb).out == answer.out


def test_version_and_overview(sanov: Sanov) -> None:
    assert re.fullmatch(r"sanov \d+\.\d+\.\d+\n", sanov("--version").out)
    overview = sanov("--help")
    assert overview.code == 0 and all(verb in overview.out for verb in VERBS)
    nothing = sanov()
    assert nothing.code == 2 and nothing.out == "" and nothing.err == overview.out


def test_a_misspelt_verb(sanov: Sanov) -> None:
    assert sanov.error("meazure") == "sanov: 'meazure' is no verb. Did you mean 'measure'?"
    assert sanov.error("quux") == "sanov: 'quux' is no verb. `sanov --help` lists them."


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("SANOV_THREADS", "many", "it must be a number from 1 to 1024"),
        ("SANOV_THREADS", "0", "it must be a number from 1 to 1024"),
        ("SANOV_THREADS", "2x", "it must be a number from 1 to 1024"),
        ("SANOV_SIMD", "sse9", "this machine has"),
    ],
)
def test_nonsense_in_the_environment(sanov: Sanov, name: str, value: str, rule: str) -> None:
    error = sanov.error("measure", "0.5,0.5", "0.5,0.5", **{name: value})
    assert f"{name} is '{value}'" in error and rule in error.lower()


def test_an_answer_that_cannot_be_written(sanov: Sanov) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([sanov.program, "list"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr == "sanov list: the answer cannot be written to standard output.\n"


def test_list_knows_everything_about_each(sanov: Sanov) -> None:
    catalogue = sanov.json("list")["measures"]
    text = sanov("list").out
    for measure in catalogue:
        assert measure["formula"] and measure["meaning"] and measure["title"]
        assert re.search(rf"^  {measure['name']}\b", text, re.M)
        about = sanov("list", measure["name"])
        assert about.code == 0 and measure["title"] in about.out
    assert "did you mean 'kl'?" in sanov.error("list", "kll").lower()
    assert "Triangular distribution" in sanov("list", "triangular", "--of", "families").out
    (kl,) = sanov.json("list", "kl")["measures"]
    assert kl["shape"] == "two" and kl["upper"] == "Infinity" and kl["metric"] is False


def test_the_catalogue_in_the_shell_is_the_one_in_the_source(sanov: Sanov) -> None:
    lines = (ROOT / "sanov/measures/measures.def").read_text()
    defined = re.findall(r"^SANOV_MEASURE\((\w+), *(\w+)", lines, re.M)
    assert [(m["shape"], m["name"]) for m in sanov.json("list")["measures"]] == [(s.lower(), n) for s, n in defined]


def catches(pid: int, number: int) -> bool:
    """Whether a process has a handler for a signal."""
    (mask,) = re.findall(r"^SigCgt:\s*(\w+)$", Path(f"/proc/{pid}/status").read_text(), re.M)
    return bool(int(mask, 16) >> (number - 1) & 1)


def test_ctrl_c_cancels_long_work(sanov: Sanov) -> None:
    numpy.save(sanov.folder / "rows.npy", numpy.full((4000, 500), 1 / 500))
    process = subprocess.Popen(
        [sanov.program, "matrix", "rows.npy", "--measure", "renyi(0.3)", "-o", "out.csv"],
        cwd=sanov.folder,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 30
    while not catches(process.pid, signal.SIGINT):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert err == "sanov matrix: interrupted.\n"
    assert [path.name for path in sanov.folder.iterdir()] == ["rows.npy"]
