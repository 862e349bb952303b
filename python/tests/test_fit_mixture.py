"""sanov.fit_mixture against scikit-learn's optimum, and its answer."""

from __future__ import annotations

import numpy as np
import pytest
import sanov
from sklearn.mixture import GaussianMixture

RANDOM = np.random.default_rng(41)
TWO = np.concatenate([RANDOM.normal(-2, 0.5, 300), RANDOM.normal(1, 1, 700)])
THREE = np.concatenate([TWO, RANDOM.normal(7, 1, 200)])


@pytest.mark.parametrize(("x", "components"), [(TWO, 1), (TWO, 2), (THREE, 3)])
def test_the_top_is_scikit_learns(x: np.ndarray, components: int) -> None:
    theirs = GaussianMixture(components, tol=1e-10, max_iter=20000, n_init=5, reg_covar=0, random_state=1)
    theirs.fit(x[:, None])
    top = float(theirs.score(x[:, None])) * len(x)
    found = sanov.fit_mixture(x, components).best
    assert found.log_likelihood == pytest.approx(float(np.sum(found.distribution.log_pdf(x))), rel=1e-12)
    assert found.log_likelihood == pytest.approx(top, abs=1e-4)
    order = np.argsort(theirs.means_[:, 0])
    np.testing.assert_allclose([c.mean for c in found.components], theirs.means_[order, 0], atol=1e-3)
    np.testing.assert_allclose([c.weight for c in found.components], theirs.weights_[order], atol=1e-3)
    assert found.bic == pytest.approx(theirs.bic(x[:, None]), abs=1e-3)


def test_the_answer() -> None:
    found = sanov.fit_mixture(TWO, (1, 4))
    assert len(found.table) == 4 and found.chosen == 1 and found.n == 1000
    assert found.best is found.table[1] and found.best.behind == 0
    assert "BIC chooses 2 normal distributions" in repr(found).replace("\n", " ")
    first = found.best.components[0]
    assert first.mean_error is not None and abs(first.mean + 2) < 4 * first.mean_error
    assert float(found.best.distribution.cdf(0)) == pytest.approx(float(np.mean(TWO < 0)), abs=0.03)


def test_what_is_wrong_is_named() -> None:
    with pytest.raises(ValueError, match="components"):
        sanov.fit_mixture(TWO, 0)
    with pytest.raises(ValueError, match="different values"):
        sanov.fit_mixture([1, 2, 3], 2)
    with pytest.raises(ValueError, match=r"x\[1\]"):
        sanov.fit_mixture([1, np.nan, 3], 1)
