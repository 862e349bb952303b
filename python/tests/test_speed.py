"""A short call costs less than a microsecond. The least of many repeats: a busy machine only adds to it."""

import timeit

import numpy as np
import pytest

import sanov

P = np.random.default_rng(1).dirichlet(np.ones(10))
Q = np.random.default_rng(2).dirichlet(np.ones(10))


def nanoseconds(statement, **names):
    return min(timeit.repeat(statement, globals=names, number=2000, repeat=50)) / 2000 * 1e9


@pytest.mark.parametrize("statement", ["f(p, q)", "f(p=p, q=q)", "f(p, q, unit='bits')", "f(a, b)"])
def test_a_short_call(statement):
    assert nanoseconds(statement, f=sanov.kl, p=P, q=Q, a=P.tolist(), b=Q.tolist()) < 1000


def test_a_short_call_with_a_parameter():
    assert nanoseconds("f(p, q, alpha=0.3)", f=sanov.skew, p=P, q=Q) < 1000


def test_a_batch_costs_less_than_its_rows():
    p, q = np.tile(P, (1000, 1)), np.tile(Q, (1000, 1))
    rows = min(timeit.repeat("[f(x, y) for x, y in zip(p, q)]", globals={"f": sanov.kl, "p": p, "q": q}, number=1, repeat=9))
    batch = min(timeit.repeat("f(p, q)", globals={"f": sanov.kl, "p": p, "q": q}, number=1, repeat=9))
    assert batch < rows
