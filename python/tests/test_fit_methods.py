"""Fits by other methods than the likelihood, against scipy's and against their definitions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sanov
from scipy import optimize, stats

RANDOM = np.random.default_rng(31)
GAMMA = RANDOM.gamma(3, 2, 400)


def test_moments_are_scipys() -> None:
    shape, _, scale = stats.gamma.fit(GAMMA, floc=0, method="MM")
    found = sanov.fit(GAMMA, "gamma", method="moments", draws=0).best
    assert found.parameters == {"shape": pytest.approx(shape, rel=1e-6), "scale": pytest.approx(scale, rel=1e-6)}
    assert found.method == "moments" and found.status == "converged"
    top = float(np.sum(stats.gamma.logpdf(GAMMA, shape, scale=scale)))
    assert found.log_likelihood == pytest.approx(top, rel=1e-7)


def test_moments_of_three_parameters_are_scipys() -> None:
    x = stats.skewnorm.rvs(3, 1, 2, size=600, random_state=1)
    found = sanov.fit(x, "skew_normal", method="moments", draws=0).best
    member = stats.skewnorm(found.parameters["shape"], found.parameters["location"], found.parameters["scale"])
    mean, variance, skewness = member.stats("mvs")
    np.testing.assert_allclose([mean, variance, skewness], [x.mean(), x.var(), stats.skew(x)], rtol=1e-7)


def test_l_moments_are_those_of_scipy() -> None:
    found = sanov.fit(GAMMA, "generalized_extreme_value", method="l_moments", draws=0).best
    theirs = stats.lmoment(GAMMA, order=[1, 2, 3], standardize=False)
    xi = found.parameters["shape"]
    member = stats.genextreme(-xi, found.parameters["location"], found.parameters["scale"])
    u = (np.arange(2_000_000) + 0.5) / 2_000_000
    q = member.ppf(u)
    own = [q.mean(), (q * (2 * u - 1)).mean(), (q * (6 * u**2 - 6 * u + 1)).mean()]
    np.testing.assert_allclose(own, theirs, rtol=1e-4)


@pytest.mark.parametrize(
    ("method", "distance"),
    [
        ("spacing", lambda x, d: -np.sum(np.log(np.diff(np.concatenate([[0], d.cdf(np.sort(x)), [1]]))))),
        ("cramer_von_mises", lambda x, d: stats.cramervonmises(x, d.cdf).statistic),
        (
            "anderson_darling",
            lambda x, d: (
                -len(x)
                - np.mean((2 * np.arange(len(x)) + 1) * (d.logcdf(np.sort(x)) + d.logsf(np.sort(x))[::-1]))
            ),
        ),
        (
            "wasserstein",
            lambda x, d: np.sum(
                [
                    np.mean(np.abs(value - d.ppf((k + (np.arange(400) + 0.5) / 400) / len(x)))) / len(x)
                    for k, value in enumerate(np.sort(x))
                ]
            ),
        ),
    ],
)
def test_distances_are_the_smallest(method: Any, distance: Any) -> None:
    """Nelder and Mead on scipy's own distributions find no smaller distance, and the same parameters."""
    x = GAMMA[:80]

    def of(at: np.ndarray) -> float:
        return float(distance(x, stats.gamma(np.exp(at[0]), scale=np.exp(at[1]))))

    found = sanov.fit(x, "gamma", method=method, draws=0).best
    reference = optimize.minimize(of, [1, 1], method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-11})
    assert found.distance == pytest.approx(reference.fun, rel=1e-4)
    own = [found.parameters["shape"], found.parameters["scale"]]
    np.testing.assert_allclose(own, np.exp(reference.x), rtol=5e-3 if method == "wasserstein" else 1e-5)


def test_all_families_are_ranked_by_any_method() -> None:
    for method in ("l_moments", "cramer_von_mises"):
        found = sanov.fit(GAMMA[:150], method=method, draws=0)
        assert len(found.table) > 15 and all(each.method == method for each in found.table)
        assert "gamma" in {each.family for each in found.table if each.behind <= 3 * each.behind_error}
    found = sanov.fit(GAMMA[:150], ["gamma", "cauchy"], method="l_moments", draws=0)
    assert "mean does not exist" in found.left_out["cauchy"]


def test_wrong_methods_are_refused() -> None:
    with pytest.raises(ValueError, match="did you mean l_moments"):
        sanov.fit(GAMMA, "gamma", method="l_moment", draws=0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="mean does not exist"):
        sanov.fit(GAMMA, "cauchy", method="moments", draws=0)
    with pytest.raises(ValueError, match="3 parameters"):
        sanov.fit([1.5, 2], "skew_normal", method="spacing", draws=0)
