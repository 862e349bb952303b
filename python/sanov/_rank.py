"""The coefficients of rank: sanov.kendall and its kin, sanov.rank and sanov.correlation_matrix."""

from __future__ import annotations

import dataclasses
import functools
import os
import unicodedata
from collections.abc import Callable, Sequence
from importlib import import_module
from inspect import Parameter, Signature
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanov import _core
from sanov._answers import page_width
from sanov._catalogue import Catalogue, did_you_mean
from sanov._columns import columns_of, with_gaps, with_times
from sanov._convert import dimensions, numbers, refuse
from sanov._files import pyarrow

Alternative = Literal["two-sided", "less", "greater"]
Test = Literal["auto", "exact", "asymptotic", "permutation", "none"]
Missing = Literal["error", "pairwise"]


class Interval(NamedTuple):
    """A confidence interval: in `level` of all samples, one made like this holds what it estimates."""

    lower: float
    upper: float
    level: float


@dataclasses.dataclass(frozen=True)
class PairCounts:
    """The n(n−1)/2 pairs of pairs, sorted by how they stand to each other, and Kendall's three coefficients of them."""

    concordant: int
    discordant: int
    tied_x: int  # those tied in both among them
    tied_y: int
    tied_both: int
    tau_a: float
    tau_b: float
    tau_c: float


@dataclasses.dataclass(frozen=True, repr=False)
class Association:
    """What a coefficient found. What cannot be had is None, never NaN; `reason` says why."""

    value: float | None  # tau, rho, r and the like are the same by the coefficient's letter
    p: float | None  # of no association
    log_p: float | None  # its natural logarithm: finite where p is too small for a float
    method: Literal["exact", "asymptotic", "permutation"] | None  # how p was found
    interval: Interval | None  # of the population's value
    n: int  # pairs used
    dropped: int  # pairs left out, one value being missing
    pairs: PairCounts | None  # for those that count pairs of pairs
    reason: str  # why value, p or interval is None; "" where nothing is

    _letter: ClassVar[str] = "value"

    def __repr__(self) -> str:
        shown = [f"{self._letter}={self.value!r}"]
        shown += [f"{name}={given!r}" for name in ("p", "interval") if (given := getattr(self, name)) is not None]
        shown += [f"n={self.n}"] + ([f"dropped={self.dropped}"] if self.dropped else [])
        shown += [f"reason={self.reason!r}"] if self.reason else []
        return f"Association({', '.join(shown)})"


def letter(title: str) -> str:
    """The letter that ends a coefficient's title, spelt out: "Kendall's τ-b" is tau; "" where there is none."""
    last = title.split()[-1].partition("-")[0]
    if len(last) != 1:
        return ""
    return unicodedata.name(last).split()[-1].lower() if last > "\x7f" else last.lower()


def _named(name: str) -> type[Association]:
    """Association with its value by a coefficient's letter too: TauAssociation has .tau."""
    if not name:
        return Association
    kind = f"{name.capitalize()}Association"
    if kind not in globals():
        value = property(lambda self: self.value, doc="The coefficient's value.")
        globals()[kind] = type(kind, (Association,), {name: value, "_letter": name, "__module__": __name__})
    found: type[Association] = globals()[kind]
    return found


class Coefficient:
    """A coefficient of the catalogue: call it on two columns."""

    def __init__(
        self,
        name: str,
        title: str,
        meaning: str,
        formula: str,
        doc: str,
        range: tuple[float, float],
        is_symmetric: bool,
        is_of_order: bool,
    ) -> None:
        self.name = self.__name__ = self.__qualname__ = name
        self.__module__ = "sanov"
        self.title = title  # "Kendall's τ-b"
        self.meaning = meaning  # what it sees, and what it misses
        self.formula = formula
        self.range = range
        self.letter = letter(title)  # "tau": the attribute that has the value, beside .value
        self.is_symmetric = is_symmetric  # whether x and y may change places
        self.is_of_order = is_of_order  # whether only the order of the values counts
        self.__doc__ = doc
        self.__signature__ = _SIGNATURE
        self._kind = _named(self.letter)

    def __call__(
        self,
        x: ArrayLike,
        y: ArrayLike,
        *,
        alternative: Alternative = "two-sided",
        test: Test = "auto",
        level: float = 0.95,
        missing: Missing = "error",
        permutations: int = 9999,
        seed: int = 0,
    ) -> Association:
        first, second = (_column(each, self.name, name, missing) for name, each in (("x", x), ("y", y)))
        found = _core.associate(self.name, first, second, alternative, test, level, missing, permutations, seed)
        return _association(self, found)

    def __repr__(self) -> str:
        return f"<coefficient {self.name}: {self.title}>"

    def __reduce__(self) -> str:
        return self.name


_SIGNATURE = Signature(
    [
        Parameter("x", Parameter.POSITIONAL_OR_KEYWORD),
        Parameter("y", Parameter.POSITIONAL_OR_KEYWORD),
        Parameter("alternative", Parameter.KEYWORD_ONLY, default="two-sided"),
        Parameter("test", Parameter.KEYWORD_ONLY, default="auto"),
        Parameter("level", Parameter.KEYWORD_ONLY, default=0.95),
        Parameter("missing", Parameter.KEYWORD_ONLY, default="error"),
        Parameter("permutations", Parameter.KEYWORD_ONLY, default=9999),
        Parameter("seed", Parameter.KEYWORD_ONLY, default=0),
    ]
)

coefficients: Catalogue[Coefficient] = Catalogue({known["name"]: Coefficient(**known) for known in _core.coefficients()})


def _association(coefficient: Coefficient, found: dict[str, Any]) -> Association:
    if found["interval"] is not None:
        found["interval"] = Interval(*found["interval"])
    if found["pairs"] is not None:
        found["pairs"] = PairCounts(**found["pairs"])
    return coefficient._kind(**found)


def _column(given: Any, function: str, argument: str, missing: str) -> NDArray[Any]:
    given = with_times(given)
    array = numbers(with_gaps(given) if missing == "pairwise" else given, function, argument)
    if array.ndim != 1:
        refuse(function, argument, f"has {dimensions(array.ndim)}; one is needed: a column of numbers")
    return np.ascontiguousarray(array)


@dataclasses.dataclass(frozen=True, repr=False)
class RankAnswer:
    """What rank() found. Prints as the command does."""

    x: str  # what the columns are called
    y: str
    n: int  # pairs used
    dropped: int  # pairs left out, one value being missing
    level: float  # of the intervals
    alternative: Alternative
    values: dict[str, Association]  # by the coefficient's name
    _core: _core.RankAnswer = dataclasses.field(compare=False)

    def __repr__(self) -> str:
        return self._core.text(page_width()).rstrip("\n")

    def __getitem__(self, name: str) -> Association:
        return self.values[name]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain dictionaries, lists, texts and numbers, as the command's --json has it."""
        found: dict[str, Any] = {
            name: getattr(self, name) for name in ("x", "y", "n", "dropped", "level", "alternative")
        }
        found["coefficients"] = {name: _plain(each) for name, each in self.values.items()}
        return found


def _plain(found: Association) -> dict[str, Any]:
    interval = None if found.interval is None else [found.interval.lower, found.interval.upper]
    known = {
        "value": found.value,
        "interval": interval,
        "p": found.p,
        "log_p": found.log_p,
        "method": found.method,
        "reason": found.reason or None,
    }
    return {name: each for name, each in known.items() if each is not None}


def rank(
    x: ArrayLike,
    y: ArrayLike | None = None,
    *,
    measure: str | Coefficient | Sequence[str | Coefficient] | None = None,
    all: bool = False,
    alternative: Alternative = "two-sided",
    test: Test = "auto",
    level: float = 0.95,
    missing: Missing = "error",
    permutations: int = 9999,
    seed: int = 0,
) -> RankAnswer:
    """Whether two columns go together: coefficients of rank and others, each with its interval, its p and what it misses.

    `measure` names those to compute, such as "kendall" or [sanov.kendall, "pearson"]; all=True takes every one.
    `alternative` is what p speaks for, `level` that of the intervals. missing="pairwise" leaves out pairs of which one
    value is missing (NaN, None, null, masked). test="permutation" takes every p from `permutations` random
    rearrangements, the same ones for the same seed.

    Raises ValueError that names the argument, the index and the value: for a text, columns of different lengths, fewer
    than two pairs, a constant column, a missing value.
    """
    if y is None:
        refuse("rank", "y", "is missing; for all pairs of a table's columns call sanov.correlation_matrix(table)")
    first, second = (_column(each, "rank", name, missing) for name, each in (("x", x), ("y", y)))
    listed = [measure] if isinstance(measure, (str, Coefficient)) else list(measure or [])
    if listed and all:
        refuse("rank", "measure", "and all=True exclude each other")
    names = [each.name if isinstance(each, Coefficient) else each for each in listed]
    labels = _label(x, "x"), _label(y, "y")
    found = _core.rank(
        first, second, *labels, names, all, alternative, test, level, missing, permutations, seed
    )
    fields = found.fields()
    fields["values"] = {name: _association(coefficients[name], each) for name, each in fields["values"].items()}
    return RankAnswer(**fields, _core=found)


def _label(column: Any, otherwise: str) -> str:
    """A column's own name, as pandas and polars have it."""
    name = getattr(column, "name", None)
    return name if isinstance(name, str) and name else otherwise


@dataclasses.dataclass(frozen=True, repr=False)
class CorrelationMatrix:
    """What correlation_matrix() found. Prints as the command does; numpy takes it for the array of its values."""

    measure: str
    columns: list[str]
    values: NDArray[np.float64]  # [i, k] with column i as x; NaN where one is constant
    n: NDArray[np.int64]  # rows used
    rows: int  # of the table
    left_out: dict[str, str]  # columns that are not of numbers, and what they are
    constant: dict[str, str]  # columns without a value, and why
    _core: _core.RankMatrix = dataclasses.field(compare=False)
    _tested: Callable[[], Any] = dataclasses.field(compare=False)

    @functools.cached_property
    def _p(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        found: tuple[NDArray[np.float64], NDArray[np.float64]] = self._tested().p()
        return found

    @property
    def p(self) -> NDArray[np.float64]:
        """Of no association, of each pair by itself; NaN on the diagonal and where there is none. Computed when asked for."""
        return self._p[0]

    @property
    def log_p(self) -> NDArray[np.float64]:
        """The natural logarithms of p: finite where p is too small for a float."""
        return self._p[1]

    def __repr__(self) -> str:
        return self._core.text(page_width()).rstrip("\n")

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        if copy:
            return np.array(self.values, dtype=dtype)
        return np.asarray(self.values, dtype=dtype)

    def __getitem__(self, pair: tuple[str | int, str | int]) -> float:
        x, y = (each if isinstance(each, int) else self._place(each) for each in pair)
        return float(self.values[x, y])

    def _place(self, name: str) -> int:
        if name not in self.columns:
            raise KeyError(f"{name}{did_you_mean(name, self.columns)}")
        return self.columns.index(name)

    def to_pandas(self) -> Any:
        """A pandas DataFrame with the columns' names on both sides."""
        return import_module("pandas").DataFrame(self.values, index=self.columns, columns=self.columns)


def correlation_matrix(
    table: Any,
    measure: str | Coefficient = "kendall",
    *,
    columns: Sequence[str] | None = None,
    missing: Missing = "error",
    alternative: Alternative = "two-sided",
    test: Test = "auto",
    permutations: int = 9999,
    seed: int = 0,
) -> CorrelationMatrix:
    """A coefficient of every column of a table with every other, on all processors.

    A table is a path (CSV, Parquet, Arrow IPC, .npy), a data frame (pandas, polars), an Arrow table, a dictionary of
    columns, or a two-dimensional array whose columns are compared, as in pandas and unlike numpy.corrcoef. `columns`
    names those to compare, dates among them; all that are of numbers unless told, and what was left out is said.
    missing="pairwise" leaves out, of each pair of columns, the rows that lack a value: `n` has what is left. A pair of
    which one column is constant has no value: NaN. The options of the test are those of `p`.

    Raises ValueError that names the column, the row and the value; OSError for a file that cannot be read.
    """
    wanted = [columns] if isinstance(columns, str) else columns
    if isinstance(table, (str, os.PathLike)):
        path = os.fsdecode(table)
        if not path.endswith(".npy"):
            pyarrow()
        found, left_out = _core.file_columns(path, list(wanted or []))
        by_name = True
    else:
        found, by_name, left_out = columns_of(table, "correlation_matrix", wanted, gaps=missing == "pairwise")
    name = measure.name if isinstance(measure, Coefficient) else measure
    arrays, names, aside = list(found.values()), list(found), list(left_out.items())

    def computed(with_p: bool) -> _core.RankMatrix:
        return _core.correlation_matrix(
            name, arrays, names, by_name, aside, missing, with_p, alternative, test, permutations, seed
        )

    core = computed(False)
    return CorrelationMatrix(**core.fields(), _core=core, _tested=lambda: computed(True))
