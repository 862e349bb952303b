"""sanov transport: what it prints, where it stops early, and its pictures."""

from __future__ import annotations

import json
import xml.etree.ElementTree
from xml.etree.ElementTree import Element

import numpy
import pytest

from conftest import EXAMPLES, Sanov

THEN, NOW = str(EXAMPLES / "weather-2012.csv"), str(EXAMPLES / "weather-2015.csv")
BOTH = (THEN, NOW, "--columns", "temp_max,wind")


def texts(root: Element) -> list[str]:
    return [element.text or "" for element in root.findall("{*}text")]


def svg(sanov: Sanov, *given: str) -> Element:
    assert sanov("transport", *given, "-o", "plan.svg").code == 0
    return xml.etree.ElementTree.parse(sanov.folder / "plan.svg").getroot()


def test_a_picture_says_what_it_left_out(sanov: Sanov) -> None:
    rng = numpy.random.default_rng(1)
    x, y = rng.normal(size=(6000, 2)), rng.normal(size=(6000, 2)) + 3
    numpy.save(sanov.folder / "x.npy", x)
    numpy.save(sanov.folder / "y.npy", y)
    root = svg(sanov, "x.npy", "y.npy")
    lines = root.findall("{*}g/{*}line")
    assert f"Drawn: {len(lines):,} of 6,000 moves, with their ends" in texts(root)
    assert 1900 < len(lines) <= 2000
    circles = root.findall("{*}g/{*}circle")
    assert len(circles) == 2 * len(lines)
    # All masses are the same, so that each part of the plane has its share of the lines: of those from the left of the
    # median, half.
    everywhere = numpy.concatenate([x, y])[:, 0]
    across = (numpy.median(x[:, 0]) - everywhere.min()) / numpy.ptp(everywhere)
    starts = numpy.array([float(line.get("x1", "nan")) for line in lines])
    middle = 36 + 520 * across
    assert abs((starts < middle).mean() - 0.5) < 0.02
    before = (sanov.folder / "plan.svg").read_bytes()
    svg(sanov, "x.npy", "y.npy")
    assert (sanov.folder / "plan.svg").read_bytes() == before


def test_a_blurred_picture_has_every_source(sanov: Sanov) -> None:
    root = svg(sanov, *BOTH, "--method", "sinkhorn", "--epsilon", "5")
    lines = root.findall("{*}g/{*}line")
    assert any(text.startswith(f"Drawn: {len(lines):,} of") for text in texts(root)) and len(lines) <= 1200
    rings = {(c.get("cx"), c.get("cy")) for c in root.findall("{*}g")[1].findall("{*}circle")}
    assert {(line.get("x1"), line.get("y1")) for line in lines} == rings


def test_names_and_round_numbers_in_a_picture(sanov: Sanov) -> None:
    words = texts(svg(sanov, *BOTH))
    assert f"from A ({THEN})"[:40] in " ".join(words) and "wind" in words
    assert [word for word in words if word.lstrip("-").isdigit()] == ["0", "10", "20", "30", "2", "4", "6", "8"]
    numpy.save(sanov.folder / "small.npy", numpy.linspace(9.604e-5, 1.97e-4, 30))
    words = texts(svg(sanov, "small.npy", "small.npy"))
    assert [word for word in words if word[0].isdigit()] == ["0.0001", "0.00012", "0.00014", "0.00016", "0.00018"]
    words = texts(svg(sanov, "2,2,2", "2,2"))
    assert words.count("2") == 1
    assert "position: 2\n" in sanov("transport", "2,2,2", "2,2").out


def test_equal_points_are_both_seen(sanov: Sanov) -> None:
    groups = svg(sanov, "1,2", "1,2").findall("{*}g")[1:]
    assert [group.get("fill") for group in groups] == ["none", "#c8501e"]
    radii = [float(group.findall("{*}circle")[0].get("r", "0")) for group in groups]
    assert radii[1] < radii[0]


def test_files_beside_the_answer(sanov: Sanov) -> None:
    answer = sanov("transport", "1,2,3", "2,4,6", "-o", "plan.svg", "--plan", "plan.csv")
    assert "cost  4.66667" in answer.out
    assert answer.out.endswith("\nWritten to plan.csv: 3 moves, from and to counted from 0.\nDrawn in plan.svg.\n")
    answer = sanov("transport", "1,2,3", "2,4,6", "-o", "plan.svg", "--json")
    assert json.loads(answer.out)["cost"] == pytest.approx(14 / 3)
    answer = sanov("transport", "1,2,3", "2,4,6", "-o", "plan.json")
    assert answer.out.endswith("\nWritten to plan.json.\n")
    assert json.loads((sanov.folder / "plan.json").read_text())["cost"] == pytest.approx(14 / 3)


def test_a_blurred_answer_has_its_moves_dual_and_marginals(sanov: Sanov) -> None:
    given = ("transport", "0,1,5", "0,2", "--method", "sinkhorn", "--epsilon", "2")
    answer = sanov.json(*given)
    assert answer["row_masses"] == pytest.approx([1 / 3] * 3) and answer["column_masses"] == pytest.approx([0.5] * 2)
    assert answer["gap"] == answer["objective"] - answer["dual"]
    assert answer["divergence_status"] == "converged"
    out = sanov(*given).out
    assert "no plan has a lower objective" in out and "The dearest moves:" in out
    assert out.split("The dearest moves:\n")[1].splitlines()[1].split()[:4] == ["value", "3", "value", "2"]


def test_dust_is_not_shown(sanov: Sanov) -> None:
    given = ("transport", "0,10", "0,10", "--method", "sinkhorn", "--epsilon", "2")
    sanov(*given, "--plan", "plan.csv")
    lines = (sanov.folder / "plan.csv").read_text().splitlines()[1:]
    masses = sorted(float(line.split(",")[2]) for line in lines)
    assert len(masses) == 4 and 0 < masses[1] < 1e-20
    moves = sanov(*given).out.split("The dearest moves:\n")[1].split("\n\n")[0].splitlines()
    assert len(moves) == 3


def test_stopped_early(sanov: Sanov) -> None:
    given = (*BOTH, "--max-pivots", "20")
    answer = sanov.json("transport", *given)
    best = sanov.json("transport", *BOTH)["cost"]
    assert answer["status"] == "iteration limit"
    assert answer["cost"] - answer["gap"] <= best < answer["cost"]
    text = sanov("transport", *given)
    assert text.code == 0 and ", not the least: that is from " in text.out
    assert "its square root: the Wasserstein distance is at most that" in text.out
    blurred = (*BOTH, "--method", "sinkhorn", "--epsilon", "0.01")
    answer = sanov.json("transport", *blurred, "--max-iterations", "5")
    assert (answer["status"], answer["iterations"] <= 5) == ("iteration limit", True)
    assert answer["marginal_error"] > 1e-9
    assert "stopped after 5 passes" in sanov("transport", *blurred, "--max-iterations", "5").out
    rough = sanov.json("transport", *BOTH, "--method", "sinkhorn", "--epsilon", "5", "--tolerance", "0.1")
    fine = sanov.json("transport", *BOTH, "--method", "sinkhorn", "--epsilon", "5")
    assert rough["status"] == "converged" and rough["iterations"] < fine["iterations"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("--max-iterations", "9"), "--max-iterations is for --method sinkhorn or unbalanced, not for exact"),
        (("--tolerance", "1"), "--tolerance is for --method sinkhorn or unbalanced, not for exact"),
        (("--method", "sliced", "--max-pivots", "9"), "--max-pivots is for --method exact, not for sliced"),
        (("--method", "sinkhorn", "--epsilon", "1", "--tolerance", "0"), "--tolerance is 0"),
        (("--method", "sinkhorn", "--epsilon", "1", "--max-iterations", "2"), "--max-iterations: Value 2 not in range"),
    ],
)
def test_bad_limits(sanov: Sanov, given: tuple[str, ...], message: str) -> None:
    assert message in sanov.error("transport", "1,2", "3,4", *given)


def test_help_says_what_counts_from_where(sanov: Sanov) -> None:
    text = " ".join(sanov("transport", "--help").out.split())
    assert "Rows count from 0 there and in JSON, from 1 on the screen" in text
    assert '"status" in JSON; the exit code is 0 then too' in text
