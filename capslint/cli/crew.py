"""Many files, several processes: each takes its share of the work and hands its results back.

Processes are forked: nothing is imported or sent twice, and what is shared is only read. Threads would not help, since
the parser holds the interpreter's lock. What a process took that dies, for whatever reason, is done by the first one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from capslint.record import NamedTuple

MIN_ITEMS = 300
"""So many files take longer than starting a process and fetching its results (measured: 20 ms)."""

_CHUNK = 16
"""Items that are taken at a time. Neighbours look for the same files, so they stay together."""
_MOST = 8
_NUMBER = 2  # bytes of a chunk's number
_MOST_CHUNKS = 512 // _NUMBER  # an empty pipe takes 512 bytes at once: POSIX limits.h, _POSIX_PIPE_BUF

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Mate(NamedTuple):
    """Another process: its number, and where its results come from."""

    pid: int
    results: int


def each(items: Sequence[Item], work: Callable[[Item], Result], step: Callable[[int], None]) -> Iterator[Result]:
    """Give ``work`` of each of ``items`` in their order; ``step`` hears the index of what is up next.

    With several processes it hears of this one's alone; the others are about as far, since each takes what is next.
    Results must be values that can be pickled. What ``work`` raises is raised here.
    """
    number = _processes() if len(items) >= MIN_ITEMS else 1
    done: dict[int, Result] = {}

    def here(indexes: Iterable[int]) -> None:
        for index in indexes:
            step(index)
            done[index] = work(items[index])

    if number > 1:
        here(range(_length(len(items))))  # this loads the modules that the work needs: the other processes have them
        queue = _queue(len(items))
        try:
            mates = [mate for _ in range(1, number) if (mate := _start(items, work, queue)) is not None]
            here(_taken_from(queue, len(items)))
        finally:
            os.read(queue, _MOST_CHUNKS * _NUMBER)  # after an error nobody shall go on
            os.close(queue)
        for mate in mates:
            done.update(_fetch(mate))
    for index in range(len(items)):
        if index not in done:
            here((index,))
        yield done.pop(index)


def _processes() -> int:
    if not hasattr(os, "fork"):
        return 1
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST)


def _queue(items: int) -> int:
    """Give a pipe that holds the number of each chunk but the first: whoever reads one has taken it."""
    reading, writing = os.pipe()
    chunks = range(1, -(-items // _length(items)))
    os.write(writing, b"".join(chunk.to_bytes(_NUMBER, "big") for chunk in chunks))
    os.close(writing)
    return reading


def _length(items: int) -> int:
    """Say how many items make a chunk, so that the numbers of all chunks go into a pipe."""
    return max(_CHUNK, -(-items // _MOST_CHUNKS))


def _taken_from(queue: int, items: int) -> Iterator[int]:
    length = _length(items)
    while number := os.read(queue, _NUMBER):
        start = int.from_bytes(number, "big") * length
        yield from range(start, min(start + length, items))


def _start(items: Sequence[Item], work: Callable[[Item], Result], queue: int) -> _Mate | None:
    """Start a process that takes chunks from ``queue``; None where the system lets no more processes start."""
    reading, writing = os.pipe()
    try:
        pid = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return None
    if pid:
        os.close(writing)
        return _Mate(pid, reading)
    status = 1
    try:
        os.close(reading)
        import pickle

        done = {index: work(items[index]) for index in _taken_from(queue, len(items))}
        data = pickle.dumps(done, pickle.HIGHEST_PROTOCOL)
        with open(writing, "wb") as pipe:
            pipe.write(data)
        status = 0
    finally:
        os._exit(status)  # neither buffers nor callers of the first process are this one's business


def _fetch(mate: _Mate) -> dict[int, Any]:
    """Give the results of ``mate`` by index, none if it died."""
    import pickle

    with open(mate.results, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(mate.pid, 0)
    results: dict[int, Any] = pickle.loads(data) if status == 0 else {}  # noqa: S301 (from this very program)
    return results
