#!/usr/bin/env python3
"""Writes reference/measures.json: the value of every measure of the catalogue on a set of cases, from mpmath.

    python3 reference/generate.py        (needs mpmath)

Run on purpose only: when a measure, a parameter or a case is added. Inputs are written as hexadecimal doubles, so that
both sides compute from the same numbers; values as decimals of 25 digits.
"""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

from measures import MEASURES, Definition
from mpmath import inf, isinf, mp, mpf, nstr

UNIT = 2**50


def shares(generator: random.Random, n: int, sharpness: float) -> list[int]:
    """n positive whole numbers, of very different sizes, that sum to UNIT."""
    raw = [math.exp(sharpness * generator.gauss(0, 1)) for _ in range(n)]
    whole = [1 + int((UNIT - 2 * n) * x / sum(raw)) for x in raw]
    whole[whole.index(max(whole))] += UNIT - sum(whole)
    return whole


def moved(whole: list[int], by: int) -> list[int]:
    """The same, with every second cell `by` up and its neighbour as much down."""
    out = list(whole)
    for i in range(0, len(out) - 1, 2):
        step = min(by, out[i] - 1, out[i + 1] - 1)
        out[i] += step
        out[i + 1] -= step
    return out


def cells(whole: list[int]) -> list[float]:
    return [x / UNIT for x in whole]


def cases() -> dict[str, tuple[str, list[float], list[float]]]:
    """Pairs by name, with the narrowest domain that they are in."""
    generator = random.Random(20240601)
    small, large = shares(generator, 5, 0.8), shares(generator, 100, 1.5)
    third = [UNIT // 4, UNIT // 2, UNIT // 8, UNIT // 8]
    P, N, R = "probabilities", "nonnegative", "real"
    return {
        "two cells": (P, [0.4, 0.6], [0.3, 0.7]),
        "five cells": (P, cells(small), cells(shares(generator, 5, 0.8))),
        "hundred cells": (P, cells(large), cells(shares(generator, 100, 1.5))),
        "hundred cells, 1e-4 apart": (P, cells(large), cells(moved(large, UNIT >> 20))),
        "hundred cells, 1e-12 apart": (P, cells(large), cells(moved(large, 4))),
        "an ulp apart": (P, [0.5 + 2**-52, 0.5 - 2**-52], [0.5, 0.5]),
        "alike": (P, cells(small), cells(small)),
        "zeros in p": (P, [0.5, 0.0, 0.5, 0.0], cells(third)),
        "zeros in q": (P, cells(third), [0.0, 0.75, 0.25, 0.0]),
        "zeros in both": (P, [0.0, 0.25, 0.75, 0.0], [0.0, 0.5, 0.25, 0.25]),
        "disjoint": (P, [0.25, 0.75, 0.0, 0.0], [0.0, 0.0, 0.5, 0.5]),
        "tiny": (P, [2.0**-700, 2.0**-90, 0.25, 0.75], [2.0**-680, 2.0**-90 * 3, 0.5, 0.5]),
        "tiny alone": (P, [2.0**-900, 1.0], [2.0**-899, 1.0]),
        "subnormal": (P, [2.0**-1060, 1.0, 0.0], [2.0**-1050, 0.5, 0.5]),
        "far ratios": (P, [2.0**-50, 0.5, 0.5 - 2.0**-50], [0.5, 2.0**-50, 0.5 - 2.0**-50]),
        "counts": (N, [12.0, 0.0, 7.0, 150.0, 3.0], [10.0, 2.0, 0.0, 149.0, 3.0]),
        "spectra": ("positive", [1e-30, 2.5, 7e40, 3.0], [3e-30, 2.5000001, 9e40, 1e-3]),
        "real numbers": (R, [-1.5, 2.25, 0.0, 1e-8, 100.0], [1.25, 2.25, -3.0, 2e-8, 99.0]),
    }


WIDER = {
    "probabilities": {"probabilities"},
    "positive": {"positive"},
    "nonnegative": {"probabilities", "nonnegative", "positive"},
    "real": {"probabilities", "nonnegative", "positive", "real"},
}
NUMBERS = [0.0, 2.0**-1060, 1e-300, 1e-12, 0.1, 0.5, 0.75, 1 - 2.0**-53, 1.0]


def digits_for(numbers: list[float]) -> int:
    """Enough for 50 after what the smallest number cancels."""
    smallest = min((abs(x) for x in numbers if x != 0), default=1.0)
    return 130 + int(2.2 * max(0.0, -math.log10(smallest)))


def text(value: mpf) -> str:
    if isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return nstr(value, 25, min_fixed=1, max_fixed=0)


def exact(row: list[float]) -> list[mpf]:
    return [mpf(x) for x in row]


def evaluated(definition: Definition, a: list[mpf], b: list[mpf], parameters: tuple[float, ...]) -> mpf:
    if definition.shape == "one":
        return definition.value(a, *parameters)
    if definition.shape == "two":
        return definition.value(a, b, *parameters)
    if definition.shape == "ordered":
        return definition.value(a, b, [mpf(i * i) for i in range(len(a))])
    if definition.shape == "joint":
        return definition.value([[x / 2 for x in a], [x / 2 for x in b]])
    return definition.value([a, b], [mpf(1) / 4, mpf(3) / 4])


def tangents(
    definition: Definition, p: list[float], q: list[float], parameters: tuple[float, ...], of_p: bool
) -> list[str]:
    """The derivatives along e_i − e_(i+1) of one argument."""
    step = mpf(10) ** -30
    out = []
    for i in range(len(p) - 1):
        values = []
        for sign in (1, -1):
            a, b = exact(p), exact(q)
            row = a if of_p else b
            row[i] += sign * step
            row[i + 1] -= sign * step
            values.append(evaluated(definition, a, b, parameters))
        out.append(text((values[0] - values[1]) / (2 * step)))
    return out


def main() -> None:
    all_cases = cases()
    values, gradients = [], []
    for name, definition in MEASURES.items():
        for parameters in definition.parameters:
            entry = {"measure": name, "parameters": ["Infinity" if x == inf else float(x).hex() for x in parameters]}
            if definition.shape == "scalar":
                for x in NUMBERS:
                    mp.dps = digits_for([x])
                    values.append({**entry, "x": x.hex(), "value": text(definition.value(mpf(x)))})
                continue
            for case, (domain, p, q) in all_cases.items():
                if domain not in WIDER[definition.domain]:
                    continue
                mp.dps = digits_for([*p, *q])
                value = evaluated(definition, exact(p), exact(q), parameters)
                if p == q and abs(value) < mpf(10) ** -40:
                    value = mpf(0)  # the definitions' own rounding
                values.append({**entry, "case": case, "value": text(value)})
            _, p, q = all_cases["five cells"]
            if definition.domain != "positive":
                mp.dps = 100
                gradient = {**entry, "by_p": tangents(definition, p, q, parameters, True)}
                if definition.shape != "one":
                    gradient["by_q"] = tangents(definition, p, q, parameters, False)
                gradients.append(gradient)
    def lines(entries: list[dict]) -> str:
        return ",\n".join(json.dumps(entry) for entry in entries)

    inputs = [
        {"case": name, "p": [x.hex() for x in p], "q": [x.hex() for x in q]} for name, (_, p, q) in all_cases.items()
    ]
    Path(__file__).with_name("measures.json").write_text(
        f'{{"cases": [\n{lines(inputs)}\n],\n"values": [\n{lines(values)}\n],\n'
        f'"gradients": [\n{lines(gradients)}\n]}}\n'
    )


if __name__ == "__main__":
    main()
