"""Time commands in interleaved rounds: one of each, then again, so that a slow minute hits all of them."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Timing(NamedTuple):
    """Medians over all rounds, in seconds: by the clock, and of processor time with all children; and its least."""

    wall: float
    cpu: float
    least: float


def interleaved(commands: Mapping[str, Sequence[str]], rounds: int, *, warm_up: bool = True) -> dict[str, Timing]:
    """Run every command ``rounds`` times, after one unmeasured round if ``warm_up``; return its medians.

    Raises RuntimeError when a command dies with a traceback or a signal: a crash must not count as fast.
    """
    samples: dict[str, list[Timing]] = {name: [] for name in commands}
    for turn in range(rounds + warm_up):
        for name, command in commands.items():
            timing = _run(command)
            if turn >= warm_up:
                samples[name].append(timing)
    return {
        name: Timing(
            statistics.median(timing.wall for timing in times),
            statistics.median(timing.cpu for timing in times),
            min(timing.least for timing in times),
        )
        for name, times in samples.items()
    }


def _run(command: Sequence[str]) -> Timing:
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    complaint = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1, 2} or b"Traceback" in complaint:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {complaint.decode()[-2000:]}")
    cpu = usage.ru_utime + usage.ru_stime
    return Timing(wall, cpu, cpu)
