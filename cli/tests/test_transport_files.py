"""sanov transport: files of costs, masses, arrays and plans, and what it says of slips in them."""

from __future__ import annotations

import csv
import math

import numpy
import pyarrow.parquet
import pytest

from conftest import EXAMPLES, Sanov

WEATHER = str(EXAMPLES / "weather-2012.csv")


def write(sanov: Sanov, **texts: str) -> None:
    for name, text in texts.items():
        (sanov.folder / f"{name}.csv").write_text(text)


@pytest.fixture
def sky(sanov: Sanov) -> Sanov:
    """Two thirds sun, one third rain; and what it costs to change one into the other."""
    write(sanov, sky="w\nsun\nsun\nrain\n", costs="from,sun,rain\nsun,0,1\nrain,3,0\n")
    return sanov


BOTH = ("sky.csv:w", "sky.csv:w")


def test_a_plan_between_categories_has_their_names(sky: Sanov) -> None:
    given = ("transport", "1,2", "sky.csv:w", "--costs", "costs.csv", "--counts")
    answer = sky.json(*given, "--plan", "plan.parquet")
    assert (answer["from_labels"], answer["to_labels"]) == (["sun", "rain"], ["sun", "rain"])
    plan = answer["plan"]
    moved = dict(zip(zip(plan["from_label"], plan["to_label"]), plan["mass"]))
    assert set(moved) == {("sun", "sun"), ("rain", "sun"), ("rain", "rain")}
    assert list(moved.values()) == pytest.approx([1 / 3] * 3)
    assert answer["cost"] == pytest.approx(1)
    assert plan["index_base"] == 0
    assert [answer["from_labels"][i] for i in plan["from"]] == plan["from_label"]
    table = pyarrow.parquet.read_table(sky.folder / "plan.parquet").to_pydict()
    assert list(table) == ["from", "to", "mass", "cost", "from_label", "to_label"]
    assert (table["from_label"], table["to_label"]) == (plan["from_label"], plan["to_label"])
    sky(*given, "--plan", "plan.csv")
    with open(sky.folder / "plan.csv", newline="") as file:
        assert [row["from_label"] for row in csv.DictReader(file)] == plan["from_label"]


def test_labels_are_quoted_in_csv(sanov: Sanov) -> None:
    write(sanov, costs='from,"a,b",c\nd,0,1\n"e""f",1,0\n')
    sanov("transport", "0.5,0.5", "0.5,0.5", "--costs", "costs.csv", "--plan", "plan.csv")
    with open(sanov.folder / "plan.csv", newline="") as file:
        assert [(row["from_label"], row["to_label"]) for row in csv.DictReader(file)] == [("d", "a,b"), ('e"f', "c")]


def test_cells_take_the_names_of_the_costs(sky: Sanov) -> None:
    assert "\nrain  sun" in sky("transport", "0.2,0.8", "0.5,0.5", "--costs", "costs.csv").out
    write(sky, infinite="from,sun,rain\nsun,inf,inf\nrain,1,0\n")
    said = sky.error(
        "transport", "0.5,0.5", "0.5,0.5", "--costs", "infinite.csv", "--method", "sinkhorn", "--epsilon", "1"
    )
    assert "the costs of infinite.csv forbid too much: sun of A has weight" in said
    write(sky, below="from,sun,rain\nsun,0,-inf\nrain,1,0\n")
    assert "the cost from sun to rain in below.csv is -Infinity" in sky.error(
        "transport", "0.5,0.5", "0.5,0.5", "--costs", "below.csv"
    )


@pytest.mark.parametrize(
    ("text", "given", "message"),
    [
        ("from,sun,rain\nsun,0,1\nrain,1,0\nsun,5,5\n", BOTH, "bad.csv has two rows named sun, row 1 and row 3."),
        ("from,sun,sun\nsun,0,1\nrain,1,0\n", BOTH, "bad.csv has two columns named sun."),
        ("sun,rain\n0,1\n1,0\n", BOTH, "bad.csv has no names of its rows, and A (sky.csv:w) is of categories."),
        ("0,1\n1,0\n", ("1,2", "1,2"), "has 1 row of costs, but A has 2 cells. Its first line, 0 …, was taken for"),
        ("1,1\n1,0\n", ("1,2", "1,2"), "has two columns named 1. Its first line is that of the columns' names."),
        ("from,sun,rain\nsun,0,oops\nrain,1,0\n", BOTH, "bad.csv:rain holds 'oops' in row 1, which is no number."),
        ("sun,rain\n0,1\noops,0\n", ("1,2", "1,2"), "bad.csv:sun holds 'oops' in row 2, which is no number."),
        ("from,sun,fog\nsun,0,1\nrain,1,0\n", BOTH, "bad.csv has no column 'rain', which B (sky.csv:w) holds."),
    ],
)
def test_bad_files_of_costs(sky: Sanov, text: str, given: tuple[str, str], message: str) -> None:
    write(sky, bad=text)
    assert message in sky.error("transport", *given, "--costs", "bad.csv")


def test_arrays(sky: Sanov) -> None:
    numpy.save(sky.folder / "line.npy", numpy.array([1.0, 2, 3]))
    numpy.save(sky.folder / "plane.npy", numpy.array([[1.0, 2], [3, math.nan]]))
    numpy.save(sky.folder / "masses.npy", numpy.array([0.25, 0.75]))
    numpy.save(sky.folder / "costs.npy", numpy.array([[0.0, 1], [2, 0]]))
    assert sky.json("transport", "line.npy", "2,4,6", "--cost", "euclidean")["cost"] == pytest.approx(2)
    assert sky.json("transport", "masses.npy", "0.5,0.5", "--costs", "costs.npy")["cost"] == pytest.approx(0.5)
    for given, message in (
        (("plane.npy", "plane.npy"), "coordinate 2 of row 2 of A (plane.npy) is missing."),
        (("line.npy", "line.npy", "--columns", "x"), "names columns of tables, and A (line.npy) has no names."),
        ((*BOTH, "--costs", "costs.npy"), "costs.npy has no names of its rows, and A (sky.csv:w) is of categories."),
        (("1,2", "1,2", "--costs", "line.npy"), "line.npy has 1 dimension. Costs have a row for each cell of A"),
        (("costs.npy", "0.5,0.5", "--costs", "costs.npy"), "A (costs.npy) has 2 dimensions. Masses have 1."),
    ):
        assert message in sky.error("transport", *given)


def test_counts(sky: Sanov) -> None:
    given = ("transport", "40,50", "sky.csv:w", "--costs", "costs.csv")
    assert (
        "B (sky.csv:w) has the mass 1, and A 90. They must be equal: give --counts to have both divided by their sums, "
        "or --method unbalanced." in sky.error(*given)
    )
    assert sky.json(*given, "--counts")["cost"] == pytest.approx((2 / 3 - 4 / 9) * 3)
    write(sky, weighed="x,w\n1,2\n3,-1\n")
    said = sky.error("transport", "weighed.csv", "weighed.csv", "--weights", "w", "--counts")
    assert "row 2 of A (weighed.csv) is -1." in said
    assert "all zero" in sky.error("transport", "0,0", "sky.csv:w", "--costs", "costs.csv", "--counts")
    assert "--counts is for the masses of --costs" in sky.error("transport", "1,2", "3,4", "--counts")


@pytest.mark.parametrize("method", [(), ("--method", "sliced"), ("--method", "sinkhorn", "--epsilon", "1")])
def test_masses_that_differ(sanov: Sanov, method: tuple[str, ...]) -> None:
    write(sanov, a="x,w\n0,3\n10,1\n", b="x,w\n0,1\n10,4\n")
    given = ("transport", "a.csv", "b.csv", "--weights", "w", *method)
    assert "B (b.csv):w has the mass 5, and A (a.csv) 4. They must be equal: give --counts" in sanov.error(*given)
    assert sanov(*given, "--counts").code == 0


def test_slips_in_points(sanov: Sanov) -> None:
    write(sanov, good="x,y\n1,2\n3,4\n", bad="x,y\n1,2\n3,abc\n5,6\n", hole="x,n\n1,a\n,b\n")
    answer = sanov("transport", "bad.csv", "good.csv")
    assert "Left out: y (text: holds 'abc' in row 2)" in answer.out
    assert sanov.json("transport", "bad.csv", "good.csv")["left_out"] == ["y"]
    write(sanov, more="z,y,x,w\n9,2,1,1\n9,4,3,1\n")
    answer = sanov.json("transport", "good.csv", "more.csv")
    assert (answer["cost"], answer["columns"], answer["left_out"]) == (0, ["x", "y"], ["z", "w"])
    assert "Left out: z (of B alone), w (of B alone)" in sanov("transport", "good.csv", "more.csv").out
    assert "bad.csv:y holds 'abc' in row 2, which is no number." in sanov.error("transport", "good.csv", "bad.csv")
    assert "hole.csv:n is of text. Points are of numbers" in sanov.error("transport", "hole.csv:n", "good.csv")
    assert "row 2 of A (hole.csv):x is missing." in sanov.error("transport", "hole.csv", "hole.csv")
    assert "row 2 of A (hole.csv:x) is missing." in sanov.error("transport", "hole.csv:x", "hole.csv:x")
    said = sanov.error("transport", "good.csv", "1,2")
    assert "B has 1 coordinate, but A (good.csv) has 2 coordinates (x, y)." in said
    assert "A has value 1 at the origin" in sanov.error("transport", "0,1", "1,2", "--cost", "cosine")


@pytest.mark.parametrize("option", ["--weights", "-o", "--plan", "--cost", "--method", "--columns"])
def test_an_empty_value_is_none(sanov: Sanov, option: str) -> None:
    assert "a value is needed" in sanov.error("transport", WEATHER, WEATHER, option, "")


def test_a_column_named_twice(sanov: Sanov) -> None:
    assert "--columns names wind twice." in sanov.error("transport", WEATHER, WEATHER, "--columns", "wind,temp_max,wind")
