"""What is wrong with a table is a clear error or a finding, from Python too."""

import gzip
import math
import subprocess
import sys
from datetime import datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest

import sanov

ROWS = [(i, "xyz"[i % 3]) for i in range(50)]
SOUND = pa.table({"a": [a for a, _ in ROWS], "b": [b for _, b in ROWS]})
CSV = ("a,b\n" + "".join(f"{a},{b}\n" for a, b in ROWS)).encode()


@pytest.mark.parametrize("name, content, said", [
    ("empty.csv", b"", "is empty: it has no bytes"),
    ("headed.csv", b"a,b\n", "has no rows"),
    ("narrow.csv", CSV + b"1\n", "has 1 field in row 52, where its first row has 2: 1"),
    ("cut.csv.gz", gzip.compress(CSV)[:-40], "is not a whole gzip file: its end is missing"),
    ("twice.csv", b"a,a\n1,2\n", "has two columns named a"),
])
@pytest.mark.parametrize("use", [
    lambda path: sanov.compare(path, SOUND),
    lambda path: sanov.compare(SOUND, path),
    sanov.profile,
], ids=["reference", "current", "profile"])
def test_damaged_files(use, name, content, said, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ValueError, match=rf"{name} {said}") as caught:
        use(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("columns", [1, 3])
def test_a_parquet_file_damaged_in_a_later_row_group(columns, tmp_path):
    path = tmp_path / "damaged.parquet"
    table = pa.table({f"x{i}": [float(k * (i + 1) % 997) for k in range(4000)] for i in range(columns)})
    pa.parquet.write_table(table, path, row_group_size=1000, compression="none")
    file = pa.parquet.ParquetFile(path)
    begin = file.metadata.row_group(2).column(columns - 1).dictionary_page_offset
    content = bytearray(path.read_bytes())
    content[begin:begin + 40] = b"\xa5" * 40
    path.write_bytes(content)
    for use in (lambda: sanov.compare(path, table), lambda: sanov.compare(table, path), lambda: sanov.profile(path)):
        with pytest.raises(ValueError, match=r"damaged\.parquet cannot be read: ") as caught:
            use()
        assert "\n" not in str(caught.value) and "Detail" not in str(caught.value)


def test_texts_of_few_words_in_parquet_remain_texts(tmp_path):
    words = ["sun", "rain", "", None, "fog"] * 1000
    path = tmp_path / "words.parquet"
    pa.parquet.write_table(pa.table({"w": words, "d": pa.array(words).dictionary_encode()}), path)
    found = sanov.compare(path, {"w": words, "d": words})
    assert found.columns["w"].reference_type == "text"
    assert found.columns["d"].reference_type == "dictionary of text"
    for column in found.columns.values():
        assert column.js == 0 and column.reference_missing == 2000


def test_data_frames_of_pandas_are_read_as_pyarrow_reads_them():
    odd = pd.DataFrame({
        "x": [0.5, math.nan, math.inf, -0.0] * 10, "i": range(40), "s": ["a", None, "b", ""] * 10,
        "f": np.array([1, 2, math.nan, 4] * 10, np.float32), "y": np.arange(80.0)[::2], "o": [1, "a", None, 2.5] * 10,
    })
    odd["o"] = odd["o"].astype("category").cat.codes
    for frame in (odd, odd[::3], odd[["x", "f"]], odd[["i", "s"]], odd.rename(columns={"x": 1, "i": ("a", 2)})):
        table = pa.Table.from_pandas(frame, preserve_index=False)
        found, other = sanov.compare(frame, frame), sanov.compare(table, table)
        assert list(found.columns) == list(other.columns) and len(found.columns) == frame.shape[1]
        for name, column in found.columns.items():
            twin = other.columns[name]
            assert column.reference_type == twin.reference_type
            assert column.reference_missing == twin.reference_missing
            assert [cell.reference for cell in column.cells] == [cell.reference for cell in twin.cells]


def test_one_row_and_nothing_but_missing_values():
    found = sanov.compare(SOUND, {"a": [1], "b": ["x"]})
    assert found.current.rows == 1 and found.columns["a"].psi == math.inf
    found = sanov.compare(SOUND, {"a": pa.nulls(9, pa.int64()), "b": pa.nulls(9)})
    for column in found.columns.values():
        assert column.current_missing == 9 and column.js_missing == pytest.approx(column.js, rel=1e-12)
    assert found.columns["a"].axis is None
    assert sanov.profile({"a": [None, None]}).columns["a"].missing == 2


def test_types_that_changed():
    found = sanov.compare(SOUND, {"a": [a + 0.5 for a, _ in ROWS], "b": list(range(50))})
    assert (found.columns["a"].reference_type, found.columns["a"].current_type) == ("int64", "float64")
    assert [(kind.column, kind.current_type) for kind in found.kinds] == [("b", "int64")]


def test_infinite_and_missing_numbers():
    odd = [math.inf, -math.inf, math.nan, None, 7.0]
    column = sanov.compare({"x": [1.0, 2.0, 7.0]}, {"x": pd.Series(odd, dtype=float)}).columns["x"]
    assert column.current_missing == 2
    assert (column.axis.below, column.axis.above) == (1, 1) and column.axis.wasserstein == math.inf
    assert sanov.compare({"x": odd}, {"x": odd}).columns["x"].axis.wasserstein == 0


def test_names_that_are_no_text(tmp_path):
    path = tmp_path / "name.csv"
    path.write_bytes(b"a,b\xe9\n" + b"1,x\n" * 9)
    with pytest.raises(ValueError, match=r"name\.csv has a column whose name is no UTF-8, which pyarrow cannot read"):
        sanov.compare(SOUND, path)


def test_time_zones():
    hours = [datetime(2024, 1, 1, i % 24) for i in range(50)]
    utc, berlin = (pa.table({"at": pa.array(hours, pa.timestamp("us", zone))}) for zone in ("UTC", "Europe/Berlin"))
    assert sanov.compare(utc, berlin).columns["at"].js == 0  # the same instants
    naive = pa.table({"at": pa.array(hours, pa.timestamp("us"))})
    assert "times without a zone are read as UTC" in " ".join(repr(sanov.compare(naive, utc)).split())


def test_an_interrupt_leaves_no_file(tmp_path):
    """Ctrl-C while a long table is counted: KeyboardInterrupt, and nothing is written."""
    program = """
import os, signal, sys, threading, pyarrow as pa, sanov
batch = pa.record_batch({"x": [float(i) for i in range(1000)]})
table = pa.Table.from_batches([batch] * 1_000_000)  # 1e9 rows
threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    sanov.profile(table).save(sys.argv[1])
except KeyboardInterrupt:
    print("interrupted")
"""
    path = tmp_path / "x.profile"
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, timeout=60)
    assert done.stdout == "interrupted\n", done.stderr
    assert list(tmp_path.iterdir()) == []
