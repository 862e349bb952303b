"""Two tables compared: sanov beside Evidently, from memory, and beside Arrow's mere reading, from Parquet files.

Each contender runs in a process of its own and is given the same tables: ten columns of normal numbers, one of them moved by
a tenth of its deviation, and a text column of 20 values. In memory they are data frames of pandas, which Evidently is made
for (its interpreter is another, as it needs a pandas before 3). Time is the median of the calls after the first, or, where
one takes more than five seconds, that one. Memory of sanov's command is all that the process ever held, Arrow's with it.

    python compares.py TASK CONTENDER FOLDER [PROGRAM]     one such process: prints its figures
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

SEED = 20261101
NUMBERS, CATEGORIES = 10, 20


def write_table(path, rows, columns, moved, seed):
    """A Parquet file in groups of at most a million cells a column, so that writing needs little memory."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet

    generator = np.random.default_rng([SEED, seed])
    names = np.array([f"category {k}" for k in range(CATEGORIES)])
    writer, step = None, max(1, 10_000_000 // columns)
    for first in range(0, rows, step):
        n = min(step, rows - first)
        table = {f"x{i}": generator.normal(moved if i == 0 else 0, 1, n) for i in range(columns - 1)}
        table["text"] = pa.array(names[generator.integers(CATEGORIES, size=n)])
        batch = pa.table(table)
        writer = writer or pyarrow.parquet.ParquetWriter(path, batch.schema)
        writer.write_table(batch)
    writer.close()


def tables(folder):
    return [str(pathlib.Path(folder) / f"{name}.parquet") for name in ("reference", "current")]


def in_memory(who, folder):
    import pandas

    reference, current = map(pandas.read_parquet, tables(folder))
    if who == "sanov":
        import sanov

        return lambda: len(sanov.compare(reference, current).columns)
    from evidently import Report
    from evidently.presets import DataDriftPreset

    options = {"method": "kl_div"} if who == "Evidently KL" else {}
    # Its first metric counts the columns that drifted; the others are one a column.
    return lambda: len(Report([DataDriftPreset(**options)]).run(current, reference).dict()["metrics"]) - 1


def from_files(who, folder):
    reference, current = tables(folder)
    if who == "sanov":
        import sanov

        return lambda: len(sanov.compare(reference, current).columns)
    import pyarrow.parquet

    def read():
        both = [pyarrow.parquet.read_table(path) for path in (reference, current)]
        return both[0].num_columns

    return read


TASKS = {"memory": in_memory, "files": from_files}


def measured(task, who, folder):
    """In this fresh process: how many columns were compared, and the seconds of a call."""
    call = TASKS[task](who, folder)
    times = []
    while not times or (times[0] < 5 and len(times) < 4):
        begun = time.perf_counter()
        answer = call()
        times.append(time.perf_counter() - begun)
    return {"seconds": statistics.median(times[1:] or times), "columns": answer}


def command(program, folder):
    """sanov's command on the two files: its seconds from start to end, and the most memory it held.

    The kernel counts the memory of whoever started a process as its own, until it has become another program: this one
    imports nothing for that reason."""
    import resource

    begun = time.perf_counter()
    done = subprocess.run([program, "compare", *tables(folder), "--json"], capture_output=True, text=True)
    seconds = time.perf_counter() - begun
    if done.returncode > 1:
        sys.exit(done.stderr)
    held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"seconds": seconds, "megabytes": held, "columns": len(json.loads(done.stdout)["columns"])}


def run(python, *arguments):
    done = subprocess.run([python, __file__, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: {' '.join(map(str, arguments))}: {done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def race(task, contenders, rounds, folder, evidently):
    """What each took, the median over the rounds, in turn."""
    seen = {who: [] for who in contenders}
    for turn in range(rounds):
        for who, found in seen.items():
            if turn == 0 or found[0]["seconds"] < 5:
                found.append(run(evidently if who.startswith("Evidently") else sys.executable, task, who, folder))
    columns = {each[0]["columns"] for each in seen.values()}
    if len(columns) > 1:
        sys.exit(f"bench: {task}: the contenders compared {columns} columns")
    return {who: statistics.median(each["seconds"] for each in found) for who, found in seen.items()}


def all_races(quick, rounds, program, evidently):
    """Name and figures, one after the other: seconds of each contender, or those of sanov's command and its memory."""
    rows = 20_000 if quick else 1_000_000
    # Rows and columns of the tables for the command alone.
    shapes = [(rows, NUMBERS + 1)] if quick else [(rows, NUMBERS + 1), (10 * rows, NUMBERS + 1), (100_000, 1_000)]
    for n, columns in shapes:
        with tempfile.TemporaryDirectory() as folder:
            for k, path in enumerate(tables(folder)):
                write_table(path, n, columns, 0.1 * k, k)
            if (n, columns) == shapes[0]:
                name = f"{n:,} rows × {columns} columns"
                yield f"{name}, in memory", race("memory", ("sanov", "Evidently", "Evidently KL"), rounds, folder, evidently)
                yield f"{name}, from files", race("files", ("sanov", "Arrow's read"), rounds, folder, evidently)
            found = [run(sys.executable, "command", program, folder) for _ in range(rounds)]
            yield f"the command, {n:,} rows × {columns:,} columns", {
                key: statistics.median(each[key] for each in found) for key in ("seconds", "megabytes")
            }


def main():
    task, *rest = sys.argv[1:]
    print(json.dumps(command(*rest) if task == "command" else measured(task, *rest)))


if __name__ == "__main__":
    main()
