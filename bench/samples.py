"""Divergences from samples: sanov beside scipy and numpy."""

import numpy as np
import scipy.stats
from scipy.spatial import cKDTree

import sanov


def samples(n, columns):
    generator = np.random.default_rng(20261122)
    return generator.normal(size=(n, columns)), generator.normal(size=(n, columns)) + 0.2


def scipy_knn_kl(x, y, k):
    """The estimate of Wang, Kulkarni and Verdú with scipy's tree, on all processors."""
    (n, d), m = x.shape, len(y)
    near = cKDTree(x).query(x, k + 1, workers=-1)[0][:, -1]
    far = cKDTree(y).query(x, [k], workers=-1)[0][:, 0]
    return d * np.log(far / near).mean() + np.log(m / (n - 1))


def numpy_mmd(x, y, bandwidth):
    def kernel(a, b):
        square = (a * a).sum(1)[:, None] + (b * b).sum(1) - 2 * a @ b.T
        return np.exp(square / (-2 * bandwidth**2))

    n, m = len(x), len(y)
    within = (kernel(x, x).sum() - n) / (n * (n - 1)) + (kernel(y, y).sum() - m) / (m * (m - 1))
    return within - 2 * kernel(x, y).mean()


def tasks(quick):
    """What each contender computes: the value alone, since none of the others gives more."""
    n = 10_000 if quick else 1_000_000
    x, y = (column[:, 0].copy() for column in samples(n, 1))
    yield f"energy distance, {n:,} on the line", {
        "sanov": lambda x=x, y=y: sanov.energy_distance(x, y, permutations=0).distance,
        "scipy": lambda x=x, y=y: scipy.stats.energy_distance(x, y),
    }
    for columns in (1, 3):
        n = 2_000 if quick else 100_000
        x, y = samples(n, columns)
        yield f"kNN KL, {n:,} points of {columns}", {
            "sanov": lambda x=x, y=y: sanov.knn_kl(x, y, permutations=0).kl,
            "scipy": lambda x=x, y=y: scipy_knn_kl(x, y, 5),
        }
    n = 500 if quick else 2_000
    x, y = samples(n, 5)
    yield f"MMD², {n:,} points of 5", {
        "sanov": lambda x=x, y=y: sanov.mmd(x, y, bandwidth=2.0, permutations=0).squared,
        "numpy": lambda x=x, y=y: numpy_mmd(x, y, 2.0),
    }
