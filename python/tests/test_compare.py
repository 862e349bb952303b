"""sanov.compare on files, frames, streams and dictionaries."""

import json
import math
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet
import pytest
import scipy.spatial.distance
import scipy.stats

import sanov
from sanov._tables import OneSided

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
REFERENCE, CURRENT = EXAMPLES / "weather-2012.csv", EXAMPLES / "weather-2015.csv"


@pytest.fixture(scope="module")
def weather():
    return sanov.compare(REFERENCE, CURRENT)


def read_twice(read):
    return read(REFERENCE), read(CURRENT)


@pytest.mark.parametrize(
    "read",
    [
        str,
        pd.read_csv,
        pl.read_csv,
        pl.scan_csv,
        pa.csv.read_csv,
        lambda path: pa.csv.read_csv(path).to_reader(max_chunksize=50),
        lambda path: duckdb.read_csv(str(path)),
        lambda path: pd.read_csv(path).to_dict("list"),
        lambda path: {name: np.array(column) for name, column in pd.read_csv(path).items()},
    ],
    ids=["str", "pandas", "polars", "polars lazy", "pyarrow", "stream", "duckdb", "dict of lists", "dict of arrays"],
)
def test_any_table(read, weather):
    same = sanov.compare(*read_twice(read))
    assert list(same.columns) == list(weather.columns)
    for name, finding in weather.columns.items():
        assert same.columns[name].js_distance == finding.js_distance
        assert same.columns[name].changed == finding.changed


@pytest.mark.parametrize("write, ending", [
    (pa.parquet.write_table, "parquet"),
    (pa.feather.write_feather, "arrow"),
    (pa.csv.write_csv, "csv"),
])
def test_any_file(write, ending, weather, tmp_path):
    paths = []
    for source in (REFERENCE, CURRENT):
        paths.append(tmp_path / f"{source.stem}.{ending}")
        write(pa.csv.read_csv(source), paths[-1])
    assert sanov.compare(*paths).columns["wind"] == weather.columns["wind"]


def test_a_folder_of_files(weather, tmp_path):
    table = pa.csv.read_csv(REFERENCE)
    for part in range(3):
        pa.parquet.write_table(table.slice(part * 122, 122), tmp_path / f"part-{part}.parquet")
    assert sanov.compare(tmp_path, CURRENT).columns["weather"].js == weather.columns["weather"].js


def test_what_it_says(weather):
    assert (weather.reference.rows, weather.current.rows) == (366, 365)
    assert weather.ranges[0].column == "date"
    order = [(not finding.differs, -finding.js_distance) for finding in weather.columns.values()]
    assert order == sorted(order)
    assert "fog" in weather.columns["weather"].changed


def test_categories_against_their_counts(weather):
    before, after = (pd.read_csv(path)["weather"].value_counts() for path in (REFERENCE, CURRENT))
    names = sorted(set(before.index) | set(after.index))
    p, q = (np.array([counts.get(name, 0) for name in names]) for counts in (before, after))
    finding = weather.columns["weather"]
    assert finding.js_distance == pytest.approx(scipy.spatial.distance.jensenshannon(p, q), rel=1e-9)
    assert finding.total_variation == pytest.approx(np.abs(p / p.sum() - q / q.sum()).sum() / 2, rel=1e-9)
    assert sum(cell.js for cell in finding.cells) == pytest.approx(finding.js, rel=1e-9)


def test_numbers_against_scipy(weather):
    before, after = (pd.read_csv(path)["temp_max"] for path in (REFERENCE, CURRENT))
    axis = weather.columns["temp_max"].axis
    peer = scipy.stats.wasserstein_distance(before, after)
    assert axis.wasserstein == pytest.approx(peer, rel=1e-12)
    assert axis.kolmogorov_smirnov == pytest.approx(scipy.stats.ks_2samp(before, after).statistic, rel=1e-12)
    assert axis.wasserstein_error == axis.kolmogorov_smirnov_error == axis.reference_median_error == 0
    assert axis.reference_median == before.median()
    assert axis.reference_maximum == before.max()
    assert weather.columns["weather"].axis is None


def test_new_categories_and_missing_values():
    r = sanov.compare({"x": ["a", "b", "a", "b"]}, {"x": ["a", "c", "c", None]})
    finding = r.columns["x"]
    assert finding.unseen == [("c", 2)]
    assert finding.kl == math.inf
    expected = [("c", 2, "reference"), ("missing", 1, "reference"), ("b", 2, "current")]
    assert finding.infinite_cells == [OneSided(*each) for each in expected]
    assert (finding.reference_missing, finding.current_missing) == (0, 1)


def test_the_same_against_itself_is_nothing(weather):
    for finding in sanov.compare(CURRENT, CURRENT).columns.values():
        assert finding.js == finding.kl == 0


def test_what_is_not_exact_is_said():
    rng = np.random.default_rng(1)
    before, after = rng.normal(0, 1, 70_000), rng.normal(0.02, 1, 70_000)
    axis = sanov.compare({"x": before}, {"x": after}).columns["x"].axis
    peer = scipy.stats.wasserstein_distance(before, after)
    assert 0 < axis.wasserstein_error < 0.01
    assert abs(axis.wasserstein - peer) <= axis.wasserstein_error
    peer = scipy.stats.ks_2samp(before, after).statistic
    assert axis.kolmogorov_smirnov - 1e-12 <= peer <= axis.kolmogorov_smirnov + axis.kolmogorov_smirnov_error + 1e-12
    assert abs(axis.current_median - np.median(after)) <= axis.current_median_error < 0.01


def test_options():
    assert list(sanov.compare(REFERENCE, CURRENT, columns="wind").columns) == ["wind"]
    assert set(sanov.compare(REFERENCE, CURRENT, columns=["wind", "weather"]).columns) == {"wind", "weather"}
    few = sanov.compare(REFERENCE, CURRENT, columns="temp_max", bins=4).columns["temp_max"]
    assert sum(cell.role == "values" for cell in few.cells) <= 4


def test_how_sure(weather):
    finding = weather.columns["weather"]
    assert finding.differs and weather.differs
    low, high, level = finding.js_distance.interval
    assert 0 < low < finding.js_distance < high and level == 0.95
    assert finding.js_distance.floor < low
    assert finding.js.interval.lower == pytest.approx(low**2)
    assert finding.js.corrected == finding.js - finding.js.bias
    assert finding.js_distance.bias is None
    assert finding.kl.interval.lower < finding.kl < finding.kl.interval.upper
    assert finding.evidence.p <= finding.evidence.adjusted_p < 1e-6
    assert finding.evidence.notice_after < 366
    assert not sanov.compare(REFERENCE, REFERENCE).differs


def test_options_of_the_verdict():
    strict = sanov.compare(REFERENCE, CURRENT, false_discovery_rate=1e-30, level=0.5)
    assert not strict.differs
    assert strict.columns["weather"].js_distance.interval.level == 0.5
    far = sanov.compare(REFERENCE, CURRENT, columns="weather", more_than=0.5).columns["weather"]
    assert not far.differs and far.evidence.p > 0.5
    near = sanov.compare(REFERENCE, CURRENT, columns="weather", same_within=0.8).columns["weather"]
    assert near.evidence.verdict == "same"
    with pytest.raises(ValueError, match="level is 95; it must be between 0 and 1"):
        sanov.compare(REFERENCE, CURRENT, level=95)


def test_rules_and_blocks():
    found = sanov.compare(REFERENCE, CURRENT, rules="wind: js_distance > 0.01")
    assert found.judgement.rules == ["wind: js_distance > 0.01"]
    assert [name for name, each in found.columns.items() if each.differs] == ["wind"]
    assert found.dependence.date == "date" and found.dependence.autocorrelation > 0.8
    blocked = sanov.compare(REFERENCE, CURRENT, columns="temp_max", block="month")
    assert (blocked.reference_blocks, blocked.current_blocks) == (12, 12)
    assert blocked.columns["temp_max"].evidence.test == "permuted blocks"
    assert blocked.blocks == sanov.compare(REFERENCE, CURRENT, columns="wind", block="month").blocks
    assert (blocked.blocks.reference, blocked.blocks.across_seasons, blocked.blocks.smallest_p) == (12, False, 2 / 4096)
    assert found.blocks is None and found.dependence.table in ("reference", "current")
    with pytest.raises(ValueError, match="block month does not go with target, which takes rows for independent"):
        sanov.compare(REFERENCE, CURRENT, block="month", target="wind")
    with pytest.raises(ValueError, match="'psy' is no measure; did you mean psi?"):
        sanov.compare(REFERENCE, CURRENT, rules=["psy > 1"])


def test_effects(weather):
    axis = weather.columns["temp_max"].evidence.axis
    assert axis.shift.interval.lower < axis.shift.value < axis.shift.interval.upper
    assert axis.wasserstein == pytest.approx(weather.columns["temp_max"].axis.wasserstein)
    assert axis.wasserstein.interval.lower <= axis.wasserstein.interval.upper
    assert [round(each.share, 1) for each in axis.quantile_shifts] == [i / 10 for i in range(1, 10)]
    assert weather.columns["weather"].evidence.axis is None
    assert [each.cells for each in weather.columns["temp_max"].sensitivity.cells][0] == 5
    assert math.isfinite(weather.columns["weather"].sensitivity.psi_smoothed)


def test_to_pandas(weather):
    frame = weather.to_pandas()
    assert list(frame.index) == list(weather.columns)
    assert frame.loc["wind", "js_distance"] == weather.columns["wind"].js_distance
    assert frame.loc["wind", "verdict"] == weather.columns["wind"].evidence.verdict


def test_estimates_are_numbers(weather):
    import copy

    number = copy.deepcopy(weather.columns["wind"].js)
    assert number == weather.columns["wind"].js and number.interval == weather.columns["wind"].js.interval


def test_to_dict_is_plain(weather):
    plain = weather.to_dict()
    assert plain["columns"]["wind"]["js"] == weather.columns["wind"].js
    assert type(plain["columns"]["wind"]["cells"][0]) is dict
    assert type(plain["columns"]["wind"]["js"]) is float
    assert plain["columns"]["wind"]["evidence"]["js"]["interval"]["level"] == 0.95
    json.dumps(plain)
    assert plain["reference"]["rows"] == 366


def test_the_index_of_a_data_frame_is_no_column():
    frame = pd.DataFrame({"x": [1.0, 2.0, 3.0]}, index=["a", "b", "c"])
    assert list(sanov.compare(frame, frame).columns) == ["x"]


def write(tmp_path, name, text):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_column_that_turns_out_to_be_text_is_read_again(tmp_path):
    path = write(tmp_path, "late.csv", "a,b\n" + "1,2\n" * 300_000 + "x,2\n")
    r = sanov.compare(path, path)
    assert (r.columns["a"].kind, r.columns["b"].kind) == ("text", "integer")
    assert r.reference.rows == 300_001


def test_files_of_a_folder_may_order_their_columns_otherwise(tmp_path):
    folder = tmp_path / "parts"
    folder.mkdir()
    write(folder, "a.csv", "a,b\n1,2\n3,4\n")
    write(folder, "b.csv", "b,a\n" + "5,6\n" * 300_000 + "x,6\n")
    r = sanov.compare(folder, folder)
    assert (r.columns["a"].kind, r.columns["b"].kind) == ("integer", "text")
    assert r.reference.rows == 300_003


def test_types_of_a_folder_are_merged_as_by_the_command(tmp_path):
    write(tmp_path, "a.csv", "n,t,d,e\n1,1,2012-01-01,\n")
    write(tmp_path, "b.csv", "n,t,d,e\n1.5,x,never,7\n")
    kinds = {name: finding.kind for name, finding in sanov.compare(tmp_path, tmp_path).columns.items()}
    assert kinds == {"n": "numeric", "t": "text", "d": "text", "e": "integer"}


@pytest.mark.parametrize("name, text, message", [
    ("quote.csv", 'a,b\n1,"x\n2,y\n', "quote.csv has a quote in line 2 that is never closed"),
    ("plain.csv.gz", "a,b\n1,2\n", "plain.csv.gz is not a gzip file"),
    ("fields.csv", "a,b\n1,2\n1,2,3\n", "fields.csv has 3 fields in row 3, where its first row has 2: 1,2,3"),
    ("short.parquet", b"PAR1abc", "short.parquet cannot be read: "),
    ("empty.csv", "", "empty.csv "),
    ("table.xls", "x", "table.xls is not a table by its name; it must end in one of .csv"),
])
def test_files_refused(name, text, message, tmp_path):
    path = write(tmp_path, name, text)
    with pytest.raises(ValueError) as caught:
        sanov.compare(path, CURRENT)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_truncated_file_is_refused(tmp_path):
    path = tmp_path / "whole.parquet"
    pa.parquet.write_table(pa.csv.read_csv(REFERENCE), path)
    cut = write(tmp_path, "cut.parquet", path.read_bytes()[:-100])
    with pytest.raises(ValueError, match=r"cut\.parquet is not a whole Parquet file"):
        sanov.compare(cut, CURRENT)


def test_the_bad_file_of_a_folder_is_named(tmp_path):
    folder = tmp_path / "years"
    folder.mkdir()
    write(folder, "good.csv", "a,b\n1,2\n")
    write(folder, "bad.csv", "a,b\n1,2\n1,2,3\n")
    with pytest.raises(ValueError, match=r"years/bad\.csv has 3 fields in row 3"):
        sanov.compare(folder, folder)


def test_refused():
    with pytest.raises(FileNotFoundError, match="nowhere.csv"):
        sanov.compare("nowhere.csv", CURRENT)
    with pytest.raises(ValueError, match="column wnid is not in .*; did you mean wind?"):
        sanov.compare(REFERENCE, CURRENT, columns=["wnid"])
    with pytest.raises(ValueError, match="have no column in common"):
        sanov.compare({"a": [1, 2]}, {"b": [1, 2]})
    with pytest.raises(ValueError, match="compare: column c of reference has 1 row, but a has 2"):
        sanov.compare({"a": [1, 2], "c": [1]}, CURRENT)
    with pytest.raises(ValueError, match="compare: column a of current cannot be read: "):
        sanov.compare(REFERENCE, {"a": [1, "x"]})
    with pytest.raises(ValueError, match="compare: current is of type int; give a path, "):
        sanov.compare(REFERENCE, 3)
    with pytest.raises(ValueError, match="no rows|has no row"):
        sanov.compare({"a": pa.array([], pa.float64())}, {"a": [1.0]})


def test_an_error_of_the_stream_itself_passes_through():
    class Table:
        def __arrow_c_stream__(self, requested_schema=None):
            raise RuntimeError("the disk is on fire")

    with pytest.raises(RuntimeError, match="the disk is on fire"):
        sanov.compare(Table(), CURRENT)
