"""sanov profile and sanov merge: counts that are kept, added and compared with."""

from __future__ import annotations

import csv
import ctypes
import itertools
import json
import random
import resource
import signal
import subprocess
from pathlib import Path

import pytest

from conftest import EXAMPLES, ROOT, Sanov

REFERENCE, CURRENT = (str(EXAMPLES / f"weather-{year}.csv") for year in (2012, 2015))


@pytest.fixture
def counted(sanov: Sanov) -> Sanov:
    """Both years in one frame: ref.profile and cur.profile."""
    assert sanov("profile", REFERENCE, "-o", "ref.profile").code == 0
    assert sanov("profile", CURRENT, "--frame", "ref.profile", "-o", "cur.profile").code == 0
    return sanov


def test_the_examples_are_what_is_written_today(sanov: Sanov) -> None:
    (sanov.folder / "examples").symlink_to(ROOT / "examples")
    sanov("profile", "examples/weather-2012.csv", "-o", "2012.profile")
    sanov("profile", "examples/weather-2015.csv", "--frame", "2012.profile", "-o", "2015.profile")
    for year in (2012, 2015):
        assert (sanov.folder / f"{year}.profile").read_bytes() == (EXAMPLES / f"weather-{year}.profile").read_bytes()


def test_profiles_stand_for_their_tables(counted: Sanov) -> None:
    from_tables = counted.json("compare", REFERENCE, CURRENT)
    for left, right in itertools.product((REFERENCE, "ref.profile"), (CURRENT, "cur.profile")):
        found = counted.json("compare", left, right)
        assert {k: found[k] for k in ("columns", "ranges", "kinds")} == {
            k: from_tables[k] for k in ("columns", "ranges", "kinds")
        }
        assert (found["reference"]["name"], found["current"]["name"]) == (left, right)


def test_what_it_says(counted: Sanov) -> None:
    out = counted("profile", CURRENT, "--frame", "ref.profile").out
    assert f"{CURRENT}: 365 rows, 6 columns, in the cells of {REFERENCE}" in " ".join(out.split())
    assert "every value" in out and "every category" in out
    answer = counted.json("profile", REFERENCE, "-o", "again.profile")
    assert answer["bytes"] == (counted.folder / "again.profile").stat().st_size
    columns = {column["column"]: column for column in answer["columns"]}
    with open(REFERENCE, newline="") as file:
        rows = list(csv.DictReader(file))
    assert columns["temp_max"]["different"] == len({row["temp_max"] for row in rows})
    assert columns["weather"]["cells"] == len({row["weather"] for row in rows})
    assert (counted.folder / "again.profile").read_bytes() == (counted.folder / "ref.profile").read_bytes()


def test_columns_of_a_comparison_with_profiles(counted: Sanov) -> None:
    for left, right in itertools.product((REFERENCE, "ref.profile"), (CURRENT, "cur.profile")):
        found = counted.json("compare", left, right, "--columns", "wind,weather")
        assert {column["column"] for column in found["columns"]} == {"wind", "weather"}
    assert "did you mean wind" in counted.error("compare", "ref.profile", CURRENT, "--columns", "wnid").lower()
    assert "cells of a profile are frozen" in counted.error("compare", "ref.profile", CURRENT, "--bins", "5")


def test_columns_that_one_side_lacks(sanov: Sanov) -> None:
    (sanov.folder / "a.csv").write_text("x,y,old\n1,2,3\n4,5,6\n")
    (sanov.folder / "b.csv").write_text("x,y,new\n1,2,3\n4,5,6\n")
    sanov("profile", "a.csv", "-o", "a.profile")
    sanov("profile", "a.csv", "--columns", "x", "-o", "x.profile")
    found = sanov.json("compare", "a.profile", "b.csv")
    assert found["reference"]["only_here"] == ["old"] and found["current"]["only_here"] == ["new"]
    found = sanov.json("compare", "x.profile", "b.csv")
    assert found["reference"]["only_here"] == ["old"] and found["current"]["only_here"] == ["new"]
    assert [column["column"] for column in found["columns"]] == ["x"]
    assert "not counted: old, y" in sanov("profile", "x.profile").out
    assert "y is not in the profile" in sanov.error("compare", "x.profile", "b.csv", "--columns", "y")


def write_parts(folder: Path, parts: int) -> None:
    """A table of 4,000 rows with everything that makes merging hard, whole and in parts of different sizes."""
    draw = random.Random(7)
    rows = []
    for i in range(4000):
        number = draw.choice(["", "inf", "1e300", "0.1"]) if i % 50 == 0 else repr(draw.gauss(0, 10 ** draw.uniform(-9, 9)))
        text = draw.choice(["a", "b", "", f"name {i % 3000}", f"late {i}"])
        rows.append(f"{number},{i // 7},{text}\n")
    header = "x,n,t\n"
    (folder / "whole.csv").write_text(header + "".join(rows))
    cuts = [0, *sorted(draw.sample(range(4001), parts - 1)), 4000]
    for i in range(parts):
        (folder / f"part-{i}.csv").write_text(header + "".join(rows[cuts[i] : cuts[i + 1]]))


@pytest.mark.parametrize("limits", [[], ["--exact-values", "100", "--max-categories", "20"]])
def test_eight_parts_in_any_order_are_the_whole_bit_for_bit(sanov: Sanov, limits: list[str]) -> None:
    write_parts(sanov.folder, 8)
    (sanov.folder / "reference.csv").write_text(
        "x,n,t\n" + "".join((sanov.folder / "whole.csv").read_text().splitlines(keepends=True)[1:1500])
    )
    sanov("profile", "reference.csv", *limits, "-o", "ref.profile")
    for name in ("whole", *(f"part-{i}" for i in range(8))):
        answer = sanov("profile", f"{name}.csv", "--frame", "ref.profile", "-o", f"{name}.profile")
        assert answer.code == 0, answer.err
    whole = (sanov.folder / "whole.profile").read_bytes()
    draw = random.Random(3)
    for _ in range(6):
        order = [f"part-{i}.profile" for i in draw.sample(range(8), 8)]
        assert sanov("merge", *order, "-o", "all.profile").code == 0
        assert (sanov.folder / "all.profile").read_bytes() == whole
        split = draw.randrange(1, 7)  # in two groups
        sanov("merge", *order[:split], "-o", "left.profile")
        sanov("merge", *order[split:], "-o", "right.profile")
        sanov("merge", "right.profile", "left.profile", "-o", "all.profile")
        assert (sanov.folder / "all.profile").read_bytes() == whole
    by_table, by_profile = (sanov.json("compare", "ref.profile", f"whole.{end}") for end in ("csv", "profile"))
    assert by_table["columns"] == by_profile["columns"]


def test_a_merged_file_of_parts_in_one_frame_alone(counted: Sanov) -> None:
    counted("profile", CURRENT, "-o", "own.profile")
    before = (counted.folder / "cur.profile").read_bytes()
    said = counted.error("merge", "cur.profile", "own.profile", "-o", "cur.profile")
    assert said == "sanov merge: own.profile was counted in another frame. Count both in one."
    assert (counted.folder / "cur.profile").read_bytes() == before
    said = counted.error("compare", "ref.profile", "own.profile")
    assert "counted in another frame than the reference" in said


def test_kinds_that_cannot_be_one_column(sanov: Sanov) -> None:
    (sanov.folder / "a.csv").write_text("n\n1\n2\n")
    (sanov.folder / "b.csv").write_text("n\n1.5\n2\n")
    (sanov.folder / "c.csv").write_text("n\none\ntwo\n")
    sanov("profile", "a.csv", "-o", "a.profile")
    for name in "bc":
        sanov("profile", f"{name}.csv", "--frame", "a.profile", "-o", f"{name}.profile")
    assert sanov("merge", "a.profile", "b.profile", "-o", "ab.profile").code == 0
    assert sanov.json("profile", "ab.profile")["columns"][0]["type"] == "float64"
    said = sanov.error("merge", "a.profile", "c.profile", "-o", "ac.profile")
    assert said == "sanov merge: c.profile has column n as text, but it was int64. The two cannot be one column."


def damaged(folder: Path, name: str, change: str) -> str:
    text = (folder / "ref.profile").read_text()
    lines = text.splitlines(keepends=True)
    (folder / name).write_text({
        "empty": "",
        "cut": text[: len(text) // 2],
        "no end": text[:-1],
        "one digit": text.replace('"rows": 366, "columns"', '"rows": 367, "columns"'),
        "newer": text.replace('"version": 1', '"version": 2'),
        "foreign": '{"format": "parquet"}\n',
        "table": "a,b\n1,2\n",
        "tidied": json.dumps(json.loads(text), indent=2),
        "no lines": lines[0],
    }[change])
    return name


@pytest.mark.parametrize("verb", ["compare", "merge", "profile", "frame"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("empty", "is empty: it has no bytes."),
        ("cut", "is damaged: it was cut short."),
        ("no end", "is damaged: it was cut short."),
        ("one digit", "is damaged: its checksum is not that of its text."),
        ("newer", "is a profile of version 2, and this sanov knows 1. A newer one wrote it."),
        ("foreign", "is no profile that sanov wrote."),
        ("table", "is no profile that sanov wrote."),
        ("tidied", "was written anew by another program, and its checksum is lost."),
        ("no lines", "is damaged: it was cut short."),
    ],
)
def test_damaged_profiles_are_one_line(counted: Sanov, verb: str, change: str, said: str) -> None:
    name = damaged(counted.folder, "bad.profile", change)
    arguments = {
        "compare": ["compare", name, CURRENT],
        "merge": ["merge", "cur.profile", name, "-o", "all.profile"],
        "profile": ["profile", name],
        "frame": ["profile", CURRENT, "--frame", name, "-o", "new.profile"],
    }[verb]
    assert f"bad.profile {said}" in counted.error(*arguments)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["profile", "nothing.csv"], "nothing.csv cannot be read: No such file or directory"),
        (["profile", "nothing.profile"], "nothing.profile cannot be read: No such file or directory"),
        (["profile", CURRENT, "--frame", "nothing.profile"], "nothing.profile cannot be read"),
        (["profile", CURRENT, "--frame", "ref.profile", "--bins", "5"], "has its cells and columns already"),
        (["profile", "ref.profile", "--frame", "cur.profile"], "ref.profile is a profile already"),
        (["profile", REFERENCE, "--columns", "wnid"], "Did you mean wind?"),
        (["profile", REFERENCE, "--bins", "1"], "--bins"),
        (["profile", REFERENCE, "-o", "no/such/folder.profile"], "no/such/folder.profile cannot be written"),
        (["profile", "other.csv", "--frame", "ref.profile"], "has no column of the frame"),
        (["profile", "headed.csv"], "headed.csv has no rows"),
        (["merge", "ref.profile"], "--output is required"),
        (["merge", "-o", "x.profile"], "PROFILES is required"),
    ],
)
def test_wrong_input_is_one_line(counted: Sanov, arguments: list[str], said: str) -> None:
    (counted.folder / "other.csv").write_text("p,q\n1,2\n")
    (counted.folder / "headed.csv").write_text("p,q\n")
    assert said in counted.error(*arguments)


def test_a_part_may_be_empty(counted: Sanov) -> None:
    with open(REFERENCE) as file:
        (counted.folder / "none.csv").write_text(file.readline())
    assert counted("profile", "none.csv", "--frame", "ref.profile", "-o", "none.profile").code == 0
    assert counted("merge", "none.profile", "cur.profile", "-o", "both.profile").code == 0
    assert (counted.folder / "both.profile").read_bytes() == (counted.folder / "cur.profile").read_bytes()
    assert "none.profile has no rows" in counted.error("compare", "ref.profile", "none.profile")


def test_a_full_disk_leaves_the_old_file(counted: Sanov) -> None:
    before = (counted.folder / "ref.profile").read_bytes()
    files = sorted(counted.folder.iterdir())
    done = subprocess.run(
        [counted.program, "profile", REFERENCE, "-o", "ref.profile"],
        cwd=counted.folder,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
    )
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr == "sanov profile: ref.profile cannot be written: File too large\n"
    assert (counted.folder / "ref.profile").read_bytes() == before and sorted(counted.folder.iterdir()) == files
    assert "cannot be written: No space left on device" in counted.error("profile", REFERENCE, "-o", "/dev/full")
    assert Path("/dev/full").is_char_device()


def test_no_permission(counted: Sanov) -> None:
    closed = counted.folder / "closed"
    closed.mkdir(mode=0o500)

    def obey_permissions() -> None:  # root too
        PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)

    command = [counted.program, "profile", REFERENCE, "-o", "closed/x.profile"]
    done = subprocess.run(command, cwd=counted.folder, capture_output=True, text=True, preexec_fn=obey_permissions)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "sanov profile: closed/x.profile cannot be written: Permission denied\n"


def wait_until_open(process: subprocess.Popen[str], name: str) -> None:
    """Until the process reads a file."""
    while process.poll() is None:
        for descriptor in Path(f"/proc/{process.pid}/fd").iterdir():
            try:
                if descriptor.readlink().name == name:
                    return
            except FileNotFoundError:  # closed meanwhile
                pass
    raise AssertionError(f"it ended before it opened {name}")


def test_interrupted_while_it_reads(sanov: Sanov) -> None:
    with open(sanov.folder / "long.csv", "w") as file:
        file.write("x,t\n")
        lines = "".join(f"{i * 0.37},name {i % 1000}\n" for i in range(100_000))
        for _ in range(30):
            file.write(lines)
    files = sorted(sanov.folder.iterdir())
    process = subprocess.Popen(
        [sanov.program, "profile", "long.csv", "-o", "long.profile"],
        cwd=sanov.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until_open(process, "long.csv")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "sanov profile: interrupted.\n")
    assert sorted(sanov.folder.iterdir()) == files
