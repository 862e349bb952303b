"""sanov compare --joint and --target."""

from __future__ import annotations

import random

import pytest

from conftest import EXAMPLES, Sanov

REFERENCE, CURRENT = (str(EXAMPLES / f"weather-{year}.csv") for year in (2012, 2015))


def write(sanov: Sanov, name: str, correlation: float, seed: int, rows: int = 600) -> str:
    draw = random.Random(seed)
    lines = ["a,b"]
    for _ in range(rows):
        a = draw.gauss(0, 1)
        lines.append(f"{a},{correlation * a + (1 - correlation**2) ** 0.5 * draw.gauss(0, 1)}")
    (sanov.folder / name).write_text("\n".join(lines))
    return name


def test_joint(sanov: Sanov) -> None:
    files = write(sanov, "r.csv", 0.7, 1), write(sanov, "c.csv", -0.7, 2)
    alone = sanov("compare", *files)
    assert alone.code == 0 and "no column differs" in alone.out
    together = sanov("compare", *files, "--joint", "a,b")
    assert together.code == 1
    assert "no column differs (false discovery rate 5%); together they differ (p 0.001)" in " ".join(together.out.split())
    assert "together: " in together.out and "AUC 0.8" in together.out and "KL by neighbours" in together.out
    assert sanov("compare", *files, "--joint", "a,b", "--exit-zero").code == 0
    for columns in ("60", "80", "200"):
        assert max(map(len, sanov("compare", *files, "--joint", "a,b", COLUMNS=columns).out.splitlines())) <= max(80, int(columns))
    assert sanov("compare", *files, "--joint", "a,b", "--ascii").out.isascii()


def test_joint_of_one_distribution_is_said_in_the_verdict_too(sanov: Sanov) -> None:
    files = write(sanov, "r.csv", 0.7, 3), write(sanov, "c.csv", 0.7, 4)
    answer = sanov("compare", *files, "--joint", "a,b", "--permutations", "99")
    assert answer.code == 0 and "; together they do not (p " in " ".join(answer.out.split())


def test_joint_in_json(sanov: Sanov) -> None:
    answer = sanov("compare", REFERENCE, CURRENT, "--joint", "temp_max,wind,weather", "--permutations", "99", "--json")
    joint = answer.json["joint"]
    assert joint["reference_rows"] == 366 and joint["dimensions"] == 7 and joint["classifier"]["p"] == 0.01
    assert {column["column"] for column in joint["columns"]} == {"temp_max", "wind", "weather"}
    assert joint["kl"]["interval"] is None and answer.json["shift"] is None
    again = sanov("compare", REFERENCE, CURRENT, "--joint", "temp_max,wind,weather", "--permutations", "99", "--json", SANOV_THREADS="1")
    assert again.out == answer.out


def test_target(sanov: Sanov) -> None:
    answer = sanov("compare", REFERENCE, CURRENT, "--target", "weather", "--json").json
    shift = answer["shift"]
    assert shift["target"] == "weather" and shift["target_shift"]["p"] == 0.001
    assert {each["covariate"] for each in shift["covariates"]} == {"temp_max", "temp_min", "wind", "precipitation"}
    for each in [*shift["covariates"], shift["together"]]:
        parts = each["covariate_shift"]["nats"] + each["concept_shift"]["nats"]
        assert abs(parts - each["total"]) < 1e-12
    text = sanov("compare", REFERENCE, CURRENT, "--target", "weather", "--columns", "weather,wind").out
    assert "target weather" in text and "I(S; Y | X)" in text and "all, by score" not in text


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--joint", "wind,wimd"], "wimd, which is not in"),
        (["--joint", "wind"], "At least 2 columns are needed"),
        (["--target", "wether"], "Did you mean weather?"),
        (["--joint", "wind,temp_max", "--permutations", "-1"], "--permutations"),
        (["--joint", ""], "--joint"),
    ],
)
def test_bad_options(sanov: Sanov, options: list[str], message: str) -> None:
    assert message in sanov.error("compare", REFERENCE, CURRENT, *options)
