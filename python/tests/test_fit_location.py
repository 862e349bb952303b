"""Families whose location is freed: sanov.fit(x, families, free="location")."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sanov
from scipy import optimize, stats

# scipy's distribution of (shape, scale), where a three-parameter family has them.
THEIRS = {
    "weibull": lambda shape, scale, location: stats.weibull_min(shape, location, scale),
    "gamma": lambda shape, scale, location: stats.gamma(shape, location, scale),
    "frechet": lambda shape, scale, location: stats.invweibull(shape, location, scale),
}


@pytest.mark.parametrize("family", THEIRS)
def test_the_top_is_that_of_scipys_density(family: str) -> None:
    x = THEIRS[family](3, 2, 10).rvs(500, random_state=5)
    fit = sanov.fit(x, family, free="location", draws=0).best
    assert list(fit.parameters) == ["shape", "scale", "location"] and fit.fixed == []

    def total(at: np.ndarray) -> float:
        return -float(np.sum(THEIRS[family](np.exp(at[0]), np.exp(at[1]), at[2]).logpdf(x)))

    options = {"xatol": 1e-10, "fatol": 1e-12, "maxiter": 10_000, "maxfev": 10_000}
    best = optimize.minimize(total, [np.log(3), np.log(2), 9.9], method="Nelder-Mead", options=options)
    assert fit.log_likelihood == pytest.approx(-best.fun, abs=1e-8)
    shape, scale, location = fit.parameters.values()
    assert [shape, scale, location] == pytest.approx([np.exp(best.x[0]), np.exp(best.x[1]), best.x[2]], rel=1e-4)
    assert fit.distribution.log_pdf(12.0) == pytest.approx(THEIRS[family](shape, scale, location).logpdf(12.0), abs=1e-10)
    assert fit.covariance is not None and fit.covariance.shape == (3, 3)


def test_a_levys_own_location() -> None:
    x = stats.levy.rvs(5, 2, size=400, random_state=4)
    kept, freed = (sanov.fit(x, "levy", free=free, draws=0).best for free in (None, "location"))
    assert kept.parameters["location"] == 0 and kept.fixed == ["location"]
    assert freed.fixed == [] and freed.log_likelihood > kept.log_likelihood


def test_scipys_infinite_likelihood_is_refused_and_spacing_has_a_fit() -> None:
    x = stats.weibull_min(0.6, 10, 2).rvs(60, random_state=6)
    with pytest.raises(ValueError, match="weibull: has no best location: the likelihood grows without bound"):
        sanov.fit(x, "weibull", free="location", draws=0)
    fit = sanov.fit(x, "weibull", free="location", method="spacing", draws=0).best
    assert fit.parameters["location"] < x.min()
    assert fit.parameters["location"] == pytest.approx(10, abs=0.05)
    assert fit.standard_errors["location"] is None


def test_a_free_family_beside_others() -> None:
    x = stats.gamma(3, 20, 2).rvs(400, random_state=7)
    found = sanov.fit(x, ["gamma", "normal", "exponential"], free=["location"], draws=19)
    assert found.best.family == "gamma" and found.best.fit_p is not None and found.best.fit_p > 0.05
    assert all(np.isfinite(each.score) for each in found.table)
    assert found["exponential"].parameters["location"] == x.min()


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda x: sanov.fit(x, "gamma", free="shap"), "fit: free names shap, which gamma has not"),
        (lambda x: sanov.fit(x, "beta", free="location"), "fit: free names location, which beta has not: it does not begin at 0"),
        (lambda x: sanov.fit(x, free="location"), "fit: free needs families that are named"),
        (lambda x: sanov.fit(x, "gamma", free="location", event=[1, 1, 0, 1]), "fit: free is for values"),
        (lambda x: sanov.fit(x, "gamma", free="location", intervals="profile"), "fit: intervals does not go with"),
        (lambda x: sanov.fit(x, "gamma", free="location", method="moments"), "free goes with the methods likelihood and spacing"),
    ],
)
def test_what_is_wrong_is_said(call: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call([0.2, 0.3, 0.5, 0.9])
