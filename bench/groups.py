"""sanov.groups beside Arrow's mere reading of the same Parquet file: ten million rows in a hundred thousand groups.

Each contender runs in a process of its own. Time is the median of the calls after the first.

    python groups.py CONTENDER FILE     one such process: prints its figures
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

SEED = 20261122


def write_table(path, rows, groups):
    """Ages of an audience, a movie each row, in groups of rows so that writing needs little memory."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet

    generator = np.random.default_rng(SEED)
    names = pa.array([f"movie {i}" for i in range(groups)])
    writer = None
    for first in range(0, rows, 1_000_000):
        movie = generator.integers(groups, size=min(1_000_000, rows - first))
        age = generator.normal(40, 12, movie.size) - 9 * (movie == 777)
        batch = pa.table({"movie": names.take(pa.array(movie)), "age": age})
        writer = writer or pyarrow.parquet.ParquetWriter(path, batch.schema)
        writer.write_table(batch)
    writer.close()


def call_of(who, path):
    if who == "sanov":
        import sanov

        return lambda: sanov.groups(path, by="movie", of="age").rows
    import pyarrow.parquet

    return lambda: pyarrow.parquet.read_table(path).num_rows


def measured(who, path):
    """In this fresh process: how many rows there were, and the seconds of a call."""
    call = call_of(who, path)
    times = []
    for _ in range(4):
        begun = time.perf_counter()
        rows = call()
        times.append(time.perf_counter() - begun)
    return {"seconds": statistics.median(times[1:]), "rows": rows}


def all_races(quick, rounds):
    """Name and the seconds of each contender, which take turns."""
    rows, groups = (100_000, 1_000) if quick else (10_000_000, 100_000)
    seen = {"sanov": [], "Arrow's read": []}
    with tempfile.TemporaryDirectory() as folder:
        path = str(pathlib.Path(folder) / "audience.parquet")
        write_table(path, rows, groups)
        for _ in range(rounds):
            for who, found in seen.items():
                done = subprocess.run([sys.executable, __file__, who, path], capture_output=True, text=True)
                if done.returncode != 0:
                    sys.exit(f"bench: {who}: {done.stderr}")
                found.append(json.loads(done.stdout.splitlines()[-1]))
    if any(each["rows"] != rows for found in seen.values() for each in found):
        sys.exit("bench: groups: a contender has not seen all rows")
    yield f"groups: {rows:,} rows in {groups:,} groups", {
        who: statistics.median(each["seconds"] for each in found) for who, found in seen.items()
    }


if __name__ == "__main__":
    print(json.dumps(measured(*sys.argv[1:])))
