"""sanov.families and sanov.distribution against scipy.stats and closed forms."""

from __future__ import annotations

import math
import pickle
from typing import Any

import numpy as np
import pytest
import sanov
from scipy import stats
from sanov.families import Exponential, Gamma, Normal, Poisson

X = np.linspace(-1, 20, 101)


@pytest.mark.parametrize(
    ("mine", "scipys"),
    [
        (Gamma(shape=2, scale=3), stats.gamma(2, scale=3)),
        (Normal(5, 2), stats.norm(5, 2)),
        (Exponential(2), stats.expon(scale=2)),
    ],
)
def test_functions_are_scipys(mine: sanov.Distribution, scipys: Any) -> None:
    for name, theirs in (("pdf", "pdf"), ("log_pdf", "logpdf"), ("cdf", "cdf"), ("sf", "sf"), ("log_sf", "logsf")):
        np.testing.assert_allclose(getattr(mine, name)(X), getattr(scipys, theirs)(X), rtol=2e-13, atol=1e-300)
    p = np.linspace(0.01, 0.99, 23)
    np.testing.assert_allclose(mine.quantile(p), scipys.ppf(p), rtol=1e-12)
    np.testing.assert_allclose(mine.upper_quantile(p), scipys.isf(p), rtol=1e-12)
    mean, variance, skewness, kurtosis = scipys.stats("mvsk")
    assert (mine.mean, mine.variance) == (pytest.approx(mean), pytest.approx(variance))
    assert (mine.skewness, mine.excess_kurtosis) == (pytest.approx(skewness), pytest.approx(kurtosis))
    assert mine.sd == pytest.approx(math.sqrt(variance))
    assert mine.entropy() == pytest.approx(float(scipys.entropy()), rel=1e-12)
    assert mine.entropy("bits") == pytest.approx(mine.entropy() / math.log(2))


def test_shapes_and_types() -> None:
    gamma = Gamma(2, 3)
    assert type(gamma.cdf(2)) is float and type(gamma.cdf(np.float64(2))) is float
    assert gamma.cdf([[1, 2, 3]]).shape == (1, 3) and gamma.cdf(np.zeros((2, 0))).shape == (2, 0)
    narrow = gamma.cdf(np.array([1, 2], np.float32))
    assert narrow.dtype == np.float32
    np.testing.assert_array_equal(narrow, gamma.cdf([1, 2]).astype(np.float32))
    strided = np.arange(12.0).reshape(3, 4)[:, ::2]
    np.testing.assert_array_equal(gamma.pdf(strided), gamma.pdf(strided.copy()))
    assert gamma.pdf(2) == gamma.pdf([2])[0]


def test_every_family_is_a_class_that_its_text_reads_back() -> None:
    for name, kind in sanov.families.catalogue.items():
        member = kind()
        assert type(sanov.distribution(repr(member))) is kind and sanov.distribution(repr(member)) == member
        assert member.parameters == kind.defaults() and member.family == kind.name
        assert getattr(sanov.families, name) is kind and kind.__doc__ is not None and kind.__doc__.startswith(name)
        again = pickle.loads(pickle.dumps(member))
        assert type(again) is kind and again == member and hash(again) == hash(member)
        assert kind(*member.parameters.values()) == member == kind(**member.parameters)


def test_specs_and_combinations() -> None:
    both = sanov.distribution("0.5*normal(-5,1)+0.5*normal(10,1)")
    assert both == sanov.families.mixture([(0.5, Normal(-5)), (0.5, "normal(10)")])
    assert both.mean == 2.5 and both.variance == 57.25 and both.family is None and both.parameters == {}
    half = sanov.families.truncated(Normal(), low=0)
    np.testing.assert_allclose(half.pdf(X), stats.halfnorm.pdf(X), rtol=1e-13)
    assert half.support == (0, math.inf)
    assert sanov.families.shifted(Gamma(2, 3), 5).cdf(7) == Gamma(2, 3).cdf(2)
    assert sanov.families.scaled(Gamma(2, 3), -2).cdf(-4) == Gamma(2, 3).sf(2)
    inflated = sanov.families.zero_inflated("gamma(2, 3)", 0.3)
    assert inflated.atoms == [(0, 0.3)] and inflated.pdf(0) == 0.3 and not inflated.is_whole
    assert sanov.families.empirical([1, 2, 2, 5]).pdf([1, 2, 3]).tolist() == [0.25, 0.5, 0]
    assert sanov.families.empirical([1, 5], weights=[1, 3]).cdf(1) == 0.25
    assert sanov.families.categorical([0.2, 0.8]).mean == pytest.approx(0.8)
    assert sanov.families.tabulated([0, 1, 2], [0, 3, 0], normalize=True).pdf(0.5) == 0.5
    assert sanov.Distribution("gamma(2)") == Gamma(2)


def test_what_is_not_defined_is_none() -> None:
    assert sanov.families.empirical([3]).skewness is None


def test_draws() -> None:
    gamma = Gamma(2, 3)
    draws = gamma.sample(20_000, seed=1)
    assert stats.kstest(draws, gamma.cdf).pvalue > 1e-6  # fixed seed; a right sampler fails once in a million seeds
    np.testing.assert_array_equal(draws[:12], gamma.sample((3, 4), seed=1).ravel())
    threads = sanov.get_threads()
    try:
        sanov.set_threads(1)
        np.testing.assert_array_equal(draws, gamma.sample(20_000, seed=1))
    finally:
        sanov.set_threads(threads)
    assert type(gamma.sample()) is float and gamma.sample(seed=2) != gamma.sample(seed=3)
    assert Poisson(3).sample(5).dtype == np.float64


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: Gamma(-1), ValueError, "gamma: shape is -1; it must be positive and finite"),
        (lambda: Gamma(1, 2, 3), ValueError, "gamma: parameters are shape, scale; 3 values were given"),
        (lambda: Gamma(shap=1), TypeError, "gamma() has no parameter 'shap'; did you mean 'shape'?"),
        (lambda: Gamma(1, shape=1), TypeError, "gamma() got two values for 'shape'"),
        (lambda: Gamma("x"), ValueError, "gamma: shape is 'x'; a number is needed"),
        (
            lambda: sanov.distribution("gama(2)"),
            ValueError,
            "'gama' is no distribution; did you mean gamma?\n  gama(2)\n  ^^^^",
        ),
        (lambda: sanov.distribution(3), ValueError, "distribution: spec is a int; a text is needed, such as 'gamma(2, 3)'"),
        (lambda: Gamma(2).quantile([0.5, 2]), ValueError, "gamma: p[1] is 2; probabilities are in [0, 1]"),
        (lambda: Gamma(2).pdf([1, math.nan]), ValueError, "gamma: x[1] is NaN; a number is needed"),
        (lambda: Gamma(2).sample(-1), ValueError, "sample: size is -1; a whole number from 0 on is needed"),
        (lambda: Gamma(2).entropy("nat"), ValueError, "entropy: unit is 'nat'; it is 'nats' or 'bits'"),
        (lambda: sanov.families.truncated("normal", 3, 1), ValueError, "truncated: low is 3, above high, 1"),
        (lambda: sanov.families.mixture([(0.5, "normal")]), ValueError, "mixture: weights add to 0.5, not to 1"),
        (
            lambda: sanov.families.Gama,
            AttributeError,
            "module 'sanov.families' has no attribute 'Gama'; did you mean 'Gamma'?",
        ),
    ],
)
def test_refuses(call: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("family", "theirs", "known"),
    [
        ("gamma", stats.gamma, {"floc": 0}),
        ("weibull", stats.weibull_min, {"floc": 0}),
        ("lognormal", stats.lognorm, {"floc": 0}),
        ("beta", stats.beta, {"floc": 0, "fscale": 1}),
        ("logistic", stats.logistic, {}),
    ],
)
def test_the_likeliest_member_is_at_least_as_likely_as_scipys(family: str, theirs: Any, known: dict[str, float]) -> None:
    kind = sanov.families.catalogue[{"lognormal": "LogNormal"}.get(family, family.capitalize())]
    x = kind().sample(2000, seed=5)
    fitted = kind.fit(x)
    assert type(fitted) is kind
    scipys = theirs.logpdf(x, *theirs.fit(x, **known)).sum()
    assert scipys - 1e-9 * abs(scipys) <= fitted.log_pdf(x).sum() <= scipys + 1e-3
    twice = kind.fit(x[:1000], weights=np.full(1000, 2.0))
    assert list(twice.parameters.values()) == pytest.approx(list(kind.fit(np.tile(x[:1000], 2)).parameters.values()))


def test_a_family_refuses_to_be_fitted_to_what_it_cannot_have() -> None:
    with pytest.raises(ValueError, match="gamma cannot have these data"):
        Gamma.fit([1.0, -2.0])
    with pytest.raises(ValueError, match=r"fit: x\[1\] is NaN"):
        Gamma.fit([1.0, math.nan])


def test_a_generalized_normal_of_large_shape_is_nearly_uniform() -> None:
    p = np.array([1e-9, 0.1, 0.2499, 0.2501, 0.4, 0.75, 0.9])
    for shape in (500, 1e4, 1e6, 1e11):
        found = sanov.families.GeneralizedNormal(-2, 0.5, shape)
        np.testing.assert_allclose(found.quantile(p), -2.5 + p, atol=6 / shape + 1e-12)
        np.testing.assert_allclose(found.cdf(found.quantile(p)), p, rtol=1e-6)
    np.testing.assert_allclose(
        sanov.families.GeneralizedNormal(0, 1, 80).quantile(p), stats.gennorm.ppf(p, 80), rtol=1e-10
    )


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: sanov.families.Gamma(2, 3).ppf(0.5), "scipy's ppf is quantile here"),
        (lambda: sanov.families.Gamma(2, 3).rvs(5), "scipy's rvs is sample here"),
        (lambda: sanov.families.Gamma(2, 3).quantil(0.5), "'Gamma' object has no attribute 'quantil'"),
        (lambda: sanov.families.norm, r"scipy's norm\(loc=mean, scale=sd\) is normal\(mean, sd\) here"),
        (lambda: sanov.families.Normal(loc=1), r"no parameter 'loc'; scipy's norm\(loc=mean, scale=sd\) is normal"),
        (lambda: sanov.families.Gamma(shap=1), "no parameter 'shap'.*shape"),
    ],
)
def test_scipys_words_lead_to_ours(call: Any, sentence: str) -> None:
    with pytest.raises((AttributeError, TypeError), match=sentence):
        call()
