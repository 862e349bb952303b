"""Measures sanov beside numpy, scipy, pandas, torch, torch.compile, POT, GeomLoss, OTT, Boost, fitter, distfit and Evidently
in one run, and prints the README's tables.

    ./dev bench                      everything, about ten minutes
    ./dev bench --quick              small sizes only
    ./dev bench --write README.md    also puts the tables between the README's markers
    ./dev bench --transport          that of transport alone, about fifteen minutes
    ./dev bench --families           that of families alone, about ten minutes
    ./dev bench --compare            that of two tables alone, about five minutes
    ./dev bench --json FILE          also writes every figure

Contenders take turns, so that a disturbed minute hits all of them; each turn begins with a pause, since torch's threads
spin on after a call and would steal a core from whoever comes next. Medians are quoted, and ratios from this run alone.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import time

import numpy as np

SIZES = (10, 1_000, 100_000, 10_000_000)
PAUSE = 0.15


def distributions(n):
    generator = np.random.default_rng(20260101)
    p, q = generator.gamma(1.0, size=(2, n))
    return p / p.sum(), q / q.sum()


def burst(call, seconds):
    """Median seconds a call, over repeats that fill about `seconds`."""
    start = time.perf_counter()
    call()
    once = time.perf_counter() - start
    inner = max(1, int(2e-5 / max(once, 1e-9)))
    times = []
    deadline = time.perf_counter() + seconds
    while len(times) < 3 or time.perf_counter() < deadline:
        start = time.perf_counter()
        for _ in range(inner):
            call()
        times.append((time.perf_counter() - start) / inner)
        if len(times) >= 1000:
            break
    return statistics.median(times)


def race(calls, rounds, seconds):
    """Median seconds of each call, the contenders taking turns."""
    for call in calls.values():
        call()
    seen = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            time.sleep(PAUSE)
            seen[name].append(burst(call, seconds))
    return {name: statistics.median(times) for name, times in seen.items()}


def single_calls(calls, rounds):
    """The same for calls that take seconds: one a turn."""
    seen = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            time.sleep(PAUSE)
            start = time.perf_counter()
            call()
            seen[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in seen.items()}


def bound(contender, arrays, tensors):
    function, wants = contender if isinstance(contender, tuple) else (contender, "arrays")
    given = tensors if wants == "tensors" else arrays
    return lambda: function(*given)


def agree(name, calls):
    """All contenders must have computed the same thing."""
    values = {who: float(call()) for who, call in calls.items() if who != "read once"}
    ours = values["sanov"]
    for who, value in values.items():
        if abs(value - ours) > 1e-6 * abs(ours):
            sys.exit(f"bench: {name}: {who} gives {value}, sanov {ours}")


def vectors(sizes, rounds, seconds):
    import torch

    import contenders

    results = {}
    for n in sizes:
        arrays = distributions(n)
        tensors = [torch.from_numpy(a) for a in arrays]
        for task, who in contenders.TASKS.items():
            calls = {name: bound(contender, arrays, tensors) for name, contender in who.items()}
            calls["read once"] = bound(contenders.READ_ONCE, arrays, tensors)
            agree(f"{task}, n = {n}", calls)
            results[f"{task}, n = {n:,}"] = race(calls, rounds, seconds)
            print_row(f"{task}, n = {n:,}", results[f"{task}, n = {n:,}"])
        torch.compiler.reset()
    return results


def matrix(rows, columns, rounds):
    import contenders

    generator = np.random.default_rng(20260102)
    x = generator.gamma(1.0, size=(rows, columns))
    x /= x.sum(axis=1, keepdims=True)
    calls = {name: (lambda f: lambda: f(x))(f) for name, f in contenders.MATRIX.items()}
    difference = np.abs(calls["sanov"]() - calls["scipy cdist"]()).max()
    if difference > 1e-7:
        sys.exit(f"bench: the matrices differ by {difference}")
    name = f"JS matrix, {rows:,}×{columns:,}"
    result = single_calls(calls, rounds)
    print_row(name, result)
    return {name: result}


def losses(rounds, seconds):
    import losses as contenders

    results = {}
    for task, calls in contenders.tasks():
        apart = contenders.disagreement(calls)
        if apart > 1e-4:
            sys.exit(f"bench: {task}: the contenders are {apart} apart")
        results[task] = race(calls, rounds, seconds)
        print_row(task, results[task])
    return results


def ranks(quick, rounds, seconds):
    import ranks as contenders

    results = {}
    for tasks, timed in (
        (contenders.short, lambda calls: race(calls, rounds, seconds)),
        (contenders.long, lambda calls: single_calls(calls, rounds)),
    ):
        for task, calls in tasks(quick):
            apart = contenders.disagreement(calls)
            if apart > 1e-9:
                sys.exit(f"bench: {task}: the contenders are {apart} apart")
            results[task] = timed(calls)
            print_row(task, results[task])
    return results


def samples(quick, rounds):
    import samples as contenders

    results = {}
    for task, calls in contenders.tasks(quick):
        agree(task, calls)
        results[task] = single_calls(calls, rounds)
        print_row(task, results[task])
    return results


def transports(quick, rounds):
    """Each call in a process of its own: what each contender took, by task and name."""
    import transports as contenders

    results = {}
    for task, name, found in contenders.all_races(quick, rounds):
        print_row(name, {who: each["seconds"] for who, each in found.items()})
        results.setdefault(task, {})[name] = found
    return results


def families(quick, rounds, program):
    """Each contender in a process of its own: the seconds of each, by task and name."""
    import families as contenders

    results = {}
    for task, name, found in contenders.all_races(quick, rounds, program):
        print_row(name, found)
        results.setdefault(task, {})[name] = found
    return results


def families_as_markdown(results, machine):
    import families as contenders

    lines = [
        f"Medians of one run of `./dev bench --families` on {machine}, each contender in processes of its own, the same numbers in "
        "float64; in brackets, how many times sanov's time. Boost is called from C++ in a loop, half of the points on each of two "
        "threads. A single fit is timed in C++, as is the KL of pairs; `sanov.fit` is Python's, which also scores held-out values. "
        "Of the rankings sanov's is of all continuous families, fitter's of its ten common and distfit's of its eleven popular ones."
    ]
    for task, rows in results.items():
        title, peers = contenders.TITLES[task]
        lines += ["", f"| {title} | sanov | " + " | ".join(peers) + " |", "| --- " * (len(peers) + 2) + "|"]
        for name, found in rows.items():
            cells = [f"{readable(found[who])} ({times_as_text(found[who] / found['sanov'])}×)" if who in found else "–" for who in peers]
            lines.append(f"| {name} | {readable(found['sanov'])} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def comparisons(quick, rounds, program, evidently):
    """Seconds of each contender by name, and for sanov's command its seconds and memory."""
    import compares as contenders
    import groups

    results = {}
    for name, found in contenders.all_races(quick, rounds, program, evidently):
        if "megabytes" in found:
            print(f"{name:28} {readable(found['seconds'])}, {found['megabytes']:,.0f} MB", flush=True)
        else:
            print_row(name, found)
        results[name] = found
    for name, found in groups.all_races(quick, rounds):
        print_row(name, found)
        results[name] = found
    return results


def comparisons_as_markdown(results, machine):
    peers = ("Evidently", "Evidently KL", "Arrow's read")
    lines = [
        f"Medians of one run of `./dev bench --compare` on {machine}, each contender in processes of its own; in brackets, how many "
        "times sanov's time. Ten columns of numbers and one of 20 texts; intervals and p included. In memory all are given data "
        "frames; Evidently is 0.7.23 with its default preset, and with its KL. Arrow's read is of both files, and nothing else. "
        "Memory is all that the command's process ever held.", "",
        "| two tables compared | sanov | " + " | ".join(peers) + " | memory |", "| --- " * (len(peers) + 3) + "|",
    ]
    for name, found in results.items():
        ours = found.get("sanov", found.get("seconds"))
        cells = [f"{readable(found[who])} ({times_as_text(found[who] / ours)}×)" if who in found else "–" for who in peers]
        held = f"{found['megabytes']:,.0f} MB" if "megabytes" in found else "–"
        lines.append(f"| {name} | {readable(ours)} | " + " | ".join(cells) + f" | {held} |")
    return "\n".join(lines)


# Task: what it is called, and who takes part beside sanov.
TRANSPORTS = {
    "exact": ("exact transport", ("POT", "POT lazy", "scipy")),
    "line": ("on the line", ("sanov's plan", "POT", "scipy", "two np.sort")),
    "entropic": ("Sinkhorn, to the marginal error of POT", ("POT", "OTT")),
    "pixels": ("Sinkhorn between images", ("OTT",)),
    "divergence": ("Sinkhorn divergence, to the marginal error of GeomLoss; how far off", ("GeomLoss", "OTT")),
}


def transports_as_markdown(results, machine):
    lines = [
        f"Medians of one run of `./dev bench --transport` on {machine}, each contender in processes of its own; in brackets, how many "
        "times sanov's time. Memory is what the first call needs beyond imports and data; times are of the calls after it, or of that "
        "one where it takes more than five seconds. The gap is what sanov proves: no plan is cheaper by more than this share of its cost."
    ]
    for task, rows in results.items():
        title, peers = TRANSPORTS[task]
        lines += ["", f"| {title} | sanov | " + " | ".join(peers) + " |", "| --- " * (len(peers) + 2) + "|"]
        for name, found in rows.items():
            ours = found["sanov"]
            cells = [figures_of(ours)]
            for who in peers:
                each = found.get(who)
                cells.append(figures_of(each, each["seconds"] / ours["seconds"]) if each else "–")
            error = f", {max(each['error'] for each in found.values()):.0e}" if "error" in ours else ""
            lines.append(f"| {name}{error} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def figures_of(each, ratio=None):
    shown = [readable(each["seconds"]) + ("" if ratio is None else f" ({times_as_text(ratio)}×)")]
    shown.append(f"{max(each['megabytes'], 0):,.0f} MB")
    shown += [f"gap {each['gap'] / each['cost']:.0e}"] if "gap" in each else []
    shown += [f"{each['off']:.0e} off"] if "off" in each else []
    return ", ".join(shown)


def calls_from_cpp(program):
    if program is None or not program.exists():
        return {}
    out = subprocess.run([program, "--benchmark_format=json", "--benchmark_min_time=0.2"], check=True,
                         capture_output=True, text=True).stdout
    return {run["name"].removeprefix("call/"): run["cpu_time"] * 1e-9 for run in json.loads(out)["benchmarks"]}


def readable(seconds):
    for unit, scale in (("s", 1), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9)):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds:.1e} s"


def times_as_text(ratio):
    """Two digits, never with an exponent."""
    return f"{ratio:.0f}" if ratio >= 100 else f"{ratio:.2g}"


def print_row(name, times):
    ours = times["sanov"]
    rest = "  ".join(f"{who} {readable(t)} ({t / ours:.2f}×)" for who, t in times.items() if who != "sanov")
    print(f"{name:28} sanov {readable(ours)}  {rest}", flush=True)


def markdown(results, cpp, machine):
    peers = ["torch.compile", "torch", "numpy", "scipy", "pandas", "read once"]
    lines = [f"Medians of one run of `./dev bench` on {machine}; in brackets, how many times sanov's time.", "",
             "| work | sanov | " + " | ".join(peers) + " |", "| --- " * (len(peers) + 2) + "|"]
    for task, times in results.items():
        ours = times["sanov"]
        cells = []
        for peer in peers:
            found = [t for who, t in times.items() if who == peer or (peer == "scipy" and who.startswith("scipy"))]
            cells.append(", ".join(f"{readable(t)} ({times_as_text(t / ours)}×)" for t in found) or "–")
        lines.append(f"| {task} | {readable(ours)} | " + " | ".join(cells) + " |")
    for call, seconds in cpp.items():
        if call.endswith("/10"):
            lines.append(f"| {call[:-3]}, n = 10, a checked call in C++ | {readable(seconds)} |" + " – |" * len(peers))
    return "\n".join(lines)


def machine_kind():
    import os

    import sanov

    cores = len(os.sched_getaffinity(0))
    return f"{cores} x86-64 cores with {({'avx3': 'AVX-512', 'avx2': 'AVX2'}).get(sanov.get_simd(), 'no AVX2')}"


def put_between_markers(path, table, name):
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    text = path.read_text()
    if begin not in text or end not in text:
        sys.exit(f"bench: {path} has no {begin} … {end}")
    head, rest = text.split(begin, 1)
    path.write_text(head + begin + "\n" + table + "\n" + end + rest.split(end, 1)[1])


def measures_and_more(quick):
    if quick:
        return vectors(SIZES[:3], 3, 0.05) | matrix(200, 500, 1) | losses(3, 0.05) | ranks(True, 3, 0.05) | samples(True, 3)
    return vectors(SIZES, 5, 0.2) | matrix(2000, 500, 3) | losses(5, 0.2) | ranks(False, 3, 0.2) | samples(False, 3)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--transport", action="store_true")
    parser.add_argument("--families", action="store_true")
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--evidently", help="an interpreter that has Evidently")
    parser.add_argument("--write", type=pathlib.Path)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--calls", type=pathlib.Path, help="sanov_calls, which times calls from C++; sanov_timings is beside it")
    options = parser.parse_args()

    tables = {}
    figures = {}
    everything = not (options.transport or options.families or options.compare)
    if everything:
        results = measures_and_more(options.quick)
        cpp = calls_from_cpp(options.calls)
        for call, seconds in cpp.items():
            print(f"C++ call {call}: {readable(seconds)}")
        tables["bench"] = markdown(results, cpp, machine_kind())
        figures |= {"seconds": results, "calls": cpp}
    rounds = 1 if options.quick else 3
    if everything or options.transport:
        moved = transports(options.quick, rounds)
        tables["bench of transport"] = transports_as_markdown(moved, machine_kind())
        figures["transport"] = moved
    if everything or options.families:
        raced = families(options.quick, rounds, options.calls.with_name("sanov_timings"))
        tables["bench of families"] = families_as_markdown(raced, machine_kind())
        figures["families"] = raced
    if everything or options.compare:
        command = options.calls.parent.parent / "cli" / "sanov"
        compared = comparisons(options.quick, rounds, command, options.evidently)
        tables["bench of comparisons"] = comparisons_as_markdown(compared, machine_kind())
        figures["comparisons"] = compared
    for table in tables.values():
        print("\n" + table)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))
    for name, table in tables.items() if options.write else ():
        put_between_markers(options.write, table, name)


if __name__ == "__main__":
    main()
