"""The coefficients of rank: parity with scipy.stats, what comes in, what is refused."""

import inspect
import itertools
import json
import math
import os
import pickle
import subprocess
import sys
import threading

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
            "kendall: x[1] is NaN; give missing='pairwise' to leave out pairs that lack a value",
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


# What comes in -------------------------------------------------------------------------------------------------------


def test_whatever_holds_numbers_is_a_column():
    import pandas as pd
    import pyarrow as pa
    import torch

    x, y = SAMPLES["few"]
    expected = sanov.kendall(x, y)
    integers = (10 * x).astype(int)
    for given in (list(x), tuple(x), pa.array(x), pa.chunked_array([x[:3], x[3:]]), pd.Series(x), torch.tensor(x)):
        assert sanov.kendall(given, y) == expected
    for given in (integers, x.astype(np.float32), np.repeat(x, 2)[::2], pd.array(integers, dtype="Int64")):
        assert sanov.kendall(given, y) == expected


def test_pairs_that_lack_a_value_are_left_out_where_that_is_asked_for():
    import pandas as pd
    import pyarrow as pa

    y = [2.0, 9, 1, 5, 4, 3]
    expected = scipy.stats.kendalltau([1, 3, 4, 5], [2, 1, 4, 3]).statistic
    whole = [1, None, 3, None, 4, 5]
    masked = np.ma.masked_array([1, 0, 3, 0, 4, 5], mask=[0, 1, 0, 1, 0, 0])
    for given in (whole, pa.array(whole), pd.Series(whole), pd.Series(whole, dtype="Int64"), masked, np.array(whole)):
        found = sanov.kendall(given, y, missing="pairwise")
        assert (found.n, found.dropped) == (4, 2) and found.tau == pytest.approx(expected, rel=1e-12)
        with pytest.raises(ValueError, match=r"^kendall: x\[1\] is "):
            sanov.kendall(given, y)


# rank() --------------------------------------------------------------------------------------------------------------


def test_rank_has_the_functions_answers_and_prints_as_the_command():
    x, y = SAMPLES["normal"]
    answer = sanov.rank(x, y)
    assert list(answer.values) == ["pearson", "spearman", "kendall", "chatterjee_xi", "distance_correlation"]
    for name, found in answer.values.items():
        assert found == sanov.coefficients[name](x, y)
    assert list(sanov.rank(x, y, all=True).values) == list(sanov.coefficients)
    command = [sys.executable, "-m", "sanov._command", "rank", "1,2,3,5,4", "1,4,9,16,25"]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "COLUMNS": "80"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    named = sanov.rank(_Named([1, 2, 3, 5, 4], "X"), _Named([1, 4, 9, 16, 25], "Y"))
    assert named._core.text(80) == done.stdout
    in_json = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True, env=environment)
    assert named.to_dict() == json.loads(in_json.stdout)


class _Named(list):
    def __init__(self, values, name):
        super().__init__(values)
        self.name = name


@pytest.mark.parametrize(
    ("arguments", "options", "sentence"),
    [
        (([1, 2, 3], [1, 2]), {}, "rank: y has 2 values, but x has 3; the two are read in pairs"),
        (([1, 2], [5, 5]), {}, "rank: y is constant: all its 2 values are 5; nothing can go together with it"),
        (([1], [5]), {}, "rank: x and y have 1 pair; a coefficient needs at least 2"),
        (([1, math.nan], [1, 2]), {}, "rank: x[1] is missing; give missing='pairwise' to leave out pairs that lack a value"),
        (([1, 2], [1, 2]), {"measure": "kendal"}, "rank: coefficient 'kendal' is unknown; did you mean 'kendall'?"),
        (([1, 2],), {}, "rank: y is missing; for all pairs of a table's columns call sanov.correlation_matrix(table)"),
        (([1, 2], [1, 2]), {"measure": "tau"}, "rank: coefficient 'tau' is unknown; did you mean 'kendall'?"),
        (([1, 2], [1, 2]), {"measure": "kendall", "all": True}, "rank: measure and all=True exclude each other"),
    ],
)
def test_wrong_use_of_rank_is_named(arguments, options, sentence):
    with pytest.raises(ValueError) as refused:
        sanov.rank(*arguments, **options)
    assert str(refused.value) == sentence


# correlation_matrix() ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", ["pearson", "spearman", "kendall"])
def test_a_matrix_is_that_of_pandas(measure):
    import pandas as pd

    table = RNG.integers(0, 30, (80, 5)).astype(float)
    frame = pd.DataFrame(table, columns=list("abcde"))
    found = sanov.correlation_matrix(frame, measure)
    np.testing.assert_allclose(found.values, frame.corr(method=measure), rtol=1e-12, atol=1e-15)
    assert found.columns == list("abcde") and found["a", "c"] == found.values[0, 2] == np.asarray(found)[0, 2]
    assert (found.to_pandas().columns == frame.columns).all()
    for other in (table, np.asfortranarray(table), {name: frame[name] for name in frame}):
        assert (sanov.correlation_matrix(other, sanov.coefficients[measure]).values == found.values).all()
    gaps = frame.mask(RNG.random(frame.shape) < 0.1)
    found = sanov.correlation_matrix(gaps, measure, missing="pairwise")
    np.testing.assert_allclose(found.values, gaps.corr(method=measure), rtol=1e-12, atol=1e-15)


def test_columns_of_text_are_no_part_of_a_matrix():
    import pandas as pd
    import pyarrow as pa

    columns = {"a": [1, 2, 3, 4], "word": ["x", "y", "z", "w"], "b": [2.0, 1, 4, 3], "c": [True, False, True, True]}
    for table in (columns, pd.DataFrame(columns), pa.table(columns)):
        found = sanov.correlation_matrix(table)
        assert found.columns == ["a", "b", "c"] and found.rows == 4
        assert sanov.correlation_matrix(table, columns=["b", "a"]).columns == ["b", "a"]
        with pytest.raises(ValueError, match=r"^correlation_matrix: table\['word'\]\[0\] is 'x'; a number is needed"):
            sanov.correlation_matrix(table, columns=["a", "word"])
        with pytest.raises(ValueError, match="names 'wort', which table has not; did you mean 'word'"):
            sanov.correlation_matrix(table, columns=["a", "wort"])


@pytest.mark.parametrize(
    ("table", "options", "sentence"),
    [
        ([[1, 2], [math.nan, 1]], {}, "table[1, 0] is NaN; give missing='pairwise' to leave out pairs that lack"),
        ({"a": [1, math.nan], "b": [1, 2]}, {}, "table['a'][1] is NaN; give missing='pairwise'"),
        ({"a": [1, 2], "b": [1]}, {}, "table['b'] has 1 value"),
        ([1, 2, 3], {}, "table has one dimension; two are needed: its columns are compared"),
        ([[1], [2]], {}, "table has 1 column of numbers; a matrix needs at least 2"),
        ([[1, 2], [2, 1]], {"measure": "kendal"}, "coefficient 'kendal' is unknown; did you mean 'kendall'?"),
        ([[1, 2], [2, 1]], {"measure": "kl"}, "kl is a measure between distributions, no coefficient; see sanov.measure"),
        ([[1, 2], [2, 1]], {"columns": ["a"]}, "columns are names, which an array has not"),
    ],
)
def test_wrong_use_of_a_matrix_is_named(table, options, sentence):
    with pytest.raises(ValueError) as refused:
        sanov.correlation_matrix(table, **options)
    assert str(refused.value).startswith(f"correlation_matrix: {sentence}")


def test_a_matrix_has_p_and_the_rows_of_every_pair():
    table = RNG.normal(size=(40, 4))
    table[3, 1] = math.nan
    table[:, 3] = 7
    found = sanov.correlation_matrix(table, "spearman", missing="pairwise", alternative="greater")
    assert found.n.tolist() == [[40, 39, 40, 40], [39, 39, 39, 39], [40, 39, 40, 40], [40, 39, 40, 40]]
    kept = np.delete(table, 3, axis=0)
    expected = scipy.stats.spearmanr(kept[:, 0], kept[:, 1], alternative="greater").pvalue
    assert found.p[0, 1] == found.p[1, 0] == pytest.approx(expected, rel=1e-9)
    assert found.log_p[0, 1] == pytest.approx(math.log(expected), rel=1e-9)
    assert np.isnan(found.p[0, 0]) and np.isnan(found.p[:, 3]).all()
    assert found.constant == {"3": "all values are 7"} and "(all values are 7)" in " ".join(repr(found).split())
    with pytest.raises(ValueError, match="exact is for"):
        sanov.correlation_matrix(np.round(table[:, :3]), test="exact", missing="pairwise").p


def test_a_path_is_a_table(tmp_path):
    table = RNG.normal(size=(30, 3))
    path = tmp_path / "t.csv"
    rows = "".join(f"{a!r},{b!r},{c!r},w\n" for a, b, c in table.tolist())
    path.write_text("a,b,c,word\n" + rows)
    found = sanov.correlation_matrix(path)
    assert found.columns == ["a", "b", "c"] and found.left_out == {"word": "text"}
    assert (found.values == sanov.correlation_matrix(table).values).all()
    assert sanov.correlation_matrix(str(path), columns=["c", "a"]).columns == ["c", "a"]
    np.save(tmp_path / "t.npy", table)
    assert (sanov.correlation_matrix(tmp_path / "t.npy").values == found.values).all()
    with pytest.raises(FileNotFoundError):
        sanov.correlation_matrix(tmp_path / "none.csv")
    with pytest.raises(ValueError, match="has no column 'd'"):
        sanov.correlation_matrix(path, columns=["a", "d"])


def test_dates_are_times():
    import datetime

    import pandas as pd
    import pyarrow as pa

    days = [datetime.date(2012, 1, 1) + datetime.timedelta(days=i * 7 % 11) for i in range(10)]
    y = [3.0, 1, 4, 1.5, 5, 9, 2, 6, 5.3, 8]
    expected = scipy.stats.pearsonr([i * 7 % 11 for i in range(10)], y).statistic
    stamps = pd.Series(pd.to_datetime(days))
    for column in (days, np.array(days, dtype="datetime64[D]"), stamps, stamps.dt.tz_localize("UTC"), pa.array(days)):
        assert sanov.pearson(column, y).r == pytest.approx(expected, rel=1e-12)
        assert sanov.rank(column, y, measure="pearson")["pearson"].r == pytest.approx(expected, rel=1e-12)
    frame = pd.DataFrame({"when": stamps, "y": y, "z": y[::-1]})
    assert sanov.correlation_matrix(frame).left_out == {"when": "dates, taken only by name"}
    assert sanov.correlation_matrix(frame, "pearson", columns=["when", "y"])["when", "y"] == pytest.approx(expected, rel=1e-12)
    gaps = sanov.pearson([None, *days], [1, *y], missing="pairwise")
    assert gaps.n == 10 and gaps.r == pytest.approx(expected, rel=1e-12)


def test_other_threads_run_meanwhile():
    table = RNG.random((20000, 30))
    seen = []
    stop = threading.Event()
    counter = threading.Thread(target=lambda: [seen.append(0) or stop.wait(0.001) for _ in iter(stop.is_set, True)])
    counter.start()
    before = len(seen)
    sanov.correlation_matrix(table, "kendall")
    after = len(seen)
    stop.set()
    counter.join()
    assert after > before + 3
