"""sanov matrix --by: all pairs of groups, and their tree."""

from __future__ import annotations

import csv
from collections import defaultdict

import numpy as np
import pytest
import scipy.cluster.hierarchy
import scipy.stats
from scipy.spatial import distance

from conftest import EXAMPLES, Sanov

BIRDS = str(EXAMPLES / "birdstrikes.csv")
PHASE, SIZE, SPEED = "Phase of flight", "Wildlife Size", "Speed IAS in knots"


def values_by(by: str, of: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    with open(BIRDS, newline="") as file:
        for row in csv.DictReader(file):
            if row[by] and row[of]:
                found[row[by]].append(row[of])
    return found


def test_texts_by_js_distance(sanov: Sanov) -> None:
    answer = sanov.json("matrix", BIRDS, "--by", PHASE, "--of", SIZE)
    groups = values_by(PHASE, SIZE)
    assert dict(zip(answer["labels"], answer["rows"])) == {name: len(all) for name, all in groups.items()}
    sizes = sorted({value for all in groups.values() for value in all})
    shares = [[groups[name].count(size) / len(groups[name]) for size in sizes] for name in answer["labels"]]
    expected = distance.pdist(shares, "jensenshannon")
    np.testing.assert_allclose(answer["values"], distance.squareform(expected), rtol=1e-9, atol=1e-12)
    tree = scipy.cluster.hierarchy.average(expected)
    assert [merge["height"] for merge in answer["merges"]] == pytest.approx(tree[:, 2], rel=1e-9)
    assert [merge["size"] for merge in answer["merges"]] == tree[:, 3].tolist()
    assert sorted(answer["order"]) == list(range(len(groups)))


def test_numbers_by_wasserstein(sanov: Sanov) -> None:
    answer = sanov.json("matrix", BIRDS, "--by", PHASE, "--of", SPEED, "--measure", "wasserstein")
    groups = {name: [float(x) for x in all] for name, all in values_by(PHASE, SPEED).items() if len(all) >= 5}
    assert sorted(answer["labels"]) == sorted(groups) and answer["left_out"] == 2
    for i, a in enumerate(answer["labels"]):
        for j, b in enumerate(answer["labels"]):
            expected = scipy.stats.wasserstein_distance(groups[a], groups[b])
            assert answer["values"][i][j] == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_the_tree_in_a_terminal(sanov: Sanov) -> None:
    answer = sanov("matrix", BIRDS, "--by", PHASE, "--of", SIZE)
    lines = answer.out.splitlines()
    assert answer.code == 0 and all(len(line) <= 80 for line in lines)
    order = sanov.json("matrix", BIRDS, "--by", PHASE, "--of", SIZE)
    rows = [line for line in lines if "──" in line]
    assert [row.split("  ")[0] for row in rows] == [order["labels"][place] for place in order["order"]]
    assert "?" not in sanov("matrix", BIRDS, "--by", PHASE, "--of", SIZE, "--ascii").out


def test_pictures_and_files_are_in_the_order_of_the_tree(sanov: Sanov) -> None:
    answer = sanov.json("matrix", BIRDS, "--by", PHASE, "--of", SIZE)
    ordered = [answer["labels"][place] for place in answer["order"]]
    assert sanov("matrix", BIRDS, "--by", PHASE, "--of", SIZE, "-o", "m.csv").code == 0
    with open(sanov.folder / "m.csv", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][1:] == ordered and [row[0] for row in rows[1:]] == ordered
    assert ordered[0] in sanov("matrix", BIRDS, "--by", PHASE, "--of", SIZE, "--picture").out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--by", PHASE], "--by comes with the other"),
        (["--of", SIZE], "--of comes with the other"),
        (["--by", "Phase", "--of", SIZE], "column Phase is not in"),
        (["--by", PHASE, "--of", SIZE, "--measure", "wasserstein"], "is of texts"),
        (["--by", PHASE, "--of", SIZE, "--measure", "entropy"], "is of shape 'one'"),
        (["--by", PHASE, "--of", SIZE, "--min-rows", "9000"], "A matrix needs at least 2 groups"),
        (["--by", PHASE, "--of", SIZE, "--counts"], "--counts is of rows"),
    ],
)
def test_bad_input(sanov: Sanov, options: list[str], said: str) -> None:
    assert said in sanov.error("matrix", BIRDS, *options)
