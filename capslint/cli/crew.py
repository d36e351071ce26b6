"""Many files, several processes: each takes its share of the work and hands its results back.

Processes are forked: nothing is imported or sent twice, and what is shared is only read. Threads would not help, since
the parser holds the interpreter's lock. A process that dies, for whatever reason, leaves its share to the first one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from capslint.record import NamedTuple

MIN_ITEMS = 300
"""So many files take longer than starting a process and fetching its results (measured: 20 ms)."""

_CHUNK = 16  # neighbours are alike in size: small chunks even out the shares
_MOST = 8

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Mate(NamedTuple):
    """Another process: its number, where its results come from, and which items are its share."""

    pid: int
    results: int
    share: list[int]


def each(items: Sequence[Item], work: Callable[[Item], Result], step: Callable[[int], None]) -> Iterator[Result]:
    """Give ``work`` of each of ``items`` in their order; ``step`` hears the index of what is up next.

    With several processes it hears of this one's alone; the others are about as far, since chunks are dealt in turn.
    Results must be values that can be pickled. What ``work`` raises is raised here.
    """
    number = _processes() if len(items) >= MIN_ITEMS else 1
    if number == 1:
        for index, item in enumerate(items):
            step(index)
            yield work(item)
        return
    done: dict[int, Result] = {}

    def here(share: Sequence[int]) -> None:
        for index in share:
            step(index)
            done[index] = work(items[index])

    here(range(_CHUNK))  # this loads the modules that the work needs, and the other processes have them then
    shares: list[list[int]] = [[] for _ in range(number)]
    for index in range(_CHUNK, len(items)):
        shares[index // _CHUNK % number].append(index)
    mates = [_start(items, work, share) for share in shares[1:]]
    here(shares[0])
    for mate in mates:
        done.update(_fetch(mate, items, work))
    for index in range(len(items)):
        yield done.pop(index)


def _processes() -> int:
    if not hasattr(os, "fork"):
        return 1
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST)


def _start(items: Sequence[Item], work: Callable[[Item], Result], share: list[int]) -> _Mate:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return _Mate(pid, reading, share)
    status = 1
    try:
        os.close(reading)
        import pickle

        data = pickle.dumps([work(items[index]) for index in share], pickle.HIGHEST_PROTOCOL)
        with open(writing, "wb") as pipe:
            pipe.write(data)
        status = 0
    finally:
        os._exit(status)  # neither buffers nor callers of the first process are this one's business


def _fetch(mate: _Mate, items: Sequence[Item], work: Callable[[Item], Result]) -> dict[int, Result]:
    import pickle

    with open(mate.results, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(mate.pid, 0)
    results: list[Any] = pickle.loads(data) if status == 0 else [work(items[index]) for index in mate.share]  # noqa: S301
    return dict(zip(mate.share, results, strict=True))
