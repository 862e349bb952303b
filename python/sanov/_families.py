"""Distributions: a class for each family of the catalogue, what is made of them, and specs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanov import _core
from sanov._convert import number, numbers, refuse, whole

_FUNCTIONS = ("pdf", "log_pdf", "cdf", "sf", "log_cdf", "log_sf", "quantile", "upper_quantile")
_CODES = {name: code for code, name in enumerate(_FUNCTIONS)}


# What scipy calls them, for whoever types scipy's words.
_SCIPYS = {
    "rvs": "sample",
    "ppf": "quantile",
    "isf": "upper_quantile",
    "logpdf": "log_pdf",
    "pmf": "pdf",
    "logpmf": "log_pdf",
    "logcdf": "log_cdf",
    "logsf": "log_sf",
    "std": "sd",
    "var": "variance",
    "stats": "mean, variance, skewness and excess_kurtosis",
    "median": "quantile(0.5)",
    "interval": "quantile, at each end",
    "kwds": "parameters",
    "args": "parameters",
}


def _flat(value: ArrayLike, function: str, argument: str) -> NDArray[np.float64]:
    """One dimension of contiguous float64."""
    return np.ascontiguousarray(numbers(value, function, argument), dtype=np.float64).reshape(-1)


class Distribution:
    """A distribution: a member of a family, or what is made of such.

    Make one by sanov.distribution("gamma(2, 3)"), by a class of sanov.families, or by the functions there. Its functions
    take a number and return a float, or anything that holds numbers and return an array of its shape; of float32 they
    return float32. Long arrays are worked on by all threads, without the GIL.
    """

    __slots__ = ("_held", "_moments")
    _held: _core.Distribution
    _moments: tuple[float | None, float | None, float | None, float | None] | None

    def __init__(self, spec: str) -> None:
        held = distribution(spec)._held
        self._held, self._moments = held, None

    @classmethod
    def _of(cls, held: _core.Distribution) -> Distribution:
        kind = _CLASSES.get(held.family(), Distribution)
        made = object.__new__(kind)
        made._held, made._moments = held, None
        return made

    def _at(self, name: str, x: Any, argument: str = "x") -> Any:
        if type(x) is float or type(x) is int:
            return self._held.evaluate_one(_CODES[name], x)
        array = numbers(x, name, argument)
        out = self._held.evaluate(_CODES[name], np.ascontiguousarray(array, dtype=np.float64).reshape(-1))
        out = out.reshape(array.shape).astype(array.dtype, copy=False)
        return out[()] if array.ndim else float(out)

    def pdf(self, x: ArrayLike) -> Any:
        """The density at x; the probability of x where the numbers are whole, and at atoms."""
        return self._at("pdf", x)

    def log_pdf(self, x: ArrayLike) -> Any:
        """Its logarithm, which does not underflow; −∞ outside the support."""
        return self._at("log_pdf", x)

    def cdf(self, x: ArrayLike) -> Any:
        """P(X ≤ x)."""
        return self._at("cdf", x)

    def sf(self, x: ArrayLike) -> Any:
        """P(X > x), with all its digits where it is small, as 1 − cdf has not."""
        return self._at("sf", x)

    def log_cdf(self, x: ArrayLike) -> Any:
        """ln P(X ≤ x)."""
        return self._at("log_cdf", x)

    def log_sf(self, x: ArrayLike) -> Any:
        """ln P(X > x)."""
        return self._at("log_sf", x)

    def quantile(self, p: ArrayLike) -> Any:
        """The smallest x with cdf(x) ≥ p."""
        return self._at("quantile", p, "p")

    def upper_quantile(self, p: ArrayLike) -> Any:
        """The smallest x with sf(x) ≤ p."""
        return self._at("upper_quantile", p, "p")

    def sample(self, size: int | Sequence[int] | None = None, seed: int = 0) -> Any:
        """Draws: a float, or an array of that size. The same seed gives the same numbers, on any number of threads; left out
        it is 0, as everywhere in sanov, so that a second call repeats the first: give each its own.
        """
        start = whole(seed, "sample", "seed")
        if size is None:
            return float(self._held.sample(1, start)[0])
        shape = (size,) if isinstance(size, (int, np.integer)) else tuple(size)
        shape = tuple(whole(n, "sample", "size") for n in shape)
        return self._held.sample(math.prod(shape), start).reshape(shape)

    def _moment(self, index: int) -> float | None:
        if self._moments is None:
            self._moments = self._held.moments()
        return self._moments[index]

    @property
    def mean(self) -> float | None:
        """inf where it diverges, None where it is not defined."""
        return self._moment(0)

    @property
    def variance(self) -> float | None:
        return self._moment(1)

    @property
    def sd(self) -> float | None:
        """The standard deviation."""
        variance = self.variance
        return None if variance is None else math.sqrt(variance)

    @property
    def skewness(self) -> float | None:
        return self._moment(2)

    @property
    def excess_kurtosis(self) -> float | None:
        return self._moment(3)

    def entropy(self, unit: Literal["nats", "bits"] = "nats") -> float:
        """−E ln f(X), of the density or of the masses."""
        if unit not in ("nats", "bits"):
            refuse("entropy", "unit", f"is {unit!r}; it is 'nats' or 'bits'")
        return self._held.entropy() / (1 if unit == "nats" else math.log(2))

    @property
    def support(self) -> tuple[float, float]:
        """The smallest interval in which everything is drawn."""
        return self._held.support()

    @property
    def is_whole(self) -> bool:
        """Whether it is a distribution of whole numbers, whose pdf is a probability."""
        return self._held.whole()

    @property
    def atoms(self) -> list[tuple[float, float]]:
        """Points with a probability of their own, and that; none for families. Of whole numbers is_whole tells."""
        return self._held.atoms()

    @property
    def family(self) -> str | None:
        """"gamma"; None for what is made of others."""
        return self._held.family() or None

    @property
    def parameters(self) -> dict[str, float]:
        """Of a family's member, by name; empty for what is made of others."""
        names = _PARAMETERS.get(self._held.family(), {})
        return dict(zip(names, self._held.parameters(), strict=True))

    if not TYPE_CHECKING:  # which knows what is there

        def __getattr__(self, name: str) -> Any:
            ours = _SCIPYS.get(name)
            hint = f"; scipy's {name} is {ours} here" if ours else ""
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}{hint}", name=name, obj=self)

    def __repr__(self) -> str:
        return self._held.text()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Distribution) and self._held.text() == other._held.text()

    def __hash__(self) -> int:
        return hash(self._held.text())

    def __reduce__(self) -> tuple[Any, ...]:
        return distribution, (self._held.text(),)


class Family(Distribution):
    """A member of a family, whose parameters are given by position or by name."""

    __slots__ = ()
    name: str
    is_discrete: bool

    @classmethod
    def defaults(cls) -> dict[str, float]:
        """The family's parameters, by name, with what each is where it is left out."""
        return dict(_PARAMETERS[cls.name])

    @classmethod
    def fit(cls, x: ArrayLike, weights: ArrayLike | None = None) -> Family:
        """The member under which x is likeliest, without a ranking or errors: those are of sanov.fit. `weights` say how often
        each value counts. Of families for which sums of the data suffice, as normal, gamma, beta and Weibull, a million
        values take a few milliseconds.

            >>> sanov.families.Exponential.fit([0.3, 1.2, 0.7, 2.9, 0.4])
            exponential(scale=1.1)

        Raises ValueError where the family cannot have the values, which it names.
        """
        of = None if weights is None else _flat(weights, "fit", "weights")
        found = Distribution._of(_core.likeliest(cls.name, _flat(x, "fit", "x"), of))
        assert isinstance(found, Family)
        return found

    def __init__(self, *values: float, **named: float) -> None:
        family, defaults = type(self).name, _PARAMETERS[type(self).name]
        if len(values) > len(defaults):
            refuse(family, "parameters", f"are {', '.join(defaults)}; {len(values)} values were given")
        given = dict(zip(defaults, values, strict=False))
        for name, value in named.items():
            if name not in defaults:
                from sanov._catalogue import did_you_mean

                hint = _core.scipy_hint(family, name)
                raise TypeError(f"{family}() has no parameter {name!r}{f'; {hint}' if hint else did_you_mean(name, defaults)}")
            if name in given:
                raise TypeError(f"{family}() got two values for {name!r}")
            given[name] = value
        all_values = [number(given.get(name, default), family, name) for name, default in defaults.items()]
        self._held, self._moments = _core.family_member(family, all_values), None


def distribution(spec: str | Distribution) -> Distribution:
    """The distribution that a text describes, as on the command line.

        >>> sanov.distribution("0.5*normal(-5,1) + 0.5*normal(10,1)").mean
        2.5

    A family with its parameters by position or name, `gamma(2, scale=3)`; a mixture; truncated(…, low, high),
    shifted(…, by), scaled(…, by), zero_inflated(…, zeros); categorical(0.2, 0.8), empirical(1, 2, 5) and
    tabulated(0:0, 1:1, 2:0). repr() of a distribution is such a text.
    Raises ValueError, which points at the place.
    """
    if isinstance(spec, Distribution):
        return spec
    if not isinstance(spec, str):
        refuse("distribution", "spec", f"is a {type(spec).__name__}; a text is needed, such as 'gamma(2, 3)'")
    return Distribution._of(_core.parse_distribution(spec))


def mixture(components: Mapping[Any, float] | Sequence[tuple[float, Distribution | str]]) -> Distribution:
    """One of several distributions, chosen by chance: pairs of a weight and a distribution. The weights add to 1.

        >>> sanov.families.mixture([(0.25, "normal(0, 1)"), (0.75, "exponential(2)")]).cdf(0)
        0.125
    """
    pairs = [(weight, d) for d, weight in components.items()] if isinstance(components, Mapping) else list(components)
    weights = [number(weight, "mixture", f"weights[{i}]") for i, (weight, _) in enumerate(pairs)]
    return Distribution._of(_core.mixture(weights, [distribution(d)._held for _, d in pairs]))


def truncated(d: Distribution | str, low: float = -math.inf, high: float = math.inf) -> Distribution:
    """X, known to lie in [low, high], ends included. Exact in far tails.

        >>> sanov.families.truncated("normal(0, 1)", low=40).mean
        40.024968847207...
    """
    bounds = number(low, "truncated", "low"), number(high, "truncated", "high")
    return Distribution._of(_core.truncated(distribution(d)._held, *bounds))


def shifted(d: Distribution | str, by: float) -> Distribution:
    """X + by."""
    return Distribution._of(_core.shifted(distribution(d)._held, number(by, "shifted", "by")))


def scaled(d: Distribution | str, by: float) -> Distribution:
    """by·X; a negative `by` turns it round."""
    return Distribution._of(_core.scaled(distribution(d)._held, number(by, "scaled", "by")))


def zero_inflated(d: Distribution | str, zeros: float) -> Distribution:
    """0 with probability `zeros`, else a draw of X. Where X is continuous, pdf(0) is the probability of 0."""
    return Distribution._of(_core.zero_inflated(distribution(d)._held, number(zeros, "zero_inflated", "zeros")))


def categorical(probabilities: ArrayLike) -> Distribution:
    """0, 1, 2, … with these probabilities, which add to 1."""
    return Distribution._of(_core.categorical(_flat(probabilities, "categorical", "probabilities")))


def empirical(values: ArrayLike, weights: ArrayLike | None = None) -> Distribution:
    """Every value of a sample with its share of the weight."""
    of = None if weights is None else _flat(weights, "empirical", "weights")
    return Distribution._of(_core.empirical(_flat(values, "empirical", "values"), of))


def tabulated(x: ArrayLike, density: ArrayLike, normalize: bool = False) -> Distribution:
    """A density that is straight between points. Its area is 1, or `normalize` divides by it."""
    points = _flat(x, "tabulated", "x"), _flat(density, "tabulated", "density")
    return Distribution._of(_core.tabulated(*points, bool(normalize)))


_PARAMETERS: dict[str, dict[str, float]] = {}
_CLASSES: dict[str, type[Family]] = {}


def _add_families() -> None:
    for name, kind, discrete, parameters, text in _core.families():
        _PARAMETERS[name] = dict(parameters)
        shown = ", ".join(f"{parameter}={value:g}" for parameter, value in parameters)
        members = {
            "__slots__": (),
            "__doc__": f"{kind}({shown})\n\n{text}",
            "__module__": "sanov.families",
            "name": name,
            "is_discrete": discrete,
        }
        _CLASSES[name] = type(kind, (Family,), members)


_add_families()
classes: dict[str, type[Family]] = {kind.__name__: kind for kind in _CLASSES.values()}
