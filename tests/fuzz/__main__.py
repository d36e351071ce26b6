"""Try capslint on odd files: ``python -m tests.fuzz --minutes N [--seed S] [--keep FOLDER]``.

Each input is made from a seed and a number, so that what is printed can be made again. Ends with 1 if there is a fault.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.inputs import FuzzInput, changed
from tests.fuzz.oracles import judged, kind_of


def asked_for() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--minutes", type=float, default=1, help="how long, of processor time")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--first", type=int, default=0, help="the number of the first input")
    parser.add_argument("--inputs", type=int, default=sys.maxsize, help="the most inputs")
    parser.add_argument("--keep", type=Path, help="write the first input of each kind of fault into this folder")
    return parser.parse_args()


def main() -> int:
    """Run as long as is asked for, print figures and the first input of each kind of fault; return the exit status."""
    asked = asked_for()
    wrong: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    made = number = 0
    end = time.process_time() + asked.minutes * 60
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))  # the figures are printed then, too
    while not stopped and time.process_time() < end and number < asked.inputs:
        kind, given = changed(asked.seed, asked.first + number)
        outcome = judged(given)
        kinds[kind] += 1
        made += outcome.made
        for complaint in outcome.wrong:
            told = kind_of(complaint)
            wrong[told] += 1
            if wrong[told] == 1:
                print(f"input {asked.first + number} of seed {asked.seed}, {kind}: {complaint}", flush=True)
                if asked.keep is not None:
                    keep(given, asked.keep / f"{asked.seed}-{asked.first + number}")
        number += 1
        if number % 10_000 == 0:
            print(f"{number:,} inputs so far, {made:,} fixes, {sum(wrong.values()):,} faults", flush=True)
    print(f"{number:,} inputs, {made:,} fixes, {sum(wrong.values()):,} faults of {len(wrong)} kinds")
    print(", ".join(f"{kind} {count:,}" for kind, count in kinds.most_common()))
    for told, count in wrong.most_common():
        print(f"  {count:>6}  {told}")
    return 1 if wrong else 0


def keep(given: FuzzInput, folder: Path) -> None:
    """Write an input into ``folder``."""
    for path, data in {**{path: text.encode() for path, text in given.beside.items()}, given.path: given.data}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


if __name__ == "__main__":
    sys.exit(main())
