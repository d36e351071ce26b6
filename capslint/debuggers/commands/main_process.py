"""The main process of a container: which user its own command line makes of it, and behind which wrappers."""

from __future__ import annotations

from functools import lru_cache

from capslint.debuggers.commands.find_in_commands import is_own
from capslint.debuggers.commands.located_words import Piece
from capslint.debuggers.commands.unwrap import runs
from capslint.images.users import becomes
from capslint.model import Container, Evidence, Process, Start, Switch, Unknown
from capslint.source import Span
from capslint.startup.records import NamedTuple

_WHOM = Unknown("whom the target runs as")
_NOWHERE = Span(0, 0)
_START_SCRIPT = "docker-entrypoint.sh"  # as the images that are known to give up root call it


def main_process(container: Container, debugger: Evidence | None = None) -> Process:
    """Return the main process of ``container``, with the wrappers of its command line behind which it runs.

    What goes on running beside it is a candidate too: a wrapper that waits (tini), a shell, a script's other commands;
    only what ``debugger`` shows is none. Where wrappers make different users of them, or only a convention says that a
    command runs, the user is not known. What an image's own start script does counts where that is known of the image.
    """
    plain = Process(start=Start.MAIN, container=container)
    candidates = _own_candidates(container)
    if debugger is not None:
        candidates = tuple(candidate for candidate in candidates if not candidate.is_shown_by(debugger))
    ways = {candidate.switches for candidate in candidates}
    if not any(ways):
        user = becomes(container)
        return plain._replace(switches=(Switch(_START_SCRIPT, user),)) if user else plain
    if len(ways) > 1 or not all(candidate.is_sure for candidate in candidates):
        return plain._replace(user=_WHOM)
    return plain._replace(switches=ways.pop())


class _Candidate(NamedTuple):
    """A process that goes on running, behind the wrappers ``switches``; ``is_sure`` as in `Run`."""

    words: tuple[str, ...]
    switches: tuple[Switch, ...]
    is_sure: bool

    def is_shown_by(self, evidence: Evidence) -> bool:
        return (self.words, self.switches) == (evidence.words, evidence.switches)


def _own_candidates(container: Container) -> tuple[_Candidate, ...]:
    line = next((line for line in container.commands if is_own(line)), None)
    return _going_on(tuple([word.text for word in line.words])) if line is not None else ()


@lru_cache(maxsize=64)
def _going_on(words: tuple[str, ...]) -> tuple[_Candidate, ...]:
    runs_of_line = runs([Piece(word, _NOWHERE, None) for word in words])
    going_on = [run for run in runs_of_line if run.goes_on and not run.is_aside and run.words]
    return tuple(_Candidate(tuple([word.text for word in run.words]), run.switches, run.is_sure) for run in going_on)
