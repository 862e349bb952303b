"""Who computes what: for each task, each library's own way of doing it, as its documentation advises.

All get the same float64 arrays and all cores that they can use. torch is given tensors that share numpy's memory, made
before the clock starts; so are the views that torch.compile wants.
"""

import numpy as np
import scipy.spatial.distance
import scipy.special
import scipy.stats
import torch

import sanov


def _kl(p, q):
    return (p * (p / q).log()).sum()


def _js(p, q):
    m = (p + q) / 2
    return ((p * (p / m).log()).sum() + (q * (q / m).log()).sum()) / 2


def _hellinger(p, q):
    return ((p.sqrt() - q.sqrt()).square().sum() / 2).sqrt()


def _chi2(p, q):
    return ((p - q).square() / q).sum()


def _numpy_js(p, q):
    m = (p + q) / 2
    return (np.sum(p * np.log(p / m)) + np.sum(q * np.log(q / m))) / 2


def compiled(function):
    """torch.compile, specialised to one shape: a new one is a new compilation, done before the clock starts."""
    return torch.compile(function, dynamic=False)


TASKS = {
    "KL": {
        "sanov": lambda p, q: sanov.kl(p, q),
        "numpy": lambda p, q: np.sum(p * np.log(p / q)),
        "scipy.special": lambda p, q: scipy.special.rel_entr(p, q).sum(),
        "scipy.stats": lambda p, q: scipy.stats.entropy(p, q),
        "torch": (lambda p, q: torch.nn.functional.kl_div(q.log(), p, reduction="sum"), "tensors"),
        "torch.compile": (compiled(_kl), "tensors"),
    },
    "JS": {
        "sanov": lambda p, q: sanov.js(p, q),
        "numpy": _numpy_js,
        "scipy": lambda p, q: scipy.spatial.distance.jensenshannon(p, q) ** 2,
        "torch": (_js, "tensors"),
        "torch.compile": (compiled(_js), "tensors"),
    },
    "Hellinger": {
        "sanov": lambda p, q: sanov.hellinger(p, q),
        "numpy": lambda p, q: np.sqrt(np.sum((np.sqrt(p) - np.sqrt(q)) ** 2) / 2),
        "scipy": lambda p, q: scipy.spatial.distance.euclidean(np.sqrt(p), np.sqrt(q)) / np.sqrt(2),
        "torch": (_hellinger, "tensors"),
        "torch.compile": (compiled(_hellinger), "tensors"),
    },
    "chi-squared": {
        "sanov": lambda p, q: sanov.pearson_chi2(p, q),
        "numpy": lambda p, q: np.sum((p - q) ** 2 / q),
        "scipy": lambda p, q: scipy.stats.chisquare(p, q).statistic,
        "torch": (_chi2, "tensors"),
        "torch.compile": (compiled(_chi2), "tensors"),
    },
}

# Reading both arrays once, by torch's dot product on all cores: the floor that memory sets.
READ_ONCE = (lambda p, q: torch.dot(p, q), "tensors")

MATRIX = {
    "sanov": lambda x: sanov.matrix(x, measure="js_distance"),
    "scipy cdist": lambda x: scipy.spatial.distance.cdist(x, x, "jensenshannon"),
}
