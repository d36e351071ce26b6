"""How cost grows with what a file holds: processor time at n, 2n and 4n, and its exponent (1: linear, 2: quadratic).

``growth.py [--fix] [--megabyte] [NAME ...]``: by default all kinds of ``tests/hostile`` are checked. With
``--megabyte`` each kind is made a million characters large instead, and time and memory are printed.
What a start costs is taken off before the exponent is worked out.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.hostile.generators import GENERATORS, Folder
from tests.hostile.growing import GROWING

SECONDS = 40
"""Processor time after which a run is ended, and counts as endless."""
MEGABYTE = 1_000_000
LIMITED = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
from capslint.cli import main
main(sys.argv[1:])
"""
Generator = Callable[[int], Folder]


class Cost(NamedTuple):
    """What a run took: seconds of processor time (infinite where it was ended), and megabytes of memory."""

    seconds: float
    megabytes: float


def main() -> None:
    """Measure and print what the words of the command line ask for."""
    words = sys.argv[1:]
    command = "fix" if "--fix" in words else "check"
    names = {word for word in words if not word.startswith("--")}
    kinds = {**GROWING, **GENERATORS}
    chosen = {make: size for make, size in kinds.items() if not names or make.__name__ in names}
    if "--megabyte" in words:
        print(f"capslint {command} of a million characters of each kind: processor time and memory")
        for make in chosen:
            size = size_of(make, MEGABYTE)
            cost = cost_of(make, size, command)
            print(f"  {make.__name__:<34} {size:>9,} {cost.seconds:7.2f} s {cost.megabytes:6.0f} MB", flush=True)
        return
    start = cost_of(lambda _: {"compose.yaml": "services: {a: {image: debian, command: strace ls}}\n"}, 1, command)
    print(
        f"capslint {command}: processor time at n, 2n, 4n; exponent of what is beyond a start of {start.seconds:.2f} s"
    )
    for make, size in chosen.items():
        if make in GROWING:
            print(grown(make, size, command, start), flush=True)


def grown(make: Generator, size: int, command: str, start: Cost) -> str:
    """Return the line for one kind."""
    costs = [cost_of(make, size * factor, command).seconds for factor in (1, 2, 4)]
    beyond = [max(cost - start.seconds, 0.01) for cost in costs]
    exponent = math.log2(beyond[2] / beyond[1]) if math.isfinite(beyond[2]) else math.inf
    times = " ".join(f"{cost:7.2f}" for cost in costs)
    return f"  {make.__name__:<34} n = {size:>6,} {times} s   exponent {exponent:.1f}"


def size_of(make: Generator, characters: int) -> int:
    """Return the size with which a kind has about as many characters; at most ten million."""
    size = 64
    while size < 10_000_000:
        there = sum(map(len, make(size).values()))
        if there >= characters * 0.9:
            return size
        size = max(size + 1, min(size * 2, int(size * characters / there)))
    return size


def cost_of(make: Generator, size: int, command: str) -> Cost:
    """Return what capslint takes for a folder of the kind."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in make(size).items():
            target = Path(folder, path)
            target.parent.mkdir(exist_ok=True, parents=True)
            target.write_text(text, encoding="utf-8")
        return run([command], folder)


def run(words: list[str], folder: str) -> Cost:
    """Run capslint with these words in ``folder`` and return what it took. Raises RuntimeError if it takes them not."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with tempfile.TemporaryFile() as complaint:
        process = subprocess.Popen(
            [sys.executable, "-c", LIMITED, *words],
            cwd=folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=complaint,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        complaint.seek(0)
        if (said := complaint.read()).startswith(b"Usage"):
            raise RuntimeError(said.decode())
    seconds = usage.ru_utime + usage.ru_stime
    return Cost(seconds if process.returncode in {0, 1, 2} else math.inf, usage.ru_maxrss / 1000)


if __name__ == "__main__":
    main()
