"""sanov compare --watch: files as they come, and a watch that is killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

from conftest import EXAMPLES, Sanov

REFERENCE = str(EXAMPLES / "weather-2012.csv")


def write(path: Path, rows: int, shift: float, seed: int) -> None:
    """Normal x and a category, last changed long ago."""
    draw = random.Random(seed)
    path.write_text("x,y\n" + "".join(f"{draw.gauss(shift, 1):.4f},{draw.choice('abc')}\n" for _ in range(rows)))
    os.utime(path, (1.6e9 + seed, 1.6e9 + seed))


def fill(folder: Path, files: int, changed_from: int) -> None:
    write(folder / "reference.csv", 600, 0, 1)
    (folder / "in").mkdir()
    for i in range(files):
        write(folder / "in" / f"day-{i:03}.csv", 100, 1 if i >= changed_from else 0, 100 + i)


WATCH = ("compare", "reference.csv", "--watch", "in", "--once")


def test_a_change_is_found_and_stays_found(sanov: Sanov) -> None:
    fill(sanov.folder, 12, changed_from=8)
    answer = sanov(*WATCH, "--json")
    lines = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.code == 1 and [line["file"] for line in lines] == [f"day-{i:03}.csv" for i in range(12)]
    assert [line["differs"] for line in lines] == [i >= 8 for i in range(12)]
    x, y = lines[-1]["columns"]
    assert (x["column"], x["since"], y["since"]) == ("x", "day-008.csv", None)
    p = [next(c["adjusted_p"] for c in line["columns"] if c["column"] == "x") for line in lines]
    assert p == sorted(p, reverse=True)  # an always-valid p never rises
    again = sanov(*WATCH)
    assert (again.out, again.code) == ("", 1)  # nothing is new, and what was found stays
    write(sanov.folder / "in" / "day-012.csv", 100, 0, 999)
    assert sanov(*WATCH).out.startswith("! day-012.csv (100 rows): x differs since day-008.csv (JS distance 0.")


def test_no_change(sanov: Sanov) -> None:
    fill(sanov.folder, 6, changed_from=99)
    answer = sanov(*WATCH)
    assert answer.code == 0 and answer.out.count("no more than chance so far") == 6


def test_killed_at_any_moment_it_goes_on(sanov: Sanov) -> None:
    fill(sanov.folder, 30, changed_from=20)
    whole = sanov(*WATCH, "--state", "whole.json", "--json")
    files = [json.loads(line)["file"] for line in whole.out.splitlines()]
    draw = random.Random(11)
    seen: list[str] = []
    kills = 0
    for i in range(60):  # sooner at first, so that a quick machine is killed too
        running = subprocess.Popen([sanov.program, *WATCH, "--state", "killed.json", "--json"], cwd=sanov.folder, stdout=subprocess.PIPE,
                                   env={**os.environ, "LC_ALL": "C.UTF-8"})
        try:
            out, _ = running.communicate(timeout=draw.uniform(0.002, 0.02 * (1 + i)))
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
            out, _ = running.communicate()
            kills += 1
        seen += [json.loads(line)["file"] for line in out.decode().splitlines() if line.endswith("}")]
        if running.returncode == 1:
            break
    else:
        assert sanov(*WATCH, "--state", "killed.json").code == 1
        seen = files
    assert kills > 0
    # No file was counted twice or lost: each changes what is remembered.
    assert (sanov.folder / "killed.json").read_bytes() == (sanov.folder / "whole.json").read_bytes()
    assert set(seen) == set(files)


def test_files_that_come_while_it_watches(sanov: Sanov) -> None:
    fill(sanov.folder, 1, changed_from=99)
    running = subprocess.Popen([sanov.program, *WATCH[:-1]], cwd=sanov.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert running.stdout is not None
    assert running.stdout.readline().startswith("  day-000.csv (100 rows): no more than chance")
    (sanov.folder / "in" / "half.csv").write_text("x,y\n1,a\n")
    for _ in range(4):  # still growing
        time.sleep(0.4)
        with open(sanov.folder / "in" / "half.csv", "a") as file:
            file.write("0.5,b\n" * 10)
    write(sanov.folder / "in" / "later.csv", 100, 0, 5)
    assert running.stdout.readline().startswith("  later.csv (100 rows)")
    assert running.stdout.readline().startswith("! half.csv (41 rows): x differs")  # whole, and all alike
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=30) == 1
    assert running.stdout.read() == ""


def test_trouble_is_said_and_not_tried_again(sanov: Sanov) -> None:
    fill(sanov.folder, 2, changed_from=99)
    for name, text in {"a-lacks.csv": "x\n1\n", "b-kind.csv": "x,y\nred,a\n", "c-empty.csv": "", "notes.txt": "hello", ".hidden.csv": "x"}.items():
        (sanov.folder / "in" / name).write_text(text)
        os.utime(sanov.folder / "in" / name, (1.6e9, 1.6e9))
    answer = sanov(*WATCH)
    assert answer.code == 2
    lines = answer.out.splitlines()
    assert lines[0].startswith("? a-lacks.csv: lacks column y")
    assert lines[1].startswith("? b-kind.csv: has column x as ")
    assert lines[2].startswith("? c-empty.csv: is empty")
    assert len(lines) == 5
    assert sanov(*WATCH).out == ""
    write(sanov.folder / "in" / "day-000.csv", 100, 0, 77)
    assert sanov(*WATCH).out.startswith("? day-000.csv: has changed since it was counted")


def test_a_state_is_checked(sanov: Sanov) -> None:
    fill(sanov.folder, 2, changed_from=99)
    assert sanov(*WATCH).code == 0
    state = sanov.folder / "in" / ".sanov-watch.json"
    text = state.read_text()
    assert json.loads(text)["version"] == 1
    state.write_text(text.replace("day-000", "day-009"))
    assert "checksum is not that of its text" in sanov.error(*WATCH)
    state.write_text(text[:200])
    assert "is damaged" in sanov.error(*WATCH)
    state.write_text(text)
    write(sanov.folder / "reference.csv", 600, 0, 2)
    assert "is of another reference" in sanov.error(*WATCH)


def test_prometheus(sanov: Sanov) -> None:
    fill(sanov.folder, 2, changed_from=1)
    assert sanov(*WATCH, "--prometheus", "watch.prom").code == 1
    lines = (sanov.folder / "watch.prom").read_text().splitlines()
    assert 'sanov_differs{reference="reference.csv",current="in",column="x"} 1' in lines
    assert 'sanov_files{current="in"} 2' in lines
    (sanov.folder / "a.csv").write_text('"we""ird\\",y\n' + "1,2\n3,4\n" * 20)
    assert sanov("compare", "a.csv", "a.csv", "--prometheus", "a.prom").code == 0
    text = (sanov.folder / "a.prom").read_text()
    assert 'column="we\\"ird\\\\"' in text and text.endswith("\n")
    for line in text.splitlines():
        assert line.startswith("# ") or float(line.rsplit(" ", 1)[1]) >= 0


def test_errors(sanov: Sanov) -> None:
    fill(sanov.folder, 1, changed_from=9)
    assert "CUR is required" in sanov.error("compare", "reference.csv")
    assert "nowhere" in sanov.error("compare", "reference.csv", "--watch", "nowhere", "--once")
    assert "CUR does not go with --watch" in sanov.error("compare", "reference.csv", "reference.csv", "--watch", "in")
    assert "--over does not go with --watch" in sanov.error(*WATCH, "--over", "date")
    assert "--once is of --watch" in sanov.error("compare", "reference.csv", "reference.csv", "--once")
