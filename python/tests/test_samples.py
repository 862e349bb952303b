"""Divergences from samples of points, against scipy and definitions written down once more."""

import numpy as np
import pytest
import scipy.spatial
import scipy.stats

import sanov

RANDOM = np.random.default_rng(20261122)


def test_energy_distance_is_scipys() -> None:
    for x, y in (([0.0, 8.0], [0.0, 8.0, 8.0]), (RANDOM.normal(size=500), RANDOM.normal(1, 2, size=300))):
        assert sanov.energy_distance(x, y, permutations=0).distance == pytest.approx(
            scipy.stats.energy_distance(x, y), rel=1e-12
        )
    found = sanov.energy_distance(RANDOM.normal(size=100), RANDOM.normal(3, 1, size=80))
    assert found.p == 0.001 and found.rows == (100, 80) and found.squared == pytest.approx(found.distance**2)


def test_energy_distance_in_space() -> None:
    x, y = RANDOM.normal(size=(60, 3)), RANDOM.normal(0.5, 1, size=(50, 3))
    between = scipy.spatial.distance.cdist
    squared = 2 * between(x, y).mean() - between(x, x).mean() - between(y, y).mean()
    assert sanov.energy_distance(x, y, permutations=0).squared == pytest.approx(squared, rel=1e-12)


def test_knn_kl_with_scipys_tree() -> None:
    x, y, k = RANDOM.normal(size=(400, 2)), RANDOM.normal(1, 1, size=(300, 2)), 3
    near = scipy.spatial.cKDTree(x).query(x, k + 1)[0][:, -1]
    far = scipy.spatial.cKDTree(y).query(x, [k])[0][:, 0]
    expected = 2 * np.log(far / near).mean() + np.log(300 / 399)
    found = sanov.knn_kl(x, y, k=k)
    assert found.kl == pytest.approx(expected, rel=1e-12)
    assert found.p == 0.001 and found.spread == [] and found.interval is not None and found.standard_error is not None
    assert 0 <= found.interval[0] < found.kl < found.interval[1]
    assert sanov.knn_kl(RANDOM.normal(size=(400, 4)), RANDOM.normal(size=(400, 4)), permutations=0).interval is None
    assert sanov.knn_kl(x.round(1), y.round(1), permutations=0).spread == [0, 1]


def test_mmd_by_its_definition() -> None:
    x, y = RANDOM.normal(size=(70, 2)), RANDOM.normal(0.5, 1, size=(90, 2))
    distances = scipy.spatial.distance.pdist(np.vstack([x, y]))
    found = sanov.mmd(x, y)
    assert found.bandwidth == pytest.approx(np.median(distances), rel=1e-3)

    def kernel(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.exp(-(scipy.spatial.distance.cdist(a, b) ** 2) / (2 * found.bandwidth**2))

    within = (kernel(x, x).sum() - 70) / (70 * 69) + (kernel(y, y).sum() - 90) / (90 * 89)
    assert found.squared == pytest.approx(within - 2 * kernel(x, y).mean(), rel=1e-10)


def test_classifier_test() -> None:
    x = RANDOM.multivariate_normal([0, 0], [[1, 0.7], [0.7, 1]], 500)
    y = RANDOM.multivariate_normal([0, 0], [[1, -0.7], [-0.7, 1]], 500)
    found = sanov.classifier_test(np.column_stack([x, RANDOM.normal(size=500)]), np.column_stack([y, RANDOM.normal(size=500)]))
    assert found.p == 0.001 and found.auc > 0.75
    assert found.importances.shape == (3,) and found.importances[:2].min() > 0.1 > abs(found.importances[2])
    assert found.interval[0] < found.auc < found.interval[1]
    grouped = sanov.classifier_test(x, y, groups=[0, 0], permutations=0)
    assert grouped.importances.shape == (1,) and grouped.p is None


def test_same_with_any_number_of_threads() -> None:
    x, y = RANDOM.normal(size=(300, 2)), RANDOM.normal(size=(200, 2))
    before = sanov.get_threads()
    try:
        found = []
        for threads in (1, 3):
            sanov.set_threads(threads)
            found.append((sanov.mmd(x, y), sanov.energy_distance(x, y), sanov.knn_kl(x, y), sanov.classifier_test(x, y).auc))
        assert found[0] == found[1]
    finally:
        sanov.set_threads(before)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sanov.energy_distance([1.0], [1.0, 2.0]), "energy_distance: x has 1 row, but at least 2 are needed"),
        (lambda: sanov.energy_distance([[1, 2]] * 3, [1, 2, 3]), "energy_distance: y has 1 columns, but x has 2"),
        (lambda: sanov.energy_distance([1, 2], [1, float("nan")]), "energy_distance: y[1] is NaN"),
        (lambda: sanov.mmd([1, 2], [3, 4], bandwidth=0), "mmd: bandwidth is 0; it must be a finite number above 0"),
        (lambda: sanov.mmd([1, 1], [1, 1]), "give a bandwidth"),
        (lambda: sanov.mmd([1, 2], [3, 4], max_rows=-1), "mmd: max_rows is -1; a whole number from 0 on is needed"),
        (lambda: sanov.knn_kl([1, 2, 3], [1, 2, 3], k=3), "knn_kl: x has 3 rows, but at least 4 are needed"),
        (lambda: sanov.knn_kl([1, 2, 3], [1, 2, 3], k=0), "knn_kl: k is 0"),
        (lambda: sanov.knn_kl([1, 2, 3], [1, "b", 3], k=1), "knn_kl: y[1] is 'b'; a number is needed"),
        (lambda: sanov.classifier_test(range(5), range(20)), "classifier_test: x has 5 rows, but at least 10 are needed"),
        (lambda: sanov.classifier_test(range(20), range(20), groups=[0, 1]), "groups has 2 numbers"),
        (lambda: sanov.classifier_test(range(20), range(20), level=1.5), "level is 1.5"),
    ],
)
def test_bad_input(call, message) -> None:
    with pytest.raises(ValueError) as error:
        call()
    assert message in str(error.value)
