"""sanov compare --over: real weather by month, and what is wrong input."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from conftest import EXAMPLES, Sanov
from json_schema import Schema

REFERENCE, CURRENT = (str(EXAMPLES / f"weather-{years}.csv") for years in ("2012", "2013-2015"))
MONTHS = ("compare", REFERENCE, CURRENT, "--over", "date", "--every", "month")
SCHEMA = Schema("compare-over.schema.json")


def test_three_years_by_month(sanov: Sanov) -> None:
    answer = sanov.json(*MONTHS)
    rows = list(csv.DictReader(open(CURRENT)))
    windows = {window["label"]: window["rows"] for window in answer["windows"]}
    assert list(windows) == [f"{year}-{month:02}" for year in (2013, 2014, 2015) for month in range(1, 13)]
    for label, count in windows.items():
        assert count == sum(row["date"].startswith(label) for row in rows)
    assert answer["windows"][1]["from"] == "2013-02-01" and answer["windows"][1]["to"] == "2013-03-01"
    # January is colder than the year 2012: a season, not a change.
    assert answer["first"] == "2013-01" and {"temp_max", "temp_min"} <= set(answer["blamed"])
    assert answer["tests"] == 36 * 5 and answer["time_zone"] == "local"
    assert {column["column"] for column in answer["columns"]} == {"precipitation", "temp_max", "temp_min", "wind", "weather"}


def test_like_with_like(sanov: Sanov) -> None:
    whole, like = sanov.json(*MONTHS), sanov.json(*MONTHS, "--season", "month")
    assert (whole["differing"], like["differing"]) == (35, 18)  # days follow each other: p are too small for weather
    assert like["dependence"]["autocorrelation"] > 0.9
    assert [window["reference_rows"] for window in like["windows"][:3]] == [31, 29, 31]
    assert whole["windows"][0]["reference_rows"] == 366


def test_holm_by_hand(sanov: Sanov) -> None:
    answer = sanov.json(*MONTHS)
    tested = [each for window in answer["windows"] for each in window["columns"] if each["test"] != "none"]
    adjusted, most = {}, 0.0
    for i, each in enumerate(sorted(tested, key=lambda each: each["log_p"])):
        most = max(most, each["p"] * (len(tested) - i))
        adjusted[id(each)] = min(most, 1)
    for each in tested:
        assert each["adjusted_p"] == pytest.approx(adjusted[id(each)], rel=1e-9)
        assert each["differs"] == (each["adjusted_p"] <= 0.05)


def test_growing_by_hand(sanov: Sanov) -> None:
    answer = sanov.json(*MONTHS, "--growing", "--columns", "wind")
    assert answer["looks"] == "growing"
    for k, window in enumerate(answer["windows"], 1):
        (wind,) = window["columns"]
        assert wind["adjusted_p"] == pytest.approx(min(wind["p"] * k * (k + 1), 1), rel=1e-9)


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_text_fits_the_terminal(sanov: Sanov, columns: int) -> None:
    answer = sanov(*MONTHS, COLUMNS=str(columns))
    assert answer.code == 1 and answer.err == ""
    assert "first window that differs: 2013-01, by" in " ".join(answer.out.split())
    if columns >= 80:
        assert max(map(len, answer.out.splitlines()[4:])) <= columns
    ascii_only = sanov(*MONTHS, "--ascii", COLUMNS=str(columns)).out
    assert ascii_only.isascii() and "?" not in ascii_only


def test_exit_codes(sanov: Sanov) -> None:
    same = ("compare", REFERENCE, REFERENCE, "--over", "date", "--every", "year")
    assert sanov(*same).code == 0
    assert sanov(*MONTHS).code == 1 and sanov(*MONTHS, "--exit-zero").code == 0


def test_rows_without_a_date_are_said(sanov: Sanov) -> None:
    (sanov.folder / "now.csv").write_text("when,wind\n" + "".join(f"{'soon' if i == 7 else '' if i < 5 else '2013-01-05'},{i % 9}\n" for i in range(60)))
    out = " ".join(sanov("compare", REFERENCE, "now.csv", "--over", "when").out.split())
    assert "5 rows without `when`: in no window" in out
    assert "1 row whose `when` is no date, such as 'soon': in no window" in out
    assert "times are texts" in out


def test_windows_of_rows(sanov: Sanov) -> None:
    answer = sanov.json("compare", REFERENCE, CURRENT, "--every", "500 rows", "--columns", "wind")
    assert [(window["label"], window["rows"]) for window in answer["windows"]] == [("1–500", 500), ("501–1000", 500), ("1001–1095", 95)]


def test_a_profile_is_a_reference(sanov: Sanov) -> None:
    assert sanov("profile", REFERENCE, "-o", "2012.profile").code == 0
    a, b = sanov.json(*MONTHS), sanov.json("compare", "2012.profile", *MONTHS[2:])
    assert a["windows"] == b["windows"]


def test_errors(sanov: Sanov) -> None:
    def error(*options: str) -> str:
        return sanov.error("compare", REFERENCE, CURRENT, *options)

    assert "id you mean date?" in error("--over", "dat")
    assert "wind of" in error("--over", "wind") and "not of dates" in error("--over", "wind")
    assert "id you mean week?" in error("--over", "date", "--every", "wek")
    assert "date" in error("--every", "week")  # which column is meant
    assert "two orders of rows" in error("--over", "date", "--every", "9 rows")
    assert "alpha is 2" in error("--over", "date", "--alpha", "2")
    assert "id you mean month?" in error("--over", "date", "--season", "mont")
    assert "--rule does not go with windows" in error("--over", "date", "--rule", "psi > 1")
    assert "--fdr does not go with windows" in error("--over", "date", "--fdr", "0.1")
    (sanov.folder / "none.csv").write_text("date,wind\n")
    assert "no rows" in sanov.error("compare", REFERENCE, "none.csv", "--over", "date")


def test_schema(sanov: Sanov, tmp_path: Path) -> None:
    for options in ([], ["--season", "month"], ["--growing"]):
        assert SCHEMA.errors(sanov.json(*MONTHS, *options)) == []
    (sanov.folder / "a.csv").write_text("k,id,old,wind\n" + "".join(f"{i},k{i},1,{i % 7}\n" for i in range(60)))
    (sanov.folder / "b.csv").write_text("k,id,new,wind,when\n" + "".join(f"t{i},m{i},1,{i % 7},2013-01-0{1 + i % 9}\n" for i in range(60)))
    answer = sanov.json("compare", "a.csv", "b.csv", "--over", "when", "--every", "day")
    assert SCHEMA.errors(answer) == []
    assert [kind["column"] for kind in answer["kinds"]] == ["k"] and [r["column"] for r in answer["ranges"]] == ["id"]
    assert answer["reference"]["only_here"] == ["old"] and answer["current"]["only_here"] == ["new"]
