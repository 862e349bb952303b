"""Comparison.to_html, to_markdown, _repr_html_ and plot."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import altair
import pandas
import pytest

import sanov

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
YEARS = [str(EXAMPLES / f"weather-{year}.csv") for year in (2012, 2015)]


@pytest.fixture(scope="module")
def found() -> sanov.Comparison:
    return sanov.compare(*YEARS)


def test_html(found: sanov.Comparison, tmp_path: Path) -> None:
    page = found.to_html(tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == page == found.to_html()
    assert page.startswith("<!doctype html>") and page.count("<script") == 6
    with pytest.raises(OSError, match="nowhere"):
        found.to_html(tmp_path / "nowhere" / "report.html")


def test_a_notebook_shows_a_table_without_script(found: sanov.Comparison) -> None:
    shown = found._repr_html_()
    assert "<script" not in shown and shown.count("<tr") == 6 and "fog 1.4% → 14%" in shown
    assert len(shown) < 20_000


def test_markdown(found: sanov.Comparison) -> None:
    assert found.to_markdown().startswith("**4 columns differ, 1 does not")


def test_profiles_on_either_side() -> None:
    before = sanov.profile(YEARS[0])
    found = sanov.compare(before, YEARS[1])
    assert found.to_html().count("<script") == 6 and "weather" in found.to_markdown()
    assert found.columns["wind"].histogram is not None


def test_hostile_names() -> None:
    hostile = "</script>\x1b'\"\u202e"
    found = sanov.compare({hostile: ["a", "b"] * 50}, {hostile: ["a", "c"] * 50})
    assert found.to_html().count("</script") == 6
    assert "\x1b" not in found.to_html() + found.to_markdown() + found._repr_html_() + repr(found)


@pytest.mark.parametrize("column", ["weather", "temp_max", "wind", "precipitation"])
def test_plot_is_an_altair_chart(found: sanov.Comparison, column: str) -> None:
    chart = found.plot(column)
    assert isinstance(chart, altair.VConcatChart) and len(chart.vconcat) == 3
    made: dict[str, Any] = chart.to_dict()  # which checks it against the schema
    (row,) = made["datasets"]["column"]
    assert row["name"] == column and row["js"] == pytest.approx(float(found.columns[column].evidence.js_distance), rel=1e-2)
    assert sum(row["cell_js"]) == pytest.approx(100, abs=1)


def test_plot_of_times_and_truth() -> None:
    days = pandas.date_range("2020-01-01", periods=200)
    found = sanov.compare({"day": days[:150], "flag": [True, False] * 75}, {"day": days[50:], "flag": [True] * 150})
    day = found.plot("day").to_dict()["datasets"]["column"][0]
    assert day["chart"] == "times" and day["step"] == 7 * 86_400_000  # 199 days in at most 31 bins
    assert day["start"] % day["step"] == 0 and 0 <= days[0].timestamp() * 1000 - day["start"] < day["step"]
    flag = found.plot("flag").to_dict()["datasets"]["column"][0]
    assert flag["chart"] == "texts" and sorted(flag["cells"]) == ["false", "true"]


def test_plot_asks_for_altair(found: sanov.Comparison, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(ImportError, match=r"^plot\(\) needs Altair: pip install altair$"):
        found.plot("wind")


def test_plot_names_the_nearest_column(found: sanov.Comparison) -> None:
    with pytest.raises(KeyError, match="did you mean 'wind'"):
        found.plot("wnd")
