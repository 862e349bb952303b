"""Divergences between distributions."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sanov
from sanov.families import Gamma, Normal, StudentT, mixture


def test_two_normals_are_as_far_apart_as_the_textbook_says() -> None:
    p, q = Normal(0, 1), Normal(1, 2)
    found = sanov.divergence_between(p, q)
    assert float(found) == found.value == pytest.approx(math.log(2) + 2 / 8 - 0.5, rel=1e-14)
    assert found.method == "closed form" and found.error < 1e-14 and found.reason == ""
    integral = sanov.divergence_between(p, q, closed_form=False)
    assert integral.method == "quadrature" and integral.value == pytest.approx(found.value, rel=1e-12)
    assert sanov.divergence_between(p, q, "wasserstein", order=2).value == pytest.approx(math.sqrt(2), rel=1e-12)
    assert sanov.divergence_between(p, Normal(2, 1), "renyi", order=3).value == pytest.approx(6, rel=1e-13)


def test_each_is_that_of_a_grid() -> None:
    p, q = StudentT(0, 1, 5), mixture([(0.3, "normal(-2, 1)"), (0.7, "normal(1, 2)")])
    x = np.linspace(-400, 400, 400_001)
    a, b, width = p.pdf(x), q.pdf(x), x[1] - x[0]
    expected = {
        "hellinger": math.sqrt(0.5 * ((np.sqrt(a) - np.sqrt(b)) ** 2).sum() * width),
        "total_variation": 0.5 * np.abs(a - b).sum() * width,
        "wasserstein": np.abs(p.cdf(x) - q.cdf(x)).sum() * width,
        "kolmogorov_smirnov": np.abs(p.cdf(x) - q.cdf(x)).max(),
    }
    for which, value in expected.items():
        assert sanov.divergence_between(p, q, which).value == pytest.approx(value, rel=1e-6), which
    assert sanov.divergence_between("poisson(3)", "poisson(5)").value == pytest.approx(3 * math.log(0.6) + 2, rel=1e-13)


def test_says_why_it_is_infinite() -> None:
    found = sanov.divergence_between("normal(0, 1)", "exponential(1)")
    assert found.value == math.inf and found.reason == "P puts 0.5 of its mass below 0, where Q has none"


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (("hellingr",), {}, "which is 'hellingr'; did you mean 'hellinger'?"),
        (("renyi",), {}, "order is missing"),
        (("renyi",), {"order": 1}, "order is 1; Rényi's is above 0 and not 1"),
        (("wasserstein",), {"order": 0.5}, "Wasserstein's is 1 or more"),
        (("kl",), {"order": 2}, "order is for renyi and wasserstein, not for kl"),
    ],
)
def test_bad_questions(arguments: tuple[str, ...], options: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("?", r"\?")):
        sanov.divergence_between(Gamma(2, 3), Gamma(1, 1), *arguments, **options)  # type: ignore[arg-type]


def test_measures_of_cells_lead_here() -> None:
    with pytest.raises(ValueError, match="for distributions there is sanov.divergence_between"):
        sanov.kl(Normal(), Normal(1))  # type: ignore[call-overload]
