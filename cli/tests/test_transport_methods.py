"""sanov transport --method: sinkhorn, unbalanced, sliced; and the exact one on a line."""

from __future__ import annotations

import csv
import xml.etree.ElementTree

import numpy
import pyarrow.parquet
import pytest
from scipy.spatial.distance import cdist
from scipy.special import logsumexp
from scipy.stats import wasserstein_distance

from conftest import EXAMPLES, Sanov

THEN, NOW = str(EXAMPLES / "weather-2012.csv"), str(EXAMPLES / "weather-2015.csv")
BOTH = (THEN, NOW, "--columns", "temp_max,wind")


def columns(path: str, *names: str) -> numpy.ndarray:
    with open(path, newline="") as file:
        return numpy.array([[float(row[name]) for name in names] for row in csv.DictReader(file)])


def blurred(
    costs: numpy.ndarray, a: numpy.ndarray, b: numpy.ndarray, epsilon: float, shrink: float = 1
) -> numpy.ndarray:
    """A plan by Sinkhorn's iteration in the logarithms; `shrink` is reach / (reach + epsilon)."""
    f, g = numpy.zeros(len(a)), numpy.zeros(len(b))
    for _ in range(300):
        g = -shrink * epsilon * logsumexp((f[:, None] - costs) / epsilon, b=a[:, None], axis=0)
        f = -shrink * epsilon * logsumexp((g - costs) / epsilon, b=b, axis=1)
    return a[:, None] * b * numpy.exp((f[:, None] + g - costs) / epsilon)


def even(n: int) -> numpy.ndarray:
    return numpy.full(n, 1 / n)


def test_sinkhorn_against_plain_iteration(sanov: Sanov) -> None:
    answer = sanov.json("transport", *BOTH, "--method", "sinkhorn", "--epsilon", "20")
    costs = cdist(columns(THEN, "temp_max", "wind"), columns(NOW, "temp_max", "wind"), "sqeuclidean")
    plan = blurred(costs, even(366), even(365), 20)
    assert (answer["method"], answer["epsilon"], answer["status"]) == ("sinkhorn", 20, "converged")
    assert answer["transport_cost"] == pytest.approx((plan * costs).sum(), rel=1e-7)
    objective = (plan * costs).sum() + 20 * (plan * numpy.log(plan * 366 * 365)).sum()
    assert answer["objective"] == pytest.approx(objective, rel=1e-7)
    assert answer["dual"] == pytest.approx(objective, rel=1e-7)
    assert 0 <= answer["marginal_error"] < 1e-9 and answer["iterations"] > 0
    f, g = numpy.array(answer["f"]), numpy.array(answer["g"])
    again = numpy.exp((f[:, None] + g - costs) / 20) / 366 / 365
    assert again.sum(1) == pytest.approx(even(366), rel=1e-7)
    exact = sanov.json("transport", *BOTH)["cost"]
    assert answer["divergence"] < answer["objective"] and answer["transport_cost"] > exact
    near = sanov.json("transport", *BOTH, "--method", "sinkhorn", "--epsilon", "0.05")
    assert near["divergence"] == pytest.approx(exact, rel=0.02)
    assert 0 <= near["divergence_error"] < 1e-4


def test_nothing_between_a_file_and_itself(sanov: Sanov) -> None:
    answer = sanov.json("transport", THEN, THEN, "--columns", "wind", "--method", "sinkhorn", "--epsilon", "1")
    assert answer["divergence"] == 0 < answer["transport_cost"]


def test_unbalanced_against_plain_iteration(sanov: Sanov) -> None:
    (sanov.folder / "a.csv").write_text("x,w\n0,3\n1,1\n50,1\n")
    (sanov.folder / "b.csv").write_text("x,w\n0,1\n2,2\n")
    given = ("a.csv", "b.csv", "--weights", "w", "--method", "unbalanced", "--epsilon", "0.5", "--reach", "2")
    answer = sanov.json("transport", *given)
    costs = numpy.array([[0.0, 4], [1, 1], [2500, 2304]])
    plan = blurred(costs, numpy.array([3.0, 1, 1]), numpy.array([1.0, 2]), 0.5, 2 / 2.5)
    assert (answer["method"], answer["reach"]) == ("unbalanced", 2)
    assert answer["mass"] == pytest.approx(plan.sum(), rel=1e-8)
    assert answer["transport_cost"] == pytest.approx((plan * costs).sum(), rel=1e-8)
    assert "was moved; A has 5 and B 3" in sanov("transport", *given).out


def test_masses_with_a_file_of_costs(sanov: Sanov) -> None:
    (sanov.folder / "costs.csv").write_text("a,b\n0,1\n2,0\n")
    answer = sanov.json(
        "transport", "0.4,0.6", "0.3,0.7", "--costs", "costs.csv", "--method", "sinkhorn", "--epsilon", "0.5"
    )
    costs = numpy.array([[0.0, 1], [2, 0]])
    plan = blurred(costs, numpy.array([0.4, 0.6]), numpy.array([0.3, 0.7]), 0.5)
    assert answer["transport_cost"] == pytest.approx((plan * costs).sum(), rel=1e-8)
    assert "divergence" not in answer


def test_a_blurred_plan_as_a_file(sanov: Sanov) -> None:
    given = ("transport", "1,2,3", "2,4", "--method", "sinkhorn", "--epsilon", "0.7")
    sanov(*given, "--plan", "plan.parquet")
    sanov(*given, "--plan", "plan.csv")
    table = pyarrow.parquet.read_table(sanov.folder / "plan.parquet").to_pydict()
    costs = cdist([[1], [2], [3]], [[2], [4]], "sqeuclidean")
    plan = numpy.zeros((3, 2))
    plan[table["from"], table["to"]] = table["mass"]
    assert plan == pytest.approx(blurred(costs, even(3), even(2), 0.7), rel=1e-8)
    assert costs[table["from"], table["to"]] == pytest.approx(table["cost"], rel=1e-14)
    with open(sanov.folder / "plan.csv", newline="") as file:
        assert [float(row["mass"]) for row in csv.DictReader(file)] == table["mass"]
    sanov(*given, "-o", "plan.svg")
    tree = xml.etree.ElementTree.parse(sanov.folder / "plan.svg")
    assert len(tree.findall("{*}g/{*}circle")) == 5


def test_a_plan_too_large_to_write(sanov: Sanov) -> None:
    numpy.save(sanov.folder / "x.npy", numpy.random.default_rng(1).normal(size=(4000, 2)))
    said = sanov.error("transport", "x.npy", "x.npy", "--method", "sinkhorn", "--epsilon", "9", "--plan", "plan.csv")
    assert "the plan has 4,000 by 4,000 entries, and 10,000,000 are the most that are written" in said
    assert "--method exact has a plan of 7,999 at most" in said


@pytest.mark.parametrize(("cost", "p"), [(("--cost", "euclidean"), 1), ((), 2), (("--cost", "power", "--power", "3"), 3)])
def test_sliced(sanov: Sanov, cost: tuple[str, ...], p: float) -> None:
    given = (*BOTH, *cost, "--method", "sliced", "--projections", "4000")
    answer = sanov.json("transport", *given, "--seed", "5")
    assert (answer["p"], answer["projections"], answer["seed"]) == (p, 4000, 5)
    angles = (numpy.arange(2000) + 0.5) / 2000 * numpy.pi
    x, y = columns(THEN, "temp_max", "wind"), columns(NOW, "temp_max", "wind")
    levels = (numpy.arange(366 * 365) + 0.5) / (366 * 365)
    powers = []
    for angle in angles[::40]:
        theta = numpy.array([numpy.cos(angle), numpy.sin(angle)])
        u, v = numpy.sort(x @ theta), numpy.sort(y @ theta)
        powers.append(numpy.mean(numpy.abs(u[(levels * 366).astype(int)] - v[(levels * 365).astype(int)]) ** p))
    assert abs(answer["value"] - numpy.mean(powers) ** (1 / p)) < 5 * answer["standard_error"]
    assert sanov.json("transport", *given, "--seed", "6")["value"] != answer["value"]


def test_exact_on_a_line_is_sorting(sanov: Sanov) -> None:
    rng = numpy.random.default_rng(1)
    x, y = rng.normal(size=100_000), rng.normal(size=120_000) + 1
    numpy.save(sanov.folder / "x.npy", x.reshape(-1, 1))
    numpy.save(sanov.folder / "y.npy", y.reshape(-1, 1))
    answer = sanov.json("transport", "x.npy", "y.npy", "--cost", "euclidean")
    assert answer["distance"] == pytest.approx(wasserstein_distance(x, y), rel=1e-12)
    assert 0 <= answer["gap"] < 1e-12 and answer["pivots"] == 0
    assert len(answer["plan"]["mass"]) < 220_000


def test_weights_on_a_line(sanov: Sanov) -> None:
    (sanov.folder / "a.csv").write_text("x,w\n0,3\n10,1\n")
    (sanov.folder / "b.csv").write_text("x,w\n1,1\n10,3\n")
    answer = sanov.json("transport", "a.csv", "b.csv", "--weights", "w", "--plan", "plan.csv")
    assert (answer["mass"], answer["cost"], answer["pivots"]) == (4, pytest.approx(1 + 2 * 100, rel=1e-14), 0)
    assert sum(m for m in answer["plan"]["mass"]) == pytest.approx(4, rel=1e-15)
    u, v = answer["u"], answer["v"]
    assert 3 * u[0] + u[1] + v[0] + 3 * v[1] == pytest.approx(201, rel=1e-13)
    with open(sanov.folder / "plan.csv", newline="") as file:
        assert [float(row["cost"]) for row in csv.DictReader(file)] == [1, 100, 0]


def test_what_people_read(sanov: Sanov) -> None:
    answer = sanov("transport", *BOTH, "--method", "sinkhorn", "--epsilon", "1")
    for word in ("blurred by 1", "divergence", "⟨P, C⟩", "objective", "marginal error", "converged after"):
        assert word in answer.out
    plain = sanov("transport", "1,2", "3,4", "--method", "sliced", LC_ALL="C").out
    assert plain.isascii() and "standard error" in plain and "128 random directions of seed 0" in plain
    for method in (("sinkhorn",), ("unbalanced", "--reach", "2")):
        plain = sanov("transport", "1,2", "3,4", "--method", *method, "--epsilon", "1", LC_ALL="C").out
        assert plain.isascii() and "?" not in plain and "<P, C> + eps KL(P||a x b)" in plain
    slow = sanov("transport", *BOTH, "--method", "sinkhorn", "--epsilon", "1e-9").out
    assert "misplaced: stopped after" in slow
    for text in (answer.out, slow, sanov("transport", "--help").out):
        assert max(map(len, text.splitlines())) <= 80 or "$ sanov" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--method", "sinkhron"), "--method 'sinkhron' is unknown. Did you mean 'sinkhorn'?"),
        (("--method", "greedy"), "'greedy' is unknown. It is exact, sinkhorn, unbalanced or sliced"),
        (("--epsilon", "1"), "--epsilon is for --method sinkhorn or unbalanced, not for exact"),
        (("--method", "sinkhorn"), "--epsilon is missing. --method sinkhorn needs it"),
        (("--method", "sinkhorn", "--epsilon", "0"), "--epsilon is 0"),
        (("--method", "sinkhorn", "--epsilon", "-1"), "--epsilon is -1"),
        (("--method", "sinkhorn", "--epsilon", "much"), "much"),
        (("--method", "sinkhorn", "--epsilon", "1", "--reach", "1"), "--reach is for --method unbalanced, not for"),
        (("--method", "unbalanced", "--epsilon", "1"), "--reach is missing. --method unbalanced needs it"),
        (("--method", "unbalanced", "--epsilon", "1", "--reach", "0"), "--reach is 0"),
        (("--projections", "9"), "--projections is for --method sliced, not for exact"),
        (("--method", "unbalanced", "--seed", "1"), "--seed is for --method sliced, not for unbalanced"),
        (("--method", "sliced", "--seed", "-1"), "--seed: a whole number from 0 on is needed, not -1"),
        (("--method", "sliced", "--projections", "-5"), "--projections: Value  -5 not in range 2 to 10000000"),
        (("--method", "sliced", "--projections", "1"), "--projections: Value 1 not in range"),
        (("--method", "sliced", "--plan", "p.csv"), "--plan is for --method exact, sinkhorn or unbalanced, not for sliced"),
        (("--method", "sliced", "-o", "p.svg"), "draws a plan, and --method sliced has none"),
        (("--method", "sliced", "--costs", "c.csv"), "--costs is for --method exact, sinkhorn or unbalanced"),
        (("--method", "sliced", "--cost", "cosine"), "--cost cosine is not for --method sliced"),
        (("--method", "sinkhorn", "--epsilon", "1", "--plan", "plan.txt"), "ends in neither .csv nor .parquet"),
    ],
)
def test_bad_input(sanov: Sanov, arguments: tuple[str, ...], message: str) -> None:
    assert message in sanov.error("transport", "1,2", "3,4", *arguments)


def test_bad_values_are_named_in_every_method(sanov: Sanov) -> None:
    (sanov.folder / "w.csv").write_text("x,w\n1,0.5\n2,-1\n")
    for method in (("sinkhorn", "--epsilon", "1"), ("unbalanced", "--epsilon", "1", "--reach", "1"), ("sliced",)):
        assert "value 2 of B is Infinity" in sanov.error("transport", "1,2", "3,inf", "--method", *method)
        said = sanov.error("transport", "w.csv", "w.csv", "--weights", "w", "--method", *method)
        assert "row 2 of A (w.csv):w is -1" in said
    (sanov.folder / "v.csv").write_text("x,w\n1,1\n2,3\n")
    (sanov.folder / "u.csv").write_text("x,w\n1,1\n2,1\n")
    unequal = ("transport", "u.csv", "v.csv", "--weights", "w")
    assert "has the mass 4" in sanov.error(*unequal)
    assert "has the mass 4" in sanov.error(*unequal, "--method", "sinkhorn", "--epsilon", "1")
    for method in ((), ("--method", "sinkhorn", "--epsilon", "1")):
        said = sanov.error("transport", "1e200,2", "3,4", *method)
        assert "overflow" in said and ("A and B are so far apart" in said or "A lies so far from B" in said)
    (sanov.folder / "c.csv").write_text("a,b\n0,1\ninf,inf\n")
    said = sanov.error("transport", "0.4,0.6", "0.3,0.7", "--costs", "c.csv", "--method", "sinkhorn", "--epsilon", "1")
    assert "c.csv forbid too much: cell 2 of A has weight" in said
