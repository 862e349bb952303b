"""Optimal transport: sanov beside POT, scipy, GeomLoss and OTT, with the peak memory of each and the proof of sanov's
answers.

Each contender is given the points and returns the cost. POT has two ways: the matrix of costs and then its network simplex
(emd2), or costs computed as they are needed (emd2_lazy); both with an iteration limit that lets them finish. Each runs in a
process of its own. Memory is what the first call needs beyond imports and data; time is the median of the calls after it,
or, where one takes more than five seconds, that one. The same for all.

    python transports.py TASK NAME CONTENDER [ERROR]     one such process: prints its figures
"""

import json
import math
import pathlib
import statistics
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
EVERYONE, POT, LAZY = ("POT", "POT lazy"), ("POT",), ("POT lazy",)
POINTS = {
    "500 points, plane": ("uniform", 500, 500, 2, "sqeuclidean", False, EVERYONE),
    "1,000 points, plane": ("uniform", 1_000, 1_000, 2, "sqeuclidean", False, EVERYONE),
    "2,000 points, plane": ("uniform", 2_000, 2_000, 2, "sqeuclidean", False, EVERYONE),
    "4,000 points, plane": ("uniform", 4_000, 4_000, 2, "sqeuclidean", False, EVERYONE),
    "10,000 points, plane": ("uniform", 10_000, 10_000, 2, "sqeuclidean", False, EVERYONE),
    "50,000 points, plane": ("uniform", 50_000, 50_000, 2, "sqeuclidean", False, ()),
    "20 to 8,000, plane": ("uniform", 20, 8_000, 2, "sqeuclidean", False, EVERYONE),
    "4,000 to 3,000, plane": ("uniform", 4_000, 3_000, 2, "sqeuclidean", False, EVERYONE),
    "4,000, weights, Euclidean": ("uniform", 4_000, 4_000, 2, "euclidean", True, EVERYONE),
    "4,000, 10 dimensions": ("normal", 4_000, 4_000, 10, "sqeuclidean", False, EVERYONE),
    "4,000, 50 dimensions": ("normal", 4_000, 4_000, 50, "sqeuclidean", False, POT),
    "4,000 in clusters": ("clusters", 4_000, 4_000, 2, "sqeuclidean", False, EVERYONE),
    "4,000 on 100 places": ("duplicates", 4_000, 4_000, 2, "sqeuclidean", False, EVERYONE),
    "grid 63×63, weights": ("grid", 3_969, 3_969, 2, "sqeuclidean", True, EVERYONE),
    "grid 100×100, weights": ("grid", 10_000, 10_000, 2, "sqeuclidean", True, POT),
    "assignment 2,000×2,000, a matrix": ("matrix", 2_000, 2_000, 2, "sqeuclidean", False, ("POT", "scipy")),
}
QUICK = ("500 points, plane", "1,000 points, plane")


def exact(name, who):
    """A function that solves the problem and returns the cost, and sanov's gap."""
    kind, n, m, d, cost, weighted, _ = POINTS[name]
    x, y = points(kind, n, m, d)
    given = np.random.default_rng(20260202).random((n, m)) if kind == "matrix" else None
    a, b = (weights(n, 1), weights(m, 2)) if weighted else (np.full(n, 1 / n), np.full(m, 1 / m))
    if who == "sanov":
        import sanov

        options = {"a": a, "b": b} if weighted else {}

        def solve():
            found = sanov.transport(cost=given, **options) if given is not None else sanov.transport(x, y, cost=cost, **options)
            return {"cost": found.cost, "gap": found.gap}

    elif who == "POT":
        import ot

        def solve():
            matrix = given if given is not None else ot.dist(x, y, metric=cost)
            return {"cost": float(ot.emd2(a, b, matrix, numItermax=ENOUGH))}

    elif who == "POT lazy":
        import ot

        def solve():
            return {"cost": float(ot.emd2_lazy(x, y, a, b, metric=cost, numItermax=ENOUGH, return_matrix=False))}

    else:
        from scipy.optimize import linear_sum_assignment

        def solve():
            return {"cost": float(given[linear_sum_assignment(given)].mean())}

    return solve


SIZES = {f"W₁ of {n:,} and {n:,} numbers": n for n in (10_000, 1_000_000)}


def on_the_line(name, who):
    """W₁ of two samples; beside it what sorting them takes; and sanov's plan, with its proof."""
    x, y = (sample[:, 0].copy() for sample in points("normal", SIZES[name], SIZES[name], 1))
    if who == "sanov":
        import sanov

        return lambda: {"cost": sanov.wasserstein_1d(x, y)}
    if who == "sanov's plan":
        import sanov

        def plan():
            found = sanov.transport_1d(x, y)
            return {"cost": found.cost, "gap": found.gap}

        return plan
    if who == "POT":
        import ot

        return lambda: {"cost": float(ot.wasserstein_1d(x, y, p=1))}
    if who == "scipy":
        from scipy.stats import wasserstein_distance

        return lambda: {"cost": wasserstein_distance(x, y)}
    return lambda: {"cost": float(np.abs(np.sort(x) - np.sort(y)).mean())}


BLUR = 0.01  # ε, in units of the squared distance
CLOUDS = {f"ε = 0.01, {n:,} points in the unit square": n for n in (200, 500, 1_000, 2_000)}


def figures_of_plan(x, y, plan):
    """⟨P, C⟩ and the marginal error of an array: not part of what is timed."""
    n, costs = len(plan), ((x[:, None] - y) ** 2).sum(-1)
    error = np.abs(plan.sum(0) - 1 / n).sum() + np.abs(plan.sum(1) - 1 / n).sum()
    return {"cost": float((plan * costs).sum()), "error": float(error)}


def ott_problem(x, y):
    """OTT's points and costs in float64."""
    import jax

    jax.config.update("jax_enable_x64", True)
    from ott.geometry import pointcloud

    return jax, pointcloud.PointCloud(jax.numpy.asarray(x), jax.numpy.asarray(y), epsilon=BLUR)


def entropic(name, who, error):
    """The blurred plan, and what reads ⟨P, C⟩ from it. POT stops by a rule of its own; the others are held to the marginal
    error that it then has."""
    n = CLOUDS[name]
    x, y = points("uniform", n, n, 2)
    if who == "sanov":
        import sanov

        return (
            lambda: sanov.sinkhorn(x, y, BLUR, tolerance=error),
            lambda found: {"cost": found.transport_cost, "error": found.marginal_error},
        )
    if who == "POT":
        import ot

        a = np.full(n, 1 / n)
        return (
            lambda: ot.sinkhorn(a, a, ot.dist(x, y), BLUR, method="sinkhorn_log", numItermax=100_000),
            lambda plan: figures_of_plan(x, y, plan),
        )
    jax, cloud = ott_problem(x, y)
    from ott.solvers import linear

    solver = jax.jit(lambda geometry: linear.solve(geometry, threshold=error, max_iterations=200_000))
    return (
        lambda: jax.block_until_ready(solver(cloud)),
        lambda found: figures_of_plan(x, y, np.asarray(found.matrix)),
    )


def divergence(name, who, error):
    """The Sinkhorn divergence. GeomLoss takes a number of steps that `scaling` says, 0.9 for accuracy; the others are held
    to the marginal error that it then has. Its cost is half the squared distance: its ε is blur², its value half theirs."""
    n = CLOUDS[name]
    x, y = points("uniform", n, n, 2)
    if who == "sanov":
        import sanov

        return (
            lambda: sanov.sinkhorn_divergence(x, y, BLUR, tolerance=error),
            lambda found: {"cost": found.value, "error": found.marginal_error},
        )
    if who == "GeomLoss":
        import torch
        from geomloss import SamplesLoss

        given, options = (torch.from_numpy(x), torch.from_numpy(y)), {"p": 2, "blur": math.sqrt(BLUR / 2), "scaling": 0.9}
        loss = SamplesLoss("sinkhorn", **options)

        def read(value):
            f, g = SamplesLoss("sinkhorn", **options, debias=False, potentials=True)(*given)
            exponents = (2 * (f.reshape(-1, 1) + g.reshape(1, -1)) - torch.cdist(*given).square()) / BLUR
            return figures_of_plan(x, y, torch.exp(exponents).numpy() / n**2) | {"cost": 2 * float(value)}

        return lambda: loss(*given), read
    jax, cloud = ott_problem(x, y)
    from ott.geometry import pointcloud
    from ott.tools import sinkhorn_divergence

    options = {"threshold": error, "max_iterations": 200_000}
    solver = jax.jit(
        lambda one, two: sinkhorn_divergence.sinkhorn_divergence(
            pointcloud.PointCloud, one, two, epsilon=BLUR, solve_kwargs=options
        )[0]
    )
    return lambda: jax.block_until_ready(solver(cloud.x, cloud.y)), lambda value: {"cost": float(value), "error": error}


PIXELS = {f"ε = 0.001, {side}×{side} pixels": side for side in (64, 128)}


def image(side, seed):
    """Four soft spots and a little everywhere, of sum 1."""
    generator, (places, _) = np.random.default_rng(seed), points("grid", side * side, 0, 2)
    centres = generator.random((4, 2)) * side
    light = np.exp(-((places[:, None] - centres) ** 2).sum(-1) / (2 * (0.08 * side) ** 2)).sum(1) + 1e-6
    return light / light.sum()


def pixels(name, who, error):
    """The blurred plan between two images on the unit square, whose costs both know to add up over the axes."""
    side, epsilon = PIXELS[name], 0.001
    a, b = image(side, 1), image(side, 2)
    if who == "sanov":
        import sanov

        places = points("grid", side * side, 0, 2)[0] / side
        return (
            lambda: sanov.sinkhorn(places, places, epsilon, a=a, b=b, tolerance=error),
            lambda found: {"cost": found.transport_cost, "error": found.marginal_error},
        )
    import jax

    jax.config.update("jax_enable_x64", True)
    from ott.geometry import grid
    from ott.problems.linear import linear_problem
    from ott.solvers.linear import sinkhorn

    places = grid.Grid(x=[jax.numpy.arange(side) / side] * 2, epsilon=epsilon)
    given, solver = tuple(map(jax.numpy.asarray, (a, b))), sinkhorn.Sinkhorn(threshold=error, max_iterations=200_000)
    solve = jax.jit(lambda a, b: solver(linear_problem.LinearProblem(places, a=a, b=b)))

    def read(found):
        off = sum(float(np.abs(found.marginal(axis) - w).sum()) for axis, w in ((0, b), (1, a)))
        return {"cost": float(found.primal_cost), "error": off}

    return lambda: jax.block_until_ready(solve(*given)), read


TASKS = {"exact": exact, "line": on_the_line, "entropic": entropic, "divergence": divergence, "pixels": pixels}


def memory(field):
    """In MB: VmHWM, the peak since it was last reset, or VmRSS, what is there now. getrusage would count the parent's peak,
    from before this process became its own program."""
    status = pathlib.Path("/proc/self/status").read_text()
    return int(status.partition(f"{field}:")[2].split()[0]) / 1024


def measured(task, name, who, *error):
    """In this fresh process: the answer, the memory of the first call, and the seconds of the calls after it."""
    made = TASKS[task](name, who, *map(float, error))
    solve, read = made if isinstance(made, tuple) else (made, dict)
    pathlib.Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = memory("VmRSS")
    times, answer = [], None
    while not times or (times[0] < 5 and len(times) < 3) or (sum(times) < 0.5 and len(times) < 100):
        begun = time.perf_counter()
        answer = solve()
        times.append(time.perf_counter() - begun)
        if len(times) == 1:
            peak = memory("VmHWM") - before
    return {"seconds": statistics.median(times[1:] or times), "megabytes": peak, **read(answer)}


def run(task, name, who, *error):
    command = [sys.executable, __file__, task, name, who, *map(repr, error)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def race(task, name, contenders, rounds, within, *error):
    """What each took, the median over the rounds, in turn. All must agree within a share of the first's answer."""
    seen = {who: [] for who in contenders}
    for turn in range(rounds):
        for who, found in seen.items():
            if turn > 0 and found[0]["seconds"] > 5:
                continue  # minutes are measured once
            found.append(run(task, name, who, *error))
    middle = {who: sorted(found, key=lambda f: f["seconds"])[len(found) // 2] for who, found in seen.items()}
    ours = middle[contenders[0]]["cost"]
    for who, theirs in middle.items():
        if abs(theirs["cost"] - ours) > within * ours:
            sys.exit(f"bench: {name}: {who} gives {theirs['cost']}, {contenders[0]} {ours}")
    return middle


def all_races(quick, rounds):
    """Task, name and what each contender took, one after the other."""
    for name in QUICK if quick else POINTS:
        yield "exact", name, race("exact", name, ("sanov", *POINTS[name][6]), rounds, 1e-9)
    names = list(SIZES)[:1] if quick else list(SIZES)[1:]
    for name in names:
        yield "line", name, race("line", name, ("sanov", "sanov's plan", "POT", "scipy", "two np.sort"), rounds, 1e-9)
    for name in list(CLOUDS)[:1] if quick else list(CLOUDS)[1:]:
        error = run("entropic", name, "POT", 1.0)["error"]
        yield "entropic", name, race("entropic", name, ("sanov", "POT", "OTT"), rounds, 1e-6, error)
        error, true = run("divergence", name, "GeomLoss", 1.0)["error"], run("divergence", name, "sanov", 1e-12)["cost"]
        found = race("divergence", name, ("sanov", "GeomLoss", "OTT"), rounds, 0.1, error)
        yield "divergence", name, {who: each | {"off": abs(each["cost"] / true - 1)} for who, each in found.items()}
    for name in list(PIXELS)[:1] if quick else PIXELS:
        yield "pixels", name, race("pixels", name, ("sanov", "OTT"), rounds, 1e-4, 1e-6)


def main():
    print(json.dumps(measured(*sys.argv[1:])))


if __name__ == "__main__":
    main()
