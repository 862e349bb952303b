"""`sanov fit`: families ranked on data, and a family fitted to a density."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from conftest import EXAMPLES, Sanov

WIND = f"{EXAMPLES}/weather-2012.csv:wind"


def test_families_are_ranked_and_the_verdict_says_so(sanov: Sanov) -> None:
    answer = sanov.json("fit", WIND, "--draws", "19")
    scores = [family["score"] for family in answer["families"] if not isinstance(family["score"], str)]
    assert scores == sorted(scores, reverse=True)
    assert answer["n"] == 366
    assert answer["recorded_to"] == 0.1
    assert answer["families"][0]["behind"] == 0
    assert sum(family["wins"] for family in answer["families"]) == pytest.approx(1)
    assert any(left["family"] == "poisson" for left in answer["left_out"])


def test_the_lognormal_is_the_moments_of_the_logarithms(sanov: Sanov) -> None:
    answer = sanov.json("fit", "1,2,4,8", "--family", "lognormal")
    (fit,) = answer["families"]
    logs = [math.log(x) for x in (1, 2, 4, 8)]
    mean = sum(logs) / 4
    sd = math.sqrt(sum((x - mean) ** 2 for x in logs) / 4)
    assert fit["parameters"] == pytest.approx({"log_mean": mean, "log_sd": sd}, rel=1e-12)
    assert fit["standard_errors"] == pytest.approx({"log_mean": sd / 2, "log_sd": sd / math.sqrt(8)}, rel=1e-9)


def test_zeros_that_no_density_gives_are_set_apart(sanov: Sanov) -> None:
    answer = sanov.json("fit", f"{EXAMPLES}/weather-2012.csv:precipitation", "--draws", "0")
    assert answer["atom"]["value"] == 0
    assert answer["atom"]["share"] == pytest.approx(189 / 366)
    assert answer["n"] == 177


EXPERIMENT = ["normal(-5,1)+normal(10,1)", "--family", "normal", "--grid", "-15:15:1000"]


@pytest.mark.parametrize(
    ("loss", "start", "value", "mean", "sd"),
    [
        ("kl", "mu=0,sigma=1", 0.146571904701, 2.49938476154, 5.23110466727),
        ("mse", "mu=0,sigma=1", 0.00939375657, -5, 1),
        ("mse", "mu=5,sigma=1", 0.00939375657, 10, 1),
        ("cosine", "mu=5,sigma=1", 1 - 1 / math.sqrt(2), 10, 1),
    ],
)
def test_the_reference_experiment(sanov: Sanov, loss: str, start: str, value: float, mean: float, sd: float) -> None:
    """What PyTorch's Adam prints after 10,000 steps."""
    answer = sanov.json("fit", *EXPERIMENT, "--loss", loss, "--start", start)
    assert answer["loss"] == pytest.approx(value, abs=5e-10)
    assert answer["parameters"] == pytest.approx({"mean": mean, "sd": sd}, abs=5e-9)


def test_the_trace_has_both_losses(sanov: Sanov, tmp_path: Path) -> None:
    trace = tmp_path / "trace.csv"
    done = sanov("fit", *EXPERIMENT, "--trace", str(trace), "--trace-every", "2500")
    lines = trace.read_text().splitlines()
    assert lines[0] == "step,loss,loss_at_parameters,mean,sd"
    assert [line.split(",")[0] for line in lines[1:]] == ["0", "2500", "5000", "7500", "10000"]
    assert "0.177 nats" in done.out


def test_pictures_are_written(sanov: Sanov, tmp_path: Path) -> None:
    for name, arguments in {"data": [WIND, "--draws", "0"], "density": EXPERIMENT}.items():
        picture = tmp_path / f"{name}.svg"
        sanov("fit", *arguments, "-o", str(picture))
        assert picture.read_text().startswith("<svg")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["1,2,3", "--family", "gama"], "did you mean gamma?"),
        (["2,2,2", "--family", "normal"], "suits none of the families"),
        (["normal(0,1)"], "--family must name one family"),
        (["normal(0,1)", "--family", "normal", "--start", "mean"], "write NAME=VALUE"),
        (["normal(0,1)", "--family", "normal", "--start", "men=1"], "did you mean 'mean'?"),
        (["normal(0,1)", "--family", "normal", "--grid", "1:0:5"], "LOW below HIGH"),
        (["normal(0,1)", "--family", "normal", "--loss", "cosin"], "did you mean cosine?"),
        (["normal(0,1)", "--family", "gamma"], "makes the loss infinite"),
        (["normal(0,1", "--family", "gamma"], "expected"),
        ([f"{EXAMPLES}/weather-2012.csv:weather"], "weather"),
    ],
)
def test_bad_input_is_one_sentence(sanov: Sanov, arguments: list[str], sentence: str) -> None:
    answer = sanov("fit", *arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert sentence.lower() in answer.err.lower()
