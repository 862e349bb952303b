"""The GIL is let go, Ctrl-C is heard, forks work, and settings change nothing but time."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
import torch

import sanov

N = 3_000_000
P = np.random.default_rng(1).dirichlet(np.ones(N))
Q = np.random.default_rng(2).dirichlet(np.ones(N))


@pytest.fixture
def settings():
    yield
    sanov.set_threads(0)
    sanov.set_simd("")


def test_the_same_bits_whatever_threads_and_instructions(settings):
    found = set()
    for threads in (1, 2, 3):
        for simd in sanov.simd_targets():
            if simd == "scalar":
                continue
            sanov.set_threads(threads)
            sanov.set_simd(simd)
            assert (sanov.get_threads(), sanov.get_simd()) == (threads, simd)
            batch = sanov.generalized_kl(P.reshape(-1, 1000), Q.reshape(-1, 1000))
            found.add((sanov.kl(P, Q), sanov.js(P, Q), batch.tobytes()))
    assert len(found) == 1


def test_the_same_bits_where_torch_flushes_denormals_to_zero():
    p, q = np.array([1 - 2**-53, 3e-310, 4e-320]), np.array([1 - 2**-53, 5e-315, 4e-310])
    expected = sanov.generalized_kl.terms(p, q)
    assert expected[1] > 0
    assert torch.set_flush_denormal(True)
    try:
        assert sanov.generalized_kl.terms(p, q).tobytes() == expected.tobytes()
    finally:
        torch.set_flush_denormal(False)


def test_settings_refused(settings):
    with pytest.raises(ValueError, match="set_threads: threads is -1; it must be from 0 to 1024"):
        sanov.set_threads(-1)
    with pytest.raises(ValueError, match="quantum"):
        sanov.set_simd("quantum")


def test_other_threads_run_meanwhile():
    progress = []
    stop = threading.Event()

    def count():
        while not stop.is_set():
            progress.append(time.perf_counter())
            time.sleep(0.0005)

    thread = threading.Thread(target=count)
    thread.start()
    began = time.perf_counter()
    try:
        for _ in range(10):
            sanov.kl(P, Q)
    finally:
        ended = time.perf_counter()
        stop.set()
        thread.join()
    assert sum(began < moment < ended for moment in progress) >= 5


def in_child(queue):
    queue.put(sanov.kl(P, Q))


def test_works_after_a_fork():
    value = sanov.kl(P, Q)
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    process = context.Process(target=in_child, args=(queue,))
    process.start()
    assert queue.get(timeout=30) == value
    process.join(timeout=30)
    assert process.exitcode == 0


CROWD = """
import faulthandler, threading, numpy as np, sanov
faulthandler.dump_traceback_later(60, exit=True)
p, q = np.random.default_rng(1).dirichlet(np.ones(6000), size=2)
few = p[:300] / p[:300].sum()
many = np.broadcast_to(few, (200_000, 300))
def batches():
    for _ in range(5):
        sanov.kl(many, few)
def single():
    for _ in range(150):
        sanov.kl(p, q), sanov.js(p.astype(np.float32), q), sanov.measure(p, q), sanov.kl.explain(p, q)
        sanov.samples_to_notice(p, q), sanov.normalized(p), sanov.matrix([p, q])
threads = [threading.Thread(target=work) for work in [batches] * 4 + [single] * 4]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("done")
"""


def test_a_crowd_of_threads_finishes():
    """Whoever waits for an arena slot with the GIL held keeps those in it, who ask for signals, from ever leaving."""
    environment = {**os.environ, "SANOV_THREADS": "2"}
    done = subprocess.run([sys.executable, "-c", CROWD], capture_output=True, text=True, env=environment)
    assert done.stdout == "done\n", done.stderr


BATCH = """
p = np.full((20, 500_000), 1 / 500_000)
q = p[0]
p = np.lib.stride_tricks.as_strided(p, (100_000, 500_000), (0, 8))
work = lambda: sanov.kl(p, q)
"""
MATRIX = """
p = np.random.default_rng(1).dirichlet(np.ones(300), size=5_000)
work = lambda: sanov.matrix(p, measure="chernoff")
"""
# Memory that nobody wrote to is there in name only.
SINGLE = """
p = np.zeros(1_000_000_000, dtype=np.float32)
p[0] = 1
work = lambda: sanov.chernoff(p, p)
"""
TRANSPORT = """
x, y = np.random.default_rng(1).random((2, 60_000, 4))
work = lambda: sanov.transport(x, y)
"""
SINKHORN = """
x, y = np.random.default_rng(1).random((2, 20_000, 3))
work = lambda: sanov.sinkhorn(x, y, 1e-5)
"""
WIDE = """
x, y = np.random.default_rng(1).random((2, 100_000, 3))
work = lambda: sanov.sinkhorn(x, y, 1e5)
"""
MAX_SLICED = """
x, y = np.random.default_rng(1).normal(size=(2, 300_000, 8))
work = lambda: sanov.max_sliced_wasserstein(x, y, projections=4, max_iterations=10**6)
"""
LONG = """
import numpy as np, sanov
{0}
print("ready", flush=True)
try:
    work()
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


@pytest.mark.parametrize(
    "work",
    [BATCH, MATRIX, SINGLE, TRANSPORT, SINKHORN, WIDE, MAX_SLICED],
    ids=["batch", "matrix", "single", "transport", "sinkhorn", "wide", "max-sliced"],
)
def test_ctrl_c_stops_long_work(work):
    process = subprocess.Popen([sys.executable, "-c", LONG.format(work)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    assert process.stdout.readline() == "stopped\n"
    assert time.monotonic() - began < 2
    assert process.wait(timeout=10) == 0
