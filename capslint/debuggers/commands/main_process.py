"""As whom a container's own command line runs what a debugger can look into."""

from __future__ import annotations

from functools import lru_cache

from capslint.debuggers.commands.find_in_commands import is_own
from capslint.debuggers.commands.located_words import Piece
from capslint.debuggers.commands.unwrap import runs
from capslint.model import Container, Evidence, Process, Start, Switch, Unknown
from capslint.source import Span

_WHOM = Unknown("whom the target runs as")
_NOWHERE = Span(0, 0)


def main_process(container: Container, debugger: Evidence | None = None) -> Process:
    """Return the main process of ``container``, with the wrappers of its command line behind which it runs.

    What goes on running beside it is a candidate too: a wrapper that waits (tini), a shell, a script's other commands;
    only what ``debugger`` shows is none. Where wrappers make different users of them, or only a convention says that a
    command runs, the user is not known. What an image's own start script does is not known either, and not counted.
    """
    plain = Process(start=Start.MAIN, container=container)
    line = next((one for one in container.commands if is_own(one)), None)
    found = _going_on(tuple([word.text for word in line.words])) if line is not None else ()
    if debugger is not None:
        found = tuple(one for one in found if (one[0], one[1]) != (debugger.words, debugger.switches))
    ways = {switches for _, switches, _ in found}
    if not any(ways):
        return plain
    if len(ways) > 1 or not all(is_sure for _, _, is_sure in found):
        return plain._replace(user=_WHOM)
    return plain._replace(switches=ways.pop())


@lru_cache(maxsize=64)
def _going_on(words: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], tuple[Switch, ...], bool], ...]:
    """Return the words, the wrappers and the sureness of each process that goes on running."""
    # All of them first: whether one goes on is known behind what it starts.
    commands = list(runs([Piece(word, _NOWHERE, None) for word in words]))
    return tuple(
        (tuple(word.text for word in one.words), one.switches, one.is_sure)
        for one in commands
        if one.goes_on and not one.is_aside and one.words
    )
