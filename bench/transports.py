"""Optimal transport: sanov beside POT and scipy, with the peak memory of each and the proof of sanov's answers.

Each contender is given the points and returns the cost; POT's way is the matrix of costs, then its network simplex, with
an iteration limit that lets it finish. Memory is what a fresh process needs beyond its imports and its data.

    python transports.py NAME CONTENDER     one call: prints seconds, cost and the peak of its memory
"""

import json
import math
import pathlib
import subprocess
import sys
import time

import numpy as np

ENOUGH = 100_000_000  # of POT's iterations


def points(kind, n, m, d):
    generator = np.random.default_rng(20260201)
    if kind == "normal":
        return generator.normal(size=(n, d)), generator.normal(size=(m, d)) + 0.5
    if kind == "clusters":
        return tuple(10 * generator.integers(3, size=(k, d)) + 0.1 * generator.normal(size=(k, d)) for k in (n, m))
    if kind == "duplicates":
        return tuple(generator.integers(10, size=(k, d)).astype(float) for k in (n, m))
    if kind == "grid":
        side = math.isqrt(n)
        grid = np.stack(np.meshgrid(np.arange(side), np.arange(side), indexing="ij"), -1).reshape(-1, 2).astype(float)
        return grid, grid
    return generator.random((n, d)), generator.random((m, d))


def weights(n, seed):
    w = np.random.default_rng(seed).exponential(size=n)
    return w / w.sum()


# Name: kind, n, m, dimensions, cost, whether weighted, who else takes part.
POINTS = {
    "500 points, plane": ("uniform", 500, 500, 2, "sqeuclidean", False, ("POT",)),
    "1,000 points, plane": ("uniform", 1_000, 1_000, 2, "sqeuclidean", False, ("POT",)),
    "2,000 points, plane": ("uniform", 2_000, 2_000, 2, "sqeuclidean", False, ("POT",)),
    "4,000 points, plane": ("uniform", 4_000, 4_000, 2, "sqeuclidean", False, ("POT",)),
    "10,000 points, plane": ("uniform", 10_000, 10_000, 2, "sqeuclidean", False, ("POT",)),
    "50,000 points, plane": ("uniform", 50_000, 50_000, 2, "sqeuclidean", False, ()),
    "4,000, weights, Euclidean": ("uniform", 4_000, 4_000, 2, "euclidean", True, ("POT",)),
    "4,000 to 3,000, plane": ("uniform", 4_000, 3_000, 2, "sqeuclidean", False, ("POT",)),
    "4,000, 10 dimensions": ("normal", 4_000, 4_000, 10, "sqeuclidean", False, ("POT",)),
    "4,000, 50 dimensions": ("normal", 4_000, 4_000, 50, "sqeuclidean", False, ("POT",)),
    "4,000 in clusters": ("clusters", 4_000, 4_000, 2, "sqeuclidean", False, ("POT",)),
    "4,000 on 100 places": ("duplicates", 4_000, 4_000, 2, "sqeuclidean", False, ("POT",)),
    "grid 63×63, weights": ("grid", 3_969, 3_969, 2, "sqeuclidean", True, ("POT",)),
    "assignment 2,000×2,000, a matrix": ("matrix", 2_000, 2_000, 2, "sqeuclidean", False, ("POT", "scipy")),
}
QUICK = ("500 points, plane", "1,000 points, plane")


def problem(name):
    kind, n, m, d, cost, weighted, _ = POINTS[name]
    x, y = points(kind, n, m, d)
    a, b = (weights(n, 1), weights(m, 2)) if weighted else (np.full(n, 1 / n), np.full(m, 1 / m))
    return kind, x, y, cost, a, b


def call(name, who):
    """A function that solves the problem once and returns the cost, and sanov's gap."""
    kind, x, y, cost, a, b = problem(name)
    weighted = POINTS[name][5]
    given = np.random.default_rng(20260202).random((len(x), len(y))) if kind == "matrix" else None
    if who == "sanov":
        import sanov

        options = {"a": a, "b": b} if weighted else {}

        def solve():
            found = sanov.transport(cost=given, **options) if given is not None else sanov.transport(x, y, cost=cost, **options)
            return found.cost, found.gap

    elif who == "POT":
        import ot

        def solve():
            matrix = given if given is not None else ot.dist(x, y, metric=cost)
            return float(ot.emd2(a, b, matrix, numItermax=ENOUGH)), math.nan

    else:
        from scipy.optimize import linear_sum_assignment

        def solve():
            return float(given[linear_sum_assignment(given)].mean()), math.nan

    return solve


def peak_megabytes():
    """Of this process; getrusage would count its parent's, from before it became this program."""
    status = pathlib.Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measured(name, who):
    """Seconds of a call in a fresh process, its answer, and its memory in MB."""
    if who == "sanov" or name in QUICK:  # short: once to warm up
        call(QUICK[0] if POINTS[name][0] != "matrix" else name, who)()
    solve = call(name, who)
    before = peak_megabytes()
    begun = time.perf_counter()
    cost, gap = solve()
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "cost": cost, "gap": gap, "megabytes": peak_megabytes() - before}


def on_the_line(n):
    """W₁ of two samples; beside it what sorting them takes."""
    import ot
    from scipy.stats import wasserstein_distance

    import sanov

    x, y = points("normal", n, n, 1)
    x, y = x[:, 0].copy(), y[:, 0].copy()
    return {
        "sanov": lambda: sanov.wasserstein_1d(x, y),
        "POT": lambda: float(ot.wasserstein_1d(x, y, p=1)),
        "scipy": lambda: wasserstein_distance(x, y),
        "two np.sort": lambda: float(np.abs(np.sort(x) - np.sort(y)).mean()),
    }


def race(quick, rounds):
    """For each problem what each contender took: the median over the rounds, in turn, each in a process of its own."""
    results = {}
    for name in QUICK if quick else POINTS:
        seen = {who: [] for who in ("sanov", *POINTS[name][6])}
        for turn in range(rounds):
            for who, found in seen.items():
                if turn > 0 and found[0]["seconds"] > 10:
                    continue  # minutes of a peer are measured once
                done = subprocess.run([sys.executable, __file__, name, who], check=True, capture_output=True, text=True)
                found.append(json.loads(done.stdout))
        middle = {who: sorted(found, key=lambda f: f["seconds"])[len(found) // 2] for who, found in seen.items()}
        ours = middle["sanov"]
        for who, theirs in middle.items():
            if abs(theirs["cost"] - ours["cost"]) > 1e-7 * ours["cost"]:
                sys.exit(f"bench: {name}: {who} gives {theirs['cost']}, sanov {ours['cost']}")
        results[name] = middle
    return results


def blurred(n, epsilon=0.01):
    """Entropic transport. POT stops by a rule of its own: sanov is held to the marginal error that POT then has."""
    import ot

    import sanov

    x, y = points("uniform", n, n, 2)
    a = np.full(n, 1 / n)

    def by_pot():
        return ot.sinkhorn(a, a, ot.dist(x, y), epsilon, method="sinkhorn_log", numItermax=100_000)

    begun = time.perf_counter()
    plan = by_pot()
    seconds = time.perf_counter() - begun
    error = float(np.abs(plan.sum(0) - a).sum() + np.abs(plan.sum(1) - a).sum())
    cost = float((plan * ot.dist(x, y)).sum())
    found = sanov.sinkhorn(x, y, epsilon, tolerance=error)
    if found.marginal_error > error or abs(found.transport_cost - cost) > 1e-6 * cost:
        sys.exit(f"bench: Sinkhorn, n = {n}: {found}, POT {cost} with a marginal error of {error}")
    return seconds, {"sanov": lambda: sanov.sinkhorn(x, y, epsilon, tolerance=error), "POT": by_pot}


def main():
    print(json.dumps(measured(*sys.argv[1:3])))


if __name__ == "__main__":
    main()
