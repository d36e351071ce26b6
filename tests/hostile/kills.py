"""Kill ``capslint fix`` at random moments: ``python -m tests.hostile.kills [--kills N] [--seed S]``.

Each run is a process of its own, forked when everything is loaded, so that the moments are those of its work. After
each kill every file must be the old one or the new one, and after the next run nothing may be left beside them.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from capslint.edits import Safety
from capslint.report.reporters import Reporter, ReportOptions, ReportSetup
from capslint.run.fix_files import fix_files
from capslint.run.run_options import RunOptions
from capslint.run.settings import settings_of

FILES = 6
TEXT = (
    "services:\n  a:\n    image: debian\n    command: strace ls\n    security_opt:\n      - seccomp:unconfined # {}\n"
)


def main() -> int:
    """Kill as often as is asked for, and print figures; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.kills")
    parser.add_argument("--kills", type=int, default=2_000)
    parser.add_argument("--seed", default="1")
    asked = parser.parse_args()
    counted = killed_often(asked.kills, asked.seed)
    print(", ".join(f"{what}: {number:,}" for what, number in counted.most_common()))
    return 1 if counted["torn files"] or counted["files left after the next run"] else 0


def killed_often(kills: int, seed: str) -> Counter[str]:
    """Return what was counted over as many ``kills``."""
    chance = Random(seed)
    counted: Counter[str] = Counter({"torn files": 0, "files left after the next run": 0})
    with TemporaryDirectory() as name:
        folder = Path(name)
        old = {f"{number}.yaml": TEXT.format(number).encode() for number in range(FILES)}
        write(folder, old)
        fix(folder)  # here, so that those to be killed have all modules loaded
        new = read(folder)
        write(folder, old)
        took = run(folder)
        assert new.keys() == old.keys()
        assert all(new[path] != old[path] for path in old)
        for _ in range(kills):
            write(folder, old)
            counted["kills"] += 1
            counted["ended before"] += run(folder, chance.uniform(0, took * 1.1)) > 0
            there = read(folder)
            counted["torn files"] += sum(there.get(path) not in (old[path], new[path]) for path in old)
            changed = sum(there.get(path) == new[path] for path in old)
            counted["kills between the files"] += 0 < changed < FILES
            counted["kills that left a file"] += len(there) > FILES
            took = (took * 9 + run(folder)) / 10
            counted["files left after the next run"] += len(read(folder)) - FILES
            counted["torn files"] += sum(read(folder)[path] != new[path] for path in old)
    return counted


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Put ``files`` into ``folder``."""
    for path, data in files.items():
        (folder / path).write_bytes(data)


def read(folder: Path) -> dict[str, bytes]:
    """Return what is in ``folder``."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def fix(folder: Path) -> None:
    """Fix the files in ``folder``."""
    settings = settings_of(RunOptions((str(folder),), no_config=True))
    fix_files(settings, Reporter(ReportSetup(ReportOptions(), sys.stdout)), frozenset({Safety.SAFE, Safety.UNSAFE}))


def run(folder: Path, until: float | None = None) -> float:
    """Fix the files in ``folder``, and kill that after so many seconds; return how long it took, 0 if it was killed."""
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        try:
            fix(folder)
        finally:
            os._exit(0)
    if until is not None:
        time.sleep(until)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return 0 if os.WIFSIGNALED(status) else time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
