"""Families fitted to data: sanov.fit."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanov import _core
from sanov._answers import page_width
from sanov._catalogue import did_you_mean
from sanov._columns import with_gaps
from sanov._convert import dimensions, number, numbers, refuse, whole
from sanov._families import _PARAMETERS, Distribution, Family
from sanov._rank import Interval

Missing = Literal["error", "drop"]
Method = Literal[
    "likelihood", "moments", "l_moments", "spacing", "wasserstein", "cramer_von_mises", "anderson_darling"
]
Criterion = Literal["held_out", "aic", "bic", "binned_kl"]
IntervalMethod = Literal["information", "sandwich", "profile", "bootstrap"]
FamilyName = str | type[Family]


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class FamilyFit:
    """A family's member that fits data best, and how it does beside the others."""

    family: str
    distribution: Distribution
    parameters: dict[str, float]
    standard_errors: dict[str, float | None]  # 0 for a fixed parameter; None where there is none
    covariance: NDArray[np.float64] | None  # of the parameters; 0 by fixed ones and by ends that the data set
    fixed: list[str]  # parameters that were left at a value
    log_likelihood: float  # nats, of all values
    aic: float
    bic: float
    kl_gap: float  # nats a value by which the data are further from it than from the likeliest, in sample
    intervals: dict[str, Interval | None] | None  # of the parameters, where these were asked for
    criterion: float  # what the families are in order of: the score, AIC, BIC, or binned KL in nats
    gap: float  # by how much that is worse than the first one's
    score: float  # mean log density of values held out, in nats
    score_error: float  # its standard error
    behind: float  # how far the score is below the best one's
    behind_error: float  # its standard error, the values being the same
    wins: float  # share of resampled data sets in which it comes first
    fit_p: float | None  # goodness of fit: small where the family is refuted; None where it was not tested
    method: str  # how the member was chosen: "likelihood", "l_moments", …
    distance: float | None  # what another method than the likelihood made small
    status: str
    remark: str  # what is to be known of this fit; "" where nothing is

    def __repr__(self) -> str:
        return f"FamilyFit({self.distribution!r}, score={self.score!r}, behind={self.behind!r}, fit_p={self.fit_p!r})"


class Picture(str):
    """A picture as the text of an SVG file, which notebooks show."""

    def _repr_svg_(self) -> str:
        return str(self)


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class FitAnswer:
    """What fit() found. Prints as the command does."""

    n: int  # rows, those without weight aside
    interval_rows: int  # of them, rows of which only an interval is known
    missing: int  # values left out, being missing
    recorded_to: float | None  # the step to which the values look rounded
    atom: tuple[float, float] | None  # a value that no density gives, and its share: `n` and the fits are of the others
    table: list[FamilyFit]  # best first
    left_out: dict[str, str]  # families that cannot have the data, and why
    criterion: str  # what the families are in order of: "held_out", "aic", …
    bins: int | None  # of "binned_kl"
    verdict: str
    _core: _core.FitAnswer

    @property
    def best(self) -> FamilyFit:
        """The family that comes first; whether it describes the data, `verdict` and best.fit_p say."""
        return self.table[0]

    def __getitem__(self, family: str) -> FamilyFit:
        for each in self.table:
            if each.family == family:
                return each
        if family in self.left_out:
            raise KeyError(f"{family} was left out: {self.left_out[family]}")
        raise KeyError(f"{family}{did_you_mean(family, [each.family for each in self.table])}")

    def __repr__(self) -> str:
        return self._core.text(page_width(), 8).rstrip("\n")

    def to_pandas(self) -> Any:
        """A pandas DataFrame, a row a family, best first."""
        try:
            pandas = import_module("pandas")
        except ImportError:
            raise ImportError("to_pandas() needs pandas: pip install pandas") from None
        names = ("criterion", "gap", "score", "score_error", "behind", "behind_error", "wins", "fit_p", "log_likelihood", "aic", "bic")
        rows = [{name: getattr(each, name) for name in (*names, "kl_gap", "parameters")} for each in self.table]
        return pandas.DataFrame(rows, index=pandas.Index([each.family for each in self.table], name="family"))

    def plot(self, path: str | Path | None = None) -> Picture:
        """The histogram with the best three densities, the cells that have too many values and too few, and the quantiles of
        the data over those of the best: the command's picture, as the text of an SVG file. `path` has it written too, as
        .svg, or as .png, which gnuplot paints."""
        if path is not None:
            self._core.draw(os.fspath(path))
        return Picture(self._core.svg())

    def to_html(self, path: str | Path | None = None) -> str:
        """All of it as one page of HTML, pictures inside and nothing fetched; written to `path` if there is one."""
        page = self._core.html(True)
        if path is not None:
            Path(path).write_text(page, encoding="utf-8")
        return page

    def _repr_html_(self) -> str:
        return self._core.html(False)


def fit(
    x: ArrayLike | None = None,
    families: FamilyName | Sequence[FamilyName] | None = None,
    weights: ArrayLike | None = None,
    fixed: Mapping[str, float] | None = None,
    *,
    method: Method = "likelihood",
    criterion: Criterion = "held_out",
    bins: int | None = None,
    event: ArrayLike | None = None,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    truncation: tuple[float | None, float | None] | None = None,
    rounded: float | None = None,
    free: str | Sequence[str] | None = None,
    intervals: IntervalMethod | None = None,
    level: float | None = None,
    missing: Missing = "error",
    draws: int = 199,
    seed: int = 1,
) -> FitAnswer:
    """Which distribution describes these numbers? Families fitted, by maximum likelihood unless told, ranked by how well each predicts
    values that it has not seen.

    `families` names those to fit, such as "gamma" or ["gamma", sanov.families.Weibull]; all that can have the data unless
    told. `weights` say how often each value counts. `fixed` leaves parameters at a value, {"degrees_of_freedom": 4};
    families without such a parameter are left out. missing="drop" leaves out values that are missing (NaN, None, null,
    masked). `draws` are the samples behind the goodness of fit, fit_p; 0 for none.

    `method` is how a member is chosen: "likelihood", "moments" and "l_moments" (as many as there are free parameters are
    made equal), "spacing" (the largest product of the probabilities between neighbours), or a distance between the two
    distribution functions made small: "wasserstein", "cramer_von_mises", "anderson_darling".

    `free="location"` fits where the families named begin too, which else is 0: a three-parameter Weibull, gamma or lognormal
    distribution, whose `distribution` is shifted. A family without a best place is left out, with the reason; "spacing" has
    one always.

    `criterion` puts the families in order: "held_out", the log density of values held out; "aic" and "bic", of the values that
    were fitted, without error; "binned_kl", KL from the shares of the data in `bins` (Freedman and Diaconis' unless told, each
    whole number one) to each family's probabilities of them, which depends on the bins and favours flexible families.

    Not every row need be a value. `event` is 1 where x was seen and 0 where the row ended before: right censored. In place
    of x, `lower` and `upper` are two ends between which each row lies, lower < X ≤ upper, -inf or inf where there is none;
    equal, they are a value. `truncation=(0, 100)` says that what is not above 0, or is above 100, was never recorded; None
    on either side is no limit. `rounded=0.1` says that values were rounded to multiples of that: 2.3 is 2.25 to 2.35.

    `intervals` are confidence intervals of the parameters, of the families named or of the first three, at `level` (0.95):
    "information" from the likelihood's curvature, "sandwich" right though the family is wrong, "profile" where the
    likelihood has fallen by χ²₁'s quantile, "bootstrap" by fits to rows drawn again.

    Raises ValueError for a value that is missing or not finite, which it names, for negative weights, unknown families, rows
    that cannot be or say nothing, and where no family can have the data.

        >>> sanov.fit([0.3, 1.2, 0.7, 2.9, 0.4], "exponential", draws=0).best.parameters
        {'scale': 1.1}
        >>> sanov.fit([1, 2, 5, 5], "exponential", event=[1, 1, 0, 0], draws=0).best.parameters  # 13 hours, 2 events
        {'scale': 6.5…}
    """
    if missing not in ("error", "drop"):
        refuse("fit", "missing", f"is {missing!r}; it is 'error' or 'drop'")
    rows = _rows(x, {"event": event, "lower": lower, "upper": upper, "weights": weights}, missing)
    rows["low"], rows["high"] = _ends(truncation)
    rows["rounded"] = 0.0 if rounded is None else number(rounded, "fit", "rounded")
    if rounded is not None:
        if not 0 < rows["rounded"] < np.inf:
            refuse("fit", "rounded", f"is {rounded}; a step is positive and finite")
        if x is None or event is not None:
            refuse("fit", "rounded", "is for values; give both ends of each row: lower and upper")
    listed = [families] if isinstance(families, (str, type)) else list(families or [])
    names = [_family(each, "fit") for each in listed]
    kept = {} if fixed is None else {name: number(value, "fit", name) for name, value in fixed.items()}
    known = sorted({parameter for family in names or _PARAMETERS for parameter in _PARAMETERS.get(family, ())})
    for name in kept:
        if known and name not in known:
            refuse("fit", "fixed", f"names {name!r}, which none of the families has{did_you_mean(name, known)}")
    if level is not None and intervals is None:
        refuse("fit", "level", "is of confidence intervals; say by which method: intervals='information'")
    label = getattr(x, "name", None)
    rows["label"] = label if isinstance(label, str) and label else "x" if x is not None else "lower to upper"
    core = _core.fit(
        rows,
        names,
        list(kept),
        list(kept.values()),
        _count(draws, "fit", "draws"),
        whole(seed, "fit", "seed"),
        "" if intervals is None else str(intervals),
        0.95 if level is None else number(level, "fit", "level"),
        method,
        criterion,
        None if bins is None else _bins(bins),
        [free] if isinstance(free, str) else list(free or []),
    )
    fields = core.fields()
    fields["table"] = [_family_fit(each) for each in fields["table"]]
    return FitAnswer(**fields, _core=core)


def _rows(x: ArrayLike | None, beside: dict[str, ArrayLike | None], missing: Missing) -> dict[str, Any]:
    """The columns as arrays of one length, without rows that lack a value."""
    if x is None and (beside["lower"] is None or beside["upper"] is None):
        refuse("fit", "x", "is not given; values are needed, or lower and upper")
    for name in ("lower", "upper"):
        if x is not None and beside[name] is not None:
            refuse("fit", name, "does not go with x; give values, or lower and upper")
    if x is None and beside["event"] is not None:
        refuse("fit", "event", "goes with x; lower and upper say all of a row")
    given = {"x": x, **beside}
    columns = {name: None if each is None else _column(with_gaps(each), "fit", name) for name, each in given.items()}
    first = "lower" if x is None else "x"
    rows = next(len(each) for name, each in columns.items() if name == first and each is not None)
    gaps = np.zeros(rows, dtype=bool)
    for name, column in columns.items():
        if column is None:
            continue
        if len(column) != rows:
            refuse("fit", name, f"has {len(column)} entries, but {first} has {rows}")
        if name != "weights" and np.isnan(column).any():
            if missing == "error":
                refuse("fit", f"{name}[{int(np.isnan(column).argmax())}]", "is missing; give missing='drop' to leave such values out")
            gaps |= np.isnan(column)
    if gaps.any():
        columns = {name: None if each is None else each[~gaps] for name, each in columns.items()}
    return {**columns, "missing": int(gaps.sum())}


def _ends(truncation: tuple[float | None, float | None] | None) -> tuple[float, float]:
    if truncation is None:
        return -np.inf, np.inf
    if isinstance(truncation, str) or not isinstance(truncation, Sequence) or len(truncation) != 2:
        refuse("fit", "truncation", f"is {truncation!r}; it is two numbers, such as (0, 100), None for no limit")
    low, high = truncation
    return (
        -np.inf if low is None else number(low, "fit", "truncation"),
        np.inf if high is None else number(high, "fit", "truncation"),
    )


def _family_fit(found: dict[str, Any]) -> FamilyFit:
    found["distribution"] = Distribution._of(found["distribution"])
    found["covariance"] = np.array(found["covariance"]) if found["covariance"] else None
    if found["intervals"] is not None:
        found["intervals"] = {name: each and Interval(*each) for name, each in found["intervals"].items()}
    return FamilyFit(**found)


def _column(given: Any, function: str, argument: str) -> NDArray[np.float64]:
    array = numbers(given, function, argument)
    if array.ndim != 1:
        refuse(function, argument, f"has {dimensions(array.ndim)}; one is needed: a column of numbers")
    return np.ascontiguousarray(array, dtype=np.float64)


def _family(given: Any, function: str) -> str:
    if isinstance(given, str):
        return given
    if isinstance(given, type) and issubclass(given, Family):
        return given.name
    refuse(function, "families", f"has {given!r}; a family is its name or its class, such as 'gamma'")


def _bins(given: Any) -> int:
    found = _count(given, "fit", "bins")
    if found < 2:
        refuse("fit", "bins", f"is {found}; it is from 2 to 1000000")
    return found


def _count(given: Any, function: str, argument: str) -> int:
    found = whole(given, function, argument)
    if found >= 2**31:
        refuse(function, argument, f"is {found}; it must be below 2147483648")
    return found
