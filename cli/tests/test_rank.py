"""sanov rank: two columns of files or numbers, and all pairs of a table's columns."""

from __future__ import annotations

import csv

import numpy
import pytest
from scipy import stats

from conftest import EXAMPLES, Sanov

WEATHER = str(EXAMPLES / "weather-2012.csv")


def column(name: str) -> numpy.ndarray:
    with open(WEATHER, newline="") as file:
        return numpy.array([float(row[name]) for row in csv.DictReader(file)])


def test_two_columns_of_a_file(sanov: Sanov) -> None:
    answer = sanov.json("rank", f"{WEATHER}:temp_max", f"{WEATHER}:wind", "--measure", "pearson,spearman,kendall")
    assert (answer["x"], answer["y"], answer["n"], answer["dropped"]) == ("temp_max", "wind", 366, 0)
    x, y = column("temp_max"), column("wind")
    for name, expected in (
        ("pearson", stats.pearsonr(x, y)),
        ("spearman", stats.spearmanr(x, y)),
        ("kendall", stats.kendalltau(x, y)),
    ):
        found = answer["coefficients"][name]
        assert found["value"] == pytest.approx(expected.statistic, rel=1e-12)
        assert found["p"] == pytest.approx(expected.pvalue, rel=1e-9)
        assert found["log_p"] == pytest.approx(numpy.log(expected.pvalue), rel=1e-9)
        assert found["interval"][0] < found["value"] < found["interval"][1]


def test_what_each_sees_and_misses_stands_below_it(sanov: Sanov) -> None:
    lines = sanov("rank", "1,2,3,4,5", "1,4,9,16,25", "--measure", "pearson,kendall").out.splitlines()
    assert lines[0] == "X and Y, 5 pairs"
    assert lines[2].split() == ["value", "95%", "interval", "p"]
    assert lines[3].startswith("Pearson's r") and lines[4].startswith("    sees how well a straight line")
    assert any(line.startswith("Kendall's τ-b      1  ") for line in lines)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["1,2,3,4", "1,2,3"], "Y has 3 values, but X has 4. The two are read in pairs."),
        (["1,2,3", "5,5,5"], "Y is constant: all its 3 values are 5. Nothing can go together with it."),
        (["1", "2"], "X and Y have 1 pair. A coefficient needs at least 2."),
        (["1,2,x", "1,2,3"], "X has 'x' as value 3, which is no number."),
        (["1,nan,3", "1,2,3"], "value 2 of X holds no number. Give --missing pairwise to leave out such pairs."),
        (["1,2,3", "1,2,3", "--measure", "kendal"], "coefficient 'kendal' is unknown. Did you mean 'kendall'?"),
        (["1,2,3", "1,2,3", "--alternative", "twosided"], "--alternative is 'twosided'. Did you mean 'two-sided'?"),
        (["1,2,3", "1,2,3", "--level", "1"], "--level is 1. A level lies between 0 and 1, such as 0.95."),
        (["1,2,3", "1,2,3", "--missing", "drop"], "--missing is 'drop'. It is one of error or pairwise."),
        ([f"{WEATHER}:weather", "1,2"], f"{WEATHER}:weather is of text. A coefficient is of numbers, dates or booleans."),
        ([f"{WEATHER}:winds", "1,2"], f"{WEATHER} has no column 'winds'. Did you mean 'wind'?"),
    ],
)
def test_errors_are_one_line(sanov: Sanov, arguments: list[str], sentence: str) -> None:
    assert sanov.error("rank", *arguments) == f"sanov rank: {sentence}"
