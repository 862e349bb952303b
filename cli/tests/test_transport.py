"""sanov transport: points of files, numbers on a line, masses with a file of costs."""

from __future__ import annotations

import csv
import xml.etree.ElementTree
from pathlib import Path

import numpy
import pyarrow.parquet
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist
from scipy.stats import wasserstein_distance

from conftest import EXAMPLES, Sanov

THEN, NOW = str(EXAMPLES / "weather-2012.csv"), str(EXAMPLES / "weather-2015.csv")


def columns(path: str, *names: str) -> numpy.ndarray:
    with open(path, newline="") as file:
        return numpy.array([[float(row[name]) for name in names] for row in csv.DictReader(file)])


def test_points_of_two_files(sanov: Sanov) -> None:
    answer = sanov.json("transport", THEN, NOW, "--columns", "temp_max,wind", "--cost", "euclidean")
    x, y = columns(THEN, "temp_max", "wind"), columns(NOW, "temp_max", "wind")
    costs = cdist(x, y)
    plan = answer["plan"]
    source, target = numpy.array(plan["from"], int), numpy.array(plan["to"], int)
    assert answer["cost"] == pytest.approx((numpy.array(plan["mass"]) * costs[source, target]).sum(), rel=1e-13)
    u, v = numpy.array(answer["u"]), numpy.array(answer["v"])
    assert (u[:, None] + v <= costs + 1e-12).all()
    assert u.mean() + v.mean() == pytest.approx(answer["cost"], rel=1e-12)
    assert 0 <= answer["gap"] < 1e-13
    assert answer["distance"] == answer["cost"]


def test_a_column_is_a_line(sanov: Sanov) -> None:
    answer = sanov.json("transport", f"{THEN}:wind", f"{NOW}:wind", "--cost", "euclidean")
    expected = wasserstein_distance(columns(THEN, "wind").ravel(), columns(NOW, "wind").ravel())
    assert answer["distance"] == pytest.approx(expected, rel=1e-12)


def test_all_columns_of_numbers_unless_told(sanov: Sanov) -> None:
    (sanov.folder / "a.csv").write_text("name,x,y\nu,0,0\nv,1,0\n")
    (sanov.folder / "b.csv").write_text("y,x,name\n1,0,u\n2,1,v\n")
    assert sanov.json("transport", "a.csv", "b.csv")["cost"] == 2.5


def test_a_matrix_of_points(sanov: Sanov) -> None:
    points = numpy.random.default_rng(1).normal(size=(60, 5))
    numpy.save(sanov.folder / "x.npy", points[:30])
    numpy.save(sanov.folder / "y.npy", points[30:])
    costs = cdist(points[:30], points[30:], "cosine")
    best = costs[linear_sum_assignment(costs)].mean()
    assert sanov.json("transport", "x.npy", "y.npy", "--cost", "cosine")["cost"] == pytest.approx(best, rel=1e-12)


def test_weights(sanov: Sanov) -> None:
    (sanov.folder / "a.csv").write_text("x,w\n0,3\n10,1\n")
    (sanov.folder / "b.csv").write_text("x,w\n0,1\n10,3\n")
    answer = sanov.json("transport", "a.csv", "b.csv", "--weights", "w", "--cost", "power", "--power", "3")
    assert (answer["mass"], answer["cost"]) == (4, pytest.approx(2000, rel=1e-14))
    assert answer["distance"] == pytest.approx(500 ** (1 / 3), rel=1e-14)


def test_masses_and_a_file_of_costs_by_name(sanov: Sanov) -> None:
    (sanov.folder / "a.csv").write_text("w\nsun\nsun\nsun\nrain\n")
    (sanov.folder / "b.csv").write_text("w\nrain\nrain\nsnow\nsun\n")
    (sanov.folder / "costs.csv").write_text("from,rain,snow,sun\nrain,0,2,1\nsnow,1,0,1\nsun,1,5,0\n")
    # From 3/4 sun, 1/4 rain to 1/2 rain, 1/4 snow, 1/4 sun: all that is rain had best turn to snow.
    answer = sanov.json("transport", "a.csv:w", "b.csv:w", "--costs", "costs.csv")
    assert answer["cost"] == pytest.approx(0.5 * 1 + 0.25 * 2, rel=1e-14)
    assert "distance" not in answer
    assert sanov.json("transport", "0.4,0.6", "0.3,0.7", "--costs", _two(sanov))["cost"] == (
        pytest.approx(0.1, rel=1e-12)
    )


def _two(sanov: Sanov) -> str:
    (sanov.folder / "two.csv").write_text("a,b\n0,1\n2,0\n")
    return "two.csv"


def test_the_plan_as_a_file(sanov: Sanov) -> None:
    arguments = ("transport", THEN, NOW, "--columns", "temp_max")
    plan = sanov.json(*arguments, "--plan", "plan.parquet")["plan"]
    table = pyarrow.parquet.read_table(sanov.folder / "plan.parquet").to_pydict()
    assert list(table) == ["from", "to", "mass", "cost"]
    assert (table["from"], table["to"], table["mass"]) == (plan["from"], plan["to"], plan["mass"])
    sanov(*arguments, "--plan", "plan.csv")
    with open(sanov.folder / "plan.csv", newline="") as file:
        assert [float(row["cost"]) for row in csv.DictReader(file)] == table["cost"]


def test_what_people_read(sanov: Sanov) -> None:
    answer = sanov("transport", THEN, NOW, "--columns", "temp_max,wind")
    assert answer.code == 0
    assert "From A (" in answer.out and "the least there is: no plan costs less by more than" in answer.out
    assert "The dearest moves:" in answer.out and "row 18" in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80
    assert "Drawn: 150 of" in answer.out
    plain = sanov("transport", "1,2,3", "2,4,6", LC_ALL="C")
    assert plain.out.isascii() and "W2" in plain.out


def test_pictures(sanov: Sanov) -> None:
    for given in (("1,2,3", "2,4,6"), (THEN, NOW, "--columns", "temp_max,wind")):
        assert sanov("transport", *given, "-o", "plan.svg").out.endswith("\nDrawn in plan.svg.\n")
        tree = xml.etree.ElementTree.parse(sanov.folder / "plan.svg")
        circles = tree.findall("{*}g/{*}circle")
        assert len(circles) == (6 if len(given) == 2 else 366 + 365)
    assert "draws a plan on a line or in the plane" in sanov.error(
        "transport", THEN, NOW, "--columns", "temp_max,temp_min,wind", "-o", "plan2.svg"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("1,2", "nofile.csv"), "nofile.csv cannot be read: No such file"),
        ((THEN, NOW, "--columns", "temp_mx"), "has no column 'temp_mx'. Did you mean 'temp_max'?"),
        ((THEN, "1,2", "--columns", "wind"), "--columns names columns of tables, and B is points on a line"),
        (("1,2", "3,4", "--cost", "euclidian"), "Did you mean 'euclidean'?"),
        (("1,2", "3,4", "--cost", "power"), "--power is missing"),
        (("1,2", "3,4", "--power", "3"), "--power is for --cost power"),
        (("1,2", "3,4", "--cost", "power", "--power", "0.5"), "power is 0.5"),
        (("1,nan", "3,4"), "value 2 of A is missing"),
        (("1,2", "3,inf"), "value 2 of B is Infinity. Coordinates are finite."),
        (("1,2", "3,4", "--plan", "plan.txt"), "ends in neither .csv nor .parquet"),
        (("1,2", "3,4", "-o", "plan.png"), "ends in neither .json nor .svg"),
        (("-", "-"), "cannot both be standard input"),
        (("0.4,0.6", "0.3,0.7", "--costs", "missing.csv"), "missing.csv cannot be read"),
        (("0.4,0.6", "0.3,0.7", "--costs", "c.csv", "--cost", "euclidean"), "--cost is for points"),
    ],
)
def test_bad_input(sanov: Sanov, arguments: tuple[str, ...], message: str) -> None:
    assert message in sanov.error("transport", *arguments)


def test_bad_files(sanov: Sanov) -> None:
    folder: Path = sanov.folder
    (folder / "two.csv").write_text("a,b\n0,1\n2,0\n")
    assert "has 2 rows of costs, but A has 3 cells" in sanov.error(
        "transport", "0.4,0.3,0.3", "0.3,0.7", "--costs", "two.csv"
    )
    assert "B has the mass 0.89" in sanov.error("transport", "0.4,0.6", "0.3,0.6", "--costs", "two.csv")
    (folder / "w.csv").write_text("x,w\n1,0.5\n2,-1\n")
    assert "row 2 of A (w.csv):w is -1. Weights are finite" in sanov.error(
        "transport", "w.csv", "w.csv", "--weights", "w"
    )
    (folder / "w.csv").write_text("x,w\n1,0.5\n2,\n")
    assert "row 2 of A (w.csv):w is missing" in sanov.error("transport", "w.csv", "w.csv", "--weights", "w")
    (folder / "m.csv").write_text("x,y\n1,2\n3,\n")
    assert "row 2 of A (m.csv):y is missing" in sanov.error("transport", "m.csv", "m.csv")
    (folder / "named.csv").write_text("from,rain\nsun,1\n")
    (folder / "sky.csv").write_text("w\nsun\nfog\n")
    assert "has no row 'fog'" in sanov.error("transport", "sky.csv:w", "1", "--costs", "named.csv")
