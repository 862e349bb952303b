"""sanov compare --weights: rows that count more than others."""

from __future__ import annotations

import math
import random

import pytest

from conftest import EXAMPLES, Sanov

REFERENCE, CURRENT = (str(EXAMPLES / f"weather-{year}.csv") for year in (2012, 2015))


def write(sanov: Sanov, name: str, rows: list[tuple[object, ...]]) -> str:
    (sanov.folder / name).write_text("\n".join(",".join(map(str, row)) for row in [("t", "x", "w"), *rows]) + "\n")
    return name


def survey(sanov: Sanov, name: str, seed: int, rows: int = 400) -> tuple[str, list[tuple[object, ...]]]:
    draw = random.Random(seed)
    table = [(draw.choice("abc"), round(draw.gauss(0, 1), 3), draw.choice((1, 2.5, 7))) for _ in range(rows)]
    return write(sanov, name, table), table


def test_shares_by_weight(sanov: Sanov) -> None:
    (before, old), (after, new) = survey(sanov, "a.csv", 1), survey(sanov, "b.csv", 2)
    answer = sanov.json("compare", before, after, "--weights", "w")
    text = next(column for column in answer["columns"] if column["column"] == "t")
    assert {column["column"] for column in answer["columns"]} == {"t", "x"}
    js = 0.0
    for cell in text["cells"]:
        p, q = (sum(w for t, _, w in rows if t == cell["label"]) / sum(w for _, _, w in rows) for rows in (new, old))
        assert (cell["reference_share"], cell["current_share"]) == pytest.approx((q, p), rel=1e-9)
        assert cell["reference"] == sum(t == cell["label"] for t, _, _ in old)
        js += p / 2 * math.log(2 * p / (p + q)) + q / 2 * math.log(2 * q / (p + q))
    assert text["js"] == pytest.approx(js, rel=1e-6)
    kish = [sum(w for *_, w in rows) ** 2 / sum(w * w for *_, w in rows) for rows in (old, new)]
    weights = answer["weights"]
    assert [weights["reference_effective"], weights["current_effective"]] == pytest.approx(kish, rel=1e-9)
    number = next(column for column in answer["columns"] if column["column"] == "x")
    points = sorted({x for _, x, _ in old + new})
    below = [[sum(w for _, x, w in rows if x <= at) / sum(w for *_, w in rows) for at in points] for rows in (old, new)]
    gaps = [abs(f - g) for f, g in zip(*below, strict=True)]
    assert number["axis"]["kolmogorov_smirnov"] == pytest.approx(max(gaps), rel=1e-9)
    area = sum(gap * (b - a) for gap, a, b in zip(gaps, points, points[1:]))
    assert number["axis"]["wasserstein"] == pytest.approx(area, rel=1e-9)


def test_the_answer_says_what_weights_are_worth(sanov: Sanov) -> None:
    half = [(i % 2 and "a" or "b", i, 1 + i % 2 * 2) for i in range(1000)]  # 1 and 3: (1 + 3)²/2(1 + 9) of the rows
    before, after = write(sanov, "a.csv", half), write(sanov, "b.csv", [*half[:500], ("a", 3, 0)])
    out = " ".join(sanov("compare", before, after, "--weights", "w").out.split())
    assert "weights `w`: n 1,000 counts as 800, m 500 as 400, in intervals, floors and p" in out
    assert "0 and 1 rows of weight 0 are left out" in out and "as many as their weights are worth" in out
    plain = sanov.json("compare", before, before)
    assert plain["weights"] is None


def test_weights_that_are_equal_change_nothing(sanov: Sanov) -> None:
    rows = [[(t, x, 4) for t, x, _ in survey(sanov, "x.csv", seed)[1]] for seed in (1, 2)]
    before, after = (write(sanov, name, each) for name, each in zip(("a.csv", "b.csv"), rows, strict=True))
    weighted = sanov.json("compare", before, after, "--weights", "w")
    plain = sanov.json("compare", before, after, "--columns", "t,x")
    assert weighted.pop("weights")["reference_effective"] == 400 and plain.pop("weights") is None
    assert weighted == plain


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ("1,-2,3", "compare: row 2 of b.csv has the weight -2 in w. Weights are finite and not negative."),
        ("1,nan,3", "compare: row 2 of b.csv has no weight in w."),
        ("1,,3", "compare: row 2 of b.csv has no weight in w."),
        ("1,2,inf", "compare: row 3 of b.csv has the weight Infinity in w. Weights are finite and not negative."),
        ("0,0,0", "compare: weights in w of b.csv are all 0."),
        ("1,many,3", "compare: weights names w, which is text in b.csv. Weights are numbers."),
    ],
)
def test_bad_weights(sanov: Sanov, weights: str, message: str) -> None:
    for name, column in (("a.csv", "1,2,3"), ("b.csv", weights)):
        write(sanov, name, [("a", i, w) for i, w in enumerate(column.split(","))])
    assert message in sanov.error("compare", "a.csv", "b.csv", "--weights", "w")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--weights", "wimd"], "names wimd, which is not in"),
        (["--weights", "weather"], "which is text in"),
        (["--weights", "date"], "Weights are numbers"),
        (["--weights", "wind", "--columns", "wind,weather"], "columns names wind, which holds the weights"),
        (["--weights", "wind", "--block", "month"], "weights do not go with block"),
        (["--weights", "wind", "--cluster", "weather"], "weights do not go with block"),
        (["--weights", "wind", "--joint", "temp_max,temp_min"], "weights do not go with joint"),
        (["--weights", "wind", "--target", "weather"], "weights do not go with target"),
        (["--weights", "wind", "--rule", "wind: psi > 1"], "is about a column that is not compared"),
        (["--weights", "wind", "--over", "date"], "--weights does not go with windows"),
        (["--weights", ""], "--weights"),
    ],
)
def test_bad_options(sanov: Sanov, options: list[str], message: str) -> None:
    assert message in sanov.error("compare", REFERENCE, CURRENT, *options)


def test_profiles_have_no_weights(sanov: Sanov) -> None:
    assert sanov("profile", REFERENCE, "-o", "r.profile").code == 0
    assert "need the rows, and a profile has counted each of them once" in sanov.error(
        "compare", "r.profile", CURRENT, "--weights", "wind"
    )
