"""`sanov fit`: what it refuses, and what it says of few values, of whole numbers and of families left out."""

from __future__ import annotations

import math
import time

import pytest
from conftest import EXAMPLES, Sanov


def test_dates_are_refused(sanov: Sanov) -> None:
    sentence = "date is of dates, and families describe numbers"
    assert sentence in sanov.error("fit", f"{EXAMPLES}/weather-2012.csv:date")
    assert sentence in sanov.error("fit", f"{EXAMPLES}/weather-2012.csv:date", "--components", "2")


def test_counts_with_a_large_mean_take_no_longer_than_others(sanov: Sanov) -> None:
    counts = ",".join(str(1_330_000_000 + 86_400 * day) for day in range(366))
    begun = time.monotonic()
    sanov("fit", counts)
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("values", ["3,5", "1.5,2.5,9", "2,2,7,8", "0.3,1.2,0.7,2.9,0.4"])
def test_a_handful_of_values_is_no_ranking(sanov: Sanov, values: str) -> None:
    answer = sanov.json("fit", values, "--draws", "0")
    assert f"{values.count(',') + 1} values are too few to tell families apart" in answer["verdict"]
    assert "best" not in answer["verdict"]
    cells = sanov("fit", values, "--draws", "0").out.rsplit("from  data", 1)[1].strip().splitlines()[1:]
    assert len(cells) <= 5


def test_the_order_of_the_rows_is_nobodys_business(sanov: Sanov) -> None:
    values = [str(round(math.exp(math.sin(7 * k)), 3)) for k in range(60)]
    first, second = (sanov.json("fit", ",".join(order), "--draws", "19") for order in (values, values[::-1]))
    assert first == second


def test_masses_are_summed_over_whole_numbers(sanov: Sanov) -> None:
    answer = sanov.json("fit", "poisson(3)", "--family", "geometric", "--optimizer", "exact")
    assert answer["parameters"]["probability"] == pytest.approx(1 / 4, rel=1e-6)  # the mean is kept
    assert answer["loss"] == pytest.approx(sum(p * math.log(p / (0.25 * 0.75**k)) for k in range(40) if (p := math.exp(-3) * 3**k / math.factorial(k))), rel=1e-5)
    out = sanov("fit", "poisson(3)", "--family", "negative_binomial").out
    assert "on the whole numbers from 0 to" in out and "points" not in out
    assert "stands for masses" in " ".join(sanov("fit", "poisson(30)", "--family", "normal", "--optimizer", "exact").out.split())
    assert "of whole numbers, and the target is a density" in sanov.error("fit", "normal(5,1)", "--family", "poisson")
    assert "with a point for each" in " ".join(sanov.error("fit", "poisson(3)", "--family", "poisson", "--grid", "0:20:1000").split())


def test_the_grid_of_a_heavy_tail_sees_its_middle(sanov: Sanov) -> None:
    answer = sanov.json("fit", "cauchy(3,1)", "--family", "cauchy", "--optimizer", "exact", "--start", "location=2,scale=2")
    # Three in a thousand of the target lie beyond the grid, which narrows it by twice as much.
    assert answer["parameters"]["location"] == pytest.approx(3, abs=1e-4)
    assert answer["parameters"]["scale"] == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["1,2,3", "--lr", "0.1"], "--lr is for fits to a density"),
        (["1,2,3", "--starts", "5"], "--starts is for fits to a density"),
        (["1,2,3", "--level", "0.9"], "--level is of confidence intervals"),
        (["1,2,3,4", "--components", "1", "--draws", "9"], "--draws does not go with mixtures"),
        (["normal(0,1)", "--family", "normal", "--draws", "9"], "--draws is for fits to data"),
        (["normal(0,1)", "--family", "normal", "--optimizer", "exact", "--lr", "0.1"], "--lr is of the optimiser adam"),
        (["normal(0,1)", "--family", "normal", "--trace-every", "5"], "--trace-every is of the file that --trace names"),
        (["1,2,3", "--fixed", "shape"], "--fixed holds 'shape'. Write NAME=VALUE"),
        (["1,2,3", "--fixed", "shap=2"], "--fixed names 'shap', which none of the families has"),
        (["1.5,2,3", "--family", "norm"], "cipy's norm(loc=mean, scale=sd) is normal(mean, sd) here"),
    ],
)
def test_what_would_do_nothing_is_refused(sanov: Sanov, arguments: list[str], sentence: str) -> None:
    assert sentence in " ".join(sanov.error("fit", *arguments).split())


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ("t(5)", "cipy's t(df, loc=location, scale=scale) is student_t(location, scale, degrees_of_freedom) here"),
        ("normal(loc=1)", "has no parameter 'loc'. Scipy's norm(loc=mean, scale=sd) is normal(mean, sd) here"),
        ("gamma(a=2)", "cipy's gamma(a=shape, scale=scale) is gamma(shape, scale) here"),
        ("gamma(shap=2)", "id you mean shape?"),
    ],
)
def test_scipys_words_in_a_spec_lead_to_ours(sanov: Sanov, spec: str, sentence: str) -> None:
    answer = sanov("fit", spec, "--family", "normal")
    assert answer.code == 2 and sentence in answer.err


def test_families_that_need_a_word_or_have_no_fit(sanov: Sanov) -> None:
    fit = sanov.json("fit", "3,5,2,4,6", "--family", "binomial", "--fixed", "trials=10", "--draws", "0")["families"][0]
    assert fit["parameters"] == pytest.approx({"trials": 10, "probability": 0.4})
    assert "its trials must be given" in sanov.error("fit", "3,5,2", "--family", "binomial")
    assert "it has no fit to data" in sanov.error("fit", "3,5,2", "--family", "hypergeometric")
    out = " ".join(sanov("fit", "3,5,2,4,6", "--family", "poisson,hypergeometric", "--draws", "0").out.split())
    assert "Left out: hypergeometric: it has no fit to data" in out and "Cannot have" not in out
    families = {each["name"]: each["fits_data"] for each in sanov.json("list", "families")["families"]}
    assert families["zipf"] and families["von_mises"] and not families["triangular"]
