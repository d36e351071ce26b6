"""Many files, several processes: each takes its share of the work and hands its results back.

Processes are forked: nothing is imported or sent twice, and what is shared is only read. Threads would not help, since
the parser holds the interpreter's lock. What a process took that dies, for whatever reason, is done by the first one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from capslint.startup.records import NamedTuple

MIN_ITEMS = 300
"""So many files take longer than starting a process and fetching its results (measured: 20 ms)."""

_FIRST = 16
"""Items of the first chunk."""
_SHARE = 20
"""A chunk takes this part of what is left, so that neighbours, which look for the same files, stay together, and in the
end nobody waits long for another."""
_SHORTEST = 4096
"""No chunk is shorter than this part of all: that makes 150 at most, and a byte tells them apart."""
_MOST = 8

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Worker(NamedTuple):
    """Another process: its number, and where its results come from."""

    pid: int
    results: int


def map_in_order(
    items: Sequence[Item], work: Callable[[Item], Result], step: Callable[[int], None] | None
) -> Iterator[Result]:
    """Return ``work`` of each of ``items`` in their order; ``step``, if any, hears the index of what is up next.

    With several processes it hears of this one's alone; the others are about as far, since each takes what is next.
    Results must be values that can be pickled. What ``work`` raises is raised here.
    """
    number = _processes() if len(items) >= MIN_ITEMS else 1
    chunks = _chunks(len(items)) if number > 1 else [range(len(items))]

    def here(chunk: int) -> Iterator[Result]:
        indexes = chunks[chunk]
        if step is None:
            return map(work, items[indexes.start : indexes.stop])  # without a line of ours for each: many are nothing
        return (work(items[index]) for index in indexes if step(index) is None)

    done = _shared_out(items, work, here, chunks, number) if number > 1 else {}
    for chunk in range(len(chunks)):
        yield from done.pop(chunk) if chunk in done else here(chunk)


def _shared_out(
    items: Sequence[Item],
    work: Callable[[Item], Result],
    here: Callable[[int], Iterator[Result]],
    chunks: list[range],
    number: int,
) -> dict[int, list[Result]]:
    """Do all with ``number`` processes, the share of this one by ``here``, and return the results by chunk."""
    results = {0: [*here(0)]}  # this loads the modules that the work needs: the other processes have them
    queue = _queue(len(chunks))
    workers: list[_Worker] = []
    try:
        for _ in range(1, number):
            workers += _start(items, work, chunks, queue)
        for chunk in _taken_from(queue):
            results[chunk] = [*here(chunk)]
        for worker in workers:
            results.update(_fetch(worker))
    except BaseException:
        _end(workers)
        raise
    finally:
        os.close(queue)
    return results


def _processes() -> int:
    if not hasattr(os, "fork"):
        return 1
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST)


def _chunks(items: int) -> list[range]:
    chunks: list[range] = []
    start, length = 0, _FIRST
    while start < items:
        chunks.append(range(start, min(start + length, items)))
        start += length
        length = max(1, items // _SHORTEST, (items - start) // _SHARE)
    return chunks


def _queue(chunks: int) -> int:
    """Return a pipe that holds the number of each chunk but the first: whoever reads one has taken it."""
    reading, writing = os.pipe()
    os.write(writing, bytes(range(1, chunks)))
    os.close(writing)
    return reading


def _taken_from(queue: int) -> Iterator[int]:
    while number := os.read(queue, 1):
        yield number[0]


def _start(items: Sequence[Item], work: Callable[[Item], Result], chunks: list[range], queue: int) -> list[_Worker]:
    """Start a process that takes chunks from ``queue``; return none where the system lets no more processes start."""
    reading, writing = os.pipe()
    first, status = os.getpid(), 1
    try:
        pid = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return []
    if pid:
        os.close(writing)
        return [_Worker(pid, reading)]
    try:
        os.close(reading)
        import pickle

        # Each chunk is pickled at once, not all at the end: the first process takes others meanwhile, and waits less.
        done = [
            pickle.dumps(
                (chunk, [work(items[index]) for index in _wanted(chunks[chunk], first)]), pickle.HIGHEST_PROTOCOL
            )
            for chunk in _taken_from(queue)
        ]
        with open(writing, "wb") as pipe:
            pipe.writelines(done)
        status = 0
    finally:
        os._exit(status)  # neither buffers nor callers of the first process are this one's business


def _wanted(chunk: range, first: int) -> Iterator[int]:
    """Return the indexes of ``chunk``, and end the process when its parent, whose number is ``first``, is gone."""
    for index in chunk:
        if os.getppid() != first:
            os._exit(1)
        yield index


def _end(workers: list[_Worker]) -> None:
    """End the processes that have not ended yet: they only read."""
    from contextlib import suppress
    from signal import SIGKILL

    for worker in workers:
        with suppress(ChildProcessError):  # it was waited for already, and its number can be another's now
            if os.waitpid(worker.pid, os.WNOHANG) == (0, 0):
                os.kill(worker.pid, SIGKILL)
                os.waitpid(worker.pid, 0)


def _fetch(worker: _Worker) -> dict[int, list[Any]]:
    """Return the results of ``worker`` by chunk, those that it came to hand over if it died."""
    import pickle
    from contextlib import suppress

    results: dict[int, list[Any]] = {}
    with open(worker.results, "rb") as pipe, suppress(EOFError, pickle.UnpicklingError):  # the end, or an early one
        while True:
            chunk, made = pickle.load(pipe)  # noqa: S301 (from this very program)
            results[chunk] = made
    os.waitpid(worker.pid, 0)
    return results
