"""sanov.measure and sanov.matrix."""

import math
import subprocess
import sys

import numpy as np
import pytest
import scipy.spatial.distance
import scipy.stats

import sanov


def test_measure_prints_what_the_command_prints():
    answer = sanov.measure([0.4, 0.6], [0.3, 0.7])
    command = [sys.executable, "-m", "sanov._command", "measure", "0.4,0.6", "0.3,0.7"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment(COLUMNS="80"))
    assert answer._core.text(80) == done.stdout
    assert "KL(P‖Q)" in repr(answer)


def environment(**more):
    import os

    return {**os.environ, "LC_ALL": "C.UTF-8", **more}


def test_measure_has_the_values_of_the_functions():
    p, q = np.random.default_rng(1).dirichlet(np.ones(20), size=2)
    answer = sanov.measure(p, q)
    assert answer.values["kl"] == answer["kl"] == sanov.kl(p, q)
    assert answer.unit == "nats"
    assert answer.samples_to_notice == math.ceil(math.log(20) / sanov.kl(p, q))
    assert answer.explain == sanov.kl.explain(p, q)[:10]
    assert len(sanov.measure(p, q, cells=3).explain) == 3


def test_measure_of_one_distribution_a_table_and_a_number():
    assert sanov.measure([0.5, 0.25, 0.25]).values["entropy"] == sanov.entropy([0.5, 0.25, 0.25])
    assert sanov.measure(np.eye(2) / 2).values["mutual_information"] == pytest.approx(math.log(2))
    assert sanov.measure(0.25).values["binary_entropy"] == sanov.binary_entropy(0.25)


def test_measure_by_name_with_parameters_and_in_bits():
    p, q = [0.4, 0.6], [0.3, 0.7]
    answer = sanov.measure(p, q, measure=["renyi(0.3)", sanov.js], unit="bits")
    assert list(answer.values) == ["renyi(0.3)", "js"]
    assert answer["renyi(0.3)"] == sanov.renyi(p, q, alpha=0.3, unit="bits")
    everything = sanov.measure(p, q, all=True)
    known = {name for name, m in sanov.catalogue.items() if m.shape == "two"}
    assert known <= set(everything.values) | set(everything.without_value)
    assert "wasserstein" in sanov.measure(p, q, positions=[0, 3]).values


def test_measure_takes_counts_labels_and_float32():
    counts = sanov.measure([4, 6], [30, 70], counts=True, labels=["sun", "rain"])
    assert counts["kl"] == sanov.kl([0.4, 0.6], [0.3, 0.7])
    assert {cell["cell"] for cell in counts.to_dict()["explain"]} == {"sun", "rain"}


NARROW = np.float32([0.1, 0.2, 0.3, 0.4])  # 1 + 2.2e-8 in all
WIDE = np.array([0.1, 0.2, 0.3, 0.4])


def test_float32_is_held_to_its_own_tolerance_and_not_normalised():
    wide = NARROW.astype(np.float64)
    assert abs(wide.sum() - 1) > 2e-8
    for p, q in [(NARROW, WIDE), (WIDE, NARROW), (NARROW, NARROW[::-1])]:
        answer = sanov.measure(p, q, measure="kl,total_variation,js_many")
        assert answer["kl"] == sanov.kl(p, q)
        assert answer["total_variation"] == sanov.total_variation(p, q)
        assert [cell.p for cell in answer.explain] == [p[cell.cell] for cell in answer.explain]
        assert answer.samples_to_notice == sanov.samples_to_notice(p, q)
        assert sanov.matrix(p[None], q[None], measure="kl")[0, 0] == pytest.approx(sanov.kl(p, q), rel=1e-9)
        assert sanov.matrix(p[None], q[None], measure="js")[0, 0] == pytest.approx(sanov.js(p, q), rel=1e-9)
    assert sanov.measure(NARROW)["entropy"] == sanov.entropy(NARROW)
    table = np.outer(NARROW, NARROW)
    assert sanov.measure(table)["mutual_information"] == sanov.mutual_information(table)
    for call in (sanov.kl, sanov.measure, lambda p, q: sanov.matrix(p[None], q[None])):
        with pytest.raises(ValueError, match="sums to 1.000000022"):
            call(wide, NARROW)
        with pytest.raises(ValueError, match="sums to 1.00001"):
            call(NARROW, NARROW * np.float32(1.00001))


def test_to_dict_is_the_commands_json():
    import json

    command = [sys.executable, "-m", "sanov._command", "measure", "0.4,0.6", "0.3,0.7", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert sanov.measure([0.4, 0.6], [0.3, 0.7]).to_dict() == said
    command[-1:] = ["--cells", "1", "--json"]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert said["cells"] == 2 and said["not_shown"]["cells"] == 1
    assert sanov.measure([0.4, 0.6], [0.3, 0.7], cells=1).to_dict() == said


@pytest.mark.parametrize("arguments, options, message", [
    (([0.4, 0.7], [0.3, 0.7]), {}, "measure: p sums to 1.1, not to 1"),
    (([0.4, 0.6], [0.3, -0.7]), {}, "measure: q[1] is -0.7; "),
    (([0.4, 0.6], [0.3, 0.3, 0.4]), {}, "measure: q has 3 cells, but p has 2"),
    (([0.4, 0.6], [[0.3, 0.7]]), {}, "measure: q has 2 dimensions; "),
    ((0.4, [0.3, 0.7]), {}, "measure: p has no dimension; "),
    (([0.4, 0.6], [0.3, 0.7]), {"measure": "klx"}, "measure: measure 'klx' is unknown; did you mean 'kl'?"),
    (([0.4, 0.6], [0.3, 0.7]), {"measure": ""}, "measure: measure has an empty name; write for example kl,js"),
    (([0.4, 0.6], [0.3, 0.7]), {"measure": "kl", "all": True}, "measure: measure and all=True exclude each other"),
    (([0.4, 0.6], [0.3, 0.7]), {"measure": "entropy"}, "measure: entropy is of one distribution: give p alone"),
    (([0.4, 0.6],), {"measure": "kl"}, "measure: kl is of two distributions: give p and q"),
    (([4, 6], [0.3, 0.7]), {}, "measure: p sums to 10, not to 1; give probabilities, or counts=True if these are counts"),
    (([0.5, 0.5], [1, 0]), {"smoothing": "additive"},
     "measure: additive smoothing is for counts; give them with counts=True, or holdout(0.01) for probabilities"),
    (([0.4, 0.6], [0.3, 0.7]), {"labels": ["a"]}, "measure: labels has 1 name, but p has 2 cells"),
    (([0.4, 0.6], [0.3, 0.7]), {"positions": [1, 2, 3]}, "measure: positions has 3 numbers, but p has 2 cells"),
    (([0.4, 0.6], [0.3, 0.7]), {"unit": "bans"}, "measure: unit is 'bans'; it must be 'nats' or 'bits'"),
])
def test_measure_refuses(arguments, options, message):
    with pytest.raises(ValueError) as caught:
        sanov.measure(*arguments, **options)
    assert str(caught.value).startswith(message)


def test_measure_with_smoothing_says_how_much_it_decides():
    answer = sanov.measure([3, 1, 0], [1, 1, 2], counts=True, smoothing="additive(0.5)")
    assert answer["kl"] == pytest.approx(sanov.kl(np.array([7, 3, 1]) / 11, np.array([3, 3, 5]) / 11), rel=1e-14)
    half, twice = answer.smoothing["at_half"]["kl"], answer.smoothing["at_twice"]["kl"]
    assert half == pytest.approx(sanov.kl(np.array([13, 5, 1]) / 19, np.array([5, 5, 9]) / 19), rel=1e-14)
    assert twice == pytest.approx(sanov.kl(np.array([4, 2, 1]) / 7, np.array([2, 2, 3]) / 7), rel=1e-14)
    assert "smoothed by additive(0.5)" in repr(answer)
    assert answer.to_dict()["smoothing"]["name"] == "additive(0.5)"
    with pytest.raises(ValueError, match="counts"):
        sanov.measure([0.5, 0.5], [1, 0], smoothing="additive(0.5)")


def test_samples_to_notice():
    assert sanov.samples_to_notice([0.4, 0.6], [0.3, 0.7]) == 133  # ln 20 / 0.02258 = 132.66
    assert sanov.samples_to_notice([0.4, 0.6], [0.3, 0.7], alpha=0.01) == 204  # ln 100 / 0.02258 = 203.93
    assert sanov.samples_to_notice([0.4, 0.6], [0.4, 0.6]) == math.inf
    with pytest.raises(ValueError, match="alpha"):
        sanov.samples_to_notice([0.4, 0.6], [0.3, 0.7], alpha=1)
    with pytest.raises(ValueError, match="samples_to_notice: p has 2 dimensions; one is needed"):
        sanov.samples_to_notice([[0.4, 0.6]], [0.3, 0.7])


# matrix --------------------------------------------------------------------------------------------------------------

X = np.random.default_rng(2).dirichlet(np.ones(30), size=25)
Y = np.random.default_rng(3).dirichlet(np.ones(30), size=7)


def test_matrix_against_scipy():
    js = scipy.spatial.distance.cdist(X, Y, "jensenshannon")
    assert sanov.matrix(X, Y, measure="js_distance") == pytest.approx(js, rel=1e-9)
    assert sanov.matrix(X, Y) == pytest.approx(js**2, rel=1e-9)
    square = scipy.spatial.distance.squareform(scipy.spatial.distance.pdist(X, "jensenshannon"))
    assert sanov.matrix(X, measure="js_distance") == pytest.approx(square, rel=1e-9, abs=1e-15)
    kl = np.array([[scipy.stats.entropy(x, y) for y in Y] for x in X])
    assert sanov.matrix(X, Y, measure=sanov.kl) == pytest.approx(kl, rel=1e-9)


@pytest.mark.parametrize("name", ["kl", "hellinger", "total_variation", "renyi"])
def test_matrix_against_single_calls(name):
    measure = sanov.catalogue[name]
    expected = [[measure(x, y) for y in Y] for x in X]
    assert sanov.matrix(X, Y, measure=name) == pytest.approx(np.array(expected), rel=1e-13)


def test_matrix_parameters_and_units():
    expected = sanov.renyi(X[:, None], Y, alpha=0.3)
    for found in (sanov.matrix(X, Y, measure="renyi(0.3)"), sanov.matrix(X, Y, measure=sanov.renyi, alpha=0.3)):
        assert found == pytest.approx(expected, rel=1e-13)
    bits = sanov.matrix(X, Y, measure="renyi", alpha=0.3, unit="bits")
    assert bits == pytest.approx(expected / math.log(2), rel=1e-13)


def test_matrix_takes_any_layout_and_type():
    expected = sanov.matrix(X)
    assert np.array_equal(sanov.matrix(X.tolist()), expected)
    assert np.array_equal(sanov.matrix(np.asfortranarray(X)), expected)
    assert sanov.matrix(X.astype(np.float32)) == pytest.approx(expected, abs=1e-6)
    assert sanov.matrix(X[:0]).shape == (0, 0)
    found = sanov.matrix(X)
    found[0, 0] = 1  # it is the caller's own


@pytest.mark.parametrize("arguments, options, message", [
    ((X * 2,), {}, "js: rows[0] sums to 2, not to 1"),
    ((X, np.vstack([Y[:2], Y[2:3] * 2])), {}, "js: others[2] sums to 2, not to 1"),
    ((X, Y[:, :5]), {}, "js: others has rows of 5 cells, but rows of 30"),
    ((X[0],), {}, "matrix: rows has one dimension; two are needed: one distribution a row"),
    ((X,), {"measure": "wasserstein"}, "matrix: measure is wasserstein, which does not take two distributions"),
    ((X,), {"measure": "hellingr"}, "matrix: measure 'hellingr' is unknown; did you mean 'hellinger'?"),
    ((X,), {"measure": "renyi(-1)"}, "matrix: alpha is -1; it must be in "),
    ((X,), {"measure": "kl,js"}, "matrix: measure names several measures; one is needed"),
])
def test_matrix_refuses(arguments, options, message):
    with pytest.raises(ValueError) as caught:
        sanov.matrix(*arguments, **options)
    assert str(caught.value).startswith(message)


def test_matrix_refuses_words():
    with pytest.raises(TypeError, match=r"matrix\(\) has no argument 'alpha', and js has no parameter of that name"):
        sanov.matrix(X, alpha=3)
