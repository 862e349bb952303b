"""Values against scipy, numpy and the definitions; batches against one row at a time."""

import math

import numpy as np
import pytest
import scipy.spatial.distance
import scipy.special
import scipy.stats

import sanov

SEEDS = range(20)


def distributions(seed, *shape, zeros=False):
    """Two arrays of distributions with cells on the last axis."""
    random = np.random.default_rng(seed)
    pair = random.gamma(0.7, size=(2, *shape))
    if zeros:
        pair[random.random(pair.shape) < 0.2] = 0
        pair[..., 0] += 0.1
    return pair / pair.sum(axis=-1, keepdims=True)


def cdist(metric, **options):
    return lambda p, q: scipy.spatial.distance.cdist(p[None], q[None], metric, **options)[0, 0]


def positions(p):
    return np.arange(float(len(p)))


# The same definition, computed by somebody else.
PEERS = {
    "kl": scipy.stats.entropy,
    "generalized_kl": lambda p, q: scipy.special.kl_div(p, q).sum(),
    "jeffreys": lambda p, q: scipy.special.rel_entr(p, q).sum() + scipy.special.rel_entr(q, p).sum(),
    "cross_entropy": lambda p, q: -scipy.special.xlogy(p, q).sum(),
    "js": lambda p, q: scipy.spatial.distance.jensenshannon(p, q) ** 2,
    "js_distance": scipy.spatial.distance.jensenshannon,
    "hellinger": lambda p, q: math.sqrt(((np.sqrt(p) - np.sqrt(q)) ** 2).sum() / 2),
    "total_variation": lambda p, q: np.abs(p - q).sum() / 2,
    "pearson_chi2": lambda p, q: ((p - q) ** 2 / q).sum(),
    "euclidean": cdist("euclidean"),
    "manhattan": cdist("cityblock"),
    "chebyshev": cdist("chebyshev"),
    "minkowski": cdist("minkowski", p=3),
    "wasserstein": lambda p, q: scipy.stats.wasserstein_distance(positions(p), positions(q), p, q),
    "energy": lambda p, q: scipy.stats.energy_distance(positions(p), positions(q), p, q),
    "kolmogorov_smirnov": lambda p, q: np.abs(np.cumsum(p - q)).max(),
}


@pytest.mark.parametrize("name", PEERS)
@pytest.mark.parametrize("seed", SEEDS)
def test_agrees_with_its_peer(name, seed):
    p, q = distributions(seed, int(np.random.default_rng(seed).integers(2, 300)))
    assert sanov.catalogue[name](p, q) == pytest.approx(PEERS[name](p, q), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_entropy_of_one_distribution(seed):
    p, _ = distributions(seed, 50, zeros=True)
    assert sanov.entropy(p) == pytest.approx(scipy.stats.entropy(p), rel=1e-12)
    assert sanov.entropy(p, unit="bits") == pytest.approx(scipy.stats.entropy(p, base=2), rel=1e-12)


def test_worked_by_hand():
    assert sanov.kl([0.4, 0.6], [0.3, 0.7]) == pytest.approx(0.0225824210843579, rel=1e-14)
    assert sanov.kl([0.4, 0.6], [0.2, 0.8]) == pytest.approx(0.1046496287529096, rel=1e-14)
    assert sanov.kl([1, 0], [0, 1]) == math.inf
    assert sanov.js([1, 0], [0, 1]) == pytest.approx(math.log(2), rel=1e-15)
    assert sanov.js([1, 0], [0, 1], unit="bits") == pytest.approx(1, rel=1e-15)


def test_a_single_pair_is_a_float_and_a_batch_an_array():
    p, q = distributions(1, 4, 10)
    assert type(sanov.kl(p[0], q[0])) is float
    assert type(sanov.kl(p[0].tolist(), q[0].tolist())) is float
    assert sanov.kl(p, q).shape == (4,)
    assert sanov.kl(p, q).dtype == np.float64
    assert sanov.kl(p[:0], q[:0]).shape == (0,)


def pairs():
    return [measure for measure in sanov.catalogue.values() if measure.shape in ("two", "ordered")]


@pytest.mark.parametrize("measure", pairs(), ids=lambda measure: measure.name)
def test_a_batch_has_the_bits_of_its_rows(measure):
    p, q = distributions(2, 3, 5, 17)
    batch = measure(p, q[1])
    for i in range(3):
        for k in range(5):
            assert batch[i, k] == measure(p[i, k], q[1, k])


@pytest.mark.parametrize("measure", pairs(), ids=lambda measure: measure.name)
@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2, -3])
def test_along_any_axis(measure, axis):
    p, q = distributions(3, 3, 4, 6)
    expected = measure(p, q)
    moved = [np.moveaxis(x, -1, axis) for x in (p, q)]
    assert np.array_equal(measure(*moved, axis=axis), expected)
    kept = measure(*moved, axis=axis, keepdims=True)
    assert kept.shape == np.expand_dims(expected, axis).shape
    assert np.array_equal(np.squeeze(kept, axis), expected)
    assert np.array_equal(measure(moved[0], q[0, 0], axis=axis), measure(p, q[0, 0]))


def test_broadcasting_is_numpys():
    p, q = distributions(4, 3, 1, 8)[0], distributions(5, 5, 8)[1]
    assert sanov.kl(p, q).shape == (3, 5)
    assert sanov.kl(p, q)[2, 4] == sanov.kl(p[2, 0], q[4])


def test_parameters_by_name_by_position_and_by_default():
    p, q = distributions(6, 9)
    assert sanov.skew(p, q) == sanov.skew(p, q, alpha=sanov.skew.parameters["alpha"])
    assert sanov.skew(p, q, 0.25) == sanov.skew(p, q, alpha=0.25) == sanov.skew(p, q, alpha=np.float32(0.25))
    assert sanov.skew(p, q, alpha=0.75) == pytest.approx(scipy.stats.entropy(p, 0.25 * p + 0.75 * q), rel=1e-9)


def test_positions_of_ordered_cells():
    p, q = distributions(7, 2, 6)
    at = np.array([0.0, 0.5, 2, 3, 7, 11])
    peer = [scipy.stats.wasserstein_distance(at, at, x, y) for x, y in zip(p, q)]
    assert sanov.wasserstein(p, q, positions=at) == pytest.approx(peer, rel=1e-9)
    assert sanov.wasserstein(p[0], q[0], at) == pytest.approx(peer[0], rel=1e-9)
    assert sanov.wasserstein(p.T, q.T, at, axis=0) == pytest.approx(peer, rel=1e-9)


def differentiable():
    return [measure for measure in pairs() if measure.is_differentiable]


@pytest.mark.parametrize("measure", differentiable(), ids=lambda measure: measure.name)
def test_gradients_have_the_shape_of_their_argument(measure):
    p, q = distributions(8, 3, 7)
    by_p, by_q = measure.gradient(p, q)
    assert by_p.shape == by_q.shape == (3, 7)
    for row in range(3):
        one_p, one_q = measure.gradient(p[row], q[row])
        assert np.array_equal(by_p[row], one_p)
        assert np.array_equal(by_q[row], one_q)
    across_p, across_q = measure.gradient(p.T, q.T, axis=0)
    assert np.array_equal(across_p, by_p.T)
    assert np.array_equal(across_q, by_q.T)


def test_the_gradient_of_kl():
    p, q = distributions(9, 12)
    by_p, by_q = sanov.kl.gradient(p, q)
    assert by_p == pytest.approx(np.log(p / q), rel=1e-12)
    assert by_q == pytest.approx(1 - p / q, rel=1e-12, abs=1e-15)
    bits_p, _ = sanov.kl.gradient(p, q, unit="bits")
    assert bits_p == pytest.approx(by_p / math.log(2), rel=1e-14)


def additive():
    return [measure for measure in sanov.catalogue.values() if measure.is_additive and measure.shape == "two"]


@pytest.mark.parametrize("measure", additive(), ids=lambda measure: measure.name)
def test_terms_add_up_and_explain_sorts_them(measure):
    p, q = distributions(10, 2, 11)
    terms = measure.terms(p, q)
    assert terms.shape == p.shape
    assert terms.sum(axis=-1) == pytest.approx(measure(p, q), rel=1e-12)
    cells = measure.explain(p[0], q[0])
    assert [cell.contribution for cell in cells] == sorted(terms[0], reverse=True)
    first = cells[0]
    assert (first.p, first.q) == (p[0, first.cell], q[0, first.cell])


def test_explain_names_the_cell_that_makes_it_infinite():
    cells = sanov.kl.explain([0.5, 0.2, 0.3], [0.7, 0.3, 0.0])
    assert (cells[0].cell, cells[0].contribution) == (2, math.inf)


@pytest.mark.parametrize("measure", sanov.catalogue.values(), ids=lambda measure: measure.name)
def test_bits_are_nats_by_ln_2(measure):
    if measure.unit not in ("nats", "√nats"):
        with pytest.raises(TypeError, match="unit"):
            measure(*arguments_for(measure), unit="bits")
        return
    scale = math.log(2) if measure.unit == "nats" else math.sqrt(math.log(2))
    arguments = arguments_for(measure)
    assert measure(*arguments, unit="bits") == pytest.approx(measure(*arguments) / scale, rel=1e-14)
    assert measure(*arguments, unit="nats") == measure(*arguments)


def arguments_for(measure):
    p, q = distributions(11, 4, 9)
    return {
        "scalar": (0.3,),
        "one": (p[0],),
        "two": (p[0], q[0]),
        "ordered": (p[0], q[0]),
        "joint": (p / 4,),
        "many": (p,),
    }[measure.shape]


@pytest.mark.parametrize("measure", sanov.catalogue.values(), ids=lambda measure: measure.name)
def test_the_short_way_and_the_long_way_agree(measure):
    arguments = arguments_for(measure)
    value = measure(*arguments)
    assert type(value) is float
    wrapped = [np.float64(a) if np.ndim(a) == 0 else np.asarray(a)[None] for a in arguments]
    assert np.ravel(measure(*wrapped))[0] == value
    low, high = measure.range
    assert low <= value <= high
