"""sanov.profile: counts that are kept, added and compared with."""

import copy
import functools
import itertools
import pickle
import random
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pytest
import scipy.stats

import sanov

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
REFERENCE, CURRENT = EXAMPLES / "weather-2012.csv", EXAMPLES / "weather-2015.csv"


@pytest.fixture
def reference():
    return sanov.profile(REFERENCE)


@pytest.mark.parametrize("read", [str, pd.read_csv, pl.read_csv, pa.csv.read_csv], ids=["str", "pandas", "polars", "arrow"])
def test_any_table_in_either_place(read, reference):
    expected = sanov.compare(REFERENCE, CURRENT)
    counted = sanov.profile(read(CURRENT), reference)
    for left, right in itertools.product((REFERENCE, reference), (CURRENT, counted)):
        found = sanov.compare(left, right)
        assert {name: each.js for name, each in found.columns.items()} == {
            name: each.js for name, each in expected.columns.items()
        }


def test_what_it_knows(reference):
    frame = pd.read_csv(REFERENCE)
    assert reference.rows == len(frame)
    assert list(reference.columns) == list(frame.columns)
    for name, column in reference.columns.items():
        assert column.missing == frame[name].isna().sum()
    assert reference.columns["temp_max"].different == frame["temp_max"].nunique()
    assert reference.columns["weather"].cells == frame["weather"].nunique()
    assert (reference.name, reference.reference, reference.not_in_frame) == (str(REFERENCE), str(REFERENCE), [])
    assert "366 rows, 6 columns" in repr(reference)


def test_parts_in_any_order_are_the_whole():
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({
        "x": rng.standard_cauchy(20_000),
        "n": rng.poisson(3, 20_000),
        "t": rng.choice(["a", "b", None, "c"], 20_000),
        "key": [f"key {i}" for i in range(20_000)],
    })
    reference = sanov.profile(frame[:5000], max_categories=100, exact_values=1000)
    whole = sanov.profile(frame, reference)
    parts = [sanov.profile(part, reference) for part in (frame[i : i + 2500] for i in range(0, 20_000, 2500))]
    for seed in range(5):
        order = random.Random(seed).sample(parts, 8)
        merged = functools.reduce(sanov.Profile.merge, order[1:], order[0].copy())
        assert merged == whole
        assert pickle.dumps(merged._core.dump()) == pickle.dumps(whole._core.dump())
    assert parts[0].rows == 2500  # copy() set it apart


def test_update_counts_more_rows(reference):
    counted = sanov.profile(CURRENT, reference)
    table = pa.csv.read_csv(CURRENT)
    updated = sanov.profile(table[:100], reference).update(table[100:])
    assert updated == counted and updated.rows == 365


def test_saved_copied_and_pickled(reference, tmp_path):
    path = tmp_path / "ref.profile"
    reference.save(path)
    for again in (sanov.Profile.load(path), pickle.loads(pickle.dumps(reference)), copy.deepcopy(reference), reference.copy()):
        assert again == reference
        again.merge(reference)
        assert again != reference and again.rows == 732
    assert sanov.compare(path, CURRENT).columns == sanov.compare(reference, CURRENT).columns
    assert sanov.profile(CURRENT, path) == sanov.profile(CURRENT, reference)
    with pytest.raises(TypeError):
        hash(reference)


def test_the_error_holds():
    rng = np.random.default_rng(8)
    before, after = rng.gamma(2, 3, 100_000), rng.gamma(2, 3.1, 100_000)
    reference = sanov.profile({"x": before})
    counted = sanov.profile({"x": after}, reference)
    axis = sanov.compare(reference, counted).columns["x"].axis
    a, b = reference.columns["x"], counted.columns["x"]
    assert a.different is None and 0 < a.kolmogorov_smirnov_error < 0.003
    assert 0 < a.wasserstein_error < 0.03
    ks, w1 = scipy.stats.ks_2samp(before, after).statistic, scipy.stats.wasserstein_distance(before, after)
    assert abs(axis.kolmogorov_smirnov - ks) <= a.kolmogorov_smirnov_error + b.kolmogorov_smirnov_error
    assert abs(axis.wasserstein - w1) <= a.wasserstein_error + b.wasserstein_error


def test_rare_and_unseen_categories_are_said():
    reference = sanov.profile({"t": [f"name {i}" for i in range(5000)]}, max_categories=1000)
    assert (reference.columns["t"].cells, reference.columns["t"].folded) == (1000, 4000)
    counted = sanov.profile({"t": ["name 1", "new", "new", "newer", None]}, reference)
    column = counted.columns["t"]
    assert (column.unseen, column.unseen_named, column.unseen_left_out, column.missing) == (3, 2, False, 1)


def test_a_million_categories_are_bounded(tmp_path):
    names = pa.array([f"name {i}" for i in range(1_000_000)])
    reference = sanov.profile(pa.table({"t": names}))
    column = reference.columns["t"]
    assert (column.cells, column.folded) == (1024, 1_000_000 - 1024)
    assert column.unseen_missed < 0.01
    reference.save(tmp_path / "x.profile")
    assert (tmp_path / "x.profile").stat().st_size < 3.2e6
    again = sanov.profile(pa.table({"t": names}), reference).columns["t"]
    assert (again.unseen, again.folded) == (0, column.folded)
    others = sanov.profile(pa.table({"t": [f"other {i}" for i in range(1_000_000)]}), reference).columns["t"]
    assert abs(others.folded - 1e6 * column.unseen_missed) < 300  # of about 1,500, sd 40
    assert others.unseen == 1_000_000 - others.folded and others.unseen_left_out


@pytest.mark.parametrize("change, said", [
    (lambda text: b"", "is empty: it has no bytes"),
    (lambda text: text[:-1000], "is damaged: it was cut short"),
    (lambda text: text.replace(b"sun", b"fun"), "is damaged: its checksum is not that of its text"),
    (lambda text: text.replace(b'"version": 1', b'"version": 9'), "is a profile of version 9, and this sanov knows 1"),
    (lambda text: b"PAR1" + text, "is no profile that sanov wrote"),
])
def test_damaged_files(change, said, reference, tmp_path):
    path = tmp_path / "bad.profile"
    reference.save(path)
    path.write_bytes(change(path.read_bytes()))
    for use in (sanov.Profile.load, lambda path: sanov.compare(path, CURRENT), lambda path: sanov.profile(CURRENT, path)):
        with pytest.raises(ValueError, match=rf"bad\.profile {said}"):
            use(path)


def test_refused(reference):
    own = sanov.profile(CURRENT)
    with pytest.raises(ValueError, match="merge: .*weather-2015.csv was counted in another frame; count both in one"):
        reference.merge(own)
    with pytest.raises(ValueError, match="was counted in another frame than the reference"):
        sanov.compare(reference, own)
    with pytest.raises(ValueError, match="merge: other is of type str; give a Profile, or a table to update()"):
        reference.merge("weather-2015.csv")
    with pytest.raises(ValueError, match="profile: frame has its cells and columns already"):
        sanov.profile(CURRENT, reference, bins=5)
    with pytest.raises(ValueError, match="compare: bins cannot be chosen"):
        sanov.compare(reference, CURRENT, bins=5)
    with pytest.raises(ValueError, match="did you mean wind?"):
        sanov.profile(REFERENCE, columns="wnid")
    with pytest.raises(ValueError, match="bins is -1; it must not be negative"):
        sanov.profile(REFERENCE, bins=-1)
    with pytest.raises(ValueError, match="has no column of the frame"):
        sanov.profile({"other": [1, 2]}, reference)
    with pytest.raises(ValueError, match="no rows"):
        sanov.profile({"x": pa.array([], pa.float64())})
    with pytest.raises(ValueError, match="has column wind as float64, but it was text"):
        sanov.profile({"wind": ["strong"]}, reference).merge(sanov.profile(CURRENT, reference))
    with pytest.raises(OSError):
        reference.save("/no/such/folder/x.profile")
    with pytest.raises(FileNotFoundError):
        sanov.Profile.load("nowhere.profile")
    assert reference.rows == 366
