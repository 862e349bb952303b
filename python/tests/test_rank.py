"""The coefficients of rank: parity with scipy.stats, what comes in, what is refused."""

import inspect
import itertools
import math
import pickle

import numpy as np
import pytest
import scipy.stats

import sanov

RNG = np.random.default_rng(4)
N = 300
SAMPLES = {
    "normal": tuple(RNG.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], N).T),
    "tied": (RNG.integers(0, 6, N).astype(float), RNG.integers(0, 9, N).astype(float)),
    "few": (np.array([3.0, 1, 4, 1.5, 5, 9, 2, 6]), np.array([2.0, 7, 1, 8, 2.5, 0, 9, 3])),
}
PEERS = {
    "pearson": lambda x, y, a: scipy.stats.pearsonr(x, y, alternative=a),
    "kendall": lambda x, y, a: scipy.stats.kendalltau(x, y, alternative=a),
    "spearman": lambda x, y, a: scipy.stats.spearmanr(x, y, alternative=a),
}


def by_all_orders(x, y, alternative):
    """Spearman's p without ties, from every order of y."""
    ranks, of_y = scipy.stats.rankdata(x), scipy.stats.rankdata(y)
    sums = np.array(list(itertools.permutations(of_y))) @ ranks
    tails = {"less": np.mean(sums <= of_y @ ranks), "greater": np.mean(sums >= of_y @ ranks)}
    return tails[alternative] if alternative in tails else min(1, 2 * min(tails.values()))


@pytest.mark.parametrize("alternative", ["two-sided", "less", "greater"])
@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("name", PEERS)
def test_value_and_p_are_those_of_scipy(name, sample, alternative):
    x, y = SAMPLES[sample]
    found, expected = sanov.coefficients[name](x, y, alternative=alternative), PEERS[name](x, y, alternative)
    assert found.value == pytest.approx(expected.statistic, rel=1e-12, abs=1e-14)
    # Spearman's is exact here; scipy's is Student's t for any n.
    p = by_all_orders(x, y, alternative) if name == "spearman" and len(x) <= 10 else expected.pvalue
    assert found.p == pytest.approx(p, rel=1e-9)
    assert found.log_p == pytest.approx(math.log(found.p), rel=1e-12)


def test_the_value_has_the_name_that_the_field_gives_it():
    x, y = SAMPLES["normal"]
    assert sanov.kendall(x, y).tau == sanov.kendall(x, y).value
    assert sanov.spearman(x, y).rho == sanov.spearman(x, y).value
    assert sanov.pearson(x, y).r == sanov.pearson(x, y).value
    assert sanov.somers_d(x, y).d == sanov.somers_d(x, y).value
    assert sanov.goodman_kruskal_gamma(x, y).gamma == sanov.goodman_kruskal_gamma(x, y).value
    assert sanov.chatterjee_xi(x, y).xi == sanov.chatterjee_xi(x, y).value
    assert not hasattr(sanov.kendall(x, y), "rho")


def test_functions_and_answers_can_be_pickled_and_looked_up():
    assert pickle.loads(pickle.dumps(sanov.kendall)) is sanov.kendall
    found = sanov.kendall([1, 2, 3, 4, 5], [1, 3, 2, 5, 4])
    assert pickle.loads(pickle.dumps(found)) == found
    assert list(inspect.signature(sanov.kendall).parameters)[:3] == ["x", "y", "alternative"]
    assert sanov.kendall.__doc__.startswith("Kendall's τ-b: sees whether")
    with pytest.raises(KeyError, match="did you mean 'kendall'"):
        sanov.coefficients["kendal"]


@pytest.mark.parametrize(
    ("arguments", "options", "sentence"),
    [
        (([1, 2], [1, 2, 3]), {}, "kendall: y has 3 values, but x has 2"),
        (([1, 2, None], [1, 2, 3]), {}, "kendall: x[2] is None; a number is needed"),
        (([1, 2, 3], ["a", "b", "c"]), {}, "kendall: y[0] is 'a'; a number is needed"),
        (([[1, 2]], [1, 2]), {}, "kendall: x has 2 dimensions; one is needed: a column of numbers"),
        (([1, 2], [1, 2]), {"level": 2}, "kendall: level is 2; a level lies between 0 and 1, such as 0.95"),
        (([1, 2], [1, 2]), {"alternative": "twosided"}, "kendall: alternative is 'twosided'; did you mean 'two-sided'?"),
        (([1, 2], [1, 2]), {"missing": "drop"}, "kendall: missing is 'drop'; it is one of error or pairwise"),
        (
            ([1, math.nan], [1, 2]),
            {},
            "kendall: x[1] is NaN; pairs with a missing value must be dropped first, or by missing='pairwise'",
        ),
    ],
)
def test_wrong_use_is_named(arguments, options, sentence):
    with pytest.raises(ValueError) as refused:
        sanov.kendall(*arguments, **options)
    assert str(refused.value) == sentence


def test_what_cannot_be_had_is_none_and_says_why():
    constant = sanov.kendall([1, 2, 3], [5, 5, 5])
    assert (constant.value, constant.p, constant.interval, constant.reason) == (None, None, None, "y is constant")
    assert sanov.pearson([1], [2]).reason == "there are fewer than 2 pairs"
