"""sanov describe, and the families of sanov list."""

from __future__ import annotations

import math
import re

import pytest

from conftest import Sanov


def test_says_moments_entropy_and_quartiles(sanov: Sanov) -> None:
    found = sanov.json("describe", "gamma(2,3)")
    assert found["family"] == "gamma" and found["parameters"] == {"shape": 2, "scale": 3}
    assert found["distribution"] == "gamma(shape=2, scale=3)"
    assert found["support"] == [0, "Infinity"] and found["whole"] is False
    assert (found["mean"], found["variance"]) == (6, 18)
    assert found["skewness"] == pytest.approx(math.sqrt(2), rel=1e-14)
    # 2 + ln 3 + ln Γ(2) − ψ(2), ψ(2) = 1 − 0.5772…
    assert found["entropy"] == pytest.approx(1 + math.log(3) + 0.5772156649015329, rel=1e-14)
    assert sanov.json("describe", "gamma(2,3)", "--bits")["entropy"] == found["entropy"] / math.log(2)
    text = sanov("describe", "gamma(2,3)")
    assert text.code == 0 and "entropy          2.67583 nats" in text.out and "mean             6\n" in text.out


def test_at_and_quantiles(sanov: Sanov) -> None:
    found = sanov.json("describe", "exponential(2)", "--at", "1,-1.5", "--at", "2*2", "--quantile", ".5")
    assert [row["x"] for row in found["at"]] == [1, -1.5, 4]
    assert found["at"][2]["pdf"] == pytest.approx(math.exp(-2) / 2, rel=1e-14)
    assert found["at"][1] == {"x": -1.5, "pdf": 0, "log_pdf": "-Infinity", "cdf": 0, "sf": 1}
    assert found["quantiles"] == [{"p": 0.5, "x": pytest.approx(2 * math.log(2), rel=1e-15)}]
    assert "pmf" in sanov.json("describe", "poisson(3)", "--at", "2")["at"][0]


def test_draws_depend_on_the_seed_alone(sanov: Sanov) -> None:
    def draws(*more: str, **variables: str) -> list[float]:
        return sanov.json("describe", "normal", "--sample", "5000", *more, **variables)["sample"]

    one = draws("--seed", "1")
    assert len(one) == 5000 and one == draws("--seed", "1", SANOV_THREADS="1")
    assert one != draws("--seed", "2") and draws() == draws("--seed", "0")
    assert "10 draws, seed 1" in sanov("describe", "normal", "--sample", "10", "--seed", "1").out


def test_draws_the_density(sanov: Sanov) -> None:
    picture = sanov("describe", "tabulated(0:0, 1:1, 2:0)").out.splitlines()[2:10]
    heights = [sum(row[column : column + 1] == "█" for row in picture) for column in range(2, 78)]
    assert heights[:30] == sorted(heights[:30]) and heights[-30:] == sorted(heights[-30:], reverse=True)
    assert max(heights[30:46]) == 8 and heights[0] == 0


def test_plain_ascii_and_eighty_columns(sanov: Sanov) -> None:
    for spec in ("gamma(2,3)", "0.5*normal(-5,1)+0.5*normal(10,1)", "zero_inflated(gamma(2,3),0.3)", "poisson(1e6)"):
        for more, variables in ((["--ascii"], {}), ([], {"NO_COLOR": "1"}), ([], {})):
            answer = sanov("describe", spec, "--at", "1", "--quantile", "0.5", *more, **variables)
            assert answer.code == 0 and max(map(len, answer.out.splitlines())) <= 80
            assert not more or answer.out.isascii()


def test_names_an_atom(sanov: Sanov) -> None:
    assert "at 0 a probability of its own, 0.3" in sanov("describe", "zero_inflated(normal,0.3)").out


def test_errors_point_at_the_character(sanov: Sanov) -> None:
    answer = sanov("describe", "gamma(2, shap=3)")
    assert answer.code == 2 and answer.out == ""
    assert answer.err.splitlines() == [
        "sanov describe: gamma has no parameter 'shap'. Did you mean shape?",
        "  gamma(2, shap=3)",
        "           ^^^^",
    ]
    assert sanov("describe", "normal", "--at", "x").err.splitlines()[1:] == ["  x", "  ^"]
    assert sanov.error("describe", "normal", "--quantile", "2") == (
        "sanov describe: --quantile is 2. A probability in [0, 1] is needed."
    )


def test_lists_the_families(sanov: Sanov) -> None:
    text = sanov("list", "families").out
    assert re.search("\n  gamma +shape=1, scale=1 · x ≥ 0\n", text)
    assert "of whole numbers" in text and "truncated(normal, 0, inf)" in text
    assert max(map(len, text.splitlines())) <= 80
    assert text == sanov("list", "--of", "families").out
    families = sanov.json("list", "families")["families"]
    gamma = next(family for family in families if family["name"] == "gamma")
    assert gamma["support"] == "x ≥ 0" and [p["name"] for p in gamma["parameters"]] == ["shape", "scale"]
    assert all(family["support"] for family in families)
    assert "scipy gamma(a=shape, scale=scale)" in sanov("list", "gamma").out
    assert sanov.json("list", "gamma")["families"] == [gamma]


def test_a_misspelt_family(sanov: Sanov) -> None:
    assert sanov.error("list", "gama") == "sanov list: family 'gama' is unknown. Did you mean gamma?"
    assert sanov.error("list", "--of", "families", "poison") == (
        "sanov list: family 'poison' is unknown. Did you mean poisson?"
    )
