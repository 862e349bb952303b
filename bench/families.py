"""Families of distributions: sanov beside scipy and Boost at many points, beside scipy, fitter and distfit in fits, and
beside torch in its own training loop and closed forms.

Each contender runs in a process of its own, on the same float64 numbers: its imports are not timed, nor is what the first
call alone needs. Time is the median of the calls after it, or, where one takes more than five seconds, that one. Boost's
functions are called from C++ in a plain loop, a half of the points on each of two threads (bench/timings.cc); its log density
is the logarithm of its density, as it has no other.

    python families.py TASK NAME CONTENDER FILE     one such process: prints its figures
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

SEED = 20260301
FUNCTIONS = ("log_pdf", "cdf", "quantile")
# The family and its parameters for sanov (a spec), scipy and Boost's program.
MEMBERS = {
    "normal": ("normal(1, 2)", ("norm", {"loc": 1, "scale": 2}), (1, 2)),
    "exponential": ("exponential(2)", ("expon", {"scale": 2}), (2,)),
    "gamma": ("gamma(2.5, 3)", ("gamma", {"a": 2.5, "scale": 3}), (2.5, 3)),
    "beta": ("beta(2, 3.5)", ("beta", {"a": 2, "b": 3.5}), (2, 3.5)),
    "weibull": ("weibull(1.5, 2)", ("weibull_min", {"c": 1.5, "scale": 2}), (1.5, 2)),
    "lognormal": ("lognormal(0.5, 0.8)", ("lognorm", {"s": 0.8, "scale": float(np.exp(0.5))}), (0.5, 0.8)),
    "student_t": ("student_t(degrees_of_freedom=5)", ("t", {"df": 5}), (5,)),
    "gumbel": ("gumbel(1, 2)", ("gumbel_r", {"loc": 1, "scale": 2}), (1, 2)),
    "cauchy": ("cauchy(1, 2)", ("cauchy", {"loc": 1, "scale": 2}), (1, 2)),
    "logistic": ("logistic(1, 2)", ("logistic", {"loc": 1, "scale": 2}), (1, 2)),
}


def uniform(n):
    return np.random.default_rng(SEED).random(n)


def drawn(family, n):
    """Numbers of that family, the same for all: its quantiles at numbers of one generator."""
    import sanov

    return sanov.distribution(MEMBERS[family][0]).quantile(uniform(n))


def points(name, who, x):
    """A function at many points; they come from a file, so that nobody has to make them."""
    family, function = name.split()
    spec, (scipy_name, options), _ = MEMBERS[family]
    if who == "sanov":
        import sanov

        call = getattr(sanov.distribution(spec), function)
    else:
        import scipy.stats

        call = getattr(getattr(scipy.stats, scipy_name)(**options), {"log_pdf": "logpdf", "quantile": "ppf"}.get(function, function))
    return lambda: float(call(x).sum())


def fit(name, who, x):
    """One family fitted by maximum likelihood, its location known: the log likelihood that each reaches."""
    family = name.split()[0]
    if who == "sanov.fit":
        import sanov

        return (lambda: sanov.fit(x, family, draws=0)), lambda found: found.best.log_likelihood
    import scipy.stats

    kind, options = MEMBERS[family][1]
    kind = getattr(scipy.stats, kind)
    known = {} if "loc" in options else {"floc": 0, "fscale": 1} if family == "beta" else {"floc": 0}
    return (lambda: kind.fit(x, **known)), lambda found: float(kind.logpdf(x, *found).sum())


def ranking(name, who, x):
    """Which family describes the numbers best: sanov's all, and the lists that the others have for common use."""
    if who == "sanov":
        import sanov

        return (lambda: sanov.fit(x)), lambda found: len(found.table)
    if who == "fitter":
        from fitter import Fitter, get_common_distributions

        def run():
            found = Fitter(x, distributions=get_common_distributions(), verbose=False)
            found.fit()
            return found

        return run, lambda found: len(found.fitted_param)
    from distfit import distfit

    def run():
        found = distfit(verbose="silent")
        found.fit_transform(x)
        return found

    return run, lambda found: len(found.summary)


def adam(name, who, x):
    """One normal distribution brought near two peaks by 10,000 steps of Adam."""
    grid = np.linspace(-15, 15, 1000)
    peaks = sum(np.exp(-((grid - at) ** 2) / 2) / np.sqrt(2 * np.pi) for at in (-5, 10))
    if who == "sanov":
        import sanov

        return lambda: sanov.fit_density(grid, peaks, "normal", "kl", start={"mean": 0, "sd": 1}).loss
    import torch

    def run():
        mean, sd = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (0.0, 1.0))
        at, p = torch.from_numpy(grid), torch.from_numpy(peaks)
        optimizer = torch.optim.Adam([mean, sd], lr=1e-3)
        for _ in range(10_000):
            optimizer.zero_grad()
            log_q = torch.distributions.Normal(mean, sd).log_prob(at)
            loss = torch.nn.functional.kl_div(log_q, p, reduction="mean")
            loss.backward()
            optimizer.step()
        return loss.item()

    return run


# Families that torch has closed forms for, and parameters drawn for each.
CLOSED = {
    "normal": ("Normal", lambda r: (r.normal(), r.uniform(0.5, 2))),
    "gamma": ("Gamma", lambda r: (r.uniform(0.5, 5), r.uniform(0.5, 2))),
    "beta": ("Beta", lambda r: (r.uniform(0.5, 5), r.uniform(0.5, 5))),
    "exponential": ("Exponential", lambda r: (r.uniform(0.5, 2),)),
    "gumbel": ("Gumbel", lambda r: (r.normal(), r.uniform(0.5, 2))),
    "laplace": ("Laplace", lambda r: (r.normal(), r.uniform(0.5, 2))),
}
TORCH_PARAMETERS = {"gamma": lambda a, s: (a, 1 / s), "exponential": lambda s: (1 / s,)}


def members():
    """1,000 pairs of members: the family, and the two members' parameters as sanov has them."""
    random = np.random.default_rng(SEED)
    families = [str(f) for f in random.choice(list(CLOSED), 1000)]
    return [(family, [tuple(map(float, CLOSED[family][1](random))) for _ in range(2)]) for family in families]


def pairs(name, who, x):
    """KL between 1,000 pairs of members that were made before: a pair a call, or all of a family's in one."""
    import torch
    import torch.distributions as td

    made = {}
    for family, two in members():
        given = [TORCH_PARAMETERS.get(family, lambda *v: v)(*v) for v in two]
        made.setdefault(family, []).append(given)
    batches = []
    for family, all_pairs in made.items():
        kind = getattr(td, CLOSED[family][0])
        parts = all_pairs if who == "torch" else [np.moveaxis(np.array(all_pairs), 0, -1)]
        batches += [[kind(*torch.tensor(np.array(one))) for one in two] for two in parts]
    return lambda: float(sum(td.kl_divergence(p, q).sum() for p, q in batches))


TASKS = {"points": points, "fit": fit, "ranking": ranking, "adam": adam, "pairs": pairs}
# Whom the C++ program times.
IN_CPP = {("points", "Boost"), ("fit", "sanov"), ("pairs", "sanov")}


def measured(task, name, who, file):
    """In this fresh process: the answer, and the seconds of a call."""
    made = TASKS[task](name, who, np.fromfile(file))
    call, read = made if isinstance(made, tuple) else (made, float)
    times, answer = [], None
    while not times or (times[0] < 5 and len(times) < 4) or (sum(times) < 0.5 and len(times) < 100):
        begun = time.perf_counter()
        answer = call()
        times.append(time.perf_counter() - begun)
    return {"seconds": statistics.median(times[1:] or times), "answer": read(answer)}


def run(task, name, who, file, program):
    if (task, who) in IN_CPP:
        parameters = MEMBERS[name.split()[0]][2] if name else ()
        command = [program, task, *name.split(), *map(repr, parameters), file]
    else:
        command = [sys.executable, __file__, task, name, who, file]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: {task}, {name}, {who}: {done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


# How far an answer may be from sanov's, as a share of it; none where the contenders answer different questions.
WITHIN = {"points": 1e-9, "fit": 1e-6, "ranking": None, "adam": 1e-9, "pairs": 1e-6}


def race(task, name, contenders, rounds, file, program):
    """What each took, the median over the rounds, in turn."""
    seen = {who: [] for who in contenders}
    for turn in range(rounds):
        for who, found in seen.items():
            if turn == 0 or found[0]["seconds"] < 5:
                found.append(run(task, name, who, file, program))
    ours = seen[contenders[0]][0]["answer"]
    for who, found in seen.items():
        if WITHIN[task] is not None and abs(found[0]["answer"] - ours) > WITHIN[task] * abs(ours):
            sys.exit(f"bench: {name}: {who} gives {found[0]['answer']}, {contenders[0]} {ours}")
    return {who: statistics.median(each["seconds"] for each in found) for who, found in seen.items()}


def all_races(quick, rounds, program):
    """Task, name and the seconds of each contender, one after the other."""
    n = 20_000 if quick else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "numbers"

        def of(numbers):
            np.asarray(numbers, dtype=np.float64).tofile(file)
            return file

        for family in MEMBERS:
            for function in FUNCTIONS:
                given = of(uniform(n) if function == "quantile" else drawn(family, n))
                name = f"{family} {function}"
                yield "points", f"{name}, n = {n:,}", race("points", name, ("sanov", "scipy", "Boost"), rounds, given, program)
        for family in ("normal", "gamma", "weibull", "lognormal", "beta"):
            given = of(drawn(family, n))
            found = race("fit", family, ("sanov", "sanov.fit", "scipy"), rounds, given, program)
            yield "fit", f"fit of {family}, n = {n:,}", found
        sizes = (1_000,) if quick else (100_000, 1_000_000)
        for size in sizes:
            given, peers = of(drawn("gamma", size)), ("fitter", "distfit") if size < 1_000_000 else ()
            yield "ranking", f"all families ranked, n = {size:,}", race("ranking", "gamma", ("sanov", *peers), rounds, given, program)
        yield "adam", "10,000 steps of Adam", race("adam", "", ("sanov", "torch"), rounds, of([]), program)
        lines = ("".join(f"{family}({', '.join(map(repr, v))})\n" for v in two) for family, two in members())
        file.write_text("".join(lines))
        yield "pairs", "KL of 1,000 pairs", race("pairs", "", ("sanov", "torch", "torch in batches"), rounds, file, program)


TITLES = {
    "points": ("many points", ("scipy", "Boost")),
    "fit": ("one family", ("sanov.fit", "scipy")),
    "ranking": ("which family", ("fitter", "distfit")),
    "adam": ("training loop", ("torch",)),
    "pairs": ("closed forms", ("torch", "torch in batches")),
}


def main():
    print(json.dumps(measured(*sys.argv[1:])))


if __name__ == "__main__":
    main()
