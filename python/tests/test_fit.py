"""sanov.fit and sanov.fit_density against scipy's maxima and a published experiment."""

from __future__ import annotations

import csv
import math
import typing
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import polars
import pyarrow
import pytest
import sanov
import torch
from scipy import optimize, stats

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
RANDOM = np.random.default_rng(20)
GAMMA = RANDOM.gamma(3, 2, 400)


def refined(log_density: Any, start: list[float], x: np.ndarray) -> np.ndarray:
    """The likelihood's top, found again from scipy's with a tolerance of its own: scipy stops at about 1e-4."""

    def slopes(at: np.ndarray) -> np.ndarray:
        def total(values: np.ndarray) -> float:
            return float(np.sum(log_density(x, *values)))

        steps = 1e-5 * np.abs(at)
        return np.array(
            [
                (8 * (total(at + h) - total(at - h)) - total(at + 2 * h) + total(at - 2 * h)) / (12 * step)
                for step, h in zip(steps, np.diag(steps), strict=True)
            ]
        )

    return optimize.root(slopes, start, tol=1e-13).x


@pytest.mark.parametrize(
    ("family", "x", "names", "theirs", "log_density"),
    [
        (
            "gamma",
            GAMMA,
            ("shape", "scale"),
            lambda x: np.delete(stats.gamma.fit(x, floc=0), 1),
            lambda x, shape, scale: stats.gamma.logpdf(x, shape, scale=scale),
        ),
        (
            "weibull",
            RANDOM.weibull(1.7, 300) * 40,
            ("shape", "scale"),
            lambda x: np.delete(stats.weibull_min.fit(x, floc=0), 1),
            lambda x, shape, scale: stats.weibull_min.logpdf(x, shape, scale=scale),
        ),
        (
            "student_t",
            RANDOM.standard_t(4, 500) * 2 + 1,
            ("degrees_of_freedom", "location", "scale"),
            stats.t.fit,
            stats.t.logpdf,
        ),
    ],
)
def test_the_top_is_scipys(family: str, x: np.ndarray, names: Any, theirs: Any, log_density: Any) -> None:
    found = sanov.fit(x, family, draws=0).best
    reference = refined(log_density, list(theirs(x)), x)
    np.testing.assert_allclose([found.parameters[name] for name in names], reference, rtol=1e-6)
    top = float(np.sum(log_density(x, *reference)))
    assert found.log_likelihood == pytest.approx(top, rel=1e-12)
    assert found.aic == pytest.approx(2 * len(names) - 2 * top) and found.fit_p is None
    assert found.bic == pytest.approx(len(names) * np.log(len(x)) - 2 * top)


def test_lognormal_is_scipys_closed_form() -> None:
    x = RANDOM.lognormal(1, 0.5, 200)
    sd, _, median = stats.lognorm.fit(x, floc=0)
    found = sanov.fit(x, sanov.families.LogNormal, draws=0).best
    np.testing.assert_allclose(list(found.parameters.values()), [np.log(median), sd], rtol=1e-6)
    # The information of a normal distribution's mean and standard deviation.
    np.testing.assert_allclose(list(found.standard_errors.values()), [sd / 200**0.5, sd / 400**0.5], rtol=1e-6)
    assert found.covariance is not None
    np.testing.assert_allclose(np.diag(found.covariance), [sd**2 / 200, sd**2 / 400], rtol=1e-6)


def test_weights_are_repetitions() -> None:
    x, times = GAMMA[:100], RANDOM.integers(1, 4, 100)
    once = sanov.fit(x, ["gamma", "lognormal"], weights=times, draws=0)
    repeated = sanov.fit(np.repeat(x, times), ["gamma", "lognormal"], draws=0)
    for each in repeated.table:
        found = once[each.family]
        np.testing.assert_allclose(list(found.parameters.values()), list(each.parameters.values()), rtol=1e-9)
        assert found.log_likelihood == pytest.approx(each.log_likelihood, rel=1e-12)


def test_the_answer() -> None:
    with open(EXAMPLES / "weather-2012.csv") as file:
        wind = [float(row["wind"]) for row in csv.DictReader(file)]
    found = sanov.fit(wind, draws=19)
    assert found.n == 366 and found.missing == 0 and found.recorded_to == 0.1
    assert found.best is found.table[0] and found.best.behind == 0
    assert [each.score for each in found.table] == sorted((each.score for each in found.table), reverse=True)
    assert sum(each.wins for each in found.table) == pytest.approx(1)
    assert [each.fit_p is not None for each in found.table[:4]] == [True, True, True, False]
    best = found.best
    assert best.distribution.family == best.family and best.distribution.parameters == best.parameters
    assert float(np.sum(best.distribution.log_pdf(wind))) == pytest.approx(best.log_likelihood, rel=1e-12)
    assert best.family in found.verdict and best.family in repr(found) and best.family in repr(best)
    assert "of whole numbers" in found.left_out["poisson"]
    with pytest.raises(KeyError, match="poisson was left out: it is of whole numbers"):
        found["poisson"]
    with pytest.raises(KeyError, match="did you mean 'gamma'"):
        found["gama"]


def test_an_atom_is_set_aside() -> None:
    found = sanov.fit(np.concatenate([GAMMA, np.zeros(100)]), "gamma", draws=0)
    assert found.atom == (0, 0.2) and found.n == 400 and "20% of the values are 0" in repr(found)
    assert found.best.parameters == pytest.approx(sanov.fit(GAMMA, "gamma", draws=0).best.parameters, rel=1e-12)


def test_the_same_seed_and_any_number_of_threads_give_the_same_bits() -> None:
    threads = sanov.get_threads()
    try:
        answers = []
        for count in (1, 4):
            sanov.set_threads(count)
            answers.append([(each.fit_p, each.wins, each.score) for each in sanov.fit(GAMMA, draws=39).table])
    finally:
        sanov.set_threads(threads)
    assert answers[0] == answers[1]


def test_fixed_parameters_stay() -> None:
    found = sanov.fit(GAMMA, ["gamma", "exponential"], fixed={"shape": 3}, draws=0)
    assert list(found.left_out) == ["exponential"] and found.left_out["exponential"] == "it has no shape"
    # With its shape known, a gamma's scale is the mean over the shape.
    assert found.best.parameters == {"shape": 3, "scale": pytest.approx(GAMMA.mean() / 3, rel=1e-6)}
    assert found.best.standard_errors["shape"] == 0 and found.best.fixed == ["shape"]
    assert "(fixed)" in repr(found)
    about_0 = sanov.fit(GAMMA, "normal", fixed={"mean": 0}, draws=0).best
    # A climb that stops where 1e-10 nats are left to gain is within 1.5e-5 standard errors.
    assert about_0.parameters["sd"] == pytest.approx(np.sqrt(np.mean(GAMMA**2)), abs=1.5e-5 * about_0.standard_errors["sd"])


def test_what_holds_numbers() -> None:
    x = GAMMA[:50]
    expected = sanov.fit(x, "gamma", draws=0).best.parameters
    for held in (list(x), pandas.Series(x), polars.Series(x), pyarrow.array(x), pyarrow.chunked_array([x[:9], x[9:]])):
        assert sanov.fit(held, "gamma", draws=0).best.parameters == expected
    assert repr(sanov.fit(pandas.Series(x, name="rain"), "gamma", draws=0)).startswith("rain: 50 values")
    gaps = [None, *x, np.nan]
    found = sanov.fit(gaps, "gamma", missing="drop", weights=np.ones(52), draws=0)
    assert found.best.parameters == expected and found.missing == 2 and found.n == 50
    assert "2 missing" in repr(found)
    for held in (pandas.Series(gaps, dtype="Float64"), pyarrow.array(gaps)):
        assert sanov.fit(held, "gamma", missing="drop", draws=0).best.parameters == expected


def test_a_table_and_a_picture(tmp_path: Path) -> None:
    found = sanov.fit(GAMMA, ["gamma", "normal"], draws=0)
    frame = found.to_pandas()
    assert isinstance(frame, pandas.DataFrame) and list(frame.index) == [each.family for each in found.table]
    assert frame.loc["normal", "behind"] == found["normal"].behind
    picture = found.plot(tmp_path / "fit.svg")
    assert picture.startswith("<svg") and "gamma" in picture
    assert (tmp_path / "fit.svg").read_text(encoding="utf-8") == picture == picture._repr_svg_()
    page = found.to_html(tmp_path / "fit.html")
    assert page.startswith("<!doctype html>") and (tmp_path / "fit.html").read_text(encoding="utf-8") == page
    part = found._repr_html_()
    assert part in page and part.startswith("<div") and found.verdict in part


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: sanov.fit([1, np.nan, 2]), r"fit: x\[1\] is missing; give missing='drop'"),
        (lambda: sanov.fit([1, np.inf, 2]), r"fit: x\[1\] is Infinity; values are finite numbers"),
        (lambda: sanov.fit([]), "fit: x"),
        (lambda: sanov.fit([[1, 2]]), "fit: x has 2 dimensions"),
        (lambda: sanov.fit(["a"]), r"fit: x\[0\] is 'a'; a number is needed"),
        (lambda: sanov.fit([1, 2], weights=[1]), "fit: weights has 1 entries, but x has 2"),
        (lambda: sanov.fit([1, 2], weights=[1, -1]), r"fit: weights\[1\] is -1"),
        (lambda: sanov.fit([1, 2], "gama"), "gamma"),
        (lambda: sanov.fit([1, 2], [3]), "fit: families has 3; a family is its name or its class"),
        (lambda: sanov.fit([-1.5, 2.5, 3], "gamma"), "fit: x suits none of the families: gamma: values below 0 are outside its support"),
        (lambda: sanov.fit([1.5, 2], "gamma", fixed={"shape": -1}), "fit: shape is -1"),
        (lambda: sanov.fit([1.5, 2], "gamma", fixed={"location": 1}), "fit: fixed names 'location', which none of the families has$"),
        (lambda: sanov.fit([1.5, 2], fixed={"shap": 1}), "which none of the families has; did you mean 'shape'"),
        (lambda: sanov.fit([1.5, 2], missing="leave"), "fit: missing is 'leave'"),
        (lambda: sanov.fit([1.5, 2], draws=-1), "fit: draws is -1"),
        (lambda: sanov.fit_density([0, 1], [1], "normal"), "fit_density: density has 1 entries, but x has 2"),
        (lambda: sanov.fit_density([0, 1], [0, 0], "normal"), "fit_density: density is 0"),
        (lambda: sanov.fit_density([1, 0], [1, 1], "normal"), r"fit_density: x\[1\] is 0; points are finite and rise"),
        (lambda: sanov.fit_density([0, 1], [1, -1], "normal"), r"fit_density: density\[1\] is -1"),
        (lambda: sanov.fit_density([0, 1], [1, 1], "normal", "kil"), "fit_density: .*kl"),
        (lambda: sanov.fit_density([0, 1], [1, 1], "normal", start=[1]), "fit_density: start has 1 values for 2 parameters"),
        (lambda: sanov.fit_density([0, 1], [1, 1], "normal", start={"men": 1}), "did you mean 'mean'"),
        (lambda: sanov.fit_density([0, 1], [1, 1], "normal", lr=0), "fit_density: lr is 0.0"),
        (lambda: sanov.fit_density([0, 1], [1, 1], "normal", betas=(0.9, 1)), r"fit_density: betas is 1; it must be in \[0, 1\)"),
        (lambda: sanov.fit_density([0, 1], [1, 1], "normal", betas=(0.9,)), "fit_density: betas has 1 entries"),
        (lambda: sanov.fit_density([0, 1], [1, 1], "normal", eps=-1), "fit_density: eps is -1"),
        (lambda: sanov.fit_density([0, 1], [1, 1], "normal", starts=-1), "fit_density: starts is -1"),
        (lambda: sanov.fit_density([0, 1], [1, 1], "normal", optimizer="sgd"), "fit_density: optimizer is 'sgd'"),
    ],
)
def test_what_is_wrong_is_said(call: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()


def test_the_published_experiment() -> None:
    x = np.linspace(-15, 15, 1000)
    p = stats.norm.pdf(x, -5, 1) + stats.norm.pdf(x, 10, 1)
    found = sanov.fit_density(x, p, "normal", start={"mean": 0, "sd": 1}, trace_every=5000)
    assert found.loss == pytest.approx(0.146571904701, abs=1e-12)
    assert found.parameters["mean"] == pytest.approx(2.49938476154, abs=1e-11)
    assert found.parameters["sd"] == pytest.approx(5.23110466727, abs=1e-11)
    assert found.steps == 10000 and [row["step"] for row in found.trace] == [0, 5000, 10000]
    assert found.trace[1]["loss"] == pytest.approx(0.23113337339, abs=1e-12)
    assert found.trace[2]["mean"] == found.parameters["mean"]
    # Of a normal distribution the nearest by KL has the target's moments.
    mean = float(np.sum(p * x) / np.sum(p))
    sd = float(np.sqrt(np.sum(p * (x - mean) ** 2) / np.sum(p)))
    exact = sanov.fit_density(x, p, "normal", optimizer="exact", start=[0, 1])
    for at in (found.optimum, exact.parameters):
        assert at == {"mean": pytest.approx(mean, rel=1e-7), "sd": pytest.approx(sd, rel=1e-7)}
    assert exact.loss_at_optimum == exact.loss < found.loss_at_parameters < found.loss
    assert exact.distribution == sanov.families.Normal(**exact.parameters)


def test_a_distribution_is_its_density() -> None:
    x = np.linspace(0.01, 30, 400)
    named = sanov.fit_density(x, "gamma(2, 3)", "lognormal", "hellinger", optimizer="exact")
    given = sanov.fit_density(x, stats.gamma.pdf(x, 2, scale=3), sanov.families.LogNormal, "hellinger", optimizer="exact")
    for name, value in named.parameters.items():
        assert given.parameters[name] == pytest.approx(value, rel=1e-6)


def test_many_starts_list_the_optima() -> None:
    x = np.linspace(-15, 15, 1000)
    p = stats.norm.pdf(x, -5, 1) + stats.norm.pdf(x, 10, 1)
    found = sanov.fit_density(x, p, "normal", "mse", optimizer="exact", start=[0, 1], starts=20)
    assert [each.loss for each in found.optima] == sorted(each.loss for each in found.optima)
    assert found.optima[0].parameters == found.parameters and sum(each.starts for each in found.optima) <= 21
    for each in found.optima:
        # Each is a minimum to scipy too.
        there = list(each.parameters.values())
        again = optimize.minimize(
            lambda at: np.mean((p - stats.norm.pdf(x, *at)) ** 2), there, method="Nelder-Mead", options={"fatol": 1e-14}
        )
        np.testing.assert_allclose(again.x, there, atol=1e-3)


def test_adam_is_pytorchs_with_its_options() -> None:
    x = torch.linspace(-15, 15, 1000, dtype=torch.float64)
    p = torch.exp(-((x - 1) ** 2) / 8)
    at = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (0.0, 1.0)]
    adam = torch.optim.Adam(at, lr=0.02, betas=(0.8, 0.95), eps=1e-3)
    for _ in range(50):
        adam.zero_grad()
        q = torch.exp(torch.distributions.Normal(*at).log_prob(x))
        torch.nn.functional.mse_loss(q, p).backward()
        adam.step()
    found = sanov.fit_density(
        x.numpy(), p.numpy(), "normal", "mse", start=[0, 1], lr=0.02, betas=(0.8, 0.95), eps=1e-3, steps=50
    )
    np.testing.assert_allclose(list(found.parameters.values()), [float(v.detach()) for v in at], rtol=1e-11)


def test_pictures_of_a_fit_to_a_density(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    x = np.linspace(-15, 15, 300)
    near = sanov.fit_density(x, "normal(2, 3)", "normal", start=[0, 1], steps=300)
    picture = near.plot(tmp_path / "fit.svg")
    assert picture.startswith("<svg") and (tmp_path / "fit.svg").read_text(encoding="utf-8") == picture
    near.plot(tmp_path / "fit.png")
    near.animate(tmp_path / "fit.gif")
    assert "start" in near.landscape() and near.landscape(tmp_path / "map.svg") == (tmp_path / "map.svg").read_text()
    assert (tmp_path / "fit.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "fit.gif").read_bytes().startswith(b"GIF89a")
    with pytest.raises(ValueError, match=r"fit.mp4 does not end in \.gif"):
        near.animate(tmp_path / "fit.mp4")
    with pytest.raises(ValueError, match="the exact optimiser takes none"):
        sanov.fit_density(x, "normal(2, 3)", "normal", optimizer="exact").animate(tmp_path / "exact.gif")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OSError, match="gnuplot-nox"):
        near.plot(tmp_path / "other.png")
    assert len(list(tmp_path.iterdir())) == 4


def test_binned_kl_is_numpys_and_scipys() -> None:
    x = np.random.default_rng(5).gamma(3, 2, 400)
    for bins in (None, 7):
        answer = sanov.fit(x, ["gamma", "weibull", "normal"], criterion="binned_kl", bins=bins, draws=0)
        counts, edges = np.histogram(x, "fd" if bins is None else bins)
        assert answer.criterion == "binned_kl" and answer.bins == len(counts)
        edges[0], edges[-1] = -np.inf, np.inf
        shares = counts / len(x)
        for each in answer.table:
            chances = np.diff(each.distribution.cdf(edges))
            seen = shares > 0
            assert each.criterion == pytest.approx(np.sum(shares[seen] * np.log(shares[seen] / chances[seen])), rel=1e-9)
        assert [each.criterion for each in answer.table] == sorted(each.criterion for each in answer.table)
        assert answer.table[1].gap == answer.table[1].criterion - answer.best.criterion


def test_criteria_that_cannot_be() -> None:
    x = [0.3, 1.2, 0.7, 2.9]
    for options, sentence in (
        ({"criterion": "held"}, "criterion"),
        ({"bins": 4}, "bins is for the criterion binned_kl"),
        ({"criterion": "binned_kl", "bins": 0}, "bins is 0; it is from 2 to 1000000"),
        ({"criterion": "binned_kl", "bins": 2.5}, "bins is 2.5; a whole number"),
        ({"criterion": "binned_kl", "event": [1, 1, 0, 1]}, "binned_kl is for values alone"),
    ):
        with pytest.raises(ValueError, match=sentence):
            sanov.fit(x, "gamma", draws=0, **options)  # type: ignore[arg-type]


def test_weights_that_are_shares() -> None:
    with pytest.raises(ValueError, match="each value counts, and sum to 1; multiply them by the number of values"):
        sanov.fit([1, 2, 3, 4.5], "normal", weights=[0.25] * 4)


def test_one_value_that_decides() -> None:
    found = sanov.fit([0] * 50 + [3], "poisson", draws=0)
    assert found.best.score == float("-inf")
    assert found.best.remark.endswith("without those, mean is 0; it must be positive and finite")
    assert found.verdict == "values held out cannot judge poisson"


def test_the_words_of_the_types_are_those_of_the_core() -> None:
    words = sanov._core.fit_words()
    assert typing.get_args(sanov._fit.Method) == words["method"]
    assert typing.get_args(sanov._fit.Criterion) == words["criterion"]
    assert typing.get_args(sanov._fit.IntervalMethod) == words["intervals"]


def test_a_level_without_intervals_is_refused() -> None:
    with pytest.raises(ValueError, match="level is of confidence intervals"):
        sanov.fit([1.0, 2.0, 4.0], "normal", level=0.9)


def test_masses_are_summed_over_whole_numbers() -> None:
    k = np.arange(40)
    found = sanov.fit_density(k, "poisson(3)", "geometric", optimizer="exact")
    p = np.exp(-3.0) * 3.0**k / [float(math.factorial(each)) for each in k]
    assert found.loss == pytest.approx(np.sum(p * np.log(p / (0.25 * 0.75**k))), rel=1e-6)
    with pytest.raises(ValueError, match="geometric is of whole numbers"):
        sanov.fit_density(np.linspace(0, 9, 19), "poisson(3)", "geometric")
