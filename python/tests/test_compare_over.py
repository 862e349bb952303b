"""sanov.compare_over: the same answer as the command's, in Python's words."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import sanov

EXAMPLES = Path(__file__).parents[2] / "examples"
REFERENCE, CURRENT = EXAMPLES / "weather-2012.csv", EXAMPLES / "weather-2013-2015.csv"


def test_weather_by_month() -> None:
    found = sanov.compare_over(REFERENCE, CURRENT, over="date", every="month")
    assert len(found.windows) == 36 and found.differs
    assert found.first is not None and found.first.label == "2013-01"
    assert "temp_max" in found.first.blamed
    temp_max = found.first.columns["temp_max"]
    assert temp_max.js_distance.interval.lower > temp_max.js_distance.floor > 0
    assert found.columns["temp_max"].first == "2013-01"
    assert str(found).startswith(f"{REFERENCE} (366 rows) →") or "366 rows" in str(found)
    assert "first window that differs: 2013-01" in " ".join(repr(found).split())


def test_tables_in_memory_say_the_same() -> None:
    frames = [pd.read_csv(path, parse_dates=["date"]) for path in (REFERENCE, CURRENT)]
    ours = sanov.compare_over(*frames, over="date", every="quarter").to_pandas()
    files = sanov.compare_over(REFERENCE, CURRENT, over="date", every="quarter").to_pandas()
    assert len(ours) == 12 * 5
    pd.testing.assert_frame_equal(ours, files)


def test_to_dict_is_plain() -> None:
    found = sanov.compare_over(REFERENCE, CURRENT, over="date", every="year", season=None)
    plain = found.to_dict()
    assert [window["label"] for window in plain["windows"]] == ["2013", "2014", "2015"]
    assert set(plain["windows"][0]["columns"]["wind"]["js_distance"]) == {"value", "interval", "floor"}


def test_a_planted_change() -> None:
    draw = np.random.default_rng(3)
    start = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
    hours = [start + datetime.timedelta(hours=i // 100) for i in range(2000)]
    x = draw.normal(size=2000) + (np.arange(2000) >= 1200)
    now = {"when": pa.array(hours, pa.timestamp("ms", "Europe/Paris")), "x": x}
    found = sanov.compare_over({"x": draw.normal(size=1000)}, now, over="when", every="hour")
    assert found.time_zone == "UTC"
    assert found.first is not None and found.first.label == "2024-01-01 12:00"
    rows = sanov.compare_over({"x": draw.normal(size=1000)}, {"x": x}, every="100 rows", growing=True)
    assert rows.first is not None and rows.first.start == "1201" and rows.looks == "growing"


def test_profiles_are_references() -> None:
    profile = sanov.profile(REFERENCE)
    ours = sanov.compare_over(profile, CURRENT, over="date", every="month")
    assert ours.windows == sanov.compare_over(REFERENCE, CURRENT, over="date", every="month").windows


def test_errors() -> None:
    with pytest.raises(ValueError, match="id you mean date"):
        sanov.compare_over(REFERENCE, CURRENT, over="dat")
    with pytest.raises(ValueError, match="id you mean week"):
        sanov.compare_over(REFERENCE, CURRENT, over="date", every="wek")
    with pytest.raises(ValueError, match="not of dates"):
        sanov.compare_over(REFERENCE, CURRENT, over="wind")
    with pytest.raises(ValueError, match="has date"):
        sanov.compare_over(REFERENCE, CURRENT)
    with pytest.raises(ValueError, match="alpha is 0"):
        sanov.compare_over(REFERENCE, CURRENT, over="date", alpha=0)
    with pytest.raises(ValueError, match="season"):
        sanov.compare_over(REFERENCE, CURRENT, over="date", season="month")
    with pytest.raises(OSError):
        sanov.compare_over(REFERENCE, "nowhere.csv", over="date")
