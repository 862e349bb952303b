#!/usr/bin/env python3
"""Writes reference/rank.json: coefficients of association and their p-values on a set of cases, from scipy.

    python3 reference/rank.py        (needs numpy and scipy)

Run on purpose only: when a coefficient or a case is added. What scipy has no function for is written down here from its
definition, over all pairs.
"""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import scipy
from scipy import stats

Column = list[float]


def cases() -> dict[str, tuple[Column, Column]]:
    generator = np.random.default_rng(20240601)

    def noisy(n: int, slope: float, x_step: float = 0, y_step: float = 0) -> tuple[Column, Column]:
        x = generator.normal(size=n)
        y = slope * x + generator.normal(size=n)
        x = np.round(x / x_step) * x_step if x_step else x
        y = np.round(y / y_step) * y_step if y_step else y
        return x.tolist(), y.tolist()

    return {
        "five with ties": ([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]),
        "four in order": ([1, 2, 3, 4], [10, 20, 25, 60]),
        "seven": ([3, 1, 4, 15, 9, 2, 6], [2, 7, 1, 8, 28, 18, 4]),
        "nine": noisy(9, 0.5),
        "ten, falling": noisy(10, -1.5),
        "thirty": noisy(30, 0.3),
        "thirty, ties in x": noisy(30, 0.3, x_step=0.5),
        "thirty, ties in y": noisy(30, 0.3, y_step=1),
        "fifty, ties in both": noisy(50, 0.7, x_step=1, y_step=0.5),
        "two hundred": noisy(200, 0.2),
        "two hundred, heavy ties": noisy(200, -0.4, x_step=2, y_step=1),
        "five hundred, steep": noisy(500, 3),
        "a parabola": ([i / 10 for i in range(-20, 21)], [(i / 10) ** 2 for i in range(-20, 21)]),
    }


def gamma(x: Column, y: Column) -> float:
    a, b = np.array(x), np.array(y)
    signs = np.sign(a[:, None] - a) * np.sign(b[:, None] - b)
    return float((np.sum(signs > 0) - np.sum(signs < 0)) / np.sum(signs != 0))


def distance_correlation(x: Column, y: Column, corrected: bool) -> float:
    """Squared: from doubly centred matrices of distances; Székely and Rizzo's (2014) centring takes out the bias."""
    n = len(x)

    def centred(column: Column) -> np.ndarray:
        a = np.abs(np.subtract.outer(column, column)).astype(float)
        if not corrected:
            return a - a.mean(0) - a.mean(1)[:, None] + a.mean()
        rows = a.sum(0) / (n - 2)
        a = a - rows - rows[:, None] + a.sum() / ((n - 1) * (n - 2))
        np.fill_diagonal(a, 0)
        return a

    a, b = centred(x), centred(y)
    return float((a * b).sum() / math.sqrt((a * a).sum() * (b * b).sum()))


def chatterjee_xi(x: Column, y: Column) -> float:
    """The mean over all orders of equal x, as the chance that two pairs are neighbours, over all pairs, in fractions."""
    runs = {value: x.count(value) for value in x}
    after = dict(zip(sorted(runs), sorted(runs)[1:]))
    up_to = [sum(b <= a for b in y) for a in y]
    jumps = Fraction(0)
    for i in range(len(x)):
        for j in range(len(x)):
            jump = abs(up_to[i] - up_to[j])
            if i < j and x[i] == x[j]:
                jumps += Fraction(2 * jump, runs[x[i]])
            elif after.get(x[i]) == x[j]:
                jumps += Fraction(jump, runs[x[i]] * runs[x[j]])
    whole = sum(sum(b >= a for b in y) * sum(b < a for b in y) for a in y)
    return float(1 - len(x) * jumps / (2 * whole))


def values(x: Column, y: Column) -> dict[str, float]:
    tau_c = stats.kendalltau(x, y, variant="c")
    n = len(x)
    xi = chatterjee_xi(x, y)
    assert len(set(x)) < n or math.isclose(xi, stats.chatterjeexi(x, y).statistic, abs_tol=1e-13)
    tau_a = float(np.sum(np.sign(np.subtract.outer(x, x)) * np.sign(np.subtract.outer(y, y)))) / (n * (n - 1))
    return {
        "pearson": stats.pearsonr(x, y).statistic,
        "spearman": stats.spearmanr(x, y).statistic,
        "kendall": stats.kendalltau(x, y).statistic,
        "kendall_tau_a": tau_a,
        "kendall_tau_c": tau_c.statistic,
        "somers_d": stats.somersd(x, y).statistic,
        "goodman_kruskal_gamma": gamma(x, y),
        "weighted_tau": stats.weightedtau(x, y).statistic,
        "chatterjee_xi": xi,
        "distance_correlation": math.sqrt(max(0.0, distance_correlation(x, y, corrected=False))),
        "distance_correlation_corrected": distance_correlation(x, y, corrected=True),
    }


def p_values(x: Column, y: Column) -> list[dict[str, object]]:
    """scipy's, where it has the same test."""
    rows: list[dict[str, object]] = []

    def add(name: str, test: str, alternative: str, p: float) -> None:
        if math.isfinite(p) and p > 0:
            rows.append({"coefficient": name, "test": test, "alternative": alternative, "p": p})

    tied = len(set(x)) < len(x) or len(set(y)) < len(y)
    for alternative in ("two-sided", "less", "greater"):
        add("pearson", "asymptotic", alternative, stats.pearsonr(x, y, alternative=alternative).pvalue)
        add("spearman", "asymptotic", alternative, stats.spearmanr(x, y, alternative=alternative).pvalue)
        for test in ("asymptotic",) if tied else ("asymptotic", "exact"):
            add("kendall", test, alternative, stats.kendalltau(x, y, method=test, alternative=alternative).pvalue)
        if not tied and len(x) <= 8:
            exact = stats.permutation_test(
                (x,), lambda a: stats.spearmanr(a, y).statistic, permutation_type="pairings", n_resamples=np.inf,
                alternative=alternative)
            add("spearman", "exact", alternative, exact.pvalue)
    return rows


def main() -> None:
    out = []
    for name, (x, y) in cases().items():
        out.append({"case": name, "x": x, "y": y, "values": values(x, y), "p": p_values(x, y)})
    path = Path(__file__).parent / "rank.json"
    path.write_text(json.dumps({"scipy": scipy.__version__, "cases": out}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
