"""What arguments may be, what is copied, and how wrong ones are refused."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import torch

import sanov
from sanov import _convert, _evaluate

P, Q = [0.5, 0.25, 0.25], [0.25, 0.25, 0.5]
KL = sanov.kl(np.array(P), np.array(Q))


def read_only(values):
    array = np.array(values)
    array.flags.writeable = False
    return array


@pytest.mark.parametrize(
    "make",
    [
        list,
        tuple,
        np.array,
        read_only,
        lambda x: np.array(x, dtype=np.float32),
        lambda x: np.array(x, dtype=np.float16),
        lambda x: np.array(x, dtype=np.longdouble),
        lambda x: np.array(x, dtype=">f8"),
        lambda x: np.repeat(x, 2)[::2],
        lambda x: np.array(x[::-1])[::-1],
        lambda x: np.frombuffer(b"\0" + np.array(x).tobytes(), dtype=np.uint8)[1:].view(np.float64),
        lambda x: [Fraction(v) for v in x],
        lambda x: [Decimal(v) for v in x],
        lambda x: [np.float64(v) for v in x],
        lambda x: np.array(x, dtype=object),
        lambda x: np.ma.array(x),
        lambda x: memoryview(np.array(x)),
        pa.array,
        lambda x: pa.array(x, pa.float32()),
        lambda x: pa.chunked_array([x[:1], x[1:]]),
        lambda x: pa.array([None, *x])[1:],
    ],
)
def test_whatever_holds_numbers(make):
    assert sanov.kl(make(P), make(Q)) == KL
    assert sanov.kl(make(P), Q) == KL


@pytest.mark.parametrize("series", [pd.Series, pl.Series])
def test_series(series):
    assert sanov.kl(series(P), series(Q)) == KL


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "bfloat16"])
def test_torch(dtype):
    p, q = (torch.tensor(x, dtype=getattr(torch, dtype)) for x in (P, Q))
    assert sanov.kl(p, q) == KL
    assert sanov.kl(torch.stack([p, q]), q) == pytest.approx([KL, 0])


def test_torch_refused():
    with pytest.raises(ValueError, match=r"kl: p requires a gradient, .* p\.detach\(\)"):
        sanov.kl(torch.tensor(P, requires_grad=True), Q)
    with pytest.raises(ValueError, match=r"q is sparse; pass q\.to_dense\(\)"):
        sanov.kl(P, torch.tensor(Q).to_sparse())
    with pytest.raises(ValueError, match=r"p is on meta; pass p\.cpu\(\)"):
        sanov.kl(torch.empty(3, device="meta"), Q)


def test_integers_and_booleans():
    assert sanov.kl([1, 0], [True, False]) == 0
    assert sanov.kl(np.array([0, 1], dtype=np.int8), np.array([0, 1], dtype=np.uint64)) == 0


def test_tables_in_arrow():
    nested = pa.array([P, Q])
    fixed = pa.FixedSizeListArray.from_arrays(pa.array(P + Q), 3)
    assert sanov.kl(nested, Q) == pytest.approx([KL, 0])
    assert sanov.kl(fixed, Q) == pytest.approx([KL, 0])


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_nothing_is_copied_that_need_not_be(dtype):
    array = np.full((4, 8), 1 / 8, dtype=dtype)
    assert np.shares_memory(_convert.numbers(array, "kl", "p"), array)
    given = _evaluate.oriented("kl", "p", array, 1, -1)
    assert np.shares_memory(given.array, array)
    assert np.shares_memory(_evaluate.oriented("kl", "p", array[::2], 1, -1).array, array)
    column = pa.array(array[0])
    assert _convert.numbers(column, "kl", "p").ctypes.data == column.buffers()[1].address
    assert np.shares_memory(_convert.numbers(torch.from_numpy(array), "kl", "p"), array)


def test_arguments_are_left_as_they_were():
    p, q = np.array(P), np.array(Q)
    sanov.kl(p, q), sanov.kl.gradient(p, q), sanov.kl(p[None], q, axis=-1)
    assert p.tolist() == P and q.tolist() == Q


REFUSED = [
    (([0.4, 0.7], [0.3, 0.7]), "kl: p sums to 1.1, not to 1; "),
    (([0.4, 0.6], [0.3, 0.8]), "kl: q sums to 1.1, not to 1; "),
    (([1.1, -0.1], [0.5, 0.5]), "kl: p[1] is -0.1; "),
    (([0.5, np.nan], [0.5, 0.5]), "kl: p[1] is NaN; "),
    (([0.5, 0.5], [np.inf, 0.5]), "kl: q[0] is Infinity; "),
    (([], []), "kl: p is empty; "),
    (([0.5, 0.5], [0.2, 0.3, 0.5]), "kl: q has 3 cells, but p has 2; "),
    ((np.log([0.5, 0.5]), [0.5, 0.5]), "kl: p[0] is -0.6931471805599453; these look like log-probabilities"),
    ((["0.4", "0.6"], [0.3, 0.7]), "kl: p[0] is '0.4'; a number is needed"),
    (([0.4, "x"], [0.3, 0.7]), "kl: p[1] is 'x'; a number is needed"),
    (([[0.4, 0.6], [0.5, "x"]], [0.3, 0.7]), "kl: p[1, 1] is 'x'; a number is needed"),
    (([4, 6], [0.3, 0.7]), "kl: p sums to 10, not to 1; give probabilities, or sanov.normalized(p) if these are counts"),
    (([0.4, 0.6], [[0.3, 0.7], [1, 2]]), "kl: q[1, :] sums to 3, not to 1; give probabilities, or sanov.normalized(q) if"),
    ((np.log([0.4, 0.6]), [0.3, 0.7]), "kl: p[0] is -0.916290731874155; these look like log-probabilities: pass numpy.exp(p)"),
    ((np.array([0.4, "x"], dtype=object), [0.3, 0.7]), "kl: p[1] is 'x'; a number is needed"),
    (([0.4, None], [0.3, 0.7]), "kl: p[1] is None; a number is needed"),
    ((None, [0.3, 0.7]), "kl: p is None; numbers are needed"),
    ((0.4, [0.3, 0.7]), "kl: p has no dimension; a row of cells is needed"),
    (([[0.5, 0.5], [1.0]], [0.3, 0.7]), "kl: p[1] is 1 long, but p[0] is 2 long; rows must be alike"),
    ((np.array([0.5, 0.5j]), [0.3, 0.7]), "kl: p holds complex128; real numbers are needed"),
    ((np.ma.array([0.5, 0.5], mask=[False, True]), [0.3, 0.7]), "kl: p[1] is masked; every cell needs a number"),
    ((pa.array([0.5, None]), [0.3, 0.7]), "kl: p[1] is null; every cell needs a number"),
    (({"a": 1}, [0.3, 0.7]), "kl: p "),
    ((np.array(["2020-01-01"], dtype="M8[D]"), [1.0]), "kl: p holds datetime64[D]; real numbers are needed"),
]


@pytest.mark.parametrize("arguments, message", REFUSED, ids=[message for _, message in REFUSED])
def test_refused(arguments, message):
    with pytest.raises(ValueError) as caught:
        sanov.kl(*arguments)
    assert str(caught.value).startswith(message)


def batch():
    return np.full((2, 3, 4), 0.25)


@pytest.mark.parametrize(
    "index, axis, message",
    [((1, 2, 3), -1, "kl: p[1, 2, 3] is -1.0; "), ((1, 2, 3), 0, "kl: p[1, 2, 3] is -1.0; "), ((0, 1, 2), 1, "kl: p[0, 1, 2] is -1.0; ")],
)
def test_a_batch_names_the_cell_in_the_callers_array(index, axis, message):
    p = batch()
    p /= p.sum(axis=axis, keepdims=True)
    p[index] = -1
    shape = (p.shape[axis],)
    with pytest.raises(ValueError) as caught:
        sanov.kl(p, np.full(shape, 1 / shape[0]), axis=axis)
    assert str(caught.value).startswith(message.replace("-1.0", "-1"))


def test_a_batch_names_the_row():
    p = batch()
    p[1, 2] *= 2
    with pytest.raises(ValueError, match=r"kl: p\[1, 2, :\] sums to 2, not to 1"):
        sanov.kl(p, batch())
    with pytest.raises(ValueError, match=r"kl: q\[:, 2\] sums to 2, not to 1"):
        sanov.kl(batch()[0].T, p[1].T, axis=0)
    with pytest.raises(ValueError, match=r"kl: q sums to 2, not to 1"):
        sanov.kl(batch(), p[1, 2])


def test_the_first_bad_row_is_named_whatever_the_threads():
    p = np.full((50_000, 4), 0.25)
    p[[40_000, 31_234, 49_999]] *= 2
    for _ in range(5):
        with pytest.raises(ValueError, match=r"p\[31234, :\]"):
            sanov.kl(p, p[0])


def test_shapes_refused():
    with pytest.raises(ValueError, match=r"kl: q has batches of shape \(3,\), but p of shape \(2,\); they must broadcast"):
        sanov.kl(np.full((2, 4), 0.25), np.full((3, 4), 0.25))
    with pytest.raises(ValueError, match=r"kl: axis is 2, but p has 2 dimensions"):
        sanov.kl(np.full((2, 4), 0.25), np.full(4, 0.25), axis=2)
    with pytest.raises(ValueError, match=r"kl: axis is 1, but p has one dimension"):
        sanov.kl(P, Q, axis=1)
    with pytest.raises(ValueError, match=r"kl: axis is 0.5; an integer is needed"):
        sanov.kl(P, Q, axis=0.5)
    with pytest.raises(ValueError, match=r"kl: p has 2 dimensions; explain takes one distribution"):
        sanov.kl.explain([P], Q)


def test_words_refused():
    with pytest.raises(TypeError, match=r"kl\(\) has no argument 'unti'; did you mean 'unit'\?"):
        sanov.kl(P, Q, unti="bits")
    with pytest.raises(TypeError, match=r"kl\(\) misses its argument 'q'"):
        sanov.kl(P)
    with pytest.raises(TypeError, match=r"kl\(\) is given 'p' twice"):
        sanov.kl(P, Q, p=P)
    with pytest.raises(TypeError, match=r"kl\(\) takes at most 2 arguments by position, but 3 are given"):
        sanov.kl(P, Q, "bits")
    with pytest.raises(TypeError, match=r"kl\(\) has no argument 'keepdims'"):
        sanov.kl.gradient(P, Q, keepdims=True)
    with pytest.raises(ValueError, match=r"kl: unit is neither 'nats' nor 'bits'"):
        sanov.kl(P, Q, unit="bans")
    with pytest.raises(ValueError, match=r"skew: alpha is 2; it must be in \["):
        sanov.skew(P, Q, alpha=2)
    with pytest.raises(ValueError, match=r"skew: alpha is 'x'; one number is needed"):
        sanov.skew(P, Q, alpha="x")


def test_what_a_measure_does_not_have():
    without_gradient = next(m for m in sanov.catalogue.values() if m.shape == "two" and not m.is_differentiable)
    with pytest.raises(ValueError, match=f"{without_gradient.name}: gradient does not exist"):
        without_gradient.gradient(P, Q)
    with pytest.raises(ValueError, match="wasserstein: terms do not exist"):
        sanov.wasserstein.terms(P, Q)
    with pytest.raises(ValueError, match="wasserstein: explain needs a measure of two distributions"):
        sanov.wasserstein.explain(P, Q)


def test_counts_are_answered_with_what_divides_them():
    with pytest.raises(ValueError, match=r"or table / table\.sum\(\) if these are counts"):
        sanov.mutual_information([[4, 6], [3, 7]])
    with pytest.raises(ValueError, match=r"rows\[0\] sums to 10, .* sanov\.normalized\(rows\) if these are counts"):
        sanov.matrix([[4, 6], [3, 7]])


def test_normalized():
    assert sanov.normalized([1, 2, 1]).tolist() == [0.25, 0.5, 0.25]
    assert sanov.normalized(np.array([[1, 3], [3, 1]]), axis=0).tolist() == [[0.25, 0.75], [0.75, 0.25]]
    with pytest.raises(ValueError, match=r"normalized: counts\[1, :\] are all zero"):
        sanov.normalized([[1, 2], [0, 0]])
    with pytest.raises(ValueError, match=r"normalized: counts\[0, 1\] is -2"):
        sanov.normalized([[1, -2], [0, 0]], axis=0)


def test_smoothed():
    assert sanov.smoothed([1, 3, 0], "additive(1)").tolist() == pytest.approx([2 / 7, 4 / 7, 1 / 7], rel=1e-15)
    assert sanov.smoothed([1, 0]).tolist() == [0.75, 0.25]
    held = sanov.smoothed(np.array([[0.5, 0.0], [0.5, 0.0], [0.0, 1.0]]), "holdout(0.01)", axis=0)
    assert held == pytest.approx(np.array([[0.495, 0.005], [0.495, 0.005], [0.01, 0.99]]), rel=1e-15)
    with pytest.raises(ValueError, match=r"smoothed: cells\[1, 0\] is -1"):
        sanov.smoothed([[1, 2], [-1, 0]])
    with pytest.raises(ValueError, match="'addtive' is unknown; did you mean 'additive'?"):
        sanov.smoothed([1, 2], "addtive(1)")
