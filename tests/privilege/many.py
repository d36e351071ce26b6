"""Fix generated files on eight hosts each, and count what does not hold of the fixes.

    python -m tests.privilege.many --workloads 20000 --seed 1

tells for each property how many files break it, and shows the first ones, cut down to what it takes. With
``--workloads 1 --first NUMBER`` it asks for one of them.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import time
import traceback
from collections import Counter
from functools import partial
from typing import NamedTuple

from capslint.model import Host
from tests.privilege.properties import broken
from tests.privilege.readings import read_once
from tests.privilege.shrink import shrunk
from tests.privilege.workloads import Generated, generated


class Broken(NamedTuple):
    """A property that a file breaks: the host on which it was seen first, and what was wrong there."""

    number: int
    kind: str
    host: Host
    problem: str


RAISED = "raised"


def tried(number: int, seed: int) -> list[Broken]:
    """Return the properties that one file breaks, each once."""
    file = generated(number, seed)
    found: dict[str, Broken] = {}
    try:
        for kind, host, problem in broken(file, file.hosts, number):
            found.setdefault(kind, Broken(number, kind, host, problem))
    except Exception:  # whatever it is, the other files are tried too
        found["raised"] = Broken(number, RAISED, Host(), traceback.format_exc())
    return list(found.values())


def main() -> int:
    """Try them all; return 1 if anything is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--workloads",
        type=int,
        default=20000,
        help="how many files: each is a project or a pod, of one container to five",
    )
    parser.add_argument("--seed", type=int, default=1, help="which files")
    parser.add_argument("--first", type=int, default=0, help="the number of the first one")
    parser.add_argument("--jobs", type=int, default=multiprocessing.cpu_count(), help="how many processes")
    parser.add_argument("--show", type=int, default=3, help="how many of each kind to show")
    options = parser.parse_args()
    numbers = range(options.first, options.first + options.workloads)
    counts: Counter[str] = Counter()
    started = time.monotonic()
    with multiprocessing.Pool(options.jobs, read_once) as pool:
        for found in pool.imap(partial(tried, seed=options.seed), numbers, chunksize=4):
            for failure in found:
                counts[failure.kind] += 1
                if counts[failure.kind] <= options.show:
                    show(failure, options.seed)
        pool.close()
        pool.join()  # their processor time counts once they have ended
    files = [generated(number, options.seed) for number in numbers]
    containers, hosts = sum(file.containers for file in files), sum(len(file.hosts) for file in files)
    used = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(
        f"{len(files)} files of seed {options.seed} with {containers} containers, {hosts} times a file on a host, "
        f"in {time.monotonic() - started:.0f} s ({used:.0f} s of processor time): {dict(counts)}"
    )
    return 1 if counts else 0


def show(failure: Broken, seed: int) -> None:
    """Print what is broken, with the smallest file that breaks it."""
    file = generated(failure.number, seed)
    if failure.kind == RAISED:
        print(f"--- raised: file {failure.number}\n{failure.problem}\n{file.text}", flush=True)
        return

    def said(other: Generated) -> list[str]:
        try:
            return [problem for *_, problem in broken(other, [failure.host], failure.number, failure.kind)]
        except (LookupError, TypeError):  # what is left is no file of ours
            return []

    small = shrunk(file, lambda other: bool(said(other)))
    known = {name: value for name, value in failure.host._asdict().items() if value not in (None, ())}
    print(f"--- {failure.kind}: file {failure.number}\n{'; '.join(said(small))}\n{known}\n{small.text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
