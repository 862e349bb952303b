"""What is wrong with a table is one clear line or a finding, in sanov compare and sanov profile alike."""

from __future__ import annotations

import gzip
import signal
import subprocess
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from conftest import Sanov
from test_profile import wait_until_open

WORDS = "xyz"
ROWS = [(i, WORDS[i % 3]) for i in range(50)]


def csv_of(rows: list[tuple[Any, Any]]) -> bytes:
    return ("a,b\n" + "".join(f"{a},{b}\n" for a, b in rows)).encode()


def parquet_of(**columns: Any) -> bytes:
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(pyarrow.table(columns), sink)
    return sink.getvalue().to_pybytes()


SOUND = csv_of(ROWS)
PARQUET = parquet_of(a=[a for a, _ in ROWS], b=[b for _, b in ROWS])
DAMAGED = PARQUET[:60] + bytes([PARQUET[60] ^ 255]) + PARQUET[61:]

REFUSED = {
    "empty.csv": (b"", "empty.csv is empty: it has no bytes."),
    "empty.parquet": (b"", "empty.parquet is empty: it has no bytes."),
    "headed.csv": (b"a,b\n", "headed.csv has no rows"),
    "none.parquet": (parquet_of(a=pyarrow.array([], pyarrow.int64())), "none.parquet has no rows"),
    "twice.csv": (b"a,a\n1,2\n", "twice.csv has two columns named a."),
    "wide.csv": (SOUND + b"1,x,3\n", "wide.csv has 3 fields in row 52, where its first row has 2: 1,x,3."),
    "narrow.csv": (SOUND + b"1\n", "narrow.csv has 1 field in row 52, where its first row has 2: 1."),
    "quote.csv": (b'a,b\n1,"x\n2,y\n', "quote.csv has a quote in line 2 that is never closed."),
    "cut.csv.gz": (gzip.compress(SOUND)[:-40], "cut.csv.gz is not a whole gzip file: its end is missing."),
    "plain.csv.gz": (SOUND, "plain.csv.gz is not a gzip file, whatever its name says."),
    "cut.parquet": (PARQUET[:-30], "cut.parquet is not a whole Parquet file: its end is missing or damaged."),
    "begun.parquet": (PARQUET[:20], "begun.parquet is not a whole Parquet file: its end is missing or damaged."),
    "damaged.parquet": (DAMAGED, "damaged.parquet cannot be read: "),
    "table.xlsx": (b"PK\x03\x04", "table.xlsx is not a table by its name"),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("verb", ["reference", "current", "profile"])
def test_damaged_files_are_one_line(sanov: Sanov, verb: str, name: str) -> None:
    content, said = REFUSED[name]
    (sanov.folder / "sound.csv").write_bytes(SOUND)
    (sanov.folder / name).write_bytes(content)
    arguments = {
        "reference": ["compare", name, "sound.csv"],
        "current": ["compare", "sound.csv", name],
        "profile": ["profile", name, "-o", "x.profile"],
    }[verb]
    assert said in sanov.error(*arguments)


def columns_of(answer: Any) -> dict[str, Any]:
    return {column["column"]: column for column in answer["columns"]}


def one_row(found: dict[str, Any]) -> None:
    assert columns_of(found)["a"]["psi"] == "Infinity"


def all_missing(found: dict[str, Any]) -> None:
    for column in columns_of(found).values():
        assert column["current_missing"] == 50 and column["kl"] == "Infinity" and column["axis"] is None
        assert column["js_missing"] == pytest.approx(column["js"], rel=1e-12)


def one_value(found: dict[str, Any]) -> None:
    axis = columns_of(found)["a"]["axis"]
    assert axis["current_median"] == axis["current_minimum"] == axis["current_maximum"] == 7
    # The mean distance of 0, …, 49 from 7, and the share of values over 7.
    assert axis["wasserstein"] == pytest.approx(sum(abs(i - 7) for i in range(50)) / 50, rel=1e-12)
    assert axis["kolmogorov_smirnov"] == pytest.approx(42 / 50, rel=1e-12)


def widened(found: dict[str, Any]) -> None:
    column = columns_of(found)["a"]
    assert (column["reference_type"], column["current_type"]) == ("int64", "float64")
    assert column["axis"]["wasserstein"] == 0.5


def text_now(found: dict[str, Any]) -> None:
    assert "a" not in columns_of(found)
    assert found["kinds"] == [{"column": "a", "reference_type": "int64", "current_type": "text"}]


def infinite(found: dict[str, Any]) -> None:
    column = columns_of(found)["a"]
    assert column["current_missing"] == 12  # nan
    assert (column["axis"]["below"], column["axis"]["above"]) == (13, 13)
    assert column["axis"]["wasserstein"] == "Infinity" and column["axis"]["current_minimum"] == "-Infinity"


def not_utf8(found: dict[str, Any]) -> None:
    assert columns_of(found)["b"]["unseen"] == [{"name": "caf\ufffd", "rows": 50}]


def not_utf8_name(found: dict[str, Any]) -> None:
    assert found["current"]["only_here"] == ["b\ufffd"] and found["reference"]["only_here"] == ["b"]


def left_out(found: dict[str, Any]) -> None:
    assert found["current"]["left_out"] == [{"column": "a", "reason": "a second column of this name"}]


def nulls(found: dict[str, Any]) -> None:
    assert columns_of(found)["a"]["current_missing"] == 5


DUPLICATE = pyarrow.BufferOutputStream()
pyarrow.parquet.write_table(
    pyarrow.Table.from_arrays([pyarrow.array([1, 2]), pyarrow.array([3, 4])], names=["a", "a"]), DUPLICATE
)
FINDINGS: dict[str, tuple[bytes, Callable[[dict[str, Any]], None]]] = {
    "one.csv": (b"a,b\n1,x\n", one_row),
    "missing.csv": (b"a,b\n" + b",\n" * 50, all_missing),
    "constant.csv": (csv_of([(7, "x")] * 50), one_value),
    "floats.csv": (csv_of([(a + 0.5, b) for a, b in ROWS]), widened),
    "words.csv": (csv_of([(f"w{a}", b) for a, b in ROWS]), text_now),
    "infinite.csv": (csv_of([(["inf", "-inf", "nan", a][a % 4], b) for a, b in ROWS]), infinite),
    "latin.csv": (b"a,b\n" + b"".join(b"%d,caf\xe9\n" % a for a, _ in ROWS), not_utf8),
    "name.csv": (b"a,b\xe9\n" + b"".join(b"%d,x\n" % a for a, _ in ROWS), not_utf8_name),
    "twice.parquet": (DUPLICATE.getvalue().to_pybytes(), left_out),
    "null.parquet": (parquet_of(a=pyarrow.nulls(5), b=["x"] * 5), nulls),
}


@pytest.mark.parametrize("name", FINDINGS)
def test_odd_tables_are_findings(sanov: Sanov, name: str) -> None:
    content, check = FINDINGS[name]
    (sanov.folder / "sound.csv").write_bytes(SOUND)
    (sanov.folder / name).write_bytes(content)
    found = sanov.json("compare", "sound.csv", name)
    check(found)
    # From profiles the same, and the other way round an answer too.
    sanov("profile", "sound.csv", "-o", "sound.profile")
    sanov("profile", name, "--frame", "sound.profile", "-o", "odd.profile")
    counted = sanov.json("compare", "sound.profile", "odd.profile")
    assert (counted["columns"], counted["kinds"]) == (found["columns"], found["kinds"])
    for arguments in ((name, "sound.csv"), ("sound.csv", name), (name, name)):
        answer = sanov("compare", *arguments)
        assert answer.code in (0, 1) and answer.err == "", answer
    assert sanov("profile", name, "-o", "own.profile").code == 0
    assert sanov("compare", "own.profile", "sound.csv").code in (0, 1)


def test_types_that_changed_are_said(sanov: Sanov) -> None:
    (sanov.folder / "a.csv").write_bytes(SOUND)
    (sanov.folder / "b.csv").write_bytes(csv_of([(a + 0.5, b) for a, b in ROWS]))
    assert "a: int64 in the reference, float64 now\n" in sanov("compare", "a.csv", "b.csv").out


def test_time_zones(sanov: Sanov) -> None:
    hours = [datetime(2024, 1, 1, i % 24) for i in range(50)]
    for name, zone in (("naive", None), ("utc", "UTC"), ("berlin", "Europe/Berlin")):
        times = pyarrow.array(hours, pyarrow.timestamp("us", zone))
        (sanov.folder / f"{name}.parquet").write_bytes(parquet_of(at=times))
    (column,) = sanov.json("compare", "utc.parquet", "berlin.parquet")["columns"]
    assert column["js"] == 0  # the same instants
    assert "zone" not in sanov("compare", "utc.parquet", "berlin.parquet").out
    said = "at: timestamp[us] in the reference, timestamp[us, UTC] now; times without a zone are read as UTC"
    assert said in " ".join(sanov("compare", "naive.parquet", "utc.parquet").out.split())
    # In CSV: all with offsets are instants, some with and some without are texts.
    offsets = "".join(f"2024-01-01T{i % 24:02d}:00:00+0{i % 3}:00\n" for i in range(50))
    mixed = "".join(f"2024-01-01T{i % 24:02d}:00:00{'+02:00' if i % 2 else ''}\n" for i in range(50))
    (sanov.folder / "offsets.csv").write_text("at\n" + offsets)
    (sanov.folder / "mixed.csv").write_text("at\n" + mixed)
    assert sanov.json("compare", "offsets.csv", "mixed.csv")["kinds"] == [
        {"column": "at", "reference_type": "timestamp[s, UTC]", "current_type": "text"}
    ]


def test_a_million_categories(sanov: Sanov) -> None:
    for name, first in (("a", 0), ("b", 500_000)):
        texts = pyarrow.array([f"name {first + i}" for i in range(1_000_000)])
        pyarrow.parquet.write_table(pyarrow.table({"t": texts, "u": texts}), sanov.folder / f"{name}.parquet")
    found = sanov.json("compare", "a.parquet", "b.parquet")
    for column in columns_of(found).values():
        assert 0 < column["unseen_missed"] < 0.01
        assert column["unseen_sampled"] and len(column["unseen"]) == 1024
        unseen = sum(cell["current"] for cell in column["cells"] if cell["role"] == "unseen")
        assert abs(unseen - 500_000 * (1 - column["unseen_missed"])) < 250  # sd 30
    out = " ".join(sanov("profile", "a.parquet", "-o", "a.profile").out.split())
    assert "998,976 rows of rarer categories by hash" in out
    assert (sanov.folder / "a.profile").stat().st_size < 6.2e6


def test_a_thousand_columns(sanov: Sanov) -> None:
    columns = {f"x{i}": [(i * 37 + j * 101) % 1009 for j in range(300)] for i in range(1000)}
    pyarrow.parquet.write_table(pyarrow.table(columns), sanov.folder / "wide.parquet")
    found = sanov.json("compare", "wide.parquet", "wide.parquet")
    assert len(found["columns"]) == 1000 and all(column["js"] == 0 for column in found["columns"])


def test_interrupted_while_it_compares(sanov: Sanov) -> None:
    lines = "".join(f"{i * 0.37},name {i % 1000}\n" for i in range(100_000))
    with open(sanov.folder / "long.csv", "w") as file:
        file.writelines(["x,t\n", *[lines] * 30])
    command = [sanov.program, "compare", "long.csv", "long.csv"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=sanov.folder, stdout=pipe, stderr=pipe, text=True)
    wait_until_open(process, "long.csv")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "sanov compare: interrupted.\n")
