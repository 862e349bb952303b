"""sanov measure of two distributions, by their names and parameters."""

from __future__ import annotations

import math
from typing import Any

import pytest

from conftest import Sanov


def divergences(sanov: Sanov, p: str, q: str, *more: str) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in sanov.json("measure", p, q, *more)["divergences"]}


def test_two_normals_are_as_far_apart_as_the_textbook_says(sanov: Sanov) -> None:
    found = divergences(sanov, "normal(0,1)", "normal(1,2)")
    assert found["kl"]["value"] == pytest.approx(math.log(2) + 2 / 8 - 0.5, rel=1e-13)
    assert found["kl"]["method"] == "closed form" and found["kl"]["error"] < 1e-14
    assert found["reverse_kl"]["value"] == pytest.approx(-math.log(2) + 5 / 2 - 0.5, rel=1e-13)
    overlap = math.sqrt(2 * 2 / 5) * math.exp(-1 / 20)
    assert found["hellinger"]["value"] == pytest.approx(math.sqrt(1 - overlap), rel=1e-12)
    assert found["wasserstein(2)"]["value"] == pytest.approx(math.sqrt(2), rel=1e-9)
    bits = divergences(sanov, "normal(0,1)", "normal(1,2)", "--bits")
    assert bits["kl"]["value"] == found["kl"]["value"] / math.log(2)
    assert bits["hellinger"] == found["hellinger"]


def test_says_why_a_divergence_is_infinite(sanov: Sanov) -> None:
    found = divergences(sanov, "normal(0,1)", "student_t(0,1,5)")
    assert found["kl"]["value"] < 0.1 and "reason" not in found["kl"]
    assert found["chi_squared"]["value"] < 1
    found = divergences(sanov, "exponential", "normal(0,1)")
    assert found["reverse_kl"]["value"] == "Infinity"
    assert found["reverse_kl"]["reason"] == "Q puts 0.5 of its mass below 0, where P has none"
    assert found["chi_squared"]["value"] == "Infinity"
    text = sanov("measure", "exponential", "normal(0,1)").out
    assert "KL(Q‖P)" in text and "∞ nats" in text and "where P has none" in " ".join(text.split())


def test_mixtures_and_whole_numbers(sanov: Sanov) -> None:
    found = divergences(sanov, "poisson(3)", "poisson(5)")
    assert found["kl"]["value"] == pytest.approx(3 * math.log(0.6) + 2, rel=1e-13)
    assert found["hellinger"]["method"] == "closed form" and found["js_distance"]["method"] == "summation"
    found = divergences(sanov, "0.5*normal(-2,1)+0.5*normal(2,1)", "normal(0,2)")
    assert found["kl"]["method"] == "quadrature" and 0 < found["kl"]["value"] < 0.2
    assert all(row["value"] == 0 for row in divergences(sanov, "gamma(2,3)", "gamma(2,3)").values())


def test_mistakes_are_named(sanov: Sanov) -> None:
    assert "Q" in sanov.error("measure", "normal(0,1)", "0.4,0.6")
    assert "sanov describe" in sanov.error("measure", "normal(0,1)")
    assert "--counts" in sanov.error("measure", "normal(0,1)", "normal(1,1)", "--counts")
    misspelt = sanov("measure", "normal(0,1)", "nromal(1,1)")
    assert misspelt.code == 2 and "Did you mean normal?" in misspelt.err and misspelt.out == ""


def test_plain_ascii_and_eighty_columns(sanov: Sanov) -> None:
    for more in (["--ascii"], []):
        answer = sanov("measure", "exponential", "normal(0,1)", *more)
        assert answer.code == 0 and max(map(len, answer.out.splitlines())) <= 80
        assert not more or answer.out.isascii()


def test_measures_are_chosen_and_have_orders(sanov: Sanov) -> None:
    found = divergences(sanov, "normal(0,1)", "normal(2,1)", "--measure", "kl,renyi(0.5), renyi(3),wasserstein(3)")
    assert list(found) == ["kl", "renyi(0.5)", "renyi(3)", "wasserstein(3)"]
    assert [found[name]["value"] for name in found] == pytest.approx([2, 1, 6, 2], rel=1e-9)
    assert found["renyi(3)"]["method"] == "closed form"
    for measure, message in {
        "hellingr": "--measure has hellingr, which is not known between distributions. Did you mean hellinger?",
        "renyi(x)": "--measure has renyi(x), whose order is no number",
        "renyi(1)": "order is 1. Rényi's is above 0 and not 1, where it is KL",
    }.items():
        assert message in sanov.error("measure", "normal(0,1)", "normal(1,1)", "--measure", measure)
