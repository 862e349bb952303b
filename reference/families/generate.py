#!/usr/bin/env python3
"""Writes reference/families/values/<name>.json: what each family of the catalogue is at a set of points, from mpmath.

    python3 reference/families/generate.py [NAME…]        (needs mpmath; all families where none is named)

Run on purpose only: when a family, a member or a point is added. Inputs are written as hexadecimal doubles, so that both
sides compute from the same numbers; values as decimals of 20 digits. The points lie in the middle and on both sides of it
as far out as probabilities of 1e-297. On the way the definitions are checked against themselves: the density
integrates to 1, and to the distribution function.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from definition import Family
from integrals import integral, sum_outwards, top_and_points, whole_points
from mpmath import exp, inf, isinf, log, log1p, mp, mpf, nstr, sqrt

MODULES = ("whole", "elementary", "special")
VALUES = Path(__file__).with_name("values")


def families() -> dict[str, Family]:
    found: dict[str, Family] = {}
    for name in MODULES:
        if Path(__file__).with_name(f"{name}.py").exists():
            found |= importlib.import_module(name).FAMILIES
    return found


def text(value: mpf | None) -> str | None:
    if value is None:
        return None
    if abs(value) < mpf(10) ** -330:
        return "0"
    if isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return nstr(value, 20, min_fixed=1, max_fixed=0)


class Member:
    """A member of a family: its density as a function of x, its points, its integrals."""

    def __init__(self, name: str, family: Family, parameters: dict[str, float]) -> None:
        self.family = family
        self.given = {key: float(value) for key, value in parameters.items()}
        self.parameters = {key: mpf(value) for key, value in self.given.items()}
        self.what = f"{name} {parameters}"
        self.low, self.high = (mpf(end) for end in family.support(**self.parameters))
        middle = family.median(**self.parameters) if family.median else None
        if family.whole:
            self.top, self.points = whole_points(self.log_density, self.low, self.high)
        else:
            self.top, self.points = top_and_points(self.log_density, self.low, self.high, middle)
        self.breaks = sorted(mpf(b) for b in family.breaks(**self.parameters) if self.low < b < self.high)

    def log_density(self, x: mpf) -> mpf:
        return mpf(self.family.log_density(x, **self.parameters))

    def pieces(self, low: mpf, high: mpf) -> list[tuple[mpf, mpf]]:
        """From low to high, cut where the density is not smooth."""
        cuts = [low, *(b for b in self.breaks if low < b < high), high]
        return list(zip(cuts, cuts[1:]))

    def scale(self, low: mpf, high: mpf) -> mpf:
        """A length over which the density changes, to lay the nodes of an unbounded integral by."""
        if isinf(low) == isinf(high):
            return mpf(1)
        x, sign = (low, 1) if isinf(high) else (high, -1)
        distances = sorted(abs(p - x) for p in self.points if (p - x) * sign > 0) or [abs(x - p) for p in self.points[-2:]]
        for distance in distances:
            change = abs(self.log_density(x + sign * distance) - self.log_density(x))
            if change > 0.3:
                while change > 3:
                    distance /= 2
                    change = abs(self.log_density(x + sign * distance) - self.log_density(x))
                return distance
        return distances[-1] if distances and distances[-1] > 0 else mpf(1)

    def between(self, low: mpf, high: mpf) -> mpf:
        """∫ f from low to high."""
        return sum(
            integral(lambda x: [exp(self.log_density(x))], a, b, self.scale(a, b), self.what)[0]
            for a, b in self.pieces(low, high)
        )

    def given_tail(self, tail: Callable[..., mpf], x: mpf) -> mpf:
        """Where a definition subtracts from 1, a small probability takes as many digits more as it has zeros."""
        value = mpf(tail(x, **self.parameters))
        if value > mpf(10) ** -15:
            return value
        with mp.workdps(mp.dps + 320):
            return mpf(tail(x, **self.parameters))

    def tails(self, x: mpf) -> tuple[mpf, mpf]:
        """P(X ≤ x) and P(X > x)."""
        family, below = self.family, x <= self.top
        if x == self.high:
            return mpf(1), mpf(0)
        if family.cdf and family.sf:
            return self.given_tail(family.cdf, x), self.given_tail(family.sf, x)
        part = self.tail_below(x) if below else self.tail_above(x)
        rest = 1 - part
        if rest < mpf(10) ** -15:
            rest = self.tail_above(x) if below else self.tail_below(x)
        if below and family.sf:
            return part, mpf(family.sf(x, **self.parameters))
        return (part, rest) if below else (rest, part)

    def mass(self, k: mpf) -> list[mpf]:
        return [exp(self.log_density(k))]

    def tail_below(self, x: mpf) -> mpf:
        if not self.family.whole:
            return self.between(self.low, x)
        return sum_outwards(self.mass, x, -1, self.low, self.high, self.what)[0]

    def tail_above(self, x: mpf) -> mpf:
        if not self.family.whole:
            return self.between(x, self.high)
        return (sum_outwards(self.mass, x + 1, 1, self.low, self.high, self.what) or [mpf(0)])[0]

    def expectations(self) -> tuple[list[mpf], mpf]:
        """1, E(X − top)^k for the finite ones of k = 1 … 4, and −E ln f."""
        lower, upper = self.family.moments_below(**self.parameters)
        orders = [k for k in (1, 2, 3, 4) if k < lower and k < upper]

        def term(x: mpf) -> list[mpf]:
            height = self.log_density(x)
            density = exp(height)
            if density == 0:
                return [mpf(0)] * (len(orders) + 2)
            return [density, *((x - self.top) ** k * density for k in orders), -height * density]

        if self.family.whole:
            up = sum_outwards(term, self.top, 1, self.low, self.high, self.what)
            down = sum_outwards(term, self.top - 1, -1, self.low, self.high, self.what)
            all_parts = [up] + ([down] if down else [])
        else:
            all_parts = []
            for low, high in ((self.low, self.top), (self.top, self.high)):
                for a, b in self.pieces(low, high):
                    all_parts.append(integral(term, a, b, self.scale(a, b), self.what))
        sums = [sum(column) for column in zip(*all_parts)]
        if abs(sums[0] - 1) > mpf(10) ** -20:
            raise ArithmeticError(f"{self.what}: the density integrates to {nstr(sums[0], 25)}")
        return sums[1:-1], sums[-1]

    def moments(self) -> dict[str, str | None]:
        family = self.family
        lower, upper = family.moments_below(**self.parameters)
        if family.moments and family.entropy:
            mean, variance, skewness, kurtosis = family.moments(**self.parameters)
            entropy = family.entropy(**self.parameters)
        else:
            raw, entropy = self.expectations()
            mean, variance, skewness, kurtosis = self.central(raw, 1 >= lower, 1 >= upper)
            if family.moments:
                mean, variance, skewness, kurtosis = family.moments(**self.parameters)
            if family.entropy:
                entropy = family.entropy(**self.parameters)
        values = (mean, variance, skewness, kurtosis, entropy)
        names = ("mean", "variance", "skewness", "excess_kurtosis", "entropy")
        return {name: text(None if value is None else mpf(value)) for name, value in zip(names, values)}

    def central(self, raw: list[mpf], low: bool, high: bool) -> tuple[mpf | None, ...]:
        """Mean, variance, skewness and excess kurtosis from E(X − top)^k; those that diverge as moments() states them."""
        if not raw:
            mean = None if low and high else -inf if low else inf
            return mean, None if mean is None else inf, None, None
        d = raw[0]
        mean = self.top + d
        if len(raw) < 2:
            return mean, inf, None, None
        variance = raw[1] - d**2
        if len(raw) < 3 or variance == 0:
            return mean, variance, None, None
        third = raw[2] - 3 * d * raw[1] + 2 * d**3
        skewness = third / (variance * sqrt(variance))
        if abs(skewness) < mpf(10) ** -14:
            skewness = mpf(0)  # the quadrature's own rounding
        if len(raw) < 4:
            return mean, variance, skewness, inf
        fourth = raw[3] - 4 * d * raw[2] + 6 * d**2 * raw[1] - 3 * d**4
        return mean, variance, skewness, fourth / variance**2 - 3

    def ends(self) -> list[dict[str, str]]:
        """ln f at the finite ends of the support: what it tends to."""
        out = []
        for end, sign in ((self.low, 1), (self.high, -1)):
            if isinf(end) or self.family.whole:
                continue
            with mp.workdps(1200):
                near, nearer = (self.log_density(end + sign * mpf(10) ** -power) for power in (400, 800))
                steady = abs(nearer - near) < 0.1
                limit = nearer if steady else inf if nearer > near else -inf
            out.append({"x": float(end).hex(), "log_pdf": text(limit)})
        return out

    def checked_tails(self) -> None:
        """Throws unless the distribution function, where given, is the density's integral."""
        if not (self.family.cdf and self.family.sf):
            return
        x = self.points[len(self.points) // 2]
        cdf, sf = self.tails(x)
        if abs(cdf + sf - 1) > mpf(10) ** -25:
            raise ArithmeticError(f"{self.what}: cdf + sf is {nstr(cdf + sf, 30)} at {nstr(x, 8)}")
        if self.family.whole:
            before = mpf(self.family.cdf(x - 1, **self.parameters)) if x > self.low else mpf(0)
            step, expected = cdf - before, exp(self.log_density(x))
        else:
            far = x + self.scale(x, inf) if isinf(self.high) else (x + self.high) / 2
            step, expected = mpf(self.family.cdf(far, **self.parameters)) - cdf, self.between(x, far)
        if abs(step - expected) > mpf(10) ** -20 * max(abs(expected), mpf(10) ** -3):
            raise ArithmeticError(f"{self.what}: the cdf moves by {nstr(step, 25)}, the density by {nstr(expected, 25)}")

    def reference(self) -> dict:
        self.checked_tails()
        points = []
        for x in self.points:
            cdf, sf = self.tails(x)
            log_cdf = log1p(-sf) if sf < cdf else log(cdf)
            log_sf = log1p(-cdf) if cdf < sf else log(sf) if sf > 0 else -inf
            values = (self.log_density(x), cdf, sf, log_cdf, log_sf)
            names = ("log_pdf", "cdf", "sf", "log_cdf", "log_sf")
            points.append({"x": float(x).hex(), **{name: text(value) for name, value in zip(names, values)}})
        given = {key: value.hex() for key, value in self.given.items()}
        return {"parameters": given, "points": points, "ends": self.ends(), **self.moments()}


def written(name: str, members: list[dict]) -> str:
    """One point a line."""
    out = []
    for member in members:
        rest = {key: value for key, value in member.items() if key != "points"}
        points = ",\n  ".join(json.dumps(point) for point in member["points"])
        out.append(f"{json.dumps(rest)[:-1]}, \"points\": [\n  {points}]}}")
    return f'{{"family": "{name}", "members": [\n' + ",\n".join(out) + "\n]}\n"


def main(names: list[str]) -> None:
    known = families()
    VALUES.mkdir(exist_ok=True)
    for name in names or known:
        started = time.monotonic()
        mp.dps = known[name].digits
        members = [Member(name, known[name], parameters).reference() for parameters in known[name].members]
        (VALUES / f"{name}.json").write_text(written(name, members))
        print(f"{name}: {len(members)} members, {time.monotonic() - started:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
